package secret

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/source"
)

// name is what people call a secret.
type name struct {
	// words are what the text is searched for. They may be joined by spaces,
	// hyphens, dots, underscores or nothing, in upper or lower case. They have no
	// accents, which are left out of the text too.
	words []string
	// kind is what the value is, as called in a message.
	kind string
	// least is how long a value is at least that follows the name without a
	// sign such as a colon between them.
	least            int
	unsure, harmless bool
	password         bool
	// drawn says that the name means other things too: its value is a password
	// only if it looks as if a machine had drawn it.
	drawn bool
}

// secretNames are all kinds. Of two that match, the longer one counts.
var secretNames = []name{
	{words: []string{"client secret", "consumer secret", "app secret", "application secret", "client geheimnis"},
		kind: "an OAuth client secret", least: 32},
	{words: []string{"client id", "consumer key"}, kind: "an OAuth client id", least: 32, unsure: true, harmless: true},
	{words: []string{
		"access token", "refresh token", "auth token", "api token", "id token", "session token", "security token",
		"secret token",
		"deploy token", "bot token", "zugriffstoken", "jeton d acces", "token de acceso", "token de acesso", "token di accesso", "personal access token", "token", "jwt", "session id", "code verifier",
	}, kind: "a token", least: 32},
	{words: []string{
		"secret key", "api key", "access key", "private key", "account key", "shared access key", "storage key",
		"signing key",
		"encryption key", "master key", "license key", "secret access key", "subscription key", "auth key",
		"webhook key", "hmac key", "ssh key", "integration key",
		"clave secreta", "clave de api", "chave secreta", "chave de api", "cle secrete", "cle api", "cle d api",
		"api schlussel", "zugangsschlussel", "geheimschlussel", "geheimer schlussel", "zugriffsschlussel",
		"clave api", "chiave api", "chiave segreta", "klucz api", "tajny klucz", "api sleutel", "geheime sleutel",
		"api nyckel", "hemlig nyckel", "gizli anahtar", "api anahtari",
	}, kind: "a key", least: 32},
	{words: []string{"api secret", "shared secret", "signing secret", "webhook secret", "secret", "credential", "geheimnis",
		"segredo do cliente", "secreto de cliente", "secreto del cliente", "secret du client", "segreto del client"},
		kind: "a secret", least: 32},
	{words: []string{"bearer"}, kind: "a bearer token", least: 20},
	{words: []string{"password", "pgpassword", "passwort", "kennwort", "mot de passe", "senha", "contrasena",
		"wachtwoord", "losenord", "adgangskode", "haslo", "heslo", "jelszo", "passwd", "passphrase", "passord",
		"salasana", "geslo", "lozinka", "parola d accesso", "mat khau",
		"passcode", "pwd"}, kind: "a password", unsure: true, password: true},
	{words: []string{"pass"}, kind: "a password", unsure: true, password: true, drawn: true},
}

const (
	// longestName is how many letters a name has at most.
	longestName = 24
	// farthest is how far from its name a value may start.
	farthest = 240
	// mostWords is how many words may be between the two.
	mostWords = 6
	// longestValue is how much of a value is read to judge it.
	longestValue = 128
)

// name looks for one of the names at an offset and for its value. It returns
// where to go on.
func (f *finder) name(at int, names []spelled) int {
	if !startsWord(f.text, at) && !isCamel(f.text, at) {
		return at
	}
	what, end := nameAt(f.text, at, names)
	if what == nil {
		return at
	}
	b := between{text: f.text, at: end, limit: min(len(f.text), end+farthest)}
	for b.next() {
		if b.skipFiller() {
			continue
		}
		from := b.at
		to := valueEnd(f.text, from, what.password)
		if isVariable(f.text, from, to) {
			break
		}
		if what.accepts(f.text[from:to], &b) || from == end+1 && what.inQuery(f.text, at, end, to) {
			f.named = append(f.named, Leak{
				Span: source.Span{Start: from, End: wholeValue(f.text, from, to, what.password)},
				Kind: what.kind, Unsure: what.unsure, Harmless: what.harmless,
			})
			return f.named[len(f.named)-1].End
		}
		if to == from || b.words == mostWords || b.depth == 0 && !b.skipsWord(f.text[from:to]) {
			break
		}
		b.words++
		b.at = to
	}
	f.valueBefore(what, at, end)
	return end
}

