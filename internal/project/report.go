package project

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	model "github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/parallel"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/secret"
	"github.com/procore-manifest/manifest/internal/version"
)

// ReportOptions say what a report is about, and where it goes.
type ReportOptions struct {
	Apps   []string // none for all
	Format report.Format
	// AsOf is the day up to which days are counted, "" for today in UTC.
	AsOf string
	// ShowKeys and ShowAddresses show App Version Keys and addresses of people.
	ShowKeys, ShowAddresses bool
}

// recentVersions is how many versions of an app a page shows with their changes.
const recentVersions = 12

// Report gathers what a team knows of its apps. What cannot be relied on is an
// error beside the result.
func Report(ctx context.Context, p *Project, opts ReportOptions) (*report.Report, error) {
	apps, err := chosen(ctx, p, opts.Apps)
	if err != nil {
		return nil, err
	}
	if _, _, err := p.loadConfig(); err != nil {
		return nil, err
	}
	r := &report.Report{Commit: p.headCommit(ctx), AsOf: ledger.DayOf(p.Now())}
	if opts.AsOf != "" {
		if r.AsOf, err = ledger.ParseDay(opts.AsOf); err != nil {
			return nil, Usagef("--as-of %q: %w", opts.AsOf, err)
		}
	}
	results := parallel.Map(ctx, apps, func(a app) *gathering {
		g := &gathering{p: p, all: opts.Format == report.JSON, asOf: r.AsOf}
		if g.fault = g.gather(ctx, a); g.fault != nil {
			g.app.Fault, _, _ = strings.Cut(g.fault.Error(), "\n")
			g.app.Standing, g.app.Title, g.app.Why = report.Blocked, "Cannot be checked", report.Sentence(g.app.Fault)
		}
		return g
	})
	if ctx.Err() != nil {
		return nil, errors.New("report: interrupted")
	}
	addEvents(ctx, p, results, opts.Format == report.JSON)
	var faulty []error
	if err := addGit(ctx, p, r, results); err != nil {
		faulty = append(faulty, fmt.Errorf("report: compare the apps with git: %w", err))
	}
	for _, g := range results {
		if g.fault != nil {
			faulty = append(faulty, g.fault)
		}
		if len(g.app.Events) > 0 && opts.AsOf != "" && g.app.Events[0].At[:len(r.AsOf)] > string(r.AsOf) {
			return nil, Usagef("--as-of %s: %s has an event on %s; give that day or a later one", r.AsOf, g.app.App,
				g.app.Events[0].At[:len(r.AsOf)])
		}
		r.Apps = append(r.Apps, g.app)
	}
	return r.Hide(!opts.ShowKeys, !opts.ShowAddresses), errors.Join(faulty...)
}

// WriteReport writes a report to a file, and says what is in it.
func WriteReport(p *Project, r report.Report, f report.Format, name string) (string, error) {
	if err := checkOutputs(p, []Output{{f, name}}, nil); err != nil {
		return "", err
	}
	var b bytes.Buffer
	if err := report.ReportFormats.Write(&b, f, r, report.Options{}); err != nil {
		return "", err
	}
	if err := writeOutput(p, p.Path(name), b.Bytes()); err != nil {
		return "", Failed(fmt.Errorf("write the report to %s: %w", name, Reason(err)))
	}
	return fmt.Sprintf("wrote %s · %s", name, r.Words()), nil
}

// addEvents adds all events, or those that a page shows, with the commits that added
// them.
func addEvents(ctx context.Context, p *Project, read []*gathering, all bool) {
	read = slices.DeleteFunc(slices.Clone(read), func(g *gathering) bool { return g.s == nil })
	states, logs := make([]*appState, len(read)), make([]report.Log, len(read))
	for i, g := range read {
		states[i], logs[i] = g.s, report.Log{App: g.s.ledger, Folder: g.s.name, Events: g.s.ledger.Events}
		for _, e := range g.s.ledger.Events {
			if !slices.Contains(g.app.Kinds, e.Kind) {
				g.app.Kinds = append(g.app.Kinds, e.Kind)
			}
		}
	}
	if !all {
		for i, left := range (&report.Timeline{Logs: logs}).Shorten() {
			read[i].app.EventsLeft = left
		}
	}
	p.addCommits(ctx, states, logs)
	for i, g := range read {
		g.app.Events, g.app.Unknown = (&report.Timeline{Logs: logs[i : i+1]}).List(), logs[i].Unknown
	}
}

