package manifest

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// unmark takes the marks ‹ › out of a text and returns what they enclosed.
func unmark(t *testing.T, text string) (string, source.Span) {
	t.Helper()
	before, rest, ok := strings.Cut(text, "‹")
	inside, after, closed := strings.Cut(rest, "›")
	if !ok || !closed {
		t.Fatalf("the text has no ‹marked› part: %q", text)
	}
	return before + inside + after, source.Span{Start: len(before), End: len(before) + len(inside)}
}

// Each node ends where a person would say it ends, in every style.
func TestNodeSpans(t *testing.T) {
	for _, c := range []struct{ name, text, path string }{
		{"plain", "a: ‹hello world› # c\n", "a"},
		{"plain with a hash", "a: ‹b#c›\n", "a"},
		{"plain over lines", "a: ‹one\n  two\n\n  three›\nb: 1\n", "a"},
		{"plain multi-byte", "a: ‹é日本👩‍👧›  \n", "a"},
		{"plain without final newline", "a: ‹b›", "a"},
		{"plain at tab", "a:\t‹b›\t# c\n", "a"},
		{"single quoted", "a: ‹'it''s'› # c\n", "a"},
		{"single quoted over lines", "a: ‹'one\n\n  two'›\n", "a"},
		{"double quoted", `a: ‹"say \"x\" \\"› # c` + "\n", "a"},
		{"double quoted over lines", "a: ‹\"one \\\n  two\"›\nb: 1\n", "a"},
		{"empty quotes", "a: ‹\"\"›\n", "a"},
		{"literal", "a: ‹|\n  one\n\n  two›\n\nb: 1\n", "a"},
		{"literal keeps a hash line", "a: ‹|\n  one\n  # two›\nb: 1\n", "a"},
		{"literal with indicator", "a: ‹|2-\n   one›\nb: 1\n", "a"},
		{"literal with comment", "a: ‹|- # note\n  one›\nb: 1\n", "a"},
		{"empty literal", "a: ‹|›\nb: 1\n", "a"},
		{"folded", "a: ‹>-\n  one\n  two›\nb: 1\n", "a"},
		{"CRLF", "a: 1\r\nb: ‹c d›\r\ne: 1\r\n", "b"},
		{"CRLF literal", "b: ‹|\r\n  c\r\n  d›\r\ne: 1\r\n", "b"},
		{"BOM", "\ufeffa: ‹b›\n", "a"},
		{"empty value shows its key", "‹a›:\nb: 1\n", "a"},
		{"empty last value", "b: 1\n‹a›:", "a"},
		{"empty item shows its dash", "a:\n  - x\n  ‹-›\n", "a.1"},
		{"empty flow value", "a: {b: c, ‹d›: }\n", "a.d"},
		{"flow list", "a: ‹[b, \"c]\", # d\n  e ]› # f\n", "a"},
		{"flow list item", "a: [b, ‹c d›, e]\n", "a.1"},
		{"flow map", "a: ‹{b: c, d: {e: f}}›\n", "a"},
		{"flow map value", "a: {b: c, d: ‹{e: 'f}'}›}\n", "a.d"},
		{"empty flow map", "a: ‹{ }›\n", "a"},
		{"empty flow list over lines", "a: ‹[\n  ]›\n", "a"},
		{"block map", "a:\n  ‹b: c\n  d: e›\n\nf: g\n", "a"},
		{"block list", "a:\n  ‹- b\n  - c›\nd: e\n", "a"},
		{"list not indented", "a:\n‹- b\n- c›\nd: e\n", "a"},
		{"map in list", "a:\n  - ‹b: c\n    d: e›\n  - f\n", "a.0"},
		{"list in list", "a:\n  - ‹- b\n    - c›\n", "a.0"},
		{"null written out", "a: ‹~›\n", "a"},
		{"JSON", "{\"a\": {\"b\": ‹[1, 2]›}}\n", "a.b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, want := unmark(t, c.text)
			doc, diags := Parse(source.New("t", []byte(text)))
			if len(diags) > 0 {
				t.Fatalf("findings: %v", diags)
			}
			n := doc.Root
			for _, step := range strings.Split(c.path, ".") {
				if n.Kind == List {
					n = n.Items[step[0]-'0']
				} else {
					n = n.Get(step)
				}
			}
			if n == nil || n.Span != want {
				t.Errorf("span = %q, want %q", show(doc, n), text[want.Start:want.End])
			}
		})
	}
}