// valueBefore looks for a value in front of its name: VALUE is the client secret,
// and VALUE (client secret).
func (f *finder) valueBefore(what *name, at, end int) {
	before := f.text[max(0, at-farthest):at]
	inBrackets := strings.HasSuffix(before, "(") && strings.HasPrefix(f.text[end:], ")")
	if before = strings.TrimSuffix(before, "("); !inBrackets {
		for _, article := range [...]string{"the ", "your ", "our ", "a ", "my "} {
			before = strings.TrimSuffix(before, article)
		}
		isVerb := strings.HasSuffix(before, " is ")
		if before = strings.TrimSuffix(before, "is "); !isVerb {
			return
		}
	}
	before = strings.TrimRight(before, " `\"'*”’»")
	from := len(before)
	for from > 0 && len(before)-from < longestValue && isValueByte(before[from-1:from], false) {
		from--
	}
	if value := before[from:]; !what.password && len(value) >= what.least && isRandom(value) && isDense(value) {
		end := max(0, at-farthest) + len(before)
		f.named = append(f.named, Leak{Span: source.Span{Start: end - len(value), End: end}, Kind: what.kind,
			Unsure: what.unsure, Harmless: what.harmless})
	}
}

// isCamel reports whether a word such as Secret starts within clientSecret.
func isCamel(text string, at int) bool {
	return text[at] >= 'A' && text[at] <= 'Z' && text[at-1] >= 'a' && text[at-1] <= 'z'
}

// nameAt returns the first of the names that starts at an offset, and where it
// ends.
func nameAt(text string, at int, names []spelled) (*name, int) {
	var letters [longestName]byte
	var ends [longestName]int
	n := 0
	for i, joined := at, 0; i < len(text) && n < len(names[0].letters); {
		if source.IsLetter(text[i]) {
			letters[n], ends[n] = text[i]|0x20, i+1
			n++
			i++
			joined = 0
			continue
		}
		size := joiner(text[i:])
		if joined++; size == 0 || joined > 2 || n == 0 {
			break
		}
		i += size
	}
	for _, s := range names {
		if size := len(s.letters); size <= n && string(letters[:size]) == s.letters {
			if end, ok := nameEnd(text, ends[size-1]); ok {
				return s.name, end
			}
		}
	}
	return nil, at
}

// joiner is the length of what joins the words of a name.
func joiner(text string) int {
	switch text[0] {
	case ' ', '_', '-', '.', '\'', '\t', '\n':
		return 1
	case '&':
		if _, size, ok := entity(text); ok {
			return size
		}
	}
	if r, size := utf8.DecodeRuneInString(text); isSpace(r) {
		return size
	}
	return 0
}

// nameEnd returns where a name ends: after its plural, and after what variables
// have behind it, as in CLIENT_SECRET_PROD. It returns false if the word goes
// on, as in tokenize.
func nameEnd(text string, at int) (int, bool) {
	if at < len(text) && text[at]|0x20 == 's' && (at+1 == len(text) || !source.IsAlphanumeric(text[at+1])) {
		at++
	}
	if at == len(text) {
		return at, true
	}
	if r, _ := utf8.DecodeRuneInString(text[at:]); r >= utf8.RuneSelf && unicode.IsLetter(r) {
		return at, false
	}
	c, last := text[at], text[at-1]
	switch {
	case source.IsLetter(c) && !(c < 'a' && last >= 'a'):
		return at, false
	case c != '_' && c != '-' && !source.IsAlphanumeric(c):
		return at, true
	}
	const longestTail = 24
	end := at
	for end < len(text) && end-at <= longestTail && (source.IsAlphanumeric(text[end]) || text[end] == '_' ||
		text[end] == '-') {
		end++
	}
	if end-at > longestTail || isRandom(text[at:end]) {
		return at, true
	}
	return end, true
}

func isSpace(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)
}

// between goes from the name of a secret to its value, over what people and
// programs put there: signs, quotes, tags, entities, brackets and a few words.
type between struct {
	text      string
	at, limit int
	// assigned says that a sign such as a colon was met, and weak that a dash, a comma
	// or a line break was.
	assigned, weak bool
	words, depth   int
	// strange says that words were passed that are not usual there.
	strange bool
}

