package lsp

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/schema"
)

type hoverResult struct {
	Contents struct {
		Kind  string `json:"kind"`
		Value string `json:"value"`
	} `json:"contents"`
	Range *textRange `json:"range,omitempty"`
}

func hover(s *server, ctx context.Context, d *document, p *placeParams) (any, error) {
	checked := s.findings(ctx, d)
	offset := d.text.offset(p.Position)
	var parts []string
	seen := make(map[string]bool)
	for i := range checked.Findings {
		f := &checked.Findings[i]
		if f.Span.Start <= offset && offset <= f.Span.End && !seen[f.Rule] {
			seen[f.Rule] = true
			if r := validate.FindRule(f.Rule); r != nil {
				parts = append(parts, aboutRule(r))
			}
		}
	}
	var at *textRange
	if d.isManifest() {
		here := placeAt(d.read().doc.Root, offset)
		if here.path != "" {
			span := here.key.Span
			if !here.onKey && here.value != nil {
				span = here.value.Head()
			}
			r := d.text.rangeOf(span)
			at = &r
			parts = append(parts, s.aboutPlace(ctx, d, here, offset)...)
		}
	}
	if len(parts) == 0 {
		return nil, nil
	}
	var h hoverResult
	h.Range = at
	h.Contents.Kind, h.Contents.Value = "markdown", strings.Join(parts, "\n\n---\n\n")
	if !s.takesMarkdown() {
		h.Contents.Kind = "plaintext"
		h.Contents.Value = strings.NewReplacer("**", "", "`", "", "\n\n---\n\n", "\n\n").Replace(h.Contents.Value)
	}
	return h, nil
}

func (s *server) takesMarkdown() bool {
	return slices.Contains(s.client.Capabilities.TextDocument.Hover.ContentFormat, "markdown")
}

