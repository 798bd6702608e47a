package lsp

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/project"
)

// FuzzSession feeds a server any bytes as its input: messages in any order,
// cancelled, malformed, huge. It must end, each request that it could read gets
// one answer, and whatever it sends is a message.
//
// A line that starts with { is framed as a message; any other line goes in as it is.
func FuzzSession(f *testing.F) {
	const initialize = `{"id":1,"method":"initialize","params":{"capabilities":{}}}`
	opened := `{"method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///nowhere/manifests/acme/manifest.yaml","version":1,"text":` + quoted(sample) + `}}}`
	about := `"textDocument":{"uri":"file:///nowhere/manifests/acme/manifest.yaml","version":2},"position":{"line":22,"character":10},"range":{"start":{"line":0,"character":0},"end":{"line":99,"character":0}},"newName":"x"`
	f.Add(strings.Join([]string{initialize, opened, `{"id":2,"method":"shutdown"}`, `{"method":"exit"}`}, "\n"))
	f.Add(strings.Join([]string{initialize, opened, `{"method":"textDocument/didChange","params":{` + about + `,"contentChanges":[{"range":{"start":{"line":5,"character":0},"end":{"line":99,"character":7}},"text":"😀\r"}]}}`,
		`{"id":"a","method":"textDocument/rename","params":{` + about + `}}`, `{"method":"$/cancelRequest","params":{"id":"a"}}`}, "\n"))
	for method := range requests() {
		f.Add(strings.Join([]string{initialize, opened, `{"id":7,"method":"` + method + `","params":{` + about + `}}`}, "\n"))
	}
	f.Add(strings.Join([]string{`{"id":1,"method":"shutdown"}`, initialize, initialize, `{"id":null,"method":"x"}`, `{"id":3}`, `{"result":1}`, `[]`, `{"method":"textDocument/didClose"}`}, "\n"))
	f.Add("Content-Length: 99999999999\r\n\r\n{}\nContent-Length: -1\r\n\r\n\nContent-Length: 5\r\n\r\n{}")
	f.Add(strings.Join([]string{initialize, `{"method":"workspace/didChangeConfiguration","params":{"settings":null}}`, `{"method":"workspace/didChangeWorkspaceFolders","params":{"event":{"added":[{"uri":"file:///nowhere"}],"removed":null}}}`,
		`{"method":"workspace/didChangeWatchedFiles","params":{"changes":[{"uri":"file:///x"}]}}`, opened, opened, `{"method":"textDocument/didSave","params":{}}`}, "\n"))
	f.Add(strings.Join([]string{initialize, opened, `{"id":8,"method":"workspace/executeCommand","params":{"command":"manifest.approve","arguments":[{"uri":"file:///nowhere/manifests/acme/manifest.yaml","fingerprint":"0f","reason":"agreed"}]}}`,
		`{"id":"manifest-1","result":{"applied":false}}`}, "\n"))
	f.Add(`{"id":0,"method":"$/cancelRequest"}`)
	p := testProject(f, nil)
	f.Fuzz(func(t *testing.T, script string) {
		if len(script) > 1<<16 || strings.Contains(script, "file:///") && !strings.Contains(script, "file:///nowhere") {
			return // no file of this machine is to be looked at
		}
		var in bytes.Buffer
		asked := make(map[string]int)
		framed := true // all that goes in is messages
		for line := range strings.Lines(script) {
			line = strings.TrimSuffix(line, "\n")
			if !strings.HasPrefix(line, "{") {
				in.WriteString(line + "\n")
				framed = framed && strings.TrimRight(line, "\r") == ""
				continue
			}
			fmt.Fprintf(&in, "Content-Length: %d\r\n\r\n%s", len(line), line)
			var m message
			if json.Unmarshal([]byte(line), &m) == nil && m.Method != "" && m.hasID() && m.Method != "exit" {
				asked[string(bytes.TrimSpace(m.ID))]++
			}
			if m.Method == "exit" {
				framed = false // what comes after it is not read
			}
		}
		var out bytes.Buffer
		s := newServer(project.NewOpenFiles(p), &out)
		s.parting = patience
		done := make(chan error, 1)
		go func() { done <- s.run(context.Background(), &in) }()
		select {
		case <-done:
		case <-time.After(2 * patience):
			t.Fatal("the session does not end")
		}
		answers := make(map[string]int)
		for r := bufio.NewReader(&out); ; {
			body, err := readMessage(r)
			if err == io.EOF {
				break
			}
			var m message
			if err != nil || json.Unmarshal(body, &m) != nil {
				t.Fatalf("the server sent %q: %v", body, err)
			}
			if m.Error != nil && m.Error.Code == codeInternal {
				t.Fatalf("a fault: %s", m.Error.Message)
			}
			if m.Method == "" && string(m.ID) != "null" {
				answers[string(m.ID)]++
			}
		}
		for id, n := range asked {
			if framed && answers[canonical(id)] != n && answers[id] != n {
				t.Errorf("request %s was asked %d times and answered %d times", id, n, answers[id])
			}
		}
	})
}

func quoted(text string) string {
	data, _ := json.Marshal(text)
	return string(data)
}

// canonical is an id as it is written back.
func canonical(id string) string {
	var b bytes.Buffer
	if json.Compact(&b, []byte(id)) != nil {
		return id
	}
	b2, err := json.Marshal(json.RawMessage(id))
	if err != nil {
		return b.String()
	}
	return string(b2)
}
