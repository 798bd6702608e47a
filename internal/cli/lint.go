package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

type lintOptions struct {
	Paths      []string
	Format     report.Format
	For        choice
	ForGiven   bool
	FailOn     choice
	Only, Skip []string
	Fix        bool
	DryRun     bool
}

func newLintCmd(p *process) *cobra.Command {
	opts := lintOptions{
		Format: report.Text,
		For:    choice{value: "draft", accepted: []string{"draft", "testing", "production"}},
		FailOn: choice{value: "error", accepted: []string{"error", "warning", "info", "never"}},
	}
	cmd := &cobra.Command{
		Use:   "lint [path...]",
		Short: "Report problems in manifests",
		Long: "Report problems in manifests: YAML syntax, schema, and rules.\n\n" +
			"A path is a file, a folder that is searched for manifest.yaml, a glob pattern,\n" +
			"or - for standard input. Without a path, the folder manifests is searched.\n" +
			"Frozen copies below versions folders are left alone.",
		Example: "  manifest lint\n  manifest lint --for production manifests/acme-field-sync\n  manifest lint --fix --dry-run\n  manifest lint --format sarif > lint.sarif",
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.Paths = args
			return runLint(ctx, p, opts)
		}),
	}
	flags := cmd.Flags()
	flags.Var(&opts.Format, "format", "output format: "+formatNames())
	flags.Var(&opts.For, "for", "judge as needed for: draft, testing or production")
	flags.Var(&opts.FailOn, "fail-on", "exit 1 from this severity on: error, warning, info or never")
	flags.StringSliceVar(&opts.Only, "rule", nil, "run only these rules (repeatable, or with commas)")
	flags.StringSliceVar(&opts.Skip, "skip", nil, "do not run these rules (repeatable, or with commas)")
	flags.BoolVar(&opts.Fix, "fix", false, "repair what can be repaired safely")
	flags.BoolVar(&opts.DryRun, "dry-run", false, "with --fix: print the repairs as a diff and write nothing")
	complete(cmd, "format", strings.Split(formatNames(), ", ")...)
	complete(cmd, "for", opts.For.accepted...)
	complete(cmd, "fail-on", opts.FailOn.accepted...)
	complete(cmd, "rule", ruleIDs()...)
	complete(cmd, "skip", ruleIDs()...)
	cmd.PreRun = func(cmd *cobra.Command, _ []string) { opts.ForGiven = cmd.Flags().Changed("for") }
	return cmd
}

func formatNames() string {
	var names []string
	for _, f := range report.Formats() {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}

func complete(cmd *cobra.Command, flag string, words ...string) {
	err := cmd.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return words, cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic(err) // the flag is not defined: a fault in this file
	}
}

// linted is one manifest and what lint says about it.
type linted struct {
	target
	file     *source.File // nil where it could not be read
	err      error
	findings []diag.Diagnostic
	fixed    *source.File // after --fix; nil where nothing changed
	applied  int
}

func runLint(ctx context.Context, p *process, opts lintOptions) error {
	if opts.DryRun && !opts.Fix {
		return usageError("--dry-run shows what --fix would do; give both")
	}
	config, ignore, err := p.loadConfig()
	if err != nil {
		return err
	}
	state := config.For
	if opts.ForGiven {
		state, _ = validate.ParseState(opts.For.value) // the flag accepts nothing else
	}
	linter, err := validate.New(validate.Options{For: state, Config: config, Only: opts.Only, Skip: opts.Skip})
	if err != nil {
		return usageError("%w", err)
	}
	targets, err := p.discover(opts.Paths, ignore)
	if err != nil {
		return err
	}
	if opts.Fix && !opts.DryRun && targets[0].isStdin() {
		return usageError("--fix cannot write to standard input; add --dry-run to see the repairs")
	}
	results := lintAll(ctx, p, linter, targets, opts)
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("lint: interrupted; nothing was written")
	}
	failed := writeFixes(p, results, opts)
	if err := p.print(func(w io.Writer) error { return showLint(w, p, results, opts) }); err != nil {
		return err
	}
	return lintExit(p, results, opts, failed)
}

