package ledger

import (
	"os"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/procore-manifest/manifest/internal/source"
)

// full is a record with every key.
func full(t testing.TB) Record {
	t.Helper()
	r := New("acme-field-sync", "0.4.0", digestPrefix+strings.Repeat("0123456789abcdef", 4))
	for _, s := range []Step{
		{Event: Save, At: start, By: "Jane Doe <jane@acme.test>", Commit: "1234567", Keys: Keys{Sandbox: keyA}, PortalVersion: "0.4.1"},
		{Event: Test, At: start.Add(time.Hour), By: "Sam", Result: Failed, Note: "Side panel: blank\non the second project.\n", Evidence: "evidence/blank.png"},
		{Event: Test, At: start.Add(2 * time.Hour), By: "Sam", Result: Passed},
		{Event: Promote, At: start.Add(26 * time.Hour), By: "Jane Doe <jane@acme.test>", Keys: Keys{Production: keyB}, Checklist: digestPrefix + strings.Repeat("f", 64),
			ReleaseNotes: "Budget lines now sync every hour.\n\nSelect your permitted projects again: # 1.\n",
			Overrides:    []Override{{"release-notes", "agreed with the customer"}}},
		{Event: Submit, At: start.Add(27 * time.Hour), By: "Jane Doe <jane@acme.test>"},
	} {
		next, err := r.Move(s, marketplace)
		if err != nil {
			t.Fatal(err)
		}
		r = next
	}
	return r
}

func TestEncode(t *testing.T) {
	got := encode(t, full(t))
	want, err := os.ReadFile("testdata/record.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestRecordRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := records().Draw(t, "record")
		out, err := Encode(r)
		if err != nil {
			t.Fatal(err)
		}
		back, diags := Parse(source.New("record.yaml", out))
		if len(diags) > 0 {
			t.Fatalf("findings:\n%s\nin:\n%s", words(diags), out)
		}
		if !back.Equal(r) {
			t.Fatalf("got  %#v\nwant %#v\nfrom:\n%s", back, r, out)
		}
		again, err := Encode(*back)
		if err != nil || string(again) != string(out) {
			t.Fatalf("encoded again: %v\n%s\nwant:\n%s", err, again, out)
		}
		if !strings.HasSuffix(string(out), "\n") || strings.Contains(string(out), "\r") {
			t.Fatal("want LF and a final newline")
		}
	})
}

