package project

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/portal"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/internal/version"
)

// compared is one side of a comparison, with the app it belongs to.
type compared struct {
	change.Side
	doc *manifest.Document // nil for nothing
	app *appState          // nil for files and revisions
	// version is the saved version, nil for anything else.
	version *ledger.Version
	// saved says that this is a saved version and not a working manifest.
	saved bool
	// past says that it can no longer be edited: a saved version, or a revision.
	past bool
	// history is what lint --base judges by, where this is the merge base.
	history *validate.History
	// portal is what was read where this is the portal's JSON.
	portal *portal.Reading
}

// resolveSide finds what a word of the command line means: APP, APP@VERSION,
// APP@STATE, REF:PATH, or a file, which may hold the portal's JSON. The file of
// a working manifest is the app.
func (p *Project) resolveSide(ctx context.Context, word string) (compared, error) {
	if id, at, ok := strings.Cut(word, "@"); ok && !strings.Contains(id, ":") {
		if a, err := p.appAt(id); err == nil && a.has(ledger.VersionsDir) {
			return savedSide(ctx, p, id, at)
		}
	}
	if info, err := os.Stat(p.Path(word)); err == nil && !info.IsDir() {
		if a, ok := p.appOfManifest(word); ok {
			return workingSide(ctx, p, a)
		}
		return fileSide(p, word)
	}
	if ref, name, ok := revisionPath(word); ok {
		return revisionSide(ctx, p, ref, name)
	}
	if id, at, ok := strings.Cut(word, "@"); ok {
		return savedSide(ctx, p, id, at)
	}
	a, err := p.app(ctx, word)
	if err != nil && len(filepath.Ext(word)) > 1 { // which no id has
		return compared{}, fmt.Errorf("read %s: %w", word, errMissing)
	}
	if err != nil {
		return compared{}, err
	}
	return workingSide(ctx, p, a)
}

// revisionPath splits REF:PATH.
func revisionPath(word string) (ref, name string, ok bool) {
	ref, name, ok = strings.Cut(word, ":")
	return ref, name, ok && ref != "" && name != ""
}

func workingSide(ctx context.Context, p *Project, a app) (compared, error) {
	state, err := p.stateOf(ctx, a)
	if err != nil {
		return compared{}, err
	}
	doc, err := a.working()
	if err != nil {
		return compared{}, err
	}
	return state.asWorking(doc), nil
}

// asWorking is a working manifest of the app as a side.
func (s *appState) asWorking(doc *manifest.Document) compared {
	return compared{Side: side("working manifest", doc), doc: doc, app: s}
}

// asSaved is a saved version of the app as a side.
func (s *appState) asSaved(v *ledger.Version) (compared, error) {
	doc, err := s.frozenCopy(v.Number)
	if err != nil {
		return compared{}, err
	}
	return compared{Side: side(v.Number.String(), doc), doc: doc, app: s, version: v, saved: true, past: true}, nil
}

// savedSide finds a saved version by its number or by a state, of which it
// takes the latest.
func savedSide(ctx context.Context, p *Project, id, at string) (compared, error) {
	state, err := p.load(ctx, id)
	if err != nil {
		return compared{}, err
	}
	if err := state.reliable(); err != nil {
		return compared{}, err
	}
	v, err := state.findVersion(at, true)
	if err != nil {
		return compared{}, err
	}
	return state.asSaved(v)
}

// latestWord names the latest saved version, where a person names none.
const latestWord = "latest"

