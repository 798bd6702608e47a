package report

import (
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
)

// tally lists the kinds of findings that occur: "1 error, 3 warnings".
func tally(ds []diag.Diagnostic) string {
	c := diag.Count(ds)
	var parts []string
	for _, kind := range []struct {
		n    int
		noun string
	}{{c.Errors, "error"}, {c.Warnings, "warning"}, {c.Infos, "info"}} {
		if kind.n > 0 {
			parts = append(parts, diag.Plural(kind.n, kind.noun))
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
	return diag.Plural(l.Files, "manifest") + ", " + tally(l.Findings) + l.unreadNote(show) + "."
}

// sentence is the message with its help, for formats with a single text field.
func sentence(d *diag.Diagnostic) string {
	if d.Help == "" {
		return d.Message
	}
	return d.Message + "; " + d.Help
}
