package report

import (
	"bytes"
	"cmp"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/lazy"
)

// Host is the code host that shows a comment. Where nothing is known of one, places
// are shown without links.
type Host struct {
	// Files is the address below which the host shows the files that were judged.
	Files string
	// Head names what was judged: a branch or a commit.
	Head string
	// Run is the address of the job, whose artifact holds everything.
	Run string
}

const (
	// commentBytes is what a comment may have: GitHub takes 65,536 characters, and the
	// action adds a line.
	commentBytes = 65_000
	// What decides is in the first headLines lines and headRunes characters, so that
	// it is seen without scrolling. GitHub's action adds one line above.
	headLines, headRunes = 14, 1130
	// headErrors and headApps are how many of each can stand there.
	headErrors, headApps = 5, 6
	// shownRows is how many apps, events or warnings are shown before the rest is
	// folded.
	shownRows = 12
)

// lintMarkdown writes what lint says as the comment on a pull request.
func lintMarkdown(b *bytes.Buffer, l Lint, _ Options) error {
	return newComment(l, l.Changes).write(b, commentBytes)
}

// lintMarkdownFull is lintMarkdown of any length.
func lintMarkdownFull(b *bytes.Buffer, l Lint, _ Options) error {
	return newComment(l, l.Changes).write(b, 0)
}

// baseChangesMarkdown writes what a branch changes, and what lint says about it, as
// the comment on a pull request.
func baseChangesMarkdown(b *bytes.Buffer, r BaseChanges, _ Options) error {
	return newComment(r.Lint, &r).write(b, commentBytes)
}

// comment is the page that a reviewer reads: verdict, errors and how to fix them, what
// each app asks of its customers, and everything else below.
type comment struct {
	lint    Lint
	changes *BaseChanges // nil without a base
	problems
	apps      []appRow
	ids       []string          // of the apps
	manifests map[string]string // the ids, by the names of working manifests
}

func newComment(l Lint, r *BaseChanges) *comment {
	c := &comment{lint: l.renamed(l.FromRoot), changes: r, manifests: make(map[string]string)}
	if r != nil {
		c.apps = r.rows()
		for _, row := range c.apps {
			name := path.Join(row.folder, "manifest.yaml")
			if l.FromRoot != nil {
				name = l.FromRoot(name)
			}
			c.ids, c.manifests[name] = append(c.ids, row.id), row.id
		}
	}
	c.problems = c.sorted()
	c.markFailing(l)
	return c
}

// write writes the comment in at most so many bytes; 0 for any number.
func (c *comment) write(b *bytes.Buffer, most int) error {
	head := c.head()
	b.WriteString(head.text)
	sections := c.sections(head)
	foot := c.foot()
	room := most - len(foot) - 400 // for the note about what is left out
	left := 0
	for _, s := range sections {
		rest := s.rows
		switch {
		case most == 0:
			s.write(b, len(s.rows))
			rest = nil
		case left == 0:
			n := s.fitting(room - b.Len())
			s.write(b, n)
			rest = s.rows[n:]
		}
		left += len(rest)
	}
	if left > 0 {
		where := "`manifest lint` shows all findings."
		if c.lint.Host.Run != "" {
			where = "The artifact of the job has the complete report."
		}
		fmt.Fprintf(b, "\n**%s left out, because the length of a comment is limited.** %s\n", diag.Plural(left,
			"entry"), where)
	}
	b.WriteString(foot)
	return nil
}

// foot says what was compared with what, and holds the targets of links.
func (c *comment) foot() string {
	var b strings.Builder
	run := ""
	if c.lint.Host.Run != "" {
		run = fmt.Sprintf(" [The job](%s) has the complete report.", c.lint.Host.Run)
	}
	tool := strings.TrimSpace(cmp.Or(c.lint.Tool.Name, "manifest") + " " + c.lint.Tool.Version)
	switch {
	case c.changes == nil:
		fmt.Fprintf(&b, "\n<sub>%s read %s.%s</sub>\n", markdownProse(tool), diag.Plural(c.lint.Files, "manifest"), run)
	default:
		head := "the working tree"
		if c.lint.Host.Head != "" {
			head = codeSpan(Visible(c.lint.Host.Head))
		}
		fmt.Fprintf(&b, "\n<sub>%s compared %s with %s and read %s.%s</sub>\n", markdownProse(tool), head,
			codeSpan(Visible(branchName(c.changes.Base))), diag.Plural(c.lint.Files, "manifest"), run)
	}
	return b.String()
}

