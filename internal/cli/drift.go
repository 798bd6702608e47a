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
	var words choice
	var take []string
	cmd := &cobra.Command{
		Use:   "drift <app>[@version] <file>|-",
		Short: "Compare the portal with git",
		Long: `Compare the portal with git, field by field, in the portal's words. FILE is the
JSON that the portal shows under View Manifest; - reads standard input.

If a version was saved, drift separates what someone changed in the portal from
what has not been entered yet. Order, ids and spelling of values don't count as
differences. Fields that the JSON does not contain are not compared.

--take copies fields from the portal into the app's manifest. Every other byte
stays, comments included. If a comment would be lost, drift refuses to copy that
field. Name a field as drift prints it; a path copies everything below it.

Exit code 1 means that the portal and git differ, 3 that they could not be
compared. With --take, 0 means that the fields were copied, 1 that they were
refused.`,
		Example: "  manifest drift acme-field-sync view-manifest.json\n" +
			"  manifest drift acme-field-sync@0.3.0 - < view-manifest.json\n" +
			"  manifest drift acme-field-sync view-manifest.json --take embedded.side_panel.url",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(take) > 0 { // further fields
				return cobra.MinimumNArgs(2)(cmd, args)
			}
			return cobra.ExactArgs(2)(cmd, args)
		},
		RunE: p.run(func(ctx context.Context, args []string) error {
			take = append(take, args[2:]...)
			drift, err := project.Drift(ctx, p.Project, project.DriftOptions{
				App: args[0], File: args[1], Words: schema.Portal(words.value), Take: take,
			})
			if err == nil && len(take) == 0 && len(drift.Differences) > 0 {
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
	cmd.Flags().StringArrayVar(&take, "take", nil, "copy this field from the portal to the manifest "+
		"(repeatable; more fields may follow FILE)")
	completeFlag(cmd, "take", func(string) (paths []string) {
		for _, f := range schema.Of(schema.Manifest).Fields() {
			paths = append(paths, f.Path)
		}
		return paths
	})
	portalFlag(cmd, &words)
	return cmd
}
