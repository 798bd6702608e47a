package change

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
	"github.com/procore-manifest/manifest/schema"
)

var update = flag.Bool("update", false, "rewrite what the pairs in testdata/rows are expected to give")

func side(name string, data []byte) Side {
	f := source.New(name, data)
	doc, _ := manifest.Parse(f)
	return NewSide(name, doc)
}

func diffText(from, to string) []Change {
	return Diff(side("old.yaml", []byte(from)), side("new.yaml", []byte(to)))
}

// describe writes changes as the pairs in testdata expect them.
func describe(changes []Change) string {
	var b strings.Builder
	for _, c := range changes {
		fmt.Fprintf(&b, "%s %s: %s\n", c.Level, c.Row.ID, c.Summary)
		fmt.Fprintf(&b, "  %s %s (%s)\n", c.Op, c.Path, c.Subject)
		fmt.Fprintf(&b, "  %q -> %q at %s -> %s #%s\n", c.From, c.To, describePlace(c.Before), describePlace(c.After), c.Fingerprint)
		if c.Customers != "" {
			fmt.Fprintf(&b, "  %s: %s\n", c.Action, c.Customers)
		} else if c.Action != NoAction {
			fmt.Fprintf(&b, "  %s\n", c.Action)
		}
		for _, told := range []struct{ name, text string }{{"news", c.News}, {"grants", c.Grants}, {"must", c.Must}, {"ask", c.Ask}} {
			if told.text != "" {
				fmt.Fprintf(&b, "  %s: %s\n", told.name, told.text)
			}
		}
		for _, p := range c.Also {
			fmt.Fprintf(&b, "  with %s: %q -> %q\n", p.Path, p.From, p.To)
		}
		if c.NeedsApproval() {
			fmt.Fprintf(&b, "  needs approval; one way: %t, raises permissions: %t\n", c.OneWay, c.RaisesPermissions)
		}
	}
	return b.String()
}

func describePlace(p *Place) string {
	switch {
	case p == nil:
		return "none"
	case p.Nearest:
		return "near " + p.File.Position(p.Span.Start).String()
	}
	return fmt.Sprintf("%v %q", p.File.Position(p.Span.Start), p.File.Text(p.Span))
}

// unfilled is a placeholder, but not a token of a URL.
var unfilled = regexp.MustCompile(`(^|[^{])\{[a-z_]*\}`)

// pair is two manifests that show what a row judges.
type pair struct {
	path     string
	archive  *txtar.Archive
	old, new Side
	want     string
}

// readPair reads testdata/rows/ID.txtar. A pair that is new needs no want:
// -update writes it.
func readPair(t *testing.T, r Row) pair {
	t.Helper()
	p := pair{path: filepath.Join("testdata", "rows", r.ID+".txtar")}
	archive, err := txtar.ParseFile(p.path)
	if err == nil && (len(archive.Files) < 2 || archive.Files[0].Name != "old.yaml" || archive.Files[1].Name != "new.yaml") {
		err = errors.New("no old.yaml and new.yaml")
	}
	if err != nil {
		t.Fatalf("row %s has no pair: add internal/change/testdata/rows/%[1]s.txtar with old.yaml and new.yaml, then run: "+
			"go test ./internal/change -update (%v)", r.ID, err)
	}
	if len(archive.Files) == 2 {
		archive.Files = append(archive.Files, txtar.File{Name: "want"})
	}
	p.archive, p.want = archive, string(archive.Files[2].Data)
	p.old, p.new = side("old.yaml", archive.Files[0].Data), side("new.yaml", archive.Files[1].Data)
	return p
}

