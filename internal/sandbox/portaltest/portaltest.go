// Package portaltest is a server for tests that behaves as Procore's
// documentation says Procore does. It is not Procore: nothing here was compared
// with the real thing.
//
// What it follows, and where that is written (procore/documentation unless said
// otherwise):
//
//   - authorize, token, info and revoke, their fields, one-use codes of ten
//     minutes, 200 for the revocation of any token, and that one revocation ends
//     both tokens: oauth/oauth_endpoints.md@ff93936
//   - access tokens of 5,400 seconds, refresh tokens that work once and are used
//     up by the attempt: oauth/oauth_endpoints.md@ff93936,
//     api_essentials/troubleshooting.md@16b1dc4
//   - no refresh token for client_credentials, and the need of an installed
//     service account: oauth/oauth_client_credentials.md@0dc4b96
//   - the answer of the token endpoint: overview/quick_start_guide.md@06dad9d
//   - Procore-Company-Id on every call of a service account, and of a user on every
//     call but those for the user and the companies, and the words where it is
//     missing: oauth/oauth_client_credentials.md@0dc4b96,
//     tutorials/tutorial_mpz.md@06dad9d. Their status is not documented.
//   - redirect_uri in the refresh call: oauth/oauth_auth_grant_flow.md
//   - status codes and the words of errors: api_essentials/error_reference.md and
//     api_essentials/troubleshooting.md@16b1dc4
//   - pages with Link, Total and Per-Page: plan_your_app/pagination.md@0f1b7e7
//   - X-Rate-Limit-* and Retry-After: plan_your_app/rate_limiting.md@0dc4b96
//   - the fields of me, companies, projects, settings/permissions and
//     app_installations in both forms: the REST reference
//     (developers.procore.com/reference/rest)
//
// Silent is the documentation about the body of token/info and of errors of the
// token endpoint. The fake takes what RFC 6749 and the usual Ruby library have.
package portaltest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Credentials of the fake. They are words that a test can look for wherever
// none of them may be.
const (
	ClientID     = "canary-client-id-4b1c7d"
	ClientSecret = "canary-client-secret-9f3a+/=&2e"
	// Canary is what every secret of the fake starts with, those that it issues
	// included.
	Canary = "canary-"
)

// MissingCompany are Procore's words for a call without Procore-Company-Id.
const MissingCompany = "Missing Procore-Company-Id header!"

// Company is a company of the fake, with what is installed there.
type Company struct {
	ID            int64
	Name          string
	Projects      []Project
	Installations []map[string]any
	// Levels are the granted levels by tool, as user_access_level.name.
	Levels map[string]string
	// Denied makes the company answer 403: not connected.
	Denied bool
}

// Project is a project with the levels granted in it.
type Project struct {
	ID     int64
	Name   string
	Levels map[string]string
}

// Fault is what goes wrong with a request.
type Fault struct {
	// Path is that of the request; "" for all.
	Path string
	// Kind is one of the words that [Kinds] lists, or a status such as "403".
	Kind string
	// Times is how often it happens, 0 for always.
	Times int
	// Header is set on the answer.
	Header http.Header
	// Body is the answer of a status, "" for the documented one.
	Body string
	// Change alters the usual answer after the request was carried out.
	Change func(*httptest.ResponseRecorder)
}

// Kinds are the words for faults, beside statuses.
var Kinds = []string{"slow", "truncated", "broken-json", "html", "redirect", "huge", "empty", "hang-up", "wrong-shape",
	"headers"}

// Portal is a running fake. Its fields may be set before requests come in.
type Portal struct {
	*httptest.Server
	Companies []Company
	Redirects []string
	// NoServiceAccount makes client_credentials fail as if none were installed.
	NoServiceAccount bool
	// ImmortalTokens makes a revocation succeed without effect.
	ImmortalTokens bool
	// PageSize bounds the items of a page, 0 for what is asked.
	PageSize int
	// Elsewhere is where redirects lead.
	Elsewhere string

	mu     sync.Mutex
	faults []Fault
	log    []string
	skew   time.Duration
	issued int
	codes  map[string]*code
	live   map[string]*grant // by access token
	fresh  map[string]*grant // by refresh token
}

