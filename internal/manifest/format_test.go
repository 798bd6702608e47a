package manifest_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// layouts are files and what they look like in canonical layout; the same where
// want is empty.
var layouts = []struct{ name, in, want string }{
	{name: "already canonical", in: "schema: 1\napp:\n  name: A\n  distribution: custom\nversion: 1.0.0\n"},
	{name: "YAML 1.2 stays on top", in: "# SPDX\n%YAML 1.2\n--- # start\n# app\nversion: 1.0.0\nschema: 1\n",
		want: "# SPDX\n%YAML 1.2\n--- # start\nschema: 1\n# app\nversion: 1.0.0\n"},
	{name: "YAML 1.2 with a comment", in: "%YAML 1.2 # yes\n\n---\nschema: 1\n", want: "%YAML 1.2 # yes\n---\nschema: 1\n"},
	{name: "a text that ends in a line of spaces before the next section",
		in:   "schema: 1\npost_installation_notes: |-\n  Sign in.\n     \napp: {name: A}\n",
		want: "schema: 1\napp: {name: A}\npost_installation_notes: |-\n  Sign in.\n     \n"},
	{name: "a text that ends in a line of spaces, and a blank line",
		in: "schema: 1\npost_installation_notes: |-\n  Sign in.\n     \n\nzeta: 1\n"},
	{name: "a text that ends in a line of spaces, and no blank line",
		in: "schema: 1\npost_installation_notes: |\n  Sign in.\n     \nzeta: 1\n"},
	{name: "keys in order, at every depth",
		in:   "version: 1.0.0\napp: {distribution: custom, name: A}\nembedded:\n  side_panel:\n    url: u\n    description: d\n  full_screen: {url: u}\nschema: 1\n",
		want: "schema: 1\napp: {name: A, distribution: custom}\nversion: 1.0.0\nembedded:\n  full_screen: {url: u}\n  side_panel:\n    description: d\n    url: u\n"},
	{name: "unknown keys last, as they stood", in: "zeta: 1\nversion: 1.0.0\nalpha: 2\n", want: "version: 1.0.0\nzeta: 1\nalpha: 2\n"},
	{name: "tools and lists keep their order",
		in: "data_connector:\n  authentication: [service_account, user_level]\n  permissions:\n    project:\n      daily_log: admin\n      budgeting: admin\n"},
	{name: "keys of a tool", in: "data_connector:\n  permissions:\n    project:\n      x: {purpose: p, level: admin}\n",
		want: "data_connector:\n  permissions:\n    project:\n      x: {level: admin, purpose: p}\n"},
	{name: "keys of items of a list",
		in:   "embedded:\n  full_screen:\n    parameters:\n    - name: N\n      # the key\n      key: k # kk\n    -   type: string\n        key: l\n",
		want: "embedded:\n  full_screen:\n    parameters:\n      # the key\n      - key: k # kk\n        name: N\n      - key: l\n        type: string\n"},
	{name: "indentation", in: "app:\n      name: A\n      distribution: custom\noauth:\n    sandbox:\n     redirect_uris:\n     - a\n     - b\n",
		want: "app:\n  name: A\n  distribution: custom\noauth:\n  sandbox:\n    redirect_uris:\n      - a\n      - b\n"},
	{name: "spaces around punctuation", in: "app:   {  name :   A,distribution: custom  }\nversion:\t1.0.0\noauth: {sandbox: {redirect_uris: [ a,b , c ]}}\n",
		want: "app: {name: A, distribution: custom}\nversion: 1.0.0\noauth: {sandbox: {redirect_uris: [a, b, c]}}\n"},
	{name: "brackets over several lines become a block",
		in:   "app: {\n  name: A, # the name\n  # how\n  distribution: custom\n  # end\n} # closed\nversion: 1.0.0\n",
		want: "app:\n  name: A # the name\n  # how\n  distribution: custom\n  # end\n  # closed\nversion: 1.0.0\n"},
	{name: "a comment behind several items is that of the last",
		in:   "oauth: [a, b, # two\n  c, d] # four\n",
		want: "oauth:\n  - a\n  - b # two\n  - c\n  - d # four\n"},
	{name: "a comment behind several keys is that of the last",
		in:   "app: {distribution: custom, name: A, # the name\n  }\n",
		want: "app:\n  name: A # the name\n  distribution: custom\n"},
	{name: "a comment behind several keys in a bracket of several lines",
		in:   "data_connector: {permissions: {project: {rfi: admin, budgeting: admin, # b\n    x: admin}}}\n",
		want: "data_connector:\n  permissions:\n    project:\n      rfi: admin\n      budgeting: admin # b\n      x: admin\n"},
	{name: "a comment behind a bracket on one line",
		in:   "oauth: {a: [x, y], # a\n  b: {c: d}, e: [], # e\n}\n",
		want: "oauth:\n  a: [x, y] # a\n  b: {c: d}\n  e: [] # e\n"},
	{name: "a comment behind an opening bracket",
		in:   "oauth: { # oauth\n  a: [ # a\n    x, # x\n    y ], # y\n}\n",
		want: "oauth: # oauth\n  a: # a\n    - x # x\n    - y # y\n"},
	{name: "a comment before an item in brackets, however deep",
		in:   "oauth: [a,\n         # b\n  b,\n # end\n ]\n",
		want: "oauth:\n  - a\n  # b\n  - b\n  # end\n"},
	{name: "comments in brackets with nothing else in them",
		in:   "oauth: {a: [ # one\n  ], b: [[ # two\n  # three\n  ], c]}\n",
		want: "oauth:\n  # one\n  a: []\n  b:\n    # two\n    # three\n    - []\n    - c\n"},
	{name: "a comment before a comma", in: "oauth: [a # a\n  , b]\n", want: "oauth:\n  - a # a\n  - b\n"},
	{name: "brackets too long for a line become a block",
		in: "data_connector:\n  permissions:\n    project:\n      budgeting: {level: read_only, purpose: Read budget lines to match them with the invoices that Acme holds for the project.}\n",
		want: "data_connector:\n  permissions:\n    project:\n      budgeting:\n        level: read_only\n" +
			"        purpose: Read budget lines to match them with the invoices that Acme holds for the project.\n"},
	{name: "JSON", in: "{\n  \"version\": \"1.0.0\",\n  \"schema\": 1,\n  \"embedded\": {\"side_panel\": {\"views\": []}}\n}\n",
		want: "\"schema\": 1\n\"version\": \"1.0.0\"\n\"embedded\": {\"side_panel\": {\"views\": []}}\n"},
	{name: "quotes stay", in: "app: {name: 'A'}\nversion: \"1.0.0\"\n"},
	{name: "value on the next line", in: "app:\n  name:\n    A\n  distribution: # how\n    custom # so\n",
		want: "app:\n  name: A\n  # how\n  distribution: custom # so\n"},
	{name: "empty values", in: "app:\n  name:   # none yet\n  distribution:\nembedded: {side_panel: , full_screen: ~}\noauth:\n",
		want: "app:\n  name:   # none yet\n  distribution:\nembedded: {full_screen: ~, side_panel: }\noauth:\n"},
	{name: "empty items", in: "oauth:\n  sandbox:\n    redirect_uris:\n    -\n    -   # none\n    - a\n",
		want: "oauth:\n  sandbox:\n    redirect_uris:\n      -\n      -   # none\n      - a\n"},
	{name: "empty item behind an empty value", in: "oauth:\n  a:\n    - b:\n      c: # none\n    - # none either\n"},
	{name: "text over several lines", in: "release_notes: one\n    two\n\n    three\npost_installation_notes: \"one\n     two\"\n",
		want: "post_installation_notes: \"one\n  two\"\nrelease_notes: one\n  two\n\n  three\n"},
	{name: "block texts", in: "release_notes:   |\n      one\n        deeper\n\n      two\n\n\npost_installation_notes: >- # folded\n one\n two\n",
		want: "post_installation_notes: >- # folded\n  one\n  two\n\nrelease_notes: |\n  one\n    deeper\n\n  two\n"},
	{name: "block text that starts with a space", in: "release_notes: |4\n      one\n    two\n", want: "release_notes: |2\n    one\n  two\n"},
	{name: "block text that keeps its blank lines", in: "release_notes: |+\n    one\n\n\nversion: 1.0.0\n", want: "version: 1.0.0\nrelease_notes: |+\n  one\n\n\n"},
	{name: "block text that ends with the file", in: "release_notes: |\n    one", want: "release_notes: |-\n  one\n"},
	{name: "block text with a line of spaces", in: "release_notes: |\n    one\n      \n    two\n", want: "release_notes: |\n  one\n    \n  two\n"},
	{name: "block text with a hash", in: "release_notes: |\n    # not a comment\n  # a comment\nversion: 1.0.0\n",
		want: "version: 1.0.0\nrelease_notes: |\n  # not a comment\n# a comment\n"},
	{name: "comments move with their key",
		in:   "# about the version\nversion: 1.0.0 # the next\n\n# about the app\n# in two lines\napp: {name: A}\nschema: 1\n",
		want: "schema: 1\n\n# about the app\n# in two lines\napp: {name: A}\n# about the version\nversion: 1.0.0 # the next\n"},
	{name: "comments between levels", in: "app:\n  name: A\n  # of the app\n# of the version\nversion: 1.0.0\n  # deeper than what follows\n",
		want: "app:\n  name: A\n  # of the app\n# of the version\nversion: 1.0.0\n  # deeper than what follows\n"},
	{name: "comments in a list without indentation", in: "oauth:\n  sandbox:\n    redirect_uris:\n    # first\n    - a\n    # of production's sibling\n  production: {}\n",
		want: "oauth:\n  sandbox:\n    redirect_uris:\n      # first\n      - a\n    # of production's sibling\n  production: {}\n"},
	{name: "comments between dashes and maps",
		in:   "oauth:\n  a:\n  -\n    # of the first\n    b: 1\n  -\n    # of the second\n    b: 2\n  # of the third\n  -\n    b: 3\n",
		want: "oauth:\n  a:\n    # of the first\n    - b: 1\n    # of the second\n    - b: 2\n    # of the third\n    - b: 3\n"},
	{name: "comments below a key without a value", in: "oauth:\n  # production: {}\ndata_connector:\n\n  # authentication: [user_level]\n",
		want: "data_connector:\n\n  # authentication: [user_level]\noauth:\n  # production: {}\n"},
	{name: "comments below a value", in: "release_notes: None.\n    # to be written\nversion: 1.0.0\n", want: "version: 1.0.0\nrelease_notes: None.\n  # to be written\n"},
	{name: "comments in brackets belong to the part before",
		in: "oauth: {sandbox: {redirect_uris: [a, # of a\n  b, # of b\n  c # of c\n ]}, # of the sandbox\n production: {redirect_uris: []}} # of oauth\n",
		want: "oauth:\n  sandbox:\n    redirect_uris:\n      - a # of a\n      - b # of b\n      - c # of c\n      # of the sandbox\n" +
			"  production: {redirect_uris: []} # of oauth\n"},
	{name: "a text that keeps its blank lines takes none of the layout",
		in: "release_notes: |+\n  x\n\nschema: 1\n\nzeta: 1\n\n# end\n", want: "schema: 1\nrelease_notes: |+\n  x\n\nzeta: 1\n\n# end\n"},
	{name: "so it does at the end of a map", in: "embedded:\n  side_panel:\n    url: u\n    description: |+\n      x\n\nversion: 1.0.0\n\nzeta: 1\n",
		want: "version: 1.0.0\nembedded:\n  side_panel:\n    description: |+\n      x\n\n    url: u\n\nzeta: 1\n"},
	{name: "comments behind a key stay there", in: "oauth: # set elsewhere\n  sandbox: {}\n"},
	{name: "comments between a dash and its map", in: "embedded:\n  full_screen:\n    parameters:\n      - # first\n        # second\n        key: a\n",
		want: "embedded:\n  full_screen:\n    parameters:\n      # first\n      # second\n      - key: a\n"},
	{name: "aligned comments stay so", in: "schema: 1        # one\nversion: 1.0.0   # two\n"},
	{name: "the header stays on top", in: "# Acme, 2026\n# All rights reserved.\n\nversion: 1.0.0\nschema: 1\n", want: "# Acme, 2026\n# All rights reserved.\n\nschema: 1\nversion: 1.0.0\n"},
	{name: "the modeline stays on top, with what is said below it", in: "# yaml-language-server: $schema=x\n#\n# An app.\nversion: 1.0.0\nschema: 1\n",
		want: "# yaml-language-server: $schema=x\n#\n# An app.\nschema: 1\nversion: 1.0.0\n"},
	{name: "the document marker stays", in: "# top\n---  # start\n\nversion: 1.0.0\nschema: 1\n...\n", want: "# top\n---  # start\n\nschema: 1\nversion: 1.0.0\n"},
	{name: "one blank line at most, none at the ends", in: "\n\nschema: 1\n\n\n\nversion: 1.0.0\n\napp:\n\n  name: A\n\n\n",
		want: "schema: 1\n\napp:\n  name: A\n\nversion: 1.0.0\n"},
	{name: "spaces at the ends of lines", in: "schema: 1  \napp:  \n  name: A\t\n", want: "schema: 1\napp:\n  name: A\n"},
	{name: "line breaks of Windows", in: "version: 1.0.0\r\nrelease_notes: |\r\n    one\r\n\r\n    two\r\nschema: 1 # c\r\n",
		want: "schema: 1 # c\r\nversion: 1.0.0\r\nrelease_notes: |\r\n  one\r\n\r\n  two\r\n"},
	{name: "byte order mark", in: "\uFEFFversion: 1.0.0\nschema: 1\n", want: "\uFEFFschema: 1\nversion: 1.0.0\n"},
	{name: "no line break at the end", in: "schema: 1", want: "schema: 1\n"},
	{name: "comments at the end", in: "schema: 1\n\n\n# app:\n#   name: A\n", want: "schema: 1\n\n# app:\n#   name: A\n"},
	{name: "letters of several bytes", in: "app: {distribution: custom, name: Bäume 🌳}   # für später\n", want: "app: {name: Bäume 🌳, distribution: custom}   # für später\n"},
}

