package change

import (
	"github.com/procore-manifest/manifest/internal/version"
	"github.com/procore-manifest/manifest/schema"
)

// table is the policy. Procore says what a major, minor and patch version is,
// but not which edits of a manifest make one; what is concluded from that and
// from what an update asks of customers is marked as inferred.
var table = []Row{
	// The app.
	{
		ID: "app-name", At: "app.name", Op: Edited, Level: version.Fix, Action: NoAction,
		Says:   "app {renamed}{names}",
		News:   "the app is {renamed}{names}",
		Why:    "Customers of a custom app see the name in App Management. The app works as before.",
		Origin: appPage(schema.Inferred),
	},
	{
		ID: "app-listed", At: "app.distribution", Op: Edited, When: Listed, Level: version.Feature, Action: NoAction,
		Says: "app moves to the Marketplace",
		News: "the app is now available on the Procore App Marketplace",
		Why: "Customers get a new way to install the app, and existing custom installations don't change. From now " +
			"on, customers are told about a version only after Procore has reviewed it.",
		Origin: promotePage(schema.Inferred),
	},
	{
		ID: "app-unlisted", At: "app.distribution", Op: Edited, When: Unlisted,
		Level: version.Breaking, Action: Reinstall, Who: DirectoryAdmin,
		Says: "app leaves the Marketplace",
		Customers: "customers who installed from the Marketplace must install with an App Version Key to get " +
			"later versions",
		News: "the app is no longer available on the Procore App Marketplace",
		Must: "if you installed the app from the Marketplace, install it again with an App Version Key to get " +
			"this version and later ones",
		Ask: "install the app with an App Version Key",
		Why: "Customers can no longer use the listing from which they installed and updated the app. Procore's " +
			"documentation does not say that they must install the app again. This tool assumes that they must, " +
			"because an installation is tied to the listing or to a key.",
		Origin: promotePage(schema.Inferred),
	},
	{
		ID: "app-distribution-unclear", At: "app.distribution", Op: Edited, When: Unclear,
		Level: version.Fix, Action: NoAction,
		Says: "it is unclear how customers get the app",
		News: "it is unclear how customers get the app",
		Why: "In one of the two manifests, the distribution is neither custom nor marketplace. Lint reports that " +
			"as an error; until the value is corrected, the change counts as a fix.",
		Origin: promotePage(schema.Inferred),
	},

	// The data connector.
	{
		ID: "data-connector-first", At: "data_connector", Op: Added, When: First,
		Level: version.Feature, Action: NoAction,
		Says: "first version has a data connector",
		News: "connects to your data in Procore",
		Why: "No customer has the app yet. Customers review its permissions when they install the app, not in an " +
			"update.",
		Origin: versionPage(schema.Inferred),
	},
	{
		ID: "data-connector-added-with-service-account", At: "data_connector", Op: Added, When: ServiceAccount,
		Level: version.Feature, Action: ApprovePermissions, Who: DirectoryAdmin,
		RaisesPermissions: true,
		Says:              "data connector with a service account added",
		Customers:         "company admins must approve the permissions and select the permitted projects",
		News:              "a service account acts for the app, even when no one is signed in",
		Grants:            "a service account acts for the app; {tools}",
		Why: "The app gains a capability and loses none, but the service account becomes a directory user with " +
			"permissions that each customer reviews during the update.",
		Origin: serviceAccountPage(schema.Documented),
	},
	{
		ID: "data-connector-added", At: "data_connector", Op: Added, Level: version.Feature, Action: NoAction,
		Says: "data connector added",
		News: "users can sign in with their own Procore account",
		Why: "The app gains a capability and loses none. The app acts as the person who signs in, so it requests no " +
			"permissions.",
		Origin: versionPage(schema.Inferred),
	},
	{
		ID: "data-connector-removed", At: "data_connector", Op: Removed,
		Level: version.Breaking, Action: NoAction, OneWay: true,
		Says: "data connector removed",
		News: "the app no longer connects to your data in Procore",
		Why: "The app can no longer use the API. Once a version has a data connector, the portal does not let you " +
			"remove it from later versions.",
		Origin: dataConnectorPage(schema.Documented),
	},
	{
		ID: "user-level-added", At: "data_connector.authentication[user_level]", Op: Added,
		Level: version.Feature, Action: NoAction,
		Says:   "user level authentication added",
		News:   "users can sign in with their own Procore account",
		Why:    "Users can sign in to the app with their own Procore account; everything else keeps working.",
		Origin: versionPage(schema.Inferred),
	},
	{
		ID: "user-level-removed", At: "data_connector.authentication[user_level]", Op: Removed,
		Level: version.Breaking, Action: NoAction,
		Says:   "user level authentication removed",
		News:   "users can no longer sign in with their own Procore account",
		Why:    "Users can no longer sign in to the app with their own Procore account.",
		Origin: versionPage(schema.Inferred),
	},
	{
		ID: "service-account-added", At: "data_connector.authentication[service_account]", Op: Added,
		Level: version.Feature, Action: ApprovePermissions, Who: DirectoryAdmin,
		RaisesPermissions: true,
		Says:              "service account added",
		Customers:         "company admins must approve the permissions and select the permitted projects",
		News:              "a service account acts for the app, even when no one is signed in",
		Grants:            "a service account acts for the app",
		Why: "The app gains a capability and loses none, but the service account becomes a directory user with " +
			"permissions that each customer reviews during the update.",
		Origin: serviceAccountPage(schema.Documented),
	},
	{
		ID: "service-account-removed", At: "data_connector.authentication[service_account]", Op: Removed,
		Level: version.Breaking, Action: NoAction,
		Says: "service account removed",
		News: "the app no longer uses a service account",
		Why: "The app can no longer act without a signed-in user. Procore's documentation says only that the data " +
			"connector as a whole cannot be removed, so this change is not marked as one-way.",
		Origin: dataConnectorPage(schema.Inferred),
	},
	{
		ID: "permission-added", At: "data_connector.permissions.*.<name>", Op: Added,
		Level: version.Feature, Action: ApprovePermissions, Who: DirectoryAdmin,
		RaisesPermissions: true,
		Says:              "{scope} tool {item} added with level {to}",
		Customers:         "company admins must approve the permission",
		News:              "new permission for {tool}: {to_level}",
		Grants:            "{tool}: {to_level}",
		Why: "Customers review and approve new permissions while they update. If the app needs the permission to keep " +
			"working for customers who have not updated, choose a major version yourself.",
		Origin: serviceAccountPage(schema.Documented),
	},
	{
		ID: "permission-removed", At: "data_connector.permissions.*.<name>", Op: Removed,
		Level: version.Fix, Action: NoAction,
		Says: "{scope} tool {item} removed; its level was {from}",
		News: "the permission for {tool} is no longer needed",
		Why: "Requesting fewer permissions costs customers nothing and needs no approval, and Procore recommends it. " +
			"A manifest does not show what the app can no longer do. If customers lose something, choose a higher " +
			"version yourself.",
		Origin: serviceAccountPage(schema.Inferred),
	},
	{
		ID: "permission-raised", At: "data_connector.permissions.*.<name>.level", Op: Edited, When: Raised,
		Level: version.Feature, Action: ApprovePermissions, Who: DirectoryAdmin,
		RaisesPermissions: true,
		Says:              "{scope} tool {item} raised from {from} to {to}",
		Customers:         "company admins must approve the permission",
		News:              "more access to {tool}: {to_level} instead of {from_level}",
		Grants:            "{tool}: {to_level} instead of {from_level}",
		Why: "Customers review and approve new permissions while they update. An unknown level counts " +
			"as the highest.",
		Origin: serviceAccountPage(schema.Documented),
	},
	{
		ID: "permission-lowered", At: "data_connector.permissions.*.<name>.level", Op: Edited, When: Lowered,
		Level: version.Fix, Action: NoAction,
		Says: "{scope} tool {item} lowered from {from} to {to}",
		News: "less access to {tool}: {to_level} instead of {from_level}",
		Why: "Requesting less access costs customers nothing and needs no approval. If customers lose something as a " +
			"result, choose a higher version yourself.",
		Origin: serviceAccountPage(schema.Inferred),
	},
	{
		ID: "permission-purpose", At: "data_connector.permissions.*.<name>.purpose", Op: Edited,
		Level: version.None, Action: NoAction,
		Says:   "purpose of {scope} tool {item} {op}",
		News:   Unnoticed,
		Why:    "The purpose is not sent to the portal. It helps the people who review the requested permissions.",
		Origin: ownFormat,
	},

	// Embedded components.
	{
		ID: "embedded-first", At: "embedded.*", Op: Added, When: First, Level: version.Feature, Action: NoAction,
		Says:   "first version has a {subject}",
		News:   "opens inside Procore as a {subject}",
		Why:    "No customer has the app yet.",
		Origin: versionPage(schema.Inferred),
	},
	{
		ID: "embedded-added", At: "embedded.*", Op: Added, Level: version.Feature, Action: NewConfiguration,
		Says:      "{subject} added",
		Customers: "to use the new component, customers must create an app configuration and choose its projects",
		News:      "opens inside Procore as a {subject}",
		Why: "Users get a new way to open the app and lose none. An embedded component appears only in projects that " +
			"an app configuration covers.",
		Origin: installPage(schema.Inferred),
	},
	{
		ID: "embedded-removed", At: "embedded.*", Op: Removed, Level: version.Breaking, Action: NoAction,
		Says: "{subject} removed",
		News: "the {subject} is removed",
		Why: "Users can no longer open the app this way, and customers lose the app configurations that they " +
			"created for the component.",
		Origin: versionPage(schema.Inferred),
	},
	{
		ID: "embedded-description", At: "embedded.*.description", Op: Edited, Level: version.Fix, Action: NoAction,
		Says:   "description of {component} {op}",
		News:   Unnoticed,
		Why:    "The description identifies the component in the portal. The app works as before.",
		Origin: sidePanelPage(schema.Inferred),
	},
	{
		ID: "url-host", At: "embedded.*.url", Op: Edited, When: HostChanged,
		Level: version.Breaking, Action: ReadNotes,
		Says:      "{component} moves from {from_host} to {to_host}",
		Customers: "companies that keep a list of allowed hosts must add the new host",
		News:      "{component} moves from {old_host} to {host}",
		Must:      "if your company keeps a list of allowed web addresses, add {host}",
		Ask:       "allow {host}",
		Why: "Allow lists, redirect URIs, cookies and frame policies apply to one scheme, host and port. Users are " +
			"not signed in at the new address.",
		Origin: interpolationPage(schema.Inferred),
	},
	{
		ID: "url-token-dropped", At: "embedded.*.url", Op: Edited, When: TokenDropped,
		Level: version.Breaking, Action: NoAction,
		Says: "URL of {component} no longer includes {dropped}",
		News: "URL of {component} no longer includes {dropped}",
		Why: "The app no longer receives the value, so it may not know in which company or project it was opened. " +
			"A value after # counts as lost too, because browsers don't send that part of a URL to the server.",
		Origin: interpolationPage(schema.Inferred),
	},
	{
		ID: "url-token-added", At: "embedded.*.url", Op: Edited, When: TokenAdded,
		Level: version.Feature, Action: NoAction,
		Says:   "URL of {component} now includes {added}",
		News:   Unnoticed,
		Why:    "The app receives one more value and loses none.",
		Origin: interpolationPage(schema.Inferred),
	},
	{
		ID: "url-values-swapped", At: "embedded.*.url", Op: Edited, When: Swapped,
		Level: version.Breaking, Action: NoAction,
		Says: "values in the URL of {component} swap places",
		News: Unnoticed,
		Why: "The app receives one value where it expects another, for example a company instead of a project. " +
			"For customers who have not updated, the same server still receives the values in the old order.",
		Origin: interpolationPage(schema.Inferred),
	},
	{
		ID: "url-spelling", At: "embedded.*.url", Op: Edited, When: Respelled, Level: version.Fix, Action: NoAction,
		Says: "URL of {component} written differently",
		News: Unnoticed,
		Why: "The old and the new URL lead to the same page. They differ only in uppercase letters in the host, a " +
			"default port, unnecessary escapes, or the order of query parameters with different names.",
		Origin: rfc3986,
	},
	{
		ID: "url-page", At: "embedded.*.url", Op: Edited, Level: version.Feature, Action: NoAction,
		Says:   "URL of {component} leads to a different page on the same host",
		News:   Unnoticed,
		Why:    "The app opens on a different page with the same values. Customers don't have to do anything.",
		Origin: interpolationPage(schema.Inferred),
	},
	{
		ID: "view-successor", At: "embedded.side_panel.views[]", Op: Renamed, Level: version.Fix, Action: NoAction,
		Says: "view {from} of {component} replaced by its current key {to}",
		News: "view {from} of {component} replaced by its current key {to}",
		Why: "The portal does not use the old key, so the panel never appeared on that page. The new key is the " +
			"one that the portal uses for that page.",
		Origin: viewsPage(schema.Documented),
	},
	{
		ID: "view-added", At: "embedded.side_panel.views[]", Op: Added, Level: version.Feature, Action: NoAction,
		Says:   "{component} also opens on {item}",
		News:   "the side panel also opens on {view}",
		Why:    "The panel is available on one more page.",
		Origin: viewsPage(schema.Inferred),
	},
	{
		ID: "view-retired", At: "embedded.side_panel.views[]", Op: Removed, When: Retired,
		Level: version.Fix, Action: NoAction,
		Says: "outdated view {item} of {component} removed",
		News: Unnoticed,
		Why: "No user loses the panel: either the documentation has corrected the key, which was a misprint, or " +
			"the current key of the page is still listed. If a key was only removed from the portal's list, a " +
			"different row applies, because the portal may still accept the key.",
		Origin: viewsPage(schema.Inferred),
	},
	{
		ID: "view-removed", At: "embedded.side_panel.views[]", Op: Removed, Level: version.Breaking, Action: NoAction,
		Says:   "{component} no longer opens on {item}",
		News:   "the side panel no longer opens on {view}",
		Why:    "The panel disappears from a page where people use it.",
		Origin: viewsPage(schema.Inferred),
	},
	{
		ID: "parameter-required-added", At: "embedded.*.parameters[]", Op: Added, When: Required,
		Level: version.Breaking, Action: NewConfiguration,
		Says:      `required parameter "{item}" added to {component}`,
		Customers: "customers must enter a value for the parameter in a new app configuration",
		News:      "new required field {field} in app configurations",
		Ask:       "fill in {field}",
		Why: "Existing app configurations have no value for the parameter, so the app may open without a value until " +
			"customers create new configurations.",
		Origin: updatePage(schema.Inferred),
	},
	{
		ID: "parameter-added", At: "embedded.*.parameters[]", Op: Added, Level: version.Feature, Action: NoAction,
		Says:   `optional parameter "{item}" added to {component}`,
		News:   "new optional field {field} in app configurations",
		Why:    "Nothing changes for customers who leave the parameter empty.",
		Origin: interpolationPage(schema.Inferred),
	},
	{
		ID: "parameter-removed", At: "embedded.*.parameters[]", Op: Removed, Level: version.Breaking, Action: NoAction,
		Says:   `parameter "{item}" removed from {component}`,
		News:   "the field {field} has been removed from app configurations",
		Why:    "Procore no longer sends the value that customers entered. No other field replaces the parameter.",
		Origin: interpolationPage(schema.Inferred),
	},
	{
		ID: "parameter-key", At: "embedded.*.parameters[].key", Op: Renamed,
		Level: version.Breaking, Action: NewConfiguration,
		Says:      `parameter "{from}" of {component} renamed to "{to}"`,
		Customers: "customers must enter the value of the parameter again in a new app configuration",
		News:      "the field {field} of app configurations must be filled in again",
		Why: "Procore stores values under the key of the parameter, so the values that customers entered no " +
			"longer apply.",
		Origin: interpolationPage(schema.Inferred),
	},
	{
		ID: "parameter-name", At: "embedded.*.parameters[].name", Op: Edited, Level: version.Fix, Action: NoAction,
		Says:   `name of parameter "{item}" of {component} {op}`,
		News:   Unnoticed,
		Why:    "The name is the label that installers see. Stored values don't change.",
		Origin: interpolationPage(schema.Inferred),
	},
	{
		ID: "parameter-type", At: "embedded.*.parameters[].type", Op: Edited,
		Level: version.Breaking, Action: NewConfiguration,
		Says:      `type of parameter "{item}" of {component} changed from {from} to {to}`,
		Customers: "customers must enter the value of the parameter again in a new app configuration",
		News:      "the field {field} of app configurations must be filled in again",
		Why: "Procore's documentation shows only parameters of type string. Procore may not accept values that " +
			"were entered for another type.",
		Origin: interpolationPage(schema.Inferred),
	},
	{
		ID: "parameter-description", At: "embedded.*.parameters[].description", Op: Edited,
		Level: version.Fix, Action: NoAction,
		Says:   `description of parameter "{item}" of {component} {op}`,
		News:   Unnoticed,
		Why:    "The description helps installers. Stored values don't change.",
		Origin: interpolationPage(schema.Inferred),
	},
	{
		ID: "parameter-made-required", At: "embedded.*.parameters[].required", Op: Changed, When: TurnedOn,
		Level: version.Breaking, Action: NewConfiguration,
		Says:      `parameter "{item}" of {component} is now required`,
		Customers: "customers who left the parameter empty must enter a value in a new app configuration",
		News:      "the field {field} of app configurations is now required",
		Ask:       "fill in {field}",
		Why:       "App configurations that have no value for the parameter are no longer complete.",
		Origin:    updatePage(schema.Inferred),
	},
	{
		ID: "parameter-made-optional", At: "embedded.*.parameters[].required", Op: Changed, When: TurnedOff,
		Level: version.Feature, Action: NoAction,
		Says: `parameter "{item}" of {component} is now optional`,
		News: "the field {field} of app configurations is now optional",
		Why: "Every app configuration stays complete, and customers can now leave the field empty. That is a new " +
			"option, so the change is more than a fix.",
		Origin: interpolationPage(schema.Inferred),
	},
	{
		ID: "help-link", At: "embedded.*.parameters[].support_link", Op: Added | Removed,
		Level: version.Fix, Action: NoAction,
		Says:   `help link of parameter "{item}" of {component} {op}`,
		News:   Unnoticed,
		Why:    "The help link is for installers. Stored values don't change.",
		Origin: helpLinkPicture,
	},
	{
		ID: "help-link-url", At: "embedded.*.parameters[].support_link.url", Op: Edited,
		Level: version.Fix, Action: NoAction,
		Says:   `address of the help link of parameter "{item}" of {component} {op}`,
		News:   Unnoticed,
		Why:    "The help link is for installers. Stored values don't change.",
		Origin: helpLinkPicture,
	},
	{
		ID: "help-link-label", At: "embedded.*.parameters[].support_link.label", Op: Edited,
		Level: version.Fix, Action: NoAction,
		Says:   `label of the help link of parameter "{item}" of {component} {op}`,
		News:   Unnoticed,
		Why:    "The help link is for installers. Stored values don't change.",
		Origin: helpLinkPicture,
	},

	// Agentic components.
	{
		ID: "mcp-server-first", At: "agentic.mcp_servers[]", Op: Added, When: First,
		Level: version.Feature, Action: NoAction,
		Says:   `first version has MCP server "{item}"`,
		News:   `includes the MCP server "{item}" and its tools`,
		Why:    "No customer has the app yet.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "mcp-server-added", At: "agentic.mcp_servers[]", Op: Added, Level: version.Feature,
		Action: ReadNotes, Who: EachUser,
		Says:      `MCP server "{item}" added`,
		Customers: `users must sign in to MCP server "{item}" before its tools work`,
		News:      `includes the MCP server "{item}" and its tools`,
		Must:      `users must sign in to the MCP server "{item}" before its tools work`,
		Ask:       `sign in to the MCP server "{item}"`,
		Why: "The app gains tools and loses none. Procore reads the list of tools when a customer installs the " +
			"version, and the server asks each user to sign in.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "mcp-server-removed", At: "agentic.mcp_servers[]", Op: Removed, Level: version.Breaking, Action: NoAction,
		Says:   `MCP server "{item}" removed`,
		News:   `the tools of the MCP server "{item}" are no longer available`,
		Why:    "Users and agents can no longer use the tools of the server.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "mcp-server-name", At: "agentic.mcp_servers[].name", Op: Renamed, Level: version.Fix, Action: NoAction,
		Says: `MCP server "{from}" renamed to "{to}"`,
		News: `the MCP server "{from}" is now called "{to}"`,
		Why: "The URL of the server is the same, so its tools are the same. If the URL changes too, the server counts " +
			"as removed and added.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "mcp-server-host", At: "agentic.mcp_servers[].url", Op: Edited, When: HostChanged,
		Level: version.Breaking, Action: ReadNotes, Who: EachUser,
		Says:      `MCP server "{item}" moves from {from_host} to {to_host}`,
		Customers: `users must sign in to MCP server "{item}" again`,
		News:      `the MCP server "{item}" moves from {old_host} to {host}`,
		Must:      `users must sign in to the MCP server "{item}" again`,
		Ask:       `sign in to the MCP server "{item}" again`,
		Why: "Users must sign in at the new host. Companies that have not updated still use the old host, so both " +
			"servers must keep running.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "mcp-server-spelling", At: "agentic.mcp_servers[].url", Op: Edited, When: Respelled,
		Level: version.Fix, Action: NoAction,
		Says: `URL of MCP server "{item}" written differently`,
		News: Unnoticed,
		Why: "The old and the new URL lead to the same server. They differ only in uppercase letters in the host, a " +
			"default port, or the order of query parameters.",
		Origin: rfc3986,
	},
	{
		ID: "mcp-server-url", At: "agentic.mcp_servers[].url", Op: Edited, Level: version.Feature, Action: NoAction,
		Says: `URL of MCP server "{item}" leads to a different address on the same host`,
		News: `the tools of the MCP server "{item}" may change`,
		Why: "Procore reads the list of tools from the URL when a customer installs the version. The manifest does " +
			"not contain the list. If customers lose tools, choose a major version yourself.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "agent-first", At: "agentic.agents[]", Op: Added, When: First, Level: version.Feature, Action: NoAction,
		Says:   `first version has agent "{item}"`,
		News:   `includes the agent "{item}"`,
		Why:    "No customer has the app yet.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "agent-added", At: "agentic.agents[]", Op: Added, Level: version.Feature, Action: ReadNotes,
		Says:      `agent "{item}" added`,
		Customers: "to use the agent, companies need Procore AI Pro or Enterprise, and they pay for each run",
		News:      `includes the agent "{item}"`,
		Must:      "check that your company has Procore AI Pro or Enterprise; your company pays for each run of an agent",
		Ask:       "check the licence for agents",
		Why: "The app gains a capability and loses none, but customers need a licence for the agent and pay for " +
			"each run.",
		Origin: agenticPage(schema.Documented),
	},
	{
		ID: "agent-removed", At: "agentic.agents[]", Op: Removed, Level: version.Breaking, Action: NoAction,
		Says:   `agent "{item}" removed`,
		News:   `the agent "{item}" is no longer available`,
		Why:    "Users can no longer use the agent.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "agent-name", At: "agentic.agents[].name", Op: Renamed, Level: version.Fix, Action: NoAction,
		Says: `agent "{from}" renamed to "{to}"`,
		News: `the agent "{from}" is now called "{to}"`,
		Why: "The system prompt is the same, so the agent works as before. If the system prompt changes too, the " +
			"agent counts as removed and added.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "agent-description", At: "agentic.agents[].description", Op: Edited, Level: version.Fix, Action: NoAction,
		Says: `description of agent "{item}" {op}`,
		News: `the agent "{item}" has a new description`,
		Why: "The description states the purpose of the agent. The agent works as before, because it follows its " +
			"prompts.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "agent-system-prompt", At: "agentic.agents[].system_prompt", Op: Edited,
		Level: version.Feature, Action: NoAction,
		Says: `system prompt of agent "{item}" {op}`,
		News: `the agent "{item}" works differently`,
		Why: "The prompt determines what the agent does and how. Only a person can tell whether customers lose " +
			"something. If they do, choose a major version yourself.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "agent-custom-prompt", At: "agentic.agents[].custom_prompt", Op: Edited,
		Level: version.Feature, Action: NoAction,
		Says: `custom prompt of agent "{item}" {op}`,
		News: `the agent "{item}" works differently`,
		Why: "The prompt determines what the agent does and how. Only a person can tell whether customers lose " +
			"something. If they do, choose a major version yourself.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "agent-planning-prompt", At: "agentic.agents[].planning_prompt", Op: Edited,
		Level: version.Feature, Action: NoAction,
		Says: `planning prompt of agent "{item}" {op}`,
		News: `the agent "{item}" works differently`,
		Why: "The prompt determines what the agent does and how. Only a person can tell whether customers lose " +
			"something. If they do, choose a major version yourself.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "agent-tool-added", At: "agentic.agents[].tools[]", Op: Added, Level: version.Feature, Action: NoAction,
		Says: `agent "{agent}" may call tool {item}`,
		News: `the agent "{agent}" can use the tool {item}`,
		Why: "The agent can do more and loses nothing. Procore publishes no list of tools, so reviewers must find out " +
			"what the tool can access.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "agent-tool-removed", At: "agentic.agents[].tools[]", Op: Removed, Level: version.Breaking, Action: NoAction,
		Says:   `agent "{agent}" may no longer call tool {item}`,
		News:   `the agent "{agent}" no longer uses the tool {item}`,
		Why:    "The agent can no longer do anything that needs the tool.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "agent-server-added", At: "agentic.agents[].mcp_servers[]", Op: Added,
		Level: version.Feature, Action: NoAction,
		Says:   `agent "{agent}" connected to MCP server "{item}"`,
		News:   `the agent "{agent}" can use the tools of the MCP server "{item}"`,
		Why:    "The agent can do more and loses nothing.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "agent-server-removed", At: "agentic.agents[].mcp_servers[]", Op: Removed,
		Level: version.Breaking, Action: NoAction,
		Says:   `agent "{agent}" no longer connected to MCP server "{item}"`,
		News:   `the agent "{agent}" no longer uses the tools of the MCP server "{item}"`,
		Why:    "The agent can no longer use the tools of the server. The server itself stays in the app.",
		Origin: agenticPage(schema.Inferred),
	},

	// What installers read.
	{
		ID: "setup-url", At: "setup_instructions.url", Op: Edited, Level: version.Fix,
		Action: ReadNotes, Who: DirectoryAdmin,
		Says:   "address of the setup page {op}",
		News:   "the setup instructions have changed",
		Why:    "The setup page is for people who install or update the app. The app works as before.",
		Origin: instructionsPage(schema.Inferred),
	},
	{
		ID: "setup-page-name", At: "setup_instructions.page_name", Op: Edited, Level: version.Fix,
		Action: ReadNotes, Who: DirectoryAdmin,
		Says:   "setup page {renamed}",
		News:   "the setup instructions have changed",
		Why:    "The name is the text of the link that installers see. The app works as before.",
		Origin: instructionsPage(schema.Inferred),
	},
	{
		ID: "post-installation-notes", At: "post_installation_notes", Op: Edited,
		Level: version.Fix, Action: ReadNotes, Who: DirectoryAdmin,
		Says:   "post-installation notes {op}",
		News:   "the setup instructions have changed",
		Why:    "The notes are for people who install or update the app. The app works as before.",
		Origin: instructionsPage(schema.Inferred),
	},
}

