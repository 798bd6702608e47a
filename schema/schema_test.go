package schema

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"gopkg.in/yaml.v3"
)

func compile(t *testing.T, data []byte) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.LoadURL = nil
	if err := c.AddResource("schema.json", strings.NewReader(string(data))); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSchemasCompile(t *testing.T) {
	all := map[string][]byte{"manifest": Manifest, "project": Project, "findings": Findings, "smoke": Smoke, "event": Event}
	for _, name := range Outputs() {
		all[name] = Output(name)
	}
	for name, data := range all {
		t.Run(name, func(t *testing.T) {
			compile(t, data)
			if len(Of(data).Fields()) == 0 {
				t.Error("the schema has no fields")
			}
		})
	}
}

// validatingKeywords are the only ones that the tool's own reading of the
// schemas understands.
var validatingKeywords = []string{
	"$ref", "additionalProperties", "anyOf", "const", "else", "enum", "if", "items", "maximum", "minimum", "minItems", "minLength",
	"pattern", "properties", "propertyNames", "required", "then", "type",
}

var describingKeywords = []string{
	"$schema", "default", "defaultSnippets", "definitions", "description", "enumDescriptions", "examples",
	"markdownDescription", "patternErrorMessage", "title", "x-rule",
}

type object = map[string]any

// walk calls f for every schema in a document, with its JSON pointer.
func walk(at string, s object, f func(at string, s object)) {
	f(at, s)
	for _, key := range []string{"items", "additionalProperties", "propertyNames", "if", "then", "else"} {
		if sub, ok := s[key].(object); ok {
			walk(at+"/"+key, sub, f)
		}
	}
	for _, key := range []string{"properties", "definitions"} {
		subs, _ := s[key].(object)
		for _, name := range slices.Sorted(maps.Keys(subs)) {
			walk(at+"/"+key+"/"+name, subs[name].(object), f)
		}
	}
}

func own(t *testing.T) map[string]object {
	t.Helper()
	docs := make(map[string]object)
	for name, data := range map[string][]byte{"manifest": Manifest, "project": Project} {
		var doc object
		if err := json.Unmarshal(data, &doc); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		docs[name] = doc
	}
	return docs
}

func isMapOfNames(s object) bool { _, ok := s["additionalProperties"].(object); return ok }

func TestSchemaShape(t *testing.T) {
	for name, doc := range own(t) {
		walk(name, doc, func(at string, s object) {
			for key := range s {
				if !slices.Contains(validatingKeywords, key) && !slices.Contains(describingKeywords, key) {
					t.Errorf("%s: keyword %s is not among those that the tool reads", at, key)
				}
			}
			choices, _ := s["anyOf"].([]any)
			for _, choice := range choices {
				if branch, _ := choice.(object); len(strs(branch["required"])) != 1 || len(branch) != 2 {
					t.Errorf("%s: anyOf is read as a choice of required keys only", at)
				}
			}
			closed := s["additionalProperties"] == false || isMapOfNames(s) && s["propertyNames"] != nil
			if s["type"] == "object" && !strings.HasSuffix(at, "/if") && !closed {
				t.Errorf("%s: object is not closed", at)
			}
			for _, key := range strs(s["required"]) {
				if props, _ := s["properties"].(object); props[key] == nil {
					t.Errorf("%s: requires %s, which is not a property", at, key)
				}
			}
		})
	}
}

func TestSchemaWords(t *testing.T) {
	for name, doc := range own(t) {
		walk(name, doc, func(at string, s object) {
			if enum, ok := s["enum"].([]any); ok {
				if got := strs(s["enumDescriptions"]); len(got) != len(enum) || slices.Contains(got, "") {
					t.Errorf("%s: %d values in enum, but %d enumDescriptions", at, len(enum), len(got))
				}
			}
			if (s["pattern"] != nil) != (s["patternErrorMessage"] != nil) {
				t.Errorf("%s: want pattern and patternErrorMessage, or neither", at)
			}
			needed := []string{"title", "description"}
			parent := at[:strings.LastIndex(at, "/")+1]
			switch {
			case strings.HasSuffix(at, "/if"), strings.HasSuffix(at, "/then"), strings.HasSuffix(at, "/else"),
				len(s) == 1 && s["$ref"] != nil:
				return // described where they lead
			case at == "manifest/definitions/level", at == "manifest/definitions/tool":
				return // an editor would show their words in place of those of the permission tool
			case at == name, strings.HasSuffix(parent, "/properties/"), strings.HasSuffix(parent, "/definitions/"):
				needed = append(needed, "markdownDescription")
			}
			for _, key := range needed {
				if text, _ := s[key].(string); strings.TrimSpace(text) == "" {
					t.Errorf("%s: has no %s", at, key)
				}
			}
			if title, _ := s["title"].(string); len(title) > 30 {
				t.Errorf("%s: title %q is longer than 30 characters", at, title)
			}
		})
	}
}

