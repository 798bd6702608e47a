package validate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/schema"
)

// meaning is what the name in a token stands for.
type meaning struct {
	kind meaningKind
	// name is the name as it should be written: of a variable or a parameter.
	name string
	// sure says that no other name could be meant.
	sure bool
}

type meaningKind uint8

const (
	unknownName     meaningKind = iota // nothing that is known
	unknownBuiltIn                     // procore.something
	builtIn                            // one of Procore's variables
	declared                           // a parameter of the component
	meantBuiltIn                       // close to one of Procore's variables
	meantParameter                     // close to a parameter of the component
	maxSuggested    = 100              // parameters among which a near one is looked for
	longestMeant    = 64               // name for which it is
	shortestMeant   = 4
	procoreVariable = "procore."
)

func (m meaning) isBuiltIn() bool   { return m.kind == builtIn || m.kind == meantBuiltIn }
func (m meaning) isParameter() bool { return m.kind == declared || m.kind == meantParameter }
func (m meaning) isKnown() bool     { return m.isBuiltIn() || m.isParameter() }

// componentTemplate is the URL of a component with its parameters and what the
// names in its tokens mean.
type componentTemplate struct {
	address
	parameters []parameter
	byKey      map[string]int // first parameter with this key
	meanings   map[string]meaning
}

// componentTemplates returns the components that have a URL.
func (p *Pass) componentTemplates() []componentTemplate {
	if p.templates != nil {
		return p.templates
	}
	var list []componentTemplate
	for _, a := range p.componentURLs() {
		c := componentTemplate{address: a, parameters: a.component.parameters(), byKey: map[string]int{}, meanings: map[string]meaning{}}
		for i, param := range c.parameters {
			if _, ok := c.byKey[param.key()]; !ok {
				c.byKey[param.key()] = i
			}
		}
		c.findMeanings()
		list = append(list, c)
	}
	p.templates = list
	return list
}

// findMeanings works out what each name in the URL stands for.
func (c *componentTemplate) findMeanings() {
	if len(c.Tokens) == 0 {
		return
	}
	used := map[string]bool{}
	for _, t := range c.Tokens {
		used[t.Name] = true
	}
	bare, free := map[string]string{}, []string{}
	for _, param := range c.parameters {
		key := param.key()
		if b := bareName(key); b != "" && bare[b] == "" {
			bare[b] = key
		}
		if !used[key] && len(key) <= longestMeant {
			free = append(free, key)
		}
	}
	if len(free) > maxSuggested {
		free = nil
	}
	claims := map[string]int{} // names that were taken for the same parameter
	for name := range used {
		m := c.meaningOf(name, bare, free)
		c.meanings[name] = m
		if m.kind == meantParameter && !m.sure {
			claims[m.name]++
		}
	}
	for name, m := range c.meanings {
		if m.kind == meantParameter && !m.sure && claims[m.name] == 1 {
			m.sure = true
			c.meanings[name] = m
		}
	}
}

func (c *componentTemplate) meaningOf(name string, bare map[string]string, free []string) meaning {
	variables := variableNames()
	if slices.Contains(variables, name) {
		return meaning{builtIn, name, true}
	}
	if _, ok := c.byKey[name]; ok {
		return meaning{declared, name, true}
	}
	plain := bareName(name)
	if key := bare[plain]; key != "" {
		return meaning{meantParameter, key, true}
	}
	for _, v := range variables {
		if b := bareName(v); plain == b || plain == strings.TrimPrefix(b, bareName(procoreVariable)) {
			return meaning{meantBuiltIn, v, true}
		}
	}
	isProcore := strings.HasPrefix(strings.ToLower(name), procoreVariable)
	if len(name) >= shortestMeant && len(name) <= longestMeant {
		if near := diag.Nearest(strings.ToLower(name), variables); near != "" {
			return meaning{meantBuiltIn, near, true}
		}
		if near := diag.Nearest(name, free); near != "" && !isProcore {
			return meaning{kind: meantParameter, name: near}
		}
	}
	if isProcore {
		return meaning{kind: unknownBuiltIn}
	}
	return meaning{}
}

