package report

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rivo/uniseg"

	"github.com/procore-manifest/manifest/internal/validate"
)

func TestWrap(t *testing.T) {
	tests := []struct {
		text  string
		width int
		want  []string
	}{
		{"", 10, []string{""}},
		{"one two", 7, []string{"one two"}},
		{"one two", 6, []string{"one", "two"}},
		{"incomprehensible words", 5, []string{"incomprehensible", "words"}},
		{"name \"a  b\" is\u00a0odd", 20, []string{"name \"a  b\" is\u00a0odd"}},
		{"one  two", 7, []string{"one", "two"}},
		{" one\n two\t three ", 80, []string{"one two three"}},
		{"現場 同期", 8, []string{"現場", "同期"}},
	}
	for _, tt := range tests {
		if got := Wrap(tt.text, tt.width); !slices.Equal(got, tt.want) {
			t.Errorf("Wrap(%q, %d): got %q, want %q", tt.text, tt.width, got, tt.want)
		}
	}
}

// On a terminal of any width that people have, no line of prose is cut by it.
func TestNothingIsWiderThanTheTerminal(t *testing.T) {
	heading := regexp.MustCompile(`^\S+:\d+:\d+: \w+: `)
	found := strings.Repeat("word ", 40)
	outputs := map[string]func(Options) string{
		"lint":  func(o Options) string { return render(t, Text, sample(), o) },
		"rules": func(o Options) string { return written(t, RulesFormats, Text, Rules{Rules: validate.Rules()}, o) },
		"doctor": func(o Options) string {
			d := Doctor{Tool: "manifest", Checks: []Check{{"permission tools", Faulty, found, found}}}
			return written(t, DoctorFormats, Text, d, o)
		},
	}
	for name, write := range outputs {
		for width := 40; width <= 120; width++ {
			for line := range strings.Lines(write(Options{Width: width})) {
				line = strings.TrimSuffix(line, "\n")
				text := strings.TrimSpace(line)
				whole := strings.Contains(text, "manifest ") || heading.MatchString(line) // to be copied, to be found by editors
				if uniseg.StringWidth(line) > width && strings.Contains(text, " ") && !whole {
					t.Errorf("%s at %d columns: %q has %d", name, width, line, uniseg.StringWidth(line))
				}
			}
		}
	}
}
