package cli

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// initBuild makes a manifest of answers and judges it.
type initBuild struct {
	p      *process
	linter *validate.Linter
	// undeclared looks only for tokens without a parameter, so that there is one
	// opinion on what a token is.
	undeclared *validate.Linter
	// said are the messages that the person at the terminal has read already.
	said []string
}

// draft is what the answers give. Tokens of URLs that were answered are
// parameters; all of them are returned.
func (b *initBuild) draft(o initOptions) ([]byte, []token, error) {
	s := o.scaffold()
	data, err := s.Write()
	if err != nil {
		return nil, nil, err
	}
	tokens := b.tokens(o, data)
	for _, t := range tokens {
		p, answered := o.parameter(t.key)
		if !answered {
			continue
		}
		component := s.FullScreen
		if t.panel {
			component = s.SidePanel
		}
		component.Parameters = append(component.Parameters, manifest.ScaffoldParameter{
			Key: p.Key, Name: p.Name, Description: p.Description, Required: !slices.Contains(o.Optional, p.Key),
		})
	}
	data, err = s.Write()
	return data, tokens, err
}

// token is a token of a component's URL that wants a parameter.
type token struct {
	key   string
	panel bool // of the side panel
}

// tokens are those of a manifest that has no parameters yet.
func (b *initBuild) tokens(o initOptions, data []byte) []token {
	f := source.New(manifestName, data)
	doc, _ := manifest.Parse(f)
	var list []token
	for _, d := range b.undeclared.Lint(f, o.App) {
		t := token{key: strings.Trim(f.Text(d.Span), "{} "), panel: contains(doc.Root.Get("embedded", "side_panel", "url"), d)}
		if d.Rule == "undeclared-parameter" && !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	return list
}

func contains(n *manifest.Node, d diag.Diagnostic) bool { return n != nil && n.Span.Contains(d.Span) }

// faults are the findings about a manifest that matter for a draft.
func (b *initBuild) faults(o initOptions, data []byte) []diag.Diagnostic {
	found := b.linter.Lint(source.New(path.Join(defaultDir, o.App, manifestName), data), o.App)
	return slices.DeleteFunc(found, func(d diag.Diagnostic) bool { return d.Severity == diag.Info })
}

// objection is what speaks against an answer: a finding, or that it cannot be
// written at all.
type objection struct {
	severity      diag.Severity
	message, help string
}

func (o objection) String() string {
	text := fmt.Sprintf("%s: %s", o.severity, o.message)
	if o.help != "" {
		text += "; " + o.help
	}
	return sentence(text)
}

// against is what speaks against the answer at a path of the manifest, as far as
// it matters for a draft. Parameters are asked for later.
func (b *initBuild) against(o initOptions, at []string) []objection {
	found, err := b.judge(o)
	if err != nil {
		return []objection{{severity: diag.Error, message: err.Error()}}
	}
	return objections(found, func(d diag.Diagnostic) bool {
		doc, _ := manifest.Parse(d.File)
		return contains(doc.Root.Get(at...), d) && d.Rule != "undeclared-parameter"
	})
}

// introduced is what speaks against one set of answers, and not against the one
// before.
func (b *initBuild) introduced(before, after initOptions) []objection {
	known, err := b.judge(before)
	if err != nil {
		return nil // it was said when that was answered
	}
	found, err := b.judge(after)
	if err != nil {
		return []objection{{severity: diag.Error, message: err.Error()}}
	}
	return objections(found, func(d diag.Diagnostic) bool {
		return !slices.ContainsFunc(known, func(k diag.Diagnostic) bool { return k.Message == d.Message })
	})
}

// judge is lint on the answers so far.
func (b *initBuild) judge(o initOptions) ([]diag.Diagnostic, error) {
	o.fillDefaults()
	data, _, err := b.draft(o)
	if err != nil {
		return nil, err
	}
	return b.faults(o, data), nil
}

func objections(found []diag.Diagnostic, counts func(diag.Diagnostic) bool) []objection {
	var list []objection
	for _, d := range found {
		if counts(d) {
			list = append(list, objection{d.Severity, d.Message, d.Help})
		}
	}
	return list
}

// object says what speaks against an answer, and reports whether it cannot be
// taken.
func (b *initBuild) object(a *asker, list []objection) (refused bool) {
	for _, o := range list {
		a.say("%s", o)
		b.said = append(b.said, o.message)
		refused = refused || o.severity == diag.Error
	}
	return refused
}

// flagsOfValues are the values of a manifest with the flags that gave them.
var flagsOfValues = []struct {
	flag string
	path []string
}{
	{"name", []string{"app", "name"}},
	{"permission", []string{"data_connector", "permissions"}},
	{"authentication", []string{"data_connector"}},
	{"full-screen", []string{"embedded", "full_screen", "url"}},
	{"full-screen-description", []string{"embedded", "full_screen", "description"}},
	{"parameter", []string{"embedded", "full_screen", "parameters"}},
	{"side-panel", []string{"embedded", "side_panel", "url"}},
	{"side-panel-description", []string{"embedded", "side_panel", "description"}},
	{"view", []string{"embedded", "side_panel", "views"}},
	{"parameter", []string{"embedded", "side_panel", "parameters"}},
	{"setup-url", []string{"setup_instructions", "url"}},
	{"setup-page-name", []string{"setup_instructions", "page_name"}},
}

// flagOf is the start of a message about a value that a flag gave.
func flagOf(d diag.Diagnostic) string {
	doc, _ := manifest.Parse(d.File)
	for _, a := range flagsOfValues {
		if contains(doc.Root.Get(a.path...), d) {
			return "--" + a.flag + ": "
		}
	}
	return ""
}