func variableNames() []string {
	var names []string
	for _, v := range schema.Variables() {
		names = append(names, v.Name)
	}
	return names
}

// meaning returns what a token stands for. Of forms that may not be tokens at
// all, only a known name makes them one.
func (c *componentTemplate) meaning(t app.Token) (meaning, bool) {
	m := c.meanings[t.Name]
	switch t.Form {
	case app.WellFormed, app.Spaced:
		return m, true
	case app.Single, app.Uneven, app.Encoded:
		return m, m.isKnown()
	case app.NotClosed:
		return m, m.kind == builtIn || m.kind == declared
	}
	return meaning{}, false
}

// quoted returns a token as it is quoted in messages.
func (a address) quoted(t app.Token) string {
	return fmt.Sprintf("%q", diag.Clip(a.Text[t.From:t.To], 60))
}

// rewrite returns the edit that puts text in place of some bytes of the URL.
// Where that brings braces into an unquoted URL without any, the whole is
// written anew, since it may need quotes then.
func (p *Pass) rewrite(a address, from, to int, text string) diag.Edit {
	if a.node.Style == manifest.Plain && strings.ContainsAny(text, "{}") && !strings.ContainsAny(a.Text, "{}") {
		return diag.Edit{Span: a.node.Span, Text: manifest.Rewrite(a.node, a.Text[:from]+text+a.Text[to:])}
	}
	return diag.Edit{Span: p.at(a, from, to), Text: text}
}

var tokenSyntax = Rule{
	ID: "token-syntax", Group: groupParameters, Severity: always(diag.Error), Since: "0.1.0", Fixable: true,
	Summary: "tokens are written {{name}}",
	Why: "The portal fills in {{name}} and nothing else: single, uneven, nested or percent-encoded braces reach the app as they are. " +
		"Whether spaces inside the braces are forgiven is not documented. " +
		"In the setup page and in help links no token is filled in at all.",
	Bad:    fullScreenExample("https://app.acmefield.com/?company={procore.company.id}", ""),
	Good:   fullScreenExample(goodURL, ""),
	Origin: schema.Origin{Source: interpolation, Date: "2026-09", Confidence: schema.Documented},
	Check: func(p *Pass) {
		for _, c := range p.componentTemplates() {
			for _, t := range c.Tokens {
				p.reportForm(&c, t)
			}
		}
		for _, a := range append(p.setupURL(), p.helpLinks()...) {
			if len(a.Tokens) > 0 {
				t := a.Tokens[0]
				p.Report(p.at(a, t.From, t.To), "the %s has %s, but nothing is filled in there", a.name, a.quoted(t)).
					Label("not filled in").Help("write an address that is right for every customer")
			}
		}
	},
}

// reportForm reports a token that is not written {{name}}. If it is known what
// is meant, this is the only finding, and its fix repairs the name too.
func (p *Pass) reportForm(c *componentTemplate, t app.Token) {
	m, isToken := c.meaning(t)
	want := t.Name
	if m.isKnown() {
		want = m.name
	}
	var message, help string
	switch quoted := c.quoted(t); t.Form {
	case app.WellFormed:
		return
	case app.Spaced:
		message = quoted + " has spaces inside its braces"
	case app.Single:
		message = quoted + " has single braces and is not filled in"
	case app.Uneven:
		message = quoted + " has uneven braces"
	case app.Encoded:
		message = quoted + " is percent-encoded and is not filled in"
	case app.EmptyToken:
		message, help = "the braces "+quoted+" hold no name", "write the key of a parameter between them, or remove them"
	case app.Nested:
		message, help = "tokens cannot stand inside each other: "+quoted, "write one {{name}} after the other"
	case app.NotClosed:
		message, help = quoted+" is not closed", "close it with }}"
	case app.NotOpened:
		message, help = quoted+" closes no token", "open it with {{, or remove it"
	}
	if help == "" {
		help = fmt.Sprintf("write {{%s}}", want)
	}
	f := p.Report(p.at(c.address, t.From, t.To), "%s", message).Help("%s", help)
	if t.Form == app.Spaced || isToken && m.sure {
		f.Fix(fmt.Sprintf("replace it with {{%s}}", want), p.rewrite(c.address, t.From, t.To, "{{"+want+"}}"))
	}
}

