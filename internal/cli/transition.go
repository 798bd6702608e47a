package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/project"
)

// stepCmd describes a command that moves a version by one event and asks
// nothing more than who did it and why.
type stepCmd struct {
	event   ledger.Event
	short   string
	long    string
	example string
	// note is the flag that says why, and wanted whether it must be given.
	note   string
	wanted bool
	next   string // what comes next, where APP and VERSION stand for those of the record
}

var stepCmds = []stepCmd{
	{event: ledger.Submit, short: "Record that a version was submitted for review",
		long:    "Record that Submit for Review was pressed in the portal. Marketplace apps only.",
		example: "manifest submit acme-field-sync@0.4.0", note: "note",
		next: "wait for Procore's review, then: manifest publish APP@VERSION or manifest reject APP@VERSION --reason TEXT"},
	{event: ledger.Withdraw, short: "Record that a version was withdrawn from review",
		long: "Record that Withdraw from Review was pressed in the portal: the version is in\n" +
			"production again. Marketplace apps only.",
		example: "manifest withdraw acme-field-sync@0.4.0", note: "note",
		next: "manifest submit APP@VERSION when it may be reviewed again"},
	{event: ledger.Publish, short: "Record that the reviewers accepted a version",
		long: "Record that Procore's reviewers accepted a version: customers of the Marketplace\n" +
			"get it from now on, and the version published before is superseded.",
		example: "manifest publish acme-field-sync@0.4.0", note: "note",
		next: "customers are told; see who updates in App Management"},
	{event: ledger.Reject, short: "Record that the reviewers rejected a version, and why",
		long: "Record that Procore's reviewers rejected a version. A rejected version is never\n" +
			"edited: it is answered by a new one.",
		example: "manifest reject acme-field-sync@0.4.0 --reason \"notes name a test system\"", note: "reason", wanted: true,
		next: project.Anew},
	{event: ledger.Abandon, short: "Record that a version will never be promoted, and why",
		long: "Record that a saved version will never be promoted. Its number stays used.",
		example: "manifest abandon acme-field-sync@0.4.0 --reason \"superseded before it was " +
			"tested\"", note: "reason", wanted: true,
		next: project.Anew},
}

func newStepCmds(p *process) []*cobra.Command {
	var list []*cobra.Command
	for _, c := range stepCmds {
		list = append(list, newStepCmd(p, c))
	}
	return list
}

func newStepCmd(p *process, c stepCmd) *cobra.Command {
	t := project.Transition{Step: ledger.Step{Event: c.event}}
	cmd := &cobra.Command{
		Use:     string(c.event) + " <app>@<version>",
		Short:   c.short,
		Long:    c.long,
		Example: "  " + c.example,
		Args:    cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			t.Version = args[0]
			if c.wanted && strings.TrimSpace(t.Step.Note) == "" {
				return project.Usagef("%s %s: give a --%s that a reader of the record can judge", c.event, t.Version, c.note)
			}
			m, err := project.Transit(ctx, p.Project, t)
			if err != nil {
				return err
			}
			return p.announce(m, t, project.NextAfter(p.Project, c.next, m[len(m)-1].Now))
		}),
		ValidArgsFunction: p.completeVersions(c.event),
	}
	cmd.Flags().StringVar(&t.Step.Note, c.note, "", map[bool]string{true: "why (required)",
		false: "a remark for the record"}[c.wanted])
	addStepFlags(cmd, &t)
	return cmd
}

func addStepFlags(cmd *cobra.Command, t *project.Transition) {
	cmd.Flags().StringVar(&t.Step.By, "by", "", "who did it (default: from git)")
	cmd.Flags().BoolVar(&t.DryRun, "dry-run", false, "check everything and write nothing")
}

// announce says what was recorded and what comes next.
func (p *process) announce(m []project.Moved, t project.Transition, next string) error {
	for i, r := range m {
		verb := ""
		if t.DryRun {
			verb = "would be: "
		}
		line := fmt.Sprintf("%s%s %s · %s", verb, r.Now.App, r.Now.Version, r.Now.State.Label())
		if r.Was.State != r.Now.State {
			line = fmt.Sprintf("%s%s %s · %s → %s", verb, r.Now.App, r.Now.Version, r.Was.State.Label(), r.Now.State.Label())
		}
		if _, err := fmt.Fprintln(p.Stdout, line); err != nil {
			return err
		}
		if i == len(m)-1 && next != "" && !t.DryRun && !p.Quiet {
			if _, err := fmt.Fprintln(p.Stdout, "next: "+project.ForVersion(next, r.Now)); err != nil {
				return err
			}
		}
	}
	return nil
}
