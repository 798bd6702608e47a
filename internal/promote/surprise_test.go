package promote

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/internal/version"
)

var (
	histories = flag.Int("histories", 2_000, "how many random histories to check")
	seed      = flag.Uint64("seed", 1, "seed of the random histories")
)

// No customer is ever surprised: whatever was saved, promoted, published, rejected,
// withdrawn, retracted, restored or adopted, and wherever customers stayed behind, what
// the gates and the texts ask of them for a version is what the table says of the two
// versions: nothing is left out and nothing is invented.
func TestNoCustomerIsSurprised(t *testing.T) {
	const each, share = 100, 10 // histories of a family, and of how many one has its texts read
	rows := map[string]int{}
	var pairs, texts int
	for i := 0; i < *histories && !t.Failed(); i += each {
		r := rand.New(rand.NewPCG(*seed, uint64(i)))
		f := newFamily(t, r)
		for j := range each {
			h := &history{family: f, Rand: r, t: t, name: fmt.Sprintf("history %d of seed %d", i+j, *seed), texts: j%share == 0, rows: rows}
			h.run()
			pairs, texts = pairs+h.pairs, texts+h.read
		}
	}
	var missing []string
	for _, row := range change.Rows() {
		if rows[row.ID] == 0 && row.ID != "app-distribution-unclear" { // lint refuses such a version
			missing = append(missing, row.ID)
		}
	}
	if *histories >= 100_000 && len(missing) > 0 {
		t.Errorf("no pair has the rows %s", strings.Join(missing, ", "))
	}
	t.Logf("%d histories, %d pairs of a version and the next, all texts of %d", *histories, pairs, texts)
}

// family are the contents that the versions of some histories have, each a change of
// another.
type family struct {
	t        testing.TB
	contents []*plainApp
	sides    map[[2]int]change.Side // by number and content
	demands  map[[2]int]demand
}

var numbers = []string{"1.0.0", "1.0.1", "1.1.0", "2.0.0", "2.1.0", "2.1.1", "3.0.0", "4.0.0"}

const nothing = -1

func newFamily(t testing.TB, r *rand.Rand) *family {
	f := &family{t: t, contents: []*plainApp{randomApp(r)}, sides: map[[2]int]change.Side{}, demands: map[[2]int]demand{}}
	for range 9 {
		a := one(r, f.contents...).copied()
		for range 1 + r.IntN(3) {
			a.mutate(r)
		}
		f.contents = append(f.contents, a)
	}
	return f
}

func (f *family) side(number, content int) change.Side {
	key := [2]int{number, content}
	if _, ok := f.sides[key]; !ok {
		f.sides[key] = parse(f.t, numbers[number], f.contents[content].text(numbers[number]))
	}
	return f.sides[key]
}

// demand is what the table says of two contents. That both sides see the same
// differences is compared here, once for each pair.
func (f *family) demand(from, to int) demand {
	key := [2]int{from, to}
	if d, ok := f.demands[key]; ok {
		return d
	}
	var before *plainApp
	var side change.Side
	if from != nothing {
		before, side = f.contents[from], f.side(0, from)
	}
	d := demandOf(before, f.contents[to])
	f.demands[key] = d
	var rows []string
	for _, c := range change.Diff(side, f.side(1, to)) {
		rows = append(rows, c.Row.ID)
	}
	if slices.Sort(rows); !slices.Equal(rows, d.rows) {
		f.t.Errorf("rows %v, want %v\n%s\n%s", rows, d.rows, side.App().Root.Text, f.side(1, to).File.Data)
	}
	return d
}

// history is one way that an app may go.
type history struct {
	*family
	*rand.Rand
	t     *testing.T
	name  string
	texts bool
	app   *ledger.App
	past  []past
	saved map[int]int // numbers and their contents
	now   time.Time
	rows  map[string]int
	pairs int
	read  int
}

// past is an event that the ledger took.
type past struct {
	kind    ledger.Kind
	number  int
	entry   *ledger.Entry
	cancels int // of a retraction
}

