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
	"slices"
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

	// Partial says that some of the file could not be read. Keys in it are there,
	// with an Invalid value, but keys may be missing because of it.
	Partial bool

	// clean is File, or File with what is refused blanked out byte for byte, so
	// that lines and offsets are the same in both.
	clean *source.File
	// forbidden says that characters were refused.
	forbidden bool
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
	// broken are the top-level keys, with their lines, that are not YAML.
	broken  []source.Span
	nodes   int
	limited bool
	slab    []Node
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
	decoder, root := p.decode()
	if root == nil {
		return
	}
	if len(root.Content) == 0 || isNothing(root.Content[0]) {
		p.empty()
		return
	}
	p.doc.Root = p.convert(root.Content[0], 1)
	if p.limited {
		p.doc.Root = &Node{} // what was not read must not be reported as missing
		return
	}
	p.restore()
	p.secondDocument(decoder)
}

// isNothing reports whether the document is a null that nobody wrote for a value.
func isNothing(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Tag == "!!null" && n.Style&yaml.TaggedStyle == 0 && n.Anchor == ""
}

// decode reads the first document, or what is left of it without the parts
// that are not YAML. It returns nil where nothing could be read.
func (p *parser) decode() (*yaml.Decoder, *yaml.Node) {
	for {
		decoder := yaml.NewDecoder(bytes.NewReader(p.doc.clean.Data))
		var root yaml.Node
		err := decoder.Decode(&root)
		switch {
		case err == nil && p.acquit():
			continue
		case err == nil || errors.Is(err, io.EOF) && !p.doc.Partial:
			return decoder, &root
		case errors.Is(err, io.EOF) || !p.syntax(err):
			return nil, nil
		}
	}
}

// empty reports a file without content at its last comment, or at its start.
func (p *parser) empty() {
	const help = "write a manifest: it starts with schema: 1, app and version"
	f := p.doc.File
	for line := f.Lines(); line >= 1; line-- {
		at := f.LineSpan(line)
		text := f.Text(at)
		trimmed := strings.TrimLeft(text, " \t")
		if strings.HasPrefix(trimmed, "#") {
			at.Start += len(text) - len(trimmed)
			p.report(RuleEmpty, at, "", help, "the file holds only comments")
			return
		}
		if trimmed != "" {
			p.report(RuleEmpty, at, "", help, "the file holds no manifest")
			return
		}
	}
	p.report(RuleEmpty, f.LineSpan(1), "", help, "the file is empty")
}

// syntax reports a text that is not YAML, and takes the top-level key that holds
// the fault out of what is read. It reports whether there is anything left to
// read. Where forbidden characters were found, they are the more likely cause
// and have been reported.
func (p *parser) syntax(err error) bool {
	if len(p.forbidden) > 0 {
		return false
	}
	fault := explainSyntax(p.doc.clean, err)
	block, ok := p.block(fault.Span.Start)
	rest := p.doc.clean
	if ok {
		rest = source.New(p.doc.File.Name, without(rest.Data, block))
	}
	ok = ok && (len(p.broken) < maxBroken-1 || refused(rest.Data) == nil)
	switch {
	case ok || len(p.broken) == 0:
		p.report(RuleSyntax, fault.Span, fault.Label, fault.Help, "%s", fault.Message)
	default:
		p.diags = p.diags[:1] // what came after may be a mistake of ours
	}
	if !ok {
		p.doc.clean, p.doc.Partial = p.doc.File, false
		return false
	}
	p.broken = append(p.broken, block)
	p.doc.clean, p.doc.Partial = rest, true
	return true
}

// acquit puts a key back that is sound once the others are taken out: an open
// quote makes nonsense of what comes after it. It reports whether there is one.
func (p *parser) acquit() bool {
	if len(p.broken) < 2 {
		return false
	}
	for i := range p.broken {
		rest := p.doc.File.Data
		for j, block := range p.broken {
			if j != i {
				rest = without(rest, block)
			}
		}
		if refused(rest) == nil {
			p.broken, p.diags = slices.Delete(p.broken, i, i+1), slices.Delete(p.diags, i, i+1)
			p.doc.clean = source.New(p.doc.File.Name, rest)
			return true
		}
	}
	return false
}

// maxBroken is how many top-level keys may be broken before the rest of a file
// is no longer read.
const maxBroken = 4

// block returns the lines of the top-level key that holds an offset, up to the
// next one. It returns false where there is no other key in the file, for then
// nothing is left to read.
func (p *parser) block(offset int) (source.Span, bool) {
	f := p.doc.File
	startsKey := func(line int) bool { return topKey().MatchString(f.Line(line)) }
	first := f.Position(offset).Line
	for first > 1 && !startsKey(first) {
		first--
	}
	last := first + 1
	for last <= f.Lines() && !startsKey(last) {
		last++
	}
	block := source.Span{Start: f.LineSpan(first).Start, End: f.LineSpan(last).Start}
	if last > f.Lines() {
		block.End = len(f.Data)
	}
	for line := 1; line <= f.Lines(); line++ {
		if (line < first || line >= last) && topKey().MatchString(p.doc.clean.Line(line)) {
			return block, len(f.Data) <= maxRecover
		}
	}
	return block, false
}

