// Command keystrokes measures the language server as an editor meets it: the time
// from a keystroke to the diagnostics, over the streams of the whole process. In
// turns it measures a server that sends each message back, which is what the
// machine and the streams take by themselves. Where it is given the program of
// yaml-language-server, it measures that too, with the schema of manifests.
//
//	go run ./scripts/keystrokes [-edits 20000] [-manifests 1000] [-pause 0] [-yaml PROGRAM]
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

func main() {
	log.SetFlags(0)
	edits := flag.Int("edits", 20_000, "keystrokes to measure")
	manifests := flag.Int("manifests", 1000, "manifests in the repository")
	pause := flag.Duration("pause", 0, "rest between two keystrokes, as of a person who types")
	yaml := flag.String("yaml", "", "bin/yaml-language-server, measured over the first 100 keystrokes")
	echo := flag.Bool("echo", false, "be the server that sends each message back")
	flag.Parse()
	if *echo {
		sendBack()
		return
	}
	dir, err := os.MkdirTemp("", "keystrokes")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	must(dir, "", "go", "build", "-o", dir+string(filepath.Separator), "./cmd/manifest", "./scripts/genmanifests",
		"./scripts/keystrokes")
	repository := filepath.Join(dir, "repository")
	if err := os.Mkdir(repository, 0o777); err != nil {
		log.Fatal(err)
	}
	must(dir, "", filepath.Join(dir, "genmanifests"), "-n", strconv.Itoa(*manifests),
		filepath.Join(repository, "manifests"))
	must(dir, repository, "git", "init", "-q")
	must(dir, repository, "git", "add", "-A")
	name, text := longest(filepath.Join(repository, "manifests"))
	must(dir, repository, filepath.Join(dir, "manifest"), "schema", "--editors")
	text = "# yaml-language-server: $schema=../.schema/manifest.schema.json\n" + text

	began := time.Now()
	ours := start(repository, filepath.Join(dir, "manifest"), "lsp")
	ours.open(repository, name, text)
	first := time.Since(began)
	var peer *server
	if *yaml != "" {
		peer = start(repository, "node", *yaml, "--stdio")
		// It must find a wrong level before it is timed.
		peer.open(repository, name, strings.Replace(text, "distribution: ", "distribution: x", 1))
		if peer.found == 0 {
			log.Fatal("yaml-language-server does not see the mistake that was made for it")
		}
	}

	uri := "file://" + name
	other := start(repository, filepath.Join(dir, "keystrokes"), "-echo")
	line := strings.Count(text[:strings.Index(text, "description:")], "\n")
	column := len(strings.Split(text, "\n")[line])
	var times, echoes, peers []time.Duration
	early := 0.0
	for i := 1; i <= *edits; i++ {
		at := map[string]int{"line": line, "character": column + (i-1)%40}
		end, letter := at, "x"
		if i%40 == 0 { // the word is deleted again
			at, letter = map[string]int{"line": line, "character": column}, ""
		}
		change := map[string]any{"textDocument": map[string]any{"uri": uri, "version": i}, "contentChanges": []any{
			map[string]any{"range": map[string]any{"start": at, "end": end}, "text": letter}}}
		time.Sleep(*pause)
		began = time.Now()
		ours.tell("textDocument/didChange", change)
		ours.diagnostics(i)
		times = append(times, time.Since(began))
		began = time.Now()
		other.tell("textDocument/didChange", change)
		other.read()
		echoes = append(echoes, time.Since(began))
		if peer != nil && i <= 100 {
			began = time.Now()
			peer.tell("textDocument/didChange", change)
			peer.diagnostics(i)
			peers = append(peers, time.Since(began))
		}
		if i == *edits/10 {
			early = memory(ours.process.Process.Pid, "VmRSS:")
		}
	}
	fmt.Printf("%d cores, %s; a manifest of %d lines in a repository of %d; %d keystrokes\n", runtime.NumCPU(),
		runtime.Version(),
		strings.Count(text, "\n"), *manifests, *edits)
	fmt.Printf("start to first diagnostics: %s\n", first.Round(100*time.Microsecond))
	fmt.Printf("keystroke to diagnostics: p50 %s, p99 %s\n", part(times, 50), part(times, 99))
	fmt.Printf("echo server in turns:     p50 %s, p99 %s\n", part(echoes, 50), part(echoes, 99))
	pid := ours.process.Process.Pid
	fmt.Printf("memory: %.1f MiB at most; %.1f MiB after a tenth of the keystrokes, %.1f MiB after all\n",
		memory(pid, "VmHWM:"),
		early, memory(pid, "VmRSS:"))
	if peer != nil {
		fmt.Printf("yaml-language-server:     p50 %s, p99 %s, %.1f MiB at most, over %d keystrokes\n", part(peers, 50),
			part(peers, 99), memory(peer.process.Process.Pid, "VmHWM:"), len(peers))
		peer.in.Close()
		_ = peer.process.Process.Kill()
	}
	ours.call(2, "shutdown", nil)
	ours.tell("exit", nil)
	if err := ours.process.Wait(); err != nil {
		log.Fatal(err)
	}
	other.in.Close()
	_ = other.process.Wait()
}

