// Package lsp is the language server: what lint says, as it is typed, and what a
// change costs customers.
//
// One goroutine reads messages, and one works on them in their order, so that no
// answer rests on an older text than the last change before the request.
// The framing and the few types of the protocol are our own: a library adds to
// the start of every other command.
package lsp

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/procore-manifest/manifest/internal/project"
)

const (
	// Documents of this size are checked once typing pauses; smaller ones after
	// each change, as soon as no other message waits.
	debounceBytes = 64 << 10
	debounce      = 150 * time.Millisecond
	// longest is how long a check is put off while messages keep coming.
	longest = 300 * time.Millisecond
	// waiting is how many messages are read ahead.
	waiting = 256
)

// server is one session with an editor.
type server struct {
	out     io.Writer
	files   *project.OpenFiles
	version string
	check   func(context.Context, string) *project.CheckedFile // tests replace it
	parting time.Duration                                      // how long the work may go on after the end of the input

	unit        encoding
	client      initializeParams
	settings    settings
	folders     []string
	initialized bool
	shutdown    bool
	next        int // id of the next request to the client
	asked       map[string]func(json.RawMessage)
	documents   map[string]*document // by path, or by address where it is of no file

	mu      sync.Mutex // guards pending
	pending map[string]context.CancelFunc
	running context.Context // of the request that is worked on
}

// document is an open file.
type document struct {
	uri     string // as the client wrote it
	path    string // "" if the address is not of a file
	version int
	text    *text
	checked *project.CheckedFile // of this text; nil until it is checked
	dirty   time.Time            // since when it waits to be checked; zero where it does not
	due     time.Time            // when to check it
	changed bool                 // its own text changed since the last diagnostics
	sent    []byte               // the last diagnostics
	reading *reading
	cost    lastCost
	lens    *codeLens // the last one
}

type settings struct {
	CodeLens   *bool `json:"codeLens"`
	InlayHints *bool `json:"inlayHints"`
}

// options are what a client passes when it starts the server.
type options struct {
	settings
	// AsksReason says that the client asks for a reason before it runs a command.
	AsksReason bool `json:"asksReason"`
}

func on(setting *bool) bool { return setting == nil || *setting }

// ErrNoShutdown is how a session ends that the editor did not end.
var ErrNoShutdown = errors.New("the editor closed the connection without ending the session")

// Run serves an editor until it ends the session or the input ends.
func Run(ctx context.Context, p *project.Project) error {
	s := newServer(project.NewOpenFiles(p), p.Stdout)
	return s.run(ctx, p.Stdin)
}

func newServer(files *project.OpenFiles, out io.Writer) *server {
	s := &server{out: out, files: files, version: project.Build().Version, unit: utf16Columns,
		asked: make(map[string]func(json.RawMessage)), documents: make(map[string]*document),
		pending: make(map[string]context.CancelFunc), running: context.Background()}
	s.check, s.parting = files.Check, 2*time.Second
	return s
}

func (s *server) run(ctx context.Context, in io.Reader) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	messages := make(chan incoming, waiting)
	var failed error
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer close(messages)
		failed = s.read(ctx, bufio.NewReaderSize(in, 64<<10), messages)
	}()
	done := make(chan error, 1)
	go func() { done <- s.work(ctx, messages) }()
	select {
	case err := <-done:
		return err
	case <-ended:
	case <-ctx.Done():
		return nil
	}
	var err error
	select {
	case err = <-done:
	case <-time.After(s.parting): // a busy server must not outlive its editor
		err = ErrNoShutdown
	}
	if failed != nil {
		return failed
	}
	return err
}

// incoming is a message that was read.
type incoming struct {
	message
	ctx  context.Context // of a request
	raw  string          // the id
	fail *responseError  // why it cannot be worked on
}

// read hands messages on until the input ends. It takes cancellations at once, so
// that they reach a request that still waits.
func (s *server) read(ctx context.Context, in *bufio.Reader, messages chan<- incoming) error {
	for {
		body, err := readMessage(in)
		if errors.Is(err, io.EOF) && body == nil && err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		m := incoming{}
		if err := json.Unmarshal(body, &m.message); err != nil {
			code := codeInvalidRequest
			if !json.Valid(body) {
				code = codeParse
			}
			m = incoming{fail: &responseError{code, "the message cannot be read: " + err.Error()}}
		}
		if m.Method == "$/cancelRequest" && !m.hasID() {
			s.cancel(m.Params)
			continue
		}
		if m.fail == nil && m.Method != "" && m.hasID() {
			m.raw = string(bytes.TrimSpace(m.ID))
			var cancel context.CancelFunc
			m.ctx, cancel = context.WithCancel(ctx)
			s.mu.Lock()
			s.pending[m.raw] = cancel
			s.mu.Unlock()
		}
		select {
		case messages <- m:
		case <-ctx.Done():
			return nil
		}
	}
}

