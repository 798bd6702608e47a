package lsp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// sourceName is what editors show beside a finding.
const sourceName = "manifest"

// tags are those of the findings of a rule: what can be left out, and what was
// replaced.
var tags = map[string]int{
	"ignore-unused": tagUnnecessary, "unused-parameter": tagUnnecessary, "unused-mcp-server": tagUnnecessary,
	"duplicate-view": tagUnnecessary, "duplicate-authentication": tagUnnecessary, "approval-unused": tagUnnecessary,
	"permissions-without-service-account": tagUnnecessary,
	"retired-tool":                        tagDeprecated, "retired-view": tagDeprecated,
}

// findings checks a document, unless that was done for its present text.
func (s *server) findings(ctx context.Context, d *document) *project.CheckedFile {
	if d.checked == nil {
		d.checked = s.checkSafely(ctx, d)
	}
	return d.checked
}

// checkSafely checks a document. A fault of ours leaves it unchecked, and says so.
func (s *server) checkSafely(ctx context.Context, d *document) (checked *project.CheckedFile) {
	defer func() {
		if fault := recover(); fault != nil {
			s.logFault("the check of "+d.uri, fault)
			checked = &project.CheckedFile{Kind: project.ManifestFile, File: source.New(d.path, d.text.data),
				Unchecked: fmt.Sprintf("a bug in this tool: %v", fault)}
		}
	}()
	if d.path == "" { // of no file: nothing on disk is about it
		return s.files.CheckText(d.uri, d.text.data)
	}
	// The check is for all who ask, so it does not end with one of their requests.
	return s.check(context.WithoutCancel(ctx), d.path)
}

// publish sends the findings of a document.
func (s *server) publish(ctx context.Context, d *document) {
	checked := s.findings(ctx, d)
	d.dirty, d.due = time.Time{}, time.Time{}
	if checked.Kind == project.ForeignFile && d.sent == nil {
		return
	}
	list := make([]diagnostic, 0, len(checked.Findings)+1)
	if checked.Unchecked != "" {
		list = append(list, diagnostic{Range: d.text.visible(d.text.line(0)), Severity: severityError, Source: sourceName,
			Message: "not checked: " + report.Visible(checked.Unchecked)})
	}
	for i := range checked.Findings {
		list = append(list, s.diagnostic(d, &checked.Findings[i]))
	}
	version := d.version
	data, err := json.Marshal(publishParams{URI: d.uri, Version: &version, Diagnostics: list})
	if err != nil || bytes.Equal(data, d.sent) && !d.changed {
		return
	}
	d.sent, d.changed = data, false
	s.send(message{Method: "textDocument/publishDiagnostics", Params: data})
}

func (s *server) diagnostic(d *document, f *diag.Diagnostic) diagnostic {
	severity := map[diag.Severity]int{diag.Error: severityError, diag.Warning: severityWarning}[f.Severity]
	if severity == 0 {
		severity = severityInformation
	}
	out := diagnostic{Range: d.text.visible(f.Span), Severity: severity, Code: f.Rule, Source: sourceName,
		Message: report.Visible(f.Message)}
	if f.Help != "" {
		out.Message += "\n" + report.Visible(f.Help)
	}
	if validate.FindRule(f.Rule) != nil {
		out.CodeDescription = &codeDescription{project.RuleURL(f.Rule)}
	}
	published := &s.client.Capabilities.TextDocument.PublishDiagnostics
	if tag := tags[f.Rule]; tag != 0 && published.TagSupport != nil &&
		slices.Contains(published.TagSupport.ValueSet, tag) {
		out.Tags = []int{tag}
	}
	if published.RelatedInformation {
		for _, r := range f.Related {
			out.Related = append(out.Related, related{s.location(d, r.File, r.Span), report.Visible(r.Message)})
		}
	}
	return out
}

// location is a place in a file that a finding names. An open file is called what
// the client calls it.
func (s *server) location(d *document, f *source.File, at source.Span) location {
	if f == d.checked.File || f.Name == d.checked.File.Name {
		return location{d.uri, d.text.visible(at)}
	}
	path := d.checked.Place(f.Name)
	uri := addressOf(path)
	if other := s.documents[path]; other != nil {
		uri = other.uri
	}
	return location{uri, newText(f.Data, s.unit).visible(at)}
}
