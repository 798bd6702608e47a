package diag

import (
	"testing"

	"github.com/procore-manifest/manifest/internal/source"
)

func TestNearest(t *testing.T) {
	views := []string{"rfi.detail", "incidents.new", "incidents.edit", "budgeting.list"}
	for word, want := range map[string]string{
		"rfi.detial":     "rfi.detail", // two letters swapped
		"rfi.detail":     "rfi.detail",
		"budgetting.lst": "budgeting.list",
		"photos":         "",
		"":               "",
	} {
		if got := Nearest(word, views); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
	if got := Nearest("bat", []string{"cat", "rat"}); got != "" {
		t.Errorf("two words are equally near, but %q was chosen", got)
	}
}

func TestApply(t *testing.T) {
	text := []byte("one two three")
	for _, c := range []struct {
		name  string
		edits []Edit
		want  string // "" if it is refused
	}{
		{"none", nil, "one two three"},
		{"in any order", []Edit{{source.Span{Start: 8, End: 13}, "3"}, {source.Span{Start: 0, End: 3}, "1"}}, "1 two 3"},
		{"insertion", []Edit{{source.Span{Start: 3, End: 3}, " and"}}, "one and two three"},
		{"removal", []Edit{{source.Span{Start: 3, End: 7}, ""}}, "one three"},
		{"overlap", []Edit{{source.Span{Start: 0, End: 5}, "x"}, {source.Span{Start: 4, End: 7}, "y"}}, ""},
		{"behind the end", []Edit{{source.Span{Start: 8, End: 99}, "x"}}, ""},
		{"backwards", []Edit{{source.Span{Start: 5, End: 3}, "x"}}, ""},
	} {
		got, err := Apply(text, c.edits)
		if (err != nil) != (c.want == "") || err == nil && string(got) != c.want {
			t.Errorf("%s: got %q, %v, want %q", c.name, got, err, c.want)
		}
	}
	if string(text) != "one two three" {
		t.Error("Apply changed its input")
	}
}

// The order does not depend on the order in which findings were made.
func TestSortIsTotal(t *testing.T) {
	f, g := source.New("a.yaml", []byte("x: 1\n")), source.New("b.yaml", nil)
	sorted := []Diagnostic{
		{File: f, Span: source.Span{Start: 0, End: 1}, Rule: "a", Message: "1"},
		{File: f, Span: source.Span{Start: 0, End: 1}, Rule: "a", Message: "2"},
		{File: f, Span: source.Span{Start: 0, End: 2}, Rule: "a"},
		{File: f, Span: source.Span{Start: 0, End: 1}, Rule: "b"},
		{File: f, Span: source.Span{Start: 3, End: 4}, Rule: "a"},
		{File: g, Span: source.Span{}, Rule: "a"},
	}
	for shift := range sorted {
		var mixed []Diagnostic
		for i := range sorted {
			mixed = append(mixed, sorted[(i*5+shift)%len(sorted)])
		}
		Sort(mixed)
		for i := range mixed {
			if mixed[i].File != sorted[i].File || mixed[i].Span != sorted[i].Span || mixed[i].Rule != sorted[i].Rule || mixed[i].Message != sorted[i].Message {
				t.Fatalf("shift %d: place %d holds %+v", shift, i, mixed[i])
			}
		}
	}
}

func TestCounts(t *testing.T) {
	c := Count([]Diagnostic{{Severity: Error}, {Severity: Warning}, {Severity: Warning}, {Severity: Info}})
	if c != (Counts{1, 2, 1}) || c.AtLeast(Error) != 1 || c.AtLeast(Warning) != 3 || c.AtLeast(Info) != 4 || c.AtLeast(Off) != 0 {
		t.Errorf("got %+v", c)
	}
}
