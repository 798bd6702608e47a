package manifest

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/source"
)

// quick reads the YAML that people write manifests and records in: block maps and
// lists, brackets on one line or several, and texts of every style. The library,
// which can read far more than that, takes many times as long.
//
// It accepts only what has one meaning without doubt, and returns nil for all
// else, wrong or merely unusual: the library then reads the file. What it
// accepts it reads exactly as the library does; FuzzQuick and TestQuick hold one
// against the other.
func quick(f *source.File) *Node {
	data := f.Data
	if len(data) == 0 || bytes.IndexByte(data, '\t') >= 0 || bytes.HasPrefix(data, []byte("\uFEFF")) {
		return nil
	}
	q := &quickReader{text: string(data), open: data[len(data)-1] != '\n'}
	lines := bytes.Count(data, []byte("\n"))
	if bytes.IndexByte(data, '\r') >= 0 {
		if q.returns = 1; bytes.Count(data, []byte("\r")) != lines || bytes.Count(data, []byte("\r\n")) != lines {
			return nil
		}
	}
	if q.open {
		q.text += "\r\n"[1-q.returns:]
	}
	q.slab = make([]Node, min(lines+lines/4+2, MaxNodes)) // a key and a value each, in half of the lines
	if q.nextLine(); q.indent == 0 && q.text[q.start:q.end] == "---" {
		q.nextLine()
	}
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
	// margin is the indent of the block that holds the value being read: its further
	// lines are indented more.
	margin int

	returns int  // 1 where lines end with CR LF
	open    bool // the last line has no break in the file

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
	for q.nextText(); q.indent >= 0 && q.text[q.start] == '#'; {
		q.nextText()
	}
}