var waivers = []Waiver{
	{"schema", "the format number of the file, which says nothing about the app"},
	{"version", "the version number, which is checked against the changes"},
	{"app", "contains only other keys, and each has its own rows"},
	{"app.support", "where customers get support; this is not entered in the portal"},
	{"app.support.email", "where customers get support; this is not entered in the portal"},
	{"app.support.url", "where customers get support; this is not entered in the portal"},
	{"data_connector.uuid", "generated by the portal"},
	{"data_connector.permissions", "contains only tools, and each has its own rows"},
	{"data_connector.permissions.*", "contains only tools, and each has its own rows"},
	{"embedded", "contains only components, and each has its own rows"},
	{"embedded.*.uuid", "generated by the portal"},
	{"agentic", "contains only servers and agents, and each has its own rows"},
	{"setup_instructions", "contains only other keys, and each has its own rows"},
	{"oauth", "entered on the OAuth Credentials page; not part of a version"},
	{"oauth.*", "entered on the OAuth Credentials page; not part of a version"},
	{"oauth.*.redirect_uris", "entered on the OAuth Credentials page; not part of a version"},
	{"release_notes", "entered when a version is promoted; release notes describe changes and are not a change " +
		"themselves"},
}

var costs = []Cost{
	{
		At: "data_connector.authentication[service_account]", Action: ReselectProjects, Who: CompanyAdmin,
		Why:    "the permitted projects of a service account must be selected again on each update",
		Origin: serviceAccountPage(schema.Documented),
	},
	{
		At: "embedded.*", Action: NewConfiguration, Who: DirectoryAdmin,
		Why:    "settings, such as the choice of projects, do not carry over to a new version",
		Origin: promotePage(schema.Documented),
	},
}

