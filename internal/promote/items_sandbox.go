package promote

import (
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
)

// sandboxRows are what is tried in the app's Developer Sandbox.
var sandboxRows = []row{
	{
		id: "sandbox-redirect", section: Sandbox, due: true, applies: userLevel, check: person,
		text:   "The sandbox redirect URIs are entered and saved exactly",
		why:    "One slash too many or too few at the end makes the sign-in fail.",
		origin: troubleshooting, where: []string{"page_credentials", "sandbox_credentials", sandboxURIs.label},
		values: func(f *facts) []Value {
			return lines("Sandbox redirect URIs", f.oauth.Sandbox.RedirectURIs.Values()...)
		},
		about: func(f *facts) []string { return f.oauth.Sandbox.RedirectURIs.Values() },
	},
	{
		id: "testers-added", section: Sandbox, due: true, applies: everyone, check: person,
		text:   "Every tester is in the company directory of the Developer Sandbox",
		why:    "At first, only the creator of the app is there.",
		origin: sandboxPage, where: []string{"company_directory"},
	},
	{
		id: "sandbox-installed", section: Sandbox, due: true, applies: everyone, check: "record",
		text:   "This version is installed in the Developer Sandbox",
		why:    "Each saved version has its own key, and an installed version does not change by itself.",
		origin: installPage, judge: sandboxInstalled,
		where:  []string{"company_admin", "app_management", "install_app", "install_custom_app"},
		values: func(f *facts) []Value { return lines("Sandbox App Version Key", f.Version.Keys.Sandbox) },
	},
	{
		id: "install-dialog", section: Sandbox, due: true, applies: everyone, check: person,
		text:   "The dialog after installation shows the notes and the link as intended",
		why:    "It is shown once, and every customer sees a broken list or link.",
		origin: setupPage, where: []string{"installed_dialog"},
		values: func(f *facts) []Value {
			return append(lines("Notes", f.now.Notes.String()),
				lines("Link", f.now.Setup.PageName.String()+" → "+f.now.Setup.URL.String())...)
		},
	},
	{
		id: "configuration-created", section: Sandbox, due: true, applies: embedded, check: person,
		text:   "A configuration exists, its projects are chosen, its required fields filled",
		why:    "Without one, an embedded component is not shown anywhere.",
		origin: archPage, where: []string{"company_admin", "app_management", "view_app", "configurations",
			"create_configuration"},
		values: func(f *facts) []Value { return lines("Fields", fieldsOf(f.now)...) },
	},
	{
		id: "permitted-projects", section: Sandbox, due: true, applies: service, check: person,
		text:   "Permitted projects are set, and the service account is in their directories",
		why:    "The service account acts only in the projects that an admin permits.",
		origin: permittedPage, where: []string{"company_admin", "app_management", "view_app", "permissions_tab"},
	},
	{
		id: "code-flow", section: Sandbox, due: true, applies: userLevel, check: "smoke", judge: signedIn(app.UserLevel),
		text:   "Signing in works: authorize, token, list companies, list projects",
		why:    "These four calls prove credentials, redirect URI and installation at once.",
		origin: quickStart,
		values: func(f *facts) []Value {
			e := environment("developer_sandbox")
			return append(lines("Command", f.smokeCommand(app.UserLevel)),
				lines("Calls", e.Login+"/oauth/authorize", e.Login+"/oauth/token", e.API+"/rest/v1.0/companies", e.API+
					"/rest/v1.1/projects?company_id=ID")...)
		},
	},
	{
		id: "client-credentials", section: Sandbox, due: true, applies: service, check: "smoke",
		judge:  signedIn(app.ServiceAccount),
		text:   "The service account gets a token, and calls with Procore-Company-Id succeed",
		why:    "Both need the installation, and every call of a service account needs the header.",
		origin: credentialsPage,
		values: func(f *facts) []Value {
			e := environment("developer_sandbox")
			return append(lines("Command", f.smokeCommand(app.ServiceAccount)),
				lines("Calls", e.Login+"/oauth/token  (grant_type=client_credentials)", e.API+
					"/rest/v1.0/companies  (Procore-Company-Id: ID)")...)
		},
	},
	{
		id: "renders-in-frame", section: Sandbox, due: true, applies: embedded, check: person,
		text:   "The page shows inside Procore's frame, and signing in opens a popup",
		why:    "Frame policies of your server may forbid it, and Procore's own login refuses to be framed.",
		origin: listingPage,
		values: func(*facts) []Value {
			return lines("Header to send", "Content-Security-Policy: frame-ancestors "+strings.Join(origins(), " "))
		},
	},
	{
		id: "every-view", section: Sandbox, due: true, applies: sidePanel, check: person,
		text:   "The panel was opened on every view, at 400 px, and its setup message arrived",
		why:    "It is offered on the chosen views only, and learns its context from that message.",
		origin: sidePanelPage,
		values: func(f *facts) []Value { return lines("Views", f.now.SidePanel.Views.Values()...) },
		table: func(f *facts) *Table {
			return &Table{About: "View", Columns: []string{"Project 1", "Project 2"}, Rows: f.now.SidePanel.Views.Values()}
		},
	},
	{
		id: "two-projects", section: Sandbox, due: true, applies: fullScreen, check: person,
		text:   "Opened from the Apps menu in two projects, the page gets the id of each project",
		why:    "A page that keeps the first project shows one customer's project in another.",
		origin: interpolation, where: []string{"select_an_app"},
		values: func(f *facts) []Value { return lines("URL", f.now.FullScreen.URL.String()) },
	},
	{
		id: "encoded-values", section: Sandbox, due: true, applies: embedded, check: person,
		text:   "Values with a space, a slash and an accent arrive as they were entered",
		why:    "Procore encodes values before it puts them into the URL; a slash becomes %2f.",
		origin: documented("building_applications/building_apps_legacy_v3x_manifest_format.md@4dea0ac", "2024-05-23"),
		values: func(f *facts) []Value {
			if len(fieldsOf(f.now)) == 0 {
				return nil
			}
			return lines("Value to try", "Zürich 1/2 é")
		},
	},
	{
		id: "errors-handled", section: Sandbox, due: true, applies: connector, check: person,
		text:   "Missing permissions, 401, 403, 404, 429 and a second company were tried",
		why:    "They happen in every customer's account, and reviewers try them.",
		origin: requirementsPage,
		values: func(*facts) []Value {
			return lines("Rate limits", "there are limits per hour and per 10 seconds: read X-Rate-Limit-Limit, "+
				"-Remaining and -Reset in each response",
				"429: wait until X-Rate-Limit-Reset; 503: wait as Retry-After says")
		},
		table: func(*facts) *Table {
			return &Table{About: "Error", Columns: []string{"Result"}, Rows: []string{"a missing permission", "401 Unauthorized",
				"403 Forbidden", "404 Not Found", "429 Too Many Requests", "a second company"}}
		},
	},
	{
		id: "agentic-validation", section: Sandbox, due: true, applies: agentic, check: person,
		text:   "The Marketplace team has validated the agentic components, and its answer is kept",
		why:    "They cannot be tried in the Developer Sandbox, so a test there proves nothing about them.",
		origin: agenticPage,
		values: func(f *facts) []Value { return lines("To validate", agenticOf(f.now)...) },
	},
	{
		id: "update-tested", section: Sandbox, due: true, applies: isUpdate, check: person,
		text: "Updating from the version that customers run was tried, and losses are listed",
		say: func(f *facts) string {
			return "Updating from " + f.numbers(f.cohorts, "and") + ", which customers run, was tried, and losses are listed"
		},
		why:    "Settings do not carry over by themselves; customers need to know before they update.",
		origin: promotionPage, where: []string{"company_admin", "app_management", "view_app", "update_available"},
		values: func(f *facts) []Value { return lines("What customers set up again", f.merged(mustDo)...) },
		about:  func(f *facts) []string { return []string{f.numbers(f.cohorts, "and")} },
	},
}

