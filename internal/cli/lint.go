package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/parallel"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

type lintOptions struct {
	Paths      []string
	Format     choice
	For        choice
	ForGiven   bool
	FailOn     choice
	Only, Skip []string
	Fix        bool
	DryRun     bool
	Base       string
	BaseGiven  bool
	Outputs    outputFiles

	history    *histories // what lint knows beyond single manifests
	fixCommand string     // what a reader types to apply the repairs
}

func newLintCmd(p *process) *cobra.Command {
	opts := lintOptions{
		For:    choice{value: "draft", accepted: []string{"draft", "testing", "production"}},
		FailOn: choice{value: "error", accepted: []string{"error", "warning", "info", "never"}},
	}
	cmd := &cobra.Command{
		Use:   "lint [path...]",
		Short: "Report problems in manifests",
		Long: "Report problems in manifests: YAML syntax, schema, and rules.\n\n" +
			"A path is a file, a folder that is searched for manifest.yaml, a glob pattern,\n" +
			"or - for standard input. Without a path, the folder manifests is searched.\n\n" +
			"A search leaves out the frozen copies below versions folders; name such a folder\n" +
			"or file to lint it. Frozen copies are never repaired.",
		Example: "  manifest lint\n  manifest lint --for production manifests/acme-field-sync\n  manifest lint --fix --dry-run\n  manifest lint --format github --output sarif=lint.sarif",
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.Paths = args
			return runLint(ctx, p, opts)
		}),
	}
	flags := cmd.Flags()
	formatFlag(cmd, &opts.Format, report.LintFormats)
	flags.Var(&opts.Outputs, "output", "also write this format to a file, as in sarif=lint.sarif (repeatable)")
	flags.Var(&opts.For, "for", "judge as needed for: draft, testing or production")
	flags.Var(&opts.FailOn, "fail-on", "exit 1 from this severity on: error, warning, info or never")
	flags.StringSliceVar(&opts.Only, "rule", nil, "run only these rules (repeatable, or with commas)")
	flags.StringSliceVar(&opts.Skip, "skip", nil, "do not run these rules (repeatable, or with commas)")
	flags.BoolVar(&opts.Fix, "fix", false, "repair what can be repaired safely")
	flags.StringVar(&opts.Base, "base", "", "compare with the merge base with this revision: versions, approvals, records")
	flags.BoolVar(&opts.DryRun, "dry-run", false, "with --fix: print the repairs as a diff and write nothing")
	completeOutput(cmd)
	complete(cmd, "for", opts.For.accepted...)
	complete(cmd, "fail-on", opts.FailOn.accepted...)
	completeList(cmd, "rule", ruleIDs)
	completeList(cmd, "skip", ruleIDs)
	p.completeRevisions(cmd, "base")
	cmd.PreRunE = func(*cobra.Command, []string) error {
		opts.ForGiven, opts.BaseGiven = flags.Changed("for"), flags.Changed("base")
		return opts.check(flags.Changed("rule"), flags.Changed("skip"))
	}
	return cmd
}

// check refuses flags that contradict each other or say nothing.
func (o *lintOptions) check(only, skip bool) error {
	if only && len(o.Only) == 0 || skip && len(o.Skip) == 0 {
		return Usagef("--rule and --skip want the name of a rule; see: manifest rules")
	}
	for _, id := range slices.Concat(o.Only, o.Skip) {
		if validate.FindRule(id) == nil {
			return Usagef("lint: %w", unknownRule(id))
		}
	}
	for _, id := range o.Only {
		if slices.Contains(o.Skip, id) {
			return Usagef("--rule and --skip both name %s", id)
		}
	}
	if o.BaseGiven && strings.TrimSpace(o.Base) == "" {
		return errEmptyBase
	}
	if o.DryRun && !o.Fix {
		return Usagef("--dry-run shows what --fix would do; give both")
	}
	if o.DryRun && o.Format.value != string(report.Text) {
		return Usagef("--dry-run prints a diff, which has no format %s; leave out --format", o.Format.value)
	}
	if o.DryRun && len(o.Outputs) > 0 {
		return Usagef("--dry-run prints a diff and writes nothing; leave out --output")
	}
	return nil
}

