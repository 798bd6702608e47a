package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/procore-manifest/manifest/internal/cli"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/sandbox/portaltest"
)

// evil drives a terminal, if it gets there: it clears the screen, rings, turns
// text around, and goes back to the start of the line.
const evil = "\x1b[2J\x07\u202eX\u009b31m\r\u2028\x00"

// evilYAML is the same in double quotes of YAML.
const evilYAML = `\e[2J\a\u202eX\u009b31m\r\u2028`

// evilArg is what of it an argument of a process may hold.
const evilArg = "\x1b[2J\x07\u202eX\u009b31m"

const evilManifest = `schema: 1
app: {name: "Acme ` + evilYAML + `", distribution: custom}
version: 0.5.0
data_connector:
  authentication: [user_level, service_account, "` + evilYAML + `"]
  permissions:
    project: {daily_log: {level: standard, purpose: "Add ` + evilYAML + `"}, "` + evilYAML + `": standard}
embedded:
  full_screen:
    description: "` + evilYAML + `"
    url: "https://app.acmefield.com/?a={{` + evilYAML + `}}"
    parameters: [{key: "k` + evilYAML + `", name: "` + evilYAML + `", type: "` + evilYAML + `"}]
  side_panel: {description: x, url: "http://` + evilYAML + `/", views: ["rfi.detial` + evilYAML + `"]}
"k` + evilYAML + `": 1
setup_instructions: {url: "https://help.acmefield.com/` + evilYAML + `", page_name: "Set up ` + evilYAML + `"}
post_installation_notes: "Select <b>` + evilYAML + `</b> the permitted projects, then select Connect to Procore in Settings."
release_notes: "` + evilYAML + `"
oauth:
  sandbox: {redirect_uris: ["http://` + evilYAML + `"]}
`

