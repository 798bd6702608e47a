package sandbox

import (
	"bytes"
	"context"
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

// answer is all that came back for a request.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// Errors of the guard, which the judgement tells apart.
var (
	errTooLarge  = fmt.Errorf("the answer is larger than %d MiB", maxBody>>20)
	errTruncated = errors.New("the answer ends in the middle")
)

// refusedHost is a request that was not sent.
type refusedHost struct{ origin string }

func (e *refusedHost) Error() string {
	return fmt.Sprintf("%s is not a host of this environment; nothing was sent", e.origin)
}

// answerKey is the key of the context under which a request keeps its answer:
// the OAuth library gives back only a part of it.
type answerKey struct{}

func keepAnswer(ctx context.Context, a *answer) context.Context {
	return context.WithValue(ctx, answerKey{}, a)
}

// guard is the one way out: it refuses hosts that are not those of the
// environment, and reads answers whole, up to a bound.
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
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	response.Body.Close()
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, errTruncated
	case err != nil:
		return nil, err
	case len(body) > maxBody:
		return nil, errTooLarge
	}
	c.noteLimit(response.Header)
	if kept, ok := r.Context().Value(answerKey{}).(*answer); ok {
		*kept = answer{response.StatusCode, response.Header, body}
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
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
	remaining, err := strconv.Atoi(h.Get("X-Rate-Limit-Remaining"))
	if err != nil || remaining > 0 {
		return
	}
	if at, ok := limitReset(h); ok {
		c.pauseUntil = at
	}
}

func limitReset(h http.Header) (time.Time, bool) {
	seconds, err := strconv.ParseInt(strings.TrimSpace(h.Get("X-Rate-Limit-Reset")), 10, 64)
	if err != nil || seconds <= 0 {
		return time.Time{}, false
	}
	return time.Unix(seconds, 0), true
}

// askedToWait is how long an answer of 429 or 503 asks to wait. Retry-After is
// documented for both, in seconds; HTTP allows a date too.
func askedToWait(h http.Header, now time.Time) (time.Duration, bool) {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.Atoi(text); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, 1<<30)) * time.Second, true
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, at.Sub(now)), true
	}
	if at, ok := limitReset(h); ok {
		return max(0, at.Sub(now)) + time.Second, true
	}
	return 0, false
}
