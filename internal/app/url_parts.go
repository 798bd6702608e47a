package app

import (
	"net/netip"
	pathpkg "path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/source"
)

// separators are what people put between several addresses in one value.
const separators = ",;|"

// rareSeparators are separators of other scripts, escaped ones, and those of queries.
// They mean nothing in a query, whose values may be addresses and lists.
var rareSeparators = []string{"&", "+", "、", "，", "；", "｜", "%2c", "%3b", "%7c", "%20", "%0a"}

// separatorBefore returns the length of the separator that a text ends with.
func separatorBefore(s string, inQuery bool) int {
	if last := s[len(s)-1]; source.IsSpace(last) || strings.IndexByte(separators, last) >= 0 {
		return 1
	}
	for _, r := range rareSeparators {
		if !inQuery && len(s) > len(r) && strings.EqualFold(s[len(s)-len(r):], r) {
			return len(r)
		}
	}
	return 0
}

// joined returns the start of the separator before another address, or end. Addresses
// in the value of a parameter do not count.
func (t *URL) joined(start, end int) int {
	s := t.Masked[:end]
	query, firstEnd := strings.IndexByte(s[start:], '?')+start, strings.Index(s[start:], "://")+start
	if query < start {
		query = end
	}
	equals := strings.IndexByte(s, '=')
	for at := start; at < end; {
		n := strings.Index(s[at:], "://")
		if n < 0 {
			return end
		}
		scheme := at + n
		isEscape := func(at int) bool { return at-2 >= start && s[at-2] == '%' }
		for scheme > start && source.IsLetter(s[scheme-1]) && !isEscape(scheme-1) {
			scheme--
		}
		name := s[scheme : at+n]
		if i := strings.LastIndex(strings.ToLower(name), "http"); i > 0 { // without any separator
			name, scheme = name[i:], scheme+i
		}
		first := scheme
		for first > start {
			size := separatorBefore(s[start:first], first > query)
			if size == 0 {
				break
			}
			first -= size
		}
		isWeb := strings.EqualFold(name, "https") || strings.EqualFold(name, "http")
		if isWeb && first == scheme && firstEnd < scheme && scheme < query && source.IsAlphanumeric(s[scheme-1]) {
			return scheme
		}
		inAddress := equals >= 0 && equals < first && !strings.Contains(s[at:first], "=") // as a value of the query
		if isWeb && first > start && first < scheme && !inAddress {
			return first
		}
		at += n + len("://")
	}
	return end
}

// checkDots finds the segments . and .. of a path, which browsers resolve.
func (t *URL) checkDots(path Range) {
	at := path.From
	for segment := range strings.SplitSeq(t.Masked[path.From:path.To], "/") {
		if dots := strings.ReplaceAll(strings.ToLower(segment), "%2e", "."); dots == "." || dots == ".." {
			t.addFault(FaultDots, at, at+len(segment))
			return
		}
		at += len(segment) + 1
	}
}

// split finds the parts, and what is wrong with them.
func (t *URL) split() {
	s := t.Masked
	end := len(s)
	start := 0
	for start < end && source.IsSpace(s[start]) {
		start++
	}
	for end > start && source.IsSpace(s[end-1]) {
		end--
	}
	if start == end {
		t.addFault(FaultEmpty, 0, len(s))
		return
	}
	if start > 0 {
		t.addFault(FaultMargin, 0, start)
	}
	if end < len(s) {
		t.addFault(FaultMargin, end, len(s))
	}
	if other := t.joined(start, end); other < end {
		t.addFault(FaultJoined, other, end)
		end = other
	}
	if last := len(strings.TrimRight(s[:end], separators+"，；｜、")); last < end && last > start {
		t.addFault(FaultTrailing, last, end)
		end = last
	}
	t.characters(start, end)
	at, ok := t.splitScheme(start, end)
	if !ok {
		return
	}
	authority := at
	for at < end && s[at] != '/' && s[at] != '?' && s[at] != '#' && s[at] != '\\' {
		at++
	}
	t.splitAuthority(authority, at)
	t.splitRest(at, end)
}

// isPlain says which bytes need no closer look in a URL.
var isPlain = func() (is [256]bool) {
	for b := range is {
		is[b] = source.IsAlphanumeric(byte(b)) || strings.IndexByte("-._~:/?#[]@!$&'()*+,;={}|^", byte(b)) >= 0
	}
	return is
}()

