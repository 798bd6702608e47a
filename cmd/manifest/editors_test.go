package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/cli"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
	"github.com/procore-manifest/manifest/schema"
)

// editorProject makes a project whose editors are set up by the tool itself,
// and starts yaml-language-server in it with the settings that the tool wrote.
// scripts/editors installs that server and names it.
func editorProject(t *testing.T) *languageServer {
	t.Helper()
	server := os.Getenv("YAML_LANGUAGE_SERVER")
	if server == "" {
		t.Skip("no yaml-language-server: run scripts/editors, which needs Node.js")
	}
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "manifests"), 0o755); err != nil {
		t.Fatal(err)
	}
	if code, out := inFolder(root, "", "schema", "--editors"); code != 0 {
		t.Fatalf("schema --editors: exit code %d\n%s", code, out)
	}
	data, err := os.ReadFile(filepath.Join(root, ".vscode", "settings.json"))
	if err != nil {
		t.Fatal(err)
	}
	var settings struct {
		Schemas map[string][]string `json:"yaml.schemas"`
	}
	if err := json.Unmarshal(data, &settings); err != nil || len(settings.Schemas) == 0 {
		t.Fatalf("settings.json: %v\n%s", err, data)
	}
	return startServer(t, root, map[string]any{"yaml": map[string]any{
		"validate": true, "hover": true, "completion": true, "schemas": settings.Schemas,
		"schemaStore": map[string]any{"enable": false}, // it is on the network
	}}, "node", server, "--stdio")
}

// inFolder runs the tool in a folder and returns its exit code and all that it
// said.
func inFolder(dir, stdin string, args ...string) (int, string) {
	var out bytes.Buffer
	code := cli.Run(context.Background(), project.Env{
		Dir: dir, Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &out, Now: time.Now, Getenv: func(string) string { return "" },
	}, args)
	return code, out.String()
}

// every document names every key of its schema.
func everyKey(t *testing.T) map[string]struct {
	schema []byte
	text   string
} {
	t.Helper()
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		// The modeline of a test's file leads to the project's own schema.
		return regexp.MustCompile(`(?m)^# yaml-language-server:.*\n`).ReplaceAllString(string(data), "")
	}
	tools := "schema: 1\napp: {name: Tools, distribution: custom}\nversion: 0.1.0\ndata_connector:\n" +
		"  authentication: [user_level, service_account]\n  permissions:\n"
	for _, scope := range []schema.Scope{schema.CompanyScope, schema.ProjectScope} {
		tools += "    " + string(scope) + ":\n"
		for _, tool := range schema.Tools() {
			if tool.Scope == scope && tool.KeyStatus != schema.KeyGuessed {
				tools += "      " + tool.Key() + ": read_only\n"
			}
		}
		tools += "      of_our_own: standard\n"
	}
	config := "schema: 1\nfor: testing\nrules: {unknown-view: error}\nextra_tools: {company: [a_b], project: [c_d]}\n" +
		"extra_views: [daily_log.list]\nignore: [\"old/**\"]\nrequire_checklist: true\n" +
		"apps: [\"services/{app}/procore\", {path: procore, id: acme}]\nportal: components\npolicy:\n  hosts: [\"*.acmefield.com\"]\n" +
		"  highest_level: {company: {directory: read_only}, project: {\"*\": standard}}\n  approvals: {by_other: true}\n" +
		"  promotion: {by_other: true, soak_days: 2, freeze: [{from: 2026-12-18, to: 2027-01-04, reason: year-end}]}\n" +
		"  asks: {at_most: 2, per_days: 90}\n"
	documents := map[string]struct {
		schema []byte
		text   string
	}{
		"manifests/complete/manifest.yaml": {schema.Manifest, read("schema/testdata/complete.yaml")},
		"manifests/tools/manifest.yaml":    {schema.Manifest, tools},
		".manifest.yaml":                   {schema.Project, config},
		"manifests/complete/in-use.yaml":   {schema.InUse, "as_of: \"2026-11-30\"\nby: Jane\nreason: asked all customers\nversions: [0.4.0]\n"},
	}
	for name, e := range everyEvent() {
		_, data, err := ledger.Encode(e)
		if err != nil {
			t.Fatal(err)
		}
		documents[name] = struct {
			schema []byte
			text   string
		}{schema.Event, string(data)}
	}
	return documents
}

