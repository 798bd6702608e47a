package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/procore-manifest/manifest/internal/cli"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/sandbox/portaltest"
	"github.com/procore-manifest/manifest/schema"
)

// jsonRuns are the command lines that print JSON, and the schema that manifest
// schema prints of it. Those without a schema come in between. PORTAL is the
// address of a fake, and TODAY the day.
var jsonRuns = []struct {
	schema string
	args   string
}{
	{"version", "version"}, {"rules", "rules"}, {"explain", "explain unknown-view"}, {"doctor", "doctor"}, {"sources", "rules --facts"},
	{"status", "status"}, {"checklist", "checklist app@1.1.0"}, {"gates", "promote app@1.1.0 --check"}, {"log", "log app"}, {"log", "log --since 2026-01-01"},
	{"changes", "diff app@1.0.0 app@1.1.0"}, {"changes", "diff app"}, {"changes", "diff panel"}, {"base-changes", "diff --base HEAD"}, {"base-changes", "diff --base HEAD~1"}, {"findings", "lint --base HEAD manifests/panel"}, {"drift", "drift app portal.json"},
	{"steps", "steps app"}, {"steps", "steps app@1.1.0 --install"}, {"steps", "steps app@1.1.0 --promote"}, {"steps", "steps app@1.0.0 --customer"},
	{"findings", "lint"}, {"findings", "lint manifests/faulty elsewhere"},
	{"approve", "approve app @ --reason agreed --by Jane"}, {"bump", "bump app"},
	{"error", "log nobody"}, {"recorded", "save bare --by Jane"}, {"status", "status bare"}, {"log", "log bare"}, {"checklist", "checklist bare@0.4.0"},
	{"recorded", "test bare@0.4.0 --results RESULTS --by Jane"}, {"checklist", "checklist bare@0.4.0"},
	{"gates", "promote bare@0.4.0 --check"}, {"gates", "promote app@1.1.0 bare@0.4.0 nobody@1.0.0 --check"}, {"steps", "steps bare"}, {"drift", "drift bare portal.json"}, {"changes", "diff bare"},
	{"smoke", "smoke bare --test-server PORTAL"}, {"smoke", "smoke bare@0.4.0 --as service_account --test-server PORTAL"},
	{"recorded", "adopt old --state production --since 2025-07-01 --by Jane"}, {"recorded", "adopt old@0.9.0 --from portal.json --state production --since 2025-06-01 --by Jane"},
	{"base-changes", "diff --base HEAD"}, {"changes", "diff old"}, {"status", "status old"}, {"checklist", "checklist old@1.0.0"}, {"steps", "steps old"},
	{"recorded", "record bad app@1.0.0 --reason crashes --by Jane"}, {"recorded", "test app@1.1.0 --passed --by Jane"},
	{"steps", "steps app@1.1.0 --customer --from app@1.0.0"}, {"steps", "steps panel@1.0.0 --customer"},
	{"recorded", "record keys app@1.1.0 --portal-version 1.1.1 --by Jane --on 2026-11-20"},
	{"report", "report app panel"},
	{"recorded", "promote app@1.1.0 --override release-notes --reason test --by Jane"}, {"recorded", "record submit app@1.1.0 --by Jane"},
	{"recorded", "record withdraw app@1.1.0 --by Jane"}, {"recorded", "record submit app@1.1.0 --by Jane"},
	{"recorded", "record reject app@1.1.0 --reason video --by Jane"}, {"recorded", "record retract app@1.1.0 reject --reason mistake --by Jane"},
	{"recorded", "record publish app@1.1.0 --by Jane"}, {"recorded", "record abandon bare@0.4.0 --reason x --by Jane --dry-run"},
	{"log", "log app"}, {"status", "status app"}, {"status", "status --permissions"}, {"changes", "diff app@1.0.0 app@1.1.0"}, {"as-of", "log --as-of TODAY"}, {"report", "report app"},
	{"recorded", "record bad app@1.1.0 --reason crashes --by Jane"}, {"base-changes", "diff --base HEAD"},
	{"recorded", "rename bare naked --by Jane"}, {"recorded", "rename naked bare --by Jane --reason x"},
	{"recorded", "rename left moved --by Jane"}, {"recorded", "rename moved stayed --by Jane"},
	{"recorded", "retire app --reason replaced --by Jane"}, {"status", "status --all"}, {"base-changes", "diff --base HEAD"}, {"recorded", "record retract app retire --reason mistake --by Jane"},
	{"verify", "verify bare --test-server PORTAL --company 4242"}, {"verify", "verify bare --test-server PORTAL --company 4242 --manifest portal.json"}, {"adoption", "adoption bare --test-server PORTAL --company 4242"},
	{"report", "report"}, {"adoption", "adoption app --in-use 1.1.0 --by Jane"}, {"report", "report app --as-of 2099-01-31"}, {"status", "status app"},
	{"drift", "drift app portal.json --take data_connector.permissions.project.daily_log"},
	{"base-changes", "diff --base HEAD"}, {"restore", "restore app@1.0.0 --force"},
}

