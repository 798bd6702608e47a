// Package manifest reads YAML into nodes that know their place and edits files
// in place. It is the only package that sees the YAML library, which reports
// where a node starts but not where it ends, and accepts much that has no
// business in a file that people review: anchors, tags, invisible characters.
package manifest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// Limits on one file. A manifest of 150 lines has about 300 nodes, is four
// levels deep and 3 KB long; the limits only stop files made to hurt.
const (
	MaxBytes = 512 << 10
	MaxDepth = 64
	MaxNodes = 50_000
	// maxFindings is how many faults of reading are listed; nobody works
	// through more, and a hostile file could have one for every byte.
	maxFindings = 500
)

// Ids of the rules that this package reports under.
const (
	RuleSyntax     = "yaml-syntax"
	RuleCharacter  = "forbidden-character"
	RuleLimit      = "file-limit"
	RuleEmpty      = "empty-file"
	RuleDuplicate  = "duplicate-key"
	RuleDocuments  = "second-document"
	RuleAnchor     = "yaml-anchor"
	RuleAlias      = "yaml-alias"
	RuleMerge      = "yaml-merge-key"
	RuleTag        = "yaml-tag"
	RuleComplexKey = "yaml-complex-key"
)

// Document is one YAML file.
type Document struct {
	File *source.File
	// Root is never nil; it is Invalid where nothing could be read.
	Root *Node

	// clean is File, or File with forbidden characters blanked out byte for
	// byte, so that lines and offsets are the same in both.
	clean *source.File
}

// Parse reads the file. Everything that is refused is a finding; the rest of
// the document is returned all the same, with Invalid nodes in the refused
// places, so that one fault does not hide the next. It never returns nil.
func Parse(f *source.File) (*Document, []diag.Diagnostic) {
	p := &parser{doc: &Document{File: f, Root: &Node{}, clean: f}}
	p.parse()
	return p.doc, p.diags
}

type parser struct {
	doc   *Document
	diags []diag.Diagnostic
	// forbidden are the places of refused characters, in order.
	forbidden []source.Span
	nodes     int
	limited   bool
	slab      []Node
	// lastPlace was looked up last, and is at lastOffset.
	lastPlace  source.Position
	lastOffset int
}

func (p *parser) report(rule string, at source.Span, label, help, format string, args ...any) *diag.Diagnostic {
	if len(p.diags) == maxFindings {
		p.diags = append(p.diags, diag.Diagnostic{
			Rule: RuleLimit, Severity: diag.Error, File: p.doc.File, Span: at,
			Message: fmt.Sprintf("the file has more than %d faults", maxFindings), Label: "the others are not listed",
			Help: "repair those above first",
		})
	}
	if len(p.diags) > maxFindings {
		return &diag.Diagnostic{}
	}
	p.diags = append(p.diags, diag.Diagnostic{
		Rule: rule, Severity: diag.Error, File: p.doc.File, Span: at,
		Message: fmt.Sprintf(format, args...), Label: label, Help: help,
	})
	return &p.diags[len(p.diags)-1]
}

func (p *parser) parse() {
	f := p.doc.File
	if len(f.Data) > MaxBytes {
		p.report(RuleLimit, source.Span{Start: MaxBytes, End: MaxBytes + 1}, "the limit is passed here",
			"check that it is a manifest", "the file is larger than %d KiB", MaxBytes>>10)
		return
	}
	if !p.screen() {
		return
	}
	decoder := yaml.NewDecoder(bytes.NewReader(p.doc.clean.Data))
	var root yaml.Node
	err := decoder.Decode(&root)
	switch {
	case errors.Is(err, io.EOF) || err == nil && len(root.Content) == 0:
		p.empty()
		return
	case err != nil:
		p.syntax(err)
		return
	}
	p.doc.Root = p.convert(root.Content[0], 1)
	if p.limited {
		p.doc.Root = &Node{} // what was not read must not be reported as missing
		return
	}
	p.secondDocument(decoder)
}

// empty reports a file without content at the place where content would start.
func (p *parser) empty() {
	end := len(p.doc.File.Data)
	p.report(RuleEmpty, source.Span{Start: end, End: end}, "", "write the manifest, or start one with: manifest init APP", "the file is empty")
}

// syntax reports a text that is not YAML. Where forbidden characters were
// found, they are the more likely cause and have been reported.
func (p *parser) syntax(err error) {
	if len(p.forbidden) > 0 {
		return
	}
	fault := explainSyntax(p.doc.File, err)
	p.report(RuleSyntax, fault.Span, fault.Label, fault.Help, "%s", fault.Message)
}

