package project

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/report"
)

// examineEditor compares the copies of schemas that editors use with those of
// this build: the ones that init writes, and what manifests name themselves. It
// finds where editors would report mistakes twice.
func examineEditor(p *Project, apps []app) []report.Check {
	l := p.configuration.layout
	schemas, copies := l.editorSchemas(), make(map[string]copied)
	for _, s := range schemas {
		if name := path.Join(l.shown, s.name); exists(p, name) {
			copies[name] = copied{editorSchema: s, ours: true}
		}
	}
	var named []string
	for _, a := range apps {
		f, err := a.file(manifestName)
		if err != nil {
			continue // without a working manifest there is nothing to edit
		}
		at, ok := namedSchema(f.Data)
		if ok {
			named = append(named, report.Visible(f.Name))
		}
		if ok && !strings.Contains(at, "://") && !path.IsAbs(at) {
			name := path.Join(a.name, at)
			copies[name] = copied{schemas[0], name == path.Join(l.shown, schemas[0].name), l.modeline(a)}
		}
	}
	checks := l.twice(named)
	for _, name := range slices.Sorted(maps.Keys(copies)) {
		if check := examineCopy(p, name, copies[name]); check.Health != report.Fine {
			checks = append(checks, check)
		}
	}
	if len(copies) > 0 && len(checks) == 0 {
		return []report.Check{fine("editor", "%s up to date", diag.Plural(len(copies), "schema"))}
	}
	if len(checks) == 0 && l.recommendsServer() {
		return []report.Check{fine("editor", "%s recommends the language server", path.Join(l.shown, EditorExtensions))}
	}
	return checks
}

// copied is a copy of a schema.
type copied struct {
	editorSchema
	ours     bool   // it is where the tool keeps it
	modeline string // of the manifest that names it
}

func examineCopy(p *Project, name string, s copied) report.Check {
	refresh := refreshCopy(p, name, s)
	data, err := readRegular(p.Path(filepath.FromSlash(name)))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return notable("editor", "manifests name the schema "+name+", which does not exist", refresh)
	case err != nil:
		return notable("editor", fmt.Sprintf("the schema %s cannot be read: %v", name, Reason(err)), "")
	case !bytes.Equal(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), s.data):
		return notable("editor", "the schema "+name+" belongs to another version of the tool", refresh)
	}
	return fine("editor", "%s", name)
}

// refreshCopy returns the command that writes a copy, "" if there is none that
// can be pasted: the name comes from a file.
func refreshCopy(p *Project, name string, s copied) string {
	switch {
	case s.ours:
		return setUpCommand(false)
	case !ShellSafe(name):
		return ""
	case !exists(p, path.Dir(name)):
		return "manifest schema --editors; then make the first line of the manifest: " + s.modeline
	default:
		return "manifest schema " + strings.TrimSuffix(path.Base(s.name), ".schema.json") + " > " + name
	}
}

func exists(p *Project, name string) bool {
	_, err := os.Stat(p.Path(filepath.FromSlash(name)))
	return err == nil
}

// readRegular reads an ordinary file, of the size that a manifest may have: a
// device in its place would be read without end, and a pipe would be waited for.
func readRegular(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if err := irregular(info); err != nil {
		return nil, err
	}
	return slurp(path)
}
