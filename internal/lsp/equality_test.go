package lsp

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

var (
	edits    = flag.Int("edits", 2000, "random edits of open documents that are compared with lint")
	editSeed = flag.Uint64("seed", uint64(time.Now().UnixNano()), "seed of the random edits")
)

// ledgered makes a project whose app has a version that customers run, and an
// approval of a change since.
func ledgered(t testing.TB, files map[string]string) *project.Project {
	p := testProject(t, files)
	again := func() *project.Project { return &project.Project{Env: p.Env} }
	text := sample
	if set, ok := files[manifestFile]; ok {
		text = set
	}
	writeFiles(t, p.Dir, map[string]string{manifestFile: strings.Replace(text, "0.1.0", "1.0.0", 1)})
	if _, err := project.Adopt(context.Background(), again(), project.AdoptOptions{Version: "acme", State: "production", By: "Jane <jane@acmefield.com>"}); err != nil {
		t.Fatal(err)
	}
	writeFiles(t, p.Dir, map[string]string{manifestFile: strings.NewReplacer("0.1.0", "1.0.0", "daily_log: {level: standard", "daily_log: {level: admin").Replace(text)})
	c := project.NewOpenFiles(again())
	name := filepath.ToSlash(filepath.Join(p.Dir, manifestFile))
	data, _ := os.ReadFile(filepath.Join(p.Dir, manifestFile))
	c.Set(name, data)
	cost, err := c.Cost(context.Background(), name)
	if err != nil || cost == nil || len(cost.Unapproved) == 0 {
		t.Fatalf("cost %+v: %v", cost, err)
	}
	if _, err := project.Approve(context.Background(), again(), project.ApproveOptions{App: "acme", Fingerprints: []string{cost.Unapproved[0].Fingerprint}, Reason: "agreed", By: "Joe <joe@acmefield.com>"}); err != nil {
		t.Fatal(err)
	}
	return p
}

