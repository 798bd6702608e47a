package cli

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/sandbox/portaltest"
	"github.com/procore-manifest/manifest/schema"
)

const liveManifest = `schema: 1
app: {name: Acme Field Sync, distribution: custom}
version: 0.4.0
data_connector: {authentication: [user_level]}
setup_instructions: {url: "https://help.acmefield.com/procore", page_name: Set up Acme}
post_installation_notes: Select Connect to Procore in Settings, then choose your projects.
oauth:
  sandbox: {redirect_uris: ["urn:ietf:wg:oauth:2.0:oob"]}
  production: {redirect_uris: ["urn:ietf:wg:oauth:2.0:oob"]}
`

// liveRun is one run of a live command.
type liveRun struct {
	project.Env
	stdout, stderr bytes.Buffer
}

// newLiveRun returns the world of a run against a fake, with a code on standard
// input.
func newLiveRun(t *testing.T, p *portaltest.Portal) *liveRun {
	t.Helper()
	dir := t.TempDir()
	app := filepath.Join(dir, "manifests", "app")
	if err := os.MkdirAll(app, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(app, "manifest.yaml"), []byte(liveManifest), 0o644); err != nil {
		t.Fatal(err)
	}
	r := &liveRun{}
	variables := map[string]string{project.ClientIDVariable: portaltest.ClientID,
		project.ClientSecretVariable: portaltest.ClientSecret}
	r.Env = project.Env{Dir: dir, Stdin: strings.NewReader(p.Code("urn:ietf:wg:oauth:2.0:oob") + "\n"), Stdout: &r.stdout,
		Stderr: &r.stderr,
		Getenv: func(key string) string { return variables[key] },
		Now:    func() time.Time { return time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC) }}
	return r
}

func startPortal(t *testing.T) *portaltest.Portal {
	p := portaltest.New()
	t.Cleanup(p.Close)
	return p
}

// One Ctrl-C ends a live command wherever it is: what is known is printed
// whole, and the token is revoked.
func TestInterruptOfLiveCommands(t *testing.T) {
	for _, c := range []struct{ name, at string }{
		{"smoke", "/rest/v1.0/me"}, {"smoke", "/rest/v1.1/projects"}, {"verify", "/rest/v1.0/app_installations"}, {"adoption",
			"/rest/v1.0/app_installations"},
	} {
		t.Run(c.name+strings.ReplaceAll(c.at, "/", "-"), func(t *testing.T) {
			p := startPortal(t)
			p.Break(portaltest.Fault{Path: c.at, Kind: "slow"})
			r := newLiveRun(t, p)
			if c.name == "verify" {
				if code := Run(t.Context(), r.Env, []string{"save", "app", "--by", "Jane"}); code != exitOK {
					t.Fatal(r.stderr.String())
				}
				r.stdout.Reset()
			}
			ctx, interrupt := context.WithCancel(t.Context())
			go func() {
				for !strings.Contains(strings.Join(p.Log(), "\n"), "GET "+c.at) {
					time.Sleep(time.Millisecond)
				}
				interrupt()
			}()
			began := time.Now()
			code := Run(ctx, r.Env, []string{c.name, "app", "--format", "json", "--test-server", p.URL, "--timeout", "1m"})
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("it took %s", took)
			}
			if code != exitFailure || p.Live() != 0 {
				t.Errorf("exit code %d, %d tokens live on\n%s%s", code, p.Live(), &r.stdout, &r.stderr)
			}
			if out := r.stdout.Bytes(); !json.Valid(out) {
				t.Errorf("standard output: %s", out)
			}
			if !strings.Contains(r.stdout.String()+r.stderr.String(), "interrupted") {
				t.Errorf("it does not say so: %s%s", &r.stdout, &r.stderr)
			}
		})
	}
}

