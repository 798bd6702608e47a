package report

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// style wraps text in ANSI colours, or leaves it alone.
type style bool

func (s style) paint(code, text string) string {
	if !s || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

const bold = "1"

var severityColor = map[diag.Severity]string{
	diag.Error: "1;31", diag.Warning: "1;33", diag.Info: "1;34",
}

func lintText(buf *bytes.Buffer, l Lint, o Options) error {
	secret := secrets(l.Findings)
	for i, group := range gathered(l.Findings) {
		if i > 0 {
			buf.WriteByte('\n')
		}
		said := make(map[string]bool)
		for _, d := range group {
			textFinding(buf, d, secret[d.File], said, o)
		}
	}
	if o.Quiet {
		return nil
	}
	if len(l.Findings) > 0 {
		buf.WriteByte('\n')
	}
	summary := l.summary(func(u Unread) string { return Visible(u.File + " (" + u.Reason + ")") })
	buf.WriteString(hanging(summary, 0, o.Width))
	if n := l.fixable(); n > 0 && l.Fix != "" {
		fix := fmt.Sprintf("%d can be fixed: %s", n, Visible(l.Fix))
		if o.Width > 0 && uniseg.StringWidth(summary+" "+fix) > o.Width {
			buf.WriteByte('\n')
		} else {
			buf.WriteByte(' ')
		}
		buf.WriteString(fix)
	}
	buf.WriteByte('\n')
	nextLine(buf, l.Next, o)
	return nil
}

// secrets returns, for each file, what must not be shown of it. A finding about
// something else may stand on the same line.
func secrets(findings []diag.Diagnostic) map[*source.File][]source.Span {
	hidden := make(map[*source.File][]source.Span)
	for i := range findings {
		d := &findings[i]
		switch {
		case len(d.Hidden) > 0:
			hidden[d.File] = d.Hidden
		case d.Redact:
			hidden[d.File] = append(hidden[d.File], d.Span)
		}
	}
	return hidden
}

// gathered are findings as people read them: in each file the most severe come first,
// and those of one rule stand together.
func gathered(findings []diag.Diagnostic) [][]*diag.Diagnostic {
	type kind struct {
		file     *source.File
		rule     string
		severity diag.Severity
	}
	files, kinds := make(map[*source.File]int), make(map[kind]int)
	var groups [][]*diag.Diagnostic
	for i := range findings {
		d := &findings[i]
		if _, known := files[d.File]; !known {
			files[d.File] = len(files)
		}
		k := kind{d.File, d.Rule, d.Severity}
		if at, known := kinds[k]; known && d.Rule != "" {
			groups[at] = append(groups[at], d)
			continue
		}
		kinds[k] = len(groups)
		groups = append(groups, []*diag.Diagnostic{d})
	}
	slices.SortStableFunc(groups, func(a, b []*diag.Diagnostic) int {
		return cmp.Or(cmp.Compare(files[a[0].File], files[b[0].File]), cmp.Compare(b[0].Severity, a[0].Severity))
	})
	return groups
}

// textFinding writes a finding. said are the notes of its rule that were written for
// this file, which are not repeated; the first finding alone shows its line.
func textFinding(buf *bytes.Buffer, d *diag.Diagnostic, secret []source.Span, said map[string]bool, o Options) {
	paint := style(o.Color).paint
	color := severityColor[d.Severity]
	// One line, however narrow the terminal: editors that run lint in one look
	// for this line.
	fmt.Fprintf(buf, "%s: %s: %s", paint(bold, Visible(where(d.File, d.Span))),
		paint(color, d.Severity.String()), Message(d.Message))
	if d.Rule != "" {
		fmt.Fprintf(buf, " [%s]", Visible(d.Rule))
	}
	buf.WriteByte('\n')

	number := strconv.Itoa(d.Start().Line)
	margin := strings.Repeat(" ", len(number))
	notes, label := textNotes(d), Message(d.Label)
	if label != "" {
		notes = append([]string{"note: " + label}, notes...)
	}
	first := len(said) == 0
	if first && hasText(d) {
		s := newSnippet(d, secret, room(o.Width, len(number)))
		fmt.Fprintf(buf, "%s |\n", margin)
		fmt.Fprintf(buf, "%s |%s\n", number, indented(s.text))
		fmt.Fprintf(buf, "%s | %s%s", margin, strings.Repeat(" ", s.indent), paint(color, strings.Repeat("^", s.carets)))
		if label != "" && s.fits(label) {
			buf.WriteString(" " + paint(color, label))
			said[notes[0]], notes = true, notes[1:]
		}
		buf.WriteByte('\n')
	}
	notes = slices.DeleteFunc(notes, func(n string) bool { return said[n] })
	if first && len(notes) > 0 {
		fmt.Fprintf(buf, "%s |\n", margin)
	}
	for _, n := range notes {
		said[n] = true
		if !strings.HasPrefix(n, "docs: ") { // a command that is cut cannot be copied
			n = hanging(n, len(margin)+len(" = help: "), o.Width)
		}
		fmt.Fprintf(buf, "%s = %s\n", margin, n)
	}
}

// hasText reports whether there is a line to show: not in a file that is empty
// or missing, nor in one that is not text.
func hasText(d *diag.Diagnostic) bool {
	if len(d.File.Data) == 0 {
		return false
	}
	line := near(d.File, d.Span.Start)
	text := d.File.Data[line.Start:line.End]
	broken := bytes.Count(text, []byte{0}) + len(text) - len(bytes.ToValidUTF8(text, nil))
	return broken <= 3+len(text)/10
}

// indented separates the text from the gutter, but leaves no blank at the end
// of an empty line.
func indented(text string) string {
	if text == "" {
		return ""
	}
	return " " + text
}

// textNotes returns the lines under a snippet, each safe to print.
func textNotes(d *diag.Diagnostic) []string {
	var notes []string
	for i := range d.Related {
		notes = append(notes, "note: "+Message(note(&d.Related[i])))
	}
	help := d.Help
	if d.Fix != nil && help == "" {
		help = d.Fix.Title
	}
	switch {
	case d.Fix != nil:
		notes = append(notes, "help: "+Message(help)+"  (lint --fix changes it)")
	case help != "":
		notes = append(notes, "help: "+Message(help))
	}
	if d.Rule != "" {
		notes = append(notes, "docs: manifest explain "+Visible(d.Rule))
	}
	return notes
}
