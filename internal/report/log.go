package report

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/version"
)

// Log is what happened to one app, or to versions of it.
type Log struct {
	App *ledger.App
	// Folder is where the app is, as shown.
	Folder string
	// Events are those to show, in the order in which they count.
	Events []*ledger.Entry
	// Commits are the commits that added the events, by their path below the
	// folder; nil outside of git. Unknown says why one may be missing.
	Commits map[string]Commit
	Unknown string
}

// Commit is a commit that added an event: who made it, with whom, and when.
type Commit struct {
	ID   string   `json:"id"`
	By   string   `json:"by"`
	With []string `json:"with"`
	At   string   `json:"at"`
	// Days are the full days by which the event is older than the commit.
	Days int `json:"days_after_event"`
	// Other says that whoever recorded the event is none of the authors.
	Other bool `json:"-"`
}

// Timeline is what happened to apps.
type Timeline struct {
	Logs []Log
	// Many says that the reader asked for more than one app.
	Many bool
	// Picked says that the reader asked for some events only.
	Picked bool
}

// LogFormats are the formats of what happened to apps, the latest event first.
var LogFormats = Formats[Timeline]{{Text, logText}, {JSON, logJSON}}

// moment is an event in the log of its app.
type moment struct {
	log *Log
	*ledger.Entry
}

// moments are all events, the latest first: those of one app in the order in which
// they count, those of several by the time at which they were recorded.
func (t *Timeline) moments() []moment {
	var list []moment
	for i := range t.Logs {
		for _, e := range slices.Backward(t.Logs[i].Events) {
			list = append(list, moment{&t.Logs[i], e})
		}
	}
	if len(t.Logs) > 1 {
		slices.SortStableFunc(list, func(a, b moment) int { return b.At.Compare(a.At) })
	}
	return list
}

// Shorten leaves of the events of all apps those that the page of a report shows, and
// says of each log how many it left out.
func (t *Timeline) Shorten() (left []int) {
	shown := make(map[*ledger.Entry]bool)
	for i, m := range t.moments() {
		if i < pageEvents || isMarked(m.Entry) {
			shown[m.Entry] = true
		}
	}
	for i := range t.Logs {
		log := &t.Logs[i]
		all := log.Events
		for _, e := range all[max(0, len(all)-recentEvents):] {
			shown[e] = true
		}
		log.Events = slices.DeleteFunc(slices.Clone(all), func(e *ledger.Entry) bool { return !shown[e] })
		left = append(left, len(all)-len(log.Events))
	}
	return left
}

// isMarked reports whether an auditor looks for the event: one with an override, a
// retraction, one that was recorded late or has no effect.
func isMarked(e *ledger.Entry) bool {
	return len(e.Event.Overrides) > 0 || e.Kind == ledger.Retract || !e.Counts() ||
		e.Kind != ledger.Adopt && e.Day != "" && e.Day < ledger.DayOf(e.At)
}

// subject is what an event is about: a version, or the app.
func (t *Timeline) subject(m moment) string {
	text := subject(m.Entry)
	if v := m.log.App.Version(m.Number); v != nil && m.Kind != ledger.Adopt {
		text += adopted(v)
	}
	if !t.Many {
		return text
	}
	if m.IsOfApp() {
		return Visible(m.log.App.ID)
	}
	return Visible(m.log.App.ID) + " " + text
}

// logText writes what happened. What does not fit on a line of the terminal goes
// on in the next, further in than any line of ours.
func logText(b *bytes.Buffer, t Timeline, o Options) error {
	list := t.moments()
	switch {
	case len(list) == 0 && t.Picked:
		fmt.Fprintln(b, "no events match")
		return nil
	case len(list) == 0:
		fmt.Fprintln(b, "there are no events yet")
		return nil
	}
	paint := style(o.Color).paint
	about, what := 0, 0 // widths of the columns
	for _, m := range list {
		about = max(about, uniseg.StringWidth(t.subject(m)))
		what = max(what, uniseg.StringWidth(happened(m.Entry)))
	}
	for _, m := range list {
		at, subject, words := m.At.Format("2006-01-02 15:04"), t.subject(m), happened(m.Entry)
		by := Visible(m.By)
		if c := m.log.committed(m.Entry); c != "" {
			by += "  " + c
		}
		gap := strings.Repeat(" ", about-uniseg.StringWidth(subject))
		if o.Width > 0 && len(at)+about+what+uniseg.StringWidth(by)+6 > o.Width {
			if words = "  " + words; uniseg.StringWidth(at+subject+words)+2 > o.Width {
				words = "\n    " + hanging(strings.TrimSpace(words), 6, o.Width)
			}
			fmt.Fprintf(b, "%s  %s%s\n", at, paint(bold, subject), words)
			fmt.Fprintf(b, "    %s\n", hanging(by, 6, o.Width))
		} else {
			fmt.Fprintf(b, "%s  %s%s  %s  %s\n", at, paint(bold, subject), gap, padded(words, what), by)
		}
		for _, line := range m.log.details(m.Entry) {
			fmt.Fprintf(b, "    %s\n", hanging(Visible(line), 6, o.Width))
		}
	}
	return nil
}

