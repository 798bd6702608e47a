package validate

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

func fixable(found []diag.Diagnostic) int {
	n := 0
	for _, d := range found {
		if d.Fix != nil {
			n++
		}
	}
	return n
}

const panelOf = `embedded:
  side_panel:
    description: Acme beside the item
    url: https://panel.acmefield.com/?project={{procore.project.id}}
    views:
`

// What is said to be fixable is fixed, at once and in little time, however
// many words are near the same one.
func TestFixKeepsItsPromise(t *testing.T) {
	views := func(n int) string {
		text := panelOf
		for i := range n {
			text += fmt.Sprintf("      - rfi.detial%d\n", i)
		}
		return text
	}
	for name, snippet := range map[string]string{
		"one near view":             views(1),
		"50 near views":             views(50),
		"5,000 near views":          views(5000),
		"a near view that is there": panelOf + "      - rfi.detial\n      - rfi.detail\n",
		"a parent key":              "dataconector:\n  authentication: [user_level, service_account]\n  permisions:\n    project: {comitments: Admin}\n",
		"a component":               "embeded:\n  full_scren:\n    descripton: Acme\n    url: http://app.acmefield.com/\n",
		"two keys for one":          "setup_instructions:\n  urll: https://help.acmefield.com/x\n  urrl: https://help.acmefield.com/y\n  page_name: Set up Acme\n",
		"two methods for one":       "data_connector:\n  authentication: [user-level, User_level]\n",
		"two tools for one":         "data_connector:\n  authentication: [user_level, service_account]\n  permissions: {project: {comitments: standard, commitmens: standard}}\n",
		"a number that is no view":  panelOf + "      - 7\n      - rfi.detail\n",
		"a token in a bad place":    "embedded:\n  full_screen:\n    description: Acme\n    url: https://app.acmefield.com/{procore.project.name}?c={{procore.company.id}}\n",
	} {
		t.Run(name, func(t *testing.T) {
			l := linters(t)[Production]
			text := strings.Replace(compose(snippet), "\ndata_connector:\n  authentication: [user_level]\n", "\n", 1)
			if strings.Contains(snippet, "data_connector") || strings.HasPrefix(snippet, "setup") {
				text = compose(snippet)
			}
			start := time.Now()
			before := l.Lint(source.New("manifest.yaml", []byte(text)), "app")
			after := l.Fix(source.New("manifest.yaml", []byte(text)), "app")
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("took %s", took)
			}
			if promised := fixable(before); after.Applied < promised {
				t.Errorf("%d of %d promised repairs were made; before\n%safter\n%s", after.Applied, promised, list(before), list(after.Findings))
			}
			if left := fixable(l.Lint(after.File, "app")); left > 0 || fixable(after.Findings) > 0 {
				t.Errorf("%d findings are said to be fixable after Fix:\n%s", left, list(after.Findings))
			}
			if Introduced(before, after.Findings) != nil && len(before) <= maxFindings {
				t.Errorf("Fix brought findings:\n%safter\n%s", list(before), list(after.Findings))
			}
		})
	}
}

// A repair that brings a finding is found among many and left out.
func TestTrialsLeaveOutWhatDoesHarm(t *testing.T) {
	f := source.New("m", []byte("abcdefgh"))
	var before []diag.Diagnostic
	for i := range f.Data {
		at := source.Span{Start: i, End: i + 1}
		before = append(before, diag.Diagnostic{Rule: "letter", File: f, Span: at, Message: f.Text(at),
			Fix: &diag.Fix{Title: "capital", Edits: []diag.Edit{{Span: at, Text: strings.ToUpper(f.Text(at))}}}})
	}
	trials := &trials{left: maxTrials, lint: func(f *source.File) []diag.Diagnostic {
		var found []diag.Diagnostic
		for i, b := range f.Data {
			at := source.Span{Start: i, End: i + 1}
			if b == 'C' || b == 'F' {
				found = append(found, diag.Diagnostic{Rule: "bad", File: f, Span: at, Message: "bad"})
			} else if b >= 'a' {
				found = append(found, diag.Diagnostic{Rule: "letter", File: f, Span: at, Message: f.Text(at)})
			}
		}
		return found
	}}
	got := trials.safe(f, before)
	if string(got.file.Data) != "ABcDEfGH" || len(got.fixes) != 6 {
		t.Errorf("got %q by %d fixes, with %d trials left", got.file.Data, len(got.fixes), trials.left)
	}
}

const leaked = "3f9a1c77e02b4d58a6c1f0e9d2b37465a8c90e1f"

