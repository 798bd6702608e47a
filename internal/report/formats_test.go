package report

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/portal"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/sandbox"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/internal/version"
	"github.com/procore-manifest/manifest/schema"
)

// samples has one result for each table of formats. Each of its formats has the
// golden file testdata/KIND/FORMAT.golden.
func samples(t *testing.T) map[string]shower {
	file := source.New("manifests/acme/manifest.yaml", []byte("version: 0.4.0\nname: Acme\n"))
	place := change.Place{File: file, Span: source.Span{Start: 15, End: 19}}
	day := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	acme := sandbox.Named{ID: 4242, Name: "Acme & Co <test>"}
	was, _ := version.Parse("0.3.0")
	now, _ := version.Parse("0.4.0")
	must, _ := version.Parse("0.5.0")
	changes := Changes{
		App: "acme", From: "0.3.0", To: "working manifest",
		Bad: []BadVersion{{"0.3.0", "Jane Doe <jane@acmefield.com>", "crashes on | empty budgets"}},
		Approvals: map[string]Approval{
			print("9f2c41"): {By: "Jane Doe", On: "2025-11-01", Reason: "agreed", UsedFor: "0.3.0"},
			print("33cc44"): {Given: true, By: "Jane Doe <jane@acmefield.com>", On: "2026-11-20", Reason: "agreed with | support", Expires: "2026-12-31"},
			print("55ee66"): {},
		},
		OneWaySince: "0.3.9", OneWay: []change.Change{
			{Row: &change.Row{ID: "data-connector-removed"}, Op: change.Removed, Path: "data_connector", Level: version.Breaking,
				Action: change.Reinstall, OneWay: true, Summary: "the data connector is removed", Fingerprint: print("55ee66"), Before: &place},
		},
		Changes: []change.Change{
			{Row: &change.Row{ID: "tool-added"}, Op: change.Added, Path: "a.b", Level: version.Breaking,
				Action: change.Reinstall,
				OneWay: true, Summary: `tool "RFI" is added`, Fingerprint: print("9f2c41"), To: "RFI", After: &place},
			{Row: &change.Row{ID: "level-raised"}, Op: change.Changed, Path: "a.c", Level: version.Feature,
				Action: change.ApprovePermissions, RaisesPermissions: true, Summary: "tool budgeting is raised", Customers: "approve the permission",
				Fingerprint: print("33cc44"), From: "read_only", To: "standard", Before: &place, After: &place},
			{Row: &change.Row{ID: "name-changed"}, Op: change.Changed, Path: "app.name", Level: version.Fix,
				Action:  change.NoAction,
				Summary: "the name changes", Fingerprint: print("11aa22"), From: "A", To: "Acme", Before: &place, After: &place},
		},
		Verdict: change.Verdict{Level: version.Breaking, Actions: []change.Action{change.Reinstall}},
		Bump:    &Bump{Baseline: was, Version: now, Required: must, Level: version.Breaking, Part: "minor"},
		Next:    []string{"manifest bump acme"},
	}
	story := eventfulStory(t)
	drift := Drift{
		App: "acme", Git: "0.4.0", Portal: "portal.json", Saved: "0.3.0", NotCompared: []string{"release notes"},
		Taken: []string{"version"}, Take: "manifest drift acme portal.json --take app.name",
		Import: "manifest import acme portal.json", Steps: "manifest steps acme --from portal.json",
		Differences: []portal.Difference{{Path: "app.name", Field: "Details > Name", Cause: portal.Both,
			Git: "Acme", Portal: "Acme 2",
			Saved: "A", GitAt: &source.Place{File: file, Span: place.Span}}},
	}
	subject := versionSubject(t, "user", "custom", false)
	rule := &validate.Rule{
		ID: "view-known", Group: "Side panel", Since: "0.1.0", Fixable: true,
		Severity: validate.Severities{diag.Warning, diag.Warning, diag.Error},
		Summary:  "views are in the portal's list", Why: "An unknown view is never shown.",
		Bad: "views: [rfi]\n", Good: "views: [rfi.detail]\n",
		Origin: schema.Origin{Source: "portal", Date: "2026-01", Confidence: schema.Seen},
	}
	return map[string]shower{
		"AdoptionFormats": showing(AdoptionFormats, Adoption{
			App: "acme", Environment: "production", Published: "0.4.0",
			Companies: []CompanyAdoption{{
				Company: acme, Status: "installed", Version: "0.3.0", Standing: "behind", Update: "offered",
				Reapply: "none", ReadAt: day,
			}},
		}),
		"ApproveFormats": showing(ApproveFormats, Approved{App: "acme", Folder: "manifests/acme", Approvals: []ApprovedChange{
			{story.App.Approvals[0].Entry, "side panel view rfi.detail removed"},
		}}),
		"AsOfFormats": showing(AsOfFormats, AsOf{Day: "2026-11-21", Apps: []*ledger.App{story.App, ledger.Read("b", nil)}}),
		"BaseChangesFormats": showing(BaseChangesFormats, BaseChanges{
			Base: "main", Apps: []Changes{changes, changes}, Unread: []Unread{{"b", "gone"}},
			Configuration: []string{"ignore: + examples/**", "policy.promotion.soak_days: 2 → 0"},
			Deleted:       []DeletedApp{{"sitelens", "2026-11-20", "Jane Doe", "replaced"}},
		}),
		"BuildFormats": showing(BuildFormats, Build{
			Version: "v1.2.3", Commit: "6411d584e0da52318de2", Modified: true, Go: "go1.26", System: "linux/amd64",
		}),
		"BumpFormats": showing(BumpFormats, Bumped{
			App: "acme", File: "manifests/acme/manifest.yaml", From: was, To: now, Why: "breaking: a view removed",
			Need: ledger.Need{Number: now, Level: version.Breaking, Since: was}, Decides: &changes.Changes[0], Permission: "approvals/x.json",
		}),
		"CallsFormats": showing(CallsFormats, []Call{{
			Title: "Who am I", Method: "GET", URL: "https://api.test/me",
			Header: [][2]string{{"Authorization", "Bearer $TOKEN"}},
		}}),
		"ChangesFormats":   showing(ChangesFormats, changes),
		"ChecklistFormats": showing(ChecklistFormats, promote.NewChecklist(subject)),
		"CommandFormats": showing(CommandFormats, Command{
			Path: "manifest log", Usage: []string{"manifest log <app>"}, Short: "Show the history",
			Flags: []CommandFlag{{Name: "format", Value: "word", Usage: "output format", Default: "text"}},
		}),
		"DoctorFormats": showing(DoctorFormats, Doctor{Tool: "manifest v1.2.3", Checks: []Check{
			{"git", Fine, "2.39.5", ""}, {"editor", Notable, "no schema", "manifest schema --editors"},
		}}),
		"DriftFormats":   showing(DriftFormats, drift),
		"ExplainFormats": showing(ExplainFormats, Explained{Rule: rule, Repository: "https://example.com"}),
		"GatesFormats": showing(GatesFormats, Gates{
			App: "acme", Version: "0.4.0", Overrides: []ledger.Override{{Gate: "keys", Reason: "later"}},
			Gates: []promote.Gate{
				{ID: "lint", Overridable: true, Message: "wrong", Problems: []promote.Problem{
					{Message: "wrong", Place: &place, Remedy: "manifest lint"},
				}},
				{ID: "keys", Overridable: true, Message: "no key", Problems: []promote.Problem{{Message: "no key"}}},
				{ID: "bump", OK: true, Message: "high enough"},
			},
		}),
		"GitDiffFormats": showing(GitDiffFormats, GitDiff{
			Old:     GitSide{Name: "a", Mode: "100644", Data: []byte("a: 1\n")},
			New:     GitSide{Name: "a", Mode: "100644", Data: []byte("a: 2\n")},
			Changes: &changes,
		}),
		"LintFormats": showing(LintFormats, sample()),
		"LogFormats": showing(LogFormats, Timeline{Logs: []Log{{
			App: story.App, Folder: "manifests/acme", Events: story.App.Events, Unknown: "not committed", Commits: commitsOf(story),
		}}}),
		"RecordedFormats": showing(RecordedFormats, *recordedOf(story, ledger.Promote, "0.3.0")),
		"ReportFormats":   showing(ReportFormats, sampleReport(story)),
		"RestoreFormats": showing(RestoreFormats, Restored{
			Restored: story.App.Versions[0], Number: must, File: "manifests/acme/manifest.yaml", Kept: []string{"app", "oauth"},
			Differ: []string{"oauth"}, KeptFrom: "0.4.0", Changes: changes, Next: []string{"manifest save acme"},
		}),
		"RulesFormats": showing(RulesFormats, Rules{
			Rules: []*validate.Rule{rule}, Repository: "https://example.com",
			Mistakes: []validate.Mistake{
				{Number: 1, What: "a view | that is misspelled", Rules: []string{"view-known"}},
				{Number: 2, What: "a slow page", Left: "only a browser sees it"},
			},
		}),
		"SchemaFormats": showing(SchemaFormats, []byte(`{
  "title": "Approvals", "description": "Who approved what.",
  "properties": {"format": {"type": "integer", "description": "The number of the format."}}
}
`)),
		"SmokeFormats": showing(SmokeFormats, Smoke{
			App: "acme", Environment: "developer-sandbox", Label: "Developer Sandbox", At: day, Company: &acme,
			Outcome: sandbox.Failed, Tool: "manifest 1.2.3",
			Steps: []sandbox.Step{{
				ID: "me", Method: "user_level", Request: "GET /me", Proves: "the token works",
				Outcome: sandbox.Failed, Cause: "a proxy", Remedy: "log in",
			}},
		}),
		"SourcesFormats": showing(SourcesFormats, []Source{{List: "views.json", Row: "rfi.detail", Origin: rule.Origin}}),
		"StatusFormats": showing(StatusFormats, Status{Now: day, Apps: []AppStatus{
			{
				App: "acme", Working: "0.4.0", Draft: Unsaved, Ledger: story.App,
				Next:    "manifest steps acme",
				Waiting: []Waiting{{Version: "0.4.0", State: ledger.Draft, Waits: "saving in the portal", Closed: []string{"approvals"}, Next: "manifest steps acme"}},
			},
			{App: "b", Draft: Broken, Waits: "a fix", Ledger: ledger.Read("b", nil)},
		}}),
		"StepsFormats": showing(StepsFormats, promote.CustomerPlan(versionSubject(t, "full", "marketplace", true), nil)),
		"VerifyFormats": showing(VerifyFormats, Verify{
			App: "acme", Git: "0.4.0", From: "Production", Company: &acme, Installation: 7, Drift: &drift,
			Checks: []VerifyCheck{
				{What: "version", Git: "0.4.0", Installed: "0.3.0", Outcome: "differs", Note: "update it"},
			},
		}),
	}
}