// branchName is a revision as people call it: a remote branch without its remote, and
// a whole commit in its first digits.
func branchName(revision string) string {
	name := strings.TrimPrefix(strings.TrimPrefix(revision, "refs/remotes/"), "origin/")
	if len(name) >= 40 && strings.Trim(name, "0123456789abcdef") == "" {
		return name[:7]
	}
	return name
}

// commentProse is markdownProse, where versions, dates and times look like other words.
func commentProse(s string) string { return withPlainNumbers(markdownProse(s)) }

func withPlainNumbers(markdown string) string { return codeNumber().ReplaceAllString(markdown, "$1") }

// codeNumber is a version, a date or a time as code. To a host they mean nothing.
var codeNumber = lazy.Regexp("`(\\d{1,5}(?:\\.\\d{1,5}){2}|\\d{4}-\\d\\d-\\d\\d|\\d\\d:\\d\\d)`")

// sentenceCase starts a message with a capital letter, unless it starts with the name
// of an app or with a value.
func (c *comment) sentenceCase(message string) string {
	first, _, _ := strings.Cut(message, " ")
	if slices.Contains(c.ids, strings.Trim(first, `",:`)) || strings.ContainsAny(first, `.@/"_{`) {
		return message
	}
	return upperFirst(message)
}

// link is a place as a link to the host, or as code where it has no address. With
// targets, the address is not written but kept there, under a number.
func (c *comment) link(name string, line int, targets *[]string) string {
	shown := fmt.Sprintf("%s:%d", Visible(name), line)
	address := c.lint.Host.Files
	inBase := c.changes != nil && strings.HasPrefix(name, c.changes.Base+":")
	if address == "" || inBase || path.IsAbs(name) || strings.HasPrefix(name, "../") {
		return codeSpan(shown)
	}
	if strings.Trim(shown, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/.-:") != "" {
		shown = codeSpan(shown)
		if strings.ContainsAny(name, "[]`\\|\n") { // these could end the words of a link
			return shown
		}
	}
	// Parentheses are legal in paths of URLs, and end the address of a link.
	escaped := strings.NewReplacer("(", "%28", ")", "%29", "'", "%27", "*", "%2A", "~", "%7E", "_", "%5F", "!", "%21").
		Replace((&url.URL{Path: "/" + repositoryPath(name)}).EscapedPath())
	target := fmt.Sprintf("%s%s#L%d", strings.TrimSuffix(address, "/"), escaped, line)
	if targets == nil {
		return fmt.Sprintf("[%s](%s)", shown, target)
	}
	i := slices.Index(*targets, target)
	if i < 0 {
		i = len(*targets)
		*targets = append(*targets, target)
	}
	return fmt.Sprintf("[%s][%d]", shown, i+1)
}

// section is a part of the page, whose rows can be left out from the end.
type section struct {
	title       string // in bold, or the summary where it is folded; "" for none
	folded      bool
	before      string // above the rows: the head of a table
	rows, after []string
}

// size is the number of bytes of the section with so many rows.
func (s *section) size(rows int) int {
	var b bytes.Buffer
	s.write(&b, rows)
	return b.Len()
}

// fitting is the number of rows that fit.
func (s *section) fitting(room int) int {
	n := len(s.rows)
	if s.size(n) <= room {
		return n
	}
	size := s.size(0) + len(s.title) + len(s.before) + 60
	for n = 0; n < len(s.rows) && size+len(s.rows[n])+1 <= room; n++ {
		size += len(s.rows[n]) + 1
	}
	return n
}

func (s *section) write(b *bytes.Buffer, rows int) {
	if rows == 0 && len(s.after) == 0 {
		return
	}
	b.WriteByte('\n')
	switch {
	case s.folded:
		fmt.Fprintf(b, "<details>\n<summary>%s</summary>\n\n", s.title)
	case s.title != "":
		fmt.Fprintf(b, "**%s**\n\n", s.title)
	}
	b.WriteString(s.before)
	for _, row := range s.rows[:rows] {
		fmt.Fprintln(b, row)
	}
	for _, line := range s.after {
		fmt.Fprintln(b, line)
	}
	if s.folded {
		b.WriteString("\n</details>\n")
	}
}