// What reads back as itself is one thing; what people and other readers of
// YAML see is another.
func TestTextStyles(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"plain", "Jane Doe <jane@acme.test>", "by: Jane Doe <jane@acme.test>\n"},
		{"apostrophe inside", "it's fine", "by: it's fine\n"},
		{"comma and brackets", "one, two [3]", "by: one, two [3]\n"},
		{"hash without space", "issue#3", "by: issue#3\n"},
		{"colon", "blank: side panel", "by: \"blank: side panel\"\n"},
		{"comment", "a # b", "by: \"a # b\"\n"},
		{"number", "1234567", "by: \"1234567\"\n"},
		{"number with exponent", "12e4567", "by: \"12e4567\"\n"},
		{"octal", "0123", "by: \"0123\"\n"},
		{"date", "2026-01-31", "by: \"2026-01-31\"\n"},
		{"yes", "Yes", "by: \"Yes\"\n"},
		{"null", "null", "by: \"null\"\n"},
		{"leading space", " a", "by: \" a\"\n"},
		{"quotes", `say "x" \`, "by: say \"x\" \\\n"},
		{"leading quote", `"x" is`, "by: \"\\\"x\\\" is\"\n"},
		{"unicode", "Zoë 日本 👩‍👧", "by: Zoë 日本 👩‍👧\n"},
		{"joiner at the end", "a\u200d", "by: \"a\\u200d\"\n"},
		{"lines", "one\n\ntwo\n", "by: |\n  one\n\n  two\n"},
		{"lines without the last break", "# one\n  two", "by: |-\n  # one\n    two\n"},
		{"lines that start with a space", " one\ntwo", "by: \" one\\ntwo\"\n"},
		{"lines that end in breaks", "one\n\n", "by: \"one\\n\\n\"\n"},
		{"line of spaces", "one\n  \ntwo", "by: \"one\\n  \\ntwo\"\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := &writer{}
			w.text("by", c.text)
			if string(w.out) != c.want {
				t.Errorf("got %q, want %q", w.out, c.want)
			}
			if got, _ := document(t, string(w.out)).Root.Get("by").Str(); got != c.text {
				t.Errorf("reads back as %q, want %q", got, c.text)
			}
		})
	}
}

func TestEncodeRefuses(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Record)
		want   string
	}{
		{"control character", func(r *Record) { r.History[0].Note = "a\x1b[2J" }, "note: control character U+001B is not allowed"},
		{"carriage return", func(r *Record) { r.ReleaseNotes = "a\rb" }, "release_notes: control character U+000D is not allowed"},
		{"windows lines", func(r *Record) { r.ReleaseNotes = "a\r\nb" }, "release_notes: control character U+000D is not allowed"},
		{"NUL", func(r *Record) { r.History[0].By = "\x00" }, "by: control character U+0000 is not allowed"},
		{"bidirectional", func(r *Record) { r.History[1].Note = "a\u202eb" }, "note: bidirectional control U+202E is not allowed"},
		{"line separator", func(r *Record) { r.History[1].Evidence = "a\u2028b: c" }, "evidence: line separator U+2028 is not allowed"},
		{"not UTF-8", func(r *Record) { r.History[3].Overrides[0].Reason = "a\xffb" }, "reason: byte 0xff, which is not UTF-8, is not allowed"},
		{"no history", func(r *Record) { r.History = nil }, "history is empty"},
		{"newer format", func(r *Record) { r.Format = 2 }, "newer than this tool understands"},
		{"no format", func(r *Record) { r.Format = 0 }, "format is 0; want 1"},
		{"draft", func(r *Record) { r.State = Draft }, `state is "draft"`},
		{"same keys", func(r *Record) { r.Keys.Production = strings.ToUpper(keyA) }, "are the same"},
		{"fraction of a second", func(r *Record) { r.History[0].At = start.Add(time.Millisecond) }, "fractions of a second"},
		{"too large", func(r *Record) { r.ReleaseNotes = strings.Repeat("long ", 200_000) }, "larger than 512 KiB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := full(t)
			c.change(&r)
			if out, err := Encode(r); err == nil || !strings.Contains(err.Error(), c.want) || out != nil {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}

const head = `format: 1
app: acme
version: 0.1.0
state: ready_for_testing
digest: sha256:0000000000000000000000000000000000000000000000000000000000000000
`

const saved = `history:
  - at: 2026-01-31T14:05:00Z
    by: Jane
    event: save
    from: draft
    to: ready_for_testing
`

func TestParseFindings(t *testing.T) {
	swap := func(old, new string) string { return strings.Replace(head+saved, old, new, 1) }
	for _, c := range []struct{ name, text, rule, want string }{
		{"newer format", "‹2›", RuleFormat, "ledger format 2 is newer than this tool understands (1): update manifest"},
		{"format is text", swap("format: 1", `format: ‹"1"›`), RuleFormat, `format is "1"; want 1`},
		{"format is no integer", swap("format: 1", `format: ‹1.0›`), RuleFormat, `format is 1.0; want 1`},
		{"no format", swap("format: 1\napp", "‹app›"), RuleFormat, `the record has no "format"`},
		{"list", "‹-› a\n", RuleFormat, "the record is a list; want keys and values"},
		{"empty file", "‹# nothing›\n", RuleFormat, "the record is empty"},
		{"not YAML, and the rest is read", head + "‹\"›\n", "yaml-syntax", ""},
		{"anchor", swap("acme", "‹&a› acme"), "yaml-anchor", ""},
		{"key twice", head + "‹app›: b\n" + saved, "duplicate-key", ""},
		{"unknown key", head + "‹porta_version›: 0.1.0\n" + saved, RuleFormat, `unknown key "porta_version" in the record`},
		{"unknown key in an entry", head + saved + "    ‹who›: Jane\n", RuleFormat, `unknown key "who" in history entry 1`},
		{"missing key", strings.Replace(swap("digest: sha256:"+strings.Repeat("0", 64)+"\n", ""), "format", "‹format›", 1), RuleFormat, `the record has no "digest"`},
		{"missing key in an entry", strings.Replace(swap("    by: Jane\n", ""), "- at", "- ‹at›", 1), RuleFormat, `history entry 1 has no "by"`},
		{"bad app", swap("acme", "‹Acme›"), RuleFormat, `app is "Acme"; want the id of an app`},
		{"number as text", swap("by: Jane", "by: ‹12›"), RuleFormat, "by is a number; want text"},
		{"empty value", swap("by: Jane", "‹by›:"), RuleFormat, "by is empty; want text"},
		{"blank", swap("by: Jane", "by: ‹' '›"), RuleFormat, `by is " "; want text that is not empty`},
		{"bad version", swap("0.1.0", "‹v0.1.0›"), RuleFormat, `version is "v0.1.0"; want three integers`},
		{"bad state", swap("state: ready_for_testing", "state: ‹ready_for_test›"), RuleFormat, `state is "ready_for_test"; want ready_for_testing, production`},
		{"draft has no record", swap("state: ready_for_testing", "state: ‹draft›"), RuleFormat, `state is "draft"; want`},
		{"bad event", swap("event: save", "event: ‹saved›"), RuleFormat, `event is "saved"; want save, test`},
		{"bad digest", swap("sha256:0", "‹sha256:"), RuleFormat, `digest is "sha256:000`},
		{"local time", swap("2026-01-31T14:05:00Z", "‹2026-01-31T14:05:00+01:00›"), RuleFormat, "want a time in UTC such as"},
		{"fraction of a second", swap("2026-01-31T14:05:00Z", "‹2026-01-31T14:05:00.5Z›"), RuleFormat, "want a time in UTC such as"},
		{"no such day", swap("2026-01-31T14:05:00Z", "‹2026-02-30T14:05:00Z›"), RuleFormat, "want a time in UTC such as"},
		{"time in quotes", swap("2026-01-31T14:05:00Z", "‹'yesterday'›"), RuleFormat, `at is "yesterday"`},
		{"no list", head + "history: ‹none›\n", RuleFormat, "history is text; want a list"},
		{"empty history", head + "history: ‹[]›\n", RuleFormat, "history is empty"},
		{"item is text", head + saved + "  - ‹note›\n", RuleFormat, "history entry 2 is text; want keys and values"},
		{"test without result", head + saved + "  - {at: 2026-01-31T15:00:00Z, by: J, event: test, from: ready_for_testing, to: ready_for_testing}\n", RuleFormat, `history entry 2 is a test and has no "result"`},
		{"result without test", head + saved + "    ‹result›: passed\n", RuleFormat, "history entry 1 has a result"},
		{"bad commit", head + saved + "    commit: ‹main›\n", RuleFormat, `commit is "main"`},
		{"commit as number", head + saved + "    commit: ‹1234567›\n", RuleFormat, "commit is a number; want text"},
		{"override without reason", head + saved + "    overrides:\n      - ‹gate›: lint\n", RuleFormat, `override 1 has no "reason"`},
		{"short key", head + "keys:\n  sandbox: ‹c126705a›\n" + saved, RuleKeys, `sandbox key "c126705a" has 8 characters; an App Version Key has 36`},
		{"key of another shape", head + "keys: {production: ‹" + strings.Replace(keyA, "-", "_", 1) + "›}\n" + saved, RuleKeys, "does not have the shape"},
		{"key is a number", head + "keys: {production: ‹1›}\n" + saved, RuleKeys, "production key is a number"},
		{"same keys", head + "keys: {production: ‹" + strings.ToUpper(keyA) + "›, sandbox: " + keyA + "}\n" + saved, RuleKeys, "are the same"},
		{"unknown kind of key", head + "keys: {‹monthly›: " + keyA + "}\n" + saved, RuleFormat, `unknown key "monthly" in keys`},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := c.text
			switch c.name {
			case "newer format":
				text = "format: ‹2›\nunknown: [to, us]\n"
			case "bad digest":
				text = strings.Replace(text, "\nhistory", "›\nhistory", 1)
			case "test without result":
				text = strings.Replace(text, "- {at: 2026-01-31T15:00:00Z, by: J, event: test, from: ready_for_testing, to: ready_for_testing}",
					"- ‹{›at: 2026-01-31T15:00:00Z, by: J, event: test, from: ready_for_testing, to: ready_for_testing}", 1)
			}
			text, at := unmark(t, text)
			_, diags := Parse(file("record.yaml", text))
			wantFinding(t, diags, c.rule, at, c.want)
		})
	}
}

