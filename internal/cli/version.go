package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/mod/module"
)

// buildInfo says which build of the tool this is. What a build does not know
// is empty.
type buildInfo struct {
	Format  int    `json:"format"`
	Version string `json:"version"`
	// Commit is the whole id, or the start of it where only that is known.
	Commit string `json:"commit"`
	// Date is that of the commit.
	Date string `json:"date"`
	// Modified says that the checkout had changes that no commit has.
	Modified bool   `json:"modified"`
	Go       string `json:"go"`
	System   string `json:"system"`
}

// build describes this process.
func build() buildInfo {
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
func described(info *debug.BuildInfo) buildInfo {
	b := buildInfo{Format: 1, Version: devel}
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

// String is the build on one line.
func (b buildInfo) String() string {
	var facts []string
	if b.Commit != "" {
		facts = append(facts, "commit "+b.Commit[:min(12, len(b.Commit))])
	}
	if b.Date != "" {
		facts = append(facts, b.Date)
	}
	if b.Modified {
		facts = append(facts, "with uncommitted changes")
	}
	return fmt.Sprintf("manifest %s (%s)", b.Version, strings.Join(append(facts, b.Go, b.System), ", "))
}

func newVersionCmd(p *process) *cobra.Command {
	format := choice{value: "text", accepted: []string{"text", "json"}}
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
			return p.print(func(w io.Writer) error { return showVersion(w, build(), format.value) })
		}),
	}
	wordFlag(cmd, &format, "format", "output format")
	return cmd
}

func showVersion(w io.Writer, b buildInfo, format string) error {
	if format == "json" {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(b)
	}
	_, err := fmt.Fprintln(w, b)
	return err
}
