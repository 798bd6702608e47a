package app

import (
	"strconv"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// Draft is the content of a new manifest. Empty texts are left out.
type Draft struct {
	Name, Distribution string
	Version            string
	// Authentication is empty for an app without data connector.
	Authentication []string
	Permissions    []DraftPermission
	FullScreen     *DraftComponent
	SidePanel      *DraftComponent
	MCPServer      *DraftServer
	Agent          *DraftAgent // it uses the MCP server, if there is one
	SetupURL       string      // "" for none
	SetupPage      string
	// SandboxRedirects are the redirect URIs of the sandbox. An app without user
	// sign-in has none.
	SandboxRedirects []string
}

// DraftPermission is a row of the portal's Permissions Builder.
type DraftPermission struct {
	Scope       schema.Scope
	Tool, Level string
}

// DraftComponent is an embedded component. Views are those of a side panel.
type DraftComponent struct {
	Description, URL string
	Views            []string
	Parameters       []DraftParameter
}

// DraftServer is an MCP server.
type DraftServer struct{ Name, URL string }

// DraftAgent is an agent.
type DraftAgent struct{ Name, Description, SystemPrompt string }

// DraftParameter is a value that customers enter.
type DraftParameter struct {
	Key, Name, Description string
	Required               bool
}

// Root returns the draft as the nodes of a manifest, for [Write].
func (d *Draft) Root() *manifest.Node {
	b := builder{manifest.NewMap(source.Span{})}
	b.Put(literal(manifest.Number, "1"), "schema")
	about := b.at("app")
	about.text("name", d.Name)
	about.text("distribution", d.Distribution)
	b.text("version", d.Version)
	if len(d.Authentication) > 0 {
		connector := b.at("data_connector")
		connector.texts("authentication", d.Authentication)
		for _, p := range d.Permissions {
			connector.at("permissions").at(string(p.Scope)).text(p.Tool, p.Level)
		}
	}
	for kind, c := range map[ComponentKind]*DraftComponent{FullScreen: d.FullScreen, SidePanel: d.SidePanel} {
		if c != nil {
			b.Put(c.node(), "embedded", kind.Key())
		}
	}
	if s := d.MCPServer; s != nil {
		item := builder{manifest.NewMap(source.Span{})}
		item.text("name", s.Name)
		item.text("url", s.URL)
		b.Put(manifest.NewList(source.Span{}, item.Node), AgenticPath, KeyServers)
	}
	if a := d.Agent; a != nil {
		item := builder{manifest.NewMap(source.Span{})}
		item.text("name", a.Name)
		item.text("description", a.Description)
		item.text(KeySystemPrompt, a.SystemPrompt)
		if d.MCPServer != nil {
			item.texts(KeyServers, []string{d.MCPServer.Name})
		}
		b.Put(manifest.NewList(source.Span{}, item.Node), AgenticPath, KeyAgents)
	}
	if d.SetupURL != "" {
		setup := b.at("setup_instructions")
		setup.text("url", d.SetupURL)
		setup.text("page_name", d.SetupPage)
	}
	if len(d.SandboxRedirects) > 0 {
		b.at("oauth").at("sandbox").texts("redirect_uris", d.SandboxRedirects)
	}
	Order(b.Node)
	return b.Node
}

func (c *DraftComponent) node() *manifest.Node {
	b := builder{manifest.NewMap(source.Span{})}
	b.text("description", c.Description)
	b.text("url", c.URL)
	b.texts("views", c.Views)
	var parameters []*manifest.Node
	for _, p := range c.Parameters {
		item := builder{manifest.NewMap(source.Span{})}
		item.text("key", p.Key)
		item.text("name", p.Name)
		item.text("type", "string")
		item.text("description", p.Description)
		item.Put(literal(manifest.Bool, strconv.FormatBool(p.Required)), "required")
		parameters = append(parameters, item.Node)
	}
	if len(parameters) > 0 {
		b.Put(manifest.NewList(source.Span{}, parameters...), "parameters")
	}
	return b.Node
}

func literal(kind manifest.Kind, text string) *manifest.Node {
	return &manifest.Node{Kind: kind, Text: text}
}

// builder adds entries to a map.
type builder struct{ *manifest.Node }

// at returns the map at a key, and adds it if it is missing.
func (b builder) at(key string) builder {
	if b.Get(key) == nil {
		b.Put(manifest.NewMap(source.Span{}), key)
	}
	return builder{b.Get(key)}
}

func (b builder) text(key, value string) {
	if value != "" {
		b.Put(manifest.NewText(value, source.Span{}), key)
	}
}

func (b builder) texts(key string, values []string) {
	var items []*manifest.Node
	for _, v := range values {
		items = append(items, manifest.NewText(v, source.Span{}))
	}
	if len(items) > 0 {
		b.Put(manifest.NewList(source.Span{}, items...), key)
	}
}
