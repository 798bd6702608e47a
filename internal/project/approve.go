package project

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/version"
)

// ApproveOptions say which changes to sign off, and why.
type ApproveOptions struct {
	App             string
	Fingerprints    []string // whole, or their first digits
	Reason, Expires string
	By              string
}

// approvalOf is the approval of a change, but for who, when and why.
func approvalOf(c *change.Change) ledger.Event {
	return ledger.Event{Kind: ledger.Approve, Fingerprint: c.Fingerprint, Path: c.Path, Op: c.Op.String(), From: c.From,
		To: c.To}
}

// Approve signs off changes: all that are named, or none.
func Approve(ctx context.Context, p *Project, opts ApproveOptions) (*report.Approved, error) {
	if err := opts.check(); err != nil {
		return nil, err
	}
	expires, err := expiry(p, opts.Expires)
	if err != nil {
		return nil, err
	}
	state, release, err := p.hold(ctx, "approve", opts.App)
	if err != nil {
		return nil, err
	}
	defer release()
	outcome := &report.Approved{App: state.id, Folder: state.name}
	events, err := state.approvals(ctx, p, opts, expires, outcome)
	if err != nil {
		return nil, err
	}
	if err := writeEvents(ctx, state, events, "approve "+state.id); err != nil {
		return nil, err
	}
	outcome.Next = state.upNext(ctx)
	return outcome, nil
}

func (o *ApproveOptions) check() error {
	o.Reason = strings.TrimSpace(o.Reason)
	if len(o.Fingerprints) > 0 && (o.Reason == "" || o.Reason == "TEXT") {
		return Usagef("approve: give a --reason; reviewers of the approval read it")
	}
	return nil
}

// approvals are the events that sign off changes; they become part of the state, and
// are described in the outcome.
func (s *appState) approvals(ctx context.Context, p *Project, opts ApproveOptions, expires ledger.Day,
	outcome *report.Approved) ([]*ledger.Recorded, error) {
	if err := s.notRetired("approved"); err != nil {
		return nil, err
	}
	by, err := p.author(ctx, opts.By)
	if err != nil {
		return nil, err
	}
	doing := "approve " + s.id
	if err := s.reliable(); err != nil {
		return nil, err
	}
	if doc, err := s.working(); err == nil {
		if err := mustRead(p, doing, Failure, s.asWorking(doc)); err != nil {
			return nil, err
		}
	}
	if len(opts.Fingerprints) == 0 {
		return nil, nameChange(ctx, p, s)
	}
	changes, err := changesToApprove(ctx, p, s, opts.Fingerprints)
	if err != nil {
		return nil, err
	}
	var events []*ledger.Recorded
	for _, c := range changes {
		e := approvalOf(c)
		e.At, e.By, e.Reason, e.Expires = p.now(s), by, opts.Reason, expires
		recorded, err := s.ledger.Add(e, version.Version{})
		if err != nil {
			return nil, recordError(doing, err)
		}
		s.ledger = recorded.App
		events = append(events, recorded)
		outcome.Approvals = append(outcome.Approvals, report.ApprovedChange{Entry: recorded.Entry, Summary: c.Summary})
	}
	return events, nil
}

// unapproved are the changes that can be approved and are not yet.
func unapproved(ctx context.Context, p *Project, state *appState) ([]change.Change, error) {
	list, err := approvable(ctx, p, state)
	return slices.DeleteFunc(list, func(c change.Change) bool {
		usable, _ := state.ledger.Approval(c.Fingerprint, p.now(state))
		return usable != nil
	}), err
}

