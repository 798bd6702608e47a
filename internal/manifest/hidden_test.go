package manifest

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/procore-manifest/manifest/internal/source"
)

// visibleFormats are format characters that are shown: signs around numbers in
// Arabic, Syriac and Kaithi.
var visibleFormats = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x0600, Hi: 0x0605, Stride: 1}, {Lo: 0x06dd, Hi: 0x070f, Stride: 0x32},
		{Lo: 0x0890, Hi: 0x0891, Stride: 1}, {Lo: 0x08e2, Hi: 0x08e2, Stride: 1},
	},
	R32: []unicode.Range32{{Lo: 0x110bd, Hi: 0x110cd, Stride: 16}},
}

// Whatever Unicode knows as ignorable is refused inside a word, and so is what else
// is known to hide text.
func TestInvisibleCharacters(t *testing.T) {
	others := []rune{0x2800, 0x1d159, 0x16fe4, 0xfffc}
	for r := rune(0x13430); r <= 0x13455; r++ {
		others = append(others, r)
	}
	count := 0
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		known := unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) ||
			unicode.Is(unicode.Variation_Selector, r) || strings.ContainsRune(string(others), r)
		if !known || unicode.Is(visibleFormats, r) {
			continue
		}
		count++
		for _, around := range []string{"Cre|ate", "Cre|", "|ate", "1|", "é|é"} {
			before, after, _ := strings.Cut(around, "|")
			chars := &screener{text: before + string(r) + after}
			if chars.refused(len(before), r) == "" {
				t.Errorf("%+q is accepted", chars.text)
			}
		}
	}
	t.Logf("%d code points are refused", count)
	if count < 4000 {
		t.Errorf("%d code points were looked at", count)
	}
}

// isRefused holds that a text is judged alike in a file and as an escape, but for
// joiners, which may be escaped.
func isRefused(t *testing.T, text string) bool {
	t.Helper()
	plain := refusedIn(fmt.Sprintf("release_notes: \"%s\" # x\n", text))
	var escaped strings.Builder
	joiner := false
	for _, r := range text {
		fmt.Fprintf(&escaped, `\U%08x`, r)
		joiner = joiner || isJoiner(r)
	}
	if got := refusedIn(fmt.Sprintf("release_notes: \"%s\"\n", escaped.String())); got != plain && !joiner {
		t.Errorf("%+q is refused: %t, but as escapes: %t", text, plain, got)
	}
	return plain
}

func refusedIn(file string) bool {
	_, found := Parse(source.New("manifest.yaml", []byte(file)))
	for _, d := range found {
		if d.Rule == RuleCharacter {
			return true
		}
	}
	return false
}

