package validate

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// describe writes a template as the tables below expect it: its parts, its
// tokens as form:name@place, and its faults as kind:text.
func describe(t *template) string {
	var out []string
	for p, x := range t.parts {
		if x.ok() {
			out = append(out, fmt.Sprintf("%s=%s", place(p), t.text[x.from:x.to]))
		}
	}
	for _, tok := range t.tokens {
		out = append(out, fmt.Sprintf("%s:%s@%s", formNames[tok.form], t.text[tok.from:tok.to], tok.place))
	}
	for _, f := range t.faults {
		out = append(out, fmt.Sprintf("!%d:%s", f.kind, t.text[f.from:f.to]))
	}
	return strings.Join(out, " ")
}

var formNames = map[form]string{
	wellFormed: "token", spaced: "spaced", single: "single", uneven: "uneven", encoded: "encoded",
	emptyToken: "empty", nested: "nested", notClosed: "open", notOpened: "close",
}

var templateTests = []struct{ text, want string }{
	{"https://acme.co/a?b#c", "scheme=https host=acme.co path=/a query=b fragment=c"},
	{"https://acme.co", "scheme=https host=acme.co path="},
	{"https://u:p@acme.co:8080/", "scheme=https user name=u:p host=acme.co port=8080 path=/"},
	{"https://{{r}}.acme.co/{{a}}/?p={{procore.project.id}}#{{f}}",
		"scheme=https host={{r}}.acme.co path=/{{a}}/ query=p={{procore.project.id}} fragment={{f}}" +
			" token:{{r}}@host token:{{a}}@path token:{{procore.project.id}}@query token:{{f}}@fragment"},
	{"{{s}}://acme.co:{{p}}", "scheme={{s}} host=acme.co port={{p}} path= token:{{s}}@scheme token:{{p}}@port"},
	{"{{base}}/x", "token:{{base}}@scheme !5:{{base}}/x"},
	// A delimiter inside a token is not one.
	{"https://{{a/b?c#d}}.acme.co", "scheme=https host={{a/b?c#d}}.acme.co path= token:{{a/b?c#d}}@host"},
	{"https://acme.co/{{ a }}", "scheme=https host=acme.co path=/{{ a }} spaced:{{ a }}@path"},
	{"https://acme.co/{a}", "scheme=https host=acme.co path=/{a} single:{a}@path"},
	{"https://acme.co/${a}", "scheme=https host=acme.co path=/${a} single:${a}@path"},
	{"https://acme.co/{{a}", "scheme=https host=acme.co path=/{{a} uneven:{{a}@path"},
	{"https://acme.co/{{{a}}}", "scheme=https host=acme.co path=/{{{a}}} uneven:{{{a}}}@path"},
	{"https://acme.co/%7b%7Ba%7D%7d", "scheme=https host=acme.co path=/%7b%7Ba%7D%7d encoded:%7b%7Ba%7D%7d@path"},
	{"https://acme.co/%7Ba%7D", "scheme=https host=acme.co path=/%7Ba%7D"},
	{"https://acme.co/{{}}{{ }}", "scheme=https host=acme.co path=/{{}}{{ }} empty:{{}}@path empty:{{ }}@path"},
	{"https://acme.co/{{a{{b}}}}", "scheme=https host=acme.co path=/{{a{{b}}}} nested:{{a{{b}}}}@path"},
	{"https://{{a.acme.co/{{b}}", "scheme=https host={{a.acme.co path=/{{b}} open:{{a.acme.co@host token:{{b}}@path"},
	{"https://acme.co/?a={{a&b={{b}}", "scheme=https host=acme.co path=/ query=a={{a&b={{b}} open:{{a@query token:{{b}}@query"},
	{"https://a}}.acme.co", "scheme=https host=a}}.acme.co path= close:}}@host"},
	{"", "!0:"},
	{" \n", "!0: \n"},
	{" https://acme.co\n", "scheme=https host=acme.co path= !1:  !1:\n"},
	{"https://acme.co/a  b", "scheme=https host=acme.co path=/a  b !2:  "},
	{"https://<host>/", "scheme=https host=<host> path=/ !3:<host>"},
	{"https://a<.acme.co/>", "scheme=https host=a<.acme.co path=/> !3:< !3:>"},
	{`https:\\acme.co`, `scheme=https !3:\\ !6:https:`},
	{"https://acme.co/100%", "scheme=https host=acme.co path=/100% !4:%"},
	{"acme.co/a", "!5:acme.co/a"},
	{"acme.co:8080/a", "!5:acme.co:8080/a"},
	{"localhost:3000", "!5:localhost:3000"},
	{"//acme.co/a", "!5://acme.co/a"},
	{"/a", "!5:/a"},
	{"https:/acme.co", "scheme=https !6:https:"},
	{"https://", "scheme=https host= path= !7:https://"},
	{"https:///a", "scheme=https host= path=/a !7:https://"},
	{"javascript:alert(1)", "scheme=javascript !7:javascript:"},
	{"https://https://acme.co", "scheme=https host=https port= path=//acme.co !8:https://https://"},
	{"https://http//acme.co", "scheme=https host=http path=//acme.co !8:https://http//a"},
	{"https://acme..co", "scheme=https host=acme..co path= !9:acme..co"},
	{"https://-acme.co", "scheme=https host=-acme.co path= !9:-acme.co"},
	{"https://acme,co", "scheme=https host=acme,co path= !9:acme,co"},
	{"https://büro.example.de", "scheme=https host=büro.example.de path="},
	{"https://acme.co./", "scheme=https host=acme.co. path=/"},
	{"https://300.1.1.1/", "scheme=https host=300.1.1.1 path=/ !10:300.1.1.1"},
	{"https://10.0.0.1/", "scheme=https host=10.0.0.1 path=/"},
	{"https://[::1]:3000/", "scheme=https host=[::1] port=3000 path=/"},
	{"https://[::x]/", "scheme=https host=[::x] path=/ !10:[::x]"},
	{"https://acme.co:0/", "scheme=https host=acme.co port=0 path=/ !11:0"},
	{"https://acme.co:99999/", "scheme=https host=acme.co port=99999 path=/ !11:99999"},
	{"https://acme.co:8a/", "scheme=https host=acme.co port=8a path=/ !11:8a"},
	{"https://acme.co:/", "scheme=https host=acme.co port= path=/"},
}

