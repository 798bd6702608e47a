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
		Short: "Go back: the content of an old version as a new working manifest",
		Long: "Go back: the content of an old version becomes the working manifest, under a\n" +
			"number higher than every used one. app and oauth, which belong to the registration,\n" +
			"and the release notes stay as they are today. The portal has no way to demote a\n" +
			"version, so going back is a new version, and it costs customers what any update does.",
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
	flags.BoolVar(&opts.ReleaseNotes, "with-release-notes", false, "take the release notes of the old version too")
	flags.BoolVar(&opts.Force, "force", false, "replace a working manifest that was never saved")
	flags.BoolVar(&opts.DryRun, "dry-run", false, "say what going back costs and write nothing")
	formatFlag(cmd, &format, report.RestoreFormats)
	return cmd
}