// findVersion returns a saved version: by number, by state, or the latest.
// Retracted versions are found only where they are asked for.
func (s *appState) findVersion(at string, retracted bool) (*ledger.Version, error) {
	if at == latestWord {
		if v := s.ledger.Latest(); v != nil {
			return v, nil
		}
		return nil, Usagef("%s has no saved version yet", s.id)
	}
	if state := ledger.State(at); slices.Contains(ledger.States(), state) {
		if v := s.ledger.Latest(state); v != nil {
			return v, nil
		}
		return nil, Usagef("%s has no version in state %s (%s)", s.id, at, state.Label())
	}
	if number, err := version.Parse(at); err == nil {
		switch v := s.ledger.Version(number); {
		case v != nil && v.State == ledger.Retracted && !retracted:
			return nil, Refusef("the %s event of %s@%s was retracted: "+
				"%s", v.First.Kind, s.id, number, v.First.Retracted.Reason)
		case v != nil:
			return v, nil
		}
	}
	var known []string
	for _, v := range slices.Backward(s.ledger.Versions) {
		known = append(known, v.Number.String())
	}
	if len(known) == 0 {
		return nil, Usagef("%s has no saved version yet", s.id)
	}
	if at == "" {
		return nil, Usagef("%s@ does not name a version; the app has %s", s.id, strings.Join(known, ", "))
	}
	return nil, Usagef("%s has no version %s; the app has %s", s.id, at, strings.Join(known, ", "))
}

func fileSide(p *Project, name string) (compared, error) {
	data, err := p.readPath(p.Path(name))
	if err != nil {
		return compared{}, fmt.Errorf("read %s: %w", name, Reason(err))
	}
	f := source.New(name, data)
	if isPortalFile(f) {
		return portalSide(f)
	}
	doc, err := readable(f)
	if err != nil {
		return compared{}, err
	}
	return compared{Side: side(name, doc), doc: doc}, nil
}

// looksLikeManifest tells a manifest written as JSON from the portal's JSON.
func looksLikeManifest(f *source.File) bool {
	doc, _ := manifest.Parse(f)
	return doc.Root.Get("schema") != nil
}

func revisionSide(ctx context.Context, p *Project, ref, name string) (compared, error) {
	repository, err := p.repository(ctx)
	if err != nil {
		return compared{}, err
	}
	commit, err := repository.Commit(ctx, ref)
	if err != nil {
		return compared{}, gitError(err)
	}
	path := name // counted from the root of the repository, as git does
	if strings.HasPrefix(name, "./") || strings.HasPrefix(name, "../") {
		if path, err = repository.Path(p.absolute(name)); err != nil {
			return compared{}, gitError(err)
		}
	}
	data, err := repository.File(ctx, commit, path)
	if err != nil {
		return compared{}, gitError(err)
	}
	doc, err := readable(source.New(ref+":"+name, data))
	if err != nil {
		return compared{}, err
	}
	return compared{Side: side(ref+":"+name, doc), doc: doc, past: true}, nil
}

// opened is the repository of the working folder, or why there is none.
type opened struct {
	sync.Mutex
	done       bool
	repository *git.Repository
	err        error
}

// repository opens the git repository of the working folder, once for all who
// work side by side.
func (p *Project) repository(ctx context.Context) (*git.Repository, error) {
	o := &p.opened
	o.Lock()
	defer o.Unlock()
	if !o.done {
		if o.repository, o.err = (git.Options{Getenv: p.Getenv, Program: p.Git}).Open(ctx, p.Dir); o.err != nil {
			o.repository, o.err = nil, gitError(o.err)
		}
		o.done = ctx.Err() == nil // what was interrupted says nothing
	}
	return o.repository, o.err
}

// author says who is at work, for events: what was given, or what git
// knows, or the account's name.
func (p *Project) author(ctx context.Context, given string) (string, error) {
	if given != "" {
		return given, nil
	}
	name := ""
	switch r, err := p.repository(ctx); {
	case err == nil:
		name = r.UserName(ctx)
	case errors.Is(err, git.ErrNoRepository):
		name = git.Options{Getenv: p.Getenv, Program: p.Git}.UserName(ctx, p.Dir)
	}
	if name != "" {
		return name, nil
	}
	for _, key := range []string{"USER", "USERNAME"} {
		if name := p.Getenv(key); name != "" {
			return name, nil
		}
	}
	return "", Usagef("no author given; use --by NAME, or set user.name in git")
}

// headCommit returns the commit that is checked out, "" outside of git and
// before the first commit.
func (p *Project) headCommit(ctx context.Context) string {
	p.readHead.Do(func() {
		if r, err := p.repository(ctx); err == nil {
			p.head, _ = r.Head(ctx)
		}
	})
	return p.head
}