func show(d *Document, n *Node) string {
	if n == nil {
		return "no node"
	}
	return d.File.Text(n.Span)
}

// What the reader refuses is refused at its place, and the rest is read.
func TestRefused(t *testing.T) {
	for _, c := range []struct{ name, text, rule string }{
		{"duplicate key", "a: 1\nb: 2\n‹a›: 3\n", RuleDuplicate},
		{"duplicate key in flow", "a: {b: 1, ‹b›: 2}\n", RuleDuplicate},
		{"duplicate key, quoted", "a: 1\n‹\"a\"›: 3\n", RuleDuplicate},
		{"second document", "a: 1\n‹---›\nb: 2\n", RuleDocuments},
		{"second document after end mark", "a: 1\n...\n‹---›\nb: 2\n", RuleDocuments},
		{"second document is empty", "a: 1\n‹---›\n", RuleDocuments},
		{"separator inside a text", "a: |\n  x\n  ---\n‹---›\nb: 2\n", RuleDocuments},
		{"anchor", "a: ‹&x› b\n", RuleAnchor},
		{"anchor on a block map", "a: ‹&x›\n  b: c\n", RuleAnchor},
		{"anchor on a block list", "a: ‹&x›\n  - c\n", RuleAnchor},
		{"anchor on a flow map", "a: ‹&x› {b: c}\n", RuleAnchor},
		{"anchor on a key", "‹&x› a: b\n", RuleAnchor},
		{"anchor on nothing", "a: ‹&x›\n", RuleAnchor},
		{"tag", "a: ‹!!str› 1\n", RuleTag},
		{"own tag", "a: ‹!secret› b\n", RuleTag},
		{"verbatim tag", "a: ‹!<tag:yaml.org,2002:str>› b\n", RuleTag},
		{"tag on a block map", "a: ‹!!map›\n  b: c\n", RuleTag},
		{"merge key", "a: {b: c}\nd:\n  ‹<<›: {e: f}\n", RuleMerge},
		{"list as key", "? ‹[a, b]›\n: c\n", RuleComplexKey},
		{"map as key", "a: { ‹{b: }›: }\n", RuleComplexKey},
		{"question mark before a key", "a: 1\n‹?› b\n: c\n", RuleComplexKey},
		{"question mark on a line of its own", "a: 1\n‹?›\n  b\n:\n  c\n", RuleComplexKey},
		{"question mark in brackets", "a: {‹?› b: c}\n", RuleComplexKey},
		{"unquoted token", "a: ‹{{›b}}\n", RuleSyntax},
		{"unquoted token with spaces", "a: ‹{{› .Values.b | quote }}\n", RuleSyntax},
		{"unquoted token as an item", "a:\n  - ‹{{›b}}\n  - c\n", RuleSyntax},
		{"unquoted token as a list", "a: [‹{{›b}}]\n", RuleSyntax},
		{"unquoted token in brackets", "a: {b: ‹{{›c}}, d: e}\n", RuleSyntax},
		{"unquoted token as a key", "a:\n  ‹{{›b}}: c\n  d: e\n", RuleSyntax},
		{"three braces", "a: ‹{{›{b}}}\n", RuleSyntax},
		{"YAML 1.1", "%YAML ‹1.1›\n---\na: b\n", RuleSyntax},
		{"YAML 1.1 without a document start", "%YAML ‹1.1›\na: b\n", RuleSyntax},
		{"YAML 1.2 without a document start", "‹%YAML› 1.2\na: b\n", RuleSyntax},
		{"YAML 1.2 twice", "%YAML 1.2\n‹%YAML› 1.2\n---\na: b\n", RuleSyntax},
		{"YAML without a version", "‹%YAML›\n---\na: b\n", RuleSyntax},
		{"tag directive", "# c\n‹%TAG› ! tag:a.test,2026:\n---\na: b\n", RuleSyntax},
		{"YAML 1.2 and a tag directive", "%YAML 1.2\n‹%TAG› ! tag:a.test,2026:\n---\na: b\n", RuleSyntax},
		{"reserved directive", "‹%›ENCODING utf-8\n---\na: b\n", RuleSyntax},
		{"fault below a directive", "%YAML 1.2\n---\na: b\nc: [‹\"›d]\ne: f\n", RuleSyntax},
		{"bidirectional control", "a: b‹\u202e›c\n", RuleCharacter},
		{"zero-width space in a key", "a‹\u200b›b: c\n", RuleCharacter},
		{"run of controls is one", "a: b‹\u2066\u2066›c\n", RuleCharacter},
		{"line separator in a comment", "a: 1 # note‹\u2028›evil: true\n", RuleCharacter},
		{"next line", "a: b‹\u0085›c: d\n", RuleCharacter},
		{"lone carriage return", "a: b‹\r›c: d\n", RuleCharacter},
		{"NUL", "a: b‹\x00›\n", RuleCharacter},
		{"escape", "a: ‹\x1b›[31m\n", RuleCharacter},
		{"inner BOM", "a: b‹\ufeff›\n", RuleCharacter},
		{"not UTF-8", "a: b‹\xff›c\n", RuleCharacter},
		{"escaped control", `a: "b‹\u202e›c"` + "\n", RuleCharacter},
		{"escaped NUL", `a: "b‹\0›"` + "\n", RuleCharacter},
		{"empty file", "‹›", RuleEmpty},
		{"only a comment", "‹# a›\n", RuleEmpty},
		{"too deep", strings.Repeat("[", MaxDepth) + "‹[›" + strings.Repeat("]", MaxDepth+1), RuleLimit},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, want := unmark(t, c.text)
			_, diags := Parse(source.New("t", []byte(text)))
			if len(diags) != 1 || diags[0].Rule != c.rule || diags[0].Span != want {
				t.Errorf("got %s\nwant one %s at %v", describe(diags), c.rule, want)
			}
		})
	}
}

