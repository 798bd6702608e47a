package promote

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/ledger/ledgertest"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

func closedIDs(all []Gate) []string {
	var ids []string
	for _, g := range Closed(all, nil) {
		ids = append(ids, g.ID)
	}
	return ids
}

func failed(e *ledger.Event) { e.Result, e.Note = ledger.Failed, "panel empty" }

// ready is a subject that every gate lets pass.
func ready(t testing.TB) Subject { return tested(t, subject(t, "all", "marketplace", true)) }

func TestGates(t *testing.T) {
	notes := func(text string) func(*testing.T, *Subject) {
		return func(_ *testing.T, s *Subject) { s.Notes = Notes{Text: text} }
	}
	for _, c := range []struct {
		name   string
		change func(*testing.T, *Subject)
		closed string // ids joined by a space
		says   string
	}{
		{"ready", func(*testing.T, *Subject) {}, "", ""},
		{"not linted", func(_ *testing.T, s *Subject) { s.Linted = false }, "lint", "not checked"},
		{"lint error", func(_ *testing.T, s *Subject) {
			s.Findings = append(s.Findings, diag.Diagnostic{Rule: "url-https", Severity: diag.Error, File: s.Manifest.File, Message: "not https"})
		}, "lint", "not https [url-https]"},
		{"lint warning", func(_ *testing.T, s *Subject) {
			s.Findings = append(s.Findings, diag.Diagnostic{Rule: "url-https", Severity: diag.Warning, File: s.Manifest.File, Message: "not https"})
		}, "", ""},
		{"lint on release notes", func(_ *testing.T, s *Subject) {
			s.Findings = append(s.Findings, diag.Diagnostic{Rule: "release-notes-missing", Severity: diag.Error, File: s.Manifest.File, Message: "none"})
		}, "", ""},
		{"not approved", func(_ *testing.T, s *Subject) { *s = without(*s, ledger.Approve) }, "approvals", "is not approved"},
		{"approval expired", func(t *testing.T, s *Subject) { *s = approve(t, without(*s, ledger.Approve), "2026-11-21") }, "approvals", "needs another approval, because its approval expired on 2026-11-21"},
		{"approval holds today", func(t *testing.T, s *Subject) { *s = approve(t, without(*s, ledger.Approve), "2026-11-22") }, "", ""},
		{"approved after the moment that is judged", func(t *testing.T, s *Subject) {
			*s = approve(t, without(*s, ledger.Approve), "")
			s.At = at(20)
		}, "approvals", "is not approved"},
		{"approval withdrawn", func(t *testing.T, s *Subject) {
			story := ledgertest.Continue(t, s.Ledger)
			for _, a := range s.Ledger.Approvals {
				story.Do(ledger.Retract, "", func(e *ledger.Event) { e.Cancels = a.Base() })
			}
			*s = in(*s, story.App, s.Version.Number)
		}, "approvals", "is not approved"},
		{"no sandbox key", func(_ *testing.T, s *Subject) {
			v := *s.Version
			v.Keys.Sandbox, s.Version = "", &v
		}, "keys", "not recorded"},
		{"not tested", func(_ *testing.T, s *Subject) { *s = without(*s, ledger.Test) }, "sandbox-test", "no test evidence for 0.4.0"},
		{"test failed", func(t *testing.T, s *Subject) { *s = then(t, *s, ledger.Test, 22, failed) }, "sandbox-test", "failed on 2026-11-22: panel empty"},
		{"tested again", func(t *testing.T, s *Subject) { *s = then(t, then(t, *s, ledger.Test, 22, failed), ledger.Test, 23) }, "", ""},
		{"failed test retracted", func(t *testing.T, s *Subject) {
			*s = then(t, *s, ledger.Test, 22, failed)
			*s = then(t, *s, ledger.Retract, 23, func(e *ledger.Event) { e.Cancels = s.Version.Test.Base() })
		}, "", ""},
		{"evidence missing", func(_ *testing.T, s *Subject) { s.Evidence = "the evidence evidence/a.json of the test is missing" }, "sandbox-test", "is missing"},
		{"no notes", notes(" \n"), "release-notes", "no release notes"},
		{"one word", notes("Update"), "release-notes", "single word"},
		{"silent notes", notes("The panel is on submittals too, and the sync is faster."), "release-notes", "permitted projects must be selected again"},
		{"notes in German", notes("Das Panel öffnet sich jetzt auch neben Vorlagen."), "", ""},
		{"old notes", func(t *testing.T, s *Subject) {
			s.Notes = Notes{Text: s.Ledger.Version(ledgertest.Number("0.3.0")).ReleaseNotes + "\n"}
		}, "release-notes", "those of 0.3.0"},
		{"other content", func(t *testing.T, s *Subject) {
			frozen := source.New("manifest.yaml", append([]byte("# edited\n"), s.Manifest.File.Data...))
			doc, _ := manifest.Parse(frozen)
			s.Faults = s.Version.VerifyFrozen(doc)
		}, "record", "does not match the manifest that was saved"},
		{"other version", func(_ *testing.T, s *Subject) {
			v := *s.Version
			v.Number, s.Version = ledgertest.Number("0.5.0"), &v
		}, "record", `has version "0.4.0"`},
		{"frozen copy of the version before missing", func(_ *testing.T, s *Subject) {
			s.Faults = s.Ledger.Version(ledgertest.Number("0.3.0")).VerifyFrozen(nil)
		}, "record", "version 0.3.0 has no frozen copy"},
		{"faulty ledger", func(_ *testing.T, s *Subject) {
			s.Faults = []diag.Diagnostic{{Rule: "event-illegal", File: s.Manifest.File, Message: "odd"}}
		}, "record", "odd [event-illegal]"},
		{"already promoted", func(t *testing.T, s *Subject) { *s = then(t, *s, ledger.Promote, 22) }, "state", "0.4.0 is Production; events that are possible now"},
		{"abandoned", func(t *testing.T, s *Subject) { *s = then(t, *s, ledger.Abandon, 22) }, "state", "Abandoned"},
		{"save retracted", func(t *testing.T, s *Subject) {
			*s = then(t, without(*s, ledger.Test), ledger.Retract, 22, func(e *ledger.Event) { e.Cancels = "save.json" })
		}, "state keys sandbox-test", "0.4.0 is Retracted"},
		{"higher was promoted", func(t *testing.T, s *Subject) {
			story := ledgertest.Continue(t, s.Ledger)
			story.Save(strings.Replace(manifestText(t, "all-now", "marketplace"), "version: 0.4.0", "version: 0.9.0", 1))
			story.Do(ledger.Promote, "0.9.0")
			*s = in(*s, story.App, s.Version.Number)
		}, "bump", "lower than 0.9.0, which is in production"},
		{"ticks asked for", func(_ *testing.T, s *Subject) { s.NeedTicks = true }, "checklist", "neither a saved checklist"},
		{"ticks open", func(_ *testing.T, s *Subject) { s.NeedTicks, s.Ticks = true, Ticks{"code-flow": {}} }, "checklist", "not ticked"},
		{"all ticked", func(_ *testing.T, s *Subject) {
			s.NeedTicks, s.Ticks = true, Ticks{}
			for _, i := range NewChecklist(*s).Items {
				s.Ticks[i.ID] = Tick{Digest: i.Digest, On: true}
			}
		}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := ready(t)
			c.change(t, &s)
			gates := Gates(s)
			if got := strings.Join(closedIDs(gates), " "); got != c.closed {
				t.Errorf("closed: got %q, want %q", got, c.closed)
			}
			var messages []string
			for _, g := range gates {
				if g.Message == "" || !g.OK && (len(g.Problems) == 0 || g.Problems[0].Remedy == "") {
					t.Errorf("%s: message %q, problems %v", g.ID, g.Message, g.Problems)
				}
				for _, p := range g.Problems {
					messages = append(messages, p.Message)
				}
			}
			if c.says != "" && !strings.Contains(strings.Join(messages, "\n"), c.says) {
				t.Errorf("got %q, want %q", messages, c.says)
			}
			_, err := Check(s, nil)
			var refused *Refused
			if (c.closed != "") != errors.As(err, &refused) || c.closed == "" && err != nil {
				t.Errorf("Check: got error %v", err)
			}
		})
	}
}

