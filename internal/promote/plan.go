package promote

import (
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/schema"
)

// Kind is what a plan brings about.
type Kind string

const (
	// EnterKind enters a manifest in the portal, up to a saved version.
	EnterKind Kind = "enter"
	// InstallKind installs a version in the Developer Sandbox.
	InstallKind Kind = "install"
	// PromoteKind promotes a version.
	PromoteKind Kind = "promote"
	// CustomerKind installs or updates at a customer.
	CustomerKind Kind = "customer"
)

// Plan is what a person does, screen by screen. The same input gives the same
// plan.
type Plan struct {
	Kind Kind
	App  string
	// From is the version that is there, "" for nothing; To the one to come.
	From, To string
	// Portal is the generation of the portal that the plan is for.
	Portal schema.Portal
	// OneWay is what cannot be undone. Blocked is what the portal offers no
	// way for: with any of it, the plan does not reach the manifest.
	OneWay, Blocked []string
	// Notes are what the forms have no field for, and other things to know.
	Notes []string
	// Screens are in order; nothing where nothing is to be done.
	Screens []Screen
}

// Screen is one screen, dialog or form.
type Screen struct {
	// Title is the way there: "Open Configuration Builder, expand Embedded
	// Components, open Side Panel".
	Title  string
	Fields []Field
	// Press are the buttons to press at the end, in order.
	Press []string
	// Shows is what must be seen then, a sentence; "" where nothing is known.
	Shows string
	// Record is the command that records it, "" where none does.
	Record string
	// OneWay marks what cannot be undone.
	OneWay bool
}

// Do is what is done with a field.
type Do string

const (
	Enter  Do = "enter"  // replace the content by the value
	Clear  Do = "clear"  // empty it
	Choose Do = "choose" // the value, of those on offer
	Select Do = "select" // tick it, or pick it from a list
	Unset  Do = "unset"  // take the tick, or it, away
	Remove Do = "remove" // delete the thing
	Copy   Do = "copy"   // take it down
	Look   Do = "look"   // compare it with the value
)

// Field is one thing on a screen.
type Field struct {
	// Label is the portal's own, Value exactly what is entered; it may have
	// several lines and hold anything.
	Label string
	Do    Do
	Value string
	// Note is what is not sure about the field, "" mostly.
	Note string
	// Path is what of a manifest it is: embedded.side_panel.url. It is "" for
	// what is in none.
	Path string
}

// inWords is the screen as one sentence without a full stop.
func (s Screen) inWords() string {
	words := s.Title
	var fields []string
	for _, f := range s.Fields {
		text := f.Label
		if f.Note != "" {
			text += " (" + f.Note + ")"
		}
		if f.Value != "" {
			text += " " + strings.ReplaceAll(f.Value, "\n", ", ")
		}
		fields = append(fields, text)
	}
	if len(fields) > 0 {
		words += ": " + strings.Join(fields, "; ")
	}
	if len(s.Press) > 0 {
		words += ", then press " + strings.Join(s.Press, ", ")
	}
	return words
}

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

// configurationBuilder plans for the portal of that form.
func (e *entry) configurationBuilder() {
	e.builderConnector()
	for _, key := range []string{"full_screen", "side_panel"} {
		e.builderComponent(key)
	}
	e.nameAndInstructions()
}

func (e *entry) builderConnector() {
	if !e.now.hasConnector {
		return
	}
	fields := e.authentication()
	permissions := e.permissions("company")
	permissions = append(permissions, e.permissions("project")...)
	if len(fields)+len(permissions) == 0 {
		return
	}
	title := "Open " + e.label("page_version") + ", expand " + e.label("connector_section")
	if e.old.hasConnector {
		title += ", open the component"
	} else {
		title += ", press " + e.label("add_connector")
	}
	first := Screen{Title: title, Fields: fields, OneWay: !e.old.hasConnector}
	save := []string{e.label("save_component")}
	shows := e.label("connector_section") + " lists " + strings.Join(e.now.ways(), " and ") + "."
	if len(permissions) == 0 {
		first.Press, first.Shows = save, shows
		e.add(first)
		return
	}
	if len(fields) > 0 {
		e.add(first)
		title = "In " + e.label("permissions")
	} else {
		title += ", " + e.label("permissions")
	}
	e.add(Screen{Title: title, Fields: permissions, Press: save, Shows: shows})
}

