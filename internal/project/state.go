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
	"sync"
	"time"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/parallel"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
)

// appState is an app with everything that is known about it.
type appState struct {
	app
	project *Project
	disk    *disk // to write with, where the app is held
	ledger  *ledger.App
	// whole is the ledger with what came later, where the state is that of an earlier
	// time; else nil.
	whole *ledger.App
	// kept are the files that are only ever added, by their path below the app's
	// folder: events and approvals, and where everything is proved, frozen copies
	// and evidence.
	kept map[string]*source.File
	// frozen are the frozen copies read so far; nil for one that is not there.
	frozen map[version.Version]*manifest.Document
	// sides are the frozen copies that were proved and taken apart so far.
	sides map[version.Version]change.Side
	// misread are the findings of frozen copies that cannot be read whole.
	misread []diag.Diagnostic
	// faults are what is wrong with the ledger.
	faults []diag.Diagnostic
}

// stateOf reads all that is recorded of an app, and proves it. Files that cannot be
// read at all are an error; what is wrong in them is in faults.
func (p *Project) stateOf(ctx context.Context, a app) (*appState, error) {
	return p.proved(ctx, a, func(*ledger.Version, *source.File) bool { return false })
}

// unchanged is stateOf without parsing frozen copies that hold the bytes that were
// saved. They are parsed when something is asked of them.
func (p *Project) unchanged(ctx context.Context, a app) (*appState, error) {
	return p.proved(ctx, a, func(v *ledger.Version, f *source.File) bool {
		return v.First != nil && f != nil && v.First.Digest == ledger.FrozenDigest(f.Data)
	})
}

// proved reads and proves all that is recorded of an app; is says of which frozen
// copies the bytes are proof enough.
func (p *Project) proved(ctx context.Context, a app, is func(*ledger.Version, *source.File) bool) (*appState, error) {
	s, err := p.overview(ctx, a)
	if err != nil {
		return nil, err
	}
	for _, v := range s.ledger.Versions {
		if err := s.readEvidence(v.Number); err != nil {
			return nil, err
		}
		f, err := s.frozenFile(v.Number)
		if err != nil {
			return nil, err
		}
		if is(v, f) {
			continue
		}
		doc, err := s.readFrozen(v.Number)
		if err != nil {
			return nil, err
		}
		s.faults = append(s.faults, v.VerifyFrozen(doc)...)
	}
	s.faults = append(s.faults, s.misread...)
	s.faults = append(s.faults, s.ledger.VerifyEvidence(s.kept)...)
	diag.Sort(s.faults)
	return s, nil
}

// overview reads the events and approvals of an app. Frozen copies are read and
// proved when something is asked of them, and evidence is not read at all.
func (p *Project) overview(ctx context.Context, a app) (*appState, error) {
	s := &appState{app: a, project: p, kept: make(map[string]*source.File),
		frozen: make(map[version.Version]*manifest.Document), sides: make(map[version.Version]change.Side)}
	if a.isBrokenLink() {
		return nil, a.unread()
	}
	names, err := a.ledgerFiles()
	if err != nil {
		return nil, err
	}
	if err := p.mustBeCheckedOut(ctx, a, names); err != nil {
		return nil, err
	}
	var files []ledger.File
	for _, name := range names {
		f := ledger.File{Path: name}
		if isEvent(name) {
			if f.File, err = a.file(name); err != nil {
				return nil, err
			}
			s.kept[name] = f.File
		}
		files = append(files, f)
	}
	s.ledger = ledger.Read(a.id, files)
	s.faults = append(s.ledger.Faults(), s.ledger.Future(p.Now())...)
	for _, folder := range s.ledger.Incomplete() {
		s.faults = append(s.faults, s.incomplete(folder))
	}
	diag.Sort(s.faults)
	return s, nil
}

// incomplete is the finding about a folder of versions without events.
func (s *appState) incomplete(folder string) diag.Diagnostic {
	f := source.New(path.Join(s.name, ledger.VersionsDir, folder, ledger.HistoryDir, "save.json"), nil)
	return diag.Diagnostic{Rule: ledger.RuleEvent, Severity: diag.Error, File: f,
		Message: fmt.Sprintf("the folder %s has no first event: save.json and adopt.json are both missing",
			path.Join(ledger.VersionsDir, folder)),
		Help: "restore the file from git, or delete the folder if nothing in it was ever committed"}
}

