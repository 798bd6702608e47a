package validate

import (
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/schema"
)

// What is wrong with events, frozen copies and approvals. The ledger reports
// under these ids; the words for explain and the documentation are here.

// exampleDigest is the digest of the manifest that the tests compose examples
// from.
const exampleDigest = "sha256:0000000000000000000000000000000000000000000000000000000000000000"

// exampleSave is the first event of a version.
const exampleSave = `{
  "format": 1,
  "event": "save",
  "at": "2026-09-01T08:30:00Z",
  "by": "Jane Doe <jane@acmefield.com>",
  "digest": "` + exampleDigest + `",
  "distribution": "custom"
}
`

// eventFile is the file that the examples of rules about events are of.
const eventFile = "save.json"

var procoreKeys = schema.Origin{
	Source: "procore/documentation building_applications/building_apps_sandbox_install.md@6b66fc7",
	Date:   "undated", Confidence: schema.Documented,
}

var eventFormat = Rule{
	ID: ledger.RuleEvent, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0", File: eventFile,
	Required: true,
	Summary:  "each event is readable and unchanged since it was recorded",
	Why: `Events are the only record of the versions that customers run. The tool writes events, and an event that
cannot be read proves nothing. The file name contains part of the digest of the event, so later changes are noticed.
Version keys are UUIDs of 36 characters, and each version has different keys. To read events of a newer format, update
the tool.`,
	Bad: `{
  "format": 1,
  "event": "save",
  "at": "yesterday",
  "by": "Jane Doe <jane@acmefield.com>",
  "digest": "` + exampleDigest + `",
  "distribution": "custom"
}
`,
	Good:   exampleSave,
	Origin: procoreKeys,
}

var eventIllegal = Rule{
	ID: ledger.RuleIllegal, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0",
	File: "20260902T090000Z-ddba77e8-submit.json", Required: true,
	Summary: "each event is valid at its place in the history",
	Why: `The portal allows only certain steps; for example, a version is promoted once, from Ready for Testing.
If two branches record steps that exclude each other, the later step has no effect, and someone must retract one of
the two steps.`,
	Bad: `{
  "format": 1,
  "event": "submit",
  "at": "2026-09-02T09:00:00Z",
  "by": "Jane Doe"
}
`,
	Good:   exampleSave,
	Origin: ownOrigin,
}

var eventFuture = Rule{
	ID: ledger.RuleFuture, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0",
	File: "20990902T090000Z-e7c8a4d1-test.json", Required: true,
	Summary: "no event is in the future",
	Why: `The order of events and the gates depend on the times of events. A clock that is a few minutes fast does
no harm. An event dated more than ten minutes in the future would be sorted after events that are recorded later.`,
	Bad: `{
  "format": 1,
  "event": "test",
  "at": "2099-09-02T09:00:00Z",
  "by": "Jane Doe",
  "result": "passed"
}
`,
	Good:   exampleSave,
	Origin: ownOrigin,
}

var frozenCopy = Rule{
	ID: ledger.RuleFrozen, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0", File: eventFile,
	Required: true,
	Summary:  "a frozen copy matches the manifest that was saved",
	Why: `A saved version never changes in the portal. The first event of the version contains a digest of the
frozen copy. The digest covers every byte except line ends, so any other change of the copy is noticed.`,
	Bad: `{
  "format": 1,
  "event": "save",
  "at": "2026-09-01T08:30:00Z",
  "by": "Jane Doe <jane@acmefield.com>",
  "digest": "sha256:1111111111111111111111111111111111111111111111111111111111111111",
  "distribution": "custom"
}
`,
	Good:   exampleSave,
	Origin: ownOrigin,
}

var versionClash = Rule{
	ID: ledger.RuleVersions, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0", File: "*", Required: true,
	Summary: "no two versions share a key or a portal number",
	Why: `Each version has different keys and a different number in the portal. If a key is recorded under the
wrong version, a customer installs the wrong version.`,
	Bad: `# versions/1.4.0/history/save.json and versions/1.5.0/history/save.json both have
"keys": {"sandbox": "c126705a-fc0b-47c9-944e-8c427e5b9bd2"}
`,
	Good: `# versions/1.5.0/history/save.json
"keys": {"sandbox": "0b6f1c53-93a2-4b0e-a3e7-1f6f2f0d8a11"}
`,
	Origin: procoreKeys,
}

