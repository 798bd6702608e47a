package manifest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// Edits of a person's file that put something in, replace it or take it out, and
// keep every comment and every other byte. Their errors are reasons why that
// cannot be done.

// Addition is what is put into a map or a list, in both of its layouts.
type Addition struct {
	// Block returns the lines, each with its line break, at an indentation.
	Block func(indent int) string
	// Flow is the text between brackets.
	Flow string
}

// InsertEntry returns the edit that adds an entry to a map after that of an
// index; -1 puts it first. owner is the key of the map, nil for an item of a
// list and for the file.
func (d *Document) InsertEntry(owner, m *Node, after int, a Addition) (diag.Edit, error) {
	if m.Flow {
		if after >= 0 {
			return d.insertFlow(m, m.Entries[after].Value.Span.End, after, a.Flow)
		}
		return d.insertFlow(m, 0, after, a.Flow)
	}
	first := m.Entries[0].Key.Span.Start
	indent, ok := d.indentation(first)
	if !ok {
		return diag.Edit{}, errors.New("other text precedes the map on its line")
	}
	if after < 0 && owner != nil {
		return d.insertLines(d.File.LineAt(owner.Span.Start), a.Block(indent)), nil
	}
	e := m.Entries[max(after, 0)]
	return d.insertLines(d.lastLine(max(e.Key.Span.End, e.Value.Span.End), indent), a.Block(indent)), nil
}

// InsertItem returns the edit that adds an item at the end of a list.
func (d *Document) InsertItem(list *Node, a Addition) (diag.Edit, error) {
	last := len(list.Items) - 1
	if list.Flow {
		if last >= 0 {
			return d.insertFlow(list, list.Items[last].Span.End, last, a.Flow)
		}
		return d.insertFlow(list, 0, last, a.Flow)
	}
	indent, ok := d.indentation(list.Span.Start)
	if !ok || last < 0 {
		return diag.Edit{}, errors.New("other text precedes the list on its line")
	}
	return d.insertLines(d.lastLine(list.Items[last].Span.End, indent), a.Block(indent)), nil
}

// insertFlow adds to brackets after what ends at an offset, or at the start.
func (d *Document) insertFlow(in *Node, end, after int, text string) (diag.Edit, error) {
	at := end
	switch {
	case after >= 0:
		text = ", " + text
	case len(in.Items)+len(in.Entries) > 0:
		at, text = in.Span.Start+1, text+", "
	default:
		at = in.Span.Start + 1
	}
	// What is put before a comment would take it over.
	line := d.File.LineSpan(d.File.LineAt(at))
	for _, c := range d.commentsIn(source.Span{Start: at, End: line.End}) {
		if c.at.Start < in.Span.End {
			return diag.Edit{}, fmt.Errorf("the comment %q within the brackets would end up beside a different value", c.text)
		}
	}
	return diag.Edit{Span: source.Span{Start: at, End: at}, Text: text}, nil
}

// insertLines adds lines below a line.
func (d *Document) insertLines(line int, text string) diag.Edit {
	text = d.lineBreaks(text)
	if line < d.File.Lines() {
		at := d.File.LineSpan(line + 1).Start
		return diag.Edit{Span: source.Span{Start: at, End: at}, Text: text}
	}
	end := d.File.LineSpan(line).End
	br := d.lineBreaks("\n")
	return diag.Edit{Span: source.Span{Start: end, End: end}, Text: br + strings.TrimSuffix(text, br)}
}

// lastLine returns the last line of a part that ends at an offset, with the
// comments below that are indented as its values are.
func (d *Document) lastLine(end, indent int) int {
	line := d.File.LineAt(end)
	all, _ := d.comments()
	for _, c := range all {
		if at := d.File.LineAt(c.at.Start); c.own && at == line+1 && c.at.Start-d.File.LineSpan(at).Start > indent {
			line = at
		}
	}
	return line
}

