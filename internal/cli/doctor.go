package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/report"
)

func newDoctorCmd(p *process) *cobra.Command {
	var format choice
	sources := false
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look at what the other commands build on, and say what to repair",
		Long: "Look at what the other commands build on: git, the repository, the configuration,\n" +
			"the apps and their records, the editor, the terminal, and how old the facts about\n" +
			"the portal are. Nothing is changed, and nothing is asked of the network.\n\n" +
			"A note is for a person to weigh. A problem is something that makes commands fail;\n" +
			"with one of those the exit code is 3.",
		Example: "  manifest doctor\n  manifest doctor --format json\n  manifest doctor --sources",
		Args:    cobra.NoArgs,
		RunE: p.run(func(ctx context.Context, _ []string) error {
			if sources {
				return show(p, report.SourcesFormats, format, factLists())
			}
			d := report.Doctor{Tool: build().String(), Checks: p.examine(ctx)}
			if err := show(p, report.DoctorFormats, format, d); err != nil {
				return err
			}
			if d.Count(report.Faulty) > 0 {
				return &Error{Class: Failure}
			}
			return nil
		}),
	}
	formatFlag(cmd, &format, report.DoctorFormats)
	cmd.Flags().BoolVar(&sources, "sources", false, "list every fact about the portal, the least certain and oldest first")
	return cmd
}

// examine makes all checks, in the order in which one repairs.
func (p *process) examine(ctx context.Context) []report.Check {
	checks := p.examineGit(ctx)
	checks = append(checks, p.examineConfig())
	checks = append(checks, p.examineApps()...)
	checks = append(checks, p.examineTerminal()...)
	checks = append(checks, p.examineCompletion())
	return append(checks, examineFacts(p.Now())...)
}

func fine(name, format string, args ...any) report.Check {
	return report.Check{Name: name, Health: report.Fine, Found: fmt.Sprintf(format, args...)}
}

func notable(name, found, remedy string) report.Check {
	return report.Check{Name: name, Health: report.Notable, Found: found, Remedy: remedy}
}

// faulty is a check that failed with an error, whose own remedy is taken where
// none is given.
func faulty(name string, err error, remedy string) report.Check {
	var known *git.Error
	if errors.As(err, &known) {
		remedy = cmp.Or(remedy, known.Remedy())
	}
	return report.Check{Name: name, Health: report.Faulty, Found: err.Error(), Remedy: remedy}
}