// evilRuns are run where everything that a stranger may write is evil: values of
// manifests, events and approvals, the portal's JSON, what Procore answers, names
// of files, branches and people, and arguments.
var evilRuns = [][]string{
	{"lint"}, {"lint", "-v"}, {"lint", "EVIL.yaml", "manifests/EVIL/manifest.yaml"}, {"lint", "no EVIL"}, {"lint", "--rule", "EVIL"}, {"lint", "--base", "EVIL"},
	{"lint", "--base", "main"}, {"lint", "--fix", "--dry-run", "EVIL.yaml", "manifests"}, {"fmt", "--diff", "EVIL.yaml", "manifests"}, {"fmt", "--check"},
	{"lint", "--config", "EVIL"}, {"lint", "--config", "evil.config"}, {"lint", "--format", "markdown"}, {"EVIL"}, {"lint", "--EVIL"}, {"-C", "EVIL", "lint"}, {"rules", "EVIL"}, {"explain", "EVIL"}, {"schema", "EVIL"},
	{"diff", "app"}, {"diff", "app", "evil"}, {"diff", "EVIL.yaml", "app"}, {"diff", "--base", "main"}, {"diff", "main:manifests/EVIL", "app"}, {"diff", "app", "portal.json"}, {"diff", "app", "evil", "--format", "markdown"},
	{"adopt", "evil", "--state", "production", "--by", "EVIL"}, {"adopt", "app@0.0.1", "--from", "portal.json", "--state", "production"}, {"adopt", "app@0.0.1", "--from", "EVIL.json", "--state", "EVIL"},
	{"adopt", "app@0.0.1", "--from", "EVIL.json", "--state", "production", "--by", "EVIL", "--since", "EVIL"}, {"adopt", "EVIL", "--state", "production", "--since", "EVIL", "--note", "EVIL"},
	{"bump", "app"}, {"bump", "evil"}, {"bump", "app", "EVIL"}, {"bump", "app", "patch", "--allow-smaller", "EVIL", "--by", "EVIL", "--dry-run"},
	{"approve", "app", "abcdef", "--reason", "EVIL"}, {"save", "evil"}, {"save", "app", "--note", "EVIL", "--by", "EVIL", "--sandbox-key", "EVIL"},
	{"save", "app", "--note", "EVIL", "--by", "EVIL EVIL", "--dry-run"}, {"status"}, {"status", "app"}, {"status", "--permissions"}, {"status", "evil"}, {"log", "app"}, {"log", "evil"}, {"log", "EVIL"}, {"log"}, {"log", "--by", "EVIL"}, {"log", "--event", "EVIL"}, {"log", "--as-of", "EVIL"}, {"log", "--as-of", "2026-11-20"}, {"report"}, {"report", "EVIL"}, {"report", "app", "--as-of", "EVIL"}, {"report", "--output", "EVIL/x"},
	{"restore", "app@0.4.0", "--dry-run"}, {"restore", "app@EVIL"}, {"steps", "app"}, {"steps", "evil"}, {"steps", "app@0.4.0", "--install"}, {"steps", "app@0.4.0", "--promote"}, {"steps", "app", "--from", "EVIL"},
	{"checklist", "app@0.4.0"}, {"checklist", "app@0.4.0", "--open"}, {"checklist", "app@0.4.0", "--write"}, {"test", "app@0.4.0", "--results", "EVIL.json"}, {"test", "app@0.4.0", "--results", "no EVIL"}, {"test", "app@0.4.0", "--failed", "--note", "EVIL", "--by", "EVIL"}, {"promote", "app@0.4.0", "--check"},
	{"promote", "app@0.4.0", "--override", "EVIL", "--reason", "EVIL"}, {"record", "keys", "app@0.4.0", "--portal-version", "EVIL"},
	{"record", "submit", "app@0.4.0", "--note", "EVIL"}, {"record", "withdraw", "app@EVIL"}, {"record", "retract", "app@0.4.0", "EVIL", "--reason", "EVIL"}, {"record", "bad", "app@0.4.0", "--reason", "EVIL", "--on", "EVIL"},
	{"record", "publish", "EVIL@0.4.0"}, {"record", "reject", "app@0.4.0", "--reason", "EVIL"}, {"record", "EVIL"}, {"rename", "EVIL", "new"}, {"rename", "app", "EVIL"}, {"rename", "app", "renamed", "--reason", "EVIL", "--by", "EVIL", "--dry-run"}, {"retire", "EVIL", "--reason", "EVIL"}, {"retire", "app", "--reason", "EVIL", "--by", "EVIL", "--dry-run"}, {"import", "portal.json"}, {"import", "EVIL.json"}, {"import", "no EVIL"}, {"drift", "app", "portal.json"}, {"drift", "app", "EVIL.json"},
	{"drift", "app", "portal.json", "--format", "markdown"}, {"oauth", "url", "app"}, {"oauth", "url", "evil"}, {"oauth", "curl", "evil"}, {"smoke", "app", "--test-server", "PORTAL", "-v"},
	{"smoke", "app", "--test-server", "http://EVIL"}, {"verify", "app", "--test-server", "PORTAL", "--company", "4242", "-v"}, {"verify", "app", "--test-server", "PORTAL", "--company", "4242", "--manifest", "portal.json"}, {"verify", "app", "EVIL.json"}, {"verify", "app", "--company", "EVIL"},
	{"adoption", "app", "--test-server", "PORTAL", "--company", "4242", "-v", "--state", "EVIL.state"}, {"adoption", "app", "--test-server", "PORTAL", "--company", "4242", "--format", "csv"},
	{"init", "EVIL"}, {"init", "new", "--name", "EVIL", "--setup-url", "https://EVIL"}, {"git-setup"}, {"record", "abandon", "app@0.4.0", "--reason", "EVIL"}, {"export", "EVIL"}, {"doctor"}, {"rules", "--facts"},
	{"lsp", "EVIL"}, {"lsp"}, {"version", "EVIL"}, {"completion", "EVIL"}, {"help", "EVIL"}, {"schema", "--editors"}, {"schema", "--editors", "--server"},
}

// ours are the sequences with which the tool paints.
var ours = regexp.MustCompile("\x1b\\[[0-9;]*m")

// No command hands a terminal anything but text, line breaks and our colours,
// whatever it reads: neither in its result nor in its errors.
func TestNoCommandDrivesTheTerminal(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("files cannot be called so")
	}
	for _, color := range []string{"never", "always"} {
		t.Run(color, func(t *testing.T) { runEvil(t, color) })
	}
}

