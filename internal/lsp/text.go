package lsp

import (
	"slices"
	"sort"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/source"
)

// encoding is the unit in which columns are counted.
type encoding string

const (
	utf8Columns  encoding = "utf-8"
	utf16Columns encoding = "utf-16"
	utf32Columns encoding = "utf-32"
)

// position is a place as the protocol counts it: both from 0.
type position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

type textRange struct {
	Start position `json:"start"`
	End   position `json:"end"`
}

func (r textRange) before(other textRange) bool {
	if r.Start.Line != other.Start.Line {
		return r.Start.Line < other.Start.Line
	}
	return r.Start.Character < other.Start.Character
}

// text is a text with its lines as the protocol counts them: LF, CRLF and a lone
// CR each end one.
type text struct {
	data   []byte
	starts []int
	unit   encoding
	ascii  bool // each byte is one column, whatever the unit
}

func newText(data []byte, unit encoding) *text {
	t := &text{data: data, starts: []int{0}, unit: unit, ascii: true}
	for i, b := range data {
		if b == '\n' || b == '\r' && (i+1 == len(data) || data[i+1] != '\n') {
			t.starts = append(t.starts, i+1)
		}
		t.ascii = t.ascii && b < utf8.RuneSelf
	}
	return t
}

// line returns the span of a line, from 0, without its line break. A line that is
// not there is empty, at the nearest end.
func (t *text) line(n int) source.Span {
	if n < 0 {
		return source.Span{}
	}
	if n >= len(t.starts) {
		return source.Span{Start: len(t.data), End: len(t.data)}
	}
	at := source.Span{Start: t.starts[n], End: len(t.data)}
	if n+1 < len(t.starts) {
		at.End = t.starts[n+1] - 1
		if at.End > at.Start && t.data[at.End] == '\n' && t.data[at.End-1] == '\r' {
			at.End--
		}
	}
	return at
}

func (t *text) lineAt(offset int) int {
	return sort.Search(len(t.starts), func(i int) bool { return t.starts[i] > offset }) - 1
}

// width is how many columns a character takes, which has so many bytes.
func (u encoding) width(r rune, size int) int {
	switch {
	case u == utf8Columns:
		return size
	case u == utf16Columns && r > 0xFFFF:
		return 2
	}
	return 1
}

// offset returns the byte of a place. A place that is not there is moved to the
// nearest: the end of its line, the start of the character that it is inside of.
func (t *text) offset(p position) int {
	at := t.line(p.Line)
	if t.ascii {
		return min(at.Start+max(p.Character, 0), at.End)
	}
	i := at.Start
	for column := 0; i < at.End; {
		r, size := utf8.DecodeRune(t.data[i:at.End])
		if column += t.unit.width(r, size); column > p.Character {
			break
		}
		i += size
	}
	return i
}

// position returns the place of a byte.
func (t *text) position(offset int) position {
	offset = min(max(offset, 0), len(t.data))
	line := t.lineAt(offset)
	at := t.line(line)
	offset = min(offset, at.End)
	if t.ascii {
		return position{line, offset - at.Start}
	}
	p := position{Line: line}
	for i := at.Start; i < offset; {
		r, size := utf8.DecodeRune(t.data[i:at.End])
		p.Character += t.unit.width(r, size)
		i += size
	}
	return p
}

func (t *text) span(r textRange) source.Span {
	at := source.Span{Start: t.offset(r.Start), End: t.offset(r.End)}
	if at.End < at.Start {
		at.Start, at.End = at.End, at.Start
	}
	return at
}

func (t *text) rangeOf(at source.Span) textRange {
	return textRange{t.position(at.Start), t.position(at.End)}
}

// visible is a range of at least one character, where the line has one: editors
// show nothing of a range without width.
func (t *text) visible(at source.Span) textRange {
	if at.Len() <= 0 {
		line := t.line(t.lineAt(min(at.Start, len(t.data))))
		switch {
		case at.Start < line.End:
			_, size := utf8.DecodeRune(t.data[at.Start:line.End])
			at.End = at.Start + size
		case at.Start > line.Start:
			_, size := utf8.DecodeLastRune(t.data[line.Start:line.End])
			at.Start, at.End = line.End-size, line.End
		}
	}
	return t.rangeOf(at)
}

// replace returns the text with another in the place of a range.
func (t *text) replace(r textRange, with string) *text {
	at := t.span(r)
	return newText(slices.Concat(t.data[:at.Start], []byte(with), t.data[at.End:]), t.unit)
}
