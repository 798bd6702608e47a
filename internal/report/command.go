package report

import (
	"bytes"
	"fmt"
	"strings"
)

// Command is a command of the tool, as its page and its manual page describe it.
type Command struct {
	// Path is what one types: "manifest lint".
	Path string
	// Usage are the forms of its command line.
	Usage []string
	// Short is one line, Long some paragraphs; lines that are indented stay as
	// they are.
	Short, Long string
	Flags       []CommandFlag
	// Inherited are the flags that every command has.
	Inherited []CommandFlag
	Examples  []string
	// Groups are the commands below it.
	Groups []CommandGroup
	Exit   []ExitCode
	// Subjects are the pages of the documentation that go deeper.
	Subjects []Subject
	// Related are the paths of commands that one reads about next.
	Related []string
}

// CommandFlag is a flag of a command.
type CommandFlag struct {
	Name, Shorthand string
	// Value stands for what it takes, "" if it takes nothing.
	Value, Usage, Default string
}

// CommandGroup is some commands under a heading of the help.
type CommandGroup struct {
	Title    string
	Commands []Command
}

// ExitCode is what a process that ends with a code says.
type ExitCode struct {
	Code  int
	Means string
}

// Subject is a page of the documentation: its title, and its file in docs.
type Subject struct{ Title, File string }

// PageName is the name of the files of a command, without what they end in.
func (c *Command) PageName() string { return strings.ReplaceAll(c.Path, " ", "-") }

// words is the flag as it is typed: "-C", "--directory"; without "-C" where it
// has no short form.
func (f *CommandFlag) words() []string {
	if f.Shorthand == "" {
		return []string{"--" + f.Name}
	}
	return []string{"-" + f.Shorthand, "--" + f.Name}
}

// description is the long text, or the short one as a sentence.
func (c *Command) description() string {
	if c.Long != "" {
		return c.Long
	}
	return c.Short + "."
}

// unindented are lines without the indentation that all of them have.
func unindented(lines []string) []string {
	indent := len(lines[0])
	for _, l := range lines {
		indent = min(indent, len(l)-len(strings.TrimLeft(l, " ")))
	}
	var list []string
	for _, l := range lines {
		list = append(list, l[indent:])
	}
	return list
}

// Purpose is the first paragraph of a description: what the command is for.
func Purpose(description string) string {
	purpose, _, _ := strings.Cut(description, "\n\n")
	return purpose
}

// Details is a description without its [Purpose].
func Details(description string) string {
	_, details, _ := strings.Cut(description, "\n\n")
	return details
}

// FoldCommand breaks a command line between words into lines of a width, each but
// the last ending in a backslash.
func FoldCommand(line string, width int) []string {
	var lines []string
	indent := ""
	for len(indent)+len(line) > width {
		at, quote := 0, byte(0) // where it is broken, and the quotes around the letter
		for i := 0; i < len(line) && (at == 0 || len(indent)+i+len(" \\") <= width); i++ {
			switch c := line[i]; {
			case c == quote:
				quote = 0
			case quote == 0 && (c == '\'' || c == '"'):
				quote = c
			case quote == 0 && strings.HasPrefix(line[i:], " -"):
				at = i
			}
		}
		if at == 0 {
			break
		}
		lines, line, indent = append(lines, indent+line[:at]+" \\"), line[at+1:], "    "
	}
	return append(lines, indent+line)
}

// blocks splits a text into its paragraphs. Those with indented lines are shown
// as they are.
func blocks(text string, paragraph func(string), shown func(lines []string)) {
	if text == "" {
		return
	}
	for _, block := range strings.Split(text, "\n\n") {
		lines := strings.Split(block, "\n")
		first := len(lines) // of the indented lines
		for i := len(lines) - 1; i >= 0 && strings.HasPrefix(lines[i], " "); i-- {
			first = i
		}
		if first > 0 {
			paragraph(strings.Join(strings.Fields(strings.Join(lines[:first], " ")), " "))
		}
		if first < len(lines) {
			shown(lines[first:])
		}
	}
}

// CommandFormats are the pages of a command.
var CommandFormats = Formats[Command]{{Markdown, commandMarkdown}, {Man, commandMan}}

func commandMarkdown(b *bytes.Buffer, c Command, _ Options) error {
	fmt.Fprintf(b, "# %s\n\n<!-- Generated from the command by: go generate ./... -->\n\n", c.Path)
	paragraph := func(text string) { b.WriteString(strings.Join(folded(markdownText(text), pageWidth), "\n") + "\n\n") }
	shown := func(lines []string) { fmt.Fprintf(b, "```text\n%s\n```\n\n", strings.Join(unindented(lines), "\n")) }
	blocks(Purpose(c.description()), paragraph, shown)
	if len(c.Examples) > 0 {
		fmt.Fprintf(b, "```sh\n%s\n```\n\n", strings.Join(c.Examples, "\n"))
	}
	blocks(Details(c.description()), paragraph, shown)
	fmt.Fprintf(b, "## Usage\n\n```text\n%s\n```\n\n", strings.Join(c.Usage, "\n"))
	for _, g := range c.Groups {
		fmt.Fprintf(b, "## %s\n\n", markdownText(strings.TrimSuffix(g.Title, ":")))
		for _, sub := range g.Commands {
			fmt.Fprintf(b, "- [%s](%s.md): %s\n", markdownText(sub.Path), sub.PageName(), markdownText(sub.Short))
		}
		b.WriteString("\n")
	}
	markdownFlags(b, "Flags", c.Flags)
	if len(c.Inherited) > 0 {
		b.WriteString("Every command also has [these flags](manifest.md#flags).\n\n")
	}
	if len(c.Exit) > 0 {
		b.WriteString("## Exit codes\n\n")
		for _, e := range c.Exit {
			fmt.Fprintf(b, "- `%d`: %s\n", e.Code, markdownText(e.Means))
		}
		b.WriteString("\n")
	}
	b.WriteString("## See also\n\n")
	for _, s := range c.Subjects {
		fmt.Fprintf(b, "- [%s](../%s)\n", s.Title, s.File)
	}
	for _, r := range c.Related {
		related := Command{Path: r}
		fmt.Fprintf(b, "- [%s](%s.md)\n", r, related.PageName())
	}
	return nil
}

func markdownFlags(b *bytes.Buffer, title string, flags []CommandFlag) {
	if len(flags) == 0 {
		return
	}
	fmt.Fprintf(b, "## %s\n\n", title)
	for _, f := range flags {
		words := f.words()
		if f.Value != "" {
			words[len(words)-1] += " " + f.Value
		}
		item := "- `" + strings.Join(words, "`, `") + "`: " + markdownText(f.Usage)
		if f.Default != "" {
			item += " (default: " + markdownText(f.Default) + ")"
		}
		b.WriteString(strings.Join(folded(item, pageWidth), "\n  ") + "\n")
	}
	b.WriteString("\n")
}

// pageWidth is the longest line of a page, where it can be broken.
const pageWidth = 116

// folded breaks text between words into lines of a width.
func folded(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
