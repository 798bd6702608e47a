package cli

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/validate"
)

type lintOptions struct {
	project.LintOptions
	Format  choice
	For     choice
	FailOn  choice
	Outputs outputFiles
}

func newLintCmd(p *process) *cobra.Command {
	opts := lintOptions{
		For:    choice{value: "draft", accepted: []string{"draft", "testing", "production"}},
		FailOn: choice{value: "error", accepted: []string{"error", "warning", "info", "never"}},
	}
	cmd := &cobra.Command{
		Use:   "lint [path|APP...]",
		Short: "Report problems in manifests",
		Long: `Report problems in manifests: errors in YAML syntax, values that
the schema does not allow, and violations of rules.

An argument is a file, a folder to search for manifest.yaml, a glob pattern, the
id of an app, or - for standard input. Without arguments, lint checks all apps.
.manifest.yaml sets where apps are; the default is the folder manifests.

Searches skip frozen copies and anything that the configuration or git ignores;
to lint a skipped folder or file, name it. Frozen copies are never changed.`,
		Example: "  manifest lint\n  manifest lint --for production manifests/acme-field-sync\n" +
			"  manifest lint --fix --dry-run\n  manifest lint --format github --output sarif=lint.sarif",
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.Paths = p.searched(args)
			return runLint(ctx, p, opts)
		}),
	}
	flags := cmd.Flags()
	formatFlag(cmd, &opts.Format, report.LintFormats)
	flags.Var(&opts.Outputs, "output", "also write this format to a file, as in sarif=lint.sarif (repeatable)")
	flags.Var(&opts.For, "for", "apply the checks for this state: draft, testing or production")
	flags.Var(&opts.FailOn, "fail-on", "exit 1 if any finding is at or above this severity: error, warning, info or never")
	flags.StringSliceVar(&opts.Only, "rule", nil, "run only these rules (repeatable, or separated by commas)")
	flags.StringSliceVar(&opts.Skip, "skip", nil, "do not run these rules (repeatable, or separated by commas)")
	flags.BoolVar(&opts.Fix, "fix", false, "fix what can be fixed safely")
	flags.StringVar(&opts.Base, "base", "", "check versions, approvals and events against the merge base with this "+
		"revision")
	flags.BoolVar(&opts.DryRun, "dry-run", false, "with --fix: print the fixes as a diff, but write nothing")
	p.searchFlags(cmd)
	completeOutput(cmd)
	complete(cmd, "for", opts.For.accepted...)
	complete(cmd, "fail-on", opts.FailOn.accepted...)
	completeList(cmd, "rule", ruleIDs)
	completeList(cmd, "skip", ruleIDs)
	p.completeRevisions(cmd, "base")
	cmd.ValidArgsFunction = func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		if strings.Contains(typed, "/") {
			return nil, orFiles
		}
		return project.AppIDs(p.Project), orFiles
	}
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if flags.Changed("for") {
			state, _ := validate.ParseState(opts.For.value) // the flag accepts nothing else
			opts.LintOptions.For = &state
		}
		return opts.check()
	}
	return cmd
}

// check refuses flags that contradict each other or say nothing.
func (o *lintOptions) check() error {
	for _, id := range slices.Concat(o.Only, o.Skip) {
		if validate.FindRule(id) == nil {
			return project.Usagef("lint: %w", unknownRule(id))
		}
	}
	for _, id := range o.Only {
		if slices.Contains(o.Skip, id) {
			return project.Usagef("--rule and --skip both name %s", id)
		}
	}
	if o.DryRun && !o.Fix {
		return project.Usagef("--dry-run shows what --fix would do; use both")
	}
	if o.DryRun && o.Format.value != string(report.Text) {
		return project.Usagef("--dry-run prints a diff, which is not available as %s; leave out --format", o.Format.value)
	}
	if o.DryRun && len(o.Outputs) > 0 {
		return project.Usagef("--dry-run prints a diff and writes nothing; leave out --output")
	}
	return nil
}

func runLint(ctx context.Context, p *process, opts lintOptions) error {
	opts.LintOptions.Outputs = opts.Outputs
	opts.LintOptions.FailOn, _ = diag.ParseSeverity(opts.FailOn.value) // "never" gives Off, which nothing reaches
	written := func(formats ...report.Format) bool {
		return slices.Contains(formats, report.Format(opts.Format.value)) ||
			slices.ContainsFunc(opts.Outputs, func(o project.Output) bool { return slices.Contains(formats, o.Format) })
	}
	opts.WithChanges = written(report.Markdown, report.MarkdownFull, report.JSON)
	opts.WithNext = written(report.JSON) || opts.Format.value == string(report.Text) && !p.Quiet && !opts.DryRun
	linted, err := project.Lint(ctx, p.Project, opts.LintOptions)
	if err != nil {
		return err
	}
	if !opts.DryRun {
		return show(p, report.LintFormats, opts.Format, &linted.Report, linted.Err())
	}
	return p.finish(linted.Err(), func(w io.Writer) error {
		for _, r := range linted.Repairs {
			if err := report.Diff(w, r.Name, r.Was, r.Now); err != nil {
				return err
			}
		}
		return nil
	})
}
