package validate

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/ledger/ledgertest"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
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
// itself, which customers run as 1.4.0, and a base where someone saved 1.5.0.
func historyExample(t *testing.T) *History { return historyOf(shippedExample(t)) }

func shippedExample(t *testing.T) *ledgertest.Story {
	s := ledgertest.New(t, "acme-field-sync")
	s.Ship(compose(historyBase))
	return s
}

// historyOf is what working manifests are compared with after a story.
func historyOf(s *ledgertest.Story) *History {
	h := &History{
		Ledger: s.App, Run: s.Side(s.App.Run), Held: s.Side(s.App.PortalHolds()), BaseName: "origin/main", TipName: "origin/main", Now: s.Now,
		Taken:     make(map[version.Version]*change.Side),
		Elsewhere: map[version.Version]*change.Side{ledgertest.Number("1.5.0"): nil},
	}
	h.Base = h.Held
	for number, doc := range s.Frozen {
		h.Taken[number] = sideOf(number.String(), doc)
	}
	return h
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
		h := historyExample(t)
		if r == &versionJump || r == &bumpTooSmall {
			h.Elsewhere = nil
		}
		return lintAgainst(t, compose(text), h)
	}
	frozen := base
	text = strings.Replace(text, exampleDigest, ledger.FrozenDigest([]byte(frozen)), 1)
	first := strings.Replace(exampleSave, exampleDigest, ledger.FrozenDigest([]byte(frozen)), 1)
	files := map[string]string{"save.json": first}
	if _, after, ok := strings.Cut(r.File, "-"); ok && text != first { // an event after the first
		_, kind, _ := strings.Cut(after, "-")
		files[nameOf(t, text, kind)] = text
	} else {
		files["save.json"] = text
	}
	return ledgerExample(t, ledgerOf(t, frozen, files))
}

