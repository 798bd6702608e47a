package sandbox

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/lazy"
)

// Problem is why something did not work: what was attempted, what came back,
// what is likely behind it and what to do.
type Problem struct {
	Doing, What   string
	Cause, Remedy string
	// Definite says that the server answered, and the answer is no. Otherwise
	// nothing is known: the network, a limit, a fault on the way.
	Definite bool
	// Status is that of the answer, 0 if there was none or it was not whole.
	Status int
	// Interrupted says that the user ended it.
	Interrupted bool
}

func (p *Problem) Error() string { return p.Doing + ": " + p.What }

// clue is a row of the table of likely causes.
type clue struct {
	status int    // 0 for any
	says   string // part of what the server says, in lower case; "" for anything
	cause  string
	remedy string
}

// tokenClues are the refusals of the token endpoint, the most special first.
// The codes are those of RFC 6749; causes and remedies are from
// procore/documentation api_essentials/troubleshooting.md@16b1dc4 and
// oauth/oauth_client_credentials.md@0dc4b96.
var tokenClues = []clue{
	{0, "invalid_client", "this environment does not know the client ID or secret: one of them was mistyped " +
		"or reset, or belongs to another environment",
		"copy both from OAuth Credentials in the Developer Portal: the sandbox pair for the Developer Sandbox, the " +
			"production pair for all other environments"},
	{0, "redirect_uri", "the redirect URI differs from the registered one",
		"register the redirect URI under OAuth Credentials exactly as in the manifest, including any final slash"},
	{0, "invalid_grant", "the code was used before, is older than ten minutes, or was issued for another redirect URI " +
		"or environment",
		"run the command again for a new code; a code works once, and only with exactly the registered redirect " +
			"URI, including any final slash"},
	{0, "unauthorized_client", "the app cannot use this grant type: the installed version lacks the component that " +
		"it needs, or no version is installed",
		"install the version with its App Version Key, and check that its Data Connector includes this way to " +
			"sign in"},
	{0, "unsupported_grant_type", "the server does not support this grant type",
		"check that --environment is right"},
	{0, "invalid_scope", "the app was not granted the access that it requested",
		"install the version again with its App Version Key"},
	{401, "", "this environment does not know the client ID or secret",
		"copy both from OAuth Credentials in the Developer Portal: the sandbox pair for the Developer Sandbox, the " +
			"production pair for all other environments"},
	{403, "", "the app is not allowed to sign in here",
		"check in App Management that the app is installed in the company"},
	{404, "", "this address does not exist in this environment", "check that --environment is right"},
	{400, "", "the server did not understand the request",
		"check that credentials, environment and redirect URI belong together"},
}

// refreshClue is what an invalid grant means for a refresh token
// (procore/documentation api_essentials/troubleshooting.md@16b1dc4).
var refreshClue = clue{0, "invalid_grant",
	"the refresh token was already used; a refresh token works only once, even if the response is lost",
	"sign in again"}

// serviceClue is what an invalid grant means where no code is involved
// (procore/documentation oauth/oauth_client_credentials.md@0dc4b96).
var serviceClue = clue{0, "invalid_grant", "no service account of this app is installed in this environment",
	"install the version with its App Version Key; Procore then creates the service account"}

// callClues are the refusals of the API, from procore/documentation
// api_essentials/error_reference.md@16b1dc4 and troubleshooting.md@16b1dc4.
var callClues = []clue{
	{401, "", "the token has expired, was revoked, or belongs to another environment",
		"check that credentials and environment belong together, then run the command again"},
	{403, "not connected", "the app is not installed in this company, or was disconnected there",
		"in the company, open Admin > App Management > Install App > Install Custom App, and enter the App " +
			"Version Key of this environment"},
	{403, "", "the user or service account lacks the permission, the app is not installed in the company, or the tool " +
		"is off in the project",
		"in App Management, check that the app is installed; in the Directory, check the user's permissions; for " +
			"a service account, check its permissions and permitted projects"},
	{404, "", "the item does not exist, or the user or service account is not allowed to see it; Procore " +
		"answers 404 in both cases",
		"check the company ID and the project ID; then check that the user is in the project's Directory, or that " +
			"the project is permitted for the service account"},
	{400, "", "the server did not understand the request; a company ID may be wrong",
		"use --company with the number that the browser's address bar shows after the host name"},
	{406, "", "the server does not offer this response format",
		"run the command again; if the error remains, the API has probably changed"},
	{422, "", "the server rejected a value in the request", "check that the company ID and the project ID are right"},
}

