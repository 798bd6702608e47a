package ledger

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// quick reads events that are written as this tool writes them: maps, lists and
// texts, no number but 1, and of escapes those of line feeds, tabs, quotes and
// backslashes. It returns nil for all else, wrong or merely unusual, and [scan]
// then reads the file, which takes many times as long. What quick accepts it
// reads exactly as scan does; FuzzQuick holds one against the other.
//
// The nodes are in the room that is given, as far as it goes: whoever reads many
// events, and keeps no nodes, gives the same again.
func quick(f *source.File, room []manifest.Node) *manifest.Node {
	if len(f.Data) > maxEvent || !utf8.Valid(f.Data) {
		return nil
	}
	clear(room)
	q := quickReader{text: string(f.Data), room: room}
	root := q.value(maxNesting)
	if q.space(); root == nil || q.at < len(q.text) {
		return nil
	}
	return root
}

// usualNodes are about as many as most events have.
const usualNodes = 24

// quickReader stands at a byte of a file.
type quickReader struct {
	text string
	at   int
	room []manifest.Node // for the next nodes
}

// node returns a node that starts here.
func (q *quickReader) node(kind manifest.Kind) *manifest.Node {
	if len(q.room) == 0 {
		q.room = make([]manifest.Node, usualNodes)
	}
	n := &q.room[0]
	q.room = q.room[1:]
	n.Kind, n.Span.Start = kind, q.at
	return n
}

// space skips what may stand between any two tokens.
func (q *quickReader) space() {
	for q.at < len(q.text) && strings.IndexByte(" \n\r\t", q.text[q.at]) >= 0 {
		q.at++
	}
}

// skips reports whether a character follows, and goes past it.
func (q *quickReader) skips(c byte) bool {
	q.space()
	if q.at == len(q.text) || q.text[q.at] != c {
		return false
	}
	q.at++
	return true
}

// value reads a value, whose brackets may be so deep. Like all that follows, it
// returns nil for what is not for this reader.
func (q *quickReader) value(depth int) *manifest.Node {
	q.space()
	if q.at == len(q.text) {
		return nil
	}
	switch c := q.text[q.at]; {
	case c == '"':
		return q.string()
	case c == '1':
		n := q.node(manifest.Number)
		q.at++
		n.Text, n.Span.End = "1", q.at
		return n
	case c == '{' && depth > 0:
		return q.inside(q.node(manifest.Map), '}', depth-1)
	case c == '[' && depth > 0:
		return q.inside(q.node(manifest.List), ']', depth-1)
	}
	return nil
}

// inside reads what is between two brackets, if there is anything.
func (q *quickReader) inside(n *manifest.Node, closing byte, depth int) *manifest.Node {
	q.at++
	n.Flow = true
	for {
		var key *manifest.Node
		if n.Kind == manifest.Map {
			q.space()
			if key = q.string(); key == nil || !isMadeOf(key.Text, letters+"_") || n.Entry(key.Text) != nil || !q.skips(':') {
				return nil
			}
		}
		item := q.value(depth)
		if item == nil {
			return nil
		}
		if key != nil {
			if n.Entries == nil {
				n.Entries = make([]manifest.Entry, 0, usualNodes/2)
			}
			n.Entries = append(n.Entries, manifest.Entry{Key: key, Value: item})
		} else {
			n.Items = append(n.Items, item)
		}
		switch {
		case q.skips(closing):
			n.Span.End = q.at
			return n
		case !q.skips(','):
			return nil
		}
	}
}

var unescape = strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\"`, `"`, `\\`, `\`)

func (q *quickReader) string() *manifest.Node {
	if q.at == len(q.text) || q.text[q.at] != '"' {
		return nil
	}
	n := q.node(manifest.String)
	n.Style = manifest.Double
	escaped := false
	for i := q.at + 1; i < len(q.text); i++ {
		switch c := q.text[i]; {
		case c == '"':
			if n.Text = q.text[q.at+1 : i]; escaped {
				n.Text = unescape.Replace(n.Text)
			}
			q.at = i + 1
			n.Span.End = q.at
			return n
		case c == '\\':
			if i++; i == len(q.text) || strings.IndexByte(`nt"\`, q.text[i]) < 0 {
				return nil
			}
			escaped = true
		case c < ' ':
			return nil
		}
	}
	return nil
}

// appendCanonical appends the canonical JSON (RFC 8785) of what quick read. Texts
// are written in it as they are in the file.
func appendCanonical(b []byte, n *manifest.Node, data []byte) []byte {
	switch n.Kind {
	case manifest.Map:
		b = append(b, '{')
		sorted := slices.SortedFunc(slices.Values(n.Entries),
			func(x, y manifest.Entry) int { return strings.Compare(x.Key.Text, y.Key.Text) })
		for i, e := range sorted {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendCanonical(b, e.Key, data)
			b = append(b, ':')
			b = appendCanonical(b, e.Value, data)
		}
		return append(b, '}')
	case manifest.List:
		b = append(b, '[')
		for i, item := range n.Items {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendCanonical(b, item, data)
		}
		return append(b, ']')
	}
	return append(b, data[n.Span.Start:n.Span.End]...)
}
