package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/schema"
)

func newVerifyCmd(p *process) *cobra.Command {
	var opts project.VerifyOptions
	var live liveOptions
	var format choice
	var portal choice
	cmd := &cobra.Command{
		Use:   "verify <app>[@<version>] [<file>|-]",
		Short: "Compare an installed app with git",
		Long: `Compare the app that is installed in a company with git: its version, its
components and its manifest, field by field. The default version is the latest
saved one or, outside the Developer Sandbox, the one in production.

FILE is a saved response of GET /rest/v1.0/app_installations, a list or a single
installation; with it, the command opens no connection. The installed manifest
is behind a short-lived link on another host, which verify does not open. Give
the manifest with --manifest FILE, from that link or from View Manifest. --link
prints the link.

Exit code 1 means that something differs, 3 that something was not compared.`,
		Example: "  manifest verify acme-field-sync --manifest view-manifest.json\n" +
			"  manifest verify acme-field-sync@0.4.0 installations.json --without-manifest",
		Args: cobra.RangeArgs(1, 2),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.App = args[0]
			if len(args) == 2 {
				opts.File = args[1]
			}
			opts.LiveOptions, opts.Portal = live.given(), schema.Portal(portal.value)
			result, err := project.Verify(ctx, p.Project, opts)
			return show(p, report.VerifyFormats, format, result, err)
		}),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 1 {
				return completeFiles(cmd, args, typed)
			}
			return p.completeAppOrVersion(cmd, args, typed)
		},
	}
	liveFlags(cmd, &live, "how to sign in: "+signInWords+" (default: without a user if possible)")
	flags := cmd.Flags()
	flags.Int64Var(&live.Company, "company", 0, "ID of the company; required for a service account (default: "+
		"the only company)")
	flags.Int64Var(&opts.Installation, "installation", 0, "ID of the installation, if the app is not recognised")
	fileFlag(cmd, &opts.Manifest, "manifest", "file with the manifest's JSON, saved from the link or from View "+
		"Manifest")
	flags.BoolVar(&opts.WithoutManifest, "without-manifest", false, "compare only version and components")
	flags.BoolVar(&opts.Link, "link", false, "print the short-lived link to the manifest on standard error; anyone "+
		"with the link can read the manifest")
	portalFlag(cmd, &portal)
	formatFlag(cmd, &format, report.VerifyFormats)
	cmd.MarkFlagsMutuallyExclusive("manifest", "without-manifest")
	return cmd
}