// ways are the kinds of authentication by the names of the portal.
func (a app) ways() []string {
	b := a
	b.full, b.side = nil, nil
	return b.components()
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

func (e *entry) builderComponent(key string) {
	old, now := e.old.component(key), e.now.component(key)
	name, title := e.label(key), "Open "+e.label("page_version")+", expand "+e.label("embedded_section")
	path := "embedded." + key
	switch {
	case now == nil && old == nil:
		return
	case now == nil:
		e.add(Screen{Title: title, Fields: []Field{{Label: name, Do: Remove, Path: path, Note: "the control that removes a component is not named in any source"}},
			Shows: e.label("embedded_section") + " no longer lists " + name + "."})
		return
	}
	screens := e.componentScreens(key, old, now)
	if len(screens) == 0 && old != nil {
		return
	}
	if old == nil {
		screens[0].Title = title + ", press " + e.label("add_embedded")
		screens[0].Fields = append([]Field{e.field("type", Choose, name, path)}, screens[0].Fields...)
	} else {
		screens[0].Title = title + ", open " + name + openTail(screens[0].Title)
	}
	last := &screens[len(screens)-1]
	last.Press = append(last.Press, e.label("save_component"))
	last.Shows = e.label("embedded_section") + " lists " + name + "."
	e.Screens = append(e.Screens, screens...)
}

// openTail is what a screen's own title adds to the way to its component.
func openTail(title string) string {
	if title == "" {
		return ""
	}
	return ", " + strings.ToLower(title[:1]) + title[1:]
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

func (e *entry) views(old, now []string, path string) []Field {
	had := func(list []string, v string) bool {
		for _, s := range list {
			if s == v {
				return true
			}
		}
		return false
	}
	var fields []Field
	each := func(from, in []string, do Do) {
		for _, v := range from {
			if !had(in, v) {
				f := e.field("views", do, v, path+"["+v+"]")
				fields = append(fields, f)
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

// componentsPortal plans for the portal that edits a list of components.
func (e *entry) componentsPortal() {
	start := len(e.Screens)
	e.editComponents()
	if e.now.serviceAccount {
		fields := append(e.permissions("company"), e.permissions("project")...)
		if len(fields) > 0 {
			e.add(Screen{Title: e.manage("service_account") + ", open " + e.label("permissions"), Fields: fields, Press: []string{e.label("save_component")},
				Shows: e.label("service_account") + " no longer reads " + e.label("not_configured") + "."})
		}
	}
	for _, key := range []string{"full_screen", "side_panel"} {
		e.manageComponent(key)
	}
	e.nameAndInstructions()
	if len(e.Screens) > start {
		shows := "A new version opens"
		if e.old.isThere {
			shows += ", as a copy of the latest one"
			if e.From != "" {
				shows += "; that must be " + e.From
			}
		}
		first := Screen{Title: "Open the app, press " + e.label("create_version"), Shows: shows + "."}
		e.Screens = append(e.Screens[:start:start], append([]Screen{first}, e.Screens[start:]...)...)
	}
}

func (e *entry) manage(id string) string {
	return "Under " + e.label("components_list") + ", press " + e.label("manage") + " on " + e.label(id)
}

// editComponents chooses the components of the version.
func (e *entry) editComponents() {
	var fields []Field
	if e.now.hasConnector { // the portal does not take a data connector away
		for _, f := range e.authentication() {
			f.Label = e.label("connector_section") + ", " + f.Label
			fields = append(fields, f)
		}
	}
	for _, key := range []string{"full_screen", "side_panel"} {
		old, now := e.old.component(key), e.now.component(key)
		f := e.field(key, Select, "", "embedded."+key)
		f.Label = e.label("embedded_section") + ", " + f.Label
		switch {
		case now != nil && old == nil:
			fields = append(fields, f)
		case old != nil && now == nil:
			f.Do = Unset
			fields = append(fields, f)
		}
	}
	if len(fields) == 0 {
		return
	}
	shows := "Components lists " + strings.Join(e.now.components(), ", ")
	if e.now.userLevel && !e.old.userLevel {
		shows += "; " + e.label("user_level") + " reads " + e.label("no_config")
	}
	if e.now.serviceAccount && !e.old.serviceAccount {
		shows += "; " + e.label("service_account") + " reads " + e.label("not_configured")
	}
	e.add(Screen{Title: "Under " + e.label("components_list") + ", press " + e.label("edit_components"), Fields: fields,
		Press: []string{e.label("save_selection")}, Shows: shows + ".", OneWay: e.now.hasConnector && !e.old.hasConnector})
}

func (e *entry) manageComponent(key string) {
	now := e.now.component(key)
	if now == nil {
		return
	}
	screens := e.componentScreens(key, e.old.component(key), now)
	if len(screens) == 0 {
		return
	}
	screens[0].Title = e.manage(key) + openTail(screens[0].Title)
	last := &screens[len(screens)-1]
	last.Press = append(last.Press, e.label("save_component"))
	last.Shows = "Components lists " + e.label(key) + " with " + e.label("manage") + "."
	e.Screens = append(e.Screens, screens...)
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

// same reports whether two lists hold the same, in any order.
func same(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	have := make(map[string]bool)
	for _, s := range a {
		have[s] = true
	}
	for _, s := range b {
		if !have[s] {
			return false
		}
	}
	return true
}
