package promote

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/secret"
	"github.com/procore-manifest/manifest/schema"
)

// EnterInput is what [EnterPlan] goes by.
type EnterInput struct {
	App string
	// From is what the portal holds, nothing for a first version; To the
	// manifest to enter.
	From, To change.Side
	Portal   schema.Portal
	// Promoted says that a version of the app was promoted, so that it may have
	// credentials for production.
	Promoted bool
}

// EnterPlan returns the clicks that bring the portal from one manifest to
// another and save it: what cannot be undone first, and nothing that is there
// already. Order, comments and spelling of the manifests make no difference.
func EnterPlan(in EnterInput) Plan {
	e := &entry{
		Plan: Plan{Kind: EnterKind, App: in.App, Portal: in.Portal}, old: in.From.App(), now: in.To.App(),
		promoted: in.Promoted,
	}
	e.From, e.To = e.old.Version.String(), e.now.Version.String()
	if !e.now.Exists() {
		return e.Plan
	}
	e.warn()
	e.createApp()
	e.renameApp()
	if e.Portal == schema.Components {
		e.componentsPortal()
	} else {
		e.configurationBuilder()
	}
	e.saveVersion()
	e.credentials()
	e.addNotes()
	return e.Plan
}

// entry is a plan in the making.
type entry struct {
	Plan
	old, now *app.Manifest
	promoted bool
	// opened says that a new version is open to be edited.
	opened bool
}

func (e *entry) label(id string) string { return label(e.Portal, id) }

// field is a field of the portal by the id of its label.
func (e *entry) field(id string, do Do, value, path string) Field {
	l, _ := schema.FindPortalLabel(e.Portal, id)
	return Field{Label: l.Label, Do: do, Value: secret.MaskCertain(value), Note: l.Note, Path: path}
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
		e.OneWay = append(e.OneWay, "a new data connector, because the portal can't remove it from later versions")
	case hasConnector(e.old) && !hasConnector(e.now):
		e.Blocked = append(e.Blocked, "the portal can't remove the data connector of an earlier version")
	}
	for _, c := range e.now.Components() {
		for _, p := range c.Fields() {
			before, _ := e.old.Component(c.Kind).Field(p.Key.String())
			was, link := before.SupportLink, p.SupportLink
			same := link.URL.String() == was.URL.String() && link.Label.String() == was.Label.String()
			if !same && link.URL.IsSet() {
				e.Notes = append(e.Notes, fmt.Sprintf("the portal's forms have no field for the help link of parameter %q (%s); "+
					"you can give the address of the page in the description of the "+
					"parameter", p.Key.String(), link.URL.String()))
			}
		}
	}
	if e.old.Exists() && e.old.Distribution.String() != e.now.Distribution.String() {
		e.Notes = append(e.Notes, "a version has no field for the distribution, because the Marketplace listing "+
			"determines it")
	}
}

// createApp registers an app that is new.
func (e *entry) createApp() {
	name := e.now.Name.String()
	if e.old.Exists() || name == "" {
		return
	}
	create, _ := schema.FindPortalLabel(e.Portal, "create_app")
	field := nameField.holding(e.Portal, name)
	field.Note = create.Note
	e.add(Screen{
		Title: "Open " + e.label("address") + " and sign in, open " + e.label("my_apps") + ", press " +
			e.label("create_app_new"),
		Fields: []Field{field},
		Press:  []string{create.Label},
		Shows:  "The app gets its own Developer Sandbox; you get an e-mail with the link to set your password.",
	})
}

// renameApp gives the app another name, which is no part of a version.
func (e *entry) renameApp() {
	name := e.now.Name.String()
	if !e.old.Exists() || e.old.Name.String() == name || name == "" {
		return
	}
	page, _ := schema.FindPortalLabel(e.Portal, "page_settings")
	field := nameField.holding(e.Portal, name)
	field.Note = page.Note
	e.add(Screen{Title: "Open " + page.Label, Fields: []Field{field},
		Shows: "Save the name; the documentation does not name the button. The app then has its new name."})
}

