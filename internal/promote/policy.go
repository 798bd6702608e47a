package promote

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/schema"
)

// Asked is a version that reached customers and asked more of them than reading
// notes.
type Asked struct{ *ledger.Version }

// moment is when customers were asked; of an adopted version, the start of its day,
// and false if that is not known.
func (a Asked) moment() (time.Time, bool) {
	if !a.Adopted() {
		return a.Reached.At, true
	}
	t, err := time.Parse(time.DateOnly, string(a.Reached.Happened()))
	return t, err == nil
}

// policyGates are the gates that a policy can set.
var policyGates = []gateRow{
	{id: GateByOther, overridable: true, summary: "the person who promotes the version is not the person who saved " +
		"it, if the policy requires this",
		problems: (*facts).byOtherProblems,
		ok:       func(f *facts) string { return fmt.Sprintf("saved by %s, promoted by %s", f.Version.First.By, f.By) },
		set:      func(f *facts) bool { return f.Policy.PromotedByOther }},
	{id: GateSoak, overridable: true, summary: "enough full days have passed since the first passed test, if the " +
		"policy requires this", problems: (*facts).soakProblems,
		ok:  func(f *facts) string { return "the version first passed a test on " + minute(f.Version.FirstPassed.At) },
		set: func(f *facts) bool { return f.Policy.SoakDays > 0 }},
	{id: GateFreeze, overridable: true, summary: "the policy allows promotions today",
		problems: (*facts).freezeProblems,
		ok:       func(f *facts) string { return "the policy allows promotions on " + string(ledger.DayOf(f.At)) },
		set:      func(f *facts) bool { return len(f.Policy.Freezes) > 0 }},
	{id: GateAsks, overridable: true, summary: "customers are not asked to do something more often than the policy " +
		"allows",
		problems: (*facts).asksProblems,
		ok:       (*facts).asksEvidence,
		set:      func(f *facts) bool { return f.Policy.Asks != nil }},
}

// policyOrigin is where the items about policy come from.
var policyOrigin = schema.Origin{Source: "policy in .manifest.yaml", Date: "2026", Confidence: schema.Documented}

// policyRows are what the organisation asks for before a promotion. After it,
// nothing of that is judged again.
var policyRows = []row{
	policyRow(GateByOther, "The person who promotes the version is not the person who saved it", "record, then person",
		"At least two people have looked at what customers get."),
	policyRow(GateSoak, "Enough days have passed since the first passed test of the version, as the policy requires", "record",
		"Some faults show only after days of use."),
	policyRow(GateFreeze, "The policy allows promotions on the day of the promotion", "record",
		"On some days, no one is available to help customers."),
	policyRow(GateAsks, "Customers are not asked to do something more often than the policy allows", "record",
		"Each time you ask customers to do something, every customer has work to do."),
}

func policyRow(gate, text, check, why string) row {
	g := policyGates[slices.IndexFunc(policyGates, func(g gateRow) bool { return g.id == gate })]
	return row{
		id: "policy-" + gate, section: InPortal, due: true, check: check, text: text, why: why, origin: policyOrigin,
		applies: func(f *facts) bool { return !f.promoted() && g.isSet(f) },
		judge: func(f *facts) outcome {
			if gate == GateByOther && f.By == "" && f.Version.First != nil {
				return people("saved by %s", f.Version.First.By)
			}
			if problems := g.problems(f); len(problems) > 0 {
				return failing(problems...)
			}
			return verified("%s", g.ok(f))
		},
	}
}

// wait is the remedy for a gate that time opens.
func (f *facts) wait(gate, until string) string {
	override := "manifest promote " + f.at() + " --override " + gate + " --reason TEXT"
	if until == "" {
		return "if the promotion cannot wait, run: " + override
	}
	return "wait until " + until + ", or if the promotion cannot wait, run: " + override
}

// full is the first whole minute from a moment on.
func full(t time.Time) string { return minute(t.Add(time.Minute - 1)) }

// minute is a moment as people read it.
func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

