package manifest

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/source"
)

// translations say for each complaint of the parser what it means to a person.
// The first whose text starts the complaint is used.
var translations = []struct {
	text string
	say  func(*complaint) syntaxFault
}{
	{"found character that cannot start any token", (*complaint).reservedStart},
	{"did not find expected alphabetic or numeric character", (*complaint).bareAnchor},
	{"unknown anchor ", (*complaint).unknownAnchor},
	{"found unknown escape character", (*complaint).unknownEscape},
	{"did not find expected hexdecimal number", (*complaint).shortEscape},
	{"found invalid Unicode character escape code", (*complaint).invalidEscape},
	{"found unexpected end of stream", (*complaint).quoteToTheEnd},
	{"found unexpected document indicator", (*complaint).quoteToTheEnd},
	{needsBracket, (*complaint).bracket},
	{needsBrace, (*complaint).bracket},
	{"did not find expected node content", (*complaint).noContent},
	{needsKey, (*complaint).notAKey},
	{needsDash, (*complaint).notAnItem},
	{needsColon, (*complaint).lineWithoutColon},
	{needsStart, (*complaint).afterTheEnd},
	{extraColon, (*complaint).colonOutOfPlace},
	{"block sequence entries are not allowed", (*complaint).listOnKeyLine},
	{"mapping keys are not allowed", (*complaint).questionMark},
	{"found an indentation indicator equal to 0", (*complaint).zeroIndentation},
	{"exceeded max depth", (*complaint).tooDeep},
	{"found undefined tag handle", (*complaint).undefinedTag},
	{"could not find expected directive name", (*complaint).percentLine},
	{"found unknown directive name", (*complaint).percentLine},
	{"found unexpected non-alphabetical character", (*complaint).percentLine},
	{"did not find expected whitespace or line break", (*complaint).badTag},
	{"did not find expected whitespace", (*complaint).percentLine},
	{"did not find expected comment or line break", (*complaint).afterHeader},
	{"did not find the expected '>'", (*complaint).badTag},
	{"did not find expected '!'", (*complaint).badTag},
	{"did not find expected tag URI", (*complaint).badTag},
	{"did not find URI escaped octet", (*complaint).badTag},
	{"found an incorrect leading UTF-8 octet", (*complaint).badTag},
	{"found an incorrect trailing UTF-8 octet", (*complaint).badTag},
}

// translate says what the parser's complaint means, at the parser's place.
func (c *complaint) translate() syntaxFault {
	for _, t := range translations {
		if strings.HasPrefix(c.text, t.text) {
			return t.say(c)
		}
	}
	return syntaxFault{
		Span: c.character(c.at), Message: "this text is not valid YAML",
		Help: fmt.Sprintf("check the quotes, colons and indentation near this place; the parser reports: %s",
			singleLine(c.text)),
	}
}

func singleLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// from returns where the thing starts that the parser was reading.
func (c *complaint) from() int {
	if c.context >= 0 {
		return c.context
	}
	return c.at
}

// rest returns the span from an offset to the end of the text on its line,
// before a comment.
func (c *complaint) rest(offset int) source.Span {
	line := c.f.LineSpan(c.f.Position(offset).Line)
	text := c.f.Data[min(offset, line.End):line.End]
	if len(text) > maxLine {
		return at(offset, 0)
	}
	if i := commentStart(text); i > 0 {
		text = text[:i]
	}
	return at(offset, len(bytes.TrimRight(text, " \t")))
}

// word returns the span from an offset to the next blank.
func (c *complaint) word(offset int) source.Span {
	s := c.rest(offset)
	if i := bytes.IndexAny(c.f.Data[s.Start:s.End], " \t"); i > 0 {
		s.End = s.Start + i
	}
	return s
}

const quoteIt = "put the value in quotes"

func (c *complaint) startsWith(s source.Span) syntaxFault {
	return syntaxFault{
		Span: s, Message: fmt.Sprintf("unquoted value starts with \"%s\"", singleLine(c.f.Text(s))),
		Label: "YAML reserves this character", Help: quoteIt,
	}
}

func (c *complaint) reservedStart() syntaxFault { return c.startsWith(c.character(c.at)) }

// bareAnchor is a * or & that no name follows.
func (c *complaint) bareAnchor() syntaxFault {
	place := c.from()
	if b := c.byteAt(place); b != '*' && b != '&' {
		l := c.read(c.line)
		for i := range len(l.body) {
			if (l.body[i] == '*' || l.body[i] == '&') && opensValue(l.body[:i]) {
				place = l.start + i
				break
			}
		}
	}
	return c.startsWith(c.character(place))
}

func (c *complaint) unknownAnchor() syntaxFault {
	name, _, _ := strings.Cut(strings.TrimPrefix(c.text, "unknown anchor '"), "' referenced")
	return syntaxFault{
		Span: at(c.at, len("*")+len(name)), Message: fmt.Sprintf("%q refers to an anchor that does not exist", "*"+name),
		Help: "put the value in quotes if the * is part of the text; otherwise write the value itself instead of the alias",
	}
}

