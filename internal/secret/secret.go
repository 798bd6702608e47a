// Package secret finds secrets in texts that people write: keys and tokens of
// known shapes, and values after words such as client secret.
//
// What counts is data: the shapes are in shapes.go, the words in names.go, and
// the texts that only stand for a secret in placeholder.go. A search takes one
// pass over the text, and is linear in its length.
package secret

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/procore-manifest/manifest/internal/source"
)

// Leak is a secret in a text.
type Leak struct {
	// Span is where the secret is in the text.
	source.Span
	// Kind is what it is, as called in a message: "a GitHub token".
	Kind string
	// Shown is how many of its first characters a message may quote: the part
	// that every secret of the kind has, or nothing.
	Shown int
	// Unsure says that it may be something else.
	Unsure bool
	// Harmless says that it is not a secret by itself, such as a client id.
	Harmless bool
}

// shortestText is the length below which a text holds no secret.
const shortestText = 8

// Find returns the secrets in a text in order, none inside another.
func Find(text string) []Leak {
	if len(text) < shortestText {
		return nil
	}
	var found []Leak
	if mayHold(text) {
		found = search(text)
	}
	if f, ok := fold(text); ok {
		found = f.add(found, text)
	}
	return found
}

// search returns the secrets in a text in order, none inside another.
func search(text string) []Leak {
	f := finders.Get().(*finder)
	defer finders.Put(f)
	f.reset(text)
	f.search()
	f.hexadecimal()
	if len(f.found) == 0 {
		return nil
	}
	// Shapes are surer than words: they come first where both match in one place.
	sortByPlace(f.found)
	kept := f.found[:0]
	for _, l := range f.found {
		if len(kept) == 0 || l.Start >= kept[len(kept)-1].End {
			kept = append(kept, l)
		}
	}
	return slices.Clone(kept)
}

func sortByPlace(found []Leak) {
	slices.SortStableFunc(found, func(a, b Leak) int { return cmp.Compare(a.Start, b.Start) })
}

// finders are used again: every text of a manifest is searched.
var finders = sync.Pool{New: func() any { return new(finder) }}

func (f *finder) reset(text string) {
	*f = finder{text: text, found: f.found[:0], named: f.named[:0], past: f.past[:0]}
}

// finder is one search.
type finder struct {
	text  string
	found []Leak
	// past is, for each shape, where the last text ends that it has looked at; empty
	// as long as none has.
	past []int
	// keyEnd is the place of the next line that ends a private key.
	keyEnd int
	named  []Leak
}

// heads are the first three letters of everything that is searched for.
type heads struct {
	// any has a bit for each hash of three letters.
	any [hashes / 64]uint64
	// of is the index in list, from 1, of what starts with letters of a hash.
	of   [hashes]uint16
	list []head
}

// head is what starts with the same three letters.
type head struct {
	shapes []stem
	names  []spelled // the longest first
}

// spelled is a name without what joins its words.
type spelled struct {
	letters string
	*name
}

type stem struct {
	text  string
	shape int
}

// hashes is the number of hashes: five bits of each of three letters, which are
// the same in upper and lower case.
const hashes = 1 << 15

func hash(h uint16, b byte) uint16 { return (h<<5 | uint16(b&31)) & (hashes - 1) }

func hashOf(text string) uint16 {
	return hash(hash(hash(0, text[0]), text[1]), text[2])
}

var allHeads = sync.OnceValue(func() *heads {
	h := &heads{}
	at := func(text string) *head {
		hash := hashOf(text)
		if h.of[hash] == 0 {
			h.list = append(h.list, head{})
			h.of[hash] = uint16(len(h.list))
			h.any[hash/64] |= 1 << (hash % 64)
		}
		return &h.list[h.of[hash]-1]
	}
	for i := range shapes {
		for _, s := range shapes[i].stems {
			at(s).shapes = append(at(s).shapes, stem{s, i})
		}
	}
	for i := range secretNames {
		for _, words := range secretNames[i].words {
			letters := strings.ReplaceAll(words, " ", "")
			at(letters).names = append(at(letters).names, spelled{letters, &secretNames[i]})
		}
	}
	for _, head := range h.list {
		slices.SortFunc(head.names, func(a, b spelled) int { return len(b.letters) - len(a.letters) })
	}
	return h
})

// mayHold is the quick way out for most texts, in which nothing starts that is
// searched for.
func mayHold(text string) bool {
	if len(text) >= idDigits {
		return true
	}
	all := allHeads()
	h := hash(hash(0, text[0]), text[1])
	for i := 2; i < len(text); i++ {
		if h = hash(h, text[i]); all.any[h/64]>>(h%64)&1 != 0 {
			return true
		}
	}
	return false
}