// inert is a text of a file as part of a hover. Editors load the images that Markdown
// names, so nothing in it may be Markdown.
func (s *server) inert(text string) string {
	text = report.Visible(text)
	if !s.takesMarkdown() {
		return text
	}
	var b strings.Builder
	for i := range len(text) {
		if c := text[i]; c > ' ' && c < 0x7f && !source.IsAlphanumeric(c) {
			b.WriteByte('\\')
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// aboutRule says why a rule exists, and where that comes from.
func aboutRule(r *validate.Rule) string {
	return fmt.Sprintf("**%s**: %s\n\n%s\n\nSource: %s (%s, %s)", r.ID, r.Summary, r.Why, r.Origin.Source, r.Origin.Date,
		r.Origin.Confidence)
}

// aboutPlace says what a key or value is, and what a change of it means.
func (s *server) aboutPlace(ctx context.Context, d *document, here place, offset int) []string {
	var parts []string
	portal, _, _ := s.files.Known(d.path)
	if about := s.aboutValue(d, here, offset); about != "" {
		parts = append(parts, about)
	}
	if f, ok := fieldAt(here.path); ok && (here.onKey || len(parts) == 0) {
		text := f.Markdown
		if text == "" {
			text = f.Title
		} else if title := "**" + f.Title + "**"; f.Title != "" && !strings.HasPrefix(text, title) {
			text = title + "\n\n" + text
		}
		if label, page := portalWords(portal, here.path); label != "" {
			text += fmt.Sprintf("\n\nIn the portal: **%s**", label)
			if page != "" {
				text += ", on " + page
			}
		}
		parts = append(parts, text)
	}
	if text := s.changesAt(ctx, d, offset); text != "" {
		parts = append(parts, text)
	} else if text := meaningOf(here.path); text != "" && here.onKey {
		parts = append(parts, text)
	}
	return parts
}

// aboutValue says what a view, a tool, a level or a token is.
func (s *server) aboutValue(d *document, here place, offset int) string {
	r := d.read()
	switch {
	case here.path == app.SidePanel.Path()+".views[]":
		for _, v := range schema.Views() {
			if v.Key == here.value.Text {
				return withNote(fmt.Sprintf("View **%s**: %s", v.Key, aboutView(v)), v.Note)
			}
		}
	case here.scope != "":
		for _, p := range r.model.Connector.Permissions {
			if p.Scope != here.scope || offset < p.Tool.Span.Start ||
				offset > max(p.Tool.Span.End, p.Tools.Entries[p.Index].Value.Span.End) {
				continue
			}
			text := fmt.Sprintf("**%s**, %s tool", s.inert(p.ToolLabel()), strings.ToLower(app.ScopeLabel(p.Scope)))
			if level := p.Level.String(); app.IsLevel(level) {
				text += ": level " + app.LevelLabel(level)
				if !r.model.SignsIn(app.ServiceAccount) {
					text += " (no effect without the service account)"
				}
			}
			if t, ok := schema.FindTool(p.Scope, p.Tool.Text); ok {
				text = withNote(text+"\n\n"+levelsOf(t), t.Note)
			}
			return text
		}
	}
	for _, c := range r.model.Components() {
		if c.URL.URL == nil {
			continue
		}
		for _, t := range c.URL.URL.Tokens {
			span := r.doc.Within(c.URL.Node, t.From, t.To)
			if offset < span.Start || offset > span.End {
				continue
			}
			for _, v := range schema.Variables() {
				if v.Name == t.Name {
					text := fmt.Sprintf("**%s**: %s", v.Name, v.Meaning)
					if v.Unset != "" {
						text += "\n\nEmpty: " + v.Unset
					}
					return withNote(text, v.Note)
				}
			}
			if p, ok := c.Field(t.Name); ok {
				return fmt.Sprintf("Parameter **%s**: %s\n\n%s", s.inert(t.Name), s.inert(p.Shown()),
					s.inert(p.Description.String()))
			}
		}
	}
	return ""
}

func withNote(text, note string) string {
	if note != "" {
		text += "\n\n" + note
	}
	return text
}

func aboutView(v schema.View) string { return strings.Join(v.Tools, ", ") + " · " + v.Action }

// levelsOf says which levels the portal offers for a tool.
func levelsOf(t schema.Tool) string {
	var offered []string
	for _, level := range app.Levels() {
		switch t.Levels.Of(level) {
		case schema.Yes:
			offered = append(offered, level)
		case schema.Unknown:
			offered = append(offered, level+" (unconfirmed)")
		}
	}
	return "Levels: " + strings.Join(offered, ", ")
}

// changesAt says what the change at an offset means, compared with what customers
// run.
func (s *server) changesAt(ctx context.Context, d *document, offset int) string {
	cost := s.costOf(ctx, d)
	if cost == nil {
		return ""
	}
	var parts []string
	for _, c := range cost.Changes {
		if c.After == nil || c.After.Nearest || !d.around(c.After.Span, offset) {
			continue
		}
		text := fmt.Sprintf("Change since %s (%s): %s", cost.Run, c.Level, s.inert(c.Summary))
		if c.Customers != "" {
			text += ". Customers: " + s.inert(c.Customers)
		}
		for _, u := range cost.Unapproved {
			if u.Fingerprint == c.Fingerprint {
				text += fmt.Sprintf("\n\nNot approved: `manifest approve %s %s --reason TEXT`", cost.App,
					ledger.Short(c.Fingerprint))
			}
		}
		for _, a := range cost.Approvals {
			if a.Fingerprint == c.Fingerprint {
				text += fmt.Sprintf("\n\nApproved by %s: %s", s.inert(a.By), s.inert(a.Reason))
			}
		}
		parts = append(parts, text)
	}
	number := d.read().model.Version.Node
	if number != nil && d.around(number.Span, offset) {
		parts = append(parts, s.inert(costWords(cost)))
	}
	return strings.Join(parts, "\n\n")
}

// around reports whether an offset is on the line of a span, or in it.
func (d *document) around(at source.Span, offset int) bool {
	return at.Start <= offset && offset <= at.End || d.text.lineAt(at.Start) == d.text.lineAt(offset)
}

// costWords is what the number of the next version must be, and why, in one line.
func costWords(c *project.Cost) string {
	if c.Run == "" {
		return fmt.Sprintf("needs %s · customers run no version yet", c.Need.Number)
	}
	if len(c.Changes) == 0 {
		return fmt.Sprintf("no changes since %s, which customers run", c.Run)
	}
	changes := "1 change"
	if n := len(c.Changes); n > 1 {
		changes = fmt.Sprintf("%d changes", n)
	}
	text := fmt.Sprintf("needs %s (%s) · %s", c.Need.Number, c.Need.Level, changes)
	if c.Bump == nil {
		text = fmt.Sprintf("this version is high enough for %s (%s)", changes, c.Need.Level)
	}
	if lines := report.AsksLines(c.Asks); len(lines) > 0 {
		text += " · customers: " + strings.Join(lines, "; ")
	}
	return text
}

// meaningOf says what a change at a path of the schema means for customers, by the
// table of changes.
func meaningOf(path string) string {
	var lines []string
	for _, r := range change.Rows() {
		if !fits(r.At, path) {
			continue
		}
		line := fmt.Sprintf("- %s: %s", r.Op, r.Level)
		if r.Action != change.NoAction {
			line += "; customers: " + strings.ToLower(r.Action.Words()[:1]) + r.Action.Words()[1:]
		}
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return "What a change here means:\n\n" + strings.Join(lines, "\n")
}

// fits reports whether a path is what a row of the table is about, or a list of it.
func fits(at, path string) bool {
	a, b := strings.Split(at, "."), strings.Split(path, ".")
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		item, _, _ := strings.Cut(a[i], "[")
		have, _, _ := strings.Cut(b[i], "[")
		if a[i] != "*" && item != have {
			return false
		}
	}
	return true
}
