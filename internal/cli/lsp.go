package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/lsp"
	"github.com/procore-manifest/manifest/internal/project"
)

func newLSPCmd(p *process) *cobra.Command {
	var stdio bool
	cmd := &cobra.Command{
		Use:   "lsp",
		Short: "Run the language server for editors",
		Long: `Run a language server (LSP) on standard input and output. Editors start it; see
docs/editors.md for the setup of each editor.

It reports what lint reports, as you type, including unsaved changes. It writes
no files and opens no connections. The server stops when the editor tells it to
or exits.`,
		Example: "  manifest lsp",
		Args:    cobra.NoArgs,
		RunE: p.run(func(ctx context.Context, _ []string) error {
			if p.StdinIsTerminal {
				return project.Usagef("lsp: standard input is a terminal; editors run this command, see docs/editors.md")
			}
			err := lsp.Run(ctx, p.Project)
			if errors.Is(err, lsp.ErrNoShutdown) {
				return &project.Error{Class: project.Findings} // the exit code that the protocol asks for
			}
			return err
		}),
	}
	cmd.Flags().BoolVar(&stdio, "stdio", false, "no effect: standard input and output are always used, but some "+
		"editors pass this flag")
	return cmd
}