// ledgerFiles returns the files of an app's ledger by their path below its
// folder, and the folders of its versions, which end in a slash. Unfinished work of a
// writer is left out.
func (a app) ledgerFiles() ([]string, error) {
	var names []string
	// A folder that its own folder was read to be needs no second look.
	add := func(dir string, isFolder bool) ([]fs.DirEntry, error) {
		at := filepath.Join(a.path, filepath.FromSlash(dir))
		entries, err := os.ReadDir(at)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the ledger of %s: %w", a.id, &unreadError{path.Join(a.name, dir), Reason(err)})
		}
		if !isFolder {
			if info, err := os.Lstat(at); err == nil && info.Mode()&fs.ModeSymlink != 0 {
				return nil, &unreadError{path.Join(a.name, dir), errors.New("the path is a symbolic link, and " +
					"git does not contain " +
					"its target")}
			}
		}
		entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return isTemporary(e.Name()) })
		for _, e := range entries {
			if e.Type()&fs.ModeSymlink != 0 && ledger.IsKept(dir+"/"+e.Name()) {
				return nil, &unreadError{path.Join(a.name, dir, e.Name()),
					errors.New("the path is a symbolic link; files of a ledger are ordinary files")}
			}
			if _, isEvent := ledger.ParseName(e.Name()); (isEvent || !e.IsDir()) && dir != ledger.VersionsDir {
				names = append(names, dir+"/"+e.Name())
			}
		}
		return entries, nil
	}
	versions, err := add(ledger.VersionsDir, false)
	for _, dir := range []string{ledger.HistoryDir, ledger.ApprovalsDir} {
		if err == nil {
			_, err = add(dir, false)
		}
	}
	for _, v := range versions {
		if err != nil {
			return nil, err
		}
		dir := path.Join(ledger.VersionsDir, v.Name())
		if v.Type()&fs.ModeSymlink != 0 {
			return nil, &unreadError{path.Join(a.name, dir), errors.New("the path is a symbolic link, and git " +
				"does not contain its " +
				"target")}
		}
		if !v.IsDir() {
			continue
		}
		names = append(names, dir+"/")
		var entries []fs.DirEntry
		entries, err = add(dir, true)
		for _, e := range entries {
			if err == nil && (e.Name() == ledger.HistoryDir || e.Name() == ledger.EvidenceDir) {
				_, err = add(dir+"/"+e.Name(), e.IsDir())
			}
		}
	}
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	return a.unsaved.addLedgerFiles(a.path, names), nil
}

// tracked is what git tracks, asked for once.
type tracked struct {
	once  sync.Once
	files []string // absolute names, sorted; nil outside of git
	err   error
}

