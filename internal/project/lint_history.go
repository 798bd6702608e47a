package project

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// histories is what lint knows beyond the working manifests: their ledgers, and
// what they are compared with.
type histories struct {
	// against holds, by the name of the working manifest, what it is compared
	// with; nothing without a base.
	against map[string]*validate.History
	// released holds what the records say of each app that has saved versions.
	released map[string]*validate.Released
	// unchanged are files that were read to compare them with the base, by their
	// name, and are what they were there.
	unchanged map[string][]byte
	// findings are those about ledgers.
	findings []diag.Diagnostic
	// unread are ledgers that could not be looked at.
	unread []report.Unread
}

// readHistories reads the ledgers of the apps among the targets and, where a
// revision is named, what the apps were at the merge base with it. Apps that the
// base holds below the searched folders count too: one that is gone must not
// take its record with it unseen.
func readHistories(ctx context.Context, p *Project, linter *validate.Linter, targets []target,
	opts LintOptions) (*histories, error) {
	var apps []app
	for _, t := range targets {
		if a, ok := p.appOf(t); ok && (opts.Base != "" || a.has(versionsDir) || a.has(approvalsName)) {
			apps = append(apps, a)
		}
	}
	h := &histories{against: make(map[string]*validate.History), released: make(map[string]*validate.Released)}
	before, tip := make(map[string]*source.File), make(map[string]string)
	var against *base
	if opts.Base != "" {
		var err error
		if against, err = p.openBase(ctx, opts.Base); err != nil {
			return nil, err
		}
		h.unchanged = against.unchanged
		roots := slices.Concat(apps, searched(p, opts.Paths))
		if before, err = against.files(ctx, roots); err != nil {
			return nil, err
		}
		if tip, err = against.takenAtTip(ctx, roots); err != nil {
			return nil, err
		}
		apps = append(apps, gone(p, apps, before)...)
	}
	beforeIn, tipIn := byApp(before, apps), byApp(tip, apps)
	if opts.Base != "" {
		apps = slices.DeleteFunc(apps, func(a app) bool {
			name := path.Clean(a.name)
			return against.unchanged[path.Join(name, manifestName)] != nil && len(beforeIn[name]) == 1 &&
				len(tipIn[name]) == 0 && a.unsaved()
		})
	}
	for _, state := range loadAll(ctx, apps) {
		if ctx.Err() != nil {
			return nil, errors.New("lint: interrupted; nothing was written")
		}
		var unread *unreadError
		if errors.As(state.err, &unread) { // the others are looked at all the same
			h.unread = append(h.unread, report.Unread{File: unread.name, Reason: unread.err.Error()})
			continue
		}
		if state.err != nil {
			return nil, state.err
		}
		name := path.Clean(state.name)
		h.add(p, linter, state.appState, beforeIn[name], tipIn[name], opts.Base)
	}
	return h, nil
}

// unsaved reports whether an app has no ledger. If its manifest is what it was at
// the base, there is nothing to compare: in a large repository that is most apps.
func (a app) unsaved() bool { return !a.has(versionsDir) && !a.has(approvalsName) }

// searched are the folders that the command line makes lint search, as if each
// were an app's.
func searched(p *Project, paths []string) []app {
	if len(paths) == 0 {
		paths = []string{DefaultDir}
	}
	var roots []app
	for _, name := range paths {
		if info, err := os.Stat(p.Path(name)); err == nil && info.IsDir() {
			roots = append(roots, p.appIn(name))
		}
	}
	return roots
}

// gone returns the apps that have saved versions at the base and whose working
// manifest is not among the targets.
func gone(p *Project, apps []app, before map[string]*source.File) []app {
	known := make(map[string]bool)
	for _, a := range apps {
		known[a.name] = true
	}
	var list []app
	for _, name := range slices.Sorted(maps.Keys(before)) {
		dir := path.Dir(path.Dir(name))
		if path.Base(name) != recordName || path.Base(dir) != versionsDir || known[path.Dir(dir)] {
			continue
		}
		known[path.Dir(dir)] = true
		list = append(list, p.appIn(path.Dir(dir)))
	}
	return list
}

