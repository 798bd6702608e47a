package promote

import (
	"fmt"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/secret"
	"github.com/procore-manifest/manifest/schema"
)

// What the portal's forms and the checklist ask of an app.

func hasConnector(m *app.Manifest) bool {
	return m.SignsIn(app.UserLevel) || m.SignsIn(app.ServiceAccount)
}

// waysOf are the ways to sign in to an app by the names of the portal.
func waysOf(m *app.Manifest) []string {
	var all []string
	for _, way := range []string{app.UserLevel, app.ServiceAccount} {
		if m.SignsIn(way) {
			all = append(all, label(schema.Components, way))
		}
	}
	return all
}

// componentsOf are all components of an app by the names of the portal.
func componentsOf(m *app.Manifest) []string {
	all := waysOf(m)
	for _, c := range m.Components() {
		all = append(all, c.Kind.Label())
	}
	if len(m.Agentic.Servers) > 0 {
		all = append(all, label(schema.Components, "mcps"))
	}
	if len(m.Agentic.Agents) > 0 {
		all = append(all, label(schema.Components, "agents"))
	}
	return all
}

// serversOf are the MCP servers with their URLs.
func serversOf(m *app.Manifest) []string {
	var list []string
	for _, s := range m.Agentic.Servers {
		list = append(list, s.Name.String()+" – "+s.URL.String())
	}
	return list
}

// agenticOf are the MCP servers with their URLs, and the agents.
func agenticOf(m *app.Manifest) []string {
	var list []string
	for i := range m.Agentic.Servers {
		s := &m.Agentic.Servers[i]
		list = append(list, s.Subject()+" – "+s.URL.String())
	}
	for i := range m.Agentic.Agents {
		list = append(list, m.Agentic.Agents[i].Subject())
	}
	return list
}

// urlsOf are the URLs of the embedded components.
func urlsOf(m *app.Manifest) []string {
	var urls app.Texts
	for _, c := range m.Components() {
		urls.Items = append(urls.Items, c.URL.Text)
	}
	return urls.Values()
}

// toolsOf are the permissions with a level: the rows of the Permissions Builder.
func toolsOf(m *app.Manifest) []app.Permission {
	var all []app.Permission
	for _, p := range m.Connector.Permissions {
		if p.Level.IsSet() {
			all = append(all, p)
		}
	}
	return all
}

// permissionsOf are the permissions as lines to copy.
func permissionsOf(m *app.Manifest) []string {
	var lines []string
	for _, p := range toolsOf(m) {
		lines = append(lines, fmt.Sprintf("%s %s: %s", app.ScopeLabel(p.Scope), p.ToolLabel(),
			app.LevelWords(p.Level.String())))
	}
	return lines
}

// purposesOf are the permissions with what each is for.
func purposesOf(m *app.Manifest) []string {
	lines := permissionsOf(m)
	for i, p := range toolsOf(m) {
		purpose := "no purpose given"
		if p.Purpose.IsSet() {
			purpose = p.Purpose.String()
		}
		lines[i] += " – " + purpose
	}
	return lines
}

// fieldsOf are the parameters that installers enter.
func fieldsOf(m *app.Manifest) []string {
	var list []string
	for _, c := range m.Components() {
		for _, p := range c.Fields() {
			list = append(list, fmt.Sprintf("%s: %s (%s)", c.Kind.Label(), p.Shown(), p.Need()))
		}
	}
	return list
}

// parameterPath is the path of a parameter in a manifest.
func parameterPath(kind app.ComponentKind, p *app.Parameter) string {
	return kind.Path() + ".parameters[" + p.Key.String() + "]"
}

// formField is a field of the portal's forms, by the id of its label, with the
// path of what a manifest says of it.
type formField struct{ label, path string }

// holding is the field with a value to enter.
func (f formField) holding(p schema.Portal, value string) Field {
	return Field{Label: label(p, f.label), Do: Enter, Value: secret.MaskCertain(value), Path: f.path}
}

// Fields that are not within a component.
var (
	nameField         = formField{"app_name", "app.name"}
	setupURLField     = formField{"instructions_url", "setup_instructions.url"}
	setupNameField    = formField{"instructions_name", "setup_instructions.page_name"}
	notesField        = formField{"notes", "post_installation_notes"}
	versionField      = formField{"version_number", "version"}
	releaseNotesField = formField{"release_notes", "release_notes"}
	sandboxURIs       = formField{"redirect_uris", "oauth.sandbox.redirect_uris"}
	productionURIs    = formField{"redirect_uris", "oauth.production.redirect_uris"}
)