type code struct {
	redirect string
	at       time.Time
	used     bool
}

// grant is what an access token and its refresh token belong to.
type grant struct {
	access, refresh string
	service         bool
	redirect        string
	expires         time.Time
}

// New starts a fake with one company, one project and the app installed. Close
// it.
func New() *Portal {
	p := &Portal{
		Companies: []Company{{
			ID: 4242, Name: "Acme Sandbox", Levels: map[string]string{},
			Projects:      []Project{{ID: 77, Name: "Sandbox Test Project", Levels: map[string]string{}}},
			Installations: []map[string]any{Installation(999, "0.4.0")},
		}},
		Redirects: []string{"urn:ietf:wg:oauth:2.0:oob", "http://localhost"},
		codes:     make(map[string]*code), live: make(map[string]*grant), fresh: make(map[string]*grant),
	}
	p.Server = httptest.NewServer(http.HandlerFunc(p.serve))
	return p
}

// Installation is one item of the list form of app_installations.
func Installation(id int64, version string) map[string]any {
	return map[string]any{
		"id": id, "app_uid": ClientID, "status": "installed", "semantic_version": version, "agentic": false,
		"components": []string{"oauth"}, "updatable_app_version_id": nil, "pending_operation_id": nil,
		"installed_at": "2026-11-20T08:00:00Z",
		"developer_app": map[string]any{"id": 5, "name": "Acme Field Sync", "uid": ClientID,
			"published_app_version_id": "6b38ad19-102e-4c55-ab65-45aed263b2d0"},
	}
}

// Break adds a fault.
func (p *Portal) Break(f Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, f)
}

// Mend takes all faults away.
func (p *Portal) Mend() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = nil
}

// Advance moves the clock of the fake.
func (p *Portal) Advance(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.skew += d
}

// Log returns the requests so far: method, path, grant type, and the company of
// the header.
func (p *Portal) Log() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.log)
}

// Live returns how many tokens work now, access and refresh together.
func (p *Portal) Live() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.fresh)
	for _, g := range p.live {
		if p.now().Before(g.expires) {
			n++
		}
	}
	return n
}

// Code issues a code, as if a user had allowed the app.
func (p *Portal) Code(redirect string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.code(redirect)
}

func (p *Portal) code(redirect string) string {
	text := p.next("code")
	p.codes[text] = &code{redirect: redirect, at: p.now()}
	return text
}

func (p *Portal) next(kind string) string {
	p.issued++
	return fmt.Sprintf("%s%s-%04d-e5d1a7", Canary, kind, p.issued)
}

func (p *Portal) now() time.Time { return time.Now().Add(p.skew) }

func (p *Portal) serve(w http.ResponseWriter, r *http.Request) {
	r.ParseForm()
	line := r.Method + " " + r.URL.Path
	if grant := r.PostForm.Get("grant_type"); grant != "" {
		line += " " + grant
	}
	if id := r.Header.Get("Procore-Company-Id"); id != "" {
		line += " company=" + id
	}
	p.mu.Lock()
	p.log = append(p.log, line)
	fault, broken := p.fault(r.URL.Path)
	p.mu.Unlock()
	if broken && fault.Change == nil && p.fail(w, r, fault) {
		return
	}
	if broken && fault.Change != nil {
		usual := httptest.NewRecorder()
		p.answer(usual, r)
		fault.Change(usual)
		maps.Copy(w.Header(), usual.Header())
		w.WriteHeader(usual.Code)
		w.Write(usual.Body.Bytes())
		return
	}
	p.answer(w, r)
}

func (p *Portal) answer(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch r.URL.Path {
	case "/oauth/authorize":
		p.authorize(w, r)
	case "/oauth/token":
		p.token(w, r)
	case "/oauth/token/info":
		p.info(w, r)
	case "/oauth/revoke":
		p.revoke(w, r)
	default:
		p.api(w, r)
	}
}

// fault returns the fault of a path, and uses it up.
func (p *Portal) fault(path string) (Fault, bool) {
	for i := range p.faults {
		f := &p.faults[i]
		if f.Times < 0 || f.Path != "" && f.Path != path {
			continue
		}
		found := *f
		if f.Times > 0 {
			if f.Times--; f.Times == 0 {
				f.Times = -1
			}
		}
		return found, true
	}
	return Fault{}, false
}

