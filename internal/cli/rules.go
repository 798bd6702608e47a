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
	var facts, stale bool
	var olderThan string
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List the lint rules",
		Long: `List the lint rules with their default severity.

Rules, checklist and labels are based on Procore's documentation. --stale lists
the facts to check again against the portal, oldest first, with the page that
each comes from. --facts lists all facts, least certain first.`,
		Example: "  manifest rules\n  manifest rules --stale --older-than 90d\n" +
			"  manifest rules --facts --format markdown > facts.md",
		Args: cobra.NoArgs,
		RunE: p.run(func(context.Context, []string) error {
			days, err := project.Days(olderThan)
			if err != nil {
				return fmt.Errorf("--older-than: %w", err)
			}
			switch {
			case stale:
				list := report.Stale(project.FactLists(), p.Now().UTC().AddDate(0, 0, -days))
				return show(p, report.SourcesFormats, format, &list, nil)
			case facts:
				list := report.Sources(project.FactLists())
				return show(p, report.SourcesFormats, format, &list, nil)
			}
			rules := report.Rules{Rules: validate.Rules(), Mistakes: validate.Mistakes(), Repository: project.RepositoryURL}
			return show(p, report.RulesFormats, format, &rules, nil)
		}),
	}
	formatFlag(cmd, &format, report.RulesFormats)
	cmd.Flags().BoolVar(&stale, "stale", false, "list the facts to check again against the portal, the oldest first")
	cmd.Flags().BoolVar(&facts, "facts", false, "list every fact about the portal, the least certain first")
	cmd.Flags().StringVar(&olderThan, "older-than", "180d", "with --stale: list facts whose source is older "+
		"than this")
	completeWith(cmd, "older-than", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return []string{"90d", "180d", "365d"}, onlyThese
	})
	cmd.MarkFlagsMutuallyExclusive("stale", "facts")
	return cmd
}

func newExplainCmd(p *process) *cobra.Command {
	var format choice
	cmd := &cobra.Command{
		Use:   "explain <rule>",
		Short: "Explain a rule: why it exists, examples, source",
		Long: `Explain a rule: why it exists, a wrong and a right example, its source, how
certain the source is, and how to suppress the rule.`,
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
			return show(p, report.ExplainFormats, format, &report.Explained{Rule: rule, Repository: project.RepositoryURL}, nil)
		}),
	}
	formatFlag(cmd, &format, report.ExplainFormats)
	return cmd
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
	return fmt.Errorf("unknown rule %q; run manifest rules for a list", id)
}
