package project

import (
	"context"
	"errors"

	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/validate"
)

// authors returns who wrote the files of an app that the branch adds.
func (b *base) authors(ctx context.Context, a app) (*validate.Authorship, error) {
	w := &validate.Authorship{Elsewhere: b.project.mergeQueue()}
	var err error
	if w.Folder, err = b.repository.Path(absolute(a.path)); err != nil {
		return nil, gitError(err)
	}
	if w.Mailmap, err = b.mailmap(ctx); err != nil {
		return nil, gitError(err)
	}
	if w.Touched, err = b.repository.Touched(ctx, b.head, b.theirs, []string{w.Folder}); err != nil {
		return nil, gitError(err)
	}
	return w, nil
}

// mailmap reads the .mailmap of the base: with one of its own, a branch could say
// that anybody is Jane.
func (b *base) mailmap(ctx context.Context) (*git.Mailmap, error) {
	if b.people != nil {
		return b.people, nil
	}
	data, err := b.repository.File(ctx, b.theirs, ".mailmap")
	if err != nil && !errors.Is(err, git.ErrNotFound) {
		return nil, err
	}
	b.people = git.ParseMailmap(data)
	return b.people, nil
}

// mergeQueue says why the commits do not tell who wrote what, where a host tests
// what it is about to merge; "" elsewhere.
func (p *Project) mergeQueue() string {
	if p.Getenv("GITHUB_EVENT_NAME") == "merge_group" || p.Getenv("CI_MERGE_REQUEST_EVENT_TYPE") == "merge_train" {
		return "in a merge queue, the code host creates the commits"
	}
	return ""
}
