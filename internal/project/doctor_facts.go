package project

import (
	"fmt"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/schema"
)

// FactLists are the rules of lint and all catalogues.
func FactLists() []schema.Catalogue {
	rules := schema.Catalogue{File: "rules"}
	for _, r := range validate.Rules() {
		rules.Facts = append(rules.Facts, schema.Fact{Name: r.ID, Origin: r.Origin})
	}
	return append([]schema.Catalogue{rules}, schema.Catalogues()...)
}

// staleAfter is how long a list is taken for good without a look at its sources.
const staleAfter = 12 // months

// examineFacts says of every list how sure it is, and when its sources were
// last read.
func examineFacts(now time.Time) []report.Check {
	var checks []report.Check
	for _, list := range FactLists() {
		name := strings.ReplaceAll(strings.TrimSuffix(list.File, ".json"), "_", " ")
		text := fmt.Sprintf("%d: %s", len(list.Facts), report.Certainty(list.Facts))
		if list.Checked == "" {
			checks = append(checks, fine(name, "%s", text))
			continue
		}
		text += "; sources read in " + list.Checked
		read, err := time.Parse("2006-01", list.Checked)
		if err == nil && read.AddDate(0, staleAfter, 0).Before(now) {
			checks = append(checks, notable(name, text, "compare it with the portal: manifest doctor --sources"))
			continue
		}
		checks = append(checks, fine(name, "%s", text))
	}
	return checks
}
