package validate

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

func TestIsToolKey(t *testing.T) {
	for text, want := range map[string]bool{
		"daily_log": true, "rfi": true, "tool2": true, "": false, "Daily": false, "2d": false, "_x": false, "a-b": false, "a b": false, "é": false,
	} {
		if got := app.IsToolKey(text); got != want {
			t.Errorf("app.IsToolKey(%q) = %t, want %t", text, got, want)
		}
		// The two must agree, or a key is judged twice or by no one.
		data := "data_connector: {authentication: [user_level, service_account], permissions: {project: {\"" + text + "\": standard}}}\n"
		found := lintText(t, compose(data), Options{})
		if refused := reports(found, invalidValue.ID); refused == want {
			t.Errorf("the schema refuses tool key %q: %t, want %t; findings:\n%s", text, refused, !want, list(found))
		}
	}
}

// fixed lints and repairs a snippet and returns the whole text.
func fixed(t *testing.T, snippet string, state State) (string, int) {
	t.Helper()
	l, err := New(Options{For: state})
	if err != nil {
		t.Fatal(err)
	}
	out := l.Fix(source.New("manifest.yaml", []byte(compose(snippet))), "acme-field-sync")
	return string(out.File.Data), out.Applied
}

func TestConnectorFixes(t *testing.T) {
	const tools = "  permissions: {project: {daily_log: {level: standard, purpose: Hours.}}}\n"
	for _, c := range []struct{ name, in, want string }{
		{"alone in brackets", "data_connector:\n  authentication: [service_account] # only\n" + tools,
			"data_connector:\n  authentication: [user_level, service_account] # only\n" + tools},
		{"alone in brackets over lines", "data_connector:\n  authentication: [\n    'service_account',\n  ]\n" + tools,
			"data_connector:\n  authentication: [\n    user_level, 'service_account',\n  ]\n" + tools},
		{"alone with a dash", "data_connector:\n  authentication:\n    - service_account # only\n" + tools,
			"data_connector:\n  authentication:\n    - user_level\n    - service_account # only\n" + tools},
		{"alone with a dash, not indented", "data_connector:\n  authentication:\n  -   \"service_account\"\n" + tools,
			"data_connector:\n  authentication:\n  -   user_level\n  -   \"service_account\"\n" + tools},
		{"alone with CRLF", "data_connector:\r\n  authentication:\r\n  - service_account\r\n" + tools,
			"data_connector:\r\n  authentication:\r\n  - user_level\r\n  - service_account\r\n" + tools},
		{"alone below its dash is left", "data_connector:\n  authentication:\n    -\n      service_account\n" + tools,
			"data_connector:\n  authentication:\n    -\n      service_account\n" + tools},
		{"alone and twice", "data_connector:\n  authentication: [service_account, service_account]\n" + tools,
			"data_connector:\n  authentication: [user_level, service_account]\n" + tools},
		{"twice", "data_connector: {authentication: [user_level, user_level, user_level]}\n",
			"data_connector: {authentication: [user_level]}\n"},
		{"older spelling", "data_connector:\n  authentication: [user_level, service_account]\n  permissions: {project: {\"budget\": standard}}\n",
			"data_connector:\n  authentication: [user_level, service_account]\n  permissions: {project: {\"budgeting\": standard}}\n"},
		{"older spelling beside the new one is left", "data_connector:\n  authentication: [user_level, service_account]\n  permissions: {project: {budget: standard, budgeting: standard}}\n",
			"data_connector:\n  authentication: [user_level, service_account]\n  permissions: {project: {budget: standard, budgeting: standard}}\n"},
		{"misspelled", "data_connector:\n  authentication: [user_level, service_account]\n  permissions:\n    company:\n      directori: admin # all of it\n",
			"data_connector:\n  authentication: [user_level, service_account]\n  permissions:\n    company:\n      directory: admin # all of it\n"},
		{"misspelled twice", "data_connector:\n  authentication: [user_level, service_account]\n  permissions: {project: {comitments: admin, commitment: standard}}\n",
			"data_connector:\n  authentication: [user_level, service_account]\n  permissions: {project: {commitments: admin, commitment: standard}}\n"},
		{"form", "data_connector:\n  authentication: [user_level, service_account]\n  permissions: {project: {Daily Log: standard}}\n",
			"data_connector:\n  authentication: [user_level, service_account]\n  permissions: {project: {daily_log: standard}}\n"},
	} {
		for _, state := range []State{Draft, Production} {
			got, _ := fixed(t, c.in, state)
			if want := compose(c.want); got != want {
				t.Errorf("%s, for %s: got\n%s\nwant\n%s", c.name, state, got, want)
			}
		}
	}
}

func TestExtraTools(t *testing.T) {
	config := &Config{ExtraTools: map[schema.Scope][]string{schema.ProjectScope: {"robotics", "budget", "timesheets"}}}
	text := compose("data_connector:\n  authentication: [user_level, service_account]\n  permissions: {project: {robotics: standard, budget: standard, timesheets: standard}}\n")
	if found := lintText(t, text, Options{Config: config}); len(found) > 0 {
		t.Errorf("want no findings about tools that the project has seen, got\n%s", list(found))
	}
}

func TestPermissionSeverities(t *testing.T) {
	for _, c := range []struct {
		permissions, rule string
		state             State
		want              diag.Severity
	}{
		{"company: {admin: standard}", "level-not-offered", Draft, diag.Error},
		{"company: {concierge: read_only}", "level-not-offered", Production, diag.Warning},
		{"project: {commitments: admin}", "admin-level", Draft, diag.Warning},
		{"project: {commitments: {level: admin, purpose: Delete withdrawn ones.}}", "admin-level", Production, diag.Info},
		{"project: {commitments: {level: admin, purpose: \" \"}}", "admin-level", Production, diag.Warning},
		{"project: {commitments: standard}", "permission-purpose", Testing, diag.Info},
		{"project: {commitments: standard}", "permission-purpose", Production, diag.Warning},
		{"", "service-account-without-permissions", Draft, diag.Warning},
		{"", "service-account-without-permissions", Testing, diag.Error},
	} {
		text := compose("data_connector:\n  authentication: [user_level, service_account]\n  permissions: {" + c.permissions + "}\n")
		got := diag.Off
		for _, d := range lintText(t, text, Options{For: c.state}) {
			if d.Rule == c.rule {
				got = d.Severity
			}
		}
		if got != c.want {
			t.Errorf("%s of %s for %s is %s, want %s", c.rule, c.permissions, c.state, got, c.want)
		}
	}
}

// A file full of unknown tools must not cost time that grows with its square.
func TestManyUnknownTools(t *testing.T) {
	var b strings.Builder
	b.WriteString("data_connector:\n  authentication: [user_level, service_account]\n  permissions:\n    project:\n")
	for i := range 20_000 {
		fmt.Fprintf(&b, "      tool_%d: admin\n", i)
	}
	start := time.Now()
	lintText(t, compose(b.String()), Options{For: Production})
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("20,000 tools took %s", took)
	}
}
