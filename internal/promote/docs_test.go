package promote

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// The page on promotion shows the gates and the items as they are.
func TestDocumentation(t *testing.T) {
	const page = "../../docs/promotion.md"
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for name, table := range map[string]string{"gates": gateTable(), "items": itemTable()} {
		head, rest, ok := strings.Cut(text, "<!-- "+name+": written by go test ./internal/promote -update -->\n")
		_, tail, closed := strings.Cut(rest, "<!-- end -->")
		if !ok || !closed {
			t.Fatalf("%s has no place for the %s", page, name)
		}
		text = head + "<!-- " + name + ": written by go test ./internal/promote -update -->\n\n" + table + "\n<!-- end -->" + tail
	}
	if *update {
		if err := os.WriteFile(page, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if text != string(data) {
		t.Errorf("%s is stale; refresh it: go test ./internal/promote -update", page)
	}
}

func gateTable() string {
	var b strings.Builder
	b.WriteString("| gate | is open when | can be overridden |\n|---|---|---|\n")
	for _, g := range gates {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", g.id, g.summary, map[bool]string{true: "yes", false: "no"}[g.overridable])
	}
	return b.String()
}

func itemTable() string {
	var b strings.Builder
	for _, s := range Sections() {
		fmt.Fprintf(&b, "### %s\n\n| item | | checked by | why | source |\n|---|---|---|---|---|\n", s.Title())
		for _, r := range rows {
			if r.section == s {
				text := strings.ReplaceAll(r.text, "{{variable}}", "`{{variable}}`")
				fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s, %s (%s) |\n", r.id, text, r.check, r.why,
					r.origin.Source, r.origin.Date, r.origin.Confidence)
			}
		}
		b.WriteByte('\n')
	}
	b.WriteString("Never shown, and why:\n\n")
	for _, w := range waivers {
		fmt.Fprintf(&b, "- `%s`: %s.\n", w.id, w.why)
	}
	return b.String()
}
