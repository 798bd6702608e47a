package manifest

import (
	"bytes"
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/source"
)

// The library says where a scalar starts. These functions find where it ends,
// and where each byte of its value stands in the file.

// endDouble returns the offset after the closing quote.
func endDouble(data []byte, start int) int {
	for i := start + 1; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(data)
}

// endSingle returns the offset after the closing quote.
func endSingle(data []byte, start int) int {
	for i := start + 1; i < len(data); i++ {
		if data[i] == '\'' {
			if i+1 < len(data) && data[i+1] == '\'' {
				i++
				continue
			}
			return i + 1
		}
	}
	return len(data)
}

// endPlain returns the offset after the last character of an unquoted scalar,
// which may run over several lines.
func endPlain(data []byte, start int, value string) int {
	if bytes.HasPrefix(data[min(start, len(data)):], []byte(value)) { // most stand on one line
		return start + len(value)
	}
	end := start
	walkFolded(data, start, value, func(_, at, size int) { end = at + size })
	return end
}

// endBlock returns the offset after the last visible character of a block
// scalar, or after its header where it holds none.
func endBlock(data []byte, start int, value string) int {
	body := bodyStart(data, start)
	end := start
	for end < body && data[end] != '\n' && data[end] != '\r' && data[end] != ' ' && data[end] != '\t' {
		end++
	}
	walkFolded(data, body, value, func(_, at, size int) { end = at + size })
	return end
}

// bodyStart returns the start of the line after a block scalar's header.
func bodyStart(data []byte, start int) int {
	for i := start; i < len(data); i++ {
		if data[i] == '\n' {
			return i + 1
		}
	}
	return len(data)
}

// walkFolded calls visit for each character of value that is not white space,
// with its offset in value, its offset in data, and its size. Folding and
// indentation change white space alone, so the visible characters of a plain
// or block scalar stand in the file in the same order.
func walkFolded(data []byte, at int, value string, visit func(inValue, at, size int)) {
	for i := 0; i < len(value); {
		if source.IsSpace(value[i]) {
			i++
			continue
		}
		for at < len(data) && source.IsSpace(data[at]) {
			at++
		}
		if at >= len(data) {
			return
		}
		size := 1
		if value[i] >= utf8.RuneSelf {
			_, size = utf8.DecodeRuneInString(value[i:])
		}
		if at+size > len(data) {
			return
		}
		visit(i, at, size)
		i += size
		at += size
	}
}

// Within returns the place of value bytes from to to (half-open) of a scalar
// node, so that a finding can mark one word of a text in any style. from and
// to should not cut a character.
func (d *Document) Within(n *Node, from, to int) source.Span {
	from, to = max(from, 0), min(to, len(n.Text))
	p := d.placesOf(n)
	if p.verbatim {
		if from >= to {
			return n.Span
		}
		return source.Span{Start: p.first + from, End: p.first + to}
	}
	start, _ := slices.BinarySearchFunc(p.characters, from, func(c character, at int) int { return cmp.Compare(c.inValue, at) })
	end, _ := slices.BinarySearchFunc(p.characters, to, func(c character, at int) int { return cmp.Compare(c.inValue, at) })
	if start >= end { // only white space, or nothing: the whole scalar
		return n.Span
	}
	last := p.characters[end-1]
	return source.Span{Start: p.characters[start].at, End: last.at + last.size}
}

// character is one character of a scalar: its offsets in the value and in the file, and
// its size in the file.
type character struct{ inValue, at, size int }

// places says where the characters of a scalar stand in the file.
type places struct {
	node *Node
	// verbatim says that the value stands in the file as it reads, from first on.
	verbatim bool
	first    int
	// characters are the others in order, or those that are not white space.
	characters []character
}

// placesOf returns the places of a scalar. Those of the last one that was asked for are
// kept, as a text with many findings must not be walked for each of them.
func (d *Document) placesOf(n *Node) *places {
	if d.last != nil && d.last.node == n {
		return d.last
	}
	p := &places{node: n}
	d.last = p
	data := d.clean.Data
	// A key that is not YAML is blanked out.
	if at := n.Span.Start; at < len(data) && (data[at] == '#' || data[at] == ' ') {
		data = d.File.Data
	}
	if p.first, p.verbatim = verbatim(data, n); p.verbatim {
		return p
	}
	visit := func(inValue, at, size int) { p.characters = append(p.characters, character{inValue, at, size}) }
	switch n.Style {
	case Single:
		walkQuoted(data, n.Span.Start+1, n.Text, singleEscape, visit)
	case Double:
		walkQuoted(data, n.Span.Start+1, n.Text, doubleEscape, visit)
	case Literal, Folded:
		walkFolded(data, bodyStart(data, n.Span.Start), n.Text, visit)
	default:
		walkFolded(data, n.Span.Start, n.Text, visit)
	}
	return p
}

// verbatim returns where the value of a quoted scalar starts in the file, if it
// stands there as it reads, as most do.
func verbatim(data []byte, n *Node) (first int, ok bool) {
	escape := byte('\\')
	switch n.Style {
	case Single:
		escape = '\''
	case Double:
	default:
		return 0, false
	}
	first = n.Span.Start + 1
	end := first + len(n.Text)
	return first, end <= len(data) && string(data[first:end]) == n.Text && bytes.IndexByte(data[first:end], escape) < 0
}

// walkQuoted is walkFolded for quoted scalars: an escape stands for one
// character, a line break and the white space around it for one space, or for
// one line feed less than it has.
func walkQuoted(data []byte, at int, value string, escape func([]byte) int, visit func(inValue, at, size int)) {
	unbroken := 0 // the end of white space without a line break
	for i := 0; i < len(value) && at < len(data); {
		_, valueSize := utf8.DecodeRuneInString(value[i:])
		if n := escape(data[at:]); n > 0 {
			if data[at] == '\\' && source.IsSpace(data[at+1]) && data[at+1] != ' ' && data[at+1] != '\t' {
				at += n // an escaped line break stands for nothing
				continue
			}
			visit(i, at, n)
			i += valueSize
			at += n
			continue
		}
		if at >= unbroken {
			n, breaks := lineFold(data[at:])
			if breaks > 0 {
				i += max(1, breaks-1)
				at += n
				continue
			}
			unbroken = at + n
		}
		_, size := utf8.DecodeRune(data[at:])
		visit(i, at, size)
		i += valueSize
		at += size
	}
}

// lineFold returns the length of the white space that data starts with and the
// number of line breaks in it.
func lineFold(data []byte) (n, breaks int) {
	for n < len(data) && source.IsSpace(data[n]) {
		if data[n] == '\n' {
			breaks++
		}
		n++
	}
	return n, breaks
}

func singleEscape(data []byte) int {
	if len(data) >= 2 && data[0] == '\'' && data[1] == '\'' {
		return 2
	}
	return 0
}

// doubleEscape returns the length of the escape that data starts with, or 0.
func doubleEscape(data []byte) int {
	if len(data) < 2 || data[0] != '\\' {
		return 0
	}
	n := 2
	switch data[1] {
	case 'x':
		n = 4
	case 'u':
		n = 6
	case 'U':
		n = 10
	case '\r', '\n':
		// The line break and the indentation of the next line.
		if data[1] == '\r' && n < len(data) && data[n] == '\n' {
			n++
		}
		for n < len(data) && (data[n] == ' ' || data[n] == '\t') {
			n++
		}
	}
	return min(n, len(data))
}
