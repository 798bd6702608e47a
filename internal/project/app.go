package project

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/source"
)

// checklistName is the file of a version that keeps its promotion checklist.
const checklistName = "checklist.md"

// app is one app of the project.
type app struct {
	id   string // name of its folder
	name string // the folder as shown, with forward slashes
	path string // the folder to open
}

// apps returns the apps of the project by id: the folders of manifests that
// hold a manifest or saved versions.
func (p *Project) apps() ([]app, error) {
	entries, err := os.ReadDir(p.Path(DefaultDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, noManifests(p, "start one")
	}
	if err != nil {
		return nil, fmt.Errorf("look for apps: %w", err)
	}
	var list []app
	for _, e := range entries {
		if a := p.appAt(e.Name()); a.isApp() {
			list = append(list, a)
		}
	}
	if len(list) == 0 {
		return nil, Usagef("there is no app in %s yet; start one: manifest init APP", DefaultDir)
	}
	return list, nil
}

// appAt is the app of an id, whether or not it is there.
func (p *Project) appAt(id string) app { return p.appIn(path.Join(DefaultDir, id)) }

// appIn is the app of a folder, whether or not it is there.
func (p *Project) appIn(dir string) app {
	name := shown(dir)
	return app{id: path.Base(name), name: name, path: p.Path(filepath.FromSlash(name))}
}

// appOf returns the app whose working manifest a target is.
func (p *Project) appOf(t target) (app, bool) {
	folder := filepath.Dir(absolute(t.path)) // the name does not tell in versions/0.3.0, where it has no folder
	if t.app == "" || t.isStdin() || filepath.Base(filepath.Dir(folder)) == ledger.VersionsDir {
		return app{}, false
	}
	a := p.appIn(path.Dir(t.name))
	a.id = t.app // also where the folder is called "."
	return a, true
}

// appOfManifest returns the app whose working manifest a path of the command line
// is.
func (p *Project) appOfManifest(name string) (app, bool) {
	a := p.appAt(path.Base(path.Dir(shown(name))))
	return a, shown(name) == path.Join(a.name, manifestName)
}

// shown is how a path of the command line is shown: without detours, and with
// forward slashes.
func shown(name string) string { return filepath.ToSlash(filepath.Clean(name)) }

// isApp reports whether the folder is that of an app.
func (a app) isApp() bool { return a.has(manifestName) || a.hasLedger() }

func (a app) has(name string) bool {
	_, err := os.Stat(filepath.Join(a.path, name))
	return err == nil
}

// app returns the app that a word of the command line names: by its id, or by
// the path of its folder, as a shell completes it. One that git tracks and that is
// not on disk is not unknown.
func (p *Project) app(ctx context.Context, word string) (app, error) {
	id := path.Base(shown(word))
	if a := p.appAt(id); id != "." && id != ".." && (a.isApp()) {
		return a, nil
	}
	if name, _, ok := strings.Cut(id, "@"); ok && (p.appAt(name).isApp()) {
		return app{}, Usagef("%q names a version; here name the app alone: %s", word, name)
	}
	if err := p.checkedOut(ctx, p.appAt(id)); err != nil {
		return app{}, err
	}
	all, err := p.apps()
	if err != nil {
		return app{}, err
	}
	var ids []string
	for _, a := range all {
		ids = append(ids, a.id)
	}
	if near := diag.Nearest(id, ids); near != "" {
		return app{}, Usagef("there is no app %q in %s; did you mean %q?", word, DefaultDir, near)
	}
	return app{}, Usagef("there is no app %q in %s; see: manifest status", word, DefaultDir)
}

// file reads a file of the app under the name it is shown by. A file that is
// not there is fs.ErrNotExist.
func (a app) file(name string) (*source.File, error) {
	shown, at := path.Join(a.name, name), filepath.Join(a.path, filepath.FromSlash(name))
	data, err := slurpRegular(at)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, err
	case err != nil:
		return nil, &unreadError{shown, Reason(err)}
	}
	return source.New(shown, data), nil
}

// unreadError is about a file or folder of an app that is there and cannot be
// read.
type unreadError struct {
	name string // as shown
	err  error  // why
}

func (e *unreadError) Error() string { return fmt.Sprintf("read %s: %v", e.name, e.err) }

func (e *unreadError) Unwrap() error { return e.err }
