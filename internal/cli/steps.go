package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/schema"
)

type stepsOptions struct {
	project.StepsOptions
	Portal, Format choice
}

func newStepsCmd(p *process) *cobra.Command {
	var opts stepsOptions
	cmd := &cobra.Command{
		Use:   "steps <app>[@<version>]",
		Short: "List what to enter in the portal, field by field",
		Long: `List what to enter in the portal to get from the latest saved version to the
working manifest: screen by screen, with the portal's labels and the exact
values. Steps that cannot be undone come first.

--install, --promote and --customer print the plan for a saved version: how to
install it in the sandbox, how to promote it, and how customers update to it.

With --customer, --format html gives a page to send to customers, and --format
mail gives the same as plain text: what is new, what to do, which permissions
the app needs and why, and whom to ask. Neither contains internal information.`,
		Example: "  manifest steps acme-field-sync\n  manifest steps acme-field-sync --portal configuration-builder\n" +
			"  manifest steps acme-field-sync@0.4.0 --install\n" +
			"  manifest steps acme-field-sync@0.4.0 --customer --from acme-field-sync@0.2.0 --format html > update.html",
		Args: cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.App = args[0]
			opts.StepsOptions.Portal = schema.Portal(opts.Portal.value)
			if opts.Notes != "" && !opts.Promote {
				return project.Usagef("steps %s: use --notes only with --promote", opts.App)
			}
			if opts.Format.value == string(report.Mail) && !opts.Customer {
				return project.Usagef("steps %s: use --format mail only with --customer", opts.App)
			}
			plan, err := project.Steps(ctx, p.Project, opts.StepsOptions)
			return show(p, report.StepsFormats, opts.Format, plan, err)
		}),
		ValidArgsFunction: p.completeAppOrVersion,
	}
	flags := cmd.Flags()
	flags.StringVar(&opts.From, "from", "", "start from APP@VERSION, REF:PATH, a file (a manifest or the "+
		"portal's JSON) or the word nothing, instead of the latest saved version; with --customer, the version "+
		"that the customer has")
	flags.BoolVar(&opts.Install, "install", false, "list how to install a saved version in the Developer Sandbox")
	flags.BoolVar(&opts.Promote, "promote", false, "list how to promote a saved version")
	flags.BoolVar(&opts.Customer, "customer", false, "list how customers update to a saved version")
	notesFlag(cmd, &opts.Notes)
	portalFlag(cmd, &opts.Portal)
	formatFlag(cmd, &opts.Format, report.StepsFormats)
	completeWith(cmd, "from", p.mannerly(func(cmd *cobra.Command, _ []string, typed string) ([]string,
		cobra.ShellCompDirective) {
		return append(project.SideWords(cmd.Context(), p.Project, typed), "nothing\ta portal without the app"),
			orFiles | cobra.ShellCompDirectiveKeepOrder
	}))
	cmd.MarkFlagsMutuallyExclusive("install", "promote", "customer")
	cmd.MarkFlagsMutuallyExclusive("from", "install")
	cmd.MarkFlagsMutuallyExclusive("from", "promote")
	return cmd
}
