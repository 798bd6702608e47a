package change

import (
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
)

func parse(t *testing.T, text string) Side {
	t.Helper()
	f := source.New("manifest.yaml", []byte(text))
	doc, found := manifest.Parse(f)
	if len(found) > 0 {
		t.Fatalf("the generator made YAML with a fault: %s\n%s", found[0].Message, text)
	}
	return NewSide("manifest.yaml", doc)
}

var rounds = flag.Uint64("rounds", 1000, "how many random manifests the laws are tried on")

// identity is all of a change but where it stands.
func identity(changes []Change) []string {
	var all []string
	for _, c := range changes {
		all = append(all, strings.Join([]string{c.Level.String(), c.Row.ID, c.Op.String(), c.Path, c.Subject, c.From, c.To, c.Summary, c.Customers, c.Fingerprint}, " | "))
	}
	return all
}

func TestSpellingIsNoChange(t *testing.T) {
	for seed := range *rounds {
		r := random(seed)
		m := randomManifest(r)
		from, to := write(r, m), write(r, m)
		if changes := Diff(parse(t, from), parse(t, to)); len(changes) > 0 {
			t.Fatalf("seed %d: two spellings of one manifest differ:\n%s\n--- from\n%s\n--- to\n%s", seed, describe(changes), from, to)
		}
	}
}

// What holds for any two manifests holds for random ones.
func TestDiffLaws(t *testing.T) {
	for seed := range *rounds {
		r := random(seed)
		a := randomManifest(r)
		b := a
		if r.IntN(2) > 0 {
			b = randomManifest(r)
		} else {
			b = clone(a).(object)
			other := randomManifest(r)
			for _, key := range some(r, 1, "app", "data_connector", "embedded", "setup_instructions") {
				delete(b, key)
				if other[key] != nil {
					b[key] = other[key]
				}
			}
		}
		checkVerdict(t, seed, checkLaws(t, seed, r, a, b), a, b)
	}
}

