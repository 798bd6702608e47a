package report

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/version"
)

// Status is where apps stand.
type Status struct {
	Apps []AppStatus
	// One says that the reader asked for one app, and sees all its versions.
	One bool
	// States are the states of the versions to show, nil for all.
	States []ledger.State
	// All says that retracted versions and overrides are shown too.
	All bool
	// Hidden is the number of retired apps that are left out.
	Hidden int
	// Permissions says that the reader asked for the permissions of the apps.
	Permissions bool
	Now         time.Time
}

// Picks reports whether an app has something in the states that the reader asked
// for.
func (s *Status) Picks(a *AppStatus) bool {
	return len(s.States) == 0 || slices.ContainsFunc(a.Ledger.Versions, s.picks) ||
		slices.ContainsFunc(a.Waiting, s.picksWaiting)
}

func (s *Status) picks(v *ledger.Version) bool {
	return len(s.States) == 0 || slices.Contains(s.States, v.State)
}

func (s *Status) picksWaiting(w Waiting) bool {
	return len(s.States) == 0 || slices.Contains(s.States, w.State)
}

// StatusFormats are the formats of a status.
var StatusFormats = Formats[Status]{{Text, statusText}, {JSON, statusJSON}}

// AppStatus is where one app stands.
type AppStatus struct {
	App string
	// Working is the version of the working manifest, "" if it has none
	// that can be read. Draft says how it differs from what was saved.
	Working string
	Draft   Draft
	// Ledger is what is recorded of the app, and Retired says that it ended.
	Ledger  *ledger.App
	Retired bool
	// Undoes says what the promotion of a version that waits for it would undo, in
	// words.
	Undoes map[version.Version]string
	// InUse says which versions customers are known to run, nil if no one does.
	InUse *InUse
	// Waits says who has to act, and what for; Next is the command that does
	// it, after what is to be done by hand; "" if no one here can.
	Waits, Next string
	// Asks are what the working manifest asks of customers, by the versions that they
	// can have, and Past what each version asked that reached them, the latest first.
	// Both are known of a single app only.
	Asks []Asks
	Past []PastAsk
	// Permissions are those of what customers get, known where the reader asked.
	Permissions []ReportPermission
	// Closed are the gates that are closed already for an unsaved working manifest.
	Closed []string
	// Waiting are the versions that wait for someone, the working manifest first.
	Waiting []Waiting
	// Adopt is the command for an app that is live already, while nothing is
	// recorded of it; "" otherwise.
	Adopt string
	// Fault is why what is said cannot be relied on, or is not all; "" if it
	// can.
	Fault string
}

// Waiting is a version that waits for someone.
type Waiting struct {
	Version string `json:"version"`
	// State is draft for the working manifest where it is not saved as it is.
	State ledger.State `json:"state"`
	// Waits says who has to act, and what for.
	Waits string `json:"waits_for"`
	// Closed are gates that keep it from production: all where the app was named,
	// else those that are quick to look at.
	Closed []string `json:"closed_gates"`
	Next   string   `json:"next"`
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
	if s.Permissions {
		for i := range s.Apps {
			if i > 0 {
				b.WriteByte('\n')
			}
			permissionsText(b, &s.Apps[i], o)
		}
		return nil
	}
	if s.One {
		appText(b, s.Apps[0], s.Now, o)
		return nil
	}
	if len(s.States) > 0 {
		versionsText(b, &s, o)
	} else {
		rows := [][]string{{"APP", "WORKING", "READY FOR TESTING", "PRODUCTION", "REVIEW"}}
		for _, a := range s.Apps {
			rows = append(rows, []string{
				a.App, a.working(), a.ready(s.Now), a.latest(s.Now, ledger.Production, ledger.Published), a.review(s.Now),
			})
		}
		table(b, rows, o)
	}
	heading := "\nwaiting:\n"
	for _, a := range s.Apps {
		for _, w := range a.Waiting {
			if s.picksWaiting(w) {
				b.WriteString(heading)
				heading = ""
				w.text(b, Visible(a.App)+" ", o)
			}
		}
	}
	shownOnRequest(b, &s, o)
	return nil
}

