package validate

import (
	"slices"
	"strings"
	"sync"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

var setupOrigin = schema.Origin{
	Source: "procore/documentation _includes/setup_instructions.md@b19840b, required since a3d65cf",
	Date:   "2025-08-08", Confidence: schema.Documented,
}

var setupInstructions = Rule{
	ID: "setup-instructions", Group: groupInstructions, Severity: rising(diag.Info, diag.Warning, diag.Error),
	Since:   "0.1.0",
	Varies:  "warning for a page name that is an address",
	Summary: "setup instructions have a web address and a page name",
	Why: "After the installation, the portal shows a link to your setup page; the page name is the text of the " +
		"link. The form requires the URL and the page name. The portal accepts an address as the page name, but " +
		"an address tells the reader nothing, so the finding is a warning. Other rules report mistakes in the URL.",
	Bad: `setup_instructions:
  url: https://help.acmefield.com/procore/setup`,
	Good: `setup_instructions:
  url: https://help.acmefield.com/procore/setup
  page_name: Set up Acme Field Sync`,
	Origin: setupOrigin,
	Check: func(p *Pass) {
		setup := p.Model.Setup
		if setup.Node == nil {
			if p.Model.Exists() && !p.Partial && lacks(p.Root, app.KeySetup) == absent {
				p.Report(p.Root.Opening(), "the manifest has no setup instructions").
					Help("add %s with url and %s", app.KeySetup, app.KeyPageName)
			}
			return
		}
		if setup.Node.Kind != manifest.Map {
			return
		}
		p.checkSetupLacks(setup.Node)
		if text, ok := setup.PageName.Str(); ok && isBareURL(text) {
			p.Report(setup.PageName.Node.Span, "the page name %q is an address", text).As(diag.Warning).
				Label("expected the title of the page").Help("write the text of the link, for example: Set up Acme")
		}
	},
}

// checkSetupLacks reports what the setup instructions lack: keys in one finding,
// for they are one omission, and each empty value at its place.
func (p *Pass) checkSetupLacks(setup *manifest.Node) {
	var missing []string
	for _, key := range []string{"url", app.KeyPageName} {
		switch lacks(setup, key) {
		case absent:
			missing = append(missing, key)
		case blank:
			p.Report(setup.Get(key).Span, "%s of the setup instructions is empty", key).
				Label("expected %s", setupMeaning[key]).Help("enter a value")
		}
	}
	if len(missing) > 0 {
		p.Report(setup.Opening(), "the setup instructions have no %s", strings.Join(missing, " and ")).
			Help("add %s, %s", missing[0], setupMeaning[missing[0]])
	}
}

var setupMeaning = map[string]string{
	"url":           "the address of your setup page",
	app.KeyPageName: "the text of the link to your setup page",
}

// isBareURL reports whether a text is an address and nothing else.
func isBareURL(text string) bool {
	text = strings.ToLower(strings.TrimSpace(text))
	if strings.ContainsAny(text, " \t\r\n") {
		return false
	}
	return strings.Contains(text, "://") || strings.HasPrefix(text, "www.")
}

var notesMissing = Rule{
	ID: "notes-missing", Group: groupInstructions, Severity: rising(diag.Info, diag.Warning, diag.Error),
	Since:   "0.1.0",
	Summary: "the manifest has post-installation notes",
	Why: "The portal shows the notes as soon as the app is installed, and later in App Management. The notes tell an " +
		"administrator what to do next: for example, sign up, enter a key or connect a project. The " +
		"documentation requires notes; in screenshots from 2025, the form does not mark them as required.",
	Bad:  `post_installation_notes: " "`,
	Good: `post_installation_notes: Create your Acme account, then open Settings and select Connect to Procore.`,
	Origin: schema.Origin{
		Source: "procore/documentation _includes/setup_instructions.md@b19840b, required since a3d65cf; differs: " +
			"assets/guides/app-install-instructions-final.png blob 50ccf001",
		Date: "2025-08-08", Confidence: schema.Documented,
	},
	Check: func(p *Pass) {
		p.reportLack(app.KeyNotes, "post-installation notes", "describe what an administrator must do after the "+
			"installation")
	},
}

// reportLack reports a text that is missing from the top level or empty.
func (p *Pass) reportLack(key, name, help string) {
	if p.Root.Kind != manifest.Map || p.Partial {
		return
	}
	switch lacks(p.Root, key) {
	case absent:
		p.Report(p.Root.Opening(), "the manifest has no %s", name).Help("add %s: %s", key, help)
	case blank:
		p.Report(p.Root.Get(key).Span, "the %s are empty", name).Label("no text here").Help("%s", help)
	}
}

var sampleText = Rule{
	ID: "sample-text", Group: groupInstructions, Severity: rising(diag.Off, diag.Warning, diag.Error),
	Since:   "0.1.0",
	Summary: "notes, page name and setup URL are not copied from a template or an example",
	Why: "New manifests used to contain default text, and the documentation is full of examples. Reviewers " +
		"reject both as placeholders. Case, punctuation and white space make no difference, and the rule finds a default " +
		"sentence inside longer notes too.",
	Bad: `setup_instructions:
  url: https://support.procore.com/integrations/app-setup-instructions
  page_name: App Setup Instructions`,
	Good: `setup_instructions:
  url: https://help.acmefield.com/procore/setup
  page_name: Set up Acme Field Sync`,
	Origin: schema.Origin{
		Source: "procore/documentation best_practices/api_call_sequencing.md@afc2d0a; " +
			"building_applications/building_apps_review_manifest.md@88b051b",
		Date: "undated", Confidence: schema.Documented,
	},
	Check: func(p *Pass) {
		for _, t := range []struct {
			kind schema.SampleKind
			name string
			text app.Text
		}{
			{schema.SamplePageName, "the page name is", p.Model.Setup.PageName},
			{schema.SampleNotes, "the post-installation notes contain", p.Model.Notes},
		} {
			if sample, at, ok := findSample(t.kind, p.read(t.text).words()); ok {
				p.Report(p.Within(t.text.Node, at.from, at.to), "%s sample text: %q", t.name, sample).
					Label("from a template or an example").Help("write your own text")
			}
		}
		if text, ok := p.Model.Setup.URL.Str(); ok && p.isSampleURL(text) {
			p.Report(p.Model.Setup.URL.Node.Span, "the setup URL %q is copied from a template or an example", text).
				Label("not your page").Help("link to your own setup page")
		}
	},
}

// isSampleURL reports whether a whole address is a sample. Where its host is a
// sample already, sample-host reports it.
func (p *Pass) isSampleURL(text string) bool {
	address := plainAddress(text)
	isIt := func(s schema.Sample) bool { return s.Kind == schema.SampleURL && plainAddress(s.Value) == address }
	return slices.ContainsFunc(schema.Samples(), isIt) && p.Known.hostKind(hostOf(address)) != hostSample
}

// plainAddress is an address without what makes no difference to where it
// leads: scheme, case, query, fragment and a final slash.
func plainAddress(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	text = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(text, "https://"), "http://"), "www.")
	if i := strings.IndexAny(text, "?#"); i >= 0 {
		text = text[:i]
	}
	return strings.TrimRight(text, "/")
}

