package validate

import (
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/schema"
)

// request is a tool in the manifest's permissions, with what is known of it.
type request struct {
	*app.Permission
	// tool is the key that the author most likely means: the one written, or the
	// one that a finding about it proposes. Rules about levels and purposes name
	// this one, so that a rename changes none of their findings.
	tool    string
	state   toolState
	instead string         // the key to write, "" if none is sure enough
	level   *manifest.Node // nil if it is missing or none that the portal has
}

// name is the tool as it is called in messages: company tool "documents".
func (r *request) name() string { return string(r.Scope) + " tool \"" + r.tool + "\"" }

// hasPurpose reports whether it is said what the tool is for.
func (r *request) hasPurpose() bool {
	text, _ := r.Purpose.Str()
	return strings.TrimSpace(text) != ""
}

// isAdmin reports whether the tool is asked for at the highest level.
func (r *request) isAdmin() bool { return r.level != nil && r.level.Text == app.Admin }

// requests returns the tools that the manifest lists, in the order of the file.
func (p *Pass) requests() []request {
	return p.tools.get(func() []request {
		list := make([]request, len(p.Model.Connector.Permissions))
		for i := range list {
			tool := &p.Model.Connector.Permissions[i]
			r := request{Permission: tool, tool: tool.Tool.Text}
			if text, _ := tool.Level.Str(); app.IsLevel(text) {
				r.level = tool.Level.Node
			}
			if r.state, r.instead = p.Known.judgeTool(tool.Scope, tool.Tools, r.tool); r.instead != "" {
				r.tool = r.instead
			}
			list[i] = r
		}
		return list
	})
}

// granted returns the tools that a customer is asked to grant: none if the
// app has no service account, since then the permissions say nothing.
func (p *Pass) granted() []request {
	if !p.Model.SignsIn(app.ServiceAccount) {
		return nil
	}
	return p.requests()
}

// toolState is what is known of the key of a tool. Each has one rule at most, so
// that no key is reported by two.
type toolState uint8

const (
	toolFine      toolState = iota // known, or not the form of a key, which the schema reports
	toolRetired                    // retired-tool
	toolMisplaced                  // tool-scope
	toolUnknown                    // unknown-tool
)

// judgeTool returns what is known of a key in the map of a scope, and the key to
// write instead, or "" if none is sure enough.
func (c *Catalogue) judgeTool(scope schema.Scope, tools *manifest.Node, key string) (toolState, string) {
	if !app.IsToolKey(key) {
		return toolFine, underscored(key)
	}
	if c.HasTool(scope, key) {
		return toolFine, ""
	}
	for _, a := range schema.ToolAliases() {
		if a.Scope == scope && a.Key == key {
			return toolRetired, a.Is
		}
	}
	if c.HasTool(otherScope(scope), key) {
		return toolMisplaced, ""
	}
	if len(tools.Entries) > maxGuesses || labelled(scope, key) != nil {
		return toolUnknown, ""
	}
	return toolUnknown, diag.Nearest(key, c.ToolKeys(scope))
}

// labelled returns the tool whose label in the portal, written as a key, is
// the text, although its key is another one; or nil.
func labelled(scope schema.Scope, text string) *schema.Tool {
	label := strings.ReplaceAll(text, "_", " ")
	tools := schema.Tools()
	i := slices.IndexFunc(tools, func(t schema.Tool) bool {
		same := func(l string) bool { return strings.EqualFold(l, label) }
		return t.Scope == scope && t.Key() != "" && (same(t.Label) || slices.ContainsFunc(t.OtherLabels, same))
	})
	if i < 0 {
		return nil
	}
	return &tools[i]
}

// maxGuesses is how many entries a map or list may have before misspellings in
// it are no longer guessed at. The portal has a few dozen tools and views.
const maxGuesses = 200

func otherScope(s schema.Scope) schema.Scope {
	if s == schema.CompanyScope {
		return schema.ProjectScope
	}
	return schema.CompanyScope
}