// everyEvent are events that together hold every key, by the name of a file.
func everyEvent() map[string]ledger.Event {
	hash := strings.Repeat("0f", 32)
	keys := ledger.Keys{Sandbox: keyOne, Production: keyTwo}
	event := func(kind ledger.Kind, fill func(*ledger.Event)) ledger.Event {
		e := ledger.Event{Kind: kind, At: time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC), By: "Jane", Reason: "why"}
		fill(&e)
		return e
	}
	number := func(major uint64) version.Version {
		v, _ := version.Parse(fmt.Sprintf("%d.0.0", major))
		return v
	}
	const history, name = "manifests/a/versions/1.0.0/history/", "20261122T093000Z-0f0f0f0f-"
	return map[string]ledger.Event{
		history + "adopt.json": event(ledger.Adopt, func(e *ledger.Event) {
			e.State, e.Since, e.Digest, e.Distribution, e.Reason = ledger.Published, "2026-01-31", "sha256:"+hash, "marketplace", ""
			e.Keys, e.Portal, e.Note, e.Day = keys, number(2), "a note", "2026-11-20"
		}),
		history + name + "test.json": event(ledger.Test, func(e *ledger.Event) {
			e.Result, e.Evidence, e.Reason = ledger.Passed, ledger.Evidence{File: "evidence/proof.png", Digest: "sha256:" + hash}, ""
		}),
		history + name + "promote.json": event(ledger.Promote, func(e *ledger.Event) {
			e.ReleaseNotes, e.Checklist, e.Approvals, e.Reason = "Notes.", "sha256:"+hash, []string{hash}, ""
			e.Overrides = []ledger.Override{{Gate: "sandbox-test", Reason: "tested by a customer"}}
		}),
		history + name + "retract.json":               event(ledger.Retract, func(e *ledger.Event) { e.Cancels = name + "test.json" }),
		"manifests/a/history/" + name + "rename.json": event(ledger.Rename, func(e *ledger.Event) { e.Renamed = "b" }),
		"manifests/a/approvals/" + name + "approve.json": event(ledger.Approve, func(e *ledger.Event) {
			e.Path, e.Op, e.From, e.To = "version", "changed", "a", "b"
			e.Fingerprint = ledger.Fingerprint(e.Path, e.Op, e.From, e.To)
			e.Smaller, e.Expires = number(3), "2027-01-31"
		}),
	}
}

// Every key of every schema shows its title and its whole explanation.
func TestEditorsHover(t *testing.T) {
	s := editorProject(t)
	met := make(map[string]bool) // the properties that a document holds
	all := make(map[string]bool)
	for name, doc := range everyKey(t) {
		var root map[string]any
		if err := json.Unmarshal(doc.schema, &root); err != nil {
			t.Fatal(err)
		}
		eachProperty(fmt.Sprint(root["title"]), root, func(at string) { all[at] = true })
		if faults := s.open(name, doc.text); len(faults) > 0 {
			t.Errorf("%s: got %v, want no faults", name, faults)
		}
		parsed, diags := manifest.Parse(source.New(name, []byte(doc.text)))
		if len(diags) > 0 {
			t.Fatalf("%s: %s", name, diags[0].Message)
		}
		h := hovers{t: t, server: s, name: name, file: parsed.File, root: root, met: met}
		h.keys(fmt.Sprint(root["title"]), root, parsed.Root)
	}
	for at := range all {
		if !met[at] {
			t.Errorf("%s: no document holds this key", at)
		}
	}
	if len(met) < 100 {
		t.Errorf("only %d keys were looked at", len(met))
	}
}

// eachProperty calls f for every key that a schema names.
func eachProperty(at string, v any, f func(at string)) {
	switch v := v.(type) {
	case map[string]any:
		for key, sub := range v {
			if properties, ok := sub.(map[string]any); ok && key == "properties" {
				for name := range properties {
					f(at + "/properties/" + name)
				}
			}
			if key != "defaultSnippets" && key != "examples" {
				eachProperty(at+"/"+key, sub, f)
			}
		}
	}
}

type hovers struct {
	t      *testing.T
	server *languageServer
	name   string
	file   *source.File
	root   map[string]any
	met    map[string]bool
}

