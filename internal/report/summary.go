package report

import (
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
)

// fixCommand is what a reader types to apply the safe fixes.
const fixCommand = "manifest lint --fix"

// count returns "1 error", "2 errors".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// tally lists the kinds of findings that occur: "1 error, 3 warnings".
func tally(ds []diag.Diagnostic) string {
	c := diag.Count(ds)
	var parts []string
	for _, kind := range []struct {
		n    int
		noun string
	}{{c.Errors, "error"}, {c.Warnings, "warning"}, {c.Infos, "info"}} {
		if kind.n > 0 {
			parts = append(parts, count(kind.n, kind.noun))
		}
	}
	if len(parts) == 0 {
		return "no findings"
	}
	return strings.Join(parts, ", ")
}

// summary is the sentence at the end of a run, without what can be fixed:
// "2 manifests, 1 error, 3 warnings." show makes an unread file fit for the
// format.
func (l *Lint) summary(show func(Unread) string) string {
	return count(l.Files, "manifest") + ", " + tally(l.Findings) + l.unreadNote(show) + "."
}

// sentence is the message with its help, for formats with a single text field.
func sentence(d *diag.Diagnostic) string {
	if d.Help == "" {
		return d.Message
	}
	return d.Message + "; " + d.Help
}
