package report

import (
	"strings"
	"testing"

	"github.com/rivo/uniseg"

	"github.com/procore-manifest/manifest/internal/portal"
	"github.com/procore-manifest/manifest/internal/sandbox"
)

// What people read fits their terminal: only a word that is wider goes beyond it, such
// as a path, and a command, which has to be copied whole.
func TestTextFitsTheTerminal(t *testing.T) {
	story := eventfulStory(t)
	log := Timeline{Many: true, Logs: []Log{{App: story.App, Folder: "manifests/acme", Events: story.App.Events, Commits: commitsOf(story)}}}
	long := strings.Repeat("long words ", 12)
	verify := Verify{App: "acme", Git: "0.4.0", From: "the production environment of the portal", Company: &sandbox.Named{ID: 4242, Name: long},
		Checks: []VerifyCheck{
			{What: "installed version", Git: long, Installed: long, Outcome: "differs", Note: long},
			{What: "name", Git: long, Installed: long, Outcome: "same"},
			{What: "permissions", Outcome: "not_compared", Note: long},
		},
		Drift: &Drift{App: "acme", Git: "0.4.0", Portal: long, Saved: "0.3.0", NotCompared: []string{long},
			Differences: []portal.Difference{{Path: "app.name", Field: "Details > Name", Cause: portal.Both, Git: long, Portal: "A " + long, Saved: long}}},
	}
	for _, width := range []int{40, 80, 200} {
		o := Options{Width: width}
		text := written(t, LogFormats, Text, log, o) + written(t, VerifyFormats, Text, verify, o)
		for line := range strings.Lines(text) {
			line = strings.TrimRight(line, "\n")
			if uniseg.StringWidth(line) > width && strings.Contains(strings.TrimLeft(line, " "), " ") {
				t.Errorf("%d columns: %s", width, line)
			}
		}
	}
}
