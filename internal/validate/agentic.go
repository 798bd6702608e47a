package validate

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/schema"
)

const agenticReference = "procore/documentation building_applications/building_agentic_apps.md@054b1fe"

func agenticOrigin(c schema.Confidence) schema.Origin {
	return schema.Origin{Source: agenticReference, Date: "2026-09", Confidence: c}
}

var agenticDistribution = Rule{
	ID: "agentic-distribution", Group: groupAgentic, Severity: always(diag.Error), Since: "0.1.0",
	Summary: "only marketplace apps have agentic components",
	Why: "Agentic components are a closed beta for Marketplace partners, enabled for each app on request. The " +
		"portal does not offer them to other apps.",
	Bad: `app:
  name: Acme Field Sync
  distribution: custom
agentic:
  mcp_servers:
    - {name: Acme data, url: https://mcp.acmefield.com}`,
	Good: `app:
  name: Acme Field Sync
  distribution: marketplace
agentic:
  mcp_servers:
    - {name: Acme data, url: https://mcp.acmefield.com}`,
	Origin: agenticOrigin(schema.Documented),
	Check: func(p *Pass) {
		a := &p.Model.Agentic
		if text, _ := p.Model.Distribution.Str(); a.Key != nil && text == app.Custom {
			p.Report(a.Key.Span, "a custom app cannot have agentic components").
				Also(p.Model.Distribution.Node.Span, "the app is custom").
				Help("if the app is listed on the Marketplace, write distribution: marketplace; otherwise remove "+
					"%s", a.Key.Text)
		}
	},
}

var agenticLimits = Rule{
	ID: "agentic-limits", Group: groupAgentic, Severity: always(diag.Error), Since: "0.1.0",
	Summary: "MCP servers and agents stay within the portal's limits",
	Why: "A version can have up to 5 MCP servers and up to 5 agents. The name of an agent has at most 255 " +
		"characters and its description at most 1,000. The portal does not accept more.",
	Bad: `app: {name: Acme Field Sync, distribution: marketplace}
agentic:
  mcp_servers:
    - {name: Acme data, url: https://data.acmefield.com}
    - {name: Acme files, url: https://files.acmefield.com}
    - {name: Acme plans, url: https://plans.acmefield.com}
    - {name: Acme crews, url: https://crews.acmefield.com}
    - {name: Acme costs, url: https://costs.acmefield.com}
    - {name: Acme notes, url: https://notes.acmefield.com}`,
	Good: `app: {name: Acme Field Sync, distribution: marketplace}
agentic:
  mcp_servers:
    - {name: Acme data, url: https://data.acmefield.com}
    - {name: Acme files, url: https://files.acmefield.com}`,
	Origin: agenticOrigin(schema.Documented),
	Check: func(p *Pass) {
		a := &p.Model.Agentic
		count := func(list *manifest.Node, most int, what string) {
			if items := list.List(); len(items) > most {
				p.Report(items[most].Head(), "a version can have at most %d %s, but this version has %d", most, what,
					len(items)).
					Label("this is number %d", most+1).Help("remove %d from the list", len(items)-most)
			}
		}
		count(a.ServersNode, app.MostServers, "MCP servers")
		count(a.AgentsNode, app.MostAgents, "agents")
		length := func(t app.Text, most int, what string) {
			if n := utf8.RuneCountInString(t.String()); n > most {
				p.Report(t.Node.Span, "the %s has %d characters; the portal accepts at most %d", what, n, most).
					Label("%d characters too many", n-most).Help("shorten the text")
			}
		}
		for i := range a.Agents {
			length(a.Agents[i].Name, app.LongestAgentName, "name of the agent")
			length(a.Agents[i].Description, app.LongestAgentDescription, "description of "+a.Agents[i].Subject())
		}
	},
}

