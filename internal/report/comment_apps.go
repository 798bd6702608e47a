package report

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/version"
)

// appRow is one changed app in one line.
type appRow struct {
	id, folder string
	failing    bool // an error is about it
	version    string
	asks       string
	level      version.Level
	stems      []string // what it asks, without numbers and names
	adds       bool     // the branch adds to what was pending
}

// rows are the apps that the branch changes, sorted by their names.
func (r *BaseChanges) rows() []appRow {
	events := make(map[string]*Log)
	for i := range r.Ledger {
		events[r.Ledger[i].App.ID] = &r.Ledger[i]
	}
	var list []appRow
	for i := range r.Apps {
		list = append(list, r.Apps[i].row(events[r.Apps[i].App]))
	}
	for i := range r.Unchanged {
		list = append(list, r.Unchanged[i].row(events[r.Unchanged[i].App]))
	}
	for _, d := range r.Deleted {
		list = append(list, appRow{id: d.App, version: "deleted, retired on " + string(d.On),
			asks: "do nothing, because there will be no more updates"})
	}
	slices.SortStableFunc(list, func(a, b appRow) int { return strings.Compare(a.id, b.id) })
	return list
}

// changed is the number of apps that the branch changes: manifests, ledgers, versions in
// use, or deleted. Another configuration counts as one.
func (r *BaseChanges) changed() int {
	return len(r.Apps) + len(r.Unchanged) + len(r.Deleted) + min(len(r.Configuration), 1)
}

// markFailing marks the apps that errors are about, and sorts the rows: these first,
// then by level, then those that ask more than before.
func (c *comment) markFailing(l Lint) {
	names := make(map[string]bool)
	for _, u := range l.Unread {
		names[u.File] = true
	}
	for i := range l.Findings {
		if d := &l.Findings[i]; d.Severity == diag.Error || l.FailOn != diag.Off && d.Severity >= l.FailOn {
			names[d.File.Name] = true
		}
	}
	for i := range c.apps {
		for name := range names {
			if c.changes != nil {
				name = strings.TrimPrefix(name, c.changes.Base+":")
			}
			c.apps[i].failing = c.apps[i].failing || within(name, c.apps[i].folder)
		}
	}
	weight := func(r appRow) int {
		return map[bool]int{true: 100}[r.failing] + 10*int(r.level) + map[bool]int{true: 1}[r.adds]
	}
	slices.SortStableFunc(c.apps, func(a, b appRow) int { return weight(b) - weight(a) })
}

func within(name, folder string) bool {
	return folder != "" && (name == folder || strings.HasPrefix(path.Clean(name), path.Clean(folder)+"/"))
}

// row is what a comparison says in one line.
func (c *Changes) row(l *Log) appRow {
	row := appRow{id: c.App, folder: c.Folder, version: c.Note, asks: "not known"}
	if c.Note != "" {
		return row
	}
	headlines := l.headlines()
	if c.Bump != nil {
		row.level = c.Bump.Level
	}
	switch {
	case !c.Same && (len(headlines) == 0 || c.Bump == nil || c.Bump.Version != c.Bump.Baseline || !c.Bump.Saved):
		headlines = append([]string{c.step()}, headlines...)
	case len(headlines) == 0 && l != nil:
		headlines = []string{"same manifest, " + diag.Plural(len(l.Events), "event") + " added"}
	case len(headlines) == 0:
		headlines = []string{"same content"}
	}
	row.version = strings.Join(headlines, "<br>")
	switch {
	case c.To == goneSide, l != nil && l.App.Retired != nil:
		row.asks = "do nothing, because there will be no more updates"
	case len(c.Asks) > 0 && c.Same && !l.releases():
		row.asks = "do nothing more"
	case len(c.Asks) > 0:
		row.asks, row.adds = c.asked()
		if l.awaitsReview() {
			row.asks += ", after Procore publishes it"
		}
		for _, a := range c.Asks {
			for _, ask := range a.Asks {
				if s := stem(ask); !slices.Contains(row.stems, s) {
					row.stems = append(row.stems, s)
				}
			}
		}
	case !c.Same && c.Bump == nil, c.To == "":
	case !c.Customers:
		row.asks = "do nothing, because there are no customers yet"
	default:
		row.asks = "do nothing"
	}
	return row
}

// goneSide is the name of the side of an app that is not there.
const goneSide = "nothing"

