package project

import (
	"context"
	"errors"
	"fmt"
	"maps"
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
	"github.com/procore-manifest/manifest/internal/version"
)

// histories is what lint knows beyond the working manifests: their ledgers, and
// what they are compared with.
type histories struct {
	// base is what the branch is compared with, nil without one.
	base *base
	// against holds, by the name of the working manifest, what it is compared
	// with; nothing without a base.
	against map[string]*validate.History
	// released holds what the ledger says of each app that has saved versions.
	released map[string]*validate.Released
	// unchanged are files that were read to compare them with the base, by their
	// name, and are what they were there.
	unchanged map[string][]byte
	// findings are those about ledgers, and old how many of them the base has too.
	findings []diag.Diagnostic
	old      int
	// unread are ledgers that could not be looked at.
	unread []report.Unread
	// rests are folders in which something of a renamed app was left.
	rests    map[string]diag.Diagnostic
	lineages lineages
	// then are the apps at the merge base, and read those that were compared with it,
	// by their folders; nothing without a base.
	then map[string]appThen
	read map[string]readApp
}

// readApp is an app as lint compared it with the base.
type readApp struct {
	*appState
	history *validate.History
	before  *ledger.App // its ledger at the base
	authors *validate.Authorship
	err     error // why its manifest cannot be compared
	wrong   bool  // lint finds an error in what the branch does to its ledger
}

// appsAtOnce is how many apps are held in memory with all their versions.
const appsAtOnce = 8

// readHistories reads the ledgers of the apps among the targets and, where a
// revision is named, what the apps were at the merge base with it. Apps that the
// base holds below the searched folders count too: one that is gone must not
// take its record with it unseen.
//
// Apps are read some at a time. After each lot, check is called with what the working
// manifests in it are compared with, which is dropped then; nil keeps all of it.
func readHistories(ctx context.Context, p *Project, linter *validate.Linter, targets []target,
	against *base, check func(*histories)) (*histories, error) {
	var apps []app
	linted := make(map[string]bool)
	for _, t := range targets {
		if a, ok := p.appOf(t); ok && (against != nil || a.hasLedger()) {
			apps, linted[a.name] = append(apps, a), true
		}
	}
	h := &histories{against: make(map[string]*validate.History), released: make(map[string]*validate.Released),
		rests: make(map[string]diag.Diagnostic), lineages: make(lineages),
		then: make(map[string]appThen), read: make(map[string]readApp)}
	var ids map[string]string
	then, taken := h.then, make(map[string]map[version.Version]*change.Side)
	revision := ""
	if against != nil {
		var err error
		revision = against.revision
		h.base, h.unchanged = against, against.unchanged
		// What the base has recorded must still be there, whatever is linted.
		if then, err = against.appsAt(ctx, against.commit, apps, true, hasManifestOrLedger); err != nil {
			return nil, err
		}
		h.then = then
		if apps, ids, err = h.followRenames(ctx, p, apps, then, revision); err != nil {
			return nil, err
		}
		others := slices.DeleteFunc(others(apps, then), func(a appThen) bool { return !a.hasLedger() })
		h.findings = append(h.findings, noLongerApps(p, others)...)
		if len(against.folders)+len(against.patterns) > 0 { // apps elsewhere may be without a ledger in the base
			all, err := p.apps()
			if err != nil {
				all = nil
			}
			known := make(map[string]bool, len(apps)+len(others))
			for _, a := range apps {
				known[a.name] = true
			}
			for _, a := range others {
				known[a.name] = true
			}
			for _, a := range all {
				if !known[a.name] && a.hasLedger() {
					others = append(others, appThen{a, then[a.name].files})
				}
			}
		}
		for _, a := range others {
			if !against.sameLedger(a) {
				apps = append(apps, a.app)
			}
		}
		places, err := against.bothPlaces(ctx)
		if err != nil {
			return nil, err
		}
		missing, err := against.notCheckedOut(ctx, targets)
		if err != nil {
			return nil, err
		}
		h.unread = append(h.unread, missing...)
		problems, err := against.uncomparable(ctx, apps, places)
		if err != nil {
			return nil, err
		}
		for _, name := range slices.Sorted(maps.Keys(problems)) {
			h.unread = append(h.unread, report.Unread{File: name, Reason: problems[name].Error()})
		}
		apps = slices.DeleteFunc(apps, func(a app) bool { return problems[a.name] != nil })
		tip, err := against.atTip(ctx, apps, hasManifestOrLedger)
		if err != nil {
			return nil, err
		}
		for name, a := range tip {
			if taken[name] = takenIn(a); then[name].files != nil {
				against.keepShared(then[name], a)
			}
		}
	}
	var err error
	if h.rests, err = p.rests(ctx, apps, h.lineages, ids); err != nil {
		return nil, err
	}
	twice, err := p.claimedTwice(ctx, apps, h.lineages)
	if err != nil {
		return nil, err
	}
	h.findings = append(h.findings, twice...)
	h.findings = linter.Grade(append(h.findings, slices.Collect(maps.Values(h.rests))...))
	apps = slices.DeleteFunc(apps, func(a app) bool { _, is := h.rests[a.name]; return is })
	if against != nil {
		apps = slices.DeleteFunc(apps, func(a app) bool {
			return against.unchanged[path.Join(a.name, manifestName)] != nil && len(then[a.name].files) == 1 &&
				len(taken[a.name]) == 0 && !a.hasLedger()
		})
	}
	for lot := range slices.Chunk(apps, appsAtOnce) {
		for _, state := range p.loadAll(ctx, lot) {
			if ctx.Err() != nil {
				return nil, errors.New("lint: interrupted; nothing was written")
			}
			var unread *unreadError
			if errors.As(state.err, &unread) { // the others are looked at anyway
				h.unread = append(h.unread, report.Unread{File: unread.name, Reason: unread.err.Error()})
				continue
			}
			if state.err != nil {
				return nil, state.err
			}
			if err := then[state.name].fill(state.kept, ledger.IsKept); err != nil {
				return nil, Failed(err)
			}
			if err := h.add(ctx, linter, state.appState, then[state.name], taken[state.name], revision,
				linted[state.name]); err != nil {
				return nil, err
			}
		}
		if check == nil {
			continue
		}
		check(h)
		clear(h.against)
		clear(h.released)
		clear(h.read)
		for _, a := range lot {
			delete(then, a.name)
		}
	}
	return h, nil
}

