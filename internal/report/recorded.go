package report

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/promote"
)

// Recorded is an event that was recorded, and what the ledger says now.
type Recorded struct {
	App   *ledger.App
	Entry *ledger.Entry
	// Before is the version as it was, nil for its first event and for events of
	// the app; After is the version as it is now.
	Before, After *ledger.Version
	// Superseded are the versions whose place the version took.
	Superseded []*ledger.Version
	// Run is the version that customers ran before, nil for none.
	Run *ledger.Version
	// Folder is where the app is, as shown.
	Folder string
	DryRun bool
	// Moved are the files that a rename moved out of the old folder, beyond those of
	// an earlier run; Changed are the files that named the app and now name it right.
	Moved, Changed []string
	// Deletable says that no commit holds the retracted event yet.
	Deletable bool
	// Closed are the gates that keep a version that was saved from being promoted now.
	Closed []promote.Gate
	// Next is what to do next, a command where there is one.
	Next string
}

// RecordedFormats are the formats of what was recorded.
var RecordedFormats = Formats[Recorded]{{Text, recordedText}, {JSON, recordedJSON}}

func recordedText(b *bytes.Buffer, r Recorded, o Options) error {
	fmt.Fprintln(b, Visible(r.sentence()))
	is := map[bool]string{false: "is", true: "would be"}[r.DryRun]
	for _, v := range r.Superseded {
		fmt.Fprintf(b, "%s %s superseded\n", v.Number, is)
	}
	if by := r.replaced(); by != nil {
		fmt.Fprintf(b, "%s %s superseded by %s, %s\n", r.After.Number, is, by.Number, sinceDay(r.After.Since()))
	}
	moved, changed := "moved ", "changed "
	if r.DryRun {
		moved, changed = "would move ", "would change "
	}
	for _, name := range r.Moved {
		fmt.Fprintln(b, moved+Visible(name))
	}
	for _, name := range r.Changed {
		fmt.Fprintln(b, changed+Visible(name))
	}
	if o.Quiet {
		return nil
	}
	for _, hint := range r.hints() {
		fmt.Fprintln(b, Visible(hint))
	}
	if len(r.Closed) > 0 {
		fmt.Fprintf(b, "not ready for promotion: %s\n", closedWords(len(r.Closed)))
		closedGates(b, r.Closed, o)
	}
	if r.Next != "" && !r.DryRun {
		fmt.Fprintln(b, "next: "+Visible(r.Next))
	}
	return nil
}

// sentence says what was recorded.
func (r *Recorded) sentence() string {
	verb := "recorded: "
	if r.DryRun {
		verb = "would record: "
	}
	v, e := r.After, r.Entry
	switch e.Kind {
	case ledger.Save:
		verb = map[bool]string{false: "saved ", true: "would save "}[r.DryRun]
		return fmt.Sprintf("%s%s · %s · %s", verb, v.Number, v.State.Label(), r.versionFolder())
	case ledger.Adopt:
		verb = map[bool]string{false: "adopted ", true: "would adopt "}[r.DryRun]
		return fmt.Sprintf("%s%s · %s · %s", verb, v.Number, adoptedState(e), r.versionFolder())
	case ledger.Test:
		return fmt.Sprintf("%stest of %s %s", verb, v.Number, e.Result)
	case ledger.NewKeys:
		return verb + strings.Join(r.assigned(), ", ")
	case ledger.Promote:
		if v.Distribution == custom {
			return fmt.Sprintf("%s%s is in production · Procore notifies customers of a custom app immediately", verb, v.Number)
		}
		return fmt.Sprintf("%s%s is in production · Marketplace customers get it after Procore's review", verb, v.Number)
	case ledger.Bad:
		return fmt.Sprintf("%s%s is known to be bad", verb, v.Number)
	case ledger.Retract:
		return r.retraction()
	case ledger.Approve:
		return fmt.Sprintf("%sapproval of %s", verb, r.subject(e))
	case ledger.Rename:
		return fmt.Sprintf("%s%s is now %s · %s", verb, e.Renamed, r.App.ID, r.Folder)
	case ledger.Retire:
		return fmt.Sprintf("%s%s is retired", verb, r.App.ID)
	}
	text := fmt.Sprintf("%s%s is %s", verb, v.Number, v.State.Label())
	if r.App.Run == v && r.Run != v {
		text += fmt.Sprintf("; customers run %s", v.Number)
	}
	return text
}