// A bump that is too small closes its gate, unless it was allowed.
func TestBumpGate(t *testing.T) {
	text := strings.Replace(manifestText(t, "side-before", "custom"), "views: [rfi.detail]", "views: [submittal_logs.detail]", 1)
	s := resaved(t, subject(t, "side", "custom", true), strings.Replace(text, "version: 0.3.0", "version: 0.3.1", 1))
	if got := closedIDs(Gates(s)); !slices.Contains(got, GateBump) {
		t.Errorf("got %v, want %s", got, GateBump)
	}
	allow := func(number, fingerprint string) Subject {
		story := ledgertest.Continue(t, s.Ledger)
		for _, c := range costly(s.Run, s.Held, s.Manifest) {
			if c.Fingerprint == fingerprint {
				story.Approve(c, func(e *ledger.Event) { e.Smaller = ledgertest.Number(number) })
			}
		}
		return in(s, story.App, s.Version.Number)
	}
	decides := gather(&s).verdict.Decides.Fingerprint
	if got := closedIDs(Gates(allow("0.3.2", decides))); !slices.Contains(got, GateBump) {
		t.Errorf("a permission for another number: got %v, want %s", got, GateBump)
	}
	if got := closedIDs(Gates(allow("0.3.1", decides))); slices.Contains(got, GateBump) || !slices.Contains(got, GateApprovals) {
		t.Errorf("got %v, want no %s; a permission approves nothing", got, GateBump)
	}
}

