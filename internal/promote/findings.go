package promote

import (
	"fmt"
	"slices"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// itemOfRule says which item answers for the findings of a rule, where its
// group does not say it.
var itemOfRule = map[string]int{
	"service-account-without-permissions": 7,
	"service-account-alone":               9,
	"version-format":                      10, "version-unchanged": 10, "bump-too-small": 10, "version-lowered": 10, "version-reused": 10,
	"secret":             11,
	"mixed-environments": 1,
	// Judged by the item itself: these are no part of a version, and may have
	// been improved since it was saved.
	"redirect-uri": judged, "release-notes-missing": judged, "release-notes-brief": judged, "release-notes-redo": judged,
}

// judged marks rules whose findings no item repeats.
const judged = -1

var itemOfGroup = map[string]int{
	"Data connector and permissions": 8,
	"Component URLs":                 4,
	"Parameters and variables":       5,
	"Side panel views":               6,
	"Instructions and notes":         2,
}

// itemFor returns the item that answers for a finding: the first one for what
// none of its own.
func (f *facts) itemFor(d *diag.Diagnostic) int {
	rule := validate.FindRule(d.Rule)
	if rule == nil {
		return 1
	}
	n, ok := itemOfRule[d.Rule]
	if !ok {
		n = itemOfGroup[rule.Group]
	}
	if setup := f.Manifest.Root.Entry("setup_instructions"); n == 4 && setup != nil && setup.Value.Span.Contains(d.Span) {
		n = 2 // the rules about URLs look at the setup page too
	}
	if n == judged {
		return judged
	}
	i := slices.IndexFunc(rows, func(r row) bool { return r.number == n })
	if i < 0 || !rows[i].applies(f) {
		return 1
	}
	return n
}

// claim deals the findings out to the items.
func (f *facts) claim() {
	f.claims = make(map[int][]diag.Diagnostic)
	for i := range f.Findings {
		d := &f.Findings[i]
		n := f.itemFor(d)
		f.claims[n] = append(f.claims[n], *d)
	}
}

// maxProblems is how many problems of one item are listed.
const maxProblems = 10

func (f *facts) problemsOf(found []diag.Diagnostic, least diag.Severity) []Problem {
	var list []Problem
	more := 0
	for i := range found {
		d := &found[i]
		if d.Severity < least {
			continue
		}
		if len(list) == maxProblems {
			more++
			continue
		}
		message := d.Message
		if d.Redact {
			message = "rule " + d.Rule + " reports a secret"
		}
		list = append(list, Problem{message + " [" + d.Rule + "]", placeOf(d.File, d.Span), f.anew()})
	}
	if more > 0 {
		list = append(list, Problem{fmt.Sprintf("%d more findings", more), nil, f.lintCommand()})
	}
	return list
}

func placeOf(file *source.File, span source.Span) *change.Place {
	if file == nil {
		return nil
	}
	return &change.Place{File: file, Span: span}
}

// lint judges the findings of an item.
func (f *facts) lint(number int) outcome {
	if !f.Linted {
		return failing(Problem{"the manifest was not checked for production", nil, f.lintCommand()})
	}
	found := f.claims[number]
	if errs := f.problemsOf(found, diag.Error); len(errs) > 0 {
		return failing(errs...)
	}
	if warnings := f.problemsOf(found, diag.Warning); len(warnings) > 0 {
		return outcome{state: Open, evidence: "lint warns; decide whether it matters", problems: warnings}
	}
	return verified("lint for production has no findings here")
}

func lintOf(number int) func(*facts) outcome {
	return func(f *facts) outcome { return f.lint(number) }
}
