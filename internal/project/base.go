package project

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/report"
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
	theirs     string       // the revision itself, which may be further on
	head       string       // what is checked out
	people     *git.Mailmap // of the revision, once it was read
	// unchanged are the files of the base that are checked out as they were, with
	// what they hold.
	unchanged map[string][]byte
	// configs are the configurations of commits, each read once.
	configs map[string]configThen
	// folders and patterns are what the command line names, by their path in the
	// repository. Both are empty if all apps are meant.
	folders, patterns []string
	// describes says that the branch changes what the configuration says of the
	// portal, which every manifest is held against.
	describes bool
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
	if name := strings.ToLower(revision); len(name) >= 4 && strings.HasPrefix(theirs, name) && !p.inMergeQueue() {
		branch := r.DefaultBranch(ctx)
		if branch == defaultBranch {
			branch = "origin/main" // for example
		}
		p.warn("--base %s names a commit: versions saved on its branch since then were not checked; name the branch, as "+
			"in --base %s",
			revision, branch)
	}
	commit, err := r.MergeBase(ctx, head, theirs)
	if err != nil {
		return nil, gitError(err)
	}
	return &base{project: p, repository: r, revision: revision, commit: commit, theirs: theirs, head: head,
		unchanged: make(map[string][]byte)}, nil
}

// hasManifestOrLedger picks the files that a comparison is about, by their path below
// the folder of an app.
func hasManifestOrLedger(below string) bool {
	return below == manifestName || below == inUseName || ledger.IsKept(below)
}

// sameLedger reports whether the ledger of an app is what it was at the base.
func (b *base) sameLedger(a appThen) bool {
	names, err := a.ledgerFiles()
	if err != nil {
		return false
	}
	same := !slices.ContainsFunc(names, func(below string) bool {
		return ledger.IsKept(below) && b.unchanged[path.Join(a.name, below)] == nil
	})
	for below := range a.files {
		same = same && (!ledger.IsKept(below) || b.unchanged[path.Join(a.name, below)] != nil)
	}
	return same
}

// uncomparable says what cannot be compared, by the name to show: git does not hold
// what is behind a link or in another repository. That is so at or above the folders
// of apps, in the base or now, and for the files of a ledger.
func (b *base) uncomparable(ctx context.Context, apps []app, places []validate.Place) (map[string]error, error) {
	changed, err := b.repository.ChangedKinds(ctx, b.commit)
	if err != nil {
		return nil, gitError(err)
	}
	kinds, err := b.repository.NotFolders(ctx)
	if err != nil {
		return nil, gitError(err)
	}
	shown := func(inGit string) string {
		at := filepath.Join(b.repository.Root(), filepath.FromSlash(inGit))
		return cmp.Or(relative(b.project.here(), at), at)
	}
	const remedy = "replace it with the real folder"
	problems := make(map[string]error)
	outside := make(map[string]string) // why git does not contain a folder, "" where it does
	look := func(at string) string {
		info, err := os.Lstat(at)
		if err == nil && info.Mode()&fs.ModeSymlink != 0 {
			return "is a symbolic link, so git does not contain the app"
		}
		inGit := ""
		if len(kinds) > 0 {
			inGit, _ = b.repository.Path(at)
		}
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil || kinds[inGit] == git.KindSubmodule {
			return "is a separate repository, so this repository does not contain the app"
		}
		return ""
	}
	for _, a := range apps {
		at := b.project.absolute(a.name)
		if a.alone {
			at = filepath.Dir(at)
		}
		for ; at != b.repository.Root() &&
			within(at, b.repository.Root()); at = filepath.Dir(at) {
			why, known := outside[at]
			if !known {
				why = look(at)
				outside[at] = why
			}
			if why != "" {
				problems[a.name] = fmt.Errorf("%s %s; %s", cmp.Or(relative(b.project.here(), at), at), why, remedy)
			}
		}
	}
	for at, kind := range kinds {
		if kind != git.KindSubmodule {
			continue // a link is refused where it is read
		}
		for _, a := range apps {
			folder, err := b.repository.Path(b.project.absolute(a.name))
			if below, in := strings.CutPrefix(at, folder+"/"); err == nil && in && ledger.IsFolder(below) {
				problems[a.name] = fmt.Errorf("%s is a separate repository, so this repository does not contain the "+
					"ledger; %s", shown(at),
					remedy)
			}
		}
	}
	for at, c := range changed {
		switch mayHold := holdsPlace(places, at); {
		case problems[shown(at)] != nil:
		case mayHold && c.Was == git.KindSubmodule:
			problems[shown(at)] = fmt.Errorf("at %s, the folder is a separate repository (a submodule), so its "+
				"content cannot be compared", b.revision)
		case mayHold && c.Now == git.KindSubmodule:
			problems[shown(at)] = fmt.Errorf("the folder is a separate repository, so this repository does not "+
				"contain its files; %s", remedy)
		case mayHold && c.Now == git.KindSymlink:
			problems[shown(at)] = fmt.Errorf("the path is a symbolic link, so git does not contain its target; "+
				"%s", remedy)
		case mayHold && c.Was == git.KindSymlink && isFolder(filepath.Join(b.repository.Root(), filepath.FromSlash(at))):
			problems[shown(at)] = fmt.Errorf("at %s, the path is a symbolic link, so its target cannot be "+
				"compared", b.revision)
		}
	}
	return problems, nil
}