func TestParseTemplate(t *testing.T) {
	for _, test := range templateTests {
		if got := describe(parseTemplate(test.text)); got != test.want {
			t.Errorf("%q:\ngot  %s\nwant %s", test.text, got, test.want)
		}
	}
	if long := parseTemplate("https://acme.co/" + strings.Repeat("{", maxURL)); !long.long || len(long.tokens) > 0 {
		t.Error("a long text is taken apart")
	}
}

func TestDomain(t *testing.T) {
	for text, want := range map[string]string{
		"https://acme.co/":                 "acme.co",
		"https://{{r}}.acme.co":            "x.acme.co",
		"https://a-{{r}}b.acme.co:80":      "x.acme.co",
		"https://{{a}}.{{b}}.eu.acme.co":   "x.eu.acme.co",
		"https://{{a}}.localhost":          "x.localhost",
		"https://{{host}}/":                "",
		"https://acme.{{tld}}/":            "",
		"https://{{a.acme.co/{{b}}.co":     "",
		"acme.co":                          "",
		"https://user:{{p}}@acme.co/{{a}}": "acme.co",
	} {
		if got, ok := parseTemplate(text).domain(); got != want || ok != (want != "") {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// The parts of any text lie in it, in order, and cut no token.
func FuzzParseTemplate(f *testing.F) {
	for _, test := range templateTests {
		f.Add(test.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		x := parseTemplate(text)
		if len(x.masked) != len(text) {
			t.Fatalf("masked has %d bytes, the text %d", len(x.masked), len(text))
		}
		at := 0
		for p, part := range x.parts {
			if !part.ok() {
				continue
			}
			if part.to > len(text) || part.from > part.to {
				t.Fatalf("%s is %v of %d bytes", place(p), part, len(text))
			}
			if part.from < at {
				t.Fatalf("%s starts at %d, before the end of the part before it, %d", place(p), part.from, at)
			}
			at = part.to
		}
		at = 0
		for _, tok := range x.tokens {
			if tok.from < at || tok.to <= tok.from || tok.to > len(text) || tok.inner < tok.from || tok.inner > tok.to {
				t.Fatalf("token %+v after %d of %d bytes", tok, at, len(text))
			}
			at = tok.to
		}
		for _, fault := range x.faults {
			if fault.from < 0 || fault.to < fault.from || fault.to > len(text) {
				t.Fatalf("fault %+v of %d bytes", fault, len(text))
			}
			address{template: x, name: "URL"}.complaint(fault)
		}
		x.domain()
		if !x.long && len(x.tokens) == 0 && strings.Contains(text, "{") {
			t.Fatal("a brace is in no token")
		}
	})
}

// Whatever a URL is, all rules can look at it.
func FuzzURLRules(f *testing.F) {
	for _, test := range templateTests {
		f.Add(test.text, "r")
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
		if got := isSecretName(name); got != want {
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
	if testing.Short() {
		t.Skip("takes seconds")
	}
	var many strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&many, "      - {key: k%d, name: n%d, description: d}\n", i, i)
	}
	start := time.Now()
	for _, unit := range []string{"{{a", "{", "}", "{{x}}.", "%7B%7Bx", "x.", "%", "a=b&", "token=x&", "{{x1y}}", "{{k1}}"} {
		url := `"https://acme.co/?` + strings.Repeat(unit, (maxURL-20)/len(unit)) + `"`
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
