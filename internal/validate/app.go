package validate

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/schema"
)

var appID = Rule{
	ID: "app-id", Group: groupApp, Severity: always(diag.Error), Since: "0.1.0",
	Summary: "an app's id consists of lower-case letters, digits and single hyphens",
	Why: "The name of the folder is the app's id in commands such as manifest save APP and manifest diff " +
		"APP@1.2.0. Capitals, spaces and symbols can behave differently on other file systems, or have a special meaning " +
		"in a shell. An id has at most 50 characters and cannot be a name that Windows reserves for a device, such as con.",
	Bad: `# manifests/Acme_Field_Sync/manifest.yaml
app:
  name: Acme Field Sync
  distribution: custom`,
	Good: `# manifests/acme-field-sync/manifest.yaml
app:
  name: Acme Field Sync
  distribution: custom`,
	Origin: ownOrigin,
	Check: func(p *Pass) {
		if p.App == "" {
			return
		}
		problem := AppIDProblem(p.App)
		if problem == "" {
			return
		}
		at := p.Root.Opening()
		if p.Model.Key != nil {
			at = p.Model.Key.Span
		}
		f := p.Report(at, "the folder name %q cannot be an app id", p.App).
			Label("%s", problem).
			Help("rename the folder; use lower-case letters, digits and single hyphens, and start and end with a letter or " +
				"digit")
		if id := AppIDFrom(p.App); id != "" {
			f.Help("rename the folder to %q", id)
		}
	},
}

// maxAppID is the most characters of an id: paths of the ledger stay short enough
// for every file system.
const maxAppID = 50

// deviceName matches what Windows does not take as the name of a folder.
var deviceName = lazy.Regexp(`^(con|prn|aux|nul|com[0-9]|lpt[0-9])$`)

// AppIDProblem says why a name cannot be the id of an app, "" if it can.
func AppIDProblem(name string) string {
	switch {
	case name == "" || strings.Trim(name, "-") != name ||
		strings.ContainsFunc(name, func(r rune) bool { return !isIDLetter(r) && r != '-' }):
		return "an id contains lower-case letters, digits and hyphens, and starts and ends with a letter or digit"
	case strings.Contains(name, "--"):
		return "an id cannot have two hyphens in a row"
	case len(name) > maxAppID:
		return fmt.Sprintf("an id can have at most %d characters", maxAppID)
	case deviceName().MatchString(name):
		return "Windows reserves this name for a device"
	}
	return ""
}

func isIDLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }

// AppIDFrom returns an id made from a name: in lower case, its words joined by
// hyphens. It is "" if that is not an id, or if letters would be lost: how they are
// written in ASCII depends on the language.
func AppIDFrom(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool {
		return r > unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r))
	}) {
		return ""
	}
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !isIDLetter(r) })
	id := strings.Join(words, "-")
	if AppIDProblem(id) != "" {
		return ""
	}
	return id
}

// longestListingName is the most characters that a marketplace listing's name
// may have.
const longestListingName = 30

var appName = Rule{
	ID: "app-name", Group: groupApp, Severity: always(diag.Warning), Since: "0.1.0",
	Summary: "the name of a marketplace app follows the rules for listing names",
	Why: "A listing's name has at most 30 characters, no emoji or special characters, and does not include the " +
		"word Procore. The name in the Developer Portal may differ from the name of the listing, so the finding is a " +
		"warning. The guidelines do not define special characters; this rule accepts letters, digits, spaces and - . , & " +
		"'. Custom apps " +
		"can have any name.",
	Bad: `app:
  name: Acme Field Sync for Procore
  distribution: marketplace`,
	Good: `app:
  name: Acme Field Sync
  distribution: marketplace`,
	Origin: schema.Origin{
		Source: "procore/documentation app_marketplace/marketplace_listing_guidelines.md@ff93936",
		Date:   "2026-05-29", Confidence: schema.Documented,
	},
	Check: func(p *Pass) {
		node := p.Model.Name.Node
		name, ok := node.Str()
		if distribution, _ := p.Model.Distribution.Str(); !ok || distribution != app.Marketplace {
			return
		}
		if from, to := findFold(name, "procore"); to > 0 {
			p.Report(p.Within(node, from, to), "app name %q contains %q", name, name[from:to]).
				Label("not allowed in a listing's name").
				Help("remove the word; the name of a listing cannot contain Procore")
		}
		if from := runeOffset(name, longestListingName); from < len(name) {
			length := utf8.RuneCountInString(name)
			p.Report(p.Within(node, from, len(name)), "app name %q has %d characters", name, length).
				Label("these characters exceed the limit of %d", longestListingName).
				Help("shorten the name to %d characters for the listing", longestListingName)
		}
		reports := 0
		for from, to := specialRun(name, 0); from < to && reports < textLimit; from, to = specialRun(name, to) {
			p.Report(p.Within(node, from, to), "app name %q contains %q", name, name[from:to]).
				Label("emoji or special characters").Help("use only letters, digits, spaces and - . , & '")
			reports++
		}
	},
}

// findFold returns the place of the first word in text, which is ASCII and in
// lower case, whatever its case in text; or 0, 0.
func findFold(text, word string) (from, to int) {
	for i := 0; i+len(word) <= len(text); i++ {
		if strings.EqualFold(text[i:i+len(word)], word) {
			return i, i + len(word)
		}
	}
	return 0, 0
}

// runeOffset returns the offset of the character with this index, or the
// length of the text where it has fewer.
func runeOffset(text string, index int) int {
	for i := range text {
		if index == 0 {
			return i
		}
		index--
	}
	return len(text)
}

// specialRun returns the first run of characters, at or after an offset, that
// the name of a listing may not have; or two equal offsets.
func specialRun(text string, offset int) (from, to int) {
	from = len(text)
	for i, r := range text[offset:] {
		i += offset
		special := !strings.ContainsRune(" -.,&'’\n\t", r) && // single-line reports line breaks and tabs
			!unicode.In(r, unicode.L, unicode.Nd, unicode.Mn, unicode.Mc, unicode.Cf)
		switch {
		case special && from == len(text):
			from = i
		case !special && from < i && !joins(r):
			return from, i
		}
	}
	return from, len(text)
}

// joins reports whether a character belongs to the emoji before it. Invisible
// characters that belong to nothing are refused by the reader.
func joins(r rune) bool { return r == '\ufe0f' || r == '\u200d' }
