package validate

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// textLimit is how many findings one rule makes about one text. To place a
// finding costs as much as the text is long, and nobody reads the hundredth.
const textLimit = 20

// scalars yields every value of the document that is neither list nor map, in
// the order of the file, after the key it stands under: for an item, the key
// of its list; nil where there is none.
func scalars(root *manifest.Node) iter.Seq2[*manifest.Node, *manifest.Node] {
	return func(yield func(key, value *manifest.Node) bool) { walkScalars(nil, root, yield) }
}

func walkScalars(key, n *manifest.Node, yield func(key, value *manifest.Node) bool) bool {
	switch n.Kind {
	case manifest.List:
		for _, item := range n.Items {
			if !walkScalars(key, item, yield) {
				return false
			}
		}
		return true
	case manifest.Map:
		for _, e := range n.Entries {
			if !walkScalars(e.Key, e.Value, yield) {
				return false
			}
		}
		return true
	}
	return yield(key, n)
}

// keys yields every key of the document.
func keys(n *manifest.Node) iter.Seq[*manifest.Node] {
	return func(yield func(*manifest.Node) bool) { walkKeys(n, yield) }
}

func walkKeys(n *manifest.Node, yield func(*manifest.Node) bool) bool {
	for _, item := range n.Items {
		if !walkKeys(item, yield) {
			return false
		}
	}
	for _, e := range n.Entries {
		if !yield(e.Key) || !walkKeys(e.Value, yield) {
			return false
		}
	}
	return true
}

// mark is a part of a text.
type mark struct{ from, to int }

// namedText is a text that people read, with what it is called in messages.
type namedText struct {
	name string
	node *manifest.Node
}

// holds is the name with its verb.
func (t namedText) holds() string {
	if strings.HasSuffix(t.name, "notes") {
		return t.name + " hold"
	}
	return t.name + " holds"
}

// prose returns the texts of the manifest that people read and that are there.
func (p *Pass) prose() []namedText {
	all := []namedText{
		{"the app's name", p.Root.Get("app", "name")},
		{"the page name", p.Root.Get("setup_instructions", "page_name")},
		{"the post-installation notes", p.Root.Get("post_installation_notes")},
		{"the release notes", p.Root.Get("release_notes")},
	}
	for _, c := range p.components() {
		all = append(all, namedText{"the description of the " + c.label + " component", c.node.Get("description")})
		for i, parameter := range c.node.Get("parameters").List() {
			name := fmt.Sprintf("the description of parameter %d", i+1)
			if key, ok := parameter.Get("key").Str(); ok {
				name = fmt.Sprintf("the description of parameter %q", key)
			}
			all = append(all, namedText{name, parameter.Get("description")})
		}
	}
	return slices.DeleteFunc(all, func(t namedText) bool { return t.node == nil || t.node.Kind != manifest.String })
}

// lack says how a text is missing from a map.
type lack uint8

const (
	given  lack = iota // it is there, or the schema reports what is wrong with it
	absent             // there is no such key
	blank              // it has no words
)

// lacks reports whether the map has no text under the key. A key that is
// misspelled, or a value that is no text, is a mistake with a finding of its
// own, and the text is then taken as given.
func lacks(n *manifest.Node, key string) lack {
	e := n.Entry(key)
	switch {
	case e == nil && slices.ContainsFunc(n.Map(), func(other manifest.Entry) bool { return meansKey(other.Key.Text, key) }):
		return given
	case e == nil && holdsInvalid(n): // it may be in what the reader refused
		return given
	case e == nil:
		return absent
	}
	if text, ok := e.Value.Str(); ok {
		for range wordsIn(text) {
			return given
		}
		return blank
	}
	return given
}

func holdsInvalid(n *manifest.Node) bool {
	for _, value := range scalars(n) {
		if value.Kind == manifest.Invalid {
			return true
		}
	}
	return false
}

// meansKey reports whether a key is a misspelling of another, or the portal's
// own name for it.
func meansKey(written, key string) bool {
	if meant := portalKeys[written]; meant != "" {
		return strings.Contains(meant, key)
	}
	return diag.Nearest(strings.ReplaceAll(strings.ToLower(written), "-", "_"), []string{key}) != ""
}

// word is a word of a text, in lower case and without apostrophes.
type word struct {
	mark
	text string
}

