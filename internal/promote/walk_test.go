package promote

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/version"
)

// Random walks: every promotion that happens has each of its gates open or
// overridden with a reason in the ledger, and nothing else leads to production.
// What a gate must say is worked out here again, apart from the code that
// decides.
func TestRandomWalks(t *testing.T) {
	walks := 20_000
	if testing.Short() {
		walks = 5_000
	}
	worlds := []world{newWorld(t, "custom"), newWorld(t, "marketplace")}
	const hands = 4
	var promoted, refused atomic.Int64
	var all sync.WaitGroup
	for hand := range hands {
		r := rand.New(rand.NewPCG(4, uint64(hand)))
		all.Go(func() {
			for range walks / hands {
				w := walk{world: &worlds[r.IntN(2)], Rand: r, t: t, promotions: make(map[string]bool)}
				w.run()
				promoted.Add(int64(len(w.promotions)))
				refused.Add(int64(w.refused))
				if t.Failed() {
					return
				}
			}
		})
	}
	all.Wait()
	t.Logf("%d promotions, %d refused", promoted.Load(), refused.Load())
	if promoted.Load() < int64(walks/10) || refused.Load() < int64(walks/10) {
		t.Errorf("%d promotions and %d refusals in %d walks prove little", promoted.Load(), refused.Load(), walks)
	}
}

// world is what the walks go through: three saved versions of a small app, of
// which some have a key.
type world struct {
	sides  []change.Side
	starts []*ledger.App
}

func newWorld(t *testing.T, distribution string) world {
	var w world
	for _, m := range []struct{ version, views string }{{"1.0.0", "rfi.detail"}, {"1.1.0", "rfi.detail, observations.list"}, {"1.1.1", "observations.list"}} {
		w.sides = append(w.sides, parse(t, m.version, "schema: 1\napp: {name: A, distribution: "+distribution+"}\nversion: "+m.version+
			"\nembedded:\n  side_panel: {url: \"https://a.b.io/\", views: ["+m.views+"]}\n"))
	}
	for keys := range 1 << len(w.sides) {
		app := ledger.Read("a", nil)
		for i, s := range w.sides {
			e := ledger.Event{Kind: ledger.Save, At: at(1), By: "x", Digest: ledger.FrozenDigest(s.File.Data), Distribution: distribution}
			if keys>>i&1 == 1 {
				e.Keys.Sandbox = sandboxKey[:35] + string(rune('a'+i))
			}
			number, _ := s.App().Number()
			saved, err := app.Add(e, number)
			if err != nil {
				t.Fatal(err)
			}
			app = saved.App
		}
		w.starts = append(w.starts, app)
	}
	return w
}

// walk is one way through a world.
type walk struct {
	*world
	*rand.Rand
	t   *testing.T
	app *ledger.App
	now time.Time
	// promotions are the files of those that passed their gates.
	promotions map[string]bool
	refused    int
}

var walkEvents = []ledger.Kind{
	ledger.Test, ledger.Test, ledger.Test, ledger.Promote, ledger.Promote, ledger.Submit, ledger.Withdraw, ledger.Publish, ledger.Reject, ledger.Abandon,
	ledger.NewKeys, ledger.Bad, ledger.Approve, ledger.Retract,
}

func (w *walk) run() {
	// More walks start with keys than without.
	w.app, w.now = w.starts[w.IntN(len(w.starts))|w.IntN(len(w.starts))], at(2)
	for range 6 {
		w.now = w.now.Add(time.Hour)
		v := w.app.Versions[w.IntN(len(w.app.Versions))]
		if kind := walkEvents[w.IntN(len(walkEvents))]; kind == ledger.Promote {
			w.promote(v)
		} else {
			w.record(kind, v)
		}
		w.check()
		if w.t.Failed() {
			return
		}
	}
}

// record records an event other than a promotion, if the ledger allows it.
func (w *walk) record(kind ledger.Kind, v *ledger.Version) {
	e := ledger.Event{Kind: kind, At: w.now, By: "x"}
	number := v.Number
	switch kind {
	case ledger.Test:
		e.Result = []ledger.Result{ledger.Passed, ledger.Passed, ledger.Failed}[w.IntN(3)]
	case ledger.Reject, ledger.Abandon, ledger.Bad:
		e.Reason = "because"
	case ledger.NewKeys:
		e.Keys.Production = productionKey[:33] + strings.ReplaceAll(v.Number.String(), ".", "")
	case ledger.Retract:
		target := w.app.Events[w.IntN(len(w.app.Events))]
		e.Reason, e.Cancels, number = "because", target.Base(), target.Number
	case ledger.Approve:
		changes := change.Diff(w.sides[w.IntN(3)], w.sides[w.IntN(3)])
		if len(changes) == 0 {
			return
		}
		c := changes[w.IntN(len(changes))]
		e.Path, e.Op, e.From, e.To, e.Fingerprint, e.Reason = c.Path, c.Op.String(), c.From, c.To, c.Fingerprint, "because"
		number = version.Version{}
	}
	if r, err := w.app.Add(e, number); err == nil {
		w.app = r.App
	}
}

