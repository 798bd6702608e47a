package ledger

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// The digests were computed from the canonical text by sha256sum.
func TestDigestVectors(t *testing.T) {
	for _, c := range []struct{ name, text, canonical, digest string }{
		{"small", "schema: 1\napp: {name: Acme, distribution: custom}\nversion: 0.1.0\n",
			`{"app":{"distribution":"custom","name":"Acme"},"schema":1,"version":"0.1.0"}`,
			"sha256:16bacf1fa8f4beed4d8a8a408859c5739ac3c7e82ab491afe0b2094ec6cacb08"},
		{"everything odd", "z: [true, false, ~, 1.0, 1e2, -0, 0.5, 1e-7, 1e21, 123456789012]\n" +
			"\"é\": \"a\\\"\\\\/<>&\\t\\n\"\n\U0001F600: 1\n\uff5e: 2\n\"\": ''\nb: {}\na: []\ndate: 2026-01-31\nhex: 0x1f\n",
			`{"":"","a":[],"b":{},"date":"2026-01-31","hex":"0x1f","z":[true,false,null,1,100,0,0.5,1e-7,1e+21,123456789012],"é":"a\"\\/<>&\t\n","` + "\U0001F600" + `":1,"` + "\uff5e" + `":2}`,
			"sha256:f5db3abcd0aada2f101651f88a41a6425381d03f06b73ce3d75ae9283863fc29"},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := document(t, c.text).Root
			if got := string(canonical(root)); got != c.canonical {
				t.Errorf("got  %s\nwant %s", got, c.canonical)
			}
			if got := Digest(root); got != c.digest {
				t.Errorf("got %s, want %s", got, c.digest)
			}
		})
	}
	if !digestForm.ok(Digest(nil)) {
		t.Errorf("Digest(nil) = %q", Digest(nil))
	}
}

func TestDigestSeesContentAlone(t *testing.T) {
	const text = "schema: 1\napp:\n  name: Acme\n  distribution: custom\nversion: 0.1.0\nembedded:\n  side_panel:\n    required: true\n    url: https://x.test/\n    views: [a.b.c, d.e]\n"
	want := Digest(document(t, text).Root)
	for name, same := range map[string]string{
		"comments":      "# note\n" + strings.ReplaceAll(text, "Acme\n", "Acme # note\n\n"),
		"quotes":        strings.Replace(text, "name: Acme", "'name': \"Ac\\u006de\"", 1),
		"CRLF":          strings.ReplaceAll(text, "\n", "\r\n"),
		"BOM":           "\ufeff" + text,
		"order of keys": "version: 0.1.0\n" + strings.Replace(text, "version: 0.1.0\n", "", 1),
		"style of list": strings.Replace(text, "[a.b.c, d.e]", "\n    - a.b.c\n    - d.e", 1),
		"oauth":         text + "oauth: {sandbox: {redirect_uris: [a]}}\n",
		"release notes": text + "release_notes: First version.\n",
		"True":          strings.Replace(text, "true", "True", 1),
		"TRUE":          strings.Replace(text, "true", "TRUE", 1),
		"number":        strings.Replace(text, "schema: 1", "schema: 1.0", 1),
	} {
		if got := Digest(document(t, same).Root); got != want {
			t.Errorf("%s: the digest changed", name)
		}
	}
	for name, other := range map[string]string{
		"False":               strings.Replace(text, "true", "False", 1),
		"name":                strings.Replace(text, "Acme", "acme", 1),
		"version":             strings.Replace(text, "0.1.0", "0.1.1", 1),
		"order of a list":     strings.Replace(text, "[a.b.c, d.e]", "[d.e, a.b.c]", 1),
		"number or text":      strings.Replace(text, "schema: 1", "schema: '1'", 1),
		"oauth inside":        strings.Replace(text, "    url", "    oauth: a\n    url", 1),
		"notes":               text + "post_installation_notes: x\n",
		"empty or not there":  text + "post_installation_notes:\n",
		"trailing line break": strings.Replace(text, "name: Acme", "name: |\n    Acme", 1),
	} {
		if got := Digest(document(t, other).Root); got == want {
			t.Errorf("%s: the digest did not change", name)
		}
	}
}

// escaped writes the joiners out, which a file may hold as escapes only.
var escaped = strings.NewReplacer("\u200c", `\u200c`, "\u200d", `\u200d`)

// Two texts have the same digest exactly if they are equal.
func TestDigestOfTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := texts().Draw(t, "a"), texts().Draw(t, "b")
		of := func(s string) string {
			doc, diags := manifest.Parse(source.New("m", fmt.Appendf(nil, "a: %s\n", escaped.Replace(manifest.Rewrite(&manifest.Node{Style: manifest.Double}, s)))))
			if len(diags) > 0 {
				t.Fatalf("%q: %s", s, words(diags))
			}
			return Digest(doc.Root)
		}
		if (of(a) == of(b)) != (a == b) {
			t.Fatalf("digests of %q and %q: equal is %t", a, b, of(a) == of(b))
		}
	})
}
