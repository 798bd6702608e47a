package promote

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
)

// Gate is one condition of a promotion.
type Gate struct {
	// ID is kebab-case and never changed: events name gates by it.
	ID string `json:"id"`
	OK bool   `json:"ok"`
	// Overridden says that someone passes it although it is closed.
	Overridden bool `json:"overridden"`
	// Overridable says that someone may pass it with a reason. What makes the
	// record untrue cannot be passed.
	Overridable bool `json:"overridable"`
	// Message says what was verified or, where the gate is closed, what the
	// first problem is; a sentence without a full stop.
	Message string `json:"message"`
	// Problems are all that keep it closed; nothing if it is open.
	Problems []Problem `json:"problems"`
}

// The gates, in the order in which a promotion passes them.
const (
	GateRecord       = "record"
	GateState        = "state"
	GateLint         = "lint"
	GateBump         = ledger.GateBump
	GateApprovals    = "approvals"
	GateOneWay       = "one-way"
	GateKeys         = "keys"
	GateSandboxTest  = "sandbox-test"
	GateReleaseNotes = "release-notes"
	GateChecklist    = "checklist"

	// Those of the policy are there only where it has something to say.
	GateByOther = "by-other"
	GateSoak    = "soak"
	GateFreeze  = "freeze"
	GateAsks    = "asks"
)

// gateRow is a row of the table of gates.
type gateRow struct {
	id          string
	overridable bool
	summary     string
	problems    func(*facts) []Problem
	ok          func(*facts) string
	// set reports whether the policy has the gate; nil for one that is always there.
	set func(*facts) bool
}

func (g *gateRow) isSet(f *facts) bool { return g.set == nil || g.set(f) }

// gates is the table of gates.
var gates = slices.Concat([]gateRow{
	{id: GateRecord, summary: "the ledger is intact, without errors in its digests, file names or " +
		"history", problems: (*facts).recordProblems,
		ok: func(f *facts) string { return "digest " + brief(f.digest) + " matches the saved version" }},
	{id: GateState, summary: "the version is Ready for Testing", problems: (*facts).stateProblems,
		ok: func(f *facts) string { return "the version is " + f.Version.State.Label() }},
	{id: GateLint, overridable: true, summary: "lint reports no errors for production", problems: (*facts).lintProblems,
		ok: func(*facts) string { return "lint reports no errors for production" }},
	{id: GateBump, overridable: true, summary: "the version number is high enough, and the version undoes no change " +
		"that customers already have",
		problems: (*facts).bumpProblems,
		ok:       (*facts).bumpEvidence},
	{id: GateApprovals, overridable: true, summary: "changes that break something or raise permissions are approved",
		problems: func(f *facts) []Problem { return f.approvalProblems(false) },
		ok:       func(f *facts) string { return "every change that needs an approval has one" }},
	{id: GateOneWay, overridable: true, summary: "changes that the portal cannot undo are approved",
		problems: func(f *facts) []Problem { return f.approvalProblems(true) },
		ok:       func(*facts) string { return "every change that cannot be undone is approved" }},
	{id: GateKeys, overridable: true, summary: "the Sandbox App Version Key is recorded", problems: (*facts).keyProblems,
		ok: func(f *facts) string { return "the Sandbox App Version Key is recorded" }},
	{id: GateSandboxTest, overridable: true, summary: "the last test of this version passed",
		problems: (*facts).testProblems,
		ok:       func(f *facts) string { return testedIsPromoted(f).evidence }},
	{id: GateReleaseNotes, overridable: true, summary: "the release notes are new and say what customers must do again",
		problems: (*facts).releaseNotesProblems,
		ok:       func(f *facts) string { return "the release notes are ready" }},
	{id: GateChecklist, overridable: true, summary: "items due before the promotion are ticked, if the project " +
		"requires this", problems: (*facts).tickProblems,
		ok: (*facts).ticked},
}, policyGates)

// GateIDs returns the ids of all gates in their order, those that can be
// overridden or all.
func GateIDs(overridable bool) []string {
	var ids []string
	for _, g := range gates {
		if g.overridable || !overridable {
			ids = append(ids, g.id)
		}
	}
	return ids
}

// GateSummary returns what a gate asks for, "" for one that does not exist.
func GateSummary(id string) string {
	for _, g := range gates {
		if g.id == id {
			return g.summary
		}
	}
	return ""
}

// Gates returns all gates of a promotion in their order, open or closed. Those of
// the policy are among them where it has something to say.
func Gates(s Subject) []Gate { return gather(&s).gates() }

// quick are the gates that need neither lint nor the frozen copies of all versions
// that customers can have.
var quick = []string{GateApprovals, GateOneWay, GateKeys, GateSandboxTest, GateReleaseNotes, GateSoak, GateFreeze}

// ClosedQuickly returns the ids of the gates that are closed, of those that are
// quick to look at. What it leaves out may be closed too.
func ClosedQuickly(s Subject) []string {
	var ids []string
	f := gather(&s)
	for _, g := range gates {
		if slices.Contains(quick, g.id) && g.isSet(f) && len(g.problems(f)) > 0 {
			ids = append(ids, g.id)
		}
	}
	return ids
}

