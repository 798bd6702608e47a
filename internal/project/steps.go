package project

import (
	"context"
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/version"
	"github.com/procore-manifest/manifest/schema"
)

// StepsOptions say which click plan to make.
type StepsOptions struct {
	App                        string // APP, or APP@VERSION for a version that is saved
	From                       string
	Install, Promote, Customer bool
	Portal                     schema.Portal
}

// Steps is a click plan: what brings the portal to a manifest, or one of those
// for a saved version.
func Steps(ctx context.Context, p *Project, opts StepsOptions) (*promote.Plan, error) {
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
	if record := ledger.Find(to.app.records, numberOf(to.doc)); !to.saved && record != nil &&
		to.app.differs(record, to.doc) {
		return nil, Refusef("steps %s: the working manifest was changed after %s was saved, and a number is never used "+
			"twice; first: manifest bump %s",
			to.app.id, record.Version, to.app.id)
	}
	from, err := held(ctx, p, to, opts.From)
	if err != nil {
		return nil, err
	}
	if err := mustRead(p, "steps "+opts.App, Findings, to, from); err != nil {
		return nil, err
	}
	plan := promote.EnterPlan(promote.EnterInput{App: to.app.id, From: from.Side, To: to.Side, Portal: opts.Portal})
	return &plan, nil
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
	if !to.saved {
		return to.app.baseline()
	}
	for _, r := range to.app.records { // the newest first
		if olderThan(r.Version, to.Name) {
			return savedSide(p, to.app.id, r.Version)
		}
	}
	return compared{Side: nothing()}, nil
}

// versionPlan is a plan for a saved version, the latest where none is named.
func versionPlan(ctx context.Context, p *Project, opts StepsOptions) (*promote.Plan, error) {
	word := opts.App
	if !strings.Contains(word, "@") {
		word += "@latest" // which nobody typed, so that no message says it
	}
	state, record, subject, err := subjectAt(ctx, p, word)
	if err != nil {
		return nil, err
	}
	switch {
	case opts.Install:
		plan := promote.InstallPlan(*subject, opts.Portal)
		return &plan, nil
	case opts.Promote && record.State != ledger.ReadyForTesting:
		return nil, Refusef("steps %s: version %s is %s, and only a version that is %s can be promoted", opts.App,
			record.Version, record.State.Label(), ledger.ReadyForTesting.Label())
	case opts.Promote:
		plan := promote.PromotePlan(*subject, opts.Portal)
		if closed := promote.Closed(promote.Gates(*subject), nil); len(closed) > 0 {
			ids := make([]string, len(closed))
			for i, g := range closed {
				ids[i] = g.ID
			}
			plan.Blocked = append(plan.Blocked, fmt.Sprintf("do not press anything yet: closed gates: %s; see: manifest "+
				"promote %s@%s --check", strings.Join(ids, ", "), state.id, record.Version))
		}
		return &plan, nil
	}
	plan := promote.CustomerPlan(*subject)
	return &plan, nil
}

// numberOf is the version that a manifest says, or "".
func numberOf(doc *manifest.Document) string {
	v, ok := change.VersionOf(doc.Root)
	if !ok {
		return ""
	}
	return v.String()
}

// olderThan reports whether one saved version has a lower number than another.
func olderThan(a, b string) bool {
	va, errA := version.Parse(a)
	vb, errB := version.Parse(b)
	return errA == nil && errB == nil && va.Compare(vb) < 0
}
