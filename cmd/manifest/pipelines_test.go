package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"gopkg.in/yaml.v3"
)

// workflow is what the tests look at of a workflow file.
type workflow struct {
	Permissions map[string]string
	Jobs        map[string]struct{ Steps []actionStep }
}

// docsWorkflows returns the workflows that docs/ci.md shows, by the name of
// their file.
func docsWorkflows(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	page := readFile(t, "../../docs/ci.md")
	for _, m := range regexp.MustCompile("(?ms)^```yaml\n# \\.github/workflows/(\\S+)\n(.*?)^```$").FindAllStringSubmatch(page, -1) {
		found[m[1]] = m[2]
	}
	if len(found) != 3 {
		t.Fatalf("docs/ci.md shows %d workflows, want 3", len(found))
	}
	return found
}

// Whatever is used from elsewhere is pinned to a commit, and says which tag that
// is. Only the addresses of this project itself are not known here.
func TestActionsArePinned(t *testing.T) {
	files := map[string]string{"action.yml": readFile(t, "../../action.yml")}
	maps.Copy(files, docsWorkflows(t))
	own, err := filepath.Glob("../../.github/workflows/*.yml")
	if err != nil || len(own) == 0 {
		t.Fatalf("no workflows: %v", err)
	}
	for _, name := range own {
		files[filepath.Base(name)] = readFile(t, name)
	}
	tags := map[string]string{}
	for name, text := range files {
		for _, m := range regexp.MustCompile(`(?m)^[ -]*uses: *(.*)$`).FindAllStringSubmatch(text, -1) {
			pinned := regexp.MustCompile(`^([\w-]+/[\w/-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)$`).FindStringSubmatch(m[1])
			switch {
			case m[1] == "./" || strings.HasPrefix(m[1], "procore-manifest/manifest@main #"):
			case pinned == nil:
				t.Errorf("%s: %q is not pinned to a commit with its tag beside it", name, m[1])
			default:
				at := pinned[2] + " " + pinned[3]
				if before, ok := tags[pinned[1]]; ok && before != at {
					t.Errorf("%s: %s is %s here and %s elsewhere", name, pinned[1], at, before)
				}
				tags[pinned[1]] = at
			}
		}
	}
	if len(tags) < 3 {
		t.Errorf("found only %v", tags)
	}
}

// set is what the runner gives to every step, as far as the scripts use it.
var set = []string{
	"GITHUB_ACTION_PATH", "GITHUB_API_URL", "GITHUB_BASE_REF", "GITHUB_GRAPHQL_URL", "GITHUB_JOB", "GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT", "GITHUB_OUTPUT", "GITHUB_PATH",
	"GITHUB_REPOSITORY", "GITHUB_SERVER_URL", "GITHUB_STEP_SUMMARY", "GITHUB_WORKFLOW", "RUNNER_ARCH", "RUNNER_OS", "RUNNER_TEMP",
}

// No script holds an expression, which would put foreign text into it; and what
// the scripts read is what action.yml sets, no more and no less.
func TestActionScripts(t *testing.T) {
	action := readAction(t)
	if action.Runs.Using != "composite" {
		t.Errorf("it is no composite action: %s", action.Runs.Using)
	}
	variable := regexp.MustCompile(`\$\{?([A-Z][A-Z_]+)\b`)
	for i, step := range action.Runs.Steps {
		if step.Run == "" {
			continue
		}
		script := readFile(t, "../../"+regexp.MustCompile(`scripts/action/[a-z]+\.sh`).FindString(step.Run))
		if strings.Contains(step.Run+script, "${{") || strings.Contains(script, "eval ") {
			t.Errorf("step %d: an expression or eval in a script", i)
		}
		if !strings.Contains(script, "\nset -euo pipefail\n") || step.Shell != "bash" {
			t.Errorf("step %d does not stop at the first failure", i)
		}
		used := map[string]bool{}
		for _, m := range variable.FindAllStringSubmatch(step.Run+script, -1) {
			used[m[1]] = true
			if _, ok := step.Env[m[1]]; !ok && !slices.Contains(set, m[1]) {
				t.Errorf("step %d uses %s, which nobody sets", i, m[1])
			}
		}
		for name := range step.Env {
			if !used[name] {
				t.Errorf("step %d sets %s, which nobody uses", i, name)
			}
		}
	}
	for name, text := range docsWorkflows(t) {
		var w workflow
		if err := yaml.Unmarshal([]byte(text), &w); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if w.Permissions["contents"] != "read" {
			t.Errorf("%s does not say what it may do: %v", name, w.Permissions)
		}
		for _, job := range w.Jobs {
			for _, step := range job.Steps {
				if strings.Contains(step.Run, "${{") {
					t.Errorf("%s: an expression in a script", name)
				}
				for input := range step.With {
					if _, ok := action.Inputs[input]; !ok && strings.HasPrefix(step.Uses, "procore-manifest/") {
						t.Errorf("%s: the action has no input %s", name, input)
					}
				}
			}
		}
	}
	page := readFile(t, "../../docs/ci.md")
	for name := range action.Inputs {
		if !strings.Contains(page, "\n| `"+name+"` |") {
			t.Errorf("docs/ci.md does not name the input %s", name)
		}
	}
	for name := range action.Outputs {
		if !strings.Contains(page, "`"+name+"`") {
			t.Errorf("docs/ci.md does not name the output %s", name)
		}
	}
}

