package portal

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/schema"
)

// shape is so much of the JSON Schema as says in which order keys stand.
type shape struct {
	Ref         string                 `json:"$ref"`
	Properties  schema.Ordered[*shape] `json:"properties"`
	Items       *shape                 `json:"items"`
	Definitions map[string]*shape      `json:"definitions"`
	// Additional is true of maps whose keys people choose; their order stays.
	Additional json.RawMessage `json:"additionalProperties"`
}

var manifestShape = sync.OnceValue(func() *shape {
	var s shape
	if err := json.Unmarshal(schema.Manifest, &s); err != nil {
		panic("embedded schema: " + err.Error()) // a test reads it
	}
	return &s
})

// order puts the keys of a manifest in the order of the schema. Tools keep the
// order they have.
func order(root *manifest.Node) { orderAs(root, manifestShape()) }

func orderAs(n *manifest.Node, s *shape) {
	if s == nil {
		return
	}
	if name, ok := strings.CutPrefix(s.Ref, "#/definitions/"); ok {
		s = manifestShape().Definitions[name]
	}
	for _, item := range n.Items {
		orderAs(item, s.Items)
	}
	if string(s.Additional) == "false" {
		place := func(e manifest.Entry) int { return slices.Index(s.Properties.Names, e.Key.Text) }
		slices.SortStableFunc(n.Entries, func(a, b manifest.Entry) int { return place(a) - place(b) })
	}
	for _, e := range n.Entries {
		orderAs(e.Value, s.Properties.Of[e.Key.Text])
	}
}
