package promote

import (
	"slices"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/ledger/ledgertest"
)

// A promotion that is recorded already is judged by what the ledger held right
// before it.
func TestJudgeAdded(t *testing.T) {
	honest := func(s Subject, e *ledger.Event) { e.Approvals, e.ReleaseNotes = Relied(s), ReleaseNotes(s) }
	override := func(gates ...string) func(Subject, *ledger.Event) {
		return func(s Subject, e *ledger.Event) {
			honest(s, e)
			for _, gate := range gates {
				e.Overrides = append(e.Overrides, ledger.Override{Gate: gate, Reason: "agreed"})
			}
		}
	}
	unnamed := func(s Subject, e *ledger.Event) { honest(s, e); e.Approvals = e.Approvals[1:] }
	untested := func(t *testing.T) Subject { return subject(t, "all", "custom", true) }
	ready := func(t *testing.T) Subject { return tested(t, untested(t)) }
	unapproved := func(t *testing.T) Subject { return without(ready(t), ledger.Approve) }
	for _, c := range []struct {
		name    string
		subject func(*testing.T) Subject
		fill    func(Subject, *ledger.Event)
		says    string // "" for no finding
	}{
		{"honest", ready, honest, ""},
		{"first version", func(t *testing.T) Subject { return tested(t, subject(t, "all", "custom", false)) }, honest, ""},
		{"not tested", untested, honest, "this gate was closed and not overridden: sandbox-test"},
		{"not tested, with a reason", untested, override(GateSandboxTest), ""},
		{"an override of another gate", untested, override(GateKeys), "sandbox-test"},
		{"an override of an open gate", ready, override(GateSandboxTest), ""},
		{"not approved", unapproved, honest, "closed and not overridden: approvals"},
		{"not approved, with a reason", unapproved, override(GateApprovals), ""},
		{"one is not named", ready, unnamed, "the promotion does not name the approval of #"},
		{"none is named, and the gate is overridden", ready, func(s Subject, e *ledger.Event) {
			override(GateApprovals)(s, e)
			e.Approvals = nil
		}, ""},
		{"one that is not there", ready, func(s Subject, e *ledger.Event) {
			honest(s, e)
			e.Approvals = append(e.Approvals, strings.Repeat("0", 64))
		}, "which did not exist"},
		{"one of another change", func(t *testing.T) Subject {
			s := ready(t)
			story := ledgertest.Continue(t, s.Ledger).On(at(21))
			other := change.Change{Path: "version", Op: change.Changed, From: "1", To: "2"}
			other.Fingerprint = ledger.Fingerprint(other.Path, other.Op.String(), other.From, other.To)
			story.Approve(other)
			return in(s, story.App, s.Version.Number)
		}, func(s Subject, e *ledger.Event) {
			honest(s, e)
			for _, a := range s.Ledger.Approvals {
				if a.Event.Path == "version" {
					e.Approvals = append(e.Approvals, a.ID())
				}
			}
		}, "no change of 0.4.0 needs this approval"},
		{"the other of two", func(t *testing.T) Subject { return approve(t, ready(t), "") }, func(s Subject, e *ledger.Event) {
			honest(s, e)
			e.Approvals = nil
			last := make(map[string]string)
			for _, a := range s.Ledger.Approvals {
				last[a.Fingerprint] = a.ID()
			}
			for _, id := range last {
				e.Approvals = append(e.Approvals, id)
			}
			slices.Sort(e.Approvals)
		}, ""},
		{"one that has expired", func(t *testing.T) Subject { return approve(t, unapproved(t), "2026-11-21") }, func(s Subject, e *ledger.Event) {
			honest(s, e)
			for _, a := range s.Ledger.Approvals {
				e.Approvals = append(e.Approvals, a.ID())
			}
			slices.Sort(e.Approvals)
		}, "this approval expired on 2026-11-21"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := c.subject(t)
			s.At = at(22)
			promoted := then(t, s, ledger.Promote, 22, func(e *ledger.Event) { c.fill(s, e) })
			e := promoted.Version.Promoted
			var said []string
			for _, d := range JudgeAdded(s, e) {
				said = append(said, d.Message)
				if d.File != e.File {
					t.Errorf("the finding is at %s", d.File.Name)
				}
			}
			text := strings.Join(said, "\n")
			if c.says == "" && text != "" || !strings.Contains(text, c.says) {
				t.Errorf("want %q, got:\n%s", c.says, text)
			}
		})
	}
}
