package sandbox

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/schema"
)

// sent counts the requests that leave.
type sent int

func (s *sent) RoundTrip(*http.Request) (*http.Response, error) {
	*s++
	return nil, errors.New("sent")
}

// Whatever asks for it, a request to another place than the two hosts of the
// environment is not sent: the guard stands also where a redirect or a link were
// followed by mistake.
func TestGuardSendsNothingElsewhere(t *testing.T) {
	for _, e := range schema.Environments() {
		var left sent
		c := New(Options{Environment: e, Transport: &left, Now: time.Now})
		g := &guard{c}
		for _, to := range []string{
			"https://evil.test/", e.API + ".evil.test/", "https://evil.test@" + strings.TrimPrefix(e.API, "https://") + ".evil.test/",
			strings.Replace(e.API, "https://", "http://", 1), e.Login + ":8443/oauth/token", "https://sub." + strings.TrimPrefix(e.Login, "https://") + "/",
			"http://127.0.0.1/", "https://169.254.169.254/latest/meta-data",
		} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, to, strings.NewReader("client_secret=x"))
			if err != nil {
				t.Fatal(err)
			}
			var refused *refusedHost
			if _, err := g.RoundTrip(r); !errors.As(err, &refused) {
				t.Errorf("%s: %s: got %v, want a refusal", e.ID, to, err)
			}
		}
		if left != 0 {
			t.Errorf("%s: %d requests were sent", e.ID, left)
		}
		for i, to := range []string{e.Login + "/oauth/token", e.API + "/rest/v1.0/me"} {
			r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, to, nil)
			if g.RoundTrip(r); int(left) != i+1 {
				t.Errorf("%s: %s was not sent", e.ID, to)
			}
		}
	}
}
