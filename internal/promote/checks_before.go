package promote

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
)

func serviceAccountTools(f *facts) outcome {
	o := f.lint("service-account-tools")
	if len(toolsOf(f.now)) == 0 {
		return failing(append(o.problems, Problem{"the service account has no tool above None",
			f.placeOf(f.now.Connector.Key), f.anew()})[0])
	}
	if o.state == Verified {
		o.evidence = diag.Plural(len(toolsOf(f.now)), "tool")
	}
	return o
}

func permissionsJustified(f *facts) outcome {
	o := f.lint("permissions-justified")
	without := 0
	for _, t := range toolsOf(f.now) {
		if strings.TrimSpace(t.Purpose.String()) == "" {
			without++
		}
	}
	switch {
	case o.state == Failing:
	case without > 0:
		o.state, o.evidence = Open, fmt.Sprintf("no purpose given for %d of %s", without,
			diag.Plural(len(toolsOf(f.now)), "tool"))
	case o.state == Verified:
		o = people("a purpose is given for %s; confirm that each permission is "+
			"needed", diag.Plural(len(toolsOf(f.now)), "tool"))
	}
	return o
}

func agenticComponents(f *facts) outcome {
	o := f.lint("agentic-components")
	if o.state == Verified {
		return people("lint reports no problems; read the prompts yourself")
	}
	return o
}

func userLevelAlongside(f *facts) outcome {
	o := f.lint("user-level-alongside")
	switch {
	case o.state == Failing:
	case !userLevel(f):
		return failing(Problem{"the app has a service account, but no user level " +
			"authentication", f.placeOf(f.now.Connector.Key),
			f.anew()})
	case o.state == Verified:
		o.evidence = "both authentication methods are in the manifest"
	}
	return o
}

func versionNumber(f *facts) outcome {
	if o := f.lint("version-number"); o.state != Verified {
		return o
	}
	if p := f.bumpProblems(); len(p) > 0 {
		return failing(p...)
	}
	return verified("%s", f.bumpEvidence())
}

func (f *facts) bumpEvidence() string {
	switch allowed := f.smallerBump(); {
	case f.first():
		return f.number() + " is the first version for customers"
	case allowed != nil && !f.verdict.Enough:
		return fmt.Sprintf("%s after %s; %s allowed the smaller bump: %s", f.number(), f.earlierNumber(), allowed.By,
			allowed.Reason)
	}
	return fmt.Sprintf("%s after %s: %s", f.number(), f.earlierNumber(), f.verdict.Level)
}

// smallerBump returns the permission for a smaller bump to this version, or nil.
func (f *facts) smallerBump() *ledger.Approval {
	if f.verdict.Decides == nil {
		return nil
	}
	return f.Ledger.AllowsSmaller(f.Version.Number, f.verdict.Decides.Fingerprint)
}

// bumpProblems are what is wrong with the number.
func (f *facts) bumpProblems() []Problem {
	at := f.placeOf(f.now.Version.Key)
	var list []Problem
	undone := f.undone()
	if current := f.Ledger.InProduction; !f.promoted() && current != nil && current.Number.Compare(f.Version.Number) > 0 {
		remedy := "manifest restore " + f.at()
		if len(undone) > 0 { // its content is not to come back
			remedy = f.abandonCommand()
		}
		list = append(list, Problem{fmt.Sprintf("version %s is lower than %s, which is in production", f.number(),
			current.Number), at, remedy})
	}
	if len(undone) > 0 {
		message := fmt.Sprintf("%[1]s lacks changes of %[2]s, which customers run; promoting %[1]s would undo: %[3]s",
			f.number(), f.earlierNumber(), UndoneWords(undone))
		list = append(list, Problem{message, nil, f.takeOver()})
	}
	if len(list) > 0 {
		return list
	}
	if f.Run == nil || f.verdict.Enough || f.smallerBump() != nil {
		return nil
	}
	message := fmt.Sprintf("version %s is too low after %s", f.number(), f.earlierNumber())
	if f.verdict.Decides != nil {
		message = fmt.Sprintf("version %s is too low after %s for a %s change: %s", f.number(), f.earlierNumber(),
			f.verdict.Level, f.verdict.Decides.Summary)
	}
	return []Problem{{message, at, "manifest bump " + f.App}}
}

