package report

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/ledger"
)

var (
	//go:embed pages/report.html
	reportBody string
	//go:embed pages/report.css
	reportStyle template.CSS
	//go:embed pages/report.js
	reportScript template.JS
)

var reportTemplate = newPage("report", reportBody, template.FuncMap{
	"date":  dayWords,
	"time":  dayElement,
	"days":  func(r *Report, day ledger.Day) string { return daysWords(DaysUntil(day, r.AsOf)) },
	"short": func(commit string) string { return commit[:min(len(commit), 10)] },
	"none":  func() template.HTML { return `<span class="none">–</span>` },
	"sign":  func(s Standing) string { return standingWords[s].sign },
	"level": levelElement,
	"clip":  clipped,
	"send":  func(a *pageApp, commands bool) pageSend { return pageSend{a, commands} },
	"files": func(n int) string { return diag.Plural(n, "file") },
}, reportScript, reportStyle)

// Limits on what a page holds, so that browsers stay quick; JSON has everything.
const (
	pageEvents    = 500
	pagePeriods   = 400
	recentEvents  = 10
	pageFiles     = 5
	longestOnPage = 240
)

// dayWords is a day as people write it: 2 Nov 2026.
func dayWords(day ledger.Day) string {
	t, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return "date unknown"
	}
	return t.Format("2 Jan 2006")
}

func dayElement(day ledger.Day) template.HTML {
	words := template.HTMLEscapeString(dayWords(day))
	if words == "date unknown" {
		return template.HTML(words)
	}
	return template.HTML(`<time datetime="` + template.HTMLEscapeString(string(day)) + `">` + words + `</time>`)
}

// daysWords is a number of days, which no line breaks.
func daysWords(n int) string { return strings.Replace(diag.Plural(n, "day"), " ", "\u00a0", 1) }

// levelElement is a level of a permission in words, with a meter beside them.
func levelElement(level string) template.HTML {
	step := slices.Index(app.Levels(), level) + 1
	return template.HTML(fmt.Sprintf(`<span class="lv l%d"><i aria-hidden="true">%s</i>%s</span>`, step,
		strings.Repeat("●", step)+strings.Repeat("○", 3-step), template.HTMLEscapeString(app.LevelLabel(level))))
}

func clipped(s string) string {
	if r := []rune(s); len(r) > longestOnPage {
		return string(r[:longestOnPage]) + "…"
	}
	return s
}

var standingWords = map[Standing]struct{ sign, words, many string }{
	Blocked:     {"✗", "Blocked", "blocked"},
	Ready:       {"→", "Ready for the next step", "ready for the next step"},
	WithProcore: {"◷", "With Procore", "with Procore"},
	UpToDate:    {"✓", "Up to date", "up to date"},
	Ended:       {"–", "Retired", "retired"},
}

// reportPage is a report as its page shows it.
type reportPage struct {
	R                             *Report
	Title, Lead, Contents, Hidden string
	Uncommitted                   []string // the first few
	UncommittedLeft               int
	Apps, ByName                  []*pageApp
	Standings                     []pageStanding
	Tools                         []string
	Matrix                        []pageRow
	AnyCustomers                  bool
	Periods                       []pagePeriod
	Events                        []pageEvent
	Kinds                         []ledger.Kind
	PeriodsLeft, EventsLeft       int
	PeriodsFrom                   ledger.Day // the list of periods is complete from then on; "" if it is whole
}

type pageStanding struct {
	S     Standing
	Words string
	N     int
}

type pageApp struct {
	A                           *ReportApp
	R                           *Report
	ID, Grid                    string
	Name                        string // with the id where another app has the same name
	Rank, AskDays, DraftDays    int
	Working, Overrides, InUse   string
	Ready, InProduction, Review pageCell
	PromotedBy                  string
	Pending                     []string
	NoPending                   string
	LastAsk                     *PastAsk
	Lanes                       []pageLane
	Ticks                       []pageTick
	Key                         []pageKey
	Columns                     []string
	Customers                   []pageCustomers
	Full                        []pageVersion
	Older                       []string
	Past                        []PastAsk // the latest
	PastLeft                    int
	Events                      []pageEvent
	EventsLeft                  int
	GateWords                   string
}

type pageCell struct {
	Version, Note, Class, Age, More string
	Since                           ledger.Day
	Days                            int
	Live                            bool
}

type pageRow struct {
	*pageApp
	Cells []pagePermission
}

type pagePermission struct {
	Tool    string
	P       *ReportPermission
	R       *Report
	Purpose bool
}

