package app

import (
	"cmp"
	"html"
	"net/netip"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/source"
)

// MaxURL is the length in bytes above which a URL is not parsed.
const MaxURL = 8000

// maxCharacterFaults is the number of characters that are reported in a URL.
// More findings about one URL would not help.
const maxCharacterFaults = 8

// Part is a part of a URL.
type Part uint8

// The parts of a URL, in their order.
const (
	InScheme Part = iota
	InUser
	InHost
	InPort
	InPath
	InQuery
	InFragment
	Nowhere // in a URL without a scheme, whose parts are not known
)

var partNames = [...]string{"scheme", "user name", "host", "port", "path", "query", "fragment", "URL"}

// String returns the part as messages call it.
func (p Part) String() string { return partNames[p] }

// Range is a range of bytes of a URL. From is after the delimiter that starts the part,
// and -1 if the URL has no such part.
type Range struct{ From, To int }

// Ok reports whether the URL has the part.
func (r Range) Ok() bool { return r.From >= 0 }

// URL is a component URL taken apart. It is a template, such as
// https://{{region}}.acmefield.com/?p={{procore.project.id}}: libraries for URLs
// refuse braces in a host and lose the places of the parts. All offsets are
// bytes of Text.
type URL struct {
	Text string
	// Masked is Text with every token and every stray brace replaced by letters x, so
	// that each byte keeps its offset.
	Masked string
	Parts  [InFragment + 1]Range
	// Tokens are everything that is, or is meant to be, a token, in order.
	Tokens []Token
	// Faults are what is wrong with the URL itself; tokens have their own faults.
	Faults []Fault
	// Long marks a text above MaxURL, about which nothing else is known.
	Long bool
}

// Token is {{name}}, or something that is meant to be one.
type Token struct {
	From, To int // with the braces
	Inner    int // after the opening braces
	Name     string
	Part     Part
	Form     Form
}

// Form says how a token is written.
type Form uint8

// The forms of tokens. Only the first is certain to be filled in.
const (
	WellFormed Form = iota // {{name}}
	Spaced                 // {{ name }}
	Single                 // {name}
	Uneven                 // {{name}, {name}}, {{{name}}}
	Encoded                // %7B%7Bname%7D%7D
	EmptyToken             // {{}}
	Nested                 // {{a{{b}}}}
	NotClosed              // {{name
	NotOpened              // }}
)

// Fault is something wrong with a URL itself.
type Fault struct {
	Kind     FaultKind
	From, To int
}

// FaultKind says what is wrong.
type FaultKind uint8

// What can be wrong with a URL.
const (
	FaultEmpty      FaultKind = iota // no text but white space
	FaultMargin                      // white space around
	FaultSpace                       // white space inside
	FaultCharacter                   // a character no URL has
	FaultPercent                     // % without two hexadecimal digits
	FaultRelative                    // no scheme
	FaultSlashes                     // https: without //
	FaultNoHost                      // nothing between // and path
	FaultTwoSchemes                  // https://https://
	FaultHost                        // not the form of a host name
	FaultAddress                     // not the form of an IP address
	FaultPort                        // not a port number
	FaultJoined                      // another address after the first
	FaultTrailing                    // a separator after the address
	FaultDots                        // . or .. in the path
	FaultEntity                      // &amp; and the like, of HTML
)

// Get returns the text of a part, and false if there is none.
func (t *URL) Get(p Part) (string, bool) {
	if x := t.Parts[p]; x.Ok() {
		return t.Text[x.From:x.To], true
	}
	return "", false
}

// Split returns a part taken apart at each delimiter that is not in a token, or
// nil if the URL has no such part.
func (t *URL) Split(p Part, delimiter byte) []string {
	x := t.Parts[p]
	if !x.Ok() {
		return nil
	}
	list := []string{}
	for at := x.From; ; {
		i := strings.IndexByte(t.Masked[at:x.To], delimiter)
		if i < 0 {
			return append(list, t.Text[at:x.To])
		}
		list = append(list, t.Text[at:at+i])
		at += i + 1
	}
}

