package manifest

import (
	"strings"

	"github.com/procore-manifest/manifest/internal/source"
)

// scalar returns a scalar as it was written: what stands behind its key, and
// the lines below with their new indentation.
func (f *formatter) scalar(n *Node, indent int) (first string, rest []string) {
	if n.Style == Literal || n.Style == Folded {
		return f.block(n, indent)
	}
	lines := strings.Split(f.doc.File.Text(n.Span), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSuffix(line, "\r")
		if i > 0 {
			lines[i] = indented(strings.TrimLeft(lines[i], " \t"), indent)
		}
	}
	return lines[0], lines[1:]
}

func indented(text string, indent int) string {
	if text == "" {
		return ""
	}
	return pad(indent) + text
}

// block returns the header and the lines of a block text.
func (f *formatter) block(n *Node, indent int) (header string, body []string) {
	file := f.doc.File
	firstLine := f.line(n.Span.Start)
	header = newHeader(file.Text(source.Span{Start: n.Span.Start, End: n.Span.Start + f.headerLength(n)}), n.Text)
	breaks := len(n.Text) - len(strings.TrimRight(n.Text, "\n"))
	last := firstLine
	if breaks < len(n.Text) {
		var deep int
		last, deep = f.blockExtent(n, firstLine)
		for line := firstLine + 1; line <= last; line++ {
			text := file.Line(line)
			body = append(body, indented(text[min(deep, len(text)):], indent))
		}
		breaks--
	}
	if strings.HasSuffix(header, "+") {
		body = append(body, make([]string, breaks)...)
		last += breaks
	}
	f.solid = last
	return header, body
}

// headerLength is the length of the | or > of a block text and what follows it,
// without a comment.
func (f *formatter) headerLength(n *Node) int {
	header, _, _ := strings.Cut(f.doc.File.Line(f.line(n.Span.Start))[f.column(n.Span.Start):], "#")
	return len(strings.TrimRight(header, " \t"))
}

// blockExtent returns the last line of a block text that has something in it,
// and the indentation of the text. Behind its last letter there may be lines of
// nothing but white space that are part of it, being deeper.
func (f *formatter) blockExtent(n *Node, header int) (last, deep int) {
	last = f.line(n.Span.End)
	deep = f.blockIndent(n, header+1)
	for line := last + 1; f.doc.blank(line); line++ {
		if len(f.doc.File.Line(line)) > deep {
			last = line
		}
	}
	return last, deep
}

// blockIndent returns the indentation of a block text in the file: that of its
// first line that is not empty, less what of it is part of the text. Each line
// break that the text starts with is a separate line.
func (f *formatter) blockIndent(n *Node, line int) int {
	text := strings.TrimLeft(n.Text, "\n")
	line += len(n.Text) - len(text)
	return leadingSpaces(f.doc.File.Line(line)) - leadingSpaces(text)
}

func leadingSpaces(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }

// newHeader returns the header with the indentation of the new layout, if it
// names one. A text that the end of the file cut off without a line break has
// none at its end, which a header has to say once a line break follows.
func newHeader(header, text string) string {
	style, indicators := header[:1], header[1:]
	chomp := ""
	for _, c := range indicators {
		if c == '+' || c == '-' {
			chomp = string(c)
		}
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		chomp = "-"
	}
	if strings.ContainsAny(indicators, "123456789") {
		return style + "2" + chomp
	}
	return style + chomp
}
