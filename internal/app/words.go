package app

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/source"
)

// Word is a word of a text, in lower case and without apostrophes.
type Word struct {
	From, To int // its offsets in the text
	Text     string
}

// Words returns the words that a reader of a text sees: without punctuation, and
// without the tags and character references of rich text. In scripts that do not
// separate words, each character counts as a word.
func Words(text string) []Word {
	var words []Word
	for at := range wordsIn(text) {
		words = append(words, Word{at.From, at.To, strings.ToLower(apostrophes.Replace(text[at.From:at.To]))})
	}
	return words
}

// HasWords reports whether a reader of a text sees a word.
func HasWords(text string) bool {
	for range wordsIn(text) {
		return true
	}
	return false
}

// wordsIn yields the places of the words of a text.
func wordsIn(text string) iter.Seq[Range] {
	return func(yield func(Range) bool) { eachWord(text, yield) }
}

func eachWord(text string, yield func(Range) bool) {
	start, more := -1, true // of the word being read
	end := func(at int) {
		if start >= 0 && more {
			more = yield(Range{start, at})
		}
		start = -1
	}
	tags := true
	for i := 0; i < len(text) && more; {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r < utf8.RuneSelf && source.IsAlphanumeric(byte(r)):
			if start < 0 {
				start = i
			}
		case r == ' ':
			end(i)
		case r == '<' && tags && startsTag(text[i:]):
			end(i)
			if after := tagEnd(text, i); after > 0 {
				size = after - i
			} else {
				tags = false // what looks like tags from here on is text
			}
		case r == '&':
			end(i)
			size = reference(text[i:])
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
			end(i)
			start = i
			end(i + size)
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) && start >= 0: // an emoji may have marks too
			if start < 0 {
				start = i
			}
		case (r == '\'' || r == '’') && start >= 0 && startsWithLetter(text[i+size:]):
			// the apostrophe of a word
		default:
			end(i)
		}
		i += size
	}
	end(len(text))
}

var apostrophes = strings.NewReplacer("'", "", "’", "")

func startsWithLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// startsTag reports whether a browser reads a tag at the start of s.
func startsTag(s string) bool {
	name := strings.TrimPrefix(strings.TrimPrefix(s, "<"), "/")
	return name != "" && source.IsLetter(name[0])
}

// tagEnd returns the offset after the tag that starts at an offset, or -1 if the text
// ends inside the tag.
func tagEnd(text string, from int) int {
	value := false // an equals sign comes before, with only white space between
	for i := from + 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '>':
			return i + 1
		case value && (c == '"' || c == '\''):
			n := strings.IndexByte(text[i+1:], c)
			if n < 0 {
				return -1
			}
			i += 1 + n
			value = false
		case c == '=':
			value = true
		case !source.IsSpace(c) && c != '\f':
			value = false
		}
	}
	return -1
}

// reference returns the length of the character reference that s starts with,
// such as &nbsp; or &#39;, or 1 for a mere ampersand.
func reference(s string) int {
	for i := 1; i < len(s) && i < 12; i++ {
		switch {
		case s[i] == ';' && i > 1:
			return i + 1
		case s[i] != '#' && !source.IsAlphanumeric(s[i]):
			return 1
		}
	}
	return 1
}

// Mentions reports whether one of the words starts with one of the stems.
func Mentions(words []Word, stems ...string) bool {
	return slices.ContainsFunc(words, func(w Word) bool {
		return slices.ContainsFunc(stems, func(stem string) bool { return strings.HasPrefix(w.Text, stem) })
	})
}

// Some of the words that nearly every English text has are also words of other
// languages: two of those are needed.
var (
	englishWords = []string{"the", "and", "your", "you", "with", "now", "again"}
	sharedWords  = []string{"to", "of", "for", "is", "are", "new", "on", "in", "be", "this"}
)

// IsEnglish guesses whether a text is English. Checks that look for words skip other
// languages.
func IsEnglish(words []Word) bool {
	shared := ""
	return slices.ContainsFunc(words, func(w Word) bool {
		if slices.Contains(englishWords, w.Text) {
			return true
		}
		if !slices.Contains(sharedWords, w.Text) || w.Text == shared {
			return false
		}
		both := shared != ""
		shared = w.Text
		return both
	})
}

// SameText reports whether two texts are the same apart from white space.
func SameText(a, b string) bool { return slices.Equal(strings.Fields(a), strings.Fields(b)) }