type pagePeriod struct {
	ID, App string
	P       ReportPeriod
}

type pageEvent struct {
	E                   LogEvent
	ID, Name            string
	Link                bool
	Kind                ledger.Kind
	What, State, Commit string
	Marks               string
	Tags                []pageTag
	Lines               []string
}

type pageTag struct {
	Word string
	Bad  bool
}

type pageCustomers struct {
	On, Bad string
	Cells   []pageUpdate
	n       int        // how many versions
	ranges  [][]string // the versions, as far as no other in use is between them
	key     string
}

// pageSend is an app with or without the commands that make the pages to send.
type pageSend struct {
	*pageApp
	Commands bool
}

// More reports whether there are versions without a command of their own.
func (s pageSend) More() bool {
	return slices.ContainsFunc(s.Customers, func(c pageCustomers) bool { return c.n > pagesShown })
}

type pageUpdate struct {
	Column string
	G      *ReportGroup
	Has    bool
	Same   string // the version before that asks the same, "" for none
}

type pageVersion struct {
	V                        *ReportVersion
	State, Overridden, Count string
}

func reportHTML(b *bytes.Buffer, r Report, _ Options) error {
	return writePage(b, reportTemplate(), newReportPage(r.mapped(Visible)))
}

func newReportPage(r *Report) *reportPage {
	page := &reportPage{R: r, Title: "App report, " + dayWords(r.AsOf), Contents: r.Words()}
	var left []string
	if r.KeysHidden {
		left = append(left, "App Version Keys")
	}
	if r.AddressesHidden {
		left = append(left, "e-mail addresses")
	}
	if len(left) > 0 {
		page.Hidden = Sentence(strings.Join(left, " and ") + " are hidden")
	}
	for i := range r.Apps {
		a := newPageApp(r, i)
		page.Apps = append(page.Apps, a)
		page.Uncommitted = append(page.Uncommitted, a.A.Uncommitted...)
		page.AnyCustomers = page.AnyCustomers || len(a.Customers) > 0
		for _, p := range a.A.Periods {
			page.Periods = append(page.Periods, pagePeriod{a.ID, a.Name, p})
		}
	}
	page.UncommittedLeft = max(0, len(page.Uncommitted)-pageFiles)
	page.Uncommitted = page.Uncommitted[:len(page.Uncommitted)-page.UncommittedLeft]
	page.ByName = slices.Clone(page.Apps)
	slices.SortStableFunc(page.Apps, func(a, b *pageApp) int {
		return cmp.Or(a.Rank-b.Rank, b.A.Days-a.A.Days, cmp.Compare(a.A.App, b.A.App))
	})
	page.count()
	page.addMatrix()
	page.addEvents()
	slices.SortStableFunc(page.Periods, func(a, b pagePeriod) int {
		return cmp.Or(cmp.Compare(endOf(b.P), endOf(a.P)), cmp.Compare(a.App, b.App))
	})
	if page.PeriodsLeft = max(0, len(page.Periods)-pagePeriods); page.PeriodsLeft > 0 {
		page.PeriodsFrom = endOf(page.Periods[pagePeriods].P)
		page.Periods = page.Periods[:pagePeriods]
	}
	return page
}

// endOf is when a period ended; what has not ended comes last.
func endOf(p ReportPeriod) ledger.Day { return cmp.Or(p.Until, "9999") }

// count says how many apps there are, by standing.
func (p *reportPage) count() {
	var parts []string
	for _, s := range standings {
		n := 0
		for _, a := range p.R.Apps {
			if a.Standing == s {
				n++
			}
		}
		if n == 0 {
			continue
		}
		p.Standings = append(p.Standings, pageStanding{s, standingWords[s].words, n})
		verb := "are"
		if n == 1 {
			verb = "is"
		}
		parts = append(parts, fmt.Sprintf("%d %s %s", n, verb, standingWords[s].many))
	}
	p.Lead = diag.Plural(len(p.R.Apps), "app")
	if len(parts) > 0 {
		p.Lead += ": " + strings.Join(parts, ", ") + "."
	} else {
		p.Lead += "."
	}
}

func (p *reportPage) addMatrix() {
	for _, a := range p.Apps {
		for _, t := range a.A.Permissions {
			if name := t.Scope + " " + t.Tool; !slices.Contains(p.Tools, name) {
				p.Tools = append(p.Tools, name)
			}
		}
	}
	slices.Sort(p.Tools)
	for _, a := range p.ByName {
		if len(a.A.Permissions) == 0 {
			continue
		}
		row := pageRow{pageApp: a, Cells: make([]pagePermission, len(p.Tools))}
		for i := range a.A.Permissions {
			t := &a.A.Permissions[i]
			at := slices.Index(p.Tools, t.Scope+" "+t.Tool)
			row.Cells[at] = pagePermission{p.Tools[at], t, p.R, true}
		}
		p.Matrix = append(p.Matrix, row)
	}
}

