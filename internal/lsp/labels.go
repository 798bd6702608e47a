package lsp

import "sync"

// labels are the portal's names of what is entered, by the path in the schema
// without what precedes the component, and of the page where that is.
var labels = sync.OnceValue(func() map[string][2]string {
	return map[string][2]string{
		"app.name": {"app_name", "page_settings"}, "version": {"version_number", "page_version"},
		"data_connector": {"connector_section", "page_version"}, "data_connector.authentication": {"type", "page_version"},
		"data_connector.permissions":         {"permissions", "page_version"},
		"data_connector.permissions.company": {"company_tab", "page_version"},
		"data_connector.permissions.project": {"project_tab", "page_version"},
		"embedded":                           {"embedded_section", "page_version"},
		"embedded.full_screen":               {"full_screen", "page_version"},
		"embedded.side_panel":                {"side_panel", "page_version"},
		"embedded.*.description":             {"description", "page_version"}, "embedded.*.url": {"url", "page_version"},
		"embedded.*.views": {"views", "page_version"}, "embedded.*.parameters": {"parameters", "page_version"},
		"embedded.*.parameters[].key":         {"parameter_key", "page_version"},
		"embedded.*.parameters[].name":        {"parameter_name", "page_version"},
		"embedded.*.parameters[].type":        {"parameter_type", "page_version"},
		"embedded.*.parameters[].required":    {"parameter_required", "page_version"},
		"embedded.*.parameters[].description": {"parameter_description", "page_version"},
		"agentic":                             {"agentic_section", "page_version"},
		"agentic.mcp_servers":                 {"mcps", "page_version"}, "agentic.agents": {"agents", "page_version"},
		"agentic.mcp_servers[].name": {"mcp_name", "page_version"}, "agentic.mcp_servers[].url": {"mcp_url", "page_version"},
		"agentic.agents[].name":            {"agent_name", "page_version"},
		"agentic.agents[].description":     {"agent_description", "page_version"},
		"agentic.agents[].system_prompt":   {"system_prompt", "page_version"},
		"agentic.agents[].custom_prompt":   {"custom_prompt", "page_version"},
		"agentic.agents[].planning_prompt": {"planning_prompt", "page_version"},
		"agentic.agents[].tools":           {"agent_tools", "page_version"},
		"agentic.agents[].mcp_servers":     {"agent_servers", "page_version"},
		"setup_instructions":               {"instructions_section", "page_version"},
		"setup_instructions.url":           {"instructions_url", "page_version"},
		"setup_instructions.page_name":     {"instructions_name", "page_version"},
		"post_installation_notes":          {"notes", "page_version"},
		"release_notes":                    {"release_notes", "promote_version"},
		"oauth.sandbox.redirect_uris":      {"redirect_uris", "page_credentials"},
		"oauth.production.redirect_uris":   {"redirect_uris", "page_credentials"},
	}
})
