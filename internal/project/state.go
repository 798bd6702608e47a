package project

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
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
	saved         []ledger.Version
	records       []*ledger.Record // those that can be read, newest first
	approvalsFile *source.File     // nil where nothing was approved
	approvals     ledger.Approvals
	disk          *disk // to write with, where the app is held
	// faults are what is wrong with records, frozen manifests and approvals.
	faults []diag.Diagnostic
}

// load reads all that is recorded of an app, and proves it. Files that cannot be
// read at all are an error; what is wrong in them is in faults.
func (a app) load() (*appState, error) { return a.loadWith(app.version) }

// overview is load without the frozen manifests: they are read and proved when
// something is asked of them. A record that is wrong is a fault here too.
func (a app) overview() (*appState, error) { return a.loadWith(app.versionUnread) }

func (a app) loadWith(read func(a app, folder string) (ledger.Version, error)) (*appState, error) {
	s := &appState{app: a}
	folders, err := a.versionFolders()
	if err != nil {
		return nil, err
	}
	for _, folder := range folders {
		v, err := read(a, folder)
		if err != nil {
			return nil, err
		}
		s.saved = append(s.saved, v)
	}
	if s.approvalsFile, err = a.optional(approvalsName); err != nil {
		return nil, err
	}
	s.check()
	return s, nil
}

// version reads a saved version. A file that is not there is nil.
func (a app) version(folder string) (ledger.Version, error) {
	v, err := a.versionUnread(folder)
	if err != nil || !v.Unread {
		return v, err
	}
	return a.withFrozen(v)
}

// versionUnread reads the record of a saved version, and its frozen manifest only
// where there is no record.
func (a app) versionUnread(folder string) (v ledger.Version, err error) {
	v = ledger.Version{App: a.id, Folder: folder, Unread: true}
	if v.Record, err = a.optional(path.Join(versionsDir, folder, recordName)); err == nil && v.Record == nil {
		return a.withFrozen(v)
	}
	return v, err
}

// withFrozen returns the version with its frozen manifest read.
func (a app) withFrozen(v ledger.Version) (ledger.Version, error) {
	f, err := a.optional(path.Join(versionsDir, v.Folder, manifestName))
	if err != nil {
		return v, err
	}
	v.Unread = false
	if f != nil {
		v.Frozen, v.Faults = manifest.Parse(f)
	}
	return v, nil
}

// load reads the app that a word of the command line names.
func (p *Project) load(word string) (*appState, error) {
	a, err := p.app(word)
	if err != nil {
		return nil, err
	}
	return a.load()
}

// hold keeps other writers out of the app that a word names until release is
// called, and reads the app only then: nobody can change what a decision rests on.
// verb is what an error says was being done with it.
func (p *Project) hold(ctx context.Context, verb, word string) (state *appState, release func(), err error) {
	a, err := p.app(word)
	if err != nil {
		return nil, nil, err
	}
	d, release, err := p.holdFolder(ctx, a.path)
	if err != nil {
		return nil, nil, fmt.Errorf("%s %s: %w", verb, a.id, err)
	}
	if state, err = a.load(); err != nil {
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
func loadAll(ctx context.Context, apps []app) []loaded {
	return parallel.Map(ctx, apps, func(a app) loaded {
		s, err := a.load()
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

// check parses and proves what was read.
func (s *appState) check() {
	s.faults, s.records = nil, nil
	for i, v := range s.saved {
		v, record := v.Read()
		s.saved[i] = v
		s.faults = append(s.faults, v.Faults...)
		s.faults = append(s.faults, ledger.Verify(v)...)
		if v.Record == nil && v.Frozen == nil {
			s.faults = append(s.faults, s.emptyFolder(v.Folder))
		}
		if record != nil {
			s.records = append(s.records, record)
		}
	}
	s.faults = append(s.faults, ledger.VerifyApp(s.saved)...)
	s.records = ledger.NewestFirst(s.records)
	if s.approvalsFile != nil {
		approvals, faults := ledger.ParseApprovals(s.approvalsFile)
		s.approvals = approvals
		s.faults = append(s.faults, faults...)
	}
	diag.Sort(s.faults)
}

// emptyFolder is the finding about a folder of versions that holds neither file
// of a version: its number is used up, by nothing.
func (s *appState) emptyFolder(folder string) diag.Diagnostic {
	f := source.New(path.Join(s.name, versionsDir, folder, recordName), nil)
	return diag.Diagnostic{Rule: ledger.RuleFolder, Severity: diag.Error, File: f,
		Message: fmt.Sprintf("the folder %q holds neither a record nor a frozen manifest", folder),
		Help:    "restore the version from git, or remove the folder if it was never saved"}
}

// reliable returns an error where the record of the app cannot be relied on.
// Commands that build on it refuse; status and log show what can be read.
func (s *appState) reliable() error {
	if len(s.faults) == 0 {
		return nil
	}
	d := &s.faults[0]
	return &Error{Class: Failure, Err: fmt.Errorf("the record of %s has %s, the first at %s:%s: %s\nsee: manifest lint %s",
		s.id, diag.Plural(len(s.faults), "fault"), d.File.Name, d.Start(), d.Message, s.name)}
}

// working returns the working manifest, read as far as it can be.
func (a app) working() (*manifest.Document, error) {
	f, err := a.file(manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Usagef("%s has no %s; its saved versions are in %s/%s", a.id, manifestName, a.name, versionsDir)
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

// frozenCopy returns the manifest of a saved version.
func (s *appState) frozenCopy(v string) (*manifest.Document, error) {
	i := slices.IndexFunc(s.saved, func(saved ledger.Version) bool { return saved.Folder == v })
	if i >= 0 && s.saved[i].Unread {
		if err := s.readFrozen(i); err != nil {
			return nil, err
		}
	}
	if i < 0 || s.saved[i].Frozen == nil {
		return nil, fmt.Errorf("version %s of %s has no frozen manifest; see: manifest lint %s", v, s.id, s.name)
	}
	return s.saved[i].Frozen, nil
}

// readFrozen reads and proves the frozen manifest of a version that an overview
// has left unread.
func (s *appState) readFrozen(i int) error {
	v, err := s.withFrozen(s.saved[i])
	if err != nil {
		return err
	}
	s.saved[i] = v
	if len(v.Faults) > 0 || len(ledger.Verify(v)) > 0 {
		s.check()
	}
	return nil
}

// latestSaved returns the highest saved version, or false where there is none.
// Abandoned versions count: their numbers are used up, and their content is
// what the portal starts the next version from.
func (s *appState) latestSaved() (version.Version, bool) {
	r := ledger.Latest(s.records)
	if r == nil {
		return version.Version{}, false
	}
	v, err := version.Parse(r.Version)
	return v, err == nil
}

// side is a manifest as one side of a comparison.
func side(name string, doc *manifest.Document) change.Side {
	return change.NewSide(name, doc)
}

// now is the time of a new entry in the records of the app, after all that are
// there: entries of one second keep their order, and a clock that is a little
// behind, as on another machine, does not keep work from being recorded. A clock
// that is far behind is refused later.
func (p *Project) now(s *appState) time.Time {
	const bridged = 5 * time.Minute
	now := p.Now().Truncate(time.Second)
	for _, r := range s.records {
		if n := len(r.History); n > 0 {
			if last := r.History[n-1].At; !now.After(last) && last.Sub(now) <= bridged {
				now = last.Add(time.Second)
			}
		}
	}
	return now
}
