// Package validatetest makes manifests for tests and measurements: realistic
// ones, ones with a typical mistake, and damaged ones. The same random numbers
// make the same bytes.
package validatetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/schema"
)

// Random returns the random numbers of a seed.
func Random(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x6d616e6966657374)) }

// Manifest returns a manifest as a team would write it: 35 to 120 lines, some
// 3 KB, without findings for a draft.
func Manifest(r *rand.Rand) string {
	w := &writer{Rand: r}
	w.app = pick(r, "Site Walk", "Pour Log", "Crane Watch", "Permit Desk", "Ledger Link", "Punch Board", "Snag Finder", "Tower Cam")
	w.domain = strings.ToLower(strings.ReplaceAll(w.app, " ", "")) + pick(r, ".io", ".app", ".build", ".works")
	w.line(manifest.Modeline + " $schema=../../schema/manifest.schema.json")
	w.line("#")
	w.sentences("# ", 1+r.IntN(6))
	w.line("schema: 1")
	w.line("app:")
	w.line("  name: %s", w.app)
	w.line("  distribution: custom%s", pick(r, "", " # installed with a key"))
	w.line("version: %d.%d.%d", r.IntN(4), r.IntN(20), 1+r.IntN(9))
	w.connector()
	w.embedded()
	w.instructions()
	return w.String()
}

type writer struct {
	*rand.Rand
	strings.Builder
	app, domain string
}

func (w *writer) line(format string, args ...any) { fmt.Fprintf(&w.Builder, format+"\n", args...) }

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// chance is true so many times in a hundred.
func chance(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }

var phrases = []string{
	"Budget lines are read once an hour and matched with the invoices of the month",
	"Project managers see the state of each delivery beside the commitment that it belongs to",
	"Photos of the day are filed under the location that the crew has chosen",
	"The names of vendors come from the directory and are never written back",
	"Weather, headcount and deliveries go to the daily log at the end of each shift",
	"Observations that stay open for a week are sent to the superintendent",
	"Drawings are compared with the last set, and what differs is marked in red",
	"Quantities on the schedule of values follow the counts that were approved on site",
}

func (w *writer) phrase() string { return phrases[w.IntN(len(phrases))] + "." }

// sentences writes a text in lines of their own.
func (w *writer) sentences(margin string, n int) {
	for range n {
		w.line("%s%s", margin, w.phrase())
	}
}

func (w *writer) connector() {
	w.line("\ndata_connector:")
	if chance(w.Rand, 40) {
		w.line("  authentication: [user_level]")
		return
	}
	w.line("  authentication:\n    - user_level\n    - service_account%s", pick(w.Rand, "", " # for the sync at night"))
	w.line("  permissions:")
	for _, scope := range []schema.Scope{schema.CompanyScope, schema.ProjectScope} {
		var keys []string
		for _, t := range schema.Tools() {
			if t.Scope == scope && t.KeyStatus == schema.KeyConfirmed && t.Levels.Standard != schema.No && t.Levels.ReadOnly != schema.No {
				keys = append(keys, t.Key())
			}
		}
		w.line("    %s:", scope)
		for _, key := range w.some(keys, 1, 4) {
			w.line("      %s:%s", key, pick(w.Rand,
				" {level: read_only, purpose: Read them to match them with our own.}",
				" {level: standard, purpose: \"Write back: what was counted, and when.\"}",
				"\n        level: standard\n        purpose: >-\n          "+w.phrase()+"\n          "+w.phrase()))
		}
	}
}

// some returns a few of the words in their order.
func (w *writer) some(words []string, least, most int) []string {
	chosen := w.Perm(len(words))[:min(len(words), least+w.IntN(most-least+1))]
	slices.Sort(chosen)
	list := make([]string, len(chosen))
	for i, c := range chosen {
		list[i] = words[c]
	}
	return list
}

func (w *writer) embedded() {
	full, panel := chance(w.Rand, 70), chance(w.Rand, 70)
	if !full && !panel {
		return
	}
	w.line("\nembedded:")
	if full {
		w.line("  full_screen:\n    description: Everything of %s for one project", w.app)
		query := "?company={{procore.company.id}}&project={{procore.project.id}}"
		keys := w.some([]string{"crew", "depot", "plant", "unit", "yard"}, 0, 4)
		for _, key := range keys {
			query += "&" + key + "={{" + key + "}}"
		}
		w.line("    url: "+pick(w.Rand, "%s", "\"%s\"", "'%s'"), "https://app."+w.domain+"/"+query)
		w.parameters(keys)
	}
	if panel {
		w.line("  side_panel:\n    description: %s beside the item that is open", w.app)
		w.line("    url: https://panel.%s/?project={{procore.project.id}}", w.domain)
		w.line("    views:")
		for _, v := range w.some(detailViews(), 2, 12) {
			w.line("      - %s%s", v, pick(w.Rand, "", "", "", " # most of the work happens here"))
		}
	}
}

func detailViews() []string {
	var keys []string
	for _, v := range schema.Views() {
		if v.Action == "detail" || v.Action == "list" {
			keys = append(keys, v.Key)
		}
	}
	return keys
}

func (w *writer) parameters(keys []string) {
	if len(keys) == 0 {
		return
	}
	w.line("    parameters:")
	for _, key := range keys {
		w.line("      - key: %s\n        name: %s of the project\n        type: string", key, strings.ToUpper(key[:1])+key[1:])
		w.line("        description: The %s as %s calls it. It stands at the top of its settings.", key, w.app)
		w.line("        required: %v", chance(w.Rand, 60))
		if chance(w.Rand, 50) {
			w.line("        support_link:\n          url: https://help.%s/%s\n          label: Find your %s", w.domain, key, key)
		}
	}
}

func (w *writer) instructions() {
	w.line("\nsetup_instructions:\n  url: https://help.%s/procore/setup\n  page_name: Set up %s", w.domain, w.app)
	w.line("post_installation_notes: |")
	w.line("  1. Create your %s account, or sign in to it.", w.app)
	w.line("  2. In Procore, open App Management and create an app configuration for the\n     permitted projects of %s.", w.app)
	w.sentences("  ", 1+w.IntN(6))
	w.line("\noauth:")
	w.line("  sandbox:\n    redirect_uris: [%s]", pick(w.Rand, "http://localhost", "\"urn:ietf:wg:oauth:2.0:oob\"", "'http://localhost:8080/callback'"))
	w.line("  production:\n    redirect_uris:\n      - https://app.%s/oauth/procore/callback", w.domain)
	w.line("\nrelease_notes: %s", pick(w.Rand, "|", ">"))
	w.sentences("  ", 2+w.IntN(8))
	w.line("  After updating, select your permitted projects and create your app\n  configurations again.")
}
