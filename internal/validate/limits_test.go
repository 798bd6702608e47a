package validate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// However much of one kind a text holds, what is worse behind it is reported, and no
// secret of it is shown.
func TestLimitsHideNothing(t *testing.T) {
	many := func(format string) string {
		var b strings.Builder
		for i := range 3 * textLimit {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	const token = "ghp_Zx81Vb55k3J9s0Lq27Zx81Vb55k3J9s0Lq27"
	for name, test := range map[string]struct{ snippet, rule, message string }{
		"token after passwords": {"post_installation_notes: \"" + many("password: Tz%d-kq81Vb ") + token + "\"\n",
			"secret", "GitHub"},
		"token after tokens in a comment": {"version: 1.4.0 # " + many("password: Tz%d-kq81Vb ") + token + "\n",
			"secret", "GitHub"},
		"letters after encoded hosts": {"post_installation_notes: \"" + many("https://xn--bro-%d-hoa.example.com ") +
			many("https://xn--bcher-kva.de ") + "https://аcmefield.com\"\n", "lookalike-host", "Cyrillic"},
		"letters after links": {"release_notes: \"" + many("https://help%d.acmefield.com ") + "https://аcmefield.com\"\n",
			"lookalike-host", "Cyrillic"},
		"placeholder after entities": {"setup_instructions: {url: \"https://help.acmefield.com/?a=1" + many("&amp;b%d=1") +
			"&c=<tenant>\", page_name: Set up Acme}\n", "url-syntax", "placeholder"},
		"placeholder after percent signs": {"setup_instructions: {url: \"https://help.acmefield.com/" + many("%%%d/") +
			"<tenant>\", page_name: Set up Acme}\n", "url-syntax", "placeholder"},
		"password in a long URL": {"setup_instructions: {url: \"https://a:b@localhost/" + strings.Repeat("x", 9000) +
			"\", page_name: Set up Acme}\n", "url-credentials", "password"},
		"host of a long URL": {"embedded: {full_screen: {description: A, url: \"https://localhost/" + strings.Repeat("x", 9000) +
			"\"}}\n", "local-host", "localhost"},
		"long URL": {"embedded: {full_screen: {description: A, url: \"https://app.acmefield.com/" + strings.Repeat("x", 9000) +
			"\"}}\n", "url-syntax", "bytes"},
		"long MCP URL": {"agentic: {mcp_servers: [{name: A, url: \"https://10.0.0.1/" + strings.Repeat("x", 9000) +
			"\"}]}\n", "local-host", "10.0.0.1"},
		"long redirect URI": {"oauth: {production: {redirect_uris: [\"https://localhost/" + strings.Repeat("x", 9000) +
			"\"]}}\n", "redirect-uri", "bytes"},
		"long redirect URI with a password": {"oauth: {production: {redirect_uris: [\"https://a:b@acmefield.com/" +
			strings.Repeat("x", 9000) + "\"]}}\n", "redirect-uri", "password"},
	} {
		text := compose(test.snippet)
		f := source.New("manifest.yaml", []byte(text))
		found := linters(t)[Production].Lint(f, "app")
		reported := false
		for _, d := range found {
			if d.Severity == diag.Error && d.Rule == test.rule && strings.Contains(d.Message, test.message) {
				reported = true
			}
			if strings.Contains(d.Message, token) {
				t.Errorf("%s: shows the token: %s", name, d.Message)
			}
		}
		if !reported {
			t.Errorf("%s: no error of %s about %s in %d findings", name, test.rule, test.message, len(found))
			for _, d := range found {
				t.Log(d.Severity, d.Rule, diag.Clip(d.Message, 120))
			}
		}
	}
	for name, unit := range map[string]string{
		"tokens": "ghp_Zx81Vb55k3J9s0Lq27Zx81Vb55k3J9s0%04d ", "keys": "7d4f0c1e-93ab-4f5e-8c55-0a1b2c3d%04d ",
	} {
		text := compose("post_installation_notes: \"" + many(unit) + "\"\n")
		found := linters(t)[Production].Lint(source.New("manifest.yaml", []byte(text)), "app")
		if len(found) == 0 || len(found[0].Hidden) == 0 {
			t.Fatalf("%s: nothing is hidden", name)
		}
		for i := range 3 * textLimit {
			at := strings.Index(text, strings.TrimSpace(fmt.Sprintf(unit, i)))
			hidden := false
			for _, h := range found[0].Hidden {
				hidden = hidden || h.Start <= at && at < h.End
			}
			if !hidden {
				t.Errorf("%s: number %d is shown", name, i)
			}
		}
	}
}
