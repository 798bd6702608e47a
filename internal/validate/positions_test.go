package validate

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/source"
)

// wantPositions is how many places testdata/positions must hold at least.
const wantPositions = 320

// TestPositions holds every finding of every rule against a place that was
// marked by hand: rule, line and column of start and end. testdata/positions
// holds cases, between lines that are free text:
//
//	=== name [for production|testing] [no-newline]
//	app: {name: Acme, distribution: ⟦invalid-value:public⟧}
//
// A case is a snippet for compose, up to the blank line before the next one.
// Marks may stand inside each other and enclose nothing; whatever is not
// marked must not be reported. → is a tab, ␍ a carriage return, ‹U+200B› that
// character and ‹0xE4› that byte. With no-newline, the last line has none.
//
// Each case is read as it is and as two other editors would save it. That
// moves no line and no column.
func TestPositions(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "positions", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	total, names, perRule := 0, map[string]bool{}, map[string]int{}
	for _, file := range files {
		for _, c := range readPositions(t, file) {
			name := strings.TrimSuffix(filepath.Base(file), ".txt") + "/" + c.name
			if names[name] {
				t.Errorf("%s: two cases have this name", name)
			}
			names[name] = true
			total += len(c.marks)
			for _, m := range c.marks {
				perRule[m.rule]++
			}
			for _, v := range savings {
				t.Run(name+"/"+v.name, func(t *testing.T) { c.check(t, v.save(compose(c.snippet))) })
			}
		}
	}
	t.Logf("%d positions in %d cases, each read in %d ways", total, len(names), len(savings))
	if total < wantPositions {
		t.Errorf("got %d positions, want at least %d", total, wantPositions)
	}
	for _, r := range Rules() {
		archive, err := fixture(r)
		if err != nil {
			continue // see TestFixtures
		}
		for _, file := range archive.Files {
			perRule[r.ID] += strings.Count(string(file.Data), "⟦"+r.ID+":")
		}
		if perRule[r.ID] < 2 {
			t.Errorf("rule %s has %d marked places, want at least 2: in internal/validate/testdata/rules/%[1]s.txtar put ⟦%[1]s:…⟧ around "+
				"what is to be marked", r.ID, perRule[r.ID])
		}
	}
}

// savings are the ways in which a text may be saved.
var savings = []struct {
	name string
	save func(string) string
}{
	{"LF", func(text string) string { return text }},
	{"CRLF", withCRLF},
	{"BOM and CRLF", func(text string) string { return "\uFEFF" + withCRLF(text) }},
}

func withCRLF(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
}

// positionCase is a snippet with the places of all its findings.
type positionCase struct {
	name    string
	state   State
	snippet string
	marks   []placed
}

// placed is the place of a finding of a rule.
type placed struct {
	rule       string
	start, end source.Position
}

func (p placed) String() string { return fmt.Sprintf("%v-%v %s", p.start, p.end, p.rule) }

func sortPlaced(list []placed) {
	position := func(a, b source.Position) int { return cmp.Or(a.Line-b.Line, a.Column-b.Column) }
	slices.SortFunc(list, func(a, b placed) int {
		return cmp.Or(position(a.start, b.start), position(a.end, b.end), strings.Compare(a.rule, b.rule))
	})
}

func (c positionCase) check(t *testing.T, text string) {
	l, err := New(Options{For: c.state})
	if err != nil {
		t.Fatal(err)
	}
	app := "acme-field-sync"
	if m := folderLine.FindStringSubmatch(c.snippet); m != nil {
		app = m[1]
	}
	f := source.New("manifest.yaml", []byte(text))
	var got []placed
	for _, d := range l.Lint(f, app) {
		p := placed{d.Rule, d.Start(), d.End()}
		got = append(got, p)
		if !slices.Contains(c.marks, p) {
			t.Errorf("not marked: %v %q: %s", p, f.Text(d.Span), d.Message)
		}
	}
	for _, m := range c.marks {
		if !slices.Contains(got, m) {
			t.Errorf("not reported: %v %q", m, f.Text(source.Span{Start: f.Offset(m.start), End: f.Offset(m.end)}))
		}
	}
	sortPlaced(got)
	if !t.Failed() && !slices.Equal(got, c.marks) {
		t.Errorf("got  %v\nwant %v", got, c.marks)
	}
}

var positionHeader = regexp.MustCompile(`^(.+?)(?: for (testing|production))?( no-newline)?$`)

// readPositions reads the cases of a file.
func readPositions(t *testing.T, file string) []positionCase {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, cases, _ := strings.Cut("\n"+strings.ReplaceAll(string(data), "\r\n", "\n"), "\n=== ")
	var all []positionCase
	for text := range strings.SplitSeq(cases, "\n=== ") {
		header, body, _ := strings.Cut(text, "\n")
		m := positionHeader.FindStringSubmatch(header)
		body = strings.TrimSuffix(body, "\n") // the blank line, or the end of the file
		if m[3] == "" {
			body += "\n"
		}
		c := positionCase{name: m[1], state: stateOf(m[2])}
		if c.snippet, c.marks, err = unmarkAll(body); err != nil {
			t.Fatalf("%s: %s: %v", file, c.name, err)
		}
		all = append(all, c)
	}
	return all
}

var (
	openingMark = regexp.MustCompile(`^⟦([a-z0-9-]+):`)
	standIn     = regexp.MustCompile(`^‹(?:U\+([0-9A-F]{4,6})|0x([0-9A-F]{2}))›`)
)

// unmarkAll takes the marks out of a text and puts in what the stand-ins stand
// for. It counts lines and columns itself, character by character.
func unmarkAll(text string) (string, []placed, error) {
	var plain strings.Builder
	var open, marks []placed
	at := source.Position{Line: 1, Column: 1}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if m := openingMark.FindStringSubmatch(text[i:]); m != nil {
			if FindRule(m[1]) == nil {
				return "", nil, fmt.Errorf("line %d marks the unknown rule %q", at.Line, m[1])
			}
			open = append(open, placed{rule: m[1], start: at})
			i += len(m[0])
			continue
		}
		if r == '⟧' {
			if len(open) == 0 {
				return "", nil, fmt.Errorf("line %d closes a mark that was not opened", at.Line)
			}
			m := open[len(open)-1]
			open = open[:len(open)-1]
			m.end = at
			marks = append(marks, m)
			i += size
			continue
		}
		put := text[i : i+size]
		if m := standIn.FindStringSubmatch(text[i:]); m != nil {
			size = len(m[0])
			n, _ := strconv.ParseUint(m[1]+m[2], 16, 32)
			put = string(rune(n))
			if m[2] != "" {
				put = string([]byte{byte(n)})
			}
		}
		switch r {
		case '→':
			put = "\t"
		case '␍':
			put = "\r"
		}
		plain.WriteString(put)
		i += size
		at.Column++
		if r == '\n' {
			at = source.Position{Line: at.Line + 1, Column: 1}
		}
	}
	if len(open) > 0 {
		return "", nil, fmt.Errorf("a mark of %s is not closed", open[0].rule)
	}
	sortPlaced(marks)
	return plain.String(), marks, nil
}
