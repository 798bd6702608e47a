package ledger

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
)

func document(t testing.TB, text string) *manifest.Document {
	t.Helper()
	doc, diags := manifest.Parse(source.New("manifest.yaml", []byte(text)))
	if len(diags) > 0 {
		t.Fatalf("findings in the manifest:\n%s", words(diags))
	}
	return doc
}

func words(diags []diag.Diagnostic) string {
	var lines []string
	for _, d := range diags {
		lines = append(lines, fmt.Sprintf("%s: %s [%s] = %s", d.File.Name, d.Message, d.Rule, d.Help))
	}
	return strings.Join(lines, "\n")
}

func number(text string) version.Version {
	if text == "" {
		return version.Version{}
	}
	v, err := version.Parse(text)
	if err != nil {
		panic(err)
	}
	return v
}

// story is a ledger to which a test adds events, one after the other.
type story struct {
	t    testing.TB
	app  *App
	now  time.Time
	last *Entry
}

func newStory(t testing.TB) *story {
	return &story{t: t, app: Read("acme", nil), now: time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)}
}

// event is an event with what its kind asks for.
func (s *story) event(kind Kind, with ...func(*Event)) Event {
	e := Event{Kind: kind, At: s.app.Clock(s.now), By: "Jane Doe <jane@acme.test>"}
	switch kind {
	case Save, Adopt:
		e.Digest, e.Distribution = RawDigest(nil), custom
	case Test:
		e.Result = Passed
	case Reject, Abandon, Bad, Retract, Retire:
		e.Reason = "because"
	}
	for _, set := range with {
		set(&e)
	}
	return e
}

// do records an event that must be allowed.
func (s *story) do(kind Kind, at string, with ...func(*Event)) *Entry {
	s.t.Helper()
	r, err := s.app.Add(s.event(kind, with...), number(at))
	if err != nil {
		s.t.Fatalf("%s %s: %v", kind, at, err)
	}
	s.app, s.last = r.App, r.Entry
	s.now = s.now.Add(time.Minute)
	s.clean()
	return r.Entry
}

// refuse records an event that must be refused, with these words.
func (s *story) refuse(kind Kind, at, want string, with ...func(*Event)) {
	s.t.Helper()
	_, err := s.app.Add(s.event(kind, with...), number(at))
	var refused *Refused
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), want) {
		s.t.Errorf("%s %s: got %v, want a refusal with %q", kind, at, err, want)
	}
}

// retract retracts the latest event of a kind.
func (s *story) retract(at string, kind Kind) *Entry {
	s.t.Helper()
	e, err := s.app.Find(number(at), string(kind))
	if err != nil {
		s.t.Fatal(err)
	}
	return s.do(Retract, at, cancels(e))
}

func (s *story) clean() {
	s.t.Helper()
	if faults := s.app.Faults(); len(faults) > 0 {
		s.t.Fatalf("the ledger has faults:\n%s", words(faults))
	}
}

// is checks the states of versions, "1.2.0 production", and what customers run.
func (s *story) is(run string, states ...string) {
	s.t.Helper()
	for _, want := range states {
		at, state, _ := strings.Cut(want, " ")
		v := s.app.Version(number(at))
		if v == nil || string(v.State) != state {
			s.t.Errorf("%s is %+v, want %s", at, v, state)
		}
	}
	got := ""
	if s.app.Run != nil {
		got = s.app.Run.Number.String()
	}
	if got != run {
		s.t.Errorf("customers run %q, want %q", got, run)
	}
}

func (s *story) ship(at string, with ...func(*Event)) {
	s.t.Helper()
	s.do(Save, at, with...)
	s.do(Test, at)
	s.do(Promote, at)
}

func cancels(e *Entry) func(*Event) { return func(r *Event) { r.Cancels = e.Base() } }

func onMarketplace(e *Event) { e.Distribution = marketplace }

func adopted(state State, since Day) func(*Event) {
	return func(e *Event) { e.State, e.Since = state, since }
}

