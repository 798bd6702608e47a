package report

import (
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

const (
	// tabStop is how far apart tabs stand in a snippet. They are printed as
	// spaces, because a terminal would count from the gutter.
	tabStop = 4
	// longLine is the width of a snippet where no terminal sets one; a line of
	// several kilobytes helps no one.
	longLine = 300
	// narrowest is the width below which cutting would leave nothing to read.
	narrowest = 20

	ellipsis = "…"
)

// room is the number of columns a snippet may take beside its gutter, or 0 where
// no terminal sets one.
func room(terminal, digits int) int {
	if terminal <= 0 {
		return 0
	}
	return max(terminal-digits-len(" | "), narrowest)
}

// A snippet is one line of a file as shown, with the place of its carets. A span
// over several lines is marked to the end of its first.
type snippet struct {
	text   string
	indent int // columns before the first caret
	carets int // at least 1
	room   int // columns; 0 means any
}

// newSnippet lays out the line that a finding starts on. secret are places of
// the file that must not be shown.
func newSnippet(d *diag.Diagnostic, secret []source.Span, room int) snippet {
	line := near(d.File, d.Span.Start)
	start := min(max(d.Span.Start, line.Start), line.End)
	end := min(max(d.Span.End, start), line.End)
	row := layout(d.File.Text(line))
	row.mask(line.Start, secret)
	// Carets stand under whole cells: half an emoji cannot be marked.
	first, last := row.find(start-line.Start), row.find(end-line.Start)
	if last < len(row.cells) && row.cells[last].start < end-line.Start {
		last++
	}
	limit := room
	if limit == 0 {
		limit = longLine
	}
	s := row.window(first, last, limit)
	s.room = room
	return s
}

// near returns the line that holds an offset, or so much of it around the offset
// as could ever be shown: laying out a line of half a megabyte for each of its
// findings would take minutes.
func near(f *source.File, offset int) source.Span {
	const most = 1 << 10
	line := f.LineSpan(f.Position(offset).Line)
	if line.Len() <= 2*most {
		return line
	}
	start, end := max(line.Start, offset-most), min(line.End, offset+most)
	for start > line.Start && !utf8.RuneStart(f.Data[start]) {
		start--
	}
	for end < line.End && !utf8.RuneStart(f.Data[end]) {
		end++
	}
	return source.Span{Start: start, End: end}
}

// fits reports whether a label has space beside the carets.
func (s snippet) fits(label string) bool {
	return s.room == 0 || s.indent+s.carets+1+uniseg.StringWidth(label) <= s.room
}

// row is a line laid out in columns.
type row struct {
	cells  []cell
	column []int // column[i] is where cell i starts; one more for the end
}

func layout(text string) row {
	r := row{column: []int{0}}
	at := 0
	for c := range cells(text) {
		if text[c.start:c.end] == "\t" {
			c.width = tabStop - at%tabStop
			c.shown = strings.Repeat(" ", c.width)
		}
		at += c.width
		r.cells = append(r.cells, c)
		r.column = append(r.column, at)
	}
	return r
}

// mask hides the cells of secrets. from is where the row starts in the file.
func (r row) mask(from int, secret []source.Span) {
	if len(r.cells) == 0 {
		return
	}
	line := source.Span{Start: from, End: from + r.cells[len(r.cells)-1].end}
	for _, s := range secret {
		if !s.Overlaps(line) {
			continue
		}
		for i := r.find(s.Start - from); i < len(r.cells) && from+r.cells[i].start < s.End; i++ {
			r.cells[i].shown = strings.Repeat("*", r.cells[i].width)
		}
	}
}

// find returns the cell that holds a byte offset, or the number of cells for
// the end of the line.
func (r row) find(offset int) int {
	for i, c := range r.cells {
		if offset < c.end {
			return i
		}
	}
	return len(r.cells)
}

// window shows the marked cells [first, last) and as much around them as the
// limit allows. A cut is an ellipsis, which stands in one column.
func (r row) window(first, last, limit int) snippet {
	n := len(r.cells)
	width := func(x, y int) int {
		w := r.column[y] - r.column[x]
		if x > 0 {
			w++
		}
		if y < n || first == n { // the caret after the end takes a column too
			w++
		}
		return w
	}
	x, y := 0, n
	if width(x, y) > limit {
		x, y = first, min(first+1, n)
		if width(first, last) > limit { // not all can be seen, but see what it belongs to
			for x > 0 && r.column[first]-r.column[x-1] <= limit/4 {
				x--
			}
		}
		for y < last && width(x, y+1) <= limit {
			y++
		}
		for grown := true; grown; {
			grown = false
			if x > 0 && width(x-1, y) <= limit {
				x, grown = x-1, true
			}
			if y < n && width(x, y+1) <= limit {
				y, grown = y+1, true
			}
		}
	}

	var b strings.Builder
	s := snippet{indent: r.column[first] - r.column[x], carets: 1}
	if x > 0 {
		b.WriteString(ellipsis)
		s.indent++
	}
	for _, c := range r.cells[x:y] {
		b.WriteString(c.shown)
	}
	if y < n {
		b.WriteString(ellipsis)
	}
	switch {
	case last > y: // the marked text goes on under the ellipsis
		s.carets = r.column[y] - r.column[first] + 1
	case last > first:
		s.carets = r.column[last] - r.column[first]
	}
	s.text = b.String()
	return s
}
