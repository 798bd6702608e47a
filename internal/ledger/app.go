package ledger

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
)

// Names of folders below the folder of an app.
const (
	VersionsDir  = "versions"
	HistoryDir   = "history"
	ApprovalsDir = "approvals"
	EvidenceDir  = "evidence"
)

// App is what the events of one app add up to. It is not changed after [Read]:
// [App.Add] returns another one.
type App struct {
	// ID is the id of the app, the name of its folder.
	ID string
	// Events are all events that can be read, in the order in which they count:
	// by time, then by name, the first event of a version before its others, and
	// adopted versions before everything else.
	Events []*Entry
	// Versions are the versions that have a folder, the lowest number first.
	Versions []*Version
	// Approvals are all approvals, the earliest first.
	Approvals []*Approval
	// Retired is the event that ended the app, nil while it lives.
	Retired *Entry
	// Run is the version that customers run, the one that reached them last; nil
	// before the first.
	Run *Version
	// Reached are the versions that reached customers, in this order.
	Reached []*Version
	// InProduction is the version that the portal has in production, nil before
	// the first promotion.
	InProduction *Version

	// diags are the faults of the files; faults of the history are in their entries.
	diags   []diag.Diagnostic
	folders map[string]folder // of versions, by their names
}

// folder is the folder of a version, whether its name is a version number or not.
type folder struct {
	number   version.Version
	misnamed bool
}

// Entry is an event with its place, and its meaning in the history.
type Entry struct {
	Event
	// Path is the file below the app's folder.
	Path string
	// File is what the event was read from.
	File *source.File
	// Number is the version that the event is about; zero for events of the app.
	Number version.Version

	// Retracted is the retraction that cancels the event, nil if it counts.
	Retracted *Entry
	// Fault says why the event has no effect although nothing retracts it; nil if it
	// has an effect.
	Fault *Fault
	// Target is the event that a retraction cancels.
	Target *Entry
	// To is the state of the version after the event.
	To State

	id string // of the file: events are folded often, and hashed once
}

// Fault says why an event has no effect.
type Fault struct {
	Message string
	// Contradicts is the event that makes this one illegal, nil if there is none.
	Contradicts *Entry
	// Help is the remedy: a command, if there is one.
	Help string
}

// Counts reports whether the event has an effect.
func (e *Entry) Counts() bool { return e.Retracted == nil && e.Fault == nil }

// Base is the name of the event's file in its folder.
func (e *Entry) Base() string { return path.Base(e.Path) }

// cancelsPath is the path of the event that a retraction names.
func (e *Entry) cancelsPath() string { return path.Join(path.Dir(e.Path), e.Cancels) }

// ID returns the id of the event.
func (e *Entry) ID() string { return e.id }

// Version is a version of an app and what became of it.
type Version struct {
	Number version.Version
	State  State
	// Moved is the event that led to the state. For a superseded version, it is the
	// event by which a later version took its place.
	Moved *Entry
	// First is the event that brought the version in, save or adopt. It is nil if there
	// is none, which is a fault.
	First *Entry
	// Events are those of the version, in the order of [App.Events].
	Events []*Entry
	// Digest and Distribution are those of the frozen copy.
	Digest, Distribution string
	Keys                 Keys
	// Portal is the number in the portal. It is the version's own number unless another
	// is recorded.
	Portal version.Version
	// ReleaseNotes are the release notes that were entered at promotion.
	ReleaseNotes string

	// Reached is the event by which the version reached customers, who can have it from
	// then on; nil if it never did.
	Reached *Entry
	// Promoted, Published and Reviewed are the events by which the version was last
	// promoted, offered on the Marketplace, and reviewed by Procore.
	Promoted, Published, Reviewed *Entry
	// Test is the last test, FirstPassed the first that passed.
	Test, FirstPassed *Entry
	// Bad says that the version is known to be bad.
	Bad *Entry
	// SupersededBy is the version that took its place.
	SupersededBy *Version
}

// Adopted reports whether the version was brought in with its own past.
func (v *Version) Adopted() bool { return v.First != nil && v.First.Kind == Adopt }

// Since is the day on which the version reached its state, "" if it is not known. For a
// version that was adopted without a day, it is also unknown when another one took its
// place before both were adopted.
func (v *Version) Since() Day {
	if v.Moved == nil || v.Moved.Kind == Adopt && v.Adopted() && v.First.Since == "" {
		return ""
	}
	return v.Moved.Happened()
}

// AdoptedAmong returns those of the numbers, as they are shown, that belong to adopted
// versions.
func (a *App) AdoptedAmong(names ...string) []string {
	adopted := []string{}
	for _, v := range a.Versions {
		if v.Adopted() && slices.Contains(names, v.Number.String()) {
			adopted = append(adopted, v.Number.String())
		}
	}
	return adopted
}

// Approval is an approval and its use.
type Approval struct {
	*Entry
	// UsedBy is the version that relied on it and has reached customers; nil
	// while it can be used.
	UsedBy *Version
	// NamedBy are the promotions that rely on it, with any version.
	NamedBy []*Entry
}

// File is a file below the folder of an app. For frozen copies, only the path is used.
type File struct {
	Path string
	File *source.File
}