// print is a whole fingerprint that starts with some digits.
func print(digits string) string { return digits + strings.Repeat("0", 64-len(digits)) }

// shower shows a result in every format of its table.
type shower func(t *testing.T, each func(f Format, out string))

func showing[T any](formats Formats[T], result T) shower {
	return func(t *testing.T, each func(Format, string)) {
		for _, f := range formatsOf(formats) {
			each(f, written(t, formats, f, result, Options{}))
		}
	}
}

func TestGoldenFormats(t *testing.T) {
	for name, show := range samples(t) {
		kind := strings.ToLower(strings.TrimSuffix(name, "Formats"))
		show(t, func(f Format, out string) {
			t.Run(kind+"/"+string(f), func(t *testing.T) { goldenFile(t, kind+"/"+string(f)+".golden", out) })
		})
	}
}

// A function that makes a format is named in a table, and a table has a sample.
func TestTablesAreWhole(t *testing.T) {
	tables, named, made := tablesOf(t)
	shown := samples(t)
	for of, table := range tables {
		if shown[table] == nil {
			t.Errorf("%s has no sample: add one to samples in formats_test.go, and its formats get golden files", table)
		}
		for _, f := range made[of] {
			if !named[f] {
				t.Errorf("%s makes a format that --format does not accept: name it in %s", f, table)
			}
		}
	}
}

