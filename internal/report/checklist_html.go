package report

import (
	"bytes"
	_ "embed"

	"github.com/procore-manifest/manifest/internal/promote"
)

//go:embed pages/checklist.html
var checklistBody string

var checklistPage = newPage("checklist", checklistBody, "")

type pageSection struct {
	Title string
	Items []promote.Item
}

// checklistHTML writes a checklist as one page to read, print and send: it
// needs no script and no network.
func checklistHTML(b *bytes.Buffer, c promote.Checklist, _ Options) error {
	page := struct {
		Title, From string
		C           promote.Checklist
		Count       promote.Count
		Sections    []pageSection
	}{Title: Visible(checklistTitle(&c)), From: checklistFrom(&c), C: c, Count: c.Count()}
	for _, s := range promote.Sections() {
		section := pageSection{Title: s.Title()}
		for _, i := range c.Items {
			if i.Section == s {
				section.Items = append(section.Items, i)
			}
		}
		if len(section.Items) > 0 {
			page.Sections = append(page.Sections, section)
		}
	}
	return writePage(b, checklistPage(), page)
}
