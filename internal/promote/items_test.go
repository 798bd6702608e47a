package promote

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/schema"
)

// Every number from 1 to 57 is an item or waived with a reason, and not both.
func TestEveryItemIsKnown(t *testing.T) {
	seen := map[int]int{}
	ids := map[string]bool{}
	for _, r := range rows {
		seen[r.number]++
		if ids[r.id] || !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(r.id) {
			t.Errorf("%d: id %q is no kebab-case or comes twice", r.number, r.id)
		}
		ids[r.id] = true
		if !slices.Contains(Sections(), r.section) || r.text == "" || r.why == "" || r.origin.Source == "" || r.origin.Date == "" || r.origin.Confidence == "" {
			t.Errorf("%d %s: want section, text, why and origin", r.number, r.id)
		}
		if (r.check == person) != (r.judge == nil) {
			t.Errorf("%d %s: check %q, and a judge: %t", r.number, r.id, r.check, r.judge != nil)
		}
		if r.due != (r.number <= 36) {
			t.Errorf("%d %s: due before the promotion: %t", r.number, r.id, r.due)
		}
	}
	for _, w := range Waivers() {
		seen[w.Number]++
		if w.Why == "" || ids[w.ID] {
			t.Errorf("waiver %d %s: want a reason and an id of its own", w.Number, w.ID)
		}
	}
	for n := 1; n <= 57; n++ {
		if seen[n] != 1 {
			t.Errorf("item %d is there %d times, want once", n, seen[n])
		}
	}
	if len(seen) != 57 {
		t.Errorf("got %d numbers, want 57", len(seen))
	}
}

// Within a section the items stand by number.
func TestOrder(t *testing.T) {
	for i := 1; i < len(rows); i++ {
		a, b := rows[i-1], rows[i]
		sa, sb := slices.Index(Sections(), a.section), slices.Index(Sections(), b.section)
		if sa > sb || sa == sb && a.number >= b.number {
			t.Errorf("%d %s stands before %d %s", a.number, a.id, b.number, b.id)
		}
	}
}

// A label that does not exist would leave a hole in the way to a place.
func TestLabelsExist(t *testing.T) {
	for _, r := range rows {
		for _, id := range r.where {
			for _, p := range schema.Portals() {
				if label(p, id) == "" {
					t.Errorf("%s: %s has no label %s", r.id, p, id)
				}
			}
		}
	}
}

func numbers(from, to int) []int {
	var list []int
	for n := from; n <= to; n++ {
		list = append(list, n)
	}
	return list
}

func without(list []int, drop ...int) []int {
	return slices.DeleteFunc(slices.Clone(list), func(n int) bool { return slices.Contains(drop, n) })
}

