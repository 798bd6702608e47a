package project

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"time"

	model "github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/promote"
)

// Transition is one step in the life of a saved version, as a command line asks
// for it.
type Transition struct {
	// Version is APP@VERSION, or APP@STATE for the latest in a state.
	Version string
	Step    ledger.Step
	DryRun  bool
	// Proof makes the file that proves the step: its name below the app's folder,
	// and its content, from the time of the entry. nil for none.
	Proof func(at time.Time) (name string, data []byte, err error)
}

// Moved is a record before and after a step.
type Moved struct {
	Was, Now     *ledger.Record
	Distribution string
}

// What follows where a version goes no further: after a test that failed, and
// where it may have been right but not at this time.
const (
	Correct = "correct the working manifest, then: manifest bump APP"
	Anew    = Correct + "; for the same content under a new number: manifest bump APP patch"
)

// ForVersion puts a version in the place of APP and VERSION.
func ForVersion(text string, r *ledger.Record) string {
	return strings.NewReplacer("APP", shellWord(r.App), "VERSION", r.Version).Replace(text)
}

// Transit moves a version, and those that it takes the place of, and writes
// their records. Those replaced are written first: if the machine stops in
// between, the version has not moved, and the same command completes the work.
func Transit(ctx context.Context, p *Project, t Transition) ([]Moved, error) {
	id, at, ok := strings.Cut(t.Version, "@")
	if !ok {
		return nil, Usagef("%s: name a version: %s@VERSION", t.Step.Event, t.Version)
	}
	state, release, err := p.hold(ctx, string(t.Step.Event), id)
	if err != nil {
		return nil, err
	}
	defer release()
	if t.Step.By, err = p.author(ctx, t.Step.By); err != nil {
		return nil, err
	}
	record, err := state.find(at)
	if err != nil {
		return nil, err
	}
	if err := mayAssign(state, record, t.Step); err != nil {
		return nil, err
	}
	t.Step.At, t.Step.Commit = p.now(state), p.headCommit(ctx)
	var proof struct {
		name string
		data []byte
	}
	if t.Proof != nil {
		if proof.name, proof.data, err = t.Proof(t.Step.At); err != nil {
			return nil, err
		}
		t.Step.Evidence = path.Join(state.name, proof.name)
	}
	outcome, err := advance(ctx, p, state, record, t.Step)
	if err != nil {
		var known *Error
		var refused *promote.Refused
		if errors.As(err, &known) || errors.As(err, &refused) {
			return nil, err
		}
		return nil, Refusef("%w", err)
	}
	var list []Moved
	for _, now := range append(outcome.Superseded, outcome.Record) {
		list = append(list, Moved{ledger.Find(state.records, now.Version), &now, state.distribution(now.Version)})
	}
	if t.DryRun {
		return list, nil
	}
	if proof.name != "" {
		if err := state.disk.keep(proof.name, proof.data); err != nil {
			return nil, fmt.Errorf("write the proof of %s %s: %w", state.id, record.Version, err)
		}
	}
	for _, m := range list {
		if err := writeRecord(state, m); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// mayAssign refuses keys and numbers of the portal that another version of the
// app has, and a production key before the promotion that issues it.
func mayAssign(s *appState, record *ledger.Record, step ledger.Step) error {
	if step.Event == ledger.Register && step.Keys.Production != "" && record.State == ledger.ReadyForTesting {
		return Refusef("register %s %s: the portal issues a Production App Version Key when it promotes a version; record "+
			"it with: manifest promote %s@%s --production-key KEY",
			s.id, record.Version, s.id, record.Version)
	}
	for _, r := range s.records {
		if r.Version == record.Version {
			continue
		}
		for _, key := range []string{step.Keys.Sandbox, step.Keys.Production} {
			if key != "" && (strings.EqualFold(r.Keys.Sandbox, key) || strings.EqualFold(r.Keys.Production, key)) {
				return Refusef("%s %s %s: key %s belongs to version %s already; every version has keys of its own", step.Event,
					s.id, record.Version, key, r.Version)
			}
		}
		if step.PortalVersion != "" && step.PortalVersion == r.PortalNumber() {
			return Refusef("%s %s %s: version %s has the number %s in the portal already", step.Event, s.id, record.Version,
				r.Version, step.PortalVersion)
		}
	}
	return nil
}

func (s *appState) distribution(version string) string {
	doc, err := s.frozenCopy(version)
	if err != nil {
		return ""
	}
	text, _ := model.Read(doc.Root).Distribution.Str()
	return text
}

func writeRecord(s *appState, m Moved) error {
	encoded, err := ledger.Encode(*m.Now)
	if err != nil {
		return Usagef("%w", err)
	}
	for _, v := range s.saved {
		if v.Folder == m.Now.Version && v.Record != nil {
			name := path.Join(versionsDir, v.Folder, recordName)
			if err := s.disk.replace(name, v.Record.Data, encoded); err != nil {
				return fmt.Errorf("write the record of %s %s: %w", s.id, m.Now.Version, err)
			}
			return nil
		}
	}
	return fmt.Errorf("write the record of %s %s: it is gone", s.id, m.Now.Version)
}

// NextAfter is what comes after a step: where the working manifest is another
// version by now, what status says.
func NextAfter(p *Project, next string, r *ledger.Record) string {
	if doc, err := p.appAt(r.App).working(); next == Anew && err == nil && numberOf(doc) != r.Version {
		return "manifest status APP"
	}
	return next
}