// addNotes says what the plan cannot know and who can follow it.
func (e *entry) addNotes() {
	if len(e.Screens) == 0 {
		return
	}
	if !e.old.Exists() {
		e.Notes = append(e.Notes, "step 1 is only for an app that is not in the portal yet; if you have no account, "+
			"sign up at "+
			e.label("sign_up")+
			" first and follow the link in the e-mail that verifies your address")
	}
	e.Notes = append(e.Notes, "only the app's Owner and Admins can edit components, versions and redirect URIs")
	if e.old.Exists() {
		also := ""
		if kept := e.carriedOver(); len(kept) > 0 {
			also = ", including " + strings.Join(kept, ", ")
		}
		e.Notes = append(e.Notes, "everything that has no step in this plan is carried over from "+e.From+also+
			"; the plan cannot verify this. Compare the manifest with what "+e.label("view_manifest")+" shows: "+
			"manifest drift "+e.App+" FILE")
	}
}

// carriedOver names the parts of a later version that no step of the plan touches.
func (e *entry) carriedOver() []string {
	var kept []string
	keep := func(name string, paths ...string) {
		for _, s := range e.Screens {
			for _, f := range s.Fields {
				if slices.ContainsFunc(paths, func(path string) bool { return strings.HasPrefix(f.Path, path) }) {
					return
				}
			}
		}
		kept = append(kept, name)
	}
	for _, way := range []string{app.UserLevel, app.ServiceAccount} {
		if e.old.SignsIn(way) && e.now.SignsIn(way) {
			keep(e.label(way), "data_connector.authentication["+way+"]")
		}
	}
	if e.old.SignsIn(app.ServiceAccount) && len(toolsOf(e.now)) > 0 {
		keep(e.label("permissions"), "data_connector.permissions")
	}
	for _, c := range e.now.Components() {
		if e.old.Component(c.Kind) != nil {
			keep(e.label(c.Kind.Key()), c.Kind.Path())
		}
	}
	if old, now := e.old.Agentic, e.now.Agentic; e.Portal == schema.Components {
		if len(old.Servers) > 0 && len(now.Servers) > 0 {
			keep(e.label("mcps"), app.ServersPath)
		}
		if len(old.Agents) > 0 && len(now.Agents) > 0 {
			keep(e.label("agents"), app.AgentsPath)
		}
	}
	keep(e.label("instructions_section"), setupURLField.path, setupNameField.path, notesField.path)
	return kept
}