// The numbers that each type of app has, written down apart from the table:
// user level 1-3, 10-17, 20, 26-27, 29-41, 43, 45-46 for custom apps or 32, 44,
// 47-53 for listed ones, 55-56; what the other components add; what goes where
// there is no data connector; and what only a first or a later version has.
func wanted(shape, distribution string, later bool) []int {
	list := slices.Concat(numbers(1, 3), numbers(10, 17), []int{20, 26, 27}, numbers(29, 41), []int{43, 55, 56})
	if distribution == "custom" {
		list = append(without(list, 32), 45, 46)
	} else {
		list = append(append(list, 44), numbers(47, 53)...)
	}
	if shape == "service" || shape == "all" {
		list = append(list, 7, 8, 9, 19, 21, 54)
	}
	if shape == "full" || shape == "all" {
		list = append(list, 4, 5, 18, 22, 24, 25, 42, 54)
	}
	if shape == "side" || shape == "all" {
		list = append(list, 4, 5, 6, 18, 22, 23, 25, 42, 54)
	}
	if shape == "full" || shape == "side" { // without a data connector; there is no API whose refusals could be tried
		list = without(list, 14, 20, 21, 38, 40, 41, 55, 26)
	}
	if later {
		list = without(list, 38) // the secret is shown at the first promotion
	} else {
		list = without(list, 27, 46, 54, 56) // nobody has a version to update from
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func each(t *testing.T, do func(t *testing.T, shape, distribution string, later bool)) {
	for _, shape := range shapes {
		for _, distribution := range []string{"custom", "marketplace"} {
			for _, later := range []bool{false, true} {
				name := fmt.Sprintf("%s-%s-%s", shape, distribution, map[bool]string{false: "first", true: "later"}[later])
				t.Run(name, func(t *testing.T) { do(t, shape, distribution, later) })
			}
		}
	}
}

func TestExactlyTheItemsThatApply(t *testing.T) {
	each(t, func(t *testing.T, shape, distribution string, later bool) {
		var got []int
		for _, i := range NewChecklist(subject(t, shape, distribution, later)).Items {
			got = append(got, i.Number)
		}
		slices.Sort(got)
		if want := wanted(shape, distribution, later); !slices.Equal(got, want) {
			t.Errorf("got  %v\nwant %v", got, want)
		}
	})
}

// An app with a service account alone signs nobody in: no redirect URI, no code
// flow.
func TestServiceAccountAlone(t *testing.T) {
	s := subject(t, "service", "custom", false)
	text := strings.Replace(manifestText(t, "service-now", "custom"), "[user_level, service_account]", "[service_account]", 1)
	s.Manifest = parse(t, "manifest.yaml", text)
	for _, i := range NewChecklist(s).Items {
		if slices.Contains([]int{14, 20, 40}, i.Number) {
			t.Errorf("item %d %s appears", i.Number, i.ID)
		}
		if i.ID == "user-level-alongside" && i.State != Failing {
			t.Errorf("%s: got %s, want failing", i.ID, i.State)
		}
	}
}

// Text is shorter than two lines of 80 columns, and a sentence without a full
// stop.
func TestItemsAreShort(t *testing.T) {
	each(t, func(t *testing.T, shape, distribution string, later bool) {
		for _, s := range []Subject{subject(t, shape, distribution, later), tested(t, subject(t, shape, distribution, later))} {
			for _, i := range NewChecklist(s).Items {
				if n := utf8.RuneCountInString(i.Text); n > 120 {
					t.Errorf("%s has %d characters", i.ID, n)
				}
				if strings.HasSuffix(i.Text, ".") || strings.Contains(i.Text, "\n") {
					t.Errorf("%s: %q", i.ID, i.Text)
				}
				if i.State == Failing && (len(i.Problems) == 0 || i.Problems[0].Message == "" || i.Problems[0].Remedy == "") {
					t.Errorf("%s fails without saying why and what helps", i.ID)
				}
				if i.State == Verified && i.Evidence == "" {
					t.Errorf("%s is verified without evidence", i.ID)
				}
			}
		}
	})
}

// What each item says for each type of app, in short: read against the sources.
func TestStates(t *testing.T) {
	var b strings.Builder
	for _, shape := range shapes {
		for _, distribution := range []string{"custom", "marketplace"} {
			for _, later := range []bool{false, true} {
				c := NewChecklist(subject(t, shape, distribution, later))
				fmt.Fprintf(&b, "# %s, %s, later: %t · %s\n", shape, distribution, later, c.Count())
				for _, i := range c.Items {
					fmt.Fprintf(&b, "%2d %-8s %s", i.Number, i.State, i.Text)
					if i.Evidence != "" {
						fmt.Fprintf(&b, " | %s", i.Evidence)
					}
					for _, p := range i.Problems {
						fmt.Fprintf(&b, " | %s → %s", p.Message, p.Remedy)
					}
					b.WriteByte('\n')
				}
				b.WriteByte('\n')
			}
		}
	}
	golden(t, "states.txt", b.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test ./internal/promote -update rewrites it); got:\n%s", name, got)
	}
}

// Every rule of lint has its item.
func TestEveryRuleHasAnItem(t *testing.T) {
	known := map[string]bool{}
	for _, r := range validate.Rules() {
		known[r.ID] = true
	}
	for id, n := range itemOfRule {
		if !known[id] {
			t.Errorf("rule %s does not exist", id)
		}
		if n != judged && !slices.ContainsFunc(rows, func(r row) bool { return r.number == n }) {
			t.Errorf("rule %s: there is no item %d", id, n)
		}
	}
	groups := map[string]bool{}
	for _, r := range validate.Rules() {
		groups[r.Group] = true
	}
	for g := range itemOfGroup {
		if !groups[g] {
			t.Errorf("there is no group %q of rules", g)
		}
	}
}
