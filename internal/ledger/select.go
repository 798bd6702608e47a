package ledger

import (
	"cmp"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/version"
)

// number is the number of a version, read once to be compared many times.
type number struct {
	text  string
	value version.Version
	valid bool
}

func numberOf(text string) number {
	v, err := version.Parse(text)
	return number{text, v, err == nil}
}

// compare orders by number; what is no version comes before all that are.
func (a number) compare(b number) int {
	switch {
	case a.valid && b.valid:
		return a.value.Compare(b.value)
	case a.valid:
		return 1
	case b.valid:
		return -1
	}
	return strings.Compare(a.text, b.text)
}

// Compare orders two versions by number; what is no version comes before all
// that are.
func Compare(a, b string) int { return numberOf(a).compare(numberOf(b)) }

// sortByNumber sorts from the lowest version to the highest and keeps the order
// of those that have the same.
func sortByNumber[T any](list []T, text func(T) string) {
	type numbered struct {
		number
		item T
	}
	all := make([]numbered, len(list))
	for i, item := range list {
		all[i] = numbered{numberOf(text(item)), item}
	}
	slices.SortStableFunc(all, func(a, b numbered) int { return a.compare(b.number) })
	for i := range all {
		list[i] = all[i].item
	}
}

// NewestFirst returns the records from the highest version to the lowest.
func NewestFirst(records []*Record) []*Record {
	numbers := make(map[*Record]number, len(records))
	for _, r := range records {
		numbers[r] = numberOf(r.Version)
	}
	sorted := slices.Clone(records)
	slices.SortStableFunc(sorted, func(a, b *Record) int {
		return cmp.Or(numbers[b].compare(numbers[a]), strings.Compare(a.App, b.App))
	})
	return sorted
}

// Latest returns the highest version that is in one of the states, or in any
// where none is given; nil where there is none.
func Latest(records []*Record, in ...State) *Record {
	var latest *Record
	var highest number
	for _, r := range records {
		if len(in) > 0 && !slices.Contains(in, r.State) {
			continue
		}
		n := numberOf(r.Version)
		if order := n.compare(highest); latest == nil || order > 0 || order == 0 && r.App < latest.App {
			latest, highest = r, n
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
