package report

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/ledger"
)

var policyMeta = regexp.MustCompile(`(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(">)`)

// checkPolicy holds a page against its policy, which allows the style and the script
// of the page by their hashes. It returns the page without them, which are the same
// in all pages of a kind, and without the hashes.
func checkPolicy(t *testing.T, page string) string {
	t.Helper()
	meta := policyMeta.FindStringSubmatch(page)
	if meta == nil {
		t.Fatal("the page has no policy")
	}
	policy := html.UnescapeString(meta[2])
	for _, element := range []string{"style", "script"} {
		found := regexp.MustCompile("(?s)<"+element+">(.*?)</"+element+">").FindAllStringSubmatch(page, -1)
		if len(found) > 1 || len(found) == 0 && (element == "style" || strings.Contains(page, "<script") || strings.Contains(policy, "script-src")) {
			t.Fatalf("the page has %d elements %s", len(found), element)
		}
		for _, f := range found {
			sum := sha256.Sum256([]byte(f[1]))
			allowed := element + "-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
			if !strings.Contains(policy, allowed) {
				t.Errorf("the policy lacks %s", allowed)
			}
			policy = strings.Replace(policy, allowed, element+"-src HASH", 1)
			page = strings.Replace(page, f[0], "<"+element+"></"+element+">", 1)
		}
	}
	return strings.Replace(page, meta[0], meta[1]+policy+meta[3], 1)
}

