package app

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// Layout is what Write adds to the values of a manifest.
type Layout struct {
	// Modeline is the first line, for editors; "" leaves it out.
	Modeline string
	// Comments are written after values, and Above on the line before a top-level key.
	Comments map[*manifest.Node]string
	Above    map[string]string
}

// Write returns a manifest as YAML, in the layout of fmt: keys in the order that they
// have, quotes only if they are needed, and texts of several lines as blocks. It reads
// the result again, and returns an error if the content differs.
func Write(root *manifest.Node, layout Layout) ([]byte, error) {
	w := &writer{layout: layout}
	if layout.Modeline != "" {
		w.b.WriteString(layout.Modeline + "\n")
	}
	w.entries(root, 0)
	data := []byte(w.b.String())
	doc, found := manifest.Parse(source.New("manifest.yaml", data))
	if len(found) > 0 {
		return nil, fmt.Errorf("line %d: %s", found[0].Start().Line, found[0].Message)
	}
	if !reflect.DeepEqual(doc.Root.JSON(), root.JSON()) {
		return nil, fmt.Errorf("the YAML does not describe the same app; please report this as a bug")
	}
	return data, nil
}

type writer struct {
	b      strings.Builder
	layout Layout
}

// apart are the top-level keys with an empty line before them.
var apart = map[string]bool{"data_connector": true, "embedded": true, AgenticPath: true,
	"setup_instructions": true, "oauth": true, "release_notes": true}

func (w *writer) entries(n *manifest.Node, indent int) {
	for i, e := range n.Entries {
		key := e.Key.Text
		if indent == 0 {
			if apart[key] || key == "post_installation_notes" && (i == 0 ||
				n.Entries[i-1].Key.Text != "setup_instructions") {
				w.b.WriteByte('\n')
			}
			if comment := w.layout.Above[key]; comment != "" {
				w.b.WriteString("# " + comment + "\n")
			}
		}
		// The first key of an item is on the line of its dash.
		if i > 0 || !w.isAfterDash() {
			w.b.WriteString(strings.Repeat(" ", indent))
		}
		w.b.WriteString(manifest.OneLine(key, false) + ":")
		w.value(e.Value, indent+2)
	}
}

func (w *writer) isAfterDash() bool {
	return strings.HasSuffix(w.b.String()[max(0, w.b.Len()-2):], "- ")
}

// value writes what follows a key.
func (w *writer) value(n *manifest.Node, indent int) {
	switch {
	case n.Kind == manifest.Map && len(n.Entries) > 0:
		if line, ok := permissionLine(n); ok {
			w.b.WriteString(" " + line)
			break
		}
		w.b.WriteByte('\n')
		w.entries(n, indent)
		return
	case n.Kind == manifest.List && len(n.Items) > 0:
		if line, ok := w.signInLine(n); ok {
			w.b.WriteString(" " + line)
			break
		}
		w.b.WriteByte('\n')
		w.items(n, indent)
		return
	default:
		w.b.WriteString(" " + scalar(n, indent))
	}
	w.comment(n)
	w.b.WriteByte('\n')
}

// permissionLine is a permission with its purpose on one line, if the line is not too
// long to read.
func permissionLine(n *manifest.Node) (string, bool) {
	level, _ := n.Get("level").Str()
	purpose, ok := n.Get("purpose").Str()
	line := "{level: " + level + ", purpose: " + manifest.OneLine(purpose, true) + "}"
	if !ok || len(n.Entries) != 2 || len(line) > 120 || !IsLevel(level) || purpose == "" || !isPrintable(purpose) {
		return "", false
	}
	return line, true
}

func isPrintable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}

// signInLine is the ways to sign in as a list on one line, unless one of them has a
// comment.
func (w *writer) signInLine(n *manifest.Node) (string, bool) {
	var words []string
	for _, item := range n.Items {
		if item.Text != UserLevel && item.Text != ServiceAccount || w.layout.Comments[item] != "" {
			return "", false
		}
		words = append(words, item.Text)
	}
	return "[" + strings.Join(words, ", ") + "]", true
}

func (w *writer) items(n *manifest.Node, indent int) {
	for _, item := range n.Items {
		w.b.WriteString(strings.Repeat(" ", indent) + "- ")
		if item.Kind == manifest.Map && len(item.Entries) > 0 {
			w.entries(item, indent+2)
			continue
		}
		w.b.WriteString(scalar(item, indent+2))
		w.comment(item)
		w.b.WriteByte('\n')
	}
}

func (w *writer) comment(n *manifest.Node) {
	if comment := w.layout.Comments[n]; comment != "" {
		w.b.WriteString(" # " + comment)
	}
}

// scalar is a value without its own lines, or a block.
func scalar(n *manifest.Node, indent int) string {
	switch n.Kind {
	case manifest.String:
		return manifest.Scalar(n.Text, indent)
	case manifest.Null:
		return "null"
	case manifest.Map:
		return "{}"
	case manifest.List:
		return "[]"
	}
	return n.Text
}

var keyOrder = sync.OnceValue(func() map[string][]string { return schema.Of(schema.Manifest).KeyOrder() })

// Order puts the keys of a manifest in the order of the schema. Tools keep the
// order they have.
func Order(root *manifest.Node) { order(root, "") }

func order(n *manifest.Node, path string) {
	for _, item := range n.Items {
		order(item, path+"[]")
	}
	names := keyOrder()[path]
	slices.SortStableFunc(n.Entries, func(a, b manifest.Entry) int {
		return slices.Index(names, a.Key.Text) - slices.Index(names, b.Key.Text)
	})
	for _, e := range n.Entries {
		order(e.Value, strings.TrimPrefix(path+"."+e.Key.Text, "."))
	}
}

// WriteEntry returns an entry of a map as lines of a manifest, at an indentation.
func WriteEntry(key string, value *manifest.Node, indent int) string {
	w := &writer{}
	w.entries(manifest.NewMap(source.Span{}, manifest.NewEntry(key, source.Span{}, value)), indent)
	return w.b.String()
}

// WriteItem returns an item of a list as lines of a manifest, at an indentation.
func WriteItem(item *manifest.Node, indent int) string {
	w := &writer{}
	w.items(manifest.NewList(source.Span{}, item), indent)
	return w.b.String()
}

// WriteFlow returns a value on one line, with brackets and braces.
func WriteFlow(n *manifest.Node) string {
	switch {
	case n.Kind == manifest.String:
		return manifest.OneLine(n.Text, true)
	case n.Kind == manifest.List:
		var items []string
		for _, item := range n.Items {
			items = append(items, WriteFlow(item))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case n.Kind == manifest.Map:
		var entries []string
		for _, e := range n.Entries {
			entries = append(entries, manifest.OneLine(e.Key.Text, true)+": "+WriteFlow(e.Value))
		}
		return "{" + strings.Join(entries, ", ") + "}"
	}
	return scalar(n, 0)
}

// Before returns the index of the entry after which a key belongs in a map at a path,
// in the order of the schema: -1 if it comes first, the last entry if the schema has no
// order.
func Before(m *manifest.Node, path, key string) int {
	names := keyOrder()[path]
	place := slices.Index(names, key)
	if place < 0 {
		return len(m.Entries) - 1
	}
	for i, e := range slices.Backward(m.Entries) {
		if slices.Index(names, e.Key.Text) < place {
			return i
		}
	}
	return -1
}
