package validate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/secret"
	"github.com/procore-manifest/manifest/internal/source"
)

// hidden returns the places of the file that must not be shown: what findings
// mark as secret, and what looks like it in parts that no rule has seen. Lines
// that a suppression says hold no secret are not among them.
func (p *Pass) hidden(found []diag.Diagnostic, whole bool, ignored map[int]bool) []source.Span {
	places := p.covered
	for _, d := range found {
		if d.Redact {
			places = append(places, d.Span)
		}
	}
	if whole {
		return places
	}
	for _, at := range rawSecrets(string(p.File.Data)) {
		if !ignored[p.File.Position(at.Start).Line] {
			places = append(places, at)
		}
	}
	return places
}

// Conceal hides the secrets in the files that findings are about, where no rule has: files
// of the project that are no manifests, and those that others made.
func Conceal(found []diag.Diagnostic) {
	done := make(map[*source.File]bool)
	for i := range found {
		f := found[i].File
		if f == nil || done[f] || len(found[i].Hidden) > 0 {
			continue
		}
		done[f] = true
		p := &Pass{Document: &manifest.Document{File: f}}
		hidden := rawSecrets(string(f.Data))
		for j := i; j < len(found); j++ {
			if found[j].File == f && len(found[j].Hidden) == 0 {
				p.conceal(found[j:j+1], hidden)
			}
		}
	}
}

const (
	// shortSecret is how long a value is at least that is taken for a secret
	// because of its key alone.
	shortSecret = 8
	// longSecret is how much of a value is read to judge it.
	longSecret = 512
)

// rawSecrets finds secrets in a text that could not be read as YAML.
func rawSecrets(text string) []source.Span {
	var places []source.Span
	for _, l := range secret.Find(text) {
		places = append(places, l.Span)
	}
	var last source.Span
	for at := 0; at < len(text); at++ {
		if text[at] != ':' && text[at] != '=' || !IsSecretName(rawKey(text[:at])) {
			continue
		}
		from := rawValue(text, at+1)
		if from >= last.Start && from < last.End {
			continue // hidden with the word that it stands in
		}
		to := from + len(rawWord(text[from:min(len(text), from+longSecret)]))
		if isSecretValue(text[from:to]) {
			last = source.Span{Start: from, End: to + len(rawWord(text[to:]))}
			places = append(places, last)
		}
	}
	return places
}

// rawKey returns the name that a text ends with, quoted or not.
func rawKey(text string) string {
	text = strings.TrimRight(text, " \t")
	if text != "" && (text[len(text)-1] == '"' || text[len(text)-1] == '\'') {
		text = text[:len(text)-1]
	}
	const longest = 41
	from := len(text)
	for from > 0 && len(text)-from < longest &&
		(source.IsAlphanumeric(text[from-1]) || strings.IndexByte("_.-", text[from-1]) >= 0) {
		from--
	}
	return text[from:]
}

// rawValue returns where the word starts that seems to be the value behind a
// colon or equals sign: behind a tag or anchor too, if there is such a word.
//
// A file may hold nothing but keys: what stands behind each is looked at for so
// far only, and a word to its end only once.
func rawValue(text string, at int) int {
	at = unquotedStart(text, at)
	if at == len(text) || text[at] != '!' && text[at] != '&' {
		return at
	}
	property := text[at:min(len(text), at+longSecret)]
	if n := strings.IndexAny(property, " \t\n"); n >= 0 && property[n] != '\n' {
		value := unquotedStart(text, at+n)
		if len(rawWord(text[value:min(len(text), value+shortSecret)])) == shortSecret {
			return value
		}
	}
	return at
}

// unquotedStart returns where a word starts behind blanks and a quote.
func unquotedStart(text string, at int) int {
	for at < len(text) && (text[at] == ' ' || text[at] == '\t') {
		at++
	}
	if at < len(text) && (text[at] == '"' || text[at] == '\'') {
		at++
	}
	return at
}

// rawWord returns the word that a text starts with.
func rawWord(text string) string {
	if n := strings.IndexAny(text, " \t\n\f\r\"',}]"); n >= 0 {
		return text[:n]
	}
	return text
}

// withoutSecretKeys drops what is said about a key whose value is reported as a
// secret, or that is one itself: both go together.
func withoutSecretKeys(doc *manifest.Document, found []diag.Diagnostic) []diag.Diagnostic {
	severity := make(map[int]diag.Severity)
	for _, d := range found {
		if d.Redact && d.Rule == secretRule.ID {
			severity[d.Span.Start] = d.Severity
			if key := doc.KeyOf(d.Span.Start); key != nil {
				severity[key.Span.Start] = d.Severity
			}
		}
	}
	return slices.DeleteFunc(found, func(d diag.Diagnostic) bool {
		return d.Rule == unknownKey.ID &&
			d.Severity <= severity[d.Span.Start]
	})
}

// conceal takes what must not be shown out of the words of all findings, which
// quote the values in which it stands, and out of what they would write.
func (p *Pass) conceal(found []diag.Diagnostic, hidden []source.Span) {
	if len(hidden) == 0 {
		return
	}
	var pairs []string
	hide := func(text string) {
		if len(text) >= 4 {
			quoted := strconv.Quote(text)
			pairs = append(pairs, text, "…", quoted[1:len(quoted)-1], "…")
		}
	}
	for _, at := range hidden {
		for _, text := range []string{p.File.Text(at), p.secrets[at]} {
			hide(text)
		}
	}
	for _, text := range p.unlisted {
		hide(text)
	}
	without := strings.NewReplacer(pairs...)
	for i := range found {
		d := &found[i]
		d.Hidden = hidden
		d.Message, d.Label, d.Help = without.Replace(d.Message), without.Replace(d.Label), without.Replace(d.Help)
		for j := range d.Related {
			d.Related[j].Message = without.Replace(d.Related[j].Message)
		}
		shows := func(e diag.Edit) bool {
			return without.Replace(e.Text) != e.Text || slices.ContainsFunc(hidden, e.Span.Overlaps)
		}
		if d.Fix != nil && (without.Replace(d.Fix.Title) != d.Fix.Title || slices.ContainsFunc(d.Fix.Edits, shows)) {
			d.Fix = nil
		}
	}
}

// isSecretValue reports whether the value of a key that names a secret is one,
// and not a word that stands for it.
func isSecretValue(text string) bool {
	return len(text) >= shortSecret && !strings.ContainsAny(text, " \t\n{}<>") && !secret.IsPlaceholder(text)
}
