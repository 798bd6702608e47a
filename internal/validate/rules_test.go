package validate

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// base is a manifest without findings, for every state. Examples and fixtures
// hold some of its top-level keys, which replace those of base.
const base = `schema: 1
app:
  name: Acme Field Sync
  distribution: custom
version: 1.4.0
data_connector:
  authentication: [user_level]
setup_instructions:
  url: https://help.acmefield.com/procore/setup
  page_name: Set up Acme Field Sync
post_installation_notes: |
  Create your Acme account, then open Settings and select Connect to Procore.
  Create an app configuration and select the permitted projects.
oauth:
  production: {redirect_uris: ["https://app.acmefield.com/oauth/callback"]}
release_notes: |
  Budget lines now sync every hour. After updating, select your permitted
  projects and create your app configurations again.
`

var topKey = regexp.MustCompile(`(?m)^([a-z_]+):`)

// compose puts a snippet in the place of the same top-level keys of base. The
// snippet comes first, so that its lines keep their numbers. A snippet that
// has the key schema, or no key at all, is a whole file.
func compose(snippet string) string {
	given := map[string]bool{}
	for _, m := range topKey.FindAllStringSubmatch(snippet, -1) {
		given[m[1]] = true
	}
	if given["schema"] || len(given) == 0 {
		return snippet
	}
	starts := topKey.FindAllStringSubmatchIndex(base, -1)
	text := snippet
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	for i, m := range starts {
		end := len(base)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		if !given[base[m[2]:m[3]]] {
			text += base[m[0]:end]
		}
	}
	return text
}

// folderLine is a first line that says which app an example or fixture is of.
var folderLine = regexp.MustCompile(`^# manifests/(.+)/manifest\.yaml\b`)

func lintText(t *testing.T, text string, o Options) []diag.Diagnostic {
	t.Helper()
	l, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	app := "acme-field-sync"
	if m := folderLine.FindStringSubmatch(text); m != nil {
		app = m[1]
	}
	return l.Lint(source.New("manifest.yaml", []byte(text)), app)
}

func list(found []diag.Diagnostic) string {
	var b strings.Builder
	for _, d := range found {
		fmt.Fprintf(&b, "\t%v-%v %s: %s [%s]\n", d.Start(), d.End(), d.Severity, d.Message, d.Rule)
	}
	return b.String()
}

func TestBaseHasNoFindings(t *testing.T) {
	for _, state := range []State{Draft, Testing, Production} {
		if found := lintText(t, base, Options{For: state}); len(found) > 0 {
			t.Errorf("for %s, want no findings, got\n%s", state, list(found))
		}
	}
}

// Every rule's examples do what they say: the wrong one has the findings of this
// rule alone, the right one has none.
func TestExamples(t *testing.T) {
	for _, r := range Rules() {
		if !r.ofOneManifest() {
			continue // see TestHistoryExamples
		}
		t.Run(r.ID, func(t *testing.T) {
			config := configOf(t, r)
			bad := lintText(t, compose(r.Bad), Options{For: Production, Config: config})
			if !reports(bad, r.ID) {
				t.Errorf("the rule does not report its Bad example; findings:\n%s", list(bad))
			}
			for _, d := range bad {
				if d.Rule != r.ID && (r.ID != yamlAlias.ID || d.Rule != yamlAnchor.ID) { // no alias without an anchor
					t.Errorf("the Bad example has another finding: %v %s [%s]", d.Start(), d.Message, d.Rule)
				}
			}
			for _, state := range []State{Draft, Production} {
				if found := lintText(t, compose(r.Good), Options{For: state, Config: config}); len(found) > 0 {
					t.Errorf("for %s, the Good example has findings:\n%s", state, list(found))
				}
			}
		})
	}
}

// configOf is the configuration that the examples of a rule are judged with.
func configOf(t *testing.T, r *Rule) *Config {
	t.Helper()
	if r.Config == "" {
		return nil
	}
	config, found := ParseConfig(source.New(".manifest.yaml", []byte(r.Config)), func(string) bool { return true })
	if len(found) > 0 {
		t.Fatalf("%s: the configuration of the examples has findings:\n%s", r.ID, list(found))
	}
	return config
}

func reports(found []diag.Diagnostic, rule string) bool {
	return slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return d.Rule == rule })
}

func TestRulesAreDescribed(t *testing.T) {
	seen := map[string]bool{}
	kebab := regexp.MustCompile(`^[a-z]+(-[a-z0-9]+)*$`)
	for _, r := range Rules() {
		switch {
		case seen[r.ID]:
			t.Errorf("%s: listed twice", r.ID)
		case !kebab.MatchString(r.ID):
			t.Errorf("%s: id is not kebab-case", r.ID)
		case r.Group == "" || r.Since == "" || r.Summary == "" || r.Why == "" || r.Bad == "" || r.Good == "":
			t.Errorf("%s: group, since, summary, why, bad and good must be given", r.ID)
		case strings.HasSuffix(r.Summary, "."):
			t.Errorf("%s: summary ends in a full stop", r.ID)
		case r.Origin.Source == "" || r.Origin.Date == "" || r.Origin.Confidence == "":
			t.Errorf("%s: origin is incomplete", r.ID)
		case r.Severity.Max() == diag.Off:
			t.Errorf("%s: never reports", r.ID)
		}
		seen[r.ID] = true
	}
}

