package project

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/internal/version"
)

// Diff compares the two sides that a command line names.
func Diff(ctx context.Context, p *Project, args []string) (*report.Changes, error) {
	from, to, err := diffSides(ctx, p, args)
	if err != nil {
		return nil, err
	}
	if err := mustUnderstand(p, "diff", Failure, from, to); err != nil {
		return nil, err
	}
	changes, err := compare(ctx, p, from, to)
	if err != nil {
		return nil, err
	}
	return &changes, nil
}

// diffSides resolves the command line. With one side, the other is what a
// person means: of an app the latest saved version before, of a saved version
// or a file in git the working manifest after.
func diffSides(ctx context.Context, p *Project, args []string) (from, to compared, err error) {
	if from, err = p.resolveSide(ctx, args[0]); err != nil {
		return from, to, err
	}
	switch {
	case len(args) == 2:
		to, err = p.resolveSide(ctx, args[1])
	case from.app != nil && from.saved:
		to, err = p.resolveSide(ctx, from.app.id)
	case from.app != nil:
		to = from
		from, err = baseline(ctx, p, to)
	default:
		if _, name, ok := revisionPath(args[0]); ok {
			to, err = sideNow(ctx, p, name)
		} else {
			err = Usagef("diff %s: name a second manifest to compare with", args[0])
		}
	}
	return from, to, err
}

// sideNow is the file that REF:PATH stands for, as it is now.
func sideNow(ctx context.Context, p *Project, name string) (compared, error) {
	if !strings.HasPrefix(name, "./") && !strings.HasPrefix(name, "../") {
		repository, err := p.repository(ctx)
		if err != nil {
			return compared{}, err
		}
		if rel, err := filepath.Rel(p.here(), filepath.Join(repository.Root(), filepath.FromSlash(name))); err == nil {
			name = rel
		}
	}
	return p.resolveSide(ctx, name)
}

// baseline is what the changes of a working manifest count from: what customers
// run, or nothing before the first version that reaches them.
func baseline(ctx context.Context, p *Project, to compared) (compared, error) {
	h, err := against(ctx, p, to.app, "")
	if err != nil {
		return compared{}, err
	}
	return baselineOf(to, h)
}

// baselineOf is baseline where the history is known.
func baselineOf(to compared, h *validate.History) (from compared, err error) {
	from = compared{Side: nothing(), app: to.app}
	if run := to.app.ledger.Run; run != nil {
		from, err = to.app.asSaved(run)
	}
	from.history = h
	return from, err
}

// nothing is what there is before the first version.
func nothing() change.Side {
	return change.Side{Name: "nothing", File: source.New("nothing", nil)}
}

// compare judges the changes between two sides.
func compare(ctx context.Context, p *Project, from, to compared) (c report.Changes, err error) {
	fill(&from, &to)
	list := change.Diff(from.Side, to.Side)
	c = report.Changes{From: from.Name, To: to.Name, Changes: list, Verdict: change.Judge(list, from.Side, to.Side)}
	for _, side := range []compared{from, to} {
		if v := side.version; v != nil && v.Bad != nil {
			c.Bad = append(c.Bad, report.NewBadVersion(v))
		}
	}
	switch {
	case to.app == nil || from.app == nil:
	case to.app.id == from.app.id:
		c.App, c.Adopted = to.app.id, to.app.ledger.AdoptedAmong(from.Name, to.Name)
	default:
		c.From, c.To = from.app.id+" "+from.Name, to.app.id+" "+to.Name
	}
	switch {
	case from.history != nil:
		if err := addNeed(p, &c, from.history, to); err != nil {
			return c, err
		}
	case from.doc != nil && to.doc != nil && from.portal == nil && to.portal == nil: // the portal's JSON has no number
		if c.Bump, err = bumpBetween(from, to, c.Verdict.Level); err != nil {
			return c, err
		}
		if err := addUsed(ctx, p, &c, from, to); err != nil {
			return c, err
		}
	}
	switch {
	case from.portal != nil && to.app != nil && len(list) > 0:
		c.Next = []string{p.Paste("manifest steps " + to.app.id + " --from " + shellWord(from.Name))}
	case from.history != nil:
		if c.Next, err = nextCommands(ctx, p, &c, from.history, to); err == nil {
			c.Customers = to.app.ledger.Run != nil
			c.Asks, err = to.app.asks(from.history, to.Side)
		}
	}
	return c, err
}

// bumpBetween says what changes of a level ask of the version number between two
// manifests; nil if one of them has no number.
func bumpBetween(from, to compared, level version.Level) (*report.Bump, error) {
	baseline, ok := from.App().Number()
	now, okNow := to.App().Number()
	if !ok || !okNow {
		return nil, nil
	}
	required, err := baseline.Next(level)
	if err != nil {
		return nil, err
	}
	return &report.Bump{Baseline: baseline, Version: now, Required: required, Level: level, Part: baseline.Part(level)},
		nil
}

// addUsed adds, where a working manifest is compared with another version of its
// app than the one that customers run, that its number must be higher than those
// that are used.
func addUsed(ctx context.Context, p *Project, c *report.Changes, from, to compared) error {
	if c.Bump == nil || from.app == nil || to.app == nil || from.app.id != to.app.id || to.saved {
		return nil
	}
	h, err := against(ctx, p, to.app, "")
	if err != nil {
		return err
	}
	need, _, err := h.Need(to.Side)
	if err != nil {
		return err
	}
	saved := to.app.ledger.Version(c.Bump.Version)
	c.Bump.Saved = saved != nil && !to.app.differs(saved, to.doc)
	if !c.Bump.Saved && c.Bump.Version.Compare(need.Above) <= 0 {
		c.Bump.Required = need.Number
		c.Next = []string{p.Paste("manifest bump " + shellWord(to.app.id))}
	}
	return nil
}

// addNeed adds what lint asks of a working manifest: its number, and approvals.
// Changes that only the portal cannot undo are added to those that customers
// notice.
func addNeed(p *Project, c *report.Changes, h *validate.History, to compared) error {
	need, decides, err := h.Need(to.Side)
	if err != nil {
		return err
	}
	number, ok := to.App().Number()
	saved := to.app.ledger.Version(number)
	if ok {
		c.Bump = &report.Bump{Baseline: need.Since, Version: number, Required: need.Number, Level: need.Level,
			Part: need.Since.Part(need.Level)}
		c.Bump.Saved = saved != nil && !to.app.differs(saved, to.doc)
		if decides != nil {
			if allowed := to.app.ledger.AllowsSmaller(number, decides.Fingerprint); allowed != nil {
				c.Bump.Allowed = allowed.Reason
			}
		}
	}
	for i := range c.Changes {
		c.Changes[i].OneWay = false // what cannot be undone counts from what the portal holds
	}
	c.Approvals = make(map[string]report.Approval)
	for _, costly := range h.Costly(func(from *change.Side) []change.Change { return change.Diff(*from, to.Side) }) {
		if costly.OneWay {
			c.OneWay, c.OneWaySince = append(c.OneWay, costly), h.Held.Name
		}
		usable, other := to.app.ledger.Approval(costly.Fingerprint, h.Moment())
		c.Approvals[costly.Fingerprint] = report.NewApproval(usable, other)
	}
	return nil
}
