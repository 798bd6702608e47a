package validate

import (
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// isOptional reports whether the value may be left out.
func isOptional(param *app.Parameter) bool {
	required := param.Required.Node
	return required == nil || required.Kind == manifest.Bool && required.Text != "true"
}

var unusedParameter = Rule{
	ID: "unused-parameter", Group: groupParameters, Severity: always(diag.Warning), Since: "0.1.0",
	Summary: "every parameter is used in the URL of its component",
	Why: "If the URL does not use a parameter, installers enter a value that the app never receives. Usually the " +
		"token in the URL was forgotten or misspelled. The rule undeclared-parameter reports a token that nearly " +
		"matches.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}
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
		for _, c := range p.templates() {
			used := c.usedKeys()
			for i, param := range c.parameters {
				key := param.PlainKey()
				plain, _ := isPlainKey(key)
				if used[key] || c.indexOf(key) != i || isReservedKey(key) || !plain {
					continue // or it has a finding about its key, and cannot be used
				}
				p.Report(param.Key.Node.Span, "parameter %q is not used in the %s", param.Key.String(), c.url.name()).
					Help("write {{%s}} where the value belongs in the URL, or remove the parameter", param.PlainKey())
			}
		}
	},
}

// usedKeys returns the keys that tokens stand for, and all words of tokens
// that are broken.
func (c *component) usedKeys() map[string]bool {
	used := map[string]bool{}
	for _, t := range c.url.Tokens {
		if m, ok := c.meaning(t); ok {
			used[m.Name] = true
			continue
		}
		isMark := func(r rune) bool { return strings.ContainsRune("{}./?#&=: \t", r) }
		for _, word := range strings.FieldsFunc(c.url.Text[t.From:t.To], isMark) {
			used[word] = true
		}
	}
	return used
}

// isReservedKey reports whether a key lies where Procore's own variables are.
func isReservedKey(key string) bool {
	return strings.HasPrefix(strings.ToLower(key), app.VariablePrefix) || slices.Contains(app.VariableNames(), key)
}

var parameterKey = Rule{
	ID: "parameter-key", Group: groupParameters, Severity: always(diag.Warning), Since: "0.1.0", Fixable: true,
	Varies:  "error for empty keys, reserved keys and keys with braces",
	Summary: "parameter keys are plain words outside Procore's namespace",
	Why: "A key that starts with procore. can be read as a Procore variable, now or in the future, and braces belong " +
		"only in the URL, so both are errors. Procore does not say which characters a key may have. All known keys " +
		"consist of letters, digits and underscores and start with a letter; anything else is a warning.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}
    parameters:
      - key: procore.region
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
		for _, c := range p.components() {
			for _, param := range c.parameters {
				p.checkParameterKey(param)
			}
		}
	},
}

func (p *Pass) checkParameterKey(param *app.Parameter) {
	text, key := param.Key.Node.Text, param.PlainKey()
	switch {
	case strings.TrimSpace(key) == "":
		p.Report(param.Key.Node.Span, "a parameter has an empty key").As(diag.Error).
			Help("write a key, such as region")
	case isReservedKey(key):
		p.Report(param.Key.Node.Span, "parameter key %q is in Procore's namespace", text).As(diag.Error).
			Label("names that start with procore. are reserved").
			Help("choose another key, or remove the parameter if you mean Procore's variable")
	case strings.ContainsAny(text, "{}"):
		f := p.Report(param.Key.Node.Span, "parameter key %q has braces", text).As(diag.Error).
			Label("braces belong in the URL").Help("write the key without braces")
		if plain, _ := isPlainKey(key); plain {
			f.Replace(param.Key.Node, key)
		}
	default:
		if plain, at := isPlainKey(text); !plain && fitsLine(text) {
			_, size := firstRune(text[at:])
			p.Report(p.Within(param.Key.Node, at, at+size),
				"parameter key %q has characters that are not in any published key", text).
				Label("expected letters, digits and underscores, starting with a letter").
				Help("choose a plain key, such as region")
		}
	}
}

func firstRune(s string) (rune, int) {
	for i, r := range s {
		if i == 0 {
			return r, len(string(r))
		}
	}
	return 0, 0
}

// isPlainKey reports whether a key is made of letters, digits and underscores
// and starts with a letter, and otherwise where it is not.
func isPlainKey(key string) (bool, int) {
	for i := range len(key) {
		if c := key[i]; !source.IsLetter(c) && (i == 0 || !source.IsDigit(c) && c != '_') {
			return false, i
		}
	}
	return true, 0
}

