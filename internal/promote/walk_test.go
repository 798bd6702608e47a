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
)

// 100,000 random walks: every promotion that happens has each of its gates open
// or overridden with a reason in the record, and nothing else leads to
// production. What a gate must say is worked out here again, apart from the
// code that decides.
func TestRandomWalks(t *testing.T) {
	walks := 100_000
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
				p, f := worlds[r.IntN(2)].walk(t, r)
				promoted.Add(int64(p))
				refused.Add(int64(f))
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

// world is what the walks go through: three versions of a small app.
type world struct {
	distribution string
	sides        []change.Side
	digests      []string
}

func newWorld(t *testing.T, distribution string) world {
	w := world{distribution: distribution}
	for _, m := range []struct{ version, views string }{{"1.0.0", "rfi.detail"}, {"1.1.0", "rfi.detail, observations.list"}, {"1.1.1", "observations.list"}} {
		s := parse(t, m.version, "schema: 1\napp: {name: A, distribution: "+distribution+"}\nversion: "+m.version+
			"\nembedded:\n  side_panel: {url: \"https://a.b.io/\", views: ["+m.views+"]}\n")
		w.sides, w.digests = append(w.sides, s), append(w.digests, ledger.Digest(s.App().Root))
	}
	return w
}

var walkEvents = []ledger.Event{ledger.Test, ledger.Test, ledger.Promote, ledger.Submit, ledger.Withdraw, ledger.Publish, ledger.Reject, ledger.Abandon, ledger.Supersede, ledger.Note}

func (w *world) walk(t *testing.T, r *rand.Rand) (promoted, refused int) {
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	var records []*ledger.Record
	for i, s := range w.sides {
		keys := ledger.Keys{}
		if r.IntN(4) > 0 {
			keys.Sandbox = sandboxKey
		}
		record, err := ledger.New("a", s.Name, w.digests[i]).Move(ledger.Step{Event: ledger.Save, At: now, By: "x", Keys: keys}, w.distribution)
		if err != nil {
			t.Error(err)
			return 0, 0
		}
		records = append(records, &record)
	}
	for range 4 {
		now = now.Add(time.Hour)
		i := r.IntN(len(records))
		step := ledger.Step{Event: walkEvents[r.IntN(len(walkEvents))], At: now, By: "x"}
		if step.Event == ledger.Test {
			step.Result = []ledger.Result{ledger.Passed, ledger.Passed, ledger.Failed}[r.IntN(3)]
		}
		before := *records[i]
		if step.Event != ledger.Promote {
			m, err := Advance(before, records, step, w.distribution)
			if err != nil {
				continue
			}
			if m.Record.State == ledger.Production && before.State != ledger.Production && step.Event != ledger.Withdraw {
				t.Errorf("%s leads from %s to production", step.Event, before.State)
			}
			take(records, m)
			continue
		}
		s := w.subject(r, records, i)
		must := w.mustOverride(&s)
		// Most who override know what is closed; some name any gate.
		for _, id := range append(GateIDs(true), "record", "state", "nothing") {
			if slices.Contains(must, id) && r.IntN(8) > 0 || r.IntN(60) == 0 {
				step.Overrides = append(step.Overrides, ledger.Override{Gate: id, Reason: []string{"because", " "}[r.IntN(12)/11]})
			}
		}
		m, err := Promote(s, step)
		if err != nil {
			var gates *Refused
			if errors.As(err, &gates) && !slices.ContainsFunc(gates.Closed, func(g Gate) bool { return slices.Contains(must, g.ID) }) {
				t.Errorf("refused by %v, but nothing is wrong", err)
			}
			refused++
			continue
		}
		promoted++
		last := m.Record.History[len(m.Record.History)-1]
		var passed []string
		for _, o := range last.Overrides {
			passed = append(passed, o.Gate)
			if strings.TrimSpace(o.Reason) == "" {
				t.Errorf("gate %s was overridden without a reason", o.Gate)
			}
		}
		for _, id := range must {
			if !slices.Contains(passed, id) {
				t.Errorf("promoted although gate %s was closed; overridden: %v", id, passed)
			}
		}
		if before.State != ledger.ReadyForTesting || last.Event != ledger.Promote {
			t.Errorf("promoted from %s by %s", before.State, last.Event)
		}
		take(records, m)
		inProduction := 0
		for _, record := range records {
			if record.State == ledger.Production || record.State == ledger.InReview {
				inProduction++
			}
		}
		if inProduction != 1 {
			t.Errorf("%d versions are in production", inProduction)
		}
	}
	return promoted, refused
}

func take(records []*ledger.Record, m Moved) {
	for _, moved := range append(m.Superseded, m.Record) {
		for i := range records {
			if records[i].Version == moved.Version {
				records[i] = &moved
			}
		}
	}
}

// subject is a version with random luck.
func (w *world) subject(r *rand.Rand, records []*ledger.Record, i int) Subject {
	s := Subject{App: "a", Manifest: w.sides[i], Record: *records[i], Records: records, Linted: r.IntN(8) > 0, Today: today}
	if before := Before(records, s.Record.Version, w.distribution); before != nil && r.IntN(16) > 0 {
		at := slices.IndexFunc(w.sides, func(s change.Side) bool { return s.Name == before.Version })
		s.Previous = &w.sides[at]
	}
	if r.IntN(8) == 0 {
		s.Findings = []diag.Diagnostic{{Rule: "url-https", Severity: diag.Error, File: s.Manifest.File, Message: "m"}}
	}
	if r.IntN(3) > 0 {
		s.Notes = Notes{Text: "Create your configurations again, for " + s.Record.Version}
	}
	if r.IntN(2) > 0 && s.Previous != nil {
		for _, c := range change.Diff(*s.Previous, s.Manifest) {
			s.Approvals.Approvals = append(s.Approvals.Approvals, ledger.Approval{Fingerprint: c.Fingerprint})
		}
	}
	return s
}

// mustOverride are the gates that are closed, by what the walk knows.
func (w *world) mustOverride(s *Subject) []string {
	var must []string
	add := func(id string, closed bool) {
		if closed {
			must = append(must, id)
		}
	}
	earlier := Before(s.Records, s.Record.Version, w.distribution)
	add("record", earlier != nil && s.Previous == nil)
	add("state", s.Record.State != ledger.ReadyForTesting)
	add("lint", !s.Linted || len(s.Findings) > 0)
	add("keys", s.Record.Keys.Sandbox == "")
	result := ledger.Result("")
	for _, e := range s.Record.History {
		if e.Event == ledger.Test {
			result = e.Result
		}
	}
	add("sandbox-test", result != ledger.Passed)
	add("release-notes", s.Notes.Text == "")
	if s.Previous != nil {
		pair := s.Previous.Name + " " + s.Record.Version
		breaking := slices.Contains([]string{"1.0.0 1.1.1", "1.1.0 1.1.1", "1.1.0 1.0.0", "1.1.1 1.0.0"}, pair) // a view goes
		add("approvals", breaking && len(s.Approvals.Approvals) == 0)
		add("bump", breaking)
	}
	for _, r := range s.Records {
		if !slices.Contains(must, "bump") {
			add("bump", when(r, ledger.Promote) >= 0 && when(&s.Record, ledger.Promote) < 0 && r.Version > s.Record.Version)
		}
	}
	return must
}
