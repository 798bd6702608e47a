package validatetest

import (
	"bytes"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
)

// Mistake returns the manifest with one mistake that people make.
func Mistake(r *rand.Rand, text string) string {
	for range 100 {
		m := mistakes[r.IntN(len(mistakes))]
		if i := strings.Index(text, m.from); i >= 0 {
			return text[:i] + m.to + text[i+len(m.from):]
		}
	}
	return text
}

var mistakes = []struct{ from, to string }{
	{".detail", ".detial"}, {".list", ".lst"}, {"standard", "Standard"}, {"read_only", "read-only"},
	{"https://app.", "http://app."},
	{"distribution: custom", "distribution: private"}, {"version: ", "version: v"},
	{"setup_instructions:\n", "setup_instruction:\n"},
	{"{{procore.project.id}}", "{{procore.projectId}}"}, {"{{procore.company.id}}", "{procore.company.id}"},
	{"  page_name: ", "  page_name:"},
	{"  name: ", "\tname: "}, {"post_installation_notes: |", "post_installation_notes: TODO"},
	{"required: true", "required: yes"},
	{"    description: ", "    descripton: "}, {"schema: 1", "schema: 1\nschema: 1"},
	{"authentication: [user_level]", "authentication: user_level"},
}

// splices are texts that mean something in YAML, in a manifest, to a terminal
// or to a reader.
var splices = []string{
	":", ": ", "- ", "#", " #", "{", "}", "[", "]", ",", "'", "\"", "|", ">-", "&a", "*a", "!!str ", "!", "%", "@", "`",
	"?", "? ", "<<: ", "---\n", "...\n",
	"{{", "}}", "{{x}}", "{{ procore.company.id }}", "${", "\n", "\r\n", "\r", "\t", "  ", "\\", "\\x41", "~", "null",
	"true", "1", "-0", "1e9", ".nan", ".inf", "2026-01-01",
	"é", "日本", "👩‍👧", "\u200b", "\u202e", "\ufeff", "\u2028", "\u0085", "\u00a0", "\x00", "\x1b[31m", "\xff", "\xc3",
	"\u0301", "\U000e0041",
	"https://", "http://localhost", "javascript:alert(1)", "<script>", "::error::", "%0A",
	"secret: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	"# manifest:ignore unknown-view -- x", "# manifest:ignore", "schema: 1\n", "embedded:\n",
}

var (
	wordOf  = regexp.MustCompile(`[A-Za-z0-9_.{}/:-]+`)
	keyOf   = regexp.MustCompile(`[a-z_]+:`)
	valueOf = regexp.MustCompile(`: [^\n]+`)
)

// Mutant returns the text damaged in one to four places: bytes, lines, words,
// keys, values, indentation, its end.
func Mutant(r *rand.Rand, text []byte) []byte {
	out := slices.Clone(text)
	for range 1 + r.IntN(4) {
		out = damages[r.IntN(len(damages))](r, out)
	}
	return out
}

var damages = []func(*rand.Rand, []byte) []byte{
	flipBit, changeByte, deleteRange, spliceIn, spliceIn, lines, lines, indent, typo, replaceKey, replaceValue,
	replaceValue, truncate, lineEnds,
}

func flipBit(r *rand.Rand, b []byte) []byte {
	if len(b) > 0 {
		b[r.IntN(len(b))] ^= 1 << r.IntN(8)
	}
	return b
}

const signs = " \n:#-\"'{}[],&*!|>%@\t\\x0~\r"

func changeByte(r *rand.Rand, b []byte) []byte {
	if len(b) > 0 {
		b[r.IntN(len(b))] = signs[r.IntN(len(signs))]
	}
	return b
}

func deleteRange(r *rand.Rand, b []byte) []byte {
	from := r.IntN(len(b) + 1)
	return slices.Delete(b, from, min(len(b), from+1+r.IntN(12)))
}

func truncate(r *rand.Rand, b []byte) []byte {
	if chance(r, 70) { // mostly near the end
		return b[:len(b)-min(len(b), r.IntN(40))]
	}
	return b[:r.IntN(len(b)+1)]
}

func spliceIn(r *rand.Rand, b []byte) []byte {
	return slices.Insert(b, r.IntN(len(b)+1), []byte(pick(r, splices...))...)
}

// lines deletes, doubles or swaps whole lines.
func lines(r *rand.Rand, b []byte) []byte {
	list := bytes.SplitAfter(b, []byte("\n"))
	i, j := r.IntN(len(list)), r.IntN(len(list))
	switch r.IntN(3) {
	case 0:
		list = slices.Delete(list, i, i+1)
	case 1:
		list = slices.Insert(list, j, list[i])
	default:
		list[i], list[j] = list[j], list[i]
	}
	return bytes.Join(list, nil)
}

func indent(r *rand.Rand, b []byte) []byte {
	list := bytes.SplitAfter(b, []byte("\n"))
	for i := r.IntN(len(list)); i < len(list) && !chance(r, 50); i++ {
		if trimmed, ok := bytes.CutPrefix(list[i], []byte("  ")); ok && chance(r, 50) {
			list[i] = trimmed
			continue
		}
		list[i] = append([]byte(pick(r, " ", "  ", "\t")), list[i]...)
	}
	return bytes.Join(list, nil)
}

// typo swaps, doubles or drops a letter of a word.
func typo(r *rand.Rand, b []byte) []byte {
	return replaceOne(r, b, wordOf, func(word []byte) []byte {
		i := r.IntN(len(word))
		switch r.IntN(3) {
		case 0:
			return slices.Delete(word, i, i+1)
		case 1:
			return slices.Insert(word, i, word[i])
		}
		j := (i + 1) % len(word)
		word[i], word[j] = word[j], word[i]
		return word
	})
}

func replaceKey(r *rand.Rand, b []byte) []byte {
	return replaceOne(r, b, keyOf, func([]byte) []byte {
		return []byte(pick(r, "url:", "views:", "sidepanel:", "iframe_src:", "notes:", "\"url\":", "[a]:", "{}:", "1:",
			"true:", ":", "<<:", "key :", "Name:", "日本:"))
	})
}

func replaceValue(r *rand.Rand, b []byte) []byte {
	return replaceOne(r, b, valueOf, func([]byte) []byte {
		return []byte(": " + pick(r, "1", "true", "null", "", "[]", "{}", "[a, b]", "{a: b}", "\"\"", "''", "|\n  x",
			"2026-01-01", "1.0", ".nan", "*x", "&x y", "!!int 1", "\"\\u202e\"", "none", "Read Only",
			"rfi.detail", "https://{{a}}{{b}.x", "'it''s'", strings.Repeat("x", 300), strings.Repeat("[", 80)))
	})
}

func replaceOne(r *rand.Rand, b []byte, of *regexp.Regexp, by func([]byte) []byte) []byte {
	places := of.FindAllIndex(b, -1)
	if len(places) == 0 {
		return b
	}
	at := places[r.IntN(len(places))]
	return slices.Concat(b[:at[0]], by(slices.Clone(b[at[0]:at[1]])), b[at[1]:])
}

func lineEnds(r *rand.Rand, b []byte) []byte {
	switch r.IntN(4) {
	case 0:
		return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n"))
	case 1:
		return append([]byte("\ufeff"), b...)
	case 2:
		return bytes.TrimRight(b, "\n")
	}
	return b
}
