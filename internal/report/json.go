package report

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/procore-manifest/manifest/internal/diag"
)

// jsonFormat is raised only if a field loses its meaning; new fields may appear
// at any time.
const jsonFormat = 1

type jsonReport struct {
	Format   int           `json:"format"`
	Findings []jsonFinding `json:"findings"`
	Unread   []jsonUnread  `json:"unread"`
	Summary  jsonSummary   `json:"summary"`
}

type jsonUnread struct {
	File   string `json:"file"`
	Reason string `json:"reason"`
}

type jsonFinding struct {
	Rule      string `json:"rule"`
	Severity  string `json:"severity"`
	Message   string `json:"message"`
	Help      string `json:"help"`
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"`
	Fixable   bool   `json:"fixable"`
	URL       string `json:"url"`
}

type jsonSummary struct {
	Files    int `json:"files"`
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Infos    int `json:"infos"`
	Unread   int `json:"unread"`
}

func lintJSON(buf *bytes.Buffer, l Lint, _ Options) error {
	c := diag.Count(l.Findings)
	out := jsonReport{
		Format:   jsonFormat,
		Findings: []jsonFinding{},
		Unread:   []jsonUnread{},
		Summary:  jsonSummary{l.Files, c.Errors, c.Warnings, c.Infos, len(l.Unread)},
	}
	for _, u := range l.Unread {
		out.Unread = append(out.Unread, jsonUnread(u))
	}
	rules := l.catalogue()
	for i := range l.Findings {
		d := &l.Findings[i]
		f := jsonFinding{
			Rule: d.Rule, Severity: d.Severity.String(), Message: d.Message, Help: d.Help,
			File: d.File.Name, Fixable: d.Fix != nil,
		}
		start, end := d.Start(), d.End()
		f.Line, f.Column = start.Line, start.Column
		f.EndLine, f.EndColumn = end.Line, end.Column
		if r, ok := rules[d.Rule]; ok {
			f.URL = l.Rules[r].URL
		}
		out.Findings = append(out.Findings, f)
	}
	return encodeJSON(buf, out)
}

// FailureJSON writes, in the place of a result, why there is none.
func FailureJSON(w io.Writer, why error) error {
	return encodeJSON(w, struct {
		Format int    `json:"format"`
		Error  string `json:"error"`
	}{1, why.Error()})
}

// encodeJSON writes v for people to read too: indented, ending in a newline,
// with < and & as they are. Bytes that are not UTF-8 become U+FFFD.
func encodeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