const panelManifest = `schema: 1
app: {name: Acme Panel, distribution: custom}
version: 1.0.0
embedded:
  full_screen: {description: The dashboard of Acme., url: "https://panel.acmefield.com/?company={{procore.company.id}}&region={{region}}",
    parameters: [{key: region, name: Region, description: The region of your data.}]}
setup_instructions: {url: "https://help.acmefield.com/procore", page_name: Set up Acme}
post_installation_notes: Select the permitted projects, then create your configuration in Settings.
`

// What is printed for programs is what the published schemas say, to the last
// key; and nothing that they describe is never printed.
func TestJSONIsAsPublished(t *testing.T) {
	p := newProject(t)
	p.submitted()
	p.must("record", "publish", "app@1.0.0", "--by", "Jane")
	p.must("checklist", "app@1.0.0", "--write")
	p.write("1.1.0", "daily_log", "commitments")
	p.sell()
	p.must(p.fill("app", "approve", "app", "@", "--reason", "agreed", "--expires", "2099-01-31", "--by", "Jane")...)
	p.must("save", "app", "--by", "Jane", "--sandbox-key", keyTwo)
	p.write("1.1.0", "daily_log", "commitments", "punch_list")
	p.sell()
	// The portal holds a data connector that customers never had.
	panel := filepath.Join(p.dir, "manifests", "panel", "manifest.yaml")
	writeAll(t, p.dir, map[string]string{
		"manifests/panel/manifest.yaml":  panelManifest,
		"manifests/old/manifest.yaml":    panelManifest,
		"manifests/bare/manifest.yaml":   canaryManifest,
		"manifests/faulty/manifest.yaml": "schema: 1\napp: {nam: Faulty}\nversion: v1\n",
		"manifests/broken/manifest.yaml": "schema: [\n",
		"manifests/left/manifest.yaml":   canaryManifest,
		".manifest.yaml":                 "schema: 1\nignore: [manifests/left/drafts]\n",
	})
	p.must("save", "left", "--by", "Jane")
	writeAll(t, p.dir, map[string]string{"manifests/ended/manifest.yaml": canaryManifest})
	p.must("retire", "ended", "--reason", "replaced", "--by", "Jane")
	p.must("rename", "left", "moved", "--by", "Jane")
	writeAll(t, p.dir, map[string]string{"manifests/left/approvals/note.txt": "A note.\n", ".manifest.yaml": "schema: 1\nignore: [manifests/left/drafts]\n"})
	p.must("save", "panel", "--by", "Jane")
	p.must("promote", "panel@1.0.0", "--by", "Jane", "--override", "keys,sandbox-test,release-notes", "--reason", "a test")
	replaceIn(t, panel, "version: 1.0.0", "version: 1.1.0\ndata_connector: {authentication: [user_level]}")
	p.must("save", "panel", "--by", "Jane")
	p.portalJSON()
	for _, args := range [][]string{{"init", "-q"}, {"-c", "user.name=Jane", "-c", "user.email=jane@acme.test", "commit", "--allow-empty", "-qm", "start"}, {"add", "."},
		{"-c", "user.name=Jane", "-c", "user.email=jane@acme.test", "commit", "-qm", "x", "-m", "Co-authored-by: Raj Roe <raj@acme.test>"}} {
		if out, err := exec.Command("git", append([]string{"-C", p.dir}, args...)...).CombinedOutput(); err != nil {
			t.Skipf("git: %v: %s", err, out)
		}
	}
	if out, err := exec.Command("git", "-C", p.dir, "rm", "-rq", "manifests/ended").CombinedOutput(); err != nil {
		t.Fatalf("git rm: %v: %s", err, out)
	}
	p.write("1.2.0", "daily_log", "commitments", "rfi")
	replaceIn(t, panel, "version: 1.1.0\ndata_connector: {authentication: [user_level]}", "version: 1.1.1")
	replaceIn(t, filepath.Join(p.dir, "manifests", "old", "manifest.yaml"), "The dashboard of Acme", "The board of Acme")
	p.must(p.fill("panel", "approve", "panel", "@", "--reason", "agreed", "--by", "Jane")...)
	writeAll(t, p.dir, map[string]string{"manifests/broken/manifest.yaml": "schema: [[\n",
		".manifest.yaml": "schema: 1\nignore: [manifests/left/drafts, examples]\n"})
	if err := os.MkdirAll(filepath.Join(p.dir, "elsewhere", "manifest.yaml"), 0o755); err != nil {
		t.Fatal(err)
	}
	fake := portaltest.New()
	defer fake.Close()

	filled := strings.NewReplacer("PORTAL", fake.URL, "TODAY", time.Now().UTC().Format(time.DateOnly))
	published := make(map[string]*published)
	ran := make(map[string]bool)
	for _, run := range jsonRuns {
		args := p.fill("app", strings.Fields(filled.Replace(run.args))...)
		ran[args[0]] = true
		if args[0] == "record" {
			ran["record "+args[1]] = true
		}
		if run.schema != "" {
			args = append(args, "--format", "json")
		}
		var out, errs bytes.Buffer
		variables := map[string]string{"PATH": os.Getenv("PATH"), "HOME": p.dir, "MANIFEST_CLIENT_ID": portaltest.ClientID, "MANIFEST_CLIENT_SECRET": portaltest.ClientSecret}
		start := func(args ...string) int {
			out.Reset()
			errs.Reset()
			return cli.Run(context.Background(), project.Env{
				Dir: p.dir, Stdin: strings.NewReader(fake.Code(outOfBand) + "\n"), Stdout: &out, Stderr: &errs,
				Getenv: func(key string) string { return variables[key] }, Now: time.Now,
			}, args)
		}
		if i := slices.Index(args, "RESULTS"); i > 0 {
			start("checklist", args[1], "--format", "json")
			writeAll(t, p.dir, map[string]string{"results.json": resultsFor(t, out.String(), nil)})
			args[i] = "results.json"
		}
		code := start(args...)
		if run.schema == "" {
			continue
		}
		s := published[run.schema]
		if s == nil {
			s = newPublished(t, p.must("schema", run.schema))
			published[run.schema] = s
		}
		var doc any
		if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
			t.Errorf("manifest %s (exit code %d): %v\n%s%s", run.args, code, err, &out, &errs)
			continue
		}
		if err := s.strict.Validate(doc); err != nil {
			t.Errorf("manifest %s: %#v\n%s", run.args, err, &errs)
		}
		s.see(s.root, doc, "")
	}
	for _, name := range append(schema.Outputs(), "findings", "smoke") {
		s := published[name]
		if s == nil {
			t.Errorf("no command is run that prints what manifest schema %s describes", name)
			continue
		}
		for _, key := range s.unseen(s.root, "") {
			t.Errorf("manifest schema %s describes %s, which no run printed", name, key)
		}
	}
	for _, c := range cli.Reference() {
		name := strings.TrimPrefix(c.Path, "manifest ")
		if !ran[name] && name != "schema" && slices.ContainsFunc(c.Flags, func(f report.CommandFlag) bool { return f.Name == "format" && strings.Contains(f.Usage, "json") }) {
			t.Errorf("%s prints JSON, and nothing holds it against a schema", c.Path)
		}
	}
	if _, err := os.Stat(filepath.Join(p.dir, "manifests", "bare", "versions")); err != nil {
		t.Error(err)
	}
}

