package validate

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// textLimit is how many findings one rule makes about one text, the errors first. No one
// reads the hundredth.
const textLimit = 20

// scalar is a value of the document that is text.
type scalar struct {
	// key is the key it stands under: for an item, that of its list; nil where
	// there is none.
	key, node *manifest.Node
}

// contents are the texts and keys of a document, in the order of the file.
type contents struct {
	texts []scalar
	// names are the keys that are not plain words.
	names []*manifest.Node
}

// contents takes the document apart in one walk that all rules share.
func (p *Pass) contents() *contents {
	return p.values.get(func() *contents {
		c := &contents{texts: make([]scalar, 0, 64)}
		c.add(nil, p.Root)
		return c
	})
}

func (c *contents) add(key, n *manifest.Node) {
	if n.Kind == manifest.String {
		c.texts = append(c.texts, scalar{key, n})
		return
	}
	for _, item := range n.Items {
		c.add(key, item)
	}
	for _, e := range n.Entries {
		if !isPlainWord(e.Key.Text) {
			c.names = append(c.names, e.Key)
		}
		c.add(e.Key, e.Value)
	}
}

// reading is a text with what several rules look for in it. Each is worked out
// when the first of them asks.
type reading struct {
	text    string
	inWords once[[]app.Word]
	todo    once[[]mark]
}

// read returns the reading of a text, which is empty if there is none.
func (p *Pass) read(t app.Text) *reading {
	r := p.readings[t.Node]
	if r == nil {
		r = &reading{}
		r.text, _ = t.Str()
		if p.readings == nil {
			p.readings = make(map[*manifest.Node]*reading)
		}
		p.readings[t.Node] = r
	}
	return r
}

// words returns the words that a reader of the text sees.
func (r *reading) words() []app.Word {
	return r.inWords.get(func() []app.Word { return app.Words(r.text) })
}

// placeholders returns what stands for a part of the text that is to be written.
func (r *reading) placeholders() []mark {
	return r.todo.get(func() []mark { return placeholders(r.text, textLimit) })
}

// mark is a part of a text.
type mark struct{ from, to int }

// holds is the name of a text with its verb.
func holds(t *app.Prose) string {
	if name := t.Name(); strings.HasSuffix(name, "notes") {
		return name + " contain"
	}
	return t.Name() + " contains"
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
	case e == nil && (hasNear(n, key) || holdsInvalid(n)): // it may be in what the reader refused
		return given
	case e == nil:
		return absent
	}
	if text, ok := e.Value.Str(); ok && !app.HasWords(text) {
		return blank
	}
	return given
}

func holdsInvalid(n *manifest.Node) bool {
	return n.Kind == manifest.Invalid || slices.ContainsFunc(n.Items, holdsInvalid) ||
		slices.ContainsFunc(n.Entries, func(e manifest.Entry) bool { return holdsInvalid(e.Value) })
}

// hasNear reports whether a key of the map means another.
func hasNear(n *manifest.Node, key string) bool {
	return slices.ContainsFunc(n.Map(), func(e manifest.Entry) bool { return meansKey(e.Key.Text, key) })
}

// meansKey reports whether a key is a misspelling of another, or the portal's
// own name for it.
func meansKey(written, key string) bool {
	if meant := app.OursFor(written); meant != "" {
		return strings.Contains(meant, key)
	}
	return diag.Nearest(strings.ReplaceAll(strings.ToLower(written), "-", "_"), []string{key}) != ""
}

// says reports whether the text has the words, in this order and without any
// others between them, and where.
func says(text []app.Word, phrase []app.Word) (mark, bool) {
	if len(phrase) == 0 {
		return mark{}, false
	}
	for i := 0; i+len(phrase) <= len(text); i++ {
		if slices.EqualFunc(text[i:i+len(phrase)], phrase, func(a, b app.Word) bool { return a.Text == b.Text }) {
			return mark{text[i].From, text[i+len(phrase)-1].To}, true
		}
	}
	return mark{}, false
}

// sentenceWords is how many words a sample must have to be looked for inside
// a text; shorter ones must be the whole of it.
const sentenceWords = 4

// sampleWords are the words of every sample, in the order of schema.Samples.
var sampleWords = sync.OnceValue(func() [][]app.Word {
	var all [][]app.Word
	for _, sample := range schema.Samples() {
		all = append(all, app.Words(sample.Value))
	}
	return all
})

// findSample returns the sample of the kind that the text is, or that it
// contains, and where. Case, punctuation and white space do not count.
func findSample(kind schema.SampleKind, words []app.Word) (sample string, at mark, ok bool) {
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
func (p *Pass) head(n *manifest.Node, words []app.Word) source.Span {
	line := func(offset int) source.Span { return p.File.LineSpan(p.File.Position(offset).Line) }
	if line(n.Span.Start) == line(n.Span.End) {
		return n.Span
	}
	at := line(p.Within(n, words[0].From, words[0].To).Start)
	text := p.File.Text(at)
	return source.Span{
		Start: max(n.Span.Start, at.End-len(strings.TrimLeft(text, " \t"))),
		End:   min(n.Span.End, at.Start+len(strings.TrimRight(text, " \t"))),
	}
}

// fewWords is the number of words.
func fewWords(words []app.Word) string {
	if len(words) == 1 {
		return "one word"
	}
	return fmt.Sprintf("%d words", len(words))
}
