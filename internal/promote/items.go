package promote

import (
	"cmp"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/schema"
)

// Section is a part of the checklist.
type Section string

// The sections, in the order of the checklist.
const (
	Prepare     Section = "before"
	Sandbox     Section = "sandbox"
	Access      Section = "access"
	InPortal    Section = "portal"
	After       Section = "after"
	ToCustomers Section = "customers"
	Marketplace Section = "marketplace"
)

var sections = []struct {
	section Section
	title   string
}{
	{Prepare, "Before the sandbox"},
	{Sandbox, "In the sandbox"},
	{Access, "Verification and production access"},
	{InPortal, "In the portal"},
	{After, "After promotion"},
	{ToCustomers, "Customers"},
	{Marketplace, "Marketplace"},
}

// Sections returns the sections in the order of the checklist.
func Sections() []Section {
	all := make([]Section, len(sections))
	for i, s := range sections {
		all[i] = s.section
	}
	return all
}

// Title returns the heading of the section.
func (s Section) Title() string {
	for _, known := range sections {
		if known.section == s {
			return known.title
		}
	}
	return string(s)
}

// row is an item of the checklist: whom it concerns, what it says, and how it
// is checked.
type row struct {
	// id is kebab-case, never changed and never used again for another item.
	id      string
	section Section
	// due says that it belongs before the promotion.
	due     bool
	applies func(*facts) bool
	text    string
	// say, where it is given, words the item for this version.
	say    func(*facts) string
	why    string
	origin schema.Origin
	// check says by what it is verified, or person.
	check string
	judge func(*facts) outcome
	// where leads to the place in the portal or in Procore, by labels.
	where  []string
	values func(*facts) []Value
	// table, where it is given, is what testers fill in.
	table func(*facts) *Table
	// about is what a tick vouches for beyond the version itself: where that
	// changes, the tick is dropped.
	about func(*facts) []string
}

// person is the check of items that only people can do.
const person = "person"

// waivers are the items that this tool never shows, with the reasons.
var waivers = []struct{ id, why string }{
	{"federal-registration", "the Federal Zone needs a separate app with its own registration, credentials and " +
		"keys, and has no sandboxes"},
}

// rows is the checklist, section by section, in the order in which it is shown.
var rows = slices.Concat(prepareRows, sandboxRows, accessRows, policyRows, portalRows, afterRows, customerRows,
	marketplaceRows)

// ItemText is what an item says of any version; its id where there is no such item.
func ItemText(id string) string {
	for i := range rows {
		if rows[i].id == id {
			return rows[i].text
		}
	}
	return id
}

// Facts are the items with their sources.
func Facts() []schema.Fact {
	facts := make([]schema.Fact, len(rows))
	for i, r := range rows {
		facts[i] = schema.Fact{Name: r.id, Origin: r.origin}
	}
	return facts
}

// Whom an item concerns.

func everyone(*facts) bool       { return true }
func embedded(f *facts) bool     { return len(f.now.Components()) > 0 }
func fullScreen(f *facts) bool   { return f.now.FullScreen != nil }
func sidePanel(f *facts) bool    { return f.now.SidePanel != nil }
func agentic(f *facts) bool      { return f.now.Agentic.Exists() }
func mcpServers(f *facts) bool   { return len(f.now.Agentic.Servers) > 0 }
func agents(f *facts) bool       { return len(f.now.Agentic.Agents) > 0 }
func userLevel(f *facts) bool    { return f.now.SignsIn(app.UserLevel) }
func service(f *facts) bool      { return f.now.SignsIn(app.ServiceAccount) }
func connector(f *facts) bool    { return hasConnector(f.now) }
func listed(f *facts) bool       { return f.now.Distribution.String() == app.Marketplace }
func custom(f *facts) bool       { return !listed(f) }
func isUpdate(f *facts) bool     { return f.later() }
func customUpdate(f *facts) bool { return custom(f) && isUpdate(f) }

// redone reports whether there is something that customers set up again.
func redone(f *facts) bool { return (service(f) || embedded(f)) && len(f.redoActions()) > 0 }

// firstConnector reports whether production credentials come with this promotion.
func firstConnector(f *facts) bool { return connector(f) && !hasConnector(f.before) }

