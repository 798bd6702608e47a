package manifest

import (
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// A new value takes the quotes of the old one, and gets quotes where YAML would
// read it as something else without.
func TestRewrite(t *testing.T) {
	for _, c := range []struct{ name, text, value, want string }{
		{"plain", "a: b\n", "c", "a: c\n"},
		{"plain in a list", "a: [b, d]\n", "c", "a: [c, d]\n"},
		{"single quotes", "a: 'b' # d\n", "c", "a: 'c' # d\n"},
		{"single quotes with one inside", "a: 'b'\n", "it's", "a: 'it''s'\n"},
		{"double quotes", "a: \"b\"\r\n", "c", "a: \"c\"\r\n"},
		{"double quotes with escapes", "a: \"b\"\n", "a\"b\\c\td\n", "a: \"a\\\"b\\\\c\\td\\n\"\n"},
		{"a line break leaves single quotes", "a: 'b'\n", "c\nd", "a: \"c\\nd\"\n"},
		{"a word that is true", "a: b\n", "true", "a: \"true\"\n"},
		{"a word that others take for true", "a: b\n", "Yes", "a: \"Yes\"\n"},
		{"a number", "a: b\n", "1.0", "a: \"1.0\"\n"},
		{"a date", "a: b\n", "2026-01-01", "a: \"2026-01-01\"\n"},
		{"nothing", "a: b\n", "", "a: \"\"\n"},
		{"a colon", "a: b\n", "c: d", "a: \"c: d\"\n"},
		{"a comment", "a: b\n", "c #d", "a: \"c #d\"\n"},
		{"a hash inside", "a: b\n", "c#d", "a: c#d\n"},
		{"white space around", "a: b\n", " c ", "a: \" c \"\n"},
		{"an alias", "a: b\n", "*c", "a: \"*c\"\n"},
		{"an anchor", "a: b\n", "&c", "a: \"&c\"\n"},
		{"a tag", "a: b\n", "!c", "a: \"!c\"\n"},
		{"a comma that was none before", "a: b\n", "c, d", "a: \"c, d\"\n"},
		{"a comma in a list", "a: [b]\n", "c, d", "a: [\"c, d\"]\n"},
		{"braces that were there before", "a: https://x/{b}\n", "https://x/{{b}}", "a: https://x/{{b}}\n"},
		{"braces at the start", "a: x{b}\n", "{{b}}", "a: \"{{b}}\"\n"},
		{"a URL", "a: b\n", "https://c.test:80/d#e", "a: https://c.test:80/d#e\n"},
		{"a block", "a: |\n  b\n  c\nd: 1\n", "c", "a: \"c\"\nd: 1\n"},
		{"a folded block at the end", "a: >-\n  b", "c", "a: \"c\""},
		{"over two lines", "a: b\n  c\nd: 1\n", "e", "a: e\nd: 1\n"},
		{"multi-byte", "é: 日 # ü\n", "本", "é: 本 # ü\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, _ := Parse(source.New("t", []byte(c.text)))
			n := doc.Root.Entries[0].Value
			if n.Kind == List {
				n = n.Items[0]
			}
			got := applied(t, c.text, diag.Edit{Span: n.Span, Text: Rewrite(n, c.value)})
			if got != c.want {
				t.Fatalf("got %q, want %q", got, c.want)
			}
			again, found := Parse(source.New("t", []byte(got)))
			n = again.Root.Entries[0].Value
			if n.Kind == List {
				n = n.Items[0]
			}
			if text, ok := n.Str(); !ok || text != c.value || len(found) > 0 {
				t.Errorf("%q is read as %s %q, findings %s", got, n.Kind, n.Text, describe(found))
			}
		})
	}
}

