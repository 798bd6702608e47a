package cli

import (
	"slices"
	"strings"

	model "github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/project"
)

func (a *initAsker) askName(o *project.InitOptions) error {
	return a.valid("Name of the app, as customers see it", project.Titled(a.IDOf(o.App), "-", true), o, &o.Name,
		project.NameAt)
}

func (a *initAsker) askDistribution(o *project.InitOptions) error {
	a.say("Distribution")
	chosen, err := a.choose("Choose one", distributionOptions, "1", false)
	if err != nil {
		return err
	}
	o.Distribution = chosen[0]
	return nil
}

// askComponents asks what the app consists of, until something is left of it.
func (a *initAsker) askComponents(o *project.InitOptions) error {
	a.say("Components")
	options := componentOptions
	if o.Distribution == model.Marketplace {
		options = slices.Concat(componentOptions, agenticOptions)
	}
	for {
		chosen, err := a.choose("Choose one or several, separated by commas", options, "1", true)
		if err != nil {
			return err
		}
		if err := a.askChosen(o, chosen); err != nil {
			return err
		}
		if len(o.Authentication) > 0 || o.FullScreen+o.SidePanel+o.MCPServer+o.Agent != "" {
			return nil
		}
		a.say("An app has at least one component.")
	}
}

func (a *initAsker) askChosen(o *project.InitOptions, chosen []string) error {
	if slices.Contains(chosen, model.ServiceAccount) && !slices.Contains(chosen, model.UserLevel) {
		a.say("A service account needs user level authentication, so both are declared.")
		chosen = append(chosen, model.UserLevel)
	}
	for _, word := range project.Authentications {
		if slices.Contains(chosen, word) {
			o.Authentication = append(o.Authentication, word)
		}
	}
	if slices.Contains(chosen, model.ServiceAccount) {
		if err := a.askPermissions(o); err != nil {
			return err
		}
	}
	if slices.Contains(chosen, model.FullScreen.Key()) {
		if err := a.askComponent(o, model.FullScreen, &o.FullScreen, &o.FullScreenSays); err != nil {
			return err
		}
	}
	if slices.Contains(chosen, model.SidePanel.Key()) {
		if err := a.askComponent(o, model.SidePanel, &o.SidePanel, &o.SidePanelSays); err != nil {
			return err
		}
		if o.SidePanel != "" {
			if err := a.askViews(o); err != nil {
				return err
			}
		}
	}
	if slices.Contains(chosen, model.KeyServers) {
		if err := a.askServer(o); err != nil {
			return err
		}
	}
	if slices.Contains(chosen, model.KeyAgents) {
		return a.askAgent(o)
	}
	return nil
}

// askServer asks about an MCP server; without a URL it is left out.
func (a *initAsker) askServer(o *project.InitOptions) error {
	a.gap()
	a.say("The MCP server signs users in with OAuth, in their browser. Procore reads the server's tools when " +
		"the app is installed.")
	if err := a.needed(o, "MCP server", "URL", &o.MCPServer, project.ServerAt(project.ServerURL)); err != nil ||
		o.MCPServer == "" {
		return err
	}
	return a.valid("Name of the MCP server", o.Name, o, &o.MCPServerName, project.ServerAt(project.ServerName))
}

// askAgent asks about an agent; without a name or a prompt it is left out.
func (a *initAsker) askAgent(o *project.InitOptions) error {
	a.gap()
	a.say("The agent follows its system prompt. In the manifest, you can write a longer prompt and add more prompts.")
	if err := a.needed(o, "agent", "name", &o.Agent, project.AgentAt(project.AgentName)); err != nil || o.Agent == "" {
		return err
	}
	if err := a.valid("Description of the agent, for customers", o.Name, o, &o.AgentSays,
		project.AgentAt(project.AgentDescription)); err != nil {
		return err
	}
	if err := a.needed(o, "agent", "system prompt", &o.AgentPrompt, project.AgentAt(project.AgentPrompt)); err != nil ||
		o.AgentPrompt != "" {
		return err
	}
	o.Agent, o.AgentSays = "", ""
	return nil
}

// needed asks for what a component cannot be without, until it is given or the
// component is left out.
func (a *initAsker) needed(o *project.InitOptions, component, what string, answer *string, at project.ValueAt) error {
	for {
		if err := a.valid(strings.ToUpper(what[:1])+what[1:]+" of the "+component, "", o, answer, at); err != nil ||
			*answer != "" {
			return err
		}
		if leave, err := a.leaveOut(component, "a "+what); err != nil || leave {
			return err
		}
	}
}

