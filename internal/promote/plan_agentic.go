package promote

import (
	"fmt"
	"slices"

	"github.com/procore-manifest/manifest/internal/app"
)

// agenticTicks are the ticks of the group of agentic components that change.
func (e *entry) agenticTicks() []Field {
	var fields []Field
	for _, c := range []struct {
		id, path string
		was, is  bool
	}{
		{"mcps", app.ServersPath, len(e.old.Agentic.Servers) > 0, len(e.now.Agentic.Servers) > 0},
		{"agents", app.AgentsPath, len(e.old.Agentic.Agents) > 0, len(e.now.Agentic.Agents) > 0},
	} {
		f := e.field(c.id, Select, "", c.path)
		f.Label = e.label("agentic_section") + ", " + f.Label
		switch {
		case c.is && !c.was:
			fields = append(fields, f)
		case c.was && !c.is:
			f.Do = Unset
			fields = append(fields, f)
		}
	}
	return fields
}

const notNamed = "the documentation does not name this control"

// manageServers configures the MCP servers, before the agents that use them.
func (e *entry) manageServers() {
	old, now := e.old.Agentic.Servers, e.now.Agentic.Servers
	var screens []Screen
	for _, s := range old {
		kept := slices.ContainsFunc(now, func(n app.MCPServer) bool { return n.Name.String() == s.Name.String() })
		if !kept && len(now) > 0 {
			screens = append(screens, e.removal(s.Subject(), s.Name, app.ServersPath))
		}
	}
	for _, s := range now {
		before := app.MCPServer{}
		i := slices.IndexFunc(old, func(o app.MCPServer) bool { return o.Name.String() == s.Name.String() })
		title := "press " + e.label("add_mcp")
		if i >= 0 {
			before, title = old[i], "open "+s.Subject()+" ("+notNamed+")"
		}
		path := itemPath(app.ServersPath, s.Name)
		var fields []Field
		e.text(&fields, formField{"mcp_name", path + ".name"}, before.Name, s.Name)
		e.text(&fields, formField{"mcp_url", path + ".url"}, before.URL.Text, s.URL.Text)
		if len(fields) > 0 {
			screens = append(screens, Screen{Title: title, Fields: fields})
		}
	}
	e.manageItems("mcps", screens)
}

// manageAgents configures the agents.
func (e *entry) manageAgents() {
	old, now := e.old.Agentic.Agents, e.now.Agentic.Agents
	find := func(list []app.Agent, name string) int {
		return slices.IndexFunc(list, func(a app.Agent) bool { return a.Name.String() == name })
	}
	var screens []Screen
	for i := range old {
		if a := &old[i]; find(now, a.Name.String()) < 0 && len(now) > 0 {
			screens = append(screens, e.removal(a.Subject(), a.Name, app.AgentsPath))
		}
	}
	for i := range now {
		a, before, title := &now[i], &app.Agent{}, "press "+e.label("add_agent")
		if j := find(old, a.Name.String()); j >= 0 {
			before, title = &old[j], "open "+a.Subject()+" ("+notNamed+")"
		}
		if fields := e.agentFields(before, a); len(fields) > 0 {
			screens = append(screens, Screen{Title: title, Fields: fields})
		}
	}
	e.manageItems("agents", screens)
}

func (e *entry) agentFields(old, now *app.Agent) []Field {
	path := itemPath(app.AgentsPath, now.Name)
	var fields []Field
	e.text(&fields, formField{"agent_name", path + ".name"}, old.Name, now.Name)
	e.text(&fields, formField{"agent_description", path + ".description"}, old.Description, now.Description)
	for _, p := range now.AllPrompts() {
		e.text(&fields, formField{p.Key, path + "." + p.Key}, old.Prompt(p.Key), p.Text)
	}
	for _, list := range []struct {
		id       string
		old, now app.Texts
		path     string
	}{
		{"agent_servers", old.Servers, now.Servers, path + "." + app.KeyServers},
		{"agent_tools", old.Tools, now.Tools, path + ".tools"},
	} {
		fields = append(fields, e.words(list.id, list.old.Values(), list.now.Values(), list.path)...)
	}
	return fields
}

func itemPath(list string, name app.Text) string { return fmt.Sprintf("%s[%s]", list, name.String()) }

func (e *entry) removal(what string, name app.Text, list string) Screen {
	f := Field{Label: name.String(), Do: Remove, Path: itemPath(list, name), Note: notNamed}
	return Screen{Title: "remove " + what, Fields: []Field{f}}
}

// manageItems is the way through the screens of one kind of component.
func (e *entry) manageItems(id string, screens []Screen) {
	if len(screens) == 0 {
		return
	}
	for i := range screens {
		if i == 0 {
			screens[i].Title = e.manage(id) + ", " + screens[i].Title
		} else {
			screens[i].Title = "In " + e.label(id) + ", " + screens[i].Title
		}
	}
	last := &screens[len(screens)-1]
	last.Press = []string{e.label("save_component")}
	last.Shows = "Components lists " + e.label(id) + " with " + e.label("manage") + "."
	e.Screens = append(e.Screens, screens...)
}
