package promote

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/version"
)

// Customers is what customers are told of a version.
type Customers struct {
	// From is the version they run, "" before the first; To the new one.
	From string `json:"from"`
	To   string `json:"to"`
	// Changes say what is new, Must what they must do: sentences without a
	// full stop. Both may be empty.
	Changes []string `json:"changes"`
	Must    []string `json:"must"`
	// ReleaseNotes is a draft of the release notes, Title and Message one of a
	// message to company admins. All are plain text, ready to be sent.
	ReleaseNotes string `json:"release_notes"`
	Title        string `json:"title"`
	Message      string `json:"message"`
}

func (f *facts) customers() Customers {
	c := Customers{From: f.earlierNumber(), To: f.number(), Changes: summaries(f), Must: mustDo(f)}
	c.ReleaseNotes = f.draftNotes(c)
	c.Title, c.Message = f.draftMessage(c)
	return c
}

// raises reports whether the version asks customers for more rights.
func raises(f *facts) bool {
	return slices.ContainsFunc(f.changes, func(c change.Change) bool { return c.RaisesPermissions })
}

// rights are the permissions that the version asks for beyond those it has.
func (f *facts) rights() []string {
	var list []string
	for _, c := range f.changes {
		if c.RaisesPermissions {
			list = append(list, c.Grants)
		}
	}
	return list
}

// mustDo is what customers do to get the version working: those of an earlier
// version to update, or those who have none to install.
func mustDo(f *facts) []string {
	if f.first() {
		return f.mustInstall()
	}
	var must []string
	add := func(format string, args ...any) {
		if s := fmt.Sprintf(format, args...); !slices.Contains(must, s) {
			must = append(must, s)
		}
	}
	// Who must install again reads nothing else first.
	addOwn := func(reinstall bool) {
		for _, c := range f.changes {
			if c.Must != "" && (c.Action == change.Reinstall) == reinstall {
				add("%s", c.Must)
			}
		}
	}
	addOwn(true)
	rights := f.rights()
	if len(rights) > 0 {
		add("Review and approve the permissions: %s", strings.Join(rights, "; "))
	}
	if service(f) && f.verdict.Level > version.None {
		add("Select the permitted projects again")
		if len(rights) > 0 {
			add("If the service account has a permission template, add the new permissions to it by hand")
		}
	}
	if embedded(f) && f.verdict.Level > version.None {
		add("Create the app configurations again and choose their projects%s", f.newFields())
	}
	addOwn(false)
	if slices.Contains(f.verdict.Actions, change.ReadNotes) && f.now.Setup.URL.String() != "" {
		add("Read the setup page again: %s", f.now.Setup.URL.String())
	}
	return must
}

// newFields are the parameters that customers fill in for the first time.
func (f *facts) newFields() string {
	var names []string
	for _, c := range f.now.Components() {
		for _, p := range c.Fields() {
			before, had := f.before.Component(c.Kind).Field(p.Key.String())
			if !had || p.Required.True() && !before.Required.True() {
				names = append(names, p.Shown())
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "; new: " + strings.Join(names, ", ")
}

func (f *facts) mustInstall() []string {
	var must []string
	if custom(f) {
		must = append(must, "Install the app with the Production App Version Key")
	} else {
		must = append(must, "Install the app from the Marketplace")
	}
	if service(f) {
		must = append(must, "Review the permissions and select the permitted projects")
	}
	if embedded(f) {
		must = append(must, "Create an app configuration, fill in its fields and choose its projects")
	}
	must = append(must, f.agenticNeeds()...)
	if f.now.Setup.URL.String() != "" {
		must = append(must, "Follow the setup page: "+f.now.Setup.URL.String())
	}
	return must
}

// agenticNeeds is what the agentic components ask of a customer who installs the
// app.
func (f *facts) agenticNeeds() []string {
	var needs []string
	if agents(f) {
		needs = append(needs, "Check that your company has Procore AI Pro or Enterprise; each run of an agent is charged to it")
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

// listOf writes sentences as a list.
func listOf(items []string, numbered bool) string {
	var b strings.Builder
	for i, s := range items {
		s = strings.Join(strings.Fields(s), " ")
		if numbered {
			fmt.Fprintf(&b, "%d. %s.\n", i+1, s)
		} else {
			fmt.Fprintf(&b, "- %s.\n", s)
		}
	}
	return b.String()
}

func (f *facts) draftNotes(c Customers) string {
	var b strings.Builder
	switch {
	case f.first():
		fmt.Fprintf(&b, "First version of %s.\n", f.name())
	case len(c.Changes) == 0:
		fmt.Fprintf(&b, "%s %s: nothing changes for you.\n", f.name(), c.To)
	}
	b.WriteString(listOf(c.Changes, false))
	if f.later() && len(c.Must) > 0 {
		b.WriteString("\nAfter updating:\n" + listOf(c.Must, true))
	}
	return b.String()
}

func (f *facts) draftMessage(c Customers) (title, message string) {
	var b strings.Builder
	name := f.name()
	if f.first() {
		title = fmt.Sprintf("%s is ready to install", name)
		fmt.Fprintf(&b, "Hello,\n\n%s %s is ready for your Procore company.\n", name, c.To)
	} else {
		title = fmt.Sprintf("%s %s: please update", name, c.To)
		fmt.Fprintf(&b, "Hello,\n\n%s %s is available. Your company stays on its version (%s) until a company admin updates it.\n", name, c.To, c.From)
	}
	if len(c.Changes) > 0 {
		b.WriteString("\nWhat it brings:\n" + listOf(c.Changes, false))
	}
	b.WriteString("\nWhat to do (it takes Admin on the company Directory tool):\n")
	var steps []string
	for _, s := range f.customerPlan(false).Screens {
		steps = append(steps, s.inWords())
	}
	b.WriteString(listOf(steps, true))
	if f.now.Setup.URL.String() != "" {
		fmt.Fprintf(&b, "\n%s: %s\n", f.now.Setup.PageName.String(), f.now.Setup.URL.String())
	}
	return title, b.String()
}
