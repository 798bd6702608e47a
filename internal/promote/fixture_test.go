package promote

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

var update = flag.Bool("update", false, "rewrite what is in testdata")

var shapes = []string{"user", "service", "full", "side", "all"}

const (
	sandboxKey    = "c126705a-fc0b-47c9-944e-8c427e5b9bd2"
	productionKey = "6c3e1f0a-5b7d-4c1e-9f2a-8d4b6e0c7a51"
	earlierKey    = "0f553a5d-26e5-4eb0-b0a7-130f2f77aa90"
	commit        = "6411d584e0da52318de289f92b9f55041d75d021"
	today         = ledger.Day("2026-11-22")
)

func at(day int) time.Time { return time.Date(2026, 11, day, 8, 30, 0, 0, time.UTC) }

// parse returns a manifest that has no faults.
func parse(t testing.TB, name, text string) change.Side {
	t.Helper()
	f := source.New(name, []byte(text))
	doc, found := manifest.Parse(f)
	if len(found) > 0 {
		t.Fatalf("%s:%s: %s", name, found[0].Start(), found[0].Message)
	}
	return change.NewSide(name, doc)
}

// manifestText is a manifest of testdata with a distribution.
func manifestText(t testing.TB, name, distribution string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Replace(string(data), "distribution: custom", "distribution: "+distribution, 1)
}

func steps(t testing.TB, r ledger.Record, distribution string, list ...ledger.Step) ledger.Record {
	t.Helper()
	for _, s := range list {
		if s.By == "" {
			s.By = "Jane Doe"
		}
		next, err := r.Move(s, distribution)
		if err != nil {
			t.Fatal(err)
		}
		r = next
	}
	return r
}

func lintFor(t testing.TB, s change.Side) []diag.Diagnostic {
	t.Helper()
	linter, err := validate.New(validate.Options{For: validate.Production})
	if err != nil {
		t.Fatal(err)
	}
	return linter.Lint(s.File, "acme-field-sync")
}

// subject is 0.4.0 of an app, saved and not tested yet; 0.3.0 is what customers
// run, if there is a version before.
func subject(t testing.TB, shape, distribution string, later bool) Subject {
	t.Helper()
	now := parse(t, "versions/0.4.0/manifest.yaml", manifestText(t, shape+"-now", distribution))
	s := Subject{
		App: "acme-field-sync", Manifest: now, Today: today, Commit: commit, Linted: true, Findings: lintFor(t, now),
		Record: steps(t, ledger.New("acme-field-sync", "0.4.0", ledger.Digest(now.App().Root)), distribution,
			ledger.Step{Event: ledger.Save, At: at(20), Commit: commit, Keys: ledger.Keys{Sandbox: sandboxKey}}),
	}
	if later {
		before := parse(t, "versions/0.3.0/manifest.yaml", manifestText(t, shape+"-before", distribution))
		list := []ledger.Step{
			{Event: ledger.Save, At: at(1)}, {Event: ledger.Test, At: at(2), Result: ledger.Passed},
			{Event: ledger.Promote, At: at(3), Keys: ledger.Keys{Production: earlierKey}, ReleaseNotes: before.App().ReleaseNotes.String()},
		}
		if distribution == "marketplace" {
			list = append(list, ledger.Step{Event: ledger.Submit, At: at(4)}, ledger.Step{Event: ledger.Publish, At: at(9)})
		}
		record := steps(t, ledger.New("acme-field-sync", "0.3.0", ledger.Digest(before.App().Root)), distribution, list...)
		s.Previous, s.Records = &before, []*ledger.Record{&record}
		for _, c := range change.Diff(before, now) {
			if c.NeedsApproval() {
				var err error
				s.Approvals, err = s.Approvals.Add(ledger.Approval{Fingerprint: c.Fingerprint, Reason: "agreed with support", By: "Jane Doe", Date: "2026-11-19"})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return s
}

// tested adds a passed test.
func tested(t testing.TB, s Subject) Subject {
	t.Helper()
	s.Record = steps(t, s.Record, "", ledger.Step{Event: ledger.Test, At: at(21), Result: ledger.Passed, Note: "all views, two projects"})
	return s
}
