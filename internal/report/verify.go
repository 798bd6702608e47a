package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// Verify is how an installed app stands to git, ready to be shown.
type Verify struct {
	App string
	// Git is the version of git that was expected, and From where the installed
	// one was read: an environment or a file.
	Git, From string
	Company   Named // without an id where a file does not say it
	// Installation is its id.
	Installation int64
	Checks       []VerifyCheck
	// Drift compares the manifests, field by field; nil where there was none to
	// compare.
	Drift *Drift
}

// VerifyCheck is one property of both.
type VerifyCheck struct {
	What, Git, Installed string
	// Outcome is same, differs or not_compared.
	Outcome string
	// Note says why, or what to do.
	Note string
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
	if v.Company.ID != 0 {
		title += fmt.Sprintf(", company %s (%d)", v.Company.Name, v.Company.ID)
	}
	return title
}

var verifyWords = map[string]string{
	"same": "what is installed is what git says", "differs": "what is installed is not what git says", "not_compared": "not everything could be compared",
}

// VerifyText writes a comparison for people at a terminal.
func VerifyText(w io.Writer, v Verify, o Options) error {
	paint := style(o.Color).paint
	colors := map[string]string{"same": "32", "differs": "1;31", "not_compared": "1;33"}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n\n", paint(bold, Visible(v.title())))
	widest := 0
	for _, c := range v.Checks {
		widest = max(widest, len(c.What))
	}
	const outcomes = len("not compared")
	indent := 2 + outcomes + 2 + widest + 2
	for _, c := range v.Checks {
		outcome := outcomeWords(c.Outcome)
		fmt.Fprintf(&b, "  %s%s  %s%s  ", paint(colors[c.Outcome], outcome), strings.Repeat(" ", outcomes-len(outcome)), c.What, strings.Repeat(" ", widest-len(c.What)))
		switch {
		case c.Outcome == "same":
			fmt.Fprintln(&b, hanging(Visible(c.Git), indent, o.Width))
		case c.Git == "" && c.Installed == "":
			fmt.Fprintln(&b, hanging(Visible(c.Note), indent, o.Width))
			continue
		default:
			fmt.Fprintf(&b, "git: %s · installed: %s\n", Visible(orNone(c.Git)), Visible(orNone(c.Installed)))
		}
		if c.Note != "" {
			fmt.Fprintf(&b, "%s%s\n", strings.Repeat(" ", indent), hanging(Visible(c.Note), indent, o.Width))
		}
	}
	fmt.Fprintf(&b, "\n%s\n", verifyWords[v.Outcome()])
	if v.Drift != nil && len(v.Drift.Differences) > 0 {
		b.WriteByte('\n')
		if err := DriftText(&b, *v.Drift, o); err != nil {
			return err
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

// VerifyJSON writes a comparison for programs.
func VerifyJSON(w io.Writer, v Verify) error {
	type checkJSON struct {
		What      string `json:"what"`
		Git       string `json:"git"`
		Installed string `json:"installed"`
		Outcome   string `json:"outcome"`
		Note      string `json:"note"`
	}
	out := struct {
		Format       int              `json:"format"`
		App          string           `json:"app"`
		Git          string           `json:"git"`
		From         string           `json:"from"`
		Company      *Named           `json:"company"`
		Installation int64            `json:"installation"`
		Outcome      string           `json:"outcome"`
		Checks       []checkJSON      `json:"checks"`
		Differences  []differenceJSON `json:"differences"`
		NotCompared  []string         `json:"not_compared"`
	}{1, v.App, v.Git, v.From, nil, v.Installation, v.Outcome(), []checkJSON{}, []differenceJSON{}, []string{}}
	if v.Company.ID != 0 {
		out.Company = &v.Company
	}
	for _, c := range v.Checks {
		out.Checks = append(out.Checks, checkJSON(c))
	}
	if v.Drift != nil {
		out.Differences = v.Drift.differencesJSON()
		out.NotCompared = append(out.NotCompared, v.Drift.Unsaid...)
	}
	return encodeJSON(w, out)
}
