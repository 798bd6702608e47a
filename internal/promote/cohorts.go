package promote

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
)

// Updates are voluntary, so customers come to a version from any that ever reached
// them. Each of those is a cohort; what a text says is worked out for each, and a
// sentence that is not for all says whom it is for.

// Cohort is a version that customers can have.
type Cohort struct {
	Version *ledger.Version
	// Manifest is its frozen copy.
	Manifest change.Side
}

// Group is what customers on some versions must do to get the new one: those
// who must do the same are one group.
type Group struct {
	// Versions are the numbers that these customers see, the highest first.
	Versions []string        `json:"versions"`
	Must     []string        `json:"must"`
	Actions  []change.Action `json:"actions"`
}

// comingFrom is what a version means for customers who have another one.
func (f *facts) comingFrom(s change.Side) *facts {
	subject := *f.Subject
	subject.Run = &s
	of := *f
	of.Subject, of.before, of.tasksKnown = &subject, s.App(), false
	of.changes = change.Diff(s, f.Manifest)
	of.verdict = change.Judge(of.changes, s, f.Manifest)
	return &of
}

// gatherCohorts works out what each cohort has before it, the highest first.
// Without cohorts, those who run the latest version stand for all.
func (f *facts) gatherCohorts() {
	if f.Run == nil {
		return
	}
	for _, c := range slices.Backward(f.Cohorts) {
		of := f
		if number, _ := f.before.Number(); c.Version.Number != number {
			of = f.comingFrom(c.Manifest)
		}
		f.cohorts = append(f.cohorts, of)
	}
	if len(f.Cohorts) == 0 {
		f.cohorts = []*facts{f}
	}
}

// all are those whom a text is for: the cohorts or, before the first version,
// whoever installs it.
func (f *facts) all() []*facts {
	if f.first() {
		return []*facts{f}
	}
	return f.cohorts
}

// Groups returns the customers of a version by what they must do, as [NewChecklist]
// does with all else; of the subject it takes the manifests alone.
func Groups(s Subject) []Group { return gather(&s).groups() }

// groups joins the cohorts that must do the same.
func (f *facts) groups() []Group {
	var list []Group
	for _, of := range f.cohorts {
		must := mustDo(of)
		actions := of.verdict.Actions
		i := slices.IndexFunc(list, func(g Group) bool {
			return slices.Equal(g.Must, must) &&
				slices.Equal(g.Actions, actions)
		})
		if i < 0 {
			i = len(list)
			list = append(list, Group{Must: must, Actions: actions})
		}
		list[i].Versions = append(list[i].Versions, of.has())
	}
	return list
}

// merged returns what is said to each cohort as one list: what goes to all as it
// is, the rest with whom it is for. Within each cohort the order stays.
func (f *facts) merged(say func(*facts) []string) []string {
	type sentence struct {
		text string
		to   []*facts
	}
	var list []sentence
	all := f.all()
	for _, of := range all {
		next := 0 // where the next sentence of this cohort goes
		for _, text := range say(of) {
			i := slices.IndexFunc(list, func(s sentence) bool { return s.text == text })
			if i < 0 {
				i = min(next, len(list))
				list = slices.Insert(list, i, sentence{text: text})
			}
			list[i].to = append(list[i].to, of)
			next = i + 1
		}
	}
	texts := make([]string, len(list))
	for i, s := range list {
		if texts[i] = s.text; len(s.to) < len(all) {
			texts[i] = "If you are on " + f.numbers(s.to, "or") + ": " + uncapitalized(s.text)
		}
	}
	return texts
}

// numbers names some of the cohorts by the numbers that customers see, the lowest
// first and the last after a word: "0.1.0 to 0.4.0 or 1.2.0". Three or more without
// a gap are a range.
func (f *facts) numbers(some []*facts, word string) string {
	all := f.all()
	var parts []string
	for i := len(all) - 1; i >= 0; i-- {
		last := i
		for last >= 0 && slices.Contains(some, all[last]) {
			last--
		}
		switch n := i - last; {
		case n == 0:
			continue
		case n > 2:
			parts = append(parts, all[i].has()+" to "+all[last+1].has())
		default:
			for ; i > last; i-- {
				parts = append(parts, all[i].has())
			}
		}
		i = last + 1
	}
	if n := len(parts); n > 1 {
		return strings.Join(parts[:n-1], ", ") + " " + word + " " + parts[n-1]
	}
	return strings.Join(parts, "")
}

// uncapitalized starts with a small letter, unless the first word is an
// abbreviation.
func uncapitalized(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	if second, _ := utf8.DecodeRuneInString(s[n:]); unicode.IsUpper(second) {
		return s
	}
	return string(unicode.ToLower(first)) + s[n:]
}

// warnings tell customers to leave the versions that are known to be bad.
func (f *facts) warnings() []string {
	var list []string
	for _, of := range f.cohorts {
		if v := of.runs(); v != nil && v.Bad != nil {
			list = append(list, of.has()+" has a known fault: "+v.Bad.Reason+". If you are on this version, please update")
		}
	}
	return list
}

// runs is the version that these customers have, nil before the first.
func (f *facts) runs() *ledger.Version {
	number, ok := f.before.Number()
	if !ok || f.first() {
		return nil
	}
	return f.Ledger.Version(number)
}

// capitalized starts with a capital letter.
func capitalized(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[n:]
}
