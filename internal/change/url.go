package change

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/lazy"
)

// url is a component URL as far as comparing asks. Any text is taken; what is
// wrong with it is for lint to say.
type url struct {
	// origin is scheme, host and port in their usual spelling.
	origin string
	head   string // the same as it is written
	path   []string
	query  []string
	tail   string // what follows the query: the fragment, mostly
	// tokens are all that the portal fills in, sent those of them that reach the
	// server: browsers keep what follows a # to themselves.
	tokens, sent map[string]bool
	// shorter says that path segments were dropped.
	shorter bool
}

func newURL(t *app.URL) *url {
	const scheme = "https://"
	bare := !t.Parts[app.InPath].Ok() && t.Text != ""
	if bare { // people mean that the text starts with the host
		t = app.ParseURL(scheme + t.Text)
	}
	u := &url{tokens: map[string]bool{}, sent: map[string]bool{}}
	for _, tok := range t.Tokens {
		if isToken(tok) {
			u.tokens[tok.Name] = true
			u.sent[tok.Name] = u.sent[tok.Name] || tok.Part != app.InFragment
		}
	}
	maps.DeleteFunc(u.sent, func(_ string, sent bool) bool { return !sent })
	path, end := t.Parts[app.InPath], len(t.Text)
	if path.Ok() {
		end = path.From
		u.query = t.Split(app.InQuery, '&')
		u.tail = t.Text[max(path.To, t.Parts[app.InQuery].To):]
	}
	if path.From < path.To {
		u.path = t.Split(app.InPath, '/')[1:]
	}
	u.head, u.origin = t.Text[:end], usualOrigin(t, end)
	if bare {
		u.head, u.origin = strings.TrimPrefix(u.head, scheme), strings.TrimPrefix(u.origin, scheme)
	}
	return u
}

// hosts are the hosts that a URL may lead to, as companies allow them: with * in
// the place of what customers fill in.
func (u *url) hosts() string {
	_, host, _ := strings.Cut(u.site(), "://")
	host = blank(app.ParseURL(host))
	if at := strings.LastIndex(host, "{{}}"); at >= 0 {
		_, rest, _ := strings.Cut(host[at:], ".")
		host = "*." + rest
	}
	return cmp.Or(host, u.site())
}

// site is the origin as it is shown: without a user name and password.
func (u *url) site() string {
	scheme, rest, ok := strings.Cut(u.origin, "://")
	if at := strings.LastIndexByte(rest, '@'); ok && at >= 0 {
		return scheme + "://" + rest[at+1:]
	}
	return u.origin
}

// isToken reports whether the portal fills a token in.
func isToken(t app.Token) bool { return t.Form == app.WellFormed || t.Form == app.Spaced }

// tokenNames returns the names of the tokens that are filled in, in their order.
func tokenNames(t *app.URL) []string {
	var names []string
	for _, tok := range t.Tokens {
		if isToken(tok) {
			names = append(names, tok.Name)
		}
	}
	return names
}

// mapParts returns the first bytes of a URL, with its tokens and the text
// between them each put through a function.
func mapParts(t *app.URL, end int, token func(app.Token) string, between func(string) string) string {
	var b strings.Builder
	last := 0
	for _, tok := range t.Tokens {
		if isToken(tok) && tok.To <= end {
			b.WriteString(between(t.Text[last:tok.From]))
			b.WriteString(token(tok))
			last = tok.To
		}
	}
	b.WriteString(between(t.Text[last:end]))
	return b.String()
}

// usualOrigin writes all but tokens in lower case and leaves out the port that
// the scheme implies.
func usualOrigin(t *app.URL, end int) string {
	asWritten := func(tok app.Token) string { return t.Text[tok.From:tok.To] }
	origin := mapParts(t, end, asWritten, strings.ToLower)
	for scheme, port := range map[string]string{"https://": ":443", "http://": ":80"} {
		if strings.HasPrefix(origin, scheme) {
			origin = strings.TrimSuffix(origin, port)
		}
	}
	return origin
}

// renameTokens puts new names into the tokens of a URL.
func renameTokens(t *app.URL, renamed map[string]string) *app.URL {
	if len(renamed) == 0 {
		return t
	}
	rename := func(tok app.Token) string {
		if name, ok := renamed[tok.Name]; ok {
			return "{{" + name + "}}"
		}
		return t.Text[tok.From:tok.To]
	}
	return app.ParseURL(mapParts(t, len(t.Text), rename, strings.Clone))
}

// blank writes a URL with empty tokens.
func blank(t *app.URL) string {
	return mapParts(t, len(t.Text), func(app.Token) string { return "{{}}" }, strings.Clone)
}

// replaced is a token that stands in the place of another.
type replaced struct{ old, now string }

