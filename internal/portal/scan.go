package portal

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// Limits on one file. The portal's JSON of a large app is 20 KB long and nine
// levels deep; the limits only stop files made to hurt.
const (
	MaxBytes = manifest.MaxBytes
	maxDepth = 64
	maxNodes = 50_000
	// maxFindings is how many faults of one file are listed.
	maxFindings = 50
)

// scanner reads JSON (RFC 8259) strictly, into the nodes that the reader of
// YAML makes: each knows its place in the file. The decoder of the standard
// library knows no lines, and takes the last of two equal keys.
type scanner struct {
	file  *source.File
	data  []byte
	at    int
	nodes int
	diags []diag.Diagnostic
}

// scan returns the one value of the file, nil where the text is not JSON. Keys
// given twice are findings too; the first counts.
func scan(f *source.File) (*manifest.Node, []diag.Diagnostic) {
	s := &scanner{file: f, data: f.Data}
	return s.document(), s.diags
}

func (s *scanner) document() *manifest.Node {
	switch {
	case len(s.data) > MaxBytes:
		return s.fail(source.Span{Start: MaxBytes, End: MaxBytes + 1}, "the limit is passed here", "check that it is the JSON of one manifest", "the file is larger than %d KiB", MaxBytes>>10)
	case bytes.HasPrefix(s.data, []byte{0xff, 0xfe}), bytes.HasPrefix(s.data, []byte{0xfe, 0xff}):
		return s.fail(source.Span{Start: 0, End: 2}, "", "save it as UTF-8", "the file is encoded as UTF-16")
	}
	s.at = len(s.data) - len(bytes.TrimPrefix(s.data, []byte("\uFEFF")))
	if s.space(); s.at == len(s.data) {
		return s.fail(s.here(0), "", "copy the text that View Manifest shows in the portal", "the file is empty")
	}
	n := s.value(1)
	if n == nil {
		return nil
	}
	if s.space(); s.at < len(s.data) {
		return s.fail(s.word(), "", "one file holds one manifest: remove what follows", "there is more after the end of the JSON")
	}
	return n
}

// fail reports what keeps the file from being read any further.
func (s *scanner) fail(at source.Span, label, help, format string, args ...any) *manifest.Node {
	s.diags = append(s.diags, finding(s.file, diag.Error, at, label, help, format, args...))
	return nil
}

func finding(f *source.File, severity diag.Severity, at source.Span, label, help, format string, args ...any) diag.Diagnostic {
	return diag.Diagnostic{File: f, Severity: severity, Span: at, Message: fmt.Sprintf(format, args...), Label: label, Help: help}
}

// here is the place of the next n bytes, or of as many as there are.
func (s *scanner) here(n int) source.Span {
	return source.Span{Start: s.at, End: min(s.at+n, len(s.data))}
}

// word is the place of the next word, or of the next character if it is none.
func (s *scanner) word() source.Span {
	end := s.at
	for end < len(s.data) && isWord(s.data[end]) {
		end++
	}
	if end == s.at {
		_, size := utf8.DecodeRune(s.data[s.at:])
		end += size
	}
	return source.Span{Start: s.at, End: end}
}

func isWord(b byte) bool {
	return b == '_' || b == '$' || b == '-' || b == '.' || b == '+' || b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'z'
}

func (s *scanner) space() {
	for s.at < len(s.data) && strings.IndexByte(" \t\r\n", s.data[s.at]) >= 0 {
		s.at++
	}
}

// next returns the next byte that is no white space, or 0 at the end.
func (s *scanner) next() byte {
	if s.space(); s.at < len(s.data) {
		return s.data[s.at]
	}
	return 0
}

func (s *scanner) value(depth int) *manifest.Node {
	c := s.next()
	if s.nodes++; s.nodes > maxNodes {
		return s.fail(s.here(1), "the limit is passed here", "check that it is the JSON of one manifest", "the file holds more than %d values", maxNodes)
	}
	if depth > maxDepth {
		return s.fail(s.here(1), "too deep", "the portal's JSON is nine levels deep", "values are nested more than %d levels deep", maxDepth)
	}
	switch {
	case c == '{':
		return s.object(depth)
	case c == '[':
		return s.list(depth)
	case c == '"':
		return s.text()
	case c == '-' || c >= '0' && c <= '9':
		return s.number()
	case s.at == len(s.data):
		return s.fail(s.end(), "", "check that all of it was copied", "the text ends where a value should stand")
	}
	return s.literal()
}

// end is the place of the last character, for what is missing after it.
func (s *scanner) end() source.Span {
	last := len(bytes.TrimRight(s.data, " \t\r\n"))
	_, size := utf8.DecodeLastRune(s.data[:last])
	return source.Span{Start: last - size, End: last}
}

func (s *scanner) literal() *manifest.Node {
	at := s.word()
	n := &manifest.Node{Span: at, Text: s.file.Text(at)}
	switch n.Text {
	case "true", "false":
		n.Kind = manifest.Bool
	case "null":
		n.Kind = manifest.Null
	default:
		return s.notValue(at)
	}
	s.at = at.End
	return n
}