// maxRecover is the size up to which a file is read again without its faults.
const maxRecover = 64 << 10

var topKey = pattern(`^["']?[A-Za-z_][A-Za-z0-9_.-]*["']?[ \t]*(:|$)`)

// without returns a text with some lines turned into comments, byte for byte:
// a comment ends every value before it and belongs to none.
func without(data []byte, block source.Span) []byte {
	out := bytes.Clone(data)
	startsLine := true
	for i := block.Start; i < block.End; i++ {
		switch {
		case out[i] == '\n':
			startsLine = true
		case out[i] == '\r':
		case startsLine:
			out[i], startsLine = '#', false
		default:
			out[i] = ' '
		}
	}
	return out
}

// restore puts the keys that were taken out back into the document, without
// their values.
func (p *parser) restore() {
	root := p.doc.Root
	if root.Kind != Map || root.Flow {
		return
	}
	for _, block := range p.broken {
		line := p.doc.File.LineSpan(p.doc.File.Position(block.Start).Line)
		text := strings.TrimRight(strings.TrimRight(strings.SplitN(p.doc.File.Text(line), ":", 2)[0], " \t"), "\"'")
		name := strings.TrimLeft(text, "\"'")
		if name == "" || root.Entry(name) != nil {
			continue
		}
		key := &Node{Kind: String, Text: name, Span: source.Span{Start: line.Start, End: line.Start + len(text)}}
		value := &Node{Span: source.Span{Start: key.Span.End, End: block.End}}
		at := 0
		for at < len(root.Entries) && root.Entries[at].Key.Span.Start < key.Span.Start {
			at++
		}
		root.Entries = slices.Insert(root.Entries, at, Entry{key, value})
		root.reindex()
		root.Span.Start, root.Span.End = min(root.Span.Start, key.Span.Start), max(root.Span.End, block.End)
	}
}

// Unread returns the parts of the file that could not be read: all of it, or
// the top-level keys with a fault of syntax.
func (d *Document) Unread() []source.Span {
	if d.Root.Kind == Invalid {
		return []source.Span{{Start: 0, End: len(d.File.Data)}}
	}
	var parts []source.Span
	for _, e := range d.Root.Map() {
		if d.Partial && e.Value.Kind == Invalid {
			parts = append(parts, source.Span{Start: e.Key.Span.Start, End: e.Value.Span.End})
		}
	}
	return parts
}

func (p *parser) secondDocument(decoder *yaml.Decoder) {
	var next yaml.Node
	err := decoder.Decode(&next)
	if errors.Is(err, io.EOF) {
		return
	}
	p.doc.Partial = true // keys may stand in the other document
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
	anchored := false
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
		if p.isOfFirstKey(y, word, anchored, tagged) {
			break
		}
		if c == '&' {
			anchored = true
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

// isOfFirstKey reports whether an anchor or tag, found among those of a value,
// belongs to the first key or item in it: a value has one of each at most.
func (p *parser) isOfFirstKey(y *yaml.Node, word source.Span, anchored, tagged bool) bool {
	if p.at(word.Start) == '&' {
		return anchored || y.Anchor == ""
	}
	return tagged || y.Style&yaml.TaggedStyle == 0 && word.Len() > 1
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
	if seen.hash != nil {
		n.index = make(map[string]int, len(y.Content)/2)
	}
	for i := 0; i+1 < len(y.Content) && !p.limited; i += 2 {
		key, value := p.convertEntry(y.Content[i], y.Content[i+1], depth)
		end = max(end, key.Span.End, value.Span.End)
		if key.Kind == Invalid && key.Text == "" {
			continue // not a scalar; of other keys it is known what was meant
		}
		if p.isForbidden(key.Span) {
			key.Text = p.visible(key.Span)
		}
		if first := seen.add(key); first != nil {
			d := p.report(RuleDuplicate, key.Span, "given twice", "keep one of the two", "key %q is already given on line %d", key.Text, p.doc.File.Position(first.Span.Start).Line)
			d.Related = []diag.Related{{File: p.doc.File, Span: first.Span, Message: "first given here"}}
			continue
		}
		n.Entries = append(n.Entries, Entry{key, value})
		if seen.hash != nil {
			n.index[key.Text] = len(n.Entries) - 1
		}
	}
	n.Span.End = end
	if n.Flow {
		n.Span.End = p.closing(end, '}')
	}
	if len(y.Content) > 0 && len(n.Entries) == 0 {
		n.Kind = Invalid // all of it was refused, as in {{name}}
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
		key.Text = "<<"
		value.Kind, value.Items, value.Entries = Invalid, nil, nil
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
