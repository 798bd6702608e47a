package cli

import (
	"context"
	"fmt"
	"iter"
	"path"
	"path/filepath"
	"strings"

	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// base is a state of the repository to compare with: the merge base of what is
// checked out and a revision.
type base struct {
	process    *process
	repository *git.Repository
	revision   string // as typed
	commit     string
	theirs     string // the revision itself, which may be further on
}

// errEmptyBase is for --base "", as a variable of a pipeline may leave it.
var errEmptyBase = usageError("--base is empty: name a revision, such as origin/main")

// openBase finds the merge base with a revision. What the base cannot be found
// for was not checked, so every failure ends the command.
func (p *process) openBase(ctx context.Context, revision string) (*base, error) {
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
	return &base{p, r, revision, commit, theirs}, nil
}

// files reads what stood in folders at the base, by the name that the files
// have now: manifests/app/manifest.yaml.
func (b *base) files(ctx context.Context, dirs []app) (map[string]*source.File, error) {
	return b.filesAt(ctx, b.commit, dirs)
}

// takenAtTip returns the digests of the versions that the revision holds, by
// the name of their record: a number that was saved there meanwhile is taken.
func (b *base) takenAtTip(ctx context.Context, dirs []app) (map[string]string, error) {
	taken := make(map[string]string)
	if b.theirs == b.commit {
		return taken, nil
	}
	files, err := b.filesAt(ctx, b.theirs, dirs)
	if err != nil {
		return nil, err
	}
	for name, f := range files {
		if path.Base(name) == recordName {
			if record, faults := ledger.Parse(f); len(faults) == 0 {
				taken[name] = record.Digest
			}
		}
	}
	return taken, nil
}

func (b *base) filesAt(ctx context.Context, commit string, dirs []app) (map[string]*source.File, error) {
	var paths []string
	names := make(map[string]string) // from the path in the repository to the name shown
	for _, a := range dirs {
		at, err := b.repository.Path(absolute(a.path))
		if err != nil {
			return nil, gitError(err)
		}
		paths = append(paths, at)
		names[at] = a.name
	}
	blobs, err := b.repository.Files(ctx, commit, paths, manifest.MaxBytes)
	if err != nil {
		return nil, gitError(err)
	}
	files := make(map[string]*source.File, len(blobs))
	for at, blob := range blobs {
		if base := path.Base(at); base != manifestName && base != recordName {
			continue
		}
		for dir := range above(at) {
			name, ok := names[dir]
			if !ok {
				continue
			}
			if blob.Data == nil {
				return nil, &exitError{exitFailure, fmt.Errorf("read %s at %s: it is too large, or no file; what cannot be read cannot be compared", at, b.revision)}
			}
			shown := path.Join(name, strings.TrimPrefix(at, dir+"/"))
			files[shown] = source.New(b.revision+":"+shown, blob.Data)
		}
	}
	return files, nil
}

// above yields the folders that a file lies in, from its own up to the root,
// which is ".".
func above(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for dir, from := path.Dir(name), name; dir != from && yield(dir); dir, from = path.Dir(dir), dir {
		}
	}
}

// byFolder groups what stands under the names of files by each of the folders
// above them.
func byFolder[V any](files map[string]V) map[string]map[string]V {
	folders := make(map[string]map[string]V)
	for name, v := range files {
		for dir := range above(name) {
			if folders[dir] == nil {
				folders[dir] = make(map[string]V)
			}
			folders[dir][name] = v
		}
	}
	return folders
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}
