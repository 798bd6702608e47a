package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// branchCommands are what people do on branches that start at the same commit:
// 1.0.0 is published, 1.1.0 is saved and tested, and the working manifest asks
// for more. All of them are recorded in the same second.
var branchCommands = map[string][]string{
	"test passed":         {"test", "app@1.1.0", "--passed", "--by", "Jane"},
	"test failed":         {"test", "app@1.1.0", "--failed", "--by", "Jane"},
	"keys":                {"record", "keys", "app@1.1.0", "--sandbox-key", keyTwo, "--by", "Jane"},
	"other keys":          {"record", "keys", "app@1.1.0", "--portal-version", "1.1.1", "--by", "Raj"},
	"approve":             {"approve", "app", "@", "--reason", "agreed", "--by", "Jane"},
	"approve by another":  {"approve", "app", "@", "--reason", "agreed", "--by", "Raj"},
	"save":                {"save", "app", "--by", "Jane"},
	"promote":             {"promote", "app@1.1.0", "--by", "Jane", "--override", "release-notes,approvals,keys", "--reason", "a test"},
	"promote by another":  {"promote", "app@1.1.0", "--by", "Raj", "--override", "release-notes,approvals,keys", "--reason", "a test"},
	"abandon":             {"record", "abandon", "app@1.1.0", "--reason", "replaced", "--by", "Jane"},
	"abandon by another":  {"record", "abandon", "app@1.1.0", "--reason", "replaced", "--by", "Raj"},
	"bad":                 {"record", "bad", "app@1.0.0", "--reason", "it crashes", "--by", "Jane"},
	"retract the test":    {"record", "retract", "app@1.1.0", "test", "--reason", "another version", "--by", "Jane"},
	"retract the publish": {"record", "retract", "app@1.0.0", "publish", "--reason", "not yet", "--by", "Jane"},
	"bump":                {"bump", "app", "2.0.0"},
}

// cannotBoth says which of the commands contradict each other: whatever came
// first, the other one has no effect and is a finding.
func cannotBoth(a, b string) bool {
	both := func(x, y string) bool { return strings.HasPrefix(a, x) && strings.HasPrefix(b, y) }
	return both("promote", "abandon") || both("abandon", "promote") || both("promote", "promote") || both("abandon", "abandon") ||
		both("bad", "retract the publish") || both("retract the publish", "bad")
}

// branched is a repository with a branch for each of the commands.
func branched(t *testing.T) *workspace {
	t.Helper()
	p := newProject(t)
	p.submitted()
	p.must("record", "publish", "app@1.0.0", "--by", "Jane")
	p.write("1.1.0", "daily_log", "commitments")
	p.sell()
	p.must("save", "app", "--by", "Jane")
	p.must("test", "app@1.1.0", "--passed", "--by", "Jane")
	p.write("1.2.0", "daily_log", "commitments", "punch_list")
	p.sell()
	p.inGit()
	for name, args := range branchCommands {
		p.git("checkout", "-q", "-b", branchOf(name), "main")
		p.must(p.fill("app", args...)...)
		p.commit()
	}
	p.git("checkout", "-q", "main")
	return p
}

func branchOf(name string) string { return strings.ReplaceAll(name, " ", "-") }

// merge merges two branches, in memory, and returns the tree, and the files in
// which git found conflicts.
func (p *workspace) merge(a, b string) (tree string, conflicts []string) {
	p.t.Helper()
	out, err := exec.Command("git", "-C", p.dir, "merge-tree", "--write-tree", "--name-only", "--no-messages", a, b).Output()
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if code := exitCode(p.t, err); code > 1 || len(lines[0]) < 40 {
		p.t.Skipf("git merge-tree: exit code %d\n%s", code, out) // before git 2.38
	}
	return lines[0], lines[1:]
}

