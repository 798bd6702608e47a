package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

func newApproveCmd(p *process) *cobra.Command {
	var opts project.ApproveOptions
	var format choice
	cmd := &cobra.Command{
		Use:   "approve <app> <fingerprint>...",
		Short: "Approve changes that are breaking, raise permissions or cannot be undone",
		Long: `Approve changes that are breaking, raise permissions or cannot be
undone. The changes are those between the version that customers run and the
working manifest. manifest diff shows their fingerprints; the first digits are
enough. If you give several fingerprints, either all are approved or none. Each
approval is a file in approvals/ that is reviewed like any other change. An
approval is used up when the version reaches customers.`,
		Example: "  manifest approve acme-field-sync 9f2c41d07b3e --reason \"agreed with support, notes are written\"\n  " +
			"manifest approve acme-field-sync 9f2c41d07b3e --reason \"pilot customers only\" --expires 2027-01-31",
		Args: cobra.MinimumNArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.App, opts.Fingerprints = args[0], args[1:]
			approved, err := project.Approve(ctx, p.Project, opts)
			return show(p, report.ApproveFormats, format, approved, err)
		}),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			switch len(args) {
			case 0:
				return project.AppIDs(p.Project), onlyThese
			default:
				return project.Fingerprints(cmd.Context(), p.Project, args[0]), onlyThese
			}
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&opts.Reason, "reason", "", "reason for the approval (required)")
	flags.StringVar(&opts.Expires, "expires", "", "last day on which the approval is valid, such as 2027-01-31")
	flags.StringVar(&opts.By, "by", "", "author to record (default: from git)")
	p.completeDays(cmd, "expires", daysToCome)
	formatFlag(cmd, &format, report.ApproveFormats)
	return cmd
}