// addGit adds since when working manifests are ahead of what was saved, and the files
// of apps that the commit of the report does not hold as they are.
func addGit(ctx context.Context, p *Project, of *report.Report, read []*gathering) error {
	r, err := p.repository(ctx)
	if err != nil || of.Commit == "" {
		return nil
	}
	var folders []string
	apps, have, after := make(map[string]*gathering), make(map[string][]byte), make(map[string]string)
	for _, g := range read {
		if g.s == nil {
			continue
		}
		folder, err := r.Path(absolute(g.s.path))
		if err != nil {
			continue // outside of the repository
		}
		folders, apps[folder] = append(folders, folder), g
		for name, f := range g.s.kept {
			have[path.Join(folder, name)] = f.Data
		}
		for _, name := range []string{manifestName, inUseName} {
			if f, err := g.s.optional(name); err == nil && f != nil {
				have[path.Join(folder, name)] = f.Data
			}
		}
		if g.app.Draft == report.Unsaved || g.app.Draft == report.Edited {
			after[path.Join(folder, manifestName)] = ""
			for _, e := range g.s.ledger.Events {
				if e.Counts() && (e.Kind == ledger.Save || e.Kind == ledger.Adopt) {
					after[path.Join(folder, manifestName)] = path.Join(folder, e.Path)
				}
			}
		}
	}
	committed, err := r.Files(ctx, of.Commit, git.Query{Paths: folders, MaxSize: 32 << 20, // evidence may be large
		Have: func(name string) []byte { return have[name] }, Wanted: func(name string) bool {
			_, below := appOf(apps, name)
			return below == manifestName || below == inUseName || ledger.IsKept(below)
		}})
	if err != nil {
		return err
	}
	for name, data := range have {
		// git may store other line ends than it checks out.
		was, there := committed[name]
		if !there || !was.Had && ledger.FrozenDigest(was.Data) != ledger.FrozenDigest(data) {
			delete(committed, name)
			g, below := appOf(apps, name)
			g.app.Uncommitted = append(g.app.Uncommitted, g.s.shows(below))
		}
	}
	for name := range committed {
		if _, there := have[name]; !there { // it was deleted
			g, below := appOf(apps, name)
			g.app.Uncommitted = append(g.app.Uncommitted, g.s.shows(below))
		}
	}
	changed, err := r.ChangedAfter(ctx, of.Commit, after)
	for folder, g := range apps {
		slices.Sort(g.app.Uncommitted)
		if c := changed[path.Join(folder, manifestName)]; c != nil {
			g.app.DraftSince = ledger.DayOf(c.Authored)
			g.app.DraftDays = report.DaysUntil(g.app.DraftSince, g.asOf)
		}
	}
	return err
}

// appOf returns the app whose folder a file of the repository is in, and the path of
// the file below it.
func appOf(apps map[string]*gathering, name string) (*gathering, string) {
	for folder := path.Dir(name); folder != "."; folder = path.Dir(folder) {
		if g := apps[folder]; g != nil {
			return g, strings.TrimPrefix(name, folder+"/")
		}
	}
	if g := apps["."]; g != nil {
		return g, name
	}
	return nil, ""
}

// gathering is the work on one app of a report.
type gathering struct {
	p     *Project
	all   bool // changes of all versions, not only of the recent ones
	asOf  ledger.Day
	fault error

	s      *appState
	app    report.ReportApp
	status report.AppStatus
	before map[version.Version]*ledger.Version // what customers had before they got a version
}

func (g *gathering) gather(ctx context.Context, a app) error {
	g.app = report.ReportApp{App: a.id, Name: a.id, Folder: a.name, Draft: report.Broken}
	s, err := g.p.unchanged(ctx, a)
	if err != nil {
		return err
	}
	g.s = s
	g.addLedger()
	status, err := s.status(ctx)
	if err = errors.Join(err, s.reliable()); err != nil {
		return err
	}
	g.status = status
	if err := s.addAsks(&g.status); err != nil {
		return err
	}
	g.app.Working, g.app.Draft, g.app.Next, g.app.InUse = status.Working, status.Draft, status.Next, status.InUse
	g.app.Asks, g.app.Past, g.app.Waiting = g.status.Asks, g.status.Past, status.Waiting
	for _, add := range []func(context.Context) error{g.addChanges, g.addPermissions, g.addUpdates, g.addStanding} {
		if err := add(ctx); err != nil {
			return err
		}
	}
	s.faults = append(s.faults, s.misread...) // of copies that were read since
	return s.reliable()
}