// fixCommand is the command that makes the repairs. It names the paths only
// where lint would not look by itself.
func (p *process) fixCommand(paths []string) string {
	words := []string{"manifest"}
	if p.Directory != "" {
		words = append(words, "-C", p.Directory)
	}
	if p.Config != "" {
		words = append(words, "--config", p.Config)
	}
	words = append(words, "lint", "--fix")
	if slices.ContainsFunc(paths, func(name string) bool { return !within(name, defaultDir) }) {
		words = append(words, paths...)
	}
	return shellLine(words)
}

// within reports whether a path, as typed, leads to a folder or below it.
func within(name, dir string) bool {
	rel, err := filepath.Rel(dir, name)
	return err == nil && filepath.IsLocal(rel)
}

// linted is one manifest and what lint says about it.
type linted struct {
	target
	file     *source.File // only where it can be repaired: most files need not be kept
	err      error
	findings []diag.Diagnostic // about the bytes on disk
	fixed    *validate.Fixed   // what --fix makes of them, nil without it
	kept     int               // findings that --fix could repair, if the file were not frozen
}

func (r *linted) repaired() bool { return r.fixed != nil && r.fixed.Applied > 0 }

func runLint(ctx context.Context, p *process, opts lintOptions) error {
	if opts.Base != "" && slices.Contains(opts.Paths, "-") {
		return Usagef("--base compares with git, and standard input lies in no repository")
	}
	opts.fixCommand = p.fixCommand(opts.Paths)
	go validate.Prepare()
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
		return Usagef("%w", err)
	}
	targets, err := p.discoverSome("lint", opts.Paths, ignore)
	if err != nil {
		return err
	}
	if opts.Fix && !opts.DryRun && targets[0].isStdin() {
		return Usagef("--fix cannot write to standard input; add --dry-run to see the repairs")
	}
	if err := p.checkOutputs(opts.Outputs, targets); err != nil {
		return err
	}
	if opts.history, err = p.histories(ctx, linter, targets, opts); err != nil {
		return err
	}
	results := parallel.Map(ctx, targets, func(t target) linted { return lintOne(p, linter, t, opts) })
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("lint: interrupted; nothing was written")
	}
	failed := applyFixes(ctx, p, results, opts)
	failed = p.writeOutputs(results, opts) || failed
	if err := p.print(func(w io.Writer) error { return showLint(w, p, results, opts) }); err != nil {
		return err
	}
	return lintExit(p, results, opts, failed)
}

// lintOne reads and lints one target. A fault of a rule is the failure of that
// file alone: it was not checked, and the others still are.
func lintOne(p *process, linter *validate.Linter, t target, opts lintOptions) (result linted) {
	defer func() {
		if fault := recover(); fault != nil {
			result = linted{target: t, err: fmt.Errorf("a fault of this tool: %v\nplease report it with the file: %s/issues\n%s", fault, repository, debug.Stack())}
		}
	}()
	data := opts.history.unchanged[t.name]
	if data == nil {
		var err error
		if data, err = p.read(t); err != nil {
			return linted{target: t, err: err}
		}
	}
	result = linted{target: t}
	file := source.New(t.name, data)
	against, released := opts.history.against[t.name], opts.history.released[t.name]
	if opts.Fix && !t.frozen {
		findings, fixed := linter.FixAgainst(file, t.app, against, released)
		return linted{target: t, file: file, findings: findings, fixed: &fixed}
	}
	result.findings = linter.LintAgainst(file, t.app, against, released)
	if t.frozen { // no format may promise what --fix will not do
		for j := range result.findings {
			if result.findings[j].Fix != nil {
				result.findings[j].Fix = nil
				result.kept++
			}
		}
	}
	return result
}

// read returns the content of a target.
func (p *process) read(t target) ([]byte, error) {
	if t.err != nil {
		return nil, t.err
	}
	if t.isStdin() {
		return p.readStdin()
	}
	f, err := os.Open(t.path)
	if err != nil {
		return nil, reason(err)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, errors.New(kind(info))
	}
	data, err := content(f)
	if err != nil {
		return nil, reason(err)
	}
	return data, nil
}

