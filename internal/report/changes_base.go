package report

import (
	"bytes"
	"fmt"

	"github.com/procore-manifest/manifest/internal/ledger"
)

// BaseChanges is what a branch changes: one comparison for each app whose
// manifest differs from the base.
type BaseChanges struct {
	// Base is the revision as the user named it.
	Base string
	Apps []Changes
	// Unchanged are the apps whose manifest is the same, and whose ledger has more.
	Unchanged []Changes
	// Ledger is what the branch adds to the ledgers of apps.
	Ledger []Log
	// Deleted are the apps that are gone, and had ended at the base.
	Deleted []DeletedApp
	// Configuration is what the branch changes in the configuration, one line for
	// each setting: "ignore: + examples/**". The base's configuration judges.
	Configuration []string
	// InUse is what the branch newly says of the versions that customers run.
	InUse []InUseChange
	// Unread are the apps that could not be compared.
	Unread []Unread
	// Lint is what lint says of the branch.
	Lint Lint
}

// DeletedApp is an app whose folder is deleted, with the event by which it had
// ended before.
type DeletedApp struct {
	App    string     `json:"app"`
	On     ledger.Day `json:"on"`
	By     string     `json:"by"`
	Reason string     `json:"reason"`
}

// BaseChangesFormats are the formats of what a branch changes: those of a
// comparison.
var BaseChangesFormats = Formats[BaseChanges]{
	{Text, baseChangesText}, {JSON, baseChangesJSON}, {Markdown, baseChangesMarkdown},
}

// baseChangesText writes one comparison below the other.
func baseChangesText(b *bytes.Buffer, r BaseChanges, o Options) error {
	if len(r.Apps)+len(r.Unread) == 0 {
		fmt.Fprintf(b, "no manifest differs from %s\n", Visible(r.Base))
	}
	for i, c := range r.Apps {
		separate(b, i)
		if err := changesText(b, c, o); err != nil {
			return err
		}
	}
	if lines := r.recorded(); len(lines) > 0 {
		separate(b, b.Len())
		fmt.Fprintf(b, "ledger:\n")
		for _, line := range lines {
			fmt.Fprintf(b, "  %s\n", Visible(line))
		}
	}
	if len(r.Configuration) > 0 {
		separate(b, b.Len())
		fmt.Fprintf(b, "this branch changes the configuration; the configuration of %s applies to "+
			"it:\n", Visible(r.Base))
		for _, line := range r.Configuration {
			fmt.Fprintf(b, "  %s\n", Visible(line))
		}
	}
	for _, u := range r.Unread {
		separate(b, b.Len())
		fmt.Fprintf(b, "%s could not be compared: %s\n", Visible(u.File), Visible(u.Reason))
	}
	return nil
}

// recorded is what the branch adds to ledgers, one line for each event, in the
// order in which they count.
func (r *BaseChanges) recorded() []string {
	var lines []string
	for _, d := range r.Deleted {
		lines = append(lines, fmt.Sprintf("%s deleted; it was retired on %s by %s: %s", d.App, d.On, d.By, d.Reason))
	}
	plain := func(text string) string { return text }
	for _, u := range r.InUse {
		lines = append(lines, u.App+": "+u.words(plain, plain))
	}
	for _, l := range r.Ledger {
		for _, e := range l.Events {
			lines = append(lines, l.brief(e))
		}
	}
	return lines
}

// separate puts an empty line before all parts but the first.
func separate(b *bytes.Buffer, part int) {
	if part > 0 {
		b.WriteByte('\n')
	}
}

// baseChangesJSON writes a list of comparisons, each as it is written alone.
func baseChangesJSON(b *bytes.Buffer, r BaseChanges, _ Options) error {
	out := struct {
		Base    string           `json:"base"`
		Apps    []comparisonJSON `json:"apps"`
		Ledger  []LogEvent       `json:"ledger"`
		Deleted []DeletedApp     `json:"deleted"`
		// A line each, as in the other formats.
		Configuration []string `json:"configuration"`
		Unread        []Unread `json:"unread"`
	}{Base: r.Base, Ledger: (&Timeline{Logs: r.Ledger}).List(), Deleted: r.Deleted, Configuration: r.Configuration,
		Unread: r.Unread}
	for _, c := range r.Apps {
		one := c.json()
		one.Format = 1
		out.Apps = append(out.Apps, one)
	}
	return writeJSON(b, out)
}
