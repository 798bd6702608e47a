// Package validatetest makes manifests for tests and measurements: realistic
// ones, ones with a typical mistake, and damaged ones. The same random numbers
// make the same bytes.
package validatetest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/schema"
)

// Random returns the random numbers of a seed.
func Random(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x6d616e6966657374)) }

// Manifest returns a manifest as a team would write it, in one of the styles: 20
// to 400 lines, without findings for a draft.
func Manifest(r *rand.Rand) string { return Styled(r, pick(r, Styles()...)) }

// Styled is Manifest in a style.
func Styled(r *rand.Rand, style Style) string {
	w := &writer{Rand: r}
	w.takeUp(style)
	w.size = math.Exp(r.Float64()*math.Log(20)) / 20 // as many from 20 to 90 lines as from 90 to 400
	w.app = pick(r, "Site Walk", "Pour Log", "Crane Watch", "Permit Desk", "Ledger Link", "Punch Board", "Snag Finder",
		"Tower Cam", "Change Mate", "Purchase Pilot")
	w.domain = strings.ToLower(strings.ReplaceAll(w.app, " ", "")) + pick(r, ".io", ".app", ".build", ".works")
	if chance(r, 70) {
		w.WriteString("# yaml-language-server: $schema=../../schema/manifest.schema.json\n")
	}
	for range w.upTo(8) {
		w.WriteString("# " + w.sentence(w.language) + "\n")
	}
	for _, e := range []entry{
		{"schema", bare("1")},
		{"app", entries(entry{"name", text(w.app)}, entry{"distribution", text("custom")})},
		{"version", text("%d.%d.%d", r.IntN(4), r.IntN(20), 1+r.IntN(9))},
		{"data_connector", w.connector()},
		{"embedded", w.embedded()},
		{"setup_instructions", entries(entry{"url", text("https://help.%s/procore/setup", w.domain)},
			entry{"page_name", text("Set up " + w.app)})},
		{"post_installation_notes", w.notes()},
		{"oauth", w.oauth()},
		{"release_notes", text(w.prose(1+w.upTo(12)) + "\nAfter updating, select your permitted projects and " +
			"create your app configurations again.")},
	} {
		if e.text == "" && e.items == nil && e.entries == nil {
			continue
		}
		if chance(r, 70) && w.Len() > 0 {
			w.WriteString("\n")
		}
		w.put(0, e)
	}
	return w.finish(style)
}

type writer struct {
	*rand.Rand
	strings.Builder
	habits
	step, itemStep int
	wrapped        bool // the value just written takes several lines
	language       string
	size           float64 // from 0.05 to 1
	app, domain    string
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// chance is true so many times in a hundred.
func chance(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }

// upTo returns a number up to most in a manifest of the largest size.
func (w *writer) upTo(most int) int { return w.IntN(int(float64(most)*w.size) + 1) }

func (w *writer) connector() value {
	if w.size < 0.15 || chance(w.Rand, 40) {
		return entries(entry{"authentication", texts("user_level")})
	}
	permissions := value{}
	for _, scope := range []schema.Scope{schema.CompanyScope, schema.ProjectScope} {
		var keys []string
		for _, t := range schema.Tools() {
			if t.Scope == scope && t.KeyStatus == schema.KeyConfirmed && t.Levels.Standard != schema.No &&
				t.Levels.ReadOnly != schema.No {
				keys = append(keys, t.Key())
			}
		}
		tools := value{}
		for _, key := range w.some(keys, 1+w.upTo(len(keys))) {
			access := entries(entry{"level", text(pick(w.Rand, "read_only", "standard"))},
				entry{"purpose", text(w.sentence(w.language))})
			tools.entries = append(tools.entries, entry{key, access})
		}
		permissions.entries = append(permissions.entries, entry{string(scope), tools})
	}
	return entries(entry{"authentication", texts("user_level", "service_account")}, entry{"permissions", permissions})
}

// some returns some of the words in their order.
func (w *writer) some(words []string, n int) []string {
	chosen := w.Perm(len(words))[:min(len(words), n)]
	slices.Sort(chosen)
	list := make([]string, len(chosen))
	for i, c := range chosen {
		list[i] = words[c]
	}
	return list
}

func (w *writer) embedded() value {
	v := value{}
	if chance(w.Rand, 70) {
		v.entries = append(v.entries, entry{"full_screen", w.component("https://app.%s/projects/view",
			text("Everything of %s for one project", w.app), nil)})
	}
	if chance(w.Rand, 70) {
		var views []string
		for _, v := range schema.Views() {
			if v.Action == "detail" || v.Action == "list" {
				views = append(views, v.Key)
			}
		}
		v.entries = append(v.entries, entry{"side_panel", w.component("https://panel.%s/items",
			text("%s beside the item that is open", w.app), w.some(views, 2+w.upTo(40)))})
	}
	return v
}

func (w *writer) component(url string, description value, views []string) value {
	keys := w.some([]string{"crew", "depot", "plant", "unit", "yard", "site_code", "cost_type", "charge_code",
		"color_scheme", "trade", "change_reason", "warehouse"}, w.upTo(13))
	query := "?company={{procore.company.id}}&project={{procore.project.id}}"
	for _, key := range keys {
		query += "&" + key + "={{" + key + "}}"
	}
	c := entries(entry{"description", description}, entry{"url", text(fmt.Sprintf(url, w.domain) + query)})
	if len(keys) > 0 {
		c.entries = append(c.entries, entry{"parameters", w.parameters(keys)})
	}
	if views != nil {
		c.entries = append(c.entries, entry{"views", texts(views...)})
	}
	return c
}

func (w *writer) parameters(keys []string) value {
	list := value{}
	for _, key := range keys {
		words := strings.ReplaceAll(key, "_", " ")
		about := fmt.Sprintf("The %s as %s calls it. It stands at the top of its settings.", words, w.app)
		if chance(w.Rand, 60) {
			about = fmt.Sprintf("The %s as %s calls it. %s", words, w.app, w.sentence(w.language))
		}
		p := entries(entry{"key", text(key)},
			entry{"name", text("%s of the project", strings.ToUpper(words[:1])+words[1:])},
			entry{"type", text("string")}, entry{"description", text(about)},
			entry{"required", bare("%v", chance(w.Rand, 60))})
		if chance(w.Rand, 50) {
			link := entries(entry{"url", text("https://help.%s/%s", w.domain, key)}, entry{"label", text("Find your " + words)})
			p.entries = append(p.entries, entry{"support_link", link})
		}
		list.items = append(list.items, p)
	}
	return list
}

func (w *writer) notes() value {
	return text("1. Create your %s account, or sign in to it.\n2. In Procore, open App Management and create an app "+
		"configuration for the permitted projects of %s.\n%s", w.app, w.app, w.prose(1+w.upTo(16)))
}

func (w *writer) oauth() value {
	sandbox := pick(w.Rand, "http://localhost", "urn:ietf:wg:oauth:2.0:oob", "http://localhost:8080/callback")
	production := fmt.Sprintf("https://app.%s/oauth/procore/callback", w.domain)
	return entries(entry{"sandbox", entries(entry{"redirect_uris", texts(sandbox)})},
		entry{"production", entries(entry{"redirect_uris", texts(production)})})
}
