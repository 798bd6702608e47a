// Package promote knows what stands between a saved version and production: the
// checklist and what of it a machine can verify, the gates that a promotion
// passes, the clicks that bring the portal to a manifest, and what customers do
// to follow.
//
// Values go in and values come out: it opens no file and asks no clock. Where
// things are: items*.go hold the checklist as a table, checks*.go and findings.go
// what verifies it, gates.go and move.go the promotion, plan*.go the clicks,
// customers.go and notes.go what customers are told.
package promote

import (
	"cmp"
	"slices"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
)

// Subject is a saved version and everything that is known about it.
type Subject struct {
	// App is the id of the app, which is the name of its folder.
	App string
	// Manifest is the frozen copy of the version, Record its record.
	Manifest change.Side
	Record   ledger.Record
	// Records are those of all versions of the app, in any order. Whether this
	// one is among them makes no difference.
	Records []*ledger.Record
	// Previous is what customers run until they update: the frozen copy of the
	// version that [Before] names, nil where it names none.
	Previous *change.Side
	// Between are the frozen copies of the versions saved after Previous and
	// before this one, the lowest first. Changes may have been approved there.
	Between []change.Side
	// Working is the working manifest of the app, nil where it cannot be read.
	// From it come what is not part of a version and may be improved after the
	// save: redirect URIs and, while it is this version still, release notes.
	Working *change.Side
	// Notes, where given, are the release notes in place of those written down.
	Notes     Notes
	Approvals ledger.Approvals
	// Findings are what lint says about Manifest for production. Linted says
	// that it was asked: findings that nobody looked for prove nothing.
	Findings []diag.Diagnostic
	Linted   bool
	// Faults are what is wrong with the records and approvals of the app.
	Faults []diag.Diagnostic
	// Commit is the commit that is checked out, "" where not known.
	Commit string
	Today  ledger.Day
	// Ticks are those read back from the checklist that is kept with the
	// record, nil where none is kept.
	Ticks Ticks
	// NeedTicks makes open items for people, those to be done before the
	// promotion, close the gate checklist.
	NeedTicks bool
}

// Before returns the record of the version that customers run while another one
// is promoted: for a custom app the one promoted last before it; for a
// Marketplace app the one published last, or where none was, the one promoted
// last. It is nil for the first.
func Before(records []*ledger.Record, number, distribution string) *ledger.Record {
	this := ledger.Find(records, number)
	pick := func(e ledger.Event) *ledger.Record {
		for _, r := range ledger.NewestFirst(records) {
			if r.Version != number && when(r, e) >= 0 && earlier(r, this, number) {
				return r
			}
		}
		return nil
	}
	if distribution == app.Marketplace {
		if r := pick(ledger.Publish); r != nil {
			return r
		}
	}
	return pick(ledger.Promote)
}

// when returns the index of the last entry of an event in the history, or -1.
func when(r *ledger.Record, e ledger.Event) int {
	for i, entry := range slices.Backward(r.History) {
		if entry.Event == e {
			return i
		}
	}
	return -1
}

// earlier reports whether r was promoted before this version, or this one was
// not promoted yet and r is lower or promoted anyway.
func earlier(r, this *ledger.Record, number string) bool {
	if this == nil || when(this, ledger.Promote) < 0 {
		return true
	}
	return ledger.Compare(r.Version, number) < 0
}

// Problem is one thing that is wrong, where, and what helps.
type Problem struct {
	// Message is a sentence without a full stop.
	Message string `json:"message"`
	// Place is nil where it is nowhere in a file.
	Place *change.Place `json:"place"`
	// Remedy says what to do; it is, or ends in, a command.
	Remedy string `json:"remedy"`
}

// facts is a subject with what follows from it, worked out once.
type facts struct {
	*Subject
	now    *app.Manifest
	before *app.Manifest // what customers run, or nothing
	// oauth are the redirect URIs, which are not part of a version.
	oauth   *app.OAuth
	notes   Notes
	digest  string // of Manifest
	changes []change.Change
	verdict change.Verdict
	// earlier is the record of what customers run, nil for the first.
	earlier *ledger.Record
	// claims are the findings by the id of the item they belong to.
	claims map[string][]diag.Diagnostic
}

func gather(s *Subject) *facts {
	var from change.Side
	if s.Previous != nil {
		from = *s.Previous
	}
	f := &facts{Subject: s, now: s.Manifest.App(), before: from.App()}
	f.digest, f.oauth = ledger.Digest(f.now.Root), &f.now.OAuth
	if s.Working != nil {
		f.oauth = &s.Working.App().OAuth
	}
	f.notes = f.releaseNotes()
	f.earlier = Before(s.Records, s.Record.Version, f.now.Distribution.String())
	f.changes = change.Diff(from, s.Manifest)
	f.verdict = change.Judge(f.changes, from, s.Manifest)
	f.claim()
	return f
}

// first reports whether no version of the app was ever in production.
func (f *facts) first() bool { return f.earlier == nil && f.Previous == nil }

func (f *facts) later() bool { return !f.first() }

func (f *facts) number() string { return f.Record.Version }

// name is the app as people know it.
func (f *facts) name() string { return cmp.Or(f.now.Name.String(), f.App) }

// at names the version for commands.
func (f *facts) at() string { return f.App + "@" + f.number() }

// earlierNumber is the version that customers run.
func (f *facts) earlierNumber() string {
	if f.earlier != nil {
		return f.earlier.Version
	}
	return f.before.Version.String()
}

// promoted reports whether the version was promoted at some time.
func (f *facts) promoted() bool { return when(&f.Record, ledger.Promote) >= 0 }

// entry returns the last entry of an event, or nil.
func (f *facts) entry(e ledger.Event) *ledger.Entry {
	if i := when(&f.Record, e); i >= 0 {
		return &f.Record.History[i]
	}
	return nil
}

// ever returns the newest other record that has an event in its history.
func (f *facts) ever(e ledger.Event) *ledger.Record {
	for _, r := range ledger.NewestFirst(f.Records) {
		if r.Version != f.number() && when(r, e) >= 0 {
			return r
		}
	}
	return nil
}

// day is when an entry was made, as people read it.
func day(e *ledger.Entry) string { return string(ledger.DayOf(e.At)) }