func TestShellSyntax(t *testing.T) {
	need(t, "bash")
	scripts, err := filepath.Glob("../../scripts/action/*.sh")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, name := range scripts {
		if out, err := exec.Command("bash", "-n", name).CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
	}
}

// tool returns a folder that can go on a PATH and holds the tool, as the scripts
// have it: this test under another name. See TestMain.
func tool(t *testing.T) string {
	t.Helper()
	need(t, "bash", "git")
	dir := t.TempDir()
	self, err := os.Executable()
	if err == nil {
		err = os.Symlink(self, filepath.Join(dir, "manifest"))
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// shell runs a script as a service does, with the tool on its PATH.
func shell(t *testing.T, tool, dir, script string, env ...string) (out string, code int) {
	t.Helper()
	cmd := exec.Command("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script)
	cmd.Dir = dir
	cmd.Env = append([]string{
		"PATH=" + tool + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=" + t.TempDir(), "CI=true", "RUNNER_TEMP=" + t.TempDir(),
	}, env...)
	var buf bytes.Buffer
	cmd.Stdout, cmd.Stderr = &buf, &buf
	err := cmd.Run()
	return buf.String(), exitCode(t, err)
}

func commit(t *testing.T, dir, date string) {
	t.Helper()
	for _, args := range [][]string{{"add", "-A"}, {"commit", "-q", "--allow-empty", "-m", "Work"}} {
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=Jane Doe", "-c", "user.email=jane@acmefield.com"}, args...)...)
		cmd.Env = append(os.Environ(), "GIT_COMMITTER_DATE="+date, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
	}
}

// lastScript returns the script of the last step of a workflow in docs/ci.md.
func lastScript(t *testing.T, name string) string {
	t.Helper()
	var w workflow
	if err := yaml.Unmarshal([]byte(docsWorkflows(t)[name]), &w); err != nil {
		t.Fatal(err)
	}
	for _, job := range w.Jobs {
		return job.Steps[len(job.Steps)-1].Run
	}
	t.Fatalf("%s has no jobs", name)
	return ""
}

func TestDriftWorkflow(t *testing.T) {
	t.Parallel()
	tool := tool(t)
	need(t, "openssl")
	script := lastScript(t, "manifest-drift.yml")
	dir := unsaved(t, "main", "work", func(string) {})
	run := func(what string, want int, says string) {
		t.Helper()
		out, code := shell(t, tool, dir, script)
		if code != want || !strings.Contains(out, says) {
			t.Errorf("%s: exit code %d, want %d and %q:\n%s", what, code, want, says, out)
		}
		annotations(t, out)
	}
	run("nothing was saved", 2, `no app "*"`)
	if out, code := shell(t, tool, dir, "mkdir portal; manifest export one >portal/one.json"); code != 0 {
		t.Fatal(out)
	}
	exported := readFile(t, filepath.Join(dir, "portal", "one.json"))
	commit(t, dir, time.Now().Add(-40*24*time.Hour).Format(time.RFC3339))
	run("saved long ago", 1, "The files in portal/ are older than 35 days")
	writeFile(t, filepath.Join(dir, "portal", "looked.md"), "2026-11-22 Jane\n")
	commit(t, dir, time.Now().Format(time.RFC3339))
	run("looked again", 0, "no drift")
	writeFile(t, filepath.Join(dir, "portal", "one.json"), strings.Replace(exported, "Acme beside the RFI", "::error::##[error]forged", 1))
	run("clicked in the portal", 1, "##[error]forged")
	writeFile(t, filepath.Join(dir, "portal", "two.json"), exported)
	run("an app that is not there", 2, `no app "two"`)
	writeFile(t, filepath.Join(dir, "portal", "one.json"), "{")
	run("JSON that is cut", 3, "one.json")
}

func TestPromotionWorkflow(t *testing.T) {
	t.Parallel()
	tool := tool(t)
	need(t, "openssl")
	script := lastScript(t, "manifest-promotion.yml")
	dir := unsaved(t, "main", "work", func(dir string) {
		writeFile(t, filepath.Join(dir, "manifests", "two", "manifest.yaml"), goodApp)
	})
	run := func(what string, want int, says string) {
		t.Helper()
		out, code := shell(t, tool, dir, script, "VERSIONS=one@1.4.0  two@1.4.0")
		if code != want || !strings.Contains(out, says) {
			t.Errorf("%s: exit code %d, want %d and %q:\n%s", what, code, want, says, out)
		}
		annotations(t, out)
	}
	run("nothing saved", 2, "one has no saved version yet")
	out, code := shell(t, tool, dir, "manifest save one --by 'Jane Doe' && manifest save two --by 'Jane Doe'")
	if code != 0 {
		t.Fatal(out)
	}
	commit(t, dir, time.Now().Format(time.RFC3339))
	run("gates are closed", 1, "no test evidence for 1.4.0")
	out, code = shell(t, tool, dir, `manifest record keys two@1.4.0 --sandbox-key 3f1e9b3a-8f0e-4a57-9f63-0c2d2b1a7e56 --by 'Jane Doe'
manifest test two@1.4.0 --passed --by 'Jane Doe'
manifest record keys one@1.4.0 --sandbox-key 3f1e9b3a-8f0e-4a57-9f63-0c2d2b1a7e55 --by 'Jane Doe'
manifest test one@1.4.0 --passed --by 'Jane Doe'
echo 'release_notes: "##[error]forged ::error::forged"' | tee -a manifests/*/manifest.yaml`)
	if code != 0 {
		t.Fatal(out)
	}
	commit(t, dir, time.Now().Format(time.RFC3339))
	run("gates are open", 0, "one@1.4.0\nall 10 gates open")
	writeFile(t, filepath.Join(dir, "manifests", "one", "versions", "1.4.0", "history", "save.json"), "::error::forged")
	run("an event that cannot be read", 3, "save.json")
}

// The recipe for any other service works in what services clone: one branch and
// its last commit, one branch, or everything.
func TestAnywhereElse(t *testing.T) {
	t.Parallel()
	tool := tool(t)
	page := readFile(t, "../../docs/ci.md")
	_, page, _ = strings.Cut(page, "\n## Anywhere else\n")
	m := regexp.MustCompile("(?ms)^```sh\n(go install .*?)^```$").FindStringSubmatch(page)
	if m == nil {
		t.Fatal("docs/ci.md shows no recipe")
	}
	_, recipe, _ := strings.Cut(m[1], "\n") // the tool already exists

	now := time.Now().Format(time.RFC3339)
	origin := checkout(t, "main", "work", edit(t, one, "1.4.0", "1.5.0"))
	edit(t, one, "[rfi.detail]", "[rfi.detail, submittal_logs.detail]")(origin)
	commit(t, origin, now)
	git := func(script string) {
		t.Helper()
		if out, code := shell(t, tool, origin, script); code != 0 {
			t.Fatal(out)
		}
	}
	git("git checkout -q main") // which goes on in the meantime
	edit(t, one, "Acme beside the RFI", "Acme next to the RFI")(origin)
	commit(t, origin, now)
	git("git checkout -q work")

	for name, clone := range map[string]string{
		"one commit":    "git clone -q --depth 1 -b work",
		"two commits":   "git clone -q --depth 2 -b work",
		"single branch": "git clone -q --single-branch -b work",
		"everything":    "git clone -q -b work",
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if out, code := shell(t, tool, dir, clone+` "file://$ORIGIN" apps`, "ORIGIN="+origin); code != 0 {
				t.Fatal(out)
			}
			dir = filepath.Join(dir, "apps")
			out, code := shell(t, tool, dir, recipe)
			if want := "| one | 1.4.0 → **1.5.0**, feature |"; code != 0 || !strings.Contains(out, want) || strings.Contains(out, "next to") {
				t.Errorf("exit code %d, want 0 and %q:\n%s", code, want, out)
			}
			if _, err := os.Stat(filepath.Join(dir, "manifest.xml")); err != nil {
				t.Error(err)
			}
		})
	}
}

// gitlab is the part of the template that the test runs.
type gitlab struct {
	Spec struct {
		Inputs map[string]struct {
			Default string
			Options []string
		}
	}
	Manifest struct {
		Variables            map[string]string
		BeforeScript, Script []string
	}
}

func readGitLab(t *testing.T) gitlab {
	t.Helper()
	var g gitlab
	parts := strings.Split(readFile(t, "../../ci/gitlab.yml"), "\n---\n")
	if len(parts) != 2 {
		t.Fatal("the template is not a header and a pipeline")
	}
	var job struct {
		Manifest struct {
			Variables    map[string]string
			BeforeScript []string `yaml:"before_script"`
			Script       []string
		}
	}
	for part, into := range map[string]any{parts[0]: &g, parts[1]: &job} {
		if err := yaml.Unmarshal([]byte(part), into); err != nil {
			t.Fatal(err)
		}
	}
	g.Manifest.Variables, g.Manifest.BeforeScript, g.Manifest.Script = job.Manifest.Variables, job.Manifest.BeforeScript, job.Manifest.Script
	return g
}

// A number that was saved on the target branch since the branch began is taken: the
// template fetches the target, and does not stop where the two parted.
func TestGitLabTemplateSeesTheTarget(t *testing.T) {
	t.Parallel()
	tool, g := tool(t), readGitLab(t)
	dir := checkout(t, "main", "work", func(dir string) {
		edit(t, one, "Acme beside the RFI", "Acme beside RFIs")(dir)
		edit(t, one, "1.4.0", "1.4.1")(dir)
	})
	origin, code := shell(t, tool, dir, "git remote get-url origin")
	if code != 0 {
		t.Fatal(origin)
	}
	origin = strings.TrimSpace(origin)
	edit(t, one, "Acme beside the RFI", "Acme next to the RFI")(origin)
	edit(t, one, "1.4.0", "1.4.1")(origin)
	p := workspace{t: t, dir: origin}
	p.must("save", "one", "--by", "Jane Doe")
	commit(t, origin, time.Now().Format(time.RFC3339))
	out, code := shell(t, tool, dir, strings.Join(g.Manifest.Script, "\n"), "MANIFEST_PATHS=manifests", "MANIFEST_FAIL_ON=error",
		"CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main")
	if code != 1 || !strings.Contains(out, "version 1.4.1 was saved on origin/main with different content") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	if out, code = shell(t, tool, dir, strings.Join(g.Manifest.Script, "\n"), "MANIFEST_PATHS=manifests", "MANIFEST_FAIL_ON=error",
		"CI_MERGE_REQUEST_TARGET_BRANCH_NAME=gone"); code != 3 {
		t.Errorf("exit code %d without the target branch:\n%s", code, out)
	}
}

func TestGitLabTemplate(t *testing.T) {
	t.Parallel()
	tool := tool(t)
	g := readGitLab(t)
	if got := g.Manifest.BeforeScript; len(got) != 1 || got[0] != `go install "github.com/procore-manifest/manifest/cmd/manifest@$MANIFEST_VERSION"` {
		t.Errorf("it installs %q", got)
	}
	base := fmt.Sprintf("release/%s", fmt.Sprintf(touch, "${IFS}"))
	good := checkout(t, "main", "work", edit(t, one, "Acme beside the RFI", "Acme beside RFIs"))
	bad := checkout(t, "main", "work", edit(t, one, "rfi.detail", "rfi.detial"))
	hostile := hostilePull(t, base)
	nested := checkout(t, "main", "work", func(dir string) {
		writeFile(t, filepath.Join(dir, "manifests/team/two/manifest.yaml"), strings.Replace(goodApp, "rfi.detail", "rfi.detial", 1))
	})
	unread := checkout(t, "main", "work", func(dir string) { writeFile(t, filepath.Join(dir, "manifests/two/manifest.yaml/file"), "") })
	victim := filepath.Join(t.TempDir(), "victim")
	reports := []string{"gl-code-quality-report.json", "manifest-junit.xml", "manifest-changes.md"}
	links := checkout(t, "main", "work", func(dir string) {
		for _, name := range reports {
			if err := os.Symlink(victim, filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	})
	forged := checkout(t, "main", "work", func(dir string) {
		writeFile(t, filepath.Join(dir, reports[0]), "[]")
		writeFile(t, filepath.Join(dir, reports[1], "file"), "")
		writeFile(t, filepath.Join(dir, reports[2]), "Nothing changes.")
	})
	for _, tt := range []struct {
		name, dir string
		inputs    map[string]string
		branch    bool // a pipeline of a branch, not of a merge request
		code      int
		findings  int // at least
		changes   string
	}{
		{name: "good", dir: good, code: 1, findings: 1, changes: "one"}, // the version was not raised
		{name: "a branch", dir: good, branch: true, findings: 1},        // a warning
		{name: "never", dir: bad, inputs: map[string]string{"fail-on": "never"}, findings: 2, changes: "one"},
		{name: "bad", dir: bad, code: 1, findings: 2, changes: "rfi.detail"},
		{name: "production", dir: good, branch: true, inputs: map[string]string{"for": "production"}, code: 1, findings: 1},
		{name: "patterns", dir: bad, branch: true, inputs: map[string]string{"paths": "manifests/o*\nmanifests/one/manifest.yaml"}, code: 1, findings: 1},
		{name: "a pattern of the tool's own", dir: nested, branch: true, inputs: map[string]string{"paths": "manifests/**/manifest.yaml"}, code: 1, findings: 1},
		{name: "unread", dir: unread, code: 3, findings: 1, changes: "could not be checked"},
		{name: "hostile", dir: hostile, code: 3, findings: 10, changes: "touch pwned"},
		{name: "hostile path", dir: hostile, inputs: map[string]string{"paths": "manifests/" + fmt.Sprintf(touch, " ")}, code: 1, findings: 1, changes: "touch pwned"},
		{name: "links in the place of reports", dir: links, changes: "No errors, no app changed"},
		{name: "forged reports", dir: forged, changes: "No errors, no app changed"},
		{name: "forged reports, and nothing could start", dir: forged, branch: true, inputs: map[string]string{"fail-on": "some"}, code: 2},
		{name: "no such path", dir: good, inputs: map[string]string{"paths": "-x"}, code: 3},
		{name: "unknown severity", dir: good, inputs: map[string]string{"fail-on": "some"}, code: 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var env []string
			if !tt.branch {
				target, err := exec.Command("git", "-C", tt.dir, "rev-parse", "--abbrev-ref", "origin/HEAD").Output()
				if err != nil {
					t.Fatal(err)
				}
				env = append(env, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME="+strings.TrimPrefix(strings.TrimSpace(string(target)), "origin/"),
					"CI_COMMIT_MESSAGE=$(touch pwned)")
			}
			for name, value := range g.Manifest.Variables {
				input := regexp.MustCompile(`^\$\[\[ inputs\.([a-z-]+) \]\]$`).FindStringSubmatch(value)
				if input != nil {
					value = g.Spec.Inputs[input[1]].Default
					if given, ok := tt.inputs[input[1]]; ok {
						value = given
					}
				}
				env = append(env, name+"="+value)
			}
			script := strings.Join(g.Manifest.Script, "\n")
			if strings.Contains(script, "$[[") {
				t.Error("an input in the script itself")
			}
			if out, code := shell(t, tool, tt.dir, "git clean -fdq && git checkout -q ."); code != 0 { // as GitLab's runner does
				t.Fatal(out)
			}
			writeFile(t, victim, "mine")
			out, code := shell(t, tool, tt.dir, script, env...)
			if code != tt.code {
				t.Errorf("exit code %d, want %d:\n%s", code, tt.code, out)
			}
			executed(t, job{checkout: tt.dir, temp: t.TempDir()})
			if strings.ContainsAny(out, "\x1b\r") { // how sections of GitLab's log begin
				t.Errorf("control characters in the log: %q", out)
			}
			changes, _ := os.ReadFile(filepath.Join(tt.dir, "manifest-changes.md"))
			if !strings.Contains(string(changes), tt.changes) || tt.changes == "" && len(changes) > 0 {
				t.Errorf("changes: want %q in %q", tt.changes, changes)
			}
			if got := readFile(t, victim); got != "mine" {
				t.Errorf("a link was followed: %q", got)
			}
			if tt.code == 2 || tt.name == "no such path" {
				for _, name := range reports[:2] {
					if _, err := os.Lstat(filepath.Join(tt.dir, name)); err == nil {
						t.Errorf("nothing was checked, and there is a report %s", name)
					}
				}
				return
			}
			checkReports(t, tt.dir, tt.findings)
		})
	}
}

// fakeGitLab is the part of GitLab's API that the note needs.
type fakeGitLab struct {
	lock  sync.Mutex
	notes []fakeNote
	last  int
	newer string // what another pipeline posts as soon as a note was posted
}

type fakeNote struct {
	ID     int     `json:"id"`
	Type   *string `json:"type"`
	Body   string  `json:"body"`
	Author struct {
		ID       int    `json:"id"`
		Username string `json:"username"`
		Name     string `json:"name"`
	} `json:"author"`
	System bool `json:"system"`
}

func (f *fakeGitLab) add(user, body string) {
	f.last++
	n := fakeNote{ID: f.last, Body: body}
	n.Author.ID, n.Author.Username, n.Author.Name = 9, user, `x","username":"project_1_bot`
	f.notes = append(f.notes, n)
}

func (f *fakeGitLab) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.lock.Lock()
	defer f.lock.Unlock()
	const list = "/projects/5/merge_requests/7/notes"
	id, single := strings.CutPrefix(r.URL.Path, list+"/")
	n := slices.IndexFunc(f.notes, func(n fakeNote) bool { return single && strconv.Itoa(n.ID) == id })
	answer := json.NewEncoder(w)
	switch {
	case r.Header.Get("PRIVATE-TOKEN") != "sesame":
		w.WriteHeader(http.StatusUnauthorized)
	case r.URL.Path == "/user":
		answer.Encode(map[string]any{"id": 9, "username": "project_1_bot"})
	case r.Method == http.MethodGet && r.URL.Path == list:
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		from := min(max(page-1, 0)*100, len(f.notes))
		answer.Encode(append([]fakeNote{}, f.notes[from:min(from+100, len(f.notes))]...))
	case r.Method == http.MethodPost && r.URL.Path == list:
		f.add("project_1_bot", r.FormValue("body"))
		if f.newer != "" {
			f.add("project_1_bot", f.newer)
		}
	case r.Method == http.MethodPut && n >= 0:
		f.notes[n].Body = r.FormValue("body")
	case r.Method == http.MethodDelete && n >= 0:
		f.notes = slices.Delete(f.notes, n, n+1)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

// Where a token allows it, each job keeps one note on the merge request.
func TestGitLabNote(t *testing.T) {
	t.Parallel()
	need(t, "curl")
	tool, script := tool(t), strings.Join(readGitLab(t).Manifest.Script, "\n")
	fake := &fakeGitLab{}
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	bad := checkout(t, "main", "work", edit(t, one, "rfi.detail", "rfi.detial"))
	same := checkout(t, "main", "work", func(string) {})
	run := func(dir string, pipeline, job int, want int, env ...string) string {
		t.Helper()
		out, code := shell(t, tool, dir, script, append([]string{"MANIFEST_PATHS=manifests", "MANIFEST_FAIL_ON=error",
			"CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main", "CI_MERGE_REQUEST_PROJECT_ID=5", "CI_PROJECT_ID=5", "CI_MERGE_REQUEST_IID=7",
			"CI_API_V4_URL=" + server.URL, "CI_JOB_NAME=manifest: [one]", fmt.Sprint("CI_PIPELINE_ID=", pipeline),
			fmt.Sprint("CI_JOB_ID=", job), "MANIFEST_NOTE_TOKEN=sesame"}, env...)...)
		if code != want || strings.Contains(out, "sesame") {
			t.Errorf("exit code %d, want %d:\n%s", code, want, out)
		}
		return out
	}

	if run(same, 1, 1, 0); len(fake.notes) > 0 {
		t.Errorf("a merge request that touches no manifest got a note: %+v", fake.notes)
	}
	run(bad, 20, 1, 1)
	if len(fake.notes) != 1 || !strings.Contains(fake.notes[0].Body, "rfi.detial") || !strings.Contains(fake.notes[0].Body, "`main`") {
		t.Fatalf("got %+v", fake.notes)
	}
	first := fake.notes[0].Body
	if out := run(bad, 19, 9, 1); !strings.Contains(out, "A newer pipeline has written the note already") || fake.notes[0].Body != first {
		t.Errorf("an older pipeline: %s", out)
	}
	// Others pretend to be us, and the note is on the second page; a double of it goes.
	fake.notes = nil
	forged := strings.Replace(first, " 20.1 -->", " 99.1 -->", 1)
	fake.add("mallory", forged)
	fake.add("project_1xbot", forged)
	fake.add("mallory", `\","body":"`+forged+`","author":{"username":"project_1_bot","`)
	fake.add("project_1_bot", "Quoting:\n"+forged)
	for len(fake.notes) < 130 {
		fake.add("mallory", "me too")
	}
	others := slices.Clone(fake.notes)
	fake.add("project_1_bot", strings.Replace(first, " 20.1 -->", " 20.0 -->", 1))
	fake.add("project_1_bot", first)
	run(same, 21, 1, 0)
	if len(fake.notes) != 131 || !slices.Equal(fake.notes[:130], others) ||
		!regexp.MustCompile(`^<!-- manifest-ci [0-9a-f]{12} 21\.1 -->\n### ✅ No errors, no app changed\n`).MatchString(fake.notes[130].Body) {
		t.Errorf("got %d notes, the last is %+v", len(fake.notes), fake.notes[len(fake.notes)-1])
	}
	// Another job has a note, and what a newer pipeline posts at the same moment stays.
	fake.notes = nil
	fake.add("project_1_bot", first)
	run(bad, 22, 1, 1, "CI_JOB_NAME=manifest: [two]")
	if len(fake.notes) != 2 || fake.notes[0].Body != first {
		t.Errorf("another job: got %+v", fake.notes)
	}
	fake.notes, fake.newer = nil, strings.Replace(first, " 20.1 -->", " 24.1 -->", 1)
	run(bad, 23, 1, 1)
	if len(fake.notes) != 1 || fake.notes[0].Body != fake.newer {
		t.Errorf("beside a newer pipeline: %+v", fake.notes)
	}

	// The findings are the verdict, whatever becomes of the note.
	if out := run(bad, 30, 1, 1, "MANIFEST_NOTE_TOKEN=wrong"); !strings.Contains(out, "did not take the note (HTTP status: 401)") {
		t.Error(out)
	}
	server.Close()
	if out := run(bad, 31, 1, 1); !strings.Contains(out, "HTTP status: no answer") {
		t.Error(out)
	}
	if out := run(bad, 32, 1, 1, "MANIFEST_NOTE_TOKEN="); strings.Contains(out, "the note") {
		t.Error(out)
	}
}

// checkReports reads the reports as GitLab does.
func checkReports(t *testing.T, dir string, atLeast int) {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat = true
	schema, err := compiler.Compile("../../internal/report/testdata/schemas/gitlab-codequality.json")
	if err != nil {
		t.Fatal(err)
	}
	var quality any
	if err := json.Unmarshal([]byte(readFile(t, filepath.Join(dir, "gl-code-quality-report.json"))), &quality); err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(quality); err != nil {
		t.Errorf("%#v", err)
	}
	var junit struct {
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
	}
	if err := xml.Unmarshal([]byte(readFile(t, filepath.Join(dir, "manifest-junit.xml"))), &junit); err != nil {
		t.Fatal(err)
	}
	if n := len(quality.([]any)); n < atLeast || n > 0 != (junit.Failures+junit.Errors > 0) || atLeast == 0 && n > 0 {
		t.Errorf("%d findings, want at least %d; JUnit says %+v", n, atLeast, junit)
	}
}

type hook struct {
	ID, Name, Description, Entry, Language, Files, Exclude string
	PassFilenames                                          *bool `yaml:"pass_filenames"`
	AlwaysRun                                              bool  `yaml:"always_run"`
}

func readHooks(t *testing.T) map[string]hook {
	t.Helper()
	// Only these keys are known to pre-commit, of those that we use:
	// https://pre-commit.com/#creating-new-hooks
	dec := yaml.NewDecoder(strings.NewReader(readFile(t, "../../.pre-commit-hooks.yaml")))
	dec.KnownFields(true)
	var list []hook
	if err := dec.Decode(&list); err != nil {
		t.Fatal(err)
	}
	hooks := map[string]hook{}
	for _, h := range list {
		if h.ID == "" || h.Name == "" || h.Entry == "" || h.Language != "golang" {
			t.Errorf("%+v lacks what pre-commit wants", h)
		}
		hooks[h.ID] = h
	}
	return hooks
}

// takes says whether pre-commit runs the hook for a file. Its patterns are
// searched for, in Python's syntax, of which they use what Go's has too.
func (h hook) takes(name string) bool {
	return regexp.MustCompile(h.Files).MatchString(name) &&
		(h.Exclude == "" || !regexp.MustCompile(h.Exclude).MatchString(name))
}

func TestPreCommitHooks(t *testing.T) {
	hooks := readHooks(t)
	for name, want := range map[string]string{
		"manifests/one/manifest.yaml":                                           "lint fmt",
		"manifests/team/one/manifest.yaml":                                      "lint fmt",
		"manifests/one/versions/1.4.0/manifest.yaml":                            "lint",
		"manifests/one/versions/1.4.0/history/save.json":                        "lint",
		"manifests/one/history/20261122T093000Z-0f0f0f0f-retire.json":           "lint",
		"manifests/one/approvals/20261122T093000Z-0f0f0f0f-approve.json":        "lint",
		"manifests/one/versions/1.4.0/evidence/20261122T093000Z-0f0f0f0f-a.png": "lint",
		".manifest.yaml":                                                        "lint",
		"manifests/versions/manifest.yaml":                                      "lint fmt",
		"manifests/one/node_modules/x/manifest.yaml":                            "lint",
		"manifests/.old/one/manifest.yaml":                                      "lint",
		"deploy/manifests/one/manifest.yaml":                                    "lint fmt",
		"services/one/procore/manifest.yaml":                                    "lint fmt",
		"services/one/procore/approvals/20261122T093000Z-0f0f0f0f-approve.json": "lint",
		"services/field/.manifest.yaml":                                         "lint",
		"manifest.yaml":                                                         "lint fmt",
		"deploy/manifest.yml":                                                   "",
		"manifests/one/README.md":                                               "",
		"manifests/one/xmanifest.yaml":                                          "",
		"manifests/one/manifest.yaml.orig":                                      "",
		"manifests/one/versions/1.4.0/manifest.yaml.orig":                       "",
	} {
		var got []string
		for _, id := range []string{"lint", "fmt"} {
			if hooks["manifest-"+id].takes(name) {
				got = append(got, id)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %v, want %q", name, got, want)
		}
	}
	if !hooks["manifest-lint"].AlwaysRun {
		t.Error("pre-commit skips manifest-lint where a commit only deletes files")
	}
	page := readFile(t, "../../docs/ci.md")
	for id := range hooks {
		if !strings.Contains(page, "- id: "+id+"\n") {
			t.Errorf("docs/ci.md does not show %s", id)
		}
	}
}

// pre-commit, and whoever installs ./..., gets one program.
func TestOneProgramIsInstalled(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{if eq .Name "main"}}{{.ImportPath}}{{end}}`, "../../...").Output()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSpace(string(out)); strings.Contains(got, "\n") || !strings.HasSuffix(got, "/cmd/manifest") {
		t.Errorf("go install ./... installs:\n%s", got)
	}
}

// pre-commit runs the entry without a shell, with the files behind it where it
// passes them.
func TestPreCommitRuns(t *testing.T) {
	t.Parallel()
	tool := tool(t)
	hooks := readHooks(t)
	run := func(id, dir string, files ...string) (string, int) {
		t.Helper()
		h := hooks[id]
		words := strings.Fields(h.Entry)
		if h.PassFilenames == nil || *h.PassFilenames {
			words = append(words, files...)
		}
		cmd := exec.Command(filepath.Join(tool, words[0]), words[1:]...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		return string(out), exitCode(t, err)
	}
	good := checkout(t, "main", "work", func(string) {})
	if out, code := run("manifest-lint", good, one); code != 0 {
		t.Errorf("good: exit code %d\n%s", code, out)
	}
	bad := checkout(t, "main", "work", edit(t, one, "rfi.detail", "rfi.detial"))
	if out, code := run("manifest-lint", bad, one); code != 1 || !strings.Contains(out, "rfi.detial") {
		t.Errorf("bad: exit code %d\n%s", code, out)
	}
	// An event that was edited: no manifest is part of the commit.
	const event = "manifests/one/versions/1.4.0/history/save.json"
	saved := unsaved(t, "main", "work", func(dir string) {
		if out, code := shell(t, tool, dir, "manifest save one --by 'Jane Doe'"); code != 0 {
			t.Fatal(out)
		}
	})
	if out, code := run("manifest-lint", saved, event); code != 0 {
		t.Errorf("a saved version: exit code %d\n%s", code, out)
	}
	edit(t, event, "sha256:", "sha256:0")(saved)
	if out, code := run("manifest-lint", saved, event); code != 1 {
		t.Errorf("a forged event: exit code %d\n%s", code, out)
	}
	// A commit that only deletes, in a repository with apps elsewhere.
	moved := checkout(t, "main", "work", func(dir string) {
		if out, code := shell(t, tool, dir, `mkdir -p services/one && git mv manifests/one services/one/procore &&
			printf 'schema: 1\napps: ["services/{app}/procore"]\n' >.manifest.yaml && git add -A`); code != 0 {
			t.Fatal(out)
		}
	})
	if out, code := run("manifest-lint", moved); code != 0 || !strings.Contains(out, "1 manifest,") {
		t.Errorf("apps elsewhere: exit code %d\n%s", code, out)
	}
	if out, code := run("manifest-fmt", moved); code != 0 {
		t.Errorf("fmt of apps elsewhere: exit code %d\n%s", code, out)
	}
	messy := checkout(t, "main", "work", edit(t, one, "version: 1.4.0", "version:    1.4.0"))
	if out, code := run("manifest-fmt", messy, one); code != 0 {
		t.Errorf("fmt: exit code %d\n%s", code, out)
	}
	if text := readFile(t, filepath.Join(messy, one)); strings.Contains(text, "version:    1.4.0") {
		t.Errorf("fmt changed nothing:\n%s", text)
	}
}
