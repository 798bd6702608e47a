package manifest

import (
	"bytes"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/source"
)

// KeyOrder is the order of the keys of each map, by the path of the map: keys
// joined with dots, [] behind the key of a list, <name> for a key of a map that
// is not in the order itself. Such a map keeps the order of the file.
type KeyOrder map[string][]string

// The layout. A map or list in brackets stays in them while it fits on a line.
const (
	formatIndent = 2
	formatWidth  = 100 // columns, without a comment behind
)

// Format returns the file in canonical layout: keys in order, two spaces for
// each level, dashes below their key, at most one blank line. Comments stay
// with what they comment, scalars are written as they were, and the line breaks
// are those of the first line.
//
// The document must have been parsed without findings. The result is read again
// and compared: an error says what could not be kept, and nothing is lost.
func (d *Document) Format(order KeyOrder) ([]byte, error) {
	if d.Root.Kind != Map || len(d.Root.Entries) == 0 {
		return nil, fmt.Errorf("format %s: the file does not contain a map of keys; run manifest lint %s", d.File.Name,
			d.File.Name)
	}
	comments, _ := d.comments()
	f := &formatter{doc: d, order: order, comments: comments}
	lines := f.document()
	data := []byte(strings.Join(lines, "\n") + "\n")
	if line, _, ok := bytes.Cut(d.File.Data, []byte("\n")); ok && bytes.HasSuffix(line, []byte("\r")) {
		data = bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
	}
	if mark := []byte("\uFEFF"); bytes.HasPrefix(d.File.Data, mark) {
		data = append(mark, data...)
	}
	return data, d.kept(data, comments)
}

// kept proves that a file in its new layout says what it said before.
func (d *Document) kept(data []byte, before []comment) error {
	after, found := Parse(source.New(d.File.Name, data))
	if len(found) > 0 {
		return fmt.Errorf("format %s: the result could not be read (%s), so nothing was changed; format the file by hand",
			d.File.Name, found[0].Message)
	}
	if at := differs(d.Root, after.Root); at != nil {
		return fmt.Errorf("format %s at %s: formatting would change this value, so nothing was changed; format the file "+
			"by hand",
			d.File.Name, d.File.Position(at.Span.Start))
	}
	if comments, _ := after.comments(); !maps.Equal(count(before), count(comments)) {
		return fmt.Errorf("format %s: some comments would be lost, so nothing was changed; move each comment to a "+
			"separate line",
			d.File.Name)
	}
	return nil
}

// differs returns the smallest part of a that does not hold what b holds, or
// nil.
func differs(a, b *Node) *Node {
	if a.Kind != b.Kind || len(a.Items) != len(b.Items) || len(a.Entries) != len(b.Entries) {
		return a
	}
	for i, item := range a.Items {
		if at := differs(item, b.Items[i]); at != nil {
			return at
		}
	}
	for _, e := range a.Entries {
		other := b.Entry(e.Key.Text)
		if other == nil {
			return e.Key
		}
		if at := differs(e.Value, other.Value); at != nil {
			return at
		}
	}
	if len(a.Items)+len(a.Entries) == 0 && !reflect.DeepEqual(a.JSON(), b.JSON()) {
		return a
	}
	return nil
}

func count(comments []comment) map[string]int {
	n := make(map[string]int, len(comments))
	for _, c := range comments {
		n[c.text]++
	}
	return n
}

// formatter lays out one document. It goes through the file from top to bottom,
// so that the next comment is always the first that has no place yet.
type formatter struct {
	doc      *Document
	order    KeyOrder
	comments []comment // those that have no place yet
	// solid is the last line of the block text above: the blank lines in it are not
	// those of the layout.
	solid int
}

// piece is an entry of a map, an item of a list, or the comments behind the
// last: lines that stay together.
type piece struct {
	key string
	// lead are the comments above, not indented yet; "" is a blank line.
	lead  []string
	lines []string
	// keeps says that the last line belongs to a block text that keeps its blank
	// lines: one of the layout would become part of it.
	keeps bool
}

