package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
)

// Asks is what an update asks of customers on some versions.
type Asks struct {
	// Versions are in order, the highest first.
	Versions []string `json:"versions"`
	// Asks follow "customers must", in few words: "approve 2 permissions". None
	// where they only take the update.
	Asks []string `json:"asks"`
}

// PastAsk is a version that reached customers, and what it asked of them.
type PastAsk struct {
	Version string     `json:"version"`
	Day     ledger.Day `json:"day"`
	// From is the version that customers ran before, "" for none.
	From string   `json:"from"`
	Asks []string `json:"asks"`
	// IsAsk says that it asked more than reading notes.
	IsAsk bool `json:"is_ask"`
}

// askWords are asks in one line.
func askWords(asks []string) string {
	if len(asks) == 0 {
		return "only update the app"
	}
	return strings.Join(asks, ", ")
}

// AsksLines say what an update asks of customers, by the versions that they have
// where they have several.
func AsksLines(all []Asks) []string {
	var lines []string
	for _, a := range all {
		if len(all) == 1 {
			return []string{askWords(a.Asks)}
		}
		lines = append(lines, "on "+strings.Join(a.Versions, ", ")+": "+askWords(a.Asks))
	}
	return lines
}

// asksCustomers are sentences that say what an update asks, "asks customers: " or,
// where customers have several versions, "asks customers on 0.3.0: ". so is a word
// before the colon, or "".
func asksCustomers(all []Asks, so string) []string {
	var lines []string
	for _, a := range all {
		on := ""
		if len(all) > 1 {
			on = " on " + diag.AllOf(a.Versions)
		}
		lines = append(lines, "asks customers"+on+so+": "+askWords(a.Asks))
	}
	return lines
}

// sinceLastAsk says how long ago customers were asked to do more than read notes,
// "" if they never were or no one knows when.
func sinceLastAsk(past []PastAsk, now time.Time) string {
	for _, p := range past {
		if day, err := time.Parse(time.DateOnly, string(p.Day)); p.IsAsk && err == nil {
			ago := "today"
			if days := int(now.Sub(day).Hours() / 24); days > 0 {
				ago = diag.Plural(days, "day") + " ago"
			}
			return fmt.Sprintf("last asked to do something %s (%s, %s)", ago, p.Version, p.Day)
		}
	}
	return ""
}
