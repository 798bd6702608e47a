package manifest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// outsideBlock finds lines below a block of text that are indented less than it.
func outsideBlock(c *complaint) []candidate {
	var all []candidate
	for _, l := range c.candidateLines() {
		if lowerKey().MatchString(l.body) || len(strings.Fields(l.body)) < 3 {
			continue
		}
		indent, ok := c.blockAbove(l)
		if !ok || indent <= l.indent {
			continue
		}
		s := candidate{syntaxFault: syntaxFault{
			Span: at(l.start, len(l.body)), Message: "this line is not indented enough for the text block above",
			Label: fmt.Sprintf("this line is indented by %s, the block by %d", spaces(l.indent), indent),
			Help:  fmt.Sprintf("indent every line of the block by %s", spaces(indent)),
		}}
		for up := l; ; {
			s.repair = append(s.repair, c.indentTo(up, indent))
			next, ok := c.below(up.n)
			if !ok || lowerKey().MatchString(next.body) || next.indent >= indent || len(s.repair) >= maxLook {
				break
			}
			up = next
		}
		all = append(all, s)
	}
	return all
}

func spaces(n int) string {
	if n == 1 {
		return "1 space"
	}
	return fmt.Sprintf("%d spaces", n)
}

// indentTo replaces the indentation of a line.
func (c *complaint) indentTo(l textLine, indent int) diag.Edit {
	return replace(source.Span{Start: l.start - l.indent, End: l.start}, strings.Repeat(" ", indent))
}

// blockAbove finds the block of text (| or >) that ends at l, and its indentation.
func (c *complaint) blockAbove(l textLine) (indent int, ok bool) {
	n := l.n
	for range maxLook {
		n--
		if n < 1 {
			break
		}
		up := c.read(n)
		if up.body == "" {
			continue
		}
		if blockHeader().MatchString(up.body) {
			if indent == 0 {
				indent = keyColumn(up) + 2
			}
			return indent, true
		}
		if indent != 0 && up.indent < indent && up.indent <= l.indent {
			break
		}
		indent = up.indent
	}
	return 0, false
}

// keyColumn returns the column, from 0, at which the content of a line starts
// behind its dashes.
func keyColumn(l textLine) int {
	rest := l.body
	for strings.HasPrefix(rest, "- ") {
		rest = strings.TrimLeft(rest[2:], " ")
	}
	return l.indent + len(l.body) - len(rest)
}

// usualStep is by how much manifests indent a level.
const usualStep = 2

// wrongIndentation finds a line that stands between two levels, or deeper than
// the line above allows. It is moved to each level that is open there, with the
// lines below it.
func wrongIndentation(c *complaint) []candidate {
	l := c.read(c.line)
	if !c.says(extraColon, needsKey, needsDash, needsStart, needsColon) {
		return nil
	}
	fault, ok := c.indentationFault(l)
	if !ok {
		return nil
	}
	var all []candidate
	for _, target := range c.levels(l) {
		for _, siblings := range []bool{false, true} {
			s := candidate{syntaxFault: fault, repair: c.move(l, target, siblings)}
			if !isItem(l.body) {
				s.Help = fmt.Sprintf("indent the key by %s, like the other keys of its map", spaces(target))
			}
			all = append(all, s)
		}
	}
	return all
}

// indentationFault words what is wrong with the indentation of a line at which
// the parser stopped.
func (c *complaint) indentationFault(l textLine) (fault syntaxFault, ok bool) {
	if isItem(l.body) {
		if c.at != l.start {
			return fault, false
		}
		return syntaxFault{
			Span: at(l.start, 1), Message: "this list item is not aligned with the ones above it",
			Help: "align the dashes of the list",
		}, true
	}
	m := keyAtStart().FindStringSubmatchIndex(l.body)
	if m == nil || m[6] < 0 || c.at != l.start && c.at != l.start+m[7]-1 {
		return fault, false
	}
	span, key := at(l.start, m[5]), unquote(l.body[:m[5]])
	up, ok := c.above(l.n)
	switch {
	case !ok:
		return fault, false
	case c.says(needsDash) && c.isBesideItem(l, -1) && !isMappingItem(up, l):
		return syntaxFault{Span: span, Message: fmt.Sprintf("%q is a key among list items", key),
			Label: "the lines above are list items", Help: "start the line with a dash, or move the key out of the list"}, true
	case c.says(needsDash) && c.isBesideItem(l, -1):
		return syntaxFault{Span: span,
			Message: fmt.Sprintf("%q is aligned with the dash of a list item, not with the keys of the item", key),
			Help:    "indent the key like the other keys of the list item, or remove the dash above"}, true
	case l.indent > keyColumn(up):
		return indentedMore(span, key, keyColumn(up)), true
	}
	return syntaxFault{Span: span, Message: fmt.Sprintf("%q is not aligned with any key above it", key)}, true
}

