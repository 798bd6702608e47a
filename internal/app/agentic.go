package app

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
)

// Paths of the agentic components in a manifest.
const (
	AgenticPath      = "agentic"
	ServersPath      = AgenticPath + "." + KeyServers
	AgentsPath       = AgenticPath + "." + KeyAgents
	AgentServersPath = AgentsPath + "[]." + KeyServers
)

// Limits that the portal publishes for agentic components.
const (
	MostServers             = 5
	MostAgents              = 5
	LongestAgentName        = 255
	LongestAgentDescription = 1000
)

// Agentic are the components that Procore's AI uses: servers that offer tools,
// and agents that call them.
type Agentic struct {
	Key, Node               *manifest.Node // nil if the manifest has none
	ServersKey, ServersNode *manifest.Node
	AgentsKey, AgentsNode   *manifest.Node
	Servers                 []MCPServer
	Agents                  []Agent
}

// MCPServer is a server that offers tools over the Model Context Protocol.
type MCPServer struct {
	Node *manifest.Node // the map
	Name Text
	URL  URLText
}

// Agent is an assistant that follows the prompts of the app.
type Agent struct {
	Node                                       *manifest.Node // the map
	Name, Description                          Text
	SystemPrompt, CustomPrompt, PlanningPrompt Text
	Tools                                      Texts // that it may call
	Servers                                    Texts // names of MCP servers of this version
}

// Prompt is one of the prompts of an agent, with its key in a manifest.
type Prompt struct {
	Text
	Key string
}

// Name is the prompt in a sentence: system prompt.
func (p Prompt) Name() string { return strings.ReplaceAll(p.Key, "_", " ") }

// AllPrompts returns the prompts that an agent can have, the system prompt first.
func (a *Agent) AllPrompts() []Prompt {
	return []Prompt{
		{a.SystemPrompt, KeySystemPrompt}, {a.CustomPrompt, "custom_prompt"}, {a.PlanningPrompt, "planning_prompt"},
	}
}

// Prompts returns the prompts that the agent has.
func (a *Agent) Prompts() []Prompt {
	return slices.DeleteFunc(a.AllPrompts(), func(p Prompt) bool { return !p.Exists() })
}

// Prompt returns the prompt with a key.
func (a *Agent) Prompt(key string) Text {
	for _, p := range a.Prompts() {
		if p.Key == key {
			return p.Text
		}
	}
	return Text{}
}

// Subject is the agent in a sentence: agent "Acme estimator".
func (a *Agent) Subject() string { return called("agent", a.Name) }

// Subject is the server in a sentence: MCP server "Acme data".
func (s *MCPServer) Subject() string { return called("MCP server", s.Name) }

func called(what string, name Text) string {
	if text := strings.Join(strings.Fields(name.String()), " "); text != "" {
		return fmt.Sprintf("%s %q", what, diag.Clip(text, 60))
	}
	return what + " without a name"
}

// Exists reports whether there is an MCP server or an agent.
func (a *Agentic) Exists() bool { return len(a.Servers)+len(a.Agents) > 0 }

func readAgentic(e *manifest.Entry) Agentic {
	if e == nil {
		return Agentic{}
	}
	a := Agentic{Key: e.Key, Node: e.Value}
	servers, agents := textAt(e.Value, KeyServers), textAt(e.Value, KeyAgents)
	a.ServersKey, a.ServersNode, a.AgentsKey, a.AgentsNode = servers.Key, servers.Node, agents.Key, agents.Node
	for _, n := range servers.Node.List() {
		if n.Kind == manifest.Map {
			a.Servers = append(a.Servers, MCPServer{Node: n, Name: textAt(n, "name"), URL: urlAt(n, "url")})
		}
	}
	for _, n := range agents.Node.List() {
		if n.Kind == manifest.Map {
			a.Agents = append(a.Agents, Agent{
				Node: n, Name: textAt(n, "name"), Description: textAt(n, "description"),
				SystemPrompt: textAt(n, KeySystemPrompt), CustomPrompt: textAt(n, "custom_prompt"),
				PlanningPrompt: textAt(n, "planning_prompt"), Tools: textsAt(n, "tools"),
				Servers: textsAt(n, KeyServers),
			})
		}
	}
	return a
}

func (a *Agentic) addTo(top *Element) {
	e := top.group(AgenticPath)
	servers := e.list(KeyServers)
	for i := range a.Servers {
		s := &a.Servers[i]
		item := servers.named(s.Name, s.Node)
		item.url("url", s.URL)
	}
	servers.sort()
	agents := e.list(KeyAgents)
	for i := range a.Agents {
		a.Agents[i].addTo(agents)
	}
	agents.sort()
}

func (a *Agent) addTo(agents *Element) {
	e := agents.named(a.Name, a.Node)
	e.text("description", a.Description)
	for _, p := range a.AllPrompts() {
		e.text(p.Key, p.Text)
	}
	e.words("tools", a.Tools)
	e.words(KeyServers, a.Servers)
}
