package ledger

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
)

// table is the table of moves once more, as a person would draw it: a row for each
// state, a column for each event of a version. m marks moves of Marketplace apps
// only, . what is not legal, and b what is legal once, if the version has reached
// customers.
const table = `
state             save adopt test promote submit withdraw publish reject abandon keys bad
draft             rt   prod  .    .       .      .        .       .      .       .    .
ready_for_testing .    .     rt   prod    .      .        .       .      aban    rt   b
production        .    .     prod .       mrev   .        .       .      .       prod b
in_review         .    .     rev  .       .      mprod    mpub    mrej   .       rev  b
published         .    .     pub  .       .      .        .       .      .       pub  b
rejected          .    .     rej  .       .      .        .       .      .       rej  b
superseded        .    .     supe .       .      .        .       .      .       supe b
abandoned         .    .     aban .       .      .        .       .      .       aban b
retracted         .    prod  .    .       .      .        .       .      .       .    .
`

var short = map[string]State{
	"rt": ReadyForTesting, "prod": Production, "rev": InReview, "pub": Published, "rej": Rejected, "supe": Superseded, "aban": Abandoned,
}

// stateful are the ways to a state: ledgers in which 1.0.0 is in it. What leads to
// it differs by distribution, and by whether the version has reached customers.
var stateful = []struct {
	state        State
	distribution string
	way          func(s *story)
}{
	{Draft, custom, func(*story) {}},
	{Draft, marketplace, func(*story) {}},
	{ReadyForTesting, custom, func(s *story) { s.do(Save, "1.0.0") }},
	{ReadyForTesting, custom, func(s *story) { s.do(Adopt, "1.0.0", adopted(ReadyForTesting, "")) }},
	{ReadyForTesting, custom, func(s *story) { s.ship("1.0.0"); s.retract("1.0.0", Promote) }},
	{ReadyForTesting, marketplace, func(s *story) { s.do(Save, "1.0.0", onMarketplace) }},
	{Production, custom, func(s *story) { s.ship("1.0.0") }},
	{Production, custom, func(s *story) { s.do(Adopt, "1.0.0", adopted(Production, "2025-01-01")) }},
	{Production, custom, func(s *story) { s.ship("1.0.0"); s.ship("1.1.0"); s.retract("1.1.0", Promote) }},
	{Production, marketplace, func(s *story) { s.ship("1.0.0", onMarketplace) }},
	{Production, marketplace, func(s *story) { s.inReview("1.0.0"); s.do(Withdraw, "1.0.0") }},
	{InReview, custom, func(s *story) { s.do(Adopt, "1.0.0", adopted(InReview, "")) }},
	{InReview, marketplace, func(s *story) { s.inReview("1.0.0") }},
	{InReview, marketplace, func(s *story) { s.inReview("1.0.0"); s.ship("1.1.0", onMarketplace) }},
	{Published, custom, func(s *story) { s.do(Adopt, "1.0.0", adopted(Published, "")) }},
	{Published, marketplace, func(s *story) { s.inReview("1.0.0"); s.do(Publish, "1.0.0") }},
	{Published, marketplace, func(s *story) { s.inReview("1.0.0"); s.do(Publish, "1.0.0"); s.ship("1.1.0", onMarketplace) }},
	{Rejected, marketplace, func(s *story) { s.inReview("1.0.0"); s.do(Reject, "1.0.0") }},
	{Superseded, custom, func(s *story) { s.ship("1.0.0"); s.ship("1.1.0") }},
	{Superseded, marketplace, func(s *story) { s.ship("1.0.0", onMarketplace); s.ship("1.1.0", onMarketplace) }},
	{Superseded, marketplace, func(s *story) { s.inReview("1.0.0"); s.ship("1.1.0", onMarketplace); s.do(Withdraw, "1.0.0") }},
	{Superseded, marketplace, func(s *story) {
		s.inReview("1.0.0")
		s.do(Publish, "1.0.0")
		s.inReview("1.1.0")
		s.do(Publish, "1.1.0")
	}},
	{Abandoned, custom, func(s *story) { s.do(Save, "1.0.0"); s.do(Abandon, "1.0.0") }},
	{Abandoned, marketplace, func(s *story) { s.do(Save, "1.0.0", onMarketplace); s.do(Abandon, "1.0.0") }},
	{Retracted, custom, func(s *story) { s.do(Save, "1.0.0"); s.retract("1.0.0", Save) }},
	{Retracted, marketplace, func(s *story) { s.do(Save, "1.0.0", onMarketplace); s.retract("1.0.0", Save) }},
}

