package validate

import (
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/schema"
)

// What is wrong with records and approvals. The ledger reports under these
// ids; the words for explain and the documentation stand here.

const (
	exampleHead = "format: 1\napp: acme-field-sync\nversion: 1.4.0\n"
	// exampleDigestValue is the digest of the manifest that the tests compose
	// examples from.
	exampleDigestValue = "sha256:8db84eaf5d9925562d1a5802f5712a650e0e8344591b78635a8f09f34cb3a102"
	exampleDigest      = "digest: " + exampleDigestValue + "\n"
	exampleHistory     = "history:\n  - at: 2026-09-01T08:30:00Z\n    by: Jane Doe\n    event: save\n    from: draft\n    to: ready_for_testing\n"
	exampleRecord      = exampleHead + "state: ready_for_testing\n" + exampleDigest + exampleHistory
)

var procoreKeys = schema.Origin{Source: "procore/documentation building_applications/building_apps_sandbox_install.md@6b66fc7", Date: "undated", Confidence: schema.Documented}

var recordFormat = Rule{
	ID: ledger.RuleFormat, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0", File: "record.yaml", Required: true,
	Summary: "a record can be read",
	Why:     "The record is the only memory of what customers run. It is written by this tool; what cannot be read of it proves nothing. A record of a newer format needs a newer tool.",
	Bad:     "format: 1\napp: acme-field-sync\nversion: 1.4.0\nstate: testing\n" + exampleDigest + exampleHistory,
	Good:    exampleRecord,
	Origin:  ownOrigin,
}

var recordFolder = Rule{
	ID: ledger.RuleFolder, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0", File: "record.yaml", Required: true,
	Summary: "folder, record and frozen manifest belong together",
	Why:     "A version is a folder with its number as name, a frozen manifest and a record. Where one is missing or says another number, the version cannot be relied on.",
	Bad:     "format: 1\napp: acme-field-sync\nversion: 1.5.0\nstate: ready_for_testing\n" + exampleDigest + exampleHistory,
	Good:    exampleRecord,
	Origin:  ownOrigin,
}

var recordDigest = Rule{
	ID: ledger.RuleDigest, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0", File: "record.yaml", Required: true,
	Summary: "a frozen manifest is the one that was saved",
	Why:     "What was saved in the portal never changes there. The digest in the record, over everything but comments, oauth and release notes, finds every change of the copy in git.",
	Bad:     exampleHead + "state: ready_for_testing\ndigest: sha256:0000000000000000000000000000000000000000000000000000000000000000\n" + exampleHistory,
	Good:    exampleRecord,
	Origin:  ownOrigin,
}

var recordHistory = Rule{
	ID: ledger.RuleHistory, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0", File: "record.yaml", Required: true,
	Summary: "a version came to its state by legal steps",
	Why:     "The history starts with save, each entry starts where the one before ended, every step is one that the portal has, times rise, and the last entry leads to the state.",
	Bad:     exampleHead + "state: production\n" + exampleDigest + exampleHistory,
	Good:    exampleRecord,
	Origin:  ownOrigin,
}

var recordKeys = Rule{
	ID: ledger.RuleKeys, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0", File: "record.yaml", Required: true,
	Summary: "App Version Keys have their shape and differ",
	Why:     "A key has 36 characters in the shape of a UUID. Every version has a sandbox key and, once promoted, a production key of its own; a key in the wrong place installs the wrong version.",
	Bad:     exampleHead + "state: ready_for_testing\n" + exampleDigest + "keys:\n  sandbox: c126705a\n" + exampleHistory,
	Good:    exampleHead + "state: ready_for_testing\n" + exampleDigest + "keys:\n  sandbox: c126705a-fc0b-47c9-944e-8c427e5b9bd2\n" + exampleHistory,
	Origin:  procoreKeys,
}

var recordVersions = Rule{
	ID: ledger.RuleVersions, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0", File: "record.yaml", Required: true,
	Summary: "the versions of an app fit together",
	Why:     "No number is used twice, here or in the portal, and at most one version is in production. Two branches that were merged by hand can break that.",
	Bad:     "# versions/1.4.0/record.yaml and versions/1.5.0/record.yaml both say\nstate: production\n",
	Good:    "# versions/1.4.0/record.yaml\nstate: superseded\n",
	Origin:  ownOrigin,
}

var recordRewritten = Rule{
	ID: ledger.RuleRewritten, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0", File: "record.yaml", Required: true, NeedsBase: true,
	Summary: "the past of a record stays as it was",
	Why:     "History only grows: what the base holds of a record, and every byte of a frozen manifest, must still be there. A correction is a new entry.",
	Bad:     exampleHead + "state: ready_for_testing\n" + exampleDigest + "history:\n  - at: 2026-09-01T08:30:00Z\n    by: Someone else\n    event: save\n    from: draft\n    to: ready_for_testing\n",
	Good:    exampleRecord,
	Origin:  ownOrigin,
}

var recordRemoved = Rule{
	ID: "record-removed", Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0", File: "record.yaml", Required: true, NeedsBase: true,
	Summary: "a saved version is never removed",
	Why:     "Customers may run any version that was ever promoted, and its number cannot be used again. A version that will not be promoted stays, and says so.",
	Bad:     "# git rm -r manifests/acme-field-sync/versions/1.3.0\n",
	Good:    "# manifests/acme-field-sync/versions/1.3.0 stays\n",
	Origin:  ownOrigin,
}

const approvalEntry = "  - fingerprint: 9f2c41\n    change: required parameter \"site_code\" added to the side panel\n    reason: agreed with support\n    by: Jane Doe\n"

var approvalsFormat = Rule{
	ID: ledger.RuleApprovals, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0", File: "approvals.yaml", Required: true,
	Summary: "the approvals can be read",
	Why:     "An approval that cannot be read approves nothing. Each has a fingerprint, a reason, a name and a date.",
	Bad:     "format: 1\napprovals:\n" + approvalEntry + "    date: 1 September\n",
	Good:    "format: 1\napprovals:\n" + approvalEntry + "    date: 2026-09-01\n",
	Origin:  ownOrigin,
}

var approvalExpired = Rule{
	ID: ledger.RuleExpired, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0", File: "approvals.yaml",
	Summary: "no approval that is still needed has expired",
	Why:     "An approval with an end was meant for a time. When it is over, someone decides again.",
	Bad:     "format: 1\napprovals:\n" + approvalEntry + "    date: 2026-09-01\n    expires: 2026-09-30\n",
	Good:    "format: 1\napprovals:\n" + approvalEntry + "    date: 2026-09-01\n    expires: 2027-09-30\n",
	Origin:  ownOrigin,
}

var approvalUnused = Rule{
	ID: ledger.RuleUnused, Group: groupLedger, Severity: always(diag.Warning), Since: "0.1.0", File: "approvals.yaml",
	Summary: "every approval belongs to a change",
	Why:     "A change that was altered after its approval has another fingerprint. An approval of nothing would be taken for one of the change that is there.",
	Bad:     "format: 1\napprovals:\n" + approvalEntry + "    date: 2026-09-01\n",
	Good:    "format: 1\n",
	Origin:  ownOrigin,
}
