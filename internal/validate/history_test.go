package validate

import (
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

func parsed(t *testing.T, name, text string) *manifest.Document {
	t.Helper()
	doc, found := manifest.Parse(source.New(name, []byte(text)))
	if len(found) > 0 {
		t.Fatalf("%s: %s", name, list(found))
	}
	return doc
}

func sideOf(name string, doc *manifest.Document) *change.Side {
	side := change.NewSide(name, doc)
	return &side
}

// historyExample is what a manifest composed from historyBase is compared with:
// itself, saved as 1.4.0, in a base where someone saved 1.5.0.
func historyExample(t *testing.T) *History {
	doc := parsed(t, "manifests/acme-field-sync/versions/1.4.0/manifest.yaml", compose(historyBase))
	saved := sideOf("1.4.0", doc)
	return &History{
		Saved: saved, Before: saved, Base: sideOf("origin/main", doc), BaseName: "origin/main", Today: "2026-11-22",
		Taken: map[string]string{"1.4.0": ledger.Digest(doc.Root), "1.5.0": "sha256:other"},
	}
}

func lintAgainst(t *testing.T, text string, h *History) []diag.Diagnostic {
	t.Helper()
	l, err := New(Options{For: Draft})
	if err != nil {
		t.Fatal(err)
	}
	return l.LintAgainst(source.New("manifests/acme-field-sync/manifest.yaml", []byte(text)), "acme-field-sync", h, nil)
}

// exampleOf lints an example of a rule that is not about one manifest alone.
func exampleOf(t *testing.T, r *Rule, text string) []diag.Diagnostic {
	switch {
	case r.Group == groupReleased:
		return lintReleased(t, r, compose(text))
	case r.NeedsBase && r.File == "":
		if !strings.Contains(text, "embedded:") {
			_, panel, _ := strings.Cut(historyBase, "\n")
			text += "\n" + panel
		}
		return lintAgainst(t, compose(text), historyExample(t))
	case r.File == "approvals.yaml":
		saved := *sideOf("1.4.0", parsed(t, "1.4.0", base))
		return ledgerExample(t, Ledger{Approvals: source.New("approvals.yaml", []byte(text)), Today: "2026-11-22", Sides: []change.Side{saved, saved}})
	}
	frozen := parsed(t, "versions/1.4.0/manifest.yaml", base)
	version := ledger.Version{App: "acme-field-sync", Folder: "1.4.0", Frozen: frozen, Record: source.New("versions/1.4.0/record.yaml", []byte(text))}
	a := Ledger{Versions: []ledger.Version{version}}
	if r.ID == recordRewritten.ID {
		a.Base = map[string]*source.File{"versions/1.4.0/record.yaml": source.New("base", []byte(exampleRecord))}
	}
	return ledgerExample(t, a)
}

func ledgerExample(t *testing.T, a Ledger) []diag.Diagnostic {
	t.Helper()
	l, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	return l.LintLedger(a)
}

func TestExampleDigest(t *testing.T) {
	if got := ledger.Digest(parsed(t, "base", base).Root); got != exampleDigestValue {
		t.Errorf("the examples of records must have the digest of base: %s", got)
	}
}

func TestLintAgainstBase(t *testing.T) {
	panel := func(version, views string) string {
		return compose("version: " + version + "\nembedded:\n  side_panel:\n    description: Acme beside the RFI\n    url: https://panel.acmefield.com/?project={{procore.project.id}}\n    views: [" + views + "]\n")
	}
	both := "rfi.detail, submittal_logs.detail"
	for _, c := range []struct {
		name, text string
		change     func(*History)
		want       string // rules in order, with the place
	}{
		{"nothing changed", panel("1.4.0", both), nil, ""},
		{"only comments and release notes", "# a comment\n" + compose(historyBase+"release_notes: Another text, which is not part of a version. Select your permitted projects again.\n"), nil, ""},
		{"reordered", panel("1.4.0", "submittal_logs.detail, rfi.detail"), nil, ""},
		{"forgotten bump", panel("1.4.0", both+", observations.list"), nil, "1:10 version-unchanged"},
		{"enough", panel("1.6.0", both+", observations.list"), nil, ""},
		{"more than enough", panel("3.0.0", both+", observations.list"), nil, ""},
		{"too small", panel("1.4.1", both+", observations.list"), nil, "1:10 bump-too-small"},
		{"too small, allowed", panel("1.4.1", both+", observations.list"), func(h *History) {
			allowed := change.Diff(*h.Saved, *sideOf("working", parsed(t, "working", panel("1.4.1", both+", observations.list"))))
			h.Approvals.SmallerBumps = []ledger.SmallerBump{{Version: "1.4.1", Change: allowed[0].Fingerprint, Reason: "a pilot", By: "Jane", Date: "2026-11-01"}}
		}, ""},
		{"lowered", panel("1.3.9", both), nil, "1:10 version-lowered"},
		{"reused", panel("1.5.0", both+", observations.list"), nil, "1:10 version-reused"},
		{"breaking, not approved", panel("2.0.0", "rfi.detail"), nil, "6:5 approval-missing"},
		{"before the first save, the base counts", panel("1.4.0", both+", observations.list"), func(h *History) { h.Saved, h.Before = nil, h.Base }, "1:10 version-unchanged"},
		{"one bump covers a cycle", panel("1.6.0", both+", observations.list, observations.edit"), func(h *History) {
			h.Base = sideOf("origin/main", parsed(t, "base", panel("1.6.0", both+", observations.list")))
		}, ""},
		{"edited, bumped and saved on the branch", panel("1.6.0", both+", observations.list"), func(h *History) {
			h.Saved = sideOf("1.6.0", parsed(t, "1.6.0", panel("1.6.0", both+", observations.list")))
		}, ""},
		{"breaking, bumped and saved on the branch", panel("2.0.0", "rfi.detail"), func(h *History) {
			h.Saved = sideOf("2.0.0", parsed(t, "2.0.0", panel("2.0.0", "rfi.detail")))
		}, "6:5 approval-missing"},
		{"changed after it was saved on the branch", panel("1.6.0", both+", observations.list, observations.edit"), func(h *History) {
			h.Saved = sideOf("1.6.0", parsed(t, "1.6.0", panel("1.6.0", both+", observations.list")))
		}, "1:10 version-unchanged"},
		{"a new app has no base", panel("1.4.0", both), func(h *History) { h.Saved, h.Base, h.Before = nil, nil, nil }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := historyExample(t)
			if c.change != nil {
				c.change(h)
			}
			var got []string
			for _, d := range lintAgainst(t, c.text, h) {
				if d.Severity == diag.Error {
					got = append(got, d.Start().String()+" "+d.Rule)
				}
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("got %q, want %q", strings.Join(got, ", "), c.want)
			}
		})
	}
}

