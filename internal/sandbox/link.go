package sandbox

import "strings"

// hasNext reports whether Link headers say that a list goes on. Where they say
// nothing about it, or cannot be read, said is false.
func hasNext(values []string) (next, said bool) {
	for _, value := range values {
		for _, relation := range linkRelations(value) {
			switch strings.ToLower(relation) {
			case "next":
				next, said = true, true
			case "first", "last", "prev", "previous":
				said = true
			}
		}
	}
	return next, said
}

// linkRelations returns the relations of the links of a Link header that start
// at the answer itself. It reads the header as RFC 8288, appendix B, does: what
// cannot be read ends the list. The libraries for Go split it at each comma, in
// addresses and quotes too.
func linkRelations(s string) []string {
	var all []string
	for {
		target, rest, ok := strings.Cut(strings.TrimLeft(s, " \t,"), ">")
		if !ok || !strings.HasPrefix(target, "<") {
			return all
		}
		var relations []string
		var named, elsewhere bool
		s = strings.TrimLeft(rest, " \t")
		for strings.HasPrefix(s, ";") {
			var name, text string
			name, text, s = linkParameter(s[1:])
			switch {
			case name == "rel" && !named: // the first counts
				relations, named = strings.Fields(text), true
			case name == "anchor" && text != "":
				elsewhere = true
			}
		}
		if !elsewhere {
			all = append(all, relations...)
		}
		if !strings.HasPrefix(s, ",") {
			return all
		}
	}
}

// linkParameter reads a parameter of a link: its name in lower case, and its
// value, a token or quoted. rest begins with what ends it.
func linkParameter(s string) (name, value, rest string) {
	s = strings.TrimLeft(s, " \t")
	end := strings.IndexAny(s, " \t=;,")
	if end < 0 {
		return strings.ToLower(s), "", ""
	}
	name, s = strings.ToLower(s[:end]), strings.TrimLeft(s[end:], " \t")
	if !strings.HasPrefix(s, "=") {
		return name, "", s
	}
	s = strings.TrimLeft(s[1:], " \t")
	if strings.HasPrefix(s, `"`) {
		value, s = quotedString(s[1:])
	} else {
		end := strings.IndexAny(s, ";,")
		if end < 0 {
			end = len(s)
		}
		value, s = strings.TrimRight(s[:end], " \t"), s[end:]
	}
	return name, value, strings.TrimLeft(s, " \t")
}

// quotedString reads a quoted string after its first quote.
func quotedString(s string) (text, rest string) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), s[i+1:]
		case s[i] == '\\' && i+1 < len(s):
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String(), ""
}