func (h *history) run() {
	h.app, h.now, h.saved = ledger.Read("acme", nil), at(1), map[int]int{}
	number := h.IntN(2)
	for range h.IntN(3) {
		h.save(ledger.Adopt, number)
		number++
	}
	for range 4 + h.IntN(9) {
		h.now = h.now.Add(time.Hour)
		switch known := keysOf(inSet(h.saved)); {
		case number < len(numbers) && (len(known) == 0 || h.IntN(3) == 0):
			h.save(ledger.Save, number)
			number += 1 + h.IntN(2)
		case len(known) > 0:
			number := one(h.Rand, known...)
			next := map[ledger.State]ledger.Kind{ledger.ReadyForTesting: ledger.Promote, ledger.Production: ledger.Submit, ledger.InReview: ledger.Publish}
			kind, ok := next[h.app.Version(ledgerNumber(number)).State]
			if !ok || h.IntN(3) == 0 {
				kind = one(h.Rand, ledger.Reject, ledger.Withdraw, ledger.Abandon, ledger.Bad, ledger.Retract)
			}
			h.event(kind, number)
		}
	}
	h.now = h.now.Add(time.Hour)
	for _, number := range keysOf(inSet(h.saved)) {
		if v := h.app.Version(ledgerNumber(number)); v.State == ledger.ReadyForTesting || v.Reached != nil {
			h.judge(number, v)
		}
	}
}

func inSet(m map[int]int) map[int]bool {
	set := map[int]bool{}
	for k := range m {
		set[k] = true
	}
	return set
}

func ledgerNumber(i int) version.Version {
	v, err := version.Parse(numbers[i])
	if err != nil {
		panic(err)
	}
	return v
}

// save brings a version in with what one before it had, or with something else.
func (h *history) save(kind ledger.Kind, number int) {
	content := h.IntN(len(h.contents))
	a := h.contents[content]
	e := ledger.Event{Kind: kind, At: h.now, By: "x", Digest: ledger.FrozenDigest(h.side(number, content).File.Data), Distribution: a.distribution}
	if kind == ledger.Adopt {
		e.State, e.Since = ledger.Production, ledger.Day(fmt.Sprintf("2025-0%d-01", 1+number))
		if a.distribution == "marketplace" {
			e.State = one(h.Rand, ledger.Published, ledger.Published, ledger.Production)
		}
	}
	if h.add(e, number, 0) {
		h.saved[number] = content
	}
}

func (h *history) event(kind ledger.Kind, number int) {
	e := ledger.Event{Kind: kind, At: h.now, By: "x", Reason: "because"}
	cancels := 0
	switch kind {
	case ledger.Promote:
		e.Reason, e.Overrides = "", []ledger.Override{{Gate: GateBump, Reason: "because"}}
	case ledger.Submit, ledger.Publish, ledger.Withdraw:
		e.Reason = ""
	case ledger.Retract:
		cancels = h.IntN(len(h.past))
		e.Cancels, number = h.past[cancels].entry.Base(), h.past[cancels].number
	}
	h.add(e, number, cancels)
}

// add records an event if the ledger allows it.
func (h *history) add(e ledger.Event, number, cancels int) bool {
	r, err := h.app.Add(e, ledgerNumber(number))
	if err != nil {
		return false
	}
	h.app, h.past = r.App, append(h.past, past{e.Kind, number, r.Entry, cancels})
	return true
}

// counts reports whether an event was not retracted in the end.
func (h *history) counts(i int) bool {
	for j, p := range h.past {
		if p.kind == ledger.Retract && p.cancels == i && j != i && h.counts(j) {
			return false
		}
	}
	return true
}

// reached are the numbers that reached customers, in this order, with what happened of
// them: promoted where the app is custom, published where it is on the Marketplace.
// Before is the number of events that had happened when each did.
func (h *history) reached() (list, before []int) {
	add := func(adopted bool) {
		for i, p := range h.past {
			if !h.counts(i) || (p.kind == ledger.Adopt) != adopted {
				continue
			}
			marketplace := h.contents[h.saved[p.number]].distribution == "marketplace"
			switch {
			case p.kind == ledger.Promote && !marketplace, p.kind == ledger.Publish && marketplace,
				adopted && (!marketplace || p.entry.State == ledger.Published):
				list, before = append(list, p.number), append(before, i)
			}
		}
	}
	add(true)
	add(false)
	return list, before
}

