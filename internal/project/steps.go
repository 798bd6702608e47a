package project

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/schema"
)

// StepsOptions say which click plan to make.
type StepsOptions struct {
	App                        string // APP, or APP@VERSION for a version that is saved
	From                       string
	Install, Promote, Customer bool
	Portal                     schema.Portal
	Notes                      string // release notes for Promote, see [readNotes]
}

// Steps is a click plan: what brings the portal to a manifest, or one of those
// for a saved version.
func Steps(ctx context.Context, p *Project, opts StepsOptions) (*promote.Plan, error) {
	var err error
	if opts.Portal, err = p.portal(opts.Portal); err != nil {
		return nil, err
	}
	if opts.Install || opts.Promote || opts.Customer {
		return versionPlan(ctx, p, opts)
	}
	to, err := p.resolveSide(ctx, opts.App)
	if err != nil {
		return nil, err
	}
	if to.app == nil {
		return nil, Usagef("steps: name an app, not %s", opts.App)
	}
	number, _ := to.App().Number()
	if v := to.app.ledger.Uses(number); !to.saved && v != nil && (v.Number != number || to.app.differs(v, to.doc)) {
		return nil, Refusef("steps %s: the working manifest differs from the saved version %s, and a number is "+
			"never used twice; first run: manifest bump %s",
			to.app.id, number, to.app.id)
	}
	from, err := held(ctx, p, to, opts.From)
	if err != nil {
		return nil, err
	}
	if err := mustUnderstand(p, "steps "+opts.App, Findings, to, from); err != nil {
		return nil, err
	}
	plan := promote.EnterPlan(promote.EnterInput{App: to.app.id, From: from.Side, To: to.Side, Portal: opts.Portal,
		Promoted: slices.ContainsFunc(to.app.ledger.Versions, func(v *ledger.Version) bool { return v.Promoted != nil })})
	plan.Adopted = to.app.ledger.AdoptedAmong(plan.From, plan.To)
	if note, err := p.notForProduction(to); err != nil {
		return nil, err
	} else if note != "" {
		plan.Notes = slices.Insert(plan.Notes, 0, note)
	}
	if note := savedElsewhere(ctx, p, to, from); opts.From == "" && note != "" {
		plan.Notes = append(plan.Notes, note)
	}
	if plan.Next = lastRecord(&plan); plan.Next == "" && to.saved {
		plan.Next = to.app.Next(to.version)
	} else if plan.Next == "" {
		plan.Next = to.app.upNext(ctx)
	}
	return p.pastePlan(&plan), nil
}

// notForProduction says what keeps an unsaved working manifest from production; a version
// that was saved can no longer be corrected.
func (p *Project) notForProduction(to compared) (string, error) {
	if number, _ := to.App().Number(); to.saved || to.app.ledger.Version(number) != nil {
		return "", nil
	}
	found, err := errorsFor(p, validate.Production, to.doc.File, to.app.id)
	if found = promote.OfVersion(found); err != nil || len(found) == 0 {
		return "", err
	}
	more := ""
	if n := len(found) - 1; n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	return fmt.Sprintf("this version can be tested but not promoted: %s [%s]%s; %s shows what to correct before you save",
		found[0].Message, found[0].Rule, more, p.Paste("manifest lint --for production "+shellWord(to.app.id))), nil
}

// lastRecord is the command that records the plan as done, "" for none.
func lastRecord(plan *promote.Plan) string {
	for _, screen := range slices.Backward(plan.Screens) {
		if screen.Record != "" {
			return screen.Record
		}
	}
	return ""
}

// pastePlan makes the commands of a plan work in the folder that the user is in.
func (p *Project) pastePlan(plan *promote.Plan) *promote.Plan {
	plan.Next = p.Paste(plan.Next)
	for i := range plan.Screens {
		plan.Screens[i].Record = p.Paste(plan.Screens[i].Record)
	}
	return plan
}

