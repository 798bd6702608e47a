package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

func newDoctorCmd(p *process) *cobra.Command {
	var format choice
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check your setup and suggest fixes",
		Long: `Check git, the repository, the configuration, the apps and their ledgers, the
editor and the terminal, and suggest a fix for each problem. doctor changes
nothing and opens no connection. -v also shows the checks that passed.

A note is something to consider. A problem makes commands fail; if doctor finds
a problem, the exit code is 3.`,
		Example: "  manifest doctor\n  manifest doctor -v",
		Args:    cobra.NoArgs,
		RunE: p.run(func(ctx context.Context, _ []string) error {
			d := report.Doctor{All: p.verbose, Tool: project.Build().String(), Checks: project.Examine(ctx, p.Project,
				[]report.Check{p.examineTerminal()})}
			var err error
			if d.Count(report.Faulty) > 0 {
				err = &project.Error{Class: project.Failure}
			}
			return show(p, report.DoctorFormats, format, &d, err)
		}),
	}
	formatFlag(cmd, &format, report.DoctorFormats)
	return cmd
}

func (p *process) examineTerminal() report.Check {
	found := "standard output is not a terminal"
	if p.StdoutIsTerminal {
		found = fmt.Sprintf("%d columns", p.Width)
	}
	why := ""
	switch {
	case p.color.value != "auto":
		why = ", because of --color"
	case !p.StdoutIsTerminal:
	case p.Getenv("NO_COLOR") != "":
		why = ", because NO_COLOR is set"
	case p.Getenv("TERM") == "dumb":
		why = ", because TERM is dumb"
	}
	colors := "no colours"
	if p.colored() {
		colors = "colours"
	}
	return report.Check{Name: "terminal", Health: report.Fine, Found: fmt.Sprintf("%s; %s%s", found, colors, why)}
}
