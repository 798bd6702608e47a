package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/procore-manifest/manifest/internal/cli"
)

var update = flag.Bool("update", false, "rewrite what the scripts expect")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"manifest": func() { os.Exit(cli.Main()) },
	})
}

// The scripts in testdata/script are what the tool promises at the command
// line. They read like a session: exec runs a command, stdout and stderr look
// at what it printed. To rewrite what is expected: go test ./cmd/manifest -update
func TestScripts(t *testing.T) {
	repository, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("REPO", repository)
			return nil
		},
	})
}
