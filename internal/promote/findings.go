package promote

import (
	"slices"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// itemOfRule says which item answers for the findings of a rule, where its
// group does not say it.
var itemOfRule = map[string]string{
	"service-account-without-permissions": "service-account-tools",
	"service-account-alone":               "user-level-alongside",
	"version-format":                      "version-number",
	"version-unchanged":                   "version-number",
	"bump-too-small":                      "version-number",
	"version-lowered":                     "version-number",
	"version-reused":                      "version-number",
	"secret":                              "no-secrets",
	"mixed-environments":                  anyOther,
	// Judged by the item itself: these are not part of a version, and may have
	// been improved since it was saved.
	"redirect-uri": judged, "release-notes-missing": judged, "release-notes-brief": judged, "release-notes-redo": judged,
}

const (
	// judged marks rules whose findings no item repeats.
	judged = ""
	// anyOther is the item for findings that no other item answers for.
	anyOther = "manifest-valid"
)

var itemOfGroup = map[string]string{
	"Data connector and permissions": "permissions-justified",
	"Component URLs":                 "component-urls",
	"Parameters and variables":       "url-variables",
	"Side panel views":               "views-known",
	"Agentic components":             "agentic-components",
	"Instructions and notes":         "instructions-written",
}

// itemFor returns the item that answers for a finding.
func (f *facts) itemFor(d *diag.Diagnostic) string {
	rule := validate.FindRule(d.Rule)
	if rule == nil {
		return anyOther
	}
	id, ok := itemOfRule[d.Rule]
	if ok && id == judged {
		return judged
	}
	if !ok {
		id = itemOfGroup[rule.Group]
	}
	if setup := f.now.Setup.Node; setup != nil && id == "component-urls" && setup.Span.Contains(d.Span) {
		id = "instructions-written" // the rules about URLs look at the setup page too
	}
	if agentic := f.now.Agentic.Node; agentic != nil && id == "component-urls" && agentic.Span.Contains(d.Span) {
		id = "agentic-components"
	}
	i := slices.IndexFunc(rows, func(r row) bool { return r.id == id })
	if i < 0 || !rows[i].applies(f) {
		return anyOther
	}
	return id
}

// claim deals the findings out to the items.
func (f *facts) claim() {
	f.claims = make(map[string][]diag.Diagnostic)
	for i := range f.Findings {
		d := &f.Findings[i]
		id := f.itemFor(d)
		f.claims[id] = append(f.claims[id], *d)
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
		list = append(list, Problem{diag.Plural(more, "more finding"), nil, f.lintCommand()})
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
func (f *facts) lint(item string) outcome {
	if !f.Linted {
		return failing(Problem{"the manifest was not checked for production", nil, f.lintCommand()})
	}
	found := f.claims[item]
	if errs := f.problemsOf(found, diag.Error); len(errs) > 0 {
		return failing(errs...)
	}
	if warnings := f.problemsOf(found, diag.Warning); len(warnings) > 0 {
		return outcome{state: Open, evidence: "lint reports warnings; decide whether they matter", problems: warnings}
	}
	return verified("lint for production reports no problems for this item")
}

func lintOf(item string) func(*facts) outcome {
	return func(f *facts) outcome { return f.lint(item) }
}
