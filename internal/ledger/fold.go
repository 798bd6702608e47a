package ledger

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
)

// fold works out the combined result of the events. It depends only on the set of
// events, never on how branches were merged.
func (a *App) fold() {
	a.retractions()
	firsts := a.firsts()
	a.sort(firsts)
	f := &folding{App: a, versions: make(map[version.Version]*Version)}
	for _, e := range a.Events {
		if e.Number != (version.Version{}) {
			f.version(e, firsts[e.Number])
		}
	}
	for _, e := range a.Events {
		if e.Retracted == nil && e.Kind != Retract {
			f.apply(e)
		}
	}
	for _, v := range f.versions {
		if v.State == Draft && v.First != nil && v.First.Retracted != nil {
			v.State, v.Moved = Retracted, v.First.Retracted
		}
	}
	a.Versions = slices.SortedFunc(maps.Values(f.versions), compareNumbers)
	f.useApprovals()
}

// retractions finds the event that each retraction cancels. A retraction applies
// regardless of its time, and can itself be retracted.
func (a *App) retractions() {
	at := make(map[string]*Entry, len(a.Events))
	for _, e := range a.Events {
		at[e.Path] = e
	}
	by := make(map[*Entry][]*Entry) // retractions, by the event that they cancel
	for _, e := range a.Events {
		if e.Kind != Retract {
			continue
		}
		target := at[e.cancelsPath()]
		if target == nil {
			e.Fault = &Fault{Message: fmt.Sprintf("the retraction names the event %s, which does not "+
				"exist", e.Cancels),
				Help: restoreEvent}
			continue
		}
		e.Target = target
	}
	for _, e := range a.Events {
		switch {
		case e.Target == nil:
		case e.cancelsItself():
			e.Fault = &Fault{Message: "the retraction cancels itself", Help: restoreEvent}
		default:
			by[e.Target] = append(by[e.Target], e)
		}
	}
	var canceled func(e *Entry) *Entry
	canceled = func(e *Entry) *Entry {
		list := by[e]
		slices.SortFunc(list, compareEntries)
		for _, r := range list {
			if canceled(r) == nil {
				return r
			}
		}
		return nil
	}
	for _, e := range a.Events {
		e.Retracted = canceled(e)
	}
}

// cancelsItself reports whether following what retractions cancel leads back to
// the entry. The eight digits in a name are too few to rule that out.
func (e *Entry) cancelsItself() bool {
	seen := make(map[*Entry]bool)
	for next := e.Target; next != nil && !seen[next]; next = next.Target {
		if next == e {
			return true
		}
		seen[next] = true
	}
	return false
}

// firsts returns the first event of each version. If there are several, as after a
// retracted adoption or a merge, an event that is not canceled comes before one that
// is, and then save.json, adopt.json and the latest adoption, in this order.
func (a *App) firsts() map[version.Version]*Entry {
	firsts := make(map[version.Version]*Entry)
	for _, e := range a.Events {
		if !e.isFirst() {
			continue
		}
		other := firsts[e.Number]
		if other == nil || e.Retracted == nil && other.Retracted != nil ||
			e.Base() > other.Base() && (e.Retracted == nil) == (other.Retracted == nil) {
			firsts[e.Number] = e
		}
	}
	return firsts
}

// sort puts the events in the order in which they count.
func (a *App) sort(firsts map[version.Version]*Entry) {
	type placed struct {
		*Entry
		past bool // the past of an adopted version comes before everything recorded here
		when time.Time
		rank int // the first event of a version comes before its others
	}
	list := make([]placed, len(a.Events))
	for i, e := range a.Events {
		list[i] = placed{e, e.Kind == Adopt && e.Retracted == nil, e.At, 1}
		switch first := firsts[e.Number]; {
		case first == e:
			list[i].rank = 0
		case first != nil && e.At.Before(first.At):
			list[i].when = first.At
		}
	}
	slices.SortFunc(list, func(x, y placed) int {
		switch {
		case x.past && y.past:
			return cmp.Or(strings.Compare(string(x.Since), string(y.Since)), x.Number.Compare(y.Number),
				compareEntries(x.Entry, y.Entry))
		case x.past:
			return -1
		case y.past:
			return 1
		}
		if c := cmp.Or(x.when.Compare(y.when), x.rank-y.rank); c != 0 {
			return c
		}
		return compareEntries(x.Entry, y.Entry)
	})
	for i, e := range list {
		a.Events[i] = e.Entry
	}
}

// folding is the state of the fold.
type folding struct {
	*App
	versions map[version.Version]*Version
	// published is the version that the Marketplace offers.
	published *Version
}

// version adds an event to its version.
func (f *folding) version(e, first *Entry) {
	v := f.versions[e.Number]
	if v == nil {
		v = &Version{Number: e.Number, State: Draft, Portal: e.Number, First: first}
		f.versions[e.Number] = v
	}
	v.Events = append(v.Events, e)
}