// judge compares what is asked for a version with what the table says.
func (h *history) judge(number int, v *ledger.Version) {
	list, _ := h.reached()
	if i := slices.Index(list, number); i >= 0 {
		list = list[:i]
	}
	run := nothing
	if len(list) > 0 {
		run = list[len(list)-1]
	}
	var use *validate.InUse
	if h.IntN(4) == 0 {
		use = h.inUse()
	}
	cohorts := slices.Clone(list)
	if use != nil && use.AsOf >= ledger.DayOf(h.now.AddDate(0, 0, -90)) {
		cohorts = nil
		for i := range numbers {
			if i != number && slices.Contains(use.Versions, ledgerNumber(i)) {
				cohorts = append(cohorts, i)
			}
		}
	}
	slices.Sort(cohorts)

	s := h.subject(number, v, use)
	f := gather(&s)
	var got []int
	for _, c := range s.Cohorts {
		got = append(got, slices.Index(numbers, c.Version.Number.String()))
	}
	if !slices.Equal(got, cohorts) {
		h.errorf("cohorts of %s are %v, want %v", v.Number, got, cohorts)
	}
	if now := f.earlierNumber(); run == nothing && now != "" || run != nothing && now != numbers[run] {
		h.errorf("before %s customers run %q", v.Number, now)
	}
	if run == nothing {
		cohorts = nil
	} else if len(cohorts) == 0 {
		cohorts = []int{run} // they stand for all
	}
	h.compareGroups(number, f.groups(), cohorts)
	h.compareGates(number, f, run, cohorts)
	if h.texts && !h.t.Failed() {
		h.compareTexts(number, s, run, cohorts)
	}
}

// inUse is a file that says which versions customers run: of those that were ever
// promoted, any may be in it.
func (h *history) inUse() *validate.InUse {
	u := &validate.InUse{AsOf: ledger.DayOf(h.now.AddDate(0, 0, -h.IntN(120)))}
	for i, p := range h.past {
		number := ledgerNumber(p.number)
		if (p.kind == ledger.Promote || p.kind == ledger.Adopt) && h.counts(i) && h.IntN(2) > 0 && !slices.Contains(u.Versions, number) {
			u.Versions = append(u.Versions, number)
		}
	}
	if len(u.Versions) == 0 {
		return nil
	}
	return u
}

// subject is a version as the commands gather it.
func (h *history) subject(number int, v *ledger.Version, use *validate.InUse) Subject {
	of := func(v *ledger.Version) *change.Side {
		if v == nil {
			return nil
		}
		i := slices.Index(numbers, v.Number.String())
		side := h.side(i, h.saved[i])
		return &side
	}
	s := Subject{
		App: "acme", Ledger: h.app, Version: v, Manifest: *of(v), Linted: true, At: h.now,
		Run: of(h.app.RunBefore(v)), Held: of(h.app.HeldBefore(v)),
		Notes: Notes{Text: one(h.Rand, "It is all new here and there.", "Select the permitted projects again.",
			"Create your app configurations again and approve the permissions.", "Install the app again.")},
	}
	for _, c := range use.Cohorts(h.app, v, h.now) {
		s.Cohorts = append(s.Cohorts, Cohort{c, *of(c)})
	}
	return s
}

// errorf reports the first fault of a history.
func (h *history) errorf(format string, args ...any) {
	h.t.Helper()
	if h.t.Failed() {
		return
	}
	var story []string
	for i, p := range h.past {
		story = append(story, fmt.Sprintf("%s %s %v", p.kind, numbers[p.number], h.counts(i)))
	}
	h.t.Errorf("%s: %s\n(%s)", h.name, fmt.Sprintf(format, args...), strings.Join(story, ", "))
}

// compareGroups looks for each cohort in exactly one group, with what the table asks
// of it.
func (h *history) compareGroups(number int, groups []Group, cohorts []int) {
	in := map[string]Group{}
	for _, g := range groups {
		for _, v := range g.Versions {
			if _, twice := in[v]; twice {
				h.errorf("%s is in two groups", v)
			}
			in[v] = g
		}
	}
	if len(in) != len(cohorts) {
		h.errorf("groups %v are not the cohorts %v", in, cohorts)
	}
	for _, c := range cohorts {
		want := h.demand(h.saved[c], h.saved[number])
		h.pairs++
		for _, row := range want.rows {
			h.rows[row]++
		}
		g := in[numbers[c]]
		if !slices.Equal(g.Actions, want.actions) {
			h.errorf("%s to %s asks %v, want %v", numbers[c], numbers[number], g.Actions, want.actions)
		}
		if got := tasksIn(g.Must); !slices.Equal(got, want.tasks) {
			h.errorf("%s to %s: customers must %q, want %q", numbers[c], numbers[number], got, want.tasks)
		}
	}
}

// spoken are the words by which a sentence is known to ask for a task; what follows
// them is said in it.
var spoken = []struct{ begins, task string }{
	{"Review and approve the permissions: ", "approve "},
	{"Select the permitted projects again", "projects again"},
	{"Select the permitted projects", "projects"},
	{"If the service account has a permission template", ""},
	{"Create the app configurations again and choose their projects; fill in the new fields: ", "again field "},
	{"Create the app configurations again and choose their projects", "configurations again"},
	{"Create the app configurations and choose their projects; fill in the new fields: ", "field "},
	{"Create the app configurations and choose their projects", "configurations"},
	{"If your company keeps a list of allowed web addresses, add ", "host "},
	{"Users must sign in to the MCP server ", "server "},
	{"Check that your company has Procore AI Pro or Enterprise", "agent"},
	{"If you installed the app from the Marketplace, install it again with an App Version Key", "key"},
	{"Read the setup page again: ", "setup"},
	{"Read the setup notes of the app again", "setup"},
}