// isMappingItem reports whether a line is part of a list item that has keys.
func isMappingItem(up, l textLine) bool {
	m := keyAtStart().FindStringSubmatchIndex(up.body)
	return up.indent > l.indent || m != nil && m[6] >= 0
}

func indentedMore(span source.Span, key string, level int) syntaxFault {
	return syntaxFault{
		Span: span, Message: fmt.Sprintf("%q is indented more than the keys beside it", key),
		Help: fmt.Sprintf("indent the key by %s", spaces(level)),
	}
}

// levels returns the indentations that are open above a line, the nearest first:
// those of dashes for a list item, else those of keys.
func (c *complaint) levels(l textLine) []int {
	var levels []int
	open := l.indent + maxLine
	n := l.n
	for range maxLook {
		up, ok := c.above(n)
		if !ok || open == 0 || len(levels) == 8 {
			break
		}
		n = up.n
		if up.indent >= open {
			continue
		}
		open = up.indent
		columns := []int{up.indent}
		if isItem(up.body) != isItem(l.body) {
			columns = columns[:0]
		}
		if isItem(up.body) && !isItem(l.body) {
			columns = append(columns, keyColumn(up))
		}
		for _, column := range columns {
			if column != l.indent && !slices.Contains(levels, column) {
				levels = append(levels, column)
			}
		}
	}
	return levels
}

// move indents a line and all that is indented below it to another level, with
// the lines beside it if siblings is set.
func (c *complaint) move(l textLine, level int, siblings bool) []diag.Edit {
	edits := []diag.Edit{c.indentTo(l, level)}
	for n := l.n; len(edits) < maxLook; {
		below, ok := c.below(n)
		if !ok || below.indent < l.indent ||
			below.indent == l.indent && (!siblings || isItem(below.body) != isItem(l.body)) {
			break
		}
		if isItem(l.body) && !siblings && below.indent <= level+2 {
			break
		}
		edits = append(edits, c.indentTo(below, level+below.indent-l.indent))
		n = below.n
	}
	return edits
}

// tabFault finds the tab that the parser complains about.
func (c *complaint) tabFault() (syntaxFault, bool) {
	if c.byteAt(c.at) == '\t' && c.says("found character that cannot start any token", "found a tab character") {
		return c.tabAt(c.at), true
	}
	last := min(c.line+maxLook, c.f.Lines())
	switch {
	case c.says("found character that cannot start any token"):
		if fault, ok := c.tabAfterDash(); ok {
			return fault, true
		}
		last = c.line // where the file ends after the tab, the parser complains about what comes next
	case !c.says("found a tab character"):
		return syntaxFault{}, false
	}
	for n := c.line; n <= last; n++ {
		l := c.read(n)
		if i := bytes.IndexByte(c.f.Data[l.start-l.indent:l.start], '\t'); i >= 0 {
			return c.tabAt(l.start - l.indent + i), true
		}
	}
	return syntaxFault{}, false
}

// tabAfterDash finds a tab between the dash of a list item and its value.
func (c *complaint) tabAfterDash() (syntaxFault, bool) {
	line := c.f.LineSpan(c.line)
	dash := false
	for at := line.Start; at < line.End; at++ {
		switch c.byteAt(at) {
		case ' ':
		case '-':
			dash = true
		case '\t':
			fault := c.tabAt(at)
			fault.Message, fault.Help = "tab used after a dash", "replace the tab with one space"
			return fault, dash
		default:
			return syntaxFault{}, false
		}
	}
	return syntaxFault{}, false
}

func (c *complaint) tabAt(offset int) syntaxFault {
	end := offset
	for c.byteAt(end) == '\t' {
		end++
	}
	help := "remove the tab"
	if indent := c.indentInSpaces(c.f.Position(offset).Line); indent > 0 {
		help = fmt.Sprintf("indent the line by %s", spaces(indent))
	}
	return syntaxFault{Span: source.Span{Start: offset, End: end}, Message: "tab used for indentation",
		Label: "tab", Help: help}
}

// indentInSpaces returns by how many spaces a line with tabs should be indented:
// below a key without a value, one level deeper; else like the nearest open level
// at which an editor shows the line.
func (c *complaint) indentInSpaces(line int) int {
	l := c.read(line)
	up, ok := c.above(line)
	if !ok {
		return 0
	}
	if strings.HasSuffix(up.body, ":") {
		return keyColumn(up) + usualStep
	}
	indentation := c.f.Data[l.start-l.indent : l.start]
	tabs := bytes.Count(indentation, []byte("\t"))
	l.indent = maxLine
	levels := c.levels(l)
	for _, level := range levels {
		for _, width := range []int{usualStep, 4, 8} {
			if tabs*width+len(indentation)-tabs == level {
				return level
			}
		}
	}
	return append(levels, 0)[0]
}
