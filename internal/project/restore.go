package project

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
)

// RestoreOptions say what to go back to.
type RestoreOptions struct {
	Version string // APP@VERSION
	Force   bool
	DryRun  bool
}

// Restore makes the content of an old version the working manifest. It returns
// what that changes, and says what it did.
func Restore(ctx context.Context, p *Project, opts RestoreOptions) (changes report.Changes, did string, err error) {
	id, at, ok := strings.Cut(opts.Version, "@")
	if !ok {
		return changes, "", Usagef("restore: name a version: %s@VERSION", opts.Version)
	}
	state, release, err := p.hold(ctx, "restore", id)
	if err != nil {
		return changes, "", err
	}
	defer release()
	record, err := state.find(at)
	if err != nil {
		return changes, "", err
	}
	was, err := replaceable(state, opts)
	if err != nil {
		return changes, "", err
	}
	data, changes, err := restored(p, state, record)
	if err != nil {
		return changes, "", err
	}
	if !opts.DryRun {
		if err := state.disk.replace(manifestName, was, data); err != nil {
			return changes, "", fmt.Errorf("restore %s: %w", state.id, err)
		}
	}
	verb := "restored"
	if opts.DryRun {
		verb = "would restore"
	}
	return changes, fmt.Sprintf("%s the content of %s as %s · %s/%s", verb, record.Version, changes.Bump.Version,
		state.name, manifestName), nil
}

// replaceable returns the working manifest's bytes, nil if there is none, and
// refuses to throw away work that no version holds.
func replaceable(s *appState, opts RestoreOptions) ([]byte, error) {
	f, err := s.file(manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("restore %s: %w", s.id, err)
	}
	if opts.Force || opts.DryRun || isFrozen(s, f) {
		return f.Data, nil
	}
	return nil, Refusef("restore %s: the working manifest holds changes that no version has; save them first, or throw "+
		"them away with --force", s.id)
}

// isFrozen reports whether a working manifest is, byte for byte and but for its
// number, the frozen copy of some version: what it holds is not lost.
func isFrozen(s *appState, f *source.File) bool {
	working, found := manifest.Parse(f)
	number, ok := change.VersionOf(working.Root)
	if len(found) > 0 || !ok {
		return false
	}
	for _, v := range s.saved {
		if v.Frozen == nil {
			continue
		}
		data, err := v.Frozen.Set(v.Frozen.Root.Get("version"), number.String())
		if bytes.Equal(f.Data, v.Frozen.File.Data) || err == nil && bytes.Equal(f.Data, data) {
			return true
		}
	}
	return false
}

// restored returns an old version's manifest under the number that going back
// to it needs, and what that means.
func restored(p *Project, state *appState, record *ledger.Record) ([]byte, report.Changes, error) {
	from, err := state.baseline()
	if err != nil {
		return nil, report.Changes{}, err
	}
	old, err := state.frozenCopy(record.Version)
	if err != nil {
		return nil, report.Changes{}, err
	}
	list := change.Diff(from.Side, side(record.Version, old))
	verdict := change.Judge(list, from.Side, side(record.Version, old))
	if len(list) == 0 {
		return nil, report.Changes{}, Usagef("restore %s: %s has the same content as the latest version %s", state.id,
			record.Version, from.Name)
	}
	if verdict.NeedErr != nil {
		return nil, report.Changes{}, fmt.Errorf("restore %s: %w", state.id, verdict.NeedErr)
	}
	data, err := old.Set(old.Root.Get("version"), verdict.Need.String())
	if err != nil {
		return nil, report.Changes{}, err
	}
	changes := report.Changes{
		App: state.id, From: from.Name, To: verdict.Need.String(), Changes: list, Verdict: verdict,
		Bump: &report.Bump{Baseline: verdict.From, Version: verdict.Need, Required: verdict.Need, Level: verdict.Level,
			Part: verdict.From.Part(verdict.Level)},
		Unapproved: state.unapproved(list, ledger.DayOf(p.Now())),
	}
	return data, changes, nil
}