func describe(diags []diag.Diagnostic) string {
	var b strings.Builder
	for _, d := range diags {
		fmt.Fprintf(&b, "%s at %v %q: %s\n", d.Rule, d.Span, d.File.Text(d.Span), d.Message)
	}
	return b.String()
}

func TestUTF16IsNamed(t *testing.T) {
	for _, data := range []string{"\xff\xfea\x00:\x00", "\xfe\xff\x00a\x00:", "a\x00:\x00 \x001\x00"} {
		_, diags := Parse(source.New("t", []byte(data)))
		if len(diags) != 1 || !strings.Contains(diags[0].Message, "UTF-16") {
			t.Errorf("%q: got %s", data, describe(diags))
		}
	}
}

// Joiners are part of emoji and of some scripts' words.
func TestJoinersWherePeopleNeedThem(t *testing.T) {
	for _, text := range []string{"a: 👩‍👧 family\n", "a: می\u200cخواهم\n"} {
		if _, diags := Parse(source.New("t", []byte(text))); len(diags) > 0 {
			t.Errorf("%q: got %s", text, describe(diags))
		}
	}
}

func TestWithin(t *testing.T) {
	for _, c := range []struct{ name, text, word string }{
		{"plain", "a: one ‹two› three\n", "two"},
		{"plain over lines", "a: one\n  ‹two› three\n", "two"},
		{"single", "a: 'it''s ‹two› x'\n", "two"},
		{"single quote itself", "a: 'it‹''›s'\n", "'"},
		{"double", "a: \"\\\"é ‹two› x\"\n", "two"},
		{"double escape", `a: "one‹\t›two"` + "\n", "\t"},
		{"double over lines", "a: \"one\n\n  ‹two›\"\n", "two"},
		{"double escaped line break", "a: \"one \\\n   ‹two›\"\n", "two"},
		{"literal", "a: |\n  one\n  ‹two› three\n", "two"},
		{"literal, two words", "a: |\n  one\n  ‹two three›\n", "two three"},
		{"folded", "a: >\n  one\n  ‹two› three\n", "two"},
		{"multi-byte", "a: é日‹本› x\n", "本"},
		{"flow", "a: [x, 'one ‹two›']\n", "two"},
		{"CRLF", "a: |\r\n  one\r\n  ‹two›\r\n", "two"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, want := unmark(t, c.text)
			doc, diags := Parse(source.New("t", []byte(text)))
			if len(diags) > 0 {
				t.Fatal(describe(diags))
			}
			n := doc.Root.Get("a")
			if n.Kind == List {
				n = n.Items[len(n.Items)-1]
			}
			from := strings.Index(n.Text, c.word)
			if got := doc.Within(n, from, from+len(c.word)); got != want {
				t.Errorf("got %q at %v, want %q at %v", text[got.Start:got.End], got, text[want.Start:want.End], want)
			}
		})
	}
}

