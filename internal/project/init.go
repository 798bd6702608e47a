package project

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	model "github.com/procore-manifest/manifest/internal/app"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// Create makes the app that the answers give. The manifest comes last: until it
// is there, the same command completes the work. It returns the files that were
// written, and why the settings of an editor were left as they were.
func (b *Draft) Create(ctx context.Context, opts InitOptions) (wrote []string, kept, err error) {
	if a, err := b.placeOf(opts.App); err == nil {
		if err := b.checkedOut(ctx, a); err != nil {
			return nil, nil, err
		}
	}
	a, err := newApp(b.Project, opts.App)
	if err != nil {
		return nil, nil, err
	}
	opts.App = a.id
	data, tokens, err := b.Write(opts)
	if err != nil {
		return nil, nil, Usagef("init %s: %w", opts.App, err)
	}
	if err := opts.checkParameters(tokens); err != nil {
		return nil, nil, err
	}
	for _, d := range b.faults(opts, data) {
		if d.Severity == diag.Error {
			return nil, nil, Usagef("init %s: %s%s; %s\nsee: manifest explain %s", opts.App, flagOf(d), d.Message, d.Help,
				d.Rule)
		}
		if !slices.Contains(b.Said, d.Message) {
			b.complain(fmt.Errorf("%s: %s [%s]", d.Severity, d.Message, d.Rule))
		}
	}
	wrote = []string{path.Join(a.name, manifestName)}
	if !opts.NoEditor {
		changed, err := associateEditor(b.Project, EditorOptions{Server: opts.Server})
		var refused *Error
		switch {
		case errors.As(err, &refused):
			kept = &Error{Class: refused.Class, Err: fmt.Errorf("init %s: the app was created, but editors were "+
				"not set up: %s\n"+
				"fix the problem, then run: %s; to create apps without editor settings, use "+
				"--no-editor", a.id, strings.TrimPrefix(err.Error(), "set up editors: "), setUpCommand(opts.Server))}
		case err != nil:
			return nil, nil, fmt.Errorf("init %s: %w; use --no-editor to skip editors", a.id, err)
		}
		wrote = append(wrote, changed...)
	}
	at, release, err := b.holdPlace(ctx, a)
	if err == nil {
		defer release()
		err = at.write(nil, data)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("init %s: %w", a.id, err)
	}
	return wrote, kept, nil
}

// IDOf returns the id of the app that a word names, by itself or by its folder.
func (b *Draft) IDOf(word string) string {
	if a, err := b.placeOf(word); err == nil {
		return a.id
	}
	return word
}

// NewApp refuses an id that cannot be one, or that is taken. A folder that is
// empty, apart from hidden files, is not.
func NewApp(p *Project, word string) error {
	_, err := newApp(p, word)
	return err
}

func newApp(p *Project, word string) (app, error) {
	if err := checkAppID(word); err != nil && !isPath(word) {
		return app{}, Usagef("init %w", err)
	}
	a, err := p.placeOf(word)
	if err != nil {
		return app{}, fmt.Errorf("init: %w", err)
	}
	if err := checkAppID(a.id); err != nil {
		return app{}, Usagef("init %w", err)
	}
	return a, p.vacant(a)
}

// vacant refuses the folder of an app that holds something.
func (p *Project) vacant(a app) error {
	info, err := os.Lstat(a.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		// Windows does not say that a file is in the way.
		if above, err := os.Stat(filepath.Dir(a.path)); err == nil && !above.IsDir() {
			return fmt.Errorf("init %s: look for %s: not a directory", a.id, a.name)
		}
		return nil
	case err != nil:
		return fmt.Errorf("init %s: look for %s: %w", a.id, a.name, Reason(err))
	case !info.IsDir():
		return Usagef("init %s: %s already exists and is not a folder", a.id, a.name)
	}
	if p.configuration.layout.stated && !a.isApp() {
		return nil // the place may be among other files, as in services/{app}
	}
	entries, err := os.ReadDir(a.path)
	if err != nil {
		return fmt.Errorf("init %s: look into %s: %w", a.id, a.name, Reason(err))
	}
	if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name()[0] != '.' }) {
		return Usagef("init %s: %s already exists", a.id, a.name)
	}
	return nil
}

