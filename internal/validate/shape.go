package validate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/schema"
)

// shape is one schema of a JSON Schema document, reduced to the keywords that
// our schemas use. It answers two questions the library does not: is this node
// accepted, without turning it into other values first, and what would have been
// accepted here. A text that is not accepted by the shape is judged by the
// library; a test holds the two verdicts against each other.
type shape struct {
	Ref                  string                 `json:"$ref"`
	Types                oneOrMore              `json:"type"`
	Const                any                    `json:"const"`
	Enum                 []string               `json:"enum"`
	Pattern              string                 `json:"pattern"`
	MinLength            int                    `json:"minLength"`
	MinItems             int                    `json:"minItems"`
	Required             []string               `json:"required"`
	Properties           schema.Ordered[*shape] `json:"properties"`
	AdditionalProperties *additional            `json:"additionalProperties"`
	PropertyNames        *shape                 `json:"propertyNames"`
	Items                *shape                 `json:"items"`
	AnyOf                []*shape               `json:"anyOf"`
	If                   *shape                 `json:"if"`
	Then                 *shape                 `json:"then"`
	Else                 *shape                 `json:"else"`
	Definitions          map[string]*shape      `json:"definitions"`

	// Title and PatternErrorMessage are words for people; the second is what
	// editors show where the pattern fails. Rule is the rule that reports a
	// value that is refused, where a general one would say too little.
	Title               string `json:"title"`
	PatternErrorMessage string `json:"patternErrorMessage"`
	Rule                string `json:"x-rule"`

	pattern *regexp.Regexp
}

// oneOrMore is a string or a list of strings.
type oneOrMore []string

func (o *oneOrMore) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		*o = make(oneOrMore, 1)
		return json.Unmarshal(data, &(*o)[0])
	}
	return json.Unmarshal(data, (*[]string)(o))
}

// additional is false, or the schema of the other properties.
type additional struct{ shape *shape }

func (a *additional) UnmarshalJSON(data []byte) error {
	if string(data) == "false" {
		return nil
	}
	return json.Unmarshal(data, &a.shape)
}

// document is a schema with its references resolved and its library form,
// which is costly and made only when a file is not accepted.
type document struct {
	name  string
	data  []byte
	root  *shape
	judge func() judge
}

func newDocument(name string, data []byte) *document {
	d := &document{name: name, data: data, root: &shape{}}
	if err := json.Unmarshal(lean(data), d.root); err != nil {
		panic(fmt.Sprintf("embedded %s: %v", name, err)) // a test decodes it
	}
	d.root.resolve(d.root.Definitions, make(map[*shape]bool))
	d.judge = sync.OnceValue(func() judge { return compileJudge(name, data) })
	return d
}

// lean returns a schema without its descriptions and its indentation. They are
// most of the bytes, and decoding reads all bytes many times, at each start.
func lean(data []byte) []byte {
	out := make([]byte, 0, len(data)/2)
	for line := range bytes.Lines(data) {
		line = bytes.TrimSpace(line)
		name, text, _ := bytes.Cut(line, []byte(`: "`))
		if string(name) == `"description"` || string(name) == `"markdownDescription"` {
			end := 0
			for ; end < len(text) && text[end] != '"'; end++ {
				if text[end] == '\\' {
					end++
				}
			}
			out = append(append(out, name...), `: "`...)
			line = text[end:]
		}
		out = append(out, line...)
	}
	return out
}

var (
	manifestSchema = sync.OnceValue(func() *document { return newDocument("manifest.schema.json", schema.Manifest) })
	projectSchema  = sync.OnceValue(func() *document { return newDocument("project.schema.json", schema.Project) })
)

// resolve follows references in place and compiles patterns. It returns the
// shape to use instead of s.
func (s *shape) resolve(definitions map[string]*shape, done map[*shape]bool) *shape {
	if s == nil {
		return nil
	}
	if name, ok := strings.CutPrefix(s.Ref, "#/definitions/"); ok {
		return definitions[name].resolve(definitions, done)
	}
	if done[s] {
		return s
	}
	done[s] = true
	if s.Pattern != "" {
		s.pattern = regexp.MustCompile(s.Pattern)
	}
	for _, next := range []**shape{&s.PropertyNames, &s.Items, &s.If, &s.Then, &s.Else} {
		*next = (*next).resolve(definitions, done)
	}
	if s.AdditionalProperties != nil {
		s.AdditionalProperties.shape = s.AdditionalProperties.shape.resolve(definitions, done)
	}
	for i := range s.AnyOf {
		s.AnyOf[i] = s.AnyOf[i].resolve(definitions, done)
	}
	for name, p := range s.Properties.Of {
		s.Properties.Of[name] = p.resolve(definitions, done)
	}
	return s
}

// property returns the shape of the value under key, or nil if the key is not
// accepted or anything is.
func (s *shape) property(key string) *shape {
	if p := s.Properties.Of[key]; p != nil {
		return p
	}
	if s.AdditionalProperties != nil {
		return s.AdditionalProperties.shape
	}
	return nil
}

var kindTypes = [...]string{
	manifest.Null: "null", manifest.Bool: "boolean", manifest.Number: "number", manifest.String: "string",
	manifest.List: "array", manifest.Map: "object",
}

// hasType reports whether a node is of a type that the shape allows.
func (s *shape) hasType(n *manifest.Node) bool {
	if len(s.Types) == 0 || slices.Contains(s.Types, kindTypes[n.Kind]) {
		return true
	}
	if n.Kind != manifest.Number || !slices.Contains(s.Types, "integer") {
		return false
	}
	v := n.JSON().(float64)
	return v == math.Trunc(v) // 1.0 is an integer too
}

// accepts reports whether the node is what the schema asks for. An Invalid node
// is not: it has its finding, and the library is asked about the rest.
func (s *shape) accepts(n *manifest.Node) bool {
	if n.Kind == manifest.Invalid || !s.hasType(n) {
		return false
	}
	if s.Const != nil && n.JSON() != s.Const {
		return false
	}
	if s.Enum != nil && (n.Kind != manifest.String || !slices.Contains(s.Enum, n.Text)) {
		return false
	}
	if s.If != nil {
		branch := s.Else
		if s.If.accepts(n) {
			branch = s.Then
		}
		if branch != nil && !branch.accepts(n) {
			return false
		}
	}
	switch n.Kind {
	case manifest.String:
		return (s.pattern == nil || s.pattern.MatchString(n.Text)) &&
			(s.MinLength == 0 || utf8.RuneCountInString(n.Text) >= s.MinLength)
	case manifest.List:
		return s.acceptsList(n)
	case manifest.Map:
		return s.acceptsMap(n)
	}
	return true
}

func (s *shape) acceptsList(n *manifest.Node) bool {
	if len(n.Items) < s.MinItems {
		return false
	}
	for _, item := range n.Items {
		if s.Items != nil && !s.Items.accepts(item) {
			return false
		}
	}
	return true
}

func (s *shape) acceptsMap(n *manifest.Node) bool {
	for _, key := range s.Required {
		if n.Entry(key) == nil {
			return false
		}
	}
	for _, e := range n.Entries {
		if s.PropertyNames != nil && !s.PropertyNames.pattern.MatchString(e.Key.Text) {
			return false
		}
		p := s.property(e.Key.Text)
		if p == nil {
			if s.AdditionalProperties != nil {
				return false
			}
			continue
		}
		if !p.accepts(e.Value) {
			return false
		}
	}
	if len(s.AnyOf) == 0 {
		return true
	}
	return slices.ContainsFunc(s.AnyOf, func(branch *shape) bool { return branch.accepts(n) })
}