func by(who string) func(*Event) { return func(e *Event) { e.By = who } }

func TestFirstRelease(t *testing.T) {
	s := newStory(t)
	s.do(Save, "0.1.0")
	s.is("", "0.1.0 ready_for_testing")
	s.do(Test, "0.1.0")
	s.do(Promote, "0.1.0")
	s.is("0.1.0", "0.1.0 production")
	s.ship("0.2.0")
	s.is("0.2.0", "0.1.0 superseded", "0.2.0 production")
	if v := s.app.Version(number("0.1.0")); v.SupersededBy.Number != number("0.2.0") || v.Since() != "2026-11-26" {
		t.Errorf("0.1.0 is superseded by %v since %s", v.SupersededBy, v.Since())
	}
}

func TestAdopting(t *testing.T) {
	s := newStory(t)
	s.do(Adopt, "1.3.0", onMarketplace, adopted(Published, "2025-06-01"))
	s.is("1.3.0", "1.3.0 published")
	s.do(Adopt, "1.2.0", onMarketplace, adopted(Published, "2024-11-15"))
	s.do(Adopt, "1.1.0", onMarketplace, adopted(Published, ""))
	s.is("1.3.0", "1.3.0 published", "1.2.0 superseded", "1.1.0 superseded")
	if got := s.app.Version(number("1.2.0")).Since(); got != "2025-06-01" {
		t.Errorf("1.2.0 is superseded since %q", got)
	}
	if got := s.app.Version(number("1.1.0")).First.Happened(); got != "" {
		t.Errorf("1.1.0 is adopted as of %q; the day is not known", got)
	}
	s.ship("1.4.0", onMarketplace)
	s.is("1.3.0", "1.4.0 production", "1.3.0 published")
	s.do(Submit, "1.4.0")
	s.do(Publish, "1.4.0")
	s.is("1.4.0", "1.4.0 published", "1.3.0 superseded")
	s.refuse(Adopt, "1.5.0", "lower than 1.4.0", onMarketplace, adopted(Published, ""))
	s.do(Adopt, "1.0.0", onMarketplace, adopted(Published, "2024-01-10"))
	s.is("1.4.0", "1.0.0 superseded")
	if got := len(s.app.Cohorts()); got != 5 {
		t.Errorf("%d cohorts, want 5", got)
	}
}

func TestWrongVersionPromoted(t *testing.T) {
	for _, late := range []bool{false, true} {
		s := newStory(t)
		s.ship("1.3.0")
		s.do(Save, "1.4.0")
		s.do(Save, "1.4.1")
		key := func(e *Event) { e.Keys.Production = "c126705a-fc0b-47c9-944e-8c427e5b9bd2" }
		s.do(Promote, "1.4.0", key)
		s.is("1.4.0", "1.4.0 production", "1.3.0 superseded")
		if late { // the right version was promoted first
			s.do(Promote, "1.4.1")
		}
		s.retract("1.4.0", Promote)
		if v := s.app.Version(number("1.4.0")); v.State != ReadyForTesting || v.Keys != (Keys{}) {
			t.Errorf("1.4.0 is %s with keys %v", v.State, v.Keys)
		}
		if late {
			s.is("1.4.1", "1.4.1 production", "1.3.0 superseded")
			continue
		}
		s.is("1.3.0", "1.3.0 production")
		s.retract("1.4.0", Retract)
		s.is("1.4.0", "1.4.0 production", "1.3.0 superseded")
	}
}

func TestRetractionInTheRightOrder(t *testing.T) {
	s := newStory(t)
	s.ship("1.0.0", onMarketplace)
	s.do(Submit, "1.0.0")
	promotion, _ := s.app.Find(number("1.0.0"), string(Promote))
	s.refuse(Retract, "1.0.0", "manifest record retract acme@1.0.0 "+s.last.Base(), cancels(promotion))
	s.retract("1.0.0", Submit)
	s.retract("1.0.0", Promote)
	s.is("", "1.0.0 ready_for_testing")
	s.refuse(Retract, "1.0.0", "already retracted", cancels(promotion))
}

