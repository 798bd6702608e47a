package validate

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A component URL is a template: https://{{region}}.acmefield.com/?p={{procore.project.id}}.
// Libraries for URLs refuse braces in a host and lose the places of the parts,
// so it is taken apart here. The parser never fails: whatever the text, it says
// which parts there are and what is wrong with which bytes.

// maxURL is the length over which a URL is not taken apart any more.
const maxURL = 8000

// maxCharacterFaults is the number of characters that are reported in a URL.
// One with more is no URL at all, and more findings would not help.
const maxCharacterFaults = 8

// place is a part of a URL.
type place uint8

const (
	inScheme place = iota
	inUser
	inHost
	inPort
	inPath
	inQuery
	inFragment
	nowhere // of a URL without a scheme, whose parts are not known
)

var placeNames = [...]string{"scheme", "user name", "host", "port", "path", "query", "fragment", "URL"}

// String returns the place as it is called in messages.
func (p place) String() string { return placeNames[p] }

// part is a range of bytes of the text; from is after the delimiter that
// starts it, and -1 where the URL has no such part.
type part struct{ from, to int }

func (p part) ok() bool { return p.from >= 0 }

// template is a URL taken apart. All offsets are bytes of text.
type template struct {
	text string
	// masked is text with every token, and every brace beside, replaced by
	// letters x, so that each byte keeps its offset.
	masked string
	parts  [inFragment + 1]part
	// tokens are all that is, or is meant to be, a token, by place.
	tokens []token
	// faults are what is wrong with the URL itself; tokens hold their own.
	faults []fault
	// long marks a text over maxURL, of which nothing else is known.
	long bool
}

// token is {{name}}, or something that is meant to be one.
type token struct {
	from, to int // with the braces
	inner    int // after the opening braces
	name     string
	place    place
	form     form
}

// form says how a token is written.
type form uint8

const (
	wellFormed form = iota // {{name}}
	spaced                 // {{ name }}
	single                 // {name}
	uneven                 // {{name}, {name}}, {{{name}}}
	encoded                // %7B%7Bname%7D%7D
	emptyToken             // {{}}
	nested                 // {{a{{b}}}}
	notClosed              // {{name
	notOpened              // }}
)

// fault is something wrong with the URL itself.
type fault struct {
	kind     faultKind
	from, to int
}

type faultKind uint8

const (
	faultEmpty      faultKind = iota // no text but white space
	faultMargin                      // white space around
	faultSpace                       // white space inside
	faultCharacter                   // a character no URL has
	faultPercent                     // % without two hexadecimal digits
	faultRelative                    // no scheme
	faultSlashes                     // https: without //
	faultNoHost                      // nothing between // and path
	faultTwoSchemes                  // https://https://
	faultHost                        // not the form of a host name
	faultAddress                     // not the form of an IP address
	faultPort                        // not a port number
)

// get returns the text of a part, and false where there is none.
func (t *template) get(p place) (string, bool) {
	if x := t.parts[p]; x.ok() {
		return t.text[x.from:x.to], true
	}
	return "", false
}

// domain returns the host as far as it is fixed, in a form that can be judged:
// a word x stands for all up to the last token, so that {{region}}.acmefield.com
// is x.acmefield.com. It returns false if there is no host, or if what follows
// the last token is no domain.
func (t *template) domain() (string, bool) {
	h := t.parts[inHost]
	if !h.ok() || h.from == h.to {
		return "", false
	}
	fixed := -1
	for _, tok := range t.tokens {
		if tok.from < h.to && tok.to > h.from {
			fixed = tok.to
		}
	}
	if fixed < 0 {
		return t.text[h.from:h.to], true
	}
	dot := strings.IndexByte(t.text[min(fixed, h.to):h.to], '.')
	if dot < 0 {
		return "", false
	}
	return "x" + t.text[fixed+dot:h.to], true
}

// oddSpace returns the length of the white space outside of ASCII that a text
// starts with, such as the no-break space of a word processor, or 0.
func oddSpace(text string) int {
	if text[0] < utf8.RuneSelf {
		return 0
	}
	if r, size := utf8.DecodeRuneInString(text); unicode.IsSpace(r) {
		return size
	}
	return 0
}

