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
		Short: "Show where every app and version stands, and what comes next",
		Long: "Show every app: the version of its working manifest, which versions are ready for\n" +
			"testing, in production and in review, for how long; then every version that waits\n" +
			"for somebody, with gates that are closed and the next command. Only gates that are\n" +
			"quick to look at are listed; manifest promote --check looks at all.\n\n" +
			"--all shows retired apps, retracted versions and overridden gates too, and --state\n" +
			"the versions in some states only.\n\n" +
			"With an app, show all its versions, and prove that each is what was saved; over\n" +
			"all apps, that is proved only where the answer rests on it. manifest lint proves\nall.",
		Example: "  manifest status\n  manifest status acme-field-sync\n  manifest status --all\n" +
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
	cmd.Flags().StringSliceVar(&opts.States, "state", nil, "show only versions in these states (repeatable, or with commas)")
	completeList(cmd, "state", project.StateWords)
	formatFlag(cmd, &format, report.StatusFormats)
	return cmd
}
