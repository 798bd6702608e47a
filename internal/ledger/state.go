package ledger

import (
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/schema"
)

// State is the state of a version. The states mirror the portal's.
type State string

// The states, in the order of a version's life.
const (
	Draft           State = "draft" // the working manifest, which has no events
	ReadyForTesting State = "ready_for_testing"
	Production      State = "production"
	InReview        State = "in_review"
	Published       State = "published"
	Rejected        State = "rejected"
	Superseded      State = "superseded"
	Abandoned       State = "abandoned"
	Retracted       State = "retracted" // its first event was recorded by mistake
)

// stateLabels are all states with the words for people: the portal's own words if it
// has any.
var stateLabels = []struct {
	state State
	label string
}{
	{Draft, "Draft"},
	{ReadyForTesting, "Ready for Testing"},
	{Production, "Production"},
	{InReview, "In review"},
	{Published, "Published"},
	{Rejected, "Rejected"},
	{Superseded, "Superseded"},
	{Abandoned, "Abandoned"},
	{Retracted, "Retracted"},
}

// States returns all states in the order of a version's life.
func States() []State {
	var all []State
	for _, s := range stateLabels {
		all = append(all, s.state)
	}
	return all
}

// Label returns the words for people, such as "Ready for Testing".
func (s State) Label() string {
	for _, known := range stateLabels {
		if known.state == s {
			return known.label
		}
	}
	return string(s)
}

// Move is a row of the table of moves: in the state From, an event leads to To.
type Move struct {
	Kind     Kind
	From, To State
	// MarketplaceOnly says that apps of distribution custom have no such move.
	MarketplaceOnly bool
	// Origin says how the portal's own behaviour is known.
	Origin schema.Origin
}

const promoteManifest = "procore/documentation building_applications/building_apps_promote_manifest.md@ff93936"

var (
	promotionPage = schema.Origin{Source: promoteManifest, Date: "2026-05-29", Confidence: schema.Documented}
	savePage      = schema.Origin{
		Source: "procore/documentation building_applications/building_data_connection_apps.md@ff93936; " +
			"building_applications/building_apps_create_new.md@e345620",
		Date: "2026-05-29", Confidence: schema.Documented,
	}
	reviewPage = schema.Origin{
		Source: "procore/documentation building_applications/building_apps_review_manifest.md@88b051b",
		Date:   "undated", Confidence: schema.Documented,
	}
	// Versions that are saved and never promoted are normal in the portal.
	skipped = schema.Origin{
		Source: "procore/documentation assets/guides/manifest-promotion.png blob ce6dc673",
		Date:   "undated", Confidence: schema.Inferred,
	}
)

// Distributions of an app, as its manifest spells them.
const (
	custom      = "custom"
	marketplace = "marketplace"
)

// moves is the table of moves: an event that it does not list for a state cannot
// happen. Tests, keys and numbers, and retractions change no state and are legal
// at any time after the first event; a version becomes superseded without an
// event when a later one takes its place.
//
// A promotion takes the place of the version in production. It does not end the review
// of an earlier version, nor its offer on the Marketplace: that ends when a later
// version is published. A rejected version stays rejected; a new version replaces it.
var moves = []Move{
	{Save, Draft, ReadyForTesting, false, savePage},
	{Promote, ReadyForTesting, Production, false, promotionPage},
	{Abandon, ReadyForTesting, Abandoned, false, skipped},
	{Submit, Production, InReview, true, reviewPage},
	{Withdraw, InReview, Production, true, reviewPage},
	{Publish, InReview, Published, true, reviewPage},
	{Reject, InReview, Rejected, true, reviewPage},
}

// Moves returns the table of moves.
func Moves() []Move { return slices.Clone(moves) }

// movesFrom returns the moves that are open to a version in a state. The distribution
// is custom or marketplace; with any other word, no move is left out.
func movesFrom(s State, distribution string) []Move {
	var open []Move
	for _, m := range moves {
		if m.From == s && !(m.MarketplaceOnly && distribution == custom) {
			open = append(open, m)
		}
	}
	return open
}

// findMove returns the move of a kind of event from a state.
func findMove(kind Kind, from State) (Move, bool) {
	i := slices.IndexFunc(moves, func(m Move) bool { return m.Kind == kind && m.From == from })
	if i < 0 {
		return Move{}, false
	}
	return moves[i], true
}

// Allowed returns the kinds of events that a version may have next, those that
// change its state first.
func (v *Version) Allowed() []Kind {
	if v.State == Retracted {
		return []Kind{Retract}
	}
	var list []Kind
	for _, m := range movesFrom(v.State, v.Distribution) {
		list = append(list, m.Kind)
	}
	if v.Reached != nil && v.Bad == nil {
		list = append(list, Bad)
	}
	return append(list, Test, NewKeys, Retract)
}

// allowedWords lists the events that a version may have next, for a sentence.
func (v *Version) allowedWords() string {
	var words []string
	for _, k := range v.Allowed() {
		words = append(words, string(k))
	}
	return strings.Join(words, ", ")
}