// next goes to where a value or a word starts, and returns false if there is
// none.
func (b *between) next() bool {
	for b.at < b.limit {
		rest := b.text[b.at:]
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case isSpace(r):
			b.assigned = b.assigned || r == '\t'
			b.weak = b.weak || r == '\n'
		case r == '<':
			if tag, name := tagAt(rest); tag > 0 {
				size = tag
				if i := strings.Index(rest[:tag], "value="); i > 0 {
					size = i
				}
				b.limit = min(len(b.text), b.limit+size)
				b.assigned = b.assigned || isCell[name]
			}
		case r == '&':
			sign, n, ok := entity(rest)
			if !ok {
				return false
			}
			size = n
			b.sign(sign)
		case r == '%' && len(rest) >= 3 && source.IsHex(rest[1]) && source.IsHex(rest[2]):
			size = 3
			b.sign(rune(unhex(rest[1])<<4 | unhex(rest[2])))
		case r == ':' && strings.HasPrefix(rest, "://"):
			end := strings.IndexByte(rest[:min(len(rest), b.limit-b.at)], ')')
			if b.depth == 0 || end < 0 {
				return false
			}
			size = end // an address in a remark
		case source.IsAlphanumeric(rest[0]):
			return true
		case r >= utf8.RuneSelf && unicode.IsLetter(r):
			return false
		case r == '.' && (b.text[b.at-1] == '.' || strings.HasPrefix(rest, "..")): // three dots end no sentence
		case (r == '.' || r == '!' || r == '?') && (len(rest) == 1 || source.IsSpace(rest[1])):
			return false
		default:
			b.sign(r)
		}
		b.at += size
	}
	return false
}

// sign notes what a sign between a name and its value means.
func (b *between) sign(r rune) {
	switch r {
	case ':', '=', '\t', '|', '>', '→', '⇒', '⟶', '➔', '➜', '⇨', '：', '＝', '≔':
		b.assigned = true
	case '-', '–', '—', ',', '(', '[', '{':
		b.weak = true
		if r == '(' || r == '[' {
			b.depth++
		}
	case ')', ']':
		b.depth = max(0, b.depth-1)
	}
}

// fillers are words that may be between the name of a secret and its value.
var fillers = func() map[string]bool {
	words := make(map[string]bool)
	for _, w := range strings.Fields("is are was be as to the a an for of in on our your its this that these " +
		"following below here now value key id " +
		"equals reads use enter paste copy named called production prod sandbox test testing staging dev development " +
		"live environment app client must should will has been set str u b r type text") {
		words[w] = true
	}
	return words
}()

// skipFiller goes past a word that is not the value.
func (b *between) skipFiller() bool {
	end := b.at
	for end < b.limit && source.IsDigit(b.text[end]) {
		end++
	}
	if end > b.at && end-b.at <= 2 && numbers(b.text[end:]) {
		b.at = end + 1
		return true
	}
	if sign := strings.TrimLeft(b.text[end:min(len(b.text), end+3)], " "); end > b.at && end-b.at <= 2 && !b.assigned &&
		(strings.HasPrefix(sign, ":") || strings.HasPrefix(sign, "=")) { // client secret 2:
		b.at = end
		return true
	}
	for end = b.at; end < b.limit && source.IsLetter(b.text[end]); {
		end++
	}
	goesOn := end < len(b.text) && b.text[end] != '=' && isValueByte(b.text[end:], false)
	word := strings.ToLower(b.text[b.at:end])
	if goesOn || b.words == mostWords || !fillers[word] {
		return false
	}
	b.assigned = b.assigned || word == "is" || word == "equals" || word == "be"
	b.weak = b.weak || word == "to"
	b.words++
	b.at = end
	return true
}

// numbers reports whether a text goes on as the number of an item does: 1. or 1)
func numbers(text string) bool {
	return len(text) > 1 && (text[0] == '.' || text[0] == ')') && source.IsSpace(text[1])
}

// skipsWord reports whether the value may still follow after a word of a sentence.
func (b *between) skipsWord(word string) bool {
	b.strange = true
	return !strings.ContainsAny(word, "0123456789") && !isChecksum(word)
}

// isCell are the tags that put the value beside or below its name.
var isCell = map[string]bool{"td": true, "th": true, "dt": true, "dd": true, "br": true, "li": true, "p": true,
	"div": true, "tr": true}

// tagAt returns the length of the HTML tag or comment that a text starts with and
// the name of the tag; 0 for what is neither.
func tagAt(text string) (int, string) {
	const longest, longestTag = 1000, 10
	if strings.HasPrefix(text, "<!--") {
		return strings.Index(text[:min(len(text), longest)], "-->") + len("-->"), ""
	}
	i := 1
	if i < len(text) && text[i] == '/' {
		i++
	}
	start := i
	for i < len(text) && i-start <= longestTag && source.IsAlphanumeric(text[i]) {
		i++
	}
	name := strings.ToLower(text[start:i])
	if i == start || i-start > longestTag || i == len(text) || !source.IsLetter(text[start]) ||
		!source.IsSpace(text[i]) && text[i] != '/' && text[i] != '>' {
		return 0, ""
	}
	end := strings.IndexByte(text[i:min(len(text), longest)], '>')
	if end < 0 {
		return 0, ""
	}
	return i + end + 1, name
}

