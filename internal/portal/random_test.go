package portal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

var someTexts = []string{
	"Acme", "", " ", "It's \"quoted\"", "a: b # c", "Zoë – 東京 🏗️", "👩‍👩‍👧", "true", "no", "12", "null", "~", "- x", "one\ntwo", "one\ntwo\n", "one\n\n\n", "\n", "\n\nx",
	"  indented\nsecond", "tab\there", "a\n \nb", "line \nspace", "<p>Hello &amp; <b>welcome</b></p>", "{{token}}", "[x]", "{a: b}", "x: {{a}}?b=c&d=e", `back\slash`,
	"2020-01-01", "0x1f", "1_000", "%tag", "@at", "`tick`", "!bang", "*star", "&and", "|", ">", "? q", ": c", "---", "...", "<<", "=", "\u00a0", "é\u0301", strings.Repeat("long ", 500),
	"#x", "a #b", "a\\nb", "'", "''", "\"", "-", "trailing ", ",", "]", "x]", "a,b", "\u200d", "נבדק", "a\u200cb", "न\u200dन",
}

// randomPortal returns the portal's JSON of schema 4.1 in the form that the
// portal gives it. Everything that may be left out is left out at times.
func randomPortal(r *rand.Rand) *ordered {
	text := func() string { return someTexts[r.IntN(len(someTexts))] }
	filled := func() string {
		for {
			if s := text(); s != "" {
				return s
			}
		}
	}
	maybe := func() bool { return r.IntN(3) > 0 }
	o := &ordered{}
	o.put("schema_version", "4.1")
	if maybe() {
		o.make("app_manifest", "").put("name", filled())
	}
	if maybe() {
		i := &ordered{}
		if maybe() {
			i.put("notes", text())
		}
		if maybe() || len(i.keys) == 0 {
			page := i.make("page", "")
			if maybe() {
				page.put("url", text())
			}
			if maybe() {
				page.put("label", text())
			}
		}
		o.put("post_installation_instruction", i)
	}
	component := func(panel bool) *ordered {
		c := &ordered{}
		if maybe() {
			c.put("uuid", text())
		}
		if panel {
			views := []string{}
			for range 1 + r.IntN(3) {
				views = append(views, filled())
			}
			c.put("views", views)
		}
		c.put("source_url", filled())
		if maybe() {
			c.put("description", text())
		}
		if maybe() {
			s := c.make("user_configuration.schema", "")
			s.put("type", "object")
			required := []string{}
			properties := &ordered{}
			for range r.IntN(4) {
				key := filled()
				if properties.values[key] != nil {
					continue
				}
				p := &ordered{}
				p.put("name", filled())
				if maybe() {
					p.put("type", "string")
				}
				if maybe() {
					p.put("description", text())
				}
				if maybe() {
					link := p.make("support_link", "")
					link.put("url", filled())
					if maybe() {
						link.put("label", text())
					}
				}
				properties.put(key, p)
				if maybe() {
					required = append(required, key)
				}
			}
			s.put("required", required)
			s.put("properties", properties)
		}
		return c
	}
	if maybe() {
		o.put("fullscreen", component(false))
	}
	if maybe() {
		o.put("sidepanel", component(true))
	}
	if maybe() {
		permissions := o.make("permissions", "")
		for _, scope := range []string{"company", "project"} {
			if !maybe() {
				continue
			}
			tools := permissions.make(scope, "")
			for _, tool := range []string{"budget", "budgeting", "daily_log", "directory", "home", "new_tool2"} {
				if r.IntN(2) > 0 {
					tools.put(tool, []string{"readonly", "standard", "admin"}[r.IntN(3)])
				}
			}
		}
	}
	return o
}

func encoded(o *ordered) []byte {
	var b bytes.Buffer
	o.write(&b, 0)
	b.WriteByte('\n')
	return b.Bytes()
}

