// Package diag is the one type that says something about a user's file: a
// finding with its exact place, its remedy and, where one is safe, its fix.
// Faults in our own work are plain errors.
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/source"
)

// Severity says how much a finding matters. The order is meaningful:
// Off < Info < Warning < Error.
type Severity uint8

const (
	// Off means the rule does not report.
	Off Severity = iota
	// Info is worth knowing; nothing has to change.
	Info
	// Warning is a documented risk, or a fault that the sources do not settle.
	Warning
	// Error means the portal or its reviewers refuse it, or it cannot work.
	Error
)

var severityNames = [...]string{Off: "off", Info: "info", Warning: "warning", Error: "error"}

// String returns the word used in output, flags and configuration.
func (s Severity) String() string { return severityNames[s] }

// ParseSeverity is the inverse of [Severity.String].
func ParseSeverity(s string) (Severity, error) {
	if i := slices.Index(severityNames[:], s); i >= 0 {
		return Severity(i), nil
	}
	return Off, fmt.Errorf("unknown severity %q: expected %s", s, "off, info, warning or error")
}

// Edit replaces the bytes of Span by Text.
type Edit struct {
	Span source.Span
	Text string
}

// Fix is a change that repairs a finding without changing anything else.
type Fix struct {
	// Title says what the fix does, for example `replace "a" with "b"`.
	Title string
	// Edits do not overlap and are in order of their place.
	Edits []Edit
}

// Related is another place that explains a finding.
type Related struct {
	File    *source.File
	Span    source.Span
	Message string
}

// Diagnostic is one finding about one file.
type Diagnostic struct {
	// Rule is the id of the rule, in kebab-case.
	Rule     string
	Severity Severity
	File     *source.File
	Span     source.Span
	// Message is one sentence without a full stop. It names the thing and
	// quotes the value, and may hold any text a manifest may hold.
	Message string
	// Label stands beside the marked text in a snippet; it may be empty.
	Label string
	// Help says what to do, in one sentence; it may be empty.
	Help    string
	Fix     *Fix
	Related []Related
	// Redact says that the marked text must not be shown, because it is a
	// secret: renderers print it as asterisks.
	Redact bool
	// Hidden are all the places of the file that must not be shown, whichever
	// finding is about them. It is shared by the findings of a file.
	Hidden []source.Span
}

// Start returns the place of the first marked character.
func (d *Diagnostic) Start() source.Position { return d.File.Position(d.Span.Start) }

// End returns the place after the last marked character.
func (d *Diagnostic) End() source.Position { return d.File.Position(d.Span.End) }

// Sort puts findings in the order of every output: file, place, rule. It is a
// total order over everything that is shown, so output never depends on the
// order in which findings were made.
func Sort(ds []Diagnostic) {
	slices.SortFunc(ds, func(a, b Diagnostic) int {
		return cmp.Or(
			strings.Compare(a.File.Name, b.File.Name),
			cmp.Compare(a.Span.Start, b.Span.Start),
			strings.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Span.End, b.Span.End),
			strings.Compare(a.Message, b.Message),
		)
	})
}

// Counts is the number of findings by severity.
type Counts struct {
	Errors, Warnings, Infos int
}

// Count counts findings by severity.
func Count(ds []Diagnostic) Counts {
	var c Counts
	for i := range ds {
		switch ds[i].Severity {
		case Error:
			c.Errors++
		case Warning:
			c.Warnings++
		case Info:
			c.Infos++
		}
	}
	return c
}

// Total returns the number of findings of any severity.
func (c Counts) Total() int { return c.Errors + c.Warnings + c.Infos }

// AtLeast returns the number of findings at or above a severity.
func (c Counts) AtLeast(s Severity) int {
	switch s {
	case Error:
		return c.Errors
	case Warning:
		return c.Errors + c.Warnings
	case Info:
		return c.Total()
	}
	return 0
}

// Apply returns data with the edits made, in any order given. Edits that
// overlap or leave the data are an error and nothing is changed.
func Apply(data []byte, edits []Edit) ([]byte, error) {
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b Edit) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	var out []byte
	last := 0
	for i, e := range sorted {
		if e.Span.Start < last || e.Span.End < e.Span.Start || e.Span.End > len(data) {
			return nil, fmt.Errorf("edit %d (bytes %d to %d) overlaps another edit or is outside the file", i,
				e.Span.Start, e.Span.End)
		}
		out = append(append(out, data[last:e.Span.Start]...), e.Text...)
		last = e.Span.End
	}
	return append(out, data[last:]...), nil
}
