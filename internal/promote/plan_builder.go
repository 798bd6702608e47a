package promote

import (
	"strings"
)

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