func isSpaceByte(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

func isHex(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b && b <= 'f' || 'A' <= b && b <= 'F'
}

func isLetter(b byte) bool { return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' }

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// parseTemplate takes a URL apart.
func parseTemplate(text string) *template {
	t := &template{text: text, masked: text}
	for i := range t.parts {
		t.parts[i] = part{-1, -1}
	}
	if len(text) > maxURL {
		t.long = true
		return t
	}
	t.findTokens()
	t.split()
	for i := range t.tokens {
		t.tokens[i].place = t.placeOf(t.tokens[i].from)
	}
	return t
}

// placeOf returns the part that holds an offset. What stands at the start of
// a URL without a scheme takes the place of the scheme.
func (t *template) placeOf(offset int) place {
	for p, x := range slices.Backward(t.parts[:]) {
		if x.ok() && offset >= x.from && (place(p) > inScheme || offset < x.to) {
			return place(p)
		}
	}
	if strings.TrimSpace(t.text[:offset]) == "" {
		return inScheme
	}
	return nowhere
}

// group is a run of the same brace, or a percent-encoded pair of them.
type group struct {
	from, to int
	open     bool
	encoded  bool
}

func (g group) count() int {
	if g.encoded {
		return 2
	}
	return g.to - g.from
}

// groups returns the runs of braces of a text in order.
func groups(text string) []group {
	var list []group
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '{' || c == '}':
			end := i
			for end < len(text) && text[end] == c {
				end++
			}
			list = append(list, group{i, end, c == '{', false})
			i = end
		case c == '%' && len(text)-i >= 6 && strings.EqualFold(text[i:i+6], "%7B%7B"):
			list = append(list, group{i, i + 6, true, true})
			i += 6
		case c == '%' && len(text)-i >= 6 && strings.EqualFold(text[i:i+6], "%7D%7D"):
			list = append(list, group{i, i + 6, false, true})
			i += 6
		default:
			i++
		}
	}
	return list
}

// findTokens pairs the braces and masks them. A closing run belongs to the
// nearest opening one that is still open, so that {{a/{{b}} leaves the first
// open, as a reader would say.
func (t *template) findTokens() {
	runs := groups(t.text)
	if len(runs) == 0 {
		return
	}
	var open []group
	found := func(tok token) { t.tokens = append(t.tokens, tok) }
	for _, run := range runs {
		if run.open {
			open = append(open, run)
			continue
		}
		for run.from < run.to {
			if len(open) == 0 {
				found(token{from: run.from, to: run.to, inner: run.to, form: notOpened})
				break
			}
			last := open[len(open)-1]
			open = open[:len(open)-1]
			closing := run
			if len(open) > 0 && !run.encoded && run.count() > last.count() { // }}}} closes two
				closing.to = run.from + last.count()
			}
			found(t.pair(last, closing))
			run.from = closing.to
		}
	}
	for _, g := range open {
		end := g.to
		for end < len(t.text) && !strings.ContainsRune("/?#&=:{}%", rune(t.text[end])) && !isSpaceByte(t.text[end]) {
			end++
		}
		found(token{from: g.from, to: end, inner: g.to, name: t.text[g.to:end], form: notClosed})
	}
	t.unnest()
	t.mask()
}

// pair returns the token between two runs of braces.
func (t *template) pair(open, closing group) token {
	inner := t.text[open.to:closing.from]
	tok := token{from: open.from, to: closing.to, inner: open.to, name: strings.TrimSpace(inner)}
	switch {
	case tok.name == "":
		tok.form = emptyToken
	case open.encoded || closing.encoded:
		tok.form = encoded
	case open.count() == 1 && closing.count() == 1:
		tok.form = single
	case open.count() != 2 || closing.count() != 2:
		tok.form = uneven
	case tok.name != inner:
		tok.form = spaced
	}
	// ${name} is the same mistake as {name}.
	if tok.form == single && tok.from > 0 && t.text[tok.from-1] == '$' {
		tok.from--
	}
	return tok
}

