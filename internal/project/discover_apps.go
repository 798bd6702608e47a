package project

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/validate"
)

// apart reports whether a place has a folder in which there is nothing but apps,
// so that a search can take all of it.
func apart(place validate.Place) bool {
	in, prefix, suffix, below := place.Parts()
	return place.ID == "" && prefix == "" && suffix == "" && below == "" && in != "."
}

// addAll takes all apps of the project.
func (s *search) addAll() error {
	s.walked = true
	s.walkPlaces()
	if s.met == 0 && len(s.misnamed) == 0 {
		return s.nothing("", func(all *search) { all.walkPlaces() },
			s.layout.noApps("name files or folders, or create an app"))
	}
	if s.layout.stated {
		s.layout.warnUnmatched(s.layout.matched())
	}
	return nil
}

// walkPlaces searches the places of apps. Whatever is in a folder for apps is meant
// to be one; elsewhere only the folders of apps are searched.
func (s *search) walkPlaces() {
	l := s.layout
	s.fromHere = l.shown != "."
	for i, place := range l.places {
		in, _, _, _ := place.Parts()
		root := filepath.FromSlash(path.Join(l.shown, in))
		if apart(place) {
			if _, err := os.Stat(s.Path(root)); err == nil {
				s.walk(root)
			}
			continue
		}
		found, err := l.inPlace(i)
		if err != nil {
			s.addFile(root, errors.Unwrap(err))
		}
		for _, a := range found {
			s.visit(a)
		}
	}
}

// visit searches the folder of an app, if it is one.
func (s *search) visit(a app) {
	name := filepath.FromSlash(a.name)
	entries, err := os.ReadDir(a.path)
	switch {
	case err != nil:
		// Most folders beside apps hold none.
		if info, statErr := os.Stat(a.path); statErr == nil && info.IsDir() {
			s.addFile(name, Reason(err))
		}
	case s.ignored.ignored(name, true):
	case !a.isApp() && !slices.ContainsFunc(entries, func(e os.DirEntry) bool { return misnamed(e.Name()) }):
	default:
		if real, err := filepath.EvalSymlinks(a.path); err != nil || absolute(real) != s.absolute(name) {
			s.addLinked(name)
			return
		}
		s.walk(name)
	}
}

// addLinked takes what is in the place of an app, and is reached by a link.
func (s *search) addLinked(name string) {
	s.addFile(name, fmt.Errorf("the path is a link, and searches do not follow links; to use its target: manifest %s %s",
		s.command, shellWord(shown(name))))
}

// addApp takes the app of an id, where no file or folder has that name.
func (s *search) addApp(name string) error {
	if !isPath(name) && slices.ContainsFunc(s.layout.candidates(name), app.isApp) {
		a, err := s.appAt(name)
		if err == nil {
			s.walked = true
			s.walk(filepath.FromSlash(a.name))
		}
		return err
	}
	hint := ""
	if !isPath(name) && filepath.Ext(name) == "" {
		hint = ", and no app with this id; see: manifest status"
	}
	if near := diag.Nearest(path.Base(shown(name)), AppIDs(s.Project)); near != "" {
		hint = fmt.Sprintf("; did you mean the app %s?", near)
	}
	s.addMissing(name, fmt.Errorf("%w%s", errMissing, hint))
	return nil
}

// sayBoth says that a word is the name of a folder and the id of an app that is
// elsewhere.
func (s *search) sayBoth(name string) {
	if isPath(name) {
		return
	}
	for _, a := range s.layout.candidates(name) {
		if a.isApp() && s.absolute(a.name) != s.absolute(name) {
			s.warn("%s is a folder here and also the id of an app in %s; the folder was used. To use the app: "+
				"manifest %s %s",
				name, a.name, s.command, shellWord(a.name))
		}
	}
}

// matched says of each place whether it matches an app.
func (l *layout) matched() []bool {
	matched := make([]bool, len(l.places))
	for i := range l.places {
		found, _ := l.inPlace(i) // what cannot be looked into has its own words
		matched[i] = slices.ContainsFunc(found, app.isApp)
	}
	return matched
}

// covers reports whether a search for all apps comes by a path.
func (l *layout) covers(name string) bool {
	if !isPath(name) && slices.ContainsFunc(l.candidates(name), app.isApp) {
		return true
	}
	rel, ok := l.below(l.project.absolute(name))
	return ok && slices.ContainsFunc(l.places, func(place validate.Place) bool {
		in, _, _, _ := place.Parts()
		return apart(place) && within(rel, in) || place.IDOf(strings.TrimSuffix(rel, "/"+manifestName)) != ""
	})
}
