package report

import (
	"encoding/csv"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/portal"
	"github.com/procore-manifest/manifest/internal/sandbox"
)

// nothingHidden reports characters that drive or confuse a terminal.
func nothingHidden(t *testing.T, out string) {
	t.Helper()
	for i, r := range out {
		if hidden(r) && r != '\n' && r != joiner {
			t.Errorf("byte %d: %q is hidden, in %q", i, r, out)
		}
	}
}

// What Procore answers may hold anything: names of companies, words of errors.
func TestHostileAnswers(t *testing.T) {
	at := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	for _, tt := range hostile {
		t.Run(tt.name, func(t *testing.T) {
			s := tt.text
			smoke := Smoke{App: s, Environment: "developer-sandbox", Label: s, At: at,
				Company: &sandbox.Named{ID: 1 << 60, Name: s}, Outcome: "failed", Tool: s,
				Steps: []sandbox.Step{{ID: "me", Method: "user_level", Proves: s, Outcome: "failed", Detail: s,
					Cause: s, Remedy: s}}, Evidence: s}
			nothingHidden(t, written(t, SmokeFormats, Text, smoke, Options{Width: 60}))
			out := written(t, SmokeFormats, JSON, smoke, Options{})
			checkSchema(t, "../../schema/smoke.schema.json", out)
			var read struct {
				Company struct {
					ID   int64
					Name string
				}
				Steps []struct{ Detail string }
			}
			decode(t, out, &read)
			equal(t, "company", read.Company.Name, replaced(s))
			equal(t, "detail", read.Steps[0].Detail, replaced(s))
			if read.Company.ID != 1<<60 {
				t.Errorf("id %d", read.Company.ID)
			}

			verify := Verify{App: s, Git: s, From: s, Company: &sandbox.Named{ID: 4, Name: s},
				Checks: []VerifyCheck{{What: "version", Git: s, Installed: s, Outcome: "differs", Note: s}},
				Drift: &Drift{App: s, Git: s, Portal: s, Differences: []portal.Difference{{Path: s, Field: s,
					Cause: portal.Clicked, Git: s, Portal: s}}, NotCompared: []string{s}, Import: s, Steps: s}}
			nothingHidden(t, written(t, VerifyFormats, Text, verify, Options{}))
			var checks struct {
				Checks, Differences []struct{ Installed, Field string }
			}
			decode(t, written(t, VerifyFormats, JSON, verify, Options{}), &checks)
			equal(t, "installed", checks.Checks[0].Installed, replaced(s))
			equal(t, "field", checks.Differences[0].Field, replaced(s))

			adoption := Adoption{App: s, Published: s, Companies: []CompanyAdoption{{Company: sandbox.Named{ID: 4,
				Name: s}, Status: "installed", Version: s, Note: s, ReadAt: at}}}
			nothingHidden(t, written(t, AdoptionFormats, Text, adoption, Options{}))
			rows, err := csv.NewReader(strings.NewReader(written(t, AdoptionFormats, CSV, adoption, Options{}))).ReadAll()
			if err != nil || len(rows) != 2 {
				t.Fatalf("csv: %v, %q", err, rows)
			}
			equal(t, "csv", strings.TrimPrefix(rows[1][0], "'"), Visible(s))
			nothingHidden(t, strings.Join(rows[1], "\n"))
		})
	}
}

// Lists are never null, and what there is none of is null.
func TestEmptyAnswers(t *testing.T) {
	smoke := written(t, SmokeFormats, JSON, Smoke{Environment: "production", Outcome: "not_checked",
		At: time.Unix(0, 0).UTC()}, Options{})
	checkSchema(t, "../../schema/smoke.schema.json", smoke)
	for _, out := range []string{
		smoke, written(t, VerifyFormats, JSON, Verify{}, Options{}), written(t, AdoptionFormats, JSON, Adoption{},
			Options{}),
	} {
		rest := strings.NewReplacer(`"company": null`, "", `"project": null`, "", `"in_use": null`, "").Replace(out)
		if strings.Contains(rest, "null") || !strings.Contains(out, `"format": 1`) {
			t.Errorf("got %s", out)
		}
	}
}

// A spreadsheet takes no text for a formula.
func TestFormulas(t *testing.T) {
	for _, s := range []string{"=1+1", "+1", "-1", "@x"} {
		if got := unformula(s); got != "'"+s {
			t.Errorf("%s: got %s", s, got)
		}
	}
	if got := unformula("Acme = Co"); got != "Acme = Co" {
		t.Errorf("got %s", got)
	}
}

// What a redirect URI holds reaches curl as it is: the shell and curl's own
// configuration read nothing into it, and variables are still filled in.
func TestCallsInAShell(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell")
	}
	for _, value := range []string{`https://x.test/?a="b"&c=$(id)`, "https://x.test/`id`", `https://x.test/\n\`,
		"https://x.test/$HOME/${PATH}", "https://x.test/END"} {
		out := written(t, CallsFormats, Text, []Call{{Title: "t", Method: "POST", URL: "https://login.test/",
			Form: [][2]string{{"redirect_uri", value}, {"code", "$CODE"}}}}, Options{})
		_, heredoc, _ := strings.Cut(out, "curl ")
		_, heredoc, _ = strings.Cut(heredoc, "--config - ")
		cmd := exec.Command(sh, "-c", "cat "+heredoc)
		cmd.Env = []string{"CODE=the-code", "HOME=/home", "PATH=/usr/bin:/bin"}
		got, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		lines := strings.Split(string(got), "\n")
		// curl's configuration: within quotes, a backslash keeps what follows.
		unquoted := strings.NewReplacer(`\\`, `\`, `\"`,
			`"`).Replace(strings.TrimSuffix(strings.TrimPrefix(lines[1], `data-urlencode = "`), `"`))
		equal(t, "value", unquoted, "redirect_uri="+value)
		equal(t, "variable", lines[2], `data-urlencode = "code=the-code"`)
	}
}