// What must not be shown is known to every finding, whichever rules run and
// whatever state the file is in.
func TestSecretsAreHidden(t *testing.T) {
	for _, c := range []struct {
		name, text string
		hidden     bool
	}{
		{"value", "client_secret: " + leaked + "\n", true},
		{"key", "x: {ghp_a1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8: y}\n", true},
		{"query", "embedded: {full_screen: {description: A, url: \"ftp://acmefield.com/?api_key=" + leaked + "\"}}\n", true},
		{"open quote", "client_secret: \"" + leaked + "\n", true},
		{"open quote, nothing else", "schema: [\nclient_secret: \"" + leaked, true},
		{"tag", "client_secret: !!str " + leaked + "\n", true},
		{"duplicate", "x: 1\nclient_secret: a\nclient_secret: " + leaked + "\n", true},
		{"said to be none", "release_notes: \"client_secret: " + leaked + "\" # manifest:ignore secret -- made up\n", false},
	} {
		for _, o := range []Options{{}, {Only: []string{"unknown-key"}}, {Skip: []string{"secret", "url-credentials"}}, {Config: &Config{Rules: map[string]diag.Severity{"secret": diag.Off}}}} {
			for _, d := range lintText(t, c.text+"foo: bar\n", o) {
				if got := len(d.Hidden) > 0; got != c.hidden {
					t.Errorf("%s, %v: hidden is %t for %s", c.name, o.Only, got, d.Message)
				}
				if c.hidden && strings.Contains(d.Message+d.Help+d.Label, leaked[:12]) {
					t.Errorf("%s: shown by %s: %s", c.name, d.Rule, d.Message)
				}
			}
		}
	}
}

// A rule says so if some of its findings have another severity than its own.
func TestSeveritiesVaryAsSaid(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "rules", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range archive.Files {
			for _, state := range []State{Draft, Testing, Production} {
				for _, d := range lintText(t, compose(string(file.Data)), Options{For: state}) {
					if r := FindRule(d.Rule); d.Severity != r.Severity[state] && r.Varies == "" {
						t.Errorf("%s: a finding of %s is %s for %s: %s", name, r.ID, d.Severity, state, d.Message)
					}
				}
			}
		}
	}
}

// Findings with their place, message and remedy, for mistakes that once gave
// more than one finding or poor advice. The base is left out: each text is a
// whole file for a draft, whose infos do not count.
func TestOneMistakeOneFinding(t *testing.T) {
	for _, c := range readMistakes(t) {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			found := lintText(t, compose(c.text), Options{})
			if strings.HasPrefix(c.name, "configuration") {
				_, found = ParseConfig(source.New(".manifest.yaml", []byte(c.text)), func(string) bool { return true })
			}
			for _, d := range found {
				if d.Severity == diag.Info {
					continue
				}
				line := fmt.Sprintf("%v-%v %s: %s", d.Start(), d.End(), d.Rule, d.Message)
				if d.Help != "" {
					line += " = " + d.Help
				}
				if d.Fix != nil {
					line += " (fix)"
				}
				got = append(got, line)
			}
			if want := strings.FieldsFunc(c.wanted, func(r rune) bool { return r == '\n' }); !slices.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

// mistakeCase is a case of testdata/mistakes.txt: a text, and its findings, one a
// line.
type mistakeCase struct{ name, text, wanted string }

func readMistakes(t *testing.T) []mistakeCase {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "mistakes.txt"))
	if err != nil {
		t.Fatal(err)
	}
	stands := strings.NewReplacer("␍", "\r", "→", "\t", "␣", "\u00a0")
	var all []mistakeCase
	for c := range strings.SplitSeq(strings.TrimPrefix(string(data), "=== "), "\n=== ") {
		name, rest, _ := strings.Cut(c, "\n")
		text, wanted, _ := strings.Cut(rest, "\n---\n")
		all = append(all, mistakeCase{name, stands.Replace(text) + "\n", wanted})
	}
	return all
}

// A faulty suppression never hides what matters more than the finding about it.
func TestFaultySuppressionsFailClosed(t *testing.T) {
	text := compose("version: v1.4.0 # manifest:ignore version-format\n")
	for name, o := range map[string]Options{
		"rule alone": {Only: []string{"version-format"}},
		"skipped":    {Skip: []string{"ignore-reason"}},
		"info":       {Config: &Config{Rules: map[string]diag.Severity{"ignore-reason": diag.Info}}},
	} {
		if found := lintText(t, text, o); !reports(found, versionFormat.ID) {
			t.Errorf("%s: the version is not reported: %s", name, list(found))
		}
	}
	if found := lintText(t, text, Options{}); len(found) != 1 || found[0].Rule != ignoreReason.ID {
		t.Errorf("want one finding about the reason, got\n%s", list(found))
	}
}

// All fixes of a file are verified at once, and those that do harm are known from
// the findings that they bring.
func TestFixesAreVerifiedTogether(t *testing.T) {
	views := panelOf
	for _, v := range schema.Views() {
		if v.Action == "detail" {
			views += "      - " + v.Key + "x\n"
		}
	}
	harmful := "embedded:\n  full_screen:\n    description: Acme\n    url: https://app.acmefield.com/{procore.project.name}?c={{procore.company.id}}\n"
	for _, c := range []struct {
		name, text           string
		trials, least, wrong int
	}{
		{"nothing to fix", base, 0, 0, 0},
		{"harmless fixes", compose(views), 1, 10, 0},
		{"one that brings a finding", compose(strings.Replace(views, "embedded:\n", harmful, 1)), 2, 10, 1},
	} {
		l, f := linters(t)[Draft], source.New("manifest.yaml", []byte(c.text))
		found := l.check(f, "app", nil, nil)
		trials := l.newTrials(f, "app")
		made := trials.safe(f, found)
		if got := maxTrials - trials.left; got != c.trials || len(made.fixes) < c.least || fixable(found)-len(made.fixes) != c.wrong {
			t.Errorf("%s: %d trials, want %d; %d of %d fixes can be made", c.name, got, c.trials, len(made.fixes), fixable(found))
		}
	}
}
