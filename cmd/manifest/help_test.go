package main

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/cli"
	"github.com/procore-manifest/manifest/internal/project"
)

// Without a command, manifest and manifest help show what most people need; help
// all shows every command.
func TestShortHelp(t *testing.T) {
	run := func(args ...string) string {
		var out bytes.Buffer
		env := project.Env{Dir: ".", Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Getenv: func(string) string { return "" }}
		if code := cli.Run(t.Context(), env, args); code != 0 {
			t.Errorf("manifest %q: exit code %d", args, code)
		}
		return out.String()
	}
	short := run()
	if n := strings.Count(short, "\n"); n > 15 {
		t.Errorf("manifest prints %d lines:\n%s", n, short)
	}
	if run("help") != short || run("help", "all") != run("--help") {
		t.Error("help is not manifest, or help all is not --help")
	}
	for _, line := range regexp.MustCompile(`(?m)^  manifest (\w+)`).FindAllStringSubmatch(short, -1) {
		if line[1] != "help" && !strings.Contains(run("help", "all"), "\n  "+line[1]+" ") {
			t.Errorf("the short help names %q, which is not a command", line[1])
		}
	}
	for _, c := range cli.Reference() {
		if words := strings.Fields(c.Path); len(words) == 2 && !strings.Contains(run("help", "all"), "\n  "+words[1]+" ") {
			t.Errorf("help all does not list %s", c.Path)
		}
	}
}

// Help says what a command is for, then shows examples, then explains.
func TestHelpBeginsWithThePurpose(t *testing.T) {
	for _, c := range cli.Reference() {
		var out bytes.Buffer
		env := project.Env{Dir: ".", Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Getenv: func(string) string { return "" }}
		cli.Run(t.Context(), env, append(strings.Fields(c.Path)[1:], "--help"))
		purpose, rest, _ := strings.Cut(out.String(), "\n\n")
		if n := strings.Count(purpose, "\n"); n > 6 || !strings.HasPrefix(rest, "Examples:\n  "+c.Path) {
			t.Errorf("%s --help begins with:\n%s\n\n%.80s", c.Path, purpose, rest)
		}
	}
}

// The help of every command, with its flags, fits a terminal of 80 columns, and
// has an example.
func TestHelpFits(t *testing.T) {
	commands := cli.Reference()
	if len(commands) < 20 {
		t.Fatalf("there are %d commands", len(commands))
	}
	for _, c := range commands {
		args := strings.Fields(c.Path)[1:]
		var out, errs bytes.Buffer
		env := project.Env{Dir: ".", Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }}
		if code := cli.Run(context.Background(), env, append(args, "--help")); code != 0 {
			t.Errorf("%s --help: exit code %d: %s", c.Path, code, errs.String())
		}
		help := out.String()
		for line := range strings.Lines(help) {
			if n := utf8.RuneCountInString(line) - 1; n > 80 {
				t.Errorf("%s --help has a line of %d columns: %s", c.Path, n, line)
			}
		}
		for _, f := range c.Flags {
			if !strings.Contains(help, "--"+f.Name) {
				t.Errorf("%s --help does not name --%s", c.Path, f.Name)
			}
			if f.Usage == "" {
				t.Errorf("%s --%s says nothing of what it does", c.Path, f.Name)
			}
		}
		if len(c.Examples) == 0 || !strings.Contains(help, "\nExamples:\n") {
			t.Errorf("%s --help has no example", c.Path)
		}
	}
}

// Every example of the help is a command line that the tool accepts: commands,
// flags and the number of arguments.
func TestExamplesAreAccepted(t *testing.T) {
	for _, c := range cli.Reference() {
		for _, example := range c.Examples {
			if !strings.HasPrefix(example, c.Path) {
				t.Errorf("%s: the example %q is of another command", c.Path, example)
			}
			command, _, _ := strings.Cut(example, " > ")
			command, _, _ = strings.Cut(command, " < ")
			command, _, _ = strings.Cut(command, " | ")
			var args []string
			for _, word := range shellWord.FindAllString(command, -1)[1:] {
				args = append(args, strings.Trim(word, `'"`))
			}
			if err := cli.Accepts(args); err != nil {
				t.Errorf("%s: the example %q is refused: %v", c.Path, example, err)
			}
		}
	}
}

// On a narrow terminal help is as wide as that, apart from examples, which are to
// be copied.
var exampleLine = regexp.MustCompile(`^  manifest |^      --[a-z-]+ [^ ]+$`)

func TestHelpFitsTheTerminal(t *testing.T) {
	for _, width := range []int{40, 60, 80, 200} {
		var out bytes.Buffer
		env := project.Env{Dir: t.TempDir(), Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Width: width,
			StdoutIsTerminal: true, Getenv: func(string) string { return "" }, Now: time.Now}
		for _, args := range [][]string{{"--help"}, {"lint", "--help"}, {"help", "save"}} {
			out.Reset()
			if code := cli.Run(t.Context(), env, args); code != 0 {
				t.Fatalf("manifest %s: exit code %d", strings.Join(args, " "), code)
			}
			for line := range strings.Lines(out.String()) {
				line = strings.TrimRight(line, " \n")
				if utf8.RuneCountInString(line) > min(width, 80) && (width >= 80 || !exampleLine.MatchString(line)) {
					t.Errorf("manifest %s at %d columns: %q", strings.Join(args, " "), width, line)
				}
			}
		}
	}
}