func (s *story) inReview(at string) {
	s.t.Helper()
	s.ship(at, onMarketplace)
	s.do(Submit, at)
}

func TestEveryEventInEveryState(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(table), "\n")
	columns := strings.Fields(lines[0])[1:]
	var ofVersions []string
	for _, k := range kinds {
		if k.place == inVersion {
			ofVersions = append(ofVersions, string(k.kind))
		}
	}
	if !slices.Equal(slices.Sorted(slices.Values(columns)), slices.Sorted(slices.Values(ofVersions))) || len(lines)-1 != len(States()) {
		t.Fatalf("the test's table has the events %v and %d states, want %v and %d", columns, len(lines)-1, ofVersions, len(States()))
	}
	moved, reached := 0, make(map[State]bool)
	for i, line := range lines[1:] {
		cells := strings.Fields(line)
		from := State(cells[0])
		if from != States()[i] {
			t.Fatalf("row %d is of state %s, want %s", i, from, States()[i])
		}
		for j, cell := range cells[1:] {
			to, only := short[strings.TrimPrefix(cell, "m")], strings.HasPrefix(cell, "m")
			if cell != "." && cell != "b" && to == "" {
				t.Fatalf("cell %q of the test's table is no state", cell)
			}
			kind := Kind(columns[j])
			if to != "" && to != from && kind != Adopt {
				moved++
			}
			for _, w := range stateful {
				if w.state != from {
					continue
				}
				reached[from] = true
				s := newStory(t)
				w.way(s)
				v := s.app.Version(number("1.0.0"))
				if v == nil {
					v = &Version{State: Draft}
				}
				if v.State != from || v.First != nil && v.Distribution != "" && v.Distribution != w.distribution {
					t.Fatalf("a way to %s leads to %s of %s", from, v.State, v.Distribution)
				}
				want := to
				switch {
				case only && w.distribution == custom:
					want = ""
				case cell == "b" && v.Reached != nil:
					want = from
				case kind == Withdraw && want == Production && s.app.InProduction != v: // another took its place
					want = Superseded
				}
				s.try(kind, from, want, w.distribution)
			}
		}
	}
	if len(moves) != moved {
		t.Errorf("the table has %d moves, want %d", len(moves), moved)
	}
	if len(reached) != len(States()) {
		t.Errorf("only the states %v are tried", slices.Collect(maps.Keys(reached)))
	}
}

