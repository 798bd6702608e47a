package project

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/validate"
)

const added = `  "yaml.schemas": {
    "./manifests/.schema/manifest.schema.json": ["manifests/*/manifest.yaml", "manifests/*/versions/*/manifest.yaml"],
    "./manifests/.schema/event.schema.json": ["manifests/*/versions/*/history/*.json", "manifests/*/history/*.json", "manifests/*/approvals/*.json"],
    "./manifests/.schema/in-use.schema.json": ["manifests/*/in-use.yaml"],
    "./manifests/.schema/project.schema.json": [".manifest.yaml"]
  }`

func TestMergeSettings(t *testing.T) {
	tabs := strings.NewReplacer("    ", "\t\t", "  ", "\t").Replace(added)
	inner := strings.SplitN(added, "\n", 2)[1]
	for name, c := range map[string]struct{ was, want string }{
		"no file":          {"", "{\n" + added + "\n}\n"},
		"white space":      {" \n", " \n{\n" + added + "\n}\n"},
		"comments alone":   {"// ours", "// ours\n{\n" + added + "\n}\n"},
		"empty object":     {"{}", "{\n" + added + "\n}"},
		"empty, two lines": {"{\n}\n", "{\n" + added + "\n}\n"},
		"one line":         {`{"a": 1}`, `{"a": 1,` + "\n" + added + "\n}"},
		"others":           {"{\n  \"a\": 1\n}\n", "{\n  \"a\": 1,\n" + added + "\n}\n"},
		"comment at the end": {"{\n  \"a\": 1 // why\n  /* and more */\n}\n",
			"{\n  \"a\": 1, // why\n  /* and more */\n" + added + "\n}\n"},
		"trailing comma":  {"{\n  // first\n  \"a\": [1,],\n}\n", "{\n  // first\n  \"a\": [1,],\n" + added + ",\n}\n"},
		"tabs":            {"{\n\t\"a\": 1\n}", "{\n\t\"a\": 1,\n" + tabs + "\n}"},
		"byte order mark": {"\uFEFF{}", "\uFEFF{\n" + added + "\n}"},
		"carriage returns": {"{\r\n  \"a\": 1\r\n}\r\n", "{\r\n  \"a\": 1,\r\n" + strings.ReplaceAll(added, "\n", "\r\n") +
			"\r\n}\r\n"},
		"other schemas": {
			"{\n  \"yaml.schemas\": {\n    \"https://x.test/a\": \"*.yml\" // theirs\n  },\n  \"b\": 2\n}\n",
			"{\n  \"yaml.schemas\": {\n    \"https://x.test/a\": \"*.yml\", // theirs\n" + inner + ",\n  \"b\": 2\n}\n",
		},
		"a pattern alone": {
			strings.Replace("{\n"+added+"\n}\n", `["manifests/*/manifest.yaml", "manifests/*/versions/*/manifest.yaml"]`,
				`/* ours */ "apps/*.yaml" /* too */`, 1),
			strings.Replace("{\n"+added+"\n}\n", `["manifests/*/manifest.yaml", "manifests/*/versions/*/manifest.yaml"]`,
				`/* ours */ ["apps/*.yaml", "manifests/*/manifest.yaml", "manifests/*/versions/*/manifest.yaml"] /* too */`, 1),
		},
		"a pattern is missing": {
			strings.Replace("{\n"+added+"\n}\n", `, "manifests/*/versions/*/manifest.yaml"]`, ",]", 1),
			strings.Replace("{\n"+added+"\n}\n", `"manifests/*/versions/*/manifest.yaml"]`,
				`"manifests/*/versions/*/manifest.yaml",]`, 1),
		},
		"an empty list": {
			strings.Replace("{\n"+added+"\n}\n", `[".manifest.yaml"]`, "[ ]", 1),
			strings.Replace("{\n"+added+"\n}\n", `[".manifest.yaml"]`, `[ ".manifest.yaml"]`, 1),
		},
		"a single pattern may stay alone": {
			strings.Replace("{\n"+added+"\n}\n", `[".manifest.yaml"]`, `".manifest.yaml"`, 1),
			strings.Replace("{\n"+added+"\n}\n", `[".manifest.yaml"]`, `".manifest.yaml"`, 1),
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := mergeSettings([]byte(c.was), defaultSchemas())
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
			}
			again, err := mergeSettings(got, defaultSchemas())
			if err != nil || string(again) != string(got) {
				t.Errorf("a second time: got %v and\n%s", err, again)
			}
		})
	}
}

