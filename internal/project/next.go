package project

// The trail from a new app to its customers: the command that follows each.

import (
	"context"
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/internal/version"
)

// What follows where a version goes no further: after a test that failed, and
// where it may have been right but not at this time.
const (
	correct = "correct the working manifest, then: manifest bump APP"
	again   = correct + "; to save the same content under a new number: manifest bump APP patch"
)

// at names a version of the app as a word of a command.
func (s *appState) at(number version.Version) string { return shellWord(s.id + "@" + number.String()) }

// lookAtGates is the command that shows the gates of a version.
func (s *appState) lookAtGates(v *ledger.Version) string {
	return "manifest promote " + s.at(v.Number) + " --check"
}

// Next is what a version needs next, as a command, after what is to be done by
// hand; "" if others have to act.
func (s *appState) Next(v *ledger.Version) string {
	at := s.at(v.Number)
	forApp := func(text string) string { return strings.ReplaceAll(text, "APP", shellWord(s.id)) }
	switch v.State {
	case ledger.ReadyForTesting:
		switch {
		case v.Test != nil && v.Test.Result == ledger.Failed:
			return forApp(correct)
		case v.Test != nil && s.has(s.checklistPath(v)):
			return s.lookAtGates(v)
		case v.Test != nil:
			return "manifest checklist " + at + " --write"
		}
		return "manifest steps " + at + " --install"
	case ledger.Production:
		if v.Distribution == marketplace {
			return "manifest record submit " + at
		}
	case ledger.Rejected, ledger.Abandoned, ledger.Superseded, ledger.Retracted:
		return forApp(again)
	}
	return ""
}

// nextAfter is what to do after an event, a command where there is one.
func (s *appState) nextAfter(e *ledger.Entry) string { return s.project.Paste(s.afterEvent(e)) }

func (s *appState) afterEvent(e *ledger.Entry) string {
	if e.IsOfApp() && e.Kind != ledger.Retire {
		return "manifest status " + shellWord(s.id)
	}
	at, v := s.at(e.Number), s.ledger.Version(e.Number)
	if v != nil && v.State == ledger.ReadyForTesting && s.ledger.IsPassed(v) {
		return "manifest record abandon " + at + " --reason TEXT"
	}
	switch e.Kind {
	case ledger.Adopt:
		return s.nextAfterAdopting(v)
	case ledger.Promote:
		if v.Distribution == marketplace {
			return "press Submit for Review in the portal, then: " + s.Next(v)
		}
		return s.customerPlan(v)
	case ledger.Publish:
		return s.customerPlan(v)
	case ledger.Submit:
		return "wait for Procore's review, then: manifest record publish " + at + " or manifest record reject " + at +
			" --reason TEXT"
	case ledger.Withdraw:
		return "when the version is ready for another review, press Submit for Review, then: " + s.Next(v)
	case ledger.Reject, ledger.Abandon:
		if doc, err := s.working(); err == nil {
			if number, ok := side("working manifest", doc).App().Number(); ok && number != e.Number {
				return "manifest status " + shellWord(s.id)
			}
		}
	case ledger.Retire:
		return "commit this change; after it is merged, you can delete " + s.name + " in another change"
	case ledger.Bad, ledger.Retract:
		return "manifest status " + shellWord(s.id)
	}
	return s.Next(v)
}

// customerPlan is the command with what customers do to get a version.
func (s *appState) customerPlan(v *ledger.Version) string {
	return "manifest steps " + s.at(v.Number) + " --customer"
}

// upNext is the command that the app needs next, "" if others have to act or
// nothing can be said.
func (s *appState) upNext(ctx context.Context) string {
	status, err := s.status(ctx)
	if err != nil {
		return ""
	}
	return status.Next
}

// afterCheck is the command that follows a look at a version whose gates are open.
func (s *appState) afterCheck(v *ledger.Version) string {
	if v.State != ledger.ReadyForTesting || s.ledger.IsPassed(v) {
		return s.project.Paste(s.Next(v))
	}
	return s.project.Paste("manifest steps " + s.at(v.Number) + " --promote")
}

// afterChecklist is the command that follows the checklist of a version.
func (s *appState) afterChecklist(v *ledger.Version) string {
	if v.State != ledger.ReadyForTesting || v.Test == nil || v.Test.Result != ledger.Passed || s.ledger.IsPassed(v) {
		return s.project.Paste(s.Next(v))
	}
	return s.project.Paste(s.lookAtGates(v))
}

