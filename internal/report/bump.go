package report

import (
	"bytes"
	"fmt"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/version"
)

// Bumped is what became of the version of a working manifest.
type Bumped struct {
	App string
	// File is the working manifest, as shown.
	File string
	// From and To are the versions before and after; the same where nothing was to
	// do. Why says why.
	From, To version.Version
	Why      string
	// Need is what the changes ask of the number, and Decides the change that
	// decided it; nil if none did.
	Need    ledger.Need
	Decides *change.Change
	// Asks are what all changes since what customers run ask of them, by the
	// versions that they can have.
	Asks []Asks
	// Permission is the file that allows a smaller bump, "" if none was written.
	Permission string
	DryRun     bool
	// Next is the command that follows, "" for none.
	Next string
}

// BumpFormats are the formats of a raised version.
var BumpFormats = Formats[Bumped]{{Text, bumpText}, {JSON, bumpedJSON}}

func bumpText(b *bytes.Buffer, r Bumped, o Options) error {
	if r.From == r.To {
		fmt.Fprintf(b, "%s: nothing to bump; %s\n", Visible(r.App), Visible(r.Why))
		nextLine(b, r.Next, o)
		return nil
	}
	fmt.Fprintf(b, "%s → %s  (%s)\n", r.From, r.To, Visible(r.Why))
	for _, line := range asksCustomers(r.Asks, " so far") {
		fmt.Fprintf(b, "%s\n", Visible(line))
	}
	nextLine(b, r.Next, o)
	return nil
}

func bumpedJSON(b *bytes.Buffer, r Bumped, _ Options) error {
	out := struct {
		App        string `json:"app"`
		File       string `json:"file"`
		From       string `json:"from"`
		To         string `json:"to"`
		Why        string `json:"why"`
		Level      string `json:"level"`
		Required   string `json:"required"`
		DecidedBy  string `json:"decided_by"`
		Asks       []Asks `json:"asks"`
		Permission string `json:"permission"`
		DryRun     bool   `json:"dry_run"`
		Next       string `json:"next"`
	}{
		App: r.App, File: r.File, From: r.From.String(), To: r.To.String(), Why: r.Why, Level: r.Need.Level.String(),
		Required: orEmpty(r.Need.Number), Asks: r.Asks, Permission: r.Permission, DryRun: r.DryRun, Next: r.Next,
	}
	if r.Decides != nil {
		out.DecidedBy = r.Decides.Fingerprint
	}
	return writeJSON(b, out)
}
