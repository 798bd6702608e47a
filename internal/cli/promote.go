package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/report"
)

type promoteOptions struct {
	project.RecordOptions
	Check         bool
	ProductionKey string
	Override      []string
	Reason        string
	Format        choice
}

func newPromoteCmd(p *process) *cobra.Command {
	opts := promoteOptions{
		RecordOptions: project.RecordOptions{Event: ledger.Event{Kind: ledger.Promote}},
	}
	cmd := &cobra.Command{
		Use:   "promote <app>@<version>...",
		Short: "Check the gates and record a promotion to production",
		Long: `Check the gates between a version and production, and record a promotion that
was made in the portal. If a gate is closed, nothing is recorded. All closed
gates are shown, each with its fix.

--check only checks; it takes several versions. --override passes a closed
gate; the reason stays in the ledger.

The release notes come from the working manifest as long as it has the same
version. After that, give them with --notes, from a file or standard input. The
event stores them.

Gates: ` + strings.Join(promote.GateIDs(false), ", ") + `.`,
		Example: "  manifest promote acme-field-sync@0.4.0 --check\n" +
			"  manifest promote --check acme-field-sync@0.4.0 sitelens@1.2.0\n" +
			"  manifest promote acme-field-sync@0.4.0 --production-key 6c3e1f0a-5b7d-4c1e-9f2a-8d4b6e0c7a51\n" +
			"  manifest promote acme-field-sync@0.4.0 --override sandbox-test --reason \"tested by the pilot customer\"\n" +
			"  manifest promote acme-field-sync@0.4.0 --notes notes.txt",
		Args: cobra.MinimumNArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			if len(args) > 1 {
				if !opts.Check || len(opts.Override) > 0 || opts.Notes != "" {
					return project.Usagef("promote records one version at a time; to check several, use --check " +
						"without --override or --notes")
				}
				gates, err := project.CheckAllGates(ctx, p.Project, args, opts.Event.By)
				return show(p, report.GatesFormats, opts.Format, gates, err)
			}
			opts.Version = args[0]
			return runPromote(ctx, p, opts)
		}),
		ValidArgsFunction: p.completeVersions(ledger.Promote),
	}
	flags := cmd.Flags()
	flags.BoolVar(&opts.Check, "check", false, "check the gates and record nothing")
	flags.StringVar(&opts.ProductionKey, "production-key", "", "the Production App Version Key that the portal issued")
	flags.StringVar(&opts.Portal, "portal-version", "", "number that the portal assigned, if different from the "+
		"manifest's")
	flags.StringSliceVar(&opts.Override, "override", nil, "override this closed gate; requires --reason (repeatable)")
	flags.StringVar(&opts.Reason, "reason", "", "reason for the override")
	flags.StringVar(&opts.Event.Note, "note", "", "note to record with the event")
	notesFlag(cmd, &opts.Notes)
	addRecordFlags(p, cmd, &opts.RecordOptions, &opts.Format)
	completeList(cmd, "override", func() []string { return promote.GateIDs(true) })
	return cmd
}

// notesFlag adds the flag for release notes that the manifest does not hold.
func notesFlag(cmd *cobra.Command, value *string) {
	fileFlag(cmd, value, "notes", "file with the release notes, or - for standard input, instead of those in the manifest")
}

func runPromote(ctx context.Context, p *process, opts promoteOptions) error {
	if (len(opts.Override) > 0) != (strings.TrimSpace(opts.Reason) != "") {
		return project.Usagef("promote %s: use --override and --reason together", opts.Version)
	}
	for _, gate := range opts.Override {
		opts.Event.Overrides = append(opts.Event.Overrides,
			ledger.Override{Gate: gate, Reason: strings.TrimSpace(opts.Reason)})
	}
	opts.Event.Keys.Production = opts.ProductionKey
	if opts.Check {
		gates, err := project.CheckGates(ctx, p.Project, opts.Version, opts.Notes, opts.Event.By, opts.Event.Overrides)
		return show(p, report.GatesFormats, opts.Format, gates, err)
	}
	recorded, err := project.Record(ctx, p.Project, opts.RecordOptions)
	var refused *promote.Refused
	if errors.As(err, &refused) {
		gates := report.Gates{App: refused.App, Version: refused.Version, Gates: refused.Closed,
			Overrides: opts.Event.Overrides}
		return show(p, report.GatesFormats, opts.Format, &gates, &project.Error{Class: project.Findings})
	}
	return show(p, report.RecordedFormats, opts.Format, recorded, err)
}
