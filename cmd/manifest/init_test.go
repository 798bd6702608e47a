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
	"github.com/procore-manifest/manifest/internal/project"
)

// terminal is the world of a person at a terminal of some width, in a new
// folder.
func terminal(t *testing.T, width int, in io.Reader) (env project.Env, out, errs *bytes.Buffer) {
	t.Helper()
	out, errs = new(bytes.Buffer), new(bytes.Buffer)
	return project.Env{
		Dir: t.TempDir(), Stdin: in, Stdout: out, Stderr: errs, Now: time.Now, Width: width,
		StdinIsTerminal: true, StdoutIsTerminal: true, Getenv: func(string) string { return "" },
	}, out, errs
}

// answers are what a person types, with a few slips.
const answers = `
Site Lens

marketplac
,
2

,
2,3 4
budget
1
zzz

1
http://x.io/
https://{{region}}.sitelens.io/?company={{procore.company.id}}
Area: EU
Area

n
For example: eu1
maybe
n


n
https://{{region}}.sitelens.io/panel
Stills

n
rfi.detail
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
			"Enter an id", `did you mean "site-lens"? Id of the app`, `"marketplac" is not in the list; enter a number from 1 to 2, or a word from the list; did you mean "marketplace"? `,
			"Choose one.", "Choose at least one.", `Nothing matches "zzz". Type ? to list all.`, "uses http, not https", "A name can't contain a colon", "Customers need this text", "Answer y or n.",
			"The field is required: parameter", "A side panel needs a URL.", "A side panel needs at least one view.", `"9" is not in the list`, "both are declared",
		} {
			if !strings.Contains(strings.Join(strings.Fields(errs.String()), " "), want) {
				t.Errorf("width %d: %q was not said", width, want)
			}
		}
		got, err := os.ReadFile(filepath.Join(env.Dir, "manifests/site-lens/manifest.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		if want := "name: Area\n        type: string\n        description: \"For example: eu1\"\n"; !strings.Contains(string(got), want) {
			t.Errorf("width %d: got\n%s\nwant in it\n%s", width, got, want)
		}
		_, line, ok := strings.Cut(out.String(), "to get the same result without questions:\nmanifest ")
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

// Whatever someone types, there is a way on: what lint only warns about can be
// kept, what a component lacks can be given or the component left out, and long
// lists come in pages.
func TestInitGoesOn(t *testing.T) {
	start := "site-lens\n1\n\n" // id, distribution, name
	for name, c := range map[string]struct {
		typed string
		said  []string
		want  string // in the manifest
	}{
		"a warning": {
			start + "3\nhttps://x.io/{{procore.company.id}}\n\n\n\n",
			[]string{"warning: {{procore.company.id}} is in the path", "Press Enter to keep your answer anyway."},
			"url: https://x.io/{{procore.company.id}}\n",
		},
		"another answer after a warning": {
			start + "3\nhttps://x.io/{{procore.company.id}}\nhttps://x.io/\n\n\n",
			nil,
			"url: https://x.io/\n",
		},
		"a token that warns": {
			start + "3\nhttps://x.io/{{été}}\ny\nhttps://x.io/{{region}}\n\neu1\n\n\n\n",
			[]string{`warning: parameter key "été"`, "Change the URL instead? [y/N]: URL of the full screen [https://x.io/{{été}}]"},
			"key: region\n",
		},
		"a token that warns, kept": {
			start + "3\nhttps://x.io/{{été}}\n\n\nÀ deux heures\n\n\n\n",
			[]string{"Name of the field [Été]"},
			"name: Été\n        type: string\n        description: À deux heures\n",
		},
		"a token that flags cannot say": {
			start + "3\nhttps://x.io/{{a=b}}\nhttps://x.io/{{a}}\n\neu1\n\n\n\n",
			[]string{"error: the token {{a=b}} must be a plain word"},
			"key: a\n",
		},
		"back to the URL": {
			start + "3\nhttps://x.io/?r={{reigon}}&s={{site}}\n\nx\nn\n\n\ny\nhttps://x.io/?r={{region}}\n\neu1\n\n\n\n",
			[]string{"Customers need this text"},
			"parameters:\n      - key: region\n        name: Region\n        type: string\n        description: eu1\n        required: true\n",
		},
		"no side panel": {
			start + "1,4\n\ny\n\n",
			[]string{"A side panel needs a URL."},
			"data_connector:\n  authentication: [user_level]\n\noauth",
		},
		"no side panel without views": {
			start + "3,4\nhttps://x.io/\n\nhttps://x.io/{{site}}\n\nThe site.\nn\n\n\ny\n\n",
			[]string{"A side panel needs at least one view."},
			"embedded:\n  full_screen:\n    description: Site Lens\n    url: https://x.io/\n",
		},
		"nothing left": {
			start + "4\n\ny\n1\n\n",
			[]string{"An app has at least one component.\n  1  user_level"},
			"authentication: [user_level]\n",
		},
		"pages": {
			start + "2\n?\n?\n13 1\nbudget\nzzz\n2\n\n2\n2\n\n",
			[]string{" 12  ", "12 of 56; type ? for more.", " 13  company.calendar", "24 of 56; type ? for more.", `"2" is not in the list; enter the number 1, or a word from the list.`},
			"permissions:\n    company:\n      calendar: standard\n      documents: standard\n",
		},
		"Enter takes the only hit": {
			start + "2\nbudget\n\n\n\n\n",
			[]string{"a word to search) [project.budgeting]: ", "So far: project.budgeting\n"},
			"permissions:\n    project:\n      budgeting: read_only\n",
		},
		"the only hit is not taken": {
			start + "2\nbudget\n-\nproject.rfi\n\n\n\n\n",
			[]string{"(- for none, or a word to search) [project.budgeting]: ", "So far: project.rfi\n"},
			"permissions:\n    project:\n      rfi: read_only\n",
		},
		"a key as it is": {
			start + "2\nproject.rfi, company.directory\n\n\n\n\n",
			[]string{"So far: project.rfi, company.directory\n"},
			"permissions:\n    company:\n      directory: read_only\n    project:\n      rfi: read_only\n",
		},
		"agentic components": {
			"site-lens\n2\n\n5,6\nhttp://mcp.sitelens.io\nhttps://mcp.sitelens.io\n\n\nn\nLens\n\n\nn\nYou describe pictures.\n\n",
			[]string{"  5  mcp_servers", "uses http, not https", "An agent needs a name.", "An agent needs a system prompt.", "URL of the MCP server: "},
			"agentic:\n  mcp_servers:\n    - name: Site Lens\n      url: https://mcp.sitelens.io\n  agents:\n    - name: Lens\n      description: Site Lens\n" +
				"      system_prompt: You describe pictures.\n      mcp_servers:\n        - Site Lens\n",
		},
		"agentic components left out": {
			"site-lens\n2\n\n1,5,6\n\ny\nLens\n\n\ny\n\n",
			[]string{"An MCP server needs a URL.", "Leave the agent out?"},
			"authentication: [user_level]\n\noauth",
		},
		"go back one question": {
			start + "3\n<\n1\n\n\n",
			[]string{"Chosen: full_screen\n", "Choose one or several, separated by commas [3]: "},
			"authentication: [user_level]\n\noauth",
		},
		"back before a slip, and into a search": {
			"<\nlens\n<\nSite Lens\nsite-lens\n1\n\n2\nbudget\n\n<\nrfi\n1\n\n\n\n",
			[]string{"This is the first question.", "Id of the app, such as site-lens [lens]: "},
			"permissions:\n    project:\n      rfi: read_only\n",
		},
		"back to the first question, and the old answers again": {
			"lens\n2\nMy Lens\n1,2\nbudget\n\n\n2\nhttps://x.io/setup\nThe page\n" +
				"<\n<\n<\n<\n<\n<\n<\n<\n<\n<\nsite-lens\n\n\nx\n\n\n\n\n\n-\n\n",
			[]string{
				"Id of the app, such as site-lens [lens]: ", "Choose one [2]: ", "as customers see it [My Lens]: ",
				"separated by commas [1,2]: ", "- when done) [budget]: ", "a word to search) [project.budgeting]: ",
				"Address of your setup instructions (- to add them later) [https://x.io/setup]: ",
			},
			"name: My Lens\n  distribution: marketplace\nversion: 0.1.0\n\ndata_connector:\n" +
				"  authentication: [user_level, service_account]\n  permissions:\n    project:\n      budgeting: standard\n\noauth",
		},
		"a no is the default after a step back": {
			start + "3\nhttps://x.io/?r={{region}}\n\neu1\nn\n<\n\n\n\n\n",
			[]string{"Is this field required? [y/N]: "},
			"required: false\n",
		},
		"keys that are not listed": {
			start + "2\nzzz\nbudgetting\nproject.budgetting=standard\nproject.budgeting=standart\nproject.budgeting=standard\n+project.zzz\n\n1\n\n",
			[]string{"To use a key that is not listed", `did you mean "project.budgeting"?`, "project.budgetting is not listed; did you mean", `did you mean "standard"`, "So far: project.budgeting=standard, project.zzz\n"},
			"permissions:\n    project:\n      budgeting: standard\n      zzz: read_only\n",
		},
		"schemas for editors": {
			start + "1\n\nserver,none\n2\n",
			[]string{"Editors\n  1  server ", "Choose one.\nChoose one [1]: Chosen: schemas\n"},
			"# yaml-language-server: $schema=../.schema/manifest.schema.json\nschema: 1\n",
		},
		"what cannot be written": {
			"site-lens\n1\nBell \x07\nBell\n1\n\n",
			[]string{"error: write a manifest for"},
			"name: Bell\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			env, _, errs := terminal(t, 80, strings.NewReader(c.typed+"\n"))
			if code := cli.Run(context.Background(), env, []string{"init"}); code != 0 {
				t.Fatalf("exit code %d\n%s", code, errs)
			}
			for _, want := range c.said {
				if !strings.Contains(errs.String(), want) {
					t.Errorf("%q was not said:\n%s", want, errs)
				}
			}
			if strings.Contains(errs.String(), "manifest: ") {
				t.Errorf("something was said twice:\n%s", errs)
			}
			got, err := os.ReadFile(filepath.Join(env.Dir, "manifests/site-lens/manifest.yaml"))
			if err != nil || !strings.Contains(string(got), c.want) || strings.Contains(string(got), "side_panel") {
				t.Errorf("got (%v)\n%s\nwant in it\n%s", err, got, c.want)
			}
		})
	}
}

// Answers are not lost where they cannot be written.
func TestInitKeepsAnswers(t *testing.T) {
	env, _, errs := terminal(t, 80, strings.NewReader("site-lens\n1\nLens\n1\n\n\n"))
	if err := os.WriteFile(filepath.Join(env.Dir, ".vscode"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	code := cli.Run(context.Background(), env, []string{"init"})
	want := "; use --no-editor to skip editors\nmanifest: your answers: manifest init site-lens --name Lens --distribution custom --authentication user_level --server\n"
	if code != 3 || !strings.HasSuffix(errs.String(), want) {
		t.Errorf("exit code %d, got\n%s\nwant at its end\n%s", code, errs, want)
	}

	// They are not shown where they were written.
	env, out, errs := terminal(t, 80, strings.NewReader("site-lens\n1\nLens\n1\n\n\n"))
	if err := os.Mkdir(filepath.Join(env.Dir, ".vscode"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(env.Dir, ".vscode", "settings.json"), []byte("[]"), 0o644); err != nil {
		t.Fatal(err)
	}
	code = cli.Run(context.Background(), env, []string{"init"})
	if code != 3 || strings.Contains(errs.String(), "your answers") || !strings.Contains(out.String(), "wrote manifests/site-lens/manifest.yaml\n") {
		t.Errorf("exit code %d\n%s\n%s", code, out, errs)
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

// onRead is a terminal at which someone presses Ctrl-C and types nothing more.
type onRead func()

func (f onRead) Read([]byte) (int, error) {
	f()
	select {}
}

// In CI, and with --no-input, no one is asked.
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
