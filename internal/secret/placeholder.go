package secret

import (
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/source"
)

// standIns are parts of texts that only stand for a secret.
var standIns = []string{
	"your", "example", "xxxx", "insert", "placeholder", "sample", "changeme", "change-me", "change_me", "redacted",
	"****", "dummy",
	"replace", "-here", "_here", "<", "{{", "${", "deadbeef", "notreal", "not-real", "not-a-real", "foobar", "fill-in",
	"client-secret", "client_secret", "clientsecret", "fake-", "fake_",
}

// samples are values that documentation publishes, in part or whole, and where.
var samples = []struct{ text, source string }{
	{text: "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lI", source: "jwt.io"},
	{text: "sk_test_4eC39HqLyjWDarjtT1zdp7dc", source: "docs.stripe.com/keys"},
	{text: "sk_test_BQokikJOvBiI2HlWgH4olfQ2", source: "docs.stripe.com/keys"},
	{text: "16C7e42F292c6912E7710c838347Ae178B4a", source: "docs.github.com, REST API"},
	{text: "17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzqqgy", source: "api.slack.com authentication, token types"},
	{text: "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq", source: "learn.microsoft.com Azurite"},
	{text: "QWxhZGRpbjpvcGVuIHNlc2FtZQ", source: "RFC 7617, section 2"},
	{text: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", source: "RFC 7519, section 3.1"},
	{text: "czZCaGRSa3F0MzpnWDFmQmF0M2JW", source: "RFC 6749, section 2.3.1"},
	{text: "7Fjfp0ZBr1KtDRbnfVdmIw", source: "RFC 6749, section 2.3.1"},
	{text: "2YotnFZFEjr1zCsicMWpAA", source: "RFC 6749, section 4.1.4"},
	{text: "tGzv3JOkF0XG5Qx2TlKWIA", source: "RFC 6749, section 4.1.4"},
	{text: "mF_9.B5f-4.1JqM", source: "RFC 6750, section 2.1"},
	{text: "123e4567-e89b-12d3-a456-426614174000", source: "RFC 9562 and many manuals"},
	{text: "550e8400-e29b-41d4-a716-446655440000", source: "many manuals"},
	{text: "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", source: "RFC 4122, section 3"},
}

// IsPlaceholder reports whether a text only stands for a secret: it says so, is
// published as a sample, or is made of repetitions and sequences such as
// 00000000, a1a1a1a1 and 1234567890.
func IsPlaceholder(text string) bool {
	lower := strings.ToLower(text)
	return slices.ContainsFunc(standIns, func(s string) bool { return strings.Contains(lower, s) }) || isSample(text) ||
		isMonotonous(lower)
}

func isSample(text string) bool {
	for _, s := range samples {
		if strings.Contains(text, s.text) {
			return true
		}
	}
	return false
}

// isMonotonous reports whether most letters and digits of a text are the same as
// those before them, or next to them in the alphabet.
func isMonotonous(text string) bool {
	var last byte
	var seen [256]bool
	pairs, surprises, different := 0, 0, 0
	for i := range len(text) {
		c := text[i]
		if !source.IsAlphanumeric(c) {
			continue
		}
		if !seen[c] {
			seen[c] = true
			different++
		}
		if last != 0 {
			pairs++
			if d := int(c) - int(last); d < -1 || d > 1 {
				surprises++
			}
		}
		last = c
	}
	const fewDifferent, longEnough = 5, 16
	return surprises*3 < pairs || different <= fewDifferent && pairs >= longEnough-1
}

// isRandom reports whether a value looks as if a machine had drawn it: letters
// and digits change places often.
func isRandom(value string) bool {
	changes := 0
	for i := 1; i < len(value); i++ {
		if source.IsLetter(value[i-1]) && source.IsDigit(value[i]) || source.IsDigit(value[i-1]) &&
			source.IsLetter(value[i]) {
			changes++
		}
	}
	return changes >= 3 && !IsPlaceholder(value)
}

// LooksDrawn reports whether a word looks as if a machine had drawn it to be
// secret: long, random, and no path, date, UUID or checksum.
func LooksDrawn(word string) bool {
	return !strings.ContainsAny(word, " \t\n") && strings.Trim(word, "0123456789abcdef") != "" && isDense(word) &&
		isRandom(word)
}

// isDense reports whether a value has letters and digits without a sign between
// them for long enough that it is no path, no date and no UUID.
func isDense(value string) bool {
	const least = 20
	run := 0
	for i := range len(value) {
		if run++; !source.IsAlphanumeric(value[i]) {
			run = 0
		}
		if run == least {
			return true
		}
	}
	return false
}

// passwordWords are words for a password, which no one has as a password.
var passwordWords = []string{"password", "passwort", "passwd", "pass", "pwd", "pw", "secret", "user", "username",
	"token", "1password"}

// isPasswordWord reports whether a text is a word for a password, or a variable
// that holds one.
func isPasswordWord(text string) bool {
	word := strings.TrimLeft(strings.TrimPrefix(strings.Trim(strings.ToLower(text), "[]()"), "my"), "-_")
	return slices.Contains(passwordWords, word) || strings.HasPrefix(text, "$") ||
		strings.HasPrefix(text, "%") || strings.HasPrefix(text, "{")
}

// ruleWords are the letters of rules for passwords, as in min8chars.
var ruleWords = []string{"minchars", "maxchars", "chars", "mincharacters", "maxcharacters", "characters", "letters"}

// isRule reports whether a text says how long a password is.
func isRule(text string) bool {
	return slices.Contains(ruleWords, strings.ToLower(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '-' || r == '_' || r == '+' {
			return -1
		}
		return r
	}, text)))
}

// isPassword reports whether a value may be a password that a person chose.
func isPassword(value string) bool {
	return len(value) >= 6 && len(value) <= 64 && !IsPlaceholder(value) && !isPasswordWord(value) &&
		!isRule(value) && strings.ContainsAny(value, "0123456789") && strings.ContainsFunc(value, func(r rune) bool {
		return r < 0x80 &&
			source.IsLetter(byte(r))
	})
}