// step is the step of the version: "1.4.0 → **1.5.0**, feature".
func (c *Changes) step() string {
	b := c.Bump
	switch {
	case c.To == goneSide:
		return "**deleted**"
	case b == nil:
		return "version not known"
	}
	level := b.Level.String()
	if b.Level == version.Breaking {
		level = "**breaking**"
	}
	var text string
	switch first := b.Baseline == (version.Version{}); {
	case !b.Enough() && b.Version == b.Baseline:
		text = fmt.Sprintf("still %s, must be **%s**, %s", b.Version, b.Required, level)
	case !b.Enough() && first:
		text = fmt.Sprintf("%s, must be **%s**", b.Version, b.Required)
	case !b.Enough():
		text = fmt.Sprintf("%s → %s, must be **%s**, %s", b.Baseline, b.Version, b.Required, level)
	case first:
		text = fmt.Sprintf("**%s**, first version", b.Version)
	case b.Version == b.Baseline:
		text = fmt.Sprintf("%s, as it was saved", b.Version)
	case b.Level == version.None:
		text = fmt.Sprintf("%s → **%s**, no change for customers", b.Baseline, b.Version)
	default:
		text = fmt.Sprintf("%s → **%s**, %s", b.Baseline, b.Version, level)
	}
	if b.Allowed != "" && b.Version.Compare(b.Required) < 0 {
		text += ", smaller than needed: " + commentProse(diag.Clip(b.Allowed, 60))
	}
	return text
}

// headlines are the events that change what is where: "1.4.0 promoted".
func (l *Log) headlines() []string {
	if l == nil {
		return nil
	}
	var list []string
	for _, e := range l.Events {
		if e.Kind == ledger.Approve || e.Kind == ledger.Test || e.Kind == ledger.NewKeys {
			continue
		}
		words := strings.TrimSuffix(pastWords[e.Kind], ":")
		switch {
		case e.Kind == ledger.Retract && e.Target != nil:
			words = string(e.Target.Kind) + " retracted"
		case e.Kind == ledger.Rename:
			words += " " + commentProse(e.Renamed)
		}
		if !e.IsOfApp() {
			words = e.Number.String() + " " + words
		}
		if gates := overridden(e); gates != "" {
			words += ", **" + gates + "**"
		}
		list = append(list, words)
	}
	return list
}

// overridden names the gates that an event overrides: "gate soak overridden".
func overridden(e *ledger.Entry) string {
	var gates []string
	for _, o := range e.Event.Overrides {
		gates = append(gates, commentProse(o.Gate))
	}
	switch len(gates) {
	case 0:
		return ""
	case 1:
		return "gate " + gates[0] + " overridden"
	}
	return "gates " + strings.Join(gates, ", ") + " overridden"
}

// releases reports whether an event brings a version closer to customers.
func (l *Log) releases() bool {
	return l != nil && slices.ContainsFunc(l.Events, func(e *ledger.Entry) bool {
		return slices.Contains([]ledger.Kind{ledger.Save, ledger.Adopt, ledger.Promote, ledger.Publish}, e.Kind)
	})
}

// awaitsReview reports whether the last event is a promotion that customers get only
// after Procore's review.
func (l *Log) awaitsReview() bool {
	if l == nil {
		return false
	}
	for _, e := range slices.Backward(l.Events) {
		if e.Kind == ledger.Promote && e.Counts() {
			v := l.App.Version(e.Number)
			return v != nil && v.Distribution != custom && v.Reached == nil
		}
	}
	return false
}

// asked is what the next update asks, for each group of versions, with what this
// branch adds in bold.
func (c *Changes) asked() (text string, adds bool) {
	const most = 3 // groups
	var lines []string
	for _, a := range c.Asks {
		before, known := c.pendingFor(a.Versions)
		var words []string
		for _, ask := range a.Asks {
			shown := commentProse(ask)
			if known && !slices.Contains(before, ask) {
				adds = true
				if len(before) > 0 || heaviness(ask) <= weighty { // where all is new, bold says nothing
					shown = "**" + shown + "**"
				}
				if i := slices.IndexFunc(before, func(b string) bool { return stem(b) == stem(ask) }); i >= 0 &&
					number(before[i]) > 0 {
					shown += fmt.Sprintf(" (%d before)", number(before[i]))
				}
			}
			words = append(words, shown)
		}
		line := strings.Join(words, ", ")
		if line == "" {
			line = "only update the app"
		}
		if len(c.Asks) > 1 {
			line = "on " + list(a.Versions, 4) + ": " + line
		}
		lines = append(lines, line)
	}
	if len(lines) > most {
		lines = append(lines[:most-1], diag.Plural(len(lines)-most+1, "more group")+" of versions: `manifest diff "+c.App+"`")
	}
	return strings.Join(lines, "<br>"), adds
}

