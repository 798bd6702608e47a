package project

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	model "github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// RestoreOptions say what to go back to.
type RestoreOptions struct {
	Version string // APP@VERSION
	// ReleaseNotes takes those of the old version back too.
	ReleaseNotes bool
	Force        bool
	DryRun       bool
}

// Restore makes the content of an old version the working manifest. It returns
// what it did, and what that changes for customers.
func Restore(ctx context.Context, p *Project, opts RestoreOptions) (*report.Restored, error) {
	id, at, ok := strings.Cut(opts.Version, "@")
	if !ok {
		return nil, Usagef("restore: name a version: %s@VERSION", opts.Version)
	}
	state, release, err := p.hold(ctx, "restore", id)
	if err != nil {
		return nil, err
	}
	defer release()
	if err := state.notRetired("restored"); err != nil {
		return nil, err
	}
	v, err := state.findVersion(at, true)
	if err != nil {
		return nil, err
	}
	working, err := state.replaceable(opts)
	if err != nil {
		return nil, err
	}
	if working != nil {
		if err := state.alreadyHas(v, working); err != nil {
			return nil, err
		}
	}
	h, err := against(ctx, p, state, "")
	if err != nil {
		return nil, err
	}
	outcome := &report.Restored{Restored: v, File: state.shows(manifestName), DryRun: opts.DryRun}
	data, err := state.restored(h, outcome, working, opts)
	if err != nil {
		return nil, err
	}
	doc, err := readable(source.New(outcome.File, data))
	if err != nil {
		return nil, err
	}
	to := state.asWorking(doc)
	from, err := baselineOf(to, h)
	if err != nil {
		return nil, err
	}
	if outcome.Changes, err = compare(ctx, p, from, to); err != nil {
		return nil, err
	}
	if v.Bad != nil {
		p.warn("%s", report.NewBadVersion(v).Words())
	}
	if opts.DryRun {
		return outcome, nil
	}
	var was []byte
	if working != nil {
		was = working.Data
	}
	if err := state.disk.replaceManifest(was, data); err != nil {
		return nil, fmt.Errorf("restore %s: %w", state.id, err)
	}
	if outcome.Next, err = nextCommands(ctx, p, &outcome.Changes, h, to); err != nil || len(outcome.Next) > 0 {
		return outcome, err
	}
	status, err := state.status(ctx)
	outcome.Next = []string{status.Next}
	return outcome, err
}

// replaceable returns the working manifest, nil if there is none, and refuses to
// throw away work that no version holds.
func (s *appState) replaceable(opts RestoreOptions) (*source.File, error) {
	f, err := s.file(manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("restore %s: %w", s.id, err)
	}
	if opts.Force || opts.DryRun || s.isSaved(f, opts) {
		return f, nil
	}
	return nil, Refusef("not restored: the working manifest of %s has unsaved changes; save that version first, "+
		"or discard the changes with --force", s.id)
}

// alreadyHas refuses to restore a version that the working manifest already is.
func (s *appState) alreadyHas(v *ledger.Version, working *source.File) error {
	doc, found := manifest.Parse(working)
	number, ok := side("working manifest", doc).App().Number()
	if len(found) > 0 || !ok || number != v.Number || s.differs(v, doc) {
		return nil
	}
	return Refusef("nothing to restore: the working manifest already has the content of %s\nto save the same "+
		"content under a new number: manifest bump %s patch",
		v.Number, shellWord(s.id))
}

// isSaved reports whether a version holds all that a working manifest says, but
// for its number and what restore keeps.
func (s *appState) isSaved(f *source.File, opts RestoreOptions) bool {
	working, found := manifest.Parse(f)
	if len(found) > 0 {
		return false
	}
	now := side("working manifest", working)
	for _, v := range s.ledger.Versions {
		doc, err := s.readFrozen(v.Number)
		if err != nil || doc == nil {
			continue
		}
		if bytes.Equal(doc.File.Data, f.Data) {
			return true
		}
		saved := side(v.Number.String(), doc)
		notes := now.App().ReleaseNotes.String()
		if opts.ReleaseNotes && !model.SameText(notes, saved.App().ReleaseNotes.String()) &&
			!model.SameText(notes, v.ReleaseNotes) {
			continue
		}
		if len(change.Diff(saved, now)) == 0 && len(change.Diff(now, saved)) == 0 {
			return true
		}
	}
	return false
}

// restored returns an old version's manifest under the next number, with what
// belongs to the registration of the app, and unless asked otherwise the release
// notes, as they are today. It notes the number and what it kept.
func (s *appState) restored(h *validate.History, outcome *report.Restored, working *source.File,
	opts RestoreOptions) ([]byte, error) {
	if err := s.reliable(); err != nil {
		return nil, err
	}
	old, err := s.frozenCopy(outcome.Restored.Number)
	if err != nil {
		return nil, err
	}
	var today *manifest.Document
	if today, outcome.KeptFrom, err = s.today(working); err != nil {
		return nil, err
	}
	keep := []string{"app", "oauth", "release_notes"}
	if opts.ReleaseNotes {
		keep = keep[:2]
	}
	for _, key := range keep {
		if today.Root.Entry(key) != nil {
			outcome.Kept = append(outcome.Kept, key)
		}
	}
	text, differ, err := old.WithSections(today, keep...)
	if err != nil {
		return nil, fmt.Errorf("restore %s: %w", s.id, err)
	}
	outcome.Differ = differ
	doc, err := readable(source.New(outcome.File, text))
	if err != nil {
		return nil, err
	}
	restored := side("working manifest", doc)
	need, _, err := h.Need(restored)
	if err != nil {
		return nil, fmt.Errorf("restore %s: %w", s.id, err)
	}
	outcome.Number = need.Number
	return doc.Set(restored.App().Version.Node, need.Number.String())
}

// today is the manifest that says what is kept: the working manifest or, where
// none can be read, the latest saved version, which it names.
func (s *appState) today(working *source.File) (doc *manifest.Document, saved string, err error) {
	if working != nil {
		if doc, found := manifest.Parse(working); len(found) == 0 {
			return doc, "", nil
		}
	}
	latest := s.ledger.Versions[len(s.ledger.Versions)-1] // there is the one to restore
	if v := s.ledger.Latest(); v != nil {
		latest = v
	}
	doc, err = s.frozenCopy(latest.Number)
	return doc, latest.Number.String(), err
}