// A person who is asked for the code, or waited for, leaves with one Ctrl-C,
// and is not waited for without end.
func TestEndOfWaitingForAPerson(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string
	}{{nil, "interrupted"}, {[]string{"--wait", "50ms"}, "the sign-in timed out"}} {
		p := startPortal(t)
		r := newLiveRun(t, p)
		silent, open := io.Pipe()
		defer open.Close()
		r.Stdin = silent
		ctx, interrupt := context.WithCancel(t.Context())
		if c.args == nil {
			time.AfterFunc(50*time.Millisecond, interrupt)
		}
		code := Run(ctx, r.Env, append([]string{"smoke", "app", "--test-server", p.URL}, c.args...))
		interrupt()
		if code != exitFailure || !strings.Contains(r.stdout.String(), c.says) || len(p.Log()) > 0 {
			t.Errorf("%q: exit code %d, requests %q\n%s", c.args, code, p.Log(), &r.stdout)
		}
	}
}

// Where a person is there, what is missing is asked for, and not shown. Where
// no one is, or no one may be asked, it is said.
func TestQuestions(t *testing.T) {
	p := startPortal(t)
	ask := func(r *liveRun, answers ...string) {
		r.Getenv = func(string) string { return "" }
		r.StdinIsTerminal = true
		r.ReadHidden = func(<-chan struct{}) (string, error) {
			if len(answers) == 0 {
				return "", errors.New("asked once too often")
			}
			answer := answers[0]
			answers = answers[1:]
			return answer, nil
		}
	}
	r := newLiveRun(t, p)
	ask(r, portaltest.ClientID, portaltest.ClientSecret+" ", p.Code("urn:ietf:wg:oauth:2.0:oob"))
	if code := Run(t.Context(), r.Env, []string{"smoke", "app", "--test-server", p.URL}); code != exitOK {
		t.Errorf("exit code %d\n%s%s", code, &r.stdout, &r.stderr)
	}
	for _, question := range []string{"client ID (Sandbox OAuth Credentials, not shown): ",
		"client secret (Sandbox OAuth Credentials, not shown): ", "the code (not shown): "} {
		if !strings.Contains(r.stderr.String(), question) {
			t.Errorf("%q was not asked: %s", question, &r.stderr)
		}
	}
	for _, quiet := range []func(r *liveRun) []string{
		func(r *liveRun) []string { r.StdinIsTerminal = false; return nil },
		func(r *liveRun) []string { return []string{"--no-input"} },
		func(r *liveRun) []string {
			r.Getenv = func(key string) string { return map[string]string{"CI": "true"}[key] }
			return nil
		},
	} {
		r := newLiveRun(t, p)
		ask(r)
		args := append([]string{"smoke", "app", "--test-server", p.URL}, quiet(r)...)
		if code := Run(t.Context(), r.Env, args); code != exitUsage ||
			!strings.Contains(r.stderr.String(), "there is no client ID; set MANIFEST_CLIENT_ID") {
			t.Errorf("exit code %d: %s", code, &r.stderr)
		}
	}
}

// A code that came with an address counts only with the state of this run.
func TestPastedAddress(t *testing.T) {
	p := startPortal(t)
	r := newLiveRun(t, p)
	r.Stdin = strings.NewReader("https://app.acmefield.com/back?code=" + p.Code("urn:ietf:wg:oauth:2.0:oob") +
		"&state=of-somebody-else\n")
	if code := Run(t.Context(), r.Env, []string{"smoke", "app", "--test-server", p.URL}); code != exitFindings ||
		!strings.Contains(r.stdout.String(), "its state parameter is different") {
		t.Errorf("exit code %d\n%s", code, &r.stdout)
	}
	if len(p.Log()) > 0 {
		t.Errorf("requests: %q", p.Log())
	}
}

// nobody is a network that answers 404 and notes who was asked for.
type nobody struct {
	mu    sync.Mutex
	asked []string
}

func (n *nobody) RoundTrip(r *http.Request) (*http.Response, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked = append(n.asked, r.URL.Scheme+"://"+r.URL.Host)
	recorder := httptest.NewRecorder()
	recorder.WriteHeader(http.StatusNotFound)
	return recorder.Result(), nil
}

