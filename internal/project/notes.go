package project

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/secret"
	"github.com/procore-manifest/manifest/internal/source"
)

// readNotes reads the release notes that --notes names: a file, or - for standard
// input. Without a name there are none.
func readNotes(p *Project, name string) (promote.Notes, error) {
	none := promote.Notes{}
	var data []byte
	var err error
	switch {
	case name == "":
		return none, nil
	case name == "-" && p.StdinIsTerminal && p.NoInput:
		return none, Usagef("--notes -: standard input is a terminal, and --no-input prevents waiting for input")
	case name == "-":
		data, err = readStdin(p)
	default:
		data, err = p.readPath(p.Path(name))
	}
	switch {
	case errors.Is(err, errInterrupted):
		return none, err
	case err != nil:
		return none, Usagef("--notes %s: %w", name, Reason(err))
	case len(data) > maxNotes:
		return none, Usagef("--notes %s: the text is larger than %d KiB", name, maxNotes>>10)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	f := source.New(name, data)
	if found := manifest.Screen(f); len(found) > 0 {
		return none, &Error{Class: Usage, Findings: found,
			Err: fmt.Errorf("--notes %s: %s", name, diag.Plural(len(found), "error"))}
	}
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	if strings.TrimSpace(text) == "" {
		return none, Usagef("--notes %s: the file is empty", name)
	}
	if err := secret.Refuse("the release notes", text); err != nil {
		return none, Usagef("--notes %s: %w", name, err)
	}
	notes := promote.Notes{Text: text}
	if name != "-" {
		notes.Place = &change.Place{File: f}
	}
	return notes, nil
}

// maxNotes leaves room in an event for all else that it says.
const maxNotes = 32 << 10