// list names some words and counts the rest.
func list(words []string, most int) string {
	if len(words) > most {
		return strings.Join(words[:most-1], ", ") + fmt.Sprintf(" and %d more", len(words)-most+1)
	}
	return strings.Join(words, ", ")
}

// pendingFor is what the base asks of customers on versions already.
func (c *Changes) pendingFor(versions []string) (asks []string, known bool) {
	for _, p := range c.Pending {
		if slices.ContainsFunc(p.Versions, func(v string) bool { return slices.Contains(versions, v) }) {
			return p.Asks, true
		}
	}
	return nil, c.Pending != nil
}

// stem is an ask without numbers and names, to count apps by it.
func stem(ask string) string {
	first, _, _ := strings.Cut(ask, " ")
	switch first {
	case "approve":
		return "approve permissions"
	case "allow":
		return "allow another host"
	case "fill":
		return "fill in a field"
	}
	return ask
}

// number is the first number in a text, 0 for none.
func number(s string) (n int) {
	for _, w := range strings.Fields(s) {
		if _, err := fmt.Sscanf(w, "%d", &n); err == nil {
			return n
		}
	}
	return 0
}

// appTable is one line for each app.
func (c *comment) appTable(rows []appRow) string {
	var b strings.Builder
	b.WriteString(appTableHead)
	for _, row := range rows {
		b.WriteString(row.line() + "\n")
	}
	return b.String()
}

const appTableHead = "| App | Version | The next update asks customers to |\n|:--|:--|:--|\n"

func (r *appRow) line() string {
	name := commentProse(r.id)
	if r.failing {
		name += " ❌"
	}
	return tableRow(name, r.version, r.asks)
}

// together is one sentence about many apps.
func (c *comment) together() string {
	levels := make(map[version.Level]int)
	asks := make(map[string]int)
	var stems []string
	nothing := 0
	for _, row := range c.apps {
		levels[row.level]++
		for _, s := range row.stems {
			if asks[s] == 0 {
				stems = append(stems, s)
			}
			asks[s]++
		}
		if len(row.stems) == 0 {
			nothing++
		}
	}
	slices.SortStableFunc(stems, func(a, b string) int { return cmp.Compare(heaviness(a), heaviness(b)) })
	var parts []string
	for _, s := range stems {
		parts = append(parts, fmt.Sprintf("%s (%s)", commentProse(s), diag.Plural(asks[s], "app")))
	}
	var counts []string
	for _, l := range []struct {
		level version.Level
		noun  string
	}{{version.Breaking, "breaking"}, {version.Feature, "with features"}, {version.Fix, "with fixes"},
		{version.None, "other"}} {
		n := fmt.Sprint(levels[l.level])
		if len(counts) == 0 {
			n = diag.Plural(levels[l.level], "app")
		}
		if levels[l.level] > 0 {
			counts = append(counts, n+" "+l.noun)
		}
	}
	text := fmt.Sprintf("**%s.**", strings.Join(counts, ", "))
	if len(parts) > 0 {
		text += " The next updates ask customers to " + strings.Join(parts, ", ") + "."
	}
	if nothing > 0 {
		text += fmt.Sprintf(" %s nothing of customers.", map[bool]string{true: "1 app asks",
			false: fmt.Sprintf("%d apps ask", nothing)}[nothing == 1])
	}
	return text
}

// weighty is the heaviness up to which more than an hour of the installer is asked.
const weighty = 3

// heaviness sorts what is asked, the heaviest first, in the order of [change.Asks].
func heaviness(stem string) int {
	for i, word := range []string{"install", "allow", "approve", "fill", "create", "select"} {
		if strings.HasPrefix(stem, word) {
			return i
		}
	}
	return 9
}

// appSections are the apps where they have no place in the head: those with errors, or
// that ask something new, and the others folded.
func (c *comment) appSections() []section {
	var first, rest section
	first.before, rest.before = appTableHead, appTableHead
	for i := range c.apps {
		row := &c.apps[i]
		if len(first.rows) < shownRows && (row.failing || row.level >= version.Feature || len(c.apps) <= shownRows) {
			first.rows = append(first.rows, row.line())
		} else {
			rest.rows = append(rest.rows, row.line())
		}
	}
	rest.folded, rest.title = true, diag.Plural(len(rest.rows), "app")+" changed"
	if len(first.rows) > 0 {
		rest.title = diag.Plural(len(rest.rows), "more app") + " changed"
	}
	return []section{first, rest}
}