// entity returns the sign of the HTML entity that a text starts with, and its
// length. Browsers take some without their semicolon.
func entity(text string) (rune, int, bool) {
	const longest = 34
	end := 1
	for end < min(len(text), longest) && (source.IsAlphanumeric(text[end]) || text[end] == '#') {
		end++
	}
	if end < min(len(text), longest) && text[end] == ';' {
		end++
	}
	plain := html.UnescapeString(text[:end])
	if plain == text[:end] {
		return 0, 0, false
	}
	sign, size := utf8.DecodeRuneInString(plain)
	return sign, end - (len(plain) - size), true
}

func unhex(c byte) byte {
	if source.IsDigit(c) {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// valueEnd returns where a value ends that starts at an offset, or where enough
// of it was read.
func valueEnd(text string, from int, password bool) int {
	end := from
	for end < len(text) && end-from < longestValue && isValueByte(text[end:], password) {
		end++
	}
	if end-from == longestValue {
		return end
	}
	trim := ".!~-*"
	if from > 0 && text[from-1] == '_' {
		trim += "_"
	}
	return from + len(strings.TrimRight(text[from:end], trim))
}

// wholeValue returns where a value ends of which enough was read.
func wholeValue(text string, from, to int, password bool) int {
	if to-from == longestValue {
		for to < len(text) && isValueByte(text[to:], password) {
			to++
		}
	}
	return to
}

func isValueByte(text string, password bool) bool {
	c := text[0]
	if c == '%' && len(text) >= 3 && source.IsHex(text[1]) && source.IsHex(text[2]) {
		c = unhex(text[1])<<4 | unhex(text[2]) // escaped for a URL
	}
	return source.IsAlphanumeric(c) || strings.IndexByte("+/_.~=!@$%^*-", c) >= 0 || password && (c == '#' || c == '?')
}

// inQuery reports whether the value after the equals sign of a name in the query of
// an address is a secret: it may be shorter there.
func (n *name) inQuery(text string, at, end, to int) bool {
	const least = 8
	for from := at; from-at < longestName && at > 0 && (source.IsAlphanumeric(text[at-1]) || strings.IndexByte("_-", text[at-1]) >= 0); {
		at--
	}
	return at > 0 && strings.IndexByte("?&;", text[at-1]) >= 0 && text[end] == '=' && !n.harmless && !n.password &&
		to-end > least && isRandom(text[end+1:to])
}

// isVariable reports whether a value is the name of a variable, of a placeholder in
// brackets, or the host behind a placeholder.
func isVariable(text string, from, to int) bool {
	before := strings.TrimRight(text[max(0, from-8):from], " _")
	value, after := text[from:to], strings.TrimLeft(text[to:min(len(text), to+8)], " ")
	isUpper := strings.Trim(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-%") == ""
	opened := func(with string) bool { return strings.HasSuffix(before, with) }
	switch {
	case strings.HasSuffix(value, "%"):
		// %DB starts like an escaped character.
		return isUpper && strings.IndexByte(text[max(0, from-4):from], '%') >= 0
	case opened("${"), opened("{{"):
		return strings.HasPrefix(after, "}")
	case opened("$"):
		return isUpper && source.IsLetter(value[0])
	case opened("<"):
		return isUpper && strings.HasPrefix(after, ">") && strings.ContainsAny(value, "_-")
	case opened("["):
		return isUpper && strings.HasPrefix(after, "]") && strings.ContainsAny(value, "_-")
	}
	return opened(">@") || opened("]@") || opened("}@")
}

// accepts reports whether a value after the name is a secret. How long and how
// random it must be depends on how clearly it is one.
func (n *name) accepts(value string, b *between) bool {
	const leastAssigned = 16
	switch {
	case n.drawn && !b.assigned:
		return false
	case n.password && (n.drawn || !b.assigned):
		return !b.strange && len(value) >= 8 && isRandom(value) && !strings.ContainsAny(value, "-_./")
	case n.password:
		return !b.strange && isPassword(value)
	case b.strange:
		return len(value) >= n.least && isRandom(value) && isDense(value)
	case b.assigned || b.weak:
		return len(value) >= leastAssigned && isRandom(value)
	}
	return len(value) >= n.least && isRandom(value)
}
