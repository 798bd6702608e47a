package diag

import (
	"strings"
	"testing"
)

func TestPlural(t *testing.T) {
	for noun, want := range map[string]string{"error": "2 errors", "company": "2 companies", "key": "2 keys", "day": "2 days"} {
		if got := Plural(2, noun); got != want {
			t.Errorf("%s: got %q, want %q", noun, got, want)
		}
		if got := Plural(1, noun); got != "1 "+noun {
			t.Errorf("%s: got %q", noun, got)
		}
	}
}

func TestAnyOf(t *testing.T) {
	for words, want := range map[string]string{"": "", "a": "a", "a b": "a or b", "a b c": "a, b or c"} {
		if got := AnyOf(strings.Fields(words)); got != want {
			t.Errorf("%q: got %q, want %q", words, got, want)
		}
	}
}