// Draft makes a manifest of answers and judges it.
type Draft struct {
	*Project
	linter *validate.Linter
	// undeclared looks only for tokens without a parameter, so that there is one
	// opinion on what a token is.
	undeclared *validate.Linter
	// Said are the messages that the person at the terminal has read already.
	Said []string
}

// NewDraft returns a draft that is judged with the project's configuration.
func NewDraft(p *Project) (*Draft, error) {
	config, _, err := p.loadConfig()
	if err != nil {
		return nil, err
	}
	b := &Draft{Project: p}
	if b.linter, err = validate.New(validate.Options{Config: config}); err != nil {
		return nil, Usagef("%w", err)
	}
	b.undeclared, err = validate.New(validate.Options{Only: []string{"undeclared-parameter"}})
	return b, err
}

// Write makes a manifest of the answers. Tokens of URLs that were answered are
// parameters; all of them are returned.
func (b *Draft) Write(o InitOptions) ([]byte, []Token, error) {
	s := o.scaffold()
	modeline := ""
	if a, err := b.placeOf(o.App); err == nil && !o.NoEditor && !o.Server {
		modeline = b.configuration.layout.modeline(a)
	}
	data, err := o.write(s, modeline)
	if err != nil {
		return nil, nil, err
	}
	tokens := b.tokens(o, data)
	for _, t := range tokens {
		p, answered := o.Parameter(t.Key)
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
	data, err = o.write(s, modeline)
	return data, tokens, err
}

func (o *InitOptions) write(d *model.Draft, modeline string) ([]byte, error) {
	layout := model.Layout{Modeline: modeline}
	data, err := model.Write(d.Root(), layout)
	if err != nil {
		return nil, fmt.Errorf("write a manifest for %q: %w", o.Name, err)
	}
	return data, nil
}

// Token is a token of a component's URL that needs a parameter.
type Token struct {
	Key   string
	panel bool // of the side panel
}

// tokens are those of a manifest that has no parameters yet.
func (b *Draft) tokens(o InitOptions, data []byte) []Token {
	f := source.New(manifestName, data)
	panelURL := ComponentAt(model.SidePanel, URLOf)(readModel(f))
	var list []Token
	for _, d := range b.undeclared.Lint(f, o.App) {
		t := Token{Key: strings.Trim(f.Text(d.Span), "{} "), panel: contains(panelURL, d)}
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
func (b *Draft) faults(o InitOptions, data []byte) []diag.Diagnostic {
	a, err := b.placeOf(o.App)
	if err != nil {
		a = app{id: o.App, name: o.App}
	}
	found := b.linter.Lint(source.New(path.Join(a.name, manifestName), data), a.id)
	return slices.DeleteFunc(found, func(d diag.Diagnostic) bool { return d.Severity == diag.Info })
}

// Objection is what speaks against an answer: a finding, or that it cannot be
// written at all.
type Objection struct {
	Severity      diag.Severity
	Message, Help string
}

// Against is what speaks against the answer at a place of the manifest, as far as
// it matters for a draft. Parameters are asked for later.
func (b *Draft) Against(o InitOptions, at ValueAt) []Objection {
	found, err := b.judge(o)
	if err != nil {
		return []Objection{{Severity: diag.Error, Message: err.Error()}}
	}
	return objections(found, func(d diag.Diagnostic) bool {
		return contains(at(readModel(d.File)), d) && d.Rule != "undeclared-parameter"
	})
}

// Introduced is what speaks against one set of answers, and not against the one
// before.
func (b *Draft) Introduced(before, after InitOptions) []Objection {
	known, err := b.judge(before)
	if err != nil {
		return nil // it was said when that was answered
	}
	found, err := b.judge(after)
	if err != nil {
		return []Objection{{Severity: diag.Error, Message: err.Error()}}
	}
	return objections(found, func(d diag.Diagnostic) bool {
		return !slices.ContainsFunc(known, func(k diag.Diagnostic) bool { return k.Message == d.Message })
	})
}

// judge is lint on the answers so far.
func (b *Draft) judge(o InitOptions) ([]diag.Diagnostic, error) {
	o.FillDefaults()
	data, _, err := b.Write(o)
	if err != nil {
		return nil, err
	}
	return b.faults(o, data), nil
}

func objections(found []diag.Diagnostic, counts func(diag.Diagnostic) bool) []Objection {
	var list []Objection
	for _, d := range found {
		if counts(d) {
			list = append(list, Objection{d.Severity, d.Message, d.Help})
		}
	}
	return list
}

// ValueAt finds a value of a manifest.
type ValueAt func(m *model.Manifest) *manifest.Node

func NameAt(m *model.Manifest) *manifest.Node        { return m.Name.Node }
func permissionsAt(m *model.Manifest) *manifest.Node { return m.Connector.PermissionsNode }
func connectorAt(m *model.Manifest) *manifest.Node   { return m.Connector.Node }
func SetupURLAt(m *model.Manifest) *manifest.Node    { return m.Setup.URL.Node }
func SetupPageAt(m *model.Manifest) *manifest.Node   { return m.Setup.PageName.Node }

// ServerAt finds a value of the first MCP server.
func ServerAt(value func(*model.MCPServer) *manifest.Node) ValueAt {
	return func(m *model.Manifest) *manifest.Node {
		if len(m.Agentic.Servers) == 0 {
			return nil
		}
		return value(&m.Agentic.Servers[0])
	}
}

// AgentAt finds a value of the first agent.
func AgentAt(value func(*model.Agent) *manifest.Node) ValueAt {
	return func(m *model.Manifest) *manifest.Node {
		if len(m.Agentic.Agents) == 0 {
			return nil
		}
		return value(&m.Agentic.Agents[0])
	}
}

// Values of an MCP server and of an agent.
func ServerURL(s *model.MCPServer) *manifest.Node    { return s.URL.Node }
func ServerName(s *model.MCPServer) *manifest.Node   { return s.Name.Node }
func AgentName(a *model.Agent) *manifest.Node        { return a.Name.Node }
func AgentDescription(a *model.Agent) *manifest.Node { return a.Description.Node }
func AgentPrompt(a *model.Agent) *manifest.Node      { return a.SystemPrompt.Node }

// ComponentAt finds a value of a component.
func ComponentAt(kind model.ComponentKind, value func(*model.Component) *manifest.Node) ValueAt {
	return func(m *model.Manifest) *manifest.Node {
		if c := m.Component(kind); c != nil {
			return value(c)
		}
		return nil
	}
}

func URLOf(c *model.Component) *manifest.Node         { return c.URL.Node }
func DescriptionOf(c *model.Component) *manifest.Node { return c.Description.Node }
func parametersOf(c *model.Component) *manifest.Node  { return c.ParametersNode }
func viewsOf(c *model.Component) *manifest.Node       { return c.Views.Node }

// flagsOfValues are the values of a manifest with the flags that gave them.
var flagsOfValues = []struct {
	flag string
	at   ValueAt
}{
	{"name", NameAt},
	{"permission", permissionsAt},
	{"authentication", connectorAt},
	{"full-screen", ComponentAt(model.FullScreen, URLOf)},
	{"full-screen-description", ComponentAt(model.FullScreen, DescriptionOf)},
	{"parameter", ComponentAt(model.FullScreen, parametersOf)},
	{"side-panel", ComponentAt(model.SidePanel, URLOf)},
	{"side-panel-description", ComponentAt(model.SidePanel, DescriptionOf)},
	{"view", ComponentAt(model.SidePanel, viewsOf)},
	{"mcp-server", ServerAt(ServerURL)},
	{"mcp-server-name", ServerAt(ServerName)},
	{"agent", AgentAt(AgentName)},
	{"agent-description", AgentAt(AgentDescription)},
	{"agent-prompt", AgentAt(AgentPrompt)},
	{"parameter", ComponentAt(model.SidePanel, parametersOf)},
	{"setup-url", SetupURLAt},
	{"setup-page-name", SetupPageAt},
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
