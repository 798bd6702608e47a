package ledger

import (
	"cmp"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/version"
)

// compareVersions orders by number; what is no version comes before all that
// are.
func compareVersions(a, b string) int {
	va, errA := version.Parse(a)
	vb, errB := version.Parse(b)
	switch {
	case errA == nil && errB == nil:
		return va.Compare(vb)
	case errA == nil:
		return 1
	case errB == nil:
		return -1
	}
	return strings.Compare(a, b)
}

// NewestFirst returns the records from the highest version to the lowest.
func NewestFirst(records []*Record) []*Record {
	sorted := slices.Clone(records)
	slices.SortStableFunc(sorted, func(a, b *Record) int {
		return cmp.Or(compareVersions(b.Version, a.Version), strings.Compare(a.App, b.App))
	})
	return sorted
}

// Latest returns the highest version that is in one of the states, or in any
// where none is given; nil where there is none.
func Latest(records []*Record, in ...State) *Record {
	for _, r := range NewestFirst(records) {
		if len(in) == 0 || slices.Contains(in, r.State) {
			return r
		}
	}
	return nil
}

// ByState returns the highest version in each state.
func ByState(records []*Record) map[State]*Record {
	latest := make(map[State]*Record)
	for _, r := range NewestFirst(records) {
		if latest[r.State] == nil {
			latest[r.State] = r
		}
	}
	return latest
}

// Find returns the record of a version, or nil.
func Find(records []*Record, version string) *Record {
	for _, r := range records {
		if r.Version == version {
			return r
		}
	}
	return nil
}

// replaces says which states an event on one version ends for the others of
// its app. A version is promoted in place of the one in production, which may
// be in review, and published in place of the one published before.
var replaces = map[Event][]State{
	Promote: {Production, InReview},
	Publish: {Published},
}

// Replaced returns the records that must move by Supersede when an event
// happens to a version, newest first.
func Replaced(records []*Record, event Event, version string) []*Record {
	var out []*Record
	for _, r := range NewestFirst(records) {
		if r.Version != version && slices.Contains(replaces[event], r.State) {
			out = append(out, r)
		}
	}
	return out
}
