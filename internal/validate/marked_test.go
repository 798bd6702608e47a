package validate

import "testing"

// A finding marks exactly what is wrong, in every style of writing it.
func TestMarkedText(t *testing.T) {
	const connector = "data_connector:\n  authentication: [user_level, service_account]\n  permissions:\n"
	for _, c := range []struct{ rule, snippet, marked string }{
		{"app-id", "# manifests/Acme/manifest.yaml\napp: {name: Acme, distribution: custom}\n", "app"},
		{"app-id", "# manifests/Acme/manifest.yaml\n'app':\n  name: Acme\n  distribution: custom\nschema: 1\n", "'app'"},
		{"app-id", "# manifests/Acme/manifest.yaml\nschema: 1\n", "schema"},
		{"app-name", "app: {name: \"Acme for pro\\u0063ore\", distribution: marketplace}\n", "pro\\u0063ore"},
		{"app-name", "app:\n  name: 'Acme''s reports for the whole day'\n  distribution: marketplace\n", "ay"},
		{"app-name", "app:\n  name: >-\n    Acme Field Sync for the\n    whole company\n  distribution: marketplace\n", "company"},
		{"app-name", "app:\n  name: Acme\n    ★★ Sync\n  distribution: marketplace\n", "★★"},
		{"service-account-alone", "data_connector:\n  authentication: ['service_account']\n", "'service_account'"},
		{"service-account-alone", "data_connector:\n  authentication:\n  - service_account\n", "service_account"},
		{"service-account-without-permissions", "data_connector:\n  authentication: [user_level, service_account]\n", "authentication"},
		{"service-account-without-permissions", "data_connector: {authentication: [service_account]}\n", "{"},
		{"service-account-without-permissions", "data_connector: {authentication: [service_account], \"permissions\": {}}\n", "\"permissions\""},
		{"permissions-without-service-account", "data_connector:\n  authentication: [user_level]\n  permissions:\n    project: {rfi: standard}\n", "permissions"},
		{"duplicate-authentication", "data_connector:\n  authentication:\n    - user_level\n    - \"user_level\"\n", "\"user_level\""},
		{"unknown-tool", connector + "    project: {'robotics': standard}\n", "'robotics'"},
		{"retired-tool", connector + "    project:\n      budget: standard\n", "budget"},
		{"tool-scope", connector + "    company:\n      \"daily_log\": standard\n", "\"daily_log\""},
		{"level-not-offered", connector + "    company:\n      admin:\n        level: 'standard'\n", "'standard'"},
		{"directory-admin", connector + "    company: {directory: admin}\n", "admin"},
		{"admin-level", connector + "    company: {documents: {level: \"admin\"}}\n", "\"admin\""},
		{"many-tools", manyTools.Bad, "permissions"},
		{"permission-purpose", connector + "    project:\n      daily_log:\n        level: standard\n", "daily_log"},
		{"component-description", "embedded:\n  full_screen:\n    url: https://app.acmefield.com/?company={{procore.company.id}}\n", "url"},
		{"component-description", "embedded: {full_screen: {url: 'https://app.acmefield.com/'}}\n", "{"},
		{"component-description", "embedded:\n  full_screen:\n    description: ' '\n    url: https://app.acmefield.com/\n", "' '"},
		{"component-description", "embedded:\r\n  full_screen:\r\n    description: \"A Fullscreen\r\n      Embedded Component\"\r\n    url: https://app.acmefield.com/\r\n", "\"A Fullscreen\r\n      Embedded Component\""},
		{"uuid-format", "data_connector:\n  uuid: \"one\"\n  authentication: [user_level]\n", "\"one\""},
	} {
		var marked []string
		for _, d := range lintText(t, compose(c.snippet), Options{For: Production}) {
			if d.Rule == c.rule {
				marked = append(marked, d.File.Text(d.Span))
			}
		}
		if len(marked) != 1 || marked[0] != c.marked {
			t.Errorf("%s marks %q, want %q, in\n%s", c.rule, marked, c.marked, c.snippet)
		}
	}
}
