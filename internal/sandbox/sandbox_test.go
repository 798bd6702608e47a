package sandbox_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/sandbox"
	"github.com/procore-manifest/manifest/internal/sandbox/portaltest"
	"github.com/procore-manifest/manifest/schema"
)

// hosts is a transport that reaches no one and notes who was asked for.
type hosts struct {
	mu    sync.Mutex
	asked []string
	reply string
}

func (h *hosts) RoundTrip(r *http.Request) (*http.Response, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked = append(h.asked, r.URL.Scheme+"://"+r.URL.Host)
	recorder := httptest.NewRecorder()
	recorder.Header().Set("Content-Type", "application/json")
	io.WriteString(recorder, h.reply)
	return recorder.Result(), nil
}

// Each environment contacts its own login and API host, over TLS, and no other.
func TestOnlyTheHostsOfTheEnvironment(t *testing.T) {
	for _, e := range schema.Environments() {
		h := &hosts{reply: `{"access_token": "canary-access", "id": 4, "name": "x"}`}
		c := sandbox.New(sandbox.Options{Environment: e, Credentials: sandbox.Credentials{ID: "client", Secret: "secret-of-the-app"}, Transport: h, Now: time.Now})
		c.Smoke(t.Context(), sandbox.Test{Methods: []string{user, service}, Redirect: sandbox.OutOfBand, Code: func(context.Context) (string, error) { return "code-of-nobody", nil }})
		if !slices.Contains(h.asked, e.Login) || !slices.Contains(h.asked, e.API) {
			t.Errorf("%s: asked %q", e.ID, h.asked)
		}
		for _, at := range h.asked {
			if !slices.Contains([]string{e.Login, e.API}, at) || !strings.HasPrefix(at, "https://") {
				t.Errorf("%s: %s was contacted", e.ID, at)
			}
		}
	}
}

// A redirect is not followed, neither with a token nor with a secret.
func TestRedirectsReachNobody(t *testing.T) {
	reached := make(chan string, 10)
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { reached <- r.URL.Path }))
	defer other.Close()
	for _, path := range []string{token, me, revoke} {
		p := start(t)
		p.Elsewhere = other.URL
		p.Break(portaltest.Fault{Path: path, Kind: "redirect"})
		client(t, p).Smoke(t.Context(), sandbox.Test{Methods: []string{service}})
	}
	if len(reached) > 0 {
		t.Errorf("%s was reached", <-reached)
	}
}

