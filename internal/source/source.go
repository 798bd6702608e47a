// Package source holds the bytes of one file and knows where each byte stands
// for a person: its line and its column.
//
// Spans are byte offsets, so that slicing and editing need no conversion; lines
// and columns are worked out only when something is shown.
package source

import (
	"bytes"
	"fmt"
	"sort"
	"sync"
	"unicode/utf8"
)

// bom is the UTF-8 byte order mark. At the start of a file it is kept in the
// bytes but is not a column.
const bom = "\uFEFF"

// Span is a half-open range of byte offsets, Start <= End.
type Span struct {
	Start, End int
}

// Len returns the number of bytes the span covers.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether the whole of other lies inside s.
func (s Span) Contains(other Span) bool {
	return s.Start <= other.Start && other.End <= s.End
}

// Overlaps reports whether the two spans share a byte. Two insertions at the
// same offset overlap too: their order would be arbitrary.
func (s Span) Overlaps(other Span) bool {
	if s == other {
		return true
	}
	return s.Start < other.End && other.Start < s.End
}

// Position is a place as editors count it: lines and columns start at 1 and a
// column is a Unicode code point. A byte order mark takes no column.
type Position struct {
	Line, Column int
}

// String returns "line:column".
func (p Position) String() string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }

// File is the content of one file under the name it is shown by. It is not
// changed after New and may be used by several goroutines.
type File struct {
	// Name is the path as the user would type it, or "<stdin>".
	Name string
	// Data is the content, byte for byte.
	Data []byte

	once  sync.Once
	lines []int // offset at which each line starts; the first is after a BOM

	stretchOnce sync.Once
	stretches   []stretch
}

// New returns a File over data, which must not be changed afterwards.
func New(name string, data []byte) *File {
	return &File{Name: name, Data: data}
}

// starts returns the offset of the start of each line. Only LF ends a line: a
// CR before it belongs to the line break, and a lone CR is refused elsewhere.
func (f *File) starts() []int {
	f.once.Do(func() {
		first := 0
		if bytes.HasPrefix(f.Data, []byte(bom)) {
			first = len(bom)
		}
		f.lines = make([]int, 1, bytes.Count(f.Data, []byte("\n"))+1)
		f.lines[0] = first
		for i := first; ; {
			n := bytes.IndexByte(f.Data[i:], '\n')
			if n < 0 {
				return
			}
			i += n + 1
			f.lines = append(f.lines, i)
		}
	})
	return f.lines
}

// Lines returns the number of lines. A file that ends in a line break has a
// last, empty line after it.
func (f *File) Lines() int { return len(f.starts()) }

// LineSpan returns the span of line (from 1) without its line break.
// A line that the file does not have gives an empty span at the nearest end.
func (f *File) LineSpan(line int) Span {
	starts := f.starts()
	if line < 1 {
		return Span{starts[0], starts[0]}
	}
	if line > len(starts) {
		return Span{len(f.Data), len(f.Data)}
	}
	start, end := starts[line-1], len(f.Data)
	if line < len(starts) {
		end = starts[line] - 1
		if end > start && f.Data[end-1] == '\r' {
			end--
		}
	}
	return Span{start, end}
}

// Line returns the text of line (from 1) without its line break.
func (f *File) Line(line int) string { return f.Text(f.LineSpan(line)) }

// Text returns the bytes of the span.
func (f *File) Text(s Span) string { return string(f.Data[s.Start:s.End]) }

// Position returns the place of a byte offset. Offsets outside the file are
// moved to its nearest end; an offset inside a line break counts as the end of
// its line.
func (f *File) Position(offset int) Position {
	starts := f.starts()
	offset = min(max(offset, starts[0]), len(f.Data))
	line := f.LineAt(offset)
	span := f.LineSpan(line)
	offset = min(offset, span.End)
	if offset-span.Start < 2*stretchBytes {
		return Position{line, utf8.RuneCount(f.Data[span.Start:offset]) + 1}
	}
	return Position{line, f.runesBefore(offset) - f.runesBefore(span.Start) + 1}
}

// stretch is where a part of the file starts, and how many code points come
// before it.
type stretch struct{ offset, runes int }

const stretchBytes = 512

// runesBefore returns how many code points stand before an offset. Many findings
// in one long line would each count from its start.
func (f *File) runesBefore(offset int) int {
	f.stretchOnce.Do(func() {
		next := stretch{}
		for next.offset <= len(f.Data)-stretchBytes {
			f.stretches = append(f.stretches, next)
			for end := next.offset + stretchBytes; next.offset < end; next.runes++ {
				_, size := utf8.DecodeRune(f.Data[next.offset:])
				next.offset += size
			}
		}
		f.stretches = append(f.stretches, next)
	})
	i := sort.Search(len(f.stretches), func(i int) bool { return f.stretches[i].offset > offset }) - 1
	return f.stretches[i].runes + utf8.RuneCount(f.Data[f.stretches[i].offset:offset])
}

// LineAt returns the line of a byte offset. It does not look at characters, so
// that it is quick in lines of any length.
func (f *File) LineAt(offset int) int {
	starts := f.starts()
	return max(1, sort.Search(len(starts), func(i int) bool { return starts[i] > offset }))
}

// Offset returns the byte offset of a place. A place that does not exist is
// moved to the nearest that does: the end of its line, or of the file.
func (f *File) Offset(p Position) int {
	return f.Advance(f.LineSpan(p.Line).Start, p.Column-1)
}

// Advance returns the offset that is so many characters further on in the line,
// or the end of the line.
func (f *File) Advance(offset, characters int) int {
	for ; characters > 0 && offset < len(f.Data); characters-- {
		switch b := f.Data[offset]; {
		case b == '\n' || b == '\r' && offset+1 < len(f.Data) && f.Data[offset+1] == '\n':
			return offset
		case b < utf8.RuneSelf:
			offset++
		default:
			_, size := utf8.DecodeRune(f.Data[offset:])
			offset += size
		}
	}
	return offset
}