func TestJSONNumbers(t *testing.T) {
	for text, want := range map[string]Kind{
		"1": Number, "-1.5e3": Number, "0": Number, "1.10": Number,
		"0x1f": String, "0777": String, "1_000": String, ".inf": String, ".nan": String, "1e999": String, "+1": String, "1.": String,
		"2026-11-22": String, "true": Bool, "yes": String, "~": Null, "null": Null,
	} {
		doc, _ := Parse(source.New("t", []byte("a: "+text+"\n")))
		if got := doc.Root.Get("a").Kind; got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
}

// However true and false are spelled, they are one value; a key is a name.
func TestBools(t *testing.T) {
	for text, want := range map[string]bool{"true": true, "True": true, "TRUE": true, "false": false, "False": false, "FALSE": false} {
		doc, diags := Parse(source.New("t", []byte(text+": ["+text+"]\n")))
		e := doc.Root.Entries[0]
		if got := e.Value.JSON().([]any)[0]; got != want || e.Key.Text != text || len(diags) > 0 {
			t.Errorf("%s: got %v under %s, %v", text, got, e.Key.Text, diags)
		}
	}
}

// FuzzParse holds what must be true of any bytes: no panic, every place inside
// the file, children inside their parents, and scalars that end where their
// own text, read alone, gives the same value.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"a: 1\nb: [x, 'y''s', \"z\\n\"]\nc: {f: g, h: }\n", "j: |\n  l1\n\n  l2\nk: >-\n  f\n  o\n", "a: &x {b: *x}\n<<: *x\n? [a]\n: b\n",
		"\ufeffa: é\r\nb: \"\\u00e9\"\r\n", "a: \"x\\\n  y\"\n", "- - - a\n-\n", "---\na\n...\n---\nb", "a: !!str\n  b: c\n", "{a, b: , [c]: d}",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, diags := Parse(source.New("f", data))
		for _, d := range diags {
			if d.Span.Start < 0 || d.Span.End < d.Span.Start || d.Span.End > len(data) || d.Message == "" {
				t.Fatalf("bad finding: %+v", d)
			}
		}
		checkNode(t, doc, doc.Root)
	})
}

