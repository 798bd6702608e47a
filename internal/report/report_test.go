package report

import (
	"bytes"
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

var update = flag.Bool("update", false, "rewrite testdata/*.golden")

var tool = Tool{Name: "manifest", Version: "0.1.0", URL: "https://example.com/manifest"}

var rules = []Rule{
	{
		ID: "component-url-https", Severity: diag.Error, Fixable: true,
		Summary: "component URLs use https",
		Why:     "The host page is https; a browser refuses to frame plain http inside it.",
		URL:     "https://example.com/rules#component-url-https",
	},
	{
		ID: "unknown-view", Severity: diag.Error, Fixable: true,
		Summary: "side panel views exist",
		Why:     "The portal offers a fixed list of views.",
		URL:     "https://example.com/rules#unknown-view",
	},
	{ID: "duplicate-key", Severity: diag.Error, Summary: "a key stands once"},
	{ID: "description-short", Severity: diag.Off, Summary: "descriptions say something"},
}

const fieldSync = `schema: 1
app:
  name: Acme Field Sync
embedded:
  full_screen:
    description: Acme
    url: http://app.acme.test/{{region}}
  side_panel:
    views:
      - rfi.detial
app:
  name: Twice
`

const wide = "app:\n\tname: 現場同期 👩‍🚒 e\u0301 <here>\n"

// at returns the span of the n-th text in the file, from 1.
func at(f *source.File, text string, n int) source.Span {
	offset := 0
	for ; n > 1; n-- {
		offset += bytes.Index(f.Data[offset:], []byte(text)) + len(text)
	}
	i := bytes.Index(f.Data[offset:], []byte(text))
	if i < 0 {
		panic("no " + text)
	}
	return source.Span{Start: offset + i, End: offset + i + len(text)}
}

// fixCommand is what a reader types to apply the repairs.
const fixCommand = "manifest lint --fix"

// sample is one run with findings of every kind.
func sample() Lint {
	f := source.New("manifests/acme-field-sync/manifest.yaml", []byte(fieldSync))
	g := source.New("manifests/wide/manifest.yaml", []byte(wide))
	view := at(f, "rfi.detial", 1)
	scheme := at(f, "http:", 1)
	block := at(f, "full_screen:", 1)
	block.End = at(f, "{{region}}", 1).End
	return Lint{
		Files: 2, Fix: fixCommand, FailOn: diag.Error,
		Findings: []diag.Diagnostic{
			{
				Rule: "description-short", Severity: diag.Info, File: f, Span: block,
				Message: "the full screen view says little about itself",
			},
			{
				Rule: "component-url-https", Severity: diag.Error, File: f, Span: at(f, "http://app.acme.test/{{region}}", 1),
				Message: `component URL "http://app.acme.test/{{region}}" does not use https`,
				Fix:     &diag.Fix{Title: `replace "http" with "https"`, Edits: []diag.Edit{{Span: scheme, Text: "https:"}}},
			},
			{
				Rule: "unknown-view", Severity: diag.Error, File: f, Span: view,
				Message: `unknown side panel view "rfi.detial"`,
				Label:   "not in the portal's list of 48 views",
				Help:    `did you mean "rfi.detail"?`,
				Fix: &diag.Fix{Title: `replace "rfi.detial" with "rfi.detail"`, Edits: []diag.Edit{{Span: view,
					Text: "rfi.detail"}}},
			},
			{
				Rule: "duplicate-key", Severity: diag.Error, File: f, Span: at(f, "app:", 2),
				Message: `key "app" stands twice`,
				Help:    "keep one of them",
				Related: []diag.Related{{File: f, Span: at(f, "app:", 1), Message: "it stands here first"}},
			},
			{
				Rule: "unlisted-rule", Severity: diag.Warning, File: g, Span: at(g, "<here>", 1),
				Message: "a name has angle brackets", Label: "here",
			},
		},
		Rules: rules,
		Tool:  tool,
	}
}

func render(t testing.TB, f Format, l Lint, o Options) string {
	t.Helper()
	return written(t, LintFormats, f, l, o)
}

func TestGolden(t *testing.T) {
	type golden struct {
		name string
		f    Format
		l    Lint
		o    Options
	}
	clean := Lint{Files: 3, Rules: rules, Tool: tool, Fix: fixCommand}
	many := Lint{Files: 1, Rules: rules, Tool: tool, Fix: fixCommand}
	for i := range 12 {
		d := sample().Findings[2]
		d.Message = fmt.Sprintf("finding %d", i+1)
		many.Findings = append(many.Findings, d)
	}
	tests := []golden{
		{"text-color", Text, sample(), Options{Color: true}},
		{"text-narrow", Text, sample(), Options{Width: 40}},
		{"github-many", GitHub, many, Options{}},
	}
	half := Lint{Files: 1, Rules: rules, Tool: tool, Fix: fixCommand, Findings: sample().Findings[2:3], Unread: []Unread{
		{"manifests/gone/manifest.yaml", "no such file or directory"},
		{"manifests/a|b/manifest.yaml", "the path is a folder"},
	}}
	for _, f := range formatsOf(LintFormats) {
		tests = append(tests, golden{string(f) + "-clean", f, clean, Options{}}, golden{string(f) + "-unread", f,
			half, Options{}})
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := render(t, tt.f, tt.l, tt.o)
			goldenFile(t, "lint/"+tt.name+".golden", got)
		})
	}
}

