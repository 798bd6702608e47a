package sandbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/sandbox"
	"github.com/procore-manifest/manifest/internal/sandbox/portaltest"
	"github.com/procore-manifest/manifest/schema"
)

// client returns a client of a fake that does not really wait for limits.
func client(t *testing.T, p *portaltest.Portal, change ...func(*sandbox.Options)) *sandbox.Client {
	t.Helper()
	server, err := sandbox.ParseTestServer(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	o := sandbox.Options{
		Environment: schema.Environments()[0], TestServer: server,
		Credentials: sandbox.Credentials{ID: portaltest.ClientID, Secret: portaltest.ClientSecret},
		Transport:   http.DefaultTransport.(*http.Transport).Clone(), Timeout: 2 * time.Second, Now: time.Now,
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
	for _, f := range change {
		f(&o)
	}
	return sandbox.New(o)
}

func start(t *testing.T) *portaltest.Portal {
	p := portaltest.New()
	t.Cleanup(p.Close)
	return p
}

const (
	user    = schema.UserLevel
	service = schema.ServiceAccount
)

// liveCase is one thing that can happen, and the verdict about it.
type liveCase struct {
	name   string
	method string
	// arrange prepares the fake, test the call, options the client.
	arrange func(*portaltest.Portal)
	test    func(*sandbox.Test)
	options func(*sandbox.Options)
	// step is the one that is looked at, with its outcome; whole is that of
	// the test.
	step    string
	outcome sandbox.Outcome
	whole   sandbox.Outcome
	// says and remedy are parts of what is shown.
	says, remedy string
	// keeps says that a token may live on: the fake lost or kept it.
	keeps bool
}

func fault(path, kind string) func(*portaltest.Portal) {
	return func(p *portaltest.Portal) { p.Break(portaltest.Fault{Path: path, Kind: kind}) }
}

func once(path, kind string, header ...string) func(*portaltest.Portal) {
	h := http.Header{}
	for i := 0; i < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return func(p *portaltest.Portal) {
		p.Break(portaltest.Fault{Path: path, Kind: kind, Times: 1, Header: h})
	}
}

func levels(company, project map[string]string) func(*portaltest.Portal) {
	return func(p *portaltest.Portal) {
		p.Companies[0].Levels, p.Companies[0].Projects[0].Levels = company, project
	}
}

func asks(company, project map[string]string) func(*sandbox.Test) {
	return func(t *sandbox.Test) { t.Permissions = sandbox.Permissions{Company: company, Project: project} }
}

const (
	me            = sandbox.MePath
	companies     = sandbox.CompaniesPath
	projects      = sandbox.ProjectsPath
	permissions   = sandbox.PermissionsPath
	installations = sandbox.InstallationsPath
	token         = sandbox.TokenPath
	revoke        = sandbox.RevokePath
	info          = sandbox.InfoPath
)

var liveCases = []liveCase{
	// What works.
	{name: "user level", method: user, step: "companies", outcome: sandbox.Passed, whole: sandbox.Passed, says: "Acme Sandbox (4242)"},
	{name: "service account", method: service, step: "companies", outcome: sandbox.Passed, whole: sandbox.Passed, says: "Acme Sandbox (4242)"},
	{name: "the refresh token is replaced", method: user, step: "refresh", outcome: sandbox.Passed, whole: sandbox.Passed, says: "a new refresh token"},
	{name: "the token is revoked", method: user, step: "revoke", outcome: sandbox.Passed, whole: sandbox.Passed,
		says: "the token no longer works"},
	{name: "the installed version is that of git", method: user, step: "installation", outcome: sandbox.Passed, whole: sandbox.Passed, says: "installed: 0.4.0"},
	{name: "permissions as in the manifest", method: service, arrange: levels(map[string]string{"directory": "Read Only", "home": "Admin"}, map[string]string{"daily_log": "Standard"}),
		test: asks(map[string]string{"directory": "read_only"}, map[string]string{"daily_log": "standard"}),
		step: "permissions", outcome: sandbox.Passed, whole: sandbox.Passed,
		says: "permissions that match the manifest: 2; also granted: company home admin"},
	{name: "an older name of a tool", method: service, arrange: levels(nil, map[string]string{"budget": "Standard"}), test: asks(nil, map[string]string{"budgeting": "standard"}),
		step: "permissions", outcome: sandbox.Passed, whole: sandbox.Passed, says: "permissions that match the manifest: 1"},
	{name: "a service account without project permissions needs no project", method: service, arrange: func(p *portaltest.Portal) { p.Companies[0].Projects = nil },
		step: "projects", outcome: sandbox.Passed, whole: sandbox.Passed, says: "the manifest requires none"},
	{name: "many pages", method: user, arrange: func(p *portaltest.Portal) {
		p.PageSize = 3
		for i := range int64(20) {
			p.Companies = append(p.Companies, portaltest.Company{ID: 5000 + i, Name: "Other"})
		}
	}, test: func(t *sandbox.Test) { t.Company = 5019 }, step: "companies", outcome: sandbox.Passed, whole: sandbox.Failed, says: "Other (5019)"},

	// Signing in.
	{name: "wrong client secret", method: user, options: func(o *sandbox.Options) { o.Secret = "of-another-environment" },
		step: "token", outcome: sandbox.Failed, whole: sandbox.Failed, says: "invalid_client", remedy: "the sandbox pair for the Developer Sandbox"},
	{name: "wrong client id", method: service, options: func(o *sandbox.Options) { o.ID = "of-another-environment" },
		step: "token", outcome: sandbox.Failed, whole: sandbox.Failed, says: "invalid_client", remedy: "OAuth Credentials"},
	{name: "an invented code", method: user, test: func(t *sandbox.Test) {
		t.Code = func(context.Context) (string, error) { return "canary-invented", nil }
	}, step: "token", outcome: sandbox.Failed, whole: sandbox.Failed, says: "invalid_grant", remedy: "a code works once"},
	{name: "an expired code", method: user, test: expired,
		step: "token", outcome: sandbox.Failed, whole: sandbox.Failed, says: "invalid_grant", remedy: "run the command again for a new code"},
	{name: "another redirect URI", method: user, test: func(t *sandbox.Test) { t.Redirect += "/" },
		step: "token", outcome: sandbox.Failed, whole: sandbox.Failed, says: "redirect", remedy: "including any " +
			"final slash"},
	{name: "no service account installed", method: service, arrange: func(p *portaltest.Portal) { p.NoServiceAccount = true },
		step: "token", outcome: sandbox.Failed, whole: sandbox.Failed, says: "invalid_grant", remedy: "Procore then creates the service account"},
	{name: "the user denies", method: user, test: func(t *sandbox.Test) {
		t.Code = func(context.Context) (string, error) {
			return "", &sandbox.Problem{What: "access_denied", Definite: true, Remedy: "choose Allow"}
		}
	}, step: "authorize", outcome: sandbox.Failed, whole: sandbox.Failed, says: "access_denied", remedy: "choose Allow"},
	{name: "token 403", method: service, arrange: fault(token, "403"), step: "token", outcome: sandbox.Failed, whole: sandbox.Failed, remedy: "App Management"},
	{name: "token 404", method: service, arrange: fault(token, "404"), step: "token", outcome: sandbox.Failed, whole: sandbox.Failed, remedy: "--environment is right"},
	{name: "token 429", method: service, arrange: once(token, "429", "Retry-After", "40"), step: "token", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, remedy: "when the limit resets"},
	{name: "token 500 that repeats the secret", method: service, arrange: fault(token, "500"), step: "token", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "[redacted]", remedy: "status.procore.com"},
	{name: "token slow", method: service, arrange: fault(token, "slow"), options: quick, step: "token", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "no complete response within", remedy: "--timeout"},
	{name: "token truncated", method: service, arrange: fault(token, "truncated"), step: "token", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "the response is incomplete", remedy: "again"},
	{name: "token redirect", method: service, arrange: fault(token, "redirect"), step: "token", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "follows no redirects", remedy: "proxy"},
	{name: "token huge", method: service, arrange: fault(token, "huge"), step: "token", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "larger than", remedy: "environment"},
	{name: "token html", method: service, arrange: fault(token, "html"), step: "token", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "text/html", remedy: "proxy"},
	{name: "token not JSON", method: service, arrange: fault(token, "broken-json"), step: "token", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "not valid JSON", remedy: "again"},
	{name: "no token in the answer", method: service, arrange: fault(token, "wrong-shape"), step: "token", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "no access token", remedy: "newer version"},
	{name: "an error with the status of a success", method: service, arrange: func(p *portaltest.Portal) {
		p.Break(portaltest.Fault{Path: token, Kind: "200", Body: `{"error": "invalid_client"}`})
	}, step: "token", outcome: sandbox.Failed, whole: sandbox.Failed, says: "invalid_client", remedy: "OAuth Credentials"},
	{name: "a token with a status of an error", method: service, arrange: changed(token, func(w *httptest.ResponseRecorder) { w.Code = 500 }),
		step: "token", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "500; the token in the response was revoked", remedy: "again"},
	{name: "a token with a refusal", method: user, arrange: changed(token, func(w *httptest.ResponseRecorder) { w.Code = 401 }),
		step: "token", outcome: sandbox.Failed, whole: sandbox.Failed, says: "401; the token in the response was revoked", remedy: "OAuth Credentials"},
	{name: "a token on a page", method: user, arrange: changed(token, func(w *httptest.ResponseRecorder) { w.Header().Set("Content-Type", "text/html") }),
		step: "token", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "not JSON; the token in the response was revoked", remedy: "proxy"},
	{name: "a token in an answer that is cut off", method: user, arrange: changed(token, func(w *httptest.ResponseRecorder) {
		w.Body.Truncate(w.Body.Len() - 20)
		w.Header().Set("Content-Length", "1000")
	}), step: "token", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "the response is incomplete; the token in the response was revoked", remedy: "again"},
	{name: "a token of another type", method: service, arrange: changed(token, func(w *httptest.ResponseRecorder) {
		w.Body = bytes.NewBufferString(strings.Replace(w.Body.String(), `"bearer"`, `"mac"`, 1))
	}), step: "token", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "of type mac, not bearer; the token in the response was revoked", remedy: "newer version"},
	{name: "a token within another object", method: service, arrange: changed(token, func(w *httptest.ResponseRecorder) {
		w.Body = bytes.NewBufferString(`{"data": ` + w.Body.String() + `}`)
	}), step: "token", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "no access token; the token in the response was revoked", remedy: "newer version"},
	{name: "a token in a form", method: service, arrange: changed(token, func(w *httptest.ResponseRecorder) {
		var fields struct {
			Access string `json:"access_token"`
		}
		json.Unmarshal(w.Body.Bytes(), &fields)
		w.Body = bytes.NewBufferString(url.Values{"access_token": {fields.Access}, "token_type": {"bearer"}}.Encode())
		w.Header().Set("Content-Type", "application/x-www-form-urlencoded")
	}), step: "token", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "not JSON; the token in the response was revoked", remedy: "proxy"},
	{name: "a lifetime as a text", method: service, arrange: changed(token, func(w *httptest.ResponseRecorder) {
		w.Body = bytes.NewBufferString(strings.Replace(w.Body.String(), "5400", `"5400"`, 1))
	}), step: "token", outcome: sandbox.Passed, whole: sandbox.Passed, says: "90 minutes"},
	{name: "an odd token that cannot be revoked", method: service, arrange: func(p *portaltest.Portal) {
		changed(token, func(w *httptest.ResponseRecorder) { w.Code = 500 })(p)
		p.Break(portaltest.Fault{Path: revoke, Kind: "503"})
	}, step: "token", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "the token in the response was not revoked: the server answered 503", remedy: "Connected Apps", keeps: true},
	{name: "nobody is there", method: service, arrange: func(p *portaltest.Portal) { p.Close() }, step: "token", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "connection refused", remedy: "HTTPS_PROXY"},

	// The calls.
	{name: "401", method: user, arrange: fault(me, "401"), step: "me", outcome: sandbox.Failed, whole: sandbox.Failed, says: "The access token is invalid", remedy: "belong together"},
	{name: "403 not connected", method: user, arrange: fault(projects, "403"), step: "projects", outcome: sandbox.Failed, whole: sandbox.Failed, says: "not connected", remedy: "Install Custom App"},
	{name: "403 for a permission", method: user, arrange: func(p *portaltest.Portal) {
		p.Break(portaltest.Fault{Path: projects, Kind: "403", Body: `{"message": "You do not have permission"}`})
	}, step: "projects", outcome: sandbox.Failed, whole: sandbox.Failed, says: "do not have permission", remedy: "permitted projects"},
	{name: "404", method: user, arrange: fault(projects, "404"), step: "projects", outcome: sandbox.Failed, whole: sandbox.Failed, says: "404", remedy: "project's Directory"},
	{name: "422", method: user, arrange: fault(projects, "422"), step: "projects", outcome: sandbox.Failed, whole: sandbox.Failed, says: "422", remedy: "are right"},
	{name: "429 and then an answer", method: user, arrange: once(me, "429", "Retry-After", "2"), step: "me", outcome: sandbox.Passed, whole: sandbox.Passed, says: "user 1234567"},
	{name: "429 for too long", method: user, arrange: once(me, "429", "Retry-After", "3600"), step: "me", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "429", remedy: "when the limit resets"},
	{name: "429 for ever", method: user, arrange: fault(me, "429"), step: "me", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "Too many requests", remedy: "later"},
	{name: "429 with a reset and no Retry-After", method: user, arrange: once(me, "429", "X-Rate-Limit-Remaining", "0", "X-Rate-Limit-Reset", fmt.Sprint(time.Now().Unix()+3)), step: "me", outcome: sandbox.Passed, whole: sandbox.Passed},
	{name: "a limit that is used up for an hour", method: user, arrange: once(me, "headers", "X-Rate-Limit-Remaining", "0", "X-Rate-Limit-Reset", fmt.Sprint(time.Now().Unix()+3600)),
		step: "companies", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "used up", remedy: "when the limit resets"},
	{name: "a reset by the server's clock, which is a day ahead", method: user, arrange: once(me, "429", "Date", later(24*time.Hour).Format(http.TimeFormat), "X-Rate-Limit-Reset", fmt.Sprint(later(24*time.Hour).Unix()+3)), step: "me", outcome: sandbox.Passed, whole: sandbox.Passed},
	{name: "a reset by the server's clock, which is a day behind", method: user, arrange: once(me, "headers", "X-Rate-Limit-Remaining", "0", "Date", later(-24*time.Hour).Format(http.TimeFormat), "X-Rate-Limit-Reset", fmt.Sprint(later(-24*time.Hour).Unix()+3600)),
		step: "companies", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "used up", remedy: "when the limit resets"},
	{name: "a date to wait for by the server's clock", method: user, arrange: once(me, "503", "Date", later(-time.Hour).Format(http.TimeFormat), "Retry-After", later(0).Format(http.TimeFormat)),
		step: "me", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "503", remedy: "again"},
	{name: "500 once", method: user, arrange: once(me, "500"), step: "me", outcome: sandbox.Passed, whole: sandbox.Passed},
	{name: "502 for ever", method: user, arrange: fault(companies, "502"), step: "companies", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "502", remedy: "status.procore.com"},
	{name: "503 with Retry-After", method: user, arrange: once(projects, "503", "Retry-After", "1"), step: "projects", outcome: sandbox.Passed, whole: sandbox.Passed},
	{name: "slow", method: user, arrange: fault(me, "slow"), options: quick, step: "me", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "no complete response", remedy: "--timeout"},
	{name: "truncated", method: user, arrange: fault(companies, "truncated"), step: "companies", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "the response is incomplete", remedy: "again"},
	{name: "408 once", method: user, arrange: once(me, "408"), step: "me", outcome: sandbox.Passed, whole: sandbox.Passed},
	{name: "408 for ever", method: user, arrange: fault(companies, "408"), step: "companies", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "408", remedy: "again"},
	{name: "425 once", method: user, arrange: once(projects, "425", "Retry-After", "1"), step: "projects", outcome: sandbox.Passed, whole: sandbox.Passed},
	{name: "425 for ever", method: service, arrange: fault(permissions, "425"), test: asks(map[string]string{"home": "admin"}, nil),
		step: "permissions", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "425", remedy: "again"},
	{name: "408 to a code, which is not sent twice", method: user, arrange: once(token, "408"), step: "token", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "408", remedy: "again"},
	{name: "425 to a revocation", method: user, arrange: once(revoke, "425"), step: "revoke", outcome: sandbox.Passed, whole: sandbox.Passed},
	{name: "a status that is not documented", method: user, arrange: fault(projects, "451"), step: "projects", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "451", remedy: "error-reference"},
	{name: "a service account without a company", method: service, test: func(t *sandbox.Test) { t.Company = 0 },
		step: "me", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: portaltest.MissingCompany, remedy: "--company ID"},
	{name: "a company that is asked for in JSON", method: user, arrange: status(projects, 400, `{"errors": "Missing Procore-Company-Id header!"}`),
		step: "projects", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: portaltest.MissingCompany, remedy: "--company ID"},
	{name: "a company that is asked for in a JSON text", method: user, arrange: status(projects, 422, `"Missing Procore-Company-Id header!\n\nAnd more."`),
		step: "projects", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: portaltest.MissingCompany, remedy: "--company ID"},
	{name: "a company that is asked for on a page", method: user, arrange: changed(projects, func(w *httptest.ResponseRecorder) {
		answer(w, 403, "text/html", "<p>missing procore-company-id header</p>")
	}), step: "projects", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "403: missing procore-company-id header", remedy: "--company ID"},
	{name: "a company that is asked for with the status of a success", method: user, arrange: changed(projects, func(w *httptest.ResponseRecorder) {
		answer(w, 200, "text/plain", portaltest.MissingCompany)
	}), step: "projects", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: portaltest.MissingCompany, remedy: "--company ID"},
	{name: "a company that is called as its header", method: user, arrange: func(p *portaltest.Portal) { p.Companies[0].Name = "Missing Procore-Company-Id" },
		step: "companies", outcome: sandbox.Passed, whole: sandbox.Passed},
	{name: "hangs up", method: user, arrange: fault(companies, "hang-up"), step: "companies", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, remedy: "can reach the server"},
	{name: "not JSON", method: user, arrange: fault(me, "broken-json"), step: "me", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "not valid JSON", remedy: "again"},
	{name: "empty", method: user, arrange: fault(me, "empty"), step: "me", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "empty", remedy: "again"},
	{name: "another shape", method: user, arrange: fault(companies, "wrong-shape"), step: "companies", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "no id", remedy: "newer version"},
	{name: "me of another shape", method: user, arrange: fault(me, "wrong-shape"), step: "me", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "names no user", remedy: "newer version"},
	{name: "redirect", method: user, arrange: fault(me, "redirect"), step: "me", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "follows no redirects", remedy: "proxy"},
	{name: "wrong content type", method: user, arrange: fault(me, "html"), step: "me", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "text/html", remedy: "proxy"},
	{name: "huge", method: user, arrange: fault(me, "huge"), step: "me", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "larger than 8 MiB", remedy: "environment"},

	// Lists.
	{name: "links on several lines", method: user, arrange: linked(`<https://x/first>; rel="first"`, `<https://x/p?page=2>; REL=Next`), test: func(t *sandbox.Test) { t.Project = 78 },
		step: "projects", outcome: sandbox.Passed, whole: sandbox.Passed, says: "(78)"},
	{name: "a link of several relations", method: user, arrange: linked(`<https://x/a,b;c>; title="a, b"; rel="last  NEXT"`), test: func(t *sandbox.Test) { t.Project = 78 },
		step: "projects", outcome: sandbox.Passed, whole: sandbox.Passed, says: "(78)"},
	{name: "a total that is higher than what came", method: user, arrange: header(projects, "Total", "3"),
		step: "projects", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "the list has 3 items, but only 1 arrived", remedy: "newer version"},
	{name: "a total of companies that is higher than what came", method: service, arrange: header(companies, "Total", "9"),
		step: "companies", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "the list has 9 items, but only 1 arrived", remedy: "newer version"},
	{name: "a total of installations that is higher than what came", method: user, arrange: header(installations, "Total", "2"),
		step: "installation", outcome: sandbox.NotChecked, whole: sandbox.Passed, says: "the list has 2 items", remedy: "newer version"},
	{name: "links without end", method: user, arrange: header(projects, "Link", `<https://x/>; rel=next`, "Total", ""),
		step: "projects", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "page 2 has no new items", remedy: "newer version"},

	// What the answers show.
	{name: "no company", method: user, arrange: func(p *portaltest.Portal) { p.Companies = nil }, step: "companies", outcome: sandbox.Failed, whole: sandbox.Failed, says: "cannot reach any company", remedy: "Install Custom App"},
	{name: "another company", method: user, test: func(t *sandbox.Test) { t.Company = 4243 }, step: "companies", outcome: sandbox.Failed, whole: sandbox.Failed, says: "4243 is not among the 1", remedy: "Directory"},
	{name: "several companies", method: user, arrange: func(p *portaltest.Portal) {
		p.Companies = append(p.Companies, portaltest.Company{ID: 4300, Name: "Acme Two"})
	}, step: "companies", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "Acme Two (4300)", remedy: "--company ID"},
	{name: "no project", method: user, arrange: func(p *portaltest.Portal) { p.Companies[0].Projects = nil }, step: "projects", outcome: sandbox.Failed, whole: sandbox.Failed, says: "no project", remedy: "Directory of a project"},
	{name: "not in the project", method: service, test: func(t *sandbox.Test) { t.Project = 78 }, step: "projects", outcome: sandbox.Failed, whole: sandbox.Failed, says: "78 is not among", remedy: "open Permissions, and add a project"},
	{name: "a lower permission", method: service, arrange: levels(nil, map[string]string{"daily_log": "Read Only"}), test: asks(nil, map[string]string{"daily_log": "standard"}),
		step: "permissions", outcome: sandbox.Failed, whole: sandbox.Failed, says: "project daily_log is read_only, not standard", remedy: "apply its permissions again"},
	{name: "a higher permission", method: service, arrange: levels(map[string]string{"directory": "Admin"}, nil), test: asks(map[string]string{"directory": "read_only"}, nil),
		step: "permissions", outcome: sandbox.Failed, whole: sandbox.Failed, says: "company directory is admin, not read_only", remedy: "apply"},
	{name: "a tool that the answer does not name", method: service, arrange: levels(map[string]string{"home": "Admin"}, nil), test: asks(map[string]string{"timesheets": "admin"}, nil),
		step: "permissions", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "not compared: company timesheets", remedy: "yourself"},
	{name: "a level that nobody knows", method: service, arrange: levels(map[string]string{"home": "Superuser"}, nil), test: asks(map[string]string{"home": "admin"}, nil),
		step: "permissions", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: `"Superuser"`, remedy: "yourself"},
	{name: "permissions of another shape", method: service, arrange: fault(permissions, "wrong-shape"), test: asks(map[string]string{"home": "admin"}, nil),
		step: "permissions", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "lists no tools", remedy: "newer version"},
	{name: "permissions that may not be read", method: service, arrange: fault(permissions, "403"), test: asks(map[string]string{"home": "admin"}, nil),
		step: "permissions", outcome: sandbox.Failed, whole: sandbox.Failed, remedy: "Install Custom App"},
	{name: "another version installed", method: user, test: func(t *sandbox.Test) { t.Version = "0.5.0" },
		step: "installation", outcome: sandbox.Failed, whole: sandbox.Failed, says: "0.4.0 is installed, not 0.5.0", remedy: "its own App Version Key"},
	{name: "uninstalled", method: user, arrange: func(p *portaltest.Portal) { p.Companies[0].Installations[0]["status"] = "uninstalled" },
		step: "installation", outcome: sandbox.Failed, whole: sandbox.Failed, says: "uninstalled", remedy: "install the app again"},
	{name: "installations that may not be read decide nothing", method: user, arrange: fault(installations, "403"),
		step: "installation", outcome: sandbox.NotChecked, whole: sandbox.Passed, says: "403", remedy: "App Management"},
	{name: "an app that is not found decides " +
		"nothing", method: user, arrange: func(p *portaltest.Portal) { p.Companies[0].Installations = nil },
		step: "installation", outcome: sandbox.NotChecked, whole: sandbox.Passed, says: "not found among the " +
			"0", remedy: "App Management"},

	// The end.
	{name: "no refresh token", method: user, arrange: func(p *portaltest.Portal) {
		p.Break(portaltest.Fault{Path: token, Kind: "200", Times: 1, Body: `{"access_token": "canary-access-alone", "token_type": "bearer", "expires_in": 5400}`})
	}, step: "refresh", outcome: sandbox.NotChecked, whole: sandbox.Failed, says: "no refresh token", remedy: "user level"},
	{name: "a refresh whose answer is lost is not repeated", method: user, arrange: func(p *portaltest.Portal) {
		p.Break(portaltest.Fault{Path: token, Kind: "headers", Times: 1})
		p.Break(portaltest.Fault{Path: token, Kind: "hang-up"})
	}, step: "refresh", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, remedy: "can reach the server"},
	{name: "a refresh token that was used", method: user, arrange: func(p *portaltest.Portal) {
		p.Break(portaltest.Fault{Path: token, Kind: "headers", Times: 1})
		p.Break(portaltest.Fault{Path: token, Kind: "401", Body: `{"error": "invalid_grant"}`})
	}, step: "refresh", outcome: sandbox.Failed, whole: sandbox.Failed, says: "invalid_grant", remedy: "sign in again"},
	{name: "a renewed token in an odd answer", method: user, arrange: func(p *portaltest.Portal) {
		p.Break(portaltest.Fault{Path: token, Kind: "headers", Times: 1})
		changed(token, func(w *httptest.ResponseRecorder) { w.Code = 502 })(p)
	}, step: "refresh", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "the token in the response was revoked", remedy: "again"},
	{name: "an installation without a number", method: user, arrange: func(p *portaltest.Portal) { delete(p.Companies[0].Installations[0], "semantic_version") },
		step: "installation", outcome: sandbox.NotChecked, whole: sandbox.Passed, says: "the installation has no version number", remedy: "App Management"},
	{name: "an installation without a number or a name, of any version", method: user, arrange: func(p *portaltest.Portal) {
		p.Companies[0].Installations[0] = map[string]any{"id": nil, "app_uid": portaltest.ClientID, "developer_app": nil}
	}, test: func(t *sandbox.Test) { t.Version = "" }, step: "installation", outcome: sandbox.Passed, whole: sandbox.Passed, says: "installed, without a version number"},
	{name: "a revocation that fails once", method: user, arrange: once(revoke, "503"), step: "revoke", outcome: sandbox.Passed, whole: sandbox.Passed},
	{name: "a revocation that fails", method: user, arrange: fault(revoke, "503"), step: "revoke", outcome: sandbox.NotChecked, whole: sandbox.NotChecked, says: "503", remedy: "Connected Apps", keeps: true},
	{name: "a revocation without effect", method: service, arrange: func(p *portaltest.Portal) { p.ImmortalTokens = true }, step: "revoke", outcome: sandbox.Failed, whole: sandbox.Failed, says: "works after it was revoked", remedy: "Connected Apps", keeps: true},
	{name: "a server that says nothing about tokens", method: service, arrange: fault(info, "404"), step: "revoke", outcome: sandbox.Passed, whole: sandbox.Passed, says: "it is not known whether the token still works"},
}

func later(d time.Duration) time.Time { return time.Now().Add(d).UTC() }

// changed alters the answers of a path that were carried out.
func changed(path string, change func(*httptest.ResponseRecorder)) func(*portaltest.Portal) {
	return func(p *portaltest.Portal) { p.Break(portaltest.Fault{Path: path, Change: change}) }
}

// answer puts another answer in the place of the usual one.
func answer(w *httptest.ResponseRecorder, status int, kind, body string) {
	w.Code, w.Body = status, bytes.NewBufferString(body)
	w.Header().Set("Content-Type", kind)
}

func status(path string, code int, body string) func(*portaltest.Portal) {
	return changed(path, func(w *httptest.ResponseRecorder) { answer(w, code, "application/json", body) })
}

// header sets headers of the answers of a path; an empty value takes one away.
func header(path string, pairs ...string) func(*portaltest.Portal) {
	return changed(path, func(w *httptest.ResponseRecorder) {
		for i := 0; i < len(pairs); i += 2 {
			if w.Header().Set(pairs[i], pairs[i+1]); pairs[i+1] == "" {
				w.Header().Del(pairs[i])
			}
		}
	})
}

// linked makes two pages of projects, of which the links of the first alone say
// that there is a second.
func linked(links ...string) func(*portaltest.Portal) {
	return func(p *portaltest.Portal) {
		p.PageSize = 1
		p.Companies[0].Projects = append(p.Companies[0].Projects, portaltest.Project{ID: 78, Name: "Second"})
		p.Break(portaltest.Fault{Path: projects, Change: func(w *httptest.ResponseRecorder) {
			h := w.Header()
			more := h.Get("Link") != ""
			h.Del("Total")
			if h.Del("Link"); more {
				h["Link"] = links
			}
		}})
	}
}

func quick(o *sandbox.Options) { o.Timeout = 200 * time.Millisecond }

// expired makes a code that is older than ten minutes.
func expired(t *sandbox.Test) {
	code := t.Code
	t.Code = func(ctx context.Context) (string, error) {
		return code(context.WithValue(ctx, ageKey{}, 11*time.Minute))
	}
}

type ageKey struct{}

// Every case has the right verdict, in time, with a remedy; the code goes out
// once, no token lives on, and no secret is in what is shown.
func TestLiveCases(t *testing.T) {
	if len(liveCases) < 40 {
		t.Errorf("%d cases; at least 40 are promised", len(liveCases))
	}
	for _, c := range liveCases {
		t.Run(strings.ReplaceAll(c.name, " ", "-"), func(t *testing.T) { runLiveCase(t, c) })
	}
}

func runLiveCase(t *testing.T, c liveCase) {
	t.Parallel()
	p := start(t)
	if c.arrange != nil {
		c.arrange(p)
	}
	var options []func(*sandbox.Options)
	if c.options != nil {
		options = append(options, c.options)
	}
	test := sandbox.Test{
		Methods: []string{c.method}, Redirect: sandbox.OutOfBand, Version: "0.4.0",
		App: sandbox.Identity{ClientID: portaltest.ClientID, Name: "Acme Field Sync"},
		Code: func(ctx context.Context) (string, error) {
			code := p.Code(sandbox.OutOfBand)
			if age, ok := ctx.Value(ageKey{}).(time.Duration); ok {
				p.Advance(age)
			}
			return code, nil
		},
	}
	if c.method == service {
		test.Company = 4242
	}
	if c.test != nil {
		c.test(&test)
	}
	began := time.Now()
	result := client(t, p, options...).Smoke(t.Context(), test)
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
	at := slices.IndexFunc(result.Steps, func(s sandbox.Step) bool { return s.ID == c.step })
	if at < 0 {
		t.Fatalf("there is no step %s: %+v", c.step, result.Steps)
	}
	s := result.Steps[at]
	if s.Outcome != c.outcome || !strings.Contains(s.Detail, c.says) || !strings.Contains(s.Remedy, c.remedy) {
		t.Errorf("%s: got %s, %q, remedy %q; want %s, %q, %q", s.ID, s.Outcome, s.Detail, s.Remedy, c.outcome, c.says, c.remedy)
	}
	if s.Outcome != sandbox.Passed && (s.Detail == "" || s.Cause == "" && s.ID != "authorize" || s.Remedy == "") {
		t.Errorf("%s did not pass and lacks a cause or a remedy: %+v", s.ID, s)
	}
	if got := result.Outcome(); got != c.whole {
		t.Errorf("the whole: got %s, want %s: %+v", got, c.whole, result.Steps)
	}
	if shown := fmt.Sprintf("%+v", result); strings.Contains(shown, portaltest.Canary) || strings.Contains(shown, url.QueryEscape(portaltest.ClientSecret)) {
		t.Errorf("a secret is shown: %s", shown)
	}
	if live := p.Live(); live > 0 && !c.keeps {
		t.Errorf("%d tokens live on: %q", live, p.Log())
	}
	if n := strings.Count(strings.Join(p.Log(), "\n"), " authorization_code"); n > 1 {
		t.Errorf("the code was sent %d times", n)
	}
	if n := strings.Count(strings.Join(p.Log(), "\n"), " refresh_token"); n > 1 {
		t.Errorf("a refresh token was sent %d times", n)
	}
}
