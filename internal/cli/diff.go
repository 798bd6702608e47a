package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

func newDiffCmd(p *process) *cobra.Command {
	var format choice
	var base string
	cmd := &cobra.Command{
		Use:   "diff <from> [to]",
		Short: "Show what changed between two manifests and what it means for customers",
		Long: `Show what changed between two manifests and what it means for customers.

Each side is APP (its working manifest), APP@VERSION, APP@STATE (the latest
version in that state, such as APP@production), REF:PATH (a file in git), or a
file, which may be the portal's JSON. APP alone compares its working manifest
with what customers run.

With --base, the arguments are manifests, folders or apps, as in manifest lint;
the default is all apps. Each working manifest that the branch changes is
compared with what customers run or, before the first version, with the merge
base.`,
		Example: "  manifest diff acme-field-sync\n  manifest diff acme-field-sync@production acme-field-sync\n" +
			"  manifest diff origin/main:manifests/acme-field-sync/manifest.yaml --format markdown\n" +
			"  manifest diff --base origin/main",
		Args: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("base") {
				return nil
			}
			return cobra.RangeArgs(1, 2)(cmd, args)
		},
		RunE: p.run(func(ctx context.Context, args []string) error {
			if base != "" {
				changes, err := project.DiffBase(ctx, p.Project, base, args, format.value == string(report.Markdown))
				return show(p, report.BaseChangesFormats, format, changes, err)
			}
			changes, err := project.Diff(ctx, p.Project, args)
			return show(p, report.ChangesFormats, format, changes, err)
		}),
		ValidArgsFunction: p.completeSides(2),
	}
	formatFlag(cmd, &format, report.ChangesFormats)
	cmd.Flags().StringVar(&base, "base", "", "show the working manifests that changed since the merge base with "+
		"this revision")
	p.completeRevisions(cmd, "base")
	return cmd
}