// An approval stands for the change that it was given for, wherever that is in
// the file, and for no other.
func TestApprovalHoldsForItsChange(t *testing.T) {
	text := compose("version: 2.0.0\nembedded:\n  side_panel:\n    description: Acme beside the RFI\n    url: https://panel.acmefield.com/?project={{procore.project.id}}\n    views: [rfi.detail]\n")
	h := historyExample(t)
	working := parsed(t, "working", text)
	var fingerprint string
	for _, c := range change.Diff(*h.Saved, *sideOf("working", working)) {
		if c.NeedsApproval() {
			fingerprint = c.Fingerprint
		}
	}
	h.Approvals.Approvals = []ledger.Approval{{Fingerprint: fingerprint, Reason: "agreed", By: "Jane", Date: "2026-11-01"}}
	if found := lintAgainst(t, "# moved down\n\n"+text, h); reports(found, approvalMissing.ID) {
		t.Errorf("the approval does not survive an unrelated edit:\n%s", list(found))
	}
	h.Approvals.Approvals[0].Expires = "2026-11-21"
	if found := lintAgainst(t, text, h); !reports(found, approvalMissing.ID) {
		t.Errorf("an expired approval holds")
	}
}

// ofOneManifest reports whether the rule looks at one manifest and nothing else.
func (r *Rule) ofOneManifest() bool { return r.File == "" && !r.NeedsBase }

// The examples of rules that need more than one manifest do what they say.
// Those that need two versions have tests of their own below.
func TestHistoryExamples(t *testing.T) {
	for _, r := range Rules() {
		if r.ofOneManifest() || r == &recordVersions || r == &recordRemoved || r == &approvalExpired {
			continue
		}
		t.Run(r.ID, func(t *testing.T) {
			if found := exampleOf(t, r, r.Bad); !reports(found, r.ID) {
				t.Errorf("the rule does not report its Bad example; findings:\n%s", list(found))
			}
			if found := exampleOf(t, r, r.Good); reports(found, r.ID) {
				t.Errorf("the rule reports its Good example:\n%s", list(found))
			}
		})
	}
}

func TestRecordRemoved(t *testing.T) {
	a := Ledger{Base: map[string]*source.File{"versions/1.3.0/record.yaml": source.New("base", []byte(exampleRecord))}}
	found := ledgerExample(t, a)
	if len(found) != 1 || found[0].Rule != recordRemoved.ID || found[0].File.Name != "versions/1.3.0/record.yaml" {
		t.Errorf("got\n%s", list(found))
	}
}

