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

// Values are put together here so that scanners of repositories stay quiet.
func TestFindLeaks(t *testing.T) {
	random := "k3J9s0Lq27Zx81Vb55Qw64Er37Ty28Ui19Op"
	for name, test := range map[string]struct{ before, secret, after, kind string }{
		"aws":                {"key ", "AKIA" + "Q7ZK3M5N2P4R6T8V", ".", "an AWS access key id"},
		"github":             {"", "ghp_" + random, "", "a GitHub token"},
		"github fine":        {"x=", "github_pat_" + random, " x", "a GitHub token"},
		"slack":              {"", "xoxb-" + "123456789012-abcdefghij", "", "a Slack token"},
		"stripe":             {"(", "sk_live_" + random, ")", "a Stripe key"},
		"google":             {"", "AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q", "", "a Google API key"},
		"jwt":                {"Bearer ", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N", "", "a JSON Web Token"},
		"bearer":             {"Authorization: bearer ", random, "", "a bearer token"},
		"key":                {"use\n", "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----", "\n", "a private key"},
		"key cut off":        {"", "-----BEGIN EC PRIVATE KEY-----\nMIIE", "", "a private key"},
		"client secret":      {"client_secret: ", random, ".", "an OAuth client secret"},
		"quoted":             {`"clientSecret": "`, random, `"`, "an OAuth client secret"},
		"environment":        {"export PROCORE_CLIENT_SECRET=", random, "", "an OAuth client secret"},
		"is":                 {"Your client secret is ", random, "", "an OAuth client secret"},
		"rich text":          {"<b>Client secret:</b> ", random, "</p>", "an OAuth client secret"},
		"client id":          {"client id = ", random, "", "an OAuth client id"},
		"after another word": {"secret: Client id: ", random, "", "an OAuth client id"},
		"password":           {"Password: ", "Sommer2026", ", then go", "a password"},
		"hexadecimal":        {"use ", strings.Repeat("0a1b2c3d", 8), "", "64 hexadecimal digits, as client ids and secrets of Procore have"},
		"percent-encoded":    {"?t=%3D", "ghp_" + random, "", "a GitHub token"},
		"and at the start":   {"%3D", "ghp_" + random, "", "a GitHub token"},
	} {
		t.Run(name, func(t *testing.T) {
			text := test.before + test.secret + test.after
			found := findLeaks(text, textLimit)
			if len(found) != 1 || found[0].kind != test.kind || text[found[0].from:found[0].to] != test.secret {
				t.Errorf("findLeaks(%q): got %+v, want %s, %q", text, found, test.kind, test.secret)
			}
		})
	}
	for _, text := range []string{
		"client_secret: your-client-secret-1a2b3c4d5e", "api_key=<insert here>", "token: {{acme.token}}", "the access token is refreshed every 90 minutes",
		"Password: at least 12 characters", "password: ********", "sha256:" + strings.Repeat("0a1b2c3d", 8), "token: see https://acmefield.com/settings/api",
		"the key AKIAS", "ghp_short", "x" + "ghp_" + random, "2" + "ghp_" + random, "urn:ietf:wg:oauth:2.0:oob", "7d4f0c1e-93ab-4f5e-8c55-0a1b2c3d4e5f", "bearer of the responsibility for everything",
		"secret: {{procore.company.id}}", "https://app.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}",
	} {
		if found := findLeaks(text, textLimit); len(found) > 0 {
			t.Errorf("findLeaks(%q): got %+v, want nothing", text, found)
		}
	}
}

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

// The search goes from head to head of a word for a secret. An expression over
// the whole text, which is slow, finds the same.
func TestNamedSecretsAreFoundAsByOneExpression(t *testing.T) {
	whole := regexp.MustCompile(strings.Replace(namedSecret().String(), `^(?i)`, `(?i)(?:\b|_)`, 1))
	bySearch := func(text string) (found []mark) {
		for at := 0; ; {
			m := whole.FindStringSubmatchIndex(text[at:])
			if m == nil {
				return found
			}
			start := at + m[1]
			end := start
			for end < len(text) && isSecretByte(text[end]) {
				end++
			}
			if l, ok := judgeNamed(strings.ToLower(text[at+m[2]:at+m[3]]), text[at+m[4]:at+m[5]], text[start:end]); ok {
				found = append(found, mark{start, start + l.to})
				at = start + l.to
				continue
			}
			at = start
		}
	}
	words := []string{"client", "secret", "Secret", "id", "api", "KEY", "access", "token", "refresh", "auth", "password", "passwd", "_", "-", " ", " ", ":", "=", "=>", "->", " is ",
		"<b>", "</b>", "\"", "'", "`", "\n", "x", "7", "é", "a1b2c3d4e5f6g7h8i9", "k3J9x2M8q1Z7w5V4n6B0", "hunter22", "example", "."}
	found := 0
	for i := range rounds(20_000, 1_000_000) {
		r := rand.New(rand.NewPCG(*seed, uint64(i)))
		var text strings.Builder
		for range 2 + r.IntN(12) {
			text.WriteString(words[r.IntN(len(words))])
		}
		want := bySearch(text.String())
		var got []mark
		for _, l := range findNamed(text.String(), nil) {
			got = append(got, l.mark)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("seed %d, text %d: %q: %v, want %v", *seed, i, text.String(), got, want)
		}
		found += len(got)
	}
	if found == 0 {
		t.Error("none found: that says nothing")
	}
}

// What a key names as secret is hidden in a text that is not YAML, wherever in
// the text one expression finds it.
func TestRawSecretsAreFoundAsByOneExpression(t *testing.T) {
	entry := regexp.MustCompile(`^[:=][ \t]*(?:[!&][^ \t\n]*[ \t]+)?["']?([^\s"',}\]]{8,})`)
	words := []string{"token", "api_key", "secret", "name", ":", ":", "=", " ", "\t", "\n", "\"", "'", "!str", "!", "&a", ",", "}", "]", "{", "abcdefgh", "ijkl", "a1b2c3d4", "example",
		strings.Repeat("x7", longSecret)}
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
			if text[at] != ':' && text[at] != '=' || !isSecretName(rawKey(text[:at])) {
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