// replacedTokens compares two URLs that are equal but for their tokens, and
// returns which tokens stand in whose place; nothing for other URLs, or where
// one token would stand for two.
func replacedTokens(old, now *app.URL) []replaced {
	if blank(old) != blank(now) {
		return nil
	}
	forth, back := map[string]string{}, map[string]string{}
	before, after := tokenNames(old), tokenNames(now)
	if len(before) != len(after) {
		return nil
	}
	var all []replaced
	for i := range before {
		a, b := before[i], after[i]
		was, seen := forth[a]
		if seen && was != b || !seen && back[b] != "" {
			return nil
		}
		if !seen {
			forth[a], back[b] = b, a
			all = append(all, replaced{a, b})
		}
	}
	return all
}

// drop returns the URL without path segments and query parameters that hold
// one of the tokens.
func (u *url) drop(names map[string]bool) *url {
	holds := func(text string) bool {
		return slices.ContainsFunc(tokenNames(app.ParseURL(text)), func(name string) bool { return names[name] })
	}
	left := *u
	if len(names) == 0 {
		return &left
	}
	left.path = slices.DeleteFunc(slices.Clone(u.path), holds)
	left.query = slices.DeleteFunc(slices.Clone(u.query), holds)
	left.shorter = len(left.path) < len(u.path)
	return &left
}

// forget takes tokens out of account: of their parameters all has been said.
func (u *url) forget(names map[string]bool) {
	u.tokens, u.sent = maps.Clone(u.tokens), maps.Clone(u.sent)
	forgotten := func(name string, _ bool) bool { return names[name] }
	maps.DeleteFunc(u.tokens, forgotten)
	maps.DeleteFunc(u.sent, forgotten)
}

// same reports whether two URLs have the same parts, spelled the same. Where
// a path lost segments, a slash at its end is not told from none.
func (u *url) same(other *url) bool {
	path, otherPath := u.path, other.path
	if u.shorter || other.shorter {
		path, otherPath = withoutSlash(path), withoutSlash(otherPath)
	}
	return u.head == other.head && slices.Equal(path, otherPath) &&
		slices.Equal(u.query, other.query) && u.tail == other.tail
}

func withoutSlash(path []string) []string {
	if n := len(path); n > 0 && path[n-1] == "" {
		return path[:n-1]
	}
	return path
}

// canonical returns one spelling for URLs that mean the same: without the path
// of "/", and with the query sorted by name. Values of one name keep their order,
// which servers tell apart.
func (u *url) canonical() string {
	query := slices.DeleteFunc(slices.Clone(u.query), func(s string) bool { return s == "" })
	for i := range query {
		query[i] = usualEscapes(query[i])
	}
	slices.SortStableFunc(query, func(a, b string) int { return strings.Compare(nameOf(a), nameOf(b)) })
	return u.origin + "/" + usualEscapes(strings.Join(u.path, "/")) + "?" + strings.Join(query, "&") + u.tail
}

// escape is an escaped byte of a URL.
var escape = lazy.Regexp(`%[0-9A-Fa-f]{2}`)

// usualEscapes writes escapes in upper case, and those that no URL needs as the
// characters that they stand for.
func usualEscapes(s string) string {
	return escape().ReplaceAllStringFunc(s, func(hex string) string {
		code, _ := strconv.ParseUint(hex[1:], 16, 8)
		if c := byte(code); c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
			strings.IndexByte("-._~", c) >= 0 {
			return string(rune(c))
		}
		return strings.ToUpper(hex)
	})
}

// nameOf returns the name of a query parameter.
func nameOf(parameter string) string {
	name, _, _ := strings.Cut(parameter, "=")
	return name
}

// swaps reports whether values have swapped places: each is still sent, and one
// of them arrives where another did before.
func (u *url) swaps(now *url) bool {
	if !maps.Equal(u.sent, now.sent) {
		return false
	}
	before, after := u.places(), now.places()
	for place, names := range before {
		other, ok := after[place]
		if ok && !slices.Equal(names, other) && len(names) > 0 && len(other) > 0 {
			return true
		}
	}
	return false
}

// places returns the tokens of each place that servers read values from: a
// query parameter by its name, and a segment of the path by the text before it.
func (u *url) places() map[string][]string {
	places := make(map[string][]string)
	for i, segment := range u.path {
		place := "/" + blank(app.ParseURL(strings.Join(u.path[:i], "/")))
		places[place] = append(places[place], tokenNames(app.ParseURL(segment))...)
	}
	for _, parameter := range u.query {
		name := "?" + nameOf(parameter)
		places[name] = append(places[name], tokenNames(app.ParseURL(parameter))...)
	}
	return places
}

// without returns what is in the first set only, sorted.
func without(a, b map[string]bool) []string {
	var only []string
	for name := range maps.Keys(a) {
		if !b[name] {
			only = append(only, name)
		}
	}
	slices.Sort(only)
	return only
}
