package lsp

import (
	"context"
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// maxSymbols bounds what a file made to hurt could make of an outline.
const maxSymbols = 2000

type documentSymbol struct {
	Name           string           `json:"name"`
	Detail         string           `json:"detail,omitempty"`
	Kind           int              `json:"kind"`
	Range          textRange        `json:"range"`
	SelectionRange textRange        `json:"selectionRange"`
	Children       []documentSymbol `json:"children"`
}

// symbolInformation is a symbol for clients without a tree.
type symbolInformation struct {
	Name     string   `json:"name"`
	Kind     int      `json:"kind"`
	Location location `json:"location"`
}

// Kinds of symbols.
const (
	symbolModule = 2
	symbolField  = 8
	symbolArray  = 18
	symbolString = 15
)

func symbols(s *server, ctx context.Context, d *document, _ *placeParams) (any, error) {
	s.findings(ctx, d)
	left := maxSymbols
	list := []documentSymbol{}
	if d.isManifest() {
		list = d.symbolsOf(d.read().doc.Root, &left)
	}
	if s.client.Capabilities.TextDocument.DocumentSymbol.Hierarchical {
		return list, nil
	}
	flat := []symbolInformation{}
	var add func([]documentSymbol)
	add = func(list []documentSymbol) {
		for _, symbol := range list {
			flat = append(flat, symbolInformation{symbol.Name, symbol.Kind, location{d.uri, symbol.Range}})
			add(symbol.Children)
		}
	}
	add(list)
	return flat, nil
}

func (d *document) symbolsOf(n *manifest.Node, left *int) []documentSymbol {
	list := []documentSymbol{}
	add := func(name string, select_, whole source.Span, kind int, value *manifest.Node) {
		if *left--; *left < 0 || strings.TrimSpace(name) == "" {
			return
		}
		whole = source.Span{Start: min(whole.Start, select_.Start), End: max(whole.End, select_.End)}
		symbol := documentSymbol{Name: name, Kind: kind, Range: d.text.rangeOf(whole),
			SelectionRange: d.text.rangeOf(select_)}
		if value != nil && value.Kind != manifest.Map && value.Kind != manifest.List && value.Kind != manifest.Invalid {
			symbol.Detail = shortened(value.Text)
		}
		symbol.Children = d.symbolsOf(value, left)
		list = append(list, symbol)
	}
	for _, e := range n.Map() {
		kind := map[manifest.Kind]int{manifest.Map: symbolModule, manifest.List: symbolArray}[e.Value.Kind]
		if kind == 0 {
			kind = symbolField
		}
		add(e.Key.Text, e.Key.Span, source.Span{Start: e.Key.Span.Start, End: e.Value.Span.End}, kind, e.Value)
	}
	for i, item := range n.List() {
		name := item.Text
		for _, key := range []string{"key", "name"} {
			if text, ok := item.Get(key).Str(); ok && name == "" {
				name = text
			}
		}
		if name = shortened(name); name == "" {
			name = fmt.Sprintf("item %d", i+1)
		}
		kind := symbolString
		if item.Kind == manifest.Map {
			kind = symbolModule
		}
		add(name, item.Head(), item.Span, kind, item)
	}
	return list
}

func shortened(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > 60 {
		return string(runes[:59]) + "…"
	}
	return text
}

type foldingRange struct {
	StartLine int `json:"startLine"`
	EndLine   int `json:"endLine"`
}

func folding(s *server, ctx context.Context, d *document, _ *placeParams) (any, error) {
	s.findings(ctx, d)
	list := []foldingRange{}
	var walk func(n *manifest.Node)
	walk = func(n *manifest.Node) {
		for _, e := range n.Map() {
			from, to := d.text.lineAt(e.Key.Span.Start), d.text.lineAt(max(e.Key.Span.Start, e.Value.Span.End-1))
			for to > from && strings.TrimSpace(string(d.text.data[d.text.line(to).Start:d.text.line(to).End])) == "" {
				to--
			}
			if to > from && len(list) < maxSymbols {
				list = append(list, foldingRange{from, to})
			}
			walk(e.Value)
		}
		for _, item := range n.List() {
			walk(item)
		}
	}
	if d.isManifest() {
		walk(d.read().doc.Root)
	}
	return list, nil
}

type documentLink struct {
	Range  textRange `json:"range"`
	Target string    `json:"target"`
}

// links are the addresses of pages that a person can open. A URL with tokens leads
// nowhere.
func links(s *server, ctx context.Context, d *document, _ *placeParams) (any, error) {
	s.findings(ctx, d)
	list := []documentLink{}
	if !d.isManifest() {
		return list, nil
	}
	m := d.read().model
	urls := []app.URLText{m.Setup.URL}
	for _, c := range m.Components() {
		urls = append(urls, c.URL)
		for _, p := range c.Parameters {
			urls = append(urls, p.SupportLink.URL)
		}
	}
	for _, u := range urls {
		text, ok := u.Str()
		if ok && strings.HasPrefix(text, "https://") && len(u.URL.Tokens) == 0 && len(u.URL.Faults) == 0 {
			list = append(list, documentLink{d.text.rangeOf(u.Node.Span), text})
		}
	}
	return list, nil
}

// spansOf returns the definition of what is named at an offset, and the places that
// name it: a parameter and its tokens, or an MCP server and the agents that use it.
func (d *document) spansOf(offset int) (definition source.Span, uses []source.Span, ok bool) {
	r := d.read()
	if u, _ := r.parameterAt(offset); u != nil {
		return u.key, u.tokens, true
	}
	if n, _ := r.serverAt(offset); n != nil {
		return n.at, n.uses, true
	}
	return source.Span{}, nil, false
}

func definition(s *server, ctx context.Context, d *document, p *placeParams) (any, error) {
	s.findings(ctx, d)
	list := []location{}
	if at, _, ok := d.spansOf(d.text.offset(p.Position)); ok && d.isManifest() {
		list = append(list, location{d.uri, d.text.rangeOf(at)})
	}
	return list, nil
}

func references(s *server, ctx context.Context, d *document, p *placeParams) (any, error) {
	s.findings(ctx, d)
	list := []location{}
	if at, uses, ok := d.spansOf(d.text.offset(p.Position)); ok && d.isManifest() {
		if p.Context.IncludeDeclaration {
			list = append(list, location{d.uri, d.text.rangeOf(at)})
		}
		for _, use := range uses {
			list = append(list, location{d.uri, d.text.rangeOf(use)})
		}
	}
	return list, nil
}

type highlightResult struct {
	Range textRange `json:"range"`
	Kind  int       `json:"kind"` // 2 is read, 3 is written
}

func highlight(s *server, ctx context.Context, d *document, p *placeParams) (any, error) {
	s.findings(ctx, d)
	list := []highlightResult{}
	if at, uses, ok := d.spansOf(d.text.offset(p.Position)); ok && d.isManifest() {
		list = append(list, highlightResult{d.text.rangeOf(at), 3})
		for _, use := range uses {
			list = append(list, highlightResult{d.text.rangeOf(use), 2})
		}
	}
	return list, nil
}

func prepareRename(s *server, ctx context.Context, d *document, p *placeParams) (any, error) {
	s.findings(ctx, d)
	if !d.isWorking() {
		return nil, nil
	}
	u, at := d.read().parameterAt(d.text.offset(p.Position))
	if u == nil {
		return nil, nil
	}
	return map[string]any{"range": d.text.rangeOf(at), "placeholder": u.parameter.Key.String()}, nil
}

// rename gives a parameter another key, and all its tokens with it.
func rename(s *server, ctx context.Context, d *document, p *placeParams) (any, error) {
	s.findings(ctx, d)
	refuse := func(format string, args ...any) (any, error) {
		return nil, &responseError{codeFailed, "not renamed: " + fmt.Sprintf(format, args...)}
	}
	if !d.isWorking() {
		return refuse("this is not a working manifest")
	}
	u, _ := d.read().parameterAt(d.text.offset(p.Position))
	if u == nil {
		return refuse("no parameter at the cursor; put the cursor on the key of a parameter or on its token")
	}
	name := p.NewName
	if strings.HasPrefix(name, app.VariablePrefix) {
		return refuse("parameter keys that start with %s are reserved for Procore", app.VariablePrefix)
	}
	if !isParameterKey(name) {
		return refuse("%q cannot be the key of a parameter; use letters, digits and underscores, starting with "+
			"a letter",
			shortened(name))
	}
	for _, other := range u.component.Parameters {
		if other.Key.String() == name && other.Key.Node != u.parameter.Key.Node {
			return refuse("the %s already has a parameter %q", u.component.Kind.Noun(), name)
		}
	}
	edits := []textEdit{{d.text.rangeOf(u.key), manifest.Rewrite(u.parameter.Key.Node, name)}}
	for _, at := range u.tokens {
		edits = append(edits, textEdit{d.text.rangeOf(at), name})
	}
	return s.edit(d, inTextOrder(edits)), nil
}

// isParameterKey reports whether a text is like all keys of parameters that have
// been seen: letters, digits and underscores, a letter first.
func isParameterKey(name string) bool {
	for i := range len(name) {
		if b := name[i]; !source.IsLetter(b) && (i == 0 || b != '_' && !source.IsDigit(b)) {
			return false
		}
	}
	return name != ""
}