// escape returns the offset of the backslash that the parser stumbled over.
func (c *complaint) escape() int {
	back := c.f.Data[max(0, c.at-2):min(c.at+1, len(c.f.Data))]
	if i := bytes.LastIndexByte(back, '\\'); i >= 0 {
		return max(0, c.at-2) + i
	}
	return c.at
}

const backslashHelp = `write \\ for a backslash, or use single quotes`

func (c *complaint) unknownEscape() syntaxFault {
	place, help := c.escape(), backslashHelp
	if c.byteAt(place) != '\\' {
		if at := c.escapedSlash(place); at >= 0 {
			place, help = at, "write / without a backslash"
		}
	}
	span := source.Span{Start: place, End: c.character(place + 1).End}
	return syntaxFault{
		Span: span, Message: fmt.Sprintf(`unknown escape "%s" in double quotes`, singleLine(c.f.Text(span))),
		Help: help,
	}
}

// escapedSlash returns the offset of the first \/ from an offset on, or -1.
// JSON and YAML 1.2 have this escape, so the exact parser accepts it.
func (c *complaint) escapedSlash(from int) int {
	for at := from; at+1 < len(c.f.Data); at++ {
		if c.f.Data[at] != '\\' {
			continue
		}
		if c.f.Data[at+1] == '/' {
			return at
		}
		at++
	}
	return -1
}

func (c *complaint) shortEscape() syntaxFault {
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}
	place := c.escape()
	kind := c.byteAt(place + 1)
	return syntaxFault{
		Span:    at(place, 2),
		Message: fmt.Sprintf(`incomplete escape "%s" in double quotes`, singleLine(c.f.Text(within(c.f, at(place, 2))))),
		Label:   fmt.Sprintf("%d hexadecimal digits must follow", digits[kind]), Help: backslashHelp,
	}
}

func (c *complaint) invalidEscape() syntaxFault {
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}
	place := c.escape()
	span := within(c.f, at(place, 2+digits[c.byteAt(place+1)]))
	return syntaxFault{
		Span: span, Message: fmt.Sprintf(`the escape "%s" does not stand for a character`, singleLine(c.f.Text(span))),
		Help: "write the character itself",
	}
}

func (c *complaint) quoteToTheEnd() syntaxFault { return unclosedQuoteFault(c.from()) }

func (c *complaint) bracket() syntaxFault {
	if c.context >= 0 && c.atCloser() {
		opener := c.byteAt(c.context)
		return syntaxFault{
			Span: at(c.at, 1), Message: fmt.Sprintf("\"%c\" is closed by \"%c\"", opener, c.byteAt(c.at)),
			Help: fmt.Sprintf("use %s as the closing bracket", closerOf(opener)),
		}
	}
	if c.context >= 0 && c.at < len(c.f.Data) && c.line == c.f.Position(c.context).Line {
		return syntaxFault{
			Span: c.word(c.at),
			Message: fmt.Sprintf("expected a comma or \"%s\" here",
				closerOf(c.byteAt(c.context))),
			Help: "separate the values with commas, and put text with special characters in quotes",
		}
	}
	opener := byte('{')
	if c.says(needsBracket) {
		opener = '['
	}
	return unclosedBracketFault(opener, c.from())
}

// noContent is a sign where a value belongs.
func (c *complaint) noContent() syntaxFault {
	before := bytes.TrimRight(c.f.Data[max(0, c.at-maxLine):min(c.at, len(c.f.Data))], " \t\r\n")
	var last byte
	if len(before) > 0 {
		last = before[len(before)-1]
	}
	fault := syntaxFault{Span: c.character(c.at)}
	switch b := c.byteAt(c.at); {
	case b == ']' || b == '}':
		return c.closesNothing()
	case b == ',' && last == ',':
		fault.Message, fault.Help = "a value is missing between two commas", "remove one of the commas"
	case b == ',' && (last == '[' || last == '{'):
		fault.Message, fault.Help = "a value is missing before the comma", "remove the comma, or write a value before it"
	case b == '-':
		fault.Message, fault.Help = `"-" used inside brackets`, "separate the values with commas instead of dashes"
	case b == 0 || b == '\n' || b == '\r':
		fault.Message, fault.Help = "a value is missing here", "write the value"
	default:
		return c.startsWith(fault.Span)
	}
	return fault
}

func (c *complaint) closesNothing() syntaxFault {
	s := c.character(c.at)
	return syntaxFault{
		Span: s, Message: fmt.Sprintf("%q has no matching opening bracket", c.f.Text(s)),
		Label: "no bracket is open here", Help: "remove the bracket, or write the opening bracket where the list or map " +
			"starts",
	}
}

