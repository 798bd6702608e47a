package promote

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/schema"
)

// What the documentation says is said at the place where someone at that stage
// looks, as the tables state, or is not for this tool, with the reason. A place is
// what users read: a plan, an item of the checklist, a rule, a label, a page.
func TestStatementsAreCovered(t *testing.T) {
	for table, want := range map[string]int{"seeds.txt": 85, "facts.txt": 122} {
		ids := make(map[string]bool)
		for line := range strings.Lines(readFile(t, "internal/promote/testdata/"+table)) {
			line = strings.TrimSuffix(line, "\n")
			if strings.HasPrefix(line, "#") {
				continue
			}
			parts := strings.SplitN(line, " | ", 4)
			if len(parts) != 4 || parts[3] == "" || ids[parts[0]] {
				t.Errorf("%s: %q: want an id of its own, a statement, a place and what it says", table, line)
				continue
			}
			ids[parts[0]] = true
			if parts[2] == "-" {
				continue // with the reason
			}
			said := placeSays(t, parts[2])
			for _, text := range strings.Split(parts[3], " && ") {
				if !strings.Contains(said, text) {
					t.Errorf("%s: %s (%s): %s does not say %q, but:\n%.1500s", table, parts[0], parts[1], parts[2], text, said)
				}
			}
		}
		if len(ids) != want {
			t.Errorf("%s has %d statements, want %d", table, len(ids), want)
		}
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

var nextHeading = regexp.MustCompile(`\n#{1,3} [A-Z0-9]`)

// placeSays is what a place says, on one line.
func placeSays(t *testing.T, place string) string {
	t.Helper()
	kind, name, _ := strings.Cut(place, " ")
	first, second, _ := strings.Cut(name, " ")
	text := ""
	switch kind {
	case "steps": // a plan, as it is printed
		text = readFile(t, "internal/report/testdata/steps/"+name+".txt")
	case "item", "gate": // with its reason and source
		for line := range strings.Lines(readFile(t, "docs/promotion.md")) {
			if strings.HasPrefix(line, "| `"+name+"` |") {
				text = line
			}
		}
	case "rule": // with examples and source
		_, rest, _ := strings.Cut(readFile(t, "docs/rules.md"), "\n### "+name+"\n")
		text, _, _ = strings.Cut(rest, "\n### ")
	case "key": // of a manifest: what editors and the reference say
		text = keyText(t, name)
	case "label": // with its note and source
		if l, ok := schema.FindPortalLabel(schema.Portal(first), second); ok {
			text = fmt.Sprintf("%s; %s; %s, %s, %s", l.Label, l.Note, l.Source, l.Date, l.Confidence)
		}
	case "tool":
		for _, tool := range schema.Tools() {
			if string(tool.Scope) == first && tool.Label == second {
				data, err := json.Marshal(tool)
				if err != nil {
					t.Fatal(err)
				}
				text = string(data)
			}
		}
	case "environment":
		for _, e := range schema.Environments() {
			if e.ID == name {
				text = strings.Join(append([]string{e.Login, e.API, e.Credentials, e.Note, e.Source}, e.Web...), "; ")
			}
		}
	case "catalogue": // a file of rows, or a schema
		text = readFile(t, "schema/"+name)
	case "session": // of commands, with what they print
		text = readFile(t, "cmd/manifest/testdata/script/"+name+".txtar")
	case "page": // FILE#HEADING, up to the next heading
		file, heading, _ := strings.Cut(name, "#")
		_, text, _ = strings.Cut(readFile(t, "docs/"+file), "# "+heading+"\n")
		if end := nextHeading.FindStringIndex(text); end != nil {
			text = text[:end[0]]
		}
	}
	if text == "" {
		t.Errorf("there is no place %q", place)
	}
	return strings.Join(strings.Fields(text), " ")
}

// keyText is what the schema says of a key, such as embedded.side_panel.views, or of
// a key of a definition.
func keyText(t *testing.T, path string) string {
	t.Helper()
	var root map[string]any
	if err := json.Unmarshal(schema.Manifest, &root); err != nil {
		t.Fatal(err)
	}
	n := root
	for _, key := range strings.Split(path, ".") {
		next, ok := within(n, "properties", key)
		if !ok {
			next, _ = within(n, "definitions", key)
		}
		n = next
	}
	return fmt.Sprint(n["markdownDescription"], " ", n["description"])
}

func within(n map[string]any, list, key string) (map[string]any, bool) {
	all, _ := n[list].(map[string]any)
	inner, ok := all[key].(map[string]any)
	return inner, ok
}
