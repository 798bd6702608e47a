package app

// Keys of a manifest that messages name.
const (
	KeySetup        = "setup_instructions"
	KeyPageName     = "page_name"
	KeySupport      = "support"
	KeyNotes        = "post_installation_notes"
	KeyReleaseNotes = "release_notes"
	KeySupportLink  = "support_link"
	KeyRedirectURIs = "redirect_uris"
	KeySystemPrompt = "system_prompt"
	KeyServers      = "mcp_servers"
	KeyAgents       = "agents"
)

// OursFor returns the key of a manifest that stands for a key of the portal's JSON, of
// either generation. If several do, it returns words that name them; for any other key,
// it returns "".
func OursFor(portalKey string) string { return oursFor[portalKey] }

var oursFor = map[string]string{
	"fullscreen":                    "embedded.full_screen",
	"sidepanel":                     "embedded.side_panel",
	"iframe":                        "embedded",
	"oauth_instances":               "data_connector",
	"source_url":                    "url",
	"iframe_src":                    "url",
	"user_configuration":            "parameters",
	"configuration":                 "parameters",
	"post_installation_instruction": "setup_instructions with post_installation_notes",
	"label":                         "page_name",
	"notes":                         "post_installation_notes",
	"schema_version":                "schema",
	"components":                    "data_connector and embedded",
	"instances":                     "full_screen or side_panel",
	"grant_type":                    "data_connector.authentication",
	"app_manifest":                  "app",
}
