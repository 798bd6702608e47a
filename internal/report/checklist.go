package report

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/schema"
)

// ChecklistFormats are the formats of a checklist.
var ChecklistFormats = Formats[promote.Checklist]{
	{Markdown, checklistMarkdown}, {HTML, checklistHTML}, {JSON, checklistJSON}, {Text, checklistText},
}

func checklistJSON(b *bytes.Buffer, c promote.Checklist, _ Options) error {
	return writeJSON(b, struct {
		promote.Checklist
		Summary   promote.Count     `json:"summary"`
		Items     []promote.Item    `json:"items"`
		Customers promote.Customers `json:"customers"`
	}{c, c.Count(), c.Items, c.Customers})
}

// lostTick is what is shown of a tick that no longer holds.
const lostTick = "was ticked before it changed"

// checklistMarkdown writes a checklist as a file to keep with the version. A
// code host shows its items as boxes that people tick; [ReadTicks] reads them
// back. What stands in comments ties each box to its item and to what it
// vouches for.
func checklistMarkdown(b *bytes.Buffer, c promote.Checklist, _ Options) error {
	fmt.Fprintf(b, "# %s\n\n", markdownText(checklistTitle(&c)))
	fmt.Fprintf(b, "App %s, %s. %s.\n", markdownCode(Visible(c.App)),
		markdownText(c.Distribution+", "+strings.Join(c.Components, ", ")), markdownText(checklistFrom(&c)))
	fmt.Fprintf(b, "%s is %s; its digest is %s.\n\n",
		markdownText("Version "+c.Version), c.State.Label(), markdownCode(Visible(c.Digest)))
	fmt.Fprintf(b, "**%s.** The tool ticks the items that it verified; tick the other items here, during the review.\n"+
		"Regenerate with %s; ticks of unchanged items are kept.\n",
		c.Count(), markdownCode(Visible("manifest checklist "+c.App+"@"+c.Version+" --write")))
	for _, s := range promote.Sections() {
		title := false
		for i := range c.Items {
			if c.Items[i].Section != s {
				continue
			}
			if !title {
				fmt.Fprintf(b, "\n## %s\n\n", s.Title())
				title = true
			}
			markdownItem(b, &c.Items[i])
		}
	}
	markdownCustomers(b, &c.Customers)
	return nil
}

func checklistTitle(c *promote.Checklist) string {
	return "Promotion checklist: " + c.Name + " " + markAdopted(c.Version, c.Adopted) + ofPortal(c.Portal)
}

// ofPortal is what a title says of the portal, in the words of the configuration.
func ofPortal(p schema.Portal) string {
	if p == "" {
		return ""
	}
	return " (portal: " + string(p) + ")"
}

func checklistFrom(c *promote.Checklist) string {
	if c.Previous == "" {
		return "This is the first version for production"
	}
	return "Customers run " + markAdopted(c.Previous, c.Adopted)
}

func markdownItem(b *bytes.Buffer, i *promote.Item) {
	box, was := " ", ""
	if i.Done() {
		box = "x"
	}
	if i.Lost {
		was = " was:ticked"
	}
	text := markdownText(i.Text)
	if i.State == promote.Failing {
		text = "**Failing:** " + text
	}
	fmt.Fprintf(b, "- [%s] %s (`%s`) <!-- item:%s digest:%s%s -->\n", box, text, i.ID, i.ID, i.Digest, was)
	line := func(format string, args ...any) { fmt.Fprintf(b, "  - "+format+"\n", args...) }
	if i.Lost {
		line("**%s**", lostTick)
	}
	if i.Evidence != "" {
		word := "Known"
		if i.State == promote.Verified {
			word = "Verified"
		}
		line("%s: %s", word, markdownText(i.Evidence))
	}
	for _, p := range i.Problems {
		place := ""
		if p.Place != nil {
			place = " " + markdownCode(placeText(p.Place))
		}
		line("%s%s: %s", markdownText(brief(p.Message)), place, markdownRemedy(p.Remedy))
	}
	if i.State == promote.Verified {
		return // nothing to look up or copy is left
	}
	for _, where := range i.Where {
		line("%s %s", whereWords(where), markdownCode(Visible(where.Path)))
	}
	for _, v := range i.Values {
		line("%s:\n", v.Label)
		fenced(b, "    ", v.Text)
	}
}

// whereWords introduce the way to a place.
func whereWords(w promote.Where) string {
	if w.Portal == schema.Procore {
		return "In Procore:"
	}
	return "In the portal:"
}

// placeText is a place as "path:line".
func placeText(p *change.Place) string {
	return Visible(fmt.Sprintf("%s:%d", p.File.Name, p.File.Position(p.Span.Start).Line))
}

// fenced writes a text as a code block that nothing in it can end.
func fenced(b *bytes.Buffer, indent, text string) {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	fmt.Fprintf(b, "%s%stext\n", indent, fence)
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		if line = Visible(line); line == "" {
			b.WriteByte('\n')
			continue
		}
		fmt.Fprintf(b, "%s%s\n", indent, line)
	}
	fmt.Fprintf(b, "%s%s\n", indent, fence)
}

func markdownCustomers(b *bytes.Buffer, c *promote.Customers) {
	b.WriteString("\n## What customers must do\n\n")
	if len(c.Must) == 0 {
		b.WriteString("Only update the app.\n")
	}
	for _, s := range c.Must {
		fmt.Fprintf(b, "1. %s.\n", markdownText(s))
	}
	b.WriteString("\nA draft of the release notes:\n\n")
	fenced(b, "", c.ReleaseNotes)
	fmt.Fprintf(b, "\nA draft of the message to company admins, with the subject %s:\n\n", markdownCode(Visible(c.Title)))
	fenced(b, "", c.Message)
}

