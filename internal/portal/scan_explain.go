package portal

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// explain says why a text is not JSON. The library names the place, in an error
// of one sentence.
func (s *scanner) explain(err error) *manifest.Node {
	var line, column int
	fmt.Sscanf(err.Error(), "hujson: line %d, column %d:", &line, &column)
	stopped := column - 1
	for from := 0; line > 1; line-- {
		next := bytes.IndexByte(s.data[from:], '\n') + 1
		from, stopped = from+next, stopped+next
	}
	open, quote := s.open(stopped, len(s.data))
	last := bytes.TrimRight(s.data[:stopped], " \t\r\n")
	at := s.word(stopped)
	text := s.file.Text(at)
	says := func(words string) bool { return strings.Contains(err.Error(), words) }
	first, _ := utf8.DecodeRune(bytes.TrimSpace(s.data))
	r, _ := utf8.DecodeRuneInString(text)
	switch {
	case r > ' ' && unicode.IsSpace(r), unicode.Is(unicode.Cf, r), r != 0 && r < ' ':
		name := fmt.Sprintf("a space U+%04X", r)
		switch {
		case r < ' ':
			name = fmt.Sprintf("a control character (U+%04X)", r)
		case r == '\u00a0':
			name = "a no-break space (U+00A0)"
		case r != '\u200b' && r != '\ufeff' && !unicode.IsSpace(r):
			name = fmt.Sprintf("an invisible character (U+%04X)", r)
		}
		return s.fail(at, "", "replace all of these characters with plain spaces",
			"there is %s between the values; JSON allows only plain spaces", name)
	case bytes.HasPrefix(s.data[stopped:], []byte("```")), bytes.HasPrefix(s.data[stopped:], []byte("~~~")):
		fence := s.span(stopped, 3)
		return s.fail(fence, "", "delete the lines with "+s.file.Text(fence)+"; the file must contain only the JSON",
			"a Markdown code fence surrounds the JSON")
	case bytes.HasPrefix(s.data[stopped:], []byte("&quot;")), bytes.HasPrefix(s.data[stopped:], []byte("&nbsp;")):
		return s.fail(s.span(stopped, len("&quot;")), "", "copy the text that the page shows, not its source",
			"the JSON contains an HTML entity")
	case text == "…" || text == "...":
		return s.fail(at, "", "copy the complete JSON from the portal; pages and manuals leave parts out",
			"the JSON was shortened here")
	case bytes.Contains(s.data[max(0, stopped-1):min(stopped+2, len(s.data))], []byte("{%")):
		return s.fail(at, "", "delete the lines with {%; the file must contain only the JSON",
			"a template tag surrounds the JSON")
	case first == '"' && says("after top-level value") && r == ':':
		quote := s.span(bytes.IndexByte(s.data, '"'), 1)
		if s.closesMore() {
			return s.fail(quote, "", "put { before the first key", "the opening brace is missing")
		}
		return s.fail(quote, "", "put { before the first key and } after the last value", "the braces around the JSON "+
			"are missing")
	case len(open) > 0 && s.data[open[len(open)-1]] == '{' && unicode.IsDigit(r) &&
		bytes.IndexByte([]byte("{,"), last[len(last)-1]) >= 0:
		return s.fail(at, "", "copy the JSON without line numbers", "there is a number before a key")
	case unicode.IsDigit(first):
		return s.fail(s.word(bytes.IndexRune(s.data, first)), "", "copy the JSON without line numbers",
			"there is a number before the JSON")
	case strings.HasPrefix(text, "/") || text == "#":
		return s.comment(stopped)
	case text == "" && quote >= 0:
		return s.text(quote)
	case text == "" && len(open) > 0:
		bracket := s.span(open[len(open)-1], 1)
		return s.fail(bracket, "opened here", "check that you copied the complete JSON", "%q is never closed", s.file.Text(bracket))
	case text == "":
		_, size := utf8.DecodeLastRune(last)
		return s.fail(s.span(len(last)-size, size), "", "check that you copied the complete JSON",
			"the text ends where a value is expected")
	case len(open) == 0 && len(last) == 0 && startEachLine().Match(s.data):
		return s.fail(s.span(stopped, 1), "", "copy the JSON without the characters before each line", "every line "+
			"starts with %q",
			s.file.Text(s.span(stopped, 1)))
	case len(open) == 0 && len(last) == 0 && (bytes.ContainsAny(s.line(stopped), "{[") || startsLater().Match(s.data)):
		return s.fail(at, "", "delete everything before the first brace; the file must contain only the JSON",
			"there is other text before the JSON")
	case says("after object name"):
		return s.fail(at, "", "put a colon between the key and its value", "%q is missing after the key %q", ":",
			clip(string(last[bytes.LastIndexByte(last[:len(last)-1], '"')+1:len(last)-1])))
	case says("after top-level value"):
		return s.fail(at, "", "remove everything after the JSON; a file contains only one manifest", "there is more "+
			"text after the end of the JSON")
	case says("expecting") && (text == "}" || text == "]"):
		bracket := s.span(open[len(open)-1], 1)
		return s.fail(at, "", "close the inner bracket first", "%q does not match the opening %q on line %d", text, s.file.Text(bracket),
			s.file.Position(bracket.Start).Line)
	case says("expecting"):
		return s.fail(at, "", "put a comma between the two", "a comma is missing here")
	case text[0] == '"':
		return s.text(stopped)
	case len(open) > 0 && s.data[open[len(open)-1]] == '{' && last[len(last)-1] != ':':
		if text == "'" || isWord(text[0]) || text == "“" || text == "”" {
			return s.fail(at, "", "put the key in straight double quotes", "a JSON key needs double quotes")
		}
		return s.fail(at, "", `write "key": value`, "expected a key in double quotes")
	}
	return s.notValue(at, text)
}

