// Package ledger remembers what became of every version of an app: it knows the
// states and the legal moves between them, reads, writes and proves the record
// that lies beside each frozen manifest, and keeps the approvals of changes.
//
// Bytes and values go in, bytes and values come out; it opens no file and asks
// no clock. Values are returned, never changed in place.
package ledger

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/version"
)

// Format is the number of the format that this package reads and writes.
const Format = 1

// Record is what is remembered of one saved version: its record.yaml.
type Record struct {
	Format int
	// App is the id of the app, which is the name of its folder.
	App     string
	Version string
	State   State
	// Digest is the [Digest] of the frozen manifest.
	Digest string
	// ReleaseNotes are those entered at promotion.
	ReleaseNotes string
	Keys         Keys
	// PortalVersion is the number that the portal assigned, where it is
	// another one than Version.
	PortalVersion string
	// History holds what happened, oldest first. It only grows.
	History []Entry
}

// Keys are the App Version Keys of a version, "" where not known.
type Keys struct {
	Sandbox, Production string
}

// Entry is one event in the history of a version.
type Entry struct {
	At    time.Time `json:"at"` // in UTC, whole seconds
	By    string    `json:"by"`
	Event Event     `json:"event"`
	From  State     `json:"from"`
	To    State     `json:"to"`
	// Result is the outcome of a test; "" for all other events.
	Result Result `json:"result"`
	Note   string `json:"note"`
	// Commit is the commit that was checked out; that of a save holds the version,
	// or is left out.
	Commit string `json:"commit"`
	// Evidence says where the proof lies: a path or an address.
	Evidence string `json:"evidence"`
	// Checklist is the digest of the checklist that a promotion relied on.
	Checklist string `json:"-"`
	// Overrides are the gates that were failing and were passed all the same.
	Overrides []Override `json:"overrides"`
}

// Result is the outcome of a test.
type Result string

const (
	Passed Result = "passed"
	Failed Result = "failed"
)

var results = []Result{Passed, Failed}

// Override is a failing gate that someone passed, and why.
type Override struct {
	Gate   string `json:"gate"`
	Reason string `json:"reason"`
}

// Step is what [Record.Move] is told about an event. The zero value of a field
// says nothing about it.
type Step struct {
	Event     Event
	At        time.Time
	By        string
	Note      string
	Commit    string
	Evidence  string
	Result    Result
	Checklist string
	Overrides []Override

	// What the portal assigned, at save, promote or register.
	Keys          Keys
	PortalVersion string
	// ReleaseNotes as entered in the portal, at promote.
	ReleaseNotes string
}

// New returns the record of a version that is about to be saved: a draft
// without history, to be moved by Save and written then.
func New(app, version, digest string) Record {
	return Record{Format: Format, App: app, Version: version, State: Draft, Digest: digest}
}

// Move returns the record with a step added to its history and what the step
// brought with it. The record itself is left as it is. An event that the table
// does not list for the state is refused with an [*IllegalMove].
func (r Record) Move(s Step, distribution string) (Record, error) {
	legal := Legal(r.State, distribution)
	i := slices.IndexFunc(legal, func(m Move) bool { return m.Event == s.Event })
	if i < 0 {
		return r, &IllegalMove{App: r.App, Version: r.Version, Event: s.Event, From: r.State, Distribution: distribution, Legal: legal}
	}
	if err := s.refuseSecrets(); err != nil {
		return r, fmt.Errorf("%s %s %s: %w", s.Event, r.App, r.Version, err)
	}
	entry := Entry{
		At: wholeUTC(s.At), By: s.By, Event: s.Event, From: r.State, To: legal[i].To, Note: unixLines(s.Note), Commit: s.Commit,
		Evidence: s.Evidence, Result: s.Result, Checklist: s.Checklist, Overrides: slices.Clone(s.Overrides),
	}
	for i := range entry.Overrides {
		entry.Overrides[i].Reason = unixLines(entry.Overrides[i].Reason)
	}
	if err := r.admit(entry); err != nil {
		return r, fmt.Errorf("%s %s %s: %w", s.Event, r.App, r.Version, err)
	}
	next := r
	if err := next.take(s); err != nil {
		return r, fmt.Errorf("%s %s %s: %w", s.Event, r.App, r.Version, err)
	}
	next.State = entry.To
	next.History = append(slices.Clip(slices.Clone(r.History)), entry)
	return next, nil
}