func (f *finder) search() {
	all, text := allHeads(), f.text
	var h uint16
	afterName := 0
	for i := range len(text) {
		h = hash(h, text[i])
		if i < 2 || all.any[h/64]>>(h%64)&1 == 0 {
			continue
		}
		at, head := i-2, &all.list[all.of[h]-1]
		for _, s := range head.shapes {
			f.shape(s, at)
		}
		if head.names != nil && at >= afterName {
			afterName = f.name(at, head.names)
		}
	}
	f.found = append(f.found, f.named...)
}

// shape looks for one shape where its stem may be.
func (f *finder) shape(s stem, at int) {
	if len(f.text)-at < len(s.text) {
		return
	}
	kind, here := &shapes[s.shape], f.text[at:at+len(s.text)]
	if here != s.text && !(kind.anyCase && strings.EqualFold(here, s.text)) {
		return
	}
	if len(f.past) == 0 {
		f.past = append(f.past, make([]int, len(shapes))...)
	}
	if at < f.past[s.shape] {
		return
	}
	from, to, ok := kind.find(f, at, at+len(s.text))
	f.past[s.shape] = max(f.past[s.shape], to)
	if ok {
		f.found = append(f.found, Leak{Span: source.Span{Start: from, End: to}, Kind: kind.kind, Shown: kind.shown,
			Unsure: kind.unsure})
	}
}

// startsWord reports whether no letter or digit is before an offset, or only
// those of a percent-encoded character.
func startsWord(text string, at int) bool {
	return at == 0 || !source.IsAlphanumeric(text[at-1]) || at >= 3 && text[at-3] == '%'
}

// idDigits is how many digits client ids and secrets of Procore have.
const idDigits = 64

// hexadecimal adds words of 64 lower-case hexadecimal digits, which client ids
// and secrets of Procore are. Checksums are such words too, and say so.
func (f *finder) hexadecimal() {
	text := f.text
	isWord := func(at int) bool { return source.IsAlphanumeric(text[at]) || text[at] == '_' }
	// A word of 64 letters that starts here or later reaches the 64th place.
	for at := 0; len(text)-at >= idDigits; {
		from, to := at+idDigits-1, at+idDigits-1
		for from >= at && isWord(from) {
			from--
		}
		if from++; from > to {
			at += idDigits
			continue
		}
		for to < len(text) && isWord(to) {
			to++
		}
		if to-from == idDigits && strings.Trim(text[from:to], "0123456789abcdef") == "" &&
			!IsPlaceholder(text[from:to]) && !isChecksum(text[:from]) && !isFileSum(text[to:]) {
			f.found = append(f.found, Leak{
				Span: source.Span{Start: from, End: to}, Unsure: true, Harmless: true,
				Kind: "64 hexadecimal digits, the format of Procore client ids and secrets",
			})
		}
		at = to + 1
	}
}

// isChecksum reports whether words before hexadecimal digits, in the same
// sentence, say that they are those of a checksum.
func isChecksum(before string) bool {
	const near = 100
	before = before[max(0, len(before)-near):]
	before = strings.ToLower(before[strings.LastIndex(before, ". ")+1:])
	return slices.ContainsFunc(strings.FieldsFunc(before, func(r rune) bool { return r < 'a' || r > 'z' }),
		func(word string) bool { return slices.Contains(checksumWords, word) })
}

var checksumWords = []string{"sha", "shasum", "checksum", "checksums", "digest", "fingerprint", "thumbprint", "hash",
	"commit", "revision", "integrity", "etag"}

// isFileSum reports whether a text goes on as a line of sha256sum does after the
// digits: with two spaces, or a space and an asterisk, and the name of a file.
func isFileSum(after string) bool {
	if !strings.HasPrefix(after, "  ") && !strings.HasPrefix(after, " *") {
		return false
	}
	name, _, _ := strings.Cut(after[2:], "\n")
	return strings.Contains(name, ".") && !strings.ContainsAny(strings.TrimSpace(name), " \t")
}

// Mask returns a text with an ellipsis in the place of each secret, and of what may be one.
func Mask(text string) string { return mask(text, func(Leak) bool { return true }) }

// MaskCertain returns a text with an ellipsis in the place of each secret that is certain.
func MaskCertain(text string) string { return mask(text, func(l Leak) bool { return !l.Unsure }) }

func mask(text string, hides func(Leak) bool) string {
	var b strings.Builder
	last := 0
	for _, l := range Find(text) {
		if hides(l) {
			b.WriteString(text[last:l.Start] + "…")
			last = l.End
		}
	}
	return b.String() + text[last:]
}

// Refuse returns an error if a text that is kept forever holds a secret. what
// names the text: "the note".
func Refuse(what, text string) error {
	for _, l := range Find(text) {
		if l.Harmless {
			continue
		}
		shown := ""
		if l.Shown > 0 {
			shown = fmt.Sprintf(" (%q…)", text[l.Start:l.Start+l.Shown])
		}
		return fmt.Errorf("%s contains %s%s; remove the secret, because recorded text stays in the history of the "+
			"repository; if the secret was published, replace it", what, l.Kind, shown)
	}
	return nil
}