// rename offers another key for the request, unless the map has that key too,
// or another is to get it.
func (f *Finding) rename(r request, key string) *Finding {
	for _, e := range r.Tools.Entries[:min(r.Index, maxGuesses)] {
		if state, instead := f.p.Known.judgeTool(r.Scope, r.Tools, e.Key.Text); state != toolFine && instead == key {
			return f
		}
	}
	if r.Tools.Entry(key) != nil {
		return f
	}
	return f.Fix("rename the tool to \""+key+"\"", diag.Edit{Span: r.Tool.Span, Text: manifest.Rewrite(r.Tool, key)})
}

func isMethod(text string) bool { return text == app.UserLevel || text == app.ServiceAccount }

// methodsKnown reports whether the connector has methods of authentication and
// all are known. What is not has its finding, and may be a misspelling of any.
func (p *Pass) methodsKnown() bool {
	methods := p.Model.Connector.Authentication.Items
	return len(methods) > 0 && !slices.ContainsFunc(methods, func(t app.Text) bool {
		text, _ := t.Str()
		return !isMethod(text)
	})
}

const (
	dataConnectorPage    = "procore/documentation building_applications/building_data_connection_apps.md"
	marketplaceChecklist = "procore/documentation app_marketplace/marketplace_checklist.md"
	permissionsBuilder   = "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png"
	injectedPermissions  = "procore/documentation assets/guides/dmsa-injected-perms.png"
)

var serviceAccountAlone = Rule{
	ID: "service-account-alone", Group: groupConnector, Severity: always(diag.Error), Since: "0.1.0", Fixable: true,
	Summary: "an app with service account authentication also has user level authentication",
	Why: "The documented steps for a service account select both methods, and the newest documentation describes a " +
		"service account only as an addition to user level authentication. A page from October 2024 let an app " +
		"choose one method or both; a portal that still works this way may accept a service account alone.",
	Bad: `data_connector:
  authentication: [service_account]
  permissions:
    project:
      daily_log: {level: standard, purpose: Write the hours of the day to the daily log.}`,
	Good: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    project:
      daily_log: {level: standard, purpose: Write the hours of the day to the daily log.}`,
	Origin: schema.Origin{
		Source: dataConnectorPage + "@ff93936 and @054b1fe, against @41e774c",
		Date:   "2026-05-29", Confidence: schema.Documented,
	},
	Check: func(p *Pass) {
		if !p.methodsKnown() || !p.Model.SignsIn(app.ServiceAccount) || p.Model.SignsIn(app.UserLevel) {
			return
		}
		list, add := p.Model.Connector.Authentication.Node, "add "+app.UserLevel+" to the list"
		at := list.Items[0].Span
		f := p.Report(at, "authentication %q is declared without %q", app.ServiceAccount, app.UserLevel).
			Label("%s is missing", app.UserLevel).Help("%s", add)
		if edit, ok := p.insertion(list, app.UserLevel); ok {
			f.Fix(add, edit)
		}
	},
}

// insertion returns the edit that puts a plain word before the first item of a
// list. It returns false if that item does not stand behind its dash.
func (p *Pass) insertion(list *manifest.Node, word string) (diag.Edit, bool) {
	at := list.Items[0].Span
	at.End = at.Start
	if list.Flow {
		return diag.Edit{Span: at, Text: word + ", "}, true
	}
	line := p.File.LineSpan(p.File.Position(at.Start).Line)
	before := string(p.File.Data[line.Start:at.Start])
	if strings.TrimSpace(before) != "-" {
		return diag.Edit{}, false
	}
	end := "\n"
	if line.End < len(p.File.Data) && p.File.Data[line.End] == '\r' {
		end = "\r\n"
	}
	return diag.Edit{Span: at, Text: word + end + before}, true
}

var serviceAccountWithoutPermissions = Rule{
	ID: "service-account-without-permissions", Group: groupConnector,
	Severity: rising(diag.Warning, diag.Error, diag.Error), Since: "0.1.0",
	Summary: "a service account requests at least one tool",
	Why: "The rights of a service account come only from the Permissions Builder. While every tool is set to None, " +
		"the portal shows the data connector as not configured, and the account cannot access anything.",
	Bad: `data_connector:
  authentication: [user_level, service_account]`,
	Good: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    company:
      documents: {level: read_only, purpose: Find the drawings that belong to an invoice.}`,
	Origin: schema.Origin{Source: dataConnectorPage + "@054b1fe", Date: "undated", Confidence: schema.Documented},
	Check: func(p *Pass) {
		connector := p.Model.Connector
		if !p.Model.SignsIn(app.ServiceAccount) {
			return
		}
		for _, e := range connector.Node.Map() {
			if manifestSchema.root.Property("data_connector").Property(e.Key.Text) == nil {
				return // it has its finding, and may be meant as permissions
			}
		}
		at, label := connector.Node.Opening(), "permissions are missing"
		if connector.PermissionsKey != nil {
			if !listsNothing(connector.PermissionsNode) {
				return
			}
			at, label = connector.PermissionsKey.Span, "no tool is listed"
		}
		p.Report(at, "the service account requests no tool").Label("%s", label).
			Help("under company or project in data_connector.permissions, list the tools that the app uses")
	},
}