// notValue says what it is that should have been a value.
func (s *scanner) notValue(at source.Span) *manifest.Node {
	text := s.file.Text(at)
	r, size := utf8.DecodeRuneInString(text)
	switch {
	case r == utf8.RuneError && size < 2:
		return s.fail(at, "", "save the file as UTF-8", "byte 0x%02x is not UTF-8", s.data[at.Start])
	case r == 0:
		return s.fail(at, "", "check that this is a text file", "a NUL byte stands where a value should")
	case r == '\'' || r == '‘' || r == '’' || r == '“' || r == '”':
		return s.fail(at, "not a quote of JSON", `use straight double quotes: "`, "text in JSON stands in double quotes")
	case r == '/' || r == '#':
		return s.fail(at, "", "remove it", "JSON has no comments")
	case r == ',' || r == ':' || r == ']' || r == '}':
		return s.fail(at, "", "write the value, or remove the character before", "a value is missing before %q", text)
	case r == '<':
		return s.fail(at, "", "copy the text that View Manifest shows, not the page around it", "this is not JSON")
	case strings.EqualFold(text, "true") || strings.EqualFold(text, "false") || strings.EqualFold(text, "null"):
		return s.fail(at, "", "write "+strings.ToLower(text), "%q is written in lower case", text)
	case text == "None" || text == "undefined" || text == "nil":
		return s.fail(at, "", "write null", "%q is no value of JSON", clip(text))
	}
	return s.fail(at, "", "text stands in double quotes", "%q is no value of JSON", clip(text))
}

func (s *scanner) object(depth int) *manifest.Node {
	open := s.here(1)
	n := &manifest.Node{Kind: manifest.Map, Flow: true, Span: open}
	s.at++
	first := make(map[string]source.Span)
	for {
		switch c := s.next(); {
		case c == '}' && len(n.Entries) == 0 && len(first) == 0:
			s.at++
			n.Span.End = s.at
			return n
		case c != '"':
			return s.notKey(open, len(first) > 0)
		}
		key := s.text()
		if key == nil {
			return nil
		}
		if s.next() != ':' {
			return s.missing(open, ":", fmt.Sprintf("after the key %q", clip(key.Text)))
		}
		s.at++
		value := s.value(depth + 1)
		if value == nil {
			return nil
		}
		if before, twice := first[key.Text]; twice {
			s.twice(key, before)
		} else {
			first[key.Text] = key.Span
			n.Entries = append(n.Entries, manifest.Entry{Key: key, Value: value})
		}
		switch s.next() {
		case ',':
			s.at++
		case '}':
			s.at++
			n.Span.End = s.at
			return n
		default:
			return s.missing(open, ",", "before this")
		}
	}
}

func (s *scanner) twice(key *manifest.Node, before source.Span) {
	switch {
	case len(s.diags) > maxFindings:
		return
	case len(s.diags) == maxFindings:
		s.fail(key.Span, "", "repair those above first", "the file has more than %d faults", maxFindings)
		return
	}
	s.fail(key.Span, "given twice", "keep one of the two", "key %q is already given on line %d", clip(key.Text), s.file.Position(before.Start).Line)
	s.diags[len(s.diags)-1].Related = []diag.Related{{File: s.file, Span: before, Message: "first given here"}}
}

// notKey says what it is that should have been a key.
func (s *scanner) notKey(open source.Span, afterComma bool) *manifest.Node {
	if s.at == len(s.data) {
		return s.unclosed(open)
	}
	at := s.word()
	switch text := s.file.Text(at); {
	case text == "}" && afterComma:
		return s.fail(at, "", "remove the comma before it", "a comma stands before the closing %q", "}")
	case text == "'" || isWord(text[0]) || text == "“" || text == "”":
		return s.fail(at, "", "put the key in straight double quotes", "a key of JSON stands in double quotes")
	case text == "/" || text == "#":
		return s.fail(at, "", "remove it", "JSON has no comments")
	}
	return s.fail(at, "", "", "a key in double quotes should stand here")
}

// missing reports a character that must stand before the next one.
func (s *scanner) missing(open source.Span, what, where string) *manifest.Node {
	switch {
	case s.at == len(s.data):
		return s.unclosed(open)
	case s.data[s.at] == '/' || s.data[s.at] == '#':
		return s.fail(s.word(), "", "remove it", "JSON has no comments")
	case s.data[s.at] == '}' || s.data[s.at] == ']':
		return s.fail(s.here(1), "", "", "%q closes what was opened with %q on line %d", s.file.Text(s.here(1)), s.file.Text(open), s.file.Position(open.Start).Line)
	}
	return s.fail(s.word(), "", "", "%q is missing %s", what, where)
}

func (s *scanner) unclosed(open source.Span) *manifest.Node {
	return s.fail(open, "opened here", "check that all of it was copied", "%q is never closed", s.file.Text(open))
}

