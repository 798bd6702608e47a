package git

import (
	"path/filepath"
	"strings"
	"testing"
)

// The writer of a file is the commit of the branch that gave it the content it has.
func TestTouched(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a/base.json", "1")
	r := inRepository(t, dir, "init|-q|-b|main", "add|.", "commit|-q|-m|Base")
	since, _ := r.Head(t.Context())
	write(t, dir, "a/one.json", "1 of Raj")
	write(t, dir, "b/one.json", "1")
	inRepository(t, dir, "add|.", "commit|-q|-m|One|--author|Raj Rao <raj@acme.test>")
	write(t, dir, "a/one.json", "1 of Jane")
	write(t, dir, "a/copy.json", "1 of Raj")
	inRepository(t, dir, "add|.", "commit|-q|-m|Two")
	head, _ := r.Head(t.Context())
	got, err := r.Touched(t.Context(), head, since, []string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	if c := got.Writer("a/one.json"); c == nil || c.Author.Name != "Jane Doe" || c.Subject != "Two" {
		t.Errorf("one.json was written by %+v", c)
	}
	if got.Writer("a/base.json") != nil || got.Writer("b/one.json") != nil {
		t.Error("what the branch did not write, or elsewhere, has a writer")
	}
	if n := len(got.By("a/one.json")); n != 2 {
		t.Errorf("%d commits touched one.json", n)
	}
	if !got.IsCopy("a/copy.json", "a/one.json") || got.IsCopy("a/base.json", "a/one.json") {
		t.Error("copy.json holds what one.json held, and base.json does not")
	}
	if none, err := r.Touched(t.Context(), head, head, []string{"a", filepath.ToSlash("b")}); err != nil || none.Writer("a/one.json") != nil {
		t.Errorf("since itself: %v", err)
	}
}

func TestIsSquashed(t *testing.T) {
	for _, c := range []struct {
		committer, subject string
		want               bool
	}{
		{"noreply@github.com", "Save 0.9.0 (#7)", true},
		{"noreply@github.acme.test", "Save 0.9.0 (#7)", true},
		{"noreply@github.com", "Save 0.9.0", false}, // the web editor
		{"jane@acme.test", "Save 0.9.0 (#7)", false},
		{"jane@acme.test", "Merged in save (pull request #7)", true},
		{"jane@acme.test", "Save 0.9.0 (!7)", true},
		{"jane@acme.test", "Save 0.9.0 (!)", false},
		{"noreply@github.com", "Save (#7) later", false},
	} {
		if got := (&Commit{Committer: Person{"X", c.committer}, Subject: c.subject}).IsSquashed(); got != c.want {
			t.Errorf("%q by %s: got %t", c.subject, c.committer, got)
		}
	}
}

func TestMailmap(t *testing.T) {
	m := ParseMailmap([]byte(strings.Join([]string{
		"# people",
		"Jane Doe <jane@acme.test>",
		"<jane@acme.test> <Jane@Old.Test>",
		"Raj Rao <raj@acme.test> raj <shared@acme.test>",
		"Team <team@acme.test> <shared@acme.test>",
		"no line of a mailmap",
		"broken <",
	}, "\n")))
	for was, want := range map[string]string{
		"J. <JANE@acme.test>":    "Jane Doe <JANE@acme.test>",
		"J. <jane@old.test>":     "J. <jane@acme.test>",
		"Raj <shared@acme.test>": "Raj Rao <raj@acme.test>",
		"Eve <shared@acme.test>": "Team <team@acme.test>",
		"Eve <other@acme.test>":  "Eve <other@acme.test>",
		"Eve":                    "Eve",
	} {
		if got := m.Resolve(ParsePerson(was)).String(); got != want {
			t.Errorf("%s: got %s, want %s", was, got, want)
		}
	}
}

func TestSamePerson(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"Jane Doe <jane@acme.test>", "J. <JANE@acme.test>", true},
		{"Jane Doe <jane@acme.test>", "Jane Doe <jane@evil.test>", false},
		{"Jane Doe", "jane  doe <jane@acme.test>", true},
		{"Jane", "Jane Doe <jane@acme.test>", false},
		{"Jane Doe <jane@acme.test>", "Jane Doe <1234+jane@users.noreply.github.com>", true},
		{"Jane Doe <jane@acme.test>", "Jane Doe <1234-jane@users.noreply.gitlab.acme.test>", true},
		{"Jane Doe <jane@acme.test>", "Raj Rao <1234+jane@users.noreply.github.com>", false},
		{"Zoë <z@acme.test>", "Zoe\u0308", true},
		{"", " <>", false},
	} {
		if got := ParsePerson(c.a).Same(ParsePerson(c.b)); got != c.want {
			t.Errorf("%q and %q: got %t", c.a, c.b, got)
		}
	}
}
