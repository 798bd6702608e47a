package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/cli"
	"github.com/procore-manifest/manifest/internal/sandbox/portaltest"
)

// Every session shown in the documentation is run, and what it shows is
// compared. A session is a block fenced as console: lines after "$ " are
// commands, the lines below are what they print, and a line of only "…" stands
// for any lines. A comment such as
//
//	<!-- test: replace manifests/sitelens/manifest.yaml "rfi.detail" "rfi.detial" -->
//
// prepares the files that the next session works on, and one such as
//
//	<!-- test: portal level project daily_log Standard -->
//
// gives the sessions from there on credentials and a fake of Procore, which
// answers in the place of its hosts and holds a code on standard input.
// <!-- test: run ARGS --> runs a command that is not shown.
func TestDocumentation(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	for _, page := range append(pages, "../../README.md", "../../CONTRIBUTING.md") {
		t.Run(filepath.Base(page), func(t *testing.T) { shown += runPage(t, page) })
	}
	if shown == 0 {
		t.Error("no page shows a session")
	}
}

var (
	sessions    = regexp.MustCompile("(?ms)^<!-- test: replace ([^ ]+) \"([^\"]*)\" \"([^\"]*)\" -->$|^<!-- test: (portal|run) ([^\n]*) -->$|^```console\n(.*?)^```$")
	shellWord   = regexp.MustCompile(`'[^']*'|"[^"]*"|[^ ]+`)
	toolCommand = regexp.MustCompile(`^(?:go run \./cmd/manifest|manifest)(?: (.*))?$`)
)

// runPage runs the sessions of a page and returns how many there are.
func runPage(t *testing.T, page string) (shown int) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "manifests"), os.DirFS("../../manifests")); err != nil {
		t.Fatal(err)
	}
	var fake *portaltest.Portal
	for _, m := range sessions.FindAllSubmatch(text, -1) {
		switch what := string(m[4]); {
		case what == "run":
			var out bytes.Buffer
			env := documented(dir, &out, fake)
			if code := cli.Run(context.Background(), env, scriptWords(string(m[5]))); code != 0 {
				t.Fatalf("manifest %s: exit code %d\n%s", m[5], code, &out)
			}
		case what == "portal":
			if fake == nil {
				fake = portaltest.New()
				t.Cleanup(fake.Close)
			}
			if err := arrange(fake, scriptWords(string(m[5]))); err != nil {
				t.Fatal(err)
			}
		case m[6] != nil:
			runSession(t, dir, string(m[6]), fake)
			shown++
		default:
			replaceIn(t, filepath.Join(dir, string(m[1])), string(m[2]), string(m[3]))
		}
	}
	return shown
}

// scriptWords splits a command line at spaces that are not quoted.
func scriptWords(line string) []string {
	words := shellWord.FindAllString(line, -1)
	for i := range words {
		words[i] = strings.Trim(words[i], `'"`)
	}
	return words
}

func replaceIn(t *testing.T, path, from, to string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(data, []byte(from)) {
		t.Fatalf("%s does not hold %q", path, from)
	}
	if err := os.WriteFile(path, bytes.Replace(data, []byte(from), []byte(to), 1), 0o666); err != nil {
		t.Fatal(err)
	}
}

func runSession(t *testing.T, dir, session string, fake *portaltest.Portal) {
	t.Helper()
	for _, part := range strings.Split("\n"+session, "\n$ ")[1:] {
		command, shown, _ := strings.Cut(part, "\n")
		if prepared(t, dir, strings.Fields(command)) {
			continue
		}
		m := toolCommand.FindStringSubmatch(strings.TrimSpace(command))
		if m == nil {
			t.Errorf("%q is not a command of this tool; fence it as sh", command)
			continue
		}
		var out bytes.Buffer
		env := documented(dir, &out, fake)
		cli.Run(context.Background(), env, scriptWords(m[1]))
		if got := out.String(); !shownIs(shown, got) {
			t.Errorf("$ %s\nthe page shows:\n%s\nit prints:\n%s", command, shown, got)
		}
	}
}

// documented is the world of the commands of a page.
func documented(dir string, out *bytes.Buffer, fake *portaltest.Portal) cli.Env {
	env := cli.Env{
		Dir: dir, Stdin: strings.NewReader(""), Stdout: out, Stderr: out,
		Getenv: func(string) string { return "" },
		Now:    func() time.Time { return time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC) },
	}
	if fake != nil {
		variables := map[string]string{"MANIFEST_CLIENT_ID": portaltest.ClientID, "MANIFEST_CLIENT_SECRET": portaltest.ClientSecret}
		env.Getenv = func(key string) string { return variables[key] }
		env.Stdin, env.Transport = strings.NewReader(fake.Code(outOfBand)+"\n"), detour{fake}
	}
	return env
}

// prepared runs the commands that a session may show beside those of the tool.
func prepared(t *testing.T, dir string, words []string) bool {
	t.Helper()
	switch {
	case len(words) == 3 && words[0] == "mkdir" && words[1] == "-p":
		if err := os.MkdirAll(filepath.Join(dir, words[2]), 0o777); err != nil {
			t.Fatal(err)
		}
	case len(words) == 3 && words[0] == "cp":
		data, err := os.ReadFile(filepath.Join(dir, words[1]))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, words[2]), data, 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	default:
		return false
	}
	return true
}

// shownIs compares what a page shows with what was printed. White space at
// either end is the page's own.
func shownIs(shown, got string) bool {
	var pattern strings.Builder
	for i, part := range strings.Split(strings.TrimSpace(shown), "…\n") {
		if i > 0 {
			pattern.WriteString(`(?s:.*)`)
		}
		pattern.WriteString(regexp.QuoteMeta(part))
	}
	text := strings.TrimSuffix(pattern.String(), regexp.QuoteMeta("…"))
	if text != pattern.String() {
		text += `(?s:.*)`
	}
	return regexp.MustCompile(`\A\s*` + text + `\s*\z`).MatchString(got)
}