// namedTokens calls report once for each name that a rule about names has to
// judge, with the tokens that have it. Names in tokens of another form belong
// to token-syntax, but for unknown ones with spaces: those are two mistakes.
func (c *componentTemplate) namedTokens(report func(name string, m meaning, tokens []app.Token)) {
	byName := map[string][]app.Token{}
	var names []string
	for _, t := range c.Tokens {
		m := c.meanings[t.Name]
		if t.Form != app.WellFormed && (t.Form != app.Spaced || m.isKnown()) {
			continue
		}
		if byName[t.Name] == nil {
			names = append(names, t.Name)
		}
		byName[t.Name] = append(byName[t.Name], t)
	}
	for _, name := range names {
		report(name, c.meanings[name], byName[name])
	}
}

// reportName reports a wrong name at its first token, and repairs all.
func (p *Pass) reportName(c *componentTemplate, tokens []app.Token, m meaning, format string, args ...any) *Finding {
	f := p.Report(p.at(c.address, tokens[0].From, tokens[0].To), format, args...)
	for _, t := range tokens[1:] {
		f.Also(p.at(c.address, t.From, t.To), "and here")
	}
	if m.name == "" {
		return f
	}
	f.Help("did you mean %q?", "{{"+m.name+"}}")
	if !m.sure {
		return f
	}
	var edits []diag.Edit
	for _, t := range tokens {
		edits = append(edits, diag.Edit{Span: p.at(c.address, t.From, t.To), Text: "{{" + m.name + "}}"})
	}
	return f.Fix(fmt.Sprintf("replace it with {{%s}}", m.name), edits...)
}

var unknownVariable = Rule{
	ID: "unknown-variable", Group: groupParameters, Severity: always(diag.Error), Since: "0.1.0", Fixable: true,
	Summary: "names starting with procore. are variables that Procore fills in",
	Why: "Procore fills in the id and the name of the company and of the project, under exactly these names. " +
		"Any other spelling reaches the app unfilled. A name such as companyId that is not declared as a parameter is taken for the variable it resembles.",
	Bad:    fullScreenExample("https://app.acmefield.com/?company={{procore.Company.Id}}", ""),
	Good:   fullScreenExample(goodURL, ""),
	Origin: schema.Origin{Source: interpolation, Date: "2026-09", Confidence: schema.Documented},
	Check: func(p *Pass) {
		for _, c := range p.componentTemplates() {
			c.namedTokens(func(name string, m meaning, tokens []app.Token) {
				switch m.kind {
				case meantBuiltIn:
					p.reportName(&c, tokens, m, "unknown variable %q in the %s", name, c.name).
						Label("Procore fills in %s", either(variableNames()))
				case unknownBuiltIn:
					p.reportName(&c, tokens, m, "unknown variable %q in the %s", name, c.name).
						Label("Procore fills in %s", either(variableNames())).
						Help("ask for the value with a parameter, or look it up in your app")
				}
			})
		}
	},
}

