package validate

import (
	"maps"
	"slices"
	"time"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
	"github.com/procore-manifest/manifest/schema"
)

// History is what a working manifest is compared with: the ledger of its app,
// and what a base holds. It holds values only; whoever builds it has read the
// files.
type History struct {
	// Ledger is the ledger of the app as it is now.
	Ledger *ledger.App
	// Run is the frozen copy of what customers run, nil before the first version
	// that reaches them. Level, approvals and texts count from it.
	Run *change.Side
	// Held is what the portal holds: the latest version saved there, nil before
	// the first. Only what the portal cannot undo counts from it.
	Held *change.Side
	// Base is the working manifest at the merge base, nil if it was not there
	// yet or no base is given. BaseName is the base as the user names it:
	// origin/main; "" without a base.
	Base     *change.Side
	BaseName string
	// TipName is where the numbers of Elsewhere are saved: origin/main.
	TipName string
	// Taken are the numbers that are saved here, with their frozen copies, and
	// Elsewhere those that only the base or its tip has; nil if only the number
	// is known.
	Taken, Elsewhere map[version.Version]*change.Side
	// Now is what the clock shows.
	Now time.Time
}

// Moment is when pending changes are judged: after all events, also those of a
// clock that is a little ahead.
func (h *History) Moment() time.Time { return h.Ledger.Clock(h.Now) }

// numbers are the numbers that are used on the tip of the base.
func (h *History) numbers() []version.Version { return slices.Collect(maps.Keys(h.Elsewhere)) }

// Need returns what the number of a working manifest must be, and the change
// that decided its level: nil if customers run nothing yet or notice nothing.
func (h *History) Need(working change.Side) (ledger.Need, *change.Change, error) {
	return h.need(working, func(from *change.Side) []change.Change { return change.Diff(*from, working) })
}

func (h *History) need(working change.Side, diff func(*change.Side) []change.Change) (ledger.Need, *change.Change,
	error) {
	var verdict change.Verdict
	if h.Run != nil {
		verdict = change.Judge(diff(h.Run), *h.Run, working)
	}
	need, err := h.Ledger.Need(verdict.Level, h.numbers()...)
	return need, verdict.Decides, err
}

// Unapproved returns the changes of a working manifest that need an approval and
// have none that can be used now: those since what customers run, and those that
// the portal cannot undo, since what the portal holds.
func (h *History) Unapproved(working change.Side) []change.Change {
	return h.unapproved(func(from *change.Side) []change.Change { return change.Diff(*from, working) })
}

func (h *History) unapproved(diff func(*change.Side) []change.Change) []change.Change {
	var missing []change.Change
	for _, c := range h.Costly(diff) {
		if usable, _ := h.Ledger.Approval(c.Fingerprint, h.Moment()); usable == nil {
			missing = append(missing, c)
		}
	}
	return missing
}

// Costly returns the changes that need an approval, whether they have it or not.
func (h *History) Costly(diff func(*change.Side) []change.Change) []change.Change {
	return change.Costly(h.Run, h.Held, diff)
}

// Differs reports whether the branch changes what a version consists of. What it
// did not touch cannot fail it.
func (h *History) Differs(working *manifest.Node) bool {
	return h.Base == nil || ledger.Digest(h.Base.App().Root) != ledger.Digest(working)
}

func (p *Pass) differs() bool {
	return p.changed.get(func() bool { return p.History.Differs(p.Root) })
}