// unnest puts the tokens in order and leaves of tokens within each other only
// the outermost.
func (t *template) unnest() {
	slices.SortFunc(t.tokens, func(a, b token) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to)) })
	kept := t.tokens[:0]
	for _, tok := range t.tokens {
		if n := len(kept); n > 0 && tok.from < kept[n-1].to {
			kept[n-1].form = nested
			continue
		}
		kept = append(kept, tok)
	}
	t.tokens = kept
}

// mask replaces tokens by letters. Of one that is not closed, only the braces
// and the name are known not to be the URL's own, and the name may hold half
// of the host: it stays.
func (t *template) mask() {
	b := []byte(t.text)
	for _, tok := range t.tokens {
		end := tok.to
		if tok.form == notClosed {
			end = tok.inner
		}
		for i := tok.from; i < end; i++ {
			b[i] = 'x'
		}
	}
	t.masked = string(b)
}

// split finds the parts, and what is wrong with them.
func (t *template) split() {
	s := t.masked
	end := len(s)
	start := 0
	for start < end && isSpaceByte(s[start]) {
		start++
	}
	for end > start && isSpaceByte(s[end-1]) {
		end--
	}
	if start == end {
		t.fault(faultEmpty, 0, len(s))
		return
	}
	if start > 0 {
		t.fault(faultMargin, 0, start)
	}
	if end < len(s) {
		t.fault(faultMargin, end, len(s))
	}
	t.characters(start, end)
	at, ok := t.splitScheme(start, end)
	if !ok {
		return
	}
	authority := at
	for at < end && !strings.ContainsRune(`/?#\`, rune(s[at])) {
		at++
	}
	t.splitAuthority(authority, at)
	t.splitRest(at, end)
}

func (t *template) fault(kind faultKind, from, to int) {
	t.faults = append(t.faults, fault{kind, from, to})
}

// characters finds what no URL may hold, one fault for each run.
func (t *template) characters(start, end int) {
	s := t.masked
	for i := start; i < end && len(t.faults) < maxCharacterFaults; {
		from := i
		switch c := s[i]; {
		case oddSpace(s[i:end]) > 0:
			i += oddSpace(s[i:])
			t.fault(faultSpace, from, i)
		case isSpaceByte(c):
			for i < end && isSpaceByte(s[i]) {
				i++
			}
			t.fault(faultSpace, from, i)
		case c == '<': // <tenant> is one mistake
			i++
			if n := strings.IndexAny(s[i:end], ">/?#<"); n >= 0 && s[i+n] == '>' {
				i += n + 1
			}
			t.fault(faultCharacter, from, i)
		case strings.IndexByte(">\"\\`", c) >= 0:
			for i < end && strings.IndexByte(">\"\\`", s[i]) >= 0 {
				i++
			}
			t.fault(faultCharacter, from, i)
		case c == '%' && (i+2 >= end || !isHex(s[i+1]) || !isHex(s[i+2])):
			i++
			t.fault(faultPercent, from, i)
		default:
			i++
		}
	}
}

// splitScheme finds the scheme and returns where the authority starts. It
// returns false where there is none: nothing is known of the rest then.
func (t *template) splitScheme(start, end int) (int, bool) {
	s := t.masked[:end]
	colon := start
	for colon < end && (isLetter(s[colon]) || isDigit(s[colon]) && colon > start || colon > start && strings.IndexByte("+-.", s[colon]) >= 0) {
		colon++
	}
	hasScheme := colon > start && colon < end && s[colon] == ':'
	switch {
	case hasScheme && strings.HasPrefix(s[colon+1:], "//"):
		t.parts[inScheme] = part{start, colon}
		return colon + 3, true
	case hasScheme && (strings.EqualFold(s[start:colon], "http") || strings.EqualFold(s[start:colon], "https")):
		t.parts[inScheme] = part{start, colon}
		t.fault(faultSlashes, start, colon+1)
	case hasScheme && !isDigitAt(s, colon+1) && !strings.Contains(s[start:colon], "."):
		// mailto:, javascript:, urn:
		t.parts[inScheme] = part{start, colon}
		t.fault(faultNoHost, start, colon+1)
	default:
		t.fault(faultRelative, start, end)
	}
	return 0, false
}

func isDigitAt(s string, i int) bool { return i < len(s) && isDigit(s[i]) }

