package promote

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
)

// Moved is what becomes of the records of an app.
type Moved struct {
	// Record is the version itself, Superseded are those whose place it took.
	Record     ledger.Record
	Superseded []ledger.Record
	// Gates are those of a promotion, nil for every other event.
	Gates []Gate
}

// Refused is a promotion that closed gates refused.
type Refused struct {
	App, Version string
	// Closed are the gates that are closed and were not overridden.
	Closed []Gate
}

func (e *Refused) Error() string {
	ids := make([]string, len(e.Closed))
	for i, g := range e.Closed {
		ids[i] = g.ID
	}
	return fmt.Sprintf("promote %s %s: refused by %s: %s", e.App, e.Version, diag.Plural(len(ids), "gate"), strings.Join(ids, ", "))
}

// Promote moves a version to production, if its gates are open or overridden,
// and supersedes the version whose place it takes. The step says who does it
// and when, which keys the portal issued, and which gates to override; its
// event, release notes and gates are filled in. Nothing is written.
//
// Closed gates are a [*Refused]. Every override names a closed gate: one that
// is open needs none.
func Promote(s Subject, step ledger.Step) (Moved, error) {
	// A key that comes with the promotion counts for its gates.
	s.Record.Keys.Sandbox = cmp.Or(s.Record.Keys.Sandbox, step.Keys.Sandbox)
	f := gather(&s)
	all := f.gates()
	for i, o := range step.Overrides {
		g := slices.IndexFunc(all, func(g Gate) bool { return g.ID == o.Gate })
		switch {
		case g < 0:
			return Moved{}, fmt.Errorf("override: there is no gate %q; the gates are %s", o.Gate, strings.Join(GateIDs(true), ", "))
		case !all[g].Overridable:
			return Moved{}, fmt.Errorf("override: gate %q cannot be overridden: %s", o.Gate, GateSummary(o.Gate))
		case all[g].OK:
			return Moved{}, fmt.Errorf("override: gate %q is open and needs no override", o.Gate)
		case strings.TrimSpace(o.Reason) == "":
			return Moved{}, fmt.Errorf("override: gate %q needs a reason", o.Gate)
		case slices.ContainsFunc(step.Overrides[:i], func(before ledger.Override) bool { return before.Gate == o.Gate }):
			return Moved{}, fmt.Errorf("override: gate %q is named twice", o.Gate)
		}
	}
	if closed := Closed(all, step.Overrides); len(closed) > 0 {
		return Moved{Gates: all}, &Refused{App: s.App, Version: s.Record.Version, Closed: closed}
	}
	step.Event, step.ReleaseNotes = ledger.Promote, f.notes.Text
	moved, err := move(s.Record, s.Records, step, f.now.Distribution.String())
	moved.Gates = all
	return moved, err
}

// Advance moves a version by an event other than promote, and supersedes the
// versions whose place it takes. Nothing is written. What the states do not
// allow is a [*ledger.IllegalMove].
func Advance(record ledger.Record, records []*ledger.Record, step ledger.Step, distribution string) (Moved, error) {
	if step.Event == ledger.Promote {
		return Moved{}, errors.New("a promotion passes its gates")
	}
	return move(record, records, step, distribution)
}

func move(record ledger.Record, records []*ledger.Record, step ledger.Step, distribution string) (Moved, error) {
	next, err := record.Move(step, distribution)
	if err != nil {
		return Moved{}, err
	}
	m := Moved{Record: next}
	for _, r := range ledger.Replaced(records, step.Event, record.Version) {
		// Whatever the app is now: what is in review or published got there
		// as a Marketplace app.
		old, err := r.Move(ledger.Step{Event: ledger.Supersede, At: step.At, By: step.By, Note: "by " + record.Version, Commit: step.Commit}, "")
		if err != nil {
			return Moved{}, err
		}
		m.Superseded = append(m.Superseded, old)
	}
	return m, nil
}
