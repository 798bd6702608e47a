package manifest

import (
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// noSpaceAfterColon finds key:value.
func noSpaceAfterColon(c *complaint) []suspect {
	var all []suspect
	for _, l := range c.suspectLines() {
		m := gluedValue().FindStringSubmatchIndex(l.body)
		if m == nil || strings.HasPrefix(l.body[m[5]:], "://") {
			continue
		}
		key := l.body[m[4]:m[5]]
		all = append(all, suspect{
			syntaxFault: syntaxFault{
				Span:    source.Span{Start: l.start + m[4], End: l.start + m[5] + 1},
				Message: fmt.Sprintf("missing space after the colon of %q", unquote(key)),
				Label:   "a key ends in a colon and a space",
				Help:    "put a space after the colon",
			},
			repair: []diag.Edit{insert(l.start+m[5]+1, " ")},
		})
	}
	return all
}

// otherSignForColon finds key = value and the like.
func otherSignForColon(c *complaint) []suspect {
	var all []suspect
	for _, l := range c.suspectLines() {
		m := otherSign().FindStringSubmatchIndex(l.body)
		if m == nil {
			continue
		}
		sign := source.Span{Start: l.start + m[6], End: l.start + m[7]}
		all = append(all, suspect{
			syntaxFault: syntaxFault{
				Span:    sign,
				Message: fmt.Sprintf("%q used where a colon belongs", c.f.Text(sign)),
				Help:    fmt.Sprintf("write %s: and a space before the value", unquote(l.body[m[4]:m[5]])),
			},
			repair: []diag.Edit{replace(sign, ": ")},
		})
	}
	return all
}

// noColon finds a line that should be key: value and has no colon.
func noColon(c *complaint) []suspect {
	if !c.says(needsColon, extraColon, needsKey) {
		return nil
	}
	var all []suspect
	for _, l := range c.suspectLines() {
		m := keyAtStart().FindStringSubmatchIndex(l.body)
		if m == nil || m[6] >= 0 || strings.HasPrefix(l.body, "- ") && m[1] == len(l.body) {
			continue
		}
		key := l.body[m[4]:m[5]]
		all = append(all, suspect{
			syntaxFault: syntaxFault{
				Span: at(l.start+m[4], len(key)), Message: fmt.Sprintf("missing colon after %q", unquote(key)),
				Help: fmt.Sprintf("write %s: and a space before the value", unquote(key)),
			},
			repair: []diag.Edit{insert(l.start+m[5], ":")},
		})
	}
	return all
}

// colonInText finds the second colon in key: some: text.
func colonInText(c *complaint) []suspect {
	l := c.read(c.line)
	if !c.says(extraColon) || c.byteAt(c.at) != ':' || c.at < l.start || c.at >= l.end() {
		return nil
	}
	before, after := l.body[:c.at-l.start], l.body[c.at-l.start+1:]
	fault := syntaxFault{
		Span: at(c.at, 1), Message: `unquoted text contains ": "`,
		Label: "YAML takes what stands before this for a key", Help: "put the value in quotes",
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
	return []suspect{{syntaxFault: fault, repair: []diag.Edit{remove(at(c.at, 1))}}}
}

// colonWithoutKey finds a line that starts with a colon.
func colonWithoutKey(c *complaint) []suspect {
	var all []suspect
	for _, l := range c.suspectLines() {
		if l.body == ":" || strings.HasPrefix(l.body, ": ") {
			all = append(all, suspect{
				syntaxFault: syntaxFault{
					Span: at(l.start, 1), Message: `stray ":" without a key`,
					Help: "write a key before the colon, or remove the line",
				},
				repair: []diag.Edit{remove(at(l.start, len(l.body)))},
			})
		}
	}
	return all
}
