package validate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// Policy is an organisation's own rules, as data. The zero value asks for nothing.
type Policy struct {
	// Hosts are the only hosts that an app may name, in the form that browsers
	// compare; *.acmefield.com stands for every host below acmefield.com. None
	// stands for any.
	Hosts []string
	// HighestLevel is the highest level of each tool; * stands for every other one
	// of the scope.
	HighestLevel map[schema.Scope]map[string]string
	// ApprovedByOther says that the approver of a change is not one of its authors.
	ApprovedByOther bool
	// PromotedByOther says that whoever promotes a version is not the person who
	// saved it.
	PromotedByOther bool
	// SoakDays are the full days between the first passed test of a version and its
	// promotion.
	SoakDays int
	// Freezes are days on which nothing is promoted.
	Freezes []Freeze
	// Asks is how often customers may be asked to do something, nil for any number
	// of times.
	Asks *AsksLimit
}

// Freeze is a run of days in UTC, the first and the last included.
type Freeze struct {
	From, To ledger.Day
	Reason   string
}

// Holds reports whether a day is one of them.
func (f Freeze) Holds(day ledger.Day) bool { return f.From <= day && day <= f.To }

// AsksLimit is a number of versions that may ask something of customers within a
// number of days.
type AsksLimit struct{ AtMost, PerDays int }

// noAccess is the highest level of a tool that may not be asked for.
const noAccess = "none"

// everyOther stands for the tools of a scope that are not listed.
const everyOther = "*"

// highest returns the highest level of a tool, "" if there is no limit.
func (p *Policy) highest(scope schema.Scope, tool string) string {
	levels := p.HighestLevel[scope]
	if level, ok := levels[tool]; ok {
		return level
	}
	return levels[everyOther]
}

// rank orders levels, none before all others.
func rank(level string) int { return slices.Index(app.Levels(), level) }

// allowsHost reports whether the policy allows a host. Of one that is fixed in its
// end alone, only that end is known.
func (p *Policy) allowsHost(host string, fixed bool) bool {
	host = app.CanonicalHost(host)
	return slices.ContainsFunc(p.Hosts, func(pattern string) bool {
		if domain, ok := strings.CutPrefix(pattern, anyHostOf); ok {
			return len(host) > len(domain)+1 && strings.HasSuffix(host, "."+domain)
		}
		return fixed && host == pattern
	})
}

// anyHostOf stands before a domain for every host below it.
const anyHostOf = "*."

// policyExample is the configuration that the examples of rules about policy are
// judged with.
const policyExample = `schema: 1
policy:
  hosts: ["*.acmefield.com"]
  highest_level:
    company: {directory: read_only}
    project: {"*": standard, budgeting: none}
`

var policyHost = Rule{
	ID: "policy-host", Group: groupPolicy, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	Config:  policyExample,
	Summary: "URLs name only hosts that policy.hosts allows",
	Why: `Component URLs, MCP servers, the setup page, help links and redirect URIs determine where customers' data and
sign-ins go. An organisation can list its hosts under policy.hosts in .manifest.yaml; without that key, the rule does
nothing. A host is not allowed if a token decides its domain, as in {{region}}.com. A redirect URI for the sandbox may
lead to the user's own machine. Only the configuration can make an exception; comments and severities do not change
the rule.`,
	Bad: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://acme.cloudvendor.com/?company={{procore.company.id}}&project={{procore.project.id}}`,
	Good: `embedded:
  full_screen:
    description: Acme dashboard
    url: https://app.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}`,
	Origin: ownOrigin,
	Check: func(p *Pass) {
		if len(p.Policy.Hosts) == 0 {
			return
		}
		l := p.addresses()
		for _, a := range slices.Concat(l.all, l.redirects) {
			p.judgePolicyHost(a)
		}
	},
}

func (p *Pass) judgePolicyHost(a *address) {
	allowed := "use a host that policy.hosts in .manifest.yaml allows: " +
		diag.Clip(strings.Join(p.Policy.Hosts, ", "), 200)
	if a.hostIsUnclear() {
		if a.set == nil || a.isWeb() { // others lead to a program on the user's own machine
			p.unclear = append(p.unclear, a.node.Span)
			p.Report(a.node.Span, "the host of the %s cannot be read, so policy.hosts cannot allow it", a.name()).Help("%s",
				allowed)
		}
		return
	}
	host := a.Parts[app.InHost]
	domain, known := a.Domain()
	switch {
	case known && p.Policy.allowsHost(domain, !a.HoldsToken(host)):
	case known && a.set == &p.Model.OAuth.Sandbox && p.host(a).loopback:
	default:
		if a.HoldsToken(host) { // variable-place may say so too
			p.unclear = append(p.unclear, p.at(a, host.From, host.To))
		}
		p.Report(p.at(a, host.From, host.To), "policy.hosts does not allow the host %q of the %s", a.Text[host.From:host.To],
			a.name()).
			Help("%s", allowed)
	}
}