// resolve follows a reference, and the branch that a value takes.
func (h *hovers) resolve(at string, s map[string]any, n *manifest.Node) (string, map[string]any) {
	for {
		next, ok := s["$ref"].(string)
		branch := s
		if !ok && s["if"] != nil {
			key := "else"
			if n.Kind == manifest.Map {
				key = "then"
			}
			branch = s[key].(map[string]any)
			next, ok = branch["$ref"].(string)
		}
		if !ok {
			return at, s
		}
		name := strings.TrimPrefix(next, "#/definitions/")
		at, _, _ = strings.Cut(at, "/")
		at += "/definitions/" + name
		s = h.root["definitions"].(map[string]any)[name].(map[string]any)
	}
}

func (h *hovers) keys(at string, s map[string]any, n *manifest.Node) {
	at, s = h.resolve(at, s, n)
	for _, item := range n.Items {
		items, _ := s["items"].(map[string]any)
		h.keys(at+"/items", items, item)
	}
	properties, _ := s["properties"].(map[string]any)
	for _, e := range n.Entries {
		sub, at := properties[e.Key.Text], at+"/properties/"+e.Key.Text
		if sub == nil {
			sub = s["additionalProperties"]
		}
		property := sub.(map[string]any)
		if !h.met[at] {
			h.met[at] = true
			h.key(at, property, e)
		}
		h.keys(at, property, e.Value)
	}
}

// key holds what is shown on one key against the schema.
func (h *hovers) key(at string, property map[string]any, e manifest.Entry) {
	behind := property
	if ref, ok := property["$ref"].(string); ok {
		behind = h.root["definitions"].(map[string]any)[strings.TrimPrefix(ref, "#/definitions/")].(map[string]any)
	}
	words := func(name string) string {
		text, ok := property[name].(string)
		if !ok {
			text, _ = behind[name].(string)
		}
		if condition, ok := behind["if"].(map[string]any); ok && name == "title" {
			text = condition["title"].(string) // the server meets this one first
		}
		return text
	}
	title, explanation := words("title"), cmp.Or(words("markdownDescription"), words("description"))
	if fits(behind, e.Value) > 1 { // then the server says the title for each, and the short words
		title, explanation = title+" || "+title, words("description")
	}
	place := h.file.Position(e.Key.Span.Start)
	got := h.server.hover(h.name, lspPlace{place.Line - 1, place.Column}) // inside of the key
	for _, want := range []string{"#### " + title + "\n", explanation} {
		if strings.TrimLeft(want, "# \n") == "" || !strings.Contains(got+"\n", want) {
			h.t.Errorf("%s (%s): got\n%s\nwant it to hold %q", at, h.name, got, want)
		}
	}
}

// fits counts the alternatives of a schema that ask for keys alone, and whose keys
// a value has.
func fits(property map[string]any, value *manifest.Node) (n int) {
	alternatives, _ := property["anyOf"].([]any)
	for _, a := range alternatives {
		properties, _ := a.(map[string]any)["properties"].(map[string]any)
		has := len(properties) > 0
		for key, asks := range properties {
			more, _ := asks.(map[string]any)
			has = has && len(more) == 0 && slices.ContainsFunc(value.Map(), func(e manifest.Entry) bool { return e.Key.Text == key })
		}
		if has {
			n++
		}
	}
	return n
}

// cursor takes the mark out of a text and returns its place.
func cursor(text string) (string, lspPlace) {
	before, after, _ := strings.Cut(text, "‸")
	lines := strings.Split(before, "\n")
	return before + after, lspPlace{len(lines) - 1, len(lines[len(lines)-1])}
}

const (
	editorHead   = "schema: 1\napp: {name: A, distribution: custom}\nversion: 0.1.0\n"
	editorListed = "schema: 1\napp: {name: A, distribution: marketplace}\nversion: 0.1.0\n"
	editorUser   = "data_connector: {authentication: [user_level]}\n"
	editorGrants = editorHead + "data_connector:\n  authentication: [user_level, service_account]\n  permissions:\n"
	editorScreen = editorHead + "embedded:\n  full_screen:\n    url: https://app.acmefield.com\n    parameters:\n"
	editorPanel  = editorHead + "embedded:\n  side_panel:\n    url: https://app.acmefield.com\n"
)

