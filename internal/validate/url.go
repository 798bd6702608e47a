package validate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/secret"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// address is a URL of the manifest, taken apart.
type address struct {
	*app.URL
	node *manifest.Node
	// component is the component whose template it is; nil for addresses that
	// are shown as links and in which no token is filled in.
	component *app.Component
	parameter *app.Parameter   // whose help link it is
	server    *app.MCPServer   // whose URL it is
	set       *app.Credentials // whose redirect URI it is, with its index there
	index     int
	support   bool // whether customers find support there

	known once[addressHost]
}

// addressHost is what is known of the host of an address, as far as that is
// fixed. Where ok is false, too little of it is.
type addressHost struct {
	hostInfo
	domain string
	ok     bool
}

// name is the address as messages call it.
func (a *address) name() string {
	switch {
	case a.component != nil:
		return a.component.Kind.String() + " URL"
	case a.parameter != nil:
		return fmt.Sprintf("help link of parameter %q", a.parameter.Key.Node.Text)
	case a.server != nil:
		return "URL of " + a.server.Subject()
	case a.set != nil:
		return "redirect URI"
	case a.support:
		return "support URL"
	}
	return "setup instructions URL"
}

// host returns what is known of the host of an address.
func (p *Pass) host(a *address) addressHost {
	return a.known.get(func() addressHost {
		domain, ok := a.Domain()
		if !ok {
			return addressHost{}
		}
		return addressHost{p.Known.host(domain), domain, true}
	})
}

// at returns the place of some bytes of the address in the file.
func (p *Pass) at(a *address, from, to int) source.Span { return p.Within(a.node, from, to) }

// addresses are the URLs of the manifest.
type addresses struct {
	components []*address
	setup      []*address // none or one; where it is empty, setup-instructions says so
	support    []*address // none or one
	help       []*address // help links of parameters
	redirects  []*address // redirect URIs of both sets
	servers    []*address // MCP servers

	// pages are those of components, setup, support and servers, links those of setup,
	// support, help and servers, and all these five.
	pages, links, all []*address
}

// addresses returns the URLs of the manifest.
func (p *Pass) addresses() *addresses {
	return p.links.get(func() *addresses {
		l := &addresses{}
		for _, c := range p.Model.Components() {
			if c.URL.URL != nil {
				l.components = append(l.components, &address{URL: c.URL.URL, node: c.URL.Node, component: c})
			}
			for i := range c.Parameters {
				param := &c.Parameters[i]
				if link := param.SupportLink.URL; link.URL != nil && param.HasKey() {
					l.help = append(l.help, &address{URL: link.URL, node: link.Node, parameter: param})
				}
			}
		}
		if u := p.Model.Setup.URL; u.URL != nil && strings.TrimSpace(u.URL.Text) != "" {
			l.setup = []*address{{URL: u.URL, node: u.Node}}
		}
		if u := p.Model.Support.URL; u.URL != nil {
			l.support = []*address{{URL: u.URL, node: u.Node, support: true}}
		}
		for i := range p.Model.Agentic.Servers {
			s := &p.Model.Agentic.Servers[i]
			if s.URL.URL != nil {
				l.servers = append(l.servers, &address{URL: s.URL.URL, node: s.URL.Node, server: s})
			}
		}
		for _, set := range p.Model.OAuth.Sets() {
			for i, u := range set.URLs {
				if u.URL != nil {
					l.redirects = append(l.redirects, &address{URL: u.URL, node: u.Node, set: set, index: i})
				}
			}
		}
		l.pages = slices.Concat(l.components, l.setup, l.support, l.servers)
		l.links = slices.Concat(l.setup, l.support, l.help, l.servers)
		l.all = slices.Concat(l.pages, l.help)
		return l
	})
}

// redacted returns a URL as it may stand in a message: without user name,
// query and fragment, which may hold secrets.
func redacted(text string) string {
	text = strings.TrimSpace(text)
	cut := text
	if i := strings.IndexAny(cut, "?#"); i >= 0 {
		cut = cut[:i] + "…"
	}
	if i := strings.LastIndexByte(cut, '@'); i >= 0 {
		cut = "…" + cut[i:]
	}
	return diag.Clip(cut, 80)
}

// interpolation is the page that describes tokens, in its last and its newest form.
const interpolation = "procore/documentation _includes/url_parameter_interpolation.md@2021591"

