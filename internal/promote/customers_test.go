package promote

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/ledger/ledgertest"
)

// cohortSubject is 0.9.0 of an app, whose customers have 0.1.0 and so on with these
// contents.
func cohortSubject(t *testing.T, now string, before ...string) Subject {
	t.Helper()
	story := ledgertest.New(t, "acme-field-sync")
	// What a pair leaves out does not matter to the ledger.
	text := func(number, content string) (save, said string) {
		return "version: " + number + "\napp: {name: Acme, distribution: custom}\n", "version: " + number + "\n" + content
	}
	var s Subject
	s.App = "acme-field-sync"
	for i, content := range before {
		save, said := text(fmt.Sprintf("0.%d.0", i+1), content)
		number := story.On(at(i + 1)).Ship(save)
		side := parse(t, number.String(), said)
		s.Cohorts, s.Run = append(s.Cohorts, Cohort{story.App.Version(number), side}), &side
	}
	save, said := text("0.9.0", now)
	number := story.On(at(20)).Save(save)
	s.Manifest, s.At = parse(t, number.String(), said), at(22)
	for i := range s.Cohorts {
		s.Cohorts[i].Version = story.App.Version(s.Cohorts[i].Version.Number)
	}
	return in(s, story.App, number)
}

// asked are words that tell of what the table says that customers must do for
// changes: taken from its columns alone.
func asked(changes []change.Change, actions []change.Action) []string {
	words := map[change.Action]string{
		change.ReselectProjects: "permitted projects", change.NewConfiguration: "configuration", change.Reinstall: "install",
	}
	var list []string
	for _, c := range changes {
		for _, text := range append(strings.Split(c.Grants, "; "), c.Must) {
			if text != "" {
				list = append(list, text)
			}
		}
	}
	for _, a := range actions {
		if words[a] != "" {
			list = append(list, words[a])
		}
	}
	return list
}

// Whatever a version changes, and wherever those stand who must do something for
// it: each text has all that they must do, says whom it is for, and asks nothing of
// others.
func TestEveryTextHasAllThatCustomersMustDo(t *testing.T) {
	pairs, err := filepath.Glob("../change/testdata/rows/*.txtar")
	if err != nil || len(pairs) < 40 {
		t.Fatalf("got %d pairs: %v", len(pairs), err)
	}
	for _, pair := range pairs {
		archive, err := txtar.ParseFile(pair)
		if err != nil {
			t.Fatal(err)
		}
		old, now := string(archive.Files[0].Data), string(archive.Files[1].Data)
		if parse(t, "old", "version: 0.1.0\n"+old).App().Version.String() != "0.1.0" {
			continue
		}
		for place := range 3 {
			t.Run(fmt.Sprintf("%s %d", strings.TrimSuffix(filepath.Base(pair), ".txtar"), place), func(t *testing.T) {
				before := []string{now, now, now}
				before[place] = old
				s := cohortSubject(t, now, before...)
				changes := change.Diff(s.Cohorts[place].Manifest, s.Manifest)
				verdict := change.Judge(changes, s.Cohorts[place].Manifest, s.Manifest)
				c := NewChecklist(s).Customers
				planned := CustomerPlan(s, &s.Cohorts[place])
				plan := fmt.Sprintf("%+v", planned.Screens)
				who := fmt.Sprintf("if you are on 0.%d.0: ", place+1)
				for name, text := range map[string]string{"release notes": c.ReleaseNotes, "message": c.Message, "plan": plan,
					"page": stepsText(planned.Update), "list": strings.Join(c.Must, "\n")} {
					for _, want := range asked(changes, verdict.Actions) {
						if !strings.Contains(strings.ToLower(text), strings.ToLower(want)) {
							t.Errorf("the %s lacks %q:\n%s", name, want, text)
						}
					}
				}
				for _, must := range c.Must {
					own := slices.ContainsFunc(changes, func(c change.Change) bool {
						return c.Must != "" && strings.HasSuffix(must, c.Must) || c.Grants != "" && strings.Contains(must, c.Grants)
					})
					if own && !strings.HasPrefix(strings.ToLower(must), who) {
						t.Errorf("asked of all: %s", must)
					}
				}
				if nothing := "nothing changes for you"; len(c.Must) > 0 && strings.Contains(c.ReleaseNotes, nothing) {
					t.Errorf("%q stands above what to do:\n%s", nothing, c.ReleaseNotes)
				}
			})
		}
	}
}

