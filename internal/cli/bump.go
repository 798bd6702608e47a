package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

func newBumpCmd(p *process) *cobra.Command {
	opts := project.BumpOptions{To: "auto"}
	var format choice
	cmd := &cobra.Command{
		Use:   "bump <app> [auto|major|minor|patch|X.Y.Z]",
		Short: "Raise the version to match the changes",
		Long: `Raise the version of the working manifest. Nothing else in the file changes.

auto, the default, compares the manifest with the versions that customers run,
finds the level of the changes, and picks a number above all used ones.
Numbers saved on origin's default branch, or on the revision given with --base,
also count as used. A version that is already high enough is not changed; one
bump covers all pull requests until the version is saved. Below 1.0.0, a breaking
change raises the minor number. To go to 1.0.0, run manifest bump APP major.`,
		Example: "  manifest bump acme-field-sync\n  manifest bump acme-field-sync --base origin/main\n" +
			"  manifest bump acme-field-sync 1.0.0",
		Args: cobra.RangeArgs(1, 2),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.App = args[0]
			if len(args) == 2 {
				opts.To = args[1]
			}
			bumped, err := project.Bump(ctx, p.Project, opts)
			return show(p, report.BumpFormats, format, bumped, err)
		}),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			switch len(args) {
			case 0:
				return project.AppIDs(p.Project), onlyThese
			case 1:
				return project.BumpWords, onlyThese
			}
			return nil, onlyThese
		},
	}
	cmd.Flags().StringVar(&opts.Base, "base", "", "revision whose saved numbers also count as used, such as "+
		"origin/main (default: origin's default branch)")
	cmd.Flags().StringVar(&opts.AllowSmaller, "allow-smaller", "",
		"allow a smaller bump than the changes need, and record this reason")
	cmd.Flags().StringVar(&opts.By, "by", "", "author to record for --allow-smaller (default: from git)")
	cmd.Flags().BoolVar(&opts.DryRun, "dry-run", false, "show what would be done, but write nothing")
	p.completeRevisions(cmd, "base")
	formatFlag(cmd, &format, report.BumpFormats)
	return cmd
}