var undeclaredParameter = Rule{
	ID: "undeclared-parameter", Group: groupParameters, Severity: always(diag.Error), Since: "0.1.0", Fixable: true,
	Summary: "every token is a parameter of its component, or a variable of Procore",
	Why: "A token without a parameter has no value: nobody is asked for one. Keys are compared exactly, and each component has its own parameters. " +
		"The fix renames a token only if one parameter of the component, not used otherwise, has nearly the same key.",
	Bad: fullScreenExample("https://{{regoin}}.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}",
		"    parameters:\n      - key: region\n        name: Region\n        type: string\n        description: The region that holds your data, for example us-east.\n        required: true\n        support_link: {url: \"https://help.acmefield.com/region\", label: Find your region}\n"),
	Good: fullScreenExample("https://{{region}}.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}",
		"    parameters:\n      - key: region\n        name: Region\n        type: string\n        description: The region that holds your data, for example us-east.\n        required: true\n        support_link: {url: \"https://help.acmefield.com/region\", label: Find your region}\n"),
	Origin: schema.Origin{Source: interpolation, Date: "2026-09", Confidence: schema.Documented},
	Check: func(p *Pass) {
		list := p.componentTemplates()
		for _, c := range list {
			c.namedTokens(func(name string, m meaning, tokens []app.Token) {
				if m.kind != unknownName && m.kind != meantParameter {
					return
				}
				f := p.reportName(&c, tokens, m, "the token {{%s}} is not a parameter of the %s", name, c.component.label)
				if m.name != "" {
					return
				}
				f.Help("add a parameter with the key %s", name)
				for _, other := range list {
					if i, ok := other.byKey[name]; ok {
						f.Help("declare it here too: each component has its own parameters").
							Also(other.parameters[i].keyNode.Span, "a parameter of the %s", other.component.label)
					}
				}
			})
		}
	},
}

var variablePlace = Rule{
	ID: "variable-place", Group: groupParameters, Severity: always(diag.Error), Varies: "warning for the fragment and for ids in host or path", Since: "0.1.0",
	Summary: "tokens stand where a value can be filled in",
	Why: "The documentation names three places for tokens: a subdomain, the path and the query. Values are URI-encoded before they are filled in. " +
		"So no token can be the scheme, the port or the domain, and the name of a company or a project, which may hold any character, fits the query only. " +
		"Two cases are warnings, because the sources differ or are silent: ids of company and project in host or path, which older documentation allows in the query only, " +
		"and any token in the fragment.",
	Bad:    fullScreenExample("https://app.acmefield.com/{{procore.project.name}}?company={{procore.company.id}}", ""),
	Good:   fullScreenExample(goodURL, ""),
	Origin: schema.Origin{Source: "procore/documentation _includes/url_parameter_interpolation.md@a3d65cf and @2021591, which differ", Date: "2026-09", Confidence: schema.Inferred},
	Check: func(p *Pass) {
		for _, c := range p.componentTemplates() {
			domain := p.domainToken(c.address)
			for i, t := range c.Tokens {
				// What is not written {{name}} has its finding, and moves when it
				// is written anew.
				if m, ok := c.meaning(t); ok && t.Form == app.WellFormed {
					p.reportPlace(&c, t, m, i == domain)
				}
			}
		}
	},
}

// domainToken returns the index of the token that reaches into the domain of
// the host, or -1.
func (p *Pass) domainToken(a address) int {
	last := -1
	for i, t := range a.Tokens {
		if t.Part == app.InHost {
			last = i
		}
	}
	domain, ok := a.Domain()
	switch {
	case last < 0:
		return -1
	case !ok, strings.Count(strings.TrimSuffix(domain, "."), ".") < 2 && p.Known.hostKind(domain) == hostPublic:
		return last
	}
	return -1
}