// fail answers with a fault. It returns false if the request is to be
// answered anyway.
func (p *Portal) fail(w http.ResponseWriter, r *http.Request, f Fault) bool {
	maps.Copy(w.Header(), f.Header)
	switch f.Kind {
	case "slow":
		select {
		case <-r.Context().Done():
		case <-time.After(30 * time.Second):
		}
	case "truncated":
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", "1000")
		fmt.Fprint(w, `[{"id": 42`)
	case "broken-json":
		reply(w, http.StatusOK, json.RawMessage(nil), `{"id": 42, "na`)
	case "html":
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<html><title>Sign in</title></html>")
	case "redirect":
		http.Redirect(w, r, cmp.Or(p.Elsewhere, "http://192.0.2.1/"), http.StatusTemporaryRedirect)
	case "huge":
		w.Header().Set("Content-Type", "application/json")
		block := []byte(strings.Repeat(" ", 1<<20))
		for range 64 {
			if _, err := w.Write(block); err != nil {
				break
			}
		}
	case "empty":
		w.Header().Set("Content-Type", "application/json")
	case "hang-up":
		if h, ok := w.(http.Hijacker); ok {
			if conn, _, err := h.Hijack(); err == nil {
				conn.Close()
			}
		}
	case "wrong-shape":
		reply(w, http.StatusOK, nil, `{"unexpected": [1, 2, 3]}`)
	case "headers":
		return false
	default:
		status, err := strconv.Atoi(f.Kind)
		if err != nil {
			panic("unknown fault " + f.Kind)
		}
		// A server that repeats what it was sent: its body holds the secret.
		echo := fmt.Sprintf(`{"error": "server_error", "error_description": "you sent %s", "message": "with %s"}`,
			r.PostForm.Encode(), r.Header.Get("Authorization"))
		reply(w, status, nil, cmp.Or(f.Body, bodies[status], echo))
	}
	return true
}

// bodies are the documented words of some statuses.
var bodies = map[int]string{
	401: `{"errors": "The access token is invalid"}`,
	403: `{"errors": "App is not connected to this company"}`,
	404: `{"errors": "Not found"}`,
	429: `{"errors": "Too many requests"}`,
}

func reply(w http.ResponseWriter, status int, v any, text string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	if text != "" {
		fmt.Fprint(w, text)
		return
	}
	json.NewEncoder(w).Encode(v)
}

// oauthError is the answer of RFC 6749, section 5.2.
func oauthError(w http.ResponseWriter, status int, code, description string) {
	reply(w, status, map[string]string{"error": code, "error_description": description}, "")
}

func (p *Portal) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	redirect := q.Get("redirect_uri")
	switch {
	case q.Get("client_id") != ClientID:
		oauthError(w, http.StatusUnauthorized, "invalid_client", "Client authentication failed due to unknown client.")
	case !slices.Contains(p.Redirects, redirect):
		oauthError(w, http.StatusBadRequest, "invalid_redirect_uri", "The redirect uri included is not valid.")
	case q.Get("response_type") != "code":
		oauthError(w, http.StatusBadRequest, "unsupported_response_type",
			"The authorization server does not support this response type.")
	case strings.HasPrefix(redirect, "urn:"):
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprintln(w, p.code(redirect))
	default:
		to, _ := url.Parse(redirect)
		back := to.Query()
		back.Set("code", p.code(redirect))
		if state := q.Get("state"); state != "" {
			back.Set("state", state)
		}
		to.RawQuery = back.Encode()
		http.Redirect(w, r, to.String(), http.StatusFound)
	}
}

