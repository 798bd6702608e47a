package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
)

// fingerprints names each finding so that a service recognises it in the next
// run. A name does not depend on the line, nor on the wording of the message:
// it is made of the rule, the file and the marked text. Findings that share all
// three are told apart by their order.
func fingerprints(ds []diag.Diagnostic) []string {
	seen := map[string]int{}
	names := make([]string, len(ds))
	for i := range ds {
		d := &ds[i]
		text, _, _ := strings.Cut(marked(d), "\n") // the rest of a block may change freely
		if text == "" {
			text = d.File.Line(d.Start().Line)
		}
		key := fmt.Sprintf("%q %q %q", d.Rule, repositoryPath(d.File.Name), strings.TrimSpace(text))
		seen[key]++
		sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", key, seen[key]))
		names[i] = hex.EncodeToString(sum[:16])
	}
	return names
}
