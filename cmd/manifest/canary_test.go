package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/cli"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/sandbox/portaltest"
)

// canaryRuns are the command lines with which every command is run, in an
// order in which they work. PORTAL is the address of a fake.
var canaryRuns = [][]string{
	{"init", "other"}, {"fmt"}, {"lint"}, {"lint", "--fix", "-v"}, {"lint", "--base", "HEAD", "-v"}, {"rules"}, {"explain", "redirect-uri"}, {"schema"}, {"schema", "smoke"},
	{"adopt", "other", "--state", "production", "--note", "x"}, {"adopt", "other@0.0.9", "--from", "view.json", "--state", "production"},
	{"diff", "app"}, {"bump", "app"}, {"approve", "app", "abcdef", "--reason", "x"},
	{"save", "app", "--sandbox-key", "c126705a-fc0b-47c9-944e-8c427e5b9bd2"}, {"status"}, {"status", "app"}, {"status", "app", "--permissions"}, {"log", "app"}, {"log"}, {"log", "--as-of", "2026-11-20"}, {"report"}, {"report", "--output", "report.html", "--show-keys", "--show-addresses"}, {"restore", "app@0.4.0"},
	{"steps", "app"}, {"checklist", "app@0.4.0", "--write"}, {"checklist", "app@0.4.0", "--open"}, {"test", "app@0.4.0", "--passed"}, {"test", "app@0.4.0", "--results", "results.json"}, {"promote", "app@0.4.0", "--check"},
	{"record", "keys", "app@0.4.0", "--portal-version", "0.4.1"}, {"record", "keys", "app@0.4.0", "--portal-version", "0.4.0"},
	{"record", "submit", "app@0.4.0"}, {"record", "withdraw", "app@0.4.0"}, {"record", "publish", "app@0.4.0"}, {"record", "reject", "app@0.4.0", "--reason", "x"},
	{"record", "bad", "app@0.4.0", "--reason", "x"}, {"record", "retract", "app@0.4.0", "test", "--reason", "x"},
	{"import", "view.json"}, {"export", "app"}, {"drift", "app", "view.json"},
	{"oauth", "curl", "app"}, {"oauth", "url", "app"},
	{"smoke", "app", "--test-server", "PORTAL", "-v"}, {"smoke", "app", "--as", "service_account", "--test-server", "PORTAL", "--company", "4242", "--format", "json", "-v"},
	{"smoke", "app", "--test-server", "PORTAL", "--open", "-v"}, {"smoke", "app", "--test-server", "PORTAL", "--save-evidence", "-v"},
	{"verify", "app", "--test-server", "PORTAL", "--company", "4242", "-v"}, {"verify", "app", "--test-server", "PORTAL", "--company", "4242", "--as", "user_level", "--format", "json", "-v"},
	{"adoption", "app", "--test-server", "PORTAL", "--company", "4242", "-v", "--state", "state.json"}, {"adoption", "app", "--test-server", "PORTAL", "--company", "4242", "--format", "csv", "-v"},
	{"git-setup"}, {"lsp"}, {"record", "abandon", "app@0.4.0", "--reason", "x"}, {"rename", "app", "renamed"}, {"rename", "renamed", "app"}, {"retire", "app", "--reason", "x"}, {"doctor"}, {"version"}, {"completion", "bash"}, {"help", "smoke"},
}

const canaryManifest = `schema: 1
app: {name: Acme Field Sync, distribution: custom}
version: 0.4.0
data_connector:
  authentication: [user_level, service_account]
  permissions:
    project: {daily_log: {level: standard, purpose: Add an entry for each visit.}}
setup_instructions: {url: "https://help.acmefield.com/procore", page_name: Set up Acme}
post_installation_notes: Select the permitted projects, then select Connect to Procore in Settings.
oauth:
  sandbox: {redirect_uris: ["urn:ietf:wg:oauth:2.0:oob"]}
`

// faults are what a portal does while the commands run: nothing wrong, and
// errors that repeat what they were sent.
var canaryFaults = map[string][]portaltest.Fault{
	"works":               nil,
	"echoes at the token": {{Path: "/oauth/token", Kind: "500"}},
	"echoes at the calls": {{Path: "/rest/v1.0/companies", Kind: "422"}, {Path: "/rest/v1.0/me", Kind: "418"}},
	"echoes at the end":   {{Path: "/oauth/revoke", Kind: "500"}},
	"refuses the token":   {{Path: "/oauth/token", Kind: "400"}},
}

// No secret leaves the tool: not in output, not in a file, not in the arguments
// or the environment of a program that it starts. The client ID is part of every
// sign-in address, and in nothing else.
func TestCanarySecrets(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("programs are watched with a shell script")
	}
	for name, faults := range canaryFaults {
		t.Run(strings.ReplaceAll(name, " ", "-"), func(t *testing.T) { runCanaries(t, faults) })
	}
}

