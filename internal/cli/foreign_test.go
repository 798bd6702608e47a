package cli

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/validate/validatetest"
)

// No command writes to files of other formats, whether it searches for manifests or
// the files are named, and none puts anything beside them.
func TestNoCommandWritesToForeignFiles(t *testing.T) {
	rounds, files := 1, 100
	if *soak {
		rounds = 100
	}
	random := rand.New(rand.NewPCG(*seed, 2))
	for round := range rounds {
		dir := t.TempDir()
		was := make(map[string]string)
		for i := range files {
			folder := filepath.Join(dir, "manifests", fmt.Sprintf("app%d", i))
			name := filepath.Join(folder, "manifest.yaml")
			was[name] = validatetest.Foreign(random)
			if err := os.MkdirAll(folder, 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, []byte(was[name]), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		portal := filepath.Join(dir, "portal.json")
		if err := os.WriteFile(portal, []byte(`{"schema_version": "4.1", "app_manifest": {"name": "Acme"}}`), 0o666); err != nil {
			t.Fatal(err)
		}
		commands := [][]string{{"lint", "--fix"}, {"fmt"}}
		for i := range files {
			app := fmt.Sprintf("app%d", i)
			name := "manifests/" + app + "/manifest.yaml"
			all := [][]string{
				{"lint", "--fix", name}, {"fmt", name}, {"bump", app, "patch"}, {"save", app, "--by", "Jane"},
				{"import", "portal.json", "--app", app, "--force"}, {"drift", app, "portal.json", "--take", "app.name"},
				{"retire", app, "--reason", "not ours", "--by", "Jane"}, {"rename", app, "other", "--by", "Jane"},
				{"adopt", app, "--state", "production", "--since", "2025-01-01", "--by", "Jane"},
				{"init", app, "--no-editor"}, {"checklist", app, "--notes-draft"}, {"lint", "--fix", "manifests/" + app},
			}
			commands = append(commands, all[(i+round)%len(all)], all[(i+round+5)%len(all)])
		}
		for _, args := range commands {
			var out bytes.Buffer
			Run(context.Background(), project.Env{Dir: dir, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out,
				Getenv: func(string) string { return "" }, Now: time.Now}, args)
			found := 0
			err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
				if err != nil || e.IsDir() || path == portal {
					return err
				}
				found++
				data, err := os.ReadFile(path)
				if string(data) != was[path] {
					t.Errorf("seed %d, round %d: %q changed %s from %q to %q", *seed, round, args, path, was[path], data)
				}
				return err
			})
			if err != nil || found != len(was) {
				t.Fatalf("seed %d, round %d: %q: %d files of %d: %v", *seed, round, args, found, len(was), err)
			}
		}
	}
}
