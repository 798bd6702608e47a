package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/schema"
)

type fmtOptions struct {
	Paths       []string
	Check, Diff bool
}

func newFmtCmd(p *process) *cobra.Command {
	var opts fmtOptions
	cmd := &cobra.Command{
		Use:   "fmt [path...]",
		Short: "Lay manifests out in one way",
		Long: "Rewrite manifests in the canonical layout and print the names of those that changed.\n\n" +
			"Keys stand in the order of the reference, two spaces deeper at each level, with one\n" +
			"blank line at most between them. Brackets that fill more than a line are written out.\n" +
			"Comments stay with what they comment; values stay as they are written. Lists and\n" +
			"permission tools keep their order. What the manifest says is proven to be the same.\n\n" +
			"Paths are those of lint. With - the manifest is read from standard input and\n" +
			"printed. Frozen copies below versions folders are never changed.",
		Example: "  manifest fmt\n  manifest fmt --check\n  manifest fmt --diff manifests/acme-field-sync",
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.Paths = args
			return runFmt(ctx, p, opts)
		}),
	}
	cmd.Flags().BoolVar(&opts.Check, "check", false, "write nothing; exit 1 if a manifest is laid out differently")
	cmd.Flags().BoolVar(&opts.Diff, "diff", false, "write nothing; print what would change as a diff")
	return cmd
}

// formatted is a manifest before and after.
type formatted struct {
	target
	was, now []byte
}

func (f formatted) changed() bool { return !bytes.Equal(f.was, f.now) }

// layout is what a run of fmt needs to know.
type layout struct {
	*process
	order  manifest.KeyOrder
	linter *validate.Linter
}

func runFmt(ctx context.Context, p *process, opts fmtOptions) error {
	config, ignore, err := p.loadConfig()
	if err != nil {
		return err
	}
	l := layout{process: p}
	if l.linter, err = validate.New(validate.Options{Config: config}); err != nil {
		return Usagef("%w", err)
	}
	targets, err := p.discover("fmt", opts.Paths, ignore)
	if err != nil {
		return err
	}
	if l.order, err = schema.KeyOrder(schema.Manifest); err != nil {
		return err
	}
	var changed []formatted
	var failed []error
	read := 0
	for _, t := range targets {
		if ctx.Err() != nil {
			return errors.New("fmt: interrupted; nothing was written")
		}
		if t.frozen {
			p.complain(fmt.Errorf("%s: left as it is, for a frozen copy is never changed", t.name))
			continue
		}
		f, err := l.format(t)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		if read++; f.changed() || t.isStdin() {
			changed = append(changed, f)
		}
	}
	if !opts.Check && !opts.Diff {
		changed, err = p.writeFormatted(ctx, changed)
		failed = append(failed, err)
	}
	if err := p.print(func(w io.Writer) error { return l.show(w, changed, opts) }); err != nil {
		return err
	}
	changed = slices.DeleteFunc(changed, func(f formatted) bool { return !f.changed() })
	switch err := errors.Join(failed...); {
	case err != nil: // weighs more than what is laid out differently
		return &Error{Class: Failure, Err: err}
	case opts.Check && len(changed) > 0:
		return &Error{Class: Findings, Err: fmt.Errorf("%d of %s laid out differently; to change that: %s",
			len(changed), diag.Plural(read, "manifest"), shellLine(append([]string{"manifest", "fmt"}, opts.Paths...)))}
	}
	return nil
}

// format lays out one manifest.
func (l layout) format(t target) (formatted, error) {
	data, err := l.read(t)
	if err != nil {
		return formatted{}, fmt.Errorf("format %s: %w", t.name, err)
	}
	was := source.New(t.name, data)
	doc, found := manifest.Parse(was)
	if len(found) > 0 {
		diag.Sort(found)
		see := t.name
		if t.isStdin() {
			see = "-"
		}
		return formatted{}, fmt.Errorf("format %s:%s: %s\nsee: manifest lint %s", t.name, found[0].Start(), found[0].Message, shellWord(see))
	}
	now, err := doc.Format(l.order)
	if err != nil || bytes.Equal(data, now) {
		return formatted{t, data, now}, err
	}
	// A suppression silences what stands below it, which may not move along.
	before, after := l.linter.Lint(was, t.app), l.linter.Lint(source.New(t.name, now), t.app)
	d := validate.Introduced(before, after)
	if d == nil {
		d = validate.Introduced(after, before)
	}
	if d != nil {
		return formatted{}, fmt.Errorf("format %s: a comment manifest:ignore would silence something else: %s [%s]\nput the keys below it into order by hand", t.name, d.Message, d.Rule)
	}
	return formatted{t, data, now}, nil
}

// writeFormatted writes manifests, and returns those that were written.
func (p *process) writeFormatted(ctx context.Context, list []formatted) (written []formatted, err error) {
	for _, f := range list {
		if ctx.Err() != nil {
			return written, errors.Join(err, errors.New("fmt: interrupted; what is not named was not written"))
		}
		if !f.isStdin() {
			if fault := p.replaceFile(ctx, f.path, f.was, f.now); fault != nil {
				err = errors.Join(err, fmt.Errorf("format %s: %w", f.name, fault))
				continue
			}
		}
		written = append(written, f)
	}
	return written, err
}

// show prints what became of the manifests, or would.
func (l layout) show(w io.Writer, changed []formatted, opts fmtOptions) error {
	for _, f := range changed {
		var err error
		switch {
		case opts.Diff && l.holdsSecret(f):
			l.complain(fmt.Errorf("%s: the diff is not shown, for the file holds a secret", f.name))
		case opts.Diff:
			err = report.Diff(w, f.name, f.was, f.now)
		case f.isStdin() && !opts.Check:
			_, err = w.Write(f.now)
		case !f.isStdin():
			_, err = fmt.Fprintln(w, report.Visible(f.name))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// holdsSecret reports whether lint finds in the manifest what must not be shown.
func (l layout) holdsSecret(f formatted) bool {
	found := l.linter.Lint(source.New(f.name, f.was), f.app)
	return slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return len(d.Hidden) > 0 })
}
