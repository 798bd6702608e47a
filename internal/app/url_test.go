package app

import (
	"fmt"
	"strings"
	"testing"
)

// describe writes a URL as the tables below expect it: its parts, its
// tokens as form:name@place, and its faults as kind:text.
func describe(t *URL) string {
	var out []string
	for p, x := range t.Parts {
		if x.Ok() {
			out = append(out, fmt.Sprintf("%s=%s", Part(p), t.Text[x.From:x.To]))
		}
	}
	for _, tok := range t.Tokens {
		out = append(out, fmt.Sprintf("%s:%s@%s", formNames[tok.Form], t.Text[tok.From:tok.To], tok.Part))
	}
	for _, f := range t.Faults {
		out = append(out, fmt.Sprintf("!%d:%s", f.Kind, t.Text[f.From:f.To]))
	}
	return strings.Join(out, " ")
}

var formNames = map[Form]string{
	WellFormed: "token", Spaced: "spaced", Single: "single", Uneven: "uneven", Encoded: "encoded",
	EmptyToken: "empty", Nested: "nested", NotClosed: "open", NotOpened: "close",
}

var urlTests = []struct{ text, want string }{
	{"https://acme.co/a?b#c", "scheme=https host=acme.co path=/a query=b fragment=c"},
	{"https://acme.co", "scheme=https host=acme.co path="},
	{"https://u:p@acme.co:8080/", "scheme=https user name=u:p host=acme.co port=8080 path=/"},
	{"https://{{r}}.acme.co/{{a}}/?p={{procore.project.id}}#{{f}}",
		"scheme=https host={{r}}.acme.co path=/{{a}}/ query=p={{procore.project.id}} fragment={{f}}" +
			" token:{{r}}@host token:{{a}}@path token:{{procore.project.id}}@query token:{{f}}@fragment"},
	{"{{s}}://acme.co:{{p}}", "scheme={{s}} host=acme.co port={{p}} path= token:{{s}}@scheme token:{{p}}@port"},
	{"{{base}}/x", "token:{{base}}@scheme !5:{{base}}/x"},
	// A delimiter inside a token is not one.
	{"https://{{a/b?c#d}}.acme.co", "scheme=https host={{a/b?c#d}}.acme.co path= token:{{a/b?c#d}}@host"},
	{"https://acme.co/{{ a }}", "scheme=https host=acme.co path=/{{ a }} spaced:{{ a }}@path"},
	{"https://acme.co/{a}", "scheme=https host=acme.co path=/{a} single:{a}@path"},
	{"https://acme.co/${a}", "scheme=https host=acme.co path=/${a} single:${a}@path"},
	{"https://acme.co/{{a}", "scheme=https host=acme.co path=/{{a} uneven:{{a}@path"},
	{"https://acme.co/{{{a}}}", "scheme=https host=acme.co path=/{{{a}}} uneven:{{{a}}}@path"},
	{"https://acme.co/%7b%7Ba%7D%7d", "scheme=https host=acme.co path=/%7b%7Ba%7D%7d encoded:%7b%7Ba%7D%7d@path"},
	{"https://acme.co/%7Ba%7D", "scheme=https host=acme.co path=/%7Ba%7D"},
	{"https://acme.co/{{}}{{ }}", "scheme=https host=acme.co path=/{{}}{{ }} empty:{{}}@path empty:{{ }}@path"},
	{"https://acme.co/{{a{{b}}}}", "scheme=https host=acme.co path=/{{a{{b}}}} nested:{{a{{b}}}}@path"},
	{"https://{{a.acme.co/{{b}}", "scheme=https host={{a.acme.co path=/{{b}} open:{{a.acme.co@host token:{{b}}@path"},
	{"https://acme.co/?a={{a&b={{b}}", "scheme=https host=acme.co path=/ query=a={{a&b={{b}} open:{{a@query token:{{b}}@query"},
	{"https://a}}.acme.co", "scheme=https host=a}}.acme.co path= close:}}@host"},
	{"", "!0:"},
	{" \n", "!0: \n"},
	{" https://acme.co\n", "scheme=https host=acme.co path= !1:  !1:\n"},
	{"https://acme.co/a  b", "scheme=https host=acme.co path=/a  b !2:  "},
	{"https://<host>/", "scheme=https host=<host> path=/ !3:<host>"},
	{"https://a<.acme.co/>", "scheme=https host=a<.acme.co path=/> !3:< !3:>"},
	{`https:\\acme.co`, `scheme=https !3:\\ !6:https:`},
	{"https://acme.co/100%", "scheme=https host=acme.co path=/100% !4:%"},
	{"acme.co/a", "!5:acme.co/a"},
	{"acme.co:8080/a", "!5:acme.co:8080/a"},
	{"localhost:3000", "!5:localhost:3000"},
	{"//acme.co/a", "!5://acme.co/a"},
	{"/a", "!5:/a"},
	{"https:/acme.co", "scheme=https !6:https:"},
	{"https://", "scheme=https host= path= !7:https://"},
	{"https:///a", "scheme=https host= path=/a !7:https://"},
	{"javascript:alert(1)", "scheme=javascript !7:javascript:"},
	{"https://https://acme.co", "scheme=https host=https port= path=//acme.co !8:https://https://"},
	{"https://http//acme.co", "scheme=https host=http path=//acme.co !8:https://http//a"},
	{"https://acme..co", "scheme=https host=acme..co path= !9:acme..co"},
	{"https://-acme.co", "scheme=https host=-acme.co path= !9:-acme.co"},
	{"https://acme,co", "scheme=https host=acme,co path= !9:acme,co"},
	{"https://büro.example.de", "scheme=https host=büro.example.de path="},
	{"https://acme.co./", "scheme=https host=acme.co. path=/"},
	{"https://300.1.1.1/", "scheme=https host=300.1.1.1 path=/ !10:300.1.1.1"},
	{"https://10.0.0.1/", "scheme=https host=10.0.0.1 path=/"},
	{"https://[::1]:3000/", "scheme=https host=[::1] port=3000 path=/"},
	{"https://[::x]/", "scheme=https host=[::x] path=/ !10:[::x]"},
	{"https://acme.co:0/", "scheme=https host=acme.co port=0 path=/ !11:0"},
	{"https://acme.co:99999/", "scheme=https host=acme.co port=99999 path=/ !11:99999"},
	{"https://acme.co:8a/", "scheme=https host=acme.co port=8a path=/ !11:8a"},
	{"https://acme.co/a,10.0.0.1/b?c", "scheme=https host=acme.co path=/a,10.0.0.1/b query=c !12:,10.0.0.1/b?c"},
	{"https://acme.co/a,//b.co", "scheme=https host=acme.co path=/a,//b.co !12:,//b.co"},
	{"https://acme.co/a;v=1.2.x/,b.co/{{a}},{{b}}.c.co", "scheme=https host=acme.co path=/a;v=1.2.x/,b.co/{{a}},{{b}}.c.co token:{{a}}@path token:{{b}}@path"},
	{"https://acme.co/a,final.v2.pdf", "scheme=https host=acme.co path=/a,final.v2.pdf"},
	{"https://acme.co/[id]/[1]?a[]=1", "scheme=https host=acme.co path=/[id]/[1] query=a[]=1 !3:[id]"},
	{"https://acme.co:/", "scheme=https host=acme.co port= path=/"},
}