func TestSnippets(t *testing.T) {
	doc := own(t)["manifest"]
	for _, at := range []string{
		"", "/properties/data_connector", "/properties/embedded/properties/full_screen", "/properties/embedded/properties/side_panel",
		"/properties/embedded/properties/side_panel/properties/views/items", "/definitions/parameter", "/definitions/permission",
		"/properties/oauth/properties/sandbox/properties/redirect_uris/items", "/properties/oauth/properties/production/properties/redirect_uris/items",
	} {
		s := pointer(t, doc, at)
		snippets, _ := s["defaultSnippets"].([]any)
		if len(snippets) == 0 {
			t.Errorf("%s: has no defaultSnippets", at)
		}
		for _, n := range snippets {
			n := n.(object)
			for _, key := range []string{"label", "description", "body"} {
				if n[key] == nil || n[key] == "" {
					t.Errorf("%s: snippet %v has no %s", at, n["label"], key)
				}
			}
		}
	}
}

func TestCompletionIsTheCatalogue(t *testing.T) {
	doc := own(t)["manifest"]
	var views []string
	for _, v := range Views() {
		views = append(views, v.Key)
	}
	var got []string
	for _, snippet := range pointer(t, doc, "/properties/embedded/properties/side_panel/properties/views/items")["defaultSnippets"].([]any) {
		got = append(got, snippet.(object)["body"].(string))
	}
	if !slices.Equal(got, views) {
		t.Errorf("views offered by the schema: got %q, want those of view_keys.json, %q", got, views)
	}
	for _, scope := range []Scope{CompanyScope, ProjectScope} {
		permissions := pointer(t, doc, "/properties/data_connector/properties/permissions/properties/"+string(scope)+"/properties")
		var want []string
		for _, tool := range Tools() {
			if tool.Scope != scope || tool.KeyStatus == KeyGuessed {
				continue
			}
			want = append(want, tool.Key())
			if s, _ := permissions[tool.Key()].(object); s["title"] != tool.Label {
				t.Errorf("%s %s: got title %v, want the label %q", scope, tool.Key(), s["title"], tool.Label)
			}
		}
		slices.Sort(want)
		if got := slices.Sorted(maps.Keys(permissions)); !slices.Equal(got, want) {
			t.Errorf("%s tools offered by the schema: got %q, want those of permission_tools.json with a known key, %q", scope, got, want)
		}
	}
}

func TestCompleteManifest(t *testing.T) {
	data, err := os.ReadFile("testdata/complete.yaml")
	if err != nil {
		t.Fatal(err)
	}
	v := decode(t, string(data))
	if err := compile(t, Manifest).Validate(v); err != nil {
		t.Errorf("complete.yaml: %#v", err)
	}
	// It is complete if every key that the schema names is in it.
	for _, f := range Of(Manifest).Fields() {
		if !has(v, strings.Split(f.Path, ".")) {
			t.Errorf("complete.yaml lacks %s", f.Path)
		}
	}
}

// has reports whether v holds a path of Fields.
func has(v any, path []string) bool {
	if len(path) == 0 {
		return true
	}
	name, isList := strings.CutSuffix(path[0], "[]")
	m, _ := v.(object)
	for key, sub := range m {
		if key != name && name != "<name>" {
			continue
		}
		if !isList {
			if has(sub, path[1:]) {
				return true
			}
			continue
		}
		list, _ := sub.([]any)
		if slices.ContainsFunc(list, func(item any) bool { return has(item, path[1:]) }) {
			return true
		}
	}
	return false
}