// savedElsewhere says that the portal may hold a later version than this working
// copy knows, and how to plan from it; "" if nothing shows that.
func savedElsewhere(ctx context.Context, p *Project, to, from compared) string {
	h := &validate.History{}
	r, err := p.repository(ctx)
	if err != nil || to.app == nil {
		return ""
	}
	addOrigin(ctx, p, h, to.app)
	latest, _ := from.App().Number()
	var there *change.Side
	for number, saved := range h.Elsewhere {
		if saved != nil && number.Compare(latest) > 0 && !(to.saved && number.Compare(to.version.Number) >= 0) {
			latest, there = number, saved
		}
	}
	at, err := r.Path(absolute(path.Join(to.app.path, ledger.VersionsDir, latest.String(), manifestName)))
	if there == nil || err != nil {
		return ""
	}
	return fmt.Sprintf("%s was saved on %s (as last fetched), so the portal may contain that version; to start "+
		"from it: manifest "+
		"steps %s --from %s",
		latest, h.TipName, to.app.id, shellWord(h.TipName+":"+at))
}

// held is what the portal holds before the plan: what was named, or the latest
// version saved before the one to enter.
func held(ctx context.Context, p *Project, to compared, named string) (compared, error) {
	if named == "nothing" {
		return compared{Side: nothing()}, nil
	}
	if named != "" {
		from, err := p.resolveSide(ctx, named)
		if err == nil {
			fill(&from, &to)
		}
		return from, err
	}
	held := to.app.ledger.PortalHolds()
	if to.saved {
		held = to.app.ledger.HeldBefore(to.version)
	}
	if held == nil {
		return compared{Side: nothing()}, nil
	}
	if err := to.app.reliable(); err != nil {
		return compared{}, err
	}
	return to.app.asSaved(held)
}

// versionPlan is a plan for a saved version, the latest where none is named.
func versionPlan(ctx context.Context, p *Project, opts StepsOptions) (*promote.Plan, error) {
	word := opts.App
	if !strings.Contains(word, "@") {
		word += "@" + latestWord
	}
	given, err := readNotes(p, opts.Notes)
	if err != nil {
		return nil, err
	}
	state, v, subject, err := subjectAt(ctx, p, word, given)
	if err != nil {
		return nil, err
	}
	switch {
	case opts.Install:
		plan := promote.InstallPlan(*subject, opts.Portal)
		plan.Adopted = state.ledger.AdoptedAmong(plan.To)
		plan.Next = lastRecord(&plan)
		return p.pastePlan(&plan), nil
	case opts.Promote && v.State != ledger.ReadyForTesting:
		return nil, Refusef("steps %s: version %s is %s, and only a version that is %s can be promoted", opts.App, v.Number,
			v.State.Label(), ledger.ReadyForTesting.Label())
	case opts.Promote:
		subject.By = p.promoter(ctx, "")
		plan := promote.PromotePlan(*subject, opts.Portal)
		plan.Adopted = state.ledger.AdoptedAmong(plan.To)
		plan.Next = lastRecord(&plan)
		if closed := promote.Closed(promote.Gates(*subject), nil); len(closed) > 0 {
			plan.Next = state.lookAtGates(v)
			plan.Blocked = append(plan.Blocked, fmt.Sprintf("do not press anything yet; these gates are closed: "+
				"%s; see: manifest "+
				"promote %s@%s --check", strings.Join(promote.IDs(closed), ", "), state.id, v.Number))
		}
		return p.pastePlan(&plan), nil
	}
	from, err := cohortNamed(ctx, p, state, v, opts)
	if err != nil {
		return nil, err
	}
	plan := promote.CustomerPlan(*subject, from)
	if v.State == ledger.ReadyForTesting || v.State == ledger.Production {
		plan.Next = state.Next(v)
	}
	return p.pastePlan(&plan), nil
}

// cohortNamed is the version that a customer has, as --from names it; nil if it
// names none.
func cohortNamed(ctx context.Context, p *Project, state *appState, to *ledger.Version,
	opts StepsOptions) (*promote.Cohort, error) {
	if opts.From == "" {
		return nil, nil
	}
	from, err := p.resolveSide(ctx, opts.From)
	switch {
	case err != nil:
		return nil, err
	case !from.saved || from.app.id != state.id:
		return nil, Usagef("--from %s: with --customer, --from names the version that the customer has, as in "+
			"%s@VERSION", opts.From,
			state.id)
	case from.version.Number == to.Number:
		return nil, Refusef("steps %s: a customer on %s has nothing to update", opts.App, to.Number)
	case from.version.Promoted == nil:
		return nil, Refusef("steps %s: %s was never promoted, so no customer has it", opts.App, from.version.Number)
	}
	return &promote.Cohort{Version: from.version, Manifest: from.Side}, nil
}
