package report

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/portal"
	"github.com/procore-manifest/manifest/internal/sandbox"
)

// Verify is how an installed app stands to git.
type Verify struct {
	App string `json:"app"`
	// Git is the version of git that was expected, and From where the installed
	// one was read: an environment or a file.
	Git     string         `json:"git"`
	From    string         `json:"from"`
	Company *sandbox.Named `json:"company"` // nil if a file does not say it
	// Installation is its id.
	Installation sandbox.ID    `json:"installation"`
	Checks       []VerifyCheck `json:"checks"`
	// Drift compares the manifests, field by field; nil if there was none to
	// compare.
	Drift *Drift `json:"-"`
}

// VerifyFormats are the formats of a comparison of what is installed with git.
var VerifyFormats = Formats[Verify]{{Text, verifyText}, {JSON, verifyJSON}}

// VerifyCheck is one property of both.
type VerifyCheck struct {
	What      string `json:"what"`
	Git       string `json:"git"`
	Installed string `json:"installed"`
	// Outcome is same, differs or not_compared.
	Outcome string `json:"outcome"`
	// Note says why, or what to do.
	Note string `json:"note"`
}

// Outcome is that of the whole: differs where anything does, and same only
// where everything was compared.
func (v *Verify) Outcome() string {
	outcome := "same"
	for _, c := range v.Checks {
		if c.Outcome == "differs" {
			return c.Outcome
		}
		if c.Outcome == "not_compared" {
			outcome = c.Outcome
		}
	}
	return outcome
}

func (v *Verify) title() string {
	title := v.App + " " + v.Git + " and " + v.From
	if v.Company != nil {
		title += fmt.Sprintf(", company %s (%d)", v.Company.Name, v.Company.ID)
	}
	return title
}

var verifyWords = map[string]string{
	"same":         "the installed app matches git",
	"differs":      "the installed app does not match git",
	"not_compared": "not everything could be compared",
}

// verifyText writes a comparison for people at a terminal.
func verifyText(b *bytes.Buffer, v Verify, o Options) error {
	paint := style(o.Color).paint
	colors := map[string]string{"same": "32", "differs": "1;31", "not_compared": "1;33"}
	fmt.Fprintf(b, "%s\n\n", paint(bold, hanging(Visible(v.title()), 2, o.Width)))
	widest := 0
	for _, c := range v.Checks {
		widest = max(widest, len(c.What))
	}
	const outcomes = len("not compared")
	indent := 2 + outcomes + 2 + widest + 2
	narrow := o.Width > 0 && o.Width <= indent+narrowest
	if narrow { // the values have lines below
		indent = 4
	}
	for _, c := range v.Checks {
		outcome := outcomeWords(c.Outcome)
		gap := strings.Repeat(" ", outcomes-len(outcome))
		fmt.Fprintf(b, "  %s%s  ", paint(colors[c.Outcome], outcome), gap)
		if narrow {
			fmt.Fprintf(b, "%s\n    ", c.What)
		} else {
			fmt.Fprintf(b, "%-*s  ", widest, c.What)
		}
		text, note := Visible(c.Git), c.Note
		switch {
		case c.Outcome == "same":
		case c.Git == "" && c.Installed == "":
			text, note = Visible(c.Note), ""
		default:
			text = "git: " + Visible(orNone(c.Git)) + " · installed: " + Visible(orNone(c.Installed))
		}
		fmt.Fprintln(b, hanging(text, indent, o.Width))
		if note != "" {
			fmt.Fprintf(b, "%s%s\n", strings.Repeat(" ", indent), hanging(Visible(note), indent, o.Width))
		}
	}
	fmt.Fprintf(b, "\n%s\n", verifyWords[v.Outcome()])
	if v.Drift != nil && len(v.Drift.Differences) > 0 {
		b.WriteByte('\n')
		if err := driftText(b, *v.Drift, o); err != nil {
			return err
		}
	}
	return nil
}

func verifyJSON(b *bytes.Buffer, v Verify, _ Options) error {
	drift := cmp.Or(v.Drift, &Drift{})
	return writeJSON(b, struct {
		Verify
		Outcome     string              `json:"outcome"`
		Checks      []VerifyCheck       `json:"checks"`
		Differences []portal.Difference `json:"differences"`
		NotCompared []string            `json:"not_compared"`
	}{v, v.Outcome(), v.Checks, drift.Differences, drift.NotCompared})
}
