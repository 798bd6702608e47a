package validate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/schema"
)

// outOfBand is the redirect URI that makes Procore show the code on a page of
// its own.
const outOfBand = "urn:ietf:wg:oauth:2.0:oob"

var redirectURI = Rule{
	ID: "redirect-uri", Group: groupOAuth, Severity: always(diag.Error), Since: "0.1.0", Fixable: true,
	FindsSecrets: true,
	Varies:       "warning for test addresses under oauth.production in a draft or in testing",
	Summary:      "redirect URIs are fixed https addresses, http://localhost, or the out-of-band URN",
	Why: "Procore compares the redirect URI of a request with the list character by character, including a final " +
		"slash, and does not support wildcards or tokens. It accepts https and, as the only exception, http://localhost " +
		"(probably with any port and path). With urn:ietf:wg:oauth:2.0:oob, Procore shows the code on a page and does not " +
		"redirect. In the list for production, local hosts and the out-of-band URN are errors for a version in " +
		"production and warnings before that, because any program on the user's machine could take the code. " +
		"Sources differ on the " +
		"out-of-band URN: the Quick Start mentions it for testing, and another page accepts it for programs without " +
		"a browser. If your app has no browser, suppress the finding and give that reason.",
	Bad: `oauth:
  production: {redirect_uris: ["http://app.acmefield.com/oauth/callback"]}`,
	Good: `oauth:
  sandbox: {redirect_uris: ["urn:ietf:wg:oauth:2.0:oob"]}
  production: {redirect_uris: ["https://app.acmefield.com/oauth/callback"]}`,
	Origin: schema.Origin{
		Source: "procore/documentation assets/guides/form-based-production-oauth-creds.png blob fa87c26e; " +
			"oauth/oauth_keys.md@ff93936; api_essentials/troubleshooting.md@06dad9d; differ: " +
			"overview/quick_start_guide.md@06dad9d and oauth/oauth_auth_grant_flow.md@ff93936",
		Date: "2026-06-03", Confidence: schema.Documented,
	},
	Check: func(p *Pass) {
		first := make(map[*app.Credentials]map[string]*manifest.Node)
		for _, set := range p.Model.OAuth.Sets() {
			first[set] = make(map[string]*manifest.Node)
		}
		for _, a := range p.addresses().redirects {
			if a.Text == "" { // the schema refuses what is empty
				continue
			}
			if before := first[a.set][a.Text]; before != nil {
				// Its other faults were reported where it was listed first.
				p.Report(a.node.Span, "redirect URI %q is listed twice", redacted(a.Text)).
					Also(before.Span, "first listed here").Label("listed again here").Help("remove one of the two entries").
					Remove(a.set.RedirectURIs.Node, a.index)
				continue
			}
			first[a.set][a.Text] = a.node
			if !p.checkRedirectForm(a) && a.set == &p.Model.OAuth.Production {
				p.checkRedirectHost(a)
			}
		}
	},
}

// checkRedirectForm reports a redirect URI that Procore does not accept, by its
// first fault.
func (p *Pass) checkRedirectForm(a *address) bool {
	text := a.Text
	report := func(from, to int, format string) *Finding {
		return p.Report(p.at(a, from, to), format, redacted(text))
	}
	if u := a.user(); u.Ok() {
		report(u.From, u.To, "redirect URI %q contains a user name or password").Label("not allowed in a redirect URI").
			Help("remove the user name and password").Secret(text[u.From:u.To])
		return true
	}
	if trimmed := strings.TrimSpace(text); trimmed != text {
		f := p.Report(a.node.Span, "redirect URI %q starts or ends with white space", redacted(text)).
			Label("the white space counts as part of the URI").Help("remove the white space")
		if trimmed != "" {
			f.Replace(a.node, trimmed)
		}
		return true
	}
	switch {
	case text == outOfBand:
		return false
	case strings.EqualFold(text, outOfBand):
		report(0, len(text), "redirect URI %q is not in lower case").Label("expected %s", outOfBand).
			Help("did you mean %q?", outOfBand).Replace(a.node, outOfBand)
		return true
	}
	if rest, found := strings.CutPrefix(text, outOfBand); found && strings.Trim(rest, ",;| ") == "" {
		report(len(outOfBand), len(text), "redirect URI %q ends in a "+separatorName(strings.TrimSpace(rest))).
			Label("not part of the address").Help("remove the separator").Replace(a.node, outOfBand)
		return true
	}
	if at := strings.Index(strings.ToLower(text), outOfBand); at >= 0 && !strings.Contains(text, "?") {
		from := at
		if at == 0 {
			from = len(outOfBand)
		}
		report(from, len(text), "redirect URI %q contains a second address").Label("a second address starts here").
			Help("list each address on a separate line")
		return true
	}
	if open := strings.IndexAny(text, "{}"); open >= 0 {
		report(open, tokenEnd(text, open), "redirect URI %q contains a token, which Procore does not fill in").
			Label("this token is not filled in").Help("list every redirect URI in full")
		return true
	}
	if star := strings.IndexByte(text, '*'); star >= 0 {
		report(star, star+1, "redirect URI %q contains a wildcard").Label("a * matches only the character *").
			Help("list every redirect URI in full")
		return true
	}
	return p.checkRedirectFaults(a) || p.checkRedirectScheme(a) || p.checkFragment(a)
}

