package report

import (
	"bytes"
	"fmt"

	"github.com/procore-manifest/manifest/internal/ledger"
)

// AsOf is what was in production at the end of a day, and what customers could get.
type AsOf struct {
	Day  ledger.Day
	Apps []*ledger.App
}

// AsOfFormats are the formats of what was in production.
var AsOfFormats = Formats[AsOf]{{Text, asOfText}, {JSON, asOfJSON}}

func asOfText(b *bytes.Buffer, a AsOf, o Options) error {
	rows := [][]string{{"APP", "IN PRODUCTION", "RECORDED BY", "CUSTOMERS COULD GET"}}
	for _, app := range a.Apps {
		production, run := app.AsOf(a.Day)
		by := none
		if production != nil {
			by = production.By
		}
		name := app.ID
		if e := app.Retired; e != nil && e.Happened() <= a.Day {
			name += ", retired"
		}
		rows = append(rows, []string{name, placed(app, production, a.Day), by, placed(app, run, a.Day)})
	}
	table(b, rows, o)
	for _, app := range a.Apps {
		if production, _ := app.AsOf(a.Day); production != nil {
			for _, override := range production.Event.Overrides {
				line := fmt.Sprintf("%s %s: gate %s was overridden: %s", app.ID, production.Number, override.Gate, override.Reason)
				fmt.Fprintln(b, hanging(Visible(line), 2, o.Width))
			}
		}
	}
	return nil
}

// placed is the version that an event put somewhere, and since when it was there.
func placed(app *ledger.App, e *ledger.Entry, day ledger.Day) string {
	if e == nil {
		return none
	}
	v := app.Version(e.Number)
	text := numbers(v)
	if v.Bad != nil && v.Bad.Happened() <= day {
		text += ", bad"
	}
	return text + ", " + sinceDay(e.Happened())
}

type placedJSON struct {
	Version   string            `json:"version"`
	Portal    string            `json:"portal_version"`
	Since     ledger.Day        `json:"since"`
	By        string            `json:"by"`
	Adopted   bool              `json:"adopted"`
	Bad       string            `json:"bad"`
	Overrides []ledger.Override `json:"overrides"`
	Approvals []approvedJSON    `json:"approvals"`
}

type approvedJSON struct {
	Fingerprint string `json:"fingerprint"`
	Path        string `json:"path"`
	By          string `json:"by"`
	At          string `json:"at"`
	Reason      string `json:"reason"`
}

// newPlacedJSON is the version that an event put somewhere, nil for none.
func newPlacedJSON(app *ledger.App, e *ledger.Entry, day ledger.Day) *placedJSON {
	if e == nil {
		return nil
	}
	v := app.Version(e.Number)
	out := &placedJSON{Version: v.Number.String(), Since: e.Happened(), By: e.By, Adopted: v.Adopted()}
	if v.Portal != v.Number {
		out.Portal = v.Portal.String()
	}
	if v.Bad != nil && v.Bad.Happened() <= day {
		out.Bad = v.Bad.Reason
	}
	if v.Promoted != nil {
		out.Overrides = v.Promoted.Event.Overrides
		for _, id := range v.Promoted.Event.Approvals {
			for _, approval := range app.Approvals {
				if approval.ID() == id {
					out.Approvals = append(out.Approvals, approvedJSON{approval.Fingerprint, approval.Event.Path, approval.By,
						approval.At.Format("2006-01-02T15:04:05Z"), approval.Reason})
				}
			}
		}
	}
	return out
}

func asOfJSON(b *bytes.Buffer, a AsOf, _ Options) error {
	type appJSON struct {
		App        string      `json:"app"`
		Retired    bool        `json:"retired"`
		Production *placedJSON `json:"production"`
		Run        *placedJSON `json:"customers_could_get"`
	}
	out := struct {
		Day  ledger.Day `json:"as_of"`
		Apps []appJSON  `json:"apps"`
	}{Day: a.Day}
	for _, app := range a.Apps {
		production, run := app.AsOf(a.Day)
		out.Apps = append(out.Apps, appJSON{app.ID, app.Retired != nil && app.Retired.Happened() <= a.Day,
			newPlacedJSON(app, production, a.Day), newPlacedJSON(app, run, a.Day)})
	}
	return writeJSON(b, out)
}
