package change

import (
	"cmp"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/version"
)

// Verdict is what all changes together ask for.
type Verdict struct {
	Level version.Level
	// Decides is the change that made the level, nil for None. It points into
	// the changes given to Judge.
	Decides *Change
	// Actions are what customers do to get the new version working, the
	// heaviest first: for the changes, and for any update of such an app.
	Actions []Action
	// Approvals are the changes that someone must sign off.
	Approvals []*Change
	OneWay    bool

	// From and To are the versions of the two sides, the zero version where
	// there is none.
	From, To version.Version
	// Need is the lowest version that To may have, and NeedErr says why there
	// is none. Before the first version it is the zero version: any will do.
	Need    version.Version
	NeedErr error
	// Enough reports whether To is high enough.
	Enough bool
}

// Judge sums up what [Diff] found between the two sides.
func Judge(changes []Change, from, to Side) Verdict {
	var v Verdict
	v.From, _ = from.App().Number()
	v.To, _ = to.App().Number()
	var actions []Action
	for i := range changes {
		c := &changes[i]
		if c.Level > v.Level {
			v.Level, v.Decides = c.Level, c
		}
		if c.NeedsApproval() {
			v.Approvals = append(v.Approvals, c)
		}
		v.OneWay = v.OneWay || c.OneWay
		actions = append(actions, c.Action)
	}
	// Any update to another version costs this, whatever has changed in it.
	if (v.Level > version.None || v.From != v.To) && !from.isNothing() {
		for _, cost := range costs {
			if has(to.App().Tree(), cost.At) {
				actions = append(actions, cost.Action)
			}
		}
	}
	v.Actions = byBurden(actions)
	if from.isNothing() {
		v.Enough = true
		return v
	}
	v.Need, v.NeedErr = v.From.Next(v.Level)
	v.Enough = version.Enough(v.From, v.To, v.Level)
	return v
}

// byBurden returns the actions that are any, each once, the heaviest first.
func byBurden(actions []Action) []Action {
	actions = slices.DeleteFunc(actions, func(a Action) bool { return a == NoAction })
	slices.SortFunc(actions, func(a, b Action) int { return cmp.Compare(b.Burden(), a.Burden()) })
	return slices.Compact(actions)
}

// has reports whether something is there that a path of the table stands for.
func has(e *app.Element, at string) bool {
	if e.At != "" && e.Kind != app.GroupElement && covers(at, e.At, e.Item) {
		return e.There
	}
	if e.Kind != app.ListElement && strings.Count(e.At, ".") >= strings.Count(at, ".") && e.At != "" {
		return false // what it holds lies deeper than the path
	}
	return slices.ContainsFunc(e.Children, func(c *app.Element) bool { return has(c, at) })
}

// Costly returns the changes that someone must sign off: those since what
// customers run, and those that the portal cannot undo, since what the portal
// holds. Either side may be nil: before there is one, nothing counts from it.
// diff compares a side with the manifest that is judged.
func Costly(run, held *Side, diff func(from *Side) []Change) []Change {
	var list []Change
	if run != nil {
		for _, c := range diff(run) {
			c.OneWay = false // judged by what the portal holds
			if c.NeedsApproval() {
				list = append(list, c)
			}
		}
	}
	if held == nil {
		return list
	}
	for _, c := range diff(held) {
		if c.OneWay {
			list = slices.DeleteFunc(list, func(have Change) bool { return have.Fingerprint == c.Fingerprint })
			list = append(list, c)
		}
	}
	return list
}
