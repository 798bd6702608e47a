// Package version works with the numbers of app versions: three integers and
// nothing else, as the portal asks.
package version

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/Masterminds/semver/v3"
)

// maxDigits bounds each part, so that no step up can overflow.
const maxDigits = 9

// Version is the number of an app version, such as 1.4.0. The zero value is
// 0.0.0, which comes before every version. Versions are equal exactly if their
// values are.
type Version struct{ v semver.Version }

// Parse reads three integers joined by dots, without leading zeros, each of at
// most nine digits. Suffixes and a leading v are refused: the portal takes
// integers only.
func Parse(s string) (Version, error) {
	v, err := semver.StrictNewVersion(s)
	if err != nil || v.Prerelease() != "" || v.Metadata() != "" {
		return Version{}, fmt.Errorf("version %q is not valid; use three integers, such as 1.4.0", s)
	}
	for part := range strings.SplitSeq(s, ".") {
		if len(part) > maxDigits {
			return Version{}, fmt.Errorf("version %q is not valid; use at most %d digits in each part", s, maxDigits)
		}
	}
	// As [Version.step] makes it, so that equal versions are equal values.
	return Version{*semver.New(v.Major(), v.Minor(), v.Patch(), "", "")}, nil
}

// String returns the three integers joined by dots.
func (v Version) String() string {
	b := make([]byte, 0, len("999999999.999999999.999999999"))
	b = append(strconv.AppendUint(b, v.v.Major(), 10), '.')
	b = append(strconv.AppendUint(b, v.v.Minor(), 10), '.')
	return string(strconv.AppendUint(b, v.v.Patch(), 10))
}

// Before returns the number that probably came before, for an example: one patch
// less, or else one minor less. It returns false for a first number of a major.
func (v Version) Before() (Version, bool) {
	switch patch, minor := v.v.Patch(), v.v.Minor(); {
	case patch > 0:
		return Version{*semver.New(v.v.Major(), minor, patch-1, "", "")}, true
	case minor > 0:
		return Version{*semver.New(v.v.Major(), minor-1, 0, "", "")}, true
	}
	return Version{}, false
}

// Compare returns -1, 0 or 1 as v is lower than, equal to or higher than other.
func (v Version) Compare(other Version) int { return v.v.Compare(&other.v) }
