package ledger

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
)

// What is written is read back, and its name proves it.
func TestEncodedEventsAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := Event{Kind: Promote, At: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 0).UTC(), By: "Jane",
			ReleaseNotes: texts().Draw(t, "notes"), Note: texts().Draw(t, "note"), Portal: number("1.5.0")}
		name, data, err := Encode(e)
		if err != nil {
			if e.ReleaseNotes != "" && strings.TrimSpace(e.ReleaseNotes) == "" || e.Note != "" && strings.TrimSpace(e.Note) == "" {
				return // says nothing
			}
			t.Fatal(err)
		}
		back, diags := Parse(source.New(name, data))
		if len(diags) > 0 || !reflect.DeepEqual(back, e.normal()) {
			t.Fatalf("got %+v, want %+v: %s", back, e, words(diags))
		}
		forged := strings.Replace(string(data), `"by": "Jane"`, `"by": "Mary"`, 1)
		if _, diags := Parse(source.New(name, []byte(forged))); len(diags) != 1 || diags[0].Rule != RuleEvent {
			t.Fatalf("a forged event is accepted: %s", words(diags))
		}
		if _, diags := Parse(source.New(name, []byte(strings.ReplaceAll(string(data), "\n", "\r\n")))); len(diags) > 0 {
			t.Fatalf("other line ends: %s", words(diags))
		}
	})
}

// drawEvent draws an event of any kind for any version, legal or not.
func drawEvent(t *rapid.T, a *App) (Event, version.Version) {
	kind := rapid.SampledFrom(Kinds()).Draw(t, "kind")
	e := Event{Kind: kind, At: time.Unix(1_800_000_000+rapid.Int64Range(0, 40).Draw(t, "at"), 0).UTC(), By: rapid.SampledFrom([]string{"Jane", "Raj"}).Draw(t, "by")}
	at := number(rapid.SampledFrom([]string{"1.0.0", "1.1.0", "1.2.0"}).Draw(t, "version"))
	switch kind {
	case Save, Adopt:
		e.Digest, e.Distribution = RawDigest(nil), rapid.SampledFrom([]string{custom, marketplace}).Draw(t, "distribution")
		if kind == Adopt {
			e.State = rapid.SampledFrom(adoptable).Draw(t, "state")
			e.Since = rapid.SampledFrom([]Day{"", "2025-01-01", "2025-02-01"}).Draw(t, "since")
		}
	case Test:
		e.Result = rapid.SampledFrom([]Result{Passed, Failed}).Draw(t, "result")
	case NewKeys:
		e.Portal = number(rapid.SampledFrom([]string{"1.4.0", "1.5.0"}).Draw(t, "number"))
	case Reject, Abandon, Bad, Retract:
		e.Reason = "because"
	case Rename, Retire:
		e.Renamed, e.Reason, at = "old", "because", version.Version{}
		if kind == Retire {
			e.Renamed = ""
		}
	case Approve:
		e.Path, e.Op, e.Reason, at = "p", "added", "because", version.Version{}
		e.Fingerprint = Fingerprint(e.Path, e.Op, e.From, e.To)
	case Promote:
		if rapid.Bool().Draw(t, "override") {
			e.Overrides = []Override{{GateBump, "because"}}
		}
	}
	if kind == Retract {
		if len(a.Events) == 0 {
			return drawEvent(t, a)
		}
		target := rapid.SampledFrom(a.Events).Draw(t, "target")
		e.Cancels, at = target.Base(), target.Number
	}
	return e, at
}

// The ledger is the same for every order of merging, and reading never fails,
// whatever was recorded on whatever branch.
func TestOrderOfMergingDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		app := Read("acme", nil)
		var files []File
		have := make(map[string]bool)
		for range rapid.IntRange(1, 14).Draw(t, "events") {
			e, at := drawEvent(t, app)
			name, data, err := Encode(e)
			if err != nil {
				t.Fatal(err)
			}
			dir := HistoryDir
			switch {
			case at != (version.Version{}):
				dir = "versions/" + at.String() + "/history"
			case e.Kind == Approve, e.Kind == Retract && app.event(ApprovalsDir+"/"+e.Cancels) != nil:
				dir = ApprovalsDir
			}
			if path := dir + "/" + name; !have[path] {
				have[path] = true
				files = append(files, File{path, source.New(path, data)})
				app = Read("acme", files)
			}
		}
		want := describeApp(app)
		if got := describeApp(Read("acme", rapid.Permutation(files).Draw(t, "order"))); got != want {
			t.Fatalf("the order matters:\n%s\n%s", want, got)
		}
		for _, v := range app.Versions {
			if v.State == Production && (v.Promoted == nil || !v.Promoted.Counts()) {
				t.Fatalf("%s is in production without a promotion", v.Number)
			}
		}
	})
}

// What Add allows never makes an event of another version illegal, and leaves no
// fault.
func TestRecordedEventsLeaveNoFault(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		app := Read("acme", nil)
		for range rapid.IntRange(1, 20).Draw(t, "events") {
			e, at := drawEvent(t, app)
			e.At = app.Clock(time.Unix(1_800_000_000, 0))
			r, err := app.Add(e, at)
			if err != nil {
				continue
			}
			app = r.App
			for _, d := range app.Faults() {
				if d.Rule == RuleIllegal {
					t.Fatalf("after %s of %s: %s", e.Kind, at, words(app.Faults()))
				}
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, kind := range Kinds() {
		f.Add("20261126T140102Z-77c0d1f3-"+string(kind)+".json", []byte(`{"format": 1, "event": "`+string(kind)+`", "at": "2026-11-26T14:01:02Z", "by": "Jane"}`))
	}
	f.Add("save.json", []byte(`{"format": 2}`))
	f.Add("save.json", []byte("<<<<<<< HEAD\n"))
	f.Add("save.json", []byte(`{"keys": {"sandbox": 1, "sandbox": 2}, "a": [[[[[]]]]]`))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		file := source.New(name, data)
		_, diags := Parse(file)
		for _, d := range diags {
			if d.Span.Start < 0 || d.Span.End < d.Span.Start || d.Span.End > len(data) {
				t.Fatalf("a finding is at %v of %d bytes: %s", d.Span, len(data), d.Message)
			}
		}
	})
}
