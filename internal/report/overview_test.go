package report

import (
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/ledger/ledgertest"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/validate"
)

// sampleReport is a report about an app with a history, one without, and one that
// has ended.
func sampleReport(story *ledgertest.Story) Report {
	log := Log{App: story.App, Folder: "manifests/acme", Events: story.App.Events, Unknown: "not committed", Commits: commitsOf(story)}
	given := Approval{Given: true, By: "Lena Brandt <lena@acmefield.com>", On: "2026-11-18", Reason: "agreed with support", Expires: "2026-12-31"}
	acme := ReportApp{
		App: "acme", Name: "Acme & Co <test>", Distribution: "custom", Folder: "manifests/acme",
		Standing: Blocked, Title: "Known to be bad", Why: "Customers get 0.3.0, which is known to be bad: crashes on empty budgets.",
		For: "a corrected version", Since: "2026-11-22", Days: 8, Next: "manifest bump acme",
		Working: "0.4.0", Draft: Unsaved, DraftSince: "2026-11-24", DraftDays: 6, Uncommitted: []string{"manifests/acme/in-use.yaml", "manifests/acme/manifest.yaml"}, Run: "0.3.0", Production: "0.3.0",
		InUse: &InUse{AsOf: "2026-11-20", By: "Jane Doe <jane@acmefield.com>", Reason: "asked all", Versions: []string{"0.2.0", "0.3.0"}, Counts: true, File: "manifests/acme/in-use.yaml"},
		Asks:  []Asks{{Versions: []string{"0.3.0", "0.2.0"}, Asks: []string{"approve 2 permissions"}}},
		Past:  []PastAsk{{Version: "0.3.0", Day: "2026-11-20", From: "0.2.0", Asks: []string{"approve 1 permission"}, IsAsk: true}},
		Permissions: []ReportPermission{
			{Scope: "Project", Tool: "Budget", Level: "standard", Purpose: "Write the cost of each visit.", Version: "0.3.0", Since: "2026-11-20", Days: 10, Approval: &given,
				Planned: []PlannedPermission{{Version: "0.4.0", Level: "admin", Purpose: "Delete lines.", Approval: &Approval{}}}},
			{Scope: "Company", Tool: "Directory", Level: "read_only", Purpose: "Read names.", Version: "0.1.0"},
			{Scope: "Project", Tool: "RFI", Purpose: "Show RFIs.", Planned: []PlannedPermission{{Version: "0.4.0", Level: "read_only", Purpose: "Show RFIs."}}},
		},
		Updates: []ReportUpdate{
			{Version: "0.3.0", Out: true, Groups: []ReportGroup{{Versions: []string{"0.2.0"}, Must: []string{"Select the permitted projects again"}, Pages: []string{"manifest steps acme@0.3.0 --customer --from acme@0.2.0 --format html > acme-0.2.0-to-0.3.0.html"}}}},
			{Version: "0.4.0", Groups: []ReportGroup{{Versions: []string{"0.3.0", "0.2.0"}, Must: []string{"approve 2 permissions"}}}},
		},
		Check: &ReportCheck{Version: "0.3.2", Count: promote.Count{Items: 3, Verified: 1, Failing: 1, People: 1},
			Gates: []promote.Gate{{ID: "lint", OK: true, Message: "no errors"},
				{ID: "keys", Overridable: true, Message: "no key", Problems: []promote.Problem{{Message: "no key", Remedy: "manifest record keys acme@0.3.2"}}}},
			Items: []ReportItem{{ID: "keys-noted", Section: "In the portal", Text: "The key is noted", State: promote.Failing, Problems: []string{"no key " + sandboxKey}}}},
		Periods: NewReportPeriods(story.App), Events: (&Timeline{Logs: []Log{log}}).List(), Unknown: log.Unknown,
	}
	for i := range story.App.Versions {
		v := story.App.Versions[len(story.App.Versions)-1-i]
		acme.Versions = append(acme.Versions, NewReportVersion(story.App, v, "2026-11-30"))
	}
	acme.Versions[1].From, acme.Versions[1].Full, acme.Versions[1].InUse = "0.2.0", true, true
	acme.Versions[2].InUse = true
	acme.Versions[0].Results = []ReportResults{{By: "Marco Reyes", Day: "2026-11-22", Result: ledger.Failed, Summary: "1 done, 1 failed", Items: []ReportResult{
		{ID: "every-view", Text: "The panel was opened on every view", Result: validate.AnswerFailed, Note: "stays empty in the second project",
			Cells: []validate.AnswerCell{{Row: "rfi.detail", Column: "Project 2", Result: validate.AnswerFailed}}},
		{ID: "install-dialog", Text: "The dialog shows the notes", Result: validate.AnswerDone},
	}}}
	acme.Versions[1].Changes = []ReportChange{{Summary: "project tool budgeting raised from read_only to standard", Level: "feature", From: "read_only",
		To: "standard", News: "the app may change budget lines", Must: "approve the permission", Approval: &given}}
	return *(&Report{Commit: "6411d584e0da52318de289f92b9f55041d75d021", AsOf: "2026-11-30", Apps: []ReportApp{
		acme,
		{App: "b", Name: "b", Folder: "manifests/b", Standing: Ready, Title: "Draft", Why: "0.1.0 isn’t saved in the portal yet.", For: "saving in the portal", Working: "0.1.0", Draft: Unsaved, Next: "manifest save b"},
		{App: "c", Name: "C", Folder: "manifests/c", Standing: Ended, Title: "Retired", Why: "Retired by Jane Doe: replaced.", Since: "2026-11-01", Days: 29, Draft: Broken},
	}}).Hide(true, true)
}

// Keys and addresses appear nowhere unless they are asked for, whatever text they
// are in; numbers of versions and commands stay.
func TestReportHides(t *testing.T) {
	const text = "Jane <jane@acme.test> wrote to raj@acme.test about acme@0.4.0 with " + sandboxKey + "; manifest test acme@ready_for_testing"
	r := Report{Apps: []ReportApp{{Why: text, Events: []LogEvent{{By: "Jane <jane@localhost>", Commit: &Commit{By: text}}},
		Check: &ReportCheck{Gates: []promote.Gate{{Problems: []promote.Problem{{Message: text, Remedy: text}}}}}}}}
	hidden := written(t, ReportFormats, JSON, *r.Hide(true, true), Options{})
	for _, secret := range []string{"jane@", "raj@", sandboxKey} {
		if strings.Contains(hidden, secret) {
			t.Errorf("%s is shown:\n%s", secret, hidden)
		}
	}
	for _, kept := range []string{"Jane wrote to (address hidden) about acme@0.4.0 with (key hidden)", "acme@ready_for_testing"} {
		if !strings.Contains(hidden, kept) {
			t.Errorf("%q is not shown:\n%s", kept, hidden)
		}
	}
	shown := r.Hide(false, false)
	if shown.Apps[0].Why != text || r.Apps[0].Check.Gates[0].Problems[0].Remedy != text {
		t.Errorf("got %q", shown.Apps[0].Why)
	}
}

func TestDaysUntil(t *testing.T) {
	for _, test := range []struct {
		from, to ledger.Day
		want     int
	}{{"2026-11-01", "2026-11-30", 29}, {"2026-11-30", "2026-11-30", 0}, {"2026-12-01", "2026-11-30", 0}, {"", "2026-11-30", 0}} {
		if got := DaysUntil(test.from, test.to); got != test.want {
			t.Errorf("from %q to %q: got %d, want %d", test.from, test.to, got, test.want)
		}
	}
}
