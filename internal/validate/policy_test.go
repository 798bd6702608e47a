package validate

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/schema"
)

// No spelling of a URL gets past the allowed hosts, also where the rules about URLs
// are switched off.
func TestPolicyHosts(t *testing.T) {
	off := make(map[string]diag.Severity)
	for _, r := range Rules() {
		if r.Group == groupURL || r.Group == groupParameters {
			off[r.ID] = diag.Off
		}
	}
	config := &Config{Rules: off, Policy: Policy{Hosts: []string{"acme.io", "*.acmefield.com"}}}
	for _, c := range []struct {
		url     string
		allowed bool
	}{
		{"https://acme.io/", true},
		{"https://ACME.io:8443/?q=https://evil.io", true},
		{"https://app.acmefield.com", true},
		{"https://a.b.acmefield.com./#@evil.io", true},
		{"https://user@app.acmefield.com/", true},
		{"https://{{region}}.acmefield.com/", true},
		{"https://{{region}}-eu.acmefield.com/", true},
		{"https://{{a}}.{{region}}.acmefield.com/", true},
		{"https://app.acme.io/", false},
		{"https://acmefield.com/", false},
		{"https://.acmefield.com/", false},
		{"https://evilacmefield.com/", false},
		{"https://acmefield.com.evil.io/", false},
		{"https://app.acmefield.com.evil.io/", false},
		{"https://app.acmefield.com@evil.io/", false},
		{`https://evil.io\@app.acmefield.com/`, false},
		{`https://evil.io\.acmefield.com/`, false},
		{"https://evil.io#.acmefield.com/", false},
		{"https://evil.io?.acmefield.com/", false},
		{"https://evil.io/.acmefield.com/", false},
		{"https://evil.io%2f.acmefield.com/", false},
		{"https://evil.io%23.acmefield.com/", false},
		{"https://evil.io .acmefield.com/", false},
		{"https://evil.io\t.acmefield.com/", false},
		{"https://evil.io／.acmefield.com/", false},
		{"https://evil。io/", false},
		{"https:evil.io/", false},
		{"https:/evil.io/", false},
		{"https:///evil.io/", false},
		{"https:\\\\evil.io/", false},
		{"//evil.io/", false},
		{"evil.io/?x=https://app.acmefield.com/", false},
		{"javascript:alert(1)//app.acmefield.com/", false},
		{"data:text/html,app.acmefield.com", false},
		{"https://https://app.acmefield.com/", false},
		{"https://app.acmefield.com,https://evil.io/", false},
		{"https://[::1]/", false},
		{"https://0x7f000001/", false},
		{"https://localhost/", false},
		{"https://{{host}}/", false},
		{"https://{{region}}.com/", false},
		{"https://{{region}}acmefield.com/", false},
		{"https://{{region}}acme.io/", false},
		{"https://app.acmefield.com{{region}}/", false},
		{"https://acme.io{{region}}/", false},
		{"https://app.{{region}}.com/", false},
		{"{{url}}.acmefield.com/", false},
		{"{{url}}", false},
	} {
		text := compose(fmt.Sprintf("embedded:\n  full_screen:\n    description: Acme dashboard\n    url: %s\n", strconv.Quote(c.url)))
		found := lintText(t, text, Options{Config: config})
		quiet := 0
		for _, d := range found {
			if d.Rule == policyHost.ID && d.Start().Line == 4 || d.Severity == diag.Error && d.Rule != policyHost.ID && d.Start().Line == 4 {
				quiet++
			}
		}
		if (quiet == 0) != c.allowed {
			t.Errorf("%s: want allowed %t, got\n%s", c.url, c.allowed, list(found))
		}
	}
}

// A tool has its own limit, or that of every other one.
func TestHighestLevel(t *testing.T) {
	p := Policy{HighestLevel: map[schema.Scope]map[string]string{
		schema.ProjectScope: {"budgeting": "none", "*": "standard"}, schema.CompanyScope: {"directory": "read_only"},
	}}
	for _, c := range []struct {
		scope      schema.Scope
		tool, want string
	}{
		{schema.ProjectScope, "budgeting", "none"}, {schema.ProjectScope, "daily_log", "standard"},
		{schema.CompanyScope, "directory", "read_only"}, {schema.CompanyScope, "daily_log", ""},
	} {
		if got := p.highest(c.scope, c.tool); got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.scope, c.tool, got, c.want)
		}
	}
	for i, level := range []string{"none", "read_only", "standard", "admin"} {
		if rank(level) != i-1 {
			t.Errorf("%s has rank %d", level, rank(level))
		}
	}
}
