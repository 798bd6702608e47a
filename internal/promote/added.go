package promote

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
)

// JudgeAdded judges a promotion that is recorded already: whether its gates were
// open, or passed with a reason, and whether it names the approvals that its
// changes needed. The subject is the version as it was right before the event,
// at the time of the event.
func JudgeAdded(s Subject, e *ledger.Entry) []diag.Diagnostic {
	f := gather(&s)
	var list []diag.Diagnostic
	report := func(rule, help, format string, args ...any) {
		list = append(list, diag.Diagnostic{Rule: rule, Severity: diag.Error, File: e.File,
			Message: fmt.Sprintf(format, args...), Help: help})
	}
	retract := fmt.Sprintf("manifest record retract %s %s --reason TEXT", f.at(), e.Base())
	if closed := Closed(f.gates(), e.Event.Overrides); len(closed) > 0 {
		var ids, why []string
		for _, g := range closed {
			ids, why = append(ids, g.ID), append(why, g.Message)
		}
		are := map[bool]string{true: "this gate was", false: "these gates were"}[len(ids) == 1]
		help := "if the version was not promoted, run: " + retract + "; if it was promoted, run the same command, " +
			"then: manifest promote " + f.at() + " --override GATE --reason TEXT"
		report(ledger.RuleGates, help, "when %s was promoted, %s closed and not overridden: %s (%s)",
			f.number(), are, strings.Join(ids, ", "), strings.Join(why, "; "))
	}
	for _, problem := range f.namedProblems(&e.Event) {
		report(ledger.RuleRelied, "record the promotion again: "+retract+", then: manifest promote "+f.at(), "%s", problem)
	}
	return list
}

// namedProblems says what is wrong with the approvals that a promotion names:
// each must be usable then and for a change that needs one, and no change whose
// approval could be used may be without. Of several approvals of one change, any
// will do. A change without an approval is a closed gate.
func (f *facts) namedProblems(e *ledger.Event) []string {
	var list []string
	served := make(map[string]bool) // fingerprints
	for _, id := range e.Approvals {
		i := slices.IndexFunc(f.Ledger.Approvals, func(a *ledger.Approval) bool { return a.ID() == id })
		if i < 0 {
			list = append(list, fmt.Sprintf("the promotion names approval %s, which did not exist at that time", ledger.Short(id)))
			continue
		}
		a := f.Ledger.Approvals[i]
		needed := slices.ContainsFunc(f.costly, func(c change.Change) bool { return c.Fingerprint == a.Fingerprint })
		if needed && a.IsUsable(f.At) {
			served[a.Fingerprint] = true
			continue
		}
		list = append(list, fmt.Sprintf("the promotion names the approval of #%s, but %s",
			ledger.Short(a.Fingerprint), f.whyNot(a, needed)))
	}
	for _, c := range f.costly {
		usable, _ := f.Ledger.Approval(c.Fingerprint, f.At)
		gate := GateApprovals
		if c.OneWay {
			gate = GateOneWay
		}
		overridden := slices.ContainsFunc(e.Overrides, func(o ledger.Override) bool { return o.Gate == gate })
		if usable != nil && !served[c.Fingerprint] && !overridden {
			list = append(list, fmt.Sprintf("the promotion does not name the approval of #%s, which this change "+
				"needs: %s",
				ledger.Short(c.Fingerprint), c.Summary))
		}
	}
	return list
}

// whyNot says why a promotion cannot rely on an approval.
func (f *facts) whyNot(a *ledger.Approval, needed bool) string {
	switch {
	case !needed:
		return "no change of " + f.number() + " needs this approval"
	case a.UsedBy != nil:
		return "this approval was used for " + a.UsedBy.Number.String()
	case a.Expired(f.At):
		return "this approval expired on " + string(a.Expires)
	}
	return "this approval was not valid at that time"
}
