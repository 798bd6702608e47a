package cli

import (
	"context"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/report"
	"github.com/spf13/cobra"
	"golang.org/x/mod/module"
)

// build describes this process.
func build() report.Build {
	info, _ := debug.ReadBuildInfo()
	b := described(info)
	b.Go, b.System = runtime.Version(), runtime.GOOS+"/"+runtime.GOARCH
	return b
}

// devel is the version of a build that belongs to no release.
const devel = "devel"

// described reads what the Go toolchain wrote into a binary. A build from a
// checkout knows its commit; one by go install only its version, which holds
// commit and date where it was made up for a commit without a release.
func described(info *debug.BuildInfo) report.Build {
	b := report.Build{Version: devel}
	if info == nil {
		return b
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.Date = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		b.Version = v
	}
	version, dirty := strings.CutSuffix(b.Version, "+dirty")
	b.Modified = b.Modified || dirty
	if module.IsPseudoVersion(version) && b.Commit == "" {
		b.Commit, _ = module.PseudoVersionRev(version)
		if at, err := module.PseudoVersionTime(version); err == nil {
			b.Date = at.Format(time.RFC3339)
		}
	}
	return b
}

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
			return show(p, report.BuildFormats, format, build())
		}),
	}
	formatFlag(cmd, &format, report.BuildFormats)
	return cmd
}
