package manifest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// openQuote returns the index of a quote that opens a value on the line and is
// not closed on it, or -1.
func openQuote(body string) int {
	for i := 0; i < len(body); i++ {
		b := body[i]
		starts := i == 0 || strings.IndexByte(" \t[{,", body[i-1]) >= 0
		switch {
		case b == '#' && starts && i > 0 && body[i-1] != ',':
			return -1
		case (b == '"' || b == '\'') && opensValue(body[:i]):
			end := closingQuote(body[i:])
			if end < 0 {
				return i
			}
			i += end
		}
	}
	return -1
}

// opensValue reports whether what follows this text starts a key or value.
func opensValue(before string) bool {
	before = strings.TrimRight(before, " \t")
	return before == "" || strings.IndexByte(":-[{,", before[len(before)-1]) >= 0
}

// closingQuote returns the index of the quote that closes the one text starts
// with, or -1.
func closingQuote(text string) int {
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && text[0] == '"':
			i++
		case text[i] != text[0]:
		case text[0] == '\'' && i+1 < len(text) && text[i+1] == '\'':
			i++
		default:
			return i
		}
	}
	return -1
}

// unclosedQuote looks upwards for a line that opens a quote and does not close it.
// The quote may belong before a comment, a closing bracket or a colon.
func unclosedQuote(c *complaint) []candidate {
	var all []candidate
	for n := c.line; n >= max(1, c.line-maxLook) && len(all) < 12; n-- {
		l := c.read(n)
		open := openQuote(l.body)
		if open < 0 {
			continue
		}
		s := candidate{syntaxFault: unclosedQuoteFault(l.start + open)}
		quote := l.body[open : open+1]
		rest := l.body[open+1:]
		ends := []int{len(rest)}
		if i := strings.Index(rest, " #"); i >= 0 {
			ends = append(ends, len(strings.TrimRight(rest[:i], " ")))
		}
		ends = append(ends, len(strings.TrimRight(rest, "]}, ")))
		ends = append(ends, strings.IndexByte(rest, ','), strings.IndexByte(rest, ':'))
		for _, end := range ends {
			if end >= 0 {
				s.repair = []diag.Edit{insert(l.start+open+1+end, quote)}
				all = append(all, s)
			}
		}
	}
	return all
}

func unclosedQuoteFault(offset int) syntaxFault {
	return syntaxFault{
		Span: at(offset, 1), Message: "the quote opened here is never closed",
		Label: "opened here", Help: "add the same quote at the end of the text",
	}
}

// placeholderFirst finds a {{token}} in an unquoted value where YAML reads a
// mapping: at the start of the value, and anywhere in it between brackets.
func placeholderFirst(c *complaint) []candidate {
	var all []candidate
	for n := c.line; n >= max(1, c.line-1); n-- {
		l := c.read(n)
		for _, inBrackets := range []bool{false, true} {
			values := placeholders(l.body, inBrackets)
			if len(values) == 0 {
				continue
			}
			token := l.start + values[0].Start + strings.Index(l.body[values[0].Start:], "{{")
			s := candidate{syntaxFault: unquotedToken(token)}
			if values[0].Start+l.start < token {
				s.Message, s.Label = `unquoted value contains "{{"`, "between brackets, YAML reads {{ as the start of a map"
			}
			for _, v := range values {
				s.repair = append(s.repair, replace(source.Span{Start: l.start + v.Start, End: l.start + v.End}, "x"))
			}
			all = append(all, s)
			if last := s.repair[len(s.repair)-1].Span; last.End == l.end() && n < c.f.Lines() { // the value goes on
				s.repair = append(slices.Clone(s.repair[:len(s.repair)-1]),
					replace(source.Span{Start: last.Start, End: c.read(n + 1).end()}, "x"))
				all = append(all, s)
			}
		}
	}
	return all
}

