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
		Short: "Change the id of an app",
		Long: `Change the id of an app: move its folder and record the old id.
Paths under ignore in .manifest.yaml and in editor settings are updated. If the
id and path are set under the apps key in .manifest.yaml, the id changes there
and the folder stays where it is. Nothing changes in the portal.

Run the same command to record a rename that was made with git mv or by hand in
.manifest.yaml, or to move files that a merge left in the old folder.`,
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
	flags.StringVar(&opts.Reason, "reason", "", "reason for the new id")
	flags.StringVar(&opts.By, "by", "", "author to record (default: from git)")
	flags.StringVar(&opts.On, "on", "", "date when this happened, if before today")
	flags.BoolVar(&opts.DryRun, "dry-run", false, "check everything but write nothing")
	p.completeDays(cmd, "on", daysGone)
	formatFlag(cmd, &format, report.RecordedFormats)
	return cmd
}