var duplicateParameter = Rule{
	ID: "duplicate-parameter", Group: groupParameters, Severity: always(diag.Error), Since: "0.1.0",
	Varies:  "warning for equal names and for keys that differ only in case",
	Summary: "parameter keys and names are unique within a component",
	Why: "Two parameters with the same key ask for the same value twice. Keys that differ only in case and parameters " +
		"with the same name are warnings, because the portal may accept them but people confuse them.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://{{region}}.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}
    parameters:
      - key: region
        name: Region
        type: string
        description: The region that holds your data, for example us-east.
        required: true
        support_link: {url: "https://help.acmefield.com/region", label: Find your region}
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
	Origin: schema.Origin{
		Source: "procore/documentation assets/guides/form-based-component-add-param-custom.png blob 16fa772b",
		Date:   "undated", Confidence: schema.Inferred,
	},
	Check: func(p *Pass) {
		for _, c := range p.components() {
			type first = map[string]*manifest.Node
			keys, folded, names := first{}, first{}, first{}
			for _, param := range c.parameters {
				key, lower := param.PlainKey(), strings.ToLower(param.PlainKey())
				name := param.Name
				title, _ := name.Str()
				title = strings.ToLower(strings.TrimSpace(title))
				// A copied parameter is one mistake, so its name is not reported too.
				switch {
				case key == "":
				case keys[key] != nil:
					p.Report(param.Key.Node.Span, "parameter key %q is used twice in the %s", key, c.Kind.Noun()).
						Also(keys[key].Span, "first used here").Help("remove or rename one of the two parameters")
				case folded[lower] != nil:
					other := folded[lower].Text
					p.Report(param.Key.Node.Span, "parameter key %q differs from %q only in case", key, other).
						As(diag.Warning).
						Also(folded[lower].Span, "the other key").Help("remove or rename one of the two parameters")
				case title != "" && names[title] != nil:
					p.Report(name.Node.Span, "parameter name %q is used twice in the %s", name.Node.Text, c.Kind.Noun()).
						As(diag.Warning).
						Also(names[title].Span, "first used here").Help("choose names that installers can tell apart")
				}
				keep(keys, key, param.Key.Node)
				keep(folded, lower, param.Key.Node)
				keep(names, title, name.Node)
			}
		}
	},
}

// keep remembers the first node with a name.
func keep(m map[string]*manifest.Node, name string, n *manifest.Node) {
	if m[name] == nil {
		m[name] = n
	}
}

var parameterValue = Rule{
	ID: "parameter-value", Group: groupParameters, Severity: always(diag.Warning), Since: "0.1.0",
	Summary: "parameters ask for values that encoding does not change",
	Why: "Procore URI-encodes values before it fills them in: a slash becomes %2F, and the URL leads to a page that " +
		"does not exist. A value with / ? & or #, such as a whole URL, cannot be passed. The rule checks examples in the " +
		"description (after words such as \"for example\", or in quotation marks), and looks for the word URL in the name " +
		"or at the end of the key.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://{{region}}.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}
    parameters:
      - key: region
        name: Region
        type: string
        description: The region that holds your data, for example us/east.
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
	Origin: schema.Origin{
		Source: "procore/documentation building_applications/building_apps_legacy_v3x_manifest_format.md@4dea0ac",
		Date:   "2024-05-23", Confidence: schema.Documented,
	},
	Check: func(p *Pass) {
		for _, c := range p.components() {
			for _, param := range c.parameters {
				p.checkExamples(param)
			}
		}
	},
}

func (p *Pass) checkExamples(param *app.Parameter) {
	if n := param.Description.Node; n != nil {
		text, _ := n.Str()
		for _, e := range examples(text) {
			if value := text[e.from:e.to]; strings.ContainsAny(value, "/?&#") {
				p.Report(p.Within(n, e.from, e.to),
					"parameter %q asks for values like %q, which Procore encodes in the URL",
					param.Key.String(), value).
					Label("/ ? & and # are encoded").Help("use a separate parameter for each part of a path or query")
				return
			}
		}
	}
	const message = "parameter %q asks for a URL, which Procore encodes"
	const help = "ask only for the part of the URL that differs, such as a subdomain"
	name := param.Name
	title, _ := name.Str()
	switch key := app.BareName(param.PlainKey()); {
	case slices.ContainsFunc(strings.Fields(title), func(w string) bool {
		w = strings.Trim(w, "(),.:")
		return strings.EqualFold(w, "url") || strings.EqualFold(w, "uri")
	}):
		p.Report(name.Node.Span, message, param.Key.String()).Help(help)
	case strings.HasSuffix(key, "url"), strings.HasSuffix(key, "uri"):
		p.Report(param.Key.Node.Span, message, param.Key.String()).Help(help)
	}
}

