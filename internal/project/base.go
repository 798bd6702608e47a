package project

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/internal/version"
)

// base is a state of the repository to compare with: the merge base of what is
// checked out and a revision.
type base struct {
	project    *Project
	repository *git.Repository
	revision   string // as typed
	commit     string
	theirs     string // the revision itself, which may be further on
	// unchanged are the files of the base that are checked out as they were, with
	// what they hold.
	unchanged map[string][]byte
}

// openBase finds the merge base with a revision. What the base cannot be found
// for was not checked, so every failure ends the command.
func (p *Project) openBase(ctx context.Context, revision string) (*base, error) {
	r, err := p.repository(ctx)
	if err != nil {
		return nil, err
	}
	theirs, err := r.Commit(ctx, revision)
	if err != nil {
		return nil, gitError(err)
	}
	head, err := r.Commit(ctx, "HEAD")
	if err != nil {
		return nil, gitError(err)
	}
	commit, err := r.MergeBase(ctx, head, theirs)
	if err != nil {
		return nil, gitError(err)
	}
	return &base{p, r, revision, commit, theirs, make(map[string][]byte)}, nil
}

// files reads what was in folders at the base, by the name that the files have
// now: manifests/app/manifest.yaml, and the files of the ledger.
func (b *base) files(ctx context.Context, dirs []app) (map[string]*source.File, error) {
	return b.filesAt(ctx, b.commit, dirs, func(below string) bool { return below == manifestName || ledger.IsKept(below) })
}

// sameLedger reports whether the ledger of an app is what it was at the base; files
// are those in its folder there.
func (b *base) sameLedger(a app, files map[string]*source.File) bool {
	names, err := a.ledgerFiles()
	if err != nil {
		return false
	}
	same := !slices.ContainsFunc(names, func(below string) bool {
		return ledger.IsKept(below) && b.unchanged[path.Join(a.name, below)] == nil
	})
	for name := range files {
		same = same && (!ledger.IsKept(strings.TrimPrefix(name, path.Clean(a.name)+"/")) || b.unchanged[name] != nil)
	}
	return same
}

// notFolders returns the apps that cannot be compared, because a link or another
// repository stands in their place or above it: git does not hold what is in them.
func (b *base) notFolders(ctx context.Context, apps []app) (map[string]error, error) {
	kinds, err := b.repository.NotFolders(ctx)
	if err != nil {
		return nil, gitError(err)
	}
	const remedy = "put the folder itself there"
	problems := make(map[string]error)
	for _, a := range apps {
		for dir := range above(path.Join(path.Clean(a.name), manifestName)) {
			if dir == "." || dir == ".." || dir == "/" {
				break
			}
			at := b.project.Path(filepath.FromSlash(dir))
			info, err := os.Lstat(at)
			inGit, _ := b.repository.Path(absolute(at))
			_, repository := os.Lstat(filepath.Join(at, ".git"))
			switch {
			case err == nil && info.Mode()&fs.ModeSymlink != 0:
				problems[a.name] = fmt.Errorf("%s is a symbolic link, so git does not hold the app; %s", dir, remedy)
			case repository == nil || kinds[inGit] == git.KindSubmodule:
				problems[a.name] = fmt.Errorf("%s is another repository, so this one does not hold the app; %s", dir, remedy)
			}
		}
	}
	return problems, nil
}

// takenAtTip returns the numbers that are saved on the revision itself, with
// their frozen copies, by app: a number that was saved there is taken.
func (b *base) takenAtTip(ctx context.Context, dirs []app) (map[string]map[version.Version]*change.Side, error) {
	taken := make(map[string]map[version.Version]*change.Side)
	if b.theirs == b.commit {
		return taken, nil
	}
	files, err := b.filesAt(ctx, b.theirs, dirs, ledger.IsKept)
	if err != nil {
		return nil, err
	}
	for dir, in := range byApp(files, dirs) {
		taken[dir] = takenIn(dir, in)
	}
	return taken, nil
}

// takenIn returns the numbers that files of an app use, with the frozen
// copies of those that are saved; nil for one that the portal assigned.
func takenIn(dir string, files map[string]*source.File) map[version.Version]*change.Side {
	taken := make(map[version.Version]*change.Side)
	var events []ledger.File
	for name, f := range files {
		events = append(events, ledger.File{Path: strings.TrimPrefix(name, dir+"/"), File: f})
	}
	there := ledger.Read(path.Base(dir), events)
	for _, v := range there.Versions {
		taken[v.Portal] = nil
	}
	for _, v := range there.Versions {
		taken[v.Number] = nil
		if f := files[path.Join(dir, ledger.VersionsDir, v.Number.String(), manifestName)]; f != nil {
			if doc, found := manifest.Parse(f); len(found) == 0 {
				saved := side(v.Number.String(), doc)
				taken[v.Number] = &saved
			}
		}
	}
	return taken
}