// addEvents adds the latest events of all apps, and of the older ones those that an
// auditor looks for.
func (p *reportPage) addEvents() {
	all := 0
	for _, a := range p.ByName {
		p.Kinds = append(p.Kinds, a.A.Kinds...)
		for i := range a.A.Events {
			e := newPageEvent(a, &a.A.Events[i])
			e.Link = true
			p.Events = append(p.Events, e)
			p.Kinds = append(p.Kinds, e.Kind)
		}
		all += len(a.A.Events) + a.A.EventsLeft
	}
	p.Kinds = slices.DeleteFunc(ledger.Kinds(), func(k ledger.Kind) bool { return !slices.Contains(p.Kinds, k) })
	slices.SortStableFunc(p.Events, func(a, b pageEvent) int { return cmp.Compare(b.E.At, a.E.At) })
	n := 0
	p.Events = slices.DeleteFunc(p.Events, func(e pageEvent) bool {
		n++
		return n > pageEvents && e.Marks == ""
	})
	p.EventsLeft = all - len(p.Events)
}

func newPageEvent(a *pageApp, e *LogEvent) pageEvent {
	v := pageEvent{E: *e, ID: a.ID, Name: a.Name, Kind: e.Event, What: pastWords[e.Event]}
	switch {
	case e.Event == ledger.Test:
		v.What = "test " + string(e.Result)
	case e.Event == ledger.Retract:
		v.What = "retraction of " + retractedKind(e.Retracts)
	case e.Event == ledger.Approve:
		v.What = "change approved"
	case e.Event == ledger.Rename:
		v.What = "renamed from " + e.From
	}
	if e.Effect && e.State != "" && e.Event != ledger.Test && e.Event != ledger.NewKeys && e.Event != ledger.Bad {
		v.State = e.State.Label()
	}
	switch {
	case e.Commit == nil:
		v.Commit = a.A.Unknown
	case !isBy(e):
		v.Commit = fmt.Sprintf("committed by %s (%.10s)", e.Commit.By, e.Commit.ID)
	default:
		v.Commit = fmt.Sprintf("commit %.10s", e.Commit.ID)
	}
	var marks []string
	tag := func(mark, word string, bad bool) {
		marks = append(marks, mark)
		v.Tags = append(v.Tags, pageTag{word, bad})
	}
	if len(e.Overrides) > 0 {
		tag("override", diag.Plural(len(e.Overrides), "override"), true)
	}
	if e.Retracted || e.Event == ledger.Retract {
		tag("retracted", map[bool]string{true: "retracted", false: "retraction"}[e.Retracted], false)
	}
	if recorded := ledger.Day(e.At[:len(time.DateOnly)]); e.Event != ledger.Adopt && e.Day != "" && e.Day < recorded {
		tag("late", fmt.Sprintf("recorded %s later, on %s", daysWords(DaysUntil(e.Day, recorded)), dayWords(recorded)), false)
	}
	if !e.Effect && !e.Retracted {
		tag("retracted", "no effect", true)
	}
	if e.Event == ledger.Adopt {
		v.Lines = append(v.Lines, "recorded on "+dayWords(ledger.Day(e.At[:len(time.DateOnly)])))
	}
	v.Marks = strings.Join(marks, " ")
	line := func(label, text string) {
		if text != "" {
			v.Lines = append(v.Lines, label+clipped(text))
		}
	}
	for _, o := range e.Overrides {
		line("gate "+o.Gate+" overridden: ", o.Reason)
	}
	if e.Event == ledger.Approve {
		line("", fmt.Sprintf("#%s %s %s: %s → %s", ledger.Short(e.Print), e.Path, e.Op, orNone(e.From), orNone(e.To)))
	}
	line("reason: ", e.Reason)
	line("note: ", e.Note)
	line("evidence: ", e.Evidence)
	line("sandbox key: ", e.Sandbox)
	line("production key: ", e.Live)
	line("no effect: ", e.Fault)
	return v
}

var eventFile = lazy.Regexp(`([a-z]+)\.json$`)

// retractedKind is the kind of the event in a file.
func retractedKind(file string) string {
	if m := eventFile().FindStringSubmatch(file); m != nil {
		return m[1]
	}
	return "an event"
}

