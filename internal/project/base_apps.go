package project

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// appThen is an app as a commit holds it, by the id that it had there: where it is
// now, whatever its folder was called there, or where it was if it is gone.
type appThen struct {
	app
	// files are by their path below the app's folder. Those of the ledger that are
	// checked out as they were have no content until fill: those of all apps take
	// much memory.
	files map[string]*source.File
}

// saved reports whether the base has saved versions of the app.
func (a appThen) saved() bool {
	for below := range a.files {
		if strings.HasPrefix(below, ledger.VersionsDir+"/") {
			return true
		}
	}
	return false
}

// fill reads the files that are wanted and have no content yet; known are files of
// the app that were read.
func (a appThen) fill(known map[string]*source.File, wanted func(below string) bool) error {
	for below, f := range a.files {
		if f.Data != nil || !wanted(below) {
			continue
		}
		now := known[below]
		if now == nil {
			var err error
			if now, err = a.file(below); err != nil {
				return err
			}
		}
		a.files[below] = source.New(f.Name, now.Data)
	}
	return nil
}

// isEvent reports whether a path below the folder of an app is that of an event or of
// an approval.
func isEvent(below string) bool {
	_, is := ledger.ParseName(path.Base(below))
	return is && ledger.IsKept(below)
}

// appsAt reads the files of apps that are wanted by their path below the folder of
// an app. Where the apps were is for the configuration of that commit to say. With
// all, every app that the commit holds is read. Most files are what is checked out,
// and are taken from there.
func (b *base) appsAt(ctx context.Context, commit string, apps []app, all bool,
	wanted func(below string) bool) (map[string]appThen, error) {
	places, err := b.placesAt(ctx, commit)
	if err != nil {
		return nil, err
	}
	owners, err := b.newOwners(places, apps, wanted)
	if err != nil {
		return nil, err
	}
	blobs, err := b.repository.Files(ctx, commit, git.Query{
		Paths: owners.paths(all), MaxSize: manifest.MaxBytes,
		Wanted: owners.claim,
		Have:   owners.checkedOut,
		Again:  func(at string) bool { return all && ledger.IsKept(owners.of[at].below) },
	})
	if err != nil {
		return nil, gitError(err)
	}
	then := make(map[string]appThen)
	for _, a := range apps {
		then[a.name] = appThen{a, make(map[string]*source.File)}
	}
	for at, blob := range blobs {
		o := owners.of[at]
		if blob.Data == nil && !blob.Had {
			return nil, &Error{Class: Failure, Err: fmt.Errorf("read %s at %s: the file is too large or not an "+
				"ordinary file, so it cannot be compared", at, b.revision)}
		}
		there, known := then[o.name]
		if !known {
			there = appThen{o.app, make(map[string]*source.File)}
		}
		there.id = o.id // it may have another one now
		there.files[o.below] = source.New(b.revision+":"+at, blob.Data)
		then[o.name] = there
		if commit == b.commit && blob.Had {
			if blob.Data == nil {
				blob.Data = []byte{} // it is read again when it is needed
			}
			name := path.Join(o.name, o.below)
			if strings.HasSuffix(at, name) { // one copy of the name: there are many
				name = at[len(at)-len(name):]
			}
			b.unchanged[name] = blob.Data
		}
	}
	return then, nil
}

// placesAt returns where apps were at a commit, relative to the root of the
// repository. The configuration is looked for as on disk. Where the commit has
// none, it is the default place in each folder that may be the root.
func (b *base) placesAt(ctx context.Context, commit string) ([]validate.Place, error) {
	p := b.project
	l, err := p.layout()
	if err != nil {
		return nil, err
	}
	names := b.configNames()
	if at, ok := b.named(); ok && l.config == p.Config {
		names = []string{at}
	}
	then, err := b.configAt(ctx, commit, names)
	if err != nil {
		return nil, err
	}
	below := func(folder string, places []validate.Place) (list []validate.Place) {
		for _, place := range places {
			list = append(list, validate.Place{Pattern: path.Join(folder, place.Pattern), ID: place.ID})
		}
		return list
	}
	switch {
	case then.file == nil:
		var places []validate.Place
		for _, name := range names {
			places = append(places, below(path.Dir(name), validate.DefaultPlaces)...)
		}
		return places, nil
	case len(then.config.Apps) > 0:
		return below(path.Dir(then.name), then.config.Apps), nil
	}
	return below(path.Dir(then.name), validate.DefaultPlaces), nil
}

