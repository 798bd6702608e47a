package main

import (
	"bytes"
	"errors"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const editorManifest = `schema: 1
app: {name: Acme Panel, distribution: custom}
version: 0.1.0
embedded:
  side_panel:
    description: Acme beside the RFI
    url: https://panel.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}
    views:
      - rfi.detial
setup_instructions: {url: "https://help.acmefield.com/procore", page_name: Set up Acme}
post_installation_notes: Select the permitted projects, then select Connect to Procore in Settings.
`

// An editor runs the command and hears what lint says, before anything is saved.
func TestLanguageServer(t *testing.T) {
	dir := t.TempDir()
	const name = "manifests/acme/manifest.yaml"
	writeAll(t, dir, map[string]string{name: "not saved yet\n"})
	s := startServer(t, dir, map[string]any{"manifest": map[string]any{"codeLens": true}}, "manifest", "lsp", "--stdio")
	faults := s.open(name, editorManifest)
	if len(faults) != 1 || !strings.Contains(faults[0].Message, `did you mean "rfi.detail"?`) || faults[0].Range.Start != (lspPlace{8, 8}) {
		t.Fatalf("got %+v", faults)
	}
	s.ask("shutdown", nil, nil)
	if entries, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(entries) != 1 {
		t.Errorf("the server left %v: %v", entries, err)
	}
}

// The exit code says whether the editor ended the session, as the protocol asks.
func TestLanguageServerEnds(t *testing.T) {
	frame := func(bodies ...string) string {
		var b strings.Builder
		for _, body := range bodies {
			b.WriteString("Content-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body)
		}
		return b.String()
	}
	const initialize = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}`
	const shutdown, exit = `{"jsonrpc":"2.0","id":2,"method":"shutdown"}`, `{"jsonrpc":"2.0","method":"exit"}`
	for _, test := range []struct {
		name, in string
		code     int
	}{
		{"ended", frame(initialize, shutdown, exit), 0},
		{"ended without exit", frame(initialize, shutdown), 0},
		{"not ended", frame(initialize), 1},
		{"not JSON", frame(initialize, "nonsense", shutdown, exit), 0},
		{"nothing", "", 1},
		{"no protocol", "GET / HTTP/1.1\r\n\r\n", 3},
	} {
		cmd := exec.Command("manifest", "lsp")
		cmd.Dir, cmd.Stdin = t.TempDir(), strings.NewReader(test.in)
		var out, failed bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &failed
		err := cmd.Run()
		if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		if got := cmd.ProcessState.ExitCode(); got != test.code {
			t.Errorf("%s: exit code %d, want %d: %s", test.name, got, test.code, &failed)
		}
		if out.Len() > 0 && !strings.HasPrefix(out.String(), "Content-Length: ") {
			t.Errorf("%s: standard output begins with %q", test.name, out.String())
		}
	}
}
