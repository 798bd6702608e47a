package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/project"
)

func newRetireCmd(p *process) *cobra.Command {
	opts := project.RecordOptions{Event: ledger.Event{Kind: ledger.Retire}}
	var format choice
	cmd := &cobra.Command{
		Use:   "retire <app>",
		Short: "Record that an app was retired, and why",
		Long: `Record that an app was retired. status and the gates leave the app out,
and none of its versions can be saved, tested or promoted. Nothing changes in
the portal.

Delete the folder in a later change; lint --base accepts the deletion only if
the base contains the retirement. If the app was retired by mistake, run manifest
record retract APP retire --reason TEXT.`,
		Example: "  manifest retire acme-field-sync --reason \"replaced by acme-sync\"\n" +
			"  manifest retire acme-field-sync --reason \"last customer left\" --on 2026-11-20",
		Args: cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.Version = args[0]
			if err := needsReason(opts); err != nil {
				return err
			}
			return p.recorded(ctx, opts, format)
		}),
		ValidArgsFunction: p.completeApps(1),
	}
	cmd.Flags().StringVar(&opts.Event.Reason, "reason", "", "why the app was retired (required)")
	addRecordFlags(p, cmd, &opts, &format)
	return cmd
}