// Same reports whether a manifest says what a saved version does, as far as a
// version is concerned. What is not known is not the same.
func Same(saved *change.Side, working change.Side) bool {
	return saved != nil && (ledger.Digest(saved.App().Root) == ledger.Digest(working.App().Root) ||
		change.Judge(change.Diff(*saved, working), *saved, working).Level == version.None)
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
	if p.History.BaseName == "" {
		return "manifest bump " + p.App
	}
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
	NeedsBase: true, Varies: "warning if lint runs without --base",
	Summary: "a changed manifest has a new version number",
	Why: "A saved version never changes, so a change needs a new number. Comments, formatting, oauth and release " +
		"notes are not part of a version and need no new number. One bump covers all pull requests until the " +
		"version is saved.",
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
	Origin: schema.Origin{
		Source: "procore/documentation building_applications/building_apps_create_new.md@e345620 (each saved set of " +
			"changes " +
			"is a version); that it can't be edited later is inferred",
		Date: "2026-03-11", Confidence: schema.Inferred,
	},
	Check: func(p *Pass) {
		now, ok := p.Model.Number()
		const message = "the manifest differs from the saved version %s, but the version is still %s"
		if p.History == nil && p.Released != nil && ok {
			if saved := p.Released.Saved[now]; saved != nil && !Same(saved, p.side()) {
				p.Report(p.Model.Version.Node.Span, message, now, now).As(diag.Warning).Help("manifest bump %s", p.App)
			}
			return
		}
		if p.History == nil || !ok || !p.differs() {
			return
		}
		saved, taken := p.History.Taken[now]
		if !taken || Same(saved, p.side()) {
			return
		}
		need, decides, err := p.need()
		if err != nil {
			return
		}
		p.Report(p.Model.Version.Node.Span, message, now, now).
			Label("at least %s is needed", need.Number).Help("%s", p.bumpCommand()).because(decides)
	},
}

var bumpTooSmall = Rule{
	ID: "bump-too-small", Group: groupHistory, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	NeedsBase: true,
	Summary:   "the version is high enough for its changes",
	Why: "The number tells customers what to expect of an update: a new major version has breaking changes, a new " +
		"minor version has new features, and a new patch version has neither. Below 1.0.0, a breaking change raises the " +
		"minor version. The table of changes (docs/versions.md) says what each change needs. To allow a smaller " +
		"bump with " +
		"a reason, run manifest bump APP X.Y.Z --allow-smaller REASON.",
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
		now, ok := p.Model.Number()
		if p.History == nil || !ok || !p.differs() || Same(p.History.Taken[now], p.side()) {
			return
		}
		need, decides, err := p.need()
		// A number that is not above those used has its own words.
		if err != nil || decides == nil || now.Compare(need.ByLevel) >= 0 || now.Compare(need.Above) <= 0 {
			return
		}
		if p.History.Ledger.AllowsSmaller(now, decides.Fingerprint) != nil {
			return
		}
		p.Report(p.Model.Version.Node.Span, "version %s is too low: these changes since %s need at least %s", now,
			need.Since, need.ByLevel).
			Label("at least %s is needed", need.Number).Help("%s", p.bumpCommand()).because(decides)
	},
}

var versionLowered = Rule{
	ID: "version-lowered", Group: groupHistory, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	NeedsBase: true,
	Summary:   "each version is higher than the version before",
	Why: "The portal accepts a version number only if it is higher than the number before. To go back to earlier " +
		"content, save that content under a new number: manifest restore APP@VERSION.",
	Bad:  `version: 1.3.0`,
	Good: `version: 1.4.0`,
	Origin: schema.Origin{
		Source: "procore/documentation building_applications/building_data_connection_apps.md@41e774c",
		Date:   "2024-10-29", Confidence: schema.Documented,
	},
	Check: func(p *Pass) {
		now, need, ok := p.unusedNumber()
		if !ok || now.Compare(need.Above) >= 0 {
			return
		}
		where := ""
		if _, elsewhere := p.History.Elsewhere[need.Above]; elsewhere && p.History.Ledger.Uses(need.Above) == nil {
			where = " on " + p.History.TipName
		}
		p.Report(p.Model.Version.Node.Span, "version %s is lower than %s, which is already saved%s", now, need.Above, where).
			Label("at least %s is needed", need.Number).Help("%s", p.bumpCommand())
	},
}

var versionReused = Rule{
	ID: "version-reused", Group: groupHistory, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	NeedsBase: true,
	Summary:   "each version number is used only once",
	Why: "Another branch has already saved different content under this number. A number can be used only once, and " +
		"the portal would not accept the same number again.",
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
		if _, here := p.History.Taken[now]; here {
			return // version-unchanged has words for it
		}
		if v := p.History.Ledger.Uses(now); v != nil {
			p.Report(p.Model.Version.Node.Span, "version number %s is already used; the portal assigned this number to "+
				"version %s", now, v.Number).
				Label("taken").Help("%s", p.bumpCommand())
			return
		}
		if saved, taken := p.History.Elsewhere[now]; taken && !Same(saved, p.side()) {
			p.Report(p.Model.Version.Node.Span, "version %s was saved on %s with different content", now, p.History.TipName).
				Label("taken").Help("merge %s, then run manifest bump %s", p.History.TipName, p.App)
		}
	},
}

