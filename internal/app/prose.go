package app

import (
	"fmt"
	"slices"
)

// Prose is a text that people read: a name, a description, or notes.
type Prose struct {
	Text
	name      string
	component *Component // whose text it is; nil for other texts
	parameter int        // the place of the parameter that it is about, from 1; 0 for the component's own
}

// Name is what messages call the text.
func (t *Prose) Name() string {
	switch {
	case t.component == nil:
		return t.name
	case t.parameter == 0:
		return "the description of the " + t.component.Kind.Noun()
	}
	if key, ok := t.component.Parameters[t.parameter-1].Key.Str(); ok {
		return fmt.Sprintf("%s of parameter %q", t.name, key)
	}
	return fmt.Sprintf("%s of parameter %d", t.name, t.parameter)
}

// Prose returns the texts that people read. Values that are not text are left out.
func (m *Manifest) Prose() []Prose {
	all := make([]Prose, 0, 4+m.countTexts())
	add := func(t Prose) {
		if _, ok := t.Str(); ok {
			all = append(all, t)
		}
	}
	add(Prose{Text: m.Name, name: "the app's name"})
	add(Prose{Text: m.Setup.PageName, name: "the page name"})
	add(Prose{Text: m.Notes, name: "the post-installation notes"})
	add(Prose{Text: m.ReleaseNotes, name: "the release notes"})
	for _, c := range m.Components() {
		add(Prose{Text: c.Description, component: c})
		for i := range c.Parameters {
			param := &c.Parameters[i]
			add(Prose{Text: param.Name, name: "the name", component: c, parameter: i + 1})
			add(Prose{Text: param.Description, name: "the description", component: c, parameter: i + 1})
			add(Prose{Text: param.SupportLink.Label, name: "the help link's label", component: c, parameter: i + 1})
		}
	}
	for _, p := range m.Connector.Permissions {
		add(Prose{Text: p.Purpose, name: "a purpose"})
	}
	for _, s := range m.Agentic.Servers {
		add(Prose{Text: s.Name, name: "the name of an MCP server"})
	}
	for i := range m.Agentic.Agents {
		a := &m.Agentic.Agents[i]
		add(Prose{Text: a.Name, name: "the name of an agent"})
		add(Prose{Text: a.Description, name: "the description of " + a.Subject()})
	}
	return all
}

// countTexts returns how many texts components and permissions have at most.
func (m *Manifest) countTexts() int {
	n := len(m.Connector.Permissions)
	for _, c := range m.Components() {
		n += 1 + 3*len(c.Parameters)
	}
	return n
}

// FreeTexts returns the values that the authors write in their own words: the texts
// that people read, and the names, purposes and labels beside them. Some may be
// missing.
func (m *Manifest) FreeTexts() []Text {
	all := append(make([]Text, 0, 4+m.countTexts()), m.Name, m.Setup.PageName, m.Notes, m.ReleaseNotes)
	for _, p := range m.Connector.Permissions {
		all = append(all, p.Purpose)
	}
	for _, c := range m.Components() {
		all = append(all, c.Description)
		for _, p := range c.Parameters {
			all = append(all, p.Name, p.Description, p.SupportLink.Label)
		}
	}
	for _, s := range m.Agentic.Servers {
		all = append(all, s.Name)
	}
	for i := range m.Agentic.Agents {
		a := &m.Agentic.Agents[i]
		all = append(all, a.Name, a.Description)
		for _, prompt := range a.Prompts() {
			all = append(all, prompt.Text)
		}
		all = slices.Concat(all, a.Tools.Items, a.Servers.Items)
	}
	return all
}
