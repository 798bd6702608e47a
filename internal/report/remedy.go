package report

import (
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/lazy"
)

// remedyPart is a part of a remedy: a command to paste, or what stands around it.
type remedyPart struct {
	Text    string
	Command bool
}

// remedyParts takes a remedy apart: code is there to be pasted, so it must not
// hold words between two commands.
func remedyParts(s string) (parts []remedyPart) {
	for s != "" {
		at := remedyStart().FindStringIndex(s)
		if at == nil {
			return append(parts, remedyPart{Text: s})
		}
		start := at[0]
		if s[start] == ':' {
			start += len(": ")
			parts = append(parts, remedyPart{Text: s[:start]})
		}
		words := s[start:]
		if end := remedyEnd().FindStringIndex(words); end != nil {
			words = words[:end[0]]
		}
		parts = append(parts, remedyPart{words, true})
		s = s[start+len(words):]
	}
	return parts
}

// remedyStart is where the next command of a remedy begins, and remedyEnd where it ends.
var (
	remedyStart = lazy.Regexp(`^(manifest|git) |: (manifest|git) `)
	remedyEnd   = lazy.Regexp(`[,;] `)
)

// markdownRemedy is a remedy with its commands as code, for a cell of a table.
func markdownRemedy(s string) string { return tableCell(proseRemedy(s, len(s))) }

// proseRemedy is markdownRemedy outside of tables. What stands around the commands has
// at most so many characters.
func proseRemedy(s string, most int) string {
	var b strings.Builder
	for _, part := range remedyParts(Visible(s)) {
		if part.Command {
			b.WriteString(codeSpan(part.Text))
		} else {
			b.WriteString(markdownProse(diag.Clip(part.Text, most)))
		}
	}
	return b.String()
}
