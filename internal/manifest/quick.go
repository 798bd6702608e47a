package manifest

import (
	"bytes"
	"strings"

	"github.com/procore-manifest/manifest/internal/source"
)

// quick reads the YAML that manifests and records are written in: block maps
// and lists, brackets that close on their line, and texts that stand on one
// line or in a block. The library, which can read far more than that, takes
// many times as long.
//
// It accepts only what has one meaning without doubt, and returns nil for all
// else, wrong or merely unusual: the library then reads the file. What it
// accepts it reads exactly as the library does; FuzzQuick and TestQuick hold one
// against the other.
func quick(f *source.File) *Node {
	data := f.Data
	if len(data) == 0 || data[len(data)-1] != '\n' || bytes.IndexByte(data, '\t') >= 0 ||
		bytes.IndexByte(data, '\r') >= 0 ||
		bytes.HasPrefix(data, []byte("\uFEFF")) {
		return nil
	}
	q := &quickReader{text: string(data)}
	lines := bytes.Count(data, []byte("\n"))
	q.slab = make([]Node, min(2*lines+lines/4, MaxNodes)) // a key and a value each, and some lists and maps
	q.nextLine()
	if q.indent != 0 {
		return nil
	}
	root := q.block(1)
	if q.declined || q.indent >= 0 {
		return nil
	}
	return root
}

// quickReader stands at a line of a file. Once it has declined, it goes no
// further and what it returns is of no use.
type quickReader struct {
	text     string
	declined bool

	// The current line, without indentation and line break. Its indent is -1 at
	// the end of the file. What follows a dash is a line too, indented as far as
	// it stands to the right.
	start, end int
	indent     int
	// next is where the line after the current one starts.
	next int

	nodes int
	slab  []Node
	// pairs and items wait here until their map or list is complete.
	pairs []Entry
	items []*Node
}

func (q *quickReader) decline() *Node {
	q.declined = true
	q.indent, q.next = -1, len(q.text)
	return &Node{}
}

// nextLine moves to the next line that holds more than a comment.
func (q *quickReader) nextLine() {
	for q.next < len(q.text) {
		start := q.next
		q.end = start + strings.IndexByte(q.text[start:], '\n') // the last line has a break too
		q.next = q.end + 1
		q.start = start
		for q.text[q.start] == ' ' {
			q.start++
		}
		if q.start < q.end && q.text[q.start] != '#' {
			q.indent = q.start - start
			return
		}
	}
	q.indent = -1
}

// block reads the map or list that starts on the current line, up to the first
// line that is indented less.
func (q *quickReader) block(depth int) *Node {
	if q.isItem() {
		return q.list(depth)
	}
	return q.mapping(depth)
}

// isItem reports whether the line starts with the dash of a list.
func (q *quickReader) isItem() bool { return strings.HasPrefix(q.text[q.start:q.end], "- ") }

func (q *quickReader) mapping(depth int) *Node {
	indent, first := q.indent, len(q.pairs)
	n := q.node(Map, Plain, q.start, q.start, depth)
	for q.indent == indent {
		key, at := q.key(q.start, depth+1)
		if key == nil {
			return q.decline()
		}
		var value *Node
		if at = q.skipSpaces(at); at < q.end && q.text[at] != '#' {
			value = q.scalar(at, indent, depth+1)
		} else {
			q.nextLine()
			if q.indent < indent || q.indent == indent && !q.isItem() {
				return q.decline() // an empty value
			}
			value = q.block(depth + 1)
		}
		q.pairs = append(q.pairs, Entry{key, value})
		n.Span.End = value.Span.End
	}
	q.finishMap(n, first)
	if q.indent > indent {
		return q.decline()
	}
	return n
}

func (q *quickReader) list(depth int) *Node {
	indent, first := q.indent, len(q.items)
	n := q.node(List, Plain, q.start, q.start, depth)
	for q.indent == indent && q.isItem() {
		at := q.skipSpaces(q.start + 1)
		if at == q.end || q.text[at] == '#' {
			return q.decline()
		}
		var item *Node
		if quickKey(q.text[at:q.end]) > 0 {
			q.start, q.indent = at, indent+at-q.start
			item = q.mapping(depth + 1)
		} else {
			item = q.scalar(at, indent, depth+1)
		}
		q.items = append(q.items, item)
		n.Span.End = item.Span.End
	}
	q.finishList(n, first)
	if q.indent > indent {
		return q.decline()
	}
	return n
}