// documentation is a page of the portal's documentation, at a commit.
func documentation(page, date string, c schema.Confidence) schema.Origin {
	return schema.Origin{Source: "procore/documentation " + page, Date: date, Confidence: c}
}

func appPage(c schema.Confidence) schema.Origin {
	return documentation("building_applications/building_apps_create_new.md@0aab41a", "undated", c)
}

// versionPage says what major, minor and patch mean.
func versionPage(c schema.Confidence) schema.Origin { return promotePage(c) }

func promotePage(c schema.Confidence) schema.Origin {
	return documentation("building_applications/building_apps_promote_manifest.md@ff93936", "2026-05-29", c)
}

func dataConnectorPage(c schema.Confidence) schema.Origin {
	return documentation("building_applications/building_data_connection_apps.md@054b1fe", "undated", c)
}

func serviceAccountPage(c schema.Confidence) schema.Origin {
	return documentation("plan_your_app/developer_managed_service_accounts.md@ff93936", "2026-05-29", c)
}

func installPage(c schema.Confidence) schema.Origin {
	return documentation("building_applications/building_apps_install_arch.md@8b78ef9", "undated", c)
}

func sidePanelPage(c schema.Confidence) schema.Origin {
	return documentation("building_applications/building_side_panel_apps.md@89a4805", "undated", c)
}

