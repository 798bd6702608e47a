package change

import (
	"slices"

	"github.com/procore-manifest/manifest/internal/diag"
)

// askWords say in few words what customers do, where no change has words of its
// own. They are written as they follow "asks customers to".
var askWords = map[Action]string{
	Reinstall:          "install the app again",
	ApprovePermissions: "approve the permissions",
	ReselectProjects:   "select permitted projects again",
	NewConfiguration:   "create app configurations again",
	ReadNotes:          "read the new setup notes",
}

// Asks returns what an update asks of customers, in few words and the heaviest
// first: "approve 2 permissions", "allow *.acmefield.com". Nothing for an update
// that they only take.
func (v *Verdict) Asks(changes []Change) []string {
	var list []string
	add := func(ask string) {
		if ask != "" && !slices.Contains(list, ask) {
			list = append(list, ask)
		}
	}
	permissions := 0
	for i := range changes {
		permissions += changes[i].permissions
	}
	for _, a := range v.Actions {
		if a == ReadNotes && !slices.ContainsFunc(changes, func(c Change) bool { return c.Action == a && c.Row.Ask == "" }) {
			continue // the change says what for
		}
		ask := askWords[a]
		if a == ApprovePermissions && permissions > 0 {
			ask = "approve " + diag.Plural(permissions, "permission")
		}
		add(ask)
		if a == NewConfiguration {
			addOwn(changes, a, add)
		}
	}
	addOwn(changes, ReadNotes, add)
	return list
}

// addOwn adds what the changes with an action ask in words of their own.
func addOwn(changes []Change, a Action, add func(string)) {
	for i := range changes {
		if changes[i].Action == a {
			add(changes[i].Ask)
		}
	}
}

// IsAsk reports whether an update asks more of customers than reading notes.
func (v *Verdict) IsAsk() bool {
	return slices.ContainsFunc(v.Actions, func(a Action) bool { return a != ReadNotes })
}
