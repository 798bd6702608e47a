package validate

import (
	"fmt"
	"html"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
)

// complaint is a fault of a URL in words.
type complaint struct {
	severity             diag.Severity
	message, label, help string
}

const wholeURL = "write an absolute URL, such as https://app.acmefield.com/"

// complain puts a fault into words about a subject, such as: the full screen URL.
func (a *address) complain(f app.Fault, subject string) complaint {
	marked := a.Text[f.From:f.To]
	about := func(format string, args ...any) string { return subject + " " + fmt.Sprintf(format, args...) }
	switch f.Kind {
	case app.FaultEmpty:
		return complaint{diag.Error, about("is empty"), "", wholeURL}
	case app.FaultMargin:
		return complaint{diag.Warning, about("starts or ends with white space"), "", "remove the white space"}
	case app.FaultSpace:
		return complaint{diag.Error, about("contains white space"),
			"there is white space beside this part", "remove the white space, or write %20"}
	case app.FaultCharacter:
		if len(marked) > 1 && strings.IndexByte("<[", marked[0]) >= 0 && strings.IndexByte(">]", marked[len(marked)-1]) >= 0 {
			return complaint{diag.Error, about("contains the placeholder %q", marked), "not a valid part of a URL",
				"write the real value in its place"}
		}
		return complaint{diag.Error, about("contains %q, which is not allowed in a URL", marked),
			"not a valid URL character", "remove or percent-encode the character"}
	case app.FaultPercent:
		return complaint{diag.Warning, about("contains a percent sign without two hexadecimal digits"),
			"expected two hexadecimal digits after the percent sign", "write %25 for a percent sign"}
	case app.FaultRelative:
		return complaint{diag.Error, about("%q is not absolute", redacted(marked)),
			"expected https:// and a host", "write the whole URL, starting with https://"}
	case app.FaultSlashes:
		return complaint{diag.Error, about("has no // after %q", marked), "want //", fmt.Sprintf("write %s//", marked)}
	case app.FaultNoHost:
		return complaint{diag.Error, about("has no host after %q", marked), "want a host", wholeURL}
	case app.FaultTwoSchemes:
		return complaint{diag.Error, about("starts with two schemes"), "only one scheme is allowed", "remove one " +
			"of the two schemes"}
	case app.FaultHost:
		return complaint{diag.Error, about("has an invalid host name: %q", marked),
			"expected words of letters, digits and hyphens, joined by dots", ""}
	case app.FaultAddress:
		return complaint{diag.Error, about("has an invalid IP address: %q", marked),
			"expected a host name", ""}
	case app.FaultPort: // it may be half of a password, and is not quoted
		return complaint{diag.Error, fmt.Sprintf("the port of %s is not a number from 1 to 65535", subject),
			"want a number", ""}
	case app.FaultJoined:
		return complaint{diag.Error, about("contains a second address"), "a second address starts here", "write only one " +
			"address"}
	case app.FaultTrailing:
		return complaint{diag.Warning, about("ends in a %s", separatorName(marked)),
			"not part of the address", "remove the separator"}
	case app.FaultDots:
		return complaint{diag.Warning, about("has %q in its path", marked),
			"browsers replace this part of the path", "write the resulting path"}
	case app.FaultEntity:
		plain := html.UnescapeString(marked)
		write := plain
		if strings.ContainsAny(plain, "<>\"\u00a0") {
			write = url.PathEscape(strings.ReplaceAll(plain, "\u00a0", " "))
		}
		return complaint{diag.Warning, about("contains %q, an HTML entity", marked), "programs do not read this as " +
			plain, "write " + write}
	}
	return complaint{diag.Error, about("is not well formed"), "", wholeURL}
}

// separatorName is what messages call the separator that a text starts with.
func separatorName(text string) string {
	first, _ := utf8.DecodeRuneInString(text)
	return map[rune]string{',': "comma", ';': "semicolon", '|': "bar", '，': "full-width comma", '；': "full-width semicolon",
		'｜': "full-width bar", '、': "ideographic comma"}[first]
}

// mend offers to repair a fault, where it is known how.
func (f *Finding) mend(a *address, fault app.Fault) {
	marked := a.Text[fault.From:fault.To]
	at := f.p.at(a, fault.From, fault.To)
	switch fault.Kind {
	case app.FaultMargin:
		f.Fix("remove the white space around the URL", diag.Edit{
			Span: a.node.Span, Text: manifest.Rewrite(a.node, strings.TrimSpace(a.Text))})
	case app.FaultTrailing:
		f.Fix("remove the separator", diag.Edit{Span: at})
	case app.FaultPort:
		if strings.Trim(marked, "0123456789") != "" { // half of a password, whose @ is missing or escaped
			f.Secret(marked)
		}
	case app.FaultEntity:
		if text := html.UnescapeString(marked); text == "&" {
			f.Fix("write &", diag.Edit{Span: at, Text: text})
		}
	}
}

// startsWithToken reports whether a token stands where the scheme should.
func (a *address) startsWithToken() bool {
	return len(a.Tokens) > 0 && strings.TrimSpace(a.Text[:a.Tokens[0].From]) == ""
}

// checkLength reports an address that servers may refuse for its length.
func (p *Pass) checkLength(a *address, severity diag.Severity) bool {
	if len(a.Text) <= app.MaxURL {
		return false
	}
	p.Report(p.at(a, app.MaxURL, len(a.Text)), "the %s has %d bytes", a.name(), len(a.Text)).As(severity).
		Label("over %d bytes, which servers may refuse", app.MaxURL).Help("shorten the URL")
	return true
}

// reportFaults reports what is wrong with the URL itself.
func (p *Pass) reportFaults(a *address, most diag.Severity) {
	p.checkLength(a, most)
	margin := false
	for _, f := range a.Faults {
		switch {
		case f.Kind == app.FaultRelative && a.startsWithToken():
			continue // variable-place says that a token is there, or token-syntax what is wrong with it
		case f.Kind == app.FaultEmpty && a.Text == "":
			continue // the schema requires one character
		case f.Kind == app.FaultMargin && margin:
			continue
		}
		margin = margin || f.Kind == app.FaultMargin
		c, at := a.complain(f, "the "+a.name()), p.at(a, f.From, f.To)
		if f.Kind == app.FaultSpace { // the white space itself may be a line break
			_, before := utf8.DecodeLastRuneInString(a.Text[:f.From])
			_, after := utf8.DecodeRuneInString(a.Text[f.To:])
			at = p.at(a, f.From-before, f.To+after)
		}
		p.Report(at, "%s", c.message).As(min(c.severity, most)).Label("%s", c.label).Help("%s", c.help).mend(a, f)
	}
}