func keyOrder(t testing.TB) manifest.KeyOrder {
	t.Helper()
	return schema.Of(schema.Manifest).KeyOrder()
}

func TestFormat(t *testing.T) {
	order := keyOrder(t)
	for _, tt := range layouts {
		t.Run(tt.name, func(t *testing.T) {
			want := tt.want
			if want == "" {
				want = tt.in
			}
			doc, found := manifest.Parse(source.New("manifest.yaml", []byte(tt.in)))
			if len(found) > 0 {
				t.Fatalf("not a clean file: %s", found[0].Message)
			}
			got, err := doc.Format(order)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != want {
				t.Errorf("got\n%s\nwant\n%s", visibleSpaces(string(got)), visibleSpaces(want))
			}
			again, found := manifest.Parse(source.New("manifest.yaml", got))
			if len(found) > 0 {
				t.Fatal(found[0].Message)
			}
			twice, err := again.Format(order)
			if err != nil || string(twice) != string(got) {
				t.Errorf("a second time: %v\n%s", err, visibleSpaces(string(twice)))
			}
		})
	}
}

func visibleSpaces(s string) string {
	return strings.NewReplacer(" ", "·", "\r", "␍", "\t", "⇥").Replace(s)
}

func TestFormatRefuses(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"a list", "- a\n", "format manifest.yaml: the file does not contain a map of keys"},
		{"an empty map", "{}\n", "format manifest.yaml: the file does not contain a map of keys"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, found := manifest.Parse(source.New("manifest.yaml", []byte(tt.in)))
			if len(found) > 0 {
				t.Fatalf("not a clean file: %s", found[0].Message)
			}
			if got, err := doc.Format(keyOrder(t)); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got %q, %v; want an error that starts with %s", got, err, tt.want)
			}
		})
	}
}

