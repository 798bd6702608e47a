package validate

import "strings"

// wordFilter tells in one pass over a text which of some words it may hold. Most
// texts hold none, and need not be searched for each word. It looks at the first
// three letters of a word and at nothing else.
type wordFilter struct {
	// Bit i is set for a byte that word i has in that place.
	first, second, third [256]uint64
}

// newWordFilter makes a filter for at most 64 words of three letters and more, in
// lower case, which are found in any.
func newWordFilter(words []string) *wordFilter {
	f := &wordFilter{}
	for i, w := range words {
		for j, set := range []*[256]uint64{&f.first, &f.second, &f.third} {
			set[w[j]] |= 1 << i
			set[strings.ToUpper(w)[j]] |= 1 << i
		}
	}
	return f
}

// mayHold returns the words that the text may hold, as bits.
func (f *wordFilter) mayHold(text string) (words uint64) {
	for i := 2; i < len(text); i++ {
		words |= f.first[text[i-2]] & f.second[text[i-1]] & f.third[text[i]]
	}
	return words
}
