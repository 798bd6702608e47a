package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// The questions of init.

var distributionOptions = []option{
	{"custom", "installed with a key, for one or a few customers"},
	{"marketplace", "listed on the Procore App Marketplace, after a review"},
}

var componentOptions = []option{
	{"user_level", "the app acts as the person who signs in"},
	{"service_account", "the app works on its own, with permissions that customers approve"},
	{"full_screen", "a page of yours, opened from the Apps menu"},
	{"side_panel", "a page of yours beside items of Procore, such as an RFI"},
}

// ask fills in the options on a terminal.
func (b *initBuild) ask(ctx context.Context, o *initOptions) error {
	a := b.p.newAsker()
	a.say("A few questions about the app. Enter takes the answer in brackets, Ctrl-C leaves without writing anything.")
	for _, step := range []func(*asker, *initOptions) error{
		b.askApp, b.askName, b.askDistribution, b.askComponents, b.askSetup,
	} {
		fmt.Fprintln(b.p.Stderr)
		if err := step(a, o); err != nil {
			return fmt.Errorf("init: %w", err)
		}
	}
	fmt.Fprintln(b.p.Stderr)
	return ctx.Err()
}

func (b *initBuild) askApp(a *asker, o *initOptions) error {
	for {
		if o.App != "" {
			err := b.p.newApp(o.App)
			if err == nil {
				return nil
			}
			a.say("%s.", strings.TrimPrefix(err.Error(), "init "))
		}
		var err error
		if o.App, err = a.line("Id of the app, which is its folder in "+defaultDir+", such as site-lens", ""); err != nil {
			return err
		}
	}
}

func (b *initBuild) askName(a *asker, o *initOptions) error {
	return b.valid(a, "Name of the app, as customers see it", titled(o.App, "-", true), o, &o.Name, "app", "name")
}

func (b *initBuild) askDistribution(a *asker, o *initOptions) error {
	a.say("Distribution")
	chosen, err := a.choose("Choose one", distributionOptions, "1", false)
	if err != nil {
		return err
	}
	o.Distribution.value = chosen[0]
	return nil
}

func (b *initBuild) askComponents(a *asker, o *initOptions) error {
	a.say("Components")
	var chosen []string
	for len(chosen) == 0 {
		var err error
		if chosen, err = a.choose("Choose one or several, with commas", componentOptions, "1", true); err != nil {
			return err
		}
	}
	if slices.Contains(chosen, "service_account") && !slices.Contains(chosen, "user_level") {
		a.say("A service account comes with user level authentication, so both are declared.")
		chosen = append(chosen, "user_level")
	}
	for _, word := range authentications {
		if slices.Contains(chosen, word) {
			o.Authentication = append(o.Authentication, word)
		}
	}
	if slices.Contains(chosen, "service_account") {
		if err := b.askPermissions(a, o); err != nil {
			return err
		}
	}
	if slices.Contains(chosen, "full_screen") {
		fmt.Fprintln(b.p.Stderr)
		if err := b.askComponent(a, o, "full screen", &o.FullScreen, &o.FullScreenSays, "full_screen"); err != nil {
			return err
		}
	}
	if !slices.Contains(chosen, "side_panel") {
		return nil
	}
	fmt.Fprintln(b.p.Stderr)
	if err := b.askComponent(a, o, "side panel", &o.SidePanel, &o.SidePanelSays, "side_panel"); err != nil {
		return err
	}
	return b.askViews(a, o)
}

func (b *initBuild) askComponent(a *asker, o *initOptions, label string, url, says *string, key string) error {
	if o.FullScreen == "" {
		a.say("The %s shows a page of yours. In its URL, {{procore.company.id}} stands for what Procore fills in, and a token of your own, such as {{region}}, for what customers fill in.", label)
	}
	for *url == "" {
		if err := b.valid(a, "URL of the "+label, "", o, url, "embedded", key, "url"); err != nil {
			return err
		}
	}
	if err := b.valid(a, "What the "+label+" shows, for customers", o.Name, o, says, "embedded", key, "description"); err != nil {
		return err
	}
	data, err := b.bare(*o)
	if err != nil {
		return err
	}
	for _, t := range b.tokens(*o, data) {
		known := func(word string) bool { return strings.HasPrefix(word, t.key+"=") }
		if slices.ContainsFunc(o.Parameters, known) {
			continue // both components have it
		}
		if err := b.askParameter(a, o, t.key); err != nil {
			return err
		}
	}
	return nil
}