// A data connector that goes is one-way, and has its own gate.
func TestOneWayGate(t *testing.T) {
	text := manifestText(t, "all-now", "custom")
	from, to := strings.Index(text, "data_connector:"), strings.Index(text, "embedded:")
	s := resaved(t, subject(t, "all", "custom", true), text[:from]+text[to:])
	if got := closedIDs(Gates(s)); !slices.Contains(got, GateOneWay) || slices.Contains(got, GateApprovals) {
		t.Errorf("got %v, want %s and not %s", got, GateOneWay, GateApprovals)
	}
	if got := closedIDs(Gates(approve(t, s, ""))); slices.Contains(got, GateOneWay) {
		t.Errorf("approved: got %v", got)
	}
	// What cannot be undone counts from what the portal held, whatever customers run.
	s.Held = &s.Manifest
	if got := closedIDs(Gates(s)); slices.Contains(got, GateOneWay) {
		t.Errorf("gone from the portal before: got %v", got)
	}
}

// Steps are never added up: a raise is approved as a whole, from what customers
// run, whatever was approved on the way.
func TestStepsAreNotAddedUp(t *testing.T) {
	s := without(tested(t, subject(t, "service", "custom", true)), ledger.Approve)
	between := parse(t, "0.3.9", strings.Replace(strings.Replace(manifestText(t, "service-before", "custom"), "0.3.0", "0.3.9", 1),
		"daily_log: {level: read_only", "daily_log: {level: admin", 1))
	story := ledgertest.Continue(t, s.Ledger).On(at(21))
	for _, pair := range [][2]change.Side{{*s.Run, between}, {between, s.Manifest}} {
		for _, c := range costly(&pair[0], nil, pair[1]) {
			story.Approve(c)
		}
	}
	s = in(s, story.App, s.Version.Number)
	if got := closedIDs(Gates(s)); !slices.Equal(got, []string{GateApprovals}) {
		t.Errorf("only steps are approved; got %v, want %s", got, GateApprovals)
	}
	if got := closedIDs(Gates(approve(t, s, ""))); len(got) > 0 {
		t.Errorf("the whole change is approved; got %v", got)
	}
}

