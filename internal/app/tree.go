package app

import (
	"cmp"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// ElementKind says how a part of an app comes, goes and changes.
type ElementKind uint8

// The kinds of elements.
const (
	TextElement  ElementKind = iota // a text, "" if there is none
	FlagElement                     // required or optional
	URLElement                      // a component URL
	WordElement                     // a word in a list, which comes and goes
	GroupElement                    // contains elements, and is nothing by itself
	ThingElement                    // contains elements, and comes and goes as a whole
	ListElement                     // contains words or things, each with its own name
)

// Element is a part of an app in the tree of everything that a version consists of.
// Ids, and parts that do not belong to a version, are left out. Parts that the manifest
// does not have are in the tree as well, without their own parts, so that two trees
// differ only in the items of their lists.
//
// All methods accept nil, which stands for an item that does not exist.
type Element struct {
	Kind ElementKind
	// Name is the key, "" for an item of a list.
	Name string
	// At is the path in the schema, and Path the same by the names of items:
	// embedded.side_panel.parameters[] and
	// embedded.side_panel.parameters[site_code].
	At, Path string
	// Item is the name that the nearest enclosing list uses for its item, and Outer is
	// the name in the list that encloses that list.
	Item, Outer string
	// Value is what a text, a flag, a URL or a word says, or its default.
	Value string
	URL   *URL // of a URLElement
	// There says whether the manifest has the element.
	There bool
	// Span is the place of the element, or of the nearest thing that contains it.
	Span source.Span
	// Children are in the order of the schema. Items of a list are sorted by name, and
	// each name occurs once.
	Children []*Element

	node *manifest.Node // nil if the manifest does not have it
}

// Tree returns the tree of everything that a version of the app consists of. It is
// built once and must not be changed.
func (m *Manifest) Tree() *Element {
	m.treeOnce.Do(func() { m.tree = m.newTree() })
	return m.tree
}

func (m *Manifest) newTree() *Element {
	top := &Element{Kind: GroupElement, There: m.Exists(), node: m.Root}
	if top.There {
		top.Span = m.Root.Head()
	}
	app := top.group("app")
	app.text("name", m.Name)
	app.text("distribution", m.Distribution)
	m.Connector.addTo(top)
	embedded := top.group("embedded")
	for _, kind := range ComponentKinds() {
		e := embedded.add(ThingElement, kind.Key(), textAt(embedded.node, kind.Key()))
		if c := m.Component(kind); c != nil {
			c.addTo(e)
		}
	}
	m.Agentic.addTo(top)
	setup := top.group("setup_instructions")
	setup.text("url", m.Setup.URL.Text)
	setup.text("page_name", m.Setup.PageName)
	top.text("post_installation_notes", m.Notes)
	return top
}

func (c *Connector) addTo(top *Element) {
	e := top.add(ThingElement, "data_connector", Text{c.Key, c.Node})
	if !e.There {
		return
	}
	ways := e.list("authentication")
	for _, way := range c.Authentication.Items {
		if name := way.String(); name == UserLevel || name == ServiceAccount {
			ways.word(way)
		}
	}
	ways.sort()
	permissions := e.group("permissions") // without a service account, they have no effect
	for _, scope := range []schema.Scope{schema.CompanyScope, schema.ProjectScope} {
		tools := permissions.list(string(scope))
		for i := range c.Permissions {
			if p := &c.Permissions[i]; p.Scope == scope && ways.Find(ServiceAccount) != nil {
				p.addTo(tools)
			}
		}
		tools.sort()
	}
}

func (p *Permission) addTo(tools *Element) {
	if p.Level.Key == p.Tool && !p.Level.IsSet() {
		return // neither a level nor a map that could contain one
	}
	e := tools.item(ThingElement, ".<name>", "."+p.Tool.Text, p.Tool.Text, p.Tool.Span)
	e.text("level", p.Level)
	e.text("purpose", p.Purpose)
}

func (c *Component) addTo(e *Element) {
	e.text("description", c.Description)
	e.url("url", c.URL)
	if c.Kind == SidePanel {
		e.words("views", c.Views)
	}
	parameters := e.list("parameters")
	for i := range c.Parameters {
		c.Parameters[i].addTo(parameters)
	}
	parameters.sort()
}

func (p *Parameter) addTo(parameters *Element) {
	e := parameters.named(p.Key, p.Node)
	e.text("name", p.Name)
	e.text("type", p.Type).setDefault("string")
	e.text("description", p.Description)
	need := e.add(FlagElement, "required", p.Required)
	need.setDefault(Optional)
	if need.There {
		need.Value = p.Need()
	}
	if l := e.add(ThingElement, "support_link", Text{p.SupportLink.Key, p.SupportLink.Node}); l.There {
		l.text("url", p.SupportLink.URL.Text)
		l.text("label", p.SupportLink.Label)
	}
}

// add adds an element with a name, and its value if it has a single one.
func (e *Element) add(kind ElementKind, name string, t Text) *Element {
	c := &Element{
		Kind: kind, Name: name, At: name, Path: name, Item: e.Item, Outer: e.Outer, Span: e.Span, node: t.Node,
	}
	if e.At != "" {
		c.At, c.Path = below(e, "."+name, "."+name)
	}
	if t.Exists() {
		c.Span = t.place()
	}
	switch kind {
	case GroupElement, ThingElement:
		c.There = t.Node != nil && t.Node.Kind == manifest.Map
	case ListElement:
		c.There = t.Exists()
	default:
		c.Value = t.String()
		c.There = c.Value != ""
	}
	if e.Children == nil {
		e.Children = make([]*Element, 0, 8) // most have about that many
	}
	e.Children = append(e.Children, c)
	return c
}

// below extends both paths of an element. The paths are the same text until one of them
// contains an item of a list.
func below(e *Element, at, path string) (string, string) {
	longer := e.At + at
	if at == path && e.At == e.Path {
		return longer, longer
	}
	return longer, e.Path + path
}

func (e *Element) text(name string, t Text) *Element { return e.add(TextElement, name, t) }
func (e *Element) group(name string) *Element        { return e.add(GroupElement, name, textAt(e.node, name)) }
func (e *Element) list(name string) *Element         { return e.add(ListElement, name, textAt(e.node, name)) }

// item adds an item to a list, with the part that it adds to both paths.
func (e *Element) item(kind ElementKind, at, path, name string, span source.Span) *Element {
	c := &Element{Kind: kind, Item: name, Outer: e.Item, There: true, Span: span}
	c.At, c.Path = below(e, at, path)
	e.Children = append(e.Children, c)
	return c
}

// named adds a thing to a list whose items are identified by a text in each of them.
func (e *Element) named(name Text, n *manifest.Node) *Element {
	text, span := name.String(), n.Head()
	if text != "" {
		span = name.Node.Span
	}
	return e.item(ThingElement, "[]", "["+text+"]", text, span)
}

// url adds a parsed URL.
func (e *Element) url(name string, u URLText) {
	c := e.add(URLElement, name, u.Text)
	if c.URL = u.URL; c.URL == nil || c.URL.Text != c.Value {
		c.URL = ParseURL(c.Value)
	}
}

// words adds a list of the texts that are not empty.
func (e *Element) words(name string, texts Texts) {
	list := e.add(ListElement, name, Text{texts.Key, texts.Node})
	for _, t := range texts.Items {
		if t.IsSet() {
			list.word(t)
		}
	}
	list.sort()
}

func (e *Element) word(t Text) {
	name := t.String()
	e.item(WordElement, "[]", "["+name+"]", name, t.Node.Span).Value = name
}

// setDefault sets the value that applies if the manifest has none.
func (e *Element) setDefault(value string) {
	if !e.There {
		e.Value = value
	}
}

// sort puts the items of a list in order. An item that is given twice occurs once: the
// first in the file counts.
func (e *Element) sort() {
	slices.SortStableFunc(e.Children, func(a, b *Element) int { return cmp.Compare(a.Item, b.Item) })
	e.Children = slices.CompactFunc(e.Children, func(a, b *Element) bool { return a.Item == b.Item })
}

// place is the value if it is on one line, and the key otherwise.
func (t Text) place() source.Span {
	v := t.Node
	if t.IsSet() && v.Style != manifest.Literal && v.Style != manifest.Folded && !strings.Contains(v.Text, "\n") {
		return v.Span
	}
	return t.Key.Span
}

// IsThere reports whether the manifest has the element.
func (e *Element) IsThere() bool { return e != nil && e.There }

// Text returns the value.
func (e *Element) Text() string {
	if e == nil {
		return ""
	}
	return e.Value
}

// Child returns the child with a name, or nil.
func (e *Element) Child(name string) *Element {
	if e == nil {
		return nil
	}
	for _, c := range e.Children {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Find returns the item of a list with a name, or nil.
func (e *Element) Find(item string) *Element {
	if e == nil {
		return nil
	}
	byItem := func(c *Element, name string) int { return cmp.Compare(c.Item, name) }
	i, ok := slices.BinarySearchFunc(e.Children, item, byItem)
	if !ok {
		return nil
	}
	return e.Children[i]
}