// notCheckedOut are the working manifests that git tracks and that are not on disk, as
// far as they are meant: in a sparse checkout nothing is known of them.
func (b *base) notCheckedOut(ctx context.Context, targets []target) ([]report.Unread, error) {
	p := b.project
	files, err := trackedFiles(ctx, p)
	if err != nil {
		return nil, err
	}
	l, err := p.layout()
	if err != nil {
		return nil, err
	}
	known := make(map[string]bool, len(targets))
	for _, t := range targets {
		known[p.absolute(t.path)] = true
	}
	var list []report.Unread
	for _, name := range files {
		if filepath.Base(name) != manifestName || known[name] {
			continue
		}
		id, frozen, stray := l.about(name, name)
		inGit := relative(b.repository.Root(), filepath.Dir(name))
		if id == "" || frozen || stray && !b.names(inGit) || !stray && !b.means(inGit) {
			continue
		}
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			shown := cmp.Or(relative(p.here(), name), name)
			list = append(list, report.Unread{File: shown, Reason: fmt.Sprintf("tracked by git but not checked "+
				"out; to restore the files: git checkout -- %s; "+
				"in a sparse checkout: git sparse-checkout add %s, or git sparse-checkout disable; to delete the app: git "+
				"rm %[1]s",
				shellWord(shown), shellWord(path.Dir(shown)))})
		}
	}
	return list, nil
}

// search keeps what the command line names, to look for the same in the base.
func (b *base) search(paths []string) {
	for _, name := range paths {
		info, err := os.Stat(b.project.Path(name))
		folder, pattern := name, ""
		switch {
		case err == nil && !info.IsDir():
			folder = filepath.Dir(name)
		case err != nil && strings.ContainsAny(name, "*?[{"):
			folder, pattern = doublestar.SplitPattern(filepath.ToSlash(name))
		case err != nil && !isPath(name):
			if a, err := b.project.appAt(name); err == nil {
				folder = a.name
			}
		}
		at, err := b.repository.Path(b.project.absolute(filepath.FromSlash(folder)))
		if err != nil {
			continue // outside of the repository
		}
		if pattern == "" {
			b.folders = append(b.folders, at)
		} else {
			b.patterns = append(b.patterns, path.Join(at, pattern))
		}
	}
}

// names reports whether the command line names a folder of the repository or one
// above it, or a pattern that matches one of them or the manifest in it.
func (b *base) names(folder string) bool {
	for _, named := range b.folders {
		if within(folder, named) {
			return true
		}
	}
	for _, pattern := range b.patterns {
		if doublestar.MatchUnvalidated(pattern, path.Join(folder, manifestName)) ||
			doublestar.MatchUnvalidated(pattern, folder) {
			return true
		}
		for dir := range above(folder) {
			if doublestar.MatchUnvalidated(pattern, dir) {
				return true
			}
		}
	}
	return false
}

// means is names, where nothing named means all apps.
func (b *base) means(folder string) bool {
	return len(b.folders)+len(b.patterns) == 0 || b.names(folder)
}

func isFolder(at string) bool {
	info, err := os.Stat(at)
	return err == nil && info.IsDir()
}