// A rule that the list lacks is never run.
func TestRulesAreListed(t *testing.T) {
	listed := map[string]bool{}
	var written []string
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if name == "rules.go" {
			for _, m := range regexp.MustCompile(`&(\w+)`).FindAllSubmatch(data, -1) {
				listed[string(m[1])] = true
			}
		}
		for _, m := range regexp.MustCompile(`(?m)^(?:var |\t)(\w+) += Rule\{$`).FindAllSubmatch(data, -1) {
			written = append(written, string(m[1]))
		}
	}
	for _, name := range written {
		if !listed[name] {
			t.Errorf("rule %s is not listed: add &%[1]s to internal/validate/rules.go, where the documentation should have it", name)
		}
	}
	if !t.Failed() && len(written) != len(listed) {
		t.Errorf("found %d rules in the files and %d in the list", len(written), len(listed))
	}
}

// want is an expectation beside a fault: # want rule-id "part of the message",
// or # want+2 for a line further down.
var want = regexp.MustCompile(`want([+-]\d+)? ([a-z0-9-]+) "((?:[^"\\]|\\.)*)"`)

// Every rule has a fixture testdata/rules/ID.txtar. A file in it is a snippet
// for compose; the end of its name before .yaml says for which state it is
// linted, draft if none, with the configuration of the rule. All findings of all rules must be wanted; those of a
// rule that the file marks, as testdata/positions does, must be marked.
func TestFixtures(t *testing.T) {
	for _, r := range Rules() {
		if !r.ofOneManifest() {
			continue // see history_test.go and the ledger's own tests
		}
		archive, err := fixture(r)
		if err != nil {
			t.Errorf("rule %s has no fixture: add internal/validate/testdata/rules/%[1]s.txtar with manifests that have "+
				"# want %[1]s \"message\" beside each fault and ⟦%[1]s:…⟧ around it (%v)", r.ID, err)
			continue
		}
		for _, file := range archive.Files {
			snippet, marks, err := unmarkAll(string(file.Data))
			if err != nil {
				t.Fatalf("%s/%s: %v", r.ID, file.Name, err)
			}
			for _, v := range savings {
				t.Run(r.ID+"/"+file.Name+"/"+v.name, func(t *testing.T) {
					options := Options{For: stateOf(file.Name), Config: configOf(t, r)}
					checkFixture(t, v.save(compose(snippet)), marks, options)
				})
				if len(marks) == 0 {
					break // its places are in testdata/positions
				}
			}
		}
	}
	files, err := os.ReadDir(filepath.Join("testdata", "rules"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if FindRule(strings.TrimSuffix(f.Name(), ".txtar")) == nil {
			t.Errorf("testdata/rules/%s belongs to no rule", f.Name())
		}
	}
}

func fixture(r *Rule) (*txtar.Archive, error) {
	return txtar.ParseFile(filepath.Join("testdata", "rules", r.ID+".txtar"))
}

func stateOf(name string) State {
	for _, state := range []State{Testing, Production} {
		if strings.HasSuffix(strings.TrimSuffix(name, ".yaml"), state.String()) {
			return state
		}
	}
	return Draft
}

func checkFixture(t *testing.T, whole string, marks []placed, o Options) {
	type expectation struct {
		line       int
		rule, text string
	}
	var wanted []expectation
	for i, line := range strings.Split(whole, "\n") {
		for _, m := range want.FindAllStringSubmatch(line, -1) {
			offset, _ := strconv.Atoi(m[1])
			text, err := strconv.Unquote(`"` + m[3] + `"`)
			if err != nil {
				t.Fatal(err)
			}
			wanted = append(wanted, expectation{i + 1 + offset, m[2], text})
		}
	}
	isMarked := func(rule string) bool {
		return slices.ContainsFunc(marks, func(m placed) bool { return m.rule == rule })
	}
	var got []placed
	for _, d := range lintText(t, whole, o) {
		if isMarked(d.Rule) {
			got = append(got, placed{d.Rule, d.Start(), d.End()})
		}
		i := slices.IndexFunc(wanted, func(w expectation) bool {
			return w.line == d.Start().Line && w.rule == d.Rule && strings.Contains(d.Message, w.text)
		})
		if i < 0 {
			t.Errorf("not wanted: %v %s: %s [%s]", d.Start(), d.Severity, d.Message, d.Rule)
			continue
		}
		wanted = slices.Delete(wanted, i, i+1)
	}
	if sortPlaced(got); !slices.Equal(got, marks) {
		t.Errorf("got  %v\nwant %v", got, marks)
	}
	for _, w := range wanted {
		t.Errorf("missing: line %d: %s %q", w.line, w.rule, w.text)
	}
}