var exampleMarkers = []string{"for example", "for instance", "example:", "e.g.", "such as"}

// startsExample are the bytes that a marker or a value in quotation marks starts with.
var startsExample = func() (is [256]bool) {
	for _, marker := range exampleMarkers {
		is[marker[0]], is[strings.ToUpper(marker)[0]] = true, true
	}
	for _, quote := range []byte("\"'`") {
		is[quote] = true
	}
	return is
}()

// afterMarker returns the offset after the marker of an example that starts at an
// offset, or 0.
func afterMarker(text string, at int) int {
	for _, marker := range exampleMarkers {
		end := at + len(marker)
		if text[at]|0x20 == marker[0] && end <= len(text) && strings.EqualFold(text[at:end], marker) {
			return end
		}
	}
	return 0
}

// examples returns the places of values that a description gives as examples:
// words after a marker, and words in quotation marks.
func examples(text string) []mark {
	var list []mark
	for at := 0; at < len(text); at++ {
		if !startsExample[text[at]] {
			continue
		}
		if at == 0 || !source.IsLetter(text[at-1]) {
			if from := afterMarker(text, at); from > 0 {
				for from < len(text) && strings.IndexByte(" \t\n:,(\"'`", text[from]) >= 0 {
					from++
				}
				if word := wordAt(text, from); word.to > word.from {
					list = append(list, word)
				}
			}
		}
		if strings.IndexByte("\"'`", text[at]) >= 0 && (at == 0 || strings.IndexByte(" \t\n(", text[at-1]) >= 0) {
			if word := wordAt(text, at+1); word.to > word.from && word.to < len(text) && text[word.to] == text[at] {
				list = append(list, word)
			}
		}
	}
	return list
}

// wordAt returns the word that starts at an offset, without the punctuation
// of the sentence around it.
func wordAt(text string, from int) mark {
	to := from
	for to < len(text) && !source.IsSpace(text[to]) && strings.IndexByte("\"'`", text[to]) < 0 {
		to++
	}
	for to > from && strings.IndexByte(".,;:!?)", text[to-1]) >= 0 {
		to--
	}
	return mark{from, to}
}

var parameterDescription = Rule{
	ID: "parameter-description", Group: groupParameters, Severity: always(diag.Warning), Since: "0.1.0",
	Summary: "every parameter has a description",
	Why: "Installers see the description beside the field; without a description, they must guess. Screenshots of the " +
		"form mark the description as required, but newer documentation calls it optional.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://{{region}}.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}
    parameters:
      - key: region
        name: Region
        type: string
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
	Origin: schema.Origin{
		Source: "procore/documentation assets/guides/form-based-component-add-param-custom.png blob 298f4e38",
		Date:   "undated", Confidence: schema.Seen,
	},
	Check: func(p *Pass) {
		for _, c := range p.components() {
			for _, param := range c.parameters {
				at, n := param.Node.Opening(), param.Description.Node
				if text, ok := n.Str(); ok && strings.TrimSpace(text) == "" {
					at = n.Span
				} else if n != nil {
					continue
				}
				p.Report(at, "parameter %q has no description", param.Key.String()).
					Help("describe the value and where to find it, with an example")
			}
		}
	},
}

var parameterType = Rule{
	ID: "parameter-type", Group: groupParameters, Severity: always(diag.Warning), Since: "0.1.0", Fixable: true,
	Summary: "parameters are of type string",
	Why: "Every published example has the type string, and the newest form does not ask for a type. Procore puts the " +
		"value into the URL as text, whatever the type is.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://{{region}}.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}
    parameters:
      - key: region
        name: Region
        type: number
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
	Origin: schema.Origin{
		Source: "procore/documentation assets/guides/create-new-manifest-v4.1-fullscreen-snippet.png blob 70d3a3e3",
		Date:   "2023-10-19", Confidence: schema.Seen,
	},
	Check: func(p *Pass) {
		for _, c := range p.components() {
			for _, param := range c.parameters {
				n := param.Type.Node
				text, ok := n.Str()
				if !ok || text == "string" {
					continue
				}
				f := p.Report(n.Span, "parameter %q has the type %q", param.Key.String(), text).
					Label("the only published type is \"string\"").Help("write string")
				switch strings.ToLower(strings.TrimSpace(text)) {
				case "string", "str", "text":
					f.Replace(n, "string")
				}
			}
		}
	},
}

