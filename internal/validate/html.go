package validate

import (
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// unsafePart is something in rich text that runs code, loads foreign content
// or asks for input.
type unsafePart struct {
	mark
	name string // as called in a message
}

// unsafeTags are the tags that do so, those of form elements, and those whose
// content is not rich text.
var unsafeTags = set(
	"script", "style", "iframe", "frame", "frameset", "object", "embed", "applet",
	"portal", "fencedframe", "layer", "ilayer", "bgsound",
	"form", "input", "button", "select", "textarea", "keygen", "isindex",
	"link", "meta", "base", "svg", "math", "template",
	"noscript", "noembed", "noframes", "plaintext", "title", "xmp",
)

// opaqueTags are tags of which the tokenizer alone cannot tell how a browser reads
// what follows: there may be markup in comments and in styles.
var opaqueTags = set("svg", "math", "select", "template", "frameset", "noscript")

// partsOf are the tags that are reported with the tag around them.
var partsOf = map[string]map[string]bool{
	"form":   set("input", "button", "select", "textarea"),
	"object": set("embed", "object"),
}

// linkAttributes are the attributes whose address a browser may open.
var linkAttributes = set(
	"href", "src", "action", "formaction", "xlink:href", "background", "poster", "data", "srcdoc",
	"from", "to", "values", "dynsrc", "lowsrc", "srcset", "cite", "longdesc", "ping",
)

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// unsafeParts returns the unsafe parts of a text, at most limit.
func unsafeParts(text string, limit int) []unsafePart {
	r := &htmlReader{text: text, limit: limit}
	r.read()
	return r.parts[:min(len(r.parts), limit)]
}

type htmlReader struct {
	text   string
	limit  int
	parts  []unsafePart
	within string // the tag of partsOf that is open
	opaque int    // where the first opaque tag starts, -1 for none
}

func (r *htmlReader) report(from, to int, name string) {
	r.parts = append(r.parts, unsafePart{mark{from, to}, name})
}

// read goes through the tokens as browsers make them. Behind an opaque tag it
// takes for unsafe whatever may be.
func (r *htmlReader) read() {
	r.opaque = -1
	at := 0
	z := html.NewTokenizer(strings.NewReader(r.text))
	for len(r.parts) < r.limit && r.opaque < 0 {
		kind := z.Next()
		raw := r.text[at : at+len(z.Raw())]
		if kind == html.ErrorToken {
			r.unfinished(at)
			return
		}
		r.token(z, kind, at, raw)
		at += len(raw)
	}
	if r.opaque >= 0 {
		r.suspect(at)
	}
}

// unfinished reads the tag that the text ends in. The portal may put a page behind
// it that ends the tag.
func (r *htmlReader) unfinished(at int) {
	rest := r.text[at:]
	if !startsTag(rest) {
		return
	}
	known := len(r.parts)
	defer func() {
		if len(r.parts) == known {
			r.report(at, at+len(rest), "a tag that is not closed")
		}
	}()
	for _, end := range []string{">", "\">", "'>"} {
		z := html.NewTokenizer(strings.NewReader(rest + end))
		if kind := z.Next(); kind != html.ErrorToken {
			r.token(z, kind, at, rest)
			return
		}
	}
}

// closesComment reports whether a comment ends as browsers end it, and not with the text.
func closesComment(raw string) bool {
	return strings.HasSuffix(raw, "-->") || strings.HasSuffix(raw, "--!>") || raw == "<!-->" || raw == "<!--->"
}

func startsTag(s string) bool { return len(s) > 1 && s[0] == '<' && source.IsLetter(s[1]) }

func (r *htmlReader) token(z *html.Tokenizer, kind html.TokenType, at int, raw string) {
	switch kind {
	case html.CommentToken:
		if strings.HasPrefix(raw, "<!--") && !closesComment(raw) {
			r.report(at, at+len("<!--"), "a comment that is not closed")
		}
	case html.EndTagToken:
		if name, _ := z.TagName(); string(name) == r.within {
			r.within = ""
		}
	case html.StartTagToken, html.SelfClosingTagToken:
		tag, more := z.TagName()
		name := string(tag)
		if i := strings.LastIndexByte(name, '<'); i >= 0 && unsafeTags[name[i+1:]] {
			r.report(at, at+len(raw), "the tag <"+name[i+1:]+"> inside another tag") // a filter that removes it leaves a tag
		}
		if opaqueTags[name] {
			r.opaque = at
		}
		if unsafeTags[name] {
			if !partsOf[r.within][name] {
				r.report(at, at+len(raw), "the tag <"+name+">")
			}
			if r.within == "" && partsOf[name] != nil {
				r.within = name
			}
			return
		}
		r.attributes(z, more, at, raw)
	}
}

func (r *htmlReader) attributes(z *html.Tokenizer, more bool, at int, raw string) {
	var places []mark
	for i := 0; more; i++ {
		var key, value []byte
		key, value, more = z.TagAttr()
		name := unsafeAttribute(string(key), string(value))
		if name == "" {
			continue
		}
		if places == nil {
			places = attributePlaces(raw)
		}
		m := mark{0, len(raw)}
		if i < len(places) && startsFold(raw[places[i].from:places[i].to], string(key)) {
			m = places[i]
		}
		r.report(at+m.from, at+m.to, name)
	}
}

// unsafeAttribute is what an attribute is called in a message if it is unsafe.
func unsafeAttribute(key, value string) string {
	if event, ok := strings.CutPrefix(key, "on"); ok && isWord(event) {
		return "the event attribute " + key
	}
	if linkAttributes[key] {
		if scheme := scriptScheme(value); scheme != "" {
			return "a link that starts with " + scheme
		}
	}
	if key == "style" {
		value = strings.ToLower(value)
		for _, script := range [...]string{"javascript:", "vbscript:", "expression(", "-moz-binding"} {
			if strings.Contains(value, script) {
				return "a style with " + script
			}
		}
	}
	return ""
}

func startsFold(text, start string) bool {
	return len(text) >= len(start) && strings.EqualFold(text[:len(start)], start)
}

func isWord(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool { return r < 'a' || r > 'z' })
}

