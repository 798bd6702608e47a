package report

import (
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// Unread is a manifest that could not be read, and so was not checked.
type Unread struct {
	File, Reason string
}

// unreadable stands where a format wants the id of a rule.
const unreadable = "unreadable"

// failures are the unread files as findings at their first character, for
// formats that know nothing but findings.
func (l *Lint) failures() []diag.Diagnostic {
	ds := make([]diag.Diagnostic, len(l.Unread))
	for i, u := range l.Unread {
		ds[i] = diag.Diagnostic{
			Rule: unreadable, Severity: diag.Error, File: source.New(u.File, nil),
			Message: "the file could not be read: " + u.Reason,
		}
	}
	return ds
}

// unreadNote is what the summary says of unread files, "" where there are none.
func (l *Lint) unreadNote(show func(Unread) string) string {
	if len(l.Unread) == 0 {
		return ""
	}
	names := make([]string, len(l.Unread))
	for i, u := range l.Unread {
		names[i] = show(u)
	}
	return fmt.Sprintf("; %d could not be read: ", len(l.Unread)) + strings.Join(names, ", ")
}
