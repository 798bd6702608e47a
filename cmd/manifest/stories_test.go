package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/cli"
	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/project"
)

// story is a team at work: random commands in a folder, each committed by whoever ran
// it. What they are refused they leave.
type story struct {
	*rand.Rand
	t    *testing.T
	work *workTree
	git  *memoryGit
	now  time.Time
	apps []*storyApp
	// start is what the branch started from.
	start tree
}

// storyApp is what the working manifest of an app says.
type storyApp struct {
	id, distribution, version string
	tools                     map[string]string // levels
	views                     []string
	host                      string
	text                      int
}

var (
	jane = git.Person{Name: "Jane Doe", Email: "jane@acmefield.com"}
	raj  = git.Person{Name: "Raj Rao", Email: "raj@acmefield.com"}
)

const storyManifest = `schema: 1
app: {name: Acme %s, distribution: %s}
version: %s
data_connector:
  authentication: [user_level, service_account]
  permissions:
    project:
%sembedded:
  side_panel:
    description: Acme beside the page, text %d
    url: https://%s/?company={{procore.company.id}}&project={{procore.project.id}}
    views: [%s]
setup_instructions: {url: "https://help.acmefield.com/procore", page_name: Set up Acme}
post_installation_notes: Select the permitted projects, then create one app configuration for each.
release_notes: Text %[5]d. Approve the permissions, select the permitted projects and create your app configurations again.
`

func (a *storyApp) folder() string { return "manifests/" + a.id }

func (a *storyApp) manifest() string {
	var tools strings.Builder
	for _, tool := range slices.Sorted(maps.Keys(a.tools)) {
		fmt.Fprintf(&tools, "      %s: {level: %s, purpose: Needed to sync %[1]s as %[2]s.}\n", tool, a.tools[tool])
	}
	return fmt.Sprintf(storyManifest, a.id, a.distribution, a.version, tools.String(), a.text, a.host, strings.Join(a.views, ", "))
}

// newStory starts a repository with two apps in an empty folder.
func newStory(t *testing.T, r *rand.Rand, w *workTree) *story {
	s := &story{Rand: r, t: t, work: w, git: newMemoryGit(), now: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)}
	start := make(tree)
	for _, id := range []string{"acme", "panel"} {
		a := &storyApp{id: id, distribution: pickOne(r, "custom", "custom", "marketplace"), version: "0.9.0",
			tools: map[string]string{"budgeting": "read_only"}, views: []string{"rfi.detail"}, host: id + ".acmefield.com"}
		s.apps = append(s.apps, a)
		start.put(a.folder()+"/manifest.yaml", a.manifest())
	}
	if policy := s.policy(); policy != "" {
		start.put(".manifest.yaml", policy)
	}
	if err := w.checkOut(start); err != nil {
		t.Fatal(err)
	}
	s.git.commit(start, jane, s.now, "Start")
	return s
}

func (s *story) chance(percent int) bool { return s.IntN(100) < percent }

