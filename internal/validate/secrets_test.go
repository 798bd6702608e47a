package validate

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// No word of any finding shows a secret, in whatever style it is written.
func TestSecretsAreNotShown(t *testing.T) {
	const value = "k3J9s0Lq27Zx81Vb55Qw64Er37Ty28Ui19Op"
	for _, text := range []string{
		"release_notes: The client secret is " + value + ".\n",
		"release_notes: 'The client secret is " + value + "'\n",
		"release_notes: \"The client secret is\\n" + value + "\"\n",
		"release_notes: >-\n  The client secret is\n  " + value + "\n",
		"# client_secret: " + value + "\nrelease_notes: Update\n",
		"release_notes: x # client_secret: " + value + "\n",
		"oauth: {production: {client_secret: " + value + "}}\n",
		"oauth: {production: {redirect_uris: [\"http://app.acmefield.com/?token=" + value + "\"]}}\n",
		"oauth: {production: {redirect_uris: [\"https://acme:" + value + "@app.acmefield.com/\"]}}\n",
	} {
		found := lintText(t, compose(text), Options{For: Production})
		hidden := false
		for _, d := range found {
			hidden = hidden || d.Redact && strings.Contains(d.File.Text(d.Span), value)
			if words := d.Message + d.Label + d.Help; strings.Contains(words, value) {
				t.Errorf("%q: shown by %s: %s", text, d.Rule, words)
			}
		}
		if !hidden {
			t.Errorf("%q: no finding marks the secret; got\n%s", text, list(found))
		}
	}
}

func TestConceal(t *testing.T) {
	f := source.New("manifest.yaml", []byte(`a: "geh\"eim"`))
	found := []diag.Diagnostic{
		{File: f, Span: source.Span{Start: 4, End: 12}, Redact: true, Message: "the file holds a secret"},
		{File: f, Message: `unknown "geh\"eim"`, Fix: &diag.Fix{Title: `replace "geh\"eim"`}, Related: []diag.Related{{Message: `geh\"eim`}}},
	}
	p := &Pass{Document: &manifest.Document{File: f}}
	p.conceal(found, p.hidden(found, true, nil))
	if d := found[1]; d.Message != `unknown "…"` || d.Fix != nil || d.Related[0].Message != "…" || len(d.Hidden) != 1 {
		t.Errorf("got %+v", d)
	}
}

func TestHostsIn(t *testing.T) {
	for text, want := range map[string]string{
		"":                                      "",
		"Ask ops@acmefield.com. Then go":        "acmefield.com",
		"ftp://acme:x.y@db.acmefield.com/app":   "db.acmefield.com",
		"http://acme@intranet/setup":            "intranet",
		"http://intranet/setup":                 "intranet",
		"https://{{region}}.acmefield.com:8080": "acmefield.com",
		"https%3A%2F%2Fsandbox.procore.com%2Fx": "sandbox.procore.com",
		"1.2.3 and no-host and e.g.":            "1.2.3 e.g",
	} {
		var got []string
		for h := range hostsIn(text) {
			got = append(got, text[h.from:h.to])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("hostsIn(%q): got %q, want %q", text, got, want)
		}
	}
}

// What a key names as secret is hidden in a text that is not YAML, wherever in
// the text one expression finds it.
func TestRawSecretsAreFoundAsByOneExpression(t *testing.T) {
	entry := regexp.MustCompile(`^[:=][ \t]*(?:[!&][^ \t\n]*[ \t]+)?["']?([^\s"',}\]]{8,})`)
	words := []string{"token", "api_key", "secret", "name", ":", ":", "=", " ", "\t", "\n", "\"", "'", "!str", "!", "&a", ",", "}", "]", "{", "abcdefgh", "ijkl", "a1b2c3d4", "example",
		strings.Repeat("x7k2q9p4", longSecret/4)}
	hidden := 0
	for i := range rounds(20_000, 1_000_000) {
		r := rand.New(rand.NewPCG(*seed, uint64(i)))
		var b strings.Builder
		for range 2 + r.IntN(14) {
			b.WriteString(words[r.IntN(len(words))])
		}
		text := b.String()
		places := rawSecrets(text)
		for at := range len(text) {
			if text[at] != ':' && text[at] != '=' || !IsSecretName(rawKey(text[:at])) {
				continue
			}
			m := entry.FindStringSubmatchIndex(text[at:])
			if m == nil || !isSecretValue(text[at+m[2]:at+m[3]]) {
				continue
			}
			hidden++
			value := source.Span{Start: at + m[2], End: at + m[3]}
			if !slices.ContainsFunc(places, func(p source.Span) bool { return p.Contains(value) }) {
				t.Fatalf("seed %d, text %d: %q: %q is shown; hidden are %v", *seed, i, text, text[value.Start:value.End], places)
			}
		}
	}
	if hidden == 0 {
		t.Error("none found: that says nothing")
	}
}

func TestIsSecretValue(t *testing.T) {
	for text, want := range map[string]bool{
		"a1b2c3d": false, "a1b2c3d4": true, "a1b2 c3d4": false, "{a1b2c3d4": false, "a1b2c3d4>": false, "your-token": false, "EXAMPLE-1": false,
	} {
		if got := isSecretValue(text); got != want {
			t.Errorf("isSecretValue(%q) = %t", text, got)
		}
	}
}
