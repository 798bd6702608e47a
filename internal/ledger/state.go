package ledger

import (
	"fmt"
	"slices"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/schema"
)

// State is where a version stands. The states mirror the portal's.
type State string

const (
	Draft           State = "draft" // the working manifest, which has no record
	ReadyForTesting State = "ready_for_testing"
	Production      State = "production"
	InReview        State = "in_review"
	Published       State = "published"
	Rejected        State = "rejected"
	Superseded      State = "superseded"
	Abandoned       State = "abandoned"
)

// states are all states, in the order of a version's life, with the words for
// people: the portal's own where it has any.
var states = []struct {
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
}

// States returns all states in the order of a version's life.
func States() []State {
	all := make([]State, len(states))
	for i, s := range states {
		all[i] = s.state
	}
	return all
}

// savedStates are those that a record can be in: all but Draft.
func savedStates() []State { return States()[1:] }

// Label returns the words for people, such as "Ready for Testing".
func (s State) Label() string {
	for _, known := range states {
		if known.state == s {
			return known.label
		}
	}
	return string(s)
}

// Event is something that happened to a version.
type Event string

const (
	Save      Event = "save"      // frozen, and saved in the portal
	Test      Event = "test"      // tried in the sandbox, passed or failed
	Promote   Event = "promote"   // promoted to production in the portal
	Supersede Event = "supersede" // a later version took its place
	Submit    Event = "submit"    // handed in for review by Procore
	Withdraw  Event = "withdraw"  // taken back from the review
	Publish   Event = "publish"   // accepted by the reviewers
	Reject    Event = "reject"    // refused by the reviewers
	Abandon   Event = "abandon"   // will never be promoted
	// Evidence keeps the proof of something checked, such as a live test.
	Evidence Event = "evidence"
	// Register writes down what the portal assigned: a key, a number.
	Register Event = "register"
	// Note keeps a remark.
	Note Event = "note"
)

// events are all events, in the order of a version's life.
var events = []Event{Save, Test, Promote, Supersede, Submit, Withdraw, Publish, Reject, Abandon, Evidence, Register, Note}

// Move is a row of the table of transitions: in the state From, Event leads to
// To.
type Move struct {
	Event    Event
	From, To State
	// MarketplaceOnly says that apps of distribution custom have no such move.
	MarketplaceOnly bool
	// Origin says how the portal's own behaviour is known.
	Origin schema.Origin
}

// Keeps reports whether the version stays in its state.
func (m Move) Keeps() bool { return m.From == m.To }

var (
	promotionPage = schema.Origin{Source: "procore/documentation building_applications/building_apps_promote_manifest.md@ff93936", Date: "2026-05-29", Confidence: schema.Documented}
	savePage      = schema.Origin{Source: "procore/documentation building_applications/building_data_connection_apps.md@ff93936; building_applications/building_apps_create_new.md@e345620", Date: "2026-05-29", Confidence: schema.Documented}
	reviewPage    = schema.Origin{Source: "procore/documentation building_applications/building_apps_review_manifest.md@88b051b", Date: "undated", Confidence: schema.Documented}
	ownRecord     = schema.Origin{Source: "this tool's own record", Date: "2026", Confidence: schema.Inferred}
	// The portal has no label for a version that another one replaced. A custom
	// app's customers are told of a promoted version at once; those of a
	// Marketplace app when it is accepted.
	replaced = schema.Origin{Source: "procore/documentation building_applications/building_apps_promote_manifest.md@ff93936", Date: "2026-05-29", Confidence: schema.Inferred}
	// Versions that are saved and never promoted are part of the portal's way.
	skipped = schema.Origin{Source: "procore/documentation assets/guides/manifest-promotion.png blob ce6dc673", Date: "undated", Confidence: schema.Inferred}
)

// moves is the table of transitions: what it does not list cannot happen.
//
// A promotion supersedes the version that was in production or in review until
// then. It does not supersede a published one: the Marketplace goes on offering
// that until a later version is published, and for ever if the later one is
// rejected. A rejected version stays rejected; a new version answers it.
var moves = slices.Concat([]Move{
	{Save, Draft, ReadyForTesting, false, savePage},
	{Test, ReadyForTesting, ReadyForTesting, false, ownRecord},
	{Promote, ReadyForTesting, Production, false, promotionPage},
	{Abandon, ReadyForTesting, Abandoned, false, skipped},
	{Supersede, Production, Superseded, false, replaced},
	{Submit, Production, InReview, true, reviewPage},
	{Withdraw, InReview, Production, true, reviewPage},
	{Publish, InReview, Published, true, reviewPage},
	{Reject, InReview, Rejected, true, reviewPage},
	{Supersede, InReview, Superseded, true, replaced},
	{Supersede, Published, Superseded, true, replaced},
}, always(Evidence), always(Register), always(Note))

// always returns the moves of an event that keeps whatever state a record has.
func always(e Event) []Move {
	var rows []Move
	for _, s := range savedStates() {
		rows = append(rows, Move{Event: e, From: s, To: s, Origin: ownRecord})
	}
	return rows
}

// Distributions of an app, as its manifest spells them.
const (
	custom      = "custom"
	marketplace = "marketplace"
)

// Legal returns the moves that are open to a version in a state, in the order
// of the table. The distribution is custom or marketplace; any other word, such
// as "" where it is not known, leaves out nothing.
func Legal(s State, distribution string) []Move {
	var open []Move
	for _, m := range moves {
		if m.From == s && !(m.MarketplaceOnly && distribution == custom) {
			open = append(open, m)
		}
	}
	return open
}

// find returns the row of an event in a state, whatever the distribution.
func find(e Event, from State) (Move, bool) {
	i := slices.IndexFunc(moves, func(m Move) bool { return m.Event == e && m.From == from })
	if i < 0 {
		return Move{}, false
	}
	return moves[i], true
}

// IllegalMove is the refusal of an event that the table does not list for the
// state of a version.
type IllegalMove struct {
	App, Version string
	Event        Event
	From         State
	Distribution string
	// Legal are the moves that are open instead.
	Legal []Move
}

func (e *IllegalMove) Error() string {
	text := fmt.Sprintf("%s %s is in state %s: cannot %s", e.App, e.Version, e.From.Label(), e.Event)
	if m, ok := find(e.Event, e.From); ok && m.MarketplaceOnly {
		text += fmt.Sprintf(", which only apps of distribution %s can; this one is %s", marketplace, e.Distribution)
	}
	return text + "; possible now: " + InWords(e.Legal)
}

// InWords lists moves for a sentence: "promote (to Production), abandon (to
// Abandoned), test or note".
func InWords(list []Move) string {
	var leads, keeps []string
	for _, m := range list {
		if m.Event == Supersede || m.Event == Evidence || m.Event == Note {
			continue // these follow from others, or change nothing
		}
		if m.Keeps() {
			keeps = append(keeps, string(m.Event))
		} else {
			leads = append(leads, fmt.Sprintf("%s (to %s)", m.Event, m.To.Label()))
		}
	}
	words := append(leads, keeps...)
	if len(words) == 0 {
		return "nothing"
	}
	return diag.AnyOf(words)
}
