package validate

import (
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/schema"
)

var componentDescription = Rule{
	ID: "component-description", Group: groupComponents, Severity: always(diag.Warning), Since: "0.1.0",
	Summary: "each embedded component has a description other than the template text",
	Why: "Screenshots of the portal's form mark the description as required, but the newest documentation does not " +
		"mention the field, so the finding is a warning. The description helps you and reviewers tell components " +
		"apart. " +
		"Sample text from a template makes the app look unfinished.",
	Bad: `embedded:
  full_screen:
    description: A Fullscreen Embedded Component
    url: https://app.acmefield.com/?company={{procore.company.id}}`,
	Good: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/?company={{procore.company.id}}`,
	Origin: schema.Origin{
		Source: "procore/documentation assets/guides/form-based-component-type-url-fields-fs.png blob e4d910ba",
		Date:   "2024", Confidence: schema.Seen,
	},
	Check: func(p *Pass) {
		for _, c := range p.components() {
			node := c.Description.Node
			text, ok := node.Str()
			switch {
			case node == nil:
				p.Report(c.Node.Opening(), "the %s has no description", c.Kind.Noun()).
					Label("description is missing").Help("add a description of what the component shows")
			case ok && strings.TrimSpace(text) == "":
				p.Report(node.Span, "the description of the %s is empty", c.Kind.Noun()).
					Help("describe what the component shows")
			case ok && isSample(schema.SampleDescription, text):
				text = strings.TrimSpace(text)
				p.Report(node.Span, "the description of the %s is still the template text %q", c.Kind.Noun(), text).
					Label("sample text").Help("describe what the component shows")
			}
		}
	},
}

// isSample reports whether a text is a sample of this kind, but for case,
// white space and a full stop at its end.
func isSample(kind schema.SampleKind, text string) bool {
	text = strings.TrimSuffix(strings.Join(strings.Fields(text), " "), ".")
	for _, s := range schema.Samples() {
		if s.Kind == kind && strings.EqualFold(text, strings.TrimSuffix(s.Value, ".")) {
			return true
		}
	}
	return false
}

var uuidFormat = Rule{
	ID: "uuid-format", Group: groupComponents, Severity: always(diag.Warning), Since: "0.1.0",
	Summary: "a component's uuid is a valid UUID and unique",
	Why: "The portal generates the uuid and uses it to find the component; you don't need to write one. Some of " +
		"Procore's old examples are not valid UUIDs, so the finding is a warning. Two components with the same " +
		"uuid cannot " +
		"be told apart.",
	Bad: `embedded:
  full_screen:
    uuid: acme-full-screen
    description: Acme dashboard
    url: https://app.acmefield.com/?company={{procore.company.id}}`,
	Good: `embedded:
  full_screen:
    uuid: 3f2b8c1e-5d47-4a9e-9c60-1b7d2e8f4a53
    description: Acme dashboard
    url: https://app.acmefield.com/?company={{procore.company.id}}`,
	Origin: schema.Origin{
		Source: "procore/documentation building_applications/building_apps_define_manifest.md@cd1982f",
		Date:   "2023-09-27", Confidence: schema.Inferred,
	},
	Check: func(p *Pass) {
		type part struct {
			name string
			uuid *manifest.Node
		}
		parts := []part{{"data connector", p.Model.Connector.UUID.Node}}
		for _, c := range p.components() {
			parts = append(parts, part{c.Kind.Noun(), c.UUID.Node})
		}
		parts = slices.DeleteFunc(parts, func(x part) bool { return x.uuid == nil })
		slices.SortFunc(parts, func(a, b part) int { return a.uuid.Span.Start - b.uuid.Span.Start })
		first := make(map[string]*manifest.Node, len(parts))
		for _, c := range parts {
			node := c.uuid
			uuid, ok := node.Str()
			if !ok {
				continue
			}
			if !app.IsUUID(uuid) {
				p.Report(node.Span, "uuid %q of the %s is not a UUID", uuid, c.name).
					Label("expected 8-4-4-4-12 hexadecimal digits").
					Help("copy the uuid from View Manifest in the portal, or remove the line; the portal generates a uuid")
				continue
			}
			same := strings.ToLower(uuid)
			if before := first[same]; before != nil {
				p.Report(node.Span, "uuid %q is used by two components", uuid).
					Label("used twice").Also(before.Span, "first used here").
					Help("copy the uuid from View Manifest in the portal, or remove the line; the portal generates a uuid")
				continue
			}
			first[same] = node
		}
	},
}
