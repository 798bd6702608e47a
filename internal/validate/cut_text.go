package validate

import (
	"bytes"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// commentOnText matches what follows a text in its line if that is a comment.
var commentOnText = lazy.Regexp(`^[ \t]+#([\pL\pN])?.*`)

var cutText = Rule{
	ID: "cut-text", Group: groupInstructions, Severity: always(diag.Error), Since: "0.1.0", Fixable: true,
	Varies:  "warning if the comment follows multi-line text",
	Summary: "no text is cut off at a #",
	Why: "In text without quotes, YAML reads a # after a space as the start of a comment. In “the fix for #12 and the " +
		"new page”, everything from #12 on is lost. The portal shows only the rest, and release notes can never be " +
		"changed. If you mean a comment, write a space after the #.",
	Bad:    `release_notes: Budget lines sync every hour, with the fix for #12 and the new page.`,
	Good:   `release_notes: "Budget lines sync every hour, with the fix for #12 and the new page."`,
	Origin: yamlOrigin("6.6 Comments"),
	Check: func(p *Pass) {
		for _, t := range p.Model.FreeTexts() {
			p.checkCut(t)
		}
	},
}

func (p *Pass) checkCut(t app.Text) {
	n := t.Node
	if n == nil || n.Style != manifest.Plain || n.Kind != manifest.String {
		return
	}
	after := p.File.Data[n.Span.End:]
	if end := bytes.IndexByte(after, '\n'); end >= 0 {
		after = after[:end]
	}
	if bytes.IndexByte(after, '#') < 0 {
		return // as nearly always, and neither lines nor the expression are needed
	}
	line := p.File.LineSpan(p.File.LineAt(n.Span.End))
	rest := p.File.Text(source.Span{Start: n.Span.End, End: line.End})
	m := commentOnText().FindStringSubmatchIndex(rest)
	if m == nil || strings.Contains(rest, ignoreMarker) {
		return
	}
	lost := strings.TrimSpace(rest)
	start := line.End - len(strings.TrimLeft(rest, " \t"))
	at := source.Span{Start: start, End: start + len(lost)}
	onOneLine := p.File.LineAt(n.Span.Start) == p.File.LineAt(n.Span.End)
	switch {
	case m[2] >= 0:
		f := p.Report(at, "YAML reads %q as a comment, not as part of %q", diag.Clip(lost, 60), t.Key.Text).
			Label("this text does not reach the portal").
			Help("put the text in quotes, or add a space after the # if this is a comment")
		if onOneLine && !inBrackets(p.Root, n) {
			whole := source.Span{Start: n.Span.Start, End: at.End}
			f.Fix("put the whole text in quotes", diag.Edit{
				Span: whole, Text: manifest.Rewrite(&manifest.Node{Style: manifest.Double}, p.File.Text(whole)),
			})
		}
	case !onOneLine:
		p.Report(at, "YAML reads %q as a comment, not as part of %q", diag.Clip(lost, 60), t.Key.Text).
			As(diag.Warning).
			Help("put the text in quotes or in a block after |; if this is a comment, put it on the line above the key")
	}
}

// inBrackets reports whether a node is part of a list or map in brackets.
func inBrackets(in, n *manifest.Node) bool {
	if in.Flow || in == n {
		return in.Flow
	}
	holds := func(other *manifest.Node) bool { return other.Span.Contains(n.Span) && inBrackets(other, n) }
	return slices.ContainsFunc(in.Items, holds) ||
		slices.ContainsFunc(in.Entries, func(e manifest.Entry) bool { return holds(e.Value) })
}
