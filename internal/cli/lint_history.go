package cli

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// histories is what lint knows beyond the working manifests: their ledgers, and
// what they are compared with.
type histories struct {
	// against holds, by the name of the working manifest, what it is compared
	// with; nothing without a base.
	against map[string]*validate.History
	// findings are those about ledgers.
	findings []diag.Diagnostic
}

// appOf returns the app whose working manifest a target is.
func (t target) appOf() (app, bool) {
	if t.app == "" || t.isStdin() || path.Base(path.Dir(path.Dir(t.name))) == versionsDir {
		return app{}, false
	}
	return app{id: t.app, name: path.Dir(t.name), path: filepath.Dir(t.path)}, true
}

// histories reads the ledgers of the apps among the targets and, where a
// revision is named, what the apps were at the merge base with it.
func (p *process) histories(ctx context.Context, linter *validate.Linter, targets []target, revision string) (*histories, error) {
	var apps []app
	for _, t := range targets {
		if a, ok := t.appOf(); ok && (revision != "" || a.has(versionsDir) || a.has(approvalsName)) {
			apps = append(apps, a)
		}
	}
	h := &histories{against: make(map[string]*validate.History)}
	before := make(map[string]*source.File)
	if revision != "" {
		base, err := p.openBase(ctx, revision)
		if err != nil {
			return nil, err
		}
		if before, err = base.files(ctx, apps); err != nil {
			return nil, err
		}
	}
	for _, a := range apps {
		if err := h.add(p, linter, a, before, revision); err != nil {
			return nil, err
		}
	}
	return h, nil
}

func (h *histories) add(p *process, linter *validate.Linter, a app, before map[string]*source.File, revision string) error {
	state, err := a.load()
	if err != nil {
		return err
	}
	l := validate.Ledger{Approvals: state.approvalsFile, Today: ledger.DayOf(p.Now())}
	for _, v := range state.saved {
		l.Versions = append(l.Versions, ledger.Version{App: a.id, Folder: v.folder, Record: v.record, Frozen: v.frozen})
	}
	l.Sides = state.sides()
	if revision != "" {
		against, files := a.history(p, state, before, revision)
		l.Base = files
		if against.Base != nil {
			l.Others = []change.Side{*against.Base}
		}
		h.against[path.Join(a.name, manifestName)] = against
	}
	h.findings = append(h.findings, linter.LintLedger(l)...)
	return nil
}

// sides are the saved versions from the lowest to the highest, then the working
// manifest, as far as they can be read.
func (s *appState) sides() []change.Side {
	var list []change.Side
	for _, r := range slices.Backward(s.records) {
		if doc, err := s.frozenCopy(r.Version); err == nil {
			list = append(list, side(r.Version, doc))
		}
	}
	if doc, err := s.working(); err == nil {
		list = append(list, side("working manifest", doc))
	}
	return list
}

// history returns what the working manifest of an app is compared with, and the
// files of its saved versions at the base.
func (a app) history(p *process, state *appState, before map[string]*source.File, revision string) (*validate.History, map[string]*source.File) {
	h := &validate.History{BaseName: revision, Taken: make(map[string]string), Approvals: state.approvals, Today: ledger.DayOf(p.Now())}
	for _, r := range state.records {
		h.Taken[r.Version] = r.Digest
	}
	if latest := ledger.Latest(state.records); latest != nil {
		if doc, err := state.frozenCopy(latest.Version); err == nil {
			saved := side(latest.Version, doc)
			h.Saved = &saved
		}
	}
	if f := before[path.Join(a.name, manifestName)]; f != nil {
		if doc, found := manifest.Parse(f); len(found) == 0 {
			base := side(revision, doc)
			h.Base = &base
		} else {
			fmt.Fprintf(p.Stderr, "manifest: %s cannot be read, so %s is not compared with it\n", f.Name, a.id)
		}
	}
	files := make(map[string]*source.File)
	for name, f := range before {
		rest, ok := strings.CutPrefix(name, path.Join(a.name, versionsDir)+"/")
		if ok && (path.Base(rest) == recordName || path.Base(rest) == manifestName) {
			files[name] = f
			if record, faults := ledger.Parse(f); path.Base(rest) == recordName && len(faults) == 0 {
				h.Taken[record.Version] = record.Digest
			}
		}
	}
	return h, files
}
