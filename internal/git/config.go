package git

import (
	"context"
	"fmt"
)

// Setting returns the value of a name such as diff.manifest.command in the
// repository's own configuration, which all its work trees share. It is "" where
// the name is not set.
func (r *Repository) Setting(ctx context.Context, name string) (string, error) {
	value, err := r.run.text(ctx, "config", "--local", "--get", name)
	if exitCode(err) == 1 { // it is not set
		return "", nil
	}
	if err != nil {
		return "", fail("read git's setting "+name, err)
	}
	return value, nil
}

// Set gives a name a value in the repository's own configuration.
func (r *Repository) Set(ctx context.Context, name, value string) error {
	if _, err := r.run.text(ctx, "config", "--local", name, value); err != nil {
		return fail(fmt.Sprintf("set git's %s to %q", name, value), err)
	}
	return nil
}

// Unset removes a name that is set from the repository's own configuration.
func (r *Repository) Unset(ctx context.Context, name string) error {
	if _, err := r.run.text(ctx, "config", "--local", "--unset", name); err != nil {
		return fail("remove git's setting "+name, err)
	}
	return nil
}
