package report

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// The lines and columns that JSON shows of every finding in the fixtures of
// the rules are those that counting characters from the start of the file
// gives. A fixture is part of a manifest; it is read alone here, so it has
// findings about what it lacks too.
func TestPositionsInJSON(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "validate", "testdata", "rules", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, fixture := range archive.Files {
			text := string(fixture.Data)
			crlf := strings.ReplaceAll(text, "\n", "\r\n")
			for _, text := range []string{text, crlf, "\uFEFF" + text, "\uFEFF" + crlf} {
				t.Run(filepath.Base(file)+"/"+fixture.Name, func(t *testing.T) {
					checked += checkPositions(t, []byte(text))
				})
			}
		}
	}
	t.Logf("%d findings compared", checked)
	if checked < 1000 {
		t.Errorf("compared %d findings, want at least 1000: are the fixtures read?", checked)
	}
}

// checkPositions returns the number of findings compared.
func checkPositions(t *testing.T, data []byte) int {
	l, err := validate.New(validate.Options{For: validate.Production})
	if err != nil {
		t.Fatal(err)
	}
	found := l.Lint(source.New("manifest.yaml", data), "acme-field-sync")
	out := render(t, JSON, Lint{Findings: found, Files: 1}, Options{})
	type place struct {
		Rule                             string
		Line, Column, EndLine, EndColumn int
	}
	var shown struct {
		Findings []struct {
			Rule      string `json:"rule"`
			Line      int    `json:"line"`
			Column    int    `json:"column"`
			EndLine   int    `json:"end_line"`
			EndColumn int    `json:"end_column"`
		} `json:"findings"`
	}
	if err := json.Unmarshal([]byte(out), &shown); err != nil {
		t.Fatal(err)
	}
	if len(shown.Findings) != len(found) {
		t.Fatalf("JSON shows %d findings of %d", len(shown.Findings), len(found))
	}
	for i, d := range found {
		want := place{Rule: d.Rule}
		want.Line, want.Column = placeOf(data, d.Span.Start)
		want.EndLine, want.EndColumn = placeOf(data, d.Span.End)
		if got := place(shown.Findings[i]); got != want {
			t.Errorf("JSON shows %+v, counting gives %+v for bytes %v", got, want, d.Span)
		}
	}
	return len(found)
}

// placeOf returns the line and column of an offset: it reads the file character
// by character, and of a byte that is none takes it for one.
func placeOf(data []byte, offset int) (line, column int) {
	line, column = 1, 1
	for at, r := range string(data) {
		if at >= offset {
			break
		}
		switch {
		case r == '\n':
			line, column = line+1, 1
		case r == '\r' && bytes.HasPrefix(data[at:], []byte("\r\n")):
		case r == '\uFEFF' && at == 0:
		default:
			column++
		}
	}
	return line, column
}