// apply lets an event take effect, or says why it cannot.
func (f *folding) apply(e *Entry) {
	switch {
	case e.Kind == Retire && f.Retired != nil:
		f.illegal(e, f.Retired, "the app was already retired")
	case e.Kind == Retire:
		f.Retired = e
	case e.Kind == Rename, e.Kind == Approve:
	case f.Retired != nil && (e.isFirst() || e.Kind == Promote):
		f.illegal(e, f.Retired, "%s was retired", f.ID)
	case e.isFirst():
		f.begin(f.versions[e.Number], e)
	default:
		f.advance(f.versions[e.Number], e)
	}
}

// illegal records that an event has no effect, and which event it contradicts.
func (f *folding) illegal(e, contradicts *Entry, format string, args ...any) {
	e.Fault = &Fault{Message: fmt.Sprintf(format, args...), Contradicts: contradicts, Help: f.retractCommand(e)}
	if contradicts != nil {
		e.Fault.Message += fmt.Sprintf(" (%s event of %s at %s by %s)", contradicts.Kind, f.subject(contradicts),
			contradicts.At.Format(timeLayout), contradicts.By)
		e.Fault.Help += "; or retract the contradicting event: " + f.retractCommand(contradicts)
	}
}

func (a *App) subject(e *Entry) string {
	if e.Number == (version.Version{}) {
		return a.ID
	}
	return e.Number.String()
}

// retractCommand is the command that retracts an event.
func (a *App) retractCommand(e *Entry) string {
	at, what := a.ID, e.Base()
	if e.Number != (version.Version{}) {
		at += "@" + e.Number.String()
	}
	if what == string(e.Kind)+".json" {
		what = string(e.Kind)
	}
	return fmt.Sprintf("manifest record retract %s %s --reason TEXT", at, what)
}

// begin brings a version in.
func (f *folding) begin(v *Version, e *Entry) {
	if v.State != Draft {
		f.illegal(e, v.First, "%s was already adopted", v.Number)
		return
	}
	if e.Kind == Adopt {
		if lowest := f.LowestSaved(); lowest != nil && e.Number.Compare(lowest.Number) >= 0 {
			f.illegal(e, lowest, "only versions lower than %s, the lowest saved version, can be "+
				"adopted", lowest.Number)
			return
		}
	}
	v.First, v.State, v.Digest, v.Distribution = e, ReadyForTesting, e.Digest, e.Distribution
	v.assign(e)
	v.move(e, ReadyForTesting)
	if e.Kind != Adopt {
		return
	}
	v.move(e, e.State)
	if e.State == Production || e.State == InReview || e.State == Published {
		f.promoted(v, e)
		v.move(e, e.State)
	}
	if e.State == Published {
		f.publishedNow(v, e)
	}
}

// LowestSaved returns the save of the lowest version saved here, or nil. Only
// lower numbers can be adopted.
func (a *App) LowestSaved() *Entry {
	var lowest *Entry
	for _, e := range a.Events {
		if e.Kind == Save && e.Retracted == nil && (lowest == nil || e.Number.Compare(lowest.Number) < 0) {
			lowest = e
		}
	}
	return lowest
}

// move notes the state that an event leads to.
func (v *Version) move(e *Entry, to State) { v.State, v.Moved, e.To = to, e, to }

// assign notes what the portal assigned.
func (v *Version) assign(e *Entry) {
	v.Keys = Keys{cmp.Or(e.Keys.Sandbox, v.Keys.Sandbox), cmp.Or(e.Keys.Production, v.Keys.Production)}
	if e.Portal != (version.Version{}) {
		v.Portal = e.Portal
	}
}

// advance lets an event of a version take effect.
func (f *folding) advance(v *Version, e *Entry) {
	if v.State == Draft {
		f.outsideLife(v, e)
		return
	}
	e.To = v.State
	switch e.Kind {
	case Test:
		v.Test = e
		if e.Result == Passed && v.FirstPassed == nil {
			v.FirstPassed = e
		}
		return
	case NewKeys:
		v.assign(e)
		return
	case Bad:
		switch {
		case v.Reached == nil:
			f.illegal(e, nil, "%s has not reached customers", v.Number)
		case v.Bad != nil:
			f.illegal(e, v.Bad, "%s is already recorded as bad", v.Number)
		default:
			v.Bad = e
		}
		return
	}
	m, known := findMove(e.Kind, v.State)
	switch {
	case !known:
		f.illegal(e, v.Moved, "the state of %s is %s, so %s events are not "+
			"possible", v.Number, v.State.Label(), e.Kind)
	case m.MarketplaceOnly && v.Distribution == custom:
		f.illegal(e, nil, "%s has the distribution custom; Procore reviews only Marketplace apps", v.Number)
	case e.Kind == Promote && f.IsPassed(v) && !e.overrides(GateBump):
		f.illegal(e, f.InProduction.Promoted, "%s is lower than %s, which is in production", v.Number, f.InProduction.Number)
	default:
		f.take(v, e, m.To)
	}
}