// listsNothing reports whether permissions are an empty map, or a map of empty
// scopes. Whatever is not a map, or not a scope, has its finding.
func listsNothing(permissions *manifest.Node) bool {
	if permissions.Kind != manifest.Map {
		return false
	}
	for _, e := range permissions.Entries {
		if e.Value.Kind != manifest.Map || len(e.Value.Entries) > 0 ||
			e.Key.Text != string(schema.CompanyScope) && e.Key.Text != string(schema.ProjectScope) {
			return false
		}
	}
	return true
}

var permissionsWithoutServiceAccount = Rule{
	ID: "permissions-without-service-account", Group: groupConnector, Severity: always(diag.Warning), Since: "0.1.0",
	Summary: "only an app with a service account requests permissions",
	Why: "An app that acts for the user who signed in has that user's rights; the portal offers the Permissions " +
		"Builder for service accounts only. With user level authentication alone, permissions have no effect; perhaps the " +
		"service account was forgotten.",
	Bad: `data_connector:
  authentication: [user_level]
  permissions:
    project:
      daily_log: standard`,
	Good: `data_connector:
  authentication: [user_level]`,
	Origin: schema.Origin{Source: dataConnectorPage + "@ff93936", Date: "2026-05-29", Confidence: schema.Documented},
	Check: func(p *Pass) {
		if !p.methodsKnown() || p.Model.SignsIn(app.ServiceAccount) || len(p.requests()) == 0 {
			return
		}
		at := p.Model.Connector.PermissionsKey.Span
		p.Report(at, "permissions are listed, but authentication does not contain %q", app.ServiceAccount).
			Label("these permissions have no effect").Help("add %s to authentication, or remove the "+
			"permissions", app.ServiceAccount)
	},
}

var duplicateAuthentication = Rule{
	ID: "duplicate-authentication", Group: groupConnector, Severity: always(diag.Warning), Since: "0.1.0",
	Fixable: true,
	Summary: "each authentication method is listed once",
	Why:     "A second entry has no effect; often the other method was intended.",
	Bad: `data_connector:
  authentication: [user_level, user_level]`,
	Good: `data_connector:
  authentication: [user_level]`,
	Origin: schema.Origin{Source: dataConnectorPage + "@ff93936", Date: "2026-05-29", Confidence: schema.Inferred},
	Check: func(p *Pass) {
		list := p.Model.Connector.Authentication.Node
		first := make(map[string]*manifest.Node, 2)
		for i, n := range list.List() {
			method, _ := n.Str()
			if !isMethod(method) {
				continue
			}
			if before := first[method]; before != nil {
				p.Report(n.Span, "authentication %q is listed twice", method).
					Also(before.Span, "first listed here").Help("remove one of the two entries").Remove(list, i)
				continue
			}
			first[method] = n
		}
	},
}

const toolsAreIncomplete = "Procore does not publish a list of permission tools. Ten keys appear in its screenshots " +
	"of current manifests, others are inferred from its API, and more exist, so the finding is a warning. "

