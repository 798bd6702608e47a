package validate

import (
	"slices"
	"testing"
)

func TestPlaceholders(t *testing.T) {
	for text, want := range map[string][]string{
		"Test":                              {"Test"},
		" testing. ":                        {"testing."},
		"Test your connection":              nil,
		"TODO: write, FIXME too":            {"TODO", "FIXME"},
		"todo el proyecto":                  nil,
		"tbd":                               {"tbd"},
		"Lorem  ipsum dolor":                {"Lorem  ipsum"},
		"<insert name here> [your company]": {"<insert name here>", "[your company]"},
		"{your region}":                     {"{your region}"},
		"[your account](https://a.b)":       nil,
		"a code of the form XXX-123":        nil,
		"xxxx":                              {"xxxx"},
		"mail tba@acmefield.com":            nil,
		"tbd.acmefield.com":                 nil,
		"To be done TBD.":                   {"TBD"},
	} {
		var got []string
		for _, m := range placeholders(text, textLimit) {
			got = append(got, text[m.from:m.to])
		}
		if !slices.Equal(got, want) {
			t.Errorf("placeholders(%q): got %q, want %q", text, got, want)
		}
	}
}

func FuzzTexts(f *testing.F) {
	for _, seed := range []string{
		"", "<p>Sign in &amp; go</p>", "<script>x</script><a href='javascript:x' onclick>", "<!-- <b", "</", "<a b='",
		"client_secret: 3f9a1c77e02b4d58a6c1f0e9d2b37465a8c90e1f", "token=token=token=", "-----BEGIN PRIVATE KEY-----x",
		"https%3A%2F%2Fsandbox.procore.com", "-.a.-", "TODO [your x] <insert y>", "password: Sommer2026", "設定", "\xff<\xff",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		check := func(what string, last int, m mark) int {
			if m.from < last || m.to <= m.from || m.to > len(text) {
				t.Fatalf("%s: mark %v after %d in %d bytes", what, m, last, len(text))
			}
			return m.to
		}
		last := 0
		for _, u := range unsafeParts(text, textLimit) {
			last = check("unsafe part", last, u.mark)
		}
		last = 0
		for h := range hostsIn(text) {
			last = check("host", last, h.mark)
		}
		last = 0
		for _, m := range placeholders(text, textLimit) {
			last = check("placeholder", last, m)
		}
	})
}
