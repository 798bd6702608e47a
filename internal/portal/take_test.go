package portal

import (
	"fmt"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/source"
)

const before = `# yaml-language-server: $schema=x
schema: 1
app: {name: Cranes, distribution: custom} # the app
version: 1.0.0

# Who signs in.
data_connector:
  authentication: [user_level, service_account] # both
  permissions:
    company: {home: standard} # since 2024
    project:
      # manifest:ignore unused-permission -- for the export
      daily_log: read_only
      rfi: {level: read_only, purpose: Read.} # why

embedded:
  side_panel:
    url: "https://a.test/{{region}}" # the panel
    views:
      - rfi.detail # the first
      - rfi.list
      # more to come
    parameters:
      - key: region
        name: 'Region' # shown
        required: true # always
      # the last
      - {key: site, name: Site}
setup_instructions: {url: https://help.test, page_name: Help}
post_installation_notes: | # read by admins
  Read this.

  Then go.
# the end
`

// What the portal has, as JSON, with the change that taking it makes: lines that
// go and lines that come.
func TestTake(t *testing.T) {
	const same = `{
  "schema_version": "4.1",
  "app_manifest": {"name": "Cranes"},
  "post_installation_instruction": {"notes": "Read this.\n\nThen go.\n", "page": {"url": "https://help.test", "label": "Help"}},
  "sidepanel": {"source_url": "https://a.test/{{region}}", "views": ["rfi.detail", "rfi.list"], "user_configuration": {"schema": {"type": "object",
    "required": ["region"], "properties": {"region": {"name": "Region"}, "site": {"name": "Site"}}}}},
  "permissions": {"company": {"home": "standard"}, "project": {"daily_log": "readonly", "rfi": "readonly"}}
}`
	for _, c := range []struct {
		name     string
		old, new string // in the JSON
		want     string // of the file: - and + before lines that go and come
	}{
		{"nothing", "", "", ""},
		{"a text in quotes", `https://a.test/{{region}}`, `https://b.test/`, `-    url: "https://a.test/{{region}}" # the panel
+    url: "https://b.test/" # the panel`},
		{"a plain text in braces", `"Cranes"`, `"Cranes, Inc."`, `-app: {name: Cranes, distribution: custom} # the app
+app: {name: "Cranes, Inc.", distribution: custom} # the app`},
		{"a block with a comment", `Then go.\n`, `Then stay.`, `-  Then go.
+  Then stay.`},
		{"a text in place of a block", `Read this.\n\nThen go.\n`, `  x `, `-post_installation_notes: | # read by admins
-  Read this.
-
-  Then go.
+post_installation_notes: "  x \n" # read by admins`},
		{"a level", `"daily_log": "readonly"`, `"daily_log": "admin"`, `-      daily_log: read_only
+      daily_log: admin`},
		{"a level beside a purpose", `"rfi": "readonly"`, `"rfi": "standard"`, `-      rfi: {level: read_only, purpose: Read.} # why
+      rfi: {level: standard, purpose: Read.} # why`},
		{"a new tool", `"rfi": "readonly"`, `"rfi": "readonly", "submittals": "admin"`, `+      submittals: admin`},
		{"a new tool in braces", `{"home": "standard"}`, `{"home": "standard", "directory": "readonly"}`, `-    company: {home: standard} # since 2024
+    company: {home: standard, directory: read_only} # since 2024`},
		{"a view goes", `, "rfi.list"`, ``, `-      - rfi.list`},
		{"a view comes", `"rfi.list"`, `"rfi.list", "budgets.list"`, `+      - budgets.list`},
		{"a flag goes", `"required": ["region"]`, `"required": []`, `-        required: true # always
+        required: false # always`},
		{"a flag comes in braces", `["region"]`, `["region", "site"]`, `-      - {key: site, name: Site}
+      - {key: site, name: Site, required: true}`},
		{"a name in single quotes", `"name": "Region"`, `"name": "Your region"`, `-        name: 'Region' # shown
+        name: 'Your region' # shown`},
		{"a description comes", `"name": "Region"`, `"name": "Region", "description": "Of\nyour data."`, `+        description: |-
+          Of
+          your data.`},
		{"a help link comes", `"name": "Site"`, `"name": "Site", "support_link": {"url": "https://help.test/site"}`, `-      - {key: site, name: Site}
+      - {key: site, name: Site, support_link: {url: https://help.test/site}}`},
		{"a parameter comes", `"site": {`, `"code": {"name": "Code"}, "site": {`, `+      - key: code
+        name: Code`},
		{"a component comes", `"sidepanel"`, `"fullscreen": {"source_url": "https://f.test"}, "sidepanel"`, `+  full_screen:
+    url: https://f.test`},
		{"a page goes", `, "page": {"url": "https://help.test", "label": "Help"}`, ``,
			`-setup_instructions: {url: https://help.test, page_name: Help}`},
		{"the address of a page goes", `"url": "https://help.test", `, ``, `-setup_instructions: {url: https://help.test, page_name: Help}
+setup_instructions: {page_name: Help}`},
		{"a description of the panel comes", `"sidepanel": {`, `"sidepanel": {"description": "Beside it", `,
			`+    description: Beside it`},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, crlf := range []bool{false, true} {
				text := before
				if crlf {
					text = strings.ReplaceAll(text, "\n", "\r\n")
				}
				if !strings.Contains(same, c.old) {
					t.Fatal("the JSON does not have it")
				}
				got, refused := take(t, text, strings.Replace(same, c.old, c.new, 1))
				if len(refused) > 0 {
					t.Fatalf("refused: %v", refused)
				}
				if strings.Count(got, "\r") != strings.Count(got, "\n") && crlf {
					t.Errorf("line breaks of two kinds in %q", got)
				}
				if diff := lineDiff(text, got); diff != c.want {
					t.Errorf("crlf %t: got\n%s\nwant\n%s", crlf, diff, c.want)
				}
			}
		})
	}
}

