package manifest

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/source"
)

// comment is one comment of a file.
type comment struct {
	at   source.Span
	text string // from its # on, without white space behind
	gap  string // the white space before it, if something else stands before
	own  bool   // nothing else stands in its line
}

// comments returns the comments of a document in the order of the file. It
// returns an error where something stands between keys and values that is
// neither comment, white space nor punctuation that a new layout brings along.
func (d *Document) comments() ([]comment, error) {
	data := d.File.Data
	var list []comment
	at := d.File.LineSpan(1).Start
	skip := func(n *Node) error {
		if err := d.between(&list, at, n.Span.Start); err != nil {
			return err
		}
		at = n.Span.End
		if n.Style != Literal && n.Style != Folded || n.Kind != String {
			return nil
		}
		header := d.File.LineSpan(d.File.LineAt(n.Span.Start))
		if i := bytes.IndexByte(data[n.Span.Start:header.End], '#'); i >= 0 {
			list = append(list, d.comment(n.Span.Start+i, header))
		}
		at = max(at, header.End)
		return nil
	}
	if err := scalars(d.Root, skip); err != nil {
		return nil, err
	}
	return list, d.between(&list, at, len(data))
}

// scalars visits the scalars that are written in the file, in its order.
func scalars(n *Node, visit func(*Node) error) error {
	for _, item := range n.Items {
		if err := scalars(item, visit); err != nil {
			return err
		}
	}
	for _, e := range n.Entries {
		if err := visit(e.Key); err != nil {
			return err
		}
		if e.Value.Kind == Null && e.Value.Span == e.Key.Span {
			continue
		}
		if err := scalars(e.Value, visit); err != nil {
			return err
		}
	}
	if n.Kind == Map || n.Kind == List {
		return nil
	}
	return visit(n)
}

// between collects the comments of a stretch without scalars.
func (d *Document) between(list *[]comment, from, to int) error {
	data := d.File.Data
	for i := from; i < to; i++ {
		switch c := data[i]; {
		case c == '#':
			line := d.File.LineSpan(d.File.LineAt(i))
			*list = append(*list, d.comment(i, line))
			i = line.End - 1
		case c == '%' && d.File.LineSpan(d.File.LineAt(i)).Start == i, c == '?':
			line := d.File.LineSpan(d.File.LineAt(i))
			return fmt.Errorf("format %s:%s: %q cannot be kept; write the manifest without it", d.File.Name, d.File.Position(i), d.File.Text(line))
		case c != '.' && !isSpace(c) && !bytes.ContainsRune([]byte(":-,[]{}"), rune(c)):
			return fmt.Errorf("format %s:%s: %q cannot be kept; lay it out by hand", d.File.Name, d.File.Position(i), c)
		}
	}
	return nil
}

func (d *Document) comment(start int, line source.Span) comment {
	before := d.File.Text(source.Span{Start: line.Start, End: start})
	content := strings.TrimRight(before, " \t")
	text := strings.TrimRight(d.File.Text(source.Span{Start: start, End: line.End}), " \t\r")
	gap := strings.ReplaceAll(before[len(content):], "\t", " ")
	return comment{at: source.Span{Start: start, End: start + len(text)}, text: text, gap: gap, own: content == ""}
}

// marker returns the line of the --- that starts a document, without what
// follows it there, if it has one.
func (d *Document) marker(before int) (source.Span, bool) {
	for line := 1; line <= d.File.Lines(); line++ {
		at := d.File.LineSpan(line)
		if at.Start > before {
			break
		}
		if text := d.File.Text(at); text == "---" || strings.HasPrefix(text, "--- ") || strings.HasPrefix(text, "---\t") {
			at.End = min(at.End, max(before, at.Start+len("---")))
			return at, true
		}
	}
	return source.Span{}, false
}

// blank reports whether there is a line and nothing stands in it.
func (d *Document) blank(line int) bool {
	if line < 1 || line > d.File.Lines() || strings.TrimSpace(d.File.Line(line)) != "" {
		return false
	}
	return line < d.File.Lines() || d.File.Line(line) != "" // behind the last line break is no line
}

// blankAbove reports whether a blank line of the layout is above a line.
func (f *formatter) blankAbove(line int) bool { return line-1 > f.solid && f.doc.blank(line-1) }

// leading takes the comments before an offset, each as a line of its own, with
// "" for the blank lines above each and above the offset itself.
func (f *formatter) leading(before int) []string {
	var lead []string
	above := func(offset int) {
		if f.blankAbove(f.line(offset)) {
			lead = append(lead, "")
		}
	}
	for len(f.comments) > 0 && f.comments[0].at.Start < before {
		c := f.comments[0]
		f.comments = f.comments[1:]
		if c.own {
			above(c.at.Start)
		}
		lead = append(lead, c.text)
	}
	if before <= len(f.doc.File.Data) {
		above(before)
	}
	return lead
}

// foot takes the comments before limit that stand on lines of their own, at
// least as deep as column.
func (f *formatter) foot(limit, column int) []string {
	var lines []string
	for len(f.comments) > 0 {
		c := f.comments[0]
		if !c.own || c.at.Start >= limit || f.column(c.at.Start) < column {
			break
		}
		if f.blankAbove(f.line(c.at.Start)) {
			lines = append(lines, "")
		}
		lines = append(lines, c.text)
		f.comments = f.comments[1:]
	}
	return lines
}

// trailing takes the comment behind something in a line, with the space before
// it, so that comments that people aligned stay so.
func (f *formatter) trailing(line int) string {
	if len(f.comments) == 0 || f.comments[0].own || f.line(f.comments[0].at.Start) != line {
		return ""
	}
	c := f.comments[0]
	f.comments = f.comments[1:]
	if c.gap == "" {
		c.gap = " "
	}
	return c.gap + c.text
}
