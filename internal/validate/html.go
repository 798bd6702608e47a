package validate

import (
	"html"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// tag is an opening or closing tag of HTML.
type tag struct {
	mark
	name       string // in lower case
	closing    bool
	attributes []attribute
}

type attribute struct {
	mark
	name  string // in lower case
	value string // with character references resolved
}

// startsTag reports whether a browser reads a tag where s starts.
func startsTag(s string) bool {
	name := strings.TrimPrefix(strings.TrimPrefix(s, "<"), "/")
	return strings.HasPrefix(s, "<") && name != "" && source.IsLetter(name[0])
}

// readTag reads the tag at an offset where one starts. It is not complete
// where the text ends inside it.
func readTag(text string, from int) (t tag, complete bool) {
	t.from = from
	i := from + 1
	if text[i] == '/' {
		t.closing = true
		i++
	}
	end := skipUntil(text, i, " \t\r\n\f/>")
	t.name = strings.ToLower(text[i:end])
	for i = end; i < len(text); {
		switch text[i] {
		case '>':
			t.to = i + 1
			return t, true
		case ' ', '\t', '\r', '\n', '\f', '/':
			i++
		default:
			var a attribute
			a, i = readAttribute(text, i)
			t.attributes = append(t.attributes, a)
		}
	}
	t.to = len(text)
	return t, false
}

// readAttribute reads an attribute and returns the offset after it.
func readAttribute(text string, from int) (attribute, int) {
	// An equals sign in the first place belongs to the name.
	end := skipUntil(text, from+1, " \t\r\n\f/>=")
	a := attribute{mark: mark{from, end}, name: strings.ToLower(text[from:end])}
	i := skipSpace(text, end)
	if i == len(text) || text[i] != '=' {
		return a, end
	}
	i = skipSpace(text, i+1)
	if i < len(text) && (text[i] == '"' || text[i] == '\'') {
		end = skipUntil(text, i+1, text[i:i+1])
		a.value = html.UnescapeString(text[i+1 : end])
		a.to = min(end+1, len(text))
		return a, a.to
	}
	end = skipUntil(text, i, " \t\r\n\f>")
	a.value, a.to = html.UnescapeString(text[i:end]), end
	return a, end
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

// unsafePart is something in rich text that runs code, loads foreign content
// or asks for input.
type unsafePart struct {
	mark
	name string // as called in a message
}

// unsafeTags are the tags that do so, with the form elements.
var unsafeTags = map[string]bool{
	"script": true, "style": true, "iframe": true, "frame": true, "frameset": true, "object": true, "embed": true, "applet": true,
	"form": true, "input": true, "button": true, "select": true, "textarea": true,
	"link": true, "meta": true, "base": true, "svg": true, "math": true, "template": true,
}

// swallowing are the unsafe tags whose content belongs to them: it is not
// reported a second time.
var swallowing = map[string]bool{"script": true, "style": true, "iframe": true, "object": true, "form": true, "select": true, "textarea": true, "svg": true, "math": true}

// unsafeParts returns the unsafe parts of a text, at most limit.
func unsafeParts(text string, limit int) []unsafePart {
	var parts []unsafePart
	for i := 0; i < len(text) && len(parts) < limit; {
		n := strings.IndexByte(text[i:], '<')
		if n < 0 {
			break
		}
		i += n
		if strings.HasPrefix(text[i:], "<!--") {
			if n = strings.Index(text[i+4:], "-->"); n < 0 {
				break
			}
			i += 4 + n + 3
			continue
		}
		if !startsTag(text[i:]) {
			i++
			continue
		}
		t, _ := readTag(text, i)
		i = t.to
		switch {
		case t.closing:
		case unsafeTags[t.name]:
			parts = append(parts, unsafePart{t.mark, "the tag <" + t.name + ">"})
			if swallowing[t.name] {
				i += swallowed(text[i:], t.name)
			}
		default:
			parts = append(parts, unsafeAttributes(t)...)
		}
	}
	return parts[:min(len(parts), limit)]
}

// swallowed returns the length of the content of a tag: what stands before its
// closing tag, if that is not far away, otherwise nothing.
func swallowed(text, name string) int {
	text = text[:min(len(text), 4<<10)]
	return max(0, strings.Index(asciiLower(text), "</"+name))
}

// asciiLower is strings.ToLower for text whose offsets must stay the same.
func asciiLower(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text)
}

func unsafeAttributes(t tag) []unsafePart {
	var parts []unsafePart
	for _, a := range t.attributes {
		switch {
		case len(a.name) > 2 && strings.HasPrefix(a.name, "on"):
			parts = append(parts, unsafePart{a.mark, "the event attribute " + a.name})
		case scriptScheme(a.value) != "" && (a.name == "href" || a.name == "src" || a.name == "action" || a.name == "formaction" || a.name == "xlink:href"):
			parts = append(parts, unsafePart{a.mark, "a link of " + scriptScheme(a.value)})
		}
	}
	return parts
}

// scriptScheme returns the scheme of an address that runs code, or "". Browsers
// pass over white space and control characters in it.
func scriptScheme(address string) string {
	address = address[:min(len(address), 80)]
	address = strings.ToLower(strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, address))
	for _, scheme := range []string{"javascript:", "vbscript:", "data:text/html"} {
		if strings.HasPrefix(address, scheme) {
			return scheme
		}
	}
	return ""
}

var unsafeHTML = Rule{
	ID: "unsafe-html", Group: groupInstructions, Severity: always(diag.Warning), Since: "0.1.0",
	Summary: "post-installation notes hold no scripts, frames, forms or event attributes",
	Why: "The portal's editor of the notes offers bold, italic, underlined and aligned text, lists and indents, " +
		"so the notes are kept as rich text. Which tags the portal removes is not published. Anything that runs " +
		"code, loads other pages or asks for input is either lost on the way or shown to an administrator who is " +
		"signed in to Procore; neither is meant.",
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
			p.Report(p.Within(notes, part.from, part.to), "the post-installation notes hold %s", part.name).
				Label("not part of rich text").Help("use text, lists and links to https pages")
		}
	},
}