// text writes who has to act on a version, and the command: whole, to be copied.
func (w *Waiting) text(b *bytes.Buffer, app string, o Options) {
	line := strings.TrimSpace(app+Visible(w.Version)) + ": " + Visible(w.Waits)
	if len(w.Closed) > 0 {
		line += "; closed gates: " + Visible(strings.Join(w.Closed, ", "))
	}
	fmt.Fprintf(b, "  %s\n", hanging(line, 4, o.Width))
	if w.Next != "" {
		fmt.Fprintf(b, "    %s\n", Visible(w.Next))
	}
}

// versionsText writes the versions in the states that the reader asked for.
func versionsText(b *bytes.Buffer, s *Status, o Options) {
	rows := [][]string{{"APP", "VERSION", "STATE", "SINCE"}}
	for _, a := range s.Apps {
		for _, w := range a.Waiting {
			if w.State == ledger.Draft && s.picksWaiting(w) {
				rows = append(rows, []string{a.App, cmp.Or(w.Version, none), w.State.Label(), none})
			}
		}
		for _, v := range slices.Backward(a.Ledger.Versions) {
			if s.picks(v) {
				rows = append(rows, []string{a.App, numbers(v), v.State.Label() + badMark(v), sinceWords(v, s.Now)})
			}
		}
	}
	table(b, rows, o)
}

// shownOnRequest lists overrides and retracted versions, or says that there are
// some.
func shownOnRequest(b *bytes.Buffer, s *Status, o Options) {
	var overrides, retracted []string
	for _, a := range s.Apps {
		for _, v := range slices.Backward(a.Ledger.Versions) {
			if v.State == ledger.Retracted {
				e := v.First.Retracted
				retracted = append(retracted, fmt.Sprintf("%s %s: %s of %s retracted by %s: %s", a.App, v.Number, v.First.Kind,
					v.First.Happened(), e.By, e.Reason))
			}
			for _, line := range overrideLines(v) {
				overrides = append(overrides, a.App+" "+line)
			}
		}
	}
	if s.All {
		for _, list := range []struct {
			title string
			lines []string
		}{{"overrides", overrides}, {"retracted", retracted}} {
			for i, line := range list.lines {
				if i == 0 {
					fmt.Fprintf(b, "\n%s:\n", list.title)
				}
				fmt.Fprintf(b, "  %s\n", hanging(Visible(line), 4, o.Width))
			}
		}
		return
	}
	var hidden []string
	for _, part := range []struct {
		n    int
		noun string
	}{{s.Hidden, "retired app"}, {len(retracted), "retracted version"}, {len(overrides), "override"}} {
		if part.n > 0 {
			hidden = append(hidden, diag.Plural(part.n, part.noun))
		}
	}
	if len(hidden) > 0 && !o.Quiet {
		fmt.Fprintf(b, "\nnot shown: %s; see: manifest status --all\n", strings.Join(hidden, ", "))
	}
}

// overrideLines says which closed gates the promotion of a version passed, and why.
func overrideLines(v *ledger.Version) []string {
	var lines []string
	for _, e := range v.Overrides() {
		for _, o := range e.Event.Overrides {
			lines = append(lines, fmt.Sprintf("%s: gate %s overridden by %s: %s", v.Number, o.Gate, e.By, o.Reason))
		}
	}
	return lines
}

func (a *AppStatus) working() string {
	switch {
	case a.Retired:
		return "retired"
	case a.Working == "":
		return string(Broken)
	case a.Draft == Saved:
		return a.Working
	}
	return fmt.Sprintf("%s (%s)", a.Working, a.Draft)
}

// ready are the versions that wait for their promotion, the highest first, with
// the age of that one. Those below the version in production wait for nothing.
func (a *AppStatus) ready(now time.Time) string {
	var list []string
	age := ""
	for _, v := range slices.Backward(a.Ledger.Versions) {
		if v.State != ledger.ReadyForTesting || a.Ledger.IsPassed(v) {
			continue
		}
		list = append(list, numbers(v))
		age = cmp.Or(age, " ("+sinceWords(v, now)+")")
	}
	if list == nil {
		return none
	}
	return strings.Join(list, ", ") + age
}

// latest is the highest version in one of the states, with its age.
func (a *AppStatus) latest(now time.Time, states ...ledger.State) string {
	v := a.Ledger.Latest(states...)
	if v == nil {
		return none
	}
	return fmt.Sprintf("%s%s (%s)", numbers(v), badMark(v), sinceWords(v, now))
}

