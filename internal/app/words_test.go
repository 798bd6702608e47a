package app

import (
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"nothing":       {"", ""},
		"punctuation":   {"- … !", ""},
		"a sentence":    {"Sign in, then open Settings > Procore.", "sign in then open settings procore"},
		"apostrophes":   {"the app's page, don’t 'quote'", "the apps page dont quote"},
		"tags":          {`<p class="a > b">Sign<br/>in</p>`, "sign in"},
		"references":    {"Sign&nbsp;in &amp; go & see &#39;x&#39;", "sign in go see x"},
		"less than":     {"a < b and c > d", "a b and c d"},
		"an open tag":   {"a <b and the rest", "a b and the rest"},
		"ideographs":    {"設定を開く", "設 定 を 開 く"},
		"accents":       {"Über Änderungen", "über änderungen"},
		"any reference": {"R&D; x", "r x"},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, w := range Words(test.text) {
				got = append(got, w.Text)
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("Words(%q): got %q, want %q", test.text, got, test.want)
			}
		})
	}
}

func TestReference(t *testing.T) {
	for text, want := range map[string]int{
		"&nbsp; x": 6, "&#39;": 5, "&": 1, "&;": 1, "& b;": 1, "&#x27;": 6, "&a-b;": 1, "&abcdefghijklm;": 1,
	} {
		if got := reference(text); got != want {
			t.Errorf("reference(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestIsEnglish(t *testing.T) {
	for text, want := range map[string]bool{
		"Budget lines now sync every hour.":             true,
		"Select your permitted projects.":               true,
		"Hours go to the daily log.":                    true,
		"Scores are new for each project.":              true,
		"Neue Version in Arbeit.":                       false,
		"Er is een nieuwe versie voor alle projecten.":  false,
		"To jest nowa wersja.":                          false,
		"Seleccione de nuevo los proyectos permitidos.": false,
		"in in in": false,
		"":         false,
	} {
		if got := IsEnglish(Words(text)); got != want {
			t.Errorf("%q: got %t, want %t", text, got, want)
		}
	}
}

// Every word lies behind the one before it.
func FuzzWords(f *testing.F) {
	for _, seed := range []string{"", "<p>Sign in &amp; go</p>", "<!-- <b", "</", "<a b='", "<a b= >c", "設定", "\xff<\xff", "it's"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, w := range Words(text) {
			if w.From < last || w.To <= w.From || w.To > len(text) {
				t.Fatalf("word %+v after %d in %d bytes", w, last, len(text))
			}
			last = w.To
		}
		if HasWords(text) != (last > 0) {
			t.Fatalf("has words: %t, but the last ends at %d", HasWords(text), last)
		}
	})
}
