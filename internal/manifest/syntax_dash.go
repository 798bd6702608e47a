package manifest

import (
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// otherSignForDash finds list items that start with a bullet of prose.
func otherSignForDash(c *complaint) []suspect {
	var all []suspect
	for _, l := range c.suspectLines() {
		m := otherBullet().FindStringSubmatchIndex(l.body)
		if m == nil {
			continue
		}
		bullet := at(l.start, m[3])
		all = append(all, suspect{
			syntaxFault: syntaxFault{
				Span: bullet, Message: fmt.Sprintf("%q used as a bullet", c.f.Text(bullet)),
				Help: "start a list item with a dash and a space",
			},
			repair: []diag.Edit{replace(bullet, "-")},
		})
	}
	return all
}

// noSpaceAfterDash finds -item.
func noSpaceAfterDash(c *complaint) []suspect {
	var all []suspect
	for _, l := range c.suspectLines() {
		if len(l.body) < 2 || l.body[0] != '-' || strings.IndexByte(" -", l.body[1]) >= 0 {
			continue
		}
		all = append(all, suspect{
			syntaxFault: syntaxFault{
				Span: at(l.start, 1), Message: "missing space after the dash",
				Help: "put a space between the dash and the list item",
			},
			repair: []diag.Edit{insert(l.start+1, " ")},
		})
	}
	return all
}

// noDash finds a line below list items, in line with their dashes: text, or the
// first key of a mapping whose other keys are indented below it.
func noDash(c *complaint) []suspect {
	var all []suspect
	for _, l := range c.suspectLines() {
		if isItem(l.body) || !c.isBelowItem(l) {
			continue
		}
		word := l.body
		if m := keyAtStart().FindStringSubmatchIndex(l.body); m != nil && m[6] >= 0 {
			below, ok := c.below(l.n)
			if !ok || below.indent != l.indent+2 || m[1] == len(l.body) {
				continue
			}
			word = l.body[m[4]:m[5]]
		}
		all = append(all, suspect{
			syntaxFault: syntaxFault{
				Span: at(l.start, len(word)), Message: fmt.Sprintf("missing dash before %q", unquote(word)),
				Label: "the lines above are list items", Help: "start the list item with a dash and a space",
			},
			repair: []diag.Edit{insert(l.start, "- ")},
		})
	}
	return all
}

func isItem(body string) bool { return body == "-" || strings.HasPrefix(body, "- ") }

// isBelowItem reports whether the nearest line above that is indented no more
// starts with a dash in line with l.
func (c *complaint) isBelowItem(l textLine) bool {
	up, ok := c.aboveAtMost(l)
	return ok && up.indent == l.indent && isItem(up.body)
}

// aboveAtMost returns the nearest line above that is indented no more than l.
func (c *complaint) aboveAtMost(l textLine) (textLine, bool) {
	n := l.n
	for range maxLook {
		up, ok := c.above(n)
		if !ok {
			break
		}
		if up.indent <= l.indent {
			return up, true
		}
		n = up.n
	}
	return textLine{}, false
}

// valueAndList finds a list below a key that already has a value.
func valueAndList(c *complaint) []suspect {
	l := c.read(c.line)
	if !isItem(l.body) || c.at != l.start {
		return nil
	}
	up, ok := c.above(l.n)
	if !ok || keyColumn(up) >= l.indent {
		return nil
	}
	m := keyAtStart().FindStringSubmatchIndex(up.body)
	if m == nil || m[6] < 0 || m[1] == len(up.body) {
		return nil
	}
	key := unquote(up.body[m[4]:m[5]])
	return []suspect{{
		syntaxFault: syntaxFault{
			Span: at(l.start, 1), Message: fmt.Sprintf("%q cannot hold both a value and a list", key),
			Help: fmt.Sprintf("remove the value behind %s: or the list below it", key),
		},
		repair: []diag.Edit{remove(source.Span{Start: up.start + m[1], End: up.end()})},
		hides:  true,
	}}
}

// listItemAmongKeys finds a dash in line with keys.
func listItemAmongKeys(c *complaint) []suspect {
	l := c.read(c.line)
	if !isItem(l.body) || c.at != l.start || !c.says(needsKey) {
		return nil
	}
	fault := syntaxFault{
		Span: at(l.start, 1), Message: "a list item among keys",
		Label: "the lines above are keys", Help: "remove the dash, or indent the list below its key",
	}
	return []suspect{
		{syntaxFault: fault, repair: []diag.Edit{remove(at(l.start, min(2, len(l.body))))}},
		{syntaxFault: fault, repair: []diag.Edit{remove(at(l.start, len(l.body)))}, hides: true},
	}
}