// placeholders returns the unquoted values of a line in which a {{token}} is where
// YAML reads a mapping.
func placeholders(body string, inBrackets bool) []source.Span {
	var values []source.Span
	brackets := 0
	for i := 0; i < len(body); i++ {
		switch b := body[i]; {
		case (b == '"' || b == '\'') && opensValue(body[:i]):
			end := closingQuote(body[i:])
			if end < 0 {
				return values
			}
			i += end
		case strings.HasPrefix(body[i:], "{{"):
			inside := inBrackets || brackets > 0
			start := i
			if inside {
				start = valueStart(body, i)
			}
			if !opensValue(body[:start]) {
				return values
			}
			end := valueEnd(body, i, inside)
			values = append(values, source.Span{Start: start, End: end})
			i = end - 1
		case (b == '[' || b == '{') && opensValue(body[:i]):
			brackets++
		case (b == ']' || b == '}') && brackets > 0:
			brackets--
		case b == '#' && i > 0 && body[i-1] == ' ':
			return values
		}
	}
	return values
}

// valueStart returns where the value between brackets starts that has something
// at an index.
func valueStart(body string, at int) int {
	start := at
	for start > 0 && strings.IndexByte(",[{", body[start-1]) < 0 && !strings.HasSuffix(body[:start], ": ") {
		start--
	}
	for start < at && body[start] == ' ' {
		start++
	}
	return start
}

// valueEnd returns where a value ends that has a {{token}} at an index: before a
// comma or bracket between brackets, before the colon of a key, a comment, or the
// end of the line.
func valueEnd(body string, at int, inBrackets bool) int {
	for i := at; i < len(body); i++ {
		if strings.HasPrefix(body[i:], "{{") {
			if end := strings.Index(body[i:], "}}"); end > 0 {
				i += end + 1
				continue
			}
		}
		ends := inBrackets && strings.IndexByte(",]}", body[i]) >= 0 || strings.HasPrefix(body[i:], " #") ||
			body[i] == ':' && (i+1 == len(body) || body[i+1] == ' ')
		if ends {
			return i
		}
	}
	return len(body)
}

func unquotedToken(start int) syntaxFault {
	return syntaxFault{
		Span: at(start, len("{{")), Message: `unquoted value starts with "{{"`,
		Label: "YAML reads {{ as the start of a map", Help: "put the value in double quotes",
	}
}

func closerOf(opener byte) string {
	if opener == '[' {
		return "]"
	}
	return "}"
}

// unclosedBracket finds a bracket that is not closed on its line, or not before
// the place where the parser gave up.
func unclosedBracket(c *complaint) []candidate {
	var all []candidate
	add := func(opener, closeAt int, closers string) {
		if closeAt > opener {
			all = append(all, candidate{
				syntaxFault: unclosedBracketFault(c.byteAt(opener), opener),
				repair:      []diag.Edit{insert(closeAt, closers)},
			})
		}
	}
	for n := c.line; n >= max(1, c.line-maxLook) && len(all) < 8; n-- {
		l := c.read(n)
		open := openBrackets(l.body)
		end := len(l.body)
		if i := commentStart([]byte(l.body)); i >= 0 {
			end = len(strings.TrimRight(l.body[:i], " \t"))
		}
		for closers := ""; len(open) > 0 && len(closers) < 8; open = open[:len(open)-1] {
			opener := l.start + open[len(open)-1]
			closers += closerOf(c.byteAt(opener))
			add(opener, l.start+end, closers)
			if comment := l.body[end:]; strings.Contains(comment, closers) { // the bracket is there, behind a #
				hash := end + strings.IndexByte(comment, '#')
				all[len(all)-1].syntaxFault = hiddenBracketFault(c.byteAt(opener), l.start+hash, len(l.body)-hash)
			}
		}
	}
	if !c.says(needsBracket, needsBrace) || c.context < 0 {
		return all
	}
	closer := closerOf(c.byteAt(c.context))
	add(c.context, c.at, closer)
	if up, ok := c.above(c.line); ok {
		add(c.context, up.end(), closer)
	}
	add(c.context, c.read(c.line).end(), closer)
	return all
}

func unclosedBracketFault(opener byte, offset int) syntaxFault {
	return syntaxFault{
		Span: at(offset, 1), Message: fmt.Sprintf("\"%c\" is never closed", opener),
		Label: "opened here", Help: fmt.Sprintf("add the closing bracket %s", closerOf(opener)),
	}
}

// hiddenBracketFault is a comment that contains the closing bracket.
func hiddenBracketFault(opener byte, offset, size int) syntaxFault {
	return syntaxFault{
		Span: at(offset, size), Message: fmt.Sprintf("the closing bracket %s is in a comment", closerOf(opener)),
		Label: "YAML reads a # after a space as the start of a comment",
		Help:  "put the value that contains the # in quotes, or close the bracket before the #",
	}
}

