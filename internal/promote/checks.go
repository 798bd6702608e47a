package promote

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// outcome is what a check found. The zero value leaves the item to people.
type outcome struct {
	state State
	// evidence says what was verified, in a few words.
	evidence string
	// problems are what fails or, where the item is left to people, what they
	// should look at.
	problems []Problem
}

func verified(format string, args ...any) outcome {
	return outcome{state: Verified, evidence: fmt.Sprintf(format, args...)}
}

func failing(problems ...Problem) outcome { return outcome{state: Failing, problems: problems} }

// people leaves the item to people, with what the tool knows of it.
func people(format string, args ...any) outcome {
	return outcome{state: Open, evidence: fmt.Sprintf(format, args...)}
}

// itemOfRule says which item answers for the findings of a rule, where its
// group does not say it.
var itemOfRule = map[string]int{
	"service-account-without-permissions": 7,
	"service-account-alone":               9,
	"version-format":                      10, "version-unchanged": 10, "bump-too-small": 10, "version-lowered": 10, "version-reused": 10,
	"secret":             11,
	"mixed-environments": 1,
	// Judged by the item itself: these are no part of a version, and may have
	// been improved since it was saved.
	"redirect-uri": judged, "release-notes-missing": judged, "release-notes-brief": judged, "release-notes-redo": judged,
}

// judged marks rules whose findings no item repeats.
const judged = -1

var itemOfGroup = map[string]int{
	"Data connector and permissions": 8,
	"Component URLs":                 4,
	"Parameters and variables":       5,
	"Side panel views":               6,
	"Instructions and notes":         2,
}

// itemFor returns the item that answers for a finding: the first one for what
// none of its own.
func (f *facts) itemFor(d *diag.Diagnostic) int {
	rule := validate.FindRule(d.Rule)
	if rule == nil {
		return 1
	}
	n, ok := itemOfRule[d.Rule]
	if !ok {
		n = itemOfGroup[rule.Group]
	}
	if setup := f.Manifest.Root.Entry("setup_instructions"); n == 4 && setup != nil && setup.Value.Span.Contains(d.Span) {
		n = 2 // the rules about URLs look at the setup page too
	}
	if n == judged {
		return judged
	}
	i := slices.IndexFunc(rows, func(r row) bool { return r.number == n })
	if i < 0 || !rows[i].applies(f) {
		return 1
	}
	return n
}

// claim deals the findings out to the items.
func (f *facts) claim() {
	f.claims = make(map[int][]diag.Diagnostic)
	for i := range f.Findings {
		d := &f.Findings[i]
		n := f.itemFor(d)
		f.claims[n] = append(f.claims[n], *d)
	}
}

// maxProblems is how many problems of one item are listed.
const maxProblems = 10

func (f *facts) problemsOf(found []diag.Diagnostic, least diag.Severity) []Problem {
	var list []Problem
	more := 0
	for i := range found {
		d := &found[i]
		if d.Severity < least {
			continue
		}
		if len(list) == maxProblems {
			more++
			continue
		}
		message := d.Message
		if d.Redact {
			message = "rule " + d.Rule + " reports a secret"
		}
		list = append(list, Problem{message + " [" + d.Rule + "]", placeOf(d.File, d.Span), f.anew()})
	}
	if more > 0 {
		list = append(list, Problem{fmt.Sprintf("%d more findings", more), nil, f.lintCommand()})
	}
	return list
}

func placeOf(file *source.File, span source.Span) *change.Place {
	if file == nil {
		return nil
	}
	return &change.Place{File: file, Span: span}
}

// lint judges the findings of an item.
func (f *facts) lint(number int) outcome {
	if !f.Linted {
		return failing(Problem{"the manifest was not checked for production", nil, f.lintCommand()})
	}
	found := f.claims[number]
	if errs := f.problemsOf(found, diag.Error); len(errs) > 0 {
		return failing(errs...)
	}
	if warnings := f.problemsOf(found, diag.Warning); len(warnings) > 0 {
		return outcome{state: Open, evidence: "lint warns; decide whether it matters", problems: warnings}
	}
	return verified("lint for production has no findings here")
}

func lintOf(number int) func(*facts) outcome {
	return func(f *facts) outcome { return f.lint(number) }
}

func serviceAccountTools(f *facts) outcome {
	o := f.lint(7)
	if len(f.app.tools) == 0 {
		return failing(append(o.problems, Problem{"the service account has no tool above None", f.placeOf("data_connector"), f.anew()})[0])
	}
	if o.state == Verified {
		o.evidence = count(len(f.app.tools), "tool")
	}
	return o
}