// wordsOf returns the words that a reader of the text sees: without
// punctuation, and without the tags and character references of rich text. In
// scripts that do not part words, each character counts as one.
func wordsOf(text string) []word {
	var words []word
	for at := range wordsIn(text) {
		words = append(words, word{at, strings.ToLower(apostrophes.Replace(text[at.from:at.to]))})
	}
	return words
}

// wordsIn yields the places of the words of a text.
func wordsIn(text string) iter.Seq[mark] {
	return func(yield func(mark) bool) { eachWord(text, yield) }
}

func eachWord(text string, yield func(mark) bool) {
	start, more := -1, true // of the word being read
	end := func(at int) {
		if start >= 0 && more {
			more = yield(mark{start, at})
		}
		start = -1
	}
	tags := true
	for i := 0; i < len(text) && more; {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r < utf8.RuneSelf && isWordByte(byte(r)):
			if start < 0 {
				start = i
			}
		case r == ' ':
			end(i)
		case r == '<' && tags && startsTag(text[i:]):
			end(i)
			if t, complete := readTag(text, i); complete {
				size = t.to - i
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

// reference returns the length of the character reference that s starts with,
// such as &nbsp; or &#39;, or 1 for a mere ampersand.
func reference(s string) int {
	for i := 1; i < len(s) && i < 12; i++ {
		switch {
		case s[i] == ';' && i > 1:
			return i + 1
		case s[i] != '#' && !isWordByte(s[i]):
			return 1
		}
	}
	return 1
}

func isWordByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9'
}

// says reports whether the text has the words, in this order and without any
// others between them, and where.
func says(text []word, phrase []word) (mark, bool) {
	if len(phrase) == 0 {
		return mark{}, false
	}
	for i := 0; i+len(phrase) <= len(text); i++ {
		if slices.EqualFunc(text[i:i+len(phrase)], phrase, func(a, b word) bool { return a.text == b.text }) {
			return mark{text[i].from, text[i+len(phrase)-1].to}, true
		}
	}
	return mark{}, false
}

// mentions reports whether one of the words starts with one of the stems.
func mentions(words []word, stems ...string) bool {
	return slices.ContainsFunc(words, func(w word) bool {
		return slices.ContainsFunc(stems, func(stem string) bool { return strings.HasPrefix(w.text, stem) })
	})
}

var englishWords = []string{"the", "and", "to", "your", "of", "with", "for"}

// isEnglish guesses whether a text is English. Rules that look for words pass
// over other languages.
func isEnglish(words []word) bool {
	return slices.ContainsFunc(words, func(w word) bool { return slices.Contains(englishWords, w.text) })
}

// sentenceWords is how many words a sample must have to be looked for inside
// a text; shorter ones must be the whole of it.
const sentenceWords = 4

// sampleWords are the words of every sample, in the order of schema.Samples.
var sampleWords = sync.OnceValue(func() [][]word {
	var all [][]word
	for _, sample := range schema.Samples() {
		all = append(all, wordsOf(sample.Value))
	}
	return all
})

// findSample returns the sample of the kind that the text is, or that it
// contains, and where. Case, punctuation and white space do not count.
func findSample(kind schema.SampleKind, words []word) (sample string, at mark, ok bool) {
	if len(words) == 0 {
		return "", mark{}, false
	}
	for i, s := range schema.Samples() {
		if s.Kind != kind {
			continue
		}
		phrase := sampleWords()[i]
		if at, ok := says(words, phrase); ok && (len(phrase) >= sentenceWords || len(phrase) == len(words)) {
			return s.Value, at, true
		}
	}
	return "", mark{}, false
}

// head returns the part of a text to mark where the text as a whole is meant:
// the value, or, where that runs over lines, its first line with words.
func (p *Pass) head(n *manifest.Node, words []word) source.Span {
	line := func(offset int) source.Span { return p.File.LineSpan(p.File.Position(offset).Line) }
	if line(n.Span.Start) == line(n.Span.End) {
		return n.Span
	}
	at := line(p.Within(n, words[0].from, words[0].to).Start)
	text := p.File.Text(at)
	return source.Span{
		Start: max(n.Span.Start, at.End-len(strings.TrimLeft(text, " \t"))),
		End:   min(n.Span.End, at.Start+len(strings.TrimRight(text, " \t"))),
	}
}

// numbered is a number with its noun.
func numbered(n int, one, many string) string {
	if n == 1 {
		return "one " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
