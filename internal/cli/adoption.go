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
		Use:   "adoption <app>",
		Short: "List which company runs which version, live",
		Long: "List which company runs which version of an app, who is behind the one that the\n" +
			"record says is published, who is offered an update, and where permissions are being\n" +
			"applied again. Where Procore's answers are silent, the table says unknown.\n\n" +
			"Companies are read one after the other, within the rate limit. With --state FILE\n" +
			"what was read is kept, and the same command goes on after an interrupt; the file\n" +
			"is removed once all is read.\n\n" +
			"Exit code 3 means that a company could not be read.",
		Example: "  manifest adoption acme-field-sync --environment production\n" +
			"  manifest adoption acme-field-sync --environment production --state adoption.json --format csv",
		Args: cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.App, opts.LiveOptions = args[0], live.given()
			result, err := project.Adoption(ctx, p.Project, opts)
			return show(p, report.AdoptionFormats, format, result, err)
		}),
		ValidArgsFunction: p.completeApps(1),
	}
	liveFlags(cmd, &live, "how to sign in: "+signInWords+" (default: without a person where possible)")
	flags := cmd.Flags()
	flags.Int64Var(&live.Company, "company", 0, "number of a company that has the app, which a service account must "+
		"name to list them all")
	fileFlag(cmd, &opts.State, "state", "file that keeps what was read, to go on after an interrupt")
	flags.DurationVar(&opts.MaxWait, "max-wait", 10*time.Minute, "how long to wait for the rate limit at a time")
	formatFlag(cmd, &format, report.AdoptionFormats)
	complete(cmd, "max-wait", "10m", "1h")
	return cmd
}
