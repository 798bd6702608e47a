package promote

import (
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
)

// portalRows are the promotion itself.
var portalRows = []row{
	{
		id: "release-notes", section: InPortal, due: true, applies: everyone, check: "text, then person",
		text:   "The release notes are proofread and final",
		why:    "Company admins read them before they update, a listing shows them, and they can't be changed.",
		origin: promotionPage, judge: releaseNotesFinal,
		values: func(f *facts) []Value { return lines("Release notes", f.notes.Text) },
		about:  func(f *facts) []string { return []string{f.notes.Text} },
	},
	{
		id: "release-notes-redo", section: InPortal, due: true, applies: everyone, check: "text",
		text:   "The release notes say what customers must do again",
		why:    "Until they do, the app is missing in their projects, and this is the one text they read before updating.",
		origin: promotionPage, judge: releaseNotesRedo,
		about: func(f *facts) []string { return append([]string{f.notes.Text}, f.merged(mustDo)...) },
	},
	{
		id: "backend-live", section: InPortal, due: true, applies: everyone, check: person,
		text: "Your server serves this version",
		say: func(f *facts) string {
			if f.first() {
				return "Your server serves this version in production"
			}
			return "Your server serves this version and still serves " + f.numbers(f.cohorts, "and")
		},
		why: "Installations stay on their version until each customer updates.",
		origin: inferred(documented("assets/guides/create-new-manifest-v4.1-install-instructions.png blob 932e011a",
			"2023-10")),
		values: func(f *facts) []Value { return lines("URLs", urlsOf(f.now)...) },
		about:  func(f *facts) []string { return []string{f.numbers(f.cohorts, "and")} },
	},
	{
		id: "tested-is-promoted", section: InPortal, due: true, applies: everyone, check: "record",
		text:   "The version that is promoted is the one that was tested",
		why:    "A frozen copy never changes, so a test of this version is a test of what customers get.",
		origin: inferred(promotionPage), judge: testedIsPromoted,
	},
	{
		id: "promoted", section: InPortal, applies: everyone, check: "record",
		text:   "Promote: press Promote Version, paste the release notes, press Promote",
		why:    "There is no way back; fix an error in a new version.",
		origin: promotionPage, judge: isPromoted,
		where:  []string{"page_versions", "promote_version"},
		values: func(f *facts) []Value { return lines("Release notes", f.notes.Text) },
		about:  func(f *facts) []string { return []string{f.notes.Text} },
	},
	{
		id: "production-secret-stored", section: InPortal, applies: firstConnector, check: person,
		text: "Production client id and secret are in your secret store",
		why:  "It is shown once and masked from then on. A new one makes every user sign in again.",
		origin: documented("oauth/oauth_keys.md@ff93936; developers.procore.com/documentation/content/oauth-keys (stored "+
			"copy)", "2026-09-24"),
		where: []string{"page_credentials", "production_credentials", "generate_secret"},
	},
	{
		id: "production-key-recorded", section: InPortal, applies: everyone, check: "record",
		text:   "The Production App Version Key is recorded",
		why:    "Customers install a custom app with it, and it tells support which version they have.",
		origin: environmentsPage, judge: productionKeyRecorded,
		where: []string{"page_versions", "installation_keys", "production_key"},
	},
}

