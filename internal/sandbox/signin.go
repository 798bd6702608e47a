package sandbox

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/url"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
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

// NewState returns a state that nobody can guess, of letters and digits.
func NewState() string { return rand.Text() }

// Session is a client with a token. Close it, whatever happens.
type Session struct {
	*Client
	token *oauth2.Token
	// issued are all access tokens that the session ever had, to be revoked.
	issued []string
	// redirect is what the user signed in with, "" for a service account.
	redirect string
	closed   bool
}

func (c *Client) session(token *oauth2.Token, redirect string) *Session {
	s := &Session{Client: c, redirect: redirect}
	s.take(token)
	return s
}

func (s *Session) take(token *oauth2.Token) {
	s.token = token
	s.issued = append(s.issued, token.AccessToken)
}

// endpoint sends credentials in the body, as documented. To let the library
// find out would send a code twice.
func (c *Client) endpoint() oauth2.Endpoint {
	return oauth2.Endpoint{TokenURL: c.login + TokenPath, AuthStyle: oauth2.AuthStyleInParams}
}

// Exchange exchanges a code for a token, once. An interrupt does not cut it
// short: a token that was issued could not be revoked any more.
func (c *Client) Exchange(ctx context.Context, code, redirect string) (*Session, error) {
	c.Secrets.Add(code)
	config := oauth2.Config{ClientID: c.ID, ClientSecret: c.Secret, Endpoint: c.endpoint(), RedirectURL: redirect}
	token, err := c.obtain(ctx, "exchange the code for a token", tokenClues, func(ctx context.Context) (*oauth2.Token,
		error) {
		return config.Exchange(ctx, code)
	})
	if err != nil {
		return nil, err
	}
	return c.session(token, redirect), nil
}

// ServiceAccount gets a token for the service account of the app.
func (c *Client) ServiceAccount(ctx context.Context) (*Session, error) {
	token, err := c.serviceToken(ctx)
	if err != nil {
		return nil, err
	}
	return c.session(token, ""), nil
}

func (c *Client) serviceToken(ctx context.Context) (*oauth2.Token, error) {
	config := clientcredentials.Config{ClientID: c.ID, ClientSecret: c.Secret, TokenURL: c.endpoint().TokenURL,
		AuthStyle: oauth2.AuthStyleInParams}
	return c.obtain(ctx, "get a token for the service account", append([]clue{serviceClue}, tokenClues...),
		config.Token)
}

// Refreshable reports whether the session can be renewed with a refresh token.
func (s *Session) Refreshable() bool { return s.token.RefreshToken != "" }

// Refresh renews the token. The refresh token works once: whatever comes back,
// it is never sent again.
func (s *Session) Refresh(ctx context.Context) error {
	config := oauth2.Config{ClientID: s.ID, ClientSecret: s.Secret, Endpoint: s.endpoint(), RedirectURL: s.redirect}
	used := s.token.RefreshToken
	s.token.RefreshToken = ""
	token, err := s.obtain(ctx, "renew the token", append([]clue{refreshClue}, tokenClues...),
		func(ctx context.Context) (*oauth2.Token, error) {
			return config.TokenSource(ctx, &oauth2.Token{RefreshToken: used}).Token()
		})
	if err != nil {
		return err
	}
	if token.RefreshToken == used { // the library fills in the old one where none came
		token.RefreshToken = ""
	}
	s.take(token)
	return nil
}

// obtain asks the token endpoint, once, and judges what came back.
func (c *Client) obtain(ctx context.Context, doing string, clues []clue, ask func(context.Context) (*oauth2.Token,
	error)) (*oauth2.Token, error) {
	if ctx.Err() != nil {
		return nil, unsent(ctx, doing, ctx.Err(), c.Timeout)
	}
	var came answer
	whole := keepAnswer(context.WithValue(context.WithoutCancel(ctx), oauth2.HTTPClient, c.http), &came)
	token, err := ask(whole)
	if token != nil {
		c.Secrets.Add(token.AccessToken, token.RefreshToken)
	}
	if err == nil {
		return token, nil
	}
	if came.status == 0 {
		return nil, c.redacted(unsent(whole, doing, err, c.Timeout))
	}
	// The library's error holds the whole body; only known fields are quoted.
	if p := c.judge(doing, &came, clues); p != nil {
		return nil, c.redacted(p)
	}
	if said := serverSays(came.body); said != "" { // an error with the status of a success
		came.status = http.StatusBadRequest
		return nil, c.redacted(c.judge(doing, &came, clues))
	}
	return nil, c.misread(doing, "the answer holds no access token")
}

func (c *Client) redacted(p *Problem) *Problem {
	p.What = c.Secrets.Redact(p.What)
	return p
}
