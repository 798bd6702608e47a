package manifest

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// noSpaceAfterColon finds key:value.
func noSpaceAfterColon(c *complaint) []candidate {
	var all []candidate
	for _, l := range c.candidateLines() {
		m := gluedValue().FindStringSubmatchIndex(l.body)
		if m == nil || strings.HasPrefix(l.body[m[5]:], "://") {
			continue
		}
		s := candidate{
			syntaxFault: syntaxFault{
				Span:    source.Span{Start: l.start + m[4], End: l.start + m[5] + 1},
				Message: fmt.Sprintf("missing space after the colon of %q", unquote(l.body[m[4]:m[5]])),
				Label:   "a key ends in a colon and a space",
				Help:    "put a space after the colon",
			},
			repair: []diag.Edit{insert(l.start+m[5]+1, " ")},
		}
		if r, size := utf8.DecodeRuneInString(l.body[m[6]:]); r > ' ' && unicode.IsSpace(r) {
			s.Span = at(l.start+m[6], size)
			s.Message = fmt.Sprintf("U+%04X after the colon of %q is not an ordinary space", r, unquote(l.body[m[4]:m[5]]))
			if r == '\u00a0' || r == '\u202f' {
				s.Message = fmt.Sprintf("no-break space U+%04X after the colon of %q", r, unquote(l.body[m[4]:m[5]]))
			}
			s.Label, s.Help = "", "replace the character with an ordinary space"
		}
		all = append(all, s)
	}
	return all
}

// noColon finds a line that should be key: value and has no colon.
func noColon(c *complaint) []candidate {
	if !c.says(needsColon, extraColon, needsKey) {
		return nil
	}
	var all []candidate
	for _, l := range c.candidateLines() {
		m := keyAtStart().FindStringSubmatchIndex(l.body)
		if m == nil || m[6] >= 0 || strings.HasPrefix(l.body, "- ") && m[1] == len(l.body) {
			continue
		}
		key := l.body[m[4]:m[5]]
		all = append(all, candidate{
			syntaxFault: syntaxFault{
				Span: at(l.start+m[4], len(key)), Message: fmt.Sprintf("missing colon after %q", unquote(key)),
				Help: fmt.Sprintf("write a colon and a space after %s", unquote(key)),
			},
			repair: []diag.Edit{insert(l.start+m[5], ":")},
		})
	}
	return all
}

// colonInText finds the second colon in key: some: text.
func colonInText(c *complaint) []candidate {
	l := c.read(c.line)
	if !c.says(extraColon) || c.byteAt(c.at) != ':' || c.at < l.start || c.at >= l.end() {
		return nil
	}
	before, after := l.body[:c.at-l.start], l.body[c.at-l.start+1:]
	fault := syntaxFault{
		Span: at(c.at, 1), Message: `unquoted text contains ": "`,
		Label: "YAML reads the text before the colon as a key", Help: "put the value in quotes",
	}
	switch trimmed := strings.TrimRight(before, " "); {
	case trimmed == "":
		return nil
	case strings.IndexByte(`"'`, trimmed[len(trimmed)-1]) >= 0:
		fault.Message = `unexpected ":" after a quoted value`
		fault.Label = ""
		fault.Help = "remove the colon, or put the whole value in quotes"
	case strings.TrimSpace(after) == "":
		fault.Message = `unquoted text ends with ":"`
	}
	return []candidate{{syntaxFault: fault, repair: []diag.Edit{remove(at(c.at, 1))}}}
}
