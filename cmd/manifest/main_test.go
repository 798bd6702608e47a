package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/procore-manifest/manifest/internal/cli"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/sandbox/portaltest"
)

var update = flag.Bool("update", false, "rewrite what the scripts expect")

func TestMain(m *testing.M) {
	commands := map[string]func(){
		"manifest": func() {
			enterFolder()
			os.Exit(cli.Run(context.Background(), testEnv(), os.Args[1:]))
		},
		"browser": browse,
	}
	if runtime.GOOS == "windows" {
		commands["sed"] = sed
	}
	testscript.Main(m, commands)
}

// sed is what scripts need of it where there is none: sed -i COMMANDS FILE. A
// command is s/OLD/NEW/, with any sign in the place of the slash, or $aTEXT.
func sed() {
	data, err := os.ReadFile(os.Args[3])
	if err != nil || os.Args[1] != "-i" {
		log.Fatalf("sed %q: %v", os.Args[1:], err)
	}
	for command := range strings.SplitSeq(os.Args[2], "; ") {
		if text, ok := strings.CutPrefix(command, "$a"); ok {
			data = append(data, strings.ReplaceAll(text, `\n`, "\n")+"\n"...)
			continue
		}
		parts := strings.Split(command, command[1:2])
		if len(parts) != 4 || parts[0] != "s" || parts[3] != "" {
			log.Fatalf("sed %q: unknown command", os.Args[1:])
		}
		lines := strings.SplitAfter(string(data), "\n")
		for i, line := range lines {
			if at := regexp.MustCompile(parts[1]).FindStringIndex(line); at != nil {
				lines[i] = line[:at[0]] + parts[2] + line[at[1]:]
			}
		}
		data = []byte(strings.Join(lines, ""))
	}
	if err := os.WriteFile(os.Args[3], data, 0o666); err != nil {
		log.Fatal(err)
	}
}

// condition is what scripts can ask beside what testscript knows: [links] holds
// where symbolic links are made and followed, which Wine does not.
func condition(name string) (bool, error) {
	if name != "links" {
		return false, fmt.Errorf("unknown condition %q", name)
	}
	dir, err := os.MkdirTemp("", "links")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir)
	link := filepath.Join(dir, "link")
	if os.Symlink(dir, link) != nil {
		return false, nil
	}
	_, err = os.Stat(link)
	return err == nil, nil
}

// testEnv is the world of a script: the clock shows what the script says in
// TODAY, such as 2026-11-22T09:30:00Z. With KILLED_AT=3 the process is killed
// before its third call to the file system. PROCORE is the address of a fake that
// answers for Procore's hosts.
func testEnv() project.Env {
	env := project.System()
	if now, err := time.Parse(time.RFC3339, os.Getenv("TODAY")); err == nil {
		env.Now = func() time.Time { return now }
	}
	if address := os.Getenv("PROCORE"); address != "" {
		env.Transport = portaltest.Detour(address)
	}
	if last, err := strconv.Atoi(os.Getenv("KILLED_AT")); err == nil {
		env.FailDisk = func(string, string) error {
			if last--; last == 0 {
				self, err := os.FindProcess(os.Getpid())
				if err == nil {
					err = self.Kill()
				}
				if err != nil {
					panic(err)
				}
				select {} // the signal is on its way
			}
			return nil
		}
	}
	return env
}

// The scripts in testdata/script are what the tool promises at the command
// line. They read like a session: exec runs a command, stdout and stderr look
// at what it printed. To rewrite what is expected: go test ./cmd/manifest -update
func TestScripts(t *testing.T) {
	params := scriptParams(t)
	params.Dir, params.UpdateScripts = filepath.Join("testdata", "script"), *update
	testscript.Run(t, params)
}

// scriptParams is what all scripts have in common.
func scriptParams(t *testing.T) testscript.Params {
	repository, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	return testscript.Params{
		RequireExplicitExec: true,
		Condition:           condition,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "portal": portal, "shown": shownOn, "ship": ship},
		Setup: func(env *testscript.Env) error {
			env.Setenv("REPO", repository)
			env.Setenv("TODAY", "2026-11-22T09:30:00Z")
			// git needs a name and must not read the machine's own settings.
			for _, who := range []string{"AUTHOR", "COMMITTER"} {
				env.Setenv("GIT_"+who+"_NAME", "Jane Doe")
				env.Setenv("GIT_"+who+"_EMAIL", "jane@acmefield.com")
			}
			env.Setenv("GIT_CONFIG_NOSYSTEM", "1")
			env.Setenv("HOME", env.WorkDir)
			startPortal(env)
			return nil
		},
	}
}

// exits is a script command: exits CODE PROGRAM [ARG...] runs a program and
// holds its exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%s: %v", args[1], err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// ship is a script command: ship APP@VERSION brings a saved version to production,
// for scripts about what follows. Gates that are closed are overridden.
func ship(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: ship APP@VERSION")
	}
	ts.Check(ts.Exec("manifest", "test", args[0], "--passed", "--by", "Jane"))
	promote := []string{"promote", args[0], "--by", "Jane"}
	_ = ts.Exec("manifest", "promote", args[0], "--check", "--format", "json") // refuses where a gate is closed
	var gates struct {
		Gates []struct {
			ID string `json:"id"`
			OK bool   `json:"ok"`
		} `json:"gates"`
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &gates))
	for _, g := range gates.Gates {
		if !g.OK {
			promote = append(promote, "--override", g.ID, "--reason", "not what this script is about")
		}
	}
	ts.Check(ts.Exec("manifest", promote...))
}

// blobs are ids that git gives to content, which change with any byte of it.
var blobs = regexp.MustCompile(`\b[0-9a-f]{7}\b`)

// shownOn is a script command: shown PAGE holds that a page shows, in a block of
// text, just what the last command printed, whatever ids stand there.
func shownOn(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: shown PAGE")
	}
	printed := ts.ReadFile("stdout")
	page, block := blobs.ReplaceAllString(ts.ReadFile(args[0]), "ID"), blobs.ReplaceAllString("```text\n"+printed+"```\n", "ID")
	if !strings.Contains(page, block) {
		ts.Fatalf("%s does not show:\n%s", args[0], printed)
	}
}