// isBy reports whether the person who recorded an event made its commit, alone or
// with others.
func isBy(e *LogEvent) bool {
	return slices.ContainsFunc(append([]string{e.Commit.By}, e.Commit.With...),
		func(by string) bool { return nameOf(by) == nameOf(e.By) })
}

// nameOf is a person without the address.
func nameOf(by string) string {
	name, _, _ := strings.Cut(by, " <")
	return name
}

var plainID = lazy.Regexp(`^[a-z0-9][a-z0-9-]*$`)

func newPageApp(r *Report, i int) *pageApp {
	a := &r.Apps[i]
	v := &pageApp{A: a, R: r, ID: "app-" + a.App, Grid: fmt.Sprint("g", i), Name: a.Name,
		Rank: slices.Index(standings, a.Standing), AskDays: -1}
	if slices.ContainsFunc(r.Apps, func(o ReportApp) bool { return o.Name == a.Name && o.App != a.App }) {
		v.Name += " (" + a.App + ")"
	}
	if !plainID().MatchString(a.App) {
		v.ID = fmt.Sprintf("app--%d", i+1)
	}
	v.Working = (&AppStatus{Working: a.Working, Draft: a.Draft, Retired: a.Standing == Ended}).working()
	overrides := 0
	for j := range a.Versions {
		overrides += len(a.Versions[j].Overrides)
	}
	if overrides > 0 {
		v.Overrides = diag.Plural(overrides, "override")
	}
	if a.InUse != nil {
		v.InUse = Sentence(a.InUse.line())
	}
	if v.DraftDays = -1; a.Draft == Unsaved || a.Draft == Edited {
		v.DraftDays = a.DraftDays
	}
	v.addCells()
	v.addAsks()
	v.addCustomers()
	v.addVersions()
	v.addTimeline()
	for j := range a.Events[:min(len(a.Events), recentEvents)] {
		v.Events = append(v.Events, newPageEvent(v, &a.Events[j]))
	}
	v.EventsLeft = len(a.Events) + a.EventsLeft - len(v.Events)
	if a.Check != nil {
		closed := 0
		for _, g := range a.Check.Gates {
			if !g.OK {
				closed++
			}
		}
		v.GateWords = fmt.Sprintf("all %d gates are open", len(a.Check.Gates))
		if closed > 0 {
			v.GateWords = fmt.Sprintf("%d of %d gates closed", closed, len(a.Check.Gates))
		}
	}
	return v
}

// cell is a version with its age since a day.
func (v *pageApp) cell(version *ReportVersion, since ledger.Day) pageCell {
	if version == nil {
		return pageCell{Days: -1}
	}
	days := DaysUntil(since, v.R.AsOf)
	c := pageCell{Version: version.Version, Since: since, Days: days, Age: daysWords(days),
		Live: version.Version == v.A.Run}
	if version.Bad != nil {
		c.Note, c.Class = "⚠ known to be bad", "blocked"
	}
	return c
}

func (v *pageApp) addCells() {
	var ready, review *ReportVersion
	more := 0
	for i := range v.A.Versions {
		version := &v.A.Versions[i]
		switch version.State {
		case ledger.ReadyForTesting:
			if version.PassedBy != "" {
				continue
			}
			if ready == nil {
				ready = version
			} else {
				more++
			}
		case ledger.InReview, ledger.Published, ledger.Rejected:
			if review == nil {
				review = version
			}
		}
	}
	v.Ready, v.Review, v.InProduction = pageCell{Days: -1}, pageCell{Days: -1}, pageCell{Days: -1}
	if ready != nil {
		v.Ready = v.cell(ready, ready.Since)
		if more > 0 {
			v.Ready.More = diag.Plural(more, "lower version") + " too"
		}
	}
	if live := v.A.find(v.A.Production); live != nil {
		v.InProduction, v.PromotedBy = v.cell(live, live.Promoted), live.PromotedBy
	}
	if review != nil {
		v.Review = v.cell(review, review.Since)
		v.Review.Note, v.Review.Class = strings.ToLower(review.State.Label()), map[ledger.State]string{
			ledger.Rejected: "blocked", ledger.InReview: "waiting", ledger.Published: "done",
		}[review.State]
	}
}