// try records an event of 1.0.0, which must lead to a state, or nowhere where want
// is "".
func (s *story) try(kind Kind, from, want State, distribution string) {
	t := s.t
	t.Helper()
	before := describeApp(s.app)
	e := s.event(kind, func(e *Event) {
		switch kind {
		case Save, Adopt:
			e.Distribution = distribution
			if kind == Adopt {
				e.State = Production
			}
		case NewKeys:
			e.Keys.Sandbox = "c126705a-fc0b-47c9-944e-8c427e5b9bd2"
		}
	})
	got, err := s.app.Add(e, number("1.0.0"))
	if describeApp(s.app) != before {
		t.Errorf("%s in %s (%s): the ledger was changed in place", kind, from, distribution)
	}
	if want != "" {
		if err != nil {
			t.Errorf("%s in %s (%s): %v, want %s", kind, from, distribution, err, want)
			return
		}
		if v := got.App.Version(number("1.0.0")); v.State != want || got.Entry.To != want || !got.Entry.Counts() {
			t.Errorf("%s in %s (%s): got %s, want %s", kind, from, distribution, v.State, want)
		}
		if faults := got.App.Faults(); len(faults) > 0 {
			t.Errorf("%s in %s (%s): %s", kind, from, distribution, words(faults))
		}
		return
	}
	var refused *Refused
	if !errors.As(err, &refused) {
		t.Errorf("%s in %s (%s): got %v, want a refusal", kind, from, distribution, err)
		return
	}
	v := s.app.Version(number("1.0.0"))
	if v == nil || v.State == Retracted || kind == Save || kind == Adopt {
		return
	}
	for _, m := range movesFrom(from, v.Distribution) {
		if !strings.Contains(err.Error(), string(m.Kind)) {
			t.Errorf("%s in %s (%s): %v; want it to name %s", kind, from, distribution, err, m.Kind)
		}
	}
	if slices.Contains(v.Allowed(), kind) {
		t.Errorf("%s in %s (%s) is refused, and said to be allowed", kind, from, distribution)
	}
}

// An event read from a file is judged as one that is recorded.
func TestEveryEventInEveryStateIsReadTheSame(t *testing.T) {
	for _, w := range stateful {
		for _, k := range kinds {
			if k.place != inVersion {
				continue
			}
			s := newStory(t)
			w.way(s)
			e := s.event(k.kind, func(e *Event) {
				if k.kind == Adopt {
					e.State = Production
				}
				if k.kind == NewKeys {
					e.Portal = number("1.0.0")
				}
			})
			_, err := s.app.Add(e, number("1.0.0"))
			name, data, encodeErr := Encode(e)
			if encodeErr != nil {
				t.Fatal(encodeErr)
			}
			at := "versions/1.0.0/history/" + name
			if s.app.event(at) != nil {
				continue // refused before it is read
			}
			var files []File
			for _, e := range s.app.Events {
				files = append(files, File{e.Path, e.File})
			}
			read := Read("acme", append(files, File{at, source.New(at, data)}))
			if got := read.event(at).Fault == nil && len(read.Faults()) == 0; got != (err == nil) {
				t.Errorf("%s in %s (%s): recording says %v, reading %s", k.kind, w.state, w.distribution, err, words(read.Faults()))
			}
		}
	}
}

