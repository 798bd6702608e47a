package validate

import (
	"fmt"
	"path"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
)

// Pending returns the changes of a saved version that need an approval: those
// since what customers run now, and those that the portal could not undo when
// the version was saved. Nothing is known of a version without a frozen copy.
func (h *History) Pending(v *ledger.Version) []change.Change {
	saved := h.Taken[v.Number]
	if saved == nil {
		return nil
	}
	var held *change.Side
	if before := h.Ledger.HeldBefore(v); before != nil {
		held = h.Taken[before.Number]
	}
	return change.Costly(h.Run, held, func(from *change.Side) []change.Change { return change.Diff(*from, *saved) })
}

// addedVersions judges the versions that a branch adds, as the rules judge the
// working manifest: their number and level when they were saved, and while they
// wait for their promotion, their approvals today.
func (a *Ledger) addedVersions() []diag.Diagnostic {
	var list []diag.Diagnostic
	for _, e := range a.App.Added(a.Before) {
		v := a.App.Version(e.Number)
		if e.Kind != ledger.Save || a.History.Taken[e.Number] == nil || len(v.VerifyFrozen(a.Frozen[e.Number])) > 0 {
			continue // a wrong frozen copy is a finding by itself
		}
		if there, taken := a.History.Elsewhere[e.Number]; taken && !Same(there, *a.History.Taken[e.Number]) {
			list = append(list, a.savedTwice(e))
			continue
		}
		list = append(list, a.addedNumber(e)...)
		if v.State == ledger.ReadyForTesting && !a.App.IsPassed(v) {
			list = append(list, a.addedChanges(v)...)
		}
	}
	return list
}

// savedTwice is the finding about a number that the base or its tip has for other
// content.
func (a *Ledger) savedTwice(e *ledger.Entry) diag.Diagnostic {
	saved := a.History.Taken[e.Number]
	return diag.Diagnostic{
		Rule: versionReused.ID, Severity: diag.Error, File: saved.File, Span: saved.App().Version.Node.Span, Label: "taken",
		Message: fmt.Sprintf("version %s was saved on %s with different content", e.Number, a.History.TipName),
		Help: fmt.Sprintf("when you merge %[1]s, keep the folder %[2]s from %[1]s; then run manifest bump %[3]s "+
			"and save the version again",
			a.History.TipName, path.Dir(path.Dir(e.File.Name)), a.App.ID),
	}
}

// addedNumber judges the number of a version when it was saved.
func (a *Ledger) addedNumber(e *ledger.Entry) []diag.Diagnostic {
	saved := a.History.Taken[e.Number]
	then := &History{Ledger: a.App.At(e)}
	if run := then.Ledger.Run; run != nil {
		then.Run = a.History.Taken[run.Number]
	}
	need, decides, err := then.Need(*saved)
	if err != nil {
		return nil
	}
	d := diag.Diagnostic{Severity: diag.Error, File: saved.File, Span: saved.App().Version.Node.Span,
		Label: fmt.Sprintf("at least %s was needed", need.Number),
		Help: fmt.Sprintf("run manifest record retract %s@%s save --reason TEXT, then manifest bump %s", a.App.ID, e.Number,
			a.App.ID)}
	switch {
	case e.Number.Compare(need.Above) < 0:
		d.Rule = versionLowered.ID
		d.Message = fmt.Sprintf("version %s is lower than %s, which was saved earlier", e.Number, need.Above)
	case a.App.Version(e.Number).Promoted != nil: // its gates judge the level
		return nil
	case decides != nil && e.Number.Compare(need.ByLevel) < 0 && a.App.AllowsSmaller(e.Number, decides.Fingerprint) == nil:
		d.Rule = bumpTooSmall.ID
		d.Message = fmt.Sprintf("version %s is too low: its changes since %s need at least %s", e.Number, need.Since,
			need.ByLevel)
		(&Finding{d: &d}).because(decides)
	default:
		return nil
	}
	return []diag.Diagnostic{d}
}

// addedChanges judges the approvals of a version that waits for its promotion.
// Where the working manifest is the same, the changes are found there.
func (a *Ledger) addedChanges(v *ledger.Version) []diag.Diagnostic {
	h := a.History
	saved := h.Taken[v.Number]
	working := a.Working != nil && ledger.Digest(a.Working.App().Root) == ledger.Digest(saved.App().Root) &&
		(h.Base == nil || ledger.Digest(h.Base.App().Root) != ledger.Digest(a.Working.App().Root))
	var list []diag.Diagnostic
	for _, c := range h.Pending(v) {
		usable, other := h.Ledger.Approval(c.Fingerprint, h.Moment())
		if usable != nil || working && !c.OneWay {
			continue
		}
		d := diag.Diagnostic{Rule: approvalMissing.ID, Severity: diag.Error, File: saved.File, Span: saved.App().Root.Head(),
			Message: fmt.Sprintf("the %s change in %s %s: %s", c.Concern(), v.Number, whyUnapproved(other), c.Summary),
			Label:   "#" + ledger.Short(c.Fingerprint),
			Help:    fmt.Sprintf("manifest approve %s %s --reason TEXT", a.App.ID, ledger.Short(c.Fingerprint))}
		if c.OneWay {
			d.Rule = oneWayChange.ID
		}
		if c.After != nil {
			d.Span = c.After.Span
		}
		if c.Before != nil {
			d.Related = []diag.Related{{File: c.Before.File, Span: c.Before.Span, Message: "before"}}
		}
		list = append(list, d)
	}
	return list
}

// whyUnapproved says why a change has no approval, given one that cannot be used.
func whyUnapproved(other *ledger.Approval) string {
	switch {
	case other == nil:
		return "is not approved"
	case other.UsedBy != nil:
		return fmt.Sprintf("needs another approval, because the approval from %s was used for "+
			"%s", other.Happened(), other.UsedBy.Number)
	case other.Expires != "":
		return fmt.Sprintf("needs another approval, because the approval from %s expired on "+
			"%s", other.Happened(), other.Expires)
	}
	return "is not approved"
}
