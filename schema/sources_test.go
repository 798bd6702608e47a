package schema

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Catalogues leaves out no list and no row: every object in a data file that
// names a source is a fact with source, date and confidence.
func TestCataloguesAreComplete(t *testing.T) {
	files, err := filepath.Glob("*.json")
	if err != nil {
		t.Fatal(err)
	}
	known := make(map[string]Catalogue)
	for _, c := range Catalogues() {
		known[c.File] = c
	}
	for _, name := range files {
		if strings.HasSuffix(name, ".schema.json") {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var value any
		if err := json.Unmarshal(data, &value); err != nil {
			t.Fatal(err)
		}
		c := known[name]
		if want := sourced(value); len(c.Facts) != want || want == 0 {
			t.Errorf("%s has %d rows with a source, and %d facts", name, want, len(c.Facts))
		}
		if !regexp.MustCompile(`^20\d\d-\d\d$`).MatchString(c.Checked) {
			t.Errorf("%s: checked %q", name, c.Checked)
		}
		for _, f := range c.Facts {
			if f.Name == "" || f.Source == "" || f.Date == "" || f.Confidence == "" {
				t.Errorf("%s: %+v", name, f)
			}
		}
	}
	if len(known) == 0 {
		t.Error("no catalogues")
	}
}

func sourced(value any) int {
	n := 0
	switch v := value.(type) {
	case map[string]any:
		if _, ok := v["source"]; ok {
			n++
		}
		for _, inner := range v {
			n += sourced(inner)
		}
	case []any:
		for _, inner := range v {
			n += sourced(inner)
		}
	}
	return n
}