// GateBump is the gate that a promotion of a lower number must override.
const GateBump = "bump"

// IsPassed reports whether a version is lower than the one in production, so that
// it can no longer be promoted.
func (a *App) IsPassed(v *Version) bool {
	return a.InProduction != nil && v.Number.Compare(a.InProduction.Number) < 0
}

// outsideLife refuses an event of a version that does not exist: no event brought it
// in, or that event was retracted or has no effect.
func (f *folding) outsideLife(v *Version, e *Entry) {
	switch {
	case v.First == nil:
		e.Fault = &Fault{Message: fmt.Sprintf("version %s has neither save.json nor adopt.json", v.Number),
			Help: "restore the file from git"}
	case v.First.Retracted != nil:
		f.illegal(e, v.First.Retracted, "the %s event of %s was retracted", v.First.Kind, v.Number)
	default:
		f.illegal(e, nil, "the %s event of %s has no effect", v.First.Kind, v.Number)
	}
}

// take lets a move take effect.
func (f *folding) take(v *Version, e *Entry, to State) {
	v.move(e, to)
	v.assign(e)
	switch e.Kind {
	case Promote:
		v.ReleaseNotes = e.ReleaseNotes
		f.promoted(v, e)
	case Withdraw:
		if f.InProduction != v { // promoted before, and replaced since
			v.State, v.SupersededBy, e.To = Superseded, f.InProduction, Superseded
		}
	case Publish:
		v.Reviewed = e
		f.publishedNow(v, e)
	case Reject:
		v.Reviewed = e
	}
}

// promoted notes that the portal has the version in production.
func (f *folding) promoted(v *Version, e *Entry) {
	v.Promoted = e
	if old := f.InProduction; old != nil && old != v && old.State == Production {
		old.supersede(v, e)
	}
	f.InProduction = v
	if v.Distribution == custom {
		f.reached(v, e)
	}
}

// publishedNow notes that the Marketplace offers the version.
func (f *folding) publishedNow(v *Version, e *Entry) {
	v.Published = e
	if old := f.published; old != nil && old != v && old.State == Published {
		old.supersede(v, e)
	}
	f.published = v
	if v.Distribution == marketplace {
		f.reached(v, e)
	}
}

func (f *folding) reached(v *Version, e *Entry) {
	v.Reached, f.Run, f.Reached = e, v, append(f.Reached, v)
}

// supersede notes that a later version took the place of this one.
func (v *Version) supersede(by *Version, e *Entry) {
	v.State, v.Moved, v.SupersededBy = Superseded, e, by
}

// useApprovals works out which approvals are used up.
func (f *folding) useApprovals() {
	byID := make(map[string]*Approval)
	for _, e := range f.Events {
		if e.Kind == Approve {
			approval := &Approval{Entry: e}
			f.Approvals = append(f.Approvals, approval)
			byID[e.ID()] = approval
		}
	}
	for _, v := range f.Versions {
		if v.Promoted == nil {
			continue
		}
		for _, id := range v.Promoted.Event.Approvals {
			approval := byID[id]
			if approval == nil {
				continue // lint reports it
			}
			approval.NamedBy = append(approval.NamedBy, v.Promoted)
			if v.Reached != nil {
				approval.UsedBy = v
			}
		}
	}
}

// Faults returns the faults of the app's events, sorted: files that cannot be read, and
// events that have no effect at their place in the history.
func (a *App) Faults() []diag.Diagnostic { return a.FaultsSince(nil) }

// FaultsSince is [App.Faults] for a branch: if a new event deprives an event of the
// base of its effect, the finding is about the new event. A nil base means that there
// is none.
func (a *App) FaultsSince(base *App) []diag.Diagnostic {
	list := slices.Clone(a.diags)
	broken := make(map[version.Version]bool) // one missing first event is one finding
	for _, e := range a.Events {
		if e.Fault == nil || e.Retracted != nil {
			continue
		}
		if v := a.Version(e.Number); v != nil && v.First == nil {
			if broken[e.Number] || a.unreadFirst(e.Number) {
				continue
			}
			broken[e.Number] = true
		}
		if e.Kind == Retract && a.isUnread(e.cancelsPath()) {
			continue // that is the finding
		}
		if other := e.Fault.Contradicts; other != nil && base.has(e) && !base.has(other) {
			d := finding(other.File, RuleIllegal, source.Span{}, "", a.retractCommand(other),
				"this %s event would cancel the %s event of %s at %s, which is in the base: "+
					"%s", other.Kind, e.Kind, a.subject(e),
				e.At.Format(timeLayout), e.Fault.Message)
			d.Related = []diag.Related{{File: e.File, Message: "the event in the base"}}
			list = append(list, d)
			continue
		}
		help := e.Fault.Help
		if len(a.diags) > 0 { // the event may be valid, and only an event that it builds on cannot be read
			help = "first correct " + a.diags[0].File.Name + "; its errors may be the cause"
		}
		d := finding(e.File, RuleIllegal, source.Span{}, "", help, "this %s event has no effect: "+
			"%s", e.Kind, e.Fault.Message)
		if other := e.Fault.Contradicts; other != nil {
			d.Related = []diag.Related{{File: other.File, Message: "the contradicting event"}}
		}
		list = append(list, d)
	}
	list = append(list, a.withdrawn(base)...)
	list = append(list, a.clashes()...)
	diag.Sort(list)
	return list
}