// attributePlaces returns the places of the attributes in the text of a tag.
func attributePlaces(tag string) []mark {
	var places []mark
	i := skipUntil(tag, 1, " \t\r\n\f/>")
	for i < len(tag) && tag[i] != '>' {
		if strings.IndexByte(" \t\r\n\f/", tag[i]) >= 0 {
			i++
			continue
		}
		m := mark{i, skipUntil(tag, i+1, " \t\r\n\f/>=")} // an equals sign in the first place belongs to the name
		if value := skipSpace(tag, m.to); value < len(tag) && tag[value] == '=' {
			value = skipSpace(tag, value+1)
			if value < len(tag) && (tag[value] == '"' || tag[value] == '\'') {
				m.to = min(len(tag), skipUntil(tag, value+1, tag[value:value+1])+1)
			} else {
				m.to = skipUntil(tag, value, " \t\r\n\f>")
			}
		}
		places = append(places, m)
		i = m.to
	}
	return places
}

func skipUntil(text string, from int, stops string) int {
	if n := strings.IndexAny(text[min(from, len(text)):], stops); n >= 0 {
		return from + n
	}
	return len(text)
}

func skipSpace(text string, i int) int {
	for i < len(text) && strings.IndexByte(" \t\r\n\f", text[i]) >= 0 {
		i++
	}
	return i
}

// suspect reports all that may be an unsafe tag or attribute from an offset on,
// whatever is around it.
func (r *htmlReader) suspect(from int) {
	for i := from; i < len(r.text) && len(r.parts) < r.limit; i++ {
		switch c := r.text[i]; {
		case c == '<':
			end := i + 1
			for end < len(r.text) && source.IsAlphanumeric(r.text[end]) {
				end++
			}
			if name := strings.ToLower(r.text[i+1 : end]); unsafeTags[name] {
				r.report(i, end, "the tag <"+name+">")
			}
		case source.IsLetter(c) && !source.IsAlphanumeric(r.text[i-1]):
			i = r.suspectAttribute(i)
		}
	}
}