var agenticDuplicate = Rule{
	ID: "agentic-duplicate", Group: groupAgentic, Severity: always(diag.Error), Since: "0.1.0", Fixable: true,
	Varies:  "warning for a tool or server that an agent lists twice",
	Summary: "each MCP server and each agent has a unique name",
	Why: "Agents refer to MCP servers by name, and people tell agents apart by name. Procore does not say whether " +
		"the portal accepts two servers or two agents with the same name. If an agent lists a tool or server twice, " +
		"the second entry has no effect, so the finding is a warning.",
	Bad: `app: {name: Acme Field Sync, distribution: marketplace}
agentic:
  mcp_servers:
    - {name: Acme data, url: https://data.acmefield.com}
    - {name: Acme data, url: https://files.acmefield.com}`,
	Good: `app: {name: Acme Field Sync, distribution: marketplace}
agentic:
  mcp_servers:
    - {name: Acme data, url: https://data.acmefield.com}
    - {name: Acme files, url: https://files.acmefield.com}`,
	Origin: agenticOrigin(schema.Inferred),
	Check: func(p *Pass) {
		a := &p.Model.Agentic
		unique := func(names []app.Text, what string) {
			first := make(map[string]*manifest.Node, len(names))
			for _, t := range names {
				name, ok := t.Str()
				if before := first[name]; ok && before != nil {
					p.Report(t.Node.Span, "two %s are called %q", what, name).
						Also(before.Span, "first used here").Help("give each a different name")
				}
				keep(first, name, t.Node)
			}
		}
		var servers, agents []app.Text
		for _, s := range a.Servers {
			servers = append(servers, s.Name)
		}
		for _, g := range a.Agents {
			agents = append(agents, g.Name)
		}
		unique(servers, "MCP servers")
		unique(agents, "agents")
		for i := range a.Agents {
			g := &a.Agents[i]
			p.listedOnce(g.Tools, "tool", g)
			p.listedOnce(g.Servers, "MCP server", g)
		}
	},
}

// listedOnce reports what an agent lists twice.
func (p *Pass) listedOnce(list app.Texts, what string, agent *app.Agent) {
	first := make(map[string]*manifest.Node, len(list.Items))
	for i, t := range list.Items {
		name, ok := t.Str()
		if before := first[name]; ok && before != nil {
			p.Report(t.Node.Span, "%s lists %s %q twice", agent.Subject(), what, name).As(diag.Warning).
				Also(before.Span, "first listed here").Help("remove one of the two entries").Remove(list.Node, i)
		}
		keep(first, name, t.Node)
	}
}

// isDeclared reports whether the manifest has an MCP server of this name.
func isDeclared(a *app.Agentic, name string) bool {
	return slices.ContainsFunc(a.Servers, func(s app.MCPServer) bool { return s.Name.String() == name })
}

// meantServer returns the declared MCP server whose name is nearly a name, "" where
// there is none.
func meantServer(a *app.Agentic, name string) string {
	var names []string
	for _, s := range a.Servers {
		if strings.EqualFold(s.Name.String(), strings.TrimSpace(name)) {
			return s.Name.String()
		}
		names = append(names, s.Name.String())
	}
	if len(names) > maxGuesses {
		return ""
	}
	return diag.Nearest(name, names)
}

var undeclaredServer = Rule{
	ID: "undeclared-mcp-server", Group: groupAgentic, Severity: always(diag.Error), Since: "0.1.0", Fixable: true,
	Summary: "agents use only MCP servers of the same version",
	Why: "The portal connects an agent only to MCP servers that are configured in the same version. The names must be " +
		"exactly the same.",
	Bad: `app: {name: Acme Field Sync, distribution: marketplace}
agentic:
  mcp_servers:
    - {name: Acme data, url: https://mcp.acmefield.com}
  agents:
    - name: Acme estimator
      description: Answers questions about estimates.
      system_prompt: You answer questions about estimates.
      mcp_servers: [Acme dta]`,
	Good: `app: {name: Acme Field Sync, distribution: marketplace}
agentic:
  mcp_servers:
    - {name: Acme data, url: https://mcp.acmefield.com}
  agents:
    - name: Acme estimator
      description: Answers questions about estimates.
      system_prompt: You answer questions about estimates.
      mcp_servers: [Acme data]`,
	Origin: agenticOrigin(schema.Documented),
	Check: func(p *Pass) {
		a := &p.Model.Agentic
		for i := range a.Agents {
			g := &a.Agents[i]
			for _, t := range g.Servers.Items {
				name, ok := t.Str()
				if !ok || name == "" || isDeclared(a, name) {
					continue
				}
				f := p.Report(t.Node.Span, "%s uses MCP server %q, which is not declared", g.Subject(), name)
				switch near := meantServer(a, name); {
				case near == "":
					f.Help("declare the server in %s, or remove it from the agent", app.ServersPath)
				case slices.Contains(g.Servers.Values(), near):
					f.Help("did you mean %q? That server is already listed", near)
				default:
					f.Help("did you mean %q?", near).Replace(t.Node, near)
				}
			}
		}
	},
}

