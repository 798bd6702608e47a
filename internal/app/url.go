package app

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxURL is the length of a URL in bytes that every server should accept (RFC 9110,
// section 4.1).
const MaxURL = 8000

// maxFaults is the number of faults of one kind that are kept of a URL. More findings
// about one URL would not help.
const maxFaults = 8

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
	counts [FaultEntity + 1]int
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

func (t *URL) addFault(kind FaultKind, from, to int) {
	if t.counts[kind]++; t.counts[kind] <= maxFaults {
		t.Faults = append(t.Faults, Fault{kind, from, to})
	}
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
