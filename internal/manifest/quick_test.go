package manifest

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate/validatetest"
)

// agree fails where quick accepts what the library refuses, or reads otherwise.
// It reports whether quick accepted.
func agree(t *testing.T, text string) bool {
	t.Helper()
	accepted, fault := compareReaders(text)
	if fault != "" {
		t.Fatalf("%s:\n%s", fault, text)
	}
	return accepted
}

// compareReaders reports whether quick accepts a text, and if it does, in what it
// differs from the library.
func compareReaders(text string) (accepted bool, fault string) {
	f := source.New("manifest.yaml", []byte(text))
	p := &parser{doc: &Document{File: f, Root: &Node{}, clean: f}}
	if len(f.Data) > MaxBytes || !p.screen() || p.doc.forbidden {
		return false, ""
	}
	root := quick(f)
	if root == nil {
		return false, ""
	}
	p.library()
	if len(p.diags) > 0 {
		return true, fmt.Sprintf("quick accepts what the library refuses (%d faults, %v)", len(p.diags), p.diags)
	}
	if path := difference(root, p.doc.Root, "root"); path != "" {
		return true, "quick and the library differ at " + path
	}
	return true, ""
}

// difference names the first node in which two trees differ, "" if they are
// the same to the last field.
func difference(got, want *Node, path string) string {
	if got.Kind != want.Kind || got.Style != want.Style || got.Flow != want.Flow || got.Span != want.Span || got.Text != want.Text ||
		len(got.Items) != len(want.Items) || len(got.Entries) != len(want.Entries) || !reflect.DeepEqual(got.index, want.index) {
		return fmt.Sprintf("%s: %+v, want %+v", path, *got, *want)
	}
	for i := range want.Items {
		if d := difference(got.Items[i], want.Items[i], fmt.Sprintf("%s[%d]", path, i)); d != "" {
			return d
		}
	}
	for i, e := range want.Entries {
		if d := difference(got.Entries[i].Key, e.Key, path+" key "+e.Key.Text); d != "" {
			return d
		}
		if d := difference(got.Entries[i].Value, e.Value, path+"."+e.Key.Text); d != "" {
			return d
		}
	}
	return ""
}

// TestQuickReadsTheSamples: what people write takes the quick way.
func TestQuickReadsTheSamples(t *testing.T) {
	for _, file := range sampleFiles(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !agree(t, string(data)) {
			t.Errorf("%s is not read the quick way", file)
		}
	}
}

// TestQuickReadsAllStyles: so do the layouts that people choose, nearly always.
func TestQuickReadsAllStyles(t *testing.T) {
	for _, style := range validatetest.Styles() {
		random, accepted := validatetest.Random(*Seed), 0
		for range 30 {
			if agree(t, validatetest.Styled(random, style)) {
				accepted++
			}
		}
		t.Logf("%s: %d of 30", style, accepted)
		if accepted < 27 {
			t.Errorf("%s: %d of 30 are read the quick way", style, accepted)
		}
	}
}

