package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/cli"
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
		env := cli.Env{Dir: ".", Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }}
		if code := cli.Run(context.Background(), env, args); code != 0 {
			t.Fatalf("%v: exit code %d: %s", args, code, errs.String())
		}
		if !bytes.Equal(committed, out.Bytes()) {
			t.Errorf("%s is stale; refresh it with: go generate ./...", strings.TrimPrefix(path, "../../"))
		}
	}
}

// The sample apps teach, so they have nothing that lint would say for the
// strictest state.
func TestSamplesAreClean(t *testing.T) {
	var out, errs bytes.Buffer
	env := cli.Env{Dir: "../..", Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }}
	code := cli.Run(context.Background(), env, []string{"lint", "--for", "production", "--fail-on", "info"})
	if want := "3 manifests, no findings.\n"; code != 0 || out.String() != want {
		t.Errorf("got exit code %d\n%s%s\nwant %s", code, out.String(), errs.String(), want)
	}
}
