package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/cli"
	"github.com/procore-manifest/manifest/internal/project"
)

// What is generated is committed, so that it can be read where the code is.
func TestGeneratedFilesAreFresh(t *testing.T) {
	for path, args := range map[string][]string{
		"../../docs/rules.md":              {"rules", "--format", "markdown"},
		"../../docs/manifest-reference.md": {"schema", "--format", "markdown"},
	} {
		committed, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		env := project.Env{Dir: ".", Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }}
		if code := cli.Run(context.Background(), env, args); code != 0 {
			t.Fatalf("%v: exit code %d: %s", args, code, errs.String())
		}
		if !bytes.Equal(committed, out.Bytes()) {
			t.Errorf("%s is stale; refresh it with: go generate ./...", strings.TrimPrefix(path, "../../"))
		}
	}
}

// The pages of the commands are those of the commands there are.
func TestCommandPagesAreFresh(t *testing.T) {
	files, err := cli.ReferenceFiles()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		committed, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
		if err != nil || !bytes.Equal(committed, want) {
			t.Errorf("%s is stale (%v); refresh it with: go generate ./...", name, err)
		}
		for _, link := range regexp.MustCompile(`\]\(([^)#]+)(#[^)]*)?\)`).FindAllSubmatch(want, -1) {
			target := path.Join(path.Dir(name), string(link[1]))
			if _, err := os.Stat(filepath.Join("..", "..", filepath.FromSlash(target))); err != nil && path.Ext(name) == ".md" {
				t.Errorf("%s links to %s, which is not there", name, target)
			}
		}
	}
	for _, pattern := range []string{"docs/commands/*", "man/*"} {
		there, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(pattern)))
		if err != nil || len(there) == 0 {
			t.Errorf("no %s (%v)", pattern, err)
		}
		for _, file := range there {
			name, err := filepath.Rel(filepath.Join("..", ".."), file)
			if _, known := files[filepath.ToSlash(name)]; err != nil || !known {
				t.Errorf("%s belongs to no command; refresh with: go generate ./...", name)
			}
		}
	}
}

// The manual pages are read without complaint, where there is a reader.
func TestManualPagesRender(t *testing.T) {
	for _, reader := range [][]string{{"mandoc", "-Tlint", "-Wall"}, {"groff", "-ww", "-man", "-Tutf8", "-z"}} {
		if _, err := exec.LookPath(reader[0]); err != nil {
			t.Logf("%s is not installed", reader[0])
			continue
		}
		pages, err := filepath.Glob("../../man/*.1")
		if err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(reader[0], append(reader[1:], pages...)...).CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s: %v\n%s", reader[0], err, out)
		}
	}
}

// The sample apps teach, so they have nothing that lint would say for the
// strictest state.
func TestSamplesAreClean(t *testing.T) {
	var out, errs bytes.Buffer
	env := project.Env{Dir: "../..", Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }}
	code := cli.Run(context.Background(), env, []string{"lint", "--for", "production", "--fail-on", "info"})
	if want := "4 manifests, no findings.\n"; code != 0 || out.String() != want {
		t.Errorf("got exit code %d\n%s%s\nwant %s", code, out.String(), errs.String(), want)
	}
}