func (p *parser) secondDocument(decoder *yaml.Decoder) {
	var next yaml.Node
	err := decoder.Decode(&next)
	if errors.Is(err, io.EOF) {
		return
	}
	// The decoder has read the first document to its end; the next separator
	// after its last value is the one that starts the second.
	from := p.doc.Root.Span.End
	for line := p.doc.clean.Position(from).Line; line <= p.doc.clean.Lines(); line++ {
		span := p.doc.clean.LineSpan(line)
		if text := p.doc.clean.Text(span); span.Start >= from && (text == "---" || strings.HasPrefix(text, "--- ") || strings.HasPrefix(text, "---\t")) {
			p.report(RuleDocuments, source.Span{Start: span.Start, End: span.Start + 3}, "a second document starts here",
				"one file describes one app: remove the separator, or move the rest to a folder of its own", "the file holds more than one YAML document")
			return
		}
	}
	if err != nil {
		p.syntax(err)
		return
	}
	at := p.content(&next)
	p.report(RuleDocuments, at, "a second document starts here", "one file describes one app", "the file holds more than one YAML document")
}

// content returns the first character of a document's content.
func (p *parser) content(n *yaml.Node) source.Span {
	if len(n.Content) > 0 {
		n = n.Content[0]
	}
	start := p.offset(n)
	return source.Span{Start: start, End: min(start+1, len(p.doc.File.Data))}
}

// offset returns where the library says a node starts, kept inside the file:
// it places implicit nulls after the end of a file that ends in a line break.
//
// Nodes come in the order of the file, so the search goes on from the last
// place: from the start of the line it would be quadratic in a file of one line.
func (p *parser) offset(n *yaml.Node) int {
	to := source.Position{Line: n.Line, Column: n.Column}
	if to.Line == p.lastPlace.Line && to.Column >= p.lastPlace.Column {
		p.lastOffset = p.doc.clean.Advance(p.lastOffset, to.Column-p.lastPlace.Column)
	} else {
		p.lastOffset = p.doc.clean.Offset(to)
	}
	p.lastPlace = to
	return p.lastOffset
}

func (p *parser) newNode() *Node {
	if len(p.slab) == 0 {
		p.slab = make([]Node, 64)
	}
	n := &p.slab[0]
	p.slab = p.slab[1:]
	return n
}

// convert turns a library node into ours. owner is where an implicit null is
// shown; the caller sets it on the result.
func (p *parser) convert(y *yaml.Node, depth int) *Node {
	n := p.newNode()
	n.Span.Start = p.offset(y)
	n.Span.End = n.Span.Start
	if p.nodes++; p.nodes > MaxNodes || depth > MaxDepth {
		p.overLimit(n, depth)
		return n
	}
	if y.Kind == yaml.AliasNode {
		n.Span.End = n.Span.Start + 1 + len(y.Value)
		p.report(RuleAlias, n.Span, "", "write the value out", "alias %q is not allowed: the reader of a diff must see every value where it applies", "*"+y.Value)
		return n
	}
	tagged := p.properties(y, n)
	switch y.Kind {
	case yaml.MappingNode:
		n.Kind = Map
		n.Flow = p.at(n.Span.Start) == '{'
		p.convertMap(y, n, depth)
	case yaml.SequenceNode:
		n.Kind = List
		n.Flow = p.at(n.Span.Start) == '['
		p.convertList(y, n, depth)
	case yaml.ScalarNode:
		p.convertScalar(y, n)
	}
	if tagged {
		n.Kind, n.Items, n.Entries = Invalid, nil, nil
	}
	return n
}

func (p *parser) overLimit(n *Node, depth int) {
	n.Span.End = min(n.Span.Start+1, len(p.doc.File.Data))
	if p.limited {
		return
	}
	p.limited = true
	if depth > MaxDepth {
		p.report(RuleLimit, n.Span, "too deep", "a manifest is five levels deep", "values are nested more than %d levels deep", MaxDepth)
		return
	}
	p.report(RuleLimit, n.Span, "the limit is passed here", "check that the file is a manifest", "the file holds more than %d values", MaxNodes)
}