// An approval is used up once the version that relied on it has reached
// customers, and not before.
func TestApprovalsAreUsedUp(t *testing.T) {
	for _, reached := range []bool{false, true} {
		s := ready(t)
		relied := Relied(s)
		if len(relied) == 0 {
			t.Fatal("0.4.0 relies on no approval")
		}
		s = then(t, s, ledger.Promote, 22, func(e *ledger.Event) { e.Approvals = relied })
		s = then(t, s, ledger.Submit, 23)
		story := ledgertest.Continue(t, s.Ledger)
		story.Do(map[bool]ledger.Kind{true: ledger.Publish, false: ledger.Reject}[reached], "0.4.0")
		text := strings.Replace(manifestText(t, "all-now", "marketplace"), "version: 0.4.0", "version: 0.5.0", 1)
		number := story.Save(text, func(e *ledger.Event) { e.Keys.Sandbox = earlierKey })
		next := in(s, story.App, number)
		next.Manifest, next.At = *story.Side(next.Version), at(25) // from 0.3.0, as if 0.4.0 had been undone
		if got := slices.Contains(closedIDs(Gates(next)), GateApprovals); got != reached {
			t.Errorf("0.4.0 reached customers: %t; closed: %v", reached, closedIDs(Gates(next)))
		}
		says := ""
		for _, g := range Gates(next) {
			if g.ID == GateApprovals {
				says = g.Message
			}
		}
		if reached && !strings.Contains(says, "was used for 0.4.0") {
			t.Errorf("got %q", says)
		}
	}
}

func TestOverrides(t *testing.T) {
	for _, c := range []struct {
		name      string
		overrides []ledger.Override
		says      string
	}{
		{"unknown", []ledger.Override{{Gate: "weather", Reason: "rain"}}, "unknown gate"},
		{"open", []ledger.Override{{Gate: GateLint, Reason: "r"}}, "is open"},
		{"no reason", []ledger.Override{{Gate: GateSandboxTest, Reason: " "}}, "needs a reason"},
		{"twice", []ledger.Override{{Gate: GateSandboxTest, Reason: "a"}, {Gate: GateSandboxTest, Reason: "b"}}, "twice"},
		{"the record", []ledger.Override{{Gate: GateRecord, Reason: "r"}}, "cannot be overridden"},
		{"one", []ledger.Override{{Gate: GateSandboxTest, Reason: "tested by the pilot customer"}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := subject(t, "all", "custom", true)
			gates, err := Check(s, c.overrides)
			if c.says != "" {
				if err == nil || !strings.Contains(err.Error(), c.says) {
					t.Errorf("got %v, want %q", err, c.says)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if closed := closedIDs(gates); !slices.Equal(closed, []string{GateSandboxTest}) {
				t.Errorf("closed: %v", closed)
			}
			was := s
			s = then(t, s, ledger.Promote, 24, func(e *ledger.Event) {
				e.Overrides, e.Keys.Production, e.ReleaseNotes = c.overrides, productionKey, ReleaseNotes(s)
			})
			v, before := s.Version, s.Ledger.Version(ledgertest.Number("0.3.0"))
			if v.State != ledger.Production || !slices.Equal(v.Promoted.Event.Overrides, c.overrides) || v.Keys.Production != productionKey || v.ReleaseNotes == "" {
				t.Errorf("got %+v", v)
			}
			if before.State != ledger.Superseded || before.SupersededBy != v {
				t.Errorf("0.3.0 is %+v", before)
			}
			if was.Version.State != ledger.ReadyForTesting || was.Ledger.Run.Number != before.Number {
				t.Error("the subject was changed")
			}
		})
	}
}

// Release notes of the working manifest count while it is this version still.
func TestNotesFromWorking(t *testing.T) {
	s := ready(t)
	better := parse(t, "manifest.yaml", strings.Replace(manifestText(t, "all-now", "marketplace"), "sync every hour", "sync every minute", 1))
	s.Working = &better
	if got := gather(&s).notes; !strings.Contains(got.Text, "every minute") || got.Place.File.Name != "manifest.yaml" {
		t.Errorf("got %q", got.Text)
	}
	next := parse(t, "manifest.yaml", strings.Replace(string(better.File.Data), "version: 0.4.0", "version: 0.5.0", 1))
	s.Working = &next
	if got := gather(&s).notes; !strings.Contains(got.Text, "every hour") {
		t.Errorf("got %q", got.Text)
	}
	if got := NotesOf(change.Side{File: source.New("x", nil)}); got != (Notes{}) {
		t.Errorf("got %+v", got)
	}
}
