package validate

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// Whatever a URL is, all rules can look at it.
func FuzzURLRules(f *testing.F) {
	for _, text := range []string{goodURL, "", " acme.co ", "https://{{a{{b}}}}.acme.co:x/%?a={b}&c=%7B%7Bd%7D%7D#}}", "https://u:p@<host>/",
		"https://https://acme.co", "localhost:3000", "javascript:alert(1)"} {
		f.Add(text, "r")
	}
	l, err := New(Options{For: Production})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text, key string) {
		quoted := fmt.Sprintf("%q", text)
		manifest := compose("embedded:\n  full_screen:\n    description: Acme\n    url: " + quoted + "\n    parameters:\n      - {key: " + fmt.Sprintf("%q", key) +
			", name: A, description: " + quoted + ", support_link: {url: " + quoted + "}}\n")
		l.Fix(source.New("manifest.yaml", []byte(manifest)), "acme")
	})
}

func TestHostKind(t *testing.T) {
	c := newCatalogue(&Config{})
	for host, want := range map[string]hostKind{
		"app.acmefield.com": hostPublic, "8.8.8.8": hostPublic, "latest.dev": hostPublic, "notexample.com": hostPublic,
		"example.com": hostSample, "www.example.com": hostSample, "acme.TEST": hostSample, "acme.test.": hostSample,
		"192.0.2.7": hostSample, "2001:db8::1": hostSample,
		"localhost": hostLocal, "a.localhost": hostLocal, "127.0.0.1": hostLocal, "127.8.8.8": hostLocal, "[::1]": hostLocal, "::ffff:10.0.0.1": hostLocal,
		"10.1.2.3": hostLocal, "172.16.0.1": hostLocal, "192.168.1.1": hostLocal, "169.254.1.1": hostLocal, "fd00::1": hostLocal, "fe80::1%eth0": hostLocal,
		"0.0.0.0": hostLocal, "100.64.0.1": hostLocal, "intranet": hostLocal, "nas.local": hostLocal, "api.internal": hostLocal,
		"app.procore.com": hostProcore, "procore.com": hostProcore, "login.procoregov.com": hostProcore, "procore.com.acmefield.com": hostPublic,
		"": hostPublic,
	} {
		if got := c.hostKind(host); got != want {
			t.Errorf("%q: got %d, want %d", host, got, want)
		}
	}
}

func TestHostOf(t *testing.T) {
	for address, want := range map[string]string{
		"https://login.procore.com": "login.procore.com", "https://A.b/c": "a.b", "a.b:80/c": "a.b", "https://[::1]/": "[::1]", "": "",
	} {
		if got := hostOf(address); got != want {
			t.Errorf("%q: got %q, want %q", address, got, want)
		}
	}
}

