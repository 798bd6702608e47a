package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	model "github.com/procore-manifest/manifest/internal/app"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/schema"
)

// The questions of init.

var distributionOptions = []option{
	{"custom", "installed with a key, for one or a few customers"},
	{"marketplace", "listed on the Procore App Marketplace, after a review"},
}

var componentOptions = []option{
	{model.UserLevel, "the app acts as the person who signs in; for apps that need a user"},
	{model.ServiceAccount, "the app works without a user, with permissions that customers approve; for " +
		"exchanging data between servers"},
	{model.FullScreen.Key(), "your page, opened from the Apps menu"},
	{model.SidePanel.Key(), "your page beside an item in Procore, such as an RFI"},
}

var editorOptions = []option{
	{"server", "findings as you type, and what a change means for customers; for editors that can run manifest"},
	{"schemas", "completion and schema errors from the YAML extension of VS Code"},
	{"none", "no files for editors"},
}

// agenticOptions are offered to marketplace apps alone.
var agenticOptions = []option{
	{model.KeyServers, "your own server with tools for Procore's AI, in closed beta"},
	{model.KeyAgents, "an agent in Procore's AI, in closed beta; customers pay for each run"},
}

// initAsker asks for what a draft needs.
type initAsker struct {
	*project.Draft
	*asker
}

// ask fills in the options on a terminal.
func (a *initAsker) ask(ctx context.Context, o *project.InitOptions) error {
	a.say("Answer a few questions about the app. Enter accepts the answer in brackets. %s goes back one question. "+
		"Ctrl-C quits without writing anything.", back)
	first := *o
	for {
		err := a.askAll(o)
		if !errors.Is(err, errBack) {
			return cmp.Or(err, ctx.Err())
		}
		*o, a.Said = first, nil
	}
}

func (a *initAsker) askAll(o *project.InitOptions) error {
	for _, step := range []func(*project.InitOptions) error{
		a.askApp, a.askDistribution, a.askName, a.askComponents, a.askSetup, a.askEditor,
	} {
		a.gap()
		if err := step(o); err != nil {
			return fmt.Errorf("init: %w", err)
		}
	}
	a.gap()
	return nil
}

func (a *initAsker) askApp(o *project.InitOptions) error {
	usual, asked := "", false
	for {
		if o.App != "" {
			err := project.NewApp(a.Project, o.App)
			if err == nil {
				return nil
			}
			if text := sentence(strings.TrimPrefix(err.Error(), "init ")); asked {
				a.refuse("%s", text)
			} else { // it came with the command
				a.say("%s", text)
			}
			usual = ""
			if id := validate.AppIDFrom(o.App); id != o.App && project.NewApp(a.Project, id) == nil {
				usual = id
			}
		}
		var err error
		if o.App, err = a.line("Id of the app, such as site-lens",
			usual); err != nil {
			return err
		}
		asked = true
		if o.App == "" {
			a.refuse("Enter an id; commands use it to name the app.")
		}
	}
}

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

func (a *initAsker) askSetup(o *project.InitOptions) error {
	if err := a.valid("Address of your setup instructions (empty to add them later)", "", o, &o.SetupURL,
		project.SetupURLAt); err != nil || o.SetupURL == "" {
		return err
	}
	return a.valid("Name of the setup page", "Set up "+o.Name, o, &o.SetupPage, project.SetupPageAt)
}

// askEditor asks before files of editors are written.
func (a *initAsker) askEditor(o *project.InitOptions) error {
	if o.NoEditor || o.Server {
		return nil
	}
	a.say("Editors")
	chosen, err := a.choose("Choose one", editorOptions, "1", false)
	if err == nil {
		o.Server, o.NoEditor = chosen[0] == "server", chosen[0] == "none"
	}
	return err
}

// valid asks until lint has nothing against the answer where it stands in the
// manifest. An answer that it warns about is taken when it is given again.
func (a *initAsker) valid(question, usual string, o *project.InitOptions, answer *string, at project.ValueAt) error {
	warned := ""
	for {
		*answer = ""
		typed, err := a.line(question, usual)
		if err != nil {
			return err
		}
		*answer = typed
		if typed == "" || typed == warned {
			return nil
		}
		found := a.Against(*o, at)
		switch {
		case len(found) == 0:
			return nil
		case !a.object(found):
			a.say("Press Enter to keep your answer anyway.")
			warned, usual = typed, typed
		default:
			a.refused()
		}
	}
}