// Production is contacted only where it is said aloud.
func TestProductionIsSaidAloud(t *testing.T) {
	p := startPortal(t)
	for word, want := range map[string]string{"": "https://login-sandbox.procore.com",
		"production": "https://login.procore.com", "monthly-sandbox": "https://login-sandbox-monthly.procore.com"} {
		r := newLiveRun(t, p)
		n := &nobody{}
		r.Transport = n
		args := []string{"smoke", "app"}
		if word != "" {
			args = append(args, "--environment", word)
		}
		Run(t.Context(), r.Env, args)
		if got := slices.Compact(n.asked); len(got) != 1 || got[0] != want {
			t.Errorf("%q: asked %q, want %s", word, got, want)
		}
	}
	r := newLiveRun(t, p)
	if code := Run(t.Context(), r.Env, []string{"smoke", "app", "--environment",
		"on-demand-sandbox"}); code != exitUsage || !strings.Contains(r.stderr.String(), "--company ID") {
		t.Errorf("exit code %d: %s", code, &r.stderr)
	}
}

// Evidence is written whole or not at all, whichever call of the file system
// fails, and the same command works afterwards.
func TestEvidenceOnAFailingDisk(t *testing.T) {
	for n := 1; ; n++ {
		p := startPortal(t)
		r := newLiveRun(t, p)
		must := func(args ...string) {
			t.Helper()
			if code := Run(t.Context(), r.Env, args); code != exitOK {
				t.Fatalf("%q: exit code %d\n%s%s", args, code, &r.stdout, &r.stderr)
			}
		}
		must("save", "app", "--by", "Jane")
		version := filepath.Join(r.Dir, "manifests", "app", "versions", "0.4.0")
		r.Transport = portaltest.Detour(p.URL)
		calls := 0
		r.FailDisk = func(string, string) error {
			if calls++; calls == n {
				return errors.New("the disk is gone")
			}
			return nil
		}
		code := Run(t.Context(), r.Env, []string{"smoke", "app", "--save-evidence", "--by", "Jane"})
		r.FailDisk = nil
		proofs, _ := filepath.Glob(filepath.Join(version, "evidence", "*-smoke.json"))
		tests, _ := filepath.Glob(filepath.Join(version, "history", "*-test.json"))
		if len(tests) > 1 || len(tests) == 1 && len(proofs) != 1 {
			t.Fatalf("call %d: the tests are %q and the proofs %q", n, tests, proofs)
		}
		if (code == exitOK) != (calls < n) {
			t.Fatalf("call %d: exit code %d\n%s", n, code, &r.stderr)
		}
		must("lint", "--fail-on", "error")
		if calls < n {
			if n < 5 {
				t.Errorf("only %d calls could fail", n-1)
			}
			return
		}
		if !strings.Contains(r.stdout.String(), "passed: 8 steps passed") ||
			!strings.Contains(r.stderr.String(), "the disk is gone") {
			t.Errorf("call %d: the result or the reason is missing\n%s%s", n, &r.stdout, &r.stderr)
		}
		r.Stdin = strings.NewReader(p.Code("urn:ietf:wg:oauth:2.0:oob") + "\n")
		must("smoke", "app", "--save-evidence", "--by", "Jane")
	}
}

