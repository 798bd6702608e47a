package project

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/internal/version"
)

// RenameOptions say which app gets which id, and who gave it.
type RenameOptions struct {
	Old, New       string
	By, Reason, On string
	DryRun         bool
}

// Rename gives an app another id: it moves the folder and records where it came
// from. It also records a rename that was made without it, and moves what a merge
// left in the old folder.
func Rename(ctx context.Context, p *Project, opts RenameOptions) (*report.Recorded, error) {
	r := &renaming{Project: p, RenameOptions: opts}
	if err := r.places(); err != nil {
		return nil, err
	}
	for _, a := range []app{r.from, r.to} {
		if isLink(a.path) {
			return nil, Usagef("%s: %s is a symbolic link; replace it with the real folder", r.doing(), a.name)
		}
	}
	var err error
	if r.follow, err = r.followers(); err != nil {
		return nil, err
	}
	switch {
	case r.inConfig || !r.to.isApp():
		return r.move(ctx)
	case r.from.isApp() && r.from.path != r.to.path:
		return r.moveRest(ctx)
	}
	return r.record(ctx)
}

// places finds the app and its folder under both ids.
func (r *renaming) places() error {
	var unknown error // there may have been an app with the old id
	if r.from, unknown = r.placeOf(r.Old); unknown != nil {
		if isPath(r.Old) {
			return unknown
		}
		r.from = app{id: r.Old}
	}
	if err := checkAppID(r.New); err != nil {
		return Usagef("%s: %w", r.doing(), err)
	}
	if r.from.id == r.New {
		return Usagef("%s: the app already has this id", r.doing())
	}
	l, err := r.layout()
	if err != nil {
		return err
	}
	if r.to, err = r.appAt(r.New); err == nil && r.to.isApp() {
		at := l.placeOf(r.to)
		switch {
		case r.from.path != "" && r.from.isApp() || at == nil:
		case at.ID != "":
			r.from = r.to.as(r.from.id)
		default:
			r.from = l.appIn(*at, r.from.id)
		}
		return nil
	}
	if unknown != nil {
		return unknown
	}
	at := l.placeOf(r.from)
	switch {
	case at == nil || at.ID == "":
		r.to = l.appIn(*cmp.Or(at, &l.places[0]), r.New)
	case slices.ContainsFunc(l.places, func(other validate.Place) bool { return other.ID == r.New }):
		return Refusef("not renamed: the key apps in %s reserves the id %s for %s; choose another "+
			"id", l.configAt(), r.New, r.to.name)
	default:
		r.to, r.inConfig = r.from.as(r.New), true
	}
	return nil
}

// as is the app with another id in the same folder.
func (a app) as(id string) app {
	a.id = id
	return a
}

// placeOf is the place that the folder of an app matches, nil for none.
func (l *layout) placeOf(a app) *validate.Place {
	if rel, ok := l.below(l.project.absolute(a.name)); ok {
		if at, id := match(l.places, rel); id != "" {
			return &l.places[at]
		}
	}
	return nil
}

// renaming is a run of rename.
type renaming struct {
	*Project
	RenameOptions
	from, to app
	// inConfig says that the id is written in the configuration: the folder stays.
	inConfig bool
	// follow are the files that name the app, before and after, and unclear are
	// patterns in them that may name it.
	follow  []Rewritten
	unclear []string
}

// doing is what errors say was being done.
func (r *renaming) doing() string { return "rename " + r.from.id }

// event is the event to record.
func (r *renaming) event(ctx context.Context, s *appState) (ledger.Event, error) {
	e := ledger.Event{Kind: ledger.Rename, At: r.now(s), Renamed: r.from.id, Reason: r.Reason}
	var err error
	if e.By, err = r.author(ctx, r.By); err != nil {
		return e, err
	}
	e.Day, err = dayGone("--on", r.On, e.At)
	return e, err
}

