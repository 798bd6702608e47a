package lsp

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/project"
)

func TestSession(t *testing.T) {
	p := testProject(t, map[string]string{manifestFile: sample})
	c := start(t, p)
	if _, failed := c.try("textDocument/hover", nil); failed == nil || failed.Code != codeNotInitialized {
		t.Errorf("a request before initialize: %v", failed)
	}
	var result struct {
		Capabilities struct {
			PositionEncoding string
		}
	}
	c.ask("initialize", map[string]any{"capabilities": map[string]any{
		"general": map[string]any{"positionEncodings": []string{"utf-7", "utf-8", "utf-16"}}}}, &result)
	if result.Capabilities.PositionEncoding != "utf-8" {
		t.Errorf("encoding %q", result.Capabilities.PositionEncoding)
	}
	c.tell("initialized", map[string]any{})
	c.tell("$/setTrace", map[string]any{"value": "off"})
	if got := c.open(manifestFile, sample); len(got.Diagnostics) > 0 {
		t.Errorf("findings in a clean manifest: %s", codes(got))
	}
	if raw := string(c.raw[c.uri(manifestFile)]); !strings.Contains(raw, `"diagnostics":[]`) {
		t.Errorf("no findings are sent as %s", raw)
	}
	got := c.change(manifestFile, whole(strings.Replace(sample, "rfi.detail", "rfi.detial", 1)))
	if want := "unknown-view 24:8-24:18"; codes(got) != want {
		t.Errorf("got %s, want %s", codes(got), want)
	}
	d := got.Diagnostics[0]
	if d.Severity != severityError || d.Source != "manifest" || !strings.HasSuffix(d.CodeDescription.Href, "/docs/rules.md#unknown-view") ||
		d.Message != "unknown side panel view \"rfi.detial\"\ndid you mean \"rfi.detail\"?" {
		t.Errorf("%+v", d)
	}
	if got = c.change(manifestFile, edit(24, 12, 24, 18, "detail")); len(got.Diagnostics) > 0 {
		t.Errorf("after the correction: %s", codes(got))
	}
	if _, failed := c.try("manifest/unknown", map[string]any{}); failed == nil || failed.Code != codeUnknownMethod {
		t.Errorf("an unknown method: %v", failed)
	}
	c.tell("textDocument/didClose", at(manifestFile, c, 0, 0))
	for c.published[c.uri(manifestFile)].Version != nil {
		c.receive()
	}
	c.end()
}

// Editors that send no folder, and wrong ones, are served anyway.
func TestInitializeAnyhow(t *testing.T) {
	for _, params := range []string{`{}`, `null`, `{"rootUri":null,"rootPath":null,"workspaceFolders":null,"capabilities":{}}`,
		`{"workspaceFolders":[]}`, `{"rootUri":7,"capabilities":[]}`, `{"initializationOptions":null,"processId":"x"}`} {
		c := start(t, testProject(t, nil))
		c.ask("initialize", json.RawMessage(params), nil)
		if got := c.open(manifestFile, strings.Replace(sample, "rfi.detail", "rfi.detial", 1)); len(got.Diagnostics) != 1 {
			t.Errorf("initialize with %s: %s", params, codes(got))
		}
		c.end()
	}
}

func TestPositions(t *testing.T) {
	const panel = "schema: 1\nembedded: {side_panel: {description: \"é😀\", views: [rfi.detial]}}\n"
	for unit, want := range map[encoding]string{utf8Columns: "unknown-view 1:55-1:65", utf16Columns: "unknown-view 1:52-1:62", utf32Columns: "unknown-view 1:51-1:61"} {
		for name, text := range map[string]string{"LF": panel, "CRLF": strings.ReplaceAll(panel, "\n", "\r\n"), "BOM": "\uFEFF" + panel} {
			c := begin(t, testProject(t, nil), map[string]any{"general": map[string]any{"positionEncodings": []encoding{unit}}})
			if got := codes(c.open(manifestFile, text)); !strings.Contains(got, want) {
				t.Errorf("%s, %s: got %s, want %s", unit, name, got, want)
			}
			c.end()
		}
	}
}

func TestChangesApplyInOrder(t *testing.T) {
	c := begin(t, testProject(t, nil), nil)
	c.open(manifestFile, "")
	c.change(manifestFile, whole("a\nb😀c\n"),
		edit(1, 2, 1, 2, "x"),                    // inside of a surrogate pair: before it
		edit(0, 0, 9, 9, "one\ntwo\n"),           // past the end
		edit(2, 0, 7, 0, ""),                     // at the end
		edit(1, 3, 0, 3, "!"),                    // the wrong way round
		map[string]any{"range": nil, "text": ""}, // everything
		edit(0, 0, 0, 0, sample))
	if d := c.server.documents[pathOf(c.uri(manifestFile))]; string(d.text.data) != sample {
		t.Errorf("got %q", d.text.data)
	}
	c.end()
}

