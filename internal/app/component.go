package app

import (
	"strings"

	"github.com/procore-manifest/manifest/internal/manifest"
)

// ComponentKind is a kind of embedded component.
type ComponentKind uint8

// The kinds of embedded components, in the order in which they are listed.
const (
	FullScreen ComponentKind = iota
	SidePanel
)

// ComponentKinds returns all kinds, full screen first.
func ComponentKinds() []ComponentKind { return []ComponentKind{FullScreen, SidePanel} }

var componentNames = [...]struct{ key, words, noun, label string }{
	FullScreen: {"full_screen", "full screen", "full screen component", "Full Screen"},
	SidePanel:  {"side_panel", "side panel", "side panel", "Side Panel"},
}

// Key is the kind as a key of a manifest.
func (k ComponentKind) Key() string { return componentNames[k].key }

// String is the kind in front of a noun: full screen URL.
func (k ComponentKind) String() string { return componentNames[k].words }

// Noun is what a sentence calls a component of the kind: full screen component.
func (k ComponentKind) Noun() string { return componentNames[k].noun }

// Label is the kind as the portal shows it.
func (k ComponentKind) Label() string { return componentNames[k].label }

// Path is the path of the component in a manifest.
func (k ComponentKind) Path() string { return "embedded." + k.Key() }

// Component is an embedded component: a page of the app inside Procore.
type Component struct {
	Kind        ComponentKind
	Key, Node   *manifest.Node
	UUID        Text
	Description Text
	URL         URLText
	Parameters  []Parameter
	// ParametersNode is the list of parameters; nil if the key is missing.
	ParametersNode *manifest.Node
	Views          Texts // of a side panel
}

// Parameter is a value that installers enter.
type Parameter struct {
	Node        *manifest.Node // the map
	Key         Text
	Name        Text
	Type        Text
	Description Text
	Required    Text // see [Text.True]
	SupportLink SupportLink
}

// SupportLink leads from a parameter to a page that explains it.
type SupportLink struct {
	Key, Node *manifest.Node // nil if the parameter has none
	URL       URLText
	Label     Text
}

// readComponent returns a component, or nil if the manifest has no map for it.
func readComponent(kind ComponentKind, embedded *manifest.Node) *Component {
	e := embedded.Entry(kind.Key())
	if e == nil || e.Value.Kind != manifest.Map {
		return nil
	}
	n := e.Value
	c := &Component{
		Kind: kind, Key: e.Key, Node: n,
		UUID: textAt(n, "uuid"), Description: textAt(n, "description"), URL: urlAt(n, "url"), Views: textsAt(n,
			"views"),
	}
	c.ParametersNode = n.Get("parameters")
	for _, item := range c.ParametersNode.List() {
		if item.Kind == manifest.Map {
			c.Parameters = append(c.Parameters, readParameter(item))
		}
	}
	return c
}

func readParameter(n *manifest.Node) Parameter {
	p := Parameter{
		Node: n, Key: textAt(n, "key"), Name: textAt(n, "name"), Type: textAt(n, "type"),
		Description: textAt(n, "description"), Required: textAt(n, "required"),
	}
	if e := n.Entry(KeySupportLink); e != nil {
		p.SupportLink = SupportLink{Key: e.Key, Node: e.Value, URL: urlAt(e.Value, "url"), Label: textAt(e.Value,
			"label")}
	}
	return p
}

// Fields returns the parameters that have a key, each key once: of two parameters with
// the same key, the portal keeps only the first.
func (c *Component) Fields() []Parameter {
	if c == nil {
		return nil
	}
	list := make([]Parameter, 0, len(c.Parameters))
	for i := range c.Parameters {
		p := &c.Parameters[i]
		if key := p.Key.String(); key != "" && c.parameter(key) == p {
			list = append(list, *p)
		}
	}
	return list
}

// parameter returns the first parameter with a key, nil for none.
func (c *Component) parameter(key string) *Parameter {
	for i := range c.Parameters {
		if p := &c.Parameters[i]; p.Key.String() == key {
			return p
		}
	}
	return nil
}

// Field returns the parameter with a key, and false if there is none.
func (c *Component) Field(key string) (Parameter, bool) {
	if c == nil || key == "" {
		return Parameter{}, false
	}
	if p := c.parameter(key); p != nil {
		return *p, true
	}
	return Parameter{}, false
}

// Shown is the parameter as installers see it: its name on one line, or its key if it
// has no name.
func (p *Parameter) Shown() string {
	if name := strings.Join(strings.Fields(p.Name.String()), " "); name != "" {
		return name
	}
	return p.Key.String()
}

// Whether a parameter must be filled in.
const (
	Required = "required"
	Optional = "optional"
)

// Need says whether installers must fill the parameter in: required or optional.
func (p *Parameter) Need() string {
	if p.Required.True() {
		return Required
	}
	return Optional
}
