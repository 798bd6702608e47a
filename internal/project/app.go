package project

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// checklistName is the file of a version that keeps its promotion checklist.
const checklistName = "checklist.md"

// app is one app of the project.
type app struct {
	id   string
	name string // the folder as shown, with forward slashes
	path string // the folder to open
	// stray says that no place of apps matches the folder.
	stray bool
	// unsaved are the files of the app that are open in an editor.
	unsaved *Unsaved
	// alone says that a search saw nothing but the manifest in the folder, which is none
	// that a link leads to.
	alone bool
}

// appIn is the app of a folder, whether or not it is there.
func (p *Project) appIn(dir string) app {
	name := shown(dir)
	return app{id: path.Base(name), name: name, path: p.Path(filepath.FromSlash(name)), unsaved: p.Unsaved}
}

// appOf returns the app whose working manifest a target is.
func (p *Project) appOf(t target) (app, bool) {
	if t.app == "" || t.frozen {
		return app{}, false
	}
	a := p.appIn(path.Dir(t.name))
	a.id, a.stray, a.alone = t.app, t.stray, t.alone && p.Unsaved == nil
	return a, true
}

// appOfManifest returns the app whose working manifest a path of the command line
// is.
func (p *Project) appOfManifest(name string) (app, bool) {
	l, err := p.layout()
	if err != nil || filepath.Base(name) != manifestName {
		return app{}, false
	}
	return l.folder(filepath.Dir(name))
}

// shown is how a path of the command line is shown: without detours, and with
// forward slashes.
func shown(name string) string { return filepath.ToSlash(filepath.Clean(name)) }

// shows is how a file in the folder of the app is shown.
func (a app) shows(name string) string { return path.Join(a.name, name) }

// isApp reports whether the folder is that of an app.
func (a app) isApp() bool { return a.has(manifestName) || a.hasLedger() }

// has reports whether the folder has a file, if only as a broken link.
func (a app) has(name string) bool {
	at := filepath.Join(a.path, name)
	_, err := os.Lstat(at)
	return err == nil || a.unsaved.has(at)
}

// isBrokenLink reports whether a link that leads nowhere is where the folder should be. It
// could be an app.
func (a app) isBrokenLink() bool { return isLink(a.path) && !isFolder(a.path) }

// unread is the error about a folder that is a broken link.
func (a app) unread() error { return &unreadError{a.name, errBrokenLink} }

// app returns the app that a word of the command line names: by its id, or by
// the path of its folder, as a shell completes it. One that git tracks and that is
// not on disk is not unknown.
func (p *Project) app(ctx context.Context, word string) (app, error) {
	l, err := p.layout()
	if err != nil {
		return app{}, err
	}
	if isPath(word) {
		if a, ok := l.folder(word); ok {
			word = a.id
		}
	}
	candidates := l.candidates(word)
	if slices.ContainsFunc(candidates, app.isApp) {
		return p.appAt(word)
	}
	if id, _, ok := strings.Cut(word, "@"); ok && slices.ContainsFunc(l.candidates(id), app.isApp) {
		return app{}, Usagef("%q names a version; name only the app here: %s", word, id)
	}
	for _, a := range candidates {
		if a.isBrokenLink() {
			return app{}, a.unread()
		}
		if err := p.checkedOut(ctx, a); err != nil {
			return app{}, err
		}
	}
	all, err := p.apps()
	if err != nil {
		return app{}, err
	}
	var ids []string
	for _, a := range all {
		ids = append(ids, a.id)
	}
	if near := diag.Nearest(path.Base(shown(word)), ids); near != "" {
		return app{}, Usagef("there is no app %q in %s; did you mean %q?", word, l.where(), near)
	}
	return app{}, Usagef("there is no app %q in %s; see: manifest status", word, l.where())
}

// file reads a file of the app under the name it is shown by. A file that is
// not there is fs.ErrNotExist.
func (a app) file(name string) (*source.File, error) {
	shown, at := path.Join(a.name, name), filepath.Join(a.path, filepath.FromSlash(name))
	if text, ok := a.unsaved.text(at); ok {
		return source.New(shown, text), nil
	}
	data, err := slurpRegular(at)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !isLink(at):
		return nil, err
	case err != nil:
		return nil, &unreadError{shown, reasonAt(at, err)}
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
