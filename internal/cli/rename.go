package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

func newRenameCmd(p *process) *cobra.Command {
	var opts project.RenameOptions
	var format choice
	cmd := &cobra.Command{
		Use:   "rename <app> <id>",
		Short: "Give an app another id",
		Long: "Give an app another id: its folder moves as it is, and an event says where it came\n" +
			"from. Patterns of ignore in .manifest.yaml and associations of editors that name\n" +
			"the folder follow. The id of an app that apps in .manifest.yaml declares with its\n" +
			"path changes there, and its folder stays. Nothing changes in the portal.\n\n" +
			"The same command records a rename that was made with git mv or by hand in\n" +
			".manifest.yaml, and moves what a merge left in the old folder.",
		Example: "  manifest rename acme-old acme\n  manifest rename acme-old acme --reason \"the product has another name\"",
		Args:    cobra.ExactArgs(2),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.Old, opts.New = args[0], args[1]
			result, err := project.Rename(ctx, p.Project, opts)
			return show(p, report.RecordedFormats, format, result, err)
		}),
		ValidArgsFunction: p.completeApps(2),
	}
	flags := cmd.Flags()
	flags.StringVar(&opts.Reason, "reason", "", "why the app has another id")
	flags.StringVar(&opts.By, "by", "", "author to record (default: from git)")
	flags.StringVar(&opts.On, "on", "", "day on which it happened, if that was before today")
	flags.BoolVar(&opts.DryRun, "dry-run", false, "check everything and write nothing")
	p.completeDays(cmd, "on", daysGone)
	formatFlag(cmd, &format, report.RecordedFormats)
	return cmd
}
