package project

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/internal/version"
)

// versionAt resolves APP@VERSION or APP@STATE.
func versionAt(ctx context.Context, p *Project, word string) (*appState, *ledger.Version, error) {
	id, at, ok := strings.Cut(word, "@")
	if !ok {
		return nil, nil, Usagef("%s does not name a version; write %s@VERSION, or %s@ready_for_testing for the "+
			"latest", word, word,
			word)
	}
	a, err := p.app(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	state, err := p.stateOf(ctx, a)
	if err != nil {
		return nil, nil, err
	}
	if err := state.reliable(); err != nil {
		return nil, nil, err
	}
	v, err := state.findVersion(at, false)
	return state, v, err
}

// subjectAt resolves APP@VERSION or APP@STATE and gathers what is known about it,
// with the release notes that are given for it.
func subjectAt(ctx context.Context, p *Project, word string, notes promote.Notes) (*appState, *ledger.Version,
	*promote.Subject, error) {
	state, v, err := versionAt(ctx, p, word)
	if err != nil {
		return nil, nil, nil, err
	}
	subject, err := gatherSubject(ctx, p, state, v, p.now(state))
	if err != nil {
		return nil, nil, nil, err
	}
	subject.Notes = notes
	return state, v, subject, nil
}

// subject gathers what is known about a saved version, for its checklist and
// its gates at a moment.
func gatherSubject(ctx context.Context, p *Project, s *appState, v *ledger.Version, at time.Time) (*promote.Subject,
	error) {
	subject, err := s.withCohorts(v, at)
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
	subject.Findings, subject.Linted, subject.Faults = linter.Lint(subject.Manifest.File, s.id), true, s.faults
	subject.Evidence, subject.SignedIn, subject.Answers = s.evidenceProblem(v), s.signedIn(v), s.answers(v)
	subject.Commit, subject.NeedTicks = p.headCommit(ctx), config.RequireChecklist
	subject.Portal, subject.Policy = config.Portal, config.Policy
	if config.Policy.Asks != nil {
		if subject.Asks, err = s.askedBefore(v); err != nil {
			return nil, err
		}
	}
	for _, bad := range s.ledger.Reached {
		if bad.Bad == nil {
			continue
		}
		lost, err := s.frozenSide(bad)
		if err != nil {
			return nil, err
		}
		subject.Bad = append(subject.Bad, promote.Cohort{Version: bad, Manifest: lost})
	}
	if subject.Held, err = s.heldBefore(v); err != nil {
		return nil, err
	}
	if subject.CutFrom, err = s.cutFrom(v); err != nil {
		return nil, err
	}
	if doc, err := s.working(); err == nil {
		working := side("working manifest", doc)
		subject.Working = &working
	}
	kept, err := s.optional(s.checklistPath(v))
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

// withCohorts is a saved version with what customers can have before they update to
// it, and nothing else that is known about it.
func (s *appState) withCohorts(v *ledger.Version, at time.Time) (*promote.Subject, error) {
	manifest, err := s.frozenSide(v)
	if err != nil {
		return nil, err
	}
	subject := &promote.Subject{App: s.id, Folder: s.name, Ledger: s.ledger, Version: v, Manifest: manifest, At: at}
	if subject.Run, err = s.runBefore(v); err != nil {
		return nil, err
	}
	cohorts, err := s.cohorts(v, at)
	if err != nil {
		return nil, err
	}
	for _, c := range cohorts {
		from, err := s.frozenSide(c)
		if err != nil {
			return nil, fmt.Errorf("compare with %s, which customers may have: %w", c.Number, err)
		}
		subject.Cohorts = append(subject.Cohorts, promote.Cohort{Version: c, Manifest: from})
	}
	return subject, nil
}

// evidenceProblem says what is wrong with the evidence of the last test of a
// version, "" if nothing.
func (s *appState) evidenceProblem(v *ledger.Version) string {
	if v.Test == nil {
		return ""
	}
	return v.Test.EvidenceProblem(s.kept)
}

// signedIn are the ways to sign in that live tests of a version proved, since its
// last test that failed.
func (s *appState) signedIn(v *ledger.Version) map[string]*ledger.Entry {
	proved := make(map[string]*ledger.Entry)
	for _, e := range slices.Backward(v.Events) {
		if e.Kind != ledger.Test || !e.Counts() {
			continue
		}
		if e.Result != ledger.Passed {
			break
		}
		if f := s.kept[e.EvidencePath()]; f != nil && e.EvidenceProblem(s.kept) == "" {
			for _, way := range report.ProvedBySmoke(f.Data, v.Number.String(), v.First.Digest) {
				proved[way] = cmp.Or(proved[way], e)
			}
		}
	}
	return proved
}

// checklistPath is where the checklist of a version is kept, below the app's
// folder.
func (s *appState) checklistPath(v *ledger.Version) string {
	return path.Join(ledger.VersionsDir, v.Number.String(), checklistName)
}

// runBefore is the frozen copy of what customers run until they update to a
// version, nil for none.
func (s *appState) runBefore(v *ledger.Version) (*change.Side, error) {
	run := s.ledger.RunBefore(v)
	if run == nil {
		return nil, nil
	}
	from, err := s.frozenSide(run)
	if err != nil {
		return nil, fmt.Errorf("compare with %s, which customers run: %w", run.Number, err)
	}
	return &from, nil
}

// heldBefore is the frozen copy of what the portal held when a version was saved,
// nil for none.
func (s *appState) heldBefore(v *ledger.Version) (*change.Side, error) {
	held := s.ledger.HeldBefore(v)
	if held == nil {
		return nil, nil
	}
	from, err := s.frozenSide(held)
	return &from, err
}

// cutFrom is the frozen copy of what customers ran when a version was saved, nil
// where what they run now was not saved later.
func (s *appState) cutFrom(v *ledger.Version) (*change.Side, error) {
	run, overtaken := s.ledger.Overtaken(v)
	switch {
	case !overtaken:
		return nil, nil
	case run == nil:
		return &change.Side{}, nil
	}
	from, err := s.frozenSide(run)
	return &from, err
}

// undoes says of the versions that wait for their promotion what that would undo,
// in words.
func (s *appState) undoes() (map[version.Version]string, error) {
	list := make(map[version.Version]string)
	for _, v := range s.ledger.Versions {
		if v.State != ledger.ReadyForTesting {
			continue
		}
		from, err := s.cutFrom(v)
		if err != nil {
			return nil, err
		}
		if from == nil {
			continue
		}
		run, err := s.frozenSide(s.ledger.Run)
		if err != nil {
			return nil, err
		}
		waiting, err := s.frozenSide(v)
		if err != nil {
			return nil, err
		}
		if undone := promote.Undone(*from, run, waiting); len(undone) > 0 {
			list[v.Number] = promote.UndoneWords(undone)
		}
	}
	return list, nil
}
