package report

import (
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/ledger/ledgertest"
)

const (
	sandboxKey    = "c126705a-fc0b-47c9-944e-8c427e5b9bd2"
	productionKey = "6c3e1f0a-5b7d-4c1e-9f2a-8d4b6e0c7a51"
)

// raise is a change that needs an approval.
var raise = change.Change{
	Op: change.Changed, Path: "data_connector.permissions.project.budgeting.level", From: "read_only", To: "standard",
	Fingerprint: ledger.Fingerprint("data_connector.permissions.project.budgeting.level", "changed", "read_only", "standard"),
}

func marketplace(e *ledger.Event) { e.Distribution = "marketplace" }

func saved(e *ledger.Event) { e.Digest, e.Distribution = ledger.RawDigest(nil), custom }

func cancels(target *ledger.Entry) func(*ledger.Event) {
	return func(e *ledger.Event) { e.Cancels, e.Reason = target.Base(), "recorded for the wrong version" }
}

func adoptedAs(state ledger.State, since ledger.Day) func(*ledger.Event) {
	return func(e *ledger.Event) { e.State, e.Since = state, since }
}

// eventfulStory is a ledger with all that a history can say.
func eventfulStory(t testing.TB) *ledgertest.Story {
	t.Helper()
	s := ledgertest.New(t, "acme")
	s.Do(ledger.Adopt, "0.1.0", saved, adoptedAs(ledger.Production, ""))
	s.Do(ledger.Adopt, "0.2.0", saved, adoptedAs(ledger.Production, "2025-06-01"))
	s.On(november(18)).Do(ledger.Save, "0.3.0", saved, func(e *ledger.Event) { e.Note = "a\noverridden: b" })
	s.Do(ledger.NewKeys, "0.3.0", func(e *ledger.Event) {
		e.Keys.Sandbox, e.Portal = sandboxKey, ledgertest.Number("0.3.1")
	})
	s.Do(ledger.Test, "0.3.0", func(e *ledger.Event) { e.Result, e.Note = ledger.Failed, "panel empty" })
	s.Do(ledger.Test, "0.3.0", func(e *ledger.Event) {
		e.Evidence = ledger.Evidence{File: "evidence/20261118T083300Z-0f0f0f0f-smoke.json", Digest: ledger.RawDigest(nil)}
	})
	approval := s.Approve(raise, func(e *ledger.Event) { e.Reason, e.Expires = "agreed with support", "2026-12-31" })
	s.Approve(raise, func(e *ledger.Event) { e.Reason, e.Smaller = "never worked", ledgertest.Number("0.3.0") })
	s.On(november(22)).Do(ledger.Promote, "0.3.0", func(e *ledger.Event) {
		e.Keys.Production, e.Day, e.Approvals, e.ReleaseNotes = productionKey, "2026-11-20", []string{approval.ID()}, "Notes."
		e.Overrides = []ledger.Override{{Gate: "lint", Reason: "known"}}
	})
	s.Do(ledger.Save, "0.3.2", saved)
	wrong := s.Do(ledger.Promote, "0.3.2")
	s.Do(ledger.Retract, "0.3.2", cancels(wrong))
	s.Do(ledger.Bad, "0.3.0", func(e *ledger.Event) { e.Reason = "crashes on empty budgets" })
	s.Do(ledger.Abandon, "0.3.2", func(e *ledger.Event) { e.Reason = "replaced before it was tested" })
	return s
}

// commitsOf are the commits of the first events; the others have none.
func commitsOf(s *ledgertest.Story) map[string]Commit {
	commits := make(map[string]Commit)
	for i, e := range s.App.Events {
		if by := []string{e.By, "Raj Roe <raj@acmefield.com>"}[i%2]; i < 6 {
			commits[e.Path] = Commit{ID: "6411d584e0da52318de289f92b9f55041d75d021", By: by, At: "2026-11-18T08:40:00Z", Days: i}
		}
	}
	return commits
}

