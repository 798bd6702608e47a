package lsp

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/project"
)

var ownView = strings.Replace(sample, "rfi.detail", "acme.own.detail", 1)

// What changes on disk counts at once where the editor tells, and otherwise with
// the next keystroke a second later.
func TestFilesChangeOnDisk(t *testing.T) {
	p := testProject(t, map[string]string{manifestFile: ownView})
	c := begin(t, p, map[string]any{"workspace": map[string]any{"didChangeWatchedFiles": map[string]any{"dynamicRegistration": true}}})
	if got := codes(c.open(manifestFile, ownView)); !strings.HasPrefix(got, "unknown-view") {
		t.Fatalf("got %s", got)
	}
	if len(c.asked) != 1 || c.asked[0].Method != "client/registerCapability" {
		t.Errorf("asked %+v", c.asked)
	}
	writeFiles(t, p.Dir, map[string]string{".manifest.yaml": "schema: 1\nextra_views: [acme.own.detail]\n"})
	c.tell("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": c.uri(".manifest.yaml"), "type": 1}}})
	if got := codes(c.diagnostics(manifestFile)); got != "" {
		t.Errorf("with the view in the configuration: %s", got)
	}
	if err := os.Remove(filepath.Join(p.Dir, ".manifest.yaml")); err != nil {
		t.Fatal(err)
	}
	time.Sleep(1100 * time.Millisecond)
	if got := codes(c.change(manifestFile, whole(ownView))); !strings.HasPrefix(got, "unknown-view") {
		t.Errorf("without the configuration: %s", got)
	}
	c.end()
}

func TestSeveralRoots(t *testing.T) {
	p := testProject(t, map[string]string{"one/.git/HEAD": "", "two/.git/HEAD": "", "two/.manifest.yaml": "schema: 1\nextra_views: [acme.own.detail]\n",
		"two/inner/.manifest.yaml": "schema: 1\nrules: {unknown-view: warning}\n"})
	c := start(t, p)
	c.ask("initialize", map[string]any{"capabilities": map[string]any{}, "workspaceFolders": []any{
		map[string]any{"uri": c.uri("one"), "name": "one"}, map[string]any{"uri": c.uri("two"), "name": "two"}}}, nil)
	for name, want := range map[string]string{"one": "unknown-view", "two": "", "two/inner": "unknown-view"} {
		got := c.open(name+"/"+manifestFile, ownView)
		if !strings.HasPrefix(codes(got), want) || want == "" && len(got.Diagnostics) > 0 {
			t.Errorf("%s: %s", name, codes(got))
		}
	}
	c.tell("workspace/didChangeWorkspaceFolders", map[string]any{"event": map[string]any{"added": []any{}, "removed": []any{map[string]any{"uri": c.uri("one")}}}})
	c.end()
}

// A text that is no file yet is checked by itself.
func TestUntitled(t *testing.T) {
	c := begin(t, testProject(t, nil), nil)
	c.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": "untitled:Untitled-1", "version": 1, "text": ownView}})
	for c.published["untitled:Untitled-1"].Version == nil {
		c.receive()
	}
	if got := codes(c.published["untitled:Untitled-1"]); !strings.HasPrefix(got, "unknown-view") {
		t.Errorf("got %s", got)
	}
	c.end()
}

// An edited event is a finding in its file, and the manifest of its app is checked
// again; a session leaves every file as it is.
func TestLedgerFiles(t *testing.T) {
	p := ledgered(t, nil)
	before := contents(t, p.Dir)
	c := begin(t, p, everything)
	data, _ := os.ReadFile(filepath.Join(p.Dir, manifestFile))
	c.open(manifestFile, string(data))
	files := below(t, p.Dir)
	approval := files[slices.IndexFunc(files, func(name string) bool { return strings.HasSuffix(name, "-approve.json") })]
	event := files[slices.IndexFunc(files, func(name string) bool { return strings.HasSuffix(name, "adopt.json") })]
	for name, text := range before {
		if name != approval && name != event {
			continue
		}
		if got := c.open(name, text); len(got.Diagnostics) > 0 {
			t.Errorf("%s as it was recorded: %s", name, codes(got))
		}
		if got := c.change(name, whole(strings.Replace(text, "Jo", "Ja", 1))); len(got.Diagnostics) == 0 && name == approval {
			t.Errorf("%s was edited, and nothing is found", name)
		}
	}
	frozen := "manifests/acme/versions/1.0.0/manifest.yaml"
	if got := c.open(frozen, before[frozen]); len(got.Diagnostics) > 0 {
		t.Errorf("frozen copy: %s", codes(got))
	}
	if got := c.change(frozen, whole(before[frozen]+"# more\n")); len(c.published[c.uri(event)].Diagnostics)+len(got.Diagnostics) == 0 {
		for c.receive().Method == "" || len(c.published[c.uri(event)].Diagnostics) == 0 {
		}
	}
	var actions []codeAction
	params := at(frozen, c, 0, 0)
	params["range"] = textRange{position{0, 0}, position{99, 0}}
	if c.ask("textDocument/codeAction", params, &actions); len(actions) > 0 {
		t.Errorf("actions in a frozen copy: %+v", actions)
	}
	c.end()
	for name, text := range contents(t, p.Dir) {
		if before[name] != text {
			t.Errorf("the server changed %s", name)
		}
	}
}

func contents(t *testing.T, dir string) map[string]string {
	files := make(map[string]string)
	for _, name := range below(t, dir) {
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(data)
	}
	return files
}

// A frozen copy that is open is judged as lint judges it when it is named.
func TestFrozenCopy(t *testing.T) {
	p := ledgered(t, nil)
	const frozen = "manifests/acme/versions/1.0.0/manifest.yaml"
	for _, change := range []string{"", "nonsense: 1\n", "a: [\n"} {
		data, err := os.ReadFile(filepath.Join(p.Dir, frozen))
		if err != nil {
			t.Fatal(err)
		}
		writeFiles(t, p.Dir, map[string]string{frozen: string(data) + change})
		result, err := project.Lint(context.Background(), &project.Project{Env: p.Env}, project.LintOptions{Paths: []string{frozen}})
		if err != nil {
			t.Fatal(err)
		}
		c := begin(t, p, nil)
		got := c.open(frozen, string(data)+change)
		for _, f := range result.Report.Findings {
			n := 0
			for _, d := range got.Diagnostics {
				if d.Code == f.Rule && d.Range.Start.Line == f.Start().Line-1 {
					n++
				}
			}
			if n != 1 {
				t.Errorf("%q: %s at %s is found %d times in %s", change, f.Rule, f.Start(), n, codes(got))
			}
		}
		if changed := codes(got) != ""; changed != (change != "") {
			t.Errorf("%q: %s", change, codes(got))
		}
		c.end()
	}
}