func (s *server) cancel(params json.RawMessage) {
	var p struct {
		ID json.RawMessage `json:"id"`
	}
	if json.Unmarshal(params, &p) != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if cancel := s.pending[string(bytes.TrimSpace(p.ID))]; cancel != nil {
		cancel()
	}
}

// work handles messages in their order, and checks documents when none waits.
func (s *server) work(ctx context.Context, messages <-chan incoming) error {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		var m incoming
		open := true
		select {
		case m, open = <-messages:
		default:
			timer.Reset(s.checkDue(ctx, true))
			select {
			case m, open = <-messages:
			case <-timer.C:
				continue
			case <-ctx.Done():
				return nil
			}
		}
		if !open {
			s.checkDue(ctx, true)
			if s.shutdown {
				return nil
			}
			return ErrNoShutdown
		}
		if m.Method == "exit" {
			if s.shutdown {
				return nil
			}
			return ErrNoShutdown
		}
		s.handle(ctx, m)
		s.checkDue(ctx, false)
	}
}

// handle works on one message. A fault of ours is the answer to this message, and
// the session goes on.
func (s *server) handle(ctx context.Context, m incoming) {
	if m.fail != nil {
		s.send(message{ID: json.RawMessage("null"), Error: m.fail})
		return
	}
	if m.Method == "" {
		s.answered(m.message)
		return
	}
	if m.ctx == nil {
		defer s.recover("notification " + m.Method)
		if s.initialized && !s.shutdown {
			s.notified(ctx, m.Method, m.Params)
		}
		return
	}
	result, err := s.answer(m)
	s.mu.Lock()
	cancelled := m.ctx.Err() != nil
	if cancel := s.pending[m.raw]; cancel != nil {
		cancel()
	}
	delete(s.pending, m.raw)
	s.mu.Unlock()
	if cancelled && err == nil && m.Method != "initialize" && m.Method != "shutdown" {
		err = &responseError{codeCancelled, "the request was cancelled"}
	}
	reply := message{ID: m.ID}
	if err == nil {
		reply.Result, err = json.Marshal(result)
	}
	if err != nil {
		var known *responseError
		if !errors.As(err, &known) {
			known = &responseError{codeFailed, err.Error()}
		}
		reply.Result, reply.Error = nil, known
	}
	s.send(reply)
}

func (s *server) answer(m incoming) (result any, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			s.logFault(m.Method, fault)
			err = &responseError{codeInternal, fmt.Sprintf("a bug in this tool: %v", fault)}
		}
	}()
	switch {
	case m.Method == "initialize":
		return s.initialize(m.Params)
	case !s.initialized:
		return nil, &responseError{codeNotInitialized, "the session has not been initialized"}
	case m.Method == "shutdown":
		s.shutdown = true
		return nil, nil
	case s.shutdown:
		return nil, &responseError{codeInvalidRequest, "the session was shut down"}
	case m.ctx.Err() != nil:
		return nil, &responseError{codeCancelled, "the request was cancelled"}
	}
	s.running = m.ctx
	if m.Method == "workspace/executeCommand" {
		return nil, s.execute(m.ctx, m.Params)
	}
	work := requests()[m.Method]
	if work == nil {
		return nil, &responseError{codeUnknownMethod, "unknown method " + m.Method}
	}
	var p placeParams
	if len(m.Params) > 0 {
		if err := json.Unmarshal(m.Params, &p); err != nil {
			return nil, &responseError{codeInvalidParams, "parameters of " + m.Method + ": " + err.Error()}
		}
	}
	d := s.document(p.TextDocument.URI)
	if d == nil {
		return nil, &responseError{codeInvalidParams, "the document is not open: " + p.TextDocument.URI}
	}
	return work(s, m.ctx, d, &p)
}

// request is the work on one request about an open document.
type request func(s *server, ctx context.Context, d *document, p *placeParams) (any, error)

func (s *server) recover(doing string) {
	if fault := recover(); fault != nil {
		s.logFault(doing, fault)
	}
}

func (s *server) logFault(doing string, fault any) {
	s.notify("window/logMessage", map[string]any{"type": severityError, "message": fmt.Sprintf(
		"a bug in this tool stopped %s: %v; please report it at %s/issues\n%s", doing, fault, project.RepositoryURL,
		debug.Stack())})
}