// badMark marks a version that is known to be bad.
func badMark(v *ledger.Version) string {
	if v.Bad == nil {
		return ""
	}
	return ", bad"
}

// sinceWords is how long a version has been in its state.
func sinceWords(v *ledger.Version, now time.Time) string {
	since, ok := v.SinceTime()
	if !ok {
		return unknownDay
	}
	return age(now.Sub(since))
}

// numbers is the version, with the portal's own number where it is another, and
// how it came here.
func numbers(v *ledger.Version) string {
	text := v.Number.String()
	if v.Portal != v.Number {
		text += ", portal " + v.Portal.String()
	}
	return text + adopted(v)
}

// adopted marks a version that was brought in with its own past.
func adopted(v *ledger.Version) string {
	if v.Adopted() {
		return ", adopted"
	}
	return ""
}

// review is what the reviewers have, or last said.
func (a *AppStatus) review(now time.Time) string {
	v := a.Ledger.Latest(ledger.InReview, ledger.Published, ledger.Rejected)
	if v == nil {
		return none
	}
	return fmt.Sprintf("%s %s%s (%s)", v.Number, strings.ToLower(v.State.Label()), adopted(v), sinceWords(v, now))
}

// appText writes one app with all its versions.
func appText(b *bytes.Buffer, a AppStatus, now time.Time, o Options) {
	say := func(format string, args ...any) {
		fmt.Fprintln(b, hanging(Visible(fmt.Sprintf(format, args...)), 2, o.Width))
	}
	fmt.Fprintln(b, style(o.Color).paint(bold, hanging(Visible(a.App), 0, o.Width)))
	if e := a.Ledger.Retired; e != nil {
		say("retired: %s by %s: %s", e.Happened(), e.By, e.Reason)
	} else {
		say("working manifest: %s", a.working())
	}
	if a.Waits != "" {
		say("waits for: %s", a.Waits)
	}
	if len(a.Closed) > 0 {
		say("closed gates: %s", strings.Join(a.Closed, ", "))
	}
	if a.Next != "" {
		fmt.Fprintf(b, "next: %s\n", Visible(a.Next))
	}
	for _, w := range a.Waiting {
		passed := slices.ContainsFunc(a.Ledger.Versions, func(v *ledger.Version) bool {
			return v.Number.String() == w.Version && a.Ledger.IsPassed(v)
		})
		if w.State != ledger.Draft && (a.Draft != Saved || w.Version != a.Working) &&
			!passed { // others are said above or below
			w.text(b, "", o)
		}
	}
	if run := a.Ledger.Run; run != nil {
		say("customers run: %s%s", run.Number, adopted(run))
		if run.Number.String() != a.Working || a.Draft == Edited {
			next := a.Working
			if a.Draft == Edited {
				next = "the next version"
			}
			for _, line := range asksCustomers(a.Asks, "") {
				say("%s %s", next, line)
			}
		}
		if last := sinceLastAsk(a.Past, now); last != "" {
			say("customers were %s", last)
		}
	}
	if a.InUse != nil {
		say("%s", a.InUse.line())
	}
	if len(a.Ledger.Versions) == 0 {
		if a.Fault == "" { // otherwise there may be some
			fmt.Fprintln(b, "\nno version saved yet")
			if a.Adopt != "" {
				fmt.Fprintf(b, "if %s is live already: %s\n", a.Working, Visible(a.Adopt))
			}
		}
		return
	}
	b.WriteByte('\n')
	rows := [][]string{{"VERSION", "STATE", "SINCE", "SANDBOX KEY", "PRODUCTION KEY"}}
	for _, v := range slices.Backward(a.Ledger.Versions) {
		rows = append(rows, []string{numbers(v), v.State.Label() + badMark(v), sinceWords(v, now), orNone(v.Keys.Sandbox),
			orNone(v.Keys.Production)})
	}
	table(b, rows, o)
	remarks(b, &a, o)
}