func applied(t *testing.T, text string, edit diag.Edit) string {
	t.Helper()
	out, err := diag.Apply([]byte(text), []diag.Edit{edit})
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// The entry marked ‹so› is taken out, and what is left is the same as before.
// Where want is empty there is no edit that touches nothing else.
func TestRemoval(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"first of a list", "a:\n  - ‹b›\n  - c\n", "a:\n  - c\n"},
		{"last of a list", "a:\n  - b\n  - ‹c›\nd: 1\n", "a:\n  - b\nd: 1\n"},
		{"list not indented", "a:\n- b\n- ‹c›\n", "a:\n- b\n"},
		{"CRLF", "a:\r\n  - b\r\n  - ‹c›\r\nd: 1\r\n", "a:\r\n  - b\r\nd: 1\r\n"},
		{"no final line break", "a:\n  - b\n  - ‹c›", "a:\n  - b"},
		{"CRLF without a final one", "a:\r\n  - b\r\n  - ‹c›", "a:\r\n  - b"},
		{"byte order mark", "\ufeff- ‹b›\n- c\n", "\ufeff- c\n"},
		{"quotes", "a:\n  - 'b'\n  - ‹\"b\"›\n", "a:\n  - 'b'\n"},
		{"map in a list", "a:\n  - ‹b: 1\n    c: 2›\n  - d\n", "a:\n  - d\n"},
		{"white space behind", "a:\n  - b\n  - ‹c›  \n", "a:\n  - b\n"},
		{"comment behind", "a:\n  - b\n  - ‹c› # why\n", ""},
		{"only item", "a:\n  - ‹b›\n", ""},
		{"on the line of its parent", "- - ‹b›\n  - c\n", ""},
		{"brackets, first", "a: [‹b›, c, d]\n", "a: [c, d]\n"},
		{"brackets, middle", "a: [b, ‹c›, d]\n", "a: [b, d]\n"},
		{"brackets, last", "a: [b , ‹c› ] # why\n", "a: [b ] # why\n"},
		{"brackets over lines", "a: [b,\n  ‹c›]\n", ""},
		{"brackets with a comment", "a: [‹b›, # why\n  c]\n", ""},
		{"map, first", "a:\n  ‹b: 1›\n  c: 2\n", "a:\n  c: 2\n"},
		{"map, last, multi-byte", "a:\n  b: é\n  ‹ü: '日'›\nd: 1\n", "a:\n  b: é\nd: 1\n"},
		{"map with a block", "b: 1\n‹a: |\n  x\n\n  y›\nc: 2\n", "b: 1\nc: 2\n"},
		{"map in braces", "a: {‹b: 1›, c: 2}\n", "a: {c: 2}\n"},
		{"key without a value", "b: 1\n‹a›:\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, marked := unmark(t, c.text)
			doc, found := Parse(source.New("t", []byte(text)))
			if len(found) > 0 {
				t.Fatal(describe(found))
			}
			parent, index := parentOf(doc.Root, marked)
			if parent == nil {
				t.Fatalf("nothing stands at %v", marked)
			}
			edit, ok := doc.Removal(parent, index)
			if !ok || c.want == "" {
				if ok != (c.want != "") {
					t.Errorf("an edit is %v: %q", ok, applied(t, text, edit))
				}
				return
			}
			if got := applied(t, text, edit); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// parentOf returns the list or map that holds what starts at a place, outermost
// first, and its index.
func parentOf(n *Node, at source.Span) (*Node, int) {
	for i, item := range n.List() {
		if item.Span == at {
			return n, i
		}
		if parent, i := parentOf(item, at); parent != nil {
			return parent, i
		}
	}
	for i, e := range n.Map() {
		if e.Key.Span.Start == at.Start && max(e.Key.Span.End, e.Value.Span.End) == at.End {
			return n, i
		}
		if parent, i := parentOf(e.Value, at); parent != nil {
			return parent, i
		}
	}
	return nil, 0
}

// Keys of large maps are found as those of small ones are.
func TestEntryOfLargeMaps(t *testing.T) {
	var b strings.Builder
	for i := range 40 {
		b.WriteString(strings.Repeat("k", i+1) + ": " + strings.Repeat("v", i) + "x\n")
	}
	b.WriteString("kkk: twice\n")
	doc, _ := Parse(source.New("t", []byte(b.String())))
	for i := range 40 {
		if e := doc.Root.Entry(strings.Repeat("k", i+1)); e == nil || len(e.Value.Text) != i+1 {
			t.Errorf("key %d: got %v", i, e)
		}
	}
	if e := doc.Root.Entry("none"); e != nil {
		t.Errorf("got %v for a key that is not there", e)
	}
}
