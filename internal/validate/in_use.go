package validate

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/secret"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
)

// InUse is what in-use.yaml says: the versions that customers are known to run.
type InUse struct {
	AsOf       ledger.Day
	By, Reason string
	Versions   []version.Version
}

// InUseDays is how long an in-use.yaml counts.
const InUseDays = 90

// Counts reports whether the file still counts at a moment.
func (u *InUse) Counts(now time.Time) bool {
	return u.AsOf >= ledger.DayOf(now.AddDate(0, 0, -InUseDays)) && u.AsOf <= ledger.DayOf(now.AddDate(0, 0, 1))
}

// Cohorts returns the versions that customers can have at a moment, before they update
// to a version or, where that is nil, to the working manifest; the lowest first. While
// it counts, u narrows or widens that; it may be nil.
func (u *InUse) Cohorts(app *ledger.App, to *ledger.Version, at time.Time) []*ledger.Version {
	switch {
	case u != nil && u.Counts(at):
		return slices.DeleteFunc(slices.Clone(app.Versions), func(v *ledger.Version) bool {
			return v == to || !slices.Contains(u.Versions, v.Number) || !app.EverPromoted(v.Number)
		})
	case to != nil:
		return app.CohortsBefore(to)
	}
	return app.Cohorts()
}

// ParseInUse reads in-use.yaml of an app. Where there are findings, it must not be
// used: what it says is not sure.
func ParseInUse(f *source.File, app *ledger.App, now time.Time) (*InUse, []diag.Diagnostic) {
	doc, found := manifest.Parse(f)
	if doc.Root.Kind == manifest.Invalid || doc.Partial {
		return nil, withoutFixes(found)
	}
	doc, refused := checkSchema(inUseSchema, doc)
	if found = append(found, refused...); len(found) > 0 {
		return nil, withoutFixes(found)
	}
	wrong := func(n *manifest.Node, help, format string, args ...any) {
		found = append(found, diag.Diagnostic{Rule: invalidValue.ID, Severity: diag.Error, File: f, Span: n.Span,
			Message: fmt.Sprintf(format, args...), Help: help})
	}
	u := &InUse{}
	u.By, _ = doc.Root.Get("by").Str()
	u.Reason, _ = doc.Root.Get("reason").Str()
	for _, key := range []string{"by", "reason"} {
		n := doc.Root.Get(key)
		if strings.TrimSpace(n.Text) == "" {
			wrong(n, "enter a value", "%q is blank", key)
		}
		if hidden := manifest.Hidden(n.Text); hidden != "" {
			wrong(n, "remove the character", "%q contains %s", key, hidden)
		} else if key == "by" && strings.ContainsAny(n.Text, "\n\t") {
			wrong(n, "write the value on one line", "%q must be one line of text", key)
		}
		if leaks := secret.Find(n.Text); len(leaks) > 0 {
			found = append(found, diag.Diagnostic{Rule: secretRule.ID, Severity: diag.Error, File: f, Span: n.Span,
				Message: fmt.Sprintf("%s contains %s", key, leaks[0].Kind), Help: revoke, Redact: true})
		}
	}
	asOf := doc.Root.Get("as_of")
	day, err := ledger.ParseDay(asOf.Text)
	switch u.AsOf = day; {
	case err != nil:
		wrong(asOf, "write a date such as "+string(ledger.DayOf(now)), "%q is not a date", asOf.Text)
	case !day.HasBegun(now):
		wrong(asOf, "write the date on which the list was correct", "%s is in the future", day)
	}
	seen := make(map[version.Version]bool)
	for _, n := range doc.Root.Get("versions").List() {
		number, err := version.Parse(n.Text)
		switch {
		case err != nil:
			wrong(n, "write three integers joined by dots, such as 0.4.0", "%q is not a version", n.Text)
		case seen[number]:
			wrong(n, "remove one of the two entries", "version %s is listed twice", number)
		case !app.EverPromoted(number):
			wrong(n, "list only versions that were promoted; manifest log "+app.ID+" shows them",
				"version %s was never promoted, so no customer can run it", number)
		}
		seen[number] = true
		u.Versions = append(u.Versions, number)
	}
	return u, withoutFixes(found)
}

// withoutFixes puts findings in order about a file that nothing repairs.
func withoutFixes(found []diag.Diagnostic) []diag.Diagnostic {
	for i := range found {
		found[i].Fix = nil
	}
	diag.Sort(found)
	return found
}
