package report

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/diag"
)

// githubShown is how many annotations of each kind GitHub shows for one step.
// It drops the rest without a word.
const githubShown = 10

var githubKinds = []struct {
	severity diag.Severity
	command  string
	noun     string
}{
	{diag.Error, "error", "error"},
	{diag.Warning, "warning", "warning"},
	{diag.Info, "notice", "info"},
}

// lintGitHub writes workflow commands, unread files first, then the most severe. Of a kind that
// GitHub would cut, the last annotation says how many more there are, and those
// are written to the log of the step.
func lintGitHub(buf *bytes.Buffer, l Lint, _ Options) error {
	l = l.onHost()
	findings := append(l.failures(), l.Findings...)
	for _, kind := range githubKinds {
		var all []*diag.Diagnostic
		for i := range findings {
			if findings[i].Severity == kind.severity {
				all = append(all, &findings[i])
			}
		}
		shown, rest := all, []*diag.Diagnostic(nil)
		if len(all) > githubShown {
			shown, rest = all[:githubShown-1], all[githubShown-1:]
		}
		for _, d := range shown {
			githubAnnotation(buf, kind.command, d)
		}
		if len(rest) == 0 {
			continue
		}
		fmt.Fprintf(buf, "::%s title=%s::%s\n", kind.command,
			githubProperty(diag.Plural(len(rest), "more "+kind.noun)),
			githubData(fmt.Sprintf("GitHub shows only %d annotations of each kind per step. "+
				"The log of this step lists the other %d; \"manifest lint\" shows all.", githubShown, len(rest))))
		githubLog(buf, rest)
	}
	return nil
}

func githubAnnotation(buf *bytes.Buffer, command string, d *diag.Diagnostic) {
	start, end := d.Start(), d.End()
	fmt.Fprintf(buf, "::%s file=%s,line=%d,col=%d,endLine=%d", command,
		githubProperty(repositoryPath(d.File.Name)), start.Line, start.Column, end.Line)
	if start.Line == end.Line { // GitHub refuses a last column on another line
		// GitHub marks the last column too; ours is the one after.
		fmt.Fprintf(buf, ",endColumn=%d", max(start.Column, end.Column-1))
	}
	if d.Rule != "" {
		fmt.Fprintf(buf, ",title=%s", githubProperty(d.Rule))
	}
	fmt.Fprintf(buf, "::%s\n", githubData(githubMessage(d)))
}

func githubMessage(d *diag.Diagnostic) string {
	lines := []string{d.Message}
	if d.Help != "" {
		lines = append(lines, "help: "+d.Help)
	}
	for i := range d.Related {
		lines = append(lines, "note: "+note(&d.Related[i]))
	}
	return strings.Join(lines, "\n")
}

// githubLog writes findings as plain lines. Commands are switched off around
// them, because a line can contain anything that a file or its name can contain. The word
// that switches them on again cannot be guessed from the files: it depends on
// the very lines it encloses.
func githubLog(buf *bytes.Buffer, ds []*diag.Diagnostic) {
	var lines strings.Builder
	for _, d := range ds {
		fmt.Fprintf(&lines, "%s: %s: %s [%s]\n",
			Visible(where(d.File, d.Span)), d.Severity, Visible(sentence(d)), Visible(d.Rule))
	}
	word := fmt.Sprintf("manifest-%x", sha256.Sum256([]byte(lines.String())))
	fmt.Fprintf(buf, "::stop-commands::%s\n%s::%s::\n", word, lines.String(), word)
}

// githubData escapes the text of a command as the runner reads it back. Control
// characters have no escape there and would reach whoever looks at the log, so
// they are made visible.
func githubData(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == '%':
			b.WriteString("%25")
		case r == '\r':
			b.WriteString("%0D")
		case r == '\n':
			b.WriteString("%0A")
		case r != '\t' && (unicode.IsControl(r) || r == '\u2028' || r == '\u2029'):
			b.WriteString(escape(r))
		default:
			b.WriteRune(r)
		}
		i += size
	}
	return b.String()
}

// githubProperty escapes the value of a property of a command.
func githubProperty(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(githubData(s))
}