// numbered replaces each % by its number.
func numbered(text string) string {
	var b strings.Builder
	for i, part := range strings.Split(text, "%") {
		if i > 0 {
			fmt.Fprint(&b, i)
		}
		b.WriteString(part)
	}
	return b.String()
}

// Files made to hurt are formatted, or refused, as quickly as others are read.
func TestFormatIsQuickOnBombs(t *testing.T) {
	order := keyOrder(t)
	for name, text := range map[string]string{
		"a long line of wide letters": "extra: [" + strings.Repeat("\"éééééééééééééééééééééééé\",", 8000) + "\"é\"]\n",
		"wide letters, then items":    "extra: [" + strings.Repeat("é", 100_000) + strings.Repeat(",a", 9000) + "]\n",
		"many keys":                   strings.Repeat("key%: value\n", 20_000),
		"many comments":               "a: 1\n" + strings.Repeat("# comment\n", 40_000) + "b: 2\n",
		"many comments behind":        strings.Repeat("key%: 1 # comment\n", 20_000),
		"many empty items":            "a:\n" + strings.Repeat("  -\n    # comment\n    b: 1\n", 12_000),
		"a long text":                 "a: |\n" + strings.Repeat("  text\n\n", 50_000),
		"levels":                      strings.Repeat("{a: ", 60) + "1" + strings.Repeat("}", 60) + "\n",
	} {
		text = numbered(text)
		doc, found := manifest.Parse(source.New("manifest.yaml", []byte(text)))
		if len(found) > 0 {
			t.Fatalf("%s: %s", name, found[0].Message)
		}
		start := time.Now()
		if _, err := doc.Format(order); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s: %d bytes took %v", name, len(text), took)
		}
	}
}

