package ledger

import (
	"slices"
	"time"

	"github.com/procore-manifest/manifest/internal/version"
)

// Latest returns the highest version in one of the states or, if no state is given, the
// highest one that is not retracted; nil if there is none.
func (a *App) Latest(in ...State) *Version {
	for _, v := range slices.Backward(a.Versions) {
		if len(in) == 0 && v.isInPortal() || slices.Contains(in, v.State) {
			return v
		}
	}
	return nil
}

// PortalHolds returns the version that the next one starts from in the portal: the
// latest version that was really saved there, nil before the first.
func (a *App) PortalHolds() *Version { return a.Latest() }

// RunBefore returns the version that customers run until they update to a given one:
// the one that they run now or, if the given version has reached them, the one that
// reached them right before it; nil for none.
func (a *App) RunBefore(v *Version) *Version {
	if before := a.reachedBefore(v); len(before) > 0 {
		return before[len(before)-1]
	}
	return nil
}

// reachedBefore returns the versions that reached customers before a given one, or all
// if it has not reached them, in this order. Versions that were retracted since never
// reached them.
func (a *App) reachedBefore(v *Version) []*Version {
	if i := slices.Index(a.Reached, v); i >= 0 {
		return a.Reached[:i]
	}
	return a.Reached
}

// Overtaken reports whether a version that was not promoted was saved before the one
// that customers run, so that it may lack what they got since. from is the version that
// they ran when it was saved, nil for none.
func (a *App) Overtaken(v *Version) (from *Version, overtaken bool) {
	if v.Promoted != nil || v.First == nil || a.Run == nil || a.Run == v {
		return nil, false
	}
	for _, e := range a.Events {
		if e == v.First {
			break
		}
		if e == a.Run.First {
			return nil, false
		}
		if other := a.Version(e.Number); other != nil && other.Reached == e {
			from = other
		}
	}
	return from, true
}

// HeldBefore returns the version that the portal had when a given one was saved: the
// highest lower version that was really saved there, nil for none.
func (a *App) HeldBefore(v *Version) *Version {
	for _, other := range slices.Backward(a.Versions) {
		if other.Number.Compare(v.Number) < 0 && other.isInPortal() {
			return other
		}
	}
	return nil
}

// isInPortal reports whether the version was really saved in the portal.
func (v *Version) isInPortal() bool { return v.First != nil && v.State != Retracted }

// EverPromoted reports whether a version was promoted at some point, here or before it
// was adopted, so that someone may run it.
func (a *App) EverPromoted(number version.Version) bool {
	v := a.Version(number)
	return v != nil && v.State != Retracted && slices.ContainsFunc(v.Events, func(e *Entry) bool {
		return e.Counts() && (e.Kind == Promote || e.Kind == Adopt && e.To != ReadyForTesting)
	})
}

// Pending returns the versions that may still reach customers, the lowest first.
func (a *App) Pending() []*Version {
	return slices.DeleteFunc(slices.Clone(a.Versions), func(v *Version) bool {
		return v.Reached != nil || !slices.Contains([]State{ReadyForTesting, Production, InReview}, v.State) ||
			v.State == ReadyForTesting && a.IsPassed(v)
	})
}

// Cohorts returns the versions that customers can have, the lowest first: all
// that ever reached them.
func (a *App) Cohorts() []*Version {
	return slices.SortedFunc(slices.Values(a.Reached), compareNumbers)
}

// CohortsBefore returns the versions that customers can have until they update to a
// given one, the lowest first: all that reached them or, if the given version has
// reached them, those that did so before.
func (a *App) CohortsBefore(v *Version) []*Version {
	return slices.SortedFunc(slices.Values(a.reachedBefore(v)), compareNumbers)
}

func compareNumbers(x, y *Version) int { return x.Number.Compare(y.Number) }

// Highest returns the highest number that is used, and false if none is. A number is
// used if a version was saved (even if it was retracted) or adopted under it, or if the
// portal assigned it.
func (a *App) Highest() (version.Version, bool) {
	var highest version.Version
	found := false
	for _, v := range a.Versions {
		for _, n := range []version.Version{v.Number, v.Portal} {
			if !found || n.Compare(highest) > 0 {
				highest, found = n, true
			}
		}
	}
	return highest, found
}

// Uses reports whether a number is used: by a version here, or by the portal for a
// version.
func (a *App) Uses(number version.Version) *Version {
	for _, v := range a.Versions {
		if v.Number == number || v.Portal == number {
			return v
		}
	}
	return nil
}

// AllowsSmaller returns the permission for a version to be raised by less than a
// change needs, or nil.
func (a *App) AllowsSmaller(number version.Version, fingerprint string) *Approval {
	for _, approval := range a.Approvals {
		if approval.Counts() && approval.Smaller == number && approval.Fingerprint == fingerprint {
			return approval
		}
	}
	return nil
}

// Clock returns the time for the next event: now, or one second after the last
// event, so that a clock that is a little behind keeps the order.
func (a *App) Clock(now time.Time) time.Time {
	now = wholeUTC(now)
	next := now
	for _, e := range a.Events {
		if !e.At.Before(next) && e.At.Sub(now) <= maxAhead {
			next = e.At.Add(time.Second)
		}
	}
	return next
}

// At returns the ledger as it was right before an event: only with the events that
// count earlier.
func (a *App) At(e *Entry) *App {
	before := &App{ID: a.ID, folders: a.folders}
	for _, other := range a.Events {
		if other.Path == e.Path {
			break
		}
		before.Events = append(before.Events, other.fresh())
	}
	before.fold()
	return before
}

// AsOf returns two events: the one that put a version into production, and the one that
// gave customers a version, as of the end of a day; nil for none. It uses the days on
// which things happened, as they are known now: events that were retracted since never
// counted, and an adoption without a day counts on every day.
func (a *App) AsOf(day Day) (production, run *Entry) {
	for _, e := range a.Events {
		v := a.Version(e.Number)
		if v == nil || e.Happened() > day {
			continue
		}
		if v.Promoted == e {
			production = e
		}
		if v.Reached == e {
			run = e
		}
	}
	return production, run
}

// fresh is the event without its meaning in a history.
func (e *Entry) fresh() *Entry {
	return &Entry{Event: e.Event, Path: e.Path, File: e.File, Number: e.Number, id: e.id}
}
