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
		Short: "Sign in and make the first calls of the Quick Start, live",
		Long: "Sign in and make the first calls of Procore's Quick Start against an environment,\n" +
			"and say of each what it proves or, where it fails, what is likely behind it. For a\n" +
			"service account the granted permissions are compared with the manifest's.\n\n" +
			"Everything only reads; the token is revoked at the end, also after a failure or an\n" +
			"interrupt. Credentials come from " + project.ClientIDVariable + " and\n" + project.ClientSecretVariable +
			", from --credentials FILE, or from a question.\n\n" +
			"--save-evidence keeps the result with the version that is Ready for Testing, as\n" +
			"its test: the gate sandbox-test of a promotion asks for one that passed.\n\n" +
			"Exit code 1 means that a step failed, 3 that something could not be checked.",
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
	flags.Int64Var(&live.Company, "company", 0, "number of the company; a service account must name it (default: the only one)")
	flags.Int64Var(&opts.Project, "project", 0, "number of a project that the app must see (default: any)")
	flags.BoolVar(&opts.Save, "save-evidence", false, "record the result as the test of the version that is Ready for "+
		"Testing")
	flags.StringVar(&opts.By, "by", "", "author to record (default: from git)")
	formatFlag(cmd, &format, report.SmokeFormats)
	return cmd
}
