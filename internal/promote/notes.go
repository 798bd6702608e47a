package promote

import (
	"slices"
	"strings"
	"unicode"

	"github.com/procore-manifest/manifest/internal/change"
)

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
