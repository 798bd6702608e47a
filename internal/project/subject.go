package project

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/validate"
)

// versionAt resolves APP@VERSION or APP@STATE.
func versionAt(p *Project, word string) (*appState, *ledger.Record, error) {
	id, at, ok := strings.Cut(word, "@")
	if !ok {
		return nil, nil, Usagef("%s names no version; write %s@VERSION, or %s@ready_for_testing for the latest", word, word,
			word)
	}
	state, err := p.load(id)
	if err != nil {
		return nil, nil, err
	}
	record, err := state.find(at)
	return state, record, err
}

// subjectAt resolves APP@VERSION or APP@STATE and gathers what is known about it.
func subjectAt(ctx context.Context, p *Project, word string) (*appState, *ledger.Record, *promote.Subject, error) {
	state, record, err := versionAt(p, word)
	if err != nil {
		return nil, nil, nil, err
	}
	subject, err := subject(ctx, p, state, record)
	return state, record, subject, err
}

// subject gathers what is known about a saved version, for its checklist and
// its gates.
func subject(ctx context.Context, p *Project, s *appState, record *ledger.Record) (*promote.Subject, error) {
	frozen, err := s.frozenCopy(record.Version)
	if err != nil {
		return nil, err
	}
	config, _, err := p.loadConfig()
	if err != nil {
		return nil, err
	}
	linter, err := validate.New(validate.Options{For: validate.Production, Config: config})
	if err != nil {
		return nil, err
	}
	subject := &promote.Subject{
		App: s.id, Manifest: side(record.Version, frozen), Record: *record, Records: s.records, Approvals: s.approvals,
		Findings: linter.Lint(frozen.File, s.id), Linted: true, Faults: s.faults,
		Commit: p.headCommit(ctx), Today: ledger.DayOf(p.Now()), NeedTicks: config.RequireChecklist,
	}
	if err := addPrevious(s, subject, record); err != nil {
		return nil, err
	}
	if doc, err := s.working(); err == nil {
		working := side("working manifest", doc)
		subject.Working = &working
	}
	kept, err := s.optional(s.checklistPath(record.Version))
	if err != nil {
		return nil, err
	}
	if kept != nil {
		if subject.Ticks, err = report.ReadTicks(kept.Data); err != nil {
			return nil, fmt.Errorf("read the ticks of %s: %w", kept.Name, err)
		}
	}
	return subject, nil
}

// checklistPath is where the checklist of a version is kept, below the app's
// folder.
func (s *appState) checklistPath(version string) string {
	return path.Join(versionsDir, version, checklistName)
}

// addPrevious adds what customers run until they update, and the versions that
// were saved in between, where changes may have been approved.
func addPrevious(s *appState, subject *promote.Subject, record *ledger.Record) error {
	previous := promote.Before(s.records, record.Version, s.distribution(record.Version))
	if previous == nil {
		return nil
	}
	doc, err := s.frozenCopy(previous.Version)
	if err != nil {
		return fmt.Errorf("compare with %s, which customers run: %w", previous.Version, err)
	}
	from := side(previous.Version, doc)
	subject.Previous = &from
	lowestFirst := slices.Clone(s.records)
	slices.Reverse(lowestFirst)
	inside := false
	for _, r := range lowestFirst {
		switch r.Version {
		case previous.Version:
			inside = true
			continue
		case record.Version:
			return nil
		}
		if !inside {
			continue
		}
		between, err := s.frozenCopy(r.Version)
		if err != nil {
			return err
		}
		subject.Between = append(subject.Between, side(r.Version, between))
	}
	return nil
}
