package validate

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestAppIDFrom(t *testing.T) {
	for name, want := range map[string]string{
		"acme-field-sync": "acme-field-sync", "Acme Field Sync": "acme-field-sync", "acme__x": "acme-x", "-acme-": "acme",
		"acme--x": "acme-x", "Con": "", strings.Repeat("a b ", 26): "", "Ünder": "", "my-äpp": "", "my-a\u0308pp": "", "Acme ★ Sync": "acme-sync", "!!!": "", "": "", "a": "a", "a - b": "a-b",
	} {
		got := AppIDFrom(name)
		if got != want {
			t.Errorf("AppIDFrom(%q) = %q, want %q", name, got, want)
		}
		if got != "" && AppIDProblem(got) != "" {
			t.Errorf("AppIDFrom(%q) = %q, which is not an id", name, got)
		}
	}
}

func TestAppIDProblem(t *testing.T) {
	for name, want := range map[string]bool{
		"acme": true, "a": true, "1": true, "acme--2": false, "acme-2": true, "con": false, "com1": false, "com": true, "conn": true, strings.Repeat("a", 50): true, strings.Repeat("a", 51): false, "": false, "-": false, "-a": false, "a-": false, "A": false, "a_b": false, "a b": false, "ü": false, "a\xff": false,
	} {
		if got := AppIDProblem(name) == ""; got != want {
			t.Errorf("AppIDProblem(%q) = %q", name, AppIDProblem(name))
		}
	}
}

func specials(text string) []string {
	var found []string
	for from, to := specialRun(text, 0); from < to; from, to = specialRun(text, to) {
		found = append(found, text[from:to])
	}
	return found
}

func TestSpecialRun(t *testing.T) {
	for text, want := range map[string][]string{
		"":                                   nil,
		"Acme Field Sync":                    nil,
		"Smith & Co. O'Neill, x":             nil,
		"Félix 東京":                           nil,
		"Acme®":                              {"®"},
		"★ Acme ★★":                          {"★", "★★"},
		"Acme \u2764\ufe0f Field":            {"\u2764\ufe0f"},
		"\U0001F468\u200d\U0001F4BB at work": {"\U0001F468\u200d\U0001F4BB"},
		"a|b/c":                              {"|", "/"},
		"\xff":                               {"\xff"},
	} {
		if got := specials(text); !slices.Equal(got, want) {
			t.Errorf("special characters of %q are %q, want %q", text, got, want)
		}
	}
}

func FuzzAppName(f *testing.F) {
	for _, seed := range []string{"Acme Field Sync", "Acme for PROCORE", "★ Acme ★★", "a\u0301\ufe0f", "\xff\xfe", "日本語のとても長い名前がここにあります、三十文字を超えるはずです"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		last := 0
		for from, to := specialRun(name, 0); from < to; from, to = specialRun(name, to) {
			if from < last || to > len(name) {
				t.Fatalf("run %d to %d of %q after %d", from, to, name, last)
			}
			last = to
		}
		if from, to := findFold(name, "procore"); to-from != 0 && to-from != 7 || to > len(name) {
			t.Fatalf("found %d to %d in %q", from, to, name)
		}
		if got, want := runeOffset(name, 30) < len(name), utf8.RuneCountInString(name) > 30; got != want {
			t.Fatalf("runeOffset says longer than 30: %t, want %t for %q", got, want, name)
		}
		if id := AppIDFrom(name); id != "" && AppIDProblem(id) != "" {
			t.Fatalf("AppIDFrom(%q) = %q, which is not an id", name, id)
		}
	})
}
