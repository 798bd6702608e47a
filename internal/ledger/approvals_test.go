package ledger

import (
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

func TestApprovalsByAdding(t *testing.T) {
	var a Approvals
	add := func(e Approval) {
		t.Helper()
		before := a
		next, err := a.Add(e)
		if err != nil {
			t.Fatal(err)
		}
		if !a.Equal(before) {
			t.Fatal("Add changed its receiver")
		}
		a = next
	}
	bump := func(e SmallerBump) {
		t.Helper()
		next, err := a.AddSmallerBump(e)
		if err != nil {
			t.Fatal(err)
		}
		a = next
	}
	add(Approval{"9f2c41", "old words", "too hasty", "Sam", "2026-01-29", ""})
	bump(SmallerBump{"0.10.0", "9f2c41", "agreed: see #12", "Jane Doe <jane@acme.test>", "2026-01-31"})
	add(Approval{"482913", "project tool daily_log raised from read_only to standard", "crews write logs now", "Jane Doe <jane@acme.test>", "2026-01-31", ""})
	bump(SmallerBump{"0.9.1", "77ab02", "nobody uses the parameter yet", "Sam", "2026-01-30"})
	add(Approval{"9f2c41", `required parameter "site_code" added to the side panel`, "Agreed with all pilots:\r\nthey fill it in at the next visit.", "Sam", "2026-01-30", "2026-06-30"})

	got, err := EncodeApprovals(a)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/approvals.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if e, ok := a.Approval("9f2c41"); !ok || e.Expires != "2026-06-30" {
		t.Errorf("Approval: got %v, %t", e, ok)
	}
	if _, ok := a.Approval("9f2c4"); ok {
		t.Error("Approval: a part of a fingerprint must not be enough")
	}
	if e, ok := a.SmallerBump("0.9.1"); !ok || e.By != "Sam" {
		t.Errorf("SmallerBump: got %v, %t", e, ok)
	}
	if _, ok := a.SmallerBump("0.9.2"); ok {
		t.Error("SmallerBump 0.9.2: got one")
	}
}

func TestAddRefuses(t *testing.T) {
	good := Approval{"9f2c41", "", "because", "Sam", "2026-01-30", ""}
	for _, c := range []struct {
		name   string
		change func(*Approval)
		want   string
	}{
		{"fingerprint", func(a *Approval) { a.Fingerprint = "#9f2c41" }, `fingerprint is "#9f2c41"; want a fingerprint`},
		{"no reason", func(a *Approval) { a.Reason = " " }, `reason is " "; want text that is not empty`},
		{"nobody", func(a *Approval) { a.By = "" }, `approval 1 has no "by"`},
		{"no date", func(a *Approval) { a.Date = "" }, `approval 1 has no "date"`},
		{"bad date", func(a *Approval) { a.Date = "2026-13-01" }, "want a date such as"},
		{"bad expiry", func(a *Approval) { a.Expires = "soon" }, "want a date such as"},
		{"expired before", func(a *Approval) { a.Expires = "2026-01-29" }, "before its date"},
		{"smuggled key", func(a *Approval) { a.Expires = "2026-02-01\n    change: x" }, "it would not read back"},
		{"control character", func(a *Approval) { a.Change = "\x07" }, "change: control character U+0007"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := good
			c.change(&a)
			if _, err := (Approvals{}).Add(a); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
	if _, err := (Approvals{}).AddSmallerBump(SmallerBump{"1.0", "9f2c41", "x", "Sam", "2026-01-30"}); err == nil {
		t.Error("a bump to 1.0: want an error")
	}
}

func days() *rapid.Generator[Day] {
	return rapid.Map(rapid.IntRange(0, 20_000), func(n int) Day { return DayOf(start.AddDate(0, 0, n)) })
}

func approvals() *rapid.Generator[Approvals] {
	return rapid.Custom(func(t *rapid.T) (a Approvals) {
		var err error
		for range rapid.IntRange(0, 4).Draw(t, "approvals") {
			e := Approval{
				rapid.StringMatching(`[0-9a-f]{6,12}|[0-9]{6}|[0-9]e[0-9]{4}`).Draw(t, "fingerprint"), texts().Draw(t, "change"),
				visible().Draw(t, "reason"), visible().Draw(t, "by"), days().Draw(t, "date"), "",
			}
			if rapid.Bool().Draw(t, "expires") {
				e.Expires = max(e.Date, days().Draw(t, "end"))
			}
			if a, err = a.Add(e); err != nil {
				t.Fatal(err)
			}
		}
		for range rapid.IntRange(0, 3).Draw(t, "bumps") {
			version := rapid.SampledFrom([]string{"0.1.0", "0.2.0", "0.10.0", "1.0.0"}).Draw(t, "version")
			if a, err = a.AddSmallerBump(SmallerBump{version, "9f2c41", visible().Draw(t, "reason"), visible().Draw(t, "by"), days().Draw(t, "date")}); err != nil {
				t.Fatal(err)
			}
		}
		return a
	})
}

func TestApprovalsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := approvals().Draw(t, "approvals")
		shuffled := Approvals{rapid.Permutation(a.Approvals).Draw(t, "order"), rapid.Permutation(a.SmallerBumps).Draw(t, "order")}
		out, err := EncodeApprovals(shuffled)
		if err != nil {
			t.Fatal(err)
		}
		back, diags := ParseApprovals(source.New("approvals.yaml", out))
		if len(diags) > 0 || !back.Equal(a) {
			t.Fatalf("got  %#v\nwant %#v\n%sfrom:\n%s", back, a, words(diags), out)
		}
		sorted := slices.IsSortedFunc(back.Approvals, func(x, y Approval) int { return strings.Compare(x.Fingerprint, y.Fingerprint) })
		again, err := EncodeApprovals(back)
		if !sorted || err != nil || string(again) != string(out) {
			t.Fatalf("sorted %t, %v; encoded again:\n%s\nwant:\n%s", sorted, err, again, out)
		}
	})
}

