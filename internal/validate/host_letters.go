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
	Varies:  "info for encoded names, which start with xn--",
	Summary: "hosts contain no look-alike letters",
	Why: "People decide by the host name whether to trust a component or a link. A name that mixes scripts, uses " +
		"letters that look Latin, or contains symbols that browsers replace can look like another name to a reviewer. " +
		"Names in a single script, including names with an umlaut, are fine. All URLs are checked, including " +
		"redirect URIs and links in notes, and the e-mail address of the support.",
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
					p.reportLetters(a.node, a.Masked, []mark{{h.From, h.To}}, func() string { return "the " + a.name() })
				}
			}
		}
		if email := p.Model.Support.Email; email.Node != nil {
			text, _ := email.Str()
			from := strings.LastIndexByte(text, '@') + 1
			p.reportLetters(email.Node, text, []mark{{from, len(text)}}, func() string { return "the support address" })
		}
		for _, t := range []app.Text{p.Model.Notes, p.Model.ReleaseNotes} {
			if text, ok := t.Str(); ok {
				p.reportLetters(t.Node, text, linkedHosts(text), func() string { return "a link in the notes" })
			}
		}
	},
}

// linkedHosts returns the places of hosts in the links of a text.
func linkedHosts(text string) []mark {
	var list []mark
	for at := 0; ; {
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

// reportLetters reports what is doubtful about the letters of the hosts in a text. Where
// that is, is asked for only then.
func (p *Pass) reportLetters(n *manifest.Node, text string, hosts []mark, asked func() string) {
	type doubt struct {
		app.HostDoubt
		host   string
		offset int // of the host in the text
	}
	var errors, notes []doubt
	for _, h := range hosts {
		host := text[h.from:h.to]
		for _, d := range app.HostDoubts(host) {
			if d.Kind == app.EncodedHost {
				notes = append(notes, doubt{d, host, h.from})
			} else {
				errors = append(errors, doubt{d, host, h.from})
			}
		}
	}
	if len(errors)+len(notes) == 0 {
		return
	}
	where := asked()
	list := append(errors, notes...)
	for _, d := range list[:min(len(list), textLimit)] {
		host, letters := d.host, d.host[d.From:d.To]
		at := p.Within(n, d.offset+d.From, d.offset+d.To)
		switch d.Kind {
		case app.MappedLetters:
			p.Report(at, "the host %q of %s becomes %q in browsers", host, where, d.Reads).Label("browsers replace this "+
				"character").
				Help("write %s if this is your host", d.Reads)
		case app.NoHostLetter:
			p.Report(at, "the host %q of %s contains %q, which is not allowed in a host name", host, where, letters).
				Label("neither a letter nor a digit").Help("write the host name as it is registered")
		case app.MixedScripts:
			p.Report(at, "the host %q of %s mixes letters of several scripts: %s", host, where, d.Reads).
				Label("more than one script").
				Help("type the host name again; one of its letters only looks like the letter you mean")
		case app.ForeignLetters:
			p.Report(at, "the host %q of %s looks Latin, but its letters are %s", host, where, d.Reads).
				Label("these letters are not Latin").Help("type the host name again")
		case app.SimilarLetter:
			p.Report(at, "the host %q of %s has %q, which looks like %q", host, where, letters, d.Reads).
				Label("not the letter it looks like").Help("type the host name again")
		case app.EncodedHost:
			p.Report(at, "the host %q of %s stands for %q", host, where, d.Reads).As(diag.Info).
				Label("an encoded name").Help("check that this is your host")
		case app.BadPunycode:
			p.Report(at, "the host %q of %s has an encoded name that cannot be read", host, where).
				Label("not valid after xn--").Help("write the host name as it is registered")
		}
	}
}