var quickTexts = []struct {
	name, text string
	accepts    bool
}{
	{"map", "a: b\nc: 1\n", true},
	{"nested", "a:\n  b:\n    c: d\n  e: f\ng: h\n", true},
	{"list", "a:\n  - b\n  - c\n", true},
	{"list at the margin of its key", "a:\n- b\n- c\nd: e\n", true},
	{"list of maps", "a:\n  - b: c\n    d: e\n  -   f: g\n      h:\n        i: j\n", true},
	{"root list", "- a: b\n- c\n", true},
	{"comments", "# one\na: b # two\n\n# three\nc:\n  # four\n  d: e#f\n      # five\n", true},
	{"quotes", "a: \"b # c: d\"\ne: 'f, g' # h\n", true},
	{"brackets", "a: [b, \"c\", 'd', 1, true, https://e.f/g]\nh: {i: j, k: [l], m: {}}\no: []\n", true},
	{"numbers and what looks like them", "a: 1.4.0\nb: 2026-01-31\nc: 2026-01-31T10:00:00Z\nd: 1.5\ne: 0777\nf: 1e3\ng: 1_000\nh: 0x1f\ni: 12:30:45\n", true},
	{"addresses", "a: https://b.c/d?e={{f.g}}&h=[i]#j\nk: /l\n", true},
	{"literal", "a: |\n  b\n   c # d\n\n  e: f\n\ng: |-\n    h \ni: j\n", true},
	{"literal at the end", "a:\n  - b: |\n      c\n\n\n", true},
	{"folded", "a: >\n  b\n  c\n\n  d # e\n\n\n  f\n\ng: >-\n    h \n    i\nj: k\n", true},
	{"letters beyond ASCII", "a: Grüße, 世界 🚧\n", true},
	{"eighteen keys", strings.Join(strings.Split("abcdefghijklmopqrs", ""), ": x\n") + ": x\n", true},
	{"no line break at the end", "a: b", true},
	{"CRLF", "a: b\r\n", true},
	{"separator", "---\na: b\n", true},
	{"quoted key", "\"a\": b\n", true},
	{"text on two lines", "a: b\n  c\n", true},
	{"item on two lines", "- a\n  b\n", true},
	{"quotes on two lines", "a: \"b\n  c\"\n", true},
	{"brackets on two lines", "a: [b,\n  c]\n", true},
	{"comma at the end", "a: [b,]\n", true},
	{"escape", "a: \"b\\n\"\n", true},
	{"doubled quote", "a: 'b''c'\n", true},
	{"separator below comments", "# a\n\n---\n# b\nc: d\n", true},
	{"CRLF in every style", "---\r\na: b\r\n  c\r\n\r\nd: |\r\n  e\r\n\r\n  f\r\ng: \"h\r\n  i\"\r\nj: [k,\r\n  l]\r\nm: >-\r\n  n\r\n  o\r\n", true},
	{"CRLF without the last", "a: b\r\nc: d", true},
	{"text with empty lines", "a: b \n\n\n  c (d)\n  - e\n\nf: g\n", true},
	{"quotes with empty lines", "a: \" b  \n\n\n    c \"\nd: '\n  it''s\n\n  e'\n", true},
	{"escapes", "a: \"\\\" \\\\ \\x41 \\xfc \\u00e9 \\u2013 \\n \n  b\"\n", true},
	{"quotes inside quotes", "a: '''b'''\nc: 'd\"e'\nf: \"g'h\"\n", true},
	{"brackets over lines", "a: { # b\n  c: d, # e\n\n  f: [\n    g,\n    'h\n      i',\n  ],\n}\nj: [ k, ]\n", true},
	{"bracket at the margin of its key", "a:\n  b: [\n    c\n  ]\n", true},
	{"list with brackets", "a:\n- {b: c,\n  d: e}\n- [f]\n", true},
	{"quoted keys", "a: {\"b\": c, \"d-e\": 'f'}\n\"yes\":\n  - \"g\": h\n", true},
	{"scripts", "a: Ünder\nb: 変更\nc: „d“\ne: [é, 世]\n", true},
	{"text that starts with a sign", "a: (b) c\nd: $5\n", true},

	{"empty", "", false},
	{"nothing but comments", "# a\n", false},
	{"tab", "a:\tb\n", false},
	{"byte order mark", "\uFEFFa: b\n", false},
	{"directive", "%YAML 1.1\n---\na: b\n", false},
	{"end of document", "a: b\n...\n", false},
	{"indented root", "  a: b\n", false},
	{"empty value", "a:\nb: c\n", false},
	{"empty value at the end", "a:\n", false},
	{"empty item", "a:\n  -\n  - b\n", false},
	{"duplicate key", "a: b\na: c\n", false},
	{"duplicate of many", strings.Repeat("a: x\n", 20), false},
	{"duplicate in braces", "a: {b: c, b: d}\n", false},
	{"words", "a: yes\n", false},
	{"word as key", "on: a\n", false},
	{"other spelling of true", "a: True\n", false},
	{"null", "a: null\n", false},
	{"tilde", "a: ~\n", false},
	{"merge key", "<<: a\n", false},
	{"anchor", "a: &b c\n", false},
	{"alias", "a: *b\n", false},
	{"tag", "a: !!str b\n", false},
	{"complex key", "? a\n: b\n", false},
	{"space before the colon", "a : b\n", false},
	{"colon in a text", "a: b: c\n", false},
	{"colon at the end of a text", "a: b:\n", false},
	{"text on two lines with a comment between", "a: b\n  # c\n  d\n", false},
	{"carriage return in a line", "a: b\rc\r\n", false},
	{"mixed line ends", "a: b\r\nc: d\n", false},
	{"literal that ends without a break", "a: |\n  b", false},
	{"separator twice", "---\n---\na: b\n", false},
	{"separator in brackets", "a: [b,\n---\n]\n", false},
	{"separator in quotes", "a: 'b\n---\n'\n", false},
	{"separator with content", "--- a\n", false},
	{"quotes that go on at the margin", "a: 'b\nc'\n", false},
	{"brackets that go on left of a list", "a:\n  - [b,\n c]\n", false},
	{"text in brackets on two lines", "a: [b\n  c]\n", false},
	{"value in brackets on the next line", "a: {b:\n  c}\n", false},
	{"text that becomes a key", "a: b\n  c: d\n", false},
	{"number on two lines", "a: 1\n  2\n", false},
	{"line break that is escaped", "a: \"b\\\n  c\"\n", false},
	{"invisible escape", "a: \"\\u202e\"\n", false},
	{"escape that is no number", "a: \"\\u00g0\"\n", false},
	{"escape that the library does not know", "a: \"\\/\"\n", false},
	{"escape that is cut", "a: \"\\u00\"\n", false},
	{"key in single quotes", "'a': b\n", false},
	{"key with an escape", "\"a\\n\": b\n", false},
	{"same key quoted", "a: b\n\"a\": c\n", false},
	{"brackets that stay open", "a: [b\n", false},
	{"comma alone", "a: [,]\n", false},
	{"question mark in brackets", "a: [b?c]\n", false},
	{"something behind a bracket", "a: [b] c\n", false},
	{"something behind a quote", "a: \"b\" c\n", false},
	{"comment glued to a quote", "a: \"b\"# c\n", false},
	{"folded with a line indented further", "a: >\n  b\n    c\n", false},
	{"keep", "a: |+\n  b\n", false},
	{"indentation given", "a: |2\n  b\n", false},
	{"empty literal", "a: |\nb: c\n", false},
	{"literal that starts with an empty line", "a: |\n\n  b\n", false},
	{"spaces in an empty line of a literal", "a: |\n  b\n   \n  c\n", false},
	{"literal indented less later", "a:\n  b: |\n      c\n    d\n", false},
	{"deeper than its brother", "a: b\n  c: d\n", false},
	{"between two levels", "a:\n    b: c\n  d: e\n", false},
	{"map in a list of texts", "a:\n  - b\n  c: d\n", false},
	{"list in a map", "a: b\n- c\n", false},
	{"list in a list", "a:\n  - - b\n", false},
	{"glued dash", "a:\n  -b\n", false},
}

