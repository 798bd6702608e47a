package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/portal"
)

func newExportCmd(p *process) *cobra.Command {
	return &cobra.Command{
		Use:   "export <app>[@version]",
		Short: "Print a manifest as the portal's JSON",
		Long: "Print a manifest as the portal's JSON, schema 4.1: the working manifest of an app,\n" +
			"a saved version (APP@VERSION, or APP@STATE for the latest in a state), or a file.\n" +
			"The same content gives the same bytes.\n\n" +
			"What the JSON has no place for is listed on standard error, and so is what\n" +
			"import assumed and nobody has checked yet, which is not exported.",
		Example: "  manifest export acme-field-sync > acme-field-sync.json\n  manifest export acme-field-sync@production",
		Args:    cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			s, err := p.resolveSide(ctx, args[0])
			if err != nil {
				return err
			}
			if s.portal != nil {
				return Usagef("export %s: this is the portal's JSON already", args[0])
			}
			if err := p.understood("export "+args[0], Findings, s); err != nil {
				return err
			}
			data, left, found := portal.Export(s.File, s.App().Root)
			if len(found) > 0 {
				if err := p.sayFindings(found); err != nil {
					return err
				}
				return &Error{Class: Findings, Err: fmt.Errorf("export %s: refused: %s", args[0], diag.Plural(len(found), "error"))}
			}
			p.sayLeft(s.File, left, "left out")
			return p.print(func(w io.Writer) error {
				_, err := w.Write(data)
				return err
			})
		}),
		ValidArgsFunction: p.completeSides(1),
	}
}