func TestManifestVerdicts(t *testing.T) {
	const head = "schema: 1\napp: {name: A, distribution: custom}\nversion: 0.1.0\n"
	const user = "data_connector: {authentication: [user_level]}\n"
	for name, test := range map[string]struct {
		text string
		ok   bool
	}{
		"data connector only":         {head + user, true},
		"embedded only":               {head + "embedded: {full_screen: {url: \"https://a.test\"}}\n", true},
		"no component":                {head, false},
		"unknown key":                 {head + user + "notes: x\n", false},
		"schema 2":                    {strings.Replace(head, "1", "2", 1) + user, false},
		"unknown distribution":        {strings.Replace(head, "custom", "private", 1) + user, false},
		"version with v":              {strings.Replace(head, "0.1.0", "v0.1.0", 1) + user, false},
		"version with suffix":         {strings.Replace(head, "0.1.0", "0.1.0-rc.1", 1) + user, false},
		"version with leading zero":   {strings.Replace(head, "0.1.0", "0.01.0", 1) + user, false},
		"version of nine digits":      {strings.Replace(head, "0.1.0", "999999999.0.0", 1) + user, true},
		"version of ten digits":       {strings.Replace(head, "0.1.0", "1000000000.0.0", 1) + user, false},
		"version of two integers":     {strings.Replace(head, "0.1.0", "0.1", 1) + user, false},
		"version and a line feed":     {strings.Replace(head, "0.1.0", `"0.1.0\n"`, 1) + user, false},
		"authentication empty":        {head + "data_connector: {authentication: []}\n", false},
		"authentication unknown":      {head + "data_connector: {authentication: [oauth]}\n", false},
		"authentication missing":      {head + "data_connector: {}\n", false},
		"level":                       {head + connector("home: read_only"), true},
		"level with purpose":          {head + connector("home: {level: admin, purpose: x}"), true},
		"level of the portal's JSON":  {head + connector("home: readonly"), false},
		"level none":                  {head + connector("home: none"), false},
		"level in an object":          {head + connector("home: {level: none}"), false},
		"level missing in an object":  {head + connector("home: {purpose: x}"), false},
		"level a number":              {head + connector("home: 2"), false},
		"tool that is not known":      {head + connector("time_machine: standard"), true},
		"tool in upper case":          {head + connector("Home: standard"), false},
		"no tools":                    {head + connector(""), true},
		"full screen without url":     {head + "embedded: {full_screen: {description: x}}\n", false},
		"full screen with empty url":  {head + "embedded: {full_screen: {url: \"\"}}\n", false},
		"full screen with views":      {head + "embedded: {full_screen: {url: u, views: [rfi.detail]}}\n", false},
		"side panel":                  {head + "embedded: {side_panel: {url: u, views: [rfi.detail]}}\n", true},
		"side panel, unknown view":    {head + "embedded: {side_panel: {url: u, views: [rfi.map]}}\n", true},
		"side panel without views":    {head + "embedded: {side_panel: {url: u}}\n", false},
		"side panel with empty views": {head + "embedded: {side_panel: {url: u, views: []}}\n", false},
		"parameter without name":      {head + "embedded: {full_screen: {url: u, parameters: [{key: k}]}}\n", false},
		"parameter of another type":   {head + "embedded: {full_screen: {url: u, parameters: [{key: k, name: n, type: integer}]}}\n", true},
		"help link without url":       {head + "embedded: {full_screen: {url: u, parameters: [{key: k, name: n, support_link: {label: l}}]}}\n", false},
		"setup instructions may lack": {head + user + "setup_instructions: {}\n", true},
		"oauth needs nothing":         {head + user + "oauth: {}\n", true},
		"oauth with a client secret":  {head + user + "oauth: {sandbox: {client_secret: x}}\n", false},
		"notes as a list":             {head + user + "post_installation_notes: [a]\n", false},
		"required as a text":          {head + "embedded: {full_screen: {url: u, parameters: [{key: k, name: n, required: \"yes\"}]}}\n", false},
		"app without a distribution":  {"schema: 1\napp: {name: A}\nversion: 0.1.0\n" + user, false},
		"schema missing":              {strings.TrimPrefix(head, "schema: 1\n") + user, false},
	} {
		t.Run(name, func(t *testing.T) {
			err := compile(t, Manifest).Validate(decode(t, test.text))
			if (err == nil) != test.ok {
				t.Errorf("got error %v, want ok %t", err, test.ok)
			}
		})
	}
}

func connector(company string) string {
	return "data_connector: {authentication: [user_level, service_account], permissions: {company: {" + company + "}}}\n"
}

func TestProjectVerdicts(t *testing.T) {
	for text, ok := range map[string]bool{
		"schema: 1\n": true,
		"schema: 1\nfor: production\nrules: {unknown-view: error, many-tools: off}\nextra_tools: {company: [a_b], project: []}\nextra_views: [daily_log.list]\nignore: [\"old/**\"]\n": true,
		"for: draft\n":                               false,
		"schema: 1\nfor: release\n":                  false,
		"schema: 1\nrules: {Unknown_View: error}\n":  false,
		"schema: 1\nrules: {unknown-view: fatal}\n":  false,
		"schema: 1\nextra_tools: {company: [A b]}\n": false,
		"schema: 1\nextra_tools: {federal: []}\n":    false,
		"schema: 1\nextras: []\n":                    false,
	} {
		err := compile(t, Project).Validate(decode(t, text))
		if (err == nil) != ok {
			t.Errorf("%q: got error %v, want ok %t", text, err, ok)
		}
	}
}

func decode(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func pointer(t *testing.T, doc object, at string) object {
	t.Helper()
	for name := range strings.SplitSeq(strings.TrimPrefix(at, "/"), "/") {
		if name == "" {
			continue
		}
		next, ok := doc[name].(object)
		if !ok {
			t.Fatalf("the schema has nothing at %s", at)
		}
		doc = next
	}
	return doc
}

func strs(v any) []string {
	list, _ := v.([]any)
	var s []string
	for _, item := range list {
		s = append(s, fmt.Sprint(item))
	}
	return s
}
