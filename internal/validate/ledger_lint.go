package validate

import (
	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// approvalsInUse returns the present changes by fingerprint, and whether they
// need an approval: those between each saved version and the next, and those of
// the working manifest.
func approvalsInUse(sides []change.Side) map[string]bool {
	known := make(map[string]bool)
	for i := 1; i < len(sides); i++ {
		for _, c := range change.Diff(sides[i-1], sides[i]) {
			known[c.Fingerprint] = known[c.Fingerprint] || c.NeedsApproval()
		}
	}
	return known
}

// Ledger is what lies beside the working manifest of an app: saved versions and
// approvals. Files that are not there are nil.
type Ledger struct {
	Versions  []ledger.Version
	Approvals *source.File
	// Sides are the saved versions from the lowest to the highest, then the
	// working manifest, those of them that can be read; and Others more sides that
	// the working manifest is compared with, such as a base.
	Sides  []change.Side
	Others []change.Side
	Today  ledger.Day
	// Base are the ledger's files at the base by their present name, nil
	// without a base.
	Base map[string]*source.File
}

// LintLedger returns what is wrong with the saved versions and approvals of an
// app, sorted.
func (l *Linter) LintLedger(a Ledger) []diag.Diagnostic {
	var found []diag.Diagnostic
	for _, v := range a.Versions {
		found = append(found, v.Faults...)
		faults := ledger.Verify(v)
		found = append(found, faults...)
		if v.Record != nil && len(faults) == 0 { // a record that is faulty in itself is one finding, not two
			found = append(found, verifyRecord(a.Base[v.Record.Name], v)...)
		}
	}
	found = append(found, ledger.VerifyApp(a.Versions)...)
	found = append(found, verifyBase(a)...)
	if a.Approvals != nil {
		_, faults := ledger.ParseApprovals(a.Approvals)
		if len(faults) == 0 {
			faults = ledger.Judge(a.Approvals, a.Today, l.approvable(a))
		}
		found = append(found, faults...)
	}
	found = l.grade(found)
	diag.Sort(found)
	return found
}

// approvable returns the changes that approvals may belong to, as in
// approvalsInUse, or nil where not all of them are known: a change that cannot
// be seen must not make its approval look like one of nothing.
func (l *Linter) approvable(a Ledger) map[string]bool {
	if len(a.Sides) < 2 && len(a.Others) == 0 {
		return nil // approved against a base that is not given here
	}
	if len(a.Sides) <= len(a.Versions) {
		return nil // a record, a frozen manifest or the working one cannot be read
	}
	working := a.Sides[len(a.Sides)-1]
	if len(l.Misread(working.File, "")) > 0 {
		return nil
	}
	known := approvalsInUse(a.Sides)
	for _, other := range a.Others {
		for fingerprint, needed := range approvalsInUse([]change.Side{other, working}) {
			known[fingerprint] = known[fingerprint] || needed
		}
	}
	return known
}

// verifyBase compares frozen manifests with those in the base, and looks for
// files of saved versions that are gone.
func verifyBase(a Ledger) []diag.Diagnostic {
	now := make(map[string]bool)
	var found []diag.Diagnostic
	for _, v := range a.Versions {
		if v.Record != nil {
			now[v.Record.Name] = true
		}
		if v.Frozen != nil {
			now[v.Frozen.File.Name] = true
			if before := a.Base[v.Frozen.File.Name]; before != nil {
				found = append(found, ledger.VerifyFrozen(before.Data, v.Frozen.File)...)
			}
		}
	}
	for name, before := range a.Base {
		if !now[name] {
			gone := source.New(name, before.Data)
			doc, _ := manifest.Parse(gone)
			at := doc.Root.Head()
			if number := app.Read(doc.Root).Version; number.Exists() {
				at = number.Node.Span
			}
			found = append(found, diag.Diagnostic{Rule: recordRemoved.ID, Severity: diag.Error, File: gone, Span: at,
				Message: "a file of a saved version is gone", Label: "as it was in the base",
				Help: "restore it from the base: what was saved is never removed"})
		}
	}
	return found
}

func verifyRecord(before *source.File, now ledger.Version) []diag.Diagnostic {
	if before == nil {
		return nil
	}
	was, faults := ledger.Parse(before)
	_, is := now.Read()
	if len(faults) > 0 || is == nil {
		return nil // a faulty record is reported as such; one that was faulty proves nothing
	}
	return ledger.VerifyPast(was, is, now.Record)
}