// What can be written is offered: every view, every tool with a known key, and
// snippets that leave a manifest behind in which nothing is wrong.
func TestEditorsCompletion(t *testing.T) {
	s := editorProject(t)
	var views []string
	for _, v := range schema.Views() {
		views = append(views, v.Key)
	}
	tools := make(map[schema.Scope][]string)
	for _, tool := range schema.Tools() {
		if tool.KeyStatus != schema.KeyGuessed {
			tools[tool.Scope] = append(tools[tool.Scope], tool.Key())
		}
	}
	snippets := snippetLabels(t)
	for i, c := range []struct {
		text string
		want []string
	}{
		{"‸", []string{"schema", "app", "version", "manifest with a data connector", "manifest with a side panel"}},
		{editorHead + "‸", []string{"data_connector", "embedded", "setup_instructions", "post_installation_notes", "oauth", "release_notes"}},
		{"schema: 1\napp:\n  name: A\n  distribution: custom\n  support:\n    ‸\nversion: 0.1.0\n" + editorUser, []string{"email", "url", "support"}},
		{editorListed + "agentic:\n  ‸", []string{"mcp_servers", "agents", "server and agent"}},
		{editorListed + "agentic:\n  mcp_servers:\n    - ‸", []string{"name", "url", "MCP server"}},
		{editorListed + "agentic:\n  mcp_servers: [{name: Acme data, url: \"https://mcp.acmefield.com\"}]\n  agents:\n    - ‸", []string{"name", "system_prompt", "agent"}},
		{editorHead + "data_connector:\n  ‸", []string{"uuid", "authentication", "permissions", "user level", "user level and service account"}},
		{editorHead + "data_connector:\n  authentication:\n    - ‸", []string{"user_level", "service_account"}},
		{"schema: 1\napp:\n  name: A\n  distribution: ‸\nversion: 0.1.0\n" + editorUser, []string{"custom", "marketplace"}},
		{editorGrants + "    ‸", []string{"company", "project"}},
		{editorGrants + "    company:\n      ‸", tools[schema.CompanyScope]},
		{editorGrants + "    project:\n      ‸", tools[schema.ProjectScope]},
		{editorGrants + "    project:\n      daily_log: ‸", []string{"read_only", "standard", "admin", "level with purpose"}},
		{editorGrants + "    project:\n      daily_log: {level: ‸}", []string{"read_only", "standard", "admin"}},
		{editorGrants + "    project:\n      daily_log:\n        ‸", []string{"level", "purpose", "level with purpose"}},
		{editorHead + "embedded:\n  ‸", []string{"full_screen", "side_panel"}},
		{editorHead + "embedded:\n  full_screen:\n    ‸", []string{"uuid", "description", "url", "parameters", "full screen"}},
		{editorHead + "embedded:\n  side_panel:\n    ‸", []string{"uuid", "description", "url", "views", "parameters", "side panel"}},
		{editorPanel + "    views:\n      - ‸", views},
		{editorPanel + "    views: [‸]", views},
		{editorScreen + "      - ‸", []string{"key", "name", "type", "description", "required", "support_link", "parameter"}},
		{editorScreen + "      - key: a\n        name: A\n        ‸", []string{"type", "description", "required", "support_link"}},
		{editorScreen + "      - key: a\n        name: A\n        support_link:\n          ‸", []string{"url", "label", "help link"}},
		{editorHead + editorUser + "setup_instructions:\n  ‸", []string{"url", "page_name", "setup page"}},
		{editorHead + editorUser + "oauth:\n  ‸", []string{"sandbox", "production"}},
		{editorHead + editorUser + "oauth:\n  sandbox:\n    redirect_uris:\n      - ‸", []string{"urn:ietf:wg:oauth:2.0:oob", "http://localhost"}},
		{editorHead + editorUser + "oauth:\n  production:\n    redirect_uris:\n      - ‸", []string{"https"}},
	} {
		text, at := cursor(c.text)
		name := fmt.Sprintf("manifests/completion-%d/manifest.yaml", i)
		s.open(name, text)
		items := s.complete(name, at)
		for _, want := range c.want {
			if !slices.ContainsFunc(items, func(i lspItem) bool { return i.Label == want }) {
				t.Errorf("%q: %q is not offered", c.text, want)
			}
		}
		tried := false
		for _, item := range items {
			// A key such as the tool admin is no snippet, and one of a list of
			// words stands for all of them.
			_, ok := snippets[item.Label]
			if key := strings.HasSuffix(item.InsertText, ": "); key || !ok || tried && slices.Contains(views, item.Label) {
				continue
			}
			tried, snippets[item.Label] = true, true
			holdSnippet(t, s, fmt.Sprintf("manifests/snippet-%d-%s/manifest.yaml", i, slug(item.Label)), text, item)
		}
	}
	for label, met := range snippets {
		if !met && !slices.Contains(views, label) {
			t.Errorf("the snippet %q was never offered", label)
		}
	}
}