// startEachLine are the signs that mails, diffs and tables put before each line.
var startEachLine = lazy.Regexp(`^\s*(?:(?:>[^\n]*\s*){2,}|(?:\+[^\n]*\s*){2,}|(?:\|[^\n]*\s*){2,})$`)

// startsLater is the start of JSON on a line after the first.
var startsLater = lazy.Regexp(`\n[ \t]*[{\[]`)

// closesMore reports whether more braces are closed than opened.
func (s *scanner) closesMore() bool {
	depth := 0
	for at := 0; at < len(s.data); at++ {
		switch s.data[at] {
		case '"':
			for at++; at < len(s.data) && s.data[at] != '"'; at++ {
				if s.data[at] == '\\' {
					at++
				}
			}
		case '{':
			depth++
		case '}':
			depth--
		}
	}
	return depth < 0
}

// line is the rest of the line from an offset on.
func (s *scanner) line(at int) []byte {
	line, _, _ := bytes.Cut(s.data[at:], []byte("\n"))
	return line
}

// word is the place of the word at an offset, or of the character if it is none.
func (s *scanner) word(at int) source.Span {
	end := at
	for end < len(s.data) && isWord(s.data[end]) {
		end++
	}
	if end == at {
		_, size := utf8.DecodeRune(s.data[at:])
		end += size
	}
	return source.Span{Start: at, End: end}
}

func isWord(b byte) bool {
	return strings.IndexByte("_$-.+", b) >= 0 || b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'z'
}

// notValue says what it is that should have been a value.
func (s *scanner) notValue(at source.Span, text string) *manifest.Node {
	switch r, _ := utf8.DecodeRuneInString(text); {
	case r == 0:
		return s.fail(at, "", "check that this is a text file", "there is a NUL byte where a value is expected")
	case strings.ContainsRune("'‘’“”", r):
		return s.fail(at, "not a JSON quote", `use straight double quotes: "`, "text in JSON needs double quotes")
	case strings.ContainsRune(",:]}", r):
		return s.fail(at, "", "write the value, or remove the character before it", "a value is missing before %q", text)
	case len(bytes.TrimSpace(s.data[:at.Start])) == 0 && bytes.HasPrefix(s.data[at.End:], []byte(":")):
		return s.fail(at, "", "copy the text that View Manifest shows in the portal", "this is YAML, not JSON")
	case r == '<':
		return s.fail(at, "", "copy the text that View Manifest shows, not the page around it", "this is not JSON")
	case strings.EqualFold(text, "true") || strings.EqualFold(text, "false") || strings.EqualFold(text, "null"):
		return s.fail(at, "", "write "+strings.ToLower(text), "%q must be in lower case", text)
	case text == "None" || text == "undefined" || text == "nil":
		return s.fail(at, "", "write null", "%q is not a JSON value", clip(text))
	case r == '-' || r >= '0' && r <= '9':
		return s.fail(at, "", "put text in double quotes", "%q is not a JSON number", clip(text))
	}
	return s.fail(at, "", "put text in double quotes", "%q is not a JSON value", clip(text))
}

var badEscape = lazy.Regexp(`^\\(?:[^"\\/bfnrtu]|u.{0,3}[^0-9a-fA-F])`)

// text says what is wrong with a text that starts with the quote at an offset.
func (s *scanner) text(start int) *manifest.Node {
	for at := start + 1; at < len(s.data); at++ {
		switch c := s.data[at]; {
		case c == '\n' || c == '\r':
			return s.fail(source.Span{Start: start, End: at}, "not closed on this line",
				`write a line break in a string as \n`, "the quote that opens here is not closed")
		case c < ' ':
			return s.fail(s.span(at, 1), "", fmt.Sprintf(`write the character as \u%04x`, c),
				"JSON text cannot contain the control character U+%04X unescaped", c)
		case c == '\\' && badEscape().Match(s.data[at:]):
			place := s.span(at, 2)
			return s.fail(place, "", `write a backslash as \\`, "%q is not a JSON escape", s.file.Text(place))
		case c == '\\':
			at++
		}
	}
	return s.fail(s.span(start, 1), "opened here", "check that you copied the complete JSON",
		"the quote that opens here is never closed")
}
