package cli

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
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
)

// saved is one saved version as it lies on disk. A file that is not there is
// nil; lint says what is wrong with each.
type saved struct {
	folder string
	record *source.File
	frozen *manifest.Document
	// version is all of it, for the ledger to prove.
	version ledger.Version
}

// appState is an app with everything that is known about it.
type appState struct {
	app
	saved         []saved
	records       []*ledger.Record // those that can be read, newest first
	approvalsFile *source.File     // nil where nothing was approved
	approvals     ledger.Approvals
	// faults are what is wrong with records and approvals.
	faults []diag.Diagnostic
}

// load reads the records and approvals of an app. Files that cannot be read at
// all are an error; what is wrong in them is in faults.
func (a app) load() (*appState, error) {
	s := &appState{app: a}
	folders, err := a.versionFolders()
	if err != nil {
		return nil, err
	}
	for _, folder := range folders {
		v := saved{folder: folder}
		if v.record, err = a.optional(path.Join(versionsDir, folder, recordName)); err != nil {
			return nil, err
		}
		frozen, err := a.optional(path.Join(versionsDir, folder, manifestName))
		if err != nil {
			return nil, err
		}
		if frozen != nil {
			doc, faults := manifest.Parse(frozen)
			v.frozen = doc
			s.faults = append(s.faults, faults...)
		}
		s.saved = append(s.saved, v)
	}
	if s.approvalsFile, err = a.optional(approvalsName); err != nil {
		return nil, err
	}
	s.check()
	return s, nil
}

// hold keeps other writers out of an app until release is called, and reads the
// app only then: nobody can change what a decision rests on. doing is what an
// error says was being done.
func (p *process) hold(ctx context.Context, a app, doing string) (state *appState, d *disk, release func(), err error) {
	if d, release, err = p.holdFolder(ctx, a.path); err != nil {
		return nil, nil, nil, fmt.Errorf("%s: %w", doing, err)
	}
	if state, err = a.load(); err != nil {
		release()
		return nil, nil, nil, err
	}
	return state, d, release, nil
}

// loaded is an app as far as it could be read.
type loaded struct {
	*appState
	err error
}

// loadAll reads apps side by side.
func loadAll(ctx context.Context, apps []app) []loaded {
	return sideBySide(ctx, apps, func(a app) loaded {
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
	if err != nil {
		return nil, fmt.Errorf("read the record of %s: %w", a.id, err)
	}
	return f, nil
}

// check parses and proves what was read.
func (s *appState) check() {
	var versions []ledger.Version
	for i, v := range s.saved {
		version, record := ledger.Version{App: s.id, Folder: v.folder, Record: v.record, Frozen: v.frozen}.Read()
		s.saved[i].version = version
		versions = append(versions, version)
		s.faults = append(s.faults, ledger.Verify(version)...)
		if v.record == nil && v.frozen == nil {
			s.faults = append(s.faults, s.emptyFolder(v.folder))
		}
		if record != nil {
			s.records = append(s.records, record)
		}
	}
	s.faults = append(s.faults, ledger.VerifyApp(versions)...)
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

// sound returns an error where the record of the app cannot be relied on.
// Commands that build on it refuse; status and log show what can be read.
func (s *appState) sound() error {
	if len(s.faults) == 0 {
		return nil
	}
	d := &s.faults[0]
	return &exitError{exitFailure, fmt.Errorf("the record of %s has %s, the first at %s:%s: %s\nsee: manifest lint %s",
		s.id, diag.Plural(len(s.faults), "fault"), d.File.Name, d.Start(), d.Message, s.name)}
}

// working returns the working manifest, read as far as it can be.
func (a app) working() (*manifest.Document, error) {
	f, err := a.file(manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usageError("%s has no %s; its saved versions are in %s/%s", a.id, manifestName, a.name, versionsDir)
	}
	if err != nil {
		return nil, fmt.Errorf("read manifest: %w", err)
	}
	return readable(f)
}

// readable parses a manifest that must be whole: a comparison with a part that
// could not be read would show it as removed.
func readable(f *source.File) (*manifest.Document, error) {
	doc, found := manifest.Parse(f)
	if len(found) > 0 {
		diag.Sort(found)
		return nil, &exitError{exitFailure, fmt.Errorf("read manifest %s:%s: %s\nsee: manifest lint %s", f.Name, found[0].Start(), found[0].Message, f.Name)}
	}
	return doc, nil
}

// frozenCopy returns the manifest of a saved version.
func (s *appState) frozenCopy(v string) (*manifest.Document, error) {
	i := slices.IndexFunc(s.saved, func(saved saved) bool { return saved.folder == v })
	if i < 0 || s.saved[i].frozen == nil {
		return nil, fmt.Errorf("version %s of %s has no frozen manifest; see: manifest lint %s", v, s.id, s.name)
	}
	return s.saved[i].frozen, nil
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
	return change.Side{Name: name, File: doc.File, Root: doc.Root}
}

// now is the time of a new entry in the records of the app, after all that are
// there: entries of one second keep their order, and a clock that is a little
// behind, as on another machine, does not keep work from being recorded. A clock
// that is far behind is refused later.
func (p *process) now(s *appState) time.Time {
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