// bothPlaces returns where apps were at the merge base and where they are now.
func (b *base) bothPlaces(ctx context.Context) ([]validate.Place, error) {
	places, err := b.placesAt(ctx, b.commit)
	if err != nil {
		return nil, err
	}
	l, err := b.project.layout()
	if err != nil {
		return nil, err
	}
	root, err := b.repository.Path(l.root)
	if err != nil {
		return places, nil // apps elsewhere are in no commit
	}
	for _, place := range l.places {
		places = append(places, validate.Place{Pattern: path.Join(root, place.Pattern), ID: place.ID})
	}
	return places, nil
}

// owners finds the app that a file of a commit belongs to.
type owners struct {
	base     *base
	layout   *layout
	places   []validate.Place // at the commit, relative to the root of the repository
	wanted   func(below string) bool
	byFolder map[string]app // the apps that are asked for, by their folder in the repository
	byID     map[string]app
	of       map[string]owned // the files found
}

// owned is a file of an app.
type owned struct {
	app
	below string // its path below the folder
}

func (b *base) newOwners(places []validate.Place, apps []app, wanted func(string) bool) (*owners, error) {
	l, err := b.project.layout()
	if err != nil {
		return nil, err
	}
	o := &owners{base: b, layout: l, places: places, wanted: wanted,
		byFolder: make(map[string]app), byID: make(map[string]app), of: make(map[string]owned)}
	folders := make([]string, len(apps))
	for i, a := range apps {
		folders[i] = b.project.absolute(a.name)
	}
	if folders, err = b.repository.Paths(folders); err != nil {
		return nil, gitError(err)
	}
	for i, a := range apps {
		o.byFolder[folders[i]] = a
		if !a.stray {
			o.byID[a.id] = a
		}
	}
	return o, nil
}

// paths are the folders in which the files can be.
func (o *owners) paths(all bool) []string {
	var list []string
	for _, place := range o.places {
		in, prefix, _, _ := place.Parts()
		switch {
		case place.ID != "":
			list = append(list, place.Pattern)
		case all && in == "." && prefix == "":
			return []string{"."}
		case all:
			list = append(list, in)
		default:
			for id := range o.byID {
				list = append(list, place.Folder(id))
			}
		}
	}
	if all {
		list = append(list, o.base.folders...)
		for _, pattern := range o.base.patterns {
			in, _ := doublestar.SplitPattern(pattern)
			list = append(list, in)
		}
	}
	roots := slices.Clone(list)
	for folder := range o.byFolder {
		if !all || !slices.ContainsFunc(roots, func(in string) bool { return within(folder, in) }) {
			list = append(list, folder)
		}
	}
	return list
}

// claim reports whether a file is one that is wanted, and keeps whose it is.
func (o *owners) claim(at string) bool {
	for dir := range above(at) {
		below := strings.TrimPrefix(at, dir+"/")
		if !o.wanted(below) {
			continue
		}
		if _, id := match(o.places, dir); id != "" {
			o.of[at] = owned{o.now(id, dir), below}
			return true
		}
		if a, ok := o.byFolder[dir]; ok {
			o.of[at] = owned{a, below}
			return true
		}
	}
	return o.claimStray(at)
}

// claimStray is claim for a file of an app in a folder that no place matches, and
// that the command line leads to: it may be gone.
func (o *owners) claimStray(at string) bool {
	folder := ""
	for dir := range above(at) {
		below := strings.TrimPrefix(at, dir+"/")
		if ledger.IsKept(below) || below == manifestName && path.Base(path.Dir(dir)) != ledger.VersionsDir {
			folder = dir // the outermost
		}
	}
	if folder == "" || folder == "." || !o.base.names(folder) {
		return false
	}
	a, known := o.byFolder[folder]
	if !known {
		dir := filepath.Join(o.base.repository.Root(), filepath.FromSlash(folder))
		a = o.base.project.appIn(cmp.Or(relative(o.base.project.here(), dir), dir))
		a.stray = true
		o.byFolder[folder] = a
	}
	o.of[at] = owned{a, strings.TrimPrefix(at, folder+"/")}
	return true
}

// now returns the app of an id, or where it was if it is gone.
func (o *owners) now(id, folder string) app {
	if a, ok := o.byID[id]; ok {
		return a
	}
	a := app{}
	if there := o.layout.candidates(id); slices.ContainsFunc(there, app.isApp) {
		a = there[slices.IndexFunc(there, app.isApp)]
	} else {
		at := filepath.Join(o.base.repository.Root(), filepath.FromSlash(folder))
		a = o.base.project.appIn(cmp.Or(relative(o.base.project.here(), at), at))
		a.id = id
	}
	o.byID[id] = a
	return a
}

// checkedOut returns what is now in the place of a file of the commit, or nil.
func (o *owners) checkedOut(at string) []byte {
	owner := o.of[at]
	if f, err := owner.file(owner.below); err == nil {
		return f.Data
	}
	return nil
}
