// Package validate finds what is wrong with a manifest: its shape, by the JSON
// Schema, and its content, by rules.
//
// Where things are: one file per family of rules (views.go, url.go, …), each
// rule a value of type [Rule]; rules.go lists them all; pass.go is what a rule
// can see and say. To add a rule, write the value, name it in rules.go, and
// give it a fixture in testdata/rules.
package validate

import (
	"fmt"
	"slices"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// Options says how strictly to look, and at what.
type Options struct {
	// For is the state that the manifests are meant to reach.
	For State
	// Config is the project's configuration; nil means none.
	Config *Config
	// Only, if not empty, names the only rules to run. Skip names rules not to
	// run. Required rules run in any case.
	Only, Skip []string
}

// Linter checks manifests. It may be used by several goroutines.
type Linter struct {
	options Options
	known   *Catalogue
	// severity of each rule that is on; rules that are off are not in it.
	severity map[string]diag.Severity
	// checks are the rules to run on each manifest, with their severity.
	checks []check
}

type check struct {
	*Rule
	severity diag.Severity
	fixed    bool // the project has set the severity
}

// New returns a Linter, or an error that names the rule that does not exist or
// cannot be skipped.
func New(o Options) (*Linter, error) {
	if o.Config == nil {
		o.Config = &Config{}
	}
	for _, id := range slices.Concat(o.Only, o.Skip) {
		if FindRule(id) == nil {
			return nil, unknownRuleError(id)
		}
	}
	l := &Linter{options: o, known: newCatalogue(o.Config), severity: make(map[string]diag.Severity, len(rules))}
	for _, r := range rules {
		if r.Required && slices.Contains(o.Skip, r.ID) {
			return nil, fmt.Errorf("rule %q cannot be skipped: %s", r.ID, r.WhyRequired())
		}
		s := l.severityOf(r)
		if s != diag.Off {
			l.severity[r.ID] = s
		}
		// Rules that know what must not be shown are needed whether or not their
		// findings are asked for.
		if r.Check != nil && (s != diag.Off || r.FindsSecrets) {
			_, fixed := o.Config.Rules[r.ID]
			l.checks = append(l.checks, check{r, s, fixed})
		}
	}
	return l, nil
}

func unknownRuleError(id string) error {
	if near := nearRule(id); near != "" {
		return fmt.Errorf("unknown rule %q; did you mean %q?", id, near)
	}
	return fmt.Errorf("unknown rule %q; run manifest rules for a list", id)
}

func (l *Linter) severityOf(r *Rule) diag.Severity {
	usual := r.Severity[l.options.For]
	if r.Required {
		return usual
	}
	if len(l.options.Only) > 0 && !slices.Contains(l.options.Only, r.ID) || slices.Contains(l.options.Skip, r.ID) {
		return diag.Off
	}
	s, configured := l.options.Config.Rules[r.ID]
	if !configured {
		s = usual
	}
	if slices.Contains(l.options.Only, r.ID) {
		// A rule that the user names runs, whatever the configuration and the
		// state say.
		if s = max(s, usual); s == diag.Off {
			s = r.Severity.Max()
		}
	}
	return s
}

// Lint returns the findings about one file, sorted. app is the id of the app
// the file belongs to, or "" if that is unknown.
func (l *Linter) Lint(f *source.File, app string) []diag.Diagnostic {
	return l.LintAgainst(f, app, nil, nil)
}

// LintAgainst is Lint for a working manifest that is compared with a base, and
// with what customers run. Either may be nil.
func (l *Linter) LintAgainst(f *source.File, app string, h *History, r *Released) []diag.Diagnostic {
	found := l.check(f, app, h, r)
	if slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return d.Fix != nil }) {
		keepFixes(found, l.newTrials(f, app).safe(f, found).fixes)
	}
	return bounded(found)
}

// Misread returns the errors that keep a manifest from being understood: those
// of the reader and of the schema. What is read of such a manifest in spite of
// them may lack a part of it.
func (l *Linter) Misread(f *source.File, app string) []diag.Diagnostic {
	return slices.DeleteFunc(bounded(l.check(f, app, nil, nil)), func(d diag.Diagnostic) bool {
		group := FindRule(d.Rule).Group
		return d.Severity < diag.Error || group != groupFile && group != groupSchema
	})
}

// check returns all findings about a file, sorted.
func (l *Linter) check(f *source.File, id string, h *History, r *Released) []diag.Diagnostic {
	doc, found := manifest.Parse(f)
	whole := len(found) == 0
	pass := l.newPass(doc, id)
	pass.History, pass.Released = h, r
	if foreign := Foreign(doc); foreign != nil && r == nil {
		return l.judgeForeign(pass, *foreign)
	}
	if doc.Root.Kind != manifest.Invalid {
		meant, refused := checkSchema(manifestSchema, doc)
		found = append(found, refused...)
		pass.Document, pass.Model = meant, app.Read(meant.Root)
		found = append(found, readElsewhere(f, pass.Model)...)
		found = append(found, pass.run(l.checks)...)
	}
	found, ignored := l.suppress(doc, found)
	hidden := pass.hidden(found, whole, ignored)
	found = withoutSecretKeys(doc, l.Grade(found))
	pass.conceal(found, hidden)
	found = pass.dropUnclear(found)
	if doc.HasForbidden() || doc.Partial || !isOurs(doc) && r == nil {
		// A patch around characters that cannot be seen cannot be reviewed, nor
		// one of a file that cannot be read, or that may not be ours.
		for i := range found {
			found[i].Fix = nil
		}
	}
	diag.Sort(found)
	return found
}

// maxFindings is how many findings of one file are listed. No one works through
// more, and a file made to hurt could have one for every few bytes.
const maxFindings = 1000

// bounded cuts a list that is too long, and says so where it is cut.
func bounded(found []diag.Diagnostic) []diag.Diagnostic {
	if len(found) <= maxFindings {
		return found
	}
	first := found[maxFindings]
	return append(found[:maxFindings:maxFindings], diag.Diagnostic{
		Rule: fileLimit.ID, Severity: diag.Error, File: first.File, Span: first.Span,
		Message: fmt.Sprintf("%d more findings after this place are not listed", len(found)-maxFindings),
		Help:    "fix the findings above first",
	})
}

// newPass is what the rules see of one manifest, without the model.
func (l *Linter) newPass(doc *manifest.Document, id string) *Pass {
	return &Pass{
		Document: doc, Written: doc, For: l.options.For, Known: l.known, Policy: &l.options.Config.Policy, App: id,
		secrets: make(map[source.Span]string),
	}
}

// run runs rules that look at manifests.
func (p *Pass) run(checks []check) []diag.Diagnostic {
	var reported []*diag.Diagnostic
	p.found = &reported
	compares := p.History != nil || p.Released != nil
	for _, c := range checks {
		if c.NeedsBase && !compares {
			continue
		}
		p.rule, p.severity, p.fixed = c.Rule, c.severity, c.fixed
		c.Check(p)
	}
	found := make([]diag.Diagnostic, len(reported))
	for i, d := range reported {
		found[i] = *d
	}
	return found
}

// Grade gives the findings of reader and schema their severity, as rules have
// done themselves, and drops those that are off.
func (l *Linter) Grade(found []diag.Diagnostic) []diag.Diagnostic {
	kept := found[:0]
	for _, d := range found {
		r := FindRule(d.Rule)
		severity, on := l.severity[d.Rule]
		if !on || d.Severity == diag.Off {
			continue
		}
		if r.Check == nil {
			d.Severity = severity
		}
		kept = append(kept, d)
	}
	return kept
}
