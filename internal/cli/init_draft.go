package cli

import (
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
}

// manifest is what the answers give. Tokens of URLs become parameters.
func (b *initBuild) manifest(o initOptions) ([]byte, error) {
	s, err := o.scaffold()
	if err != nil {
		return nil, err
	}
	data, err := s.Write()
	if err != nil {
		return nil, usageError("init %s: %w", o.App, err)
	}
	tokens := b.tokens(o, data)
	if len(tokens) == 0 && len(o.Parameters)+len(o.Optional) == 0 {
		return data, nil
	}
	given, err := o.parameters(tokens)
	if err != nil {
		return nil, err
	}
	for _, t := range tokens {
		component := s.FullScreen
		if t.panel {
			component = s.SidePanel
		}
		component.Parameters = append(component.Parameters, given[t.key])
	}
	return s.Write()
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
	{"view", []string{"embedded", "side_panel"}},
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
