package main

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/validate/validatetest"
)

// The same input gives the same bytes, whatever the number of processors: the
// result, and what is said beside it.
func TestAnyNumberOfProcessors(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	p.must("save", "app", "--by", "Jane")
	p.write("1.0.0", "daily_log", "commitments")
	random := validatetest.Random(1)
	for i := range 16 {
		text := validatetest.Manifest(random)
		if i%2 == 0 {
			text = validatetest.Mistake(random, text)
		}
		writeAll(t, p.dir, map[string]string{fmt.Sprintf("manifests/app-%02d/manifest.yaml", i): text})
	}
	p.must("save", "app-01", "--by", "Jane")
	for _, args := range [][]string{{"init", "-q", "-b", "main"}, {"add", "."}, {"-c", "user.name=Jane", "-c", "user.email=jane@acme.test", "commit", "-qm", "x"}} {
		if out, err := exec.Command("git", append([]string{"-C", p.dir}, args...)...).CombinedOutput(); err != nil {
			t.Skipf("git: %v: %s", err, out)
		}
	}
	for i := range 16 {
		writeAll(t, p.dir, map[string]string{fmt.Sprintf("manifests/app-%02d/manifest.yaml", i): validatetest.Mistake(random, validatetest.Manifest(random))})
	}
	runs := [][]string{
		{"lint", "--base", "main"}, {"lint", "--fix", "--dry-run"}, {"fmt", "--check"}, {"fmt", "--diff"}, {"diff", "--base", "main"}, {"diff", "--base", "main", "--format", "json"},
		{"diff", "app", "--format", "markdown"}, {"status"}, {"status", "--format", "json"}, {"checklist", "app@1.0.0"}, {"steps", "app"}, {"doctor"}, {"promote", "app@1.0.0", "--check"},
	}
	for _, format := range report.LintFormats.Names() {
		runs = append(runs, []string{"lint", "--format", format})
	}
	for _, args := range runs {
		first := ""
		for _, n := range []int{1, 2, 16} {
			cmd := p.process(args...)
			cmd.Env = append(cmd.Env, fmt.Sprintf("GOMAXPROCS=%d", n), "HOME="+p.dir)
			out, err := cmd.CombinedOutput()
			got := fmt.Sprintf("exit code %d\n%s", exitCode(t, err), out)
			if first == "" {
				first = got
			}
			if got != first {
				t.Errorf("manifest %s on %d processors prints\n%s\non one\n%s", strings.Join(args, " "), n, got, first)
			}
		}
		if len(first) < 40 {
			t.Errorf("manifest %s prints little: %s", strings.Join(args, " "), first)
		}
	}
}
