package main

import (
	"bytes"
	"fmt"
	"io/fs"
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

// repositoryLayout is a way to arrange apps, as a sample repository in
// testdata/layouts shows it. The scripts are written for the default.
type repositoryLayout struct {
	name    string
	files   []txtar.File // of the sample, which has the apps acme and field
	config  string       // .manifest.yaml, "" for none
	folders [2]string    // of acme and of field
}

func readLayouts(t *testing.T) (list []repositoryLayout) {
	const dir = "testdata/layouts"
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		sample, below, _ := strings.Cut(name, "/")
		if len(list) == 0 || list[len(list)-1].name != sample {
			list = append(list, repositoryLayout{name: sample})
		}
		l := &list[len(list)-1]
		data, err := os.ReadFile(path.Join(dir, name))
		l.files = append(l.files, txtar.File{Name: below, Data: data})
		switch {
		case below == ".manifest.yaml":
			l.config = string(data)
		case bytes.Contains(data, []byte("name: Acme,")):
			l.folders[0] = path.Dir(below)
		default:
			l.folders[1] = path.Dir(below)
		}
		return err
	})
	if err != nil || len(list) != 4 {
		t.Fatalf("%s: %d layouts, %v", dir, len(list), err)
	}
	return list
}

// folder is that of an app of a script: the first of them is where acme is in the
// sample, and the others are where field is.
func (l repositoryLayout) folder(ids []string, id string) string {
	if id == ids[0] {
		return strings.Replace(l.folders[0], "acme", id, 1)
	}
	return strings.Replace(l.folders[1], "field", id, 1)
}

// configOf is the configuration of the sample for the apps of a script.
func (l repositoryLayout) configOf(ids []string) string {
	var b strings.Builder
	for line := range strings.Lines(l.config) {
		switch {
		case strings.Contains(line, "id: acme"):
			b.WriteString(strings.ReplaceAll(line, "acme", ids[0]))
		case strings.Contains(line, "id: field"):
			for _, id := range ids[1:] {
				b.WriteString(strings.ReplaceAll(line, "field", id))
			}
		default:
			b.WriteString(line)
		}
	}
	return b.String()
}

// The scripts of the whole way of an app hold in every layout, from the root, from
// the folder of an app, and from another folder.
func TestScriptsInLayouts(t *testing.T) {
	scripts := []string{"release", "bump", "approve", "pull_request", "life"}
	dir := t.TempDir()
	layouts := readLayouts(t)
	for _, l := range layouts {
		sample := &txtar.Archive{Files: l.files, Comment: []byte("mkdir .git\nexec manifest lint\nstdout '^2 manifests, no findings'\n! stderr .\n" +
			"exec manifest status\nstdout '^acme '\nstdout '^field '\n")}
		if err := os.WriteFile(filepath.Join(dir, "sample_"+l.name+".txtar"), txtar.Format(sample), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range scripts {
		data, err := os.ReadFile(filepath.Join("testdata", "script", name+".txtar"))
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range layouts {
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
	if config := l.configOf(ids); config != "" {
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