// isWeb reports whether an address is one that browsers open over the network.
func (a *address) isWeb() bool {
	scheme, ok := a.Get(app.InScheme)
	return !ok || strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")
}

// hostIsUnclear reports whether a host may not be the one that browsers read.
func (a *address) hostIsUnclear() bool {
	host := a.Parts[app.InHost]
	if !host.Ok() || slices.ContainsFunc(app.HostDoubts(a.Text[host.From:host.To]), func(d app.HostDoubt) bool {
		return d.Kind == app.MappedLetters || d.Kind == app.NoHostLetter || d.Kind == app.BadPunycode
	}) {
		return true
	}
	return slices.ContainsFunc(a.Faults, func(f app.Fault) bool {
		switch f.Kind {
		case app.FaultTwoSchemes, app.FaultHost, app.FaultAddress, app.FaultJoined:
			return true
		}
		return f.From < host.To && f.To > host.From
	})
}

// dropUnclear leaves out what is said of hosts that cannot be read, or that a token
// decides, where another error says what is wrong with them.
func (p *Pass) dropUnclear(found []diag.Diagnostic) []diag.Diagnostic {
	if len(p.unclear) == 0 {
		return found
	}
	explained := func(at source.Span) bool {
		return slices.ContainsFunc(found, func(d diag.Diagnostic) bool {
			return d.Rule != policyHost.ID && d.Severity == diag.Error && at.Contains(d.Span)
		})
	}
	return slices.DeleteFunc(slices.Clone(found), func(d diag.Diagnostic) bool {
		return d.Rule == policyHost.ID && slices.Contains(p.unclear, d.Span) && explained(d.Span)
	})
}

var policyLevel = Rule{
	ID: "policy-level", Group: groupPolicy, Severity: always(diag.Error), Since: "0.1.0", Required: true,
	Config:  policyExample,
	Summary: "no permission is above the level that policy.highest_level allows",
	Why: `An organisation can limit the permissions that its apps request. It lists the highest level for each tool under
policy.highest_level in .manifest.yaml, with "*" for every other tool of a scope. If the level is none, no app may
request the tool. Without policy.highest_level, the rule does nothing. Only the configuration can make an exception;
comments and severities do not change the rule.`,
	Bad: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    company:
      directory: {level: standard, purpose: Match Acme contacts with people of the company.}`,
	Good: `data_connector:
  authentication: [user_level, service_account]
  permissions:
    company:
      directory: {level: read_only, purpose: Match Acme contacts with people of the company.}`,
	Origin: ownOrigin,
	Check: func(p *Pass) {
		if len(p.Policy.HighestLevel) == 0 {
			return
		}
		for _, r := range p.granted() {
			highest := p.Policy.highest(r.Scope, r.tool)
			if r.level == nil || highest == "" || rank(r.level.Text) <= rank(highest) {
				continue
			}
			if highest == noAccess {
				p.Report(r.level.Span, "policy.highest_level does not allow %s", r.name()).
					Help("remove the tool, or ask for a change of policy in .manifest.yaml")
				continue
			}
			p.Report(r.level.Span, "%s has the level %s; policy.highest_level allows at most %s", r.name(), r.level.Text,
				highest).
				Help("write %s, or ask for a change of policy in .manifest.yaml", highest)
		}
	},
}

// policyRules are the rules about policy that judge saved versions too.
var policyRules = []*Rule{&policyHost, &policyLevel}

// addedPolicy judges the versions that a branch adds by the policy. Where the
// working manifest says the same, it has the findings.
func (l *Linter) addedPolicy(a *Ledger) []diag.Diagnostic {
	var list []diag.Diagnostic
	for _, e := range a.App.Added(a.Before) {
		saved := a.History.Taken[e.Number]
		if e.Kind != ledger.Save || saved == nil || len(a.App.Version(e.Number).VerifyFrozen(a.Frozen[e.Number])) > 0 ||
			a.Linted && a.Working != nil && ledger.Digest(a.Working.App().Root) == ledger.Digest(saved.App().Root) {
			continue
		}
		for _, d := range l.judgePolicy(a.Frozen[e.Number], a.App.ID) {
			d.Help = fmt.Sprintf("run manifest record retract %s@%s save --reason TEXT, correct the manifest, run manifest "+
				"bump %s, and save the new version",
				a.App.ID, e.Number, a.App.ID)
			list = append(list, d)
		}
	}
	return list
}

// judgePolicy returns the findings of the policy about a saved version.
func (l *Linter) judgePolicy(doc *manifest.Document, id string) []diag.Diagnostic {
	pass := l.newPass(doc, id)
	pass.Model = app.Read(doc.Root)
	var checks []check
	for _, c := range l.checks {
		if slices.Contains(policyRules, c.Rule) {
			checks = append(checks, c)
		}
	}
	return pass.run(checks)
}
