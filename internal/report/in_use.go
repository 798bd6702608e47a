package report

import (
	"fmt"
	"strings"
)

// InUse is which versions customers are known to run.
type InUse struct {
	AsOf     string   `json:"as_of"`
	By       string   `json:"by"`
	Reason   string   `json:"reason"`
	Versions []string `json:"versions"`
	// Counts says that it is not too old to count.
	Counts bool `json:"counts"`
	// File is the file that says so.
	File string `json:"file"`
}

// line says who is counted.
func (u *InUse) line() string {
	if !u.Counts {
		return fmt.Sprintf("customers are assumed to have every version that reached them, because %s of %s is out of date",
			u.File, u.AsOf)
	}
	return fmt.Sprintf("customers have %s, as of %s, recorded by %s: %s", strings.Join(u.Versions, ", "), u.AsOf, u.By,
		u.Reason)
}
