package promote

// prepareRows are what must be right before anyone opens the sandbox.
var prepareRows = []row{
	{
		id: "manifest-valid", section: Prepare, due: true, applies: everyone, check: "lint",
		text: "The manifest is valid and contains no values that are specific to one environment",
		why: "The portal or Procore's reviewers would reject a version with these problems, which are easiest to " +
			"fix before the promotion.",
		origin: promotionPage, judge: lintOf("manifest-valid"),
	},
	{
		id: "instructions-written", section: Prepare, due: true, applies: everyone, check: "lint",
		text: "The setup page, its name and the post-installation notes contain your own text",
		why: "Procore rejects default and sample texts, and these three fields are the first thing that customers see " +
			"after they install the app.",
		origin: documented("best_practices/api_call_sequencing.md@afc2d0a", "2025-03-18"),
		judge:  lintOf("instructions-written"),
	},
	{
		id: "instructions-public", section: Prepare, due: true, applies: everyone, check: person,
		text:   "Anyone can open the setup page without signing in",
		why:    "Installers open the link before they have an account with you.",
		origin: listingPage,
		values: func(f *facts) []Value { return lines("Setup page", f.now.Setup.URL.String()) },
	},
	{
		id: "component-urls", section: Prepare, due: true, applies: embedded, check: "lint",
		text: "Component URLs are absolute, use https and are on your own public hosts",
		why: "Browsers refuse to show an http page inside Procore, and customers see an error if the URL names a " +
			"sample host or a local host.",
		origin: documented("app_marketplace/partner_tech_reqs.md@06dad9d", "2026-06-03"), judge: lintOf("component-urls"),
	},
	{
		id: "url-variables", section: Prepare, due: true, applies: embedded, check: "lint",
		text: "Each {{variable}} is built in or declared, and each parameter is used and has a description",
		why: "Procore does not replace an undeclared variable, so your server receives the braces. An unused " +
			"parameter makes installers enter a value that is never sent.",
		origin: interpolation, judge: lintOf("url-variables"),
	},
	{
		id: "views-known", section: Prepare, due: true, applies: sidePanel, check: "lint",
		text:   "The side panel has at least one view, and each view is valid and listed only once",
		why:    "In the portal, you choose views from a list, so you can't choose a view that is not on the list.",
		origin: documented("building_applications/side_panel_view_keys.md@06dad9d", "2026-06-03"),
		judge:  lintOf("views-known"),
	},
	{
		id: "agentic-components", section: Prepare, due: true, applies: agentic, check: "lint, then person",
		text: "MCP servers and agents are within the limits; prompts contain no secrets or sign-in steps",
		why: "The portal does not save components that exceed the limits, and Procore rejects prompts that contain " +
			"tokens, keys or credentials.",
		origin: agenticPage, judge: agenticComponents,
		values: func(f *facts) []Value { return lines("Agentic components", agenticOf(f.now)...) },
	},
	{
		id: "mcp-servers-ready", section: Prepare, due: true, applies: mcpServers, check: person,
		text:   "Each MCP server is live, signs users in with OAuth, and offers its final list of tools",
		why:    "Procore reads the list of tools when a customer installs the app. Fixed bearer tokens are not supported.",
		origin: agenticPage,
		values: func(f *facts) []Value { return lines("MCP servers", serversOf(f.now)...) },
	},
	{
		id: "service-account-tools", section: Prepare, due: true, applies: service, check: "lint",
		text:   "The service account has at least one tool above None",
		why:    "The portal does not save a service account if all tools are set to None.",
		origin: connectorPage, judge: serviceAccountTools,
	},
	{
		id: "permissions-justified", section: Prepare, due: true, applies: service, check: "lint, then person",
		text:   "Each permission is needed, has the lowest level that works, and has a purpose",
		why:    "Company admins review the list, and they often reject an app because it requests too much access.",
		origin: connectorPage, judge: permissionsJustified,
		where:  []string{"page_version", "permissions"},
		values: func(f *facts) []Value { return lines("Permissions", purposesOf(f.now)...) },
	},
	{
		id: "user-level-alongside", section: Prepare, due: true, applies: service, check: "lint",
		text:   "User level authentication is declared together with the service account",
		why:    "The portal does not accept a service account without user level authentication.",
		origin: connectorPage, judge: userLevelAlongside,
	},
	{
		id: "version-number", section: Prepare, due: true, applies: everyone, check: "diff",
		text: "The version number is higher than all earlier numbers, and the bump is large enough for the changes",
		why: "Customers judge an update by its number. A major version breaks something, a minor version adds " +
			"something, and a patch version fixes something.",
		origin: promotionPage, judge: versionNumber,
	},
	{
		id: "no-secrets", section: Prepare, due: true, applies: everyone, check: "lint, then person",
		text: "The repository contains no client secret, token or private key",
		why: "Other people may read everything that you push. This tool checks only the manifest, so check the " +
			"rest of the repository yourself.",
		origin: quickStart, judge: noSecrets,
	},
	{
		id: "saved-in-portal", section: Prepare, due: true, applies: everyone, check: "record, then person",
		text:   "The portal's values for this version match the frozen copy, field by field",
		why:    "Someone types the values into the portal by hand, and no one reviews them there.",
		origin: savePageOrigin, judge: savedInPortal,
		where: []string{"page_versions", "view_manifest"},
	},
	{
		id: "sandbox-key-recorded", section: Prepare, due: true, applies: everyone, check: "record",
		text:   "The Sandbox App Version Key is recorded",
		why:    "The key identifies the content that was installed and tested.",
		origin: createPage, judge: sandboxKeyRecorded,
		where: []string{"page_versions", "installation_keys", "sandbox_key"},
	},
}

var savePageOrigin = documented("building_applications/building_data_connection_apps.md@ff93936", may2026)
