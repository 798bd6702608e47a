// Command bench measures the tool against a program that only reads and parses
// the same files with the same YAML library, and prints the tables of
// docs/performance.md. Whole processes run in turns, so that a busy machine slows
// both alike; figures are medians of the processor time that the system counts.
//
//	go run ./scripts/bench [-runs 15] [-most 100000] [-only peers]
//
// Other programs that can judge a manifest by our schema are measured too, if they
// can be installed from the Go proxy or npm.
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/validate/validatetest"
)

func main() {
	log.SetFlags(0)
	runs := flag.Int("runs", 15, "runs of each program; fewer for many manifests")
	most := flag.Int("most", 100_000, "the largest number of manifests")
	only := flag.String("only", "", "one of lint, styles, wrong, base, histories, status, peers (default: all)")
	flag.Parse()
	b := &bench{runs: *runs}
	var err error
	if b.dir, err = os.MkdirTemp("", "bench"); err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(b.dir)
	os.Setenv("CGO_ENABLED", "0") // as it is released
	b.must("", "go", "build", "-o", b.dir+string(filepath.Separator), "./cmd/manifest", "./scripts/genmanifests",
		"./scripts/parseonly")

	fmt.Printf("%d cores, %s, GOGC=%s\n\n", runtime.NumCPU(), runtime.Version(), cmp.Or(os.Getenv("GOGC"), "100"))
	for _, part := range []struct {
		name    string
		measure func()
	}{
		{"lint", func() { b.lint(*most) }}, {"styles", b.styles}, {"wrong", b.wrong}, {"base", b.base},
		{"histories", b.histories}, {"status", b.status}, {"peers", b.others},
	} {
		if *only == "" || *only == part.name {
			part.measure()
		}
	}
}

type bench struct {
	dir  string
	runs int
}

// must runs a command that prepares something.
func (b *bench) must(dir, name string, args ...string) {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	if err := cmd.Run(); err != nil {
		log.Fatalf("%s %s: %v", name, strings.Join(args, " "), err)
	}
}

// manifests makes so many in a folder of their own, and returns it.
func (b *bench) manifests(name string, args ...string) string {
	dir := filepath.Join(b.dir, name)
	b.must("", filepath.Join(b.dir, "genmanifests"), append(args, filepath.Join(dir, "manifests"))...)
	return dir
}

// usage is what one run took.
type usage struct {
	cpu    time.Duration // of the process and its children
	memory int64         // bytes
}

// run runs one of the programs in a folder. Findings are no failure.
func (b *bench) run(dir, program string, args ...string) usage {
	cmd := exec.Command(filepath.Join(b.dir, program), args...)
	cmd.Dir = dir
	return measured(cmd)
}

func measured(cmd *exec.Cmd) usage {
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		log.Fatalf("%s: %v", cmd.Path, err)
	}
	state := cmd.ProcessState
	return usage{state.UserTime() + state.SystemTime(), peak(state)}
}

// inTurns runs programs one after the other, and again, and returns the median
// of each.
func inTurns(runs int, programs ...func() usage) []usage {
	all := make([][]usage, len(programs))
	for range runs {
		for i, program := range programs {
			all[i] = append(all[i], program())
		}
	}
	medians := make([]usage, len(programs))
	for i, list := range all {
		slices.SortFunc(list, func(a, b usage) int { return cmp.Compare(a.cpu, b.cpu) })
		medians[i].cpu = list[len(list)/2].cpu
		slices.SortFunc(list, func(a, b usage) int { return cmp.Compare(a.memory, b.memory) })
		medians[i].memory = list[len(list)/2].memory
	}
	return medians
}

// fewer is the number of runs for many manifests.
func (b *bench) fewer(n int) int {
	switch {
	case n > 20_000:
		return min(b.runs, 3)
	case n > 2000:
		return min(b.runs, 5)
	case n == 1:
		return 4 * b.runs
	}
	return b.runs
}

func (b *bench) lint(most int) {
	fmt.Println("| manifests | parse only | lint | times | memory |\n|--:|--:|--:|--:|--:|")
	for n := 1; n <= most; n *= 10 {
		if n == 10 {
			continue
		}
		dir := b.manifests(fmt.Sprint("lint-", n), "-n", fmt.Sprint(n))
		m := inTurns(b.fewer(n),
			func() usage { return b.run(dir, "parseonly", "manifests") },
			func() usage { return b.run(dir, "manifest", "lint", "--quiet") })
		fmt.Printf("| %d | %s | %s | %.2f | %s |\n", n, shown(m[0].cpu), shown(m[1].cpu), ratio(m[1], m[0]), mebibytes(m[1]))
		os.RemoveAll(dir)
	}
}

