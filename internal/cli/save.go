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
		Short: "Freeze the working manifest as a version: Ready for Testing",
		Long: "Record that the working manifest was saved in the portal, and freeze it as a\n" +
			"version: a copy, byte for byte, that never changes.\n\n" +
			"Refused are manifests with errors for testing, numbers that are not higher than\n" +
			"every used one, and numbers that are too low for the changes.",
		Example: "  manifest save acme-field-sync --sandbox-key c126705a-fc0b-47c9-944e-8c427e5b9bd2\n  manifest save acme-field-sync --portal-version 0.4.1",
		Args:    cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.App = args[0]
			recorded, err := project.Save(ctx, p.Project, opts)
			return show(p, report.RecordedFormats, format, recorded, err)
		}),
		ValidArgsFunction: p.completeApps(1),
	}
	flags := cmd.Flags()
	flags.StringVar(&opts.SandboxKey, "sandbox-key", "", "the Sandbox App Version Key that the portal issued")
	flags.StringVar(&opts.PortalVersion, "portal-version", "", "number assigned by the portal, if different")
	flags.StringVar(&opts.By, "by", "", "author to record (default: from git)")
	flags.StringVar(&opts.On, "on", "", "day on which it was saved, if that was before today")
	flags.StringVar(&opts.Note, "note", "", "a remark for the ledger")
	flags.BoolVar(&opts.DryRun, "dry-run", false, "check everything and write nothing")
	p.completeDays(cmd, "on", daysGone)
	formatFlag(cmd, &format, report.RecordedFormats)
	return cmd
}
