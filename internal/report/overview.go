package report

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/parallel"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/validate"
)

// Report is what a team knows of its apps, for people without a terminal.
type Report struct {
	// Commit is the commit that is checked out, "" outside of git.
	Commit string `json:"commit"`
	// AsOf is the day up to which days are counted.
	AsOf ledger.Day `json:"as_of"`
	// KeysHidden and AddressesHidden say what was left out; see [Report.Hide].
	KeysHidden      bool        `json:"keys_hidden"`
	AddressesHidden bool        `json:"addresses_hidden"`
	Apps            []ReportApp `json:"apps"`
}

// ReportFormats are the formats of a report.
var ReportFormats = Formats[Report]{{HTML, reportHTML}, {JSON, asJSON[Report]}}

// Standing is who has to act on an app, in one word.
type Standing string

// The standings, in the order in which a board shows them.
const (
	Blocked     Standing = "blocked" // something is wrong
	Ready       Standing = "ready"   // the team takes the next step
	WithProcore Standing = "waiting" // Procore has it
	UpToDate    Standing = "done"    // nothing is waiting
	Ended       Standing = "retired" // the app has ended
)

var standings = []Standing{Blocked, Ready, WithProcore, UpToDate, Ended}

// ReportApp is one app.
type ReportApp struct {
	App          string `json:"app"`
	Name         string `json:"name"`
	Distribution string `json:"distribution"`
	Folder       string `json:"folder"`
	// Standing is explained by Title, in two or three words, and by Why, a sentence.
	Standing Standing `json:"status"`
	Title    string   `json:"status_title"`
	Why      string   `json:"why"`
	// For is the role that the app waits for, since Since; "" for none.
	For   string     `json:"waits_for"`
	Since ledger.Day `json:"waits_since"`
	Days  int        `json:"waits_days"`
	// Next is the command that comes next, "" if no one here can do anything.
	Next string `json:"next"`
	// Waiting are the versions that wait for someone, the working manifest first.
	Waiting []Waiting `json:"waiting"`
	Working string    `json:"working"`
	Draft   Draft     `json:"draft"`
	// DraftSince is the day of the first commit that changed the working manifest since
	// the last save, where it is ahead; "" if unknown.
	DraftSince ledger.Day `json:"draft_since"`
	DraftDays  int        `json:"draft_days"`
	// Uncommitted are the files that the commit of the report lacks, or holds otherwise.
	Uncommitted []string `json:"uncommitted"`
	// Run is the version that customers get, and Production the one in production.
	Run        string `json:"customers_run"`
	Production string `json:"production"`
	InUse      *InUse `json:"in_use"`
	// Asks are what the working manifest asks of customers, and Past what they
	// were asked before, the latest first.
	Asks []Asks    `json:"asks"`
	Past []PastAsk `json:"past_asks"`
	// Permissions are those of the version that customers get or, before the first,
	// of the next one; with what later versions change.
	Permissions []ReportPermission `json:"permissions"`
	// Updates are what versions ask of customers: the one that is out, and the next.
	Updates []ReportUpdate `json:"updates"`
	// Check is what stands before the promotion of the version that waits for it.
	Check *ReportCheck `json:"check"`
	// Versions are all, the highest first.
	Versions []ReportVersion `json:"versions"`
	// Periods say which version was in production when, the latest first.
	Periods []ReportPeriod `json:"periods"`
	// Events are all, the latest first; Unknown says why one has no commit.
	// Kinds are those of all events, also of those that EventsLeft counts: a page shows
	// no more than it needs.
	Events     []LogEvent    `json:"events"`
	Kinds      []ledger.Kind `json:"-"`
	EventsLeft int           `json:"-"`
	Unknown    string        `json:"no_commit"`
	Fault      string        `json:"fault"`
}

// ReportVersion is a version and what became of it.
type ReportVersion struct {
	Version    string            `json:"version"`
	Portal     string            `json:"portal_version"`
	State      ledger.State      `json:"state"`
	Since      ledger.Day        `json:"since"`
	Days       int               `json:"days"`
	Adopted    bool              `json:"adopted"`
	Bad        *BadVersion       `json:"bad"`
	Sandbox    string            `json:"sandbox_key"`
	Live       string            `json:"production_key"`
	Overrides  []ledger.Override `json:"overrides"`
	Undoes     string            `json:"undoes"`
	PassedBy   string            `json:"passed_by"`
	InUse      bool              `json:"in_use"`
	SavedBy    string            `json:"saved_by"`
	PromotedBy string            `json:"promoted_by"`
	// Saved, Promoted, Reached and Ended are days, "" if it did not come to
	// that or no one knows.
	Saved    ledger.Day   `json:"saved"`
	Promoted ledger.Day   `json:"promoted"`
	Reached  ledger.Day   `json:"reached_customers"`
	Ended    ledger.Day   `json:"ended"`
	Marks    []ReportMark `json:"marks"`
	// From is what Changes are counted from: what customers had before. Full says that
	// the changes are listed.
	From    string         `json:"from"`
	Full    bool           `json:"full"`
	Changes []ReportChange `json:"changes"`
	// Results are those that testers handed in, the latest first.
	Results []ReportResults `json:"results"`
}

