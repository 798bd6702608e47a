// Package version works with the numbers of app versions: three integers and
// nothing else, as the portal asks.
package version

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// maxDigits bounds each part, so that no step up can overflow.
const maxDigits = 9

// Version is the number of an app version, such as 1.4.0. The zero value is
// 0.0.0, which comes before every version. Versions are equal exactly if their
// values are.
type Version struct{ major, minor, patch uint32 }

// Parse reads three integers joined by dots, without leading zeros, each of at
// most nine digits. Suffixes and a leading v are refused: the portal takes
// integers only.
func Parse(s string) (Version, error) {
	var v Version
	rest := s
	for i, part := range []*uint32{&v.major, &v.minor, &v.patch} {
		digits, after, dotted := strings.Cut(rest, ".")
		if !isInteger(digits) || dotted != (i < 2) {
			return Version{}, fmt.Errorf("version %q is not three integers such as 1.4.0", s)
		}
		n, _ := strconv.ParseUint(digits, 10, 32) // the length is looked at below
		*part, rest = uint32(n), after
	}
	for part := range strings.SplitSeq(s, ".") {
		if len(part) > maxDigits {
			return Version{}, fmt.Errorf("version %q has a part of more than %d digits", s, maxDigits)
		}
	}
	return v, nil
}

func isInteger(s string) bool {
	return s != "" && (s == "0" || s[0] != '0') && strings.Trim(s, "0123456789") == ""
}

// String returns the three integers joined by dots.
func (v Version) String() string {
	b := make([]byte, 0, len("999999999.999999999.999999999"))
	b = append(strconv.AppendUint(b, uint64(v.major), 10), '.')
	b = append(strconv.AppendUint(b, uint64(v.minor), 10), '.')
	return string(strconv.AppendUint(b, uint64(v.patch), 10))
}

// Before returns the number that probably came before, for an example: one patch
// less, or else one minor less. It returns false for a first number of a major.
func (v Version) Before() (Version, bool) {
	switch {
	case v.patch > 0:
		return Version{v.major, v.minor, v.patch - 1}, true
	case v.minor > 0:
		return Version{v.major, v.minor - 1, 0}, true
	}
	return Version{}, false
}

// Compare returns -1, 0 or 1 as v is lower than, equal to or higher than other.
func (v Version) Compare(other Version) int {
	return cmp.Or(cmp.Compare(v.major, other.major), cmp.Compare(v.minor, other.minor),
		cmp.Compare(v.patch, other.patch))
}
