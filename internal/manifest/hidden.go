package manifest

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Characters that no one sees, or that change the order of those around them, are
// refused: a line must read the same to a reviewer and to the tool. Those that
// scripts and emoji need are accepted where they are needed.

const (
	zeroWidthNonJoiner = '\u200c'
	zeroWidthJoiner    = '\u200d'
	textStyle          = '\ufe0e' // variation selectors of emoji
	emojiStyle         = '\ufe0f'
	keycap             = '\u20e3'
	blackFlag          = '\U0001f3f4'
	popIsolate         = '\u2069'
)

// Names of refused characters, as messages call them.
const (
	controlCharacter   = "control character"
	lineSeparator      = "line separator"
	directionCharacter = "bidirectional control character"
	invisibleCharacter = "invisible character"
)

// invisible are the characters that are refused wherever they are: what Unicode
// calls default-ignorable, fillers and format controls. Variation selectors, tags
// and joiners are judged by what is around them.
var invisible = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x00ad, Hi: 0x00ad, Stride: 1}, // soft hyphen
		{Lo: 0x034f, Hi: 0x034f, Stride: 1}, // combining grapheme joiner
		{Lo: 0x115f, Hi: 0x1160, Stride: 1}, // fillers of Hangul
		{Lo: 0x17b4, Hi: 0x17b5, Stride: 1}, // vowels of Khmer that are not shown
		{Lo: 0x180b, Hi: 0x180f, Stride: 1}, // selectors and separator of Mongolian
		{Lo: 0x200b, Hi: 0x200b, Stride: 1}, // zero-width space
		{Lo: 0x2060, Hi: 0x2065, Stride: 1}, // word joiner, invisible operators
		{Lo: 0x206a, Hi: 0x206f, Stride: 1}, // deprecated format controls
		{Lo: 0x2800, Hi: 0x2800, Stride: 1}, // blank of Braille
		{Lo: 0x3164, Hi: 0x3164, Stride: 1}, // filler of Hangul
		{Lo: 0xfdd0, Hi: 0xfdef, Stride: 1}, // no characters
		{Lo: 0xfeff, Hi: 0xfeff, Stride: 1}, // byte order mark
		{Lo: 0xffa0, Hi: 0xffa0, Stride: 1}, // half-width filler of Hangul
		{Lo: 0xfff0, Hi: 0xfffc, Stride: 1}, // reserved, annotations, object replacement
		{Lo: 0xfffe, Hi: 0xffff, Stride: 1}, // no characters
	},
	R32: []unicode.Range32{
		{Lo: 0x13430, Hi: 0x13455, Stride: 1}, // format controls of hieroglyphs
		{Lo: 0x16fe4, Hi: 0x16fe4, Stride: 1}, // filler of Khitan
		{Lo: 0x1bca0, Hi: 0x1bca3, Stride: 1}, // format controls of shorthand
		{Lo: 0x1d159, Hi: 0x1d159, Stride: 1}, // null notehead
		{Lo: 0x1d173, Hi: 0x1d17a, Stride: 1}, // format controls of music
		{Lo: 0xe0000, Hi: 0xe001f, Stride: 1}, // language tag
		{Lo: 0xe0080, Hi: 0xe0fff, Stride: 1}, // more variation selectors, reserved
	},
}

// emojiBases are what a variation selector of emoji may follow. Digits are bases of
// keycaps only.
var emojiBases = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x00a9, Hi: 0x00ae, Stride: 5}, {Lo: 0x203c, Hi: 0x2049, Stride: 13},
		{Lo: 0x2122, Hi: 0x2139, Stride: 23}, {Lo: 0x2190, Hi: 0x21ff, Stride: 1},
		{Lo: 0x2300, Hi: 0x23ff, Stride: 1}, {Lo: 0x24c2, Hi: 0x24c2, Stride: 1},
		{Lo: 0x25a0, Hi: 0x27bf, Stride: 1}, {Lo: 0x2900, Hi: 0x297f, Stride: 1},
		{Lo: 0x2b00, Hi: 0x2bff, Stride: 1}, {Lo: 0x3030, Hi: 0x303d, Stride: 13},
		{Lo: 0x3297, Hi: 0x3299, Stride: 2},
	},
	R32:         []unicode.Range32{{Lo: 0x1f000, Hi: 0x1faff, Stride: 1}},
	LatinOffset: 1,
}

// joining are the scripts whose letters joiners shape or part.
var joining = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mongolian, unicode.Mandaic, unicode.Adlam, unicode.Thaana,
	unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil,
	unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar,
	unicode.Tibetan, unicode.Balinese, unicode.Javanese,
}

// rightToLeft are the scripts whose text may need direction marks.
var rightToLeft = []*unicode.RangeTable{
	unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Samaritan, unicode.Mandaic,
	unicode.Adlam, unicode.Hanifi_Rohingya,
}

// screener judges the characters of one text, each by those around it.
type screener struct {
	text string
	// What is known of the line that is looked at.
	from, to    int
	rightToLeft bool
	unclosed    map[int]bool // isolates without an end, and ends without an isolate
}

// Hidden names the first character of a text that readers would not see as it is, as
// a file of ours must not hold it, or returns "".
func Hidden(text string) string {
	if !utf8.ValidString(text) {
		return "bytes that are not UTF-8"
	}
	s := &screener{text: text}
	for at, r := range text {
		if what := s.refused(at, r); what != "" {
			return fmt.Sprintf("the %s U+%04X", what, r)
		}
	}
	return ""
}

