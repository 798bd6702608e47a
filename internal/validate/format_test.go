package validate

import (
	"testing"

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