// Evidence is made for git: what a server repeats of the secret, in whole, in part or
// encoded, is not in it.
func TestEvidenceHoldsNoSecret(t *testing.T) {
	secret := portaltest.ClientSecret
	encoded := base64.StdEncoding.EncodeToString([]byte(secret))
	for name, body := range map[string]string{
		"all that was sent": "", "whole": secret, "behind other words": strings.Repeat("refused ", 18) + secret,
		"without its end": secret[:len(secret)-8], "without its start": secret[8:], "in base64": encoded,
		"percent-encoded": url.QueryEscape(secret), "in hexadecimal": hex.EncodeToString([]byte(secret)),
	} {
		for _, path := range []string{"/rest/v1.0/me", "/rest/v1.0/companies"} {
			p := startPortal(t)
			fault := portaltest.Fault{Path: path, Kind: "422"}
			if body != "" {
				fault.Body = fmt.Sprintf(`{"errors": %q}`, body)
			}
			p.Break(fault)
			r := newLiveRun(t, p)
			if code := Run(t.Context(), r.Env, []string{"save", "app", "--by", "Jane"}); code != exitOK {
				t.Fatalf("save: exit code %d\n%s", code, &r.stderr)
			}
			r.Transport = portaltest.Detour(p.URL)
			Run(t.Context(), r.Env, []string{"smoke", "app", "--save-evidence", "--by", "Jane"})
			recorded, err := filepath.Glob(filepath.Join(r.Dir, "manifests", "app", "versions", "0.4.0", "*", "*"))
			if err != nil {
				t.Fatal(err)
			}
			proofs := 0
			for _, file := range recorded {
				data, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if strings.HasSuffix(file, "-smoke.json") {
					proofs++
				}
				for _, part := range []string{secret[8:20], encoded[8:20], hex.EncodeToString([]byte(secret))[8:20], portaltest.Canary} {
					if strings.Contains(string(data), part) {
						t.Errorf("%s, %s: %s contains a secret:\n%s", name, path, file, data)
					}
				}
			}
			if proofs != 1 {
				t.Errorf("%s, %s: %d files of evidence\n%s%s", name, path, proofs, &r.stdout, &r.stderr)
			}
		}
	}
}

// A run over many companies that was interrupted goes on where it was, and
// leaves nothing behind once all is read. A disk that fails loses no answer.
func TestAdoptionGoesOn(t *testing.T) {
	p := startPortal(t)
	for i := range int64(119) {
		p.Companies = append(p.Companies, portaltest.Company{ID: 6000 + i, Name: "Company",
			Installations: []map[string]any{portaltest.Installation(7000+i, "0.4.0")}})
	}
	r := newLiveRun(t, p)
	args := []string{"adoption", "app", "--test-server", p.URL, "--state", "state.json", "--format", "json"}
	run := func(ctx context.Context) (code, read int) {
		t.Helper()
		r.stdout.Reset()
		r.Stdin = strings.NewReader(p.Code("urn:ietf:wg:oauth:2.0:oob") + "\n")
		before := installationsRead(p)
		code = Run(ctx, r.Env, args)
		var got struct {
			Companies []struct{ Status string }
		}
		if err := json.Unmarshal(r.stdout.Bytes(), &got); err != nil || len(got.Companies) != 120 {
			t.Fatalf("%v: %d companies\n%s", err, len(got.Companies), &r.stderr)
		}
		return code, installationsRead(p) - before
	}
	ctx, interrupt := context.WithCancel(t.Context())
	go func() {
		for installationsRead(p) < 40 {
			time.Sleep(time.Millisecond)
		}
		interrupt()
	}()
	code, first := run(ctx)
	if code != exitFailure || first >= 120 {
		t.Fatalf("exit code %d after %d companies", code, first)
	}
	calls := 0
	r.FailDisk = func(op, _ string) error {
		if calls++; op == "rename" && calls > 4 {
			return errors.New("the disk is gone")
		}
		return nil
	}
	code, second := run(t.Context())
	r.FailDisk = nil
	if code != exitFailure || !strings.Contains(r.stderr.String(), "save the progress in state.json") {
		t.Errorf("exit code %d\n%s", code, &r.stderr)
	}
	code, third := run(t.Context())
	if code != exitOK || third == 0 || first+second+third > 120+2*25 {
		t.Errorf("exit code %d; companies read: %d, %d, %d\n%s", code, first, second, third, &r.stderr)
	}
	if _, err := os.Stat(filepath.Join(r.Dir, "state.json")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the state is left behind: %v", err)
	}
	if p.Live() != 0 {
		t.Errorf("%d tokens live on", p.Live())
	}
}

func installationsRead(p *portaltest.Portal) int {
	return strings.Count(strings.Join(p.Log(), "\n"), "GET /rest/v1.0/app_installations")
}

func TestEnvironmentWordsAreThoseOfTheCatalogue(t *testing.T) {
	var want []string
	for _, e := range schema.Environments() {
		want = append(want, project.EnvironmentWord(e))
	}
	if !slices.Equal(environmentWords, want) {
		t.Errorf("got %q, want %q", environmentWords, want)
	}
}
