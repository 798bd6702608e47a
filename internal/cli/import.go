package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

func newImportCmd(p *process) *cobra.Command {
	var opts project.ImportOptions
	var users bool
	distribution := choice{accepted: project.Distributions}
	cmd := &cobra.Command{
		Use:   "import <file>|-",
		Short: "Create a manifest from the portal's JSON",
		Long: `Create a manifest from the JSON that the portal shows under View Manifest:
schema 4.1, the older 3.x, or some sections of either. The manifest is printed
or, with --app, written to the app's folder.

Values that have no place in a manifest are listed on standard error. Use flags
for values that the JSON does not contain; otherwise import assumes a value and
marks it with a comment. If manifest schema --editors was run, a new manifest
starts with the line that tells editors which schema to use. If the version is
live, run manifest adopt next.

With --app and --force, values from the JSON replace those in the app's
manifest. Every other byte stays, comments included. If a comment would be lost,
nothing is written; copy individual fields with manifest drift APP FILE --take
FIELD.`,
		Example: "  manifest import view-manifest.json\n" +
			"  manifest import view-manifest.json --app acme-field-sync --distribution marketplace --version 1.4.0\n" +
			"  manifest import - --app acme-field-sync --force < view-manifest.json",
		Args: cobra.ExactArgs(1),
	}
	flags := cmd.Flags()
	flags.StringVar(&opts.App, "app", "", "write the result to the manifest of this app")
	flags.BoolVar(&opts.Force, "force", false, "update the existing manifest of the app from the JSON")
	flags.StringVar(&opts.Name, "name", "", "the name of the app")
	wordFlag(cmd, &distribution, "distribution", "how customers get the app")
	flags.StringVar(&opts.Version, "version", "", "version that the JSON describes, such as 1.4.0")
	flags.BoolVar(&users, "user-level", false, "users sign in to the app; if they do not, use --user-level=false")
	completeWith(cmd, "app", p.mannerly(p.completeApps(1)))
	cmd.RunE = p.run(func(ctx context.Context, args []string) error {
		opts.File, opts.Distribution = args[0], distribution.value
		if flags.Changed("user-level") {
			opts.UserLevel = &users
		}
		made, err := project.Import(ctx, p.Project, opts)
		if err != nil {
			return err
		}
		return p.print(func(w io.Writer) error {
			if made.App == "" {
				_, err := w.Write(made.Data)
				return err
			}
			switch {
			case !made.Updated:
				fmt.Fprintf(w, "wrote %s%s\n", made.Name(), p.listed(made))
			case len(made.Taken) == 0:
				fmt.Fprintf(w, "nothing to update: %s already matches the JSON\n", made.Name())
			default:
				fmt.Fprintf(w, "updated %s%s\n", made.Name(), p.listed(made))
			}
			for _, path := range made.Taken {
				fmt.Fprintf(w, "  %s\n", report.Visible(path))
			}
			if !p.Quiet {
				fmt.Fprintf(w, "next: %s\n", made.Next)
			}
			return nil
		})
	})
	return cmd
}

// listed counts what was listed on standard error, "" if nothing was and with
// --quiet.
func (p *process) listed(made *project.Imported) string {
	var parts []string
	if made.Assumed > 0 {
		parts = append(parts, diag.Plural(made.Assumed, "value")+" assumed")
	}
	if made.Left > 0 {
		parts = append(parts, fmt.Sprintf("%d left out", made.Left))
	}
	if len(parts) == 0 || p.Quiet {
		return ""
	}
	return " · " + strings.Join(parts, ", ") + " (above)"
}
