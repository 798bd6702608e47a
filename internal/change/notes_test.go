package change

import (
	"slices"
	"testing"

	"github.com/procore-manifest/manifest/internal/app"
)

func TestUnmentioned(t *testing.T) {
	all := []Action{ReadNotes, ReselectProjects, NewConfiguration, ApprovePermissions, Reinstall}
	for _, c := range []struct {
		name, notes string
		actions     []Action
		missing     []Action
		unknown     bool // the notes cannot be judged
	}{
		{"nothing to say", "Budget lines now sync.", []Action{NoAction, ReadNotes}, nil, false},
		{"nothing said", "Budget lines now sync every hour.", all, []Action{ReselectProjects, NewConfiguration, ApprovePermissions, Reinstall}, false},
		{"all said", "Reinstall the app, approve the permissions, configure it again and select the permitted projects.", all, nil, false},
		{"one of two", "Select your permitted projects again.", []Action{ReselectProjects, NewConfiguration}, []Action{NewConfiguration}, false},
		{"in the middle of a word", "The reconfigured app is new to you.", []Action{NewConfiguration}, nil, false},
		{"settings in general", "After updating, note that your settings do not carry over.", []Action{ReselectProjects, NewConfiguration}, []Action{ReselectProjects, NewConfiguration}, false},
		{"rich text", "<p>Select the <b>permitted</b> projects</p>", []Action{ReselectProjects}, nil, false},
		{"a word in a tag only", `<p class="project">Budget lines now sync</p>`, []Action{ReselectProjects}, []Action{ReselectProjects}, false},
		{"another language", "Seleccione de nuevo los proyectos permitidos.", []Action{ReselectProjects}, nil, true},
		{"another language, nothing to say", "Nueva versión.", []Action{ReadNotes}, nil, false},
		{"German with a word that English has too", "Neue Version in Arbeit.", []Action{ReselectProjects}, nil, true},
		{"no notes", "", []Action{ReselectProjects}, nil, true},
	} {
		missing, ok := Unmentioned(app.Words(c.notes), c.actions)
		if !slices.Equal(missing, c.missing) || ok == c.unknown {
			t.Errorf("%s: got %v, %t; want %v, %t", c.name, missing, ok, c.missing, !c.unknown)
		}
	}
}

// Whatever an action is about has words for both places that need them.
func TestMatters(t *testing.T) {
	for _, a := range Actions() {
		if (a.Matter() == "") != (a.Must() == "") {
			t.Errorf("%s: the matter is %q, but notes must say %q", a, a.Matter(), a.Must())
		}
	}
}