// FuzzFormat holds for any file that reads cleanly: it is either refused, or
// laid out so that doing it again changes nothing. That content and comments
// are kept is proven by Format itself.
func FuzzFormat(f *testing.F) {
	order := keyOrder(f)
	for _, tt := range layouts {
		f.Add([]byte(tt.in))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, found := manifest.Parse(source.New("manifest.yaml", data))
		if len(found) > 0 {
			return
		}
		once, err := doc.Format(order)
		if err != nil {
			// In brackets, text may be unquoted that may not be so outside; explicit
			// keys and directives are refused, and so is what holds no keys. At the
			// margin, a key that starts with three dots or dashes may be a marker.
			if !bytes.ContainsAny(data, "[{?%") && !bytes.Contains(data, []byte("...")) && !bytes.Contains(data, []byte("---")) && doc.Root.Kind == manifest.Map {
				t.Errorf("%s\n%q", err, data)
			}
			return
		}
		again, found := manifest.Parse(source.New("manifest.yaml", once))
		if len(found) > 0 {
			t.Fatal(found[0].Message)
		}
		twice, err := again.Format(order)
		if err != nil || string(twice) != string(once) {
			t.Errorf("%q became\n%q, then (%v)\n%q", data, once, err, twice)
		}
	})
}

// TestFormatKeepsCommentsInPlace writes manifests in any order and layout, with
// comments that name the key they belong to, and looks for them beside it.
func TestFormatKeepsCommentsInPlace(t *testing.T) {
	rounds := uint64(2000)
	if *manifest.Soak {
		rounds = 20_000
	}
	for seed := range rounds {
		w := &untidy{Rand: rand.New(rand.NewPCG(*manifest.Seed, seed)), order: manifest.KeyOrder{}}
		w.WriteString("# about the file\n\n")
		w.tree("", "", "k", "")
		doc, found := manifest.Parse(source.New("manifest.yaml", []byte(w.String())))
		if len(found) > 0 {
			t.Fatalf("seed %d: not a clean file: %s\n%s", seed, found[0].Message, w)
		}
		got, err := doc.Format(w.order)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, w)
		}
		if fault := misplaced(string(got)); fault != "" {
			t.Fatalf("seed %d: %s\n%s\nbecame\n%s", seed, fault, w, got)
		}
	}
}