// stepsText is what a page says that customers must do.
func stepsText(u *Update) string {
	var b strings.Builder
	for _, s := range u.Steps {
		b.WriteString(s.Title + ". ")
		for _, phrase := range s.Text {
			b.WriteString(phrase.Text)
		}
		b.WriteString("\n" + strings.Join(s.Items, "\n") + "\n")
		for _, f := range s.Fields {
			b.WriteString(f.Name + "\n")
		}
	}
	return b.String()
}

func TestGroups(t *testing.T) {
	app := func(component, notes string) string {
		return "embedded: {" + component + ": {description: D, url: https://a.acmefield.com}}\n" +
			"setup_instructions: {url: https://help.acmefield.com, page_name: Set up}\npost_installation_notes: " + notes + "\n"
	}
	s := cohortSubject(t, app("full_screen", "new"), app("full_screen", "old"), app("side_panel", "old"),
		app("full_screen", "old"), app("full_screen", "old"), app("full_screen", "new"))
	c := NewChecklist(s).Customers
	var got []string
	for _, g := range c.Groups {
		got = append(got, strings.Join(g.Versions, " ")+": "+strings.Join(g.Must, "; "))
	}
	const configure, read = "Create the app configurations again and choose their projects", "Read the setup page again: https://help.acmefield.com"
	want := []string{"0.5.0: " + configure, "0.4.0 0.3.0 0.2.0 0.1.0: " + configure + "; " + read}
	if !slices.Equal(got, want) {
		t.Errorf("groups:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if want := []string{configure, "If you are on 0.1.0 to 0.4.0: read the setup page again: https://help.acmefield.com"}; !slices.Equal(c.Must, want) {
		t.Errorf("must: %q, want %q", c.Must, want)
	}
}

// Of a version that is bad, its customers hear why and that they should update; the
// numbers are those of the portal.
func TestNumbersAndBadVersions(t *testing.T) {
	s := cohortSubject(t, "post_installation_notes: new\n", "post_installation_notes: old\n", "post_installation_notes: old\n")
	story := ledgertest.Continue(t, s.Ledger)
	story.On(at(21)).Do(ledger.Bad, "0.2.0", func(e *ledger.Event) { e.Reason = "crashes on empty budgets" })
	story.Do(ledger.NewKeys, "0.9.0", func(e *ledger.Event) { e.Portal = ledgertest.Number("0.9.5") })
	s = in(s, story.App, s.Version.Number)
	c := NewChecklist(s).Customers
	text := c.ReleaseNotes + c.Title + c.Message + fmt.Sprint(CustomerPlan(s, nil))
	if strings.Contains(text, "0.9.0,") || c.To != "0.9.5" || strings.Count(text, "0.9.5") < 3 {
		t.Errorf("not the portal's number: %s", text)
	}
	if want := "0.2.0 has a known fault: crashes on empty budgets. If you are on this version, please update"; strings.Count(text, want) != 2 {
		t.Errorf("%q is not in both texts:\n%s", want, text)
	}
	if strings.Contains(c.Message, "stays on its version (") {
		t.Errorf("the message names one version for all: %s", c.Message)
	}
}

// The gate names those whom the release notes leave out.
func TestReleaseNotesForEveryCohort(t *testing.T) {
	service := func(level string) string {
		return "data_connector: {authentication: [user_level, service_account], permissions: {project: {budgeting: " + level + "}}}\n"
	}
	notes := "release_notes: Select the permitted projects again after the update.\n"
	s := cohortSubject(t, service("standard")+"setup_instructions: {page_name: New}\n"+notes, service("read_only"), service("standard"))
	var got []string
	for _, g := range Gates(s) {
		for _, p := range g.Problems {
			if g.ID == GateReleaseNotes {
				got = append(got, p.Message)
			}
		}
	}
	want := []string{"the release notes do not tell customers on 0.1.0 that company admins must approve the permissions"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
