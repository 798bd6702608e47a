package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/rogpeppe/go-internal/txtar"
)

// repositoryLayout is a way to lay out apps. The scripts are written for the first.
type repositoryLayout struct {
	name string
	// config is .manifest.yaml for the apps of a script, "" for none.
	config func(ids []string) string
	folder func(ids []string, id string) string
}

var repositoryLayouts = []repositoryLayout{
	{
		name:   "default",
		config: func([]string) string { return "" },
		folder: func(_ []string, id string) string { return "manifests/" + id },
	},
	{
		name:   "services",
		config: func([]string) string { return "schema: 1\napps: [\"services/{app}/procore\"]\n" },
		folder: func(_ []string, id string) string { return "services/" + id + "/procore" },
	},
	{
		name:   "two",
		config: func([]string) string { return "schema: 1\napps: [\"services/{app}/procore\", \"apps/{app}\"]\n" },
		folder: func(ids []string, id string) string {
			if id == ids[0] {
				return "apps/" + id
			}
			return "services/" + id + "/procore"
		},
	},
	{
		name: "single",
		config: func(ids []string) string {
			text := "schema: 1\napps:\n"
			for _, id := range ids {
				text += fmt.Sprintf("  - {path: %s, id: %s}\n", singleFolder(ids, id), id)
			}
			return text
		},
		folder: singleFolder,
	},
}

func singleFolder(ids []string, id string) string {
	if id == ids[0] {
		return "procore"
	}
	return "more/" + id
}

// The scripts of the whole way of an app hold in every layout, from the root, from
// the folder of an app, and from another folder.
func TestScriptsInLayouts(t *testing.T) {
	scripts := []string{"release", "bump", "approve", "pull_request", "life"}
	dir := t.TempDir()
	for _, name := range scripts {
		data, err := os.ReadFile(filepath.Join("testdata", "script", name+".txtar"))
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range repositoryLayouts {
			for _, from := range []string{"root", "app", "other"} {
				if l.name == "default" && from == "root" {
					continue // as TestScripts runs it
				}
				script := l.rewrite(txtar.Parse(data), from)
				at := filepath.Join(dir, fmt.Sprintf("%s_%s_%s.txtar", name, l.name, from))
				if err := os.WriteFile(at, txtar.Format(script), 0o666); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	params := scriptParams(t)
	params.Dir = dir
	testscript.Run(t, params)
}

var (
	appFolders = regexp.MustCompile(`manifests/([a-z0-9]+(?:-[a-z0-9]+)*)\b`)
	runs       = regexp.MustCompile(`^(!? *exec|exits \d|exits|ship) +(manifest\b)?`)
	looks      = regexp.MustCompile(`^(! )?(stdout|stderr) `)
)

// rewrite returns a script for apps in another layout, with every call of the tool
// from a folder.
func (l repositoryLayout) rewrite(script *txtar.Archive, from string) *txtar.Archive {
	var ids []string
	for _, f := range script.Files {
		if m := appFolders.FindStringSubmatch(f.Name); m != nil && !slices.Contains(ids, m[1]) {
			ids = append(ids, m[1])
		}
	}
	folder := func(text string) string { return l.folder(ids, strings.TrimPrefix(text, "manifests/")) }
	from = map[string]string{"root": ".", "app": l.folder(ids, ids[0]), "other": "docs/more"}[from]
	// Of a file that is gone, the path in the base is shown, which is from the root.
	seen := func(text string) string {
		rel, err := filepath.Rel(from, folder(text))
		if err != nil {
			panic(err)
		}
		return "(main:" + folder(text) + "|" + regexp.QuoteMeta(filepath.ToSlash(rel)) + ")"
	}
	lines := strings.Split(string(script.Comment), "\n")
	ofTool := false
	for i, line := range lines {
		if m := runs.FindStringSubmatch(line); m != nil {
			ofTool = m[2] != "" || m[1] == "ship"
		}
		if ofTool && looks.MatchString(line) {
			line = appFolders.ReplaceAllStringFunc(line, seen)
			line = strings.ReplaceAll(line, `|\.)/`, `/|)`)
		} else {
			line = appFolders.ReplaceAllStringFunc(line, folder)
		}
		lines[i] = line
	}
	out := &txtar.Archive{}
	head := "env FROM=" + from + "\n"
	if !strings.Contains(string(script.Comment), "exec git init") {
		head = "mkdir .git\n" + head // the project ends here, and nothing is committed
	}
	out.Comment = []byte(head + strings.Join(lines, "\n"))
	for _, f := range script.Files {
		name := appFolders.ReplaceAllStringFunc(f.Name, folder)
		out.Files = append(out.Files, txtar.File{Name: name, Data: f.Data})
	}
	out.Files = append(out.Files, txtar.File{Name: "docs/more/README.md", Data: []byte("A folder without apps.\n")})
	if config := l.config(ids); config != "" {
		out.Files = append(out.Files, txtar.File{Name: ".manifest.yaml", Data: []byte(config)})
	}
	return out
}

// enterFolder makes a call of the tool in a script one from the folder FROM, which
// is relative to where the script is. Files that it names are named from there.
func enterFolder() {
	from := os.Getenv("FROM")
	if from == "" || from == "." {
		return
	}
	for i, arg := range os.Args[1:] {
		if _, err := os.Stat(arg); err != nil || filepath.IsAbs(arg) {
			continue
		}
		if _, err := os.Stat(path.Join(from, arg)); err == nil && arg != "." {
			continue
		}
		if rel, err := filepath.Rel(from, arg); err == nil {
			os.Args[i+1] = rel
		}
	}
	if err := os.Chdir(from); err != nil {
		panic(err)
	}
}
