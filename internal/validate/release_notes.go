package validate

import (
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/schema"
)

var releaseNotesMissing = Rule{
	ID: "release-notes-missing", Group: groupRelease, Severity: rising(diag.Off, diag.Info, diag.Error),
	Since:   "0.1.0",
	Summary: "a version for production has release notes",
	Why: "The portal asks for release notes when a version is promoted and does not continue without them. Company " +
		"administrators read the notes before they update. The notes cannot be changed afterwards, so write and review " +
		"them with the version.",
	Bad:  `release_notes: ""`,
	Good: `release_notes: Budget lines now sync every hour. Nothing has to be set up again.`,
	Origin: schema.Origin{
		Source: "procore/documentation assets/guides/promote-manifest-confirm.png blob f6282487; " +
			"building_applications/building_apps_promote_manifest.md@ff93936",
		Date: "2026-05-29", Confidence: schema.Documented,
	},
	Check: func(p *Pass) {
		p.reportLack(app.KeyReleaseNotes, "release notes", "describe what changes for customers who update")
	},
}

// briefReleaseWords is the least number of words that can say what changed.
const briefReleaseWords = 3

var releaseNotesBrief = Rule{
	ID: "release-notes-brief", Group: groupRelease, Severity: rising(diag.Off, diag.Info, diag.Warning),
	Since:   "0.1.0",
	Varies:  "error for a single word in production",
	Summary: "release notes say what changes",
	Why: "An administrator decides from the release notes whether to update now. One or two words do not say " +
		"what changes, and the notes cannot be changed once the version is promoted. For production, a single word is an " +
		"error.",
	Bad: `release_notes: Update`,
	Good: `release_notes: |
  Budget lines now sync every hour.
  Select your permitted projects and create your app configurations again.`,
	Origin: schema.Origin{
		Source: "procore/documentation building_applications/building_apps_promote_manifest.md@ff93936",
		Date:   "2026-05-29", Confidence: schema.Inferred,
	},
	Check: func(p *Pass) {
		notes, text := p.Model.ReleaseNotes.Node, p.read(p.Model.ReleaseNotes)
		words := text.words()
		if len(words) == 0 || len(words) >= briefReleaseWords || isUnwritten(schema.SampleNotes, text) {
			return // release-notes-missing, sample-text, placeholder-text
		}
		brief := strings.TrimSpace(text.text)
		f := p.Report(p.head(notes, words), "the release notes have only %s, %q", fewWords(words), brief).
			Label("these words do not say what changes").Help("describe what changes for customers who update")
		if len(words) == 1 && p.For == Production {
			f.As(diag.Error)
		}
	},
}

var releaseNotesRedo = Rule{
	ID: "release-notes-redo", Group: groupRelease, Severity: rising(diag.Off, diag.Info, diag.Warning),
	Since:   "0.1.0",
	Summary: "release notes tell administrators what to set up again",
	Why: "Settings do not carry over to an updated app. With a service account, administrators select the " +
		"permitted projects again and approve new permissions; with embedded components they may have to create " +
		"the app configurations again. Until administrators do this, the app is missing from their projects, and the " +
		"release notes are the only text that they read before an update. Sources differ on how many of these steps the " +
		"portal now does itself, so the finding is a warning. The rule mentions only the steps that the app needs, skips " +
		"notes that announce the first version, and checks English notes only.",
	Bad: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    project:
      daily_log: {level: standard, purpose: Write the hours of the day.}
release_notes: Budget lines now sync every hour, with their forecast to the end of the year.`,
	Good: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    project:
      daily_log: {level: standard, purpose: Write the hours of the day.}
release_notes: |
  Budget lines now sync every hour.
  Select your permitted projects again after updating, and approve the new permission.`,
	Origin: schema.Origin{
		Source: "procore/documentation building_applications/building_apps_promote_manifest.md@ff93936; " +
			"plan_your_app/developer_managed_service_accounts.md@ff93936",
		Date: "2026-05-29", Confidence: schema.Documented,
	},
	Check: func(p *Pass) {
		notes, text := p.Model.ReleaseNotes.Node, p.read(p.Model.ReleaseNotes)
		words := text.words()
		if len(words) < briefReleaseWords || isFirstVersion(words) || isUnwritten(schema.SampleNotes, text) {
			return
		}
		if missing, _ := change.Unmentioned(words, p.stepsAfterUpdate()); len(missing) > 0 {
			p.Report(p.head(notes, words), "the release notes do not mention %s", matters(missing, " or ")).
				Label("customers must set this up again after updating").
				Help("tell administrators to set up %s again after updating", matters(missing, " and "))
		}
	},
}

// isFirstVersion reports whether the notes announce a version before which
// there was nothing to carry over.
func isFirstVersion(words []app.Word) bool {
	return app.Mentions(words, "first", "initial") && app.Mentions(words, "version", "release")
}
