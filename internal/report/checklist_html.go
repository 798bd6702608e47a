package report

import (
	"bytes"
	_ "embed"
	"fmt"

	"github.com/procore-manifest/manifest/internal/promote"
)

//go:embed pages/checklist.html
var checklistBody string

var checklistPage = newPage("checklist", checklistBody, nil, workScript, pageStyle, workStyle)

// pageSection is a section of the checklist: what the tool verified is folded, and
// all else is there to work on.
type pageSection struct {
	Title, Left string
	Items, Fine []promote.Item
}

// checklistHTML writes a checklist as one page to work with, print and send. It
// needs no network; its script keeps answers and saves them as results.
func checklistHTML(b *bytes.Buffer, c promote.Checklist, _ Options) error {
	page := struct {
		Title, From, Words string
		C                  promote.Checklist
		Count              promote.Count
		// Settled and Stuck are what the tool verified or found failing, and Done is
		// all that is settled.
		Settled, Stuck, Done int
		Failing              []promote.Item
		Sections             []pageSection
	}{Title: Visible(checklistTitle(&c)), From: checklistFrom(&c), C: c, Count: c.Count(), Words: settledWords(&c)}
	for _, s := range promote.Sections() {
		section := pageSection{Title: s.Title()}
		left := 0
		for _, i := range c.Items {
			if i.State == promote.Failing && i.Section == s {
				page.Failing = append(page.Failing, i)
			}
			switch {
			case i.Section != s:
				continue
			case i.State == promote.Verified:
				section.Fine = append(section.Fine, i)
				page.Settled++
			default:
				section.Items = append(section.Items, i)
				if !i.ForPeople() {
					page.Stuck++
				}
			}
			if i.Done() {
				page.Done++
			} else {
				left++
			}
		}
		section.Left = "all done"
		if left > 0 {
			section.Left = fmt.Sprintf("%d left", left)
		}
		if len(section.Items)+len(section.Fine) > 0 {
			page.Sections = append(page.Sections, section)
		}
	}
	return writePage(b, checklistPage(), page)
}

// settledWords say how far a checklist is: "25 of 39 settled, 2 failed, 12 open".
func settledWords(c *promote.Checklist) string {
	settled, failed := 0, 0
	for i := range c.Items {
		switch {
		case c.Items[i].Done():
			settled++
		case c.Items[i].State == promote.Failing:
			failed++
		}
	}
	words := fmt.Sprintf("%d of %d done", settled, len(c.Items))
	if failed > 0 {
		words += fmt.Sprintf(", %d failed", failed)
	}
	if open := len(c.Items) - settled - failed; open > 0 {
		words += fmt.Sprintf(", %d open", open)
	}
	return words
}