// filesAt reads the files that are wanted by their path below the folder of an
// app. Most are what is checked out, and are taken from there.
func (b *base) filesAt(ctx context.Context, commit string, dirs []app, wanted func(below string) bool) (map[string]*source.File, error) {
	names := make([]string, len(dirs))
	for i, a := range dirs {
		names[i] = absolute(a.path)
	}
	paths, err := b.repository.Paths(names)
	if err != nil {
		return nil, gitError(err)
	}
	apps := make(map[string]app) // by their path in the repository
	for i, a := range dirs {
		apps[paths[i]] = a
	}
	blobs, err := b.repository.Files(ctx, commit, git.Query{
		Paths: paths, MaxSize: manifest.MaxBytes,
		Wanted: func(at string) bool {
			for dir := range above(at) {
				if wanted(strings.TrimPrefix(at, dir+"/")) || dir == "." && wanted(at) {
					return true
				}
			}
			return false
		},
		Have: func(at string) []byte { return checkedOut(apps, at) },
	})
	if err != nil {
		return nil, gitError(err)
	}
	files := make(map[string]*source.File, len(blobs))
	for at, blob := range blobs {
		for dir := range above(at) {
			a, ok := apps[dir]
			if !ok {
				continue
			}
			if blob.Data == nil {
				return nil, &Error{Class: Failure, Err: fmt.Errorf("read %s at %s: it is too large, or no file; what cannot be "+
					"read cannot be compared", at, b.revision)}
			}
			shown := path.Join(a.name, strings.TrimPrefix(at, dir+"/"))
			files[shown] = source.New(b.revision+":"+at, blob.Data)
			if commit == b.commit && blob.Had {
				b.unchanged[shown] = blob.Data
			}
		}
	}
	return files, nil
}

// addBase adds to what an app is compared with what the merge base with a
// revision holds, and the numbers on its tip. Without a revision, the numbers on
// origin's default branch are added, where it is known.
func addBase(ctx context.Context, p *Project, h *validate.History, s *appState, revision string) error {
	if revision == "" {
		addOrigin(ctx, p, h, s)
		return nil
	}
	b, err := p.openBase(ctx, revision)
	if err != nil {
		return err
	}
	files, err := b.files(ctx, []app{s.app})
	if err != nil {
		return err
	}
	tip, err := b.takenAtTip(ctx, []app{s.app})
	if err != nil {
		return err
	}
	s.compareWith(h, files, tip[path.Clean(s.name)], revision)
	return nil
}

// defaultBranch is where a number may be saved that this working copy does not
// know.
const defaultBranch = "origin/HEAD"

// addOrigin adds the numbers on origin's default branch, as last fetched. Where
// there is none, numbers elsewhere are not known.
func addOrigin(ctx context.Context, p *Project, h *validate.History, s *appState) {
	r, err := p.repository(ctx)
	if err != nil {
		return
	}
	p.origin.Do(func() { p.originTip, _ = r.Commit(ctx, defaultBranch) })
	if p.originTip == "" {
		return
	}
	b := &base{project: p, repository: r, revision: defaultBranch, theirs: p.originTip, unchanged: make(map[string][]byte)}
	if tip, err := b.takenAtTip(ctx, []app{s.app}); err == nil {
		h.Elsewhere, h.TipName = tip[path.Clean(s.name)], r.DefaultBranch(ctx)
	}
}

// checkedOut returns what stands now in the place of a file of the repository,
// or nil.
func checkedOut(apps map[string]app, at string) []byte {
	for dir := range above(at) {
		if a, ok := apps[dir]; ok {
			if f, err := a.file(strings.TrimPrefix(at, dir+"/")); err == nil {
				return f.Data
			}
		}
	}
	return nil
}

// above yields the folders that a file lies in, from its own up to the root,
// which is ".".
func above(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for dir, from := path.Dir(name), name; dir != from && yield(dir); dir, from = path.Dir(dir), dir {
		}
	}
}

// byApp groups what stands under the names of files by the folders of apps that
// they lie in.
func byApp[V any](files map[string]V, apps []app) map[string]map[string]V {
	folders := make(map[string]map[string]V)
	for _, a := range apps {
		folders[path.Clean(a.name)] = make(map[string]V)
	}
	for name, v := range files {
		for dir := range above(name) {
			if in, ok := folders[dir]; ok {
				in[name] = v
			}
		}
	}
	return folders
}
