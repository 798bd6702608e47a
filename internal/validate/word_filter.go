package validate

import (
	"math/bits"
	"strings"
)

// wordFilter tells in one pass over a text whether it holds one of some words. Most
// texts hold none, and need not be searched with an expression.
type wordFilter struct {
	words []string
	// Bit i is set for a byte that word i has in that place.
	first, second, third [256]uint64
}

// newWordFilter makes a filter for at most 64 words of three letters and more. Words
// in lower case are found in any; of others, the first three letters are exact.
func newWordFilter(words []string) *wordFilter {
	f := &wordFilter{words: words}
	for i, w := range words {
		for j, set := range []*[256]uint64{&f.first, &f.second, &f.third} {
			set[w[j]] |= 1 << i
			set[strings.ToUpper(w)[j]] |= 1 << i
		}
	}
	return f
}

// isIn reports whether the text contains one of the words, be it as part of another.
func (f *wordFilter) isIn(text string) bool {
	for at := 0; at+2 < len(text); at++ {
		may := f.first[text[at]] & f.second[text[at+1]] & f.third[text[at+2]]
		for ; may != 0; may &= may - 1 {
			word := f.words[bits.TrailingZeros64(may)]
			if end := at + len(word); end <= len(text) && strings.EqualFold(text[at:end], word) {
				return true
			}
		}
	}
	return false
}