func TestSaveThatNeverHappened(t *testing.T) {
	s := newStory(t)
	s.ship("1.3.0")
	s.do(Save, "1.4.0")
	s.do(Test, "1.4.0")
	save := s.app.Version(number("1.4.0")).First
	s.refuse(Retract, "1.4.0", "first: manifest record retract acme@1.4.0", cancels(save))
	s.retract("1.4.0", Test)
	s.retract("1.4.0", Save)
	s.is("1.3.0", "1.4.0 retracted")
	if got := s.app.PortalHolds().Number; got != number("1.3.0") {
		t.Errorf("the portal holds %s", got)
	}
	s.refuse(Test, "1.4.0", "was retracted")
	s.refuse(Promote, "1.4.0", "was retracted")
	if need, err := s.app.Need(version.Feature); err != nil || need.Number != number("1.4.1") {
		t.Errorf("the next number is %v, %v", need, err)
	}
	s.do(Save, "1.4.1")
	s.do(Abandon, "1.4.1")
	if got := s.app.PortalHolds().Number; got != number("1.4.1") {
		t.Errorf("the portal holds %s", got)
	}
}

// What customers run, through every turn.
func TestWhatCustomersRun(t *testing.T) {
	s := newStory(t)
	s.ship("1.2.0")
	s.ship("1.3.0", onMarketplace)
	s.is("1.2.0", "1.3.0 production")
	s.do(Submit, "1.3.0")
	s.do(Withdraw, "1.3.0")
	s.do(Submit, "1.3.0")
	s.do(Reject, "1.3.0")
	s.is("1.2.0", "1.3.0 rejected")
	s.ship("1.3.1", onMarketplace)
	s.do(Submit, "1.3.1")
	s.is("1.2.0", "1.3.1 in_review")
	s.do(Publish, "1.3.1")
	s.is("1.3.1", "1.3.1 published")
	s.retract("1.3.1", Publish)
	s.is("1.2.0", "1.3.1 in_review")
	s.do(Publish, "1.3.1")
	s.ship("1.4.0", onMarketplace)
	s.do(Submit, "1.4.0")
	s.is("1.3.1", "1.4.0 in_review", "1.3.1 published")
	s.ship("1.5.0", onMarketplace)
	s.is("1.3.1", "1.5.0 production", "1.4.0 in_review")
	s.do(Publish, "1.4.0")
	s.is("1.4.0", "1.4.0 published", "1.3.1 superseded")
	s.do(Bad, "1.4.0")
	s.is("1.4.0", "1.4.0 published")
	s.refuse(Bad, "1.5.0", "has not reached customers")
	s.ship("2.0.0")
	s.is("2.0.0", "2.0.0 production", "1.4.0 published")
	var cohorts []string
	for _, v := range s.app.Cohorts() {
		cohorts = append(cohorts, v.Number.String())
	}
	if got := strings.Join(cohorts, " "); got != "1.2.0 1.3.1 1.4.0 2.0.0" {
		t.Errorf("customers can have %s", got)
	}
}

func TestWithdrawnAfterALaterPromotion(t *testing.T) {
	s := newStory(t)
	s.ship("1.0.0", onMarketplace)
	s.do(Submit, "1.0.0")
	s.ship("1.1.0", onMarketplace)
	s.do(Withdraw, "1.0.0")
	s.is("", "1.0.0 superseded", "1.1.0 production")
}

// branch is an event that a branch recorded, at a time of the day.
func branch(s *story, at, clock string, kind Kind, with ...func(*Event)) File {
	hour, _ := time.Parse("15:04", clock)
	e := s.event(kind, with...)
	e.At = time.Date(2026, 11, 27, hour.Hour(), hour.Minute(), 0, 0, time.UTC)
	name, data, err := Encode(e)
	if err != nil {
		s.t.Fatal(err)
	}
	path := "versions/" + at + "/history/" + name
	return File{path, source.New(path, data)}
}

