package validate

import (
	"fmt"
	"slices"
	"sync"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/schema"
)

// State is what a manifest is meant to become. The further it goes, the more
// it must have: a draft may point at localhost, a version in production not.
type State uint8

const (
	// Draft is the working manifest.
	Draft State = iota
	// Testing is a version about to be saved as Ready for Testing.
	Testing
	// Production is a version about to be promoted.
	Production
)

var stateNames = []string{"draft", "testing", "production"}

// String returns the word used in flags and configuration.
func (s State) String() string { return stateNames[s] }

// ParseState is the inverse of [State.String].
func ParseState(s string) (State, error) {
	if i := slices.Index(stateNames, s); i >= 0 {
		return State(i), nil
	}
	return Draft, fmt.Errorf("unknown state %q: expected %s", s, diag.AnyOf(stateNames))
}

// Rule is one thing that lint checks. A rule is a value; its file is the only
// place where it is described, so that explain, the documentation and SARIF
// cannot disagree.
type Rule struct {
	// ID is kebab-case, never changed and never used again for another rule.
	ID string
	// Group is the heading under which the rule is listed.
	Group string
	// Severity is the usual severity for each state.
	Severity Severities
	// Varies says which findings have another severity, and which: "error for
	// near misspellings". It is empty if none has.
	Varies string
	// Since is the version of the tool that brought the rule.
	Since string
	// Summary says what the rule demands, in one sentence without a full stop.
	Summary string
	// Why says what goes wrong otherwise, in a few sentences.
	Why string
	// Bad and Good are manifests, or some of their top-level keys, that the
	// rule does and does not report. Both are run by a test.
	Bad, Good string
	// Origin is where the rule comes from and how sure it is.
	Origin schema.Origin
	// Fixable says that lint --fix can repair some of what the rule reports.
	Fixable bool
	// Required marks a rule that cannot be silenced, because what it reports
	// keeps the rest of the file from being checked.
	Required bool
	// NeedsBase marks a rule that compares with a base: it runs where lint is
	// given --base. Its examples are what a pull request makes of historyBase.
	NeedsBase bool
	// File is the file that the examples are of, where it is not manifest.yaml.
	File string
	// Config is the .manifest.yaml that the examples are judged with, "" for none.
	Config string
	// FindsSecrets marks a rule that finds what must not be shown. It looks even
	// where it is off, so that no other finding shows it.
	FindsSecrets bool
	// Check looks at one manifest. It is nil for what is found on the way to
	// a checkable manifest: by the reader, the schema, or the suppressions.
	Check func(*Pass)
}

// SeverityText describes the severities of all findings of the rule.
func (r *Rule) SeverityText() string {
	if r.Varies == "" {
		return r.Severity.String()
	}
	return r.Severity.String() + "; " + r.Varies
}

// WhyRequired says why a required rule cannot be silenced.
func (r *Rule) WhyRequired() string {
	if r.Group == groupPolicy {
		return "only policy in .manifest.yaml can change this rule"
	}
	return "its findings prevent the file from being checked"
}

// Severities is a severity for each State.
type Severities [3]diag.Severity

// always is one severity for all states.
func always(s diag.Severity) Severities { return Severities{s, s, s} }

// rising is a severity that depends on the state.
func rising(draft, testing, production diag.Severity) Severities {
	return Severities{draft, testing, production}
}

// String describes the severities: "error", or "off, warning for testing, error for production".
func (s Severities) String() string {
	if s[Draft] == s[Testing] && s[Testing] == s[Production] {
		return s[Draft].String()
	}
	text := s[Draft].String()
	for state := Testing; state <= Production; state++ {
		if s[state] != s[state-1] {
			text += fmt.Sprintf(", %s for %s", s[state], state)
		}
	}
	return text
}

// Max returns the highest of the severities.
func (s Severities) Max() diag.Severity { return max(s[Draft], s[Testing], s[Production]) }

// Groups of rules, in the order of the documentation.
const (
	groupFile         = "The file"
	groupSchema       = "The schema"
	groupApp          = "App and version"
	groupConnector    = "Data connector and permissions"
	groupComponents   = "Embedded components"
	groupURL          = "Component URLs"
	groupParameters   = "Parameters and variables"
	groupViews        = "Side panel views"
	groupAgentic      = "Agentic components"
	groupInstructions = "Instructions and notes"
	groupOAuth        = "OAuth and secrets"
	groupRelease      = "Release notes"
	groupIgnore       = "Suppressions"
	groupPolicy       = "Policy"
	groupHistory      = "Versions, compared with a base"
	groupReleased     = "What customers run"
	groupLedger       = "Saved versions and approvals"
)

// Rules returns every rule in the order of the documentation. To add one,
// write its file and name it here.
func Rules() []*Rule { return rules }

// RulesOfSecrets are the ids of the rules that find what must not be shown.
func RulesOfSecrets() []string {
	var ids []string
	for _, r := range rules {
		if r.FindsSecrets {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// FindRule returns the rule with this id, or nil.
func FindRule(id string) *Rule { return rulesByID()[id] }

var rulesByID = sync.OnceValue(func() map[string]*Rule {
	m := make(map[string]*Rule, len(rules))
	for _, r := range rules {
		m[r.ID] = r
	}
	return m
})
