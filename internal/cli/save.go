package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
)

func newSaveCmd(p *process) *cobra.Command {
	var opts project.SaveOptions
	cmd := &cobra.Command{
		Use:   "save <app>",
		Short: "Freeze the working manifest as a version: Ready for Testing",
		Long: "Freeze the working manifest as a version, after it was saved in the portal. The\n" +
			"copy is byte for byte, and never changes; a record beside it remembers its state.\n\n" +
			"Refused are manifests with errors for testing, numbers that exist or are not\n" +
			"higher than every saved one, and versions that owe a bump.",
		Example: "  manifest save acme-field-sync --sandbox-key c126705a-fc0b-47c9-944e-8c427e5b9bd2\n" +
			"  manifest save acme-field-sync --portal-version 0.4.1",
		Args: cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.App = args[0]
			return p.say(project.Save(ctx, p.Project, opts))
		}),
		ValidArgsFunction: p.completeApps(1),
	}
	flags := cmd.Flags()
	flags.StringVar(&opts.SandboxKey, "sandbox-key", "", "the Sandbox App Version Key that the portal issued")
	flags.StringVar(&opts.PortalVersion, "portal-version", "",
		"the number that the portal assigned, where it is another one")
	flags.StringVar(&opts.By, "by", "", "who saved it (default: from git)")
	flags.StringVar(&opts.Note, "note", "", "a remark for the record")
	flags.BoolVar(&opts.DryRun, "dry-run", false, "check everything and write nothing")
	return cmd
}