// placeholderWord is a word that stands for a text not written yet. A
// lower-case todo is not among them: in Spanish it is a common word.
var placeholderWord = lazy.Regexp(`\bTODO\b|(?i:` +
	`\b(?:fixme|tbd|tba|changeme|x{3,}|lorem\s+ipsum)\b|` +
	`<(?:insert|your|enter your)\s[^<>\n]{1,80}>|` +
	`[\[{](?:insert|your|enter your)\s[^\[\]{}\n]{1,80}[\]}])`)

// placeholderWords are what each placeholder holds one of.
var placeholderWords = sync.OnceValue(func() *wordFilter {
	return newWordFilter([]string{"TODO", "fixme", "tbd", "tba", "changeme", "xxx", "lorem",
		"<in", "<yo", "<en", "[in", "[yo", "[en", "{in", "{yo", "{en"})
})

// wholePlaceholders are texts that are placeholders where nothing else stands.
var wholePlaceholders = []string{
	"test", "testing", "placeholder", "asdf", "foo", "todo", "description", "notes", "release notes",
}

// placeholders returns the placeholders of a text, at most limit.
func placeholders(text string, limit int) []mark {
	trimmed := strings.TrimSpace(text)
	whole := strings.TrimRight(trimmed, ".!")
	if len(whole) < 16 && slices.Contains(wholePlaceholders, strings.ToLower(whole)) {
		from := strings.Index(text, trimmed)
		return []mark{{from, from + len(trimmed)}}
	}
	if !placeholderWords().isIn(text) { // the expression is slow
		return nil
	}
	var found []mark
	for _, at := range placeholderWord().FindAllStringIndex(text, 4*limit) {
		m := mark{at[0], at[1]}
		if len(found) < limit && !isPartOfName(text, m) {
			found = append(found, m)
		}
	}
	return found
}

