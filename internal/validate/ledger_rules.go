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
	Why: `Events are the only record of what customers run. The tool writes them, and an unreadable event proves nothing.
The name of a file contains part of its digest, so a later change of the event shows. Keys have 36
characters in the shape of a UUID; each version has its own. An event of a newer format needs a newer tool.`,
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
	Why: `The portal allows only certain steps: a version is promoted from Ready for Testing, once. Two branches can each record a
step that excludes the other. The later one has no effect, and someone has to retract one of the two.`,
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
	Why: `Order and gates use the time of events. A clock that is a few minutes ahead does no harm; an event more than ten
minutes in the future would come after everything that is recorded until then.`,
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
	Why: `A version that was saved in the portal never changes there. The digest in its first event covers every byte of
the frozen copy except line ends, so any change of the copy is noticed.`,
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
	Why: `Each version has its own keys and its own number in the portal. A key under the wrong version installs the wrong
version at a customer.`,
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
	Summary:   "events, approvals, frozen copies and evidence are only added",
	Why: `Customers may run any version that was ever promoted, and its number cannot be used again. Everything in the
ledger of the base must still be there, byte for byte except line ends. A correction is a new event:
manifest record retract.`,
	Bad:    "# git rm -r manifests/acme-field-sync/versions/1.3.0\n",
	Good:   "# manifests/acme-field-sync/versions/1.3.0 stays\n",
	Origin: ownOrigin,
}

var evidenceChanged = Rule{
	ID: ledger.RuleEvidence, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0", File: "*", Required: true,
	Summary: "the evidence of a test is unchanged since it was recorded",
	Why: "A test that passed opens a gate. Its event contains the digest of the evidence, so other evidence " +
		"proves nothing.",
	Bad:    "# versions/1.4.0/evidence/20260902T090000Z-77c0d1f3-smoke.json was edited\n",
	Good:   "# versions/1.4.0/evidence/20260902T090000Z-77c0d1f3-smoke.json is as it was recorded\n",
	Origin: ownOrigin,
}

var approvalFormat = Rule{
	ID: ledger.RuleApproval, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0",
	File: "20260901T083000Z-3f3f0a8b-approve.json", Required: true,
	Summary: "the fingerprint of an approval matches the change it describes",
	Why: `An approval says which change it is for: its path, what happened there, and both values. The fingerprint is
computed from these, so an edit by hand shows.`,
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
	Summary: "an approval is for a change that is pending or was promoted",
	Why: `An approval signs off one change compared with what customers run. If the change grew or went away, the approval
does nothing. It stays where it is, and counts again if the same change comes back.`,
	Bad:    "# approvals/20260901T083000Z-9f2c41d0-approve.json is for a change that was reverted\n",
	Good:   "# approvals/20260901T083000Z-9f2c41d0-approve.json is for a change of the working manifest\n",
	Origin: ownOrigin,
}

var promotionGates = Rule{
	ID: ledger.RuleGates, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0", File: "*", Required: true,
	NeedsBase: true,
	Summary:   "a promotion passes its gates, or says why not",
	Why: `The pull request that adds a promotion checks its gates again: at the time of the event, from the ledger before
it. Writing the file by hand does not get around them. Passing a closed gate is fine if the event says why:
manifest promote APP@VERSION --override GATE --reason TEXT.`,
	Bad:    "# 20261126T140102Z-77c0d1f3-promote.json is of a version that was never tested\n",
	Good:   "# the version passed its test before, or the event has an override for the gate sandbox-test\n",
	Origin: ownOrigin,
}

var promotionApprovals = Rule{
	ID: ledger.RuleRelied, Group: groupLedger, Severity: always(diag.Error), Since: "0.1.0", File: "*", Required: true,
	NeedsBase: true,
	Summary:   "a promotion names the approvals that it relied on",
	Why: `An approval is used up when the version that names it reaches customers. A promotion that leaves one out would keep
it for another time, and one that names too many would use up approvals of other changes.`,
	Bad:    "# 20261126T140102Z-77c0d1f3-promote.json raises a permission and names no approval\n",
	Good:   "# its approvals are those of the changes since what customers ran\n",
	Origin: ownOrigin,
}
