package validate

import (
	"iter"
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

var uuid = lazy.Regexp(`(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`)

// mayHoldUUID reports whether a text has two hyphens as a UUID has them.
func mayHoldUUID(text string) bool {
	for at := 0; ; at++ {
		n := strings.IndexByte(text[at:], '-')
		if n < 0 {
			return false
		}
		at += n
		if at >= 8 && at+5 < len(text) && source.IsHex(text[at-8]) && source.IsHex(text[at-1]) && text[at+5] == '-' {
			return true
		}
	}
}

const revoke = "remove the secret from the file; also replace the secret, because the old one stays in the history " +
	"of the repository"

// RuleSecret is the id of the rule about secrets.
const RuleSecret = "secret"

var secretRule = Rule{
	ID: RuleSecret, Group: groupOAuth, Severity: always(diag.Error), Since: "0.1.0", FindsSecrets: true,
	Varies:  "warning for less certain findings; info for internal hosts in a draft",
	Summary: "the file contains no secret",
	Why: "A manifest is committed, reviewed and copied with every version, and customers see its notes. Client secrets " +
		"and tokens belong in a secret store; Procore asks developers to keep them out of code and shows a production " +
		"secret only once. The rule searches values and comments for private keys, tokens of known forms, passwords in " +
		"addresses and headers, and values after words such as client_secret. Less certain findings are warnings: " +
		"passwords, client ids, values that contain only hexadecimal digits, and App Version Keys, internal " +
		"hosts and tunnels in notes. The rule " +
		"never prints the secret.",
	Bad: `post_installation_notes: |
  Create an app configuration, then enter this in Acme:
  client_secret: 3f9a1c77e02b4d58a6c1f0e9d2b37465a8c90e1f`,
	Good: `post_installation_notes: |
  Create an app configuration, then enter the client secret from the page OAuth Credentials in Acme.`,
	Origin: schema.Origin{
		Source: "procore/documentation assets/guides/form-based-production-oauth-creds.png blob fa87c26e; " +
			"oauth/oauth_keys.md@ff93936",
		Date: "2026-05-29", Confidence: schema.Inferred,
	},
	Check: func(p *Pass) {
		// Values in queries whose name says that they are secret, and passwords
		// before a host, are reported by url-credentials and redirect-uri.
		urls := make(map[*manifest.Node][]mark)
		user := func(n *manifest.Node, at app.Range) {
			if at.Ok() {
				urls[n] = append(urls[n], mark{at.From, at.To})
			}
		}
		for _, set := range p.Model.OAuth.Sets() {
			for _, u := range set.URLs {
				if u.URL != nil {
					user(u.Node, u.URL.Parts[app.InUser])
				}
			}
		}
		for _, a := range p.addresses().all {
			if a.hasPassword() {
				user(a.node, a.user())
			}
		}
		for _, a := range slices.Concat(p.addresses().all, p.addresses().redirects) {
			for _, s := range a.secrets() {
				urls[a.node] = append(urls[a.node], mark{s.value.From, s.value.To})
			}
		}
		for _, s := range p.contents().texts {
			p.checkValue(s.key, s.node, urls[s.node])
		}
		for _, key := range p.contents().names {
			p.reportLeaks(secret.Find(key.Text), "a key", key.Text, func(from, to int) source.Span { return p.Within(key, from, to) })
		}
		for start, text := range p.commentBlocks() {
			p.reportLeaks(secret.Find(text), "a comment", text, func(from, to int) source.Span {
				return source.Span{Start: start + from, End: start + to}
			})
		}
		for _, notes := range []app.Text{p.Model.Notes, p.Model.ReleaseNotes} {
			p.checkPublished(notes)
		}
	},
}

// commentBlocks yields the places and texts of the comments. Those on successive lines are
// one, with blanks for the signs between them: a secret may stand below its name, and a key
// has many lines.
func (p *Pass) commentBlocks() iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		comments := p.Written.Comments()
		for i := 0; i < len(comments); {
			start, next := comments[i].Start, i+1
			for next < len(comments) && p.isNextLine(comments[next-1].End, comments[next].Start) {
				next++
			}
			text := p.File.Text(source.Span{Start: start, End: comments[next-1].End})
			if next > i+1 {
				plain := []byte(text)
				for _, c := range comments[i+1 : next] {
					plain[c.Start-start] = ' '
				}
				text = string(plain)
			}
			if !yield(start, text) {
				return
			}
			i = next
		}
	}
}

// isNextLine reports whether one line break and the indentation of a line are between two
// places.
func (p *Pass) isNextLine(end, start int) bool {
	between := strings.TrimRight(string(p.File.Data[end:start]), " \t")
	return between == "\n" || between == "\r\n"
}

// certainSecrets returns the secrets in a file that is no manifest.
func certainSecrets(f *source.File, what string) []diag.Diagnostic {
	var found []diag.Diagnostic
	for _, l := range secret.Find(string(f.Data)) {
		if !l.Unsure {
			found = append(found, diag.Diagnostic{Rule: secretRule.ID, Severity: diag.Error, File: f, Span: l.Span,
				Redact: true, Message: what + " contains " + l.Kind, Help: revoke})
		}
	}
	return found
}

