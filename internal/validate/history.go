package validate

import (
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
	"github.com/procore-manifest/manifest/schema"
)

// History is what a working manifest is compared with: what was saved, and what
// stands at a base. It holds values only; whoever builds it has read the files.
type History struct {
	// Saved is the latest saved version, nil before the first.
	Saved *change.Side
	// Base is the working manifest at the merge base, nil where it was not
	// there yet or no base is given. BaseName is the base as the user names it:
	// origin/main. Before is what the changes of a branch are counted from: the
	// latest version that was saved at the base or, before the first, Base.
	Base, Before *change.Side
	BaseName     string
	// Taken are the versions saved here, at the base or on the branch that the
	// base was named by, with the digest of what they hold.
	Taken     map[string]string
	Approvals ledger.Approvals
	Today     ledger.Day
}

// since returns the side that approvals are judged from: where the branch
// started or, without a base, the latest saved version.
func (h *History) since() *change.Side {
	if h.Before != nil {
		return h.Before
	}
	return h.Saved
}

// Narrow fits the changes of a branch to what lint asks of them. What was never
// saved was never in the portal: it can be undone, and taking it back wants no
// approval. It returns the fingerprints of the changes that want none for that
// reason.
func (h *History) Narrow(changes []change.Change, working change.Side) (unneeded []string) {
	from := h.since()
	if from == nil {
		return nil
	}
	wanted := make(map[string]bool)
	for _, c := range change.Diff(*from, working) {
		wanted[c.Fingerprint] = c.NeedsApproval()
	}
	for i := range changes {
		c := &changes[i]
		c.OneWay = c.OneWay && from != h.Base
		if c.NeedsApproval() && !wanted[c.Fingerprint] {
			unneeded = append(unneeded, c.Fingerprint)
		}
	}
	return unneeded
}

// called is how messages name a side.
func (h *History) called(s *change.Side) string {
	if s == h.Base {
		return h.BaseName
	}
	return "the saved version " + s.Name
}

// sideVersion returns the version that a side says, if there is that side.
func sideVersion(s *change.Side) (version.Version, bool) {
	if s == nil {
		return version.Version{}, false
	}
	return s.App().Number()
}

// Requirement is what changes ask of a version number.
type Requirement struct {
	// Baseline is the number that steps are counted from, and Since what has
	// it: "the saved version 0.3.0" or "origin/main".
	Baseline version.Version
	Since    string
	Level    version.Level
	// Decides is the change that made the level, nil for none.
	Decides *change.Change
	// Required is the lowest number that is enough.
	Required version.Version
}

// Requirement returns what the changes of a working manifest ask of its version, and
// false where there is nothing to count from.
//
// Two things must hold. What was saved on this branch never changes, so changes
// since the latest saved version want a number above it. And the branch as a
// whole is counted from where it started: from the latest version saved there,
// with the larger need of the changes since that version and since the merge
// base, so that one bump covers a cycle of several pull requests.
func (h *History) Requirement(working change.Side) (Requirement, bool) {
	return h.requirement(working, func(from *change.Side) []change.Change { return change.Diff(*from, working) })
}

func (h *History) requirement(working change.Side, diff func(*change.Side) []change.Change) (Requirement, bool) {
	var most Requirement
	found := false
	count := func(from *change.Side, sides ...*change.Side) {
		o := Requirement{}
		var ok bool
		if o.Baseline, ok = sideVersion(from); !ok {
			return
		}
		o.Since = h.called(from)
		for _, side := range sides {
			if side == nil {
				continue
			}
			if verdict := change.Judge(diff(side), *side, working); verdict.Level > o.Level {
				o.Level, o.Decides = verdict.Level, verdict.Decides
			}
		}
		var err error
		if o.Required, err = o.Baseline.Next(o.Level); err != nil {
			return
		}
		if !found || o.Required.Compare(most.Required) > 0 {
			most, found = o, true
		}
	}
	if h.Before != nil {
		count(h.Before, h.Before, h.Base)
	}
	if h.Saved != nil && (h.Before == nil || h.Saved.Name != h.Before.Name) {
		count(h.Saved, h.Saved)
	}
	return most, found
}

// requirement is what the changes ask of the version that the manifest says. The
// rules share the comparisons.
func (p *Pass) requirement() (versionCheck, bool) {
	if p.History == nil {
		return versionCheck{}, false
	}
	o, ok := p.History.requirement(p.side(), p.changesSince)
	now, okNow := p.Model.Number()
	return versionCheck{o, p.Model.Version.Node, now}, ok && okNow
}

// versionCheck is a requirement with the version that the manifest says, and its
// place.
type versionCheck struct {
	Requirement
	node *manifest.Node
	now  version.Version
}

func (p *Pass) side() change.Side {
	return change.Side{Name: "working manifest", File: p.File, Model: p.Model}
}

// changesSince compares once for all rules.
func (p *Pass) changesSince(side *change.Side) []change.Change {
	if p.compared == nil {
		p.compared = make(map[*change.Side][]change.Change)
	}
	list, ok := p.compared[side]
	if !ok {
		list = change.Diff(*side, p.side())
		p.compared[side] = list
	}
	return list
}

