package promote

// prepareRows are what must be right before anyone opens the sandbox.
var prepareRows = []row{
	{
		id: "manifest-valid", section: Prepare, due: true, applies: everyone, check: "lint",
		text:   "The manifest is valid and has nothing specific to one environment",
		why:    "Problems that the portal or its reviewers would refuse are cheapest to fix before the promotion.",
		origin: promotionPage, judge: lintOf("manifest-valid"),
	},
	{
		id: "instructions-written", section: Prepare, due: true, applies: everyone, check: "lint",
		text: "Setup page, its name and the post-installation notes are your own words",
		why: "Default and sample texts are rejected as placeholders, and customers see these three fields first when " +
			"they install the app.",
		origin: documented("best_practices/api_call_sequencing.md@afc2d0a", "2025-03-18"),
		judge:  lintOf("instructions-written"),
	},
	{
		id: "instructions-public", section: Prepare, due: true, applies: everyone, check: person,
		text:   "The setup page opens for anyone, without signing in",
		why:    "Installers follow the link before they have an account of yours.",
		origin: listingPage,
		values: func(f *facts) []Value { return lines("Setup page", f.now.Setup.URL.String()) },
	},
	{
		id: "component-urls", section: Prepare, due: true, applies: embedded, check: "lint",
		text:   "Component URLs are absolute, https, on your own public hosts",
		why:    "A page over http is refused inside Procore, and a sample or local host shows customers an error.",
		origin: documented("app_marketplace/partner_tech_reqs.md@06dad9d", "2026-06-03"), judge: lintOf("component-urls"),
	},
	{
		id: "url-variables", section: Prepare, due: true, applies: embedded, check: "lint",
		text: "Each {{variable}} is known or declared, each parameter used and explained",
		why: "An undeclared variable reaches your server as braces; an unused parameter makes installers enter a " +
			"value that goes nowhere.",
		origin: interpolation, judge: lintOf("url-variables"),
	},
	{
		id: "views-known", section: Prepare, due: true, applies: sidePanel, check: "lint",
		text:   "The side panel has at least one view, each known and given once",
		why:    "In the portal you tick views in a list; a view that is not listed can't be chosen.",
		origin: documented("building_applications/side_panel_view_keys.md@06dad9d", "2026-06-03"),
		judge:  lintOf("views-known"),
	},
	{
		id: "agentic-components", section: Prepare, due: true, applies: agentic, check: "lint, then person",
		text:   "MCP servers and agents are within the limits; prompts contain no secrets or sign-in steps",
		why:    "The portal saves nothing beyond the limits, and Procore refuses prompts with tokens, keys or credentials.",
		origin: agenticPage, judge: agenticComponents,
		values: func(f *facts) []Value { return lines("Agentic components", agenticOf(f.now)...) },
	},
	{
		id: "mcp-servers-ready", section: Prepare, due: true, applies: mcpServers, check: person,
		text:   "Each MCP server is live, signs users in with OAuth, and lists its final tools",
		why:    "Procore reads the list of tools at installation. Fixed bearer tokens are not supported.",
		origin: agenticPage,
		values: func(f *facts) []Value { return lines("MCP servers", serversOf(f.now)...) },
	},
	{
		id: "service-account-tools", section: Prepare, due: true, applies: service, check: "lint",
		text:   "The service account has at least one tool above None",
		why:    "The portal does not save it otherwise.",
		origin: connectorPage, judge: serviceAccountTools,
	},
	{
		id: "permissions-justified", section: Prepare, due: true, applies: service, check: "lint, then person",
		text:   "Each permission is needed, at no higher level, and has a purpose",
		why:    "Company admins review the list; asking for too much is a common reason for refusal.",
		origin: connectorPage, judge: permissionsJustified,
		where:  []string{"page_version", "permissions"},
		values: func(f *facts) []Value { return lines("Permissions", purposesOf(f.now)...) },
	},
	{
		id: "user-level-alongside", section: Prepare, due: true, applies: service, check: "lint",
		text:   "User level authentication is declared with the service account",
		why:    "The portal does not accept a service account without it.",
		origin: connectorPage, judge: userLevelAlongside,
	},
	{
		id: "version-number", section: Prepare, due: true, applies: everyone, check: "diff",
		text:   "The number is higher than all earlier ones, by the step that the changes need",
		why:    "Customers judge an update by its number: major breaks, minor adds, patch fixes.",
		origin: promotionPage, judge: versionNumber,
	},
	{
		id: "no-secrets", section: Prepare, due: true, applies: everyone, check: "lint, then person",
		text:   "No client secret, token or private key is in the repository",
		why:    "Others may have read what was pushed. The tool checks only the manifest; check the rest yourself.",
		origin: quickStart, judge: noSecrets,
	},
	{
		id: "saved-in-portal", section: Prepare, due: true, applies: everyone, check: "record, then person",
		text:   "The portal's values for this version match the frozen copy, field by field",
		why:    "Someone types them in, without a review.",
		origin: savePageOrigin, judge: savedInPortal,
		where: []string{"page_versions", "view_manifest"},
	},
	{
		id: "sandbox-key-recorded", section: Prepare, due: true, applies: everyone, check: "record",
		text:   "The Sandbox App Version Key is recorded",
		why:    "The key shows which content was installed and tested.",
		origin: createPage, judge: sandboxKeyRecorded,
		where: []string{"page_versions", "installation_keys", "sandbox_key"},
	},
}

var savePageOrigin = documented("building_applications/building_data_connection_apps.md@ff93936", may2026)
