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
		Why:    "Customers of a custom app see the name in App Management. Nothing works differently.",
		Origin: appPage(schema.Inferred),
	},
	{
		ID: "app-listed", At: "app.distribution", Op: Edited, When: Listed, Level: version.Feature, Action: NoAction,
		Says: "app moves to the Marketplace",
		News: "the app is now on the Procore App Marketplace",
		Why: "Customers get a new way to install the app and lose none: custom installs stay as they are. From now " +
			"on, customers hear of a version only after Procore has reviewed it.",
		Origin: promotePage(schema.Inferred),
	},
	{
		ID: "app-unlisted", At: "app.distribution", Op: Edited, When: Unlisted,
		Level: version.Breaking, Action: Reinstall, Who: DirectoryAdmin,
		Says: "app leaves the Marketplace",
		Customers: "customers who installed from the Marketplace must install with an App Version Key to get " +
			"later versions",
		News: "the app is no longer on the Procore App Marketplace",
		Must: "if you installed the app from the Marketplace, install it again with an App Version Key to get " +
			"this version and later ones",
		Ask: "install the app with an App Version Key",
		Why: "The listing through which customers got the app and its updates is gone. That they must " +
			"install again is not published; it follows from installs being tied to the listing or to a key.",
		Origin: promotePage(schema.Inferred),
	},
	{
		ID: "app-distribution-unclear", At: "app.distribution", Op: Edited, When: Unclear,
		Level: version.Fix, Action: NoAction,
		Says: "how customers get the app is not clear",
		News: "how customers get the app is not clear",
		Why: "One of the two manifests says neither custom nor marketplace, which lint refuses. That is a mistake; " +
			"customers neither lose nor gain a way to get the app.",
		Origin: promotePage(schema.Inferred),
	},

	// The data connector.
	{
		ID: "data-connector-first", At: "data_connector", Op: Added, When: First,
		Level: version.Feature, Action: NoAction,
		Says:   "first version has a data connector",
		News:   "connects to your data in Procore",
		Why:    "No one has the app yet. Its permissions are reviewed when it is first installed, not in an update.",
		Origin: versionPage(schema.Inferred),
	},
	{
		ID: "data-connector-added-with-service-account", At: "data_connector", Op: Added, When: ServiceAccount,
		Level: version.Feature, Action: ApprovePermissions, Who: DirectoryAdmin,
		RaisesPermissions: true,
		Says:              "data connector with a service account added",
		Customers:         "company admins must approve the permissions and select the permitted projects",
		News:              "a service account acts for the app, also when no one is signed in",
		Grants:            "a service account acts for the app; {tools}",
		Why: "It adds a capability and takes none away, but it creates a directory user with permissions " +
			"that each customer reviews while updating.",
		Origin: serviceAccountPage(schema.Documented),
	},
	{
		ID: "data-connector-added", At: "data_connector", Op: Added, Level: version.Feature, Action: NoAction,
		Says: "data connector added",
		News: "users can sign in with their own Procore account",
		Why: "It adds a capability and takes none away. The app acts as the person who signs in, so it asks " +
			"for no permissions.",
		Origin: versionPage(schema.Inferred),
	},
	{
		ID: "data-connector-removed", At: "data_connector", Op: Removed,
		Level: version.Breaking, Action: NoAction, OneWay: true,
		Says: "data connector removed",
		News: "the app no longer connects to your data in Procore",
		Why: "Everything that the app does through the API ends. The portal does not remove a data connector that an " +
			"earlier version had, so no later version can leave it out.",
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
		News:              "a service account acts for the app, also when no one is signed in",
		Grants:            "a service account acts for the app",
		Why: "It adds a capability and takes none away, but it creates a directory user with permissions " +
			"that each customer reviews while updating.",
		Origin: serviceAccountPage(schema.Documented),
	},
	{
		ID: "service-account-removed", At: "data_connector.authentication[service_account]", Op: Removed,
		Level: version.Breaking, Action: NoAction,
		Says: "service account removed",
		News: "the app no longer uses a service account",
		Why: "Whatever the app does without a signed-in user ends. The portal's rule against removal is published " +
			"only for the data connector as a whole, so this is not marked as one-way.",
		Origin: dataConnectorPage(schema.Inferred),
	},
	{
		ID: "permission-added", At: "data_connector.permissions.*.<name>", Op: Added,
		Level: version.Feature, Action: ApprovePermissions, Who: DirectoryAdmin,
		RaisesPermissions: true,
		Says:              "{scope} tool {item} added with {to}",
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
		Says: "{scope} tool {item} removed, it had {from}",
		News: "the permission for {tool} is no longer needed",
		Why: "Asking for less costs customers nothing and needs no approval; a smaller request is what " +
			"Procore recommends. A manifest does not show what the app no longer does: if customers lose something, " +
			"choose a higher version yourself.",
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
		Why: "Customers review and approve new permissions while they update. A level that is not known " +
			"counts as the highest.",
		Origin: serviceAccountPage(schema.Documented),
	},
	{
		ID: "permission-lowered", At: "data_connector.permissions.*.<name>.level", Op: Edited, When: Lowered,
		Level: version.Fix, Action: NoAction,
		Says: "{scope} tool {item} lowered from {from} to {to}",
		News: "less access to {tool}: {to_level} instead of {from_level}",
		Why: "Asking for less costs customers nothing and needs no approval. If customers lose something because of " +
			"it, choose a higher version yourself.",
		Origin: serviceAccountPage(schema.Inferred),
	},
	{
		ID: "permission-purpose", At: "data_connector.permissions.*.<name>.purpose", Op: Edited,
		Level: version.None, Action: NoAction,
		Says:   "purpose of {scope} tool {item} {op}",
		News:   Unnoticed,
		Why:    "The purpose is not sent to the portal: it helps those who review the request.",
		Origin: ownFormat,
	},

	// Embedded components.
	{
		ID: "embedded-first", At: "embedded.*", Op: Added, When: First, Level: version.Feature, Action: NoAction,
		Says:   "first version has a {subject}",
		News:   "opens inside Procore as a {subject}",
		Why:    "No one has the app yet.",
		Origin: versionPage(schema.Inferred),
	},
	{
		ID: "embedded-added", At: "embedded.*", Op: Added, Level: version.Feature, Action: NewConfiguration,
		Says:      "{subject} added",
		Customers: "to use it, customers must create an app configuration and choose its projects",
		News:      "opens inside Procore as a {subject}",
		Why: "It adds an entry point and takes none away. An embedded component shows only in projects " +
			"that an app configuration applies to.",
		Origin: installPage(schema.Inferred),
	},
	{
		ID: "embedded-removed", At: "embedded.*", Op: Removed, Level: version.Breaking, Action: NoAction,
		Says:   "{subject} removed",
		News:   "the {subject} is removed",
		Why:    "Users lose the entry point, and customers lose the configurations made for it.",
		Origin: versionPage(schema.Inferred),
	},
	{
		ID: "embedded-description", At: "embedded.*.description", Op: Edited, Level: version.Fix, Action: NoAction,
		Says:   "description of {component} {op}",
		News:   Unnoticed,
		Why:    "The description identifies the component in the portal. Nothing works differently.",
		Origin: sidePanelPage(schema.Inferred),
	},
	{
		ID: "url-host", At: "embedded.*.url", Op: Edited, When: HostChanged,
		Level: version.Breaking, Action: ReadNotes,
		Says:      "{component} moves from {from_host} to {to_host}",
		Customers: "companies that keep a list of allowed hosts must add the new one",
		News:      "{component} moves from {old_host} to {host}",
		Must:      "if your company keeps a list of allowed web addresses, add {host}",
		Ask:       "allow {host}",
		Why: "Allow lists, redirect URIs, cookies and frame policies are bound to scheme, host and port, " +
			"and users are not signed in at the new one.",
		Origin: interpolationPage(schema.Inferred),
	},
	{
		ID: "url-token-dropped", At: "embedded.*.url", Op: Edited, When: TokenDropped,
		Level: version.Breaking, Action: NoAction,
		Says: "URL of {component} no longer sends {dropped}",
		News: "URL of {component} no longer sends {dropped}",
		Why: "The app no longer learns the value: it may not know the company or project it is opened in. Browsers " +
			"do not send what follows a # to the server.",
		Origin: interpolationPage(schema.Inferred),
	},
	{
		ID: "url-token-added", At: "embedded.*.url", Op: Edited, When: TokenAdded,
		Level: version.Feature, Action: NoAction,
		Says:   "URL of {component} now carries {added}",
		News:   Unnoticed,
		Why:    "The app gets one more value and loses none.",
		Origin: interpolationPage(schema.Inferred),
	},
	{
		ID: "url-values-swapped", At: "embedded.*.url", Op: Edited, When: Swapped,
		Level: version.Breaking, Action: NoAction,
		Says: "values in the URL of {component} swap places",
		News: Unnoticed,
		Why: "The app reads one value where another was: a company where it expects a project. The same " +
			"server also answers customers who have not updated.",
		Origin: interpolationPage(schema.Inferred),
	},
	{
		ID: "url-spelling", At: "embedded.*.url", Op: Edited, When: Respelled, Level: version.Fix, Action: NoAction,
		Says: "URL of {component} written differently",
		News: Unnoticed,
		Why: "The URL leads to the same page: only upper case in the host, a port that the scheme implies, " +
			"escapes that no URL needs, or the order of query parameters with different names differ.",
		Origin: rfc3986,
	},
	{
		ID: "url-page", At: "embedded.*.url", Op: Edited, Level: version.Feature, Action: NoAction,
		Says:   "URL of {component} leads to another page on the same host",
		News:   Unnoticed,
		Why:    "The app opens in another place with the same values. Customers don't have to do anything.",
		Origin: interpolationPage(schema.Inferred),
	},
	{
		ID: "view-successor", At: "embedded.side_panel.views[]", Op: Renamed, Level: version.Fix, Action: NoAction,
		Says: "view {from} of {component} replaced by its current key {to}",
		News: "view {from} of {component} replaced by its current key {to}",
		Why: "The portal does not report the old key, so the panel never appeared there; the new key is the " +
			"one that was meant.",
		Origin: viewsPage(schema.Documented),
	},
	{
		ID: "view-added", At: "embedded.side_panel.views[]", Op: Added, Level: version.Feature, Action: NoAction,
		Says:   "{component} also opens on {item}",
		News:   "the side panel also opens on {view}",
		Why:    "The panel is offered on one more page.",
		Origin: viewsPage(schema.Inferred),
	},
	{
		ID: "view-retired", At: "embedded.side_panel.views[]", Op: Removed, When: Retired,
		Level: version.Fix, Action: NoAction,
		Says: "outdated view {item} of {component} removed",
		News: Unnoticed,
		Why: "The documentation itself corrected the key as a misprint, or its current key is still in the list, so " +
			"no user loses the panel. A key that was only removed from the portal's list is different: the portal may " +
			"still accept it.",
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
		Customers: "customers must enter it in a new configuration",
		News:      "new required field {field} in app configurations",
		Ask:       "fill in {field}",
		Why: "Existing configurations have no value for it, so the app may open without one until they are created " +
			"again.",
		Origin: updatePage(schema.Inferred),
	},
	{
		ID: "parameter-added", At: "embedded.*.parameters[]", Op: Added, Level: version.Feature, Action: NoAction,
		Says:   `optional parameter "{item}" added to {component}`,
		News:   "new optional field {field} in app configurations",
		Why:    "Nothing changes for customers who leave it empty.",
		Origin: interpolationPage(schema.Inferred),
	},
	{
		ID: "parameter-removed", At: "embedded.*.parameters[]", Op: Removed, Level: version.Breaking, Action: NoAction,
		Says:   `parameter "{item}" removed from {component}`,
		News:   "the field {field} of app configurations is gone",
		Why:    "What customers entered is no longer sent. They have nothing to enter instead.",
		Origin: interpolationPage(schema.Inferred),
	},
	{
		ID: "parameter-key", At: "embedded.*.parameters[].key", Op: Renamed,
		Level: version.Breaking, Action: NewConfiguration,
		Says:      `parameter "{from}" of {component} renamed to "{to}"`,
		Customers: "customers must enter its value again in a new configuration",
		News:      "the field {field} of app configurations must be filled in again",
		Why:       "Values are stored under the key, so what customers entered no longer matches.",
		Origin:    interpolationPage(schema.Inferred),
	},
	{
		ID: "parameter-name", At: "embedded.*.parameters[].name", Op: Edited, Level: version.Fix, Action: NoAction,
		Says:   `name of parameter "{item}" of {component} {op}`,
		News:   Unnoticed,
		Why:    "It is the label that installers see. Stored values stay as they are.",
		Origin: interpolationPage(schema.Inferred),
	},
	{
		ID: "parameter-type", At: "embedded.*.parameters[].type", Op: Edited,
		Level: version.Breaking, Action: NewConfiguration,
		Says:      `type of parameter "{item}" of {component} changed from {from} to {to}`,
		Customers: "customers must enter its value again in a new configuration",
		News:      "the field {field} of app configurations must be filled in again",
		Why:       "Only the type string is published. Values entered under another type may not be accepted.",
		Origin:    interpolationPage(schema.Inferred),
	},
	{
		ID: "parameter-description", At: "embedded.*.parameters[].description", Op: Edited,
		Level: version.Fix, Action: NoAction,
		Says:   `description of parameter "{item}" of {component} {op}`,
		News:   Unnoticed,
		Why:    "It is help for installers. Stored values stay as they are.",
		Origin: interpolationPage(schema.Inferred),
	},
	{
		ID: "parameter-made-required", At: "embedded.*.parameters[].required", Op: Changed, When: TurnedOn,
		Level: version.Breaking, Action: NewConfiguration,
		Says:      `parameter "{item}" of {component} is now required`,
		Customers: "customers who left it empty must enter it in a new configuration",
		News:      "the field {field} of app configurations is now required",
		Ask:       "fill in {field}",
		Why:       "Configurations that leave it empty are no longer complete.",
		Origin:    updatePage(schema.Inferred),
	},
	{
		ID: "parameter-made-optional", At: "embedded.*.parameters[].required", Op: Changed, When: TurnedOff,
		Level: version.Feature, Action: NoAction,
		Says:   `parameter "{item}" of {component} is now optional`,
		News:   "the field {field} of app configurations is now optional",
		Why:    "Every configuration stays complete, and customers can now leave the field empty. That is more than a fix.",
		Origin: interpolationPage(schema.Inferred),
	},
	{
		ID: "help-link", At: "embedded.*.parameters[].support_link", Op: Added | Removed,
		Level: version.Fix, Action: NoAction,
		Says:   `help link of parameter "{item}" of {component} {op}`,
		News:   Unnoticed,
		Why:    "It is help for installers. Stored values stay as they are.",
		Origin: helpLinkPicture,
	},
	{
		ID: "help-link-url", At: "embedded.*.parameters[].support_link.url", Op: Edited,
		Level: version.Fix, Action: NoAction,
		Says:   `address of the help link of parameter "{item}" of {component} {op}`,
		News:   Unnoticed,
		Why:    "It is help for installers. Stored values stay as they are.",
		Origin: helpLinkPicture,
	},
	{
		ID: "help-link-label", At: "embedded.*.parameters[].support_link.label", Op: Edited,
		Level: version.Fix, Action: NoAction,
		Says:   `label of the help link of parameter "{item}" of {component} {op}`,
		News:   Unnoticed,
		Why:    "It is help for installers. Stored values stay as they are.",
		Origin: helpLinkPicture,
	},

	// Agentic components.
	{
		ID: "mcp-server-first", At: "agentic.mcp_servers[]", Op: Added, When: First,
		Level: version.Feature, Action: NoAction,
		Says:   `first version has MCP server "{item}"`,
		News:   `includes the MCP server "{item}" and its tools`,
		Why:    "No one has the app yet.",
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
		Why: "It adds tools and takes none away. They are read when a customer installs the version, and the " +
			"server asks each user to sign in.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "mcp-server-removed", At: "agentic.mcp_servers[]", Op: Removed, Level: version.Breaking, Action: NoAction,
		Says:   `MCP server "{item}" removed`,
		News:   `the tools of the MCP server "{item}" are gone`,
		Why:    "Users lose all tools of the server, and agents lose what they did with them.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "mcp-server-name", At: "agentic.mcp_servers[].name", Op: Renamed, Level: version.Fix, Action: NoAction,
		Says: `MCP server "{from}" renamed to "{to}"`,
		News: `the MCP server "{from}" is now called "{to}"`,
		Why: "Its URL is the same, so its tools are too. A server that has another URL as well counts as removed " +
			"and added.",
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
		Why: "Users are not signed in at another host. Companies that have not updated keep using the old one, so " +
			"both must run.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "mcp-server-spelling", At: "agentic.mcp_servers[].url", Op: Edited, When: Respelled,
		Level: version.Fix, Action: NoAction,
		Says: `URL of MCP server "{item}" written differently`,
		News: Unnoticed,
		Why: "The URL leads to the same server: only upper case in the host, a port that the scheme implies, or " +
			"the order of query parameters differ.",
		Origin: rfc3986,
	},
	{
		ID: "mcp-server-url", At: "agentic.mcp_servers[].url", Op: Edited, Level: version.Feature, Action: NoAction,
		Says: `URL of MCP server "{item}" leads to another place on the same host`,
		News: `the tools of the MCP server "{item}" may change`,
		Why: "Tools are read from the URL when a customer installs the version. Which tools it offers is not in " +
			"the manifest: if customers lose some, choose a major version yourself.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "agent-first", At: "agentic.agents[]", Op: Added, When: First, Level: version.Feature, Action: NoAction,
		Says:   `first version has agent "{item}"`,
		News:   `includes the agent "{item}"`,
		Why:    "No one has the app yet.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "agent-added", At: "agentic.agents[]", Op: Added, Level: version.Feature, Action: ReadNotes,
		Says:      `agent "{item}" added`,
		Customers: "companies need Procore AI Pro or Enterprise to use it, and pay for each run",
		News:      `includes the agent "{item}"`,
		Must:      "check that your company has Procore AI Pro or Enterprise; each run of an agent is charged to it",
		Ask:       "check the licence for agents",
		Why: "It adds a capability and takes none away, but customers need a licence for it and are charged for " +
			"each run.",
		Origin: agenticPage(schema.Documented),
	},
	{
		ID: "agent-removed", At: "agentic.agents[]", Op: Removed, Level: version.Breaking, Action: NoAction,
		Says:   `agent "{item}" removed`,
		News:   `the agent "{item}" is gone`,
		Why:    "Users lose the agent.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "agent-name", At: "agentic.agents[].name", Op: Renamed, Level: version.Fix, Action: NoAction,
		Says: `agent "{from}" renamed to "{to}"`,
		News: `the agent "{from}" is now called "{to}"`,
		Why: "Its system prompt is the same, so it does the same. An agent that has another system prompt as well " +
			"counts as removed and added.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "agent-description", At: "agentic.agents[].description", Op: Edited, Level: version.Fix, Action: NoAction,
		Says:   `description of agent "{item}" {op}`,
		News:   `the agent "{item}" has a new description`,
		Why:    "It says what the agent is for. The agent follows its prompts.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "agent-system-prompt", At: "agentic.agents[].system_prompt", Op: Edited,
		Level: version.Feature, Action: NoAction,
		Says: `system prompt of agent "{item}" {op}`,
		News: `the agent "{item}" works differently`,
		Why: "The prompt decides what the agent does and how. Only a person can tell whether customers lose " +
			"something: " +
			"if they do, choose a major version yourself.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "agent-custom-prompt", At: "agentic.agents[].custom_prompt", Op: Edited,
		Level: version.Feature, Action: NoAction,
		Says: `custom prompt of agent "{item}" {op}`,
		News: `the agent "{item}" works differently`,
		Why: "The prompt decides what the agent does and how. Only a person can tell whether customers lose " +
			"something: " +
			"if they do, choose a major version yourself.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "agent-planning-prompt", At: "agentic.agents[].planning_prompt", Op: Edited,
		Level: version.Feature, Action: NoAction,
		Says: `planning prompt of agent "{item}" {op}`,
		News: `the agent "{item}" works differently`,
		Why: "The prompt decides what the agent does and how. Only a person can tell whether customers lose " +
			"something: " +
			"if they do, choose a major version yourself.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "agent-tool-added", At: "agentic.agents[].tools[]", Op: Added, Level: version.Feature, Action: NoAction,
		Says: `agent "{agent}" may call tool {item}`,
		News: `the agent "{agent}" can use the tool {item}`,
		Why: "The agent can do more and loses nothing. No list of tools is published, so reviewers must judge what " +
			"the tool reaches.",
		Origin: agenticPage(schema.Inferred),
	},
	{
		ID: "agent-tool-removed", At: "agentic.agents[].tools[]", Op: Removed, Level: version.Breaking, Action: NoAction,
		Says:   `agent "{agent}" may no longer call tool {item}`,
		News:   `the agent "{agent}" no longer uses the tool {item}`,
		Why:    "Users lose what the agent did with the tool.",
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
		Why:    "Users lose what the agent did with those tools. The server itself stays.",
		Origin: agenticPage(schema.Inferred),
	},

	// What installers read.
	{
		ID: "setup-url", At: "setup_instructions.url", Op: Edited, Level: version.Fix,
		Action: ReadNotes, Who: DirectoryAdmin,
		Says:   "address of the setup page {op}",
		News:   "the setup instructions are new",
		Why:    "It is text for people who install or update. Nothing works differently.",
		Origin: instructionsPage(schema.Inferred),
	},
	{
		ID: "setup-page-name", At: "setup_instructions.page_name", Op: Edited, Level: version.Fix,
		Action: ReadNotes, Who: DirectoryAdmin,
		Says:   "setup page {renamed}",
		News:   "the setup instructions are new",
		Why:    "It is the text of the link that installers see. Nothing works differently.",
		Origin: instructionsPage(schema.Inferred),
	},
	{
		ID: "post-installation-notes", At: "post_installation_notes", Op: Edited,
		Level: version.Fix, Action: ReadNotes, Who: DirectoryAdmin,
		Says:   "post-installation notes {op}",
		News:   "the setup instructions are new",
		Why:    "It is text for people who install or update. Nothing works differently.",
		Origin: instructionsPage(schema.Inferred),
	},
}

