package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

func newSmokeCmd(p *process) *cobra.Command {
	var opts project.SmokeOptions
	var live liveOptions
	var format choice
	cmd := &cobra.Command{
		Use:   "smoke <app>[@<version>]",
		Short: "Test the sign-in and the first API calls of an app",
		Long: `Sign in and make the first API calls of Procore's Quick Start, and report what
each call proves or why it probably failed. For a service account, smoke also
compares the granted permissions with the manifest.

smoke only reads. It revokes the token at the end, also after a failure or an
interrupt. Credentials come from ` + project.ClientIDVariable + ` and
` + project.ClientSecretVariable + `, from --credentials FILE, or from a prompt.

--save-evidence records the result as the test of the version that is Ready for
Testing. The gate sandbox-test needs a test that passed.

Exit code 1 means that a step failed, 3 that something could not be checked.`,
		Example: "  manifest smoke acme-field-sync\n  manifest smoke acme-field-sync@0.4.0 --save-evidence\n" +
			"  manifest smoke acme-field-sync --as service_account --company 4242 --format json",
		Args: cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.App, opts.LiveOptions = args[0], live.given()
			result, err := project.Smoke(ctx, p.Project, opts)
			return show(p, report.SmokeFormats, format, result, err)
		}),
		ValidArgsFunction: p.completeAppOrVersion,
	}
	liveFlags(cmd, &live, "try only one way to sign in: "+signInWords)
	flags := cmd.Flags()
	flags.Int64Var(&live.Company, "company", 0, "ID of the company; required for a service account (default: "+
		"the only company)")
	flags.Int64Var(&opts.Project, "project", 0, "ID of a project that the app must be able to read (default: "+
		"any project)")
	flags.BoolVar(&opts.Save, "save-evidence", false, "record the result as the test of the version that is Ready for "+
		"Testing")
	flags.StringVar(&opts.By, "by", "", "author to record (default: from git)")
	formatFlag(cmd, &format, report.SmokeFormats)
	return cmd
}