func (a *initAsker) askViews(o *project.InitOptions) error {
	a.gap()
	a.say("Choose the views in which the side panel opens. Type a word to search, such as rfi, or ? for all.")
	views := make([]option, 0, len(schema.Views()))
	for _, v := range schema.Views() {
		views = append(views, option{v.Key, strings.Join(v.Tools, ", ")})
	}
	var err error
	take := func(key string) bool {
		with := *o
		with.Views = append(slices.Clone(o.Views), strings.TrimPrefix(key, "+"))
		return !a.object(a.Introduced(*o, with))
	}
	o.Views, err = a.search("View", "drones.detail", views, take,
		func() (bool, error) { return a.leaveOut("side panel", "at least one view") })
	if err != nil || len(o.Views) > 0 {
		return err
	}
	o.SidePanel, o.SidePanelSays = "", ""
	_, err = a.askParameters(o) // asks nothing: there are fewer tokens now
	return err
}

func (a *initAsker) askPermissions(o *project.InitOptions) error {
	a.gap()
	a.say("Choose the tools that the service account uses. Type a word to search, such as budget, or ? for all.")
	var tools []option
	for _, t := range schema.Tools() {
		if t.Key() != "" {
			tools = append(tools, option{string(t.Scope) + "." + t.Key(), t.Label})
		}
	}
	chosen, err := a.search("Tool", "project.drone_log", tools, func(key string) bool { return a.takePermission(o, key) },
		nil)
	if err != nil {
		return err
	}
	for _, word := range chosen {
		if p, err := readPermission(word); err == nil { // its level was typed
			o.Permissions = append(o.Permissions, p)
			continue
		}
		scope, key, _ := strings.Cut(word, ".")
		tool, known := schema.FindTool(schema.Scope(scope), key)
		var levels []option
		for _, level := range project.AccessLevels {
			if tool.Levels.Of(level) != schema.No {
				levels = append(levels, option{level, ""})
			}
		}
		a.gap()
		if !known {
			tool.Label = key
		}
		a.say("Access level for %s (%s)", tool.Label, scope)
		level, err := a.choose("Choose one", levels, "1", false)
		if err != nil {
			return err
		}
		o.Permissions = append(o.Permissions, model.DraftPermission{Scope: schema.Scope(scope), Tool: key, Level: level[0]})
	}
	return nil
}

// takePermission says what speaks against a tool that was typed, with its level or
// without, and reports whether it can be taken.
func (a *initAsker) takePermission(o *project.InitOptions, word string) bool {
	if !strings.Contains(word, "=") {
		word += "=" + project.AccessLevels[0]
	}
	p, err := readPermission(strings.TrimPrefix(word, "+"))
	if err != nil {
		a.say("%s", sentence(err.Error()))
		return false
	}
	if _, known := schema.FindTool(p.Scope, p.Tool); !known && !strings.HasPrefix(word, "+") {
		var keys []string
		for _, t := range schema.Tools() {
			if t.Scope == p.Scope && t.Key() != "" {
				keys = append(keys, string(t.Scope)+"."+t.Key())
			}
		}
		key := string(p.Scope) + "." + p.Tool
		a.say("%s is not listed%s To use it anyway, type + before it.", key, cmp.Or(diag.DidYouMean(key, keys), "."))
		return false
	}
	with := *o
	with.Permissions = append(slices.Clone(o.Permissions), p)
	return !a.object(a.Introduced(*o, with))
}

// object says what speaks against an answer, and reports whether it cannot be
// taken.
func (a *initAsker) object(list []project.Objection) (refused bool) {
	for _, o := range list {
		text := fmt.Sprintf("%s: %s", o.Severity, o.Message)
		if o.Help != "" {
			text += "; " + o.Help
		}
		a.say("%s", sentence(text))
		a.Said = append(a.Said, o.Message)
		refused = refused || o.Severity == diag.Error
	}
	return refused
}