// followRenames pairs the apps with those of the base, which may have had other
// ids, and says which apps of the base are nowhere. It returns the apps to look at,
// and the ids that they had.
func (h *histories) followRenames(ctx context.Context, p *Project, apps []app, then map[string]appThen,
	revision string) ([]app, map[string]string, error) {
	candidates := slices.Clone(apps)
	if len(others(apps, then)) > 0 { // an app that is not linted may be one of them
		if all, err := p.apps(); err == nil {
			candidates = append(candidates, slices.DeleteFunc(all, func(a app) bool { return slices.Contains(apps, a) })...)
		}
	}
	ids, lost, err := followed(candidates, then, h.lineages, false)
	if err != nil {
		return nil, nil, Failed(err)
	}
	contradicted, err := unbelieved(candidates, then, h.lineages, ids)
	if err != nil {
		return nil, nil, Failed(err)
	}
	h.findings = append(h.findings, contradicted...)
	for _, a := range candidates[len(apps):] {
		if ids[a.name] != "" {
			apps = append(apps, a)
		}
	}
	for _, a := range others(apps, then) {
		if !a.hasLedger() {
			lost = append(lost, a)
		}
	}
	for _, a := range lost {
		d, err := p.lost(ctx, a, then, revision)
		if err != nil {
			return nil, nil, err
		}
		if d != nil {
			h.findings = append(h.findings, *d)
		}
	}
	return apps, ids, nil
}

// hasLedger reports whether anything is recorded of an app. If nothing is and
// its manifest is what it was at the base, there is nothing to compare: in a large
// repository that is most apps.
func (a app) hasLedger() bool {
	return !a.alone && (a.has(inUseName) || a.has(ledger.VersionsDir) || a.has(ledger.ApprovalsDir) ||
		a.has(ledger.HistoryDir))
}

// others are the apps of which the base holds a ledger and whose working manifest
// is not among the targets, sorted.
func others(apps []app, then map[string]appThen) []appThen {
	known := make(map[string]bool)
	for _, a := range apps {
		known[a.name] = true
	}
	var list []appThen
	for _, name := range slices.Sorted(maps.Keys(then)) {
		for below := range then[name].files {
			if !known[name] && ledger.IsKept(below) {
				list = append(list, then[name])
				break
			}
		}
	}
	return list
}

// noLongerApps are the findings about apps that are still in their folders, and that
// the configuration leaves out: nothing would look at them any more.
func noLongerApps(p *Project, others []appThen) []diag.Diagnostic {
	var list []diag.Diagnostic
	for _, a := range others {
		l := p.configuration.layout
		if a.stray || !a.isApp() || l.idOf(p.absolute(a.name)) == a.id {
			continue
		}
		folder, _ := l.below(p.absolute(a.name))
		list = append(list, diag.Diagnostic{Rule: ledger.RuleRewritten, Severity: diag.Error,
			File:    source.New(path.Join(a.name, manifestName), nil),
			Message: fmt.Sprintf("%s is an app in the base, but no pattern under apps matches its folder now", a.id),
			Help: fmt.Sprintf("add an entry for the app under apps in %s: {path: %s, id: "+
				"%s}", l.configAt(), folder, a.id)})
	}
	return list
}