// checkRedirectFaults reports the first fault of the address as such.
func (p *Pass) checkRedirectFaults(a *address) bool {
	if scheme, ok := a.Get(app.InScheme); len(a.Faults) == 0 || ok && strings.EqualFold(scheme, "urn") {
		return p.checkLength(a, diag.Error)
	}
	// That a second address starts here follows, or a separator, explains the faults before.
	f := a.Faults[0]
	for _, other := range a.Faults {
		if other.Kind == app.FaultJoined || other.Kind == app.FaultTrailing {
			f = other
			break
		}
	}
	subject := fmt.Sprintf("redirect URI %q", redacted(a.Text))
	switch f.Kind {
	case app.FaultEmpty, app.FaultSpace, app.FaultRelative, app.FaultSlashes, app.FaultNoHost, app.FaultTwoSchemes:
		p.Report(p.at(a, 0, len(a.Text)), "%s is not a web address", subject).Label("expected https:// and a host").
			Help("write the whole address, for example: https://app.acmefield.com/oauth/callback")
	case app.FaultJoined:
		p.Report(p.at(a, f.From, f.To), "%s contains a second address", subject).Label("a second address starts here").
			Help("list each address on a separate line")
	default:
		c := a.complain(f, subject)
		p.Report(p.at(a, f.From, f.To), "%s", c.message).Label("%s", c.label).Help("%s", c.help).mend(a, f)
	}
	return true
}

// checkRedirectScheme reports a redirect URI that uses neither https nor
// http://localhost.
func (p *Pass) checkRedirectScheme(a *address) bool {
	scheme, _ := a.Get(app.InScheme)
	host, _ := a.Get(app.InHost)
	if strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "http") && host == "localhost" {
		return false
	}
	at, text := p.at(a, a.Parts[app.InScheme].From, a.Parts[app.InScheme].To), redacted(a.Text)
	switch {
	case strings.EqualFold(scheme, "http") && p.host(a).loopback:
		name := strings.Trim(host, "[]")
		from := a.Parts[app.InHost].From + strings.Index(host, name)
		p.Report(p.at(a, from, from+len(name)), "redirect URI %q uses http for a host other than localhost", text).
			Label("expected localhost").Help("write localhost, the only host that may use http")
	case strings.EqualFold(scheme, "http"):
		p.Report(at, "redirect URI %q uses http, not https", text).Label("expected https").
			Help("serve the address over https; only localhost may use http")
	default:
		p.Report(at, "redirect URI %q uses neither https nor http://localhost", text).Label("expected https").
			Help("use an https address, http://localhost or %s", outOfBand)
	}
	return true
}

// tokenEnd returns the end of the braces that open at an offset.
func tokenEnd(text string, open int) int {
	end := strings.IndexByte(text[open:], '}')
	if end < 0 {
		return len(text)
	}
	for end += open; end < len(text) && text[end] == '}'; {
		end++
	}
	return end
}

func (p *Pass) checkFragment(a *address) bool {
	hash := strings.IndexByte(a.Text, '#')
	if hash < 0 {
		return false
	}
	p.Report(p.at(a, hash, len(a.Text)), "redirect URI %q has a fragment", redacted(a.Text)).
		Label("browsers do not send this part to a server").Help("remove the fragment; OAuth does not allow fragments in " +
		"redirect URIs")
	return true
}

