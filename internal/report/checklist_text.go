package report

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/promote"
)

// widestList is the width up to which the ids of items stand at the right.
const widestList = 100

// checklistText writes a checklist for people at a terminal: what fails, then what
// is open, then what is settled. Values stand alone on their lines, to be copied.
func checklistText(b *bytes.Buffer, c promote.Checklist, o Options) error {
	t := listText{b, o, style(o.Color).paint}
	head := fmt.Sprintf("%s %s: %s", c.Name, markAdopted(c.Version, c.Adopted), settledWords(&c))
	fmt.Fprintln(b, t.paint(bold, hanging(Visible(head), 0, o.Width)))
	t.part("Fix first", c.Items, func(i *promote.Item) bool { return i.State == promote.Failing }, (*listText).whole)
	later := 0
	for _, s := range promote.Sections() {
		t.part(s.Title(), c.Items, func(i *promote.Item) bool {
			return i.Section == s && i.BeforePromotion && i.State == promote.Open && !i.Done()
		}, (*listText).whole)
	}
	isLater := func(i *promote.Item) bool { return !i.BeforePromotion && i.State == promote.Open && !i.Done() }
	for i := range c.Items {
		if isLater(&c.Items[i]) {
			later++
		}
	}
	switch {
	case !c.OnlyOpen:
		t.part("After the promotion", c.Items, isLater, (*listText).line)
		t.part("Settled", c.Items, (*promote.Item).Done, (*listText).line)
	case later > 0:
		fmt.Fprintf(b, "\nAfter the promotion: %s\n", diag.Plural(later, "item"))
	}
	if !c.OnlyOpen && len(c.Customers.Must) > 0 {
		fmt.Fprintf(b, "\n%s\n", t.paint(bold, "What customers must do"))
		for _, must := range c.Customers.Must {
			fmt.Fprintf(b, "  - %s.\n", hanging(Visible(must), 4, o.Width))
		}
	}
	if c.Next != "" && !o.Quiet {
		b.WriteByte('\n')
		nextLine(b, c.Next, o)
	}
	return nil
}

// listText writes the items of a checklist.
type listText struct {
	b     *bytes.Buffer
	o     Options
	paint func(code, text string) string
}

// part writes the items that belong to it under a heading, and nothing if there
// are none.
func (t *listText) part(title string, items []promote.Item, belongs func(*promote.Item) bool,
	write func(*listText, *promote.Item)) {
	for i := range items {
		if !belongs(&items[i]) {
			continue
		}
		if title != "" {
			fmt.Fprintf(t.b, "\n%s\n", t.paint(bold, title))
			title = ""
		}
		write(t, &items[i])
	}
}

// line writes what an item says, with its id at the right where there is room.
func (t *listText) line(i *promote.Item) {
	sign, color := "☐", ""
	switch {
	case i.State == promote.Failing:
		sign, color = "✗", "31"
	case i.Done():
		sign, color = "✓", "32"
	}
	if color != "" {
		sign = t.paint(color, sign)
	}
	text, id := Visible(i.Text), i.ID
	width := min(t.o.Width, widestList)
	if room := width - 4 - len(id) - 2; uniseg.StringWidth(text) <= room {
		fmt.Fprintf(t.b, "  %s %s  %s\n", sign, padded(text, room), id)
		return
	}
	fmt.Fprintf(t.b, "  %s %s\n", sign, hanging(text+"  "+id, 4, t.o.Width))
}

// whole writes all that helps with an item.
func (t *listText) whole(i *promote.Item) {
	t.line(i)
	say := func(text string) { fmt.Fprintf(t.b, "    %s\n", hanging(Visible(text), 6, t.o.Width)) }
	if i.Lost {
		say(lostTick)
	}
	if i.Evidence != "" {
		say(i.Evidence)
	}
	for _, p := range i.Problems {
		text := brief(p.Message)
		if p.Place != nil {
			text += "  " + placeText(p.Place)
		}
		say(text)
		if p.Remedy != "" {
			fmt.Fprintf(t.b, "      %s\n", Visible(p.Remedy)) // to be copied
		}
	}
	for _, w := range i.Where {
		say(whereWords(w) + " " + w.Path)
	}
	for _, v := range i.Values {
		lines := strings.Split(strings.TrimRight(v.Text, "\n"), "\n")
		if len(lines) == 1 && len(v.Label)+uniseg.StringWidth(lines[0])+6 <= max(t.o.Width, 80) {
			fmt.Fprintf(t.b, "    %s: %s\n", v.Label, Visible(lines[0]))
			continue
		}
		fmt.Fprintf(t.b, "    %s:\n", v.Label)
		for _, line := range lines {
			fmt.Fprintf(t.b, "      %s\n", Visible(line))
		}
	}
}
