package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/project"
)

// A writer that takes no lock is left its unfinished work by one that does.
func TestLockedWritersSpareWhoTakesNoLock(t *testing.T) {
	for name, other := range map[string][]string{
		"fmt":  {"fmt", "manifests/app/manifest.yaml"},
		"bump": {"bump", "app", "1.2.0"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCommands(t)
			const before = "schema: 1\nversion: 1.0.0\napp: {name: Acme, distribution: custom}\n" +
				"data_connector: {authentication: [service_account], permissions: {project: {daily_log: read_only}}}\n"
			c.write(before)
			met := false
			var out bytes.Buffer
			env := project.Env{Dir: c.dir, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Now: time.Now,
				Getenv: func(string) string { return "" }}
			env.FailDisk = func(op, _ string) error {
				if op == "rename" {
					met = true
					if code, said := c.run(other...); code != exitOK || c.read() == before {
						t.Errorf("%v: exit code %d\n%s", other, code, said)
					}
				}
				return nil
			}
			if code := Run(context.Background(), env, []string{"lint", "--output", "json=manifests/app/found.json",
				"manifests/app/manifest.yaml"}); code > exitFindings {
				t.Errorf("exit code %d\n%s", code, out.String())
			}
			if _, err := os.Stat(filepath.Join(c.dir, "manifests", "app", "found.json")); err != nil || !met {
				t.Errorf("the result was not written, or alone: %v", err)
			}
		})
	}
}

// The lock of a folder within an app is not that of the app: who has it leaves
// alone what is made under the other.
func TestFmtSparesWhoHoldsTheApp(t *testing.T) {
	c := newCommands(t)
	c.write("schema: 1\napp: {name: Acme, distribution: custom}\nversion: 1.0.0\n")
	stray := filepath.Join(c.dir, "manifests", "app", "versions", ".manifest-tmp-ATWORK")
	if err := os.MkdirAll(stray, 0o777); err != nil {
		t.Fatal(err)
	}
	extra := filepath.Join(filepath.Dir(stray), "extra.yaml")
	const untidy = "schema: 1\nversion: 1.0.0\napp: {name: Acme, distribution: custom}\n"
	if err := os.WriteFile(extra, []byte(untidy), 0o666); err != nil {
		t.Fatal(err)
	}
	code, out := c.run("fmt", extra)
	if text, err := os.ReadFile(extra); code != exitOK || err != nil || string(text) == untidy {
		t.Errorf("fmt: exit code %d, %v\n%s", code, err, out)
	}
	if _, err := os.Stat(stray); err != nil {
		t.Errorf("what somebody is working on is gone: %v", err)
	}
}

// A link that leads nowhere was not made by another process.
func TestImportOverADanglingLink(t *testing.T) {
	c := newCommands(t)
	if err := os.Symlink("nowhere", filepath.Join(c.dir, "manifests", "other")); err != nil {
		t.Skip(err)
	}
	code, out := c.run("import", "portal.json", "--app", "other")
	if code != exitUsage || !strings.Contains(out, "manifests/other: the path is a broken link") {
		t.Errorf("exit code %d\n%s", code, out)
	}
}
