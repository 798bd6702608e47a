package validate

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/source"
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
	return source.IsLetter(b) || source.IsDigit(b) || strings.IndexByte(s.others, b) >= 0
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
	if at == 0 || !source.IsLetter(text[at-1]) && !source.IsDigit(text[at-1]) {
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
	isWord := func(at int) bool { return source.IsAlphanumeric(text[at]) || text[at] == '_' }
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
	if strings.IndexByte("csarpt", text[at]|0x20) < 0 || at > 0 && (source.IsLetter(text[at-1]) || source.IsDigit(text[at-1])) {
		return false
	}
	return slices.ContainsFunc(secretHeads, func(head string) bool {
		return len(text)-at >= len(head) && strings.EqualFold(text[at:at+len(head)], head)
	})
}

func isSecretByte(b byte) bool {
	return source.IsLetter(b) || source.IsDigit(b) || strings.IndexByte("+/_.~=!@$%^*-", b) >= 0
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
		if source.IsLetter(value[i-1]) && source.IsDigit(value[i]) || source.IsDigit(value[i-1]) && source.IsLetter(value[i]) {
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
	return strings.ContainsAny(value, "0123456789") && strings.ContainsFunc(value, func(r rune) bool { return r < 0x80 && source.IsLetter(byte(r)) })
}
