package validate

import (
	"cmp"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/cputime"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate/validatetest"
)

// The tests over random manifests are short by default. scripts/soak runs them
// at full length with other seeds.
var (
	soak = flag.Bool("soak", false, "run the tests over random manifests at full length")
	seed = flag.Uint64("seed", 1, "seed of the tests over random manifests")
)

// rounds is how often a test over random manifests is to be repeated.
func rounds(usual, soaked int) int {
	switch {
	case *soak:
		return soaked
	case testing.Short():
		return usual / 20
	}
	return usual
}

// samples are the manifests in /manifests.
func samples(t testing.TB) [][]byte {
	paths, err := filepath.Glob(filepath.Join("..", "..", "manifests", "*", "manifest.yaml"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no sample manifests: %v", err)
	}
	var texts [][]byte
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text)
	}
	return texts
}

// linters returns one linter for each state.
func linters(t testing.TB) []*Linter {
	var all []*Linter
	for _, state := range []State{Draft, Testing, Production} {
		l, err := New(Options{For: state})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, l)
	}
	return all
}

// Whatever is done to a manifest, lint answers at once, with places that lie
// in the file, in order, and twice the same.
func TestMutants(t *testing.T) {
	texts, all := samples(t), linters(t)
	for i := range rounds(2000, 20_000) {
		r := rand.New(rand.NewPCG(*seed, uint64(i)))
		text := validatetest.Mutant(r, texts[i%len(texts)])
		l := all[i%len(all)]
		lint := func() []diag.Diagnostic { return l.Lint(source.New("manifest.yaml", text), "acme-field-sync") }
		found := lint()
		if fault := faultOf(found, text); fault != "" {
			t.Fatalf("seed %d, mutant %d: %s\n%q", *seed, i, fault, text)
		}
		var again []diag.Diagnostic
		took := quickest(func() { again = lint() })
		if !sameFindings(found, again) {
			t.Fatalf("seed %d, mutant %d: two runs differ:\n%s\n%s\n%q", *seed, i, list(found), list(again), text)
		}
		if took > mutantTime {
			t.Fatalf("seed %d, mutant %d: took %v\n%q", *seed, i, took, text)
		}
	}
}

const mutantTime = 100 * time.Millisecond

// quickest times a run, and runs that took too long up to four times more, for a
// busy machine makes anything slow.
func quickest(lint func()) time.Duration {
	best := time.Hour
	for range 5 {
		if best = min(best, cputime.Of(lint)); best <= mutantTime {
			break
		}
	}
	return best
}

// faultOf says what is wrong with findings about a text, whatever the text, or
// returns "".
func faultOf(found []diag.Diagnostic, text []byte) string {
	outside := func(s source.Span) bool { return s.Start < 0 || s.End < s.Start || s.End > len(text) }
	for _, d := range found {
		switch {
		case outside(d.Span):
			return fmt.Sprintf("%s: span %v lies outside of the file", d.Rule, d.Span)
		case d.Start().Line < 1 || d.Start().Column < 1 || d.End().Line < d.Start().Line:
			return fmt.Sprintf("%s: from %v to %v", d.Rule, d.Start(), d.End())
		case FindRule(d.Rule) == nil:
			return fmt.Sprintf("there is no rule %q", d.Rule)
		case d.Message == "" || d.Severity == diag.Off:
			return fmt.Sprintf("%s: message %q, severity %s", d.Rule, d.Message, d.Severity)
		case slices.ContainsFunc(d.Related, func(r diag.Related) bool { return outside(r.Span) }):
			return fmt.Sprintf("%s: a related span lies outside of the file", d.Rule)
		}
		if d.Fix != nil {
			if _, err := diag.Apply(text, d.Fix.Edits); err != nil || len(d.Fix.Edits) == 0 {
				return fmt.Sprintf("%s: the fix cannot be made: %v", d.Rule, err)
			}
		}
	}
	if !slices.IsSortedFunc(found, func(a, b diag.Diagnostic) int { return cmp.Compare(a.Span.Start, b.Span.Start) }) {
		return "findings are not sorted"
	}
	return ""
}

// sameFindings compares findings about two files with the same text.
func sameFindings(a, b []diag.Diagnostic) bool {
	return slices.EqualFunc(a, b, func(x, y diag.Diagnostic) bool {
		x.File, y.File = nil, nil
		x.Related, y.Related = slices.Clone(x.Related), slices.Clone(y.Related)
		for _, list := range [][]diag.Related{x.Related, y.Related} {
			for i := range list {
				list[i].File = nil
			}
		}
		return reflect.DeepEqual(x, y)
	})
}

// FuzzLint looks at any bytes as TestMutants looks at manifests.
func FuzzLint(f *testing.F) {
	for _, text := range samples(f) {
		f.Add(text)
	}
	f.Add([]byte(base))
	for _, r := range Rules() {
		f.Add([]byte(compose(r.Bad)))
	}
	all := linters(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		l := all[len(text)%len(all)]
		found := l.Lint(source.New("manifest.yaml", text), "app")
		if fault := faultOf(found, text); fault != "" {
			t.Fatal(fault)
		}
		if !sameFindings(found, l.Lint(source.New("manifest.yaml", text), "app")) {
			t.Fatal("two runs differ")
		}
	})
}

func TestGeneratedManifestsHaveNoFindings(t *testing.T) {
	t.Parallel()
	r := validatetest.Random(*seed)
	for i := range rounds(300, 3000) {
		text := validatetest.Manifest(r)
		if found := lintText(t, text, Options{}); len(found) > 0 {
			t.Fatalf("seed %d, manifest %d:\n%s%s", *seed, i, list(found), text)
		}
	}
}