func (f *formatter) document() []string {
	head := f.header()
	pieces := f.collection(f.doc.Root, 0, "", len(f.doc.File.Data), 0)
	if rest := f.leading(len(f.doc.File.Data) + 1); len(rest) > 0 {
		pieces = append(pieces, piece{lead: rest})
	}
	lines, _ := flatten(pieces, 0)
	return append(head, lines...)
}

// header returns what stays at the top whatever comes first: the start of the
// document, and the comments that speak about the file.
func (f *formatter) header() []string {
	var head []string
	first := f.doc.Root.Span.Start
	if at, ok := f.doc.marker(first); ok {
		head = append(visible(f.leading(at.Start)), strings.TrimRight(f.doc.File.Text(at), " \t"))
		f.trailing(at.Start + len("---")) // it is part of that line
		if f.doc.blank(f.line(at.Start) + 1) {
			head = append(head, "")
		}
		return head
	}
	// The block of comments on top speaks about the file if a blank line is
	// below, or if an editor looks for a modeline in it.
	end, modeline := 0, false
	for ; end < len(f.comments) && f.comments[end].at.Start < first; end++ {
		c := f.comments[end]
		if end > 0 && f.blankAbove(f.line(c.at.Start)) {
			break
		}
		modeline = modeline || strings.HasPrefix(c.text, Modeline)
	}
	if end == 0 {
		return nil
	}
	last := f.comments[end-1].at
	apart := f.doc.blank(f.line(last.Start) + 1)
	if !apart && !modeline {
		return nil
	}
	head = visible(f.leading(last.End))
	if apart {
		head = append(head, "")
	}
	return head
}

// Modeline is how a comment starts that tells editors which schema a file has.
const Modeline = "# yaml-language-server:"

// collection lays out a map or list, which is not empty, as its own block. Comments before limit
// that stand at least as deep as its parts belong to its end; they must stand
// deeper than column outside.
func (f *formatter) collection(n *Node, indent int, path string, limit, outside int) []piece {
	pieces := make([]piece, 0, len(n.Items)+len(n.Entries)+1)
	for i, item := range n.Items {
		end := limit
		if i+1 < len(n.Items) {
			end = f.dash(n, n.Items[i+1], i+1)
		}
		p := piece{lead: f.leading(item.Span.Start)}
		f.item(&p, item, indent, path+"[]", end)
		pieces = append(pieces, p)
	}
	for i, e := range n.Entries {
		end := limit
		if i+1 < len(n.Entries) {
			end = n.Entries[i+1].Key.Span.Start
		}
		p := piece{key: e.Key.Text, lead: f.leading(e.Key.Span.Start)}
		f.entry(&p, e, indent, f.below(path, e.Key.Text), end)
		if !n.Flow { // in brackets, the margin means nothing
			f.footOf(&p, e, indent, end)
		}
		pieces = append(pieces, p)
	}
	f.sort(pieces, path)
	column := 0
	if !n.Flow {
		column = max(f.column(n.Head().Start), outside)
	}
	if foot := f.foot(limit, column); len(foot) > 0 {
		pieces = append(pieces, piece{lead: foot})
	}
	return pieces
}