func TestQuick(t *testing.T) {
	for _, tt := range quickTexts {
		t.Run(tt.name, func(t *testing.T) {
			if got := agree(t, tt.text); got != tt.accepts {
				t.Errorf("accepted is %v, want %v:\n%s", got, tt.accepts, tt.text)
			}
		})
	}
}

// TestQuickOnRandomText damages files that the quick way accepts, and puts others
// together from what it looks at.
func TestQuickOnRandomText(t *testing.T) {
	rounds := 10_000
	if *Soak {
		rounds = 500_000
	}
	var texts []string
	for _, tt := range quickTexts {
		if tt.accepts {
			texts = append(texts, tt.text)
		}
	}
	for _, file := range sampleFiles(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(data))
	}
	random := validatetest.Random(*Seed)
	for range 200 {
		texts = append(texts, validatetest.Manifest(random))
	}
	accepted := 0
	for i := range rounds {
		r := rand.New(rand.NewPCG(*Seed, uint64(i)))
		text := ""
		if i%2 == 0 {
			text = texts[r.IntN(len(texts))]
			for range 1 + r.IntN(3) {
				from := r.IntN(len(text) + 1)
				to := min(len(text), from+r.IntN(1+r.IntN(8)))
				text = text[:from] + quickFragments[r.IntN(len(quickFragments))] + text[to:]
			}
		} else {
			for range r.IntN(16) {
				text += quickFragments[r.IntN(len(quickFragments))]
			}
			text += "\n"
		}
		if agree(t, text) {
			accepted++
		}
	}
	t.Logf("seed %d: %d of %d accepted", *Seed, accepted, rounds)
	if accepted < rounds/20 {
		t.Error("too few are accepted to say anything")
	}
}

// quickRounds is how many parts of manifests both readers are given.
var quickRounds = flag.Int("quick-rounds", 10_000, "how many parts of manifests TestQuickOnParts reads")

