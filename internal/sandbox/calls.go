package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxRepeats is how often a request that changes nothing is sent again.
const maxRepeats = 2

// get reads from the API, for a company unless it is 0. Reading changes
// nothing, so it is repeated where the server asks for it or falters.
func (s *Session) get(ctx context.Context, doing, path string, query url.Values, company ID) (*answer, error) {
	address := s.api + path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	for again := 0; ; again++ {
		if err := s.pause(ctx, doing); err != nil {
			return nil, err
		}
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return nil, s.redacted(unsent(ctx, doing, err, s.Timeout))
		}
		request.Header.Set("Accept", "application/json")
		if company != 0 {
			request.Header.Set("Procore-Company-Id", company.String())
		}
		came, err := s.send(request)
		if err != nil {
			return nil, s.redacted(unsent(ctx, doing, err, s.Timeout))
		}
		problem := s.judge(doing, came, callClues)
		if problem == nil {
			return came, nil
		}
		wait, worth := s.beforeRepeat(came, again)
		if !worth {
			return nil, s.redacted(problem)
		}
		if err := s.wait(ctx, wait); err != nil {
			return nil, unsent(ctx, doing, err, s.Timeout)
		}
	}
}

// send sends a request with the token of the session.
func (s *Session) send(r *http.Request) (*answer, error) {
	r.Header.Set("Authorization", "Bearer "+s.token.access)
	return s.Client.send(r)
}

// beforeRepeat is how long to wait before a reading request is sent again, and
// whether that is worth it.
func (c *Client) beforeRepeat(a *answer, again int) (time.Duration, bool) {
	switch a.status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
	default:
		return 0, false
	}
	wait, asked := askedToWait(a.header, c.Now())
	if !asked {
		wait = time.Second << again
	}
	return wait, again < maxRepeats && wait <= c.Patience
}

// pause waits for the end of a rate limit that is used up.
func (c *Client) pause(ctx context.Context, doing string) error {
	wait := c.pauseUntil.Sub(c.Now())
	if wait <= 0 {
		return nil
	}
	if wait > c.Patience {
		return &Problem{Doing: doing, What: "the app has used up its rate limit",
			Cause: "the limit applies per hour and per ten seconds",
			Remedy: "run the command again at " + c.pauseUntil.UTC().Format("15:04:05 UTC") +
				", when the limit resets"}
	}
	if err := c.wait(ctx, wait); err != nil {
		return unsent(ctx, doing, err, c.Timeout)
	}
	return nil
}

func (c *Client) wait(ctx context.Context, d time.Duration) error {
	if c.Waits != nil && d > 0 {
		c.Waits(d)
	}
	return c.Sleep(ctx, d)
}

// pageSize is asked for in lists, and maxPages bounds them.
const (
	pageSize = 100
	maxPages = 500
)

// pages reads a list page by page, until there is no next one, and gives each
// to take, which returns how many items the page has and how many of them are
// new. The links of the server are not followed; they only say whether there is
// more, as does the total (procore/documentation plan_your_app/pagination.md). A
// list of which not everything came is an error.
func (s *Session) pages(ctx context.Context, doing, path string, query url.Values, company ID,
	take func(body []byte) (items, fresh int, err error)) error {
	asked := url.Values{"per_page": {strconv.Itoa(pageSize)}}
	for key, values := range query {
		asked[key] = values
	}
	came := 0
	for page := 1; page <= maxPages; page++ {
		asked.Set("page", strconv.Itoa(page))
		a, err := s.get(ctx, doing, path, asked, company)
		if err != nil {
			return err
		}
		items, fresh, err := take(a.body)
		if err != nil {
			return s.misread(doing, err.Error())
		}
		came += fresh
		next, linked := hasNext(a.header.Values("Link"))
		total, counted := number(a.header, "Total")
		size, sized := number(a.header, "Per-Page")
		if !sized {
			size = pageSize
		}
		switch {
		case next && fresh == 0:
			return s.misread(doing, fmt.Sprintf("page %d has no new items, but is not the last page", page))
		case next, counted && came < total && fresh > 0:
		case counted && came < total:
			return s.misread(doing, fmt.Sprintf("the list has %d items, but only %d arrived", total, came))
		case !linked && !counted && items >= size && fresh > 0:
			// Not all endpoints have pages: those give all at once, whatever is asked.
		default:
			return nil
		}
	}
	return s.misread(doing, fmt.Sprintf("the list has more than %d pages", maxPages))
}

// number returns a header that is a number.
func number(h http.Header, name string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(h.Get(name)))
	return n, err == nil
}

// revokeTime bounds the revocation, which goes on after an interrupt.
const revokeTime = 10 * time.Second

// Close revokes the token, and with it the refresh token: the documentation
// says that one call does both (procore/documentation
// oauth/oauth_endpoints.md@ff93936). It works after an interrupt too, within a
// time of its own, and does nothing the second time.
func (s *Session) Close(ctx context.Context) error {
	if s.closed {
		return nil
	}
	s.closed = true
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), revokeTime)
	defer cancel()
	var failed error
	for _, token := range s.issued {
		if p := s.revoke(ctx, token); p != nil {
			failed = p
		}
	}
	return failed
}

// revoke ends a token. It is sent again where it fails, since that is harmless:
// a token that is not known is answered with 200 as well.
func (c *Client) revoke(ctx context.Context, token string) (p *Problem) {
	const doing = "revoke the token"
	form := url.Values{"token": {token}, "client_id": {c.ID}, "client_secret": {c.Secret}}
	for range 2 {
		came, err := c.post(ctx, c.login+RevokePath, form)
		if err != nil {
			p = unsent(context.Background(), doing, err, min(c.Timeout, revokeTime))
		} else if p = c.judge(doing, came, tokenClues); came.status >= 200 && came.status < 300 {
			return nil // whatever the body is: none is documented
		}
	}
	p.Remedy = "the token stays valid for up to 90 minutes; to end it " +
		"now, disconnect the app in Procore under Connected " +
		"Apps"
	return c.redacted(p)
}

func (c *Client) post(ctx context.Context, address string, form url.Values) (*answer, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return &answer{}, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.send(r)
}

// Revoked asks the server whether the token no longer works. It is told by a refusal;
// known is false if the answer says neither.
func (s *Session) Revoked(ctx context.Context) (dead, known bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), revokeTime)
	defer cancel()
	status, err := s.info(ctx)
	if err != nil {
		return false, false
	}
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusBadRequest:
		return true, true
	case status == http.StatusOK:
		return false, true
	}
	return false, false
}

func (s *Session) info(ctx context.Context) (int, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.login+InfoPath, nil)
	if err != nil {
		return 0, err
	}
	came, err := s.send(r)
	if err != nil {
		return 0, err
	}
	return came.status, nil
}

// renewing calls f, and once more with a new token where the old one has
// expired: in a long run it does, after 90 minutes.
func (s *Session) renewing(ctx context.Context, f func() error) error {
	err := f()
	var p *Problem
	if !errors.As(err, &p) || p.Status != http.StatusUnauthorized {
		return err
	}
	switch {
	case s.Refreshable():
		if s.Refresh(ctx) != nil {
			return err
		}
	case s.redirect == "":
		token, failed := s.serviceToken(ctx)
		if failed != nil {
			return err
		}
		s.take(token)
	default:
		return err
	}
	return f()
}
