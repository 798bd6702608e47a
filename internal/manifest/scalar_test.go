package manifest

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/procore-manifest/manifest/internal/source"
)

// hostileTexts returns texts that are easily written as something else. The
// tests of every writer of YAML read them.
func hostileTexts(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile("testdata/scalars.txt")
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{strings.Repeat("x", 3000)}
	for line := range strings.Lines(string(data)) {
		if !strings.HasPrefix(line, "#") {
			text, err := strconv.Unquote(strings.TrimSpace(line))
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			texts = append(texts, text)
		}
	}
	return texts
}

// What is written is read back as the same text, by the library and by this
// package, or refused by this package.
func TestScalar(t *testing.T) {
	for _, text := range hostileTexts(t) {
		for name, file := range map[string]string{
			"after a key":          "k: " + Scalar(text, 2) + "\nz: 1\n",
			"deep":                 "a:\n    - b: 1\n      k: " + Scalar(text, 8) + "\n      z: 1\n",
			"after a dash":         "- " + Scalar(text, 2) + "\n- z\n",
			"on one line":          "k: " + OneLine(text, false) + "\n",
			"in brackets":          "[" + OneLine(text, true) + ", z]\n",
			"in braces":            "{k: " + OneLine(text, true) + ", z: 1}\n",
			"in place of plain":    "k: " + Rewrite(&Node{}, text) + "\n",
			"in place of single":   "k: " + Rewrite(&Node{Style: Single}, text) + "\n",
			"in place of brackets": "[" + Rewrite(&Node{Text: "a"}, text) + "]\n",
		} {
			doc, found := Parse(source.New("t", []byte(file)))
			if len(found) > 0 {
				if !refusedEverywhere(text) {
					t.Errorf("%q %s is refused: %s\n%s", text, name, found[0].Message, file)
				}
				continue
			}
			if got := someValue(doc.Root).Text; got != text {
				t.Errorf("%q %s is read as %q by this package:\n%s", text, name, got, file)
			}
			var out any
			if err := yaml.Unmarshal([]byte(file), &out); err != nil || !strings.Contains(fmt.Sprintf("%#v", out), fmt.Sprintf("%#v", text)) {
				t.Errorf("%q %s is read as %#v by the library (%v):\n%s", text, name, out, err, file)
			}
		}
	}
}

// refusedEverywhere reports whether no spelling of the text is accepted.
func refusedEverywhere(text string) bool {
	s := &screener{text: text}
	for at, r := range text {
		if s.refused(at, r) != "" && !isJoiner(r) || r == '\ufffd' {
			return true
		}
	}
	return false
}

func someValue(n *Node) *Node {
	for {
		switch {
		case n.Get("k") != nil:
			return n.Get("k")
		case n.Get("a") != nil:
			n = n.Get("a")
		case n.Kind == List:
			n = n.Items[0]
		default:
			return n
		}
	}
}

// How a text is written, where people see it.
func TestScalarStyles(t *testing.T) {
	for text, want := range map[string]string{
		"Jane Doe <jane@acme.test>": "Jane Doe <jane@acme.test>",
		"it's fine":                 "it's fine",
		"one, two [3]":              "one, two [3]",
		`say "x" \`:                 `say "x" \`,
		"0.3.0":                     "0.3.0",
		"Yes":                       `"Yes"`,
		"17:30":                     `"17:30"`,
		"017":                       `"017"`,
		"\u00a0":                    "\"\u00a0\"",
		"a\u200d":                   `"a\u200d"`,
		"👩‍👩‍👧":                     "👩‍👩‍👧",
		"one\n\ntwo\n":              "|\n  one\n\n  two",
		"# one\n  two":              "|-\n  # one\n    two",
		"one\n\n":                   `"one\n\n"`,
		" one\ntwo":                 `" one\ntwo"`,
		"one\n  \ntwo":              `"one\n  \ntwo"`,
	} {
		if got := Scalar(text, 2); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}