// ReportResults are the results of one test: what a tester found, item by item.
type ReportResults struct {
	By      string         `json:"by"`
	Day     ledger.Day     `json:"day"`
	Result  ledger.Result  `json:"result"`
	Summary string         `json:"summary"`
	Items   []ReportResult `json:"items"`
}

// ReportResult is what was found about one item.
type ReportResult struct {
	ID     string                `json:"id"`
	Text   string                `json:"text"`
	Result validate.AnswerResult `json:"result"`
	Note   string                `json:"note"`
	Cells  []validate.AnswerCell `json:"cells"`
}

// NewReportResults are the results of a test, what failed first.
func NewReportResults(e *ledger.Entry, r *validate.Results) ReportResults {
	out := ReportResults{By: r.By, Day: ledger.DayOf(r.At), Result: e.Result, Summary: r.String()}
	for i := range r.Items {
		a := &r.Items[i]
		out.Items = append(out.Items, ReportResult{a.ID, promote.ItemText(a.ID), a.Result, a.Note, a.Cells})
	}
	slices.SortStableFunc(out.Items, func(a, b ReportResult) int {
		return slices.Index(resultOrder, a.Result) - slices.Index(resultOrder, b.Result)
	})
	return out
}

var resultOrder = []validate.AnswerResult{validate.AnswerFailed, validate.AnswerOpen, validate.AnswerNotApplicable,
	validate.AnswerDone}

// ReportMark is something that happened to a version on a day.
type ReportMark struct {
	What string     `json:"what"`
	Day  ledger.Day `json:"day"`
	By   string     `json:"by"`
	kind ledger.Kind
}

// ReportChange is a change of a version, in words.
type ReportChange struct {
	Summary string `json:"summary"`
	Level   string `json:"level"`
	From    string `json:"from"`
	To      string `json:"to"`
	// News is what customers notice, Must what they must do.
	News     string    `json:"news"`
	Must     string    `json:"must"`
	Approval *Approval `json:"approval"`
}

// NewReportChange is a change in words, without its approval.
func NewReportChange(c *change.Change) ReportChange {
	return ReportChange{Summary: c.Summary, Level: c.Level.String(), From: c.From, To: c.To, News: c.News,
		Must: c.Customers}
}

// ReportPermission is a right of an app to a tool.
type ReportPermission struct {
	Scope string `json:"scope"`
	Tool  string `json:"tool"`
	// Level is "" if only a later version asks for it.
	Level   string     `json:"level"`
	Purpose string     `json:"purpose"`
	Version string     `json:"since_version"`
	Since   ledger.Day `json:"since"`
	Days    int        `json:"days"`
	// Approval is nil if none was needed.
	Approval *Approval `json:"approval"`
	// Planned are what later versions ask for.
	Planned []PlannedPermission `json:"planned"`
}

// PlannedPermission is a level that a later version asks for; "" takes it away.
type PlannedPermission struct {
	Version  string    `json:"version"`
	Level    string    `json:"level"`
	Purpose  string    `json:"purpose"`
	Approval *Approval `json:"approval"`
}

// ReportUpdate is what a version asks of customers.
type ReportUpdate struct {
	Version string `json:"version"`
	// Out says that customers can have it already.
	Out    bool          `json:"out"`
	Groups []ReportGroup `json:"groups"`
}

// ReportGroup is what customers on some versions must do.
type ReportGroup struct {
	Versions []string `json:"versions"`
	Must     []string `json:"must"`
	// Pages are the commands that make the page to send, one for each version; none
	// for what is not saved.
	Pages []string `json:"pages"`
}

// ReportCheck is how a version stands before its promotion.
type ReportCheck struct {
	Version string         `json:"version"`
	Gates   []promote.Gate `json:"gates"`
	Count   promote.Count  `json:"summary"`
	// Items are those of the checklist that are not done.
	Items []ReportItem `json:"items"`
}

// ReportItem is an item of the checklist that is not done.
type ReportItem struct {
	ID       string        `json:"id"`
	Section  string        `json:"section"`
	Text     string        `json:"text"`
	State    promote.State `json:"state"`
	Problems []string      `json:"problems"`
}

// ReportPeriod is when a version was in production, and when customers got it.
type ReportPeriod struct {
	Version string `json:"version"`
	// Customers says that the period is about what customers got, where Procore
	// publishes later than the team promotes.
	Customers bool       `json:"customers"`
	From      ledger.Day `json:"from"`  // "" if it is not known
	Until     ledger.Day `json:"until"` // "" if it has not ended
	By        string     `json:"by"`
}

