package manifest

import (
	"bytes"
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

// comments returns the comments of a document in the order of the file, with the
// directives above it, and the question marks before keys.
func (d *Document) comments() (list []comment, questions []source.Span) {
	data := d.File.Data
	at := d.File.LineSpan(1).Start
	between := func(to int) {
		for ; at < to; at++ {
			switch c := data[at]; {
			case c == '#', c == '%' && d.File.LineSpan(d.File.LineAt(at)).Start == at:
				line := d.File.LineSpan(d.File.LineAt(at))
				list = append(list, d.comment(at, line))
				at = line.End - 1
			case c == '?':
				questions = append(questions, source.Span{Start: at, End: at + 1})
			}
		}
	}
	scalars(d.Root, func(n *Node) {
		between(n.Span.Start)
		at = n.Span.End
		if n.Style == Literal || n.Style == Folded {
			header := d.File.LineSpan(d.File.LineAt(n.Span.Start))
			if i := bytes.IndexByte(data[n.Span.Start:header.End], '#'); i >= 0 {
				list = append(list, d.comment(n.Span.Start+i, header))
			}
			at = max(at, header.End)
		}
	})
	between(len(data))
	return list, questions
}

// Comments returns the places of the comments in the order of the file, each from its
// # to the end of its line.
func (d *Document) Comments() []source.Span {
	var list []source.Span
	data, at := d.File.Data, 0
	between := func(to int) {
		for at < to {
			n := bytes.IndexByte(data[at:to], '#')
			if n < 0 {
				return
			}
			comment := source.Span{Start: at + n, End: len(data)}
			if n := bytes.IndexByte(data[comment.Start:], '\n'); n >= 0 {
				comment.End = comment.Start + len(bytes.TrimSuffix(data[comment.Start:comment.Start+n], []byte("\r")))
			}
			list = append(list, comment)
			at = comment.End
		}
	}
	scalars(d.Root, func(n *Node) {
		start := n.Span.Start
		if n.Style == Literal || n.Style == Folded {
			start = bodyStart(data, start)
		}
		between(start)
		at = max(at, n.Span.End)
	})
	between(len(data))
	return list
}

// scalars visits the scalars that are written in the file, in its order.
func scalars(n *Node, visit func(*Node)) {
	for _, item := range n.Items {
		scalars(item, visit)
	}
	for _, e := range n.Entries {
		visit(e.Key)
		if e.Value.Kind != Null || e.Value.Span != e.Key.Span {
			scalars(e.Value, visit)
		}
	}
	if n.Kind != Map && n.Kind != List {
		visit(n)
	}
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
		if isMarker(d.File.Text(at)) {
			at.End = min(at.End, max(before, at.Start+len("---")))
			return at, true
		}
	}
	return source.Span{}, false
}

// isMarker reports whether a line starts a document.
func isMarker(line string) bool {
	return line == "---" || strings.HasPrefix(line, "--- ") || strings.HasPrefix(line, "---\t")
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

// leading takes the comments before an offset, each as a separate line, with
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

// trailing takes the comment in the line of an offset, with the space before it,
// so that comments that people aligned stay so. It takes none if another value
// stands between: the comment belongs to that.
func (f *formatter) trailing(from int) string {
	if len(f.comments) == 0 {
		return ""
	}
	c := f.comments[0]
	if c.own || c.at.Start < from || f.line(c.at.Start) != f.line(from) ||
		strings.Trim(f.doc.File.Text(source.Span{Start: from, End: c.at.Start}), " \t,:]}") != "" {
		return ""
	}
	f.comments = f.comments[1:]
	if c.gap == "" {
		c.gap = " "
	}
	return c.gap + c.text
}
