package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/project"
)

func newTestCmd(p *process) *cobra.Command {
	opts := project.RecordOptions{Event: ledger.Event{Kind: ledger.Test}}
	var passed, failed bool
	var format choice
	cmd := &cobra.Command{
		Use:   "test <app>@<version>",
		Short: "Record the result of a sandbox test",
		Long: `Record the result of a manual test in the sandbox: the version was installed,
opened and configured, and users signed in. The latest result counts. A
promotion needs a test that passed.

--results records the file that a tester saved on the page from manifest
checklist APP@VERSION --format html. If any item failed, the test failed. The
file becomes the evidence of the test, and items that are done or do not apply
are ticked.`,
		Example: "  manifest test acme-field-sync@0.4.0 --passed --note \"all views, two projects\"\n  manifest test " +
			"acme-field-sync@0.4.0 --failed --note \"panel stays empty on submittals\"\n" +
			"  manifest test acme-field-sync@0.4.0 --results acme-field-sync-0.4.0-results.json",
		Args: cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.Version = args[0]
			if !passed && !failed && opts.Results == "" {
				return project.Usagef("test %s: give the result with --passed, --failed or --results "+
					"FILE", opts.Version)
			}
			if passed {
				opts.Event.Result = ledger.Passed
			}
			if failed {
				opts.Event.Result = ledger.Failed
			}
			return p.recorded(ctx, opts, format)
		}),
		ValidArgsFunction: p.completeVersions(ledger.Test),
	}
	cmd.Flags().BoolVar(&passed, "passed", false, "the version works")
	cmd.Flags().BoolVar(&failed, "failed", false, "the version does not work")
	cmd.Flags().StringVar(&opts.Event.Note, "note", "", "what was tested and observed")
	cmd.Flags().StringVar(&opts.Evidence, "evidence", "",
		"proof of the test: a file in the repository, or an https address")
	completeWith(cmd, "evidence", completeFiles)
	fileFlag(cmd, &opts.Results, "results", "results file that a tester saved on the checklist page")
	cmd.MarkFlagsMutuallyExclusive("passed", "failed")
	cmd.MarkFlagsMutuallyExclusive("results", "evidence")
	addRecordFlags(p, cmd, &opts, &format)
	return cmd
}
