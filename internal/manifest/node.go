package manifest

import (
	"maps"
	"slices"

	"github.com/procore-manifest/manifest/internal/source"
)

// Kind says what a node is once YAML's own resolution is done.
type Kind uint8

const (
	// Invalid is a part that was refused. It has its finding already, so
	// whoever meets it says nothing more.
	Invalid Kind = iota
	// Null is an empty value, written out or not.
	Null
	// Bool is true or false.
	Bool
	// Number is a plain scalar that is a number in JSON too.
	Number
	// String is every other scalar, dates and 0x1f included.
	String
	// List is a sequence.
	List
	// Map is a mapping with scalar keys, each once.
	Map
)

var kindNames = [...]string{"an invalid value", "empty", "true or false", "a number", "text", "a list", "a map"}

// String returns the kind in words that fit after "is".
func (k Kind) String() string { return kindNames[k] }

// Style says how a scalar is written.
type Style uint8

const (
	// Plain is unquoted.
	Plain Style = iota
	// Single is in single quotes.
	Single
	// Double is in double quotes.
	Double
	// Literal is a block after |.
	Literal
	// Folded is a block after >.
	Folded
)

// Node is one value of a document. All methods accept a nil receiver, which
// stands for a value that is not there; lookups can be chained.
type Node struct {
	Kind  Kind
	Style Style // of scalars
	Flow  bool  // of lists and maps: written with brackets
	// Span is the node's text without anchor and tag. An empty value that is
	// not written has the span of its key, or of its dash: that is where a
	// person would write it.
	Span source.Span
	// Text is the scalar's value after unquoting and folding; of a Bool, true or
	// false however it is spelled.
	Text string
	// Items are a list's values.
	Items []*Node
	// Entries are a map's pairs in the order of the file.
	Entries []Entry

	index map[string]int // of the keys in Entries, if there are many
}

// Entry is one pair of a map. Key is a scalar; it is Invalid where it was
// refused, and its text then is what seems to be meant.
type Entry struct {
	Key, Value *Node
}

// Entry returns the pair with this key, or nil.
func (n *Node) Entry(key string) *Entry {
	if n == nil || n.Kind != Map {
		return nil
	}
	if n.index != nil {
		if i, ok := n.index[key]; ok {
			return &n.Entries[i]
		}
		return nil
	}
	for i := range n.Entries {
		if n.Entries[i].Key.Text == key {
			return &n.Entries[i]
		}
	}
	return nil
}

// Clone returns a copy of the tree. A pass that changes values changes its own
// copy: others may be reading the tree.
func (n *Node) Clone() *Node {
	c := *n
	c.index = maps.Clone(n.index)
	c.Items = slices.Clone(n.Items)
	for i, item := range c.Items {
		c.Items[i] = item.Clone()
	}
	c.Entries = slices.Clone(n.Entries)
	for i, e := range c.Entries {
		c.Entries[i] = Entry{e.Key.Clone(), e.Value.Clone()}
	}
	return &c
}

// Rename gives an entry of the map another key. The file stays as it is.
func (n *Node) Rename(e *Entry, key string) {
	if i, ok := n.index[e.Key.Text]; ok { // by far quicker than to index a large map again
		delete(n.index, e.Key.Text)
		n.index[key] = i
	}
	e.Key.Text = key
}

// reindex follows a change of the entries.
func (n *Node) reindex() {
	if n.index != nil {
		clear(n.index)
		for i, e := range n.Entries {
			n.index[e.Key.Text] = i
		}
	}
}

// Get follows keys through maps and returns the value there, or nil.
func (n *Node) Get(path ...string) *Node {
	for _, key := range path {
		e := n.Entry(key)
		if e == nil {
			return nil
		}
		n = e.Value
	}
	return n
}

// Str returns the text of a string, and false if there is no string.
func (n *Node) Str() (string, bool) {
	if n == nil || n.Kind != String {
		return "", false
	}
	return n.Text, true
}

// List returns the items of a list; nothing for any other node.
func (n *Node) List() []*Node {
	if n == nil || n.Kind != List {
		return nil
	}
	return n.Items
}

// Map returns the pairs of a map; nothing for any other node.
func (n *Node) Map() []Entry {
	if n == nil || n.Kind != Map {
		return nil
	}
	return n.Entries
}

// Head returns the part of the node to show when the node as a whole is meant:
// a scalar or bracketed text itself, the first key of a block map, the first
// dash of a block list. Marking all lines of a block would point nowhere.
func (n *Node) Head() source.Span {
	switch {
	case n.Kind == Map && !n.Flow && len(n.Entries) > 0:
		return n.Entries[0].Key.Span
	case n.Kind == List && !n.Flow:
		return source.Span{Start: n.Span.Start, End: n.Span.Start + 1}
	}
	return n.Span
}

// Opening returns the place to mark where something is missing from a map: its
// first key, or its brace. The whole of a flow map may be most of a file.
func (n *Node) Opening() source.Span {
	at := n.Head()
	if n.Kind == Map && n.Flow {
		at.End = min(at.End, at.Start+1)
	}
	return at
}

// JSON returns the node as encoding/json would decode it: map[string]any,
// []any, string, bool, nil, and numbers as float64. Invalid parts are nil.
func (n *Node) JSON() any {
	switch n.Kind {
	case Bool:
		return n.Text == "true"
	case Number:
		return n.number()
	case String:
		return n.Text
	case List:
		items := make([]any, len(n.Items))
		for i, item := range n.Items {
			items[i] = item.JSON()
		}
		return items
	case Map:
		pairs := make(map[string]any, len(n.Entries))
		for _, e := range n.Entries {
			pairs[e.Key.Text] = e.Value.JSON()
		}
		return pairs
	}
	return nil
}