// addLedger adds what the events say alone, so that it is there even where the
// rest cannot be relied on.
func (g *gathering) addLedger() {
	l := g.s.ledger
	g.app.Periods = report.NewReportPeriods(l)
	if l.Run != nil {
		g.app.Run = l.Run.Number.String()
	}
	if l.InProduction != nil {
		g.app.Production = l.InProduction.Number.String()
	}
	g.before = make(map[version.Version]*ledger.Version)
	var run *ledger.Version
	for _, e := range l.Events {
		v := l.Version(e.Number)
		if v == nil {
			continue
		}
		if e == v.First && v.Reached == nil {
			g.before[v.Number] = run
		}
		if e == v.Reached {
			g.before[v.Number], run = run, v
		}
	}
	for _, v := range slices.Backward(l.Versions) {
		g.app.Versions = append(g.app.Versions, report.NewReportVersion(l, v, g.asOf))
	}
	if doc, err := g.s.working(); err == nil {
		g.name(side("working manifest", doc))
	} else if v := l.Latest(); v != nil {
		if doc, err := g.s.readFrozen(v.Number); err == nil && doc != nil {
			g.name(side("", doc))
		}
	}
}

func (g *gathering) name(s change.Side) {
	if name := s.App().Name.String(); name != "" {
		g.app.Name = secret.Mask(name)
	}
	g.app.Distribution = secret.Mask(s.App().Distribution.String())
}

// approval is what is known of the approval of a change of a version; nil where
// it needs none.
func (g *gathering) approval(c *change.Change, v *ledger.Version) *report.Approval {
	if !c.NeedsApproval() {
		return nil
	}
	for _, a := range g.s.ledger.Approvals {
		if v != nil && a.Fingerprint == c.Fingerprint && a.UsedBy == v {
			given := report.NewApproval(a, nil)
			return &given
		}
	}
	if v != nil && v.Reached != nil {
		return &report.Approval{}
	}
	usable, other := g.s.ledger.Approval(c.Fingerprint, g.p.now(g.s))
	known := report.NewApproval(usable, other)
	return &known
}

// pending reports whether a version may still reach customers.
func (g *gathering) pending(v *ledger.Version) bool {
	return v.Reached == nil && slices.Contains(g.s.ledger.Pending(), v) && !g.s.ledger.IsPassed(v)
}

// changesOf are the changes of a version since what customers had before.
func (g *gathering) changesOf(v *ledger.Version) (from *ledger.Version, list []change.Change, err error) {
	from = g.before[v.Number]
	if g.pending(v) {
		from = g.s.ledger.Run
	}
	to, err := g.s.frozenSide(v)
	if err != nil || from == nil || from == v {
		return nil, nil, err
	}
	was, err := g.s.frozenSide(from)
	if err != nil {
		return nil, nil, err
	}
	return from, change.Diff(was, to), nil
}

func (g *gathering) addChanges(context.Context) error {
	cohorts, err := g.s.cohorts(nil, g.p.Now())
	if err != nil {
		return err
	}
	for i := range g.app.Versions {
		r := &g.app.Versions[i]
		v := g.s.ledger.Versions[len(g.app.Versions)-1-i]
		r.Undoes, r.InUse = g.status.Undoes[v.Number], slices.Contains(cohorts, v)
		for _, e := range slices.Backward(v.Events) {
			if results := g.s.resultsOf(e); results != nil && e.Counts() {
				r.Results = append(r.Results, report.NewReportResults(e, results))
			}
		}
		if !g.all && i >= recentVersions || v.State == ledger.Retracted {
			continue
		}
		from, list, err := g.changesOf(v)
		if err != nil {
			return err
		}
		r.Full = true
		if from != nil {
			r.From = from.Number.String()
		}
		for j := range list {
			c := report.NewReportChange(&list[j])
			c.Approval = g.approval(&list[j], v)
			r.Changes = append(r.Changes, c)
		}
	}
	return nil
}

// permissions are those of what customers get, as a report shows them.
func (s *appState) permissions(ctx context.Context, status report.AppStatus) ([]report.ReportPermission, error) {
	g := &gathering{p: s.project, s: s, asOf: ledger.DayOf(s.project.Now())}
	g.app.Working, g.app.Draft = status.Working, status.Draft
	g.addLedger()
	err := g.addPermissions(ctx)
	return g.app.Permissions, err
}

