package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
)

func newImportCmd(p *process) *cobra.Command {
	var opts project.ImportOptions
	var users bool
	distribution := choice{accepted: project.Distributions}
	cmd := &cobra.Command{
		Use:   "import <file>|-",
		Short: "Make a manifest of the portal's JSON",
		Long: "Make a manifest of the JSON that the portal shows under View Manifest: schema 4.1,\n" +
			"the older 3.x, or some sections of either. It is printed, or with --app written.\n\n" +
			"What a manifest has no place for is listed on standard error. What the JSON does\n" +
			"not say is asked for by flags; without them it is assumed, and marked with a\n" +
			"comment. With --app and --force, what the JSON does not say stays as it is in the\n" +
			"app's manifest; its comments do not. The line that names the schema to editors\n" +
			"stays, or is written where manifests/.schema is there.",
		Example: "  manifest import view-manifest.json\n" +
			"  manifest import view-manifest.json --app acme-field-sync --distribution marketplace --version 1.4.0\n" +
			"  manifest import - --app acme-field-sync --force < view-manifest.json",
		Args: cobra.ExactArgs(1),
	}
	flags := cmd.Flags()
	flags.StringVar(&opts.App, "app", "", "write the manifest of this app, a folder of "+project.DefaultDir)
	flags.BoolVar(&opts.Force, "force", false, "replace the manifest that the app has")
	flags.StringVar(&opts.Name, "name", "", "the name of the app")
	wordFlag(cmd, &distribution, "distribution", "how customers get the app")
	flags.StringVar(&opts.Version, "version", "", "the version that the JSON is of")
	flags.BoolVar(&users, "user-level", false, "users sign in to the app; --user-level=false if not")
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
			verb := map[bool]string{false: "wrote", true: "replaced"}[made.Replaced]
			fmt.Fprintf(w, "%s %s\n", verb, made.Name())
			if !p.Quiet {
				fmt.Fprintf(w, "next: manifest lint %s\n", made.App)
			}
			return nil
		})
	})
	return cmd
}