var unknownTool = Rule{
	ID: "unknown-tool", Group: groupConnector, Severity: always(diag.Warning), Since: "0.1.0", Fixable: true,
	Summary: "each permission names a known tool",
	Why: "A misspelled tool gives the service account no access, and calls fail only after the app is installed. " +
		toolsAreIncomplete +
		"Add tools that you have seen in your portal's manifest to extra_tools in .manifest.yaml.",
	Bad: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    project:
      daily_logs: {level: standard, purpose: Write the hours of the day to the daily log.}`,
	Good: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    project:
      daily_log: {level: standard, purpose: Write the hours of the day to the daily log.}`,
	Origin: schema.Origin{Source: injectedPermissions + " blob 059c3aba", Date: "2024-05-23", Confidence: schema.Seen},
	Check: func(p *Pass) {
		for _, r := range p.requests() {
			if r.state != toolUnknown {
				continue
			}
			f := p.Report(r.Tool.Span, "unknown %s tool %q", r.Scope, r.Tool.Text).
				Label("not a known %s tool", r.Scope)
			switch tool := labelled(r.Scope, r.Tool.Text); {
			case tool != nil:
				f.Help("the tool that the portal calls %q probably has the key %q", tool.Label, tool.Key())
			case r.instead == "":
				f.Help("look for this key under View Manifest in the portal; if you find the key, add it to extra_tools in " +
					".manifest.yaml")
			case r.Tools.Entry(r.instead) != nil:
				f.Help("%q is already listed; if this is a different tool, add it to extra_tools in .manifest.yaml", r.instead)
			default:
				f.Help("did you mean %q?", r.instead).rename(r, r.instead)
			}
		}
	},
}

var retiredTool = Rule{
	ID: "retired-tool", Group: groupConnector, Severity: always(diag.Warning), Since: "0.1.0", Fixable: true,
	Summary: "permission tools are spelled as in current manifests",
	Why: "Between schema 3 and 4.1 the portal renamed tools: portfolio became home, budget became budgeting. Two " +
		"screenshots of the same selection show the change. Procore does not say whether the portal still accepts the old " +
		"names.",
	Bad: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    project:
      budget: {level: standard, purpose: Write budget lines back from Acme invoices.}`,
	Good: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    project:
      budgeting: {level: standard, purpose: Write budget lines back from Acme invoices.}`,
	Origin: schema.Origin{
		Source: injectedPermissions + " blob 059c3aba, against blob ff3e9407",
		Date:   "2024-05-23", Confidence: schema.Seen,
	},
	Check: func(p *Pass) {
		for _, r := range p.requests() {
			if r.state != toolRetired {
				continue
			}
			f := p.Report(r.Tool.Span, "%s tool %q is an older spelling of %q", r.Scope, r.Tool.Text, r.instead).
				Label("current manifests use %s", r.instead)
			if e := r.Tools.Entry(r.instead); e != nil {
				f.Help("%q is also listed; remove this older spelling", r.instead).Also(e.Key.Span, "listed here")
				continue
			}
			f.Help("rename the tool to %q", r.instead).rename(r, r.instead)
		}
	},
}

var toolScope = Rule{
	ID: "tool-scope", Group: groupConnector, Severity: always(diag.Warning), Since: "0.1.0",
	Summary: "company tools are under company, project tools under project",
	Why: "The Permissions Builder has one tab for company tools and one for project tools, and a tool can be granted " +
		"only on its own tab. " +
		toolsAreIncomplete + "If your portal offers the tool on both tabs, add it to extra_tools in .manifest.yaml.",
	Bad: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    company:
      daily_log: {level: standard, purpose: Write the hours of the day to the daily log.}`,
	Good: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    project:
      daily_log: {level: standard, purpose: Write the hours of the day to the daily log.}`,
	Origin: schema.Origin{Source: injectedPermissions + " blob 059c3aba", Date: "2024-05-23", Confidence: schema.Seen},
	Check: func(p *Pass) {
		for _, r := range p.requests() {
			if r.state != toolMisplaced {
				continue
			}
			other := otherScope(r.Scope)
			p.Report(r.Tool.Span, "%q is known only as a %s tool, but is under %q", r.Tool.Text, other, r.Scope).
				Label("a %s tool", other).Help("move the tool to data_connector.permissions.%s", other)
		}
	},
}