// add checks the ledger of an app; then is the app at the base, and tip what its
// tip has saved. linted says that its working manifest is linted too.
func (h *histories) add(ctx context.Context, linter *validate.Linter, s *appState, then appThen,
	tip map[version.Version]*change.Side, revision string, linted bool) error {
	against, err := s.history()
	if err != nil {
		return err
	}
	if err := s.take(against, s.ledger.Versions...); err != nil {
		return err
	}
	l := validate.Ledger{App: s.ledger, Frozen: s.frozen, Misread: s.misread, Files: s.kept, History: against,
		Linted: linted}
	retired := s.ledger.Retired != nil // no version will come of it
	if doc, err := s.working(); err == nil && len(s.faults) == 0 && !retired {
		working := side("working manifest", doc)
		l.Working = &working
		if len(s.ledger.Approvals) > 0 { // a part that is misspelled would count as removed
			if found, err := unfit(s.project, doc.File, s.id, false); err != nil || len(found) > 0 {
				l.Working = nil
			}
		}
	}
	name := path.Join(s.name, manifestName)
	if s.ledger.Latest() != nil && len(s.faults) == 0 && !retired {
		h.released[name] = s.released(against)
	}
	read := readApp{appState: s, history: against}
	if revision != "" {
		if read.err = s.compareWith(against, then, tip, revision); read.err != nil && h.unchanged[name] == nil {
			h.unread = append(h.unread, report.Unread{File: name, Reason: read.err.Error()})
		}
		l.Base, l.Before = then.files, then.ledger()
		l.Restore = func(below string) string { return h.base.restoring(s.app, then, below) }
		if !retired {
			h.against[name] = against
		}
		if l.Promotions, err = s.addedPromotions(ctx, l.Before); err != nil {
			return err
		}
		if len(s.ledger.Added(l.Before)) > 0 {
			if l.Authors, err = h.base.authors(ctx, s.app); err != nil {
				return err
			}
		}
		read.before, read.authors = l.Before, l.Authors
	}
	found := linter.LintLedger(l)
	_, about, err := s.inUse()
	if err != nil {
		return err
	}
	if same := h.unchanged[path.Join(s.name, inUseName)]; same != nil && l.Before != nil && len(about) > 0 {
		// What was right at the base, the branch has made wrong.
		_, was := validate.ParseInUse(about[0].File, l.Before, s.project.Now())
		about = slices.DeleteFunc(about, func(d diag.Diagnostic) bool {
			return slices.ContainsFunc(was, func(w diag.Diagnostic) bool { return w.Message == d.Message })
		})
	}
	found = append(found, about...)
	for _, folder := range s.ledger.Incomplete() {
		if l.Before == nil || !slices.Contains(l.Before.Incomplete(), folder) {
			found = append(found, s.incomplete(folder))
		}
	}
	if l.Before != nil && len(found) > 0 {
		all := len(found)
		found = s.withoutOld(found, linter, then)
		h.old += all - len(found)
	}
	h.findings = append(h.findings, found...)
	if revision != "" {
		read.wrong = diag.Count(found).Errors > 0
		h.read[s.name] = read
	}
	return nil
}

// restoring is the command that brings a file of an app back as the base has it, "" if
// it was in another place there.
func (b *base) restoring(a app, then appThen, below string) string {
	at, err := b.repository.Path(b.project.absolute(path.Join(a.name, below)))
	if err != nil || then.files[below] == nil || then.files[below].Name != b.revision+":"+at {
		return ""
	}
	return ShellLine([]string{"git", "checkout", b.revision, "--", a.shows(below)})
}

// withoutOld leaves out the findings about a ledger that the base has too: what a
// branch did not touch cannot fail it.
func (s *appState) withoutOld(found []diag.Diagnostic, linter *validate.Linter, then appThen) []diag.Diagnostic {
	before := then.ledger()
	was := validate.Ledger{App: before, Files: then.files, Frozen: make(map[version.Version]*manifest.Document),
		History: &validate.History{Ledger: before, Now: s.project.Now()}}
	for _, v := range before.Versions {
		if f := then.files[path.Join(ledger.VersionsDir, v.Number.String(), manifestName)]; f != nil {
			doc, misread := manifest.Parse(f)
			was.Frozen[v.Number], was.Misread = doc, append(was.Misread, misread...)
		}
	}
	below := make(map[string]string) // by the name at the base
	for name, f := range then.files {
		below[f.Name] = name
	}
	type fault struct{ rule, file, message string }
	old := make(map[fault]bool)
	for _, d := range linter.LintLedger(was) {
		old[fault{d.Rule, below[d.File.Name], d.Message}] = true
	}
	return slices.DeleteFunc(found, func(d diag.Diagnostic) bool {
		return old[fault{d.Rule, strings.TrimPrefix(d.File.Name, s.name+"/"), d.Message}]
	})
}