// checkRedirectHost reports what only works in the sandbox in the list for
// production. Sample hosts are left to sample-host.
func (p *Pass) checkRedirectHost(a *address) {
	severity := diag.Warning
	if p.For == Production {
		severity = diag.Error
	}
	const help = "list the https address of your app, and move this address to oauth.sandbox"
	if a.Text == outOfBand {
		p.Report(a.node.Span, "the out-of-band redirect URI %q is listed for production", a.Text).As(severity).
			Label("only for testing").Help(help)
		return
	}
	if info := p.host(a); info.kind == hostLocal || info.kind == hostTunnel {
		h := a.Parts[app.InHost]
		host := strings.Trim(a.Text[h.From:h.To], "[]")
		from := h.From + strings.Index(a.Text[h.From:h.To], host)
		p.Report(p.at(a, from, from+len(host)), "the redirect URI for production leads to the host %q, which %s",
			host, info.why).As(severity).Label("not for customers").Help(help)
	}
}

var mixedEnvironments = Rule{
	ID: "mixed-environments", Group: groupOAuth, Severity: rising(diag.Warning, diag.Warning, diag.Error),
	Since:   "0.1.0",
	Varies:  "warning for addresses in notes",
	Summary: "addresses of Procore sandboxes and of production are not mixed",
	Why: "Codes, tokens and credentials work in one environment only. Addresses of a Procore sandbox belong only under " +
		"oauth.sandbox, because the rest of the manifest reaches customers with the version. Production addresses do not " +
		"belong under oauth.sandbox. In notes, a sandbox address is at most a warning, because it may be intended. The " +
		"rule procore-host reports component URLs on a host of Procore.",
	Bad: `setup_instructions:
  url: https://help.acmefield.com/setup?login=https://login-sandbox.procore.com
  page_name: Set up Acme`,
	Good: `setup_instructions:
  url: https://help.acmefield.com/setup?login=https://login.procore.com
  page_name: Set up Acme`,
	Origin: schema.Origin{
		Source: "procore/documentation platform_concepts/development_environments.md@ff93936; " +
			"oauth/oauth_endpoints.md@ff93936",
		Date: "2026-05-29", Confidence: schema.Documented,
	},
	Check: func(p *Pass) {
		sandbox := p.Model.OAuth.Sandbox.Node
		own := make(map[*manifest.Node]app.Range) // hosts that procore-host judges
		for _, a := range p.addresses().components {
			own[a.node] = a.Parts[app.InHost]
		}
		for _, s := range p.contents().texts {
			p.checkEnvironment(s.node, own[s.node], sandbox != nil && sandbox.Span.Contains(s.node.Span))
		}
	},
}

func (p *Pass) checkEnvironment(n *manifest.Node, own app.Range, inSandbox bool) {
	text := n.Text
	if !mayNameEnvironment(text) {
		return
	}
	reports := 0
	for h := range hostsIn(text) {
		if !h.linked || reports == textLimit || h.from < own.To && own.From < h.to {
			continue
		}
		host := text[h.from:h.to]
		serves := p.Known.host(host).environments
		if len(serves) == 0 || isSandboxHost(serves) == inSandbox {
			continue
		}
		reports++
		format := "%q is the host of a Procore sandbox, but is not under oauth.sandbox"
		help := "use the production host, or move the address to oauth.sandbox"
		if inSandbox {
			format = "%q is not the host of a Procore sandbox, but is under oauth.sandbox"
			help = "use the sandbox host, or move the address to oauth.production"
		}
		f := p.Report(p.Within(n, h.from, h.to), format, host).Label("wrong environment").Help("%s", help)
		if strings.ContainsAny(strings.TrimSpace(text), " \t\n") {
			f.As(diag.Warning)
		}
	}
}

// isSandboxHost reports whether a host serves sandboxes alone. The On-Demand
// Sandbox runs on the hosts of production.
func isSandboxHost(environments []string) bool {
	return !slices.ContainsFunc(environments, func(id string) bool { return !isSandbox(id) })
}

func isSandbox(id string) bool {
	return slices.ContainsFunc(schema.Environments(), func(e schema.Environment) bool {
		return e.ID == id && (e.Credentials == "sandbox" || strings.Contains(e.ID, "sandbox"))
	})
}