// Import and export are inverses: JSON in the portal's form comes back byte for
// byte, and a manifest comes back with nothing changed.
func TestImportAndExportAreInverses(t *testing.T) {
	const runs = 1000
	for seed := range uint64(runs) {
		r := rand.New(rand.NewPCG(seed, 0x706f7274616c))
		want := encoded(randomPortal(r))
		users := r.IntN(2) > 0
		given := Given{Distribution: "custom", Version: "1.2.3", UserLevel: &users}
		// A name that is missing is assumed, marked, and so not exported.
		if !bytes.Contains(want, []byte(`"fullscreen": {`)) && !bytes.Contains(want, []byte(`"sidepanel": {`)) && !bytes.Contains(want, []byte(`"permissions": {`)) {
			users = true // or there is nothing
		}
		reading, found := Read(source.New("portal.json", want))
		if diag.Count(append(found, reading.Importable()...)).Errors > 0 {
			if found = append(found, reading.Importable()...); !strings.Contains(found[0].Message, "which a manifest cannot contain") {
				t.Fatalf("seed %d: %s\n%s", seed, found[0].Message, want)
			}
			continue
		}
		if len(reading.Left) > 0 {
			t.Fatalf("seed %d: %s is left out\n%s", seed, reading.Left[0].Path, want)
		}
		reading.Complete(given)
		yaml, err := reading.Write()
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, want)
		}
		got, _ := export(t, yaml)
		if !bytes.Equal(got, want) {
			t.Fatalf("seed %d: export(import(x)): got\n%s\nwant\n%s\nby way of\n%s", seed, got, want, yaml)
		}
		back, _ := importFile(t, source.New("again.json", got), given)
		if !bytes.Equal(back, yaml) {
			t.Fatalf("seed %d: import(export(y)): got\n%s\nwant\n%s", seed, back, yaml)
		}
		if seed%10 == 0 {
			wellFormed(t, yaml)
		}
		if list := Compare(Side{parse(t, yaml).File, parse(t, yaml).Root}, Side{reading.File, reading.Root}, Side{}, "components"); len(list) > 0 {
			t.Fatalf("seed %d: drift of %s between a file and itself", seed, list[0].Path)
		}
	}
}

// A manifest exports to the same bytes however it is written.
func TestExportDoesNotDependOnSpelling(t *testing.T) {
	compared := 0
	for seed := range uint64(300) {
		users := true
		reading, found := Read(source.New("portal.json", encoded(randomPortal(rand.New(rand.NewPCG(seed, 0x7370656c6c))))))
		if len(append(found, reading.Importable()...)) > 0 {
			continue
		}
		reading.Complete(Given{Name: "App", Distribution: "custom", Version: "1.0.0", UserLevel: &users})
		yaml, err := reading.Write()
		if err != nil {
			t.Fatal(err)
		}
		doc := parse(t, yaml)
		// JSON is YAML too, and encoding/json sorts the keys.
		sorted, err := json.Marshal(doc.Root.JSON())
		if err != nil {
			t.Fatal(err)
		}
		other, refused := manifest.Parse(source.New("manifest.json", sorted))
		if len(refused) > 0 {
			continue // a character that YAML requires to be escaped
		}
		compared++
		a, _, _ := Export(doc.File, doc.Root)
		b, _, _ := Export(other.File, other.Root)
		if !bytes.Equal(a, b) {
			t.Fatalf("seed %d: got\n%s\nand\n%s", seed, a, b)
		}
	}
	if compared < 50 {
		t.Errorf("only %d manifests were compared", compared)
	}
}

func TestTextsSurvive(t *testing.T) {
	for _, text := range someTexts {
		for _, indent := range []int{2, 6} {
			yaml := strings.Repeat(" ", indent-2) + "k: " + manifest.Scalar(text, indent) + "\n"
			doc, found := manifest.Parse(source.New("", []byte(yaml)))
			if len(found) > 0 {
				if _, refused := manifest.Parse(source.New("", fmt.Appendf(nil, "%q", text))); len(refused) == 0 {
					t.Errorf("%q: %s\n%s", text, found[0].Message, yaml)
				}
				continue
			}
			if got, _ := doc.Root.Get("k").Str(); got != text {
				t.Errorf("got %q, want %q, written\n%s", got, text, yaml)
			}
		}
	}
}
