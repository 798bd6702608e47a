package validate

import (
	"maps"
	"path"
	"slices"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
)

// Ledger is what lies beside the working manifest of an app: events, frozen
// copies, approvals and evidence.
type Ledger struct {
	App *ledger.App
	// Frozen are the frozen copies that are there, and Misread the findings of
	// those that cannot be read whole.
	Frozen  map[version.Version]*manifest.Document
	Misread []diag.Diagnostic
	// Files are the files that are only ever added, by their path below the app's
	// folder, and Base the same at the base. Before is what the events of Base add
	// up to. Both are nil without a base.
	Files, Base map[string]*source.File
	Before      *ledger.App
	// Restore is the command that brings a file back as the base has it, "" for none.
	Restore func(below string) string
	// Promotions are the findings of the promotions that the branch adds.
	Promotions []diag.Diagnostic
	// Authors are who wrote the files that the branch adds, nil if it adds none.
	Authors *Authorship
	// History is what the working manifest is compared with, and Working the
	// manifest; nil if it cannot be read: nothing is said of approvals then.
	History *History
	Working *change.Side
	// Linted says that the working manifest is linted too, in the same run.
	Linted bool
}

// LintLedger returns what is wrong with the ledger of an app, sorted.
func (l *Linter) LintLedger(a Ledger) []diag.Diagnostic {
	found := append(a.App.FaultsSince(a.Before), a.Misread...)
	found = append(found, a.App.Future(a.History.Now)...)
	for _, v := range a.App.Versions {
		doc := a.Frozen[v.Number]
		if doc != nil || a.Base[path.Join(ledger.VersionsDir, v.Number.String(), "manifest.yaml")] == nil { // else it is gone
			found = append(found, v.VerifyFrozen(doc)...)
		}
	}
	evidence := maps.Clone(a.Files)
	maps.Copy(evidence, a.Base) // that it was changed or is gone is a finding by itself
	found = append(found, a.App.VerifyEvidence(evidence)...)
	if a.Base != nil {
		rewritten := a.App.CompareWithBase(a.Base, a.Files, a.Restore)
		found = append(slices.DeleteFunc(found, func(d diag.Diagnostic) bool { return follows(&d, rewritten) }), rewritten...)
	}
	if a.Before != nil {
		found = slices.Concat(found, a.addedVersions(), l.addedPolicy(&a), a.Promotions)
	}
	found = append(found, a.secrets()...)
	found = append(found, a.unneededApprovals()...)
	found = l.Grade(found)
	if a.Authors != nil {
		found = slices.Concat(found, l.recordedBy(&a), l.approvedByAuthors(&a))
	}
	Conceal(found)
	diag.Sort(found)
	return found
}

// secrets returns the secrets in events and evidence that the base does not have: what it
// has stays in the history of the repository.
func (a *Ledger) secrets() []diag.Diagnostic {
	var found []diag.Diagnostic
	for _, name := range slices.Sorted(maps.Keys(a.Files)) {
		f := a.Files[name]
		if f == nil || a.Base[name] != nil || path.Base(name) == "manifest.yaml" {
			continue
		}
		found = append(found, certainSecrets(f, "the record")...)
	}
	return found
}

// follows reports whether a finding says no more than that a file of the base was
// changed.
func follows(d *diag.Diagnostic, rewritten []diag.Diagnostic) bool {
	return (d.Rule == ledger.RuleEvent || d.Rule == ledger.RuleFrozen) &&
		slices.ContainsFunc(rewritten, func(r diag.Diagnostic) bool {
			return r.File == d.File || slices.ContainsFunc(d.Related,
				func(also diag.Related) bool { return also.File == r.File })
		})
}

// unneededApprovals returns the approvals of no change that is pending: of
// neither the working manifest nor a version that may still reach customers.
func (a *Ledger) unneededApprovals() []diag.Diagnostic {
	if a.Working == nil {
		return nil
	}
	needed := make(map[string]bool)
	need := func(costly []change.Change) {
		for _, c := range costly {
			needed[c.Fingerprint] = true
		}
	}
	need(a.History.Costly(func(from *change.Side) []change.Change { return change.Diff(*from, *a.Working) }))
	for _, v := range a.App.Pending() {
		need(a.History.Pending(v))
	}
	var list []diag.Diagnostic
	for _, approval := range a.App.Approvals {
		if approval.Counts() && approval.Smaller == (version.Version{}) && approval.UsedBy == nil &&
			len(approval.NamedBy) == 0 && !needed[approval.Fingerprint] {
			list = append(list, diag.Diagnostic{Rule: ledger.RuleUnused, Severity: diag.Info, File: approval.File,
				Message: "this approval is not needed: it matches no pending change",
				Help: "no action is needed; to withdraw the approval, run manifest record retract " + a.App.ID + " " +
					approval.Base() + " --reason TEXT"})
		}
	}
	return list
}
