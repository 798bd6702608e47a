package validate

import (
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/schema"
)

// What the reader refuses. It reports under these ids; only the words for
// explain and the documentation stand here.

func yamlOrigin(section string) schema.Origin {
	return schema.Origin{Source: "YAML 1.2.2, " + section, Date: "2021-10-01", Confidence: schema.Documented}
}

var yamlSyntax = Rule{
	ID: manifest.RuleSyntax, Group: groupFile, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	Summary: "the file is YAML",
	Why: "A file that cannot be read cannot be checked. The finding marks the mistake, not the place where the parser " +
		"stopped.",
	Bad:    `post_installation_notes: "Create an account`,
	Good:   `post_installation_notes: "Create an account, then select Connect."`,
	Origin: yamlOrigin("all chapters"),
}

var forbiddenCharacter = Rule{
	ID: manifest.RuleCharacter, Group: groupFile, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	Summary: "no invisible character hides text or changes its direction",
	Why: "Control characters, bidirectional overrides, invisible characters and Unicode line separators can make a " +
		"reviewer and the tool read the same line differently. Variation selectors can even hide a whole program. " +
		"Characters that a script or an emoji needs are accepted: direction marks and closed isolates in lines with " +
		"Hebrew or Arabic, joiners between letters of scripts that use them, and the selectors, joiners and tags in " +
		"emoji. Bytes that are not UTF-8 cannot be read.",
	Bad:  `post_installation_notes: "Create an account,\u202e then select Connect."`,
	Good: `post_installation_notes: "Create an account, then select Connect."`,
	Origin: schema.Origin{
		Source: "Unicode Technical Standard 55, Unicode Source Code Handling",
		Date:   "2024-01", Confidence: schema.Documented,
	},
}

var emptyFile = Rule{
	ID: manifest.RuleEmpty, Group: groupFile, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	Summary: "the file contains a manifest",
	Why:     "A file that is empty or contains only comments does not describe an app.",
	Bad:     `# The manifest of Acme Field Sync`,
	Good: `# The manifest of Acme Field Sync
app:
  name: Acme Field Sync
  distribution: custom`,
	Origin: ownOrigin,
}

var fileLimit = Rule{
	ID: manifest.RuleLimit, Group: groupFile, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	Summary: "the file is small enough for a person to review",
	Why: "A typical manifest is about 3 KB long and five levels deep. Files over 512 KiB, 64 levels or 50,000 values " +
		"are refused, because reading them takes too much time and memory.",
	Bad:    `post_installation_notes: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]`,
	Good:   `post_installation_notes: Create an account, then select Connect to Procore in Settings.`,
	Origin: ownOrigin,
}

var secondDocument = Rule{
	ID: manifest.RuleDocuments, Group: groupFile, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	Summary: "a file contains one document",
	Why:     "One file describes one app. Most YAML parsers read the first document and silently ignore the rest.",
	Bad: `post_installation_notes: Create an account, then select Connect to Procore in Settings.
---
release_notes: First version.`,
	Good:   `post_installation_notes: Create an account, then select Connect to Procore in Settings.`,
	Origin: yamlOrigin("9.2 Streams"),
}

var duplicateKey = Rule{
	ID: manifest.RuleDuplicate, Group: groupFile, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	Summary: "each key is used once",
	Why:     "YAML parsers disagree on which of two equal keys to use, so the reviewer and the tool may see different apps.",
	Bad: `setup_instructions:
  url: https://help.acmefield.com/procore
  page_name: Set up Acme
  url: https://help.acmefield.com/setup`,
	Good: `setup_instructions:
  url: https://help.acmefield.com/procore
  page_name: Set up Acme`,
	Origin: yamlOrigin("3.2.1.3 Node Comparison"),
}

const whyPlain = "A reviewer reads a diff, not the whole file. Each value must be written in the place where it " +
	"is used, and must have the type that it appears to have."

var yamlAnchor = Rule{
	ID: manifest.RuleAnchor, Group: groupFile, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	Summary: "no value has an anchor",
	Why:     whyPlain,
	Bad:     `post_installation_notes: &notes Create an account, then select Connect to Procore in Settings.`,
	Good:    `post_installation_notes: Create an account, then select Connect to Procore in Settings.`,
	Origin:  yamlOrigin("6.9.2 Node Anchors"),
}

var yamlAlias = Rule{
	ID: manifest.RuleAlias, Group: groupFile, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	Summary: "no value is an alias of another",
	Why:     whyPlain + " Nested aliases can also expand a file of 300 bytes to gigabytes.",
	Bad: `post_installation_notes: &notes Create an account, then select Connect to Procore in Settings.
release_notes: *notes`,
	Good: `post_installation_notes: Create an account, then select Connect to Procore in Settings.
release_notes: The first version of Acme Field Sync.`,
	Origin: yamlOrigin("7.1 Alias Nodes"),
}

var yamlMergeKey = Rule{
	ID: manifest.RuleMerge, Group: groupFile, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	Summary: "no map is merged into another",
	Why:     whyPlain,
	Bad: `setup_instructions:
  <<: {url: https://help.acmefield.com/procore}
  page_name: Set up Acme`,
	Good: `setup_instructions:
  url: https://help.acmefield.com/procore
  page_name: Set up Acme`,
	Origin: schema.Origin{
		Source: "YAML merge key type (yaml.org/type/merge.html)",
		Date:   "2005-01-18", Confidence: schema.Documented,
	},
}

var yamlTag = Rule{
	ID: manifest.RuleTag, Group: groupFile, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	Summary: "no value has a tag",
	Why:     whyPlain,
	Bad:     `post_installation_notes: !!str Create an account, then select Connect to Procore in Settings.`,
	Good:    `post_installation_notes: Create an account, then select Connect to Procore in Settings.`,
	Origin:  yamlOrigin("6.9.1 Node Tags"),
}

var yamlComplexKey = Rule{
	ID: manifest.RuleComplexKey, Group: groupFile, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	Summary: "keys are plain words",
	Why: "A list or map as a key has no meaning in a manifest. A question mark before a key is unnecessary, and " +
		"manifest fmt removes the question mark.",
	Bad: `setup_instructions:
  url: https://help.acmefield.com/procore
  ? page_name
  : "Set up Acme"`,
	Good: `setup_instructions:
  url: https://help.acmefield.com/procore
  page_name: "Set up Acme"`,
	Origin: yamlOrigin("7.4.2 Flow Mappings"),
}