func checkNode(t *testing.T, doc *Document, n *Node) {
	if n.Span.Start < 0 || n.Span.End < n.Span.Start || n.Span.End > len(doc.File.Data) {
		t.Fatalf("span %v lies outside of the file", n.Span)
	}
	for _, item := range n.Items {
		if !n.Span.Contains(item.Span) {
			t.Fatalf("item %v lies outside of its list %v", item.Span, n.Span)
		}
		checkNode(t, doc, item)
	}
	for _, e := range n.Entries {
		if !n.Span.Contains(e.Key.Span) || !n.Span.Contains(e.Value.Span) {
			t.Fatalf("entry %v: %v lies outside of its map %v", e.Key.Span, e.Value.Span, n.Span)
		}
		checkNode(t, doc, e.Key)
		checkNode(t, doc, e.Value)
	}
	if n.Kind == String && (n.Style == Single || n.Style == Double) {
		var alone yaml.Node
		text := doc.clean.Text(n.Span)
		if err := yaml.Unmarshal([]byte(text), &alone); err != nil || len(alone.Content) != 1 || alone.Content[0].Value != n.Text {
			t.Fatalf("the span %q does not read as %q", text, n.Text)
		}
	}
	if n.Kind == String {
		for i, r := range n.Text {
			if at := doc.Within(n, i, i+utf8.RuneLen(r)); !n.Span.Contains(at) {
				t.Fatalf("character %d of %q at %v lies outside of %v", i, n.Text, at, n.Span)
			}
		}
	}
}

// What is not YAML takes only its own top-level key with it.
func TestReadsTheRestOfABrokenFile(t *testing.T) {
	for _, c := range []struct {
		name, text string
		faults     int
		keys       string // of the root, in order; ! after those that could not be read
	}{
		{"open quote", "a: 1\nb:\n  c: \"x\nd: 2\n", 1, "a b! d"},
		{"open bracket at the end", "a: 1\nb: [x\n", 1, "a b!"},
		{"first key", "a: [\nb: 1\n", 1, "a! b"},
		{"after text", "a: |\n  x\nb: [\nc: 1\n", 1, "a b! c"},
		{"three", "a: [\nb: 1\nc:\n\tx: 1\nd: 'it's'\ne: 2\n", 3, "a! b c! d! e"},
		{"blamed for another's quote", "a: \"x\nb: {c: \"https://x.test\", d: e}\nf: 1\n", 1, "a! b f"},
		{"CRLF", "a: 1\r\nb: [\r\nc: 2\r\n", 1, "a b! c"},
		{"quoted key", "a: 1\n\"b\": [\nc: 2\n", 1, "a b! c"},
		{"one key", "a: [\n", 1, ""},
		{"below a directive", "%TAG ! x\na: \"x\nb: {c: \"https://x.test\", d: e}\nf: 1\n", 2, "a! b f"},
		{"too many below a directive", "%TAG ! x\na: [\nb: [\nc: [\nd: [\ne: [\nf: 1\n", 2, ""},
		{"no key", "[a\n", 1, ""},
		{"too many", "a: [\nb: [\nc: [\nd: [\ne: [\nf: 1\n", 1, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, found := Parse(source.New("m.yaml", []byte(c.text)))
			var keys []string
			for _, e := range doc.Root.Map() {
				key := e.Key.Text
				if e.Value.Kind == Invalid {
					key += "!"
				}
				keys = append(keys, key)
				if got := c.text[e.Key.Span.Start:e.Key.Span.End]; strings.Trim(got, `"`) != e.Key.Text {
					t.Errorf("key %q is placed at %q", e.Key.Text, got)
				}
			}
			if got := strings.Join(keys, " "); got != c.keys || doc.Partial != (c.keys != "") {
				t.Errorf("got keys %q, partial %t; want %q", got, doc.Partial, c.keys)
			}
			if len(found) != c.faults {
				t.Errorf("got %d faults, want %d: %v", len(found), c.faults, found)
			}
			if strings.HasPrefix(c.text, "%") && !strings.Contains(found[0].Message, "%TAG") {
				t.Errorf("the directive is not reported: %v", found)
			}
		})
	}
}

// A flow map that is read as the first document and makes the rest unreadable is one mistake.
func TestNoFindingTwice(t *testing.T) {
	_, found := Parse(source.New("m.yaml", []byte("{{x}}y\na: 1\nb: 2\n")))
	for i, d := range found {
		for _, other := range found[:i] {
			if other.Span == d.Span && other.Message == d.Message {
				t.Errorf("reported twice: %v", d)
			}
		}
	}
	if len(found) != 2 {
		t.Errorf("got %d findings, want 2: %v", len(found), found)
	}
}
