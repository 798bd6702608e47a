package manifest

import (
	"bytes"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/source"
)

// maxCharacterFindings is how many runs of forbidden characters are listed
// before the file is taken for something other than text.
const maxCharacterFindings = 50

// screen refuses characters that make a file read differently to a person, to
// a code host and to the YAML library. It reports whether reading can go on;
// if so, the characters are blanked out in p.doc.clean.
func (p *parser) screen() bool {
	data := p.doc.File.Data
	if isUTF16(data) {
		p.report(RuleCharacter, source.Span{Start: 0, End: min(2, len(data))}, "", "save it as UTF-8", "the file is encoded as UTF-16")
		return false
	}
	if isPlainASCII(data) {
		return true
	}
	if at, what, help := notText(data); what != "" {
		p.report(RuleCharacter, at, "", help, "%s", what)
		return false
	}
	var clean []byte
	start := 0
	if bytes.HasPrefix(data, []byte("\uFEFF")) {
		start = len("\uFEFF")
	}
	for i := start; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		what := forbiddenIn(data, i, r, size)
		if what == "" {
			i += size
			continue
		}
		if len(p.forbidden) == maxCharacterFindings {
			p.report(RuleCharacter, source.Span{Start: i, End: i + size}, "", "check that this is a text file, saved as UTF-8", "there are more forbidden characters from here on")
			return false
		}
		if clean == nil {
			clean = slices.Clone(data)
		}
		span := source.Span{Start: i, End: i + size}
		for span.End < len(data) {
			r, size := utf8.DecodeRune(data[span.End:])
			if forbiddenIn(data, span.End, r, size) != what {
				break
			}
			span.End += size
		}
		for j := span.Start; j < span.End; j++ {
			clean[j] = '_'
		}
		p.forbidden = append(p.forbidden, span)
		help := "remove it"
		if data[i] == '\r' { // to remove it would join two lines
			help = "save the file with LF or CRLF as line breaks"
		}
		p.report(RuleCharacter, span, "", help, "%s is not allowed", what)
		i = span.End
	}
	if clean != nil {
		p.doc.clean = source.New(p.doc.File.Name, clean)
		p.doc.forbidden = true
	}
	return true
}

// isPlainASCII is the quick way out for the usual file: printable ASCII, tabs
// and whole line breaks.
func isPlainASCII(data []byte) bool {
	for i, b := range data {
		if b >= 0x7f || b < ' ' && b != '\n' && b != '\t' && (b != '\r' || i+1 >= len(data) || data[i+1] != '\n') {
			return false
		}
	}
	return true
}

// fewFaults is how many places of one kind are repaired one by one. With more,
// the file was saved in another way, which is one mistake.
const fewFaults = 3

// notText recognises a file that is no text in UTF-8 with usual line breaks: by
// a null byte, many bytes that are not UTF-8, or carriage returns alone. It
// returns the first such place, what is wrong, and the remedy.
func notText(data []byte) (at source.Span, what, help string) {
	var broken, returns []int
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == 0:
			return source.Span{Start: i, End: i + 1}, "the file is not text: it holds a null byte", "check that it is a manifest, saved as UTF-8"
		case r == utf8.RuneError && size <= 1:
			broken = append(broken, i)
		case r == '\r' && (i+1 == len(data) || data[i+1] != '\n'):
			returns = append(returns, i)
		}
		i += size
	}
	switch {
	case len(broken) > fewFaults:
		return source.Span{Start: broken[0], End: broken[0] + 1}, "the file is not UTF-8", "save it as UTF-8"
	case len(returns) > fewFaults:
		return source.Span{Start: returns[0], End: returns[0] + 1}, "the file has lone carriage returns as line breaks", "save it with LF or CRLF as line breaks"
	}
	return source.Span{}, "", ""
}

func isUTF16(data []byte) bool {
	return bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) ||
		len(data) >= 2 && (data[0] == 0) != (data[1] == 0) && bytes.Count(data, []byte{0}) >= len(data)/3
}

