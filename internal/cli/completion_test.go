package cli

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/procore-manifest/manifest/internal/project"
)

// nothingToOffer are arguments and flags that no one but the person who types
// knows, of all commands or of one, with why.
var nothingToOffer = map[string]string{
	"adoption --in-use":         "versions that customers run",
	"--sandbox":                 "a number that Procore assigned",
	"init [app]":                "a name that nobody has yet",
	"--full-screen":             "an address of the app",
	"--full-screen-description": "a sentence",
	"--side-panel":              "an address of the app",
	"--side-panel-description":  "a sentence",
	"--mcp-server":              "an address of the app",
	"--mcp-server-name":         "a new name",
	"--agent":                   "a new name",
	"--agent-description":       "a sentence",
	"--agent-prompt":            "a text",
	"--parameter":               "a name",
	"--optional":                "names given by --parameter",
	"--setup-url":               "an address of the app",
	"--setup-page-name":         "a name",
	"--by":                      "a name",
	"--note":                    "a sentence",
	"--reason":                  "a sentence",
	"--allow-smaller":           "a sentence",
	"--name":                    "a name",
	"--version":                 "a number that only the portal's JSON has",
	"--portal-version":          "a number that the portal chose",
	"--sandbox-key":             "a key that the portal issued",
	"--production-key":          "a key that the portal issued",
	"--company":                 "a number that Procore gave",
	"--project":                 "a number that Procore gave",
	"--installation":            "a number that Procore gave",
	"--redirect-uri":            "an address of the app",
	"--test-server":             "an address on this machine",
	"oauth --state":             "a word that nobody can guess",
}

// Every argument of every command, and every flag that takes a value, is
// completed: with words, or with files where it is a file. What has neither is
// waived by name, and then no file names are offered in its place.
func TestEverythingIsCompleted(t *testing.T) {
	env := releasedProject(t)
	waived := make(map[string]bool)
	visitCommands(newRootCmd(newProcess(env)), func(cmd *cobra.Command) {
		path := strings.Fields(cmd.CommandPath())[1:]
		offers := func(name string, isFile bool, args ...string) {
			t.Helper()
			words, directive := completions(t, env, append(slices.Clone(path), args...))
			want := cobra.ShellCompDirectiveDefault
			waiver := name
			if one := cmd.Name() + " " + name; nothingToOffer[one] != "" {
				waiver = one
			}
			switch {
			case nothingToOffer[waiver] != "":
				waived[waiver] = true
				if len(words) > 0 || directive != cobra.ShellCompDirectiveNoFileComp {
					t.Errorf("%s %s is waived and offers %q (%d)", cmd.CommandPath(), name, words, directive)
				}
			case isFile && len(words) == 0 && directive != want:
				t.Errorf("%s %s is a file and completes none (%d)", cmd.CommandPath(), name, directive)
			case !isFile && len(words) == 0:
				t.Errorf("%s %s completes nothing; add a completion, or a waiver with its reason", cmd.CommandPath(), name)
			case name == "<app>@<version>" && slices.ContainsFunc(words,
				func(w string) bool { return !strings.Contains(w, "@") }):
				t.Errorf("%s %s offers what is no version: %q", cmd.CommandPath(), name, words)
			}
		}
		var before []string
		for _, arg := range placeholders(cmd) {
			isFile := strings.Contains(arg, "file") || strings.Contains(arg, "path")
			offers(arg, isFile, append(slices.Clone(before), "")...)
			words, _ := completions(t, env, append(append(slices.Clone(path), before...), ""))
			example := "x"
			if len(words) > 0 {
				example = words[0]
			}
			before = append(before, example)
		}
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if f.Hidden || f.NoOptDefVal != "" || f.Name == "directory" || f.Name == "config" {
				return
			}
			isFile := f.Name == "evidence" || cmd.Name() == "adopt" && f.Name == "from" || f.Value.Type() == "file"
			offers("--"+f.Name, isFile, "--"+f.Name, "")
		})
	})
	for name := range nothingToOffer {
		if !waived[name] {
			t.Errorf("%s is waived and does not exist", name)
		}
	}
}