// Domain returns the fixed part of the host, in a form that can be checked: the word x
// stands for everything up to the last token, so that {{region}}.acmefield.com is
// x.acmefield.com. It returns false if there is no host, or if the part after the last
// token is not a domain.
func (t *URL) Domain() (string, bool) {
	h := t.Parts[InHost]
	if !h.Ok() || h.From == h.To {
		return "", false
	}
	fixed := -1
	for _, tok := range t.Tokens {
		if tok.From < h.To && tok.To > h.From {
			fixed = tok.To
		}
	}
	if fixed < 0 {
		return t.Text[h.From:h.To], true
	}
	dot := strings.IndexByte(t.Text[min(fixed, h.To):h.To], '.')
	if dot < 0 {
		return "", false
	}
	return "x" + t.Text[fixed+dot:h.To], true
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

// ParseURL parses a URL. It never fails: for any text, it says which parts there are
// and what is wrong with which bytes.
func ParseURL(text string) *URL {
	t := &URL{Text: text, Masked: text}
	for i := range t.Parts {
		t.Parts[i] = Range{-1, -1}
	}
	if len(text) > MaxURL {
		t.Long = true
		return t
	}
	t.findTokens()
	t.findEntities()
	t.split()
	for i := range t.Tokens {
		t.Tokens[i].Part = t.partOf(t.Tokens[i].From)
	}
	return t
}

// partOf returns the part that contains an offset. The start of a URL without a scheme
// counts as its scheme.
func (t *URL) partOf(offset int) Part {
	for p, x := range slices.Backward(t.Parts[:]) {
		if x.Ok() && offset >= x.From && (Part(p) > InScheme || offset < x.To) {
			return Part(p)
		}
	}
	if strings.TrimSpace(t.Text[:offset]) == "" {
		return InScheme
	}
	return Nowhere
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
		end := i + 1
		switch c := text[i]; c {
		case '{', '}':
			for end < len(text) && text[end] == c {
				end++
			}
			list = append(list, group{i, end, c == '{', false})
		case '%':
			pair := text[i:min(len(text), i+len("%7B%7B"))]
			if open := strings.EqualFold(pair, "%7B%7B"); open || strings.EqualFold(pair, "%7D%7D") {
				end = i + len(pair)
				list = append(list, group{i, end, open, true})
			}
		}
		i = end
	}
	return list
}

// findTokens pairs the braces and masks them. A closing run belongs to the
// nearest opening one that is still open, so that {{a/{{b}} leaves the first
// open, as a reader would say.
func (t *URL) findTokens() {
	runs := groups(t.Text)
	if len(runs) == 0 {
		return
	}
	var open []group
	t.Tokens = make([]Token, 0, len(runs)/2)
	found := func(tok Token) { t.Tokens = append(t.Tokens, tok) }
	for _, run := range runs {
		if run.open {
			open = append(open, run)
			continue
		}
		for run.from < run.to {
			if len(open) == 0 {
				found(Token{From: run.from, To: run.to, Inner: run.to, Form: NotOpened})
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
		for end < len(t.Text) && !strings.ContainsRune("/?#&=:{}%", rune(t.Text[end])) && !source.IsSpace(t.Text[end]) {
			end++
		}
		found(Token{From: g.from, To: end, Inner: g.to, Name: t.Text[g.to:end], Form: NotClosed})
	}
	t.unnest()
	t.mask()
}

// pair returns the token between two runs of braces.
func (t *URL) pair(open, closing group) Token {
	inner := t.Text[open.to:closing.from]
	tok := Token{From: open.from, To: closing.to, Inner: open.to, Name: strings.TrimSpace(inner)}
	switch {
	case tok.Name == "":
		tok.Form = EmptyToken
	case open.encoded || closing.encoded:
		tok.Form = Encoded
	case open.count() == 1 && closing.count() == 1:
		tok.Form = Single
	case open.count() != 2 || closing.count() != 2:
		tok.Form = Uneven
	case tok.Name != inner:
		tok.Form = Spaced
	}
	// ${name} is the same mistake as {name}.
	if tok.Form == Single && tok.From > 0 && t.Text[tok.From-1] == '$' {
		tok.From--
	}
	return tok
}

// unnest puts the tokens in order, and keeps only the outermost of nested tokens.
func (t *URL) unnest() {
	slices.SortFunc(t.Tokens, func(a, b Token) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(b.To,
			a.To))
	})
	kept := t.Tokens[:0]
	for _, tok := range t.Tokens {
		if n := len(kept); n > 0 && tok.From < kept[n-1].To {
			kept[n-1].Form = Nested
			continue
		}
		kept = append(kept, tok)
	}
	t.Tokens = kept
}

