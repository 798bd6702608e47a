package promote

import (
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
)

// componentsPortal plans for the portal that edits a list of components.
func (e *entry) componentsPortal() {
	start := len(e.Screens)
	e.editComponents()
	if fields := e.permissions(); len(fields) > 0 {
		shows := "The tabs show these levels."
		if e.starts(app.ServiceAccount) {
			shows = e.label(app.ServiceAccount) + " no longer reads " + e.label("not_configured") + "."
		}
		e.add(Screen{
			Title:  e.manage(app.ServiceAccount) + ", open " + e.label("permissions"),
			Fields: fields, Press: []string{e.label("save_component")}, Shows: shows,
		})
	}
	for _, kind := range app.ComponentKinds() {
		e.manageComponent(kind)
	}
	e.manageServers()
	e.manageAgents()
	e.instructions()
	if len(e.Screens) > start {
		shows := "A new version opens"
		if e.old.Exists() {
			shows += ", as a copy of the latest one"
			if e.From != "" {
				shows += "; check that it is a copy of " + e.From
			}
		}
		e.opened = true
		first := Screen{Title: e.openVersion(), Shows: shows + "."}
		e.Screens = append(e.Screens[:start:start], append([]Screen{first}, e.Screens[start:]...)...)
	}
}

func (e *entry) openVersion() string { return "Open the app, press " + e.label("create_version") }

func (e *entry) manage(id string) string {
	return "Under " + e.label("components_list") + ", press " + e.label("manage") + " on " + e.label(id)
}

// editComponents chooses the components of the version.
func (e *entry) editComponents() {
	var fields []Field
	if hasConnector(e.now) { // the portal does not take a data connector away
		for _, f := range e.authentication() {
			f.Label = e.label("connector_section") + ", " + f.Label
			fields = append(fields, f)
		}
	}
	for _, kind := range app.ComponentKinds() {
		old, now := e.old.Component(kind), e.now.Component(kind)
		f := e.field(kind.Key(), Select, "", kind.Path())
		f.Label = e.label("embedded_section") + ", " + f.Label
		switch {
		case now != nil && old == nil:
			fields = append(fields, f)
		case old != nil && now == nil:
			f.Do = Unset
			fields = append(fields, f)
		}
	}
	fields = append(fields, e.agenticTicks()...)
	if len(fields) == 0 {
		return
	}
	shows := "Components lists " + strings.Join(componentsOf(e.now), ", ")
	if e.starts(app.UserLevel) {
		shows += "; " + e.label(app.UserLevel) + " reads " + e.label("no_config")
	}
	if e.starts(app.ServiceAccount) {
		shows += "; " + e.label(app.ServiceAccount) + " reads " + e.label("not_configured")
	}
	e.add(Screen{Title: "Under " + e.label("components_list") + ", press " + e.label("edit_components"), Fields: fields,
		Press: []string{e.label("save_selection")}, Shows: shows + ".", OneWay: hasConnector(e.now) && !hasConnector(e.old)})
}

func (e *entry) manageComponent(kind app.ComponentKind) {
	now := e.now.Component(kind)
	if now == nil {
		return
	}
	screens := e.componentScreens(e.old.Component(kind), now)
	if len(screens) == 0 {
		return
	}
	screens[0].Title = e.manage(kind.Key()) + openTail(screens[0].Title)
	last := &screens[len(screens)-1]
	last.Press = append(last.Press, e.label("save_component"))
	last.Shows = "Components lists " + e.label(kind.Key()) + " with " + e.label("manage") + "."
	e.Screens = append(e.Screens, screens...)
}
