package validate

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate/validatetest"
)

// A file of another format gives one finding and is never changed, whatever keys
// it shares with a manifest.
func TestForeignFilesAreLeftAlone(t *testing.T) {
	random := rand.New(rand.NewPCG(14, 1))
	l := mustLinter(t)
	for range 10_000 {
		f := source.New("manifest.yaml", []byte(validatetest.Foreign(random)))
		doc, _ := manifest.Parse(f)
		found, fixed := l.FixAgainst(f, "acme", nil, nil)
		if !bytes.Equal(fixed.File.Data, f.Data) {
			t.Fatalf("%q was changed to %q", f.Data, fixed.File.Data)
		}
		if Foreign(doc) == nil || len(found) != 1 || found[0].Severity != diag.Info {
			t.Fatalf("%q has the findings %v", f.Data, found)
		}
	}
}

// Files of other formats need not be YAML, or one document.
func TestForeign(t *testing.T) {
	for text, want := range map[string]string{
		"---\napiVersion: v1\nkind: Service\nmetadata: {labels: {app: acme}}\n---\napiVersion: v1\n":   "the keys apiVersion and kind",
		"apiVersion: v1\nkind: List\nmetadata:\n  {{- with .labels }}\n  app: {{ . }}\n  {{- end }}\n": "the keys apiVersion and kind",
		"apiVersion: v1\nkind: CRD\nspec:\n\tversions: x\nschemas:\n  schema: {type: object}\n":        "the keys apiVersion and kind",
		"display_information:\n\tname: Acme\nsettings: {}\n":                                           "the key schema is missing",
		"services:\n  web: *common\nversion: '3.8'\n":                                                  "the key schema is missing",
		"AWSTemplateFormatVersion: 2010-09-09\nResources: {A: !Ref B}\n":                               "the key schema is missing",
		"{\"manifest_version\": 3, \"version\": \"1.0.0\", \"permissions\": []}":                       "the key schema is missing",
		"schema: 0x1\r\nname: Acme\r\n":                                                                "the value of schema is not a whole number",
		"schema: -1\n":                                                                                 "the value of schema is not a whole number",
		"schema: 1.0\n":                                                                                "the value of schema is not a whole number",
		"schema:\n":                                                                                    "the value of schema is not a whole number",
		"version: 0.1\napp: acme\nschema: https://acme.test/s.json\n":                                  "the value of schema is not a whole number",
		"schema: '1'\napp: {name: Acme}\n":                                                             "the value of schema is not a whole number",
		"app: acme\nimage: acme\n":                                                                     "the file has no key schema",
		"{{- if .Values.enabled }}\n{{ include \"acme\" . | nindent 0 }}\n{{- end }}\n":                "it is not YAML, and has no key schema",
		"{\n  // the extension\n  \"manifest_version\": 3,\n}\n":                                       "it is not YAML, and has no key schema",
		"{% for h in hosts %}\n- {{ h }}\n{% endfor %}\n":                                              "it is not YAML, and has no key schema",
		"services:\n\tweb:\n\t\timage: nginx\n":                                                        "it is not YAML, and has no key schema",
		"<<<<<<< HEAD\nkind: x\n=======\nkind: y\n>>>>>>> b\n":                                         "it is not YAML, and has no key schema",
		"{\"$schema\": \"https://acme.test/7.json\", // x\n\"kind\": {}}\n":                            "it is not YAML, and has no key schema",
		"<<<<<<< HEAD\nschema: 1\n=======\nschema: 1\n>>>>>>> b\n":                                     "",
		"{{name}}\nschema: 1\n":                                                                        "",
		"{\"version\": \"0.1.0\", \"schema\": 1, // x\n":                                               "",
		"schema: *one\nversion: 0.1.0\n":                                                               "",
		"schema: !int 1\nversion: 0.1.0\n":                                                             "",
		"app:\n\tname: Acme\n":                                                                         "",
		"s\x00c\x00h\x00":                                                                              "",
		"{schema: 2, app: {name: Acme}}":                                                               "",
		"schema: 1\nembedded:\n\tside_panel: x\n":                                                      "",
		"schema 1\napp:\n\tname: Acme\nversion: 0.1.0\n":                                               "",
		"  schema: 1\n kind: x\n\tapp: y\n":                                                            "",
		"kind: x\n---\nschema: 1\n":                                                                    "",
		"{\"schema\": 1,\n\"app\": {\"name\": }\n":                                                     "",
	} {
		doc, _ := manifest.Parse(source.New("manifest.yaml", []byte(text)))
		d := Foreign(doc)
		if d == nil {
			d = &diag.Diagnostic{}
		}
		if want == "" && d.Message != "" || !strings.Contains(d.Message, want) {
			t.Errorf("%q: got %q, want %q", text, d.Message, want)
		}
	}
}

// The files of a project that have a schema too are not manifests either.
func TestOtherFilesAreForeign(t *testing.T) {
	for name, want := range map[string]string{
		".manifest.yaml":                         "this file is the configuration, not an app manifest",
		"services/field/.manifest.yaml":          "this file is the configuration, not an app manifest",
		"main:services/field/.manifest.yaml":     "this file is the configuration, not an app manifest",
		"manifests/acme/in-use.yaml":             "this file is the list of versions in use, not an app manifest",
		"in-use.yaml":                            "this file is the list of versions in use, not an app manifest",
		"manifests/.manifest.yaml/manifest.yaml": "",
		"manifest.yaml":                          "",
	} {
		doc, _ := manifest.Parse(source.New(name, []byte("rules: {}\nschema: 1\n")))
		d := Foreign(doc)
		if d == nil {
			d = &diag.Diagnostic{}
		}
		if d.Message != want {
			t.Errorf("%s: got %q, want %q", name, d.Message, want)
		}
	}
}

func mustLinter(t *testing.T) *Linter {
	t.Helper()
	l, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	return l
}
