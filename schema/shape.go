package schema

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync/atomic"

	"github.com/tailscale/hujson"
)

// Shape is one schema of a JSON Schema document, reduced to the keywords that
// our schemas use. References are followed: words beside one say more than those
// behind it.
type Shape struct {
	Types    []string
	Const    any
	Default  any
	Enum     []string
	Pattern  *Pattern
	Required []string

	MinLength, MinItems int
	// Minimum and Maximum are the limits of a number, nil if there are none.
	Minimum, Maximum *int

	// Properties are in the order of the schema, which is the canonical order of
	// keys in a file.
	Properties []Property
	// Closed says that there are no other properties; Others is what they are,
	// nil if they may be anything.
	Closed bool
	Others *Shape

	PropertyNames, Items, If, Then, Else *Shape

	AnyOf []*Shape

	// Title and Description are words for people, the second in Markdown.
	// PatternErrorMessage is what editors show where the pattern fails. Rule is
	// the rule that reports a value that is refused, where a general one would
	// say too little.
	Title, Description, PatternErrorMessage, Rule string

	EnumDescriptions []string
}

// Property is a key that a schema names.
type Property struct {
	Name  string
	Shape *Shape
}

// Named returns the shape of the value under a key that the schema names, or nil.
func (s *Shape) Named(key string) *Shape {
	for i := range s.Properties {
		if s.Properties[i].Name == key {
			return s.Properties[i].Shape
		}
	}
	return nil
}

// Names returns the keys that the schema names, in its order.
func (s *Shape) Names() []string {
	names := make([]string, len(s.Properties))
	for i, p := range s.Properties {
		names[i] = p.Name
	}
	return names
}

// Property returns the shape of the value under key, or nil if the key is not
// accepted or anything is.
func (s *Shape) Property(key string) *Shape {
	if p := s.Named(key); p != nil {
		return p
	}
	return s.Others
}

// Pattern is a regular expression that is compiled when a text is first matched.
type Pattern struct {
	Expression string
	compiled   atomic.Pointer[regexp.Regexp]
}

// MatchString reports whether the text matches.
func (p *Pattern) MatchString(text string) bool {
	re := p.compiled.Load()
	if re == nil {
		re = regexp.MustCompile(p.Expression)
		p.compiled.Store(re)
	}
	return re.MatchString(text)
}

// String returns the expression.
func (p *Pattern) String() string { return p.Expression }

// Of returns the shape of one of our schemas: that of files from a table, others
// are read. It panics if the data is no such schema; they are embedded, and a test
// reads them all.
func Of(data []byte) *Shape {
	switch &data[0] {
	case &Manifest[0]:
		return &manifestShape
	case &Project[0]:
		return &projectShape
	case &InUse[0]:
		return &inUseShape
	case &Results[0]:
		return &resultsShape
	}
	return readShape(data)
}

func readShape(data []byte) *Shape {
	root, err := hujson.Parse(data)
	if err != nil {
		panic("embedded schema: " + err.Error())
	}
	r := shapeReader{definitions: make(map[string]*hujson.Value), read: make(map[string]*Shape)}
	for _, m := range members(&root) {
		if m.name == "definitions" {
			for _, d := range members(m.value) {
				r.definitions[d.name] = d.value
			}
		}
	}
	return r.shape(&root)
}

type member struct {
	name  string
	value *hujson.Value
}

func members(v *hujson.Value) []member {
	object, ok := v.Value.(*hujson.Object)
	if !ok {
		return nil
	}
	list := make([]member, len(object.Members))
	for i := range object.Members {
		m := &object.Members[i]
		list[i] = member{m.Name.Value.(hujson.Literal).String(), &m.Value}
	}
	return list
}

type shapeReader struct {
	definitions map[string]*hujson.Value
	read        map[string]*Shape
}

func (r *shapeReader) shape(v *hujson.Value) *Shape {
	s := &Shape{}
	all := members(v)
	for _, m := range all {
		if m.name == "$ref" {
			*s = *r.definition(strings.TrimPrefix(text(m.value), "#/definitions/"))
		}
	}
	markdown := ""
	for _, m := range all {
		switch m.name {
		case "type":
			s.Types = texts(m.value)
		case "const":
			s.Const = plain(m.value)
		case "default":
			s.Default = plain(m.value)
		case "enum":
			s.Enum = texts(m.value)
		case "enumDescriptions":
			s.EnumDescriptions = texts(m.value)
		case "pattern":
			s.Pattern = &Pattern{Expression: text(m.value)}
		case "required":
			s.Required = texts(m.value)
		case "minLength":
			s.MinLength = int(m.value.Value.(hujson.Literal).Int())
		case "minItems":
			s.MinItems = int(m.value.Value.(hujson.Literal).Int())
		case "minimum":
			s.Minimum = limit(m.value)
		case "maximum":
			s.Maximum = limit(m.value)
		case "properties":
			for _, p := range members(m.value) {
				s.Properties = append(s.Properties, Property{p.name, r.shape(p.value)})
			}
		case "additionalProperties":
			if s.Closed = text(m.value) == "false"; !s.Closed && text(m.value) != "true" {
				s.Others = r.shape(m.value)
			}
		case "propertyNames":
			s.PropertyNames = r.shape(m.value)
		case "items":
			s.Items = r.shape(m.value)
		case "if":
			s.If = r.shape(m.value)
		case "then":
			s.Then = r.shape(m.value)
		case "else":
			s.Else = r.shape(m.value)
		case "anyOf":
			for _, branch := range elements(m.value) {
				s.AnyOf = append(s.AnyOf, r.shape(&branch))
			}
		case "title":
			s.Title = text(m.value)
		case "description":
			s.Description = text(m.value)
		case "markdownDescription":
			markdown = text(m.value)
		case "patternErrorMessage":
			s.PatternErrorMessage = text(m.value)
		case "x-rule":
			s.Rule = text(m.value)
		}
	}
	if markdown != "" {
		s.Description = markdown
	}
	return s
}

func (r *shapeReader) definition(name string) *Shape {
	if s := r.read[name]; s != nil {
		return s
	}
	v := r.definitions[name]
	if v == nil {
		panic(fmt.Sprintf("embedded schema: there is no definition %q", name))
	}
	r.read[name] = r.shape(v)
	return r.read[name]
}

func limit(v *hujson.Value) *int {
	n := int(v.Value.(hujson.Literal).Int())
	return &n
}

// text returns a string as it is meant, and any other literal as it is written.
func text(v *hujson.Value) string {
	literal, _ := v.Value.(hujson.Literal)
	return literal.String()
}

func elements(v *hujson.Value) []hujson.Value {
	if array, ok := v.Value.(*hujson.Array); ok {
		return array.Elements
	}
	return nil
}

// texts returns the texts of a list, or the one that stands for a list.
func texts(v *hujson.Value) []string {
	list := elements(v)
	if list == nil {
		return []string{text(v)}
	}
	all := make([]string, len(list))
	for i := range list {
		all[i] = text(&list[i])
	}
	return all
}

// plain returns a value as encoding/json decodes it.
func plain(v *hujson.Value) (value any) {
	if err := json.Unmarshal(v.Pack(), &value); err != nil {
		panic("embedded schema: " + err.Error())
	}
	return value
}
