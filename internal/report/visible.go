package report

import (
	"fmt"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// A cell is the smallest piece of a line that a terminal shows: what a person
// calls a character, or the escape that stands for something unseen.
type cell struct {
	start, end int    // bytes of the original text
	shown      string // what is printed
	width      int    // columns, at least 1
}

// widest is the width of the widest character that is shown whole; no script
// needs more, and a line can be cut only between cells.
const widest = 8

// cells splits text into what a terminal shows. Whatever could drive the
// terminal, hide or reorder text (control characters, bidirectional and
// zero-width controls, bytes that are not UTF-8) becomes a visible escape.
func cells(text string) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		good := 0 // text is UTF-8 up to here
		for at := 0; at < len(text); {
			if at >= good {
				good = at + len(valid(text[at:]))
			}
			if at == good {
				if !yield(escaped(at, at+1, fmt.Sprintf(`\x%02x`, text[at]))) {
					return
				}
				at++
				continue
			}
			cluster, _, width, _ := uniseg.FirstGraphemeClusterInString(text[at:good], -1)
			if width >= 1 && width <= widest && plain(cluster) {
				if !yield(cell{at, at + len(cluster), cluster, width}) {
					return
				}
				at += len(cluster)
				continue
			}
			// Something in it cannot be shown as it is, so the cluster falls
			// apart into its code points.
			for i, r := range cluster {
				size := utf8.RuneLen(r)
				c := cell{at + i, at + i + size, string(r), uniseg.StringWidth(string(r))}
				if hidden(r) || unicode.Is(unicode.M, r) || c.width < 1 {
					c = escaped(c.start, c.end, escape(r))
				}
				if !yield(c) {
					return
				}
			}
			at += len(cluster)
		}
	}
}

// Visible is text as a terminal may be given it, on one line.
func Visible(text string) string {
	if isPlainASCII(text) {
		return text
	}
	var b strings.Builder
	for c := range cells(text) {
		b.WriteString(c.shown)
	}
	return b.String()
}

func isPlainASCII(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// valid returns the part of s before the first byte that is not UTF-8.
func valid(s string) string {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			return s[:i]
		}
		i += size
	}
	return s
}

func escaped(start, end int, shown string) cell { return cell{start, end, shown, len(shown)} }

func escape(r rune) string {
	switch {
	case r == '\t':
		return `\t`
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r < utf8.RuneSelf:
		return fmt.Sprintf(`\x%02x`, r)
	case r <= 0xFFFF:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

const joiner = '\u200D'

// plain reports whether a cluster can be printed as it is. A joiner is seen only
// where it makes one emoji of two; a mark is seen only on something.
func plain(cluster string) bool {
	runes := []rune(cluster)
	if unicode.Is(unicode.M, runes[0]) {
		return false
	}
	for i, r := range runes {
		if r == joiner && i > 0 && i+1 < len(runes) && emoji(runes[i+1]) {
			continue
		}
		if hidden(r) {
			return false
		}
	}
	return true
}

// emoji reports whether r, standing after a joiner in one cluster, was joined by
// it: anything but what attaches to any character.
func emoji(r rune) bool {
	skinTone := r >= 0x1F3FB && r <= 0x1F3FF
	return r != joiner && !skinTone && !unicode.Is(unicode.M, r)
}

// hidden reports whether r has no shape of its own or acts on its surroundings.
func hidden(r rune) bool {
	if r == '\uFE0E' || r == '\uFE0F' {
		return false // text or emoji style: part of many emoji
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Cs,
		unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}
