package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

// recordCmd describes a command that records one event of a version and asks
// nothing more than who, when and why.
type recordCmd struct {
	kind    ledger.Kind
	short   string
	long    string
	example string
	// reason says that the event needs a reason; otherwise a note may be given.
	reason bool
}

var recordCmds = []recordCmd{
	{kind: ledger.Submit, short: "Record that a version was submitted for review",
		long:    "Record that someone pressed Submit for Review in the portal. Marketplace apps only.",
		example: "manifest record submit acme-field-sync@0.4.0"},
	{kind: ledger.Withdraw, short: "Record that a version was withdrawn from review",
		long: "Record that someone pressed Withdraw from Review in the portal. The version is in\nproduction again. " +
			"Marketplace apps only.",
		example: "manifest record withdraw acme-field-sync@0.4.0"},
	{kind: ledger.Publish, short: "Record that Procore accepted a version",
		long: "Record that Procore's reviewers accepted a version. From now on, Marketplace\ncustomers get this " +
			"version, and the version that was published before is\nsuperseded.",
		example: "manifest record publish acme-field-sync@0.4.0"},
	{kind: ledger.Reject, short: "Record that Procore rejected a version, and why",
		long: "Record that Procore's reviewers rejected a version. A rejected version can't be\nedited; fix the " +
			"problem in a new version.",
		example: "manifest record reject acme-field-sync@0.4.0 --reason \"notes name a test system\"", reason: true},
	{kind: ledger.Abandon, short: "Record that a version will never be promoted, and why",
		long: "Record that a saved version will never be promoted. Its number can't be used\nagain, and the version " +
			"stays in the portal.",
		example: "manifest record abandon acme-field-sync@0.4.0 --reason \"replaced before it was tested\"", reason: true},
	{kind: ledger.Bad, short: "Record that a version that customers have is bad, and why",
		long: "Record that a version that customers have is bad. restore, status and customer texts\nwarn about it " +
			"from now on.",
		example: "manifest record bad acme-field-sync@0.4.0 --reason \"crashes on empty budgets\"", reason: true},
}

func newRecordCmd(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "record",
		Short: "Record what happened outside this tool",
		Long: `Record what happened outside this tool, in the portal or at Procore. These
commands change nothing in the portal. Each adds an event to the ledger.`,
		Example: "  manifest record submit acme-field-sync@0.4.0\n  manifest record keys acme-field-sync@0.4.0 " +
			"--production-key 6c3e1f0a-5b7d-4c1e-9f2a-8d4b6e0c7a51\n" +
			"  manifest record retract acme-field-sync@0.4.0 promote --reason \"recorded for the wrong version\"",
		Args: unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	for _, c := range recordCmds {
		cmd.AddCommand(newRecordEventCmd(p, c))
	}
	cmd.AddCommand(newRecordKeysCmd(p), newRetractCmd(p))
	return cmd
}

func newRecordEventCmd(p *process, c recordCmd) *cobra.Command {
	opts := project.RecordOptions{Event: ledger.Event{Kind: c.kind}}
	var format choice
	cmd := &cobra.Command{
		Use:     string(c.kind) + " <app>@<version>",
		Short:   c.short,
		Long:    c.long,
		Example: "  " + c.example,
		Args:    cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.Version = args[0]
			if c.reason {
				if err := needsReason(opts); err != nil {
					return err
				}
			}
			return p.recorded(ctx, opts, format)
		}),
		ValidArgsFunction: p.completeVersions(c.kind),
	}
	if c.reason {
		cmd.Flags().StringVar(&opts.Event.Reason, "reason", "", "reason to record (required)")
	} else {
		cmd.Flags().StringVar(&opts.Event.Note, "note", "", "note to record with the event")
	}
	addRecordFlags(p, cmd, &opts, &format)
	return cmd
}