// What is open and not saved counts, in every file that findings rest on.
func TestUnsavedCounts(t *testing.T) {
	c := begin(t, testProject(t, map[string]string{manifestFile: "nothing"}), nil)
	text := strings.Replace(sample, "rfi.detail", "acme.own.detail", 1)
	if got := codes(c.open(manifestFile, text)); !strings.HasPrefix(got, "unknown-view") {
		t.Fatalf("got %s", got)
	}
	c.open(".manifest.yaml", "schema: 1\nextra_views: [acme.own.detail]\n")
	if got := codes(c.change(manifestFile, whole(text))); got != "" {
		t.Errorf("with the view in the configuration: %s", got)
	}
	c.change(".manifest.yaml", whole("schema: 1\nextra_view: [acme.own.detail]\n"))
	got := c.change(manifestFile, whole(text))
	if len(got.Diagnostics) != 1 || !strings.HasPrefix(got.Diagnostics[0].Message, "not checked: ") {
		t.Errorf("with a faulty configuration: %+v", got.Diagnostics)
	}
	if got := codes(c.published[c.uri(".manifest.yaml")]); got != "unknown-key 1:0-1:10" {
		t.Errorf("of the configuration: %s", got)
	}
	c.tell("textDocument/didClose", at(".manifest.yaml", c, 0, 0))
	if got := codes(c.change(manifestFile, whole(text))); !strings.HasPrefix(got, "unknown-view") {
		t.Errorf("after the configuration was closed: %s", got)
	}
	c.end()
}

func TestForeignFilesAreLeftAlone(t *testing.T) {
	c := begin(t, testProject(t, nil), nil)
	for _, name := range []string{"deploy/manifest.yaml", "notes.txt", "manifests/acme/README.md", "package.json"} {
		c.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": c.uri(name), "version": 1, "text": "kind: Deployment\n"}})
	}
	c.open(manifestFile, sample)
	if len(c.published) != 1 {
		t.Errorf("published %v", c.published)
	}
	c.end()
}

// A fault of ours is an answer, and the session goes on.
func TestFaultDoesNotEndTheSession(t *testing.T) {
	c := begin(t, testProject(t, nil), nil)
	check := c.server.check
	c.server.check = func(context.Context, string) *project.CheckedFile { panic("of a rule") }
	got := c.open(manifestFile, sample)
	if len(got.Diagnostics) != 1 || got.Diagnostics[0].Message != "not checked: a bug in this tool: of a rule" {
		t.Errorf("%+v", got.Diagnostics)
	}
	c.server.check = check
	if got := c.change(manifestFile, whole(sample)); len(got.Diagnostics) > 0 {
		t.Errorf("afterwards: %s", codes(got))
	}
	c.end()
}

func TestCancelledRequestGetsOneAnswer(t *testing.T) {
	c := begin(t, testProject(t, nil), nil)
	c.open(manifestFile, sample)
	block := make(chan struct{})
	check := c.server.check
	c.server.check = func(ctx context.Context, name string) *project.CheckedFile { <-block; return check(ctx, name) }
	c.tell("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": c.uri(manifestFile), "version": 2}, "contentChanges": []any{whole(sample)}})
	c.write(map[string]any{"jsonrpc": "2.0", "id": "slow", "method": "textDocument/codeAction", "params": at(manifestFile, c, 0, 0)})
	c.tell("$/cancelRequest", map[string]any{"id": "slow"})
	c.tell("$/cancelRequest", map[string]any{"id": "never"})
	time.Sleep(50 * time.Millisecond) // the cancellation overtakes the work
	close(block)
	for {
		if m := c.receive(); string(m.ID) == `"slow"` {
			if m.Error == nil || m.Error.Code != codeCancelled {
				t.Errorf("%+v", m)
			}
			break
		}
	}
	c.end()
}

func TestEndOfInput(t *testing.T) {
	c := begin(t, testProject(t, nil), nil)
	c.in.Close()
	if err := <-c.ended; err != ErrNoShutdown {
		t.Errorf("got %v", err)
	}
	c = begin(t, testProject(t, nil), nil)
	c.tell("exit", nil)
	if err := <-c.ended; err != ErrNoShutdown {
		t.Errorf("exit without shutdown: %v", err)
	}
}

func TestAddresses(t *testing.T) {
	for uri, want := range map[string]string{
		"file:///a/b%20c/d.yaml": "/a/b c/d.yaml", "file:///c%3A/x/y": "c:/x/y", "file:///C:/x/y": "c:/x/y", "file://wsl%24/Ubuntu/x": "//wsl$/Ubuntu/x",
		"file://localhost/x": "/x", "file:///a+b[1]%zz%": "/a+b[1]%zz%", "untitled:Untitled-1": "", "git:/a/b": "", "file://": "", "": "", "FILE:///x": "/x", "file:///%C3%A9": "/é",
	} {
		if got := pathOf(uri); got != want {
			t.Errorf("pathOf(%q) = %q, want %q", uri, got, want)
		}
	}
	for _, path := range []string{"/a/b c/é#?%+/x", "c:/x/y", "//host/share/x"} {
		if got := pathOf(addressOf(path)); got != path {
			t.Errorf("%q became %q by %q", path, got, addressOf(path))
		}
	}
}
