package validate

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func TestUnsafeParts(t *testing.T) {
	for text, want := range map[string][]string{
		"<p>Sign <b>in</b><br/></p>":              nil,
		"a <b and c> d":                           nil,
		"<SCRIPT>x</SCRIPT>":                      {"<SCRIPT>"},
		"<script>'<iframe>'</script ><iframe>":    {"<script>", "<iframe>"},
		"<iframe/src=x>":                          {"<iframe/src=x>"},
		"<form><input></form><input>":             {"<form>", "<input>"},
		"<a href=\"x>y\" onclick = 'go()'>":       {"onclick = 'go()'"},
		"<img src=x onerror=go()>":                {"onerror=go()"},
		"<a href=' java\tscript:go()'>":           {"href=' java\tscript:go()'"},
		"<a href=&#106;avascript:go()>":           {"href=&#106;avascript:go()"},
		"<a title='javascript:'>":                 nil,
		"<!-- <script> --><!--x-->":               nil,
		"<!-- <script> --><!--x":                  {"<!--"},
		"<!-- a > b":                              {"<!--"},
		"<a href=\"https://a.co":                  {"<a href=\"https://a.co"},
		"a <b":                                    {"<b"},
		"a <3 and b < c":                          nil,
		"</script>":                               nil,
		"<script":                                 {"<script"},
		"<p on>once</p>":                          nil,
		"2<3, <3, </>, <>":                        nil,
		"<a href='data:text/html,<script>'>x</a>": {"href='data:text/html,<script>'"},
		"<a href='data:image/png;base64,x'>x</a>": nil,
		"<a href='data:image/svg+xml,x'>x</a>":    {"href='data:image/svg+xml,x'"},
		"<a href='" + strings.Repeat(" ", 200) + "javascript:go()'>": {"href='" + strings.Repeat(" ", 200) + "javascript:go()'"},

		// Comments end as browsers end them.
		"<!--><script>x</script>":                  {"<script>"},
		"<!---><img src=x onerror=go()>":           {"onerror=go()"},
		"<!-- x --!><script>x</script> <!-- y -->": {"<script>"},
		"<!--> text <iframe></iframe> -->":         {"<iframe>"},
		"<!-- <script> --> <!-- -- --> <!--->":     nil,
		"<!-- a -- ><script>x</script> -->":        nil,
		"<!----!><script>":                         {"<script>"},
		"<!-- <!-- --><script>":                    {"<script>"},
		"<!x ><script>":                            {"<script>"},
		"<?x ><script>":                            {"<script>"},
		"</ x><script>":                            {"<script>"},
		"<![CDATA[><img src=x onerror=go()>]]>":    {"onerror=go()"},

		// What is raw text to a browser holds no tags, and ends with its own tag only.
		"<textarea><img src=x onerror=go()></textarea>":               {"<textarea>"},
		"<title><img></TITLE ><img src=x onerror=go()>":               {"<title>", "onerror=go()"},
		"<xmp></textarea><img onerror=go()></xmp><p onclick=go()>":    {"<xmp>", "onclick=go()"},
		"<noscript><p title=\"</noscript><img src=x onerror=go()>\">": {"<noscript>", "onerror"},
		"<noscript><!--</noscript><img src=x onerror=go()>-->":        {"<noscript>", "onerror"},
		"<plaintext><img src=x onerror=go()>":                         {"<plaintext>"},

		// Behind a tag of another language, comments and styles may be markup.
		"<svg><style><img src=x onerror=go()></style></svg>":                 {"<svg>", "<style", "onerror"},
		"<math><mtext><table><mglyph><style><!--</style><img src onerror=x>": {"<math>", "<style", "onerror"},
		"<svg><![CDATA[><p onclick=x>]]></svg>":                              {"<svg>", "onclick"},
		"<svg></p><a href=javascript:go()>":                                  {"<svg>", "href"},
		"<svg>one on two = three":                                            {"<svg>"},
		"<select><style></select><img onerror=go()></style>":                 {"<select>", "<style", "onerror"},

		// More ends of comments, and what only looks like one.
		"<!-----><script>x</script>":          {"<script>"},
		"<! --><script>x</script>":            {"<script>"},
		"<%x%><script>":                       {"<script>"},
		"<!--!><script>x</script>-->":         nil,
		"<!-- a --\n!><script>x</script> -->": nil,
		"<!--><!--><script>":                  {"<script>"},
		"<!-- a --!><!-- b --!><p onclick=x>": {"onclick=x"},

		// Tags of other browsers, and tags that a filter leaves.
		"<portal src=x></portal><fencedframe src=x>": {"<portal src=x>", "<fencedframe src=x>"},
		"<bgsound src=x><keygen><isindex>":           {"<bgsound src=x>", "<keygen>", "<isindex>"},
		"<scr<script>ipt>x</script>":                 {"<scr<script>"},
		"<details open ontoggle=x>":                  {"ontoggle=x"},
		"<x-y onclick=x>":                            {"onclick=x"},
		"&lt;script&gt; ＜script＞ < script>":          nil,

		// Addresses and styles that run code.
		"<img lowsrc='javascript:x'>":                  {"lowsrc='javascript:x'"},
		"<blockquote cite=javascript:x>":               {"cite=javascript:x"},
		"<p style='background:url(JavaScript:x)'>":     {"style='background:url(JavaScript:x)'"},
		"<p style='width:expression(x)'>":              {"style='width:expression(x)'"},
		"<p style='scroll-behavior: smooth'>":          nil,
		"<a href='&#1;javascript:x'>":                  {"href='&#1;javascript:x'"},
		"<a href='data:;base64,x'>":                    {"href='data:;base64,x'"},
		"<a href='https://acmefield.com/javascript:'>": nil,

		// Attributes as browsers part them.
		"<p a='x'onclick=go()>":                                         {"onclick=go()"},
		"<p/onclick=go()>":                                              {"onclick=go()"},
		"<p a = onclick=go()>":                                          nil,
		"<p =onclick=go() onfocus=x>":                                   {"onfocus=x"},
		"<p title='a>b' ONCLICK=\"x\">":                                 {"ONCLICK=\"x\""},
		"<p\nonclick=go()\n>":                                           {"onclick=go()"},
		"<p onclick='go()":                                              {"onclick='go()"},
		"<p title=\"<p onclick=x>\">":                                   nil,
		"<a href=\"&Tab;java&NewLine;script&colon;go()\">":              {"href=\"&Tab;java&NewLine;script&colon;go()\""},
		"<object data=x><embed></object><style></p":                     {"<object data=x>", "<style>"},
		"<select><b style='a:url(&#106;avascript:x)'>":                  {"<select>", "style"},
		"<svg><a href='" + strings.Repeat(" ", 2000) + "javascript:x'>": {"<svg>", "href"},
		"<svg><a style=color:red> javascript:":                          {"<svg>"},
	} {
		var got []string
		for _, part := range unsafeParts(text, textLimit) {
			got = append(got, text[part.from:part.to])
		}
		if !slices.Equal(got, want) {
			t.Errorf("unsafeParts(%q): got %q, want %q", text, got, want)
		}
	}
}

