package app

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"github.com/procore-manifest/manifest/internal/source"
)

// HostDoubt is a problem with the letters of a host: it looks like another host, or is
// not a valid one.
type HostDoubt struct {
	Kind     DoubtKind
	From, To int // bytes of the host
	// Reads is what browsers, or people, read there.
	Reads string
}

// DoubtKind says what is doubtful.
type DoubtKind uint8

// What can be doubtful about a host.
const (
	MappedLetters  DoubtKind = iota // browsers replace letters; Reads is the whole host
	NoHostLetter                    // a sign that no host name can have
	MixedScripts                    // letters of several scripts; Reads names them
	ForeignLetters                  // letters of another script that all look Latin; Reads names it
	SimilarLetter                   // a letter that looks like the Latin letter in Reads
	EncodedHost                     // an xn-- label that says Reads
	BadPunycode                     // an xn-- label that says nothing
)

// CanonicalHost returns the host as browsers and DNS see it: in lower case, without a
// final dot, and with characters outside ASCII mapped and encoded according to UTS 46.
func CanonicalHost(name string) string {
	name = strings.TrimSuffix(name, ".")
	if source.IsASCII(name) {
		return strings.ToLower(name)
	}
	if ascii, _ := mapping.ToASCII(name); ascii != "" { // even if it reports an error
		return strings.TrimSuffix(strings.ToLower(ascii), ".")
	}
	return strings.ToLower(name)
}

// mapping maps a host as browsers do before they look it up.
var mapping = idna.New(idna.MapForLookup(), idna.Transitional(false))

// longestHost is the length in bytes above which a name is not a host.
const longestHost = 1000

// HostDoubts returns the doubts about the letters of a host: at most one for each
// label, and only the first letter that browsers replace. A plain ASCII name has none.
func HostDoubts(host string) []HostDoubt {
	if len(host) > longestHost || source.IsASCII(host) && !strings.Contains(strings.ToLower(host), "xn--") {
		return nil
	}
	labels := strings.Split(host, ".")
	top := labels[len(labels)-1]
	var list []HostDoubt
	at, mapped := 0, false
	for _, label := range labels {
		d, ok := labelDoubt(label, top)
		switch {
		case !ok, d.Kind == MappedLetters && mapped:
		default:
			mapped = mapped || d.Kind == MappedLetters
			if d.Kind == MappedLetters {
				d.Reads, _ = mapping.ToUnicode(host)
			}
			d.From, d.To = at+d.From, at+d.To
			list = append(list, d)
		}
		at += len(label) + 1
	}
	return list
}

// labelDoubt returns the first doubt about a label under a top-level domain.
func labelDoubt(label, top string) (HostDoubt, bool) {
	whole := HostDoubt{To: len(label)}
	said := label
	if len(label) > 4 && strings.EqualFold(label[:4], "xn--") {
		decoded, err := idna.Punycode.ToUnicode(strings.ToLower(label))
		if err != nil || source.IsASCII(decoded) {
			whole.Kind = BadPunycode
			return whole, true
		}
		said = decoded
	}
	d, ok := letterDoubt(said)
	if ok && said != label { // it cannot be registered
		whole.Kind = BadPunycode
		return whole, true
	}
	if !ok {
		d, ok = scriptDoubt(said, top)
	}
	switch {
	case ok && said != label:
		d.From, d.To = 0, len(label)
	case said != label:
		whole.Kind, whole.Reads = EncodedHost, said
		return whole, true
	}
	return d, ok
}

// letterDoubt finds letters that browsers replace and signs that no host can have.
func letterDoubt(label string) (HostDoubt, bool) {
	for i, r := range label {
		if r < utf8.RuneSelf {
			continue
		}
		_, size := utf8.DecodeRuneInString(label[i:])
		d := HostDoubt{From: i, To: i + size}
		mapped, _ := mapping.ToUnicode(string(r))
		switch {
		case mapped != string(r) && mapped != strings.ToLower(string(r)), strings.ContainsRune(letterSigns, r):
			d.Kind = MappedLetters
			return d, true
		case !unicode.In(r, unicode.L, unicode.M, unicode.Nd) && !strings.ContainsRune(hostSigns, r):
			d.Kind = NoHostLetter
			return d, true
		}
	}
	return HostDoubt{}, false
}

