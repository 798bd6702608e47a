package change

import (
	"cmp"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// kind says how a part of a manifest is compared.
type kind uint8

const (
	text    kind = iota // a scalar
	choice              // true or false, read as required or optional
	address             // a URL template
	word                // an item of words
	group               // a map that is nothing by itself
	thing               // a map that comes and goes as a whole
	words               // a list of words, each of which comes and goes
	things              // a list of maps, each known by its key
	tools               // a map of permissions, each known by its name
)

const (
	required = "required"
	optional = "optional"
)

// part is a part of a manifest. The tree of parts names every field that is
// compared; a test holds it against the schema.
type part struct {
	name string
	kind kind
	// subject is the part in words, with {placeholders} of words.go.
	subject string
	// component names the component that the part is.
	component string
	// scope is company or project for a permission.
	scope string
	// missing is the value of a text that is not there.
	missing string
	// known are the only words that count; any word if there are none.
	known []string
	// shown are the parts that stand for a thing when it comes or goes.
	shown []string
	parts []*part
	// of is what the items of a list or of a map of permissions are.
	of *part
}

var shape = &part{kind: group, parts: []*part{
	{name: "app", kind: group, parts: []*part{
		{name: "name", subject: "name of the app"},
		{name: "distribution", subject: "distribution of the app"},
	}},
	{name: "data_connector", kind: thing, subject: "data connector", component: "the data connector", shown: []string{"authentication", "permissions"}, parts: []*part{
		{name: "authentication", kind: words, known: []string{"user_level", "service_account"}, of: &part{kind: word, subject: "{authentication}"}},
		{name: "permissions", kind: group, parts: []*part{permissions("company"), permissions("project")}},
	}},
	{name: "embedded", kind: group, parts: []*part{
		component("full_screen", "full screen"),
		component("side_panel", "side panel",
			&part{name: "views", kind: words, of: &part{kind: word, subject: "view {item} of {component}"}}),
	}},
	{name: "setup_instructions", kind: group, parts: []*part{
		{name: "url", subject: "address of the setup page"},
		{name: "page_name", subject: "name of the setup page"},
	}},
	{name: "post_installation_notes", subject: "post-installation notes"},
}}

func permissions(scope string) *part {
	return &part{name: scope, kind: tools, of: &part{
		kind: thing, scope: scope, subject: "{scope} tool {item}", shown: []string{"level"}, parts: []*part{
			{name: "level", scope: scope, subject: "access to {scope} tool {item}"},
			{name: "purpose", scope: scope, subject: "purpose of {scope} tool {item}"},
		},
	}}
}

func component(name, called string, more ...*part) *part {
	const of = ` of parameter "{item}" of {component}`
	parts := []*part{
		{name: "description", subject: "description of {component}"},
		{name: "url", kind: address, subject: "URL of {component}"},
	}
	parts = append(append(parts, more...), &part{name: "parameters", kind: things, of: &part{
		kind: thing, subject: `{need} parameter "{item}" of {component}`, shown: []string{"required"}, parts: []*part{
			{name: "name", subject: "name" + of},
			{name: "type", subject: "type" + of, missing: "string"},
			{name: "description", subject: "description" + of},
			{name: "required", kind: choice, subject: `parameter "{item}" of {component}`, missing: optional},
			{name: "support_link", kind: thing, subject: "help link" + of, shown: []string{"url"}, parts: []*part{
				{name: "url", subject: "address of the help link" + of},
				{name: "label", subject: "label of the help link" + of},
			}},
		},
	}})
	return &part{name: name, kind: thing, subject: called, component: "the " + called, shown: []string{"url"}, parts: parts}
}

// element is a part of one manifest. Where nothing is written there is an
// element all the same, except for a thing. All methods accept a nil receiver.
type element struct {
	part *part
	// at is the path in the schema, path that of this element.
	at, path string
	// item is the name by which the list or map of permissions around knows it.
	item  string
	value string
	there bool
	// span is where it stands, or the nearest thing around it.
	span source.Span
	// children are in the order of the parts, items by name.
	children []*element
}

func (e *element) isThere() bool { return e != nil && e.there }

// text returns the value; none for an element that does not exist.
func (e *element) text() string {
	if e == nil {
		return ""
	}
	return e.value
}

// child returns the part with this name, or nil.
func (e *element) child(name string) *element {
	if e == nil {
		return nil
	}
	for _, c := range e.children {
		if c.part.name == name {
			return c
		}
	}
	return nil
}

// shows returns what stands for the element as a whole.
func (e *element) shows() string { return strings.Join(e.leaves(), ", ") }

// leaves returns the values that stand for the element.
func (e *element) leaves() []string {
	if e == nil {
		return nil
	}
	var all []string
	switch e.part.kind {
	case text, choice, address, word:
		if e.value != "" {
			all = append(all, e.value)
		}
	case thing:
		for _, name := range e.part.shown {
			all = append(all, e.child(name).leaves()...)
		}
	case tools: // among others, a level needs its tool
		for _, c := range e.children {
			all = append(all, e.part.name+" "+c.item+" "+c.shows())
		}
	default:
		for _, c := range e.children {
			all = append(all, c.leaves()...)
		}
	}
	return all
}

// read returns the elements of a manifest.
func read(root *manifest.Node) *element {
	top := &element{part: shape}
	if root != nil && root.Kind == manifest.Map {
		top.there, top.span = true, root.Head()
	}
	top.readParts(root)
	return top
}

// readParts reads the children of a map.
func (e *element) readParts(n *manifest.Node) {
	for _, p := range e.part.parts {
		c := &element{part: p, at: join(e.at, p.name), path: join(e.path, p.name), item: e.item, span: e.span}
		var value *manifest.Node
		if entry := n.Entry(p.name); entry != nil {
			value, c.span = entry.Value, placeOfEntry(*entry)
		}
		if c.read(value); c.there || p.kind != thing {
			e.children = append(e.children, c)
		}
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// placeOfEntry is the value where it stands on one line, and the key otherwise.
func placeOfEntry(e manifest.Entry) source.Span {
	v := e.Value
	if _, ok := scalar(v); ok && v.Style != manifest.Literal && v.Style != manifest.Folded && !strings.Contains(v.Text, "\n") {
		return v.Span
	}
	return e.Key.Span
}

func (e *element) read(n *manifest.Node) {
	switch e.part.kind {
	case text, choice, address:
		if e.value, e.there = scalar(n); !e.there {
			e.value = e.part.missing
		} else if e.part.kind == choice {
			e.value = need(n)
		}
	case group, thing:
		e.there = n != nil && n.Kind == manifest.Map
		e.readParts(n)
	case words, things:
		e.there = n != nil && n.Kind == manifest.List
		for _, item := range n.List() {
			e.readItem(item)
		}
	case tools:
		e.there = n != nil && n.Kind == manifest.Map
		for _, entry := range n.Map() {
			e.readTool(entry)
		}
	}
	if e.part.of != nil {
		// What is given twice is there once: the first in the file counts.
		slices.SortStableFunc(e.children, func(a, b *element) int { return cmp.Compare(a.item, b.item) })
		e.children = slices.CompactFunc(e.children, func(a, b *element) bool { return a.item == b.item })
	}
}

// scalar returns the value of a scalar. An empty text is none, and line breaks
// at the end depend on how a text is written, not on what it says.
func scalar(n *manifest.Node) (string, bool) {
	if n == nil || n.Kind != manifest.String && n.Kind != manifest.Number && n.Kind != manifest.Bool {
		return "", false
	}
	value := strings.TrimRight(n.Text, "\n")
	return value, value != ""
}

func need(n *manifest.Node) string {
	if n.Kind == manifest.Bool && n.Text == "false" {
		return optional
	}
	return required
}

func (e *element) readItem(n *manifest.Node) {
	span, key := n.Head(), n
	if e.part.kind == things {
		if n.Kind != manifest.Map {
			return
		}
		key = n.Get("key")
	}
	name, ok := scalar(key)
	if ok {
		span = key.Span
	}
	if e.part.kind == words && (!ok || e.part.known != nil && !slices.Contains(e.part.known, name)) {
		return
	}
	item := &element{part: e.part.of, at: e.at + "[]", path: e.path + "[" + name + "]", item: name, there: true, span: span}
	if e.part.kind == words {
		item.value = name
	} else {
		item.readParts(n)
	}
	e.children = append(e.children, item)
}

// readTool reads a permission: a level, or a map that holds one.
func (e *element) readTool(entry manifest.Entry) {
	name := entry.Key.Text
	tool := &element{part: e.part.of, at: e.at + ".<name>", path: e.path + "." + name, item: name, there: true, span: entry.Key.Span}
	switch entry.Value.Kind {
	case manifest.Map:
		tool.readParts(entry.Value)
	default:
		value, ok := scalar(entry.Value)
		if !ok {
			return
		}
		tool.readParts(nil)
		level := tool.child("level")
		level.value, level.there, level.span = value, true, placeOfEntry(entry)
	}
	e.children = append(e.children, tool)
}
