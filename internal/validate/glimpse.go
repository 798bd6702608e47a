package validate

import "strings"

// glimpse tells in one pass over a text which of some words it may hold. Most
// texts hold none, and need not be searched for each word. It looks at the first
// three letters of a word and at nothing else.
type glimpse struct {
	// Bit i is set for a byte that word i has in that place.
	first, second, third [256]uint64
}

// newGlimpse makes a glimpse of at most 64 words of three letters and more. From
// index folded on, words are in lower case and found in any.
func newGlimpse(words []string, folded int) *glimpse {
	g := &glimpse{}
	for i, w := range words {
		for j, set := range []*[256]uint64{&g.first, &g.second, &g.third} {
			set[w[j]] |= 1 << i
			if i >= folded {
				set[strings.ToUpper(w)[j]] |= 1 << i
			}
		}
	}
	return g
}

// of returns the words that the text may hold, as bits.
func (g *glimpse) of(text string) (words uint64) {
	for i := 2; i < len(text); i++ {
		words |= g.first[text[i-2]] & g.second[text[i-1]] & g.third[text[i]]
	}
	return words
}
