package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

func newReportCmd(p *process) *cobra.Command {
	var opts project.ReportOptions
	var format choice
	var output string
	cmd := &cobra.Command{
		Use:   "report [app...]",
		Short: "Write an HTML page about all apps",
		Long: `Write one HTML page about all apps, or about those that you name. It shows a
board of all apps; the timeline, permissions, versions and history of each; the
permissions of all apps; what customers must do; and an audit.

The page loads nothing and sends nothing. It works from a file, as an attachment
and on a web server. The page is for internal use; for customers, use manifest
steps --customer. App Version Keys and e-mail addresses are left out unless you
ask for them with a flag.`,
		Example: "  manifest report --output report.html\n  manifest report acme-field-sync > acme-field-sync.html\n" +
			"  manifest report --format json --as-of 2026-11-30",
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.Apps, opts.Format = args, report.Format(format.value)
			made, err := project.Report(ctx, p.Project, opts)
			if made == nil || output == "" {
				return show(p, report.ReportFormats, format, made, err)
			}
			said, failed := project.WriteReport(p.Project, *made, opts.Format, output)
			if failed != nil {
				return failed
			}
			if failed := p.say(said, nil); failed != nil {
				return failed
			}
			return err
		}),
		ValidArgsFunction: p.completeApps(100),
	}
	formatFlag(cmd, &format, report.ReportFormats)
	flags := cmd.Flags()
	fileFlag(cmd, &output, "output", "file to write (default: standard output)")
	flags.StringVar(&opts.AsOf, "as-of", "", "count days up to this date, such as 2026-11-30 (default: today, UTC)")
	p.completeDays(cmd, "as-of", daysGone)
	flags.BoolVar(&opts.ShowKeys, "show-keys", false, "show App Version Keys")
	flags.BoolVar(&opts.ShowAddresses, "show-addresses", false, "show e-mail addresses")
	return cmd
}