// judge returns what is wrong with an answer, nil if it is a success. It
// looks at nothing else.
func (c *Client) judge(doing string, a *answer, clues []clue) *Problem {
	p := &Problem{Doing: doing, Status: a.status}
	said := serverSays(a.body)
	p.What = fmt.Sprintf("the server answered %d", a.status)
	if said != "" {
		p.What += ": " + c.Secrets.Quote(said)
	}
	lower := strings.ToLower(said)
	if a.status >= 200 && a.status < 300 {
		content := c.contentProblem(doing, a)
		if content == nil || !asksForCompany(a.status, lower) {
			return content
		}
	}
	switch {
	case asksForCompany(a.status, lower):
		p.Cause = "the request named no company; a service account must name one in every call"
		p.Remedy = "add --company ID, with the number that the browser's address bar shows after the host name"
		return p
	case a.status >= 300 && a.status < 400:
		p.What = fmt.Sprintf("the server answered %d with a redirect; this command follows no redirects", a.status)
		p.Cause = "the address belongs to a login page or a proxy, not to the API"
		p.Remedy = "check that --environment is right, and that no proxy asks for a login"
		return p
	case a.status == 429:
		p.Cause = "the app has used up its rate limit, which applies per hour and per ten seconds"
		p.Remedy = "run the command again later"
		if wait, ok := askedToWait(a.header, c.Now()); ok {
			p.Remedy = fmt.Sprintf("run the command again at %s, when the limit resets",
				c.Now().Add(wait).UTC().Format("15:04:05 UTC"))
		}
		return p
	case a.status == http.StatusRequestTimeout || a.status == http.StatusTooEarly:
		p.Cause = "the server timed out waiting for the request, or rejected it because it arrived too early on a new " +
			"connection"
		p.Remedy = "run the command again"
		return p
	case a.status >= 500:
		p.Cause = "the server has a fault or is overloaded"
		p.Remedy = "run the command again in a few minutes; see https://status.procore.com"
		return p
	}
	for _, clue := range clues {
		if (clue.status == 0 || clue.status == a.status) && strings.Contains(lower, clue.says) {
			p.Cause, p.Remedy, p.Definite = clue.cause, clue.remedy, true
			return p
		}
	}
	p.Cause, p.Remedy = "the server rejected the request for an undocumented reason",
		"see https://developers.procore.com/documentation/error-reference"
	return p
}

// contentProblem is what is wrong with the body of a success: anything but JSON
// is not from the API.
func (c *Client) contentProblem(doing string, a *answer) *Problem {
	kind, _, _ := mime.ParseMediaType(a.header.Get("Content-Type"))
	p := &Problem{Doing: doing, Status: a.status, Cause: "a proxy or a sign-in page answered instead of the API",
		Remedy: "check that --environment is right, and that no proxy asks for a login"}
	if kind != "" && kind != "application/json" && !strings.HasSuffix(kind, "+json") {
		p.What = fmt.Sprintf("the response is %s, not JSON", c.Secrets.Quote(kind))
		return p
	}
	if !json.Valid(a.body) {
		p.What, p.Cause, p.Remedy = "the response is not valid JSON", "the response was cut off or changed on "+
			"the way",
			"run the command again"
		if len(bytes.TrimSpace(a.body)) == 0 {
			p.What = "the response is empty"
		}
		return p
	}
	return nil
}

