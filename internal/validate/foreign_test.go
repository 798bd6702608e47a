package validate

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// A file of another format gives one finding and is never changed, whatever keys
// it shares with a manifest.
func TestForeignFilesAreLeftAlone(t *testing.T) {
	keys := []string{"apiVersion", "kind", "metadata", "name", "version", "Version", "applications", "manifestVersion",
		"display_information", "oauth", "oauth_config", "permissions", "embedded", "data_connector", "setup-instructions",
		"release notes", "Schema", "schemas", "$schema", "services"}
	values := []string{"v1", "1", "0x1F", "1.10", "yes", "\"2mb\"", "[user_level, user-level]", "{a: 1, b:  2}", "|\n  text",
		"\n  name:   x   # note", "\n- a\n-   b", "https://app.acmefield.com/?a={{procore.company.id}}"}
	random := rand.New(rand.NewPCG(14, 1))
	l := mustLinter(t)
	for range 10_000 {
		var b strings.Builder
		for _, i := range random.Perm(len(keys))[:1+random.IntN(6)] {
			fmt.Fprintf(&b, "%s: %s\n", keys[i], values[random.IntN(len(values))])
		}
		if random.IntN(4) == 0 {
			b.WriteString("schema: " + []string{"v1", "olm.package", "'1'", "1.0", "[1]", "-1"}[random.IntN(6)] + "\n")
		}
		f := source.New("manifest.yaml", []byte(b.String()))
		doc, refused := manifest.Parse(f)
		found, fixed := l.FixAgainst(f, "acme", nil, nil)
		if !bytes.Equal(fixed.File.Data, f.Data) {
			t.Fatalf("%q was changed to %q", f.Data, fixed.File.Data)
		}
		if Foreign(doc) == nil && len(refused) == 0 || Foreign(doc) != nil && (len(found) != 1 || found[0].Severity != diag.Info) {
			t.Fatalf("%q has the findings %v", f.Data, found)
		}
	}
}

func mustLinter(t *testing.T) *Linter {
	t.Helper()
	l, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	return l
}
