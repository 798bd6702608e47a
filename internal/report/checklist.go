package report

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/schema"
)

// ChecklistFormats are the formats of a checklist.
var ChecklistFormats = Formats[promote.Checklist]{
	{Markdown, checklistMarkdown}, {HTML, checklistHTML}, {JSON, checklistJSON},
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
	fmt.Fprintf(b, "# %s\n\n", markdownText("Promotion checklist: "+c.Name+" "+c.Version))
	fmt.Fprintf(b, "App %s, %s. %s.\n", markdownCode(Visible(c.App)),
		markdownText(c.Distribution+", "+strings.Join(c.Components, ", ")), markdownText(checklistFrom(&c)))
	fmt.Fprintf(b, "%s is %s; its digest is %s.\n\n",
		markdownText("Version "+c.Version), c.State.Label(), markdownCode(Visible(c.Digest)))
	fmt.Fprintf(b, "**%s.** The tool ticks what it verified; tick the others here, in review.\n"+
		"Made anew by %s, which keeps ticks of items that did not change.\n",
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

func checklistFrom(c *promote.Checklist) string {
	if c.Previous == "" {
		return "It is the first version for production"
	}
	return "Customers run " + c.Previous
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
		line("%s %s", whereWords[where.Portal], markdownCode(Visible(where.Path)))
	}
	for _, v := range i.Values {
		line("%s:\n", v.Label)
		fenced(b, "    ", v.Text)
	}
}

// whereWords introduce the way to a place.
var whereWords = map[schema.Portal]string{
	"":                          "In the portal:",
	schema.Components:           "In the portal:",
	schema.ConfigurationBuilder: "In the portal with the Configuration Builder:",
	schema.Procore:              "In Procore:",
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
		b.WriteString("Nothing but take the update.\n")
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
// A text without any item is an error: ticks must not be lost in silence.
func ReadTicks(markdown []byte) (promote.Ticks, error) {
	ticks := make(promote.Ticks)
	if len(markdown) > maxChecklist {
		return nil, fmt.Errorf("the checklist has more than %d bytes", maxChecklist)
	}
	doc := goldmark.DefaultParser().Parse(text.NewReader(markdown))
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
		return nil, errors.New("it holds no item of a checklist; remove it to have it made anew")
	}
	return ticks, nil
}

// maxChecklist is far more than a checklist can have.
const maxChecklist = 4 << 20

func readTick(item ast.Node, markdown []byte) (id string, tick promote.Tick, ok bool) {
	line := item.FirstChild()
	if line == nil || line.Type() != ast.TypeBlock || line.Lines().Len() == 0 {
		return "", tick, false
	}
	first := line.Lines().At(0)
	if tick.On, ok = box(first.Value(markdown)); !ok {
		return "", tick, false
	}
	for n := line.FirstChild(); n != nil; n = n.NextSibling() {
		html, isHTML := n.(*ast.RawHTML)
		if !isHTML {
			continue
		}
		if m := itemComment().FindSubmatch(html.Segments.Value(markdown)); m != nil {
			return string(m[1]), promote.Tick{Digest: string(m[2]), On: tick.On, Lost: m[3] != nil}, true
		}
	}
	return "", tick, false
}

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
