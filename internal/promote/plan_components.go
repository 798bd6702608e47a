package promote

import (
	"strings"
)

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
