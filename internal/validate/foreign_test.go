package validate

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate/validatetest"
)

// A file of another format gives one finding and is never changed, whatever keys
// it shares with a manifest.
func TestForeignFilesAreLeftAlone(t *testing.T) {
	random := rand.New(rand.NewPCG(14, 1))
	l := mustLinter(t)
	for range 10_000 {
		f := source.New("manifest.yaml", []byte(validatetest.Foreign(random)))
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