// merged is the ledger with the events of branches, whatever the order in which
// they were merged.
func (s *story) merged(added ...File) *App {
	s.t.Helper()
	var files []File
	for _, e := range s.app.Events {
		files = append(files, File{e.Path, e.File})
	}
	files = append(files, added...)
	want := ""
	var app *App
	for range 2 {
		app = Read("acme", files)
		got := describeApp(app)
		if want != "" && got != want {
			s.t.Errorf("the order of merging matters:\n%s\n%s", want, got)
		}
		want = got
		slices.Reverse(files)
	}
	return app
}

func describeApp(a *App) string {
	var b strings.Builder
	for _, v := range a.Versions {
		fmt.Fprintf(&b, "%s %s %s %v\n", v.Number, v.State, v.Since(), v.Keys)
	}
	for _, e := range a.Events {
		fmt.Fprintf(&b, "%s %v %v\n", e.Path, e.Retracted != nil, e.Fault != nil)
	}
	return b.String() + words(a.Faults())
}

func TestMerges(t *testing.T) {
	start := func() *story {
		s := newStory(t)
		s.ship("1.3.0")
		s.do(Save, "1.4.0")
		s.do(Save, "1.5.0")
		return s
	}
	overridden := func(e *Event) { e.Overrides = []Override{{"sandbox-test", "because"}} }
	failed := func(e *Event) { e.Result = Failed }
	for _, c := range []struct {
		name  string
		files func(s *story) []File
		state string // of 1.4.0
		fault string
	}{
		{"keys and test", func(s *story) []File {
			key := func(e *Event) { e.Keys.Sandbox = "c126705a-fc0b-47c9-944e-8c427e5b9bd2" }
			return []File{branch(s, "1.4.0", "10:00", NewKeys, key), branch(s, "1.4.0", "10:05", Test)}
		}, "ready_for_testing", ""},
		{"late test", func(s *story) []File {
			return []File{branch(s, "1.4.0", "11:00", Test), branch(s, "1.4.0", "10:00", Promote, overridden)}
		}, "production", ""},
		{"promoted twice", func(s *story) []File {
			return []File{branch(s, "1.4.0", "10:00", Promote), branch(s, "1.4.0", "10:30", Promote, by("Raj"))}
		}, "production", "1.4.0 is Production"},
		{"abandoned and promoted", func(s *story) []File {
			return []File{branch(s, "1.4.0", "10:00", Abandon), branch(s, "1.4.0", "10:30", Promote)}
		}, "abandoned", "1.4.0 is Abandoned"},
		{"promoted out of order", func(s *story) []File {
			return []File{branch(s, "1.4.0", "10:00", Promote), branch(s, "1.5.0", "09:50", Promote)}
		}, "ready_for_testing", "1.4.0 is lower than 1.5.0"},
		{"two tests in one second", func(s *story) []File {
			return []File{branch(s, "1.4.0", "10:00", Test), branch(s, "1.4.0", "10:00", Test, failed)}
		}, "ready_for_testing", ""},
		{"cherry-pick", func(s *story) []File { return []File{branch(s, "1.4.0", "10:00", Test)} }, "ready_for_testing", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := start()
			app := s.merged(c.files(s)...)
			if got := string(app.Version(number("1.4.0")).State); got != c.state {
				t.Errorf("1.4.0 is %s, want %s", got, c.state)
			}
			faults := app.Faults()
			switch {
			case c.fault == "" && len(faults) > 0, c.fault != "" && len(faults) != 1:
				t.Errorf("got %d faults:\n%s", len(faults), words(faults))
			case c.fault != "" && (!strings.Contains(faults[0].Message, c.fault) || !strings.Contains(faults[0].Help, "manifest record retract acme@1.4.0")):
				t.Errorf("got %s, want %q", words(faults), c.fault)
			}
			if c.fault == "" {
				return
			}
			// The remedy that the finding names works.
			s.app = app
			command := strings.Fields(faults[0].Help)
			e, err := s.app.Find(number("1.4.0"), command[4])
			if err != nil {
				t.Fatal(err)
			}
			s.now = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
			s.do(Retract, "1.4.0", cancels(e))
		})
	}
}

