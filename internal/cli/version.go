package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// buildInfo says which build of the tool this is.
type buildInfo struct {
	Format  int    `json:"format"`
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Date    string `json:"date"`
	Go      string `json:"go"`
	System  string `json:"system"`
}

// build reads what the Go toolchain wrote into the binary. A build from a
// checkout that was not made by a release has the version "devel".
func build() buildInfo {
	b := buildInfo{Format: 1, Version: "devel", Go: runtime.Version(), System: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		b.Version = v
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.Date = s.Value
		}
	}
	return b
}

func newVersionCmd(p *process) *cobra.Command {
	format := choice{value: "text", accepted: []string{"text", "json"}}
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Print the version of this tool",
		Example: "  manifest version --format json",
		Args:    cobra.NoArgs,
		RunE: p.run(func(context.Context, []string) error {
			return p.print(func(w io.Writer) error { return showVersion(w, build(), format.value) })
		}),
	}
	cmd.Flags().Var(&format, "format", "output format: text or json")
	complete(cmd, "format", format.accepted...)
	return cmd
}

func showVersion(w io.Writer, b buildInfo, format string) error {
	if format == "json" {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(b)
	}
	_, err := fmt.Fprintf(w, "manifest %s (%s, %s)\n", b.Version, b.Go, b.System)
	if err == nil && b.Commit != "" {
		_, err = fmt.Fprintf(w, "commit %s, %s\n", b.Commit, b.Date)
	}
	return err
}
