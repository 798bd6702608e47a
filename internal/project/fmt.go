package project

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/schema"
)

// formatting is what a run of fmt needs to know.
type formatting struct {
	*Project
	order  manifest.KeyOrder
	linter *validate.Linter
}

// FmtOptions say what to format, and whether to write it.
type FmtOptions struct {
	Paths       []string
	Check, Diff bool
}

// Formatted is what became of manifests, or would.
type Formatted struct {
	Changed []Rewritten // and standard input, changed or not
	write   string      // the command that writes them
	read    int
	failed  error
}

// formatted is a manifest before and after.
type formatted struct {
	target
	Rewritten
}

// Format lays manifests out.
func Format(ctx context.Context, p *Project, opts FmtOptions) (*Formatted, error) {
	config, ignore, err := p.loadConfig()
	if err != nil {
		return nil, err
	}
	l := formatting{Project: p}
	if l.linter, err = validate.New(validate.Options{Config: config}); err != nil {
		return nil, Usagef("%w", err)
	}
	targets, err := p.discover(ctx, "fmt", opts.Paths, ignore)
	if err != nil {
		return nil, err
	}
	l.order = schema.Of(schema.Manifest).KeyOrder()
	var changed []formatted
	var failed []error
	result := &Formatted{write: ShellLine(append(append(p.prefix(), "fmt"), p.filesOf(opts.Paths)...))}
	for _, t := range targets {
		if ctx.Err() != nil {
			return nil, errors.New("fmt: interrupted; nothing was written")
		}
		if t.frozen {
			p.complain(fmt.Errorf("%s: not formatted: saved versions are never modified", t.name))
			if !t.isStdin() {
				continue
			}
			t.ignored = true
		}
		if t.ignored {
			same, err := l.read(t)
			if err != nil {
				return nil, fmt.Errorf("format %s: %w", t.name, err)
			}
			changed = append(changed, formatted{t, Rewritten{Name: t.name, Was: same, Now: same, Stdin: true}})
			continue
		}
		f, err := l.format(t)
		if foreign := (foreignError{}); errors.As(err, &foreign) && !t.named {
			p.warn("%s was not changed: %s", t.name, foreign)
			continue
		}
		if err != nil {
			failed = append(failed, err)
			continue
		}
		if result.read++; f.Changed() || t.isStdin() {
			changed = append(changed, f)
		}
	}
	if !opts.Check && !opts.Diff {
		changed, err = writeFormatted(ctx, p, changed)
		failed = append(failed, err)
	}
	for _, f := range changed {
		f.Secret = opts.Diff && l.holdsSecret(f)
		result.Changed = append(result.Changed, f.Rewritten)
	}
	result.failed = errors.Join(failed...)
	return result, nil
}

// Err is the error that fmt ends with.
func (f *Formatted) Err(opts FmtOptions) error {
	changed := len(slices.DeleteFunc(slices.Clone(f.Changed), func(r Rewritten) bool { return !r.Changed() }))
	switch {
	case f.failed != nil: // weighs more than what is not formatted
		return Failed(f.failed)
	case opts.Check && changed > 0:
		return Refusef("%d of %s not formatted yet; run: %s", changed, diag.Plural(f.read, "manifest"), f.write)
	}
	return nil
}

// format lays out one manifest.
func (l formatting) format(t target) (formatted, error) {
	data, err := l.read(t)
	if err != nil {
		return formatted{}, fmt.Errorf("format %s: %w", t.name, err)
	}
	was := source.New(t.name, data)
	doc, found := manifest.Parse(was)
	if foreign := validate.Foreign(doc); foreign != nil && !t.saved() {
		if foreign.Severity == diag.Info {
			return formatted{}, fmt.Errorf("format %s: %w", t.name, foreignError{foreign.Message})
		}
		return formatted{}, fmt.Errorf("format %s:%s: %s; %s", t.name, foreign.Start(), foreign.Message, foreign.Help)
	}
	if len(found) > 0 {
		diag.Sort(found)
		see := t.name
		if t.isStdin() {
			see = "-"
		}
		return formatted{}, fmt.Errorf("format %s:%s: %s\nsee: manifest lint %s", t.name, found[0].Start(), found[0].Message,
			shellWord(see))
	}
	now, err := doc.Format(l.order)
	result := formatted{t, Rewritten{Name: t.name, Was: data, Now: now, Stdin: t.isStdin()}}
	if err != nil || bytes.Equal(data, now) {
		return result, err
	}
	// A suppression silences what stands below it, which may not move along.
	before, after := l.linter.Lint(was, t.app), l.linter.Lint(source.New(t.name, now), t.app)
	d := validate.Introduced(before, after)
	if d == nil {
		d = validate.Introduced(after, before)
	}
	if d != nil {
		return formatted{}, fmt.Errorf("format %s: after formatting, a comment manifest:ignore would suppress a "+
			"different finding: %s [%s]\n"+
			"put each key and each list item on its own line, in order, with its comment beside "+
			"it", t.name, d.Message, d.Rule)
	}
	return result, nil
}

// refuseForeignFolder is refuseForeign for whatever the working manifest of the app
// is. One that is missing or cannot be read is the matter of those who need it.
func (a app) refuseForeignFolder(what string) error {
	if f, err := a.optional(manifestName); err == nil && f != nil && !a.has(ledger.VersionsDir) {
		doc, _ := manifest.Parse(f)
		return a.refuseForeign(what, doc)
	}
	return nil
}

// refuseForeign returns an error if the working manifest of an app is another
// program's file, which no command may change.
func (a app) refuseForeign(what string, doc *manifest.Document) error {
	if foreign := validate.Foreign(doc); foreign != nil && !a.has(ledger.VersionsDir) {
		return fmt.Errorf("%s %s:%s: %s; %s", what, doc.File.Name, foreign.Start(), foreign.Message, foreign.Help)
	}
	return nil
}

// foreignError says that a file is not a manifest.
type foreignError struct{ why string }

func (e foreignError) Error() string { return e.why }

// writeFormatted writes manifests, and returns those that were written.
func writeFormatted(ctx context.Context, p *Project, list []formatted) (written []formatted, err error) {
	for _, f := range list {
		if ctx.Err() != nil {
			return written, errors.Join(err, errors.New("fmt: interrupted; files not listed were not written"))
		}
		if !f.isStdin() {
			if fault := p.replaceFile(ctx, f.path, f.Was, f.Now); fault != nil {
				err = errors.Join(err, fmt.Errorf("format %s: %w", f.name, fault))
				continue
			}
		}
		written = append(written, f)
	}
	return written, err
}

// holdsSecret reports whether lint finds in the manifest what must not be shown.
func (l formatting) holdsSecret(f formatted) bool {
	found := l.linter.Lint(source.New(f.name, f.Was), f.app)
	return slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return len(d.Hidden) > 0 })
}