// addPermissions adds the permissions of what customers get, since when, and what
// later versions change.
func (g *gathering) addPermissions(context.Context) error {
	l := g.s.ledger
	type next struct {
		name string
		side change.Side
		v    *ledger.Version
	}
	var later []next
	for _, v := range l.Pending() {
		if !g.pending(v) {
			continue
		}
		s, err := g.s.frozenSide(v)
		if err != nil {
			return err
		}
		later = append(later, next{v.Number.String(), s, v})
	}
	if doc, err := g.s.working(); err == nil && (g.app.Draft == report.Unsaved || g.app.Draft == report.Edited) {
		name := g.app.Working
		if g.app.Draft == report.Edited {
			name += " (edited)"
		}
		later = append(later, next{name, side(g.app.Working, doc), nil})
	}
	var now change.Side
	current := l.Run
	if current != nil {
		var err error
		if now, err = g.s.frozenSide(current); err != nil {
			return err
		}
		for _, t := range now.App().Granted() {
			r, err := g.permission(&t, current)
			if err != nil {
				return err
			}
			g.app.Permissions = append(g.app.Permissions, r)
		}
	}
	for _, n := range later {
		var changes []change.Change
		if current != nil {
			changes = change.Diff(now, n.side)
		}
		for _, t := range n.side.App().Granted() {
			i := slices.IndexFunc(g.app.Permissions, func(r report.ReportPermission) bool { return sameTool(&r, &t) })
			if i < 0 {
				i = len(g.app.Permissions)
				g.app.Permissions = append(g.app.Permissions, report.ReportPermission{
					Scope: model.ScopeLabel(t.Scope), Tool: t.ToolLabel(), Purpose: t.Purpose.String(),
				})
			} else if g.app.Permissions[i].Level == t.Level.String() {
				continue
			}
			planned := report.PlannedPermission{Version: n.name, Level: t.Level.String(), Purpose: t.Purpose.String()}
			if c := changeOf(changes, &t); c != nil {
				planned.Approval = g.approval(c, n.v)
			}
			g.app.Permissions[i].Planned = append(g.app.Permissions[i].Planned, planned)
		}
		for i := range g.app.Permissions {
			r := &g.app.Permissions[i]
			if r.Level != "" && !slices.ContainsFunc(n.side.App().Granted(),
				func(t model.Permission) bool { return sameTool(r, &t) }) {
				r.Planned = append(r.Planned, report.PlannedPermission{Version: n.name})
			}
		}
	}
	slices.SortStableFunc(g.app.Permissions, func(a, b report.ReportPermission) int {
		return slices.Index(model.Levels(), b.Level) - slices.Index(model.Levels(), a.Level)
	})
	return nil
}

func sameTool(r *report.ReportPermission, t *model.Permission) bool {
	return r.Scope == model.ScopeLabel(t.Scope) && r.Tool == t.ToolLabel()
}

// changeOf is the change that gives a permission its level, nil for none.
func changeOf(list []change.Change, t *model.Permission) *change.Change {
	at := "data_connector.permissions." + string(t.Scope) + "." + t.Tool.Text
	for i := range list {
		if list[i].RaisesPermissions && (list[i].Path == at || strings.HasPrefix(list[i].Path, at+".")) {
			return &list[i]
		}
	}
	for i := range list {
		if list[i].RaisesPermissions && strings.HasPrefix(at, list[i].Path+".") { // the connector came
			return &list[i]
		}
	}
	return nil
}

// permission says since when customers grant a permission at its level.
func (g *gathering) permission(t *model.Permission, run *ledger.Version) (report.ReportPermission, error) {
	r := report.ReportPermission{Scope: model.ScopeLabel(t.Scope), Tool: t.ToolLabel(), Level: t.Level.String(),
		Purpose: t.Purpose.String()}
	for v := run; v != nil; v = g.before[v.Number] {
		s, err := g.s.frozenSide(v)
		if err != nil {
			return r, err
		}
		has := slices.ContainsFunc(s.App().Granted(), func(o model.Permission) bool {
			return sameTool(&r, &o) && o.Level.String() == r.Level
		})
		if !has {
			break
		}
		run = v
	}
	r.Version, r.Since = run.Number.String(), report.HappenedOn(run.Reached)
	r.Days = report.DaysUntil(r.Since, g.asOf)
	_, changes, err := g.changesOf(run)
	if c := changeOf(changes, t); c != nil {
		r.Approval = g.approval(c, run)
	}
	return r, err
}

