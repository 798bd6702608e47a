package project

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/report"
)

// DiffBase shows what the branch changes in every app below the paths. An app
// that cannot be compared does not hide the others, and is an error beside
// the result.
func DiffBase(ctx context.Context, p *Project, revision string, paths []string) (*report.BaseChanges, error) {
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
	if err != nil {
		return nil, err
	}
	apps, unread := workingApps(p, targets)
	then, err := base.appsAt(ctx, base.commit, apps, true, hasManifestOrLedger)
	if err != nil {
		return nil, err
	}
	followed(apps, then, false)
	gone := removed(p, apps, then, paths, ignored)
	shown := report.BaseChanges{Base: revision}
	for _, a := range gone {
		if ended := then[a.name].ledger().Retired; ended != nil && !a.hasLedger() {
			shown.Deleted = append(shown.Deleted, report.DeletedApp{App: a.id, On: ended.Happened(), By: ended.By, Reason: ended.Reason})
		} else {
			apps = append(apps, a)
		}
	}
	slices.SortFunc(apps, func(a, b app) int { return strings.Compare(a.name, b.name) })
	if shown.Configuration, err = base.configChanges(ctx); err != nil {
		return nil, err
	}
	for _, a := range apps {
		changes, err := sinceBase(ctx, p, a, then[a.name], revision)
		if err == nil && changes != nil {
			shown.Apps = append(shown.Apps, *changes)
		}
		var added *report.Log
		if err == nil {
			added, err = addedEvents(ctx, base, a, then[a.name])
		}
		switch {
		case err != nil:
			unread = append(unread, uncompared{a.name, err})
		case added != nil:
			shown.Ledger = append(shown.Ledger, *added)
		}
	}
	var failures []error
	for _, u := range unread {
		why, _, _ := strings.Cut(u.err.Error(), "\n")
		shown.Unread = append(shown.Unread, report.Unread{File: u.name, Reason: why})
		failures = append(failures, fmt.Errorf("could not compare %s: %w", u.name, u.err))
	}
	if len(failures) > 0 {
		return &shown, Failed(errors.Join(failures...))
	}
	return &shown, nil
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
		changes.App = a.id
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
	return &changes, err
}
