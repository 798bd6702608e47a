package manifest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/diag"
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
		p.report(RuleCharacter, source.Span{Start: 0, End: min(2, len(data))}, "", "save the file as UTF-8",
			"the file is encoded as UTF-16")
		return false
	}
	if isClean(data) {
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
	chars := &screener{text: string(data)}
	for i := start; i < len(data); {
		if isPrintable(data[i]) {
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		what := chars.refusedByte(i, r, size)
		if what == "" {
			i += size
			continue
		}
		if len(p.forbidden) == maxCharacterFindings {
			p.report(RuleCharacter, source.Span{Start: i, End: i + size}, "",
				"check that the file is a text file and is saved as UTF-8", "the file contains more characters "+
					"that are not "+
					"allowed; they are not listed")
			return false
		}
		if clean == nil {
			clean = slices.Clone(data)
		}
		span, count, same := source.Span{Start: i, End: i + size}, 1, true
		for span.End < len(data) {
			next, size := utf8.DecodeRune(data[span.End:])
			if chars.refusedByte(span.End, next, size) != what {
				break
			}
			span.End += size
			count++
			same = same && next == r
		}
		for j := span.Start; j < span.End; j++ {
			clean[j] = '_'
		}
		p.forbidden = append(p.forbidden, span)
		help := "remove the character"
		switch {
		case data[i] == '\r': // to remove it would join two lines
			help = "save the file with LF or CRLF as line breaks"
		case !same:
			help = "remove these characters"
		}
		p.report(RuleCharacter, span, "", help, "%s", notAllowed(what, r, count, same))
		i = span.End
	}
	if clean != nil {
		p.doc.clean = source.New(p.doc.File.Name, clean)
		p.doc.forbidden = true
	}
	return true
}

// notAllowed is the message about a run of characters that starts with r.
func notAllowed(what string, r rune, count int, same bool) string {
	switch {
	case r == utf8.RuneError || r == '\r':
		return what + " is not allowed"
	case same:
		return fmt.Sprintf("%s U+%04X is not allowed", what, r)
	}
	return fmt.Sprintf("a run of %d %ss starting with U+%04X is not allowed", count, what, r)
}

// isClean is the quick way out for the usual file, which is UTF-8 and has nothing
// that is refused.
func isClean(data []byte) bool {
	var chars *screener
	for i := 0; i < len(data); {
		if len(data)-i >= 8 && arePrintable(binary.LittleEndian.Uint64(data[i:])) {
			i += 8
			continue
		}
		b := data[i]
		if isPrintable(b) || b == '\r' && i+1 < len(data) && data[i+1] == '\n' {
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		if size == 1 {
			return false // a control character, or no UTF-8
		}
		if !isLetterOfScript(r) {
			if chars == nil {
				chars = &screener{text: string(data)}
			}
			if chars.refused(i, r) != "" {
				return false
			}
		}
		i += size
	}
	return true
}

// arePrintable reports whether eight bytes are characters of ASCII that are neither
// control characters nor DEL. It looks at all of them at once.
func arePrintable(bytes uint64) bool {
	const each, high = 0x0101010101010101, 0x8080808080808080
	isHigh := bytes & high
	isSmall := ^((bytes | high) - each*' ') & high
	isDEL := (bytes + each) & high
	return isHigh|isSmall|isDEL == 0
}

// isPrintable reports whether a byte is a character that is fine anywhere.
func isPrintable(b byte) bool { return b >= ' ' && b < 0x7f || b == '\n' || b == '\t' }

// isLetterOfScript knows blocks of letters without any character that is refused:
// Latin, Greek, Cyrillic, Hebrew, Devanagari, Kana, Chinese and Hangul.
func isLetterOfScript(r rune) bool {
	return r >= 0xc0 && r <= 0x2ff || r >= 0x370 && r <= 0x5ff || r >= 0x900 && r <= 0x97f ||
		r >= 0x3041 && r <= 0x30ff || r >= 0x4e00 && r <= 0x9fff || r >= 0xac00 && r <= 0xd7a3
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
		if isPrintable(data[i]) {
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == 0:
			return source.Span{Start: i, End: i + 1}, "the file is not text: it contains a null byte",
				"check that the file is a manifest and is saved as UTF-8"
		case r == utf8.RuneError && size <= 1:
			broken = append(broken, i)
		case r == '\r' && (i+1 == len(data) || data[i+1] != '\n'):
			returns = append(returns, i)
		}
		i += size
	}
	switch {
	case len(broken) > fewFaults:
		return source.Span{Start: broken[0], End: broken[0] + 1}, "the file is not UTF-8", "save the file as UTF-8"
	case len(returns) > fewFaults:
		return source.Span{Start: returns[0], End: returns[0] + 1}, "the file has carriage returns without line feeds as " +
				"line breaks",
			"save the file with LF or CRLF as line breaks"
	}
	return source.Span{}, "", ""
}

func isUTF16(data []byte) bool {
	return bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) ||
		len(data) >= 2 && (data[0] == 0) != (data[1] == 0) && bytes.Count(data, []byte{0}) >= len(data)/3
}

// refusedByte is refused for a file, which may also hold bytes that are not text.
func (s *screener) refusedByte(at int, r rune, size int) string {
	switch {
	case r == utf8.RuneError && size <= 1:
		return fmt.Sprintf("byte 0x%02x, which is not valid UTF-8,", s.text[at])
	case r == '\r' && at+1 < len(s.text) && s.text[at+1] == '\n':
		return ""
	case r == '\r':
		return "a carriage return without a line feed"
	}
	return s.refused(at, r)
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
	chars := &screener{text: n.Text}
	walkQuoted(p.doc.clean.Data, n.Span.Start+1, n.Text, doubleEscape, func(inValue, from, size int) {
		r, _ := utf8.DecodeRuneInString(n.Text[inValue:])
		what := chars.refused(inValue, r)
		if what == "" || isJoiner(r) {
			return
		}
		at := source.Span{Start: from, End: from + size}
		if p.isForbidden(at) {
			return
		}
		p.report(RuleCharacter, at, "", "remove the escape", "%s U+%04X is not allowed, even as an escape", what, r)
		n.Kind = Invalid
	})
}

// Screen returns the findings about characters of a text that is no manifest, as
// those of a manifest.
func Screen(f *source.File) []diag.Diagnostic {
	p := &parser{doc: &Document{File: f}}
	p.screen()
	return p.diags
}

// HasForbidden reports whether characters of the file were refused.
func (d *Document) HasForbidden() bool { return d.forbidden }