// DaysUntil is the number of days from one day to another, 0 if one of them is
// not known or the first is later.
func DaysUntil(from, to ledger.Day) int {
	a, err := time.Parse(time.DateOnly, string(from))
	b, other := time.Parse(time.DateOnly, string(to))
	if err != nil || other != nil {
		return 0
	}
	return max(0, int(b.Sub(a).Hours()/24))
}

// HappenedOn is the day of an event that led a version to a state; "" if it is
// not known, as of a version that was adopted.
func HappenedOn(e *ledger.Entry) ledger.Day {
	switch {
	case e == nil:
		return ""
	case e.Kind == ledger.Adopt:
		return e.Since
	}
	return e.Happened()
}

// NewReportVersion is what the ledger knows of a version.
func NewReportVersion(a *ledger.App, v *ledger.Version, asOf ledger.Day) ReportVersion {
	r := ReportVersion{
		Version: v.Number.String(), State: v.State, Since: v.Since(), Days: DaysUntil(v.Since(), asOf), Adopted: v.Adopted(),
		Sandbox: v.Keys.Sandbox, Live: v.Keys.Production, Promoted: HappenedOn(v.Promoted), Reached: HappenedOn(v.Reached),
	}
	if v.Portal != v.Number {
		r.Portal = v.Portal.String()
	}
	if v.First != nil {
		r.SavedBy, r.Saved = v.First.By, HappenedOn(v.First)
	}
	if v.Promoted != nil {
		r.PromotedBy = v.Promoted.By
	}
	if v.Bad != nil {
		bad := NewBadVersion(v)
		r.Bad = &bad
	}
	switch v.State {
	case ledger.Superseded, ledger.Abandoned, ledger.Rejected, ledger.Retracted:
		r.Ended = v.Since()
	case ledger.ReadyForTesting:
		if a.IsPassed(v) {
			r.PassedBy = a.InProduction.Number.String()
		}
	}
	for _, e := range v.Overrides() {
		r.Overrides = append(r.Overrides, e.Event.Overrides...)
	}
	for _, e := range v.Events {
		what := pastWords[e.Kind]
		switch {
		case e.Fault != nil && e.Retracted == nil, e.Kind == ledger.Retract, e.Kind == ledger.NewKeys:
			continue
		case e.Kind == ledger.Test:
			what = "test " + string(e.Result)
		}
		if e.Retracted != nil {
			what += " (retracted)"
		}
		mark := ReportMark{What: what, Day: HappenedOn(e), By: e.By, kind: e.Kind}
		if e.Retracted != nil {
			mark.kind = ledger.Retract
		} else if e.Result == ledger.Failed {
			mark.kind = failedTest
		}
		r.Marks = append(r.Marks, mark)
	}
	return r
}

// failedTest is the kind of mark of a test that failed.
const failedTest ledger.Kind = "failed"

// NewReportPeriods say which version was in production when and, for apps that
// Procore reviews, which one customers got; the latest first.
func NewReportPeriods(a *ledger.App) []ReportPeriod {
	in := func(customers bool, by func(*ledger.Version) *ledger.Entry) []ReportPeriod {
		var list []ReportPeriod
		for _, e := range a.Events {
			v := a.Version(e.Number)
			if v == nil || by(v) != e {
				continue
			}
			day := HappenedOn(e)
			if n := len(list); n > 0 {
				list[n-1].Until = day
			}
			list = append(list, ReportPeriod{Version: v.Number.String(), Customers: customers, From: day, By: e.By})
		}
		if n := len(list); n > 0 && a.Retired != nil {
			list[n-1].Until = a.Retired.Happened()
		}
		slices.Reverse(list)
		return list
	}
	periods := in(false, func(v *ledger.Version) *ledger.Entry { return v.Promoted })
	if slices.ContainsFunc(a.Versions, func(v *ledger.Version) bool { return v.Reached != v.Promoted }) {
		periods = append(periods, in(true, func(v *ledger.Version) *ledger.Entry { return v.Reached })...)
	}
	return periods
}

var (
	addressAfterName = lazy.Regexp(` ?<[^<>\s]*@[^<>\s]*>`)
	address          = lazy.Regexp(`[^\s<>@"'(),;:]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}[\p{L}-]+`)
	versionKey       = lazy.Regexp(`(?i)\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b`)
)

