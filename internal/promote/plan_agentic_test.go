package promote

import (
	"fmt"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/schema"
)

// The plans for an app of agentic components, to be read line by line.
func TestPlansOfAgenticComponents(t *testing.T) {
	first, later := subject(t, "agentic", "marketplace", false), tested(t, subject(t, "agentic", "marketplace", true))
	var b strings.Builder
	for _, p := range schema.Portals() {
		for _, plan := range []struct {
			name string
			Plan
		}{
			{"first", EnterPlan(EnterInput{App: "acme-field-sync", To: first.Manifest, Portal: p})},
			{"later", EnterPlan(EnterInput{App: "acme-field-sync", From: *later.Run, To: later.Manifest, Portal: p})},
			{"back", EnterPlan(EnterInput{App: "acme-field-sync", From: later.Manifest, To: *later.Run, Portal: p})},
			{"none left", EnterPlan(EnterInput{App: "acme-field-sync", From: later.Manifest, To: withoutAgents(t), Portal: p})},
			{"install", InstallPlan(later, p)},
			{"promote", PromotePlan(later, p)},
		} {
			writePlan(&b, fmt.Sprintf("%s, %s", p, plan.name), plan.Plan)
		}
	}
	writePlan(&b, "customer, first", CustomerPlan(first, nil))
	writePlan(&b, "customer, later", CustomerPlan(later, nil))
	golden(t, "plans-agentic.txt", b.String())
}

func withoutAgents(t *testing.T) change.Side {
	return parse(t, "m", manifestText(t, "user-now", "marketplace"))
}

func writePlan(b *strings.Builder, name string, p Plan) {
	fmt.Fprintf(b, "# %s\n", name)
	for _, list := range []struct {
		name  string
		texts []string
	}{{"one way", p.OneWay}, {"blocked", p.Blocked}, {"note", p.Notes}} {
		for _, text := range list.texts {
			fmt.Fprintf(b, "%s: %s\n", list.name, text)
		}
	}
	for i, s := range p.Screens {
		fmt.Fprintf(b, "%d. %s\n", i+1, s.Title)
		for _, f := range s.Fields {
			fmt.Fprintf(b, "   %s | %s | %q | %s | %s\n", f.Do, f.Label, f.Value, f.Note, f.Path)
		}
		fmt.Fprintf(b, "   press %q, shows: %s, record: %s\n", s.Press, s.Shows, s.Record)
	}
	b.WriteByte('\n')
}