// untidy writes a tree of keys, each once in the file.
type untidy struct {
	*rand.Rand
	strings.Builder
	order manifest.KeyOrder
}

// tree writes a map at a margin; head stands before its first key, if not empty.
func (w *untidy) tree(margin, path, key, head string) {
	var names []string
	for i := range 1 + w.IntN(4) {
		names = append(names, key+string(rune('a'+i)))
	}
	w.order[path] = slices.Clone(names)
	w.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	for i, name := range names {
		behind := ""
		if w.IntN(3) == 0 {
			behind = strings.Repeat(" ", 1+w.IntN(3)) + "# behind " + name
		}
		start := margin
		if i == 0 && head != "" {
			start = head
		} else {
			for range w.IntN(3) * w.IntN(2) {
				w.WriteString(strings.Repeat("\n", w.IntN(3)) + margin + "# above " + name + "\n")
			}
		}
		below := name
		if path != "" {
			below = path + "." + name
		}
		w.WriteString(start + name + ":")
		switch kind := w.IntN(10); {
		case len(path) < 12 && kind < 2:
			w.WriteString(behind + "\n")
			w.tree(margin+strings.Repeat(" ", 1+w.IntN(4)), below, name, "")
		case kind == 6:
			w.WriteString(behind + "\n")
			w.below(margin, name)
		case kind == 7:
			w.WriteString(" |+" + behind + "\n" + margin + "   kept\n" + strings.Repeat("\n", w.IntN(3)))
		case len(path) < 12 && kind == 2:
			w.WriteString(behind + "\n")
			dashes := margin + strings.Repeat(" ", w.IntN(3))
			for i := range 1 + w.IntN(2) {
				head := dashes + "-" + strings.Repeat(" ", 1+w.IntN(3))
				inner := strings.Repeat(" ", len(head))
				if w.IntN(3) == 0 { // the map starts below its dash
					w.WriteString(dashes + "-\n")
					head = ""
				}
				w.tree(inner, below+"[]", name+string(rune('0'+i)), head)
				delete(w.order, below+"[]") // each item has keys of its own
			}
		case kind == 3:
			w.WriteString(" {z:  1,y: [ 2,3 ]}" + behind + "\n")
		case kind == 4:
			w.WriteString(" |" + behind + "\n" + margin + "   text\n" + margin + "     deeper # not a comment\n\n")
		case kind == 5:
			w.WriteString(" [" + behind + "\n" + margin + " one,\n" + margin + " two ]\n")
		default:
			w.WriteString("  value" + behind + "\n")
			w.below(margin, name)
		}
	}
}

