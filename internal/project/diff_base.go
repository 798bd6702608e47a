package project

import (
	"bytes"
	"cmp"
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
func DiffBase(ctx context.Context, p *Project, revision string, paths []string, withLint bool) (*report.BaseChanges,
	error) {
	l, err := startLint(ctx, p, LintOptions{Paths: paths, Base: revision, FailOn: diag.Error, WithChanges: true})
	if err != nil {
		return nil, err
	}
	linted := &Linted{}
	if withLint {
		if linted, err = l.run(ctx); err != nil {
			return nil, err
		}
	} else {
		l.addUnread(linted)
		if err := l.addChanges(ctx, linted); err != nil {
			return nil, err
		}
	}
	shown := linted.Report.Changes
	linted.Report.Changes = nil
	shown.Lint = linted.Report
	if failures := slices.Concat(linted.unread, linted.uncompared); len(failures) > 0 {
		return shown, Failed(errors.Join(failures...))
	}
	return shown, nil
}

// changes is what the branch changes in the targets, and in what the base has below the
// paths, and what could not be compared.
func (h *histories) changes(ctx context.Context, targets []target, paths []string,
	ignored *ignorer) (*report.BaseChanges, []uncompared, error) {
	b := h.base
	apps, unread := workingApps(b.project, targets)
	shown := &report.BaseChanges{Base: b.revision}
	for _, a := range removed(b.project, apps, h.then, paths, ignored) {
		was, err := h.then[a.name].recorded()
		if err != nil {
			return nil, nil, Failed(err)
		}
		if ended := was.Retired; ended != nil && !a.hasLedger() {
			shown.Deleted = append(shown.Deleted, report.DeletedApp{App: a.id, On: ended.Happened(), By: ended.By,
				Reason: ended.Reason})
		} else {
			apps = append(apps, a)
		}
	}
	slices.SortFunc(apps, func(a, b app) int { return strings.Compare(a.name, b.name) })
	var err error
	if shown.Configuration, err = b.configChanges(ctx); err != nil {
		return nil, nil, err
	}
	for _, a := range apps {
		if err := h.addApp(ctx, shown, a); err != nil {
			unread = append(unread, uncompared{a.name, err})
			shown.Unchanged = append(shown.Unchanged, report.Changes{App: a.id, Folder: a.name, Note: "could not be compared"})
		}
	}
	for _, u := range unread {
		shown.Unread = append(shown.Unread, u.shown())
	}
	return shown, unread, nil
}

// addApp adds what the branch changes in an app.
func (h *histories) addApp(ctx context.Context, shown *report.BaseChanges, a app) error {
	read, compared := h.read[a.name]
	was := h.then[a.name].files[manifestName]
	if !compared && (was == nil || h.unchanged[path.Join(a.name, manifestName)] != nil || a.has(manifestName)) {
		return nil // nothing of it differs, or why it could not be read is said
	}
	if was != nil && isForeign(was) && !h.then[a.name].saved() {
		was = nil
	}
	if was == nil && !a.hasLedger() {
		if now, err := a.optional(manifestName); err == nil && (now == nil || isForeign(now)) {
			return nil // no app, then or now
		}
	}
	if !compared {
		read = readApp{appState: &appState{app: a, project: h.base.project}}
	}
	added := h.addedEvents(read)
	inUse, err := inUseChange(read, h.then[a.name].files[inUseName])
	if err != nil {
		return err
	}
	differs := !a.has(manifestName) || was == nil || h.unchanged[path.Join(a.name, manifestName)] == nil
	if !differs && added == nil && inUse == nil && !read.wrong {
		return nil
	}
	changes, err := h.workingChanges(ctx, read, was)
	switch {
	case err != nil && differs:
		return err
	case err != nil: // what is wrong with the manifest is not of this branch
		changes = &report.Changes{App: a.id, Folder: a.name, Same: true}
	}
	if added != nil {
		shown.Ledger = append(shown.Ledger, *added)
	}
	if inUse != nil {
		shown.InUse = append(shown.InUse, *inUse)
	}
	if differs {
		shown.Apps = append(shown.Apps, *changes)
		return nil
	}
	if added == nil && inUse == nil {
		changes.Note = "ledger changed"
	}
	shown.Unchanged = append(shown.Unchanged, *changes)
	return nil
}

// inUseChange says what a branch changes in the versions that customers are known to
// run, nil for nothing. Without a file, they can run every version that reached them.
func inUseChange(a readApp, was *source.File) (*report.InUseChange, error) {
	now, err := a.optional(inUseName)
	if err != nil || was == nil && now == nil || was != nil && now != nil && bytes.Equal(was.Data, now.Data) {
		return nil, err
	}
	read := func(f *source.File) *manifest.Node {
		if f == nil {
			return nil
		}
		doc, _ := manifest.Parse(f)
		return doc.Root
	}
	then, today := read(was), read(now)
	counted := func(stated *manifest.Node) (list []string) {
		if stated != nil {
			for _, n := range stated.Get("versions").List() {
				list = append(list, n.Text)
			}
		} else if a.ledger != nil {
			for _, v := range a.ledger.Versions {
				if v.Reached != nil {
					list = append(list, v.Number.String())
				}
			}
		}
		return list
	}
	before, after := counted(then), counted(today)
	lacks := func(list, others []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(v string) bool { return slices.Contains(others, v) })
	}
	var parts []string
	if gone := lacks(before, after); len(gone) > 0 {
		parts = append(parts, "customers on "+strings.Join(gone, ", ")+" are no longer taken into account")
	}
	if more := lacks(after, before); len(more) > 0 {
		parts = append(parts, "customers on "+strings.Join(more, ", ")+" are now taken into account")
	}
	change := &report.InUseChange{App: a.id, What: cmp.Or(strings.Join(parts, ", "), "the same versions are "+
		"taken into account")}
	if today != nil {
		if by := today.Get("by"); by != nil {
			change.By = by.Text
		}
		if reason := today.Get("reason"); reason != nil {
			change.Reason = reason.Text
		}
	}
	return change, nil
}

