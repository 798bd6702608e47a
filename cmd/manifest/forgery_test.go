package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/version"
)

var (
	forgeryRuns  = flag.Int("forgeries", 1000, "forgeries to judge in memory")
	inGitRuns    = flag.Int("forgeries-in-git", 10, "forgeries to judge in real git, by a separate process")
	forgerySeed  = flag.Uint64("forgery-seed", 1, "seed of the forgeries")
	forgeryFirst = flag.Uint64("forgery-first", 0, "the first story, to repeat one that failed")
)

// branch is a branch of a story: what it started from, what main holds now, and its
// own commits.
type branch struct {
	*story
	base, tip tree
	fork, end string // commits
}

// newBranch tells a story, in which main may go on after a branch has begun.
func newBranch(t *testing.T, r *rand.Rand, w *workTree) *branch {
	if err := w.checkOut(nil); err != nil {
		t.Fatal(err)
	}
	b := &branch{story: newStory(t, r, w)}
	for range 6 + b.IntN(24) {
		b.step()
	}
	b.fork, b.base = b.git.refs["HEAD"], b.git.head()
	apps := copyApps(b.apps)
	if b.chance(40) {
		for range 1 + b.IntN(5) {
			b.step()
		}
	}
	b.git.refs["main"], b.tip = b.git.refs["HEAD"], b.git.head()
	b.git.refs["HEAD"], b.apps, b.start = b.fork, apps, b.base
	if err := w.checkOut(b.base); err != nil {
		t.Fatal(err)
	}
	for range b.IntN(4) {
		b.step()
	}
	b.end = b.git.refs["HEAD"]
	b.now = b.now.Add(time.Hour)
	return b
}

func copyApps(apps []*storyApp) (list []*storyApp) {
	for _, a := range apps {
		c := *a
		c.tools, c.views = maps.Clone(a.tools), slices.Clone(a.views)
		list = append(list, &c)
	}
	return list
}

// judge says what lint --base says about HEAD: its exit code, and the comment. It does
// what the command does, but for reading a command line.
func (b *branch) judge() (int, string) {
	if err := b.work.checkOut(b.git.head()); err != nil {
		b.t.Fatal(err)
	}
	var out bytes.Buffer
	env := storyEnv(b.work.dir, b.git.program, b.now.Add(2*time.Hour), &out, &out)
	p := &project.Project{Env: env}
	linted, err := project.Lint(context.Background(), p, project.LintOptions{Base: "main", FailOn: diag.Error, WithChanges: true})
	if err == nil {
		err = linted.Err()
		if shown := report.LintFormats.Write(&out, report.MarkdownFull, linted.Report, report.Options{}); shown != nil {
			b.t.Fatal(shown)
		}
	}
	if err == nil {
		return 0, out.String()
	}
	fmt.Fprintln(&out, err)
	var known *project.Error
	if !errors.As(err, &known) {
		return 3, out.String()
	}
	return map[project.Class]int{project.Findings: 1, project.Usage: 2, project.Failure: 3}[known.Class], out.String()
}

// reusesNumber reports whether main has saved a number, with different content, that the
// branch has saved too, or that its working manifest has; or a higher one.
func (b *branch) reusesNumber() (saved, working bool) {
	now := b.git.head()
	for _, a := range b.apps {
		for _, number := range a.saved(b.tip) {
			at := a.folder() + "/versions/" + number + "/manifest.yaml"
			if _, there := now[at]; there {
				saved = saved || now[at] != b.tip[at]
			} else {
				is := now[a.folder()+"/manifest.yaml"]
				has, err := version.Parse(versionLine.FindStringSubmatch(is.data)[1])
				if err != nil {
					b.t.Fatal(err)
				}
				taken, err := version.Parse(number)
				if err != nil {
					b.t.Fatal(err)
				}
				working = working || has.Compare(taken) <= 0 && is != b.tip[at]
			}
		}
	}
	return saved, working
}

