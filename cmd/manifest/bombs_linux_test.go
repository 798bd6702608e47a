package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A file made to hurt costs a whole process, from its start to its end, less
// than a second and 256 MiB. internal/validate has many more of them.
func TestBombsInAProcess(t *testing.T) {
	aliases := "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
	for i := 1; i < 30; i++ {
		aliases += fmt.Sprintf("a%d: &a%d [%s*a%d]\n", i, i, strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 8), i-1)
	}
	for name, text := range map[string]string{
		"nested aliases":         aliases,
		"an alias of itself":     "a: &a {b: *a}\n",
		"10,000 levels":          strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000),
		"10,000 levels of lists": strings.Repeat("- ", 10_000) + "a\n",
		"1 MiB of [":             strings.Repeat("[", 1<<20),
		"300,000 duplicate keys": strings.Repeat("a:\n", 300_000),
		"170,000 duplicate keys": strings.Repeat("a:\n", 170_000),
		"more than any manifest": strings.Repeat("# a comment, one of many\n", 1<<20),
	} {
		t.Run(name, func(t *testing.T) {
			p := &workspace{t: t, dir: t.TempDir()}
			if err := os.WriteFile(filepath.Join(p.dir, "manifest.yaml"), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			best, peak := time.Hour, 0
			for range 5 { // a busy machine has cold caches
				cmd := p.process("lint", "manifest.yaml")
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				done := make(chan error, 1)
				go func() { done <- cmd.Wait() }()
				seen, err := watch(cmd.Process.Pid, done)
				took := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
				best, peak = min(best, took), max(peak, seen)
				if code := exitCode(t, err); code != 1 {
					t.Fatalf("exit code %d", code)
				}
				if best <= time.Second {
					break
				}
			}
			t.Logf("%d bytes: %v, %d MiB", len(text), best.Round(time.Millisecond), peak)
			if best > time.Second || peak > 256 {
				t.Errorf("took %v and %d MiB; want less than 1 s and 256 MiB", best, peak)
			}
		})
	}
}

// watch returns the most memory in MiB that a process was seen to have had, and
// what it ended with. What the system says afterwards counts its parent too.
func watch(pid int, done <-chan error) (peak int, err error) {
	for {
		status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if _, rest, found := strings.Cut(string(status), "VmHWM:"); found {
			kib := 0
			fmt.Sscan(rest, &kib)
			peak = max(peak, kib>>10)
		}
		select {
		case err := <-done:
			return peak, err
		case <-time.After(time.Millisecond):
		}
	}
}