// sections are what follows the head, the most important first.
func (c *comment) sections(head *commentHead) []section {
	var list []section
	add := func(s ...section) {
		for _, one := range s {
			if len(one.rows) > 0 {
				list = append(list, one)
			}
		}
	}
	add(c.moreErrors(head.errors))
	if !head.table {
		add(c.appSections()...)
	}
	if c.changes != nil {
		add(c.changes.ledgerSections()...)
	}
	add(c.findingSections("warning", c.warnings, false)...)
	if c.changes != nil {
		add(c.changes.tables()...)
	}
	add(c.findingSections("note", c.infos, true)...)
	return list
}

// commentHead is what a reviewer sees first.
type commentHead struct {
	text   string
	errors int  // how many of them are in it
	table  bool // it has all apps
}

// head is the verdict, the errors with the commands that fix them, and the apps, as
// far as they fit: all of the apps, or one sentence about them.
func (c *comment) head() *commentHead {
	verdict := "### " + c.verdict()
	apps := strings.TrimSuffix(c.appTable(c.apps), "\n")
	most := min(len(c.errors), headErrors)
	try := func(errors int, table, short bool) *commentHead {
		var targets *[]string
		if short {
			targets = new([]string)
		}
		parts := []string{c.errorLines(errors, targets), c.fixes(c.errors[:errors], len(c.errors) > errors)}
		switch {
		case len(c.apps) == 0:
		case table:
			parts = append(parts, apps)
		default:
			parts = append(parts, c.together())
		}
		text := verdict
		for _, part := range parts {
			if part != "" {
				text += "\n" + part
			}
		}
		if strings.Count(text, "\n") >= headLines || utf8.RuneCountInString(text) > headRunes {
			return nil
		}
		text = airy(text)
		if targets != nil {
			for i, target := range *targets {
				text += fmt.Sprintf("\n[%d]: %s", i+1, target)
				if i == 0 {
					text = strings.Replace(text, "\n[1]: ", "\n\n[1]: ", 1)
				}
			}
		}
		return &commentHead{text + "\n", errors, table}
	}
	for errors := most; errors >= min(most, 2); errors-- {
		for _, short := range []bool{false, true} {
			if h := try(errors, true, short); h != nil && len(c.apps) <= headApps {
				return h
			}
		}
	}
	for errors := most; errors >= 0; errors-- {
		for _, short := range []bool{false, true} {
			if h := try(errors, false, short); h != nil {
				return h
			}
		}
	}
	return &commentHead{text: verdict + "\n"}
}

// airy puts empty lines around the parts of the head, as far as there is room.
func airy(text string) string {
	lines := strings.Split(text, "\n")
	total := len(lines)
	var out []string
	for i, line := range lines {
		starts := i == 1 || strings.HasPrefix(line, "| App ") || line == "```sh" ||
			i > 1 && (lines[i-1] == "```") || strings.HasPrefix(line, "**") && i > 1
		if starts && i > 0 && out[len(out)-1] != "" && total < headLines {
			out = append(out, "")
			total++
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// verdict is the first line: "❌ 2 errors, 3 apps changed".
func (c *comment) verdict() string {
	n := diag.Count(c.lint.Findings)
	var parts []string
	if k := len(c.lint.unreadNames()); k > 0 {
		parts = append(parts, diag.Plural(k, "manifest")+" could not be checked")
	}
	switch {
	case n.Errors > 0:
		parts = append(parts, diag.Plural(n.Errors, "error"))
	case len(parts) == 0:
		parts = append(parts, "No errors")
	}
	if c.lint.FailOn == diag.Warning && n.Warnings > 0 || c.lint.FailOn == diag.Info && n.Warnings > 0 {
		parts = append(parts, diag.Plural(n.Warnings, "warning"))
	}
	if c.lint.FailOn == diag.Info && n.Infos > 0 {
		parts = append(parts, diag.Plural(n.Infos, "note"))
	}
	switch {
	case c.changes == nil:
		if len(parts) == 1 && n.Errors == 0 && len(c.lint.Unread) == 0 {
			parts[0] += " in " + diag.Plural(c.lint.Files, "manifest")
		}
	case len(c.apps) > 0:
		parts = append(parts, diag.Plural(len(c.apps), "app")+" changed")
	case len(c.changes.Configuration) == 0:
		parts = append(parts, "no app changed")
	}
	if c.changes != nil && len(c.changes.Configuration) > 0 {
		parts = append(parts, "configuration changed")
	}
	icon := "✅"
	switch {
	case c.lint.fails():
		icon = "❌"
	case n.Errors > 0:
		icon = "⚠️"
	}
	return icon + " " + strings.Join(parts, ", ")
}