// move moves the folder of the app, or changes its id in the configuration. The
// event comes first: until the app has its new id, an event that says that it had
// the id that it has means nothing, and the next run completes one that is cut short.
func (r *renaming) move(ctx context.Context) (*report.Recorded, error) {
	s, release, err := r.hold(ctx, "rename", r.from.id)
	if err != nil {
		return nil, err
	}
	defer release()
	if err := r.mayMove(ctx, s); err != nil {
		return nil, err
	}
	recorded, begun := r.begun(s)
	if !begun {
		e, err := r.event(ctx, s)
		if err != nil {
			return nil, err
		}
		if recorded, err = s.ledger.Add(e, version.Version{}); err != nil {
			return nil, recordError(r.doing(), err)
		}
	}
	outcome := r.outcome(s.ledger, recorded)
	if r.DryRun {
		return outcome, nil
	}
	if !begun {
		if err := s.disk.create(recorded.Entry.Path, recorded.Data); err != nil {
			return nil, fmt.Errorf("%s: %w", r.doing(), err)
		}
	}
	give := func() error { return s.disk.apart(r.moveFolder) }
	given := func() bool { _, err := os.Lstat(r.to.path); return err == nil }
	if r.inConfig {
		give = func() error { return r.writeFollowers(ctx) }
		given = func() bool {
			data, err := r.readPath(r.Path(filepath.FromSlash(r.follow[0].Name)))
			return err != nil || !bytes.Equal(data, r.follow[0].Was)
		}
	}
	if err := give(); err != nil {
		if !begun && !given() {
			err = errors.Join(err, s.disk.remove(recorded.Entry.Path))
		}
		return nil, fmt.Errorf("%s: %w", r.doing(), err)
	}
	warnIgnored(ctx, r.Project, r.to, recorded.Entry.Path)
	if r.inConfig {
		return outcome, nil
	}
	return r.finish(ctx, outcome)
}

// mayMove refuses to move an app that must stay, or to a place that is taken.
func (r *renaming) mayMove(ctx context.Context, s *appState) error {
	if err := s.notRetired("renamed"); err != nil {
		return err
	}
	if err := s.reliable(); err != nil {
		return err
	}
	if checkAppID(r.from.id) != nil {
		remedy := fmt.Sprintf("move the folder: git mv %s %s", shellWord(r.from.name), shellWord(r.to.name))
		if r.inConfig {
			remedy = "change the id under apps in " + r.configuration.layout.configAt()
		}
		return Refusef("not renamed: %q is not a valid id, so no event can record the rename; %s", r.from.id, remedy)
	}
	if r.inConfig {
		return nil // the folder stays
	}
	if _, err := os.Lstat(r.to.path); err == nil {
		return Refusef("not renamed: %s already exists and is not an app; move it away first", r.to.name)
	}
	if s.ledger.RenameFrom(r.to.id) != nil {
		return nil // git may still know it by the id that it had before
	}
	err := r.checkedOut(ctx, r.to)
	if err == nil {
		return nil
	}
	apps, failed := r.apps()
	if failed != nil {
		return err
	}
	for _, a := range apps { // as when two apps change ids
		if a.lineage().RenameFrom(r.to.id) != nil {
			return Refusef("not renamed: git still tracks %s, which is now %s; stage the change first: git add "+
				"-A %s %s, then run "+
				"the command again",
				r.to.name, a.name, shellWord(r.to.name), shellWord(a.name))
		}
	}
	return err
}

// begun returns the event of a run that was cut short before the folder was moved.
func (r *renaming) begun(s *appState) (*ledger.Recorded, bool) {
	last := s.ledger.LastRename()
	if last == nil || last.Renamed != s.id {
		return nil, false
	}
	return &ledger.Recorded{App: s.ledger, Entry: last}, true
}

// moveFolder gives the folder its new name, in one step.
func (r *renaming) moveFolder() error {
	d, from, to, err := r.between()
	if err != nil {
		return err
	}
	defer d.close()
	dir := path.Dir(to)
	if err := d.try("mkdir", dir, func() error { return d.root.MkdirAll(dir, 0o755) }); err != nil {
		return err
	}
	if err := d.try("rename", to, func() error { return d.root.Rename(from, to) }); err != nil {
		return err
	}
	*d.wrote = true
	return errors.Join(d.flushDir(path.Dir(from)), d.flushDir(dir))
}

// between opens the folder that holds both places, and names them below it.
func (r *renaming) between() (d *disk, from, to string, err error) {
	from, to = absolute(r.from.path), absolute(r.to.path)
	top := filepath.Dir(from)
	for !within(to, top) {
		top = filepath.Dir(top)
	}
	if d, err = r.openDisk(top); err != nil {
		return nil, "", "", err
	}
	return d, relative(top, from), relative(top, to), nil
}

