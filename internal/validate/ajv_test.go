package validate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// ajvDocument is a text that testdata/ajv.js judges by one of our schemas.
type ajvDocument struct {
	name   string
	Schema string `json:"schema"`
	Text   string `json:"text"`
}

// ajv and the yaml package are what people check manifests with who do not run
// this tool. In its strict mode, ajv has nothing to say about our schemas; and it
// refuses a file if lint has a finding about the schema, and no other file.
// scripts/editors installs both and says where they are.
func TestSchemasUnderAjv(t *testing.T) {
	modules := os.Getenv("AJV_MODULES")
	if modules == "" {
		t.Skip("no ajv: run scripts/editors, which needs Node.js")
	}
	schemas := map[string]json.RawMessage{
		"manifest": schema.Manifest, "project": schema.Project, "findings": schema.Findings,
		"smoke": schema.Smoke, "event": schema.Event, "in-use": schema.InUse,
	}
	for _, name := range schema.Outputs() {
		schemas["output "+name] = schema.Output(name)
	}
	corpus := slices.Concat(writtenDocuments(t), randomDocuments(rounds(1000, 50_000)))
	in, err := json.Marshal(map[string]any{"schemas": schemas, "documents": corpus})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", filepath.Join("testdata", "ajv.js"))
	cmd.Env = append(os.Environ(), "NODE_PATH="+modules)
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), &stderr
	data, err := cmd.Output()
	if err != nil {
		t.Fatalf("node testdata/ajv.js: %v\n%s", err, &stderr)
	}
	var out struct {
		Complaints []string
		Verdicts   []struct{ Unread, Refused string }
	}
	if err := json.Unmarshal(data, &out); err != nil || len(out.Verdicts) != len(corpus) {
		t.Fatalf("node testdata/ajv.js: %d verdicts on %d documents, %v", len(out.Verdicts), len(corpus), err)
	}
	for _, complaint := range out.Complaints {
		t.Errorf("ajv's strict mode: %s", complaint)
	}
	if t.Failed() {
		return // a schema that does not compile judges nothing
	}
	accepted, refused := 0, 0
	for i, d := range corpus {
		f := source.New(d.name, []byte(d.Text))
		doc, found := manifest.Parse(f)
		if len(found) > 0 || out.Verdicts[i].Unread != "" || d.Schema == "manifest" && Foreign(doc) != nil {
			continue
		}
		// Suppressions come later, and so does the rule that speaks of a secret
		// alone where its key is unknown.
		said, theirs := schemaFindings(d, doc), out.Verdicts[i].Refused
		if len(said) == 0 && theirs != "" && holdsNumberElsewhere(doc) {
			// What is a number here is text to us. Whatever rule is about the form
			// of that text reports it.
			said = allFindings(t, d, f)
		}
		if len(said) > 0 && theirs == "" && holdsNumberElsewhere(doc) {
			continue // +1 is a number there, and text here
		}
		ours := len(said) > 0
		switch {
		case ours != (theirs != ""):
			t.Errorf("%s: ajv says %q, lint says\n%s%s", d.name, theirs, list(said), d.Text)
		case ours:
			refused++
		default:
			accepted++
		}
	}
	t.Logf("%d schemas; %d documents: %d accepted and %d refused by both, %d passed over because a reader refused them",
		len(schemas), len(corpus), accepted, refused, len(corpus)-accepted-refused)
	if accepted < 500 || refused < 500 {
		t.Error("the test sees too little")
	}
}

func schemaFindings(d ajvDocument, doc *manifest.Document) []diag.Diagnostic {
	judge := manifestSchema
	if d.Schema == "project" {
		judge = projectSchema
	}
	_, said := checkSchema(judge, doc)
	return said
}

func allFindings(t *testing.T, d ajvDocument, f *source.File) []diag.Diagnostic {
	if d.Schema == "project" {
		_, found := ParseConfig(f, func(string) bool { return true })
		return found
	}
	return lintText(t, d.Text, Options{})
}

func holdsNumberElsewhere(doc *manifest.Document) bool {
	texts := (&Pass{Document: doc}).contents().texts
	return slices.ContainsFunc(texts, func(s scalar) bool { return readAs(s.node) != "" })
}

// writtenDocuments are the documents of the repository: examples of rules,
// fixtures, cases of tests, and manifests.
func writtenDocuments(t *testing.T) []ajvDocument {
	t.Helper()
	var all []ajvDocument
	add := func(name, text string) {
		kind := "manifest"
		if strings.HasSuffix(name, ".manifest.yaml") {
			kind = "project"
		}
		all = append(all, ajvDocument{name, kind, text})
	}
	for _, r := range Rules() {
		if r.Group == groupLedger {
			continue
		}
		add(r.ID+", bad", compose(r.Bad))
		add(r.ID+", good", compose(r.Good))
		if r.Config != "" {
			add(r.ID+" .manifest.yaml", r.Config)
		}
		archive, err := fixture(r)
		if err != nil {
			continue // see TestFixtures
		}
		for _, file := range archive.Files {
			snippet, _, err := unmarkAll(string(file.Data))
			if err != nil {
				t.Fatalf("%s/%s: %v", r.ID, file.Name, err)
			}
			add(r.ID+"/"+file.Name, compose(snippet))
		}
	}
	for _, file := range glob(t, "testdata/positions/*.txt") {
		for _, c := range readPositions(t, file) {
			add(c.name, compose(c.snippet))
		}
	}
	for _, c := range readMistakes(t) {
		if strings.HasPrefix(c.name, "configuration") {
			add(".manifest.yaml", c.text)
			continue
		}
		add(c.name, compose(c.text))
	}
	root := os.DirFS("../..")
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, name)
		switch filepath.Ext(name) {
		case ".yaml":
			add(name, string(data))
		case ".txtar":
			for _, file := range txtar.Parse(data).Files {
				if filepath.Ext(file.Name) == ".yaml" {
					add(name+"/"+file.Name, string(file.Data))
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func randomDocuments(n int) []ajvDocument {
	var all []ajvDocument
	for kind, s := range map[string]*document{"manifest": manifestSchema, "project": projectSchema} {
		for i := range n {
			g := &documents{rand.New(rand.NewPCG(*seed, uint64(i)))}
			v := g.value(s.root, 0)
			for range g.IntN(4) {
				v = g.damage(v)
			}
			all = append(all, ajvDocument{fmt.Sprintf("%s of seed %d, document %d", kind, *seed, i), kind, g.yaml(v)})
		}
	}
	return all
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.FromSlash(pattern))
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: %d files, %v", pattern, len(names), err)
	}
	return names
}