func newRecordKeysCmd(p *process) *cobra.Command {
	opts := project.RecordOptions{Event: ledger.Event{Kind: ledger.NewKeys}}
	var format choice
	cmd := &cobra.Command{
		Use:   "keys <app>@<version>",
		Short: "Record a key or number that the portal assigned",
		Long: `Record a key or number that the portal assigned to a version, or correct it. The
log keeps the old value.`,
		Example: "  manifest record keys acme-field-sync@0.4.0 --production-key 6c3e1f0a-5b7d-4c1e-9f2a-8d4b6e0c7a51",
		Args:    cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.Version = args[0]
			if opts.Event.Keys == (ledger.Keys{}) && opts.Portal == "" {
				return project.Usagef("record keys %s: give --sandbox-key, --production-key or --portal-version", opts.Version)
			}
			return p.recorded(ctx, opts, format)
		}),
		ValidArgsFunction: p.completeVersions(ledger.NewKeys),
	}
	flags := cmd.Flags()
	flags.StringVar(&opts.Event.Keys.Sandbox, "sandbox-key", "", "the Sandbox App Version Key")
	flags.StringVar(&opts.Event.Keys.Production, "production-key", "", "the Production App Version Key")
	flags.StringVar(&opts.Portal, "portal-version", "", "number that the portal assigned, if different from the "+
		"manifest's")
	flags.StringVar(&opts.Event.Note, "note", "", "note to record with the event")
	addRecordFlags(p, cmd, &opts, &format)
	return cmd
}

func newRetractCmd(p *process) *cobra.Command {
	opts := project.RecordOptions{Event: ledger.Event{Kind: ledger.Retract}}
	var format choice
	cmd := &cobra.Command{
		Use:   "retract <app>[@<version>] <event> [fingerprint]",
		Short: "Retract an event that was recorded by mistake",
		Long: `Retract an event that was recorded by mistake. A retracted event
no longer counts; the log shows the event and its retraction. For EVENT, give a
kind, such as promote, to retract the latest event of that kind, or give the
name of an event file.

To retract an approval, give its fingerprint: retract APP approve FINGERPRINT. A
retraction can be retracted too.`,
		Example: "  manifest record retract acme-field-sync@0.4.0 promote --reason \"recorded for the wrong version\"\n" +
			"  manifest record retract acme-field-sync approve 9f2c41d07b3e --reason \"support has not agreed\"",
		Args: cobra.RangeArgs(2, 3),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.Version, opts.Retracts = args[0], strings.Join(args[1:], " ")
			if err := needsReason(opts); err != nil {
				return err
			}
			return p.recorded(ctx, opts, format)
		}),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			switch len(args) {
			case 0:
				return p.completeAppOrVersion(cmd, args, typed)
			case 1:
				return project.EventWords(cmd.Context(), p.Project, args[0]), onlyThese
			case 2:
				if args[1] == string(ledger.Approve) {
					return project.ApprovalWords(cmd.Context(), p.Project, args[0]), onlyThese
				}
			}
			return nil, onlyThese
		},
	}
	cmd.Flags().StringVar(&opts.Event.Reason, "reason", "", "why the event is wrong (required)")
	addRecordFlags(p, cmd, &opts, &format)
	return cmd
}

// addRecordFlags adds the flags of every command that records an event.
func addRecordFlags(p *process, cmd *cobra.Command, opts *project.RecordOptions, format *choice) {
	flags := cmd.Flags()
	flags.StringVar(&opts.Event.By, "by", "", "author to record (default: from git)")
	flags.StringVar(&opts.On, "on", "", "date when this happened, if before today")
	flags.BoolVar(&opts.DryRun, "dry-run", false, "check everything but write nothing")
	p.completeDays(cmd, "on", daysGone)
	formatFlag(cmd, format, report.RecordedFormats)
}

// recorded records an event and says what the ledger says now.
func (p *process) recorded(ctx context.Context, opts project.RecordOptions, format choice) error {
	result, err := project.Record(ctx, p.Project, opts)
	return show(p, report.RecordedFormats, format, result, err)
}

// needsReason refuses to record an event without a reason.
func needsReason(opts project.RecordOptions) error {
	if strings.TrimSpace(opts.Event.Reason) != "" {
		return nil
	}
	return project.Usagef("%s %s: add --reason TEXT; the ledger keeps the reason", opts.Verb(), opts.Version)
}
