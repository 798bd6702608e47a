package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// problems are the findings of a run by what they mean for its result.
type problems struct {
	errors, warnings, infos []*diag.Diagnostic
}

// fails reports whether lint ends with another exit code than 0.
func (l *Lint) fails() bool {
	return len(l.Unread) > 0 || diag.Count(l.Findings).AtLeast(l.FailOn) > 0
}

// unreadNames are what could not be checked, each once.
func (l *Lint) unreadNames() []string {
	var list []string
	for _, u := range l.Unread {
		if !slices.Contains(list, u.File) {
			list = append(list, u.File)
		}
	}
	return list
}

// sorted are the findings by severity, and what could not be read before all. What
// makes the run fail is an error here, whatever its severity.
func (c *comment) sorted() (p problems) {
	failures := c.lint.failures()
	for i := range failures {
		failures[i].Message = "could not be checked: " + c.lint.Unread[i].Reason
		p.errors = append(p.errors, &failures[i])
	}
	for _, severity := range []diag.Severity{diag.Error, diag.Warning, diag.Info} {
		for i := range c.lint.Findings {
			d := &c.lint.Findings[i]
			switch {
			case d.Severity != severity:
			case severity == diag.Error || c.lint.FailOn != diag.Off && severity >= c.lint.FailOn:
				p.errors = append(p.errors, d)
			case severity == diag.Warning:
				p.warnings = append(p.warnings, d)
			default:
				p.infos = append(p.infos, d)
			}
		}
	}
	return p
}

// remedyOf is what mends a finding: commands, and words that say more.
func (c *comment) remedyOf(d *diag.Diagnostic) (commands []string, words string) {
	if d.Fix != nil && c.lint.Fix != "" {
		return []string{c.lint.Fix}, d.Help
	}
	parts := remedyParts(Visible(d.Help))
	// "restore it: COMMAND; to correct it: ANOTHER" has the remedy first.
	if len(parts) > 2 && parts[1].Command && !strings.ContainsAny(parts[0].Text, ";,") &&
		strings.HasPrefix(parts[2].Text, "; ") &&
		!strings.HasPrefix(parts[0].Text, "if ") {
		_, words, _ = strings.Cut(d.Help, "; ")
		return []string{parts[1].Text}, words
	}
	for _, part := range parts {
		switch {
		case part.Command:
			commands = append(commands, part.Text)
		case part.Text != ", then: ":
			return nil, d.Help
		}
	}
	return commands, ""
}

// finding is a finding in one line: what is wrong, what to do, where, and the rule.
func (c *comment) finding(d *diag.Diagnostic, most int, targets *[]string) string {
	message := strings.TrimSpace(diag.Clip(c.sentenceCase(brief(d.Message)), most))
	text := "**" + commentProse(message) + ".**"
	if d.Severity < diag.Error && !slices.Contains(c.errors, d) {
		text = commentProse(message) + "."
	}
	if d.Rule == unreadable {
		text = "**" + codeSpan(Visible(d.File.Name)) + " " +
			commentProse(strings.TrimSpace(diag.Clip(brief(d.Message), most))) + ".**"
	}
	if _, words := c.remedyOf(d); words != "" {
		help := strings.TrimSuffix(withPlainNumbers(proseRemedy(upperFirst(brief(words)), most)), ".")
		if !strings.HasSuffix(help, "?") {
			help += "."
		}
		text += " " + help
	}
	if d.Rule == unreadable {
		return text
	}
	text += " " + c.link(d.File.Name, d.Start().Line, targets)
	if d.Rule != "" {
		text += " · " + commentProse(d.Rule)
	}
	return text
}

// errorLines are the first errors, numbered.
func (c *comment) errorLines(n int, targets *[]string) string {
	const most = 220
	var lines []string
	for i, d := range c.errors[:n] {
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, c.finding(d, most, targets)))
	}
	if left := len(c.errors) - n; left > 0 && n > 0 {
		lines = append(lines, "", fmt.Sprintf("%s below.", diag.Plural(left, "more error")))
	}
	return strings.Join(lines, "\n")
}