func (v *pageApp) addAsks() {
	switch {
	case v.A.Run == "":
		v.NoPending = "No customers yet"
	case v.A.Working == v.A.Run && v.A.Draft != Edited, len(v.A.Asks) == 0:
		v.NoPending = "No update planned"
	default:
		v.Pending = AsksLines(v.A.Asks)
	}
	v.Past = v.A.Past[:min(len(v.A.Past), pageVersions)]
	v.PastLeft = len(v.A.Past) - len(v.Past)
	for i := range v.A.Past {
		if v.A.Past[i].IsAsk && v.A.Past[i].Day != "" {
			v.LastAsk = &v.A.Past[i]
			v.AskDays = DaysUntil(v.LastAsk.Day, v.R.AsOf)
			break
		}
	}
}

// Asked says what a version asked of customers.
func (v *pageApp) Asked(p PastAsk) string {
	return fmt.Sprintf("from %s: %s", p.From, askWords(p.Asks))
}

// addCustomers groups the versions in use by what both updates ask of them, those on
// the highest versions first.
func (v *pageApp) addCustomers() {
	for _, u := range v.A.Updates {
		word := "next"
		switch {
		case u.Out:
			word = "out now"
		case v.A.find(u.Version) == nil:
			word = "not saved yet"
		}
		v.Columns = append(v.Columns, u.Version+", "+word)
	}
	if len(v.Columns) == 0 {
		return
	}
	var rows []*pageCustomers
	of := make(map[string]*pageCustomers)
	var last *pageCustomers // that of the version before
	for i := range v.A.Versions {
		version := &v.A.Versions[i]
		if !version.InUse {
			continue
		}
		row := v.customersOn(version)
		if same := of[row.key]; same != nil {
			for j := range row.Cells {
				if g := row.Cells[j].G; g != nil && same.n < pagesShown {
					same.Cells[j].G.Pages = append(same.Cells[j].G.Pages, g.Pages...)
				}
			}
			row = same
		} else {
			rows, of[row.key] = append(rows, row), row
		}
		if row != last {
			row.ranges = append(row.ranges, nil)
		}
		at := &row.ranges[len(row.ranges)-1]
		*at = append(*at, version.Version)
		row.n++
		last = row
	}
	for _, row := range rows {
		var on []string
		for _, r := range row.ranges {
			if n := len(r); n > 3 {
				r = []string{r[n-1] + " to " + r[0]}
			}
			on = append(on, r...)
		}
		row.On = strings.Join(on, ", ")
		if row.n > pagesShown {
			row.On += fmt.Sprintf(" (%d versions)", row.n)
			for _, cell := range row.Cells {
				if cell.G != nil && len(cell.G.Pages) > 1 {
					cell.G.Pages = cell.G.Pages[:1]
				}
			}
		}
		v.Customers = append(v.Customers, *row)
	}
}

// pagesShown is up to how many versions of a group the page shows a command for each.
const pagesShown = 3

// customersOn is what the updates ask of customers on one version.
func (v *pageApp) customersOn(version *ReportVersion) *pageCustomers {
	row := &pageCustomers{}
	if version.Bad != nil {
		row.Bad = version.Bad.Words()
	}
	for j, u := range v.A.Updates {
		cell := pageUpdate{Column: v.Columns[j], Has: u.Version == version.Version}
		for _, g := range u.Groups {
			at := slices.IndexFunc(g.Versions, func(n string) bool { return n == version.Version || n == version.Portal })
			if at < 0 {
				continue
			}
			one := ReportGroup{Must: g.Must}
			if len(g.Pages) == len(g.Versions) {
				one.Pages = slices.Clone(g.Pages[at : at+1])
			}
			if j > 0 && row.Cells[j-1].G != nil && len(g.Must) > 0 && slices.Equal(g.Must, row.Cells[j-1].G.Must) {
				cell.Same = v.A.Updates[j-1].Version
			}
			cell.G = &one
			row.key += strings.Join(g.Must, "\n")
		}
		row.key += fmt.Sprintf("|%v%v|", cell.G == nil, cell.Has)
		row.Cells = append(row.Cells, cell)
	}
	row.key += row.Bad
	return row
}

func (v *pageApp) addVersions() {
	for i := range v.A.Versions {
		version := &v.A.Versions[i]
		state := version.State.Label()
		if i >= pageVersions {
			line := version.Version + " " + strings.ToLower(state)
			if version.Since != "" {
				line += ", " + dayWords(version.Since)
			}
			if version.Bad != nil {
				line += ", known to be bad"
			}
			v.Older = append(v.Older, line)
			continue
		}
		full := pageVersion{V: version, State: state, Overridden: diag.Plural(len(version.Overrides), "override")}
		if n := len(version.Changes); n > 0 {
			full.Count = diag.Plural(n, "change")
		}
		v.Full = append(v.Full, full)
	}
}

// pageVersions is how many versions of an app a page shows with their changes.
const pageVersions = 12