// openBrackets returns the indexes of the brackets that open a value on a line
// and are not closed on it.
func openBrackets(body string) []int {
	var open []int
	for i := 0; i < len(body); i++ {
		switch b := body[i]; {
		case (b == '"' || b == '\'') && opensValue(body[:i]):
			end := closingQuote(body[i:])
			if end < 0 {
				return nil
			}
			i += end
		case b == '#' && i > 0 && body[i-1] == ' ':
			i = len(body)
		case (b == '[' || b == '{') && opensValue(body[:i]):
			open = append(open, i)
		case (b == ']' || b == '}') && len(open) > 0:
			open = open[:len(open)-1]
		}
	}
	return open
}

// noComma finds two things inside brackets without a comma between them.
func noComma(c *complaint) []candidate {
	if !c.says(needsBracket, needsBrace) || c.at >= len(c.f.Data) {
		return nil
	}
	l := c.read(c.line)
	var all []candidate
	for _, start := range []int{c.at, l.start} {
		rest := l.body[min(max(start-l.start, 0), len(l.body)):]
		thing := firstThing(rest)
		glued := start > 0 && strings.IndexByte(`"'`, c.byteAt(start-1)) >= 0 && thing != ";"
		if thing == "" || glued {
			continue
		}
		s := candidate{
			syntaxFault: syntaxFault{
				Span: at(start, len(thing)), Message: fmt.Sprintf("missing comma before %q", unquote(thing)),
				Help: "put a comma between the two items",
			},
			repair: []diag.Edit{insert(start, ", ")},
		}
		if thing == ";" || thing == "|" {
			s.Message = fmt.Sprintf("%q used where a comma belongs", thing)
			s.Help = "use a comma"
			s.repair = []diag.Edit{replace(s.Span, ",")}
		}
		all = append(all, s)
	}
	return all
}

// firstThing returns the bracket, quoted text or word that a text starts with.
func firstThing(text string) string {
	if text == "" || strings.IndexByte(",]}", text[0]) >= 0 {
		return ""
	}
	if text[0] == '"' || text[0] == '\'' {
		return text[:closingQuote(text)+1]
	}
	if end := strings.IndexAny(text, " \t,:[]{}"); end > 0 {
		return text[:end]
	}
	if strings.IndexByte("[{:", text[0]) >= 0 {
		return text[:1]
	}
	return text
}

// textAfterValue finds text behind a closing quote or bracket.
func textAfterValue(c *complaint) []candidate {
	if !c.says(needsKey, needsDash, needsBracket, needsBrace, needsStart) {
		return nil
	}
	l := c.read(c.line)
	i := c.at - l.start
	if i <= 0 || i >= len(l.body) {
		return nil
	}
	before, rest := strings.TrimRight(l.body[:i], " \t"), l.body[i:]
	if before == "" || strings.IndexByte(`"']}`, before[len(before)-1]) < 0 || strings.IndexByte("]}", rest[0]) >= 0 {
		return nil
	}
	if end := commentStart([]byte(rest)); end > 0 {
		rest = strings.TrimRight(rest[:end], " \t")
	}
	if c.says(needsBracket, needsBrace) {
		if end := strings.IndexAny(rest, ",]}"); end > 0 {
			rest = rest[:end]
		}
	}
	fault := syntaxFault{Span: at(c.at, len(rest)), Message: "unexpected text after the closing quote",
		Label: "not part of the value"}
	switch last := before[len(before)-1]; {
	case last == ']' || last == '}':
		fault.Message = fmt.Sprintf("unexpected text after \"%c\"", last)
		fault.Help = "remove this text, or put the whole value in quotes"
	case rest[0] == ',':
		fault.Help = "remove the comma; commas separate values only inside brackets"
	case last == '\'' && !strings.HasPrefix(l.body[i-1:], "' "):
		fault.Help = "inside single quotes, write an apostrophe as '', or use double quotes"
	case last == '"' && strings.Contains(rest, `"`):
		fault.Help = `inside double quotes, write a double quote as \", or use single quotes`
	default:
		fault.Help = "remove this text, or move the closing quote to the end of the line"
	}
	return []candidate{{syntaxFault: fault, repair: []diag.Edit{remove(fault.Span)}}}
}