// published is a schema that allows no keys but those it describes, and
// remembers which it met.
type published struct {
	root   map[string]any
	strict *jsonschema.Schema
	seen   map[string]bool
}

func newPublished(t *testing.T, text string) *published {
	t.Helper()
	s := &published{seen: make(map[string]bool)}
	if err := json.Unmarshal([]byte(text), &s.root); err != nil {
		t.Fatal(err)
	}
	closed, err := json.Marshal(closeObjects(s.root))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", bytes.NewReader(closed)); err != nil {
		t.Fatal(err)
	}
	if s.strict, err = c.Compile("schema.json"); err != nil {
		t.Fatal(err)
	}
	return s
}

// closeObjects returns a copy in which objects have no keys but those described.
func closeObjects(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any)
		for key, value := range v {
			out[key] = closeObjects(value)
		}
		if _, described := v["properties"].(map[string]any); described {
			out["additionalProperties"] = false
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = closeObjects(v[i])
		}
		return out
	}
	return v
}

// behind follows a reference, and looks behind a null.
func (s *published) behind(at map[string]any) map[string]any {
	for _, key := range []string{"anyOf", "allOf"} {
		if of, ok := at[key].([]any); ok {
			return s.behind(of[0].(map[string]any))
		}
	}
	if ref, ok := at["$ref"].(string); ok {
		return s.behind(s.root["definitions"].(map[string]any)[strings.TrimPrefix(ref, "#/definitions/")].(map[string]any))
	}
	return at
}

func (s *published) see(at map[string]any, doc any, path string) {
	at = s.behind(at)
	switch doc := doc.(type) {
	case map[string]any:
		properties, _ := at["properties"].(map[string]any)
		for key, value := range doc {
			if sub, ok := properties[key].(map[string]any); ok {
				s.seen[path+"."+key] = true
				s.see(sub, value, path+"."+key)
			}
		}
	case []any:
		for _, value := range doc {
			if sub, ok := at["items"].(map[string]any); ok {
				s.seen[path+"[]"] = true
				s.see(sub, value, path+"[]")
			}
		}
	}
}

// unseen are the keys and items that no document had.
func (s *published) unseen(at map[string]any, path string) (list []string) {
	at = s.behind(at)
	look := func(sub any, path string) {
		if !s.seen[path] {
			list = append(list, path)
			return
		}
		list = append(list, s.unseen(sub.(map[string]any), path)...)
	}
	if properties, ok := at["properties"].(map[string]any); ok {
		for key, sub := range properties {
			look(sub, path+"."+key)
		}
	}
	if items, ok := at["items"]; ok {
		look(items, path+"[]")
	}
	slices.Sort(list)
	return list
}