const approved = `format: 1
approvals:
  - fingerprint: 9f2c41
    reason: because
    by: Sam
    date: 2026-01-30
`

func TestParseApprovalsFindings(t *testing.T) {
	swap := func(old, new string) string { return strings.Replace(approved, old, new, 1) }
	for _, c := range []struct{ name, text, rule, want string }{
		{"newer format", "format: ‹2›\nunknown: 1\n", RuleApprovals, "ledger format 2 is newer than this tool understands (1): update manifest"},
		{"no format", "‹approvals›: []\n", RuleApprovals, `the file of approvals has no "format"`},
		{"empty file", "‹›", RuleApprovals, "the file of approvals is empty"},
		{"unknown key", approved + "‹bumps›: []\n", RuleApprovals, `unknown key "bumps" in the file of approvals`},
		{"unknown key in an entry", approved + "    ‹expire›: 2026-02-01\n", RuleApprovals, `unknown key "expire" in approval 1`},
		{"no list", "format: 1\napprovals:\n  ‹9f2c41›: yes\n", RuleApprovals, "approvals is a map; want a list"},
		{"bad date", swap("2026-01-30", "‹30.1.2026›"), RuleApprovals, `date is "30.1.2026"; want a date such as 2026-01-31`},
		{"no such day", swap("2026-01-30", "‹2026-02-30›"), RuleApprovals, `date is "2026-02-30"`},
		{"date is a number", swap("2026-01-30", "‹20260130›"), RuleApprovals, "date is a number; want text"},
		{"expires before", approved + "    expires: ‹2026-01-29›\n", RuleApprovals, "approval 1 expires on 2026-01-29, before its date 2026-01-30"},
		{"no reason", strings.Replace(swap("    reason: because\n", ""), "fingerprint", "‹fingerprint›", 1), RuleApprovals, `approval 1 has no "reason"`},
		{"twice", approved + strings.Replace(strings.SplitN(approved, "\n", 3)[2], "9f2c41", "‹9f2c41›", 1), RuleApprovals, `fingerprint "9f2c41" is already given on line 3`},
		{"bad fingerprint", swap("9f2c41", "‹9F2C41›"), RuleApprovals, `fingerprint is "9F2C41"`},
		{"fingerprint lost to a comment", strings.Replace(approved, "fingerprint: 9f2c41", "‹fingerprint›: #9f2c41", 1), RuleApprovals, "fingerprint is empty; want text"},
		{"version twice", "format: 1\nsmaller_bumps:\n  - &x {version: 0.1.0, change: 9f2c41, reason: x, by: y, date: 2026-01-30}\n", "yaml-anchor", ""},
		{"bump twice", "format: 1\nsmaller_bumps:\n  - {version: 0.1.0, change: 9f2c41, reason: x, by: y, date: 2026-01-30}\n  - {version: ‹0.1.0›, change: 9f2c41, reason: x, by: y, date: 2026-01-30}\n", RuleApprovals, `version "0.1.0" is already given on line 3`},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, at := unmark(t, strings.Replace(c.text, "&x", "‹&x›", 1))
			_, diags := ParseApprovals(file("approvals.yaml", text))
			wantFinding(t, diags, c.rule, at, c.want)
		})
	}
	// What people write, although the tool would not.
	a, diags := ParseApprovals(file("approvals.yaml", "# note\napprovals:\n- {fingerprint: 482913, reason: x, by: y, date: '2026-01-30'}\n- {fingerprint: 12e003, reason: x, by: y, date: 2026-01-30}\nformat: 1\n"))
	if len(diags) > 0 || len(a.Approvals) != 2 || a.Approvals[0].Fingerprint != "12e003" || a.Approvals[1].Fingerprint != "482913" {
		t.Errorf("got %v\n%s", a, words(diags))
	}
	if a, diags := ParseApprovals(file("approvals.yaml", "format: 1\n")); len(diags) > 0 || len(a.Approvals) > 0 {
		t.Errorf("no approvals: got %v\n%s", a, words(diags))
	}
}

