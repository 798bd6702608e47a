package ledger

import (
	"cmp"
	"slices"
)

// Happening is an entry of a record with the version it is about.
type Happening struct {
	App     string `json:"app"`
	Version string `json:"version"`
	Entry
}

// Timeline returns what happened to several versions, the latest first. Events
// of one moment are in the order of the later version first.
func Timeline(records []*Record) []Happening {
	var all []Happening
	for _, r := range records {
		for _, e := range slices.Backward(r.History) {
			all = append(all, Happening{r.App, r.Version, e})
		}
	}
	slices.SortStableFunc(all, func(a, b Happening) int {
		return cmp.Or(b.At.Compare(a.At), numberOf(b.Version).compare(numberOf(a.Version)))
	})
	return all
}