// Read reads the events of an app from the files in its history and approvals folders.
// Files that are not events are notes, and Read skips them.
func Read(id string, files []File) *App {
	a := &App{ID: id, folders: make(map[string]folder)}
	if len(files) == 0 {
		return a
	}
	room := make([]manifest.Node, usualNodes)
	for _, f := range files {
		a.readFile(f, room)
	}
	a.fold()
	return a
}

func (a *App) readFile(f File, room []manifest.Node) {
	dir, base := path.Split(f.Path)
	dir = strings.TrimSuffix(dir, "/")
	var at place
	var number version.Version
	parts := strings.Split(dir, "/")
	switch {
	case dir == HistoryDir:
		at = inApp
	case dir == ApprovalsDir:
		at = inApprovals
	case len(parts) >= 2 && parts[0] == VersionsDir:
		in, known := a.folders[parts[1]]
		if !known {
			v, err := version.Parse(parts[1])
			in = folder{v, err != nil}
			a.folders[parts[1]] = in
		}
		if in.misnamed || len(parts) != 3 || parts[2] != HistoryDir {
			return
		}
		at, number = inVersion, in.number
	default:
		return
	}
	name, ok := ParseName(base)
	if !ok {
		return
	}
	e, id, diags := parse(f.File, room)
	if len(diags) == 0 && !at.holds(name.Kind) {
		diags = []diag.Diagnostic{finding(f.File, RuleEvent, source.Span{}, "", "move the event back to where "+
			"it was recorded",
			"this %s event does not belong in %s", name.Kind, dir)}
	}
	if len(diags) > 0 {
		a.diags = append(a.diags, diags...)
		return
	}
	a.Events = append(a.Events, &Entry{Event: e, Path: f.Path, File: f.File, Number: number, id: id})
}

// holds reports whether files of a kind belong in the place.
func (p place) holds(kind Kind) bool {
	return rowOf(kind).place&p != 0
}

// Version returns the version with a number, or nil.
func (a *App) Version(number version.Version) *Version {
	i, ok := slices.BinarySearchFunc(a.Versions, number,
		func(v *Version, n version.Version) int { return v.Number.Compare(n) })
	if !ok {
		return nil
	}
	return a.Versions[i]
}

// has reports whether an event from another state of the ledger counts here too.
func (a *App) has(e *Entry) bool {
	if a == nil {
		return false
	}
	mine := a.event(e.Path)
	return mine != nil && mine.Counts()
}

// Added returns the events that count here and did not count in a base: those that a
// branch adds, and those that it makes count again.
func (a *App) Added(base *App) []*Entry {
	counted := make(map[string]bool, len(base.Events))
	for _, e := range base.Events {
		counted[e.Path] = e.Counts()
	}
	return slices.DeleteFunc(slices.Clone(a.Events), func(e *Entry) bool { return !e.Counts() || counted[e.Path] })
}

// Approval returns the approval of a change that can be used at a moment. If there is
// none, it returns the latest that cannot be used. Withdrawn approvals are left out.
func (a *App) Approval(fingerprint string, at time.Time) (usable, other *Approval) {
	for _, approval := range a.Approvals {
		switch {
		case approval.Fingerprint != fingerprint || approval.Smaller != (version.Version{}) || !approval.Counts():
		case approval.IsUsable(at):
			return approval, nil
		default:
			other = approval
		}
	}
	return nil, other
}

// IsUsable reports whether a promotion can rely on the approval at a moment.
func (p *Approval) IsUsable(at time.Time) bool {
	return p.Counts() && p.Smaller == (version.Version{}) && p.UsedBy == nil && !p.Expired(at) && !p.At.After(at)
}

// Expired reports whether the approval is no longer valid at a moment.
func (p *Approval) Expired(at time.Time) bool { return p.Expires != "" && DayOf(at) > p.Expires }

// maxAhead is how far in the future an event may be: clocks differ a little.
const maxAhead = 10 * time.Minute

// compareEntries orders events as they count, apart from the place of first events.
func compareEntries(a, b *Entry) int {
	if c := a.At.Compare(b.At); c != 0 {
		return c
	}
	return cmp.Or(strings.Compare(a.Base(), b.Base()), strings.Compare(a.Path, b.Path))
}

// SinceTime is the time at which the version reached its state, as exactly as it is
// known, and false if it is unknown.
func (v *Version) SinceTime() (time.Time, bool) {
	day := v.Since()
	if day == "" {
		return time.Time{}, false
	}
	if v.Moved.Kind != Adopt && v.Moved.Day == "" {
		return v.Moved.At, true
	}
	at, err := time.Parse(time.DateOnly, string(day))
	return at, err == nil
}

// Overrides returns the promotions of the version that overrode closed gates and have
// an effect.
func (v *Version) Overrides() []*Entry {
	return slices.DeleteFunc(slices.Clone(v.Events), func(e *Entry) bool {
		return len(e.Event.Overrides) == 0 ||
			!e.Counts()
	})
}

// IsOfApp reports whether the event is about the app itself or is an approval, and not
// about a version.
func (e *Entry) IsOfApp() bool { return e.Number == (version.Version{}) }
