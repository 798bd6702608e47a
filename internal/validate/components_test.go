package validate

import (
	"strings"
	"testing"
)

func TestIsUUID(t *testing.T) {
	for text, want := range map[string]bool{
		"3f2b8c1e-5d47-4a9e-9c60-1b7d2e8f4a53":   true,
		"3F2B8C1E-5D47-4A9E-9C60-1B7D2E8F4A53":   true,
		"":                                       false,
		"3f2b8c1e5d474a9e9c601b7d2e8f4a53":       false,
		"{3f2b8c1e-5d47-4a9e-9c60-1b7d2e8f4a53}": false,
		"3f2b8c1e-5d47-4a9e-9c60-1b7d2e8f4a5g":   false,
		"3f2b8c1e-5d47-4a9e-9c601-b7d2e8f4a53":   false,
		"3f2b8c1e_5d47_4a9e_9c60_1b7d2e8f4a53":   false,
	} {
		if got := isUUID(text); got != want {
			t.Errorf("isUUID(%q) = %t, want %t", text, got, want)
		}
	}
}

func TestViewsOnFullScreenSaysWhere(t *testing.T) {
	text := compose("embedded:\n  full_screen:\n    description: Acme dashboard\n    url: https://app.acmefield.com/?company={{procore.company.id}}\n    views: [rfi.detail]\n")
	found := lintText(t, text, Options{})
	if len(found) != 1 || found[0].Rule != unknownKey.ID || !strings.Contains(found[0].Help, "embedded.side_panel") {
		t.Errorf("want one finding whose help names embedded.side_panel, got\n%s", list(found))
	}
}
