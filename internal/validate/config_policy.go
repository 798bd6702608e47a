package validate

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// policyReader takes over policy from a configuration, and says what is wrong with
// it beyond what the schema refuses.
type policyReader struct {
	config *Config
	file   *source.File
	found  []diag.Diagnostic
}

// configPolicy reads policy, and returns what is wrong with it beyond what the
// schema refuses.
func configPolicy(c *Config, f *source.File, n *manifest.Node) []diag.Diagnostic {
	r := policyReader{config: c, file: f}
	p := &c.Policy
	r.hosts(n.Get("hosts"))
	p.HighestLevel = make(map[schema.Scope]map[string]string)
	for _, scope := range []schema.Scope{schema.CompanyScope, schema.ProjectScope} {
		r.levels(scope, n.Get("highest_level", string(scope)))
	}
	p.ApprovedByOther = isTrue(n.Get("approvals", "by_other"))
	p.PromotedByOther = isTrue(n.Get("promotion", "by_other"))
	p.SoakDays = whole(n.Get("promotion", "soak_days"))
	for _, freeze := range n.Get("promotion", "freeze").List() {
		r.freeze(freeze)
	}
	if asks := n.Get("asks"); asks.Get("at_most") != nil {
		p.Asks = &AsksLimit{whole(asks.Get("at_most")), whole(asks.Get("per_days"))}
	}
	return r.found
}

// whole is the value of a whole number that the schema has judged.
func whole(n *manifest.Node) int {
	if n == nil || n.Kind != manifest.Number {
		return 0
	}
	return int(n.JSON().(float64))
}

func (r *policyReader) report(at source.Span, help, format string, args ...any) {
	r.found = append(r.found, diag.Diagnostic{Rule: invalidValue.ID, Severity: diag.Error, File: r.file, Span: at,
		Message: fmt.Sprintf(format, args...), Help: help})
}

func (r *policyReader) hosts(list *manifest.Node) {
	for _, n := range list.List() {
		text, ok := n.Str()
		if !ok || text == "" {
			continue // the schema has refused it
		}
		pattern := strings.TrimPrefix(text, anyHostOf)
		domain := app.CanonicalHost(pattern)
		if message, help := hostFault(text, domain); message != "" {
			r.report(n.Span, help, "%s", message)
			continue
		}
		if pattern != text {
			domain = anyHostOf + domain
		}
		if i := slices.Index(r.config.Policy.Hosts, domain); i >= 0 {
			r.report(n.Span, "remove one of the two entries", "%q is listed twice; the first is item %d", text, i+1)
		}
		r.config.Policy.Hosts = append(r.config.Policy.Hosts, domain)
	}
}

// hostFault says what is wrong with an allowed host, given its domain, and what to
// do.
func hostFault(text, domain string) (message, help string) {
	switch bare := hostOf(text); {
	case text == everyOther:
		return `"*" would allow every host`, "remove the key hosts to allow every host, or write a domain such as *.acmefield.com"
	case bare != strings.ToLower(text) && bare != "" && !strings.ContainsAny(bare, " @{}"):
		return fmt.Sprintf("%q contains more than a host", text), fmt.Sprintf("write only the host: %s", bare)
	case strings.Contains(domain, "*"):
		return fmt.Sprintf("%q has a * that is not the whole first part of the host", text),
			"use * only as the whole first part, as in *.acmefield.com"
	case strings.ContainsAny(text, "{}"):
		return fmt.Sprintf("%q contains a token; policy.hosts cannot contain tokens", text),
			"write * in place of the token, as in *.acmefield.com"
	}
	if _, err := netip.ParseAddr(domain); err == nil && domain == strings.ToLower(text) {
		return "", ""
	}
	for label := range strings.SplitSeq(domain, ".") {
		const longest = 63
		plain := strings.Trim(label, "-") == label && label != "" && len(label) <= longest
		for i := range len(label) {
			plain = plain && (source.IsAlphanumeric(label[i]) || label[i] == '-')
		}
		if !plain {
			return fmt.Sprintf("%q is not a host", text), "write a host such as app.acmefield.com, or *.acmefield.com for " +
				"every host of a domain"
		}
	}
	return "", ""
}

func (r *policyReader) levels(scope schema.Scope, tools *manifest.Node) {
	levels := make(map[string]string)
	known := newCatalogue(r.config)
	for _, e := range tools.Map() {
		level, ok := e.Value.Str()
		if !ok || !app.IsLevel(level) && level != noAccess {
			continue // the schema has refused it
		}
		levels[e.Key.Text] = level
		if e.Key.Text == everyOther || !app.IsToolKey(e.Key.Text) {
			continue
		}
		switch state, instead := known.judgeTool(scope, tools, e.Key.Text); {
		case state == toolFine:
		case instead != "":
			r.report(e.Key.Span, fmt.Sprintf("did you mean %q?", instead), "unknown %s tool %q", scope, e.Key.Text)
		case state == toolMisplaced:
			r.report(e.Key.Span, fmt.Sprintf("move the tool to %s", otherScope(scope)), "%q is a %s tool, not a %s tool",
				e.Key.Text,
				otherScope(scope), scope)
		default:
			r.report(e.Key.Span, fmt.Sprintf("if your portal has this tool, write extra_tools: {%s: [%s]}", scope, e.Key.Text),
				"unknown %s tool %q", scope, e.Key.Text)
		}
	}
	if len(levels) > 0 {
		r.config.Policy.HighestLevel[scope] = levels
	}
}

func (r *policyReader) freeze(n *manifest.Node) {
	days := [2]ledger.Day{}
	for i, key := range []string{"from", "to"} {
		text, ok := n.Get(key).Str()
		if !ok || !isDayForm(text) {
			return // the schema has refused it
		}
		day, err := ledger.ParseDay(text)
		if err != nil {
			r.report(n.Get(key).Span, "correct the date", "%s is not a date", text)
			return
		}
		days[i] = day
	}
	if days[1] < days[0] {
		r.report(n.Get("to").Span, "swap the two dates, or correct one of them",
			"the freeze ends on %s, before it starts on %s", days[1], days[0])
	}
	reason, _ := n.Get("reason").Str()
	r.config.Policy.Freezes = append(r.config.Policy.Freezes, Freeze{days[0], days[1], reason})
}

func isDayForm(text string) bool {
	freeze := projectSchema.root.Property("policy").Property("promotion").Property("freeze")
	return freeze.Items.Property("from").Pattern.MatchString(text)
}