// withdrawn returns the retractions of approvals on which a promotion relies. If the
// approval was withdrawn before, the promotion is the mistake, unless the base already
// has it.
func (a *App) withdrawn(base *App) []diag.Diagnostic {
	var list []diag.Diagnostic
	for _, approval := range a.Approvals {
		r := approval.Retracted
		if r == nil || len(approval.NamedBy) == 0 {
			continue
		}
		by := approval.NamedBy[len(approval.NamedBy)-1]
		if r.At.Before(by.At) && (!base.has(by) || base.has(r)) {
			continue
		}
		d := finding(r.File, RuleIllegal, source.Span{}, "", a.retractCommand(r)+"; or retract the promotion: "+
			a.retractCommand(by),
			"the promotion of %s relies on the approval that this retraction withdraws", by.Number)
		d.Related = []diag.Related{{File: by.File, Message: "the promotion"}}
		list = append(list, d)
	}
	return list
}

// unreadFirst reports whether the first event of a version exists but cannot be read,
// which is a separate finding.
func (a *App) unreadFirst(number version.Version) bool {
	dir := path.Join(VersionsDir, number.String(), HistoryDir)
	return a.isUnread(path.Join(dir, string(Save)+".json")) || a.isUnread(path.Join(dir, string(Adopt)+".json"))
}

// isUnread reports whether an event exists but cannot be read.
func (a *App) isUnread(at string) bool {
	return slices.ContainsFunc(a.diags, func(d diag.Diagnostic) bool { return strings.HasSuffix(d.File.Name, at) })
}

// Future returns the events that are more than ten minutes in the future.
func (a *App) Future(now time.Time) []diag.Diagnostic {
	var list []diag.Diagnostic
	for _, e := range a.Events {
		if e.Retracted == nil && e.At.Sub(now) > maxAhead {
			list = append(list, finding(e.File, RuleFuture, source.Span{}, "", a.retractCommand(e),
				"the time of the event, %s, is in the future; it is now %s", e.At.Format(timeLayout),
				wholeUTC(now).Format(timeLayout)))
		}
	}
	return list
}

// clashes returns keys and numbers that two versions share.
func (a *App) clashes() []diag.Diagnostic {
	var list []diag.Diagnostic
	keys, numbers := make(map[string]*Version), make(map[version.Version]*Version)
	for _, v := range a.Versions {
		if v.State == Retracted {
			continue
		}
		for _, key := range []string{v.Keys.Sandbox, v.Keys.Production} {
			key = strings.ToLower(key)
			if first := keys[key]; key != "" && first != nil && first != v {
				list = append(list, a.clash(v, first, func(e *Entry) bool {
					return strings.EqualFold(e.Keys.Sandbox, key) || strings.EqualFold(e.Keys.Production, key)
				}, "key %s is recorded for %s and for %s; each version has its own "+
					"keys", key, first.Number, v.Number))
			}
			keys[key] = v
		}
		if first := numbers[v.Portal]; first != nil {
			list = append(list, a.clash(v, first, func(e *Entry) bool { return e.Portal == v.Portal || e.isFirst() },
				"%s and %s both have the number %s in the portal", first.Number, v.Number, v.Portal))
		}
		numbers[v.Portal] = v
	}
	return list
}

// clash is a finding at the last event of a version that matches.
func (a *App) clash(v, first *Version, matches func(*Entry) bool, format string, args ...any) diag.Diagnostic {
	at := func(v *Version) *Entry {
		for _, e := range slices.Backward(v.Events) {
			if e.Counts() && matches(e) {
				return e
			}
		}
		return v.First
	}
	d := finding(at(v).File, RuleVersions, source.Span{}, "", "look up the correct value in the portal, "+
		"then: "+a.retractCommand(at(v)),
		format, args...)
	d.Related = []diag.Related{{File: at(first).File, Message: "version " + first.Number.String()}}
	return d
}
