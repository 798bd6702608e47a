package portal

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/schema"
)

var update = flag.Bool("update", false, "rewrite what the tests expect")

// published returns the names of the files of portal JSON in testdata.
func published(t testing.TB) []string {
	t.Helper()
	names, err := filepath.Glob("testdata/*.json")
	if err != nil || len(names) < 10 {
		t.Fatalf("portal JSON in testdata: got %d files, %v", len(names), err)
	}
	return names
}

func open(t testing.TB, name string) *source.File {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return source.New(filepath.ToSlash(name), data)
}

// importFile makes YAML of the portal's JSON and fails on any error.
func importFile(t testing.TB, f *source.File, given Given) ([]byte, *Reading) {
	t.Helper()
	r, found := Read(f)
	for _, d := range append(found, r.Importable()...) {
		if d.Severity == diag.Error {
			t.Fatalf("%s:%s: %s\n%s", f.Name, d.Start(), d.Message, f.Data)
		}
	}
	r.Complete(given)
	data, err := r.Write()
	if err != nil {
		t.Fatalf("%v\n%s", err, f.Data)
	}
	return data, r
}

func parse(t testing.TB, data []byte) *manifest.Document {
	t.Helper()
	doc, found := manifest.Parse(source.New("manifest.yaml", data))
	if len(found) > 0 {
		t.Fatalf("%s: %s\n%s", found[0].Start(), found[0].Message, data)
	}
	return doc
}

func export(t testing.TB, yaml []byte) ([]byte, []Left) {
	t.Helper()
	doc := parse(t, yaml)
	data, left, found := Export(doc.File, doc.Root)
	if len(found) > 0 {
		t.Fatalf("export: %s\n%s", found[0].Message, yaml)
	}
	return data, left
}

// wellFormed fails where a manifest has faults of shape.
func wellFormed(t testing.TB, yaml []byte) {
	t.Helper()
	l, err := validate.New(validate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range l.Lint(source.New("manifest.yaml", yaml), "") {
		if rule := validate.FindRule(d.Rule); d.Severity == diag.Error && (rule.Group == "The file" || rule.Group == "The schema") {
			t.Errorf("%s: %s [%s]\n%s", d.Start(), d.Message, d.Rule, yaml)
		}
	}
}

func TestPublishedFilesImport(t *testing.T) {
	for _, name := range published(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			got, _ := importFile(t, open(t, name), Given{})
			wellFormed(t, got)
			golden := strings.TrimSuffix(name, ".json") + ".yaml"
			if *update {
				if err := os.WriteFile(golden, got, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			if want := open(t, golden); !bytes.Equal(got, want.Data) {
				t.Errorf("%s: got\n%s\nwant\n%s", golden, got, want.Data)
			}
		})
	}
}

// leaves returns the values of JSON by path.
func leaves(v any, path string, to map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		if len(v) == 0 {
			to[path] = "{}"
		}
		for key, value := range v {
			leaves(value, strings.TrimPrefix(path+pathKey(key, path == ""), "."), to)
		}
	case []any:
		if len(v) == 0 {
			to[path] = "[]"
		}
		for i, item := range v {
			leaves(item, fmt.Sprintf("%s[%d]", path, i), to)
		}
	default:
		to[path] = fmt.Sprint(v)
	}
}

func decoded(t testing.TB, data []byte) map[string]string {
	t.Helper()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	to := make(map[string]string)
	leaves(v, "", to)
	return to
}

// What v4.1 says comes back as it was; what does not come back was listed.
func TestPublishedFilesRoundTrip(t *testing.T) {
	for _, name := range published(t) {
		if strings.Contains(name, "v3x") {
			continue
		}
		t.Run(filepath.Base(name), func(t *testing.T) {
			f := open(t, name)
			yaml, r := importFile(t, f, Given{})
			back, _ := export(t, yaml)
			was, now := decoded(t, f.Data), decoded(t, back)
			for _, left := range r.Left {
				delete(was, left.Path)
			}
			if was["schema_version"] == "" { // a fragment
				delete(now, "schema_version")
			}
			if !reflect.DeepEqual(was, now) {
				t.Errorf("got  %v\nwant %v", now, was)
			}
			again, _ := importFile(t, source.New("again.json", back), Given{})
			if r.Root.Get("app", "name").Text != "" && !bytes.Equal(again, yaml) {
				t.Errorf("second import: got\n%s\nwant\n%s", again, yaml)
			}
		})
	}
}