func (f *facts) byOtherProblems() []Problem {
	saved := f.Version.First
	switch {
	case saved == nil:
		return []Problem{{"the ledger does not say who saved " + f.number(), nil, "manifest lint " + f.folder()}}
	case f.By == "":
		return []Problem{{"no author given for the promotion of " + f.number(), nil, "name the person with --by NAME"}}
	case ledger.SamePerson(f.By, saved.By):
		return []Problem{{fmt.Sprintf("%s saved %s; policy.promotion.by_other requires someone else to promote it", saved.By,
			f.number()), nil,
			"ask someone else to promote it, or if no one else can: manifest promote " + f.at() + " --override " + GateByOther +
				" --reason TEXT"}}
	}
	return nil
}

const day24 = 24 * time.Hour

func (f *facts) soaked() time.Time {
	return f.Version.FirstPassed.At.Add(time.Duration(f.Policy.SoakDays) * day24)
}

func (f *facts) soakProblems() []Problem {
	asks := "policy.promotion.soak_days requires " + diag.Plural(f.Policy.SoakDays, "day")
	if f.Version.FirstPassed == nil {
		return []Problem{{fmt.Sprintf("no test of %s has passed; %s between the first passed test and the promotion", f.number(), asks),
			nil,
			f.proveCommand()}}
	}
	if until := f.soaked(); f.At.Before(until) {
		return []Problem{{fmt.Sprintf("%s first passed a test on %s, but %s between that test and the promotion", f.number(),
			minute(f.Version.FirstPassed.At), asks), nil,
			f.wait(GateSoak, full(until))}}
	}
	return nil
}

// frozen returns the reasons for which a day is frozen.
func (f *facts) frozen(day ledger.Day) []string {
	var reasons []string
	for _, freeze := range f.Policy.Freezes {
		if freeze.Holds(day) {
			reasons = append(reasons, fmt.Sprintf("from %s to %s: %s", freeze.From, freeze.To, freeze.Reason))
		}
	}
	return reasons
}

func (f *facts) freezeProblems() []Problem {
	reasons := f.frozen(ledger.DayOf(f.At))
	if len(reasons) == 0 {
		return nil
	}
	next := f.At
	for range len(f.Policy.Freezes) { // one may start before another ends
		for _, freeze := range f.Policy.Freezes {
			if freeze.Holds(ledger.DayOf(next)) {
				last, _ := time.Parse(time.DateOnly, string(freeze.To))
				next = last.Add(day24)
			}
		}
	}
	return []Problem{{"policy.promotion.freeze stops promotions " + strings.Join(reasons, ", and "), nil,
		f.wait(GateFreeze, string(ledger.DayOf(next)))}}
}

// recentAsks are the asks that count against another one now, the latest first, and when
// each stops doing so.
func (f *facts) recentAsks() (list []Asked, until []time.Time) {
	for _, a := range f.Asks {
		at, known := a.moment()
		if end := at.Add(time.Duration(f.Policy.Asks.PerDays) * day24); known && f.At.Before(end) {
			list, until = append(list, a), append(until, end)
		}
	}
	return list, until
}

func (f *facts) asksProblems() []Problem {
	limit := f.Policy.Asks
	list, until := f.recentAsks()
	if f.first() || !f.verdict.IsAsk() || len(list) < limit.AtMost {
		return nil
	}
	opens := ""
	if limit.AtMost > 0 {
		slices.SortFunc(until, func(a, b time.Time) int { return b.Compare(a) })
		opens = full(until[limit.AtMost-1])
	}
	message := fmt.Sprintf("%s asks customers to do something; policy.asks allows that only %s in %s", f.number(),
		times(limit.AtMost),
		diag.Plural(limit.PerDays, "day"))
	if len(list) > 0 {
		message += "; customers were already asked by " + askedWords(list)
	}
	return []Problem{{message, nil, f.wait(GateAsks, opens)}}
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return diag.Plural(n, "time")
}

// askedWords names versions that asked something.
func askedWords(list []Asked) string {
	var names []string
	for _, a := range list {
		names = append(names, fmt.Sprintf("%s on %s", a.Number, a.Reached.Happened()))
	}
	return strings.Join(names, ", ")
}

func (f *facts) asksEvidence() string {
	if f.first() || !f.verdict.IsAsk() {
		return f.number() + " asks customers only to read notes"
	}
	list, _ := f.recentAsks()
	return fmt.Sprintf("%s in the last %s; the policy allows at most %d", diag.Plural(len(list), "ask"),
		diag.Plural(f.Policy.Asks.PerDays, "day"), f.Policy.Asks.AtMost)
}
