package project

import (
	"context"
	"fmt"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
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

// files reads what stood in folders at the base, by the name that the files
// have now: manifests/app/manifest.yaml.
func (b *base) files(ctx context.Context, dirs []app) (map[string]*source.File, error) {
	return b.filesAt(ctx, b.commit, dirs, manifestName, recordName)
}

// takenAtTip returns the digests of the versions that the revision holds, by
// the name of their record: a number that was saved there meanwhile is taken.
func (b *base) takenAtTip(ctx context.Context, dirs []app) (map[string]string, error) {
	taken := make(map[string]string)
	if b.theirs == b.commit {
		return taken, nil
	}
	files, err := b.filesAt(ctx, b.theirs, dirs, recordName)
	if err != nil {
		return nil, err
	}
	for name, f := range files {
		if record, faults := ledger.Parse(f); len(faults) == 0 {
			taken[name] = record.Digest
		}
	}
	return taken, nil
}

// filesAt reads the files with one of these base names. Most are what is checked
// out, and are taken from there.
func (b *base) filesAt(ctx context.Context, commit string, dirs []app, wanted ...string) (map[string]*source.File,
	error) {
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
		Wanted: func(at string) bool { return slices.Contains(wanted, path.Base(at)) },
		Have:   func(at string) []byte { return checkedOut(apps, at) },
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