// nextText moves to the next line that is not empty, and returns how many line
// breaks are before it.
func (q *quickReader) nextText() (breaks int) {
	for q.next < len(q.text) {
		start := q.next
		end := start + strings.IndexByte(q.text[start:], '\n') // the last line has a break too
		q.start, q.end, q.next = start, end-q.returns, end+1
		for q.start < q.end && q.text[q.start] == ' ' {
			q.start++
		}
		breaks++
		if q.start < q.end {
			q.indent = q.start - start
			return breaks
		}
	}
	q.indent = -1
	return breaks
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
		if keyLength(q.text[at:q.end]) > 0 {
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
	q.margin = indent
	n, after := q.flow(at, depth, false)
	rest := q.skipSpaces(after)
	if rest == q.end && n.Kind == String && n.Style == Plain {
		q.goesOn(n)
		return n
	}
	if rest < q.end && (q.text[rest] != '#' || rest == after) {
		return q.decline() // something else follows
	}
	q.nextLine()
	return n
}

// goesOn adds the lines on which an unquoted text goes on, and moves to the line
// after it.
func (q *quickReader) goesOn(n *Node) {
	var body []byte
	for {
		last := q.next
		breaks := q.nextText()
		if q.indent <= q.margin || q.text[q.start] == '#' {
			q.next = last
			break
		}
		line := q.text[q.start:q.end]
		if text := quickPlain(line, false); text == "" || len(text) != len(strings.TrimRight(line, " ")) {
			q.decline() // a key, or a comment
			return
		}
		if body == nil {
			body = append(make([]byte, 0, len(n.Text)+2*len(line)), n.Text...)
		}
		line = strings.TrimRight(line, " ")
		body = append(appendBreaks(body, breaks, Folded), line...)
		n.Span.End = q.start + len(line)
	}
	if body != nil {
		n.Text = string(body)
	}
	q.nextLine()
}

// flow reads a value that is no block and returns where it ends, or where its first
// line does if it is a text without quotes. Inside brackets, commas and brackets end
// such a text.
func (q *quickReader) flow(at, depth int, inside bool) (n *Node, after int) {
	if at >= q.end {
		return q.decline(), q.end
	}
	switch c := q.text[at]; c {
	case '"', '\'':
		return q.quoted(at, depth)
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

// quoted reads a text in quotes, over as many lines as it has.
func (q *quickReader) quoted(at, depth int) (*Node, int) {
	n := q.node(String, Double, at, at, depth)
	quote, from := q.text[at], at+1
	if quote == '\'' {
		n.Style = Single
	}
	var body []byte // what is read of the value, where it does not stand in the file as it reads
	for i := from; !q.declined; i++ {
		switch {
		case i >= q.end:
			body = append(body, strings.TrimRight(q.text[min(from, q.end):q.end], " ")...)
			breaks := q.nextText()
			if q.indent <= q.margin {
				return q.decline(), q.end
			}
			body = appendBreaks(body, breaks, Folded)
			from, i = q.start, q.start-1
		case q.text[i] == '\'' && quote == '\'' && i+1 < q.end && q.text[i+1] == '\'':
			body = append(body, q.text[from:i+1]...)
			i++
			from = i + 1
		case q.text[i] == quote:
			n.Span.End = i + 1
			if n.Text = q.text[from:i]; body != nil {
				n.Text = string(append(body, n.Text...))
			}
			return n, i + 1
		case q.text[i] == '\\' && quote == '"':
			r, size := quickEscape(q.text[i:q.end])
			if size == 0 {
				return q.decline(), q.end
			}
			body = utf8.AppendRune(append(body, q.text[from:i]...), r)
			i += size - 1
			from = i + 1
		}
	}
	return n, q.end
}

// quickEscape returns the character that the escape at the start of a line stands
// for, and its length; 0 for those that are rare.
func quickEscape(line string) (rune, int) {
	if len(line) < 2 {
		return 0, 0
	}
	size := 2
	switch line[1] {
	case '"', '\\':
		return rune(line[1]), size
	case 'n':
		return '\n', size
	case 'x':
		size = 4
	case 'u':
		size = 6
	default:
		return 0, 0
	}
	code, err := strconv.ParseUint(line[2:min(size, len(line))], 16, 32)
	r := rune(code)
	isLatin := r >= 0xc0 && r < 0x250 && unicode.IsLetter(r)
	if err != nil || len(line) < size || !isLatin && (r < ' ' || r > '~') && (r < 0x2013 || r > 0x2026) {
		return 0, 0
	}
	return r, size
}

// within moves over spaces, line breaks and comments inside brackets.
func (q *quickReader) within(at int) int {
	at = q.skipSpaces(at)
	for at >= q.end || q.text[at] == '#' && q.text[at-1] == ' ' {
		q.nextLine()
		if q.indent < max(q.margin, 0) || q.indent == 0 && (q.isMarker("---") || q.isMarker("...")) {
			q.decline()
			return q.end
		}
		at = q.start
	}
	return at
}

func (q *quickReader) isMarker(marker string) bool {
	return strings.HasPrefix(q.text[q.start:q.end], marker)
}

func (q *quickReader) flowList(at, depth int) (*Node, int) {
	first := len(q.items)
	n := q.node(List, Plain, at, at, depth)
	n.Flow = true
	at = q.within(at + 1)
	for !q.declined && q.text[at] != ']' {
		var item *Node
		item, at = q.flow(at, depth+1, true)
		q.items = append(q.items, item)
		at = q.comma(at, ']')
	}
	q.finishList(n, first)
	n.Span.End = at + 1
	return n, n.Span.End
}

func (q *quickReader) flowMap(at, depth int) (*Node, int) {
	first := len(q.pairs)
	n := q.node(Map, Plain, at, at, depth)
	n.Flow = true
	at = q.within(at + 1)
	for !q.declined && q.text[at] != '}' {
		key, behind := q.key(at, depth+1)
		if key == nil || behind == q.end {
			return q.decline(), q.end
		}
		var value *Node
		value, at = q.flow(q.skipSpaces(behind), depth+1, true)
		q.pairs = append(q.pairs, Entry{key, value})
		at = q.comma(at, '}')
	}
	q.finishMap(n, first)
	n.Span.End = at + 1
	return n, n.Span.End
}

// comma moves over a comma, which may be left out before the closing bracket.
func (q *quickReader) comma(at int, bracket byte) int {
	if q.declined {
		return at
	}
	switch at = q.within(at); {
	case q.declined || q.text[at] == bracket:
	case q.text[at] == ',':
		return q.within(at + 1)
	default:
		q.decline()
	}
	return at
}

// blockText reads a literal or folded block without empty lines that hold
// spaces, because no one can see how many there are.
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
		line := q.text[q.next:max(q.next, end-q.returns)]
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
	if len(body) == 0 || q.open && q.next == len(q.text) {
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
	length := keyLength(q.text[at:q.end])
	if length == 0 {
		return nil, at
	}
	n := q.node(String, Plain, at, at+length, depth)
	n.Text = q.text[at : at+length]
	if n.Text[0] == '"' {
		n.Style, n.Text = Double, n.Text[1:length-1]
	}
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
		q.slab = make([]Node, 32)
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
	if len(n.Entries) > fewKeys {
		n.index = make(map[string]int, len(n.Entries))
		if n.reindex(); len(n.index) < len(n.Entries) {
			q.decline()
		}
		return
	}
	for i, e := range n.Entries {
		if slices.ContainsFunc(n.Entries[:i], func(other Entry) bool { return other.Key.Text == e.Key.Text }) {
			q.decline()
			return
		}
	}
}

// keyLength returns the length of the key that a line starts with, 0 if there
// is none that is plainly one.
func keyLength(line string) int {
	i, from := 0, 0
	if strings.HasPrefix(line, `"`) {
		i, from = 1, 1
	}
	for i < len(line) && isKeyByte(line[i]) && (i > from || source.IsLetter(line[i])) {
		i++
	}
	const longest = 128
	if i == from || i > longest || from == 0 && quickWord(line[:i]) {
		return 0
	}
	if from == 1 {
		if i == len(line) || line[i] != '"' {
			return 0
		}
		i++
	}
	if i == len(line) || line[i] != ':' || i+1 < len(line) && line[i+1] != ' ' {
		return 0
	}
	return i
}

func isKeyByte(b byte) bool { return source.IsAlphanumeric(b) || b == '_' || b == '-' || b == '.' }

// textSigns are the bytes that may not be part of an unquoted text.
var textSigns = [256]bool{':': true, '#': true, '?': true, ',': true, ']': true, '}': true, '[': true, '{': true}

// quickPlain returns the unquoted text that a line starts with.
func quickPlain(line string, inside bool) string {
	for i := 0; i < len(line); i++ {
		if !textSigns[line[i]] {
			continue
		}
		switch line[i] {
		case ':':
			if i+1 == len(line) || line[i+1] == ' ' ||
				inside && !source.IsLetter(line[i+1]) && !source.IsDigit(line[i+1]) && line[i+1] != '/' {
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
	case source.IsDigit(text[0]):
		if strings.Trim(text, "0123456789.eE+-") == "" && isJSONNumber(text) {
			return Number, true
		}
		return String, true // the library knows other numbers and dates, which stay text
	case text == "true" || text == "false":
		return Bool, true
	case source.IsLetter(text[0]) || text[0] >= utf8.RuneSelf || strings.IndexByte("/($", text[0]) >= 0:
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
