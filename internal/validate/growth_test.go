package validate

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/cputime"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// growing is a manifest in which something is there as often as one likes.
type growing struct {
	before, unit, after string // # in unit is the number of the repetition
}

func (g growing) text(size int) string {
	var b strings.Builder
	b.WriteString(g.before)
	for i := 0; b.Len()+len(g.unit)+len(g.after)+8 < size; i++ {
		b.WriteString(strings.ReplaceAll(g.unit, "#", fmt.Sprint(i)))
	}
	b.WriteString(g.after)
	return b.String()
}

// units are what a text is made of in turn: all that rules look for, and its
// beginnings.
func units() []string {
	list := []string{
		"a.", "a.b ", "a. ", "-.", "x", "x ", "é", "日本", "\\t", " ", "https://", "https://a", "https://a.b ", "http://10.0.0.1 ",
		"10.0.0.1 ", "Division 10.14.23.16, ", "%3a%2f%2fa", "://", "https://é.b ", "xn--a.", "①.", "@", "https://a@", "a@b.c ",
		"{{", "}}", "{{a}}", "{a}", "{{ a", "%7B%7Ba%7D%7D", "{{procore.company.id}}", "?a=", "&a=b", "&amp;", "&#38;", "&",
		"<", "</", "<a ", "<a b='", "<p>", "<p onclick=x>", "<!--", "<!-->", "--!>", "<svg>", "<svg", "<style>", "<script>", "<title>", "<select>",
		"<noscript>", "<![CDATA[", "<a href=javascript:", " href=", " href=& ", " onx=", "<form>", "<object>", "<b><i>",
		"TODO ", "xxx ", "lorem ", "[your ", "<insert ", "{your x}", "test ", "for example ", "e.g. 'a ", "such as a/b ",
		"the ", "the\\n", "permitted\\n", "https://sandbox.procore.com ", "# token: k3J9s0Lq27Zx81Vb55\\n", "your ", "permitted ", "configur ", "version ", "procore ", "and 10.0.0.1 ",
		"client_secret: ", "client_secret=k3J9s0Lq27Zx81Vb55 ", "token=", "token ", "password: (x) ", "bearer ", "eyJ", "eyJhbGciOi.", "-----BEGIN PRIVATE KEY-----",
		"7d4f0c1e-93ab-4f5e-8c55-0a1b2c3d4e5f ", "postgres://a:b@", "0123456789abcdef", "AKIA", "=", ":", ";", ",", "|", "#", "'", `\"`, `\\`,
	}
	for _, s := range schema.Samples() {
		if s.Kind == schema.SampleHost || s.Kind == schema.TunnelHost || s.Kind == schema.SampleNotes {
			list = append(list, strings.ReplaceAll(s.Value, `"`, `\"`)+" ")
		}
	}
	return list
}

// places are where a text may be, in double quotes.
func places() map[string]growing {
	all := map[string]growing{}
	put := func(name, snippet string) {
		before, after, _ := strings.Cut(compose(snippet), "@@")
		all[name] = growing{before: before, after: after}
	}
	put("notes", "post_installation_notes: \"@@\"\n")
	put("release notes", "release_notes: \"@@\"\n")
	put("name", "app: {name: \"@@\", distribution: marketplace}\n")
	put("page name", "setup_instructions: {url: \"https://help.acmefield.com/\", page_name: \"@@\"}\n")
	put("setup URL", "setup_instructions: {url: \"https://help.acmefield.com/@@\", page_name: Set up Acme}\n")
	put("URL", "embedded: {full_screen: {description: Acme, url: \"https://@@\"}}\n")
	put("redirect URI", "oauth: {production: {redirect_uris: [\"https://@@\"]}}\n")
	put("plain URL", "embedded: {side_panel: {description: Acme, views: [rfi.detail], url: https://app.acmefield.com/@@ }}\n")
	put("folded URL", "embedded:\n  full_screen:\n    description: Acme\n    url: >-\n      https://app.acmefield.com/@@\n")
	put("escaped URL", "embedded: {full_screen: {description: Acme, url: \"\\u0068ttps://@@\"}}\n")
	put("server URL", "agentic: {mcp_servers: [{name: Acme, url: \"https://@@\"}]}\n")
	put("help link", "embedded: {full_screen: {description: A, url: \"https://app.acmefield.com/\", parameters: [{key: a, name: A, description: A., support_link: {label: A, url: \"https://@@\"}}]}}\n")
	put("parameter", "embedded: {full_screen: {description: \"@@\", url: \"https://app.acmefield.com/\", parameters: [{key: a, name: A, description: A.}]}}\n")
	put("description", "embedded: {full_screen: {description: A, url: \"https://app.acmefield.com/\", parameters: [{key: a, name: A, description: \"@@\"}]}}\n")
	put("purpose", "data_connector: {authentication: [user_level, service_account], permissions: {project: {rfi: {level: read_only, purpose: \"@@\"}}}}\n")
	put("version", "version: \"@@\"\n")
	put("comment", "version: 1.4.0 # @@\n")
	put("suppression", "version: 1.4.0 # manifest:ignore @@\n")
	return all
}