// remarks lists the versions that can no longer be promoted, the gates that were
// passed although they were closed, and the versions known to be bad. They are
// always shown: whoever asks later must not
// have to look for them.
func remarks(b *bytes.Buffer, status *AppStatus, o Options) {
	a := status.Ledger
	above := "\n"
	line := func(format string, args ...any) {
		fmt.Fprintf(b, "%s%s\n", above, hanging(Visible(fmt.Sprintf(format, args...)), 2, o.Width))
		above = ""
	}
	for _, v := range slices.Backward(a.Versions) {
		if v.State == ledger.ReadyForTesting && a.IsPassed(v) {
			why := fmt.Sprintf("%s can no longer be promoted, because %s is in production:", v.Number, a.InProduction.Number)
			command := fmt.Sprintf("manifest record abandon %s@%s --reason TEXT", a.ID, v.Number)
			if o.Width > 0 && len(why)+1+len(command) > o.Width { // whole, to be copied
				line("%s", why)
				line("%s", "  "+command)
			} else {
				line("%s %s", why, command)
			}
		}
		if undoes := status.Undoes[v.Number]; undoes != "" {
			line("%[1]s lacks changes of %[2]s, which customers run; promoting %[1]s would undo: %[3]s", v.Number,
				a.Run.Number, Visible(undoes))
		}
		for _, text := range overrideLines(v) {
			line("%s", Visible(text))
		}
		if v.Bad != nil {
			line("%s", Visible(NewBadVersion(v).Words()))
		}
	}
}

type versionJSON struct {
	Version       string       `json:"version"`
	PortalVersion string       `json:"portal_version"`
	State         ledger.State `json:"state"`
	Since         ledger.Day   `json:"since"`
	Adopted       bool         `json:"adopted"`
	Bad           string       `json:"bad"`
	SandboxKey    string       `json:"sandbox_key"`
	ProductionKey string       `json:"production_key"`
	Overrides     int          `json:"overrides"`
	PassedBy      string       `json:"passed_by"`
	Undoes        string       `json:"undoes"`
}

type appJSON struct {
	App     string    `json:"app"`
	Working string    `json:"working"`
	Draft   Draft     `json:"draft"`
	Run     string    `json:"customers_run"`
	InUse   *InUse    `json:"in_use"`
	Retired bool      `json:"retired"`
	Asks    []Asks    `json:"asks"`
	Past    []PastAsk `json:"past_asks"`

	Permissions []ReportPermission `json:"permissions"`
	Versions    []versionJSON      `json:"versions"`
	Waiting     []Waiting          `json:"waiting"`
	Waits       string             `json:"waits_for"`
	Next        string             `json:"next"`
	Fault       string             `json:"fault"`
}

// statusJSON writes apps with all their versions.
func statusJSON(b *bytes.Buffer, s Status, _ Options) error {
	var out struct {
		Apps []appJSON `json:"apps"`
	}
	for _, a := range s.Apps {
		app := appJSON{App: a.App, Working: a.Working, InUse: a.InUse, Draft: a.Draft, Waits: a.Waits, Next: a.Next,
			Fault: a.Fault, Retired: a.Retired, Asks: a.Asks, Past: a.Past, Permissions: a.Permissions}
		for _, w := range a.Waiting {
			if s.picksWaiting(w) {
				w.Closed = append([]string{}, w.Closed...)
				app.Waiting = append(app.Waiting, w)
			}
		}
		for _, v := range slices.Backward(a.Ledger.Versions) {
			if !s.picks(v) {
				continue
			}
			version := versionJSON{
				Version: v.Number.String(), State: v.State, Since: v.Since(), Adopted: v.Adopted(),
				SandboxKey: v.Keys.Sandbox, ProductionKey: v.Keys.Production,
			}
			version.Undoes = a.Undoes[v.Number]
			if v.State == ledger.ReadyForTesting && a.Ledger.IsPassed(v) {
				version.PassedBy = a.Ledger.InProduction.Number.String()
			}
			if v.Portal != v.Number {
				version.PortalVersion = v.Portal.String()
			}
			if v.Bad != nil {
				version.Bad = v.Bad.Reason
			}
			for _, e := range v.Overrides() {
				version.Overrides += len(e.Event.Overrides)
			}
			app.Versions = append(app.Versions, version)
		}
		if a.Ledger.Run != nil {
			app.Run = a.Ledger.Run.Number.String()
		}
		out.Apps = append(out.Apps, app)
	}
	return writeJSON(b, out)
}