// reportPlace reports the worst that can be said about the place of a token.
func (p *Pass) reportPlace(c *componentTemplate, t app.Token, m meaning, isDomain bool) {
	name := t.Name
	if m.isKnown() {
		name = m.name
	}
	at := p.at(c.address, t.From, t.To)
	const places = "want a subdomain, the path or the query"
	switch {
	case t.Part == app.InScheme:
		p.Report(at, "{{%s}} stands at the start of the %s, where the scheme is", name, c.name).Label(places).
			Help("write https:// and the domain of your app")
	case t.Part == app.InPort:
		p.Report(at, "{{%s}} stands in the port of the %s", name, c.name).Label(places).Help("write the port, or leave it out")
	case isDomain:
		p.Report(at, "{{%s}} takes the place of the domain in the %s", name, c.name).Label(places).
			Help("write the domain of your app after the token, as in {{%s}}.acmefield.com", name)
	case t.Part == app.InFragment:
		p.Report(at, "{{%s}} stands in the fragment of the %s", name, c.name).As(diag.Warning).Label(places).
			Help("no source says that tokens are filled in after #; move it to the query")
	case !m.isBuiltIn() || t.Part != app.InHost && t.Part != app.InPath:
	case strings.HasSuffix(m.name, ".name"):
		p.Report(at, "{{%s}} stands in the %s of the %s, but it may hold any character", name, t.Part, c.name).
			Label("want it in the query").Help("use {{%s.id}}", strings.TrimSuffix(m.name, ".name"))
	default:
		p.Report(at, "{{%s}} stands in the %s of the %s", name, t.Part, c.name).As(diag.Warning).
			Label("older documentation allows it in the query only").Help("move it to the query, or try it in your sandbox")
	}
}

var noContext = Rule{
	ID: "no-context", Group: groupParameters, Severity: always(diag.Info), Since: "0.1.0",
	Summary: "a full screen URL says which company or project it is shown for",
	Why: "A full screen component learns from its URL alone in which company and project it was opened. " +
		"Without a variable of Procore it shows the same to everybody until it asks.",
	Bad:    fullScreenExample("https://app.acmefield.com/", ""),
	Good:   fullScreenExample(goodURL, ""),
	Origin: schema.Origin{Source: interpolation, Date: "2026-09", Confidence: schema.Inferred},
	Check: func(p *Pass) {
		for _, c := range p.componentTemplates() {
			if c.component.key == "full_screen" && !c.Long && len(c.Faults) == 0 && !c.mentions("company") && !c.mentions("project") {
				p.Report(c.node.Span, "the %s does not say for which company or project it is shown", c.name).
					Help("add ?company={{procore.company.id}} or ?project={{procore.project.id}} if your app needs it")
			}
		}
	},
}

// mentions reports whether a token stands for something of the company or the
// project, or is broken and names it.
func (c *componentTemplate) mentions(scope string) bool {
	return slices.ContainsFunc(c.Tokens, func(t app.Token) bool {
		if m, ok := c.meaning(t); ok {
			return m.isBuiltIn() && strings.HasPrefix(m.name, procoreVariable+scope+".") ||
				m.isParameter() && strings.HasPrefix(bareName(m.name), scope)
		}
		return strings.Contains(strings.ToLower(c.Text[t.From:t.To]), scope)
	})
}

var projectOnlyContext = Rule{
	ID: "project-only-context", Group: groupParameters, Severity: always(diag.Info), Since: "0.1.0",
	Summary: "a full screen URL that names the project names the company too",
	Why: "A full screen component can also be opened at company level, where there is no project. " +
		"What is filled in then is not documented; the id of the company is there in both cases.",
	Bad:    fullScreenExample("https://app.acmefield.com/?project={{procore.project.id}}", ""),
	Good:   fullScreenExample(goodURL, ""),
	Origin: schema.Origin{Source: "procore/documentation building_applications/building_embedded_apps.md@054b1fe", Date: "2026-09", Confidence: schema.Inferred},
	Check: func(p *Pass) {
		for _, c := range p.componentTemplates() {
			if c.component.key != "full_screen" || c.mentions("company") {
				continue
			}
			for _, t := range c.Tokens {
				if m, ok := c.meaning(t); ok && m.isBuiltIn() && strings.HasPrefix(m.name, procoreVariable+"project.") {
					p.Report(p.at(c.address, t.From, t.To), "the %s has variables of the project, but none of the company", c.name).
						Help("add {{procore.company.id}}, so that it also works at company level")
					break
				}
			}
		}
	},
}
