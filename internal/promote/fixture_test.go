package promote

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/ledger/ledgertest"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/internal/version"
	"github.com/procore-manifest/manifest/schema"
)

var update = flag.Bool("update", false, "rewrite what is in testdata")

var shapes = []string{"user", "service", "full", "side", "agentic", "all"}

const (
	sandboxKey    = "c126705a-fc0b-47c9-944e-8c427e5b9bd2"
	productionKey = "6c3e1f0a-5b7d-4c1e-9f2a-8d4b6e0c7a51"
	earlierKey    = "0f553a5d-26e5-4eb0-b0a7-130f2f77aa90"
	commit        = "6411d584e0da52318de289f92b9f55041d75d021"
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

// inMarketplaceOnly is what a custom app cannot have.
var inMarketplaceOnly = regexp.MustCompile(`(?s)agentic: # in a Marketplace app only\n.*?\nsetup_instr`)

// manifestText is a manifest of testdata with a distribution.
func manifestText(t testing.TB, name, distribution string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if distribution == app.Custom {
		data = inMarketplaceOnly.ReplaceAll(data, []byte("setup_instr"))
	}
	return strings.Replace(string(data), "distribution: custom", "distribution: "+distribution, 1)
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
// run, if there is a version before. What needs an approval has one.
func subject(t testing.TB, shape, distribution string, later bool) Subject {
	t.Helper()
	story := ledgertest.New(t, "acme-field-sync")
	text := manifestText(t, shape+"-now", distribution)
	if later {
		before := manifestText(t, shape+"-before", distribution)
		story.On(at(1)).Save(before)
		story.On(at(2)).Do(ledger.Test, "0.3.0")
		story.On(at(3)).Do(ledger.Promote, "0.3.0", func(e *ledger.Event) {
			e.Keys.Production, e.ReleaseNotes = earlierKey, parse(t, "before", before).App().ReleaseNotes.String()
		})
		if distribution == "marketplace" {
			story.On(at(4)).Do(ledger.Submit, "0.3.0")
			story.On(at(9)).Do(ledger.Publish, "0.3.0")
		}
		now, run := parse(t, "now", text), story.Side(story.App.Run)
		for i, c := range costly(run, run, now) {
			story.On(at(19).Add(time.Duration(i)*time.Minute)).Approve(c, reason("agreed with support"))
		}
	}
	number := story.On(at(20)).Save(text, func(e *ledger.Event) { e.Keys.Sandbox = sandboxKey })
	manifest := *story.Side(story.App.Version(number))
	s := Subject{
		App: "acme-field-sync", Portal: schema.Components, Manifest: manifest, Commit: commit, Linted: true, Findings: lintFor(t, manifest), At: at(22),
	}
	s.Run, s.Held = story.Side(story.App.Run), story.Side(story.App.Run)
	return in(s, story.App, number)
}

// in is a subject with another ledger, of which it is a version.
func in(s Subject, app *ledger.App, number version.Version) Subject {
	s.Ledger, s.Version, s.Faults = app, app.Version(number), app.Faults()
	return s
}

// costly are the changes of a manifest that need an approval.
func costly(run, held *change.Side, now change.Side) []change.Change {
	return change.Costly(run, held, func(from *change.Side) []change.Change { return change.Diff(*from, now) })
}

func reason(text string) func(*ledger.Event) { return func(e *ledger.Event) { e.Reason = text } }

// then adds an event of the version on a day of November.
func then(t testing.TB, s Subject, kind ledger.Kind, day int, fill ...func(*ledger.Event)) Subject {
	t.Helper()
	story := ledgertest.Continue(t, s.Ledger).On(at(day))
	story.Do(kind, s.Version.Number.String(), fill...)
	return in(s, story.App, s.Version.Number)
}

// without is a subject whose ledger never had events of a kind.
func without(s Subject, kind ledger.Kind) Subject {
	return in(s, ledgertest.Without(s.Ledger, func(e *ledger.Entry) bool { return e.Kind == kind }), s.Version.Number)
}

// approve approves all that costs, until a day.
func approve(t testing.TB, s Subject, expires ledger.Day) Subject {
	t.Helper()
	story := ledgertest.Continue(t, s.Ledger).On(at(21))
	for _, c := range costly(s.Run, s.Held, s.Manifest) {
		story.Approve(c, func(e *ledger.Event) { e.Expires = expires })
	}
	return in(s, story.App, s.Version.Number)
}

// tested adds a passed test.
func tested(t testing.TB, s Subject) Subject {
	t.Helper()
	return then(t, s, ledger.Test, 21, func(e *ledger.Event) { e.Note = "all views, two projects" })
}

// resaved is a subject with another manifest, which was saved and tested in place
// of its own.
func resaved(t testing.TB, s Subject, text string) Subject {
	t.Helper()
	was := s.Version.Number
	story := ledgertest.Continue(t, ledgertest.Without(s.Ledger, func(e *ledger.Entry) bool { return e.Number == was })).On(at(20))
	number := story.Save(text, func(e *ledger.Event) { e.Keys.Sandbox = sandboxKey })
	s.Manifest = *story.Side(story.App.Version(number))
	s.Findings = lintFor(t, s.Manifest)
	return tested(t, in(s, story.App, number))
}
