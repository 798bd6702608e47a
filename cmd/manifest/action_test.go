package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"gopkg.in/yaml.v3"
)

// The action is run from action.yml itself, step by step, as GitHub's runner
// does it: each step has its own shell, and nothing in its environment but
// what the file and the runner put there.

// actionFile has the keys that action.yml may have, as far as it uses them:
// https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax
type actionFile struct {
	Name, Description string
	Branding          struct{ Icon, Color string }
	Inputs            map[string]struct{ Description, Default string }
	Outputs           map[string]struct{ Description, Value string }
	Runs              struct {
		Using string
		Steps []actionStep
	}
}

type actionStep struct {
	ID, Uses, If, Shell, Run string
	WorkingDirectory         string `yaml:"working-directory"`
	Env                      map[string]string
	With                     map[string]string
	ContinueOnError          bool `yaml:"continue-on-error"`
}

// readAction refuses keys that GitHub does not know.
func readAction(t *testing.T) (action actionFile) {
	t.Helper()
	dec := yaml.NewDecoder(strings.NewReader(readFile(t, "../../action.yml")))
	dec.KnownFields(true)
	if err := dec.Decode(&action); err != nil {
		t.Fatalf("action.yml: %v", err)
	}
	return action
}

// runner runs the action.
type runner struct {
	root   string // of this project, which is where the action was checked out
	action actionFile
	tool   string // what the step install built; "" until then
}

func newRunner(t *testing.T) *runner {
	t.Helper()
	need(t, "bash", "git")
	if runtime.GOOS == "windows" {
		t.Skip("the workflow of this project runs the action on Windows; its shell is found otherwise there")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return &runner{root: root, action: readAction(t)}
}

// need skips a test on a machine that lacks a program, and says so.
func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("there is no %s on this machine", program)
		}
	}
}

// job is one run of the action.
type job struct {
	checkout string
	with     map[string]string // inputs
	env      map[string]string // what the runner sets beside the usual
	event    map[string]string // such as pull_request.number

	temp    string // the runner's folder for temporary files
	code    int
	log     string
	outputs map[string]string
	summary string
	path    string // what the job has put on the PATH of later steps

	artifacts map[string]string // the names of files, by the names of artifacts
}