// addUpdates adds what the version that is out and the next one ask of customers.
func (g *gathering) addUpdates(ctx context.Context) error {
	l := g.s.ledger
	if l.Retired != nil {
		return nil
	}
	promoted := make(map[string]*ledger.Version) // by the numbers that customers see
	for _, v := range slices.Backward(l.Versions) {
		promoted[v.Portal.String()] = v
	}
	add := func(v *ledger.Version, out bool, groups []promote.Group) {
		u := report.ReportUpdate{Version: v.Number.String(), Out: out}
		for _, group := range groups {
			r := report.ReportGroup{Versions: group.Versions, Must: group.Must}
			for _, number := range group.Versions {
				if old := promoted[number]; old != nil && old.Promoted != nil {
					r.Pages = append(r.Pages, fmt.Sprintf("manifest steps %s --customer --from %s --format html > %s-%s-to-%s.html",
						g.s.at(v.Number), g.s.at(old.Number), g.s.id, old.Number, u.Version))
				}
			}
			u.Groups = append(u.Groups, r)
		}
		if len(u.Groups) > 0 {
			g.app.Updates = append(g.app.Updates, u)
		}
	}
	addGroups := func(v *ledger.Version, out bool) error {
		subject, err := g.s.withCohorts(v, g.p.now(g.s))
		if err == nil {
			add(v, out, promote.Groups(*subject))
		}
		return err
	}
	if l.Run != nil {
		if err := addGroups(l.Run, true); err != nil {
			return err
		}
	}
	switch v := g.next(); {
	case v == nil:
	case v.State == ledger.ReadyForTesting:
		subject, err := gatherSubject(ctx, g.p, g.s, v, g.p.now(g.s))
		if err != nil {
			return err
		}
		list, gates := promote.ChecklistAndGates(*subject)
		add(v, false, list.Customers.Groups)
		g.addCheck(v, &list, gates)
	default:
		if err := addGroups(v, false); err != nil {
			return err
		}
	}
	if g.app.Draft == report.Unsaved || g.app.Draft == report.Edited {
		u := report.ReportUpdate{Version: g.app.Working}
		for _, a := range g.app.Asks {
			u.Groups = append(u.Groups, report.ReportGroup{Versions: a.Versions, Must: a.Asks})
		}
		if len(u.Groups) > 0 {
			g.app.Updates = append(g.app.Updates, u)
		}
	}
	return nil
}

// next is the highest saved version that may still reach customers, nil for none.
func (g *gathering) next() *ledger.Version {
	for _, v := range slices.Backward(g.s.ledger.Pending()) {
		if g.pending(v) {
			return v
		}
	}
	return nil
}

func (g *gathering) addCheck(v *ledger.Version, list *promote.Checklist, gates []promote.Gate) {
	g.app.Check = &report.ReportCheck{Version: v.Number.String(), Gates: gates, Count: list.Count()}
	for _, item := range list.Items {
		if item.Done() {
			continue
		}
		r := report.ReportItem{ID: item.ID, Section: item.Section.Title(), Text: item.Text, State: item.State}
		for _, problem := range item.Problems {
			r.Problems = append(r.Problems, problem.Message)
		}
		g.app.Check.Items = append(g.app.Check.Items, r)
	}
}

