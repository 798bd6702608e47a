package promote

import (
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
)

// portalRows are the promotion itself.
var portalRows = []row{
	{
		id: "release-notes", section: InPortal, due: true, applies: everyone, check: "text, then person",
		text: "The release notes are proofread and final",
		why: "Company admins read the release notes before they update, and a Marketplace listing shows the release " +
			"notes too. You can't change them after the promotion.",
		origin: promotionPage, judge: releaseNotesFinal,
		values: func(f *facts) []Value { return lines("Release notes", f.notes.Text) },
		about:  func(f *facts) []string { return []string{f.notes.Text} },
	},
	{
		id: "release-notes-redo", section: InPortal, due: true, applies: everyone, check: "text",
		text: "The release notes say what customers must do again",
		why: "Until customers have set up the app again, the app is missing from their projects. The release notes " +
			"are " +
			"the only text that customers read before the update.",
		origin: promotionPage, judge: releaseNotesRedo,
		about: func(f *facts) []string { return append([]string{f.notes.Text}, f.merged(mustDo)...) },
	},
	{
		id: "backend-live", section: InPortal, due: true, applies: everyone, check: person,
		text: "Your server supports this version",
		say: func(f *facts) string {
			if f.first() {
				return "Your server supports this version in production"
			}
			return "Your server supports this version and still supports " + f.numbers(f.cohorts, "and")
		},
		why: "Each installation stays on its version until the customer updates.",
		origin: inferred(documented("assets/guides/create-new-manifest-v4.1-install-instructions.png blob 932e011a",
			"2023-10")),
		values: func(f *facts) []Value { return lines("URLs", urlsOf(f.now)...) },
		about:  func(f *facts) []string { return []string{f.numbers(f.cohorts, "and")} },
	},
	{
		id: "tested-is-promoted", section: InPortal, due: true, applies: everyone, check: "record",
		text:   "The version to promote is the version that was tested",
		why:    "A frozen copy never changes, so a test of this version is a test of what customers get.",
		origin: inferred(promotionPage), judge: testedIsPromoted,
	},
	{
		id: "promoted", section: InPortal, applies: everyone, check: "record",
		text:   "Promote the version: press Promote Version, paste the release notes, then press Promote",
		why:    "A promotion can't be undone. If there is an error, fix it in a new version.",
		origin: promotionPage, judge: isPromoted,
		where:  []string{"page_versions", "promote_version"},
		values: func(f *facts) []Value { return lines("Release notes", f.notes.Text) },
		about:  func(f *facts) []string { return []string{f.notes.Text} },
	},
	{
		id: "production-secret-stored", section: InPortal, applies: firstConnector, check: person,
		text: "The production client id and secret are in your secret store",
		why: "The portal shows the secret once and then masks it. If you generate a new secret, every user must sign " +
			"in again.",
		origin: documented("oauth/oauth_keys.md@ff93936; developers.procore.com/documentation/content/oauth-keys (stored "+
			"copy)", "2026-09-24"),
		where: []string{"page_credentials", "production_credentials", "generate_secret"},
	},
	{
		id: "production-key-recorded", section: InPortal, applies: everyone, check: "record",
		text: "The Production App Version Key is recorded",
		why: "Customers need the key to install a custom app, and your support team can tell from the key which " +
			"version a customer has.",
		origin: environmentsPage, judge: productionKeyRecorded,
		where: []string{"page_versions", "installation_keys", "production_key"},
	},
}

