package app

import (
	"slices"

	"github.com/procore-manifest/manifest/internal/manifest"
)

// Text is one value of a manifest with its place. The zero value stands for a
// key that is missing.
type Text struct {
	// Key is the key of the value or, for an item of a list, the key of the list.
	Key *manifest.Node
	// Node is the value, whatever its kind; nil if the key is missing.
	Node *manifest.Node
}

// Exists reports whether the key is there, with whatever value.
func (t Text) Exists() bool { return t.Node != nil }

// Str returns the text as it is written, and false if the value is not text.
func (t Text) Str() (string, bool) { return t.Node.Str() }

// String returns what the value says: a scalar without the line breaks at its
// end, "" for anything else.
func (t Text) String() string {
	if !t.isScalar() {
		return ""
	}
	return trimmed(t.Node.Text)
}

func (t Text) isScalar() bool {
	return t.Node != nil && (t.Node.Kind == manifest.String || t.Node.Kind == manifest.Number ||
		t.Node.Kind == manifest.Bool)
}

// IsSet reports whether the value says anything: an empty text does not.
func (t Text) IsSet() bool { return t.String() != "" }

// True reports whether a flag is set. A value that is neither true nor false
// counts as set; a missing or empty one does not.
func (t Text) True() bool {
	return t.isScalar() && (t.Node.Kind != manifest.Bool || t.Node.Text == "true")
}

// Texts is a list of texts.
type Texts struct {
	Key   *manifest.Node
	Node  *manifest.Node // the list; nil if the key is missing
	Items []Text
}

// Values returns what the items say, each text once, in the order of the file.
func (t Texts) Values() []string {
	var values []string
	for _, item := range t.Items {
		if s := item.String(); s != "" && !slices.Contains(values, s) {
			values = append(values, s)
		}
	}
	return values
}

// textAt returns the value of a key of a map.
func textAt(n *manifest.Node, key string) Text {
	if e := n.Entry(key); e != nil {
		return Text{e.Key, e.Value}
	}
	return Text{}
}

func textsAt(n *manifest.Node, key string) Texts {
	e := n.Entry(key)
	if e == nil {
		return Texts{}
	}
	list := Texts{Key: e.Key, Node: e.Value}
	for _, item := range e.Value.List() {
		list.Items = append(list.Items, Text{e.Key, item})
	}
	return list
}

// URLText is a text that is a URL, taken apart.
type URLText struct {
	Text
	// URL is nil if the value is not text.
	URL *URL
}

func urlAt(n *manifest.Node, key string) URLText { return takenApart(textAt(n, key)) }

func takenApart(t Text) URLText {
	u := URLText{Text: t}
	if text, ok := u.Str(); ok {
		u.URL = ParseURL(text)
	}
	return u
}