// lineBreaks gives a text the line breaks of the file.
func (d *Document) lineBreaks(text string) string {
	first := d.File.LineSpan(1)
	if strings.HasPrefix(string(d.File.Data[first.End:]), "\r\n") {
		return strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
}

// indentation returns the column of a part that starts its line, after dashes at
// most.
func (d *Document) indentation(at int) (int, bool) {
	before := d.File.Text(source.Span{Start: d.File.LineSpan(d.File.LineAt(at)).Start, End: at})
	return len(before), strings.Trim(before, " -") == ""
}

func (d *Document) commentsIn(span source.Span) []comment {
	var list []comment
	all, _ := d.comments()
	for _, c := range all {
		if span.Contains(c.at) {
			list = append(list, c)
		}
	}
	return list
}

// Fill returns the edit that writes the value of a key that has none.
func (d *Document) Fill(key *Node, flow string) (diag.Edit, error) {
	rest := d.File.Text(source.Span{Start: key.Span.End, End: d.File.LineSpan(d.File.LineAt(key.Span.End)).End})
	colon := strings.IndexByte(rest, ':')
	if colon < 0 {
		return diag.Edit{}, errors.New("the key and its colon are on different lines")
	}
	at := key.Span.End + colon + 1
	return diag.Edit{Span: source.Span{Start: at, End: at}, Text: " " + flow}, nil
}

// Replace returns the edit that gives a key another text in place of the scalar
// n; flow says that it is within brackets.
func (d *Document) Replace(key, n *Node, value string, flow bool) (diag.Edit, error) {
	edit := diag.Edit{Span: n.Span}
	switch {
	case n.Kind == Map || n.Kind == List || n.Kind == Invalid:
		return edit, fmt.Errorf("the value is %s, not text", n.Kind)
	case n.Style == Literal || n.Style == Folded:
		header := source.Span{Start: n.Span.Start, End: d.File.LineSpan(d.File.LineAt(n.Span.Start)).End}
		behind := ""
		for _, c := range d.commentsIn(header) {
			behind = " " + c.text
		}
		edit.Text = OneLine(value, false) + behind
		if isBlock(value) {
			first, body, _ := strings.Cut(blockScalar(value, d.bodyIndentation(key, n)), "\n")
			edit.Text = first + behind + "\n" + body
		}
	case flow:
		edit.Text = OneLine(value, true)
		if n.Style != Plain {
			edit.Text = Rewrite(n, value)
		}
	case strings.Contains(value, "\n") && isBlock(value) && d.endsLine(n.Span.End):
		indent, ok := d.indentation(key.Span.Start)
		if !ok {
			return edit, errors.New("other text precedes the key on its line")
		}
		edit.Text = blockScalar(value, indent+formatIndent)
	default:
		edit.Text = Rewrite(n, value)
	}
	edit.Text = d.lineBreaks(edit.Text)
	return edit, nil
}

// bodyIndentation is the indentation of the lines of a block text.
func (d *Document) bodyIndentation(key, n *Node) int {
	text := strings.TrimLeft(n.Text, "\n")
	for line := d.File.LineAt(n.Span.Start) + 1; line <= d.File.LineAt(n.Span.End); line++ {
		if s := strings.TrimRight(d.File.Line(line), " \t\r"); s != "" {
			return leadingSpaces(s) - leadingSpaces(text)
		}
	}
	indent, _ := d.indentation(key.Span.Start)
	return indent + formatIndent
}

// endsLine reports whether nothing follows an offset on its line.
func (d *Document) endsLine(at int) bool {
	return strings.TrimSpace(d.File.Text(source.Span{Start: at, End: d.File.LineSpan(d.File.LineAt(at)).End})) == ""
}

// Cut returns the edit that takes an item out of a list, or an entry out of a
// map, if no comment goes with it.
func (d *Document) Cut(parent *Node, index int) (diag.Edit, error) {
	count := len(parent.List()) + len(parent.Map())
	edit, ok := d.Removal(parent, index)
	if parent.Flow && !ok && count > 1 {
		ok = true // over several lines; the span is right
	}
	whole := d.Part(parent, index)
	start, end := whole.Start, whole.End
	if ok {
		start, end = min(start, edit.Span.Start), max(end, edit.Span.End)
	}
	lines := source.Span{Start: start, End: max(end, d.File.LineSpan(d.File.LineAt(whole.End)).End)}
	if parent.Flow {
		lines.End = end
	}
	for _, c := range d.commentsIn(lines) {
		return edit, fmt.Errorf("the comment %q would be lost", c.text)
	}
	c, found := d.attached(whole)
	if parent.Flow {
		c, found = d.behind(whole.End)
	}
	if found {
		return edit, fmt.Errorf("the comment %q belongs to the value", c.text)
	}
	if !ok {
		return edit, errors.New("other text is on the same lines as the value")
	}
	return edit, nil
}

// Part is the place of an item or an entry.
func (d *Document) Part(parent *Node, index int) source.Span {
	if parent.Kind == List {
		return parent.Items[index].Span
	}
	e := parent.Entries[index]
	return source.Span{Start: e.Key.Span.Start, End: max(e.Key.Span.End, e.Value.Span.End)}
}

// behind returns the comment behind a part in brackets that ends at an offset, if no other
// part is between them: it belongs to that part. One behind the closing bracket belongs to
// the whole, but a suppression there covers the last part.
func (d *Document) behind(end int) (comment, bool) {
	all, _ := d.comments()
	line := d.File.LineSpan(d.File.LineAt(end))
	for _, c := range all {
		if c.at.Start < end || c.at.Start >= line.End {
			continue
		}
		between := strings.TrimSpace(d.File.Text(source.Span{Start: end, End: c.at.Start}))
		closed := strings.Trim(between, "]}, ") == "" && strings.Contains(c.text, "manifest:ignore")
		return c, between == "" || between == "," || closed
	}
	return comment{}, false
}

// attached returns a comment on the line above a part, or one below that is
// indented as its values are.
func (d *Document) attached(part source.Span) (comment, bool) {
	above, below := d.File.LineAt(part.Start)-1, d.File.LineAt(part.End)+1
	column := part.Start - d.File.LineSpan(above+1).Start
	all, _ := d.comments()
	for _, c := range all {
		if !c.own {
			continue
		}
		line := d.File.LineAt(c.at.Start)
		if line == above || line == below && c.at.Start-d.File.LineSpan(line).Start > column {
			return c, true
		}
	}
	return comment{}, false
}

// SameComments reports whether two files have the same comments in the same
// order.
func SameComments(a, b *Document) bool {
	before, _ := a.comments()
	after, _ := b.comments()
	return slices.EqualFunc(before, after, func(x, y comment) bool { return x.text == y.text })
}
