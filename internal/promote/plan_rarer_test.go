package promote

import (
	"fmt"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/schema"
)

// Plans that no release of a sample brings about, to be read line by line; the others
// are golden files of the text that is printed.
func TestPlansOfRarerChanges(t *testing.T) {
	side := func(name, distribution string, replace ...string) string {
		return strings.NewReplacer(append(replace, "version: 0.4.0", "version: 0.5.0")...).Replace(manifestText(t, name, distribution))
	}
	agents, all := manifestText(t, "agentic-now", "marketplace"), manifestText(t, "all-now", "custom")
	var b strings.Builder
	for _, p := range schema.Portals() {
		for _, c := range []struct{ name, from, to string }{
			{"agents and an MCP server removed", agents, side("agentic-before", "marketplace", "version: 0.3.0", "version: 0.5.0")},
			{"agentic components replaced by a data connector", agents, side("user-now", "marketplace")},
			{"app renamed, parameter removed, another changed", manifestText(t, "full-now", "custom"), side("full-before", "custom",
				"version: 0.3.0", "version: 0.5.0", "name: Acme Field Sync", "name: Acme Site Sync", "name: Region", "name: Acme region")},
			{"side panel and service account removed", all, side("full-now", "custom", "embedded:", "data_connector: {authentication: [user_level]}\nembedded:")},
		} {
			plan := EnterPlan(EnterInput{App: "acme-field-sync", From: parse(t, "from", c.from), To: parse(t, "to", c.to), Portal: p})
			writePlan(&b, fmt.Sprintf("%s, %s", p, c.name), plan)
		}
	}
	golden(t, "plans-rarer.txt", b.String())
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