func TestFrozenManifestRewritten(t *testing.T) {
	frozen := parsed(t, "versions/1.4.0/manifest.yaml", "# a comment\n"+base)
	a := Ledger{
		Versions: []ledger.Version{{App: "acme-field-sync", Folder: "1.4.0", Frozen: frozen, Record: source.New("versions/1.4.0/record.yaml", []byte(exampleRecord))}},
		Base:     map[string]*source.File{"versions/1.4.0/manifest.yaml": source.New("base", []byte(base))},
	}
	if found := ledgerExample(t, a); !reports(found, recordRewritten.ID) {
		t.Errorf("a comment put into a frozen manifest is not found:\n%s", list(found))
	}
}

func TestRecordVersions(t *testing.T) {
	promoted := func(number string) ledger.Version {
		text := strings.ReplaceAll(base, "version: 1.4.0", "version: "+number)
		frozen := parsed(t, "versions/"+number+"/manifest.yaml", text)
		record := strings.NewReplacer("1.4.0", number, exampleDigestValue, ledger.Digest(frozen.Root), "state: ready_for_testing", "state: production").Replace(exampleRecord)
		record += "  - at: 2026-09-02T08:30:00Z\n    by: Jane Doe\n    event: promote\n    from: ready_for_testing\n    to: production\n"
		return ledger.Version{App: "acme-field-sync", Folder: number, Frozen: frozen, Record: source.New("versions/"+number+"/record.yaml", []byte(record))}
	}
	found := ledgerExample(t, Ledger{Versions: []ledger.Version{promoted("1.4.0"), promoted("1.5.0")}})
	if len(found) != 1 || found[0].Rule != recordVersions.ID {
		t.Errorf("two versions in production: got\n%s", list(found))
	}
}

// An approval that has run out is reported where its change still needs it; one
// of no change where it is unused.
func TestApprovalsAreJudged(t *testing.T) {
	h := historyExample(t)
	working := sideOf("working", parsed(t, "working", compose("version: 2.0.0\nembedded:\n  side_panel:\n    description: Acme beside the RFI\n    url: https://panel.acmefield.com/?project={{procore.project.id}}\n    views: [rfi.detail]\n")))
	changes := change.Diff(*h.Saved, *working)
	text := strings.ReplaceAll(approvalExpired.Bad, "9f2c41", changes[0].Fingerprint)
	a := Ledger{Approvals: source.New("approvals.yaml", []byte(text)), Today: "2026-11-22", Sides: []change.Side{*h.Saved, *working}}
	if found := ledgerExample(t, a); len(found) != 1 || found[0].Rule != approvalExpired.ID {
		t.Errorf("expired: got\n%s", list(found))
	}
	a.Approvals = source.New("approvals.yaml", []byte(strings.ReplaceAll(approvalExpired.Good, "9f2c41", changes[0].Fingerprint)))
	if found := ledgerExample(t, a); len(found) > 0 {
		t.Errorf("in use: got\n%s", list(found))
	}
}

// lintReleased lints an example of a rule about what customers run: 1.4.0, which
// reads a tool that the examples write.
func lintReleased(t *testing.T, r *Rule, text string) []diag.Diagnostic {
	t.Helper()
	released := &Released{
		Version:      sideOf("1.4.0", parsed(t, "versions/1.4.0/manifest.yaml", compose("data_connector:\n  authentication: [user_level, service_account]\n  permissions:\n    project:\n      daily_log: read_only\n"))),
		ReleaseNotes: "Budget lines now sync every hour. Select your permitted\nprojects again.",
	}
	switch {
	case r == &firstBelowOne:
		released.Version = nil
	case r == &manyUnpromoted && strings.Contains(text, "1.9.0"):
		released.Waiting = manyWaiting
	}
	l, err := New(Options{For: Production})
	if err != nil {
		t.Fatal(err)
	}
	return l.LintAgainst(source.New("manifests/acme-field-sync/manifest.yaml", []byte(text)), "acme-field-sync", nil, released)
}

func TestReleasedPlaces(t *testing.T) {
	for _, c := range []struct {
		rule *Rule
		want string
	}{
		{&releaseNotesRepeated, "2:16"}, {&widenedWithoutPurpose, "6:18"}, {&firstBelowOne, "1:10"}, {&manyUnpromoted, "1:10"},
	} {
		for _, d := range lintReleased(t, c.rule, compose(c.rule.Bad)) {
			if d.Rule == c.rule.ID && d.Start().String() != c.want {
				t.Errorf("%s: at %s, want %s", d.Rule, d.Start(), c.want)
			}
		}
	}
}
