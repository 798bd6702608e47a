package source

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestPositions(t *testing.T) {
	for _, c := range []struct {
		name, text string
		offset     int
		want       Position
	}{
		{"start", "ab\ncd", 0, Position{1, 1}},
		{"second line", "ab\ncd", 4, Position{2, 2}},
		{"end of file", "ab\ncd", 5, Position{2, 3}},
		{"after the last line break", "ab\n", 3, Position{2, 1}},
		{"inside CRLF counts as the end of the line", "ab\r\ncd", 3, Position{1, 3}},
		{"a column is a code point", "é日b", 5, Position{1, 3}},
		{"a byte order mark takes no column", "\ufeffab", 4, Position{1, 2}},
		{"before the byte order mark", "\ufeffab", 0, Position{1, 1}},
		{"behind the file", "ab", 99, Position{1, 3}},
		{"empty file", "", 0, Position{1, 1}},
	} {
		if got := New("f", []byte(c.text)).Position(c.offset); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestPositionsInLongLines(t *testing.T) {
	text := "first\n" + strings.Repeat("é日b\xff\xf0\x9f", 3000) + "\nlast"
	f := New("f", []byte(text))
	for offset := 6; offset < len(text); offset++ {
		line := f.LineSpan(f.LineAt(offset))
		want := utf8.RuneCountInString(text[line.Start:offset]) + 1
		// In the middle of a character, the bytes before it count as one each.
		if got := f.Position(offset).Column; utf8.RuneStart(text[offset]) && got != want {
			t.Fatalf("offset %d: got column %d, want %d", offset, got, want)
		}
	}
}

// A file of one line with a finding every few bytes.
func TestPositionsAreQuickInLongLines(t *testing.T) {
	f := New("f", []byte(strings.Repeat("é", 256<<10)))
	start := time.Now()
	for offset := 0; offset < len(f.Data); offset += 16 {
		f.Position(offset)
	}
	if spent := time.Since(start); spent > 2*time.Second {
		t.Errorf("took %s", spent)
	}
}

func TestPlacesThatDoNotExistAreMoved(t *testing.T) {
	f := New("f", []byte("ab\r\ncd"))
	for _, c := range []struct {
		at   Position
		want int
	}{{Position{1, 9}, 2}, {Position{0, 1}, 0}, {Position{7, 1}, 6}, {Position{2, 1}, 4}} {
		if got := f.Offset(c.at); got != c.want {
			t.Errorf("%v: got offset %d, want %d", c.at, got, c.want)
		}
	}
}

// Where a character starts, its position leads back to it.
func FuzzOffsetIsTheInverseOfPosition(f *testing.F) {
	for _, s := range []string{"ab\ncd", "é日\r\n👩‍👧\n", "\ufeffx\n\n", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file := New("f", []byte(text))
		for offset := file.LineSpan(1).Start; offset < len(text); {
			r, size := utf8.DecodeRuneInString(text[offset:])
			if r != '\n' && r != '\r' && file.Offset(file.Position(offset)) != offset {
				t.Fatalf("offset %d of %q: position %v leads to %d", offset, text, file.Position(offset), file.Offset(file.Position(offset)))
			}
			offset += size
		}
	})
}

func TestSpans(t *testing.T) {
	if !(Span{2, 2}).Overlaps(Span{2, 2}) {
		t.Error("two insertions at one place overlap: their order would be arbitrary")
	}
	if (Span{0, 2}).Overlaps(Span{2, 4}) {
		t.Error("neighbours do not overlap")
	}
	if !(Span{0, 4}).Contains(Span{1, 4}) || (Span{1, 4}).Contains(Span{0, 4}) {
		t.Error("a span contains what lies inside of it and nothing else")
	}
}