func (s *server) send(m message) {
	_ = writeMessage(s.out, m) // an editor that is gone is noticed at the end of its input
}

func (s *server) notify(method string, params any) {
	if data, err := json.Marshal(params); err == nil {
		s.send(message{Method: method, Params: data})
	}
}

// ask sends a request to the client. Nothing waits for the answer.
func (s *server) ask(method string, params any, then func(json.RawMessage)) {
	data, err := json.Marshal(params)
	if err != nil {
		return
	}
	s.next++
	id := fmt.Sprintf("%q", fmt.Sprint("manifest-", s.next))
	if then != nil {
		s.asked[id] = then
	}
	s.send(message{ID: json.RawMessage(id), Method: method, Params: data})
}

func (s *server) answered(m message) {
	then := s.asked[string(m.ID)]
	delete(s.asked, string(m.ID))
	if then != nil && m.Error == nil {
		defer s.recover("the handling of a response")
		then(m.Result)
	}
}

func (s *server) initialize(params json.RawMessage) (any, error) {
	if s.initialized {
		return nil, &responseError{codeInvalidRequest, "the session is already initialized"}
	}
	// What a client gets wrong here must not keep the server from starting.
	_ = json.Unmarshal(params, &s.client)
	s.initialized = true
	for _, unit := range s.client.Capabilities.General.PositionEncodings {
		if unit == utf8Columns || unit == utf16Columns || unit == utf32Columns {
			s.unit = unit
			break
		}
	}
	if s.client.Options != nil {
		s.settings = s.client.Options.settings
	}
	for _, f := range s.client.WorkspaceFolders {
		s.folders = append(s.folders, pathOf(f.URI))
	}
	if len(s.folders) == 0 {
		root := pathOf(s.client.RootURI)
		if root == "" {
			root = s.client.RootPath
		}
		s.folders = append(s.folders, root)
	}
	s.useFolders()
	return map[string]any{
		"capabilities": s.capabilities(),
		"serverInfo":   map[string]string{"name": "manifest", "version": s.version},
	}, nil
}

func (s *server) useFolders() {
	s.folders = slices.DeleteFunc(s.folders, func(f string) bool { return f == "" })
	s.files.SetFolders(s.folders)
}

// notified takes what the client tells. What is unknown or cannot be read is
// passed over.
func (s *server) notified(ctx context.Context, method string, params json.RawMessage) {
	switch method {
	case "initialized":
		s.register()
	case "textDocument/didOpen":
		var p openParams
		if json.Unmarshal(params, &p) == nil {
			s.opened(&p)
		}
	case "textDocument/didChange":
		var p changeParams
		if d := s.document(addressIn(params)); d != nil && json.Unmarshal(params, &p) == nil {
			s.edited(d, &p)
		}
	case "textDocument/didClose":
		if d := s.document(addressIn(params)); d != nil {
			s.closed(d)
		}
	case "textDocument/didSave":
		s.files.Refresh()
		s.recheck(nil)
	case "workspace/didChangeWatchedFiles":
		var p watchedParams
		if json.Unmarshal(params, &p) == nil {
			s.diskChanged(&p)
		}
	case "workspace/didChangeWorkspaceFolders":
		var p foldersParams
		if json.Unmarshal(params, &p) != nil {
			return
		}
		for _, f := range p.Event.Removed {
			s.folders = slices.DeleteFunc(s.folders, func(have string) bool { return have == pathOf(f.URI) })
		}
		for _, f := range p.Event.Added {
			s.folders = append(s.folders, pathOf(f.URI))
		}
		s.useFolders()
		s.recheck(nil)
	case "workspace/didChangeConfiguration":
		var p struct {
			Settings struct {
				Manifest *settings `json:"manifest"`
			} `json:"settings"`
		}
		if json.Unmarshal(params, &p) == nil && p.Settings.Manifest != nil {
			s.setSettings(*p.Settings.Manifest)
		} else {
			s.askSettings()
		}
	}
}

// addressIn returns the address of the document that parameters are about.
func addressIn(params json.RawMessage) string {
	var p struct {
		TextDocument documentID `json:"textDocument"`
	}
	_ = json.Unmarshal(params, &p)
	return p.TextDocument.URI
}

// register asks the client to tell about files that change on disk, and for the
// settings, where it can.
func (s *server) register() {
	if s.client.Capabilities.Workspace.DidChangeWatchedFiles.DynamicRegistration {
		var watchers []map[string]string
		for _, glob := range []string{"**/manifest.yaml", "**/.manifest.yaml", "**/in-use.yaml",
			"**/{history,approvals,evidence}/*"} {
			watchers = append(watchers, map[string]string{"globPattern": glob})
		}
		s.ask("client/registerCapability", map[string]any{"registrations": []any{map[string]any{
			"id": "manifest-files", "method": "workspace/didChangeWatchedFiles",
			"registerOptions": map[string]any{"watchers": watchers}}}}, nil)
	}
	s.askSettings()
}