// forge adds forgeries of a list to the branch, or returns nil if none can be.
func (b *branch) forge(among map[string]func(*forger) bool) *forger {
	b.git.refs["HEAD"] = b.end
	f := &forger{story: b.story, base: b.base, tip: b.tip, now: maps.Clone(b.git.head()), spent: make(map[string]bool)}
	n := b.IntN(1_000_000)
	f.author = git.Person{Name: fmt.Sprintf("Mallory %d", n), Email: fmt.Sprintf("mallory%d@acmefield.com", n)}
	names := slices.Sorted(maps.Keys(among))
	want := pickOne(b.Rand, 1, 1, 1, 2, 3)
	for range 40 {
		name := pickOne(b.Rand, names...)
		kept := maps.Clone(f.now)
		if !among[name](f) {
			f.now = kept
			continue
		}
		if f.names = append(f.names, name); len(f.names) == want {
			break
		}
	}
	if len(f.names) == 0 || maps.Equal(f.now, b.git.head()) {
		return nil
	}
	b.git.commit(f.now, f.author, b.now.Add(time.Hour), "Nothing to see here")
	return f
}

// verdict says what is wrong with a verdict, "" if nothing.
func (f *forger) verdict(code int, out string) string {
	switch {
	case strings.Contains(out, "a bug in this tool"), strings.Contains(out, "the test has no answer"):
		return "the tool failed"
	case code != 0:
		return ""
	case f.found:
		return "not found"
	}
	plain := strings.NewReplacer("`", "", "\\", "").Replace(out)
	for _, pattern := range f.shown {
		if !regexp.MustCompile("(?i)" + pattern).MatchString(plain) {
			return fmt.Sprintf("not found, and %q is not in the comment", pattern)
		}
	}
	return ""
}

// A branch that is not honest is found by lint --base, or does no harm and is listed in
// the comment. Honest branches pass.
func TestForgeriesInMemory(t *testing.T) {
	const perStory = 50
	tally := newTally()
	t.Cleanup(func() { tally.log(t) })
	for range 2 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			w := newWorkTree(t)
			for int(tally.judged.Load()) < *forgeryRuns && tally.faults.Load() < 10 {
				n := *forgeryFirst + uint64(tally.stories.Add(1)) - 1
				b := newBranch(t, rand.New(rand.NewPCG(*forgerySeed, n)), w)
				code, out := b.judge()
				if saved, working := b.reusesNumber(); saved || working && code != 0 {
					if code != 1 || !strings.Contains(out, "version-reused") && !strings.Contains(out, "version-lowered") {
						t.Errorf("story %d: a number is used twice: exit code %d\n%s", n, code, out)
					}
					tally.clashes.Add(1)
					continue
				}
				if code != 0 {
					t.Errorf("story %d: an honest branch is refused: exit code %d\n%s", n, code, out)
					tally.faults.Add(1)
					continue
				}
				for i := range perStory {
					among := forgeries
					if i == 0 {
						among = changesNothing
					}
					f := b.forge(among)
					if f == nil {
						continue
					}
					code, out := b.judge()
					problem := f.verdict(code, out)
					if i == 0 && code != 0 {
						problem = "it changes nothing, and is refused"
					}
					if problem != "" {
						t.Errorf("story %d, %s by %s: %s: exit code %d\n%s", n, strings.Join(f.names, " + "), f.author, problem, code, out)
						tally.faults.Add(1)
					}
					if tally.add(f, code); tally.judged.Load()%10_000 == 0 {
						t.Logf("%d forgeries judged", tally.judged.Load())
					}
				}
			}
		})
	}
}

// tally counts verdicts.
type tally struct {
	stories, clashes, judged, faults atomic.Int64
	sync.Mutex
	kinds, green map[string]int // by the name of the forgery
	codes        map[int]int
}

func newTally() *tally {
	return &tally{kinds: make(map[string]int), green: make(map[string]int), codes: make(map[int]int)}
}

func (c *tally) add(f *forger, code int) {
	c.judged.Add(1)
	c.Lock()
	defer c.Unlock()
	c.codes[code]++
	for _, name := range f.names {
		c.kinds[name]++
		if code == 0 {
			c.green[name]++
		}
	}
}

func (c *tally) log(t *testing.T) {
	t.Logf("%d forgeries of %d kinds in %d honest branches, which passed but for %d that saved a number of main; exit codes %v",
		c.judged.Load(), len(c.kinds), c.stories.Load(), c.clashes.Load(), c.codes)
	for _, name := range slices.Sorted(maps.Keys(c.kinds)) {
		t.Logf("%6d, %6d of them green: %s", c.kinds[name], c.green[name], name)
	}
}