func TestSummary(t *testing.T) {
	f := source.New("m.yaml", []byte("a: b\n"))
	of := func(severities ...diag.Severity) []diag.Diagnostic {
		var ds []diag.Diagnostic
		for _, s := range severities {
			ds = append(ds, diag.Diagnostic{Severity: s, File: f})
		}
		return ds
	}
	fixed := of(diag.Error, diag.Warning, diag.Warning, diag.Warning, diag.Info)
	fixed[0].Fix, fixed[3].Fix = &diag.Fix{}, &diag.Fix{}
	for _, tt := range []struct {
		name string
		l    Lint
		want string
	}{
		{"nothing", Lint{}, "0 manifests, no findings."},
		{"one clean", Lint{Files: 1}, "1 manifest, no findings."},
		{"clean", Lint{Files: 3}, "3 manifests, no findings."},
		{"one", Lint{Files: 1, Findings: of(diag.Error)}, "1 manifest, 1 error."},
		{"plurals", Lint{Files: 2, Findings: of(diag.Info, diag.Info)}, "2 manifests, 2 infos."},
		{"unread", Lint{Files: 1, Unread: []Unread{{"a\nb", "gone"}}},
			`1 manifest, no findings; 1 could not be read: a\nb (gone).`},
		{"all", Lint{Files: 2, Findings: fixed, Fix: fixCommand},
			"2 manifests, 1 error, 3 warnings, 1 info. 2 can be fixed: manifest lint --fix"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lines := strings.Split(strings.TrimSuffix(render(t, Text, tt.l, Options{}), "\n"), "\n")
			if got := lines[len(lines)-1]; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// A fingerprint survives new lines above a finding, and never names two.
func TestFingerprints(t *testing.T) {
	of := func(prefix string) []string {
		f := source.New("m.yaml", []byte(prefix+"- rfi.x\n- rfi.x\n- rfi.y\n"))
		var ds []diag.Diagnostic
		for _, s := range []source.Span{at(f, "rfi.x", 1), at(f, "rfi.x", 2), at(f, "rfi.y", 1)} {
			ds = append(ds, diag.Diagnostic{Rule: "unknown-view", File: f, Span: s,
				Message: "line " + f.Position(s.Start).String()})
		}
		return fingerprints(ds)
	}
	before, after := of(""), of("# a comment\n\n")
	seen := map[string]bool{}
	for i := range before {
		if before[i] != after[i] {
			t.Errorf("finding %d: got %s after lines were added, want %s", i, after[i], before[i])
		}
		if seen[before[i]] {
			t.Errorf("fingerprint %s names two findings", before[i])
		}
		seen[before[i]] = true
	}
}

func TestURI(t *testing.T) {
	for in, want := range map[string]string{
		"manifests/a/manifest.yaml":   "manifests/a/manifest.yaml",
		"./manifests/a/manifest.yaml": "manifests/a/manifest.yaml",
		"../a b/%41?#.yaml":           "../a%20b/%2541%3F%23.yaml",
		"a:b/c:d":                     "a%3Ab/c%3Ad",
		"bad\xff\x1b":                 "bad%FF%1B",
		"現場.yaml":                     "%E7%8F%BE%E5%A0%B4.yaml",
		"<stdin>":                     "%3Cstdin%3E",
		"/abs/a.yaml":                 "file:///abs/a.yaml",
	} {
		if got := uri(in); got != want {
			t.Errorf("uri(%q): got %q, want %q", in, got, want)
		}
	}
}

// A quoted value must not become a link in a viewer.
func TestSARIFText(t *testing.T) {
	for in, want := range map[string]string{
		"plain [a] (b)":           "plain [a] (b)",
		"see [a](1)":              `see \[a](1)`,
		"[a](1) [b](http://x.y)":  `\[a](1) \[b](http://x.y)`,
		"https://{{region}}.test": "https://{{region}}.test",
	} {
		if got := sarifText(in).Text; got != want {
			t.Errorf("sarifText(%q): got %q, want %q", in, got, want)
		}
	}
}

func TestReviewdogUnits(t *testing.T) {
	f := source.New("m.yaml", []byte("\uFEFF現: x\nk: 現 y\n"))
	for _, tt := range []struct {
		text         string
		line, column int
	}{{"x", 1, 9}, {"y", 2, 8}} {
		line, column := lineAndByte(f, at(f, tt.text, 1).Start)
		if line != tt.line || column != tt.column {
			t.Errorf("%s: got %d:%d, want %d:%d", tt.text, line, column, tt.line, tt.column)
		}
	}
	// Edits that belong together are one suggestion.
	d := diag.Diagnostic{File: f, Fix: &diag.Fix{Edits: []diag.Edit{
		{Span: at(f, "k", 1), Text: "key"}, {Span: at(f, "y", 1), Text: "z"},
	}}}
	got := rdSuggest(&d)
	if len(got) != 1 || got[0].Text != "key: 現 z" {
		t.Errorf("got %+v, want one suggestion of the whole line", got)
	}
}
