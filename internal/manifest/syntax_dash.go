package manifest

import (
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
)

// noDash finds a list item that does not start with a dash and a space.
func noDash(c *complaint) []candidate {
	var all []candidate
	for _, l := range c.candidateLines() {
		if len(l.body) > 1 && l.body[0] == '-' && strings.IndexByte(" -", l.body[1]) < 0 {
			all = append(all, candidate{
				syntaxFault: syntaxFault{
					Span: at(l.start, 1), Message: "missing space after the dash",
					Help: "put a space between the dash and the list item",
				},
				repair: []diag.Edit{insert(l.start+1, " ")},
			})
		} else if start := c.dashless(l); start != "" {
			all = append(all, candidate{
				syntaxFault: syntaxFault{
					Span: at(l.start, len(start)), Message: fmt.Sprintf("missing dash before %q", unquote(start)),
					Label: "this is a list item", Help: "start the item with a dash and a space",
				},
				repair: c.asItem(l),
			})
		}
	}
	return all
}

// dashless returns what a list item without a dash starts with: text below the
// dashes of other items, or a key with the other keys of its item indented below.
func (c *complaint) dashless(l textLine) string {
	m := keyAtStart().FindStringSubmatchIndex(l.body)
	switch below, ok := c.below(l.n); {
	case isItem(l.body):
	case m == nil || m[6] < 0:
		if c.isBesideItem(l, -1) {
			return l.body
		}
	case !ok || m[1] == len(l.body):
	case below.indent == l.indent+usualStep:
		// The keys of a parameter start with "key", even where it is the only one.
		if key := l.body[m[4]:m[5]]; key == "key" || c.isBesideItem(l, -1) || c.isBesideItem(l, 1) {
			return key
		}
	case below.indent == l.indent && c.isBesideItem(l, -1) && c.repeatsKey(l):
		return l.body[m[4]:m[5]]
	case isItem(below.body) && below.indent == l.indent && c.isBesideItem(l, -1):
		return l.body[m[4]:m[5]]
	}
	return ""
}

// asItem puts a dash before a line, and below it the lines that are aligned with it.
func (c *complaint) asItem(l textLine) []diag.Edit {
	edits := []diag.Edit{insert(l.start, "- ")}
	for n := l.n; len(edits) < maxLook; {
		below, ok := c.below(n)
		if !ok || below.indent != l.indent || isItem(below.body) || !c.repeatsKey(l) {
			break
		}
		edits, n = append(edits, insert(below.start, "  ")), below.n
	}
	return edits
}

// repeatsKey reports whether the item above a line has the key of the line already.
func (c *complaint) repeatsKey(l textLine) bool {
	m := keyAtStart().FindStringSubmatch(l.body)
	for n := l.n; m != nil; {
		up, ok := c.above(n)
		if !ok || up.indent < l.indent {
			return false
		}
		if key := keyAtStart().FindStringSubmatch(up.body); key != nil && key[2] == m[2] {
			return true
		}
		if up.indent == l.indent {
			return false
		}
		n = up.n
	}
	return false
}

// dedentedList finds a list that is indented less than its key.
func dedentedList(c *complaint) []candidate {
	l := c.read(c.line)
	up, ok := c.above(l.n)
	m := keyAtStart().FindStringSubmatchIndex(up.body)
	if !ok || !isItem(l.body) || l.indent >= keyColumn(up) || m == nil || m[6] < 0 || m[1] != len(up.body) {
		return nil
	}
	indent := keyColumn(up) + usualStep
	return []candidate{{
		syntaxFault: syntaxFault{
			Span:    at(l.start, 1),
			Message: fmt.Sprintf("the list is indented less than its key %q", unquote(up.body[m[4]:m[5]])),
			Help:    fmt.Sprintf("indent the dashes of the list by %s", spaces(indent)),
		},
		repair: c.move(l, indent, true),
	}}
}

func isItem(body string) bool { return body == "-" || strings.HasPrefix(body, "- ") }

// isBesideItem reports whether the nearest line above (step -1) or below (1) that
// is indented no more than l is a list item with the same indentation.
func (c *complaint) isBesideItem(l textLine, step int) bool {
	last := 1
	if step > 0 {
		last = c.f.Lines()
	}
	n := l.n
	for range maxLook {
		next, ok := c.next(n, step, last)
		if !ok || next.indent <= l.indent {
			return ok && next.indent == l.indent && isItem(next.body)
		}
		n = next.n
	}
	return false
}