// checkSpellings holds that the pair of a row, in many spellings, has the same
// changes, and that what holds for any two manifests holds for it.
func checkSpellings(t *testing.T, p pair) {
	t.Helper()
	from, to := values(p.old), values(p.new)
	want := identity(Diff(p.old, p.new))
	slices.Sort(want)
	for seed := range uint64(20) {
		got := identity(checkLaws(t, seed, random(seed), from, to))
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Fatalf("seed %d: another spelling gives\n%s\nwant\n%s", seed, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// values is a manifest as plain values, nil if it is empty.
func values(s Side) object {
	m, _ := s.App().Root.JSON().(object)
	return m
}

// spelling is a manifest in one of many spellings; nothing has only one.
func spelling(t *testing.T, r *rand.Rand, m object) Side {
	t.Helper()
	if m == nil {
		return side("manifest.yaml", nil)
	}
	return parse(t, write(r, m))
}

// checkLaws compares two manifests in several spellings and returns the changes
// of the first.
func checkLaws(t *testing.T, seed uint64, r *rand.Rand, a, b object) []Change {
	t.Helper()
	from, to := spelling(t, r, a), spelling(t, r, b)
	changes := Diff(from, to)
	checkChanges(t, seed, changes, from, to)

	again := Diff(spelling(t, r, a), spelling(t, r, b))
	if got, want := identity(again), identity(changes); !slices.Equal(got, want) {
		t.Fatalf("seed %d: another spelling gives\n%s\nwant\n%s", seed, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}

	// What else changes does not touch a fingerprint.
	c := object{}
	if b != nil {
		c = clone(b).(object)
	}
	c["post_installation_notes"] = "something else entirely"
	more := identity(Diff(from, spelling(t, r, c)))
	for i, line := range identity(changes) {
		if changes[i].Path != "post_installation_notes" && !slices.Contains(more, line) {
			t.Fatalf("seed %d: with other notes, this change is lost or told differently:\n%s\nthere are\n%s", seed, line, strings.Join(more, "\n"))
		}
	}
	return changes
}

// checkVerdict works out from the plain values what must be breaking or raise
// permissions, whichever changes tell of it.
func checkVerdict(t *testing.T, seed uint64, changes []Change, a, b object) {
	t.Helper()
	var breaking, raises []string
	components := func(m object) object { c, _ := m["embedded"].(object); return c }
	parameters := func(c object) map[any]object {
		all := map[any]object{}
		list, _ := c["parameters"].([]any)
		for _, p := range list {
			all[p.(object)["key"]] = p.(object)
		}
		return all
	}
	for name, old := range components(a) {
		old := old.(object)
		now, _ := components(b)[name].(object)
		if now == nil {
			breaking = append(breaking, "no "+name)
			continue
		}
		for _, v := range []string{"{{procore.company.id}}", "{{procore.project.id}}"} {
			if strings.Contains(old["url"].(string), v) && !strings.Contains(now["url"].(string), v) {
				breaking = append(breaking, name+" without "+v)
			}
		}
		host := func(c object) string {
			return strings.SplitN(strings.NewReplacer("?", "/", "{{", "", "}}", "").Replace(c["url"].(string)), "/", 4)[2]
		}
		if host(old) != host(now) && !strings.Contains(host(old)+host(now), "region") {
			breaking = append(breaking, name+" at another host")
		}
		for key := range parameters(old) {
			if parameters(now)[key] == nil {
				breaking = append(breaking, name+" without a parameter")
			}
		}
		for key, p := range parameters(now) {
			if p["required"] == true && parameters(old)[key]["required"] != true {
				breaking = append(breaking, name+" with a new required parameter")
			}
		}
	}
	connector := func(m object) object { c, _ := m["data_connector"].(object); return c }
	permissions := func(m object) map[string]string {
		all := map[string]string{}
		ways, _ := connector(m)["authentication"].([]any)
		if !slices.Contains(ways, any("service_account")) {
			return all // they count for nothing
		}
		scopes, _ := connector(m)["permissions"].(object)
		for scope, tools := range scopes {
			for tool, v := range tools.(object) {
				all[scope+" "+tool] = v.(object)["level"].(string)
			}
		}
		return all
	}
	order := []string{"", "read_only", "standard", "admin"}
	if old, now := permissions(a), permissions(b); connector(a) != nil {
		for tool, level := range now {
			if slices.Index(order, level) > slices.Index(order, old[tool]) {
				raises = append(raises, tool)
			}
		}
		if connector(b) == nil {
			breaking = append(breaking, "no data connector")
		}
	}
	isBreaking := slices.ContainsFunc(changes, func(c Change) bool { return c.Level == version.Breaking })
	raising := slices.ContainsFunc(changes, func(c Change) bool { return c.RaisesPermissions })
	if len(breaking) > 0 && !isBreaking || len(raises) > 0 && !raising {
		t.Fatalf("seed %d: breaking: %q, raised: %q, but the changes are\n%s", seed, breaking, raises, describe(changes))
	}
}

func checkChanges(t *testing.T, seed uint64, changes []Change, from, to Side) {
	t.Helper()
	seen := map[string]bool{}
	for i, c := range changes {
		switch {
		case c.Row == nil || c.Row.ID == unjudged.ID:
			t.Fatalf("seed %d: not judged: %s %s", seed, c.Op, c.Path)
		case i > 0 && changes[i-1].Level < c.Level:
			t.Fatalf("seed %d: %s stands after a lower level", seed, c.Summary)
		case c.Summary == "" || c.Subject == "" || unfilled.MatchString(c.Summary+" "+c.Subject+" "+c.Customers):
			t.Fatalf("seed %d: not in words: %q, %q, %q", seed, c.Summary, c.Subject, c.Customers)
		case len(c.Fingerprint) != 64 || seen[c.Fingerprint]:
			t.Fatalf("seed %d: fingerprint %q of %s is short or not its own", seed, c.Fingerprint, c.Path)
		case c.From == c.To:
			t.Fatalf("seed %d: %s from %q to itself", seed, c.Path, c.From)
		}
		seen[c.Fingerprint] = true
		for _, side := range []struct {
			s Side
			p *Place
		}{{from, c.Before}, {to, c.After}} {
			if (side.p == nil) != side.s.isNothing() {
				t.Fatalf("seed %d: %s: place %v", seed, c.Path, side.p)
			}
			if side.p != nil && (side.p.Span.Start < 0 || side.p.Span.Start > side.p.Span.End || side.p.Span.End > len(side.p.File.Data)) {
				t.Fatalf("seed %d: %s: place %v lies outside the file", seed, c.Path, side.p.Span)
			}
		}
		if c.Op == Changed && (c.Before == nil || c.After == nil) {
			t.Fatalf("seed %d: %s changed, but lacks a place", seed, c.Path)
		}
	}
}

// Every leaf of a manifest that is not waived makes a change when it changes.
func TestEveryEditIsSeen(t *testing.T) {
	data, err := os.ReadFile("../../schema/testdata/complete.yaml")
	if err != nil {
		t.Fatal(err)
	}
	old := side("complete.yaml", data)
	var edits int
	var visit func(n *manifest.Node, at string)
	visit = func(n *manifest.Node, at string) {
		for _, e := range n.Map() {
			name := e.Key.Text
			if strings.HasSuffix(at, "company") || strings.HasSuffix(at, "project") {
				name = "<name>"
			}
			visit(e.Value, strings.TrimPrefix(at+"."+name, "."))
		}
		for _, item := range n.List() {
			visit(item, at+"[]")
		}
		if n.Kind == manifest.Map || n.Kind == manifest.List {
			return
		}
		edits++
		value := map[string]string{"true": "false", "false": "true", "standard": "admin", "read_only": "standard", "custom": "marketplace", "marketplace": "custom"}[n.Text]
		if value == "" {
			value = manifest.Rewrite(n, strings.TrimSpace(n.Text)+"x")
		}
		text := string(data[:n.Span.Start]) + value + string(data[n.Span.End:])
		if n.Style == manifest.Literal {
			text = string(data[:n.Span.Start]) + "other\n" + string(data[n.Span.End:])
		}
		changes := Diff(old, side("edited.yaml", []byte(text)))
		waived := slices.ContainsFunc(Waivers(), func(w Waiver) bool { return fieldCovers(w.At, strings.TrimSuffix(at, "[]")) })
		if (len(changes) == 0) != waived {
			t.Errorf("%s from %q: waived %t, changes:\n%s", at, n.Text, waived, describe(changes))
		}
		for _, c := range changes {
			if !slices.ContainsFunc(Rows(), func(r Row) bool { return r.ID == c.Row.ID }) {
				t.Errorf("%s: not judged", c.Path)
			}
		}
	}
	visit(old.App().Root, "")
	if edits < 40 {
		t.Errorf("only %d values were edited", edits)
	}
}

func TestFirstVersion(t *testing.T) {
	data, err := os.ReadFile("../../schema/testdata/complete.yaml")
	if err != nil {
		t.Fatal(err)
	}
	to := side("complete.yaml", data)
	for name, from := range map[string]Side{"nothing": {}, "empty file": side("empty.yaml", nil), "a list": side("list.yaml", []byte("[a]"))} {
		changes := Diff(from, to)
		var paths []string
		for _, c := range changes {
			paths = append(paths, c.Op.String()+" "+c.Path)
			if c.NeedsApproval() || c.Before != nil {
				t.Errorf("%s: %s needs approval %t and was at %v before", name, c.Path, c.NeedsApproval(), c.Before)
			}
		}
		if want := []string{
			"added data_connector", "added embedded.full_screen", "added embedded.side_panel",
			"added agentic.mcp_servers[Brick data]", "added agentic.agents[Brick planner]",
		}; !slices.Equal(paths, want) {
			t.Errorf("%s: got %q, want %q", name, paths, want)
		}
		if v := Judge(changes, from, to); !v.Enough || len(v.Actions) > 0 || v.Need.String() != "0.0.0" {
			t.Errorf("%s: got %+v", name, v)
		}
	}
	if changes := Diff(Side{}, Side{}); len(changes) > 0 {
		t.Errorf("nothing and nothing: got %s", describe(changes))
	}
	if changes := Diff(to, Side{}); len(changes) != 5 || !changes[0].OneWay {
		t.Errorf("everything removed: got %s", describe(changes))
	}
}

func FuzzDiff(f *testing.F) {
	pairs, _ := filepath.Glob("testdata/rows/*.txtar")
	for _, path := range pairs {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(archive.Files[0].Data, archive.Files[1].Data)
	}
	for seed := range uint64(20) {
		r := random(seed)
		f.Add([]byte(write(r, randomManifest(r))), []byte(write(r, randomManifest(r))))
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		if len(a)+len(b) > 1<<16 {
			return
		}
		from, to := side("a", a), side("b", b)
		changes := Diff(from, to)
		for _, c := range changes {
			if c.Row.ID == unjudged.ID {
				t.Errorf("not judged: %s %s", c.Op, c.Path)
			}
			for _, p := range []*Place{c.Before, c.After} {
				if p != nil && (p.Span.Start < 0 || p.Span.Start > p.Span.End || p.Span.End > len(p.File.Data)) {
					t.Errorf("%s: place %v lies outside the file", c.Path, p.Span)
				}
			}
		}
		v := Judge(changes, from, to)
		if (v.Decides == nil) != (v.Level == 0) {
			t.Errorf("level %s is decided by %v", v.Level, v.Decides)
		}
		for _, s := range []Side{from, to} {
			if same := Diff(s, s); len(same) > 0 {
				t.Errorf("compared with itself: %s", describe(same))
			}
		}
	})
}
