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

// component is an embedded component with what its rules share.
type component struct {
	*app.Component
	url        *address // nil if it has none
	parameters []*app.Parameter
	byKey      map[string]int // the first of parameters with a key, if there are many
	meanings   map[string]app.Meaning
}

// components returns the embedded components, full screen first.
func (p *Pass) components() []*component {
	return p.embedded.get(func() []*component {
		var list []*component
		for _, m := range p.Model.Components() {
			c := &component{Component: m, meanings: m.Meanings()}
			for i := range m.Parameters {
				if param := &m.Parameters[i]; param.HasKey() {
					c.parameters = append(c.parameters, param)
				}
			}
			c.indexKeys()
			for _, a := range p.addresses().components {
				if a.component == m {
					c.url = a
				}
			}
			list = append(list, c)
		}
		return list
	})
}

// fewParameters is how many parameters are looked through one by one.
const fewParameters = 16

func (c *component) indexKeys() {
	if len(c.parameters) <= fewParameters {
		return
	}
	c.byKey = make(map[string]int, len(c.parameters))
	for i, param := range slices.Backward(c.parameters) {
		c.byKey[param.PlainKey()] = i
	}
}

// indexOf returns the place of the first parameter with a key, or -1.
func (c *component) indexOf(key string) int {
	if c.byKey == nil {
		return slices.IndexFunc(c.parameters, func(p *app.Parameter) bool { return p.PlainKey() == key })
	}
	if i, ok := c.byKey[key]; ok {
		return i
	}
	return -1
}

// templates returns the components that have a URL.
func (p *Pass) templates() []*component {
	return p.withURL.get(func() []*component {
		return slices.DeleteFunc(slices.Clone(p.components()), func(c *component) bool { return c.url == nil })
	})
}

// meaning returns what a token stands for. Of forms that may not be tokens at
// all, only a known name makes them one.
func (c *component) meaning(t app.Token) (app.Meaning, bool) {
	m := c.meanings[t.Name]
	switch t.Form {
	case app.WellFormed, app.Spaced:
		return m, true
	case app.Single, app.Uneven, app.Encoded:
		return m, m.IsKnown()
	case app.NotClosed:
		return m, m.Kind == app.Variable || m.Kind == app.Declared
	}
	return app.Meaning{}, false
}

// quoted returns a token as it is quoted in messages.
func (a *address) quoted(t app.Token) string {
	return fmt.Sprintf("%q", diag.Clip(a.Text[t.From:t.To], 60))
}

// rewrite returns the edit that puts text in place of some bytes of the URL.
// Where that brings braces into an unquoted URL without any, the whole is
// written again, since it may need quotes then.
func (p *Pass) rewrite(a *address, from, to int, text string) diag.Edit {
	if a.node.Style == manifest.Plain && strings.ContainsAny(text, "{}") && !strings.ContainsAny(a.Text, "{}") {
		return diag.Edit{Span: a.node.Span, Text: manifest.Rewrite(a.node, a.Text[:from]+text+a.Text[to:])}
	}
	return diag.Edit{Span: p.at(a, from, to), Text: text}
}

