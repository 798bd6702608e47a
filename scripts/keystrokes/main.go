// Command keystrokes measures the language server as an editor meets it: the time
// from a keystroke to the diagnostics, over the streams of the whole process. In
// turns it measures a server that sends each message back, which is what the
// machine and the streams take by themselves.
//
//	go run ./scripts/keystrokes [-edits 20000] [-manifests 1000] [-pause 0]
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
	must(dir, "", "go", "build", "-o", dir+string(filepath.Separator), "./cmd/manifest", "./scripts/genmanifests", "./scripts/keystrokes")
	repository := filepath.Join(dir, "repository")
	if err := os.Mkdir(repository, 0o777); err != nil {
		log.Fatal(err)
	}
	must(dir, "", filepath.Join(dir, "genmanifests"), "-n", strconv.Itoa(*manifests), filepath.Join(repository, "manifests"))
	must(dir, repository, "git", "init", "-q")
	must(dir, repository, "git", "add", "-A")
	name, text := longest(filepath.Join(repository, "manifests"))

	began := time.Now()
	server := start(repository, filepath.Join(dir, "manifest"), "lsp")
	server.call(1, "initialize", map[string]any{"rootUri": "file://" + repository, "capabilities": map[string]any{}})
	server.tell("initialized", map[string]any{})
	uri := "file://" + name
	server.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "languageId": "yaml", "version": 0, "text": text}})
	server.diagnostics(0)
	first := time.Since(began)

	other := start(repository, filepath.Join(dir, "keystrokes"), "-echo")
	line := strings.Count(text[:strings.Index(text, "description:")], "\n")
	column := len(strings.Split(text, "\n")[line])
	var times, echoes []time.Duration
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
		server.tell("textDocument/didChange", change)
		server.diagnostics(i)
		times = append(times, time.Since(began))
		began = time.Now()
		other.tell("textDocument/didChange", change)
		other.read()
		echoes = append(echoes, time.Since(began))
	}
	fmt.Printf("%d cores, %s; a manifest of %d lines in a repository of %d; %d keystrokes\n", runtime.NumCPU(), runtime.Version(),
		strings.Count(text, "\n"), *manifests, *edits)
	fmt.Printf("start to first diagnostics: %s\n", first.Round(100*time.Microsecond))
	fmt.Printf("keystroke to diagnostics: p50 %s, p99 %s\n", part(times, 50), part(times, 99))
	fmt.Printf("echo server in turns:     p50 %s, p99 %s\n", part(echoes, 50), part(echoes, 99))
	fmt.Printf("memory: %s\n", peak(server.process.Process.Pid))
	server.call(2, "shutdown", nil)
	server.tell("exit", nil)
	if err := server.process.Wait(); err != nil {
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

// peak is the most memory that a process had, where the system tells.
func peak(pid int) string {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return "not known on this system"
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, _ := strconv.Atoi(strings.Fields(rest)[0])
			return fmt.Sprintf("%.1f MiB at most", float64(kib)/1024)
		}
	}
	return "not known"
}

type server struct {
	process *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
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
	return &server{cmd, in, bufio.NewReader(out)}
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

// diagnostics waits for those of a version.
func (s *server) diagnostics(version int) {
	for {
		var m struct {
			Method string
			Params struct{ Version *int }
		}
		if json.Unmarshal(s.read(), &m) == nil && m.Method == "textDocument/publishDiagnostics" && m.Params.Version != nil && *m.Params.Version == version {
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
