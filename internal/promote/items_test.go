package promote

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/schema"
)

// Every item has an id and all that describes it, and the items of a section
// stand together.
func TestEveryItemIsDescribed(t *testing.T) {
	ids := map[string]bool{}
	section := 0
	for _, r := range rows {
		if ids[r.id] || !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(r.id) {
			t.Errorf("item %q: want an id of its own in kebab-case", r.id)
		}
		ids[r.id] = true
		if r.text == "" || r.why == "" || r.origin.Source == "" || r.origin.Date == "" || r.origin.Confidence == "" {
			t.Errorf("item %s: want text, why and origin", r.id)
		}
		if (r.check == person) != (r.judge == nil) {
			t.Errorf("item %s: check %q, and a judge: %t", r.id, r.check, r.judge != nil)
		}
		i := slices.Index(Sections(), r.section)
		if i < section {
			t.Errorf("item %s: section %q stands before the items around it", r.id, r.section)
		}
		section = max(section, i)
		if beforeIt := section < slices.Index(Sections(), InPortal); beforeIt && !r.due || section > slices.Index(Sections(), InPortal) && r.due {
			t.Errorf("item %s in section %q: due before the promotion: %t", r.id, r.section, r.due)
		}
	}
	for _, w := range waivers {
		if w.why == "" || ids[w.id] {
			t.Errorf("waiver %s: want a reason and an id of its own", w.id)
		}
	}
}

// A label that does not exist would leave a hole in the way to a place.
func TestLabelsExist(t *testing.T) {
	for _, r := range rows {
		for i, id := range r.where {
			for _, p := range schema.Portals() {
				// A step on the way may be there in one portal only.
				if label(p, id) == "" && (i == 0 || !slices.ContainsFunc(schema.Portals(), func(p schema.Portal) bool { return label(p, id) != "" })) {
					t.Errorf("%s: %s has no label %s", r.id, p, id)
				}
			}
		}
	}
}

func leaving(list []string, drop ...string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(id string) bool { return slices.Contains(drop, id) })
}

// The items that each type of app has, written down apart from the table: what
// everyone has and what signing in adds; what custom and listed apps add; what
// the other components add; what goes where there is no data connector; and
// what only a first or a later version has.
func wanted(shape, distribution string, later bool) []string {
	list := []string{
		"manifest-valid", "instructions-written", "instructions-public", "version-number", "no-secrets",
		"saved-in-portal", "sandbox-key-recorded", "sandbox-redirect", "testers-added",
		"sandbox-installed", "install-dialog", "code-flow", "errors-handled", "update-tested",
		"organisation-verified", "owner-and-promoter", "production-access", "certification",
		"release-notes", "release-notes-redo", "backend-live", "tested-is-promoted", "promoted",
		"production-secret-stored", "production-key-recorded", "production-redirect",
		"production-addresses", "pilot-install", "integration-health", "installs-behind",
	}
	if distribution == "custom" {
		list = append(leaving(list, "certification"), "key-sent", "update-offered")
	} else {
		list = append(list,
			"monthly-sandbox", "agreements-signed", "listing-matches", "public-pages", "submitted",
			"listing-submitted", "rejection-answered", "published", "listing-texts", "listing-media", "listing-offer",
			"listing-conduct", "active-customer")
	}
	if shape == "service" || shape == "all" {
		list = append(list,
			"service-account-tools", "permissions-justified", "user-level-alongside", "permitted-projects",
			"client-credentials", "customers-redo")
	}
	if shape == "full" || shape == "side" || shape == "all" {
		list = append(list,
			"component-urls", "url-variables", "configuration-created", "renders-in-frame",
			"encoded-values", "production-origins", "customers-redo")
	}
	if shape == "full" || shape == "all" {
		list = append(list, "two-projects")
	}
	if shape == "side" || shape == "all" {
		list = append(list, "views-known", "every-view")
	}
	if shape == "agentic" || shape == "all" && distribution == "marketplace" {
		list = append(list, "agentic-components", "mcp-servers-ready", "agentic-validation", "agentic-access", "agent-cost-told")
	}
	if shape == "full" || shape == "side" || shape == "agentic" { // without a data connector; there is no API whose refusals could be tried
		list = leaving(list,
			"sandbox-redirect", "code-flow", "client-credentials", "production-secret-stored",
			"production-redirect", "production-addresses", "integration-health", "errors-handled")
	}
	if later {
		list = leaving(list, "production-secret-stored") // the secret is shown at the first promotion
	} else {
		list = leaving(list, "update-tested", "update-offered", "customers-redo", "installs-behind") // no one has a version to update from
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
		var got []string
		for _, i := range NewChecklist(subject(t, shape, distribution, later)).Items {
			got = append(got, i.ID)
		}
		slices.Sort(got)
		if want := wanted(shape, distribution, later); !slices.Equal(got, want) {
			t.Errorf("got  %v\nwant %v", got, want)
		}
	})
}

// An app with a service account alone signs no one in: no redirect URI, no code
// flow.
func TestServiceAccountAlone(t *testing.T) {
	s := subject(t, "service", "custom", false)
	text := strings.Replace(manifestText(t, "service-now", "custom"), "[user_level, service_account]", "[service_account]", 1)
	s.Manifest = parse(t, "manifest.yaml", text)
	for _, i := range NewChecklist(s).Items {
		if slices.Contains([]string{"sandbox-redirect", "code-flow", "production-redirect"}, i.ID) {
			t.Errorf("item %s appears", i.ID)
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
					fmt.Fprintf(&b, "%-24s %-8s %s", i.ID, i.State, i.Text)
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
	for id := range itemOfRule {
		if !known[id] {
			t.Errorf("rule %s does not exist", id)
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

// A finding closes the item that answers for its rule, and no other.
func TestFindingsFailTheirItem(t *testing.T) {
	all, withAgents := subject(t, "all", "marketplace", true), subject(t, "agentic", "marketplace", true)
	failing := func(s Subject, findings ...diag.Diagnostic) []string {
		s.Findings = findings
		var ids []string
		for _, i := range NewChecklist(s).Items {
			if i.State == Failing {
				ids = append(ids, i.ID)
			}
		}
		return ids
	}
	for _, r := range validate.Rules() {
		s := all
		if r.Group == "Agentic components" {
			s = withAgents
		}
		before := failing(s)
		item, ok := itemOfRule[r.ID]
		if !ok {
			item = cmp.Or(itemOfGroup[r.Group], anyOther)
		}
		want := before
		if item != judged {
			want = append(slices.Clone(before), item)
		}
		got := failing(s, diag.Diagnostic{Rule: r.ID, Severity: diag.Error, File: s.Manifest.File, Message: "m"})
		if slices.Sort(want); !slices.Equal(slices.Sorted(slices.Values(got)), want) {
			t.Errorf("rule %s: failing are %v, want %v", r.ID, got, want)
		}
	}
}

// Production credentials come with the first promotion of a data connector, whether
// or not the app was promoted before.
func TestSecretComesWithTheFirstConnector(t *testing.T) {
	text := strings.Replace(manifestText(t, "full-now", "custom"), "embedded:", "data_connector: {authentication: [user_level]}\nembedded:", 1)
	s := resaved(t, subject(t, "full", "custom", true), text)
	if !slices.ContainsFunc(NewChecklist(s).Items, func(i Item) bool { return i.ID == "production-secret-stored" }) {
		t.Error("the checklist asks for no secret")
	}
	for _, p := range schema.Portals() {
		if plan := PromotePlan(s, p); len(plan.OneWay) != 3 {
			t.Errorf("%s: %q", p, plan.OneWay)
		}
	}
}
