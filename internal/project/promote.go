package project

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/report"
)

// CheckGates looks at the gates of a version, and refuses beside them where one
// is closed.
func CheckGates(ctx context.Context, p *Project, word string, step ledger.Step) (*report.Gates, error) {
	state, record, subject, err := subjectAt(ctx, p, word)
	if err != nil {
		return nil, err
	}
	gates := promote.Gates(*subject)
	if len(step.Overrides) > 0 { // what a promotion would refuse is no override here either
		step.At, step.By = p.now(state), "check"
		var refused *promote.Refused
		if _, err := promote.Promote(*subject, step); err != nil && !errors.As(err, &refused) {
			return nil, Refusef("promote %s: %w", word, err)
		}
	}
	if len(promote.Closed(gates, step.Overrides)) > 0 {
		err = &Error{Class: Findings}
	}
	return &report.Gates{App: state.id, Version: record.Version, Gates: gates, Overrides: step.Overrides}, err
}

// advance returns what a step makes of the records of an app. A promotion
// passes its gates first.
func advance(ctx context.Context, p *Project, s *appState, record *ledger.Record, step ledger.Step) (promote.Moved,
	error) {
	if step.Event != ledger.Promote {
		return promote.Advance(*record, s.records, step, s.distribution(record.Version))
	}
	subject, err := subject(ctx, p, s, record)
	if err != nil {
		return promote.Moved{}, err
	}
	kept, err := s.optional(s.checklistPath(record.Version))
	if err != nil {
		return promote.Moved{}, err
	}
	if kept != nil {
		sum := sha256.Sum256(kept.Data)
		step.Checklist = "sha256:" + hex.EncodeToString(sum[:])
	}
	return promote.Promote(*subject, step)
}
