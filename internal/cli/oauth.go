package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

var oauthWhats = []string{"url", "curl"}

func newOAuthCmd(p *process) *cobra.Command {
	var opts project.OAuthOptions
	var environment choice
	cmd := &cobra.Command{
		Use:   "oauth url|curl <app>",
		Short: "Print the sign-in address and the token calls of an app, ready to paste",
		Long: "Print what the Quick Start types by hand. Nothing is contacted.\n\n" +
			"url is the address at which a user allows the app. curl are the calls for a\n" +
			"token, its renewal, its details and its end, and the first calls of the API; their\n" +
			"secrets are shell variables, and reach curl on standard input, where other users\n" +
			"of the machine do not see them.\n\n" +
			"The redirect URI must be one of the manifest's. The client ID, which is no secret,\n" +
			"is taken from " + project.ClientIDVariable + " where it is set.",
		Example: "  manifest oauth url acme-field-sync\n  manifest oauth curl acme-field-sync --environment production",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				if err := oneOf("output", true, oauthWhats)(cmd, args[:1]); err != nil {
					return err
				}
			}
			return cobra.ExactArgs(2)(cmd, args)
		},
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.URL, opts.App, opts.Environment = args[0] == "url", args[1], environment.environment()
			address, calls, err := project.OAuth(ctx, p.Project, opts)
			if err != nil {
				return err
			}
			return p.print(func(w io.Writer) error {
				if opts.URL {
					_, err := fmt.Fprintln(w, address)
					return err
				}
				return report.CallsFormats.Write(w, report.Text, calls, p.screen())
			})
		}),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return oauthWhats, cobra.ShellCompDirectiveNoFileComp
			}
			return p.completeApps(2)(cmd, args, typed)
		},
	}
	environmentFlag(cmd, &environment)
	cmd.Flags().StringVar(&opts.RedirectURI, "redirect-uri", "",
		"which registered redirect URI (default: the first that works at a command line)")
	cmd.Flags().Int64Var(&opts.Company, "company", 0, "number of the company to put into the calls; a service account "+
		"names one on every call (default: a shell variable)")
	cmd.Flags().StringVar(&opts.State, "state", "", "state that comes back with the code, against forged answers")
	return cmd
}