// addedPromotions judges the promotions that a branch adds, each at its time.
// What cannot be judged, because its frozen copy is not the one that was saved,
// is a finding already.
func (s *appState) addedPromotions(ctx context.Context, before *ledger.App) ([]diag.Diagnostic, error) {
	var list []diag.Diagnostic
	for _, e := range s.ledger.Added(before) {
		if e.Kind != ledger.Promote {
			continue
		}
		then := *s
		then.ledger, then.whole, then.faults = s.ledger.At(e), s.ledger, nil
		v := then.ledger.Version(e.Number)
		if v == nil || !then.proved() {
			continue
		}
		subject, err := gatherSubject(ctx, s.project, &then, v, e.At)
		if err != nil {
			return nil, err
		}
		subject.Working, subject.By, subject.Notes = nil, e.By, promote.Notes{Text: e.Event.ReleaseNotes}
		list = append(list, promote.JudgeAdded(*subject, e)...)
	}
	return list, nil
}

// proved reports whether all frozen copies are those that were saved.
func (s *appState) proved() bool {
	return !slices.ContainsFunc(s.ledger.Versions, func(v *ledger.Version) bool {
		_, err := s.frozenCopy(v.Number)
		return err != nil
	})
}

// released is what the ledger says about what customers run.
func (s *appState) released(h *validate.History) *validate.Released {
	r := &validate.Released{Version: h.Run, Saved: h.Taken}
	for _, v := range s.ledger.Versions {
		if v.State == ledger.ReadyForTesting {
			r.Waiting++
		}
	}
	if s.ledger.Run != nil {
		r.ReleaseNotes = s.ledger.Run.ReleaseNotes
	}
	return r
}

// history returns what the working manifest of an app is compared with: the
// ledger as it is here, with the frozen copies of what customers run and of what
// the portal holds. Those of the other versions are added by take.
func (s *appState) history() (*validate.History, error) {
	h := &validate.History{Ledger: s.ledger, Taken: make(map[version.Version]*change.Side), Now: s.project.Now()}
	run, held := s.ledger.Run, s.ledger.PortalHolds()
	if err := s.take(h, run, held); err != nil {
		return nil, err
	}
	if run != nil {
		h.Run = h.Taken[run.Number]
	}
	if held != nil {
		h.Held = h.Taken[held.Number]
	}
	return h, nil
}

// take adds the frozen copies of versions to a history. One that cannot be relied
// on is left out; it is a finding by itself.
func (s *appState) take(h *validate.History, versions ...*ledger.Version) error {
	for _, v := range versions {
		if v == nil {
			continue
		}
		if _, done := h.Taken[v.Number]; done { // the rules keep comparisons by the side that they were made with
			continue
		}
		if known, ok := s.sides[v.Number]; ok {
			h.Taken[v.Number] = &known
			continue
		}
		doc, err := s.readFrozen(v.Number)
		if err != nil {
			return err
		}
		h.Taken[v.Number] = nil
		if doc != nil {
			saved := side(v.Number.String(), doc)
			h.Taken[v.Number] = &saved
		}
	}
	return nil
}

// compareWith adds what a base holds: the working manifest there, and the
// numbers that are saved at the base or on its tip.
func (s *appState) compareWith(h *validate.History, then appThen, tip map[version.Version]*change.Side,
	revision string) (unread error) {
	h.BaseName, h.TipName = revision, revision
	if f := then.files[manifestName]; f != nil {
		doc, found := manifest.Parse(f)
		switch {
		case validate.Foreign(doc) != nil && !then.saved(): // no app yet
		case len(found) == 0:
			base := side(revision, doc)
			h.Base = &base
		default:
			diag.Sort(found)
			unread = fmt.Errorf("%s:%s cannot be read, so nothing can be compared with it: %s", f.Name, found[0].Start(),
				found[0].Message)
		}
	}
	h.Elsewhere = make(map[version.Version]*change.Side)
	maps.Copy(h.Elsewhere, takenIn(then))
	maps.Copy(h.Elsewhere, tip)
	return unread
}
