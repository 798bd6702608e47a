package change

import (
	"slices"

	"github.com/procore-manifest/manifest/internal/app"
)

// matters are what customers do again after an update and release notes must
// speak of.
var matters = map[Action]struct {
	name  string
	must  string // what the notes should say
	stems []string
}{
	ReselectProjects: {"permitted projects", "permitted projects must be selected again", []string{"permit", "project"}},
	NewConfiguration: {"app configurations", "app configurations must be created again",
		[]string{"configur", "reconfigur"}},
	ApprovePermissions: {"permissions", "company admins must approve the permissions", []string{"permission", "approv"}},
	Reinstall:          {"reinstalling the app", "the app must be installed again", []string{"install", "reinstall"}},
}

// Matter is what the action is about, in words that fit after "the notes mention";
// "" if release notes need not speak of it.
func (a Action) Matter() string { return matters[a].name }

// Must is what release notes should say about the action, as a sentence without a
// full stop; "" if they need not speak of it.
func (a Action) Must() string { return matters[a].must }

// Unmentioned returns those of the actions that release notes must speak of and do
// not. Lint and promote both ask here, so that they agree. Where the notes are not
// in English they cannot be judged, and ok is false.
func Unmentioned(notes []app.Word, actions []Action) (missing []Action, ok bool) {
	actions = slices.DeleteFunc(slices.Clone(actions), func(a Action) bool { return a.Matter() == "" })
	if len(actions) == 0 {
		return nil, true
	}
	if !app.IsEnglish(notes) {
		return nil, false
	}
	for _, a := range actions {
		if !app.Mentions(notes, matters[a].stems...) {
			missing = append(missing, a)
		}
	}
	return missing, true
}
