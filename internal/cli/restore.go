package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

func newRestoreCmd(p *process) *cobra.Command {
	var opts project.RestoreOptions
	var format choice
	cmd := &cobra.Command{
		Use:   "restore <app>@<version>",
		Short: "Go back to the content of an old version",
		Long: `Go back to the content of an old version: it becomes the working
manifest, under a new number. app, oauth and the release notes stay as they are
today. The portal can't demote a version, so going back takes a new version, and
customers have as much work as with any update.`,
		Example: "  manifest restore acme-field-sync@0.2.0\n  manifest restore acme-field-sync@production --dry-run",
		Args:    cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.Version = args[0]
			restored, err := project.Restore(ctx, p.Project, opts)
			return show(p, report.RestoreFormats, format, restored, err)
		}),
		ValidArgsFunction: p.completeVersions(""),
	}
	flags := cmd.Flags()
	flags.BoolVar(&opts.ReleaseNotes, "with-release-notes", false, "also restore the release notes of the old version")
	flags.BoolVar(&opts.Force, "force", false, "replace a working manifest that was never saved")
	flags.BoolVar(&opts.DryRun, "dry-run", false, "show what going back means for customers, but write nothing")
	formatFlag(cmd, &format, report.RestoreFormats)
	return cmd
}
