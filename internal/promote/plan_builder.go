package promote

import (
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
)

// configurationBuilder plans for the portal of that form.
func (e *entry) configurationBuilder() {
	e.builderConnector()
	for _, kind := range app.ComponentKinds() {
		e.builderComponent(kind)
	}
	if e.now.Agentic.Exists() {
		e.Blocked = append(e.Blocked, "this portal has no agentic components; to use the newer portal, set portal: "+
			"components in .manifest.yaml or use --portal components")
	}
	e.instructions()
}

func (e *entry) builderConnector() {
	if !hasConnector(e.now) {
		return
	}
	fields := e.authentication()
	permissions := e.permissions()
	if len(fields)+len(permissions) == 0 {
		return
	}
	title := "Open " + e.label("page_version") + ", expand " + e.label("connector_section")
	if len(fields) > 0 {
		title += ", press " + e.label("add_connector")
	} else {
		title += ", press " + e.label("edit_permissions")
	}
	first := Screen{Title: title, Fields: fields, OneWay: !hasConnector(e.old)}
	save := []string{e.label("save_component")}
	shows := e.label("connector_section") + " lists " + strings.Join(waysOf(e.now), " and ") + "."
	if len(permissions) == 0 {
		first.Press, first.Shows = save, shows
		e.add(first)
		return
	}
	if len(fields) > 0 {
		e.add(first)
		title = "In " + e.label("permissions")
	}
	e.add(Screen{Title: title, Fields: permissions, Press: save, Shows: shows})
}

func (e *entry) builderComponent(kind app.ComponentKind) {
	old, now := e.old.Component(kind), e.now.Component(kind)
	name, title := e.label(kind.Key()), "Open "+e.label("page_version")+", expand "+e.label("embedded_section")
	path := kind.Path()
	switch {
	case now == nil && old == nil:
		return
	case now == nil:
		remove := Field{Label: name, Do: Remove, Path: path, Note: notNamed}
		e.add(Screen{Title: title, Fields: []Field{remove},
			Shows: e.label("embedded_section") + " no longer lists " + name + "."})
		return
	}
	screens := e.componentScreens(old, now)
	if len(screens) == 0 && old != nil {
		return
	}
	if old == nil {
		screens[0].Title = title + ", press " + e.label("add_embedded")
		screens[0].Fields = append([]Field{e.field("type", Choose, name, path)}, screens[0].Fields...)
	} else {
		screens[0].Title = title + ", press " + e.label("edit_component") + " beside " + name + openTail(screens[0].Title)
	}
	last := &screens[len(screens)-1]
	last.Press = append(last.Press, e.label("save_component"))
	last.Shows = e.label("embedded_section") + " lists " + name + "."
	e.Screens = append(e.Screens, screens...)
}
