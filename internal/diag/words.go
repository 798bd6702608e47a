package diag

import (
	"fmt"
	"slices"
	"strings"
)

// Plural is a number with its noun: "1 error", "2 errors", "3 companies".
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if stem, ok := strings.CutSuffix(noun, "y"); ok && !strings.HasSuffix(stem, "a") && !strings.HasSuffix(stem, "e") {
		return fmt.Sprintf("%d %s", n, stem+"ies")
	}
	return fmt.Sprintf("%d %s", n, noun+"s")
}

// AnyOf joins words as a choice: "a, b or c".
func AnyOf[T ~string](words []T) string { return joined(words, "or") }

// AllOf joins words as a list: "a, b and c".
func AllOf[T ~string](words []T) string { return joined(words, "and") }

func joined[T ~string](words []T, last string) string {
	var b strings.Builder
	for i, w := range words {
		switch {
		case i == 0:
		case i == len(words)-1:
			b.WriteString(" " + last + " ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(string(w))
	}
	return b.String()
}

// Meant returns the word that a person probably meant: in whatever case, the
// only one that starts so, or else the nearest; "" if none is near.
func Meant(s string, words []string) string {
	s = strings.ToLower(s)
	var longer []string
	for _, w := range words {
		if s != "" && strings.HasPrefix(w, s) {
			longer = append(longer, w)
		}
	}
	if len(longer) == 1 {
		return longer[0]
	}
	if near := Nearest(s, words); near != "" || s == "" {
		return near
	}
	// Of words that are equally near, such as init and lint to lnit, the one that
	// starts alike: slips of the first letter are rare.
	alike := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" || w[0] != s[0] })
	return Nearest(s, alike)
}

// DidYouMean is Meant as the end of a message, or "".
func DidYouMean(s string, words []string) string {
	if near := Meant(s, words); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}