// tasksIn reads the tasks that sentences ask for.
func tasksIn(sentences []string) []string {
	var tasks []string
	for _, s := range sentences {
		i := slices.IndexFunc(spoken, func(w struct{ begins, task string }) bool { return strings.HasPrefix(s, w.begins) })
		if i < 0 {
			tasks = append(tasks, "not known: "+s)
			continue
		}
		rest := strings.TrimPrefix(s, spoken[i].begins)
		switch task := spoken[i].task; task {
		case "":
		case "approve ":
			for grant := range strings.SplitSeq(rest, "; ") {
				tasks = append(tasks, task+grant)
			}
		case "projects again":
			tasks = append(tasks, "projects", task)
		case "configurations again":
			tasks = append(tasks, "configurations", task)
		case "field ", "again field ":
			if tasks = append(tasks, "configurations"); task != "field " {
				tasks = append(tasks, "configurations again")
			}
			for field := range strings.SplitSeq(rest, ", ") {
				tasks = append(tasks, "field "+field)
			}
		case "server ":
			name, rest, _ := strings.Cut(strings.TrimPrefix(rest, `"`), `"`)
			if strings.HasPrefix(rest, " again") {
				name += " again"
			}
			tasks = append(tasks, task+name)
		case "host ":
			tasks = append(tasks, task+rest)
		default:
			tasks = append(tasks, task)
		}
	}
	slices.Sort(tasks)
	return slices.Compact(tasks)
}

// stems are the words by which notes are known to speak of an action.
var stems = map[change.Action]string{
	change.ReselectProjects: "permitted projects", change.NewConfiguration: "app configurations",
	change.ApprovePermissions: "approve the permissions", change.Reinstall: "Install the app again",
}

// compareGates looks at the gates that depend on what changes for customers. No approval
// is recorded in any history.
func (h *history) compareGates(number int, f *facts, run int, cohorts []int) {
	want := h.demand(nothing, h.saved[number])
	if run != nothing {
		want = h.demand(h.saved[run], h.saved[number])
	}
	for _, row := range want.rows {
		h.rows[row]++
	}
	signed := 0
	if run != nothing {
		signed = want.signed
	}
	held, oneWay := nothing, 0
	for n := range h.saved {
		if n < number && h.app.Version(ledgerNumber(n)).State != ledger.Retracted {
			held = max(held, n)
		}
	}
	if held != nothing {
		d := h.demand(h.saved[held], h.saved[number])
		// What cannot be undone is signed off as that, and once where it is the same change.
		oneWay = d.oneWay
		if run != nothing && want.oneWay > 0 && oneWay > 0 && h.contents[h.saved[run]].connects(h.contents[h.saved[held]]) {
			signed--
		}
	}
	if got := len(f.approvalProblems(false)); got != signed {
		h.errorf("%s: %d changes need an approval, want %d", numbers[number], got, signed)
	}
	if got := len(f.approvalProblems(true)); got != oneWay {
		h.errorf("%s: %d changes cannot be undone, want %d", numbers[number], got, oneWay)
	}
	if run != nothing {
		low := slices.ContainsFunc(f.bumpProblems(), func(p Problem) bool { return strings.Contains(p.Message, "is too low after") })
		passed := slices.ContainsFunc(f.bumpProblems(), func(p Problem) bool { return strings.Contains(p.Message, "is lower than") })
		if want := tooLow(run, number, want.level); low != want && !passed {
			h.errorf("%s after %s: too low is %v, want %v", numbers[number], numbers[run], low, want)
		}
	}
	var missing []string
	for _, action := range change.Actions() {
		stem := stems[action]
		if stem == "" || strings.Contains(f.notes.Text, stem) {
			continue
		}
		var who []string
		for _, c := range cohorts {
			if slices.Contains(h.demand(h.saved[c], h.saved[number]).actions, action) {
				who = append(who, numbers[c])
			}
		}
		if len(who) == len(cohorts) {
			missing = append(missing, strings.Repeat(" all", min(len(who), 1)))
		} else if len(who) > 0 {
			missing = append(missing, " "+who[0])
		}
	}
	missing = slices.DeleteFunc(missing, func(s string) bool { return s == "" })
	var got []string
	for _, p := range f.unmentioned() {
		_, who, some := strings.Cut(p.Message, "do not tell customers on")
		if !some {
			got = append(got, " all")
			continue
		}
		lowest, _, _ := strings.Cut(strings.TrimPrefix(who, " "), " ")
		got = append(got, " "+strings.TrimSuffix(lowest, ","))
	}
	if !slices.Equal(got, missing) {
		h.errorf("%s: notes %q miss %q, want %q", numbers[number], f.notes.Text, got, missing)
	}
}