var itemComment = lazy.Regexp(`^<!-- item:([a-z0-9-]+) digest:([0-9a-f]+)( was:ticked)? -->$`)

// ReadTicks returns the ticks in a checklist that was written as Markdown,
// whatever people changed around them. A box counts only as an item of a list
// of the document itself, with the comment on its line. Of an item that is
// there twice, as after a merge, only what both say counts.
//
// A text without any item is an error, and so is one that takes too long to
// read: ticks must not be lost in silence.
func ReadTicks(markdown []byte) (promote.Ticks, error) {
	ticks := make(promote.Ticks)
	if len(markdown) > maxChecklist {
		return nil, fmt.Errorf("the checklist is larger than %d KiB; remove everything that does not belong to it, or "+
			"delete the file to regenerate it", maxChecklist>>10)
	}
	var tooDeep bool
	doc := checklistParser(&tooDeep).Parse(text.NewReader(markdown))
	if tooDeep {
		return nil, fmt.Errorf("quotes or lists are nested more than %d deep; remove them, or delete the file to "+
			"regenerate it",
			maxNested)
	}
	for list := doc.FirstChild(); list != nil; list = list.NextSibling() {
		if list.Kind() != ast.KindList {
			continue
		}
		for item := list.FirstChild(); item != nil; item = item.NextSibling() {
			id, tick, ok := readTick(item, markdown)
			if !ok {
				continue
			}
			if other, twice := ticks[id]; twice {
				tick.Lost = tick.Lost || other.Lost || tick.On != other.On
				tick.On = tick.On && other.On && tick.Digest == other.Digest
			}
			ticks[id] = tick
		}
	}
	if len(ticks) == 0 {
		return nil, errors.New("the file contains no checklist item; delete the file to regenerate it")
	}
	return ticks, nil
}

const (
	// maxChecklist is far more than a checklist has.
	maxChecklist = 1 << 20
	// maxNested is how deep quotes and lists may lie in each other: to read a line,
	// the library goes through all that are open.
	maxNested = 6
)

// checklistParser finds the blocks of a document and leaves aside what stands
// within lines, and definitions of links: the library needs quadratic time for
// them. It sets tooDeep where something nests too deep, and does not follow it.
func checklistParser(tooDeep *bool) parser.Parser {
	blocks := parser.DefaultBlockParsers()
	for i, b := range blocks {
		if b.Value == parser.NewListParser() || b.Value == parser.NewBlockquoteParser() {
			blocks[i].Value = shallow{b.Value.(parser.BlockParser), tooDeep}
		}
	}
	return parser.NewParser(parser.WithBlockParsers(blocks...))
}

// shallow opens no block that lies too deep.
type shallow struct {
	parser.BlockParser
	tooDeep *bool
}

func (s shallow) Open(parent ast.Node, r text.Reader, pc parser.Context) (ast.Node, parser.State) {
	depth := 0
	for n := parent; n != nil; n = n.Parent() {
		if n.Kind() == ast.KindListItem || n.Kind() == ast.KindBlockquote {
			depth++
		}
	}
	if depth >= maxNested {
		*s.tooDeep = true
		return nil, parser.NoChildren
	}
	return s.BlockParser.Open(parent, r, pc)
}

func readTick(item ast.Node, markdown []byte) (id string, tick promote.Tick, ok bool) {
	line := item.FirstChild()
	if line == nil || line.Type() != ast.TypeBlock || line.Lines().Len() == 0 {
		return "", tick, false
	}
	first := line.Lines().At(0)
	if tick.On, ok = box(first.Value(markdown)); !ok {
		return "", tick, false
	}
	m := tickComment(line.Lines().Value(markdown))
	if m == nil {
		return "", tick, false
	}
	return string(m[1]), promote.Tick{Digest: string(m[2]), On: tick.On, Lost: m[3] != nil}, true
}

// tickComment returns the parts of the first comment of an item in a text, which
// is none within code or within another comment.
func tickComment(text []byte) [][]byte {
	runs := make(map[int]int) // where the last run of so many backticks starts
	for i := 0; i < len(text); i++ {
		if n := backticks(text[i:]); n > 0 {
			runs[n] = i
			i += n
		}
	}
	for i := 0; i < len(text); {
		switch rest := text[i:]; {
		case rest[0] == '\\':
			i += 2
		case rest[0] == '`':
			n := backticks(rest)
			if i += n; runs[n] < i {
				continue // nothing ends it: these are letters
			}
			for backticks(text[i:]) != n {
				i += max(1, backticks(text[i:]))
			}
			i += n
		case bytes.HasPrefix(rest, []byte("<!--")):
			end := bytes.Index(rest, []byte("-->"))
			if end < 0 {
				return nil
			}
			if m := itemComment().FindSubmatch(rest[:end+len("-->")]); m != nil {
				return m
			}
			i += max(end, len("<!--"))
		default:
			i++
		}
	}
	return nil
}

// backticks returns how many backticks a text starts with.
func backticks(text []byte) int { return len(text) - len(bytes.TrimLeft(text, "`")) }

// box reads the box that the line of an item starts with: [ ] or [x], as code
// hosts show them. The library's own extension for it would slow down every
// start of the tool.
func box(line []byte) (ticked, ok bool) {
	if len(line) < 4 || line[0] != '[' || line[2] != ']' || line[3] != ' ' && line[3] != '\t' {
		return false, false
	}
	ticked = line[1] == 'x' || line[1] == 'X'
	return ticked, ticked || line[1] == ' '
}
