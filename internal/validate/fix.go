package validate

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/source"
)

const (
	// maxFixRounds bounds how often a repaired file is looked at again. Two
	// rounds are the most that the rules need.
	maxFixRounds = 4
	// maxTrials and trialBytes bound how often, and how many bytes of, a file
	// are linted to find the repairs that can be made together. One trial is
	// enough where none does harm; a file of more bytes, no manifest is a tenth
	// of that long, gets none.
	maxTrials  = 24
	trialBytes = 1 << 18
)

// Fixed is a file after all safe fixes were made.
type Fixed struct {
	// File holds the repaired bytes; it is the file given where nothing could
	// be repaired.
	File *source.File
	// Applied is the number of findings that were repaired.
	Applied int
	// Findings are what is left to people. None has a fix.
	Findings []diag.Diagnostic
	// Secret says that the file holds what must not be shown, so that what was
	// changed cannot be printed with the lines around it.
	Secret bool
}

// Fix applies the fixes of the findings about a file, and of those that come to
// light by it, until none is left. A fix after which the file has a finding
// that it did not have before is not made.
func (l *Linter) Fix(f *source.File, app string) Fixed {
	t := l.newTrials(f, app)
	out := Fixed{File: f, Findings: t.lint(f)}
	for range maxFixRounds {
		out.Secret = out.Secret || slices.ContainsFunc(out.Findings, func(d diag.Diagnostic) bool { return len(d.Hidden) > 0 })
		made := t.sound(out.File, out.Findings)
		if len(made.fixes) == 0 {
			break
		}
		out.File, out.Findings, out.Applied = made.file, made.findings, out.Applied+len(made.fixes)
	}
	for i := range out.Findings {
		out.Findings[i].Fix = nil
	}
	out.Findings = bounded(out.Findings)
	return out
}

// promise takes away the fixes that Fix would not make, so that what is said to
// be fixable is.
func (l *Linter) promise(f *source.File, app string, found []diag.Diagnostic) {
	if !slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return d.Fix != nil }) {
		return
	}
	made := l.newTrials(f, app).sound(f, found)
	for i := range found {
		if !slices.Contains(made.fixes, found[i].Fix) {
			found[i].Fix = nil
		}
	}
}

// trials finds out what repairs do, by making them.
type trials struct {
	lint func(*source.File) []diag.Diagnostic
	left int
}

func (l *Linter) newTrials(f *source.File, app string) *trials {
	return &trials{
		lint: func(f *source.File) []diag.Diagnostic { return l.check(f, app, nil, nil) },
		left: min(maxTrials, trialBytes/(len(f.Data)+1)),
	}
}

// outcome is a file after some fixes.
type outcome struct {
	fixes    []*diag.Fix
	file     *source.File
	findings []diag.Diagnostic
}

// sound returns the file with as many of the fixes as can be made together, by
// halving what does harm until that is found or no trial is left.
func (t *trials) sound(f *source.File, before []diag.Diagnostic) outcome {
	best := outcome{file: f, findings: before}
	var add func(fixes []*diag.Fix)
	add = func(fixes []*diag.Fix) {
		if len(fixes) == 0 || t.left == 0 {
			return
		}
		t.left--
		if next, ok := t.try(f, before, slices.Concat(best.fixes, fixes)); ok {
			best = next
			return
		}
		if half := len(fixes) / 2; half > 0 {
			add(fixes[:half])
			add(fixes[half:])
		}
	}
	add(apart(before))
	return best
}

// apart returns the fixes that do not touch each other; of those that do, the
// first.
func apart(found []diag.Diagnostic) []*diag.Fix {
	type owned struct {
		diag.Edit
		fix *diag.Fix
	}
	var edits []owned
	for _, d := range found {
		if d.Fix != nil {
			for _, e := range d.Fix.Edits {
				edits = append(edits, owned{e, d.Fix})
			}
		}
	}
	slices.SortStableFunc(edits, func(a, b owned) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	out := make(map[*diag.Fix]bool)
	var last *owned
	for i := range edits {
		e := &edits[i]
		switch {
		case out[e.fix]:
		case last != nil && e.fix != last.fix && (e.Span.Start < last.Span.End || e.Span.Overlaps(last.Span)):
			out[e.fix] = true
		default:
			last = e
		}
	}
	var list []*diag.Fix
	for _, d := range found {
		if d.Fix != nil && !out[d.Fix] {
			list = append(list, d.Fix)
		}
	}
	return list
}

// try makes the fixes and reports whether all that is repaired is gone and
// nothing else has come.
func (t *trials) try(f *source.File, before []diag.Diagnostic, fixes []*diag.Fix) (outcome, bool) {
	var edits []diag.Edit
	made := make(map[*diag.Fix]bool, len(fixes))
	for _, fix := range fixes {
		edits = append(edits, fix.Edits...)
		made[fix] = true
	}
	data, err := diag.Apply(f.Data, edits)
	if err != nil || bytes.Equal(data, f.Data) {
		return outcome{}, false
	}
	others := slices.DeleteFunc(slices.Clone(before), func(d diag.Diagnostic) bool { return made[d.Fix] })
	next := outcome{fixes, source.New(f.Name, data), nil}
	next.findings = t.lint(next.file)
	return next, !introduces(others, next.findings)
}

// introduces reports whether a finding of after is not in before.
func introduces(before, after []diag.Diagnostic) bool { return Introduced(before, after) != nil }

// Introduced returns the first finding of after that is not in before, or nil.
// Places move with edits, so findings are the same if rule and message are, but
// for the lines that a message names.
func Introduced(before, after []diag.Diagnostic) *diag.Diagnostic {
	key := func(d *diag.Diagnostic) string {
		message := d.Message
		if strings.Contains(message, "line ") {
			message = lineNumber().ReplaceAllString(message, "line")
		}
		return d.Rule + "\x00" + message
	}
	count := make(map[string]int, len(before))
	for i := range before {
		count[key(&before[i])]++
	}
	for i := range after {
		if k := key(&after[i]); count[k] > 0 {
			count[k]--
		} else {
			return &after[i]
		}
	}
	return nil
}

var lineNumber = lazy.Regexp(`\bline \d+`)
