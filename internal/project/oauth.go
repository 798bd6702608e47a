package project

import (
	"cmp"
	"context"
	"slices"

	model "github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/sandbox"
	"github.com/procore-manifest/manifest/schema"
)

// OAuthOptions say whose sign-in to write down, and for where.
type OAuthOptions struct {
	App         string
	Environment schema.Environment
	RedirectURI string
	Company     int64 // 0 for none
	State       string
	URL         bool // the address is all that is wanted
}

// OAuth returns the address at which a user allows an app, and the calls that
// follow. Nothing is contacted.
func OAuth(ctx context.Context, p *Project, opts OAuthOptions) (address string, list []report.Call, err error) {
	side, err := p.resolveSide(ctx, opts.App)
	if err != nil {
		return "", nil, err
	}
	if side.doc == nil || side.portal != nil {
		return "", nil, Usagef("oauth: name an app, not %s", opts.App)
	}
	methods, err := signInMethods(side.doc, "")
	if err != nil {
		return "", nil, err
	}
	uri := ""
	if slices.Contains(methods, model.UserLevel) {
		if uri, err = redirect(oauthDocument(side), opts.Environment, opts.RedirectURI); err != nil {
			return "", nil, err
		}
	} else if opts.URL || opts.RedirectURI != "" {
		return "", nil, Usagef("oauth: users don't sign in to %s, which has only a service account; use "+
			"manifest oauth curl %s",
			side.doc.File.Name, opts.App)
	}
	address = sandbox.AuthorizeURL(opts.Environment.Login, cmp.Or(clientID(p), "CLIENT_ID"), uri,
		opts.State)
	if opts.Company < 0 {
		return "", nil, Usagef("--company: expected a positive number")
	}
	return address, calls(opts.Environment, methods, address, uri, opts.Company), nil
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
func calls(e schema.Environment, methods []string, address, redirect string, company int64) []report.Call {
	client := [][2]string{{"client_id", "$" + ClientIDVariable}, {"client_secret", "$" + ClientSecretVariable}}
	id := "$COMPANY_ID"
	if company != 0 {
		id = sandbox.ID(company).String()
	}
	bearer := [][2]string{{"Authorization", "Bearer $ACCESS_TOKEN"}}
	named := append(bearer, [2]string{"Procore-Company-Id", id})
	form := func(fields ...[2]string) [][2]string { return slices.Concat(fields[:1], client, fields[1:]) }
	service := slices.Contains(methods, model.ServiceAccount)
	var list []report.Call
	if slices.Contains(methods, model.UserLevel) {
		list = append(list,
			report.Call{Title: "open this URL in a browser and allow the app; put the code into the shell " +
				"variable CODE", URL: address},
			report.Call{Title: "exchange the code for a token; a code works once, within ten minutes", Method: "POST",
				URL: e.Login + sandbox.TokenPath,
				Form: form([2]string{"grant_type", "authorization_code"}, [2]string{"code", "$CODE"},
					[2]string{"redirect_uri", redirect})},
			report.Call{Title: "renew the token; a refresh token works once and is replaced", Method: "POST",
				URL: e.Login + sandbox.TokenPath,
				Form: form([2]string{"grant_type", "refresh_token"}, [2]string{"refresh_token", "$REFRESH_TOKEN"},
					[2]string{"redirect_uri", redirect})})
	}
	if service {
		list = append(list, report.Call{Title: "get a token for the service account", Method: "POST",
			URL:  e.Login + sandbox.TokenPath,
			Form: form([2]string{"grant_type", "client_credentials"})})
	}
	// A user finds the companies without naming one. A service account names its
	// company here too; curl leaves the header out where the variable is empty.
	first, user, companies := bearer, "see who is signed in", "list the companies"
	if service {
		first = named
	}
	if company == 0 {
		companies += "; put the ID of one company into COMPANY_ID"
		if service {
			user += "; with a service account, this call needs COMPANY_ID too (or use --company ID)"
		}
	}
	return append(list,
		report.Call{Title: "inspect the token", Method: "GET", URL: e.Login + sandbox.InfoPath, Header: bearer},
		report.Call{Title: user, Method: "GET", URL: e.API + sandbox.MePath, Header: first},
		report.Call{Title: companies, Method: "GET", URL: e.API + sandbox.CompaniesPath, Header: first},
		report.Call{Title: "list the projects of the " +
			"company", Method: "GET", URL: e.API + sandbox.ProjectsPath + "?company_id=" + id,
			Header: named},
		report.Call{Title: "revoke the token and its refresh " +
			"token", Method: "POST", URL: e.Login + sandbox.RevokePath,
			Form: form([2]string{"token", "$ACCESS_TOKEN"})},
	)
}
