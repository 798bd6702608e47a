package project

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/source"
)

// lineage is what the history of an app says about its ids.
func (a app) lineage() *ledger.App {
	var files []ledger.File
	entries, _ := os.ReadDir(filepath.Join(a.path, ledger.HistoryDir)) // whoever needs all of it says what cannot be read
	for _, e := range entries {
		below := path.Join(ledger.HistoryDir, e.Name())
		if !ledger.IsKept(below) {
			continue
		}
		if f, err := a.file(below); err == nil {
			files = append(files, ledger.File{Path: below, File: f})
		}
	}
	return ledger.Read(a.id, files)
}

// lineages are those of apps, by their folders, each read once.
type lineages map[string]*ledger.App

func (l lineages) of(a app) *ledger.App {
	if l[a.name] == nil {
		l[a.name] = a.lineage()
	}
	return l[a.name]
}

// followed moves the apps of a commit to where they are now, if they had other ids
// there; there is one of them for each app at most. With ahead, the commit may have
// renamed them since. It returns the ids that they had, by folder, and those of
// the commit whose folder another app has now.
func followed(apps []app, then map[string]appThen, known lineages, ahead bool) (ids map[string]string,
	replaced []appThen, err error) {
	ids = make(map[string]string)
	from := make(map[string]string) // folders
	for _, a := range apps {
		here := known.of(a)
		renames := len(here.Renames())
		if renames == 0 && !ahead {
			continue
		}
		if at, there := then[a.name]; there && len(at.files) > 0 && at.id == a.id {
			was, err := at.recorded()
			if err != nil {
				return nil, nil, err
			}
			if here.IsSame(was) {
				continue
			}
		}
		for _, folder := range slices.Sorted(maps.Keys(then)) {
			there, err := then[folder].recorded()
			if err != nil {
				return nil, nil, err
			}
			if len(then[folder].files) > 0 && here.IsSame(there) && (ahead || len(there.Renames()) <= renames) {
				from[a.name], ids[a.name] = folder, there.ID
			}
		}
	}
	was := maps.Clone(then)
	for _, folder := range from {
		delete(then, folder)
	}
	for _, a := range apps {
		folder := from[a.name]
		if folder == "" {
			continue
		}
		if at, there := then[a.name]; there && len(at.files) > 0 {
			replaced = append(replaced, at)
		}
		if err := was[folder].fill(nil, ledger.IsKept); err != nil { // from where it was
			return nil, nil, err
		}
		then[a.name] = appThen{a, was[folder].files}
	}
	return ids, replaced, nil
}

// unbelieved are the findings about renames that an app of the base with the same
// id contradicts, and about ids that changed in the configuration alone.
func unbelieved(apps []app, then map[string]appThen, known lineages, ids map[string]string) (list []diag.Diagnostic,
	err error) {
	for _, a := range apps {
		at, e := then[a.name], known.of(a).LastRename()
		if ids[a.name] != "" || len(at.files) == 0 || e == nil && (a.stray || at.id == a.id) {
			continue
		}
		here := known.of(a)
		there, err := at.recorded()
		if err != nil {
			return nil, err
		}
		d := diag.Diagnostic{Rule: ledger.RuleRewritten, Severity: diag.Error}
		switch {
		case e != nil && !here.IsSame(there):
			d.File, d.Message = e.File, fmt.Sprintf("%s was not renamed from %s: in the base, the ledger of %s is "+
				"different",
				a.id, e.Renamed, at.id)
			d.Help = "delete the file of this event; to give an app another id: manifest rename " + e.Renamed + " ID"
		case !a.stray && at.id != a.id && len(there.Events) > 0:
			d.File = source.New(path.Join(a.name, manifestName), nil)
			d.Message = fmt.Sprintf("in the base, the app %s has the id %s, and no event records a rename",
				a.id, at.id)
			d.Help = fmt.Sprintf("to record the rename: manifest rename %s %s", at.id, a.id)
		default:
			continue
		}
		list = append(list, d)
	}
	return list, nil
}

// rests returns the folders in which a merge left files of apps that were renamed,
// with what there is to say; ids are those that the apps had at the base.
func (p *Project) rests(ctx context.Context, apps []app, known lineages, ids map[string]string) (
	map[string]diag.Diagnostic, error) {
	rests := make(map[string]diag.Diagnostic)
	for _, a := range apps {
		for _, e := range known.of(a).Renames() {
			old, err := p.appAt(e.Renamed)
			if err != nil || old.name == a.name || !old.hasLedger() || ids[old.name] != "" {
				continue
			}
			s, err := p.overview(ctx, old)
			if err != nil {
				return nil, err
			}
			if ids[a.name] != old.id && !s.isRest() {
				continue
			}
			d := diag.Diagnostic{Rule: ledger.RuleRewritten, Severity: diag.Error, File: e.File,
				Message: fmt.Sprintf("%s was renamed to %s, and part of its ledger is still in %s", old.id, a.id, old.name),
				Help:    fmt.Sprintf("to move the remaining files: manifest rename %s %s", old.id, a.id)}
			for _, name := range slices.Sorted(maps.Keys(s.kept)) {
				d.File = s.kept[name]
				d.Message = fmt.Sprintf("%s was renamed to %s, and this file is still in %s", old.id, a.id, old.name)
				break
			}
			rests[old.name] = d
		}
	}
	return rests, nil
}