func runEvil(t *testing.T, color string) {
	p := newProject(t)
	p.write("0.4.0", "daily_log")
	writeAll(t, p.dir, map[string]string{
		"manifests/evil/manifest.yaml":            evilManifest,
		"manifests/" + evilArg + "/manifest.yaml": strings.ReplaceAll(evilManifest, "rfi.detial"+evilYAML, "rfi.detial"),
		"manifests/raw/manifest.yaml":             "schema: 1\n# " + evil + "\nversion: \"" + evil + "\"\n",
		evilArg + ".yaml":                         strings.Replace(fmt.Sprintf(projectManifest, "v1.0.0", "      daily_log: {level: Standard, purpose: x}"), "custom", "custm", 1),
		evilArg + ".json":                         `{"` + evilYAML + `": [`,
		"evil.config":                             "schema: 1\n\"" + evilYAML + "\": 1\nrules: {\"" + evilYAML + "\": \"" + evilYAML + "\"}\n",
		"portal.json": strings.NewReplacer(`\e`, `\u001b`, `\a`, `\u0007`).Replace(`{"schema_version": "4.1", "name": "` + evilYAML + `", "` + evilYAML + `": "` + evilYAML +
			`", "permissions": {"project": {"daily_log": "` + evilYAML + `", "` + evilYAML + `": "readonly"}}, "instructions": {"url": "` + evilYAML + `", "label": "` + evilYAML + `"}, "post_installation_notes": "` + evilYAML + `"}`),
	})
	p.must("save", "app", "--by", "Jane", "--note", "a note")
	inJSON := strings.NewReplacer(`\e`, `\u001b`, `\a`, `\u0007`).Replace(evilYAML)
	history, approvals := filepath.Join(p.dir, "manifests/app/versions/0.4.0/history"), filepath.Join(p.dir, "manifests/app/approvals")
	replaceIn(t, filepath.Join(history, "save.json"), `"a note"`, `"`+inJSON+`"`)
	replaceIn(t, filepath.Join(history, "save.json"), `"Jane"`, `"Jane `+inJSON+`"`)
	writeAll(t, approvals, map[string]string{"20261120T093000Z-0f0f0f0f-approve.json": `{"format": 1, "event": "approve", "at": "2026-11-20T09:30:00Z", "by": "` + inJSON +
		`", "fingerprint": "` + inJSON + `", "path": "` + inJSON + `", "op": "added", "reason": "` + inJSON + `"}`})
	writeAll(t, history, map[string]string{"20261120T093000Z-0f0f0f0f-retract.json": `{"format": 1, "event": "retract", "at": "2026-11-20T09:30:00Z", "by": "Jane", "file": "` + inJSON +
		`", "reason": "` + inJSON + `", "` + inJSON + `": "` + inJSON + `"}`})
	for _, args := range [][]string{{"init", "-q", "-b", "main"}, {"add", "."}, {"-c", "user.name=Jane", "-c", "user.email=jane@acme.test", "commit", "-qm", evilArg}, {"config", "user.name", evilArg}, {"config", "diff.manifest.command", evilArg}} {
		if out, err := exec.Command("git", append([]string{"-C", p.dir}, args...)...).CombinedOutput(); err != nil {
			t.Skipf("git: %v: %s", err, out)
		}
	}
	p.write("0.4.0", "daily_log", "commitments")
	fake := portaltest.New()
	defer fake.Close()
	fake.Companies[0].Name = evil
	fake.Companies[0].Installations = []map[string]any{portaltest.Installation(999, evil)}
	variables := map[string]string{"PATH": os.Getenv("PATH"), "HOME": p.dir, "MANIFEST_CLIENT_ID": portaltest.ClientID, "MANIFEST_CLIENT_SECRET": portaltest.ClientSecret}
	ran, shown := make(map[string]bool), 0
	for _, run := range evilRuns {
		ran[run[0]] = true
		args := []string{"--color", color}
		for _, arg := range run {
			args = append(args, strings.NewReplacer("EVIL", evilArg, "PORTAL", fake.URL).Replace(arg))
		}
		var out bytes.Buffer
		code := cli.Run(context.Background(), project.Env{
			Dir: p.dir, Stdin: strings.NewReader(fake.Code(outOfBand) + "\n"), Stdout: &out, Stderr: &out,
			Getenv: func(key string) string { return variables[key] }, Now: time.Now,
		}, args)
		if code == 0 && out.Len() == 0 {
			t.Errorf("manifest %q prints nothing", run)
		}
		if strings.Contains(out.String(), `\x1b[2J`) || strings.Contains(out.String(), `\u202e`) {
			shown++
		}
		text := ours.ReplaceAllString(out.String(), "")
		if color == "never" {
			text = out.String()
		}
		for i, c := range text {
			if unicode.In(c, unicode.Cc, unicode.Bidi_Control, unicode.Zl, unicode.Zp) && c != '\n' {
				t.Errorf("manifest %q (exit code %d) prints %q: …%q…", run, code, c, text[max(0, i-60):min(len(text), i+60)])
				break
			}
		}
	}
	if shown < 30 {
		t.Errorf("only %d of %d runs have shown what is evil", shown, len(evilRuns))
	}
	for _, name := range allCommands(t) {
		if !ran[name] && !slices.Contains([]string{"lint"}, name) {
			t.Errorf("manifest %s is not run among evil files", name)
		}
	}
}
