package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
)

func newExportCmd(p *process) *cobra.Command {
	return &cobra.Command{
		Use:   "export <app>[@version]",
		Short: "Print a manifest as the portal's JSON",
		Long: `Print a manifest as the portal's JSON, schema 4.1: the working manifest of an
app, a saved version (APP@VERSION, or APP@STATE for the latest in a state), or a
file. The same content always gives the same bytes.

Values that have no place in the JSON are listed on standard error. Values that
import assumed and that are not confirmed yet are listed there too; they are not
exported.`,
		Example: "  manifest export acme-field-sync > acme-field-sync.json\n  manifest export acme-field-sync@production",
		Args:    cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			data, err := project.Export(ctx, p.Project, args[0])
			if err != nil {
				return err
			}
			return p.print(func(w io.Writer) error {
				_, err := w.Write(data)
				return err
			})
		}),
		ValidArgsFunction: p.completeSides(1),
	}
}
