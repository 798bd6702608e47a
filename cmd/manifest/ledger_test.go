package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/cli"
)

var soak = flag.Bool("soak", false, "run the long tests of the ledger: a thousand crashes, hundreds of racing writers")

// rounds returns n, or many with -soak.
func rounds(n, many int) int {
	if *soak {
		return many
	}
	return n
}

// project is a folder with one app that a test works on.
type project struct {
	t   *testing.T
	dir string
}

const projectManifest = `schema: 1
app: {name: Acme Field Sync, distribution: custom}
version: %s
data_connector:
  authentication: [user_level, service_account]
  permissions:
    project:
%s
setup_instructions: {url: "https://help.acmefield.com/procore", page_name: Set up Acme}
post_installation_notes: Select the permitted projects, then select Connect to Procore in Settings.
`

func newProject(t *testing.T) *project {
	p := &project{t, t.TempDir()}
	p.write("1.0.0", "daily_log")
	return p
}

// write makes a working manifest with a version that asks for tools.
func (p *project) write(version string, tools ...string) {
	p.t.Helper()
	var lines []string
	for _, tool := range tools {
		lines = append(lines, fmt.Sprintf("      %s: {level: standard, purpose: Needed for the sync.}", tool))
	}
	path := filepath.Join(p.dir, "manifests", "app", "manifest.yaml")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(path, fmt.Appendf(nil, projectManifest, version, strings.Join(lines, "\n")), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// portalJSON writes a file as the portal shows it.
// untidy puts the keys of the manifest into another order.
func (p *project) untidy() {
	p.t.Helper()
	name := filepath.Join(p.dir, "manifests", "app", "manifest.yaml")
	data, err := os.ReadFile(name)
	if err == nil {
		first, rest, _ := strings.Cut(string(data), "\n")
		err = os.WriteFile(name, []byte(rest+first+"\n"), 0o666)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *project) portalJSON() {
	const json = `{"permissions": {"project": {"daily_log": "readonly"}}}`
	if err := os.WriteFile(filepath.Join(p.dir, "portal.json"), []byte(json), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// run runs a command in this process and returns its exit code and all output.
func (p *project) run(fail func(op, name string) error, args ...string) (int, string) {
	var out bytes.Buffer
	env := cli.Env{
		Dir: p.dir, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, FailDisk: fail,
		Getenv: func(string) string { return "" }, Now: func() time.Time { return time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC) },
	}
	return cli.Run(context.Background(), env, args), out.String()
}

func (p *project) must(args ...string) string {
	p.t.Helper()
	code, out := p.run(nil, args...)
	if code != 0 {
		p.t.Fatalf("manifest %s: exit code %d\n%s", strings.Join(args, " "), code, out)
	}
	return out
}

var entryTime = regexp.MustCompile(`at: [0-9TZ:-]+`)

// files returns the content of every file of the project by its path, without
// what a crash may leave behind.
func (p *project) files() map[string]string {
	p.t.Helper()
	all := make(map[string]string)
	err := filepath.WalkDir(p.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(e.Name(), ".manifest-tmp-") {
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if !e.IsDir() {
			data, err := os.ReadFile(path)
			// An entry that is made when a command is run again is a second later.
			all[strings.TrimPrefix(path, p.dir)] = entryTime.ReplaceAllString(string(data), "at: …")
			return err
		}
		return nil
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return all
}

func same(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return true
}

// writers are the commands that change files, each with what comes before it.
var writers = map[string]struct {
	before func(*project)
	args   []string
}{
	"save":         {func(*project) {}, []string{"save", "app", "--by", "Jane"}},
	"second save":  {func(p *project) { p.must("save", "app", "--by", "Jane"); p.write("1.1.0", "daily_log", "commitments") }, []string{"save", "app", "--by", "Jane"}},
	"bump":         {func(p *project) { p.must("save", "app", "--by", "Jane"); p.write("1.0.0", "daily_log", "commitments") }, []string{"bump", "app"}},
	"smaller bump": {func(p *project) { p.must("save", "app", "--by", "Jane"); p.write("1.0.0", "daily_log", "commitments") }, []string{"bump", "app", "patch", "--allow-smaller", "a pilot", "--by", "Jane"}},
	"approve":      {func(p *project) { p.must("save", "app", "--by", "Jane"); p.write("1.1.0", "daily_log", "commitments") }, []string{"approve", "app", "@", "--reason", "agreed", "--by", "Jane"}},
	"promote": {func(p *project) {
		p.must("save", "app", "--by", "Jane", "--sandbox-key", "c126705a-fc0b-47c9-944e-8c427e5b9bd2")
		p.must("test", "app@1.0.0", "--passed", "--by", "Jane")
		p.must("promote", "app@1.0.0", "--by", "Jane", "--override", "release-notes", "--reason", "a test")
		p.write("1.1.0", "daily_log", "commitments")
		p.must("save", "app", "--by", "Jane", "--sandbox-key", "0d1f6a0e-6b8c-4e0f-9a53-2f7c1b9d4e80")
		p.must("test", "app@1.1.0", "--passed", "--by", "Jane")
	}, []string{"promote", "app@1.1.0", "--by", "Jane", "--override", "release-notes,approvals", "--reason", "a test"}},
	"restore": {func(p *project) {
		p.must("save", "app", "--by", "Jane")
		p.write("1.1.0", "daily_log", "commitments")
		p.must("save", "app", "--by", "Jane")
	}, []string{"restore", "app@1.0.0"}},
	"test":           {func(p *project) { p.must("save", "app", "--by", "Jane") }, []string{"test", "app@1.0.0", "--passed", "--by", "Jane"}},
	"abandon":        {func(p *project) { p.must("save", "app", "--by", "Jane") }, []string{"abandon", "app@1.0.0", "--reason", "a mistake", "--by", "Jane"}},
	"checklist":      {func(p *project) { p.must("save", "app", "--by", "Jane") }, []string{"checklist", "app@1.0.0", "--write"}},
	"import":         {func(p *project) { p.portalJSON() }, []string{"import", "portal.json", "--app", "other"}},
	"import --force": {func(p *project) { p.portalJSON() }, []string{"import", "portal.json", "--app", "app", "--force"}},
	"fmt":            {func(p *project) { p.untidy() }, []string{"fmt"}},
	// The settings of editors come first, one by one; they stand for themselves.
	"init":       {func(*project) {}, []string{"init", "other"}},
	"lint --fix": {func(p *project) { p.write("v1.0.0", "daily_log") }, []string{"lint", "--fix"}},
}

// fingerprint fills in the fingerprint that approve needs.
func (p *project) fingerprint(args []string) []string {
	var out []string
	for _, a := range args {
		if a == "@" {
			_, rest, _ := strings.Cut(p.must("diff", "app"), "#")
			a = rest[:6]
		}
		out = append(out, a)
	}
	return out
}

// Whichever call to the file system fails, the files are as before or as after:
// never a third thing. The error names a file, and the command works when it is
// run again.
func TestEveryFileSystemCallMayFail(t *testing.T) {
	for name, w := range writers {
		t.Run(name, func(t *testing.T) {
			after := func() map[string]string {
				p := newProject(t)
				w.before(p)
				p.must(p.fingerprint(w.args)...)
				return p.files()
			}()
			for n := 1; ; n++ {
				p := newProject(t)
				w.before(p)
				args, before := p.fingerprint(w.args), p.files()
				calls := 0
				code, out := p.run(func(op, file string) error {
					if calls++; calls == n {
						return errors.New("the disk is gone")
					}
					return nil
				}, args...)
				if calls < n {
					if n == 1 {
						t.Fatal("the command makes no call that could fail")
					}
					return // every call has failed once
				}
				now := p.files()
				// A smaller bump writes its reason first, and on its own that is sound.
				between := name == "smaller bump" && now["/manifests/app/manifest.yaml"] == before["/manifests/app/manifest.yaml"]
				// A promotion ends the version in production first: until its own
				// record is written, it has not moved, and running again completes it.
				const moved = "/manifests/app/versions/1.1.0/record.yaml"
				between = between || name == "promote" && now[moved] == before[moved]
				const begun = "/manifests/other/manifest.yaml"
				between = between || name == "init" && now[begun] == before[begun]
				if !same(now, before) && !same(now, after) && !between {
					t.Fatalf("call %d: the files are neither as before nor as after\n%s", n, out)
				}
				if code == 0 && !same(now, after) {
					t.Fatalf("call %d: the command says it was done, but nothing was written\n%s", n, out)
				}
				if code != 0 && (!strings.Contains(out, "manifests") && !strings.Contains(out, ".vscode") || !strings.Contains(out, "the disk is gone")) {
					t.Fatalf("call %d: the error does not name the file and the reason: %s", n, out)
				}
				if !same(now, after) {
					p.must(args...)
				}
				if got := p.files(); !same(got, after) {
					t.Fatalf("call %d: running again does not lead to the same files", n)
				}
			}
		})
	}
}

// Of many that save the same version, one wins and the others are told so.
func TestRacersSaveTheSameVersion(t *testing.T) {
	for range rounds(5, 100) {
		p := newProject(t)
		const racers = 16
		codes, outs := make([]int, racers), make([]string, racers)
		var all sync.WaitGroup
		for i := range racers {
			all.Go(func() { codes[i], outs[i] = p.run(nil, "save", "app", "--by", fmt.Sprintf("Racer %d", i)) })
		}
		all.Wait()
		won := 0
		for i, code := range codes {
			switch {
			case code == 0:
				won++
			case code != 1 || !strings.Contains(outs[i], "is saved already"):
				t.Errorf("racer %d: exit code %d: %s", i, code, outs[i])
			}
		}
		if won != 1 {
			t.Fatalf("%d racers were told that they saved the version", won)
		}
		p.must("lint")
	}
}

// Of many writers to one file, every entry is kept.
func TestManyWritersKeepAll(t *testing.T) {
	const processes = 8
	writes := rounds(4, 100)
	p := newProject(t)
	p.must("save", "app", "--by", "Jane")
	var tools []string
	for i := range processes * writes {
		tools = append(tools, fmt.Sprintf("tool_%d", i))
	}
	p.write("1.1.0", append(tools, "daily_log")...)
	var prints []string
	for _, part := range strings.Split(p.must("diff", "app"), "#")[1:] {
		prints = append(prints, strings.Fields(part)[0])
	}
	if len(prints) != len(tools) {
		t.Fatalf("%d changes want an approval, want %d", len(prints), len(tools))
	}
	var all sync.WaitGroup
	for i := range processes {
		all.Go(func() {
			for j := range writes {
				if code, out := p.run(nil, "approve", "app", prints[i*writes+j], "--reason", "agreed", "--by", "Jane"); code != 0 {
					t.Errorf("approve: exit code %d: %s", code, out)
				}
			}
		})
	}
	all.Wait()
	kept := strings.Count(p.files()["/manifests/app/approvals.yaml"], "fingerprint:")
	if kept != len(prints) {
		t.Errorf("%d of %d approvals were kept", kept, len(prints))
	}
}

// A process that is killed at any moment leaves nothing unreadable, and what it
// said was done stays done.
func TestKilledWriters(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	p := newProject(t)
	p.must("save", "app", "--by", "Jane")
	version := 1
	for range rounds(15, 1000) {
		p.write(fmt.Sprintf("1.%d.0", version), "daily_log", fmt.Sprintf("tool_%d", version))
		cmd := exec.Command(os.Args[0], "save", "app", "--by", "Jane")
		cmd.Args[0] = "manifest" // what TestMain looks at
		cmd.Dir = p.dir
		var out bytes.Buffer
		cmd.Stdout = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(random.IntN(20_000)) * time.Microsecond)
		cmd.Process.Kill()
		err := cmd.Wait()
		saved := p.files()[fmt.Sprintf("/manifests/app/versions/1.%d.0/record.yaml", version)] != ""
		if (err == nil || strings.Contains(out.String(), "saved")) && !saved {
			t.Fatalf("the version was said to be saved and is not there: %s", out.String())
		}
		if code, lint := p.run(nil, "lint", "--rule", "record-format"); code != 0 {
			t.Fatalf("after a kill, lint says:\n%s", lint)
		}
		if saved {
			version++
		}
	}
}

// What crashed writers left is swept from every folder that is written to, but
// not from under those who are still at work.
func TestStraysAreSwept(t *testing.T) {
	p := newProject(t)
	p.must("save", "app", "--by", "Jane")
	const crashed, atWork = ".manifest-tmp-crashed", ".manifest-tmp-at-work"
	folders := []string{".", ".vscode", "manifests", "manifests/.schema", "manifests/app", "manifests/app/versions", "manifests/app/versions/1.0.0"}
	clock := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC) // of the commands
	for _, folder := range folders {
		for name, age := range map[string]time.Duration{crashed: 2 * time.Hour, atWork: time.Minute} {
			stray := filepath.Join(p.dir, folder, name)
			err := os.MkdirAll(stray, 0o755)
			if err == nil {
				err = os.WriteFile(filepath.Join(stray, "manifest.yaml"), nil, 0o644)
			}
			if err == nil {
				err = os.Chtimes(stray, time.Time{}, clock.Add(-age))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	p.must("init", "other")
	p.must("lint", "--output", "json=lint.json")
	p.must("test", "app@1.0.0", "--passed", "--by", "Jane")
	p.write("1.0.0", "daily_log", "commitments")
	p.must("bump", "app")
	p.must("save", "app", "--by", "Jane")
	for _, folder := range folders {
		if _, err := os.Stat(filepath.Join(p.dir, folder, crashed)); err == nil {
			t.Errorf("%s: what a crash left is still there", folder)
		}
		if _, err := os.Stat(filepath.Join(p.dir, folder, atWork)); err != nil {
			t.Errorf("%s: what somebody is working on is gone", folder)
		}
	}
}