// A wrong word in the place of one of a few is answered with the one that was
// probably meant, for every flag and argument that has such words.
func TestNearWords(t *testing.T) {
	env := releasedProject(t)
	visitCommands(newRootCmd(newProcess(env)), func(cmd *cobra.Command) {
		path := strings.Fields(cmd.CommandPath())[1:]
		refuses := func(right string, args ...string) {
			t.Helper()
			var out, errs bytes.Buffer
			env := env
			env.Stdout, env.Stderr = &out, &errs
			code := Run(context.Background(), env, append(slices.Clone(path), args...))
			if code != exitUsage || !strings.Contains(errs.String(), `did you mean "`+right+`"?`) {
				t.Errorf("manifest %s %q: exit code %d, want %d and a hint at %q\n%s", strings.Join(path, " "), args, code,
					exitUsage, right, &errs)
			}
		}
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if words, ok := acceptedBy(f.Value); ok {
				for _, w := range words {
					refuses(w, "--"+f.Name+"="+misspelled(w))
				}
			}
		})
		for _, w := range cmd.ValidArgs {
			refuses(w, misspelled(w))
		}
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() {
				refuses(c.Name(), misspelled(c.Name()))
			}
		}
	})
}

// Something is recorded for a day that has come, and expires on one to come.
func TestCompletionOfDays(t *testing.T) {
	env := releasedProject(t)
	today := env.Now().UTC().Format(time.DateOnly)
	for _, c := range []struct {
		args []string
		past bool
	}{
		{[]string{"record", "submit", "--on", ""}, true}, {[]string{"save", "--on", ""}, true}, {[]string{"promote", "--on", ""}, true},
		{[]string{"approve", "--expires", ""}, false},
	} {
		words, _ := completions(t, env, c.args)
		if len(words) < 2 || slices.ContainsFunc(words, func(w string) bool { return (w < today) != c.past }) {
			t.Errorf("%q: %q", c.args, words)
		}
	}
}

// A command that only holds others refuses names that it does not know.
func TestNestedCommands(t *testing.T) {
	p := newProcess(project.Env{})
	parent := &cobra.Command{Use: "outer"}
	parent.AddCommand(&cobra.Command{Use: "url", RunE: func(*cobra.Command, []string) error { return nil }})
	root := &cobra.Command{Use: "manifest", SilenceErrors: true, SilenceUsage: true}
	root.AddCommand(parent)
	finishTree(p, root)
	for args, want := range map[string]string{
		"outer":     `outer: name one command: url`,
		"outer ulr": `unknown command "ulr"; did you mean "url"?`,
		"outer x":   `unknown command "x"; see: manifest outer --help`,
	} {
		root.SetArgs(strings.Fields(args))
		if err := root.Execute(); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", args, err, want)
		}
	}
}

// Names that anyone may have given, of folders and branches, reach a shell only
// where it takes them as they are.
func TestCompletionOfHostileNames(t *testing.T) {
	words := []string{"good", "a b", "$(touch x)", "`x`", "x;y", "x|y", "x'y", "x\"y", "x\\y", "-rf", "x*", "~x", "!x",
		"x\x1b[2J", "x\u202ey", "", "größe\tabout \x1b[31m it"}
	want := []string{"good", "größe\tabout \\x1b[31m it"}
	if got := offered(words, ""); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Completion is silent where there is nothing, gives up in time, and changes no
// file.
func TestCompletionIsQuiet(t *testing.T) {
	empty := project.Env{Dir: t.TempDir(), Stdin: strings.NewReader(""), Getenv: func(string) string { return "" },
		Now: time.Now}
	broken := releasedProject(t)
	approvals, err := filepath.Glob(filepath.Join(broken.Dir, "manifests", "live", "approvals", "*"))
	if err != nil || len(approvals) != 1 {
		t.Fatalf("%q (%v)", approvals, err)
	}
	for name, text := range map[string]string{
		".manifest.yaml": "schema: [",
		"manifests/review/versions/1.0.0/history/save.json":       "\x00",
		"manifests/tested/manifest.yaml":                          "{{{",
		"manifests/live/approvals/" + filepath.Base(approvals[0]): "[",
	} {
		if err := os.WriteFile(filepath.Join(broken.Dir, filepath.FromSlash(name)), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	before := contents(t, broken.Dir)
	for _, env := range []project.Env{empty, broken} {
		visitCommands(newRootCmd(newProcess(env)), func(cmd *cobra.Command) {
			path := strings.Fields(cmd.CommandPath())[1:]
			completions(t, env, append(slices.Clone(path), ""))
			completions(t, env, append(slices.Clone(path), "tested", ""))
			cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
				completions(t, env, append(slices.Clone(path), "--"+f.Name, ""))
			})
		})
	}
	if after := contents(t, broken.Dir); after != before {
		t.Error("completion changed files")
	}

	slow := newProcess(empty).mannerly(func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		time.Sleep(10 * patience)
		return []string{"late"}, onlyThese
	})
	start := time.Now()
	if words, _ := slow(nil, nil, ""); len(words) > 0 || time.Since(start) > 3*patience {
		t.Errorf("%q after %s", words, time.Since(start))
	}
}