// instructions is the screen that both generations have alike.
func (e *entry) instructions() {
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
			Shows: "The fields contain these values."})
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
			f := e.field(way, Unset, "", path)
			f.Note = "the portal may refuse this change, because a data connector that was carried over can't be removed"
			fields = append(fields, f)
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
	switch tool, known := schema.FindTool(p.Scope, p.Tool.Text); {
	case !known:
		f.Note = "look for the tool with this key; its label is not known"
	case tool.Confidence == schema.Documented && level != "":
		f.Note = strings.TrimSuffix(tool.Note, ".") // what the tool's own guide asks for
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
		own = append(own, e.views(old.Views.Values(), now.Views.Values(), path+".views")...)
	}
	var screens []Screen
	if len(own) > 0 || isNew {
		screens = append(screens, Screen{Fields: own})
	}
	for _, p := range old.Fields() {
		if _, kept := now.Field(p.Key.String()); !kept {
			remove := Field{Label: p.Shown(), Do: Remove, Note: "key " + p.Key.String() + "; " + notNamed,
				Path: parameterPath(now.Kind, &p)}
			screens = append(screens, Screen{Title: "In " + e.label("parameters") + ", remove the parameter " + p.Shown(),
				Fields: []Field{remove}})
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

// views are the views that change, grouped by the tool that the portal lists them
// under.
func (e *entry) views(old, now []string, path string) []Field {
	fields := e.words("views", old, now, path)
	for i := range fields {
		if tool := viewTool(e.Portal, fields[i].Value); tool != "" {
			fields[i].Label += ", " + tool
		} else {
			fields[i].Note = "this view is not in the published list; if the portal does not offer it, leave it out and " +
				"correct the manifest"
		}
	}
	slices.SortStableFunc(fields, func(a, b Field) int { return strings.Compare(a.Label, b.Label) })
	for i := 1; i < len(fields); i++ {
		if viewTool(e.Portal, fields[i].Value) != "" {
			fields[i].Note = "" // it is said once
		}
	}
	return fields
}

// viewTool is the tool that a view is listed under, "" for a view that is not in
// the published list. The names of groups that the newer portal is known to have
// follow the first word of the key; the list has titles of its own.
func viewTool(portal schema.Portal, key string) string {
	for _, v := range schema.Views() {
		switch word, _, _ := strings.Cut(key, "."); {
		case v.Key != key:
		case portal != schema.Components:
			return v.Tools[0]
		case word == "rfi":
			return "RFI"
		default:
			words := strings.Split(word, "_")
			for i, w := range words {
				words[i] = strings.ToUpper(w[:1]) + w[1:]
			}
			return strings.Join(words, " ")
		}
	}
	return ""
}

func (e *entry) parameter(old, now app.Parameter, had bool, path string) Screen {
	s := Screen{Title: "In " + e.label("parameters") + ", "}
	e.text(&s.Fields, formField{"parameter_name", path + ".name"}, old.Name, now.Name)
	if key := now.Key.String(); !had {
		s.Title += "press " + e.label("add_parameter")
		if kind, ok := schema.FindPortalLabel(e.Portal, "parameter_type"); ok {
			s.Fields = append(s.Fields, Field{Label: kind.Label, Do: Choose, Value: "String", Note: kind.Note})
		}
		s.Fields = append(s.Fields, e.field("parameter_key", Enter, key, path+".key"))
	} else {
		s.Title += "open the parameter " + old.Shown() + " (key " + key + "; " + notNamed + ")"
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
	save := Screen{
		Fields: []Field{e.field(versionField.label, Enter, e.To, versionField.path)},
		Shows:  "The status reads " + e.label("ready") + ".",
	}
	switch {
	case e.Portal == schema.Components:
		save.Title, save.Press = "Back on "+e.label("page_version"), []string{e.label("save_version")}
		if !e.opened {
			save.Title = e.openVersion()
		}
	case e.old.Exists():
		save.Title = "Press " + e.label("save_version")
		save.Shows = "Confirm the dialog; the documentation does not name its button. " + save.Shows
	default:
		save.Title, save.Press = "Press "+e.label("create_version"), []string{e.label("create")}
		if e.now.SidePanel != nil {
			save.Title = "Press " + e.label("save_page") + " at the top of the page, then " + e.label("create_version")
		}
	}
	e.add(save)
	e.add(Screen{
		Title:  "Open " + path(e.Portal, "page_versions", "installation_keys"),
		Fields: []Field{e.field("sandbox_key", Copy, "", "")},
		Shows:  "The key has 36 characters.", Record: "manifest save " + e.App + " --sandbox-key KEY",
	})
}

// credentials registers redirect URIs, which are no part of a version. The page
// shows those of the sandbox once a version carries a data connector, and those of
// production once such a version was promoted.
func (e *entry) credentials() {
	if !e.now.SignsIn(app.UserLevel) {
		return
	}
	changed := func(old, now app.Credentials) bool {
		uris := now.RedirectURIs.Values()
		return len(uris) > 0 && (!same(old.RedirectURIs.Values(), uris) || !e.old.SignsIn(app.UserLevel))
	}
	if now := e.now.OAuth.Sandbox; changed(e.old.OAuth.Sandbox, now) {
		e.add(redirectURIs(e.Portal, "sandbox_credentials", sandboxURIs, now.RedirectURIs.Values()))
	}
	switch now := e.now.OAuth.Production; {
	case !changed(e.old.OAuth.Production, now):
	case e.promoted:
		e.add(redirectURIs(e.Portal, "production_credentials", productionURIs, now.RedirectURIs.Values()))
	default:
		e.Notes = append(e.Notes, "enter the production redirect URIs after the promotion, which creates the "+
			"production credentials; run: manifest steps "+e.App+"@"+e.To+" --promote")
	}
}

// redirectURIs enters and saves the redirect URIs of one panel.
func redirectURIs(p schema.Portal, panel string, field formField, uris []string) Screen {
	title := "Open " + path(p, "page_credentials", panel)
	if edit := label(p, "edit_redirect_uris"); edit != "" {
		title += ", press " + edit + " beside " + label(p, field.label)
	}
	save, _ := schema.FindPortalLabel(p, "save_redirect_uris")
	shows := "The list contains exactly these addresses."
	if save.Note != "" {
		shows += " (" + save.Label + ": " + save.Note + ".)"
	}
	if line := label(p, "grant_type"); line != "" {
		shows += " The panel reads " + line + ", and there is nothing to set; a service account signs in with the same " +
			"credentials."
	}
	return Screen{
		Title: title, Fields: []Field{field.holding(p, strings.Join(uris, "\n"))}, Press: []string{save.Label}, Shows: shows,
	}
}

// same reports whether two lists hold the same, each once, in any order.
func same(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
