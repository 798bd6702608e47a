package app

import (
	"fmt"
	"strings"
	"testing"
)

func TestCanonicalHost(t *testing.T) {
	for name, want := range map[string]string{
		"App.AcmeField.com.":  "app.acmefield.com",
		"münchen.de":          "xn--mnchen-3ya.de",
		"MÜNCHEN.de":          "xn--mnchen-3ya.de",
		"①②⑦.⓪.⓪.①":           "127.0.0.1",
		"ⓛocalhost":           "localhost",
		"ｅxample。com":         "example.com",
		"straße.de":           "xn--strae-oqa.de",
		"a..b":                "a..b",
		"":                    "",
		"[::1]":               "[::1]",
		"xn--mnchen-3ya.de":   "xn--mnchen-3ya.de",
		"sandbox.procore.ｃｏｍ": "sandbox.procore.com",
	} {
		if got := CanonicalHost(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

var doubtNames = map[DoubtKind]string{
	MappedLetters: "mapped", NoHostLetter: "sign", MixedScripts: "mixed", ForeignLetters: "foreign",
	SimilarLetter: "similar", EncodedHost: "encoded", BadPunycode: "bad",
}

func TestHostDoubts(t *testing.T) {
	for host, want := range map[string]string{
		"app.acmefield.com": "", "{{region}}.acmefield.com": "", "münchen.de": "", "почта.рф": "", "例え.jp": "",
		"παράδειγμα.gr": "", "ısparta.com.tr": "", "שלום.co.il": "", "東京タワーabc.jp": "", "한국漢字.kr": "",
		"łódź.pl": "", "naïve.fr": "", "co·op.cat": "", "сарр.рф": "", "MÜNCHEN.de": "",
		"\u0440anel.acmefield.com":           "mixed:\u0440anel=Cyrillic and Latin",
		"acmef\u03b9eld.com":                 "mixed:acmef\u03b9eld=Greek and Latin",
		"acme\u05d0.com":                     "mixed:acme\u05d0=Hebrew and Latin",
		"\u0430\u0440\u0440\u04cf\u0435.com": "foreign:\u0430\u0440\u0440\u04cf\u0435=Cyrillic",
		"\u03bf\u03c5\u03c7.com":             "foreign:\u03bf\u03c5\u03c7=Greek",
		"acmefıeld.com":                      "similar:ı=i",
		"ɡoogle.com":                         "similar:ɡ=g",
		"xⅰph.org":                           "mapped:ⅰ=xiph.org",
		"ａｃｍｅ.com":                           "mapped:ａ=acme.com",
		"acmefield。com":                      "mapped:。=acmefield.com",
		"ſecure.com":                         "mapped:ſ=secure.com",
		"acme–field.com":                     "sign:–=",
		"a☃b.com":                            "sign:☃=",
		"acme⁄field.com":                     "sign:⁄=",
		"xn--mnchen-3ya.de":                  "encoded:xn--mnchen-3ya=münchen",
		"XN--MNCHEN-3YA.de":                  "encoded:XN--MNCHEN-3YA=münchen",
		"xn--cmefield-b9g.com":               "mixed:xn--cmefield-b9g=Cyrillic and Latin",
		"xn--99999999.com":                   "bad:xn--99999999=",
		"xn--a.com":                          "bad:xn--a=",
	} {
		var got []string
		for _, d := range HostDoubts(host) {
			got = append(got, fmt.Sprintf("%s:%s=%s", doubtNames[d.Kind], host[d.From:d.To], d.Reads))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: got %q, want %q", host, got, want)
		}
	}
}

func FuzzHostDoubts(f *testing.F) {
	for _, seed := range []string{"acme.com", "xn--a", "①.②", "\u0440a.b", "\xff.\xc3", "ı", "xn--\u0440", "。", "xn--xn--a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, host string) {
		CanonicalHost(host)
		for _, d := range HostDoubts(host) {
			if d.From < 0 || d.To <= d.From || d.To > len(host) {
				t.Fatalf("%q: %+v", host, d)
			}
		}
	})
}
