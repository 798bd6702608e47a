package project

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/portal"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// portalFile reads a file that should hold the portal's JSON; - is standard
// input.
func portalFile(p *Project, word string) (*source.File, error) {
	t := target{name: filepath.ToSlash(word), path: p.Path(word)}
	if word == "-" {
		if p.StdinIsTerminal && p.NoInput {
			return nil, Usagef("- reads standard input, which is a terminal, and --no-input prevents waiting for " +
				"input")
		}
		t = target{name: stdinName, path: "-"}
	}
	data, err := p.read(t)
	if err != nil {
		return nil, err
	}
	return source.New(t.name, data), nil
}

// isPortalFile reports whether a file is meant to be the portal's JSON, and not a
// manifest.
func isPortalFile(f *source.File) bool {
	meant := strings.HasSuffix(strings.ToLower(f.Name), ".json") || bytes.HasPrefix(bytes.TrimSpace(f.Data), []byte("{"))
	return portal.IsJSON(f) || meant && !looksLikeManifest(f)
}

// readPortal reads the portal's JSON, of which a whole manifest is to be made.
func readPortal(p *Project, doing string, f *source.File) (*portal.Reading, error) {
	reading, found := portal.Read(f)
	if diag.Count(found).Errors == 0 {
		found = append(found, reading.Importable()...)
	}
	diag.Sort(found)
	if n := diag.Count(found).Errors; n > 0 {
		return nil, &Error{Class: Findings, Findings: found,
			Err: fmt.Errorf("%s: the JSON has %s", doing, diag.Plural(n, "error"))}
	}
	return reading, warnFindings(p, found)
}

// warnFindings shows what is wrong with the portal's JSON.
func warnFindings(p *Project, found []diag.Diagnostic) error {
	if len(found) == 0 {
		return nil
	}
	validate.Conceal(found)
	var text strings.Builder
	err := report.LintFormats.Write(&text, report.Text, report.Lint{Findings: found, Files: 1},
		report.Options{Width: p.Width, Quiet: true})
	p.warn("%s", strings.TrimSuffix(text.String(), "\n"))
	return err
}

// portalSide is the portal's JSON as one side of a comparison.
func portalSide(f *source.File) (compared, error) {
	reading, found := portal.Read(f)
	diag.Sort(found)
	for _, d := range found {
		if d.Severity == diag.Error {
			return compared{}, &Error{Class: Failure, Err: fmt.Errorf("read the portal's JSON %s:%s: %s\n"+
				"see: manifest import %s", f.Name, d.Start(), d.Message, f.Name)}
		}
	}
	doc := &manifest.Document{File: f, Root: reading.Root}
	return compared{Side: side(f.Name, doc), portal: reading, doc: doc}, nil
}

// fill adds to sides that are the portal's JSON what no JSON says, as it is on
// the other side, so that it is no difference.
func fill(from, to *compared) {
	for _, pair := range [][2]*compared{{from, to}, {to, from}} {
		if s := pair[0]; s.portal != nil {
			s.portal.Fill(pair[1].App().Root)
			s.Side = side(s.Name, s.doc)
		}
	}
}