// Every row has a pair testdata/rows/ID.txtar, which gives what it expects from
// all rows and no more. A manifest compared with itself gives nothing.
func TestRows(t *testing.T) {
	for _, r := range Rows() {
		t.Run(r.ID, func(t *testing.T) {
			p := readPair(t, r)
			from, to := p.old, p.new
			changes := Diff(from, to)
			if *update {
				p.want = describe(changes)
				p.archive.Files[2].Data = []byte(p.want)
				if err := os.WriteFile(p.path, txtar.Format(p.archive), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			if got := describe(changes); got != p.want {
				t.Errorf("got\n%swant\n%s", got, p.want)
			}
			if !slices.ContainsFunc(changes, func(c Change) bool { return c.Row.ID == r.ID }) {
				t.Errorf("row %s judges nothing in its own pair", r.ID)
			}
			for _, s := range []Side{from, to} {
				if same := Diff(s, s); len(same) > 0 {
					t.Errorf("%s compared with itself gives\n%s", s.Name, describe(same))
				}
			}
			for _, c := range changes {
				for _, text := range []string{c.Summary, c.Customers, c.Subject, c.News, c.Grants, c.Must} {
					if strings.ContainsAny(text, "\n") || unfilled.MatchString(text) {
						t.Errorf("not a sentence: %q", text)
					}
				}
			}
			checkSpellings(t, p)
		})
	}
	files, err := os.ReadDir(filepath.Join("testdata", "rows"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		id := strings.TrimSuffix(f.Name(), ".txtar")
		if !slices.ContainsFunc(Rows(), func(r Row) bool { return r.ID == id }) {
			t.Errorf("testdata/rows/%s belongs to no row", f.Name())
		}
	}
}

// fieldCovers reports whether a path of the table stands for a field of the
// schema; items of a list stand for the list.
func fieldCovers(pattern, field string) bool {
	if i := strings.LastIndexByte(pattern, '['); i >= 0 && strings.HasSuffix(pattern, "]") {
		pattern = pattern[:i]
	}
	return covers(pattern, field, "")
}

func schemaFields(t *testing.T) []string {
	t.Helper()
	var paths []string
	for _, f := range schema.Of(schema.Manifest).Fields() {
		paths = append(paths, f.Path)
	}
	return paths
}

func TestEveryFieldIsJudgedOrWaived(t *testing.T) {
	fields := schemaFields(t)
	for _, at := range fields {
		judged := slices.ContainsFunc(Rows(), func(r Row) bool { return fieldCovers(r.At, at) })
		waived := slices.ContainsFunc(Waivers(), func(w Waiver) bool { return fieldCovers(w.At, at) })
		if judged == waived {
			t.Errorf("%s: judged %t and waived %t, want exactly one of a row and a waiver", at, judged, waived)
		}
	}
	for _, r := range Rows() {
		if !slices.ContainsFunc(fields, func(at string) bool { return fieldCovers(r.At, at) }) {
			t.Errorf("row %s: the schema has no %s", r.ID, r.At)
		}
	}
	for _, w := range Waivers() {
		if w.Why == "" || !slices.ContainsFunc(fields, func(at string) bool { return fieldCovers(w.At, at) }) {
			t.Errorf("waiver of %s: no such field in the schema, or no reason", w.At)
		}
	}
	for _, c := range Costs() {
		if c.Why == "" || c.Origin.Source == "" || !slices.ContainsFunc(fields, func(at string) bool { return fieldCovers(c.At, at) }) {
			t.Errorf("cost of %s: no such field in the schema, or no reason", c.At)
		}
	}
}

// possible are the conditions of which one always holds.
var possible = [][]When{{Raised, Lowered}, {TurnedOn, TurnedOff}, {Listed, Unlisted, Unclear}}

// What the comparison can find is judged whatever the values are, and what is
// judged is what it can find.
func TestEveryDifferenceIsJudged(t *testing.T) {
	data, err := os.ReadFile("../../schema/testdata/complete.yaml")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]Op{}
	var walk func(e *app.Element)
	walk = func(e *app.Element) {
		switch e.Kind {
		case app.TextElement, app.URLElement:
			found[e.At] |= Edited
		case app.FlagElement:
			found[e.At] |= Changed
		case app.ThingElement:
			found[e.At] |= Added | Removed
			switch {
			case strings.HasSuffix(e.At, "parameters[]"):
				found[e.At+".key"] |= Renamed
			case strings.HasSuffix(e.At, "[]"):
				found[e.At+".name"] |= Renamed
			}
		case app.WordElement:
			if found[e.At] |= Added | Removed; strings.HasSuffix(e.At, "views[]") {
				found[e.At] |= Renamed
			}
		}
		for _, c := range e.Children {
			walk(c)
		}
	}
	walk(side("complete.yaml", data).App().Tree())
	for at, ops := range found {
		if subjectAt(at).words == at {
			t.Errorf("%s: subjects.go has no words for it", at)
		}
		items := []string{""}
		if strings.HasPrefix(at, "data_connector.authentication") {
			items = []string{app.UserLevel, app.ServiceAccount}
		}
		for op := Added; op <= Renamed; op <<= 1 {
			for _, item := range items {
				if ops&op != 0 && !isJudged(at, item, op) {
					t.Errorf("%s %s %s: no row judges it under all conditions", at, item, op)
				}
			}
		}
	}
	for _, r := range Rows() {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(found)), func(at string) bool { return fieldCovers(r.At, strings.TrimSuffix(at, "[]")) && r.Op&found[at] != 0 }) {
			t.Errorf("row %s: the comparison finds nothing %s at %s", r.ID, r.Op, r.At)
		}
	}
}