func slug(label string) string { return regexp.MustCompile("[^a-z]+").ReplaceAllString(label, "-") }

// snippetLabels lists the snippets of the schema of manifests.
func snippetLabels(t *testing.T) map[string]bool {
	labels := make(map[string]bool)
	var collect func(v any)
	collect = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, sub := range v {
				collect(sub)
			}
		case map[string]any:
			for key, sub := range v {
				if list, ok := sub.([]any); ok && key == "defaultSnippets" {
					for _, snippet := range list {
						labels[snippet.(map[string]any)["label"].(string)] = false
					}
				}
				collect(sub)
			}
		}
	}
	var root any
	if err := json.Unmarshal(schema.Manifest, &root); err != nil {
		t.Fatal(err)
	}
	collect(root)
	return labels
}

var stops = regexp.MustCompile(`\$\{\d+\|([^,|]*)[^|]*\|\}|\$\{\d+:((?:\\.|[^}\\])*)\}|\$\{\d+\}|\$\d+`)

// holdSnippet accepts a snippet as an editor does, leaves every stop as it is
// proposed, and expects a manifest that neither the editor nor lint complains of.
func holdSnippet(t *testing.T, s *languageServer, name, text string, item lspItem) {
	t.Helper()
	if item.TextEdit == nil || item.InsertTextFormat != 2 {
		t.Errorf("%s: %q is not inserted as a snippet", name, item.Label)
		return
	}
	lines := strings.Split(text, "\n")
	start, end := item.TextEdit.Range.Start, item.TextEdit.Range.End
	line := lines[start.Line]
	indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
	added := stops.ReplaceAllStringFunc(item.TextEdit.NewText, func(stop string) string {
		m := stops.FindStringSubmatch(stop)
		return m[1] + strings.NewReplacer(`\}`, "}", `\$`, "$").Replace(m[2])
	})
	added = strings.ReplaceAll(added, "\n", "\n"+indent) // as editors do
	lines[start.Line] = line[:start.Character] + added + line[end.Character:]
	text = strings.Join(lines, "\n")
	if faults := s.open(name, text); len(faults) > 0 {
		t.Errorf("%q: the editor says %v of\n%s", item.Label, faults, text)
	}
	if code, out := inFolder(t.TempDir(), text, "lint", "-"); code != 0 {
		t.Errorf("%q: lint says\n%s\nof\n%s", item.Label, out, text)
	}
}