// below returns the path of a key of the map at path.
func (f *formatter) below(path, key string) string {
	if _, named := f.order[path]; !named {
		key = "<name>"
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

// sort puts the entries of a map into order; those that the order does not know
// come last, as they stood. The entry that stood first and the one that does now
// change places with the blank line above, too.
func (f *formatter) sort(pieces []piece, path string) {
	pieces[0].lead = unspaced(pieces[0].lead)
	known := f.order[path]
	first := pieces[0].key
	slices.SortStableFunc(pieces, func(a, b piece) int { return rank(known, a.key) - rank(known, b.key) })
	if lead := unspaced(pieces[0].lead); len(lead) < len(pieces[0].lead) {
		pieces[0].lead = lead
		was := slices.IndexFunc(pieces, func(p piece) bool { return p.key == first })
		pieces[was].lead = slices.Insert(pieces[was].lead, 0, "")
	}
}

func rank(known []string, key string) int {
	if i := slices.Index(known, key); i >= 0 {
		return i
	}
	return len(known)
}

// entry lays out a key and its value.
func (f *formatter) entry(p *piece, e Entry, indent int, path string, limit int) {
	head := pad(indent) + f.doc.File.Text(e.Key.Span) + ":"
	column := f.column(e.Key.Span.Start)
	if e.Value.Span == e.Key.Span && e.Value.Kind == Null { // not written
		p.lines = []string{head + f.trailing(e.Key.Span.End)}
	} else {
		f.value(p, e.Value, head+" ", indent, path, limit, column, e.Key.Span.End)
	}
}

// footOf adds the comments that stand deeper than the key of an entry: they are
// said about it, and often are its former value.
func (f *formatter) footOf(p *piece, e Entry, indent, limit int) {
	// Behind a block text, they must not stand as deep as that.
	deep := indent + formatIndent
	if e.Value.Style == Literal || e.Value.Style == Folded {
		deep = indent
	}
	for _, comment := range f.foot(limit, f.column(e.Key.Span.Start)+1) {
		if comment != "" || !p.keeps {
			p.lines, p.keeps = append(p.lines, indented(comment, deep)), false
		}
	}
}

// item lays out an item of a list.
func (f *formatter) item(p *piece, n *Node, indent int, path string, limit int) {
	head := pad(indent) + "- "
	if n.Kind == Null && f.doc.File.Text(n.Span) == "-" { // not written
		p.lines = []string{pad(indent) + "-" + f.trailing(n.Span.End)}
		return
	}
	if !f.asBlock(n, head, path) {
		f.value(p, n, head, indent, path, limit, 0, n.Span.Start)
		return
	}
	pieces := f.collection(n, indent+formatIndent, path, f.limit(n, limit), 0)
	p.lead = append(p.lead, visible(pieces[0].lead)...) // nothing fits between a dash and its map
	pieces[0].lead = nil
	p.lines, p.keeps = flatten(pieces, indent+formatIndent)
	p.lines[0] = head + p.lines[0][len(head):]
	f.closing(p, n, indent)
}

// value lays out what stands behind a key or dash; head is that, with a space
// behind it. It ends at an offset, and starts at a column.
func (f *formatter) value(p *piece, n *Node, head string, indent int, path string, limit, column, end int) {
	if f.asBlock(n, head, path) {
		if n.Kind == List && !n.Flow && f.column(n.Span.Start) <= column {
			column++ // dashes right below their key: a comment there is the next key's
		}
		head = strings.TrimRight(head, " ")
		comment := f.trailing(end)
		if n.Flow && comment == "" {
			comment = f.trailing(n.Span.Start + 1)
		}
		head += comment
		var parts []string
		parts, p.keeps = flatten(f.collection(n, indent+formatIndent, path, f.limit(n, limit), column), indent+formatIndent)
		p.lines = append(append(p.lines, head), parts...)
		f.closing(p, n, indent)
		return
	}
	before := n.Span.Start // comments between the key and its value
	if n.Kind == Map || n.Kind == List {
		before = n.Span.End // and in brackets with nothing else in them
	}
	p.lead = append(p.lead, visible(f.leading(before))...)
	if n.Kind == Map || n.Kind == List {
		p.lines = append(p.lines, head+f.flow(n, path)+f.trailing(n.Span.End))
		return
	}
	first, rest := f.scalar(n, indent+formatIndent)
	if n.Style == Literal || n.Style == Folded {
		p.keeps = strings.HasSuffix(first, "+")
		first += f.trailing(n.Span.Start + f.headerLength(n))
	} else if comment := f.trailing(n.Span.End); len(rest) == 0 {
		first += comment
	} else {
		rest[len(rest)-1] += comment
	}
	p.lines = append(append(p.lines, head+first), rest...)
}

// asBlock reports whether a map or list stands on its own lines: if it did,
// if its brackets are on several lines, or if it is too long for one.
func (f *formatter) asBlock(n *Node, head, path string) bool {
	if len(n.Items)+len(n.Entries) == 0 {
		return false
	}
	return !n.Flow || f.line(n.Span.Start) != f.line(n.Span.End) ||
		utf8.RuneCountInString(head)+utf8.RuneCountInString(f.flow(n, path)) > formatWidth
}

// limit is where the comments of a collection end at the latest.
func (f *formatter) limit(n *Node, outer int) int {
	if n.Flow {
		return n.Span.End
	}
	return outer
}

// closing places a comment behind the closing bracket of a collection that has
// brackets no more: behind its key, or below it where that place is taken.
func (f *formatter) closing(p *piece, n *Node, indent int) {
	if !n.Flow {
		return
	}
	comment := f.trailing(n.Span.End)
	if comment != "" {
		p.lines = append(p.lines, pad(indent+formatIndent)+strings.TrimLeft(comment, " "))
	}
}

// flow returns a map or list in brackets, on one line.
func (f *formatter) flow(n *Node, path string) string {
	var parts []string
	for _, item := range n.Items {
		parts = append(parts, f.flow(item, path+"[]"))
	}
	entries := slices.Clone(n.Entries)
	if known := f.order[path]; len(known) > 0 {
		slices.SortStableFunc(entries, func(a, b Entry) int { return rank(known, a.Key.Text) - rank(known, b.Key.Text) })
	}
	for _, e := range entries {
		value := ""
		if e.Value.Kind != Null || e.Value.Span != e.Key.Span {
			value = f.flow(e.Value, f.below(path, e.Key.Text))
		}
		parts = append(parts, f.doc.File.Text(e.Key.Span)+": "+value)
	}
	text := strings.Join(parts, ", ")
	switch {
	case n.Kind == List:
		return "[" + text + "]"
	case n.Kind == Map && n.Flow:
		return "{" + text + "}"
	case n.Kind == Map: // one pair as the item of a list
		return text
	}
	return f.doc.File.Text(n.Span)
}

// flatten puts pieces below each other, and says whether the last of them keeps
// the blank lines behind it.
func flatten(pieces []piece, indent int) (lines []string, keeps bool) {
	for _, p := range pieces {
		if keeps {
			p.lead = unspaced(p.lead)
		}
		for _, comment := range p.lead {
			lines = append(lines, indented(comment, indent))
		}
		lines = append(lines, p.lines...)
		keeps = p.keeps
	}
	return lines, keeps
}

// unspaced is a lead without the blank line above.
func unspaced(lead []string) []string {
	for len(lead) > 0 && lead[0] == "" {
		lead = lead[1:]
	}
	return lead
}

// visible are the comments without the blank lines between.
func visible(lead []string) []string {
	return slices.DeleteFunc(slices.Clone(lead), func(line string) bool { return line == "" })
}

func pad(n int) string { return strings.Repeat(" ", n) }

func (f *formatter) line(offset int) int { return f.doc.File.LineAt(offset) }

// dash returns the place of the dash of an item, which may stand on a line above
// the item itself, with comments between.
func (f *formatter) dash(n, item *Node, i int) int {
	if n.Flow || i == 0 {
		return item.Span.Start
	}
	column := f.column(n.Span.Start)
	before := f.line(n.Items[i-1].Span.End)
	for line := f.line(item.Span.Start); line > before; line-- {
		text := f.doc.File.Line(line)
		if strings.IndexFunc(text, func(r rune) bool { return r != ' ' }) == column && text[column] == '-' {
			return f.doc.File.LineSpan(line).Start + column
		}
	}
	return item.Span.Start
}

// column is the number of bytes before an offset in its line.
func (f *formatter) column(offset int) int {
	return offset - f.doc.File.LineSpan(f.line(offset)).Start
}
