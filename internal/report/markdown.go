package report

import (
	"slices"
	"strings"
	"unicode"

	"github.com/procore-manifest/manifest/internal/app"
)

// markdownText writes prose that may quote anything. Words of letters stand as
// they are; every other word, and all that stands in brackets, becomes a code span,
// where neither Markdown nor a service sees links, images, HTML, mentions, issue
// numbers or emoji names. It fits into a cell of a table.
func markdownText(s string) string { return tableCell(markdownProse(s)) }

// markdownProse is markdownText outside of tables.
func markdownProse(s string) string {
	words := strings.Split(Visible(s), " ")
	var list []string
	for i := 0; i < len(words); i++ {
		n := bracketed(words[i:])
		w := strings.Join(words[i:i+n], " ")
		i += n - 1
		if w != "" && (n > 1 || !prose(w) || isSchemaName(words[:i], w)) {
			open, core, end := quoted(w)
			// Code stands out by itself.
			if o, isQuoted := strings.CutSuffix(open, `"`); isQuoted && strings.HasPrefix(end, `"`) {
				open, end = o, end[1:]
			}
			w = open + codeSpan(core) + end
		}
		list = append(list, w)
	}
	return strings.Join(list, " ")
}

// isSchemaName reports whether a word that could be prose is the key of a tool or a
// level, in a sentence about a tool: project tool budgeting raised from read_only to
// standard. Other keys and levels are code because of their underscore.
func isSchemaName(before []string, word string) bool {
	_, word, _ = quoted(word)
	isScope := func(w string) bool { return strings.EqualFold(w, "company") || strings.EqualFold(w, "project") }
	for i := 1; i < len(before); i++ {
		if before[i] != "tool" || !isScope(strings.TrimLeft(before[i-1], "*(")) {
			continue
		}
		last := before[len(before)-1]
		return i == len(before)-1 && app.IsToolKey(word) ||
			app.IsLevel(word) && slices.Contains([]string{"from", "to", "with", "had"}, last)
	}
	return false
}

// bracketed is the number of words up to the bracket that closes what the first word
// opens, such as {level: standard}; 1 if it opens none, or none closes it.
func bracketed(words []string) int {
	const most = 60 // words; longer brackets are no value
	_, core, _ := quoted(words[0])
	if !strings.HasPrefix(core, "{") && !strings.HasPrefix(core, "[") {
		return 1
	}
	depth := 0
	for i, w := range words[:min(len(words), most)] {
		for _, r := range w {
			switch r {
			case '{', '[':
				depth++
			case '}', ']':
				depth--
			}
		}
		if depth <= 0 {
			return i + 1
		}
	}
	return 1
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
	switch word {
	case "-", "–", "—", "→", "·":
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
		case r == '\'' || r == '’' || r == '-':
		default:
			return false
		}
	}
	return letters > 0 && digits == 0 || digits > 0 && digits < 7 && letters == 0
}

// markdownCode is a code span in a table cell. Even in code a bar would end the
// cell; a backslash right before it prevents that and is not shown.
func markdownCode(s string) string { return tableCell(codeSpan(s)) }

// tableRow is a row of a table.
func tableRow(cells ...string) string {
	return "| " + strings.Join(apply(cells, tableCell), " | ") + " |"
}

func apply(list []string, f func(string) string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = f(s)
	}
	return out
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