var (
	commandStart    = lazy.Regexp(`(?m)(^|: |\b(?:or|run|then|use) )manifest `)
	gitCommandStart = lazy.Regexp(`(?m)(^|: |\bor |\$\()git ([a-z])`)
)

// Paste makes the commands of a text work in the folder that the user is in: with
// the --directory and --config of this run.
func (p *Project) Paste(text string) string {
	prefix := p.prefix()
	if len(prefix) == 1 || strings.Contains(text, ShellLine(prefix)+" ") {
		return text
	}
	if p.Directory != "" {
		in := strings.ReplaceAll(ShellLine([]string{"git", "-C", p.Directory}), "$", "$$")
		text = gitCommandStart().ReplaceAllString(text, "${1}"+in+" ${2}")
	}
	return commandStart().ReplaceAllString(text, "${1}"+strings.ReplaceAll(ShellLine(prefix), "$", "$$")+" ")
}

// prefix are the words with which every command begins that goes on with this run.
func (p *Project) prefix() []string {
	words := []string{"manifest"}
	if p.Directory != "" {
		words = append(words, "-C", p.Directory)
	}
	if p.Config != "" {
		words = append(words, "--config", p.Config)
	}
	return words
}

// nextAfterAdopting is what to do after a version was adopted: where customers
// have it, they may have older ones too.
func (s *appState) nextAfterAdopting(v *ledger.Version) string {
	state := ledger.Production
	switch {
	case v.Distribution == marketplace && v.First.State == ledger.Published:
		state = ledger.Published
	case v.Distribution == marketplace || v.First.State == ledger.ReadyForTesting:
		return s.Next(v)
	}
	older := "VERSION"
	if before, ok := v.Number.Before(); ok && s.ledger.Version(before) == nil {
		older = before.String()
	}
	return fmt.Sprintf("if customers run older versions: manifest adopt %s --from FILE --state %s --since "+
		"DATE", shellWord(s.id+"@"+older), state)
}

// nextForDraft says what an unsaved working manifest waits for, the command for that,
// and the gates that are closed for it already.
func (s *appState) nextForDraft(ctx context.Context, doc *manifest.Document) (waits, next string, closed []string) {
	waits = "saving in the portal"
	lint := "manifest lint " + shellWord(s.name)
	if run := s.ledger.Run; run != nil { // an overview has not proved it
		if _, err := s.frozenCopy(run.Number); err != nil {
			return waits, lint, nil
		}
	}
	h, err := against(ctx, s.project, s, "")
	if err != nil {
		return waits, lint, nil
	}
	working := side("working manifest", doc)
	need, decides, err := h.Need(working)
	if err != nil {
		return waits, lint, nil
	}
	missing := h.Unapproved(working)
	if len(missing) > 0 {
		closed = []string{promote.GateApprovals}
	}
	number, _ := working.App().Number()
	switch {
	case number.Compare(need.Above) <= 0 && need.Above != (version.Version{}),
		decides != nil && number.Compare(need.ByLevel) < 0 && s.ledger.AllowsSmaller(number, decides.Fingerprint) == nil:
		next = "manifest bump " + shellWord(s.id)
	case len(missing) > 0:
		waits = "an approval"
		next = "manifest approve " + shellWord(s.id) + " " + ledger.Short(missing[0].Fingerprint) + " --reason TEXT"
	default:
		next = "manifest steps " + shellWord(s.id)
	}
	return waits, next, closed
}

// nextCommands lists the commands that a working manifest with these changes needs.
func nextCommands(ctx context.Context, p *Project, c *report.Changes, h *validate.History, to compared) ([]string,
	error) {
	if to.saved {
		return nil, nil
	}
	id, base := shellWord(to.app.id), ""
	if h.BaseName != "" {
		base = " --base " + shellWord(h.BaseName)
	}
	var list []string
	for _, fingerprint := range c.Unapproved() {
		list = append(list, p.Paste(fmt.Sprintf("manifest approve %s %s --reason TEXT", id, ledger.Short(fingerprint))))
	}
	switch {
	case c.Bump == nil:
		return []string{p.Paste("manifest lint " + shellWord(to.app.name))}, nil
	case c.Bump.Saved:
		return list, nil
	case !c.Bump.Enough():
		return append([]string{p.Paste("manifest bump " + id + base)}, list...), nil
	case len(c.Changes) > 0 && len(list) == 0:
		// Whether it may be saved depends on more than these changes.
		status, err := to.app.status(ctx)
		return []string{status.Next}, err
	}
	return list, nil
}