// label returns what something is called in a generation of the portal.
func label(p schema.Portal, id string) string {
	l, _ := schema.FindPortalLabel(p, id)
	return l.Label
}

// path joins labels to the way to a place.
func path(p schema.Portal, ids ...string) string {
	var names []string
	for _, id := range ids {
		if name := label(p, id); name != "" {
			names = append(names, name)
		}
	}
	return strings.Join(names, " > ")
}

// lines is a value of several lines, nothing if there are none.
func lines(name string, values ...string) []Value {
	if len(values) == 0 || len(values) == 1 && values[0] == "" {
		return nil
	}
	return []Value{{name, strings.Join(values, "\n")}}
}

func documented(path, date string) schema.Origin {
	return schema.Origin{Source: "procore/documentation " + path, Date: cmp.Or(date, "undated"),
		Confidence: schema.Documented}
}

func inferred(o schema.Origin) schema.Origin {
	o.Confidence = schema.Inferred
	return o
}

const may2026 = "2026-05-29"

var (
	requirementsPage = documented("app_marketplace/marketplace_requirements.md@ff93936", may2026)
	listingPage      = documented("app_marketplace/marketplace_checklist.md@ff93936", may2026)
	promotionPage    = documented("building_applications/building_apps_promote_manifest.md@ff93936", may2026)
	reviewPage       = documented("building_applications/building_apps_review_manifest.md@88b051b", "2023-04-17")
	verificationPage = documented("overview/verification_and_production_access.md@ff93936", may2026)
	serviceAccount   = documented("plan_your_app/developer_managed_service_accounts.md@ff93936", may2026)
	connectorPage    = documented("building_applications/building_data_connection_apps.md@054b1fe", "")
	interpolation    = documented("_includes/url_parameter_interpolation.md@a3d65cf and @2021591", "2026-09")
	agenticPage      = documented("building_applications/building_agentic_apps.md@054b1fe", "2026-09")
	sidePanelPage    = documented("building_applications/building_side_panel_apps.md@ff93936", may2026)
	installPage      = documented("building_applications/building_apps_sandbox_install.md@6b66fc7", "2025-09-15")
	sandboxPage      = documented("building_applications/install_version_sandbox.md@4ecba28", "")
	archPage         = documented("platform_concepts/building_apps_install_arch.md@ff93936", may2026)
	environmentsPage = documented("platform_concepts/development_environments.md@ff93936", may2026)
	quickStart       = documented("overview/quick_start_guide.md@06dad9d", "2026-06-03")
	troubleshooting  = documented("api_essentials/troubleshooting.md@06dad9d", "2026-06-03")
	healthPage       = documented("api_essentials/integration_health.md@ff93936", may2026)
	credentialsPage  = documented("oauth/oauth_client_credentials.md@ff93936", may2026)
	createPage       = documented("building_applications/building_apps_create_new.md@e345620", "2026-03-11")
	collaborators    = documented("building_applications/building_apps_manage_collabs.md@ff93936", may2026)
	partnerPage      = documented("app_marketplace/procore_partner_overview.md@ff93936", may2026)
	guidelinesPage   = documented("app_marketplace/marketplace_listing_guidelines.md@ff93936", may2026)
	customPage       = schema.Origin{Source: "support.procore.com, Install a Custom App", Date: "undated",
		Confidence: schema.Documented}
	permittedPage = schema.Origin{
		Source: "support.procore.com, Add a Permitted Project to a Data Connection App; procore/documentation " +
			"plan_your_app/developer_managed_service_accounts.md@ff93936",
		Date: may2026, Confidence: schema.Documented,
	}
	setupPage = documented("_includes/setup_instructions.md@b19840b", "2025-08-19")
)

// environment returns the addresses of one of Procore's environments.
func environment(id string) schema.Environment {
	all := schema.Environments()
	i := slices.IndexFunc(all, func(e schema.Environment) bool { return e.ID == id })
	if i < 0 {
		return schema.Environment{}
	}
	return all[i]
}

// origins are the addresses that Procore frames an app from.
func origins() []string {
	return append(slices.Clone(environment("developer_sandbox").Web), environment("production").Web...)
}
