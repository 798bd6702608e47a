package validate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// Config is what a project says in .manifest.yaml.
type Config struct {
	// For is the state that lint takes where the command line names none.
	For State
	// Portal is the generation of the portal that the project works with.
	Portal schema.Portal
	// Rules gives rules another severity, or switches them off.
	Rules map[string]diag.Severity
	// ExtraTools and ExtraViews are keys that the project has seen in its own
	// portal and that the catalogues lack.
	ExtraTools map[schema.Scope][]string
	ExtraViews []string
	// Ignore holds glob patterns of paths that lint passes over, relative to
	// the folder of the configuration, with / and **.
	Ignore []string
	// RequireChecklist makes a promotion wait until people ticked what is due
	// before it.
	RequireChecklist bool
	// Apps is where apps are, nil if the configuration does not say.
	Apps []Place
	// Policy is what the organisation asks for.
	Policy Policy
}

// JudgedBy is the configuration of a branch whose findings the base decides: what
// the branch says of the portal and of its apps describes, and what the base says
// judges, so that no branch lets itself through.
func (c *Config) JudgedBy(base *Config) *Config {
	judge := *base
	judge.Portal, judge.Apps = c.Portal, c.Apps
	judge.ExtraTools, judge.ExtraViews = c.ExtraTools, c.ExtraViews
	return &judge
}

// DescribesAs reports whether two configurations say the same of the portal.
func (c *Config) DescribesAs(other *Config) bool {
	same := slices.Equal(c.ExtraViews, other.ExtraViews)
	for _, scope := range []schema.Scope{schema.CompanyScope, schema.ProjectScope} {
		same = same && slices.Equal(c.ExtraTools[scope], other.ExtraTools[scope])
	}
	return same
}

// ParseConfig reads .manifest.yaml. Where there are findings, the
// configuration must not be used: what it asks for is not sure.
//
// isGlob says whether a text is a glob pattern in the syntax of whoever will
// match the patterns of Ignore.
func ParseConfig(f *source.File, isGlob func(string) bool) (*Config, []diag.Diagnostic) {
	doc, found := manifest.Parse(f)
	if doc.Root.Kind == manifest.Invalid || doc.Partial {
		return nil, configFindings(found)
	}
	doc, refused := checkSchema(projectSchema, doc)
	found = append(found, refused...)
	found = append(found, certainSecrets(f, "the configuration")...)
	c := &Config{Portal: schema.Components, Rules: make(map[string]diag.Severity),
		ExtraTools: make(map[schema.Scope][]string)}
	if text, ok := doc.Root.Get("for").Str(); ok {
		c.For, _ = ParseState(text) // the schema has judged it
	}
	if text, ok := doc.Root.Get("portal").Str(); ok {
		c.Portal = schema.Portal(text)
	}
	for _, e := range doc.Root.Get("rules").Map() {
		if d := configRule(c, f, e); d != nil {
			found = append(found, *d)
		}
	}
	for _, scope := range []schema.Scope{schema.CompanyScope, schema.ProjectScope} {
		c.ExtraTools[scope] = texts(doc.Root.Get("extra_tools", string(scope)))
	}
	c.ExtraViews = texts(doc.Root.Get("extra_views"))
	c.Ignore = texts(doc.Root.Get("ignore"))
	c.RequireChecklist = isTrue(doc.Root.Get("require_checklist"))
	c.Apps, found = configApps(f, doc.Root.Get("apps"), found)
	found = append(found, configPolicy(c, f, doc.Root.Get("policy"))...)
	paths := 0 // that all patterns stand for
	for _, n := range doc.Root.Get("ignore").List() {
		text, ok := n.Str()
		if !ok {
			continue
		}
		if d := elsewhere(f, "ignore", n); d != nil {
			found = append(found, *d)
			continue
		}
		alternatives, message, help := readGlob(text, isGlob)
		if strings.HasPrefix(text, "#") {
			message = "a pattern that starts with # is a comment in a .gitignore"
			help = `remove the pattern, or write \` + text
		}
		if paths += alternatives; message == "" && paths > maxIgnored {
			message, help = fmt.Sprintf("the ignore patterns expand to more than %d paths", maxIgnored),
				"list the parent folders of these paths instead"
		}
		if message != "" {
			found = append(found, diag.Diagnostic{Rule: invalidValue.ID, Severity: diag.Error, File: f, Span: n.Span,
				Message: message, Help: help})
		}
		if paths > maxIgnored {
			break
		}
	}
	return c, configFindings(found)
}

// configFindings puts findings about a configuration in order. Nothing repairs
// that file, and it is no manifest.
func configFindings(found []diag.Diagnostic) []diag.Diagnostic {
	for i := range found {
		if d := &found[i]; d.Rule == emptyFile.ID {
			d.Help = "write schema: 1, or remove the file"
		}
	}
	return withoutFixes(found)
}

func isTrue(n *manifest.Node) bool {
	return n != nil && n.Kind == manifest.Bool && strings.EqualFold(n.Text, "true")
}

func texts(list *manifest.Node) []string {
	var out []string
	for _, n := range list.List() {
		if text, ok := n.Str(); ok {
			out = append(out, text)
		}
	}
	return out
}

// configRule takes over one entry of rules, or says why it cannot.
func configRule(c *Config, f *source.File, e manifest.Entry) *diag.Diagnostic {
	d := &diag.Diagnostic{Rule: ignoreUnknownRule.ID, Severity: diag.Error, File: f, Span: e.Key.Span}
	r := FindRule(e.Key.Text)
	switch {
	case r == nil:
		d.Message, d.Help = fmt.Sprintf("unknown rule %q", e.Key.Text), suppressionHelp(e.Key.Text)
		return d
	case r.Required:
		d.Message = "the severity of rule \"" + r.ID + "\" cannot be changed"
		d.Help = r.WhyRequired()
		return d
	}
	if text, ok := e.Value.Str(); ok {
		c.Rules[r.ID], _ = diag.ParseSeverity(text) // the schema has judged it
	}
	return nil
}