// accessRows are whether this organisation may promote at all.
var accessRows = []row{
	{
		id: "organisation-verified", section: Access, due: true, applies: everyone, check: "record",
		text:   "The organisation is verified, by the right path, with a business e-mail address",
		why:    "Until then, the portal shows a prompt to verify where the promotion should be.",
		origin: verificationPage, judge: organisationVerified,
		where:  []string{"page_versions", "verified"},
		values: func(f *facts) []Value { return lines("Button", label(f.Portal, f.applyButton())) },
	},
	{
		id: "owner-and-promoter", section: Access, due: true, applies: everyone, check: person,
		text: "The app's owner is the verified account; whoever promotes is Owner or Admin",
		why: "Production access follows the owner. Developers cannot promote; components and redirect URIs need Owner " +
			"or Admin too.",
		origin: collaborators, where: []string{"page_collaborators", "view_roles"},
	},
	{
		id: "production-access", section: Access, due: true, applies: everyone, check: "record",
		text:   "The request for production credentials of this app is approved",
		why:    "Until then it cannot be installed in any production account. The role Customer needs no request.",
		origin: verificationPage, judge: verifiedBefore("it applies to the app, not to one version"),
		where: []string{"page_versions", "request_access"},
	},
	{
		id: "agentic-access", section: Access, due: true, applies: agentic, check: person,
		text:   "Procore has enabled agentic components for this app",
		why:    "They are a closed beta for Marketplace partners, enabled for each app on request.",
		origin: agenticPage,
	},
	{
		id: "certification", section: Access, due: true, applies: listed, check: "record",
		text:   "Application, technical feasibility and Certification Assessment are passed",
		why:    "New Marketplace partners certify before the first promotion, with a diagram and a demo video.",
		origin: requirementsPage, judge: publishedBefore,
	},
}