func (c *complaint) atCloser() bool { b := c.byteAt(c.at); return b == ']' || b == '}' }

func (c *complaint) notAKey() syntaxFault {
	switch s := c.word(c.at); {
	case c.atCloser():
		return c.closesNothing()
	case s.Len() == 0:
		return c.generic("a key is missing here", "write key: value")
	case c.f.Text(s) == "-":
		return syntaxFault{
			Span: s, Message: "unexpected list item among keys", Label: "the lines above are keys",
			Help: "remove the dash, or move the list below a key that has no value",
		}
	default:
		return syntaxFault{
			Span: s, Message: fmt.Sprintf("expected a key, not \"%s\"", singleLine(c.f.Text(s))),
			Help: "check the indentation of this line, and the quotes and brackets above",
		}
	}
}

func (c *complaint) notAnItem() syntaxFault {
	switch s := c.word(c.at); {
	case c.atCloser():
		return c.closesNothing()
	case s.Len() == 0:
		return c.generic("a list item is missing here", "write a dash, a space and the item")
	default:
		return syntaxFault{
			Span: s, Message: fmt.Sprintf("expected a list item, not \"%s\"", singleLine(c.f.Text(s))),
			Help: "start the item with a dash, or check the indentation of this line and the quotes and brackets above",
		}
	}
}

func (c *complaint) lineWithoutColon() syntaxFault {
	fault := syntaxFault{
		Span: c.rest(c.from()), Message: "this line has no colon",
		Help: "write key: value; start a comment with #; if a value has several lines, write | after the key",
	}
	if text := singleLine(c.f.Text(fault.Span)); text != "" && len(text) <= 80 {
		fault.Message = fmt.Sprintf("missing colon in \"%s\"", text)
	}
	return fault
}

func (c *complaint) afterTheEnd() syntaxFault {
	if c.atCloser() {
		return c.closesNothing()
	}
	return syntaxFault{
		Span: c.rest(c.at), Message: "unexpected text after the end of the document",
		Help: "remove this text, or check the indentation of the lines above",
	}
}

func (c *complaint) colonOutOfPlace() syntaxFault {
	return c.generic(`unexpected ":"`,
		"put the value in quotes, or check the indentation of this line and the one above")
}

func (c *complaint) generic(message, help string) syntaxFault {
	return syntaxFault{Span: c.character(c.at), Message: message, Help: help}
}

func (c *complaint) listOnKeyLine() syntaxFault {
	return c.generic("a list cannot start on the same line as its key",
		"put each list item on its own line below the key, or write [a, b]")
}

func (c *complaint) questionMark() syntaxFault {
	f := c.startsWith(c.character(c.at))
	f.Message = `unquoted value starts with "? "`
	return f
}

func (c *complaint) zeroIndentation() syntaxFault {
	return c.generic(`"0" is not a valid indentation for a text block`, "remove the 0")
}

func (c *complaint) tooDeep() syntaxFault {
	return c.generic("values are nested too deeply", "close the brackets, or remove empty levels")
}

func (c *complaint) undefinedTag() syntaxFault {
	place := c.at
	if c.byteAt(place) != '!' {
		if i := bytes.IndexByte(c.f.Data[place:c.rest(place).End], '!'); i >= 0 {
			place += i
		}
	}
	s := c.word(place)
	text := c.f.Text(s)
	if i := strings.IndexByte(text[min(1, len(text)):], '!'); i >= 0 {
		s.End = s.Start + 1 + i + 1
	}
	return syntaxFault{
		Span: s, Message: fmt.Sprintf("undefined tag \"%s\"", singleLine(c.f.Text(s))),
		Help: "put the value in quotes if the ! is part of the text; otherwise remove the tag",
	}
}

// directive returns the span of the first word of the line, a % directive.
func (c *complaint) directive() source.Span {
	place := c.read(c.f.Position(c.from()).Line).start
	return c.word(place)
}

func (c *complaint) percentLine() syntaxFault {
	s := c.directive()
	return syntaxFault{
		Span: c.character(s.Start), Message: `this line starts with "%"`,
		Label: "YAML reserves lines that start with %", Help: "remove the line, or put the text in quotes and indent the " +
			"line",
	}
}

// afterHeader is text behind a | or >, or behind a directive.
func (c *complaint) afterHeader() syntaxFault {
	header := c.byteAt(c.from())
	if header != '|' && header != '>' {
		return c.percentLine()
	}
	return syntaxFault{
		Span: c.rest(c.at), Message: fmt.Sprintf("unexpected text after \"%c\"", header),
		Label: "the text belongs on the lines below",
		Help: fmt.Sprintf("put the text on the lines below and indent it; if the %c is part of the text, put the text in "+
			"quotes", header),
	}
}

func (c *complaint) badTag() syntaxFault {
	place := c.from()
	return c.startsWith(c.character(place))
}