// scalar reads a value that starts on the current line, in brackets or not, and
// moves to the line after it. indent is that of the map or list it stands in.
func (q *quickReader) scalar(at, indent, depth int) *Node {
	if q.text[at] == '|' || q.text[at] == '>' {
		return q.blockText(at, indent, depth)
	}
	n, after := q.flow(at, depth, false)
	// Something else, or a text that goes on, is not for here.
	if rest := q.skipSpaces(after); rest < q.end && (q.text[rest] != '#' || rest == after) {
		return q.decline()
	}
	q.nextLine()
	return n
}

// flow reads a value on one line and returns where it ends. Inside brackets,
// commas and brackets end a text.
func (q *quickReader) flow(at, depth int, inside bool) (n *Node, after int) {
	if at >= q.end {
		return q.decline(), q.end
	}
	switch c := q.text[at]; c {
	case '"', '\'':
		length := strings.IndexByte(q.text[at+1:q.end], c)
		if length < 0 {
			return q.decline(), q.end
		}
		after = at + 1 + length + 1
		style := Double
		if c == '\'' {
			style = Single
		}
		value := q.text[at+1 : after-1]
		if style == Double && strings.IndexByte(value, '\\') >= 0 ||
			style == Single && after < q.end && q.text[after] == '\'' {
			return q.decline(), q.end // escapes
		}
		n = q.node(String, style, at, after, depth)
		n.Text = value
		return n, after
	case '[':
		return q.flowList(at, depth)
	case '{':
		return q.flowMap(at, depth)
	}
	value := quickPlain(q.text[at:q.end], inside)
	kind, ok := quickKind(value)
	if !ok {
		return q.decline(), q.end
	}
	n = q.node(kind, Plain, at, at+len(value), depth)
	n.Text = value
	return n, n.Span.End
}

func (q *quickReader) flowList(at, depth int) (*Node, int) {
	first := len(q.items)
	n := q.node(List, Plain, at, at, depth)
	n.Flow = true
	at = q.skipSpaces(at + 1)
	for more := at >= q.end || q.text[at] != ']'; more && !q.declined; {
		var item *Node
		item, at = q.flow(at, depth+1, true)
		q.items = append(q.items, item)
		at, more = q.comma(at)
	}
	q.finishList(n, first)
	n.Span.End = q.bracket(at, ']')
	return n, n.Span.End
}

func (q *quickReader) flowMap(at, depth int) (*Node, int) {
	first := len(q.pairs)
	n := q.node(Map, Plain, at, at, depth)
	n.Flow = true
	at = q.skipSpaces(at + 1)
	for more := at >= q.end || q.text[at] != '}'; more && !q.declined; {
		key, behind := q.key(at, depth+1)
		if key == nil || behind == q.end {
			return q.decline(), q.end
		}
		var value *Node
		value, at = q.flow(q.skipSpaces(behind), depth+1, true)
		q.pairs = append(q.pairs, Entry{key, value})
		at, more = q.comma(at)
	}
	q.finishMap(n, first)
	n.Span.End = q.bracket(at, '}')
	return n, n.Span.End
}

// comma moves over a comma and reports whether there was one.
func (q *quickReader) comma(at int) (int, bool) {
	if at = q.skipSpaces(at); at < q.end && q.text[at] == ',' {
		return q.skipSpaces(at + 1), true
	}
	return at, false
}

// bracket returns the offset after a closing bracket.
func (q *quickReader) bracket(at int, bracket byte) int {
	if at >= q.end || q.text[at] != bracket {
		q.decline()
		return q.end
	}
	return at + 1
}

// blockText reads a literal or folded block without empty lines that hold
// spaces, as nobody can see how many there are.
func (q *quickReader) blockText(at, indent, depth int) *Node {
	style := Literal
	if q.text[at] == '>' {
		style = Folded
	}
	chomp := q.text[at+1 : q.end]
	if chomp != "" && chomp != "-" {
		return q.decline()
	}
	n := q.node(String, style, at, at, depth)
	var body []byte
	margin, breaks := 0, 0 // breaks since the last line with text
	for q.next < len(q.text) {
		end := q.next + strings.IndexByte(q.text[q.next:], '\n')
		line := q.text[q.next:end]
		words := strings.TrimLeft(line, " ")
		switch {
		case line == "" && margin > 0:
			breaks++
			q.next = end + 1
			continue
		case words == "":
			return q.decline()
		case margin == 0:
			margin = len(line) - len(words)
		}
		if len(line)-len(words) < margin || margin <= indent {
			break
		}
		if style == Folded && len(line)-len(words) > margin {
			return q.decline() // lines indented further are not folded
		}
		body = appendBreaks(body, breaks, style)
		body = append(body, line[margin:]...)
		n.Span.End = q.next + len(strings.TrimRight(line, " "))
		breaks = 1
		q.next = end + 1
	}
	if len(body) == 0 {
		return q.decline()
	}
	if chomp == "" {
		body = append(body, '\n')
	}
	n.Text = string(body)
	q.nextLine()
	return n
}

