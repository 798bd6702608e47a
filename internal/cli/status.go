package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

func newStatusCmd(p *process) *cobra.Command {
	var format choice
	var retired bool
	cmd := &cobra.Command{
		Use:   "status [app]",
		Short: "Show where every app and version stands, and what comes next",
		Long: "Show every app: the version of its working manifest, which versions are ready for\n" +
			"testing, in production and in review, for how long, and what comes next.\n" +
			"Apps that were retired are left out unless --all asks for them.\n\n" +
			"With an app, show all its versions, and prove that each is what was saved; over\n" +
			"all apps, that is proved only where the answer rests on it. manifest lint proves\nall.",
		Example: "  manifest status\n  manifest status acme-field-sync\n  manifest status --all",
		Args:    cobra.MaximumNArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			status, err := project.Status(ctx, p.Project, args, retired)
			return show(p, report.StatusFormats, format, status, err)
		}),
		ValidArgsFunction: p.completeApps(1),
	}
	cmd.Flags().BoolVar(&retired, "all", false, "show retired apps too")
	formatFlag(cmd, &format, report.StatusFormats)
	return cmd
}