// isPlainWord reports whether a key is made of lower-case letters and underscores,
// as no secret is.
func isPlainWord(key string) bool {
	for i := range len(key) {
		if key[i] != '_' && (key[i] < 'a' || key[i] > 'z') {
			return false
		}
	}
	return true
}

// checkValue looks for secrets in one value.
func (p *Pass) checkValue(key, n *manifest.Node, reported []mark) {
	text, where := n.Text, "the file"
	if key != nil {
		where = key.Text
	}
	leaks := secret.Find(text)
	mayBe := len(leaks) > 0 || len(text) >= shortSecret && strings.IndexByte(text, ' ') < 0
	if key != nil && mayBe && IsSecretName(key.Text) {
		if len(leaks) == 0 && isSecretValue(text) {
			leaks = []secret.Leak{{Span: source.Span{End: len(text)}, Kind: "what seems to be a secret"}}
		}
		for i := range leaks {
			leaks[i].Unsure = false // the key says what it is
		}
	}
	leaks = slices.DeleteFunc(leaks, func(l secret.Leak) bool {
		return slices.ContainsFunc(reported, func(m mark) bool { return m.from < l.End && l.Start < m.to })
	})
	p.reportLeaks(leaks, where, text, func(from, to int) source.Span { return p.Within(n, from, to) })
}

// reportLeaks reports secrets of one text, the certain ones first, and hides those that
// are too many to be listed.
func (p *Pass) reportLeaks(leaks []secret.Leak, where, text string, place func(from, to int) source.Span) {
	slices.SortStableFunc(leaks, func(a, b secret.Leak) int {
		switch {
		case a.Unsure == b.Unsure:
			return 0
		case a.Unsure:
			return 1
		}
		return -1
	})
	for _, l := range p.listed(leaks, text, place) {
		p.reportLeak(place(l.Start, l.End), where, l, text)
	}
}

// listed returns the secrets of one text that are reported, and hides the rest.
func (p *Pass) listed(leaks []secret.Leak, text string, place func(from, to int) source.Span) []secret.Leak {
	if len(leaks) <= textLimit {
		return leaks
	}
	from, to := len(text), 0
	for _, l := range leaks[textLimit:] {
		p.unlisted = append(p.unlisted, text[l.Start:l.End])
		from, to = min(from, l.Start), max(to, l.End)
	}
	p.covered = append(p.covered, place(from, to))
	return leaks[:textLimit]
}

// reportLeak reports a secret without showing it.
func (p *Pass) reportLeak(at source.Span, where string, l secret.Leak, text string) {
	shown := ""
	if l.Shown > 0 {
		shown = ` ("` + text[l.Start:l.Start+l.Shown] + `…")`
	}
	f := p.Report(at, "%s contains %s%s", where, l.Kind, shown).Label("a secret must not be in the file").Help(revoke)
	f.Secret(text[l.Start:l.End])
	if l.Unsure {
		f.As(diag.Warning)
	}
}

// versionKeys returns what looks like an App Version Key and is not another secret.
func versionKeys(text string) []secret.Leak {
	if !mayHoldUUID(text) { // the expression is slow
		return nil
	}
	var keys []secret.Leak
	leaks := secret.Find(text)
	for _, m := range uuid().FindAllStringIndex(text, -1) {
		for len(leaks) > 0 && leaks[0].End <= m[0] {
			leaks = leaks[1:]
		}
		if isFound := len(leaks) > 0 && leaks[0].Start < m[1]; !isFound && !secret.IsPlaceholder(text[m[0]:m[1]]) {
			keys = append(keys, secret.Leak{Span: source.Span{Start: m[0], End: m[1]}})
		}
	}
	return keys
}

// checkPublished looks in notes for what customers should not see, secret or
// not: keys that install a version, and hosts of an internal network.
func (p *Pass) checkPublished(notes app.Text) {
	n := notes.Node
	text, ok := notes.Str()
	if !ok {
		return
	}
	place := func(from, to int) source.Span { return p.Within(n, from, to) }
	for _, key := range p.listed(versionKeys(text), text, place) {
		p.Report(place(key.Start, key.End), "the notes contain what looks like an App Version Key").As(diag.Warning).
			Label("anyone with this key can install the version").
			Help("remove the key from the notes, and share keys privately").Secret(text[key.Start:key.End])
	}
	reports := 0
	for h := range hostsIn(text) {
		host := text[h.from:h.to]
		kind, format := p.Known.hostKind(host), "the notes contain the internal host %q"
		if kind == hostTunnel {
			format = "the notes contain the host %q, a tunnel to one machine"
		}
		if reports < textLimit && (kind == hostTunnel || kind == hostLocal && (h.linked || !h.isNumber(text))) {
			f := p.Report(p.Within(n, h.from, h.to), format, host).As(diag.Warning).
				Label("customers cannot reach this host").Help("write a host that every customer can reach")
			if p.For == Draft {
				f.As(diag.Info)
			}
			reports++
		}
	}
}
