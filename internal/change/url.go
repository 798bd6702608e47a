package change

import (
	"maps"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/lazy"
)

// url is a component URL taken apart as far as comparing asks:
// https://{{region}}.acmefield.com/?p={{procore.project.id}}. Any text is
// taken; what is wrong with it is for lint to say.
type url struct {
	// origin is scheme, host and port in their usual spelling.
	origin   string
	head     string // the same as it is written
	path     []string
	query    []string
	fragment string
	tokens   map[string]bool
	// shorter says that path segments were dropped.
	shorter bool
}

var token = lazy.Regexp(`\{\{\s*([^{}]*?)\s*\}\}`)

func parseURL(text string) *url {
	u := &url{tokens: map[string]bool{}}
	// A token may hold any character; masked by letters it cannot be taken for
	// a delimiter, and every byte keeps its offset.
	masked := token().ReplaceAllStringFunc(text, func(t string) string { return strings.Repeat("x", len(t)) })
	for _, name := range tokenNames(text) {
		u.tokens[name] = true
	}
	end := len(text)
	if i := strings.IndexByte(masked, '#'); i >= 0 {
		u.fragment, end = text[i:end], i
	}
	if i := strings.IndexByte(masked[:end], '?'); i >= 0 {
		u.query, end = splitAt(text[i+1:end], masked[i+1:end], '&'), i
	}
	start := 0 // without a scheme the text starts with the host
	if i := strings.Index(masked[:end], "://"); i >= 0 {
		start = i + len("://")
	}
	if i := strings.IndexByte(masked[start:end], '/'); i >= 0 {
		u.path, end = splitAt(text[start+i+1:end], masked[start+i+1:end], '/'), start+i
	}
	u.head, u.origin = text[:end], usualOrigin(text[:end])
	return u
}

// splitAt splits text where the masked text has the delimiter.
func splitAt(text, masked string, delimiter byte) []string {
	var parts []string
	for {
		i := strings.IndexByte(masked, delimiter)
		if i < 0 {
			return append(parts, text)
		}
		parts = append(parts, text[:i])
		text, masked = text[i+1:], masked[i+1:]
	}
}

// usualOrigin writes all but tokens in lower case and leaves out the port that
// the scheme implies.
func usualOrigin(text string) string {
	var b strings.Builder
	last := 0
	for _, at := range token().FindAllStringIndex(text, -1) {
		b.WriteString(strings.ToLower(text[last:at[0]]))
		b.WriteString(text[at[0]:at[1]])
		last = at[1]
	}
	b.WriteString(strings.ToLower(text[last:]))
	origin := b.String()
	for scheme, port := range map[string]string{"https://": ":443", "http://": ":80"} {
		if strings.HasPrefix(origin, scheme) {
			origin = strings.TrimSuffix(origin, port)
		}
	}
	return origin
}

func tokenNames(text string) []string {
	var names []string
	for _, m := range token().FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}

// renameTokens puts new names into the tokens of a URL.
func renameTokens(text string, renamed map[string]string) string {
	return token().ReplaceAllStringFunc(text, func(t string) string {
		if name, ok := renamed[token().FindStringSubmatch(t)[1]]; ok {
			return "{{" + name + "}}"
		}
		return t
	})
}

// replaced is a token that stands in the place of another.
type replaced struct{ old, now string }

// replacedTokens compares two URLs that are equal but for their tokens, and
// returns which tokens stand in whose place; nothing for other URLs, or where
// one token would stand for two.
func replacedTokens(old, now string) []replaced {
	if token().ReplaceAllString(old, "{{}}") != token().ReplaceAllString(now, "{{}}") {
		return nil
	}
	forth, back := map[string]string{}, map[string]string{}
	before, after := tokenNames(old), tokenNames(now)
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
		return slices.ContainsFunc(tokenNames(text), func(name string) bool { return names[name] })
	}
	left := *u
	left.path = slices.DeleteFunc(slices.Clone(u.path), holds)
	left.query = slices.DeleteFunc(slices.Clone(u.query), holds)
	left.shorter = len(left.path) < len(u.path)
	return &left
}

// forget takes tokens out of account: of their parameters all has been said.
func (u *url) forget(names map[string]bool) {
	u.tokens = maps.Clone(u.tokens)
	maps.DeleteFunc(u.tokens, func(name string, _ bool) bool { return names[name] })
}

// same reports whether two URLs have the same parts, spelled the same. Where
// a path lost segments, a slash at its end is not told from none.
func (u *url) same(other *url) bool {
	path, otherPath := u.path, other.path
	if u.shorter || other.shorter {
		path, otherPath = withoutSlash(path), withoutSlash(otherPath)
	}
	return u.head == other.head && slices.Equal(path, otherPath) && slices.Equal(u.query, other.query) && u.fragment == other.fragment
}

func withoutSlash(path []string) []string {
	if n := len(path); n > 0 && path[n-1] == "" {
		return path[:n-1]
	}
	return path
}

// canonical returns one spelling for URLs that mean the same: without the path
// of "/", and with the query sorted.
func (u *url) canonical() string {
	query := slices.DeleteFunc(slices.Clone(u.query), func(s string) bool { return s == "" })
	slices.Sort(query)
	return u.origin + "/" + strings.Join(u.path, "/") + "?" + strings.Join(query, "&") + u.fragment
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
