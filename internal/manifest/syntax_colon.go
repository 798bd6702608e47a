package manifest

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/source"
)

// strangeStart is what looks like the indentation of a line or the space after its
// dash, and strangeColon like the colon of a key.
var (
	strangeStart = lazy.Regexp(`^(?:- *)?([\x{a0}\x{1680}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}]+)`)
	strangeColon = lazy.Regexp(`^(?:- +)*([a-z_]+)(：[ \x{a0}\x{3000}]*)`)
)

// strangeSpace finds characters that only look like the spaces and colons of YAML.
// All lines with such a start are repaired: the whole file was pasted.
func strangeSpace(c *complaint) []candidate {
	var all []candidate
	for _, l := range c.candidateLines() {
		if m := strangeColon().FindStringSubmatchIndex(l.body); m != nil {
			all = append(all, candidate{
				syntaxFault: syntaxFault{
					Span:    at(l.start+m[4], len("：")),
					Message: fmt.Sprintf("the colon of %q is the full-width colon U+FF1A", l.body[m[2]:m[3]]),
					Help:    "replace the character with an ordinary colon and a space",
				},
				repair: []diag.Edit{{Span: at(l.start+m[4], m[5]-m[4]), Text: ": "}},
			})
		}
		m := strangeStart().FindStringSubmatchIndex(l.body)
		if m == nil {
			continue
		}
		r, size := utf8.DecodeRuneInString(l.body[m[2]:])
		s := candidate{syntaxFault: syntaxFault{
			Span:    at(l.start+m[2], size),
			Message: fmt.Sprintf("U+%04X used for indentation is not an ordinary space", r),
			Help:    "replace these characters with ordinary spaces",
		}}
		if r == '\u00a0' || r == '\u202f' {
			s.Message = fmt.Sprintf("no-break space U+%04X used for indentation", r)
		}
		if l.body[0] == '-' {
			s.Message = strings.Replace(s.Message, "used for indentation", "after the dash", 1)
		}
		for n := max(1, l.n-maxLook); n <= min(l.n+maxLook, c.f.Lines()); n++ {
			line := c.read(n)
			if m := strangeStart().FindStringSubmatchIndex(line.body); m != nil {
				count := utf8.RuneCountInString(line.body[m[2]:m[3]])
				s.repair = append(s.repair, diag.Edit{Span: at(line.start+m[2], m[3]-m[2]), Text: strings.Repeat(" ", count)})
			}
		}
		all = append(all, s)
	}
	return all
}

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
	case strings.HasPrefix(trimmed, "--- "):
		return []candidate{{
			syntaxFault: syntaxFault{
				Span: at(l.start, len("---")), Message: "--- and a key are on one line", Help: "write --- on a separate line",
			},
			repair: []diag.Edit{insert(l.start+len("---"), "\n")},
		}}
	case strings.TrimSpace(after) == "":
		fault.Message = `unquoted text ends with ":"`
	}
	return []candidate{{syntaxFault: fault, repair: []diag.Edit{remove(at(c.at, 1))}}}
}