var versionJump = Rule{
	ID: "version-jump", Group: groupHistory, Severity: always(diag.Warning), Since: "0.1.0", NeedsBase: true,
	Summary: "each version is one step above the version before",
	Why: `A version number cannot be lowered later, neither in the portal nor in the ledger: 1.3.0 can never follow 12.0.0.
A larger step than the changes need is fine, but a number that is several steps higher is usually a typing error.`,
	Bad:    "version: 12.0.0\n",
	Good:   "version: 2.0.0\n",
	Origin: procoreVersions,
	Check: func(p *Pass) {
		now, need, ok := p.unusedNumber()
		if !ok || !need.IsJump(now) {
			return
		}
		p.Report(p.Model.Version.Node.Span, "version %s is more than one step above %s", now, need.Above).
			Label("these changes need %s", need.Number).Help("if this is a typing error, run %s", p.bumpCommand())
	},
}

// approvalOrigin is where it says that customers review and approve what a service
// account may do.
var approvalOrigin = schema.Origin{
	Source: "procore/documentation plan_your_app/developer_managed_service_accounts.md@ff93936",
	Date:   "2026-05-29", Confidence: schema.Inferred,
}

var approvalMissing = Rule{
	ID: "approval-missing", Group: groupHistory, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	NeedsBase: true,
	Summary:   "changes that cause work for customers are approved",
	Why: "Breaking changes and wider permissions cause work for every customer. An approver decides on each change " +
		"since the version that customers run, and gives a reason: manifest approve APP FINGERPRINT --reason TEXT. The " +
		"pull request shows the reason. The approval is used up when the version reaches customers.",
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
	Origin: approvalOrigin,
	Check:  func(p *Pass) { p.reportUnapproved(false) },
}

var oneWayChange = Rule{
	ID: "one-way-change", Group: groupHistory, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	NeedsBase: true,
	Summary:   "changes that the portal cannot undo are approved",
	Why: "The portal cannot remove a data connector that was carried over from an earlier version, so a manifest " +
		"without the data connector cannot be entered in the portal. If you intend to remove the data connector, " +
		"approve the " +
		"change: manifest approve APP FINGERPRINT --reason TEXT.",
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

// need is [History.Need] for the rules, which share the comparisons.
func (p *Pass) need() (ledger.Need, *change.Change, error) {
	return p.History.need(p.side(), p.changesSince)
}

// unusedNumber returns the number of a manifest that changed, where nothing uses it
// yet, and what it must be.
func (p *Pass) unusedNumber() (now version.Version, need ledger.Need, ok bool) {
	now, ok = p.Model.Number()
	if p.History == nil || !ok || !p.differs() || p.isUsed(now) {
		return now, need, false
	}
	need, _, err := p.need()
	return now, need, err == nil
}

// isUsed reports whether a number is used here or on the tip of the base.
func (p *Pass) isUsed(number version.Version) bool {
	_, here := p.History.Taken[number]
	_, there := p.History.Elsewhere[number]
	return here || there || p.History.Ledger.Uses(number) != nil
}

// reportUnapproved reports the changes that need an approval and have none that
// can be used now: those that are one-way, or the others.
func (p *Pass) reportUnapproved(oneWay bool) {
	if p.History == nil || !p.differs() {
		return
	}
	for _, c := range p.History.unapproved(p.changesSince) {
		if c.OneWay != oneWay {
			continue
		}
		from := p.History.Run
		if oneWay {
			from = p.History.Held
		}
		_, other := p.History.Ledger.Approval(c.Fingerprint, p.History.Moment())
		f := p.Report(p.placeOf(c), "the %s change since %s %s: %s", c.Concern(), from.Name, whyUnapproved(other), c.Summary).
			Label("#%s", ledger.Short(c.Fingerprint)).Help("manifest approve %s %s --reason TEXT", p.App,
			ledger.Short(c.Fingerprint))
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