// styles measures each style that people write in.
func (b *bench) styles() {
	const n = 1000
	fmt.Printf("\n| %d manifests | parse only | lint | times |\n|---|--:|--:|--:|\n", n)
	for _, style := range validatetest.Styles() {
		dir := b.manifests("style-"+string(style), "-n", fmt.Sprint(n), "-style", string(style), "-wrong", "0")
		m := inTurns(b.runs,
			func() usage { return b.run(dir, "parseonly", "manifests") },
			func() usage { return b.run(dir, "manifest", "lint", "--quiet") })
		fmt.Printf("| %s | %s | %s | %.2f |\n", style, shown(m[0].cpu), shown(m[1].cpu), ratio(m[1], m[0]))
		os.RemoveAll(dir)
	}
}

// wrong compares manifests of which each is wrong with sound ones.
func (b *bench) wrong() {
	const n = 1000
	sound, wrong := b.manifests("sound", "-n", fmt.Sprint(n), "-wrong", "0"),
		b.manifests("wrong", "-n", fmt.Sprint(n), "-wrong", "100")
	m := inTurns(b.runs,
		func() usage { return b.run(sound, "manifest", "lint", "--quiet") },
		func() usage { return b.run(wrong, "manifest", "lint", "--quiet") })
	fmt.Printf("\n| %d manifests | time | times |\n|---|--:|--:|\n| all sound | %s | 1 |\n| all wrong | %s | %.2f |\n", n,
		shown(m[0].cpu), shown(m[1].cpu), ratio(m[1], m[0]))
}

// base compares lint with lint against a base from which two in a hundred
// manifests differ.
func (b *bench) base() {
	const n = 10_000
	dir := b.manifests("base", "-n", fmt.Sprint(n), "-wrong", "0") // one that cannot be read cannot be compared
	b.commit(dir)
	same := inTurns(b.fewer(n),
		func() usage { return b.run(dir, "manifest", "lint", "--quiet") },
		func() usage { return b.run(dir, "manifest", "diff", "--base", "HEAD") })
	for i := 50; i <= n; i += 50 {
		name := filepath.Join(dir, "manifests", fmt.Sprintf("app-%05d", i), "manifest.yaml")
		data, err := os.ReadFile(name)
		if err == nil {
			err = os.WriteFile(name, append(data, "\nrelease_notes: What was measured here is told in the documentation.\n"...),
				0o666)
		}
		if err != nil {
			log.Fatal(err)
		}
	}
	m := inTurns(b.fewer(n),
		func() usage { return b.run(dir, "manifest", "lint", "--quiet") },
		func() usage { return b.run(dir, "manifest", "lint", "--quiet", "--base", "HEAD") })
	fmt.Printf("\n| %d manifests, 2 %% changed | time | times |\n|---|--:|--:|\n| lint | %s | 1 |\n| lint --base HEAD "+
		"| %s | %.2f |\n", n, shown(m[0].cpu), shown(m[1].cpu), ratio(m[1], m[0]))
	fmt.Printf("| diff --base HEAD, nothing changed | %s | %.2f |\n", shown(same[1].cpu), ratio(same[1], same[0]))
}

// commit makes a repository of a folder.
func (b *bench) commit(dir string) {
	git := func(args ...string) {
		b.must(dir, "git", append([]string{"-c", "gc.auto=0", "-c", "user.name=Jane Doe", "-c",
			"user.email=jane@acmefield.com"}, args...)...)
	}
	git("init", "--quiet")
	git("add", ".")
	git("commit", "--quiet", "-m", "base")
	git("gc", "--quiet")
}

// histories measures what saved versions cost.
func (b *bench) histories() {
	dir := b.manifests("histories", "-n", "1000", "-versions", "10", "-wrong", "0")
	b.commit(dir)
	m := inTurns(b.fewer(10_000),
		func() usage { return b.run(dir, "manifest", "lint", "--quiet") },
		func() usage { return b.run(dir, "manifest", "lint", "--quiet", "--base", "HEAD") })
	fmt.Printf("\n| 1,000 apps with 10 versions each | time | memory |\n|---|--:|--:|\n")
	for i, command := range []string{"lint", "lint --base HEAD"} {
		fmt.Printf("| %s | %s | %s |\n", command, shown(m[i].cpu), mebibytes(m[i]))
	}
}

func (b *bench) status() {
	dir := b.manifests("status", "-n", "50", "-versions", "100")
	m := inTurns(b.runs, func() usage { return b.run(dir, "manifest", "status") })
	fmt.Printf("\n| 50 apps with 100 versions each | time |\n|---|--:|\n| status | %s |\n", shown(m[0].cpu))
}

func ratio(a, b usage) float64 { return float64(a.cpu) / float64(b.cpu) }

func shown(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}

func mebibytes(u usage) string { return fmt.Sprintf("%d MiB", u.memory>>20) }