// properties reports anchor and tag and moves the node's start behind them. It
// reports whether there is a tag, which makes the value mean something else
// than it says.
func (p *parser) properties(y *yaml.Node, n *Node) (tagged bool) {
	data := p.doc.clean.Data
	at := n.Span.Start
	// No value starts with & or !; the library does not keep a tag of "!". A
	// block map starts where its first key does, whose properties these are.
	inPlace := (p.at(at) == '&' || p.at(at) == '!') && !startsWithKey(y)
	if !inPlace && y.Anchor == "" && y.Style&yaml.TaggedStyle == 0 {
		return false
	}
	if !inPlace {
		// A block collection is placed at its first key, after its properties.
		if y.Anchor != "" {
			if i := bytes.LastIndex(data[:at], []byte("&"+y.Anchor)); i >= 0 {
				at = i
			}
		} else if i := bytes.LastIndexByte(data[:at], '!'); i >= 0 {
			at = i
		}
		// A tag may stand before the anchor: take the whole line's properties.
		for at > 0 && data[at-1] != '\n' && data[at-1] != ':' && data[at-1] != '-' {
			at--
		}
	}
	for {
		at = p.skipBlank(at)
		c := p.at(at)
		if c != '&' && c != '!' {
			break
		}
		end := at
		for end < len(data) && !bytes.ContainsRune([]byte(" \t\r\n,[]{}"), rune(data[end])) {
			end++
		}
		if c == '!' && bytes.HasPrefix(data[at:], []byte("!<")) {
			if i := bytes.IndexByte(data[at:], '>'); i > 0 {
				end = at + i + 1
			}
		}
		word := source.Span{Start: at, End: end}
		if c == '&' {
			p.report(RuleAnchor, word, "", "remove the anchor and write the value where it is needed", "anchor %q is not allowed: the reader of a diff must see every value where it applies", p.doc.clean.Text(word))
		} else {
			p.report(RuleTag, word, "", "remove the tag; put the value in quotes if it must be text", "tag %q is not allowed: values have the type that the schema gives them", p.doc.clean.Text(word))
			tagged = true
		}
		at = end
	}
	n.Span = source.Span{Start: at, End: at}
	return tagged
}

func startsWithKey(y *yaml.Node) bool {
	return y.Kind == yaml.MappingNode && len(y.Content) > 0 && y.Anchor == "" && y.Style&yaml.TaggedStyle == 0 &&
		y.Line == y.Content[0].Line && y.Column == y.Content[0].Column
}

// at returns the byte at an offset, or 0 after the end.
func (p *parser) at(offset int) byte {
	if offset < len(p.doc.clean.Data) {
		return p.doc.clean.Data[offset]
	}
	return 0
}

// skipBlank moves over spaces, line breaks and comments.
func (p *parser) skipBlank(at int) int {
	data := p.doc.clean.Data
	for at < len(data) {
		switch data[at] {
		case ' ', '\t', '\r', '\n':
			at++
		case '#':
			if at > 0 && !strings.ContainsRune(" \t\r\n", rune(data[at-1])) {
				return at
			}
			for at < len(data) && data[at] != '\n' {
				at++
			}
		default:
			return at
		}
	}
	return at
}

func (p *parser) convertList(y *yaml.Node, n *Node, depth int) {
	n.Items = make([]*Node, 0, len(y.Content))
	end := n.Span.Start
	if n.Flow {
		end++
	}
	for _, c := range y.Content {
		if p.limited {
			break
		}
		item := p.convert(c, depth+1)
		if isImplicitNull(c, item) {
			item.Span = p.dash(end)
		}
		n.Items = append(n.Items, item)
		end = max(end, item.Span.End)
	}
	n.Span.End = end
	if n.Flow {
		n.Span.End = p.closing(end, ']')
	}
}

// dash returns the dash of a list item that has no value, searched from the
// end of what came before it.
func (p *parser) dash(from int) source.Span {
	at := p.skipBlank(from)
	return source.Span{Start: at, End: min(at+1, len(p.doc.clean.Data))}
}

func (p *parser) convertMap(y *yaml.Node, n *Node, depth int) {
	n.Entries = make([]Entry, 0, len(y.Content)/2)
	end := n.Span.Start
	if n.Flow {
		end++
	}
	seen := newKeySet(len(y.Content) / 2)
	for i := 0; i+1 < len(y.Content) && !p.limited; i += 2 {
		key, value := p.convertEntry(y.Content[i], y.Content[i+1], depth)
		end = max(end, key.Span.End, value.Span.End)
		if key.Kind == Invalid {
			continue
		}
		if first := seen.add(key); first != nil {
			d := p.report(RuleDuplicate, key.Span, "given twice", "keep one of the two", "key %q is already given on line %d", key.Text, p.doc.File.Position(first.Span.Start).Line)
			d.Related = []diag.Related{{File: p.doc.File, Span: first.Span, Message: "first given here"}}
			continue
		}
		n.Entries = append(n.Entries, Entry{key, value})
	}
	n.Span.End = end
	if n.Flow {
		n.Span.End = p.closing(end, '}')
	}
}