// claimedTwice are the findings about apps that hold the ledger of the same app,
// each under another id, as after a merge of two renames.
func (p *Project) claimedTwice(ctx context.Context, apps []app, known lineages) (list []diag.Diagnostic, err error) {
	type claim struct {
		app
		event *ledger.Entry
	}
	claims := make(map[string][]claim) // by the id that the app had
	for _, a := range apps {
		here := known.of(a)
		if here.Retired != nil {
			continue
		}
		for _, e := range here.Renames() {
			if here.RenameFrom(e.Renamed) == e {
				claims[e.Renamed] = append(claims[e.Renamed], claim{a, e})
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(claims)) {
		of := claims[id]
		slices.SortFunc(of, func(a, b claim) int {
			return cmp.Or(a.event.At.Compare(b.event.At),
				strings.Compare(a.name, b.name))
		})
		for i := 1; i < len(of); i++ {
			first, second, err := of[0], of[i], error(nil)
			var one, other *appState
			if one, err = p.overview(ctx, first.app); err == nil {
				other, err = p.overview(ctx, second.app)
			}
			if err != nil {
				return nil, err
			}
			if !one.ledger.Shares(other.ledger) {
				continue // another app has had the id since
			}
			list = append(list, diag.Diagnostic{Rule: ledger.RuleRewritten, Severity: diag.Error, File: second.event.File,
				Message: fmt.Sprintf("%s was renamed to %s and to %s, and both contain its ledger", id, first.id,
					second.id),
				Help: fmt.Sprintf("keep one app and delete the folder of the other; if the base contains both: "+
					"manifest retire %s "+
					"--reason TEXT",
					second.id)})
		}
	}
	return list, nil
}

// lost is the finding about an app of the base whose ledger is not here at all;
// nil if that is right, because the base says that the app has ended.
func (p *Project) lost(ctx context.Context, a appThen, then map[string]appThen, revision string) (*diag.Diagnostic,
	error) {
	if err := p.checkedOut(ctx, a.app); err != nil {
		return nil, err
	}
	if err := a.fill(nil, ledger.IsKept); err != nil {
		return nil, Failed(err)
	}
	if a.ledger().Retired != nil {
		return nil, nil
	}
	was := maps.Clone(a.files)
	delete(was, manifestName)
	names := slices.Sorted(maps.Keys(was))
	d := &diag.Diagnostic{Rule: ledger.RuleRewritten, Severity: diag.Error, File: was[names[0]],
		Message: fmt.Sprintf("the app %s was deleted", a.id),
		Help: fmt.Sprintf("to restore the files: git checkout %s -- %s; if the app is no longer needed, retire "+
			"it first: manifest retire %s --reason TEXT; then delete it in a later change",
			shellWord(revision), shellWord(a.name), shellWord(a.id))}
	if f := a.files[manifestName]; f != nil {
		d.File = f
	}
	all, err := p.apps()
	if err != nil {
		return d, nil // there is none that it could be
	}
	for _, other := range all {
		if len(then[other.name].files) > 0 || !other.has(names[0]) {
			continue
		}
		s, err := p.stateOf(ctx, other)
		if err != nil {
			return nil, err
		}
		if len(s.ledger.CompareWithBase(was, s.kept, nil)) > 0 {
			continue
		}
		d.Help = fmt.Sprintf("if the app is now %s, record the rename: manifest rename %s %s", other.id, a.id, other.id)
		if f, err := other.optional(manifestName); err == nil && f != nil {
			d.File = f
		}
	}
	return d, nil
}

// onlyRenames picks the events that say which ids an app had.
func onlyRenames(below string) bool {
	name, isEvent := ledger.ParseName(path.Base(below))
	return isEvent && name.Kind == ledger.Rename && ledger.IsKept(below)
}

// otherIDs are the apps as which a commit may know some: they were renamed here or
// there.
func (b *base) otherIDs(ctx context.Context, commit string, apps []app) ([]app, error) {
	var list []app
	add := func(a app) {
		if !slices.Contains(apps, a) && !slices.Contains(list, a) {
			list = append(list, a)
		}
	}
	for _, a := range apps {
		for _, e := range a.lineage().Renames() {
			if old, err := b.project.appAt(e.Renamed); err == nil {
				add(old)
			}
		}
	}
	then, err := b.appsAt(ctx, commit, apps, true, onlyRenames)
	if err != nil {
		return nil, err
	}
	for _, there := range then {
		was, err := there.recorded()
		if err != nil {
			return nil, err
		}
		for _, e := range was.Renames() {
			if slices.ContainsFunc(apps, func(a app) bool { return a.id == e.Renamed }) {
				add(there.app)
			}
		}
	}
	return list, nil
}
