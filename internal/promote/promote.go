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
	"time"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/schema"
)

// Subject is a saved version and everything that is known about it.
type Subject struct {
	// App is the id of the app, which is the name of its folder.
	App string
	// Folder is where the app is, as shown; "" for manifests/APP.
	Folder string
	// Manifest is the frozen copy of the version.
	Manifest change.Side
	// Ledger is the ledger of the app, and Version the version in it.
	Ledger  *ledger.App
	Version *ledger.Version
	// Run is the frozen copy of what customers run until they update, nil before
	// the first version that reaches them.
	Run *change.Side
	// Cohorts are all versions that customers can have until they update, the
	// lowest first, Run among them where they can have it. None stands for Run
	// alone.
	Cohorts []Cohort
	// Bad are the versions that reached customers and are known to be bad.
	Bad []Cohort
	// Held is the frozen copy of what the portal held before this version; nil
	// for the first.
	Held *change.Side
	// CutFrom is the frozen copy of what customers ran when this version was saved,
	// where they have run another that was saved later: [ledger.App.Overtaken]. It
	// is nil for others, and empty if they ran nothing.
	CutFrom *change.Side
	// Working is the working manifest of the app, nil if it cannot be read.
	// From it come what is not part of a version and may be improved after the
	// save: redirect URIs and, while it is this version still, release notes.
	Working *change.Side
	// Notes, where given, are the release notes in place of those written down.
	Notes Notes
	// Findings are what lint says about Manifest for production. Linted says
	// that it was asked: findings that no one looked for prove nothing.
	Findings []diag.Diagnostic
	Linted   bool
	// Faults are what is wrong with the ledger of the app.
	Faults []diag.Diagnostic
	// Evidence says what is wrong with the evidence of the last test, "" if
	// nothing.
	Evidence string
	// SignedIn are the ways to sign in that a live test of the version proved, each
	// with that test.
	SignedIn map[string]*ledger.Entry
	// Commit is the commit that is checked out, "" if not known.
	Commit string
	// At is the moment at which the gates are judged.
	At time.Time
	// Ticks are those read back from the checklist that is kept with the
	// version, nil if none is kept.
	Ticks Ticks
	// Answers are what the latest results of tests say of each item.
	Answers map[string]Answer
	// By is who promotes the version, "" if not known.
	By string
	// Policy is what the organisation asks for.
	Policy validate.Policy
	// Asks are the other versions that asked something of customers, the latest
	// first. Where the policy does not limit asks, they are not needed.
	Asks []Asked
	// Portal is the generation of the portal whose places the checklist names.
	Portal schema.Portal
	// NeedTicks makes open items for people, those to be done before the
	// promotion, close the gate checklist.
	NeedTicks bool
}

// Problem is one thing that is wrong, where, and what helps.
type Problem struct {
	// Message is a sentence without a full stop.
	Message string `json:"message"`
	// Place is nil if it is nowhere in a file.
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
	// costly are the changes that need an approval: since what customers run, and
	// for what cannot be undone, since what the portal held.
	costly []change.Change
	// cohorts are the facts as they are for customers of each version that they can
	// have, the highest first.
	cohorts    []*facts
	knownTasks []task
	tasksKnown bool
	// claims are the findings by the id of the item they belong to.
	claims map[string][]diag.Diagnostic
}

func gather(s *Subject) *facts {
	var from change.Side
	if s.Run != nil {
		from = *s.Run
	}
	f := &facts{Subject: s, now: s.Manifest.App(), before: from.App()}
	f.digest, f.oauth = ledger.Digest(f.now.Root), &f.now.OAuth
	if s.Working != nil {
		f.oauth = &s.Working.App().OAuth
	}
	f.notes = f.releaseNotes()
	f.changes = change.Diff(from, s.Manifest)
	f.verdict = change.Judge(f.changes, from, s.Manifest)
	f.costly = change.Costly(s.Run, s.Held, func(from *change.Side) []change.Change {
		return change.Diff(*from,
			s.Manifest)
	})
	f.gatherCohorts()
	f.claim()
	return f
}

// first reports whether no version of the app has reached customers before.
func (f *facts) first() bool { return f.Run == nil }

func (f *facts) later() bool { return !f.first() }

func (f *facts) number() string { return f.Version.Number.String() }

// name is the app as people know it.
func (f *facts) name() string { return cmp.Or(f.now.Name.String(), f.App) }

// offers is the number of the version that customers see, and has that of the one
// they have, "" before the first.
func (f *facts) offers() string { return f.Version.Portal.String() }

func (f *facts) has() string {
	if v := f.runs(); v != nil {
		return v.Portal.String()
	}
	return f.earlierNumber()
}

// at names the version for commands.
func (f *facts) at() string { return f.App + "@" + f.number() }

// earlierNumber is the version that customers run, "" before the first.
func (f *facts) earlierNumber() string { return f.before.Version.String() }

// promoted reports whether the version was promoted.
func (f *facts) promoted() bool { return f.Version.Promoted != nil }

// entry returns the last event of a kind that counts, or nil.
func (f *facts) entry(kind ledger.Kind) *ledger.Entry { return lastOf(f.Version, kind) }

func lastOf(v *ledger.Version, kind ledger.Kind) *ledger.Entry {
	for _, e := range slices.Backward(v.Events) {
		if e.Kind == kind && e.Counts() {
			return e
		}
	}
	return nil
}

// published returns the highest other version that was published, here or before
// it was adopted.
func (f *facts) published() *ledger.Version {
	for _, v := range slices.Backward(f.Ledger.Versions) {
		if v.Number != f.Version.Number && v.Published != nil {
			return v
		}
	}
	return nil
}

// wasPromoted returns the highest other version that was promoted, here or before
// it was adopted.
func (f *facts) wasPromoted() *ledger.Version {
	for _, v := range slices.Backward(f.Ledger.Versions) {
		if v.Number != f.Version.Number && v.Promoted != nil {
			return v
		}
	}
	return nil
}

// day is when an event happened, as people read it.
func day(e *ledger.Entry) string { return cmp.Or(string(e.Happened()), "on an unknown date") }
