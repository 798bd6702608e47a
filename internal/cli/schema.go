package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/schema"
)

func newSchemaCmd(p *process) *cobra.Command {
	names := []string{"manifest", "project", "findings", "smoke"}
	format := choice{value: "json", accepted: []string{"json", "markdown"}}
	cmd := &cobra.Command{
		Use:       "schema [manifest|project|findings|smoke]",
		Short:     "Print a JSON Schema of a file or of lint's output",
		Long:      "Print a JSON Schema (draft-07): of manifest.yaml, of the configuration file\n.manifest.yaml, of what lint --format json prints, or of what smoke --format json\nprints and keeps as evidence.",
		Example:   "  manifest schema > manifest.schema.json\n  manifest schema --format markdown > docs/manifest-reference.md",
		ValidArgs: names,
		Args:      oneOf("schema", false, names),
		RunE: p.run(func(_ context.Context, args []string) error {
			data := schema.Manifest
			if len(args) > 0 {
				data = map[string][]byte{"manifest": schema.Manifest, "project": schema.Project, "findings": schema.Findings, "smoke": schema.Smoke}[args[0]]
			}
			return p.print(func(w io.Writer) error {
				if format.value == "markdown" {
					return report.SchemaMarkdown(w, data)
				}
				_, err := w.Write(data)
				return err
			})
		}),
	}
	cmd.Flags().Var(&format, "format", "output format: json or markdown")
	complete(cmd, "format", format.accepted...)
	return cmd
}