// The second generation of a file of schema 3.x is the same as the first.
func TestLegacyFilesBecomeStable(t *testing.T) {
	for _, name := range published(t) {
		if !strings.Contains(name, "v3x") {
			continue
		}
		yaml, _ := importFile(t, open(t, name), Given{Name: "App"})
		back, _ := export(t, yaml)
		second, _ := importFile(t, source.New("second.json", back), Given{Manifest: parse(t, yaml).Root})
		if got, want := parse(t, second).Root.JSON(), parse(t, yaml).Root.JSON(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, second, yaml)
		}
	}
}

// The sample apps go to the portal and back: with what the JSON does not say
// taken from the file, nothing is lost.
func TestSamplesRoundTrip(t *testing.T) {
	names, err := filepath.Glob("../../manifests/*/manifest.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal("no sample apps", err)
	}
	for _, name := range names {
		f := open(t, name)
		doc := parse(t, f.Data)
		data, _ := export(t, f.Data)
		back, _ := importFile(t, source.New("portal.json", data), Given{Manifest: doc.Root})
		if got, want := parse(t, back).Root.JSON(), doc.Root.JSON(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got\n%s", name, back)
		}
		again, _ := export(t, back)
		if !bytes.Equal(again, data) {
			t.Errorf("%s: export gives\n%s\nand then\n%s", name, data, again)
		}
	}
}

