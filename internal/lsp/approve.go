package lsp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// approveCommand creates the file that approves a change. The client asks for the
// reason, which the protocol has no means for.
const approveCommand = "manifest.approve"

type approveArguments struct {
	URI         string `json:"uri"`
	Fingerprint string `json:"fingerprint"`
	Reason      string `json:"reason,omitempty"`
}

// approveComment is where a reason is typed in other clients.
var approveComment = regexp.MustCompile(`^[ \t]*# manifest:approve ([0-9a-f]+) --[ \t]+(\S.*?)[ \t\r]*$`)

// createsFiles reports whether edits may create files. Neovim 0.7 says so, and not
// that it takes documentChanges, which it does.
func (s *server) createsFiles() bool {
	return slices.Contains(s.client.Capabilities.Workspace.WorkspaceEdit.ResourceOperations, "create")
}

// approvals are the actions that approve changes: of those on the line of a change,
// or of the version.
func (s *server) approvals(ctx context.Context, d *document, at source.Span) []codeAction {
	cost := s.costOf(ctx, d)
	if cost == nil || len(cost.Unapproved) == 0 || !s.createsFiles() {
		return nil
	}
	first, last := d.text.lineAt(at.Start), d.text.lineAt(at.End)
	touched := func(offset int) bool {
		line := d.text.lineAt(offset)
		return first <= line && line <= last
	}
	var list []codeAction
	for line := first; line <= last; line++ {
		span := d.text.line(line)
		found := approveComment.FindSubmatch(d.text.data[span.Start:span.End])
		if found == nil {
			continue
		}
		changes, err := s.approval(ctx, d, string(found[1]), string(found[2]))
		if err != nil {
			continue
		}
		gone := textEdit{Range: textRange{position{line, 0}, position{line + 1, 0}}}
		list = append(list, codeAction{Title: "Approve #" + string(found[1]) + " with this reason", Kind: quickFix,
			Edit: workspaceEdit{DocumentChanges: append(changes, d.change([]textEdit{gone}))}})
	}
	number := d.read().model.Version.Node
	for _, c := range cost.Unapproved {
		onVersion := number != nil && touched(number.Span.Start)
		short := ledger.Short(c.Fingerprint)
		begun := bytes.Contains(d.text.data, []byte("# manifest:approve "+short))
		if begun || c.After == nil || !onVersion && !touched(c.After.Span.Start) {
			continue
		}
		a := codeAction{Title: fmt.Sprintf("Approve #%s: %s", short, report.Visible(c.Summary)), Kind: quickFix}
		if s.client.Options != nil && s.client.Options.AsksReason {
			a.Command = &command{a.Title, approveCommand, []any{approveArguments{URI: d.uri, Fingerprint: c.Fingerprint}}}
		} else if e, ok := s.reasonFor(ctx, d, c.After.Span.Start, short); ok {
			a.Title += " (add a reason)"
			a.Edit = s.edit(d, s.edits(d, []diag.Edit{e}))
		} else {
			continue
		}
		list = append(list, a)
	}
	return list
}

// reasonFor is the edit that writes a comment where the reason of an approval can be
// typed. It is offered only where a comment can stand.
func (s *server) reasonFor(ctx context.Context, d *document, offset int, short string) (diag.Edit, bool) {
	if len(d.text.data) > debounceBytes {
		return diag.Edit{}, false
	}
	e := commentAbove(d.read().doc, offset, "manifest:approve "+short+" -- ")
	tried, err := diag.Apply(d.text.data, []diag.Edit{e})
	if err != nil {
		return diag.Edit{}, false
	}
	before, after := s.checkAs(ctx, d, d.text.data), s.checkAs(ctx, d, tried)
	return e, len(after) == len(before) && validate.Introduced(before, after) == nil
}

// approval is the new file that approves a change.
func (s *server) approval(ctx context.Context, d *document, fingerprint, reason string) ([]documentChange, error) {
	path, data, err := s.files.Approve(ctx, d.path, fingerprint, reason)
	if err != nil {
		return nil, err
	}
	uri := addressOf(path)
	// The range ends below the empty line, or Neovim would keep that line.
	whole := textEdit{textRange{End: position{Line: 1}}, string(data)}
	return []documentChange{{Kind: "create", URI: uri},
		{TextDocument: &documentVersion{URI: uri}, Edits: []textEdit{whole}}}, nil
}

// execute runs a command: its result is an edit that the client makes.
func (s *server) execute(ctx context.Context, params json.RawMessage) error {
	var p struct {
		Command   string             `json:"command"`
		Arguments []approveArguments `json:"arguments"`
	}
	if err := json.Unmarshal(params, &p); err != nil {
		return &responseError{codeInvalidParams, "parameters of workspace/executeCommand: " + err.Error()}
	}
	if p.Command != approveCommand || len(p.Arguments) != 1 {
		return &responseError{codeInvalidParams, "unknown command " + p.Command + ", or its argument is missing"}
	}
	of := p.Arguments[0]
	d := s.document(of.URI)
	if d == nil {
		return &responseError{codeInvalidParams, "the document is not open: " + of.URI}
	}
	if s.findings(ctx, d); d.path == "" || !s.createsFiles() {
		return &responseError{codeFailed, "not approved: this editor cannot create files; run manifest approve"}
	}
	changes, err := s.approval(ctx, d, of.Fingerprint, of.Reason)
	if err != nil {
		return err
	}
	edit := workspaceEdit{DocumentChanges: changes}
	s.ask("workspace/applyEdit", map[string]any{"label": "Approve a change", "edit": edit},
		func(result json.RawMessage) {
			var answer struct {
				Applied bool   `json:"applied"`
				Why     string `json:"failureReason"`
			}
			if json.Unmarshal(result, &answer) == nil && !answer.Applied {
				s.notify("window/showMessage", map[string]any{"type": severityError,
					"message": "not approved: the editor did not create the file: " + report.Visible(answer.Why)})
			}
		})
	return nil
}