// Hide takes App Version Keys and addresses of people out of every text, unless
// they are to be shown.
func (r *Report) Hide(keys, addresses bool) *Report {
	var people sync.Map // texts with an address, as they are shown: most are names, again and again
	hidden := r.mapped(func(s string) string {
		if keys && mayHoldKey(s) {
			s = versionKey().ReplaceAllLiteralString(s, "(key hidden)")
		}
		if addresses && mayHoldAddress(s) {
			shown, done := people.Load(s)
			if !done {
				shown = address().ReplaceAllLiteralString(addressAfterName().ReplaceAllLiteralString(s, ""), "(address hidden)")
				people.Store(s, shown)
			}
			return shown.(string)
		}
		return s
	})
	hidden.KeysHidden, hidden.AddressesHidden = keys, addresses
	return hidden
}

// mayHoldKey reports quickly whether a text has dashes where a key has them.
func mayHoldKey(s string) bool {
	for i := strings.IndexByte(s, '-'); i >= 0 && i+15 < len(s); i++ {
		if s[i] == '-' && s[i+5] == '-' && s[i+10] == '-' && s[i+15] == '-' {
			return true
		}
	}
	return false
}

// mayHoldAddress reports quickly whether a text has an address: the word after an @ ends
// an angle bracket, or has a dot before something that is no digit. Most are app@1.2.0.
func mayHoldAddress(s string) bool {
	for _, after := range strings.Split(s, "@")[1:] {
		for i := 0; i < len(after) && !strings.ContainsRune(" \t\n\f\r", rune(after[i])); i++ {
			if after[i] == '>' || after[i] == '.' && i+1 < len(after) && (after[i+1] < '0' || after[i+1] > '9') {
				return true
			}
		}
	}
	return false
}

// mapped returns the report with every text replaced; the first is left as it is.
func (r *Report) mapped(f func(string) string) *Report {
	out := *r
	out.Apps = parallel.Map(context.Background(), r.Apps, func(a ReportApp) ReportApp {
		return mapTexts(reflect.ValueOf(a), f).Interface().(ReportApp)
	})
	return &out
}

// mapTexts returns v with every text replaced. What holds no text that changes is
// shared with v. Types that write their own JSON are left as they are.
func mapTexts(v reflect.Value, f func(string) string) reflect.Value {
	out, _ := mapText(v, f)
	return out
}

// mapText is mapTexts; it also says whether a text was replaced.
func mapText(v reflect.Value, f func(string) string) (out reflect.Value, changed bool) {
	switch v.Kind() {
	case reflect.String:
		if text := f(v.String()); text != v.String() {
			out = reflect.New(v.Type()).Elem()
			out.SetString(text)
			return out, true
		}
	case reflect.Slice:
		for i := range v.Len() {
			if item, is := mapText(v.Index(i), f); is {
				if !changed {
					out, changed = reflect.MakeSlice(v.Type(), v.Len(), v.Len()), true
					reflect.Copy(out, v)
				}
				out.Index(i).Set(item)
			}
		}
	case reflect.Pointer:
		if v.IsNil() {
			return v, false
		}
		if to, is := mapText(v.Elem(), f); is {
			out = reflect.New(v.Type().Elem())
			out.Elem().Set(to)
			return out, true
		}
	case reflect.Struct:
		for _, i := range textFields(v.Type()) {
			if field, is := mapText(v.Field(i), f); is {
				if !changed {
					out, changed = reflect.New(v.Type()).Elem(), true
					out.Set(v)
				}
				out.Field(i).Set(field)
			}
		}
	}
	if changed {
		return out, true
	}
	return v, false
}

var fieldsWithText sync.Map // of structs, as textFields returns them

// textFields are the exported fields of a struct in which there can be texts.
func textFields(t reflect.Type) []int {
	if known, ok := fieldsWithText.Load(t); ok {
		return known.([]int)
	}
	var list []int
	for i := range t.NumField() {
		if field := t.Field(i); field.IsExported() && holdsText(field.Type) {
			list = append(list, i)
		}
	}
	fieldsWithText.Store(t, list)
	return list
}

func holdsText(t reflect.Type) bool {
	switch {
	case t.Implements(marshaler):
		return false
	case t.Kind() == reflect.Slice, t.Kind() == reflect.Pointer:
		return holdsText(t.Elem())
	case t.Kind() == reflect.Struct:
		return len(textFields(t)) > 0
	}
	return t.Kind() == reflect.String
}

// find returns the version with a number, nil for none.
func (a *ReportApp) find(number string) *ReportVersion {
	i := slices.IndexFunc(a.Versions, func(v ReportVersion) bool { return v.Version == number })
	if i < 0 {
		return nil
	}
	return &a.Versions[i]
}

// Sentence is a text as a sentence: with a capital letter and a full stop.
func Sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	if !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "?") && !strings.HasSuffix(s, "!") {
		s += "."
	}
	return s
}

// Words say what is in the report: "8 apps, 42 versions".
func (r *Report) Words() string {
	versions := 0
	for _, a := range r.Apps {
		versions += len(a.Versions)
	}
	return diag.Plural(len(r.Apps), "app") + ", " + diag.Plural(versions, "version")
}
