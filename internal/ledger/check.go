package ledger

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/version"
)

// keyLength is the number of characters of an App Version Key.
const keyLength = 36

// CheckKey returns an error if a text cannot be an App Version Key.
func CheckKey(s string) error {
	if n := utf8.RuneCountInString(s); n != keyLength {
		return fmt.Errorf("key %q has %d characters; an App Version Key has %d", s, n, keyLength)
	}
	if !app.IsUUID(s) { // as in every published screenshot
		return fmt.Errorf("key %q does not have the shape of an App Version Key, such as "+
			"c126705a-fc0b-47c9-944e-8c427e5b9bd2", s)
	}
	return nil
}

// sameKey reports whether two keys are the same, ignoring the case of their letters.
func sameKey(a, b string) bool { return a != "" && strings.EqualFold(a, b) }

var errSameKeys = errors.New("the sandbox key and the production key are the same; the portal lists them in two tables")

// A form is what a text of a ledger file must look like: want says so in words that fit
// after "want", and ok checks a text.
type form struct {
	want  string
	ok    func(string) bool
	words []string // all of them, if there are few
}

// pattern is a form given by a regular expression. The expression is compiled on first
// use, because otherwise every start of the tool would wait for it.
func pattern(want, expression string) form {
	compiled := lazy.Regexp(expression)
	return form{want: want, ok: func(s string) bool { return compiled().MatchString(s) }}
}

// hexadecimal is the form of a prefix and a number of hexadecimal digits in lower case.
// Thousands are read for one status, and regular expressions are slow.
func hexadecimal(want, prefix string, least, most int) form {
	return form{want: want, ok: func(s string) bool {
		digits, ok := strings.CutPrefix(s, prefix)
		return ok && len(digits) >= least && len(digits) <= most && isMadeOf(digits, hexDigits)
	}}
}

const (
	decimals  = "0123456789"
	hexDigits = decimals + "abcdef"
	letters   = "abcdefghijklmnopqrstuvwxyz"
)

// isMadeOf reports whether a text contains only the given characters.
func isMadeOf(s, characters string) bool { return strings.Trim(s, characters) == "" }

var (
	someText    = form{want: "a non-empty string", ok: func(s string) bool { return strings.TrimSpace(s) != "" }}
	someLine    = form{want: "one line of text", ok: isLine}
	appForm     = pattern("the id of an app: lower-case letters, digits and hyphens", `^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)
	digestForm  = hexadecimal("sha256: followed by 64 lower-case hexadecimal digits", digestPrefix, 64, 64)
	resultForm  = oneOf(Passed, Failed)
	versionForm = form{want: "three integers such as 1.4.0",
		ok: func(s string) bool { _, err := version.Parse(s); return err == nil }}
	dayForm = form{want: "a date such as 2026-01-31",
		ok: func(s string) bool { _, err := time.Parse(time.DateOnly, s); return err == nil }}
)

// isLine reports whether a text is one line that people can read.
func isLine(s string) bool {
	return strings.TrimSpace(s) != "" && !strings.ContainsAny(s, "\n\t") && !hasControl(s)
}

func oneOf[T ~string](values ...T) form {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = string(v)
	}
	return form{diag.AnyOf(words), func(s string) bool { return slices.Contains(words, s) }, words}
}

// timeLayout is the layout of times: whole seconds, in UTC.
const timeLayout = "2006-01-02T15:04:05Z"

func parseTime(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, s)              // this layout is the fastest
	if err == nil && t.UTC().Format(timeLayout) != s { // RFC3339 accepts fractions of a second and other zones
		err = fmt.Errorf("time %q is not a UTC time in whole seconds", s)
	}
	return t, err
}

// Day is a calendar date such as 2026-01-31. Later days are greater strings.
type Day string

// DayOf returns the day of a moment in UTC.
func DayOf(t time.Time) Day { return Day(t.UTC().Format(time.DateOnly)) }

// ParseDay reads a calendar date.
func ParseDay(s string) (Day, error) {
	if !dayForm.ok(s) {
		return "", fmt.Errorf("%q is not %s", s, dayForm.want)
	}
	return Day(s), nil
}

// HasBegun reports whether the day has begun anywhere on earth at a moment.
func (d Day) HasBegun(at time.Time) bool { return d <= latestDay(at) }
