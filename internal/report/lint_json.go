package report

import (
	"bytes"

	"github.com/procore-manifest/manifest/internal/diag"
)

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
	// Changed is the number of apps that the branch changes, where there is a base.
	Changed *int `json:"changed,omitempty"`
}

func lintJSON(b *bytes.Buffer, l Lint, _ Options) error {
	c := diag.Count(l.Findings)
	out := struct {
		Findings []jsonFinding `json:"findings"`
		Unread   []Unread      `json:"unread"`
		Summary  jsonSummary   `json:"summary"`
		Next     string        `json:"next"`
	}{Unread: l.Unread, Next: l.Next, Summary: jsonSummary{Files: l.Files, Errors: c.Errors, Warnings: c.Warnings,
		Infos: c.Infos, Unread: len(l.Unread)}}
	if l.Changes != nil {
		changed := l.Changes.changed()
		out.Summary.Changed = &changed
	}
	rules := l.catalogue()
	for i := range l.Findings {
		d := &l.Findings[i]
		start, end := d.Start(), d.End()
		f := jsonFinding{
			Rule: d.Rule, Severity: d.Severity.String(), Message: d.Message, Help: d.Help,
			File: d.File.Name, Line: start.Line, Column: start.Column, EndLine: end.Line, EndColumn: end.Column,
			Fixable: d.Fix != nil,
		}
		if r, ok := rules[d.Rule]; ok {
			f.URL = l.Rules[r].URL
		}
		out.Findings = append(out.Findings, f)
	}
	return writeJSON(b, out)
}
