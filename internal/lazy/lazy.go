// Package lazy puts off until it is needed what would otherwise be done at every
// start of the tool: an editor starts it at every save.
package lazy

import (
	"regexp"
	"sync"
)

// Regexp returns a regular expression that is compiled when it is first used. It
// panics then if the expression is none, as regexp.MustCompile does.
func Regexp(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
