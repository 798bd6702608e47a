package report

import "strings"

// remedyPart is a part of a remedy: a command to paste, or what stands around it.
type remedyPart struct {
	Text    string
	Command bool
}

// remedyParts takes a remedy apart: code is there to be pasted, so it must not
// hold words between two commands.
func remedyParts(s string) (parts []remedyPart) {
	const command = "manifest "
	for s != "" {
		start := 0
		if !strings.HasPrefix(s, command) {
			before, _, found := strings.Cut(s, ": "+command)
			if !found {
				return append(parts, remedyPart{Text: s})
			}
			start = len(before) + len(": ")
			parts = append(parts, remedyPart{Text: s[:start]})
		}
		words, _, _ := strings.Cut(s[start:], ", ")
		parts = append(parts, remedyPart{words, true})
		s = s[start+len(words):]
	}
	return parts
}

// markdownRemedy is a remedy with its commands as code, for a cell of a table.
func markdownRemedy(s string) string { return tableCell(proseRemedy(s)) }

// proseRemedy is markdownRemedy outside of tables.
func proseRemedy(s string) string {
	var b strings.Builder
	for _, part := range remedyParts(Visible(s)) {
		if part.Command {
			b.WriteString(codeSpan(part.Text))
		} else {
			b.WriteString(markdownProse(part.Text))
		}
	}
	return b.String()
}