// TestQuickOnParts gives both readers some lines of manifests of all styles, whole and
// damaged. Parts take the library a tenth of the time of a manifest.
func TestQuickOnParts(t *testing.T) {
	r := rand.New(rand.NewPCG(*Seed, 1))
	var parts []string
	for _, style := range validatetest.Styles() {
		for range 100 {
			parts = append(parts, partsOf(r, validatetest.Styled(r, style))...)
		}
	}
	accepted := 0
	for range *quickRounds {
		text := parts[r.IntN(len(parts))]
		for range r.IntN(3) {
			from := r.IntN(len(text) + 1)
			to := min(len(text), from+r.IntN(1+r.IntN(8)))
			text = text[:from] + quickFragments[r.IntN(len(quickFragments))] + text[to:]
		}
		is, fault := compareReaders(text)
		if fault != "" {
			t.Fatalf("seed %d: %s:\n%s", *Seed, fault, text)
		}
		if is {
			accepted++
		}
	}
	t.Logf("seed %d: %d of %d accepted, drawn from %d parts", *Seed, accepted, *quickRounds, len(parts))
	if accepted < *quickRounds/4 {
		t.Error("too few are accepted to say anything")
	}
}

// partsOf cuts a manifest into parts of a few lines that start with a key or a dash,
// each moved to the margin.
func partsOf(r *rand.Rand, text string) []string {
	var parts []string
	lines := strings.SplitAfter(text, "\n")
	for at := 0; at < len(lines); {
		part := strings.TrimLeft(lines[at], " ")
		if keyLength(strings.TrimSpace(part)) == 0 && !strings.HasPrefix(part, "- ") {
			at++
			continue
		}
		indent, most := len(lines[at])-len(part), 1+r.IntN(8)
		for at++; at < len(lines) && most > 0; at, most = at+1, most-1 {
			line := lines[at]
			if strings.TrimSpace(line) != "" {
				if len(line)-len(strings.TrimLeft(line, " ")) < indent {
					break
				}
				line = line[indent:]
			}
			part += line
		}
		parts = append(parts, part)
	}
	return parts
}

// quickFragments are what files are damaged with, and put together from.
var quickFragments = []string{"a: ", "b:", "c", "- ", "  ", " ", "\n", "\n", "\n  ", "\n\n", "#", " # d", "|", ">-", "[", "]", "{", "}", ", ", ",", ": ", ":",
	"\"", "'", "''", "\\", "1", "1.5", "-", "true", "no", "?", "&e ", "*e", "!f ", "%", "@", "---\n", "é", "\t", "\r",
	",\n", "[\n", "\n]", "{\n", "\n  }", "\n\n  ", "\\n", "\\\"", "\\u00e9", "\n---\n", "...", "\r\n", "-", "(", "\n #", "' '",
	"\" \"", "\"a\": "}

// sampleFiles are the manifests in /manifests.
func sampleFiles(t testing.TB) []string {
	files, err := filepath.Glob("../../manifests/*/manifest.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no sample manifests", err)
	}
	return files
}

func FuzzQuick(f *testing.F) {
	for _, tt := range quickTexts {
		f.Add(tt.text)
	}
	for _, file := range sampleFiles(f) {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	random := validatetest.Random(1)
	for _, style := range validatetest.Styles() {
		f.Add(validatetest.Styled(random, style))
	}
	f.Fuzz(func(t *testing.T, text string) { agree(t, text) })
}

func BenchmarkQuick(b *testing.B) { benchmark(b, func(f *source.File) { quick(f) }) }
func BenchmarkLibrary(b *testing.B) {
	benchmark(b, func(f *source.File) { (&parser{doc: &Document{File: f, clean: f}}).library() })
}

func benchmark(b *testing.B, read func(*source.File)) {
	data, err := os.ReadFile("../../manifests/sitelens/manifest.yaml")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		read(source.New("manifest.yaml", data))
	}
}

// Room is made for nodes, not for lines: half a megabyte may be empty lines.
func TestQuickMakesNoRoomForEmptyLines(t *testing.T) {
	f := source.New("manifest.yaml", []byte("a: b\n"+strings.Repeat("\n", MaxBytes-5)))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if quick(f) == nil {
		t.Fatal("not read the quick way")
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 16<<20 {
		t.Errorf("took %d MiB", took>>20)
	}
}
