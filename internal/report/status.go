package report

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/ledger"
)

// Status is where apps stand.
type Status struct {
	Apps []AppStatus
	// One says that the reader asked for one app, and sees all its versions.
	One bool
	Now time.Time
}

// StatusFormats are the formats of a status.
var StatusFormats = Formats[Status]{{Text, statusText}, {JSON, statusJSON}}

// AppStatus is where one app stands.
type AppStatus struct {
	App string
	// Working is the version of the working manifest, "" where it has none
	// that can be read. Draft says how it differs from what was saved.
	Working string
	Draft   Draft
	// Records are the saved versions, newest first.
	Records []*ledger.Record
	// Waits says who has to act, and what for; Next is the command that does
	// it, after what is to be done by hand; "" where nobody here can.
	Waits, Next string
	// Fault is why what is said cannot be relied on, or is not all; "" where it
	// can.
	Fault string
}

// Draft is how the working manifest stands to the saved version of its number.
type Draft string

const (
	// Saved means that they are the same.
	Saved Draft = "saved"
	// Unsaved means that no version of its number was saved.
	Unsaved Draft = "unsaved"
	// Edited means that it was changed after its number was saved.
	Edited Draft = "edited"
	// Broken means that it cannot be read, or is missing.
	Broken Draft = "broken"
)

// age is a time span as status shows it: now, 5 h, 41 d.
func age(d time.Duration) string {
	switch {
	case d < time.Hour:
		return "now"
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d d", int(d.Hours()/24))
}

// statusText writes one line for each app, or all about the one.
func statusText(b *bytes.Buffer, s Status, o Options) error {
	if s.One {
		appText(b, s.Apps[0], s.Now, o)
		return nil
	}
	rows := [][]string{{"APP", "WORKING", "READY FOR TESTING", "PRODUCTION", "REVIEW", "NEXT"}}
	for _, a := range s.Apps {
		rows = append(rows, []string{
			a.App, a.working(), a.latest(s.Now, ledger.ReadyForTesting),
			a.latest(s.Now, ledger.Production, ledger.Published), a.review(s.Now), cmp.Or(a.Next, a.Waits),
		})
	}
	table(b, rows, o)
	return nil
}

func (a *AppStatus) working() string {
	switch {
	case a.Working == "":
		return string(Broken)
	case a.Draft == Saved:
		return a.Working
	}
	return fmt.Sprintf("%s (%s)", a.Working, a.Draft)
}

// latest is the highest version in one of the states, with its age.
func (a *AppStatus) latest(now time.Time, states ...ledger.State) string {
	r := ledger.Latest(a.Records, states...)
	if r == nil {
		return none
	}
	return fmt.Sprintf("%s (%s)", numbers(r), age(now.Sub(r.Since())))
}

// numbers is the version, with the portal's own number where it is another.
func numbers(r *ledger.Record) string {
	if r.PortalVersion != "" {
		return r.Version + ", portal " + r.PortalVersion
	}
	return r.Version
}

// review is what the reviewers have, or last said.
func (a *AppStatus) review(now time.Time) string {
	r := ledger.Latest(a.Records, ledger.InReview, ledger.Published, ledger.Rejected)
	if r == nil {
		return none
	}
	return fmt.Sprintf("%s %s (%s)", r.Version, strings.ToLower(r.State.Label()), age(now.Sub(r.Since())))
}

// appText writes one app with all its versions.
func appText(b *bytes.Buffer, a AppStatus, now time.Time, o Options) {
	paint := style(o.Color).paint
	fmt.Fprintf(b, "%s\nworking manifest: %s\n", paint(bold, Visible(a.App)), Visible(a.working()))
	if a.Waits != "" {
		fmt.Fprintf(b, "waits for: %s\n", Visible(a.Waits))
	}
	if a.Next != "" {
		fmt.Fprintf(b, "next: %s\n", Visible(a.Next))
	}
	if len(a.Records) == 0 {
		if a.Fault == "" { // otherwise there may be some
			fmt.Fprintln(b, "\nno version saved yet")
		}
		return
	}
	b.WriteByte('\n')
	rows := [][]string{{"VERSION", "STATE", "SINCE", "SANDBOX KEY", "PRODUCTION KEY"}}
	for _, r := range a.Records {
		rows = append(rows, []string{
			numbers(r), r.State.Label(), age(now.Sub(r.Since())), orNone(r.Keys.Sandbox), orNone(r.Keys.Production),
		})
	}
	table(b, rows, o)
	overridden(b, a.Records)
}

// overridden lists the gates that were passed although they were closed. They
// are shown for ever: whoever asks later must not have to look for them.
func overridden(b *bytes.Buffer, records []*ledger.Record) {
	above := "\n"
	for _, r := range records {
		for _, e := range r.History {
			for _, o := range e.Overrides {
				fmt.Fprintf(b, "%soverridden in %s by %s: %s: %s\n",
					above, r.Version, Visible(e.By), Visible(o.Gate), Visible(o.Reason))
				above = ""
			}
		}
	}
}

type versionJSON struct {
	Version       string       `json:"version"`
	PortalVersion string       `json:"portal_version"`
	State         ledger.State `json:"state"`
	Since         time.Time    `json:"since"`
	SandboxKey    string       `json:"sandbox_key"`
	ProductionKey string       `json:"production_key"`
	Overrides     int          `json:"overrides"`
}

type appJSON struct {
	App      string        `json:"app"`
	Working  string        `json:"working"`
	Draft    Draft         `json:"draft"`
	Versions []versionJSON `json:"versions"`
	Waits    string        `json:"waits_for"`
	Next     string        `json:"next"`
	Fault    string        `json:"fault"`
}

// statusJSON writes apps with all their versions.
func statusJSON(b *bytes.Buffer, s Status, _ Options) error {
	var out struct {
		Apps []appJSON `json:"apps"`
	}
	for _, a := range s.Apps {
		app := appJSON{App: a.App, Working: a.Working, Draft: a.Draft, Waits: a.Waits, Next: a.Next, Fault: a.Fault}
		for _, r := range a.Records {
			v := versionJSON{r.Version, r.PortalVersion, r.State, r.Since(), r.Keys.Sandbox, r.Keys.Production, 0}
			for _, e := range r.History {
				v.Overrides += len(e.Overrides)
			}
			app.Versions = append(app.Versions, v)
		}
		out.Apps = append(out.Apps, app)
	}
	return writeJSON(b, out)
}
