package promote

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What the documentation says is said or done by the tool where the tables say, or
// is not for this tool, with the reason.
func TestStatementsAreCovered(t *testing.T) {
	for table, rows := range map[string]int{"seeds.txt": 85, "facts.txt": 0} {
		data, err := os.ReadFile(filepath.Join("testdata", table))
		if err != nil {
			t.Fatal(err)
		}
		ids := make(map[string]bool)
		for line := range strings.Lines(string(data)) {
			line = strings.TrimSuffix(line, "\n")
			if strings.HasPrefix(line, "#") {
				continue
			}
			parts := strings.SplitN(line, " | ", 4)
			if len(parts) != 4 || ids[parts[0]] {
				t.Errorf("%s: %q: want an id of its own, a statement, a file and a text", table, line)
				continue
			}
			ids[parts[0]] = true
			if parts[2] == "-" {
				continue
			}
			text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(parts[2])))
			if err != nil {
				t.Error(err)
			} else if !strings.Contains(string(text), parts[3]) {
				t.Errorf("%s: %s (%s): %s does not say %q", table, parts[0], parts[1], parts[2], parts[3])
			}
		}
		if rows > 0 && len(ids) != rows {
			t.Errorf("%s has %d statements, want %d", table, len(ids), rows)
		}
	}
}