var urlSyntax = Rule{
	ID: "url-syntax", Group: groupURL, Severity: always(diag.Error), Since: "0.1.0", Fixable: true,
	Varies:  "warning for mistakes that browsers tolerate, and for HTML entities",
	Summary: "URLs are absolute and well formed",
	Why: "The portal puts the URL into a page of Procore, where a relative or malformed URL opens nothing, or opens a " +
		"page of Procore. Some mistakes are warnings, because browsers tolerate them but other programs do not: white " +
		"space around a URL, a separator after the URL, dots in the path and a stray percent sign. An HTML entity such as " +
		"&amp; is a warning too; it is often copied from the source of a page, and browsers send it unchanged. A URL of " +
		"more than 8,000 bytes is an error, because many servers refuse long URLs.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: app.acmefield.com/?company={{procore.company.id}}`,
	Good: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}`,
	Origin: schema.Origin{Source: "RFC 3986; RFC 1123, section 2.1", Date: "2005-01", Confidence: schema.Inferred},
	Check: func(p *Pass) {
		for _, a := range p.addresses().pages { // help links belong to support-link
			p.reportFaults(a, diag.Error)
		}
	},
}

var urlHTTPS = Rule{
	ID: "url-https", Group: groupURL, Severity: always(diag.Error), Since: "0.1.0",
	Varies:  "warning for the setup page",
	Summary: "URLs use https",
	Why: "Procore is served over https, and a browser refuses to show an http page inside an https page. No " +
		"published rule of the portal requires https, but without https the component stays empty. For MCP servers, the " +
		"portal asks for https. The setup page is not shown in a frame, so a setup page without https is only a warning. " +
		"The rule local-host reports hosts on the developer's own machine or network. There is no automatic fix, " +
		"because the server may not answer over https.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: http://app.acmefield.com/?company={{procore.company.id}}`,
	Good: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}`,
	Origin: schema.Origin{
		Source: "W3C Mixed Content, Candidate Recommendation Draft",
		Date:   "2023-02-23", Confidence: schema.Inferred,
	},
	Check: func(p *Pass) {
		for _, a := range p.addresses().pages { // help links belong to support-link
			if at, scheme, ok := p.insecure(a); ok {
				f := p.Report(at, "the %s uses %s, not https", a.name(), scheme).Label("expected https")
				if a.component == nil && a.server == nil {
					f.As(diag.Warning)
				}
				f.Help("serve the address over https, and write https:// in the URL")
			}
		}
	},
}

// insecure returns the scheme of a URL that is not https and could be, with
// its place.
func (p *Pass) insecure(a *address) (source.Span, string, bool) {
	scheme, ok := a.Get(app.InScheme)
	s := a.Parts[app.InScheme]
	if !ok || strings.EqualFold(scheme, "https") || !a.Parts[app.InHost].Ok() || a.HoldsToken(s) {
		return source.Span{}, "", false
	}
	if p.host(a).kind == hostLocal {
		return source.Span{}, "", false
	}
	return p.at(a, s.From, s.To), scheme, true
}

// judgeHosts reports the hosts of some addresses that are of one of the kinds.
func (p *Pass) judgeHosts(list []*address, help string, kinds ...hostKind) {
	for _, a := range list {
		info := p.host(a)
		if !info.ok || !slices.Contains(kinds, info.kind) {
			continue
		}
		h := a.Parts[app.InHost]
		p.Report(p.at(a, h.From, h.To), "the host %q of the %s %s", a.Text[h.From:h.To], a.name(), info.why).
			Help("%s", help)
	}
}

var sampleHost = Rule{
	ID: "sample-host", Group: groupURL, Severity: rising(diag.Off, diag.Warning, diag.Error), Since: "0.1.0",
	Summary: "no URL points to a sample host",
	Why: "Hosts from templates and documentation, and names under .test, .example and .invalid, do not belong to you. " +
		"App validation rejects sample and placeholder definitions. A draft may still contain sample hosts.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.example.com/?company={{procore.company.id}}`,
	Good: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}`,
	Origin: schema.Origin{
		Source: "procore/documentation building_applications/building_apps_review_manifest.md@88b051b; RFC 2606 " +
			"and RFC 6761",
		Date: "2023-04-17", Confidence: schema.Documented,
	},
	Check: func(p *Pass) {
		l := p.addresses()
		production := slices.DeleteFunc(slices.Clone(l.redirects), func(a *address) bool {
			return a.set != &p.Model.OAuth.Production
		})
		p.judgeHosts(slices.Concat(l.all, production), "write the host of your own app", hostSample)
	},
}

var localHost = Rule{
	ID: "local-host", Group: groupURL, Severity: rising(diag.Off, diag.Warning, diag.Error), Since: "0.1.0",
	Summary: "no URL points to one machine, one network or a tunnel",
	Why: "Customers cannot reach localhost, private addresses, or names that work in only one network, and a tunnel " +
		"stops working when the owner's machine sleeps. A draft may use these hosts, a version for testing " +
		"should not, and a version in production must not. A separate rule checks redirect URIs, because the " +
		"sandbox allows localhost in them.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://localhost:3000/?company={{procore.company.id}}`,
	Good: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}`,
	Origin: schema.Origin{
		Source: "RFC 1918, RFC 4193, RFC 6761, RFC 6762",
		Date:   "2013-02", Confidence: schema.Inferred,
	},
	Check: func(p *Pass) {
		p.judgeHosts(p.addresses().all, "write a host that every customer can reach", hostLocal, hostTunnel)
	},
}

var placeholderPath = Rule{
	ID: "placeholder-path", Group: groupURL, Severity: rising(diag.Warning, diag.Error, diag.Error), Since: "0.1.0",
	Summary: "component URLs do not contain the path of the example URL in the portal's form",
	Why: "The portal's form shows an example URL in the empty field. The path of this example does not exist in " +
		"your app. If the host is a sample too, the rule sample-host reports the URL.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/1234/12?company={{procore.company.id}}`,
	Good: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}`,
	Origin: schema.Origin{
		Source: "procore/documentation assets/guides/form-based-component-type-url-fields.png blob 5a3f88bf",
		Date:   "2024-05-15", Confidence: schema.Seen,
	},
	Check: func(p *Pass) {
		for _, a := range p.addresses().components {
			path, ok := a.Get(app.InPath)
			if !ok || !isSamplePath(strings.TrimSuffix(path, "/")) {
				continue
			}
			if p.host(a).kind == hostSample {
				continue
			}
			s := a.Parts[app.InPath]
			p.Report(p.at(a, s.From, s.To), "the path %q of the %s comes from the example URL in the portal's "+
				"form", path, a.name()).
				Help("write the path of your app's page")
		}
	},
}

func isSamplePath(path string) bool {
	for _, s := range schema.Samples() {
		if s.Kind == schema.SamplePath && strings.TrimSuffix(s.Value, "/") == path {
			return true
		}
	}
	return false
}

var urlCredentials = Rule{
	ID: "url-credentials", Group: groupURL, Severity: always(diag.Error), Since: "0.1.0", FindsSecrets: true,
	Varies:  "warning for a user name without a password",
	Summary: "no URL contains a password or a secret",
	Why: "The portal stores a URL and shows it to every installer. The URL is also sent to the browser of every user " +
		"and written to logs. Browsers refuse a frame if its URL contains a user name. A user name without a password is " +
		"a warning. A query value counts as a secret if it has a name such as token, api_key or password.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/?company={{procore.company.id}}&api_key=c2FtcGxlLW9ubHk`,
	Good: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}`,
	Origin: schema.Origin{
		Source: "RFC 3986, section 3.2.1; RFC 9700, section 4.3",
		Date:   "2025-01", Confidence: schema.Inferred,
	},
	Check: func(p *Pass) {
		for _, a := range p.addresses().all {
			if u := a.user(); u.Ok() {
				if a.hasPassword() {
					p.Report(p.at(a, u.From, u.To), "the %s contains a password", a.name()).
						Help("remove the password from the URL; also change the password, because it was " +
							"published with this file").
						Secret(a.Text[u.From:u.To])
				} else if u.To > u.From {
					p.Report(p.at(a, u.From, u.To), "the %s contains a user name", a.name()).As(diag.Warning).
						Help("remove the user name and the @")
				}
			}
		}
		l := p.addresses()
		for _, a := range slices.Concat(l.all, l.redirects) { // redirect-uri reports their passwords
			for _, s := range a.secrets() {
				p.Report(p.at(a, s.value.From, s.value.To), "the %s contains a value for %q, which looks like a secret", a.name(),
					s.key).
					Help("remove the secret from the URL; also replace the secret, because it was published with this file").
					Secret(a.Text[s.value.From:s.value.To])
			}
		}
	},
}

// hasPassword reports whether there is a password before the host.
func (a *address) hasPassword() bool {
	u := a.user()
	if !u.Ok() {
		return false
	}
	name, password, _ := strings.Cut(a.Text[u.From:u.To], ":")
	return password != "" || secret.LooksDrawn(name) // some APIs take their key as the name
}

// passwordBefore is a name and a password before an @.
var passwordBefore = lazy.Regexp(`(?i)(?:^|[/\\])([^/\\:@?#\s]*:[^/\\@?#\s]+?)(?:@|%40)`)

// user returns the user name and password, also of an address with a mistake in its start,
// of which no parts are known.
func (a *address) user() app.Range {
	if host := a.Parts[app.InHost]; a.Parts[app.InUser].Ok() || host.From < host.To || strings.IndexByte(a.Text, ':') < 0 {
		return a.Parts[app.InUser]
	}
	m := passwordBefore().FindStringSubmatchIndex(a.Text)
	if m == nil || strings.HasPrefix(strings.ToLower(a.Text[m[2]:]), "mailto:") {
		return app.Range{From: -1, To: -1}
	}
	return app.Range{From: m[2], To: m[3]}
}

// querySecret is a value of a query whose name says that it is one.
type querySecret struct {
	key   string
	value app.Range
}

// secrets returns the pairs of the query and the fragment whose name is that of a secret
// and whose value is not only a token.
func (a *address) secrets() []querySecret {
	return append(a.secretsIn(a.Parts[app.InQuery]), a.secretsIn(a.Parts[app.InFragment])...)
}

func (a *address) secretsIn(query app.Range) []querySecret {
	var list []querySecret
	for at := query.From; query.Ok() && at < query.To; {
		end := at
		for end < query.To && a.Masked[end] != '&' && a.Masked[end] != ';' {
			end++
		}
		if eq := strings.IndexByte(a.Masked[at:end], '='); eq > 0 {
			key, value := a.Text[at:at+eq], app.Range{From: at + eq + 1, To: end}
			if IsSecretName(key) && a.isLiteral(value) {
				list = append(list, querySecret{key, value})
			}
		}
		at = end + 1
	}
	return list
}

// isLiteral reports whether a value holds more than tokens, switches and
// nothing.
func (a *address) isLiteral(p app.Range) bool {
	rest := p.To - p.From
	for _, tok := range a.Tokens {
		if tok.From >= p.From && tok.To <= p.To {
			rest -= tok.To - tok.From
		}
	}
	if rest <= 0 {
		return false
	}
	switch strings.ToLower(a.Text[p.From:p.To]) {
	case "true", "false", "yes", "no", "on", "off", "0", "1", "none", "null":
		return false
	}
	return true
}

// secretEndings are the ends of names of secrets, without separators.
var secretEndings = []string{
	"token", "secret", "password", "passwd", "passphrase", "pwd", "apikey", "accesskey", "secretkey", "privatekey",
	"authkey", "subscriptionkey", "credential", "credentials", "jwt",
}

// IsSecretName reports whether the name of a key or of a query value says that the value is
// a secret.
func IsSecretName(name string) bool {
	return slices.ContainsFunc(secretEndings, func(end string) bool { return endsIn(name, end) })
}

// endsIn reports whether the letters and digits of a name end in some, in any case.
func endsIn(name, letters string) bool {
	at := len(name)
	for i := len(letters) - 1; i >= 0; i-- {
		for at--; at >= 0 && !source.IsAlphanumeric(name[at]); at-- {
		}
		if at < 0 || name[at] != letters[i] && name[at]|0x20 != letters[i] {
			return false
		}
	}
	return true
}

var procoreHost = Rule{
	ID: "procore-host", Group: groupURL, Severity: always(diag.Warning), Since: "0.1.0",
	Summary: "component URLs point to the app, not to Procore",
	Why: "A component shows your app inside Procore. The component is not meant to show Procore itself, and Procore's " +
		"login page cannot be shown in a frame. Usually someone copied the address of the project from the browser.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.procore.com/?company={{procore.company.id}}`,
	Good: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}`,
	Origin: schema.Origin{
		Source: "procore/documentation platform_concepts/development_environments.md@ff93936",
		Date:   "2026-05-29", Confidence: schema.Inferred,
	},
	Check: func(p *Pass) {
		p.judgeHosts(p.addresses().components, "write the URL of your own app", hostProcore)
	},
}
