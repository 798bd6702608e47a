package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

func newRestoreCmd(p *process) *cobra.Command {
	var opts project.RestoreOptions
	cmd := &cobra.Command{
		Use:   "restore <app>@<version>",
		Short: "Go back: the content of an old version as a new working manifest",
		Long: "Go back: the content of an old version becomes the working manifest, under a\n" +
			"number higher than every used one. What belongs to the registration of the app, and\n" +
			"the release notes, stay as they are today. The portal has no way to demote a version,\n" +
			"so going back is a new version, and it costs customers what any update does.",
		Example: "  manifest restore acme-field-sync@0.2.0\n  manifest restore acme-field-sync@production --dry-run",
		Args:    cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.Version = args[0]
			changes, did, err := project.Restore(ctx, p.Project, opts)
			if err != nil {
				return err
			}
			return p.print(func(w io.Writer) error {
				if err := report.ChangesFormats.Write(w, report.Text, changes, p.screen()); err != nil {
					return err
				}
				_, err := fmt.Fprintf(w, "\n%s\n", did)
				return err
			})
		}),
		ValidArgsFunction: p.completeVersions(""),
	}
	cmd.Flags().BoolVar(&opts.Force, "force", false, "replace a working manifest that was never saved")
	cmd.Flags().BoolVar(&opts.DryRun, "dry-run", false, "say what going back costs and write nothing")
	return cmd
}
