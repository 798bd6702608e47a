package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"github.com/procore-manifest/manifest/internal/ledger"
)

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

// none stands in an empty cell.
const none = "–"

// StatusText writes one line for each app.
func StatusText(w io.Writer, apps []AppStatus, now time.Time, o Options) error {
	rows := [][]string{{"APP", "WORKING", "READY FOR TESTING", "PRODUCTION", "REVIEW", "NEXT"}}
	for _, a := range apps {
		next := a.Next
		if next == "" {
			next = a.Waits
		}
		rows = append(rows, []string{
			a.App, a.working(), a.latest(now, ledger.ReadyForTesting), a.latest(now, ledger.Production, ledger.Published),
			a.review(now), next,
		})
	}
	return table(w, rows, o)
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

// table writes rows in columns under a bold heading. The last column is not
// padded, and a table wider than the terminal becomes one block for each row.
func table(w io.Writer, rows [][]string, o Options) error {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i := range row {
			row[i] = Visible(row[i])
			widths[i] = max(widths[i], uniseg.StringWidth(row[i]))
		}
	}
	total := 2 * (len(widths) - 1)
	for _, n := range widths {
		total += n
	}
	var b bytes.Buffer
	if o.Width > 0 && total > o.Width {
		tableBlocks(&b, rows, o)
	} else {
		for i, row := range rows {
			line := ""
			for j, cell := range row {
				line += cell + strings.Repeat(" ", widths[j]-uniseg.StringWidth(cell)+2)
			}
			line = strings.TrimRight(line, " ")
			if i == 0 {
				line = style(o.Color).paint(bold, line)
			}
			fmt.Fprintln(&b, line)
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

func tableBlocks(b *bytes.Buffer, rows [][]string, o Options) {
	widest := 0
	for _, heading := range rows[0] {
		widest = max(widest, uniseg.StringWidth(heading))
	}
	for i, row := range rows[1:] {
		if i > 0 {
			b.WriteByte('\n')
		}
		for j, cell := range row {
			if cell == none || cell == "" {
				continue
			}
			heading := rows[0][j] + strings.Repeat(" ", widest-uniseg.StringWidth(rows[0][j]))
			fmt.Fprintf(b, "%s  %s\n", style(o.Color).paint(bold, heading), hanging(cell, widest+2, o.Width))
		}
	}
}

// AppText writes one app with all its versions.
func AppText(w io.Writer, a AppStatus, now time.Time, o Options) error {
	paint := style(o.Color).paint
	if _, err := fmt.Fprintf(w, "%s\nworking manifest: %s\n", paint(bold, Visible(a.App)), Visible(a.working())); err != nil {
		return err
	}
	if a.Waits != "" {
		if _, err := fmt.Fprintf(w, "waits for: %s\n", Visible(a.Waits)); err != nil {
			return err
		}
	}
	if a.Next != "" {
		if _, err := fmt.Fprintf(w, "next: %s\n", Visible(a.Next)); err != nil {
			return err
		}
	}
	if len(a.Records) == 0 && a.Fault != "" {
		return nil // there may be some
	}
	if len(a.Records) == 0 {
		_, err := fmt.Fprintln(w, "\nno version saved yet")
		return err
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	rows := [][]string{{"VERSION", "STATE", "SINCE", "SANDBOX KEY", "PRODUCTION KEY"}}
	for _, r := range a.Records {
		rows = append(rows, []string{numbers(r), r.State.Label(), age(now.Sub(r.Since())), orNone(r.Keys.Sandbox), orNone(r.Keys.Production)})
	}
	if err := table(w, rows, o); err != nil {
		return err
	}
	return overridden(w, a.Records)
}

// overridden lists the gates that were passed although they were closed. They
// are shown for ever: whoever asks later must not have to look for them.
func overridden(w io.Writer, records []*ledger.Record) error {
	var b bytes.Buffer
	for _, r := range records {
		for _, e := range r.History {
			for _, o := range e.Overrides {
				fmt.Fprintf(&b, "overridden in %s by %s: %s: %s\n", r.Version, Visible(e.By), Visible(o.Gate), Visible(o.Reason))
			}
		}
	}
	if b.Len() == 0 {
		return nil
	}
	_, err := fmt.Fprintf(w, "\n%s", b.Bytes())
	return err
}

func orNone(s string) string {
	if s == "" {
		return none
	}
	return s
}

// LogText writes the history of versions, the latest event first.
func LogText(w io.Writer, records []*ledger.Record, o Options) error {
	entries := ledger.Timeline(records)
	if len(entries) == 0 {
		_, err := fmt.Fprintln(w, "nothing has happened yet")
		return err
	}
	paint := style(o.Color).paint
	var b bytes.Buffer
	version, what := 0, 0 // widths of the columns
	for _, e := range entries {
		version, what = max(version, len(e.Version)), max(what, utf8.RuneCountInString(happened(e.Entry)))
	}
	for _, e := range entries {
		gap := strings.Repeat(" ", version-len(e.Version))
		fmt.Fprintf(&b, "%s  %s%s  %-*s", e.At.Format("2006-01-02 15:04"), paint(bold, e.Version), gap, what, happened(e.Entry))
		fmt.Fprintf(&b, "  %s", Visible(e.By))
		if e.Commit != "" {
			fmt.Fprintf(&b, "  commit %.10s", e.Commit)
		}
		b.WriteByte('\n')
		for _, o := range e.Overrides {
			fmt.Fprintf(&b, "    overridden: %s: %s\n", Visible(o.Gate), Visible(o.Reason))
		}
		for line := range strings.Lines(e.Note) {
			fmt.Fprintf(&b, "    %s\n", Visible(strings.TrimRight(line, "\n")))
		}
		if e.Evidence != "" {
			fmt.Fprintf(&b, "    evidence: %s\n", Visible(e.Evidence))
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

// happened says what an entry of a history is about, in a few words.
func happened(e ledger.Entry) string {
	words := string(e.Event)
	if e.From != e.To {
		words += " → " + e.To.Label()
	}
	if e.Result != "" {
		words += " " + string(e.Result)
	}
	return words
}

type entryJSON struct {
	App       string         `json:"app"`
	Version   string         `json:"version"`
	At        time.Time      `json:"at"`
	By        string         `json:"by"`
	Event     string         `json:"event"`
	From      string         `json:"from"`
	To        string         `json:"to"`
	Result    string         `json:"result"`
	Note      string         `json:"note"`
	Commit    string         `json:"commit"`
	Evidence  string         `json:"evidence"`
	Overrides []overrideJSON `json:"overrides"`
}

type overrideJSON struct {
	Gate   string `json:"gate"`
	Reason string `json:"reason"`
}

// LogJSON writes the history of versions for programs, the latest event first.
func LogJSON(w io.Writer, records []*ledger.Record) error {
	out := struct {
		Format  int         `json:"format"`
		Entries []entryJSON `json:"entries"`
	}{1, []entryJSON{}}
	for _, e := range ledger.Timeline(records) {
		overrides := []overrideJSON{}
		for _, o := range e.Overrides {
			overrides = append(overrides, overrideJSON{o.Gate, o.Reason})
		}
		out.Entries = append(out.Entries, entryJSON{e.App, e.Version, e.At, e.By, string(e.Event), string(e.From), string(e.To),
			string(e.Result), e.Note, e.Commit, e.Evidence, overrides})
	}
	return encodeJSON(w, out)
}

type versionJSON struct {
	Version       string    `json:"version"`
	PortalVersion string    `json:"portal_version"`
	State         string    `json:"state"`
	Since         time.Time `json:"since"`
	SandboxKey    string    `json:"sandbox_key"`
	ProductionKey string    `json:"production_key"`
	Overrides     int       `json:"overrides"`
}

type appJSON struct {
	App      string        `json:"app"`
	Working  string        `json:"working"`
	Draft    string        `json:"draft"`
	Versions []versionJSON `json:"versions"`
	Waits    string        `json:"waits_for"`
	Next     string        `json:"next"`
	Fault    string        `json:"fault"`
}

// StatusJSON writes apps with all their versions for programs.
func StatusJSON(w io.Writer, apps []AppStatus) error {
	out := struct {
		Format int       `json:"format"`
		Apps   []appJSON `json:"apps"`
	}{1, []appJSON{}}
	for _, a := range apps {
		versions := []versionJSON{}
		for _, r := range a.Records {
			overrides := 0
			for _, e := range r.History {
				overrides += len(e.Overrides)
			}
			versions = append(versions, versionJSON{r.Version, r.PortalVersion, string(r.State), r.Since(), r.Keys.Sandbox, r.Keys.Production, overrides})
		}
		out.Apps = append(out.Apps, appJSON{a.App, a.Working, string(a.Draft), versions, a.Waits, a.Next, a.Fault})
	}
	return encodeJSON(w, out)
}
