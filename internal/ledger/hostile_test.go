package ledger

import (
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/source"
)

var farFuture = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// The name of a first event does not depend on its content, so the content alone
// must show that another reader could read it.
func TestFirstEventsOfStrangers(t *testing.T) {
	_, data, err := Encode(Event{Kind: Save, At: farFuture, By: "Jane", Digest: RawDigest(nil), Distribution: custom})
	if err != nil {
		t.Fatal(err)
	}
	save := string(data)
	for _, c := range []struct{ name, file, data, want string }{
		{"as it was written", "save.json", save, ""},
		{"the name of a later event", "20261126T140102Z-77c0d1f3-save.json", save, "the file of this save event must be named save.json"},
		{"no JSON after the end", "save.json", save + "}", "there is text after the end of the JSON"},
		{"half a surrogate pair", "save.json", strings.Replace(save, "Jane", `\ud800`, 1), "not canonical JSON"},
		{"two lines", "save.json", strings.Replace(save, "Jane", `Jane\nretire`, 1), "by is \"Jane\\nretire\", not one line of text"},
		{"a bell", "save.json", strings.Replace(save, "Jane", `Jane\u0007`, 1), "by contains control characters"},
		{"not UTF-8", "save.json", strings.Replace(save, "Jane", "\xff", 1), "not canonical JSON"},
	} {
		_, diags := Parse(source.New(c.file, []byte(c.data)))
		if got := words(diags); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestEvidenceStaysInTheFolder(t *testing.T) {
	for file, want := range map[string]string{
		"evidence/run.txt": "", "https://ci.acme.test/1": "must not have a digest", "../../manifest.yaml": "not a file in",
		"/etc/passwd": "not a file in", ".": "not a file in", "evidence//x": "not a file in",
	} {
		e := Event{Kind: Test, At: farFuture, By: "Jane", Result: Passed, Evidence: Evidence{file, RawDigest(nil)}}
		_, _, err := Encode(e)
		if got := errorText(err); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", file, got, want)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// Eight digits of a hash can be forged, so retractions can name each other.
func TestRetractionsInACircle(t *testing.T) {
	retract := func(path, file string) *Entry {
		return &Entry{Event: Event{Kind: Retract, Cancels: file}, Path: path}
	}
	a, b, c := retract("history/a", "b"), retract("history/b", "c"), retract("history/c", "b")
	itself := retract("history/d", "d")
	app := &App{Events: []*Entry{a, b, c, itself}}
	app.fold()
	for _, e := range []*Entry{b, c, itself} {
		if e.Fault == nil {
			t.Errorf("%s has no fault", e.Path)
		}
	}
	if a.Fault != nil || b.Retracted != a || c.Retracted != nil || itself.Retracted != nil {
		t.Errorf("got %v, %v, %v, %v", a.Fault, b.Retracted, c.Retracted, itself.Retracted)
	}
}

// Branches that saved and adopted the same number: the save is what counts, so
// the other events of the version follow it.
func TestSavedAndAdopted(t *testing.T) {
	s := newStory(t)
	files := []File{branch(s, "1.0.0", "10:00", Adopt, adopted(Production, "")), branch(s, "1.0.0", "12:00", Save),
		branch(s, "1.0.0", "11:00", Promote)}
	app := s.merged(files...)
	if v := app.Version(number("1.0.0")); v.First.Kind != Save || v.State != Production {
		t.Errorf("got %s by %s", v.State, v.First.Kind)
	}
}
