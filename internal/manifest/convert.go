package manifest

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// From the nodes of the library to ours, which know where they end. What has no
// business in a reviewed file is refused on the way.

// reserve makes room for as many nodes as the library has found.
func (p *parser) reserve(root *yaml.Node) {
	n := 0
	var count func(*yaml.Node)
	count = func(y *yaml.Node) {
		n++
		for _, c := range y.Content {
			count(c)
		}
	}
	count(root)
	p.slab = make([]Node, min(n, MaxNodes))
}

func (p *parser) newNode() *Node {
	if len(p.slab) == 0 {
		p.slab = make([]Node, 64)
	}
	n := &p.slab[0]
	p.slab = p.slab[1:]
	return n
}

// convert turns a library node into ours. An implicit null gets its place from
// the caller, who knows the key or dash it belongs to.
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
		p.report(RuleAlias, n.Span, "", "write the value itself instead of the alias",
			"alias %q is not allowed: a reviewer must see each value in the place where it is used", "*"+y.Value)
		return n
	}
	tagged := p.properties(y, n)
	switch y.Kind {
	case yaml.MappingNode:
		if start := n.Span.Start; p.at(start) == '{' && p.at(start+1) == '{' {
			n = p.quietly(func() *Node { p.convertMap(y, n, depth); return n })
			fault := unquotedToken(start)
			p.report(RuleSyntax, fault.Span, fault.Label, fault.Help, "%s", fault.Message)
			n.Kind, n.Entries = Invalid, nil
			break
		}
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
		p.report(RuleLimit, n.Span, "nested too deeply", "check that the file is a manifest; manifests have five levels",
			"values are nested more than %d levels deep", MaxDepth)
		return
	}
	p.report(RuleLimit, n.Span, "the limit is exceeded here", "check that the file is a manifest",
		"the file contains more than %d values", MaxNodes)
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
			p.report(RuleAnchor, word, "", "remove the anchor and write the value where it is needed",
				"anchor %q is not allowed: a reviewer must see each value in the place where it is used", p.doc.clean.Text(word))
		} else {
			p.report(RuleTag, word, "", "remove the tag; put the value in quotes if it must be text",
				"tag %q is not allowed: the schema sets the type of each value", p.doc.clean.Text(word))
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
		if len(n.Items) > 0 && !slices.ContainsFunc(n.Items, func(item *Node) bool { return item.Kind != Invalid }) {
			n.Kind, n.Items = Invalid, nil // all of it was refused, as in [{{name}}]
		}
	}
}

// dash returns the dash of a list item that has no value, searched from the
// end of what came before it.
func (p *parser) dash(from int) source.Span {
	at := p.skipBlank(from)
	if p.at(at) == ':' { // of a key without a value, which ends before it
		at = p.skipBlank(at + 1)
	}
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
			d := p.report(RuleDuplicate, key.Span, "duplicate key", "remove one of the two keys",
				"key %q is already defined on line %d", key.Text, p.doc.File.Position(first.Span.Start).Line)
			d.Related = []diag.Related{{File: p.doc.File, Span: first.Span, Message: "first defined here"}}
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
		n.Kind = Invalid // all of it was refused, as in {[name]: 1}
	}
}

func (p *parser) convertEntry(ky, vy *yaml.Node, depth int) (key, value *Node) {
	if ky.Kind == yaml.ScalarNode && ky.Tag == "!!merge" {
		key = p.newNode()
		start := p.offset(ky)
		key.Span = source.Span{Start: start, End: start + len("<<")}
		p.report(RuleMerge, key.Span, "", "write the keys here instead of merging them",
			"merge key \"<<\" is not allowed: a reviewer must see each value in the place where it is used")
		// What is merged is refused with its key; only its end is of interest.
		value = p.quietly(func() *Node { return p.convert(vy, depth+1) })
		key.Text = "<<"
		value.Kind, value.Items, value.Entries = Invalid, nil, nil
		return key, value
	}
	key = p.convert(ky, depth+1)
	if (key.Kind == Map || key.Kind == List) && !p.limited {
		p.report(RuleComplexKey, key.Head(), "", "use plain text as the key", "a key must be text, not %s", key.Kind)
		key.Kind = Invalid
	}
	if key.Kind == Bool {
		key.Text = ky.Value // a key is a name, and names have capitals
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
		if n.Kind = plainKind(y); n.Kind == Bool {
			n.Text = strings.ToLower(n.Text) // True and TRUE are true too
		}
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

// fewKeys is how many keys are searched one by one.
const fewKeys = 16

func newKeySet(size int) *keySet {
	if size > fewKeys {
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
