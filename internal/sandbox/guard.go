package sandbox

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxBody is more than any answer that is asked for here, by far.
const maxBody = 8 << 20

// answer is all that came back for a request. Where the request failed, it holds
// what came before.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// Errors of reading an answer, which the judgement tells apart.
var (
	errTooLarge  = fmt.Errorf("the response is larger than %d MiB", maxBody>>20)
	errTruncated = errors.New("the response is incomplete")
)

// refusedHost is a request that was not sent.
type refusedHost struct{ origin string }

func (e *refusedHost) Error() string {
	return fmt.Sprintf("%s is not a host of this environment; nothing was sent", e.origin)
}

// guard is the one way out: it refuses hosts that are not those of the
// environment.
type guard struct{ client *Client }

func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	c := g.client
	if at := origin(r.URL); at != c.login && at != c.api {
		if r.Body != nil {
			r.Body.Close()
		}
		return nil, &refusedHost{at}
	}
	r = r.Clone(r.Context())
	r.Header.Set("User-Agent", c.Agent)
	response, err := c.Transport.RoundTrip(r)
	if err != nil {
		c.trace(r, err.Error())
		return nil, err
	}
	c.trace(r, response.Status)
	return response, nil
}

// send sends a request and reads the answer whole, up to a bound.
func (c *Client) send(r *http.Request) (*answer, error) {
	came := &answer{}
	response, err := c.http.Do(r)
	if err != nil {
		return came, err
	}
	defer response.Body.Close()
	came.status, came.header = response.StatusCode, response.Header
	c.noteLimit(response.Header)
	came.body, err = io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = errTruncated
	case err == nil && len(came.body) > maxBody:
		err = errTooLarge
	}
	return came, err
}

func (c *Client) trace(r *http.Request, outcome string) {
	if c.Trace != nil {
		c.Trace(c.Secrets.Redact(fmt.Sprintf("%s %s: ", r.Method, r.URL)) + c.Secrets.Quote(outcome))
	}
}

// noteLimit remembers a rate limit that is used up, so that the next request
// waits for its end. Procore reports the limit that is nearest; its values can
// change at any time (procore/documentation plan_your_app/rate_limiting.md).
func (c *Client) noteLimit(h http.Header) {
	remaining, known := number(h, "X-Rate-Limit-Remaining")
	if at, ok := limitReset(h); ok && known && remaining <= 0 {
		c.pauseUntil = c.Now().Add(at.Sub(serverTime(h, c.Now())))
	}
}

func limitReset(h http.Header) (time.Time, bool) {
	seconds, err := strconv.ParseInt(strings.TrimSpace(h.Get("X-Rate-Limit-Reset")), 10, 64)
	if err != nil || seconds <= 0 {
		return time.Time{}, false
	}
	return time.Unix(seconds, 0), true
}

// serverTime is the time by the server's clock: its times are compared with no
// other, since the clock of this machine may be wrong.
func serverTime(h http.Header, now time.Time) time.Time {
	if at, err := http.ParseTime(h.Get("Date")); err == nil {
		return at
	}
	return now
}

// askedToWait is how long an answer asks to wait. Retry-After is documented for
// 429 and 503, in seconds; HTTP allows a date too.
func askedToWait(h http.Header, now time.Time) (time.Duration, bool) {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.Atoi(text); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, 1<<30)) * time.Second, true
	}
	now = serverTime(h, now)
	if at, err := http.ParseTime(text); err == nil {
		return max(0, at.Sub(now)), true
	}
	if at, ok := limitReset(h); ok {
		return max(0, at.Sub(now)) + time.Second, true
	}
	return 0, false
}
