package report

import (
	"bytes"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

type rdReport struct {
	Source      rdSource       `json:"source"`
	Diagnostics []rdDiagnostic `json:"diagnostics"`
}

type rdSource struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

type rdDiagnostic struct {
	Message     string         `json:"message"`
	Location    rdLocation     `json:"location"`
	Severity    string         `json:"severity"`
	Code        rdCode         `json:"code"`
	Suggestions []rdSuggestion `json:"suggestions,omitempty"`
	Related     []rdRelated    `json:"related_locations,omitempty"`
}

type rdLocation struct {
	Path  string  `json:"path"`
	Range rdRange `json:"range"`
}

type rdRange struct {
	Start rdPosition `json:"start"`
	End   rdPosition `json:"end"`
}

type rdPosition struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

type rdCode struct {
	Value string `json:"value"`
	URL   string `json:"url,omitempty"`
}

type rdSuggestion struct {
	Range rdRange `json:"range"`
	Text  string  `json:"text"`
}

type rdRelated struct {
	Message  string     `json:"message,omitempty"`
	Location rdLocation `json:"location"`
}

var rdSeverity = map[diag.Severity]string{diag.Error: "ERROR", diag.Warning: "WARNING", diag.Info: "INFO"}

func lintRDJSON(buf *bytes.Buffer, l Lint, _ Options) error {
	l = l.renamed(l.FromStart)
	out := rdReport{
		Source:      rdSource{l.Tool.Name, l.Tool.URL},
		Diagnostics: []rdDiagnostic{},
	}
	rules := l.catalogue()
	all := append(l.failures(), l.Findings...)
	for i := range all {
		d := &all[i]
		r := rdDiagnostic{
			Message:     sentence(d),
			Location:    rdPlace(d.File, d.Span),
			Severity:    rdSeverity[d.Severity],
			Code:        rdCode{Value: d.Rule},
			Suggestions: rdSuggest(d),
		}
		if r.Severity == "" {
			r.Severity = "UNKNOWN_SEVERITY"
		}
		if n, ok := rules[d.Rule]; ok {
			r.Code.URL = l.Rules[n].URL
		}
		for j := range d.Related {
			other := &d.Related[j]
			r.Related = append(r.Related, rdRelated{other.Message, rdPlace(other.File, other.Span)})
		}
		out.Diagnostics = append(out.Diagnostics, r)
	}
	return encodeJSON(buf, out)
}

func rdPlace(f *source.File, s source.Span) rdLocation {
	return rdLocation{repositoryPath(f.Name), rdSpan(f, s)}
}

func rdSpan(f *source.File, s source.Span) rdRange {
	var r rdRange
	r.Start.Line, r.Start.Column = lineAndByte(f, s.Start)
	r.End.Line, r.End.Column = lineAndByte(f, s.End)
	return r
}

// rdSuggest turns a fix into one suggestion. Several suggestions would be
// alternatives, so edits that belong together are joined with the text between.
func rdSuggest(d *diag.Diagnostic) []rdSuggestion {
	if d.Fix == nil || len(d.Fix.Edits) == 0 {
		return nil
	}
	whole := d.Fix.Edits[0].Span
	for _, e := range d.Fix.Edits {
		whole.Start, whole.End = min(whole.Start, e.Span.Start), max(whole.End, e.Span.End)
	}
	if whole.Start < 0 || whole.End > len(d.File.Data) {
		return nil
	}
	edits := make([]diag.Edit, len(d.Fix.Edits))
	for i, e := range d.Fix.Edits {
		span := source.Span{Start: e.Span.Start - whole.Start, End: e.Span.End - whole.Start}
		edits[i] = diag.Edit{Span: span, Text: e.Text}
	}
	text, err := diag.Apply(d.File.Data[whole.Start:whole.End], edits)
	if err != nil {
		return nil // a fix that cannot be applied is no suggestion; the finding stands
	}
	return []rdSuggestion{{rdSpan(d.File, whole), string(text)}}
}