func TestMergeSettingsRefuses(t *testing.T) {
	for was, want := range map[string]string{
		`{"a": 1`:              "not JSON with comments, at line 1, column 8",
		`[]`:                   "the file does not contain a JSON object",
		`null`:                 "the file does not contain a JSON object",
		`{"yaml.schemas": []}`: `the key "yaml.schemas" is not an object`,
		`{"yaml.schemas": {}, "yaml.schemas"` + `: {}}`:                      `the key "yaml.schemas" appears twice`,
		`{"yaml.schemas": {"./manifests/.schema/project.schema.json": {}}}`:  "expected a string or a list of strings",
		`{"yaml.schemas": {"./manifests/.schema/project.schema.json": [1]}}`: "expected a string or a list of strings",
	} {
		got, err := mergeSettings([]byte(was), defaultSchemas())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got error %v and\n%s\nwant %q", was, err, got, want)
		}
	}
}

func TestRecommendServer(t *testing.T) {
	for name, c := range map[string]struct{ was, want string }{
		"no file":     {"", "{\n  \"recommendations\": [\"" + serverExtension + "\"]\n}\n"},
		"others only": {"{\n  // a\n  \"unwantedRecommendations\": [\"x.y\"],\n}", "{\n  // a\n  \"unwantedRecommendations\": [\"x.y\"],\n  \"recommendations\": [\"" + serverExtension + "\"],\n}"},
		"one to a line": {"{\r\n\t\"recommendations\": [\r\n\t\t\"a.b\" // why\r\n\t]\r\n}\r\n",
			"{\r\n\t\"recommendations\": [\r\n\t\t\"a.b\",\r\n\t\t\"" + serverExtension + "\" // why\r\n\t]\r\n}\r\n"},
		"on one line":   {`{"recommendations": ["a.b"]}`, `{"recommendations": ["a.b", "` + serverExtension + `"]}`},
		"already there": {`{"recommendations": ["Procore-Manifest.procore-app-manifest"]}`, `{"recommendations": ["Procore-Manifest.procore-app-manifest"]}`},
	} {
		got, err := recommendServer([]byte(c.was))
		if err != nil || string(got) != c.want {
			t.Errorf("%s: got %v and\n%s\nwant\n%s", name, err, got, c.want)
		}
		if again, err := recommendServer(got); err != nil || string(again) != string(got) {
			t.Errorf("%s, a second time: got %v and\n%s", name, err, again)
		}
	}
	for was, want := range map[string]string{
		`{"unwantedRecommendations": ["` + serverExtension + `"]}`: "remove the extension from that key first",
		`{"recommendations": {}}`:                                  "expected a string or a list of strings",
		`{"recommendations": "a.b"}`:                               "without changing something else",
		`{"recommendations": [], "recommendations"` + `: []}`:      "twice",
		`[]`: "not contain a JSON object",
		`{`:  "not JSON with comments",
	} {
		if got, err := recommendServer([]byte(was)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got error %v and\n%s\nwant %q", was, err, got, want)
		}
	}
}

