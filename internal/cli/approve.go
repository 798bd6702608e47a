package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
)

func newApproveCmd(p *process) *cobra.Command {
	var opts project.ApproveOptions
	cmd := &cobra.Command{
		Use:   "approve <app> <fingerprint>",
		Short: "Sign off a change that is breaking, raises permissions or cannot be undone",
		Long: "Sign off a change that is breaking, raises permissions or cannot be undone. The\n" +
			"fingerprint is the one that manifest diff shows; it stays the same as long as the\n" +
			"change does. The approval is written to approvals.yaml beside the manifest, where\n" +
			"it is reviewed like any other change.",
		Example: "  manifest approve acme-field-sync 9f2c41 --reason \"agreed with support, notes are written\"\n" +
			"  manifest approve acme-field-sync 9f2c41 --reason \"pilot customers only\" --expires 2027-01-31",
		Args: cobra.ExactArgs(2),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.App, opts.Fingerprint = args[0], strings.TrimPrefix(args[1], "#")
			return p.say(project.Approve(ctx, p.Project, opts))
		}),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			switch len(args) {
			case 0:
				return project.AppIDs(p.Project), onlyThese
			case 1:
				return project.Fingerprints(cmd.Context(), p.Project, args[0]), onlyThese
			}
			return nil, onlyThese
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&opts.Reason, "reason", "", "why the change is right (required)")
	flags.StringVar(&opts.Expires, "expires", "", "last day on which the approval holds, such as 2027-01-31")
	flags.StringVar(&opts.By, "by", "", "who approves (default: from git)")
	flags.StringVar(&opts.Base, "base", "", "the change is one since the merge base with this revision")
	p.completeRevisions(cmd, "base")
	p.completeDays(cmd, "expires")
	return cmd
}
