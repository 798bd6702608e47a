package version

import (
	"fmt"

	"github.com/Masterminds/semver/v3"
)

// maxPart is the highest number of one part: nine digits.
const maxPart = 999_999_999

// Level is how much a change matters to those who have the app installed.
type Level uint8

const (
	// None asks for no new version.
	None Level = iota
	// Fix repairs or words something better.
	Fix
	// Feature adds something; what was there goes on working.
	Feature
	// Breaking takes something away, or makes customers act.
	Breaking
)

var levelNames = [...]string{"none", "fix", "feature", "breaking"}

// String returns none, fix, feature or breaking.
func (l Level) String() string { return levelNames[l] }

// Next returns the lowest version that a change of this level allows after v:
// the next major version for Breaking, the next minor one for Feature, the next
// patch for Fix, and v itself for None. Below 1.0.0 a breaking change raises
// the minor version. It fails where a part would pass nine digits.
func (v Version) Next(l Level) (Version, error) {
	switch v.Part(l) {
	case "major":
		return v.Major()
	case "minor":
		return v.Minor()
	case "patch":
		return v.Patch()
	}
	return v, nil
}

// Part returns the name of the part that [Version.Next] raises: major, minor,
// patch, or "" for None.
func (v Version) Part(l Level) string {
	switch {
	case l == Breaking && v.v.Major() > 0:
		return "major"
	case l >= Feature:
		return "minor"
	case l == Fix:
		return "patch"
	}
	return ""
}

// Major returns the next major version; from 0.x that is 1.0.0.
func (v Version) Major() (Version, error) { return v.step("major", v.v.Major()+1, 0, 0) }

// Minor returns the next minor version.
func (v Version) Minor() (Version, error) { return v.step("minor", v.v.Major(), v.v.Minor()+1, 0) }

// Patch returns the next patch.
func (v Version) Patch() (Version, error) {
	return v.step("patch", v.v.Major(), v.v.Minor(), v.v.Patch()+1)
}

func (v Version) step(part string, major, minor, patch uint64) (Version, error) {
	if max(major, minor, patch) > maxPart {
		return Version{}, fmt.Errorf("the %s part of version %s cannot be raised: a part has at most %d digits", part, v,
			maxDigits)
	}
	return Version{*semver.New(major, minor, patch, "", "")}, nil
}

// Enough reports whether to is high enough after from for changes that need
// this level: not lower than the next version, which for None is from itself.
func Enough(from, to Version, need Level) bool {
	next, err := from.Next(need)
	return err == nil && to.Compare(next) >= 0
}