// afterRows are what follows on your own side.
var afterRows = []row{
	{
		id: "production-redirect", section: After, applies: userLevel, check: "lint, then person",
		text:   "The production redirect URIs are entered and saved: https, no localhost, no out-of-band",
		why:    "Out-of-band is for testing, and localhost sends codes to the user's own machine.",
		origin: quickStart, judge: productionRedirect, where: []string{"page_credentials", "production_credentials",
			productionURIs.label},
		values: func(f *facts) []Value {
			return lines("Production redirect URIs", f.oauth.Production.RedirectURIs.Values()...)
		},
		about: func(f *facts) []string { return f.oauth.Production.RedirectURIs.Values() },
	},
	{
		id: "production-addresses", section: After, applies: connector, check: person,
		text:   "Your server uses production addresses, production credentials, the company header",
		why:    "Tokens and codes of one environment are refused by the others.",
		origin: listingPage,
		values: func(*facts) []Value {
			e := environment("production")
			return []Value{{"OAuth", e.Login}, {"API", e.API}, {"Header", "Procore-Company-Id: ID"}}
		},
	},
	{
		id: "production-origins", section: After, applies: embedded, check: person,
		text:   "Frame policy, CORS and message origins allow production in every region",
		why:    "A region that is missing shows its customers an empty frame.",
		origin: inferred(sidePanelPage),
		values: func(*facts) []Value { return lines("Origins", environment("production").Web...) },
	},
	{
		id: "pilot-install", section: After, applies: everyone, check: person,
		text: "A pilot company installed it with the Production key",
		say: func(f *facts) string {
			if listed(f) {
				return "Recommended: a pilot company or On-Demand Sandbox installed it with the Production key"
			}
			return "A pilot company or On-Demand Sandbox installed it with the Production key"
		},
		why:    "It is the first time that production credentials, addresses and key are used together.",
		origin: environmentsPage, where: []string{"company_admin", "app_management", "install_app", "install_custom_app"},
		values: func(f *facts) []Value { return lines("Production App Version Key", f.Version.Keys.Production) },
	},
	{
		id: "monthly-sandbox", section: After, applies: listed, check: person,
		text:   "Monthly Sandboxes work: their addresses, and the Production key for those who ask",
		why:    "Customers try updates there. It has other addresses and takes production credentials.",
		origin: listingPage,
		values: func(*facts) []Value {
			e := environment("monthly_sandbox")
			return []Value{{"OAuth", e.Login}, {"API", e.API}, {"Refresh", e.Note}}
		},
	},
	{
		id: "integration-health", section: After, applies: connector, check: person,
		text:   "A day later, Integration Health shows no new 401, 403 or deprecated calls",
		why:    "It covers 14 days; the first day after a release tells the most.",
		origin: healthPage, where: []string{"page_health"},
		values: func(f *facts) []Value {
			return lines("Also", label(f.Portal, "page_metrics")+": views, installations, uninstalls",
				"API Call Activity Report: the calls of 30 days as CSV")
		},
	},
}

// customerRows are what customers hear and do.
var customerRows = []row{
	{
		id: "key-sent", section: ToCustomers, applies: custom, check: person,
		text: "The customer's company admin has the Production key and the install guide",
		say: func(f *facts) string {
			if f.first() {
				return "The customer's company admin has the Production key and the install guide"
			}
			return "New customers get this version's Production key and the install guide"
		},
		why:    "A custom app is installed with the key alone, by someone with Admin on the company Directory.",
		origin: customPage,
		values: func(f *facts) []Value {
			return append(lines("Production App Version Key", f.Version.Keys.Production),
				lines("Guide", f.now.Setup.URL.String())...)
		},
	},
	{
		id: "update-offered", section: ToCustomers, applies: customUpdate, check: person,
		text:   "A customer sees Update Available; for a custom app, at once",
		why:    "Customers of a custom app hear of a version as soon as it is promoted.",
		origin: promotionPage, where: []string{"company_admin", "app_management", "update_available"},
	},
	{
		id: "customers-redo", section: ToCustomers, applies: redone, check: person,
		text: "Customers know what to set up again",
		say: func(f *facts) string {
			var parts []string
			if embedded(f) {
				parts = append(parts, "create configurations again")
			}
			if service(f) {
				parts = append(parts, "select permitted projects again")
			}
			if len(f.asked(change.ApprovePermissions)) > 0 {
				parts = append(parts, "approve permissions")
			}
			if len(f.asked(change.Reinstall)) > 0 {
				parts = append(parts, "install the app again")
			}
			return "Customers were told to " + strings.Join(parts, ", ")
		},
		why:    "The message in the part for customers is ready to send. Permission templates are reconciled by hand.",
		origin: serviceAccount, where: []string{"company_admin", "app_management", "view_app"},
		about: func(f *facts) []string { return f.merged(mustDo) },
	},
	{
		id: "agent-cost-told", section: ToCustomers, applies: agents, check: person,
		text:   "Customers know that agents need Procore AI Pro or Enterprise and that each run is charged",
		why:    "The charge goes to the customer, and without the licence an agent does not run.",
		origin: agenticPage,
	},
	{
		id: "installs-behind", section: ToCustomers, applies: isUpdate, check: person,
		text:   "Installations that are still behind are followed up",
		why:    "Updates are never forced: the old version stays in use until the last customer updates.",
		origin: installationsPage,
		values: func(*facts) []Value {
			return lines("Call", environment("production").API+
				"/rest/v1.0/app_installations?company_id=ID  (updatable_app_version_id)")
		},
	},
}

