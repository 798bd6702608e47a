package validate

// Mistake is something that is known to go wrong with app manifests.
type Mistake struct {
	// Number is its place in the list. It never changes.
	Number int
	// What is wrong, as a phrase.
	What string
	// Rules are the ids of the rules that report it.
	Rules []string
	// Left says why no rule does. Exactly one of Rules and Left is given.
	Left string
}

// Why a mistake is left to something other than the rules, which see one
// manifest and nothing else.
const (
	leftToHistory = "needs history: lint --base, diff and save compare with earlier versions"
	leftToImport  = "needs the portal's JSON, which import checks"
)

// Mistakes returns the known mistakes, in order. The documentation is made
// from it, and a test holds it against the rules.
func Mistakes() []Mistake { return mistakes }

var mistakes = []Mistake{
	{1, "the file is not YAML, or a value is of the wrong type", []string{"yaml-syntax", "wrong-type"}, ""},
	{2, "a schema_version that the portal does not use", nil, leftToImport},
	{3, "keys of the portal's schema in the wrong place, such as iframe_src or components", []string{"unknown-key"}, ""},
	{4, "a side panel in portal JSON of a schema older than 3.2", nil, leftToImport},
	{5, "a grant type other than authorization_code or client_credentials", nil, leftToImport},
	{6, "an unknown key at the top or in a component", []string{"unknown-key"}, ""},
	{7, "an app_manifest identity written by hand, which the portal overrides", nil, leftToImport},
	{8, "a uuid that is not a UUID, or that two components share", []string{"uuid-format"}, ""},
	{9, "two components of the same type", []string{"duplicate-key", "wrong-type"}, ""},
	{10, "a manifest with neither a data connector nor an embedded or agentic " +
		"component", []string{"missing-key"}, ""},

	{11, "a component without a URL", []string{"missing-key", "invalid-value", "wrong-type"}, ""},
	{12, "a component URL that is relative or cannot be read", []string{"url-syntax"}, ""},
	{13, "a component URL without https", []string{"url-https"}, ""},
	{14, "a host copied from an example", []string{"sample-host"}, ""},
	{15, "a host that can be reached only from one machine or network, or a tunnel", []string{"local-host"}, ""},
	{16, "a URL with the path of the example URL in the portal's form", []string{"placeholder-path"}, ""},
	{17, "a user name, a password or a secret in a URL", []string{"url-credentials"}, ""},
	{18, "a component URL on a host of Procore", []string{"procore-host"}, ""},
	{19, "a token in single braces", []string{"token-syntax"}, ""},
	{20, "braces that are unbalanced, nested or empty", []string{"token-syntax"}, ""},
	{21, "percent-encoded braces", []string{"token-syntax"}, ""},
	{22, "a Procore variable that does not exist", []string{"unknown-variable"}, ""},
	{23, "a built-in variable with wrong capitalization or with spaces", []string{"unknown-variable"}, ""},
	{24, "a token without a declared parameter", []string{"undeclared-parameter"}, ""},
	{25, "a parameter that is not used in the URL of its component", []string{"unused-parameter"}, ""},
	{26, "a required parameter that is not declared", nil,
		"not possible in a manifest, where required is a key of the parameter; import checks the portal's JSON"},
	{27, "a parameter that looks like, or hides, a built-in variable", []string{"parameter-key"}, ""},
	{28, "a parameter key that is empty or has dots, spaces or non-ASCII letters", []string{"parameter-key"}, ""},
	{29, "two parameters of a component with the same key or name", []string{"duplicate-parameter"}, ""},
	{30, "a built-in variable in the host or path of a URL", []string{"variable-place"}, ""},
	{31, "the name of a company or project in the host or path of a URL", []string{"variable-place"}, ""},
	{32, "a token in place of the scheme, the port or the whole host", []string{"variable-place"}, ""},
	{33, "a token in the fragment of a URL", []string{"variable-place"}, ""},
	{34, "a parameter for a value that is changed by encoding, such as a URL", []string{"parameter-value"}, ""},
	{35, "a parameter without a name", []string{"missing-key", "invalid-value", "wrong-type"}, ""},
	{36, "a parameter without a description", []string{"parameter-description"}, ""},
	{37, "a parameter of a type other than string", []string{"parameter-type"}, ""},
	{38, "a required parameter in the host without a help link", []string{"parameter-help-link"}, ""},
	{39, "a support link without a label, or with a bad URL", []string{"support-link"}, ""},
	{40, "an optional parameter in the host or path of a URL", []string{"optional-parameter-place"}, ""},
	{41, "a full screen component whose URL contains neither the company nor the " +
		"project", []string{"no-context"}, ""},
	{42, "a full screen component that works only in projects", []string{"project-only-context"}, ""},

	{43, "a side panel without views", []string{"missing-key", "invalid-value", "wrong-type"}, ""},
	{44, "views in a full screen component", []string{"unknown-key"}, ""},
	{45, "a view that the portal's reference does not list", []string{"unknown-view"}, ""},
	{46, "a view that was renamed, withdrawn or misprinted", []string{"retired-view", "unknown-view"}, ""},
	{47, "a view listed twice", []string{"duplicate-view"}, ""},
	{48, "a view that ends in .all", []string{"wildcard-view"}, ""},
	{49, "a side panel on an edit or new page, but not on the page that is shown after " +
		"saving", []string{"view-without-detail"}, ""},
	{50, "an edit view of a resource whose edit pages the portal reports as .detail", []string{"unknown-view"}, ""},
	{51, "a component without a description, or with the description of a " +
		"template", []string{"component-description"}, ""},

	{52, "a service account that requests no tool", []string{"service-account-without-permissions"}, ""},
	{53, "permissions in an app that acts only for its users", []string{"permissions-without-service-account"}, ""},
	{54, "a service account without user level authentication", []string{"service-account-alone"}, ""},
	{55, "an access level in a different spelling", []string{"invalid-value"}, ""},
	{56, "a tool listed with no access", []string{"invalid-value"}, ""},
	{57, "an access level that the portal does not offer for the tool", []string{"level-not-offered"}, ""},
	{58, "an unknown permission tool", []string{"unknown-tool"}, ""},
	{59, "a permission tool with a name from schema 3", []string{"retired-tool"}, ""},
	{60, "a company tool under project, or a project tool under company", []string{"tool-scope"}, ""},
	{61, "the level Admin for the company directory", []string{"directory-admin"}, ""},
	{62, "the level Admin for any other tool", []string{"admin-level"}, ""},
	{63, "an unusually high number of tools", []string{"many-tools"}, ""},
	{64, "permissions wider than those of the last released version", nil, leftToHistory},

	{65, "setup instructions without a URL, or with a URL that is not public or is the portal's default",
		[]string{"setup-instructions", "sample-host"}, ""},
	{66, "setup instructions without a page name, or with the default name or a URL as the page name",
		[]string{"setup-instructions", "sample-text"}, ""},
	{67, "no post-installation notes", []string{"notes-missing"}, ""},
	{68, "notes that are copied from a template or an example", []string{"sample-text"}, ""},
	{69, "notes with unfinished text", []string{"placeholder-text"}, ""},
	{70, "notes that are too short to help, or that do not mention app configurations and permitted " +
		"projects", []string{"notes-brief"}, ""},
	{71, "notes with scripts, frames, styles or event attributes", []string{"unsafe-html"}, ""},
	{72, "a credential or an internal host in notes or release notes", []string{"secret"}, ""},

	{73, "a version that is not three integers", []string{"version-format"}, ""},
	{74, "a version that is not higher than the one before", nil, leftToHistory},
	{75, "a first version, or a first production version, with an unusual number", nil, leftToHistory},
	{76, "a version number that is too low for the changes", nil, leftToHistory},
	{77, "a promotion without release notes, or with a single word as release notes",
		[]string{"release-notes-missing", "release-notes-brief"}, ""},
	{78, "release notes that do not say what customers must set up again", []string{"release-notes-redo"}, ""},
	{79, "version keys in the wrong form, or the same key for sandbox and production", nil,
		"version keys are in the events of a version, not in the manifest; lint checks events separately"},
	{80, "a redirect URI that the portal refuses, or that is not for production", []string{"redirect-uri"}, ""},
	{81, "hosts of different environments in one manifest", []string{"mixed-environments"}, ""},
	{82, "a client secret in the file", []string{"secret"}, ""},
	{83, "a data connector that is in an earlier version but not in this version", nil, leftToHistory},
	{84, "agents or MCP servers beyond the portal's limits", []string{"agentic-limits"}, ""},
	{85, "a name of a marketplace app that is not allowed in a listing", []string{"app-name"}, ""},
}