// addedEvents is what the branch adds to the ledger of an app, nil for nothing.
func (h *histories) addedEvents(read readApp) *report.Log {
	if read.before == nil {
		return nil
	}
	added := read.ledger.Added(read.before)
	if len(added) == 0 {
		return nil
	}
	commits := make(map[string]report.Commit)
	for _, e := range added {
		if c := read.authors.Touched.Writer(path.Join(read.authors.Folder, e.Path)); c != nil {
			shown := shownCommit(c, e)
			shown.Other = !read.authors.IsAuthor(e.By, c)
			commits[e.Path] = shown
		}
	}
	return &report.Log{App: read.ledger, Folder: read.name, Events: added, Commits: commits}
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
			unread = append(unread, uncompared{t.name, fmt.Errorf("the file is not the %s of an app", manifestName)})
		}
	}
	return apps, unread
}

// removed are the apps that have a manifest at the base and none now, as far as the
// paths of the command line lead to them.
func removed(p *Project, apps []app, then map[string]appThen, paths []string, ignored *ignorer) []app {
	known := make(map[string]bool, len(apps))
	for _, a := range apps {
		known[a.name] = true
	}
	var list []app
	for name, a := range then {
		named := len(paths) == 0 || slices.ContainsFunc(paths, func(root string) bool { return within(name, root) })
		if a.files[manifestName] != nil && !known[name] && named && !a.has(manifestName) &&
			!ignored.ignored(path.Join(name, manifestName), false) {
			list = append(list, a.app)
		}
	}
	return list
}

// workingChanges compares the working manifest of an app with what customers run, and
// before the first version with what it was at the merge base, as lint judges it.
func (h *histories) workingChanges(ctx context.Context, s readApp, was *source.File) (*report.Changes, error) {
	p := h.base.project
	from := compared{Side: nothing(), app: s.appState}
	if was != nil {
		var err error
		if from.doc, err = readable(was); err != nil {
			return nil, err
		}
		from.Side, from.past = side(h.base.revision, from.doc), true
	}
	if !s.has(manifestName) { // what is gone needs no version and no approval
		from.app = nil
		changes, err := compare(ctx, p, from, compared{Side: nothing()})
		changes.App, changes.Folder = s.id, s.name
		return &changes, err
	}
	if s.err != nil {
		return nil, s.err
	}
	doc, err := s.working()
	if err != nil {
		return nil, err
	}
	if err := s.reliable(); err != nil {
		return nil, err
	}
	to := s.asWorking(doc)
	if err := mustUnderstand(p, "diff", Failure, from, to); err != nil {
		return nil, err
	}
	if !s.history.Differs(doc.Root) { // lint asks nothing of it either
		changes, err := compare(ctx, p, from, to)
		changes.Folder, changes.Bump, changes.Next, changes.Same = s.name, nil, nil, true
		if err == nil {
			changes.Customers = s.ledger.Run != nil
			changes.Asks, err = s.asks(s.history, to.Side)
			changes.Pending = changes.Asks
		}
		return &changes, err
	}
	if s.ledger.Run != nil { // level and approvals count from it
		if from, err = s.asSaved(s.ledger.Run); err != nil {
			return nil, err
		}
	}
	from.history = s.history
	changes, err := compare(ctx, p, from, to)
	changes.Folder = s.name
	if err == nil && s.history.Base != nil {
		pending, problem := s.asks(s.history, *s.history.Base)
		changes.Pending, err = append([]report.Asks{}, pending...), problem // not nil: it is known
	}
	return &changes, err
}