// add checks the ledger of an app; before and tip hold at least what stands in
// the app's folder.
func (h *histories) add(p *Project, linter *validate.Linter, state *appState, before map[string]*source.File,
	tip map[string]string, revision string) {
	a := state.app
	l := validate.Ledger{Versions: state.saved, Approvals: state.approvalsFile, Today: ledger.DayOf(p.Now())}
	l.Sides = state.sides()
	if len(state.records) > 0 && len(state.faults) == 0 {
		h.released[path.Join(a.name, manifestName)] = state.released()
	}
	if revision != "" {
		against, files := state.history(p, before, revision)
		l.Base = files
		for name, digest := range tip {
			if path.Dir(path.Dir(path.Dir(name))) == a.name {
				against.Taken[path.Base(path.Dir(name))] = digest
			}
		}
		if against.Base != nil {
			l.Others = []change.Side{*against.Base}
		}
		h.against[path.Join(a.name, manifestName)] = against
	}
	h.findings = append(h.findings, linter.LintLedger(l)...)
	for _, v := range state.saved {
		if v.Record == nil && v.Frozen == nil {
			h.findings = append(h.findings, state.emptyFolder(v.Folder))
		}
	}
}

// released is what the records say about what customers run.
func (s *appState) released() *validate.Released {
	r := &validate.Released{}
	for _, record := range s.records {
		if record.State == ledger.ReadyForTesting {
			r.Waiting++
		}
	}
	latest := ledger.Latest(s.records)
	before := promote.Before(s.records, "", s.distribution(latest.Version))
	if before == nil {
		return r
	}
	if doc, err := s.frozenCopy(before.Version); err == nil {
		version := side(before.Version, doc)
		r.Version, r.ReleaseNotes = &version, before.ReleaseNotes
	}
	return r
}

// savedSides are the saved versions from the lowest to the highest.
func (s *appState) savedSides() []change.Side {
	var list []change.Side
	for _, r := range slices.Backward(s.records) {
		if doc, err := s.frozenCopy(r.Version); err == nil {
			list = append(list, side(r.Version, doc))
		}
	}
	return list
}

// sides are the saved versions from the lowest to the highest, then the working
// manifest, as far as they can be read.
func (s *appState) sides() []change.Side {
	list := s.savedSides()
	if doc, err := s.working(); err == nil {
		list = append(list, side("working manifest", doc))
	}
	return list
}

// history returns what the working manifest of an app is compared with, and the
// files of its saved versions at the base.
func (s *appState) history(p *Project, before map[string]*source.File, revision string) (*validate.History,
	map[string]*source.File) {
	h := &validate.History{BaseName: revision, Taken: make(map[string]string), Approvals: s.approvals,
		Today: ledger.DayOf(p.Now())}
	for _, r := range s.records {
		h.Taken[r.Version] = r.Digest
	}
	if latest := ledger.Latest(s.records); latest != nil {
		if doc, err := s.frozenCopy(latest.Version); err == nil {
			saved := side(latest.Version, doc)
			h.Saved = &saved
		}
	}
	if f := before[path.Join(s.name, manifestName)]; f != nil {
		if doc, found := manifest.Parse(f); len(found) == 0 {
			base := side(revision, doc)
			h.Base = &base
		} else {
			p.complain(fmt.Errorf("%s cannot be read, so %s is not compared with it", f.Name, s.id))
		}
	}
	files := make(map[string]*source.File)
	var records []*ledger.Record // as they were at the base
	saved := path.Join(s.name, versionsDir) + "/"
	for name, f := range before {
		rest, ok := strings.CutPrefix(name, saved)
		if ok && (path.Base(rest) == recordName || path.Base(rest) == manifestName) {
			files[name] = f
			if record, faults := ledger.Parse(f); path.Base(rest) == recordName && len(faults) == 0 {
				h.Taken[record.Version] = record.Digest
				records = append(records, record)
			}
		}
	}
	h.Before = h.Base
	if latest := ledger.Latest(records); latest != nil {
		frozen := files[path.Join(s.name, versionsDir, latest.Version, manifestName)]
		if frozen != nil {
			if doc, found := manifest.Parse(frozen); len(found) == 0 {
				before := side(latest.Version, doc)
				h.Before = &before
			}
		}
	}
	return h, files
}