// characters finds the characters that no URL may contain, one fault for each run.
func (t *URL) characters(start, end int) {
	s := t.Masked
	for i := start; i < end; {
		from := i
		switch c := s[i]; {
		case c == '[' && bracketed(s[:end], i) > 0: // [tenant] too
			i += bracketed(s[:end], i)
			t.addFault(FaultCharacter, from, i)
		case isPlain[c]:
			i++
		case oddSpace(s[i:end]) > 0:
			i += oddSpace(s[i:])
			t.addFault(FaultSpace, from, i)
		case source.IsSpace(c):
			for i < end && source.IsSpace(s[i]) {
				i++
			}
			t.addFault(FaultSpace, from, i)
		case c == '<': // <tenant> is one mistake
			i++
			if n := strings.IndexAny(s[i:end], ">/?#<"); n >= 0 && s[i+n] == '>' {
				i += n + 1
			}
			t.addFault(FaultCharacter, from, i)
		case strings.IndexByte(">\"\\`", c) >= 0:
			for i < end && strings.IndexByte(">\"\\`", s[i]) >= 0 {
				i++
			}
			t.addFault(FaultCharacter, from, i)
		case c == '%' && (i+2 >= end || !source.IsHex(s[i+1]) || !source.IsHex(s[i+2])):
			i++
			t.addFault(FaultPercent, from, i)
		default:
			i++
		}
	}
}

// bracketed returns the length of the word in brackets that starts a segment of a path at
// an offset, or 0.
func bracketed(s string, at int) int {
	if at < 2 || s[at-1] != '/' || s[at-2] == '/' {
		return 0
	}
	end := at + 1
	for end < len(s) && (source.IsLetter(s[end]) || strings.IndexByte("_- ", s[end]) >= 0) {
		end++
	}
	if end == at+1 || end == len(s) || s[end] != ']' {
		return 0
	}
	return end + 1 - at
}

// splitScheme finds the scheme and returns the start of the authority. It returns false
// if there is no scheme, because then nothing is known about the rest.
func (t *URL) splitScheme(start, end int) (int, bool) {
	s := t.Masked[:end]
	colon := start
	for colon < end && (source.IsLetter(s[colon]) || source.IsDigit(s[colon]) && colon > start || colon > start &&
		strings.IndexByte("+-.", s[colon]) >= 0) {
		colon++
	}
	hasScheme := colon > start && colon < end && s[colon] == ':'
	switch {
	case hasScheme && strings.HasPrefix(s[colon+1:], "//"):
		t.Parts[InScheme] = Range{start, colon}
		return colon + 3, true
	case hasScheme && (strings.EqualFold(s[start:colon], "http") || strings.EqualFold(s[start:colon], "https")):
		t.Parts[InScheme] = Range{start, colon}
		t.addFault(FaultSlashes, start, colon+1)
	case hasScheme && !isDigitAt(s, colon+1) && !strings.Contains(s[start:colon], "."):
		// mailto:, javascript:, urn:
		t.Parts[InScheme] = Range{start, colon}
		t.addFault(FaultNoHost, start, colon+1)
	default:
		t.addFault(FaultRelative, start, end)
	}
	return 0, false
}

func isDigitAt(s string, i int) bool { return i < len(s) && source.IsDigit(s[i]) }

func (t *URL) splitAuthority(from, to int) {
	s := t.Masked
	if at := strings.LastIndexByte(s[from:to], '@'); at >= 0 {
		t.Parts[InUser] = Range{from, from + at}
		from += at + 1
	}
	host := Range{from, to}
	if strings.HasPrefix(s[from:to], "[") {
		if i := strings.IndexByte(s[from:to], ']'); i >= 0 {
			host.To = from + i + 1
		}
	} else if i := strings.IndexByte(s[from:to], ':'); i >= 0 {
		host.To = from + i
	}
	t.Parts[InHost] = host
	if host.To < to && s[host.To] == ':' {
		t.Parts[InPort] = Range{host.To + 1, to}
		t.checkPort(Range{host.To + 1, to})
	} else if host.To < to { // [::1]x
		t.addFault(FaultHost, from, to)
		return
	}
	t.checkHost(host)
}

func (t *URL) splitRest(at, end int) {
	s, last := t.Masked, end
	if hash := strings.IndexByte(s[at:end], '#'); hash >= 0 {
		t.Parts[InFragment] = Range{at + hash + 1, end}
		end = at + hash
	}
	if mark := strings.IndexByte(s[at:end], '?'); mark >= 0 {
		t.Parts[InQuery] = Range{at + mark + 1, end}
		end = at + mark
	}
	t.Parts[InPath] = Range{at, end}
	t.checkDots(t.Parts[InPath])
	t.checkSecondHost(t.Parts[InPath], last)
}

