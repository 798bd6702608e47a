package validate

import (
	"fmt"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// Pass is what a rule sees of one manifest, and where it reports. Values that
// are missing, or that the schema or the reader refused, are nil or Invalid;
// the accessors of [manifest.Node] treat them all as not there, so a rule only
// meets values of the kind it asks for.
type Pass struct {
	// Document is the manifest that is meant: the file, with the corrections of the
	// schema pass in its tree.
	*manifest.Document
	// Written is the manifest as the file has it.
	Written *manifest.Document
	// Model is what the document says, as one typed tree that all rules share.
	Model *app.Manifest
	// For is the state the manifest is meant to reach.
	For State
	// Known is what the portal offers, with the project's additions.
	Known *Catalogue
	// Policy is what the organisation asks for.
	Policy *Policy
	// App is the id of the app, from the name of its folder; "" for standard
	// input and files that do not lie in a folder of their own.
	App string
	// History is what the manifest is compared with, nil without a base.
	History *History
	// Released is what the ledger says, nil if no version was saved.
	Released *Released

	// What several rules ask for is worked out when the first of them asks.
	compared map[*change.Side][]change.Change
	links    once[*addresses]
	embedded once[[]*component]
	withURL  once[[]*component]
	tools    once[[]request]
	values   once[*contents]
	changed  once[bool] // [History.Differs]
	readings map[*manifest.Node]*reading
	// unclear are the places of hosts of which too little is known to judge them.
	unclear []source.Span

	rule     *Rule
	severity diag.Severity
	// secrets are the texts that must not be shown, by their place.
	secrets map[source.Span]string
	// unlisted are further such texts, which are not reported, and covered the places
	// in which they all are.
	unlisted []string
	covered  []source.Span
	fixed    bool // the severity was set by the project and is kept
	found    *[]*diag.Diagnostic
}

// Report adds a finding of the pass's rule at a place. The message is one
// sentence without a full stop that names the thing and quotes the value.
func (p *Pass) Report(at source.Span, format string, args ...any) *Finding {
	d := &diag.Diagnostic{
		Rule: p.rule.ID, Severity: p.severity, File: p.File, Span: at,
		Message: fmt.Sprintf(format, args...),
	}
	*p.found = append(*p.found, d)
	return &Finding{d, p}
}

// Finding is a reported finding to which a rule adds what else it knows.
type Finding struct {
	d *diag.Diagnostic
	p *Pass
}

// As changes the severity, for a rule that is surer of some of its findings
// than of others. What the project or the state switched off or set stays.
func (f *Finding) As(s diag.Severity) *Finding {
	if !f.p.fixed {
		f.d.Severity = s
	}
	return f
}

// Secret says that the marked text, which is read as value, must not be shown.
func (f *Finding) Secret(value string) *Finding {
	f.d.Redact = true
	f.p.secrets[f.d.Span] = value
	return f
}

// Label sets the words beside the marked text.
func (f *Finding) Label(format string, args ...any) *Finding {
	f.d.Label = fmt.Sprintf(format, args...)
	return f
}

// Help sets the remedy.
func (f *Finding) Help(format string, args ...any) *Finding {
	f.d.Help = fmt.Sprintf(format, args...)
	return f
}

// Also names another place that explains the finding.
func (f *Finding) Also(at source.Span, format string, args ...any) *Finding {
	f.d.Related = append(f.d.Related, diag.Related{File: f.d.File, Span: at, Message: fmt.Sprintf(format, args...)})
	return f
}

// Fix offers edits that repair the finding and change nothing else.
func (f *Finding) Fix(title string, edits ...diag.Edit) *Finding {
	f.d.Fix = &diag.Fix{Title: title, Edits: edits}
	return f
}

// Replace offers to write another value in place of the scalar n.
func (f *Finding) Replace(n *manifest.Node, value string) *Finding {
	return f.Fix(fmt.Sprintf("replace %q with %q", n.Text, value),
		diag.Edit{Span: n.Span, Text: manifest.Rewrite(n, value)})
}

// Remove offers to take an item out of a list or an entry out of a map. It
// offers nothing if that cannot be done without touching anything else.
func (f *Finding) Remove(parent *manifest.Node, index int) *Finding {
	if edit, ok := f.p.Document.Removal(parent, index); ok {
		return f.Fix("remove the duplicate", edit)
	}
	return f
}

// once keeps a value that is worked out when it is first asked for.
type once[T any] struct {
	done  bool
	value T
}

func (o *once[T]) get(work func() T) T {
	if !o.done {
		o.value, o.done = work(), true
	}
	return o.value
}
