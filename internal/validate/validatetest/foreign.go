package validatetest

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Foreign returns a YAML file of another format, which has keys in common with a
// manifest.
func Foreign(r *rand.Rand) string {
	keys := []string{"apiVersion", "kind", "metadata", "name", "version", "Version", "applications", "manifestVersion",
		"display_information", "oauth", "oauth_config", "permissions", "embedded", "data_connector", "setup-instructions",
		"release notes", "Schema", "schemas", "$schema", "services"}
	values := []string{"v1", "1", "0x1F", "1.10", "yes", "\"2mb\"", "[user_level, user-level]", "{a: 1, b:  2}",
		"|\n  text", "\n  name:   x   # note", "\n- a\n-   b", "https://app.acmefield.com/?a={{procore.company.id}}"}
	var b strings.Builder
	for _, i := range r.Perm(len(keys))[:1+r.IntN(6)] {
		fmt.Fprintf(&b, "%s: %s\n", keys[i], values[r.IntN(len(values))])
	}
	if r.IntN(4) == 0 {
		b.WriteString("schema: " + []string{"v1", "olm.package", "'1'", "1.0", "[1]", "-1"}[r.IntN(6)] + "\n")
	}
	switch r.IntN(12) {
	case 0: // a file of several documents
		return "---\n" + b.String() + "---\n" + b.String()
	case 1: // a template
		return b.String() + "metadata2:\n  {{- with .Values.labels }}\n  labels: {{ toYaml . | nindent 4 }}\n  {{- end }}\n"
	case 2:
		return b.String() + "data:\n\ta: b\n"
	case 3: // nothing of it is YAML
		return []string{"{{- if .Values.on }}\n{{ include \"acme.manifest\" . }}\n{{- end }}\n",
			"{\n  // the extension\n  \"manifest_version\": 3,\n  \"permissions\": [\"tabs\"], /* all */\n}\n",
			"{% for host in hosts %}\n- {{ host }}\n{% endfor %}\n", "services:\n\tweb:\n\t\timage: nginx\n",
			"#!/bin/sh\nset -e\nif [ -f x ]; then echo \"y: z\"; fi\n", "- a\n- b: {c\n"}[r.IntN(6)]
	}
	return b.String()
}