// bumpCommand is the command that raises the version as needed.
func (p *Pass) bumpCommand() string {
	return "manifest bump " + p.App + " --base " + p.History.BaseName
}

// because adds the change that decided, with its place.
func (f *Finding) because(c *change.Change) *Finding {
	if c == nil {
		return f
	}
	at := c.After
	if at == nil || at.Nearest && c.Before != nil {
		at = c.Before
	}
	if at != nil {
		f.alsoIn(at, c.Level.String()+": "+c.Summary)
	}
	return f
}

// alsoIn names a place in one of the manifests that were compared.
func (f *Finding) alsoIn(at *change.Place, message string) {
	f.d.Related = append(f.d.Related, diag.Related{File: at.File, Span: at.Span, Message: message})
}

var procoreVersions = schema.Origin{
	Source: "procore/documentation building_applications/building_apps_promote_manifest.md@ff93936",
	Date:   "2026-05-29", Confidence: schema.Documented,
}

// Examples of rules that need a history are the two sides of a comparison: Bad
// is what a pull request makes of historyBase, Good is how it should be.
const historyBase = `version: 1.4.0
embedded:
  side_panel:
    description: Acme beside the RFI
    url: https://panel.acmefield.com/?project={{procore.project.id}}
    views: [rfi.detail, submittal_logs.detail]
`

var versionUnchanged = Rule{
	ID: "version-unchanged", Group: groupHistory, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	NeedsBase: true,
	Summary:   "what the portal would notice comes with a new version",
	Why: "A saved version never changes, so a change needs a number of its own. Comments, formatting, oauth and " +
		"release notes are not part of a version and ask for none. Compared with the latest saved version, or " +
		"with the merge base before the first; one bump covers all pull requests until the version is saved.",
	Bad: `version: 1.4.0
embedded:
  side_panel:
    description: Acme beside the RFI
    url: https://panel.acmefield.com/?project={{procore.project.id}}
    views: [rfi.detail]`,
	Good: `version: 2.0.0
embedded:
  side_panel:
    description: Acme beside the RFI
    url: https://panel.acmefield.com/?project={{procore.project.id}}
    views: [rfi.detail]`,
	Origin: procoreVersions,
	Check: func(p *Pass) {
		o, ok := p.requirement()
		if !ok || o.Level == version.None || o.now != o.Baseline {
			return
		}
		p.Report(o.node.Span, "the manifest changed since %s, but the version is still %s", o.Since, o.now).
			Label("want at least %s", o.Required).Help("%s", p.bumpCommand()).because(o.Decides)
	},
}

var bumpTooSmall = Rule{
	ID: "bump-too-small", Group: groupHistory, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	NeedsBase: true,
	Summary:   "the version rises as much as its changes need",
	Why: "Customers judge an update by its number: major for what breaks, minor for what is new, patch for the " +
		"rest; below 1.0.0 what breaks raises the minor. Which change needs what is in the table of changes " +
		"(docs/versions.md). A smaller step can be allowed with a reason: manifest bump APP X.Y.Z " +
		"--allow-smaller REASON.",
	Bad: `version: 1.4.1
embedded:
  side_panel:
    description: Acme beside the RFI
    url: https://panel.acmefield.com/?project={{procore.project.id}}
    views: [rfi.detail]`,
	Good: `version: 2.0.0
embedded:
  side_panel:
    description: Acme beside the RFI
    url: https://panel.acmefield.com/?project={{procore.project.id}}
    views: [rfi.detail]`,
	Origin: procoreVersions,
	Check: func(p *Pass) {
		o, ok := p.requirement()
		if !ok || o.now.Compare(o.Baseline) <= 0 || o.now.Compare(o.Required) >= 0 {
			return
		}
		if p.History.Approvals.Allows(o.now.String(), o.Decides.Fingerprint) {
			return
		}
		p.Report(o.node.Span, "version %s is too low for a %s change since %s: %s",
			o.now, o.Level, o.Since, o.Decides.Summary).
			Label("want at least %s", o.Required).Help("%s", p.bumpCommand()).because(o.Decides)
	},
}

var versionLowered = Rule{
	ID: "version-lowered", Group: groupHistory, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	NeedsBase: true,
	Summary:   "versions only rise",
	Why: "The portal takes a number only if it is higher than the one before. To go back to old content, save it " +
		"under a new number: manifest restore APP@VERSION.",
	Bad:  `version: 1.3.0`,
	Good: `version: 1.4.0`,
	Origin: schema.Origin{
		Source: "procore/documentation building_applications/building_data_connection_apps.md@41e774c",
		Date:   "2024-10-29", Confidence: schema.Documented,
	},
	Check: func(p *Pass) {
		now, ok := p.Model.Number()
		if p.History == nil || !ok {
			return
		}
		for _, side := range []*change.Side{p.History.Saved, p.History.Base} {
			before, ok := sideVersion(side)
			if !ok || now.Compare(before) >= 0 {
				continue
			}
			p.Report(p.Model.Version.Node.Span, "version %s is lower than %s", now, p.History.called(side)).
				Label("numbers only rise").Help("%s", p.bumpCommand())
			return
		}
	},
}