// tablesOf reads the package: the tables by the type that they are for, the
// functions that are named in tables, and those that could be, by the type.
func tablesOf(t *testing.T) (tables map[string]string, named map[string]bool, made map[string][]string) {
	t.Helper()
	tables, named, made = make(map[string]string), make(map[string]bool), make(map[string][]string)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				var params []string
				for _, p := range n.Type.Params.List {
					params = append(params, types.ExprString(p.Type))
				}
				if len(params) == 3 && params[0] == "*bytes.Buffer" && params[2] == "Options" && n.Type.Results != nil && n.Recv == nil {
					made[params[1]] = append(made[params[1]], n.Name.Name)
				}
			case *ast.ValueSpec:
				of, isTable := "", false
				if len(n.Values) == 1 {
					if list, ok := n.Values[0].(*ast.CompositeLit); ok && list.Type != nil {
						of, isTable = strings.CutPrefix(types.ExprString(list.Type), "Formats[")
					}
				}
				if !isTable {
					return true
				}
				tables[strings.TrimSuffix(of, "]")] = n.Names[0].Name
				ast.Inspect(n.Values[0], func(n ast.Node) bool {
					if f, ok := n.(*ast.Ident); ok {
						named[f.Name] = true
					}
					return true
				})
			}
			return true
		})
	}
	return tables, named, made
}

func TestUnknownFormat(t *testing.T) {
	var b strings.Builder
	err := DriftFormats.Write(&b, "xml", Drift{}, Options{})
	if err == nil || err.Error() != `unknown format "xml"; expected text, json or markdown` || b.Len() > 0 {
		t.Errorf("got %v and %q", err, b.String())
	}
}

// written is a result in a format.
func written[T any](t testing.TB, formats Formats[T], f Format, result T, o Options) string {
	t.Helper()
	var b strings.Builder
	if err := formats.Write(&b, f, result, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func formatsOf[T any](formats Formats[T]) []Format {
	var list []Format
	for _, r := range formats {
		list = append(list, r.Format)
	}
	return list
}

// wholePage is the golden file of a page with its style and script. Those of other
// pages leave them out, so that a change of the style is no change of every file.
const wholePage = "checklist/html.golden"

// goldenFile compares with a file in testdata, which -update rewrites.
func goldenFile(t *testing.T, name, got string) {
	t.Helper()
	if strings.HasPrefix(got, "<!doctype html>") {
		if bare := checkPolicy(t, got); name != wholePage {
			got = bare
		}
	}
	file := filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		t.Fatalf("%s is missing: run go test ./internal/report -update, and read what it wrote", file)
	case err != nil:
		t.Fatal(err)
	case got != string(want):
		t.Errorf("%s differs (go test ./internal/report -update rewrites it); got:\n%s\nwant:\n%s", name, got, want)
	}
}
