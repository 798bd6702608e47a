package project

import (
	"context"
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/report"
)

// ApproveOptions say which change to sign off, and why.
type ApproveOptions struct {
	App, Fingerprint string
	Reason, Expires  string
	By, Base         string
}

// Approve signs off a change, and says what it did.
func Approve(ctx context.Context, p *Project, opts ApproveOptions) (string, error) {
	if reason := strings.TrimSpace(opts.Reason); reason == "" || reason == "TEXT" {
		return "", Usagef("approve: give a --reason that a reviewer can judge")
	}
	expires := ledger.Day("")
	if opts.Expires != "" {
		day, err := ledger.ParseDay(opts.Expires)
		if err != nil {
			return "", Usagef("--expires: %w", err)
		}
		if day < ledger.DayOf(p.Now()) {
			return "", Usagef("--expires %s has passed already", day)
		}
		expires = day
	}
	by, err := p.author(ctx, opts.By)
	if err != nil {
		return "", err
	}
	state, release, err := p.hold(ctx, "approve", opts.App)
	if err != nil {
		return "", err
	}
	defer release()
	if err := state.reliable(); err != nil {
		return "", err
	}
	if doc, err := state.working(); err == nil {
		if err := mustRead(p, "approve "+state.id, Failure, state.asWorking(doc)); err != nil {
			return "", err
		}
	}
	c, err := changeToApprove(ctx, p, state, opts)
	if err != nil {
		return "", err
	}
	approvals, err := state.approvals.Add(ledger.Approval{
		Fingerprint: c.Fingerprint, Change: c.Summary, Reason: strings.TrimSpace(opts.Reason),
		By: by, Date: ledger.DayOf(p.Now()), Expires: expires,
	})
	if err != nil {
		return "", Usagef("%w", err)
	}
	if err := writeApprovals(p, state, approvals); err != nil {
		return "", err
	}
	if before, ok := state.approvals.Approval(c.Fingerprint); ok {
		p.warn("replaced the approval of %s by %s: %s", before.Date, before.By, before.Reason)
	}
	return fmt.Sprintf("approved #%s · %s · %s/%s", c.Fingerprint, report.Visible(c.Summary), state.name,
		approvalsName), nil
}

// changeToApprove finds the change by its fingerprint among those since the
// latest saved version or, with --base, since the merge base.
func changeToApprove(ctx context.Context, p *Project, state *appState, opts ApproveOptions) (*change.Change, error) {
	list, err := approvable(ctx, p, state, opts.Base)
	if err != nil {
		return nil, err
	}
	var open []string
	for i := range list {
		c := &list[i]
		if c.Fingerprint != opts.Fingerprint {
			if c.NeedsApproval() {
				open = append(open, fmt.Sprintf("#%s %s", c.Fingerprint, c.Summary))
			}
			continue
		}
		if !c.NeedsApproval() {
			return nil, Refusef("change #%s needs no approval: %s", c.Fingerprint, c.Summary)
		}
		return c, nil
	}
	if len(open) == 0 {
		return nil, Refusef("%s has no change #%s, and none that needs an approval", state.id, opts.Fingerprint)
	}
	return nil, Refusef("%s has no change #%s; these want an approval:\n%s", state.id, opts.Fingerprint,
		strings.Join(open, "\n"))
}

func approvable(ctx context.Context, p *Project, state *appState, revision string) ([]change.Change, error) {
	doc, err := state.working()
	if err != nil {
		return nil, err
	}
	from, err := state.baseline()
	if err != nil {
		return nil, err
	}
	if revision != "" {
		h, err := against(ctx, p, state, revision)
		if err != nil {
			return nil, err
		}
		if h.Before != nil {
			from.Side = *h.Before
		}
	}
	return alsoOpen(state, change.Diff(from.Side, side("working manifest", doc))), nil
}

// alsoOpen adds to the changes of the working manifest those that led from what
// customers run to the versions saved since: a promotion asks for their
// approvals too.
func alsoOpen(s *appState, list []change.Change) []change.Change {
	seen := make(map[string]bool)
	for _, c := range list {
		seen[c.Fingerprint] = true
	}
	add := func(from, to change.Side) {
		for _, c := range change.Diff(from, to) {
			if c.NeedsApproval() && !seen[c.Fingerprint] {
				seen[c.Fingerprint] = true
				list = append(list, c)
			}
		}
	}
	saved := s.savedSides()
	for i := 1; i < len(saved); i++ {
		add(saved[i-1], saved[i])
	}
	for _, r := range s.records {
		if r.State != ledger.ReadyForTesting {
			continue
		}
		to, err := s.frozenCopy(r.Version)
		before := promote.Before(s.records, r.Version, s.distribution(r.Version))
		if err != nil || before == nil {
			continue
		}
		if from, err := s.frozenCopy(before.Version); err == nil {
			add(side(before.Version, from), side(r.Version, to))
		}
	}
	return list
}

// writeApprovals replaces the approvals of an app.
func writeApprovals(p *Project, state *appState, approvals ledger.Approvals) error {
	encoded, err := ledger.EncodeApprovals(approvals)
	if err != nil {
		return err
	}
	var was []byte
	if state.approvalsFile != nil {
		was = state.approvalsFile.Data
	}
	if err := state.disk.replace(approvalsName, was, encoded); err != nil {
		return fmt.Errorf("write approvals of %s: %w", state.id, err)
	}
	return nil
}