// Branches merge in git without a conflict and in either order to the same files.
// What comes of them is a legal ledger; of two events that cannot both be, one
// is a finding that says how to retract it.
func TestBranchesMerge(t *testing.T) {
	t.Parallel()
	p := branched(t)
	for a := range branchCommands {
		for b := range branchCommands {
			if a >= b {
				continue
			}
			tree, conflicts := p.merge(branchOf(a), branchOf(b))
			other, _ := p.merge(branchOf(b), branchOf(a))
			if len(conflicts) > 0 || tree != other {
				t.Errorf("%s and %s: conflicts in %q; trees %s and %s", a, b, conflicts, tree, other)
				continue
			}
			p.git("read-tree", "-u", "--reset", tree)
			code, out := p.run(nil, "lint", "--rule", ledgerRules)
			switch {
			case !cannotBoth(a, b) && code != 0:
				t.Errorf("%s and %s: exit code %d\n%s", a, b, code, out)
			case cannotBoth(a, b) && (code != 1 || strings.Count(out, "[event-illegal]") != 1 || !strings.Contains(out, "manifest record retract app@1.")):
				t.Errorf("%s and %s: exit code %d, want one event to retract\n%s", a, b, code, out)
			}
		}
	}
}

// Who saves a number twice is stopped by git, whatever the content, and whatever
// the repository has git do with conflicts.
func TestBranchesThatSaveOneNumber(t *testing.T) {
	t.Parallel()
	const folder = "manifests/app/versions/1.1.0/"
	for name, c := range map[string]struct {
		tool       string // which the other branch asks for
		attributes string
		want       []string
	}{
		"the same content": {"commitments", "", []string{folder + "history/save.json"}},
		"other content":    {"punch_list", "", []string{"manifests/app/manifest.yaml", folder + "history/save.json", folder + "manifest.yaml"}},
		"union":            {"punch_list", "* merge=union\n", []string{folder + "history/save.json", folder + "manifest.yaml"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newProject(t)
			p.git("init", "-q", "-b", "main")
			if c.attributes != "" {
				writeAll(t, p.dir, map[string]string{".gitattributes": c.attributes})
				p.must("git-setup")
			}
			p.must("save", "app", "--by", "Jane")
			p.commit()
			for branch, tool := range map[string]string{"one": "commitments", "two": c.tool} {
				p.git("checkout", "-q", "-b", branch, "main")
				p.write("1.1.0", "daily_log", tool)
				p.must("save", "app", "--by", branch)
				p.commit()
			}
			if _, got := p.merge("one", "two"); !slices.Equal(got, c.want) {
				t.Errorf("git stops at %q, want %q", got, c.want)
			}
		})
	}
}

// Branches that save one number each merge but for the line of the version.
func TestBranchesThatSaveTwoNumbers(t *testing.T) {
	t.Parallel()
	p := newProject(t)
	p.must("save", "app", "--by", "Jane")
	p.inGit()
	for branch, version := range map[string]string{"one": "1.1.0", "two": "1.2.0"} {
		p.git("checkout", "-q", "-b", branch, "main")
		p.write(version, "daily_log", "commitments")
		p.must("save", "app", "--by", branch)
		p.commit()
	}
	if _, got := p.merge("one", "two"); !slices.Equal(got, []string{"manifests/app/manifest.yaml"}) {
		t.Errorf("git stops at %q", got)
	}
	p.git("checkout", "-q", "one")
	if out, err := exec.Command("git", "-C", p.dir, "-c", "user.name=J", "-c", "user.email=j@localhost", "merge", "two").CombinedOutput(); err == nil {
		t.Fatalf("git merged: %s", out)
	}
	code, out := p.run(nil, "lint")
	if code == 0 || strings.Count(out, "error") < 1 || !strings.Contains(out, "keep the higher") {
		t.Errorf("lint among conflict markers: exit code %d\n%s", code, out)
	}
	p.write("1.2.0", "daily_log", "commitments")
	p.commit()
	p.must("lint", "--rule", ledgerRules)
	if out := p.must("status", "app"); !strings.Contains(out, "1.1.0") || !strings.Contains(out, "1.2.0") {
		t.Errorf("status after the merge:\n%s", out)
	}
}
