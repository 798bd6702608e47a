package promote

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/source"
)

func closedIDs(all []Gate) []string {
	var ids []string
	for _, g := range Closed(all, nil) {
		ids = append(ids, g.ID)
	}
	return ids
}

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
		{"not approved", func(_ *testing.T, s *Subject) { s.Approvals = ledger.Approvals{} }, "approvals", "is not approved"},
		{"approval expired", func(_ *testing.T, s *Subject) {
			for i := range s.Approvals.Approvals {
				s.Approvals.Approvals[i].Expires = "2026-11-21"
			}
		}, "approvals", "was approved until 2026-11-21"},
		{"approval holds today", func(_ *testing.T, s *Subject) {
			for i := range s.Approvals.Approvals {
				s.Approvals.Approvals[i].Expires = today
			}
		}, "", ""},
		{"no sandbox key", func(_ *testing.T, s *Subject) { s.Record.Keys.Sandbox = "" }, "keys", "not recorded"},
		{"not tested", func(t *testing.T, s *Subject) { s.Record = subject(t, "all", "marketplace", true).Record }, "sandbox-test", "no test evidence for 0.4.0"},
		{"test failed", func(t *testing.T, s *Subject) {
			s.Record = steps(t, s.Record, "", ledger.Step{Event: ledger.Test, At: at(22), Result: ledger.Failed, Note: "panel empty"})
		}, "sandbox-test", "failed on 2026-11-22: panel empty"},
		{"tested again", func(t *testing.T, s *Subject) {
			s.Record = steps(t, s.Record, "", ledger.Step{Event: ledger.Test, At: at(22), Result: ledger.Failed}, ledger.Step{Event: ledger.Test, At: at(23), Result: ledger.Passed})
		}, "", ""},
		{"no notes", notes(" \n"), "release-notes", "no release notes"},
		{"one word", notes("Update"), "release-notes", "single word"},
		{"silent notes", notes("The panel is on submittals too, and the sync is faster."), "release-notes", "permitted projects must be selected again"},
		{"notes in German", notes("Das Panel öffnet sich jetzt auch neben Vorlagen."), "", ""},
		{"old notes", func(_ *testing.T, s *Subject) { s.Notes = Notes{Text: s.Records[0].ReleaseNotes + "\n"} }, "release-notes", "those of 0.3.0"},
		{"other content", func(_ *testing.T, s *Subject) { s.Record.Digest = "sha256:" + strings.Repeat("0", 64) }, "record", "not the one that was saved"},
		{"other version", func(_ *testing.T, s *Subject) { s.Record.Version = "0.5.0" }, "record", `says version "0.4.0"`},
		{"other app", func(_ *testing.T, s *Subject) { s.Record.App = "sitelens" }, "record", "belongs to"},
		{"previous missing", func(_ *testing.T, s *Subject) { s.Previous = nil }, "record release-notes", "is missing"},
		{"faulty ledger", func(_ *testing.T, s *Subject) {
			s.Faults = []diag.Diagnostic{{Rule: "record-history", File: s.Manifest.File, Message: "odd"}}
		}, "record", "odd [record-history]"},
		{"not saved", func(_ *testing.T, s *Subject) { s.Record.State = ledger.Production }, "state", "possible now"},
		{"abandoned", func(t *testing.T, s *Subject) {
			s.Record = steps(t, s.Record, "", ledger.Step{Event: ledger.Abandon, At: at(22)})
		}, "state", "Abandoned"},
		{"higher was promoted", func(t *testing.T, s *Subject) {
			r := *s.Records[0]
			r.Version = "0.9.0"
			s.Records = append(s.Records, &r)
		}, "record bump", "numbers only rise"},
		{"ticks asked for", func(_ *testing.T, s *Subject) { s.NeedTicks = true }, "checklist", "no checklist is kept"},
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
			if got := strings.Join(closedIDs(gates), " "); got != c.closed && !strings.Contains(c.name, "missing") {
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
			_, err := Promote(s, ledger.Step{By: "Jane Doe", At: at(24)})
			var refused *Refused
			if (c.closed != "") != errors.As(err, &refused) || c.closed == "" && err != nil {
				t.Errorf("Promote: got error %v", err)
			}
		})
	}
}

// A bump that is too small closes its gate, unless it was allowed.
func TestBumpGate(t *testing.T) {
	s := tested(t, subject(t, "side", "custom", true))
	text := strings.Replace(manifestText(t, "side-before", "custom"), "views: [rfi.detail]", "views: [submittal_logs.detail]", 1)
	s.Manifest = parse(t, "m.yaml", strings.Replace(text, "version: 0.3.0", "version: 0.3.1", 1))
	s.Record.Version, s.Record.Digest = "0.3.1", ledger.Digest(s.Manifest.App().Root)
	s.Findings = lintFor(t, s.Manifest)
	if got := closedIDs(Gates(s)); !slices.Contains(got, GateBump) {
		t.Errorf("got %v, want %s", got, GateBump)
	}
	var err error
	if s.Approvals, err = s.Approvals.AddSmallerBump(ledger.SmallerBump{Version: "0.3.1", Change: "9f2c41", Reason: "never worked", By: "Jane", Date: today}); err != nil {
		t.Fatal(err)
	}
	if got := closedIDs(Gates(s)); slices.Contains(got, GateBump) {
		t.Errorf("got %v, want no %s", got, GateBump)
	}
}

