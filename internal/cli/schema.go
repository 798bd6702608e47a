package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/schema"
)

// namedSchemas are what the command can print, beside what is printed as JSON.
var namedSchemas = []struct {
	name string
	data []byte
}{
	{"manifest", schema.Manifest}, {"project", schema.Project}, {"event", schema.Event}, {"in-use", schema.InUse},
	{"results", schema.Results},
	{"findings", schema.Findings}, {"smoke", schema.Smoke},
}

func schemaNamed(name string) []byte {
	for _, s := range namedSchemas {
		if s.name == name {
			return s.data
		}
	}
	return schema.Output(name)
}

func newSchemaCmd(p *process) *cobra.Command {
	var names []string
	for _, s := range namedSchemas {
		names = append(names, s.name)
	}
	names = append(names, schema.Outputs()...)
	var format choice
	var editors bool
	var opts project.EditorOptions
	cmd := &cobra.Command{
		Use:   "schema [name]",
		Short: "Print a JSON Schema, or set up editors",
		Long: `Print a JSON Schema (draft-07), or set up editors.

Schemas of files: manifest (the default), project (.manifest.yaml), event,
in-use and results (from testers). Schemas of --format json: findings (lint),
changes and base-changes (diff), gates (promote --check), recorded (commands
that record an event), as-of (log --as-of), sources (rules --facts), error (when
there is no result), and one for each of these commands: adoption, approve,
bump, checklist, doctor, drift, explain, log, restore, rules, smoke, status,
steps, verify and version.

--editors copies the schemas of files to a folder .schema beside the apps and
names them in ` + project.EditorSettings + `. Everything else in that file stays. Run
the command again after you update this tool or change apps in .manifest.yaml;
--dry-run shows what is out of date.

--editors --server sets up the language server (manifest lsp) instead, which
reports more than a schema can: it recommends the VS Code extension in
` + project.EditorExtensions + ` and removes the schemas
from the settings, because otherwise VS Code would report mistakes twice.`,
		Example: "  manifest schema > manifest.schema.json\n  manifest schema gates\n  manifest schema --editors\n" +
			"  manifest schema --editors --server\n" +
			"  manifest schema --format markdown > docs/manifest-reference.md",
		ValidArgs: names,
		Args:      oneOf("schema", false, names),
		RunE: p.run(func(_ context.Context, args []string) error {
			for name, given := range map[string]bool{"server": opts.Server, "dry-run": opts.DryRun} {
				if given && !editors {
					return project.Usagef("schema: use --%s only with --editors", name)
				}
			}
			if editors {
				if len(args) > 0 {
					return project.Usagef("schema: --editors sets up all schemas; leave out %s", args[0])
				}
				changed, err := project.SetUpEditors(p.Project, opts)
				if changed == nil {
					return err
				}
				return p.finish(err, func(w io.Writer) error {
					verb := map[bool]string{false: "wrote", true: "would write"}[opts.DryRun]
					for _, name := range changed {
						fmt.Fprintf(w, "%s %s\n", verb, name)
					}
					if !opts.DryRun {
						fmt.Fprint(w, project.ExtensionHelp(changed))
					}
					if len(changed) == 0 && err == nil {
						fmt.Fprintln(w, "editors are set up: nothing is out of date")
					}
					return nil
				})
			}
			data := schema.Manifest
			if len(args) > 0 {
				data = schemaNamed(args[0])
			}
			return show(p, report.SchemaFormats, format, &data, nil)
		}),
	}
	formatFlag(cmd, &format, report.SchemaFormats)
	cmd.Flags().BoolVar(&editors, "editors", false, "copy the schemas into the project and set up VS Code")
	cmd.Flags().BoolVar(&opts.Server, "server", false, "with --editors: set up the language server instead of "+
		"schemas")
	cmd.Flags().BoolVar(&opts.DryRun, "dry-run", false, "with --editors: show what would be written, but write "+
		"nothing")
	return cmd
}
