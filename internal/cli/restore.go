package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
)

type restoreOptions struct {
	Version string // APP@VERSION
	Force   bool
	DryRun  bool
}

func newRestoreCmd(p *process) *cobra.Command {
	var opts restoreOptions
	cmd := &cobra.Command{
		Use:   "restore <app>@<version>",
		Short: "Go back: the content of an old version as a new working manifest",
		Long: "Go back: the content of an old version becomes the working manifest, under a\n" +
			"number higher than every saved one. The portal has no way to demote a version,\n" +
			"so going back is a new version, and it costs customers what any update does.",
		Example: "  manifest restore acme-field-sync@0.2.0\n  manifest restore acme-field-sync@production --dry-run",
		Args:    cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.Version = args[0]
			return runRestore(ctx, p, opts)
		}),
		ValidArgsFunction: p.completeVersions(""),
	}
	cmd.Flags().BoolVar(&opts.Force, "force", false, "replace a working manifest that was never saved")
	cmd.Flags().BoolVar(&opts.DryRun, "dry-run", false, "say what going back costs and write nothing")
	return cmd
}

func runRestore(ctx context.Context, p *process, opts restoreOptions) error {
	id, at, ok := strings.Cut(opts.Version, "@")
	if !ok {
		return Usagef("restore: name a version: %s@VERSION", opts.Version)
	}
	a, err := p.app(id)
	if err != nil {
		return err
	}
	state, d, release, err := p.hold(ctx, a, "restore "+a.id)
	if err != nil {
		return err
	}
	defer release()
	record, err := state.find(at)
	if err != nil {
		return err
	}
	was, err := state.replaceable(opts)
	if err != nil {
		return err
	}
	data, changes, err := p.restored(state, record)
	if err != nil {
		return err
	}
	if !opts.DryRun {
		if err := d.replace(manifestName, was, data); err != nil {
			return fmt.Errorf("restore %s: %w", state.id, err)
		}
	}
	return p.print(func(w io.Writer) error {
		if err := report.ChangesFormats.Write(w, report.Text, changes, p.screen()); err != nil {
			return err
		}
		verb := "restored"
		if opts.DryRun {
			verb = "would restore"
		}
		_, err := fmt.Fprintf(w, "\n%s the content of %s as %s · %s/%s\n", verb, record.Version, changes.Bump.Version, a.name, manifestName)
		return err
	})
}

// replaceable returns the working manifest's bytes, nil if there is none, and
// refuses to throw away work that no version holds.
func (s *appState) replaceable(opts restoreOptions) ([]byte, error) {
	f, err := s.file(manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("restore %s: %w", s.id, err)
	}
	if opts.Force || opts.DryRun || s.isFrozen(f) {
		return f.Data, nil
	}
	return nil, Refusef("restore %s: the working manifest holds changes that no version has; save them first, or throw them away with --force", s.id)
}

// isFrozen reports whether a working manifest is, byte for byte and but for its
// number, the frozen copy of some version: what it holds is not lost.
func (s *appState) isFrozen(f *source.File) bool {
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
func (p *process) restored(state *appState, record *ledger.Record) ([]byte, report.Changes, error) {
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
		return nil, report.Changes{}, Usagef("restore %s: %s has the same content as the latest version %s", state.id, record.Version, from.Name)
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
		Bump:       &report.Bump{Baseline: verdict.From, Version: verdict.Need, Required: verdict.Need, Level: verdict.Level, Part: verdict.From.Part(verdict.Level)},
		Unapproved: state.unapproved(list, ledger.DayOf(p.Now())),
	}
	return data, changes, nil
}
