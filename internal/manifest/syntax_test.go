package manifest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/cputime"
	"github.com/procore-manifest/manifest/internal/source"
)

// mistake is one typical mistake: an edit of testdata/syntax/manifest.yaml, the
// place a person must be sent to, and the sentence that must be said.
type mistake struct {
	name    string
	message string
	text    string
	span    source.Span
}

// readMistakes reads testdata/syntax/*.txt. A case is
//
//	=== name
//	> message
//	 line of the manifest that stays
//	-line that is replaced
//	+line that replaces it
//
// The lines that stay or go must stand in the manifest exactly once, one below
// the other. A case of + lines alone is a separate file. ‹ and › enclose the
// place; → is a tab.
func readMistakes(t testing.TB) []mistake {
	t.Helper()
	base := readText(t, filepath.Join("testdata", "syntax", "manifest.yaml"))
	names, err := filepath.Glob(filepath.Join("testdata", "syntax", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var all []mistake
	for _, name := range names {
		_, cases, _ := strings.Cut(readText(t, name), "=== ")
		for _, c := range strings.Split(cases, "\n=== ") {
			all = append(all, readMistake(t, base, filepath.Base(name), c))
		}
	}
	return all
}

func readMistake(t testing.TB, base, file, c string) mistake {
	t.Helper()
	lines := strings.Split(strings.TrimRight(c, "\n"), "\n")
	m := mistake{name: strings.TrimSuffix(file, ".txt") + "/" + lines[0]}
	message, ok := strings.CutPrefix(lines[1], "> ")
	if !ok {
		t.Fatalf("%s: the second line must be the message", m.name)
	}
	m.message = message

	var old, edited strings.Builder
	for _, line := range lines[2:] {
		if line == "" {
			line = " "
		}
		switch body := line[1:] + "\n"; line[0] {
		case ' ':
			old.WriteString(strings.NewReplacer("‹", "", "›", "").Replace(body))
			edited.WriteString(body)
		case '-':
			old.WriteString(body)
		case '+':
			edited.WriteString(strings.ReplaceAll(body, "→", "\t"))
		default:
			t.Fatalf("%s: line %q must start with a space, - or +", m.name, line)
		}
	}
	text := edited.String()
	if old.Len() > 0 {
		if n := strings.Count("\n"+base, "\n"+old.String()); n != 1 {
			t.Fatalf("%s: the lines to replace stand in the manifest %d times", m.name, n)
		}
		at := strings.Index("\n"+base, "\n"+old.String())
		text = base[:at] + text + base[at+old.Len():]
	}
	before, rest, ok1 := strings.Cut(text, "‹")
	marked, after, ok2 := strings.Cut(rest, "›")
	if !ok1 || !ok2 {
		t.Fatalf("%s: ‹ and › must mark the place", m.name)
	}
	m.text = before + marked + after
	m.span = source.Span{Start: len(before), End: len(before) + len(marked)}
	return m
}

func readText(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(data), "\r\n", "\n")
}

// variant is the same text as another editor would save it.
type variant struct {
	name string
	save func(m mistake) (data []byte, span source.Span)
}

var variants = []variant{
	{"LF", func(m mistake) ([]byte, source.Span) { return []byte(m.text), m.span }},
	{"CRLF and BOM", func(m mistake) ([]byte, source.Span) {
		crlf := func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
		at := func(offset int) int { return len("\uFEFF") + len(crlf(m.text[:offset])) }
		return []byte("\uFEFF" + crlf(m.text)), source.Span{Start: at(m.span.Start), End: at(m.span.End)}
	}},
}

func TestExplainSyntaxOfTypicalMistakes(t *testing.T) {
	const wantMistakes, wantLines, wantColumns = 220, 98.0, 90.0
	mistakes := readMistakes(t)
	if len(mistakes) < wantMistakes {
		t.Errorf("got %d mistakes, want at least %d", len(mistakes), wantMistakes)
	}
	for _, v := range variants {
		var lines, columns, ends, messages int
		for _, m := range mistakes {
			data, span := v.save(m)
			err := refused(data)
			if err == nil {
				t.Errorf("%s (%s): the parser accepts the text", m.name, v.name)
				continue
			}
			f := source.New("manifest.yaml", data)
			got := explainSyntax(f, err)
			at, want := f.Position(got.Span.Start), f.Position(span.Start)
			if at.Line == want.Line {
				lines++
				if at.Column == want.Column {
					columns++
				}
			}
			if got.Span.End == span.End {
				ends++
			}
			if got.Message == m.message {
				messages++
			}
			if got.Span != span || got.Message != m.message {
				t.Logf("%s (%s):\n\tgot  %s %q, %s\n\twant %s %q, %s\n\tparser: %v", m.name, v.name,
					at, f.Text(got.Span), got.Message, want, f.Text(span), m.message, err)
			}
		}
		percent := func(n int) float64 { return 100 * float64(n) / float64(len(mistakes)) }
		t.Logf("%s: %d mistakes: line exact %.1f %%, start exact %.1f %%, end exact %.1f %%, message as written %.1f %%",
			v.name, len(mistakes), percent(lines), percent(columns), percent(ends), percent(messages))
		if percent(lines) < wantLines {
			t.Errorf("%s: line exact in %.1f %%, want %.1f %%", v.name, percent(lines), wantLines)
		}
		if percent(columns) < wantColumns {
			t.Errorf("%s: start exact in %.1f %%, want %.1f %%", v.name, percent(columns), wantColumns)
		}
		if percent(messages) < wantColumns {
			t.Errorf("%s: message as written in %.1f %%, want %.1f %%", v.name, percent(messages), wantColumns)
		}
	}
}

// libraryProse is how the parser talks; a message for a person does not.
var libraryProse = regexp.MustCompile(`did not find|could not find|not allowed in this context|^found |while scanning|while parsing|yaml:|line \d+`)

func checkFault(t testing.TB, f *source.File, got syntaxFault) {
	t.Helper()
	if got.Span.Start < 0 || got.Span.End < got.Span.Start || got.Span.End > len(f.Data) {
		t.Errorf("span %v lies outside the %d bytes of the file", got.Span, len(f.Data))
	}
	if got.Message == "" || strings.HasSuffix(got.Message, ".") || strings.ContainsAny(got.Message, "\n\r") {
		t.Errorf("message %q is not one sentence without a full stop", got.Message)
	}
	if got.Help == "" {
		t.Errorf("message %q has no remedy", got.Message)
	}
}

func TestExplainSyntaxSpeaksToPeople(t *testing.T) {
	for _, m := range readMistakes(t) {
		f := source.New("manifest.yaml", []byte(m.text))
		got := explainSyntax(f, refused(f.Data))
		checkFault(t, f, got)
		if libraryProse.MatchString(got.Message + "\n" + got.Label) {
			t.Errorf("%s: %q, %q is how the parser talks", m.name, got.Message, got.Label)
		}
	}
}

func TestTabHelpSaysHowManySpaces(t *testing.T) {
	const panel = "embedded:\n  side_panel:\n    url: https://a.test\n"
	tests := []struct{ text, want string }{
		{"app:\n\tname: A\n", "indent the line by 2 spaces"},
		{"app:\n  name: A\n\tdistribution: custom\n", "indent the line by 2 spaces"},
		{"app:\n  name: A\n  \tdistribution: custom\n", "indent the line by 2 spaces"},
		{"embedded:\n\tside_panel:\n\t\turl: https://a.test\n", "indent the line by 2 spaces"},
		{"embedded:\n  side_panel:\n\t\turl: https://a.test\n", "indent the line by 4 spaces"},
		{panel + "\tdescription: A\n", "indent the line by 4 spaces"},
		{panel + "\t\tdescription: A\n", "indent the line by 4 spaces"},
		{panel + "\tviews:\n      - a\n", "indent the line by 4 spaces"},
		{panel + "    views:\n      - a\n\t- b\n", "indent the line by 6 spaces"},
		{panel + "    views:\n\t- a\n", "indent the line by 6 spaces"},
		{"views:\n  -\ta\n", "replace the tab with one space"},
		{"\tschema: 1\n", "remove the tab"},
	}
	for _, test := range tests {
		err := refused([]byte(test.text))
		if err == nil {
			t.Fatalf("%q: the parser accepts the text", test.text)
		}
		if got := explainSyntax(source.New("manifest.yaml", []byte(test.text)), err); got.Help != test.want {
			t.Errorf("%q: got %q, %q, want the help %q", test.text, got.Message, got.Help, test.want)
		}
	}
}

func TestExplainSyntaxIsQuickOnBombs(t *testing.T) {
	const limit = time.Second
	const mib = 1 << 20
	repeat := func(s string) string { return strings.Repeat(s, mib/len(s)) }
	staircase := func(step string, levels int) string {
		var b strings.Builder
		for i := range levels {
			b.WriteString(strings.Repeat(" ", i) + step)
		}
		return b.String()
	}
	tests := []struct{ name, text string }{
		{"opening brackets", repeat("[")},
		{"opening braces", repeat("{")},
		{"brackets on lines", repeat("[\n")},
		{"10,001 brackets", strings.Repeat("[", 10001)},
		{"10,000 brackets", strings.Repeat("[", 10000)},
		{"brackets and keys", repeat("{a: [")},
		{"nested dashes", repeat("- ")},
		{"nested keys", staircase("a:\n", 1400) + "b: c: d"},
		{"300,000 lines", repeat("a:\n") + "b: c: d\n"},
		{"300,000 lines without a colon", repeat("a: 1\n") + "bc\nd: 1\n"},
		{"300,000 bad lines", repeat("a:1\n") + "b: 1"},
		{"tabs", repeat("\t") + "a: 1"},
		{"tabs on lines", "a:\n" + repeat("\tb: 1\n")},
		{"one quote", `a: "` + repeat("b ")},
		{"one quote over lines", `a: "` + repeat("b\n")},
		{"quotes on lines", repeat("a: \"b\n")},
		{"quotes", repeat(`"`) + "a"},
		{"one long line", "a: " + repeat("b ") + "c: d"},
		{"colons", "a: b: " + repeat("c: ")},
		{"colons on lines", "a: b: c" + repeat("c: d\n")},
		{"stars", repeat("a: *b\n")},
		{"one star after many comments", repeat("# *b\n") + "a: *b\n"},
		{"dashes", repeat("-") + "\n- a: -"},
		{"closing brackets", "a: " + repeat("]")},
		{"commas", "a: [" + repeat(",")},
		{"spaces", repeat(" ") + "@"},
		{"comments", repeat("#\n") + "@"},
		{"blank lines", "a: 1\n" + repeat("\n") + "  b: 1"},
		{"documents", repeat("---\n") + "@"},
		{"block text", "a: |\n" + repeat("  b\n") + " c\n"},
		{"merge conflicts", repeat("<<<<<<< HEAD\n")},
		{"anchors", repeat("&a ")},
		{"directives", repeat("%TAG ! a\n")},
		{"two values", repeat("a: b\n  c: d\n")},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := refused([]byte(test.text))
			if err == nil {
				t.Skip("the parser accepts the text")
			}
			f := source.New("manifest.yaml", []byte(test.text))
			var got syntaxFault
			took := time.Hour
			for try := 0; try < 3 && took > limit; try++ { // the machine may be busy
				took = min(took, cputime.Of(func() { got = explainSyntax(f, err) }))
			}
			checkFault(t, f, got)
			t.Logf("%s: %s at %s (%v)", took.Round(time.Millisecond), got.Message, f.Position(got.Span.Start), err)
			if took > limit {
				t.Errorf("took %s, want at most %s", took, limit)
			}
		})
	}
}

func FuzzExplainSyntax(f *testing.F) {
	for _, m := range readMistakes(f) {
		f.Add([]byte(m.text))
	}
	// A lone CR is screened out earlier; the parser counts it as a line break.
	f.Add([]byte("{\nAcme_sionnaschema\"fffffffe\":\"r____ \"m\"\"vebAcme 4>>>\ri\"ld S 1,\"},0  app\": {\"\": B\n.3.0e\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if !utf8.Valid(data) {
			t.Skip()
		}
		err := refused(data)
		if err == nil {
			err = fmt.Errorf("yaml: line %d: mapping values are not allowed in this context", len(data)%7)
		}
		file := source.New("manifest.yaml", data)
		checkFault(t, file, explainSyntax(file, err))
	})
}
