package report

import (
	"strings"

	"github.com/rivo/uniseg"
)

// ProseWidth is the width that prose is wrapped to: the terminal's, or 80 where
// there is none or it is wider than is pleasant to read.
func ProseWidth(terminal int) int {
	if terminal <= 0 || terminal > 80 {
		return 80
	}
	return terminal
}

// Wrap breaks text between words into lines, so that none is wider than width,
// unless one word is. Several spaces within a line stay: they may be in a value.
func Wrap(text string, width int) []string {
	const blanks = " \t\n"
	var lines []string
	line, column, gap := "", 0, ""
	for text = strings.Trim(text, blanks); text != ""; {
		word, rest := text, ""
		if n := strings.IndexAny(text, blanks); n >= 0 {
			word, rest = text[:n], text[n:]
		}
		n := uniseg.StringWidth(word)
		switch {
		case line == "":
			line, column = word, n
		case column+len(gap)+n > width:
			lines = append(lines, line)
			line, column = word, n
		default:
			line += gap + word
			column += len(gap) + n
		}
		text = strings.TrimLeft(rest, blanks)
		if gap = rest[:len(rest)-len(text)]; strings.ContainsAny(gap, "\t\n") {
			gap = " "
		}
	}
	return append(lines, line)
}

func wrap(text string, width int) string { return strings.Join(Wrap(text, width), "\n") }

// hanging wraps text to the terminal with its later lines indented. What fits
// stays as it is.
func hanging(text string, indent, width int) string {
	if width <= indent+narrowest || indent+uniseg.StringWidth(text) <= width {
		return text
	}
	return strings.ReplaceAll(wrap(text, width-indent), "\n", "\n"+strings.Repeat(" ", indent))
}
