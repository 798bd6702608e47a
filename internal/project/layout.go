package project

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/validate"
)

// layout says where the apps of a project are. Nothing else joins a folder with
// the id of an app.
type layout struct {
	project *Project
	root    string // the folder that places are relative to: absolute, without links
	config  string // the configuration that says so, or that has its folder; "" for none
	shown   string // the root from the working folder, with forward slashes
	places  []validate.Place
	stated  bool // the configuration says where, and it is not the default

	unmatched sync.Once // guards the warning about places without an app
}

// layout returns where the apps are.
func (p *Project) layout() (*layout, error) {
	if _, _, err := p.loadConfig(); err != nil {
		return nil, err
	}
	return p.configuration.layout, nil
}

// newLayout returns the layout that a configuration gives. Its name is "" if there
// is none, and places are nil if it does not say where apps are.
func newLayout(p *Project, config string, places []validate.Place) *layout {
	l := &layout{project: p, config: config, places: places, stated: len(places) > 0}
	if !l.stated {
		l.places = validate.DefaultPlaces
	}
	if config != "" {
		l.root = git.RealPath(filepath.Dir(p.absolute(config)))
	} else {
		l.root = l.rootWithout()
	}
	l.shown = cmp.Or(relative(p.here(), l.root), filepath.ToSlash(l.root))
	return l
}

// rootWithout returns the root where there is no configuration: the nearest folder
// that holds apps in the default place, or else the root of the repository, or
// outside of one the working folder.
func (l *layout) rootWithout() string {
	dirs := l.project.upFrom(l.project.from())
	for _, dir := range dirs {
		if holdsApps(dir) {
			return dir
		}
	}
	return dirs[len(dirs)-1]
}

// holdsApps reports whether a folder holds an app in the default place. It stops
// at the first: there may be thousands.
func holdsApps(dir string) bool {
	in, _, _, _ := validate.DefaultPlaces[0].Parts()
	f, err := os.Open(filepath.Join(dir, in))
	if err != nil {
		return false
	}
	defer f.Close()
	for {
		entries, err := f.ReadDir(100)
		for _, e := range entries {
			if !passedOver(e.Name()) && (app{path: filepath.Join(dir, in, e.Name())}).isApp() {
				return true
			}
		}
		if err != nil || len(entries) == 0 {
			return false
		}
	}
}

// configAt is the configuration that says where apps are, or would be, as shown.
func (l *layout) configAt() string {
	return cmp.Or(filepath.ToSlash(l.config), path.Join(l.shown, configName))
}

// where names the places in words.
func (l *layout) where() string {
	var words []string
	for _, place := range l.places {
		words = append(words, place.Pattern)
	}
	return diag.AnyOf(words)
}

// appIn is the app of an id in a place, whether or not it is there.
func (l *layout) appIn(place validate.Place, id string) app {
	folder := place.Folder(id)
	name := path.Join(l.shown, folder)
	if l.shown != "." { // the working folder may be in that of the app
		name = cmp.Or(relative(l.project.here(), filepath.Join(l.root, filepath.FromSlash(folder))), name)
	}
	a := l.project.appIn(name)
	a.id = id
	return a
}

// below returns the path from the root to an absolute path, with forward slashes;
// false for one that lies elsewhere.
func (l *layout) below(abs string) (string, bool) {
	rel := relative(l.root, abs)
	return rel, rel != "" && filepath.IsLocal(rel)
}

// idOf returns the id of the app whose folder this is, an absolute path; "" for
// any other folder.
func (l *layout) idOf(folder string) string {
	rel, ok := l.below(folder)
	if !ok {
		return ""
	}
	_, id := match(l.places, rel)
	return id
}

// match returns the first place that a folder matches, and the id of its app; ""
// where none does. The folder is relative to the root.
func match(places []validate.Place, folder string) (at int, id string) {
	for i, place := range places {
		if id := place.IDOf(folder); id != "" && !passedOver(id) {
			return i, id
		}
	}
	return -1, ""
}

// about says what a file is, of which the path as named and the real one are
// given, both absolute: the id of the app whose manifest it is, be it the working
// one or a frozen copy; and whether no place matches the folder of the app, which
// is called by its name then. The id is "" for a file of another name.
func (l *layout) about(named, real string) (id string, frozen, stray bool) {
	_, frozen = l.folderOf(real)
	folder, _ := l.folderOf(named)
	if folder == "" {
		return "", frozen, false
	}
	if id = l.idOf(folder); id == "" && real != named {
		if folder, _ := l.folderOf(real); folder != "" {
			id = l.idOf(folder)
		}
	}
	if id == "" {
		return filepath.Base(folder), frozen, true
	}
	return id, frozen, false
}

