package report

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/version"
)

// Restored is old content that became the working manifest.
type Restored struct {
	// Restored is the version whose content it is, Number the new one.
	Restored *ledger.Version
	Number   version.Version
	// File is the working manifest, as shown.
	File string
	// Kept are the keys that stay as they are today, Differ those of them that the
	// old version has otherwise.
	Kept, Differ []string
	// KeptFrom is the saved version that they were taken from, "" for the working
	// manifest.
	KeptFrom string
	// Changes are what going back means for customers.
	Changes Changes
	DryRun  bool
	// Next are the commands that come next, in order.
	Next []string
}

// RestoreFormats are the formats of what was restored.
var RestoreFormats = Formats[Restored]{{Text, restoreText}, {JSON, restoreJSON}}

func restoreText(b *bytes.Buffer, r Restored, o Options) error {
	changes := r.Changes
	changes.Next = nil // of the manifest as it was
	if err := changesText(b, changes, o); err != nil {
		return err
	}
	verb := "restored"
	if r.DryRun {
		verb = "would restore"
	}
	fmt.Fprintf(b, "\n%s the content of %s as %s · %s\n", verb, r.Restored.Number, r.Number, Visible(r.File))
	if len(r.Kept) > 0 {
		fmt.Fprintln(b, r.kept())
	}
	labelled(b, "next:", r.Next, 0)
	return nil
}

// kept says what stays as it is today, and what of it the old version has
// otherwise.
func (r *Restored) kept() string {
	text := "fields kept as they are today: "
	if r.KeptFrom != "" {
		text = "fields kept as in " + r.KeptFrom + ": "
	}
	text += strings.Join(r.Kept, ", ")
	if len(r.Differ) > 0 {
		text += fmt.Sprintf(" · different in %s: %s", r.Restored.Number, strings.Join(r.Differ, ", "))
	}
	return text
}

type restoredChange struct {
	Fingerprint string `json:"fingerprint"`
	Level       string `json:"level"`
	Summary     string `json:"summary"`
	Customers   string `json:"customers"`
}

func restoreJSON(b *bytes.Buffer, r Restored, _ Options) error {
	out := struct {
		App      string           `json:"app"`
		Restored string           `json:"restored"`
		Version  string           `json:"version"`
		File     string           `json:"file"`
		Kept     []string         `json:"kept"`
		Differ   []string         `json:"differ"`
		KeptFrom string           `json:"kept_from"`
		Bad      string           `json:"bad"`
		Changes  []restoredChange `json:"changes"`
		Level    string           `json:"level"`
		Actions  []change.Action  `json:"actions"`
		DryRun   bool             `json:"dry_run"`
		Next     []string         `json:"next"`
	}{
		App: r.Changes.App, Restored: r.Restored.Number.String(), Version: r.Number.String(), File: r.File, Kept: r.Kept,
		Differ: r.Differ, KeptFrom: r.KeptFrom, Level: r.Changes.Verdict.Level.String(), Actions: r.Changes.Verdict.Actions,
		DryRun: r.DryRun, Next: r.Next,
	}
	if r.Restored.Bad != nil {
		out.Bad = r.Restored.Bad.Reason
	}
	for _, c := range r.Changes.Changes {
		out.Changes = append(out.Changes, restoredChange{c.Fingerprint, c.Level.String(), c.Summary, c.Customers})
	}
	return writeJSON(b, out)
}
