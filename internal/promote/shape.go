package promote

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/schema"
)

// app is what a manifest says, as the portal's forms ask for it. What does not
// fit the schema is left out; lint reports it.
type app struct {
	name, distribution, version string
	userLevel, serviceAccount   bool
	// tools are the permissions, company before project and then in the order
	// of the file.
	tools                       []tool
	full, side                  *component
	setupURL, setupName, notes  string
	releaseNotes                string
	sandboxURIs, productionURIs []string
	isThere, hasConnector       bool
}

// tool is one row of the Permissions Builder.
type tool struct {
	scope, key, level, purpose string
}

// label is the tool as the portal shows it, with its key where it is not known.
func (t tool) label() string {
	if known, ok := schema.FindTool(schema.Scope(t.scope), t.key); ok && known.Label != "" {
		return known.Label
	}
	return t.key
}

var levelLabels = map[string]string{"": "None", "read_only": "Read-only", "standard": "Standard", "admin": "Admin"}

func levelLabel(level string) string { return cmp.Or(levelLabels[level], level) }

// component is one embedded component.
type component struct {
	description, url string
	views            []string
	parameters       []parameter
}

// parameter is a value that installers enter.
type parameter struct {
	key, name, description string
	required               bool
	linkURL, linkLabel     string
}

// shown is the parameter as people are asked for it.
func (p parameter) shown() string { return cmp.Or(p.name, p.key) }

func read(s change.Side) app {
	root := s.App().Root
	if root == nil || root.Kind != manifest.Map {
		return app{}
	}
	at := func(path ...string) string { return text(root.Get(path...)) }
	a := app{
		isThere: true,
		name:    at("app", "name"), distribution: at("app", "distribution"), version: at("version"),
		setupURL: at("setup_instructions", "url"), setupName: at("setup_instructions", "page_name"), notes: at("post_installation_notes"),
		releaseNotes: at("release_notes"),
		sandboxURIs:  texts(root.Get("oauth", "sandbox", "redirect_uris")), productionURIs: texts(root.Get("oauth", "production", "redirect_uris")),
	}
	ways := texts(root.Get("data_connector", "authentication"))
	a.userLevel, a.serviceAccount = slices.Contains(ways, "user_level"), slices.Contains(ways, "service_account")
	a.hasConnector = a.userLevel || a.serviceAccount
	for _, scope := range []string{"company", "project"} {
		for _, e := range root.Get("data_connector", "permissions", scope).Map() {
			t := tool{scope: scope, key: e.Key.Text, level: text(e.Value)}
			if e.Value.Kind == manifest.Map {
				t.level, t.purpose = text(e.Value.Get("level")), text(e.Value.Get("purpose"))
			}
			if t.level != "" {
				a.tools = append(a.tools, t)
			}
		}
	}
	a.full, a.side = readComponent(root.Get("embedded", "full_screen")), readComponent(root.Get("embedded", "side_panel"))
	return a
}

func readComponent(n *manifest.Node) *component {
	if n == nil || n.Kind != manifest.Map {
		return nil
	}
	c := &component{description: text(n.Get("description")), url: text(n.Get("url")), views: texts(n.Get("views"))}
	for _, p := range n.Get("parameters").List() {
		read := parameter{
			key: text(p.Get("key")), name: text(p.Get("name")), description: text(p.Get("description")),
			linkURL: text(p.Get("support_link", "url")), linkLabel: text(p.Get("support_link", "label")),
		}
		if r := p.Get("required"); r != nil && r.Kind == manifest.Bool {
			read.required = strings.EqualFold(r.Text, "true")
		}
		if read.key != "" && !slices.ContainsFunc(c.parameters, func(have parameter) bool { return have.key == read.key }) {
			c.parameters = append(c.parameters, read)
		}
	}
	return c
}

// text returns the value of a scalar. Line breaks at the end depend on how a
// text is written, not on what it says.
func text(n *manifest.Node) string {
	if n == nil || n.Kind != manifest.String && n.Kind != manifest.Number && n.Kind != manifest.Bool {
		return ""
	}
	return strings.TrimRight(n.Text, "\n")
}

// texts returns the values of a list, each once.
func texts(n *manifest.Node) []string {
	var all []string
	for _, item := range n.List() {
		if s := text(item); s != "" && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// embedded are the embedded components that are there, with what they are
// called in the portal.
func (a app) embedded() []namedComponent {
	var all []namedComponent
	if a.full != nil {
		all = append(all, namedComponent{"full_screen", "Full Screen", a.full})
	}
	if a.side != nil {
		all = append(all, namedComponent{"side_panel", "Side Panel", a.side})
	}
	return all
}

type namedComponent struct {
	key, label string
	*component
}

func (a app) component(key string) *component {
	if key == "full_screen" {
		return a.full
	}
	return a.side
}

// components are all components by the names of the portal.
func (a app) components() []string {
	all := a.ways()
	for _, c := range a.embedded() {
		all = append(all, c.label)
	}
	return all
}

// ways are the kinds of authentication by the names of the portal.
func (a app) ways() []string {
	var all []string
	if a.userLevel {
		all = append(all, "User Level Authentication")
	}
	if a.serviceAccount {
		all = append(all, "Service Account Authentication")
	}
	return all
}

// urls are the addresses of the embedded components.
func (a app) urls() []string {
	var all []string
	for _, c := range a.embedded() {
		if c.url != "" && !slices.Contains(all, c.url) {
			all = append(all, c.url)
		}
	}
	return all
}

// permissions are the tools as lines to copy.
func (a app) permissions() []string {
	var lines []string
	for _, t := range a.tools {
		lines = append(lines, scopeLabels[t.scope]+" "+t.label()+": "+levelLabel(t.level))
	}
	return lines
}

// purposes are the permissions with what each is for.
func (a app) purposes() []string {
	var list []string
	for i, line := range a.permissions() {
		purpose := a.tools[i].purpose
		if purpose == "" {
			purpose = "no purpose written down"
		}
		list = append(list, line+" – "+purpose)
	}
	return list
}

var scopeLabels = map[string]string{"company": "Company", "project": "Project"}

// fields are the parameters that installers enter.
func (a app) fields() []string {
	var list []string
	for _, c := range a.embedded() {
		for _, p := range c.parameters {
			need := "optional"
			if p.required {
				need = "required"
			}
			list = append(list, fmt.Sprintf("%s: %s (%s)", c.label, p.shown(), need))
		}
	}
	return list
}
