package ledger

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// quick reads events in the form in which this tool writes them: maps, lists, texts,
// the number 1, and escapes of line feeds, tabs, quotes and backslashes only. It
// returns nil for everything else, whether wrong or merely unusual; then [scan] reads
// the file, which takes many times as long. quick reads everything that it accepts
// exactly as scan does; FuzzQuick compares both.
//
// The nodes use the given space as far as it is large enough. A caller that reads many
// events and keeps no nodes passes the same space each time.
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

// usualNodes is about the number of nodes that most events have.
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

// space skips the white space that is allowed between two tokens.
func (q *quickReader) space() {
	for q.at < len(q.text) && strings.IndexByte(" \n\r\t", q.text[q.at]) >= 0 {
		q.at++
	}
}

// skips reports whether a character follows, and skips it.
func (q *quickReader) skips(c byte) bool {
	q.space()
	if q.at == len(q.text) || q.text[q.at] != c {
		return false
	}
	q.at++
	return true
}

// value reads a value whose brackets are nested up to a given depth. Like all methods
// below, it returns nil for a form that this reader does not accept.
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

// appendCanonical appends the canonical JSON (RFC 8785) of what quick read. Its texts
// are the same as in the file.
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
