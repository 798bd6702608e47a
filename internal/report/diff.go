package report

import (
	"bytes"
	"fmt"
	"io"

	"github.com/rogpeppe/go-internal/diff"
)

// Diff writes what a repair would change as a unified diff that patch and git
// apply understand. Whatever is in the name, its lines stay two lines.
func Diff(w io.Writer, name string, was, now []byte) error {
	out := diff.Diff(quoteName("a/"+name), was, quoteName("b/"+name), now)
	// The first line repeats the names in its own form.
	if i := bytes.IndexByte(out, '\n'); i >= 0 {
		out = out[i+1:]
	}
	if _, err := w.Write(out); err != nil {
		return fmt.Errorf("write diff: %w", err)
	}
	return nil
}
