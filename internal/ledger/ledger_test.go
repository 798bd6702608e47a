package ledger

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

const (
	keyA = "c126705a-fc0b-47c9-944e-8c427e5b9bd2"
	keyB = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
)

var start = time.Date(2026, 1, 31, 14, 5, 0, 0, time.UTC)

func file(name, text string) *source.File { return source.New(name, []byte(text)) }

// unmark takes the marks ‹ › out of a text and returns what they enclosed.
func unmark(t testing.TB, text string) (string, source.Span) {
	t.Helper()
	before, rest, ok := strings.Cut(text, "‹")
	inside, after, closed := strings.Cut(rest, "›")
	if !ok || !closed {
		t.Fatalf("the text has no ‹marked› part: %q", text)
	}
	return before + inside + after, source.Span{Start: len(before), End: len(before) + len(inside)}
}

// wantFinding checks that there is one finding, with its rule and place and a
// part of its message.
func wantFinding(t *testing.T, got []diag.Diagnostic, rule string, at source.Span, part string) {
	t.Helper()
	if len(got) != 1 {
		t.Fatalf("got %d findings, want one:\n%s", len(got), words(got))
	}
	d := got[0]
	if d.Rule != rule || !strings.Contains(d.Message, part) || d.Severity == diag.Off {
		t.Errorf("got [%s] %s, want [%s] with %q", d.Rule, d.Message, rule, part)
	}
	if d.Span != at {
		t.Errorf("marked %q at %s, want %q at %s", d.File.Text(d.Span), d.Start(), d.File.Text(at), d.File.Position(at.Start))
	}
}

func words(ds []diag.Diagnostic) string {
	var b strings.Builder
	for _, d := range ds {
		fmt.Fprintf(&b, "%s:%s: %s [%s] (%s)\n", d.File.Name, d.Start(), d.Message, d.Rule, d.Help)
	}
	return b.String()
}

// step is a Step of an event some minutes after the start.
func step(e Event, minute int) Step {
	s := Step{Event: e, At: start.Add(time.Duration(minute) * time.Minute), By: "Jane Doe <jane@acme.test>"}
	if e == Test {
		s.Result = Passed
	}
	return s
}

// walk moves a new record by events, a minute after each other.
func walk(t testing.TB, version string, events ...Event) Record {
	t.Helper()
	r := New("acme-field-sync", version, digestPrefix+strings.Repeat("0", 64))
	for i, e := range events {
		next, err := r.Move(step(e, i), marketplace)
		if err != nil {
			t.Fatal(err)
		}
		r = next
	}
	return r
}

func encode(t testing.TB, r Record) string {
	t.Helper()
	out, err := Encode(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// document parses a manifest that must be sound YAML.
func document(t testing.TB, text string) *manifest.Document {
	t.Helper()
	doc, diags := manifest.Parse(file("manifest.yaml", text))
	if len(diags) > 0 {
		t.Fatalf("findings in the manifest:\n%s", words(diags))
	}
	return doc
}

// texts draws all sorts of text that a file may hold.
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

// visible draws texts that are more than white space.
func visible() *rapid.Generator[string] {
	return texts().Filter(func(s string) bool { return strings.TrimSpace(s) != "" })
}

// records draws records that a series of legal steps made.
func records() *rapid.Generator[Record] {
	return rapid.Custom(func(t *rapid.T) Record {
		distribution := rapid.SampledFrom([]string{custom, marketplace}).Draw(t, "distribution")
		number := fmt.Sprintf("%d.%d.%d", rapid.IntRange(0, 3).Draw(t, "major"), rapid.IntRange(0, 999_999_999).Draw(t, "minor"), rapid.IntRange(0, 9).Draw(t, "patch"))
		r := New(rapid.StringMatching(`[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?`).Draw(t, "app"), number, digest(t))
		at := start
		for i := range rapid.IntRange(1, 8).Draw(t, "steps") {
			at = at.Add(time.Duration(rapid.IntRange(1, 100_000).Draw(t, "seconds")) * time.Second)
			open := Legal(r.State, distribution)
			m := open[rapid.IntRange(0, len(open)-1).Draw(t, "move")]
			next, err := r.Move(stepOf(t, m.Event, at), distribution)
			if err != nil {
				t.Fatalf("step %d: %v", i, err)
			}
			r = next
		}
		return r
	})
}

func digest(t *rapid.T) string {
	return digestPrefix + rapid.StringMatching(`[0-9a-f]{64}`).Draw(t, "digest")
}

func stepOf(t *rapid.T, e Event, at time.Time) Step {
	s := Step{Event: e, At: at, By: visible().Draw(t, "by"), Note: texts().Draw(t, "note"), Evidence: texts().Draw(t, "evidence")}
	some := func() bool { return rapid.Bool().Draw(t, "some") }
	if some() {
		s.Commit = rapid.StringMatching(`[0-9]{7}|[0-9a-f]{7,40}|[0-9]e[0-9]{6}`).Draw(t, "commit")
	}
	if e == Test {
		s.Result = rapid.SampledFrom(results).Draw(t, "result")
	}
	if e == Promote {
		s.ReleaseNotes = texts().Draw(t, "notes")
		s.Checklist = digest(t)
		for range rapid.IntRange(0, 2).Draw(t, "overrides") {
			s.Overrides = append(s.Overrides, Override{visible().Draw(t, "gate"), visible().Draw(t, "reason")})
		}
	}
	if assigns(e) && some() {
		s.Keys.Sandbox = rapid.StringMatching(`0[0-9a-f]{7}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`).Draw(t, "sandbox")
		s.Keys.Production = rapid.StringMatching(`1[0-9A-F]{7}(-[0-9A-F]{4}){3}-[0-9A-F]{12}`).Draw(t, "production")
		s.PortalVersion = rapid.SampledFrom([]string{"", "0.0.1", "10.20.30"}).Draw(t, "portal")
	}
	return s
}