// below returns the files below a folder, by their path from the project.
func below(t testing.TB, dir string) []string {
	var list []string
	err := filepath.WalkDir(dir, func(at string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			rel, _ := filepath.Rel(dir, at)
			list = append(list, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// linted is what lint says about a file of the project whose bytes are on disk.
func linted(t testing.TB, p *project.Project, app, name string) []string {
	result, err := project.Lint(context.Background(), &project.Project{Env: p.Env}, project.LintOptions{Paths: []string{app}})
	if err != nil {
		return []string{"not checked"}
	}
	var list []string
	if len(result.Report.Unread) > 0 {
		list = append(list, "not checked")
	}
	data, err := os.ReadFile(filepath.Join(p.Dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range result.Report.Findings {
		if f.File.Name == name {
			list = append(list, inColumns(data, &f))
		}
	}
	return list
}

// builtLint returns what the binary's lint says about bytes on its standard input,
// without places: those are compared in process.
func builtLint(t *testing.T, program string, p *project.Project, name, text string) []string {
	cmd := exec.Command(program, "lint", "--stdin-filename", name, "--format", "json")
	cmd.Dir, cmd.Stdin = p.Dir, strings.NewReader(text)
	out, err := cmd.Output()
	var report struct {
		Findings []struct{ Severity, Rule, Message, File string }
	}
	if json.Unmarshal(out, &report) != nil {
		t.Fatalf("lint --stdin-filename %s: %v\n%s", name, err, out)
	}
	var list []string
	for _, f := range report.Findings {
		if f.File == name {
			list = append(list, f.Severity+" "+f.Rule+" "+f.Message)
		}
	}
	return list
}

// inColumns writes a finding with its place in UTF-16 columns, counted without the
// code of the server.
func inColumns(data []byte, f *diag.Diagnostic) string {
	place := func(offset int) string {
		before := string(data[:min(offset, len(data))])
		norm := strings.ReplaceAll(strings.ReplaceAll(before, "\r\n", "\n"), "\r", "\n")
		if strings.HasSuffix(before, "\r") && offset < len(data) && data[offset] == '\n' { // inside of a line break
			norm = strings.TrimSuffix(norm, "\n")
		}
		last := norm[strings.LastIndexByte(norm, '\n')+1:]
		columns := 0
		for _, r := range last {
			if columns++; r > 0xFFFF {
				columns++
			}
		}
		return fmt.Sprintf("%d:%d", strings.Count(norm, "\n"), columns)
	}
	start := f.Span.Start
	if start = min(start, len(data)); f.Span.Len() <= 0 && start > 0 && (start == len(data) || strings.ContainsRune("\r\n", rune(data[start]))) &&
		!strings.ContainsRune("\r\n", rune(data[start-1])) { // shown at the last character of the line
		_, size := utf8.DecodeLastRune(data[:start])
		start -= size
	}
	help := f.Help
	if help != "" {
		help = "\n" + report.Visible(help)
	}
	return fmt.Sprintf("%s %s %s %s%s", f.Severity, f.Rule, place(start), report.Visible(f.Message), help)
}

func published(p publishParams) []string {
	list := []string{}
	for _, d := range p.Diagnostics {
		if d.Code == "" {
			list = append(list, "not checked")
			continue
		}
		severity := map[int]string{1: "error", 2: "warning", 3: "info"}[d.Severity]
		start := d.Range.Start
		list = append(list, fmt.Sprintf("%s %s %d:%d %s", severity, d.Code, start.Line, start.Character, d.Message))
	}
	return list
}

// The diagnostics of an open document are what lint says about the same bytes,
// after any edits.
func TestDiagnosticsEqualLint(t *testing.T) {
	t.Logf("seed %d", *editSeed)
	random := rand.New(rand.NewPCG(*editSeed, 1))
	p := ledgered(t, nil)
	files := below(t, p.Dir)
	files = slices.DeleteFunc(files, func(name string) bool { return strings.HasSuffix(name, ".lock") })
	files = append(files, "manifests/fresh/manifest.yaml", "manifests/acme/in-use.yaml")
	writeFiles(t, p.Dir, map[string]string{"manifests/fresh/manifest.yaml": sample,
		"manifests/acme/in-use.yaml": "as_of: 2026-11-29\nby: Jane\nreason: asked all\nversions: [1.0.0]\n"})
	c := begin(t, p, nil)
	type state struct {
		text, was string
		open      bool
	}
	states := make(map[string]*state)
	for _, name := range files {
		data, err := os.ReadFile(filepath.Join(p.Dir, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		states[name] = &state{text: string(data), was: string(data)}
	}
	pieces := []string{"\n", "\r\n", "\r", "\uFEFF", "é", "😀", "\u202e", " ", "  ", "{{", "}}", ":", "- ", "\"", "'", "#", "*", "&a", "|", "\t", "0", "1.0.1",
		"rfi.detial", "# manifest:ignore unknown-view -- known\n", "# manifest:ignore no-such-rule\n", "unknown: 1\n", "---\n", "admin", "version: 1.1.0\n", "\xff"}
	program := ""
	if *edits >= 10_000 { // one state in a thousand also goes through the binary
		program = filepath.Join(t.TempDir(), "manifest")
		if out, err := exec.Command("go", "build", "-o", program, "../../cmd/manifest").CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	done, built, rules := 0, 0, make(map[string]bool)
	for done < *edits {
		name := files[random.IntN(len(files))]
		if random.IntN(3) > 0 {
			name = manifestFile
		}
		s := states[name]
		if !s.open {
			s.open = true
			c.open(name, s.text)
		}
		var changes []any
		for range 1 + random.IntN(3) {
			done++
			text := newText([]byte(s.text), utf16Columns)
			from := text.position(random.IntN(len(s.text) + 1))
			to, piece := from, ""
			switch random.IntN(8) {
			case 0, 1:
				to = text.position(text.offset(from) + random.IntN(12))
			case 2, 3, 4:
				piece = pieces[random.IntN(len(pieces))]
			case 5: // a paste
				i := random.IntN(len(s.was) + 1)
				piece = s.was[i:min(len(s.was), i+random.IntN(60))]
			default: // an undo
				s.text = s.was
				changes = append(changes, whole(s.text))
				continue
			}
			piece = strings.ToValidUTF8(piece, "\uFFFD")
			s.text = s.text[:text.offset(from)] + piece + s.text[max(text.offset(from), text.offset(to)):]
			changes = append(changes, map[string]any{"range": textRange{from, to}, "text": piece})
		}
		s.text = strings.ToValidUTF8(s.text, "\uFFFD")
		if got := c.change(name, changes...); got.Version == nil {
			t.Fatal("no version")
		}
		writeFiles(t, p.Dir, map[string]string{name: s.text})
		app := filepath.ToSlash(filepath.Dir(name))
		if i := strings.Index(name, "/acme/"); i >= 0 {
			app = "manifests/acme"
		}
		want := linted(t, p, app, name)
		if strings.Contains(name, "/versions/") && strings.HasSuffix(name, "manifest.yaml") {
			continue // a search of the app passes its own rules over; see TestFrozenCopy
		}
		for _, d := range c.published[c.uri(name)].Diagnostics {
			rules[d.Code] = true
		}
		if got := published(c.published[c.uri(name)]); !slices.Equal(got, want) && !(len(got) == 0 && len(want) == 0) {
			t.Fatalf("edit %d of %s:\n%q\ngot\n%s\nwant\n%s", done, name, s.text, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if program == "" || !strings.HasSuffix(name, "manifest.yaml") || done/1000 <= built {
			continue
		}
		built++
		var bare []string
		for _, d := range c.published[c.uri(name)].Diagnostics {
			message, _, _ := strings.Cut(d.Message, "\n")
			bare = append(bare, map[int]string{1: "error", 2: "warning", 3: "info"}[d.Severity]+" "+d.Code+" "+message)
		}
		if got := builtLint(t, program, p, name, s.text); !slices.Equal(got, bare) {
			t.Fatalf("edit %d of %s:\n%q\nthe binary says\n%s\nthe server\n%s", done, name, s.text, strings.Join(got, "\n"),
				strings.Join(bare, "\n"))
		}
	}
	c.end()
	if len(rules) < 15 {
		t.Errorf("only these rules had findings: %v", rules)
	}
}