// One fault does not hide the next, and what could be read is there.
func TestParseGoesOn(t *testing.T) {
	record, diags := Parse(file("record.yaml", strings.NewReplacer("acme", "Acme", "save", "safe", "Jane", "7").Replace(head+saved)))
	if len(diags) != 3 || diags[2].Help != `did you mean "save"?` {
		t.Errorf("got findings:\n%swant three, the last with a suggestion", words(diags))
	}
	if record.Version != "0.1.0" || len(record.History) != 1 || !record.History[0].At.Equal(start) {
		t.Errorf("got %+v, want what could be read", record)
	}
	if record, _ := Parse(file("record.yaml", "format: 7\napp: acme\n")); record.Format != 7 || record.App != "" {
		t.Errorf("got %+v, want nothing but the format", record)
	}
}

func TestMoveRefuses(t *testing.T) {
	r := walk(t, "0.4.0", Save)
	for _, c := range []struct {
		name string
		step func() Step
		want string
	}{
		{"clock", func() Step { return step(Note, -1) }, "before the last entry of the history (save at 2026-01-31T14:05:00Z); check the clock"},
		{"no time", func() Step { return Step{Event: Note, By: "Jane"} }, "it has no time"},
		{"nobody", func() Step { return Step{Event: Note, At: start} }, "nobody is named"},
		{"no result", func() Step { return Step{Event: Test, At: start, By: "Jane"} }, "a test, and nothing else, has a result"},
		{"result", func() Step { s := step(Note, 1); s.Result = Passed; return s }, "a test, and nothing else, has a result"},
		{"bad result", func() Step { s := step(Test, 1); s.Result = "maybe"; return s }, `result is "maybe"; want passed or failed`},
		{"bad commit", func() Step { s := step(Note, 1); s.Commit = "main"; return s }, `commit is "main"`},
		{"bad key", func() Step { s := step(Register, 1); s.Keys.Sandbox = "x"; return s }, `sandbox key "x" has 1 characters`},
		{"same key", func() Step { s := step(Register, 1); s.Keys = Keys{keyA, strings.ToUpper(keyA)}; return s }, "are the same"},
		{"key with a note", func() Step { s := step(Note, 1); s.Keys.Sandbox = keyA; return s }, "written down with save, promote or register"},
		{"bad portal version", func() Step { s := step(Register, 1); s.PortalVersion = "v1"; return s }, `portal version "v1" is not three integers`},
		{"release notes with a note", func() Step { s := step(Note, 1); s.ReleaseNotes = "x"; return s }, "written down with promote"},
		{"override without reason", func() Step { s := step(Promote, 1); s.Overrides = []Override{{Gate: "lint"}}; return s }, "gives a reason"},
		{"twice", func() Step { return step(Save, 0) }, "cannot save"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := r.Move(c.step(), marketplace)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
			if !got.Equal(walk(t, "0.4.0", Save)) || !got.Equal(r) {
				t.Error("the refused step changed the record")
			}
		})
	}
	noted, err := r.Move(step(Note, 0), custom)
	if err != nil {
		t.Fatalf("an entry in the same second: %v", err)
	}
	if _, err := noted.Move(step(Note, 0), custom); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("the same entry again: got %v, want an error", err)
	}
}