func TestFuture(t *testing.T) {
	s := newStory(t)
	s.do(Save, "1.0.0")
	now := s.last.At
	s.app = s.merged(branch(s, "1.0.0", "12:00", Test))
	at := func(clock string) time.Time {
		c, _ := time.Parse("15:04", clock)
		return time.Date(2026, 11, 27, c.Hour(), c.Minute(), 0, 0, time.UTC)
	}
	if got := s.app.Future(at("10:00")); len(got) != 1 || !strings.Contains(got[0].Help, "record retract acme@1.0.0") {
		t.Errorf("two hours ahead: %s", words(got))
	}
	if got := s.app.Future(at("11:50")); len(got) != 0 {
		t.Errorf("ten minutes ahead: %s", words(got))
	}
	if got := s.app.Clock(at("11:55")); got != at("12:00").Add(time.Second) {
		t.Errorf("the next event is at %s", got)
	}
	if got := s.app.Clock(now); !got.After(now) || got.After(now.Add(time.Second)) {
		t.Errorf("far behind: the next event is at %s", got)
	}
	test, _ := s.app.Find(number("1.0.0"), string(Test))
	s.now = at("10:00")
	s.do(Retract, "1.0.0", cancels(test))
	if got := s.app.Future(at("10:00")); len(got) != 0 {
		t.Errorf("retracted: %s", words(got))
	}
}

func TestApprovals(t *testing.T) {
	change := func(e *Event) {
		e.Path, e.Op, e.From, e.To, e.Reason = "data_connector.permissions.project.budgeting.level", "changed", "read_only", "admin", "agreed"
		e.Fingerprint, e.Expires = Fingerprint(e.Path, e.Op, e.From, e.To), "2026-12-31"
	}
	s := newStory(t)
	s.ship("1.0.0", onMarketplace)
	approval := s.do(Approve, "", change)
	print, now := approval.Fingerprint, s.now
	if usable, _ := s.app.Approval(print, now); usable == nil {
		t.Fatal("the approval cannot be used")
	}
	if usable, other := s.app.Approval(print, now.AddDate(1, 0, 0)); usable != nil || other == nil {
		t.Error("an expired approval can be used")
	}
	s.do(Save, "1.1.0", onMarketplace)
	s.do(Promote, "1.1.0", func(e *Event) { e.Approvals = []string{approval.ID()} })
	if usable, _ := s.app.Approval(print, now); usable == nil {
		t.Error("an approval is used up before the version reached customers")
	}
	s.refuse(Retract, "", "1.1.0 relies on this approval", cancels(approval))
	s.do(Submit, "1.1.0")
	s.do(Publish, "1.1.0")
	if usable, other := s.app.Approval(print, now); usable != nil || other == nil || other.UsedBy.Number != number("1.1.0") {
		t.Error("the approval is not used up")
	}
	s.retract("1.1.0", Publish)
	if usable, _ := s.app.Approval(print, now); usable == nil {
		t.Error("the approval does not count again")
	}
	second := s.do(Approve, "", change, by("Raj"))
	s.do(Retract, "", cancels(second))
	if strings.HasPrefix(s.last.Path, "approvals/") == false || second.Path == approval.Path {
		t.Errorf("the retraction is at %s", s.last.Path)
	}
}

func TestRetire(t *testing.T) {
	s := newStory(t)
	s.ship("1.0.0")
	s.do(Retire, "")
	if s.app.Retired == nil {
		t.Error("the app is not retired")
	}
	s.refuse(Save, "1.1.0", "was retired")
	s.do(Retract, "", cancels(s.last))
	s.ship("1.1.0")
}

