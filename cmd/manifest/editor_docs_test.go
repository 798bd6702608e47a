package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// fenced returns the only block of a language on a page of the documentation.
func fenced(t *testing.T, page, language string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", page))
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?ms)^```"+language+"\n(.*?)^```$").FindAllSubmatch(text, -1)
	if len(blocks) != 1 {
		t.Fatalf("%s has %d blocks of %s, want one", page, len(blocks), language)
	}
	return string(blocks[0][1])
}

// faultyProject has three findings of three severities.
func faultyProject(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "manifests", "sitelens"), os.DirFS("../../manifests/sitelens")); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "manifests", "sitelens", "manifest.yaml")
	replaceIn(t, file, "rfi.detail", "rfi.detial")
	replaceIn(t, file, "version: 1.2.0", "version: v1.2.0")
	replaceIn(t, file, "release_notes:", "x_notes:")
	if err := os.WriteFile(filepath.Join(dir, ".manifest.yaml"), []byte("schema: 1\nrules: {unknown-view: warning, unknown-key: info}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

var faults = []string{"9:10:error", "41:9:warning", "60:1:info"}

// VS Code finds each finding, and nothing else, by the pattern on the page.
func TestProblemMatcher(t *testing.T) {
	var page struct {
		Tasks []struct {
			Command        string
			ProblemMatcher struct {
				Pattern struct {
					Regexp                                      string
					File, Line, Column, Severity, Message, Code int
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(fenced(t, "editors.md", "json")), &page); err != nil {
		t.Fatal(err)
	}
	pattern := page.Tasks[0].ProblemMatcher.Pattern
	command := strings.Fields(page.Tasks[0].Command)
	_, out := inFolder(faultyProject(t), "", command[1:]...)
	var got []string
	for line := range strings.Lines(out) {
		m := regexp.MustCompile(pattern.Regexp).FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if m == nil {
			continue
		}
		if m[pattern.File] != "manifests/sitelens/manifest.yaml" || m[pattern.Message] == "" || strings.HasSuffix(m[pattern.Message], "]") || m[pattern.Code] == "" {
			t.Errorf("%q is read as %q", line, m)
		}
		got = append(got, m[pattern.Line]+":"+m[pattern.Column]+":"+m[pattern.Severity])
	}
	if !slices.Equal(got, faults) {
		t.Errorf("got %q, want %q, of\n%s", got, faults, out)
	}
}

// Vim fills its quickfix list when a manifest is saved.
func TestErrorFormat(t *testing.T) {
	t.Parallel()
	vim, err := exec.LookPath("vim")
	if err != nil {
		t.Skip("vim is not there")
	}
	dir := faultyProject(t)
	bin := tool(t)
	if err := os.WriteFile(filepath.Join(dir, "vimrc"), []byte("set nocompatible\n"+fenced(t, "editors.md", "vim")), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(vim, "-N", "-u", "vimrc", "-e", "-s", "manifests/sitelens/manifest.yaml",
		"-c", "write", "-c", `call writefile(map(getqflist(), 'v:val.valid . ":" . bufname(v:val.bufnr) . ":" . v:val.lnum . ":" . v:val.col . ":" . v:val.type'), 'found')`, "-c", "qall!")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"), "HOME="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Logf("vim: %v\n%s", err, out)
	}
	found, err := os.ReadFile(filepath.Join(dir, "found"))
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, fault := range faults {
		place, severity := fault[:strings.LastIndex(fault, ":")], fault[strings.LastIndex(fault, ":")+1:]
		want = append(want, "1:manifests/sitelens/manifest.yaml:"+place+":"+severity[:1])
	}
	if got := strings.Fields(string(found)); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
