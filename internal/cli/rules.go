package cli

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/validate"
)

// repository is the address of the project, taken from the module's own path,
// so that it is written in go.mod alone.
var repository = "https://" + strings.TrimSuffix(reflect.TypeFor[process]().PkgPath(), "/internal/cli")

func tool() report.Tool {
	return report.Tool{Name: "manifest", Version: build().Version, URL: repository}
}

// ruleCatalogue is what the report formats need to know of each rule.
func ruleCatalogue() []report.Rule {
	rules := validate.Rules()
	list := make([]report.Rule, len(rules))
	for i, r := range rules {
		list[i] = report.Rule{
			ID: r.ID, Summary: r.Summary, Why: r.Why, Fixable: r.Fixable,
			URL:      repository + "/blob/main/docs/rules.md#" + r.ID,
			Severity: max(r.Severity[validate.Draft], diag.Info),
		}
	}
	return list
}

func ruleIDs() []string {
	var ids []string
	for _, r := range validate.Rules() {
		ids = append(ids, r.ID)
	}
	return ids
}

// describedRules are ruleIDs for completion.
func describedRules() []string {
	var words []string
	for _, r := range validate.Rules() {
		words = append(words, r.ID+"\t"+r.Summary)
	}
	return words
}

// unknownRule refuses what is not the id of a rule.
func unknownRule(id string) error {
	if near := meant(id, ruleIDs()); near != "" {
		return fmt.Errorf("unknown rule %q; did you mean %q?", id, near)
	}
	return fmt.Errorf("unknown rule %q; see: manifest rules", id)
}

func newRulesCmd(p *process) *cobra.Command {
	var format choice
	cmd := &cobra.Command{
		Use:     "rules",
		Short:   "List the rules of lint",
		Long:    "List the rules of lint, with the severity each has by default.",
		Example: "  manifest rules\n  manifest rules --format markdown > docs/rules.md",
		Args:    cobra.NoArgs,
		RunE: p.run(func(context.Context, []string) error {
			return show(p, report.RulesFormats, format,
				report.Rules{Rules: validate.Rules(), Mistakes: validate.Mistakes(), Repository: repository})
		}),
	}
	formatFlag(cmd, &format, report.RulesFormats)
	return cmd
}

func newExplainCmd(p *process) *cobra.Command {
	return &cobra.Command{
		Use:     "explain <rule>",
		Short:   "Say why a rule exists, with examples and its source",
		Long:    "Say why a rule exists, what is wrong and what is right, where the rule comes\nfrom and how sure that is, and how to silence it.",
		Example: "  manifest explain unknown-view",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return Usagef("explain: name one rule; see: manifest rules")
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, onlyThese
			}
			return describedRules(), onlyThese
		},
		RunE: p.run(func(_ context.Context, args []string) error {
			rule := validate.FindRule(args[0])
			if rule == nil {
				return Usagef("explain: %w", unknownRule(args[0]))
			}
			return report.ExplainFormats.Write(p.Stdout, report.Text, rule, p.screen())
		}),
	}
}