// isPartOfName reports whether a placeholder word is part of something longer,
// such as a code of the form XXX-123, or is the text of a Markdown link.
func isPartOfName(text string, m mark) bool {
	before, after := byte(' '), byte(' ')
	if m.from > 0 {
		before = text[m.from-1]
	}
	if m.to < len(text) {
		after = text[m.to]
	}
	if text[m.from] == '[' {
		return after == '('
	}
	joins := func(b byte) bool { return b == '-' || b == '_' || b == '@' || b == '/' || b >= 0x80 }
	return joins(before) || joins(after) || after == '.' && m.to+1 < len(text) && source.IsAlphanumeric(text[m.to+1])
}

var placeholderText = Rule{
	ID: "placeholder-text", Group: groupInstructions, Severity: rising(diag.Info, diag.Warning, diag.Error),
	Since:   "0.1.0",
	Summary: "no text contains a placeholder",
	Why: "TODO, FIXME, TBD, TBA, xxx, lorem ipsum, <insert …> and [your …] mark text that is not written yet. App " +
		"reviewers reject placeholder text, and customers would read it. The rule checks the app's name, page name, " +
		"notes, release notes, descriptions, purposes, and the names of parameters, MCP servers and agents.",
	Bad: `post_installation_notes: |
  Create your Acme account, then open Settings and select Connect to Procore.
  TODO say where the permitted projects are.`,
	Good: `post_installation_notes: |
  Create your Acme account, then open Settings and select Connect to Procore.
  The permitted projects are in App Management.`,
	Origin: schema.Origin{
		Source: "procore/documentation app_marketplace/partner_tech_reqs.md (a comment)@06dad9d",
		Date:   "2026-06-03", Confidence: schema.Documented,
	},
	Check: func(p *Pass) {
		for _, t := range p.Model.Prose() {
			for _, m := range placeholders(t.Node.Text, textLimit) {
				p.Report(p.Within(t.Node, m.from, m.to), "%s the placeholder %q", holds(&t), t.Node.Text[m.from:m.to]).
					Label("not written yet").Help("replace the placeholder with the real text")
			}
		}
	},
}

// isUnwritten reports whether a text is still a sample or has placeholders.
// sample-text and placeholder-text say so; that it is short, or lacks
// something, is then no mistake of its own.
func isUnwritten(kind schema.SampleKind, r *reading) bool {
	_, _, ok := findSample(kind, r.words())
	return ok || len(r.placeholders()) > 0
}

// briefWords is the least number of words in a sentence worth reading.
const briefWords = 5

var notesBrief = Rule{
	ID: "notes-brief", Group: groupInstructions, Severity: rising(diag.Off, diag.Info, diag.Warning), Since: "0.1.0",
	Summary: "post-installation notes say what to do next",
	Why: "Notes of fewer than five words help no one. An embedded component appears in a project only after an " +
		"administrator has created an app configuration, and a service account reaches only permitted projects, so the " +
		"notes should mention app configurations or permitted projects. The rule checks English notes only. No source " +
		"requires these words, so the finding is a warning.",
	Bad:  `post_installation_notes: Sign in.`,
	Good: `post_installation_notes: Create your Acme account, then create an app configuration for each project.`,
	Origin: schema.Origin{
		Source: "procore/documentation platform_concepts/building_apps_install_arch.md@ff93936",
		Date:   "2026-05-29", Confidence: schema.Inferred,
	},
	Check: func(p *Pass) {
		notes, text := p.Model.Notes.Node, p.read(p.Model.Notes)
		words := text.words()
		if len(words) == 0 || isUnwritten(schema.SampleNotes, text) {
			return // notes-missing, sample-text, placeholder-text
		}
		if len(words) < briefWords {
			p.Report(p.head(notes, words), "the post-installation notes have only %s", fewWords(words)).
				Label("not a sentence").Help("describe what an administrator must do after the installation")
			return
		}
		steps := p.stepsAfterUpdate()
		if len(steps) == 0 || !app.IsEnglish(words) || app.Mentions(words, "configur", "permit") {
			return
		}
		p.Report(p.head(notes, words), "the post-installation notes do not mention %s", matters(steps, " or ")).
			Label("the app needs this setup step").
			Help("tell administrators how to set up %s", matters(steps, " and "))
	},
}

// stepsAfterUpdate returns what administrators do by hand after installing or
// updating the app, given what it has.
func (p *Pass) stepsAfterUpdate() []change.Action {
	var steps []change.Action
	if len(p.Model.Components()) > 0 {
		steps = append(steps, change.NewConfiguration)
	}
	if p.Model.SignsIn(app.ServiceAccount) {
		steps = append(steps, change.ReselectProjects)
	}
	return steps
}

// matters are the actions in words.
func matters(actions []change.Action, and string) string {
	words := make([]string, len(actions))
	for i, a := range actions {
		words[i] = a.Matter()
	}
	return strings.Join(words, and)
}