// holdsPlace reports whether a path of the repository is at or above a folder that an
// app can have.
func holdsPlace(places []validate.Place, at string) bool {
	if _, id := match(places, at); id != "" {
		return true
	}
	return slices.ContainsFunc(places, func(place validate.Place) bool {
		if place.ID != "" {
			return within(place.Pattern, at)
		}
		in, prefix, suffix, below := place.Parts()
		if within(in, at) {
			return true
		}
		rest, ok := strings.CutPrefix(at, in+"/")
		if in == "." {
			rest, ok = at, true
		}
		name, deeper, _ := strings.Cut(rest, "/")
		return ok && below != "" && strings.HasPrefix(name, prefix) && strings.HasSuffix(name, suffix) &&
			(deeper == "" || within(below, deeper))
	})
}

// atTip returns what the revision itself holds of apps, which may be further on than the
// merge base.
func (b *base) atTip(ctx context.Context, dirs []app, wanted func(below string) bool) (map[string]appThen, error) {
	if b.theirs == b.commit {
		return nil, nil
	}
	others, err := b.otherIDs(ctx, b.theirs, dirs)
	if err != nil {
		return nil, err
	}
	tip, err := b.appsAt(ctx, b.theirs, slices.Concat(dirs, others), false, wanted)
	if err != nil {
		return nil, err
	}
	_, _, err = followed(dirs, tip, lineages{}, true)
	return tip, err
}

// takenAtTip returns the numbers that are saved on the revision itself, with
// their frozen copies, by app: a number that was saved there is taken.
func (b *base) takenAtTip(ctx context.Context, dirs []app) (map[string]map[version.Version]*change.Side, error) {
	tip, err := b.atTip(ctx, dirs, ledger.IsKept)
	taken := make(map[string]map[version.Version]*change.Side)
	for name, a := range tip {
		taken[name] = takenIn(a)
	}
	return taken, err
}

// keepShared counts what the tip holds as checked out to what was there before: after a squash
// of the first of two stacked branches, the commits of the second repeat it.
func (b *base) keepShared(then, tip appThen) {
	for below, f := range tip.files {
		name := path.Join(then.name, below)
		if b.unchanged[name] != nil { // most files
			continue
		}
		if now, err := then.file(below); err == nil && bytes.Equal(now.Data, f.Data) {
			then.files[below] = f
			b.unchanged[name] = f.Data
		}
	}
}

// recorded is ledger for an app whose files may have no content yet.
func (a appThen) recorded() (*ledger.App, error) {
	if err := a.fill(nil, isEvent); err != nil {
		return nil, err
	}
	return a.ledger(), nil
}

// ledger is what was recorded of the app there.
func (a appThen) ledger() *ledger.App {
	var events []ledger.File
	for below, f := range a.files {
		events = append(events, ledger.File{Path: below, File: f})
	}
	return ledger.Read(a.id, events)
}

// takenIn returns the numbers that files of an app use, with the frozen
// copies of those that are saved; nil for one that the portal assigned.
func takenIn(a appThen) map[version.Version]*change.Side {
	taken := make(map[version.Version]*change.Side)
	there := a.ledger()
	for _, v := range there.Versions {
		taken[v.Portal] = nil
	}
	for _, v := range there.Versions {
		taken[v.Number] = nil
		if f := a.files[path.Join(ledger.VersionsDir, v.Number.String(), manifestName)]; f != nil {
			if doc, found := manifest.Parse(f); len(found) == 0 {
				saved := side(v.Number.String(), doc)
				taken[v.Number] = &saved
			}
		}
	}
	return taken
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
	dirs := []app{s.app}
	for _, e := range s.ledger.Renames() {
		if old, err := p.appAt(e.Renamed); err == nil && old != s.app {
			dirs = append(dirs, old)
		}
	}
	then, err := b.appsAt(ctx, b.commit, dirs, false, hasManifestOrLedger)
	if err != nil {
		return err
	}
	if _, _, err := followed(dirs[:1], then, lineages{}, false); err != nil {
		return err
	}
	tip, err := b.takenAtTip(ctx, []app{s.app})
	if err != nil {
		return err
	}
	if err := s.compareWith(h, then[s.name], tip[s.name], revision); err != nil {
		return Failed(err)
	}
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
		h.Elsewhere, h.TipName = tip[s.name], r.DefaultBranch(ctx)
	}
}

// above yields the folders that a file lies in, from its own up to the root,
// which is ".".
func above(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for dir, from := path.Dir(name), name; dir != from && yield(dir); dir, from = path.Dir(dir), dir {
		}
	}
}