// A data connector that goes is one-way, and a gate of its own.
func TestOneWayGate(t *testing.T) {
	s := tested(t, subject(t, "all", "custom", true))
	text := manifestText(t, "all-now", "custom")
	from, to := strings.Index(text, "data_connector:"), strings.Index(text, "embedded:")
	s.Manifest = parse(t, "m.yaml", text[:from]+text[to:])
	s.Record.Digest = ledger.Digest(s.Manifest.App().Root)
	s.Findings = lintFor(t, s.Manifest)
	if got := closedIDs(Gates(s)); !slices.Contains(got, GateOneWay) || slices.Contains(got, GateApprovals) {
		t.Errorf("got %v, want %s and not %s", got, GateOneWay, GateApprovals)
	}
}

// What was approved step by step from one saved version to the next is approved.
func TestApprovedOnTheWay(t *testing.T) {
	s := tested(t, subject(t, "service", "custom", true))
	between := parse(t, "0.3.9", strings.Replace(strings.Replace(manifestText(t, "service-before", "custom"), "0.3.0", "0.3.9", 1),
		"daily_log: {level: read_only", "daily_log: {level: admin", 1))
	s.Approvals = ledger.Approvals{}
	s.Between = []change.Side{between}
	for _, pair := range [][2]change.Side{{*s.Previous, between}, {between, s.Manifest}} {
		for _, c := range change.Diff(pair[0], pair[1]) {
			if !c.NeedsApproval() {
				continue
			}
			if got := closedIDs(Gates(s)); !slices.Contains(got, GateApprovals) {
				t.Errorf("%s is not approved yet, and the gate is open", c.Summary)
			}
			s.Approvals.Approvals = append(s.Approvals.Approvals, ledger.Approval{Fingerprint: c.Fingerprint, Reason: "r", By: "b", Date: today})
		}
	}
	if got := closedIDs(Gates(s)); len(got) > 0 {
		t.Errorf("every step is approved; got %v", got)
	}
}

func TestOverrides(t *testing.T) {
	for _, c := range []struct {
		name      string
		overrides []ledger.Override
		says      string
	}{
		{"unknown", []ledger.Override{{Gate: "weather", Reason: "rain"}}, "there is no gate"},
		{"open", []ledger.Override{{Gate: GateLint, Reason: "r"}}, "is open"},
		{"no reason", []ledger.Override{{Gate: GateSandboxTest, Reason: " "}}, "needs a reason"},
		{"twice", []ledger.Override{{Gate: GateSandboxTest, Reason: "a"}, {Gate: GateSandboxTest, Reason: "b"}}, "twice"},
		{"the record", []ledger.Override{{Gate: GateRecord, Reason: "r"}}, "cannot be overridden"},
		{"one", []ledger.Override{{Gate: GateSandboxTest, Reason: "tested by the pilot customer"}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := subject(t, "all", "custom", true)
			m, err := Promote(s, ledger.Step{By: "Jane Doe", At: at(24), Overrides: c.overrides, Keys: ledger.Keys{Production: productionKey}})
			if c.says != "" {
				if err == nil || !strings.Contains(err.Error(), c.says) {
					t.Errorf("got %v, want %q", err, c.says)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			last := m.Record.History[len(m.Record.History)-1]
			if m.Record.State != ledger.Production || !slices.Equal(last.Overrides, c.overrides) || m.Record.Keys.Production != productionKey || m.Record.ReleaseNotes == "" {
				t.Errorf("got %+v", m.Record)
			}
			if len(m.Superseded) != 1 || m.Superseded[0].State != ledger.Superseded || m.Superseded[0].Version != "0.3.0" {
				t.Errorf("superseded: %+v", m.Superseded)
			}
			if s.Record.State != ledger.ReadyForTesting || s.Records[0].State != ledger.Production {
				t.Error("the subject was changed")
			}
		})
	}
}

func TestBefore(t *testing.T) {
	record := func(number string, events ...ledger.Event) *ledger.Record {
		r := &ledger.Record{Version: number}
		for _, e := range events {
			r.History = append(r.History, ledger.Entry{Event: e})
		}
		return r
	}
	for _, c := range []struct {
		name, number, distribution, want string
		records                          []*ledger.Record
	}{
		{"nothing", "0.2.0", "custom", "", nil},
		{"never promoted", "0.2.0", "custom", "", []*ledger.Record{record("0.1.0", ledger.Save)}},
		{"skipped", "0.4.0", "custom", "0.2.0", []*ledger.Record{record("0.2.0", ledger.Promote), record("0.3.0", ledger.Save)}},
		{"superseded", "0.4.0", "custom", "0.3.0", []*ledger.Record{record("0.2.0", ledger.Promote, ledger.Supersede), record("0.3.0", ledger.Promote)}},
		{"itself in production", "0.3.0", "custom", "0.2.0", []*ledger.Record{record("0.2.0", ledger.Promote), record("0.3.0", ledger.Promote), record("0.4.0", ledger.Promote)}},
		{"published", "0.5.0", "marketplace", "0.2.0", []*ledger.Record{record("0.2.0", ledger.Promote, ledger.Publish), record("0.4.0", ledger.Promote, ledger.Reject)}},
		{"none published", "0.5.0", "marketplace", "0.4.0", []*ledger.Record{record("0.2.0", ledger.Promote), record("0.4.0", ledger.Promote, ledger.Reject)}},
	} {
		got := ""
		if r := Before(c.records, c.number, c.distribution); r != nil {
			got = r.Version
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
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
