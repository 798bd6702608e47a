package ledger

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/procore-manifest/manifest/schema"
)

func compile(t *testing.T, data []byte) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.LoadURL = nil
	if err := c.AddResource("schema.json", bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Editors and this package must not disagree about the same file.
func TestSchemasAgree(t *testing.T) {
	for _, c := range []struct {
		name, file string
		schema     []byte
		accepts    func(text string) bool
		texts      []string
	}{
		{"record", "testdata/record.yaml", schema.Record, func(text string) bool {
			_, diags := Parse(file("record.yaml", text))
			return len(diags) == 0
		}, []string{
			head + saved, head, saved, head + "history: []\n", head + "history: {}\n", head + saved + "x: 1\n", strings.Replace(head, "format: 1", "format: 2", 1) + saved,
			strings.Replace(head, "acme", "Acme", 1) + saved, strings.Replace(head, "0.1.0", "0.01.0", 1) + saved, strings.Replace(head, "0.1.0", "1.1234567890.0", 1) + saved,
			strings.Replace(head, "ready_for_testing", "draft", 1) + saved, strings.Replace(head, "sha256:0", "sha256:A", 1) + saved,
			head + strings.Replace(saved, "event: save", "event: saved", 1), head + strings.Replace(saved, "to: ready_for_testing", "to: draft", 1),
			head + strings.Replace(saved, "14:05:00Z", "14:05:00+00:00", 1), head + strings.Replace(saved, "by: Jane", "by: ''", 1), head + saved + "    commit: HEAD\n",
			head + saved + "    commit: 123456\n", head + saved + "    overrides: [{gate: a}]\n", head + saved + "    overrides: [{gate: a, reason: b}]\n",
			head + saved + "keys: {}\n", head + saved + "keys: {sandbox: x}\n", head + saved + "keys: {sandbox: " + keyA + "}\n", head + saved + "release_notes: 1\n",
			head + saved + "portal_version: ''\n",
		}},
		{"approvals", "testdata/approvals.yaml", schema.Approvals, func(text string) bool {
			_, diags := ParseApprovals(file("approvals.yaml", text))
			return len(diags) == 0
		}, []string{
			approved, "approvals: []\n", "format: 1\n", "format: 1\napprovals: {}\n", strings.Replace(approved, "9f2c41", "9f2c4", 1), strings.Replace(approved, "because", "''", 1),
			strings.Replace(approved, "2026-01-30", "2026-1-30", 1), approved + "    expires: never\n", approved + "    change: ''\n", approved + "    who: x\n",
			"format: 1\nsmaller_bumps: [{version: 1.2, change: 9f2c41, reason: x, by: y, date: 2026-01-30}]\n", "format: 1\nsmaller_bumps: [{version: 1.2.0, change: 9f2c41, reason: x, by: y, date: 2026-01-30}]\n",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			compiled := compile(t, c.schema)
			full, err := os.ReadFile(c.file)
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range append(c.texts, string(full)) {
				err := compiled.Validate(document(t, text).Root.JSON())
				if (err == nil) != c.accepts(text) {
					t.Errorf("the schema says %v, this package accepts: %t\n%s", err, c.accepts(text), text)
				}
			}
			at := 0
			for _, f := range schema.Of(c.schema).Fields() {
				path := strings.Split(strings.ReplaceAll(f.Path, "[]", ""), ".")
				key := path[len(path)-1] + ":"
				if !strings.Contains(string(full), key) {
					t.Errorf("%s lacks %s", c.file, f.Path)
				}
				if len(path) == 1 { // the order of the schema is that of the file
					if i := strings.Index(string(full), "\n"+key); i < at {
						t.Errorf("%s stands before the key that comes first in the schema", key)
					} else {
						at = i
					}
				}
			}
		})
	}
}

func TestSchemaListsTheStatesAndEvents(t *testing.T) {
	var doc struct {
		Definitions struct {
			Entry struct {
				Properties struct{ Event, From, Result struct{ Enum []string } }
			}
			Saved struct{ Enum []string } `json:"saved_state"`
		}
	}
	if err := json.Unmarshal(schema.Record, &doc); err != nil {
		t.Fatal(err)
	}
	properties := doc.Definitions.Entry.Properties
	if got := properties.Event.Enum; !slices.Equal(got, wordsOf(events)) {
		t.Errorf("events: got %v, want %v", got, events)
	}
	if got := properties.From.Enum; !slices.Equal(got, wordsOf(States())) {
		t.Errorf("states: got %v, want %v", got, States())
	}
	if got := doc.Definitions.Saved.Enum; !slices.Equal(got, wordsOf(savedStates())) {
		t.Errorf("states of a record: got %v, want %v", got, savedStates())
	}
	if got := properties.Result.Enum; !slices.Equal(got, wordsOf(results)) {
		t.Errorf("results: got %v, want %v", got, results)
	}
}

func wordsOf[T ~string](values []T) (out []string) {
	for _, v := range values {
		out = append(out, string(v))
	}
	return out
}
