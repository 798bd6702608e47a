package validate

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

var ownOrigin = schema.Origin{Source: "this tool's own format", Date: "2026", Confidence: schema.Documented}

var ignoreReason = Rule{
	ID: "ignore-reason", Group: groupIgnore, Severity: always(diag.Error), Since: "0.1.0",
	Summary: "every suppression gives a reason",
	Why: "A reviewer must be able to understand a suppression even a year later. Write: # manifest:ignore RULE " +
		"-- reason",
	Bad:    `post_installation_notes: Sign in. # manifest:ignore notes-brief`,
	Good:   `post_installation_notes: Sign in. # manifest:ignore notes-brief -- the setup page explains the steps`,
	Origin: ownOrigin,
}

var ignoreUnknownRule = Rule{
	ID: "ignore-unknown-rule", Group: groupIgnore, Severity: always(diag.Error), Since: "0.1.0",
	Summary: "every suppression names existing rules",
	Why: "A suppression of a rule that does not exist looks as if it had an effect, but has none. Rules whose findings " +
		"prevent the file from being checked cannot be suppressed.",
	Bad:    `post_installation_notes: Sign in. # manifest:ignore brief-notes -- the setup page explains the steps`,
	Good:   `post_installation_notes: Sign in. # manifest:ignore notes-brief -- the setup page explains the steps`,
	Origin: ownOrigin,
}

var ignoreUnused = Rule{
	ID: "ignore-unused", Group: groupIgnore, Severity: always(diag.Warning), Since: "0.1.0",
	Summary: "every suppression silences a finding",
	Why:     "After the mistake is fixed, the suppression would silently hide the next mistake.",
	Bad: `# manifest:ignore notes-brief -- the setup page explains the steps
post_installation_notes: Create an account, then open Settings and select Connect to Procore.`,
	Good:   `post_installation_notes: Create an account, then open Settings and select Connect to Procore.`,
	Origin: ownOrigin,
}

// suppression is one rule named by one comment.
type suppression struct {
	rule string
	at   source.Span
	line int // the line it silences
	// part is what it silences of the line if it is between brackets: it covers one
	// item there, and fmt keeps it beside that.
	part       source.Span
	inBrackets bool
	used       bool
	// faulty says that the comment has a finding about itself, of that severity. It
	// takes the place of the findings that the comment silences, if they are no
	// more severe.
	faulty   bool
	severity diag.Severity
}

// mayIgnore finds what is a suppression or was meant as one.
var mayIgnore = lazy.Regexp(`(?i)#[ \t]*manifest[ \t:_-]+ignore\b`)

// ignoreComment is a suppression: how it starts, the ids, and what follows the
// two dashes, of which word processors make a long one.
var ignoreComment = lazy.Regexp(`^(?i:#[ \t]*(manifest[ \t:_-]+ignore))\b[:,]?(?:[ \t]+(.*?))?(?:[ \t]*(?:--|[–—―])(.*))?$`)

const ignoreMarker = "manifest:ignore"

var ruleWord = lazy.Regexp(`[^\s,]+`)

// suppress takes out the findings that comments silence and adds those about
// the comments themselves. It also returns the lines of which a comment says
// that they hold no secret.
func (l *Linter) suppress(doc *manifest.Document, found []diag.Diagnostic) ([]diag.Diagnostic, map[int]bool) {
	data := doc.File.Data
	mayBe := bytes.Contains(data, []byte("gnore")) || bytes.Contains(data, []byte("GNORE"))
	if !mayBe || doc.Root.Kind == manifest.Invalid {
		return found, nil
	}
	list, about := l.suppressions(doc)
	kept := found[:0]
	for _, d := range found {
		if !FindRule(d.Rule).Required && silence(doc, list, &d) {
			continue
		}
		kept = append(kept, d)
	}
	secret := make(map[int]bool)
	for _, d := range kept {
		if d.Rule == secretRule.ID {
			secret[d.Start().Line] = true
		}
	}
	noSecret := make(map[int]bool)
	for _, s := range list {
		if s.rule == secretRule.ID && !s.faulty && !secret[s.line] {
			noSecret[s.line] = true
		}
		if _, ran := l.severity[s.rule]; ran && !s.used && !s.faulty && !doc.Partial {
			help := "remove the suppression"
			switch {
			case s.inBrackets:
				help = "between brackets, a suppression covers one item: put the item on a separate line below the comment, or " +
					"remove the comment"
			case s.line > doc.File.Lines():
				help = "remove the comment, or put it directly above the line with the finding and indent it like that line"
			}
			about = append(about, l.about(doc, &ignoreUnused, s.at, help, "the suppression of %q silences nothing", s.rule))
		}
	}
	return append(kept, about...), noSecret
}

func silence(doc *manifest.Document, list []*suppression, d *diag.Diagnostic) bool {
	f := doc.File
	line, keyLine := d.Start().Line, 0
	if key := doc.KeyOf(d.Span.Start); key != nil {
		keyLine = f.Position(key.Span.Start).Line
	}
	silenced := false
	for _, s := range list {
		if d.Redact && d.Span.Start >= s.at.Start && d.Start().Line == f.Position(s.at.Start).Line {
			continue // the secret is in the reason
		}
		inPart := !s.inBrackets || s.part.Contains(source.Span{Start: d.Span.Start, End: d.Span.Start})
		if s.rule == d.Rule && (s.line == line || s.line == keyLine) && inPart && (!s.faulty || d.Severity <= s.severity) {
			s.used, silenced = true, true
		}
	}
	return silenced
}

