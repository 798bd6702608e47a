package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

func newSaveCmd(p *process) *cobra.Command {
	var opts project.SaveOptions
	var format choice
	cmd := &cobra.Command{
		Use:   "save <app>",
		Short: "Record the version that was saved in the portal",
		Long: `Record that the working manifest was saved in the portal. save keeps a frozen
copy, byte for byte, as the saved version.

save refuses a manifest that fails the checks for testing, a number that is not
higher than all used ones, and a number that is too low for the changes.`,
		Example: "  manifest save acme-field-sync --sandbox-key c126705a-fc0b-47c9-944e-8c427e5b9bd2\n  manifest save " +
			"acme-field-sync --portal-version 0.4.1",
		Args: cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.App = args[0]
			recorded, err := project.Save(ctx, p.Project, opts)
			return show(p, report.RecordedFormats, format, recorded, err)
		}),
		ValidArgsFunction: p.completeApps(1),
	}
	flags := cmd.Flags()
	flags.StringVar(&opts.SandboxKey, "sandbox-key", "", "the Sandbox App Version Key that the portal issued")
	flags.StringVar(&opts.PortalVersion, "portal-version", "", "number that the portal assigned, if different "+
		"from the manifest's")
	flags.StringVar(&opts.By, "by", "", "author to record (default: from git)")
	flags.StringVar(&opts.On, "on", "", "date when the version was saved, if before today")
	flags.StringVar(&opts.Note, "note", "", "note to record with the event")
	flags.BoolVar(&opts.DryRun, "dry-run", false, "check everything but write nothing")
	p.completeDays(cmd, "on", daysGone)
	formatFlag(cmd, &format, report.RecordedFormats)
	return cmd
}
