package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

func newAdoptCmd(p *process) *cobra.Command {
	var opts project.AdoptOptions
	var users bool
	var format choice
	state := choice{accepted: project.AdoptableStates(), noun: "state"}
	distribution := choice{accepted: project.Distributions}
	cmd := &cobra.Command{
		Use:   "adopt <app>[@<version>]",
		Short: "Record a version that is already in the portal",
		Long: `Record a version that was in the portal before this project
existed: its state, date, keys and number in the portal. The content comes from
the working manifest or, with --from, from the portal's JSON or the manifest of
an older version. No gates apply. The version stays marked as adopted.

Adopt every version that customers still run, so that gates and customer texts
include them. You can adopt only versions with lower numbers than the first
saved version.`,
		Example: "  manifest adopt acme-field-sync --state published --since 2025-06-01\n" +
			"  manifest adopt acme-field-sync@0.2.0 --from 0.2.0.json --state published --since 2024-11-15\n" +
			"  manifest adopt acme-field-sync@0.1.0 --from - --state published < 0.1.0.json",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: p.completeAppOrVersion,
	}
	flags := cmd.Flags()
	wordFlag(cmd, &state, "state", "state of the version in the portal (required)")
	flags.StringVar(&opts.Since, "since", "", "date when the version reached its state (default: unknown)")
	flags.StringVar(&opts.From, "from", "",
		"file with the content of APP@VERSION: the portal's JSON or a manifest; - for standard input")
	wordFlag(cmd, &distribution, "distribution", "with --from: how customers got the version, if different from "+
		"the working manifest")
	flags.BoolVar(&users, "user-level", false, "with --from: users sign in to this version of the app; if they "+
		"do not, use --user-level=false")
	flags.StringVar(&opts.Keys.Sandbox, "sandbox-key", "", "the Sandbox App Version Key")
	flags.StringVar(&opts.Keys.Production, "production-key", "", "the Production App Version Key")
	flags.StringVar(&opts.Portal, "portal-version", "", "number that the portal assigned, if different from the "+
		"manifest's")
	flags.StringVar(&opts.By, "by", "", "author to record (default: from git)")
	flags.StringVar(&opts.Note, "note", "", "note to record with the event")
	flags.BoolVar(&opts.DryRun, "dry-run", false, "check everything but write nothing")
	completeWith(cmd, "from", completeFiles)
	p.completeDays(cmd, "since", daysGone)
	formatFlag(cmd, &format, report.RecordedFormats)
	cmd.RunE = p.run(func(ctx context.Context, args []string) error {
		opts.Version, opts.State, opts.Distribution = args[0], ledger.State(state.value), distribution.value
		if flags.Changed("user-level") {
			opts.UserLevel = &users
		}
		recorded, err := project.Adopt(ctx, p.Project, opts)
		return show(p, report.RecordedFormats, format, recorded, err)
	})
	return cmd
}