// writeEvents adds the files of several events. If one of them cannot be written,
// all are removed again; the error names any that stay.
func writeEvents(ctx context.Context, s *appState, events []*ledger.Recorded, doing string) error {
	for i, recorded := range events {
		err := s.disk.create(recorded.Entry.Path, recorded.Data)
		if err == nil {
			continue
		}
		written := events[:i+1] // a file may be there although it could not be flushed
		if errors.Is(err, fs.ErrExist) {
			written = events[:i]
		}
		var left []string
		for _, before := range written {
			if s.disk.remove(before.Entry.Path) != nil && s.has(before.Entry.Path) {
				left = append(left, path.Join(s.name, before.Entry.Path))
			}
		}
		err = notCreated(doing, err)
		if len(left) > 0 {
			err = fmt.Errorf("%w\nalready written and complete: %s; keep or delete each file", err, strings.Join(left, ", "))
		}
		return err
	}
	for _, recorded := range events {
		warnIgnored(ctx, s.project, s.app, recorded.Entry.Path)
	}
	return nil
}

// expiry reads the last day of an approval, "" for no end.
func expiry(p *Project, text string) (ledger.Day, error) {
	if text == "" {
		return "", nil
	}
	day, err := ledger.ParseDay(text)
	if err != nil {
		return "", Usagef("--expires: %w", err)
	}
	if day < ledger.DayOf(p.Now()) {
		return "", Usagef("--expires %s has already passed", day)
	}
	return day, nil
}

// changesToApprove finds changes by their fingerprints among those that are
// pending.
func changesToApprove(ctx context.Context, p *Project, state *appState, prints []string) ([]*change.Change, error) {
	pending, err := approvable(ctx, p, state)
	if err != nil {
		return nil, err
	}
	var list []*change.Change
	for _, print := range prints {
		print = strings.ToLower(strings.TrimPrefix(print, "#"))
		var found *change.Change
		for i := range pending {
			if strings.HasPrefix(pending[i].Fingerprint, print) {
				if found != nil {
					return nil, Usagef("the fingerprint %s is not unique; give more digits", print)
				}
				found = &pending[i]
			}
		}
		if print == "" || found == nil {
			return nil, Refusef("%s", noSuchChange(state.id, print, pending))
		}
		if !slices.Contains(list, found) {
			list = append(list, found)
		}
	}
	return list, nil
}

// nameChange asks for a fingerprint, and lists the changes that miss an approval.
func nameChange(ctx context.Context, p *Project, state *appState) error {
	missing, err := unapproved(ctx, p, state)
	if err != nil {
		return err
	}
	if len(missing) == 0 {
		return Usagef("approve: no change of %s needs an approval", state.id)
	}
	such := p.Paste("manifest approve " + shellWord(state.id) + " " + ledger.Short(missing[0].Fingerprint) +
		" --reason TEXT")
	return Usagef("approve: name the changes to approve, such as: %s%s", such, listed(missing))
}

// noSuchChange lists the changes that could have been meant.
func noSuchChange(id, print string, pending []change.Change) string {
	if len(pending) == 0 {
		return fmt.Sprintf("%s has no change #%s, and none of its changes needs an approval", id, print)
	}
	return fmt.Sprintf("%s has no change #%s that needs an approval; these do:", id, print) + listed(pending)
}

// listed are changes, each on a line with its fingerprint.
func listed(list []change.Change) (text string) {
	for _, c := range list {
		text += fmt.Sprintf("\n  #%s %s", ledger.Short(c.Fingerprint), c.Summary)
	}
	return text
}

// approvable returns the changes that need an approval and can be approved now:
// those of the working manifest and of the versions that may still reach
// customers, each since what customers run.
func approvable(ctx context.Context, p *Project, state *appState) ([]change.Change, error) {
	h, err := against(ctx, p, state, "")
	if err != nil {
		return nil, err
	}
	if err := state.take(h, state.ledger.Versions...); err != nil {
		return nil, err
	}
	var list []change.Change
	add := func(costly []change.Change) {
		for _, c := range costly {
			if !slices.ContainsFunc(list, func(have change.Change) bool { return have.Fingerprint == c.Fingerprint }) {
				list = append(list, c)
			}
		}
	}
	if doc, err := state.working(); err == nil {
		working := side("working manifest", doc)
		add(h.Costly(func(from *change.Side) []change.Change { return change.Diff(*from, working) }))
	}
	for _, v := range state.ledger.Pending() {
		add(h.Pending(v))
	}
	return list, nil
}
