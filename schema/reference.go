package schema

import (
	"slices"
	"strings"
)

// Field is one key of a file, as its schema describes it to people.
type Field struct {
	// Path is where the key stands: embedded.side_panel.views, or
	// parameters[].key for a key of each item of a list.
	Path string
	// Type is the JSON type, or several joined with " or ".
	Type             string
	Required         bool
	Title            string
	Markdown         string
	Enum             []string
	EnumDescriptions []string
	Default          any
}

// Fields returns every key that a schema names, in its order, parents before
// children. Keys of maps that take any name, such as permission tools, are given
// once, as <name>.
func (s *Shape) Fields() []Field { return s.fields(nil, "") }

// anyName stands for a key that a schema does not name.
const anyName = "<name>"

func (s *Shape) fields(list []Field, path string) []Field {
	if s.Then != nil {
		return s.Then.fields(list, path)
	}
	if s.Others != nil { // the named keys are only examples of what is accepted
		return s.Others.field(list, path+anyName, false)
	}
	required := make(map[string]bool)
	for _, name := range s.Required {
		required[name] = true
	}
	for _, p := range s.Properties {
		list = p.Shape.field(list, path+p.Name, required[p.Name])
	}
	return list
}

func (s *Shape) field(list []Field, path string, required bool) []Field {
	choices, types := s, s.Types
	if s.Else != nil && s.Enum == nil {
		choices = s.Else
		types = slices.Concat(s.Else.Types, s.Then.Types)
	}
	if s.Items != nil && s.Items.Enum != nil {
		choices = s.Items
	}
	list = append(list, Field{
		Path: path, Type: strings.Join(types, " or "), Required: required, Title: s.Title, Markdown: s.Description,
		Enum: choices.Enum, EnumDescriptions: choices.EnumDescriptions, Default: s.Default,
	})
	list = s.fields(list, path+".")
	if s.Items != nil {
		list = s.Items.fields(list, path+"[].")
	}
	return list
}

// KeyOrder returns the order in which a schema lists the keys of each map, by
// the path of the map as in [Field]: "" for the file itself,
// "embedded.side_panel.parameters[]" for each item of a list. Maps that take any
// name are not in it; below them, <name> stands for each key.
func (s *Shape) KeyOrder() map[string][]string {
	order := make(map[string][]string)
	for _, f := range s.Fields() {
		parent, name := "", f.Path
		if i := strings.LastIndexByte(f.Path, '.'); i >= 0 {
			parent, name = f.Path[:i], f.Path[i+1:]
		}
		if name != anyName {
			order[parent] = append(order[parent], name)
		}
	}
	return order
}
