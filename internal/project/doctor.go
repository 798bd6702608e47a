package project

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/report"
)

// Examine makes all checks, in the order in which one repairs. Those of the
// terminal are given.
func Examine(ctx context.Context, p *Project, terminal []report.Check) []report.Check {
	checks := examineGit(ctx, p)
	checks = append(checks, examineConfig(p))
	checks = append(checks, examineApps(ctx, p)...)
	checks = append(checks, terminal...)
	if service, variable := ci(p); service != "" {
		checks = append(checks, fine("CI", "%s, because %s is set", service, variable))
	} else {
		checks = append(checks, fine("CI", "none"))
	}
	checks = append(checks, examineCompletion(p))
	return checks
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