// Two records moved on from one must not share a history.
func TestMoveDoesNotShare(t *testing.T) {
	r := walk(t, "0.4.0", Save, Test, Note)
	a, errA := r.Move(step(Promote, 5), custom)
	b, errB := r.Move(step(Abandon, 6), custom)
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	if a.History[3].Event != Promote || b.History[3].Event != Abandon || len(r.History) != 3 {
		t.Errorf("got %v and %v", a.History[3], b.History[3])
	}
}

func TestMoveNormalises(t *testing.T) {
	zone := time.FixedZone("", 3600)
	s := Step{Event: Save, At: start.In(zone).Add(999 * time.Millisecond), By: "Jane", Note: "a\r\nb", PortalVersion: "0.4.0"}
	r, err := New("acme", "0.4.0", digestPrefix+strings.Repeat("0", 64)).Move(s, custom)
	if err != nil {
		t.Fatal(err)
	}
	if e := r.History[0]; !e.At.Equal(start) || e.At.Location() != time.UTC || e.Note != "a\nb" || r.PortalVersion != "" {
		t.Errorf("got %+v and portal version %q, want UTC, whole seconds, LF and no second number", e, r.PortalVersion)
	}
	encode(t, r)
}

func TestSince(t *testing.T) {
	r := walk(t, "0.4.0", Save, Test, Promote, Note, Evidence)
	if got, want := r.Since(), start.Add(2*time.Minute); !got.Equal(want) {
		t.Errorf("got %s, want the time of the promotion, %s", got, want)
	}
	if !(Record{}).Since().IsZero() {
		t.Error("a record without history: want the zero time")
	}
}

