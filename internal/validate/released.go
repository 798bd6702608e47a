package validate

import (
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/version"
	"github.com/procore-manifest/manifest/schema"
)

// Released is what the ledger of an app says about what customers run.
type Released struct {
	// Version is the version that customers run until they update, nil before
	// the first promotion; ReleaseNotes are those that went with it.
	Version      *change.Side
	ReleaseNotes string
	// Saved are the frozen copies of the saved versions.
	Saved map[version.Version]*change.Side
	// Waiting is the number of saved versions that are Ready for Testing.
	Waiting int
}

// manyWaiting is the number of versions that were saved and not promoted from
// which on no one can say which of them still count.
const manyWaiting = 5

var releaseNotesRepeated = Rule{
	ID: "release-notes-repeated", Group: groupReleased, Severity: rising(diag.Off, diag.Info, diag.Warning),
	Since: "0.1.0", NeedsBase: true,
	Summary: "each version has its own release notes",
	Why: "Company admins read the release notes in the update dialog, and the notes cannot be changed after the " +
		"promotion. The notes of the last version say nothing about the new version.",
	Bad: `version: 1.5.0
release_notes: Budget lines now sync every hour. Select your permitted projects again.`,
	Good: `version: 1.5.0
release_notes: Submittals are shown too. Select your permitted projects again.`,
	Origin: schema.Origin{
		Source: "procore/documentation building_applications/building_apps_promote_manifest.md@ff93936",
		Date:   "2026-05-29", Confidence: schema.Inferred,
	},
	Check: func(p *Pass) {
		text, ok := p.Model.ReleaseNotes.Str()
		if p.Released == nil || p.Released.Version == nil || !ok || strings.TrimSpace(text) == "" {
			return
		}
		if number, ok := p.Released.Version.App().Number(); ok && p.says(number) {
			return // this is the version that they went with
		}
		if app.SameText(text, p.Released.ReleaseNotes) {
			at := p.Model.ReleaseNotes.Node.Head()
			p.Report(at, "the release notes are the same as in version %s", p.Released.Version.Name).
				Help("describe what is new in this version")
		}
	},
}

// says reports whether the manifest is of this version.
func (p *Pass) says(v version.Version) bool {
	now, ok := p.Model.Number()
	return ok && now == v
}

var widenedWithoutPurpose = Rule{
	ID: "widened-without-purpose", Group: groupReleased, Severity: always(diag.Warning), Since: "0.1.0",
	NeedsBase: true,
	Summary:   "a permission that is wider than before has a purpose",
	Why: "Every customer has to approve the wider permission and will ask for the reason. Write the purpose " +
		"beside the level; the tool copies the purpose to the checklist and to the message to company admins.",
	Bad: `version: 1.5.0
data_connector:
  authentication: [user_level, service_account]
  permissions:
    project:
      daily_log: standard`,
	Good: `version: 1.5.0
data_connector:
  authentication: [user_level, service_account]
  permissions:
    project:
      daily_log: {level: standard, purpose: Add an entry for each visit.}`,
	Origin: approvalOrigin,
	Check: func(p *Pass) {
		if p.Released == nil || p.Released.Version == nil {
			return
		}
		for _, c := range p.changesSince(p.Released.Version) {
			scope, tool, ok := permissionOf(c.Path)
			if !ok || !c.RaisesPermissions || c.After == nil {
				continue
			}
			if !slices.ContainsFunc(p.requests(), func(r request) bool {
				return string(r.Scope) == scope && r.Tool.Text == tool && r.hasPurpose()
			}) {
				since := p.Released.Version.Name
				p.Report(c.After.Span, "%s since version %s, but the permission has no purpose", c.Summary, since).
					Help("write %s: {level: …, purpose: …}", tool)
			}
		}
	},
}

var purposeOutdated = Rule{
	ID: "purpose-outdated", Group: groupReleased, Severity: always(diag.Warning), Since: "0.1.0", NeedsBase: true,
	Summary: "a raised permission has a purpose for its new level",
	Why: "Company admins read the purpose before they approve the higher level. A purpose that was written for the " +
		"lower level does not tell them what the app does with the higher level.",
	Bad: `version: 1.5.0
data_connector:
  authentication: [user_level, service_account]
  permissions:
    project:
      daily_log: {level: standard, purpose: Read the hours of the day.}`,
	Good: `version: 1.5.0
data_connector:
  authentication: [user_level, service_account]
  permissions:
    project:
      daily_log: {level: standard, purpose: Add an entry for each visit.}`,
	Origin: approvalOrigin,
	Check: func(p *Pass) {
		if p.Released == nil || p.Released.Version == nil {
			return
		}
		permissions := change.PermissionsBetween(*p.Released.Version, p.side())
		for _, r := range p.requests() {
			for _, now := range permissions.Tools {
				if now.Outdated && now.Scope == r.Scope && now.Tool == r.Tool.Text {
					p.Report(r.Purpose.Node.Span, "the purpose of %s was written for the level %s, but the level is now %s", now.Name,
						now.Before.Label, now.After.Label).
						Label("why does the app need the higher level?").Help("describe what the app does with the higher level")
				}
			}
		}
	},
}

// permissionOf returns scope and tool of a change of a permission.
func permissionOf(path string) (scope, tool string, ok bool) {
	rest, ok := strings.CutPrefix(path, "data_connector.permissions.")
	if !ok {
		return "", "", false
	}
	parts := strings.Split(rest, ".")
	if len(parts) < 2 {
		return "", "", false
	}
	return parts[0], parts[1], true
}

var firstBelowOne = Rule{
	ID: "first-below-one", Group: groupReleased, Severity: rising(diag.Off, diag.Off, diag.Info), Since: "0.1.0",
	NeedsBase: true,
	Summary:   "the first version for production is 1.0.0",
	Why: "Procore's own example starts with 0.0.1 or 0.1.0 in the sandbox and uses 1.0.0 for the first public " +
		"release. Below 1.0.0, customers cannot tell breaking changes from new features.",
	Bad:    `version: 0.9.0`,
	Good:   `version: 1.0.0`,
	Origin: procoreVersions,
	Check: func(p *Pass) {
		now, ok := p.Model.Number()
		one, err := version.Parse("1.0.0")
		if p.Released == nil || p.Released.Version != nil || !ok || err != nil || now.Compare(one) >= 0 {
			return
		}
		p.Report(p.Model.Version.Node.Span, "the first version for production is %s, which is below 1.0.0", now).
			Help("manifest bump %s 1.0.0", p.App)
	},
}

var manyUnpromoted = Rule{
	ID: "many-unpromoted", Group: groupReleased, Severity: always(diag.Info), Since: "0.1.0", NeedsBase: true,
	Summary: "versions that will not be promoted are abandoned",
	Why: "Skipping versions is normal in the portal. If many versions are Ready for Testing, it is unclear which of " +
		"them you still intend to promote. Abandon the others with manifest record abandon APP@VERSION --reason TEXT.",
	Bad:  `version: 1.9.0`,
	Good: `version: 1.5.0`,
	Origin: schema.Origin{
		Source: "procore/documentation assets/guides/manifest-promotion.png blob ce6dc673",
		Date:   "undated", Confidence: schema.Inferred,
	},
	Check: func(p *Pass) {
		version := p.Model.Version.Node
		if p.Released == nil || p.Released.Waiting < manyWaiting || version == nil {
			return
		}
		waiting := p.Released.Waiting
		p.Report(version.Head(), "%d saved versions are Ready for Testing and were never promoted", waiting).
			Help("abandon the versions that will not be promoted; manifest status %s lists them", p.App)
	},
}
