package promote

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/version"
	"github.com/procore-manifest/manifest/schema"
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
	for i := range f.changes {
		if c := &f.changes[i]; c.RaisesPermissions {
			list = append(list, cmp.Or(permissionWords(c), f.customerWords(c)))
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
	if slices.Contains(f.verdict.Actions, change.Reinstall) {
		for _, c := range f.changes {
			if c.Action == change.Reinstall && c.Customers != "" {
				add("%s", sentence(c.Customers))
			}
		}
	}
	rights := f.rights()
	if len(rights) > 0 {
		add("Review and approve the permissions: %s", strings.Join(rights, "; "))
	}
	if f.app.serviceAccount && f.verdict.Level > version.None {
		add("Select the permitted projects again")
		if len(rights) > 0 {
			add("If the service account has a permission template, add the new permissions to it by hand")
		}
	}
	if embedded(f) && f.verdict.Level > version.None {
		add("Create the app configurations again and choose their projects%s", f.newFields())
	}
	for _, c := range f.changes {
		if c.Row.ID == "url-host" && c.Customers != "" {
			add("%s: %s", sentence(c.Customers), hostOf(c.To))
		}
	}
	if slices.Contains(f.verdict.Actions, change.ReadNotes) && f.app.setupURL != "" {
		add("Read the setup page again: %s", f.app.setupURL)
	}
	return must
}

// newFields are the parameters that customers fill in for the first time.
func (f *facts) newFields() string {
	var names []string
	for _, c := range f.app.embedded() {
		var had []parameter
		if before := f.before.component(c.key); before != nil {
			had = before.parameters
		}
		for _, p := range c.parameters {
			i := slices.IndexFunc(had, func(h parameter) bool { return h.key == p.key })
			if i < 0 || p.required && !had[i].required {
				names = append(names, p.shown())
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
	if f.app.serviceAccount {
		must = append(must, "Review the permissions and select the permitted projects")
	}
	if embedded(f) {
		must = append(must, "Create an app configuration, fill in its fields and choose its projects")
	}
	if f.app.setupURL != "" {
		must = append(must, "Follow the setup page: "+f.app.setupURL)
	}
	return must
}

// summaries say what changes for customers, the weightiest first.
func summaries(f *facts) []string {
	var list []string
	for i := range f.changes {
		if words := f.customerWords(&f.changes[i]); words != "" && !slices.Contains(list, words) {
			list = append(list, words)
		}
	}
	return list
}

// silent are changes that customers notice nothing of.
var silent = []string{"parameter-name", "parameter-description", "help-link", "help-link-url", "help-link-label", "permission-purpose", "embedded-description", "url-spelling", "view-retired", "url-token-added", "url-page"}

// customerWords puts a change in words for company admins, "" where it does not
// concern them.
func (f *facts) customerWords(c *change.Change) string {
	if slices.Contains(silent, c.Row.ID) {
		return ""
	}
	if words := permissionWords(c); words != "" {
		return "Permission: " + words
	}
	if words := f.fieldWords(c); words != "" {
		return words
	}
	switch c.Row.ID {
	case "view-added":
		return "The side panel also opens on " + viewWords(c.To)
	case "view-removed":
		return "The side panel no longer opens on " + viewWords(c.From)
	case "service-account-added", "data-connector-added-with-service-account":
		return "A service account acts for the app, with the permissions shown while updating"
	case "user-level-added", "data-connector-added":
		return "Users can sign in with their own Procore account"
	case "post-installation-notes", "setup-url", "setup-page-name":
		return "The setup instructions are new"
	case "data-connector-first":
		return "Connects to your data in Procore"
	case "embedded-first", "embedded-added":
		return "Opens inside Procore as a " + c.Subject
	}
	return sentence(c.Summary)
}

// fieldWords is the parameter that a change is about, as who fills it in sees
// it.
func (f *facts) fieldWords(c *change.Change) string {
	key, _, ok := strings.Cut(after(c.Path, ".parameters["), "]")
	if !ok {
		return ""
	}
	name := key
	for _, a := range []app{f.before, f.app} {
		for _, component := range a.embedded() {
			if p, ok := find(component.component, key); ok && strings.HasPrefix(c.Path, "embedded."+component.key+".") {
				name = p.shown()
			}
		}
	}
	name = strings.Join(strings.Fields(name), " ")
	switch c.Row.ID {
	case "parameter-required-added":
		return fmt.Sprintf("New required field %q in app configurations", name)
	case "parameter-added":
		return fmt.Sprintf("New optional field %q in app configurations", name)
	case "parameter-removed":
		return fmt.Sprintf("The field %q of app configurations is gone", name)
	case "parameter-key", "parameter-type":
		return fmt.Sprintf("The field %q of app configurations is entered anew", name)
	case "parameter-made-required":
		return fmt.Sprintf("The field %q of app configurations is now required", name)
	case "parameter-made-optional":
		return fmt.Sprintf("The field %q of app configurations is now optional", name)
	}
	return "" // help for who fills it in
}

// after is what follows a part of a text, "" where it is not there.
func after(s, part string) string {
	_, rest, _ := strings.Cut(s, part)
	return rest
}

// viewWords is a view by the tool that it belongs to.
func viewWords(key string) string {
	for _, v := range schema.Views() {
		if v.Key == key && len(v.Tools) > 0 {
			return v.Tools[0] + " (" + key + ")"
		}
	}
	return key
}

// permissionWords is the permission that a change is about, as admins see it.
func permissionWords(c *change.Change) string {
	rest, ok := strings.CutPrefix(c.Path, "data_connector.permissions.")
	scope, name, cut := strings.Cut(rest, ".")
	if !ok || !cut {
		return ""
	}
	name = strings.TrimSuffix(name, ".level")
	t := tool{scope: scope, key: name}
	label := scopeLabels[scope] + " " + t.label()
	switch c.Row.ID {
	case "permission-added":
		return label + ": " + levelLabel(c.To)
	case "permission-raised":
		return label + ": " + levelLabel(c.To) + " instead of " + levelLabel(c.From)
	case "permission-lowered":
		return label + ": only " + levelLabel(c.To) + " instead of " + levelLabel(c.From)
	case "permission-removed":
		return label + ": no longer needed"
	}
	return ""
}

// sentence starts with a capital letter.
func sentence(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 || r == utf8.RuneError {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// hostOf is the host of a URL, or the URL where it has none.
func hostOf(u string) string {
	_, rest, ok := strings.Cut(u, "://")
	if !ok {
		return u
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	return rest
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
	if f.app.setupURL != "" {
		fmt.Fprintf(&b, "\n%s: %s\n", f.app.setupName, f.app.setupURL)
	}
	return title, b.String()
}