func take(t *testing.T, yaml, json string) (string, []Refused) {
	t.Helper()
	doc := parse(t, []byte(yaml))
	r, found := Read(source.New("portal.json", []byte(json)))
	if len(found) > 0 {
		t.Fatalf("%s in %s", found[0].Message, json)
	}
	r.Fill(doc.Root)
	git, there := Side{doc.File, doc.Root}, Side{r.File, r.Root}
	data, refused := Take(doc, r.Root, Compare(git, there, Side{}, "components"))
	if len(refused) > 0 {
		return "", refused
	}
	after := parse(t, data)
	if left := Compare(Side{after.File, after.Root}, there, Side{}, "components"); len(left) > 0 {
		t.Errorf("drift of %s is left:\n%s", left[0].Path, data)
	}
	return string(data), nil
}

// lineDiff is the lines that go, and then those that come.
func lineDiff(a, b string) string {
	a, b = strings.ReplaceAll(a, "\r", ""), strings.ReplaceAll(b, "\r", "")
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	from := 0
	for from < len(x) && from < len(y) && x[from] == y[from] {
		from++
	}
	for len(x) > from && len(y) > from && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	var out []string
	for _, line := range x[from:] {
		out = append(out, "-"+line)
	}
	for _, line := range y[from:] {
		out = append(out, "+"+line)
	}
	return strings.Join(out, "\n")
}

// What cannot be taken without losing a comment is refused, and nothing is
// taken.
func TestTakeRefuses(t *testing.T) {
	const head = "schema: 1\napp: {name: A, distribution: custom}\nversion: 1.0.0\ndata_connector: {authentication: " +
		"[user_level]}\n"
	for _, c := range []struct{ name, yaml, json, want string }{
		{"comment above", "embedded:\n  side_panel:\n    url: https://a.test\n    views:\n      # why\n      - " +
			"rfi.detail\n      - rfi.list\n",
			`"sidepanel": {"source_url": "https://a.test", "views": ["rfi.list"]}`,
			`embedded.side_panel.views[rfi.detail]: the comment "# why" belongs to the value`},
		{"comment beside", "embedded:\n  side_panel:\n    url: https://a.test\n    views:\n      - rfi.detail # why\n      " +
			"- rfi.list\n",
			`"sidepanel": {"source_url": "https://a.test", "views": ["rfi.list"]}`,
			`embedded.side_panel.views[rfi.detail]: the comment "# why" would be lost`},
		{"comment within", "embedded:\n  full_screen:\n    url: https://f.test\n    # why\n    description: x\n  " +
			"side_panel:\n    url: https://a.test\n    views:\n      - rfi.list\n",
			`"sidepanel": {"source_url": "https://a.test", "views": ["rfi.list"]}`,
			`embedded.full_screen: the comment "# why" would be lost`},
		{"comment below", "embedded:\n  side_panel:\n    url: https://a.test\n    description: x\n      # why\n    " +
			"views:\n      - rfi.list\n",
			`"sidepanel": {"source_url": "https://a.test", "views": ["rfi.list"]}`,
			`embedded.side_panel.description: the comment "# why" belongs to the value`},
		{"comment in brackets", "embedded:\n  side_panel:\n    url: https://a.test\n    views: [rfi.list # why\n      " +
			"]\n",
			`"sidepanel": {"source_url": "https://a.test", "views": ["rfi.list", "rfi.detail"]}`,
			`embedded.side_panel.views[rfi.detail]: the comment "# why" within the brackets would end up beside a different value`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, refused := take(t, head+c.yaml, "{\"schema_version\": \"4.1\", "+c.json+"}")
			var words []string
			for _, r := range refused {
				words = append(words, fmt.Sprintf("%s: %s", r.Path, r.Why))
			}
			if strings.Join(words, "\n") != c.want {
				t.Errorf("got %q %q, want %q", words, got, c.want)
			}
		})
	}
}
