package promote

import (
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
)

// sandboxRows are what is tried in the app's Developer Sandbox.
var sandboxRows = []row{
	{
		id: "sandbox-redirect", section: Sandbox, due: true, applies: userLevel, check: person,
		text:   "The sandbox redirect URIs are saved in the portal exactly as listed",
		why:    "Signing in fails if a final slash is missing or extra.",
		origin: troubleshooting, where: []string{"page_credentials", "sandbox_credentials", sandboxURIs.label},
		values: func(f *facts) []Value {
			return lines("Sandbox redirect URIs", f.oauth.Sandbox.RedirectURIs.Values()...)
		},
		about: func(f *facts) []string { return f.oauth.Sandbox.RedirectURIs.Values() },
	},
	{
		id: "testers-added", section: Sandbox, due: true, applies: everyone, check: person,
		text:   "Every tester is in the company directory of the Developer Sandbox",
		why:    "At first, only the creator of the app is in the directory.",
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
		text: "The dialog after installation shows the post-installation notes and the link to the setup page as " +
			"intended",
		why:    "The dialog is shown only once, and every customer would see a broken list or link.",
		origin: setupPage, where: []string{"installed_dialog"},
		values: func(f *facts) []Value {
			return append(lines("Notes", f.now.Notes.String()),
				lines("Link", f.now.Setup.PageName.String()+" → "+f.now.Setup.URL.String())...)
		},
	},
	{
		id: "configuration-created", section: Sandbox, due: true, applies: embedded, check: person,
		text:   "An app configuration exists, its projects are chosen, and its required fields are filled in",
		why:    "Without an app configuration, an embedded component does not appear anywhere.",
		origin: archPage, where: []string{"company_admin", "app_management", "view_app", "configurations",
			"create_configuration"},
		values: func(f *facts) []Value { return lines("Fields", fieldsOf(f.now)...) },
	},
	{
		id: "permitted-projects", section: Sandbox, due: true, applies: service, check: person,
		text:   "Permitted projects are selected, and the service account is in the directory of each project",
		why:    "The service account can act only in projects that an admin has permitted.",
		origin: permittedPage, where: []string{"company_admin", "app_management", "view_app", "permissions_tab"},
	},
	{
		id: "code-flow", section: Sandbox, due: true, applies: userLevel, check: "smoke", judge: signedIn(app.UserLevel),
		text: "Signing in works: users can authorize the app, and the app gets a token and can list its companies " +
			"and their projects",
		why:    "The four calls test the credentials, the redirect URI and the installation together.",
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
		judge: signedIn(app.ServiceAccount),
		text:  "The service account gets a token, and calls with Procore-Company-Id succeed",
		why: "The token and the calls work only if the app is installed, and a service account must send the " +
			"Procore-Company-Id header with every call.",
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
		text: "The page appears inside Procore's frame, and signing in opens a popup",
		why: "The frame policy of your server may block the page, and Procore's own login page can't be shown in a " +
			"frame.",
		origin: listingPage,
		values: func(*facts) []Value {
			return lines("Header to send", "Content-Security-Policy: frame-ancestors "+strings.Join(origins(), " "))
		},
	},
	{
		id: "every-view", section: Sandbox, due: true, applies: sidePanel, check: person,
		text:   "The side panel opens on every view at a width of 400 pixels and receives its setup message",
		why:    "The panel is available only on the chosen views, and it gets its context from the setup message.",
		origin: sidePanelPage,
		values: func(f *facts) []Value { return lines("Views", f.now.SidePanel.Views.Values()...) },
		table: func(f *facts) *Table {
			return &Table{About: "View", Columns: []string{"Project 1", "Project 2"}, Rows: f.now.SidePanel.Views.Values()}
		},
	},
	{
		id: "two-projects", section: Sandbox, due: true, applies: fullScreen, check: person,
		text:   "In each of two projects, the page that you open from the Apps menu receives the id of that project",
		why:    "If the page keeps the id of the first project, users see the data of the wrong project.",
		origin: interpolation, where: []string{"select_an_app"},
		values: func(f *facts) []Value { return lines("URL", f.now.FullScreen.URL.String()) },
	},
	{
		id: "encoded-values", section: Sandbox, due: true, applies: embedded, check: person,
		text:   "Values with a space, a slash and an accent reach your server as they were entered",
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
		text:   "You have tried a missing permission, the errors 401, 403, 404 and 429, and a second company",
		why:    "These cases occur in customers' accounts, and reviewers try them too.",
		origin: requirementsPage,
		values: func(*facts) []Value {
			return lines("Rate limits", "requests are limited per hour and per 10 seconds; read X-Rate-Limit-Limit, "+
				"X-Rate-Limit-Remaining and X-Rate-Limit-Reset in each response",
				"after 429, wait until X-Rate-Limit-Reset; after 503, wait as long as Retry-After says")
		},
		table: func(*facts) *Table {
			return &Table{About: "Error", Columns: []string{"Result"}, Rows: []string{"a missing permission", "401 Unauthorized",
				"403 Forbidden", "404 Not Found", "429 Too Many Requests", "a second company"}}
		},
	},
	{
		id: "agentic-validation", section: Sandbox, due: true, applies: agentic, check: person,
		text:   "Procore's Marketplace team has validated the agentic components, and you have saved its answer",
		why:    "Agentic components can't be tried in the Developer Sandbox, so a sandbox test proves nothing about them.",
		origin: agenticPage,
		values: func(f *facts) []Value { return lines("To validate", agenticOf(f.now)...) },
	},
	{
		id: "update-tested", section: Sandbox, due: true, applies: isUpdate, check: person,
		text: "You have tried the update from the version that customers run and listed what they lose",
		say: func(f *facts) string {
			return "You have tried the update from " + f.numbers(f.cohorts, "and") +
				", which customers run, and listed what they lose"
		},
		why:    "Settings are not carried over automatically, and customers need to know this before they update.",
		origin: promotionPage, where: []string{"company_admin", "app_management", "view_app", "update_available"},
		values: func(f *facts) []Value { return lines("What customers set up again", f.merged(mustDo)...) },
		about:  func(f *facts) []string { return []string{f.numbers(f.cohorts, "and")} },
	},
}