// folderOf returns the folder of the app whose manifest a file is, and whether it
// is a frozen copy.
func (l *layout) folderOf(abs string) (folder string, frozen bool) {
	folder = filepath.Dir(abs)
	versions := filepath.Dir(folder)
	frozen = filepath.Base(versions) == ledger.VersionsDir && l.idOf(folder) == ""
	switch {
	case filepath.Base(abs) != manifestName:
		return "", frozen
	case frozen:
		return filepath.Dir(versions), true
	}
	return folder, false
}

// candidates are the folders that an app of an id may have, the one that the
// configuration keeps for it first.
func (l *layout) candidates(id string) []app {
	var list []app
	if id == "" || passedOver(id) || strings.ContainsAny(id, `/\`) {
		return nil
	}
	for i, place := range l.places {
		at, found := match(l.places, place.Folder(id))
		switch {
		case at != i || found != id:
		case place.ID == id:
			list = slices.Insert(list, 0, l.appIn(place, id))
		default:
			list = append(list, l.appIn(place, id))
		}
	}
	return list
}

// appAt returns the app of an id: the one that is there, or where it would be.
func (p *Project) appAt(id string) (app, error) {
	l, err := p.layout()
	if err != nil {
		return app{}, err
	}
	all := l.candidates(id)
	there := slices.DeleteFunc(slices.Clone(all), func(a app) bool { return !a.isApp() })
	switch {
	case len(there) > 0:
		return there[0], l.conflict(there)
	case len(all) > 0:
		return all[0], nil
	}
	return app{}, Usagef("no app can have the id %q; apps are in %s; to use other folders, add them under the key "+
		"apps in %s",
		id, l.where(), l.configAt())
}

// placeOf returns the app that a word names, whether or not it is there: by its id,
// or by a folder that a place matches.
func (p *Project) placeOf(word string) (app, error) {
	if !isPath(word) {
		return p.appAt(word)
	}
	l, err := p.layout()
	if err != nil {
		return app{}, err
	}
	a, ok := l.folder(word)
	if !ok {
		return app{}, Usagef("%s: no app can be in this folder; apps are in %s; to use other folders, add them under "+
			"the key apps in %s",
			word, l.where(), l.configAt())
	}
	if there, err := p.appAt(a.id); err != nil || there.isApp() {
		return there, err
	}
	return a, nil
}

// folder returns the app of a folder that the command line names, whether or not
// it is there.
func (l *layout) folder(name string) (app, bool) {
	abs := l.project.absolute(name)
	if filepath.Base(abs) == manifestName {
		abs = filepath.Dir(abs)
	}
	for _, at := range []string{abs, git.RealPath(abs)} {
		if rel, ok := l.below(at); ok {
			if i, id := match(l.places, rel); id != "" {
				return l.appIn(l.places[i], id), true
			}
		}
	}
	return app{}, false
}

// isPath reports whether a word can only be a path, and no id.
func isPath(word string) bool { return strings.ContainsAny(word, `/\`) || word == "." || word == ".." }

// apps returns the apps of the project by id: the folders in its places that hold
// a manifest or saved versions.
func (p *Project) apps() ([]app, error) {
	l, err := p.layout()
	if err != nil {
		return nil, err
	}
	var list []app
	matched := make([]bool, len(l.places))
	for i := range l.places {
		found, err := l.inPlace(i)
		if err != nil {
			return nil, fmt.Errorf("look for apps: %w", err)
		}
		for _, a := range found {
			if a.isApp() || a.isBrokenLink() {
				list, matched[i] = append(list, a), true
			}
		}
	}
	if len(list) == 0 {
		return nil, l.noApps("create one")
	}
	l.warnUnmatched(matched)
	slices.SortStableFunc(list, func(a, b app) int { return strings.Compare(a.id, b.id) })
	return list, l.conflict(list)
}

// inPlace returns the folders that a place matches, and no place before it. Not
// all of them are apps.
func (l *layout) inPlace(i int) ([]app, error) {
	place := l.places[i]
	var list []app
	if place.ID != "" {
		return append(list, l.appIn(place, place.ID)), nil
	}
	in, prefix, suffix, _ := place.Parts()
	entries, err := os.ReadDir(filepath.Join(l.root, filepath.FromSlash(in)))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err != nil {
		return nil, &unreadError{path.Join(l.shown, in), Reason(err)}
	}
	for _, e := range entries {
		name := e.Name()
		fits := strings.HasPrefix(name, prefix) && strings.HasSuffix(name, suffix) && len(name) > len(prefix)+len(suffix)
		if passedOver(name) || !fits {
			continue
		}
		id := name[len(prefix) : len(name)-len(suffix)]
		if at, found := match(l.places, place.Folder(id)); at == i && found == id {
			list = append(list, l.appIn(place, id))
		}
	}
	return list, nil
}

// noApps says that there is no app, and how to get one.
func (l *layout) noApps(remedy string) error {
	in := ""
	if l.shown != "." {
		in = " in " + l.shown
	}
	return Usagef("there is no app yet, because no folder%s matches %s; %s: manifest init APP", in, l.where(), remedy)
}

// warnUnmatched says, once, which places match no app.
func (l *layout) warnUnmatched(matched []bool) {
	l.unmatched.Do(func() {
		for i, place := range l.places {
			if l.stated && !matched[i] {
				l.project.warn("%s: apps: %q matches no app", l.configAt(), place.Pattern)
			}
		}
	})
}

// conflict refuses two apps with one id, and an app within another: no command
// could tell which is meant.
func (l *layout) conflict(apps []app) error {
	byID := make(map[string]string)
	for _, a := range apps {
		if other, taken := byID[a.id]; taken && other != a.name {
			folder, _ := l.below(l.project.absolute(a.name))
			return Usagef("two folders have the id %s: %s and %s; move one of them, or give one of them another "+
				"id: %s", a.id, other,
				a.name,
				l.withPlace(validate.Place{Pattern: folder, ID: l.freeID(a.id)}))
		}
		byID[a.id] = a.name
	}
	if !l.nests() {
		return nil
	}
	for _, a := range apps {
		inside, _ := l.below(l.project.absolute(a.name))
		for dir := range above(inside) {
			i, id := match(l.places, dir)
			if id == "" {
				continue
			}
			if around := l.appIn(l.places[i], id); around.isApp() {
				return Usagef("the app %s in %s is within the app %s in %s; move one of them, or change apps in %s",
					a.id, a.name, around.id, around.name, l.configAt())
			}
		}
	}
	return nil
}

// nests reports whether a folder of one place can be below one of another.
func (l *layout) nests() bool {
	depth := func(place validate.Place) int {
		if place.Pattern == "." {
			return 0
		}
		return 1 + strings.Count(place.Pattern, "/")
	}
	return slices.ContainsFunc(l.places, func(place validate.Place) bool { return depth(place) != depth(l.places[0]) })
}

// unambiguous is conflict for apps that are not all there are.
func (l *layout) unambiguous(apps []app) error {
	if err := l.conflict(apps); err != nil || len(l.places) == 1 {
		return err
	}
	for _, a := range apps {
		if _, err := l.project.appAt(a.id); err != nil {
			return err
		}
	}
	return nil
}

// adopting says how a folder, an absolute path, becomes that of an app.
func (l *layout) adopting(folder string) string {
	rel, ok := l.below(folder)
	if !ok {
		return fmt.Sprintf("move it to %s", l.places[0].Pattern)
	}
	name := path.Base(rel)
	if rel == "." || name == "procore" { // which says where it is, and not which app it is
		name = filepath.Base(filepath.Dir(filepath.Join(l.root, rel)))
		if rel == "." {
			name = filepath.Base(l.root)
		}
	}
	return l.withPlace(validate.Place{Pattern: rel, ID: cmp.Or(validate.AppIDFrom(name), "acme")})
}

// withPlace says what to write into the configuration for an app in a place of its
// own. The place comes first, as the first that matches a folder counts.
func (l *layout) withPlace(own validate.Place) string {
	places := []string{fmt.Sprintf("{path: %s, id: %s}", own.Pattern, own.ID)}
	for _, place := range l.places {
		switch {
		case place.Pattern == own.Pattern:
		case place.ID != "":
			places = append(places, fmt.Sprintf("{path: %s, id: %s}", place.Pattern, place.ID))
		case l.stated || holdsApps(l.root):
			places = append(places, strconv.Quote(place.Pattern))
		}
	}
	setting := fmt.Sprintf("apps: [%s]", strings.Join(places, ", "))
	if l.config == "" {
		return fmt.Sprintf("write into %s:\nschema: 1\n%s", l.configAt(), setting)
	}
	return fmt.Sprintf("write %s into %s", setting, l.configAt())
}

// freeID is an id like another that no app has.
func (l *layout) freeID(id string) string {
	for n := 2; ; n++ {
		other := fmt.Sprintf("%s-%d", id, n)
		if !slices.ContainsFunc(l.candidates(other), app.isApp) {
			return other
		}
	}
}
