package portal

import (
	"fmt"
	"slices"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// Importable returns what keeps the reading from becoming a manifest: values
// that a manifest must have or may not hold.
func (r *Reading) Importable() []diag.Diagnostic {
	c := &check{file: r.File, refused: make(map[rune]bool)}
	for _, e := range r.Root.Get("embedded").Map() {
		c.component(e)
	}
	for _, scope := range r.Root.Get("data_connector", "permissions").Map() {
		for _, tool := range scope.Value.Map() {
			if !isToolKey(tool.Key.Text) {
				c.report(tool.Key.Span, "compare it with the name of the tool in a newer manifest", "the tool %q is not spelled as tools are: lower case letters, digits and underscores", clip(tool.Key.Text))
			}
		}
	}
	c.characters(r.Root)
	diag.Sort(c.found)
	return slices.CompactFunc(c.found, func(a, b diag.Diagnostic) bool { return a.Span == b.Span && a.Message == b.Message })
}

func isToolKey(key string) bool {
	for i, c := range []byte(key) {
		if (c < 'a' || c > 'z') && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return key != ""
}

type check struct {
	file    *source.File
	found   []diag.Diagnostic
	refused map[rune]bool // what is known of characters
}

func (c *check) report(at source.Span, help, format string, args ...any) {
	if len(c.found) < maxFindings {
		c.found = append(c.found, finding(c.file, diag.Error, at, "", help, format, args...))
	}
}

func (c *check) component(e manifest.Entry) {
	name := componentNames["embedded."+e.Key.Text]
	if url, _ := e.Value.Get("url").Str(); url == "" {
		c.report(e.Key.Span, "fill it in in the portal, or take the component out of the JSON", "the %s has no URL (source_url, in schema 3.x iframe_src)", name)
	}
	if views := e.Value.Get("views"); e.Key.Text == "side_panel" && len(views.List()) == 0 {
		c.report(e.Key.Span, "name at least one view, as in rfi.detail", "the %s has no views", name)
	}
	for _, view := range e.Value.Get("views").List() {
		if view.Text == "" {
			c.report(view.Span, "remove it", "a view is empty")
		}
	}
	for _, p := range e.Value.Get("parameters").List() {
		if key := p.Get("key"); key.Text == "" {
			c.report(key.Span, "give it the name that stands in the URL", "a parameter has an empty key")
		}
	}
}

// characters refuses those that no manifest may hold, which are invisible or
// change how the text around them reads.
func (c *check) characters(n *manifest.Node) {
	for _, item := range n.Items {
		c.characters(item)
	}
	for _, e := range n.Entries {
		c.characters(e.Value)
	}
	if n.Kind == manifest.String {
		c.text(n)
	}
}

func (c *check) text(n *manifest.Node) {
	for _, r := range n.Text {
		if r >= ' ' && r < 0x7f || r == '\n' || r == '\t' {
			continue
		}
		refused, known := c.refused[r]
		if !known {
			_, found := manifest.Parse(source.New("", fmt.Appendf(nil, `"\U%08x"`, r)))
			refused = len(found) > 0
			c.refused[r] = refused
		}
		if refused {
			c.report(n.Span, "remove it: it is invisible, or changes how the text reads", "the text holds U+%04X, which a manifest may not have", r)
			return
		}
	}
}
