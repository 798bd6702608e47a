package validate

import (
	"slices"
	"strings"
	"testing"
	"time"
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

// The rules about texts read each text a fixed number of times, whatever is in
// it.
func TestHostileTexts(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes seconds")
	}
	const size = 100 << 10
	for _, unit := range []string{
		"<a ", "<a b='", "<script>", "<!--", "token=", "client_secret: ", "TODO ", "x", "xxx ", "a.b ", "https://10.0.0.1 ",
		"bearer ", "eyJ", "-----BEGIN PRIVATE KEY-----\n  ", "&", "the\n  ", "7d4f0c1e-93ab-4f5e-8c55-0a1b2c3d4e5f ",
		"client_secret=k3J9s0Lq27Zx81Vb55 ", "https://sandbox.procore.com ", "permitted\n  ", "# token: k3J9s0Lq27Zx81Vb55\n",
	} {
		t.Run(unit, func(t *testing.T) {
			text := "post_installation_notes: |\n  " + strings.Repeat(unit, size/len(unit)) + "\n"
			start := time.Now()
			lintText(t, compose(text), Options{For: Production, Only: []string{
				setupInstructions.ID, notesMissing.ID, sampleText.ID, placeholderText.ID, notesBrief.ID, unsafeHTML.ID,
				secretRule.ID, redirectURI.ID, mixedEnvironments.ID, releaseNotesMissing.ID, releaseNotesBrief.ID, releaseNotesRedo.ID,
			}})
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}