func (r *runner) run(t *testing.T, j job) job {
	t.Helper()
	j.temp = t.TempDir()
	values := map[string]string{"github.action_path": r.root, "github.token": "sesame"}
	for name, input := range r.action.Inputs {
		values["inputs."+name] = evaluate(t, input.Default, values)
	}
	for name, value := range j.with {
		if _, ok := r.action.Inputs[name]; !ok {
			t.Fatalf("the action has no input %s", name)
		}
		values["inputs."+name] = value
	}
	for name, value := range j.event {
		values["github.event."+name] = value
	}
	var log bytes.Buffer
	j.artifacts = make(map[string]string)
	for i, step := range r.action.Runs.Steps {
		if strings.HasPrefix(step.Uses, "actions/upload-artifact@") && wanted(t, step.If, j.code, values) {
			if !step.ContinueOnError {
				t.Error("an artifact that GitHub does not take decides about the job")
			}
			j.artifacts[evaluate(t, step.With["name"], values)] = evaluate(t, step.With["path"], values)
		}
		if step.Uses != "" || !wanted(t, step.If, j.code, values) {
			continue
		}
		if step.ID == "install" && r.tool != "" && values["inputs.version"] == "" {
			values["steps.install.outputs.manifest"] = r.tool // built before, in the same way
			continue
		}
		files := map[string]string{}
		for _, name := range []string{"GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH", "GITHUB_ENV"} {
			files[name] = filepath.Join(j.temp, fmt.Sprintf("%s-%d", name, i))
			writeFile(t, files[name], "")
		}
		script := filepath.Join(j.temp, fmt.Sprintf("step-%d.sh", i))
		writeFile(t, script, step.Run)
		// https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
		cmd := exec.Command("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script)
		cmd.Dir = filepath.Join(j.checkout, evaluate(t, step.WorkingDirectory, values))
		cmd.Env = r.environment(j, files)
		for name, value := range step.Env {
			cmd.Env = append(cmd.Env, name+"="+evaluate(t, value, values))
		}
		cmd.Stdout, cmd.Stderr = &log, &log
		if code := exitCode(t, cmd.Run()); j.code == 0 {
			j.code = code
		}
		for line := range strings.Lines(readFile(t, files["GITHUB_OUTPUT"])) {
			name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
			if !ok {
				t.Errorf("not an output: %q", line)
			}
			values["steps."+step.ID+".outputs."+name] = value
		}
		j.summary += readFile(t, files["GITHUB_STEP_SUMMARY"])
		j.path += readFile(t, files["GITHUB_PATH"])
		if s := readFile(t, files["GITHUB_ENV"]); s != "" {
			t.Errorf("step %d sets variables for other steps: %q", i, s)
		}
	}
	j.log = log.String()
	j.outputs = make(map[string]string)
	for name, output := range r.action.Outputs {
		j.outputs[name] = evaluate(t, output.Value, values)
	}
	return j
}

// environment is what the runner gives to every step.
func (r *runner) environment(j job, files map[string]string) []string {
	system := map[string]string{"linux": "Linux", "darwin": "macOS"}[runtime.GOOS]
	processor := map[string]string{"amd64": "X64", "arm64": "ARM64"}[runtime.GOARCH]
	env := map[string]string{
		"PATH": os.Getenv("PATH"), "HOME": os.Getenv("HOME"), "GOFLAGS": os.Getenv("GOFLAGS"), "GOPROXY": os.Getenv("GOPROXY"),
		"CGO_ENABLED":    "0", // what is built then needs no C compiler
		"GITHUB_ACTIONS": "true", "CI": "true", "GITHUB_ACTION_PATH": r.root, "GITHUB_WORKSPACE": j.checkout,
		"GITHUB_WORKFLOW": "manifest", "GITHUB_JOB": "lint", "GITHUB_REPOSITORY": "acme/apps",
		"GITHUB_SERVER_URL": "http://127.0.0.1:1", "GITHUB_API_URL": "http://127.0.0.1:1", "GITHUB_GRAPHQL_URL": "http://127.0.0.1:1",
		"RUNNER_TEMP": j.temp, "RUNNER_OS": system, "RUNNER_ARCH": processor,
	}
	maps.Copy(env, files)
	maps.Copy(env, j.env)
	var list []string
	for name, value := range env {
		list = append(list, name+"="+value)
	}
	return list
}

var expression = regexp.MustCompile(`\$\{\{ (.*?) \}\}`)

// evaluate replaces expressions, which are all plain names. What is not there is
// empty, as on GitHub.
func evaluate(t *testing.T, s string, values map[string]string) string {
	return expression.ReplaceAllStringFunc(s, func(e string) string {
		name := expression.FindStringSubmatch(e)[1]
		if !regexp.MustCompile(`^(inputs|github|steps)(\.[a-z_-]+)+$`).MatchString(name) {
			t.Fatalf("%s is not a plain name", e)
		}
		return values[name]
	})
}

// wanted decides a condition: comparisons with a text, joined with &&.
func wanted(t *testing.T, condition string, code int, values map[string]string) bool {
	if condition == "" {
		return code == 0
	}
	all, whatever := true, false
	for _, part := range strings.Split(expression.FindStringSubmatch(condition)[1], " && ") {
		if part == "!cancelled()" {
			whatever = true
			continue
		}
		m := regexp.MustCompile(`^(\S+) (==|!=) '(.*)'$`).FindStringSubmatch(part)
		if m == nil {
			t.Fatalf("the test does not understand the condition %q", part)
		}
		all = all && (values[m[1]] == m[3]) == (m[2] == "==")
	}
	return all && (whatever || code == 0)
}

func exitCode(t *testing.T, err error) int {
	t.Helper()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if exit != nil {
		return exit.ExitCode()
	}
	return 0
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func writeFile(t *testing.T, name, content string) {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(name), 0o777)
	if err == nil {
		err = os.WriteFile(name, []byte(content), 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// annotation is a workflow command that the runner obeys.
type annotation struct {
	command, file, message string
}

var workflowCommand = regexp.MustCompile(`^::([a-z-]+)(?: (.*?))?::(.*)$`)

// annotations reads a log as the runner does: a command stands at the start of a
// line, or in its older form, ##[command], anywhere in it, unless commands are
// stopped. (ActionCommand.cs and ActionCommandManager.cs of actions/runner.)
func annotations(t *testing.T, log string) []annotation {
	t.Helper()
	var list []annotation
	stop := ""
	for line := range strings.Lines(log) {
		line = strings.TrimRight(line, "\r\n")
		command := workflowCommand.FindStringSubmatch(strings.TrimSpace(line))
		switch {
		case stop != "":
			if strings.TrimSpace(line) == "::"+stop+"::" {
				stop = ""
			}
		case command != nil && command[1] == "stop-commands":
			stop = command[3]
			if len(stop) < 32 {
				t.Errorf("the word that starts commands again can be guessed: %s", stop)
			}
		case command != nil:
			a := annotation{command: command[1], message: unescapeData(command[3])}
			for _, property := range strings.Split(command[2], ",") {
				if name, ok := strings.CutPrefix(property, "file="); ok {
					a.file = strings.NewReplacer("%3A", ":", "%2C", ",").Replace(unescapeData(name))
				}
			}
			list = append(list, a)
		case strings.Contains(line, "##["):
			t.Errorf("the runner takes this for a command: %q", line)
		}
	}
	if stop != "" {
		t.Error("commands stay stopped")
	}
	return list
}

func unescapeData(s string) string {
	return strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%").Replace(s)
}

// checkout makes a repository with a branch called base, on which an app is in
// production, and a clone of it with a new branch, to which change is applied.
func checkout(t *testing.T, base, head string, change func(dir string)) string {
	t.Helper()
	return checkoutOf(t, base, head, func(dir string) {
		p := workspace{t: t, dir: dir}
		p.must("save", "one", "--by", "Jane Doe")
		p.must("test", "one@1.4.0", "--passed", "--by", "Jane Doe")
		p.must("promote", "one@1.4.0", "--by", "Jane Doe", "--override", "keys,release-notes", "--reason", "a test")
	}, change)
}

// unsaved is a checkout of an app of which nothing is recorded.
func unsaved(t *testing.T, base, head string, change func(dir string)) string {
	t.Helper()
	return checkoutOf(t, base, head, func(string) {}, change)
}

func checkoutOf(t *testing.T, base, head string, before, change func(dir string)) string {
	t.Helper()
	origin, clone := filepath.Join(t.TempDir(), "origin"), filepath.Join(t.TempDir(), "apps")
	git := func(dir string, args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=Jane Doe", "-c", "user.email=jane@acmefield.com"}, args...)...)
		cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
	}
	writeFile(t, filepath.Join(origin, "manifests", "one", "manifest.yaml"), goodApp)
	writeFile(t, filepath.Join(origin, "README.md"), "Apps\n")
	before(origin)
	git(origin, "init", "-q")
	git(origin, "checkout", "-q", "-b", base)
	git(origin, "add", "-A")
	git(origin, "commit", "-q", "-m", "An app")
	git(origin, "clone", "-q", origin, clone)
	git(clone, "checkout", "-q", "-b", head)
	change(clone)
	git(clone, "add", "-A")
	git(clone, "commit", "-q", "--allow-empty", "-m", "::error::forged $(touch pwned)")
	return clone
}

const goodApp = `schema: 1
app: {name: Acme Field Sync, distribution: custom}
version: 1.4.0
embedded:
  side_panel:
    description: Acme beside the RFI
    url: https://panel.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}
    views: [rfi.detail]
setup_instructions:
  url: https://help.acmefield.com/procore
  page_name: Set up Acme Field Sync
post_installation_notes: Select the permitted projects, then create one app configuration for each.
`

// pull is the job of a pull request.
func pull(dir, base string) job {
	return job{
		checkout: dir,
		env:      map[string]string{"GITHUB_BASE_REF": base, "GITHUB_EVENT_NAME": "pull_request"},
		event:    map[string]string{"pull_request.number": "7"},
		with:     map[string]string{},
	}
}

func edit(t *testing.T, name, from, to string) func(dir string) {
	return func(dir string) { replaceIn(t, filepath.Join(dir, name), from, to) }
}

const one = "manifests/one/manifest.yaml"

func TestAction(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	good := func(dir string) {
		edit(t, one, "1.4.0", "1.5.0")(dir)
		edit(t, one, "[rfi.detail]", "[rfi.detail, submittal_logs.detail]")(dir)
	}

	// The first run builds the tool from the source, for all that follow.
	j := r.run(t, pull(checkout(t, "main", "work", good), "main"))
	if len(strings.Fields(j.path)) != 1 {
		t.Fatalf("the tool is not on the PATH of later steps: %s", j.log)
	}
	r.tool = filepath.Join(strings.TrimSpace(j.path), "manifest")

	t.Run("good", func(t *testing.T) {
		check(t, j, 0, map[string]string{"files": "1", "errors": "0", "warnings": "0", "infos": "0", "unread": "0", "changed": "true"})
		if list := annotations(t, j.log); len(list) > 0 {
			t.Errorf("got %v, want no annotations", list)
		}
		for _, want := range []string{"### ✅ No errors, 1 app changed", "1.4.0 → **1.5.0**, feature", "also opens on `submittal_logs.detail`"} {
			if !strings.Contains(j.summary, want) {
				t.Errorf("the summary lacks %q:\n%s", want, j.summary)
			}
		}
		if j.summary != readFile(t, j.outputs["summary"]) {
			t.Error("the summary is not the file that the output names")
		}
	})

	t.Run("bad", func(t *testing.T) {
		j := r.run(t, pull(checkout(t, "main", "work", edit(t, one, "rfi.detail", "rfi.detial")), "main"))
		check(t, j, 1, map[string]string{"files": "1", "errors": "3", "changed": "true"})
		var log struct {
			Runs []struct{ Results []struct{ RuleID string } }
		}
		if err := json.Unmarshal([]byte(readFile(t, j.outputs["sarif"])), &log); err != nil || len(log.Runs[0].Results) < 2 {
			t.Errorf("SARIF: %v, %+v", err, log)
		}
		found := map[string]bool{}
		for _, a := range annotations(t, j.log) {
			found[a.command+" "+a.file] = true
		}
		if len(found) != 1 || !found["error "+one] {
			t.Errorf("got annotations for %v", found)
		}
		for _, want := range []string{"`rfi.detial`", "· unknown-view", "· version-unchanged", "manifest bump one --base origin/main"} {
			if !strings.Contains(j.summary, want) {
				t.Errorf("the summary lacks %q:\n%s", want, j.summary)
			}
		}
	})

	t.Run("monorepo", func(t *testing.T) {
		move := func(dir string) {
			if err := errors.Join(os.MkdirAll(filepath.Join(dir, "services", "field"), 0o777), os.Rename(
				filepath.Join(dir, "manifests"), filepath.Join(dir, "services", "field", "manifests"))); err != nil {
				t.Fatal(err)
			}
		}
		pr := pull(checkoutOf(t, "main", "work", move, edit(t, "services/field/"+one, "rfi.detail", "rfi.detial")), "main")
		pr.with["working-directory"] = "services/field"
		j := r.run(t, pr)
		check(t, j, 1, map[string]string{"files": "1", "errors": "1", "changed": "true"})
		for _, a := range annotations(t, j.log) {
			if a.file != "services/field/"+one {
				t.Errorf("got an annotation for %s", a.file)
			}
		}
		if sarif := readFile(t, j.outputs["sarif"]); !strings.Contains(sarif, `"uri": "services/field/`+one+`"`) {
			t.Errorf("SARIF does not name the file from the root:\n%s", sarif)
		}
		if !strings.Contains(j.summary, "\ncd services/field\nmanifest lint --fix\n") {
			t.Errorf("the summary does not say where its commands run:\n%s", j.summary)
		}
	})

	t.Run("exit codes", func(t *testing.T) { testExitCodes(t, r) })
	t.Run("hostile", func(t *testing.T) { testHostilePull(t, r) })
	t.Run("length", func(t *testing.T) { testLongSummary(t, r) })
	t.Run("comment", func(t *testing.T) { testComment(t, r) })
	t.Run("release", func(t *testing.T) { testRelease(t, r) })
}

func check(t *testing.T, j job, code int, outputs map[string]string) {
	t.Helper()
	if j.code != code || j.outputs["exit-code"] != strconv.Itoa(code) {
		t.Errorf("exit code %d, output %s, want %d; the log:\n%s", j.code, j.outputs["exit-code"], code, j.log)
	}
	for name, want := range outputs {
		if got := j.outputs[name]; got != want {
			t.Errorf("output %s: got %q, want %q", name, got, want)
		}
	}
}

// What could not be checked reaches the job, and says what to do.
func testExitCodes(t *testing.T, r *runner) {
	t.Parallel()
	same := checkout(t, "main", "work", func(string) {})
	unread := checkout(t, "main", "work", func(dir string) {
		writeFile(t, filepath.Join(dir, "manifests/two/manifest.yaml/file"), "")
	})
	elsewhere := filepath.Dir(checkout(t, "main", "work", func(string) {}))
	for _, tt := range []struct {
		name    string
		job     job
		with    map[string]string
		code    int
		log     string
		summary string
	}{
		{"clean", pull(same, "main"), nil, 0, "", "### ✅ No errors, no app changed"},
		{"unknown severity", pull(same, "main"), map[string]string{"fail-on": "some"}, 2, "The inputs or the configuration are wrong", "The inputs"},
		{"neither true nor false", pull(same, "main"), map[string]string{"comment": "yes"}, 2, "The input comment is neither true nor false", ""},
		{"no such path", pull(same, "main"), map[string]string{"paths": "aps"}, 3, "no such file or folder", "Nothing could be checked"},
		{"no such configuration", pull(same, "main"), map[string]string{"config": "none.yaml"}, 2, "none.yaml", "The inputs"},
		{"missing base", pull(same, "other"), nil, 3, "fetch-depth 0", "Nothing could be checked"},
		{"no base", pull(same, "other"), map[string]string{"base": ""}, 0, "", "### ✅ No errors in 1 manifest"},
		{"another base", pull(same, "other"), map[string]string{"base": "HEAD"}, 0, "", "No errors, no app changed"},
		{"unread", pull(unread, "main"), nil, 3, "the path is a folder", "could not be checked"},
		{"a push", job{checkout: same}, nil, 0, "", "### ✅ No errors in 1 manifest"},
		{"a merge group", job{checkout: same, event: map[string]string{"merge_group.base_sha": "main"}}, nil, 0, "", "No errors, no app changed"},
		{"production", pull(same, "main"), map[string]string{"for": "production", "fail-on": "warning", "base": ""}, 1, "the manifest has no release notes", "· release-notes-missing"},
		{"paths", pull(same, "main"), map[string]string{"paths": "manifests/*\nmanifests/one/manifest.yaml\n"}, 0, "", "1 manifest"},
		{"working directory", pull(elsewhere, "main"), map[string]string{"working-directory": "apps"}, 0, "", "1 manifest"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.job.with = tt.with
			j := r.run(t, tt.job)
			check(t, j, tt.code, nil)
			if !strings.Contains(j.log, tt.log) || !strings.Contains(j.summary, tt.summary) {
				t.Errorf("want %q in the log and %q in the summary:\n%s\n%s", tt.log, tt.summary, j.log, j.summary)
			}
			if failed := tt.code > 0; failed != (len(annotations(t, j.log)) > 0) {
				t.Errorf("annotations: %v", annotations(t, j.log))
			}
			if started := j.outputs["sarif"] != ""; started != (tt.code < 2 || tt.name == "unread") {
				t.Errorf("SARIF: %q", j.outputs["sarif"])
			}
		})
	}
}

// touch is what runs if a shell reads a text as a command; %s stands for white
// space, which names of branches cannot hold.
const touch = "$(touch%[1]spwned)`touch%[1]spwned`;touch%[1]spwned;'\"&&touch%[1]spwned||"

// hostileTexts are names of folders and values that leave their place where
// someone forgot to quote.
func hostileTexts() []string {
	return []string{
		fmt.Sprintf(touch, " "),
		"::error file=x::forged", "a\n::error::forged\n::set-output name=exit-code::0", "a%0A::error::forged",
		"##[error]forged", "##[stop-commands]forged", "::stop-commands::forged", "]]>", "--> <!-- manifest-action -->",
		"<img src=http://x.test onerror=forged>", "[forged](http://x.test) ![forged](http://x.test) @octocat", "```", "| forged |",
		"-rf", "--help", "--base=HEAD", "${{ github.token }}", "*", "a b", "\x1b[31mred", "{region}",
	}
}

func hostilePull(t *testing.T, base string) string {
	return checkout(t, base, fmt.Sprintf("evil/%s%%0A-->", fmt.Sprintf(touch, "${IFS}")), func(dir string) {
		for i, s := range hostileTexts() {
			quoted, err := json.Marshal(s) // JSON is YAML
			if err != nil {
				t.Fatal(err)
			}
			// Half of the values are findings, the other half are changes.
			views := "rfi.detail, " + string(quoted)
			if i%2 == 0 {
				views = "rfi.detail"
			}
			writeFile(t, filepath.Join(dir, "manifests", s, "manifest.yaml"),
				strings.NewReplacer("rfi.detail", views, "Set up Acme Field Sync", string(quoted)).Replace(goodApp))
		}
		edit(t, one, "Acme beside the RFI", `"::error::forged `+"`x` <b>forged</b>"+` $(touch pwned)"`)(dir)
		writeFile(t, filepath.Join(dir, "manifests", "##[error]forged", "broken", "manifest.yaml", "file"), "")
		writeFile(t, filepath.Join(dir, "manifests", "##[error]syntax", "manifest.yaml"), "a: [\n::error::forged\n")
	})
}

func testHostilePull(t *testing.T, r *runner) {
	t.Parallel()
	need(t, "jq", "curl")
	server := newFakeGitHub(t)
	base := fmt.Sprintf("release/%s", fmt.Sprintf(touch, "${IFS}"))
	j := pull(hostilePull(t, base), base)
	j.with["comment"] = "true"
	j.with["paths"] = "manifests\n" + "manifests/" + fmt.Sprintf(touch, " ") + "\n"
	j.env["GITHUB_WORKFLOW"] = "--> " + fmt.Sprintf(touch, " ")
	j.env["GITHUB_HEAD_REF"] = "evil"
	maps.Copy(j.env, server.env())
	j = r.run(t, j)
	check(t, j, 3, map[string]string{"unread": "1"})

	executed(t, j)
	for _, a := range annotations(t, j.log) {
		if strings.HasPrefix(a.message, "forged") || a.command != "error" && a.command != "warning" && a.command != "notice" {
			t.Errorf("forged: %+v", a)
		}
		name := strings.ReplaceAll(a.file, `\x1b`, "\x1b") // a control character has no place in a log
		if _, err := os.Stat(filepath.Join(j.checkout, name)); err != nil {
			t.Errorf("an annotation for a file that is not there: %v", err)
		}
	}
	harmless(t, j.summary)
	if len(server.comments) != 1 {
		t.Fatalf("got %d comments, want 1; the log:\n%s", len(server.comments), j.log)
	}
	marker, rest, _ := strings.Cut(server.comments[0].Body, "\n")
	if !regexp.MustCompile(`^<!-- manifest-action [0-9a-f]{12} [0-9a-f]{12} none 0\.0 -->$`).MatchString(marker) {
		t.Errorf("the comment starts with %q", marker)
	}
	harmless(t, rest)
	for _, s := range hostileTexts() {
		// A slash makes two folders of a name, and a bar would end a cell.
		name := regexp.MustCompile(`^[ -.0-~]*`).FindString(s)
		if !strings.Contains(strings.ReplaceAll(j.summary, `\|`, "|"), name) {
			t.Errorf("%q is not in the summary", name)
		}
	}
}

// executed looks for the file that every hostile text tries to make.
func executed(t *testing.T, j job) {
	t.Helper()
	for _, dir := range []string{j.checkout, j.temp, filepath.Dir(j.checkout), "."} {
		err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if filepath.Base(path) == "pwned" {
				t.Errorf("something was executed: %s", path)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// ownHTML is what a comment brings by itself.
var ownHTML = regexp.MustCompile(`^(</?(sub|details|summary)>|<br>|<summary>[0-9]+ [a-z0-9 ]+</summary>)$`)

// harmless reads Markdown as GitHub does and refuses what a manifest must not
// bring along.
func harmless(t *testing.T, markdown string) {
	t.Helper()
	data := []byte(markdown)
	doc := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(data))
	err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Link:
			if !strings.HasPrefix(string(n.Destination), "http://127.0.0.1:1/acme/apps/blob/") && !strings.HasPrefix(string(n.Destination), "http://127.0.0.1:1/acme/apps/actions/runs/") {
				t.Errorf("a manifest brought a link to %s", n.Destination)
			}
		case *ast.RawHTML:
			if html := string(n.Segments.Value(data)); entering && !ownHTML.MatchString(html) {
				t.Errorf("a manifest brought %q", html)
			}
		case *ast.HTMLBlock:
			for i := range n.Lines().Len() {
				line := n.Lines().At(i)
				if html := strings.TrimSpace(string(line.Value(data))); entering && !ownHTML.MatchString(html) {
					t.Errorf("a manifest brought %q", html)
				}
			}
		case *ast.Image, *ast.AutoLink:
			t.Errorf("a manifest brought a %s", n.Kind())
		case *ast.Text:
			if _, code := n.Parent().(*ast.CodeSpan); entering && !code && strings.ContainsAny(string(n.Value(data)), "@<[`") {
				t.Errorf("outside of code: %q", n.Value(data))
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Error(err)
	}
}

// What is too long for GitHub is cut where a reader can go on reading.
func testLongSummary(t *testing.T, r *runner) {
	t.Parallel()
	need(t, "jq", "curl")
	server := newFakeGitHub(t)
	const apps, views = 4, 900 // a file of more than 1,000 findings is cut by lint itself
	j := pull(checkout(t, "main", "work", func(dir string) {
		for app := range apps {
			var list strings.Builder
			for i := range views {
				fmt.Fprintf(&list, ",\n      näme-%d.%d.%s", app, i, strings.Repeat("ü", 60))
			}
			writeFile(t, filepath.Join(dir, "manifests", fmt.Sprint(app), "manifest.yaml"),
				strings.Replace(goodApp, "rfi.detail", "rfi.detail"+list.String(), 1))
		}
	}), "main")
	j.with["comment"], j.with["fail-on"] = "true", "warning"
	maps.Copy(j.env, server.env())
	maps.Copy(j.env, map[string]string{"GITHUB_RUN_ID": "20", "GITHUB_SERVER_URL": "https://github.com"})
	j = r.run(t, j)
	check(t, j, 1, nil)
	name := slices.Collect(maps.Keys(j.artifacts))[0]
	if !regexp.MustCompile(`^manifest-lint-[0-9a-f]{12}$`).MatchString(name) || j.artifacts[name] != j.outputs["summary"] {
		t.Errorf("the artifacts are %v", j.artifacts)
	}
	for name, tt := range map[string]struct {
		text       string
		least, max int
		note       string
	}{
		"comment": {server.comments[0].Body, 60_000, 65_536, " entries left out, because the length of a comment " +
			"is limited.** The artifact of the job has the complete report."},
		"summary": {j.summary, 1_000_000, 1 << 20, "The artifact " + name + " has everything.\n"},
	} {
		if n := len(tt.text); n > tt.max || n < tt.least || !strings.Contains(tt.text, tt.note) || !utf8.ValidString(tt.text) {
			t.Errorf("%s: %d bytes, ends with %q", name, n, tt.text[max(0, n-80):])
		}
		if strings.Count(tt.text, "\n```")%2 != 0 {
			t.Errorf("%s: a block of code is open", name)
		}
	}
	if whole := readFile(t, j.outputs["summary"]); strings.Count(whole, "unknown-view") < apps*views || strings.Count(j.log, "näme-") < apps*views {
		t.Error("not all findings are in the file and in the log")
	}
}

// A cut inside of a block of code closes it, wherever it falls.
func TestCutMarkdown(t *testing.T) {
	need(t, "bash")
	page := "# A\n\n```sh\nmanifest bump a\nmanifest approve ä\n```\n\n| é | b |\n" + strings.Repeat("row\n", 60)
	file := filepath.Join(t.TempDir(), "page.md")
	writeFile(t, file, page)
	const least = 140
	most := len(page) + 3
	cmd := exec.Command("bash", "-euc", `. "$1"; for ((n = $3; n < $4; n++)); do cut_markdown "$2" "$n" "$5"; printf '\0'; done`,
		"-", "../../scripts/action/cut.sh", file, strconv.Itoa(least), strconv.Itoa(most), "The artifact has everything.")
	all, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	cuts := bytes.Split(bytes.TrimSuffix(all, []byte{0}), []byte{0})
	if len(cuts) != most-least {
		t.Fatalf("got %d pages, want %d", len(cuts), most-least)
	}
	for i, out := range cuts {
		length := least + i
		whole := length >= len(page)
		if len(out) > length || whole != (string(out) == page) || !utf8.Valid(out) || strings.Count(string(out), "```")%2 != 0 {
			t.Errorf("%d bytes: got %d, %q", length, len(out), out)
		}
		kept, _, _ := strings.Cut(string(out), "\n\n**This is not all")
		if kept = strings.TrimSuffix(kept, "```\n"); !strings.HasPrefix(page, strings.TrimSuffix(kept, "```")) {
			t.Errorf("%d bytes: %q is not how the page starts", length, kept)
		}
	}
}

// fakeGitHub is the part of GitHub's API that the comment needs, with rules that
// GitHub has: a token, pages, and no body over the limit.
type fakeGitHub struct {
	*httptest.Server
	lock     sync.Mutex
	comments []fakeComment
	last     int      // the id of the comment added last
	writes   []string // method and path of what changed something
	refuse   int      // the status of each write, where not 0
	newer    string   // what another run posts as soon as a comment was posted
}

type fakeComment struct {
	ID   int               `json:"id"`
	User map[string]string `json:"user"`
	Body string            `json:"body"`
}

func newFakeGitHub(t *testing.T) *fakeGitHub {
	f := &fakeGitHub{}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	return f
}

func (f *fakeGitHub) env() map[string]string {
	return map[string]string{"GITHUB_API_URL": f.URL, "GITHUB_GRAPHQL_URL": f.URL + "/graphql"}
}

const bot = "github-actions[bot]"

func (f *fakeGitHub) add(login, body string) {
	f.last++
	f.comments = append(f.comments, fakeComment{f.last, map[string]string{"login": login}, body})
}

func (f *fakeGitHub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.lock.Lock()
	defer f.lock.Unlock()
	var sent struct{ Body, Query string }
	data, _ := io.ReadAll(r.Body)
	if r.Header.Get("Authorization") != "Bearer sesame" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if len(data) > 0 && (json.Unmarshal(data, &sent) != nil || !utf8.Valid(data) || utf8.RuneCountInString(sent.Body) > 65_536) {
		w.WriteHeader(http.StatusUnprocessableEntity)
		return
	}
	const list, single = "/repos/acme/apps/issues/7/comments", "/repos/acme/apps/issues/comments/"
	answer := json.NewEncoder(w)
	if r.URL.Path == "/graphql" {
		answer.Encode(map[string]any{"data": map[string]any{"viewer": map[string]string{"login": bot}}})
		return
	}
	if r.Method != http.MethodGet {
		f.writes = append(f.writes, r.Method+" "+r.URL.Path)
		if f.refuse != 0 {
			w.WriteHeader(f.refuse)
			return
		}
	}
	id, isSingle := strings.CutPrefix(r.URL.Path, single)
	switch {
	case r.Method == http.MethodGet && r.URL.Path == list:
		size, _ := strconv.Atoi(r.URL.Query().Get("per_page"))
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		from := min(max(page-1, 0)*size, len(f.comments))
		answer.Encode(append([]fakeComment{}, f.comments[from:min(from+size, len(f.comments))]...))
	case r.Method == http.MethodPost && r.URL.Path == list:
		f.add(bot, sent.Body)
		w.WriteHeader(http.StatusCreated)
		answer.Encode(f.comments[len(f.comments)-1])
		if f.newer != "" {
			f.add(bot, f.newer)
		}
	case r.Method == http.MethodDelete && isSingle:
		f.comments = slices.DeleteFunc(f.comments, func(c fakeComment) bool { return strconv.Itoa(c.ID) == id })
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodPatch && isSingle:
		n := slices.IndexFunc(f.comments, func(c fakeComment) bool { return strconv.Itoa(c.ID) == id })
		if n < 0 {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		f.comments[n].Body = sent.Body
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func testComment(t *testing.T, r *runner) {
	t.Parallel()
	need(t, "jq", "curl")
	server := newFakeGitHub(t)
	bad := checkout(t, "main", "work", edit(t, one, "rfi.detail", "rfi.detial"))
	same := checkout(t, "main", "work", func(string) {})
	comment := func(t *testing.T, dir string, with map[string]string) job {
		t.Helper()
		j := pull(dir, "main")
		maps.Copy(j.with, with)
		j.with["comment"] = "true"
		maps.Copy(j.env, server.env())
		return r.run(t, j)
	}

	if comment(t, same, nil); len(server.writes) != 0 {
		t.Errorf("a pull request that touches no manifest got a comment: %v", server.writes)
	}
	check(t, comment(t, bad, nil), 1, nil)
	if len(server.comments) != 1 || !strings.Contains(server.comments[0].Body, "`rfi.detial`") {
		t.Fatalf("got %+v", server.comments)
	}
	// Others wrote before, some of them pretending to be us, so that our comment
	// is on the second page.
	ours := server.comments[0].Body
	marker, _, _ := strings.Cut(ours, "\n")
	server.comments, server.last = nil, 0
	server.add("mallory", ours)
	server.add("github-actions", marker)
	server.add(bot, "Quoting:\n"+marker)
	server.add(bot, "<!-- manifest-action 0000 -->")
	for len(server.comments) < 130 {
		server.add("octocat", "me too")
	}
	server.add(bot, ours)
	before := append([]fakeComment{}, server.comments...)
	server.writes = nil

	// Updated, not repeated; also when nothing is wrong any more.
	comment(t, bad, nil)
	check(t, comment(t, same, nil), 0, nil)
	want := "PATCH /repos/acme/apps/issues/comments/131"
	if fmt.Sprint(server.writes) != fmt.Sprint([]string{want, want}) {
		t.Errorf("got %v", server.writes)
	}
	if got := server.comments[130].Body; !strings.HasPrefix(got, marker+"\n### ✅ No errors, no app changed\n") {
		t.Errorf("got %q", got)
	}
	for i := range before[:130] {
		if server.comments[i].Body != before[i].Body {
			t.Errorf("the comment of %s was changed", server.comments[i].User["login"])
		}
	}
	server.comments = nil // a search through pages takes time
	server.add(bot, ours)

	testNewerWins(t, server, func(env map[string]string) job {
		j := pull(bad, "main")
		j.with["comment"] = "true"
		maps.Copy(j.env, server.env())
		maps.Copy(j.env, env)
		return r.run(t, j)
	})
	server.comments = nil
	server.add(bot, ours)

	// A second job has its own comment, and so has each leg of a matrix.
	for input, value := range map[string]string{
		"paths": "manifests/one", "for": "production", "base": "HEAD~1", "config": "other.yaml", "working-directory": "./.",
	} {
		server.writes = nil
		if comment(t, bad, map[string]string{input: value}); fmt.Sprint(server.writes) != "[POST /repos/acme/apps/issues/7/comments]" {
			t.Errorf("another %s: got %v", input, server.writes)
		}
	}

	// A pull request from a fork has a token that may only read: the verdict
	// stands, and the reason is told.
	for status, want := range map[int]string{403: "may not comment (HTTP 403)", 404: "may not comment (HTTP 404)", 422: "did not take the comment (HTTP 422)", 502: "HTTP 502"} {
		server.refuse = status
		for dir, code := range map[string]int{bad: 1, same: 0} {
			j := comment(t, dir, nil)
			check(t, j, code, nil)
			list := annotations(t, j.log)
			if last := list[len(list)-1]; last.command != "warning" || !strings.Contains(last.message, want) {
				t.Errorf("got %+v, want a warning with %q", last, want)
			}
		}
	}
	server.refuse = 0
	if j := comment(t, bad, map[string]string{"token": "wrong"}); j.code != 1 || !strings.Contains(j.log, "HTTP 401") {
		t.Errorf("wrong token: exit code %d, %s", j.code, j.log)
	}
	server.Close()
	if j := comment(t, same, nil); j.code != 0 || !strings.Contains(j.log, "::warning title=manifest::GitHub could not be reached") {
		t.Errorf("no network: exit code %d, %s", j.code, j.log)
	}
	j := job{checkout: same, with: map[string]string{"comment": "true"}}
	if j = r.run(t, j); j.code != 0 || !strings.Contains(j.log, "There is no pull request to comment on") {
		t.Errorf("a push: exit code %d, %s", j.code, j.log)
	}
	j = pull(same, "main")
	j.with["comment"], j.env["PATH"] = "true", pathWithout(t, "jq")
	if j = r.run(t, j); j.code != 3 || !strings.Contains(j.log, "The comment needs jq, which this runner lacks") {
		t.Errorf("without jq: exit code %d, %s", j.code, j.log)
	}
}

// testNewerWins: an older run replaces nothing, doubles go, and so does the comment of
// a leg that no run writes any more.
func testNewerWins(t *testing.T, server *fakeGitHub, run func(env map[string]string) job) {
	t.Helper()
	const head = "0123456789abcdef0123456789abcdef01234567"
	server.comments, server.writes = nil, nil
	run(map[string]string{"GITHUB_RUN_ID": "20", "GITHUB_RUN_ATTEMPT": "1"})
	if len(server.comments) != 1 {
		t.Fatalf("got %+v", server.comments)
	}
	first := server.comments[0].Body
	marker := regexp.MustCompile(`^<!-- manifest-action (\S+) (\S+) `).FindStringSubmatch(first)
	if j := run(map[string]string{"GITHUB_RUN_ID": "19", "GITHUB_RUN_ATTEMPT": "3"}); !strings.Contains(j.log, "A newer run has written the comment already") {
		t.Errorf("an older run: %s", j.log)
	}
	if server.comments[0].Body != first {
		t.Error("an older run replaced the comment")
	}
	server.add(bot, strings.Replace(first, " 20.1 -->", " 20.0 -->", 1))
	server.add(bot, fmt.Sprintf("<!-- manifest-action %s 999999999999 %s 19.1 -->\nA leg that is gone", marker[1], head))
	server.add(bot, fmt.Sprintf("<!-- manifest-action %s 888888888888 %s 20.1 -->\nAnother leg", marker[1], head))
	server.add(bot, fmt.Sprintf("<!-- manifest-action 777777777777 999999999999 %s 1.1 -->\nAnother job", head))
	run(map[string]string{"GITHUB_RUN_ID": "21", "GITHUB_RUN_ATTEMPT": "1"})
	var left []string
	for _, c := range server.comments {
		line, _, _ := strings.Cut(c.Body, "\n")
		left = append(left, line)
	}
	if len(left) != 3 || !strings.HasSuffix(left[0], " 21.1 -->") || !strings.Contains(left[1], " 888888888888 ") || !strings.Contains(left[2], " 777777777777 ") {
		t.Errorf("left are %q", left)
	}

	// A newer run posts at the same moment.
	server.comments = nil
	server.newer = strings.Replace(first, " 20.1 -->", " 23.1 -->", 1)
	run(map[string]string{"GITHUB_RUN_ID": "22", "GITHUB_RUN_ATTEMPT": "1"})
	server.newer = ""
	if len(server.comments) != 1 || !strings.Contains(server.comments[0].Body, " 23.1 -->") {
		t.Errorf("beside a newer run: %+v", server.comments)
	}
}

// pathWithout is a folder with the programs that the scripts use but one.
func pathWithout(t *testing.T, missing string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"awk", "bash", "cat", "cksum", "curl", "cut", "dirname", "find", "git", "head", "jq", "mktemp", "od", "sed", "sha256sum", "sort", "tee", "tr", "wc"} {
		if name == missing {
			continue
		}
		path, err := exec.LookPath(name)
		if err == nil {
			err = os.Symlink(path, filepath.Join(dir, name))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A release is run only if it is what its checksum says.
func testRelease(t *testing.T, r *runner) {
	t.Parallel()
	need(t, "curl", "tar")
	dir := checkout(t, "main", "work", func(string) {})
	archive := fmt.Sprintf("manifest_1.2.3_%s_%s.tar.gz", runtime.GOOS, runtime.GOARCH)
	releases := t.TempDir()
	if out, err := exec.Command("tar", "-czf", filepath.Join(releases, archive), "-C", filepath.Dir(r.tool), "manifest").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	sums, err := exec.Command("bash", "-c", `cd "$1" && { sha256sum * 2>/dev/null || shasum -a 256 *; }`, "-", releases).Output()
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(releases, "checksums.txt"), string(sums))
	module := strings.Fields(readFile(t, filepath.Join(r.root, "go.mod")))[1]
	_, repository, _ := strings.Cut(module, "/")
	server := httptest.NewServer(http.StripPrefix("/"+repository+"/releases/download/v1.2.3/", http.FileServer(http.Dir(releases))))
	t.Cleanup(server.Close)
	release := func(version string) job {
		j := pull(dir, "main")
		j.with["version"] = version
		j.env["GITHUB_SERVER_URL"] = server.URL
		return r.run(t, j)
	}
	for _, version := range []string{"1.2.3", "v1.2.3"} {
		j := release(version)
		check(t, j, 0, map[string]string{"files": "1"})
		if !strings.HasPrefix(j.path, j.temp) {
			t.Errorf("the downloaded tool is not on the PATH: %q", j.path)
		}
	}
	for version, want := range map[string]string{
		"1.2":                "The input version is not a version",
		"1.2.3;touch pwned":  "The input version is not a version",
		"1.2.3/../../x":      "The input version is not a version",
		"1.2.3\n::error::no": "The input version is not a version",
		"9.9.9":              "checksums.txt of release 9.9.9 could not be downloaded",
	} {
		j := release(version)
		if j.code != 3 || !strings.Contains(j.log, "::error title=manifest::"+want) || j.path != "" {
			t.Errorf("version %q: exit code %d, %s", version, j.code, j.log)
		}
		executed(t, j)
	}
	for name, list := range map[string]string{
		"wrong":   strings.Repeat("0", 64) + "  " + archive + "\n",
		"missing": strings.Repeat("0", 64) + "  another.tar.gz\n",
		"similar": strings.Fields(string(sums))[0] + "  x" + archive + "\n",
	} {
		writeFile(t, filepath.Join(releases, "checksums.txt"), list)
		j := release("1.2.3")
		if j.code != 3 || !strings.Contains(j.log, "it was not run") || j.path != "" {
			t.Errorf("%s checksum: exit code %d, %s", name, j.code, j.log)
		}
	}
}
