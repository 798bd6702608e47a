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
		Short: "Print the sign-in URL and the token calls of an app",
		Long: `Print the calls of Procore's Quick Start, ready to paste. oauth opens no
connection.

url prints the address where a user authorizes the app. curl prints the calls
that get, refresh, inspect and revoke a token, and the first API calls. Secrets
are shell variables; they reach curl on standard input, so that other users of
the machine can't see them.

The redirect URI must be listed in the manifest. The client ID comes from` + project.ClientIDVariable + ` if it is set.`,
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
		"registered redirect URI (default: the first that works on a command line)")
	cmd.Flags().Int64Var(&opts.Company, "company", 0, "ID of the company to use in the calls; a service account "+
		"needs one in every call (default: a shell variable)")
	cmd.Flags().StringVar(&opts.State, "state", "", "state that is returned with the code, to detect forged responses")
	return cmd
}
