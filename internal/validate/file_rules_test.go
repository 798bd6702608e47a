package validate

import (
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/manifest"
)

// What lies beyond a limit is not read, so nothing is said to be missing.
func TestFileLimits(t *testing.T) {
	for name, text := range map[string]string{
		"bytes":  base + strings.Repeat("# Acme\n", manifest.MaxBytes/7),
		"values": "release_notes: [" + strings.Repeat("a,", manifest.MaxNodes) + "]\n" + base,
		"depth":  "release_notes: " + strings.Repeat("[", 70) + strings.Repeat("]", 70) + "\n",
	} {
		found := lintText(t, text, Options{For: Production})
		if len(found) != 1 || found[0].Rule != fileLimit.ID {
			t.Errorf("%s: want one finding of %s, got\n%s", name, fileLimit.ID, list(found))
		}
	}
}
