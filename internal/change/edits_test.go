package change

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// Each value of a manifest is removed, written in upper case, escaped where it is
// a URL, swapped with the value beside it, and moved. What the comparison says of each
// edit stands in testdata/edits.txt, to be read line by line.
func TestEveryKeyInEveryWay(t *testing.T) {
	data, err := os.ReadFile("../../schema/testdata/complete.yaml")
	if err != nil {
		t.Fatal(err)
	}
	old := side("complete.yaml", data)
	r := random(1)
	var b strings.Builder
	try := func(at, edit string, m object) {
		var rows []string
		for _, c := range Diff(old, spelling(t, r, m)) {
			rows = append(rows, c.Level.String()+" "+c.Row.ID)
		}
		fmt.Fprintf(&b, "%-60s %-8s %s\n", at, edit, strings.Join(rows, ", "))
	}
	for _, at := range everyPath(values(old), nil) {
		name := strings.Join(at, ".")
		for _, edit := range edits {
			m := clone(values(old)).(object)
			if edit.apply(m, at) {
				try(name, edit.name, m)
			}
		}
	}
	const golden = "testdata/edits.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != string(want) {
		t.Errorf("got\n%s\nwant\n%s\nif it is right: go test ./internal/change -update", got, want)
	}
}

// edits change the value at a path; false if that says nothing.
var edits = []struct {
	name  string
	apply func(m object, at []string) bool
}{
	{"remove", func(m object, at []string) bool {
		in, key := parent(m, at)
		delete(in, key)
		return in != nil
	}},
	{"case", func(m object, at []string) bool {
		return replace(m, at, strings.ToUpper)
	}},
	{"escape", func(m object, at []string) bool {
		return replace(m, at, func(s string) string {
			if !strings.HasPrefix(s, "https://") {
				return s
			}
			return s[:len(s)-1] + fmt.Sprintf("%%%02X", s[len(s)-1])
		})
	}},
	{"swap", func(m object, at []string) bool {
		in, key := parent(m, at)
		for _, other := range slices.Sorted(maps.Keys(in)) {
			a, isText := in[key].(string)
			b, isToo := in[other].(string)
			if other > key && isText && isToo {
				in[key], in[other] = b, a
				return true
			}
		}
		return false
	}},
	{"move", func(m object, at []string) bool {
		in, key := parent(m, at)
		list, ok := in[key].([]any)
		if ok {
			slices.Reverse(list)
		}
		return ok && len(list) > 1
	}},
}

// replace puts another text in the place of one, or of each in a list; false if
// nothing differs.
func replace(m object, at []string, with func(string) string) (differs bool) {
	in, key := parent(m, at)
	switch was := in[key].(type) {
	case string:
		in[key] = with(was)
		return in[key] != was
	case []any:
		for i, item := range was {
			if text, ok := item.(string); ok {
				was[i] = with(text)
				differs = differs || was[i] != text
			}
		}
	}
	return differs
}

// everyPath returns the paths of all values, lists and groups included. The items of a
// list go by their position.
func everyPath(v any, at []string) (all [][]string) {
	switch v := v.(type) {
	case object:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			here := append(slices.Clone(at), key)
			all = append(append(all, here), everyPath(v[key], here)...)
		}
	case []any:
		for i, item := range v {
			all = append(all, everyPath(item, append(slices.Clone(at), fmt.Sprint(i)))...)
		}
	}
	return all
}

// parent returns the group that holds the value at a path, and its key there.
func parent(m object, at []string) (object, string) {
	var v any = m
	for _, key := range at[:len(at)-1] {
		switch in := v.(type) {
		case object:
			v = in[key]
		case []any:
			var i int
			fmt.Sscan(key, &i)
			v = in[i]
		}
	}
	in, _ := v.(object)
	return in, at[len(at)-1]
}
