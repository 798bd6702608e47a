package promote

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/schema"
)

// EnterInput is what [EnterPlan] goes by.
type EnterInput struct {
	App string
	// From is what the portal holds, nothing for a first version; To the
	// manifest to enter.
	From, To change.Side
	Portal   schema.Portal
}

// EnterPlan returns the clicks that bring the portal from one manifest to
// another and save it: what cannot be undone first, and nothing that is there
// already. Order, comments and spelling of the manifests make no difference.
func EnterPlan(in EnterInput) Plan {
	e := &entry{Plan: Plan{Kind: EnterKind, App: in.App, Portal: in.Portal}, old: in.From.App(), now: in.To.App()}
	e.From, e.To = e.old.Version.String(), e.now.Version.String()
	if !e.now.Exists() {
		return e.Plan
	}
	e.warn()
	if e.Portal == schema.Components {
		e.componentsPortal()
	} else {
		e.configurationBuilder()
	}
	e.saveVersion()
	e.credentials()
	return e.Plan
}

// entry is a plan in the making.
type entry struct {
	Plan
	old, now *app.Manifest
}

func (e *entry) label(id string) string { return label(e.Portal, id) }

// field is a field of the portal by the id of its label.
func (e *entry) field(id string, do Do, value, path string) Field {
	l, _ := schema.FindPortalLabel(e.Portal, id)
	return Field{Label: l.Label, Do: do, Value: value, Note: l.Note, Path: path}
}

func (e *entry) add(s Screen) { e.Screens = append(e.Screens, s) }

// starts and stops report whether a way to sign in comes or goes.
func (e *entry) starts(way string) bool { return e.now.SignsIn(way) && !e.old.SignsIn(way) }
func (e *entry) stops(way string) bool  { return e.old.SignsIn(way) && !e.now.SignsIn(way) }

// text appends a field where its text changes.
func (e *entry) text(fields *[]Field, f formField, old, now app.Text) {
	switch value := now.String(); {
	case old.String() == value:
	case value == "":
		*fields = append(*fields, e.field(f.label, Clear, "", f.path))
	default:
		*fields = append(*fields, e.field(f.label, Enter, value, f.path))
	}
}

// warn says what cannot be undone, and what cannot be done at all.
func (e *entry) warn() {
	switch {
	case hasConnector(e.now) && !hasConnector(e.old):
		e.OneWay = append(e.OneWay, "a data connector: once a version carries it, the portal does not let a later one be without it")
	case hasConnector(e.old) && !hasConnector(e.now):
		e.Blocked = append(e.Blocked, "the portal offers no way to remove the data connector that an earlier version carried")
	}
	for _, c := range e.now.Components() {
		for _, p := range c.Fields() {
			before, _ := e.old.Component(c.Kind).Field(p.Key.String())
			was, link := before.SupportLink, p.SupportLink
			same := link.URL.String() == was.URL.String() && link.Label.String() == was.Label.String()
			if !same && link.URL.IsSet() {
				e.Notes = append(e.Notes, fmt.Sprintf("the forms have no field for the help link of parameter %q (%s); "+
					"its description can name the page", p.Key.String(), link.URL.String()))
			}
		}
	}
	if e.old.Exists() && e.old.Distribution.String() != e.now.Distribution.String() {
		e.Notes = append(e.Notes, "how the app is distributed is no field of a version; the listing decides it")
	}
}

// nameAndInstructions are the screens both generations have alike.
func (e *entry) nameAndInstructions() {
	if name := e.now.Name.String(); e.old.Exists() && e.old.Name.String() != name && name != "" {
		e.add(Screen{Title: "Open " + e.label("page_settings"), Fields: []Field{e.field(nameField.label, Enter, name, nameField.path)},
			Press: []string{"Save"}, Shows: "The app has its new name."})
	}
	var fields []Field
	e.text(&fields, setupURLField, e.old.Setup.URL.Text, e.now.Setup.URL.Text)
	e.text(&fields, setupNameField, e.old.Setup.PageName, e.now.Setup.PageName)
	e.text(&fields, notesField, e.old.Notes, e.now.Notes)
	if len(fields) > 0 {
		way := "Open "
		if e.Portal == schema.Components {
			way = "On " // the screen that is open all along
		}
		e.add(Screen{Title: way + e.label("page_version") + ", expand " + e.label("instructions_section"), Fields: fields,
			Shows: "The fields hold these values."})
	}
}

// authentication are the ticks that change.
func (e *entry) authentication() []Field {
	var fields []Field
	for _, way := range []string{app.UserLevel, app.ServiceAccount} {
		path := "data_connector.authentication[" + way + "]"
		switch {
		case e.starts(way):
			fields = append(fields, e.field(way, Select, "", path))
		case e.stops(way):
			fields = append(fields, e.field(way, Unset, "", path))
		}
	}
	return fields
}

// permissions are the rows of both tabs that change, those of the company
// first. Without a service account there are no such tabs.
func (e *entry) permissions() []Field {
	if !e.now.SignsIn(app.ServiceAccount) {
		return nil
	}
	var old []app.Permission
	if e.old.SignsIn(app.ServiceAccount) {
		old = toolsOf(e.old)
	}
	now := toolsOf(e.now)
	var fields []Field
	for _, scope := range []schema.Scope{schema.CompanyScope, schema.ProjectScope} {
		for _, p := range now {
			if level := p.Level.String(); p.Scope == scope && levelOf(old, &p) != level {
				fields = append(fields, e.choose(&p, level))
			}
		}
		for _, p := range old {
			if p.Scope == scope && levelOf(now, &p) == "" {
				fields = append(fields, e.choose(&p, ""))
			}
		}
	}
	return fields
}

