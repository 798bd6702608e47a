package promote

import (
	"fmt"
	"slices"
	"strings"

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
	e := &entry{Plan: Plan{Kind: EnterKind, App: in.App, Portal: in.Portal}, old: read(in.From), now: read(in.To)}
	e.From, e.To = e.old.version, e.now.version
	if !e.now.isThere {
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
	old, now app
}

func (e *entry) label(id string) string { return label(e.Portal, id) }

// field is a field of the portal by the id of its label.
func (e *entry) field(id string, do Do, value, path string) Field {
	l, _ := schema.FindPortalLabel(e.Portal, id)
	return Field{Label: l.Label, Do: do, Value: value, Note: l.Note, Path: path}
}

func (e *entry) add(s Screen) { e.Screens = append(e.Screens, s) }

// text appends a field where its text changes.
func (e *entry) text(fields *[]Field, id, old, now, path string) {
	switch {
	case old == now:
	case now == "":
		*fields = append(*fields, e.field(id, Clear, "", path))
	default:
		*fields = append(*fields, e.field(id, Enter, now, path))
	}
}

// warn says what cannot be undone, and what cannot be done at all.
func (e *entry) warn() {
	switch {
	case e.now.hasConnector && !e.old.hasConnector:
		e.OneWay = append(e.OneWay, "a data connector: once a version carries it, the portal does not let a later one be without it")
	case e.old.hasConnector && !e.now.hasConnector:
		e.Blocked = append(e.Blocked, "the portal offers no way to remove the data connector that an earlier version carried")
	}
	for _, c := range e.now.embedded() {
		old := e.old.component(c.key)
		for _, p := range c.parameters {
			if before, _ := find(old, p.key); (p.linkURL != before.linkURL || p.linkLabel != before.linkLabel) && p.linkURL != "" {
				e.Notes = append(e.Notes, fmt.Sprintf("the forms have no field for the help link of parameter %q (%s); its description can name the page", p.key, p.linkURL))
			}
		}
	}
	if e.old.isThere && e.old.distribution != e.now.distribution {
		e.Notes = append(e.Notes, "how the app is distributed is no field of a version; the listing decides it")
	}
}

func find(c *component, key string) (parameter, bool) {
	if c != nil {
		for _, p := range c.parameters {
			if p.key == key {
				return p, true
			}
		}
	}
	return parameter{}, false
}

// nameAndInstructions are the screens both generations have alike.
func (e *entry) nameAndInstructions() {
	if e.old.isThere && e.old.name != e.now.name && e.now.name != "" {
		e.add(Screen{Title: "Open " + e.label("page_settings"), Fields: []Field{e.field("app_name", Enter, e.now.name, "app.name")},
			Press: []string{"Save"}, Shows: "The app has its new name."})
	}
	var fields []Field
	e.text(&fields, "instructions_url", e.old.setupURL, e.now.setupURL, "setup_instructions.url")
	e.text(&fields, "instructions_name", e.old.setupName, e.now.setupName, "setup_instructions.page_name")
	e.text(&fields, "notes", e.old.notes, e.now.notes, "post_installation_notes")
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
	for _, way := range []struct {
		id       string
		old, now bool
	}{{"user_level", e.old.userLevel, e.now.userLevel}, {"service_account", e.old.serviceAccount, e.now.serviceAccount}} {
		path := "data_connector.authentication[" + way.id + "]"
		switch {
		case way.now && !way.old:
			fields = append(fields, e.field(way.id, Select, "", path))
		case way.old && !way.now:
			fields = append(fields, e.field(way.id, Unset, "", path))
		}
	}
	return fields
}

// permissions are the rows of one tab that change. Without a service account
// there is no such tab.
func (e *entry) permissions(scope string) []Field {
	if !e.now.serviceAccount {
		return nil
	}
	level := func(a app, key string) string {
		for _, t := range a.tools {
			if a.serviceAccount && t.scope == scope && t.key == key {
				return t.level
			}
		}
		return ""
	}
	var fields []Field
	choose := func(t tool, now string) {
		f := Field{Label: e.label(scope+"_tab") + ", " + t.label(), Do: Choose, Value: levelLabel(now), Path: "data_connector.permissions." + scope + "." + t.key}
		if _, known := schema.FindTool(schema.Scope(scope), t.key); !known {
			f.Note = "the tool with this key; its label is not known"
		}
		fields = append(fields, f)
	}
	for _, t := range e.now.tools {
		if t.scope == scope && level(e.old, t.key) != t.level {
			choose(t, t.level)
		}
	}
	if e.old.serviceAccount {
		for _, t := range e.old.tools {
			if t.scope == scope && level(e.now, t.key) == "" {
				choose(t, "")
			}
		}
	}
	return fields
}

// componentScreens are the fields of an embedded component that change, and a
// screen for each parameter that does. The first has no title if it is the
// component's own; there is always one for a component that is new.
func (e *entry) componentScreens(key string, old, now *component) []Screen {
	path := "embedded." + key
	isNew := old == nil
	if isNew {
		old = &component{}
	}
	var own []Field
	e.text(&own, "description", old.description, now.description, path+".description")
	e.text(&own, "url", old.url, now.url, path+".url")
	if key == "side_panel" {
		own = append(own, e.views(old.views, now.views, path+".views")...)
	}
	var screens []Screen
	if len(own) > 0 || isNew {
		screens = append(screens, Screen{Fields: own})
	}
	for _, p := range old.parameters {
		if _, kept := find(now, p.key); !kept {
			screens = append(screens, Screen{Title: "Remove the parameter " + p.shown(), Fields: []Field{
				{Label: p.shown(), Do: Remove, Note: "key " + p.key, Path: path + ".parameters[" + p.key + "]"}}})
		}
	}
	for _, p := range now.parameters {
		before, had := find(old, p.key)
		if s := e.parameter(before, p, had, path+".parameters["+p.key+"]"); len(s.Fields) > 0 {
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

func (e *entry) views(old, now []string, path string) []Field {
	var fields []Field
	each := func(from, in []string, do Do) {
		for _, v := range from {
			if !slices.Contains(in, v) {
				fields = append(fields, e.field("views", do, v, path+"["+v+"]"))
			}
		}
	}
	each(now, old, Select)
	each(old, now, Unset)
	return fields
}

func (e *entry) parameter(old, now parameter, had bool, path string) Screen {
	var s Screen
	e.text(&s.Fields, "parameter_name", old.name, now.name, path+".name")
	if !had {
		s.Title = e.label("add_parameter")
		s.Fields = append(s.Fields, e.field("parameter_key", Enter, now.key, path+".key"))
	} else {
		s.Title = "Open the parameter " + old.shown() + " (key " + now.key + ")"
	}
	e.text(&s.Fields, "parameter_description", old.description, now.description, path+".description")
	switch {
	case now.required && !old.required:
		s.Fields = append(s.Fields, e.field("parameter_required", Select, "", path+".required"))
	case old.required && !now.required:
		s.Fields = append(s.Fields, e.field("parameter_required", Unset, "", path+".required"))
	}
	if save := e.label("save_parameter"); save != "" {
		s.Press = []string{save}
	}
	return s
}

// saveVersion saves what was entered, if there is anything to save.
func (e *entry) saveVersion() {
	if len(e.Screens) == 0 && e.old.isThere && e.old.version == e.now.version {
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
	case !e.old.isThere:
		title = "Press " + e.label("create_version")
	}
	number := e.field("version_number", Enter, e.now.version, "version")
	key := e.field("sandbox_key", Copy, "", "")
	e.add(Screen{Title: title, Fields: []Field{number}, Press: press, Shows: "The status reads " + e.label("ready") + "."})
	e.add(Screen{Title: "Open " + e.label("page_versions"), Fields: []Field{key}, Shows: "The key has 36 characters.",
		Record: "manifest save " + e.App + " --sandbox-key KEY"})
}

// credentials registers the redirect URIs of the sandbox, which are no part of
// a version. The page may be empty before a version carries a data connector.
func (e *entry) credentials() {
	if !e.now.userLevel || len(e.now.sandboxURIs) == 0 || same(e.old.sandboxURIs, e.now.sandboxURIs) && e.old.userLevel {
		return
	}
	e.add(Screen{Title: "Open " + e.label("page_credentials") + ", those of the sandbox",
		Fields: []Field{e.field("redirect_uris", Enter, strings.Join(e.now.sandboxURIs, "\n"), "oauth.sandbox.redirect_uris")},
		Shows:  "The list holds these addresses, to the letter, and no other."})
}

// same reports whether two lists hold the same, each once, in any order.
func same(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
