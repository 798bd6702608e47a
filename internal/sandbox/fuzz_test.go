package sandbox

import (
	"net/http"
	"slices"
	"strings"
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
				if one, ok := id.Find(list); ok && (id == Identity{} || id.Installation != one.ID && id.Installation != 0) {
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

// Whatever a Link header holds, it is read to an end, and a link that another
// writer made is found again.
func FuzzLinks(f *testing.F) {
	for _, row := range linkRows {
		f.Add(row.value, "x")
	}
	f.Add(`<a>; rel=`, `"\`)
	f.Fuzz(func(t *testing.T, value, title string) {
		for _, relation := range linkRelations(value) {
			if relation == "" || strings.ContainsAny(relation, " \t") || !strings.Contains(strings.ReplaceAll(value, `\`, ""), strings.ReplaceAll(relation, `\`, "")) {
				t.Errorf("%q in %q", relation, value)
			}
		}
		quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(title)
		for _, link := range []string{`<u>;title="` + quoted + `";rel="next"`, `<u>; rel=a; t="` + quoted + `", <u> ; Rel = NEXT`} {
			if next, said := hasNext([]string{value, link}); !next || !said {
				t.Errorf("no next in %q", link)
			}
		}
	})
}

var linkRows = []struct {
	value string
	want  []string
}{
	{`<https://x/p?page=2>; rel="next"`, []string{"next"}},
	{`<https://x/p?page=2>;rel=next,<https://x/p?page=9>;rel=last`, []string{"next", "last"}},
	{`<https://x/p?page=2>; REL="next last"`, []string{"next", "last"}},
	{`<https://x/p?a=1,2;b>; title="a, <b>; rel=\"prev\""; rel="next"`, []string{"next"}},
	{`<u>; rel="prev"; rel="next"`, []string{"prev"}},
	{`<u>; rel="next"; anchor="https://other/"`, nil},
	{`<u>; rel = "next" ; title*=UTF-8''x`, []string{"next"}},
	{`, ,<u>; rel=next, ,`, []string{"next"}},
	{`<u>; rel`, nil}, {`<u>; rel="next`, []string{"next"}}, {`<u`, nil}, {`u; rel=next`, nil}, {``, nil}, {`<u>`, nil},
	{`<u>; title="rel=next"`, nil}, {`<u>; x="<v>; rel=next"; rel=last`, []string{"last"}},
}

func TestLinkRelations(t *testing.T) {
	for _, row := range linkRows {
		if got := linkRelations(row.value); !slices.Equal(got, row.want) {
			t.Errorf("%s: got %q, want %q", row.value, got, row.want)
		}
	}
}
