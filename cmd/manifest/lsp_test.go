package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"
)

// A languageServer is a language server that a test drives as an editor would:
// over its standard input and output, with the settings of one project.
type languageServer struct {
	t        *testing.T
	root     string
	settings map[string]any // by section, as an editor keeps them
	in       io.Writer

	mu      sync.Mutex
	next    int
	answers map[int]chan message
	faults  map[string]chan []lspFault // by URI, one list for each time that it was checked
}

type message struct {
	JSONRPC string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *struct{ Message string }
}

type lspPlace struct {
	Line      int `json:"line"` // from 0
	Character int `json:"character"`
}

type lspRange struct{ Start, End lspPlace }

type lspFault struct {
	Range   lspRange
	Message string
}

type lspItem struct {
	Label            string
	Documentation    any
	InsertText       string
	InsertTextFormat int // 2 is a snippet
	TextEdit         *struct {
		Range   lspRange
		NewText string
	}
}

// patience is how long a server may take for one answer.
const patience = 30 * time.Second

// startServer starts a server in the folder of a project.
func startServer(t *testing.T, root string, settings map[string]any, command ...string) *languageServer {
	t.Helper()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir, cmd.Stderr = root, os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &languageServer{
		t: t, root: root, settings: settings, in: in,
		answers: make(map[int]chan message), faults: make(map[string]chan []lspFault),
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.listen(bufio.NewReader(out))
	}()
	t.Cleanup(func() {
		in.Close()
		if err := cmd.Process.Kill(); err != nil {
			t.Log(err)
		}
		<-ended
		_ = cmd.Wait() // it was killed
	})
	folder := map[string]any{"uri": s.uri("."), "name": "project"}
	s.ask("initialize", map[string]any{
		"processId": os.Getpid(), "rootUri": s.uri("."), "workspaceFolders": []any{folder},
		"capabilities": map[string]any{
			"workspace": map[string]any{"configuration": true, "workspaceFolders": true, "didChangeConfiguration": map[string]any{"dynamicRegistration": true}},
			"textDocument": map[string]any{
				"hover":      map[string]any{"contentFormat": []string{"markdown"}},
				"completion": map[string]any{"completionItem": map[string]any{"snippetSupport": true, "documentationFormat": []string{"markdown"}}},
			},
		},
	}, nil)
	s.tell("initialized", map[string]any{})
	s.tell("workspace/didChangeConfiguration", map[string]any{"settings": settings})
	return s
}

// uri is the address of a file of the project.
func (s *languageServer) uri(name string) string {
	path := filepath.ToSlash(filepath.Join(s.root, filepath.FromSlash(name)))
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// listen takes what the server sends until it ends.
func (s *languageServer) listen(r *bufio.Reader) {
	for {
		header, err := textproto.NewReader(r).ReadMIMEHeader()
		if err != nil {
			return
		}
		n, err := strconv.Atoi(header.Get("Content-Length"))
		if err != nil {
			return
		}
		body := make([]byte, n)
		if _, err := io.ReadFull(r, body); err != nil {
			return
		}
		var m message
		if err := json.Unmarshal(body, &m); err != nil {
			return
		}
		s.take(m)
	}
}

func (s *languageServer) take(m message) {
	switch {
	case m.Method == "":
		id, _ := strconv.Atoi(string(m.ID))
		s.mu.Lock()
		answer := s.answers[id]
		s.mu.Unlock()
		if answer != nil {
			answer <- m
		}
	case m.Method == "textDocument/publishDiagnostics":
		var p struct {
			URI         string
			Diagnostics []lspFault
		}
		if json.Unmarshal(m.Params, &p) == nil {
			s.faultsOf(p.URI) <- p.Diagnostics
		}
	case m.Method == "workspace/configuration":
		var p struct{ Items []struct{ Section string } }
		_ = json.Unmarshal(m.Params, &p)
		result := []any{}
		for _, item := range p.Items {
			result = append(result, s.settings[item.Section])
		}
		s.send(map[string]any{"jsonrpc": "2.0", "id": m.ID, "result": result})
	case m.ID != nil: // nothing else that a server may ask matters here
		s.send(map[string]any{"jsonrpc": "2.0", "id": m.ID, "result": nil})
	}
}

func (s *languageServer) faultsOf(uri string) chan []lspFault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.faults[uri] == nil {
		s.faults[uri] = make(chan []lspFault, 100)
	}
	return s.faults[uri]
}

func (s *languageServer) send(v any) {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err) // only what this file builds is sent
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(s.in, "Content-Length: %d\r\n\r\n%s", len(body), body)
}

func (s *languageServer) tell(method string, params any) {
	s.send(map[string]any{"jsonrpc": "2.0", "method": method, "params": params})
}

// ask sends a request and waits for its answer.
func (s *languageServer) ask(method string, params, result any) {
	s.t.Helper()
	s.mu.Lock()
	s.next++
	id, answer := s.next, make(chan message, 1)
	s.answers[id] = answer
	s.mu.Unlock()
	s.send(map[string]any{"jsonrpc": "2.0", "id": id, "method": method, "params": params})
	select {
	case m := <-answer:
		if m.Error != nil {
			s.t.Fatalf("%s: %s", method, m.Error.Message)
		}
		if result != nil {
			if err := json.Unmarshal(m.Result, result); err != nil {
				s.t.Fatalf("%s: %v in %s", method, err, m.Result)
			}
		}
	case <-time.After(patience):
		s.t.Fatalf("%s: no answer in %s", method, patience)
	}
}

// open opens a file of the project with this text and returns what the server
// has to say about it.
func (s *languageServer) open(name, text string) []lspFault {
	s.t.Helper()
	s.tell("textDocument/didOpen", map[string]any{
		"textDocument": map[string]any{"uri": s.uri(name), "languageId": "yaml", "version": 1, "text": text},
	})
	select {
	case faults := <-s.faultsOf(s.uri(name)):
		return faults
	case <-time.After(patience):
		s.t.Fatalf("%s: not checked in %s", name, patience)
		return nil
	}
}

// hover returns what is shown at a place, "" for nothing.
func (s *languageServer) hover(name string, at lspPlace) string {
	s.t.Helper()
	var h *struct{ Contents struct{ Value string } }
	s.ask("textDocument/hover", s.at(name, at), &h)
	if h == nil {
		return ""
	}
	return h.Contents.Value
}

// complete returns what is offered at a place.
func (s *languageServer) complete(name string, at lspPlace) []lspItem {
	s.t.Helper()
	var list struct{ Items []lspItem }
	s.ask("textDocument/completion", s.at(name, at), &list)
	return list.Items
}

func (s *languageServer) at(name string, at lspPlace) any {
	return map[string]any{"textDocument": map[string]any{"uri": s.uri(name)}, "position": at}
}
