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