// lists are manifests with many items of one kind.
func lists() map[string]growing {
	all := map[string]growing{}
	put := func(name, snippet, unit string) {
		before, after, _ := strings.Cut(compose(snippet), "@@")
		all[name] = growing{before, unit, after}
	}
	panel := "embedded: {side_panel: {description: A, url: \"https://app.acmefield.com/\", views: [@@]}}\n"
	full := "embedded:\n  full_screen:\n    description: A\n    url: https://app.acmefield.com/?a={{abc}}&b={{xyz}}\n    parameters:\n@@"
	tools := "data_connector: {authentication: [user_level, service_account], permissions: {project: {@@}}}\n"
	put("views", panel, "rfi.detail, ")
	put("unknown views", panel, "rfi.detial#, ")
	put("retired views", panel, "project_directory.venders.edit, ")
	put("parameters", full, "      - {key: abc#, name: A#, description: The value.}\n")
	put("equal parameters", full, "      - {key: abc, name: A, description: The value.}\n")
	put("parameters of nothing", full, "      - {}\n")
	put("help links", full, "      - {key: a#, name: A#, description: A., support_link: {url: \"http://a\", label: \" \"}}\n")
	put("unknown tools", tools, "rfii#: standard, ")
	put("retired tools", tools, "budget#: {level: Admin}, ")
	put("wrong tools", tools, "Daily Log #: none, ")
	put("methods", "data_connector: {authentication: [@@]}\n", "user_level, ")
	put("unknown methods", "data_connector: {authentication: [@@]}\n", "user-levl, ")
	put("redirect URIs", "oauth: {sandbox: {redirect_uris: [@@]}}\n", "\"http://a#.acmefield.com,https://b\", ")
	put("equal redirect URIs", "oauth: {production: {redirect_uris: [@@]}}\n", "http://localhost, ")
	put("letters in redirect URIs", "oauth: {production: {redirect_uris: [@@]}}\n", "https://①.рanel#.com, ")
	put("unknown keys", "setup_instructions: {@@}\n", "urll#: https://help.acmefield.com/, ")
	put("suppressions", "@@", "# manifest:ignore unknown-view -- x\n")
	put("faulty suppressions", "@@", "x#: 1 # manifest ignore unknown-view\n")
	put("secrets", "@@", "client_secret_#: k3J9s0Lq27Zx81Vb55\n")
	put("notes over lines", "post_installation_notes: |\n  Create an account.\n@@", "  - <b>Select the</b> permitted projects # at https://a.b\n\n")
	return all
}

// Five doublings of a manifest take at most two and a half times as long each, and
// the largest that is read takes a second: with its findings, and their fixes.
func TestRulesGrowWithTheSize(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	all := lists()
	for name, place := range places() {
		for i, unit := range units() {
			if !*soak && (i+len(name))%8 != 0 { // some in each place
				continue
			}
			all[name+" of "+unit] = growing{place.before, unit, place.after}
		}
	}
	l := linters(t)[Production]
	const doublings, most = 5, 98 // 2.5 to the fifth
	spent := func(size int, g growing) time.Duration {
		f := source.New("manifest.yaml", []byte(g.text(size)))
		return max(cputime.Of(func() { l.Lint(f, "app") }), 5*time.Millisecond)
	}
	for name, g := range all {
		const size = manifest.MaxBytes - 1
		base, took := spent(size>>doublings, g), spent(size, g)
		for try := 0; try < 8 && (took > most*base || took > time.Second); try++ { // the machine may be busy
			base, took = min(base, spent(size>>doublings, g)), min(took, spent(size, g))
		}
		if took > most*base || took > time.Second {
			t.Errorf("%s: %d KiB take %s, a thirty-second of it %s", name, size>>10, took, base)
		}
	}
}