// marketplaceRows are what a listed app has on top.
var marketplaceRows = []row{
	{
		id: "agreements-signed", section: Marketplace, applies: listed, check: "record",
		text:   "Agreements are signed; you are a full Technology Partner",
		why:    "Only full partners have the tools for a listing.",
		origin: partnerPage, judge: publishedBefore,
	},
	{
		id: "listing-matches", section: Marketplace, applies: listed, check: person,
		text:   "The listing is complete, and its tools and permissions are those of the manifest",
		why:    "Customers refuse an app whose dialog shows more than its listing.",
		origin: guidelinesPage, where: []string{"page_listing"},
		values: func(f *facts) []Value {
			return append(lines("Components", componentsOf(f.now)...), lines("Permissions", permissionsOf(f.now)...)...)
		},
	},
	{
		id: "listing-texts", section: Marketplace, applies: listed, check: "record",
		text:   "Listing texts fit: tagline 40, summary 200 to 2000, how it works 500, each feature 200",
		why:    "Reviewers check the listing by hand and refuse what does not fit. The figures are characters.",
		origin: guidelinesPage, judge: publishedBefore, where: []string{"page_listing"},
	},
	{
		id: "listing-media", section: Marketplace, applies: listed, check: "record",
		text:   "Logo 200×200; three or more pictures, 720×480 to 1920×1080; one video",
		why:    "Logo and pictures are JPG or PNG; the video is MP4 or MOV, ideally 30 to 90 seconds long.",
		origin: guidelinesPage, judge: publishedBefore, where: []string{"page_listing"},
	},
	{
		id: "listing-offer", section: Marketplace, applies: listed, check: "record",
		text:   "The listing gives the pricing, Contact Us or Learn How, and whether installations are allowed",
		why:    "Pricing names every other subscription that is needed. Without Allow Installations, customers need a key.",
		origin: guidelinesPage, judge: publishedBefore, where: []string{"page_listing"},
	},
	{
		id: "listing-conduct", section: Marketplace, applies: listed, check: person,
		text:   "No ads, no push notifications, no AI training on Procore data, no bulk export, no private APIs",
		why:    "Procore may remove a listed app that does any of these.",
		origin: requirementsPage,
	},
	{
		id: "active-customer", section: Marketplace, applies: listed, check: person,
		text:   "At least one customer uses the app within any twelve months",
		why:    "Procore may remove the listing of an app that no customer has used for twelve months.",
		origin: requirementsPage,
	},
	{
		id: "public-pages", section: Marketplace, applies: listed, check: person,
		text:   "Support page, privacy policy and getting-started guide are online",
		why:    "Reviewers open each of them.",
		origin: listingPage,
		values: func(f *facts) []Value { return lines("Setup page", f.now.Setup.URL.String()) },
	},
	{
		id: "submitted", section: Marketplace, applies: listed, check: "record",
		text:   "Submit for Review, with an explanation, a test account and example values",
		why:    "Reviewers try the app, and reject it if they cannot open it.",
		origin: reviewPage, judge: isSubmitted, where: []string{"page_versions", "submit_review"},
		values: func(f *facts) []Value {
			return append(lines("What changed", summaries(f)...), lines("Example values for", fieldsOf(f.now)...)...)
		},
	},
	{
		id: "listing-submitted", section: Marketplace, applies: listed, check: "record",
		text:   "The listing itself is submitted",
		why:    "It is reviewed separately from the version.",
		origin: listingPage, judge: publishedBefore, where: []string{"page_listing", "submit_review"},
	},
	{
		id: "rejection-answered", section: Marketplace, applies: listed, check: "record",
		text:   "If it is rejected: a new version, higher number, promoted and submitted again",
		why:    "A rejected version cannot be edited. Until the review ends it can be withdrawn.",
		origin: reviewPage, judge: rejection, where: []string{"page_versions", "withdraw_review"},
	},
	{
		id: "published", section: Marketplace, applies: listed, check: "record",
		text: "Approved: the Marketplace offers it, and customers see Update Available",
		say: func(f *facts) string {
			if f.first() {
				return "Approved: the Marketplace offers the app"
			}
			return "Approved: the Marketplace offers it, and customers see Update Available"
		},
		why:    "Customers of a listed app hear of a version only when Procore has accepted it.",
		origin: promotionPage, judge: isPublished,
	},
}

var installationsPage = inferred(documented("platform_concepts/building_apps_install_arch.md@ff93936; Procore REST "+
	"reference, App Installations", may2026))