// person is who recorded an event, without the address where there is a name.
func person(by string) string {
	name, _, _ := strings.Cut(by, " <")
	return commentProse(cmp.Or(name, by))
}

// says quotes what a person wrote.
func says(reason string) string {
	return "“" + commentProse(diag.Clip(strings.Join(strings.Fields(reason), " "), 300)) + "”"
}

// ledgerSections list everything that the branch adds to the ledger: overrides and
// corrections first.
func (r *BaseChanges) ledgerSections() []section {
	type line struct {
		weight int
		text   string
		who    []string // what it is about, where more than one line says the same
	}
	var lines []line
	if len(r.Configuration) > 0 {
		settings := apply(r.Configuration, func(s string) string { return codeSpan(Visible(diag.Clip(s, 120))) })
		lines = append(lines, line{weight: 1,
			text: fmt.Sprintf("**Configuration changed:** %s. The configuration of %s applies to this branch.",
				strings.Join(settings, ", "), codeSpan(Visible(branchName(r.Base))))})
	}
	for _, u := range r.InUse {
		lines = append(lines, line{2, ":** " + u.words(person, says), []string{commentProse(u.App)}})
	}
	for _, d := range r.Deleted {
		lines = append(lines, line{1, fmt.Sprintf(" deleted.** It was retired on %s by %s: %s", d.On, person(d.By),
			says(d.Reason)),
			[]string{commentProse(d.App)}})
	}
	for i := range r.Ledger {
		l := &r.Ledger[i]
		for _, e := range l.Events {
			weight := 5
			switch {
			case len(e.Event.Overrides) > 0 || e.Smaller != (version.Version{}):
				weight = 0
			case e.Kind == ledger.Retract || e.Kind == ledger.Adopt || e.Kind == ledger.Rename || e.Kind == ledger.Retire ||
				e.Kind == ledger.Bad:
				weight = 1
			case e.Kind == ledger.Approve:
				weight = 3
			case e.Kind == ledger.Promote:
				weight = 4
			}
			what := commentProse(l.App.ID)
			if !e.IsOfApp() {
				what += " " + e.Number.String()
			}
			text := r.happened(l.App.ID, e)
			if i := slices.IndexFunc(lines, func(have line) bool { return have.text == text }); i >= 0 {
				lines[i].who = append(lines[i].who, what)
			} else {
				lines = append(lines, line{weight, text, []string{what}})
			}
		}
	}
	slices.SortStableFunc(lines, func(a, b line) int { return a.weight - b.weight })
	texts := make([]string, len(lines))
	for i, l := range lines {
		warning := ""
		if l.weight == 0 {
			warning = "⚠️ "
		}
		if len(l.who) > 0 {
			l.text = "**" + list(l.who, 12) + l.text
		}
		texts[i] = "- " + warning + l.text
	}
	const title = "Ledger"
	if len(texts) <= shownRows {
		return []section{{title: title, rows: texts}}
	}
	rest := texts[shownRows-1:]
	return []section{{title: title, rows: texts[:shownRows-1]},
		{title: diag.Plural(len(rest), "more event"), folded: true, rows: rest}}
}

// happened is an event as the section Ledger shows it, without what it happened to.
func (r *BaseChanges) happened(id string, e *ledger.Entry) string {
	verb := pastWords[e.Kind]
	detail := ""
	switch e.Kind {
	case ledger.Adopt:
		detail = "as " + adoptedState(e)
	case ledger.Test:
		verb = map[bool]string{true: "tested: passed", false: "tested: failed"}[e.Result == ledger.Passed]
	case ledger.Retract:
		verb = "retracted"
		if e.Target != nil {
			verb = string(e.Target.Kind) + " retracted"
			if e.Target.Kind == ledger.Approve {
				detail = "#" + ledger.Short(e.Target.Fingerprint)
			}
		}
	case ledger.Approve:
		verb = "approved"
		detail = r.approved(id, e)
		if e.Smaller != (version.Version{}) {
			verb, detail = "allowed to be "+e.Smaller.String(), "a smaller bump than needed for "+detail
		}
	case ledger.Rename:
		detail = e.Renamed
	}
	text := " " + commentProse(verb)
	if gates := overridden(e); gates != "" {
		text += ", " + gates
	}
	text += "**"
	if detail != "" {
		text += " " + commentProse(detail)
	}
	text += " by " + person(e.By)
	if e.Day != "" {
		text += ", on " + string(e.Day)
	}
	if e.Expires != "" {
		text += ", until " + string(e.Expires)
	}
	var reasons []string
	for _, o := range e.Event.Overrides {
		if r := says(o.Reason); !slices.Contains(reasons, r) {
			reasons = append(reasons, r)
		}
	}
	for _, r := range []string{e.Reason, e.Note} {
		if r != "" {
			reasons = append(reasons, says(r))
		}
	}
	if len(reasons) > 0 {
		text += ": " + strings.Join(reasons, ", ")
	}
	if e.Fault != nil && e.Retracted == nil {
		text += " (no effect)"
	}
	return text
}

