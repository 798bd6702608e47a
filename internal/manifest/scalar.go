package manifest

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/source"
)

// Scalar returns a text as the value of a key or an item outside of brackets:
// plain where every reader of YAML takes that for this text, a literal block
// where it has several lines, else in double quotes. The lines of a block are
// indented by indent.
//
// It decides for every writer of YAML in this program. A text that no file may
// hold is written so that the reader refuses it and takes it for no other.
func Scalar(text string, indent int) string {
	if strings.Contains(text, "\n") && isBlock(text) {
		return blockScalar(text, indent)
	}
	return OneLine(text, false)
}

// OneLine returns a text as a value on one line, plain or in double quotes; flow
// says that it is in brackets or braces.
func OneLine(text string, flow bool) string {
	if isPlain(text, flow) {
		return text
	}
	return doubleQuoted(text)
}

// Rewrite returns the text to put in place of the scalar n so that it holds
// value: in the same quotes where there are quotes, plain where that is safe.
func Rewrite(n *Node, value string) string {
	switch {
	case n.Style == Single && !isAwkward(value) && !strings.Contains(value, "\n"):
		return "'" + strings.ReplaceAll(value, "'", "''") + "'"
	case n.Style == Plain:
		// A value that has brackets and commas already is not in brackets itself.
		return OneLine(value, !strings.ContainsAny(n.Text, "[]{},"))
	}
	return doubleQuoted(value)
}

// These match plain texts that some reader of YAML, of any version, takes for
// something other than text.
var (
	wordsElsewhere   = lazy.Regexp(`^(?i:y|n|yes|no|on|off|true|false|null|~|=|<<)$`)
	numbersElsewhere = lazy.Regexp(`^(?i:[-+]?\d[\d_]*(:[0-5]?\d)*(\.[\d_]*)?(e[-+]?\d+)?` +
		`|[-+]?\.\d[\d_]*(e[-+]?\d+)?|[-+]?0[xob][\da-f_]+|[-+]?\.inf|\.nan)$`)
	datesElsewhere = lazy.Regexp(`^\d{4}-\d\d-\d\d$|^\d{4}-\d\d?-\d\d?([Tt]|[ \t]+)\d\d?:\d\d:\d\d(\.\d*)?` +
		`([ \t]*(Z|[-+]\d\d?(:?\d\d)?))?$`)
)

// Elsewhere returns what some reader of YAML takes an unquoted text for that is
// text here, as called in a message: a number (017, 0x1F, +12, 1_000), true or
// false (yes, off), a date (2026-11-30); "" if all read it as text.
func Elsewhere(text string) string {
	const longestWord = len("yes")
	switch {
	case text == "":
	case source.IsDigit(text[0]) || strings.IndexByte("+-.", text[0]) >= 0:
		if numbersElsewhere().MatchString(text) {
			return "a number"
		}
		if datesElsewhere().MatchString(text) {
			return "a date"
		}
	case len(text) > 1 && len(text) <= longestWord && wordsElsewhere().MatchString(text) && text != "<<":
		return "true or false"
	}
	return ""
}

// isPlain reports whether a text means itself without quotes.
func isPlain(text string, flow bool) bool {
	if isAwkward(text) || strings.ContainsAny(text, "\n\t") || strings.TrimSpace(text) != text ||
		wordsElsewhere().MatchString(text) || Elsewhere(text) != "" {
		return false
	}
	return isTame(text) || isRead("k: "+text, text) && isRead("- "+text, text) && (!flow || isRead("["+text+"]", text))
}

// isTame reports whether a text has nothing that could mean anything to YAML,
// like nearly all words and URLs. Asking the library takes a hundred times as
// long.
func isTame(text string) bool {
	for i := range len(text) {
		next := byte(0)
		if i+1 < len(text) {
			next = text[i+1]
		}
		switch c := text[i]; {
		case source.IsLetter(c):
		case i == 0:
			return false
		case source.IsDigit(c) || strings.IndexByte("_-./", c) >= 0:
		case c == ' ' && (source.IsLetter(next) || source.IsDigit(next)):
		case c == ':' && (source.IsLetter(next) || next == '/'):
		default:
			return false
		}
	}
	return text != ""
}

// isRead reports whether the library reads one value, and that this text.
func isRead(file, text string) bool {
	var value any
	if yaml.Unmarshal([]byte(file), &value) != nil {
		return false
	}
	switch v := value.(type) {
	case map[string]any:
		value = v["k"]
	case []any:
		if len(v) == 1 {
			value = v[0]
		}
	}
	got, ok := value.(string)
	return ok && got == text
}

// isBlock reports whether a text can be a literal block. White space that no one
// sees and editors remove cannot: lines of spaces, and empty lines at the end.
func isBlock(text string) bool {
	body := strings.TrimSuffix(text, "\n")
	if strings.Trim(body, "\n") == "" || strings.HasSuffix(body, "\n") || isAwkward(text) ||
		isBlank(strings.TrimLeft(body, "\n")[0]) {
		return false
	}
	for line := range strings.SplitSeq(body, "\n") {
		if line != "" && (line[0] == '\t' || strings.Trim(line, " \t") == "") {
			return false
		}
	}
	return isRead("k: "+blockScalar(text, 2)+"\n", text)
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

func blockScalar(text string, indent int) string {
	body, ends := strings.CutSuffix(text, "\n")
	var b strings.Builder
	b.WriteByte('|')
	if !ends {
		b.WriteByte('-')
	}
	for line := range strings.SplitSeq(body, "\n") {
		b.WriteByte('\n')
		b.WriteString(indented(line, indent))
	}
	return b.String()
}

// isAwkward reports whether a text holds characters that are refused, or
// accepted only as an escape.
func isAwkward(text string) bool {
	for _, r := range text {
		switch {
		case r == '\n' || r == '\t' || r >= ' ' && r < 0x7f:
		case isJoiner(r):
		case unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp):
			return true
		}
	}
	return !utf8.ValidString(text) || hasLooseJoiner(text)
}

// hasLooseJoiner reports whether a joiner is where it would be refused if it were
// not an escape.
func hasLooseJoiner(text string) bool {
	for at, r := range text {
		if isJoiner(r) && isLooseJoiner(text, at, r) {
			return true
		}
	}
	return false
}

func doubleQuoted(text string) string {
	var b strings.Builder
	loose := hasLooseJoiner(text)
	b.WriteByte('"')
	for i, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsControl(r), unicode.In(r, unicode.Zl, unicode.Zp), loose && isJoiner(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		case r == utf8.RuneError:
			_, size := utf8.DecodeRuneInString(text[i:])
			b.WriteString(text[i : i+size])
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
