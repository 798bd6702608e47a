package manifest

import "github.com/procore-manifest/manifest/internal/source"

// Constructors of nodes that no file holds. They are given the place that
// findings about them should mark.

// NewText returns a text.
func NewText(text string, at source.Span) *Node {
	return &Node{Kind: String, Style: Double, Text: text, Span: at}
}

// NewMap returns a map.
func NewMap(at source.Span, entries ...Entry) *Node {
	return &Node{Kind: Map, Span: at, Entries: entries}
}

// NewList returns a list.
func NewList(at source.Span, items ...*Node) *Node {
	return &Node{Kind: List, Flow: true, Span: at, Items: items}
}

// NewEntry returns a pair.
func NewEntry(key string, at source.Span, value *Node) Entry {
	return Entry{Key: &Node{Kind: String, Text: key, Span: at}, Value: value}
}

// Put sets the value at a path of keys. Maps that are missing are added, with the
// place of what they are put into.
func (n *Node) Put(value *Node, path ...string) {
	for i, key := range path {
		put := value
		if i < len(path)-1 {
			if next := n.Get(key); next != nil {
				n = next
				continue
			}
			put = NewMap(n.Span)
		}
		if e := n.Entry(key); e != nil {
			e.Value = put
		} else {
			n.Entries = append(n.Entries, NewEntry(key, n.Span, put))
			n.reindex()
		}
		n = put
	}
}
