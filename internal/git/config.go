package git

import (
	"context"
	"fmt"
	"strings"
)

// Set gives a name that value alone in the repository's own configuration.
func (r *Repository) Set(ctx context.Context, name, value string) error {
	if _, err := r.run.text(ctx, "config", "--local", "--replace-all", name, value); err != nil {
		return fail(fmt.Sprintf("set %s to %q in git's configuration", name, value), err)
	}
	return nil
}

// Settings returns the values of a name such as diff.manifest.command in the
// repository's own configuration, which all its work trees share. There are none
// where the name is not set; of several, the last is what counts.
func (r *Repository) Settings(ctx context.Context, name string) ([]string, error) {
	out, err := r.run.text(ctx, "config", "--local", "--null", "--get-all", name)
	if exitCode(err) == 1 { // it is not set
		return nil, nil
	}
	if err != nil {
		return nil, fail("read git's setting "+name, err)
	}
	return strings.Split(strings.TrimSuffix(out, "\x00"), "\x00"), nil
}

// Unset removes a value of a name, however often it is there, from the
// repository's own configuration.
func (r *Repository) Unset(ctx context.Context, name, value string) error {
	if _, err := r.run.text(ctx, "config", "--local", "--fixed-value", "--unset-all", name, value); err != nil {
		return fail("remove git's setting "+name, err)
	}
	return nil
}