func (p *Portal) token(w http.ResponseWriter, r *http.Request) {
	form := r.PostForm
	if r.Method != http.MethodPost {
		reply(w, http.StatusNotFound, nil, bodies[404])
		return
	}
	if form.Get("client_id") != ClientID || form.Get("client_secret") != ClientSecret {
		oauthError(w, http.StatusUnauthorized, "invalid_client",
			"Client authentication failed due to unknown client, no client authentication included, or unsupported "+
				"authentication method.")
		return
	}
	const invalid = "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI " +
		"used in the authorization request, or was issued to another client."
	switch form.Get("grant_type") {
	case "authorization_code":
		c := p.codes[form.Get("code")]
		if c == nil || c.used || c.redirect != form.Get("redirect_uri") || p.now().Sub(c.at) > 10*time.Minute {
			oauthError(w, http.StatusUnauthorized, "invalid_grant", invalid)
			return
		}
		c.used = true
		p.issue(w, c.redirect)
	case "client_credentials":
		if p.NoServiceAccount {
			oauthError(w, http.StatusUnauthorized, "invalid_grant", invalid)
			return
		}
		p.issue(w, "")
	case "refresh_token":
		g := p.fresh[form.Get("refresh_token")]
		delete(p.fresh, form.Get("refresh_token")) // used up by the attempt
		if g == nil || g.redirect != form.Get("redirect_uri") {
			oauthError(w, http.StatusUnauthorized, "invalid_grant", "The refresh token is invalid")
			return
		}
		delete(p.live, g.access)
		p.issue(w, g.redirect)
	default:
		oauthError(w, http.StatusBadRequest, "unsupported_grant_type",
			"The authorization grant type is not supported by the authorization server.")
	}
}

// issue gives a token to a user who signed in with a redirect URI, or with "" to a
// service account.
func (p *Portal) issue(w http.ResponseWriter, redirect string) {
	const lifetime = 5400
	service := redirect == ""
	g := &grant{access: p.next("access"), service: service, redirect: redirect,
		expires: p.now().Add(lifetime * time.Second)}
	answer := map[string]any{"access_token": g.access, "token_type": "bearer", "expires_in": lifetime,
		"created_at": p.now().Unix()}
	if !service {
		g.refresh = p.next("refresh")
		p.fresh[g.refresh] = g
		answer["refresh_token"] = g.refresh
	}
	p.live[g.access] = g
	reply(w, http.StatusOK, answer, "")
}

// bearer returns the grant of the token of a request, nil for none that works.
func (p *Portal) bearer(r *http.Request) *grant {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	g := p.live[token]
	if !ok || g == nil || !p.now().Before(g.expires) {
		return nil
	}
	return g
}

func (p *Portal) info(w http.ResponseWriter, r *http.Request) {
	g := p.bearer(r)
	if g == nil {
		oauthError(w, http.StatusUnauthorized, "invalid_request", "The access token is invalid")
		return
	}
	reply(w, http.StatusOK, map[string]any{"resource_owner_id": 1234567,
		"expires_in_seconds": int(g.expires.Sub(p.now()).Seconds()), "application": map[string]string{"uid": ClientID}}, "")
}

func (p *Portal) revoke(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.PostForm.Get("client_id") != ClientID ||
		r.PostForm.Get("client_secret") != ClientSecret {
		oauthError(w, http.StatusForbidden, "unauthorized_client", "You are not authorized to revoke this token")
		return
	}
	if g := p.live[r.PostForm.Get("token")]; g != nil && !p.ImmortalTokens {
		delete(p.live, g.access)
		delete(p.fresh, g.refresh)
	}
	reply(w, http.StatusOK, map[string]any{}, "")
}