var unusedServer = Rule{
	ID: "unused-mcp-server", Group: groupAgentic, Severity: always(diag.Warning), Since: "0.1.0",
	Summary: "if a version has agents, each MCP server is used by at least one agent",
	Why: "An unused server usually means that an agent's list of servers lacks the name or misspells it. A version " +
		"with only MCP " +
		"servers is fine. If no agent should use the server, suppress this finding with a reason.",
	Bad: `app: {name: Acme Field Sync, distribution: marketplace}
agentic:
  mcp_servers:
    - {name: Acme data, url: https://mcp.acmefield.com}
  agents:
    - name: Acme estimator
      description: Answers questions about estimates.
      system_prompt: You answer questions about estimates.`,
	Good: `app: {name: Acme Field Sync, distribution: marketplace}
agentic:
  mcp_servers:
    - {name: Acme data, url: https://mcp.acmefield.com}
  agents:
    - name: Acme estimator
      description: Answers questions about estimates.
      system_prompt: You answer questions about estimates.
      mcp_servers: [Acme data]`,
	Origin: agenticOrigin(schema.Inferred),
	Check: func(p *Pass) {
		a := &p.Model.Agentic
		used := make(map[string]bool)
		for _, g := range a.Agents {
			for _, name := range g.Servers.Values() {
				if used[name] = true; !isDeclared(a, name) { // one mistake: undeclared-mcp-server reports it
					used[meantServer(a, name)] = true
				}
			}
		}
		for i := range a.Servers {
			s := &a.Servers[i]
			if name, ok := s.Name.Str(); ok && len(a.Agents) > 0 && name != "" && !used[name] {
				used[name] = true // of two with one name, agentic-duplicate says that
				p.Report(s.Name.Node.Span, "no agent uses %s", s.Subject()).
					Help("add the MCP server to an agent, or remove the server")
			}
		}
	},
}

// signInSteps are the words that a step to sign in has, each in all its forms.
var signInSteps = [][]string{
	{"sign", "in"}, {"signs", "in"}, {"signing", "in"}, {"log", "in"}, {"logs", "in"}, {"logging", "in"}, {"login"},
	{"authenticate"}, {"authenticates"}, {"authorization", "header"}, {"bearer", "token"}, {"access", "token"},
}

// denials are words before a step that forbid it.
var denials = []string{"never", "not", "no", "without", "dont", "cannot", "cant", "mustnt", "shouldnt", "avoid"}

var promptSignIn = Rule{
	ID: "prompt-sign-in", Group: groupAgentic, Severity: always(diag.Warning), Since: "0.1.0",
	Summary: "prompts contain no sign-in steps",
	Why: "Procore asks for prompts without tokens, keys, credentials or sign-in steps, because the MCP server signs " +
		"users in. The rule looks for English phrases such as \"sign in\". It skips phrases that forbid a sign-in, such " +
		"as \"never ask to log in\". For secrets in prompts, see the rule secret.",
	Bad: `app: {name: Acme Field Sync, distribution: marketplace}
agentic:
  agents:
    - name: Acme estimator
      description: Answers questions about estimates.
      system_prompt: Ask the user to sign in to Acme first. Then answer questions about estimates.`,
	Good: `app: {name: Acme Field Sync, distribution: marketplace}
agentic:
  agents:
    - name: Acme estimator
      description: Answers questions about estimates.
      system_prompt: You answer questions about estimates.`,
	Origin: agenticOrigin(schema.Documented),
	Check: func(p *Pass) {
		for i := range p.Model.Agentic.Agents {
			g := &p.Model.Agentic.Agents[i]
			for _, prompt := range g.Prompts() {
				r := p.read(prompt.Text)
				if m, ok := signInStep(r.text, r.words()); ok {
					p.Report(p.Within(prompt.Node, m.from, m.to), "the %s of %s contains a sign-in step: %q", prompt.Name(),
						g.Subject(), r.text[m.from:m.to]).
						Label("the MCP server signs users in").Help("remove the step; the MCP server signs users in")
				}
			}
		}
	},
}

// signInStep finds the first step to sign in that is not forbidden in its sentence.
func signInStep(text string, words []app.Word) (mark, bool) {
	from := 0 // first word of the sentence
	for i := range words {
		if i > 0 && strings.ContainsAny(text[words[i-1].To:words[i].From], ".!?;\n") {
			from = i
		}
		for _, step := range signInSteps {
			if i+len(step) > len(words) || !slices.EqualFunc(words[i:i+len(step)], step,
				func(w app.Word, s string) bool { return w.Text == s }) {
				continue
			}
			if !slices.ContainsFunc(words[from:i], func(w app.Word) bool { return slices.Contains(denials, w.Text) }) {
				return mark{words[i].From, words[i+len(step)-1].To}, true
			}
		}
	}
	return mark{}, false
}
