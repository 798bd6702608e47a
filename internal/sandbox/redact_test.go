package sandbox

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/schema"
)

const canary = "9f2c41d07b3eAB-kq_Zr55Qw64Er37Ty28Ui19OpLx0Vn7Mb3Cz"

func percent(s string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, "%%%02x", s[i])
	}
	return b.String()
}

// forms are spellings of a secret in an answer. None may be shown in part.
var forms = []struct {
	name, text string
}{
	{"as it is", canary},
	{"in capitals", strings.ToUpper(canary)},
	{"its start", canary[:45]},
	{"its end", canary[6:]},
	{"its middle", canary[10:30]},
	{"base64", base64.StdEncoding.EncodeToString([]byte(canary))},
	{"base64 after a byte", base64.StdEncoding.EncodeToString([]byte(":" + canary))},
	{"base64 between others", base64.StdEncoding.EncodeToString([]byte("id:" + canary + ",more of it"))},
	{"base64 for URLs", base64.RawURLEncoding.EncodeToString([]byte("?>" + canary))},
	{"base64 of a part", base64.StdEncoding.EncodeToString([]byte(canary[3:40]))},
	{"hexadecimal", hex.EncodeToString([]byte(canary))},
	{"escaped for a URL", percent(canary)},
	{"escaped twice", url.QueryEscape(percent(canary))},
	{"base64 escaped for a URL", percent(base64.StdEncoding.EncodeToString([]byte(canary)))},
	{"escaped for JSON", strings.ReplaceAll(canary, "k", `\u006b`)},
	{"over two lines", canary[:20] + "\r\n  " + canary[20:]},
}

// leak returns the longest run of a form that a text shows.
func leak(text, form string) int {
	text, form = strings.ToLower(text), strings.ToLower(form)
	longest := 0
	for i := range form {
		for longest < len(form)-i && strings.Contains(text, form[i:i+longest+1]) {
			longest++
		}
	}
	return longest
}

// Wherever a secret is in what a server or a browser says, and however it is
// written, at most seven characters in a row are shown of it.
func TestQuoteShowsNoPartOfASecret(t *testing.T) {
	r := &Redactor{}
	r.AddCredentials(Credentials{ID: "0123456789abcdef", Secret: canary})
	for _, form := range forms {
		for before := range 2*maxQuoted + 60 {
			said := strings.Repeat("x ", before)[:before] + form.text + " and more"
			got := r.Quote(said)
			// An escaped form has three characters or more for each of its own.
			if n := leak(got, form.text); n >= 3*window {
				t.Fatalf("%s, after %d characters: %d are shown: %s", form.name, before, n, got)
			}
			if n := leak(got, canary); n >= window {
				t.Fatalf("%s, after %d characters: %d are shown: %s", form.name, before, n, got)
			}
			if before < 100 && !strings.Contains(got, mask) {
				t.Fatalf("%s, after %d characters: nothing is masked: %s", form.name, before, got)
			}
		}
	}
	for _, text := range []string{"", "nothing", "https://api.procore.com/rest/v1.0/me", "client_secret is wrong",
		strings.Repeat("ab", 100)} {
		if got := r.Quote(text); got != text {
			t.Errorf("got %q, want %q", got, text)
		}
	}
}

// The parts of an address are not secret, other than what its query says.
func TestAddressesAreSecretAsAWhole(t *testing.T) {
	r := &Redactor{}
	r.Add("https://storage.example.com/manifests/1?signature=" + canary)
	for text, want := range map[string]string{
		"https://storage.example.com/manifests/2":                                    "https://storage.example.com/manifests/2",
		"see https://storage.example.com/manifests/1?signature=" + canary + " there": "see " + mask + " there",
		"signature " + canary[5:]:                                                    "signature " + mask,
	} {
		if got := r.Redact(text); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// A secret in any field of any answer reaches nothing that a command prints or
// keeps.
func TestNothingFromOutsideShowsASecret(t *testing.T) {
	bodies := []string{
		`{"error": %[1]s}`, `{"error": {"code": "x", "message": %[1]s}}`, `{"errors": {"base": [%[1]s]}}`,
		`{"error_description": %[1]s}`, `{"message": %[1]s}`,
		`[{"id": %[1]s, "name": "x"}]`, `[{"id": 1, "name": %[1]s}]`, `[{"id": 1, "name": {"x": %[1]s}}]`, `%[1]s`,
		`{%[1]s: 1}`,
		`{"tools": [{"name": "home", "user_access_level": {"name": %[1]s}}, {"name": %[1]s, "user_access_level": {"name": "Admin"}}]}`,
		`[{"id": 1, "status": %[1]s, "components": [%[1]s], "semantic_version": %[1]s, "app_version_id": %[1]s, "pending_operation_id": %[1]s,
			"developer_app": {"name": %[1]s}}]`,
	}
	for _, status := range []int{200, 400, 401, 403, 404, 422, 429, 500} {
		for _, body := range bodies {
			for _, before := range []int{0, 30, 140, 150, 190, 199} {
				text := fmt.Sprintf("%q", strings.Repeat("x", before)+canary)
				var shown strings.Builder
				c := New(Options{
					Environment: schema.Environments()[0],
					Credentials: Credentials{ID: "0123456789abcdef", Secret: canary}, Now: time.Now,
					Transport: answering{status, fmt.Sprintf(body, text)}, Sleep: func(context.Context,
						time.Duration) error {
						return nil
					},
					Trace: func(line string) { shown.WriteString(line + "\n") },
				})
				r := c.Smoke(t.Context(), Test{
					Methods: []string{schema.UserLevel, schema.ServiceAccount}, Code: func(context.Context) (string,
						error) {
						return "the-code", nil
					},
					Permissions: Permissions{Company: map[string]string{"home": "admin"}}, App: Identity{Name: "x",
						Installation: 1}, Version: "1.0.0",
				})
				fmt.Fprintf(&shown, "%+v\n", r)
				if s, err := c.ServiceAccount(t.Context()); err == nil {
					one, err := s.Installation(t.Context(), 1, 1)
					fmt.Fprintf(&shown, "%+v %v\n", one, err)
				}
				if !strings.Contains(shown.String(), "POST https://") {
					t.Fatalf("nothing was asked:\n%s", shown.String())
				}
				if n := leak(shown.String(), canary); n >= window {
					t.Fatalf("%d %s: %d characters are shown in\n%s", status, body, n, shown.String())
				}
			}
		}
	}
}

type answering struct {
	status int
	body   string
}

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, TokenPath) && a.status == 200 {
		a.body = `{"access_token": "token-of-the-session", "token_type": "bearer", "expires_in": 60}`
	}
	return &http.Response{
		StatusCode: a.status, Status: fmt.Sprint(a.status, " ", canary), Request: r,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(a.body)),
	}, nil
}
