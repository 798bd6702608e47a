//go:build unix

package project

import (
	"context"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/parallel"
	"github.com/procore-manifest/manifest/internal/report"
)

// BenchmarkAsks works out what 50 apps with 100 versions asked of customers, and
// what their working manifests ask of customers on each of 99 versions, app by app
// on all cores, as the report does. asks begins with the events in memory: it reads,
// proves, parses and compares the frozen copies. whole reads the events as well.
// user-ms is the processor time of the process, with the collector of memory.
func BenchmarkAsks(b *testing.B) {
	dir := b.TempDir()
	generate := exec.Command("go", "run", "../../scripts/genmanifests", "-n", "50", "-versions", "100", "-wrong", "0",
		"-reached", filepath.Join(dir, "manifests"))
	if out, err := generate.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	p := &Project{Env: Env{Dir: dir, Now: time.Now, Getenv: func(string) string { return "" }}}
	apps, err := p.apps()
	if err != nil {
		b.Fatal(err)
	}
	load := func(a app) *appState {
		s, err := p.overview(context.Background(), a)
		if err != nil {
			b.Error(err)
		}
		return s
	}
	ask := func(s *appState) int {
		status := report.AppStatus{Working: "as it is"}
		if err := s.addAsks(&status); err != nil {
			b.Error(err)
		}
		*s = appState{} // nothing of it is needed for the next app
		return len(status.Past)
	}
	b.Run("asks", func(b *testing.B) {
		var took time.Duration
		for b.Loop() {
			b.StopTimer()
			states := parallel.Map(context.Background(), apps, load)
			start := user()
			b.StartTimer()
			all(b, parallel.Map(context.Background(), states, ask))
			took += user() - start
		}
		b.ReportMetric(float64(took.Milliseconds())/float64(b.N), "user-ms/op")
	})
	b.Run("whole", func(b *testing.B) {
		start := user()
		for b.Loop() {
			all(b, parallel.Map(context.Background(), apps, func(a app) int { return ask(load(a)) }))
		}
		b.ReportMetric(float64((user()-start).Milliseconds())/float64(b.N), "user-ms/op")
	})
}

func all(b *testing.B, past []int) {
	for _, n := range past {
		if n != 99 {
			b.Fatalf("%d versions reached customers", n)
		}
	}
}

// user is the processor time that this process took outside of the kernel.
func user() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano())
}
