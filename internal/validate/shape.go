package validate

import (
	"math"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/schema"
)

// document is a schema and its library form, which is costly and made only when
// a file is not accepted. What is not accepted here is judged by the library; a
// test holds the two verdicts against each other.
type document struct {
	name  string
	root  *schema.Shape
	judge func() judge
}

func newDocument(name string, data []byte) *document {
	judge := func() judge { return compileJudge(name, data) }
	return &document{name: name, root: schema.Of(data), judge: sync.OnceValue(judge)}
}

var (
	manifestSchema = newDocument("manifest.schema.json", schema.Manifest)
	inUseSchema    = newDocument("in-use.schema.json", schema.InUse)
	resultsSchema  = newDocument("results.schema.json", schema.Results)
	projectSchema  = newDocument("project.schema.json", schema.Project)
)

var kindTypes = [...]string{
	manifest.Null: "null", manifest.Bool: "boolean", manifest.Number: "number", manifest.String: "string",
	manifest.List: "array", manifest.Map: "object",
}

// hasType reports whether a node is of a type that the shape allows.
func hasType(s *schema.Shape, n *manifest.Node) bool {
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
func accepts(s *schema.Shape, n *manifest.Node) bool {
	if n.Kind == manifest.Invalid || !hasType(s, n) {
		return false
	}
	if s.Const != nil && n.JSON() != s.Const {
		return false
	}
	if s.Enum != nil && (n.Kind != manifest.String || !slices.Contains(s.Enum, n.Text)) {
		return false
	}
	if s.If != nil {
		if b := branch(s, n); b != nil && !accepts(b, n) {
			return false
		}
	}
	switch n.Kind {
	case manifest.String:
		return (s.Pattern == nil || s.Pattern.MatchString(n.Text)) &&
			(s.MinLength == 0 || utf8.RuneCountInString(n.Text) >= s.MinLength)
	case manifest.Number:
		return (s.Minimum == nil || n.JSON().(float64) >= float64(*s.Minimum)) &&
			(s.Maximum == nil || n.JSON().(float64) <= float64(*s.Maximum))
	case manifest.List:
		return acceptsList(s, n)
	case manifest.Map:
		return acceptsMap(s, n)
	}
	return true
}

func acceptsList(s *schema.Shape, n *manifest.Node) bool {
	if len(n.Items) < s.MinItems {
		return false
	}
	for _, item := range n.Items {
		if s.Items != nil && !accepts(s.Items, item) {
			return false
		}
	}
	return true
}

func acceptsMap(s *schema.Shape, n *manifest.Node) bool {
	for _, key := range s.Required {
		if n.Entry(key) == nil {
			return false
		}
	}
	for _, e := range n.Entries {
		if s.PropertyNames != nil && !s.PropertyNames.Pattern.MatchString(e.Key.Text) {
			return false
		}
		p := s.Property(e.Key.Text)
		if p == nil {
			if s.Closed {
				return false
			}
			continue
		}
		if !accepts(p, e.Value) {
			return false
		}
	}
	if len(s.AnyOf) == 0 {
		return true
	}
	return slices.ContainsFunc(s.AnyOf, func(branch *schema.Shape) bool { return accepts(branch, n) })
}
