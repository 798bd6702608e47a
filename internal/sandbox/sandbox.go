// Package sandbox speaks to Procore: it signs in as documented, makes the first
// calls of the Quick Start, and reads what is installed.
//
// It contacts the login and API hosts of one environment and no other, follows
// no redirect, bounds every answer and every wait, and repeats only what is
// harmless twice: reading, and the revocation of a token. What an answer means is
// judged by functions of its bytes. Every token that it was given is revoked by
// [Session.Close].
//
// Where the documentation is silent it takes what it can read and says what it
// could not.
package sandbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/procore-manifest/manifest/schema"
)

// Credentials are the OAuth credentials of an app in one environment.
type Credentials struct {
	ID, Secret string
}

// Options are what a client is made of. Environment, Transport and Now are
// needed.
type Options struct {
	Environment schema.Environment
	// TestServer takes the place of all hosts of the environment; see
	// [ParseTestServer].
	TestServer *url.URL
	Credentials
	// Transport carries the requests that the client allows.
	Transport http.RoundTripper
	// Timeout bounds each request with its answer.
	Timeout time.Duration
	// Patience bounds what the server may ask to wait before a request.
	Patience time.Duration
	Now      func() time.Time
	// Sleep waits; nil sleeps.
	Sleep func(context.Context, time.Duration) error
	// Trace is told each request and the status of its answer; nil tells no one.
	Trace func(line string)
	// Waits is told of each wait before a request; nil tells no one.
	Waits func(time.Duration)
	Agent string
}

// Client talks to one environment for one app.
type Client struct {
	Options
	// Secrets knows all that must not be shown. It grows with every token.
	Secrets *Redactor

	login, api string // origins
	http       *http.Client
	// pauseUntil is when the rate limit is over that the last answer reported
	// as used up.
	pauseUntil time.Time
}

// Bounds where [Options] say nothing.
const (
	DefaultTimeout  = 15 * time.Second
	DefaultPatience = 30 * time.Second
)

// New returns a client. It contacts no one.
func New(o Options) *Client {
	o.Timeout = cmp.Or(o.Timeout, DefaultTimeout)
	o.Patience = cmp.Or(o.Patience, DefaultPatience)
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	c := &Client{Options: o, login: o.Environment.Login, api: o.Environment.API, Secrets: &Redactor{}}
	if o.TestServer != nil {
		c.login, c.api = origin(o.TestServer), origin(o.TestServer)
	}
	c.Secrets.AddCredentials(o.Credentials)
	c.http = &http.Client{
		Transport: &guard{client: c},
		Timeout:   o.Timeout,
		// The hosts of a redirect are no one's promise, and a token would
		// travel with it.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}

// ParseTestServer reads the address of a server that stands in for Procore in
// tests: http and a literal loopback address. A name such as localhost is
// refused, since it can lead anywhere.
func ParseTestServer(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil {
		return nil, errors.New("not a web address; expected http://127.0.0.1:PORT")
	}
	ip, err := netip.ParseAddr(u.Hostname())
	switch {
	case u.Scheme != "http" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Path != "" && u.Path != "/":
		return nil, errors.New("expected http://127.0.0.1:PORT and nothing else")
	case err != nil || !ip.IsLoopback():
		return nil, fmt.Errorf("%q is not a loopback address; a test server runs on this machine: http://127.0.0.1:PORT",
			u.Hostname())
	}
	return u, nil
}

func origin(u *url.URL) string { return u.Scheme + "://" + u.Host }