// committed says which commit added an event, "" outside of git.
func (l *Log) committed(e *ledger.Entry) string {
	if l.Commits == nil {
		return ""
	}
	c, known := l.Commits[e.Path]
	switch {
	case known && c.By != e.By:
		return fmt.Sprintf("commit %.10s by %s", c.ID, Visible(c.By))
	case known:
		return fmt.Sprintf("commit %.10s", c.ID)
	}
	return l.Unknown
}

// subject is what an event is about: a version, or the app.
func subject(e *ledger.Entry) string {
	if e.IsOfApp() {
		return "app"
	}
	return e.Number.String()
}

// happened says what an event is about, in a few words.
func happened(e *ledger.Entry) string {
	words := string(e.Kind)
	switch {
	case e.Kind == ledger.Retract && e.Target != nil:
		words += " " + string(e.Target.Kind)
	case e.To != "" && e.Counts() && e.Kind != ledger.Test && e.Kind != ledger.NewKeys && e.Kind != ledger.Bad:
		words += " → " + e.To.Label()
	}
	if e.Result != "" {
		words += " " + string(e.Result)
	}
	if e.Retracted != nil {
		words += " (retracted)"
	} else if e.Fault != nil {
		words += " (no effect)"
	}
	return words
}

// details are what else an event says, line by line. What a person wrote never
// looks like a line of ours: each text has a label, and its further lines are
// indented.
func (l *Log) details(e *ledger.Entry) []string {
	var lines []string
	add := func(label, text string) {
		first := true
		for line := range strings.Lines(text) {
			if !first {
				label = "  "
			}
			lines, first = append(lines, label+strings.TrimRight(line, "\n")), false
		}
	}
	switch day := string(e.Happened()); {
	case e.Kind == ledger.Adopt:
		add("", sinceDay(e.Since))
	case e.Day != "":
		add("on ", day)
	}
	add("sandbox key: ", e.Keys.Sandbox)
	add("production key: ", e.Keys.Production)
	add("portal version: ", orEmpty(e.Portal))
	for _, o := range e.Event.Overrides {
		add("overridden: ", o.Gate+": "+o.Reason)
	}
	for _, id := range e.Event.Approvals {
		add("relies on: ", l.approval(id))
	}
	if e.Kind == ledger.Approve {
		add("", approvedChange(e))
		if e.Smaller != (version.Version{}) {
			add("allows ", e.Smaller.String()+", a smaller bump than the change needs")
		}
		add("until ", string(e.Expires))
	}
	add("renamed from ", e.Renamed)
	add("reason: ", e.Reason)
	add("note: ", e.Note)
	add("evidence: ", e.Evidence.File)
	if r := e.Retracted; r != nil {
		add("retracted: ", fmt.Sprintf("by %s on %s: %s", r.By, r.Happened(), r.Reason))
	}
	if e.Fault != nil && e.Retracted == nil {
		add("no effect: ", e.Fault.Message)
	}
	return lines
}

// approvedChange is the change that an approval is for, on one line.
func approvedChange(e *ledger.Entry) string {
	change := fmt.Sprintf("#%s %s %s", ledger.Short(e.Fingerprint), e.Event.Path, e.Op)
	if e.From != "" || e.Event.To != "" {
		change += fmt.Sprintf(": %s → %s", orNone(e.From), orNone(e.Event.To))
	}
	return Visible(change)
}

// pastWords say what happened to a version or an app.
var pastWords = map[ledger.Kind]string{
	ledger.Save: "saved", ledger.Adopt: "adopted", ledger.Test: "test", ledger.Promote: "promoted",
	ledger.Submit:   "submitted for review",
	ledger.Withdraw: "withdrawn from review", ledger.Publish: "published", ledger.Reject: "rejected",
	ledger.Abandon: "abandoned",
	ledger.NewKeys: "keys recorded", ledger.Bad: "known to be bad", ledger.Retract: "retracted:",
	ledger.Rename: "renamed from",
	ledger.Retire: "retired", ledger.Approve: "approved:",
}