// askComponent asks about an embedded component; without a URL it is left out.
func (a *initAsker) askComponent(o *project.InitOptions, kind model.ComponentKind, url, says *string) error {
	label := kind.String()
	a.gap()
	if o.FullScreen == "" {
		a.say("The %s shows one of your pages. In its URL, Procore fills in {{procore.company.id}}. Customers "+
			"fill in your own tokens, such as {{region}}.", label)
	}
	typed := ""
	for {
		if err := a.valid("URL of the "+label, typed, o, url, project.ComponentAt(kind, project.URLOf)); err != nil {
			return err
		}
		if *url == "" {
			leave, err := a.leaveOut(label, "a URL")
			if err != nil || leave {
				return err
			}
			continue
		}
		back, err := a.askParameters(o)
		if err != nil {
			return err
		}
		if !back {
			return a.valid("Description of the "+label+", for customers", o.Name, o, says,
				project.ComponentAt(kind, project.DescriptionOf))
		}
		typed = *url
	}
}

// leaveOut asks whether to do without a component that lacks what it needs.
func (a *asker) leaveOut(label, needed string) (bool, error) {
	article := "A"
	if strings.ContainsAny(label[:1], "aM") { // agent, MCP server
		article = "An"
	}
	a.say("%s %s needs %s.", article, label, needed)
	return a.yes("Leave the "+label+" out?", false)
}

// askParameters asks about the tokens of URLs that nothing is known about yet,
// and forgets those that are not there any more. It returns true to go back to
// the URL.
func (a *initAsker) askParameters(o *project.InitOptions) (back bool, err error) {
	complete := *o
	complete.FillDefaults()
	_, tokens, err := a.Write(complete)
	if err != nil {
		return false, err
	}
	unused := func(key string) bool {
		return !slices.ContainsFunc(tokens, func(t project.Token) bool { return t.Key == key })
	}
	o.Parameters = slices.DeleteFunc(o.Parameters, func(p project.InitParameter) bool { return unused(p.Key) })
	o.Optional = slices.DeleteFunc(o.Optional, unused)
	for _, t := range tokens {
		if _, answered := o.Parameter(t.Key); answered {
			continue // both components have it
		}
		if back, err := a.askParameter(o, t.Key); err != nil || back {
			return back, err
		}
	}
	return false, nil
}

func (a *initAsker) askParameter(o *project.InitOptions, key string) (back bool, err error) {
	if err := project.CheckKey(key); err != nil {
		return a.object([]project.Objection{{Severity: diag.Error, Message: err.Error()}}), nil
	}
	a.say("{{%s}} is a parameter that customers fill in when they install the app.", key)
	p := project.InitParameter{Key: key, Name: project.Titled(key, "_", false), Description: o.Name}
	known := *o // with the parameter, whatever it is called
	known.Parameters = append(slices.Clone(o.Parameters), p)
	if found := a.Introduced(*o, known); len(found) > 0 {
		if a.object(found) {
			return true, nil
		}
		if back, err := a.changeURL(); err != nil || back {
			return back, err
		}
	}
	p.Description = ""
	for {
		if p.Name, err = a.fieldName(p.Name); err != nil {
			return false, err
		}
		if p.Description, err = a.fieldDescription(p.Description); err != nil || p.Description == "" {
			return true, err
		}
		with := *o
		with.Parameters = append(slices.Clone(o.Parameters), p)
		if !a.object(a.Introduced(known, with)) {
			*o = with
			break
		}
	}
	required, err := a.yes("Is this field required?", true)
	if err != nil || required {
		return false, err
	}
	optional := *o
	optional.Optional = append(slices.Clone(o.Optional), key)
	if found := a.Introduced(*o, optional); len(found) > 0 {
		a.say("The field is required: %s", sentence(found[0].Message))
		return false, nil
	}
	*o = optional
	return false, nil
}

func (a *asker) fieldName(usual string) (string, error) {
	for {
		name, err := a.line("Name of the field", usual)
		if err != nil || !strings.Contains(name, project.BetweenNameAndDescription) {
			return name, err
		}
		a.refuse("A name can't contain a colon followed by a space; enter the description at the next question.")
		usual, _, _ = strings.Cut(name, project.BetweenNameAndDescription)
	}
}

// fieldDescription returns "" to go back to the URL.
func (a *asker) fieldDescription(usual string) (string, error) {
	for {
		text, err := a.line("What to enter in this field, with an example", usual)
		if err != nil || text != "" {
			return text, err
		}
		a.say("Customers need this text to know what to enter.")
		if back, err := a.changeURL(); err != nil || back {
			return "", err
		}
	}
}

func (a *asker) changeURL() (bool, error) { return a.yes("Change the URL instead?", false) }
