package cli

import (
	"fmt"
	"path"
	"slices"
	"strings"

	model "github.com/procore-manifest/manifest/internal/app"
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
	data, err := o.write(s)
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
		component.Parameters = append(component.Parameters, model.DraftParameter{
			Key: p.Key, Name: p.Name, Description: p.Description, Required: !slices.Contains(o.Optional, p.Key),
		})
	}
	data, err = o.write(s)
	return data, tokens, err
}

func (o *initOptions) write(d *model.Draft) ([]byte, error) {
	layout := model.Layout{Modeline: manifestModeline}
	if o.NoEditor {
		layout.Modeline = ""
	}
	data, err := model.Write(d.Root(), layout)
	if err != nil {
		return nil, fmt.Errorf("write a manifest for %q: %w", o.Name, err)
	}
	return data, nil
}

// token is a token of a component's URL that wants a parameter.
type token struct {
	key   string
	panel bool // of the side panel
}

// tokens are those of a manifest that has no parameters yet.
func (b *initBuild) tokens(o initOptions, data []byte) []token {
	f := source.New(manifestName, data)
	panelURL := componentAt(model.SidePanel, urlOf)(readModel(f))
	var list []token
	for _, d := range b.undeclared.Lint(f, o.App) {
		t := token{key: strings.Trim(f.Text(d.Span), "{} "), panel: contains(panelURL, d)}
		if d.Rule == "undeclared-parameter" && !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	return list
}

func contains(n *manifest.Node, d diag.Diagnostic) bool { return n != nil && n.Span.Contains(d.Span) }

func readModel(f *source.File) *model.Manifest {
	doc, _ := manifest.Parse(f)
	return model.Read(doc.Root)
}

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

// against is what speaks against the answer at a place of the manifest, as far as
// it matters for a draft. Parameters are asked for later.
func (b *initBuild) against(o initOptions, at valueAt) []objection {
	found, err := b.judge(o)
	if err != nil {
		return []objection{{severity: diag.Error, message: err.Error()}}
	}
	return objections(found, func(d diag.Diagnostic) bool {
		return contains(at(readModel(d.File)), d) && d.Rule != "undeclared-parameter"
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

// valueAt finds a value of a manifest.
type valueAt func(m *model.Manifest) *manifest.Node

func nameAt(m *model.Manifest) *manifest.Node        { return m.Name.Node }
func permissionsAt(m *model.Manifest) *manifest.Node { return m.Connector.PermissionsNode }
func connectorAt(m *model.Manifest) *manifest.Node   { return m.Connector.Node }
func setupURLAt(m *model.Manifest) *manifest.Node    { return m.Setup.URL.Node }
func setupPageAt(m *model.Manifest) *manifest.Node   { return m.Setup.PageName.Node }

func componentAt(kind model.ComponentKind, value func(*model.Component) *manifest.Node) valueAt {
	return func(m *model.Manifest) *manifest.Node {
		if c := m.Component(kind); c != nil {
			return value(c)
		}
		return nil
	}
}

func urlOf(c *model.Component) *manifest.Node         { return c.URL.Node }
func descriptionOf(c *model.Component) *manifest.Node { return c.Description.Node }
func parametersOf(c *model.Component) *manifest.Node  { return c.ParametersNode }
func viewsOf(c *model.Component) *manifest.Node       { return c.Views.Node }

// flagsOfValues are the values of a manifest with the flags that gave them.
var flagsOfValues = []struct {
	flag string
	at   valueAt
}{
	{"name", nameAt},
	{"permission", permissionsAt},
	{"authentication", connectorAt},
	{"full-screen", componentAt(model.FullScreen, urlOf)},
	{"full-screen-description", componentAt(model.FullScreen, descriptionOf)},
	{"parameter", componentAt(model.FullScreen, parametersOf)},
	{"side-panel", componentAt(model.SidePanel, urlOf)},
	{"side-panel-description", componentAt(model.SidePanel, descriptionOf)},
	{"view", componentAt(model.SidePanel, viewsOf)},
	{"parameter", componentAt(model.SidePanel, parametersOf)},
	{"setup-url", setupURLAt},
	{"setup-page-name", setupPageAt},
}

// flagOf is the start of a message about a value that a flag gave.
func flagOf(d diag.Diagnostic) string {
	m := readModel(d.File)
	for _, a := range flagsOfValues {
		if contains(a.at(m), d) {
			return "--" + a.flag + ": "
		}
	}
	return ""
}
