package schema

import (
	"encoding/json"
	"fmt"
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

type described struct {
	Ref                 string              `json:"$ref"`
	Type                any                 `json:"type"`
	Title               string              `json:"title"`
	Description         string              `json:"description"`
	MarkdownDescription string              `json:"markdownDescription"`
	Enum                []any               `json:"enum"`
	EnumDescriptions    []string            `json:"enumDescriptions"`
	Default             any                 `json:"default"`
	Required            []string            `json:"required"`
	Properties          Ordered[*described] `json:"properties"`
	Additional          json.RawMessage     `json:"additionalProperties"`
	Items               *described          `json:"items"`
	Then                *described          `json:"then"`
	Else                *described          `json:"else"`
	Definitions         map[string]*described
}

// Fields returns the title and introduction of a schema and every key that it
// names, in its order, parents before children. Keys of maps that take any
// name, such as permission tools, are given once, as <name>.
func Fields(data []byte) (title, intro string, fields []Field, err error) {
	var root described
	if err := json.Unmarshal(data, &root); err != nil {
		return "", "", nil, fmt.Errorf("read schema: %w", err)
	}
	w := fieldWalk{definitions: root.Definitions}
	w.object(&root, "")
	return root.Title, root.words(), w.fields, nil
}

// anyName stands for a key that a schema does not name.
const anyName = "<name>"

type fieldWalk struct {
	definitions map[string]*described
	fields      []Field
}

// resolve follows a reference; words beside it say more than those behind it.
func (w *fieldWalk) resolve(d *described) *described {
	name, ok := strings.CutPrefix(d.Ref, "#/definitions/")
	if !ok {
		return d
	}
	target := *w.resolve(w.definitions[name])
	if d.Title != "" {
		target.Title = d.Title
	}
	if d.words() != "" {
		target.Description, target.MarkdownDescription = d.Description, d.MarkdownDescription
	}
	return &target
}

func (d *described) words() string {
	if d.MarkdownDescription != "" {
		return d.MarkdownDescription
	}
	return d.Description
}

func (w *fieldWalk) object(d *described, path string) {
	if d.Then != nil {
		w.object(w.resolve(d.Then), path)
		return
	}
	var any *described
	if len(d.Additional) > 0 && d.Additional[0] == '{' {
		any = &described{}
		if json.Unmarshal(d.Additional, any) != nil {
			any = nil
		}
	}
	if any != nil { // the named keys are only examples of what is accepted
		w.field(w.resolve(any), path+anyName, false)
		return
	}
	for _, name := range d.Properties.Names {
		required := false
		for _, r := range d.Required {
			required = required || r == name
		}
		w.field(w.resolve(d.Properties.Of[name]), path+name, required)
	}
}

func (w *fieldWalk) field(d *described, path string, required bool) {
	f := Field{Path: path, Required: required, Title: d.Title, Markdown: d.words(), EnumDescriptions: d.EnumDescriptions, Default: d.Default}
	switch t := d.Type.(type) {
	case string:
		f.Type = t
	case []any:
		var names []string
		for _, n := range t {
			names = append(names, fmt.Sprint(n))
		}
		f.Type = strings.Join(names, " or ")
	}
	enum, descriptions := d.Enum, d.EnumDescriptions
	if d.Else != nil && enum == nil {
		level := w.resolve(d.Else)
		enum, descriptions = level.Enum, level.EnumDescriptions
	}
	if d.Items != nil {
		item := w.resolve(d.Items)
		if item.Enum != nil {
			enum, descriptions = item.Enum, item.EnumDescriptions
		}
	}
	for _, v := range enum {
		f.Enum = append(f.Enum, fmt.Sprint(v))
	}
	f.EnumDescriptions = descriptions
	w.fields = append(w.fields, f)
	w.object(d, path+".")
	if d.Items != nil {
		w.object(w.resolve(d.Items), path+"[].")
	}
}