var levelNotOffered = Rule{
	ID: "level-not-offered", Group: groupConnector, Severity: always(diag.Error), Since: "0.1.0",
	Varies:  "warning if the key of the tool is a guess",
	Summary: "the portal offers this access level for the tool",
	Why: "For some tools, the Permissions Builder does not offer every level; for example, the company tool Admin has " +
		"only None and Admin. If screenshots contradict each other, as they do about Read-only for Concierge, the finding " +
		"is a warning.",
	Bad: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    company:
      admin: {level: read_only, purpose: Read the company's settings.}`,
	Good: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    company:
      documents: {level: read_only, purpose: Find the drawings that belong to an invoice.}`,
	Origin: schema.Origin{Source: permissionsBuilder + " blob f0c0908a", Date: "2024-10-29", Confidence: schema.Seen},
	Check: func(p *Pass) {
		for _, r := range p.requests() {
			tool, ok := schema.FindTool(r.Scope, r.tool)
			if !ok || r.level == nil || tool.Levels.Of(r.level.Text) != schema.No {
				continue
			}
			f := p.Report(r.level.Span, "the portal does not offer %q for the %s", r.level.Text, r.name()).
				Label("the portal offers %s", diag.AnyOf(offered(tool.Levels))).
				Help("choose %s, or leave the tool out", diag.AnyOf(offered(tool.Levels)))
			if tool.KeyStatus == schema.KeyGuessed {
				f.As(diag.Warning) // no surer of the level than of the key
			}
		}
	},
}

// offered returns the levels that a manifest may ask for and that the portal
// is not known to refuse, lowest first.
func offered(l schema.Levels) []string {
	var found []string
	for _, level := range app.Levels() {
		if l.Of(level) != schema.No {
			found = append(found, level)
		}
	}
	return found
}

// needlessDirectoryAdmin returns the request for Admin of the company directory that
// directory-admin, and not admin-level, has something to say about; or nil.
// Integrations with an ERP system need that level.
func (p *Pass) needlessDirectoryAdmin() *request {
	var directory *request
	for _, r := range p.granted() {
		switch {
		case r.Scope != schema.CompanyScope || !r.isAdmin():
		case r.tool == "erp_integrations":
			return nil
		case r.tool == "directory" && directory == nil:
			directory = &r
		}
	}
	return directory
}

var directoryAdmin = Rule{
	ID: "directory-admin", Group: groupConnector, Severity: always(diag.Warning), Since: "0.1.0",
	Summary: "a service account does not request Admin for the company directory",
	Why: "An account with the level Admin for the company directory can change every user and, through those users, " +
		"every tool and project of the customer. Procore advises companies not to grant this level to an app. The exception is " +
		"an integration with an ERP system: Procore's guide asks for Admin for the company tools Admin, Directory and ERP " +
		"Integrations, so the rule reports nothing if erp_integrations has the level admin. The rule expects " +
		"customers to refuse other apps that request this level, although no source says so.",
	Bad: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    company:
      directory: {level: admin, purpose: Match vendors with Acme suppliers.}`,
	Good: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    company:
      directory: {level: read_only, purpose: Match vendors with Acme suppliers.}`,
	Origin: schema.Origin{
		Source: "procore/documentation plan_your_app/developer_managed_service_accounts.md@ff93936; " +
			"erp_integration/erp_technical_guide.md@06dad9d",
		Date: "2026-06-03", Confidence: schema.Documented,
	},
	Check: func(p *Pass) {
		if r := p.needlessDirectoryAdmin(); r != nil {
			p.Report(r.level.Span, "the service account requests %q for the company directory", "admin").
				Label("gives access to every tool and project").
				Help("request read_only or standard; if the app needs admin, expect customers to refuse")
		}
	},
}

var adminLevel = Rule{
	ID: "admin-level", Group: groupConnector, Severity: always(diag.Warning), Since: "0.1.0",
	Varies:  "info if a purpose is given",
	Summary: "each tool requested with the level admin has a purpose",
	Why: "Reviewers expect the narrowest set of permissions, and may refuse an app that requests Admin but only reads. " +
		"If a purpose is given, the finding is for information only.",
	Bad: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    project:
      commitments: {level: admin, purpose: Attach Acme invoices to commitments.}`,
	Good: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    project:
      commitments: {level: standard, purpose: Attach Acme invoices to commitments.}`,
	Origin: schema.Origin{
		Source: marketplaceChecklist + "@aa3fc89",
		Date:   "2025-01-21", Confidence: schema.Documented,
	},
	Check: func(p *Pass) {
		directory := p.needlessDirectoryAdmin()
		for _, r := range p.granted() {
			if !r.isAdmin() || directory != nil && r.Permission == directory.Permission {
				continue
			}
			f := p.Report(r.level.Span, "the service account requests %q for the %s", "admin", r.name()).
				Label("the highest level").
				Help("request read_only or standard if a lower level is enough; otherwise add a purpose")
			if tool, ok := schema.FindTool(r.Scope, r.tool); ok && len(offered(tool.Levels)) == 1 {
				f.Help("add a purpose, or remove the tool if the app does not need it; the portal offers no lower " +
					"level")
			}
			if r.hasPurpose() {
				f.As(diag.Info).Help("check whether a lower level is enough")
			}
		}
	},
}

// usualTools is how many tools an app may list before many-tools asks whether
// it needs them all. Only judgement stands behind the number.
const usualTools = 15

var manyTools = Rule{
	ID: "many-tools", Group: groupConnector, Severity: always(diag.Info), Since: "0.1.0",
	Summary: "an app requests few tools",
	Why: "Procore's developer policy forbids permissions that an app does not need, and an over-broad request is " +
		"a common reason for refusal. Procore does not publish a limit; if an app requests more than 15 tools, this rule " +
		"asks you to check the list.",
	Bad: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    company:
      documents: {level: read_only, purpose: Show it in Acme.}
      home: {level: read_only, purpose: Show it in Acme.}
      schedule: {level: read_only, purpose: Show it in Acme.}
      timecard: {level: read_only, purpose: Show it in Acme.}
      timesheets: {level: read_only, purpose: Show it in Acme.}
    project:
      budgeting: {level: read_only, purpose: Show it in Acme.}
      commitments: {level: read_only, purpose: Show it in Acme.}
      coordination_issues: {level: read_only, purpose: Show it in Acme.}
      daily_log: {level: read_only, purpose: Show it in Acme.}
      directory: {level: read_only, purpose: Show it in Acme.}
      rfi: {level: read_only, purpose: Show it in Acme.}
      observations: {level: read_only, purpose: Show it in Acme.}
      incidents: {level: read_only, purpose: Show it in Acme.}
      meetings: {level: read_only, purpose: Show it in Acme.}
      prime_contracts: {level: read_only, purpose: Show it in Acme.}
      specifications: {level: read_only, purpose: Show it in Acme.}`,
	Good: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    project:
      budgeting: {level: read_only, purpose: Match budget lines with Acme invoices.}`,
	Origin: schema.Origin{
		Source: "procore/documentation app_marketplace/marketplace_policy.md@ff93936",
		Date:   "2026-05-29", Confidence: schema.Inferred,
	},
	Check: func(p *Pass) {
		if n := len(p.granted()); n > usualTools {
			p.Report(p.Model.Connector.PermissionsKey.Span, "the service account requests %d tools", n).
				Label("more than %d", usualTools).Help("remove the tools that the app does not use")
		}
	},
}

var permissionPurpose = Rule{
	ID: "permission-purpose", Group: groupConnector, Severity: rising(diag.Off, diag.Info, diag.Warning),
	Since:   "0.1.0",
	Summary: "every permission has a purpose",
	Why: "Procore requires least privilege, and an over-broad request is a common reason for refusal. A sentence for " +
		"each tool helps the reviewer, appears in the promotion checklist, and tells the next author which tools can be " +
		"removed.",
	Bad: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    project:
      budgeting: read_only`,
	Good: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    project:
      budgeting: {level: read_only, purpose: Match budget lines with Acme invoices.}`,
	Origin: schema.Origin{Source: dataConnectorPage + "@054b1fe", Date: "undated", Confidence: schema.Inferred},
	Check: func(p *Pass) {
		for _, r := range p.granted() {
			if r.level != nil && !r.hasPurpose() {
				p.Report(r.Tool.Span, "the %s has no purpose", r.name()).
					Label("why does the app need this tool?").
					Help("write %s: {level: %s, purpose: what the app does with the tool}", r.tool, r.level.Text)
			}
		}
	},
}
