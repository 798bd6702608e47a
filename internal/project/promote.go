package project

import (
	"context"
	"errors"
	"fmt"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/report"
)

// CheckAllGates looks at the gates of several versions. A version that cannot be
// checked hides no other; the error beside the result has the worst class of all.
func CheckAllGates(ctx context.Context, p *Project, words []string, by string) (*report.Gates, error) {
	all := &report.Gates{Several: true}
	worst := &Error{}
	var reasons []error
	for _, word := range words {
		gates, err := CheckGates(ctx, p, word, "", by, nil)
		if gates != nil {
			all.Versions = append(all.Versions, *gates)
		} else {
			all.Unchecked = append(all.Unchecked, word)
			reasons = append(reasons, err)
		}
		if err != nil {
			class := &Error{Class: Failure}
			errors.As(err, &class)
			worst.Class = max(worst.Class, class.Class)
			worst.Findings = append(worst.Findings, class.Findings...)
		}
	}
	if worst.Class == 0 {
		return all, nil
	}
	worst.Err = errors.Join(reasons...)
	return all, worst
}

// CheckGates looks at the gates of a version, and refuses beside them where one
// is closed. notes names its release notes, see [readNotes]; by is who would promote
// it, "" for the person whose name git has.
func CheckGates(ctx context.Context, p *Project, word, notes, by string, overrides []ledger.Override) (*report.Gates,
	error) {
	given, err := readNotes(p, notes)
	if err != nil {
		return nil, err
	}
	state, v, subject, err := subjectAt(ctx, p, word, given)
	if err != nil {
		return nil, err
	}
	if err := state.notRetired("promoted"); err != nil {
		return nil, err
	}
	subject.By = p.promoter(ctx, by)
	gates, err := promote.Check(*subject, overrides)
	var refused *promote.Refused
	if errors.As(err, &refused) {
		err = &Error{Class: Findings}
	} else if err != nil { // what a promotion would refuse is no override here either
		return nil, Refusef("promote %s: %w", word, err)
	}
	result := &report.Gates{App: state.id, Version: v.Number.String(), Gates: gates, Overrides: overrides}
	if err == nil {
		result.Next = state.afterCheck(v)
	}
	return result, err
}

// promoter is who would promote a version: the person given, or else the one whose
// name git has; "" if unknown, which closes a gate where it matters.
func (p *Project) promoter(ctx context.Context, given string) string {
	by, err := p.author(ctx, given)
	if err != nil {
		return ""
	}
	return by
}

// completePromotion lets a promotion pass its gates, and adds what it relies on:
// the release notes, the checklist and the approvals.
func completePromotion(ctx context.Context, p *Project, s *appState, v *ledger.Version, e *ledger.Event,
	notes promote.Notes) error {
	subject, err := gatherSubject(ctx, p, s, v, e.At)
	if err != nil {
		return err
	}
	subject.Notes, subject.By = notes, e.By
	if err := s.mayAssign(v, *e); err != nil {
		return err
	}
	if _, err := promote.Check(*subject, e.Overrides); err != nil {
		var refused *promote.Refused
		if errors.As(err, &refused) {
			return err
		}
		return Refusef("promote %s@%s: %w", s.id, v.Number, err)
	}
	e.ReleaseNotes, e.Approvals = promote.ReleaseNotes(*subject), promote.Relied(*subject)
	kept, err := s.optional(s.checklistPath(v))
	if err != nil {
		return fmt.Errorf("read the checklist of %s@%s: %w", s.id, v.Number, err)
	}
	if kept != nil {
		e.Checklist = ledger.RawDigest(kept.Data)
	}
	return nil
}