func (f *facts) gates() []Gate {
	all := make([]Gate, 0, len(gates))
	for _, g := range gates {
		if !g.isSet(f) {
			continue
		}
		gate := Gate{ID: g.id, Overridable: g.overridable, Problems: g.problems(f)}
		if gate.OK = len(gate.Problems) == 0; gate.OK {
			gate.Message = g.ok(f)
		} else {
			gate.Message = gate.Problems[0].Message
		}
		all = append(all, gate)
	}
	return all
}

// Override returns the gates as they are with the overrides, of which each needs
// a reason.
func Override(all []Gate, overrides []ledger.Override) []Gate {
	list := slices.Clone(all)
	for i := range list {
		g := &list[i]
		g.Overridden = !g.OK && g.Overridable && slices.ContainsFunc(overrides, func(o ledger.Override) bool {
			return o.Gate == g.ID && strings.TrimSpace(o.Reason) != ""
		})
	}
	return list
}

// Closed returns the gates that are closed and not overridden.
func Closed(all []Gate, overrides []ledger.Override) []Gate {
	return slices.DeleteFunc(Override(all, overrides), func(g Gate) bool { return g.OK || g.Overridden })
}

// IDs returns the ids of gates.
func IDs(list []Gate) []string {
	ids := make([]string, len(list))
	for i, g := range list {
		ids[i] = g.ID
	}
	return ids
}

func (f *facts) stateProblems() []Problem {
	if f.Version.State == ledger.ReadyForTesting {
		return nil
	}
	var allowed []string
	for _, k := range f.Version.Allowed() {
		allowed = append(allowed, string(k))
	}
	return []Problem{{fmt.Sprintf("%s is %s; events that are possible now: %s", f.number(), f.Version.State.Label(),
		strings.Join(allowed, ", ")), nil, "manifest status " + f.App}}
}

// lintProblems are the errors of what is frozen. Release notes and redirect
// URIs are no part of a version; the gate release-notes and the checklist look
// at them as they are now.
func (f *facts) lintProblems() []Problem {
	if !f.Linted {
		return []Problem{{"the manifest was not checked for production", nil, f.lintCommand()}}
	}
	return f.problemsOf(OfVersion(f.Findings), diag.Error)
}

// OfVersion leaves out the findings about what is no part of a version.
func OfVersion(all []diag.Diagnostic) (found []diag.Diagnostic) {
	for i := range all {
		if item, ok := itemOfRule[all[i].Rule]; !ok || item != judged {
			found = append(found, all[i])
		}
	}
	return found
}

// approvalProblems are the changes that need an approval and have none that can
// be used: those that are one-way, or the others.
func (f *facts) approvalProblems(oneWay bool) []Problem {
	var list []Problem
	for i := range f.costly {
		c := &f.costly[i]
		usable, other := f.Ledger.Approval(c.Fingerprint, f.At)
		if c.OneWay != oneWay || usable != nil {
			continue
		}
		why := "is not approved"
		switch {
		case other != nil && other.UsedBy != nil:
			why = fmt.Sprintf("needs another approval, because the approval from %s was used for "+
				"%s", other.Happened(), other.UsedBy.Number)
		case other != nil && other.Expired(f.At):
			why = fmt.Sprintf("needs another approval, because its approval expired on %s", other.Expires)
		case other != nil:
			why = fmt.Sprintf("is not approved yet, because its approval is dated %s", other.At.Format("2006-01-02 15:04"))
		}
		list = append(list, Problem{fmt.Sprintf("the %s change %s %s: %s", c.Concern(), ledger.Short(c.Fingerprint), why,
			c.Summary),
			cmp.Or(c.After, c.Before), f.approveCommand(ledger.Short(c.Fingerprint))})
	}
	return list
}

func (f *facts) releaseNotesProblems() []Problem {
	return append(f.notesProblems(), f.unmentioned()...)
}

// open are the items for people that are due before the promotion and not
// ticked, or failed when they were tried.
func (f *facts) open() []Item {
	c := f.checklist()
	return slices.DeleteFunc(c.Items, func(i Item) bool { return !i.BeforePromotion || !i.ForPeople() || i.Done() })
}

func (f *facts) tickProblems() []Problem {
	if !f.NeedTicks {
		return nil
	}
	command := "manifest checklist " + f.at() + " --write"
	if f.Ticks == nil && len(f.Answers) == 0 {
		return []Problem{{"the version has neither a saved checklist nor test results", nil, command}}
	}
	var list []Problem
	for _, i := range f.open() {
		message := "item " + i.ID + " is not ticked: " + i.Text
		remedy := "tick the item in the checklist: " + command
		switch {
		case i.State == Failing:
			message, remedy = "item "+i.ID+" failed: "+i.Problems[0].Message, i.Problems[0].Remedy
		case i.Lost:
			message = "item " + i.ID + " was ticked before it changed: " + i.Text
		}
		list = append(list, Problem{message, nil, remedy})
	}
	return list
}

func (f *facts) ticked() string {
	if f.NeedTicks {
		return "all items due before the promotion are ticked"
	}
	return "unticked items don't block promotion in this project"
}
