package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/testscript"
)

// Every script in testdata/pull_requests is a pull request to the repository that
// team.txtar makes: what the branch does, the comment that it gets, and the exit code.
// To rewrite the comments: go test ./cmd/manifest -run TestPullRequests -update
func TestPullRequests(t *testing.T) {
	scripts, err := filepath.Glob("testdata/pull_requests/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	const setUp = "testdata/pull_requests/team.txtar"
	team := filepath.Join(t.TempDir(), "team")
	t.Run("set-up", func(t *testing.T) {
		params := scriptParams(t)
		params.Files = []string{setUp}
		params.Cmds["keep"] = func(ts *testscript.TestScript, _ bool, args []string) {
			ts.Check(os.CopyFS(team, os.DirFS(ts.MkAbs(args[0]))))
		}
		testscript.Run(t, params)
	})
	params := scriptParams(t)
	params.UpdateScripts = *update
	params.Files = slices.DeleteFunc(scripts, func(name string) bool { return filepath.ToSlash(name) == setUp })
	params.Cmds["comment"] = comment
	common := params.Setup
	params.Setup = func(env *testscript.Env) error {
		if err := common(env); err != nil {
			return err
		}
		env.Setenv("TODAY", "2026-11-23T09:30:00Z")
		for _, who := range []string{"AUTHOR", "COMMITTER"} {
			env.Setenv("GIT_"+who+"_NAME", "Lena Brandt")
			env.Setenv("GIT_"+who+"_EMAIL", "lena@acmefield.com")
		}
		env.Cd = filepath.Join(env.WorkDir, "apps")
		return os.CopyFS(env.Cd, os.DirFS(team))
	}
	testscript.Run(t, params)
}

// onGitHub is what the runner of the action says of the job.
var onGitHub = [][2]string{
	{"GITHUB_ACTIONS", "true"}, {"GITHUB_SERVER_URL", "https://github.com"}, {"GITHUB_REPOSITORY", "acmefield/procore-apps"},
	{"GITHUB_HEAD_REF", "work"}, {"GITHUB_RUN_ID", "4711"},
}

// comment is a script command: comment CODE [FLAG...] makes the comment on the pull
// request as the action does, holds what is true of all comments, and prints it without
// the links, which stand where code does.
func comment(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: comment CODE [FLAG...]")
	}
	base := []string{"--base", "origin/main"}
	if slices.Contains(args, "--base") {
		base = nil
	}
	run := slices.Concat(args[:1], []string{"manifest", "lint", "--format", "markdown"}, base, args[1:])
	for _, v := range onGitHub {
		ts.Setenv(v[0], v[1])
	}
	exits(ts, false, run)
	if problem := wrongWith(ts.ReadFile("stdout"), args[0]); problem != "" {
		ts.Fatalf("%s:\n%s", problem, ts.ReadFile("stdout"))
	}
	for _, v := range onGitHub {
		ts.Setenv(v[0], "")
	}
	exits(ts, false, run)
}

var (
	wholeHash = regexp.MustCompile(`\b[0-9a-f]{40}\b`)
)

// wrongWith says what is wrong with a comment that came with an exit code, "" for
// nothing.
func wrongWith(text, code string) string {
	lines := strings.Split(text, "\n")
	if passes := strings.HasPrefix(lines[0], "### ✅ "); passes != (code == "0") {
		return "the verdict contradicts the exit code " + code
	}
	// The action adds a line above.
	first := strings.Join(lines[:min(14, len(lines))], "\n")
	if utf8.RuneCountInString(first) > 1130 {
		first = string([]rune(first)[:1130])
	}
	if strings.Contains(text, "\n| App | Version |") && !strings.Contains(first, "\n| App | Version |") && !strings.Contains(first, " The next updates ask customers to ") {
		return "what is asked of customers is not among what is seen first"
	}
	if strings.Contains(text, " overridden**") && !strings.Contains(first, " overridden**") {
		return "an override is not among what is seen first"
	}
	if code != "0" && !strings.Contains(first, "\n1. **") {
		return "the first error is not among what is seen first"
	}
	if strings.Contains(strings.ReplaceAll(text, "/blob/", ""), "](") && wholeHash.MatchString(text) {
		return "a hash is where a name should be"
	}
	seen := make(map[string]bool)
	for _, line := range lines {
		if len(line) > 20 && !strings.HasPrefix(line, "|") && !strings.HasPrefix(line, "<") && seen[line] {
			return "it says twice: " + line
		}
		seen[line] = true
	}
	return ""
}
