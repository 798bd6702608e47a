package validate

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate/validatetest"
	"github.com/procore-manifest/manifest/schema"
)

// The layout of a manifest is nothing that lint judges: it says the same before
// and after, suppressions included. A second time, the layout does not change.
func TestFormatKeepsFindings(t *testing.T) {
	t.Parallel()
	order := schema.Of(schema.Manifest).KeyOrder()
	texts := samples(t)
	r := validatetest.Random(*seed)
	formatted := 0
	for i := range rounds(2000, 20_000) {
		text := validatetest.Mutant(r, texts[i%len(texts)])
		if i%2 == 0 {
			text = []byte(validatetest.Mistake(r, validatetest.Manifest(r)))
		}
		doc, found := manifest.Parse(source.New("manifest.yaml", text))
		if len(found) > 0 {
			continue
		}
		now, err := doc.Format(order)
		if err != nil {
			continue // refused, and so left as it is
		}
		formatted++
		before, after := lintText(t, string(text), Options{For: Production}), lintText(t, string(now), Options{For: Production})
		if gone, come := Introduced(after, before), Introduced(before, after); gone != nil || come != nil {
			t.Fatalf("seed %d, manifest %d: before\n%safter\n%s%s\nbecame\n%s", *seed, i, list(before), list(after), text, now)
		}
		again, _ := manifest.Parse(source.New("manifest.yaml", now))
		if twice, err := again.Format(order); err != nil || string(twice) != string(now) {
			t.Fatalf("seed %d, manifest %d: a second time (%v)\n%s\nthen\n%s", *seed, i, err, now, twice)
		}
	}
	if formatted < rounds(2000, 20_000)/2 {
		t.Errorf("only %d manifests could be laid out", formatted)
	}
}

// What lint passes, fmt lays out, and lint says the same of it: also where
// comments between brackets suppress findings, in any layout.
func TestFormatTakesWhatLintPasses(t *testing.T) {
	t.Parallel()
	order := schema.Of(schema.Manifest).KeyOrder()
	passed, laidOut := 0, 0
	for i := range rounds(2000, 100_000) {
		text := bracketed(rand.New(rand.NewPCG(*seed, uint64(i))))
		doc, _ := manifest.Parse(source.New("manifest.yaml", []byte(text)))
		before := lintText(t, text, Options{For: Testing})
		failed := false
		for _, d := range before {
			failed = failed || d.Severity == diag.Error
		}
		now, err := doc.Format(order)
		switch {
		case err == nil:
			laidOut++
			after := lintText(t, string(now), Options{For: Testing})
			if gone, come := Introduced(after, before), Introduced(before, after); !failed && (gone != nil || come != nil) {
				t.Fatalf("seed %d, manifest %d: before\n%safter\n%s%s\nbecame\n%s", *seed, i, list(before), list(after), text, now)
			}
		case !failed:
			t.Fatalf("seed %d, manifest %d: lint passes what fmt refuses: %v\n%s", *seed, i, err, text)
		}
		if !failed {
			passed++
		}
	}
	if passed < rounds(2000, 100_000)/50 {
		t.Errorf("lint passed only %d manifests, of which the test is", passed)
	}
	t.Logf("lint passed %d manifests, and fmt laid out %d", passed, laidOut)
}

// bracketed composes a manifest of lists and maps between brackets, with breaks and
// comments in any place.
func bracketed(r *rand.Rand) string {
	var b strings.Builder
	word := func(words ...string) string { return words[r.IntN(len(words))] }
	gap := func(indent string) {
		switch r.IntN(5) {
		case 0:
			b.WriteString("\n" + indent)
		case 1:
			b.WriteString(" # " + word("manifest:ignore unknown-view -- seen", "manifest:ignore unknown-view -- seen",
				"manifest:ignore admin-level -- agreed", "manifest:ignore unknown-view, admin-level -- seen", "a remark") +
				"\n" + indent)
		case 2:
			b.WriteString("\n" + indent + "# " + word("manifest:ignore unknown-view -- seen",
				"manifest:ignore admin-level -- agreed", "a remark") + "\n" + indent)
		default:
			b.WriteString(" ")
		}
	}
	brackets := func(open, end, indent string, items []string) {
		b.WriteString(open)
		gap(indent)
		for i, item := range items {
			b.WriteString(item)
			if i < len(items)-1 || r.IntN(4) == 0 {
				b.WriteString(",")
			}
			gap(indent)
		}
		b.WriteString(end)
	}
	some := func(words ...string) (items []string) {
		r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		return words[:1+r.IntN(len(words))]
	}
	b.WriteString("schema: 1\napp: {name: Acme, distribution: custom}\nversion: 0.1.0\ndata_connector:\n" +
		"  authentication: [user_level, service_account]\n  permissions: {company: ")
	brackets("{", "}", "    ", some("directory: admin", "documents: admin", "directory_extra: admin",
		"planroom: read_only")[:1])
	b.WriteString(", project: ")
	budget := "budget: {level: admin, purpose: Writes budgets of the project.}"
	if r.IntN(3) == 0 {
		budget = strings.Replace(budget, ", ", ",\n      ", 1)
	}
	brackets("{", "}", "    ", some(budget, "rfi: admin", "drawings: admin", "photos: read_only"))
	b.WriteString("}\nembedded:\n  side_panel:\n    description: Acme\n    url: https://panel.acmefield.com/\n    views: ")
	brackets("[", "]", "      ", some("rfi.detial", "submittal.detial", "rfi.detail",
		"commitments.work_order_contracts.detail"))
	b.WriteString("\nsetup_instructions: {url: \"https://help.acmefield.com/procore\", page_name: Set up Acme}\n" +
		"post_installation_notes: Create your account there.\n")
	return b.String()
}