// below writes comments deeper than a key, or none.
func (w *untidy) below(margin, name string) {
	for range w.IntN(2) * w.IntN(3) {
		w.WriteString(margin + strings.Repeat(" ", 1+w.IntN(4)) + "# below " + name + "\n")
	}
}

// misplaced says which comment of a file in canonical layout is not where it
// says it belongs.
func misplaced(text string) string {
	lines := strings.Split(text, "\n")
	key := func(line string) string {
		name, _, _ := strings.Cut(strings.TrimLeft(line, " -"), ":")
		return name
	}
	for i, line := range lines {
		if _, name, ok := strings.Cut(line, "# behind "); ok && key(line) != name {
			return fmt.Sprintf("line %d: the comment behind %s is behind %s", i+1, name, key(line))
		}
		if name, ok := strings.CutPrefix(strings.TrimLeft(line, " "), "# below "); ok {
			last := i - 1
			for strings.HasPrefix(strings.TrimLeft(lines[last], " "), "# below ") {
				last--
			}
			if key(lines[last]) != name {
				return fmt.Sprintf("line %d: the comment below %s is below %s", i+1, name, key(lines[last]))
			}
		}
		if name, ok := strings.CutPrefix(strings.TrimLeft(line, " "), "# above "); ok {
			next := i + 1
			for lines[next] == "" || strings.HasPrefix(strings.TrimLeft(lines[next], " "), "# above "+name) {
				next++
			}
			if key(lines[next]) != name {
				return fmt.Sprintf("line %d: the comment above %s is above %s", i+1, name, key(lines[next]))
			}
		}
	}
	return ""
}