// recordedOf is what was said when the last event of a kind was recorded.
func recordedOf(s *ledgertest.Story, kind ledger.Kind, at string) *Recorded {
	last := slices.IndexFunc(s.App.Events, func(e *ledger.Entry) bool { return e.Kind == kind && e.Number.String() == at })
	e := s.App.Events[last]
	before := ledgertest.Without(s.App, func(other *ledger.Entry) bool { return !other.At.Before(e.At) })
	recorded, err := before.Add(e.Event, e.Number)
	if err != nil {
		panic(err)
	}
	return NewRecorded(before, recorded, "manifests/acme")
}

// Every kind of event says what was recorded, and what follows.
func TestRecordedGolden(t *testing.T) {
	review := func(t *testing.T) *ledgertest.Story {
		s := ledgertest.New(t, "acme")
		s.Do(ledger.Adopt, "1.0.0", saved, marketplace, adoptedAs(ledger.Published, "2025-06-01"))
		s.Do(ledger.Save, "1.1.0", saved, marketplace)
		s.Do(ledger.Promote, "1.1.0")
		s.Do(ledger.Submit, "1.1.0")
		return s
	}
	directly := func(t *testing.T) *ledgertest.Story {
		s := ledgertest.New(t, "acme")
		s.Do(ledger.Save, "1.0.0", saved)
		s.Do(ledger.Promote, "1.0.0")
		s.Do(ledger.Save, "1.1.0", saved)
		return s
	}
	nothing := func(t *testing.T) *ledgertest.Story { return ledgertest.New(t, "acme") }
	last := func(s *ledgertest.Story) func(*ledger.Event) {
		return cancels(slices.MaxFunc(s.App.Events, func(a, b *ledger.Entry) int { return a.At.Compare(b.At) }))
	}
	type fill = func(*ledger.Event)
	for _, c := range []struct {
		name  string
		start func(*testing.T) *ledgertest.Story
		kind  ledger.Kind
		at    string
		fill  func(*ledgertest.Story) []fill
		edit  func(*Recorded)
	}{
		{"save", nothing, ledger.Save, "1.0.0", func(*ledgertest.Story) []fill { return []fill{saved} }, next("manifest steps acme@1.0.0 --install")},
		{"save-dry", nothing, ledger.Save, "1.0.0", func(*ledgertest.Story) []fill { return []fill{saved} }, dry},
		{"save-with-key", nothing, ledger.Save, "1.0.0", func(*ledgertest.Story) []fill {
			return []fill{saved, func(e *ledger.Event) { e.Keys.Sandbox = sandboxKey }}
		}, nil},
		{"adopt", nothing, ledger.Adopt, "1.0.0", func(*ledgertest.Story) []fill { return []fill{saved, adoptedAs(ledger.Production, "2025-06-01")} }, nil},
		{"test", directly, ledger.Test, "1.1.0", nil, next("manifest checklist acme@1.1.0")},
		{"test-failed", directly, ledger.Test, "1.1.0", func(*ledgertest.Story) []fill {
			return []fill{func(e *ledger.Event) { e.Result = ledger.Failed }}
		}, nil},
		{"promote", directly, ledger.Promote, "1.1.0", nil, next("manifest steps acme@1.1.0 --customer")},
		{"promote-dry", directly, ledger.Promote, "1.1.0", nil, dry},
		{"promote-marketplace", func(t *testing.T) *ledgertest.Story {
			s := review(t)
			s.Do(ledger.Withdraw, "1.1.0")
			s.Do(ledger.Save, "1.2.0", saved, marketplace)
			return s
		}, ledger.Promote, "1.2.0", func(*ledgertest.Story) []fill {
			return []fill{func(e *ledger.Event) { e.Keys.Production = productionKey }}
		}, nil},
		{"submit", func(t *testing.T) *ledgertest.Story {
			s := review(t)
			s.Do(ledger.Withdraw, "1.1.0")
			return s
		}, ledger.Submit, "1.1.0", nil, nil},
		{"withdraw", review, ledger.Withdraw, "1.1.0", nil, nil},
		{"publish", review, ledger.Publish, "1.1.0", nil, nil},
		{"reject", review, ledger.Reject, "1.1.0", nil, nil},
		{"abandon", directly, ledger.Abandon, "1.1.0", nil, nil},
		{"keys", directly, ledger.NewKeys, "1.1.0", func(*ledgertest.Story) []fill {
			return []fill{func(e *ledger.Event) { e.Keys.Sandbox, e.Portal = sandboxKey, ledgertest.Number("1.5.0") }}
		}, nil},
		{"keys-corrected", func(t *testing.T) *ledgertest.Story {
			s := directly(t)
			s.Do(ledger.NewKeys, "1.0.0", func(e *ledger.Event) { e.Keys.Production, e.Portal = productionKey, ledgertest.Number("1.0.1") })
			return s
		}, ledger.NewKeys, "1.0.0", func(*ledgertest.Story) []fill {
			return []fill{func(e *ledger.Event) { e.Keys.Production, e.Portal = sandboxKey, ledgertest.Number("1.0.2") }}
		}, nil},
		{"keys-again", func(t *testing.T) *ledgertest.Story {
			s := directly(t)
			s.Do(ledger.NewKeys, "1.0.0", func(e *ledger.Event) { e.Keys.Production, e.Portal = productionKey, ledgertest.Number("1.0.1") })
			return s
		}, ledger.NewKeys, "1.0.0", func(*ledgertest.Story) []fill {
			return []fill{func(e *ledger.Event) { e.Keys.Production, e.Portal = productionKey, ledgertest.Number("1.0.1") }}
		}, nil},
		{"bad", directly, ledger.Bad, "1.0.0", nil, next("manifest status acme")},
		{"retract-promote", func(t *testing.T) *ledgertest.Story {
			s := directly(t)
			s.Do(ledger.Promote, "1.1.0")
			return s
		}, ledger.Retract, "1.1.0", func(s *ledgertest.Story) []fill { return []fill{last(s)} }, deletable},
		{"retract-first-promote", func(t *testing.T) *ledgertest.Story {
			s := ledgertest.New(t, "acme")
			s.Do(ledger.Save, "1.0.0", saved)
			s.Do(ledger.Promote, "1.0.0")
			return s
		}, ledger.Retract, "1.0.0", func(s *ledgertest.Story) []fill { return []fill{last(s)} }, nil},
		{"retract-save", directly, ledger.Retract, "1.1.0", func(s *ledgertest.Story) []fill { return []fill{last(s)} }, deletable},
		{"retract-dry", review, ledger.Retract, "1.1.0", func(s *ledgertest.Story) []fill { return []fill{last(s)} }, func(r *Recorded) {
			deletable(r)
			dry(r)
		}},
		{"retract-retract", func(t *testing.T) *ledgertest.Story {
			s := directly(t)
			wrong := s.Do(ledger.Promote, "1.1.0")
			s.Do(ledger.Retract, "1.1.0", cancels(wrong))
			return s
		}, ledger.Retract, "1.1.0", func(s *ledgertest.Story) []fill { return []fill{last(s)} }, nil},
		{"retract-approve", func(t *testing.T) *ledgertest.Story {
			s := directly(t)
			s.Approve(raise)
			return s
		}, ledger.Retract, "", func(s *ledgertest.Story) []fill { return []fill{last(s)} }, nil},
		{"retract-retire", func(t *testing.T) *ledgertest.Story {
			s := directly(t)
			s.Do(ledger.Retire, "")
			return s
		}, ledger.Retract, "", func(s *ledgertest.Story) []fill { return []fill{last(s)} }, nil},
		{"approve", directly, ledger.Approve, "", func(*ledgertest.Story) []fill {
			return []fill{func(e *ledger.Event) {
				e.Path, e.Op, e.From, e.To, e.Fingerprint = raise.Path, raise.Op.String(), raise.From, raise.To, raise.Fingerprint
			}}
		}, nil},
		{"rename", directly, ledger.Rename, "", func(*ledgertest.Story) []fill { return []fill{func(e *ledger.Event) { e.Renamed = "old" }} }, nil},
		{"retire", directly, ledger.Retire, "", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := c.start(t)
			before := s.App
			var fills []fill
			if c.fill != nil {
				fills = c.fill(s)
			}
			entry := s.Do(c.kind, c.at, fills...)
			r := NewRecorded(before, &ledger.Recorded{App: s.App, Entry: entry}, "manifests/acme")
			if c.edit != nil {
				c.edit(r)
			}
			goldenFile(t, "recorded/"+c.name+".txt", written(t, RecordedFormats, Text, *r, Options{}))
			out := written(t, RecordedFormats, JSON, *r, Options{})
			checkSchema(t, "../../schema/output/recorded.schema.json", out)
			goldenFile(t, "recorded/"+c.name+".json", out)
			quiet := written(t, RecordedFormats, Text, *r, Options{Quiet: true})
			if strings.Count(quiet, "\n") != 1+len(r.Superseded) {
				t.Errorf("quiet: got %q", quiet)
			}
		})
	}
}