func isJudged(at, item string, op Op) bool {
	var given []When
	for _, r := range Rows() {
		if r.Op&op == 0 || !covers(r.At, at, item) {
			continue
		}
		if given = append(given, r.When); r.When == Always {
			return true
		}
	}
	return slices.ContainsFunc(possible, func(all []When) bool {
		return !slices.ContainsFunc(all, func(w When) bool { return !slices.Contains(given, w) })
	})
}

func TestRowsAreDescribed(t *testing.T) {
	seen := map[string]bool{}
	kebab := regexp.MustCompile(`^[a-z]+(-[a-z0-9]+)*$`)
	holder := regexp.MustCompile(`\{[a-z_]*\}`)
	for _, r := range Rows() {
		switch _, known := conditions[r.When]; {
		case seen[r.ID]:
			t.Errorf("%s: listed twice", r.ID)
		case !kebab.MatchString(r.ID):
			t.Errorf("%s: id is not kebab-case", r.ID)
		case !known:
			t.Errorf("%s: unknown condition %q", r.ID, r.When)
		case r.News == "":
			t.Errorf("%s: say in News what company admins hear of it, or that they notice nothing (Unnoticed)", r.ID)
		case r.RaisesPermissions != (r.Grants != ""):
			t.Errorf("%s: say in Grants which rights are approved if, and only if, the row raises permissions", r.ID)
		case r.At == "" || r.Op == 0 || r.Says == "" || r.Why == "" || r.Origin.Source == "" || r.Origin.Date == "" || r.Origin.Confidence == "":
			t.Errorf("%s: at, op, says, why and origin must be given", r.ID)
		case r.Action.Burden() < 0 || r.Action.Words() == "":
			t.Errorf("%s: unknown action %q", r.ID, r.Action)
		case strings.HasSuffix(r.Says+r.Customers, ".") || strings.HasSuffix(r.Says, ".") || !strings.HasSuffix(r.Why, "."):
			t.Errorf("%s: says and customers are without a full stop, why has one", r.ID)
		case r.Action.Burden() > ReadNotes.Burden() && r.Customers == "":
			t.Errorf("%s: has an action, but says nothing to customers", r.ID)
		case r.RaisesPermissions != (r.Action == ApprovePermissions):
			t.Errorf("%s: raises permissions %t, but action %s", r.ID, r.RaisesPermissions, r.Action)
		}
		for _, name := range holder.FindAllString(r.Says+r.Customers+r.News+r.Grants+r.Must+r.Ask, -1) {
			if !slices.Contains(placeholders, name) {
				t.Errorf("%s: unknown placeholder %s", r.ID, name)
			}
		}
		seen[r.ID] = true
	}
	for when, c := range conditions {
		if when != Always && (c.means == "" || !slices.ContainsFunc(Rows(), func(r Row) bool { return r.When == when })) {
			t.Errorf("condition %s: no row uses it, or it has no words", when)
		}
	}
	if unjudged.Level != version.Breaking {
		t.Error("what is not judged must be breaking")
	}
}

// No verdict of the table stands in the code: the other files name no level,
// and no action but where the empty one is left out.
func TestVerdictsStandInTheTable(t *testing.T) {
	verdicts := regexp.MustCompile(`version\.(Fix|Feature)|\b(ReselectProjects|NewConfiguration|ApprovePermissions|Reinstall|ReadNotes)\b`)
	for _, name := range []string{"change.go", "compare.go", "pair.go", "url.go", "subjects.go", "conditions.go", "judge.go", "fingerprint.go", "words.go"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if m := verdicts.Find(data); m != nil || bytes.Contains(data, []byte("OneWay: true")) {
			t.Errorf("%s holds a verdict: %s", name, m)
		}
	}
}
