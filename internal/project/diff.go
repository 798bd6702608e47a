package project

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
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
	if err := mustRead(p, "diff", Failure, from, to); err != nil {
		return nil, err
	}
	changes, err := compare(p, from, to)
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
		from, err = to.app.baseline()
	default:
		if _, name, ok := revisionPath(args[0]); ok {
			to, err = sideNow(ctx, p, name)
		} else {
			err = Usagef("diff %s: name the other side too", args[0])
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
		if rel, err := filepath.Rel(absolute(p.Dir), filepath.Join(repository.Root(), filepath.FromSlash(name))); err == nil {
			name = rel
		}
	}
	return p.resolveSide(ctx, name)
}

// baseline is the latest saved version, or nothing before the first.
func (s *appState) baseline() (compared, error) {
	if err := s.reliable(); err != nil {
		return compared{}, err
	}
	latest := ledger.Latest(s.records)
	if latest == nil {
		return compared{Side: nothing(), app: s}, nil
	}
	return s.asSaved(latest.Version)
}

// nothing is what there is before the first version.
func nothing() change.Side {
	return change.Side{Name: "nothing", File: source.New("nothing", nil)}
}

// compare judges the changes between two sides.
func compare(p *Project, from, to compared) (c report.Changes, err error) {
	fill(&from, &to)
	list := change.Diff(from.Side, to.Side)
	c = report.Changes{From: from.Name, To: to.Name, Changes: list, Verdict: change.Judge(list, from.Side, to.Side)}
	switch {
	case to.app == nil || from.app == nil:
	case to.app.id == from.app.id:
		c.App = to.app.id
	default:
		c.From, c.To = from.app.id+" "+from.Name, to.app.id+" "+to.Name
	}
	decides := c.Verdict.Decides // the change that asks for the most
	switch {
	case from.history != nil:
		c.Unneeded = from.history.Narrow(list, to.Side)
		c.Bump, decides = owing(from.history, to)
	case from.doc != nil && to.doc != nil && from.portal == nil && to.portal == nil: // the portal's JSON has no number
		if c.Bump, err = owed(from.doc, to.doc, c.Verdict.Level); err != nil {
			return c, err
		}
	}
	c.Approvals = to.app != nil && (from.app == nil || c.App != "")
	if c.Approvals && from.doc != nil { // a first version has no customers yet
		c.Unapproved = slices.DeleteFunc(to.app.unapproved(list, ledger.DayOf(p.Now())),
			func(fingerprint string) bool { return slices.Contains(c.Unneeded, fingerprint) })
	}
	if c.Bump != nil && c.Approvals && decides != nil && to.app.approvals.Allows(c.Bump.Version.String(),
		decides.Fingerprint) {
		allowed, _ := to.app.approvals.SmallerBump(c.Bump.Version.String())
		c.Bump.Allowed = allowed.Reason
	}
	switch {
	case from.portal != nil && to.app != nil && len(list) > 0:
		c.Next = []string{"manifest steps " + to.app.id + " --from " + shellWord(from.Name)}
	case c.Approvals:
		c.Next, err = next(p, &c, from, to)
	}
	return c, err
}

// owed says what changes of a level ask of the version number between two
// manifests; nil where one of them has no number.
func owed(from, to *manifest.Document, need version.Level) (*report.Bump, error) {
	baseline, ok := change.VersionOf(from.Root)
	now, okNow := change.VersionOf(to.Root)
	if !ok || !okNow {
		return nil, nil
	}
	required, err := baseline.Next(need)
	if err != nil {
		return nil, err
	}
	return &report.Bump{Baseline: baseline, Version: now, Required: required, Level: need, Part: baseline.Part(need)}, nil
}

// owing says what lint asks of the version number, and the change that decided;
// nil where there is nothing to count from.
func owing(h *validate.History, working compared) (*report.Bump, *change.Change) {
	now, okNow := working.App().Number()
	o, ok := h.Requirement(working.Side)
	if !ok || !okNow {
		return nil, nil
	}
	return &report.Bump{Baseline: o.Baseline, Version: now, Required: o.Required, Level: o.Level,
		Part: o.Baseline.Part(o.Level)}, o.Decides
}

// unapproved returns the fingerprints of changes that want an approval and have
// none that is valid on the day.
func (s *appState) unapproved(list []change.Change, today ledger.Day) []string {
	var missing []string
	for _, c := range list {
		if approval, ok := s.approvals.Approval(c.Fingerprint); c.NeedsApproval() && (!ok || approval.Expired(today)) {
			missing = append(missing, c.Fingerprint)
		}
	}
	return missing
}

// next lists the commands that a working manifest with these changes needs.
func next(p *Project, c *report.Changes, from, to compared) ([]string, error) {
	if to.saved {
		return nil, nil
	}
	id, base := shellWord(to.app.id), ""
	if from.history != nil {
		base = " --base " + shellWord(from.history.BaseName)
	}
	var list []string
	for _, fingerprint := range c.Unapproved {
		list = append(list, fmt.Sprintf("manifest approve %s %s --reason TEXT%s", id, fingerprint, base))
	}
	number, ok := change.VersionOf(to.doc.Root)
	record := ledger.Find(to.app.records, number.String())
	switch {
	case !ok:
		return []string{"manifest lint " + shellWord(to.app.name)}, nil
	case record != nil && !to.app.differs(record, to.doc):
		return list, nil // what is compared is saved
	case c.Bump != nil && !c.Bump.Enough():
		return append([]string{"manifest bump " + id + base}, list...), nil
	case len(c.Changes) > 0 && len(list) == 0:
		// Whether it may be saved depends on more than these changes.
		status, err := to.app.status(p)
		return []string{status.Next}, err
	}
	return list, nil
}