func next(command string) func(*Recorded) { return func(r *Recorded) { r.Next = command } }

func dry(r *Recorded) { r.DryRun, r.Next = true, "manifest status acme" }

func deletable(r *Recorded) { r.Deletable = true }

// What a person wrote never looks like a line of the tool: a line that starts at
// the left is one event, and what follows is indented and says what it is.
func TestHostileLedger(t *testing.T) {
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			s := eventfulStory(t)
			kinds := make(map[string]ledger.Kind) // of events, by their file
			for _, e := range s.App.Events {
				e.By, e.Reason, e.Note, e.Evidence.File = h.text, h.text, h.text, h.text
				e.Event.Path, e.Event.From, e.Event.To, e.Renamed = h.text, h.text, h.text, h.text
				e.Event.Overrides = []ledger.Override{{Gate: h.text, Reason: h.text}}
				if e.Fault != nil {
					e.Fault.Message = h.text
				}
				kinds[e.Path] = e.Kind
			}
			commits := make(map[string]Commit)
			for name := range kinds {
				commits[name] = Commit{ID: "6411d584e0da52318de289f92b9f55041d75d021", By: h.text + "!", With: []string{h.text + "?"}}
			}
			log := Timeline{Logs: []Log{{App: s.App, Folder: h.text, Events: s.App.Events, Commits: commits, Unknown: h.text}}}
			out := written(t, LogFormats, Text, log, Options{})
			checkVisible(t, out)
			events := 0
			for line := range strings.Lines(out) {
				if !strings.HasPrefix(line, "    ") {
					events++
				}
			}
			if events != len(s.App.Events) {
				t.Errorf("%d lines look like events, want %d:\n%s", events, len(s.App.Events), out)
			}
			for line := range strings.Lines(out) {
				if label, _, ok := strings.Cut(strings.TrimPrefix(line, "    "), ": "); ok && strings.HasPrefix(line, "    ") && label == "" {
					t.Errorf("a line without a label: %q", line)
				}
			}
			jsonOut := written(t, LogFormats, JSON, log, Options{})
			checkSchema(t, "../../schema/output/log.schema.json", jsonOut)
			var read struct {
				Events []struct{ By, Reason, Note, Evidence, File string }
			}
			decode(t, jsonOut, &read)
			for _, e := range read.Events {
				for _, got := range []string{e.By, e.Reason, e.Note, e.Evidence} {
					equal(t, "log in JSON", got, replaced(h.text))
				}
			}

			status := Status{Now: november(22), One: true, Apps: []AppStatus{{
				App: h.text, Working: h.text, Draft: Edited, Ledger: s.App, Waits: h.text, Next: h.text, Fault: h.text,
				Waiting: []Waiting{{Version: h.text, State: ledger.Draft, Waits: h.text, Closed: []string{h.text}, Next: h.text}},
			}}}
			for range 2 {
				out := written(t, StatusFormats, Text, status, Options{})
				checkVisible(t, out)
				checkSchema(t, "../../schema/output/status.schema.json", written(t, StatusFormats, JSON, status, Options{}))
				status.One = false
			}

			for _, e := range s.App.Events {
				r := &Recorded{App: s.App, Entry: e, Folder: h.text, Next: h.text, Deletable: true}
				if !e.IsOfApp() {
					v := *s.App.Version(e.Number)
					r.Before, r.After = &v, s.App.Version(e.Number)
					v.Keys = ledger.Keys{Sandbox: h.text, Production: h.text}
				}
				out := written(t, RecordedFormats, Text, *r, Options{})
				checkVisible(t, out)
				if n := strings.Count(out, "\n"); n > 4 {
					t.Errorf("%d lines for %s:\n%s", n, e.Kind, out)
				}
				checkSchema(t, "../../schema/output/recorded.schema.json", written(t, RecordedFormats, JSON, *r, Options{}))
			}
		})
	}
}

