package report

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
)

// lintMarkdown writes a comment for a pull request, or a job summary.
func lintMarkdown(buf *bytes.Buffer, l Lint, _ Options) error {
	summary := l.summary(func(u Unread) string {
		return codeSpan(Visible(u.File)) + " (" + markdownText(u.Reason) + ")"
	})
	if len(l.Findings) == 0 {
		fmt.Fprintf(buf, "manifest lint: %s\n", summary)
		return nil
	}
	fmt.Fprintf(buf, "### manifest lint\n\n%s", summary)
	if n := l.fixable(); n > 0 && l.Fix != "" {
		fmt.Fprintf(buf, " %d can be fixed: %s", n, codeSpan(Visible(l.Fix)))
	}
	buf.WriteString("\n\n| Severity | Place | Finding | Help |\n| --- | --- | --- | --- |\n")
	for i := range l.Findings {
		d := &l.Findings[i]
		help := d.Help
		if help == "" && d.Fix != nil {
			help = d.Fix.Title
		}
		finding := markdownText(brief(d.Message))
		if d.Rule != "" {
			finding += " (" + markdownCode(Visible(d.Rule)) + ")"
		}
		fmt.Fprintf(buf, "| %s | %s | %s | %s |\n", d.Severity,
			markdownCode(Visible(where(d.File, d.Span))), finding, markdownText(brief(help)))
	}
	return nil
}

// markdownText writes prose that may quote anything. Words of letters stand as
// they are; every other word becomes a code span, where neither Markdown nor a
// service sees links, images, HTML, mentions, issue numbers or emoji names.
func markdownText(s string) string {
	words := strings.Split(Visible(s), " ")
	for i, w := range words {
		if w != "" && !prose(w) {
			open, core, end := quoted(w)
			words[i] = open + markdownCode(core) + end
		}
	}
	return strings.Join(words, " ")
}

// quoted parts a word from the punctuation around it.
func quoted(word string) (open, core, end string) {
	rest := strings.TrimLeft(word, `("`)
	core = strings.TrimRight(rest, `.,;:!?)"`)
	return word[:len(word)-len(rest)], core, rest[len(core):]
}

// prose reports whether a word has no meaning beyond its letters: nothing but
// letters, or a number too short for a commit, within ordinary punctuation.
func prose(word string) bool {
	if word == "-" || word == "–" || word == "—" {
		return true
	}
	_, core, _ := quoted(word)
	if core == "" {
		return true // punctuation alone
	}
	letters, digits := 0, 0
	for _, r := range core {
		switch {
		case unicode.IsLetter(r), unicode.IsMark(r):
			letters++
		case r >= '0' && r <= '9':
			digits++
		case r == '\'' || r == '-':
		default:
			return false
		}
	}
	return letters > 0 && digits == 0 || digits > 0 && digits < 7 && letters == 0
}

// markdownCode is a code span in a table cell. Even in code a bar would end the
// cell; a backslash right before it prevents that and is not shown.
func markdownCode(s string) string {
	return codeSpan(strings.ReplaceAll(s, "|", `\|`))
}

// codeSpan quotes s with more backticks than it has in a row.
func codeSpan(s string) string {
	longest, run := 0, 0
	for _, r := range s {
		if r == '`' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	fence := strings.Repeat("`", longest+1)
	pad := ""
	// One space at both ends is removed again by the reader.
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") ||
		strings.HasPrefix(s, " ") && strings.HasSuffix(s, " ") {
		pad = " "
	}
	return fence + pad + s + pad + fence
}
