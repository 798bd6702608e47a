package validate

import (
	"strings"
	"testing"
)

func TestViewsOnFullScreenSaysWhere(t *testing.T) {
	text := compose("embedded:\n  full_screen:\n    description: Acme dashboard\n    url: https://app.acmefield.com/?company={{procore.company.id}}\n    views: [rfi.detail]\n")
	found := lintText(t, text, Options{})
	if len(found) != 1 || found[0].Rule != unknownKey.ID || !strings.Contains(found[0].Help, "embedded.side_panel") {
		t.Errorf("want one finding whose help names embedded.side_panel, got\n%s", list(found))
	}
}