// forbiddenIn names the character at an offset if it is forbidden there.
func forbiddenIn(data []byte, at int, r rune, size int) string {
	switch {
	case r == utf8.RuneError && size <= 1:
		return fmt.Sprintf("byte 0x%02x, which is not UTF-8,", data[at])
	case r == '\r':
		if at+1 < len(data) && data[at+1] == '\n' {
			return ""
		}
		return "a carriage return without a line feed"
	case r == zeroWidthNonJoiner || r == zeroWidthJoiner:
		// Between letters of scripts that need them, and in emoji.
		before, _ := utf8.DecodeLastRune(data[:at])
		after, _ := utf8.DecodeRune(data[at+size:])
		if before >= utf8.RuneSelf && after >= utf8.RuneSelf && before != r && after != r {
			return ""
		}
	}
	return forbiddenRune(r)
}

const (
	zeroWidthNonJoiner = '\u200c'
	zeroWidthJoiner    = '\u200d'
)

// forbiddenRune names a character that no value may hold, written out or as an
// escape; it returns "" for all others.
func forbiddenRune(r rune) string {
	switch {
	case r == '\t' || r == '\n':
		return ""
	case r < ' ' || r >= 0x7f && r <= 0x9f:
		return fmt.Sprintf("control character U+%04X", r)
	case r == '\u2028' || r == '\u2029':
		return fmt.Sprintf("line separator U+%04X", r)
	case r == '\u061c' || r == '\u200e' || r == '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069':
		return fmt.Sprintf("bidirectional control U+%04X", r)
	case r == '\u200b' || r == zeroWidthNonJoiner || r == zeroWidthJoiner || r >= '\u2060' && r <= '\u2064' || r == '\ufeff' ||
		r == '\u115f' || r == '\u1160' || r == '\u3164' || r == '\uffa0' || r == '\u00ad' || r == '\u180e':
		return fmt.Sprintf("invisible character U+%04X", r)
	case r >= 0xfff9 && r <= 0xfffb || r >= 0xe0000 && r <= 0xe007f || r >= 0xfdd0 && r <= 0xfdef || r&0xfffe == 0xfffe:
		return fmt.Sprintf("invisible character U+%04X", r)
	}
	return ""
}

// isForbidden reports whether a refused character stands in the span.
func (p *parser) isForbidden(span source.Span) bool {
	for _, f := range p.forbidden {
		if f.Overlaps(span) {
			return true
		}
	}
	return false
}

// visible returns what a reader sees of a key with refused characters.
func (p *parser) visible(span source.Span) string {
	text := slices.Clone(p.doc.File.Data[span.Start:span.End])
	for _, f := range slices.Backward(p.forbidden) {
		if span.Contains(f) {
			text = slices.Delete(text, f.Start-span.Start, f.End-span.Start)
		}
	}
	return string(bytes.Trim(text, `"'`))
}

// screenEscapes refuses in double quotes what is refused when written out.
func (p *parser) screenEscapes(n *Node) {
	if bytes.IndexByte(p.doc.clean.Data[n.Span.Start:n.Span.End], '\\') < 0 {
		return
	}
	walkQuoted(p.doc.clean.Data, n.Span.Start+1, n.Text, doubleEscape, func(inValue, from, size int) {
		r, _ := utf8.DecodeRuneInString(n.Text[inValue:])
		what := forbiddenRune(r)
		if what == "" || r == zeroWidthJoiner || r == zeroWidthNonJoiner {
			return
		}
		at := source.Span{Start: from, End: from + size}
		if p.isForbidden(at) {
			return
		}
		p.report(RuleCharacter, at, "", "remove it", "%s is not allowed, not even as an escape", what)
		n.Kind = Invalid
	})
}

// HasForbidden reports whether characters of the file were refused.
func (d *Document) HasForbidden() bool { return d.forbidden }
