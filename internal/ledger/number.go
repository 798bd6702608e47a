package ledger

import "github.com/procore-manifest/manifest/internal/version"

// Need is the lowest version number that is high enough, and why.
type Need struct {
	// Number is the lowest number that is high enough.
	Number version.Version
	// Level is the level of the changes, and ByLevel the lowest number that this level
	// allows above Since, the version that customers run. Both are zero until a version
	// reaches customers.
	Level   version.Level
	Since   version.Version
	ByLevel version.Version
	// Above is the highest number that is already used; zero if none is.
	Above version.Version
}

// Need returns the number that the next version must have for changes of a level since
// the version that customers run. Numbers that are used elsewhere, such as on the tip
// of a base, count too. It fails if a part would have more than nine digits.
func (a *App) Need(level version.Level, elsewhere ...version.Version) (Need, error) {
	n := Need{Level: level}
	if a.Run != nil {
		n.Since = a.Run.Portal
		var err error
		if n.ByLevel, err = n.Since.Next(level); err != nil {
			return n, err
		}
		n.Number = n.ByLevel
	}
	used, any := a.Highest()
	for _, v := range elsewhere {
		if !any || v.Compare(used) > 0 {
			used, any = v, true
		}
	}
	if !any {
		return n, nil
	}
	n.Above = used
	above, err := used.Patch()
	if err != nil {
		return n, err
	}
	if above.Compare(n.Number) > 0 {
		n.Number = above
	}
	return n, nil
}

// IsJump reports whether a number is more than one step above both the highest used
// number and the needed one, such as 12.0.0 after 1.2.0. Such a number cannot be taken
// back.
func (n Need) IsJump(number version.Version) bool {
	if n.Above == (version.Version{}) || number.Compare(n.Number) <= 0 {
		return false
	}
	for _, step := range []func() (version.Version, error){n.Above.Patch, n.Above.Minor, n.Above.Major, n.Number.Patch,
		n.Number.Minor, n.Number.Major} {
		if next, err := step(); err == nil && next == number {
			return false
		}
	}
	return true
}