// The page allows its own style and script and nothing else, loads nothing, and
// holds no style that a policy would have to allow by name.
func TestReportPolicy(t *testing.T) {
	page := written(t, ReportFormats, HTML, sampleReport(eventfulStory(t)), Options{})
	checkPolicy(t, page)
	for _, bad := range []string{" style=", "innerHTML", "insertAdjacent", "document.write", "eval(", "fetch(", "<img", "<iframe", " src=", "url(", "@import", "http://", "localStorage"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	for _, m := range regexp.MustCompile(` on[a-z]+=`).FindAllString(page, -1) {
		t.Errorf("the page holds%s", m)
	}
	ids := make(map[string]bool)
	for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if ids[m[1]] {
			t.Errorf("two elements have the id %s", m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(` href="#([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if !ids[m[1]] {
			t.Errorf("a link leads to #%s, which is not there", m[1])
		}
	}
}

// Whatever a text holds, it stays text: in every place of the page.
func TestReportIsInert(t *testing.T) {
	sample := sampleReport(eventfulStory(t))
	for _, evil := range []string{`</script></style><script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onload='alert(1)`, "{{.R}}", "javascript:alert(1)", "\x1b[2J\u202e\x00"} {
		hostile := mapTexts(reflect.ValueOf(sample), func(s string) string {
			if len(s) == len("2026-11-30") && s[4] == '-' || s == "" || strings.HasSuffix(s, "Z") {
				return s // days and times are made by us
			}
			return s + evil
		}).Interface().(Report)
		page := written(t, ReportFormats, HTML, hostile, Options{})
		for _, raw := range []string{"<script>alert", "<img src=x", "' onload='", `href="javascript:`, "\x1b", "\u202e", "\x00"} {
			if strings.Contains(page, raw) {
				t.Errorf("%q: the page holds %q", evil, raw)
			}
		}
		if n := strings.Count(page, "<script"); n != 1 {
			t.Errorf("%q: the page has %d scripts", evil, n)
		}
	}
}

// What people ask of the report, and the part of the page that answers: it is at most
// two clicks away from the board, also where the answer is folded.
func TestReportAnswers(t *testing.T) {
	page := written(t, ReportFormats, HTML, sampleReport(eventfulStory(t)), Options{})
	plain := func(markup string) string {
		return strings.ReplaceAll(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(markup, ""), "\u00a0", " ")
	}
	parts, open := make(map[string]string), make(map[string]string)
	start := page[strings.Index(page, "<header>"):strings.Index(page, `<section id="permissions"`)] // what is seen first
	for _, m := range regexp.MustCompile(`(?s)<section id="([^"]+)".*?</section>`).FindAllStringSubmatch(page, -1) {
		parts[m[1]] = plain(m[0])
		open[m[1]] = plain(regexp.MustCompile(`(?s)<details( id="[^"]*")?><summary>(.*?)</summary>.*?</details>`).ReplaceAllString(m[0], "$2"))
	}
	for _, test := range []struct{ question, part, answer string }{
		{"Which apps are there, and how are they?", "board", "3 apps: 1 is blocked, 1 is ready for the next step, 1 is retired."},
		{"What is in production?", "board", "0.3.0"},
		{"Since when, and for how long?", "board", "since 20 Nov 2026 (10 days)"},
		{"What blocks the app?", "board", "Customers get 0.3.0, which is known to be bad: crashes on empty budgets."},
		{"What does it wait for, and how long already?", "board", "since 22 Nov 2026 (8 days)"},
		{"How long has the working manifest been ahead?", "board", "0.4.0 (unsaved)since 24 Nov 2026 (6 days)"},
		{"Does the page show what is not committed?", "board", "Not in commit 6411d584e0: manifests/acme/in-use.yaml, manifests/acme/manifest.yaml."},
		{"What will the next update ask of customers?", "board", "approve 2 permissions"},
		{"When were customers asked last?", "board", "10 days, with 0.3.0"},
		{"Were gates overridden?", "board", "1 override"},
		{"Which command comes next?", "app-acme", "manifest bump acme"},
		{"Who promoted it?", "app-acme", "promoted by Jane Doe"},
		{"When was it saved, tested and promoted?", "app-acme", "Ready for Testing"},
		{"What may the app do, and why?", "permissions", "Write the cost of each visit."},
		{"Who approved that?", "permissions", "approved by Lena Brandt, 18 Nov 2026: “agreed with support”"},
		{"What will it ask for next?", "permissions", "not approved"},
		{"What changed, from what to what?", "app-acme", "project tool budgeting raised from read_only to standard"},
		{"Which gates are closed?", "app-acme", "1 of 2 gates closed"},
		{"What must customers on 0.2.0 do?", "customers", "Select the permitted projects again"},
		{"How do I make the page for them?", "customers", "--customer --from acme@0.2.0 --format html"},
		{"What was recorded late?", "audit", "recorded 2 days later, on 22 Nov 2026"},
		{"What was retracted?", "audit", "retraction of promote"},
		{"Who committed it?", "audit", "committed by Raj Roe (6411d584e0)"},
		{"What did the tester find?", "app-acme", "Test failed: results of Marco Reyes, 22 Nov 2026: 1 done, 1 failed"},
		{"What failed, and why?", "app-acme", "stays empty in the second project"},
		{"What was in production before?", "audit", "0.2.0in production1 Jun 2025"},
	} {
		if !strings.Contains(parts[test.part], test.answer) {
			t.Errorf("%s #%s does not say %q", test.question, test.part, test.answer)
		}
		clicks := 0
		if test.part != "board" {
			clicks++
			if !strings.Contains(start, `href="#`+test.part+`"`) {
				t.Errorf("%s No link at the start leads to #%s", test.question, test.part)
			}
		}
		if !strings.Contains(open[test.part], test.answer) {
			clicks++
		}
		if clicks > 2 {
			t.Errorf("%s The answer is %d clicks away", test.question, clicks)
		}
	}
}

// Empty, small and large reports can be read.
func TestReportSizes(t *testing.T) {
	if page := written(t, ReportFormats, HTML, Report{AsOf: "2026-11-30"}, Options{}); !strings.Contains(page, "No apps yet") {
		t.Error("an empty report does not say so")
	}
	large := sampleReport(eventfulStory(t))
	for i := range 49 {
		a := large.Apps[0]
		a.App = fmt.Sprintf("app-%02d", i)
		for range 95 {
			a.Versions = append(a.Versions, a.Versions[len(a.Versions)-1])
			a.Events = append(a.Events, a.Events[0], a.Events[1])
		}
		large.Apps = append(large.Apps, a)
	}
	if size := len(written(t, ReportFormats, HTML, large, Options{})); size > 1_500_000 {
		t.Errorf("the page has %d bytes", size)
	}
}

// A page is the same whether it is given all events or those that it shows.
func TestReportOfShortenedEvents(t *testing.T) {
	story := eventfulStory(t)
	events := slices.Clone(story.App.Events)
	for i := range pageEvents + 100 {
		old := *story.App.Events[0]
		old.At = old.At.Add(-time.Duration(i) * time.Hour)
		if i%200 == 199 {
			old.Day = ledger.DayOf(old.At.AddDate(0, 0, -3)) // recorded late
		}
		events = slices.Insert(events, 0, &old)
	}
	timeline := &Timeline{Logs: []Log{{App: story.App, Folder: "manifests/acme", Events: events}}}
	all := sampleReport(story)
	all.Apps[0].Events = timeline.List()
	short := sampleReport(story)
	for _, e := range events {
		short.Apps[0].Kinds = append(short.Apps[0].Kinds, e.Kind)
	}
	short.Apps[0].EventsLeft = timeline.Shorten()[0]
	short.Apps[0].Events = timeline.List()
	if len(short.Apps[0].Events) > pageEvents+10 || short.Apps[0].EventsLeft == 0 {
		t.Fatalf("%d events are left, and %d out", len(short.Apps[0].Events), short.Apps[0].EventsLeft)
	}
	if written(t, ReportFormats, HTML, short, Options{}) != written(t, ReportFormats, HTML, all, Options{}) {
		t.Error("the pages differ")
	}
}

// Customers who must do the same are one row, whether or not others are between them.
func TestReportGroupsCustomers(t *testing.T) {
	app := ReportApp{App: "acme", Updates: []ReportUpdate{{Version: "1.9.0", Out: true, Groups: make([]ReportGroup, 2)}}}
	for i := range 9 {
		number := fmt.Sprintf("1.%d.0", 8-i)
		app.Versions = append(app.Versions, ReportVersion{Version: number, InUse: true})
		g := &app.Updates[0].Groups[min(1, i%3)] // every third
		g.Versions, g.Pages, g.Must = append(g.Versions, number), append(g.Pages, "page "+number), []string{fmt.Sprint("task ", min(1, i%3))}
	}
	app.Versions = append(app.Versions, ReportVersion{Version: "0.9.0"})
	page := newReportPage(&Report{AsOf: "2026-11-30", Apps: []ReportApp{app}})
	var got []string
	for _, c := range page.Apps[0].Customers {
		got = append(got, fmt.Sprintf("%s %v %v", c.On, c.Cells[0].G.Must, c.Cells[0].G.Pages))
	}
	want := []string{"1.8.0, 1.5.0, 1.2.0 [task 0] [page 1.8.0 page 1.5.0 page 1.2.0]",
		"1.7.0, 1.6.0, 1.4.0, 1.3.0, 1.1.0, 1.0.0 (6 versions) [task 1] [page 1.7.0]"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
