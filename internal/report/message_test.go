package report

import (
	"strconv"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

func TestMessageCutsLongValues(t *testing.T) {
	long := strings.Repeat("x", 5000)
	cut := strings.Repeat("x", shownValue) + "…"
	tests := []struct{ name, text, want string }{
		{"short", `unknown key "a" in "b"`, `unknown key "a" in "b"`},
		{"long", `"version" is "` + long + `"; want "1.4.0"`, `"version" is "` + cut + `"; want "1.4.0"`},
		{"two", `"` + long + `" is "` + long + `"`, `"` + cut + `" is "` + cut + `"`},
		{"prose", `name "` + strings.Repeat("word ", 1000) + `" is long`, `name "` + strings.Repeat("word ", 12) + `…" is long`},
		{"quotes inside", "is " + strconv.Quote(strings.Repeat(`"`, 200)) + ", not that", "is " + strconv.Quote(strings.Repeat(`"`, 60)+"…") + ", not that"},
		{"a mark alone", `the closing " is missing after ` + long, `the closing " is missing after ` + long},
		{"a command stays whole", "see: manifest lint " + long, "see: manifest lint " + long},
		{"nothing that drives a terminal", "unknown key \"\x1b[2J\"", `unknown key "\x1b[2J"`},
	}
	for _, tt := range tests {
		if got := Message(tt.text); got != tt.want {
			t.Errorf("%s: got  %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

// Programs get all of a value, people the part that they can read.
func TestLongValuesInFormats(t *testing.T) {
	long := strings.Repeat("x", 1200) // below what SARIF cuts
	f := source.New("manifest.yaml", []byte("version: 1\n"))
	l := Lint{Files: 1, Findings: []diag.Diagnostic{{Rule: "r", Severity: diag.Error, File: f, Span: source.Span{End: 7},
		Message: "message " + strconv.Quote(long), Label: "label " + strconv.Quote(long), Help: "help " + strconv.Quote(long)}}}
	for _, format := range formatsOf(LintFormats) {
		people := format == Text || format == Markdown || format == MarkdownFull
		if whole := strings.Contains(render(t, format, l, Options{}), long); whole == people {
			t.Errorf("%s: the whole value is there: %t", format, whole)
		}
	}
}