func runCanaries(t *testing.T, faults []portaltest.Fault) {
	dir, tools := t.TempDir(), t.TempDir()
	started := watchPrograms(t, tools)
	t.Setenv("MANIFEST_CLIENT_ID", portaltest.ClientID) // what a started program would inherit
	t.Setenv("MANIFEST_CLIENT_SECRET", portaltest.ClientSecret)
	t.Setenv("BROWSER", filepath.Join(tools, "browser"))
	p := portaltest.New()
	defer p.Close()
	for _, f := range faults {
		p.Break(f)
	}
	writeAll(t, dir, map[string]string{"manifests/app/manifest.yaml": canaryManifest, "view.json": `{"schema_version": "4.1"}`, "results.json": `{"format": 1, "app": "app", "by": "Marco"}`})
	for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"-c", "user.name=Jane", "-c", "user.email=jane@acme.test", "commit", "-qm", "x"}} {
		if out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("git: %v: %s", err, out)
		}
	}
	variables := map[string]string{"MANIFEST_CLIENT_ID": portaltest.ClientID, "MANIFEST_CLIENT_SECRET": portaltest.ClientSecret,
		"PATH": tools + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME": dir, "USER": "jane", "BROWSER": filepath.Join(tools, "browser")}
	ran := make(map[string]bool)
	for _, run := range canaryRuns {
		ran[run[0]] = true
		args := slices.Clone(run)
		for i := range args {
			args[i] = strings.Replace(args[i], "PORTAL", p.URL, 1)
		}
		var stdout, stderr bytes.Buffer
		code := cli.Run(context.Background(), project.Env{
			Dir: dir, Stdin: strings.NewReader(p.Code("urn:ietf:wg:oauth:2.0:oob") + "\n"), Stdout: &stdout, Stderr: &stderr,
			Getenv: func(key string) string { return variables[key] }, Now: time.Now,
		}, args)
		what := fmt.Sprintf("manifest %s (exit code %d)", strings.Join(run, " "), code)
		noCanary(t, what+" prints", stdout.String()+stderr.String(), run[0] == "smoke" || run[0] == "verify" || run[0] == "oauth")
	}
	for _, command := range allCommands(t) {
		if !ran[command] {
			t.Errorf("manifest %s is not run with secrets around", command)
		}
	}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		noCanary(t, path+" holds", string(data), false)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(2 * time.Second); len(faults) == 0 && !strings.Contains(started(), "browser http"); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("no browser was started")
		}
	}
	if !strings.Contains(started(), "rev-parse") {
		t.Error("no git was seen")
	}
	noCanary(t, "a program is started with", started(), true)
}

// watchPrograms puts a git and a browser into a folder that write down their
// arguments and their environment.
func watchPrograms(t *testing.T, dir string) (started func() string) {
	t.Helper()
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("there is no git")
	}
	log := filepath.Join(t.TempDir(), "started")
	for name, then := range map[string]string{"git": `exec "` + git + `" "$@"`, "browser": ""} {
		script := "#!/bin/sh\n{ echo " + name + ` "$@"; env; } >> "` + log + "\"\n" + then + "\n"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return func() string {
		data, _ := os.ReadFile(log)
		return string(data)
	}
}

// allCommands are the commands that the help lists.
func allCommands(t *testing.T) []string {
	var out bytes.Buffer
	cli.Run(context.Background(), project.Env{Dir: ".", Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Getenv: func(string) string { return "" }}, []string{"--help"})
	var names []string
	for _, m := range regexp.MustCompile(`(?m)^  ([a-z-]+) +[A-Z]`).FindAllStringSubmatch(out.String(), -1) {
		names = append(names, m[1])
	}
	if len(names) < 25 {
		t.Fatalf("the help lists %d commands", len(names))
	}
	return names
}

var inAddress = regexp.MustCompile(`client_id=` + regexp.QuoteMeta(portaltest.ClientID) + `&redirect_uri=\S+&response_type=code`)

// noCanary reports secrets in a text, in whatever spelling. Where a sign-in
// address may be, the client ID in it is none.
func noCanary(t *testing.T, what, text string, address bool) {
	t.Helper()
	if address {
		text = inAddress.ReplaceAllString(text, "")
	}
	for _, s := range []string{portaltest.Canary, "9f3a+/=", "9f3a%2B%2F", "Y2FuYXJ5"} { // as it is, in an address, in base64
		if at := strings.Index(text, s); at >= 0 {
			t.Errorf("%s a secret: …%s…", what, text[max(0, at-80):min(len(text), at+120)])
		}
	}
}

func writeAll(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
