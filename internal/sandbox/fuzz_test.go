package sandbox

import (
	"net/http"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/schema"
)

// Whatever a server answers, there is a verdict: what is not a whole JSON answer
// with the status of a success is a problem with a cause and a remedy.
func FuzzAnswers(f *testing.F) {
	for _, body := range []string{``, `{}`, `[]`, `null`, `[{"id": 1, "name": "x"}]`, `{"error": "invalid_grant"}`, `{"errors": {"a": ["b"]}}`,
		`{"tools": [{"name": "home", "user_access_level": {"name": "Admin"}}]}`, `[{"id": "9", "components": ["oauth"], "pending_operation_id": 5}]`, `{"error": {"message": "x"}}`} {
		f.Add(200, "application/json", "", body)
		f.Add(401, "text/html", "3", body)
	}
	now := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	client := New(Options{Now: func() time.Time { return now }})
	f.Fuzz(func(t *testing.T, status int, kind, wait, body string) {
		a := &answer{status, http.Header{"Content-Type": {kind}, "Retry-After": {wait}, "X-Rate-Limit-Reset": {wait}}, []byte(body)}
		for _, clues := range [][]clue{tokenClues, callClues} {
			p := client.judge("do", a, clues)
			if p == nil {
				if status < 200 || status > 299 {
					t.Errorf("status %d is no problem", status)
				}
				continue
			}
			if p.What == "" || p.Cause == "" || p.Remedy == "" || utf8.RuneCountInString(p.What) > 2*maxQuoted {
				t.Errorf("got %+v", p)
			}
		}
		if d, ok := askedToWait(a.header, now); ok && d < 0 {
			t.Errorf("wait %s", d)
		}
		if list, err := ReadInstallations(a.body); err == nil {
			for _, id := range []Identity{{}, {Name: "x"}, {ClientID: "y"}, {Installation: 9}} {
				if one, ok := id.Find(list); ok && one.ID == 0 {
					t.Errorf("found %+v", one)
				}
			}
		}
		_, _ = readNamed(a.body)
		_, _ = readUser(a.body)
		grants, _, err := compareGrants(schema.CompanyScope, map[string]string{"home": "admin"}, a.body)
		if err == nil && (len(grants) != 1 || !grants[0].same() && grants[0].Got == "" && grants[0].Why == "") {
			t.Errorf("got %+v", grants)
		}
	})
}
