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
		Long: `Print the version of this tool, the commit it was built from and
its date, the Go version, and the system. Unknown values are left out: go
install does not record the commit of a release, and a build from a source
archive has neither commit nor date.`,
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
