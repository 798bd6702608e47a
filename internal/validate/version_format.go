package validate

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/version"
	"github.com/procore-manifest/manifest/schema"
)

// versionFormat is reported by the schema pass, where the pattern stands.
var versionFormat = Rule{
	ID: "version-format", Group: groupApp, Severity: always(diag.Error), Since: "0.1.0", Fixable: true,
	Summary: "the version is three integers",
	Why: "The portal's version field takes three integers joined by dots: no leading v, no suffix, no leading " +
		"zeros. The documentation writes v1.0.0 only in running text.",
	Bad:  `version: v1.4.0`,
	Good: `version: 1.4.0`,
	Origin: schema.Origin{
		Source: "procore/documentation building_applications/building_side_panel_apps.md@ff93936",
		Date:   "2026", Confidence: schema.Documented,
	},
}

var almostVersion = lazy.Regexp(`^[vV]?(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?$`)

// repairVersion returns the version without a leading v and leading zeros, or ""
// where it is not sure which is meant. It says what it knows.
func repairVersion(d *diag.Diagnostic, n *manifest.Node) string {
	m := almostVersion().FindStringSubmatch(strings.TrimSpace(n.Text))
	if m == nil || n.Style == manifest.Literal || n.Style == manifest.Folded {
		return ""
	}
	var parts [3]int
	for i := range parts {
		parts[i], _ = strconv.Atoi(m[i+1]) // "" is 0; nine digits always fit
	}
	repaired := fmt.Sprintf("%d.%d.%d", parts[0], parts[1], parts[2])
	if _, err := version.Parse(repaired); err != nil {
		return ""
	}
	d.Help = fmt.Sprintf("did you mean %q?", repaired)
	if m[3] != "" {
		return repaired
	}
	if n.Kind == manifest.Number { // whether 1.10 meant 1.10.0 or 1.1.0, most readers of YAML forget
		d.Help = fmt.Sprintf("%s is read as a number; write %s", n.Text, repaired)
	}
	return ""
}