func TestParseTestServer(t *testing.T) {
	for _, good := range []string{"http://127.0.0.1:8080", "http://127.0.0.1:8080/", "http://[::1]:99", "http://127.9.9.9:1"} {
		if _, err := sandbox.ParseTestServer(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{"", "127.0.0.1:80", "http://localhost:80", "http://10.0.0.1", "http://sandbox.procore.com", "https://127.0.0.1",
		"http://127.0.0.1@evil.test", "http://user@127.0.0.1", "http://127.0.0.1/x", "http://127.0.0.1?x", "http://0.0.0.0", "http://127.0.0.1.evil.test", "http://[::ffff:8.8.8.8]", "file:///etc/passwd"} {
		if u, err := sandbox.ParseTestServer(bad); err == nil {
			t.Errorf("%q was taken as %s", bad, u)
		}
	}
}

// An interrupt ends the calls, and the token is revoked anyway.
func TestInterruptRevokes(t *testing.T) {
	for _, method := range []string{user, service} {
		p := start(t)
		p.Break(portaltest.Fault{Path: me, Kind: "slow"})
		ctx, interrupt := context.WithCancel(t.Context())
		go func() {
			for !slices.ContainsFunc(p.Log(), func(s string) bool { return strings.HasPrefix(s, "GET "+me) }) {
				time.Sleep(time.Millisecond)
			}
			interrupt()
		}()
		began := time.Now()
		result := client(t, p, func(o *sandbox.Options) { o.Timeout = time.Minute }).Smoke(ctx, sandbox.Test{
			Methods: []string{method}, Redirect: sandbox.OutOfBand,
			Code: func(context.Context) (string, error) { return p.Code(sandbox.OutOfBand), nil },
		})
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s: it took %s", method, took)
		}
		if p.Live() != 0 || result.Outcome() != sandbox.NotChecked {
			t.Errorf("%s: %d tokens live on; %s: %+v", method, p.Live(), result.Outcome(), result.Steps)
		}
		if strings.Contains(strings.Join(p.Log(), "\n"), "refresh_token") {
			t.Errorf("%s: the token was renewed after the interrupt", method)
		}
	}
}

// An interrupt while the token is on its way waits for it, since a token that
// no one knows cannot be revoked.
func TestInterruptDuringTheExchange(t *testing.T) {
	p := start(t)
	ctx, interrupt := context.WithCancel(t.Context())
	slowly := func(o *sandbox.Options) {
		o.Transport = transport(func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == token {
				interrupt()
				time.Sleep(20 * time.Millisecond)
			}
			return http.DefaultTransport.RoundTrip(r)
		})
	}
	result := client(t, p, slowly).Smoke(ctx, sandbox.Test{Methods: []string{service}})
	if p.Live() != 0 || !slices.Contains(p.Log(), "POST "+revoke) {
		t.Errorf("%d tokens live on: %q, %+v", p.Live(), p.Log(), result.Steps)
	}
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// In a long run the token expires: it is renewed once, and every token is
// revoked in the end.
func TestRenewal(t *testing.T) {
	for _, method := range []string{user, service} {
		p := start(t)
		c := client(t, p)
		var s *sandbox.Session
		var err error
		if method == user {
			s, err = c.Exchange(t.Context(), p.Code(sandbox.OutOfBand), sandbox.OutOfBand)
		} else {
			s, err = c.ServiceAccount(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			p.Advance(2 * time.Hour)
			if list, err := s.Installations(t.Context(), 4242); err != nil || len(list) != 1 {
				t.Fatalf("%s: %v, %v", method, list, err)
			}
		}
		if err := s.Close(t.Context()); err != nil || p.Live() != 0 {
			t.Errorf("%s: %v; %d tokens live on", method, err, p.Live())
		}
		if strings.Count(strings.Join(p.Log(), "\n"), "POST "+token) != 4 {
			t.Errorf("%s: %q", method, p.Log())
		}
	}
}

// A renewal that does not help ends: it is not tried for ever.
func TestRenewalOnce(t *testing.T) {
	p := start(t)
	s, err := client(t, p).ServiceAccount(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(t.Context())
	p.Break(portaltest.Fault{Path: installations, Kind: "401"})
	var problem *sandbox.Problem
	if _, err := s.Installations(t.Context(), 4242); !errors.As(err, &problem) || problem.Status != 401 {
		t.Errorf("got %v", err)
	}
	if n := strings.Count(strings.Join(p.Log(), "\n"), "POST "+token); n != 2 {
		t.Errorf("%d tokens were asked for", n)
	}
}

func TestRedactor(t *testing.T) {
	r := &sandbox.Redactor{}
	r.AddCredentials(sandbox.Credentials{ID: "client-id", Secret: `se+cr/et"9`})
	r.Add("se+cr", "abc", "")
	for text, want := range map[string]string{
		"id=client-id&s=se%2Bcr%2Fet%229":           "id=[redacted]&s=[redacted]",
		`{"s":"se+cr/et\"9"}`:                       `{"s":"[redacted]"}`,
		"Basic Y2xpZW50LWlkOnNlK2NyL2V0Ijk=":        "Basic [redacted]",
		"abc is too common to be taken out":         "abc is too common to be taken out",
		`se+cr/et"9 is not masked as "se+cr" first`: `[redacted] is not masked as "se+cr" first`,
	} {
		if got := r.Redact(text); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", text, got, want)
		}
	}
}

// get sends a request to a local redirect URI, with the host that a browser
// would name.
func get(t *testing.T, address, host string) (int, string) {
	t.Helper()
	r, err := http.NewRequest("GET", address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	return response.StatusCode, string(body)
}

// freePort returns a port that no one listens on.
func freePort(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// The listener takes the code of its own state from its own address, once.
func TestListener(t *testing.T) {
	host := "localhost:" + freePort(t)
	redirect := "http://" + host + "/back"
	l, err := listener().Listen(redirect)
	if err != nil {
		t.Fatal(err)
	}
	type outcome struct {
		code string
		err  error
	}
	came := make(chan outcome)
	go func() {
		code, err := l.Code(t.Context(), "the-state")
		came <- outcome{code, err}
	}()
	at := strings.Replace(redirect, "localhost", "127.0.0.1", 1)
	for query, want := range map[string]int{
		"?code=stolen": 400, "?code=stolen&state=": 400, "?code=stolen&state=the-stat": 400, "?error=access_denied&state=other": 400, "?state=the-state": 400, "/more?code=x&state=the-state": 404,
	} {
		if got, body := get(t, at+query, host); got != want || strings.Contains(body, "stolen") {
			t.Errorf("%s: got %d %q", query, got, body)
		}
	}
	if got, _ := get(t, at+"?code=stolen&state=the-state", "evil.test"); got != 404 {
		t.Errorf("another host: got %d", got)
	}
	if got, body := get(t, at+"?code=mine&state=the-state", host); got != 200 || !strings.Contains(body, "close this page") {
		t.Errorf("got %d %q", got, body)
	}
	if o := <-came; o.code != "mine" || o.err != nil {
		t.Errorf("got %+v", o)
	}
	if again, err := listener().Listen(redirect); err != nil {
		t.Errorf("the port was not given back: %v", err)
	} else {
		again.Close()
	}
}

func TestListenerEnds(t *testing.T) {
	host := "localhost:" + freePort(t)
	redirect := "http://" + host
	listen := func(ctx context.Context) (chan error, func()) {
		l, err := listener().Listen(redirect)
		if err != nil {
			t.Fatal(err)
		}
		came := make(chan error, 1)
		go func() {
			_, err := l.Code(ctx, "the-state")
			came <- err
		}()
		return came, l.Close
	}
	problem := func(err error) *sandbox.Problem {
		var p *sandbox.Problem
		if !errors.As(err, &p) {
			t.Fatalf("got %v", err)
		}
		return p
	}
	came, _ := listen(t.Context())
	get(t, "http://127.0.0.1:"+strings.TrimPrefix(host, "localhost:")+"/?"+url.Values{"error": {"access_denied"}, "state": {"the-state"}}.Encode(), host)
	if p := problem(<-came); !p.Definite || !strings.Contains(p.What, "access_denied") {
		t.Errorf("denied: %+v", p)
	}
	ctx, interrupt := context.WithCancel(t.Context())
	came, _ = listen(ctx)
	interrupt()
	if p := problem(<-came); !p.Interrupted {
		t.Errorf("interrupted: %+v", p)
	}
	ctx, cancel := sandbox.Waiting(t.Context(), time.Millisecond)
	defer cancel()
	came, _ = listen(ctx)
	if p := problem(<-came); p.Definite || p.Interrupted || !strings.Contains(p.What, "in time") {
		t.Errorf("waited: %+v", p)
	}
	_, closes := listen(t.Context())
	defer closes()
	if _, err := listener().Listen(redirect); err == nil || !strings.Contains(problem(err).Remedy, "--paste") {
		t.Errorf("a port that is taken: %v", err)
	}
	for _, other := range []string{"https://localhost", "http://127.0.0.1:99", "http://app.test", sandbox.OutOfBand} {
		if _, err := listener().Listen(other); err == nil {
			t.Errorf("%s was listened on", other)
		}
	}
}

func TestReadInstallations(t *testing.T) {
	both := map[string]string{
		"list":   `[{"id": 999, "app_uid": "u", "semantic_version": "1.0.0", "components": ["oauth"], "updatable_app_version_id": null, "pending_operation_id": 12345, "developer_app": {"name": "A"}}]`,
		"single": `{"id": "999", "app_uid": "u", "app_version_id": "ab5c10c3-333d-44cb-93d7-24d08a227461", "manifest_url": "https://x", "components": ["oauth"], "developer_app": null}`,
	}
	for form, body := range both {
		list, err := sandbox.ReadInstallations([]byte(body))
		if err != nil || len(list) != 1 || list[0].ID != 999 || list[0].AppUID != "u" {
			t.Fatalf("%s: %+v, %v", form, list, err)
		}
		if one := list[0]; one.Pending.There != (form == "list") || one.Updatable.There != (form == "list") || form == "list" && one.Pending.Text != "12345" {
			t.Errorf("%s: %+v", form, one)
		}
	}
	for _, bad := range []string{"", "3", `"x"`, "null", "[3]", `[{"id": "x"}]`} {
		if list, err := sandbox.ReadInstallations([]byte(bad)); err == nil {
			t.Errorf("%q: %+v", bad, list)
		}
	}
}

func TestFind(t *testing.T) {
	list, err := sandbox.ReadInstallations([]byte(`[
		{"id": 1, "app_uid": "a", "status": "uninstalled"}, {"id": 2, "app_uid": "a", "status": "installed"},
		{"id": 3, "app_uid": "b", "developer_app": {"name": "Twice"}}, {"id": 4, "app_uid": "c", "developer_app": {"internal_name": "Twice"}},
		{"id": 5, "app_uid": "d", "developer_app": {"name": "Gone"}, "status": "uninstalled"}]`))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		identity sandbox.Identity
		want     sandbox.ID
	}{
		{sandbox.Identity{ClientID: "a"}, 2}, {sandbox.Identity{ClientID: "z", Name: "Gone"}, 5}, {sandbox.Identity{Name: "Twice"}, 0},
		{sandbox.Identity{Name: "Twice", Installation: 4}, 4}, {sandbox.Identity{}, 0}, {sandbox.Identity{Installation: 9, ClientID: "a"}, 0},
	} {
		if got, ok := c.identity.Find(list); got.ID != c.want || ok != (c.want != 0) {
			t.Errorf("%+v: got %d, %t", c.identity, got.ID, ok)
		}
	}
}

// listener is a client that only waits for a browser.
func listener() *sandbox.Client { return sandbox.New(sandbox.Options{Now: time.Now}) }