// letterSigns are the signs for ohm, kelvin and ångström, capital letters that stand for
// others.
const letterSigns = "\u2126\u212a\u212b"

// hostSigns are the signs other than letters that IDNA 2008 accepts in some names:
// middle dots, and marks of Greek and Hebrew; joiners too.
const hostSigns = "\u00b7\u0375\u05f3\u05f4\u30fb\u200c\u200d"

// scriptDoubt finds letters that look as if they belong to another script.
func scriptDoubt(label, top string) (HostDoubt, bool) {
	scripts := scriptsOf(label)
	switch {
	case len(scripts) > 1 && !areUsual(scripts):
		return HostDoubt{Kind: MixedScripts, To: len(label), Reads: strings.Join(scripts, " and ")}, true
	case len(scripts) == 1 && similar[scripts[0]] != "" && source.IsASCII(top) && areAll(label, similar[scripts[0]]):
		return HostDoubt{Kind: ForeignLetters, To: len(label), Reads: scripts[0]}, true
	case slices.Contains(scripts, "Latin") && !slices.Contains(dotless, top):
		for i, r := range label {
			if reads := similarLatin[r]; reads != "" {
				return HostDoubt{Kind: SimilarLetter, From: i, To: i + utf8.RuneLen(r), Reads: reads}, true
			}
		}
	}
	return HostDoubt{}, false
}

// similar are the letters of other scripts that look like Latin ones.
var similar = map[string]string{
	"Cyrillic": "асԁеһіјӏорԛѕԝхуҽѵ",
	"Greek":    "αγικνρυωηοτχ",
	"Armenian": "ցհոսքօզյ",
}

// similarLatin are letters of the Latin script that look like one of ASCII.
var similarLatin = map[rune]string{
	'ı': "i", 'ȷ': "j", 'ɑ': "a", 'ɡ': "g", 'ɩ': "i", 'ɪ': "i", 'ʟ': "l", 'ɴ': "n", 'ʀ': "r", 'ʏ': "y", 'ʜ': "h",
	'ᴀ': "a", 'ʙ': "b", 'ᴄ': "c", 'ᴅ': "d", 'ᴇ': "e", 'ᴊ': "j", 'ᴋ': "k", 'ᴍ': "m", 'ᴏ': "o", 'ᴘ': "p", 'ᴛ': "t",
	'ᴜ': "u", 'ᴠ': "v", 'ᴡ': "w", 'ᴢ': "z", 'ꜱ': "s", 'ꜰ': "f", 'ɢ': "g", 'ĸ': "k", 'ʋ': "v", 'ɯ': "w", 'ƽ': "s",
	'ꞁ': "l", 'ᶊ': "s", 'ɗ': "d", 'ƙ': "k", 'ɓ': "b", 'ǃ': "l", 'ǀ': "l",
}

// dotless are the top-level domains of languages that have a dotless i.
var dotless = []string{"tr", "az", "kz"}

func areAll(label, letters string) bool {
	for _, r := range strings.ToLower(label) {
		if unicode.IsLetter(r) && !strings.ContainsRune(letters, r) {
			return false
		}
	}
	return true
}

// usualMixes are the scripts that one name may have together.
var usualMixes = [][]string{
	{"Han", "Hiragana", "Katakana", "Latin"},
	{"Bopomofo", "Han", "Latin"},
	{"Han", "Hangul", "Latin"},
}

func areUsual(scripts []string) bool {
	return slices.ContainsFunc(usualMixes, func(mix []string) bool {
		return !slices.ContainsFunc(scripts, func(s string) bool { return !slices.Contains(mix, s) })
	})
}

// scriptsOf returns the names of the scripts of a label's letters, sorted.
func scriptsOf(label string) []string {
	var list []string
	for _, r := range label {
		name := ""
		switch {
		case r < utf8.RuneSelf && unicode.IsLetter(r):
			name = "Latin"
		case r >= utf8.RuneSelf && !unicode.In(r, unicode.Common, unicode.Inherited):
			name = scriptOf(r)
		}
		if name != "" && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

func scriptOf(r rune) string {
	for name, table := range unicode.Scripts {
		if unicode.Is(table, r) {
			return name
		}
	}
	return ""
}
