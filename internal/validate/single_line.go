package validate

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

var singleLine = Rule{
	ID: "single-line", Group: groupApp, Severity: always(diag.Error), Since: "0.1.0", Fixable: true,
	Varies:  "warning for white space at the start or end",
	Summary: "single-line fields contain one line of text",
	Why: "The portal has single-line fields for the names of the app, of its setup page, of parameters, of MCP servers " +
		"and of agents, and for descriptions, keys and link labels. A line break or a tab cannot be typed in a " +
		"single-line field. A name or a prompt that consists of spaces shows nothing. Spaces at the start or end " +
		"of a value are usually unintended, and the portal may keep them.",
	Bad: `app:
  name: "Acme\nField Sync"
  distribution: custom`,
	Good: `app:
  name: Acme Field Sync
  distribution: custom`,
	Origin: schema.Origin{
		Source: "procore/documentation assets/guides/form-based-component-add-param-custom.png blob 298f4e38",
		Date:   "undated", Confidence: schema.Seen,
	},
	Check: func(p *Pass) {
		m := p.Model
		p.checkLine(m.Name, true, func() string { return "the app's name" })
		// That other texts are missing is said by the rules about them.
		p.checkLine(m.Setup.PageName, false, func() string { return "the page name" })
		for _, c := range p.components() {
			p.checkLine(c.Description, false, func() string { return "the description of the " + c.Kind.Noun() })
			for i := range c.Parameters {
				param := &c.Parameters[i]
				of := func(what string) func() string {
					return func() string { return fmt.Sprintf("the %s of parameter %q", what, param.Shown()) }
				}
				p.checkLine(param.Key, false, of("key"))
				p.checkLine(param.Name, true, of("name"))
				p.checkLine(param.Description, false, of("description"))
				p.checkLine(param.SupportLink.Label, false, of("help link's label"))
			}
		}
		for _, s := range m.Agentic.Servers {
			p.checkLine(s.Name, true, func() string { return "the name of the MCP server" })
		}
		for i := range m.Agentic.Agents {
			g := &m.Agentic.Agents[i]
			p.checkLine(g.Name, true, func() string { return "the name of the agent" })
			p.checkSeen(g.Description, func() string { return "the description of " + g.Subject() })
			for _, prompt := range g.Prompts() {
				p.checkSeen(prompt.Text, func() string { return "the " + prompt.Name() + " of " + g.Subject() })
			}
			for _, t := range g.Tools.Items {
				p.checkLine(t, true, func() string { return "a tool of " + g.Subject() })
			}
		}
	},
}

// checkLine reports a text that does not fit a field of one line. Its name is asked
// for only then.
func (p *Pass) checkLine(t app.Text, needed bool, name func() string) {
	text, ok := t.Str()
	if !ok || text == "" || fitsLine(text) || !needed && !app.HasWords(text) {
		return
	}
	trimmed := strings.TrimSpace(text)
	if trimmed == "" {
		p.checkSeen(t, name)
		return
	}
	from := len(text) - len(strings.TrimLeftFunc(text, unicode.IsSpace))
	if at := strings.IndexAny(trimmed, "\n\t"); at >= 0 {
		what := "a line break"
		if trimmed[at] == '\t' {
			what = "a tab"
		}
		p.Report(p.Within(t.Node, from+at, from+at+1), "%s contains %s", name(), what).
			Label("the portal's field has one line").Help("write the text on one line")
		return
	}
	if chomped, ok := p.chomped(t.Node); ok && strings.TrimRight(text, "\n") == trimmed {
		at := source.Span{Start: t.Node.Span.Start, End: t.Node.Span.Start + 1}
		p.Report(at, "%s ends in a line break", name()).As(diag.Warning).
			Label("the portal's field has one line").Help("write a hyphen after the %s to remove the line "+
			"break", p.File.Text(at)).
			Fix("remove the line break", chomped)
		return
	}
	p.Report(t.Node.Span, "%s starts or ends with white space", name()).As(diag.Warning).
		Help("remove the white space").Replace(t.Node, trimmed)
}

// checkSeen reports a text that is there and shows nothing. Its name is asked for only
// then.
func (p *Pass) checkSeen(t app.Text, name func() string) {
	if text, ok := t.Str(); ok && text != "" && strings.TrimSpace(text) == "" {
		p.Report(t.Node.Span, "%s has no visible character", name()).Label("blank").Help("enter a text")
	}
}

// chomped returns the edit of the first line of a block text that leaves out the
// line break at its end, and false if the text is no block.
func (p *Pass) chomped(n *manifest.Node) (diag.Edit, bool) {
	if n.Style != manifest.Literal && n.Style != manifest.Folded {
		return diag.Edit{}, false
	}
	header := source.Span{Start: n.Span.Start + 1, End: n.Span.Start + 1}
	for header.End < n.Span.End && strings.IndexByte("+-123456789", p.File.Data[header.End]) >= 0 {
		header.End++
	}
	return diag.Edit{Span: header, Text: "-" + strings.Trim(p.File.Text(header), "+-")}, true
}

// fitsLine reports whether single-line has nothing to say about a text.
func fitsLine(text string) bool {
	return strings.IndexByte(text, '\n') < 0 && strings.IndexByte(text, '\t') < 0 && strings.TrimSpace(text) == text
}