// The JSON of every sample is what the published schema says.
func TestOutputsMatchTheirSchemas(t *testing.T) {
	shown := samples(t)
	for table, name := range map[string]string{
		"LogFormats": "log", "StatusFormats": "status", "ChangesFormats": "changes", "RecordedFormats": "recorded",
		"GatesFormats": "gates", "AsOfFormats": "as-of", "ChecklistFormats": "checklist", "BaseChangesFormats": "base-changes",
	} {
		shown[table](t, func(f Format, out string) {
			if f == JSON {
				checkSchema(t, "../../schema/output/"+name+".schema.json", out)
			}
		})
	}
}

// The text for one app shows all its versions, and what is remarkable about them.
func TestStatusOfOne(t *testing.T) {
	s := eventfulStory(t)
	s.Do(ledger.Save, "0.4.0", saved, func(e *ledger.Event) { e.Keys.Sandbox = productionKey[:35] + "0" })
	save := s.App.Version(ledgertest.Number("0.4.0")).First
	s.Do(ledger.Retract, "0.4.0", cancels(save))
	goldenFile(t, "status/one.txt", written(t, StatusFormats, Text, Status{One: true, Now: november(24), Apps: []AppStatus{{
		App: "acme", Working: "0.4.0", Draft: Edited, Ledger: s.App, Waits: "a new version number", Next: "manifest bump acme",
	}}}, Options{}))
}

