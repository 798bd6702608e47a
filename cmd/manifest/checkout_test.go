package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// ledgerFiles are the files of the app's ledger that are only ever added, by
// their path in the project.
func (p *workspace) ledgerFiles() []string {
	p.t.Helper()
	var names []string
	for name := range p.everything() {
		dir, base := filepath.Split(filepath.ToSlash(name))
		kept := strings.HasSuffix(dir, "/history/") || strings.HasSuffix(dir, "/approvals/") || strings.HasSuffix(dir, "/evidence/") ||
			strings.Contains(dir, "/versions/") && base == "manifest.yaml"
		if kept && filepath.Ext(base) != "" {
			names = append(names, name[1:])
		}
	}
	slices.Sort(names)
	return names
}

// What git tracks and is not on disk was not deleted: no command that knows the
// app's ledger says what it would say without the file, and none writes.
func TestFilesThatAreNotCheckedOut(t *testing.T) {
	t.Parallel()
	apart := []string{"fmt", "git-setup", "import", "init", "lint", "schema"} // they read no ledger, or another one
	for name, w := range writers {
		if slices.Contains(apart, w.args[0]) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			p := newProject(t)
			w.before(p)
			args := p.fill("app", w.args...)
			p.inGit()
			for _, file := range p.ledgerFiles() {
				p.isRefusedWithout(file, args...)
			}
		})
	}
}

// isRefusedWithout runs a command while a file is not on disk.
func (p *workspace) isRefusedWithout(file string, args ...string) {
	p.t.Helper()
	at := filepath.Join(p.dir, file)
	if err := os.Remove(at); err != nil {
		p.t.Fatal(err)
	}
	before := p.everything()
	code, out := p.run(nil, args...)
	if code != 3 || !strings.Contains(out, filepath.ToSlash(file)) || !strings.Contains(out, "tracked by git but not checked out") {
		p.t.Errorf("manifest %s without %s: exit code %d\n%s", strings.Join(args, " "), file, code, out)
	}
	if !maps.Equal(p.everything(), before) {
		p.t.Errorf("manifest %s without %s changed files", strings.Join(args, " "), file)
	}
	p.git("checkout", "--", ".") // the remedy
}

// Commands that only look say so too.
func TestReadersOfWhatIsNotCheckedOut(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	grown(p)
	p.must("save", "app", "--by", "Jane", "--sandbox-key", keyTwo)
	p.must("export", "app@1.1.0") // all is there
	p.portalJSON()
	p.inGit()
	const file = "manifests/app/versions/1.0.0/history/save.json"
	for _, args := range []string{
		"status", "status app", "log app", "diff app", "diff app@1.0.0 app@1.1.0", "steps app", "checklist app@1.1.0", "promote app@1.1.0 --check",
		"drift app portal.json", "lint", "lint manifests/app/manifest.yaml", "lint --base main", "lint --fix", "save app --dry-run", "restore app@1.0.0 --dry-run",
	} {
		p.isRefusedWithout(file, strings.Fields(args)...)
	}
	// A deletion that git knows of is one.
	p.git("rm", "-q", file)
	if code, out := p.run(nil, "log", "app"); code == 3 && strings.Contains(out, "not checked out") {
		t.Errorf("after git rm: exit code %d\n%s", code, out)
	}
}

// A sparse checkout leaves out folders of an app, or all of it.
func TestSparseCheckout(t *testing.T) {
	t.Parallel()
	const event = "manifests/app/versions/1.0.0/history/save.json"
	for name, c := range map[string]struct {
		cone, patterns []string
		shown, remedy  string
	}{
		"cone beside the versions": {[]string{"manifests/app/approvals"}, nil, event, "add manifests/app"},
		"cone without the app":     {[]string{"docs"}, nil, "manifests/app/manifest.yaml", "add manifests/app"},
		"a version":                {nil, []string{"/*", "!/manifests/app/versions/1.0.0/"}, event, "disable"},
		"a frozen copy":            {nil, []string{"/*", "!/manifests/app/versions/1.0.0/manifest.yaml"}, "manifests/app/versions/1.0.0/manifest.yaml", "disable"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newProject(t)
			saved("1.1.0")(p)
			p.portalJSON()
			p.inGit()
			if c.cone != nil {
				p.git(append([]string{"sparse-checkout", "set", "--cone"}, c.cone...)...)
			} else {
				p.git(append([]string{"sparse-checkout", "set", "--no-cone"}, c.patterns...)...)
			}
			before := p.everything()
			for _, args := range []string{
				"save app --by Jane", "bump app major", "record abandon app@1.0.0 --reason x --by Jane", "import portal.json --app app --force",
				"init app", "status app", "log app",
			} {
				code, out := p.run(nil, strings.Fields(args)...)
				if code != 3 || !strings.Contains(out, c.shown) || !strings.Contains(out, "not checked out") || !strings.Contains(out, "git sparse-checkout "+c.remedy) {
					t.Errorf("manifest %s: exit code %d\n%s", args, code, out)
				}
			}
			if !maps.Equal(p.everything(), before) {
				t.Error("files were changed")
			}
			p.git(append([]string{"sparse-checkout"}, strings.Fields(c.remedy)...)...)
			p.must("save", "app", "--by", "Jane")
		})
	}
}

// What git ignores does not reach anybody else, and who writes it is told so.
func TestFilesThatGitIgnores(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	writeAll(t, p.dir, map[string]string{".gitignore": "*.json\n*.txt\n**/versions/*/manifest.yaml\nchecklist.md\n", "proof.txt": "It works.\n", "manifests/a b/manifest.yaml": canaryManifest})
	ignored := func(out string) (names []string) {
		for line := range strings.Lines(out) {
			if name, ok := strings.CutPrefix(line, "git ignores "); ok {
				name, remedy, _ := strings.Cut(strings.TrimSpace(name), "; to commit it: git add --force ")
				if remedy != name {
					t.Errorf("the remedy for %q is %q", name, remedy)
				}
				names = append(names, eventName.ReplaceAllString(name, "…-"))
			}
		}
		return names
	}
	p.git("init", "-q")
	const version = "manifests/app/versions/1.0.0/"
	for _, c := range []struct {
		args string
		want []string
	}{
		{"save app --by Jane --dry-run", nil},
		{"save app --by Jane", []string{version + "manifest.yaml", version + "history/save.json"}},
		{"test app@1.0.0 --passed --evidence proof.txt --by Jane", []string{version + "history/…-test.json", version + "evidence/…-proof.txt"}},
		{"record keys app@1.0.0 --sandbox-key " + keyOne + " --by Jane", []string{version + "history/…-keys.json"}},
		{"checklist app@1.0.0 --write", []string{version + "checklist.md"}},
		{"status", nil},
	} {
		if got := ignored(p.must(strings.Fields(c.args)...)); !slices.Equal(got, c.want) {
			t.Errorf("manifest %s names %q, want %q", c.args, got, c.want)
		}
	}
	// What git tracks anyway is not ignored.
	if err := os.Remove(filepath.Join(p.dir, ".gitignore")); err != nil {
		t.Fatal(err)
	}
	p.commit()
	if got := ignored(p.must("test", "app@1.0.0", "--failed", "--by", "Jane")); len(got) > 0 {
		t.Errorf("%q is said to be ignored", got)
	}
}
