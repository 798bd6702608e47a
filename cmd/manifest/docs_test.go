package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/cli"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/sandbox/portaltest"
	"github.com/procore-manifest/manifest/internal/validate"
)

// Every session shown in the documentation is run, and what it shows is
// compared. A session is a block fenced as console: lines after "$ " are
// commands, the lines below are what they print, and a line of only "…" stands
// for any lines, and "…" in a line for any text of it. A comment such as
//
//	<!-- test: replace manifests/sitelens/manifest.yaml "rfi.detail" "rfi.detial" -->
//
// prepares the files that the next session works on, where \n breaks a line, and one such as
//
//	<!-- test: portal level project daily_log Standard -->
//
// gives the sessions from there on credentials and a fake of Procore, which
// answers in the place of its hosts and holds a code on standard input.
// <!-- test: run ARGS --> runs a command that is not shown, with ARGS > FILE into a
// file, and <!-- test: git ARGS --> one of git. Sessions may show commands of git, too.
//
// The commands of this tool in blocks fenced as sh are run too: those that show
// nothing. They may find or refuse something, but none is a wrong command line.
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
	sessions    = regexp.MustCompile("(?ms)^<!-- test: replace ([^ ]+) \"([^\"]*)\" \"([^\"]*)\" -->$|^<!-- test: (portal|run|git|results) ([^\n]*) -->$|^```console\n(.*?)^```$|^```sh\n(.*?)^```$")
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
	view := filepath.Join("..", "..", "internal", "portal", "testdata", "v41-04-sidepanel-multi-view.json")
	if data, err := os.ReadFile(view); err != nil || os.WriteFile(filepath.Join(dir, "view-manifest.json"), data, 0o666) != nil {
		t.Fatalf("what a portal shows could not be copied: %v", err)
	}
	writeAll(t, dir, map[string]string{"notes.txt": "Costs are written to budget lines. Approve the permission and select your permitted projects again.\n"})
	var fake *portaltest.Portal
	for _, m := range sessions.FindAllSubmatch(text, -1) {
		switch what := string(m[4]); {
		case what == "run":
			var out bytes.Buffer
			env := documented(dir, &out, fake)
			args, file, _ := strings.Cut(string(m[5]), " > ")
			if file != "" {
				env.Stderr = io.Discard
			}
			if code := cli.Run(context.Background(), env, scriptWords(args)); code != 0 {
				t.Fatalf("manifest %s: exit code %d\n%s", m[5], code, &out)
			}
			if file != "" {
				writeAll(t, dir, map[string]string{file: out.String()})
			}
		case what == "results":
			var out bytes.Buffer
			version, file, _ := strings.Cut(string(m[5]), " > ")
			if code := cli.Run(context.Background(), documented(dir, &out, fake), []string{"checklist", version, "--format", "json"}); code != 0 {
				t.Fatalf("results of %s: exit code %d\n%s", version, code, &out)
			}
			writeAll(t, dir, map[string]string{file: resultsFor(t, out.String(), nil)})
		case what == "git":
			if out, err := gitIn(dir, string(m[5])); err != nil {
				t.Fatalf("git %s: %v\n%s", m[5], err, out)
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
		case m[7] != nil:
			for line := range strings.Lines(string(m[7])) {
				runLine(t, dir, line, fake)
			}
		default:
			replaceIn(t, filepath.Join(dir, string(m[1])), string(m[2]), strings.ReplaceAll(string(m[3]), `\n`, "\n"))
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
		if args, isGit := strings.CutPrefix(command, "git "); isGit {
			if got, _ := gitIn(dir, args); !shownIs(shown, got) {
				t.Errorf("$ %s\nthe page shows:\n%s\nit prints:\n%s", command, shown, got)
			}
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

// gitIn runs git with a command line in a folder, and returns what it prints.
func gitIn(dir, args string) (string, error) {
	cmd := exec.Command("git", scriptWords(args)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// notOurs is what a shell does with a line: comments, pipes and files.
var notOurs = regexp.MustCompile(` +[#|>].*$`)

// runLine runs a line of a shell, if it is a command of this tool.
func runLine(t *testing.T, dir, line string, fake *portaltest.Portal) {
	t.Helper()
	m := toolCommand.FindStringSubmatch(notOurs.ReplaceAllString(strings.TrimSpace(line), ""))
	if m == nil {
		return
	}
	args := scriptWords(m[1])
	for i := range args {
		if args[i] == "KEY" { // each time that the portal issues one, it is another
			args[i] = fmt.Sprintf("c126705a-fc0b-47c9-944e-%012x", len(line))
		}
	}
	var out bytes.Buffer
	code := cli.Run(context.Background(), documented(dir, &out, fake), args)
	if code == 2 && strings.Contains(out.String(), "use --by NAME, or set user.name in git") { // readers have git
		out.Reset()
		code = cli.Run(context.Background(), documented(dir, &out, fake), append(args, "--by", "Jane Doe"))
	}
	if code == 2 {
		t.Errorf("%s is refused: %s", strings.TrimSpace(line), &out)
	}
}

// shownInline are the command lines in the text of a page, or of an explanation:
// a name of a command, and what follows it in capitals, as a flag, or as a path.
var (
	inlineCommand = regexp.MustCompile("`manifest ([^`]+)`")
	proseCommand  = regexp.MustCompile(`\bmanifest ([a-z-]+(?: (?:--[a-z-]+|[A-Z]+(?:@[A-Z]+)?|X\.Y\.Z)\b)+)`)
	isShape       = regexp.MustCompile(`[][|<>…]`) // of a usage line, which no shell is given
)

// Every command line in the text of the documentation and of explain is one that
// the tool accepts: commands, flags, and no more arguments than they take.
func TestCommandsInTextAreAccepted(t *testing.T) {
	texts := map[string]string{}
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range append(pages, "../../README.md", "../../CONTRIBUTING.md", "../../SECURITY.md") {
		texts[filepath.Base(page)] = readFile(t, page)
	}
	for _, rule := range validate.Rules() {
		var out bytes.Buffer
		if code := cli.Run(context.Background(), documented(t.TempDir(), &out, nil), []string{"explain", rule.ID}); code != 0 {
			t.Errorf("manifest explain %s: exit code %d: %s", rule.ID, code, &out)
		}
		texts["explain "+rule.ID] = strings.Join(strings.Fields(out.String()), " ")
	}
	seen := 0
	for name, text := range texts {
		var lines []string
		for _, m := range inlineCommand.FindAllStringSubmatch(text, -1) {
			lines = append(lines, strings.ReplaceAll(m[1], "\n", " "))
		}
		if strings.HasPrefix(name, "explain ") {
			for _, m := range proseCommand.FindAllStringSubmatch(text, -1) {
				lines = append(lines, m[1])
			}
		}
		for _, line := range lines {
			line = notOurs.ReplaceAllString(strings.ReplaceAll(line, `\|`, "|"), "")
			words := scriptWords(strings.Replace(line, "SHELL", "bash", 1))
			if isShape.MatchString(line) {
				words = []string{"help", words[0]} // there is such a command
			}
			seen++
			if err := acceptsPart(words); err != nil {
				t.Errorf("%s shows manifest %s: %v", name, line, err)
			}
		}
	}
	if seen < 60 {
		t.Errorf("only %d command lines were found", seen)
	}
}

// acceptsPart accepts a command line that leaves arguments out, as texts do that
// only name a command or a flag.
func acceptsPart(words []string) (err error) {
	for range 4 {
		if err = cli.Accepts(words); err == nil {
			return nil
		}
		if more := cli.Accepts(append(words, "manifest")); more == nil {
			return nil
		}
		words = append(words, "app@1.0.0")
	}
	return err
}

// The quick start is as quick as it says: one command from a clone to a linted
// sample, and no more than five from nothing to a checklist.
func TestQuickStart(t *testing.T) {
	readme := readFile(t, "../../README.md")
	section := func(title string) string {
		_, text, found := strings.Cut(readme, "\n## "+title+"\n")
		if !found {
			t.Fatalf("the README has no section %q", title)
		}
		text, _, _ = strings.Cut(text, "\n## ")
		return text
	}
	const first = "go run ./cmd/manifest lint"
	try := regexp.MustCompile("(?ms)^```sh\n(.*?)\n").FindStringSubmatch(section("Try it"))
	if try == nil || try[1] != first {
		t.Fatalf("the first command of the README is %q, want %q", try, first)
	}
	var commands []string
	for line := range strings.Lines(section("Quick start")) {
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			commands = append(commands, strings.TrimSpace(command))
		}
	}
	if n := len(commands); n == 0 || n > 5 || !strings.HasPrefix(commands[0], "manifest init ") || !strings.HasPrefix(commands[n-1], "manifest checklist ") {
		t.Errorf("from nothing to a checklist: %q", commands)
	}
	if !*soak {
		return // the rest builds the tool once more
	}
	clone := filepath.Join(t.TempDir(), "clone")
	if out, err := exec.Command("git", "clone", "-q", "../..", clone).CombinedOutput(); err != nil {
		t.Skipf("git: %v: %s", err, out)
	}
	words := strings.Fields(first)
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Dir = clone
	begun := time.Now()
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(readme, "$ "+first+"\n"+string(out)+"```") {
		t.Errorf("%s in a clone: %v\n%s", first, err, out)
	}
	t.Logf("%s in a clone took %v", first, time.Since(begun).Round(time.Second/10))
}

// documented is the world of the commands of a page.
func documented(dir string, out *bytes.Buffer, fake *portaltest.Portal) project.Env {
	env := project.Env{
		Dir: dir, Stdin: strings.NewReader(""), Stdout: out, Stderr: out,
		Getenv: func(string) string { return "" },
		Now:    func() time.Time { return time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC) },
	}
	if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil { // the page works in git
		env.Getenv = func(key string) string { return map[string]string{"PATH": os.Getenv("PATH"), "HOME": dir}[key] }
	}
	if fake != nil {
		variables := map[string]string{"MANIFEST_CLIENT_ID": portaltest.ClientID, "MANIFEST_CLIENT_SECRET": portaltest.ClientSecret}
		env.Getenv = func(key string) string { return variables[key] }
		env.Stdin, env.Transport = strings.NewReader(fake.Code(outOfBand)+"\n"), portaltest.Detour(fake.URL)
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
	text := strings.TrimSuffix(pattern.String(), "…")
	if text != pattern.String() {
		text += `(?s:.*)`
	}
	text = strings.ReplaceAll(text, "…", `.*`)
	return regexp.MustCompile(`\A\s*` + text + `\s*\z`).MatchString(got)
}