// accessRows are whether this organisation may promote at all.
var accessRows = []row{
	{
		id: "organisation-verified", section: Access, due: true, applies: everyone, check: "record",
		text: "The organisation is verified for this kind of app, with a business e-mail address",
		why: "Before verification, the portal asks you to verify the organisation instead of offering the " +
			"promotion.",
		origin: verificationPage, judge: organisationVerified,
		where:  []string{"page_versions", "verified"},
		values: func(f *facts) []Value { return lines("Button", label(f.Portal, f.applyButton())) },
	},
	{
		id: "owner-and-promoter", section: Access, due: true, applies: everyone, check: person,
		text: "The verified account owns the app, and the person who promotes is an Owner or Admin",
		why: "Production access depends on the account that owns the app. A Developer can't promote, and only an " +
			"Owner or Admin can edit " +
			"components and redirect URIs.",
		origin: collaborators, where: []string{"page_collaborators", "view_roles"},
	},
	{
		id: "production-access", section: Access, due: true, applies: everyone, check: "record",
		text: "The request for production credentials of this app is approved",
		why: "Until the request is approved, the app can't be installed in any production account. An account with " +
			"the role Customer " +
			"needs no request.",
		origin: verificationPage, judge: verifiedBefore("the approval applies to the app, not to one version"),
		where: []string{"page_versions", "request_access"},
	},
	{
		id: "agentic-access", section: Access, due: true, applies: agentic, check: person,
		text: "Procore has enabled agentic components for this app",
		why: "Agentic components are a closed beta for Marketplace partners, and Procore enables them for each app " +
			"on request.",
		origin: agenticPage,
	},
	{
		id: "certification", section: Access, due: true, applies: listed, check: "record",
		text: "The app has passed the application, the technical feasibility check and the Certification Assessment",
		why: "New Marketplace partners must pass certification, with a diagram and a demo video, before the first " +
			"promotion.",
		origin: requirementsPage, judge: publishedBefore,
	},
}
