// Package ledger records what happens to every version of an app. Each event is a
// separate file; states, keys and numbers follow from the events.
//
// Bytes and values go in, bytes and values come out: the package opens no file and
// reads no clock. docs/ledger-format.md specifies the files, so that other programs can
// read them too. The files of the package: event.go is one event, parse.go and
// encode.go read and write it, app.go reads the events of an app, fold.go works out
// their combined result, record.go adds another event, and base.go compares with a
// base.
package ledger

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/version"
)

// Format is the number of the format that this package reads and writes.
const Format = 1

// Kind is a kind of event.
type Kind string

// The kinds of events, in the order of a version's life.
const (
	Save     Kind = "save"     // frozen, and saved in the portal
	Adopt    Kind = "adopt"    // brought in with its own past
	Test     Kind = "test"     // tried in the sandbox, passed or failed
	Promote  Kind = "promote"  // promoted to production in the portal
	Submit   Kind = "submit"   // submitted for review by Procore
	Withdraw Kind = "withdraw" // withdrawn from the review
	Publish  Kind = "publish"  // accepted by the reviewers
	Reject   Kind = "reject"   // refused by the reviewers
	Abandon  Kind = "abandon"  // will never be promoted
	NewKeys  Kind = "keys"     // a key or number that the portal assigned
	Bad      Kind = "bad"      // known to be bad after it reached customers
	Retract  Kind = "retract"  // another event was recorded by mistake
	Rename   Kind = "rename"   // the app has another id
	Retire   Kind = "retire"   // the app has ended
	Approve  Kind = "approve"  // a change is approved
)

// place is the kind of folder that contains the files of a kind of event.
type place uint8

const (
	inVersion place = 1 << iota
	inApp
	inApprovals
)

type kindRow struct {
	kind  Kind
	place place
	keys  []string
}

// rowOf returns the row of a kind; if there is none, the row has no place and no keys.
func rowOf(kind Kind) kindRow {
	if i := slices.IndexFunc(kinds, func(r kindRow) bool { return r.kind == kind }); i >= 0 {
		return kinds[i]
	}
	return kindRow{}
}

// kinds says for each kind where its files are and which keys they have in addition to
// those of all events. A star marks a required key.
var kinds = []kindRow{
	{Save, inVersion, []string{"digest*", "distribution*", "keys", "portal_version", "note"}},
	{Adopt, inVersion, []string{"state*", "digest*", "distribution*", "since", "keys", "portal_version", "note"}},
	{Test, inVersion, []string{"result*", "evidence", "note"}},
	{Promote, inVersion, []string{"keys", "portal_version", "release_notes", "checklist", "approvals", "overrides",
		"note"}},
	{Submit, inVersion, []string{"note"}},
	{Withdraw, inVersion, []string{"note"}},
	{Publish, inVersion, []string{"note"}},
	{Reject, inVersion, []string{"reason*"}},
	{Abandon, inVersion, []string{"reason*"}},
	{NewKeys, inVersion, []string{"keys", "portal_version", "note"}},
	{Bad, inVersion, []string{"reason*"}},
	{Retract, inVersion | inApp | inApprovals, []string{"file*", "reason*"}},
	{Rename, inApp, []string{"from*", "reason"}},
	{Retire, inApp, []string{"reason*"}},
	{Approve, inApprovals, []string{"fingerprint*", "path*", "op*", "from", "to", "version", "reason*", "expires"}},
}

// Kinds returns all kinds of events, in the order of a version's life.
func Kinds() []Kind {
	var list []Kind
	for _, k := range kinds {
		list = append(list, k.kind)
	}
	return list
}

