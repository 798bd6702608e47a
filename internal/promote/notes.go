package promote

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
)

// Notes are release notes with the place where they stand.
type Notes struct {
	Text  string
	Place *change.Place
}

// NotesOf returns the release notes of a manifest. Where it has none, the place
// is that of the manifest.
func NotesOf(s change.Side) Notes {
	if !s.App().Exists() {
		return Notes{}
	}
	notes := s.App().ReleaseNotes
	return Notes{Text: notes.String(), Place: placeIn(s, notes.Key)}
}

// releaseNotes returns the release notes that go with a version: those entered
// in the portal once it is promoted; before, those given, those of the working
// manifest while it still is this version, or those that were frozen.
func (f *facts) releaseNotes() Notes {
	switch {
	case f.promoted() && f.Version.ReleaseNotes != "":
		return Notes{Text: f.Version.ReleaseNotes}
	case f.Subject.Notes != Notes{}:
		return f.Subject.Notes
	case f.isWorking():
		return NotesOf(*f.Working)
	}
	return NotesOf(f.Manifest)
}

func releaseNotesFinal(f *facts) outcome {
	if e := f.entry(ledger.Promote); e != nil && f.Version.ReleaseNotes != "" {
		return verified("entered on %s; release notes can't be changed after the promotion", day(e))
	}
	if p := f.notesProblems(); len(p) > 0 {
		return failing(p...)
	}
	return people("%s, different from the notes of earlier versions", diag.Plural(len(app.Words(f.notes.Text)), "word"))
}

// notesRemedy says how the release notes can be corrected now.
func (f *facts) notesRemedy() string {
	switch {
	case f.Subject.Notes != Notes{}:
		return "correct the file given with --notes"
	case f.isWorking():
		return "edit release_notes in " + f.Working.File.Name + " (no new version is needed); to print a draft, run: " +
			"manifest checklist " +
			f.at() + " --notes-draft"
	}
	return "manifest promote " + f.at() + " --notes FILE"
}

// isWorking reports whether the working manifest still is the version: what is not
// part of a version can be improved there.
func (f *facts) isWorking() bool {
	return f.Working != nil && ledger.Digest(f.Working.App().Root) == f.digest
}

// NotesAreOpen reports whether the release notes of a version can be improved in the
// working manifest, because that still is the version.
func NotesAreOpen(s Subject) bool { return gather(&s).isWorking() }

// NotesProblems are what is wrong with the release notes that a version has now.
func NotesProblems(s Subject) []Problem { return gather(&s).releaseNotesProblems() }

// notesProblems are what is wrong with the release notes as a text.
func (f *facts) notesProblems() []Problem {
	words := app.Words(f.notes.Text)
	switch {
	case len(words) == 0:
		return []Problem{{"there are no release notes", f.notes.Place, f.notesRemedy()}}
	case len(words) == 1:
		return []Problem{{fmt.Sprintf("the release notes are a single word, %q", strings.TrimSpace(f.notes.Text)),
			f.notes.Place, f.notesRemedy()}}
	}
	for _, v := range slices.Backward(f.Ledger.Versions) {
		if v.Number != f.Version.Number && v.ReleaseNotes != "" && app.SameText(v.ReleaseNotes, f.notes.Text) {
			return []Problem{{"the release notes are the same as those of " + v.Number.String(), f.notes.Place, f.notesRemedy()}}
		}
	}
	if f.Run != nil && app.SameText(f.before.ReleaseNotes.String(), f.notes.Text) {
		return []Problem{{"the release notes are the same as those of " + f.earlierNumber(), f.notes.Place, f.notesRemedy()}}
	}
	return nil
}

func releaseNotesRedo(f *facts) outcome {
	words := app.Words(f.notes.Text)
	if len(words) == 0 {
		return outcome{evidence: "there are no release notes yet", state: Open}
	}
	actions := f.redoActions()
	if len(actions) == 0 {
		if f.first() {
			return verified("this is the first version, so customers have nothing to set up again")
		}
		return verified("customers have nothing to set up again")
	}
	missing, ok := change.Unmentioned(words, actions)
	switch {
	case !ok:
		return people("the release notes are not in English; check them by hand")
	case len(missing) > 0:
		return failing(f.unmentioned()...)
	}
	var matters []string
	for _, a := range actions {
		matters = append(matters, a.Matter())
	}
	return verified("%s", "the release notes mention "+strings.Join(matters, ", "))
}

// redoActions are the actions that release notes must speak of, the lightest first.
func (f *facts) redoActions() []change.Action {
	if f.first() {
		return nil
	}
	return slices.DeleteFunc(change.Actions(), func(a change.Action) bool {
		return a.Matter() == "" || len(f.asked(a)) == 0
	})
}

// asked are the cohorts of which the version asks an action.
func (f *facts) asked(a change.Action) []*facts {
	return slices.DeleteFunc(slices.Clone(f.cohorts), func(of *facts) bool {
		return !slices.Contains(of.verdict.Actions,
			a)
	})
}

// unmentioned are the problems of release notes that do not say what customers
// must do again. That there are none is its own problem.
func (f *facts) unmentioned() []Problem {
	words := app.Words(f.notes.Text)
	if len(words) == 0 {
		return nil
	}
	var list []Problem
	missing, _ := change.Unmentioned(words, f.redoActions())
	for _, a := range missing {
		message := "the release notes do not mention that " + a.Must()
		if who := f.asked(a); len(who) < len(f.cohorts) {
			message = "the release notes do not tell customers on " + f.numbers(who, "and") + " that " + a.Must()
		}
		list = append(list, Problem{message, f.notes.Place, f.notesRemedy()})
	}
	return list
}
