package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/cli"
)

// terminal is the world of a person at a terminal of some width, in a new
// folder.
func terminal(t *testing.T, width int, in io.Reader) (env cli.Env, out, errs *bytes.Buffer) {
	t.Helper()
	out, errs = new(bytes.Buffer), new(bytes.Buffer)
	return cli.Env{
		Dir: t.TempDir(), Stdin: in, Stdout: out, Stderr: errs, Now: time.Now, Width: width,
		StdinIsTerminal: true, StdoutIsTerminal: true, Getenv: func(string) string { return "" },
	}, out, errs
}

// answers are what a person types, with a few slips.
const answers = `Site Lens
site-lens

,
2
2,3 4
budget
1
zzz

1
http://x.io/
https://{{region}}.sitelens.io/?company={{procore.company.id}}


Region of your data, such as eu1.
maybe
n
https://{{region}}.sitelens.io/panel
Stills
rfi

submit detail
9
1


`

// The questions lead to a manifest, and to the command line that makes the same
// one.
func TestInitAsks(t *testing.T) {
	for _, width := range []int{40, 80, 200} {
		env, out, errs := terminal(t, width, strings.NewReader(answers))
		if code := cli.Run(context.Background(), env, []string{"init"}); code != 0 {
			t.Fatalf("width %d: exit code %d\n%s", width, code, errs)
		}
		for line := range strings.Lines(errs.String()) {
			// A question and what was typed share a line.
			if n := len(strings.TrimRight(line, " \n")); n > min(width, 80) && !strings.Contains(line, ": ") {
				t.Errorf("width %d: a line of %d columns: %s", width, n, line)
			}
		}
		for _, want := range []string{
			"lower case letters", "Choose one.", "Nothing is called so", "uses http, not https", "Answer y or n.", "It must be:", `There is no "9"`,
			"both are declared",
		} {
			if !strings.Contains(strings.Join(strings.Fields(errs.String()), " "), want) {
				t.Errorf("width %d: %q was not said", width, want)
			}
		}
		got, err := os.ReadFile(filepath.Join(env.Dir, "manifests/site-lens/manifest.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		_, line, ok := strings.Cut(out.String(), "the same without questions:\n  manifest ")
		if !ok {
			t.Fatalf("the command is not printed:\n%s", out)
		}
		line, _, _ = strings.Cut(line, "\n")
		again, _, errs := terminal(t, width, strings.NewReader(""))
		if code := cli.Run(context.Background(), again, words(line)); code != 0 || errs.Len() > 0 {
			t.Fatalf("%s: exit code %d\n%s", line, code, errs)
		}
		same, err := os.ReadFile(filepath.Join(again.Dir, "manifests/site-lens/manifest.yaml"))
		if err != nil || !bytes.Equal(got, same) {
			t.Errorf("%s gives (%v)\n%s\nthe questions gave\n%s", line, err, same, got)
		}
		lint, out, _ := terminal(t, width, strings.NewReader(""))
		lint.Dir = env.Dir
		if code := cli.Run(context.Background(), lint, []string{"lint", "--fail-on", "warning"}); code != 0 {
			t.Errorf("the manifest does not lint clean:\n%s", out)
		}
	}
}

// words splits a command line as a shell does, as far as init quotes.
func words(line string) []string {
	var list []string
	word, quoted := "", false
	for _, r := range line {
		switch {
		case r == '\'':
			quoted = !quoted
		case r == ' ' && !quoted:
			list, word = append(list, word), ""
		default:
			word += string(r)
		}
	}
	return append(list, word)
}

// Whoever stops answering leaves nothing behind, wherever that is.
func TestInitLeavesNothingBehind(t *testing.T) {
	lines := strings.SplitAfter(answers, "\n")
	for n := range len(lines) - 1 {
		typed := strings.Join(lines[:n], "")
		for name, in := range map[string]func() (io.Reader, context.Context){
			"end of input": func() (io.Reader, context.Context) { return strings.NewReader(typed), context.Background() },
			"interrupt": func() (io.Reader, context.Context) {
				ctx, cancel := context.WithCancel(context.Background())
				return io.MultiReader(strings.NewReader(typed), onRead(cancel)), ctx
			},
		} {
			reader, ctx := in()
			env, _, errs := terminal(t, 80, reader)
			code := cli.Run(ctx, env, []string{"init"})
			if code != 3 || !strings.Contains(errs.String(), "init: interrupted; nothing was written") {
				t.Errorf("%s after %d lines: exit code %d\n%s", name, n, code, errs)
			}
			if left, err := os.ReadDir(env.Dir); err != nil || len(left) > 0 {
				t.Errorf("%s after %d lines left %v (%v)", name, n, left, err)
			}
		}
	}
}

// onRead is a terminal at which somebody presses Ctrl-C and types nothing more.
type onRead func()

func (f onRead) Read([]byte) (int, error) {
	f()
	select {}
}

// In CI, and with --no-input, nobody is asked.
func TestInitAsksNobody(t *testing.T) {
	for name, args := range map[string][]string{"CI": {"init", "one"}, "--no-input": {"init", "one", "--no-input"}} {
		env, _, errs := terminal(t, 80, onRead(func() { t.Errorf("%s: somebody was asked", name) }))
		if name == "CI" {
			env.Getenv = func(key string) string { return map[string]string{"CI": "true"}[key] }
		}
		if code := cli.Run(context.Background(), env, args); code != 0 {
			t.Errorf("%s: exit code %d\n%s", name, code, errs)
		}
	}
}

// CI=false says that this is no CI, to init as to doctor.
func TestInitAsksWhereCIIsFalse(t *testing.T) {
	for _, value := range []string{"false", "0"} {
		for _, variable := range []string{"CI", "GITHUB_ACTIONS"} {
			ctx, cancel := context.WithCancel(context.Background())
			asked := false
			env, _, _ := terminal(t, 80, onRead(func() { asked = true; cancel() }))
			env.Getenv = func(key string) string { return map[string]string{variable: value}[key] }
			cli.Run(ctx, env, []string{"init"})
			if !asked {
				t.Errorf("%s=%s: nobody was asked", variable, value)
			}
		}
	}
}