// nameOf is the name that an event's file must have.
func nameOf(t *testing.T, text, kind string) string {
	t.Helper()
	id, err := ledger.ID([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	_, at, _ := strings.Cut(text, `"at": "`)
	return strings.NewReplacer("-", "", ":", "").Replace(at[:len("2026-09-02T09:00:00Z")]) + "-" + id[:8] + "-" + kind
}

// ledgerOf is the ledger of 1.4.0 with files in its folder of events; those of
// approvals lie where they belong.
func ledgerOf(t *testing.T, frozen string, files map[string]string) Ledger {
	t.Helper()
	var list []ledger.File
	for name, text := range files {
		dir := "versions/1.4.0/history/"
		if strings.HasSuffix(name, "-approve.json") {
			dir = "approvals/"
		}
		list = append(list, ledger.File{Path: dir + name, File: source.New(dir+name, []byte(text))})
	}
	return Ledger{
		App:     ledger.Read("acme-field-sync", list),
		Frozen:  map[version.Version]*manifest.Document{ledgertest.Number("1.4.0"): parsed(t, "versions/1.4.0/manifest.yaml", frozen)},
		History: &History{Now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)},
	}
}

func ledgerExample(t *testing.T, a Ledger) []diag.Diagnostic {
	t.Helper()
	l, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	return l.LintLedger(a)
}

const panelHead = `embedded:
  side_panel:
    description: Acme beside the RFI
    url: https://panel.acmefield.com/?project={{procore.project.id}}
    views: [%s]
`

func panel(number, views string) string {
	return compose("version: " + number + "\n" + fmt.Sprintf(panelHead, views))
}

const both = "rfi.detail, submittal_logs.detail"

func TestLintAgainstBase(t *testing.T) {
	for _, c := range []struct {
		name, text string
		story      func(*ledgertest.Story)
		change     func(*History)
		want       string // rules in order, with the place
	}{
		{"nothing changed", panel("1.4.0", both), nil, nil, ""},
		{"only comments and release notes", "# a comment\n" + compose(historyBase+"release_notes: Another text, which is not part of a version. Select your permitted projects again.\n"), nil, nil, ""},
		{"reordered", panel("1.4.0", "submittal_logs.detail, rfi.detail"), nil, nil, ""},
		{"forgotten bump", panel("1.4.0", both+", observations.list"), nil, nil, "1:10 version-unchanged"},
		{"enough", panel("1.6.0", both+", observations.list"), nil, nil, ""},
		{"a higher step than needed", panel("2.0.0", both+", observations.list"), nil, nil, ""},
		{"too small", panel("1.4.1", both+", observations.list"), nil, func(h *History) { h.Elsewhere = nil }, "1:10 bump-too-small"},
		{"lower than on the base", panel("1.4.1", both+", observations.list"), nil, nil, "1:10 version-lowered"},
		{"lowered", panel("1.3.9", both), nil, nil, "1:10 version-lowered"},
		{"reused", panel("1.5.0", both+", observations.list"), nil, nil, "1:10 version-reused"},
		{"used by the portal", panel("1.4.7", both+", observations.list"), func(s *ledgertest.Story) {
			s.Do(ledger.NewKeys, "1.4.0", func(e *ledger.Event) { e.Portal = ledgertest.Number("1.4.7") })
		}, nil, "1:10 version-reused"},
		{"breaking, not approved", panel("2.0.0", "rfi.detail"), nil, nil, "6:5 approval-missing"},
		{"the branch did not touch it", panel("2.0.0", "rfi.detail"), nil, func(h *History) {
			side := change.NewSide("origin/main", parsed(t, "base", panel("2.0.0", "rfi.detail")))
			h.Base = &side
		}, ""},
		{"one bump covers a cycle", panel("1.6.0", both+", observations.list, observations.edit"), nil, func(h *History) {
			h.Base = sideOf("origin/main", parsed(t, "base", panel("1.6.0", both+", observations.list")))
		}, ""},
		{"edited, bumped and saved on the branch", panel("1.6.0", both+", observations.list"), func(s *ledgertest.Story) {
			s.Save(panel("1.6.0", both+", observations.list"))
		}, nil, ""},
		{"breaking, bumped and saved on the branch", panel("2.0.0", "rfi.detail"), func(s *ledgertest.Story) {
			s.Save(panel("2.0.0", "rfi.detail"))
		}, nil, "6:5 approval-missing"},
		{"changed after it was saved on the branch", panel("1.6.0", both+", observations.list, observations.edit"), func(s *ledgertest.Story) {
			s.Save(panel("1.6.0", both+", observations.list"))
		}, nil, "1:10 version-unchanged"},
		{"a version that failed raises no price", panel("1.6.1", both), func(s *ledgertest.Story) {
			s.Save(panel("1.6.0", both+", observations.list"))
		}, nil, ""},
		{"a new app", panel("1.4.0", both), nil, func(h *History) {
			h.Ledger, h.Run, h.Held, h.Base, h.Taken, h.Elsewhere = ledger.Read("acme-field-sync", nil), nil, nil, nil, nil, nil
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := shippedExample(t)
			base := s.Side(s.App.PortalHolds())
			if c.story != nil {
				c.story(s)
			}
			h := historyOf(s)
			h.Base = base
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

func TestSmallerBumpIsAllowedForOneChange(t *testing.T) {
	s := shippedExample(t)
	text := panel("1.4.1", both+", observations.list")
	h := historyOf(s)
	changes := change.Diff(*h.Run, *sideOf("working", parsed(t, "working", text)))
	s.Approve(changes[0], func(e *ledger.Event) { e.Smaller = ledgertest.Number("1.4.1") })
	h.Ledger, h.Elsewhere = s.App, nil
	if found := lintAgainst(t, text, h); reports(found, bumpTooSmall.ID) {
		t.Errorf("the permission does not count:\n%s", list(found))
	}
	if found := lintAgainst(t, panel("1.4.1", both+", observations.edit"), h); !reports(found, bumpTooSmall.ID) {
		t.Error("the permission counts for another change")
	}
}

// An approval is for one change, wherever that is in the file, and for no other.
func TestApprovalIsForItsChange(t *testing.T) {
	s := shippedExample(t)
	text := panel("2.0.0", "rfi.detail")
	h := historyOf(s)
	for _, c := range h.Unapproved(*sideOf("working", parsed(t, "working", text))) {
		s.Approve(c, func(e *ledger.Event) { e.Expires = "2026-11-01" })
	}
	h.Ledger, h.Now = s.App, s.Now
	if found := lintAgainst(t, "# moved down\n\n"+text, h); reports(found, approvalMissing.ID) {
		t.Errorf("the approval does not survive an unrelated edit:\n%s", list(found))
	}
	h.Now = time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	if found := lintAgainst(t, text, h); !reports(found, approvalMissing.ID) {
		t.Error("an expired approval counts")
	}
}

// What the portal cannot undo counts from what it holds, whatever customers run.
func TestOneWayCountsFromThePortal(t *testing.T) {
	s := ledgertest.New(t, "acme-field-sync")
	const embedded = "schema: 1\napp: {name: Acme Field Sync, distribution: custom}\n%s" + panelHead
	s.Ship(fmt.Sprintf(embedded, "version: 1.4.0\n", both))
	s.Save(fmt.Sprintf(embedded, "version: 1.5.0\ndata_connector: {authentication: [user_level]}\n", both))
	h := historyOf(s)
	found := lintAgainst(t, fmt.Sprintf(embedded, "version: 1.5.1\n", both), h)
	if !reports(found, oneWayChange.ID) || reports(found, approvalMissing.ID) || reports(found, bumpTooSmall.ID) {
		t.Errorf("got\n%s", list(found))
	}
}

// ofOneManifest reports whether the rule looks at one manifest and nothing else.
func (r *Rule) ofOneManifest() bool { return r.File == "" && !r.NeedsBase }

// The examples of rules that need more than one manifest do what they say.
// Those that need two versions have tests of their own below.
func TestHistoryExamples(t *testing.T) {
	for _, r := range Rules() {
		if r.ofOneManifest() || r.File == "*" {
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

// A file that is gone, and a comment put into a frozen copy, are found.
func TestLedgerRewritten(t *testing.T) {
	kept := map[string]*source.File{"versions/1.4.0/manifest.yaml": source.New("base", []byte(base))}
	a := ledgerOf(t, base, nil)
	a.Base, a.Files = kept, map[string]*source.File{}
	if found := ledgerExample(t, a); !reports(found, ledgerRewritten.ID) {
		t.Errorf("gone: got\n%s", list(found))
	}
	a.Files["versions/1.4.0/manifest.yaml"] = source.New("now", []byte("# a comment\n"+base))
	if found := ledgerExample(t, a); !reports(found, ledgerRewritten.ID) {
		t.Errorf("a comment: got\n%s", list(found))
	}
}

func TestVersionClash(t *testing.T) {
	s := ledgertest.New(t, "acme-field-sync")
	key := func(e *ledger.Event) { e.Keys.Sandbox = "c126705a-fc0b-47c9-944e-8c427e5b9bd2" }
	for _, number := range []string{"1.4.0", "1.5.0"} {
		s.Save(strings.ReplaceAll(base, "version: 1.4.0", "version: "+number))
		s.Do(ledger.NewKeys, number, key)
	}
	found := ledgerExample(t, Ledger{App: s.App, Frozen: s.Frozen, History: &History{Now: s.Now}})
	if len(found) != 1 || found[0].Rule != versionClash.ID {
		t.Errorf("got\n%s", list(found))
	}
}

func TestEvidenceChanged(t *testing.T) {
	s := ledgertest.New(t, "acme-field-sync")
	s.Save(base)
	s.Do(ledger.Test, "1.4.0", func(e *ledger.Event) {
		e.Evidence = ledger.Evidence{File: "evidence/a.json", Digest: ledger.RawDigest([]byte("{}"))}
	})
	a := Ledger{App: s.App, Frozen: s.Frozen, History: &History{Now: s.Now}}
	for text, want := range map[string]bool{"{}": false, "{ }": true, "": true} {
		a.Files = map[string]*source.File{"versions/1.4.0/evidence/a.json": source.New("a.json", []byte(text))}
		if text == "" {
			a.Files = nil
		}
		if found := ledgerExample(t, a); reports(found, evidenceChanged.ID) != want {
			t.Errorf("%q: got\n%s", text, list(found))
		}
	}
}

// An approval is shown as not needed where no pending change is the one it is
// for, and never once it was used.
func TestApprovalUnused(t *testing.T) {
	s := shippedExample(t)
	working := sideOf("working", parsed(t, "working", panel("2.0.0", "rfi.detail")))
	h := historyOf(s)
	changes := h.Unapproved(*working)
	approval := s.Approve(changes[0])
	h.Ledger = s.App
	a := Ledger{App: s.App, Frozen: s.Frozen, History: h, Working: working}
	if found := ledgerExample(t, a); len(found) > 0 {
		t.Errorf("needed: got\n%s", list(found))
	}
	a.Working = sideOf("working", parsed(t, "working", panel("1.4.1", both)))
	if found := ledgerExample(t, a); len(found) != 1 || found[0].Rule != approvalUnused.ID || found[0].Severity != diag.Info {
		t.Errorf("not needed: got\n%s", list(found))
	}
	number := s.Save(panel("2.0.0", "rfi.detail"))
	s.Do(ledger.Promote, number.String(), func(e *ledger.Event) { e.Approvals = []string{approval.ID()} })
	a.App, a.Frozen, a.History = s.App, s.Frozen, historyOf(s)
	if found := ledgerExample(t, a); len(found) > 0 {
		t.Errorf("used: got\n%s", list(found))
	}
}

// lintReleased lints an example of a rule about what customers run: 1.4.0, which
// reads a tool that the examples write.
func lintReleased(t *testing.T, r *Rule, text string) []diag.Diagnostic {
	t.Helper()
	released := &Released{
		Version:      sideOf("1.4.0", parsed(t, "versions/1.4.0/manifest.yaml", compose("data_connector:\n  authentication: [user_level, service_account]\n  permissions:\n    project:\n      daily_log: {level: read_only, purpose: Read the hours of the day.}\n"))),
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
		{&releaseNotesRepeated, "2:16"}, {&widenedWithoutPurpose, "6:18"}, {&purposeOutdated, "6:45"}, {&firstBelowOne, "1:10"}, {&manyUnpromoted, "1:10"},
	} {
		for _, d := range lintReleased(t, c.rule, compose(c.rule.Bad)) {
			if d.Rule == c.rule.ID && d.Start().String() != c.want {
				t.Errorf("%s: at %s, want %s", d.Rule, d.Start(), c.want)
			}
		}
	}
}
