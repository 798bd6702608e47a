package main

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"
)

// The workflow in docs/report.md publishes the page on a branch of its own, again
// and again.
func TestReportWorkflow(t *testing.T) {
	t.Parallel()
	tool := tool(t)
	m := regexp.MustCompile("(?ms)^```yaml\n(# \\.github/workflows/manifest-report\\.yml\n.*?)^```$").FindStringSubmatch(readFile(t, "../../docs/report.md"))
	if m == nil {
		t.Fatal("docs/report.md shows no workflow")
	}
	var w workflow
	if err := yaml.Unmarshal([]byte(m[1]), &w); err != nil {
		t.Fatal(err)
	}
	steps := w.Jobs["report"].Steps
	script := steps[len(steps)-1].Run
	dir := unsaved(t, "main", "work", func(string) {})
	commit(t, dir, time.Now().Format(time.RFC3339))
	hub := filepath.Join(t.TempDir(), "hub.git")
	if out, code := shell(t, tool, dir, "git init -q --bare "+hub+"; git remote remove origin; git remote add origin "+hub); code != 0 {
		t.Fatal(out)
	}
	for range 2 {
		if out, code := shell(t, tool, dir, script); code != 0 {
			t.Fatalf("exit code %d\n%s", code, out)
		}
	}
	page, err := exec.Command("git", "-C", hub, "show", "gh-pages:index.html").Output()
	if err != nil || !strings.Contains(string(page), "<title>App report") {
		t.Errorf("got %v and %.200s", err, page)
	}
	if count, err := exec.Command("git", "-C", hub, "rev-list", "--count", "gh-pages").Output(); strings.TrimSpace(string(count)) != "1" {
		t.Errorf("got %s commits and %v, want 1", count, err)
	}
}
