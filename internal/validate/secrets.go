package validate

import (
	"bytes"
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// leak is a secret in a text.
type leak struct {
	mark
	kind string // as called in a message: "a GitHub token"
	// shown is how many of its first characters a message may quote: the part
	// that every secret of the kind has, or nothing.
	shown  int
	unsure bool
}

// tokenShape is a kind of secret that starts in a fixed way.
type tokenShape struct {
	prefix, kind string
	// least and most are the number of characters after the prefix, all of
	// them letters, digits or others; most 0 means any number.
	least, most int
	others      string
}

var tokenShapes = []tokenShape{
	{"AKIA", "an AWS access key id", 16, 16, ""},
	{"ASIA", "an AWS access key id", 16, 16, ""},
	{"ghp_", "a GitHub token", 36, 0, ""},
	{"gho_", "a GitHub token", 36, 0, ""},
	{"ghu_", "a GitHub token", 36, 0, ""},
	{"ghs_", "a GitHub token", 36, 0, ""},
	{"ghr_", "a GitHub token", 36, 0, ""},
	{"github_pat_", "a GitHub token", 22, 0, "_"},
	{"glpat-", "a GitLab token", 20, 0, "_-"},
	{"xoxa-", "a Slack token", 10, 0, "-"},
	{"xoxb-", "a Slack token", 10, 0, "-"},
	{"xoxe-", "a Slack token", 10, 0, "-"},
	{"xoxp-", "a Slack token", 10, 0, "-"},
	{"xoxr-", "a Slack token", 10, 0, "-"},
	{"xoxs-", "a Slack token", 10, 0, "-"},
	{"hooks.slack.com/services/", "a Slack webhook", 20, 0, "/"},
	{"sk_live_", "a Stripe key", 16, 0, ""},
	{"rk_live_", "a Stripe key", 16, 0, ""},
	{"sk_test_", "a Stripe key", 16, 0, ""},
	{"sk-ant-", "an Anthropic key", 20, 0, "_-"},
	{"sk-proj-", "an OpenAI key", 20, 0, "_-"},
	{"AIza", "a Google API key", 35, 35, "_-"},
	{"GOCSPX-", "a Google client secret", 20, 0, "_-"},
	{"ya29.", "a Google access token", 20, 0, "_-"},
	{"npm_", "an npm token", 36, 36, ""},
	{"SG.", "a SendGrid key", 50, 0, "_-."},
}

func (s tokenShape) has(b byte) bool {
	return isLetter(b) || isDigit(b) || strings.IndexByte(s.others, b) >= 0
}

// find adds the secrets of the shape in a text.
func (s tokenShape) find(text string, found []leak) []leak {
	for from := 0; ; {
		n := strings.Index(text[from:], s.prefix)
		if n < 0 {
			return found
		}
		start := from + n
		end := start + len(s.prefix)
		for end < len(text) && s.has(text[end]) {
			end++
		}
		from = end
		size := end - start - len(s.prefix)
		if size >= s.least && (s.most == 0 || size <= s.most) && startsWord(text, start) {
			found = append(found, leak{mark: mark{start, end}, kind: s.kind, shown: 4})
		}
	}
}

// startsWord reports whether no letter or digit stands before an offset, or
// only those of a percent-encoded character.
func startsWord(text string, at int) bool {
	if at == 0 || !isLetter(text[at-1]) && !isDigit(text[at-1]) {
		return true
	}
	return at >= 3 && text[at-3] == '%'
}

var (
	// A JSON Web Token has two parts that are base64 of {"…, and a signature.
	jsonWebToken = lazy.Regexp(`\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}`)
	bearerToken  = lazy.Regexp(`(?i:\bbearer)\s+([A-Za-z0-9._~+/=-]{20,})`)
	privateKey   = lazy.Regexp(`-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----`)
	keyEnd       = lazy.Regexp(`-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----`)
	// A word for a secret, and what stands between it and the value. Tags may stand
	// between, for notes are rich text. A search for it is slow: secretHeads.
	namedSecret = lazy.Regexp(`^(?i)(client[ _-]?secret|client[ _-]?id|secret[ _-]?key|api[ _-]?(?:key|token|secret)|access[ _-]?(?:key|token)|refresh[ _-]?token|auth[ _-]?token|password|passwd|secret|token)["'\x60]?` +
		`((?:\s|</?[a-z]{1,10}>)*(?:[:=]|=>|->|\bis\b)(?:\s|</?[a-z]{1,10}>)*|(?:\s|</?[a-z]{1,10}>)+)["'\x60]?`)
	uuid = lazy.Regexp(`(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`)
)

// findLeaks returns the secrets in a text in order, none inside another, and
// at most limit.
func findLeaks(text string, limit int) []leak {
	if len(text) < 12 {
		return nil
	}
	var found []leak
	words, hex := secretWords().of(text), hexWords(text)
	if words == 0 && len(hex) == 0 {
		return nil
	}
	for i, s := range tokenShapes {
		if words>>i&1 != 0 {
			found = s.find(text, found)
		}
	}
	// Expressions are slow, and few texts hold the word that they need.
	lower := asciiLower(text)
	if strings.Contains(text, "-----BEGIN ") {
		found = findPrivateKeys(text, found)
	}
	if strings.Contains(text, "eyJ") {
		for _, m := range jsonWebToken().FindAllStringIndex(text, -1) {
			found = append(found, leak{mark: mark{m[0], m[1]}, kind: "a JSON Web Token", shown: 3})
		}
	}
	if strings.Contains(lower, "bearer") {
		for _, m := range bearerToken().FindAllStringSubmatchIndex(text, -1) {
			if isRandom(text[m[2]:m[3]]) {
				found = append(found, leak{mark: mark{m[2], m[3]}, kind: "a bearer token"})
			}
		}
	}
	if slices.ContainsFunc(secretStems, func(s string) bool { return strings.Contains(lower, s) }) {
		found = findNamed(text, found)
	}
	for _, m := range hex {
		if !strings.Contains(lower[max(0, m.from-8):m.from], "sha") {
			found = append(found, leak{mark: m, kind: "64 hexadecimal digits, as client ids and secrets of Procore have", unsure: true})
		}
	}
	// The shapes above are surer than the words below: they come first where
	// both match in one place.
	slices.SortStableFunc(found, func(a, b leak) int { return cmp.Compare(a.from, b.from) })
	kept := found[:0]
	for _, l := range found {
		if len(kept) < limit && (len(kept) == 0 || l.from >= kept[len(kept)-1].to) {
			kept = append(kept, l)
		}
	}
	return kept
}

// secretStems are parts of the words for a secret: one of them is in each.
var secretStems = []string{"client", "secret", "key", "token", "pass"}

// secretWords are the words without one of which a text holds no secret, but for
// hexadecimal digits: those of the shapes come first, in their order.
var secretWords = sync.OnceValue(func() *glimpse {
	var words []string
	for _, s := range tokenShapes {
		words = append(words, s.prefix)
	}
	words = append(words, "-----BEGIN ", "eyJ")
	return newGlimpse(slices.Concat(words, []string{"bearer"}, secretStems), len(words))
})

// hexWords returns the words of 64 hexadecimal digits in lower case.
func hexWords(text string) []mark {
	var found []mark
	isWord := func(at int) bool { return isWordByte(text[at]) || text[at] == '_' }
	// A word of 64 letters that starts here or later reaches the 64th place.
	for at := 0; len(text)-at >= 64; {
		from, to := at+63, at+63
		for from >= at && isWord(from) {
			from--
		}
		if from++; from > to {
			at += 64
			continue
		}
		for to < len(text) && isWord(to) {
			to++
		}
		if to-from == 64 && strings.Trim(text[from:to], "0123456789abcdef") == "" {
			found = append(found, mark{from, to})
		}
		at = to + 1
	}
	return found
}

func findPrivateKeys(text string, found []leak) []leak {
	ends := keyEnd().FindAllStringIndex(text, -1)
	for _, m := range privateKey().FindAllStringIndex(text, -1) {
		for len(ends) > 0 && ends[0][0] < m[1] {
			ends = ends[1:]
		}
		end := len(strings.TrimRight(text, " \t\r\n"))
		if len(ends) > 0 {
			end = ends[0][1]
		}
		found = append(found, leak{mark: mark{m[0], end}, kind: "a private key"})
	}
	return found
}

// findNamed adds the values that stand after a word for a secret. How long and
// how random a value must be depends on how clearly it is one.
func findNamed(text string, found []leak) []leak {
	for at := 0; at < len(text); {
		if !startsSecretName(text, at) {
			at++
			continue
		}
		m := namedSecret().FindStringSubmatchIndex(text[at:])
		if m == nil {
			at++
			continue
		}
		name, between, start := strings.ToLower(text[at+m[2]:at+m[3]]), text[at+m[4]:at+m[5]], at+m[1]
		end := start
		for end < len(text) && end-start < longSecret && isSecretByte(text[end]) {
			end++
		}
		if l, ok := judgeNamed(name, between, text[start:end]); ok {
			l.mark = mark{start, start + l.to}
			for end-start == longSecret && l.to < len(text) && isSecretByte(text[l.to]) {
				l.to++
			}
			found = append(found, l)
			at = l.to
			continue
		}
		at = start // what is no secret may be the word before one
	}
	return found
}

// secretHeads are what the words for a secret start with.
var secretHeads = []string{"client", "secret", "api", "access", "refresh", "auth", "passw", "token"}

// startsSecretName reports whether a word for a secret may start at an offset.
func startsSecretName(text string, at int) bool {
	if strings.IndexByte("csarpt", text[at]|0x20) < 0 || at > 0 && (isLetter(text[at-1]) || isDigit(text[at-1])) {
		return false
	}
	return slices.ContainsFunc(secretHeads, func(head string) bool {
		return len(text)-at >= len(head) && strings.EqualFold(text[at:at+len(head)], head)
	})
}

func isSecretByte(b byte) bool {
	return isLetter(b) || isDigit(b) || strings.IndexByte("+/_.~=!@$%^*-", b) >= 0
}

const (
	// shortSecret is how long a value is at least that is taken for a secret
	// because of its key alone.
	shortSecret = 8
	// longSecret is how much of a value is read to judge it.
	longSecret = 512
)

// judgeNamed returns the secret that a value is after a word for one.
func judgeNamed(name, between, value string) (leak, bool) {
	if len(value) < longSecret {
		value = strings.TrimRight(value, ".!~-")
	}
	l := leak{mark: mark{0, len(value)}, kind: "a secret"}
	between = stripTags().ReplaceAllString(between, "")
	assigned := strings.ContainsAny(between, ":=") || strings.Contains(between, "->")
	switch {
	case strings.HasPrefix(name, "pass"):
		l.kind, l.unsure = "a password", true
		return l, assigned && len(value) <= 64 && isPassword(value)
	case !isRandom(value) || len(value) < 16 || !assigned && len(value) < 32:
		return l, false
	case strings.HasPrefix(name, "client") && strings.HasSuffix(name, "id"):
		l.kind, l.unsure = "an OAuth client id", true
	case strings.HasPrefix(name, "client"):
		l.kind = "an OAuth client secret"
	case strings.HasSuffix(name, "token"):
		l.kind = "a token"
	case strings.HasSuffix(name, "key"):
		l.kind = "a key"
	}
	return l, true
}

var stripTags = lazy.Regexp(`<[^>]*>`)

// standIns are words of values that only stand for a secret.
var standIns = []string{"your", "example", "xxxx", "insert", "placeholder", "sample", "changeme", "redacted", "****"}

// isRandom reports whether a value looks as if a machine had drawn it: letters
// and digits change places often.
func isRandom(value string) bool {
	lower := strings.ToLower(value)
	if slices.ContainsFunc(standIns, func(s string) bool { return strings.Contains(lower, s) }) {
		return false
	}
	changes := 0
	for i := 1; i < len(value); i++ {
		if isLetter(value[i-1]) && isDigit(value[i]) || isDigit(value[i-1]) && isLetter(value[i]) {
			changes++
		}
	}
	return changes >= 3
}

// isPassword reports whether a value may be a password that a person chose.
func isPassword(value string) bool {
	lower := strings.ToLower(value)
	if len(value) < 6 || slices.ContainsFunc(standIns, func(s string) bool { return strings.Contains(lower, s) }) {
		return false
	}
	return strings.ContainsAny(value, "0123456789") && strings.ContainsFunc(value, func(r rune) bool { return r < 0x80 && isLetter(byte(r)) })
}

// hidden returns the places of the file that must not be shown: what findings
// mark as secret, and what looks like it in parts that no rule has seen. Lines
// that a suppression says hold no secret are not among them.
func (p *Pass) hidden(found []diag.Diagnostic, whole bool, ignored map[int]bool) []source.Span {
	var places []source.Span
	for _, d := range found {
		if d.Redact {
			places = append(places, d.Span)
		}
	}
	if whole {
		return places
	}
	for _, at := range rawSecrets(string(p.File.Data)) {
		if !ignored[p.File.Position(at.Start).Line] {
			places = append(places, at)
		}
	}
	return places
}

// rawSecrets finds secrets in a text that could not be read as YAML.
func rawSecrets(text string) []source.Span {
	var places []source.Span
	for _, l := range findLeaks(text, maxFindings) {
		places = append(places, source.Span{Start: l.from, End: l.to})
	}
	var last source.Span
	for at := 0; at < len(text) && len(places) < 2*maxFindings; at++ {
		if text[at] != ':' && text[at] != '=' || !isSecretName(rawKey(text[:at])) {
			continue
		}
		from := rawValue(text, at+1)
		if from >= last.Start && from < last.End {
			continue // hidden with the word that it stands in
		}
		to := from + len(rawWord(text[from:min(len(text), from+longSecret)]))
		if isSecretValue(text[from:to]) {
			last = source.Span{Start: from, End: to + len(rawWord(text[to:]))}
			places = append(places, last)
		}
	}
	return places
}

// rawKey returns the name that a text ends with, quoted or not.
func rawKey(text string) string {
	text = strings.TrimRight(text, " \t")
	if text != "" && (text[len(text)-1] == '"' || text[len(text)-1] == '\'') {
		text = text[:len(text)-1]
	}
	const longest = 41
	from := len(text)
	for from > 0 && len(text)-from < longest && (isLetter(text[from-1]) || isDigit(text[from-1]) || strings.IndexByte("_.-", text[from-1]) >= 0) {
		from--
	}
	return text[from:]
}

// rawValue returns where the word starts that seems to be the value behind a
// colon or equals sign: behind a tag or anchor too, if there is such a word.
//
// A file may hold nothing but keys: what stands behind each is looked at for so
// far only, and a word to its end only once.
func rawValue(text string, at int) int {
	at = unquotedStart(text, at)
	if at == len(text) || text[at] != '!' && text[at] != '&' {
		return at
	}
	property := text[at:min(len(text), at+longSecret)]
	if n := strings.IndexAny(property, " \t\n"); n >= 0 && property[n] != '\n' {
		value := unquotedStart(text, at+n)
		if len(rawWord(text[value:min(len(text), value+shortSecret)])) == shortSecret {
			return value
		}
	}
	return at
}

// unquotedStart returns where a word starts behind blanks and a quote.
func unquotedStart(text string, at int) int {
	for at < len(text) && (text[at] == ' ' || text[at] == '\t') {
		at++
	}
	if at < len(text) && (text[at] == '"' || text[at] == '\'') {
		at++
	}
	return at
}

// rawWord returns the word that a text starts with.
func rawWord(text string) string {
	if n := strings.IndexAny(text, " \t\n\f\r\"',}]"); n >= 0 {
		return text[:n]
	}
	return text
}

// withoutSecretKeys drops what is said about a key whose value is reported as a
// secret, or that is one itself: both go together.
func withoutSecretKeys(doc *manifest.Document, found []diag.Diagnostic) []diag.Diagnostic {
	secret := make(map[int]diag.Severity)
	for _, d := range found {
		if d.Redact && d.Rule == secretRule.ID {
			secret[d.Span.Start] = d.Severity
			if key := doc.KeyOf(d.Span.Start); key != nil {
				secret[key.Span.Start] = d.Severity
			}
		}
	}
	return slices.DeleteFunc(found, func(d diag.Diagnostic) bool { return d.Rule == unknownKey.ID && d.Severity <= secret[d.Span.Start] })
}

// conceal takes what must not be shown out of the words of all findings, which
// quote the values in which it stands, and out of what they would write.
func (p *Pass) conceal(found []diag.Diagnostic, hidden []source.Span) {
	if len(hidden) == 0 {
		return
	}
	var pairs []string
	for _, at := range hidden {
		for _, text := range []string{p.File.Text(at), p.secrets[at]} {
			if len(text) >= 4 {
				quoted := strconv.Quote(text)
				pairs = append(pairs, text, "…", quoted[1:len(quoted)-1], "…")
			}
		}
	}
	without := strings.NewReplacer(pairs...)
	for i := range found {
		d := &found[i]
		d.Hidden = hidden
		d.Message, d.Label, d.Help = without.Replace(d.Message), without.Replace(d.Label), without.Replace(d.Help)
		for j := range d.Related {
			d.Related[j].Message = without.Replace(d.Related[j].Message)
		}
		if d.Fix != nil && (without.Replace(d.Fix.Title) != d.Fix.Title || slices.ContainsFunc(d.Fix.Edits, func(e diag.Edit) bool {
			return without.Replace(e.Text) != e.Text || slices.ContainsFunc(hidden, e.Span.Overlaps)
		})) {
			d.Fix = nil
		}
	}
}

// isSecretValue reports whether the value of a key that names a secret is one,
// and not a word that stands for it.
func isSecretValue(text string) bool {
	lower := strings.ToLower(text)
	return len(text) >= shortSecret && !strings.ContainsAny(text, " \t\n{}<>") &&
		!slices.ContainsFunc(standIns, func(s string) bool { return strings.Contains(lower, s) })
}

// comments yields the comments of the file: from each # that stands outside of
// keys and values to the end of its line.
func (p *Pass) comments() iter.Seq[source.Span] {
	return func(yield func(source.Span) bool) {
		data := p.File.Data
		for at := 0; ; {
			n := bytes.IndexByte(data[at:], '#')
			if n < 0 {
				return
			}
			if at += n; p.IsText(at) {
				at++
				continue
			}
			end := p.File.LineSpan(p.File.LineAt(at)).End
			if !yield(source.Span{Start: at, End: end}) {
				return
			}
			at = end
		}
	}
}

const revoke = "remove it and replace the secret: it stays in the history of the repository"

var secretRule = Rule{
	ID: "secret", Group: groupOAuth, Severity: always(diag.Error), Varies: "warning for less certain findings, info for internal hosts in a draft", Since: "0.1.0", FindsSecrets: true,
	Summary: "the file holds no secret",
	Why: "A manifest is committed, reviewed and copied with every version, and its notes are shown to customers. " +
		"Client secrets and tokens belong in a secret store; Procore asks to keep them out of code and shows a production secret only once. " +
		"Values and comments are searched for private keys, tokens of known forms, and values after words such as client_secret. " +
		"Findings that are less certain are warnings: passwords, client ids, bare hexadecimal digits, and in notes App Version Keys and hosts of an internal network. " +
		"The secret itself is never printed.",
	Bad:  "post_installation_notes: |\n  Create an app configuration, then enter this in Acme:\n  client_secret: 3f9a1c77e02b4d58a6c1f0e9d2b37465a8c90e1f\n",
	Good: "post_installation_notes: |\n  Create an app configuration, then enter the client secret from the page OAuth Credentials in Acme.\n",
	Origin: schema.Origin{Source: "procore/documentation assets/guides/form-based-production-oauth-creds.png blob fa87c26e; oauth/oauth_keys.md@ff93936",
		Date: "2026-05-29", Confidence: schema.Inferred},
	Check: func(p *Pass) {
		// Values in queries whose name says that they are secret, and passwords
		// before a host, are reported by url-credentials and redirect-uri.
		urls := make(map[*manifest.Node][]mark)
		for _, a := range p.addresses() {
			for _, place := range []place{inQuery, inFragment} {
				for _, s := range a.secrets(a.parts[place]) {
					urls[a.node] = append(urls[a.node], mark{s.value.from, s.value.to})
				}
			}
		}
		for key, n := range scalars(p.Root) {
			p.checkValue(key, n, urls[n])
		}
		for key := range keys(p.Root) {
			for _, l := range findLeaks(key.Text, textLimit) {
				p.reportLeak(p.Within(key, l.from, l.to), "a key", l, key.Text)
			}
		}
		for at := range p.comments() {
			for _, l := range findLeaks(p.File.Text(at), textLimit) {
				p.reportLeak(source.Span{Start: at.Start + l.from, End: at.Start + l.to}, "a comment", l, p.File.Text(at))
			}
		}
		for _, key := range []string{"post_installation_notes", "release_notes"} {
			p.checkPublished(p.Root.Get(key))
		}
	},
}

// checkValue looks for secrets in one value.
func (p *Pass) checkValue(key, n *manifest.Node, reported []mark) {
	text, ok := n.Str()
	if !ok {
		return
	}
	where := "the file"
	if key != nil {
		where = key.Text
	}
	leaks := findLeaks(text, textLimit)
	if key != nil && isSecretName(key.Text) {
		if len(leaks) == 0 && isSecretValue(text) {
			leaks = []leak{{mark: mark{0, len(text)}, kind: "what seems to be a secret"}}
		}
		for i := range leaks {
			leaks[i].unsure = false // the key says what it is
		}
	}
	for _, l := range leaks {
		if !slices.ContainsFunc(reported, func(m mark) bool { return m.from < l.to && l.from < m.to }) {
			p.reportLeak(p.Within(n, l.from, l.to), where, l, text)
		}
	}
}

// reportLeak reports a secret without showing it.
func (p *Pass) reportLeak(at source.Span, where string, l leak, text string) {
	shown := ""
	if l.shown > 0 {
		shown = ` ("` + text[l.from:l.from+l.shown] + `…")`
	}
	f := p.Report(at, "%s holds %s%s", where, l.kind, shown).Label("must not be in the file").Help(revoke)
	f.Secret(text[l.from:l.to])
	if l.unsure {
		f.As(diag.Warning)
	}
}

// checkPublished looks in notes for what customers should not see, secret or
// not: keys that install a version, and hosts of an internal network.
func (p *Pass) checkPublished(n *manifest.Node) {
	text, ok := n.Str()
	if !ok {
		return
	}
	leaks := findLeaks(text, textLimit)
	var keys [][]int
	if strings.Count(text, "-") >= 4 {
		keys = uuid().FindAllStringIndex(text, textLimit)
	}
	for _, m := range keys {
		if slices.ContainsFunc(leaks, func(l leak) bool { return l.from < m[1] && m[0] < l.to }) {
			continue
		}
		p.Report(p.Within(n, m[0], m[1]), "the notes hold what looks like an App Version Key").As(diag.Warning).
			Label("installs a version of the app").Help("hand keys over in private: whoever has one can install that version").Secret(text[m[0]:m[1]])
	}
	reports := 0
	for h := range hostsIn(text) {
		host := text[h.from:h.to]
		if (h.linked || !h.number(text)) && reports < textLimit && p.Known.hostKind(host) == hostLocal {
			f := p.Report(p.Within(n, h.from, h.to), "the notes name the internal host %q", host).As(diag.Warning).
				Label("customers cannot reach it").Help("name a host that every customer can reach")
			if p.For == Draft {
				f.As(diag.Info)
			}
			reports++
		}
	}
}

// hostMention is a host name in a text.
type hostMention struct {
	mark
	linked bool // it follows :// and so is part of an address
}

// number reports whether the text calls the host, which has the form of an IP
// address, a version.
func (h hostMention) number(text string) bool {
	before := strings.TrimRight(strings.ToLower(text[max(0, h.from-12):h.from]), " ")
	return slices.ContainsFunc([]string{"version", "release", "build"}, func(s string) bool { return strings.HasSuffix(before, s) })
}

// hostsIn yields what has the form of a host name: words joined by dots, and
// single words in an address.
func hostsIn(text string) iter.Seq[hostMention] {
	return func(yield func(hostMention) bool) {
		for i := 0; i < len(text); {
			if !isHostByte(text[i]) {
				i++
				continue
			}
			from, dotted := i, false
			for i < len(text) && isHostByte(text[i]) {
				dotted = dotted || text[i] == '.'
				i++
			}
			h := hostMention{mark: mark{from, i}}
			if from > 0 && text[from-1] == '%' && i-from > 2 && isHex(text[from]) && isHex(text[from+1]) {
				h.from += 2 // the rest of a percent-encoded character
			}
			if h.linked = endsScheme(text[:h.from]); !h.linked && !dotted {
				continue
			}
			for h.from < h.to && (text[h.from] == '.' || text[h.from] == '-') {
				h.from++
			}
			for h.from < h.to && (text[h.to-1] == '.' || text[h.to-1] == '-') {
				h.to--
			}
			if (h.linked || strings.Contains(text[h.from:h.to], ".")) && h.from < h.to && !yield(h) {
				return
			}
		}
	}
}

// endsScheme reports whether a text ends as the scheme of an address does, also
// if the address is part of another.
func endsScheme(before string) bool {
	const encoded = "%3a%2f%2f"
	n := len(before)
	return strings.HasSuffix(before, "://") || n >= len(encoded) && before[n-1]|0x20 == 'f' && strings.EqualFold(before[n-len(encoded):], encoded)
}

func isHostByte(b byte) bool { return isLetter(b) || isDigit(b) || b == '.' || b == '-' }
