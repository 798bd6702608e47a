package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/schema"
)

func newDriftCmd(p *process) *cobra.Command {
	var format choice
	words := portalChoice()
	cmd := &cobra.Command{
		Use:   "drift <app>[@version] <file>|-",
		Short: "Show where the portal and git differ",
		Long: "Show where the portal and git differ, field by field in the portal's words. FILE is\n" +
			"the JSON that the portal shows under View Manifest, - is standard input.\n\n" +
			"Where a version was saved, it is told what was clicked in the portal from what\n" +
			"was not entered yet. Order, ids and the way in which values are written are no\n" +
			"drift. What the JSON does not say is not compared.\n\n" +
			"Exit code 1 means drift, 3 that they could not be compared.",
		Example: "  manifest drift acme-field-sync view-manifest.json\n" +
			"  manifest drift acme-field-sync@0.3.0 - < view-manifest.json",
		Args: cobra.ExactArgs(2),
		RunE: p.run(func(ctx context.Context, args []string) error {
			drift, err := project.Drift(ctx, p.Project, args[0], args[1], schema.Portal(words.value))
			if err == nil && len(drift.Differences) > 0 {
				err = &project.Error{Class: project.Findings}
			}
			return show(p, report.DriftFormats, format, drift, err)
		}),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 1 {
				return completeFiles(cmd, args, typed)
			}
			return p.completeAppOrVersion(cmd, args, typed)
		},
	}
	formatFlag(cmd, &format, report.DriftFormats)
	wordFlag(cmd, &words, "portal", "generation of the portal whose words to use")
	return cmd
}
