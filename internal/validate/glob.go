package validate

import (
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/source"
)

// Whoever matches a pattern tries all the alternatives of its braces, and all depths
// of its **, one after the other. These limits are far above what a folder needs.
const (
	maxGlob         = 1000 // bytes
	maxBraces       = 10
	maxAlternatives = 100
	maxDepths       = 10   // of **
	maxIgnored      = 1000 // alternatives of all patterns of ignore
)

// GlobFault says what is wrong with a glob pattern, and what to do; "" if nothing
// is. isGlob says whether a text is one for whoever will match it.
func GlobFault(pattern string, isGlob func(string) bool) (message, help string) {
	_, message, help = readGlob(pattern, isGlob)
	return message, help
}

// readGlob is GlobFault with the number of alternatives in a pattern.
func readGlob(pattern string, isGlob func(string) bool) (alternatives int, message, help string) {
	if len(pattern) > maxGlob {
		return 0, fmt.Sprintf("the glob pattern has more than %d bytes", maxGlob),
			"write several shorter patterns, or name a parent folder"
	}
	if i := strings.IndexByte(pattern, '\\'); i >= 0 && i+1 < len(pattern) && source.IsAlphanumeric(pattern[i+1]) {
		return 0, "the glob pattern has a backslash between two names", "write " + strings.ReplaceAll(pattern, `\`, "/")
	}
	if strings.HasSuffix(pattern, `\`) && !isGlob(pattern) {
		return 0, "the glob pattern ends in a backslash", `remove the backslash, or write \\ for the character itself`
	}
	if !isGlob(pattern) {
		return 0, fmt.Sprintf("%q is not a glob pattern", pattern), "check that every [ and { is closed"
	}
	if strings.Count(pattern, "**") > maxDepths {
		return 0, fmt.Sprintf("the glob pattern contains ** more than %d times", maxDepths), "write several simpler patterns"
	}
	braces, alternatives := 0, 1 // no fewer than there are: those of braces within braces multiply too
	var open []int               // the alternatives of each brace that is open
	for i := 0; i < len(pattern) && braces <= maxBraces && alternatives <= maxAlternatives; i++ {
		switch c, last := pattern[i], len(open)-1; {
		case c == '\\':
			i++
		case c == '{':
			braces++
			open = append(open, 1)
		case c == ',' && last >= 0:
			open[last]++
		case c == '}' && last >= 0:
			alternatives *= open[last]
			open = open[:last]
		}
	}
	if braces > maxBraces || alternatives > maxAlternatives {
		return 0, fmt.Sprintf("the glob pattern has more than %d braces, or expands to more than %d paths", maxBraces,
			maxAlternatives), "write several simpler patterns"
	}
	return alternatives, "", ""
}
