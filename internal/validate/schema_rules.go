package validate

import (
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/schema"
)

// What the JSON Schema refuses. checkSchema reports under these ids.

var schemaOrigin = schema.Origin{Source: "schema/manifest.schema.json", Date: "2026", Confidence: schema.Documented}

var unknownKey = Rule{
	ID: "unknown-key", Group: groupSchema, Severity: always(diag.Error), Since: "0.1.0", Fixable: true,
	Summary: "every key is in the schema",
	Why: "A misspelled key would be ignored, and its value would be missing from the portal. The rule recognises " +
		"the keys of the portal's JSON and suggests the keys of the manifest.",
	Bad: `setup_instructions:
  url: https://help.acmefield.com/procore
  label: Set up Acme`,
	Good: `setup_instructions:
  url: https://help.acmefield.com/procore
  page_name: Set up Acme`,
	Origin: schemaOrigin,
}

var missingKey = Rule{
	ID: "missing-key", Group: groupSchema, Severity: always(diag.Error), Since: "0.1.0",
	Summary: "every key that the portal's form or this tool needs is present",
	Why: "If a required key is missing, either the portal does not save the component, or the tool cannot tell " +
		"which app and version the manifest describes.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard`,
	Good: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/?company={{procore.company.id}}`,
	Origin: schemaOrigin,
}

var wrongType = Rule{
	ID: "wrong-type", Group: groupSchema, Severity: always(diag.Error), Since: "0.1.0", Fixable: true,
	Summary: "every value has the type that the schema requires",
	Why: "YAML reads 1.10 as a number, yes as a truth value and an empty value as null, but the portal's " +
		"fields contain text. Other YAML parsers, such as those in editors, also read 017, 0x1F, +12 or 1_000 as " +
		"numbers.",
	Bad: `setup_instructions:
  url: https://help.acmefield.com/procore
  page_name: 2026`,
	Good: `setup_instructions:
  url: https://help.acmefield.com/procore
  page_name: "2026"`,
	Origin: schemaOrigin,
}

var invalidValue = Rule{
	ID: "invalid-value", Group: groupSchema, Severity: always(diag.Error), Since: "0.1.0", Fixable: true,
	Summary: "every value is allowed by the schema",
	Why: "For some keys, the portal offers a fixed choice or requires a format. The rule recognises other common " +
		"spellings, such as readonly for read_only.",
	Bad: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    company:
      documents: {level: readonly, purpose: Find the drawings of an invoice.}`,
	Good: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    company:
      documents: {level: read_only, purpose: Find the drawings of an invoice.}`,
	Origin: schemaOrigin,
}