// What html.Parse makes of a text holds no unsafe tag or attribute that goes
// unreported, with and without scripts.
func FuzzUnsafeParts(f *testing.F) {
	for _, seed := range []string{
		"<!--><script>", "<!-- --!><p onclick=x>", "<svg><style><img onerror=x>", "<math><mi><a href=javascript:x>",
		"<noscript><p title='</noscript><img onerror=x>'>", "<table><form><select><textarea>", "<p/a='x'onclick=y z",
		"<template><base>", "<title></title><xmp><plaintext>", "<iframe srcdoc='<p>'>", "<![CDATA[<p onclick=x>]]>",
		"<a href='&#106;avascript&colon;x'>", "<form><object></form><embed></object>", "<p on=1 on1=1 onx>", "</br/onclick=x>",
		"<frameset><frame onload=x>", "<svg><desc><p onclick=x>", "<select><option onclick=x>", "<image src onerror=x>",
		"<body onload=x><html onclick=y>", "<svg><a xlink:href=javascript:x>", "<p onclick=x <p onfocus=y", "\f<\x00p\ronclick\n=x>",
	} {
		f.Add(seed)
	}
	f.Fuzz(checkUnsafeParts)
}

// The same for markup composed at random, of which far more is alive.
func TestUnsafePartsOfRandomMarkup(t *testing.T) {
	t.Parallel()
	pieces := strings.Fields(`< > </ /> <! <!-- --> --!> <!--> <!---> <? ]]> <![CDATA[ = " ' / - ! & &#106; &Tab; on x
		<p <a <b <br <img <div <table <tr <td <svg <math <mi <mtext <annotation-xml <desc <foreignObject <style <script
		<textarea <title <noscript <noembed <noframes <select <option <form <input <object <embed <template <iframe <xmp
		<plaintext <body <html <head <frameset <frame <image <button <base <link <meta <caption <colgroup <font
		</p </a </svg </math </style </script </textarea </title </noscript </select </form </object </template </xmp
		</iframe </table </body </desc </noembed </noframes
		onclick onerror=go() onload='go()' ONFOCUS="go()" href=javascript:x href='java&#115;cript:x' xlink:href=javascript:x
		src=data:text/html,x title=" title=' title="<p'onclick=x>" a=1 color=red encoding=text/html`)
	for i := range rounds(20_000, 5_000_000) {
		r := rand.New(rand.NewPCG(*seed, uint64(i)))
		var b strings.Builder
		for range 2 + r.IntN(14) {
			b.WriteString(pieces[r.IntN(len(pieces))])
			b.WriteString([]string{"", " ", ">", " ", ">", "\n", "/"}[r.IntN(7)])
		}
		checkUnsafeParts(t, b.String())
	}
}