// readStdin returns what comes on standard input. Whoever types it, or waits
// for a pipe that stays silent, can interrupt it: the read itself cannot be
// stopped, so it is left behind.
func (p *process) readStdin() ([]byte, error) {
	var data []byte
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		data, err = io.ReadAll(io.LimitReader(p.Stdin, manifest.MaxBytes+1))
	}()
	select {
	case <-p.Interrupted:
		return nil, errors.New("interrupted")
	case <-done:
	}
	if err != nil {
		return nil, reason(err)
	}
	if len(data) == 0 && isNull(p.Stdin) {
		return nil, errors.New("it is closed, or " + os.DevNull)
	}
	return data, nil
}

// isNull reports whether a stream is the null device, which also stands in for
// a standard stream that is closed.
func isNull(stream any) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	if err != nil {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err == nil && os.SameFile(info, null)
}

// applyFixes writes repaired files, says what became of each, and reports
// whether one could not be written. The findings of a file that was written are
// those that are left.
func applyFixes(ctx context.Context, p *process, results []linted, opts lintOptions) (failed bool) {
	say := func(r *linted, format string, args ...any) {
		fmt.Fprintf(p.Stderr, "%s: %s\n", report.Visible(r.name), fmt.Sprintf(format, args...))
	}
	for i := range results {
		r := &results[i]
		switch {
		case opts.Fix && r.kept > 0:
			say(r, "%s not repaired, for a frozen copy is never changed", diag.Plural(r.kept, "finding"))
		case !r.repaired():
		case opts.DryRun:
			say(r, "%s would be repaired, %d left", diag.Plural(r.fixed.Applied, "finding"), len(r.fixed.Findings))
			if r.fixed.Secret {
				say(r, "the repairs are not shown, for the file holds a secret")
			}
		default:
			if err := p.replaceFile(ctx, r.path, r.file.Data, r.fixed.File.Data); err != nil {
				p.complain(fmt.Errorf("repairs were not written: %w", err))
				failed = true
				continue
			}
			r.findings = r.fixed.Findings
			say(r, "%s repaired", diag.Plural(r.fixed.Applied, "finding"))
		}
	}
	return failed
}

func showLint(w io.Writer, p *process, results []linted, opts lintOptions) error {
	if opts.DryRun {
		for _, r := range results {
			if r.repaired() && !r.fixed.Secret {
				if err := report.Diff(w, r.name, r.file.Data, r.fixed.File.Data); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return report.LintFormats.Write(w, report.Format(opts.Format.value), lintReport(results, opts), p.screen())
}

// lintReport gathers the results for a format.
func lintReport(results []linted, opts lintOptions) report.Lint {
	lint := report.Lint{Rules: ruleCatalogue(), Tool: tool(), Fix: opts.fixCommand}
	for _, r := range results {
		if r.err != nil {
			why, _, _ := strings.Cut(r.err.Error(), "\n")
			lint.Unread = append(lint.Unread, report.Unread{File: r.name, Reason: why})
			continue
		}
		lint.Files++
		lint.Findings = append(lint.Findings, r.findings...)
	}
	lint.Unread = append(lint.Unread, opts.history.unread...)
	lint.Findings = append(lint.Findings, opts.history.findings...)
	diag.Sort(lint.Findings)
	return lint
}

// lintExit turns the results into an exit code. What could not be read was not
// checked, so it weighs more than what was found.
func lintExit(p *process, results []linted, opts lintOptions, failed bool) error {
	var unread []error
	threshold, _ := diag.ParseSeverity(opts.FailOn.value) // "never" gives Off, which nothing reaches
	found := diag.Count(opts.history.findings).AtLeast(threshold)
	for _, r := range results {
		if r.err != nil {
			unread = append(unread, fmt.Errorf("could not check %s: %w", report.Visible(r.name), r.err))
		}
		found += diag.Count(r.findings).AtLeast(threshold)
	}
	for _, u := range opts.history.unread {
		unread = append(unread, fmt.Errorf("could not check %s: %s", report.Visible(u.File), u.Reason))
	}
	switch {
	case len(unread) > 0:
		return &Error{Class: Failure, Err: errors.Join(unread...)}
	case failed:
		return &Error{Class: Failure}
	case found > 0:
		return &Error{Class: Findings}
	}
	return nil
}
