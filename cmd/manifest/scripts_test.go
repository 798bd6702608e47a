package main

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Whatever a shell runs is named where shellcheck is run.
func TestShellcheckSeesAll(t *testing.T) {
	var patterns []string
	for _, line := range regexp.MustCompile(`(?m)^\s*shellcheck .*$`).FindAllString(readFile(t, "../../.ci/run"), -1) {
		patterns = append(patterns, strings.Fields(line)[1:]...)
	}
	root := os.DirFS("../..")
	seen := 0
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains([]string{".git", "dist", "release", "testdata"}, d.Name()):
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		data, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		if ending := path.Ext(name); ending != ".sh" && ending != ".bash" && !regexp.MustCompile(`^#!.*\b(ba)?sh\b`).Match(data) {
			return nil
		}
		seen++
		if !slices.ContainsFunc(patterns, func(pattern string) bool {
			ok, _ := path.Match(pattern, name)
			return ok
		}) {
			t.Errorf("%s is not among what .ci/run gives to shellcheck", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 10 {
		t.Errorf("found only %d scripts", seen)
	}
}

// stubs makes a folder to put on a PATH: programs of this machine, and others
// that are short scripts.
func stubs(t *testing.T, programs []string, scripts map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range programs {
		at, err := exec.LookPath(name)
		if err != nil {
			t.Skipf("there is no %s on this machine", name)
		}
		if err := os.Symlink(at, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	for name, script := range scripts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// runScript runs a script of the project with its own PATH.
func runScript(t *testing.T, script, path string, env ...string) (out string, code int) {
	t.Helper()
	cmd := exec.Command("bash", script)
	cmd.Env = append([]string{"PATH=" + path, "HOME=" + t.TempDir(), "TMPDIR=" + t.TempDir()}, env...)
	var buf bytes.Buffer
	cmd.Stdout, cmd.Stderr = &buf, &buf
	err := cmd.Run()
	return buf.String(), exitCode(t, err)
}

// A machine without Node.js, or a person without a network, is told what was not
// checked. In CI a registry that does not answer is no reason to pass.
func TestScriptOfEditors(t *testing.T) {
	programs := []string{"bash", "dirname", "mktemp", "rm", "tail", "timeout"}
	without := stubs(t, programs, nil)
	old := stubs(t, programs, map[string]string{"node": `[ "$1" != -e ] && echo v18.0.0`, "npm": "exit 1"})
	offline := stubs(t, programs, map[string]string{"node": "exit 0", "npm": "echo no network; exit 1"})
	for _, tt := range []struct {
		name, path, ci string
		code           int
		says           string
	}{
		{"no Node.js", without, "", 0, "no Node.js here"},
		{"no Node.js in CI", without, "true", 0, "no Node.js here"},
		{"an old one in CI", old, "true", 0, "Node.js v18.0.0 is too old"},
		{"no registry", offline, "", 0, "no network\nyaml-language-server@1.2.3 and ajv could not be installed"},
		{"no registry in CI", offline, "true", 3, "no network\nyaml-language-server@1.2.3 and ajv could not be installed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, code := runScript(t, "../../scripts/editors", tt.path, "CI="+tt.ci, "YAML_LANGUAGE_SERVER_VERSION=1.2.3")
			if code != tt.code || !strings.Contains(out, tt.says) || !strings.Contains(out, "is not checked") {
				t.Errorf("exit code %d, want %d and %q:\n%s", code, tt.code, tt.says, out)
			}
		})
	}
}
