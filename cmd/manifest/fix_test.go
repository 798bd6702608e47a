package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/cli"
	"github.com/procore-manifest/manifest/internal/project"
)

// A repair that could not be written was not made: the result is about the file
// as it is.
func TestFixThatCannotBeWritten(t *testing.T) {
	const broken = `schema: 1
app: {name: One, distributon: custom}
version: 0.1.0
data_connector: {authentication: [user_level]}
setup_instructions: {url: "https://help.one.io/procore", page_name: Set up One}
post_installation_notes: Open Settings and select Connect to Procore.
`
	meanwhile := strings.Replace(broken, "One", "Two", 1)
	for _, tt := range []struct {
		name, op, stderr, left string
		fail                   func(path string) error
	}{
		{"disk full", "create", "app.yaml: no space left", broken, func(string) error { return errors.New("no space left") }},
		{"changed during the run", "read", "changed during this run", meanwhile, func(path string) error {
			return os.WriteFile(path, []byte(meanwhile), 0o666)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "app.yaml")
			if err := os.WriteFile(path, []byte(broken), 0o666); err != nil {
				t.Fatal(err)
			}
			var out, errs bytes.Buffer
			env := project.Env{
				Dir: dir, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Now: time.Now,
				Getenv: func(string) string { return "" },
				FailDisk: func(op, _ string) error {
					if op != tt.op {
						return nil
					}
					return tt.fail(path)
				},
			}
			code := cli.Run(context.Background(), env, []string{"lint", "--fix", "app.yaml"})
			if code != 3 || !strings.Contains(errs.String(), tt.stderr) || strings.Contains(errs.String(), "repaired") {
				t.Errorf("got exit code %d, want 3\n%s", code, errs.String())
			}
			if !strings.Contains(out.String(), `unknown key "distributon"`) || strings.Contains(out.String(), "no findings") {
				t.Errorf("the findings of the file as it is are not shown:\n%s", out.String())
			}
			if data, err := os.ReadFile(path); err != nil || string(data) != tt.left {
				t.Errorf("got %v, the file\n%s", err, data)
			}
		})
	}
}