func permissionsJustified(f *facts) outcome {
	o := f.lint(8)
	without := 0
	for _, t := range f.app.tools {
		if strings.TrimSpace(t.purpose) == "" {
			without++
		}
	}
	switch {
	case o.state == Failing:
	case without > 0:
		o.state, o.evidence = Open, fmt.Sprintf("%d of %s without a purpose", without, count(len(f.app.tools), "tool"))
	case o.state == Verified:
		o = people("each of %s has a purpose; whether it is needed, people know", count(len(f.app.tools), "tool"))
	}
	return o
}

func userLevelAlongside(f *facts) outcome {
	o := f.lint(9)
	switch {
	case o.state == Failing:
	case !f.app.userLevel:
		return failing(Problem{"the service account stands alone", f.placeOf("data_connector"), f.anew()})
	case o.state == Verified:
		o.evidence = "both are in the manifest"
	}
	return o
}

func versionNumber(f *facts) outcome {
	if o := f.lint(10); o.state != Verified {
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
		numbers = append(numbers, read(s).version)
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
	at := f.placeOf("version")
	if !f.promoted() {
		for _, r := range ledger.NewestFirst(f.Records) {
			if r.Version != f.number() && when(r, ledger.Promote) >= 0 && compare(r.Version, f.number()) > 0 {
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

// placeOf is where a key of the manifest stands, or the manifest itself.
func (f *facts) placeOf(key string) *change.Place {
	if f.Manifest.Root == nil || f.Manifest.File == nil {
		return nil
	}
	if e := f.Manifest.Root.Entry(key); e != nil {
		return &change.Place{File: f.Manifest.File, Span: e.Key.Span}
	}
	return &change.Place{File: f.Manifest.File, Span: f.Manifest.Root.Head(), Nearest: true}
}

func noSecrets(f *facts) outcome {
	o := f.lint(11)
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

// brief is a digest as people compare it.
func brief(digest string) string {
	const enough = len("sha256:") + 12
	if len(digest) <= enough {
		return digest
	}
	return digest[:enough]
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

func sandboxInstalled(f *facts) outcome {
	if e := f.entry(ledger.Test); e != nil && e.Result == ledger.Passed {
		return verified("tested there %s by %s", day(e), e.By)
	}
	return outcome{}
}

func testedIsPromoted(f *facts) outcome {
	if p := f.testProblems(); len(p) > 0 {
		return failing(p...)
	}
	e := f.entry(ledger.Test)
	evidence := fmt.Sprintf("test of %s passed %s by %s", f.number(), day(e), e.By)
	if e.Evidence != "" {
		evidence += ": " + e.Evidence
	}
	return verified("%s", evidence)
}

func (f *facts) testProblems() []Problem {
	e := f.entry(ledger.Test)
	switch {
	case e == nil:
		return []Problem{{"no test evidence for " + f.number(), nil, f.proveCommand()}}
	case e.Result != ledger.Passed:
		message := fmt.Sprintf("the last test of %s failed on %s", f.number(), day(e))
		if e.Note != "" {
			message += ": " + e.Note
		}
		return []Problem{{message, nil, "test it again, or " + f.anew()}}
	}
	return nil
}

// verifiedBefore judges what an earlier promotion proves once and for all.
func verifiedBefore(why string) func(*facts) outcome {
	return func(f *facts) outcome {
		if e := f.entry(ledger.Publish); e != nil {
			return verified("this version was published %s", day(e))
		}
		if r := f.ever(ledger.Publish); r != nil {
			return verified("%s was published before; %s", r.Version, why)
		}
		if r := f.ever(ledger.Promote); r != nil {
			return people("%s was promoted before; %s", r.Version, why)
		}
		return outcome{}
	}
}

// organisationVerified: the portal lets nobody promote who is not verified.
func organisationVerified(f *facts) outcome {
	if e := f.entry(ledger.Promote); e != nil {
		return verified("this version was promoted %s", day(e))
	}
	if r := f.ever(ledger.Promote); r != nil {
		return verified("%s was promoted before, which needs it", r.Version)
	}
	return outcome{}
}

// publishedBefore judges what a publication proves.
func publishedBefore(f *facts) outcome {
	if e := f.entry(ledger.Publish); e != nil {
		return verified("this version was published %s", day(e))
	}
	if r := f.ever(ledger.Publish); r != nil {
		return verified("%s was published before, which needs it", r.Version)
	}
	return outcome{}
}

func releaseNotesFinal(f *facts) outcome {
	if e := f.entry(ledger.Promote); e != nil && f.Record.ReleaseNotes != "" {
		return verified("entered %s; they cannot be changed", day(e))
	}
	if p := f.notesProblems(); len(p) > 0 {
		return failing(p...)
	}
	return people("%s, not those of an earlier version", count(len(wordsOf(f.notes.Text)), "word"))
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
	if f.Previous != nil && sameText(f.before.releaseNotes, f.notes.Text) {
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

func isPromoted(f *facts) outcome {
	if e := f.entry(ledger.Promote); e != nil {
		return verified("%s by %s", day(e), e.By)
	}
	return outcome{}
}

func productionKeyRecorded(f *facts) outcome {
	switch {
	case f.Record.Keys.Production != "":
		return verified("key %.8s…", f.Record.Keys.Production)
	case f.promoted():
		return failing(Problem{fmt.Sprintf("the Production App Version Key of %s is not recorded", f.number()), nil, f.registerCommand("production")})
	}
	return outcome{}
}

func productionRedirect(f *facts) outcome {
	var list []Problem
	for _, uri := range f.app.productionURIs {
		u, err := url.Parse(uri)
		host := ""
		if err == nil {
			host = strings.ToLower(u.Hostname())
		}
		if err != nil || u.Scheme != "https" || host == "" || host == "localhost" || strings.HasPrefix(host, "127.") || host == "::1" {
			list = append(list, Problem{fmt.Sprintf("production redirect URI %q is not https on a public host", uri), nil, "correct oauth.production in manifest.yaml, and in the portal"})
		}
	}
	switch {
	case len(list) > 0:
		return failing(list...)
	case len(f.app.productionURIs) == 0:
		return people("the manifest lists none")
	}
	return people("those of the manifest are https on public hosts")
}

func isSubmitted(f *facts) outcome {
	e := f.entry(ledger.Submit)
	if e == nil || f.Record.State == ledger.Production {
		return outcome{} // never handed in, or taken back
	}
	return verified("%s by %s", day(e), e.By)
}

func rejection(f *facts) outcome {
	if e := f.entry(ledger.Publish); e != nil {
		return verified("it was published %s", day(e))
	}
	e := f.entry(ledger.Reject)
	if e == nil {
		return outcome{}
	}
	for _, r := range f.Records {
		if compare(r.Version, f.number()) > 0 {
			return verified("answered by %s", r.Version)
		}
	}
	message := "rejected on " + day(e)
	if e.Note != "" {
		message += ": " + e.Note
	}
	return failing(Problem{message, nil, "manifest bump " + f.App})
}

func isPublished(f *facts) outcome {
	if e := f.entry(ledger.Publish); e != nil {
		return verified("%s, recorded by %s", day(e), e.By)
	}
	return outcome{}
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
	if f.app.version != f.Record.Version {
		add("the frozen manifest says version %q, the record %q", f.app.version, f.Record.Version)
	}
	if f.Record.App != f.App {
		add("the record belongs to %q", f.Record.App)
	}
	switch {
	case f.earlier != nil && f.Previous == nil:
		add("the frozen manifest of %s, which customers run, is missing", f.earlier.Version)
	case f.earlier != nil && f.before.version != f.earlier.Version:
		add("compared with %s, but customers run %s", f.before.version, f.earlier.Version)
	case f.earlier != nil && ledger.Digest(f.Previous.Root) != f.earlier.Digest:
		add("the frozen manifest of %s is not the one that was saved", f.earlier.Version)
	}
	return list
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// fields are the parameters that installers enter.
func (f *facts) fields() []string {
	var list []string
	for _, c := range f.app.embedded() {
		for _, p := range c.parameters {
			need := "optional"
			if p.required {
				need = "required"
			}
			list = append(list, fmt.Sprintf("%s: %s (%s)", c.label, p.shown(), need))
		}
	}
	return list
}

// purposes are the permissions with what each is for.
func (f *facts) purposes() []string {
	var list []string
	for i, line := range f.app.permissions() {
		purpose := f.app.tools[i].purpose
		if purpose == "" {
			purpose = "no purpose written down"
		}
		list = append(list, line+" – "+purpose)
	}
	return list
}

// origins are the addresses that Procore frames an app from.
func origins() []string {
	return append(slices.Clone(environment("developer_sandbox").Web), environment("production").Web...)
}