// Every key of the schema is in the mapping, and nothing else is.
func TestMappingCoversTheSchema(t *testing.T) {
	mapped := make(map[string]bool)
	for _, r := range rows() {
		path := r.Manifest
		if strings.HasPrefix(path, "data_connector.authentication[") {
			path = "data_connector.authentication"
		}
		mapped[path] = true
	}
	delete(mapped, "")
	waived := map[string]string{
		"schema": "the format of the file", "app": "a group", "data_connector": "a group", "embedded": "a group",
		"data_connector.permissions.company.*.level": "the tool's own value, in full", "data_connector.permissions.project.*.level": "the tool's own value, in full",
		"embedded.full_screen.parameters[*].key": "the name of the property", "embedded.side_panel.parameters[*].key": "the name of the property",
	}
	known := make(map[string]bool)
	for _, f := range schema.Of(schema.Manifest).Fields() {
		path := strings.ReplaceAll(strings.ReplaceAll(f.Path, "[]", "[*]"), "<name>", "*")
		if slices.ContainsFunc([]string{"oauth.", "agentic.", "app.support."}, func(group string) bool { return strings.HasPrefix(path, group) }) { // as a whole
			continue
		}
		known[path] = true
		if i := strings.Index(path, "[*]"); i >= 0 {
			known[path[:i+len("[*]")]] = true
		}
	}
	for path := range known {
		if mapped[path] == (waived[path] != "") {
			t.Errorf("%s: want a row of the mapping or a waiver, exactly one", path)
		}
	}
	for path := range mapped {
		if !known[path] {
			t.Errorf("%s is in the mapping, and not in the schema", path)
		}
	}
	for _, r := range rows() {
		for _, words := range schema.Portals() {
			if screen := r.Screen(words); strings.Contains(screen, "_") {
				t.Errorf("%s: %q holds the id of no label of %s", r.Manifest, screen, words)
			}
		}
		if r.Source == "" && r.As != Unsaid {
			t.Errorf("%s %s %s has no source", r.Manifest, r.V41, r.V3)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	tests := []struct{ name, json, want string }{
		{"empty", "", `1:1: the file is empty`},
		{"blank", " \n", `2:1: the file is empty`},
		{"cut off", "{\n  \"fullscreen\": {", `2:17: "{" is never closed`},
		{"cut in a text", "{\"permissions\": \"x", `1:17: the quote that opens here is never closed`},
		{"twice", "{\n\"permissions\": {},\n\"permissions\": {}}", `3:1: key "permissions" is already defined on line 2`},
		{"more", "{} {}", `1:4: there is more text after the end of the JSON`},
		{"comma before brace", `{"permissions": {},}`, `1:20: there is a comma before the closing "}"`},
		{"comma before bracket", `{"a": [1,]}`, `1:10: there is a comma before the closing "]"`},
		{"no comma", "{\"a\": 1\n\"b\": 2}", `2:1: a comma is missing here`},
		{"no colon", `{"a" 1}`, `1:6: ":" is missing after the key "a"`},
		{"no value", `{"a": }`, `1:7: a value is missing before "}"`},
		{"comment", "{\n// hello\n}", `2:1: JSON has no comments`},
		{"single quotes", `{'a': 1}`, `1:2: a JSON key needs double quotes`},
		{"curly quotes", `{"a": “b”}`, `1:7: text in JSON needs double quotes`},
		{"bare key", `{permissions: {}}`, `1:2: a JSON key needs double quotes`},
		{"python", `{"a": True}`, `1:7: "True" must be in lower case`},
		{"none", `{"a": None}`, `1:7: "None" is not a JSON value`},
		{"bare word", `{"a": yes}`, `1:7: "yes" is not a JSON value`},
		{"nul", "{\"a\": \x00}", `1:7: there is a NUL byte where a value is expected`},
		{"nul in text", "{\"a\": \"b\x00\"}", `1:9: JSON text cannot contain the control character U+0000 unescaped`},
		{"line break in text", "{\"a\": \"b\nc\"}", `1:7: the quote that opens here is not closed`},
		{"escape", `{"a": "\x"}`, `1:8: "\\x" is not a JSON escape`},
		{"half a pair", `{"a": "\ud83d!"}`, `1:8: "\\ud83d" is only half of a character`},
		{"leading zero", `{"a": 012}`, `1:7: "012" is not a JSON number`},
		{"plus", `{"a": +1}`, `1:7: "+1" is not a JSON value`},
		{"huge number", `{"a": 1e999}`, `1:7: the number 1e999 is too large`},
		{"utf-16", "\xff\xfe{\x00", `1:1: the file is encoded as UTF-16`},
		{"not utf-8", "{\"a\": \"\xe4\"}", `1:8: byte 0xe4 is not UTF-8`},
		{"web page", "<!DOCTYPE html>", `1:1: this is not JSON`},
		{"yaml", "schema: 1\n", `1:1: this is YAML, not JSON`},
		{"deep", strings.Repeat("[", 100_000), `1:65: values are nested more than 64 levels deep`},
		{"large", strings.Repeat(" ", 10<<20) + "{}", `1:524289: the file is larger than 512 KiB`},
		{"utf-16 without a mark", "{\x00\"\x00", `1:1: the file is encoded as UTF-16`},
		{"no-break spaces", "{\n\u00a0\u00a0\"permissions\": {}\n}", `2:1: there is a no-break space (U+00A0) between the values; JSON allows only plain spaces`},
		{"no-break space before a value", "{\"a\":\u00a01}", `1:6: there is a no-break space (U+00A0) between the values; JSON allows only plain spaces`},
		{"wide space after a comma", "{\"a\": [1,\u30002]}", `1:10: there is a space U+3000 between the values; JSON allows only plain spaces`},
		{"zero-width space", "\u200b{}", `1:1: there is a space U+200B between the values; JSON allows only plain spaces`},
		{"mark inside", "{\n\ufeff\"a\": 1}", `2:1: there is a space U+FEFF between the values; JSON allows only plain spaces`},
		{"code fence", "```json\n{}\n```\n", "1:1: a Markdown code fence surrounds the JSON"},
		{"code fence below", "{}\n```\n", "2:1: a Markdown code fence surrounds the JSON"},
		{"template tag", "{% raw %}\n{}\n", "1:2: a template tag surrounds the JSON"},
		{"template tag below", "{}\n{% endraw %}\n", "2:1: a template tag surrounds the JSON"},
		{"line numbers", "1 {\n2   \"permissions\": {}\n3 }\n", "1:1: there is a number before the JSON"},
		{"line numbers with points", "1. {\n2. }\n", "1:1: there is a number before the JSON"},
		{"copied from a table", "| {\n|   \"permissions\": {}\n| }\n", "1:1: every line starts with \"|\""},
		{"form feed", "{\f\"permissions\": {}}", "1:2: there is a control character (U+000C) between the values; JSON allows only plain spaces"},
		{"no braces", "\"permissions\": {},\n\"fullscreen\": {}\n", "1:1: the braces around the JSON are missing"},
		{"tilde fence", "~~~\n{}\n~~~\n", "1:1: a Markdown code fence surrounds the JSON"},
		{"entities", `{&quot;permissions&quot;: {}}`, "1:2: the JSON contains an HTML entity"},
		{"shortened", "{\"permissions\": {},\n  ...\n}", "2:3: the JSON was shortened here"},
		{"shortened by a page", `{"permissions": {…}}`, "1:18: the JSON was shortened here"},
		{"program", `const manifest = {"permissions": {}};`, "1:1: there is other text before the JSON"},
		{"heading", "View Manifest {\"permissions\": {}}", "1:1: there is other text before the JSON"},
		{"heading above", "View Manifest\nCopy\n{\"permissions\": {}}", "1:1: there is other text before the JSON"},
		{"shell above", "$ cat portal.json\n  {\"permissions\": {}}", "1:1: there is other text before the JSON"},
		{"headers above", "HTTP/1.1 200 OK\r\n\r\n{\"permissions\": {}}", "1:1: there is other text before the JSON"},
		{"quotation", "> {\n> \"permissions\": {}\n> }", "1:1: every line starts with \">\""},
		{"lines of a diff", "+{\n+ \"permissions\": {}\n+}", "1:1: every line starts with \"+\""},
		{"code element", "<pre><code>{\"permissions\": {}}</code></pre>", "1:1: there is other text before the JSON"},
		{"soft hyphen", "{\"a\":\u00ad1}", "1:6: there is an invisible character (U+00AD) between the values; JSON allows only plain spaces"},
		{"word joiner before a key", "{\n\u2060\"a\": 1}", "2:1: there is an invisible character (U+2060) between the values; JSON allows only plain spaces"},
		{"direction mark", "{\"a\": \u200e1}", "1:7: there is an invisible character (U+200E) between the values; JSON allows only plain spaces"},
		{"line separator", "{\u2028\"a\": 1}", "1:2: there is a space U+2028 between the values; JSON allows only plain spaces"},
		{"wide colon", "{\"a\"\uff1a 1}", `1:5: ":" is missing after the key "a"`},
		{"arrow", `{"a" => 1}`, `1:6: ":" is missing after the key "a"`},
		{"two braces", `{{"a": 1}}`, "1:2: expected a key in double quotes"},
		{"text that is JSON", `"{\"a\": 1}"`, "1:1: the portal's JSON must be an object, but this file contains text"},
		{"wrapped", `{"data": {"permissions": {}}}`, "1:1: the file is not the JSON of a portal manifest"},
		{"line number before a key", "{\n2   \"permissions\": {}\n}", "2:1: there is a number before a key"},
		{"closing brace alone", "  \"permissions\": {}\n}\n", "1:3: the opening brace is missing"},
		{"no braces, last comma", "\"permissions\": {},\n", "1:1: the braces around the JSON are missing"},
		{"escape with too few digits", `{"a": "\u12"}`, `1:8: "\\u" is not a JSON escape`},
		{"second line of a text", "{\"a\": \"b\n\", \"c\": 1", `1:7: the quote that opens here is not closed`},
		{"with a mark", "\ufeff{\"a\" 1}", `1:6: ":" is missing after the key "a"`},
		{"comment behind a value", `{"a": 1 /* x */}`, `1:9: JSON has no comments`},
		{"comment at the end", "{}\n// x\n", `2:1: JSON has no comments`},
		{"only a comment", "/* x */", `1:7: the text ends where a value is expected`},
		{"number at the end", `{"a": 1`, `1:1: "{" is never closed`},
		{"list", `[]`, `1:1: the portal's JSON must be an object, but this file contains a list`},
		{"other object", `{"name": "x"}`, `1:1: the file is not the JSON of a portal manifest`},
		{"a manifest", `{"schema": 1}`, `1:2: the file is already a manifest, not the portal's JSON`},
		{"bracket for brace", "{\n\"permissions\": {\"a\": 1]}", `2:23: "]" does not match the opening "{" on line 2`},

		{"wrong type", `{"fullscreen": []}`, `1:16: fullscreen must be an object, but it is a list`},
		{"number for text", `{"post_installation_instruction": {"notes": 5}}`, `1:45: post_installation_instruction.notes must be text, but it is a number`},
		{"text for list", `{"sidepanel": {"views": "rfi.detail"}}`, `1:25: sidepanel.views must be a list, but it is text`},
		{"level", `{"permissions": {"company": {"home": "readwrite"}}}`, `1:38: unknown access level "readwrite"`},
		{"grant", `{"components": {"oauth": {"instances": [{"grant_type": "password"}]}}}`, `1:56: unknown grant_type "password"`},
		{"no grant", `{"components": {"oauth": {"instances": [{}]}}}`, `1:41: components.oauth.instances[0] needs the key "grant_type"`},
		{"type", `{"components": {"iframe": {"instances": [{"type": "side_panel"}]}}}`, `1:51: unknown type "side_panel"`},
		{"two of a type", `{"components": {"iframe": {"instances": [{"type": "sidepanel"}, {"type": "sidepanel"}]}}}`, `1:74: the file has a second side panel component; schema 4.1 and a manifest allow only one`},
		{"old and new", `{"fullscreen": {}, "components": {"iframe": {"instances": [{"type": "fullscreen"}]}}}`, `1:69: the file has a second full screen component; schema 4.1 and a manifest allow only one`},
		{"two grants", `{"components": {"oauth": {"instances": [{"grant_type": "authorization_code"}, {"grant_type": "authorization_code"}]}}}`, `1:94: the file has a second oauth component with this grant type; schema 4.1 and a manifest allow only one`},
		{"same tool", `{"components": {"oauth": {"instances": [{"grant_type": "client_credentials", "permissions": {"project": {"budget": "readonly", "budgeting": "readonly"}}}]}}}`, `1:128: the tool "budgeting" is listed twice, under the two names that it has in schema 3.x`},

		{"no url", `{"fullscreen": {"description": "x"}}`, `1:2: the full screen component has no URL (source_url in schema 4.1, iframe_src in schema 3.x)`},
		{"no views", `{"sidepanel": {"source_url": "https://a.b", "views": []}}`, `1:2: the side panel component has no views`},
		{"empty view", `{"sidepanel": {"source_url": "https://a.b", "views": [""]}}`, `1:55: a view is empty`},
		{"empty key", `{"fullscreen": {"source_url": "https://a.b", "user_configuration": {"schema": {"properties": {"": {}}}}}}`, `1:95: a parameter has an empty key`},
		{"tool spelled as label", `{"permissions": {"project": {"Daily Log": "standard"}}}`, `1:30: the tool name "Daily Log" may contain only lower-case letters, digits and underscores`},
		{"invisible", `{"post_installation_instruction": {"notes": "a\u200bb"}}`, `1:45: the text contains U+200B, which a manifest cannot contain`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, found := Read(source.New("portal.json", []byte(tt.json)))
			if diag.Count(found).Errors == 0 {
				found = append(found, r.Importable()...)
			}
			if len(found) == 0 {
				t.Fatalf("got no finding, want %s", tt.want)
			}
			if got := fmt.Sprintf("%s: %s", found[0].Start(), found[0].Message); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if found[0].Severity != diag.Error {
				t.Errorf("got severity %s", found[0].Severity)
			}
		})
	}
}

func TestReadWarns(t *testing.T) {
	tests := []struct{ name, json, want string }{
		{"implicit", `{"components": {"oauth": {"instances": [{"grant_type": "implicit"}]}}}`, `the grant type "implicit" was removed in 2022; it is read as user level authentication`},
		{"no type", `{"components": {"iframe": {"instances": [{"iframe_src": "https://a.b"}]}}}`, `components.iframe.instances[0] has no type; it is read as full screen, as in schema 3.0`},
		{"newer", `{"schema_version": "5", "permissions": {}}`, `unknown schema_version "5"; known versions are 3.x and 4.1, so the file is read as 4.1`},
		{"another word", `{"permissions": {"company": {"home": "Administrator", "documents": "Read-only", "directory": " ADMIN ", "schedule": "off"}}}`, `access level "Administrator" is read as admin`},
	}
	for _, tt := range tests {
		_, found := Read(source.New("portal.json", []byte(tt.json)))
		if len(found) != 1 || found[0].Severity != diag.Warning || found[0].Message != tt.want {
			t.Errorf("%s: got %v, want %s", tt.name, found, tt.want)
		}
	}
}

// What has no place is listed by its exact path.
func TestLeftOut(t *testing.T) {
	r, found := Read(source.New("portal.json", []byte(`{
		"schema_version": "4.1", "agents": [{"name": "x"}], "app_manifest": {"uid": "u", "extra": {}},
		"permissions": {"company": {"home": "none", "documents": "Read-only"}, "team": {}},
		"fullscreen": {"source_url": "https://a.b", "views": ["x"], "user_configuration": {"schema": {"type": "array", "required": ["gone"],
			"properties": {"a.b": {"default": 1, "support_link": {"label": "x"}}}, "$id": "x"}}}
	}`)))
	if len(found) > 0 {
		t.Fatal(found[0].Message)
	}
	var got []string
	for _, l := range r.Left {
		got = append(got, l.Path)
	}
	want := []string{
		"agents", "app_manifest.uid", "app_manifest.extra", "permissions.company.home", "permissions.team", "fullscreen.views",
		"fullscreen.user_configuration.schema.type", `fullscreen.user_configuration.schema.properties["a.b"].default`,
		`fullscreen.user_configuration.schema["$id"]`, "fullscreen.user_configuration.schema.required[0]", `support_link of "a.b"`,
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestExportRefuses(t *testing.T) {
	tests := []struct{ name, yaml, want string }{
		{"number for text", "app: {name: 5}\n", "1:13: app.name must be text, but it is a number"},
		{"list for map", "embedded: {full_screen: []}\n", "1:25: embedded.full_screen must be a map, but it is a list"},
		{"level", "data_connector: {authentication: [service_account], permissions: {company: {home: full}}}\n", `1:83: data_connector.permissions.company.home: unknown access level "full"`},
		{"parameter twice", "embedded: {full_screen: {parameters: [{key: a}, {key: a}]}}\n", `1:55: parameter "a" is listed twice`},
		{"no key", "embedded: {full_screen: {parameters: [{name: a}]}}\n", `1:39: embedded.full_screen.parameters[0] has no key`},
	}
	for _, tt := range tests {
		doc := parse(t, []byte(tt.yaml))
		data, _, found := Export(doc.File, doc.Root)
		if data != nil || len(found) != 1 || fmt.Sprintf("%s: %s", found[0].Start(), found[0].Message) != tt.want {
			t.Errorf("%s: got %v, want %s", tt.name, found, tt.want)
		}
	}
}

func TestMappingPage(t *testing.T) {
	const page = "../../docs/portal-json.md"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- mapping: go test ./internal/portal -update -->\n", "<!-- end of mapping -->\n"
	before, rest, ok := strings.Cut(string(text), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the mapping", page)
	}
	want := before + begin + mappingMarkdown() + end + after
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	} else if string(text) != want {
		t.Errorf("%s is stale; run: go test ./internal/portal -update", page)
	}
}

// mappingMarkdown is the mapping as a table.
func mappingMarkdown() string {
	var b strings.Builder
	b.WriteString("| in `manifest.yaml` | schema 4.1 | schema 3.x | in the portal | remarks |\n|---|---|---|---|---|\n")
	code := func(s string) string {
		if s == "" {
			return "–"
		}
		return "`" + s + "`"
	}
	for _, r := range rows() {
		v41, v3 := r.V41, r.V3
		if r.As == Flag {
			v41, v3 = r.requiredList()
		}
		var screens []string
		for _, words := range schema.Portals() {
			if s := strings.Replace(r.Screen(words), "{key}", "…", 1); s != "" && !slices.Contains(screens, s) {
				screens = append(screens, s)
			}
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", code(r.Manifest), code(v41), code(v3), strings.Join(screens, "; "), r.remark())
	}
	return b.String()
}

func (r Row) remark() string {
	note := r.Note
	switch r.As {
	case LeftOut:
		note = "Left out: " + note + "."
	case Unsaid:
		note = "Not in the JSON: " + note + "."
	case Constant, Kind, Grant:
		if r.Value != "" && r.V41 != "schema_version" {
			note = strings.TrimSpace("`" + r.Value + "`. " + note)
		}
	}
	if r.Source != "" {
		note = strings.TrimSpace(note + " <sub>" + strings.TrimPrefix(r.Source, repository) + "</sub>")
	}
	return note
}

// Emoji with a selector, keycaps and flags of tags are what a manifest may hold; the same
// characters elsewhere are refused.
func TestImportableCharacters(t *testing.T) {
	for name, importable := range map[string]bool{
		"Acme \u2764\ufe0f": true, "1\ufe0f\u20e3 Acme": true, "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645": true,
		"\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f": true,
		"Acm\ufe0fe": false, "Ac\u200bme": false, "\u202eAcme": false, "Acme \u2764\ufe0f\ufe0f": false,
	} {
		text := fmt.Sprintf(`{"schema_version": "4.1", "app_manifest": {"name": "%s"}}`, name)
		r, found := Read(source.New("portal.json", []byte(text)))
		if len(found) > 0 {
			t.Fatalf("%+q: %s", name, found[0].Message)
		}
		if got := len(r.Importable()) == 0; got != importable {
			t.Errorf("%+q: importable is %v", name, got)
		}
	}
}