func (s *server) askSettings() {
	if !s.client.Capabilities.Workspace.Configuration {
		return
	}
	s.ask("workspace/configuration", map[string]any{"items": []any{map[string]string{"section": "manifest"}}},
		func(result json.RawMessage) {
			var list []*settings
			if json.Unmarshal(result, &list) == nil && len(list) == 1 && list[0] != nil {
				s.setSettings(*list[0])
			}
		})
}

func (s *server) setSettings(now settings) {
	was := s.settings
	s.settings = now
	if on(was.CodeLens) != on(now.CodeLens) && s.client.Capabilities.Workspace.CodeLens.RefreshSupport {
		s.ask("workspace/codeLens/refresh", nil, nil)
	}
	if on(was.InlayHints) != on(now.InlayHints) && s.client.Capabilities.Workspace.InlayHint.RefreshSupport {
		s.ask("workspace/inlayHint/refresh", nil, nil)
	}
}

// document returns the open document of an address, or nil.
func (s *server) document(uri string) *document { return s.documents[keyOf(uri)] }

func keyOf(uri string) string {
	if path := pathOf(uri); path != "" {
		return path
	}
	return uri
}

func (s *server) opened(p *openParams) {
	uri := p.TextDocument.URI
	d := &document{uri: uri, path: pathOf(uri), version: p.TextDocument.Version,
		text: newText([]byte(p.TextDocument.Text), s.unit)}
	s.documents[keyOf(uri)] = d
	s.textChanged(d)
}

// edited applies the changes of one message, each to the result of the last.
func (s *server) edited(d *document, p *changeParams) {
	for _, c := range p.ContentChanges {
		if c.Range == nil {
			d.text = newText([]byte(c.Text), s.unit)
		} else {
			d.text = d.text.replace(*c.Range, c.Text)
		}
	}
	if p.TextDocument.Version != nil {
		d.version = *p.TextDocument.Version
	}
	s.textChanged(d)
}

func (s *server) textChanged(d *document) {
	if d.path != "" {
		s.files.Set(d.path, d.text.data)
	}
	d.changed = true
	s.dirty(d)
	if d.path == "" {
		return
	}
	for _, other := range s.documents {
		if other != d && other.path != "" && s.files.Affects(d.path, other.path) {
			s.dirty(other)
		}
	}
}

func (s *server) closed(d *document) {
	delete(s.documents, keyOf(d.uri))
	if d.path != "" {
		s.files.Close(d.path)
	}
	s.notify("textDocument/publishDiagnostics", publishParams{URI: d.uri, Diagnostics: []diagnostic{}})
	s.recheck(nil)
}

// diskChanged forgets what was read. A file that is open counts as it is open.
func (s *server) diskChanged(p *watchedParams) {
	for _, c := range p.Changes {
		if s.document(c.URI) == nil {
			s.files.Refresh()
			s.recheck(nil)
			return
		}
	}
}

// recheck checks all documents again but one.
func (s *server) recheck(but *document) {
	for _, d := range s.documents {
		if d != but {
			s.dirty(d)
		}
	}
}

// dirty has a document checked as soon as there is time.
func (s *server) dirty(d *document) {
	now := time.Now()
	d.cost.of = nil
	if d.checked = nil; d.dirty.IsZero() {
		d.dirty = now
	}
	if d.due = now; len(d.text.data) >= debounceBytes {
		d.due = now.Add(debounce)
	}
}

// checkDue checks the documents that are due, and returns how long to wait for the
// next. While messages wait, only what was put off for long is checked.
func (s *server) checkDue(ctx context.Context, idle bool) time.Duration {
	wait := time.Hour
	now := time.Now()
	for _, d := range s.inOrder() {
		if d.dirty.IsZero() {
			continue
		}
		if due := d.due.Sub(now); now.Sub(d.dirty) < longest && (!idle || due > 0) {
			wait = min(wait, max(due, time.Millisecond))
			continue
		}
		s.publish(ctx, d)
	}
	return wait
}

// inOrder returns the open documents by their address.
func (s *server) inOrder() []*document {
	list := make([]*document, 0, len(s.documents))
	for _, d := range s.documents {
		list = append(list, d)
	}
	slices.SortFunc(list, func(a, b *document) int { return strings.Compare(a.uri, b.uri) })
	return list
}
