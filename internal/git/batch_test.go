package git

import (
	"strings"
	"testing"
)

func TestParseBatch(t *testing.T) {
	a, b := strings.Repeat("a", 40), strings.Repeat("b", 40)
	for _, c := range []struct {
		name, out string
		ids       []string
		err       string // "" if all is well
	}{
		{"nothing", "", nil, ""},
		{"two", a + " blob 3\nx\ny\n" + b + " blob 0\n\n", []string{a, b}, ""},
		{"content like a header", a + " blob 49\n" + b + " missing\n" + "\n", []string{a}, ""},
		{"missing", a + " missing\n", []string{a}, "object " + a + " is missing"},
		{"no answer", "", []string{a}, "the output ends before object " + a},
		{"half a header", a + " blob", []string{a}, "the output ends before object " + a},
		{"half a content", a + " blob 5\nab", []string{a}, "the output ends inside object " + a},
		{"no line break", a + " blob 2\nab", []string{a}, "the output ends inside object " + a},
		{"too long", a + " blob 1\nab\n", []string{a}, "object " + a + " is longer than its announced size 1"},
		{"another object", b + " blob 1\nx\n", []string{a}, `unexpected output "` + b + ` blob 1" for object ` + a},
		{"a tree", a + " tree 1\nx\n", []string{a}, `unexpected output "` + a + ` tree 1" for object ` + a},
		{"a negative size", a + " blob -1\nx\n", []string{a}, `unexpected size in "` + a + ` blob -1"`},
		{"a huge size", a + " blob 99999999999999999999\nx\n", []string{a}, `unexpected size in "` + a + ` blob 99999999999999999999"`},
		{"more than asked", a + " blob 1\nx\nrest", []string{a}, `unexpected output "rest" after the last object`},
	} {
		blobs, err := parseBatch([]byte(c.out), c.ids)
		if got := ""; err != nil {
			if got = err.Error(); got != c.err {
				t.Errorf("%s: got error %q, want %q", c.name, got, c.err)
			}
		} else if c.err != "" || len(blobs) != len(c.ids) {
			t.Errorf("%s: got %q, want error %q", c.name, blobs, c.err)
		}
	}
}

func FuzzParseBatch(f *testing.F) {
	a, b := strings.Repeat("a", 40), strings.Repeat("b", 64)
	for _, seed := range []string{
		"", a + " blob 3\nx\ny\n" + b + " blob 0\n\n", a + " missing\n", a + " blob 5\nab", a + " blob 1\nx\n" + b + " missing\n",
		a + " blob 9223372036854775807\n\n", a + " blob 0\n\n" + b + " tree 0\n\n", a + " ambiguous\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, out []byte) {
		blobs, err := parseBatch(out, []string{a, b})
		if err != nil {
			return
		}
		size := len(blobs[a]) + len(blobs[b])
		if len(blobs) != 2 || blobs[a] == nil || blobs[b] == nil || size >= len(out) {
			t.Errorf("got %d bytes in %d objects of %q", size, len(blobs), out)
		}
	})
}