var waivers = []Waiver{
	{"schema", "the format of the file, not a property of the app"},
	{"version", "what the changes are measured against"},
	{"app", "has no value itself; its keys are judged"},
	{"app.support", "whom customers ask, which is not in the portal"},
	{"app.support.email", "whom customers ask, which is not in the portal"},
	{"app.support.url", "whom customers ask, which is not in the portal"},
	{"data_connector.uuid", "generated by the portal"},
	{"data_connector.permissions", "has no value itself; each tool is judged"},
	{"data_connector.permissions.*", "has no value itself; each tool is judged"},
	{"embedded", "has no value itself; each component is judged"},
	{"embedded.*.uuid", "generated by the portal"},
	{"agentic", "has no value itself; each server and agent is judged"},
	{"setup_instructions", "has no value itself; its keys are judged"},
	{"oauth", "kept on the OAuth Credentials page, not in a version"},
	{"oauth.*", "kept on the OAuth Credentials page, not in a version"},
	{"oauth.*.redirect_uris", "kept on the OAuth Credentials page, not in a version"},
	{"release_notes", "entered when a version is promoted: they describe the changes and are not one themselves"},
}

var costs = []Cost{
	{
		At: "data_connector.authentication[service_account]", Action: ReselectProjects, Who: CompanyAdmin,
		Why:    "the permitted projects of a service account must be selected again on each update",
		Origin: serviceAccountPage(schema.Documented),
	},
	{
		At: "embedded.*", Action: NewConfiguration, Who: DirectoryAdmin,
		Why:    "settings such as the projects that an app applies to do not carry over to a new version",
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
		Source: "RFC 3986, section 6.2; the order of query parameters is this tool's judgement",
		Date:   "2005-01", Confidence: schema.Inferred,
	}
	ownFormat = schema.Origin{Source: "this tool's own format", Date: "2026", Confidence: schema.Documented}
)