// Typical mistakes are marked at the key or value that is wrong. The mark is
// written around it: «…». A missing key is marked at the first letter of the
// object that lacks it, or at its key.
func TestEditorsErrors(t *testing.T) {
	s := editorProject(t)
	const (
		manifests = "manifests/error-%d/manifest.yaml"
		events    = "manifests/error-%d/versions/1.0.0/history/save.json"
		approvals = "manifests/error-%d/approvals/20261122T093000Z-0f0f0f0f-approve.json"
	)
	for i, c := range []struct{ file, text, want string }{
		{manifests, editorHead + editorUser + "«post_install_notes»: x\n", "Property post_install_notes is not allowed."},
		{manifests, editorHead + "data_connector:\n  authentication: [user_level]\n  «permisions»: {}\n", "Property permisions is not allowed."},
		{manifests, "schema: 1\napp: {name: A, distribution: «custm»}\nversion: 0.1.0\n" + editorUser, `Valid values: "custom", "marketplace".`},
		{manifests, "schema: 1\n«app»:\n  name: A\nversion: 0.1.0\n" + editorUser, `Missing property "distribution".`},
		{manifests, "«s»chema: 1\napp: {name: A, distribution: custom}\n" + editorUser, `Missing property "version".`},
		{manifests, "schema: 1\napp: {name: A, distribution: custom}\nversion: «0.1»\n" + editorUser, `Expected "string".`},
		{manifests, "schema: 1\napp: {name: A, distribution: custom}\nversion: «v0.1.0»\n" + editorUser, "three integers without leading zeros"},
		{manifests, "schema: «2»\napp: {name: A, distribution: custom}\nversion: 0.1.0\n" + editorUser, "Value must be 1."},
		{manifests, "«s»" + editorHead[1:], `Missing property "data_connector".`},
		{manifests, editorHead + "data_connector:\n  authentication: «user_level»\n", `Expected "array".`},
		{manifests, editorHead + "data_connector:\n  authentication: [«user»]\n", `Valid values: "user_level", "service_account".`},
		{manifests, editorHead + "«data_connector»: {}\n", `Missing property "authentication".`},
		{manifests, editorHead + "data_connector:\n  authentication: «[]»\n", "too few items"},
		{manifests, editorGrants + "    project:\n      daily_log: «readonly»\n", `Valid values: "read_only", "standard", "admin".`},
		{manifests, editorGrants + "    project:\n      daily_log: {level: «write»}\n", `Valid values: "read_only", "standard", "admin".`},
		{manifests, editorGrants + "    project:\n      «daily_log»: {purpose: x}\n", `Missing property "level".`},
		{manifests, editorGrants + "    project:\n      «Daily Log»: standard\n", "lower-case letters, digits and underscores"},
		{manifests, editorGrants + "    project: «[daily_log]»\n", "Incorrect type."},
		{manifests, editorHead + "embedded:\n  «side_panel»:\n    url: https://x.test\n", `Missing property "views".`},
		{manifests, editorPanel + "    views: «rfi.detail»\n", `Expected "array".`},
		{manifests, editorPanel + "    views: [rfi.map]\n", ""}, // the list lags behind the portal; lint warns
		{manifests, editorScreen + "      - «k»ey: a\n", `Missing property "name".`},
		{manifests, editorScreen + "      - {key: a, name: b, required: «\"yes\"»}\n", `Expected "boolean".`},
		{manifests, editorHead + editorUser + "oauth:\n  sandbox: {«client_secret»: x}\n", "Property client_secret is not allowed."},
		{manifests, editorHead + editorUser + "post_installation_notes: «[a]»\n", `Expected "string".`},
		// A modeline leads there as well as the settings of VS Code.
		{"manifests/error-%d/another.yaml", "# yaml-language-server: $schema=../.schema/manifest.schema.json\n" + editorHead + editorUser + "«notes»: x\n", "Property notes is not allowed."},
		{events, `{"format": 1, "event": "test", "at": "2026-11-22T09:30:00Z", "by": "Jane", "result": «"maybe"»}`, `Valid values: "passed", "failed".`},
		{approvals, `{"format": 1, "event": "retract", "at": "2026-11-22T09:30:00Z", "by": "Jane", "file": «"x.json"», "reason": "why"}`, "does not match the pattern"},
	} {
		before, rest, marked := strings.Cut(c.text, "«")
		inside, after, _ := strings.Cut(rest, "»")
		_, start := cursor(before + "‸")
		_, end := cursor(before + inside + "‸")
		faults := s.open(fmt.Sprintf(c.file, i), before+inside+after)
		if !marked {
			if len(faults) > 0 {
				t.Errorf("%q: got %v, want no faults", c.text, faults)
			}
			continue
		}
		if len(faults) != 1 || faults[0].Range != (lspRange{start, end}) || !strings.Contains(faults[0].Message, c.want) {
			t.Errorf("%q: got %v, want %q at %v", c.text, faults, c.want, lspRange{start, end})
		}
	}
	if faults := s.open(".manifest.yaml", "schema: 1\nrules: {unknown-view: fatal}\n"); len(faults) != 1 || faults[0].Range.Start != (lspPlace{1, 22}) {
		t.Errorf(".manifest.yaml: got %v, want one fault at the severity", faults)
	}
}
