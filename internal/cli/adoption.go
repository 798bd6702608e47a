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
		Short: "List which company runs which version, live or from a saved answer",
		Long: "List which company runs which version of an app, who is behind the one that the\n" +
			"record says is published, who is offered an update, and where permissions are being\n" +
			"applied again. Where Procore's answers are silent, the table says unknown.\n\n" +
			"Companies are read one after the other, within the rate limit. With --state FILE\n" +
			"what was read is kept, and the same command goes on after an interrupt; the file\n" +
			"is removed once all is read.\n\n" +
			"FILE is a saved answer of GET /rest/v1.0/app_installations of one company; nothing\n" +
			"is contacted then. Sandboxes of customers are listed like their companies: name\n" +
			"them with --sandbox, and they do not count.\n\n" +
			"--save writes the versions that customers run to in-use.yaml in the folder of the\n" +
			"app, and --in-use VERSION,... does so without reading any. It counts for 90 days.\n\n" +
			"Exit code 3 means that a company could not be read.",
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
	liveFlags(cmd, &live, "how to sign in: "+signInWords+" (default: without a person where possible)")
	flags := cmd.Flags()
	flags.Int64Var(&live.Company, "company", 0, "number of a company that has the app, which a service account must "+
		"name to list them all")
	fileFlag(cmd, &opts.State, "state", "file that keeps what was read, to go on after an interrupt")
	flags.DurationVar(&opts.MaxWait, "max-wait", 10*time.Minute, "how long to wait for the rate limit at a time")
	flags.Int64SliceVar(&opts.Sandboxes, "sandbox", nil, "numbers of companies that are sandboxes, and no customers")
	flags.BoolVar(&opts.Save, "save", false, "write the versions that customers run to in-use.yaml")
	flags.StringSliceVar(&opts.InUse, "in-use", nil, "write these versions to in-use.yaml, and read nothing")
	flags.StringVar(&opts.By, "by", "", "author to record (default: from git)")
	flags.StringVar(&opts.Reason, "reason", "", "how it is known, for in-use.yaml (default: where it was read)")
	formatFlag(cmd, &format, report.AdoptionFormats)
	complete(cmd, "max-wait", "10m", "1h")
	return cmd
}
