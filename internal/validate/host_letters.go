package validate

import (
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/schema"
)

var lookalikeHost = Rule{
	ID: "lookalike-host", Group: groupURL, Severity: rising(diag.Warning, diag.Warning, diag.Error), Since: "0.1.0",
	Varies:  "info for names in their encoded form, xn--",
	Summary: "hosts contain no look-alike letters",
	Why: "A component is shown inside Procore under its host's name, and people judge a link by it. Names that mix " +
		"scripts, use letters that look Latin, or contain symbols that browsers replace look like another name in a " +
		"review. Names in one script, such as those with an umlaut, are fine. All URLs are checked, including " +
		"redirect URIs and links in notes.",
	Bad: `setup_instructions:
  url: https://help.acmefıeld.com/procore/setup
  page_name: Set up Acme Field Sync`,
	Good: `setup_instructions:
  url: https://help.acmefield.com/procore/setup
  page_name: Set up Acme Field Sync`,
	Origin: schema.Origin{
		Source: "Unicode Technical Standard 46 and 39; RFC 5892", Date: "2024-09", Confidence: schema.Inferred,
	},
	Check: func(p *Pass) {
		l := p.addresses()
		for _, list := range [][]*address{l.all, l.redirects} {
			for _, a := range list {
				if h := a.Parts[app.InHost]; h.Ok() {
					p.reportLetters(a.node, a.Masked[h.From:h.To], h.From, func() string { return "the " + a.name() })
				}
			}
		}
		for _, t := range []app.Text{p.Model.Notes, p.Model.ReleaseNotes} {
			if text, ok := t.Str(); ok {
				for _, at := range linkedHosts(text) {
					p.reportLetters(t.Node, text[at.from:at.to], at.from, func() string { return "a link in the notes" })
				}
			}
		}
	},
}

// linkedHosts returns the places of hosts in the links of a text.
func linkedHosts(text string) []mark {
	var list []mark
	for at := 0; len(list) < textLimit; {
		n := strings.Index(text[at:], "://")
		if n < 0 {
			break
		}
		at += n + len("://")
		end := skipUntil(text, at, "/?#:@ \t\r\n<>\"'`()[]{}|,;")
		if end > at {
			list = append(list, mark{at, end})
		}
		at = end
	}
	return list
}

// reportLetters reports what is doubtful about the letters of a host that starts at
// an offset of a text. Where that is, is asked for only then.
func (p *Pass) reportLetters(n *manifest.Node, host string, offset int, asked func() string) {
	for _, d := range app.HostDoubts(host) {
		where := asked()
		at := p.Within(n, offset+d.From, offset+d.To)
		letters := host[d.From:d.To]
		switch d.Kind {
		case app.MappedLetters:
			p.Report(at, "the host %q of %s is read as %q", host, where, d.Reads).Label("browsers replace this").
				Help("write %s if that is your host", d.Reads)
		case app.NoHostLetter:
			p.Report(at, "the host %q of %s contains %q, which is not allowed in a host name", host, where, letters).
				Label("neither a letter nor a digit").Help("write the name as it is registered")
		case app.MixedScripts:
			p.Report(at, "the host %q of %s mixes letters: %s", host, where, d.Reads).
				Label("more than one script").
				Help("type the name again: one of its letters only looks like the one you mean")
		case app.ForeignLetters:
			p.Report(at, "the host %q of %s looks Latin, but its letters are %s", host, where, d.Reads).
				Label("not what it looks like").Help("type the name again")
		case app.SimilarLetter:
			p.Report(at, "the host %q of %s has %q, which looks like %q", host, where, letters, d.Reads).
				Label("not what it looks like").Help("type the name again")
		case app.EncodedHost:
			p.Report(at, "the host %q of %s reads %q", host, where, d.Reads).As(diag.Info).
				Label("a name in its encoded form").Help("check that it is your host")
		case app.BadPunycode:
			p.Report(at, "the host %q of %s has an encoded name that cannot be read", host, where).
				Label("not valid behind xn--").Help("write the name as it is registered")
		}
	}
}
