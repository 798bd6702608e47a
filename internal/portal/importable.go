package portal

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// Importable returns what keeps the reading from becoming a manifest: values
// that a manifest must have or may not hold.
func (r *Reading) Importable() []diag.Diagnostic {
	c := &check{file: r.File, refused: make(map[rune]bool)}
	m := app.Read(r.Root)
	for _, component := range m.Components() {
		c.component(component)
	}
	for _, p := range m.Connector.Permissions {
		if !app.IsToolKey(p.Tool.Text) {
			c.report(p.Tool.Span, "look up the name of the tool in a newer manifest",
				"the tool name %q may contain only lower-case letters, digits and underscores",
				clip(p.Tool.Text))
		}
	}
	c.characters(r.Root)
	diag.Sort(c.found)
	return slices.CompactFunc(c.found, func(a, b diag.Diagnostic) bool {
		return a.Span == b.Span &&
			a.Message == b.Message
	})
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

func (c *check) component(of *app.Component) {
	if url, _ := of.URL.Str(); url == "" {
		c.report(of.Key.Span, "enter the URL in the portal, or remove the component from the JSON",
			"the %s component has no URL (source_url in schema 4.1, iframe_src in schema 3.x)", of.Kind)
	}
	if of.Kind == app.SidePanel && len(of.Views.Items) == 0 {
		c.report(of.Key.Span, "add at least one view, for example rfi.detail", "the %s component has no views", of.Kind)
	}
	for _, view := range of.Views.Items {
		if view.Node.Text == "" {
			c.report(view.Node.Span, "remove the empty view", "a view is empty")
		}
	}
	for _, p := range of.Parameters {
		if p.Key.Node.Text == "" {
			c.report(p.Key.Node.Span, "give the parameter the key that the URL uses", "a parameter has an empty key")
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

// isRefused reports whether no manifest may hold a text, however it is written.
func isRefused(text string) bool {
	var escaped strings.Builder
	for _, r := range text {
		fmt.Fprintf(&escaped, `\U%08x`, r)
	}
	_, found := manifest.Parse(source.New("", []byte(`"`+escaped.String()+`"`)))
	return len(found) > 0
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
		if refused && isRefused(n.Text) { // a heart is red with a selector, which is refused alone
			c.report(n.Span, "remove the character; it is invisible or changes how the text is displayed",
				"the text contains U+%04X, which a manifest cannot contain", r)
			return
		}
	}
}