// promote tries a promotion, as the command does: gates first, then the ledger.
func (w *walk) promote(v *ledger.Version) {
	s := w.subject(v)
	must := w.mustOverride(&s)
	var overrides []ledger.Override
	// Most who override know what is closed; some name any gate.
	for _, id := range append(GateIDs(true), "record", "state", "nothing") {
		if slices.Contains(must, id) && w.IntN(8) > 0 || w.IntN(60) == 0 {
			overrides = append(overrides, ledger.Override{Gate: id, Reason: []string{"because", " "}[w.IntN(12)/11]})
		}
	}
	if _, err := Check(s, overrides); err != nil {
		var gates *Refused
		if errors.As(err, &gates) && !slices.ContainsFunc(gates.Closed, func(g Gate) bool { return slices.Contains(must, g.ID) }) {
			w.t.Errorf("refused by %v, but nothing is wrong", err)
		}
		w.refused++
		return
	}
	r, err := w.app.Add(ledger.Event{
		Kind: ledger.Promote, At: w.now, By: "x", ReleaseNotes: ReleaseNotes(s), Approvals: Relied(s), Overrides: overrides,
	}, v.Number)
	if err != nil {
		w.t.Errorf("every gate is open or overridden, and the ledger refuses: %v", err)
		return
	}
	var passed []string
	for _, o := range r.Entry.Event.Overrides {
		passed = append(passed, o.Gate)
		if strings.TrimSpace(o.Reason) == "" {
			w.t.Errorf("gate %s was overridden without a reason", o.Gate)
		}
	}
	for _, id := range must {
		if !slices.Contains(passed, id) {
			w.t.Errorf("promoted although gate %s was closed; overridden: %v", id, passed)
		}
	}
	if v.State != ledger.ReadyForTesting {
		w.t.Errorf("promoted from %s", v.State)
	}
	w.app = r.App
	w.promotions[r.Entry.Path] = true
}

// check proves that only promotions that passed their gates lead to production.
func (w *walk) check() {
	inProduction := 0
	for _, v := range w.app.Versions {
		switch v.State {
		case ledger.Production:
			inProduction++
			fallthrough
		case ledger.InReview, ledger.Published, ledger.Rejected, ledger.Superseded:
			if v.Promoted == nil || !v.Promoted.Counts() || !w.promotions[v.Promoted.Path] {
				w.t.Errorf("%s is %s without a promotion that passed its gates", v.Number, v.State)
			}
		}
	}
	if inProduction > 1 {
		w.t.Errorf("%d versions are in production", inProduction)
	}
	if faults := w.app.Faults(); len(faults) > 0 {
		w.t.Errorf("the ledger has a fault: %s", faults[0].Message)
	}
}

func (w *walk) side(v *ledger.Version) *change.Side {
	if v == nil {
		return nil
	}
	i := slices.IndexFunc(w.sides, func(s change.Side) bool { return s.Name == v.Number.String() })
	return &w.sides[i]
}

// subject is a version with random luck.
func (w *walk) subject(v *ledger.Version) Subject {
	s := Subject{
		App: "a", Manifest: *w.side(v), Ledger: w.app, Version: v, Linted: w.IntN(8) > 0, At: w.now,
		Run: w.side(w.app.RunBefore(v)), Held: w.side(w.app.HeldBefore(v)),
	}
	if w.IntN(16) == 0 {
		s.Faults = []diag.Diagnostic{{Rule: "frozen-copy", Severity: diag.Error, File: s.Manifest.File, Message: "m"}}
	}
	if w.IntN(8) == 0 {
		s.Findings = []diag.Diagnostic{{Rule: "url-https", Severity: diag.Error, File: s.Manifest.File, Message: "m"}}
	}
	if w.IntN(3) > 0 {
		s.Notes = Notes{Text: "Create your configurations again, for " + v.Number.String()}
	}
	return s
}

// mustOverride are the gates that are closed, by what the walk knows.
func (w *walk) mustOverride(s *Subject) []string {
	var must []string
	add := func(id string, closed bool) {
		if closed {
			must = append(must, id)
		}
	}
	v := s.Version
	add("record", len(s.Faults) > 0)
	add("state", v.State != ledger.ReadyForTesting)
	add("lint", !s.Linted || len(s.Findings) > 0)
	add("keys", v.Keys.Sandbox == "")
	result := ledger.Result("")
	for _, e := range v.Events {
		if e.Kind == ledger.Test && e.Retracted == nil && e.Fault == nil {
			result = e.Result
		}
	}
	add("sandbox-test", result != ledger.Passed)
	add("release-notes", ReleaseNotes(*s) == "")
	lower := false
	for _, other := range w.app.Versions { // of those promoted, the one that took the last place
		lower = lower || other == w.app.InProduction && v.Promoted == nil && other.Number.Compare(v.Number) > 0
	}
	run := w.app.RunBefore(v)
	if run == nil {
		add("bump", lower)
		return must
	}
	pair := run.Number.String() + " " + v.Number.String()
	breaking := slices.Contains([]string{"1.0.0 1.1.1", "1.1.0 1.1.1", "1.1.0 1.0.0", "1.1.1 1.0.0"}, pair) // a view goes
	add("approvals", breaking && !w.approved(s))
	add("bump", lower || breaking || run.Number.Compare(v.Number) > 0)
	return must
}

// approved reports whether each view that goes is approved, by an approval that
// no version used which has reached customers.
func (w *walk) approved(s *Subject) bool {
	for _, c := range change.Diff(*s.Run, s.Manifest) {
		if c.Op != change.Removed {
			continue
		}
		free := slices.ContainsFunc(w.app.Events, func(e *ledger.Entry) bool {
			return e.Kind == ledger.Approve && e.Retracted == nil && e.Fingerprint == c.Fingerprint && !w.used(e)
		})
		if !free {
			return false
		}
	}
	return true
}

// used reports whether a version that reached customers was promoted with an
// approval.
func (w *walk) used(approval *ledger.Entry) bool {
	return slices.ContainsFunc(w.app.Events, func(e *ledger.Entry) bool {
		return e.Kind == ledger.Promote && e.Retracted == nil && slices.Contains(e.Event.Approvals, approval.ID()) &&
			w.app.Version(e.Number).Reached != nil
	})
}
