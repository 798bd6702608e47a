package lsp

import (
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// anyName stands for a key that people choose, in the paths of the schema.
const anyName = "<name>"

// reading is a manifest as far as it can be read.
type reading struct {
	of    *text
	doc   *manifest.Document
	model *app.Manifest
}

// read reads a document once for each text.
func (d *document) read() *reading {
	if d.reading == nil || d.reading.of != d.text {
		doc, _ := manifest.Parse(source.New(d.path, d.text.data))
		d.reading = &reading{d.text, doc, app.Read(doc.Root)}
	}
	return d.reading
}

// isManifest reports whether the document is a manifest, or a saved copy of one.
func (d *document) isManifest() bool {
	return d.checked != nil && (d.checked.Kind == project.ManifestFile || d.checked.Kind == project.FrozenFile)
}

// isWorking reports whether the document is a manifest that may be changed.
func (d *document) isWorking() bool {
	return d.checked != nil && d.checked.Kind == project.ManifestFile
}

// place is what is at an offset.
type place struct {
	path       string // in the schema
	key, value *manifest.Node
	onKey      bool
	scope      schema.Scope // of a permission
}

// placeAt returns the innermost key or value around an offset.
func placeAt(root *manifest.Node, offset int) place {
	var p place
	for n := root; n != nil; {
		var next *manifest.Node
		for _, e := range n.Map() {
			if offset < e.Key.Span.Start || offset > max(e.Key.Span.End, e.Value.Span.End) {
				continue
			}
			name := e.Key.Text
			if scope, ok := strings.CutPrefix(p.path, "data_connector.permissions."); ok && !strings.Contains(scope, ".") {
				p.scope, name = schema.Scope(scope), anyName
			}
			p.path, p.key, p.value = joined(p.path, name), e.Key, e.Value
			if offset <= e.Key.Span.End {
				p.onKey = true
				return p
			}
			next = e.Value
		}
		for _, item := range n.List() {
			if item.Span.Start <= offset && offset <= item.Span.End {
				p.path += "[]"
				p.value, next = item, item
				break
			}
		}
		n = next
	}
	return p
}

func joined(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// fieldAt returns what the schema says about a path.
func fieldAt(path string) (schema.Field, bool) {
	for _, f := range schema.Of(schema.Manifest).Fields() {
		if f.Path == path {
			return f, true
		}
	}
	return schema.Field{}, false
}

// portalWords says what the portal calls a key, and where that is.
func portalWords(portal schema.Portal, path string) (label, page string) {
	found, ok := labels()[path]
	if !ok {
		for _, kind := range app.ComponentKinds() {
			if rest, is := strings.CutPrefix(path, kind.Path()+"."); is {
				found = labels()["embedded.*."+rest]
			}
		}
	}
	name, _ := schema.FindPortalLabel(portal, found[0])
	at, _ := schema.FindPortalLabel(portal, found[1])
	return name.Label, at.Label
}

// use is a parameter of a component: where its key is written, and where its
// tokens name it.
type use struct {
	component *app.Component
	parameter app.Parameter
	key       source.Span
	tokens    []source.Span
}

// parameterAt returns the parameter whose key or token is at an offset, and the
// span there.
func (r *reading) parameterAt(offset int) (*use, source.Span) {
	for _, c := range r.model.Components() {
		for _, p := range c.Fields() {
			u := &use{component: c, parameter: p, key: p.Key.Node.Span, tokens: r.tokensOf(c, p.Key.String())}
			for _, at := range append([]source.Span{u.key}, u.tokens...) {
				if at.Start <= offset && offset <= at.End {
					return u, at
				}
			}
		}
	}
	return nil, source.Span{}
}

// tokensOf returns where the URL of a component names a parameter.
func (r *reading) tokensOf(c *app.Component, name string) []source.Span {
	var list []source.Span
	if c.URL.URL == nil || name == "" {
		return nil
	}
	for _, t := range c.URL.URL.Tokens {
		if i := strings.Index(c.URL.URL.Text[t.From:t.To], name); t.Name == name && i >= 0 {
			list = append(list, r.doc.Within(c.URL.Node, t.From+i, t.From+i+len(name)))
		}
	}
	return list
}

// named are the MCP servers with the places that name them.
type named struct {
	name string
	at   source.Span
	uses []source.Span
}

// serverAt returns the MCP server that is named at an offset, and the span there.
func (r *reading) serverAt(offset int) (*named, source.Span) {
	for _, s := range r.model.Agentic.Servers {
		if !s.Name.IsSet() {
			continue
		}
		n := &named{name: s.Name.String(), at: s.Name.Node.Span}
		for _, a := range r.model.Agentic.Agents {
			for _, item := range a.Servers.Items {
				if item.String() == n.name {
					n.uses = append(n.uses, item.Node.Span)
				}
			}
		}
		for _, at := range append([]source.Span{n.at}, n.uses...) {
			if at.Start <= offset && offset <= at.End {
				return n, at
			}
		}
	}
	return nil, source.Span{}
}

// typed is what a half-written line says about where the cursor is: the keys
// around it, by indentation.
type typed struct {
	path    string // of the map or list that the cursor is in, as in the schema
	present []string
	key     string // the key before the cursor on its line, "" for none
	item    bool   // the line begins an item of a list
}

// keyLine takes a line of a block apart: its indentation, dashes and key.
var keyLine = lazy.Regexp(`^(\s*)((?:- *)*)(?:["']?([A-Za-z0-9_.$-]+)["']?\s*:(?:\s|$))?`)

// flowKeys finds the keys between braces.
var flowKeys = lazy.Regexp(`[{,]\s*["']?([A-Za-z0-9_.-]+)["']?\s*:`)

// blockLine is a line taken apart. Columns are bytes.
type blockLine struct {
	dash, column int // of the first dash, -1 without one, and of the content
	key          string
}

func readLine(line string) blockLine {
	m := keyLine().FindStringSubmatch(line)
	l := blockLine{dash: -1, column: len(m[1]) + len(m[2]), key: m[3]}
	if m[2] != "" {
		l.dash = len(m[1])
	}
	return l
}

// typedAt reads the lines around the cursor.
func typedAt(t *text, offset int) typed {
	line := t.lineAt(offset)
	at := t.line(line)
	head := string(t.data[at.Start:min(offset, at.End)])
	here := readLine(head)
	out := typed{key: here.key, item: here.dash >= 0}
	column, inList := here.column, false // of what is around, and whether that is a list
	var around []string                  // from the inside
	if out.item {
		around, column, inList = append(around, "[]"), here.dash, true
	}
	for i := line - 1; i >= 0 && (len(around) == 0 || column > 0 || inList); i-- {
		l, ok := t.blockLine(i)
		if !ok {
			continue
		}
		switch {
		case l.dash < 0 && l.key == "":
		case l.dash < 0 && !inList && l.column == column:
			if len(around) == 0 {
				out.present = append(out.present, l.key)
			}
		case l.dash < 0 && (l.column < column || inList && l.column == column):
			around, column, inList = append(around, l.key), l.column, false
		case l.dash < 0 || l.dash >= column:
		case l.key != "" && (l.column < column || inList && l.column == column):
			around, column, inList = append(around, l.key, "[]"), l.dash, true
		case !inList:
			if len(around) == 0 && l.key != "" {
				out.present = append(out.present, l.key)
			}
			around, column, inList = append(around, "[]"), l.dash, true
		}
	}
	for i := line + 1; i < len(t.starts); i++ { // the keys below, of the same map
		l, ok := t.blockLine(i)
		if ok && (l.column < here.column || l.dash >= 0 && l.dash <= here.column) {
			break
		}
		if ok && l.dash < 0 && l.column == here.column && l.key != "" {
			out.present = append(out.present, l.key)
		}
	}
	for _, step := range slices.Backward(around) {
		if step == "[]" {
			out.path += step
		} else {
			out.path = schemaStep(out.path, step)
		}
	}
	// Keys in braces on the line itself.
	open := strings.LastIndexByte(head, '{')
	if open > 0 && out.key != "" && head[open-1] != '{' && !strings.Contains(head[open:], "}") {
		out.path, out.item, out.present, out.key = schemaStep(out.path, out.key), false, nil, ""
		rest := string(t.data[at.Start+open : at.End])
		for _, m := range flowKeys().FindAllStringSubmatch(rest, -1) {
			out.present = append(out.present, m[1])
		}
		last := head[open+strings.LastIndexAny(head[open:], "{,")+1:]
		if key, _, ok := strings.Cut(last, ":"); ok {
			out.key = strings.Trim(strings.TrimSpace(key), "\"'")
		}
	}
	return out
}

// blockLine reads a line that is neither empty nor a comment.
func (t *text) blockLine(n int) (blockLine, bool) {
	at := t.line(n)
	line := string(t.data[at.Start:at.End])
	trimmed := strings.TrimSpace(line)
	return readLine(line), trimmed != "" && trimmed[0] != '#'
}

func schemaStep(path, key string) string {
	if scope, ok := strings.CutPrefix(path, "data_connector.permissions."); ok && !strings.Contains(scope, ".") {
		key = anyName
	}
	return joined(path, key)
}
