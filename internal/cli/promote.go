package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/report"
)

type promoteOptions struct {
	project.Transition
	Check         bool
	ProductionKey string
	Override      []string
	Reason        string
	Format        choice
}

func newPromoteCmd(p *process) *cobra.Command {
	opts := promoteOptions{
		Transition: project.Transition{Step: ledger.Step{Event: ledger.Promote}},
		Format:     formatOf(report.GatesFormats),
	}
	cmd := &cobra.Command{
		Use:   "promote <app>@<version>",
		Short: "Check every gate, and record that a version was promoted to production",
		Long: "Check every gate between a version and production, and record the promotion that\n" +
			"was made in the portal. While a gate is closed, nothing is recorded; every gate\n" +
			"that is closed is shown with its remedy, not the first alone.\n\n" +
			"--check only looks, for pull requests. --override passes a gate with a reason,\n" +
			"which stays in the record for ever.\n\nGates: " + strings.Join(promote.GateIDs(false), ", ") + ".",
		Example: "  manifest promote acme-field-sync@0.4.0 --check\n" +
			"  manifest promote acme-field-sync@0.4.0 --production-key 6c3e1f0a-5b7d-4c1e-9f2a-8d4b6e0c7a51\n" +
			"  manifest promote acme-field-sync@0.4.0 --override sandbox-test --reason \"tested by the pilot customer\"",
		Args: cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.Version = args[0]
			return runPromote(ctx, p, opts)
		}),
		ValidArgsFunction: p.completeVersions(ledger.Promote),
	}
	flags := cmd.Flags()
	flags.BoolVar(&opts.Check, "check", false, "look at the gates and record nothing")
	flags.StringVar(&opts.ProductionKey, "production-key", "", "the Production App Version Key that the portal issued")
	flags.StringVar(&opts.Step.PortalVersion, "portal-version", "",
		"the number that the portal assigned, where it is another one")
	flags.StringSliceVar(&opts.Override, "override", nil, "pass this closed gate, with --reason (repeatable)")
	flags.StringVar(&opts.Reason, "reason", "", "why a gate may be passed")
	flags.StringVar(&opts.Step.Note, "note", "", "a remark for the record")
	wordFlag(cmd, &opts.Format, "format", "output format of the gates")
	addStepFlags(cmd, &opts.Transition)
	completeList(cmd, "override", func() []string { return promote.GateIDs(true) })
	return cmd
}

func runPromote(ctx context.Context, p *process, opts promoteOptions) error {
	if (len(opts.Override) > 0) != (strings.TrimSpace(opts.Reason) != "") {
		return project.Usagef("promote %s: --override and --reason go together", opts.Version)
	}
	for _, gate := range opts.Override {
		opts.Step.Overrides = append(opts.Step.Overrides, ledger.Override{Gate: gate, Reason: strings.TrimSpace(opts.Reason)})
	}
	opts.Step.Keys.Production = opts.ProductionKey
	if opts.Check {
		gates, err := project.CheckGates(ctx, p.Project, opts.Version, opts.Step)
		return show(p, report.GatesFormats, opts.Format, gates, err)
	}
	m, err := project.Transit(ctx, p.Project, opts.Transition)
	var refused *promote.Refused
	if errors.As(err, &refused) {
		gates := report.Gates{App: refused.App, Version: refused.Version, Gates: refused.Closed,
			Overrides: opts.Step.Overrides}
		return show(p, report.GatesFormats, opts.Format, &gates, &project.Error{Class: project.Findings})
	}
	if err != nil {
		return err
	}
	next := "give the Production App Version Key to your customers; see: manifest checklist APP@VERSION"
	if m[len(m)-1].Distribution == "marketplace" {
		next = "press Submit for Review in the portal, then: manifest submit APP@VERSION"
	}
	return p.announce(m, opts.Transition, next)
}
