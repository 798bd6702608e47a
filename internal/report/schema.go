package report

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/schema"
)

// SchemaFormats are the formats of a JSON Schema: itself, and a reference page
// with one section for each key.
var SchemaFormats = Formats[[]byte]{{JSON, schemaJSON}, {Markdown, schemaMarkdown}}

func schemaJSON(b *bytes.Buffer, data []byte, _ Options) error {
	b.Write(data)
	return nil
}

func schemaMarkdown(b *bytes.Buffer, data []byte, _ Options) error {
	shape := schema.Of(data)
	fields := shape.Fields()
	fmt.Fprintf(b, "# %s\n\n<!-- Generated from the JSON Schema by: manifest schema --format markdown -->\n\n",
		shape.Title)
	fmt.Fprintf(b, "%s\n\n", shape.Description)
	fmt.Fprint(b, "| key | type | required |\n|---|---|---|\n")
	for _, f := range fields {
		required := ""
		if f.Required {
			required = "yes"
		}
		fmt.Fprintf(b, "| [`%s`](#%s) | %s | %s |\n", f.Path, anchor(f), f.Type, required)
	}
	for _, f := range fields {
		fmt.Fprintf(b, "\n## `%s`\n\n", f.Path)
		if f.Title != "" {
			fmt.Fprintf(b, "**%s.** ", f.Title)
		}
		fmt.Fprintf(b, "%s\n", f.Markdown)
		if len(f.Enum) > 0 {
			b.WriteByte('\n')
		}
		for i, v := range f.Enum {
			fmt.Fprintf(b, "- `%s`", v)
			if i < len(f.EnumDescriptions) {
				fmt.Fprintf(b, ": %s", f.EnumDescriptions[i])
			}
			b.WriteByte('\n')
		}
	}
	return nil
}

// anchor is the fragment that code hosts give the heading of a field.
func anchor(f schema.Field) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' || r == '-' {
			return r
		}
		return -1
	}, f.Path)
}