// addStanding says who has to act and why, as the status of the app decides it.
func (g *gathering) addStanding(context.Context) error {
	a, l := &g.app, g.s.ledger
	stand := func(standing report.Standing, title, role string, since ledger.Day, why string, args ...any) {
		a.Standing, a.Title, a.For, a.Since = standing, title, role, since
		a.Days = report.DaysUntil(since, g.asOf)
		a.Why = report.Sentence(fmt.Sprintf(why, args...))
	}
	latest := l.Latest()
	switch {
	case l.Retired != nil:
		stand(report.Ended, "Retired", "", l.Retired.Happened(), "Retired by %s: %s", l.Retired.By, l.Retired.Reason)
		return nil
	case a.Draft == report.Broken, g.status.Waits == repairs:
		stand(report.Blocked, "Needs fixing", "repairs", "", "The working manifest has errors or is missing")
	case a.Draft != report.Saved:
		return g.addDraftStanding(stand)
	case g.status.Undoes[latest.Number] != "":
		stand(report.Blocked, "Would undo changes", "a new version", latest.Since(), "Promoting %s would undo: %s",
			latest.Number, g.status.Undoes[latest.Number])
	case latest.State == ledger.ReadyForTesting && a.Check != nil:
		g.addGateStanding(stand, latest)
	case latest.State == ledger.Production && latest.Distribution == marketplace:
		why := fmt.Sprintf("%s is in production but hasn’t been submitted for review", latest.Number)
		if a.Run != "" && a.Run != latest.Number.String() {
			why += fmt.Sprintf(". Customers get %s until Procore publishes %s", a.Run, latest.Number)
		}
		stand(report.Ready, "Ready to submit", "submission", latest.Since(), "%s", why)
	case latest.State == ledger.InReview:
		stand(report.WithProcore, "In review", "Procore", latest.Since(), "Procore is reviewing %s", latest.Number)
	case latest.State == ledger.Rejected:
		stand(report.Blocked, "Rejected", "a corrected version", latest.Since(), "Procore rejected %s: %s", latest.Number,
			latest.Moved.Reason)
	case latest.State == ledger.Production, latest.State == ledger.Published:
		stand(report.UpToDate, "Up to date", "", "", "Nothing to do")
	default:
		stand(report.Ready, "Needs a new version", "a new version", latest.Since(), "%s is %s", latest.Number,
			strings.ToLower(latest.State.Label()))
	}
	if run := l.Run; run != nil && run.Bad != nil {
		why := a.Why
		if a.Standing == report.UpToDate {
			why = ""
		}
		stand(report.Blocked, "Known to be bad", "a corrected version", run.Bad.Happened(),
			"Customers get %s, which is known to be bad: %s", run.Number, run.Bad.Reason)
		a.Why = strings.TrimSpace(a.Why + " " + why)
	}
	return nil
}

type standFunc func(standing report.Standing, title, role string, since ledger.Day, why string, args ...any)

func (g *gathering) addDraftStanding(stand standFunc) error {
	a := &g.app
	doc, err := g.s.working()
	if err != nil {
		return err
	}
	h, err := g.s.history()
	if err != nil {
		return err
	}
	missing := h.Unapproved(side("working manifest", doc))
	switch n := len(missing); {
	case n > 0:
		more := ""
		if n > 1 {
			more = fmt.Sprintf(", and %d more", n-1)
		}
		stand(report.Blocked, "Blocked", "approval", "", "%s of %s isn’t approved yet: %s%s", countChanges(n), a.Working,
			missing[0].Summary, more)
	case a.Draft == report.Edited:
		stand(report.Ready, "Draft", "a new version number", "", "The working manifest has changed since %s was saved",
			a.Working)
	default:
		stand(report.Ready, "Draft", "saving in the portal", "", "%s isn’t saved in the portal yet", a.Working)
	}
	if v := g.s.ledger.Latest(ledger.InReview); v != nil {
		a.Why += fmt.Sprintf(" Procore is reviewing %s.", v.Number)
	}
	return nil
}

func countChanges(n int) string {
	if n == 1 {
		return "A change"
	}
	return fmt.Sprintf("%d changes", n)
}

func (g *gathering) addGateStanding(stand standFunc, v *ledger.Version) {
	var closed []promote.Gate
	for _, gate := range g.app.Check.Gates {
		if !gate.OK {
			closed = append(closed, gate)
		}
	}
	switch {
	case v.Test == nil:
		stand(report.Ready, "Ready to test", "a sandbox test", v.Since(), "%s waits for a test in the sandbox", v.Number)
	case v.Test.Result == ledger.Failed:
		why := ""
		if v.Test.Note != "" {
			why = ": " + v.Test.Note
		}
		stand(report.Blocked, "Test failed", "a corrected version", v.Test.Happened(),
			"The last sandbox test of %s failed%s", v.Number, why)
	case len(closed) > 0:
		stand(report.Blocked, "Blocked", "promotion", v.Test.Happened(), "%s of %s: %s", closedWords(len(closed)), v.Number,
			closed[0].Message)
	default:
		stand(report.Ready, "Ready to promote", "promotion", v.Test.Happened(), "All %d gates of %s are open",
			len(g.app.Check.Gates), v.Number)
	}
}

func closedWords(n int) string { return diag.Plural(n, "closed gate") }