func TestParseTemplate(t *testing.T) {
	for _, test := range urlTests {
		if got := describe(ParseURL(test.text)); got != test.want {
			t.Errorf("%q:\ngot  %s\nwant %s", test.text, got, test.want)
		}
	}
	if long := ParseURL("https://u@acme.co/" + strings.Repeat("a", MaxURL) + "{{a}}"); !long.Parts[InUser].Ok() || len(long.Tokens) != 1 {
		t.Error("a long text is not taken apart")
	}
}

func TestDomain(t *testing.T) {
	for text, want := range map[string]string{
		"https://acme.co/":                 "acme.co",
		"https://{{r}}.acme.co":            "x.acme.co",
		"https://a-{{r}}b.acme.co:80":      "x.acme.co",
		"https://{{a}}.{{b}}.eu.acme.co":   "x.eu.acme.co",
		"https://{{a}}.localhost":          "x.localhost",
		"https://{{host}}/":                "",
		"https://acme.{{tld}}/":            "",
		"https://{{a.acme.co/{{b}}.co":     "",
		"acme.co":                          "",
		"https://user:{{p}}@acme.co/{{a}}": "acme.co",
	} {
		if got, ok := ParseURL(text).Domain(); got != want || ok != (want != "") {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// The parts of any text lie in it, in order, and cut no token.
func FuzzParseURL(f *testing.F) {
	for _, test := range urlTests {
		f.Add(test.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		x := ParseURL(text)
		if len(x.Masked) != len(text) {
			t.Fatalf("masked has %d bytes, the text %d", len(x.Masked), len(text))
		}
		at := 0
		for p, part := range x.Parts {
			if !part.Ok() {
				continue
			}
			if part.To > len(text) || part.From > part.To {
				t.Fatalf("%s is %v of %d bytes", Part(p), part, len(text))
			}
			if part.From < at {
				t.Fatalf("%s starts at %d, before the end of the part before it, %d", Part(p), part.From, at)
			}
			at = part.To
		}
		at = 0
		for _, tok := range x.Tokens {
			if tok.From < at || tok.To <= tok.From || tok.To > len(text) || tok.Inner < tok.From || tok.Inner > tok.To {
				t.Fatalf("token %+v after %d of %d bytes", tok, at, len(text))
			}
			at = tok.To
		}
		for _, fault := range x.Faults {
			if fault.From < 0 || fault.To < fault.From || fault.To > len(text) {
				t.Fatalf("fault %+v of %d bytes", fault, len(text))
			}
		}
		x.Domain()
		if len(x.Tokens) == 0 && strings.Contains(text, "{") {
			t.Fatal("a brace is in no token")
		}
	})
}
