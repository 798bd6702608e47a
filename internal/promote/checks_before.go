package promote

import (
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
)

func serviceAccountTools(f *facts) outcome {
	o := f.lint("service-account-tools")
	if len(toolsOf(f.now)) == 0 {
		return failing(append(o.problems, Problem{"the service account has no tool above None", f.placeOf(f.now.Connector.Key), f.anew()})[0])
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
		o.state, o.evidence = Open, fmt.Sprintf("%d of %s without a purpose", without, diag.Plural(len(toolsOf(f.now)), "tool"))
	case o.state == Verified:
		o = people("each of %s has a purpose; whether it is needed, people know", diag.Plural(len(toolsOf(f.now)), "tool"))
	}
	return o
}

func userLevelAlongside(f *facts) outcome {
	o := f.lint("user-level-alongside")
	switch {
	case o.state == Failing:
	case !userLevel(f):
		return failing(Problem{"the service account stands alone", f.placeOf(f.now.Connector.Key), f.anew()})
	case o.state == Verified:
		o.evidence = "both are in the manifest"
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
	switch allowed, smaller := f.smallerBump(); {
	case f.first():
		return f.number() + " is the first for production"
	case smaller && !f.verdict.Enough:
		return fmt.Sprintf("%s after %s, a smaller step allowed by %s: %s", f.number(), f.earlierNumber(), allowed.By, allowed.Reason)
	}
	return fmt.Sprintf("%s after %s: %s", f.number(), f.earlierNumber(), f.verdict.Level)
}

// smallerBump returns the permission for a smaller step on the way from what
// customers run to this version.
func (f *facts) smallerBump() (ledger.SmallerBump, bool) {
	numbers := []string{f.number()}
	for _, s := range f.Between {
		numbers = append(numbers, s.App().Version.String())
	}
	for _, n := range numbers {
		if b, ok := f.Approvals.SmallerBump(n); ok {
			return b, true
		}
	}
	return ledger.SmallerBump{}, false
}

// bumpProblems are what is wrong with the number.
func (f *facts) bumpProblems() []Problem {
	at := f.placeOf(f.now.Version.Key)
	if !f.promoted() {
		for _, r := range ledger.NewestFirst(f.Records) {
			if r.Version != f.number() && when(r, ledger.Promote) >= 0 && ledger.Compare(r.Version, f.number()) > 0 {
				return []Problem{{fmt.Sprintf("version %s is lower than %s, which was promoted; numbers only rise", f.number(), r.Version), at, "manifest restore " + f.at()}}
			}
		}
	}
	if f.Previous == nil {
		return nil
	}
	if _, smaller := f.smallerBump(); smaller || f.verdict.Enough {
		return nil
	}
	message := fmt.Sprintf("version %s is too low after %s", f.number(), f.earlierNumber())
	if f.verdict.Decides != nil {
		message = fmt.Sprintf("version %s is too low after %s for a %s change: %s", f.number(), f.earlierNumber(), f.verdict.Level, f.verdict.Decides.Summary)
	}
	return []Problem{{message, at, "manifest bump " + f.App}}
}

func noSecrets(f *facts) outcome {
	o := f.lint("no-secrets")
	if o.state == Verified {
		return people("lint finds none in the manifest")
	}
	return o
}

func savedInPortal(f *facts) outcome {
	if p := f.recordProblems(); len(p) > 0 {
		return failing(p...)
	}
	save := f.entry(ledger.Save)
	if save == nil {
		return outcome{}
	}
	return people("saved %s by %s, frozen with digest %s", day(save), save.By, brief(f.digest))
}

// recordProblems are what is wrong with the record of the version.
func (f *facts) recordProblems() []Problem {
	var list []Problem
	add := func(format string, args ...any) {
		list = append(list, Problem{fmt.Sprintf(format, args...), nil, "manifest lint manifests/" + f.App})
	}
	for i := range f.Faults {
		if i == maxProblems {
			add("%d more faults", len(f.Faults)-i)
			break
		}
		d := &f.Faults[i]
		add("%s [%s]", d.Message, d.Rule)
		list[len(list)-1].Place = placeOf(d.File, d.Span)
	}
	if f.Record.Digest != f.digest {
		add("the frozen manifest is not the one that was saved: digest %s, recorded %s", brief(f.digest), brief(f.Record.Digest))
	}
	if f.now.Version.String() != f.Record.Version {
		add("the frozen manifest says version %q, the record %q", f.now.Version.String(), f.Record.Version)
	}
	if f.Record.App != f.App {
		add("the record belongs to %q", f.Record.App)
	}
	switch {
	case f.earlier != nil && f.Previous == nil:
		add("the frozen manifest of %s, which customers run, is missing", f.earlier.Version)
	case f.earlier != nil && f.before.Version.String() != f.earlier.Version:
		add("compared with %s, but customers run %s", f.before.Version.String(), f.earlier.Version)
	case f.earlier != nil && ledger.Digest(f.Previous.App().Root) != f.earlier.Digest:
		add("the frozen manifest of %s is not the one that was saved", f.earlier.Version)
	}
	return list
}

func sandboxKeyRecorded(f *facts) outcome {
	if f.Record.Keys.Sandbox == "" {
		return failing(f.keyProblems()...)
	}
	content := "digest " + brief(f.digest)
	if save := f.entry(ledger.Save); save != nil && save.Commit != "" {
		content = fmt.Sprintf("commit %.10s", save.Commit)
	}
	return verified("key %.8s…, %s", f.Record.Keys.Sandbox, content)
}

func (f *facts) keyProblems() []Problem {
	if f.Record.Keys.Sandbox != "" {
		return nil
	}
	return []Problem{{fmt.Sprintf("the Sandbox App Version Key of %s is not recorded", f.number()), nil, f.registerCommand("sandbox")}}
}