// mask replaces tokens by letters. Of a token that is not closed, it replaces only the
// opening braces, because the rest may contain half of the host.
func (t *URL) mask() {
	b := []byte(t.Text)
	for _, tok := range t.Tokens {
		end := tok.To
		if tok.Form == NotClosed {
			end = tok.Inner
		}
		for i := tok.From; i < end; i++ {
			b[i] = 'x'
		}
	}
	t.Masked = string(b)
}

// findEntities finds HTML entities and masks them. Those that stand for & separate
// parts of the query, as & does.
func (t *URL) findEntities() {
	var masked []byte
	for at := 0; ; {
		n := strings.IndexByte(t.Masked[at:], '&')
		if n < 0 {
			break
		}
		at += n
		size := entityLength(t.Masked[at:])
		if size == 0 {
			at++
			continue
		}
		if masked == nil {
			masked = []byte(t.Masked)
		}
		with := byte('x')
		if html.UnescapeString(t.Masked[at:at+size]) == "&" {
			with = '&'
		}
		for i := at; i < at+size; i++ {
			masked[i] = with
		}
		t.addFault(FaultEntity, at, at+size)
		at += size
	}
	if masked != nil {
		t.Masked = string(masked)
	}
}

// entities are the named entities that pages put into addresses.
var entities = []string{"&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&nbsp;", "&AMP;", "&LT;", "&GT;",
	"&QUOT;"}

// entityLength returns the length of the entity that a text starts with, or 0.
func entityLength(text string) int {
	for _, name := range entities {
		if strings.HasPrefix(text, name) {
			return len(name)
		}
	}
	const longest = 10
	end := strings.IndexByte(text[:min(len(text), longest)], ';')
	if end < 3 || text[1] != '#' {
		return 0
	}
	digits, set := text[2:end], "0123456789"
	if digits[0]|0x20 == 'x' {
		digits, set = digits[1:], "0123456789abcdefABCDEF"
	}
	if digits == "" || strings.Trim(digits, set) != "" {
		return 0
	}
	return end + 1
}

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
	for at := start + len("x://"); at < end; {
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
		value := s[strings.LastIndexByte(s[:first], '=')+1 : first]
		isWeb := strings.EqualFold(name, "https") || strings.EqualFold(name, "http")
		if isWeb && first == scheme && firstEnd < scheme && scheme < query && source.IsAlphanumeric(s[scheme-1]) {
			return scheme
		}
		if isWeb && first > start && first < scheme && (len(value) == first || !strings.Contains(value, "://")) {
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
	if last := len(strings.TrimRight(s[:end], separators)); last < end && last > start {
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

func (t *URL) addFault(kind FaultKind, from, to int) {
	t.Faults = append(t.Faults, Fault{kind, from, to})
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
	for i := start; i < end && len(t.Faults) < maxCharacterFaults; {
		from := i
		switch c := s[i]; {
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
	s := t.Masked
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
}

// HoldsToken reports whether a token lies in a range.
func (t *URL) HoldsToken(p Range) bool {
	for _, tok := range t.Tokens {
		if tok.From < p.To && tok.To > p.From {
			return true
		}
	}
	return false
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