// mustBeCheckedOut refuses an app of which git tracks files of the ledger that
// are not on disk: a sparse or failed checkout must not look like a deletion.
func (p *Project) mustBeCheckedOut(ctx context.Context, a app, names []string) error {
	p.tracked.once.Do(func() { p.tracked.files, p.tracked.err = trackedFiles(ctx, p) })
	if p.tracked.err != nil {
		return p.tracked.err
	}
	if p.tracked.files == nil {
		return nil
	}
	have := make(map[string]bool, len(names))
	for _, name := range names {
		have[name] = true
	}
	root := realDir(a.path) + string(filepath.Separator)
	var missing []string
	first, _ := slices.BinarySearch(p.tracked.files, root)
	for _, name := range p.tracked.files[first:] {
		below, ok := strings.CutPrefix(name, root)
		if !ok {
			break
		}
		below = filepath.ToSlash(below)
		if below == manifestName && !a.isApp() { // nothing of the app is there
			missing = append(missing, below)
		}
		if !have[below] && ledger.IsKept(below) {
			missing = append(missing, below)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	slices.Sort(missing)
	// Only what is missing comes back: the rest of the folder may hold work that no
	// commit has.
	more, back := "", shellWord(a.shows(missing[0]))
	if n := len(missing) - 1; n > 0 {
		more, back = fmt.Sprintf(" and %d more", n), "$(git ls-files --deleted "+shellWord(a.name)+")"
	}
	return Failed(fmt.Errorf("%s%s: tracked by git but not checked out; nothing was written\nto restore the "+
		"files: git checkout "+
		"-- %s; in a sparse checkout: git sparse-checkout add %s, or git sparse-checkout disable",
		a.shows(missing[0]), more, back, shellWord(a.name)))
}

// checkedOut is mustBeCheckedOut for an app that is not read, as before one of
// its id is made.
func (p *Project) checkedOut(ctx context.Context, a app) error {
	if info, err := os.Stat(a.path); err == nil && !info.IsDir() || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil // whoever needs a folder says so
	}
	names, err := a.ledgerFiles()
	if err != nil {
		return err
	}
	return p.mustBeCheckedOut(ctx, a, names)
}

// trackedFiles returns the absolute names of all manifests and ledger files that
// git tracks, sorted; nil outside of git.
func trackedFiles(ctx context.Context, p *Project) ([]string, error) {
	r, err := p.repository(ctx)
	if err != nil {
		return nil, nil // without git there is nothing to miss
	}
	list, err := r.Tracked(ctx, []string{"."})
	if err != nil {
		return nil, gitError(err)
	}
	files := []string{}
	for _, name := range list {
		if strings.HasSuffix(name, ".json") || path.Base(name) == manifestName ||
			strings.Contains(name, "/"+ledger.VersionsDir+"/") {
			files = append(files, filepath.Join(r.Root(), filepath.FromSlash(name)))
		}
	}
	slices.Sort(files)
	return files, nil
}

// realDir is a folder without symbolic links, as git names it.
func realDir(dir string) string {
	if real, err := filepath.EvalSymlinks(absolute(dir)); err == nil {
		return real
	}
	return absolute(dir)
}

// load reads the app that a word of the command line names.
func (p *Project) load(ctx context.Context, word string) (*appState, error) {
	a, err := p.app(ctx, word)
	if err != nil {
		return nil, err
	}
	return p.stateOf(ctx, a)
}

// hold keeps other writers out of the app that a word names until release is
// called, and reads the app only then: no one can change what a decision rests on.
// verb is what an error says was being done with it.
func (p *Project) hold(ctx context.Context, verb, word string) (state *appState, release func(), err error) {
	a, err := p.app(ctx, word)
	if err != nil {
		return nil, nil, err
	}
	d, release, err := p.holdFolder(ctx, a.path)
	if err != nil {
		return nil, nil, fmt.Errorf("%s %s: %w", verb, a.id, err)
	}
	if !a.isApp() {
		release()
		return nil, nil, fmt.Errorf("%s %s: another process moved %s during this run; nothing was written. Run the "+
			"command again", verb, a.id, a.name)
	}
	if state, err = p.stateOf(ctx, a); err == nil {
		err = a.refuseForeignFolder(verb + " " + a.id)
	}
	if err != nil {
		release()
		return nil, nil, err
	}
	state.disk = d
	return state, release, nil
}

// loaded is an app as far as it could be read.
type loaded struct {
	*appState
	err error
}

// loadAll reads apps side by side.
func (p *Project) loadAll(ctx context.Context, apps []app) []loaded {
	return parallel.Map(ctx, apps, func(a app) loaded {
		if kept, ok := p.kept[a.name]; ok {
			return kept
		}
		s, err := p.stateOf(ctx, a)
		return loaded{s, err}
	})
}

// optional reads a file of the app that need not be there.
func (a app) optional(name string) (*source.File, error) {
	f, err := a.file(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return f, err
}

// reliable returns an error where the ledger of the app cannot be relied on.
// Commands that build on it refuse; status and log show what can be read.
func (s *appState) reliable() error {
	if len(s.faults) == 0 {
		return nil
	}
	d := &s.faults[0]
	return &Error{Class: Failure, Err: fmt.Errorf("the ledger of %s has %s, the first at %s:%s: %s\nsee: manifest lint %s",
		s.id, diag.Plural(len(s.faults), "fault"), d.File.Name, d.Start(), d.Message, s.name)}
}

// retractable is reliable for a retraction, which is there to correct what is
// wrong with the history itself.
func (s *appState) retractable() error {
	repaired := slices.DeleteFunc(slices.Clone(s.faults), func(d diag.Diagnostic) bool {
		return d.Rule == ledger.RuleIllegal || d.Rule == ledger.RuleFuture || d.Rule == ledger.RuleVersions ||
			d.Rule == ledger.RuleEvidence
	})
	return (&appState{app: s.app, faults: repaired}).reliable()
}

// notRetired refuses to go on with an app that has ended; done is what does not
// happen.
func (s *appState) notRetired(done string) error {
	e := s.ledger.Retired
	if e == nil {
		return nil
	}
	return Refusef("not %s: %s was retired on %s by %s: %s\nif the app was retired by mistake: manifest record "+
		"retract %s retire "+
		"--reason TEXT",
		done, s.id, e.Happened(), e.By, e.Reason, shellWord(s.id))
}

// working returns the working manifest, read as far as it can be.
func (a app) working() (*manifest.Document, error) {
	f, err := a.file(manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Usagef("%s has no %s; its saved versions are in %s", a.id, manifestName, a.shows(ledger.VersionsDir))
	}
	if err != nil {
		return nil, err
	}
	return readable(f)
}

// readable parses a manifest that must be whole: a comparison with a part that
// could not be read would show it as removed.
func readable(f *source.File) (*manifest.Document, error) {
	doc, found := manifest.Parse(f)
	if len(found) > 0 {
		diag.Sort(found)
		return nil, &Error{Class: Failure, Err: fmt.Errorf("read manifest %s:%s: %s\nsee: manifest lint %s", f.Name,
			found[0].Start(), found[0].Message, f.Name)}
	}
	return doc, nil
}

// readFrozen reads the frozen copy of a version, nil if it is not there.
func (s *appState) readFrozen(number version.Version) (*manifest.Document, error) {
	if doc, done := s.frozen[number]; done {
		return doc, nil
	}
	f, err := s.frozenFile(number)
	if err != nil {
		return nil, err
	}
	var doc *manifest.Document
	if f != nil {
		var found []diag.Diagnostic
		doc, found = manifest.Parse(f)
		s.misread = append(s.misread, found...)
	}
	s.frozen[number] = doc
	return doc, nil
}

// frozenFile returns the file of a frozen copy, nil if it is not there.
func (s *appState) frozenFile(number version.Version) (*source.File, error) {
	name := path.Join(ledger.VersionsDir, number.String(), manifestName)
	if f := s.kept[name]; f != nil {
		return f, nil
	}
	f, err := s.optional(name)
	if f != nil {
		s.kept[name] = f
	}
	return f, err
}

// readEvidence reads the files that the tests of a version rest on.
func (s *appState) readEvidence(number version.Version) error {
	for _, e := range s.ledger.Version(number).Events {
		name := e.EvidencePath()
		if name == "" || s.kept[name] != nil {
			continue
		}
		f, err := s.optional(name)
		if err != nil {
			return err
		}
		if f != nil {
			s.kept[name] = f
		}
	}
	return nil
}

// frozenCopy returns the proved frozen copy of a version.
func (s *appState) frozenCopy(number version.Version) (*manifest.Document, error) {
	doc, err := s.readFrozen(number)
	if err != nil {
		return nil, err
	}
	v := s.ledger.Version(number)
	if v == nil || doc == nil {
		return nil, fmt.Errorf("version %s of %s has no frozen copy; see: manifest lint %s", number, s.id, s.name)
	}
	if faults := v.VerifyFrozen(doc); len(faults) > 0 {
		s.faults = append(s.faults, faults...)
		return nil, s.reliable()
	}
	return doc, nil
}

// frozenSide is the frozen copy of a version as a side of a comparison.
func (s *appState) frozenSide(v *ledger.Version) (change.Side, error) {
	if known, ok := s.sides[v.Number]; ok {
		return known, nil
	}
	doc, err := s.frozenCopy(v.Number)
	if err != nil {
		return change.Side{}, err
	}
	if s.sides == nil {
		s.sides = make(map[version.Version]change.Side)
	}
	s.sides[v.Number] = side(v.Number.String(), doc)
	return s.sides[v.Number], nil
}

// side is a manifest as one side of a comparison.
func side(name string, doc *manifest.Document) change.Side {
	return change.NewSide(name, doc)
}

// now is the time of the next event of the app.
func (p *Project) now(s *appState) time.Time { return s.ledger.Clock(p.Now()) }
