package change

import (
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
)

// subject says what people call a part of an app.
type subject struct {
	// at is a path as in [Row].
	at string
	// words are the part in words, with {placeholders} of words.go.
	words string
	// shown are the children that stand for a thing when it comes or goes.
	shown []string
}

var subjects = []subject{
	{"app.name", "name of the app", nil},
	{"app.distribution", "distribution of the app", nil},
	{"data_connector", "data connector", []string{"authentication", "permissions"}},
	{"data_connector.authentication[]", "{authentication}", nil},
	{"data_connector.permissions.*.<name>", "{scope} tool {item}", []string{"level"}},
	{"data_connector.permissions.*.<name>.level", "access to {scope} tool {item}", nil},
	{"data_connector.permissions.*.<name>.purpose", "purpose of {scope} tool {item}", nil},
	{"embedded.*", "{kind}", []string{"url"}},
	{"embedded.*.description", "description of {component}", nil},
	{"embedded.*.url", "URL of {component}", nil},
	{"embedded.side_panel.views[]", "view {item} of {component}", nil},
	{"embedded.*.parameters[]", `{need} parameter "{item}" of {component}`, []string{"required"}},
	{"embedded.*.parameters[].key", `key of parameter "{item}" of {component}`, nil},
	{"embedded.*.parameters[].name", `name of parameter "{item}" of {component}`, nil},
	{"embedded.*.parameters[].type", `type of parameter "{item}" of {component}`, nil},
	{"embedded.*.parameters[].description", `description of parameter "{item}" of {component}`, nil},
	{"embedded.*.parameters[].required", `parameter "{item}" of {component}`, nil},
	{"embedded.*.parameters[].support_link", `help link of parameter "{item}" of {component}`, []string{"url"}},
	{"embedded.*.parameters[].support_link.url", `address of the help link of parameter "{item}" of {component}`, nil},
	{"embedded.*.parameters[].support_link.label", `label of the help link of parameter "{item}" of {component}`, nil},
	{"agentic.mcp_servers[]", `MCP server "{item}"`, []string{"url"}},
	{"agentic.mcp_servers[].name", `name of MCP server "{item}"`, nil},
	{"agentic.mcp_servers[].url", `URL of MCP server "{item}"`, nil},
	{"agentic.agents[]", `agent "{item}"`, []string{"description", "tools", "mcp_servers"}},
	{"agentic.agents[].name", `name of agent "{item}"`, nil},
	{"agentic.agents[].description", `description of agent "{item}"`, nil},
	{"agentic.agents[].system_prompt", `system prompt of agent "{item}"`, nil},
	{"agentic.agents[].custom_prompt", `custom prompt of agent "{item}"`, nil},
	{"agentic.agents[].planning_prompt", `planning prompt of agent "{item}"`, nil},
	{"agentic.agents[].tools[]", `tool {item} of agent "{agent}"`, nil},
	{"agentic.agents[].mcp_servers[]", `MCP server "{item}" of agent "{agent}"`, nil},
	{"setup_instructions.url", "address of the setup page", nil},
	{"setup_instructions.page_name", "name of the setup page", nil},
	{"post_installation_notes", "post-installation notes", nil},
}

// subjectAt returns what stands in the table for a path of the schema.
func subjectAt(at string) subject {
	for _, s := range subjects {
		if covers(s.at, at, "") {
			return s
		}
	}
	return subject{words: at} // a test proves that there is none
}

// shows returns what stands for an element as a whole.
func shows(e *app.Element) string { return strings.Join(leaves(e), ", ") }

// leaves returns the values that stand for an element.
func leaves(e *app.Element) []string {
	if e == nil {
		return nil
	}
	var all []string
	switch e.Kind {
	case app.TextElement, app.FlagElement, app.URLElement, app.WordElement:
		if e.Value != "" {
			all = append(all, e.Value)
		}
	case app.ThingElement:
		for _, name := range subjectAt(e.At).shown {
			all = append(all, leaves(e.Child(name))...)
		}
	default:
		scope := scopeOf(e.At)
		for _, c := range e.Children {
			if e.Kind == app.ListElement && scope != "" { // among others, a level needs its tool
				all = append(all, scope+" "+c.Item+" "+shows(c))
			} else {
				all = append(all, leaves(c)...)
			}
		}
	}
	return all
}

// scopeOf is the scope that a path of the schema belongs to, "" for none.
func scopeOf(at string) string {
	rest, _ := strings.CutPrefix(at, "data_connector.permissions.")
	if rest == at {
		return ""
	}
	scope, _, _ := strings.Cut(rest, ".")
	return scope
}

// componentOf is the component that a path of the schema belongs to, such as
// side panel; "" for none.
func componentOf(at string) string {
	for _, kind := range app.ComponentKinds() {
		if at == kind.Path() || strings.HasPrefix(at, kind.Path()+".") {
			return kind.Noun()
		}
	}
	return ""
}
