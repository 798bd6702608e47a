package app

import (
	"cmp"
	"html"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/source"
)

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