// afterRows are what follows on your own side.
var afterRows = []row{
	{
		id: "production-redirect", section: After, applies: userLevel, check: "lint, then person",
		text: "The production redirect URIs are saved, use https, and include no localhost or out-of-band address",
		why: "The out-of-band address is only for testing, and a localhost address sends authorization codes to the " +
			"user's own computer.",
		origin: quickStart, judge: productionRedirect, where: []string{"page_credentials", "production_credentials",
			productionURIs.label},
		values: func(f *facts) []Value {
			return lines("Production redirect URIs", f.oauth.Production.RedirectURIs.Values()...)
		},
		about: func(f *facts) []string { return f.oauth.Production.RedirectURIs.Values() },
	},
	{
		id: "production-addresses", section: After, applies: connector, check: person,
		text:   "Your server uses production addresses and production credentials, and sends the company header",
		why:    "Each environment rejects the tokens and codes of the other environments.",
		origin: listingPage,
		values: func(*facts) []Value {
			e := environment("production")
			return []Value{{"OAuth", e.Login}, {"API", e.API}, {"Header", "Procore-Company-Id: ID"}}
		},
	},
	{
		id: "production-origins", section: After, applies: embedded, check: person,
		text:   "Your frame policy, CORS settings and message origins allow Procore's production addresses in every region",
		why:    "Customers in a region that is missing see an empty frame.",
		origin: inferred(sidePanelPage),
		values: func(*facts) []Value { return lines("Origins", environment("production").Web...) },
	},
	{
		id: "pilot-install", section: After, applies: everyone, check: person,
		text: "A pilot company has installed the version with the Production App Version Key",
		say: func(f *facts) string {
			if listed(f) {
				return "Recommended: a pilot company or an On-Demand Sandbox has installed the version with the Production " +
					"App Version Key"
			}
			return "A pilot company or an On-Demand Sandbox has installed the version with the Production App Version Key"
		},
		why:    "This installation is the first use of the production credentials, addresses and key together.",
		origin: environmentsPage, where: []string{"company_admin", "app_management", "install_app", "install_custom_app"},
		values: func(f *facts) []Value { return lines("Production App Version Key", f.Version.Keys.Production) },
	},
	{
		id: "monthly-sandbox", section: After, applies: listed, check: person,
		text: "The app works in Monthly Sandboxes, and customers who want to test there get the Production App " +
			"Version Key",
		why:    "Customers try updates in a Monthly Sandbox. It has its own addresses and accepts production credentials.",
		origin: listingPage,
		values: func(*facts) []Value {
			e := environment("monthly_sandbox")
			return []Value{{"OAuth", e.Login}, {"API", e.API}, {"Refresh", e.Note}}
		},
	},
	{
		id: "integration-health", section: After, applies: connector, check: person,
		text: "One day after the promotion, Integration Health shows no new 401 or 403 errors and no new deprecated " +
			"calls",
		why:    "Integration Health covers 14 days, and the first day after a release tells you the most.",
		origin: healthPage, where: []string{"page_health"},
		values: func(f *facts) []Value {
			return lines("Also", label(f.Portal, "page_metrics")+": views, installations, uninstalls",
				"API Call Activity Report: the calls of the last 30 days as a CSV file")
		},
	},
}

