package lsp

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/project"
)

// client drives a server as an editor does, over its streams.
type client struct {
	t     testing.TB
	dir   string
	in    io.WriteCloser
	ended chan error
	next  int
	got   chan message
	// published are the last diagnostics of each document, by its address.
	published map[string]publishParams
	raw       map[string]json.RawMessage
	versions  map[string]int
	asked     []message // requests of the server
	server    *server
}

const patience = 20 * time.Second

// testProject makes a folder with files, and the world around it.
func testProject(t testing.TB, files map[string]string) *project.Project {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	writeFiles(t, dir, files)
	env := project.Env{Dir: dir, Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard, Getenv: func(string) string { return "" }, Now: func() time.Time {
		return time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	}}
	return &project.Project{Env: env}
}

func writeFiles(t testing.TB, dir string, files map[string]string) {
	for name, data := range files {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(data), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func start(t testing.TB, p *project.Project) *client {
	toServer, in := io.Pipe()
	out, fromServer := io.Pipe()
	c := &client{t: t, dir: p.Dir, in: in, ended: make(chan error, 1), got: make(chan message, 10000),
		published: make(map[string]publishParams), raw: make(map[string]json.RawMessage), versions: make(map[string]int)}
	c.server = newServer(project.NewOpenFiles(p), fromServer)
	go func() {
		err := c.server.run(context.Background(), toServer)
		fromServer.Close()
		c.ended <- err
	}()
	go func() {
		defer close(c.got)
		r := bufio.NewReader(out)
		for {
			body, err := readMessage(r)
			if err != nil {
				return
			}
			var m message
			if err := json.Unmarshal(body, &m); err != nil {
				t.Errorf("the server sent %q: %v", body, err)
				return
			}
			c.got <- m
		}
	}()
	t.Cleanup(func() { in.Close() })
	return c
}

// begin initializes the session.
func begin(t testing.TB, p *project.Project, capabilities map[string]any) *client {
	c := start(t, p)
	c.ask("initialize", map[string]any{"processId": nil, "rootUri": addressOf(filepath.ToSlash(p.Dir)), "capabilities": capabilities}, nil)
	c.tell("initialized", map[string]any{})
	return c
}

func (c *client) write(v any) {
	body, err := json.Marshal(v)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := fmt.Fprintf(c.in, "Content-Length: %d\r\n\r\n%s", len(body), body); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) tell(method string, params any) {
	c.write(map[string]any{"jsonrpc": "2.0", "method": method, "params": params})
}

// receive takes the next message.
func (c *client) receive() message {
	c.t.Helper()
	select {
	case m, ok := <-c.got:
		if !ok {
			c.t.Fatal("the server is gone")
		}
		if m.Method == "textDocument/publishDiagnostics" {
			var p publishParams
			if err := json.Unmarshal(m.Params, &p); err != nil {
				c.t.Fatal(err)
			}
			c.published[p.URI], c.raw[p.URI] = p, m.Params
		} else if m.Method != "" && m.hasID() {
			c.asked = append(c.asked, m)
		}
		return m
	case <-time.After(patience):
		c.t.Fatal("the server says nothing")
		panic("unreachable")
	}
}

// try sends a request and returns its answer.
func (c *client) try(method string, params any) (json.RawMessage, *responseError) {
	c.t.Helper()
	c.next++
	id := c.next
	c.write(map[string]any{"jsonrpc": "2.0", "id": id, "method": method, "params": params})
	for {
		if m := c.receive(); m.Method == "" && string(m.ID) == fmt.Sprint(id) {
			return m.Result, m.Error
		}
	}
}

func (c *client) ask(method string, params, result any) json.RawMessage {
	c.t.Helper()
	raw, failed := c.try(method, params)
	if failed != nil {
		c.t.Fatalf("%s: %s", method, failed.Message)
	}
	if result != nil {
		if err := json.Unmarshal(raw, result); err != nil {
			c.t.Fatalf("%s: %v in %s", method, err, raw)
		}
	}
	return raw
}

func (c *client) uri(name string) string {
	return addressOf(filepath.ToSlash(filepath.Join(c.dir, name)))
}

func (c *client) open(name, text string) publishParams {
	c.t.Helper()
	uri := c.uri(name)
	c.versions[uri] = 1
	c.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "languageId": "yaml", "version": 1, "text": text}})
	return c.diagnostics(name)
}

// change sends edits as one message.
func (c *client) change(name string, edits ...any) publishParams {
	c.t.Helper()
	uri := c.uri(name)
	c.versions[uri]++
	c.tell("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": uri, "version": c.versions[uri]}, "contentChanges": edits})
	return c.diagnostics(name)
}

func whole(text string) any { return map[string]any{"text": text} }

func edit(fromLine, fromColumn, toLine, toColumn int, text string) any {
	return map[string]any{"range": textRange{position{fromLine, fromColumn}, position{toLine, toColumn}}, "text": text}
}

// diagnostics waits for those of the present version of a document.
func (c *client) diagnostics(name string) publishParams {
	c.t.Helper()
	uri := c.uri(name)
	for {
		m := c.receive()
		if p := c.published[uri]; m.Method == "textDocument/publishDiagnostics" && p.Version != nil && *p.Version == c.versions[uri] {
			var of publishParams
			if json.Unmarshal(m.Params, &of) == nil && of.URI == uri {
				return p
			}
		}
	}
}

// end shuts the session down.
func (c *client) end() {
	c.t.Helper()
	c.ask("shutdown", nil, nil)
	c.tell("exit", nil)
	select {
	case err := <-c.ended:
		if err != nil {
			c.t.Fatalf("the session ended with: %v", err)
		}
	case <-time.After(patience):
		c.t.Fatal("the server does not end")
	}
}

func at(name string, c *client, line, column int) map[string]any {
	return map[string]any{"textDocument": map[string]any{"uri": c.uri(name)}, "position": position{line, column}}
}

// codes are the rules of diagnostics with the first line and column of each.
func codes(p publishParams) string {
	var list []string
	for _, d := range p.Diagnostics {
		list = append(list, fmt.Sprintf("%s %d:%d-%d:%d", d.Code, d.Range.Start.Line, d.Range.Start.Character, d.Range.End.Line, d.Range.End.Character))
	}
	return strings.Join(list, ", ")
}

const manifestFile = "manifests/acme/manifest.yaml"

// sample is a manifest without findings.
const sample = `schema: 1
app: {name: Acme Field Sync, distribution: custom}
version: 0.1.0
data_connector:
  authentication: [user_level, service_account]
  permissions:
    company:
      directory: read_only
    project:
      daily_log: {level: standard, purpose: Add an entry for each visit.}
embedded:
  full_screen:
    description: Acme dashboard
    url: https://{{region}}.acmefield.com/app?company={{procore.company.id}}&project={{procore.project.id}}
    parameters:
      - key: region
        name: Region
        description: The Acme region that holds your data, for example us-east.
        required: true
        support_link: {url: "https://help.acmefield.com/region", label: Find your region}
  side_panel:
    description: Acme beside the RFI
    url: https://panel.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}
    views:
      - rfi.detail
      - submittal_logs.detail
setup_instructions: {url: "https://help.acmefield.com/procore", page_name: Set up Acme}
post_installation_notes: Select the permitted projects, then select Connect to Procore in Settings.
`