func TestRefusalInWords(t *testing.T) {
	for _, c := range []struct {
		name string
		way  func(s *story)
		kind Kind
		want string
	}{
		{"too early", func(s *story) { s.do(Save, "1.0.0", onMarketplace) }, Publish,
			"the state of 1.0.0 is Ready for Testing, so publish events are not possible (save event of 1.0.0 at 2026-11-26T10:00:00Z by Jane Doe <jane@acme.test>); " +
				"events that are possible now: promote, abandon, test, keys, retract"},
		{"custom app", func(s *story) { s.do(Adopt, "1.0.0", adopted(InReview, "")) }, Publish,
			"1.0.0 has the distribution custom; Procore reviews only Marketplace apps; events that are possible " +
				"now: bad, test, keys, retract"},
		{"not saved", func(*story) {}, Promote, "version 1.0.0 has neither save.json nor adopt.json"},
		{"at the end", func(s *story) { s.inReview("1.0.0"); s.do(Reject, "1.0.0") }, Promote,
			"the state of 1.0.0 is Rejected, so promote events are not possible (reject event of 1.0.0 at 2026-11-26T10:04:00Z by Jane Doe <jane@acme.test>); events that are possible now: test, keys, retract"},
		{"retracted", func(s *story) { s.do(Save, "1.0.0"); s.retract("1.0.0", Save) }, Test,
			"the save event of 1.0.0 was retracted (retract event of 1.0.0 at 2026-11-26T10:01:00Z by Jane Doe <jane@acme.test>); events that are possible now: retract"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory(t)
			c.way(s)
			if _, err := s.app.Add(s.event(c.kind), number("1.0.0")); err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestTableIsSound(t *testing.T) {
	seen := make(map[string]bool)
	for _, m := range Moves() {
		if key := string(m.Kind) + " " + string(m.From); seen[key] {
			t.Errorf("%s is in the table twice", key)
		} else {
			seen[key] = true
		}
		if m.To == Draft || m.To == Retracted || !slices.Contains(States(), m.To) || !slices.Contains(Kinds(), m.Kind) {
			t.Errorf("%s leads from %s to %s", m.Kind, m.From, m.To)
		}
		if m.Origin.Source == "" || m.Origin.Date == "" || m.Origin.Confidence == "" {
			t.Errorf("%s from %s has no origin", m.Kind, m.From)
		}
	}
	labels := make(map[string]bool)
	for _, s := range States() {
		labels[s.Label()] = true
	}
	if len(labels) != len(States()) || ReadyForTesting.Label() != "Ready for Testing" || InReview.Label() != "In review" {
		t.Errorf("labels are not those of the portal, each once: %v", labels)
	}
}

var walksFrom = time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)

// Whatever is tried in whatever order, no version gets beyond Ready for Testing
// without a promotion or an adoption that counts, none of a custom app is reviewed,
// and one version at most is in production, and one published.
func TestRandomWalks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		app := Read("acme", nil)
		distribution := rapid.SampledFrom([]string{custom, marketplace}).Draw(t, "distribution")
		for range rapid.IntRange(1, 40).Draw(t, "events") {
			e, at := drawEvent(t, app)
			if e.Kind == Adopt && distribution == custom {
				continue
			}
			e.At = app.Clock(walksFrom)
			if e.isFirst() {
				e.Distribution = distribution
			}
			if r, err := app.Add(e, at); err == nil {
				app = r.App
			}
		}
		one := make(map[State]int)
		for _, v := range app.Versions {
			one[v.State]++
			counts := func(k Kind) bool {
				return slices.ContainsFunc(v.Events, func(e *Entry) bool { return e.Kind == k && e.Counts() })
			}
			switch v.State {
			case Draft, ReadyForTesting, Abandoned, Retracted:
			default:
				if !v.Adopted() && !(counts(Save) && counts(Promote)) {
					t.Fatalf("%s is %s without save and promote", v.Number, v.State)
				}
			}
			if distribution == custom && (counts(Submit) || v.State == Published) {
				t.Fatalf("a custom app was reviewed: %s is %s", v.Number, v.State)
			}
			if v.Reached != nil && !v.Reached.Counts() {
				t.Fatalf("%s reached customers by an event that does not count", v.Number)
			}
		}
		if one[Production] > 1 || one[Published] > 1 {
			t.Fatalf("%d versions are in production, %d published", one[Production], one[Published])
		}
		if app.Run != nil && app.Run.Reached == nil || app.InProduction != nil && app.InProduction.Promoted == nil {
			t.Fatal("customers run, or the portal has in production, what was never promoted")
		}
	})
}

// A number is never used twice: not after its save was retracted, nor where the
// portal assigned it.
func TestRandomNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		app := Read("acme", nil)
		for range rapid.IntRange(1, 20).Draw(t, "events") {
			e, at := drawEvent(t, app)
			e.At = app.Clock(walksFrom)
			if r, err := app.Add(e, at); err == nil {
				app = r.App
			}
		}
		for _, level := range []version.Level{version.None, version.Fix, version.Feature, version.Breaking} {
			need, err := app.Need(level)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range app.Versions {
				if need.Number.Compare(v.Number) <= 0 || need.Number.Compare(v.Portal) <= 0 {
					t.Fatalf("%s is next, and %s (portal %s) is used", need.Number, v.Number, v.Portal)
				}
			}
			if app.Run != nil && !version.Enough(app.Run.Portal, need.Number, level) {
				t.Fatalf("%s after %s is not enough for %s", need.Number, app.Run.Portal, level)
			}
		}
	})
}