// misread is the problem of an answer in a shape that is not documented.
func (c *Client) misread(doing, what string) *Problem {
	return &Problem{Doing: doing, What: c.Secrets.Quote(what), Status: http.StatusOK,
		Cause:  "the response does not have the format that the API reference describes",
		Remedy: "use a newer version of this tool; if there is none, report the problem"}
}

// asksForCompany reports whether words of an answer, in lower case, ask for the
// header that names the company. Procore's own are "Missing Procore-Company-Id
// header!", as plain text (procore/documentation
// tutorials/tutorial_mpz.md@06dad9d).
func asksForCompany(status int, said string) bool {
	return strings.Contains(said, "procore-company-id") && (status == http.StatusBadRequest ||
		strings.Contains(said, "missing") || strings.Contains(said, "required"))
}

// companyLine is a line about the header, without marks around it.
var companyLine = lazy.Regexp(`(?i)[^\r\n<>"]*procore-company-id[^\r\n<>"]*`)

// serverSays returns the words of an error body, which may hold secrets: of the
// known fields alone, since a body may hold anything. Of plain text it returns
// the line about the company's header.
func serverSays(body []byte) string {
	var fields struct {
		Error       json.RawMessage `json:"error"`
		Description string          `json:"error_description"`
		Message     string          `json:"message"`
		Errors      json.RawMessage `json:"errors"`
	}
	if json.Unmarshal(body, &fields) != nil {
		var text string
		if json.Unmarshal(body, &text) == nil {
			body = []byte(text)
		}
		return strings.TrimSpace(string(companyLine().Find(body[:min(len(body), maxRead)])))
	}
	var parts []string
	var code string
	var inner struct{ Code, Message string }
	if json.Unmarshal(fields.Error, &code) == nil && code != "" {
		parts = append(parts, code)
	} else if json.Unmarshal(fields.Error, &inner) == nil && inner.Message != "" {
		parts = append(parts, inner.Message)
	}
	var text string
	if json.Unmarshal(fields.Errors, &text) == nil && text != "" {
		parts = append(parts, text)
	} else if len(fields.Errors) > 0 && string(fields.Errors) != "null" {
		parts = append(parts, string(fields.Errors))
	}
	for _, s := range []string{fields.Description, fields.Message} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ": ")
}

// unsent is the problem of a request that has no answer.
func unsent(ctx context.Context, doing string, err error, timeout time.Duration) *Problem {
	p := &Problem{Doing: doing}
	var refused *refusedHost
	var known *Problem
	var dns *net.DNSError
	var timed interface{ Timeout() bool }
	switch {
	case errors.As(err, &known):
		return known
	case ctx.Err() != nil:
		p.What, p.Cause, p.Remedy, p.Interrupted = "interrupted", "you interrupted the command", "run the "+
			"command again", true
	case errors.As(err, &refused):
		p.What, p.Cause, p.Remedy = refused.Error(), "an address points outside the environment",
			"please report the problem; it should not happen"
	case errors.Is(err, errTruncated):
		p.What, p.Cause, p.Remedy = errTruncated.Error(), "the connection was interrupted", "run the command again"
	case errors.Is(err, errTooLarge):
		p.What, p.Cause, p.Remedy = errTooLarge.Error(), "the response does not come from the API",
			"check that --environment is right"
	case errors.As(err, &dns):
		p.What, p.Cause, p.Remedy = fmt.Sprintf("the host name %s cannot be resolved", dns.Name),
			"there is no network, or DNS does not answer",
			"check that this machine can reach the internet, then run the command again"
	case errors.As(err, &timed) && timed.Timeout():
		p.What = fmt.Sprintf("no complete response within %s", timeout)
		p.Cause, p.Remedy = "the server or the network is slow",
			"run the command again; if that does not help, use a larger --timeout"
	default:
		p.What, p.Cause, p.Remedy = lastWords(err), "no connection to the server",
			"check that this machine can reach the server; to use a proxy, set HTTPS_PROXY"
	}
	return p
}

// lastWords is the end of a chain of errors of the network: what happened,
// without the request, which the message names already.
func lastWords(err error) string {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return cmp.Or(err.Error(), "no answer")
		}
		err = next
	}
}