func checkUnsafeParts(t *testing.T, text string) {
	reported := map[string]bool{}
	for _, p := range unsafeParts(text, len(text)+1) {
		if p.from < 0 || p.to <= p.from || p.to > len(text) {
			t.Fatalf("%q: the place of %s is %v", text, p.name, p.mark)
		}
		reported[p.name] = true
	}
	for _, scripting := range []bool{true, false} {
		context := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
		scripts := html.ParseOptionEnableScripting(scripting)
		nodes, err := html.ParseFragmentWithOptions(strings.NewReader(text), context, scripts)
		if err != nil {
			continue
		}
		for _, n := range nodes {
			if name := unreported(n, reported); name != "" {
				t.Fatalf("%q: %s is live (scripts: %t) and not among %v", text, name, scripting, reported)
			}
		}
	}
}

// unreported returns the first unsafe part of a tree that was not reported.
func unreported(n *html.Node, reported map[string]bool) string {
	if n.Type == html.ElementNode {
		switch {
		case unsafeTags[n.Data]:
			tag := func(name string) string { return "the tag <" + name + ">" }
			isPart := false // of a tag that was reported
			for whole, parts := range partsOf {
				isPart = isPart || parts[n.Data] && reported[tag(whole)]
			}
			if !isPart && !reported[tag(n.Data)] {
				return tag(n.Data)
			}
		default:
			for _, a := range n.Attr {
				key := a.Key
				if a.Namespace != "" {
					key = a.Namespace + ":" + key
				}
				if name := unsafeAttribute(key, a.Val); name != "" && a.Val != "" && !reported[name] {
					return name
				}
			}
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if name := unreported(c, reported); name != "" {
			return name
		}
	}
	return ""
}