// levelOf is the level that a list has for the tool of a permission, "" for no
// access.
func levelOf(list []app.Permission, p *app.Permission) string {
	for _, other := range list {
		if other.Scope == p.Scope && other.Tool.Text == p.Tool.Text {
			return other.Level.String()
		}
	}
	return ""
}

// choose is the row of a tool with the level to choose.
func (e *entry) choose(p *app.Permission, level string) Field {
	scope := string(p.Scope)
	f := Field{
		Label: e.label(scope+"_tab") + ", " + p.ToolLabel(), Do: Choose, Value: app.LevelLabel(level),
		Path: "data_connector.permissions." + scope + "." + p.Tool.Text,
	}
	if _, known := schema.FindTool(p.Scope, p.Tool.Text); !known {
		f.Note = "the tool with this key; its label is not known"
	}
	return f
}

// componentScreens are the fields of an embedded component that change, and a
// screen for each parameter that does. The first has no title if it is the
// component's own; there is always one for a component that is new.
func (e *entry) componentScreens(old, now *app.Component) []Screen {
	path := now.Kind.Path()
	isNew := old == nil
	if isNew {
		old = &app.Component{}
	}
	var own []Field
	e.text(&own, formField{"description", path + ".description"}, old.Description, now.Description)
	e.text(&own, formField{"url", path + ".url"}, old.URL.Text, now.URL.Text)
	if now.Kind == app.SidePanel {
		own = append(own, e.words("views", old.Views.Values(), now.Views.Values(), path+".views")...)
	}
	var screens []Screen
	if len(own) > 0 || isNew {
		screens = append(screens, Screen{Fields: own})
	}
	for _, p := range old.Fields() {
		if _, kept := now.Field(p.Key.String()); !kept {
			remove := Field{Label: p.Shown(), Do: Remove, Note: "key " + p.Key.String(), Path: parameterPath(now.Kind, &p)}
			screens = append(screens, Screen{Title: "Remove the parameter " + p.Shown(), Fields: []Field{remove}})
		}
	}
	for _, p := range now.Fields() {
		before, had := old.Field(p.Key.String())
		if s := e.parameter(before, p, had, parameterPath(now.Kind, &p)); len(s.Fields) > 0 {
			screens = append(screens, s)
		}
	}
	return screens
}

// openTail is what a screen's own title adds to the way to its component.
func openTail(title string) string {
	if title == "" {
		return ""
	}
	return ", " + strings.ToLower(title[:1]) + title[1:]
}

// words are the words of a list to select or to take away.
func (e *entry) words(label string, old, now []string, path string) []Field {
	var fields []Field
	each := func(from, in []string, do Do) {
		for _, v := range from {
			if !slices.Contains(in, v) {
				fields = append(fields, e.field(label, do, v, path+"["+v+"]"))
			}
		}
	}
	each(now, old, Select)
	each(old, now, Unset)
	return fields
}

func (e *entry) parameter(old, now app.Parameter, had bool, path string) Screen {
	var s Screen
	e.text(&s.Fields, formField{"parameter_name", path + ".name"}, old.Name, now.Name)
	if key := now.Key.String(); !had {
		s.Title = e.label("add_parameter")
		s.Fields = append(s.Fields, e.field("parameter_key", Enter, key, path+".key"))
	} else {
		s.Title = "Open the parameter " + old.Shown() + " (key " + key + ")"
	}
	e.text(&s.Fields, formField{"parameter_description", path + ".description"}, old.Description, now.Description)
	switch required, before := now.Required.True(), old.Required.True(); {
	case required && !before:
		s.Fields = append(s.Fields, e.field("parameter_required", Select, "", path+".required"))
	case before && !required:
		s.Fields = append(s.Fields, e.field("parameter_required", Unset, "", path+".required"))
	}
	if save := e.label("save_parameter"); save != "" {
		s.Press = []string{save}
	}
	return s
}

// saveVersion saves what was entered, if there is anything to save.
func (e *entry) saveVersion() {
	if len(e.Screens) == 0 && e.old.Exists() && e.From == e.To {
		return
	}
	title, press := "Press "+e.label("save_version"), []string{e.label("create")}
	switch {
	case e.Portal == schema.Components:
		press = []string{e.label("save_version")}
		title = "Back on " + e.label("page_version")
		if len(e.Screens) == 0 {
			title = "Open the app, press " + e.label("create_version")
		}
	case !e.old.Exists():
		title = "Press " + e.label("create_version")
	}
	number := e.field(versionField.label, Enter, e.To, versionField.path)
	key := e.field("sandbox_key", Copy, "", "")
	e.add(Screen{Title: title, Fields: []Field{number}, Press: press, Shows: "The status reads " + e.label("ready") + "."})
	e.add(Screen{Title: "Open " + e.label("page_versions"), Fields: []Field{key}, Shows: "The key has 36 characters.",
		Record: "manifest save " + e.App + " --sandbox-key KEY"})
}

// credentials registers the redirect URIs of the sandbox, which are no part of
// a version. The page may be empty before a version carries a data connector.
func (e *entry) credentials() {
	old, now := e.old.OAuth.Sandbox.RedirectURIs.Values(), e.now.OAuth.Sandbox.RedirectURIs.Values()
	if !e.now.SignsIn(app.UserLevel) || len(now) == 0 || same(old, now) && e.old.SignsIn(app.UserLevel) {
		return
	}
	e.add(Screen{Title: "Open " + e.label("page_credentials") + ", those of the sandbox",
		Fields: []Field{e.field(sandboxURIs.label, Enter, strings.Join(now, "\n"), sandboxURIs.path)},
		Shows:  "The list holds these addresses, to the letter, and no other."})
}

// same reports whether two lists hold the same, each once, in any order.
func same(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