// Event is what one file says.
type Event struct {
	Kind Kind
	// At is the time at which the event was recorded, in UTC and whole seconds. The
	// order of events and the gates use it.
	At time.Time
	// Day is the day on which the event happened, if that was earlier; otherwise "".
	Day Day
	// By is the person who recorded the event: a name, with an address if one is known.
	By string

	// State is the state that an adopted version had, Since the day it reached
	// it; "" if unknown.
	State State
	Since Day
	// Digest is the digest of the frozen copy, see [Digest]; Distribution is how
	// customers get the version.
	Digest, Distribution string
	// Keys and Portal are what the portal assigned.
	Keys   Keys
	Portal version.Version // the number in the portal; zero if it is not given

	// Result and Evidence are those of a test.
	Result   Result
	Evidence Evidence

	// ReleaseNotes, Checklist (its digest), Approvals (their ids) and Overrides
	// are what a promotion relied on.
	ReleaseNotes string
	Checklist    string
	Approvals    []string
	Overrides    []Override

	// Cancels is the name of the file that a retraction cancels, in its folder.
	Cancels string
	// Renamed is the id that the app had before.
	Renamed string

	// Fingerprint, Path, Op, From and To say which change an approval is for.
	Fingerprint, Path, Op, From, To string
	// Smaller, if it is given, makes the approval a permission: that version may be
	// raised by less than the change needs. The permission approves nothing else.
	Smaller version.Version
	// Expires is the last day of an approval, in UTC; "" for no end.
	Expires Day

	Reason, Note string
}

// Keys are the App Version Keys of a version, "" if not known.
type Keys struct {
	Sandbox    string `json:"sandbox,omitempty"`
	Production string `json:"production,omitempty"`
}

// Evidence is what proves a test: a file beside the version, with the digest of
// its bytes, or an address.
type Evidence struct {
	File   string `json:"file"`
	Digest string `json:"digest,omitempty"`
}

// Result is the outcome of a test.
type Result string

// The outcomes of a test.
const (
	Passed Result = "passed"
	Failed Result = "failed"
)

// Override is a closed gate that someone passed, and why.
type Override struct {
	Gate   string `json:"gate"`
	Reason string `json:"reason"`
}

// overrides reports whether the event passed a gate with a reason.
func (e *Event) overrides(gate string) bool {
	return slices.ContainsFunc(e.Overrides, func(o Override) bool { return o.Gate == gate })
}

// Name is the name of an event's file, taken apart.
type Name struct {
	Kind Kind
	// At and Digits are those of the name, as written; "" for save.json and
	// adopt.json, whose names are the same whatever they say.
	At, Digits string
}

// digits is how many hexadecimal digits of an event's id its name has.
const digits = 8

// nameTime is how times are written in names: no colons, for Windows.
const nameTime = "20060102T150405Z"

// ParseName takes the name of a file apart. It returns false for any name that
// no event has: such a file is a note.
func ParseName(base string) (Name, bool) {
	stem, ok := strings.CutSuffix(base, ".json")
	if first := Kind(stem); ok && (first == Save || first == Adopt) {
		return Name{Kind: first}, true
	}
	at, rest, _ := strings.Cut(stem, "-")
	hex, kind, _ := strings.Cut(rest, "-")
	ok = ok && len(at) == len(nameTime) && at[8] == 'T' && at[15] == 'Z' && isMadeOf(at[:8], decimals) &&
		isMadeOf(at[9:15], decimals) &&
		len(hex) == digits && isMadeOf(hex, hexDigits) && kind != "" && isMadeOf(kind, letters)
	if !ok {
		return Name{}, false
	}
	return Name{Kind: Kind(kind), At: at, Digits: hex}, true
}

// fileName is the name of the file of an event with an id. An adoption after one
// that was retracted has its timedName.
func (e *Event) fileName(id string) string {
	if e.isFirst() {
		return string(e.Kind) + ".json"
	}
	return e.timedName(id)
}

func (e *Event) timedName(id string) string {
	return fmt.Sprintf("%s-%s-%s.json", e.At.UTC().Format(nameTime), id[:digits], e.Kind)
}

// isFirst reports whether the event brings its version into the ledger.
func (e *Event) isFirst() bool { return e.Kind == Save || e.Kind == Adopt }

// Happened is the day of the event, as people see it.
func (e *Event) Happened() Day {
	if e.Kind == Adopt {
		return e.Since
	}
	return e.Recorded()
}

// Recorded is the day of the event as such, also of an adoption: not the day on
// which the version reached the state that it was adopted in.
func (e *Event) Recorded() Day {
	if e.Day != "" {
		return e.Day
	}
	return DayOf(e.At)
}

// wholeUTC returns a time as it is kept.
func wholeUTC(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

// unixLines returns a text as it is kept.
func unixLines(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }
