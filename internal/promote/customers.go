package promote

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
)

// Customers is what customers are told of a version, by the numbers that they see.
type Customers struct {
	// From is the version that reached customers last, "" before the first; To the
	// new one.
	From string `json:"from"`
	To   string `json:"to"`
	// Changes say what is new, Must what customers must do: sentences without a
	// full stop. Both may be empty. A sentence that is not for all customers says
	// whom it is for.
	Changes []string `json:"changes"`
	Must    []string `json:"must"`
	// Groups are the customers by what they must do, those on the highest versions
	// first; none before the first version.
	Groups []Group `json:"groups"`
	// ReleaseNotes is a draft of the release notes, Title and Message one of a
	// message to company admins. All are plain text, ready to be sent.
	ReleaseNotes string `json:"release_notes"`
	Title        string `json:"title"`
	Message      string `json:"message"`
}

func (f *facts) customers() Customers {
	c := Customers{From: f.has(), To: f.offers(), Changes: f.merged(summaries), Must: f.merged(mustDo), Groups: f.groups()}
	c.ReleaseNotes = f.draftNotes(c)
	c.Title, c.Message = f.draftMessage(c)
	return c
}

// rights are the permissions that the version asks for beyond those it has.
func (f *facts) rights() []string {
	var list []string
	for _, c := range f.changes {
		if c.RaisesPermissions {
			list = append(list, strings.Split(c.Grants, "; ")...)
		}
	}
	return list
}

// task is one thing that customers do to get a version working.
type task struct {
	text string // a sentence without a full stop
	at   taskPlace
	// title is the same in few words, link the address that the text ends in, and
	// who does it where that is not the admin; all are "" mostly.
	title, link, who string
}

// taskPlace is where the customer plan shows a task.
type taskPlace uint8

const (
	inScreens taskPlace = iota // the screens show it
	before                     // in its own words, before the screens
	after                      // in its own words, behind them
)

// mustDo is what customers do to get the version working: those of an earlier
// version to update, or those who have none to install.
func mustDo(f *facts) []string {
	var must []string
	for _, t := range f.tasks() {
		must = append(must, t.text)
	}
	return must
}

// tasks are what mustDo says, with their places. Many texts are made of them, so
// they are worked out once.
func (f *facts) tasks() []task {
	if !f.tasksKnown {
		f.knownTasks, f.tasksKnown = f.newTasks(), true
	}
	return f.knownTasks
}

func (f *facts) newTasks() []task {
	if f.first() {
		return f.mustInstall()
	}
	var list []task
	add := func(t task) {
		if t.text != "" && !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	// Who must install again reads nothing else first.
	addOwn := func(at taskPlace) {
		for i := range f.changes {
			c := &f.changes[i]
			if (c.Action == change.Reinstall) != (at == before) {
				continue
			}
			t := task{text: c.Must, at: at, title: capitalized(c.Ask)}
			if actor, who, _ := acts(c); who == change.EachUser {
				t.who = actor.Words
			}
			add(t)
		}
	}
	addOwn(before)
	rights := f.rights()
	if len(rights) > 0 {
		add(task{text: "Review and approve the permissions: " + strings.Join(rights, "; ")})
	}
	if service(f) {
		add(task{text: "Select the permitted projects" + again(f, f.before.SignsIn(app.ServiceAccount))})
		if len(rights) > 0 && f.before.SignsIn(app.ServiceAccount) {
			add(task{text: "If the service account has a permission template, add the new permissions to the template by " +
				"hand", at: after,
				title: "Update the permission template, if you use one"})
		}
	}
	if embedded(f) {
		add(task{text: "Create the app configurations" + again(f, len(f.before.Components()) > 0) +
			" and choose their projects" + f.newFields()})
	}
	addOwn(after)
	setup := func(c change.Change) bool { return c.Action == change.ReadNotes && c.Must == "" }
	switch page := f.now.Setup.URL.String(); {
	case !slices.ContainsFunc(f.changes, setup):
	case page != "":
		add(task{text: "Read the setup page again: " + page, at: after, link: page})
	case f.now.Notes.IsSet():
		add(task{text: "Read the setup notes of the app again", at: after})
	}
	return list
}

// newFields are the parameters that customers fill in for the first time.
func (f *facts) newFields() string {
	var names []string
	for _, c := range f.now.Components() {
		for _, p := range c.Fields() {
			if f.isNewField(c.Kind, &p) {
				names = append(names, p.Shown())
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "; fill in the new fields: " + strings.Join(names, ", ")
}

// isNewField reports whether customers fill in a parameter for the first time.
func (f *facts) isNewField(kind app.ComponentKind, p *app.Parameter) bool {
	before, had := f.before.Component(kind).Field(p.Key.String())
	return !had || p.Required.True() && !before.Required.True()
}

func (f *facts) mustInstall() []task {
	must := []task{{text: "Install the app from the Marketplace"}}
	if custom(f) {
		must[0].text = "Install the app with the Production App Version Key"
	}
	if service(f) {
		must = append(must, task{text: "Review the permissions and select the permitted projects"})
	}
	if embedded(f) {
		must = append(must, task{text: "Create an app configuration, fill in its fields and choose its projects"})
	}
	for _, need := range f.agenticNeeds() {
		must = append(must, task{text: need, at: after})
	}
	if page := f.now.Setup.URL.String(); page != "" {
		must = append(must, task{text: "Follow the setup page: " + page, at: after, link: page})
	}
	return must
}

// agenticNeeds is what the agentic components ask of a customer who installs the
// app.
func (f *facts) agenticNeeds() []string {
	var needs []string
	if agents(f) {
		needs = append(needs, "Check that your company has Procore AI Pro or Enterprise; your company pays for each "+
			"run of an agent")
	}
	for _, s := range f.now.Agentic.Servers {
		needs = append(needs, fmt.Sprintf("Users must sign in to the MCP server %q before its tools work", s.Name.String()))
	}
	return needs
}

// summaries say what changes for customers, the weightiest first.
func summaries(f *facts) []string {
	var list []string
	for _, c := range f.changes {
		if c.News != "" && !slices.Contains(list, c.News) {
			list = append(list, c.News)
		}
	}
	return list
}

// listOf writes sentences as a list. A full stop would be taken for a part of an
// address before it.
func listOf(items []string, numbered bool) string {
	var b strings.Builder
	for i, s := range items {
		words := strings.Fields(s)
		mark, stop := "-", "."
		if numbered {
			mark = fmt.Sprintf("%d.", i+1)
		}
		if n := len(words); n > 0 && strings.Contains(words[n-1], "://") {
			stop = ""
		}
		fmt.Fprintf(&b, "%s %s%s\n", mark, strings.Join(words, " "), stop)
	}
	return b.String()
}

func (f *facts) draftNotes(c Customers) string {
	var b strings.Builder
	switch {
	case f.first():
		fmt.Fprintf(&b, "First version of %s.\n", f.name())
	case len(c.Changes) > 0:
	case len(c.Must) > 0:
		fmt.Fprintf(&b, "%s %s works as before.\n", f.name(), c.To)
	default:
		fmt.Fprintf(&b, "%s %s: nothing changes for you.\n", f.name(), c.To)
	}
	b.WriteString(listOf(c.Changes, false))
	b.WriteString(listOf(f.warnings(), false))
	if f.later() && len(c.Must) > 0 {
		b.WriteString("\nAfter updating:\n" + listOf(c.Must, true))
	}
	return b.String()
}

func (f *facts) draftMessage(c Customers) (title, message string) {
	var b strings.Builder
	name, page := f.name(), f.now.Setup.URL.String()
	if f.first() {
		title = fmt.Sprintf("%s is ready to install", name)
		fmt.Fprintf(&b, "Hello,\n\n%s %s is ready for your Procore company.\n", name, c.To)
	} else {
		which := ""
		if len(f.cohorts) == 1 {
			which = " (" + f.cohorts[0].has() + ")"
		}
		title = fmt.Sprintf("%s %s: please update", name, c.To)
		fmt.Fprintf(&b, "Hello,\n\n%s %s is available. Your company stays on its version%s until a company admin updates "+
			"the app.\n", name, c.To, which)
	}
	for _, warning := range f.warnings() {
		fmt.Fprintf(&b, "\n%s.\n", warning)
	}
	if len(c.Changes) > 0 {
		b.WriteString(map[bool]string{true: "\nWhat it does:\n", false: "\nWhat changes:\n"}[f.first()] +
			listOf(c.Changes, false))
	}
	if asks := f.merged(asks); len(asks) > 1 {
		b.WriteString("\nWhat you are asked to do:\n" + listOf(asks, false))
	}
	var tools []string
	for _, of := range f.all() {
		tools = append(tools, of.adminTools()...)
	}
	fmt.Fprintf(&b, "\nWhat to do, in this order (you need %s):\n", AdminAccess(tools))
	steps := f.merged(func(f *facts) []string {
		var list []string
		for _, s := range f.steps(false) {
			list = append(list, s.inWords())
		}
		return list
	})
	b.WriteString(listOf(steps, true))
	if reasons := f.merged((*facts).reasons); len(reasons) > 0 {
		b.WriteString("\nWhy the app needs the permissions:\n" + listOf(reasons, false))
	}
	if page != "" && !slices.ContainsFunc(steps, func(s string) bool { return strings.HasSuffix(s, page) }) {
		fmt.Fprintf(&b, "\n%s: %s\n", f.now.Setup.PageName.String(), page)
	}
	return title, b.String()
}

// asks are what the version asks of these customers, as one sentence.
func asks(f *facts) []string {
	if f.first() {
		return nil
	}
	return []string{cmp.Or(capitalized(strings.Join(f.verdict.Asks(f.changes), ", ")), "Update the app")}
}

// reasons say why the permissions are needed that company admins approve.
func (f *facts) reasons() []string {
	var list []string
	asked := change.PermissionsBetween(*cmp.Or(f.Run, &change.Side{}), f.Manifest)
	for _, p := range asked.Asked() {
		if p.Purpose != "" {
			list = append(list, "Access to "+p.Name+": "+trimStop(p.Purpose))
		}
	}
	return list
}

// AdminAccess says on which company tools someone needs Admin.
func AdminAccess(tools []string) string {
	var names []string
	for _, tool := range tools {
		if !slices.Contains(names, tool) {
			names = append(names, tool)
		}
	}
	if len(names) == 1 {
		return "Admin access to the company tool " + names[0]
	}
	return "Admin access to the company tools " + diag.AllOf(names)
}
