package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

func newAdoptionCmd(p *process) *cobra.Command {
	var opts project.AdoptionOptions
	var live liveOptions
	var format choice
	cmd := &cobra.Command{
		Use:   "adoption <app> [<file>|-]",
		Short: "List which company runs which version",
		Long: `List which company runs which version of an app, who is behind
the published version, who is offered an update, and for which companies the
permissions are being applied again. Where Procore's API gives no answer, the
table says unknown.

Companies are read one at a time, within the rate limit. With --state, an
interrupted run saves its progress to a file, and the same command continues
from there. The command deletes that file when all companies have been read.

FILE is a saved response of GET /rest/v1.0/app_installations for one company;
with FILE, the command opens no connection. Customers' sandboxes look like
companies; list them with --sandbox to leave them out.

--save writes the versions that customers run to in-use.yaml in the app's
folder. --in-use VERSION,... writes the versions that you give. in-use.yaml is
valid for 90 days.

Exit code 3 means that a company could not be read.`,
		Example: "  manifest adoption acme-field-sync --environment production\n" +
			"  manifest adoption acme-field-sync --environment production --state adoption.json --format csv\n" +
			"  manifest adoption acme-field-sync --in-use 0.3.0,0.4.0 --reason \"asked all customers\"",
		Args: cobra.RangeArgs(1, 2),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.App, opts.LiveOptions = args[0], live.given()
			if len(args) == 2 {
				opts.File = args[1]
			}
			result, err := project.Adoption(ctx, p.Project, opts)
			return show(p, report.AdoptionFormats, format, result, err)
		}),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 1 {
				return completeFiles(cmd, args, typed)
			}
			return p.completeApps(1)(cmd, args, typed)
		},
	}
	liveFlags(cmd, &live, "how to sign in: "+signInWords+" (default: without a user if possible)")
	flags := cmd.Flags()
	flags.Int64Var(&live.Company, "company", 0, "ID of a company that has the app; required to list all "+
		"companies with a service account")
	fileFlag(cmd, &opts.State, "state", "file for the progress, so that an interrupted run can continue")
	flags.DurationVar(&opts.MaxWait, "max-wait", 10*time.Minute, "longest time to wait when the rate limit is "+
		"used up")
	flags.Int64SliceVar(&opts.Sandboxes, "sandbox", nil, "IDs of companies that are sandboxes, not customers")
	flags.BoolVar(&opts.Save, "save", false, "write the versions that customers run to in-use.yaml")
	flags.StringSliceVar(&opts.InUse, "in-use", nil, "write these versions to in-use.yaml instead of reading "+
		"them from Procore")
	flags.StringVar(&opts.By, "by", "", "author to record (default: from git)")
	flags.StringVar(&opts.Reason, "reason", "", "reason to record in in-use.yaml (default: where the versions were "+
		"read)")
	formatFlag(cmd, &format, report.AdoptionFormats)
	complete(cmd, "max-wait", "10m", "1h")
	return cmd
}
