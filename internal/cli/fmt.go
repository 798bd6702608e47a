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

func runFmt(ctx context.Context, p *process, opts fmtOptions) error {
	config, ignore, err := p.loadConfig()
	if err != nil {
		return err
	}
	linter, err := validate.New(validate.Options{Config: config})
	if err != nil {
		return usageError("%w", err)
	}
	targets, err := p.discover("fmt", opts.Paths, ignore)
	if err != nil {
		return err
	}
	order, err := schema.KeyOrder(schema.Manifest)
	if err != nil {
		return err
	}
	var list []formatted
	var failed []error
	for _, t := range targets {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("fmt: interrupted; nothing was written")
		}
		if t.frozen {
			p.complain(fmt.Errorf("%s: left as it is, for a frozen copy is never changed", report.Visible(t.name)))
			continue
		}
		f, err := p.format(t, order)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		list = append(list, f)
	}
	if err := p.print(func(w io.Writer) error { return showFmt(w, p, linter, list, opts) }); err != nil {
		return err
	}
	if !opts.Check && !opts.Diff {
		failed = append(failed, p.writeFormatted(list)...)
	}
	return p.fmtExit(list, failed, opts)
}

// format lays out one manifest.
func (p *process) format(t target, order manifest.KeyOrder) (formatted, error) {
	data, err := p.read(t)
	if err != nil {
		return formatted{}, fmt.Errorf("format %s: %w", report.Visible(t.name), err)
	}
	doc, found := manifest.Parse(source.New(t.name, data))
	if len(found) > 0 {
		diag.Sort(found)
		return formatted{}, fmt.Errorf("format %s:%s: %s\nsee: manifest lint %s",
			report.Visible(t.name), found[0].Start(), report.Visible(found[0].Message), report.Visible(t.name))
	}
	now, err := doc.Format(order)
	return formatted{t, data, now}, err
}

func showFmt(w io.Writer, p *process, linter *validate.Linter, list []formatted, opts fmtOptions) error {
	for _, f := range list {
		var err error
		switch {
		case f.isStdin() && !opts.Check && !opts.Diff:
			_, err = w.Write(f.now)
		case !f.changed() || f.isStdin() && !opts.Diff:
		case !opts.Diff:
			_, err = fmt.Fprintln(w, report.Visible(f.name))
		case holdsSecret(linter, f):
			p.complain(fmt.Errorf("%s: the diff is not shown, for the file holds a secret", report.Visible(f.name)))
		default:
			err = report.Diff(w, f.name, f.was, f.now)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// holdsSecret reports whether lint finds in the manifest what must not be shown.
func holdsSecret(linter *validate.Linter, f formatted) bool {
	found := linter.Lint(source.New(f.name, f.was), f.app)
	return slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return len(d.Hidden) > 0 })
}

func (p *process) writeFormatted(list []formatted) (failed []error) {
	for _, f := range list {
		if f.changed() && !f.isStdin() {
			if err := p.replaceFile(f.path, f.was, f.now); err != nil {
				failed = append(failed, fmt.Errorf("format %s: %w", report.Visible(f.name), err))
			}
		}
	}
	return failed
}

// fmtExit says how it went. What could not be laid out weighs more than what is
// laid out differently.
func (p *process) fmtExit(list []formatted, failed []error, opts fmtOptions) error {
	changed := 0
	for _, f := range list {
		if f.changed() {
			changed++
		}
	}
	switch {
	case len(failed) > 0:
		return &exitError{exitFailure, errors.Join(failed...)}
	case opts.Check && changed > 0:
		return &exitError{exitFindings, fmt.Errorf("%d of %s laid out differently; to change that: manifest fmt", changed, plural(len(list), "manifest"))}
	}
	return nil
}