func must(dir, in, name string, args ...string) {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Stderr = in, os.Stderr
	if err := cmd.Run(); err != nil {
		os.RemoveAll(dir)
		log.Fatalf("%s: %v", name, err)
	}
}

// longest returns the manifest with the most lines.
func longest(dir string) (name, text string) {
	names, err := filepath.Glob(filepath.Join(dir, "*", "manifest.yaml"))
	if err != nil || len(names) == 0 {
		log.Fatalf("no manifests in %s", dir)
	}
	for _, at := range names {
		data, err := os.ReadFile(at)
		if err != nil {
			log.Fatal(err)
		}
		if s := string(data); strings.Count(s, "\n") > strings.Count(text, "\n") && strings.Contains(s, "description:") {
			name, text = at, s
		}
	}
	return name, text
}

func part(times []time.Duration, percent int) time.Duration {
	slices.Sort(times)
	return times[min(len(times)-1, len(times)*percent/100)].Round(10 * time.Microsecond)
}

// memory is that of a process in MiB, 0 if the system does not tell.
func memory(pid int, what string) float64 {
	data, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, what); ok {
			kib, _ := strconv.Atoi(strings.Fields(rest)[0])
			return float64(kib) / 1024
		}
	}
	return 0
}

type server struct {
	process *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	found   int // diagnostics in the last answer
}

func start(dir, program string, args ...string) *server {
	cmd := exec.Command(program, args...)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		log.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		log.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		log.Fatal(err)
	}
	return &server{process: cmd, in: in, out: bufio.NewReader(out)}
}

// open starts the session, opens a document, and waits for its diagnostics.
func (s *server) open(root, name, text string) {
	s.call(1, "initialize", map[string]any{"rootUri": "file://" + root, "capabilities": map[string]any{
		"textDocument": map[string]any{"publishDiagnostics": map[string]any{"versionSupport": true}}}})
	s.tell("initialized", map[string]any{})
	s.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": "file://" + name, "languageId": "yaml", "version": 0, "text": text}})
	s.diagnostics(0)
}

func (s *server) send(v any) {
	body, err := json.Marshal(v)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := s.in.Write(fmt.Appendf(nil, "Content-Length: %d\r\n\r\n%s", len(body), body)); err != nil {
		log.Fatal(err)
	}
}

func (s *server) tell(method string, params any) {
	s.send(map[string]any{"jsonrpc": "2.0", "method": method, "params": params})
}

func (s *server) call(id int, method string, params any) {
	s.send(map[string]any{"jsonrpc": "2.0", "id": id, "method": method, "params": params})
	for {
		var m struct{ ID *int }
		if json.Unmarshal(s.read(), &m) == nil && m.ID != nil && *m.ID == id {
			return
		}
	}
}

// diagnostics waits for those of a version. A server that does not say which
// version it means has answered with the next message. Other requests that it
// makes on the way get an empty answer.
func (s *server) diagnostics(version int) {
	for {
		var m struct {
			ID     any
			Method string
			Params struct {
				Version     *int
				Diagnostics []any
			}
		}
		if json.Unmarshal(s.read(), &m) != nil {
			continue
		}
		if m.Method != "textDocument/publishDiagnostics" {
			if m.ID != nil && m.Method != "" {
				s.send(map[string]any{"jsonrpc": "2.0", "id": m.ID, "result": []any{}})
			}
			continue
		}
		if m.Params.Version == nil || *m.Params.Version == version {
			s.found = len(m.Params.Diagnostics)
			return
		}
	}
}

func (s *server) read() []byte {
	body, err := readMessage(s.out)
	if err != nil {
		log.Fatal(err)
	}
	return body
}

func readMessage(r *bufio.Reader) ([]byte, error) {
	length := 0
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return nil, err
		}
		if line = strings.TrimSpace(line); line == "" {
			body := make([]byte, length)
			_, err := io.ReadFull(r, body)
			return body, err
		}
		if rest, ok := strings.CutPrefix(line, "Content-Length:"); ok {
			if length, err = strconv.Atoi(strings.TrimSpace(rest)); err != nil {
				return nil, err
			}
		}
	}
}

// sendBack decodes each message and sends it back.
func sendBack() {
	in := bufio.NewReader(os.Stdin)
	for {
		body, err := readMessage(in)
		if err != nil {
			return
		}
		var m map[string]any
		if json.Unmarshal(body, &m) != nil {
			return
		}
		if _, err := os.Stdout.Write(fmt.Appendf(nil, "Content-Length: %d\r\n\r\n%s", len(body), body)); err != nil {
			return
		}
	}
}