func (s *scanner) list(depth int) *manifest.Node {
	open := s.here(1)
	n := &manifest.Node{Kind: manifest.List, Flow: true, Span: open}
	s.at++
	for {
		if s.next() == ']' {
			if len(n.Items) > 0 {
				return s.fail(s.here(1), "", "remove the comma before it", "a comma stands before the closing %q", "]")
			}
			s.at++
			n.Span.End = s.at
			return n
		}
		if s.at == len(s.data) {
			return s.unclosed(open)
		}
		item := s.value(depth + 1)
		if item == nil {
			return nil
		}
		n.Items = append(n.Items, item)
		switch s.next() {
		case ',':
			s.at++
		case ']':
			s.at++
			n.Span.End = s.at
			return n
		default:
			return s.missing(open, ",", "before this")
		}
	}
}

func (s *scanner) number() *manifest.Node {
	at := s.word()
	n := &manifest.Node{Kind: manifest.Number, Span: at, Text: s.file.Text(at)}
	if !isNumber(n.Text) {
		return s.fail(at, "", "text stands in double quotes", "%q is not a number of JSON", clip(n.Text))
	}
	if v, err := strconv.ParseFloat(n.Text, 64); err != nil || math.IsInf(v, 0) {
		return s.fail(at, "", "", "the number %s is too large", clip(n.Text))
	}
	s.at = at.End
	return n
}

// isNumber holds JSON's grammar of numbers.
func isNumber(text string) bool {
	digits := func(s string) string { return strings.TrimLeft(s, "0123456789") }
	rest := strings.TrimPrefix(text, "-")
	if whole := digits(rest); whole == rest || rest[0] == '0' && len(rest)-len(whole) > 1 {
		return false
	} else {
		rest = whole
	}
	if after, ok := strings.CutPrefix(rest, "."); ok {
		if rest = digits(after); rest == after {
			return false
		}
	}
	if rest != "" && (rest[0] == 'e' || rest[0] == 'E') {
		after := rest[1:]
		if after != "" && (after[0] == '+' || after[0] == '-') {
			after = after[1:]
		}
		if rest = digits(after); rest == after {
			return false
		}
	}
	return rest == ""
}

// text reads a string with its quotes.
func (s *scanner) text() *manifest.Node {
	start := s.at
	s.at++
	var b []byte
	for s.at < len(s.data) {
		c := s.data[s.at]
		switch {
		case c == '"':
			s.at++
			return &manifest.Node{Kind: manifest.String, Style: manifest.Double, Span: source.Span{Start: start, End: s.at}, Text: string(b)}
		case c == '\\':
			r, ok := s.escape()
			if !ok {
				return nil
			}
			b = utf8.AppendRune(b, r)
		case c == '\n' || c == '\r':
			return s.fail(source.Span{Start: start, End: s.at}, "not closed on this line", `write a line break in a text as \n`, "the quote that opens here is not closed")
		case c < ' ':
			return s.fail(s.here(1), "", fmt.Sprintf(`write it as \u%04x`, c), "a text of JSON may not hold the control character U+%04X as it is", c)
		case c < utf8.RuneSelf:
			b = append(b, c)
			s.at++
		default:
			r, size := utf8.DecodeRune(s.data[s.at:])
			if r == utf8.RuneError && size == 1 {
				return s.fail(s.here(1), "", "save the file as UTF-8", "byte 0x%02x is not UTF-8", c)
			}
			b = append(b, s.data[s.at:s.at+size]...)
			s.at += size
		}
	}
	return s.fail(source.Span{Start: start, End: start + 1}, "opened here", "check that all of it was copied", "the quote that opens here is never closed")
}

var escapes = map[byte]rune{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func (s *scanner) escape() (rune, bool) {
	if s.at+1 < len(s.data) {
		if r, ok := escapes[s.data[s.at+1]]; ok {
			s.at += 2
			return r, true
		}
	}
	r, ok := s.hex(s.at)
	if !ok {
		s.fail(s.here(2), "", `a backslash is written \\`, "%q is no escape of JSON", s.file.Text(s.here(2)))
		return 0, false
	}
	if !utf16.IsSurrogate(r) {
		s.at += 6
		return r, true
	}
	low, ok := s.hex(s.at + 6)
	if r = utf16.DecodeRune(r, low); !ok || r == utf8.RuneError {
		s.fail(s.here(6), "", "write the character itself", "%q is half of a character", s.file.Text(s.here(6)))
		return 0, false
	}
	s.at += 12
	return r, true
}

// hex reads \u and four hexadecimal digits.
func (s *scanner) hex(at int) (rune, bool) {
	if at+6 > len(s.data) || s.data[at] != '\\' || s.data[at+1] != 'u' {
		return 0, false
	}
	v, err := strconv.ParseUint(string(s.data[at+2:at+6]), 16, 16)
	return rune(v), err == nil
}

// clip is a text short enough for a sentence.
func clip(text string) string { return diag.Clip(text, 60) }