// Of the settings, only what mergeSettings adds goes.
func TestWithoutAssociations(t *testing.T) {
	const manifests = `"./manifests/.schema/manifest.schema.json": `
	for name, c := range map[string]struct{ was, want string }{
		"nothing of ours":  {"{ \"a\": 1 }", "{ \"a\": 1 }"},
		"empty, of others": {"{\"yaml.schemas\": {}}", "{\"yaml.schemas\": {}}"},
		"all":              {"{\n" + added + "\n}\n", "{\n}\n"},
		"all, and others":  {"{\n  \"a\": 1, // why\n" + added + "\n}\n", "{\n  \"a\": 1 // why\n}\n"},
		"before others":    {"{\r\n" + strings.ReplaceAll(added, "\n", "\r\n") + ",\r\n  // b\r\n  \"b\": 2\r\n}", "{\r\n  // b\r\n  \"b\": 2\r\n}"},
		"comments stay": {"{\n" + strings.Replace(added, "    ", "    // ours\n    ", 1) + "\n}\n",
			"{\n  \"yaml.schemas\": {\n    // ours\n  }\n}\n"},
		"other schemas": {
			"{\n  \"yaml.schemas\": {\n    \"https://x.test/a\": \"*.yml\", // theirs\n    " + manifests + "\"manifests/*/manifest.yaml\",\n  },\n}\n",
			"{\n  \"yaml.schemas\": {\n    \"https://x.test/a\": \"*.yml\", // theirs\n  },\n}\n",
		},
		"other patterns": {
			"\uFEFF{\"yaml.schemas\": {" + manifests + "[\"manifests/*/manifest.yaml\", \"old/*.yaml\", \"manifests/*/versions/*/manifest.yaml\"]}}",
			"\uFEFF{\"yaml.schemas\": {" + manifests + "[\"old/*.yaml\"]}}",
		},
		"another pattern alone": {"{\"yaml.schemas\": {" + manifests + "\"old/*.yaml\"}}", "{\"yaml.schemas\": {" + manifests + "\"old/*.yaml\"}}"},
	} {
		got, err := withoutAssociations([]byte(c.was), defaultSchemas())
		if err != nil || string(got) != c.want {
			t.Errorf("%s: got %v and\n%s\nwant\n%s", name, err, got, c.want)
		}
	}
	for was, want := range map[string]string{
		`{"yaml.schemas": []}`:                   `the key "yaml.schemas" is not an object`,
		`{"yaml.schemas": {` + manifests + `1}}`: "expected a string or a list of strings",
		`{"a": }`:                                "not JSON with comments",
	} {
		if got, err := withoutAssociations([]byte(was), defaultSchemas()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got error %v and\n%s\nwant %q", was, err, got, want)
		}
	}
}

// What is added to any settings can be taken out again; a text that cannot be
// edited is refused, and never one of ours.
func FuzzWithoutAssociations(f *testing.F) {
	for _, seed := range []string{"", "{}", "{\"a\": [1,], // b\n}", "\uFEFF// x", "{\"yaml.schemas\": {\"x\": [\"y\" /**/,],},}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, was string) {
		with, err := mergeSettings([]byte(was), defaultSchemas())
		if err != nil {
			return
		}
		without, err := withoutAssociations(with, defaultSchemas())
		if err != nil {
			t.Fatalf("%q: %v", with, err)
		}
		if again, err := withoutAssociations(without, defaultSchemas()); err != nil || string(again) != string(without) {
			t.Fatalf("%q became %q, and then %q (%v)", with, without, again, err)
		}
	})
}

// Whatever the settings are, what is there stays, byte for byte and in order.
// White space before a brace that closes on the same line may go.
func FuzzMergeSettings(f *testing.F) {
	for _, seed := range []string{"", "{}", "{\"a\": [1,], // b\n}",
		"/**/{\r\n\t\"yaml.schemas\": {\"./manifests/.schema/project.schema.json\": \"x\"}}", "\uFEFF// x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, was string) {
		now, err := mergeSettings([]byte(was), defaultSchemas())
		if err != nil {
			return
		}
		rest := now
		for i := range len(was) {
			if strings.IndexByte(" \t\r", was[i]) >= 0 {
				continue
			}
			at := slices.Index(rest, was[i])
			if at < 0 {
				t.Fatalf("%q became %q, which lost byte %d", was, now, i)
			}
			rest = rest[at+1:]
		}
		if again, err := mergeSettings(now, defaultSchemas()); err != nil || string(again) != string(now) {
			t.Fatalf("%q became %q, and then %q (%v)", was, now, again, err)
		}
	})
}