func TestJudge(t *testing.T) {
	const text = `format: 1
approvals:
  - {fingerprint: aaaaaa, reason: r, by: b, date: 2026-01-01}
  - {fingerprint: bbbbbb, reason: r, by: b, date: 2026-01-01, expires: 2026-01-31}
  - {reason: r, by: b, date: 2026-01-01, fingerprint: cccccc, expires: 2026-02-01}
`
	all := map[string]bool{"aaaaaa": true, "bbbbbb": true, "cccccc": true}
	for _, c := range []struct {
		name    string
		today   Day
		changes map[string]bool
		want    []string
	}{
		{"all hold", "2026-01-31", all, nil},
		{"one expired", "2026-02-01", all, []string{"approval-expired error 4:72 approval bbbbbb expired on 2026-01-31"}},
		{"changes not known", "2026-02-01", nil, []string{"approval-expired error 4:72 approval bbbbbb expired on 2026-01-31"}},
		{"no changes", "2026-02-02", map[string]bool{}, []string{
			"approval-unused warning 3:19 approval aaaaaa belongs to no change that is there now",
			"approval-unused warning 4:19 approval bbbbbb belongs to no change that is there now",
			"approval-unused warning 5:55 approval cccccc belongs to no change that is there now",
		}},
		{"one needs none", "2026-01-01", map[string]bool{"aaaaaa": false, "bbbbbb": true, "cccccc": true}, []string{
			"approval-unused warning 3:19 the change that approval aaaaaa belongs to needs none",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, d := range Judge(file("approvals.yaml", text), c.today, c.changes) {
				got = append(got, strings.Join([]string{d.Rule, d.Severity.String(), d.Start().String(), d.Message}, " "))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestDay(t *testing.T) {
	for s, ok := range map[string]bool{"2026-01-31": true, "2024-02-29": true, "2026-02-29": false, "2026-1-31": false, "": false, "2026-01-31T00:00:00Z": false} {
		if _, err := ParseDay(s); (err == nil) != ok {
			t.Errorf("ParseDay(%q): %v", s, err)
		}
	}
	if got := DayOf(start); got != "2026-01-31" {
		t.Errorf("DayOf: got %s", got)
	}
}

func FuzzParseApprovals(f *testing.F) {
	golden, err := os.ReadFile("testdata/approvals.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(golden))
	f.Add(approved)
	for _, s := range []string{"", "format: 2\n", "[]", "format: 1\napprovals: [{}, [], 1, {fingerprint: 1}]\n", "smaller_bumps: {}\n", "\xff\xfe", approved + "  -\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, diags := ParseApprovals(file("approvals.yaml", text))
		for _, d := range append(slices.Clone(diags), Judge(file("approvals.yaml", text), "2026-02-01", map[string]bool{"482913": true})...) {
			if d.Span.Start < 0 || d.Span.Start > d.Span.End || d.Span.End > len(text) || d.Severity == diag.Off {
				t.Fatalf("finding %+v does not lie inside the file", d)
			}
		}
		if len(diags) > 0 || len(text) > 100_000 {
			return
		}
		out, err := EncodeApprovals(a)
		if err != nil {
			t.Fatalf("approvals without findings cannot be written: %v", err)
		}
		if back, diags := ParseApprovals(source.New("approvals.yaml", out)); len(diags) > 0 || !back.Equal(a) {
			t.Fatalf("got %+v, %s\nwant %+v", back, words(diags), a)
		}
	})
}
