package promote

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
)

// Refused is a promotion that closed gates refused.
type Refused struct {
	App, Version string
	// Closed are the gates that are closed and were not overridden.
	Closed []Gate
}

func (e *Refused) Error() string {
	return fmt.Sprintf("promote %s %s: refused by %s: %s", e.App, e.Version, diag.Plural(len(e.Closed), "gate"),
		strings.Join(IDs(e.Closed), ", "))
}

// Check returns the gates of a promotion. Closed gates that no override passes
// are a [*Refused]; an override that is not one is another error: it must name a
// closed gate, once, and say why.
func Check(s Subject, overrides []ledger.Override) ([]Gate, error) {
	all := gather(&s).gates()
	for i, o := range overrides {
		g := slices.IndexFunc(all, func(g Gate) bool { return g.ID == o.Gate })
		switch {
		case g < 0 && GateSummary(o.Gate) != "":
			return all, fmt.Errorf("override: gate %q is not set by the policy and needs no override", o.Gate)
		case g < 0:
			return all, fmt.Errorf("override: unknown gate %q; the gates are %s", o.Gate, strings.Join(GateIDs(true), ", "))
		case !all[g].Overridable:
			return all, fmt.Errorf("override: gate %q cannot be overridden, because it requires that %s", o.Gate, GateSummary(o.Gate))
		case all[g].OK:
			return all, fmt.Errorf("override: gate %q is open and needs no override", o.Gate)
		case strings.TrimSpace(o.Reason) == "":
			return all, fmt.Errorf("override: gate %q needs a reason", o.Gate)
		case slices.ContainsFunc(overrides[:i], func(before ledger.Override) bool { return before.Gate == o.Gate }):
			return all, fmt.Errorf("override: gate %q is named twice", o.Gate)
		}
	}
	if closed := Closed(all, overrides); len(closed) > 0 {
		return all, &Refused{App: s.App, Version: s.Version.Number.String(), Closed: closed}
	}
	return all, nil
}

// ReleaseNotes returns the release notes that go with a version.
func ReleaseNotes(s Subject) string { return gather(&s).notes.Text }

// Relied returns the ids of the approvals that the promotion of a version relies
// on: those of the changes that need one.
func Relied(s Subject) []string {
	var ids []string
	for _, c := range gather(&s).costly {
		if usable, _ := s.Ledger.Approval(c.Fingerprint, s.At); usable != nil {
			ids = append(ids, usable.ID())
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