func (p *parser) convertEntry(ky, vy *yaml.Node, depth int) (key, value *Node) {
	if ky.Kind == yaml.ScalarNode && ky.Tag == "!!merge" {
		key = p.newNode()
		start := p.offset(ky)
		key.Span = source.Span{Start: start, End: start + len("<<")}
		p.report(RuleMerge, key.Span, "", "write the keys out", "merge key \"<<\" is not allowed: the reader of a diff must see every value where it applies")
		// What is merged is refused with its key; only its end is of interest.
		value = p.quietly(func() *Node { return p.convert(vy, depth+1) })
		return key, value
	}
	key = p.convert(ky, depth+1)
	if ky.Kind != yaml.ScalarNode && ky.Kind != yaml.AliasNode && !p.limited {
		p.report(RuleComplexKey, key.Head(), "", "use plain text as the key", "a key must be text, not %s", key.Kind)
		key.Kind = Invalid
	}
	value = p.convert(vy, depth+1)
	if isImplicitNull(vy, value) {
		value.Span = key.Span
	}
	return key, value
}

// quietly runs f and drops what it reports, unless a limit was passed.
func (p *parser) quietly(f func() *Node) *Node {
	before, limited := len(p.diags), p.limited
	n := f()
	if p.limited == limited {
		p.diags = p.diags[:before]
	}
	return n
}

// closing returns the offset after the bracket that closes a flow collection.
func (p *parser) closing(at int, bracket byte) int {
	for {
		at = p.skipBlank(at)
		switch c := p.at(at); {
		case c == bracket:
			return at + 1
		case at >= len(p.doc.clean.Data):
			return at
		default: // a comma, or the colon of an empty value
			at++
		}
	}
}

func isImplicitNull(y *yaml.Node, n *Node) bool {
	return n.Kind == Null && y.Value == ""
}

func (p *parser) convertScalar(y *yaml.Node, n *Node) {
	n.Text = y.Value
	data := p.doc.clean.Data
	switch {
	case y.Style&yaml.DoubleQuotedStyle != 0:
		n.Kind, n.Style = String, Double
		n.Span.End = endDouble(data, n.Span.Start)
		p.screenEscapes(n)
	case y.Style&yaml.SingleQuotedStyle != 0:
		n.Kind, n.Style = String, Single
		n.Span.End = endSingle(data, n.Span.Start)
	case y.Style&yaml.LiteralStyle != 0:
		n.Kind, n.Style = String, Literal
		n.Span.End = endBlock(data, n.Span.Start, n.Text)
	case y.Style&yaml.FoldedStyle != 0:
		n.Kind, n.Style = String, Folded
		n.Span.End = endBlock(data, n.Span.Start, n.Text)
	default:
		n.Style = Plain
		n.Span.End = endPlain(data, n.Span.Start, n.Text)
		n.Kind = plainKind(y)
	}
	if p.isForbidden(n.Span) {
		n.Kind = Invalid
	}
}

// plainKind is the type of an unquoted scalar. Numbers that JSON does not know
// (0x1f, 0777, 1_000, .inf) stay text, so that nothing is silently converted.
func plainKind(y *yaml.Node) Kind {
	switch y.Tag {
	case "!!null":
		return Null
	case "!!bool":
		return Bool
	case "!!int", "!!float":
		if isJSONNumber(y.Value) {
			return Number
		}
	}
	return String
}

// isJSONNumber reports whether s is a number in JSON's grammar with a finite
// value.
func isJSONNumber(s string) bool {
	if !json.Valid([]byte(s)) {
		return false
	}
	v, err := strconv.ParseFloat(s, 64)
	return err == nil && !math.IsInf(v, 0)
}

// number returns the value of a Number node.
func (n *Node) number() float64 {
	v, _ := strconv.ParseFloat(n.Text, 64) // isJSONNumber has parsed it before
	return v
}

// keySet finds keys given twice. Small maps, which nearly all are, are
// searched; large ones are hashed so that a hostile file is not quadratic.
type keySet struct {
	list []*Node
	hash map[string]*Node
}

func newKeySet(size int) *keySet {
	if size > 16 {
		return &keySet{hash: make(map[string]*Node, size)}
	}
	return &keySet{list: make([]*Node, 0, size)}
}

// add remembers the key and returns the one with the same text given before.
func (s *keySet) add(key *Node) *Node {
	if s.hash != nil {
		if first := s.hash[key.Text]; first != nil {
			return first
		}
		s.hash[key.Text] = key
		return nil
	}
	for _, first := range s.list {
		if first.Text == key.Text {
			return first
		}
	}
	s.list = append(s.list, key)
	return nil
}
