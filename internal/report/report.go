// Package report shows the outcome of a run: values in, bytes out, one function
// and one file per format.
//
// A renderer reads no file, clock or environment; it sorts nothing and drops
// nothing. All formats say the same; they differ only in how.
package report

import (
	"bytes"
	"fmt"
	"io"

	"github.com/procore-manifest/manifest/internal/diag"
)

// Lint is the outcome of one lint run, ready to be shown.
type Lint struct {
	// Findings are shown in the order given; see [diag.Sort].
	Findings []diag.Diagnostic
	// Files is the number of manifests that were read.
	Files int
	// Unread are the manifests that could not be read, in the order shown.
	Unread []Unread
	// Rules holds every rule that a finding may name, for formats that carry
	// a catalogue or link to a rule's page.
	Rules []Rule
	// Tool is the program that made the findings.
	Tool Tool
	// Fix is the command that makes the repairs; "" where there is none.
	Fix string
}

// Rule is the catalogue entry of one rule.
type Rule struct {
	ID, Summary, Why, URL string
	// Severity is the one the rule has when nothing is configured.
	Severity diag.Severity
	Fixable  bool
}

// Tool names the program that made the findings.
type Tool struct {
	Name, Version, URL string
}

// Options says what the reader's screen can show. Only [Text] heeds it.
type Options struct {
	// Color allows ANSI colours.
	Color bool
	// Width is the number of columns of the terminal. 0 means that there is no
	// terminal: only lines over 300 columns are cut.
	Width int
	// Quiet leaves out the summary.
	Quiet bool
}

type renderer func(*bytes.Buffer, Lint, Options) error

// lintRenderers is the only place that knows which function makes which format.
var lintRenderers = map[Format]renderer{
	Text:     lintText,
	JSON:     lintJSON,
	SARIF:    lintSARIF,
	GitHub:   lintGitHub,
	GitLab:   lintGitLab,
	JUnit:    lintJUnit,
	RDJSON:   lintRDJSON,
	Markdown: lintMarkdown,
}

// WriteLint writes l in format f. The whole text is made before the first byte
// is written, so that a reader never gets half of a valid document.
func WriteLint(w io.Writer, f Format, l Lint, o Options) error {
	render, ok := lintRenderers[f]
	if !ok {
		return unknownFormat(string(f))
	}
	var buf bytes.Buffer
	if err := render(&buf, l, o); err != nil {
		return fmt.Errorf("render findings as %s: %w", f, err)
	}
	if _, err := w.Write(buf.Bytes()); err != nil {
		return fmt.Errorf("write findings: %w", err)
	}
	return nil
}

// catalogue maps the id of each rule to its place in l.Rules.
func (l *Lint) catalogue() map[string]int {
	m := make(map[string]int, len(l.Rules))
	for i, r := range l.Rules {
		m[r.ID] = i
	}
	return m
}

// fixable counts the findings that lint --fix would repair.
func (l *Lint) fixable() int {
	n := 0
	for i := range l.Findings {
		if l.Findings[i].Fix != nil {
			n++
		}
	}
	return n
}