// bare is the manifest without parameters, as far as it is known.
func (b *initBuild) bare(o initOptions) ([]byte, error) {
	o.fillDefaults()
	s, err := o.scaffold()
	if err != nil {
		return nil, err
	}
	return s.Write()
}

func (b *initBuild) askParameter(a *asker, o *initOptions, key string) error {
	a.say("{{%s}} is a parameter: whoever installs the app fills it in.", key)
	name, err := a.line("Name of the field", titled(key, "_", false))
	if err != nil {
		return err
	}
	says := ""
	for says == "" {
		if says, err = a.line("What to enter there, with an example", ""); err != nil {
			return err
		}
	}
	o.Parameters = append(o.Parameters, key+"="+name+": "+says)
	required, err := a.yes("Must it be filled in?", true)
	if err != nil || required {
		return err
	}
	optional := *o
	optional.Optional = append(slices.Clone(o.Optional), key)
	if d := b.introduced(*o, optional); d != nil {
		a.say("It must be: %s.", d.Message)
		return nil
	}
	*o = optional
	return nil
}

// introduced returns a finding that one set of answers has and the other had
// not.
func (b *initBuild) introduced(before, after initOptions) *diag.Diagnostic {
	var known []string
	for i, o := range []initOptions{before, after} {
		o.fillDefaults()
		data, err := b.manifest(o)
		if err != nil {
			return nil // tokens of which nobody was asked yet
		}
		for _, d := range b.faults(o, data) {
			if i > 0 && !slices.Contains(known, d.Message) {
				return &d
			}
			known = append(known, d.Message)
		}
	}
	return nil
}

func (b *initBuild) askSetup(a *asker, o *initOptions) error {
	if err := b.valid(a, "Address of your setup instructions (empty for later)", "", o, &o.SetupURL, "setup_instructions", "url"); err != nil || o.SetupURL == "" {
		return err
	}
	return b.valid(a, "Name of that page", "Set up "+o.Name, o, &o.SetupPage, "setup_instructions", "page_name")
}

// valid asks until lint has nothing against the answer where it stands in the
// manifest.
func (b *initBuild) valid(a *asker, question, usual string, o *initOptions, answer *string, at ...string) error {
	for {
		var err error
		if *answer, err = a.line(question, usual); err != nil {
			return err
		}
		d, err := b.against(*o, at)
		if err != nil {
			return err
		}
		if d == nil {
			return nil
		}
		a.say("%s: %s%s", d.Severity, d.Message, map[bool]string{true: "; " + d.Help}[d.Help != ""])
		*answer = ""
	}
}

// against returns the first finding about the value at a path that matters for a
// draft. Parameters are asked for later.
func (b *initBuild) against(o initOptions, at []string) (*diag.Diagnostic, error) {
	data, err := b.bare(o)
	if err != nil {
		return nil, err
	}
	doc, _ := manifest.Parse(source.New(manifestName, data))
	value := doc.Root.Get(at...)
	for _, d := range b.faults(o, data) {
		if contains(value, d) && d.Rule != "undeclared-parameter" {
			return &d, nil
		}
	}
	return nil, nil
}

func (b *initBuild) askViews(a *asker, o *initOptions) error {
	a.say("Views beside which the side panel opens. Type a word to search, such as rfi, or ? for all tools.")
	views := make([]option, 0, len(schema.Views()))
	for _, v := range schema.Views() {
		views = append(views, option{v.Key, strings.Join(v.Tools, ", ")})
	}
	return searchAmong(a, "View", views, &o.Views, 1)
}

func (b *initBuild) askPermissions(a *asker, o *initOptions) error {
	fmt.Fprintln(b.p.Stderr)
	a.say("Tools that the service account uses. Type a word to search, such as budget, or ? for all.")
	var tools []option
	for _, t := range schema.Tools() {
		if t.Key() != "" {
			tools = append(tools, option{string(t.Scope) + "." + t.Key(), t.Label})
		}
	}
	var chosen []string
	if err := searchAmong(a, "Tool", tools, &chosen, 0); err != nil {
		return err
	}
	for _, word := range chosen {
		scope, key, _ := strings.Cut(word, ".")
		tool, _ := schema.FindTool(schema.Scope(scope), key)
		var levels []option
		for _, level := range accessLevels {
			if tool.Levels.Of(level) != schema.No {
				levels = append(levels, option{level, ""})
			}
		}
		a.say("Access level for %s (%s)", tool.Label, scope)
		level, err := a.choose("Choose one", levels, "1", false)
		if err != nil {
			return err
		}
		o.Permissions = append(o.Permissions, word+"="+level[0])
	}
	return nil
}
