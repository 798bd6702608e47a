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
	// maxFixRounds bounds how often a fixed file is looked at again. Two rounds
	// are the most that the rules need.
	maxFixRounds = 4
	// maxTrials and trialBytes bound how often, and how many bytes of, a file are
	// linted to find the fixes that can be made together. One trial is enough where
	// none does harm; a file with more bytes gets none, but no manifest is a tenth
	// of that long.
	maxTrials  = 24
	trialBytes = 1 << 18
)

// Fixed is a file after all safe fixes were made.
type Fixed struct {
	// File holds the fixed bytes; it is the file given where nothing could be
	// fixed.
	File *source.File
	// Applied is the number of findings that were fixed.
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
	_, fixed := l.FixAgainst(f, app, nil, nil)
	return fixed
}

// FixAgainst is Fix for a working manifest that is compared with a base, and with
// what customers run. It also returns what [Linter.LintAgainst] says about the
// file as it is.
func (l *Linter) FixAgainst(f *source.File, app string, h *History, r *Released) ([]diag.Diagnostic, Fixed) {
	t := l.newTrials(f, app)
	before := l.check(f, app, h, r)
	fixed := Fixed{File: f, Findings: before}
	for round := range maxFixRounds {
		for _, d := range fixed.Findings {
			fixed.Secret = fixed.Secret || len(d.Hidden) > 0
		}
		made := t.safe(fixed.File, fixed.Findings)
		if round == 0 {
			before = slices.Clone(before)
			keepFixes(before, made.fixes)
		}
		if len(made.fixes) == 0 {
			break
		}
		fixed.File, fixed.Findings, fixed.Applied = made.file, made.findings, fixed.Applied+len(made.fixes)
	}
	if fixed.Applied > 0 && (h != nil || r != nil) {
		fixed.Findings = l.check(fixed.File, app, h, r)
	}
	keepFixes(fixed.Findings, nil)
	fixed.Findings = bounded(fixed.Findings)
	return bounded(before), fixed
}

// keepFixes takes away all other fixes, so that what is said to be fixable is.
func keepFixes(found []diag.Diagnostic, fixes []*diag.Fix) {
	for i := range found {
		if found[i].Fix != nil && !slices.Contains(fixes, found[i].Fix) {
			found[i].Fix = nil
		}
	}
}

// trials finds out what fixes do, by making them.
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

// safe returns the file with as many of the fixes as can be made together. Where
// all together bring findings, those fixes are left out whose own text the
// findings mark. Where that is not enough, the fixes are halved until those that
// do harm are found or no trial is left.
func (t *trials) safe(f *source.File, before []diag.Diagnostic) outcome {
	best := outcome{file: f, findings: before}
	add := func(fixes []*diag.Fix) []diag.Diagnostic {
		if len(fixes) == 0 || t.left == 0 {
			return nil
		}
		next, harm := t.try(f, before, slices.Concat(best.fixes, fixes))
		if harm == nil {
			best = next
		}
		return harm
	}
	var halve func(fixes []*diag.Fix)
	halve = func(fixes []*diag.Fix) {
		if len(fixes) > 1 {
			for _, half := range [][]*diag.Fix{fixes[:len(fixes)/2], fixes[len(fixes)/2:]} {
				if add(half) != nil {
					halve(half)
				}
			}
		}
	}
	fixes := apart(before)
	if harm := add(fixes); harm != nil {
		rest := without(fixes, blamed(fixes, harm))
		if len(rest) == len(fixes) || add(rest) != nil {
			halve(fixes)
		}
	}
	return best
}

// owned is an edit with the fix that makes it.
type owned struct {
	diag.Edit
	fix *diag.Fix
}

// editsOf returns the edits of fixes in the order of the file.
func editsOf(fixes []*diag.Fix) []owned {
	var edits []owned
	for _, fix := range fixes {
		for _, e := range fix.Edits {
			edits = append(edits, owned{e, fix})
		}
	}
	slices.SortStableFunc(edits, func(a, b owned) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return edits
}

// blamed returns the fixes of which a finding about the fixed file marks what they
// wrote.
func blamed(fixes []*diag.Fix, harm []diag.Diagnostic) map[*diag.Fix]bool {
	edits := editsOf(fixes)
	written := make([]source.Span, len(edits)) // in the fixed file
	moved := 0
	for i, e := range edits {
		written[i] = source.Span{Start: e.Span.Start + moved, End: e.Span.Start + moved + len(e.Text)}
		moved += len(e.Text) - (e.Span.End - e.Span.Start)
	}
	list := make(map[*diag.Fix]bool)
	for _, d := range harm {
		i, _ := slices.BinarySearchFunc(written, d.Span.Start, func(w source.Span, start int) int {
			return cmp.Compare(w.End, start+1)
		})
		for ; i < len(written) && written[i].Start < d.Span.End; i++ {
			list[edits[i].fix] = true
		}
	}
	return list
}

func without(fixes []*diag.Fix, some map[*diag.Fix]bool) []*diag.Fix {
	return slices.DeleteFunc(slices.Clone(fixes), func(fix *diag.Fix) bool { return some[fix] })
}

// apart returns the fixes that do not touch each other; of those that do, the
// first.
func apart(found []diag.Diagnostic) []*diag.Fix {
	var fixes []*diag.Fix
	for _, d := range found {
		if d.Fix != nil {
			fixes = append(fixes, d.Fix)
		}
	}
	out := make(map[*diag.Fix]bool)
	var last owned
	for _, e := range editsOf(fixes) {
		switch {
		case out[e.fix]:
		case last.fix != nil && e.fix != last.fix && (e.Span.Start < last.Span.End || e.Span.Overlaps(last.Span)):
			out[e.fix] = true
		default:
			last = e
		}
	}
	return without(fixes, out)
}

// try makes the fixes and returns the findings that they bring: nil only where the
// fixes can be made, all that is fixed is gone, and nothing else has come.
func (t *trials) try(f *source.File, before []diag.Diagnostic, fixes []*diag.Fix) (outcome, []diag.Diagnostic) {
	t.left--
	var edits []diag.Edit
	made := make(map[*diag.Fix]bool, len(fixes))
	for _, fix := range fixes {
		edits = append(edits, fix.Edits...)
		made[fix] = true
	}
	data, err := diag.Apply(f.Data, edits)
	if err != nil || bytes.Equal(data, f.Data) {
		return outcome{}, []diag.Diagnostic{}
	}
	others := slices.DeleteFunc(slices.Clone(before), func(d diag.Diagnostic) bool { return made[d.Fix] })
	next := outcome{fixes, source.New(f.Name, data), nil}
	next.findings = t.lint(next.file)
	return next, introduced(others, next.findings)
}

// Introduced returns the first finding of after that is not in before, or nil.
// Places move with edits, so findings are the same if rule and message are, but
// for the lines that a message names.
func Introduced(before, after []diag.Diagnostic) *diag.Diagnostic {
	if list := introduced(before, after); len(list) > 0 {
		return &list[0]
	}
	return nil
}

func introduced(before, after []diag.Diagnostic) (list []diag.Diagnostic) {
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
			list = append(list, after[i])
		}
	}
	return list
}

var lineNumber = lazy.Regexp(`\bline \d+`)