func (t *template) splitAuthority(from, to int) {
	s := t.masked
	if at := strings.LastIndexByte(s[from:to], '@'); at >= 0 {
		t.parts[inUser] = part{from, from + at}
		from += at + 1
	}
	host := part{from, to}
	if strings.HasPrefix(s[from:to], "[") {
		if i := strings.IndexByte(s[from:to], ']'); i >= 0 {
			host.to = from + i + 1
		}
	} else if i := strings.IndexByte(s[from:to], ':'); i >= 0 {
		host.to = from + i
	}
	t.parts[inHost] = host
	if host.to < to && s[host.to] == ':' {
		t.parts[inPort] = part{host.to + 1, to}
		t.checkPort(part{host.to + 1, to})
	} else if host.to < to { // [::1]x
		t.fault(faultHost, from, to)
		return
	}
	t.checkHost(host)
}

func (t *template) splitRest(at, end int) {
	s := t.masked
	if hash := strings.IndexByte(s[at:end], '#'); hash >= 0 {
		t.parts[inFragment] = part{at + hash + 1, end}
		end = at + hash
	}
	if mark := strings.IndexByte(s[at:end], '?'); mark >= 0 {
		t.parts[inQuery] = part{at + mark + 1, end}
		end = at + mark
	}
	t.parts[inPath] = part{at, end}
}

// holdsToken reports whether a token lies in a range.
func (t *template) holdsToken(p part) bool {
	for _, tok := range t.tokens {
		if tok.from < p.to && tok.to > p.from {
			return true
		}
	}
	return false
}

func (t *template) checkPort(p part) {
	text := t.masked[p.from:p.to]
	if text == "" || t.holdsToken(p) {
		return // an empty port is the usual one
	}
	n := 0
	for i := range len(text) {
		if !isDigit(text[i]) || n > 65535 {
			t.fault(faultPort, p.from, p.to)
			return
		}
		n = n*10 + int(text[i]-'0')
	}
	if n == 0 || n > 65535 {
		t.fault(faultPort, p.from, p.to)
	}
}

func (t *template) checkHost(h part) {
	name := t.masked[h.from:h.to]
	switch {
	case name == "" && strings.HasPrefix(t.masked[h.to:], `\`): // has its fault already
	case name == "":
		t.fault(faultNoHost, t.parts[inScheme].from, h.to)
	case strings.ContainsAny(name, " \t\r\n<>\"`"): // has its fault already
	case strings.HasPrefix(name, "["):
		if !isAddress(strings.Trim(name, "[]")) || !strings.HasSuffix(name, "]") {
			t.fault(faultAddress, h.from, h.to)
		}
	case t.isSecondScheme(name, h):
		t.fault(faultTwoSchemes, t.parts[inScheme].from, min(len(t.text), h.to+3))
	default:
		t.checkName(h, strings.TrimSuffix(name, "."))
	}
}

// isSecondScheme reports whether the host is the start of another URL, as in
// https://https://host.
func (t *template) isSecondScheme(name string, h part) bool {
	return (strings.EqualFold(name, "http") || strings.EqualFold(name, "https")) &&
		(strings.HasPrefix(t.masked[h.to:], "://") || strings.HasPrefix(t.masked[h.to:], "//"))
}

func (t *template) checkName(h part, name string) {
	if len(name) > 253 && !t.holdsToken(h) {
		t.fault(faultHost, h.from, h.to)
		return
	}
	at, last, numeric := h.from, "", false
	for label := range strings.SplitSeq(name, ".") {
		span := part{at, at + len(label)}
		if !isLabel(label) || len(label) > 63 && !t.holdsToken(span) {
			t.fault(faultHost, h.from, h.to)
			return
		}
		at = span.to + 1
		last, numeric = label, isNumber(label) && !t.holdsToken(span)
	}
	if last != "" && numeric && !isAddress(name) && !t.holdsToken(h) {
		t.fault(faultAddress, h.from, h.to)
	}
}

// isLabel reports whether a word of a host name is made as browsers accept it:
// letters of any script, digits, hyphens inside, and the underscore that some
// names have.
func isLabel(s string) bool {
	if s == "" || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; c < 0x80 && !isLetter(c) && !isDigit(c) && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

func isNumber(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

func isAddress(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil
}
