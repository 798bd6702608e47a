package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/cli"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/sandbox/portaltest"
)

var soak = flag.Bool("soak", false, "run the long tests: a thousand crashes of each command, hundreds of racing writers, a clone")

// rounds returns n, or many with -soak.
func rounds(n, many int) int {
	if *soak {
		return many
	}
	return n
}

// workspace is a folder with one app that a test works on.
type workspace struct {
	t      *testing.T
	dir    string
	portal *portaltest.Portal // nil if no command is live
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

func newProject(t *testing.T) *workspace {
	p := &workspace{t: t, dir: t.TempDir()}
	p.write("1.0.0", "daily_log")
	return p
}

// write makes a working manifest with a version that asks for tools.
func (p *workspace) write(version string, tools ...string) {
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

// untidy puts the keys of the manifest into another order.
func (p *workspace) untidy() {
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

// portalJSON writes a file as the portal shows it.
func (p *workspace) portalJSON() {
	const json = `{"permissions": {"project": {"daily_log": "readonly"}}}`
	if err := os.WriteFile(filepath.Join(p.dir, "portal.json"), []byte(json), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// sell makes the app one of the Marketplace.
func (p *workspace) sell() {
	p.t.Helper()
	replaceIn(p.t, filepath.Join(p.dir, "manifests", "app", "manifest.yaml"), "distribution: custom", "distribution: marketplace")
}

// inProduction saves the app, for the Marketplace, and promotes it.
func (p *workspace) inProduction() {
	p.t.Helper()
	p.sell()
	p.must("save", "app", "--by", "Jane", "--sandbox-key", keyOne)
	p.must("test", "app@1.0.0", "--passed", "--by", "Jane")
	p.must("promote", "app@1.0.0", "--by", "Jane", "--override", "release-notes", "--reason", "a test")
}

// submitted does that too, and submits it for review.
func (p *workspace) submitted() {
	p.t.Helper()
	p.inProduction()
	p.must("record", "submit", "app@1.0.0", "--by", "Jane")
}

// run runs a command in this process and returns its exit code and all output.
func (p *workspace) run(fail func(op, name string) error, args ...string) (int, string) {
	var out bytes.Buffer
	return cli.Run(context.Background(), p.env(fail, &out, &out), args), out.String()
}

// env is the world of a command that runs in this process.
func (p *workspace) env(fail func(op, name string) error, stdout, stderr io.Writer) project.Env {
	return project.Env{
		Dir: p.dir, Stdin: p.stdin(), Stdout: stdout, Stderr: stderr, FailDisk: fail,
		Getenv: p.getenv, Now: func() time.Time { return time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC) },
		Transport: p.transport(),
	}
}

// transport leads what is meant for Procore to the fake.
func (p *workspace) transport() http.RoundTripper {
	if p.portal == nil {
		return nil
	}
	return portaltest.Detour(p.portal.URL)
}

// getenv is an environment in which programs are found, and that of a live
// command.
func (p *workspace) getenv(key string) string {
	switch {
	case key == "PATH":
		return os.Getenv(key)
	case key == "MANIFEST_CLIENT_ID" && p.portal != nil:
		return portaltest.ClientID
	case key == "MANIFEST_CLIENT_SECRET" && p.portal != nil:
		return portaltest.ClientSecret
	}
	return ""
}

// stdin holds the code that a user brings to a live command.
func (p *workspace) stdin() io.Reader {
	if p.portal == nil {
		return strings.NewReader("")
	}
	return strings.NewReader(p.portal.Code(outOfBand) + "\n")
}

// live gives the project a fake of Procore, in which the app has what it asks for.
func (p *workspace) live() {
	p.portal = portaltest.New()
	p.t.Cleanup(p.portal.Close)
	if err := arrange(p.portal, []string{"level", "project", "daily_log", "Standard"}); err != nil {
		p.t.Fatal(err)
	}
}

func (p *workspace) must(args ...string) string {
	p.t.Helper()
	code, out := p.run(nil, args...)
	if code != 0 {
		p.t.Fatalf("manifest %s: exit code %d\n%s", strings.Join(args, " "), code, out)
	}
	return out
}

var (
	// eventName is the part of a name that says when an event was recorded, and of
	// what content.
	eventName = regexp.MustCompile(`[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}-`)
	eventTime = regexp.MustCompile(`"at": "[0-9TZ:-]+"`)
	digestOf  = regexp.MustCompile(`sha256:[0-9a-f]{64}`)
)

// files returns the content of every file of the project by its path, without
// what a crash may leave behind. An event that is recorded when a command is run
// again is a second later, so times are left out, and what depends on them.
func (p *workspace) files() map[string]string {
	p.t.Helper()
	all := make(map[string]string)
	err := filepath.WalkDir(p.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if isStray(e.Name()) || e.Name() == ".git" {
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if !e.IsDir() {
			data, err := os.ReadFile(path)
			name, text := strings.TrimPrefix(path, p.dir), string(data)
			if strings.HasSuffix(name, ".json") {
				text = eventName.ReplaceAllString(eventTime.ReplaceAllString(text, `"at": "…"`), "…-")
			}
			if eventName.MatchString(name) {
				text = digestOf.ReplaceAllString(text, "sha256:…")
			}
			name = eventName.ReplaceAllString(name, "…-")
			for n := 2; all[name] != ""; n++ { // the events of a kind in their order
				name = fmt.Sprintf("%s (%d)", strings.TrimSuffix(name, fmt.Sprintf(" (%d)", n-1)), n)
			}
			all[name] = text
			return err
		}
		return nil
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return all
}

// everything returns the content of every file, and all folders.
func (p *workspace) everything() map[string]string {
	p.t.Helper()
	all := make(map[string]string)
	err := filepath.WalkDir(p.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			all[path[len(p.dir):]] = ""
			return err
		}
		data, err := os.ReadFile(path)
		all[path[len(p.dir):]] = string(data)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return all
}

// isStray says whether a name is that of unfinished work.
func isStray(name string) bool { return strings.HasPrefix(name, ".manifest-tmp-") }

// strays are the paths of unfinished work.
func (p *workspace) strays() (found []string) {
	p.t.Helper()
	err := filepath.WalkDir(p.dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && isStray(e.Name()) {
			found = append(found, strings.TrimPrefix(path, p.dir))
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return found
}

// process is a command in its own process, with the clock of run.
func (p *workspace) process(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Args[0] = "manifest" // what TestMain looks at
	cmd.Dir, cmd.Stdin = p.dir, p.stdin()
	cmd.Env = append(os.Environ(), "TODAY=2026-11-22T09:30:00Z",
		"MANIFEST_CLIENT_ID="+p.getenv("MANIFEST_CLIENT_ID"), "MANIFEST_CLIENT_SECRET="+p.getenv("MANIFEST_CLIENT_SECRET"))
	if p.portal != nil {
		cmd.Env = append(cmd.Env, "PROCORE="+p.portal.URL)
	}
	return cmd
}

// ledgerRules are the rules that hold of every ledger.
const ledgerRules = "event-format,event-illegal,event-future,frozen-copy,version-clash,approval-format,evidence-changed"

// writer is a command that changes files.
type writer struct {
	before func(*workspace) // what comes before it
	args   []string
	// last is the file that is written last, where there are several. Until it
	// is, the others may be as before or as after: each is sound on its own, and
	// the command completes the rest when it is run again.
	last string
	// between are the files at other moments, where those of one folder move to
	// another.
	between func(before, after map[string]string) []map[string]string
	// repairs says that lint asks for the command.
	repairs bool
	// sweeps writes to a folder that is left alone when the command is run again
	// after a crash.
	sweeps []string
}

const (
	appManifest = "/manifests/app/manifest.yaml"
	keyOne      = "c126705a-fc0b-47c9-944e-8c427e5b9bd2"
	keyTwo      = "0d1f6a0e-6b8c-4e0f-9a53-2f7c1b9d4e80"
)

// saved saves the version 1.0.0 and goes on with another manifest.
func saved(version string) func(*workspace) {
	return func(p *workspace) {
		p.must("save", "app", "--by", "Jane")
		p.write(version, "daily_log", "commitments")
	}
}

func justSaved(p *workspace) { p.must("save", "app", "--by", "Jane") }

// secondSave goes on with another manifest, and saves it too.
func secondSave(p *workspace) {
	saved("1.1.0")(p)
	p.must("save", "app", "--by", "Jane")
}

// withoutNotes is saved, and has no release notes yet.
func (p *workspace) withoutNotes() {
	name := filepath.Join(p.dir, "manifests", "app", "manifest.yaml")
	data, err := os.ReadFile(name)
	if err == nil {
		data = regexp.MustCompile(`(?m)^release_notes:.*\n(?:[ \t].*\n)*`).ReplaceAll(data, nil)
		err = os.WriteFile(name, data, 0o644)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	justSaved(p)
}

// grown is in production, and asks for more since.
func grown(p *workspace) {
	p.inProduction()
	p.must("record", "submit", "app@1.0.0", "--by", "Jane")
	p.must("record", "publish", "app@1.0.0", "--by", "Jane")
	p.write("1.1.0", "daily_log", "commitments")
	p.sell()
}

// writers are the commands that write, by a name.
var writers = map[string]writer{
	"save":        {before: func(*workspace) {}, args: []string{"save", "app", "--by", "Jane"}},
	"second save": {before: saved("1.1.0"), args: []string{"save", "app", "--by", "Jane"}},
	"adopt":       {before: func(*workspace) {}, args: []string{"adopt", "app", "--state", "production", "--by", "Jane"}},
	"adopt --from": {before: func(p *workspace) {
		p.must("adopt", "app", "--state", "production", "--by", "Jane")
		p.portalJSON()
	}, args: []string{"adopt", "app@0.9.0", "--from", "portal.json", "--state", "production", "--by", "Jane"}},
	"bump": {before: saved("1.0.0"), args: []string{"bump", "app"}},
	// The reason comes first: a bump without it would not be found again.
	"smaller bump": {before: grown, args: []string{"bump", "app", "1.0.1", "--allow-smaller", "a pilot", "--by", "Jane"}, last: appManifest,
		sweeps: []string{"record", "retract", "app", "approve", "--reason", "a mistake", "--by", "Jane"}},
	"approve":  {before: grown, args: []string{"approve", "app", "@", "--reason", "agreed", "--by", "Jane"}},
	"adoption": {before: (*workspace).inProduction, args: []string{"adoption", "app", "--in-use", "1.0.0", "--by", "Jane"}},
	"promote": {before: func(p *workspace) {
		p.inProduction()
		p.write("1.1.0", "daily_log", "commitments")
		p.sell()
		p.must("save", "app", "--by", "Jane", "--sandbox-key", keyTwo)
		p.must("test", "app@1.1.0", "--passed", "--by", "Jane")
	}, args: []string{"promote", "app@1.1.0", "--by", "Jane", "--override", "release-notes", "--reason", "a test"}},
	"record submit":   {before: (*workspace).inProduction, args: []string{"record", "submit", "app@1.0.0", "--by", "Jane"}},
	"record withdraw": {before: (*workspace).submitted, args: []string{"record", "withdraw", "app@1.0.0", "--by", "Jane"}},
	"record publish":  {before: (*workspace).submitted, args: []string{"record", "publish", "app@1.0.0", "--by", "Jane"}},
	"record reject":   {before: (*workspace).submitted, args: []string{"record", "reject", "app@1.0.0", "--reason", "no video", "--by", "Jane"}},
	"record abandon":  {before: justSaved, args: []string{"record", "abandon", "app@1.0.0", "--reason", "a mistake", "--by", "Jane"}},
	"record keys":     {before: justSaved, args: []string{"record", "keys", "app@1.0.0", "--sandbox-key", keyOne, "--by", "Jane"}},
	"record bad":      {before: grown, args: []string{"record", "bad", "app@1.0.0", "--reason", "it crashes", "--by", "Jane"}},
	// The event comes first, and means nothing until the folder has moved. What names
	// the app follows.
	"rename": {before: func(p *workspace) {
		justSaved(p)
		writeAll(p.t, p.dir, map[string]string{".manifest.yaml": "schema: 1\nignore: [manifests/app/drafts]\n",
			".vscode/settings.json": `{"yaml.schemas": {"./own.json": "manifests/app/*.yaml"}}`})
	}, args: []string{"rename", "app", "new", "--by", "Jane"}, between: renamed, sweeps: []string{"retire", "new", "--reason", "x", "--by", "Jane"}},
	"rename in the configuration": {before: func(p *workspace) {
		justSaved(p)
		writeAll(p.t, p.dir, map[string]string{".manifest.yaml": "schema: 1\napps: [{path: manifests/app, id: app}]\n"})
	}, args: []string{"rename", "app", "new", "--by", "Jane"}, last: "/.manifest.yaml",
		sweeps: []string{"retire", "new", "--reason", "x", "--by", "Jane"}},
	// Some files of the app are still in the folder that it had.
	"rename of the rest": {before: func(p *workspace) {
		justSaved(p)
		p.must("test", "app@1.0.0", "--passed", "--by", "Jane")
		p.must("rename", "app", "new", "--by", "Jane")
		const history = "versions/1.0.0/history"
		old := filepath.Join(p.dir, "manifests", "app", history)
		if err := os.MkdirAll(old, 0o755); err != nil {
			p.t.Fatal(err)
		}
		tests, err := filepath.Glob(filepath.Join(p.dir, "manifests", "new", history, "*-test.json"))
		if err == nil {
			err = os.Rename(tests[0], filepath.Join(old, filepath.Base(tests[0])))
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(p.dir, "manifests", "app", "note.txt"), []byte("A note.\n"), 0o644)
		}
		if err != nil {
			p.t.Fatal(err)
		}
	}, args: []string{"rename", "app", "new", "--by", "Jane"}, between: halfMoved, repairs: true},
	"retire":         {before: grown, args: []string{"retire", "app", "--reason", "replaced", "--by", "Jane"}},
	"record retract": {before: justSaved, args: []string{"record", "retract", "app@1.0.0", "save", "--reason", "a mistake", "--by", "Jane"}},
	"record retract approve": {before: func(p *workspace) {
		grown(p)
		p.must(p.fill("app", "approve", "app", "@", "--reason", "agreed", "--by", "Jane")...)
	}, args: []string{"record", "retract", "app", "approve", "@", "--reason", "a mistake", "--by", "Jane"}},
	"restore": {before: secondSave, args: []string{"restore", "app@1.0.0"}},
	"test":    {before: justSaved, args: []string{"test", "app@1.0.0", "--passed", "--by", "Jane"}},
	// The evidence comes first: without an event it proves nothing.
	"test --evidence": {before: func(p *workspace) {
		justSaved(p)
		writeAll(p.t, p.dir, map[string]string{"proof.txt": "It works.\n"})
	}, args: []string{"test", "app@1.0.0", "--passed", "--evidence", "proof.txt", "--by", "Jane"}, last: "/manifests/app/versions/1.0.0/history/…-test.json"},
	"test --results": {before: func(p *workspace) {
		justSaved(p)
		writeAll(p.t, p.dir, map[string]string{"results.json": resultsFor(p.t, p.must("checklist", "app@1.0.0", "--format", "json"), nil)})
	}, args: []string{"test", "app@1.0.0", "--results", "results.json", "--by", "Jane"}, last: "/manifests/app/versions/1.0.0/history/…-test.json"},
	"checklist":               {before: justSaved, args: []string{"checklist", "app@1.0.0", "--write"}},
	"checklist --notes-draft": {before: (*workspace).withoutNotes, args: []string{"checklist", "app@1.0.0", "--notes-draft"}},
	"import":                  {before: (*workspace).portalJSON, args: []string{"import", "portal.json", "--app", "other"}},
	"import --force":          {before: (*workspace).portalJSON, args: []string{"import", "portal.json", "--app", "app", "--force"}},
	"drift --take": {before: (*workspace).portalJSON,
		args: []string{"drift", "app", "portal.json", "--take", "data_connector.permissions.project.daily_log"}},
	"fmt":             {before: (*workspace).untidy, args: []string{"fmt"}},
	"lint --fix":      {before: func(p *workspace) { p.write("v1.0.0", "daily_log") }, args: []string{"lint", "--fix"}},
	"report --output": {before: func(*workspace) {}, args: []string{"report", "--output", "report.json", "--format", "json"}},
	"lint --output":   {before: func(*workspace) {}, args: []string{"lint", "--output", "sarif=found.sarif"}},
	// The settings of editors come first, one by one; they stand for themselves.
	"init":             {before: func(*workspace) {}, args: []string{"init", "other"}, last: "/manifests/other/manifest.yaml"},
	"schema --editors": {before: func(*workspace) {}, args: []string{"schema", "--editors"}, last: "/.vscode/settings.json"},
	"schema --editors --server": {before: func(p *workspace) { p.must("schema", "--editors") },
		args: []string{"schema", "--editors", "--server"}, last: "/.vscode/settings.json"},
	"git-setup": {before: (*workspace).inGit, args: []string{"git-setup"}},
	"smoke --save-evidence": {before: func(p *workspace) {
		writeAll(p.t, p.dir, map[string]string{"manifests/app/manifest.yaml": canaryManifest})
		justSaved(p)
		p.live()
	}, args: []string{"smoke", "app@0.4.0", "--save-evidence", "--by", "Jane"}, last: "/manifests/app/versions/0.4.0/history/…-test.json"},
}

// notWriters are the commands that write nothing.
var notWriters = strings.Fields("diff explain export help log lsp oauth rules steps status version completion doctor verify")

func TestEveryCommandThatWritesIsAWriter(t *testing.T) {
	for _, c := range cli.Reference() {
		words := strings.Fields(c.Path)[1:]
		if len(words) == 0 || len(c.Groups) > 0 || slices.Contains(notWriters, words[0]) {
			continue
		}
		begins := func(w writer) bool { return len(w.args) >= len(words) && slices.Equal(w.args[:len(words)], words) }
		if !slices.ContainsFunc(slices.Collect(maps.Values(writers)), begins) {
			t.Errorf("%s is neither among the writers nor among those that write nothing", c.Path)
		}
	}
}

// sound says whether the files are as before the command or as after it, or
// what may stand between.
func (w writer) sound(now, before, after map[string]string) bool {
	if maps.Equal(now, before) || maps.Equal(now, after) {
		return true
	}
	if w.between != nil {
		return slices.ContainsFunc(w.between(before, after), func(files map[string]string) bool { return maps.Equal(now, files) })
	}
	if w.last == "" || now[w.last] != before[w.last] {
		return false
	}
	for name, text := range now {
		if text != before[name] && text != after[name] {
			return false
		}
	}
	for name := range before {
		if _, there := now[name]; !there {
			return false
		}
	}
	return true
}

// renamed are the files while an app gets another id.
func renamed(before, after map[string]string) []map[string]string {
	const event = "/history/…-rename.json"
	begun, moved := maps.Clone(before), maps.Clone(after)
	begun["/manifests/app"+event] = after["/manifests/new"+event]
	for _, name := range []string{"/.manifest.yaml", "/.vscode/settings.json"} {
		moved[name] = before[name]
	}
	configured := maps.Clone(moved)
	configured["/.manifest.yaml"] = after["/.manifest.yaml"]
	return []map[string]string{begun, moved, configured}
}

// halfMoved are the files while what is left in an old folder is moved, one after
// the other.
func halfMoved(before, after map[string]string) (all []map[string]string) {
	for name, text := range before {
		if to := strings.Replace(name, "/app/", "/new/", 1); to != name {
			half := maps.Clone(before)
			delete(half, name)
			half[to] = text
			all = append(all, half)
		}
	}
	return all
}

// places are the files that the command changes, and the folders that it makes,
// without the first slash; with folders all folders that they stand in.
func places(before, after map[string]string, folders bool) (names []string) {
	for name, text := range after {
		if was, there := before[name]; there && was == text {
			continue
		}
		names = append(names, strings.TrimPrefix(name, "/"))
		for dir := path.Dir(name); dir != "/"; dir = path.Dir(dir) {
			within := func(file string) bool { return strings.HasPrefix(file, dir+"/") }
			if folders || !slices.ContainsFunc(slices.Collect(maps.Keys(before)), within) { // new folders are made whole
				names = append(names, strings.TrimPrefix(dir, "/"))
			}
		}
	}
	return names
}

// fill puts the fingerprint of a change of an app in the place of "@".
func (p *workspace) fill(app string, args ...string) []string {
	p.t.Helper()
	out := slices.Clone(args)
	if at := slices.Index(out, "@"); at >= 0 {
		_, rest, _ := strings.Cut(p.must("diff", app), "#")
		out[at] = strings.Fields(rest)[0]
	}
	return out
}

// inGit makes the project a repository, with all that is there in a commit.
func (p *workspace) inGit() {
	p.t.Helper()
	p.git("init", "-q", "-b", "main")
	p.commit()
}

// commit adds all that is there to the history of git.
func (p *workspace) commit() {
	p.t.Helper()
	p.git("add", "--all")
	p.git("-c", "user.name=Jane", "-c", "user.email=jane@acme.test", "commit", "-q", "--allow-empty", "-m", "x")
}

// git runs git in the project, and returns what it says.
func (p *workspace) git(args ...string) string {
	p.t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		p.t.Skip("there is no git")
	}
	out, err := exec.Command("git", append([]string{"-C", p.dir}, args...)...).CombinedOutput()
	if err != nil {
		p.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// Whichever call to the file system fails, alone or as the first of all that
// follow, the files are as before or as after: never a third thing. The error
// names the file, and the command works when it is run again.
func TestEveryFileSystemCallMayFail(t *testing.T) {
	t.Parallel()
	for name, w := range writers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ready := prepare(t, w)
			for _, forGood := range []bool{false, true} {
				for n := 1; ready.failsAt(n, forGood); n++ {
				}
			}
		})
	}
}

// Of several approvals all are written, or none. Where the disk is gone for good
// and one cannot be taken back, the error names it.
func TestApprovalsAreAllOrNone(t *testing.T) {
	t.Parallel()
	two := func(p *workspace) {
		grown(p)
		p.write("1.1.0", "daily_log", "commitments", "punch_list")
		p.sell()
	}
	p := newProject(t)
	two(p)
	args := []string{"approve", "app", "--reason", "agreed", "--by", "Jane"}
	prints := regexp.MustCompile(`#[0-9a-f]{12}`).FindAllString(p.must("diff", "app"), -1)
	ready := prepare(t, writer{before: two, args: append(args, prints...)})
	taken, named := 0, 0
	for _, forGood := range []bool{false, true} {
		for n := 1; ; n++ {
			p, calls := ready.project(), 0
			code, out := p.run(func(op, _ string) error {
				if calls++; calls == n || calls > n && forGood {
					return errors.New("the disk is gone")
				}
				if op == "remove" {
					taken++
				}
				return nil
			}, ready.args...)
			if calls < n {
				break
			}
			left, _ := os.ReadDir(filepath.Join(p.dir, "manifests", "app", "approvals"))
			if len(left) == 0 || len(left) == len(prints) {
				continue
			}
			for _, e := range left {
				if named++; !forGood || !strings.Contains(out, "already written") || !strings.Contains(out, e.Name()) {
					t.Errorf("call %d fails, for good %v: exit code %d, and %s stays:\n%s", n, forGood, code, e.Name(), out)
				}
			}
		}
	}
	if len(prints) != 2 || taken == 0 || named == 0 {
		t.Errorf("%d approvals: taken back %d times, left and named %d times", len(prints), taken, named)
	}
}

// readyWriter is a writer and the project in which it is to run.
type readyWriter struct {
	writer
	t             *testing.T
	portal        *portaltest.Portal
	start         fs.FS
	all           map[string]string // everything before the command
	args          []string
	before, after map[string]string
}

func prepare(t *testing.T, w writer) *readyWriter {
	t.Helper()
	p := newProject(t)
	w.before(p)
	ready := &readyWriter{writer: w, t: t, portal: p.portal, start: os.DirFS(p.dir), args: p.fill("app", w.args...)}
	ready.all, ready.before = p.everything(), p.files()
	done := ready.project()
	done.must(ready.args...)
	ready.after = done.files()
	return ready
}

// project is a copy of what there is before the command.
func (w *readyWriter) project() *workspace { return w.copyOf(w.start) }

func (w *readyWriter) copyOf(start fs.FS) *workspace {
	w.t.Helper()
	p := &workspace{w.t, w.t.TempDir(), w.portal}
	if err := os.CopyFS(p.dir, start); err != nil {
		w.t.Fatal(err)
	}
	return p
}

// failsAt runs the command while the n-th call fails, and with forGood all
// calls after it. It is false if there is no such call.
func (w *readyWriter) failsAt(n int, forGood bool) bool {
	t, p := w.t, w.project()
	t.Helper()
	defer os.RemoveAll(p.dir)
	args, before, after := w.args, w.before, w.after
	calls, failed := 0, ""
	code, said := p.run(func(op, file string) error {
		calls++
		if calls < n || calls > n && !forGood {
			return nil
		}
		if calls == n {
			failed = op
		}
		return errors.New("the disk is gone")
	}, args...)
	if calls < n {
		if n == 1 {
			t.Fatal("the command makes no call that could fail")
		}
		return false // every call has failed once
	}
	out := eventName.ReplaceAllString(said, "…-")
	now := p.files()
	if !w.sound(now, before, after) {
		t.Fatalf("call %d, %s: the files are neither as before nor as after\n%s", n, failed, out)
	}
	if code == 0 && !maps.Equal(now, after) {
		t.Fatalf("call %d, %s: the command says it was done, but nothing was written\n%s", n, failed, out)
	}
	folders := !slices.Contains([]string{"read", "create", "write", "rename"}, failed)
	changed := places(before, after, folders)
	if w.between != nil {
		for _, files := range w.between(before, after) {
			changed = append(changed, places(before, files, folders)...)
		}
	}
	named := slices.ContainsFunc(changed, func(name string) bool { return strings.Contains(out, filepath.FromSlash(name)) })
	if code != 0 && (!named || !strings.Contains(out, "the disk is gone") || strings.Contains(out, ".manifest-tmp-")) {
		t.Fatalf("call %d, %s: the error does not name the file and the reason: %s", n, failed, out)
	}
	if maps.Equal(p.everything(), w.all) {
		return true // running again would be running for the first time
	}
	if !maps.Equal(now, after) {
		p.must(args...)
	}
	if got := p.files(); !maps.Equal(got, after) {
		t.Fatalf("call %d, %s: running again does not lead to the same files", n, failed)
	}
	return true
}

// Of many that save the same version, one wins and the others are told so.
func TestRacersSaveTheSameVersion(t *testing.T) {
	t.Parallel()
	for range rounds(5, 100) {
		p := newProject(t)
		const racers = 16
		codes, outs := make([]int, racers), make([]string, racers)
		var all sync.WaitGroup
		for i := range racers {
			all.Go(func() {
				out, err := p.process("save", "app", "--by", fmt.Sprintf("Racer %d", i)).CombinedOutput()
				codes[i], outs[i] = exitCode(t, err), string(out)
			})
		}
		all.Wait()
		won := 0
		for i, code := range codes {
			switch {
			case code == 0:
				won++
			case code != 1 || !strings.Contains(outs[i], "1.0.0 already exists"):
				t.Errorf("racer %d: exit code %d: %s", i, code, outs[i])
			}
		}
		if won != 1 {
			t.Fatalf("%d racers were told that they saved the version", won)
		}
		p.must("lint")
	}
}

// Of many writers to one app, every event is kept.
func TestManyWritersKeepAll(t *testing.T) {
	t.Parallel()
	const processes = 8
	writes := rounds(4, 100)
	p := newProject(t)
	p.must("save", "app", "--by", "Jane", "--sandbox-key", keyOne)
	p.must("test", "app@1.0.0", "--passed", "--by", "Jane")
	p.must("promote", "app@1.0.0", "--by", "Jane", "--override", "release-notes", "--reason", "a test")
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
	// Each event is later than the one before, by a second at least, and none is in the
	// future: the clock of the processes goes on.
	start := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	at := func(passed time.Duration, args ...string) {
		cmd := p.process(args...)
		cmd.Env = append(cmd.Env, "TODAY="+start.Add(passed).Format(time.RFC3339))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", args[0], err, out)
		}
	}
	var all sync.WaitGroup
	for i := range processes {
		all.Go(func() {
			for j := range writes {
				at(time.Duration(j*processes)*time.Second, "approve", "app", prints[i*writes+j], "--reason", "agreed", "--by", "Jane")
			}
		})
	}
	all.Wait()
	kept, err := os.ReadDir(filepath.Join(p.dir, "manifests", "app", "approvals"))
	if err != nil || len(kept) != len(prints) {
		t.Errorf("%d of %d approvals were kept (%v)", len(kept), len(prints), err)
	}
	at(time.Hour, "lint", "--rule", ledgerRules)
}

// A process that is killed at any moment leaves the files as before or as
// after, and what it said was done stays done. The next one does the rest, and
// sweeps up what the first left.
func TestKilledWriters(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	for name, w := range writers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newKilled(t, w)
			calls := k.beforeEachCall()
			if calls == 0 {
				t.Fatal("the command makes no call before which it could be killed")
			}
			random := rand.New(rand.NewPCG(seed, 0))
			killedAt := []int{1 + random.IntN(calls)}
			if *soak {
				killedAt = killedAt[:0]
				for n := range calls {
					killedAt = append(killedAt, n+1)
				}
			}
			for _, n := range killedAt {
				if !k.round(n, time.Hour) {
					t.Fatalf("the command was not killed before call %d of %d", n, calls)
				}
			}
			for range rounds(3, 1000) {
				k.round(0, time.Duration(random.Int64N(int64(k.takes))))
			}
			t.Logf("%d calls; %d killed, %d of them before anything was written, %d after all was; %d strays swept", calls, k.died, k.early, k.late, k.swept)
		})
	}
}

// What crashed writers left is swept from every folder that is written to: where
// no lock says that no one is at work, only what is old.
func TestStraysAreSwept(t *testing.T) {
	p := newProject(t)
	p.must("save", "app", "--by", "Jane")
	const crashed, atWork = ".manifest-tmp-crashed", ".manifest-tmp-at-work"
	folders := []string{".", ".vscode", "manifests", "manifests/.schema", "manifests/app", "manifests/app/versions", "manifests/app/versions/1.0.0/history"}
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
		_, err := os.Stat(filepath.Join(p.dir, folder, atWork))
		if locked := strings.HasPrefix(folder, "manifests/app"); locked && err == nil {
			t.Errorf("%s: what a crash left just now is still there", folder)
		} else if !locked && err != nil {
			t.Errorf("%s: what somebody is working on is gone", folder)
		}
	}
}

// killed is a writer that is killed again and again.
type killed struct {
	*readyWriter
	takes time.Duration // of a process that is left alone

	died, early, late, swept int
}

func newKilled(t *testing.T, w writer) *killed {
	k := &killed{readyWriter: prepare(t, w)}
	done := k.project()
	begun := time.Now()
	if out, err := done.process(k.args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	k.takes = time.Since(begun) * 5 / 4
	if !maps.Equal(done.files(), k.after) {
		t.Fatalf("a process of its own writes other files: %v", done.files())
	}
	return k
}

// beforeEachCall runs the command, and looks at what a kill before each of its
// calls to the file system would leave: a copy of all files at that moment. It
// returns the number of calls.
func (k *killed) beforeEachCall() (calls int) {
	type moment struct {
		p    *workspace
		said string
	}
	var (
		lock    sync.Mutex
		said    bytes.Buffer
		last    map[string]string
		moments []moment
	)
	p := k.project()
	env := p.env(func(string, string) error {
		lock.Lock()
		defer lock.Unlock()
		calls++
		if now := p.everything(); !maps.Equal(now, last) { // most calls only read
			last = now
			moments = append(moments, moment{k.copyOf(os.DirFS(p.dir)), said.String()})
		}
		return nil
	}, &said, io.Discard)
	if code := cli.Run(context.Background(), env, k.args); code != 0 {
		k.t.Fatalf("exit code %d", code)
	}
	for _, m := range moments {
		k.look(m.p, m.said)
	}
	return calls
}

// round runs the command, kills it before its n-th call to the file system or
// after some time, and looks at what is left. It is false if the command came to
// its end.
func (k *killed) round(n int, delay time.Duration) bool {
	t, p := k.t, k.project()
	t.Helper()
	cmd := p.process(k.args...)
	var said bytes.Buffer
	cmd.Stdout = &said
	cmd.Env = append(cmd.Env, fmt.Sprintf("KILLED_AT=%d", n))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(delay, func() { cmd.Process.Kill() })
	err := cmd.Wait()
	timer.Stop()
	if err == nil {
		if now := p.files(); !maps.Equal(now, k.after) {
			t.Fatalf("what was said to be done is not there: %s", said.String())
		}
		os.RemoveAll(p.dir)
		return false
	}
	k.look(p, said.String())
	return true
}

// look holds what must be so after a kill.
func (k *killed) look(p *workspace, said string) {
	t := k.t
	t.Helper()
	defer os.RemoveAll(p.dir)
	now := p.files()
	if !k.sound(now, k.before, k.after) {
		t.Fatalf("the files are neither as before nor as after: %v", now)
	}
	if said != "" && !maps.Equal(now, k.after) {
		t.Fatalf("what was said to be done is not there: %s", said)
	}
	if code, lint := p.run(nil, "lint", "--rule", ledgerRules); code != 0 && !k.repairs {
		t.Fatalf("after a kill, lint says:\n%s", lint)
	}
	k.died++
	left := p.strays()
	k.swept += len(left)
	if maps.Equal(now, k.before) {
		k.early++
	}
	if maps.Equal(now, k.after) {
		k.late++
		return
	}
	for _, name := range left { // where nothing is locked, what is old enough is swept
		long := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
		if err := os.Chtimes(filepath.Join(p.dir, name), long, long); err != nil {
			t.Fatal(err)
		}
	}
	p.must(k.args...)
	if !maps.Equal(p.files(), k.after) {
		t.Fatalf("running again does not lead to the same files: %v", p.files())
	}
	if len(p.strays()) > 0 && k.sweeps != nil {
		p.must(k.sweeps...)
	}
	if left := p.strays(); len(left) > 0 {
		t.Fatalf("these were left behind: %q", left)
	}
}
