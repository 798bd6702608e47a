package validate

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

var ownOrigin = schema.Origin{Source: "this tool's own format", Date: "2026", Confidence: schema.Documented}

var ignoreReason = Rule{
	ID: "ignore-reason", Group: groupIgnore, Severity: always(diag.Error), Since: "0.1.0",
	Summary: "a suppression gives its reason",
	Why:     "A reviewer must be able to judge a suppression a year later. Write: # manifest:ignore RULE -- reason",
	Bad:     "post_installation_notes: Sign in. # manifest:ignore notes-brief\n",
	Good:    "post_installation_notes: Sign in. # manifest:ignore notes-brief -- the setup page holds the steps\n",
	Origin:  ownOrigin,
}

var ignoreUnknownRule = Rule{
	ID: "ignore-unknown-rule", Group: groupIgnore, Severity: always(diag.Error), Since: "0.1.0",
	Summary: "a suppression names rules that exist",
	Why:     "A suppression of a rule that does not exist silences nothing and looks as if it did. Rules that keep a file from being checked cannot be suppressed.",
	Bad:     "post_installation_notes: Sign in. # manifest:ignore brief-notes -- the setup page holds the steps\n",
	Good:    "post_installation_notes: Sign in. # manifest:ignore notes-brief -- the setup page holds the steps\n",
	Origin:  ownOrigin,
}

var ignoreUnused = Rule{
	ID: "ignore-unused", Group: groupIgnore, Severity: always(diag.Warning), Since: "0.1.0",
	Summary: "a suppression silences something",
	Why:     "When the fault is gone, the suppression would silence the next one unseen.",
	Bad: "# manifest:ignore notes-brief -- the setup page holds the steps\n" +
		"post_installation_notes: Create an account, then open Settings and select Connect to Procore.\n",
	Good:   "post_installation_notes: Create an account, then open Settings and select Connect to Procore.\n",
	Origin: ownOrigin,
}

// suppression is one rule named by one comment.
type suppression struct {
	rule string
	at   source.Span
	line int // the line it silences
	used bool
}

var ignoreMarker = []byte("manifest:ignore")

// ignoreComment is a suppression: the ids, and what follows the two dashes.
var ignoreComment = pattern(`^#[ \t]*manifest:ignore(?:[ \t]+(.*?))?(?:[ \t]*--(.*))?$`)

var ruleWord = pattern(`[^\s,]+`)

// suppress takes out the findings that comments silence and adds those about
// the comments themselves.
func (l *Linter) suppress(doc *manifest.Document, found []diag.Diagnostic) []diag.Diagnostic {
	if !bytes.Contains(doc.File.Data, ignoreMarker) || doc.Root.Kind == manifest.Invalid {
		return found
	}
	list, about := l.suppressions(doc)
	kept := found[:0]
	for _, d := range found {
		if !FindRule(d.Rule).Required && silence(doc, list, &d) {
			continue
		}
		kept = append(kept, d)
	}
	for _, s := range list {
		if _, ran := l.severity[s.rule]; ran && !s.used {
			about = append(about, l.about(doc, &ignoreUnused, s.at, "remove it", "the suppression of %q silences nothing", s.rule))
		}
	}
	return append(kept, l.grade(about)...)
}

func silence(doc *manifest.Document, list []*suppression, d *diag.Diagnostic) bool {
	line, keyLine := d.Start().Line, 0
	if key := doc.KeyOf(d.Span.Start); key != nil {
		keyLine = doc.File.Position(key.Span.Start).Line
	}
	silenced := false
	for _, s := range list {
		if s.rule == d.Rule && (s.line == line || s.line == keyLine) {
			s.used, silenced = true, true
		}
	}
	return silenced
}

// suppressions reads the comments. What is wrong with them is in the second
// result, and a comment that is wrong silences nothing.
func (l *Linter) suppressions(doc *manifest.Document) ([]*suppression, []diag.Diagnostic) {
	var list []*suppression
	var about []diag.Diagnostic
	f := doc.File
	for line := 1; line <= f.Lines(); line++ {
		span := f.LineSpan(line)
		marker := bytes.Index(f.Data[span.Start:span.End], ignoreMarker)
		if marker < 0 {
			continue
		}
		hash := bytes.LastIndexByte(f.Data[span.Start:span.Start+marker], '#')
		if hash < 0 || doc.IsText(span.Start+hash) {
			continue
		}
		start := span.Start + hash
		comment := f.Text(source.Span{Start: start, End: span.End})
		m := ignoreComment().FindStringSubmatchIndex(comment)
		if m == nil {
			continue
		}
		whole := source.Span{Start: start, End: start + len(strings.TrimRight(comment, " \t"))}
		if m[2] < 0 || m[2] == m[3] {
			about = append(about, l.about(doc, &ignoreUnknownRule, whole, "write: # manifest:ignore RULE -- reason", "the suppression names no rule"))
			continue
		}
		if m[4] < 0 || strings.TrimSpace(comment[m[4]:m[5]]) == "" {
			about = append(about, l.about(doc, &ignoreReason, whole, "write: # manifest:ignore RULE -- reason", "the suppression gives no reason"))
			continue
		}
		target := l.target(doc, line, hash)
		for _, word := range ruleWord().FindAllStringIndex(comment[m[2]:m[3]], -1) {
			at := source.Span{Start: start + m[2] + word[0], End: start + m[2] + word[1]}
			id := f.Text(at)
			switch r := FindRule(id); {
			case r == nil:
				about = append(about, l.about(doc, &ignoreUnknownRule, at, suppressionHelp(id), "the suppression names rule %q, which does not exist", id))
			case r.Required:
				about = append(about, l.about(doc, &ignoreUnknownRule, at, "repair the file instead", "rule %q cannot be suppressed", id))
			default:
				list = append(list, &suppression{rule: id, at: at, line: target})
			}
		}
	}
	return list, about
}

func suppressionHelp(id string) string {
	ids := make([]string, len(rules))
	for i, r := range rules {
		ids[i] = r.ID
	}
	if near := nearest(id, ids); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "see: manifest rules"
}

// target returns the line that a comment speaks about: its own, or, where it
// stands alone, the next line that is not a comment.
func (l *Linter) target(doc *manifest.Document, line, hash int) int {
	f := doc.File
	if strings.TrimSpace(f.Line(line)[:hash]) != "" {
		return line
	}
	for line++; line <= f.Lines() && strings.HasPrefix(strings.TrimSpace(f.Line(line)), "#"); line++ {
	}
	return line
}

func (l *Linter) about(doc *manifest.Document, r *Rule, at source.Span, help, format string, args ...any) diag.Diagnostic {
	return diag.Diagnostic{Rule: r.ID, Severity: diag.Error, File: doc.File, Span: at, Message: fmt.Sprintf(format, args...), Help: help}
}
