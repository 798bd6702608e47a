package report

import (
	"bytes"
	_ "embed"

	"github.com/procore-manifest/manifest/internal/promote"
)

//go:embed pages/steps.html
var stepsBody string

var stepsPage = newPage("steps", stepsBody, "")

type numberedScreen struct {
	Number int
	promote.Screen
}

// stepsHTML writes a plan as one page that needs no script and no network: for
// customers, the page to send to them.
func stepsHTML(b *bytes.Buffer, p promote.Plan, _ Options) error {
	if p.Update != nil {
		return customerHTML(b, p.Update)
	}
	page := struct {
		Title, Once, Nothing string
		P                    promote.Plan
		Screens              []numberedScreen
	}{Title: Visible(stepsTitle(&p)), P: p}
	page.Once, _ = stepsHead(&p)
	page.Nothing = nothingToEnter(&p)
	for i, s := range p.Screens {
		page.Screens = append(page.Screens, numberedScreen{i + 1, s})
	}
	return writePage(b, stepsPage(), page)
}
