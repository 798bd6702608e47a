package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/procore-manifest/manifest/internal/git"
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
}

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
	return &base{p, r, revision, commit}, nil
}

// files reads what stood in folders at the base, by the name that the files
// have now: manifests/app/manifest.yaml.
func (b *base) files(ctx context.Context, dirs []app) (map[string]*source.File, error) {
	var paths []string
	names := make(map[string]string) // from the path in the repository to the name shown
	for _, a := range dirs {
		path, err := b.repository.Path(absolute(a.path))
		if err != nil {
			return nil, gitError(err)
		}
		paths = append(paths, path)
		names[path] = a.name
	}
	blobs, err := b.repository.Files(ctx, b.commit, paths, manifest.MaxBytes)
	if err != nil {
		return nil, gitError(err)
	}
	files := make(map[string]*source.File, len(blobs))
	for path, blob := range blobs {
		for dir, name := range names {
			if rest, ok := strings.CutPrefix(path, dir+"/"); ok {
				if blob.Data == nil {
					return nil, &exitError{exitFailure, fmt.Errorf("read %s at %s: it is too large, or no file; what cannot be read cannot be compared", path, b.revision)}
				}
				shown := name + "/" + rest
				files[shown] = source.New(b.revision+":"+shown, blob.Data)
			}
		}
	}
	return files, nil
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}
