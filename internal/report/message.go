package report

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/diag"
)

// Message is a message as a terminal may be given it, on one line and without
// the end of very long values.
func Message(text string) string { return Visible(brief(text)) }

const (
	longValue  = 120 // characters of a value that are shown all
	shownValue = 60  // characters that are shown of a longer one
)

// brief cuts the values that a message quotes where they are too long to be read.
// What helps stands behind them; formats for programs have all of it.
func brief(text string) string {
	if len(text) <= longValue {
		return text
	}
	var b strings.Builder
	for text != "" {
		start := strings.IndexByte(text, '"')
		if start < 0 {
			break
		}
		b.WriteString(text[:start])
		text = text[start:]
		value, err := strconv.QuotedPrefix(text)
		if err != nil { // a quotation mark alone
			value = text[:1]
		}
		text = text[len(value):]
		if utf8.RuneCountInString(value) > longValue {
			whole, _ := strconv.Unquote(value)
			value = strconv.Quote(diag.Clip(whole, shownValue))
		}
		b.WriteString(value)
	}
	return b.String() + text
}