// lintAll lints the targets side by side. The results are in the order of the
// targets, whoever finishes first.
func lintAll(ctx context.Context, p *process, linter *validate.Linter, targets []target, opts lintOptions) []linted {
	results := make([]linted, len(targets))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(targets)) {
		workers.Go(func() {
			for i := range next {
				results[i] = lintOne(p, linter, targets[i], opts)
			}
		})
	}
	for i := range targets {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	workers.Wait()
	return results
}

// lintOne reads and lints one target. A fault of a rule is the failure of that
// file alone: it was not checked, and the others still are.
func lintOne(p *process, linter *validate.Linter, t target, opts lintOptions) (result linted) {
	defer func() {
		if fault := recover(); fault != nil {
			result = linted{target: t, err: fmt.Errorf("lint %s: a fault of this tool: %v\nplease report it with the file: %s/issues\n%s", t.name, fault, repository, debug.Stack())}
		}
	}()
	data, err := p.read(t)
	if err != nil {
		return linted{target: t, err: err}
	}
	result = linted{target: t, file: source.New(t.name, data)}
	if !opts.Fix {
		result.findings = linter.Lint(result.file, t.app)
		return result
	}
	fixed := linter.Fix(result.file, t.app)
	result.findings, result.applied = fixed.Findings, fixed.Applied
	if fixed.Applied > 0 {
		result.fixed = fixed.File
	}
	return result
}

// read returns the content of a target. One byte more than the limit is
// enough to know that the file is too large.
func (p *process) read(t target) ([]byte, error) {
	var from io.Reader = p.Stdin
	if !t.isStdin() {
		f, err := os.Open(t.path)
		if err != nil {
			return nil, fmt.Errorf("read manifest: %w", err)
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return nil, fmt.Errorf("read manifest: %s is a folder", t.name)
		}
		from = f
	}
	data, err := io.ReadAll(io.LimitReader(from, manifest.MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read manifest %s: %w", t.name, err)
	}
	return data, nil
}

// writeFixes writes repaired files and reports whether one could not be.
func writeFixes(p *process, results []linted, opts lintOptions) (failed bool) {
	for i := range results {
		r := &results[i]
		if r.fixed == nil {
			continue
		}
		if opts.DryRun {
			fmt.Fprintf(p.Stderr, "%s: %s would be repaired, %d left\n", report.Visible(r.name), plural(r.applied, "finding"), len(r.findings))
			continue
		}
		if err := replaceFile(r.path, r.file.Data, r.fixed.Data); err != nil {
			p.complain(fmt.Errorf("write repairs: %w", err))
			failed = true
			continue
		}
		fmt.Fprintf(p.Stderr, "%s: %s repaired\n", report.Visible(r.name), plural(r.applied, "finding"))
	}
	return failed
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func showLint(w io.Writer, p *process, results []linted, opts lintOptions) error {
	if opts.DryRun {
		for _, r := range results {
			if r.fixed != nil {
				if err := report.Diff(w, r.name, r.file.Data, r.fixed.Data); err != nil {
					return err
				}
			}
		}
		return nil
	}
	lint := report.Lint{Rules: ruleCatalogue(), Tool: tool()}
	for _, r := range results {
		if r.err == nil {
			lint.Files++
			lint.Findings = append(lint.Findings, r.findings...)
		}
	}
	diag.Sort(lint.Findings)
	return report.WriteLint(w, opts.Format, lint, report.Options{Color: p.color(), Width: p.Width, Quiet: p.global.quiet})
}

// lintExit turns the results into an exit code. What could not be read was not
// checked, so it weighs more than what was found.
func lintExit(p *process, results []linted, opts lintOptions, failed bool) error {
	var unread []error
	found := 0
	threshold, _ := diag.ParseSeverity(opts.FailOn.value) // "never" gives Off
	for _, r := range results {
		if r.err != nil {
			unread = append(unread, r.err)
		}
		if opts.FailOn.value != "never" {
			found += diag.Count(r.findings).AtLeast(threshold)
			if opts.DryRun {
				found += r.applied // the file as it is still has them
			}
		}
	}
	switch {
	case len(unread) > 0:
		return &exitError{exitFailure, errors.Join(unread...)}
	case failed:
		return &exitError{exitFailure, nil}
	case found > 0:
		return &exitError{exitFindings, nil}
	}
	return nil
}