// wholeUTC returns a time as it is kept.
func wholeUTC(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

func unixLines(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

// admit returns an error where an entry cannot follow those of the record.
func (r Record) admit(e Entry) error {
	if e.At.IsZero() {
		return errors.New("it has no time")
	}
	if !someText.ok(e.By) {
		return errors.New("nobody is named who did it")
	}
	if (e.Event == Test) != (e.Result != "") {
		return errors.New("a test, and nothing else, has a result: passed or failed")
	}
	for _, check := range []struct {
		name, value string
		form        form
	}{
		{"result", string(e.Result), resultForm}, {"commit", e.Commit, commitForm}, {"checklist digest", e.Checklist, digestForm},
	} {
		if check.value != "" && !check.form.ok(check.value) {
			return fmt.Errorf("%s is %q; want %s", check.name, check.value, check.form.want)
		}
	}
	for _, o := range e.Overrides {
		if !someText.ok(o.Gate) || !someText.ok(o.Reason) {
			return errors.New("an override names a gate and gives a reason")
		}
	}
	if len(r.History) == 0 {
		return nil
	}
	if last := r.History[len(r.History)-1]; e.At.Before(last.At) {
		return fmt.Errorf("it happened at %s, before the last entry of the history (%s at %s); check the clock",
			e.At.Format(timeLayout), last.Event, last.At.Format(timeLayout))
	}
	if slices.ContainsFunc(r.History, e.equal) {
		return errors.New("this is in the history already")
	}
	return nil
}

// take sets what a step brings with it.
func (r *Record) take(s Step) error {
	if s.Keys != (Keys{}) || s.PortalVersion != "" {
		if !assigns(s.Event) {
			return errors.New("keys and the portal's version are written down with save, promote or register")
		}
		r.Keys = Keys{cmp.Or(s.Keys.Sandbox, r.Keys.Sandbox), cmp.Or(s.Keys.Production, r.Keys.Production)}
		if err := r.Keys.check(); err != nil {
			return err
		}
		if s.PortalVersion != "" {
			if _, err := version.Parse(s.PortalVersion); err != nil {
				return fmt.Errorf("portal %w", err)
			}
			r.PortalVersion = s.PortalVersion
		}
		if r.PortalVersion == r.Version {
			r.PortalVersion = ""
		}
	}
	if s.ReleaseNotes != "" {
		if s.Event != Promote {
			return errors.New("release notes are written down with promote, where the portal asks for them")
		}
		r.ReleaseNotes = unixLines(s.ReleaseNotes)
	}
	return nil
}

// assigns reports whether what the portal assigned may be written down with an
// event.
func assigns(e Event) bool { return e == Save || e == Promote || e == Register }

func (e Entry) equal(o Entry) bool {
	return e.difference(o) == ""
}

// difference returns the key of the first field in which two entries differ,
// or "".
func (e Entry) difference(o Entry) string {
	switch {
	case !e.At.Equal(o.At):
		return "at"
	case e.By != o.By:
		return "by"
	case e.Event != o.Event:
		return "event"
	case e.From != o.From:
		return "from"
	case e.To != o.To:
		return "to"
	case e.Note != o.Note:
		return "note"
	case e.Commit != o.Commit:
		return "commit"
	case e.Evidence != o.Evidence:
		return "evidence"
	case e.Result != o.Result:
		return "result"
	case e.Checklist != o.Checklist:
		return "checklist"
	case !slices.Equal(e.Overrides, o.Overrides):
		return "overrides"
	}
	return ""
}

// Equal reports whether two records say the same.
func (r Record) Equal(o Record) bool {
	return r.Format == o.Format && r.App == o.App && r.Version == o.Version && r.State == o.State && r.Digest == o.Digest &&
		r.ReleaseNotes == o.ReleaseNotes && r.Keys == o.Keys && r.PortalVersion == o.PortalVersion &&
		slices.EqualFunc(r.History, o.History, Entry.equal)
}

// Since returns when the version came into its present state; notes and the
// like do not count. It is the zero time where there is no history.
func (r Record) Since() time.Time {
	for _, e := range slices.Backward(r.History) {
		if e.From != e.To {
			return e.At
		}
	}
	return time.Time{}
}

// PortalNumber returns the number that the version has in the portal.
func (r Record) PortalNumber() string { return cmp.Or(r.PortalVersion, r.Version) }
