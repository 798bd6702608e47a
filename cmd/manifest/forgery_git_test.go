package main

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// realGit is a repository on disk into which the commits of a memoryGit are brought.
type realGit struct {
	t    *testing.T
	dir  string
	memo map[string]bool // commits that are there, under refs/memory/ID
}

func newRealGit(t *testing.T) *realGit {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	g := &realGit{t: t, dir: newWorkTree(t).dir, memo: make(map[string]bool)}
	g.git("", "init", "-q", "-b", "unborn")
	return g
}

func (g *realGit) environment() []string {
	return append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1")
}

// git runs git, and returns what it says, and its exit code.
func (g *realGit) git(stdin string, args ...string) string {
	g.t.Helper()
	cmd := exec.Command("git", append([]string{"-C", g.dir, "-c", "core.autocrlf=false", "-c", "advice.detachedHead=false"}, args...)...)
	cmd.Env, cmd.Stdin = g.environment(), strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	if err != nil {
		g.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// bring writes the history of a commit.
func (g *realGit) bring(m *memoryGit, id string) {
	g.t.Helper()
	var stream strings.Builder
	for _, c := range slices.Backward(m.past(id)) {
		if !g.memo[c.id] {
			g.memo[c.id] = true
			writeCommit(&stream, c, "refs/memory/"+c.id)
		}
	}
	g.git(stream.String(), "fast-import", "--quiet", "--force")
}

// writeCommit adds a commit to what git fast-import reads.
func writeCommit(stream *strings.Builder, c *memoryCommit, ref string) {
	at := c.at.Unix()
	fmt.Fprintf(stream, "commit %s\nauthor %s %d +0000\ncommitter %[2]s %[3]d +0000\ndata %d\n%s\n", ref, c.author, at, len(c.message), c.message)
	if c.parent != "" {
		fmt.Fprintf(stream, "from refs/memory/%s\n", c.parent)
	}
	stream.WriteString("deleteall\n")
	for _, name := range slices.Sorted(maps.Keys(c.tree)) {
		switch n := c.tree[name]; n.mode {
		case submoduleMode:
			fmt.Fprintf(stream, "M %s %s %s\n", n.mode, n.id, name)
		default:
			fmt.Fprintf(stream, "M %s inline %s\ndata %d\n%s\n", n.mode, name, len(n.data), n.data)
		}
	}
	stream.WriteString("\n")
}

// judge is branch.judge in a separate process, over what git checks out.
func (g *realGit) judge(b *branch) (int, string) {
	g.t.Helper()
	g.bring(b.git, b.git.refs["main"])
	g.bring(b.git, b.git.refs["HEAD"])
	g.git("", "update-ref", "refs/heads/main", "refs/memory/"+b.git.refs["main"])
	g.git("", "checkout", "-q", "-f", "--detach", "refs/memory/"+b.git.refs["HEAD"])
	g.git("", "clean", "-q", "-f", "-f", "-d", "-x")
	return runProcess(g.t, g.dir, b.now.Add(2*time.Hour), append(g.environment(), "GITHUB_EVENT_NAME=", "CI_MERGE_REQUEST_EVENT_TYPE="),
		"lint", "--base", "main", "--format", "markdown-full")
}

// runProcess runs a command in a separate process, with a clock.
func runProcess(t *testing.T, dir string, now time.Time, environment []string, args ...string) (int, string) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Args[0], cmd.Dir = "manifest", dir // what TestMain looks at
	cmd.Env = append(environment, "TODAY="+now.Format(time.RFC3339))
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	return exitCode(t, cmd.Run()), out.String()
}

// In real git, in a separate process, the verdict on a forgery is the one in memory,
// and so is the comment.
func TestForgeriesInGit(t *testing.T) {
	t.Parallel()
	g := newRealGit(t)
	w := newWorkTree(t)
	tally := newTally()
	for judged := 0; judged < *inGitRuns && !t.Failed(); {
		n := *forgeryFirst + uint64(tally.stories.Add(1)) - 1
		b := newBranch(t, rand.New(rand.NewPCG(*forgerySeed+1, n)), w)
		if saved, working := b.reusesNumber(); saved || working {
			continue
		}
		if code, out := g.judge(b); code != 0 {
			t.Errorf("story %d: an honest branch is refused: exit code %d\n%s", n, code, out)
		}
		for range min(10, *inGitRuns-judged) {
			f := b.forge(forgeries)
			if f == nil {
				continue
			}
			judged++
			code, out := g.judge(b)
			inMemory, comment := b.judge()
			if problem := f.verdict(code, out); problem != "" {
				t.Errorf("story %d, %s by %s: %s: exit code %d\n%s", n, strings.Join(f.names, " + "), f.author, problem, code, out)
			}
			if page, _, _ := strings.Cut(comment, "</sub>"); code != inMemory || code < 2 && !strings.Contains(out, page) {
				t.Errorf("story %d, %s by %s: exit code %d in git, %d in memory\n%s\n%s", n, strings.Join(f.names, " + "), f.author, code, inMemory, out,
					comment)
			}
			tally.add(f, code)
		}
	}
	tally.log(t)
}