// replaced is the version that took the place of one that was adopted; nil for
// none.
func (r *Recorded) replaced() *ledger.Version {
	if r.Entry.Kind != ledger.Adopt {
		return nil
	}
	return r.After.SupersededBy
}

// sinceDay says since which day, also where no one knows.
func sinceDay(day ledger.Day) string {
	if day == "" {
		return unknownDay
	}
	return "since " + string(day)
}

// adoptedState is the state of a version that was adopted, and since when.
func adoptedState(e *ledger.Entry) string {
	state := strings.ToLower(e.State.Label())
	if e.Since == "" {
		state += ","
	}
	return state + " " + sinceDay(e.Since)
}

// unknownDay is shown in place of the day of an adopted version that has none.
const unknownDay = "date unknown"

// custom is the distribution whose customers get a version when it is promoted.
const custom = "custom"

// retraction says what was retracted, and what follows.
func (r *Recorded) retraction() string {
	verb := "retracted: "
	if r.DryRun {
		verb = "would retract: "
	}
	target := r.Entry.Target
	text := fmt.Sprintf("%s%s of %s, recorded %s", verb, target.Kind, r.subject(target),
		target.At.Format("2006-01-02 15:04"))
	if back := target.Target; target.Kind == ledger.Retract && back != nil && back.Counts() {
		text += fmt.Sprintf(" · the %s event is valid again", back.Kind)
	}
	if r.After != nil {
		text += fmt.Sprintf(" · %s is %s", r.After.Number, r.After.State.Label())
	}
	if r.Run != r.App.Run || r.App.Run != nil && r.After != nil {
		run := "nothing"
		if r.App.Run != nil {
			run = r.App.Run.Number.String()
		}
		text += "; customers run " + run
	}
	return text
}

func (r *Recorded) subject(e *ledger.Entry) string {
	if e.Kind == ledger.Approve {
		return "#" + ledger.Short(e.Fingerprint)
	}
	if e.IsOfApp() {
		return r.App.ID
	}
	return e.Number.String()
}

// versionFolder is the folder of the version, as shown.
func (r *Recorded) versionFolder() string {
	return path.Join(r.Folder, ledger.VersionsDir, r.Entry.Number.String())
}

// assigned says which keys and number were recorded, and what they correct.
func (r *Recorded) assigned() []string {
	var list []string
	add := func(name, is, was string) {
		if is == "" {
			return
		}
		text := fmt.Sprintf("%s of %s: %s", name, r.After.Number, is)
		if was != "" && was != is {
			text += " (was " + was + ")"
		}
		list = append(list, text)
	}
	add("sandbox key", r.Entry.Keys.Sandbox, r.Before.Keys.Sandbox)
	add("production key", r.Entry.Keys.Production, r.Before.Keys.Production)
	was := orEmpty(r.Before.Portal)
	if r.Before.Portal == r.Before.Number { // no other was recorded
		was = ""
	}
	add("portal version", orEmpty(r.Entry.Portal), was)
	return list
}

// hints are what else a person should know.
func (r *Recorded) hints() []string {
	var list []string
	at := r.App.ID
	if r.After != nil {
		at += "@" + r.After.Number.String()
	}
	if r.Entry.Kind == ledger.Promote && r.After.Keys.Production == "" {
		list = append(list, "to add the Production App Version Key later, run: manifest record keys "+at+" --production-key KEY")
	}
	if target := r.Entry.Target; r.Deletable && target != nil {
		list = append(list, fmt.Sprintf("this %s is not committed yet, so you can also delete %s", target.Kind,
			r.deletable(target)))
	}
	return list
}

