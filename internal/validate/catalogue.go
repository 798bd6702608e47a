package validate

import (
	"slices"
	"sync"

	"github.com/procore-manifest/manifest/schema"
)

// Catalogue is what the portal is known to offer, together with what the
// project adds because it has seen it in its own portal.
type Catalogue struct {
	config *Config
	views  func() map[string]bool
}

func newCatalogue(c *Config) *Catalogue {
	return &Catalogue{config: c, views: sync.OnceValue(func() map[string]bool {
		m := make(map[string]bool)
		for _, v := range schema.Views() {
			m[v.Key] = true
		}
		for _, v := range c.ExtraViews {
			m[v] = true
		}
		return m
	})}
}

// HasView reports whether the key is a known side panel view.
func (c *Catalogue) HasView(key string) bool { return c.views()[key] }

// ViewKeys returns the known view keys.
func (c *Catalogue) ViewKeys() []string {
	keys := make([]string, 0, len(schema.Views())+len(c.config.ExtraViews))
	for _, v := range schema.Views() {
		keys = append(keys, v.Key)
	}
	return append(keys, c.config.ExtraViews...)
}

// HasTool reports whether the key is a known or plausible permission tool of
// the scope.
func (c *Catalogue) HasTool(scope schema.Scope, key string) bool {
	if slices.Contains(c.config.ExtraTools[scope], key) {
		return true
	}
	_, ok := schema.FindTool(scope, key)
	return ok
}

// ToolKeys returns the known and plausible permission tools of the scope.
func (c *Catalogue) ToolKeys(scope schema.Scope) []string {
	var keys []string
	for _, t := range schema.Tools() {
		if t.Scope == scope {
			keys = append(keys, t.Keys...)
		}
	}
	return append(keys, c.config.ExtraTools[scope]...)
}
