package validate

import (
	"testing"

	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate/validatetest"
)

// BenchmarkLint lints generated manifests, one an operation, two in a hundred
// of them wrong. scripts/bench measures whole processes.
func BenchmarkLint(b *testing.B) {
	linter, err := New(Options{})
	if err != nil {
		b.Fatal(err)
	}
	r := validatetest.Random(1)
	texts := make([][]byte, 200)
	size := 0
	for i := range texts {
		text := validatetest.Manifest(r)
		if r.IntN(50) == 0 {
			text = validatetest.Mistake(r, text)
		}
		texts[i] = []byte(text)
		size += len(text)
	}
	b.SetBytes(int64(size / len(texts)))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		linter.Lint(source.New("manifest.yaml", texts[i%len(texts)]), "app")
	}
}