func TestNeed(t *testing.T) {
	s := newStory(t)
	need := func(level version.Level, want string, elsewhere ...version.Version) {
		t.Helper()
		got, err := s.app.Need(level, elsewhere...)
		if err != nil || got.Number != number(want) {
			t.Errorf("%s needs %v, %v; want %s", level, got.Number, err, want)
		}
	}
	s.ship("1.2.0")
	need(version.None, "1.2.1")
	need(version.Fix, "1.2.1")
	need(version.Breaking, "2.0.0")
	s.do(Save, "1.3.0")
	need(version.Fix, "1.3.1")
	need(version.Feature, "1.3.1")
	need(version.Fix, "1.5.1", number("1.5.0"))
	s.do(NewKeys, "1.3.0", func(e *Event) { e.Portal = number("1.5.0") })
	need(version.Fix, "1.5.1")
}

func TestWhatABranchMayNotDo(t *testing.T) {
	s := newStory(t)
	s.ship("1.0.0")
	frozen, changed := source.New("f", []byte("version: 1.0.0\n")), source.New("f", []byte("version: 1.0.1\n"))
	base := map[string]*source.File{"versions/1.0.0/manifest.yaml": frozen, "versions/1.0.0/history/README.md": frozen, "versions/1.0.0/evidence/a.json": frozen}
	for _, e := range s.app.Events {
		base[e.Path] = e.File
	}
	promotion := s.last.Path
	for _, c := range []struct {
		name string
		edit func(now map[string]*source.File)
		want string
	}{
		{"nothing", func(map[string]*source.File) {}, ""},
		{"a note removed", func(now map[string]*source.File) { delete(now, "versions/1.0.0/history/README.md") }, ""},
		{"line ends", func(now map[string]*source.File) {
			for at, f := range now {
				if !strings.Contains(at, "evidence") {
					now[at] = source.New("f", []byte(strings.ReplaceAll(string(f.Data), "\n", "\r\n")))
				}
			}
		}, ""},
		{"event removed", func(now map[string]*source.File) { delete(now, promotion) }, "the promote event of 1.0.0 was deleted"},
		{"event changed", func(now map[string]*source.File) {
			now[promotion] = source.New("f", []byte(strings.Replace(string(now[promotion].Data), "Jane", "Mary", 1)))
		}, "the promote event of 1.0.0 was changed"},
		{"frozen copy changed", func(now map[string]*source.File) { now["versions/1.0.0/manifest.yaml"] = changed }, "the frozen copy of 1.0.0 was changed"},
		{"evidence changed", func(now map[string]*source.File) { now["versions/1.0.0/evidence/a.json"] = changed }, "an evidence file of 1.0.0 was changed"},
	} {
		now := make(map[string]*source.File)
		for at, f := range base {
			now[at] = f
		}
		c.edit(now)
		found := s.app.CompareWithBase(base, now, nil)
		switch {
		case c.want == "" && len(found) > 0, c.want != "" && (len(found) != 1 || found[0].Message != c.want):
			t.Errorf("%s: got %s, want %q", c.name, words(found), c.want)
		}
	}
}

// texts draws texts with all that is special to YAML or JSON.
func texts() *rapid.Generator[string] {
	pieces := []string{
		"a", "b c", " ", "  ", "\n", "\n\n", "\t", ": ", ":", " #", "#", "- ", "-", "? ", "|", ">", "'", "''", `"`, `\`, `\n`, "{", "}", "[", "]", ",",
		"&a", "*a", "!!str", "%", "@", "`", "---", "...", "null", "~", "true", "yes", "No", "1", "0x1f", "1e3", "1_000", ".inf", "12:30:00", "2026-01-31",
		"<<", "=", "é", "日本", "👩‍👧", "\u200d", "\u200c", "é\u200cé", "\u00a0", "\ufffd", "\ue000", "\U0001F600", "end", "key: value", "\n  indented", "\n\tx",
	}
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 8).Draw(t, "pieces"), "")
	})
}