// placeholders are the arguments of a command as its usage names them.
func placeholders(cmd *cobra.Command) []string { return strings.Fields(cmd.Use)[1:] }

// acceptedBy returns the words of a flag that takes one of a few.
func acceptedBy(v pflag.Value) ([]string, bool) {
	if c, ok := v.(*choice); ok {
		return c.accepted, true
	}
	return nil, false
}

// misspelled is a word with its last two letters exchanged, or one too many.
func misspelled(word string) string {
	n := len(word)
	if word[n-1] == word[n-2] {
		return word + "x"
	}
	return word[:n-2] + word[n-1:] + word[n-2:n-1]
}

// completions asks for the completion of a command line, as a shell does.
func completions(t *testing.T, env project.Env, args []string) ([]string, cobra.ShellCompDirective) {
	t.Helper()
	var out, errs bytes.Buffer
	env.Stdout, env.Stderr = &out, &errs
	start := time.Now()
	if code := Run(context.Background(), env, append([]string{"__complete"}, args...)); code != exitOK {
		t.Errorf("completion of %q: exit code %d: %s", args, code, &errs)
	}
	if took := time.Since(start); took > 2*patience {
		t.Errorf("completion of %q took %s", args, took)
	}
	text, number, found := strings.Cut("\n"+out.String(), "\n:")
	directive, err := strconv.Atoi(strings.TrimSpace(number))
	if !found || err != nil {
		t.Fatalf("completion of %q: no directive in %q", args, out.String())
	}
	// cobra says on standard error what it did; nothing else may be there.
	if lines := strings.Split(strings.TrimSpace(errs.String()), "\n"); len(lines) != 1 ||
		!strings.HasPrefix(lines[0], "Completion ended") {
		t.Errorf("completion of %q says %q", args, errs.String())
	}
	var words []string
	for line := range strings.Lines(text) {
		word, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if word != "" {
			words = append(words, word)
		}
	}
	return words, cobra.ShellCompDirective(directive)
}

// releasedProject is a project in git whose apps have a version in every state
// that a command can go on from, and a change that needs an approval.
func releasedProject(t *testing.T) project.Env {
	t.Helper()
	dir := t.TempDir()
	sample, err := os.ReadFile(filepath.Join("..", "..", "manifests", "acme-field-sync", "manifest.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	sample = bytes.Replace(sample, []byte("version: 0.3.0"), []byte("version: 1.0.0"), 1)
	sample = bytes.Replace(sample, []byte("distribution: custom"), []byte("distribution: marketplace"), 1)
	env := project.Env{Dir: dir, Stdin: strings.NewReader(""), Now: time.Now, Getenv: func(name string) string {
		return map[string]string{"PATH": os.Getenv("PATH"), "USER": "jane", "SYSTEMROOT": os.Getenv("SYSTEMROOT")}[name]
	}}
	run := func(args ...string) {
		t.Helper()
		var out bytes.Buffer
		env := env
		env.Stdout, env.Stderr = &out, &out
		if code := Run(context.Background(), env, args); code != exitOK {
			t.Fatalf("manifest %s: exit code %d\n%s", strings.Join(args, " "), code, &out)
		}
	}
	for _, app := range []string{"live", "tested", "produced", "review"} {
		path := filepath.Join(dir, "manifests", app)
		if err := os.MkdirAll(path, 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(path, "manifest.yaml"), sample, 0o666); err != nil {
			t.Fatal(err)
		}
		run("save", app)
		if app != "tested" {
			run("promote", app+"@1.0.0", "--override", "keys,sandbox-test", "--reason", "a test")
		}
	}
	run("record", "submit", "review@1.0.0")
	run("record", "submit", "live@1.0.0")
	run("record", "publish", "live@1.0.0")
	raised := bytes.ReplaceAll(sample, []byte("read_only"), []byte("standard"))
	for _, app := range []string{"live", "tested", "produced", "review"} {
		if err := os.WriteFile(filepath.Join(dir, "manifests", app, "manifest.yaml"), raised, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	changes, _ := completions(t, env, []string{"approve", "live", ""})
	if len(changes) < 2 {
		t.Fatalf("live has the changes %q", changes)
	}
	run("approve", "live", changes[0], "--reason", "agreed")
	for _, args := range [][]string{{"init", "-q"}, {"add", "."},
		{"-c", "user.name=J", "-c", "user.email=j@localhost", "commit", "-qm", "x"}, {"tag", "v1"}} {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	return env
}

// contents is every file below a folder, outside of git's own.
func contents(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && d.Name() == ".git" {
				return fs.SkipDir
			}
			return err
		}
		data, err := os.ReadFile(path)
		all.WriteString(path + "\n" + string(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