func viewsPage(c schema.Confidence) schema.Origin {
	return documentation("building_applications/side_panel_view_keys.md@06dad9d and its history", "2026-06-03", c)
}

func interpolationPage(c schema.Confidence) schema.Origin {
	return documentation("_includes/url_parameter_interpolation.md@a3d65cf and @2021591", "2026-09", c)
}

func instructionsPage(c schema.Confidence) schema.Origin {
	return documentation("_includes/setup_instructions.md@b19840b", "2025-08-08", c)
}

func agenticPage(c schema.Confidence) schema.Origin {
	return documentation("building_applications/building_agentic_apps.md@054b1fe", "2026-09", c)
}

// updatePage tells that company admins may be asked for new configurations.
func updatePage(c schema.Confidence) schema.Origin {
	return schema.Origin{Source: "support.procore.com, Update an Installed App", Date: "undated", Confidence: c}
}

var (
	helpLinkPicture = documentation(
		"assets/guides/create-new-manifest-v4.1-fullscreen-snippet.png blob 70d3a3e3", "2023-10-19", schema.Inferred)
	rfc3986 = schema.Origin{
		Source: "RFC 3986, section 6.2; ignoring the order of query parameters is a decision of this tool",
		Date:   "2005-01", Confidence: schema.Inferred,
	}
	ownFormat = schema.Origin{Source: "this tool's own format", Date: "2026", Confidence: schema.Documented}
)