func TestCharactersInTheirPlace(t *testing.T) {
	for name, texts := range map[string][]string{
		"emoji":          {"\u2764\ufe0f", "\u2764\ufe0e", "\u26a0\ufe0f x", "\u00a9\ufe0f", "\u2122\ufe0f", "\U0001f3f3\ufe0f", "\u3030\ufe0f", "\u270c\U0001f3fd"},
		"joined emoji":   {"\U0001f469\u200d\U0001f469\u200d\U0001f467", "\U0001f3f3\ufe0f\u200d\U0001f308", "\U0001f468\u200d\u2695\ufe0f", "\U0001f3cb\U0001f3fd\u200d\u2642\ufe0f", "\u2764\ufe0f\u200d\U0001f525"},
		"keycaps":        {"1\ufe0f\u20e3", "#\ufe0f\u20e3", "*\ufe0f\u20e3", "9\u20e3"},
		"flags":          {"\U0001f3f4" + tags("gbeng"), "\U0001f3f4" + tags("gbsct") + "\U0001f3f4" + tags("gbwls"), "\U0001f1e9\U0001f1ea", "\U0001f3f4\u200d\u2620\ufe0f"},
		"Han":            {"\u82a6\ufe00", "\u795e\ufe01x"},
		"Persian":        {"\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"},
		"Hindi":          {"\u0915\u094d\u200d\u0937", "\u0915\u094d\u200c\u0937"},
		"ends of words":  {"\u0d28\u0d4d\u200d x", "\u092a\u0930\u094d\u200c", "\u0647\u200d.\u0634."},
		"Hebrew, marked": {"\u05e9\u05dc\u05d5\u05dd!\u200f", "\u05e9\u05dc\u05d5\u05dd C++\u200e \u05e9\u05dc", "\u200f(\u05e9)"},
		"Arabic, marked": {"\u0645\u0631\u062d\u0628\u0627 \u061c1.2"},
		"closed isolate": {"\u05e9\u05dc \u2066C++\u2069 \u05d5\u05dd", "\u05e9\u05dc \u2068a \u2067\u05d1\u2069\u2069"},
		"accents":        {"a\u0301", "\u1e9e", "n\u0303\u0323"},
	} {
		for _, text := range texts {
			if isRefused(t, text) {
				t.Errorf("%s: %+q is refused", name, text)
			}
		}
	}
	for name, texts := range map[string][]string{
		"two selectors":               {"\u2764\ufe0f\ufe0f", "\u2764\ufe0f\ufe0e"},
		"a selector behind a letter":  {"m\ufe0f", "\u00e9\ufe0e", "\u2764\ufe00", "\u0645\ufe0f", " \ufe0f"},
		"a selector behind a digit":   {"1\ufe0f", "1\ufe0f2", "1\ufe0e\u20e3"},
		"two selectors behind Han":    {"\u82a6\ufe00\ufe01"},
		"supplementary selectors":     {"\u82a6\U000e0100", "x\U000e0156\U000e0155\U000e0164"},
		"tags without a flag":         {tags("gbeng"), "x" + tags("gbeng"), "\U0001f3f3" + tags("gbeng")},
		"tags of no flag":             {"\U0001f3f4" + tags("usca"), "\U0001f3f4" + tags("gb"), "\U0001f3f4" + tags("curl evil")},
		"a flag that goes on":         {"\U0001f3f4" + tags("gbeng") + tags("x"), "\U0001f3f4" + tags("gbeng") + tags("gbeng")},
		"a flag that is cut":          {"\U0001f3f4\U000e0067\U000e0062"},
		"joiners in Latin text":       {"a\u200db", "\u00e9\u200d\u00e9", "\u00e9\u200c\u00e9", "a\u200d\U0001f469", "a\u200d ", "\u00e9\u0301\u200c.", "\u0645\u200dx"},
		"two joiners":                 {"\u0645\u200d\u200d\u06cc", "\U0001f469\u200d\u200d\U0001f467"},
		"overrides":                   {"\u05e9\u202e\u05dc", "a\u202db\u202c", "\u05e9\u202bx\u202c"},
		"isolates that are not ended": {"\u05e9\u2066x", "\u05e9\u2066x\n\u2069", "\u05e9 \u2066a \u2068b\u2069"},
		"an end without an isolate":   {"\u05e9\u2069"},
		"marks in Latin text":         {"a\u200fb", "\u200e1.2", "a \u2066b\u2069"},
		"two marks":                   {"\u05e9\u200f\u200f", "\u05e9\u200f\u200e\u05dc"},
	} {
		for _, text := range texts {
			if !isRefused(t, text) {
				t.Errorf("%s: %+q is accepted", name, text)
			}
		}
	}
}

// A run of hidden characters is one finding, however many of them differ.
func TestRunsOfInvisibleCharacters(t *testing.T) {
	for text, want := range map[string]string{
		"a\u200bb":                    "invisible character U+200B is not allowed",
		"a\u200b\u200bb":              "invisible character U+200B is not allowed",
		"a\U000e0156\U000e0155\u200b": "a run of 3 invisible characters starting with U+E0156 is not allowed",
		"a\u202e\u2066":               "a run of 2 bidirectional control characters starting with U+202E is not allowed",
		"a\x07":                       "control character U+0007 is not allowed",
	} {
		_, found := Parse(source.New("manifest.yaml", []byte("release_notes: '"+text+"'\n")))
		if len(found) != 1 || found[0].Message != want {
			t.Errorf("%+q: got %v, want %q", text, found, want)
		}
	}
}

// A mark costs the same however many its line has.
func TestManyMarksInOneLine(t *testing.T) {
	text := strings.Repeat("\u05e9\u200f", 60_000)
	if refusedIn("release_notes: \"" + text + "\"\n") {
		t.Error("marks in Hebrew are refused")
	}
}

// What is known for a letter is never looked at more closely.
func TestLettersOfScripts(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !isLetterOfScript(r) {
			continue
		}
		chars := &screener{text: string(r)}
		if what := chars.refused(0, r); what != "" || isSelector(r) {
			t.Errorf("U+%04X is a letter and %s", r, what)
		}
	}
}