func (p *Portal) api(w http.ResponseWriter, r *http.Request) {
	g := p.bearer(r)
	switch {
	case r.Method != http.MethodGet:
		reply(w, http.StatusNotFound, nil, bodies[404])
		return
	case g == nil:
		reply(w, http.StatusUnauthorized, nil, bodies[401])
		return
	}
	path := r.URL.Path
	unnamed := r.Header.Get("Procore-Company-Id") == ""
	switch {
	case unnamed && (g.service || path != "/rest/v1.0/me" && path != "/rest/v1.0/companies"):
		w.WriteHeader(http.StatusBadRequest) // plain text, as net/http sees by itself
		fmt.Fprintln(w, MissingCompany)
		return
	case path == "/rest/v1.0/me":
		reply(w, http.StatusOK, map[string]any{"id": 1234567, "login": "joe.builder@acme.test", "name": "Joe Builder"}, "")
		return
	case path == "/rest/v1.0/companies":
		var list []any
		for _, c := range p.Companies {
			list = append(list, map[string]any{"id": c.ID, "name": c.Name, "is_active": true})
		}
		p.page(w, r, list)
		return
	}
	c, project := p.place(r)
	switch {
	case c == nil:
		reply(w, http.StatusNotFound, nil, bodies[404])
	case c.Denied:
		reply(w, http.StatusForbidden, nil, bodies[403])
	case path == "/rest/v1.1/projects":
		var list []any
		for _, x := range c.Projects {
			list = append(list, map[string]any{"id": x.ID, "name": x.Name, "active": true})
		}
		p.page(w, r, list)
	case path == "/rest/v1.0/settings/permissions" && project != nil:
		reply(w, http.StatusOK, tools(project.Levels), "")
	case path == "/rest/v1.0/settings/permissions":
		reply(w, http.StatusOK, tools(c.Levels), "")
	case path == "/rest/v1.0/app_installations":
		var list []any
		for _, i := range c.Installations {
			list = append(list, i)
		}
		p.page(w, r, list)
	case strings.HasPrefix(path, "/rest/v1.0/app_installations/"):
		p.installation(w, c, strings.TrimPrefix(path, "/rest/v1.0/app_installations/"))
	default:
		reply(w, http.StatusNotFound, nil, bodies[404])
	}
}

// place returns the company, and the project, that a request is about.
func (p *Portal) place(r *http.Request) (*Company, *Project) {
	q := r.URL.Query()
	for i := range p.Companies {
		c := &p.Companies[i]
		if q.Get("company_id") == strconv.FormatInt(c.ID, 10) {
			return c, nil
		}
		for j := range c.Projects {
			if q.Get("project_id") == strconv.FormatInt(c.Projects[j].ID, 10) {
				return c, &c.Projects[j]
			}
		}
	}
	return nil, nil
}

func tools(levels map[string]string) map[string]any {
	list := []any{}
	ids := map[string]int{"None": 1, "Read Only": 2, "Standard": 3, "Admin": 4}
	for _, name := range slices.Sorted(maps.Keys(levels)) {
		list = append(list, map[string]any{"id": len(list) + 1, "name": name, "friendly_name": strings.ToUpper(name[:1]) +
			name[1:],
			"available_for_user": true, "user_access_level": map[string]any{"id": ids[levels[name]], "name": levels[name]}})
	}
	return map[string]any{"tools": list}
}

// installation answers in the single form, which has other fields.
func (p *Portal) installation(w http.ResponseWriter, c *Company, id string) {
	for _, i := range c.Installations {
		if fmt.Sprint(i["id"]) == id {
			one := map[string]any{
				"id": i["id"], "app_uid": i["app_uid"], "status": i["status"], "components": i["components"],
				"agentic":      i["agentic"],
				"installed_at": i["installed_at"], "installed_by": "joe.builder@acme.test",
				"manifest_url": "https://manifests.example.com/" + Canary + "presigned-73c1?X-Amz-Signature=" + Canary +
					"signature-11ab",
			}
			if version := i["app_version_id"]; version != nil {
				one["app_version_id"] = version
			}
			reply(w, http.StatusOK, one, "")
			return
		}
	}
	reply(w, http.StatusNotFound, nil, bodies[404])
}

// page answers with the page of a list that is asked for.
func (p *Portal) page(w http.ResponseWriter, r *http.Request, list []any) {
	q := r.URL.Query()
	number, _ := strconv.Atoi(q.Get("page"))
	per, _ := strconv.Atoi(q.Get("per_page"))
	number, per = max(number, 1), cmp.Or(max(per, 0), 20)
	if p.PageSize > 0 {
		per = min(per, p.PageSize)
	}
	from := min((number-1)*per, len(list))
	to := min(from+per, len(list))
	w.Header().Set("Total", strconv.Itoa(len(list)))
	w.Header().Set("Per-Page", strconv.Itoa(per))
	if to < len(list) {
		q.Set("page", strconv.Itoa(number+1))
		w.Header().Set("Link", fmt.Sprintf(`<%s%s?%s>; rel="next"`, p.URL, r.URL.Path, q.Encode()))
	}
	reply(w, http.StatusOK, append([]any{}, list[from:to]...), "")
}
