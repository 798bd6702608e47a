package ledger

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// restoreCopy is the remedy for a frozen copy that differs from the saved version.
const restoreCopy = "restore the frozen copy from git; to change the app, save a new version"

// VerifyFrozen verifies the frozen copy of a version: that it exists, equals the saved
// manifest byte for byte apart from line endings, and belongs to this version. A
// missing copy is nil.
func (v *Version) VerifyFrozen(doc *manifest.Document) []diag.Diagnostic {
	if v.First == nil || v.First.Fault != nil {
		return nil // that is the finding
	}
	if doc == nil {
		return []diag.Diagnostic{finding(v.First.File, RuleFrozen, source.Span{}, "", "restore the file from git",
			"version %s has no frozen copy (manifest.yaml)", v.Number)}
	}
	report := func(at source.Span, label, format string, args ...any) []diag.Diagnostic {
		d := finding(doc.File, RuleFrozen, at, label, restoreCopy, format, args...)
		d.Related = []diag.Related{{File: v.First.File, Message: "recorded here"}}
		return []diag.Diagnostic{d}
	}
	if got := FrozenDigest(doc.File.Data); got != v.First.Digest {
		return report(doc.Root.Head(), "", "the frozen copy of %s does not match the manifest that was saved", v.Number)
	}
	if number, ok := app.NumberOf(doc.Root); !ok || number != v.Number {
		said := app.VersionOf(doc.Root)
		return report(said.Node.Head(), "the folder is named "+v.Number.String(), "the frozen copy contains version "+
			"%q", said)
	}
	if said := app.DistributionOf(doc.Root); said.String() != v.First.Distribution {
		return report(said.Node.Head(), "", "%s was saved as %s, but its frozen copy says %q", v.Number,
			v.First.Distribution, said)
	}
	return nil
}

// VerifyEvidence verifies the files that prove tests. The paths of the files are below
// the app's folder.
func (a *App) VerifyEvidence(files map[string]*source.File) []diag.Diagnostic {
	var list []diag.Diagnostic
	for _, e := range a.Events {
		if e.Kind != Test || !e.Counts() {
			continue
		}
		if problem := e.EvidenceProblem(files); problem != "" {
			// A new test is recorded only if the ledger has no faults.
			list = append(list, finding(e.File, RuleEvidence, source.Span{}, "",
				"restore the evidence file from git; or retract the test ("+a.retractCommand(e)+"), and test "+
					"again", "%s", problem))
		}
	}
	return list
}

// EvidenceName is the name of a file that proves a test, made of the test's time, the
// digest of the file and the file's original name.
func EvidenceName(at time.Time, base string, data []byte) string {
	plain := strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '.':
			return c
		}
		return '-'
	}, strings.ToLower(base))
	digest := strings.TrimPrefix(RawDigest(data), digestPrefix)
	return fmt.Sprintf("%s-%s-%s", at.UTC().Format(nameTime), digest[:digits], strings.Trim(plain, ".-"))
}

// EvidencePath is the path of a test's evidence below the app's folder, "" if the
// evidence is an address or there is none.
func (e *Entry) EvidencePath() string {
	if e.Evidence.Digest == "" {
		return ""
	}
	return path.Join(VersionsDir, e.Number.String(), e.Evidence.File)
}

// EvidenceProblem says what is wrong with the evidence of a test, "" if nothing.
func (e *Entry) EvidenceProblem(files map[string]*source.File) string {
	at := e.EvidencePath()
	if at == "" {
		return ""
	}
	switch f := files[at]; {
	case f == nil:
		return fmt.Sprintf("the evidence %s of the test is missing", e.Evidence.File)
	case RawDigest(f.Data) != e.Evidence.Digest:
		return fmt.Sprintf("the evidence %s of the test was changed after it was recorded", e.Evidence.File)
	}
	return ""
}

// Incomplete returns the folders of versions that contain no event: their number is
// used, but by no version. A folder whose first event cannot be read is already a
// finding.
func (a *App) Incomplete() []string {
	var list []string
	for name, in := range a.folders {
		if in.misnamed || a.Version(in.number) == nil && !a.unreadFirst(in.number) {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}
