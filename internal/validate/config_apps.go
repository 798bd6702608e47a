package validate

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// appWord stands for the id of an app in a pattern of apps.
const appWord = "{app}"

// Place is an entry of apps in the configuration: a pattern for the folders of
// apps, or the folder of one app. Folders are relative to that of the
// configuration, with forward slashes.
type Place struct {
	// Pattern is the pattern with {app}, or the folder of the single app.
	Pattern string
	// ID is the id of the single app, "" for a pattern.
	ID string
}

// DefaultPlaces are where apps are if the configuration does not say.
var DefaultPlaces = []Place{{Pattern: "manifests/" + appWord}}

// Folder returns the folder of an app.
func (p Place) Folder(id string) string { return strings.Replace(p.Pattern, appWord, id, 1) }

// Glob is the pattern with * in the place of an id.
func (p Place) Glob() string { return p.Folder("*") }

// IDOf returns the id of the app whose folder this is, "" for any other folder.
func (p Place) IDOf(folder string) string {
	if p.ID != "" {
		if folder == p.Pattern {
			return p.ID
		}
		return ""
	}
	before, after, _ := strings.Cut(p.Pattern, appWord)
	if len(folder) <= len(before)+len(after) || !strings.HasPrefix(folder, before) || !strings.HasSuffix(folder, after) {
		return ""
	}
	if id := folder[len(before) : len(folder)-len(after)]; !strings.Contains(id, "/") {
		return id
	}
	return ""
}

// Parts returns the folder in which the folders with ids are, "." for that of
// the configuration, and what is fixed in a pattern: the start and the end of
// their names, and the folder of the app below them, "" for none.
func (p Place) Parts() (in, prefix, suffix, below string) {
	before, after, _ := strings.Cut(p.Pattern, appWord)
	in, prefix = path.Split(before)
	suffix, below, _ = strings.Cut(after, "/")
	return path.Clean(in), prefix, suffix, below
}

// configApps reads apps, and adds what is wrong with an entry to what the schema
// found.
func configApps(f *source.File, list *manifest.Node, found []diag.Diagnostic) (places []Place, _ []diag.Diagnostic) {
	report := func(n *manifest.Node, message, help string) {
		found = append(found, diag.Diagnostic{Rule: invalidValue.ID, Severity: diag.Error, File: f, Span: n.Head(),
			Message: message, Help: help})
	}
	for _, n := range list.List() {
		folder, single := n, n.Kind == manifest.Map
		if single {
			folder = n.Get("path")
		}
		if n.Entry("app") != nil { // {app} without quotes
			found = slices.DeleteFunc(found, func(d diag.Diagnostic) bool { return n.Span.Contains(d.Span) })
			report(n, "a pattern that starts with a brace must be in quotes", fmt.Sprintf("write %q", f.Text(n.Span)))
			continue
		}
		text, ok := folder.Str()
		id, hasID := n.Get("id").Str()
		if !ok || text == "" || single && !hasID {
			continue // the schema has refused it
		}
		place := Place{Pattern: cleanPattern(text), ID: id}
		if message, help := placeFault(text, place); message != "" {
			report(folder, message, help)
			continue
		}
		for i, other := range places {
			switch {
			case other.Pattern == place.Pattern:
				report(folder, fmt.Sprintf("%q is listed twice; the first is item %d", place.Pattern, i+1), "remove one of the "+
					"two entries")
			case single && other.ID == id:
				report(n.Get("id"), fmt.Sprintf("two apps have the id %q: %s and %s", id, other.Pattern, place.Pattern),
					"give one of the two apps another id")
			}
		}
		places = append(places, place)
	}
	return places, found
}

// cleanPattern leaves out what does not change the meaning of a path.
func cleanPattern(text string) string {
	text = strings.TrimPrefix(text, "./")
	if text = strings.TrimSuffix(text, "/"); text == "" {
		return "."
	}
	return text
}

// ledgerFolders are the folders that an app's ledger is in. No app can be there.
var ledgerFolders = []string{ledger.VersionsDir, ledger.HistoryDir, ledger.ApprovalsDir, ledger.EvidenceDir}

// placeFault says what is wrong with a pattern or folder of apps, and what to do.
func placeFault(text string, p Place) (message, help string) {
	pattern := p.Pattern
	segments := strings.Split(pattern, "/")
	switch {
	case strings.Contains(text, `\`):
		return fmt.Sprintf("%q has a backslash", text), "write " + strings.ReplaceAll(text, `\`, "/")
	case strings.HasPrefix(text, "/") || len(text) > 1 && text[1] == ':':
		return fmt.Sprintf("%q is an absolute path", text), "write a path relative to the folder of this file"
	case slices.Contains(segments, ".."):
		return fmt.Sprintf("%q is outside the folder of this file", text),
			"move this file to a folder that contains all apps, such as the root of the repository"
	case pattern != "." && (slices.Contains(segments, "") || slices.Contains(segments, ".")):
		return fmt.Sprintf("%q is not a plain path", text), "write " + path.Clean(pattern)
	}
	rest := strings.ReplaceAll(pattern, appWord, "")
	if i := strings.IndexAny(rest, "*?[]"); i >= 0 {
		help = "list each folder separately"
		if p.ID == "" {
			help = fmt.Sprintf("use %s, the only wildcard, in place of the app id", appWord)
			if guess := strings.Replace(pattern, rest[i:i+1], appWord, 1); strings.Count(pattern, "*") == 1 && rest == pattern {
				help += fmt.Sprintf(": %q", guess)
			}
		}
		return fmt.Sprintf("%q contains the unsupported wildcard %q", text, rest[i:i+1]), help
	}
	if strings.ContainsAny(rest, "{}<>") {
		help = fmt.Sprintf("write %s in place of the app id", appWord)
		if from, to := strings.IndexAny(pattern, "{<"), strings.LastIndexAny(pattern, "}>"); from >= 0 && to > from &&
			rest == pattern {
			help = fmt.Sprintf("write %q", pattern[:from]+appWord+pattern[to+1:])
		}
		return fmt.Sprintf("%q has a placeholder other than %s", text, appWord), help
	}
	switch count := strings.Count(pattern, appWord); {
	case p.ID != "" && count > 0:
		return fmt.Sprintf("the folder of a single app cannot contain %s", appWord),
			fmt.Sprintf("for a pattern, write %q instead of the keys path and id", pattern)
	case p.ID == "" && count == 0:
		last := path.Base(pattern)
		return fmt.Sprintf("%q does not say which folder name is the app id", text),
			fmt.Sprintf("for a folder that contains several apps, write %q; for a single app, write {path: %s, id: "+
				"%s}", path.Join(pattern, appWord),
				pattern,
				cmp.Or(AppIDFrom(last), "acme"))
	case count > 1:
		return fmt.Sprintf("%q contains %s more than once", text, appWord),
			fmt.Sprintf("write %s only once, and write out the names of the other folders", appWord)
	}
	for _, s := range segments {
		if slices.Contains(ledgerFolders, s) {
			return fmt.Sprintf("an app cannot be in a folder named %q; the ledger uses that name", s), "choose another folder"
		}
	}
	return "", ""
}