// appendBreaks appends the line breaks between two lines of a block as they
// count in its value.
func appendBreaks(body []byte, breaks int, style Style) []byte {
	if style == Folded {
		if breaks == 1 {
			return append(body, ' ')
		}
		breaks--
	}
	for range breaks {
		body = append(body, '\n')
	}
	return body
}

// key reads a key and its colon, and returns the offset after it.
func (q *quickReader) key(at, depth int) (*Node, int) {
	length := quickKey(q.text[at:q.end])
	if length == 0 {
		return nil, at
	}
	n := q.node(String, Plain, at, at+length, depth)
	n.Text = q.text[at : at+length]
	return n, at + length + 1
}

func (q *quickReader) skipSpaces(at int) int {
	for at < q.end && q.text[at] == ' ' {
		at++
	}
	return at
}

func (q *quickReader) node(kind Kind, style Style, start, end, depth int) *Node {
	if q.nodes++; q.nodes > MaxNodes || depth > MaxDepth {
		return q.decline()
	}
	if len(q.slab) == 0 {
		q.slab = make([]Node, 16)
	}
	n := &q.slab[0]
	q.slab = q.slab[1:]
	n.Kind, n.Style, n.Span = kind, style, source.Span{Start: start, End: end}
	return n
}

func (q *quickReader) finishList(n *Node, first int) {
	n.Items = append(make([]*Node, 0, len(q.items)-first), q.items[first:]...)
	q.items = q.items[:first]
}

func (q *quickReader) finishMap(n *Node, first int) {
	n.Entries = append(make([]Entry, 0, len(q.pairs)-first), q.pairs[first:]...)
	q.pairs = q.pairs[:first]
	seen := newKeySet(len(n.Entries))
	for _, e := range n.Entries {
		if seen.add(e.Key) != nil {
			q.decline()
			return
		}
	}
	if seen.hash != nil {
		n.index = make(map[string]int, len(n.Entries))
		n.reindex()
	}
}

// quickKey returns the length of the key that a line starts with, 0 where there
// is none that is plainly one.
func quickKey(line string) int {
	i := 0
	for i < len(line) && (isLetter(line[i]) || i > 0 && (isDigit(line[i]) || strings.IndexByte("_-.", line[i]) >= 0)) {
		i++
	}
	const longest = 128
	if i == 0 || i > longest || i == len(line) || line[i] != ':' ||
		i+1 < len(line) && line[i+1] != ' ' || quickWord(line[:i]) {
		return 0
	}
	return i
}

// quickPlain returns the unquoted text that a line starts with.
func quickPlain(line string, inside bool) string {
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case ':':
			if i+1 == len(line) || line[i+1] == ' ' ||
				inside && !isLetter(line[i+1]) && !isDigit(line[i+1]) && line[i+1] != '/' {
				return "" // a key, perhaps
			}
		case '#':
			if i > 0 && line[i-1] == ' ' {
				return strings.TrimRight(line[:i], " ")
			}
		case '?':
			if inside {
				return "" // the library ends a text there
			}
		case ',', ']', '}', '[', '{':
			if inside {
				return strings.TrimRight(line[:i], " ")
			}
		}
	}
	return strings.TrimRight(line, " ")
}

// quickKind returns what an unquoted text is, and whether that is certain.
func quickKind(text string) (Kind, bool) {
	switch {
	case text == "":
		return Invalid, false
	case isDigit(text[0]):
		if strings.Trim(text, "0123456789.eE+-") == "" && isJSONNumber(text) {
			return Number, true
		}
		return String, true // the library knows other numbers and dates, which stay text
	case text == "true" || text == "false":
		return Bool, true
	case isLetter(text[0]) || text[0] == '/':
		return String, !quickWord(text)
	}
	return Invalid, false
}

// quickWord reports whether YAML may mean something else by a word than text.
func quickWord(s string) bool {
	if len(s) > len("false") {
		return false
	}
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return true
	}
	return false
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

func isDigit(b byte) bool { return '0' <= b && b <= '9' }
