package validate

import (
	"bytes"
	"slices"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// maxFixRounds bounds how often a repaired file is looked at again. Two rounds
// are the most that the rules need: a key must be renamed before what is below
// it can be judged.
const maxFixRounds = 8

// Fixed is a file after all safe fixes were made.
type Fixed struct {
	// File holds the repaired bytes; it is the file given where nothing could
	// be repaired.
	File *source.File
	// Applied is the number of findings that were repaired.
	Applied int
	// Findings are what is left to people.
	Findings []diag.Diagnostic
}

// Fix applies the fixes of the findings about a file, and of those that come to
// light by it, until none is left. A fix after which the file has a finding
// that it did not have before is not made.
func (l *Linter) Fix(f *source.File, app string) Fixed {
	out := Fixed{File: f, Findings: l.Lint(f, app)}
	var refused []diag.Fix
	for range maxFixRounds {
		progress := false
		for _, fixes := range plans(out.Findings, refused) {
			next, findings, ok := l.try(out, fixes, app)
			if !ok {
				if len(fixes) == 1 {
					refused = append(refused, fixes[0])
				}
				continue
			}
			out = Fixed{File: next, Applied: out.Applied + len(fixes), Findings: findings}
			progress = true
			break
		}
		if !progress {
			break
		}
	}
	return out
}

// plans returns what to try, in order: all fixes that do not touch each other
// at once, then each by itself.
func plans(found []diag.Diagnostic, refused []diag.Fix) [][]diag.Fix {
	var together []diag.Fix
	var taken []diag.Edit
	var plans [][]diag.Fix
	for _, d := range found {
		if d.Fix == nil || slices.ContainsFunc(refused, func(f diag.Fix) bool { return sameFix(f, *d.Fix) }) {
			continue
		}
		plans = append(plans, []diag.Fix{*d.Fix})
		if !touches(taken, d.Fix.Edits) {
			together = append(together, *d.Fix)
			taken = append(taken, d.Fix.Edits...)
		}
	}
	if len(together) > 1 {
		plans = slices.Insert(plans, 0, together)
	}
	return plans
}

func sameFix(a, b diag.Fix) bool { return a.Title == b.Title && slices.Equal(a.Edits, b.Edits) }

func touches(a, b []diag.Edit) bool {
	return slices.ContainsFunc(a, func(x diag.Edit) bool {
		return slices.ContainsFunc(b, func(y diag.Edit) bool { return x.Span.Overlaps(y.Span) })
	})
}

// try makes the fixes and reports whether the file is the better for it.
func (l *Linter) try(now Fixed, fixes []diag.Fix, app string) (*source.File, []diag.Diagnostic, bool) {
	var edits []diag.Edit
	for _, fix := range fixes {
		edits = append(edits, fix.Edits...)
	}
	data, err := diag.Apply(now.File.Data, edits)
	if err != nil || bytes.Equal(data, now.File.Data) {
		return nil, nil, false
	}
	next := source.New(now.File.Name, data)
	findings := l.Lint(next, app)
	return next, findings, len(findings) < len(now.Findings) && !introduces(now.Findings, findings)
}

// introduces reports whether a finding of after is not in before. Places move
// with edits, so findings are the same if rule and message are.
func introduces(before, after []diag.Diagnostic) bool {
	count := make(map[string]int, len(before))
	for _, d := range before {
		count[d.Rule+"\x00"+d.Message]++
	}
	for _, d := range after {
		key := d.Rule + "\x00" + d.Message
		if count[key]--; count[key] < 0 {
			return true
		}
	}
	return false
}
