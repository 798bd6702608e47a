package ledger

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// table is the table of transitions once more, as a person would draw it: a
// row for each state, a column for each event. m marks moves of Marketplace
// apps only, . what is not legal.
const table = `
state             save test promote supersede submit withdraw publish reject abandon evidence register note
draft             rt   .    .       .         .      .        .       .      .       .        .        .
ready_for_testing .    rt   prod    .         .      .        .       .      aban    rt       rt       rt
production        .    .    .       supe      mrev   .        .       .      .       prod     prod     prod
in_review         .    .    .       msupe     .      mprod    mpub    mrej   .       rev      rev      rev
published         .    .    .       msupe     .      .        .       .      .       pub      pub      pub
rejected          .    .    .       .         .      .        .       .      .       rej      rej      rej
superseded        .    .    .       .         .      .        .       .      .       supe     supe     supe
abandoned         .    .    .       .         .      .        .       .      .       aban     aban     aban
`

var short = map[string]State{
	"rt": ReadyForTesting, "prod": Production, "rev": InReview, "pub": Published, "rej": Rejected, "supe": Superseded, "aban": Abandoned,
}

func TestEveryEventInEveryState(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(table), "\n")
	columns := strings.Fields(lines[0])[1:]
	if len(columns) != len(events) || len(lines)-1 != len(States()) {
		t.Fatalf("the test's table has %d events and %d states, want %d and %d", len(columns), len(lines)-1, len(events), len(States()))
	}
	rows := 0
	for i, line := range lines[1:] {
		cells := strings.Fields(line)
		from := State(cells[0])
		if from != States()[i] {
			t.Fatalf("row %d is of state %s, want %s", i, from, States()[i])
		}
		for j, cell := range cells[1:] {
			to, only := short[strings.TrimPrefix(cell, "m")], strings.HasPrefix(cell, "m")
			if cell != "." && to == "" {
				t.Fatalf("cell %q of the test's table is no state", cell)
			}
			for _, distribution := range []string{custom, marketplace} {
				want := to
				if only && distribution == custom {
					want = ""
				}
				checkMove(t, Event(columns[j]), from, want, distribution)
			}
			if to != "" {
				rows++
			}
		}
	}
	if len(moves) != rows {
		t.Errorf("the table has %d rows, want %d", len(moves), rows)
	}
}

// checkMove checks that an event leads from one state to another, or nowhere
// where want is "".
func checkMove(t *testing.T, e Event, from, want State, distribution string) {
	t.Helper()
	r := New("acme", "0.1.0", digestPrefix+strings.Repeat("0", 64))
	r.State = from
	got, err := r.Move(step(e, 0), distribution)
	if want != "" {
		if err != nil || got.State != want {
			t.Errorf("%s in %s (%s): got %s, %v; want %s", e, from, distribution, got.State, err, want)
		}
		return
	}
	var illegal *IllegalMove
	if !errors.As(err, &illegal) {
		t.Errorf("%s in %s (%s): got %s, %v; want an IllegalMove", e, from, distribution, got.State, err)
		return
	}
	if !got.Equal(r) {
		t.Errorf("%s in %s (%s): the refused move changed the record", e, from, distribution)
	}
	for _, m := range Legal(from, distribution) {
		byHand := m.Event != Supersede && m.Event != Evidence && m.Event != Note
		if byHand && !strings.Contains(err.Error(), string(m.Event)) {
			t.Errorf("%s in %s (%s): %v; want it to name %s", e, from, distribution, err, m.Event)
		}
	}
}

func TestIllegalMoveInWords(t *testing.T) {
	for _, c := range []struct {
		name         string
		from         State
		event        Event
		distribution string
		want         string
	}{
		{"too early", ReadyForTesting, Publish, marketplace, "acme 0.1.0 is in state Ready for Testing: cannot publish; " +
			"possible now: promote (to Production), abandon (to Abandoned), test or register"},
		{"custom app", Production, Submit, custom, "acme 0.1.0 is in state Production: cannot submit, which only apps of distribution marketplace can; " +
			"this one is custom; possible now: register"},
		{"not saved", Draft, Promote, custom, "acme 0.1.0 is in state Draft: cannot promote; possible now: save (to Ready for Testing)"},
		{"at the end", Rejected, Promote, marketplace, "acme 0.1.0 is in state Rejected: cannot promote; possible now: register"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Record{App: "acme", Version: "0.1.0", State: c.from}
			if _, err := r.Move(step(c.event, 0), c.distribution); err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
	if got := InWords(nil); got != "nothing" {
		t.Errorf("InWords of nothing: got %q, want nothing", got)
	}
}

func TestTableIsSound(t *testing.T) {
	seen := make(map[string]bool)
	for _, m := range moves {
		if key := string(m.Event) + " " + string(m.From); seen[key] {
			t.Errorf("%s is in the table twice", key)
		} else {
			seen[key] = true
		}
		if m.To == Draft || !slices.Contains(States(), m.To) || !slices.Contains(events, m.Event) {
			t.Errorf("%s leads from %s to %s", m.Event, m.From, m.To)
		}
		if m.Origin.Source == "" || m.Origin.Date == "" || m.Origin.Confidence == "" {
			t.Errorf("%s from %s has no origin", m.Event, m.From)
		}
	}
	labels := make(map[string]State)
	for _, s := range States() {
		labels[s.Label()] = s
	}
	if len(slices.Collect(maps.Keys(labels))) != len(States()) || ReadyForTesting.Label() != "Ready for Testing" || InReview.Label() != "In review" {
		t.Errorf("labels are not those of the portal, each once: %v", labels)
	}
}

// Whatever events are tried in whatever order, no version is in production
// without having been saved and promoted, and none of a custom app is reviewed.
func TestRandomWalks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		distribution := rapid.SampledFrom([]string{custom, marketplace}).Draw(t, "distribution")
		r := New("acme", "0.1.0", digestPrefix+strings.Repeat("0", 64))
		for i, e := range rapid.SliceOfN(rapid.SampledFrom(events), 1, 40).Draw(t, "events") {
			before := r
			next, err := r.Move(step(e, i), distribution)
			if !before.Equal(r) {
				t.Fatal("Move changed its receiver")
			}
			if err == nil {
				r = next
			}
		}
		happened := func(e Event) bool {
			return slices.ContainsFunc(r.History, func(h Entry) bool { return h.Event == e })
		}
		if r.State != Draft && r.State != ReadyForTesting && r.State != Abandoned && !(happened(Save) && happened(Promote)) {
			t.Fatalf("in state %s without save and promote: %v", r.State, r.History)
		}
		if distribution == custom && (happened(Submit) || r.State == Published) {
			t.Fatalf("a custom app was reviewed: %v", r.History)
		}
	})
}
