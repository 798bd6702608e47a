package promote

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

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
	case f.promoted() && f.Record.ReleaseNotes != "":
		return Notes{Text: f.Record.ReleaseNotes}
	case f.Subject.Notes != Notes{}:
		return f.Subject.Notes
	case f.Working != nil && ledger.Digest(f.Working.App().Root) == f.digest:
		return NotesOf(*f.Working)
	}
	return NotesOf(f.Manifest)
}

func releaseNotesFinal(f *facts) outcome {
	if e := f.entry(ledger.Promote); e != nil && f.Record.ReleaseNotes != "" {
		return verified("entered %s; they cannot be changed", day(e))
	}
	if p := f.notesProblems(); len(p) > 0 {
		return failing(p...)
	}
	return people("%s, not those of an earlier version", diag.Plural(len(wordsOf(f.notes.Text)), "word"))
}

const notesRemedy = "write them in release_notes of manifest.yaml; they are no part of the version"

// notesProblems are what is wrong with the release notes as a text.
func (f *facts) notesProblems() []Problem {
	words := wordsOf(f.notes.Text)
	switch {
	case len(words) == 0:
		return []Problem{{"there are no release notes", f.notes.Place, notesRemedy}}
	case len(words) == 1:
		return []Problem{{fmt.Sprintf("the release notes are a single word, %q", strings.TrimSpace(f.notes.Text)), f.notes.Place, notesRemedy}}
	}
	for _, r := range ledger.NewestFirst(f.Records) {
		if r.Version != f.number() && r.ReleaseNotes != "" && sameText(r.ReleaseNotes, f.notes.Text) {
			return []Problem{{"the release notes are those of " + r.Version, f.notes.Place, notesRemedy}}
		}
	}
	if f.Previous != nil && sameText(f.before.ReleaseNotes.String(), f.notes.Text) {
		return []Problem{{"the release notes are those of " + f.earlierNumber(), f.notes.Place, notesRemedy}}
	}
	return nil
}

func releaseNotesRedo(f *facts) outcome {
	if len(wordsOf(f.notes.Text)) == 0 {
		return outcome{evidence: "there are no release notes yet", state: Open}
	}
	actions := f.redoActions()
	if len(actions) == 0 {
		if f.first() {
			return verified("first version: nothing is set up again")
		}
		return verified("nothing is set up again")
	}
	missing, ok := silence(f.notes.Text, actions)
	if !ok {
		return people("the notes are not in English; see whether they say it")
	}
	if len(missing) > 0 {
		return failing(f.silenceProblems()...)
	}
	return verified("%s", "they speak of "+strings.Join(spokenOf(actions), ", "))
}

// redoActions are the actions that release notes must speak of.
func (f *facts) redoActions() []change.Action {
	if f.first() {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(f.verdict.Actions), func(a change.Action) bool {
		return !slices.ContainsFunc(redo, func(r redoing) bool { return r.action == a })
	})
}

func spokenOf(actions []change.Action) []string {
	var list []string
	for _, r := range redo {
		if slices.Contains(actions, r.action) {
			list = append(list, r.matter)
		}
	}
	return list
}

// silenceProblems are what the release notes do not say.
func (f *facts) silenceProblems() []Problem {
	if len(wordsOf(f.notes.Text)) == 0 {
		return nil // that is its own problem
	}
	missing, ok := silence(f.notes.Text, f.redoActions())
	if !ok {
		return nil
	}
	var list []Problem
	for _, that := range missing {
		list = append(list, Problem{"release notes do not mention that " + that, f.notes.Place, notesRemedy})
	}
	return list
}

// redo says what release notes must speak of, so that customers know what to do
// again: the beginnings of its words, and the matter in words that fit after
// "release notes do not mention that".
var redo = []redoing{
	{change.ReselectProjects, []string{"permitted", "permit", "project"}, "permitted projects must be selected again", "permitted projects"},
	{change.NewConfiguration, []string{"configur", "reconfigur"}, "app configurations must be created again", "app configurations"},
	{change.ApprovePermissions, []string{"permission", "approv"}, "company admins must approve permissions", "permissions"},
	{change.Reinstall, []string{"install", "reinstall"}, "the app must be installed again", "installing again"},
}

type redoing struct {
	action       change.Action
	stems        []string
	that, matter string
}

// silence returns what customers must do again and the notes do not say. Notes
// in a language that is not English cannot be judged; then ok is false.
func silence(notes string, actions []change.Action) (missing []string, ok bool) {
	words := wordsOf(notes)
	if !slices.ContainsFunc(words, func(w string) bool { return slices.Contains(englishWords, w) }) {
		return nil, len(actions) == 0
	}
	for _, r := range redo {
		if slices.Contains(actions, r.action) && !mentions(words, r.stems) {
			missing = append(missing, r.that)
		}
	}
	return missing, true
}

// englishWords are some that hardly any English text of two sentences lacks.
var englishWords = []string{"the", "and", "to", "your", "of", "with", "for", "is", "are", "now", "again", "new", "on", "in"}

func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}

func mentions(words, stems []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		return slices.ContainsFunc(stems, func(stem string) bool { return strings.HasPrefix(w, stem) })
	})
}

// sameText reports whether two texts say the same, but for white space.
func sameText(a, b string) bool {
	return slices.Equal(strings.Fields(a), strings.Fields(b))
}