// secondHost is a separator and what is written like a host: after //, or as localhost,
// an IP address or three words or more. Two words may be the name of a file.
var secondHost = lazy.Regexp(`(?i)(?:[,;|&+、，；｜]|%2c|%3b|%7c)(?:[ +]|%20)*(?:` +
	`//(?:[a-z0-9-]+\.)+[a-z]{2,}|(?://)?(?:(?:[a-z0-9-]+\.){2,}[a-z]{2,}|localhost|(?:[0-9]{1,3}\.){3}[0-9]{1,3}|\[[0-9a-f]*:[0-9a-f:]*\])` +
	`)(?::[0-9]+)?(?:/|$)`)

// checkSecondHost finds a second address that is written without a scheme and reaches to
// an offset. What tokens stand for is not known, so they count as no host.
func (t *URL) checkSecondHost(path Range, end int) {
	text := t.Text[path.From:path.To]
	mayJoin := func(r rune) bool { return r >= utf8.RuneSelf || strings.ContainsRune(separators+"&+%", r) }
	if strings.IndexFunc(text, mayJoin) < 0 {
		return // most paths
	}
	found := secondHost().FindStringIndex(text)
	if found == nil || found[1] == len(text) && !strings.Contains(text[found[0]:], "/") && isFile(text) {
		return
	}
	t.addFault(FaultJoined, path.From+found[0], end)
}

// isFile reports whether a path ends as the names of files do, which may have commas and
// several dots.
func isFile(path string) bool {
	endings := []string{".pdf", ".txt", ".html", ".htm", ".md", ".doc", ".docx", ".xls", ".xlsx", ".csv", ".zip", ".png", ".jpg",
		".jpeg", ".gif", ".svg", ".json", ".xml", ".js", ".css", ".php", ".aspx", ".jsp"}
	return slices.Contains(endings, strings.ToLower(pathpkg.Ext(path)))
}

func (t *URL) checkPort(p Range) {
	text := t.Masked[p.From:p.To]
	if text == "" || t.HoldsToken(p) {
		return // an empty port is the usual one
	}
	n := 0
	for i := range len(text) {
		if !source.IsDigit(text[i]) || n > 65535 {
			t.addFault(FaultPort, p.From, p.To)
			return
		}
		n = n*10 + int(text[i]-'0')
	}
	if n == 0 || n > 65535 {
		t.addFault(FaultPort, p.From, p.To)
	}
}

func (t *URL) checkHost(h Range) {
	name := t.Masked[h.From:h.To]
	switch {
	case name == "" && strings.HasPrefix(t.Masked[h.To:], `\`): // has its fault already
	case name == "":
		t.addFault(FaultNoHost, t.Parts[InScheme].From, h.To)
	case strings.ContainsAny(name, " \t\r\n<>\"`"): // has its fault already
	case strings.HasPrefix(name, "["):
		if !isAddress(strings.Trim(name, "[]")) || !strings.HasSuffix(name, "]") {
			t.addFault(FaultAddress, h.From, h.To)
		}
	case t.isSecondScheme(name, h):
		t.addFault(FaultTwoSchemes, t.Parts[InScheme].From, min(len(t.Text), h.To+3))
	default:
		t.checkName(h, strings.TrimSuffix(name, "."))
	}
}

// isSecondScheme reports whether the host is the start of another URL, as in
// https://https://host.
func (t *URL) isSecondScheme(name string, h Range) bool {
	return (strings.EqualFold(name, "http") || strings.EqualFold(name, "https")) &&
		(strings.HasPrefix(t.Masked[h.To:], "://") || strings.HasPrefix(t.Masked[h.To:], "//"))
}

func (t *URL) checkName(h Range, name string) {
	if len(name) > 253 && !t.HoldsToken(h) {
		t.addFault(FaultHost, h.From, h.To)
		return
	}
	at, last := h.From, ""
	for label := range strings.SplitSeq(name, ".") {
		if !isLabel(label) || len(label) > 63 && !t.HoldsToken(Range{at, at + len(label)}) {
			t.addFault(FaultHost, h.From, h.To)
			return
		}
		at, last = at+len(label)+1, label
	}
	if isNumber(last) && !t.HoldsToken(h) && !isAddress(name) {
		t.addFault(FaultAddress, h.From, h.To)
	}
}

// isLabel reports whether browsers accept a word of a host name: letters of any script,
// digits, hyphens inside, and the underscore that some names have.
func isLabel(s string) bool {
	if s == "" || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; c < 0x80 && !source.IsLetter(c) && !source.IsDigit(c) && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// isNumber reports whether browsers read a label as a number, and therefore the host as
// an IP address.
func isNumber(s string) bool {
	if hex, ok := strings.CutPrefix(strings.ToLower(s), "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func isAddress(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil
}