// suppressions reads the comments. What is wrong with them is in the second
// result.
func (l *Linter) suppressions(doc *manifest.Document) ([]*suppression, []diag.Diagnostic) {
	var list []*suppression
	var about []diag.Diagnostic
	f := doc.File
	target := targets(f)
	for line := 1; line <= f.Lines(); line++ {
		span := f.LineSpan(line)
		for _, m := range mayIgnore().FindAllIndex(f.Data[span.Start:span.End], -1) {
			if !doc.IsText(span.Start + m[0]) {
				some, faults := l.suppression(doc, line, m[0], target)
				list, about = append(list, some...), append(about, faults...)
				break
			}
		}
	}
	return list, about
}

// suppression reads the comment that starts at an index of a line. A comment
// that is nearly right silences what it is meant to: the finding about itself
// is one mistake, and stands for the other.
func (l *Linter) suppression(doc *manifest.Document, line, hash int, targets func(line, hash int) int,
) (list []*suppression, about []diag.Diagnostic) {
	const want = "write: # manifest:ignore RULE -- reason"
	f := doc.File
	start, end := f.LineSpan(line).Start+hash, f.LineSpan(line).End
	comment := f.Text(source.Span{Start: start, End: end})
	m := ignoreComment().FindStringSubmatchIndex(comment)
	if m == nil {
		return nil, nil
	}
	part := func(i int) string {
		if m[i] < 0 {
			return ""
		}
		return strings.TrimSpace(comment[m[i]:m[i+1]])
	}
	whole := source.Span{Start: start, End: start + len(strings.TrimRight(comment, " \t"))}
	faulty := true
	switch {
	case part(4) == "":
		return nil, []diag.Diagnostic{l.about(doc, &ignoreUnknownRule, whole, want, "the suppression names no rule")}
	case part(2) != ignoreMarker:
		at := source.Span{Start: start + m[2], End: start + m[3]}
		about = append(about, l.about(doc, &ignoreUnknownRule, at, want,
			"%q does not start a suppression", part(2)))
	case part(6) == "":
		about = append(about, l.about(doc, &ignoreReason, whole, want, "the suppression gives no reason"))
	default:
		faulty = false
	}
	target := targets(line, hash)
	item, inBrackets := doc.PartOf(start, target != line)
	if !inBrackets && deeper(f, hash, target, line) {
		target = f.Lines() + 1 // no line
	}
	for _, word := range ruleWord().FindAllStringIndex(comment[m[4]:m[5]], -1) {
		at := source.Span{Start: start + m[4] + word[0], End: start + m[4] + word[1]}
		id := f.Text(at)
		r := FindRule(id)
		switch {
		case r == nil && faulty:
			// One finding about the comment is enough. Without dashes, the words
			// of the reason are here too.
		case r == nil:
			about = append(about, l.about(doc, &ignoreUnknownRule, at, suppressionHelp(id),
				"the suppression names rule %q, which does not exist", id))
			if near := nearRule(id); near != "" {
				list = append(list, &suppression{rule: near, at: at, line: target, part: item, inBrackets: inBrackets,
					faulty: true, severity: l.severity[ignoreUnknownRule.ID]})
			}
		case r.Required:
			about = append(about, l.about(doc, &ignoreUnknownRule, at, "fix the file instead",
				"rule %q cannot be suppressed: %s", id, r.WhyRequired()))
		default:
			s := &suppression{rule: id, at: at, line: target, part: item, inBrackets: inBrackets, faulty: faulty}
			if faulty {
				s.severity = l.severity[about[0].Rule]
			}
			list = append(list, s)
		}
	}
	return list, about
}

// nearRule returns the id of the rule that is nearly spelled like this, or "".
func nearRule(id string) string {
	ids := make([]string, len(rules))
	for i, r := range rules {
		ids[i] = r.ID
	}
	if near := diag.Nearest(strings.ToLower(id), ids); near != "" {
		return near
	}
	words := strings.Split(id, "-")
	slices.Sort(words)
	for _, other := range ids {
		if sorted := strings.Split(other, "-"); len(sorted) == len(words) {
			slices.Sort(sorted)
			if slices.Equal(sorted, words) {
				return other
			}
		}
	}
	return ""
}

func suppressionHelp(id string) string {
	if near := nearRule(id); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "run manifest rules for a list"
}

// targets returns a function from a comment to the line that it speaks about:
// its own, or, where it stands alone, the next line that is not a comment. It
// is to be asked about one line after the other.
func targets(f *source.File) func(line, hash int) int {
	from, to := 0, 0 // lines of comments that were passed, and the line after them
	return func(line, hash int) int {
		if strings.TrimSpace(f.Line(line)[:hash]) != "" {
			return line
		}
		if from <= line && line < to {
			return to
		}
		for from, to = line, line+1; to <= f.Lines() && strings.HasPrefix(strings.TrimSpace(f.Line(to)), "#"); to++ {
		}
		return to
	}
}

// deeper reports whether a comment on a separate line stands deeper than the line
// below it. It belongs to the end of what is above then, as for fmt.
func deeper(f *source.File, hash, target, line int) bool {
	if target == line || target > f.Lines() {
		return false
	}
	text := f.Line(target)
	return text != "" && hash > len(text)-len(strings.TrimLeft(text, " -"))
}

func (l *Linter) about(doc *manifest.Document, r *Rule, at source.Span, help, format string, args ...any,
) diag.Diagnostic {
	message := fmt.Sprintf(format, args...)
	return diag.Diagnostic{Rule: r.ID, Severity: diag.Error, File: doc.File, Span: at, Message: message, Help: help}
}