var parameterHelpLink = Rule{
	ID: "parameter-help-link", Group: groupParameters, Severity: always(diag.Info), Since: "0.1.0",
	Summary: "a required parameter in the host has a help link",
	Why: "A wrong value in the host leads to a server that does not exist, and the component stays empty. " +
		"Installers who do not know the value need a page that tells them.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://{{region}}.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}
    parameters:
      - key: region
        name: Region
        type: string
        description: The region that holds your data, for example us-east.
        required: true`,
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
	Origin: schema.Origin{
		Source: "procore/documentation assets/guides/create-new-manifest-v4.1-fullscreen-snippet.png blob 70d3a3e3",
		Date:   "2023-10-19", Confidence: schema.Inferred,
	},
	Check: func(p *Pass) {
		for _, c := range p.templates() {
			c.usedIn(func(param *app.Parameter, t app.Token) {
				if t.Part == app.InHost && !isOptional(param) && param.SupportLink.Node == nil {
					p.Report(param.Node.Opening(), "parameter %q is part of the host of the %s and has no help link",
						param.Key.String(), c.url.name()).
						Help("add %s with the url of a page that explains where to find the value, and a label",
							app.KeySupportLink)
				}
			}, app.InHost)
		}
	},
}

// usedIn calls visit for the first token of each parameter in the places.
func (c *component) usedIn(visit func(*app.Parameter, app.Token), places ...app.Part) {
	seen := map[string]bool{}
	for _, t := range c.url.Tokens {
		m, ok := c.meaning(t)
		if !ok || !m.IsParameter() || seen[m.Name] || !slices.Contains(places, t.Part) {
			continue
		}
		seen[m.Name] = true
		visit(c.parameters[c.indexOf(m.Name)], t)
	}
}

var supportLink = Rule{
	ID: "support-link", Group: groupParameters, Severity: always(diag.Warning), Since: "0.1.0", Fixable: true,
	Summary: "help links of parameters work and have a label",
	Why: "The link appears beside the field, with the label as its text. If the link does not work, installers get " +
		"no " +
		"help with the field.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://{{region}}.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}
    parameters:
      - key: region
        name: Region
        type: string
        description: The region that holds your data, for example us-east.
        required: true
        support_link: {url: "help.acmefield.com/region", label: Find your region}`,
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
	Origin: schema.Origin{
		Source: "procore/documentation assets/guides/create-new-manifest-v4.1-fullscreen-snippet.png blob 70d3a3e3",
		Date:   "2023-10-19", Confidence: schema.Seen,
	},
	Check: func(p *Pass) {
		for _, a := range p.addresses().help {
			p.reportFaults(a, diag.Warning)
			if at, scheme, ok := p.insecure(a); ok {
				p.Report(at, "the %s uses %s, not https", a.name(), scheme).Label("expected https").
					Help("serve the address over https, and write https:// in the URL")
			}
		}
		for _, c := range p.components() {
			for _, param := range c.parameters {
				p.checkHelpLabel(param)
			}
		}
	},
}

func (p *Pass) checkHelpLabel(param *app.Parameter) {
	link := param.SupportLink
	if link.Node == nil || link.Node.Kind != manifest.Map {
		return
	}
	at, n := link.Node.Opening(), link.Label.Node
	if text, ok := n.Str(); ok && strings.TrimSpace(text) == "" {
		at = n.Span
	} else if n != nil {
		return
	}
	p.Report(at, "the help link of parameter %q has no label", param.Key.String()).
		Help("add the key label with the text of the link")
}

var optionalParameterPlace = Rule{
	ID: "optional-parameter-place", Group: groupParameters, Severity: always(diag.Warning), Since: "0.1.0",
	Summary: "parameters in the host or path of a URL are required",
	Why: "The documentation does not say what Procore fills in if an optional parameter has no value. An empty " +
		"subdomain or an empty part of the path breaks the URL; an empty value in the query does no harm.",
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://{{region}}.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}
    parameters:
      - key: region
        name: Region
        type: string
        description: The region that holds your data, for example us-east.
        required: false
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
	Origin: schema.Origin{Source: interpolation, Date: "2026-09", Confidence: schema.Inferred},
	Check: func(p *Pass) {
		for _, c := range p.templates() {
			c.usedIn(func(param *app.Parameter, t app.Token) {
				if isOptional(param) {
					p.Report(p.at(c.url, t.From, t.To), "parameter %q is optional, but is used in the %s of the %s",
						param.Key.String(), t.Part, c.url.name()).
						Label("an empty value breaks the URL").Also(param.Key.Node.Span, "declared here").
						Help("add required: true to the parameter, or move the token to the query")
				}
			}, app.InHost, app.InPath)
		}
	},
}
