package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

func newVersionCmd(p *process) *cobra.Command {
	var format choice
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version of this tool",
		Long: "Print the version of this tool, the commit it was built from and the date of that\n" +
			"commit, the version of Go, and the system. What a build does not know is left\n" +
			"out: go install knows no commit of a release, and an archive of the source none\n" +
			"at all.",
		Example: "  manifest version\n  manifest version --format json",
		Args:    cobra.NoArgs,
		RunE: p.run(func(context.Context, []string) error {
			build := project.Build()
			return show(p, report.BuildFormats, format, &build, nil)
		}),
	}
	formatFlag(cmd, &format, report.BuildFormats)
	return cmd
}
