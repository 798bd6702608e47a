package project

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
)

// DiffBase shows what the branch changes in every app below the paths, and, if that
// is asked for, what lint says about it. An app that cannot be compared does not hide
// the others, and is an error beside the result.
func DiffBase(ctx context.Context, p *Project, revision string, paths []string, withLint bool) (*report.BaseChanges, error) {
	if slices.Contains(paths, "-") {
		return nil, Usagef("--base compares with git, and standard input lies in no repository")
	}
	if _, _, err := p.loadConfig(); err != nil {
		return nil, err
	}
	base, err := p.openBase(ctx, revision)
	if err != nil {
		return nil, err
	}
	base.search(paths)
	_, ignored, err := base.judge(ctx)
	if err != nil {
		return nil, err
	}
	targets, err := p.discover(ctx, "diff", paths, ignored)
	targets, err = base.orDeleted(ctx, targets, err)
	if err != nil {
		return nil, err
	}
	shown, unread, err := base.changes(ctx, targets, paths, ignored)
	if err != nil {
		return nil, err
	}
	var failures []error
	for _, u := range unread {
		failures = append(failures, fmt.Errorf("could not compare %s: %w", u.name, u.err))
	}
	if withLint {
		linted, err := Lint(ctx, p, LintOptions{Paths: paths, Base: revision, FailOn: diag.Error})
		if err != nil {
			return nil, err
		}
		linted.addUnread(unread)
		shown.Lint, failures = linted.Report, append(failures, linted.unread...)
	}
	if len(failures) > 0 {
		return shown, Failed(errors.Join(failures...))
	}
	return shown, nil
}

// changes is what the branch changes in the targets, and in what the base has below the
// paths, and what could not be compared.
func (b *base) changes(ctx context.Context, targets []target, paths []string, ignored *ignorer) (*report.BaseChanges, []uncompared, error) {
	p := b.project
	apps, unread := workingApps(p, targets)
	then, err := b.appsAt(ctx, b.commit, apps, true, func(below string) bool { return below == inUseName || hasManifestOrLedger(below) })
	if err != nil {
		return nil, nil, err
	}
	inUse := make(map[string]*source.File)
	for name, a := range then {
		inUse[name] = a.files[inUseName]
		delete(a.files, inUseName)
	}
	followed(apps, then, false)
	shown := &report.BaseChanges{Base: b.revision}
	for _, a := range removed(p, apps, then, paths, ignored) {
		if ended := then[a.name].ledger().Retired; ended != nil && !a.hasLedger() {
			shown.Deleted = append(shown.Deleted, report.DeletedApp{App: a.id, On: ended.Happened(), By: ended.By, Reason: ended.Reason})
		} else {
			apps = append(apps, a)
		}
	}
	slices.SortFunc(apps, func(a, b app) int { return strings.Compare(a.name, b.name) })
	if shown.Configuration, err = b.configChanges(ctx); err != nil {
		return nil, nil, err
	}
	for _, a := range apps {
		if err := b.addApp(ctx, shown, a, then[a.name], inUse[a.name]); err != nil {
			unread = append(unread, uncompared{a.name, err})
		}
	}
	for _, u := range unread {
		shown.Unread = append(shown.Unread, u.shown())
	}
	return shown, unread, nil
}

// addApp adds what the branch changes in an app.
func (b *base) addApp(ctx context.Context, shown *report.BaseChanges, a app, then appThen, inUse *source.File) error {
	changes, err := sinceBase(ctx, b.project, a, then, b.revision)
	if err != nil {
		return err
	}
	if changes != nil {
		shown.Apps = append(shown.Apps, *changes)
	}
	added, err := addedEvents(ctx, b, a, then)
	if err != nil {
		return err
	}
	if added != nil {
		shown.Ledger = append(shown.Ledger, *added)
	}
	what, err := inUseChange(a, inUse)
	if err != nil {
		return err
	}
	if what != "" {
		shown.InUse = append(shown.InUse, report.InUseChange{App: a.id, What: what})
	}
	if changes == nil && (added != nil || what != "") {
		same := &report.Changes{App: a.id, Folder: a.name}
		if a.has(manifestName) { // what is wrong with it is not of this branch
			if compared, err := compareWorking(ctx, b.project, a, then, b.revision); err == nil {
				same = compared
			}
		}
		shown.Unchanged = append(shown.Unchanged, *same)
	}
	return nil
}

// inUseChange says what a branch changes in the versions that customers are known to
// run, "" for nothing.
func inUseChange(a app, was *source.File) (string, error) {
	var now *source.File
	if a.has(inUseName) {
		var err error
		if now, err = a.file(inUseName); err != nil {
			return "", err
		}
	}
	before, after := inUseVersions(was), inUseVersions(now)
	lacks := func(list []string, others []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(v string) bool { return slices.Contains(others, v) })
	}
	switch {
	case was == nil && now == nil, was != nil && now != nil && bytes.Equal(was.Data, now.Data):
		return "", nil
	case was == nil:
		return "now stated: " + strings.Join(after, ", "), nil
	case now == nil:
		return "no longer stated: " + strings.Join(before, ", "), nil
	}
	var parts []string
	if gone := lacks(before, after); len(gone) > 0 {
		parts = append(parts, "no longer "+strings.Join(gone, ", "))
	}
	if more := lacks(after, before); len(more) > 0 {
		parts = append(parts, "now also "+strings.Join(more, ", "))
	}
	if len(parts) == 0 {
		return "the same, stated anew", nil
	}
	return strings.Join(parts, ", "), nil
}

