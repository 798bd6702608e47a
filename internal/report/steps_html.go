package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/procore-manifest/manifest/internal/promote"
)

//go:embed pages/steps.html
var stepsBody string

var stepsPage = newPage("steps", stepsBody, nil, workScript, pageStyle, workStyle)

type numberedScreen struct {
	Number int
	promote.Screen
}

// stepsHTML writes a plan as one page to click along with, which needs no network:
// for customers, the page to send to them. Its ticks belong to this very plan.
func stepsHTML(b *bytes.Buffer, p promote.Plan, _ Options) error {
	if p.Update != nil {
		return customerHTML(b, p.Update)
	}
	page := struct {
		Title, Once, Nothing, Digest, Words string
		P                                   promote.Plan
		Screens                             []numberedScreen
	}{Title: Visible(stepsTitle(&p)), P: p}
	plan, err := json.Marshal(p)
	if err != nil {
		return err
	}
	digest := sha256.Sum256(plan)
	page.Digest = hex.EncodeToString(digest[:])
	page.Words = fmt.Sprintf("0 of %d done", len(p.Screens))
	page.Once, _ = stepsHead(&p)
	page.Nothing = nothingToEnter(&p)
	for i, s := range p.Screens {
		page.Screens = append(page.Screens, numberedScreen{i + 1, s})
	}
	return writePage(b, stepsPage(), page)
}