// customerRows are what customers hear and do.
var customerRows = []row{
	{
		id: "key-sent", section: ToCustomers, applies: custom, check: person,
		text: "The customer's company admin has the Production App Version Key and the installation guide",
		say: func(f *facts) string {
			if f.first() {
				return "The customer's company admin has the Production App Version Key and the installation guide"
			}
			return "New customers get the Production App Version Key of this version and the installation guide"
		},
		why: "To install a custom app, a company admin needs only the key and Admin access to the company " +
			"Directory tool.",
		origin: customPage,
		values: func(f *facts) []Value {
			return append(lines("Production App Version Key", f.Version.Keys.Production),
				lines("Guide", f.now.Setup.URL.String())...)
		},
	},
	{
		id: "update-offered", section: ToCustomers, applies: customUpdate, check: person,
		text:   "Customers see Update Available right after the promotion",
		why:    "Procore notifies customers of a custom app as soon as a version is promoted.",
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
			return "Customers have been told to " + diag.AllOf(parts)
		},
		why: "The customer section of the checklist has a message that you can send. Customers must update " +
			"permission templates by hand.",
		origin: serviceAccount, where: []string{"company_admin", "app_management", "view_app"},
		about: func(f *facts) []string { return f.merged(mustDo) },
	},
	{
		id: "agent-cost-told", section: ToCustomers, applies: agents, check: person,
		text: "Customers know that agents need Procore AI Pro or Enterprise and that they pay for each run",
		why: "An agent runs only in companies that have Procore AI Pro or Enterprise, and the customer pays for " +
			"each run.",
		origin: agenticPage,
	},
	{
		id: "installs-behind", section: ToCustomers, applies: isUpdate, check: person,
		text:   "Customers who are still on older versions have been reminded to update",
		why:    "Procore never forces an update, so an old version stays in use until the last customer updates.",
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
		text:   "The agreements are signed, and you are a full Technology Partner",
		why:    "Only full partners see the listing section of the portal.",
		origin: partnerPage, judge: publishedBefore,
	},
	{
		id: "listing-matches", section: Marketplace, applies: listed, check: person,
		text:   "The listing is complete, and its tools and permissions match the manifest",
		why:    "Customers reject an app if the installation dialog requests more permissions than the listing shows.",
		origin: guidelinesPage, where: []string{"page_listing"},
		values: func(f *facts) []Value {
			return append(lines("Components", componentsOf(f.now)...), lines("Permissions", permissionsOf(f.now)...)...)
		},
	},
	{
		id: "listing-texts", section: Marketplace, applies: listed, check: "record",
		text: "Listing texts are within the limits: tagline 40 characters, summary 200 to 2000, how it works 500, " +
			"each feature 200",
		why:    "Reviewers check the listing by hand and reject texts that are too short or too long.",
		origin: guidelinesPage, judge: publishedBefore, where: []string{"page_listing"},
	},
	{
		id: "listing-media", section: Marketplace, applies: listed, check: "record",
		text: "The listing has a logo of 200×200 pixels, at least three pictures of 720×480 to 1920×1080 pixels, " +
			"and one video",
		why: "The logo and the pictures are JPG or PNG files. The video is an MP4 or MOV file, ideally 30 to 90 " +
			"seconds long.",
		origin: guidelinesPage, judge: publishedBefore, where: []string{"page_listing"},
	},
	{
		id: "listing-offer", section: Marketplace, applies: listed, check: "record",
		text: "The listing states the pricing, offers Contact Us or Learn How, and says whether installations are " +
			"allowed",
		why: "The pricing must name every other subscription that customers need. Without Allow Installations, " +
			"customers need a key to install the app.",
		origin: guidelinesPage, judge: publishedBefore, where: []string{"page_listing"},
	},
	{
		id: "listing-conduct", section: Marketplace, applies: listed, check: person,
		text:   "The app has no ads, push notifications, AI training on Procore data, bulk export or private APIs",
		why:    "Procore may remove a listed app that does any of these.",
		origin: requirementsPage,
	},
	{
		id: "active-customer", section: Marketplace, applies: listed, check: person,
		text:   "At least one customer has used the app in the last twelve months",
		why:    "Procore may remove the listing of an app that no customer has used for twelve months.",
		origin: requirementsPage,
	},
	{
		id: "public-pages", section: Marketplace, applies: listed, check: person,
		text:   "The support page, the privacy policy and the getting-started guide are online",
		why:    "Reviewers open each of these pages.",
		origin: listingPage,
		values: func(f *facts) []Value { return lines("Setup page", f.now.Setup.URL.String()) },
	},
	{
		id: "submitted", section: Marketplace, applies: listed, check: "record",
		text:   "The version is submitted for review with an explanation, a test account and example values",
		why:    "Reviewers try the app, and reject it if they cannot open it.",
		origin: reviewPage, judge: isSubmitted, where: []string{"page_versions", "submit_review"},
		values: func(f *facts) []Value {
			return append(lines("What changed", summaries(f)...), lines("Example values for", fieldsOf(f.now)...)...)
		},
	},
	{
		id: "listing-submitted", section: Marketplace, applies: listed, check: "record",
		text:   "The listing itself is submitted",
		why:    "The listing is reviewed separately from the version.",
		origin: listingPage, judge: publishedBefore, where: []string{"page_listing", "submit_review"},
	},
	{
		id: "rejection-answered", section: Marketplace, applies: listed, check: "record",
		text:   "If the version is rejected, promote and submit a new version with a higher number",
		why:    "You can't edit a rejected version. You can withdraw a version until its review ends.",
		origin: reviewPage, judge: rejection, where: []string{"page_versions", "withdraw_review"},
	},
	{
		id: "published", section: Marketplace, applies: listed, check: "record",
		text: "After approval, the Marketplace offers the version, and customers see Update Available",
		say: func(f *facts) string {
			if f.first() {
				return "After approval, the Marketplace offers the app"
			}
			return "After approval, the Marketplace offers the version, and customers see Update Available"
		},
		why:    "For a listed app, Procore notifies customers only after the version is approved.",
		origin: promotionPage, judge: isPublished,
	},
}

var installationsPage = inferred(documented("platform_concepts/building_apps_install_arch.md@ff93936; Procore REST "+
	"reference, App Installations", may2026))