// tooLow reports whether a number is not high enough for a level.
func tooLow(from, to int, level version.Level) bool {
	was, is := numbers[from], numbers[to] // each part is one digit
	switch level {
	case version.Breaking:
		return is[:1] <= was[:1]
	case version.Feature:
		return is[:3] <= was[:3]
	}
	return is < was || level == version.Fix && is == was
}

// compareTexts reads all that is sent to customers.
func (h *history) compareTexts(number int, s Subject, run int, cohorts []int) {
	c := NewChecklist(s).Customers
	h.read++
	lists := [][]string{{}}
	for _, from := range cohorts {
		cohort := Cohort{h.app.Version(ledgerNumber(from)), h.side(from, h.saved[from])}
		want := h.demand(h.saved[from], h.saved[number])
		p := CustomerPlan(s, &cohort)
		page := strings.ToLower(stepsText(p.Update))
		plan := strings.ToLower(fmt.Sprintf("%+v", p.Screens))
		for _, task := range want.tasks {
			for name, text := range map[string]string{"plan": plan, "page": page, "release notes": strings.ToLower(c.ReleaseNotes), "message": strings.ToLower(c.Message)} {
				if s.Version.Bad != nil && name == "page" {
					continue // it says to stay
				}
				if !strings.Contains(text, strings.ToLower(said(task))) {
					h.errorf("the %s from %s to %s lacks %q:\n%s", name, numbers[from], numbers[number], task, text)
				}
			}
		}
		for _, step := range p.Update.Steps {
			lists = append(lists, step.Items)
		}
		var grants, items []string
		for _, task := range want.tasks {
			if grant, ok := strings.CutPrefix(task, "approve "); ok {
				grants = append(grants, grant)
			}
		}
		for _, step := range p.Update.Steps {
			items = append(items, step.Items...)
		}
		if slices.Sort(items); s.Version.Bad == nil && !slices.Equal(items, grants) {
			h.errorf("the page from %s to %s asks for %q, want %q", numbers[from], numbers[number], items, grants)
		}
		// What is not asked is not said.
		for task, words := range map[string]string{"projects": "permitted projects", "configurations": "app configuration", "key": "app version key", "agent": "procore ai pro", "host": "allowed web addresses"} {
			asked := slices.ContainsFunc(want.tasks, func(t string) bool { return t == task || strings.HasPrefix(t, task+" ") })
			if !asked && strings.Contains(page, words) {
				h.errorf("the page from %s to %s asks for %s, which nothing does:\n%s", numbers[from], numbers[number], task, page)
			}
		}
	}
	if strings.Contains(c.ReleaseNotes, "nothing changes for you") && len(c.Must) > 0 {
		h.errorf("nothing changes, but there is something to do: %s", c.ReleaseNotes)
	}
	if run == nothing {
		return
	}
	// Each sentence for some is for exactly those: merged back, they are the groups.
	if got, want := tasksIn(withoutWho(c.Must)), h.union(number, cohorts); !slices.Equal(got, want) {
		h.errorf("all together must %q, want %q", got, want)
	}
}

// said are the words that a text has of a task.
func said(task string) string {
	kind, what, _ := strings.Cut(task, " ")
	switch kind {
	case "approve", "host", "field":
		return what
	case "server":
		return `the MCP server "` + strings.TrimSuffix(what, " again") + `"`
	}
	return map[string]string{"projects": "permitted projects", "configurations": "configuration", "agent": "Procore AI Pro or Enterprise",
		"key": "App Version Key", "setup": "again"}[kind]
}

// withoutWho are sentences without whom they are for.
func withoutWho(sentences []string) []string {
	var list []string
	for _, s := range sentences {
		if rest, ok := strings.CutPrefix(s, "If you are on "); ok {
			_, rest, _ = strings.Cut(rest, ": ")
			s = capitalized(rest)
		}
		list = append(list, s)
	}
	return list
}

func (h *history) union(number int, cohorts []int) []string {
	var all []string
	for _, c := range cohorts {
		all = append(all, h.demand(h.saved[c], h.saved[number]).tasks...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