// undone are the changes that customers have got since the version was cut, and
// that it lacks.
func (f *facts) undone() []change.Change {
	if f.promoted() || f.CutFrom == nil || f.Run == nil {
		return nil
	}
	return Undone(*f.CutFrom, *f.Run, f.Manifest)
}

// takeOver is the remedy for a version that lacks what customers have.
func (f *facts) takeOver() string {
	if f.Working != nil && len(Undone(*f.CutFrom, *f.Run, *f.Working)) == 0 {
		if number, ok := f.Working.App().Number(); ok && number != f.Version.Number && f.Ledger.Version(number) != nil {
			return f.abandonCommand()
		}
		return "the working manifest already includes these changes; run: manifest bump " + f.App
	}
	return "make the same changes in the working manifest, then run: manifest bump " + f.App
}

// Undone returns the changes that customers got between two versions and that a
// third, which was cut from the first, lacks: releasing it would undo them.
func Undone(from, run, waiting change.Side) []change.Change {
	has := make(map[string]bool)
	for _, c := range change.Diff(from, waiting) {
		has[c.Fingerprint] = true
	}
	return slices.DeleteFunc(change.Diff(from, run), func(c change.Change) bool { return has[c.Fingerprint] })
}

// UndoneWords names changes that would be undone, the first of them.
func UndoneWords(undone []change.Change) string {
	const most = 3
	var list []string
	for i, c := range undone {
		if i == most {
			list = append(list, fmt.Sprintf("%d more", len(undone)-most))
			break
		}
		list = append(list, c.Summary)
	}
	return strings.Join(list, "; ")
}

func noSecrets(f *facts) outcome {
	o := f.lint("no-secrets")
	if o.state == Verified {
		return people("lint finds no secrets in the manifest")
	}
	return o
}

func savedInPortal(f *facts) outcome {
	if p := f.recordProblems(); len(p) > 0 {
		return failing(p...)
	}
	first := f.Version.First
	if f.Version.Adopted() {
		return people("adopted by %s; the digest of the frozen copy is %s", first.By, brief(f.digest))
	}
	return people("saved on %s by %s; the digest of the frozen copy is %s", day(first), first.By, brief(f.digest))
}

// recordProblems are what is wrong with the ledger of the version.
func (f *facts) recordProblems() []Problem {
	var list []Problem
	add := func(format string, args ...any) {
		list = append(list, Problem{fmt.Sprintf(format, args...), nil, "manifest lint " + f.folder()})
	}
	for i := range f.Faults {
		if i == maxProblems {
			add("%s", diag.Plural(len(f.Faults)-i, "more problem"))
			break
		}
		d := &f.Faults[i]
		add("%s [%s]", d.Message, d.Rule)
		list[len(list)-1].Place = placeOf(d.File, d.Span)
	}
	if f.now.Version.String() != f.number() {
		add("the frozen copy has version %q, but its folder is %s", f.now.Version.String(), f.number())
	}
	return list
}

func sandboxKeyRecorded(f *facts) outcome {
	if f.Version.Keys.Sandbox == "" {
		return failing(f.keyProblems()...)
	}
	return verified("key %.8s…, digest %s", f.Version.Keys.Sandbox, brief(f.digest))
}

func (f *facts) keyProblems() []Problem {
	if f.Version.Keys.Sandbox != "" {
		return nil
	}
	return []Problem{{fmt.Sprintf("the Sandbox App Version Key of %s is not recorded", f.number()), nil,
		f.keysCommand("sandbox")}}
}
