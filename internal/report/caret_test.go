package report

import (
	"strings"
	"testing"

	"github.com/rivo/uniseg"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// The marked text is between « and », which are not part of the line. shown is
// what a reader sees above the carets, where it is not the marked text itself.
var caretCases = []struct{ name, line, shown string }{
	{"plain", "views: [«rfi.detial»]", ""},
	{"tabs", "\ta:\tb «c»", ""},
	{"tab marked", "a«\t»b", "   "},
	{"wide", "名前: 現場«同期»です", ""},
	{"combining", "cafe\u0301 re\u0301sume\u0301 «e\u0301te\u0301»", ""},
	{"mark alone is its base", "ab e«\u0301» c", "e\u0301"},
	{"emoji", "👍🏽 👩‍🚒 🇩🇪 ❤️ «x»", ""},
	{"emoji marked", "a «👩‍👩‍👧‍👦» b", ""},
	{"bidi", "a\u202eb «c»", ""},
	{"zero width", "a\u200bb «c\u200dd»", `c\u200dd`},
	{"escape sequence", "\x1b[31m «x»", ""},
	{"lone carriage return", "a\rb «x»", ""},
	{"invalid UTF-8", "\xff\xfe «\xffx»", `\xffx`},
	{"hangul", "하기 «한국»", ""},
	{"tag characters", "🏴\U000E0067\U000E007F «x»", ""},
}

// marks splits a case into its line and span.
func marks(s string) (string, source.Span) {
	start := strings.Index(s, "«")
	s = s[:start] + s[start+len("«"):]
	end := strings.Index(s, "»")
	return s[:end] + s[end+len("»"):], source.Span{Start: start, End: end}
}

// snippetOf returns the line and the carets of the only finding, without gutter.
func snippetOf(t *testing.T, text string) (line, carets string) {
	t.Helper()
	rows := strings.Split(text, "\n")
	if len(rows) < 4 || !strings.HasPrefix(rows[2], "1 |") || !strings.HasPrefix(rows[3], "  | ") {
		t.Fatalf("no snippet in:\n%s", text)
	}
	return strings.TrimPrefix(rows[2][3:], " "), rows[3][4:]
}

func TestCarets(t *testing.T) {
	for _, tt := range caretCases {
		for _, pad := range []int{0, 30, 500} {
			for _, width := range []int{0, 40, 80, 200} {
				line, span := marks(tt.line)
				before, after := strings.Repeat("ab 現 ", pad/5), strings.Repeat(" 👍 c", pad/5)
				span.Start += len(before)
				span.End += len(before)
				f := source.New("m.yaml", []byte(before+line+after+"\n"))
				d := diag.Diagnostic{Severity: diag.Error, File: f, Span: span, Message: "m"}
				got, carets := snippetOf(t, render(t, Text, Lint{Findings: []diag.Diagnostic{d}}, Options{Width: width}))

				want := tt.shown
				if want == "" {
					want = f.Text(span)
				}
				indent := strings.Index(carets, "^")
				shown := columns(got, indent, len(carets)-indent)
				if shown != want {
					t.Errorf("%s, padding %d, width %d: carets stand under %q, want %q, in\n%s\n%s", tt.name, pad, width, shown, want, got, carets)
				}
				limit := 300
				if width > 0 {
					limit = width - len("1 | ")
				}
				if w := uniseg.StringWidth(got); w > limit {
					t.Errorf("%s, padding %d, width %d: snippet has %d columns, want at most %d", tt.name, pad, width, w, limit)
				}
				if whole := uniseg.StringWidth(Visible(before + line + after)); whole+8 < limit && strings.Contains(got, ellipsis) {
					t.Errorf("%s, padding %d, width %d: cut without need: %q", tt.name, pad, width, got)
				}
			}
		}
	}
}

// columns returns what a terminal shows from column start on, n columns long.
func columns(s string, start, n int) string {
	var b strings.Builder
	column := 0
	g := uniseg.NewGraphemes(s)
	for g.Next() {
		if column >= start && column < start+n {
			b.WriteString(g.Str())
		}
		column += g.Width()
	}
	return b.String()
}

func TestCaretEdges(t *testing.T) {
	long := strings.Repeat("0123456789", 20)
	for _, tt := range []struct {
		name, data   string
		span         source.Span
		width        int
		line, carets string
	}{
		{"empty span", "abc\n", source.Span{Start: 1, End: 1}, 0, "abc", " ^"},
		{"end of line", "abc\n", source.Span{Start: 3, End: 3}, 0, "abc", "   ^"},
		{"line break", "abc\r\ndef\n", source.Span{Start: 4, End: 5}, 0, "abc", "   ^"},
		{"several lines", "a: b\nc: d\n", source.Span{Start: 3, End: 9}, 0, "a: b", "   ^"},
		{"byte order mark", "\uFEFFabc\n", source.Span{Start: 0, End: 4}, 0, "abc", "^"},
		{"end inside a character", "xe\u0301y\n", source.Span{Start: 0, End: 2}, 0, "xe\u0301y", "^^"},
		{"lone mark", "\u0301abc\n", source.Span{Start: 2, End: 3}, 0, `\u0301abc`, "      ^"},
		{"empty line", "\nabc\n", source.Span{Start: 0, End: 0}, 0, "", "^"},
		{"longer than the screen", "k: " + long, source.Span{Start: 3, End: 203}, 24, "k: 0123456789012345…", "   ^^^^^^^^^^^^^^^^^"},
		{"end of a long line", long, source.Span{Start: 200, End: 200}, 24, "…234567890123456789", "                   ^"},
		{"narrower than sense", long, source.Span{Start: 0, End: 1}, 3, "0123456789012345678…", "^"},
		{"over 300 columns", long + long, source.Span{Start: 0, End: 1}, 0, (long + long)[:299] + "…", "^"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := diag.Diagnostic{Severity: diag.Error, File: source.New("m.yaml", []byte(tt.data)), Span: tt.span, Message: "m"}
			line, carets := snippetOf(t, render(t, Text, Lint{Findings: []diag.Diagnostic{d}}, Options{Width: tt.width}))
			if line != tt.line || carets != tt.carets {
				t.Errorf("got\n%s\n%s\nwant\n%s\n%s", line, carets, tt.line, tt.carets)
			}
		})
	}
}

// A label that would wrap beside its carets becomes a note; nothing is lost.
func TestLabelWithoutSpace(t *testing.T) {
	d := sample().Findings[2]
	d.Help, d.Fix = "", nil
	got := render(t, Text, Lint{Findings: []diag.Diagnostic{d}}, Options{Width: 40})
	if want := "\n   = note: not in the portal's\n           list of 48 views\n"; !strings.Contains(got, want) {
		t.Errorf("got:\n%s\nwant it to contain %q", got, want)
	}
}
