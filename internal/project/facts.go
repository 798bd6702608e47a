package project

import (
	"strconv"
	"strings"

	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/schema"
)

// FactLists are the rules of lint, the items of the checklist and all catalogues:
// whatever the tool takes for true about the portal.
func FactLists() []schema.Catalogue {
	rules := schema.Catalogue{File: "rules"}
	for _, r := range validate.Rules() {
		rules.Facts = append(rules.Facts, schema.Fact{Name: r.ID, Origin: r.Origin})
	}
	return append([]schema.Catalogue{rules, {File: "checklist", Facts: promote.Facts()}}, schema.Catalogues()...)
}

// Days reads a number of days: 180d.
func Days(text string) (int, error) {
	digits, ok := strings.CutSuffix(text, "d")
	n, err := strconv.Atoi(digits)
	if !ok || err != nil || n < 0 {
		return 0, Usagef("%q is not a number of days such as 180d", text)
	}
	return n, nil
}