// record records a rename that was made without this tool, if git shows that the
// app had the old id.
func (r *renaming) record(ctx context.Context) (*report.Recorded, error) {
	s, release, err := r.hold(ctx, "rename", r.to.id)
	if err != nil {
		return nil, err
	}
	defer release()
	if last := s.ledger.LastRename(); last != nil && last.Renamed == r.from.id {
		return r.complete(ctx, s, last)
	}
	if err := s.notRetired("renamed"); err != nil {
		return nil, err
	}
	if err := s.reliable(); err != nil {
		return nil, err
	}
	if err := r.proveMoved(ctx, s); err != nil {
		return nil, err
	}
	e, err := r.event(ctx, s)
	if err != nil {
		return nil, err
	}
	recorded, err := s.ledger.Add(e, version.Version{})
	if err != nil {
		return nil, recordError(r.doing(), err)
	}
	outcome := r.outcome(s.ledger, recorded)
	if r.DryRun {
		return outcome, nil
	}
	if err := writeEvent(ctx, s, recorded, r.doing()); err != nil {
		return nil, err
	}
	return r.finish(ctx, outcome)
}

// complete finishes a rename whose event is there: what names the app follows.
func (r *renaming) complete(ctx context.Context, s *appState, last *ledger.Entry) (*report.Recorded, error) {
	if len(r.follow) == 0 {
		return nil, Refusef("not renamed: %s was already renamed to %s on %s", r.from.id, r.to.id, last.Happened())
	}
	outcome := r.outcome(s.ledger, &ledger.Recorded{App: s.ledger, Entry: last})
	if r.DryRun {
		return outcome, nil
	}
	return r.finish(ctx, outcome)
}

// proveMoved refuses to record a rename of an app that git never held under the
// old id, or whose ledger is not all here.
func (r *renaming) proveMoved(ctx context.Context, s *appState) error {
	unknown := func(why string) error {
		return Refusef("not renamed: there is no app %s, and %s; see: manifest status", r.from.id, why)
	}
	git, err := r.repository(ctx)
	if err != nil {
		return unknown("without git, nothing shows that the app existed")
	}
	head, err := git.Head(ctx)
	if err != nil {
		return gitError(err)
	}
	if head == "" {
		return unknown("no commit shows that the app existed")
	}
	folders, err := r.folders(ctx, git, head)
	if err != nil {
		return err
	}
	added, err := git.Added(ctx, head, "", folders)
	if err != nil {
		return gitError(err)
	}
	held := false
	for name := range added {
		for _, dir := range folders {
			below, ok := strings.CutPrefix(name, dir+"/")
			held = held || ok && hasManifestOrLedger(below)
			if ok && ledger.IsKept(below) && !s.has(below) {
				return Refusef("not renamed: %s/%s is not in %s; move all files of the ledger", dir, below, r.to.name)
			}
		}
	}
	if !held {
		return unknown("no commit of this branch contains the app")
	}
	return nil
}

// folders are those that the configuration gave an app of the old id in the history
// of a commit, and that it gives now, by their path in the repository.
func (r *renaming) folders(ctx context.Context, git *git.Repository, head string) ([]string, error) {
	b := &base{project: r.Project, repository: git, revision: "HEAD"}
	names := b.configNames()
	if at, ok := b.named(); ok {
		names = []string{at}
	}
	touched, err := git.Touched(ctx, head, "", names)
	if err != nil {
		return nil, gitError(err)
	}
	var folders []string
	add := func(place validate.Place) {
		folder := place.Folder(r.from.id)
		if place.IDOf(folder) == r.from.id && !slices.Contains(folders, folder) {
			folders = append(folders, folder)
		}
	}
	commits := []string{head}
	for _, name := range names {
		for _, place := range validate.DefaultPlaces { // before there was one
			add(validate.Place{Pattern: path.Join(path.Dir(name), place.Pattern)})
		}
		commits = append(commits, touched.Commits(name)...)
	}
	for _, commit := range commits {
		places, err := b.placesAt(ctx, commit)
		if err != nil && ctx.Err() == nil {
			continue // it could not be followed then either
		}
		for _, place := range places {
			add(place)
		}
	}
	if folder, err := git.Path(absolute(r.from.path)); err == nil && r.from.path != r.to.path &&
		!slices.Contains(folders, folder) {
		folders = append(folders, folder)
	}
	return folders, ctx.Err()
}