// longestSuspect is how much of a value without quotes is looked at, which may hold
// others.
const longestSuspect = 1 << 10

// suspectAttribute looks at the word at an offset, and returns where it ends.
func (r *htmlReader) suspectAttribute(at int) int {
	end := skipUntil(r.text, at, " \t\r\n\f/>=<\"'")
	key := strings.ToLower(r.text[at:end])
	value := skipSpace(r.text, end)
	if value == len(r.text) || r.text[value] != '=' || key != "style" &&
		!strings.HasPrefix(key, "on") && !linkAttributes[key] {
		return end - 1
	}
	value = skipSpace(r.text, value+1)
	to := skipUntil(r.text[:min(len(r.text), value+longestSuspect)], value, " \t\r\n\f>")
	if value < len(r.text) && strings.IndexByte("\"'", r.text[value]) >= 0 {
		to = skipUntil(r.text, value+1, r.text[value:value+1])
		value++
	}
	if name := unsafeAttribute(key, html.UnescapeString(r.text[value:to])); name != "" {
		r.report(at, end, name)
	}
	return end - 1
}

// scriptScheme returns the scheme of an address that runs code or opens a file, or "". Browsers
// pass over white space and control characters in it.
func scriptScheme(address string) string {
	const longest = 40 // of a scheme with the start of what follows
	plain := make([]byte, 0, longest)
	for i := 0; i < len(address) && len(plain) < longest; i++ {
		if address[i] > ' ' {
			plain = append(plain, address[i])
		}
	}
	address = strings.ToLower(string(plain))
	if strings.HasPrefix(address, "data:image/") && !strings.HasPrefix(address, "data:image/svg") {
		return ""
	}
	if i := slices.IndexFunc(scriptSchemes, func(s string) bool { return strings.HasPrefix(address, s) }); i >= 0 {
		return scriptSchemes[i]
	}
	return ""
}

var scriptSchemes = []string{"javascript:", "vbscript:", "livescript:", "data:", "file:", "blob:", "filesystem:",
	"search-ms:"}

var unsafeHTML = Rule{
	ID: "unsafe-html", Group: groupInstructions, Severity: always(diag.Warning), Since: "0.1.0",
	Summary: "post-installation notes contain no scripts, frames, forms or event attributes",
	Why: "The portal's editor for the notes offers bold, italic, underlined and aligned text, lists and indents, so " +
		"the notes are stored as rich text. Procore does not publish which tags the portal removes. The portal may " +
		"remove content that runs code, loads other pages or asks for input. If the portal keeps the content, an " +
		"administrator who is signed in to Procore is exposed to it. Browsers hide what follows a tag or a comment that " +
		"is not closed.",
	Bad: `post_installation_notes: |
  <p>Create your Acme account with this form, then create an app configuration:</p>
  <iframe src="https://app.acmefield.com/signup"></iframe>`,
	Good: `post_installation_notes: |
  <p>Create your <a href="https://app.acmefield.com/signup">Acme account</a>, then create an app configuration.</p>`,
	Origin: schema.Origin{
		Source: "procore/documentation assets/guides/app-install-instructions-final.png blob 50ccf001",
		Date:   "2025", Confidence: schema.Inferred,
	},
	Check: func(p *Pass) {
		notes := p.Model.Notes.Node
		text, ok := notes.Str()
		if !ok || strings.IndexByte(text, '<') < 0 {
			return
		}
		for _, part := range unsafeParts(text, textLimit) {
			p.Report(p.Within(notes, part.from, part.to), "the post-installation notes contain %s", part.name).
				Label("not allowed in rich text").Help("use only text, lists and links to https pages")
		}
	},
}