var versionReused = Rule{
	ID: "version-reused", Group: groupHistory, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	NeedsBase: true,
	Summary:   "a number is used for one version only",
	Why: "Another branch has saved a version under this number already, with other content. A number is never " +
		"used twice, and the portal would not take it again.",
	Bad:  `version: 1.5.0`,
	Good: `version: 1.6.0`,
	Origin: schema.Origin{
		Source: "procore/documentation building_applications/building_data_connection_apps.md@41e774c",
		Date:   "2024-10-29", Confidence: schema.Inferred,
	},
	Check: func(p *Pass) {
		now, ok := p.Model.Number()
		if p.History == nil || !ok {
			return
		}
		for _, side := range []*change.Side{p.History.Saved, p.History.Before} {
			if before, ok := sideVersion(side); ok && now.Compare(before) <= 0 {
				return // version-unchanged and version-lowered have words for it
			}
		}
		if digest, taken := p.History.Taken[now.String()]; taken && digest != ledger.Digest(p.Root) {
			base := p.History.BaseName
			p.Report(p.Model.Version.Node.Span, "version %s was saved in %s already, with other content", now, base).
				Label("taken").Help("merge %s, then: manifest bump %s", base, p.App)
		}
	},
}

var approvalMissing = Rule{
	ID: "approval-missing", Group: groupHistory, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	NeedsBase: true,
	Summary:   "changes that cost customers are signed off",
	Why: "Breaking changes and wider permissions make work for every customer. Someone who may decide that says " +
		"so in approvals.yaml, with a reason that the pull request shows: manifest approve APP FINGERPRINT " +
		"--reason TEXT.",
	Bad: `version: 2.0.0
embedded:
  side_panel:
    description: Acme beside the RFI
    url: https://panel.acmefield.com/?project={{procore.project.id}}
    views: [rfi.detail]`,
	Good: `version: 1.5.0
embedded:
  side_panel:
    description: Acme beside the RFI
    url: https://panel.acmefield.com/?project={{procore.project.id}}
    views: [rfi.detail, submittal_logs.detail, observations.list]`,
	Origin: schema.Origin{
		Source: "procore/documentation plan_your_app/developer_managed_service_accounts.md@ff93936",
		Date:   "2026-05-29", Confidence: schema.Inferred,
	},
	Check: func(p *Pass) { p.reportUnapproved(false) },
}

var oneWayChange = Rule{
	ID: "one-way-change", Group: groupHistory, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	NeedsBase: true,
	Summary:   "what the portal cannot undo is signed off",
	Why: "A data connector that was carried over from an earlier version cannot be removed in the portal. A " +
		"manifest that leaves it out cannot be entered; if that is known and right, approve it: manifest approve " +
		"APP FINGERPRINT --reason TEXT.",
	Bad: `schema: 1
app:
  name: Acme Field Sync
  distribution: custom
version: 2.0.0
embedded:
  side_panel:
    description: Acme beside the RFI
    url: https://panel.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}
    views: [rfi.detail, submittal_logs.detail]
setup_instructions:
  url: https://help.acmefield.com/procore/setup
  page_name: Set up Acme Field Sync
post_installation_notes: Create an app configuration and choose the projects that should show it.
release_notes: Create your app configurations again after updating.`,
	Good: `version: 1.4.0`,
	Origin: schema.Origin{
		Source: "procore/documentation building_applications/building_data_connection_apps.md@054b1fe",
		Date:   "2026-09", Confidence: schema.Documented,
	},
	Check: func(p *Pass) { p.reportUnapproved(true) },
}

// reportUnapproved reports the changes that want an approval and have none that
// holds today: those that are one-way, or the others.
func (p *Pass) reportUnapproved(oneWay bool) {
	if p.History == nil {
		return
	}
	from := p.History.since()
	if from == nil {
		return
	}
	since, base := p.History.called(from), ""
	if p.History.Saved == nil || from.Name != p.History.Saved.Name {
		base = " --base " + p.History.BaseName
	}
	for _, c := range p.changesSince(from) {
		// What was never saved was never in the portal, and can be undone.
		c.OneWay = c.OneWay && from != p.History.Base
		if !c.NeedsApproval() || c.OneWay != oneWay {
			continue
		}
		approval, approved := p.History.Approvals.Approval(c.Fingerprint)
		if approved && !approval.Expired(p.History.Today) {
			continue
		}
		f := p.Report(p.placeOf(c), "the %s change since %s is not approved: %s", c.Concern(), since, c.Summary).
			Label("#%s", c.Fingerprint).Help("manifest approve %s %s --reason TEXT%s", p.App, c.Fingerprint, base)
		if c.Before != nil {
			f.alsoIn(c.Before, "before")
		}
	}
}

// placeOf is where the change stands in the working manifest.
func (p *Pass) placeOf(c change.Change) source.Span {
	if c.After != nil {
		return c.After.Span
	}
	return p.Root.Head()
}