// inUseVersions are the versions that a file names, as it is written.
func inUseVersions(f *source.File) (list []string) {
	if f == nil {
		return nil
	}
	doc, _ := manifest.Parse(f)
	for _, n := range doc.Root.Get("versions").List() {
		list = append(list, n.Text)
	}
	return list
}

// addedEvents is what the branch adds to the ledger of an app, nil for nothing.
func addedEvents(ctx context.Context, b *base, a app, then appThen) (*report.Log, error) {
	then.app = a // also where the base does not have it
	if b.sameLedger(then) {
		return nil, nil
	}
	state, err := b.project.overview(ctx, a)
	if err != nil {
		return nil, err
	}
	added := state.ledger.Added(then.ledger())
	if len(added) == 0 {
		return nil, nil
	}
	w, err := b.authors(ctx, a)
	if err != nil {
		return nil, err
	}
	commits := make(map[string]report.Commit)
	for _, e := range added {
		if c := w.Touched.Writer(path.Join(w.Folder, e.Path)); c != nil {
			shown := shownCommit(c, e)
			shown.Other = !w.IsAuthor(e.By, c)
			commits[e.Path] = shown
		}
	}
	return &report.Log{App: state.ledger, Folder: a.name, Events: added, Commits: commits}, nil
}

// uncompared is what could not be compared, and why.
type uncompared struct {
	name string // as shown
	err  error
}

func (u uncompared) shown() report.Unread {
	why, _, _ := strings.Cut(u.err.Error(), "\n")
	return report.Unread{File: u.name, Reason: why}
}

// workingApps are the apps whose working manifests were found, and what cannot
// be taken for one. Frozen copies do not change and are left out.
func workingApps(p *Project, targets []target) (apps []app, unread []uncompared) {
	for _, t := range targets {
		a, ok := p.appOf(t)
		switch {
		case t.err != nil:
			unread = append(unread, uncompared{t.name, t.err})
		case ok:
			apps = append(apps, a)
		case !t.frozen:
			unread = append(unread, uncompared{t.name, fmt.Errorf("it is not the %s of an app", manifestName)})
		}
	}
	return apps, unread
}

// removed are the apps that have a manifest at the base and none now, as far as the
// paths of the command line lead to them.
func removed(p *Project, apps []app, then map[string]appThen, paths []string, ignored *ignorer) []app {
	var list []app
	for name, a := range then {
		known := slices.ContainsFunc(apps, func(b app) bool { return b.name == name })
		named := len(paths) == 0 || slices.ContainsFunc(paths, func(root string) bool { return within(name, root) })
		if a.files[manifestName] != nil && !known && named && !a.has(manifestName) && !ignored.ignored(path.Join(name, manifestName), false) {
			list = append(list, a.app)
		}
	}
	return list
}

// sinceBase compares the working manifest of an app with what it was at the
// merge base, and judges the changes as lint --base does. It returns nil where not a byte differs.
func sinceBase(ctx context.Context, p *Project, a app, then appThen, revision string) (*report.Changes, error) {
	was := then.files[manifestName]
	if now, err := a.file(manifestName); err == nil && was != nil && bytes.Equal(was.Data, now.Data) {
		return nil, nil
	}
	return compareWorking(ctx, p, a, then, revision)
}

// compareWorking is sinceBase where the manifest may be the same.
func compareWorking(ctx context.Context, p *Project, a app, then appThen, revision string) (*report.Changes, error) {
	was := then.files[manifestName]
	state, err := p.stateOf(ctx, a)
	if err != nil {
		return nil, err
	}
	from := compared{Side: nothing(), app: state}
	if was != nil {
		if from.doc, err = readable(was); err != nil {
			return nil, err
		}
		from.Side, from.past = side(revision, from.doc), true
	}
	if !a.has(manifestName) { // what is gone needs no version and no approval
		from.app = nil
		changes, err := compare(ctx, p, from, compared{Side: nothing()})
		changes.App, changes.Folder = a.id, a.name
		return &changes, err
	}
	doc, err := a.working()
	if err != nil {
		return nil, err
	}
	if err := state.reliable(); err != nil {
		return nil, err
	}
	to := state.asWorking(doc)
	if err := mustRead(p, "diff", Failure, from, to); err != nil {
		return nil, err
	}
	h, err := state.history()
	if err != nil {
		return nil, err
	}
	if err := state.compareWith(h, then, nil, revision); err != nil {
		return nil, err
	}
	if !h.Differs(doc.Root) { // lint asks nothing of it either
		changes, err := compare(ctx, p, from, to)
		changes.Bump, changes.Next = nil, nil
		return &changes, err
	}
	if state.ledger.Run != nil { // level and approvals count from it
		if from, err = state.asSaved(state.ledger.Run); err != nil {
			return nil, err
		}
	}
	from.history = h
	changes, err := compare(ctx, p, from, to)
	changes.Folder = a.name
	if err == nil && h.Base != nil {
		changes.Pending, err = state.asks(h, *h.Base)
	}
	return &changes, err
}
