package git

import (
	"context"
	"fmt"
	"strings"
)

// The oldest git whose plumbing this package knows.
const oldestMajor, oldestMinor = 2, 30

// Version returns the version of the git that is found, such as "2.39.5". One
// that is too old is an *Error.
func (o Options) Version(ctx context.Context) (string, error) {
	const op = "read the version of git"
	run, err := o.runner()
	if err != nil {
		return "", &Error{Op: op, Err: err, Hint: "install git, and add its folder to PATH"}
	}
	out, err := run.text(ctx, "version")
	if err != nil {
		return "", fail(op, err)
	}
	// git version 2.39.5 (Apple Git-154)
	version, _, _ := strings.Cut(strings.TrimPrefix(out, "git version "), " ")
	var major, minor int
	if _, err := fmt.Sscanf(version, "%d.%d", &major, &minor); err != nil {
		return "", &Error{Op: op, Err: fmt.Errorf("unexpected output %q", out)}
	}
	if major < oldestMajor || major == oldestMajor && minor < oldestMinor {
		return version, &Error{Op: op, Err: fmt.Errorf("git %s is older than %d.%d", version, oldestMajor, oldestMinor),
			Hint: "install a newer git"}
	}
	return version, nil
}
