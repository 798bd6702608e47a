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

func newLogCmd(p *process) *cobra.Command {
	var format choice
	cmd := &cobra.Command{
		Use:     "log <app>[@version]",
		Short:   "Show what happened to the versions of an app, the latest first",
		Example: "  manifest log acme-field-sync\n  manifest log acme-field-sync@0.4.0 --format json",
		Args:    cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			timeline, err := project.Log(ctx, p.Project, args[0])
			return show(p, report.LogFormats, format, timeline, err)
		}),
		ValidArgsFunction: p.completeAppOrVersion,
	}
	formatFlag(cmd, &format, report.LogFormats)
	return cmd
}