// defaultSchemas are those of a project whose apps are in the default place.
func defaultSchemas() []editorSchema {
	return (&layout{places: validate.DefaultPlaces}).editorSchemas()
}

func TestAssociateEditor(t *testing.T) {
	dir := t.TempDir()
	var said strings.Builder
	p := &Project{Env: Env{Dir: dir}, Options: Options{Warn: func(text string) { said.WriteString(text) }}}
	all := []string{
		"manifests/.schema/manifest.schema.json", "manifests/.schema/event.schema.json",
		"manifests/.schema/in-use.schema.json", "manifests/.schema/project.schema.json", ".vscode/settings.json",
	}
	for _, step := range []struct {
		dryRun bool
		want   []string
	}{{true, all}, {false, all}, {true, nil}, {false, nil}} {
		got, err := associateEditor(p, EditorOptions{DryRun: step.dryRun})
		if err != nil || !slices.Equal(got, step.want) {
			t.Errorf("dry run %t: got %q and %v, want %q", step.dryRun, got, err, step.want)
		}
	}
	// What git made of the line breaks is no reason to write.
	name := filepath.Join(dir, filepath.FromSlash(all[2]))
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	windows := strings.ReplaceAll(string(data), "\n", "\r\n")
	for _, c := range []struct {
		text string
		want []string
	}{{windows, nil}, {"{}", all[2:3]}} {
		if err := os.WriteFile(name, []byte(c.text), 0o644); err != nil {
			t.Fatal(err)
		}
		if got, err := associateEditor(p, EditorOptions{DryRun: true}); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("got %q and %v, want %q", got, err, c.want)
		}
	}
	// A link may lead to the settings of all projects.
	settings := filepath.Join(dir, ".vscode", "settings.json")
	if err := os.Remove(settings); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("elsewhere.json", settings); err != nil {
		t.Skip(err)
	}
	got, err := associateEditor(p, EditorOptions{})
	if err == nil || !strings.Contains(err.Error(), "symbolic link") || !strings.Contains(said.String(), added) ||
		!slices.Equal(got, all[2:3]) {
		t.Errorf("got %q and %v, want the schema, a refusal, and what to paste", got, err)
	}
}

// Whichever call of the file system fails, each file is as it was or whole, the
// error names it, and running again completes the work.
func TestAssociateEditorOnAFailingDisk(t *testing.T) {
	broken := errors.New("the disk is full")
	for n := 1; ; n++ {
		dir, calls := t.TempDir(), 0
		p := &Project{Env: Env{Dir: dir, FailDisk: func(string, string) error {
			if calls++; calls == n {
				return broken
			}
			return nil
		}}}
		_, err := associateEditor(p, EditorOptions{})
		if err == nil {
			if n < 20 {
				t.Errorf("only %d calls were made", n-1)
			}
			return
		}
		if !errors.Is(err, broken) || !strings.Contains(err.Error(), "json") {
			t.Errorf("call %d: got %v, want the file and the reason", n, err)
		}
		for _, s := range defaultSchemas() {
			data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(s.name)))
			if err == nil && string(data) != string(s.data) {
				t.Errorf("call %d: %s is there in part", n, s.name)
			}
		}
		p.FailDisk = nil
		if _, err := associateEditor(p, EditorOptions{}); err != nil {
			t.Errorf("again after call %d: %v", n, err)
		}
		if changed, err := associateEditor(p, EditorOptions{DryRun: true}); err != nil || len(changed) > 0 {
			t.Errorf("again after call %d: still %q and %v", n, changed, err)
		}
	}
}
