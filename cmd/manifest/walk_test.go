package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/cli"
	"github.com/procore-manifest/manifest/internal/project"
)

// walker is a user who runs nothing but the command that the last one named.
type walker struct {
	t    *testing.T
	root string
	dir  string // where the commands are run
	hour int
	ran  []string
	// round are the commands since the last bump: a new version goes the same way.
	round []string
	// failTest and reject say what still goes wrong on the way.
	failTest, reject bool
}

var (
	nextCommand  = regexp.MustCompile(`(?m)^next: (?:.*?: )?(manifest .*)$`)
	inPlanRecord = regexp.MustCompile(`(?m)^   then: (manifest .*)$`)
)

// run runs a command line and returns the command that it names next, "" for none.
func (w *walker) run(line string) string {
	w.t.Helper()
	if strings.Contains(line, " bump ") {
		w.round = nil
	}
	if slices.Contains(w.round, line) {
		w.t.Fatalf("in a circle at %s after\n%s", line, strings.Join(w.ran, "\n"))
	}
	w.ran, w.round = append(w.ran, line), append(w.round, line)
	w.hour++
	args := scriptWords(strings.TrimPrefix(line, "manifest "))
	var out bytes.Buffer
	env := project.Env{Dir: w.dir, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out,
		Getenv: func(key string) string { return map[string]string{"PATH": os.Getenv("PATH"), "HOME": w.root}[key] },
		Now:    func() time.Time { return time.Date(2026, 11, 22, 9+w.hour, 30, 0, 0, time.UTC) },
	}
	if code := cli.Run(w.t.Context(), env, args); code != 0 {
		w.t.Fatalf("%s: exit code %d\n%s\nafter\n%s", line, code, &out, strings.Join(w.ran, "\n"))
	}
	if m := inPlanRecord.FindSubmatch(out.Bytes()); m != nil { // to be recorded before the plan goes on
		return string(m[1])
	}
	m := nextCommand.FindSubmatch(out.Bytes())
	if m == nil {
		return ""
	}
	next, _, _ := strings.Cut(string(m[1]), "; to save the same content")
	return next
}

// follow runs what comes next until nothing does. It returns the commands.
func (w *walker) follow(next string) {
	w.t.Helper()
	for n := 0; next != ""; n++ {
		if n > 40 {
			w.t.Fatalf("no end after\n%s", strings.Join(w.ran, "\n"))
		}
		passes, rejects, _ := strings.Cut(next, " or manifest ")
		next = passes
		switch {
		case strings.Contains(next, " bump "):
			w.edit("page_name: Guide", "page_name: Guide x")
			w.edit("release_notes: ", "release_notes: Corrected. ")
		case w.failTest && strings.HasSuffix(next, " --passed"):
			w.failTest, next = false, strings.Replace(next, "--passed", "--failed", 1)
		case w.reject && rejects != "":
			w.reject, next = false, "manifest "+rejects
		}
		for range strings.Count(next, "KEY") {
			next = strings.Replace(next, "KEY", fmt.Sprintf("c126705a-fc0b-47c9-944e-%012x", w.hour), 1)
		}
		next = strings.Replace(next, "TEXT", "'as agreed'", 1)
		if regexp.MustCompile(` (save|test|approve|record \w+|promote) `).MatchString(next) && !strings.HasSuffix(next, "--check") {
			next += " --by Jane"
		}
		next = w.run(next)
	}
}

func (w *walker) edit(from, to string) { replaceIn(w.t, w.manifest(), from, to) }

func (w *walker) manifest() string {
	return filepath.Join(w.root, "manifests", "acme", "manifest.yaml")
}

// Whoever follows next alone comes from init to customers, whatever the app
// consists of, past a failed test and a rejection, and so do a fix and a hotfix that
// overtakes a version.
func TestWalkByNext(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip(err)
	}
	const url = "'https://app.acmefield.com/?company={{procore.company.id}}'"
	shapes := map[string]string{
		"user":    "--authentication user_level",
		"service": "--authentication user_level,service_account --permission project.budgeting=read_only",
		"full":    "--full-screen " + url,
		"side":    "--side-panel " + url + " --view rfi.detail",
		"agentic": "--mcp-server https://mcp.acmefield.com/",
	}
	for shape, flags := range shapes {
		for _, distribution := range []string{"custom", "marketplace"} {
			for _, from := range []string{"root", "folder", "outside"} {
				if shape == "agentic" && distribution == "custom" || from != "root" && shape != "side" {
					continue
				}
				t.Run(strings.Join([]string{shape, distribution, from}, " "), func(t *testing.T) {
					w := &walker{t: t, root: t.TempDir(), failTest: true, reject: distribution == "marketplace"}
					if out, err := exec.Command("git", "init", "-q", w.root).CombinedOutput(); err != nil {
						t.Fatalf("git: %v: %s", err, out)
					}
					in := ""
					switch w.dir = w.root; from {
					case "folder":
						w.dir = filepath.Join(w.root, "docs", "more")
					case "outside":
						in, w.dir = "-C "+w.root+" ", t.TempDir()
					}
					if err := os.MkdirAll(w.dir, 0o777); err != nil {
						t.Fatal(err)
					}
					next := w.run("manifest " + in + "init acme --no-editor --distribution " + distribution + " --name 'Acme Field' " +
						"--setup-url https://help.acmefield.com/procore --setup-page-name Guide " + flags)
					data := readFile(t, w.manifest())
					writeAll(t, w.root, map[string]string{"manifests/acme/manifest.yaml": data + "post_installation_notes: Create your account first.\n" +
						"release_notes: Costs are written to budget lines. Approve the permission and select your permitted projects again. Create app configurations again.\n"})
					w.follow(next)
					w.arrived(distribution)

					// A fix follows, from what status says.
					w.ran = nil
					w.edit("page_name: Guide", "page_name: Guide y")
					w.edit("release_notes: ", "release_notes: Mended. ")
					if shape == "service" { // to be approved
						w.edit("budgeting: read_only", "budgeting: {level: standard, purpose: Write costs to budget lines.}")
					}
					w.follow(w.run("manifest " + in + "status acme"))
					w.arrived(distribution)

					// A hotfix overtakes a version that waits for its test.
					state := map[string]string{"custom": "production", "marketplace": "published"}[distribution]
					w.edit("page_name: Guide", "page_name: Guide z")
					w.run("manifest " + in + "bump acme --by Jane")
					w.run("manifest " + in + "save acme --by Jane")
					w.run("manifest " + in + "restore acme@" + state)
					w.ran, w.round = nil, nil
					w.edit("page_name: Guide", "page_name: Corrected guide")
					w.edit("release_notes: ", "release_notes: Corrected again. ")
					w.follow(w.run("manifest " + in + "status acme"))
					w.arrived(distribution)
				})
			}
		}
	}
}

// arrived fails unless the last commands are the whole way of a version.
func (w *walker) arrived(distribution string) {
	w.t.Helper()
	way := []string{"steps acme", "save acme", "--install", "--passed", "checklist", "--check", "--promote", "promote"}
	if distribution == "marketplace" {
		way = append(way, "record submit", "record publish")
	}
	at := 0
	for _, line := range w.ran {
		if at < len(way) && strings.Contains(line, way[at]) {
			at++
		}
	}
	if last := w.ran[len(w.ran)-1]; at < len(way) || !strings.HasSuffix(last, " --customer") {
		w.t.Fatalf("reached %d of %q by\n%s", at, way, strings.Join(w.ran, "\n"))
	}
}