var ledgerRewritten = Rule{
	ID: ledger.RuleRewritten, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0", File: "*", Required: true,
	NeedsBase: true,
	Summary:   "events, approvals, frozen copies and evidence are never changed or removed",
	Why: `Customers may run any version that was ever promoted, and a version number cannot be used again. Every file in
the ledger of the base must still exist with the same content; only line ends may differ. To correct an event, record
another event: manifest record retract.`,
	Bad:    "# git rm -r manifests/acme-field-sync/versions/1.3.0\n",
	Good:   "# manifests/acme-field-sync/versions/1.3.0 stays\n",
	Origin: ownOrigin,
}

var evidenceChanged = Rule{
	ID: ledger.RuleEvidence, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0", File: "*", Required: true,
	Summary: "the evidence of a test is unchanged since it was recorded",
	Why: "A passed test opens a gate. The event of the test contains the digest of the evidence, so a changed evidence " +
		"file proves nothing.",
	Bad:    "# versions/1.4.0/evidence/20260902T090000Z-77c0d1f3-smoke.json was edited\n",
	Good:   "# versions/1.4.0/evidence/20260902T090000Z-77c0d1f3-smoke.json is as it was recorded\n",
	Origin: ownOrigin,
}

var approvalFormat = Rule{
	ID: ledger.RuleApproval, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0",
	File: "20260901T083000Z-3f3f0a8b-approve.json", Required: true,
	Summary: "the fingerprint of an approval matches the change that the approval describes",
	Why: `An approval describes one change: its path, the operation, and the values before and after. The
fingerprint is computed from this description, so manual edits are noticed.`,
	Bad: `{
  "format": 1,
  "event": "approve",
  "at": "2026-09-01T08:30:00Z",
  "by": "Jane Doe <jane@acmefield.com>",
  "fingerprint": "0000000000000000000000000000000000000000000000000000000000000000",
  "path": "data_connector.permissions.project.budgeting.level",
  "op": "changed",
  "from": "read_only",
  "to": "standard",
  "reason": "agreed with support"
}
`,
	Good:   exampleSave,
	Origin: ownOrigin,
}

var approvalUnused = Rule{
	ID: ledger.RuleUnused, Group: groupLedger, Severity: always(diag.Info), Since: "0.1.0", File: "*",
	Summary: "each approval covers a change that is pending or was promoted",
	Why: `An approval covers one change since the version that customers run. If the change grows or is reverted,
the approval has no effect. The file stays in the ledger, and the approval takes effect again if the same change
comes back.`,
	Bad:    "# approvals/20260901T083000Z-9f2c41d0-approve.json is for a change that was reverted\n",
	Good:   "# approvals/20260901T083000Z-9f2c41d0-approve.json is for a change of the working manifest\n",
	Origin: ownOrigin,
}

var promotionGates = Rule{
	ID: ledger.RuleGates, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0", File: "*", Required: true,
	NeedsBase: true,
	Summary:   "a promotion passes all gates or gives a reason for an override",
	Why: `In the pull request that adds a promotion, lint checks the gates again, using the time of the event
and the ledger as it was before the event. An event that was written by hand must pass the gates too. A closed
gate can be passed with a reason: manifest promote APP@VERSION --override GATE --reason TEXT.`,
	Bad: "# 20261126T140102Z-77c0d1f3-promote.json promotes a version that was never tested\n",
	Good: "# the version passed its test before the promotion, or the event has an override for the gate " +
		"sandbox-test\n",
	Origin: ownOrigin,
}

var promotionApprovals = Rule{
	ID: ledger.RuleRelied, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0", File: "*", Required: true,
	NeedsBase: true,
	Summary:   "a promotion names the approvals that it relies on",
	Why: `An approval is used up when the promotion that names it reaches customers. If a promotion left out an
approval, the approval could be used again. If a promotion named too many approvals, approvals of other changes would
be used up.`,
	Bad:    "# 20261126T140102Z-77c0d1f3-promote.json raises a permission and names no approval\n",
	Good:   "# the event names the approvals of all changes since the version that customers ran\n",
	Origin: ownOrigin,
}
