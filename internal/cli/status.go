package cli

import (
	"context"
	"math"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

func newStatusCmd(p *process) *cobra.Command {
	var format choice
	var opts project.StatusOptions
	cmd := &cobra.Command{
		Use:   "status [app...]",
		Short: "Show the state of each app and its next step",
		Long: `Show each app: the version of its working manifest; which
versions are ready for testing, in production and in review, and for how long;
then each version that needs someone to act, with its closed gates and the next
command. Without an app, status lists only gates that are quick to check.

--all also shows retired apps, retracted versions and overridden gates. --state
shows only versions in the given states.

--permissions shows permissions instead: the level that customers gave each app
for each tool, since when, who approved it, why, and what later versions change.

With an app, status shows all its versions and closed gates, and verifies all
frozen copies. Without an app, status verifies only the copies that it needs;
manifest lint verifies all of them.`,
		Example: "  manifest status\n  manifest status acme-field-sync\n  manifest status --all\n" +
			"  manifest status acme-field-sync --permissions\n" +
			"  manifest status --state ready_for_testing,in_review",
		Args: cobra.ArbitraryArgs,
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.Apps = args
			status, err := project.Status(ctx, p.Project, opts)
			return show(p, report.StatusFormats, format, status, err)
		}),
		ValidArgsFunction: p.completeApps(math.MaxInt),
	}
	cmd.Flags().BoolVar(&opts.All, "all", false, "show retired apps, retracted versions and overridden gates too")
	cmd.Flags().BoolVar(&opts.Permissions, "permissions", false, "show the permissions of each app: since when, "+
		"approved by whom, and why")
	cmd.Flags().StringSliceVar(&opts.States, "state", nil,
		"show only versions in these states (repeatable, or separated by commas)")
	completeList(cmd, "state", project.StateWords)
	cmd.MarkFlagsMutuallyExclusive("permissions", "state")
	formatFlag(cmd, &format, report.StatusFormats)
	return cmd
}