// approved is the change that an approval is for, as the table of changes calls it if it
// is there.
func (r *BaseChanges) approved(id string, e *ledger.Entry) string {
	for i := range r.Apps {
		for _, ch := range slices.Concat(r.Apps[i].Changes, r.Apps[i].OneWay) {
			if r.Apps[i].App == id && ch.Fingerprint == e.Fingerprint {
				return ch.Summary
			}
		}
	}
	return approvedChange(e)
}

// InUseChange is a change of the file that says which versions customers run.
type InUseChange struct {
	App    string `json:"app"`
	What   string `json:"what"`
	By     string `json:"by"`
	Reason string `json:"reason"`
}

// words say what changed, by whom and why.
func (u *InUseChange) words(person, says func(string) string) string {
	text := u.What
	if u.By != "" {
		text += " (changed by " + person(u.By) + ")"
	}
	if u.Reason != "" {
		text += ": " + says(u.Reason)
	}
	return text
}

// tables list every change, folded.
func (r *BaseChanges) tables() []section {
	s := section{folded: true, before: "| App | Level | Change | Before | After | Approval " +
		"|\n|:--|:--|:--|:--|:--|:--|\n"}
	apps, customers := 0, true
	for i := range r.Apps {
		c := &r.Apps[i]
		if len(c.Changes)+len(c.OneWay) > 0 && c.To != goneSide {
			apps++
			customers = customers && c.Customers
			for j := range c.Changes {
				s.rows = append(s.rows, c.changeRow(&c.Changes[j], ""))
			}
			for j := range c.OneWay {
				s.rows = append(s.rows, c.changeRow(&c.OneWay[j],
					"since "+c.OneWaySince+", the version in the portal: "))
			}
		}
	}
	s.title = diag.Plural(len(s.rows), "change")
	if apps > 1 {
		s.title += fmt.Sprintf(" in %d apps", apps)
	}
	if customers {
		s.title += " compared with what customers run"
	}
	return []section{s}
}

func (c *Changes) changeRow(ch *change.Change, prefix string) string {
	summary := prefix + withoutValues(ch)
	text := commentProse(summary)
	if ch.Grants != "" { // what the levels allow, in plain words
		text += ": " + commentProse(ch.Grants)
	}
	if ch.OneWay {
		text += ". **The portal cannot undo this.**"
	}
	approval := "not needed"
	if c.needsApproval(ch) {
		a, known := c.Approvals[ch.Fingerprint]
		switch id := codeSpan("#" + ledger.Short(ch.Fingerprint)); {
		case known && a.Given:
			approval = person(a.By) + ", " + string(a.On)
			if a.Expires != "" {
				approval += ", until " + string(a.Expires)
			}
		case known && a != (Approval{}):
			approval = "**missing**, " + id + ": " + commentProse(a.words())
		default:
			approval = "**missing**, " + id
		}
	}
	return tableRow(commentProse(c.App), ch.Level.String(), text, value(ch.From), value(ch.To), approval)
}

// withoutValues is the summary of a change without the values that stand beside it.
func withoutValues(ch *change.Change) string {
	for _, end := range []string{" from " + ch.From + " to " + ch.To, " with " + ch.To, "; its level was " + ch.From} {
		if s, found := strings.CutSuffix(ch.Summary, end); found {
			return s
		}
	}
	return ch.Summary
}

// value is a value as it is.
func value(text string) string {
	const most = 160
	if text == "" {
		return "none"
	}
	return codeSpan(Visible(diag.Clip(text, most)))
}
