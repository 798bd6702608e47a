package sandbox

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/procore-manifest/manifest/internal/lazy"
)

// OutOfBand is the redirect URI with which Procore shows the code on a page of
// its own, for the user to copy.
const OutOfBand = "urn:ietf:wg:oauth:2.0:oob"

// Endpoints of OAuth below the login host, as in procore/documentation
// oauth/oauth_endpoints.md@ff93936. The Quick Start writes a slash at the end
// of the token's; the reference does not.
const (
	AuthorizePath = "/oauth/authorize"
	TokenPath     = "/oauth/token"
	InfoPath      = "/oauth/token/info"
	RevokePath    = "/oauth/revoke"
)

// AuthorizeURL returns the address at which a user allows the app. An empty
// state is left out.
func AuthorizeURL(login, clientID, redirect, state string) string {
	query := url.Values{"response_type": {"code"}, "client_id": {clientID}, "redirect_uri": {redirect}}
	if state != "" {
		query.Set("state", state)
	}
	return login + AuthorizePath + "?" + query.Encode()
}

// AuthorizeURL returns the address at which a user allows the app of the
// client.
func (c *Client) AuthorizeURL(redirect, state string) string {
	return AuthorizeURL(c.login, c.ID, redirect, state)
}

// NewState returns a state that no one can guess, of letters and digits.
func NewState() string { return rand.Text() }

// token is what the token endpoint gives.
type token struct {
	access, refresh string
	seconds         int // how long it works, 0 if the answer does not say
}

// Session is a client with a token. Close it, whatever happens.
type Session struct {
	*Client
	token token
	// issued are all access tokens that the session ever had, to be revoked.
	issued []string
	// redirect is what the user signed in with, "" for a service account.
	redirect string
	closed   bool
}

func (c *Client) session(t token, redirect string) *Session {
	s := &Session{Client: c, redirect: redirect}
	s.take(t)
	return s
}

func (s *Session) take(t token) {
	s.token = t
	s.issued = append(s.issued, t.access)
}

// Exchange exchanges a code for a token, once. An interrupt does not cut it
// short: a token that was issued could not be revoked any more.
func (c *Client) Exchange(ctx context.Context, code, redirect string) (*Session, error) {
	c.Secrets.Add(code)
	t, err := c.obtain(ctx, "exchange the code for a token", tokenClues, url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {redirect},
	})
	if err != nil {
		return nil, err
	}
	return c.session(t, redirect), nil
}

// ServiceAccount gets a token for the service account of the app.
func (c *Client) ServiceAccount(ctx context.Context) (*Session, error) {
	t, err := c.serviceToken(ctx)
	if err != nil {
		return nil, err
	}
	return c.session(t, ""), nil
}

func (c *Client) serviceToken(ctx context.Context) (token, error) {
	return c.obtain(ctx, "get a token for the service account", slices.Concat([]clue{serviceClue}, tokenClues),
		url.Values{"grant_type": {"client_credentials"}})
}

// Refreshable reports whether the session can be renewed with a refresh token.
func (s *Session) Refreshable() bool { return s.token.refresh != "" }

// Refresh renews the token. The refresh token works once: whatever comes back,
// it is never sent again. The redirect URI goes with it, as documented
// (procore/documentation oauth/oauth_auth_grant_flow.md).
func (s *Session) Refresh(ctx context.Context) error {
	used := s.token.refresh
	s.token.refresh = ""
	t, err := s.obtain(ctx, "renew the token", slices.Concat([]clue{refreshClue}, tokenClues), url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {used}, "redirect_uri": {s.redirect},
	})
	if err != nil {
		return err
	}
	s.take(t)
	return nil
}

// obtain asks the token endpoint, once, and judges what came back. Where that is
// no success, a token that came anyway is revoked.
func (c *Client) obtain(ctx context.Context, doing string, clues []clue, form url.Values) (token, error) {
	if ctx.Err() != nil {
		return token{}, unsent(ctx, doing, ctx.Err(), c.Timeout)
	}
	form.Set("client_id", c.ID)
	form.Set("client_secret", c.Secret)
	whole := context.WithoutCancel(ctx)
	came, err := c.post(whole, c.login+TokenPath, form)
	// A server that repeats what it was sent gives no token away.
	found := slices.DeleteFunc(tokensIn(came.body), func(s string) bool { return s == form.Get("refresh_token") })
	c.Secrets.Add(found...)
	var t token
	var p *Problem
	if err != nil {
		p = unsent(whole, doing, err, c.Timeout)
	} else {
		t, p = c.readToken(doing, came, clues)
	}
	if p == nil {
		return t, nil
	}
	p = c.redacted(p)
	for _, odd := range found {
		if failed := c.revoke(whole, odd); failed != nil {
			p.What += "; the token in the response was not revoked: " + failed.What
			p.Remedy = failed.Remedy
			return token{}, p
		}
	}
	if len(found) > 0 {
		p.What += "; the token in the response was revoked"
	}
	return token{}, p
}

// readToken takes the token out of an answer.
func (c *Client) readToken(doing string, came *answer, clues []clue) (token, *Problem) {
	if p := c.judge(doing, came, clues); p != nil {
		return token{}, p
	}
	var fields struct {
		Access  string          `json:"access_token"`
		Refresh string          `json:"refresh_token"`
		Type    string          `json:"token_type"`
		Seconds json.RawMessage `json:"expires_in"`
	}
	err := json.Unmarshal(came.body, &fields)
	switch said := serverSays(came.body); {
	case err != nil:
		return token{}, c.misread(doing, shapeError(err).Error())
	case fields.Access == "" && said != "": // an error with the status of a success
		return token{}, c.judge(doing, &answer{http.StatusBadRequest, came.header, came.body}, clues)
	case fields.Access == "":
		return token{}, c.misread(doing, "the response contains no access token")
	case !strings.EqualFold(cmp.Or(fields.Type, "bearer"), "bearer"):
		return token{}, c.misread(doing, "the token is of type "+fields.Type+", not bearer")
	}
	c.Secrets.Add(fields.Access, fields.Refresh)
	seconds, _ := strconv.Atoi(strings.Trim(string(fields.Seconds), `"`))
	return token{fields.Access, fields.Refresh, max(0, seconds)}, nil
}

// tokenField is a token in JSON, be it whole or not.
var tokenField = lazy.Regexp(`"(?:access|refresh)_token"\s*:\s*("(?:[^"\\]|\\.)*")`)

// tokensIn returns the tokens in an answer that could not be read as one: JSON
// that is broken or has another shape, or a form.
func tokensIn(body []byte) []string {
	var found []string
	for _, field := range tokenField().FindAllSubmatch(body, -1) {
		var text string
		if json.Unmarshal(field[1], &text) == nil && text != "" {
			found = append(found, text)
		}
	}
	if form, err := url.ParseQuery(string(bytes.TrimSpace(body))); err == nil && found == nil {
		for _, name := range []string{"access_token", "refresh_token"} {
			if text := form.Get(name); text != "" {
				found = append(found, text)
			}
		}
	}
	return found
}

func (c *Client) redacted(p *Problem) *Problem {
	p.What = c.Secrets.Redact(p.What)
	return p
}