func TestCheckKey(t *testing.T) {
	for _, c := range []struct{ key, want string }{
		{keyA, ""},
		{strings.ToUpper(keyA), ""},
		{"", "has 0 characters"},
		{keyA + " ", "has 37 characters"},
		{strings.ReplaceAll(keyA, "-", ""), "has 32 characters"},
		{strings.Replace(keyA, "c", "g", 1), "shape"},
		{strings.Replace(keyA, "c", "é", 1), "shape"},
		{"c126705afc0b-47c9-944e-8c427e5b9bd2-", "shape"},
	} {
		err := CheckKey(c.key)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%q: got %v, want %q", c.key, err, c.want)
		}
	}
}

func FuzzParseRecord(f *testing.F) {
	f.Add(encode(f, full(f)))
	f.Add(head + saved)
	for _, s := range []string{"", "format: 2\n", "[]", "format: 1\nhistory: [{}, [], 1]\n", "keys: {sandbox: 1}\n", "\xff\xfe", "a: \"\\u200d\"", head + "history:\n- &a {at: *a}\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		record, diags := Parse(file("record.yaml", text))
		for _, d := range diags {
			if d.Span.Start < 0 || d.Span.Start > d.Span.End || d.Span.End > len(text) || d.Rule == "" || d.Message == "" {
				t.Fatalf("finding %+v does not lie inside the file", d)
			}
		}
		doc := document(t, "version: 0.1.0\napp: {distribution: custom}\n")
		for _, d := range append(Verify(Version{App: "acme", Folder: "0.1.0", Record: file("record.yaml", text), Frozen: doc}), VerifyApp([]Version{{Record: file("record.yaml", text)}})...) {
			if d.Span.Start < 0 || d.Span.Start > d.Span.End || d.Span.End > len(d.File.Data) {
				t.Fatalf("finding %+v does not lie inside the file", d)
			}
		}
		if len(diags) > 0 || len(text) > 100_000 {
			return
		}
		out, err := Encode(*record)
		if err != nil {
			t.Fatalf("a record without findings cannot be written: %v", err)
		}
		back, diags := Parse(source.New("record.yaml", out))
		if len(diags) > 0 || !back.Equal(*record) {
			t.Fatalf("got %+v, %s\nwant %+v", back, words(diags), record)
		}
		if got := VerifyPast(record, back, source.New("record.yaml", out)); len(got) > 0 {
			t.Fatalf("compared with itself:\n%s", words(got))
		}
	})
}