// moveRest moves what a merge left in the old folder of an app that was renamed.
func (r *renaming) moveRest(ctx context.Context) (*report.Recorded, error) {
	s, release, err := r.hold(ctx, "rename", r.to.id)
	if err != nil {
		return nil, err
	}
	defer release()
	rest, err := r.overview(ctx, r.from)
	if err != nil {
		return nil, err
	}
	last := s.ledger.RenameFrom(r.from.id)
	if last == nil || !rest.isRest() {
		return nil, Refusef("not renamed: the app %s already exists; choose another id", r.to.id)
	}
	files, err := r.rest()
	if err != nil {
		return nil, err
	}
	outcome := r.outcome(s.ledger, &ledger.Recorded{App: s.ledger, Entry: last})
	for _, f := range files {
		outcome.Moved = append(outcome.Moved, path.Join(r.to.name, f.below))
	}
	outcome.Next = r.Paste("manifest lint " + shellWord(r.to.name))
	if r.DryRun {
		return outcome, nil
	}
	if err := r.moveFiles(files); err != nil {
		return nil, fmt.Errorf("%s: %w", r.doing(), err)
	}
	return r.finish(ctx, outcome)
}

// isRest reports whether the folder of an app that was renamed holds what a merge
// left there, and not another app that has its id now.
func (s *appState) isRest() bool {
	if !s.has(manifestName) {
		return true
	}
	return slices.ContainsFunc(s.ledger.Versions, func(v *ledger.Version) bool { return v.First == nil })
}

// restFile is a file in the old folder of an app.
type restFile struct {
	below string // its path below the folder
	same  bool   // the new folder has it too
}

// rest returns the files in the old folder. It refuses where the new one has
// another file of a name.
func (r *renaming) rest() ([]restFile, error) {
	var files []restFile
	var others []string
	err := filepath.WalkDir(r.from.path, func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil || e.IsDir() && !isTemporary(e.Name()):
			return err
		case e.IsDir():
			return fs.SkipDir
		}
		f := restFile{below: relative(r.from.path, name)}
		there, err := os.ReadFile(filepath.Join(r.to.path, filepath.FromSlash(f.below)))
		if err == nil {
			mine, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			if f.same = bytes.Equal(mine, there); !f.same {
				others = append(others, f.below)
			}
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		files = append(files, f)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.doing(), Reason(err))
	}
	if len(others) > 0 {
		return nil, Refusef("not renamed: %s and %s both contain %s, with different content; merge the two files "+
			"yourself, and delete the one in %s",
			r.to.name, r.from.name, strings.Join(others, ", "), r.from.name)
	}
	return files, nil
}

// moveFiles moves what is left in the old folder, file by file, and removes the
// folders that are empty then.
func (r *renaming) moveFiles(files []restFile) error {
	d, from, to, err := r.between()
	if err != nil {
		return err
	}
	defer d.close()
	dirs := []string{from}
	for _, f := range files {
		source, target := path.Join(from, f.below), path.Join(to, f.below)
		for dir := path.Dir(source); dir != from && dir != "."; dir = path.Dir(dir) {
			dirs = append(dirs, dir)
		}
		if f.same {
			if err := d.remove(source); err != nil {
				return err
			}
			continue
		}
		dir := path.Dir(target)
		if err := d.try("mkdir", dir, func() error { return d.root.MkdirAll(dir, 0o755) }); err != nil {
			return err
		}
		if err := d.try("rename", target, func() error { return d.root.Rename(source, target) }); err != nil {
			return err
		}
		*d.wrote = true
		if err := d.flushDir(dir); err != nil {
			return err
		}
	}
	slices.SortFunc(dirs, func(a, b string) int { return len(b) - len(a) }) // the innermost first
	for _, dir := range slices.Compact(dirs) {
		_ = d.root.Remove(dir) // git does not keep empty folders either
	}
	return nil
}

// finish lets the files that name the app follow. Until they have, nothing is said
// to be done.
func (r *renaming) finish(ctx context.Context, outcome *report.Recorded) (*report.Recorded, error) {
	if err := r.writeFollowers(ctx); err != nil {
		return nil, err
	}
	return outcome, nil
}

// outcome is what was recorded, as the app is called now.
func (r *renaming) outcome(before *ledger.App, recorded *ledger.Recorded) *report.Recorded {
	as := *recorded
	app := *recorded.App
	app.ID, as.App = r.to.id, &app
	outcome := report.NewRecorded(before, &as, r.to.name)
	outcome.DryRun, outcome.Next = r.DryRun, r.Paste("manifest status "+r.to.id)
	for _, f := range r.follow {
		outcome.Changed = append(outcome.Changed, f.Name)
	}
	return outcome
}
