package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

func newLogCmd(p *process) *cobra.Command {
	var format choice
	var opts project.LogOptions
	var asOf string
	cmd := &cobra.Command{
		Use:   "log [app[@version]...]",
		Short: "Show the events of apps, latest first",
		Long: `Show the events of apps or versions, latest first: who recorded each, and which
commit added it. Retracted events are shown with the reason.

--as-of DATE shows what was in production at the end of that day, and what
customers could get. --as-of uses the dates on which events happened (--on) and
leaves out retracted events.`,
		Example: "  manifest log\n  manifest log acme-field-sync@0.4.0 --format json\n" +
			"  manifest log --since 2026-11-01 --event promote,retract\n  manifest log --as-of 2026-06-30",
		Args: cobra.ArbitraryArgs,
		RunE: p.run(func(ctx context.Context, args []string) error {
			if asOf != "" {
				standing, err := project.AsOf(ctx, p.Project, asOf, args)
				return show(p, report.AsOfFormats, format, standing, err)
			}
			opts.Words = args
			timeline, err := project.Log(ctx, p.Project, opts)
			return show(p, report.LogFormats, format, timeline, err)
		}),
		ValidArgsFunction: func(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
			return p.completeAppOrVersion(cmd, nil, typed) // as many as you like
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&opts.Since, "since", "", "show events on or after this date")
	flags.StringVar(&asOf, "as-of", "", "show what was in production at the end of this day")
	p.completeDays(cmd, "since", daysGone)
	p.completeDays(cmd, "as-of", daysGone)
	flags.StringSliceVar(&opts.Kinds, "event", nil, "show only these events (repeatable, or separated by commas)")
	completeList(cmd, "event", project.EventKinds)
	flags.StringVar(&opts.By, "by", "", "show only events whose author or committer contains this text")
	for _, other := range []string{"since", "event", "by"} {
		cmd.MarkFlagsMutuallyExclusive("as-of", other)
	}
	formatFlag(cmd, &format, report.LogFormats)
	return cmd
}
