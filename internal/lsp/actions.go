package lsp

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// Kinds of code actions. What an editor runs on save is asked for by the start of
// a kind, so only safe repairs are below "source".
const (
	quickFix = "quickfix"
	fixAll   = "source.fixAll.manifest"
)

type codeAction struct {
	Title       string        `json:"title"`
	Kind        string        `json:"kind"`
	Diagnostics []diagnostic  `json:"diagnostics,omitempty"`
	IsPreferred bool          `json:"isPreferred,omitempty"`
	Edit        workspaceEdit `json:"edit,omitzero"`
	Command     *command      `json:"command,omitempty"`
}

// wanted reports whether a client that asks only for some kinds gets this one.
func wanted(only []string, kind string) bool {
	return len(only) == 0 || slices.ContainsFunc(only, func(o string) bool {
		return o == "" || o == kind || strings.HasPrefix(kind, o+".")
	})
}

func codeActions(s *server, ctx context.Context, d *document, p *placeParams) (any, error) {
	list := []codeAction{}
	checked := s.findings(ctx, d)
	if !d.isWorking() || d.path == "" && len(checked.Findings) == 0 {
		return list, nil
	}
	only := p.Context.Only
	if wanted(only, quickFix) {
		at := d.text.span(p.Range)
		for i := range checked.Findings {
			f := &checked.Findings[i]
			if shown := d.text.span(d.text.visible(f.Span)); shown.Start > at.End || shown.End < at.Start {
				continue
			}
			of := []diagnostic{s.diagnostic(d, f)}
			if f.Fix != nil {
				list = append(list, codeAction{Title: title(f.Fix.Title), Kind: quickFix, Diagnostics: of, IsPreferred: true,
					Edit: s.edit(d, s.edits(d, f.Fix.Edits))})
			}
			for _, a := range s.remedies(ctx, d, f) {
				a.Diagnostics = of
				list = append(list, a)
			}
		}
		if a := s.bump(ctx, d, at); a != nil {
			list = append(list, *a)
		}
		list = append(list, s.approvals(ctx, d, at)...)
	}
	if wanted(only, fixAll) && d.path != "" && slices.ContainsFunc(checked.Findings,
		func(f diag.Diagnostic) bool { return f.Fix != nil }) {
		now, err := s.files.Fixed(ctx, d.path)
		if err != nil {
			return nil, err
		}
		if edits := d.text.lineEdits(now); len(edits) > 0 {
			list = append(list, codeAction{Title: "Apply all safe fixes (manifest lint --fix)", Kind: fixAll,
				Edit: s.edit(d, edits)})
		}
	}
	return list, nil
}