// Age and date of a version that was recorded late, or adopted, are those of the
// day on which it happened.
func TestSince(t *testing.T) {
	s := ledgertest.New(t, "acme")
	s.Do(ledger.Adopt, "0.1.0", saved, adoptedAs(ledger.ReadyForTesting, ""))
	s.Do(ledger.Adopt, "0.2.0", saved, adoptedAs(ledger.Production, "2026-08-22"))
	s.On(november(20)).Do(ledger.Save, "0.3.0", saved, func(e *ledger.Event) { e.Day = "2026-11-18" })
	s.Do(ledger.Save, "0.4.0", saved)
	now := november(20).Add(5 * time.Hour)
	for at, want := range map[string]string{"0.1.0": "date unknown", "0.2.0": "90 d", "0.3.0": "2 d", "0.4.0": "4 h"} {
		if got := sinceWords(s.Version(at), now); got != want {
			t.Errorf("%s: got %q, want %q", at, got, want)
		}
	}
}

// A retraction in the log names the file that it cancels.
func TestLogNamesWhatIsRetracted(t *testing.T) {
	s := eventfulStory(t)
	var read struct {
		Events []struct {
			Event, File, Retracts string
			Retracted, Effect     bool
		}
	}
	decode(t, written(t, LogFormats, JSON, Timeline{Logs: []Log{{App: s.App, Folder: "manifests/acme", Events: s.App.Events}}}, Options{}), &read)
	retracted := make(map[string]bool)
	for _, e := range read.Events {
		if e.Retracted {
			retracted[e.File] = true
			if e.Effect {
				t.Errorf("%s is retracted and has an effect", e.File)
			}
		}
		if path.Ext(e.File) != ".json" {
			t.Errorf("file %q", e.File)
		}
	}
	for _, e := range read.Events {
		if (e.Event == "retract") != (e.Retracts != "") || e.Retracts != "" && !retracted[e.Retracts] {
			t.Errorf("%s retracts %q", e.Event, e.Retracts)
		}
	}
	if len(retracted) != 1 {
		t.Errorf("retracted: %v", retracted)
	}
}