var tokenSyntax = Rule{
	ID: "token-syntax", Group: groupParameters, Severity: always(diag.Error), Since: "0.1.0", Fixable: true,
	Summary: "tokens are written {{name}}",
	Why: "The documentation shows {{name}} and no other form. Developers report that single and percent-encoded braces " +
		"reach the app unchanged; the rule assumes the same for uneven and nested braces. The documentation does not " +
		"say whether spaces inside the braces are accepted. Procore does not fill in tokens in the URL of the " +
		"setup page or in help links.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/?company={procore.company.id}`,
	Good: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}`,
	Origin: schema.Origin{
		Source: interpolation + "; about other braces: mckayje3/rms-importer@0530fa4 and another developer's page (stored " +
			"copy)",
		Date: "2026-09", Confidence: schema.Reported,
	},
	Check: func(p *Pass) {
		for _, c := range p.templates() {
			for _, t := range c.url.Tokens {
				p.reportForm(c, t)
			}
		}
		for _, a := range p.addresses().links {
			if len(a.Tokens) > 0 {
				t := a.Tokens[0]
				at := p.at(a, t.From, t.To)
				p.Report(at, "the %s contains %s, but Procore fills in no tokens in this URL", a.name(), a.quoted(t)).
					Label("this token is not filled in").Help("write an address that works for every customer")
			}
		}
	},
}

// reportForm reports a token that is not written {{name}}. If it is known what
// is meant, this is the only finding, and its fix repairs the name too.
func (p *Pass) reportForm(c *component, t app.Token) {
	if t.Form == app.WellFormed {
		return
	}
	m, isToken := c.meaning(t)
	want := t.Name
	if m.IsKnown() {
		want = m.Name
	}
	var message, help string
	switch quoted := c.url.quoted(t); t.Form {
	case app.Spaced:
		message = quoted + " has spaces inside its braces"
	case app.Single:
		message = quoted + " has single braces and is not filled in"
	case app.Uneven:
		message = quoted + " has uneven braces"
	case app.Encoded:
		message = quoted + " is percent-encoded and is not filled in"
	case app.EmptyToken:
		message = "the braces " + quoted + " contain no name"
		help = "write the key of a parameter between the braces, or remove the braces"
	case app.Nested:
		message, help = "tokens cannot be nested: "+quoted, "write one {{name}} after the other"
	case app.NotClosed:
		message, help = quoted+" is not closed", "add }} at the end of the token"
	case app.NotOpened:
		message, help = quoted+" has no matching {{", "write {{ at the start of the token, or remove the braces"
	}
	if help == "" {
		help = fmt.Sprintf("write {{%s}}", want)
	}
	f := p.Report(p.at(c.url, t.From, t.To), "%s", message).Help("%s", help)
	if t.Form == app.Spaced || isToken && m.Sure {
		f.Fix(fmt.Sprintf("replace the token with {{%s}}", want), p.rewrite(c.url, t.From, t.To, "{{"+want+"}}"))
	}
}

// namedTokens calls report once for each name that a rule about names has to
// judge, with the tokens that have it. Names in tokens of another form belong
// to token-syntax, but for unknown ones with spaces: those are two mistakes.
func (c *component) namedTokens(report func(name string, m app.Meaning, tokens []app.Token)) {
	byName := map[string][]app.Token{}
	var names []string
	for _, t := range c.url.Tokens {
		m := c.meanings[t.Name]
		if t.Form != app.WellFormed && (t.Form != app.Spaced || m.IsKnown()) {
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
func (p *Pass) reportName(c *component, tokens []app.Token, m app.Meaning, format string, args ...any) *Finding {
	f := p.Report(p.at(c.url, tokens[0].From, tokens[0].To), format, args...)
	for _, t := range tokens[1:] {
		f.Also(p.at(c.url, t.From, t.To), "also used here")
	}
	if m.Name == "" {
		return f
	}
	f.Help("did you mean %q?", "{{"+m.Name+"}}")
	if !m.Sure {
		return f
	}
	var edits []diag.Edit
	for _, t := range tokens {
		edits = append(edits, diag.Edit{Span: p.at(c.url, t.From, t.To), Text: "{{" + m.Name + "}}"})
	}
	return f.Fix(fmt.Sprintf("replace the token with {{%s}}", m.Name), edits...)
}

var unknownVariable = Rule{
	ID: "unknown-variable", Group: groupParameters, Severity: always(diag.Error), Since: "0.1.0", Fixable: true,
	Summary: "names that start with procore. are variables that Procore fills in",
	Why: "Procore fills in the id and the name of the company and of the project, under exactly these names. " +
		"Procore does not document what happens to another spelling; presumably the app receives the token unchanged. If " +
		"a name such as companyId is not declared as a parameter, the rule assumes that you mean the similar variable.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/?company={{procore.Company.Id}}`,
	Good: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}`,
	Origin: schema.Origin{Source: interpolation, Date: "2026-09", Confidence: schema.Inferred},
	Check: func(p *Pass) {
		for _, c := range p.templates() {
			c.namedTokens(func(name string, m app.Meaning, tokens []app.Token) {
				switch m.Kind {
				case app.MeantVariable:
					p.reportName(c, tokens, m, "unknown variable %q in the %s", name, c.url.name()).
						Label("Procore fills in %s", diag.AnyOf(app.VariableNames()))
				case app.UnknownVariable:
					p.reportName(c, tokens, m, "unknown variable %q in the %s", name, c.url.name()).
						Label("Procore fills in %s", diag.AnyOf(app.VariableNames())).
						Help("add a parameter for the value, or look up the value in your app")
				}
			})
		}
	},
}

var undeclaredParameter = Rule{
	ID: "undeclared-parameter", Group: groupParameters, Severity: always(diag.Error), Since: "0.1.0", Fixable: true,
	Summary: "every token names a parameter of its component or a variable of Procore",
	Why: "Without a parameter, a token has no value, because installers are not asked for a value. Keys must be " +
		"exactly the same, and each component has its own parameters. The fix renames a token only if exactly one unused " +
		"parameter of the component has nearly the same key.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://{{regoin}}.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}
    parameters:
      - key: region
        name: Region
        type: string
        description: The region that holds your data, for example us-east.
        required: true
        support_link: {url: "https://help.acmefield.com/region", label: Find your region}`,
	Good: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://{{region}}.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}
    parameters:
      - key: region
        name: Region
        type: string
        description: The region that holds your data, for example us-east.
        required: true
        support_link: {url: "https://help.acmefield.com/region", label: Find your region}`,
	Origin: schema.Origin{Source: interpolation, Date: "2026-09", Confidence: schema.Documented},
	Check: func(p *Pass) {
		list := p.templates()
		for _, c := range list {
			c.namedTokens(func(name string, m app.Meaning, tokens []app.Token) {
				if m.Kind != app.UnknownName && m.Kind != app.MeantParameter {
					return
				}
				f := p.reportName(c, tokens, m, "the token {{%s}} is not a parameter of the %s", name, c.Kind.Noun())
				if m.Name != "" {
					return
				}
				f.Help("add a parameter with the key %s", name)
				for _, other := range list {
					if i := other.indexOf(name); i >= 0 {
						f.Help("declare the parameter in this component too; each component has its own parameters").
							Also(other.parameters[i].Key.Node.Span, "a parameter of the %s", other.Kind.Noun())
					}
				}
			})
		}
	},
}

var variablePlace = Rule{
	ID: "variable-place", Group: groupParameters, Severity: always(diag.Error), Since: "0.1.0",
	Varies:  "warning for tokens in the fragment and for ids in the host or path",
	Summary: "tokens are in places where Procore fills in values",
	Why: "The documentation names three places for tokens: a subdomain, the path and the query. Procore URI-encodes " +
		"values before it fills them in, so a token cannot be the scheme, the port or the domain. The name of a company " +
		"or project can contain any character, so it fits only in the query. Two cases are warnings, because sources " +
		"differ or say nothing: the id of a company or project in the host or path, which older documentation allows only " +
		"in the query, and any token in the fragment.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/{{procore.project.name}}?company={{procore.company.id}}`,
	Good: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}`,
	Origin: schema.Origin{
		Source: "procore/documentation _includes/url_parameter_interpolation.md@a3d65cf and @2021591, which differ",
		Date:   "2026-09", Confidence: schema.Inferred,
	},
	Check: func(p *Pass) {
		for _, c := range p.templates() {
			domain := p.domainToken(c.url)
			for i, t := range c.url.Tokens {
				// What is not written {{name}} has its finding, and moves when it
				// is written again.
				if m, ok := c.meaning(t); ok && t.Form == app.WellFormed {
					p.reportPlace(c, t, m, i == domain)
				}
			}
		}
	},
}

// domainToken returns the index of the token that reaches into the domain of
// the host, or -1.
func (p *Pass) domainToken(a *address) int {
	last := -1
	for i, t := range a.Tokens {
		if t.Part == app.InHost {
			last = i
		}
	}
	h := p.host(a)
	switch {
	case last < 0:
		return -1
	case !h.ok, strings.Count(strings.TrimSuffix(h.domain, "."), ".") < 2 && h.kind == hostPublic:
		return last
	}
	return -1
}

// reportPlace reports the worst that can be said about the place of a token.
func (p *Pass) reportPlace(c *component, t app.Token, m app.Meaning, isDomain bool) {
	if t.Part == app.InQuery && !isDomain {
		return // nothing is wrong, as nearly always
	}
	name := t.Name
	if m.IsKnown() {
		name = m.Name
	}
	at := p.at(c.url, t.From, t.To)
	const places = "expected a subdomain, the path or the query"
	switch {
	case t.Part == app.InScheme:
		p.Report(at, "{{%s}} is at the start of the %s, in place of the scheme", name, c.url.name()).Label(places).
			Help("write https:// and the domain of your app")
	case t.Part == app.InPort:
		p.Report(at, "{{%s}} is in the port of the %s", name, c.url.name()).Label(places).
			Help("write the port number, or remove the port")
	case isDomain:
		p.Report(at, "{{%s}} is in place of the domain in the %s", name, c.url.name()).Label(places).
			Help("write the domain of your app after the token, as in {{%s}}.acmefield.com", name)
	case t.Part == app.InFragment:
		p.Report(at, "{{%s}} is in the fragment of the %s", name, c.url.name()).As(diag.Warning).Label(places).
			Help("move the token to the query; the documentation does not say that Procore fills in tokens after #")
	case !m.IsVariable() || t.Part != app.InHost && t.Part != app.InPath:
	case strings.HasSuffix(m.Name, ".name"):
		p.Report(at, "{{%s}} is in the %s of the %s, but its value can contain any character", name, t.Part, c.url.name()).
			Label("expected in the query").Help("use {{%s.id}}", strings.TrimSuffix(m.Name, ".name"))
	default:
		p.Report(at, "{{%s}} is in the %s of the %s", name, t.Part, c.url.name()).As(diag.Warning).
			Label("older documentation allows this token only in the query").
			Help("move the token to the query, or test the URL in your sandbox")
	}
}

var noContext = Rule{
	ID: "no-context", Group: groupParameters, Severity: always(diag.Info), Since: "0.1.0",
	Summary: "a full screen URL contains the current company or project",
	Why: "A full screen component receives the user's company and project only through its URL. Without a " +
		"Procore variable in the URL, the component cannot show the right company or project until it asks the user.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/`,
	Good: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}`,
	Origin: schema.Origin{Source: interpolation, Date: "2026-09", Confidence: schema.Inferred},
	Check: func(p *Pass) {
		for _, c := range p.templates() {
			if c.Kind != app.FullScreen || len(c.url.Faults) > 0 {
				continue
			}
			if !c.mentions("company") && !c.mentions("project") {
				at := c.url.node.Span
				p.Report(at, "the %s contains neither the company nor the project", c.url.name()).
					Help("add ?company={{procore.company.id}} or ?project={{procore.project.id}} if your app " +
						"needs this value")
			}
		}
	},
}

// mentions reports whether a token stands for something of the company or the
// project, or is broken and names it.
func (c *component) mentions(scope string) bool {
	return slices.ContainsFunc(c.url.Tokens, func(t app.Token) bool {
		if m, ok := c.meaning(t); ok {
			return m.IsVariable() && strings.HasPrefix(m.Name, app.VariablePrefix+scope+".") ||
				m.IsParameter() && strings.HasPrefix(app.BareName(m.Name), scope)
		}
		return strings.Contains(strings.ToLower(c.url.Text[t.From:t.To]), scope)
	})
}

var projectOnlyContext = Rule{
	ID: "project-only-context", Group: groupParameters, Severity: always(diag.Info), Since: "0.1.0",
	Summary: "a full screen URL that contains the project also contains the company",
	Why: "Users can also open a full screen component at company level, without a project. The documentation does not " +
		"say what Procore fills in for the project in this case; the id of the company is always available.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/?project={{procore.project.id}}`,
	Good: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}`,
	Origin: schema.Origin{
		Source: "procore/documentation building_applications/building_embedded_apps.md@054b1fe",
		Date:   "2026-09", Confidence: schema.Inferred,
	},
	Check: func(p *Pass) {
		for _, c := range p.templates() {
			if c.Kind != app.FullScreen || c.mentions("company") {
				continue
			}
			for _, t := range c.url.Tokens {
				m, ok := c.meaning(t)
				if ok && m.IsVariable() && strings.HasPrefix(m.Name, app.VariablePrefix+"project.") {
					at := p.at(c.url, t.From, t.To)
					p.Report(at, "the %s contains the project, but not the company", c.url.name()).
						Help("add {{procore.company.id}}, so that the URL also works at company level")
					break
				}
			}
		}
	},
}