// brief is an event in one line: what happened to what, who recorded it, and why.
func (l *Log) brief(e *ledger.Entry) string {
	words := []string{l.App.ID}
	add := func(text string) {
		if text != "" {
			words = append(words, text)
		}
	}
	if !e.IsOfApp() {
		add(e.Number.String())
	}
	add(pastWords[e.Kind])
	switch e.Kind {
	case ledger.Adopt:
		add("as " + adoptedState(e))
	case ledger.Retract:
		if e.Target != nil {
			add(string(e.Target.Kind))
		}
	case ledger.Approve:
		add(approvedChange(e))
	}
	add(string(e.Result))
	add(e.Renamed)
	text := strings.Join(words, " ") + ", recorded by " + e.By
	for _, o := range e.Event.Overrides {
		text += fmt.Sprintf("; gate %s overridden: %s", o.Gate, o.Reason)
	}
	if e.Reason != "" {
		text += "; reason: " + e.Reason
	}
	if c, known := l.Commits[e.Path]; known {
		if c.Other {
			text += "; committed by " + c.By
		}
		if c.Days > 0 {
			text += fmt.Sprintf("; the event is %s older than the commit that adds it", diag.Plural(c.Days, "day"))
		}
	}
	return text
}

// approval names an approval that a promotion relies on.
func (l *Log) approval(id string) string {
	for _, a := range l.App.Approvals {
		if a.ID() == id {
			return fmt.Sprintf("approval #%s by %s: %s", ledger.Short(a.Fingerprint), a.By, a.Reason)
		}
	}
	return fmt.Sprintf("a missing approval, %s", ledger.Short(id))
}

// LogEvent is an event as programs read it.
type LogEvent struct {
	App          string            `json:"app"`
	Version      string            `json:"version"`
	Event        ledger.Kind       `json:"event"`
	At           string            `json:"at"`
	Day          ledger.Day        `json:"day"`
	By           string            `json:"by"`
	State        ledger.State      `json:"state"`
	Result       ledger.Result     `json:"result"`
	Adopted      bool              `json:"adopted"`
	Retracted    bool              `json:"retracted"`
	RetractedFor string            `json:"retraction_reason"`
	Effect       bool              `json:"effect"`
	Fault        string            `json:"fault"`
	Retracts     string            `json:"retracts"`
	Sandbox      string            `json:"sandbox_key"`
	Live         string            `json:"production_key"`
	Portal       string            `json:"portal_version"`
	Print        string            `json:"fingerprint"`
	Path         string            `json:"path"`
	Op           string            `json:"op"`
	From         string            `json:"from"`
	To           string            `json:"to"`
	Smaller      string            `json:"smaller_version"`
	Expires      ledger.Day        `json:"expires"`
	Reason       string            `json:"reason"`
	Note         string            `json:"note"`
	Evidence     string            `json:"evidence"`
	Overrides    []ledger.Override `json:"overrides"`
	Approvals    []string          `json:"approvals"`
	File         string            `json:"file"`
	Commit       *Commit           `json:"commit"`
}

func logJSON(b *bytes.Buffer, t Timeline, _ Options) error {
	var out struct {
		Events []LogEvent `json:"events"`
	}
	out.Events = t.List()
	return writeJSON(b, out)
}

// List returns the events as programs read them, the latest first.
func (t *Timeline) List() []LogEvent {
	var list []LogEvent
	for _, m := range t.moments() {
		l, e := m.log, m.Entry
		j := LogEvent{
			App: l.App.ID, Event: e.Kind, At: e.At.Format("2006-01-02T15:04:05Z"), Day: e.Happened(), By: e.By, State: e.To,
			Result:    e.Result,
			Retracted: e.Retracted != nil, Effect: e.Counts(), Reason: e.Reason, Note: e.Note, Evidence: e.Evidence.File,
			Sandbox: e.Keys.Sandbox, Live: e.Keys.Production, Portal: orEmpty(e.Portal),
			Print: e.Fingerprint, Path: e.Event.Path, Op: e.Op, From: cmp.Or(e.Renamed, e.From), To: e.Event.To,
			Smaller: orEmpty(e.Smaller), Expires: e.Expires,
			Overrides: e.Event.Overrides, Approvals: e.Event.Approvals, File: path.Join(l.Folder, e.Path),
		}
		if !e.IsOfApp() {
			j.Version = e.Number.String()
			j.Adopted = l.App.Version(e.Number).Adopted()
		}
		if e.Retracted != nil {
			j.RetractedFor = e.Retracted.Reason
		}
		if e.Fault != nil {
			j.Fault = e.Fault.Message
		}
		if e.Target != nil {
			j.Retracts = path.Join(l.Folder, e.Target.Path)
		}
		if c, known := l.Commits[e.Path]; known {
			j.Commit = &c
		}
		list = append(list, j)
	}
	return list
}
