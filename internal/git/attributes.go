package git

import (
	"context"
	"fmt"
	"strings"
)

// Attribute returns what the files of attributes say about a path of the work
// tree, which need not exist: the value, or in git's words "set", "unset" or
// "unspecified".
func (r *Repository) Attribute(ctx context.Context, name, path string) (string, error) {
	op := fmt.Sprintf("read git's attribute %s of %s", name, path)
	out, err := r.run.text(ctx, "check-attr", "-z", name, "--", path)
	if err != nil {
		return "", fail(op, err)
	}
	fields := strings.Split(out, "\x00") // path, name, value, each with its end
	if len(fields) != 4 {
		return "", &Error{Op: op, Err: fmt.Errorf("git check-attr: unexpected output %q", out)}
	}
	return fields[2], nil
}