// fixes is one block of the commands that mend errors, each once, with the numbers of
// those that it mends.
func (c *comment) fixes(errors []*diag.Diagnostic, more bool) string {
	commands := c.commands(errors)
	width := 0
	for _, command := range commands {
		width = max(width, utf8.RuneCountInString(command.line()))
	}
	var lines []string
	for _, command := range commands {
		line := command.line()
		if len(errors) > 1 || more {
			gap := strings.Repeat(" ", width-utf8.RuneCountInString(line))
			line += fmt.Sprintf("%s  # fixes %s", gap, numbersOf(command.mends))
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return ""
	}
	if c.lint.Enter != "" {
		lines = slices.Insert(lines, 0, Visible(c.lint.Enter))
	}
	return fence("sh", lines)
}

// mending is a command with what it is given, and the numbers of the errors that it
// mends. Of several approvals of one app, one command takes all.
type mending struct {
	start, end string
	given      []string
	mends      []int
}

func (m *mending) line() string {
	return m.start + strings.Join(m.given, " ") + m.end
}

// commands are the commands that mend errors, each once.
func (c *comment) commands(errors []*diag.Diagnostic) []*mending {
	const reason = " --reason TEXT"
	var list []*mending
	for i, d := range errors {
		remedies, _ := c.remedyOf(d)
		for _, remedy := range remedies {
			m := &mending{start: Visible(remedy)}
			if words := strings.Split(m.start, " "); len(words) == 6 && words[1] == "approve" &&
				strings.HasSuffix(m.start, reason) {
				m = &mending{start: strings.Join(words[:3], " ") + " ", end: reason, given: words[3:4]}
			}
			at := slices.IndexFunc(list, func(have *mending) bool { return have.start == m.start && have.end == m.end })
			if at < 0 {
				at = len(list)
				list = append(list, &mending{start: m.start, end: m.end})
			}
			for _, word := range m.given {
				if !slices.Contains(list[at].given, word) {
					list[at].given = append(list[at].given, word)
				}
			}
			if !slices.Contains(list[at].mends, i+1) {
				list[at].mends = append(list[at].mends, i+1)
			}
		}
	}
	return list
}

// fence is a block of code that no line of it can end.
func fence(language string, lines []string) string {
	text := strings.Join(lines, "\n")
	marks := "```"
	for strings.Contains(text, marks) {
		marks += "`"
	}
	return marks + language + "\n" + text + "\n" + marks
}

// numbersOf lists numbers in words: "1", "1 and 2", "1 to 4 and 7".
func numbersOf(list []int) string {
	var parts []string
	for i := 0; i < len(list); i++ {
		from := i
		for i+1 < len(list) && list[i+1] == list[i]+1 {
			i++
		}
		switch i - from {
		case 0:
			parts = append(parts, fmt.Sprint(list[i]))
		case 1:
			parts = append(parts, fmt.Sprint(list[from]), fmt.Sprint(list[i]))
		default:
			parts = append(parts, fmt.Sprintf("%d to %d", list[from], list[i]))
		}
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

// moreErrors are the errors that have no place in the head.
func (c *comment) moreErrors(shown int) section {
	rest := c.errors[shown:]
	s := section{title: diag.Plural(len(rest), "more error")}
	if shown == 0 {
		s.title = diag.Plural(len(rest), "error")
	}
	if len(rest) == 0 {
		return s
	}
	for i, d := range rest {
		s.rows = append(s.rows, fmt.Sprintf("%d. %s", shown+i+1, c.finding(d, 600, nil)))
	}
	var lines []string
	for _, command := range c.commands(rest) {
		lines = append(lines, command.line())
	}
	const most = 40 // commands; whoever has more errors starts at the top
	if len(lines) > 0 {
		s.after = []string{"", fence("sh", lines[:min(len(lines), most)])}
	}
	return s
}

// findingSections list findings that do not decide. The first are shown, unless they
// are folded; many are grouped by their rule.
func (c *comment) findingSections(noun string, list []*diag.Diagnostic, folded bool) []section {
	if len(list) == 0 {
		return nil
	}
	title := diag.Plural(len(list), noun)
	const most = 25 // beyond it no one reads them one by one
	if len(list) > most {
		rows := c.grouped(list)
		return []section{{title: title + " from " + diag.Plural(len(rows), "rule"), folded: true, rows: rows}}
	}
	rows := make([]string, len(list))
	for i, d := range list {
		rows[i] = "- " + c.finding(d, 600, nil)
	}
	if folded || len(rows) > shownRows {
		return []section{{title: title, folded: true, rows: rows}}
	}
	return []section{{title: title, rows: rows}}
}

// grouped lists findings by rule, the most frequent first: what the rule says, and all
// places.
func (c *comment) grouped(list []*diag.Diagnostic) []string {
	var rules []string
	of := make(map[string][]*diag.Diagnostic)
	for _, d := range list {
		if of[d.Rule] == nil {
			rules = append(rules, d.Rule)
		}
		of[d.Rule] = append(of[d.Rule], d)
	}
	slices.SortStableFunc(rules, func(a, b string) int { return len(of[b]) - len(of[a]) })
	var rows []string
	for _, rule := range rules {
		found := of[rule]
		words, first := strings.TrimSuffix(c.sentenceCase(brief(found[0].Message)), "."), found[0].Message
		if slices.ContainsFunc(found, func(d *diag.Diagnostic) bool { return d.Message != first }) {
			words = "For example: " + words
		}
		row := fmt.Sprintf("- **%s.** %s · %s", commentProse(words), diag.Plural(len(found), "time"), commentProse(rule))
		rows = append(rows, row+"<br>"+c.places(found))
	}
	return rows
}

// places lists where findings are: file by file, with the lines of each. The id of an
// app stands for its working manifest.
func (c *comment) places(list []*diag.Diagnostic) string {
	var files []*source.File
	lines := make(map[string][]string)
	for _, d := range list {
		name := d.File.Name
		if lines[name] == nil {
			files = append(files, d.File)
		}
		if line := fmt.Sprint(d.Start().Line); !slices.Contains(lines[name], line) {
			lines[name] = append(lines[name], line)
		}
	}
	parts := make([]string, len(files))
	for i, f := range files {
		parts[i] = codeSpan(Visible(cmp.Or(c.manifests[f.Name], f.Name)) + ":" + strings.Join(lines[f.Name], ","))
	}
	return strings.Join(parts, " · ")
}
