package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/project"
)

func newTestCmd(p *process) *cobra.Command {
	t := project.Transition{Step: ledger.Step{Event: ledger.Test}}
	var passed, failed bool
	cmd := &cobra.Command{
		Use:   "test <app>@<version>",
		Short: "Record that a version was tested in the sandbox, and how it went",
		Long: "Record that a version was tested by hand in the sandbox: installed, opened,\n" +
			"configured, signed in. The latest result counts; a promotion wants one that passed.",
		Example: "  manifest test acme-field-sync@0.4.0 --passed --note \"all views, two projects\"\n" +
			"  manifest test acme-field-sync@0.4.0 --failed --note \"panel stays empty on submittals\"",
		Args: cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			t.Version = args[0]
			if passed == failed {
				return project.Usagef("test %s: say how it went: --passed or --failed", t.Version)
			}
			t.Step.Result = ledger.Passed
			next := "manifest promote APP@VERSION --check"
			if failed {
				t.Step.Result, next = ledger.Failed, project.Correct
			}
			m, err := project.Transit(ctx, p.Project, t)
			if err != nil {
				return err
			}
			return p.announce(m, t, next)
		}),
		ValidArgsFunction: p.completeVersions(ledger.Test),
	}
	cmd.Flags().BoolVar(&passed, "passed", false, "the version does what it should")
	cmd.Flags().BoolVar(&failed, "failed", false, "it does not")
	cmd.Flags().StringVar(&t.Step.Note, "note", "", "what was tested, and what was seen")
	cmd.Flags().StringVar(&t.Step.Evidence, "evidence", "",
		"where the proof lies: a file in the repository, or an address")
	completeWith(cmd, "evidence", completeFiles)
	addStepFlags(cmd, &t)
	return cmd
}