// title begins with a capital letter, as editors show it in a menu.
func title(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// sections are what can be added where it is missing, by the rule that misses it:
// the key of the file, and the keys below it.
var sections = map[string]struct {
	key  string
	keys []string
}{
	"notes-missing": {app.KeyNotes, nil}, "release-notes-missing": {app.KeyReleaseNotes, nil},
	"setup-instructions": {app.KeySetup, []string{"url", app.KeyPageName}},
}

// remedies are the changes to offer for a finding that has no safe repair. Each
// leaves a finding until a person has typed what only they know.
func (s *server) remedies(ctx context.Context, d *document, f *diag.Diagnostic) []codeAction {
	var list []codeAction
	doc := d.read().doc
	add := func(title string, edits ...diag.Edit) {
		if len(edits) > 0 {
			list = append(list, codeAction{Title: title, Kind: quickFix, Edit: s.edit(d, s.edits(d, edits))})
		}
	}
	if section, ok := sections[f.Rule]; ok && doc.Root.Kind == manifest.Map && doc.Root.Entry(section.key) == nil {
		if e, err := addSection(doc, section.key, section.keys); err == nil {
			add("Add "+section.key+" (then fill it in)", e)
		}
	}
	if f.Rule == "permission-purpose" || f.Rule == "widened-without-purpose" || f.Rule == "admin-level" {
		for _, p := range d.read().model.Connector.Permissions {
			whole := source.Span{Start: p.Tool.Span.Start, End: p.Level.Node.Span.End}
			if p.Level.Key == p.Tool && p.Level.IsSet() && whole.Contains(f.Span) && p.Level.Node.Kind == manifest.String {
				level := doc.File.Text(p.Level.Node.Span)
				add("Add a purpose (then fill it "+
					"in)", diag.Edit{Span: p.Level.Node.Span, Text: "{level: " + level + ", purpose: \"\"}"})
			}
		}
	}
	if e, ok := s.suppression(ctx, d, f); ok {
		add(fmt.Sprintf("Ignore %s here (add a reason)", f.Rule), e)
	}
	return list
}

// addSection is the edit that adds a key of the file with empty values.
func addSection(doc *manifest.Document, key string, keys []string) (diag.Edit, error) {
	newline := "\n"
	if bytes.Contains(doc.File.Data, []byte("\r\n")) {
		newline = "\r\n"
	}
	flow := key + `: ""`
	if len(keys) > 0 {
		flow = key + `: {` + strings.Join(keys, `: "", `) + `: ""}`
	}
	return doc.InsertEntry(nil, doc.Root, app.Before(doc.Root, "", key),
		manifest.Addition{Flow: flow, Block: func(indent int) string {
			margin := strings.Repeat(" ", indent)
			if len(keys) == 0 {
				return margin + flow + newline
			}
			block := margin + key + ":" + newline
			for _, k := range keys {
				block += margin + "  " + k + `: ""` + newline
			}
			return block
		}})
}

// suppression is the edit that writes a comment above the line of a finding, which
// silences it once a reason stands there. It is offered only where that works.
func (s *server) suppression(ctx context.Context, d *document, f *diag.Diagnostic) (diag.Edit, bool) {
	rule := validate.FindRule(f.Rule)
	if rule == nil || rule.Required || strings.HasPrefix(f.Rule, "ignore-") || len(d.text.data) > debounceBytes {
		return diag.Edit{}, false
	}
	doc := d.read().doc
	comment := func(reason string) diag.Edit {
		return commentAbove(doc, f.Span.Start, "manifest:ignore "+f.Rule+" --"+reason)
	}
	tried, err := diag.Apply(d.text.data, []diag.Edit{comment(" tried")})
	if err != nil {
		return diag.Edit{}, false
	}
	before := s.checkAs(ctx, d, d.text.data)
	after := s.checkAs(ctx, d, tried)
	if len(after) >= len(before) || validate.Introduced(before, after) != nil {
		return diag.Edit{}, false
	}
	return comment(" "), true
}

// commentAbove is the edit that writes a comment on a line of its own, above what is
// at an offset.
func commentAbove(doc *manifest.Document, offset int, text string) diag.Edit {
	line := doc.File.LineAt(offset)
	if key := doc.KeyOf(offset); key != nil {
		line = min(line, doc.File.LineAt(key.Span.Start))
	}
	at := doc.File.LineSpan(line)
	below := doc.File.Text(at)
	indent := below[:len(below)-len(strings.TrimLeft(below, " "))]
	newline := "\n"
	if at.End < len(doc.File.Data) && doc.File.Data[at.End] == '\r' {
		newline = "\r\n"
	}
	return diag.Edit{Span: source.Span{Start: at.Start, End: at.Start}, Text: indent + "# " + text + newline}
}

// checkAs checks a document as if it had another text.
func (s *server) checkAs(ctx context.Context, d *document, text []byte) []diag.Diagnostic {
	if d.path == "" {
		return s.files.CheckText(d.uri, text).Findings
	}
	s.files.Set(d.path, text)
	defer s.files.Set(d.path, d.text.data)
	return s.files.Check(context.WithoutCancel(ctx), d.path).Findings
}

// bump is the action that raises the version, offered on its line and where a
// finding says that it is needed.
func (s *server) bump(ctx context.Context, d *document, at source.Span) *codeAction {
	cost := s.costOf(ctx, d)
	if cost == nil || cost.Bump == nil {
		return nil
	}
	line := d.text.line(d.text.lineAt(cost.Bump.Span.Start))
	about := func(f diag.Diagnostic) bool {
		return (strings.HasPrefix(f.Rule, "version-") || f.Rule == "bump-too-small") && f.Span.Start <= at.End &&
			at.Start <= f.Span.End
	}
	if (at.Start > line.End || at.End < line.Start) && !slices.ContainsFunc(d.checked.Findings, about) {
		return nil
	}
	words := fmt.Sprintf("Raise the version to %s (%s)", cost.Need.Number, cost.Need.Level)
	if cost.Run == "" {
		words = fmt.Sprintf("Raise the version to %s", cost.Need.Number)
	}
	return &codeAction{Title: words, Kind: quickFix, Edit: s.edit(d, s.edits(d, []diag.Edit{*cost.Bump}))}
}

// edits writes byte edits as the protocol does.
func (s *server) edits(d *document, list []diag.Edit) []textEdit {
	out := make([]textEdit, 0, len(list))
	for _, e := range list {
		out = append(out, textEdit{d.text.rangeOf(e.Span), e.Text})
	}
	return inTextOrder(out)
}

// inTextOrder sorts edits and drops those that are there twice: clients refuse
// edits that overlap.
func inTextOrder(list []textEdit) []textEdit {
	slices.SortStableFunc(list, func(a, b textEdit) int {
		switch {
		case a.Range.before(b.Range):
			return -1
		case b.Range.before(a.Range):
			return 1
		}
		return 0
	})
	return slices.Compact(list)
}

// edit is the change of a document, made on the version that it was worked out on.
func (s *server) edit(d *document, edits []textEdit) workspaceEdit {
	if !s.client.Capabilities.Workspace.WorkspaceEdit.DocumentChanges {
		return workspaceEdit{Changes: map[string][]textEdit{d.uri: edits}}
	}
	return workspaceEdit{DocumentChanges: []documentChange{d.change(edits)}}
}

func (d *document) change(edits []textEdit) documentChange {
	version := d.version
	return documentChange{TextDocument: &documentVersion{d.uri, &version}, Edits: edits}
}

// lineEdits are the edits of whole lines that make another text of this one.
func (t *text) lineEdits(now []byte) []textEdit {
	was, to := bytes.SplitAfter(t.data, []byte("\n")), bytes.SplitAfter(now, []byte("\n"))
	head := 0
	for head < len(was) && head < len(to) && bytes.Equal(was[head], to[head]) {
		head++
	}
	tail := 0
	for tail < len(was)-head && tail < len(to)-head && bytes.Equal(was[len(was)-1-tail], to[len(to)-1-tail]) {
		tail++
	}
	offset := len(bytes.Join(was[:head], nil))
	was, to = was[head:len(was)-tail], to[head:len(to)-tail]
	edits := []textEdit{}
	add := func(old, text [][]byte) {
		size := len(bytes.Join(old, nil))
		if len(old)+len(text) > 0 {
			edits = append(edits, textEdit{t.rangeOf(source.Span{Start: offset, End: offset + size}),
				string(bytes.Join(text, nil))})
		}
		offset += size
	}
	const most = 1 << 20 // of comparisons
	if len(was)*len(to) > most {
		add(was, to)
		return edits
	}
	// common[i][j] is how many lines was[i:] and to[j:] have in common.
	common := make([][]int32, len(was)+1)
	for i := range common {
		common[i] = make([]int32, len(to)+1)
	}
	for i := len(was) - 1; i >= 0; i-- {
		for j := len(to) - 1; j >= 0; j-- {
			if common[i][j] = max(common[i+1][j], common[i][j+1]); bytes.Equal(was[i], to[j]) {
				common[i][j] = common[i+1][j+1] + 1
			}
		}
	}
	i, j := 0, 0
	for i < len(was) || j < len(to) {
		oldFrom, newFrom := i, j
		for i < len(was) || j < len(to) {
			if i < len(was) && j < len(to) && bytes.Equal(was[i], to[j]) {
				break
			}
			if j == len(to) || i < len(was) && common[i+1][j] >= common[i][j+1] {
				i++
			} else {
				j++
			}
		}
		add(was[oldFrom:i], to[newFrom:j])
		for i < len(was) && j < len(to) && bytes.Equal(was[i], to[j]) {
			offset += len(was[i])
			i, j = i+1, j+1
		}
	}
	return edits
}

func formatting(s *server, ctx context.Context, d *document, _ *placeParams) (any, error) {
	s.findings(ctx, d)
	if !d.isWorking() || d.path == "" {
		return []textEdit{}, nil
	}
	now, err := s.files.Format(d.path)
	if err != nil {
		return nil, &responseError{codeFailed, err.Error()}
	}
	return d.text.lineEdits(now), nil
}

// lastCost is what a document cost when it could last be read whole.
type lastCost struct {
	of   *text
	cost *project.Cost
}

// costOf works out what the changes of a document cost. While the text cannot be
// read whole, it is nil.
func (s *server) costOf(ctx context.Context, d *document) *project.Cost {
	if d.path == "" {
		return nil
	}
	s.findings(ctx, d)
	if d.cost.of != d.text {
		cost, err := s.files.Cost(context.WithoutCancel(ctx), d.path)
		if err != nil {
			cost = nil
		}
		d.cost = lastCost{d.text, cost}
	}
	return d.cost.cost
}