// refused names the character at an offset if it is refused there.
func (s *screener) refused(at int, r rune) string {
	switch {
	case r == '\t' || r == '\n' || r >= ' ' && r < 0x7f:
		return ""
	case r < ' ' || r <= 0x9f:
		return controlCharacter
	case r == '\u2028' || r == '\u2029':
		return lineSeparator
	case isDirection(r):
		if s.isDirectionMark(at, r) {
			return ""
		}
		return directionCharacter
	case isJoiner(r) && !isLooseJoiner(s.text, at, r),
		isSelector(r) && s.isSelected(at, r),
		isTag(r) && s.isFlag(at):
		return ""
	case isJoiner(r), isSelector(r), isTag(r), unicode.Is(invisible, r), r&0xfffe == 0xfffe:
		return invisibleCharacter
	}
	return ""
}

func isJoiner(r rune) bool   { return r == zeroWidthJoiner || r == zeroWidthNonJoiner }
func isSelector(r rune) bool { return r >= '\ufe00' && r <= '\ufe0f' }
func isTag(r rune) bool      { return r >= 0xe0020 && r <= 0xe007f }

func isDirection(r rune) bool {
	return r == '\u061c' || r == '\u200e' || r == '\u200f' || r >= '\u202a' && r <= '\u202e' || isIsolate(r)
}

func isIsolate(r rune) bool { return r >= '\u2066' && r <= popIsolate }

// before and after return the neighbours of the character at an offset; there are
// none at the ends of the text.
func before(text string, at int) rune {
	r, _ := utf8.DecodeLastRuneInString(text[:at])
	return r
}

func after(text string, at int, r rune) rune {
	next, _ := utf8.DecodeRuneInString(text[min(len(text), at+utf8.RuneLen(r)):])
	return next
}

// isLooseJoiner reports whether a joiner is elsewhere than between two letters of
// scripts that need it, or two emoji. There it is invisible, and refused unless it
// is an escape.
func isLooseJoiner(text string, at int, r rune) bool {
	was, next := before(text, at), after(text, at, r)
	if r == zeroWidthJoiner && unicode.Is(emojiBases, next) {
		return was != emojiStyle && !unicode.Is(emojiBases, was)
	}
	endsWord := !unicode.IsLetter(next) && !isJoiner(next) // as in Malayalam and Persian abbreviations
	return isJoiner(was) || !endsWord && !unicode.In(next, joining...) ||
		!unicode.In(was, joining...) && (endsWord || !unicode.In(was, unicode.Inherited))
}

// isSelected reports whether a variation selector belongs to the character before
// it: an emoji, a digit that becomes a keycap, or a Chinese character.
func (s *screener) isSelected(at int, r rune) bool {
	was := before(s.text, at)
	switch {
	case r != textStyle && r != emojiStyle:
		return unicode.In(was, unicode.Han)
	case was == '#' || was == '*' || was >= '0' && was <= '9':
		return r == emojiStyle && after(s.text, at, r) == keycap
	}
	return unicode.Is(emojiBases, was)
}

// flags are the tags behind a black flag that make the flags of England, Scotland
// and Wales.
var flags = []string{tags("gbeng"), tags("gbsct"), tags("gbwls")}

func tags(letters string) string {
	var b strings.Builder
	for i := range len(letters) {
		b.WriteRune(0xe0000 + rune(letters[i]))
	}
	b.WriteRune(0xe007f)
	return b.String()
}

// isFlag reports whether the tag at an offset is part of a flag.
func (s *screener) isFlag(at int) bool {
	for start := at; ; {
		r, size := utf8.DecodeLastRuneInString(s.text[:start])
		switch {
		case r == blackFlag:
			return slices.ContainsFunc(flags, func(flag string) bool {
				return strings.HasPrefix(s.text[start:], flag) && at-start < len(flag)
			})
		case !isTag(r) || at-start > len(flags[0]):
			return false
		}
		start -= size
	}
}

// isDirectionMark reports whether a mark or an isolate helps a line with Hebrew or
// Arabic: a single mark, or an isolate that ends in the same line.
func (s *screener) isDirectionMark(at int, r rune) bool {
	if r >= '\u202a' && r <= '\u202e' || isDirection(before(s.text, at)) && !isIsolate(r) {
		return false
	}
	s.readLine(at)
	return s.rightToLeft && !s.unclosed[at]
}

// readLine looks at the line of an offset, once.
func (s *screener) readLine(at int) {
	if at >= s.from && at < s.to {
		return
	}
	s.from, s.to = strings.LastIndexByte(s.text[:at], '\n')+1, len(s.text)
	if n := strings.IndexByte(s.text[at:], '\n'); n >= 0 {
		s.to = at + n
	}
	s.rightToLeft, s.unclosed = false, make(map[int]bool)
	var open []int
	for i, r := range s.text[s.from:s.to] {
		i += s.from
		switch {
		case r == popIsolate && len(open) > 0:
			open = open[:len(open)-1]
		case r == popIsolate:
			s.unclosed[i] = true
		case isIsolate(r):
			open = append(open, i)
		case unicode.IsLetter(r) && unicode.In(r, rightToLeft...):
			s.rightToLeft = true
		}
	}
	for _, i := range open {
		s.unclosed[i] = true
	}
}
