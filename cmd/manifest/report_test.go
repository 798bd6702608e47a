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

// The workflow in docs/report.md publishes the page on its own branch, again
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

// The job in docs/report.md leaves the page where GitLab Pages looks for it.
func TestReportPagesJob(t *testing.T) {
	t.Parallel()
	tool := tool(t)
	m := regexp.MustCompile("(?ms)^```yaml\n(# \\.gitlab-ci\\.yml\n.*?)^```$").FindStringSubmatch(readFile(t, "../../docs/report.md"))
	if m == nil {
		t.Fatal("docs/report.md shows no job for GitLab")
	}
	var ci struct {
		Pages struct {
			Script    []string
			Variables map[string]string
			Artifacts struct{ Paths []string }
		}
	}
	if err := yaml.Unmarshal([]byte(m[1]), &ci); err != nil {
		t.Fatal(err)
	}
	script := ci.Pages.Script
	if len(script) < 2 || !strings.HasPrefix(script[0], "go install github.com/procore-manifest/manifest/cmd/manifest@") ||
		len(ci.Pages.Artifacts.Paths) != 1 || ci.Pages.Artifacts.Paths[0] != "public" || ci.Pages.Variables["GIT_DEPTH"] != "0" {
		t.Fatalf("the job is %+v", ci.Pages)
	}
	dir := unsaved(t, "main", "work", func(string) {})
	commit(t, dir, time.Now().Format(time.RFC3339))
	if out, code := shell(t, tool, dir, strings.Join(append([]string{"set -e"}, script[1:]...), "\n")); code != 0 {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	if page := readFile(t, filepath.Join(dir, "public", "index.html")); !strings.Contains(page, "<title>App report") {
		t.Errorf("got %.200s", page)
	}
}