func TestRedacted(t *testing.T) {
	for text, want := range map[string]string{
		"acme.co/a?b=c":    "acme.co/a…",
		"u:p@acme.co/a#x":  "…@acme.co/a…",
		" acme.co ":        "acme.co",
		"acme.co/?x=u@b.c": "acme.co/…",
	} {
		if got := redacted(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestIsSecretName(t *testing.T) {
	for name, want := range map[string]bool{
		"token": true, "access_token": true, "apiKey": true, "X-API-Key": true, "client_secret": true, "PASSWORD": true,
		"key": false, "company": false, "tokens_used": false, "secretary": false, "passwordless": false, "": false,
	} {
		if got := IsSecretName(name); got != want {
			t.Errorf("%q: got %v, want %v", name, got, want)
		}
	}
}

func TestExamplesInDescriptions(t *testing.T) {
	for text, want := range map[string]string{
		"Your region, for example us-east.":                "us-east",
		"Your region (e.g. us/east), as printed.":          "us/east",
		"Your path, such as \"a/b\".":                      "a/b|a/b",
		"Your path. Example: 'a/b'":                        "a/b|a/b",
		"For example, https://acme.co/eu.":                 "https://acme.co/eu",
		"The installer's region and/or the owner's":        "",
		"Found under \"Settings / Regions\"":               "",
		"Enter `eu` or `us`":                               "eu|us",
		"e.g.":                                             "",
		"Press \"":                                         "",
		"An unrelated counterexample: a/b. See example/b.": "",
	} {
		var got []string
		for _, e := range examples(text) {
			got = append(got, text[e.from:e.to])
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%q: got %q, want %q", text, s, want)
		}
	}
}

// Fixes of tokens, in every style of scalar.
func TestTokenFixes(t *testing.T) {
	const parameters = "    parameters: [{key: region, name: Region, type: string, description: The region., required: true, support_link: {url: https://help.acmefield.com, label: Help}}]\n"
	for _, test := range []struct{ name, url, want string }{
		{"single braces", "https://{region}.acmefield.com/?c={procore.company.id}", "https://{{region}}.acmefield.com/?c={{procore.company.id}}"},
		{"dollar", `"https://${region}.acmefield.com/?c={{procore.company.id}}"`, `"https://{{region}}.acmefield.com/?c={{procore.company.id}}"`},
		{"uneven", "'https://{{region}.acmefield.com/?c={{{procore.company.id}}}'", "'https://{{region}}.acmefield.com/?c={{procore.company.id}}'"},
		{"spaces", "https://{{ region }}.acmefield.com/?c={{procore.company.id }}", "https://{{region}}.acmefield.com/?c={{procore.company.id}}"},
		{"encoded", "https://%7B%7Bregion%7D%7D.acmefield.com/?c=%7B%7Bprocore.company.id%7D%7D", "\"https://{{region}}.acmefield.com/?c={{procore.company.id}}\""},
		{"not closed", "https://{{region}}.acmefield.com/?c={{procore.company.id&a=b", "https://{{region}}.acmefield.com/?c={{procore.company.id}}&a=b"},
		{"case of a variable", "https://{{region}}.acmefield.com/?c={{procore.Company.ID}}", "https://{{region}}.acmefield.com/?c={{procore.company.id}}"},
		{"name of another system", "https://{{region}}.acmefield.com/?c={{companyId}}&p={project_id}", "https://{{region}}.acmefield.com/?c={{procore.company.id}}&p={{procore.project.id}}"},
		{"near variable", "https://{{region}}.acmefield.com/?c={{procore.compnay.id}}", "https://{{region}}.acmefield.com/?c={{procore.company.id}}"},
		{"near parameter, twice", "https://{{regoin}}.acmefield.com/{{regoin}}?c={{procore.company.id}}", "https://{{region}}.acmefield.com/{{region}}?c={{procore.company.id}}"},
		{"case of a parameter", "https://{{Region}}.acmefield.com/?c={{procore.company.id}}", "https://{{region}}.acmefield.com/?c={{procore.company.id}}"},
		{"folded block", ">-\n      https://{region}.acmefield.com/?c={procore.company.id}", ">-\n      https://{{region}}.acmefield.com/?c={{procore.company.id}}"},
		{"white space around", "\" https://{{region}}.acmefield.com/?c={{procore.company.id}} \"", "\"https://{{region}}.acmefield.com/?c={{procore.company.id}}\""},
		// Not safe: a parameter that is used, two names for one, other braces.
		{"two for one", "https://{{region1}}.acmefield.com/{{region2}}?c={{procore.company.id}}", ""},
		{"used already", "https://{{region}}.acmefield.com/{{region2}}?c={{procore.company.id}}", ""},
		{"unknown", "https://{{region}}.acmefield.com/{other}?c={{procore.company.id}}&d={{procore.user.id}}", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			l, err := New(Options{For: Production})
			if err != nil {
				t.Fatal(err)
			}
			if test.want == "" {
				test.want = test.url
			}
			around := func(url string) string {
				return compose("embedded:\n  full_screen:\n    description: Acme dashboard\n    url: " + url + "\n" + parameters)
			}
			fixed := l.Fix(source.New("manifest.yaml", []byte(around(test.url))), "acme")
			if got := string(fixed.File.Data); got != around(test.want) {
				t.Errorf("got\n%s\nleft:\n%s", got[:strings.Index(got, "parameters")], list(fixed.Findings))
			}
		})
	}
}

// The words of a finding never hold what is secret.
func TestSecretsOfURLsAreNotShown(t *testing.T) {
	for _, url := range []string{
		"https://user:hunter22@acmefield.com/?c={{procore.company.id}}",
		"https://acmefield.com/?api_key=hunter22&c={{procore.company.id}}",
		"https://acmefield.com/#access_token=hunter22",
		"user:hunter22@acmefield.com", "acmefield.com/?token=hunter22", "http://user:hunter22/@acmefield.com", "ftp://user:hunter22@localhost:x/",
	} {
		for _, d := range lintText(t, compose(fullScreenExample(url, "")), Options{For: Production}) {
			if strings.Contains(d.Message+d.Label+d.Help, "hunter22") {
				t.Errorf("%s: shown by %s: %s", url, d.Rule, d.Message)
			}
			if d.Rule == urlCredentials.ID && (!d.Redact || d.Severity != diag.Error) {
				t.Errorf("%s: not redacted", url)
			}
		}
	}
}

// A long URL and many parameters take no more than their share of time.
func TestHostileURLs(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes seconds")
	}
	var many strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&many, "      - {key: k%d, name: n%d, description: d}\n", i, i)
	}
	start := time.Now()
	for _, unit := range []string{"{{a", "{", "}", "{{x}}.", "%7B%7Bx", "x.", "%", "a=b&", "token=x&", "{{x1y}}", "{{k1}}"} {
		url := `"https://acme.co/?` + strings.Repeat(unit, (app.MaxURL-20)/len(unit)) + `"`
		lintText(t, compose(fullScreenExample(url, "    parameters:\n"+many.String())), Options{For: Production})
		var links strings.Builder
		for i := range 50 {
			fmt.Fprintf(&links, "      - {key: k%d, name: n%d, description: d, support_link: {url: %s, label: l}}\n", i, i, url)
		}
		lintText(t, compose(fullScreenExample(url, "    parameters:\n"+links.String())), Options{For: Production})
	}
	lintText(t, compose(fullScreenExample(`"https://`+strings.Repeat("{{x}}", 90000)+`"`, "")), Options{For: Production})
	lintText(t, compose(fullScreenExample(goodURL, "    parameters: [{key: a, name: a, description: \""+strings.Repeat("e.g. 'a ", 50000)+"\"}]\n")), Options{For: Production})
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("took %v", took)
	}
}

// fullScreenExample wraps a full screen URL, and more, in the manifest.
func fullScreenExample(url, more string) string {
	return "embedded:\n  full_screen:\n    description: Acme dashboard\n    url: " + url + "\n" + more
}

const goodURL = "https://app.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}"
