package cli

import (
	"cmp"
	"context"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/sandbox"
	"github.com/procore-manifest/manifest/schema"
)

type oauthOptions struct {
	What        string
	App         string
	Environment choice
	RedirectURI string
	State       string
}

var oauthWhats = []string{"url", "curl"}

func newOAuthCmd(p *process) *cobra.Command {
	var opts oauthOptions
	cmd := &cobra.Command{
		Use:   "oauth url|curl <app>",
		Short: "Print the sign-in address and the token calls of an app, ready to paste",
		Long: "Print what the Quick Start types by hand. Nothing is contacted.\n\n" +
			"url is the address at which a user allows the app. curl are the calls for a\n" +
			"token, its renewal, its details and its end, and the first calls of the API; their\n" +
			"secrets are shell variables, and reach curl on standard input, where other users\n" +
			"of the machine do not see them.\n\n" +
			"The redirect URI must be one of the manifest's. The client ID, which is no secret,\n" +
			"is taken from " + clientIDVariable + " where it is set.",
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
			opts.What, opts.App = args[0], args[1]
			return runOAuth(ctx, p, opts)
		}),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return oauthWhats, cobra.ShellCompDirectiveNoFileComp
			}
			return p.completeApps(2)(cmd, args, typed)
		},
	}
	environmentFlag(cmd, &opts.Environment)
	cmd.Flags().StringVar(&opts.RedirectURI, "redirect-uri", "", "which registered redirect URI (default: the first that works at a command line)")
	cmd.Flags().StringVar(&opts.State, "state", "", "state that comes back with the code, against forged answers")
	return cmd
}

func runOAuth(ctx context.Context, p *process, opts oauthOptions) error {
	side, err := p.resolveSide(ctx, opts.App)
	if err != nil {
		return err
	}
	if side.doc == nil || side.portal != nil {
		return Usagef("oauth: name an app, not %s", opts.App)
	}
	methods, err := signInMethods(side.doc, "")
	if err != nil {
		return err
	}
	uri := ""
	if slices.Contains(methods, sandbox.UserLevel) {
		if uri, err = redirect(oauthDocument(side), opts.Environment.environment(), opts.RedirectURI); err != nil {
			return err
		}
	} else if opts.What == "url" || opts.RedirectURI != "" {
		return Usagef("oauth: no user signs in to %s; it has a service account only: manifest oauth curl %s", side.doc.File.Name, opts.App)
	}
	return p.print(func(w io.Writer) error {
		e := opts.Environment.environment()
		address := sandbox.AuthorizeURL(e.Login, cmp.Or(p.Getenv(clientIDVariable), "CLIENT_ID"), uri, opts.State)
		if opts.What == "url" {
			_, err := io.WriteString(w, address+"\n")
			return err
		}
		return report.CallsFormats.Write(w, report.Text, calls(e, methods, address, uri), p.screen())
	})
}

// oauthDocument is the manifest whose redirect URIs count: they are no part of
// a version, so those of the working manifest do.
func oauthDocument(c compared) *manifest.Document {
	if c.saved {
		if doc, err := c.app.working(); err == nil {
			return doc
		}
	}
	return c.doc
}

// calls are the requests of the Quick Start and of the pages on OAuth, in their
// order.
func calls(e schema.Environment, methods []string, address, redirect string) []report.Call {
	client := [][2]string{{"client_id", "$" + clientIDVariable}, {"client_secret", "$" + clientSecretVariable}}
	bearer := [2]string{"Authorization", "Bearer $ACCESS_TOKEN"}
	company := [2]string{"Procore-Company-Id", "$COMPANY_ID"}
	form := func(fields ...[2]string) [][2]string { return slices.Concat(fields[:1], client, fields[1:]) }
	var list []report.Call
	users := slices.Contains(methods, sandbox.UserLevel)
	if users {
		list = append(list,
			report.Call{Title: "open in a browser and allow the app; the code goes into CODE", URL: address},
			report.Call{Title: "exchange the code for a token; it works once, within ten minutes", Method: "POST", URL: e.Login + sandbox.TokenPath,
				Form: form([2]string{"grant_type", "authorization_code"}, [2]string{"code", "$CODE"}, [2]string{"redirect_uri", redirect})},
			report.Call{Title: "renew the token; a refresh token works once and is replaced", Method: "POST", URL: e.Login + sandbox.TokenPath,
				Form: form([2]string{"grant_type", "refresh_token"}, [2]string{"refresh_token", "$REFRESH_TOKEN"})})
	}
	if slices.Contains(methods, sandbox.ServiceAccount) {
		list = append(list, report.Call{Title: "get a token for the service account", Method: "POST", URL: e.Login + sandbox.TokenPath,
			Form: form([2]string{"grant_type", "client_credentials"})})
	}
	// A service account names its company on these too.
	alone := [][2]string{bearer}
	if !users {
		alone = append(alone, company)
	}
	return append(list,
		report.Call{Title: "see what the token is", Method: "GET", URL: e.Login + sandbox.InfoPath, Header: [][2]string{bearer}},
		report.Call{Title: "see who is signed in", Method: "GET", URL: e.API + sandbox.MePath, Header: alone},
		report.Call{Title: "list the companies; the id of one goes into COMPANY_ID", Method: "GET", URL: e.API + sandbox.CompaniesPath, Header: alone},
		report.Call{Title: "list its projects", Method: "GET", URL: e.API + sandbox.ProjectsPath + "?company_id=$COMPANY_ID", Header: [][2]string{bearer, company}},
		report.Call{Title: "end the token, and its refresh token", Method: "POST", URL: e.Login + sandbox.RevokePath,
			Form: form([2]string{"token", "$ACCESS_TOKEN"})},
	)
}
