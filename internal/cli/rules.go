package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/validate"
)

// describedRules are ruleIDs for completion.
func describedRules() []string {
	var words []string
	for _, r := range validate.Rules() {
		words = append(words, r.ID+"\t"+r.Summary)
	}
	return words
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
			rules := report.Rules{Rules: validate.Rules(), Mistakes: validate.Mistakes(), Repository: project.RepositoryURL}
			return show(p, report.RulesFormats, format, &rules, nil)
		}),
	}
	formatFlag(cmd, &format, report.RulesFormats)
	return cmd
}

func newExplainCmd(p *process) *cobra.Command {
	return &cobra.Command{
		Use:   "explain <rule>",
		Short: "Say why a rule exists, with examples and its source",
		Long: "Say why a rule exists, what is wrong and what is right, where the rule comes\n" +
			"from and how sure that is, and how to silence it.",
		Example: "  manifest explain unknown-view",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return project.Usagef("explain: name one rule; see: manifest rules")
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
				return project.Usagef("explain: %w", unknownRule(args[0]))
			}
			return report.ExplainFormats.Write(p.Stdout, report.Text, rule, p.screen())
		}),
	}
}

func ruleIDs() []string {
	var ids []string
	for _, r := range validate.Rules() {
		ids = append(ids, r.ID)
	}
	return ids
}

// unknownRule refuses what is not the id of a rule.
func unknownRule(id string) error {
	if near := diag.Meant(id, ruleIDs()); near != "" {
		return fmt.Errorf("unknown rule %q; did you mean %q?", id, near)
	}
	return fmt.Errorf("unknown rule %q; see: manifest rules", id)
}