func pickOne[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// policy is a configuration, "" for none.
func (s *story) policy() string {
	if s.chance(40) {
		return ""
	}
	text := "schema: 1\n"
	if s.chance(50) {
		text += "extra_views: [acme.own.view]\n"
	}
	policy := ""
	if s.chance(60) {
		policy += "  approvals: {by_other: true}\n"
	}
	if s.chance(40) {
		policy += "  promotion: {by_other: true, soak_days: 1}\n"
	}
	if s.chance(30) {
		policy += "  hosts: [\"*.acmefield.com\"]\n"
	}
	if s.chance(30) {
		policy += "  highest_level: {project: {\"*\": standard}}\n"
	}
	if policy != "" {
		text += "policy:\n" + policy
	}
	return text
}

// env is the world of a command.
func (s *story) env(out, errs io.Writer) project.Env {
	return storyEnv(s.work.dir, s.git.program, s.now, out, errs)
}

func storyEnv(dir string, program git.Program, now time.Time, out, errs io.Writer) project.Env {
	return project.Env{Dir: dir, Stdin: strings.NewReader(""), Stdout: out, Stderr: errs, Git: program,
		Getenv: func(string) string { return "" }, Now: func() time.Time { return now }}
}

// run runs a command, and returns its exit code and all that it says.
func (s *story) run(args ...string) (int, string) {
	var out bytes.Buffer
	code := cli.Run(context.Background(), s.env(&out, &out), args)
	if code == 3 {
		s.t.Fatalf("manifest %s: exit code 3\n%s", strings.Join(args, " "), out.String())
	}
	return code, out.String()
}

// commit commits what a command wrote, if it wrote anything.
func (s *story) commit(by git.Person, message string) {
	now, err := s.work.read()
	if err != nil {
		s.t.Fatal(err)
	}
	if !maps.Equal(now, s.git.head()) {
		s.git.commit(now, by, s.now, message)
	}
}

var versionLine = regexp.MustCompile(`(?m)^version: (.*)$`)

// step is something that someone does to one of the apps.
func (s *story) step() {
	a := pickOne(s.Rand, s.apps...)
	s.act(a)
	at := a.folder() + "/manifest.yaml"
	if was, is := s.start[at], s.git.head()[at]; s.start != nil && was != is { // what customers run may have changed since it was raised
		s.settle(a)
	}
}

func (s *story) act(a *storyApp) {
	s.now = s.now.Add(time.Duration(1+s.IntN(30*3600)) * time.Second)
	latest := s.latest(a)
	at := a.id + "@" + latest
	record := func(by git.Person, args ...string) {
		if code, _ := s.run(append(args, "--by", by.String())...); code == 0 {
			s.commit(by, strings.Join(args[:2], " "))
		}
	}
	switch n := s.IntN(100); {
	case n < 22 || latest == "" && n < 60:
		s.change(a)
		if s.chance(80) {
			record(jane, "save", a.id, "--sandbox-key", s.key())
		}
	case n < 28 || latest == "":
		record(jane, "save", a.id, "--sandbox-key", s.key())
	case n < 48:
		outcome := pickOne(s.Rand, "--passed", "--passed", "--passed", "--failed")
		if s.chance(30) {
			now := maps.Clone(s.git.head())
			now.put("proof.txt", fmt.Sprintf("Proof %d.\n", s.IntN(1000)))
			if err := s.work.checkOut(now); err != nil {
				s.t.Fatal(err)
			}
			record(raj, "test", at, outcome, "--evidence", "proof.txt")
			return
		}
		record(raj, "test", at, outcome)
	case n < 72:
		s.promote(at)
	case n < 82:
		record(raj, "record", pickOne(s.Rand, "submit", "publish", "publish", "withdraw"), at)
	case n < 85:
		record(raj, "record", pickOne(s.Rand, "reject", "abandon", "bad"), at, "--reason", "it was so")
	case n < 88:
		record(jane, "record", "keys", at, "--sandbox-key", s.key())
	case n < 92:
		kinds := []string{"test", "keys", "abandon"}
		if _, stated := s.git.head()[a.folder()+"/in-use.yaml"]; !stated {
			kinds = append(kinds, "promote", "publish", "save")
		}
		record(jane, "record", "retract", at, pickOne(s.Rand, kinds...), "--reason", "a mistake")
	case n < 95:
		record(raj, "adoption", a.id, "--in-use", latest)
	default:
		now := maps.Clone(s.git.head())
		now.put("README.md", fmt.Sprintf("Text %d.\n", s.IntN(1000)))
		s.git.commit(now, jane, s.now, "Words")
		if err := s.work.checkOut(now); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *story) key() string {
	return fmt.Sprintf("%08x-0000-4000-8000-%012x", s.Uint32(), s.Uint64()&(1<<48-1))
}

// change edits the working manifest, raises its number and has the change approved.
func (s *story) change(a *storyApp) {
	kept := *a
	kept.tools, kept.views = maps.Clone(a.tools), slices.Clone(a.views)
	tool := pickOne(s.Rand, "budgeting", "daily_log", "commitments", "punch_list", "rfi")
	switch s.IntN(6) {
	case 0:
		a.tools[tool] = pickOne(s.Rand, "read_only", "standard")
	case 1:
		if len(a.tools) > 1 {
			delete(a.tools, tool)
		}
	case 2:
		a.views = pickOne(s.Rand, []string{"rfi.detail"}, []string{"rfi.detail", "rfi.list"}, []string{"rfi.list"})
	default:
		a.text = s.IntN(1000)
	}
	s.write(a)
	if code, _ := s.run("bump", a.id); code != 0 { // nothing to raise, or not possible
		*a = kept
		s.write(a)
		return
	}
	s.commit(jane, "Change "+a.id)
	s.settle(a)
}

// settle raises the number of the working manifest as far as needed, and has its changes
// approved.
func (s *story) settle(a *storyApp) {
	if code, _ := s.run("bump", a.id); code == 0 {
		s.commit(jane, "Bump "+a.id)
	}
	a.version = versionLine.FindStringSubmatch(s.onDisk(a.folder() + "/manifest.yaml"))[1]
	_, out := s.run("diff", a.id, "--format", "json")
	var diff struct {
		Unapproved []string `json:"unapproved"`
	}
	if err := json.Unmarshal([]byte(out), &diff); err != nil {
		s.t.Fatalf("%v in\n%s", err, out)
	}
	if len(diff.Unapproved) > 0 {
		args := slices.Concat([]string{"approve", a.id}, diff.Unapproved, []string{"--reason", "agreed", "--by", raj.String()})
		if code, out := s.run(args...); code != 0 {
			s.t.Fatalf("approve: exit code %d\n%s", code, out)
		}
		s.commit(raj, "Approve")
	}
}

func (s *story) write(a *storyApp) {
	now := maps.Clone(s.work.now)
	now.put(a.folder()+"/manifest.yaml", a.manifest())
	if err := s.work.checkOut(now); err != nil {
		s.t.Fatal(err)
	}
}

func (s *story) onDisk(name string) string {
	now, err := s.work.read()
	if err != nil {
		s.t.Fatal(err)
	}
	return now[name].data
}

var closedGate = regexp.MustCompile(`(?m)^  ([a-z-]+)  +[^ ]`)

// promote promotes a version, with a reason for each gate that is closed.
func (s *story) promote(at string) {
	args := []string{"promote", at, "--production-key", s.key(), "--by", raj.String()}
	code, out := s.run(args...)
	if code == 1 && s.chance(50) {
		var gates []string
		for _, m := range closedGate.FindAllStringSubmatch(out, -1) {
			gates = append(gates, m[1])
		}
		if len(gates) == 0 {
			return
		}
		code, _ = s.run(append(args, "--override", strings.Join(gates, ","), "--reason", "it is urgent")...)
	}
	if code == 0 {
		s.commit(raj, "Promote "+at)
	}
}

// saved are the folders of versions of an app in a tree, the lowest first.
func (a *storyApp) saved(t tree) (list []string) {
	for name := range t {
		if rest, ok := strings.CutPrefix(name, a.folder()+"/versions/"); ok && path.Base(name) == "save.json" {
			number, _, _ := strings.Cut(rest, "/")
			list = append(list, number)
		}
	}
	slices.SortFunc(list, func(x, y string) int { return compareNumbers(x, y) })
	return list
}

func compareNumbers(x, y string) int {
	var a, b [3]int
	fmt.Sscanf(x, "%d.%d.%d", &a[0], &a[1], &a[2])
	fmt.Sscanf(y, "%d.%d.%d", &b[0], &b[1], &b[2])
	return slices.Compare(a[:], b[:])
}

// latest is the version that someone works on, "" before the first.
func (s *story) latest(a *storyApp) string {
	list := a.saved(s.git.head())
	switch {
	case len(list) == 0:
		return ""
	case s.chance(85):
		return list[len(list)-1]
	}
	return pickOne(s.Rand, list...)
}