// deletable is what can be deleted in place of a retraction: both files, or all of
// a version that was never committed.
func (r *Recorded) deletable(target *ledger.Entry) string {
	switch {
	case (target.Kind == ledger.Save || target.Kind == ledger.Adopt) && !r.broughtInTwice():
		return "the folder " + r.versionFolder()
	case r.DryRun:
		return path.Join(r.Folder, target.Path)
	}
	return path.Join(r.Folder, target.Path) + " and " + path.Join(r.Folder, r.Entry.Path)
}

// broughtInTwice reports whether the version was adopted after its save was
// retracted, so that its folder holds more than the adoption.
func (r *Recorded) broughtInTwice() bool {
	firsts := 0
	for _, e := range r.After.Events {
		if e.Kind == ledger.Save || e.Kind == ledger.Adopt {
			firsts++
		}
	}
	return firsts > 1
}

func recordedJSON(b *bytes.Buffer, r Recorded, _ Options) error {
	out := struct {
		App        string       `json:"app"`
		Version    string       `json:"version"`
		Event      ledger.Kind  `json:"event"`
		At         string       `json:"at"`
		Day        ledger.Day   `json:"day"`
		By         string       `json:"by"`
		File       string       `json:"file"`
		State      ledger.State `json:"state"`
		Run        string       `json:"customers_run"`
		Superseded []string     `json:"superseded"`
		Adopted    []string     `json:"adopted"`
		Retracts   string       `json:"retracts"`
		From       string       `json:"from"`
		Moved      []string     `json:"moved"`
		Changed    []string     `json:"changed"`
		Closed     []string     `json:"closed_gates"`
		DryRun     bool         `json:"dry_run"`
		Next       string       `json:"next"`
	}{
		App: r.App.ID, Event: r.Entry.Kind, At: r.Entry.At.Format("2006-01-02T15:04:05Z"), Day: r.Entry.Happened(),
		By:   r.Entry.By,
		File: path.Join(r.Folder, r.Entry.Path), DryRun: r.DryRun, Next: r.Next, From: r.Entry.Renamed, Moved: r.Moved,
		Changed: r.Changed,
	}
	if r.After != nil {
		out.Version, out.State = r.After.Number.String(), r.After.State
	}
	if r.App.Run != nil {
		out.Run = r.App.Run.Number.String()
	}
	if r.Entry.Target != nil {
		out.Retracts = path.Join(r.Folder, r.Entry.Target.Path)
	}
	for _, g := range r.Closed {
		out.Closed = append(out.Closed, g.ID)
	}
	for _, v := range r.Superseded {
		out.Superseded = append(out.Superseded, v.Number.String())
	}
	out.Adopted = r.App.AdoptedAmong(append(out.Superseded, out.Version, out.Run)...)
	return writeJSON(b, out)
}

// NewRecorded says what an event changed: before is the ledger without it.
func NewRecorded(before *ledger.App, recorded *ledger.Recorded, folder string) *Recorded {
	r := &Recorded{App: recorded.App, Entry: recorded.Entry, Run: before.Run, Folder: folder}
	if !recorded.Entry.IsOfApp() {
		r.Before, r.After = before.Version(recorded.Entry.Number), recorded.App.Version(recorded.Entry.Number)
	}
	if r.Run != nil { // as the new ledger has it
		r.Run = recorded.App.Version(r.Run.Number)
	}
	for _, v := range recorded.App.Versions {
		was := before.Version(v.Number)
		if v.State == ledger.Superseded && was != nil && was.State != ledger.Superseded {
			r.Superseded = append(r.Superseded, v)
		}
	}
	slices.Reverse(r.Superseded)
	return r
}
