package cli

import (
	"bytes"
	"context"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/validate/validatetest"
)

var (
	soak = flag.Bool("soak", false, "run the tests over random manifests at full length")
	seed = flag.Uint64("seed", 1, "seed of the tests over random manifests")
)

// Whatever is done to a manifest, lint exits with 0 or 1, prints the same twice,
// and text without control characters, in every format, and at once.
func TestLintOfMutants(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join("..", "..", "manifests", "*", "manifest.yaml"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no sample manifests: %v", err)
	}
	n := 200
	if *soak {
		n = 20_000
	}
	dir := t.TempDir()
	var took time.Duration
	lint := func(args ...string) (int, string) {
		var out, errs bytes.Buffer
		begun := time.Now()
		code := Run(context.Background(), project.Env{Dir: dir, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs,
			Getenv: func(string) string { return "" }, Now: time.Now},
			append([]string{"lint", "--quiet", "manifest.yaml"}, args...))
		took = time.Since(begun)
		if errs.Len() > 0 {
			t.Errorf("standard error: %q", errs.String())
		}
		return code, out.String()
	}
	formats := report.LintFormats.Names()
	for i := range n {
		text, err := os.ReadFile(paths[i%len(paths)])
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(*seed, uint64(i)))
		text = validatetest.Mutant(r, text)
		if err := os.WriteFile(filepath.Join(dir, "manifest.yaml"), text, 0o666); err != nil {
			t.Fatal(err)
		}
		for _, format := range []string{"text", formats[i%len(formats)]} {
			code, out := lint("--format", format)
			first := took
			again, second := lint("--format", format)
			best := min(first, took)
			for n := 0; n < 50 && best > 100*time.Millisecond; n++ { // a busy machine makes anything slow
				lint("--format", format)
				best = min(best, took)
			}
			control := func(c rune) bool { return unicode.IsControl(c) && c != '\n' }
			switch {
			case code != exitOK && code != exitFindings:
				t.Errorf("exit code %d", code)
			case code != again || out != second:
				t.Errorf("two runs differ:\n%s\n%s", out, second)
			case best > 100*time.Millisecond:
				t.Errorf("took %v, and at best %v when it was run again", first, best)
			case format == "text" && slices.ContainsFunc([]rune(out), control):
				t.Errorf("the text contains control characters: %q", out)
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d, mutant %d: %q", *seed, i, text)
		}
	}
}
