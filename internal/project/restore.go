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
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/internal/version"
)

// RestoreOptions say what to go back to.
type RestoreOptions struct {
	Version string // APP@VERSION
	Force   bool
	DryRun  bool
}

// Restore makes the content of an old version the working manifest. It returns
// what that changes for customers, and says what it did.
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
	if err := state.notRetired("restored"); err != nil {
		return changes, "", err
	}
	v, err := state.findVersion(at, true)
	if err != nil {
		return changes, "", err
	}
	working, err := state.replaceable(opts)
	if err != nil {
		return changes, "", err
	}
	if working != nil {
		if err := state.alreadyHas(v, working); err != nil {
			return changes, "", err
		}
	}
	h, err := against(ctx, p, state, "")
	if err != nil {
		return changes, "", err
	}
	data, number, kept, err := restored(state, h, v, working)
	if err != nil {
		return changes, "", err
	}
	doc, err := readable(source.New(state.name+"/"+manifestName, data))
	if err != nil {
		return changes, "", err
	}
	to := state.asWorking(doc)
	from, err := baselineOf(to, h)
	if err != nil {
		return changes, "", err
	}
	if changes, err = compare(ctx, p, from, to); err != nil {
		return changes, "", err
	}
	changes.Next = nil
	if !opts.DryRun {
		var was []byte
		if working != nil {
			was = working.Data
		}
		if err := state.disk.replaceManifest(was, data); err != nil {
			return changes, "", fmt.Errorf("restore %s: %w", state.id, err)
		}
	}
	verb := "restored"
	if opts.DryRun {
		verb = "would restore"
	}
	did = fmt.Sprintf("%s the content of %s as %s · %s/%s", verb, v.Number, number, state.name, manifestName)
	if len(kept) > 0 {
		did += "\nkept as they are: " + strings.Join(kept, ", ")
	}
	if v.Bad != nil {
		p.warn("%s", report.NewBadVersion(v).Words())
	}
	return changes, did, nil
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
	if opts.Force || opts.DryRun || s.isSaved(f) {
		return f, nil
	}
	return nil, Refusef("not restored: the working manifest of %s has changes that no version has; save them first, or throw them away with --force", s.id)
}

// alreadyHas refuses to restore a version that the working manifest already is.
func (s *appState) alreadyHas(v *ledger.Version, working *source.File) error {
	doc, found := manifest.Parse(working)
	number, ok := side("working manifest", doc).App().Number()
	if len(found) > 0 || !ok || number != v.Number || s.differs(v, doc) {
		return nil
	}
	return Refusef("nothing to restore: the working manifest already has the content of %s\nfor the same content under a new number: manifest bump %s patch",
		v.Number, shellWord(s.id))
}

// isSaved reports whether a version holds all that a working manifest says, but
// for its number and what restore keeps.
func (s *appState) isSaved(f *source.File) bool {
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
		if len(change.Diff(saved, now)) == 0 && len(change.Diff(now, saved)) == 0 {
			return true
		}
	}
	return false
}

// restored returns an old version's manifest under the next number, with what
// belongs to the registration of the app, and the release notes, as they are
// today. It names what it kept.
func restored(state *appState, h *validate.History, v *ledger.Version, working *source.File) ([]byte, version.Version, []string, error) {
	none := version.Version{}
	if err := state.reliable(); err != nil {
		return nil, none, nil, err
	}
	old, err := state.frozenCopy(v.Number)
	if err != nil {
		return nil, none, nil, err
	}
	text, kept := old.File.Data, []string(nil)
	if working != nil {
		if now, found := manifest.Parse(working); len(found) == 0 {
			if text, kept, err = old.WithSections(now, "app", "oauth", "release_notes"); err != nil {
				return nil, none, nil, fmt.Errorf("restore %s: %w", state.id, err)
			}
		}
	}
	doc, err := readable(source.New(state.name+"/"+manifestName, text))
	if err != nil {
		return nil, none, nil, err
	}
	need, _, err := h.Need(side("working manifest", doc))
	if err != nil {
		return nil, none, nil, fmt.Errorf("restore %s: %w", state.id, err)
	}
	data, err := doc.Set(side("working manifest", doc).App().Version.Node, need.Number.String())
	return data, need.Number, kept, err
}
