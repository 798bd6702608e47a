package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// manDate stands at the foot of every manual page. It is the day on which their
// form was last settled: the day of a build would make two builds differ.
const manDate = "2026-11-22"

// commandMan writes the manual page of a command, for man(1).
func commandMan(b *bytes.Buffer, c Command, _ Options) error {
	b.WriteString(".\\\" Generated from the command by: go generate ./...\n")
	fmt.Fprintf(b, ".TH %s 1 %s manifest \"User Commands\"\n", strings.ToUpper(roffText(c.PageName())), manDate)
	fmt.Fprintf(b, ".SH NAME\n%s \\-\n%s\n.SH SYNOPSIS\n", roffText(c.PageName()), roffProse(lowerFirst(c.Short)))
	for i, usage := range c.Usage {
		if i > 0 {
			b.WriteString(".br\n")
		}
		fmt.Fprintf(b, ".B %s\n%s\n", roffText(c.Path), roffLine(strings.TrimSpace(strings.TrimPrefix(usage, c.Path))))
	}
	b.WriteString(".SH DESCRIPTION\n")
	roffBlocks(b, Purpose(c.description()))
	if len(c.Examples) > 0 {
		b.WriteString(".SH EXAMPLES\n")
		var lines []string
		for _, example := range c.Examples {
			lines = append(lines, FoldCommand(example, 66)...) // a page has margins
		}
		roffShown(b, lines)
	}
	if details := Details(c.description()); details != "" {
		b.WriteString(".SH DETAILS\n")
		roffBlocks(b, details)
	}
	if len(c.Groups) > 0 {
		b.WriteString(".SH COMMANDS\n")
		for _, g := range c.Groups {
			fmt.Fprintf(b, ".SS %s\n", roffLine(strings.TrimSuffix(g.Title, ":")))
			for _, sub := range g.Commands {
				fmt.Fprintf(b, ".TP\n.BR %s (1)\n%s\n", roffText(sub.PageName()), roffProse(sub.Short+"."))
			}
		}
	}
	roffFlags(b, "OPTIONS", c.Flags)
	if len(c.Inherited) > 0 {
		b.WriteString(".PP\nThe options of every command are described in\n.BR manifest (1).\n")
	}
	if len(c.Exit) > 0 {
		b.WriteString(".SH EXIT STATUS\n")
		for _, e := range c.Exit {
			fmt.Fprintf(b, ".TP\n.B %d\n%s\n", e.Code, roffProse(e.Means+"."))
		}
	}
	if len(c.Related) > 0 {
		b.WriteString(".SH SEE ALSO\n")
	}
	for i, r := range c.Related {
		related := Command{Path: r}
		end := ","
		if i == len(c.Related)-1 {
			end = ""
		}
		fmt.Fprintf(b, ".BR %s (1)%s\n", roffText(related.PageName()), end)
	}
	return nil
}

// roffBlocks writes the paragraphs of a text.
func roffBlocks(b *bytes.Buffer, text string) {
	above := "" // each paragraph but the first
	blocks(text,
		func(text string) {
			b.WriteString(above + roffProse(text) + "\n")
			above = ".PP\n"
		},
		func(lines []string) {
			b.WriteString(".PP\n")
			roffShown(b, lines)
			above = ".PP\n"
		})
}

func roffFlags(b *bytes.Buffer, title string, flags []CommandFlag) {
	if len(flags) == 0 {
		return
	}
	fmt.Fprintf(b, ".SH %s\n", title)
	for _, f := range flags {
		var words []string
		for _, word := range f.words() {
			words = append(words, `\fB`+roffText(word)+`\fR`)
		}
		fmt.Fprintf(b, ".TP\n%s", strings.Join(words, ", "))
		if f.Value != "" {
			fmt.Fprintf(b, ` \fI%s\fR`, roffText(f.Value))
		}
		usage := f.Usage
		if f.Default != "" {
			usage += " (default: " + f.Default + ")"
		}
		fmt.Fprintf(b, "\n%s\n", roffProse(usage+"."))
	}
}

// roffShown writes lines as they are, indented.
func roffShown(b *bytes.Buffer, lines []string) {
	b.WriteString(".RS 4\n.nf\n")
	for _, l := range unindented(lines) {
		b.WriteString(roffLine(l) + "\n")
	}
	b.WriteString(".fi\n.RE\n")
}

// roffProse is text that is filled, in lines short enough to read in the source.
func roffProse(text string) string {
	lines := folded(text, 72)
	for i, l := range lines {
		lines[i] = roffLine(l)
	}
	return strings.Join(lines, "\n")
}

// roffLine is text for a separate line, which must not begin like a request.
func roffLine(text string) string {
	text = roffText(text)
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		return `\&` + text
	}
	return text
}

// roffText is text in which nothing is an instruction, and a hyphen is the
// character that one types.
var roffText = strings.NewReplacer(
	`\`, `\e`, "-", `\-`, "–", `\(en`, "’", `\(cq`, "…", `\&...`, "→", `\(->`, "·", `\(pc`,
).Replace

// lowerFirst is a sentence inside of another one.
func lowerFirst(s string) string {
	if len(s) > 1 && slices.Contains([]byte("abcdefghijklmnopqrstuvwxyz "), s[1]) {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}
