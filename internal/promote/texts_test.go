package promote_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/ledger/ledgertest"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/schema"
)

// typical is an app whose releases are shown.
const typical = `schema: 1
app:
  name: Acme Field Sync
  distribution: custom
  support: {email: help@acmefield.com}
version: 0.3.0
data_connector:
  authentication: [user_level, service_account]
  permissions:
    company:
      directory: {level: read_only, purpose: Match Acme users with Procore users by e-mail address.}
    project:
      daily_log: {level: read_only, purpose: Show the weather of the day beside each visit.}
embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/procore?region={{region}}&company={{procore.company.id}}
    parameters:
      - {key: region, name: Region, type: string, required: true, description: "Where your data is kept: us or eu."}
  side_panel:
    description: Acme beside the RFI
    url: https://app.acmefield.com/panel?company={{procore.company.id}}&project={{procore.project.id}}
    views: [rfi.detail]
setup_instructions: {url: https://help.acmefield.com/setup, page_name: Set up Acme Field Sync}
post_installation_notes: Sign in to Acme, then open Settings > Procore.
release_notes: Acme Field Sync shows site visits beside the RFIs they are about.
`

// edit is a manifest with a number and other text in some places.
func edit(t *testing.T, text, number string, pairs ...string) string {
	t.Helper()
	pairs = append([]string{"version: 0.3.0", "version: " + number}, pairs...)
	for i := 0; i < len(pairs); i += 2 {
		if strings.Count(text, pairs[i]) != 1 {
			t.Fatalf("%q is not in the manifest once", pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}

// notes are release notes, as edit takes them.
func notes(text string) []string {
	return []string{"Acme Field Sync shows site visits beside the RFIs they are about.", text}
}

// What is sent to customers for the typical kinds of releases, to be read as a whole.
func TestTextsOfTypicalReleases(t *testing.T) {
	const visits = "{level: read_only, purpose: Show the weather of the day beside each visit.}"
	raised := []string{visits, "{level: standard, purpose: Add an entry to the daily log for each visit.}"}
	more := func(first []string, rest ...string) []string { return append(first, rest...) }
	hotfix := "url: https://app.acmefield.com/panel?company"
	withoutAccount := edit(t, typical, "0.3.0", "[user_level, service_account]", "[user_level]", `
  permissions:
    company:
      directory: {level: read_only, purpose: Match Acme users with Procore users by e-mail address.}
    project:
      daily_log: `+visits, "")
	for _, test := range []struct {
		name   string
		before []string // versions that customers have
		bad    string
		now    string
	}{
		{name: "01-first-version", now: typical},
		{name: "02-permission-raised", before: []string{typical}, now: edit(t, typical, "0.4.0",
			more(raised, notes("Visits are written to the daily log. After updating, approve the permission, select your permitted projects and create your app configurations again.")...)...)},
		{name: "03-host-moved", before: []string{typical}, now: edit(t, typical, "0.4.0",
			more(notes("The dashboard has a new address. After updating, select your permitted projects and create your app configurations again."),
				"https://app.acmefield.com/procore?region", "https://{{region}}.acmefield.com/procore?region")...)},
		{name: "04-parameter-required", before: []string{typical}, now: edit(t, typical, "0.4.0",
			more(notes("You choose the site that the dashboard shows. After updating, select your permitted projects and create your app configurations again."),
				"region={{region}}&", "region={{region}}&site={{site}}&", "    parameters:\n",
				"    parameters:\n      - {key: site, name: Site code, type: string, required: true, description: The code printed on your gateway., support_link: {url: https://help.acmefield.com/site-code, label: Find your site code}}\n")...)},
		{name: "05-component-removed", before: []string{typical}, now: edit(t, typical, "0.4.0",
			more(notes("The side panel is gone; the dashboard shows what it showed. After updating, select your permitted projects and create your app configurations again."),
				"  side_panel:\n    description: Acme beside the RFI\n    url: https://app.acmefield.com/panel?company={{procore.company.id}}&project={{procore.project.id}}\n    views: [rfi.detail]\n", "")...)},
		{name: "06-renamed", before: []string{typical}, now: edit(t, typical, "0.3.1",
			more(notes("We have a new name. After updating, select your permitted projects and create your app configurations again."), "name: Acme Field Sync\n  dist", "name: Acme Visits\n  dist")...)},
		{name: "07-restored", before: []string{typical, edit(t, typical, "0.4.0", more(notes("The panel opens beside submittals too."), "views: [rfi.detail]", "views: [rfi.detail, submittal_logs.detail]")...)},
			bad: "0.4.0", now: edit(t, typical, "0.5.0",
				notes("This version is 0.3.0 again, because 0.4.0 lost visits. After updating, select your permitted projects and create your app configurations again.")...)},
		{name: "08-hotfix", before: []string{typical}, now: edit(t, typical, "0.3.1",
			more(notes("The panel opens without an error. After updating, select your permitted projects and create your app configurations again."), hotfix, "url: https://app.acmefield.com/panel/?company")...)},
		{name: "09-skipped-two-versions", before: []string{edit(t, typical, "0.1.0"), edit(t, typical, "0.2.0",
			more(raised, notes("Visits are written to the daily log.")...)...), edit(t, typical, "0.3.0", more(raised, notes("The panel has a new address.")...)...)},
			now: edit(t, typical, "0.4.0", more(raised, more(notes("The setup page is new. After updating, approve the permission if you are asked to, select your permitted projects and create your app configurations again."),
				"setup_instructions: {url: https://help.acmefield.com/setup,", "setup_instructions: {url: https://help.acmefield.com/start,")...)...)},
		{name: "10-custom-to-marketplace", before: []string{typical}, now: edit(t, typical, "0.4.0",
			more(notes("You can get the app from the Procore App Marketplace. After updating, select your permitted projects and create your app configurations again."), "distribution: custom", "distribution: marketplace")...)},
		{name: "11-service-account-added", before: []string{withoutAccount}, now: edit(t, typical, "0.4.0",
			notes("Visits are matched at night, when no one is signed in. After updating, approve the permissions, select your permitted projects and create your app configurations again.")...)},
		{name: "12-notes-only", before: []string{typical}, now: edit(t, typical, "0.3.1",
			more(notes("The setup notes say how to sign in with Microsoft. After updating, select your permitted projects and create your app configurations again."),
				"Sign in to Acme, then", "Sign in to Acme, with Microsoft if you like, then")...)},
	} {
		t.Run(test.name, func(t *testing.T) {
			story := ledgertest.New(t, "acme-field-sync")
			s := promote.Subject{App: "acme-field-sync", Portal: schema.Components, Linted: true}
			day := func(n int) time.Time { return time.Date(2026, 9, n, 8, 0, 0, 0, time.UTC) }
			for i, text := range test.before {
				number := story.On(day(1 + 7*i)).Save(text)
				story.Do(ledger.Test, number.String())
				side := story.Side(story.App.Version(number))
				story.Do(ledger.Promote, number.String(), func(e *ledger.Event) { e.ReleaseNotes = side.App().ReleaseNotes.String() })
			}
			if test.bad != "" {
				story.Do(ledger.Bad, test.bad, func(e *ledger.Event) { e.Reason = "visits of more than one day are lost" })
			}
			number := story.On(day(28)).Save(test.now)
			s.Ledger, s.Version, s.At = story.App, story.App.Version(number), day(30)
			s.Manifest, s.Run, s.Held = *story.Side(s.Version), story.Side(story.App.RunBefore(s.Version)), story.Side(story.App.HeldBefore(s.Version))
			for _, v := range story.App.CohortsBefore(s.Version) {
				c := promote.Cohort{Version: v, Manifest: *story.Side(v)}
				if s.Cohorts = append(s.Cohorts, c); v.Bad != nil {
					s.Bad = append(s.Bad, c)
				}
			}
			var b bytes.Buffer
			c := promote.NewChecklist(s).Customers
			fmt.Fprintf(&b, "RELEASE NOTES, a draft\n\n%s\nMESSAGE TO COMPANY ADMINS\n\nSubject: %s\n\n%s", c.ReleaseNotes, c.Title, c.Message)
			show := func(of string, p promote.Plan) {
				for _, shown := range []struct {
					title  string
					format report.Format
				}{{"PLAN", report.Text}, {"PAGE, as text", report.Mail}} {
					fmt.Fprintf(&b, "\n%s%s\n\n", shown.title, of)
					if err := report.StepsFormats.Write(&b, shown.format, p, report.Options{}); err != nil {
						t.Fatal(err)
					}
				}
			}
			if len(s.Cohorts) == 0 {
				show("", promote.CustomerPlan(s, nil))
			}
			for _, c := range s.Cohorts {
				show(" for customers on "+c.Version.Number.String(), promote.CustomerPlan(s, &c))
			}
			golden := filepath.Join("testdata", "texts", test.name+".txt")
			if flag.Lookup("update").Value.String() == "true" {
				if err := os.WriteFile(golden, b.Bytes(), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil || !bytes.Equal(want, b.Bytes()) {
				t.Errorf("%s is not what is sent now (%v); look at the difference after: go test ./internal/promote -run %s -update", golden, err, "TestTexts")
			}
		})
	}
}
